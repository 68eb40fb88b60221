//! A note of the vault, reduced to the facts that the program uses.

use crate::core::base::diagnostic::Diagnostic;
use crate::core::base::{At, NotePath};

use super::{
    Bank, Contact, Day, Event, EventKey, Link, Meeting, NoteQuestion, NoteQuestionState, PageText, Rule, Task,
    TaskPlace, When,
};

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
    /// A template with placeholders, whose facts do not count.
    Template,
}

/// What says which kind a note is of (`docs/format.md#how-the-kind-is-told`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum KindSource {
    /// A value of its type.
    Type,
    /// A tag of its front matter, or a line of tags.
    Tag,
    /// Its folder.
    Folder,
    /// Its name: the start of it, or a day and a word for meetings in it.
    Name,
    /// It names who took part, and a day.
    Attendees,
    /// A tag or a word of its name: it is an index, and so a plain note.
    Index,
    /// It stands in a folder of meetings and tells neither a day nor who took part, and so is a plain note.
    Bare,
    /// A placeholder: it is a template.
    Placeholder,
    /// Nothing does, so it is a plain note.
    #[default]
    Nothing,
}

/// What a plain note has that would say more of a person or a meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clues {
    /// The people whom its keys name.
    pub people: Box<[Link]>,
    /// Whether its keys, its name or its heading give a day.
    pub has_day: bool,
    /// Whether the keys that name people say that they take part.
    pub is_attended: bool,
    /// Whether it has keys of a person, such as a mail address.
    pub is_like_person: bool,
    /// Its type, if that is why it is plain although its folder is that of other notes.
    pub written_type: Option<Box<str>>,
}

/// The keys of a note that no rule reads, for filters. They are in one text to save memory in a large vault.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Properties(Box<str>);

/// The separators after a key and after a value. No stored key or value has them.
const UNIT: char = '\u{1f}';
const RECORD: char = '\u{1e}';

impl Properties {
    /// Stores keys in their comparable form (`text::key_form`), with their values as text.
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
    /// Its path.
    pub path: NotePath,
    /// Its kind, with the facts of that kind.
    pub kind: NoteKind,
    /// What says so.
    pub kind_source: KindSource,
    /// What it has of other kinds, if it is a plain note and has anything.
    pub clues: Option<Box<Clues>>,
    /// Its name: the `name` of a contact, or else the first level-one heading, or else the file name without extension.
    pub title: Box<str>,
    /// Other names for links: the aliases, the heading, and the file name without its prefix.
    pub aliases: Vec<Box<str>>,
    /// Tags of the front matter, without `#`, as written.
    pub tags: Vec<Box<str>>,
    /// The day before which nothing about this note is due.
    pub snooze: Option<At<Day>>,
    /// For some rules, the day before which their follow-ups from this note are not due.
    pub rule_snoozes: Box<[(Rule, At<Day>)]>,
    /// Open tasks, and settled ones with the day on which they were done or cancelled.
    pub tasks: Vec<Task>,
    /// Tasks that were settled on a day that the note does not tell.
    pub ticked: Box<[TaskPlace]>,
    /// Questions of the note, and items that may match a question of a bank, in the order of the note.
    pub carried: Vec<NoteQuestion>,
    /// Keys as they are written: those without a meaning of their own, and those that the table of keys keeps.
    pub properties: Properties,
    /// The text and its live blocks; `None` if the note has no live block.
    pub page: Option<Box<PageText<'static>>>,
    /// Whether it has no words, or its text could not be read.
    pub is_blank: bool,
    /// The problems of the note.
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

    /// Returns the day before which the follow-ups of a rule from this note are not due.
    #[must_use]
    pub fn snooze_of(&self, rule: Rule) -> Option<At<Day>> {
        self.rule_snoozes.iter().find(|(other, _)| *other == rule).map(|(_, until)| *until)
    }

    /// Returns whether the note of a meeting shows that it took place: thanks, a question that was asked, a takeaway.
    #[must_use]
    pub fn shows_held(&self) -> bool {
        let was_asked =
            self.carried.iter().any(|question| question.is_declared() && question.state == NoteQuestionState::Ticked);
        let is_thanks = |event: &Event| event.key == EventKey::Thanked && event.when != When::Never;
        self.as_meeting().is_some_and(|meeting| {
            was_asked
                || meeting.events.iter().any(is_thanks)
                || meeting.takeaways.is_some_and(|section| !section.is_empty)
        })
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
