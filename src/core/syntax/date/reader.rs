//! Reads dates in the forms that people write: numbers in any order, names of months, a time of day behind them.

#[cfg(test)]
mod tests;

use chrono::{Datelike, Days, NaiveTime, Weekday};

use crate::core::base::text::slice;
use crate::core::model::{DateOrder, Day, Moment};

use super::names;
use super::{Reading, Unread};

/// The longest text in which a date is looked for, in bytes.
const LONGEST: usize = 80;
/// Words between the parts of a date that say nothing.
const FILLERS: [&str; 21] = [
    "of", "the", "on", "de", "del", "le", "el", "la", "den", "der", "am", "do", "di", "il", "dia", "dnia", "г", "р",
    "года", "року", "op",
];
/// Words between a day and its time of day.
const AT: [&str; 13] = ["at", "um", "à", "a", "alle", "ore", "las", "às", "om", "godz", "в", "о", "klo"];
/// Words and marks between the start and the end of a span of time.
const TO: [&str; 17] =
    ["-", "–", "—", "~", "〜", "/", "to", "until", "till", "bis", "au", "al", "até", "tot", "do", "по", "до"];
/// Words behind a time of day.
const CLOCKS: [&str; 7] = ["h", "uhr", "uur", "hrs", "heures", "ч", "год"];
/// Names of zones. The time of day counts as written.
const ZONES: [&str; 15] =
    ["z", "utc", "gmt", "cet", "cest", "bst", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "jst"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TokenKind {
    Number,
    Word,
    Mark,
}

/// A number, a word, or one other character.
#[derive(Debug, Clone, Copy)]
struct Token<'t> {
    kind: TokenKind,
    text: &'t str,
    start: usize,
}

impl Token<'_> {
    const fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Returns a number of at most that many digits.
    fn number(&self, digits: usize) -> Option<u32> {
        (self.kind == TokenKind::Number && self.digits() <= digits).then(|| self.value())?
    }

    fn digits(&self) -> usize {
        self.text.chars().count()
    }

    fn value(&self) -> Option<u32> {
        self.text.chars().try_fold(0_u32, |sum, char| sum.checked_mul(10)?.checked_add(digit(char)?))
    }

    fn is(&self, words: &[&str]) -> bool {
        match self.kind {
            TokenKind::Number => false,
            _ if self.text.is_ascii() => words.iter().any(|word| word.eq_ignore_ascii_case(self.text)),
            _ => words.contains(&self.text.to_lowercase().as_str()),
        }
    }

    /// Says whether a day can begin with it: a number, the name of a month or weekday, or a word before one of these.
    fn may_begin_day(&self) -> bool {
        let is_name = || names::month(self.text).is_some() || names::weekday(self.text).is_some();
        match self.kind {
            TokenKind::Number => true,
            TokenKind::Word => self.is(&FILLERS) || is_name(),
            TokenKind::Mark => false,
        }
    }
}

fn digit(char: char) -> Option<u32> {
    char.to_digit(10).or_else(|| (u32::from(char)).checked_sub(0xff10).filter(|digit| *digit < 10))
}

fn kind_of(char: char) -> TokenKind {
    match char {
        char if digit(char).is_some() => TokenKind::Number,
        char if char.is_alphabetic() => TokenKind::Word,
        _ => TokenKind::Mark,
    }
}

fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = slice(text, at..text.len()).trim_start();
        let first = rest.chars().next()?;
        let kind = kind_of(first);
        // 年, 月 and 日 behind a number are words of their own.
        let is_single = kind == TokenKind::Mark || is_unit(first);
        let more = if is_single { None } else { rest.find(|char| kind_of(char) != kind).or(Some(rest.len())) };
        let token =
            Token { kind, text: slice(rest, 0..more.unwrap_or(first.len_utf8())), start: text.len() - rest.len() };
        at = token.end();
        Some(token)
    })
}

fn is_unit(char: char) -> bool {
    matches!(char, '年' | '月' | '日' | '号' | '時' | '时' | '点' | '分')
}

/// Says whether a text holds a digit, as every date does.
fn has_digit(text: &str) -> bool {
    // Digits of full width begin with that byte.
    let may_be_digit = |byte: u8| byte.is_ascii_digit() || byte == 0xef;
    text.bytes().any(may_be_digit) && text.contains(|char| digit(char).is_some())
}

