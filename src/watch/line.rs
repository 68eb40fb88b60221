//! What the watcher says: one line an event, for a person or as JSON for a program.

use std::fmt::Write as _;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde::Serialize;

use crate::model::{Day, NotePath};
use crate::report::escape::visible;

/// How many notes an event names.
const MOST_NOTES: usize = 20;
/// How many notes a line for a person names.
const MOST_NAMES: usize = 3;

/// What keeps the watcher from its work, by the code that scripts know it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The system allows no more watches.
    WatchLimit,
    /// No events come.
    NoEvents,
    /// The vault's folder is not there.
    VaultMissing,
    /// Most of the notes are gone at once.
    MassDisappearance,
    /// A part of the vault cannot be read.
    Unreadable,
    /// The configuration does not say what can be followed.
    Config,
    /// Git is in the middle of something.
    GitAtWork,
    /// Somebody undoes what is written, again and again.
    Fight,
    /// A note cannot be written.
    WriteFailed,
    /// Text was typed inside a block.
    TypedInBlock,
    /// A merge conflict waits to be settled.
    Conflict,
    /// There is no place for the lock.
    NoLock,
}

/// Something that the watcher says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The first dashboard stands, and changes are being watched.
    Ready {
        /// The day it is made for.
        today: Day,
        /// How many notes there are.
        notes: usize,
        /// What was written.
        written: Vec<String>,
    },
    /// Notes changed.
    Changed(Changed),
    /// A new day began.
    Day {
        /// Which.
        today: Day,
        /// What was written for it.
        written: Vec<String>,
    },
    /// Something keeps the watcher from its work.
    Trouble {
        /// What.
        code: Code,
        /// What it is and what to do about it.
        message: String,
    },
    /// It does so no longer.
    Recovered {
        /// What.
        code: Code,
    },
    /// The folder was walked.
    Walk {
        /// How many notes there are.
        notes: usize,
        /// How many of them are not as they were known.
        changed: usize,
        /// How long it took, in microseconds.
        took_us: u64,
    },
    /// The watch ended as it should.
    Stopped,
}

/// Notes that changed, and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Which, the first of them.
    pub notes: Vec<String>,
    /// How many more.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
    /// How many follow-ups came, went or changed.
    pub follow_ups: usize,
    /// What was written.
    pub written: Vec<String>,
    /// From the first hint until every note was settled, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waited_us: Option<u64>,
    /// From there until the dashboard was on the disk, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took_us: Option<u64>,
}

impl Changed {
    /// Returns the event of these notes.
    #[must_use]
    pub fn new<'a>(
        notes: impl ExactSizeIterator<Item = &'a NotePath>,
        follow_ups: usize,
        written: Vec<String>,
    ) -> Self {
        let more = notes.len().saturating_sub(MOST_NOTES);
        let notes = notes.take(MOST_NOTES).map(|path| path.as_str().to_owned()).collect();
        Self { notes, more, follow_ups, written, waited_us: None, took_us: None }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// An event with the time at which it is said.
#[derive(Debug, Serialize)]
pub struct Line {
    time: String,
    #[serde(flatten)]
    event: Event,
    #[serde(skip)]
    clock: String,
}

impl Line {
    /// Returns the line that says an event at that time.
    #[must_use]
    pub fn new(event: Event, time: DateTime<FixedOffset>) -> Self {
        let clock = time.format("%H:%M").to_string();
        Self { time: time.to_rfc3339_opts(SecondsFormat::Secs, false), event, clock }
    }

    /// Returns the line for a person.
    #[must_use]
    pub fn human(&self) -> String {
        let text = match &self.event {
            Event::Ready { today, notes, written } => {
                let wrote = if written.is_empty() { String::from("everything is up to date") } else { wrote(written) };
                format!("watching {}, {today}: {wrote}", count(*notes, "note", "notes"))
            }
            Event::Changed(changed) => changed.human(),
            Event::Day { today, written } if written.is_empty() => format!("it is {today}: nothing changed"),
            Event::Day { today, written } => format!("it is {today}: {}", wrote(written)),
            Event::Trouble { message, .. } => message.clone(),
            Event::Recovered { code } => String::from(code.over()),
            Event::Walk { notes, changed, took_us } => {
                format!("walked {} in {} ms, {changed} changed", count(*notes, "note", "notes"), took_us / 1000)
            }
            Event::Stopped => String::from("stopped"),
        };
        // Each line for itself: the line breaks of a message are meant.
        let mut lines = text.lines().map(visible);
        let mut shown = format!("{} {}", self.clock, lines.next().unwrap_or_default());
        for line in lines {
            shown.push_str("\n      ");
            shown.push_str(&line);
        }
        shown
    }
}

impl Code {
    /// Returns what to say when it is over.
    const fn over(self) -> &'static str {
        match self {
            Self::WatchLimit => "every folder is watched again",
            Self::NoEvents => "events come again",
            Self::VaultMissing => "the vault is back",
            Self::MassDisappearance => "the notes are accounted for; going on",
            Self::Unreadable => "the whole vault can be read again",
            Self::Config => "coffeechat.yaml can be followed again",
            Self::GitAtWork => "git is done",
            Self::Fight => "nobody undoes what is written any more",
            Self::WriteFailed => "the note could be written",
            Self::TypedInBlock => "nothing is typed inside a block any more",
            Self::Conflict => "the merge conflict is settled",
            Self::NoLock => "the lock is held",
        }
    }
}

impl Changed {
    fn human(&self) -> String {
        let all = self.notes.len() + self.more;
        let subject = match self.notes.as_slice() {
            [] => String::from("what had to wait"),
            notes if all <= MOST_NAMES => notes.join(", "),
            _ => count(all, "note", "notes"),
        };
        let mut text = format!("{subject} → ");
        match (self.follow_ups, self.written.as_slice()) {
            (0, []) => text.push_str("nothing to change"),
            (0, written) => text.push_str(&wrote(written)),
            (follow_ups, _) => text.push_str(&(count(follow_ups, "follow-up", "follow-ups") + " changed")),
        }
        if let (Some(waited), Some(took)) = (self.waited_us, self.took_us) {
            // Writing to a `String` cannot fail.
            let _ = write!(text, " (settled after {} ms, written in {} ms)", waited / 1000, took.div_ceil(1000));
        }
        text
    }
}

fn wrote(written: &[String]) -> String {
    if written.len() > MOST_NAMES {
        format!("{} notes updated", written.len())
    } else {
        written.join(", ") + " updated"
    }
}

fn count(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
