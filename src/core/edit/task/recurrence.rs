//! Reads how a task recurs, in the words of Obsidian Tasks (`every month on the last Friday`) and in the form of
//! todo.txt (`+1w`), and finds the next day.

use chrono::{Datelike, Days, Months, Weekday};

use crate::core::model::{Day, Interval};

/// How a task recurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recurrence {
    rhythm: Rhythm,
    /// Whether it counts from the day on which the task was done, not from the day on which it was due.
    when_done: bool,
    /// Whether it goes on until it is past the day on which the task was done.
    catches_up: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Rhythm {
    /// An interval later.
    After(Interval),
    /// On the next day that fits, in every week, month or year, or in every second, third and so on.
    On { every: u32, unit: Unit, days: DaysOf },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// The days within a week, month or year. An empty list allows all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct DaysOf {
    months: Vec<u32>,
    /// Days of a month; negative numbers count from its end.
    of_month: Vec<i32>,
    /// Weekdays, alone or as the n-th of the month or year; negative numbers count from the end.
    weekdays: Vec<(Option<i32>, Weekday)>,
}

/// How many days ahead to look for a day that fits.
const FARTHEST: usize = 366 * 100;
const WORKDAYS: [Weekday; 5] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

impl Recurrence {
    /// Reads words such as `every 2 weeks on Monday when done`. `None` if any word is unknown, since the rest alone
    /// would give a wrong day.
    pub(super) fn from_words(text: &str) -> Option<Self> {
        let text = text.to_lowercase().replace(',', " , ");
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let when_done = words.ends_with(&["when", "done"]);
        if when_done {
            words.truncate(words.len() - 2);
        }
        Some(Self { rhythm: Words { words: &words }.rhythm()?, when_done, catches_up: false })
    }

    /// Reads `1w`, which counts from the day on which the task is done, and `+1w`, which counts from the day on which
    /// it was due.
    pub(super) fn from_todo_txt(text: &str) -> Option<Self> {
        let (interval, when_done) = text.strip_prefix('+').map_or((text, true), |strict| (strict, false));
        let is_shaped = interval.starts_with(|char: char| matches!(char, '1'..='9'))
            && interval.ends_with(['d', 'w', 'm', 'y', 'b'])
            && interval.bytes().rev().skip(1).all(|byte| byte.is_ascii_digit());
        let interval = is_shaped.then(|| Interval::parse(interval))??;
        Some(Self { rhythm: Rhythm::After(interval), when_done, catches_up: false })
    }

    /// Reads a repeater of org: `+1w` counts from the day on which the task was due, `++1w` does so until it is past the day
    /// on which it is done, and `.+1w` counts from that day.
    pub(super) fn from_org(text: &str) -> Option<Self> {
        let (interval, when_done, catches_up) = match text.split_once('+')? {
            ("", rest) => (rest.strip_prefix('+').unwrap_or(rest), false, rest.starts_with('+')),
            (".", rest) => (rest, true, false),
            _ => return None,
        };
        Some(Self { when_done, catches_up, ..Self::from_todo_txt(interval)? })
    }

    /// Returns the next due day of a task that was due on `day` and is done on `today`; `None` if there is no next day.
    pub(super) fn next(&self, day: Day, today: Day) -> Option<Day> {
        if self.catches_up {
            let once = Self { catches_up: false, ..self.clone() };
            let days = std::iter::successors(once.next(day, today), |next| once.next(*next, today));
            return days.take(FARTHEST).find(|next| *next > today);
        }
        let from = if self.when_done { today } else { day };
        let next = match &self.rhythm {
            Rhythm::After(interval) => interval.after(from),
            Rhythm::On { every, unit, days } => next_on(from, *every, *unit, days)?,
        };
        (next > from && next.year() <= 9999).then_some(next)
    }
}