/// Reads a date, with or without a time of day, a day of the week and the end of a span of time.
pub(super) fn read(text: &str, order: Option<DateOrder>) -> Result<Reading, Unread> {
    let text = text.trim();
    if text.len() > LONGEST || !has_digit(text) {
        return Err(Unread::No);
    }
    let tokens: Vec<Token<'_>> = tokens(text).collect();
    let mut reader = Reader { tokens: &tokens, at: 0, order };
    let day = reader.day().unwrap_or(Err(Unread::No))?;
    let moment = Moment { time: reader.long_number(), ..Moment::on(day) };
    let mut reading = Reading { moment, is_plain: false, is_whole: true };
    reader.tail(&mut reading)?;
    Ok(reading)
}

/// Reads the day that a longer text starts with; returns it and the length of it. The text may go on in any way, but
/// not with a letter or digit right behind the day.
pub(super) fn prefix(text: &str, order: Option<DateOrder>) -> Option<(Result<Day, Unread>, usize)> {
    let text = slice(text, 0..text.floor_char_boundary(LONGEST));
    // Nearly all lines begin with no day, and the first look tells.
    if !has_digit(text) || !tokens(text).next()?.may_begin_day() {
        return None;
    }
    let tokens: Vec<Token<'_>> = tokens(text).collect();
    let mut reader = Reader { tokens: &tokens, at: 0, order };
    let day = reader.day()?;
    let end = reader.end();
    Some((day, end))
}

/// Returns the first day in a name, such as `Call 2026_11_14` or `10.11.2026 Ann`.
pub(super) fn within(name: &str, order: Option<DateOrder>) -> Option<Day> {
    let name = slice(name, 0..name.floor_char_boundary(4 * LONGEST));
    if !has_digit(name) {
        return None;
    }
    let tokens: Vec<Token<'_>> = tokens(name).collect();
    let is_joined = |at: usize| {
        let (Some(token), Some(before)) = (tokens.get(at), at.checked_sub(1).and_then(|before| tokens.get(before)))
        else {
            return false;
        };
        before.end() == token.start && before.kind != TokenKind::Mark
    };
    (0..tokens.len()).filter(|at| !is_joined(*at)).find_map(|at| Reader { tokens: &tokens, at, order }.day()?.ok())
}

