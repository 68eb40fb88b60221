//! Folders whose notes look like people or talks, although nothing says that they are.

use std::collections::BTreeMap;

use crate::core::base::NotePath;
use crate::core::edit::front_matter::{escaped, is_plain};
use crate::core::index::Resolution;
use crate::core::model::vocabulary::Vocabulary;
use crate::core::model::{Clues, KindSource, Note, NoteKind, NoteType};
use crate::core::workspace::Workspace;

/// From how many notes with keys of people on a folder is taken for one of people.
const MANY: usize = 3;

/// A folder that looks like one of people or talks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lookalike {
    /// The folder; empty for the root.
    pub(crate) folder: String,
    /// What its notes look like: `Person` or `Meeting`.
    pub(crate) kind: NoteType,
    /// How many look like it.
    pub(crate) notes: usize,
    /// The first of them.
    pub(super) first: NotePath,
    /// What makes them look so.
    pub(super) why: Why,
    /// Whether it is so of the most of its notes, so that the folder can be named.
    pub(crate) is_whole: bool,
}

/// What makes notes look like people or talks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    PeopleAndDay,
    Contacts,
    KeysOfPeople,
    FolderName,
}

impl Lookalike {
    /// Returns what makes its notes look so, as a sentence: `12 notes in 1-1s/ name people and a day`.
    pub(crate) fn says(&self) -> String {
        self.says_of(&shown(&self.folder))
    }

    /// Returns the sentence with a name for the folder.
    pub(super) fn says_of(&self, place: &str) -> String {
        let (one, many) = match self.why {
            Why::PeopleAndDay => ("names people and a day", "name people and a day"),
            Why::Contacts => ("names your contacts", "name your contacts"),
            Why::KeysOfPeople => ("has keys of people", "have keys of people"),
            Why::FolderName => ("may be meant by its name", "may be meant by its name"),
        };
        match self.notes {
            1 => format!("1 note in {place} {one}"),
            notes => format!("{notes} notes in {place} {many}"),
        }
    }

    /// Returns the line of the settings that has the folder read: `folders: {1-1s: meeting}`.
    pub(crate) fn setting(&self) -> Option<String> {
        let can_be_named = self.is_whole && !self.folder.contains(char::is_control);
        can_be_named.then(|| format!("folders: {{{}}}", self.entry()))
    }

    /// Returns the line of the settings that says that the folder is none: `folders: {1-1s: plain}`.
    pub(super) fn none(&self) -> String {
        format!("folders: {{{}: plain}}", quoted(name_of(&self.folder)))
    }

    /// Returns the entry under `folders:`: `1-1s: meeting`.
    pub(super) fn entry(&self) -> String {
        format!("{}: {}", quoted(name_of(&self.folder)), self.kind.as_str())
    }
}

/// Returns the name of a folder as a key in YAML.
pub(super) fn quoted(name: &str) -> String {
    if is_plain(name) && !name.contains([',', '{', '}', '[', ']']) {
        name.to_owned()
    } else {
        format!("\"{}\"", escaped(name))
    }
}

/// Returns a folder for readers: `People/`.
pub(super) fn shown(folder: &str) -> String {
    if folder.is_empty() { String::from("the root") } else { format!("{folder}/") }
}

/// Returns the last part of a folder's path.
pub(super) fn name_of(folder: &str) -> &str {
    folder.rsplit('/').next().unwrap_or(folder)
}

/// What is known of the plain notes of a folder.
#[derive(Default)]
struct Tally<'a> {
    notes: usize,
    first: Option<&'a NotePath>,
    meetings: Vec<&'a NotePath>,
    /// How many of these name a person of the vault.
    with_contacts: usize,
    /// How many of these have a day.
    with_day: usize,
    people: Vec<&'a NotePath>,
}

