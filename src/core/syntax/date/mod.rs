//! Dates and times as people write them (`docs/format.md#dates`): the one reader for notes, names of files, imports and
//! the command line. What has one reading is read.

mod names;
mod order;
mod reader;
mod yearless;

use chrono::{Datelike, NaiveTime};

use crate::core::base::text::slice;
use crate::core::model::vocabulary::{DayWord, LogWord, Vocabulary, plain_words};
use crate::core::model::{DateOrder, Day, Moment};

pub(crate) use names::{month, weekday};
pub(crate) use order::ProvenOrder;
pub(crate) use yearless::{MonthDay, without_year, without_year_in};

/// A date that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The day, and the time of day if there is one.
    pub(crate) moment: Moment,
    /// Whether it is written as the program writes it.
    pub(crate) is_plain: bool,
    /// Whether the text says no more than that moment: not when something ends.
    pub(crate) is_whole: bool,
}

/// Why a text was not read as a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It may mean two days: `03/04/2026`. The first one has the day first.
    Two(Day, Day),
    /// The month ends before: the month's last day.
    Beyond(Day),
    /// The text names another day of the week than the day has.
    OtherWeekday(Day),
    /// It is not a date.
    No,
}

impl Unread {
    /// Returns what to write instead.
    pub(crate) fn hint(self) -> String {
        match self {
            Self::Two(one, other) => format!(
                "it may be {one} or {other}: write the one that is meant, or `date-order: {}` or `{}` in coffeechat.yaml for all",
                DateOrder::DayFirst.as_str(),
                DateOrder::MonthFirst.as_str()
            ),
            Self::Beyond(day) => format!("write {day}"),
            Self::OtherWeekday(day) => format!("{day} is a {}; write the day that is meant", day.format("%A")),
            Self::No => String::from("write the day as 2026-11-20, with a time as 2026-11-20T10:00"),
        }
    }
}

/// Reads a date in any form that has one reading; `order` settles those with two.
///
/// # Errors
///
/// If the text is not a date, or may mean two days.
pub(crate) fn read(text: &str, order: Option<DateOrder>) -> Result<Reading, Unread> {
    if let Some(moment) = plain(text) {
        return Ok(Reading { moment, is_plain: true, is_whole: true });
    }
    let text = text.trim();
    let inner = text.strip_prefix("[[").and_then(|inner| inner.strip_suffix("]]"));
    // Of a link, the note's name is the day; its text may say anything.
    let text = inner.map_or(text, |inner| inner.split('|').next().unwrap_or(inner));
    let text = text.rsplit_once('/').filter(|_| inner.is_some()).map_or(text, |(_, name)| name);
    reader::read(text.trim_matches(['"', '\'', '“', '”', '„', '<', '>']), order)
}

/// Reads a date as [`read`] does, or the one that a text starts with and then tells more about: `2026-11-20 (by mail)`,
/// `12 Nov 2026 – called`. A text with two dates is none.
///
/// # Errors
///
/// If the text does not start with a date, or with one that may mean two days.
pub(crate) fn with_remark(text: &str, order: Option<DateOrder>) -> Result<Reading, Unread> {
    let why = match read(text, order) {
        Err(why @ Unread::No) => why,
        read => return read,
    };
    let text = text.trim();
    let (day, rest) = at_start(text, order).ok_or(why)?;
    let is_remark = rest.starts_with(|char: char| char.is_whitespace() || ",;:(–—-".contains(char));
    if !is_remark || in_name(rest, order).is_some() || !rest.contains(char::is_alphabetic) {
        return Err(why);
    }
    Ok(Reading { moment: Moment::on(day), is_plain: false, is_whole: false })
}

/// Returns what follows a word such as *on* or *next* before a day.
pub(crate) fn behind_on(text: &str) -> &str {
    let (word, rest) = text.split_once(' ').unwrap_or(("", text));
    let is_on = matches!(Vocabulary::plain().day_word(&plain_words(word)), Some(DayWord::On | DayWord::Next));
    if is_on { rest.trim_start() } else { text }
}

