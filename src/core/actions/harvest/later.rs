//! What was written into a note after an edit that is taken back: it stays, and can be taken back after that as well.

use crate::core::edit::{Hunk, JournalEntry};

/// Returns a text with an entry taken back; `None` if its lines do not stand there.
pub(in crate::core::actions) fn without(text: &str, entry: &JournalEntry) -> Option<String> {
    entry.hunk.take_back(text).ok()?.apply(text).ok()
}

/// Returns what is to be remembered instead of entries that are `later` than one which is taken back, the oldest first.
///
/// Each of them did what it did to a text that is another without that entry: taking them back one after the other then
/// gives the bytes that stood there before all of them. Where the text of then is not known any more, they stay as they are.
pub(in crate::core::actions) fn rewritten(
    now: &str,
    undone: &JournalEntry,
    later: &[&JournalEntry],
) -> Vec<(JournalEntry, JournalEntry)> {
    // Behind each entry, with the one that is taken back and without it.
    let mut texts = vec![now.to_owned()];
    for entry in later.iter().rev() {
        let before = texts.last().and_then(|text| without(text, entry));
        let Some(before) = before else { return Vec::new() };
        texts.push(before);
    }
    texts.reverse();
    let bare: Option<Vec<String>> = texts.iter().map(|text| without(text, undone)).collect();
    let Some(bare) = bare else { return Vec::new() };
    let pairs = later.iter().zip(bare.iter().zip(bare.iter().skip(1)));
    let others = pairs.filter(|(entry, (before, after))| without(after, entry).as_ref() != Some(before));
    let new = others.filter_map(|(entry, (before, after))| {
        Some(((*entry).clone(), JournalEntry { hunk: Hunk::between(before, after)?, ..(*entry).clone() }))
    });
    new.collect()
}

/// Returns the one of the `later` entries that keeps an entry from being taken back: without it, it could be.
pub(in crate::core::actions) fn in_the_way<'e>(
    now: &str,
    undone: &JournalEntry,
    later: &[&'e JournalEntry],
) -> Option<&'e JournalEntry> {
    let would_do = |entry: &&&JournalEntry| without(now, entry).is_some_and(|text| without(&text, undone).is_some());
    later.iter().rev().find(would_do).copied()
}
