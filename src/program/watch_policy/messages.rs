//! The output of the watcher: one line an event, for a person or as JSON for a program.

use std::fmt::Write as _;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde::Serialize;

use crate::core::base::NotePath;
use crate::core::base::escape::visible;
use crate::core::model::Day;

/// How many notes an event names.
const MOST_NOTES: usize = 20;
/// How many notes a line for a person names.
const MOST_NAMES: usize = 3;

/// What keeps the watcher from its work, by the code that scripts know it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TroubleCode {
    /// The system allows no more watches.
    WatchLimit,
    /// No events arrive.
    NoEvents,
    /// The vault's folder is not there.
    VaultMissing,
    /// Most of the notes are gone at once.
    MassDisappearance,
    /// A part of the vault cannot be read.
    Unreadable,
    /// The configuration is invalid or gone.
    Config,
    /// Git is in the middle of something.
    GitAtWork,
    /// A git that crashed left the lock of its index.
    StaleLock,
    /// Another program keeps undoing the updates.
    Fight,
    /// A note cannot be written.
    WriteFailed,
    /// Text was typed inside a block.
    TypedInBlock,
    /// A merge conflict waits to be settled.
    Conflict,
    /// A file of the user's own is in the place of an output.
    ForeignOutput,
    /// The blocks of a page would make it larger than notes are read.
    PageTooLarge,
    /// The note of a tick is open in an editor.
    EditorAtWork,
    /// A tick cannot be carried to its note.
    TickFailed,
    /// Many ticks at once wait for the user's confirmation.
    ManyTicks,
    /// There is no place for the lock.
    NoLock,
}

/// An event that the watcher reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum WatchEvent {
    /// The first dashboard is written, and changes are being watched.
    Ready {
        /// The day it is made for.
        today: Day,
        /// How many notes there are.
        notes: usize,
        /// What was written.
        written: Vec<String>,
        /// Whether something is out of date that could not be written yet.
        waits: bool,
    },
    /// Notes changed.
    Changed(Changed),
    /// Ticks reached their notes.
    Carried {
        /// What was done, one line a follow-up.
        done: Vec<String>,
        /// Which notes were edited.
        notes: Vec<String>,
    },
    /// A note's blocks were filled for the first time.
    NewPage {
        /// Which.
        note: String,
    },
    /// A new day began.
    Day {
        /// Which.
        today: Day,
        /// The text written for it.
        written: Vec<String>,
    },
    /// Something keeps the watcher from its work.
    Trouble {
        /// What.
        code: TroubleCode,
        /// What it is and what to do about it.
        message: String,
    },
    /// It does so no longer.
    Recovered {
        /// What.
        code: TroubleCode,
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
    /// The output was not read, so some lines were dropped.
    Dropped {
        /// How many events.
        events: usize,
    },
    /// The watch ended as it should.
    Stopped,
}

/// Notes that changed, and the updates that followed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Which, the first of them.
    pub notes: Vec<String>,
    /// How many more.
    pub more: usize,
    /// How many follow-ups came, went or changed.
    pub follow_ups: usize,
    /// What was written.
    pub written: Vec<String>,
    /// Whether something is out of date that could not be written yet.
    pub waits: bool,
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
    pub fn new<'a>(notes: impl ExactSizeIterator<Item = &'a NotePath>) -> Self {
        let more = notes.len().saturating_sub(MOST_NOTES);
        let notes = notes.take(MOST_NOTES).map(|path| path.as_str().to_owned()).collect();
        Self { notes, more, ..Self::default() }
    }
}

/// An event with the time of the report.
#[derive(Debug, Serialize)]
pub struct EventLine {
    time: String,
    #[serde(flatten)]
    event: WatchEvent,
    #[serde(skip)]
    clock: String,
}

impl EventLine {
    /// Returns the line that reports an event at that time.
    #[must_use]
    pub fn new(event: WatchEvent, time: DateTime<FixedOffset>) -> Self {
        let clock = time.format("%H:%M").to_string();
        Self { time: time.to_rfc3339_opts(SecondsFormat::Secs, false), event, clock }
    }