/// Returns the first day after `from` that fits. If `every` is 2, only every second unit counts, starting with the unit
/// of `from`.
fn next_on(from: Day, every: u32, unit: Unit, days: &DaysOf) -> Option<Day> {
    let is_plain = *days == DaysOf::default();
    match unit {
        Unit::Day if is_plain => return from.checked_add_days(Days::new(every.into())),
        Unit::Week if is_plain => return from.checked_add_days(Days::new(u64::from(every) * 7)),
        // If the month is too short, the last day of it counts.
        Unit::Month if is_plain => return from.checked_add_months(Months::new(every)),
        Unit::Year if is_plain => return from.checked_add_months(Months::new(every.checked_mul(12)?)),
        _ => {}
    }
    // A rule with months but no days means the same day of each month; a rule with only weeks means the same weekday.
    let mut days = days.clone();
    if days.of_month.is_empty() && days.weekdays.is_empty() {
        match unit {
            Unit::Week => days.weekdays.push((None, from.weekday())),
            Unit::Month | Unit::Year => days.of_month.push(i32::try_from(from.day()).ok()?),
            Unit::Day => {}
        }
    }
    let number = |day: Day| match unit {
        Unit::Day => i64::from(day.num_days_from_ce()),
        // Day 1 was a Monday.
        Unit::Week => i64::from(day.num_days_from_ce() - 1).div_euclid(7),
        Unit::Month => i64::from(day.year()) * 12 + i64::from(day.month()),
        Unit::Year => i64::from(day.year()),
    };
    let first = number(from);
    let is_meant = |day: &Day| (number(*day) - first) % i64::from(every) == 0 && days.hold(*day, unit);
    from.iter_days().skip(1).take(FARTHEST).find(is_meant)
}

impl DaysOf {
    /// Says whether a day is one of these days.
    fn hold(&self, day: Day, unit: Unit) -> bool {
        let is_in = |number: i32, place: u32, length: u32| {
            let (place, length) = (i64::from(place), i64::from(length));
            i64::from(number) == place || i64::from(number) == place - length - 1
        };
        let length = u32::from(day.num_days_in_month());
        let fits = |(nth, weekday): &(Option<i32>, Weekday)| {
            *weekday == day.weekday()
                && nth.is_none_or(|nth| match unit {
                    Unit::Day | Unit::Week => true,
                    Unit::Year if self.months.is_empty() => {
                        let year = if day.leap_year() { 366 } else { 365 };
                        is_nth(nth, day.ordinal(), year)
                    }
                    Unit::Month | Unit::Year => is_nth(nth, day.day(), length),
                })
        };
        (self.months.is_empty() || self.months.contains(&day.month()))
            && (self.of_month.is_empty() || self.of_month.iter().any(|number| is_in(*number, day.day(), length)))
            && (self.weekdays.is_empty() || self.weekdays.iter().any(fits))
    }
}

/// Says whether a day is the n-th of its weekday in a month or year. `place` is the number of the day in it, and
/// `length` is how many days it has. A negative `nth` counts from the end.
fn is_nth(nth: i32, place: u32, length: u32) -> bool {
    let weeks = if nth > 0 { place.saturating_sub(1) / 7 } else { length.saturating_sub(place) / 7 };
    nth.unsigned_abs() == weeks + 1
}

/// The words of a rule that are still to be read.
struct Words<'w> {
    words: &'w [&'w str],
}

impl<'w> Words<'w> {
    fn rhythm(mut self) -> Option<Rhythm> {
        self.word(&["every"])?;
        let every = self.take(|word| word.parse().ok().filter(|every| (1..=9999).contains(every))).unwrap_or(1);
        let mut days = DaysOf::default();
        let unit = if self.word(&["day", "days"]).is_some() {
            Unit::Day
        } else if self.word(&["weekday", "weekdays"]).is_some() {
            days.weekdays.extend(WORKDAYS.map(|weekday| (None, weekday)));
            Unit::Week
        } else if self.word(&["week", "weeks"]).is_some() {
            Unit::Week
        } else if self.word(&["month", "months"]).is_some() {
            Unit::Month
        } else if self.word(&["year", "years"]).is_some() {
            Unit::Year
        } else if let Some(first) = self.take(weekday) {
            days.weekdays.push((None, first));
            while self.comma() {
                days.weekdays.push((None, self.take(weekday)?));
            }
            Unit::Week
        } else {
            days.months.push(self.take(month)?);
            while self.comma() {
                days.months.push(self.take(month)?);
            }
            Unit::Year
        };
        if days.weekdays.is_empty() && unit != Unit::Day && !self.words.is_empty() {
            self.days(unit, &mut days)?;
        }
        self.words.is_empty().then_some(Rhythm::On { every, unit, days })
    }

