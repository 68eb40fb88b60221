//! What is due: the rules of `docs/format.md#rules`, one file a rule in `rules`.
//!
//! A rule is a function of the notes, the configuration and the day. What it finds is open, or was settled today. One
//! obligation is never listed twice.

mod agenda;
mod checks;
mod context;
mod dormancy;
mod duplicates;
pub(crate) mod facts;
mod own_tasks;
pub(crate) mod pairs;
pub(crate) mod phrase;
mod rules;

use std::fmt;

use chrono::Datelike;

use crate::core::base::NotePath;
use crate::core::base::diagnostic::Diagnostic;
use crate::core::base::text::{ID_LETTERS, short_id, stable_hash};
use crate::core::index::{NoteId, Person};
use crate::core::model::{Day, Rule, TaskPlace, Urgency};

use context::{RuleContext, RuleInputs};
use rules::{RuleFunctions, rules_of};

pub(crate) use crate::core::derive::follow_ups::pairs::Pair;
pub(crate) use crate::core::derive::follow_ups::past_instances::{Past, ids_of_keeping_in_touch, past};
pub(crate) use crate::core::derive::follow_ups::snoozes::{HeldBy, Hold};
pub(crate) use agenda::{Agenda, Consequences};
pub(crate) use rules::{Answer, Cause, TaskRule, needs_agreement};
#[cfg(test)]
pub(crate) use rules::{
    CadenceSource, CloseRule, KeepInTouchRule, NudgeRule, PrepareRule, ReportBackRule, RequestRule, ScheduleRule,
    ThankRule,
};

/// A follow-up's name: the same for the same obligation on every machine, eight letters and digits when written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FollowUpId(u64);

impl FollowUpId {
    /// Returns the id of the obligation that `rule` finds in the note at `path`; `instance` is the fact it arose from.
    fn for_instance(rule: Rule, path: &NotePath, instance: Instance) -> Self {
        Self::of_instance(rule.as_str(), path, instance)
    }

    fn of_instance(name: &str, path: &NotePath, instance: Instance) -> Self {
        let path = path.as_str();
        let (fact, nth) = instance.numbers();
        let mut bytes = Vec::with_capacity(path.len() + 32);
        bytes.extend_from_slice(name.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(path.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(&fact.to_le_bytes());
        bytes.extend_from_slice(&nth.to_le_bytes());
        Self::new(stable_hash(&bytes) >> 24)
    }

    /// Reads an id as it is written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |byte: u8| ID_LETTERS.iter().position(|letter| *letter == byte).map(|at| at as u64);
        let id = text.bytes().try_fold(0, |id: u64, byte| Some(id << 5 | digit(byte)?))?;
        (text.len() == 8).then_some(Self(id))
    }

    /// Returns the id of a hash: its lowest 40 bits.
    #[must_use]
    pub const fn new(hash: u64) -> Self {
        Self(hash & 0xff_ffff_ffff)
    }
}

impl fmt::Display for FollowUpId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&short_id(self.0))
    }
}

/// The fact that distinguishes one obligation of a rule and a note from the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Instance {
    /// There is only one.
    Only,
    /// A day, and the place among the facts of that day, counted from 1.
    Nth(Day, usize),
    /// The fingerprint of a task's line, and its place among identical lines.
    Line(u64, u32),
}

impl Instance {
    fn of_day(day: Option<Day>) -> Self {
        day.map_or(Self::Only, |day| Self::Nth(day, 1))
    }

    /// Returns the instance of a task's line.
    const fn of_task((fingerprint, nth): TaskPlace) -> Self {
        Self::Line(fingerprint, nth)
    }

    const fn day(self) -> Option<Day> {
        match self {
            Self::Nth(day, _) => Some(day),
            Self::Only | Self::Line(..) => None,
        }
    }

    /// Returns the numbers that represent it in an id.
    fn numbers(self) -> (u64, u32) {
        match self {
            Self::Only => (0, 0),
            Self::Nth(day, nth) => {
                (u64::from(day.num_days_from_ce().unsigned_abs()), u32::try_from(nth).unwrap_or(u32::MAX))
            }
            Self::Line(fingerprint, nth) => (fingerprint, nth),
        }
    }
}

