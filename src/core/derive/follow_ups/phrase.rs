//! What a follow-up says: verb, whom, what and why, as pieces that a dashboard's line and a plain list both show.

use std::borrow::Cow;

use crate::core::base::text::fold_name;
use crate::core::config::Config;
use crate::core::index::{Index, NoteId, Person};
use crate::core::model::Day;
use crate::core::syntax::calendar;

use super::{Answer, CadenceSource, Cause, FollowUp};

/// A part of a sentence. Whoever shows it makes the texts of notes in it safe for where they go.
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
    /// The settings; `max-nudges` tells which nudge is the last.
    pub config: &'a Config,
    /// The day, which decides where a year is written.
    pub today: Day,
}

impl<'a> Wording<'a> {
    /// Returns what to do: `Thank Fi Tran for the talk on Thu 19 Nov`, without the day it is due.
    #[must_use]
    pub fn what(&self, follow_up: &'a FollowUp) -> Vec<Piece<'a>> {
        let talk = follow_up.note;
        let who = &follow_up.who;
        let mut say = Sentence(Vec::new(), *self);
        match &follow_up.cause {
            Cause::Request { added } => {
                say.verb("Ask").people(who).text(" for a talk").origin(follow_up.note, *added);
            }
            Cause::Nudge { last, nudges } => {
                let since = format!("{}, no answer since {}", self.nudge(*nudges), self.day(*last));
                say.verb("Nudge").people(who).text(since);
            }
            Cause::Close { last, nudges: 0 } => {
                say.verb("Let go").text(" of").people(who).text(format!(", no answer since {}", self.day(*last)));
            }
            Cause::Close { last, .. } => {
                let since = format!(", the last nudge on {} stayed unanswered", self.day(*last));
                say.verb("Let go").text(" of").people(who).text(since);
            }
            Cause::Schedule { day, answer: Answer::Replied, .. } => {
                say.verb("Find a day").text(" with").people(who).text(format!(", who answered on {}", self.day(*day)));
            }
            Cause::Schedule { answer: Answer::FellThrough(talk), .. } => {
                say.verb("Find a new day").text(" with").people(who).text(",").talk(*talk).text(" fell through");
            }
            Cause::Prepare { lacks_questions, lacks_goals } => {
                let lacks = match (lacks_questions, lacks_goals) {
                    (true, true) => ": no questions yet, no goal",
                    (false, true) => ": no goal yet",
                    _ => ": no questions yet",
                };
                say.verb("Prepare").talk(talk).with(who).text(lacks);
            }
            Cause::Confirm => {
                say.verb("Confirm").talk(talk).with(who);
            }
            Cause::Thank => {
                say.verb("Thank").people(who).text(" for").talk(talk);
            }
            Cause::Reflect => {
                say.verb("Reflect").text(" on").talk(talk).with(who);
            }
            Cause::ReportBack { about, meeting } => {
                say.verb("Tell").people(who).text(" how").talk(*meeting).text(" with").note(*about).text(" went");
            }
            Cause::KeepInTouch { touch, .. } => {
                let last = format!(", last contact {}", self.day(touch.day));
                say.verb("Keep in touch").text(" with").people(who).text(last);
            }
            Cause::Task { index } => say.task(follow_up, *index),
        }
        say.0
    }

    /// Returns what to do in a word or two, for a table that names the person already.
    #[must_use]
    pub fn short(&self, follow_up: &'a FollowUp) -> Piece<'a> {
        let first = || self.what(follow_up).into_iter().find(|piece| matches!(piece, Piece::Verb(_)));
        match follow_up.cause {
            Cause::ReportBack { .. } => Piece::Verb("Report back".into()),
            _ => first().unwrap_or(Piece::Verb("Follow up".into())),
        }
    }

    /// Returns what was done: `Thanked Fi Tran for the talk on Thu 19 Nov`.
    #[must_use]
    pub fn done(&self, follow_up: &'a FollowUp) -> Vec<Piece<'a>> {
        let talk = follow_up.note;
        let who = &follow_up.who;
        let mut say = Sentence(Vec::new(), *self);
        match &follow_up.cause {
            Cause::Request { .. } => {
                say.verb("Asked").people(who).text(" for a talk");
            }
            Cause::Nudge { nudges, .. } => {
                say.verb("Nudged").people(who).text(self.nudge(*nudges));
            }
            Cause::Close { .. } => {
                say.verb("Let go").text(" of").people(who);
            }
            Cause::Schedule { .. } => {
                say.verb("Found a day").text(" with").people(who);
            }
            Cause::Prepare { .. } => {
                say.verb("Prepared").talk(talk).with(who);
            }
            Cause::Confirm => {
                say.verb("Confirmed").talk(talk).with(who);
            }
            Cause::Thank => {
                say.verb("Thanked").people(who).text(" for").talk(talk);
            }
            Cause::Reflect => {
                say.verb("Reflected").text(" on").talk(talk).with(who);
            }
            Cause::ReportBack { about, meeting } => {
                say.verb("Told").people(who).text(" how").talk(*meeting).text(" with").note(*about).text(" went");
            }
            Cause::KeepInTouch { .. } => {
                say.verb("Kept in touch").text(" with").people(who);
            }
            Cause::Task { index } if self.is_day_alone(follow_up, *index) => {
                say.verb("Followed up").with(who);
            }
            Cause::Task { index } => say.task(follow_up, *index),
        }
        say.0
    }

    /// Returns why it is there and what the note lacks, in one plain line, for `why` and the `reason` of the JSON.
    #[must_use]
    pub fn reason(&self, follow_up: &FollowUp) -> String {
        let date = self.index.note(follow_up.note).as_meeting().and_then(|meeting| meeting.date);
        let held = date.map_or_else(|| String::from("held"), |date| format!("held on {}", date.value.day));
        match &follow_up.cause {
            Cause::Request { added: Some(day) } => format!("noted down on {day} and never asked"),
            Cause::Request { added: None } => String::from("never asked, never met"),
            Cause::Nudge { last, nudges: 0 } | Cause::Close { last, nudges: 0 } => {
                format!("asked on {last}, no answer since")
            }
            Cause::Nudge { last, nudges } => format!("nudge {nudges} was on {last}, no answer since"),
            Cause::Close { last, .. } => format!("the last nudge was on {last}, no answer since"),
            Cause::Schedule { day, answer: Answer::Replied, .. } => format!("replied on {day}, no meeting since"),
            Cause::Schedule { day, .. } => format!("the meeting agreed on for {day} did not take place"),
            Cause::Prepare { lacks_questions: true, lacks_goals: true } => {
                String::from("the meeting has no questions and no goal")
            }
            Cause::Prepare { lacks_questions: false, .. } => String::from("the meeting has no goal"),
            Cause::Prepare { .. } => String::from("the meeting has no questions"),
            Cause::Confirm => String::from("the meeting is not confirmed"),
            Cause::Thank => format!("{held}, `thanked` is not set"),
            Cause::Reflect => format!("{held}, the section for reflection is empty"),
            Cause::ReportBack { about, .. } => {
                format!("referred {}, who was met", self.index.note(*about).title)
            }
            Cause::KeepInTouch { touch, cadence, source } => {
                let by = match source {
                    CadenceSource::Contact(_) => String::from("the contact's `cadence`"),
                    CadenceSource::Tag(tag) => format!("the cadence of #{tag}"),
                    CadenceSource::Default => String::from("the default for whoever was met"),
                };
                format!("last contact on {}, {cadence} by {by}", touch.day)
            }
            Cause::Task { .. } if follow_up.line > 0 => String::from("an open task of the note"),
            Cause::Task { .. } => String::from("a follow-up of the note"),
        }
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

    /// Says whether a task says when and whom, and not what.
    fn is_day_alone(&self, follow_up: &FollowUp, at: usize) -> bool {
        self.index.note(follow_up.note).tasks.get(at).is_some_and(|task| task.text.is_empty())
    }

    fn day(&self, day: Day) -> String {
        calendar::day(day, self.today)
    }

    /// Says which nudge this is, where that is worth saying.
    fn nudge(&self, before: u32) -> &'static str {
        match before {
            0 => "",
            _ if before + 1 >= self.config.max_nudges => " a last time",
            1 => " a second time",
            _ => " once more",
        }
    }
}

/// A sentence in the making.
struct Sentence<'a>(Vec<Piece<'a>>, Wording<'a>);

impl<'a> Sentence<'a> {
    fn verb(&mut self, verb: &'static str) -> &mut Self {
        self.push(Piece::Verb(verb.into()))
    }

    fn text(&mut self, text: impl Into<Cow<'static, str>>) -> &mut Self {
        self.push(Piece::Text(text.into()))
    }

    fn push(&mut self, piece: Piece<'a>) -> &mut Self {
        self.0.push(piece);
        self
    }

    /// Adds a space and the people: `A`, `A and B`, `A, B and C`.
    fn people(&mut self, people: &'a [Person]) -> &mut Self {
        if people.is_empty() {
            return self.text(" somebody");
        }
        self.text(" ").list(people)
    }

    fn list(&mut self, people: &'a [Person]) -> &mut Self {
        for (at, person) in people.iter().enumerate() {
            if at > 0 {
                self.text(if at + 1 == people.len() { " and " } else { ", " });
            }
            self.push(Piece::Person(person));
        }
        self
    }

    fn with(&mut self, people: &'a [Person]) -> &mut Self {
        if people.is_empty() { self } else { self.text(" with").people(people) }
    }

    /// Adds a space and a contact by name.
    fn note(&mut self, note: NoteId) -> &mut Self {
        let title = self.1.index.note(note).title.as_ref();
        self.text(" ").push(Piece::Note(note, title.into()))
    }

    /// Adds a space and `the talk on Thu 19 Nov`, which leads to its note.
    fn talk(&mut self, talk: NoteId) -> &mut Self {
        let words = self.talk_words(talk);
        self.text(" ").push(Piece::Note(talk, words.into()))
    }

    fn talk_words(&self, talk: NoteId) -> String {
        let date = self.1.index.note(talk).as_meeting().and_then(|meeting| meeting.date);
        date.map_or_else(|| String::from("the talk"), |date| format!("the talk on {}", self.1.day(date.value.day)))
    }

    /// Adds how somebody came onto the list.
    fn origin(&mut self, contact: NoteId, added: Option<Day>) {
        let referrers = self.1.index.people(contact);
        if !referrers.is_empty() {
            self.text(", referred by").people(referrers);
        } else if let Some(day) = added {
            self.text(format!(", noted down on {}", self.1.day(day)));
        }
    }

    /// Adds a task: its text, whom it is about if it does not say, and where it comes from.
    fn task(&mut self, follow_up: &'a FollowUp, at: usize) {
        let wording = self.1;
        let note = wording.index.note(follow_up.note);
        let text = note.tasks.get(at).map_or("", |task| &*task.text);
        if text.is_empty() {
            // `follow-up: 2026-12-01` says when and whom, and not what.
            self.verb("Follow up").with(&follow_up.who);
        } else {
            self.push(Piece::Verb(text.into()));
        }
        let folded = fold_name(text);
        let is_named = |person: &Person| folded.contains(fold_name(wording.index.name(person)).as_ref());
        let is_said = text.is_empty() || follow_up.who.iter().all(is_named);
        let is_linked = !follow_up.who.is_empty() && (text.is_empty() || !is_said);
        if !is_said {
            self.text(" (").list(&follow_up.who).text(")");
        }
        if note.as_meeting().is_some() {
            let words = self.talk_words(follow_up.note);
            self.text(", from ").push(Piece::Note(follow_up.note, words.into()));
        } else if note.as_contact().is_none() {
            self.text(", from ").push(Piece::Note(follow_up.note, note.title.as_ref().into()));
        } else if !is_linked {
            self.text(" (").push(Piece::Note(follow_up.note, note.title.as_ref().into())).text(")");
        }
    }
}

#[cfg(test)]
#[path = "phrase_tests.rs"]
mod tests;