/// Returns the day, and what follows it, behind words that a talk was moved: `verschoben auf Dienstag, 29.9.2026`.
pub(crate) fn behind_move<'t>(text: &'t str, words: &Vocabulary) -> Option<&'t str> {
    let is_day = |word: &str| {
        word.starts_with(|char: char| char.is_ascii_digit())
            || weekday(word.trim_end_matches([',', '.', ' '])).is_some()
    };
    let before: usize = text.split_inclusive(' ').take_while(|word| !is_day(word)).map(str::len).sum();
    let plain = plain_words(slice(text, 0..before));
    let mut beginnings = plain.match_indices(' ').map(|(at, _)| slice(&plain, 0..at)).chain([&*plain]);
    let is_moved = beginnings.any(|beginning| words.log_word(beginning) == Some(LogWord::Moved));
    is_moved.then(|| slice(text, before..text.len()))
}

/// Reads the moment as [`read`] does, without the reason if there is none.
pub(crate) fn moment(text: &str, order: Option<DateOrder>) -> Option<Moment> {
    read(text, order).ok().map(|reading| reading.moment)
}

/// Reads the day that a longer text starts with, in any form that has one reading; returns it and what follows it.
pub(crate) fn at_start(text: &str, order: Option<DateOrder>) -> Option<(Day, &str)> {
    if let Some(day) = day_at_start(text) {
        return Some((day, slice(text, 10..text.len())));
    }
    if !text.starts_with(|char: char| char.is_alphanumeric()) {
        return None;
    }
    let (day, length) = reader::prefix(text, order)?;
    Some((day.ok()?, slice(text, length..text.len())))
}

/// Reads the day that a longer text starts with as [`at_start`] does, with the reason if it may mean two days or none, and
/// with its length in bytes.
pub(crate) fn with_length(text: &str, order: Option<DateOrder>) -> Option<(Result<Day, Unread>, usize)> {
    if let Some(day) = day_at_start(text) {
        return Some((Ok(day), 10));
    }
    if text.starts_with(char::is_alphanumeric) { reader::prefix(text, order) } else { None }
}

/// Returns the next such day of the week after a day.
pub(crate) fn next_weekday(weekday: chrono::Weekday, from: Day) -> Option<Day> {
    let ahead = (7 + weekday.num_days_from_monday() - from.weekday().num_days_from_monday()) % 7;
    from.checked_add_days(chrono::Days::new(if ahead == 0 { 7 } else { ahead.into() }))
}

/// Returns the first day in the name of a file or in a heading: `Call 2026_11_14`, `260913 Call`.
pub(crate) fn in_name(name: &str, order: Option<DateOrder>) -> Option<Day> {
    reader::within(name, order).or_else(|| six_digits(name))
}

/// Returns the first day that a longer text gives with its year.
pub(crate) fn first_in(text: &str, order: Option<DateOrder>) -> Option<Day> {
    let has_year = |line: &&str| line.bytes().filter(u8::is_ascii_digit).count() > 4;
    text.lines().filter(has_year).find_map(|line| reader::within(line, order))
}

/// Returns the moment that `text` writes as the program does: `2026-11-20`, `2026-11-20T10:00[:00]`, `2026-11-20 10:00`,
/// or one of these as a wikilink.
pub(crate) fn plain(text: &str) -> Option<Moment> {
    let text = text.trim();
    let text = text.strip_prefix("[[").and_then(|inner| inner.strip_suffix("]]")).unwrap_or(text).trim();
    let day = day_at_start(text)?;
    let rest = slice(text, 10..text.len());
    if rest.is_empty() {
        return Some(Moment::on(day));
    }
    let clock = rest.strip_prefix(['T', 't', ' '])?;
    Some(Moment { time: Some(time(clock)?), ..Moment::on(day) })
}

