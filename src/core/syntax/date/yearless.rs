//! Days without a year, as a log has them: `3 Sep asked her`, `24.9. she said yes`.

use chrono::{Datelike, Weekday};

use crate::core::base::text::slice;
use crate::core::model::Day;

use super::{month, weekday};

/// How many years away a day of the week tells the year of a date: one falls on the same day of the week every five, six
/// or eleven years.
const NEAR: i32 = 2;

/// A day of a month, in whatever year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MonthDay {
    month: u32,
    day: u32,
    weekday: Option<Weekday>,
}

impl MonthDay {
    /// Returns the day in the year in which it is nearest to another day of its note, unless the text gives another day of the
    /// week; without such a day, by its day of the week in the only year near the day on which it is read.
    pub(crate) fn resolve(self, near: Option<Day>, read_on: Option<Day>) -> Option<Day> {
        let Some(near) = near else { return self.by_weekday(read_on?) };
        // A slip in one of them may be meant as the other.
        self.nearest_to(near).filter(|day| self.weekday.is_none_or(|weekday| day.weekday() == weekday))
    }

    fn by_weekday(self, read_on: Day) -> Option<Day> {
        let weekday = self.weekday?;
        let years = read_on.year() - NEAR..=read_on.year() + NEAR;
        let mut days = years.filter_map(|year| Day::from_ymd_opt(year, self.month, self.day));
        days.find(|day| day.weekday() == weekday)
    }

    /// Returns the day in the year in which it is nearest to another day.
    fn nearest_to(self, near: Day) -> Option<Day> {
        let years = near.year() - 1..=near.year() + 1;
        let days = years.filter_map(|year| Day::from_ymd_opt(year, self.month, self.day));
        days.min_by_key(|day| (*day - near).num_days().abs())
    }
}

/// Returns the day without a year that a text starts with, and what follows it: `3 Sep`, `3. September:`, `Sept 24:`,
/// `Sa. 19.9.`, `Thursday (3.12.)`.
pub(crate) fn without_year(text: &str) -> Option<(MonthDay, &str)> {
    let (weekday, text) = behind_weekday(text);
    let (first, rest) = word(text)?;
    let (day, rest) = if let Some(day) = number(first) {
        let (name, rest) = word(rest.trim_start_matches(' '))?;
        (MonthDay { month: month(name.trim_end_matches([':', ',', ')']))?, day, weekday }, rest)
    } else if let Some((day, month)) = in_numbers(first) {
        (MonthDay { month, day, weekday }, rest)
    } else {
        let month = month(first)?;
        let (number_word, rest) = word(rest.trim_start_matches(' '))?;
        (MonthDay { month, day: number(number_word)?, weekday }, rest)
    };
    // A year behind it makes it another form.
    let is_year = rest.trim_start_matches([' ', ',', '.', ':']).split(|char: char| !char.is_ascii_digit()).next();
    let has_year = is_year.is_some_and(|digits| digits.len() == 4);
    // Any leap year tells whether there is such a day.
    let is_day = Day::from_ymd_opt(2024, day.month, day.day).is_some();
    (is_day && !has_year && !rest.starts_with(char::is_alphanumeric)).then_some((day, rest))
}

/// Splits off the name of a day of the week, if a text starts with one.
fn behind_weekday(text: &str) -> (Option<Weekday>, &str) {
    let found = word(text).and_then(|(first, rest)| Some((weekday(first.trim_end_matches([',', '.']))?, rest)));
    match found {
        Some((weekday, rest)) => (Some(weekday), rest.trim_start_matches([' ', ',', '('])),
        None => (None, text),
    }
}

/// Splits the first word off.
fn word(text: &str) -> Option<(&str, &str)> {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (end > 0).then(|| (slice(text, 0..end), slice(text, end..text.len())))
}

/// Reads the number of a day: `3`, `3.`, `3rd`, `24,`.
fn number(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches([':', ',', '.']);
    let digits = ["st", "nd", "rd", "th", "er"].iter().find_map(|ending| digits.strip_suffix(ending)).unwrap_or(digits);
    let is_number = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

/// Reads the day and the month of `24.9.`, `24.09`, `24.9:`.
fn in_numbers(word: &str) -> Option<(u32, u32)> {
    let bare = word.trim_end_matches([':', ',', ')']);
    let (day, month) = bare.trim_end_matches('.').split_once('.')?;
    // `3.5 hours` are no day.
    let is_marked = bare.ends_with('.') || bare.len() < word.len() || day.len() + month.len() > 2;
    is_marked.then(|| Some((number(day)?, number(month)?)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_the_week_tells_the_year() {
        let read_on = Day::from_ymd_opt(2026, 11, 30);
        let rows = [
            ("Donnerstag, 3.12., 14 Uhr", Some("2026-12-03")),
            ("Thursday (3.12.) 2pm", Some("2026-12-03")),
            ("Fri 4 Dec", Some("2026-12-04")),
            ("mardi 8 décembre", Some("2026-12-08")),
            // In no year near.
            ("Monday, 3.12.", None),
            ("3.12.", None),
        ];
        for (text, expected) in rows {
            let day = without_year(text).and_then(|(day, _)| day.resolve(None, read_on));
            assert_eq!(day.map(|day| day.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_day_without_a_year_was_no_day_of_a_log() {
        let near = Day::from_ymd_opt(2026, 9, 7).unwrap();
        let rows = [
            ("3 Sep asked her", "2026-09-03 asked her"),
            ("3. September: asked", "2026-09-03 asked"),
            ("1. Sept. asked", "2026-09-01 asked"),
            ("Sept 24: asked", "2026-09-24 asked"),
            ("September 3rd, asked", "2026-09-03 asked"),
            ("24.9. asked", "2026-09-24 asked"),
            ("24.09. asked", "2026-09-24 asked"),
            ("24.9 asked", "2026-09-24 asked"),
            ("24.9.: asked", "2026-09-24 asked"),
            ("Sa. 19.9. asked", "2026-09-19 asked"),
            ("Sat, 19 Sept asked", "2026-09-19 asked"),
            ("le 3 septembre", "-"),
            ("3 septembre : contactée", "2026-09-03 : contactée"),
            ("28 Dec sent a card", "2026-12-28 sent a card"),
            ("3 January wrote", "2027-01-03 wrote"),
            ("3 people asked", "-"),
            ("3.5 hours", "-"),
            ("31.2. asked", "-"),
            ("30 Sep 2026 asked", "-"),
            ("May I ask", "-"),
            ("24.9.26 asked", "-"),
        ];
        for (text, expected) in rows {
            let said = without_year(text).and_then(|(day, rest)| Some((day.nearest_to(near)?, rest)));
            let said = said.map_or_else(|| String::from("-"), |(day, rest)| format!("{day} {}", rest.trim()));
            assert_eq!(said, expected, "{text}");
        }
    }
}
