//! The words of a follow-up: verb, people, what and why, as pieces that a dashboard's line and a plain list both show.

use std::borrow::Cow;

use crate::core::config::Config;
use crate::core::index::{Index, NoteId, Person};
use crate::core::model::Day;
use crate::core::syntax::calendar;

use super::FollowUp;

/// A part of a sentence. What shows it makes the texts of notes in it safe for where they go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// What to do: the sentence's first words, or the text of a task.
    Verb(Cow<'a, str>),
    /// Words between the others.
    Text(Cow<'a, str>),
    /// Somebody; with a link where they have a note.
    Person(&'a Person),
    /// A note, and the words that lead to it.
    Note(NoteId, Cow<'a, str>),
}

/// The inputs that wording needs.
#[derive(Debug, Clone, Copy)]
pub struct Wording<'a> {
    /// The notes.
    pub index: &'a Index,
    /// The settings; `max-nudges` decides which nudge is the last.
    pub config: &'a Config,
    /// The day, which decides where a year is written.
    pub today: Day,
}

impl<'a> Wording<'a> {
    /// Returns what to do: `Thank Fi Tran for the talk on Thu 19 Nov`, without the day it is due.
    #[must_use]
    pub fn what(&self, follow_up: &'a FollowUp) -> Vec<Piece<'a>> {
        self.words(follow_up, false)
    }

    /// Returns what to do for a talk that is to be confirmed and prepared.
    #[must_use]
    pub fn confirm_and_prepare(&self, prepare: &'a FollowUp) -> Vec<Piece<'a>> {
        let mut pieces = self.what(prepare);
        if let Some(verb) = pieces.first_mut() {
            *verb = Piece::Verb("Confirm and prepare".into());
        }
        pieces
    }

    /// Returns what to do in a word or two, for a table that names the person already.
    #[must_use]
    pub fn short(&self, follow_up: &'a FollowUp) -> Piece<'a> {
        if let Some(short) = follow_up.cause.definition().short() {
            return Piece::Verb(short.into());
        }
        let verb = self.what(follow_up).into_iter().find(|piece| matches!(piece, Piece::Verb(_)));
        verb.unwrap_or(Piece::Verb("Follow up".into()))
    }

    /// Returns what was done: `Thanked Fi Tran for the talk on Thu 19 Nov`.
    #[must_use]
    pub fn done(&self, follow_up: &'a FollowUp) -> Vec<Piece<'a>> {
        self.words(follow_up, true)
    }

    fn words(self, follow_up: &'a FollowUp, is_done: bool) -> Vec<Piece<'a>> {
        let mut phrase = Phrase { pieces: Vec::new(), wording: self, follow_up, is_done };
        follow_up.cause.definition().words(&mut phrase);
        phrase.pieces
    }

    /// Returns why it is there and what the note lacks, in one plain line, for `why` and the `reason` of the JSON.
    #[must_use]
    pub fn reason(&self, follow_up: &FollowUp) -> String {
        follow_up.cause.definition().reason(*self, follow_up)
    }

    /// Returns pieces as plain text.
    #[must_use]
    pub fn plain(&self, pieces: &[Piece<'_>]) -> String {
        pieces
            .iter()
            .map(|piece| match piece {
                Piece::Verb(text) | Piece::Text(text) | Piece::Note(_, text) => text.as_ref(),
                Piece::Person(person) => self.index.name(person),
            })
            .collect()
    }
}

/// A sentence in the making.
pub(super) struct Phrase<'a> {
    pieces: Vec<Piece<'a>>,
    pub(super) wording: Wording<'a>,
    pub(super) follow_up: &'a FollowUp,
    /// Whether it says what was done, not what to do.
    pub(super) is_done: bool,
}

impl<'a> Phrase<'a> {
    /// Adds the verb: what to do, or what was done.
    pub(super) fn verb(&mut self, due: &'static str, done: &'static str) -> &mut Self {
        self.push(Piece::Verb(if self.is_done { done } else { due }.into()))
    }

    pub(super) fn text(&mut self, text: impl Into<Cow<'static, str>>) -> &mut Self {
        self.push(Piece::Text(text.into()))
    }

    pub(super) fn push(&mut self, piece: Piece<'a>) -> &mut Self {
        self.pieces.push(piece);
        self
    }

    /// Adds a space and the people of the follow-up: `A`, `A and B`, `A, B and C`.
    pub(super) fn people(&mut self) -> &mut Self {
        match &*self.follow_up.who {
            [] => self.text(" somebody"),
            people => self.text(" ").list(people),
        }
    }

    pub(super) fn list(&mut self, people: &'a [Person]) -> &mut Self {
        for (at, person) in people.iter().enumerate() {
            if at > 0 {
                self.text(if at + 1 == people.len() { " and " } else { ", " });
            }
            self.push(Piece::Person(person));
        }
        self
    }

    /// Adds `with` and the people of the follow-up, if there are any.
    pub(super) fn with(&mut self) -> &mut Self {
        if self.follow_up.who.is_empty() { self } else { self.text(" with").people() }
    }

    /// Adds a space and a note by its title.
    pub(super) fn note(&mut self, note: NoteId) -> &mut Self {
        let title = self.wording.index.note(note).title.as_ref();
        self.text(" ").push(Piece::Note(note, title.into()))
    }

    /// Adds a space and `the talk on Thu 19 Nov`, which leads to its note.
    pub(super) fn talk(&mut self, talk: NoteId) -> &mut Self {
        let date = self.wording.index.date(talk, self.wording.today);
        let on_day = date.map(|date| format!("the talk on {}", self.day(date.value.day)));
        self.text(" ").push(Piece::Note(talk, on_day.map_or("the talk".into(), Cow::from)))
    }

    /// Adds a space and the meeting that the follow-up's note is.
    pub(super) fn own_talk(&mut self) -> &mut Self {
        self.talk(self.follow_up.note)
    }

    pub(super) fn day(&self, day: Day) -> String {
        calendar::day(day, self.wording.today)
    }
}

#[cfg(test)]
#[path = "phrase_tests.rs"]
mod tests;