    /// Returns the line for a person.
    #[must_use]
    pub fn human(&self) -> String {
        let text = match &self.event {
            WatchEvent::Ready { today, notes, written, waits } => {
                let wrote = match (written.as_slice(), waits) {
                    ([], true) => String::from("not written yet"),
                    ([], false) => String::from("everything is up to date"),
                    (written, _) => wrote(written),
                };
                format!("watching {}, today is {today}: {wrote}", count(*notes, "note", "notes"))
            }
            WatchEvent::Changed(changed) => changed.human(),
            WatchEvent::Carried { done, .. } => done.join("\n"),
            WatchEvent::NewPage { note } => format!("now keeping {note} up to date"),
            WatchEvent::Day { today, written } if written.is_empty() => format!("it is {today}: nothing changed"),
            WatchEvent::Day { today, written } => format!("it is {today}: {}", wrote(written)),
            WatchEvent::Trouble { message, .. } => message.clone(),
            WatchEvent::Recovered { code } => String::from(code.over()),
            WatchEvent::Walk { notes, changed, took_us } => {
                format!("walked {} in {} ms, {changed} changed", count(*notes, "note", "notes"), took_us / 1000)
            }
            WatchEvent::Dropped { events } => {
                format!(
                    "{} not shown because the output was not read in time",
                    count(*events, "message was", "messages were")
                )
            }
            WatchEvent::Stopped => String::from("stopped"),
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

impl TroubleCode {
    /// Returns the message for when it is over.
    const fn over(self) -> &'static str {
        match self {
            Self::WatchLimit => "every folder is watched again",
            Self::NoEvents => "events arrive again",
            Self::VaultMissing => "the vault is back",
            Self::MassDisappearance => "the notes are accounted for; going on",
            Self::Unreadable => "the whole vault can be read again",
            Self::Config => "coffeechat.yaml can be followed again",
            Self::GitAtWork => "git is done",
            Self::StaleLock => "the forgotten lock of git is gone",
            Self::Fight => "no other program undoes the updates any more",
            Self::WriteFailed => "the note could be written",
            Self::TypedInBlock => "nothing is typed inside a block any more",
            Self::Conflict => "the merge conflict is settled",
            Self::ForeignOutput => "no foreign file is in the place of an output any more",
            Self::PageTooLarge => "no page is too large any more",
            Self::EditorAtWork => "nothing waits for an editor or another program any more",
            Self::TickFailed => "ticks are in their notes",
            Self::ManyTicks => "the many ticks are settled",
            Self::NoLock => "the lock is held",
        }
    }
}

impl Changed {
    fn human(&self) -> String {
        let all = self.notes.len() + self.more;
        let subject = match self.notes.as_slice() {
            [] => String::from("postponed updates"),
            notes if all <= MOST_NAMES => notes.join(", "),
            _ => count(all, "note", "notes"),
        };
        let follow_ups = count(self.follow_ups, "follow-up", "follow-ups");
        let came_of_it = match (self.follow_ups, self.written.as_slice()) {
            (0, []) if self.waits => String::from("not written yet"),
            (0, []) => String::from("nothing to change"),
            (0, written) => wrote(written),
            (_, []) if self.waits => follow_ups + " changed, not written yet",
            _ => follow_ups + " changed",
        };
        let mut text = format!("{subject} → {came_of_it}");
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::lists::json;

    fn line(event: WatchEvent) -> EventLine {
        EventLine::new(event, "2026-11-22T14:02:03+01:00".parse().unwrap())
    }

    fn changed(notes: &[&str], follow_ups: usize, written: &[&str], waits: bool) -> WatchEvent {
        let paths: Vec<NotePath> = notes.iter().map(|path| NotePath::new(*path)).collect();
        let written = written.iter().map(|path| String::from(*path)).collect();
        WatchEvent::Changed(Changed { follow_ups, written, waits, ..Changed::new(paths.iter()) })
    }

    fn day() -> Day {
        "2026-11-22".parse().unwrap()
    }

    #[test]
    fn a_line_for_a_person_says_what_happened_and_what_came_of_it() {
        let written = || vec![String::from("Dashboard.md")];
        let many: Vec<String> = (0..30).map(|at| format!("{at}.md")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let trouble = |message: &str| WatchEvent::Trouble { code: TroubleCode::Config, message: message.to_owned() };
        let rows = [
            (changed(&["meetings/priya.md"], 2, &["Dashboard.md"], false), "meetings/priya.md → 2 follow-ups changed"),
            (changed(&["a.md", "b.md"], 1, &["Dashboard.md"], false), "a.md, b.md → 1 follow-up changed"),
            (changed(&["a.md"], 0, &["Dashboard.md"], false), "a.md → Dashboard.md updated"),
            (changed(&["a.md"], 0, &[], false), "a.md → nothing to change"),
            (changed(&["a.md"], 0, &[], true), "a.md → not written yet"),
            (changed(&["a.md"], 3, &[], true), "a.md → 3 follow-ups changed, not written yet"),
            (changed(&[], 0, &["Dashboard.md"], false), "postponed updates → Dashboard.md updated"),
            (changed(&many, 9, &["1", "2", "3", "4"], false), "30 notes → 9 follow-ups changed"),
            (changed(&["a\u{1b}[2K.md"], 0, &[], false), "a<U+001B>[2K.md → nothing to change"),
            (
                WatchEvent::Ready { today: day(), notes: 1, written: Vec::new(), waits: false },
                "watching 1 note, today is 2026-11-22: everything is up to date",
            ),
            (
                WatchEvent::Ready { today: day(), notes: 40, written: written(), waits: false },
                "watching 40 notes, today is 2026-11-22: Dashboard.md updated",
            ),
            (WatchEvent::Day { today: day(), written: written() }, "it is 2026-11-22: Dashboard.md updated"),
            (WatchEvent::Day { today: day(), written: Vec::new() }, "it is 2026-11-22: nothing changed"),
            (trouble("line 3: no\nmend\u{202e} it"), "line 3: no\n      mend<U+202E> it"),
            (WatchEvent::Recovered { code: TroubleCode::GitAtWork }, "git is done"),
            (WatchEvent::Walk { notes: 40, changed: 2, took_us: 1999 }, "walked 40 notes in 1 ms, 2 changed"),
            (WatchEvent::Dropped { events: 2 }, "2 messages were not shown because the output was not read in time"),
            (WatchEvent::NewPage { note: String::from("Week.md") }, "now keeping Week.md up to date"),
            (WatchEvent::Stopped, "stopped"),
        ];
        for (event, expected) in rows {
            assert_eq!(line(event).human(), format!("14:02 {expected}"));
        }
    }

    #[test]
    fn a_line_for_a_program_is_one_object() {
        let mut timed = Changed::new([NotePath::new("a.md")].iter());
        (timed.waited_us, timed.took_us) = (Some(20_000), Some(900));
        let rows = [
            (
                WatchEvent::Ready {
                    today: day(),
                    notes: 40,
                    written: vec![String::from("Dashboard.md")],
                    waits: false,
                },
                r#""event":"ready","today":"2026-11-22","notes":40,"written":["Dashboard.md"],"waits":false"#,
            ),
            (
                changed(&["a\u{9b}.md"], 2, &["D.md"], false),
                r#""event":"changed","notes":["a\u009b.md"],"more":0,"follow_ups":2,"written":["D.md"],"waits":false"#,
            ),
            (
                WatchEvent::Changed(timed),
                concat!(
                    r#""event":"changed","notes":["a.md"],"more":0,"follow_ups":0,"written":[],"waits":false,"#,
                    r#""waited_us":20000,"took_us":900"#
                ),
            ),
            (
                WatchEvent::Trouble { code: TroubleCode::MassDisappearance, message: String::from("a\nb") },
                r#""event":"trouble","code":"mass-disappearance","message":"a\nb""#,
            ),
            (WatchEvent::Stopped, r#""event":"stopped""#),
        ];
        for (event, expected) in rows {
            let mut out = Vec::new();
            json::write_line(&mut out, &line(event)).unwrap();
            let expected = format!("{{\"time\":\"2026-11-22T14:02:03+01:00\",{expected}}}\n");
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }

    #[test]
    fn an_event_names_only_the_first_of_many_notes() {
        let paths: Vec<NotePath> = (0..25).map(|at| NotePath::new(format!("{at}.md"))).collect();
        let changed = Changed::new(paths.iter());
        assert_eq!((changed.notes.len(), changed.more), (20, 5));
    }
}