    /// Reads days: `on the 1st and the last Friday`, `on Monday, Wednesday`, `in January`.
    fn days(&mut self, unit: Unit, days: &mut DaysOf) -> Option<()> {
        self.word(&["on", "in", "the"])?;
        loop {
            while self.word(&["on", "in", "the"]).is_some() {}
            if let Some(nth) = self.nth() {
                if let Some(weekday) = self.take(weekday) {
                    days.weekdays.push((Some(nth), weekday));
                } else {
                    self.word(&["day", "days"]);
                    days.of_month.push(nth);
                }
            } else if let Some(weekday) = self.take(weekday) {
                days.weekdays.push((None, weekday));
            } else if unit == Unit::Week && self.word(&["weekday", "weekdays"]).is_some() {
                days.weekdays.extend(WORKDAYS.map(|weekday| (None, weekday)));
            } else {
                days.months.push(self.take(month)?);
            }
            let goes_on = self.comma() || self.words.first().is_some_and(|word| matches!(*word, "the" | "on" | "in"));
            if !goes_on {
                return Some(());
            }
        }
    }

    /// Reads `last` as -1, `2nd` as 2 and `second last` as -2.
    fn nth(&mut self) -> Option<i32> {
        if self.word(&["last"]).is_some() {
            return Some(-1);
        }
        let nth = self.take(|word| match word {
            "first" => Some(1),
            "second" => Some(2),
            "third" => Some(3),
            _ => {
                let number = ["st", "nd", "rd", "th"].iter().find_map(|suffix| word.strip_suffix(suffix))?;
                number.parse().ok().filter(|nth| (1..=366).contains(nth))
            }
        })?;
        Some(if self.word(&["last"]).is_some() { -nth } else { nth })
    }

    /// Reads `,`, `and` and `or`, and says whether there was one.
    fn comma(&mut self) -> bool {
        let mut is_there = false;
        while self.word(&[",", "and", "or"]).is_some() {
            is_there = true;
        }
        is_there
    }

    /// Reads one of these words.
    fn word(&mut self, words: &[&str]) -> Option<()> {
        self.take(|word| words.contains(&word).then_some(()))
    }

