//! What is due: the rules of DESIGN §3, one small file a family.

pub mod phrase;

use std::fmt;

use crate::index::{NoteId, Person};
use crate::model::{Day, Interval, Rule};
use crate::standing::Touch;

/// A follow-up's name: the same for the same obligation on every machine, eight letters and digits when written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FollowUpId(u64);

impl FollowUpId {
    /// Returns the id of that hash.
    #[must_use]
    pub const fn new(hash: u64) -> Self {
        Self(hash)
    }
}

impl fmt::Display for FollowUpId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Without `i`, `l`, `o` and `u`, which are misread.
        const LETTERS: &str = "0123456789abcdefghjkmnpqrstvwxyz";
        (0..8).rev().try_for_each(|place| {
            let at = usize::try_from((self.0 >> (place * 5)) & 31).unwrap_or(0);
            f.write_str(LETTERS.get(at..=at).unwrap_or("0"))
        })
    }
}

/// What the rules make of a vault on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Derived {
    /// What is open, by due day (undated last), rule and name.
    pub follow_ups: Vec<FollowUp>,
    /// What was settled today, in the same order.
    pub done: Vec<FollowUp>,
}

/// Whether a follow-up is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// Its day is past.
    Overdue,
    /// Its day is today.
    Today,
    /// Its day is to come.
    Upcoming,
    /// It has no day.
    Undated,
}

impl Urgency {
    /// Returns how urgent something is that is due on `due`.
    #[must_use]
    pub fn of(due: Option<Day>, today: Day) -> Self {
        match due.map(|due| due.cmp(&today)) {
            None => Self::Undated,
            Some(std::cmp::Ordering::Less) => Self::Overdue,
            Some(std::cmp::Ordering::Equal) => Self::Today,
            Some(std::cmp::Ordering::Greater) => Self::Upcoming,
        }
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
        /// The last nudge.
        last: Day,
    },
    /// An answer, and no meeting yet.
    Schedule {
        /// The day of the answer.
        day: Day,
        /// What it was.
        answer: Answer,
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
}

impl FollowUp {
    /// Says whether it is late `today`.
    #[must_use]
    pub fn urgency(&self, today: Day) -> Urgency {
        Urgency::of(self.due, today)
    }
}
