//! A note of the vault, reduced to the facts that the program works with.

use crate::core::base::diagnostic::Diagnostic;
use crate::core::base::{At, NotePath};

use super::{Bank, Contact, Day, Meeting, NoteQuestion, PageText, Rule, Task};

/// What a note is about (`docs/format.md#kinds-of-notes`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoteKind {
    /// A person.
    Contact(Box<Contact>),
    /// A talk.
    Meeting(Box<Meeting>),
    /// A question bank.
    Questions(Bank),
    /// Anything else.
    Plain,
    /// A template with unrendered placeholders: its facts are not facts.
    Template,
}

/// The keys of a note that no rule reads, kept for filters: all in one text, since a large vault holds many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Properties(Box<str>);

/// What stands between a key and its value, and behind the value: no key or value holds them.
const UNIT: char = '\u{1f}';
const RECORD: char = '\u{1e}';

impl Properties {
    /// Keeps keys in their comparable form (`text::key_form`) with their values as text.
    #[must_use]
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut text = String::new();
        for (key, value) in pairs {
            if !key.contains([UNIT, RECORD]) && !value.contains([UNIT, RECORD]) {
                text.extend([key.as_str(), "\u{1f}", value.as_str(), "\u{1e}"]);
            }
        }
        Self(text.into())
    }

    /// Returns the keys and values, in the order of the note.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.split(RECORD).filter_map(|pair| pair.split_once(UNIT))
    }

    /// Returns the first value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.iter().find(|(other, _)| *other == key).map(|(_, value)| value)
    }
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where it lies.
    pub path: NotePath,
    /// What it is about, and the facts of that kind.
    pub kind: NoteKind,
    /// Its name: the `name` of a contact, else the first level-one heading, else the file's stem.
    pub title: Box<str>,
    /// Other names that links may use: aliases, the heading, the stem without its prefix.
    pub aliases: Vec<Box<str>>,
    /// Tags of the front matter, without `#`, as written.
    pub tags: Vec<Box<str>>,
    /// Nothing about this note is due before that day.
    pub snooze: Option<At<Day>>,
    /// What a rule finds in this note is not due before that day.
    pub rule_snoozes: Box<[(Rule, At<Day>)]>,
    /// Open tasks, and settled ones that tell the day.
    pub tasks: Vec<Task>,
    /// Questions that it carries, and items that match a bank's question, in the order of the note.
    pub carried: Vec<NoteQuestion>,
    /// Keys as they are written: those without a meaning of their own, and those that the table of keys keeps.
    pub properties: Properties,
    /// The text and its blocks, where the note holds live ones; `None` elsewhere.
    pub page: Option<Box<PageText<'static>>>,
    /// Whether it says nothing: it holds no word, or its text could not be read.
    pub is_blank: bool,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

impl Note {
    /// Returns the contact, if the note is about one.
    #[must_use]
    pub fn as_contact(&self) -> Option<&Contact> {
        match &self.kind {
            NoteKind::Contact(contact) => Some(contact),
            _ => None,
        }
    }

    /// Returns the day before which nothing that a rule finds in this note is due.
    #[must_use]
    pub fn snooze_of(&self, rule: Rule) -> Option<At<Day>> {
        self.rule_snoozes.iter().find(|(other, _)| *other == rule).map(|(_, until)| *until)
    }

    /// Returns the meeting, if the note is about one.
    #[must_use]
    pub fn as_meeting(&self) -> Option<&Meeting> {
        match &self.kind {
            NoteKind::Meeting(meeting) => Some(meeting),
            _ => None,
        }
    }
}
