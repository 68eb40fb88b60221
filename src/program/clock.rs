//! The current day and time: the only place that reads the clock. Everything else takes the day as an argument.
#![expect(clippy::disallowed_methods, reason = "the clock is read here, so that nothing else has to")]

use std::time::SystemTime;

use chrono::{DateTime, FixedOffset, Local, Utc};
use chrono_tz::Tz;

use crate::core::config::Config;
use crate::core::model::Day;

/// Returns the current calendar day, in the configured zone or the system's.
#[must_use]
pub fn today(config: &Config) -> Day {
    day_of(Utc::now(), config.time_zone)
}

/// Returns the time in that zone, or in the system's zone if there is none.
#[must_use]
pub fn now(zone: Option<Tz>) -> DateTime<FixedOffset> {
    match zone {
        Some(zone) => Utc::now().with_timezone(&zone).fixed_offset(),
        None => Local::now().fixed_offset(),
    }
}

/// Returns the time of the clock that stamps files.
#[must_use]
pub fn wall() -> SystemTime {
    SystemTime::now()
}

/// Returns the calendar day of an instant in `zone`, or in the system's zone if there is none.
fn day_of(instant: DateTime<Utc>, zone: Option<Tz>) -> Day {
    match zone {
        Some(zone) => instant.with_timezone(&zone).date_naive(),
        None => instant.with_timezone(&Local).date_naive(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_decides_the_day() {
        let instant: DateTime<Utc> = "2026-11-21T10:30:00Z".parse().unwrap();
        let rows = [
            (chrono_tz::UTC, "2026-11-21"),
            (chrono_tz::Pacific::Kiritimati, "2026-11-22"),
            (chrono_tz::Pacific::Niue, "2026-11-20"),
        ];
        for (zone, expected) in rows {
            assert_eq!(day_of(instant, Some(zone)).to_string(), expected, "{zone}");
        }
    }

    #[test]
    fn a_day_begins_once_even_where_its_midnight_is_left_out_or_comes_twice() {
        // The first instant of a day whose midnight is missing, or of the hour before that is lived through again.
        let rows = [
            (chrono_tz::America::Santiago, "2026-09-06T04:00:00Z", "2026-09-06"),
            (chrono_tz::America::Havana, "2026-03-08T05:00:00Z", "2026-03-08"),
            (chrono_tz::Asia::Beirut, "2026-03-28T22:00:00Z", "2026-03-29"),
            (chrono_tz::Africa::Cairo, "2026-04-23T22:00:00Z", "2026-04-24"),
            (chrono_tz::Atlantic::Azores, "2026-03-29T01:00:00Z", "2026-03-29"),
            (chrono_tz::America::Santiago, "2026-04-05T04:00:00Z", "2026-04-05"),
            (chrono_tz::Atlantic::Azores, "2026-10-25T00:00:00Z", "2026-10-25"),
        ];
        for (zone, first, day) in rows {
            let first: DateTime<Utc> = first.parse().unwrap();
            let day: Day = day.parse().unwrap();
            for minute in -120..=120 {
                let instant = first + chrono::TimeDelta::minutes(minute);
                let expected = if minute < 0 { day.pred_opt().unwrap() } else { day };
                assert_eq!(day_of(instant, Some(zone)), expected, "{zone} {instant}");
            }
        }
    }

    #[test]
    fn the_system_zone_is_within_a_day_of_utc() {
        let apart = today(&Config::default()).signed_duration_since(Utc::now().date_naive()).num_days();
        assert!(apart.abs() <= 1, "{apart}");
    }
}
