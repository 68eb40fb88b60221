//! The names of the follow-up rules and of the note types.

use std::fmt;

use super::EventKey;

/// A follow-up rule (`docs/format.md#rules`). The order is that of the dashboard's lines for one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Thank for a meeting.
    Thank,
    /// Confirm a planned meeting.
    Confirm,
    /// Prepare a planned meeting.
    Prepare,
    /// Find a day for a talk that was agreed to.
    Schedule,
    /// Ask again.
    Nudge,
    /// Give up asking.
    Close,
    /// Ask for a talk.
    Request,
    /// Tell the person who referred a contact.
    ReportBack,
    /// Reflect on a meeting.
    Reflect,
    /// Do a task that the user wrote.
    Task,
    /// Keep in touch.
    KeepInTouch,
}

impl Rule {
    /// Every rule, in the order of a dashboard's lines.
    pub const ALL: [Self; 11] = [
        Self::Thank,
        Self::Confirm,
        Self::Prepare,
        Self::Schedule,
        Self::Nudge,
        Self::Close,
        Self::Request,
        Self::ReportBack,
        Self::Reflect,
        Self::Task,
        Self::KeepInTouch,
    ];

    /// Returns the rule's name in the configuration and in filters: `report-back`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Thank => "thank",
            Self::Confirm => "confirm",
            Self::Prepare => "prepare",
            Self::Schedule => "schedule",
            Self::Nudge => "nudge",
            Self::Close => "close",
            Self::Request => "request",
            Self::ReportBack => "report-back",
            Self::Reflect => "reflect",
            Self::Task => "task",
            Self::KeepInTouch => "keep-in-touch",
        }
    }

    /// Returns the rule with a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == name)
    }

    /// Returns the event key that settles the rule with a day, and waives it with `no`; `None` if there is no such key.
    #[must_use]
    pub const fn settled_by(self) -> Option<EventKey> {
        match self {
            Self::Request => Some(EventKey::Requested),
            Self::Nudge => Some(EventKey::Nudged),
            Self::Close => Some(EventKey::Closed),
            Self::Schedule => Some(EventKey::Scheduled),
            Self::Prepare => Some(EventKey::Prepared),
            Self::Confirm => Some(EventKey::Confirmed),
            Self::Thank => Some(EventKey::Thanked),
            Self::Reflect => Some(EventKey::Reflected),
            Self::ReportBack => Some(EventKey::ReportedBack),
            Self::KeepInTouch | Self::Task => None,
        }
    }

    /// Says whether the follow-ups of the rule come from notes of meetings; if not, they come from notes of contacts.
    /// `None` for tasks, which can be in any note.
    #[must_use]
    pub const fn is_of_meetings(self) -> Option<bool> {
        match self {
            Self::Prepare | Self::Confirm | Self::Thank | Self::Reflect => Some(true),
            Self::Schedule | Self::Nudge | Self::Close | Self::Request | Self::ReportBack | Self::KeepInTouch => {
                Some(false)
            }
            Self::Task => None,
        }
    }

    /// Says whether the rule asks for something before a meeting, so that its interval is counted back from the
    /// meeting.
    #[must_use]
    pub const fn is_before_meeting(self) -> bool {
        match self {
            Self::Prepare | Self::Confirm => true,
            Self::Thank
            | Self::Schedule
            | Self::Nudge
            | Self::Close
            | Self::Request
            | Self::ReportBack
            | Self::Reflect
            | Self::Task
            | Self::KeepInTouch => false,
        }
    }

    /// Returns the key that puts off the follow-ups of the rule: `snooze-thank`. `None` for tasks.
    #[must_use]
    pub const fn snoozed_by(self) -> Option<&'static str> {
        Some(match self {
            Self::Thank => "snooze-thank",
            Self::Confirm => "snooze-confirm",
            Self::Prepare => "snooze-prepare",
            Self::Schedule => "snooze-schedule",
            Self::Nudge => "snooze-nudge",
            Self::Close => "snooze-close",
            Self::Request => "snooze-request",
            Self::ReportBack => "snooze-report-back",
            Self::Reflect => "snooze-reflect",
            Self::KeepInTouch => "snooze-keep-in-touch",
            Self::Task => return None,
        })
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The type of a note (`docs/format.md#kinds-of-notes`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteType {
    /// A person.
    Contact,
    /// A talk.
    Meeting,
    /// A question bank.
    Questions,
    /// Anything else.
    Plain,
}

impl NoteType {
    /// Returns the type's name in front matter: `contact`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Meeting => "meeting",
            Self::Questions => "questions",
            Self::Plain => "plain",
        }
    }

    /// Returns the type with a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Contact, Self::Meeting, Self::Questions, Self::Plain].into_iter().find(|kind| kind.as_str() == name)
    }
}
