//! The names of the follow-up rules and of the note types.

use std::fmt;

use super::{EventKey, Interval};

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
    /// Say whether a line of the log is an answer.
    Answered,
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
    pub const ALL: [Self; 12] = [
        Self::Thank,
        Self::Confirm,
        Self::Prepare,
        Self::Schedule,
        Self::Answered,
        Self::Nudge,
        Self::Close,
        Self::Request,
        Self::ReportBack,
        Self::Reflect,
        Self::Task,
        Self::KeepInTouch,
    ];

    /// Returns the row of the rule: everything but what it finds and says.
    const fn row(self) -> RuleDef {
        use Interval::{Days, Months};
        match self {
            // Of some talks only the note of the person tells.
            Self::Thank => RuleDef {
                is_of_meetings: None,
                ..RuleDef::of_meetings("thank", "snooze-thank", Days(1), EventKey::Thanked).lapsing(30)
            },
            Self::Confirm => RuleDef::of_meetings("confirm", "snooze-confirm", Days(1), EventKey::Confirmed).before(),
            Self::Prepare => RuleDef::of_meetings("prepare", "snooze-prepare", Days(1), EventKey::Prepared).before(),
            Self::Schedule => {
                RuleDef::of_contacts("schedule", "snooze-schedule", Days(2), Some(EventKey::Scheduled)).lapsing(60)
            }
            Self::Answered => {
                RuleDef::of_contacts("answered", "snooze-answered", Days(7), Some(EventKey::Replied)).lapsing(60)
            }
            Self::Nudge => RuleDef::of_contacts("nudge", "snooze-nudge", Days(7), Some(EventKey::Nudged)).lapsing(60),
            Self::Close => RuleDef::of_contacts("close", "snooze-close", Days(14), Some(EventKey::Closed)).lapsing(60),
            Self::Request => {
                RuleDef::of_contacts("request", "snooze-request", Days(1), Some(EventKey::Requested)).lapsing(30)
            }
            Self::ReportBack => RuleDef {
                yields_to_own_day: false,
                ..RuleDef::of_contacts("report-back", "snooze-report-back", Days(7), Some(EventKey::ReportedBack))
                    .lapsing(60)
            },
            Self::Reflect => {
                RuleDef::of_meetings("reflect", "snooze-reflect", Days(2), EventKey::Reflected).lapsing(30)
            }
            Self::Task => RuleDef {
                name: "task",
                timing: RuleTiming { after: Days(0), lapse: Some(Days(365)) },
                settled_by: None,
                snoozed_by: None,
                is_of_meetings: None,
                is_before_meeting: false,
                yields_to_own_day: false,
            },
            Self::KeepInTouch => RuleDef::of_contacts("keep-in-touch", "snooze-keep-in-touch", Months(3), None),
        }
    }

    /// Returns the rule's name in the configuration and in filters: `report-back`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// Returns the rule with a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == name)
    }

    /// Returns when the rule is due by default, and when it lapses (`docs/settings.md#rules`).
    ///
    /// `prepare` and `confirm` end with the meeting, a cadence with what the user does: they do not lapse.
    #[must_use]
    pub const fn default_timing(self) -> RuleTiming {
        self.row().timing
    }

    /// Returns the event key that settles the rule with a day, and waives it with `no`; `None` if there is no such key.
    #[must_use]
    pub const fn settled_by(self) -> Option<EventKey> {
        self.row().settled_by
    }

    /// Says whether the follow-ups of the rule come from notes of meetings; if not, they come from notes of contacts.
    /// `None` if they come from both.
    #[must_use]
    pub const fn is_of_meetings(self) -> Option<bool> {
        self.row().is_of_meetings
    }

    /// Says whether the rule asks for something before a meeting, so that its interval is counted back from the
    /// meeting.
    #[must_use]
    pub const fn is_before_meeting(self) -> bool {
        self.row().is_before_meeting
    }

    /// Says whether what the rule finds for a contact waits for the open `follow-up` day of that contact.
    #[must_use]
    pub const fn yields_to_own_day(self) -> bool {
        self.row().yields_to_own_day
    }

    /// Returns the key that puts off the follow-ups of the rule: `snooze-thank`. `None` for tasks.
    #[must_use]
    pub const fn snoozed_by(self) -> Option<&'static str> {
        self.row().snoozed_by
    }
}

/// When a rule is due, and when it lapses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleTiming {
    /// How long after its fact a follow-up is due; for `prepare` and `confirm`, how long before the meeting. For `task` it
    /// has no meaning, since a task has its own date.
    pub after: Interval,
    /// How long after its day a follow-up lapses; `None` for never.
    pub lapse: Option<Interval>,
}

/// What the program knows of a rule; the functions of [`Rule`] explain each field.
struct RuleDef {
    name: &'static str,
    timing: RuleTiming,
    settled_by: Option<EventKey>,
    snoozed_by: Option<&'static str>,
    is_of_meetings: Option<bool>,
    is_before_meeting: bool,
    yields_to_own_day: bool,
}

impl RuleDef {
    /// Returns the row of a rule that finds something in the notes of contacts.
    const fn of_contacts(
        name: &'static str,
        snoozed_by: &'static str,
        interval: Interval,
        settled_by: Option<EventKey>,
    ) -> Self {
        Self {
            name,
            timing: RuleTiming { after: interval, lapse: None },
            settled_by,
            snoozed_by: Some(snoozed_by),
            is_of_meetings: Some(false),
            is_before_meeting: false,
            yields_to_own_day: true,
        }
    }

    /// Returns the row of a rule that finds something in the notes of meetings.
    const fn of_meetings(
        name: &'static str,
        snoozed_by: &'static str,
        interval: Interval,
        settled_by: EventKey,
    ) -> Self {
        let row = Self::of_contacts(name, snoozed_by, interval, Some(settled_by));
        Self { is_of_meetings: Some(true), yields_to_own_day: false, ..row }
    }

    /// Lets follow-ups lapse so many days after their day.
    const fn lapsing(mut self, days: u32) -> Self {
        self.timing.lapse = Some(Interval::Days(days));
        self
    }

    /// Counts the interval back from the meeting.
    const fn before(mut self) -> Self {
        self.is_before_meeting = true;
        self
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
    /// Somebody to talk to.
    Contact,
    /// A person; a contact if the note says so.
    Person,
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
            Self::Person => "person",
            Self::Meeting => "meeting",
            Self::Questions => "questions",
            Self::Plain => "plain",
        }
    }

    /// Returns the type with a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Contact, Self::Person, Self::Meeting, Self::Questions, Self::Plain]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}
