//! Decides what a note is: a person, a meeting, questions, or none of these.

use crate::core::base::NotePath;
use crate::core::base::text::{fold_name, slice, unaccented};
use crate::core::model::vocabulary::{Key, Topic, Vocabulary, is_unset};
use crate::core::model::{KindSource, NoteType};
use crate::core::syntax::date::{self, Unread};
use crate::core::syntax::link::is_like_name;
use crate::core::syntax::people::is_group;

use super::NoteParser;
use super::page_name::{self, bare_stem};
use super::properties::{Properties, is_loose};
use super::words_of_meeting::has_address;

impl NoteParser<'_> {
    /// Decides the type as [`NoteParser::note_type`] does; a note in a folder of meetings that tells nothing of one is a
    /// plain note. `is_whole` says that all of its front matter was read.
    pub(super) fn kind(
        &self,
        path: &NotePath,
        text: &str,
        body_start: usize,
        (properties, is_whole): (&Properties<'_>, bool),
        tags: &[Box<str>],
    ) -> (NoteType, KindSource) {
        let decided = self.note_type(path, text, body_start, properties, tags);
        let body = slice(text, body_start..text.len());
        let may_be_bare = match decided {
            (NoteType::Meeting, KindSource::Folder) => !is_like_name(&bare_stem(path.stem(), &self.vocabulary)),
            (NoteType::Meeting, KindSource::Tag) => self.has_everyday_tag(properties, body),
            _ => false,
        };
        let is_bare = may_be_bare && is_whole && !properties.has_facts_of_meeting() && !self.tells_meeting(path, body);
        if is_bare { (NoteType::Plain, KindSource::Bare) } else { decided }
    }

    /// Decides the type: keys, then tags, then the folder, then the file's prefix, then a line of tags in the body; and
    /// returns which of them decides. A person in a folder of contacts is a contact.
    fn note_type(
        &self,
        path: &NotePath,
        text: &str,
        body_start: usize,
        properties: &Properties<'_>,
        tags: &[Box<str>],
    ) -> (NoteType, KindSource) {
        let by_folder = || self.type_of_folder(path);
        let or_contact = |kind: NoteType| match kind {
            NoteType::Person => by_folder().filter(|folder| *folder == NoteType::Contact).unwrap_or(kind),
            kind => kind,
        };
        let words = properties.type_words();
        let written: Vec<NoteType> = words.iter().filter_map(|word| self.vocabulary.type_of(word)).collect();
        // Of several types, one that names things does not hide one that names people.
        let written = written.iter().find(|kind| **kind != NoteType::Plain).or(written.first());
        if let Some(kind) = written {
            return (or_contact(*kind), KindSource::Type);
        }
        // Only the settings have folders of plain notes.
        if self.config.type_of_folder(path.folder()) == Some(NoteType::Plain) {
            return (NoteType::Plain, KindSource::Folder);
        }
        // A list of people in a folder of people is not one of them.
        let is_list = tags.iter().any(|tag| matches!(tag.to_ascii_lowercase().as_str(), "moc" | "index"))
            || path.stem().starts_with('_')
            || is_list(path.stem())
            || head(slice(text, body_start..text.len()))
                .any(|line| line.starts_with("# ") && line.trim_end().ends_with(['?', '？']));
        if is_list && !properties.has_facts_of_contact() {
            return (NoteType::Plain, KindSource::Index);
        }
        let of_tags = properties.tags_for_type();
        let by_tag = || of_tags.iter().find_map(|tag| self.type_of_tag(tag)).filter(|kind| *kind != NoteType::Plain);
        let by_prefix = || page_name::type_of(path.stem(), &self.vocabulary);
        let by_body = || self.tag_in_body(slice(text, body_start..text.len())).map(|(kind, _)| kind);
        // Families and friends have notes about other things, too.
        let is_other = !words.is_empty() && self.config.is_folder_of_relations(path.folder());
        // A note that is named after a day is about that day, even in a folder of people.
        let is_of_a_day = path.stem().starts_with(|char: char| char.is_ascii_digit())
            && date::at_start(path.stem(), self.vocabulary.order).is_some();
        let fits =
            |kind: &NoteType| !((is_of_a_day || is_other) && matches!(kind, NoteType::Contact | NoteType::Person));
        let of_folder = || by_folder().filter(fits).map(|kind| (kind, KindSource::Folder));
        let of_name = || by_prefix().map(|kind| (kind, KindSource::Name));
        let of_body = || by_body().map(|kind| (kind, KindSource::Tag));
        let by_tag = || by_tag().map(|kind| (or_contact(kind), KindSource::Tag));
        let of_clues = || {
            let body = slice(text, body_start..text.len());
            self.meeting_by_clues(path, body, properties).map(|source| (NoteType::Meeting, source))
        };
        let of_address = || {
            let body = slice(text, body_start..text.len());
            is_of_somebody(path.stem(), body, properties).then_some((NoteType::Contact, KindSource::Name))
        };
        let found = by_tag().or_else(of_folder).or_else(of_name).or_else(of_body).or_else(of_clues).or_else(of_address);
        match found {
            Some((NoteType::Contact | NoteType::Person, _))
                if is_group(path.stem()) && !properties.has_facts_of_contact() =>
            {
                (NoteType::Plain, KindSource::Index)
            }
            Some(found) => found,
            None if is_other => (NoteType::Plain, KindSource::Type),
            None => (NoteType::Plain, KindSource::Nothing),
        }
    }

    /// Returns whether only everyday words among the tags say that a note is about a meeting.
    fn has_everyday_tag(&self, properties: &Properties<'_>, body: &str) -> bool {
        let tags = properties.tags_for_type();
        let mut of_meetings = tags.iter().filter(|tag| self.type_of_tag(tag) == Some(NoteType::Meeting)).peekable();
        match of_meetings.peek() {
            Some(_) => of_meetings.all(|tag| Vocabulary::is_everyday(tag)),
            None => self.tag_in_body(body).is_some_and(|(_, tag)| Vocabulary::is_everyday(tag)),
        }
    }

    /// Returns the type that a tag means. `people/ann` is about Ann, so that of a path only a word in the singular counts
    /// before the last one: `person/family`.
    fn type_of_tag(&self, tag: &str) -> Option<NoteType> {
        match tag.rsplit_once('/') {
            Some((first, last)) if first.to_lowercase().ends_with('s') || first.eq_ignore_ascii_case("people") => {
                self.vocabulary.type_of_tag(last)
            }
            _ => self.vocabulary.type_of_tag(tag),
        }
    }

    /// Returns what says that a note of no known type is about a meeting: it names a day, and either who took part or,
    /// in its name or its folder's, a word for meetings.
    fn meeting_by_clues(&self, path: &NotePath, body: &str, properties: &Properties<'_>) -> Option<KindSource> {
        let stem = path.stem();
        let has_digits = stem.bytes().filter(u8::is_ascii_digit).count() > 3;
        let of_name = if has_digits { date::in_name(stem, self.vocabulary.order) } else { None };
        let folder = path.folder().rsplit('/').next().unwrap_or_default();
        let has_words = stem.chars().filter(|char| char.is_alphabetic()).count() > 2;
        let in_heading = || {
            let title = head(body).find(|line| !line.trim().is_empty()).and_then(|line| line.strip_prefix("# "));
            title.is_some_and(|title| self.vocabulary.names_meeting(title))
        };
        if of_name.is_some()
            && (self.vocabulary.names_meeting(stem) || self.vocabulary.names_meeting(folder) || in_heading())
        {
            return Some(KindSource::Name);
        }
        // `prep Ann` with a day is about the talk of that day.
        let prepares = |word: &str| Vocabulary::prepares(&unaccented(&word.to_lowercase()));
        let mut words = stem.split([' ', '-', '_']);
        if properties.has_date() && words.any(prepares) && stem.chars().any(char::is_uppercase) {
            return Some(KindSource::Name);
        }
        // `Gespräch Lee` with its keys.
        let begins = stem.split(' ').next().is_some_and(|word| self.vocabulary.is_meeting_word(&unaccented(word)));
        if begins && properties.has_date() && properties.names_anybody() {
            return Some(KindSource::Name);
        }
        // A journal has everything about its day.
        let is_dated = (of_name.is_some() && has_words) || properties.has_date();
        let is_attended = properties.has_attendees() || head(body).any(|line| self.tells_attendees(line));
        let is_labelled = || head(body).any(|line| self.tells_day(line));
        (is_attended && (is_dated || is_labelled())).then_some(KindSource::Attendees)
    }

    /// Returns whether the name or the first lines of a note in a folder of meetings say when it was or who took part.
    fn tells_meeting(&self, path: &NotePath, body: &str) -> bool {
        let order = self.vocabulary.order;
        let tells = |line: &str| {
            let line = line.trim_start_matches(['>', '-', '*', '_', ' ']);
            self.tells_attendees(line)
                || date::read(line, order).is_ok()
                || date::without_year(line, order).is_some()
                || label(line).is_some_and(|(label, _)| self.vocabulary.key_as_written(label) == Some(Key::Date))
                || (line.starts_with('#') && (date::in_name(line, order).is_some() || line.contains("[[")))
        };
        date::in_name(path.stem(), order).is_some()
            || date::without_year_in(path.stem(), order).is_some()
            || self.vocabulary.names_meeting(path.stem())
            || head(body).any(tells)
    }

    /// Returns whether a line of a body is a label with a day for a value.
    fn tells_day(&self, line: &str) -> bool {
        label(line).is_some_and(|(label, value)| {
            self.vocabulary.key_as_written(label) == Some(Key::Date)
                && !matches!(date::with_remark(value, self.vocabulary.order), Err(Unread::No))
        })
    }

    /// Returns whether a line of a body is a label or a heading for those who took part.
    fn tells_attendees(&self, line: &str) -> bool {
        let line = line.trim_start_matches(['>', '-', '*', '_', ' ']);
        if let Some(heading) = line.strip_prefix('#') {
            return self.vocabulary.topic(heading.trim_start_matches('#')) == Topic::Attendees;
        }
        label(line).is_some_and(|(label, value)| {
            // Some short words for *with* are others in other languages: *con* has its pros.
            let names_people = || value.contains("[[") || is_like_name(value) || label.chars().count() > 3;
            self.vocabulary.topic(label) == Topic::Attendees
                || (self.vocabulary.key_as_written(label) == Some(Key::With)
                    && !is_loose(label)
                    && !is_unset(value)
                    && names_people())
        })
    }

    /// Returns the type that the folder of a note gives it. A note with the folder's name is often a list of its notes.
    pub(super) fn type_of_folder(&self, path: &NotePath) -> Option<NoteType> {
        let last = path.folder().rsplit('/').next().unwrap_or_default();
        let is_list = names_folder(path.stem(), last) && self.config.type_of_folder(last).is_some();
        self.config.type_of_folder(path.folder()).filter(|_| !is_list)
    }

    /// Reads the type from a line that has only tags; also returns the tag.
    fn tag_in_body<'b>(&self, body: &'b str) -> Option<(NoteType, &'b str)> {
        let mut kinds = tags_in_body(body).filter_map(|tag| Some((self.type_of_tag(tag)?, tag)));
        kinds.find(|(kind, _)| *kind != NoteType::Plain)
    }
}

