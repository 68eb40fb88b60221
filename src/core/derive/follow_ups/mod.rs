//! What is due: the rules of DESIGN §3, one small file a family.
//!
//! A rule is a function of the notes, the configuration and the day. What it finds is open, or was settled today, or is
//! nothing at all; one obligation never stands twice.

mod asking;
mod derived;
pub mod facts;
mod holds;
mod keeping;
mod meeting;
mod past;
pub mod phrase;
mod task;
mod twins;

use std::fmt;

use chrono::Datelike;

use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::base::text::{ID_LETTERS, short_id, stable_hash};
use crate::core::config::Config;
use crate::core::derive::questions::Questions;
use crate::core::derive::standing::{Standing, Touch};
use crate::core::index::{Index, NoteId, Person};
use crate::core::model::{Day, EventKey, Interval, NoteKind, Rule, Task, Urgency};

pub use derived::{Consequences, Derived};
pub use holds::{HeldBy, Hold};
pub use past::{Past, ids_of_keeping_in_touch, past};

/// A follow-up's name: the same for the same obligation on every machine, eight letters and digits when written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FollowUpId(u64);

impl FollowUpId {
    /// Returns the id of the obligation that `rule` finds in the note at `path`; `instance` is the fact it arose from.
    fn of(rule: Rule, path: &str, instance: Instance) -> Self {
        let mut bytes = Vec::with_capacity(path.len() + 32);
        bytes.extend_from_slice(rule.as_str().as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(path.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(&instance.0.to_le_bytes());
        bytes.extend_from_slice(&instance.1.to_le_bytes());
        Self::new(stable_hash(&bytes) >> 24)
    }

    /// Returns the id that is written so.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |byte: u8| ID_LETTERS.iter().position(|letter| *letter == byte).map(|at| at as u64);
        let id = text.bytes().try_fold(0, |id: u64, byte| Some(id << 5 | digit(byte)?))?;
        (text.len() == 8).then_some(Self(id))
    }

    /// Returns the id of that hash, of which the lowest 40 bits count.
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

/// The fact that tells one obligation of a rule and a note from the next: a day, or a task's line among its twins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Instance(u64, u32);

impl Instance {
    /// There is only one.
    const ONLY: Self = Self(0, 0);

    fn of_day(day: Option<Day>) -> Self {
        day.map_or(Self::ONLY, |day| Self::of_nth(day, 1))
    }

    /// The `nth` of its kind on a day, counted from 1.
    fn of_nth(day: Day, nth: usize) -> Self {
        Self(u64::from(day.num_days_from_ce().unsigned_abs()), u32::try_from(nth).unwrap_or(u32::MAX))
    }

    /// Of several lines that are alike, each is another one as soon as one of them is changed: it could be any of them.
    const fn of_task(task: &Task) -> Self {
        Self(task.fingerprint, task.twin ^ task.twins.saturating_sub(1).rotate_left(16))
    }
}

/// What was answered to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The contact replied.
    Replied,
    /// A meeting was agreed on and did not take place.
    FellThrough(NoteId),
}

/// Where a cadence comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CadenceSource {
    /// The contact's own key, on that line.
    Contact(u32),
    /// A tag of the contact, by the configuration.
    Tag(Box<str>),
    /// The configured default for whoever was met.
    Default,
}

/// The facts that a follow-up arose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// Never asked; the day noted down, if told.
    Request {
        /// The day of `added:`.
        added: Option<Day>,
    },
    /// Asked on that day, and no answer.
    Nudge {
        /// The last request or nudge.
        last: Day,
        /// How many nudges were sent since the request.
        nudges: u32,
    },
    /// Nudged for the last time on that day, and no answer.
    Close {
        /// The last nudge, or the request if none was allowed.
        last: Day,
        /// How many nudges were sent.
        nudges: u32,
    },
    /// An answer, and no meeting yet.
    Schedule {
        /// The day of the answer.
        day: Day,
        /// What it was.
        answer: Answer,
        /// Whether `scheduled` tells how a talk that fell through came to be agreed on.
        is_agreement_noted: bool,
    },
    /// A planned meeting lacks something.
    Prepare {
        /// No question is prepared.
        lacks_questions: bool,
        /// No goal is set.
        lacks_goals: bool,
    },
    /// A planned meeting is not confirmed.
    Confirm,
    /// A meeting was held.
    Thank,
    /// A meeting was held and its section for reflection is empty.
    Reflect,
    /// A referred contact was met.
    ReportBack {
        /// The contact who was met.
        about: NoteId,
        /// The meeting.
        meeting: NoteId,
    },
    /// The last contact is some time ago.
    KeepInTouch {
        /// The last contact.
        touch: Touch,
        /// How often to keep in touch.
        cadence: Interval,
        /// Who says so.
        source: CadenceSource,
    },
    /// A task of the note.
    Task {
        /// Which of the note's tasks.
        index: usize,
    },
}

