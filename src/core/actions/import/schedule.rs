//! Spreads first requests to many people over the weeks.

use chrono::{Datelike as _, Days, Weekday};

use crate::core::model::Day;

/// How many people to ask in a week, and from which day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    /// How many people in a week of five days; at least one.
    pub per_week: u32,
    /// The first day to ask somebody.
    pub from: Day,
}

impl Pace {
    /// Returns the day to ask a person, given how many others come before them. Requests are spread evenly from Monday
    /// to Friday.
    #[must_use]
    pub(crate) fn day(self, before: usize) -> Day {
        let before = u64::try_from(before).unwrap_or(u64::MAX);
        weekday(self.from, before.saturating_mul(5) / u64::from(self.per_week.max(1)))
    }
}

/// Returns the day that is `after` working days (Monday to Friday) later than `from`. If `from` is at a weekend, the
/// count starts on Monday.
fn weekday(from: Day, after: u64) -> Day {
    let first = match from.weekday() {
        Weekday::Sat => from.checked_add_days(Days::new(2)),
        Weekday::Sun => from.checked_add_days(Days::new(1)),
        _ => Some(from),
    };
    let first = first.unwrap_or(from);
    let since_monday = u64::from(first.weekday().num_days_from_monday());
    let days = (since_monday.saturating_add(after) / 5).saturating_mul(7) + (since_monday.saturating_add(after)) % 5;
    first.checked_add_days(Days::new(days.saturating_sub(since_monday))).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(per_week: u32, from: &str, count: usize) -> String {
        let pace = Pace { per_week, from: from.parse().unwrap() };
        (0..count).map(|before| pace.day(before).format("%a%d").to_string()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn people_are_spread_evenly_over_the_days_from_monday_to_friday() {
        for (per_week, from, count, expected) in [
            (5, "2026-11-23", 6, "Mon23 Tue24 Wed25 Thu26 Fri27 Mon30"),
            (5, "2026-11-22", 2, "Mon23 Tue24"),
            (5, "2026-11-21", 2, "Mon23 Tue24"),
            (5, "2026-11-26", 4, "Thu26 Fri27 Mon30 Tue01"),
            (2, "2026-11-23", 5, "Mon23 Wed25 Mon30 Wed02 Mon07"),
            (10, "2026-11-27", 4, "Fri27 Fri27 Mon30 Mon30"),
            (1, "2026-11-25", 3, "Wed25 Wed02 Wed09"),
            (0, "2026-11-25", 2, "Wed25 Wed02"),
            (1000, "2026-11-25", 2, "Wed25 Wed25"),
        ] {
            assert_eq!(days(per_week, from, count), expected, "{per_week} {from}");
        }
    }

    #[test]
    fn no_week_has_more_people_than_the_pace_allows() {
        for per_week in 1..12 {
            let pace = Pace { per_week, from: "2026-11-23".parse().unwrap() };
            let days: Vec<Day> = (0..200).map(|before| pace.day(before)).collect();
            assert!(days.is_sorted());
            for week in days.chunk_by(|one, other| one.iso_week() == other.iso_week()) {
                assert!(week.len() <= per_week as usize);
            }
        }
        assert_eq!(Pace { per_week: 1, from: Day::MAX }.day(usize::MAX), Day::MAX);
    }
}
