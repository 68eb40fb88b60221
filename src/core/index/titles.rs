//! What may be a name in the file name or the title of a meeting.

use crate::core::base::Location;
use crate::core::base::text::{slice, unaccented};
use crate::core::model::vocabulary::{Vocabulary, is_with};
use crate::core::model::{Link, LinkStyle, Note, bare_name};
use crate::core::syntax::date;
use crate::core::syntax::link::is_like_name;
use crate::core::syntax::people::{is_group, is_nobody, names_in};

/// The most words of a name, and of a title in which names are looked for.
const LONGEST_NAME: usize = 4;
const LONGEST_TITLE: usize = 24;

pub(super) fn link(name: &str) -> Link {
    Link { target: name.into(), text: name.into(), style: LinkStyle::Plain, location: Location::default() }
}

/// Returns every name that is looked for in a meeting's file name and title.
pub(super) fn links(note: &Note) -> Vec<Link> {
    let mut links = whole_names(note);
    links.extend(guests(note).iter().chain(&behind_words(note)).flat_map(|guest| beginnings(guest)));
    links.extend(bare(note).iter().map(|name| link(name)));
    links
}

/// Returns what may be a whole name: all behind the date, and every two to four words, whatever is between them.
pub(super) fn whole_names(note: &Note) -> Vec<Link> {
    let stem = note.path.stem();
    let behind = stem.trim_start_matches(|char: char| char.is_ascii_digit() || matches!(char, '-' | ' ' | '_'));
    let is_gap = |char: char| !(char.is_alphanumeric() || matches!(char, '\'' | '’' | '-' | '.'));
    let is_hyphen = |char: char| char == '-' || is_gap(char);
    let mut texts: Vec<Vec<&str>> = [stem, &note.title].map(|text| text.split(is_gap).collect()).into();
    texts.extend(
        [stem, &note.title].iter().filter(|text| text.contains('-')).map(|text| text.split(is_hyphen).collect()),
    );
    let mut links = vec![link(behind)];
    for words in texts {
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).take(LONGEST_TITLE).collect();
        for length in 2..=LONGEST_NAME {
            links.extend(words.windows(length).map(|words| link(&words.join(" "))));
        }
    }
    links
}

/// Returns what may say whom a meeting is with: its title, its file's name, and its first line.
fn texts(note: &Note) -> impl Iterator<Item = &str> {
    let opening = note.as_meeting().map(|meeting| &*meeting.opening).filter(|opening| !opening.is_empty());
    [&*note.title, note.path.stem()].into_iter().chain(opening)
}

/// Returns the texts of which each may begin with the name of a contact: what stands behind a word for meetings, as in
/// `Gespräch Ann`.
pub(super) fn behind_words(note: &Note) -> Vec<String> {
    texts(note)
        .filter_map(|text| {
            let spaced = if text.contains(' ') { text.to_owned() } else { text.replace(['-', '_'], " ") };
            let mut words =
                spaced.split(' ').skip_while(|word| !Vocabulary::plain().is_meeting_word(&unaccented(word)));
            words.next()?;
            Some(words.collect::<Vec<_>>().join(" "))
        })
        .collect()
}

/// Returns the texts of which each begins with the name of somebody whom the title says the meeting is with.
pub(super) fn guests(note: &Note) -> Vec<String> {
    let mut guests: Vec<String> = Vec::new();
    for text in texts(note) {
        // A slug has no spaces.
        let spaced = if text.contains(' ') { text.to_owned() } else { text.replace(['-', '_'], " ") };
        let Some(behind) = behind_with(&spaced) else { continue };
        let names = names_in(behind).unwrap_or_else(|| vec![behind]);
        guests.extend(names.into_iter().map(|name| bare_name(name).to_owned()));
    }
    guests.dedup();
    guests.truncate(LONGEST_TITLE);
    guests
}

/// Returns what is left of a file name or a title without its days and words for meetings, if it may be a name: `moussa` of
/// `moussa 29 oct`, `Yannick` of `prep Yannick`.
pub(super) fn bare(note: &Note) -> Vec<String> {
    let is_other = |word: &&str| {
        let is_day = word.contains(|char: char| char.is_ascii_digit())
            || date::month(word.trim_end_matches('.')).is_some()
            || date::weekday(word).is_some();
        let plain = unaccented(word);
        is_day || Vocabulary::plain().is_meeting_word(&plain) || Vocabulary::prepares(&plain)
    };
    let left = |text: &str| {
        let first = text.split([',', '(', '|', '–', '—', ':']).next().unwrap_or_default();
        let first = first.split(" - ").next().unwrap_or_default();
        let words: Vec<&str> = first.split([' ', '_']).filter(|word| !word.is_empty() && !is_other(word)).collect();
        (1..=LONGEST_NAME).contains(&words.len()).then(|| words.join(" "))
    };
    texts(note).filter_map(left).collect()
}

/// Returns the names that words such as *and* join in a file name or title: `Ann Lee and Bo Diaz, 2026-11-20`.
pub(super) fn joined(note: &Note) -> Vec<Vec<&str>> {
    let parts = [&*note.title, note.path.stem()].into_iter().flat_map(|text| text.split([',', ';', '·', '/']));
    let names = parts.filter_map(|part| names_in(part.trim_start_matches(|char: char| !char.is_alphabetic())));
    names.filter(|names| names.len() > 1).take(LONGEST_TITLE).collect()
}

/// Returns what stands behind the first word for *with*, or for a talk of two: `1-2-1 Ann Lee`.
fn behind_with(text: &str) -> Option<&str> {
    let mut words = text.split_inclusive(' ');
    let before: usize =
        words.by_ref().take_while(|word| !is_before_names(word.trim_matches([' ', '/', '.']))).map(str::len).sum();
    let with = slice(text, before..text.len()).split_inclusive(' ').next()?.len();
    let behind = slice(text, before + with..text.len()).trim();
    (!behind.is_empty()).then_some(behind)
}

fn is_before_names(word: &str) -> bool {
    is_with(word) || matches!(word, "1:1" | "1-1" | "1-2-1" | "1-on-1" | "1on1" | "1o1" | "1to1" | "1-to-1")
}

/// Returns, as links, the first words of a text, most of them first.
pub(super) fn beginnings(guest: &str) -> impl Iterator<Item = Link> {
    let words: Vec<&str> = guest.split_whitespace().take(LONGEST_NAME).collect();
    (1..=words.len())
        .rev()
        .map(|length| link(&words.iter().take(length).copied().collect::<Vec<_>>().join(" ")))
        .collect::<Vec<_>>()
        .into_iter()
}

/// Returns the name that a text begins with, if it has the shape of one and is not a group's.
pub(super) fn stranger(guest: &str) -> Option<Box<str>> {
    let words: Vec<&str> = guest.split_whitespace().collect();
    let is_name = |length: usize| words.get(..length).map(|words| words.join(" ")).filter(|name| is_like_name(name));
    let name = (2..=LONGEST_NAME).rev().find_map(is_name)?;
    (!is_group(guest) && !is_group(&name) && !is_nobody(&name)).then(|| name.into())
}
