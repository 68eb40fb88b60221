//! Dates and times as notes write them (`docs/format.md#dates`). Only what is certain is read.

use chrono::{Datelike, NaiveTime};

use crate::core::base::text::slice;
use crate::core::model::{Day, Moment};

/// Returns the moment that `text` writes: `2026-11-20`, `2026-11-20T10:00[:00]`, `2026-11-20 10:00`, or one of these as
/// a wikilink.
pub(crate) fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    let text = text.strip_prefix("[[").and_then(|inner| inner.strip_suffix("]]")).unwrap_or(text).trim();
    let day = day_at_start(text)?;
    let rest = slice(text, 10..text.len());
    if rest.is_empty() {
        return Some(Moment::on(day));
    }
    let clock = rest.strip_prefix(['T', 't', ' '])?;
    Some(Moment { day, time: Some(time(clock)?) })
}

/// Returns the day written in the first ten bytes of `text`; what follows them does not count.
pub(crate) fn day_at_start(text: &str) -> Option<Day> {
    let bytes = text.as_bytes().get(..10)?;
    let is_shaped = bytes.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if !is_shaped || bytes.starts_with(b"0000") {
        return None;
    }
    let number = |from: usize, to: usize| slice(text, from..to).parse::<u32>().ok();
    Day::from_ymd_opt(i32::try_from(number(0, 4)?).ok()?, number(5, 7)?, number(8, 10)?)
}

/// Returns the time of day that `text` writes: `10:00`, `9:30`, `10:00:00`, `2:30 pm`.
pub(crate) fn time(text: &str) -> Option<NaiveTime> {
    let text = text.trim().to_ascii_lowercase();
    let (clock, noon) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(clock), _) => (clock.trim_end(), Some(false)),
        (_, Some(clock)) => (clock.trim_end(), Some(true)),
        _ => (text.as_str(), None),
    };
    let mut parts = clock.split(':');
    let mut number = |longest: usize| {
        let part = parts.next()?;
        (!part.is_empty() && part.len() <= longest && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())?
    };
    let hour = number(2)?;
    let minute = if clock.contains(':') { number(2)? } else { noon.map(|_| 0)? };
    let second = if clock.matches(':').count() > 1 { number(2)? } else { 0 };
    if parts.next().is_some() {
        return None;
    }
    let hour = match noon {
        None => hour,
        Some(afternoon) if (1..=12).contains(&hour) => hour % 12 + if afternoon { 12 } else { 0 },
        Some(_) => return None,
    };
    NaiveTime::from_hms_opt(hour, minute, second)
}

/// Returns the minutes that `text` writes: `30m`, `45 min`, `1h`, `1h30`, `1:30`, `90`.
pub(crate) fn minutes(text: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    if let Some((hours, minutes)) = text.split_once(':') {
        return Some(
            hours.parse::<u32>().ok()?.checked_mul(60)?
                + minutes.parse::<u32>().ok().filter(|minutes| *minutes < 60)?,
        );
    }
    let (number, unit) =
        text.split_at(text.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(text.len()));
    let unit = unit.trim_start();
    match unit.strip_prefix(['h']) {
        Some(rest) => {
            let hours: f64 = number.parse().ok().filter(|hours| (0.0..=1000.0).contains(hours))?;
            let rest = rest.trim_start_matches(|char: char| char.is_ascii_alphabetic()).trim();
            let extra = if rest.is_empty() { 0 } else { minutes(rest)? };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 60,000")]
            Some((hours * 60.0).round() as u32 + extra)
        }
        None if matches!(unit, "" | "m" | "min" | "mins" | "minute" | "minutes") => {
            number.parse().ok().filter(|minutes| *minutes <= 60_000)
        }
        None => None,
    }
}

/// Returns what to write instead of a `text` that is not a date, if that is certain, or otherwise the expected form.
pub(crate) fn hint(text: &str) -> String {
    suggestion(text).map_or_else(
        || String::from("write the day as 2026-11-20, with a time as 2026-11-20T10:00"),
        |day| format!("write {day}"),
    )
}

/// Returns the day that a `text` means that is not a date, if it can mean only one day and nothing more.
pub(crate) fn meant(text: &str) -> Option<Day> {
    let text = text.trim();
    let is_there = |day: &Day| text.split(['.', '/', '-']).any(|part| part.parse() == Ok(day.day()));
    suggestion(text).filter(|day| !text.contains(['T', ' ']) && is_there(day))
}

