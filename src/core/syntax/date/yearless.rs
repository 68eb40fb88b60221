//! Days without a year, as a log has them: `3 Sep asked her`, `24.9. she said yes`.

use chrono::{Datelike, Days, Duration, Weekday};

use crate::core::base::text::slice;
use crate::core::model::{DateOrder, Day};

use super::{month, weekday};

/// How many years away a day of the week tells the year of a date: one falls on the same day of the week every five, six
/// or eleven years.
const NEAR: i32 = 2;
/// How many days around a day a day of the week with its number is looked for: `Thursday the 3rd`.
const NEARBY: i64 = 60;
/// How many days ahead a day can be that is read by the day of reading alone, and how many ago something to be done was due.
const AHEAD: u64 = 90;
const BEHIND: u64 = 30;

/// A day of a month, in whatever year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MonthDay {
    /// The month; `None` where only a day of the week stands beside the number.
    month: Option<u32>,
    day: u32,
    weekday: Option<Weekday>,
}

impl MonthDay {
    /// Returns the day in the year in which it is nearest to another day of its note, unless the text gives another day of the
    /// week; without such a day, by its day of the week in the only year near the day on which it is read. A day that is
    /// far ahead of both is none.
    pub(crate) fn resolve(self, near: Option<Day>, read_on: Option<Day>) -> Option<Day> {
        let Some(month) = self.month else { return self.in_month_near(near.or(read_on)?) };
        let Some(near) = near else { return self.by_weekday(month, read_on?) };
        let last = read_on.and_then(|today| today.max(near).checked_add_days(Days::new(AHEAD)));
        // A slip in one of them may be meant as the other.
        nearest_to(month, self.day, near, last)
            .filter(|day| self.weekday.is_none_or(|weekday| day.weekday() == weekday))
    }

    /// Returns the last such day, up to some weeks after the day on which it is read: what nothing else in a note can tell.
    pub(crate) fn last(self, read_on: Option<Day>) -> Option<Day> {
        let (month, last) = (self.month?, read_on?.checked_add_days(Days::new(AHEAD))?);
        let years = last.year() - 1..=last.year();
        let day = years.rev().filter_map(|year| Day::from_ymd_opt(year, month, self.day)).find(|day| *day <= last)?;
        self.weekday.is_none_or(|weekday| day.weekday() == weekday).then_some(day)
    }

    /// Returns whether it has a month, and not only a day of the week beside the number.
    pub(crate) const fn has_month(self) -> bool {
        self.month.is_some()
    }

    /// Returns the day that is near the day on which it is read, if any: what is to be done is not long over.
    pub(crate) fn soon(self, read_on: Option<Day>) -> Option<Day> {
        let (month, read_on) = (self.month?, read_on?);
        let day = nearest_to(month, self.day, read_on, None)?;
        let is_near =
            day >= read_on.checked_sub_days(Days::new(BEHIND))? && day <= read_on.checked_add_days(Days::new(AHEAD))?;
        (is_near && self.weekday.is_none_or(|weekday| day.weekday() == weekday)).then_some(day)
    }

    fn by_weekday(self, month: u32, read_on: Day) -> Option<Day> {
        let weekday = self.weekday?;
        let years = read_on.year() - NEAR..=read_on.year() + NEAR;
        let mut days = years.filter_map(|year| Day::from_ymd_opt(year, month, self.day));
        days.find(|day| day.weekday() == weekday)
    }

    /// Returns the day nearest to another one that has the number and falls on the day of the week.
    fn in_month_near(self, near: Day) -> Option<Day> {
        let weekday = self.weekday?;
        let days = (0..=NEARBY).flat_map(|away| [near + Duration::days(away), near - Duration::days(away)]);
        days.into_iter().find(|day| day.day() == self.day && day.weekday() == weekday)
    }
}

/// Returns the day of a month in the year in which it is nearest to another day, up to a `last` one.
fn nearest_to(month: u32, day: u32, near: Day, last: Option<Day>) -> Option<Day> {
    let years = near.year() - 1..=near.year() + 1;
    let days = years.filter_map(|year| Day::from_ymd_opt(year, month, day));
    days.filter(|day| last.is_none_or(|last| *day <= last)).min_by_key(|day| (*day - near).num_days().abs())
}