    /// Reads the next word with `read`; if that gives `None`, the word is still the next.
    fn take<T>(&mut self, read: impl FnOnce(&'w str) -> Option<T>) -> Option<T> {
        let (first, rest) = self.words.split_first()?;
        let read = read(first)?;
        self.words = rest;
        Some(read)
    }
}

/// Reads a weekday: `monday`, `mondays` or `mo`.
fn weekday(word: &str) -> Option<Weekday> {
    const NAMES: [(&str, Weekday); 7] = [
        ("monday", Weekday::Mon),
        ("tuesday", Weekday::Tue),
        ("wednesday", Weekday::Wed),
        ("thursday", Weekday::Thu),
        ("friday", Weekday::Fri),
        ("saturday", Weekday::Sat),
        ("sunday", Weekday::Sun),
    ];
    let is_named = |name: &str| (word.len() > 1 && name.starts_with(word)) || word.strip_suffix('s') == Some(name);
    NAMES.iter().find(|(name, _)| is_named(name)).map(|(_, weekday)| *weekday)
}

/// Reads the name of a month, and returns its number from 1 to 12: `january` or `jan`.
fn month(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let is_named = |name: &str| word.len() > 2 && name.starts_with(word);
    NAMES.iter().zip(1..).find_map(|(name, number)| is_named(name).then_some(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// Checks rows of a rule, the day on which the task was due, and the next day in Obsidian Tasks.
    fn check(rows: &[(&str, &str, &str)]) {
        for (words, due, expected) in rows {
            let recurrence = Recurrence::from_words(words);
            let next = recurrence.and_then(|recurrence| recurrence.next(day(due), day("2026-11-22")));
            assert_eq!(next, Some(day(expected)), "{words} after {due}");
        }
    }

    #[test]
    fn days_and_weeks_are_counted_as_obsidian_tasks_does() {
        check(&[
            ("every day", "2026-11-20", "2026-11-21"),
            ("every 3 days", "2026-11-20", "2026-11-23"),
            ("every 10 days when done", "2026-11-01", "2026-12-02"),
            ("every day when done", "2026-12-24", "2026-11-23"),
            ("every weekday", "2026-11-19", "2026-11-20"),
            ("every weekday", "2026-11-20", "2026-11-23"),
            ("every weekday when done", "2026-11-02", "2026-11-23"),
            ("every 2 weekdays", "2026-11-20", "2026-11-30"),
            ("every week", "2026-11-20", "2026-11-27"),
            ("every week when done", "2026-11-20", "2026-11-29"),
            ("every 2 weeks", "2026-10-30", "2026-11-13"),
            ("every week on Sunday", "2021-04-25", "2021-05-02"),
            ("every Sunday", "2021-04-25", "2021-05-02"),
            ("every week on Tuesday, Friday", "2026-11-24", "2026-11-27"),
            ("every week on Tuesday, Friday", "2026-11-27", "2026-12-01"),
            ("every week on Mon, Wed and Fri", "2026-11-20", "2026-11-23"),
            ("every 3 weeks on Friday", "2026-11-18", "2026-11-20"),
            ("every 3 weeks on Friday", "2026-11-20", "2026-12-11"),
            ("every 2 weeks on Monday, Thursday", "2026-11-23", "2026-11-26"),
            ("every 2 weeks on Monday, Thursday", "2026-11-26", "2026-12-07"),
            ("every week on weekdays", "2026-11-21", "2026-11-23"),
            ("every Monday, Wednesday", "2026-11-23", "2026-11-25"),
            ("every Tues and Thurs", "2026-11-26", "2026-12-01"),
            ("every Fridays", "2026-11-20", "2026-11-27"),
        ]);
        let shouted = Recurrence::from_words("Every  WEEK on the Friday When Done");
        assert_eq!(shouted, Recurrence::from_words("every week on friday when done"));
    }

    #[test]
    fn months_and_years_are_counted_as_obsidian_tasks_does() {
        check(&[
            ("every month", "2021-10-31", "2021-11-30"),
            ("every month", "2022-01-30", "2022-02-28"),
            ("every month", "2022-02-28", "2022-03-28"),
            ("every month", "2024-01-31", "2024-02-29"),
            ("every month", "2026-12-15", "2027-01-15"),
            ("every month when done", "2026-08-31", "2026-12-22"),
            ("every 2 months", "2023-12-31", "2024-02-29"),
            ("every 3 months", "2022-01-31", "2022-04-30"),
            ("every 11 months", "2020-03-31", "2021-02-28"),
            ("every 13 months", "2020-01-31", "2021-02-28"),
            ("every month on the 1st", "2026-11-01", "2026-12-01"),
            ("every month on the 1st", "2026-11-20", "2026-12-01"),
            ("every month on the 1st and 15th", "2026-11-01", "2026-11-15"),
            ("every month on the 1st and the 15th", "2026-11-20", "2026-12-01"),
            ("every month on the 31st", "2022-01-31", "2022-03-31"),
            ("every month on the 31st", "2022-05-31", "2022-07-31"),
            ("every month on the 30th", "2026-01-30", "2026-03-30"),
            ("every month on the last", "2022-01-31", "2022-02-28"),
            ("every month on the last", "2022-02-28", "2022-03-31"),
            ("every month on the last day", "2022-03-31", "2022-04-30"),
            ("every month on the last Friday", "2026-11-27", "2026-12-25"),
            ("every month on the last Friday", "2026-11-20", "2026-11-27"),
            ("every month on the 2nd last Friday", "2026-11-20", "2026-12-18"),
            ("every month on the second last Friday", "2026-11-21", "2026-12-18"),
            ("every month on the 2nd Tuesday", "2026-11-10", "2026-12-08"),
            ("every month on the first Monday", "2026-11-02", "2026-12-07"),
            ("every month on the 1st Monday and 3rd Monday", "2026-11-02", "2026-11-16"),
            ("every month on the third Thursday when done", "2026-01-01", "2026-12-17"),
            ("every month on the 5th Monday", "2026-11-30", "2027-03-29"),
            ("every 2 months on the 15th", "2026-11-15", "2027-01-15"),
            ("every 3 months on the last Friday", "2026-11-27", "2027-02-26"),
            ("every 6 months on the 2nd Wednesday", "2026-11-11", "2027-05-12"),
            ("every year", "2026-11-20", "2027-11-20"),
            ("every year", "2024-02-29", "2025-02-28"),
            ("every 2 years", "2024-02-29", "2026-02-28"),
            ("every 4 years", "2024-02-29", "2028-02-29"),
            ("every year when done", "2025-03-01", "2027-11-22"),
            ("every January on the 15th", "2026-01-15", "2027-01-15"),
            ("every Jan on the 15th", "2026-11-20", "2027-01-15"),
            ("every February on the last", "2026-02-28", "2027-02-28"),
            ("every February on the last", "2027-02-28", "2028-02-29"),
            ("every April and December on the 1st and 24th", "2026-04-24", "2026-12-01"),
            ("every April and December on the 1st and 24th", "2026-12-24", "2027-04-01"),
            ("every January, July", "2026-01-10", "2026-07-10"),
            ("every September on the first Monday", "2026-09-07", "2027-09-06"),
            ("every year on the last Friday", "2026-12-25", "2027-12-31"),
            ("every year on Monday", "2026-11-23", "2026-11-30"),
            ("every month in March", "2026-03-05", "2027-03-05"),
            ("every week in January", "2026-11-20", "2027-01-01"),
        ]);
    }

    #[test]
    fn intervals_of_todo_txt_count_from_the_day_it_was_done_unless_they_are_strict() {
        let rows = [
            ("1d", "2026-11-23"),
            ("+1d", "2026-11-21"),
            ("2w", "2026-12-06"),
            ("+2w", "2026-12-04"),
            ("1m", "2026-12-22"),
            ("+3m", "2027-02-20"),
            ("1y", "2027-11-22"),
            ("+1y", "2027-11-20"),
            ("1b", "2026-11-23"),
            ("+1b", "2026-11-23"),
            ("+6b", "2026-11-30"),
        ];
        for (words, expected) in rows {
            let recurrence = Recurrence::from_todo_txt(words);
            let next = recurrence.and_then(|recurrence| recurrence.next(day("2026-11-20"), day("2026-11-22")));
            assert_eq!(next, Some(day(expected)), "{words}");
        }
        let strict = Recurrence::from_todo_txt("+1m").unwrap();
        assert_eq!(strict.next(day("2027-01-31"), day("2026-11-22")), Some(day("2027-02-28")));
    }

    #[test]
    fn a_rule_with_unknown_words_is_not_read() {
        let words = [
            "",
            "every",
            "week",
            "daily",
            "every 0 days",
            "every -1 days",
            "every 99999 days",
            "every two weeks",
            "every week until 2027-01-01",
            "every week for 3 times",
            "every hour",
            "every week foo",
            "foo every week",
            "every week on",
            "every week on Foo",
            "every month on the",
            "every month on the 15",
            "every month on 1",
            "every month on the last weekday",
            "every month on the 0th",
            "every month on the 367th",
            "every Monday Tuesday",
            "every year on January 15th",
            "every day on Monday",
            "every week,",
            "every Monday,",
            "every m",
            "when done",
            "every quarter",
            "every 2",
            "every month on the 1st & 3rd",
        ];
        for words in words {
            assert_eq!(Recurrence::from_words(words), None, "{words}");
        }
        for words in ["", "w", "1", "0w", "+0w", "1x", "-1w", "++1w", "1ww", "1.5w", "1 w", "99999999999w", "1é"] {
            assert_eq!(Recurrence::from_todo_txt(words), None, "{words}");
        }
    }

    #[test]
    fn a_rule_that_no_day_fits_has_no_next_day() {
        let never = ["every February on the 30th", "every month on the 6th Monday", "every 9999 years"];
        for words in never {
            assert_eq!(
                Recurrence::from_words(words).unwrap().next(day("2026-11-20"), day("2026-11-22")),
                None,
                "{words}"
            );
        }
        assert_eq!(Recurrence::from_words("every day").unwrap().next(day("9999-12-31"), day("2026-11-22")), None);
        assert_eq!(Recurrence::from_words("every year").unwrap().next(Day::MAX, Day::MAX), None);
        assert_eq!(Recurrence::from_todo_txt("+9999y").unwrap().next(Day::MAX, day("2026-11-22")), None);
    }
}
