//! Keeps what was written into a note after an edit that is taken back, and keeps it possible to take that back later.

use crate::core::edit::{Hunk, JournalEntry};

/// Returns a text with an entry taken back; `None` if its lines are not there.
pub(in crate::core::actions) fn without(text: &str, entry: &JournalEntry) -> Option<String> {
    entry.hunk.take_back(text).ok()?.apply(text).ok()
}

/// Returns the entries that replace those `later` than one that is taken back, the oldest first.
///
/// Without that entry, the text that each of them edited is a different one. Taking them back one after the other then
/// gives the bytes from before all of them. If the earlier text is no longer known, they stay as they are.
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

/// Returns the `later` entry that keeps an entry from being taken back.
pub(in crate::core::actions) fn in_the_way<'e>(
    now: &str,
    undone: &JournalEntry,
    later: &[&'e JournalEntry],
) -> Option<&'e JournalEntry> {
    let would_do = |entry: &&&JournalEntry| without(now, entry).is_some_and(|text| without(&text, undone).is_some());
    later.iter().rev().find(would_do).copied()
}
