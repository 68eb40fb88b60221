//! The day and time of a talk in a line of a log: `yes, Thursday 12:30 by phone`, `zugesagt: Mittwoch 14. Oktober, 18 Uhr`.

use chrono::{Datelike, NaiveTime};

use crate::core::model::vocabulary::{DayWord, Vocabulary};
use crate::core::model::{Day, Moment};
use crate::core::syntax::date;

use super::until::Reader;

/// The most words between a day and the time beside it.
const LONGEST_GAP: usize = 3;
/// How many days ahead a day without a year is at most: `1 September` in a line of the 9th is over.
const FARTHEST: u64 = 200;
/// Words that stand before a day that is over by then.
const AFTER: [&str; 15] = [
    "after",
    "nach",
    "après",
    "después",
    "tras",
    "depois",
    "após",
    "dopo",
    "na",
    "po",
    "после",
    "після",
    "以后",
    "之后",
    "以降",
];
/// Words that stand before a time of day.
const BEFORE_TIME: [&str; 15] =
    ["at", "um", "kl", "kl.", "à", "a", "alle", "as", "às", "om", "o", "в", "at.", "@", "around"];

/// Returns the moment in a text that is later than the day `from`, from which days in words count: a day with a time
/// beside it, or, where nothing but the day of the week is missing, a date alone.
pub(crate) fn appointment(text: &str, from: Day, words: &Vocabulary) -> Option<(Moment, bool)> {
    // Without a number, there is neither a time nor a date.
    if !text.contains(|char: char| char.is_ascii_digit()) {
        return None;
    }
    let reader = Reader::new(text, Some(from), words);
    let last = from.checked_add_days(chrono::Days::new(FARTHEST))?;
    let mut dated = None;
    let mut at = 0;
    while at < reader.len() {
        let Some((Ok(day), length)) = reader.day_at(at) else {
            at += 1;
            continue;
        };
        // `yes, but after 20 November` names no day.
        let is_ahead = day > from && day <= last && !reader.is_behind_after(at);
        if let Some(time) = reader.time_near(at, at + length).filter(|_| is_ahead) {
            return Some((Moment { time: Some(time), ..Moment::on(day) }, true));
        }
        let has_number = (at..at + length).any(|at| reader.token(at).contains(|char: char| char.is_ascii_digit()));
        dated = dated.or((is_ahead && has_number).then(|| Moment::on(day)));
        at += length;
    }
    dated.map(|moment| (moment, false))
}

/// Returns whether a text says that a day suits from which on: `yes, but after 20 November`.
pub(crate) fn says_after(text: &str, from: Day, words: &Vocabulary) -> bool {
    let reader = Reader::new(text, Some(from), words);
    let is_ahead = |at: usize| reader.day_at(at).is_some_and(|(day, _)| day.is_ok_and(|day| day > from));
    (0..reader.len()).any(|at| reader.is_behind_after(at) && is_ahead(at))
}

/// Returns the first day in a text that is later than the day `from`, and not one behind a word such as *after*; or else the
/// first day of a month alone.
pub(crate) fn first_day(text: &str, from: Day, words: &Vocabulary) -> Option<Day> {
    let reader = Reader::new(text, Some(from), words);
    let last = from.checked_add_days(chrono::Days::new(2 * FARTHEST))?;
    let of_month = |at: usize| {
        // `sie` is a short name of a month, too.
        let token = reader.token(at);
        let month = date::month(token).filter(|_| token.chars().count() > 3 || token == "May")?;
        let year = from.year() + i32::from(month <= from.month());
        Day::from_ymd_opt(year, month, 1)
    };
    let is_ahead = |day: &Day| *day > from && *day <= last;
    let day = |at: usize| {
        let day = reader.day_at(at).and_then(|(day, _)| day.ok())?;
        if reader.is_behind_after(at) { day.succ_opt() } else { Some(day) }
    };
    // In `until October, ask again 5.10.` the day counts, and not the month.
    let first = (0..reader.len()).filter_map(day).find(is_ahead);
    first.or_else(|| (0..reader.len()).filter_map(of_month).find(is_ahead))
}

impl Reader<'_> {
    /// Returns the time of day behind a day that ends at a token, or right before it.
    fn time_near(&self, start: usize, end: usize) -> Option<NaiveTime> {
        for at in end..end + LONGEST_GAP {
            if let Some(time) = self.time_at(at) {
                return Some(time);
            }
            let is_gap = self.is_before_time(at) || self.meaning(at, 1) == Some(DayWord::Part);
            // Up to two words may stand between: `Tuesday 29th, before school, 8am`.
            if !is_gap && at > end + 1 {
                break;
            }
        }
        start.checked_sub(1).and_then(|before| self.time_at(before))
    }

    /// Returns whether a word such as *after* stands before a token, with or without an article between.
    fn is_behind_after(&self, at: usize) -> bool {
        let is_after = |count: usize| {
            at.checked_sub(count).is_some_and(|start| AFTER.contains(&&*self.token(start).to_lowercase()))
        };
        is_after(1) || is_after(2)
    }

    fn is_before_time(&self, at: usize) -> bool {
        BEFORE_TIME.contains(&&*self.token(at).to_lowercase())
    }

    /// Reads a time of day that begins at a token: `12:30`, `8am`, `18 Uhr`, `8 pm`, `at 15`.
    fn time_at(&self, at: usize) -> Option<NaiveTime> {
        let token = self.token(at).trim_end_matches('.');
        if token.is_empty() {
            return None;
        }
        let next = self.token(at + 1).to_lowercase();
        let is_unit = matches!(next.trim_end_matches('.'), "uhr" | "h" | "am" | "pm");
        let whole = if is_unit { format!("{token}{next}") } else { token.to_owned() };
        let is_behind_word = at.checked_sub(1).is_some_and(|before| self.is_before_time(before));
        let bare = || date::time(&format!("{token}:00")).filter(|_| is_behind_word && token.len() <= 2);
        let dotted = || date::time(&token.replace('.', ":")).filter(|_| is_behind_word || token.len() == 5);
        date::time(&whole).or_else(bare).or_else(dotted)
    }
}
