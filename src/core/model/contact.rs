//! Contacts, and the dated events of contacts and meetings.

use crate::core::base::{At, Location};

use super::key::Key;
use super::{Day, Interval, Link, Moment};

/// A key whose value is a day on which something happened (`docs/format.md#events`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKey {
    /// The contact was noted down.
    Added,
    /// A talk was asked for.
    Requested,
    /// The request was repeated.
    Nudged,
    /// The contact answered.
    Replied,
    /// The contact said no.
    Declined,
    /// A talk was agreed on.
    Scheduled,
    /// The user gave up on the contact.
    Closed,
    /// The person who referred the contact was told how the talk went.
    ReportedBack,
    /// The meeting was prepared.
    Prepared,
    /// The meeting was confirmed.
    Confirmed,
    /// Thanks were sent.
    Thanked,
    /// The user reflected on the meeting.
    Reflected,
    /// There was contact of a kind that has no key of its own.
    LastContact,
}

impl EventKey {
    /// Returns the key as front matter writes it: `last-contact`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Key::Event(self).name()
    }

    /// Says whether the event is contact with the person, so that a cadence counts from it.
    #[must_use]
    pub const fn is_touch(self) -> bool {
        matches!(
            self,
            Self::Requested
                | Self::Nudged
                | Self::Replied
                | Self::Declined
                | Self::Scheduled
                | Self::Confirmed
                | Self::Thanked
                | Self::LastContact
        )
    }
}

/// The value of an event key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// It happened on that day.
    On(Moment),
    /// It happened, but the note does not give the day (`yes`, `true`).
    Sometime,
    /// It is waived (`no`).
    Never,
}

/// An event key with one of its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// The kind of event.
    pub key: EventKey,
    /// When it happened, or that it is waived.
    pub when: When,
    /// Its place in the note.
    pub location: Location,
}

impl Event {
    /// Returns the day of the event, if it has one.
    #[must_use]
    pub const fn day(&self) -> Option<Day> {
        match self.when {
            When::On(moment) => Some(moment.day),
            When::Sometime | When::Never => None,
        }
    }
}

/// A dated line of a contact's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// The day.
    pub day: Day,
    /// Its line in the note, counted from 1.
    pub line: u32,
    /// What its words tell.
    pub tells: LogTells,
}

/// What the words of a log line tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogTells {
    /// Contact, or an event that stands among the events of the contact.
    Contact,
    /// A talk that took place.
    Talk,
    /// The user asked; the event stands among those of the contact.
    Asked,
    /// Nobody else took part.
    Alone,
    /// Somebody did not come to a talk.
    Absent,
    /// The talk of that day, which was agreed on, will not be.
    CalledOff(Day),
    /// Contact that may be an answer: its first words.
    Unclear(Box<str>),
}

impl LogEntry {
    /// Says whether somebody else took part.
    #[must_use]
    pub fn is_contact(&self) -> bool {
        !matches!(self.tells, LogTells::Alone | LogTells::Absent)
    }
}

/// A line of somebody's log that tells that the user told them of a talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The day of the line.
    pub day: Day,
    /// The line in the note, counted from 1.
    pub line: u32,
    /// Whether it says how a talk went, whoever it was with.
    pub says_how: bool,
    /// Its words, in lower case and without punctuation.
    pub words: Box<str>,
}

/// A talk that a line of the log says was agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreed {
    /// The day of the line.
    pub day: Day,
    /// The line in the note, counted from 1.
    pub line: u32,
    /// The day of the talk, and its time if the line has it.
    pub at: Moment,
}

/// How often to keep in touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cadence {
    /// At least once in each interval.
    Every(Interval),
    /// Not at all.
    Never,
}

/// The values of a contact's `status` that set its state. All other states are derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactStatus {
    /// Nothing is due for now.
    Paused,
    /// Nothing is due any more.
    Closed,
}

impl ContactStatus {
    /// Every status.
    pub const ALL: [Self; 2] = [Self::Paused, Self::Closed];

    /// Returns the status as it is written in front matter.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paused => "paused",
            Self::Closed => "closed",
        }
    }
}

/// The other values of a contact's `status`: how far things have come, if the note has no days that show more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Asked for a talk.
    Requested,
    /// Answered.
    Replied,
    /// A talk was agreed on.
    Scheduled,
    /// A talk was held.
    Met,
    /// There was contact after a talk.
    InTouch,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 5] = [Self::Requested, Self::Replied, Self::Scheduled, Self::Met, Self::InTouch];

    /// Returns the stage as it is written in front matter.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Replied => "replied",
            Self::Scheduled => "scheduled",
            Self::Met => "met",
            Self::InTouch => "in-touch",
        }
    }
}

/// A person: a note of type `contact`. The name is the note's title.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each tells something else of the same person")]
pub struct Contact {
    /// Where they work.
    pub company: Option<Box<str>>,
    /// What they do there.
    pub role: Option<Box<str>>,
    /// Mail address.
    pub email: Option<Box<str>>,
    /// The first words of the prose, on one line.
    pub about: Option<Box<str>>,
    /// The people who referred the user to them.
    pub referred_by: Vec<Link>,
    /// Events of the front matter and of the log, in the order of the note.
    pub events: Vec<Event>,
    /// Dated lines of the log.
    pub log: Vec<LogEntry>,
    /// Lines of the log that tell that the user told them of talks.
    pub reports: Vec<Report>,
    /// The last talk that the log says was agreed on.
    pub agreed: Option<Agreed>,
    /// The days of log lines that say that a talk was moved, each with the talk's new day.
    pub moved: Vec<(Day, Day)>,
    /// When the log last says that the person wants to talk later, and not before which day.
    pub later: Option<(Day, Day)>,
    /// How often to keep in touch.
    pub cadence: Option<At<Cadence>>,
    /// `paused` or `closed`.
    pub status: Option<At<ContactStatus>>,
    /// The least stage that things have reached, if the note gives one.
    pub stage: Option<Stage>,
    /// Whether `ask: yes` says that the user wants to talk with them.
    pub is_wanted: bool,
    /// The first day of asking of somebody who was a colleague or the like before: what was before it is no talk.
    pub since: Option<Day>,
    /// Whether it is the user.
    pub is_user: bool,
    /// Whether only its folder makes the note a contact, not its keys, tags or name.
    pub is_by_folder: bool,
    /// Whether the note says nothing of a wish to talk to them: a colleague, a friend, a name.
    pub is_known: bool,
    /// Whether the note says nothing of it only because they are family, a friend or a neighbour: a meeting with them is a
    /// talk all the same.
    pub is_close: bool,
}

impl Contact {
    /// Returns the talk that a line of the log up to `today` says was agreed on. A no, a new request and a later day before it
    /// call it off; `scheduled` with a day ahead has another one.
    #[must_use]
    pub fn agreement<'e>(&self, today: Day, mut events: impl Iterator<Item = &'e Event>) -> Option<Agreed> {
        let agreed = self.agreed.filter(|agreed| agreed.day <= today)?;
        let calls_off = |event: &Event| {
            let Some(day) = event.day() else { return false };
            match event.key {
                EventKey::Scheduled => day > today && event.location.line != agreed.line,
                EventKey::Declined | EventKey::Requested => day > agreed.day && day <= agreed.at.day && day <= today,
                _ => false,
            }
        };
        let is_put_off = self.later.is_some_and(|(said, _)| said > agreed.day && said <= agreed.at.day);
        (!is_put_off && !events.any(calls_off)).then_some(agreed)
    }
}
