//! Calendar days and local times of day. There are no instants of universal time.

use chrono::{NaiveDate, NaiveTime};

/// A calendar day in the user's zone.
pub type Day = NaiveDate;

/// A calendar day, with the local time of day if the note gives one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The day.
    pub day: Day,
    /// The local time of day, if it was written.
    pub time: Option<NaiveTime>,
}

impl Moment {
    /// Returns a moment without a time of day.
    #[must_use]
    pub const fn on(day: Day) -> Self {
        Self { day, time: None }
    }
}