/// Returns a moment as the program writes it: `2026-11-20` or `2026-11-20T10:00`.
pub(crate) fn written(moment: Moment) -> String {
    let time = moment.time.map_or_else(String::new, |time| time.format("T%H:%M").to_string());
    format!("{}{time}", moment.day)
}

/// Returns the day in a name that starts with six digits: `260913 Call`.
fn six_digits(name: &str) -> Option<Day> {
    let digits = slice(name, 0..name.bytes().take_while(u8::is_ascii_digit).count());
    let day = (digits.len() == 6)
        .then(|| format!("20{}-{}-{}", slice(digits, 0..2), slice(digits, 2..4), slice(digits, 4..6)))?;
    day_at_start(&day)
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

/// Returns the time of day that `text` writes: `10:00`, `9:30`, `10:00:00`, `2:30 pm`, `12h30`, `10 Uhr`.
pub(crate) fn time(text: &str) -> Option<NaiveTime> {
    let text = text.trim().to_ascii_lowercase();
    let text = of_hours(&text).unwrap_or(text);
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

/// Returns `12:30` for `12h30`, `12 h 30` and `12h`, `12 Uhr 30` and `12 Uhr`.
fn of_hours(text: &str) -> Option<String> {
    let (hour, minute) = text.split_once("uhr").or_else(|| text.split_once('h'))?;
    let (hour, minute) = (hour.trim(), minute.trim_start_matches('s').trim());
    let is_number = |text: &str| text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    match minute {
        "" => is_number(hour).then(|| format!("{hour}:00")),
        _ => (is_number(hour) && is_number(minute)).then(|| format!("{hour}:{minute}")),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const DMY: Option<DateOrder> = Some(DateOrder::DayFirst);
    const MDY: Option<DateOrder> = Some(DateOrder::MonthFirst);

    /// Returns what a text is read as: the moment, `+` and minutes for an offset, `…` if the text says more; or why not.
    fn said(text: &str, order: Option<DateOrder>) -> String {
        match read(text, order) {
            Ok(Reading { moment, is_whole, .. }) => {
                let offset = moment.offset.map_or_else(String::new, |offset| format!(" {offset:+}"));
                format!("{}{offset}{}", written(moment).replace('T', " "), if is_whole { "" } else { " …" })
            }
            Err(why) => format!("{why:?}"),
        }
    }

    #[test]
    fn what_has_one_reading_is_read() {
        let rows = [
            ("2026-11-20", "2026-11-20"),
            (" 2026-11-20 ", "2026-11-20"),
            ("[[2026-11-20]]", "2026-11-20"),
            ("[[journal/2026-11-20|Friday]]", "2026-11-20"),
            ("\"2026-11-20\"", "2026-11-20"),
            ("2026-11-20T10:00", "2026-11-20 10:00"),
            ("2026-11-20T10:00:30", "2026-11-20 10:00"),
            ("2026-11-20 10:00", "2026-11-20 10:00"),
            ("2026-11-20, 10:00", "2026-11-20 10:00"),
            ("2026-11-10T10:00:00+02:00", "2026-11-10 10:00 +120"),
            ("2026-11-10T10:00:00-0530", "2026-11-10 10:00 -330"),
            ("2026-11-10T10:00Z", "2026-11-10 10:00 +0"),
            ("2026-11-10T10:00:00.000Z", "2026-11-10 10:00 +0"),
            ("2026-11-10 10:00 UTC", "2026-11-10 10:00 +0"),
            ("2026-11-10 10:00 CET", "2026-11-10 10:00"),
            ("2026/11/10", "2026-11-10"),
            ("2026.11.10", "2026-11-10"),
            ("2026_11_10", "2026-11-10"),
            ("2026. 11. 10.", "2026-11-10"),
            ("2026-1-5", "2026-01-05"),
            ("20261110", "2026-11-10"),
            ("25/11/2026", "2026-11-25"),
            ("11/25/2026", "2026-11-25"),
            ("25-11-2026", "2026-11-25"),
            ("04/04/2026", "2026-04-04"),
            ("10.11.2026", "2026-11-10"),
            ("1. 2. 2026", "2026-02-01"),
            ("31.12.99", "1999-12-31"),
            ("2026-11-10 (Tue)", "2026-11-10"),
            ("2026-11-10, Tuesday", "2026-11-10"),
            ("Tue 2026-11-10", "2026-11-10"),
            ("2026-11-10.", "2026-11-10"),
            ("2026-11-12 2:30–3:30 PM", "2026-11-12 14:30 …"),
            ("2026-11-12 11:30 - 1:00 pm", "2026-11-12 11:30 …"),
            ("2026-11-12 10:00-11:00", "2026-11-12 10:00 …"),
            ("2026-11-10 to 2026-11-12", "2026-11-10 …"),
            ("2026-11-10 – 2026-11-12", "2026-11-10 …"),
            ("2026-11-10/2026-11-12", "2026-11-10 …"),
            ("Nov 10, 2026", "2026-11-10"),
            ("Sept. 3, 2026", "2026-09-03"),
            ("10 Nov 2026", "2026-11-10"),
            ("10-Nov-2026", "2026-11-10"),
            ("2026-Nov-10", "2026-11-10"),
            ("the 10th of November, 2026", "2026-11-10"),
            ("Tuesday, November 10, 2026", "2026-11-10"),
            ("Tuesday, November 10, 2026 at 2:30 PM", "2026-11-10 14:30"),
            ("November 10, 2026 @ 9 a.m.", "2026-11-10 09:00"),
            ("12. November 2026", "2026-11-12"),
            ("Dienstag, den 10. November 2026 um 14:30 Uhr", "2026-11-10 14:30"),
            ("10. Nov. 2026, 14 Uhr", "2026-11-10 14:00"),
            ("3. Jänner 2026", "2026-01-03"),
            ("1er novembre 2026", "2026-11-01"),
            ("mardi 10 novembre 2026 à 14h30", "2026-11-10 14:30"),
            ("le 3 fevrier 2026", "2026-02-03"),
            ("10 août 2026", "2026-08-10"),
            ("10 de noviembre de 2026", "2026-11-10"),
            ("martes, 10 de noviembre de 2026 a las 10:00", "2026-11-10 10:00"),
            ("terça-feira, 10 de novembro de 2026 às 10h", "2026-11-10 10:00"),
            ("1º de março de 2026", "2026-03-01"),
            ("martedì 10 novembre 2026 alle 10:00", "2026-11-10 10:00"),
            ("3 dicembre 2026 ore 9.30 h", "2026-12-03 09:30"),
            ("dinsdag 10 november 2026 om 14.30 uur", "2026-11-10 14:30"),
            ("3 mrt 2026", "2026-03-03"),
            ("10 listopada 2026 r.", "2026-11-10"),
            ("wtorek, 10 listopada 2026", "2026-11-10"),
            ("10 ноября 2026 г.", "2026-11-10"),
            ("вторник, 10 ноября 2026 в 10:00", "2026-11-10 10:00"),
            ("10 листопада 2026 року", "2026-11-10"),
            ("3 травня 2026 р.", "2026-05-03"),
            ("2026年11月10日", "2026-11-10"),
            ("2026年11月10日（火）14時30分", "2026-11-10 14:30"),
            ("2026年11月10日 星期二 14:30", "2026-11-10 14:30"),
            ("２０２６-11-20", "2026-11-20"),
        ];
        for (text, expected) in rows {
            assert_eq!(said(text, None), expected, "{text}");
            assert_eq!(said(&text.to_uppercase(), None), expected, "{text} in capitals");
        }
    }

    #[test]
    fn what_has_two_readings_is_asked_for_and_the_settings_settle_it() {
        let rows = [
            ("03/04/2026", "Two(2026-04-03, 2026-03-04)", "2026-04-03", "2026-03-04"),
            ("3-4-2026", "Two(2026-04-03, 2026-03-04)", "2026-04-03", "2026-03-04"),
            ("03/04/2026 10:00", "Two(2026-04-03, 2026-03-04)", "2026-04-03 10:00", "2026-03-04 10:00"),
            ("10.11.26", "Two(2026-11-10, 2010-11-26)", "2026-11-10", "2026-10-11"),
            ("25.11.2026", "2026-11-25", "2026-11-25", "2026-11-25"),
            ("11/25/2026", "2026-11-25", "2026-11-25", "2026-11-25"),
            ("2026/03/04", "2026-03-04", "2026-03-04", "2026-03-04"),
        ];
        for (text, asked, day_first, month_first) in rows {
            assert_eq!([None, DMY, MDY].map(|order| said(text, order)), [asked, day_first, month_first], "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        let rows = [
            ("31.11.2026", "Beyond(2026-11-30)"),
            ("2026-02-30", "Beyond(2026-02-28)"),
            ("30 Feb 2026", "Beyond(2026-02-28)"),
            ("Friday, November 10, 2026", "OtherWeekday(2026-11-10)"),
            ("2026-11-10 (Fri)", "OtherWeekday(2026-11-10)"),
        ];
        for (text, expected) in rows {
            assert_eq!(said(text, None), expected, "{text}");
        }
        let texts = [
            "",
            "soon",
            "2026",
            "11/2026",
            "Nov 2026",
            "10 Nov",
            "21 Nov 26",
            "3/4",
            "2026-11-20x",
            "2026-11-20T25:00",
            "2026-13-01",
            "0000-01-01",
            "99999-01-01",
            "+2026-11-20",
            "1.2.3",
            "192.168.1.2026",
            "v1.2.2026",
            "2026-11-20 call Ann",
            "10 apples 2026",
            "Q3 2026",
            "12:30",
            "+49 30 1234567",
            "2026-11-20 10",
            "260913",
        ];
        for text in texts {
            assert_eq!(said(text, None), "No", "{text}");
        }
    }

    #[test]
    fn names_of_files_hold_a_day_anywhere() {
        let rows = [
            ("2026-11-20 Priya", Some("2026-11-20")),
            ("Call 2026_11_14", Some("2026-11-14")),
            ("2026.11.12 Ann", Some("2026-11-12")),
            ("18-11-2026", Some("2026-11-18")),
            ("Ann 10.11.2026", Some("2026-11-10")),
            ("Ann, November 10, 2026", Some("2026-11-10")),
            ("20261120 Call", Some("2026-11-20")),
            ("202206071051 Call", Some("2022-06-07")),
            ("260913 Call", Some("2026-09-13")),
            ("2026-11-20-2 Call", Some("2026-11-20")),
            ("2026-11-20_Ann", Some("2026-11-20")),
            ("x2026-11-20", None),
            ("03-04-2026 Ann", None),
            ("Room 2026", None),
            ("Ann 0611", None),
            ("555 010 0199", None),
        ];
        for (name, expected) in rows {
            assert_eq!(in_name(name, None).map(|day| day.to_string()).as_deref(), expected, "{name}");
        }
        assert_eq!(in_name("03-04-2026 Ann", DMY), Day::from_ymd_opt(2026, 4, 3));
    }

    #[test]
    fn a_longer_text_may_start_with_a_day() {
        let rows = [
            ("2026-11-20 met", Some(" met")),
            ("10.11.2026: met", Some(": met")),
            ("Nov 10, 2026 - met", Some(" - met")),
            ("10 ноября 2026 г. met", Some(" met")),
            ("2026年11月10日 met", Some(" met")),
            ("2026/11/10met", None),
            ("met 2026/11/10", None),
            ("3.4.2026.1 is out", None),
        ];
        for (text, expected) in rows {
            assert_eq!(at_start(text, None).map(|(_, rest)| rest), expected, "{text}");
        }
    }

    #[test]
    fn no_name_of_a_month_is_that_of_another() {
        for names in
            ["january", "Februar", "märz", "avril", "mayo", "giugno", "juli", "sierpień", "сентябрь", "жовтень"]
        {
            assert!(month(names).is_some(), "{names}");
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
}
