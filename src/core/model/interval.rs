//! Lengths of time on the calendar: days, business days and months.

use std::fmt;

use chrono::{Datelike, Days, Months, Weekday};

use super::Day;

/// A length of calendar time, as written in `cadence:` and in the configuration.
///
/// Possible forms are `7d`, `2w`, `3 months`, `1y`, `24h`, `3b` (business days), a bare number of days, and
/// words such as `weekly`, `every 2 weeks` or `quarterly`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Interval {
    /// Calendar days.
    Days(u32),
    /// Business days: Monday to Friday.
    BusinessDays(u32),
    /// Calendar months. In a month that is too short, the last day counts.
    Months(u32),
}

impl Interval {
    /// Reads an interval; `None` if `text` has none of the forms.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let text = text.strip_prefix("every").map_or(text.as_str(), str::trim_start);
        match text {
            "daily" | "day" => return Some(Self::Days(1)),
            "weekly" | "week" => return Some(Self::Days(7)),
            "biweekly" | "bi-weekly" | "fortnightly" | "fortnight" => return Some(Self::Days(14)),
            "monthly" | "month" => return Some(Self::Months(1)),
            "bimonthly" | "bi-monthly" => return Some(Self::Months(2)),
            "quarterly" | "quarter" => return Some(Self::Months(3)),
            "half-yearly" | "biannually" | "semi-annually" | "semiannually" => return Some(Self::Months(6)),
            "yearly" | "annually" | "annual" | "year" => return Some(Self::Months(12)),
            _ => {}
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (count, unit) = if digits == 0 {
            let (word, unit) = text.split_once(char::is_whitespace)?;
            (spelled_number(word)?, unit)
        } else {
            (text.get(..digits)?.parse().ok()?, text.get(digits..)?)
        };
        // Longer intervals would only overflow the calendar.
        if count > 36_500 {
            return None;
        }
        match unit.trim().trim_start_matches('-') {
            "" | "d" | "day" | "days" => Some(Self::Days(count)),
            "b" | "bd" | "business day" | "business days" | "working days" | "workdays" => {
                Some(Self::BusinessDays(count))
            }
            "h" | "hour" | "hours" => Some(Self::Days(count.div_ceil(24))),
            "w" | "wk" | "wks" | "week" | "weeks" => Some(Self::Days(count.checked_mul(7)?)),
            "m" | "mo" | "month" | "months" => Some(Self::Months(count)),
            "q" | "quarter" | "quarters" => Some(Self::Months(count.checked_mul(3)?)),
            "y" | "yr" | "year" | "years" => Some(Self::Months(count.checked_mul(12)?)),
            _ => None,
        }
    }

    /// Returns the day that is this interval after `day`, at most the last day of the calendar.
    #[must_use]
    pub fn after(self, day: Day) -> Day {
        match self {
            Self::Days(count) => day.checked_add_days(Days::new(count.into())).unwrap_or(Day::MAX),
            Self::Months(count) => day.checked_add_months(Months::new(count)).unwrap_or(Day::MAX),
            Self::BusinessDays(count) => step_business_days(day, count, Day::succ_opt).unwrap_or(Day::MAX),
        }
    }

    /// Returns the day that is this interval before `day`, at least the first day of the calendar.
    #[must_use]
    pub fn before(self, day: Day) -> Day {
        match self {
            Self::Days(count) => day.checked_sub_days(Days::new(count.into())).unwrap_or(Day::MIN),
            Self::Months(count) => day.checked_sub_months(Months::new(count)).unwrap_or(Day::MIN),
            Self::BusinessDays(count) => step_business_days(day, count, Day::pred_opt).unwrap_or(Day::MIN),
        }
    }
}

fn step_business_days(mut day: Day, count: u32, step: impl Fn(&Day) -> Option<Day>) -> Option<Day> {
    let mut left = count;
    while left > 0 {
        day = step(&day)?;
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    Some(day)
}

fn spelled_number(word: &str) -> Option<u32> {
    let words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    match word {
        "a" | "an" => Some(1),
        _ => words.iter().zip(1..).find_map(|(name, number)| (*name == word).then_some(number)),
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match *self {
            Self::Days(count) if count != 0 && count % 7 == 0 => (count / 7, "week"),
            Self::Days(count) => (count, "day"),
            Self::BusinessDays(count) => (count, "business day"),
            Self::Months(count) if count != 0 && count % 12 == 0 => (count / 12, "year"),
            Self::Months(count) => (count, "month"),
        };
        write!(f, "{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn reads_every_form() {
        let rows = [
            ("7d", Some(Interval::Days(7))),
            ("90 days", Some(Interval::Days(90))),
            ("30", Some(Interval::Days(30))),
            ("2w", Some(Interval::Days(14))),
            ("every 2 weeks", Some(Interval::Days(14))),
            ("6-weeks", Some(Interval::Days(42))),
            ("3 months", Some(Interval::Months(3))),
            ("Quarterly", Some(Interval::Months(3))),
            ("24h", Some(Interval::Days(1))),
            ("3b", Some(Interval::BusinessDays(3))),
            ("two weeks", Some(Interval::Days(14))),
            ("a month", Some(Interval::Months(1))),
            ("1y", Some(Interval::Months(12))),
            ("soon", None),
            ("", None),
            ("-3d", None),
            ("99999999999999d", None),
        ];
        for (text, expected) in rows {
            assert_eq!(Interval::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn counts_on_the_calendar() {
        let rows = [
            (Interval::Days(7), "2026-11-28"),
            (Interval::Months(3), "2027-02-21"),
            (Interval::BusinessDays(1), "2026-11-23"),
            (Interval::BusinessDays(6), "2026-11-30"),
        ];
        for (interval, expected) in rows {
            assert_eq!(interval.after(day("2026-11-21")), day(expected), "{interval}");
        }
        assert_eq!(Interval::Months(3).after(day("2026-11-30")), day("2027-02-28"));
        assert_eq!(Interval::BusinessDays(1).before(day("2026-11-23")), day("2026-11-20"));
        assert_eq!(Interval::Days(1).after(Day::MAX), Day::MAX);
    }
}
