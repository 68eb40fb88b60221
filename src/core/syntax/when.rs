//! Days and times as people say them, in English; the names of weekdays and months in every language of notes.
//!
//! Whole dates are read first. This module reads weekdays, lengths of time and the ends of
//! months itself, since they have to agree with intervals and with the direction. Other words go to `interim`, which
//! gets only words that it cannot misread. A text that may mean two days is refused.

#[cfg(test)]
mod tests;
mod appointment;
mod until;

use chrono::{Datelike, Days, Month, Months, NaiveTime};
use interim::{Dialect, parse_date_string};

use crate::core::model::{DateOrder, Day, Interval, Moment};
use crate::core::syntax::date::{self, Unread};

pub(crate) use appointment::{appointment, first_day, says_after};
pub(crate) use until::{Start, Until, until};

/// The longest text that is read; nobody needs more than this for a day.
const MOST_BYTES: usize = 64;

/// The forms that messages offer.
const FORMS: &str = "write it as 2026-11-20, or say `tomorrow`, `friday`, `25 nov`, `2 weeks` or `end of month`";

/// The direction of a day that is not given in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Toward {
    Future,
    Past,
}

/// Returns the day, today or ahead, that `text` means on the day `today`: `2026-11-20`, `tomorrow`, `2w`, `25 nov`.
///
/// A weekday is the next one after today, and `next friday` that of next week, which begins on Monday. `2w` and `in 2
/// weeks` count from today; `3b` counts business days. A day that is given in full, or as `yesterday` and `3 days ago`,
/// may be past.
///
/// # Errors
///
/// If it means no day, or may mean two; the message says what to write.
pub(crate) fn day(text: &str, today: Day, order: Option<DateOrder>) -> Result<Day, String> {
    without_time(text, read(text, today, Toward::Future, order)?)
}

/// Returns the day, today or past, that `text` means on the day `today`: `friday` is the last one before today, `25
/// nov` the last of these, `2w` two weeks ago.
///
/// # Errors
///
/// As [`day`].
pub(crate) fn past_day(text: &str, today: Day, order: Option<DateOrder>) -> Result<Day, String> {
    without_time(text, read(text, today, Toward::Past, order)?)
}

/// Returns the day, and the time of day if one is given, as [`day`] does: `tomorrow 10:00`, `fri at 2:30 pm`, `noon`.
///
/// # Errors
///
/// As [`day`].
pub(crate) fn moment(text: &str, today: Day, order: Option<DateOrder>) -> Result<Moment, String> {
    read(text, today, Toward::Future, order)
}

fn without_time(text: &str, moment: Moment) -> Result<Day, String> {
    match moment.time {
        None => Ok(moment.day),
        Some(_) => Err(format!("`{}` has a time of day, but only a day is needed", text.trim())),
    }
}

fn read(text: &str, today: Day, toward: Toward, order: Option<DateOrder>) -> Result<Moment, String> {
    match date::read(text, order) {
        Ok(reading) => return Ok(reading.moment),
        Err(why @ (Unread::Two(..) | Unread::Beyond(_) | Unread::OtherWeekday(_))) => {
            return Err(format!("`{}` is not a day: {}", text.trim(), why.hint()));
        }
        Err(Unread::No) => {}
    }
    if text.len() > MOST_BYTES {
        return Err(format!("this is too long for a day; {FORMS}"));
    }
    let text = text.trim();
    let lower = text.to_lowercase().replace(',', " ");
    let words: Vec<&str> = lower.split_whitespace().filter(|word| !matches!(*word, "on" | "at" | "the")).collect();
    let (words, time) = split_time(&words);
    let day = match words {
        [] => time.map(|_| today),
        words => day_of(words, today, toward)?,
    };
    match day.filter(|day| (1..=9999).contains(&day.year())) {
        Some(day) => Ok(Moment { time, ..Moment::on(day) }),
        None if text.contains(':') => Err(format!(
            "`{text}` is not a day with a time: write it as 2026-11-20T14:30, without a zone, or `friday 14:30`"
        )),
        None => Err(format!("`{text}` is not a day: {FORMS}")),
    }
}

/// Splits the time of day off the end.
fn split_time<'w, 't>(words: &'w [&'t str]) -> (&'w [&'t str], Option<NaiveTime>) {
    let time = |word: &str| match word {
        "noon" | "midday" => NaiveTime::from_hms_opt(12, 0, 0),
        // A number of hours is no time of day.
        word if word.ends_with('h') => None,
        word => date::time(word),
    };
    match words {
        [rest @ .., clock, half @ ("am" | "pm")] => match date::time(&format!("{clock}{half}")) {
            Some(time) => (rest, Some(time)),
            None => (words, None),
        },
        [rest @ .., last] => match time(last) {
            Some(time) => (rest, Some(time)),
            None => (words, None),
        },
        [] => (words, None),
    }
}