/// Reads a day in a form that is not accepted but can only mean one day: `31.11.2026`, `2021/10/29`, `13/05/2026`.
///
/// A day beyond the end of its month becomes the month's last day.
fn suggestion(text: &str) -> Option<Day> {
    let text = text.trim();
    let head = text.split(['T', ' ']).next().unwrap_or(text);
    let separator = head.chars().find(|char| !char.is_ascii_digit())?;
    if !matches!(separator, '.' | '/' | '-') {
        return None;
    }
    let parts: Vec<&str> = head.split(separator).collect();
    let [first, second, third] = *parts.as_slice() else { return None };
    let numbers: Vec<u32> = [first, second, third].iter().filter_map(|part| part.parse().ok()).collect();
    let [a, b, c] = *numbers.as_slice() else { return None };
    let (year, month, day) = match (first.len(), third.len()) {
        (4, _) => (a, b, c),
        // With dots the day comes first everywhere; with other separators only a number over 12 shows the order.
        (_, 4) if separator == '.' || a > 12 => (c, b, a),
        (_, 4) if b > 12 => (c, a, b),
        _ => return None,
    };
    let year = i32::try_from(year).ok().filter(|year| (1900..=2999).contains(year))?;
    if !(1..=31).contains(&day) {
        return None;
    }
    let first = Day::from_ymd_opt(year, month, 1)?;
    Day::from_ymd_opt(year, month, day.min(u32::from(first.num_days_in_month())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_only_what_is_certain() {
        let rows = [
            ("2026-11-20", Some("2026-11-20 -")),
            (" 2026-11-20 ", Some("2026-11-20 -")),
            ("[[2026-11-20]]", Some("2026-11-20 -")),
            ("2026-11-20T10:00", Some("2026-11-20 10:00:00")),
            ("2026-11-20T10:00:30", Some("2026-11-20 10:00:30")),
            ("2026-11-20 10:00", Some("2026-11-20 10:00:00")),
            ("2026-11-20T10:00Z", None),
            ("2026-11-20T25:00", None),
            ("2026-11-20x", None),
            ("2026-1-5", None),
            ("2026-02-30", None),
            ("0000-01-01", None),
            ("99999-01-01", None),
            ("+2026-11-20", None),
            ("２０２６-11-20", None),
            ("26-11-20", None),
            ("", None),
        ];
        for (text, expected) in rows {
            let read = moment(text).map(|moment| {
                format!("{} {}", moment.day, moment.time.map_or_else(|| "-".into(), |time| time.to_string()))
            });
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn reads_times_and_lengths() {
        let rows = [
            ("10:00", Some("10:00:00")),
            ("9:05", Some("09:05:00")),
            ("2:30 pm", Some("14:30:00")),
            ("12am", Some("00:00:00")),
            ("600", None),
            ("24:00", None),
            ("1:2:3:4", None),
        ];
        for (text, expected) in rows {
            assert_eq!(time(text).map(|time| time.to_string()).as_deref(), expected, "{text}");
        }
        let rows = [
            ("30m", Some(30)),
            ("45 min", Some(45)),
            ("1h", Some(60)),
            ("1.5h", Some(90)),
            ("1h30", Some(90)),
            ("1h 30m", Some(90)),
            ("1:15", Some(75)),
            ("20", Some(20)),
            ("long", None),
        ];
        for (text, expected) in rows {
            assert_eq!(minutes(text), expected, "{text}");
        }
    }

    #[test]
    fn suggests_only_the_one_day_that_can_be_meant() {
        let rows = [
            ("31.11.2026", "write 2026-11-30"),
            ("2021.10.29", "write 2021-10-29"),
            ("2026/11/02", "write 2026-11-02"),
            ("2026-1-5", "write 2026-01-05"),
            ("2026-02-30", "write 2026-02-28"),
            ("13/05/2026", "write 2026-05-13"),
            ("05/13/2026", "write 2026-05-13"),
            ("2026-11-20T10:00Z", "write 2026-11-20"),
            ("01/02/2026", "write the day as 2026-11-20, with a time as 2026-11-20T10:00"),
            ("soon", "write the day as 2026-11-20, with a time as 2026-11-20T10:00"),
        ];
        for (text, expected) in rows {
            assert_eq!(hint(text), expected, "{text}");
        }
        let meant: Vec<&str> = rows.iter().map(|(text, _)| *text).filter(|text| meant(text).is_some()).collect();
        assert_eq!(meant, ["2021.10.29", "2026/11/02", "2026-1-5", "13/05/2026", "05/13/2026"]);
    }
}
