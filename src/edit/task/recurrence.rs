//! How a task recurs, in words as Obsidian Tasks reads them (`every month on the last Friday`) and as todo.txt has it
//! (`+1w`), and the day on which it does.

use chrono::{Datelike, Days, Months, Weekday};

use crate::model::{Day, Interval};

/// How a task recurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recurrence {
    rhythm: Rhythm,
    /// Whether it counts from the day it was done, and not from the day it was due.
    when_done: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Rhythm {
    /// An interval later.
    After(Interval),
    /// On the next day that fits, in every so many-th week, month or year.
    On { every: u32, unit: Unit, days: DaysOf },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// The days within a week, month or year. What is empty excludes none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct DaysOf {
    months: Vec<u32>,
    /// Days of a month; negative from its end.
    of_month: Vec<i32>,
    /// Weekdays, alone or as the n-th of the month or year; negative from its end.
    weekdays: Vec<(Option<i32>, Weekday)>,
}

/// How many days ahead one that fits is looked for.
const FARTHEST: usize = 366 * 100;
const WORKDAYS: [Weekday; 5] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

impl Recurrence {
    /// Reads words such as `every 2 weeks on Monday when done`. `None` if any of them means nothing, since half a rule
    /// would give the wrong day.
    pub(super) fn from_words(text: &str) -> Option<Self> {
        let text = text.to_lowercase().replace(',', " , ");
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let when_done = words.ends_with(&["when", "done"]);
        if when_done {
            words.truncate(words.len() - 2);
        }
        Some(Self { rhythm: Words { words: &words }.rhythm()?, when_done })
    }

    /// Reads `1w`, and `+1w`, which counts from the day that the task was due.
    pub(super) fn from_todo_txt(text: &str) -> Option<Self> {
        let (interval, when_done) = text.strip_prefix('+').map_or((text, true), |strict| (strict, false));
        let is_shaped = interval.starts_with(|char: char| matches!(char, '1'..='9'))
            && interval.ends_with(['d', 'w', 'm', 'y', 'b'])
            && interval.bytes().rev().skip(1).all(|byte| byte.is_ascii_digit());
        let interval = is_shaped.then(|| Interval::parse(interval))??;
        Some(Self { rhythm: Rhythm::After(interval), when_done })
    }

    /// Returns the day on which what was due on `day` and done on `today` is due again; `None` if it never is.
    pub(super) fn next(&self, day: Day, today: Day) -> Option<Day> {
        let from = if self.when_done { today } else { day };
        let next = match &self.rhythm {
            Rhythm::After(interval) => interval.after(from),
            Rhythm::On { every, unit, days } => next_on(from, *every, *unit, days)?,
        };
        (next > from && next.year() <= 9999).then_some(next)
    }
}

/// Returns the first day after `from` that fits and lies in every so many-th unit, counted from the unit of `from`.
fn next_on(from: Day, every: u32, unit: Unit, days: &DaysOf) -> Option<Day> {
    let is_plain = *days == DaysOf::default();
    match unit {
        Unit::Day if is_plain => return from.checked_add_days(Days::new(every.into())),
        Unit::Week if is_plain => return from.checked_add_days(Days::new(u64::from(every) * 7)),
        // Where the month is too short, the last of its days is meant.
        Unit::Month if is_plain => return from.checked_add_months(Months::new(every)),
        Unit::Year if is_plain => return from.checked_add_months(Months::new(every.checked_mul(12)?)),
        _ => {}
    }
    // A rule that names months alone means the same day in each of them, and weeks alone the same weekday.
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

/// Says whether the `place`-th of `length` days is the n-th of its weekday among them, from the end if n is negative.
fn is_nth(nth: i32, place: u32, length: u32) -> bool {
    let weeks = if nth > 0 { place.saturating_sub(1) / 7 } else { length.saturating_sub(place) / 7 };
    nth.unsigned_abs() == weeks + 1
}

/// The words of a rule that were not read yet.
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

    /// `on the 1st and the last Friday`, `on Monday, Wednesday`, `in January`.
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

    /// `last`, `2nd`, `second last`.
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

    /// `,`, `and`, `or`, or several of them.
    fn comma(&mut self) -> bool {
        let mut is_there = false;
        while self.word(&[",", "and", "or"]).is_some() {
            is_there = true;
        }
        is_there
    }

    fn word(&mut self, words: &[&str]) -> Option<()> {
        self.take(|word| words.contains(&word).then_some(()))
    }

    fn take<T>(&mut self, read: impl FnOnce(&'w str) -> Option<T>) -> Option<T> {
        let (first, rest) = self.words.split_first()?;
        let read = read(first)?;
        self.words = rest;
        Some(read)
    }
}

/// Reads a weekday: in full, in the plural, or at least its first two letters.
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

/// Reads the number of a month: in full, or at least its first three letters.
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
