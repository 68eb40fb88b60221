//! Meetings: the informational interviews themselves.

use crate::core::base::At;

use super::{Day, Event, Link, Moment};

/// The state of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MeetingStatus {
    /// It is still ahead.
    Planned,
    /// It took place.
    Held,
    /// It was called off.
    Cancelled,
    /// One side did not come.
    NoShow,
}

impl MeetingStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Planned, Self::Held, Self::Cancelled, Self::NoShow];

    /// Returns the status as it is written in front matter.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Held => "held",
            Self::Cancelled => "cancelled",
            Self::NoShow => "no-show",
        }
    }
}

/// A section of a meeting note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// The line of its heading, counted from 1.
    pub line: u32,
    /// Whether nothing is written under it.
    pub is_empty: bool,
}

/// A talk with one or more people: a note of type `meeting`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says something else of a meeting")]
pub struct Meeting {
    /// The people of the meeting.
    pub with: Vec<Link>,
    /// The first line of its text, if it is short and nothing else names people: `Call with Ann Lee`.
    pub opening: Box<str>,
    /// Whether its heading has the shape of a name, and a mail address or a phone number follows.
    pub is_headed_by_name: bool,
    /// When it starts, and the place of the date in the note. The default place means the file name or the heading.
    pub date: Option<At<Moment>>,
    /// The day for which it was planned before the note's words moved it.
    pub moved_from: Option<Day>,
    /// When the next meeting with its people is, if the note tells.
    pub next: Option<Moment>,
    /// Whether the note has a date that cannot be read. No follow-up is derived from such a meeting.
    pub has_bad_date: bool,
    /// How long it lasts, in minutes.
    pub duration: Option<u32>,
    /// `video`, `phone`, `in person`, or a text of the user's own.
    pub channel: Option<Box<str>>,
    /// Whether its type says that it is a talk: `coffee-chat`, `informational-interview`.
    pub says_talk: bool,
    /// Whether its type or a tag says so if it was with one person: `interview`, `#coffee`.
    pub may_be_talk: bool,
    /// What the user wants from it.
    pub goals: Vec<Box<str>>,
    /// The events `prepared`, `confirmed`, `thanked` and `reflected`.
    pub events: Vec<Event>,
    /// The words of its ticked tasks, with the names to which they link.
    pub ticked: Vec<Box<str>>,
    /// Whether the note says that nothing is to be done after it.
    pub needs_nothing: bool,
    /// Those of several people whom words of the note tell that the user thanked.
    pub thanked: Vec<Link>,
    /// The status, if the note gives it.
    pub status: Option<At<MeetingStatus>>,
    /// The section for takeaways.
    pub takeaways: Option<Section>,
    /// The section for reflection.
    pub reflection: Option<Section>,
    /// How many bytes of letters it has outside of the sections with a meaning of their own, but for fields and questions; more
    /// than a few lines are not counted.
    pub written: usize,
}