/// Reads tokens from the front. Each method that finds nothing leaves the place as it was.
#[derive(Debug, Clone, Copy)]
struct Reader<'t> {
    tokens: &'t [Token<'t>],
    at: usize,
    order: Option<DateOrder>,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<&'t Token<'t>> {
        self.tokens.get(self.at)
    }

    /// Returns where the last token that was read ends.
    fn end(&self) -> usize {
        self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, Token::end)
    }

    /// Returns the next token if it stands right behind the last one.
    fn adjacent(&self) -> Option<&'t Token<'t>> {
        self.peek().filter(|token| self.at > 0 && token.start == self.end())
    }

    /// Makes an attempt; if it finds nothing, the place is as it was.
    fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.at;
        let found = read(self);
        if found.is_none() {
            self.at = start;
        }
        found
    }

    fn next(&mut self, is: impl FnOnce(&Token<'t>) -> bool) -> bool {
        let is = self.peek().is_some_and(is);
        self.at += usize::from(is);
        is
    }

    fn mark(&mut self, marks: &[&str]) -> bool {
        self.next(|token| token.is(marks))
    }

    fn number(&mut self, digits: usize) -> Option<u32> {
        let number = self.peek()?.number(digits)?;
        self.at += 1;
        Some(number)
    }

    fn year(&mut self) -> Option<i32> {
        let is_year = self.peek().is_some_and(|token| token.digits() == 4);
        let year = if is_year { self.number(4) } else { None };
        year.and_then(|year| i32::try_from(year).ok()).filter(|year| (1000..=2999).contains(year))
    }

    /// Reads a day, with the day of the week before or behind it.
    fn day(&mut self) -> Option<Result<Day, Unread>> {
        self.attempt(|reader| {
            let before = reader.attempt(|reader| {
                let weekday = reader.weekday()?;
                while reader.mark(&[",", "."]) || reader.mark(&FILLERS) {}
                Some(weekday)
            });
            while reader.mark(&FILLERS) {}
            let day = reader.numbers().or_else(|| reader.with_units()).or_else(|| reader.named())?;
            let is_cut = reader.adjacent().is_some_and(|token| {
                let is_cased = token.text.contains(|char: char| char.is_lowercase() || char.is_uppercase());
                token.kind == TokenKind::Number || (token.kind == TokenKind::Word && is_cased && !token.is(&["t", "z"]))
            });
            let behind = reader.attempt(|reader| {
                let opens = reader.mark(&["(", "（", ","]);
                let weekday = reader.weekday()?;
                reader.mark(&["."]);
                (!opens || reader.mark(&[")", "）"]) || reader.at > 0).then_some(weekday)
            });
            (!is_cut).then(|| match (day, before.or(behind)) {
                (Ok(day), Some(weekday)) if day.weekday() != weekday => Err(Unread::OtherWeekday(day)),
                (day, _) => day,
            })
        })
    }

    fn weekday(&mut self) -> Option<Weekday> {
        let word = self.peek().filter(|token| token.kind == TokenKind::Word)?;
        // Portuguese names of weekdays are of two words: `segunda-feira`.
        let second = |token: &Token<'_>| token.is(&["feira"]);
        let weekday = names::weekday(word.text)?;
        self.at += 1;
        self.attempt(|reader| (reader.mark(&["-"]) && reader.next(second)).then_some(()));
        Some(weekday)
    }

    /// Reads `2026-11-10`, `2026/11/10`, `2026_11_10`, `20261110`, `10.11.2026`, `25/11/2026`.
    fn numbers(&mut self) -> Option<Result<Day, Unread>> {
        self.attempt(|reader| {
            let first = *reader.peek().filter(|token| token.kind == TokenKind::Number)?;
            reader.at += 1;
            if matches!(first.digits(), 8 | 12 | 14) {
                let digits = |from: usize, to: usize| slice(first.text, from..to).parse::<u32>().ok();
                let year = digits(0, 4).filter(|year| (1900..2100).contains(year))?;
                return day_of(year, digits(4, 6)?, digits(6, 8)?).filter(Result::is_ok);
            }
            let separator = reader.adjacent().filter(|token| token.is(&["-", "/", ".", "_"]))?.text;
            let is_spaced = separator == ".";
            let part = |reader: &mut Self| {
                let is_near = reader.adjacent().is_some();
                (is_near && reader.mark(&[separator]) && (is_spaced || reader.adjacent().is_some())).then_some(())?;
                let token = *reader.peek().filter(|token| token.kind == TokenKind::Number)?;
                reader.at += 1;
                Some(token)
            };
            let second = part(reader)?;
            let behind = reader.end();
            let third = part(reader)?;
            // In `3.12. 16:30`, a time follows.
            let is_apart = first.digits() != 4
                && third.digits() == 2
                && (third.start > behind + separator.len() || reader.adjacent().is_some_and(|token| token.is(&[":"])));
            if is_apart {
                return None;
            }
            let is_longer = reader.adjacent().is_some_and(|token| token.text == separator)
                && reader
                    .tokens
                    .get(reader.at + 1)
                    .is_some_and(|token| token.kind == TokenKind::Number && token.start == reader.end() + 1);
            if is_longer && first.digits() != 4 {
                return None;
            }
            let (a, b, c) = (first.value()?, second.value()?, third.value()?);
            match (first.digits(), second.digits(), third.digits()) {
                (4, 1..=2, 1..=2) => day_of(a, b, c),
                (1..=2, 1..=2, 4) => in_order(a, b, c, separator, reader.order),
                (1..=2, 1..=2, 2) => short_year(a, b, c, separator, reader.order),
                _ => None,
            }
        })
    }

    /// Reads `2026年11月10日`.
    fn with_units(&mut self) -> Option<Result<Day, Unread>> {
        self.attempt(|reader| {
            let year = reader.number(4)?;
            let month = reader.mark(&["年"]).then(|| reader.number(2))??;
            let day = reader.mark(&["月"]).then(|| reader.number(2))??;
            (reader.mark(&["日", "号", "號"])).then(|| day_of(year, month, day))?
        })
    }

    /// Reads `10 Nov 2026`, `12. November 2026`, `Nov 10, 2026`, `10 de noviembre de 2026`, `2026 Nov 10`.
    fn named(&mut self) -> Option<Result<Day, Unread>> {
        let between = |reader: &mut Self| while reader.mark(&[",", ".", "-", "/", "'"]) || reader.mark(&FILLERS) {};
        let day_first = |reader: &mut Self| {
            let day = reader.day_number()?;
            between(reader);
            let month = reader.month()?;
            between(reader);
            Some((reader.year()?, month, day))
        };
        let month_first = |reader: &mut Self| {
            let month = reader.month()?;
            between(reader);
            let day = reader.day_number()?;
            between(reader);
            Some((reader.year()?, month, day))
        };
        let year_first = |reader: &mut Self| {
            let year = reader.year()?;
            between(reader);
            let month = reader.month()?;
            between(reader);
            Some((year, month, reader.day_number()?))
        };
        let (year, month, day) =
            self.attempt(day_first).or_else(|| self.attempt(month_first)).or_else(|| self.attempt(year_first))?;
        self.attempt(|reader| reader.mark(&["г", "р", "года", "року", "r", "roku"]).then(|| reader.mark(&["."])));
        day_of(year.unsigned_abs(), month, day)
    }

    fn month(&mut self) -> Option<u32> {
        let month =
            self.peek().filter(|token| token.kind == TokenKind::Word).and_then(|token| names::month(token.text))?;
        self.at += 1;
        Some(month)
    }

    /// Reads the day of a month: `10`, `10.`, `10th`, `1er`, `1º`.
    fn day_number(&mut self) -> Option<u32> {
        let day = self.number(2)?;
        let ordinals = ["st", "nd", "rd", "th", "er", "e", "º", "ª", "o", "a", "го"];
        if self.adjacent().is_some_and(|token| token.is(&ordinals)) {
            self.at += 1;
        }
        Some(day)
    }

    /// Reads the time of day in a number such as `202606071051`.
    fn long_number(&self) -> Option<NaiveTime> {
        let token = self.tokens.get(self.at.checked_sub(1)?).filter(|token| matches!(token.digits(), 12 | 14))?;
        let digits = |from: usize, to: usize| slice(token.text, from..to).parse::<u32>().ok();
        NaiveTime::from_hms_opt(digits(8, 10)?, digits(10, 12)?, 0)
    }

    /// Reads what stands behind a day.
    fn tail(&mut self, reading: &mut Reading) -> Result<(), Unread> {
        loop {
            while self.mark(&[",", ".", "(", ")", "（", "）", "|"]) {}
            if self.peek().is_none() {
                return Ok(());
            }
            let is_after_day = reading.moment.time.is_none() && reading.is_whole;
            let clock = is_after_day.then(|| {
                self.attempt(|reader| {
                    let is_iso = reader.mark(&["t"]);
                    let _ = is_iso || (reader.mark(&AT) && reader.mark(&["las", "."]));
                    reader.mark(&["@"]);
                    Some((reader.clock()?, is_iso))
                })
            });
            if let Some(((time, half), is_iso)) = clock.flatten() {
                reading.moment.time = Some(time);
                reading.moment.offset = self.offset(is_iso);
                self.time_to(reading, half);
            } else if self.attempt(|reader| (reader.mark(&TO) && reader.day()?.is_ok()).then_some(())).is_some() {
                reading.is_whole = false;
                let _ = self.attempt(Self::clock);
            } else {
                return Err(Unread::No);
            }
        }
    }

    /// Reads the end of a span of time: `–3:30 PM`. Where only it has a half of the day, the start has the same one, or
    /// the one before it.
    fn time_to(&mut self, reading: &mut Reading, half: Option<bool>) {
        let end = self.attempt(|reader| reader.mark(&TO).then(|| reader.clock())?);
        let Some((end, end_half)) = end else { return };
        reading.is_whole = false;
        let _ = self.offset(false);
        if let (None, Some(true), Some(start)) = (half, end_half, reading.moment.time) {
            let later = start.overflowing_add_signed(chrono::TimeDelta::hours(12));
            reading.moment.time = Some(if later.1 == 0 && later.0 <= end { later.0 } else { start });
        }
    }

    /// Reads a time of day; returns it, and whether it is in the afternoon if it says so.
    fn clock(&mut self) -> Option<(NaiveTime, Option<bool>)> {
        self.attempt(|reader| {
            let hour = reader.number(2)?;
            let mut minute = None;
            let mut second = 0;
            if reader.mark(&[":", "："]) {
                minute = Some(reader.number(2)?);
                if reader.mark(&[":"]) {
                    second = reader.number(2)?;
                    let _ = reader.attempt(|reader| reader.mark(&[".", ","]).then(|| reader.number(9))?);
                }
            } else if reader.mark(&["時", "时", "点"]) {
                minute = Some(
                    reader
                        .attempt(|reader| Some((reader.number(2)?, reader.mark(&["分"]))).map(|(minute, _)| minute))
                        .unwrap_or(0),
                );
            }
            let with_point = |reader: &mut Self| {
                let minute = reader.mark(&["."]).then(|| reader.number(2))??;
                reader.peek().is_some_and(|token| token.is(&CLOCKS) || token.is(&["am", "pm"])).then_some(minute)
            };
            minute = minute.or_else(|| reader.attempt(with_point));
            let half = reader.half();
            if half.is_none() && reader.mark(&CLOCKS) {
                minute = minute.or_else(|| reader.number(2)).or(Some(0));
            }
            let hour = match half {
                Some(afternoon) if (1..=12).contains(&hour) => hour % 12 + if afternoon { 12 } else { 0 },
                Some(_) => return None,
                None => hour,
            };
            let minute = minute.or(half.map(|_| 0))?;
            Some((NaiveTime::from_hms_opt(hour, minute, second)?, half))
        })
    }

    /// Reads `am`, `PM`, `p.m.`; returns whether it is the afternoon.
    fn half(&mut self) -> Option<bool> {
        let whole = |reader: &mut Self| {
            let token = reader.peek().filter(|token| token.is(&["am", "pm"]))?;
            reader.at += 1;
            Some(token.is(&["pm"]))
        };
        let dotted = |reader: &mut Self| {
            let token = reader.peek().filter(|token| token.is(&["a", "p"]))?;
            reader.at += 1;
            (reader.mark(&["."]) && reader.mark(&["m"])).then(|| reader.mark(&["."]))?;
            Some(token.is(&["p"]))
        };
        self.attempt(whole).or_else(|| self.attempt(dotted))
    }

    /// Reads a zone. Returns how many minutes it is east of universal time, if that is certain.
    fn offset(&mut self, is_iso: bool) -> Option<i16> {
        let signed = |reader: &mut Self| {
            let sign = reader.peek().filter(|token| token.is(&["+", "-", "−"]))?.text;
            reader.at += 1;
            let token = *reader.peek().filter(|token| matches!(token.digits(), 2 | 4))?;
            let (hours, minutes) =
                (slice(token.text, 0..2).parse::<i16>().ok()?, slice(token.text, 2..4).parse().unwrap_or(0));
            reader.at += 1;
            let behind = reader.attempt(|reader| reader.mark(&[":"]).then(|| reader.number(2))?);
            let minutes = behind.and_then(|minutes| i16::try_from(minutes).ok()).unwrap_or(minutes);
            let is_offset = hours <= 14 && minutes < 60 && (is_iso || sign == "+");
            is_offset.then_some(if sign == "+" { hours * 60 + minutes } else { -hours * 60 - minutes })
        };
        let is_universal = self.peek().is_some_and(|token| token.is(&["z", "utc", "gmt"]));
        let is_named = self.mark(&ZONES);
        let signed = self.attempt(signed);
        signed.or((is_named && is_universal).then_some(0))
    }
}