/// One obligation: with whom, what, by when, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// Its name.
    pub id: FollowUpId,
    /// The rule it arose from.
    pub rule: Rule,
    /// Whom it concerns.
    pub who: Vec<Person>,
    /// The note it comes from, which a tick writes into.
    pub note: NoteId,
    /// The line it comes from, counted from 1; 0 for the note as a whole.
    pub line: u32,
    /// The day it is due.
    pub due: Option<Day>,
    /// The facts it arose from.
    pub cause: Cause,
    /// What puts it off, or did so until it was due.
    pub hold: Option<Box<Hold>>,
}

impl FollowUp {
    /// Returns whether it is late `today`.
    #[must_use]
    pub fn urgency(&self, today: Day) -> Urgency {
        Urgency::new(self.due, today)
    }

    /// Returns whether it is to confirm or to prepare a talk, which has its row in a table of talks.
    #[must_use]
    pub(crate) fn is_of_talk_ahead(&self) -> bool {
        match &self.cause {
            Cause::Schedule(cause) => matches!(cause.answer, Answer::Agreed(_)),
            _ => matches!(self.rule, Rule::Confirm | Rule::Prepare),
        }
    }

    /// Returns the rule whose time it has: what takes the place of another follow-up has that of the other.
    const fn lapses_as(&self) -> Rule {
        match &self.cause {
            Cause::Answered(answered) => answered.instead_of,
            _ => self.rule,
        }
    }

    /// Returns whether its words name a day, and it is not certain which one.
    #[must_use]
    pub const fn is_unclear(&self) -> bool {
        matches!(self.cause, Cause::Task(TaskRule { is_unclear: true, .. }))
    }

    /// Returns the first day on which it can have been done, if its facts have one.
    #[must_use]
    pub fn since(&self) -> Option<Day> {
        self.cause.definition().since()
    }
}

/// What the rules find in one note.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    open: Vec<FollowUp>,
    /// What is put off.
    held: Vec<FollowUp>,
    /// What lapsed.
    lapsed: Vec<FollowUp>,
    done: Vec<FollowUp>,
    /// Whether the note is about a contact of whom nothing is asked any more.
    is_dormant: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Found {
    /// Adds a follow-up as [`Found::file_line`] does, unless a task of the user's own takes its place.
    fn file(&mut self, context: &RuleContext<'_>, follow_up: FollowUp) {
        let from = self.open.len();
        self.file_line(context, follow_up);
        let Some(mut line) = self.open.split_off(from).pop() else { return };
        context.give_way(&mut line);
        if line.is_held(context.today()) { self.held.push(line) } else { self.open.push(line) }
    }

    /// Adds a follow-up to what is open, put off or lapsed. A first request does not lapse: it loses its day.
    fn file_line(&mut self, context: &RuleContext<'_>, mut follow_up: FollowUp) {
        context.hold(&mut follow_up);
        if follow_up.is_held(context.today()) {
            self.held.push(follow_up);
        } else if !context.has_lapsed(follow_up.lapses_as(), follow_up.due.or_else(|| context.written_on(&follow_up))) {
            self.open.push(follow_up);
        } else if follow_up.rule == Rule::Request {
            self.open.push(FollowUp { due: None, ..follow_up });
        } else {
            self.lapsed.push(follow_up);
        }
    }
}

impl RuleInputs<'_> {
    /// Applies the rules to a note.
    fn find(self, id: NoteId) -> Found {
        let context = RuleContext::new(id, self);
        let mut found = Found { diagnostics: checks::diagnostics(&context), ..Found::default() };
        for rule in rules_of(&context.note().kind) {
            let from = found.open.len();
            (RuleFunctions::for_rule(*rule).find)(&context, &mut found);
            let new = found.open.split_off(from);
            new.into_iter().filter(|new| context.is_on(new.rule)).for_each(|new| found.file(&context, new));
        }
        found.is_dormant = dormancy::is_dormant(&context, &found.lapsed);
        if found.is_dormant {
            found.open.retain(|open| open.rule != Rule::Request || open.due.is_some());
        }
        found
    }
}

#[cfg(test)]
mod hold_tests;
#[cfg(test)]
mod lapse_tests;
#[cfg(test)]
mod log_tests;
#[cfg(test)]
mod own_task_tests;
#[cfg(test)]
mod rule_tests;
#[cfg(test)]
mod standing_tests;
#[cfg(test)]
mod tests;
pub(crate) mod snoozes;
pub(crate) mod past_instances;