/// One obligation: whom, what, by when, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// Its name.
    pub id: FollowUpId,
    /// The rule it arose from.
    pub rule: Rule,
    /// Whom it concerns.
    pub who: Vec<Person>,
    /// The note it comes from: ticking it writes there.
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
    /// Says whether it is late `today`.
    #[must_use]
    pub fn urgency(&self, today: Day) -> Urgency {
        Urgency::of(self.due, today)
    }

    /// Returns the first day on which it can have been done, if what it arose from tells one.
    #[must_use]
    pub fn since(&self) -> Option<Day> {
        match &self.cause {
            Cause::Nudge { last, .. } | Cause::Close { last, .. } => Some(*last),
            Cause::Schedule { day, answer: Answer::Replied, .. } => Some(*day),
            Cause::KeepInTouch { touch, .. } => touch.day.succ_opt(),
            _ => None,
        }
    }
}

/// What the rules find in one note.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    open: Vec<FollowUp>,
    /// What is put off.
    held: Vec<FollowUp>,
    done: Vec<FollowUp>,
    diagnostics: Vec<Diagnostic>,
}

/// Everything that a rule may look at.
struct Rules<'i> {
    index: &'i Index,
    standing: &'i Standing,
    questions: &'i Questions,
    config: &'i Config,
    today: Day,
    /// Whether what is due of somebody paused or closed is found too.
    shows_stopped: bool,
}

impl Rules<'_> {
    fn apply(&self, id: NoteId) -> Found {
        let mut found = Found::default();
        match &self.index.note(id).kind {
            NoteKind::Contact(contact) => {
                self.asking(id, contact, &mut found);
                self.keeping(id, contact, &mut found);
            }
            NoteKind::Meeting(meeting) => self.meeting(id, meeting, &mut found),
            NoteKind::Questions(_) | NoteKind::Plain | NoteKind::Template => {}
        }
        self.tasks(id, &mut found);
        self.check_days(id, &mut found);
        found.open.retain(|follow_up| self.config.interval(follow_up.rule).is_some());
        self.put_off(&mut found);
        found
    }

    /// Returns a follow-up of the note `id`; `instance` is the fact it arose from.
    #[expect(clippy::too_many_arguments, reason = "a follow-up is just these facts")]
    fn follow_up(
        &self,
        rule: Rule,
        id: NoteId,
        line: u32,
        instance: Instance,
        who: Vec<Person>,
        due: Option<Day>,
        cause: Cause,
    ) -> FollowUp {
        let name = FollowUpId::of(rule, self.index.note(id).path.as_str(), instance);
        FollowUp { id: name, rule, who, note: id, line: line.max(1), due, cause, hold: None }
    }

    /// Warns of events that are said to have happened on a day to come; only `scheduled` may tell of one.
    fn check_days(&self, id: NoteId, found: &mut Found) {
        let note = self.index.note(id);
        let events = match &note.kind {
            NoteKind::Contact(contact) => &contact.events,
            NoteKind::Meeting(meeting) => &meeting.events,
            NoteKind::Questions(_) | NoteKind::Plain | NoteKind::Template => return,
        };
        for event in events.iter().filter(|event| event.key != EventKey::Scheduled) {
            let Some(day) = event.day().filter(|day| *day > self.today) else { continue };
            let message = format!("`{}` tells of {day}, which is still to come", event.key.as_str());
            let diagnostic = Diagnostic::new(Code::InTheFuture, &note.path, message);
            found.diagnostics.push(
                diagnostic
                    .located(event.location)
                    .hint("nothing follows from it before that day; correct it if another was meant"),
            );
        }
    }

    /// Returns the interval of a rule; a rule that is switched off is dropped later, whatever its interval.
    fn interval(&self, rule: Rule) -> Interval {
        self.config.interval(rule).unwrap_or_else(|| crate::core::config::default_interval(rule))
    }

    /// Says whether a contact's derived follow-ups are stopped: paused, closed or declined.
    fn is_stopped(&self, person: &Person) -> bool {
        match person {
            Person::Known(id) => {
                !self.shows_stopped && self.standing.contact(*id).is_some_and(|standing| standing.stopped_at.is_some())
            }
            Person::Named(_) => false,
        }
    }
}

#[cfg(test)]
mod hold_tests;
#[cfg(test)]
mod tests;