/// Returns a day; if the month has no such day, the month's last one as what may be meant. `None` for numbers that are
/// no date.
fn day_of(year: u32, month: u32, day: u32) -> Option<Result<Day, Unread>> {
    let year = i32::try_from(year).ok().filter(|year| *year > 0)?;
    let first = Day::from_ymd_opt(year, month, 1)?;
    if !(1..=31).contains(&day) {
        return None;
    }
    let last = first.checked_add_days(Days::new(u64::from(first.num_days_in_month()) - 1))?;
    Some(Day::from_ymd_opt(year, month, day).ok_or(Unread::Beyond(last)))
}

/// Reads day and month in the order of the settings. Without one, points mean that the day comes first, and other
/// separators that both orders are possible.
fn in_order(a: u32, b: u32, year: u32, separator: &str, order: Option<DateOrder>) -> Option<Result<Day, Unread>> {
    let day_first = || day_of(year, b, a);
    let month_first = || day_of(year, a, b);
    match (order, separator) {
        _ if a > 12 => day_first(),
        _ if b > 12 && separator != "." => month_first(),
        (Some(DateOrder::DayFirst), _) | (None, ".") => day_first(),
        (Some(DateOrder::MonthFirst), _) => month_first(),
        (None, _) => match (day_first()?, month_first()?) {
            (Ok(one), Ok(other)) if one != other => Some(Err(Unread::Two(one, other))),
            (one, _) => Some(one),
        },
    }
}

/// Reads a year of two digits, which only the settings can tell from a day.
fn short_year(a: u32, b: u32, c: u32, separator: &str, order: Option<DateOrder>) -> Option<Result<Day, Unread>> {
    let century = |year: u32| if year < 70 { 2000 + year } else { 1900 + year };
    let one = in_order(a, b, century(c), separator, order);
    if order.is_some() {
        return one;
    }
    match (one?, day_of(century(a), b, c)) {
        (Ok(one), Some(Ok(other))) if one != other => Some(Err(Unread::Two(one, other))),
        (one, _) => Some(one),
    }
}