fn day_of(words: &[&str], today: Day, toward: Toward) -> Result<Option<Day>, String> {
    Ok(match *words {
        // A day of the week next to a day only confirms it.
        [name, ref rest @ ..] if !rest.is_empty() && date::weekday(name).is_some() => {
            let day = day_of(rest, today, toward)?.filter(|_| rest.len() > 1);
            let weekday = date::weekday(name);
            if let Some(day) = day.filter(|day| Some(day.weekday()) != weekday) {
                return Err(format!("{day} is a {}; write the day that is meant", day.format("%A")));
            }
            day
        }
        ["day", "after", "tomorrow"] => today.checked_add_days(Days::new(2)),
        ["day", "before", "yesterday"] => today.checked_sub_days(Days::new(2)),
        ["tmr" | "tmrw"] => today.succ_opt(),
        ["eom"] | ["end", "of", "month"] | ["end", "of", "this", "month"] => end_of_month(today, 0),
        ["end", "of", "next", "month"] => end_of_month(today, 1),
        ["end", "of", "last", "month"] => today.with_day(1).and_then(|first| first.pred_opt()),
        _ => {
            weekday(words, today, toward).or_else(|| span(words, today, toward)).or_else(|| named(words, today, toward))
        }
    })
}

/// Reads `friday`, `this friday`, `next friday` and `last friday`.
fn weekday(words: &[&str], today: Day, toward: Toward) -> Option<Day> {
    let (which, name) = match *words {
        [name] => ("", name),
        [which @ ("this" | "next" | "last"), name] => (which, name),
        _ => return None,
    };
    let name = date::weekday(name)?;
    let days = |count: u32| Days::new(count.into());
    let monday = today.checked_sub_days(days(today.weekday().num_days_from_monday()))?;
    let ahead = (name.num_days_from_monday() + 7 - today.weekday().num_days_from_monday()) % 7;
    match (which, toward) {
        ("next", _) => monday.checked_add_days(days(7 + name.num_days_from_monday())),
        ("last", _) | ("", Toward::Past) => today.checked_sub_days(days(7 - ahead)),
        _ => today.checked_add_days(days(if ahead == 0 { 7 } else { ahead })),
    }
}

/// Reads `2w`, `+2w`, `in two weeks`, `3b`, `3 days ago`.
fn span(words: &[&str], today: Day, toward: Toward) -> Option<Day> {
    let (words, mut toward) = match words {
        ["in", rest @ ..] => (rest, Toward::Future),
        [rest @ .., "ago"] => (rest, Toward::Past),
        words => (words, toward),
    };
    let text = words.join(" ");
    let length = match text.strip_prefix(['+', '-']) {
        Some(rest) => {
            toward = if text.starts_with('-') { Toward::Past } else { Toward::Future };
            rest.trim_start()
        }
        None => &text,
    };
    // Words such as `weekly` are intervals and not lengths; hours are not days; a bare number has no unit.
    let unit = length.trim_start_matches(|char: char| char.is_ascii_digit());
    let is_length = unit.len() < length.len() || length.contains(' ') && !length.starts_with("every");
    let last = unit.rsplit(' ').next().filter(|last| !last.is_empty() && !last.starts_with('h'));
    let interval = last.filter(|_| is_length).and_then(|_| Interval::parse(length))?;
    Some(match toward {
        Toward::Future => interval.after(today),
        Toward::Past => interval.before(today),
    })
}

/// Reads the words that `interim` knows: `tomorrow`, `next month`, `25 nov`, `nov 25 2027`, `december`.
fn named(words: &[&str], today: Day, toward: Toward) -> Option<Day> {
    let is_day = |word: &str| (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let cardinal = |word: &str| {
        let number = ["st", "nd", "rd", "th", "er", "."].iter().find_map(|ending| word.strip_suffix(ending));
        number.filter(|number| is_day(number)).unwrap_or(word).to_owned()
    };
    let month = |word: &str| Month::try_from(u8::try_from(date::month(word)?).ok()?).ok().map(|month| month.name());
    let which = match toward {
        Toward::Future => "next",
        Toward::Past => "last",
    };
    let words: Vec<String> =
        words.iter().filter(|word| !matches!(**word, "of" | "de")).map(|word| cardinal(word)).collect();
    let said = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [word @ ("today" | "tomorrow" | "yesterday")] => (*word).to_owned(),
        [which @ ("next" | "last"), unit @ ("week" | "month" | "year")] => format!("{which} {unit}"),
        [name] => format!("{which} {}", month(name)?),
        [day, name] | [name, day] if is_day(day) => format!("{which} {day} {}", month(name)?),
        [day, name, year] | [name, day, year] if is_day(day) && is_year(year) => {
            format!("{day} {} {year}", month(name)?)
        }
        _ => return None,
    };
    let base = today.and_time(NaiveTime::MIN).and_utc();
    parse_date_string(&said, base, Dialect::Uk).ok().map(|at| at.date_naive())
}

fn end_of_month(today: Day, months: u32) -> Option<Day> {
    today.with_day(1)?.checked_add_months(Months::new(months + 1))?.pred_opt()
}