/// Returns the day without a year that a text starts with, and what follows it: `3 Sep`, `3. September:`, `Sept 24:`,
/// `Sa. 19.9.`, `Thursday (3.12.)`; `24/11` where the order of dates is known, or can be no other.
pub(crate) fn without_year(text: &str, order: Option<DateOrder>) -> Option<(MonthDay, &str)> {
    let (weekday, text) = behind_weekday(text);
    let (first, rest) = word(text)?;
    let (day, rest) = if let Some(day) = number(first) {
        let named = word(rest.trim_start_matches(' '))
            .and_then(|(name, rest)| Some((month(name.trim_end_matches([':', ',', ')']))?, rest)));
        match named {
            Some((month, rest)) => (MonthDay { month: Some(month), day, weekday }, rest),
            None => return weekday.and_then(|_| in_week(day, weekday, first, rest)),
        }
    } else if let Some((day, month, rest)) = in_numbers(first, rest, order) {
        (MonthDay { month: Some(month), day, weekday }, rest)
    } else {
        let month = month(first)?;
        let (number_word, rest) = word(rest.trim_start_matches(' '))?;
        (MonthDay { month: Some(month), day: number(number_word)?, weekday }, rest)
    };
    // A year behind it makes it another form.
    let is_year = rest.trim_start_matches([' ', ',', '.', ':']).split(|char: char| !char.is_ascii_digit()).next();
    let has_year = is_year.is_some_and(|digits| digits.len() == 4);
    // Any leap year tells whether there is such a day.
    let is_day = Day::from_ymd_opt(2024, day.month?, day.day).is_some();
    (is_day && !has_year && !rest.starts_with(char::is_alphanumeric)).then_some((day, rest))
}

/// Returns the day without a year in the name of a file or a title: `Ann 29 Oct`, `Ann 13-10`; numbers only at the end.
pub(crate) fn without_year_in(name: &str, order: Option<DateOrder>) -> Option<MonthDay> {
    let starts = name.match_indices(' ').map(|(at, _)| at + 1).chain([0]);
    let has_month = |text: &str| text.split([' ', ',', '.']).any(|word| month(word).is_some());
    starts.filter_map(|at| name.get(at..)).find_map(|rest| {
        let words = rest.trim_start_matches(['(', '-', ',']);
        let dashed = words.replacen('-', "/", 1);
        let is_last = !words.contains(' ') && words.contains(|char: char| char.is_ascii_digit());
        let written = if is_last && !words.contains('/') { dashed.as_str() } else { words };
        let (day, behind) = without_year(written, order).filter(|(day, _)| day.has_month())?;
        let read = slice(written, 0..written.len() - behind.len());
        (has_month(read) || is_last).then_some(day)
    })
}

