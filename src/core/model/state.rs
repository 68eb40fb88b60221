//! The states of contacts and follow-ups.

use super::{Day, Stage};

/// The state of a contact (`docs/format.md#state-of-a-contact`). If several apply, the one furthest along counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContactState {
    /// Noted down, nothing more.
    Identified,
    /// Asked for a talk.
    Requested,
    /// Answered.
    Replied,
    /// A meeting is planned.
    Scheduled,
    /// A meeting was held.
    Met,
    /// There was contact after a held meeting, apart from thanks for it.
    InTouch,
    /// `status: paused`.
    Paused,
    /// `status: closed`, `closed:`, or declined without any contact since.
    Closed,
}

impl From<Stage> for ContactState {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Requested => Self::Requested,
            Stage::Replied => Self::Replied,
            Stage::Scheduled => Self::Scheduled,
            Stage::Met => Self::Met,
            Stage::InTouch => Self::InTouch,
        }
    }
}

impl ContactState {
    /// Every state, in the order of the pipeline.
    pub const ALL: [Self; 8] = [
        Self::Identified,
        Self::Requested,
        Self::Replied,
        Self::Scheduled,
        Self::Met,
        Self::InTouch,
        Self::Paused,
        Self::Closed,
    ];

    /// Returns the state's name in filters and JSON: `in-touch`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identified => "identified",
            Self::Requested => "requested",
            Self::Replied => "replied",
            Self::Scheduled => "scheduled",
            Self::Met => "met",
            Self::InTouch => "in-touch",
            Self::Paused => "paused",
            Self::Closed => "closed",
        }
    }
}

/// What a person is to the user (`docs/format.md#contacts-and-known-people`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Somebody to talk to.
    Contact,
    /// Somebody the user knows, and does not ask.
    Known,
    /// A contact with whom nothing happened for long.
    Dormant,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 3] = [Self::Contact, Self::Known, Self::Dormant];

    /// Returns the standing as it is written in filters and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Known => "known",
            Self::Dormant => "dormant",
        }
    }
}

/// Whether a follow-up is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// It was due before today.
    Overdue,
    /// It is due today.
    Today,
    /// It is due after today.
    Upcoming,
    /// It has no day.
    Undated,
}

impl Urgency {
    /// Returns how urgent a follow-up is, given its due day.
    #[must_use]
    pub fn new(due: Option<Day>, today: Day) -> Self {
        match due.map(|due| due.cmp(&today)) {
            None => Self::Undated,
            Some(std::cmp::Ordering::Less) => Self::Overdue,
            Some(std::cmp::Ordering::Equal) => Self::Today,
            Some(std::cmp::Ordering::Greater) => Self::Upcoming,
        }
    }
}
