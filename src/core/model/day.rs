//! Calendar days and local times of day; never instants.

use chrono::{NaiveDate, NaiveTime};

/// A calendar day in the user's zone.
pub type Day = NaiveDate;

/// A calendar day, with the local time of day where the note gives one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The day.
    pub day: Day,
    /// The local time of day, if it was written.
    pub time: Option<NaiveTime>,
}

impl Moment {
    /// Returns the moment that is only a day.
    #[must_use]
    pub const fn on(day: Day) -> Self {
        Self { day, time: None }
    }
}
