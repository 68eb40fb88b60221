//! The days of the two years a vault speaks of.

use std::fmt;

/// A calendar day from 2025-01-01 (0) to 2026-12-31 (729), the only days a vault speaks of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(pub(super) usize);

impl Day {
    pub(super) const LAST: Self = Self(729);
    /// [`super::TODAY`] as a day.
    pub(super) const TODAY: Self = Self(689);
    pub(super) const TOMORROW: Self = Self(690);
    pub(super) const MONTHS: [usize; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    pub(super) fn plus(self, days: usize) -> Self {
        Self((self.0 + days).min(Self::LAST.0))
    }

    pub(super) fn minus(self, days: usize) -> Self {
        Self(self.0.saturating_sub(days))
    }

    /// Returns how many days ago this was, 0 for today and later.
    pub(super) fn age(self) -> usize {
        Self::TODAY.0.saturating_sub(self.0)
    }

    /// Returns year, month and day of the month; neither year is a leap year.
    pub(super) fn parts(self) -> (usize, usize, usize) {
        let mut rest = self.0 % 365;
        let mut month = 0;
        while rest >= Self::MONTHS[month] {
            rest -= Self::MONTHS[month];
            month += 1;
        }
        (2025 + self.0 / 365, month + 1, rest + 1)
    }

    /// Tells Saturdays and Sundays; 2025-01-01 was a Wednesday.
    pub(super) fn is_weekend(self) -> bool {
        (self.0 + 2) % 7 > 4
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year}-{month:02}-{day:02}")
    }
}