/// Returns the tags on those of the first lines of a body that have only tags.
pub(super) fn tags_in_body(body: &str) -> impl Iterator<Item = &str> {
    let lines = memchr::memchr(b'#', body.as_bytes()).map(|_| head(body));
    let of_line = |line| {
        let line: &str = str::trim(line);
        let line = line.strip_prefix("Tags:").or_else(|| line.strip_prefix("tags:")).unwrap_or(line);
        let is_tag = |word: &str| word.strip_prefix('#').is_some_and(|tag| tag.starts_with(char::is_alphabetic));
        let is_tag_line = line.contains('#') && line.split_whitespace().all(is_tag);
        is_tag_line.then(|| line.split_whitespace().map(|word| word.trim_start_matches('#')))
    };
    lines.into_iter().flatten().filter_map(of_line).flatten()
}

/// Returns the first lines of a body, in which labels and tags are about the note.
fn head(body: &str) -> impl Iterator<Item = &str> {
    body.lines().take(40)
}

/// How many of the first lines of a note may have the address of whoever it is about.
const ADDRESS_LINES: usize = 6;

/// Returns whether a note of no kind is about a person: its name stands in a key or in the first line, and a mail address or a
/// phone number stands in another key or near it.
fn is_of_somebody(stem: &str, body: &str, properties: &Properties<'_>) -> bool {
    if stem.starts_with(|char: char| char.is_ascii_digit()) {
        return false;
    }
    // Firms have more words.
    let is_name = |text: &str| is_like_name(text) && text.split(' ').count() == 2 && !is_group(text);
    if properties.has_written_name(is_name) && properties.has_address() {
        return true;
    }
    let lines: Vec<&str> = body.lines().filter(|line| !line.trim().is_empty()).take(ADDRESS_LINES).collect();
    let Some((first, rest)) = lines.split_first() else { return false };
    let first = first.trim_start_matches(['#', ' ']).trim_matches(['*', '_', ' ']);
    let name = first.split([',', '(', '/', '–', '—', ':', '|']).next().unwrap_or_default().trim();
    let name = name.strip_prefix("Dr. ").unwrap_or(name);
    // On a phone, people write names small.
    let is_small = || {
        let mut words = name.split(' ');
        let is_word = |word: &str| word.chars().count() > 1 && word.chars().all(char::is_alphabetic);
        fold_name(name) == fold_name(stem) && words.clone().count() == 2 && words.all(is_word) && !is_group(name)
    };
    (is_name(name) || is_small()) && rest.iter().any(|line| has_address(line) || has_handle(line))
}

