//! What puts a follow-up off: a snooze of its rule, its note or its people, or a `follow-up` day of its contact.

use chrono::Days;

use crate::core::index::{NoteId, Person};
use crate::core::model::{Day, Rule, TaskSource};

use super::{FollowUp, RuleContext};

/// How long after its day an open `follow-up` still puts off asking and keeping in touch.
const PATIENCE: Days = Days::new(30);

/// What puts a follow-up off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The day on which it ends.
    pub until: Day,
    /// The note with that key.
    pub note: NoteId,
    /// Its line, counted from 1.
    pub line: u32,
    /// The key.
    pub by: HeldBy,
    /// The day on which the follow-up would be due if nothing put it off.
    pub due: Option<Day>,
}

/// The key that puts a follow-up off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldBy {
    /// `snooze-thank` and the like in the follow-up's note.
    Rule,
    /// `snooze` in its note, or in the note of one of its people.
    Note,
    /// `follow-up` in a person's note, with that day.
    FollowUp(Day),
    /// `away` in the settings: the user is not there from that day on.
    Away(Day),
    /// A task of the user's own, which takes its place.
    Task,
    /// It is a task, and its note or the person's says that it was done.
    Done,
}

impl HeldBy {
    /// Returns whether it ends with no day.
    pub(crate) const fn is_lasting(self) -> bool {
        matches!(self, Self::Task | Self::Done)
    }
}

impl FollowUp {
    /// Returns whether it is put off, so that no list shows it. A first request shows with the day to which it is put
    /// off.
    #[must_use]
    pub fn is_held(&self, today: Day) -> bool {
        self.hold
            .as_ref()
            .is_some_and(|hold| hold.by.is_lasting() || (today < hold.until && self.is_hidden_by(hold, today)))
    }

    /// Returns whether a snooze of its rule puts it off to a day that is still ahead.
    #[must_use]
    pub fn is_snoozed(&self, today: Day) -> bool {
        self.hold.as_ref().is_some_and(|hold| hold.by == HeldBy::Rule && today < hold.until)
    }

    /// Returns the day on which it would be due if nothing put it off.
    #[must_use]
    pub fn own_due(&self) -> Option<Day> {
        self.hold.as_ref().map_or(self.due, |hold| hold.due)
    }

    fn is_hidden_by(&self, hold: &Hold, today: Day) -> bool {
        match hold.by {
            HeldBy::Rule => self.rule != Rule::Request,
            HeldBy::Away(first) => today >= first,
            _ => true,
        }
    }
}

impl RuleContext<'_> {
    /// Finds what puts a follow-up off. One that was due before the hold ends is due on that day.
    pub(super) fn hold(&self, follow_up: &mut FollowUp) {
        let holds = [
            self.held_by_rule(follow_up),
            self.held_by_note(follow_up),
            self.held_by_people(follow_up),
            self.held_by_own_day(follow_up),
            self.held_by_absence(follow_up),
        ];
        let hides = |hold: &Hold| follow_up.is_hidden_by(hold, self.today()) && self.today() < hold.until;
        // A follow-up without a day gets one only from a snooze of its rule.
        let moves = |hold: &Hold| follow_up.due.map_or(hold.by == HeldBy::Rule, |due| due < hold.until);
        let holds = holds.into_iter().flatten().filter(|hold| hides(hold) || moves(hold));
        let Some(hold) = holds.clone().max_by_key(|hold| (hides(hold), hold.until)) else { return };
        if let Some(last) = holds.filter(moves).map(|hold| hold.until).max() {
            follow_up.due = Some(last);
        }
        follow_up.hold = Some(Box::new(hold));
    }

    /// Reads the snooze of the rule. One that ends before the follow-up is due was about an earlier follow-up.
    fn held_by_rule(&self, follow_up: &FollowUp) -> Option<Hold> {
        let note = self.note();
        let snooze = note.snooze_of(follow_up.rule)?;
        // Nothing before a meeting can be put off beyond its day.
        let talk = self.meeting().and_then(|talk| talk.day());
        let last = talk.filter(|_| follow_up.rule.is_before_meeting());
        let until = last.map_or(snooze.value, |last| snooze.value.min(last));
        let is_later = follow_up.due.is_none_or(|due| until > due);
        is_later.then(|| hold(follow_up, until, follow_up.note, snooze.location.line, HeldBy::Rule))
    }

    /// Reads the snooze of the note.
    fn held_by_note(&self, follow_up: &FollowUp) -> Option<Hold> {
        let note = self.note();
        let snooze = note.snooze?;
        let is_meant = !has_own_day(follow_up) || note.as_contact().is_none();
        is_meant.then(|| hold(follow_up, snooze.value, follow_up.note, snooze.location.line, HeldBy::Note))
    }

    /// Reads the snoozes of the people. All of them must be snoozed, and the first snooze to end decides. What comes before
    /// a planned meeting is not put off.
    fn held_by_people(&self, follow_up: &FollowUp) -> Option<Hold> {
        if has_own_day(follow_up) || follow_up.rule.is_before_meeting() {
            return None;
        }
        let snooze = |person: &Person| {
            let Person::Known(id) = person else { return None };
            self.related(person)?.note.snooze.map(|snooze| (snooze.value, *id, snooze.location.line))
        };
        let snoozes: Option<Vec<_>> = follow_up.who.iter().map(snooze).collect();
        let (until, note, line) = snoozes?.into_iter().min()?;
        Some(hold(follow_up, until, note, line, HeldBy::Note))
    }

    /// Reads the open `follow-up` day of the contact.
    fn held_by_own_day(&self, follow_up: &FollowUp) -> Option<Hold> {
        let note = self.note();
        if !follow_up.rule.yields_to_own_day() {
            return None;
        }
        let days = note.tasks.iter().filter(|task| task.source == TaskSource::FollowUpDay && task.status.is_open());
        let (day, line) = days.filter_map(|task| Some((task.due?, task.line))).max()?;
        let until = day.checked_add_days(PATIENCE).unwrap_or(day);
        Some(hold(follow_up, until, follow_up.note, line, HeldBy::FollowUp(day)))
    }

    /// Reads the absences of the user. What comes before a meeting goes on, and so do tasks of the user's own. What comes due
    /// during an absence is due on the day after it.
    fn held_by_absence(&self, follow_up: &FollowUp) -> Option<Hold> {
        if follow_up.rule == Rule::Task || follow_up.rule.is_before_meeting() {
            return None;
        }
        let config = self.config();
        let absence = config.absence(self.today()).or_else(|| config.absence(follow_up.due?));
        let (first, last) = absence?;
        let back = last.succ_opt().filter(|back| follow_up.due.is_none_or(|due| due < *back))?;
        Some(hold(follow_up, back, follow_up.note, 0, HeldBy::Away(first)))
    }
}

fn hold(follow_up: &FollowUp, until: Day, note: NoteId, line: u32, by: HeldBy) -> Hold {
    Hold { until, note, line, by, due: follow_up.due }
}

fn has_own_day(follow_up: &FollowUp) -> bool {
    follow_up.rule == Rule::Task && follow_up.due.is_some()
}
