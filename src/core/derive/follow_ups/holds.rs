//! What puts a follow-up off: a snooze of its rule, of its note or of its people, or a day of their own to come back to them.

use chrono::Days;

use crate::core::index::{NoteId, Person};
use crate::core::model::{Day, NoteKind, Rule, TaskSource};

use super::{FollowUp, Found, Rules};

/// For how long after its day an open `follow-up` keeps asking and keeping in touch back.
const PATIENCE: Days = Days::new(30);

/// What puts a follow-up off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The day on which it ends.
    pub until: Day,
    /// The note that says so.
    pub note: NoteId,
    /// Its line, counted from 1.
    pub line: u32,
    /// The key that says so.
    pub by: HeldBy,
    /// The day on which the follow-up would be due without any.
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
}

impl FollowUp {
    /// Says whether it is put off, so that no list shows it. A first request shows with the day to which it is put off.
    #[must_use]
    pub fn is_held(&self, today: Day) -> bool {
        self.hold.as_ref().is_some_and(|hold| today < hold.until && self.is_hidden_by(hold))
    }

    /// Says whether it is put off by itself, to a day that is still ahead.
    #[must_use]
    pub fn is_snoozed(&self, today: Day) -> bool {
        self.hold.as_ref().is_some_and(|hold| hold.by == HeldBy::Rule && today < hold.until)
    }

    /// Returns the day on which it would be due if nothing put it off.
    #[must_use]
    pub fn own_due(&self) -> Option<Day> {
        self.hold.as_ref().map_or(self.due, |hold| hold.due)
    }

    fn is_hidden_by(&self, hold: &Hold) -> bool {
        self.rule != Rule::Request || hold.by != HeldBy::Rule
    }
}

impl Rules<'_> {
    /// Puts aside what is put off. What was due before a hold ends is due on that day.
    pub(super) fn put_off(&self, found: &mut Found) {
        for follow_up in &mut found.open {
            self.hold(follow_up);
        }
        if found.open.iter().any(|follow_up| follow_up.is_held(self.today)) {
            let all = std::mem::take(&mut found.open).into_iter();
            (found.held, found.open) = all.partition(|follow_up| follow_up.is_held(self.today));
        }
    }

    fn hold(&self, follow_up: &mut FollowUp) {
        let holds = [
            self.held_by_rule(follow_up),
            self.held_by_note(follow_up),
            self.held_by_people(follow_up),
            self.held_by_own_day(follow_up),
        ];
        let hides = |hold: &Hold| follow_up.is_hidden_by(hold) && self.today < hold.until;
        // What has no day gets one only where it was put off by itself.
        let moves = |hold: &Hold| follow_up.due.map_or(hold.by == HeldBy::Rule, |due| due < hold.until);
        let holds = holds.into_iter().flatten().filter(|hold| hides(hold) || moves(hold));
        let Some(hold) = holds.clone().max_by_key(|hold| (hides(hold), hold.until)) else { return };
        if let Some(last) = holds.filter(moves).map(|hold| hold.until).max() {
            follow_up.due = Some(last);
        }
        follow_up.hold = Some(Box::new(hold));
    }

    /// A snooze of the rule; one that ends before the follow-up is due was about another, earlier one.
    fn held_by_rule(&self, follow_up: &FollowUp) -> Option<Hold> {
        let note = self.index.note(follow_up.note);
        let snooze = note.snooze_of(follow_up.rule)?;
        // A talk is prepared and confirmed before it is over.
        let talk = note.as_meeting().and_then(|meeting| meeting.date).map(|date| date.value.day);
        let last = talk.filter(|_| matches!(follow_up.rule, Rule::Prepare | Rule::Confirm));
        let until = last.map_or(snooze.value, |last| snooze.value.min(last));
        let is_later = follow_up.due.is_none_or(|due| until > due);
        is_later.then(|| hold(follow_up, until, follow_up.note, snooze.location.line, HeldBy::Rule))
    }

    fn held_by_note(&self, follow_up: &FollowUp) -> Option<Hold> {
        let note = self.index.note(follow_up.note);
        let snooze = note.snooze?;
        let is_meant = !has_own_day(follow_up) || note.as_contact().is_none();
        is_meant.then(|| hold(follow_up, snooze.value, follow_up.note, snooze.location.line, HeldBy::Note))
    }

    /// A snooze of everybody concerned: the first to end decides. A talk that stands is not put off by it.
    fn held_by_people(&self, follow_up: &FollowUp) -> Option<Hold> {
        if has_own_day(follow_up) || matches!(follow_up.rule, Rule::Prepare | Rule::Confirm) {
            return None;
        }
        let snooze = |person: &Person| match person {
            Person::Known(id) => self.index.note(*id).snooze.map(|snooze| (snooze.value, *id, snooze.location.line)),
            Person::Named(_) => None,
        };
        let snoozes: Option<Vec<_>> = follow_up.who.iter().map(snooze).collect();
        let (until, note, line) = snoozes?.into_iter().min()?;
        Some(hold(follow_up, until, note, line, HeldBy::Note))
    }

    /// A day of their own to come back to somebody, while it is open.
    fn held_by_own_day(&self, follow_up: &FollowUp) -> Option<Hold> {
        let is_put_off =
            matches!(follow_up.rule, Rule::Request | Rule::Nudge | Rule::Close | Rule::Schedule | Rule::KeepInTouch);
        let note = self.index.note(follow_up.note);
        if !is_put_off || !matches!(note.kind, NoteKind::Contact(_)) {
            return None;
        }
        let days = note.tasks.iter().filter(|task| task.source == TaskSource::FollowUpDay && task.status.is_open());
        let (day, line) = days.filter_map(|task| Some((task.due?, task.line))).max()?;
        let until = day.checked_add_days(PATIENCE).unwrap_or(day);
        Some(hold(follow_up, until, follow_up.note, line, HeldBy::FollowUp(day)))
    }
}

fn hold(follow_up: &FollowUp, until: Day, note: NoteId, line: u32, by: HeldBy) -> Hold {
    Hold { until, note, line, by, due: follow_up.due }
}

fn has_own_day(follow_up: &FollowUp) -> bool {
    follow_up.rule == Rule::Task && follow_up.due.is_some()
}
