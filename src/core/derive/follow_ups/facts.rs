//! Why a follow-up is there: the facts with their places, when it is due and why, and what makes it go away.

use crate::core::derive::statuses::{Touch, TouchKind};
use crate::core::index::NoteId;

use super::phrase::Wording;
use super::{FollowUp, HeldBy, Hold};

/// Something that a note contains or lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The note.
    pub note: NoteId,
    /// Its line, counted from 1; `None` if it is about the note as a whole.
    pub line: Option<u32>,
    /// What it says, in plain words.
    pub says: String,
}

impl Fact {
    /// Returns what the follow-up's line says.
    pub(super) fn here(follow_up: &FollowUp, says: impl Into<String>) -> Self {
        Self { note: follow_up.note, line: Some(follow_up.line), says: says.into() }
    }

    /// Returns a fact about the follow-up's note as a whole.
    pub(super) fn missing(follow_up: &FollowUp, says: impl Into<String>) -> Self {
        Self { note: follow_up.note, line: None, says: says.into() }
    }
}

impl Wording<'_> {
    /// Returns the facts that a follow-up arose from, in the order in which one leads to the next, and what puts it off.
    #[must_use]
    pub fn facts(&self, follow_up: &FollowUp) -> Vec<Fact> {
        let mut facts = follow_up.cause.definition().facts(*self, follow_up);
        facts.extend(follow_up.hold.as_deref().map(put_off));
        facts
    }

    /// Returns what settled a follow-up that was done today.
    #[must_use]
    pub fn settlement(&self, follow_up: &FollowUp) -> Fact {
        follow_up.cause.definition().settlement(*self, follow_up)
    }

    /// Returns what makes a follow-up go away, each way in one line.
    #[must_use]
    pub fn remedies(&self, follow_up: &FollowUp) -> Vec<String> {
        let (done, waived) = follow_up.cause.definition().remedies(*self, follow_up);
        let mut remedies = vec![format!("done: {done}")];
        remedies.extend(waived.map(|waived| format!("not needed: {waived} there instead")));
        remedies.extend(self.later(follow_up).map(|later| format!("not now: {later}")));
        remedies.extend(self.sooner(follow_up).map(|sooner| format!("sooner: {sooner}")));
        remedies
    }

    /// Returns what puts a follow-up off for a week, if anything does.
    fn later(&self, follow_up: &FollowUp) -> Option<String> {
        let path = &self.index.note(follow_up.note).path;
        let due = follow_up.due.map_or(self.today, |due| due.max(self.today));
        let week = due.checked_add_days(chrono::Days::new(7))?;
        let Some(key) = follow_up.rule.snoozed_by() else { return Some(format!("a later day there, such as {week}")) };
        let talk = self.index.date(follow_up.note, self.today);
        let last = talk.filter(|_| follow_up.rule.is_before_meeting());
        let until = last.map_or(week, |last| week.min(last.value.day));
        (until > due).then(|| format!("`{key}: {until}` in {path}, for this line alone"))
    }

    /// Returns what brings back a follow-up that is put off.
    fn sooner(&self, follow_up: &FollowUp) -> Option<String> {
        let hold = follow_up.hold.as_deref().filter(|hold| self.today < hold.until)?;
        let key = match hold.by {
            HeldBy::Rule => follow_up.rule.snoozed_by()?,
            HeldBy::Note => "snooze",
            HeldBy::FollowUp(_) => "follow-up",
            HeldBy::Away(_) => return Some(String::from("change `away` in coffeechat.yaml")),
            HeldBy::Task | HeldBy::Done => return None,
        };
        Some(format!("delete or change `{key}` in {}:{}", self.index.note(hold.note).path, hold.line))
    }

    /// Returns the day of a meeting as a fact: `held on 2026-11-19`, where `verb` is `held on`.
    pub(super) fn meeting_day(&self, meeting: NoteId, verb: &str) -> Fact {
        let date = self.index.date(meeting, self.today);
        let says = match date {
            Some(date) if self.index.note(meeting).as_meeting().is_none_or(|meeting| meeting.date.is_none()) => {
                format!("{verb} {}, by the log of whom it is with", date.value.day)
            }
            Some(date) if date.location.line == 0 => {
                format!("{verb} {}, by the file's name or heading", date.value.day)
            }
            Some(date) => format!("{verb} {}", date.value.day),
            None => format!("{verb} no day"),
        };
        Fact { note: meeting, line: date.map(|date| date.location.line).filter(|line| *line > 0), says }
    }
}

/// Returns the fact that something puts a follow-up off.
fn put_off(hold: &Hold) -> Fact {
    let says = match hold.by {
        HeldBy::Rule => format!("put off to {}", hold.until),
        HeldBy::Note => format!("nothing before {}", hold.until),
        HeldBy::Away(first) => format!("you are away from {first} until {}", hold.until),
        HeldBy::Task => String::from("a task of your own takes its place"),
        HeldBy::Done => String::from("this says that it was done"),
        HeldBy::FollowUp(day) => format!("you come back to them on {day}; nothing else before {}", hold.until),
    };
    Fact { note: hold.note, line: Some(hold.line).filter(|line| *line > 0), says }
}

/// Returns a contact that there was, as a fact.
#[must_use]
pub(crate) fn last_contact(touch: &Touch) -> Fact {
    let how = match touch.kind {
        TouchKind::Meeting => String::from("a talk"),
        TouchKind::Log => String::from("a line of the log"),
        TouchKind::Event(key) => format!("`{}`", key.as_str()),
    };
    Fact {
        note: touch.note,
        line: Some(touch.line).filter(|line| *line > 0),
        says: format!("last contact on {}: {how}", touch.day),
    }
}
