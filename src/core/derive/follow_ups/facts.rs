//! Why a follow-up is there: the facts with their places, when it is due and why, and what makes it go away.

use crate::core::derive::standing::{Touch, TouchKind};
use crate::core::index::NoteId;
use crate::core::model::{Day, EventKey, Rule, TaskSource};

use super::phrase::Wording;
use super::{Answer, CadenceSource, Cause, FollowUp, HeldBy, Hold};

/// Something that a note says, or does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The note.
    pub note: NoteId,
    /// Its line, counted from 1; `None` where the note as a whole says it, or does not.
    pub line: Option<u32>,
    /// What it says, in plain words.
    pub says: String,
}

impl Wording<'_> {
    /// Returns the facts that a follow-up arose from, in the order in which one leads to the next, and what puts it off.
    #[must_use]
    pub fn facts(&self, follow_up: &FollowUp) -> Vec<Fact> {
        let mut facts = self.arose_from(follow_up);
        facts.extend(follow_up.hold.as_deref().map(put_off));
        facts
    }

    fn arose_from(&self, follow_up: &FollowUp) -> Vec<Fact> {
        let note = follow_up.note;
        let here = |says: String| Fact { note, line: Some(follow_up.line), says };
        let missing = |says: &str| Fact { note, line: None, says: says.to_owned() };
        match &follow_up.cause {
            Cause::Request { added } => {
                let mut facts: Vec<Fact> = added.iter().map(|day| here(format!("noted down on {day}"))).collect();
                for referrer in self.index.people(note) {
                    facts.push(missing(&format!("referred by {}", self.index.name(referrer))));
                }
                facts.push(missing("no `requested`, no `replied`, no meeting"));
                facts
            }
            Cause::Nudge { last, nudges } => {
                let nth = if *nudges == 0 { String::from("asked") } else { format!("nudge {nudges}") };
                vec![
                    here(format!("{nth} on {last}")),
                    missing("no `replied`, `declined`, `scheduled` or meeting since"),
                ]
            }
            Cause::Close { last, nudges } => {
                let said = if *nudges == 0 {
                    format!("asked on {last}")
                } else {
                    format!("nudge {nudges}, the last, on {last}")
                };
                vec![here(said), missing("no answer since")]
            }
            Cause::Schedule { day, answer, .. } => {
                let answered = match answer {
                    Answer::Replied => here(format!("replied on {day}")),
                    Answer::FellThrough(meeting) => {
                        Fact { note: *meeting, line: None, says: format!("the talk of {day} did not take place") }
                    }
                };
                let lacks = match answer {
                    Answer::Replied => "no `scheduled` and no other meeting since",
                    Answer::FellThrough(_) => "`scheduled` tells of no new day, and no other talk stands for it",
                };
                vec![answered, missing(lacks)]
            }
            Cause::Prepare { lacks_questions, lacks_goals } => {
                let mut facts = vec![self.meeting_day(note, "planned for")];
                facts.extend(lacks_questions.then(|| missing("no question is prepared")));
                facts.extend(lacks_goals.then(|| missing("`goals` is empty")));
                facts
            }
            Cause::Confirm => vec![self.meeting_day(note, "planned for"), missing("`confirmed` is missing")],
            Cause::Thank => vec![self.meeting_day(note, "held on"), missing("`thanked` is missing")],
            Cause::Reflect => vec![here(String::from("the section for reflection is empty"))],
            Cause::ReportBack { about, meeting } => {
                let name = &self.index.note(*about).title;
                vec![
                    here(format!("{name} was referred to you")),
                    self.meeting_day(*meeting, "held on"),
                    missing("`reported-back` is missing"),
                ]
            }
            Cause::KeepInTouch { touch, cadence, source } => {
                let by = match source {
                    CadenceSource::Contact(line) => {
                        Fact { note, line: Some(*line), says: format!("keep in touch every {cadence}") }
                    }
                    CadenceSource::Tag(tag) => {
                        missing(&format!("tagged #{tag}: every {cadence}, by `cadences` in coffeechat.yaml"))
                    }
                    CadenceSource::Default => missing(&format!("once met: every {cadence}, by `rules: keep-in-touch`")),
                };
                vec![last_contact(touch), by]
            }
            Cause::Task { .. } => {
                let says = if self.is_item(follow_up) { "an open task" } else { "a follow-up key" };
                vec![here(says.to_owned())]
            }
        }
    }

    /// Returns what makes a follow-up go away, each way in one line.
    #[must_use]
    pub fn remedies(&self, follow_up: &FollowUp) -> Vec<String> {
        let path = &self.index.note(follow_up.note).path;
        let today = self.today;
        let (done, waived) = match follow_up.rule {
            Rule::Task if self.is_item(follow_up) => {
                (format!("tick the box in {path}:{}", follow_up.line), Some(String::from("`[-]` in the box")))
            }
            Rule::Task => (format!("delete or change the key in {path}"), None),
            Rule::KeepInTouch => {
                (format!("a line in the log of {path}: `- {today} …`"), Some(String::from("`cadence: never`")))
            }
            rule => {
                let key = rule.settled_by().map_or("", EventKey::as_str);
                let more = if rule == Rule::Nudge { "add " } else { "" };
                let day = if needs_agreement(follow_up, today) { format!("[yes, {today}]") } else { today.to_string() };
                (format!("{more}`{key}: {day}` in {path}"), Some(format!("`{key}: no`")))
            }
        };
        let mut remedies = vec![format!("done: {done}")];
        remedies.extend(waived.map(|waived| format!("not needed: {waived} there instead")));
        remedies.extend(self.later(follow_up).map(|later| format!("not now: {later}")));
        remedies.extend(self.sooner(follow_up).map(|sooner| format!("sooner: {sooner}")));
        remedies
    }

    /// Says whether a follow-up is a list item with a box.
    fn is_item(&self, follow_up: &FollowUp) -> bool {
        let Cause::Task { index } = follow_up.cause else { return false };
        self.index.note(follow_up.note).tasks.get(index).is_some_and(|task| task.source == TaskSource::Item)
    }

    /// Returns what puts a follow-up off for a week, if anything does.
    fn later(&self, follow_up: &FollowUp) -> Option<String> {
        let path = &self.index.note(follow_up.note).path;
        let due = follow_up.due.map_or(self.today, |due| due.max(self.today));
        let week = due.checked_add_days(chrono::Days::new(7))?;
        let Some(key) = follow_up.rule.snoozed_by() else { return Some(format!("a later day there, such as {week}")) };
        let talk = self.index.note(follow_up.note).as_meeting().and_then(|meeting| meeting.date);
        let last = talk.filter(|_| matches!(follow_up.rule, Rule::Prepare | Rule::Confirm));
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
        };
        Some(format!("delete or change `{key}` in {}:{}", self.index.note(hold.note).path, hold.line))
    }

    fn meeting_day(&self, meeting: NoteId, verb: &str) -> Fact {
        let date = self.index.note(meeting).as_meeting().and_then(|meeting| meeting.date);
        let says = match date {
            Some(date) if date.location.line == 0 => {
                format!("{verb} {}, by the file's name or heading", date.value.day)
            }
            Some(date) => format!("{verb} {}", date.value.day),
            None => format!("{verb} no day"),
        };
        Fact { note: meeting, line: date.map(|date| date.location.line).filter(|line| *line > 0), says }
    }

    /// Returns what settled a follow-up that was done today.
    #[must_use]
    pub fn settlement(&self, follow_up: &FollowUp) -> Fact {
        let today = self.today;
        let says = match follow_up.rule {
            Rule::Task if self.is_item(follow_up) => String::from("ticked today"),
            Rule::Task | Rule::KeepInTouch => format!("a line of {today} in the log"),
            rule => format!("`{}: {today}`", rule.settled_by().map_or("", EventKey::as_str)),
        };
        let line = (follow_up.rule == Rule::Task).then_some(follow_up.line);
        Fact { note: follow_up.note, line, says }
    }
}

/// Returns the fact that something puts a follow-up off.
fn put_off(hold: &Hold) -> Fact {
    let says = match hold.by {
        HeldBy::Rule => format!("put off to {}", hold.until),
        HeldBy::Note => format!("nothing before {}", hold.until),
        HeldBy::FollowUp(day) => format!("you come back to them on {day}; nothing else before {}", hold.until),
    };
    Fact { note: hold.note, line: Some(hold.line), says }
}

/// Says whether a new day for a talk that is still ahead would be taken for the day on which that talk was agreed on,
/// unless the note says first that it was.
#[must_use]
pub fn needs_agreement(follow_up: &FollowUp, today: Day) -> bool {
    matches!(follow_up.cause, Cause::Schedule { day, answer: Answer::FellThrough(_), is_agreement_noted: false } if day > today)
}

/// Returns the fact that a touch is.
#[must_use]
pub fn last_contact(touch: &Touch) -> Fact {
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