/// Returns whether a short line has a phone number behind a word, or the name of an account: `whatsapp 0151 555 0137`, `insta
/// @ann.lee`.
fn has_handle(line: &str) -> bool {
    let Some((word, rest)) = line.trim().split_once([' ', ':']) else { return false };
    let rest = rest.trim();
    let is_account = rest.strip_prefix('@').is_some_and(|name| name.len() > 1 && !name.contains(' '));
    word.chars().all(char::is_alphabetic) && (is_account || has_address(rest))
}

/// Returns the label and the value of a line such as `> **Date:** 2026-11-20` or `| Date | 2026-11-20 |`.
fn label(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches(['>', '-', '*', '_', ' ']);
    let (label, value) = match line.strip_prefix('|') {
        Some(row) => row
            .trim_end()
            .trim_end_matches('|')
            .split_once('|')
            .map(|(label, value)| (label.trim_end_matches([' ', ':', '*', '_']), value))?,
        None => line.split_once([':', '：'])?,
    };
    (label.len() < 60)
        .then(|| (label.trim_matches(['*', '_', ' ', '\u{a0}', '\u{202f}']), value.trim_matches(['*', '_', ' '])))
}

/// Returns whether a note is named like its folder, in the singular or plural, whatever numbers and marks are before it.
fn names_folder(stem: &str, folder: &str) -> bool {
    let letters = |text: &str| {
        let text = text.trim_start_matches(|char: char| !char.is_alphabetic()).to_lowercase();
        text.chars().filter(|char| char.is_alphanumeric()).collect::<String>().trim_end_matches('s').to_owned()
    };
    !letters(stem).is_empty() && letters(stem) == letters(folder)
}

/// Words of files that list people or describe a folder.
const LISTS: [&str; 11] = [
    "moc",
    "index",
    "readme",
    "guide",
    "overview",
    "orgchart",
    "directory",
    "dashboard",
    "liste",
    "leads",
    "ubersicht",
];

/// Returns whether a file's name is that of a list of people, rather than of somebody.
fn is_list(stem: &str) -> bool {
    let folded = fold_name(stem);
    let words: Vec<&str> = folded.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // `Whom to ask next?`
    stem.ends_with(['?', '？'])
        || words.iter().any(|word| LISTS.contains(word))
        || words.windows(2).any(|pair| pair == ["org", "chart"])
}