/// Returns the folders that look like people or talks, those with the most such notes first.
pub(crate) fn lookalikes(workspace: &Workspace) -> Vec<Lookalike> {
    let mut folders: BTreeMap<&str, Tally<'_>> = BTreeMap::new();
    for (_, note) in workspace.index.notes().filter(|(_, note)| is_open(note)) {
        let tally = folders.entry(note.path.folder()).or_default();
        tally.notes += 1;
        tally.first.get_or_insert(&note.path);
        let Some(clues) = note.clues.as_deref() else { continue };
        let names_contact = names_contact(workspace, note, clues) && (clues.has_day || clues.is_attended);
        if !clues.people.is_empty() && (clues.has_day || names_contact) {
            tally.meetings.push(&note.path);
            tally.with_contacts += usize::from(names_contact);
            tally.with_day += usize::from(clues.has_day);
        } else if clues.is_like_person {
            tally.people.push(&note.path);
        }
    }
    let vocabulary = workspace.config.words();
    let mut found: Vec<Lookalike> =
        folders.iter().filter_map(|(folder, tally)| tally.lookalike(folder, &vocabulary)).collect();
    found.sort_by(|one, other| other.notes.cmp(&one.notes).then_with(|| one.folder.cmp(&other.folder)));
    found
}

/// Returns whether nothing says what a note is about.
fn is_open(note: &Note) -> bool {
    note.kind == NoteKind::Plain && note.kind_source == KindSource::Nothing && note.page.is_none() && !note.is_blank
}

/// Returns whether a note's keys name a person of the vault.
fn names_contact(workspace: &Workspace, note: &Note, clues: &Clues) -> bool {
    clues.people.iter().any(|link| matches!(workspace.index.resolve(note, link), Resolution::Found(_)))
}

impl Tally<'_> {
    fn lookalike(&self, folder: &str, vocabulary: &Vocabulary) -> Option<Lookalike> {
        // One note that names strangers is a diary as well as a talk.
        let (kind, notes, first, why) = if self.with_contacts > 0 || self.meetings.len() > 1 {
            let why = if self.with_day > 0 { Why::PeopleAndDay } else { Why::Contacts };
            (NoteType::Meeting, self.meetings.len(), *self.meetings.first()?, why)
        } else if self.people.len() >= MANY && self.people.len() * 2 >= self.notes {
            (NoteType::Person, self.people.len(), *self.people.first()?, Why::KeysOfPeople)
        } else {
            let kind = says(name_of(folder), vocabulary).filter(|_| self.notes > 1)?;
            (kind, self.notes, self.first?, Why::FolderName)
        };
        let is_whole = !folder.is_empty() && notes * 2 >= self.notes;
        Some(Lookalike { folder: folder.to_owned(), kind, notes, first: first.clone(), why, is_whole })
    }
}

/// Returns what a folder's name says of its notes: `1-1s`, `03 - Coffee chats` and `Meeting notes` are talks.
fn says(name: &str, vocabulary: &Vocabulary) -> Option<NoteType> {
    let name = name.to_lowercase();
    let bare = Vocabulary::bare_folder(&name).trim_end();
    let of_notes = bare.strip_suffix("notes").unwrap_or(bare).trim_end_matches([' ', '-', '_']);
    let singular = |name: &str| name.strip_suffix('s').map(str::to_owned);
    let names = [&name, bare, of_notes].map(|name| [Some(name.to_owned()), singular(name)]);
    let kind = names.into_iter().flatten().flatten().find_map(|name| vocabulary.type_of(&name))?;
    match kind {
        NoteType::Contact | NoteType::Person => Some(NoteType::Person),
        NoteType::Meeting => Some(kind),
        NoteType::Questions | NoteType::Plain => None,
    }
}

/// Returns whether a folder of that name holds templates: `_templates`, `90 - Vorlagen`.
#[must_use]
pub(crate) fn is_template_folder(folder: &str) -> bool {
    Vocabulary::is_template(Vocabulary::bare_folder(name_of(folder)).trim_end())
}
