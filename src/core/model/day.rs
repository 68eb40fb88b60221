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
    /// How many minutes that time is ahead of universal time, if the note says so: 120 for `+02:00`.
    pub offset: Option<i16>,
}

/// Which comes first in a date of numbers, such as 03/04/2026.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// The day, then the month.
    DayFirst,
    /// The month, then the day.
    MonthFirst,
}

impl DateOrder {
    /// Every order.
    pub const ALL: [Self; 2] = [Self::DayFirst, Self::MonthFirst];

    /// Returns the order as the settings write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DayFirst => "dmy",
            Self::MonthFirst => "mdy",
        }
    }
}

impl Moment {
    /// Returns a moment without a time of day.
    #[must_use]
    pub const fn on(day: Day) -> Self {
        Self { day, time: None, offset: None }
    }
}