/// Returns the day of `Thursday 3` and `mardi 1er`, and not of `Thursday 3 pm` or `Thursday 3 h`.
fn in_week<'t>(day: u32, weekday: Option<Weekday>, written: &str, rest: &'t str) -> Option<(MonthDay, &'t str)> {
    const UNITS: [&str; 8] = ["am", "pm", "a.m.", "p.m.", "h", "uhr", "heures", "o'clock"];
    let next = word(rest.trim_start()).map_or("", |(next, _)| next).trim_end_matches([',', ')', '.', ':', '!']);
    let is_time = UNITS.contains(&&*next.to_lowercase()) || written.ends_with(':');
    ((1..=31).contains(&day) && !is_time).then_some((MonthDay { month: None, day, weekday }, rest))
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

/// Reads the day and the month of `24.9.`, `24.09`, `24.9:`, `24/9`, and what follows them.
fn in_numbers<'t>(word: &'t str, rest: &'t str, order: Option<DateOrder>) -> Option<(u32, u32, &'t str)> {
    let bare = word.trim_end_matches([':', ',', ')']);
    if let Some((one, other)) = bare.split_once('/') {
        let (one, other) = (number(one)?, number(other)?);
        let order = match (one, other) {
            (13.., _) => Some(DateOrder::DayFirst),
            (_, 13..) => Some(DateOrder::MonthFirst),
            _ => order,
        };
        let (day, month) = if order? == DateOrder::DayFirst { (one, other) } else { (other, one) };
        return Some((day, month, rest));
    }
    let (day, month) = bare.trim_end_matches('.').split_once('.')?;
    // `3.5 hours` are no day.
    let is_marked = bare.ends_with('.') || bare.len() < word.len() || day.len() + month.len() > 2;
    is_marked.then(|| Some((number(day)?, number(month)?, rest)))?
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
            ("jeudi 3, 11h", Some("2026-12-03")),
            ("mardi 1er : un mot", Some("2026-12-01")),
            ("lundi 30", Some("2026-11-30")),
            ("Donnerstag, 3.", Some("2026-12-03")),
            ("Thursday 3 pm", None),
            ("jeudi 3 h", None),
            ("Friday 3", None),
        ];
        for (text, expected) in rows {
            let day = without_year(text, None).and_then(|(day, _)| day.resolve(None, read_on));
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
            ("24/9 asked", "2026-09-24 asked"),
            ("5/11: asked", "2026-11-05 asked"),
            ("ven. 23/09, asked", "2026-09-23 asked"),
            ("1/13/1 asked", "-"),
            ("24/9/26 asked", "-"),
            ("40/50 asked", "-"),
        ];
        for (text, expected) in rows {
            let said = without_year(text, Some(DateOrder::DayFirst))
                .and_then(|(day, rest)| Some((nearest_to(day.month?, day.day, near, None)?, rest)));
            let said = said.map_or_else(|| String::from("-"), |(day, rest)| format!("{day} {}", rest.trim()));
            assert_eq!(said, expected, "{text}");
        }
    }

    #[test]
    fn the_order_of_numbers_is_that_of_the_settings_unless_there_is_no_other() {
        let rows = [
            ("24/9", None, Some("2026-09-24")),
            ("9/24", None, Some("2026-09-24")),
            ("5/11", None, None),
            ("5/11", Some(DateOrder::DayFirst), Some("2026-11-05")),
            ("5/11", Some(DateOrder::MonthFirst), Some("2026-05-11")),
            ("9/24", Some(DateOrder::DayFirst), Some("2026-09-24")),
        ];
        for (text, order, expected) in rows {
            let day = without_year(text, order).and_then(|(day, _)| day.last(Day::from_ymd_opt(2026, 11, 30)));
            assert_eq!(day.map(|day| day.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn where_nothing_else_tells_the_year_it_is_the_last_one() {
        let rows = [
            ("2026-11-30", "20 Nov", Some("2026-11-20")),
            ("2026-11-30", "2 Dec", Some("2026-12-02")),
            ("2026-11-30", "1 Mar", Some("2026-03-01")),
            ("2026-11-30", "28 Feb", Some("2027-02-28")),
            ("2027-01-05", "20 Nov", Some("2026-11-20")),
            ("2026-11-30", "Fri 20 Nov", Some("2026-11-20")),
            ("2026-11-30", "Mon 20 Nov", None),
            ("2026-11-30", "29 Feb", None),
        ];
        for (read_on, text, expected) in rows {
            let day = without_year(text, None).and_then(|(day, _)| day.last(read_on.parse().ok()));
            assert_eq!(day.map(|day| day.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_day_that_a_tick_wrote_moved_those_without_a_year_ahead() {
        let today = Day::from_ymd_opt(2026, 11, 30);
        for text in ["20 March", "28 Feb", "20 Nov", "2 Dec", "1 June"] {
            let (day, _) = without_year(text, None).unwrap();
            assert_eq!(day.resolve(today, today), day.last(today), "{text}");
        }
        let later = Day::from_ymd_opt(2027, 6, 1);
        let (day, _) = without_year("3 June", None).unwrap();
        assert_eq!(day.resolve(later, today), Day::from_ymd_opt(2027, 6, 3));
    }
}
