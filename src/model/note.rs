//! A note of the vault, reduced to the facts that the program works with.

use crate::diagnostic::Diagnostic;

use super::{At, Bank, CarriedQuestion, Contact, Day, Meeting, NotePath, Task};

/// What a note is about (DESIGN §2).
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

/// A front-matter key that the program has no meaning for; kept for filters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// The key in its comparable form (`text::key_form`).
    pub key: Box<str>,
    /// The value as text; the items of a list are joined by `, `.
    pub value: Box<str>,
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
    /// Open tasks, and settled ones that tell the day.
    pub tasks: Vec<Task>,
    /// Questions that it carries, and items that match a bank's question, in the order of the note.
    pub carried: Vec<CarriedQuestion>,
    /// Keys without a meaning of their own.
    pub properties: Vec<Property>,
    /// The whole text, where the note holds live blocks; `None` elsewhere.
    pub live_text: Option<Box<str>>,
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

    /// Returns the meeting, if the note is about one.
    #[must_use]
    pub fn as_meeting(&self) -> Option<&Meeting> {
        match &self.kind {
            NoteKind::Meeting(meeting) => Some(meeting),
            _ => None,
        }
    }
}
