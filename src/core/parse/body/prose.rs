//! Contact told in the prose of somebody's note: `Lunch at hers, 13 October.`

use std::borrow::Cow;

use chrono::Datelike;

use crate::core::base::Location;
use crate::core::base::text::{slice, unaccented};
use crate::core::model::Day;
use crate::core::model::vocabulary::{DayWord, LogWord, Saying, plain_words};
use crate::core::syntax::date;

use super::super::reports::says;
use super::{LinePlace, LogLine, Scanner};

/// The longest line in whose sentences days are looked for, in bytes.
const LONGEST_LINE: usize = 400;
/// How many words may stand between a day and the word that says what was on it, that one included.
const MOST_BETWEEN: usize = 4;
/// Words for meetings that are also works of somebody: `her talk on 14 November`.
const WORKS: [&str; 4] = ["talk", "talks", "interview", "interviews"];
/// Verbs that also say that people came across each other, if a place follows, and words before a place.
const MEETING: [&str; 14] = [
    "met",
    "saw",
    "seen",
    "spoke",
    "getroffen",
    "gesehen",
    "vu",
    "vue",
    "rencontré",
    "rencontrée",
    "ontmoet",
    "gezien",
    "incontrato",
    "incontrata",
];
const PLACES: [&str; 9] = ["at", "aux", "au", "bei", "beim", "auf", "alla", "op", "на"];

impl Scanner<'_> {
    /// Reads the sentences of a line of somebody's note that name a day in the midst of their words: `Lunch on 13 October.`
    pub(super) fn contact_in(&mut self, line: &str, location: Location) {
        // What is to be done tells of nothing that was, and what is marked as plain text is not read.
        let is_marked = line.contains(['📅', '⏳', '🛫', '✅']) || line.contains("[ ]") || line.starts_with('\\');
        if line.len() > LONGEST_LINE || is_marked || !line.bytes().any(|byte| byte.is_ascii_digit()) {
            return;
        }
        let line = without_struck(line);
        let has_day = |part: &str| part.split(' ').any(|word| word.starts_with(|char: char| char.is_ascii_digit()));
        // `Wrote on 24 October, answer on the 28th of it` tells of two days.
        let parts = sentences(&line).flat_map(|sentence| {
            let mut others = sentence.split(", ").skip(1).peekable();
            let are_clauses = others.peek().is_some()
                && sentence.split(", ").all(has_day)
                && others.all(|part| self.words.begins_log_word(&first_word(part)));
            if are_clauses { sentence.split(", ").collect() } else { vec![sentence] }
        });
        for sentence in parts.collect::<Vec<_>>() {
            let guessed = self.body.day_of_guessed_year;
            let Some((day, is_talk)) = self.day_within(sentence) else { continue };
            // `1/3 of the book` is no day, and tells nothing.
            if !is_talk && !plain_words(sentence).split(' ').any(|word| self.words.begins_log_word(word)) {
                self.body.day_of_guessed_year = guessed;
                continue;
            }
            let (place, words) = (LinePlace::Prose, sentence.into());
            self.body.log.push(LogLine { day, event: None, words, location, place, is_talk, below: None });
        }
    }

    /// Returns the first day that a sentence names, and whether it says beside it that the user met or spoke with somebody.
    fn day_within(&mut self, sentence: &str) -> Option<(Day, bool)> {
        let starts = sentence.split_inclusive(' ').scan(0, |at, word| {
            *at += word.len();
            Some(*at - word.len())
        });
        for start in starts {
            let rest = slice(sentence, start..sentence.len()).trim_start_matches(['(', '*', '_']);
            let found = if let Some((Ok(day), length)) = date::with_length(rest, self.words.order) {
                Some((day, slice(rest, length..rest.len())))
            } else if let Some((day, behind)) = date::without_year(rest, self.words.order) {
                self.nearest(day).map(|day| (day, behind))
            } else if let Some((number, behind)) = self.number_behind_on(sentence, start) {
                Some((self.next_of_month(number)?, behind))
            } else {
                continue;
            };
            let (day, behind) = found?;
            // `5 nov. Vue` begins a new sentence.
            let is_over = slice(rest, 0..rest.len() - behind.len()).ends_with('.')
                && behind.trim_start().starts_with(char::is_uppercase);
            let before = slice(sentence, 0..start);
            // The value of a label is read elsewhere, or not at all.
            if before.trim_end_matches(['*', '_', '\\', ' ']).ends_with(':') {
                return None;
            }
            let before: Vec<&str> = before.split_whitespace().collect();
            let near = before.get(before.len().saturating_sub(MOST_BETWEEN)..).unwrap_or_default();
            // `Met at the fair on 3 March` is not a talk, and `lunch at the fair` is one.
            let has = |words: &[&str]| near.iter().any(|word| words.contains(&&*word.to_lowercase()));
            let is_elsewhere = has(&PLACES) && has(&MEETING);
            let is_talk =
                (!is_elsewhere && self.says_met(&near.join(" "))) || (!is_over && self.begins_with_talk(behind));
            return Some((day, is_talk));
        }
        None
    }

    /// Reads a number of a day behind a word such as *on*, which a day before it gives its month: `Thanked on the 14th.`
    fn number_behind_on<'s>(&self, sentence: &'s str, start: usize) -> Option<(u32, &'s str)> {
        let before =
            slice(sentence, 0..start).split_whitespace().rev().find(|word| !word.eq_ignore_ascii_case("the"))?;
        let rest = slice(sentence, start..sentence.len());
        let end = rest.find(|char: char| !char.is_ascii_digit()).unwrap_or(rest.len());
        let number: u32 = slice(rest, 0..end).parse().ok().filter(|number| (1..=31).contains(number))?;
        let behind = slice(rest, end..rest.len());
        let behind =
            ["st", "nd", "rd", "th", "er"].iter().find_map(|ending| behind.strip_prefix(ending)).unwrap_or(behind);
        let is_alone = behind.trim_start_matches(['.', ',', ')', '!']).is_empty();
        (is_alone && self.words.day_word(&plain_words(before)) == Some(DayWord::On)).then_some((number, behind))
    }

    /// Returns the first day with that number in its month from the day of the line before on.
    fn next_of_month(&self, number: u32) -> Option<Day> {
        let from = self.body.log.last()?.day;
        from.iter_days().take(31).find(|day| day.day() == number)
    }

    /// Returns whether words say that the user met or spoke with somebody.
    pub(super) fn says_met(&self, text: &str) -> bool {
        let words = plain_words(text);
        let is_talk = |word: &str| !WORKS.contains(&word) && self.words.is_meeting_word(&unaccented(word));
        says(&words, self.words).any(|saying| saying == Saying::Met) || words.split(' ').any(is_talk)
    }

    /// Returns whether words begin with a sentence that says that the user met or spoke with somebody: `We talked for an hour.`
    pub(super) fn begins_with_our_talk(&self, text: &str) -> bool {
        let sentence = sentences(text).next().map(plain_words).unwrap_or_default();
        let words: Vec<&str> = sentence.split(' ').collect();
        let is_ours = words.first().and_then(|first| self.words.log_word(first)) == Some(LogWord::Mine);
        let is_elsewhere =
            words.iter().any(|word| PLACES.contains(word)) && words.iter().any(|word| MEETING.contains(word));
        is_ours && !is_elsewhere && says(&sentence, self.words).any(|saying| saying == Saying::Met)
    }

    /// Returns whether words behind a day begin with a time, or say that it was a talk: `18:30, 50 min`, `lunch at Vaise`.
    pub(super) fn begins_with_talk(&self, behind: &str) -> bool {
        let words = first_words(behind);
        let is_time = |text: &str| text.contains([':', 'h', 'H', 'm']) && date::time(text).is_some();
        let begins_with_time = (1..=2).any(|count| words.get(..count).is_some_and(|words| is_time(&words.join(" "))));
        begins_with_time || words.first().is_some_and(|first| self.says_met(first))
    }

    /// Returns whether words behind a day begin with a talk and say of what kind it was: `coffee at hers`, `met for lunch`.
    /// Of *met her*, a log does not tell where.
    pub(super) fn begins_with_kind_of_talk(&self, behind: &str) -> bool {
        let is_kind = |word: &&str| self.says_met(word) && !MEETING.contains(&&*word.to_lowercase());
        self.begins_with_talk(behind) && first_words(behind).iter().any(is_kind)
    }
}

/// Returns the first words of a text, without marks around them.
fn first_words(text: &str) -> Vec<&str> {
    let marks = [':', '*', '_', '–', '—', '-', '@', '.', ','];
    let words = text.split_whitespace().map(|word| word.trim_matches(marks)).filter(|word| !word.is_empty());
    words.take(MOST_BETWEEN).collect()
}

/// Returns the sentences of a line; a day such as `3. March` ends none.
fn sentences(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let text = rest;
        if text.trim().is_empty() {
            return None;
        }
        let ends = |(at, mark): (usize, &str)| {
            let before = slice(text, 0..at);
            let is_word = before.rsplit(' ').next().is_some_and(|word| word.chars().count() > 3);
            let next = slice(text, at + mark.len()..text.len());
            let is_end = mark == "; " || (is_word && next.starts_with(char::is_uppercase));
            (is_end && date::month(next.split(' ').next().unwrap_or_default()).is_none()).then_some(at)
        };
        let marks = text.match_indices(". ").chain(text.match_indices("; ")).chain(text.match_indices("! "));
        let end = marks.filter_map(ends).min().unwrap_or(text.len());
        let sentence = slice(text, 0..end).trim();
        rest = slice(text, (end + 1).min(text.len())..text.len());
        Some(sentence)
    })
}

fn first_word(text: &str) -> String {
    plain_words(text.split(' ').next().unwrap_or_default())
}

/// Returns a line without what is struck out: `~~Thursday~~ Friday`.
fn without_struck(line: &str) -> Cow<'_, str> {
    let mut parts = line.split("~~");
    let first = parts.next().unwrap_or_default();
    if first.len() == line.len() {
        return Cow::Borrowed(line);
    }
    Cow::Owned(parts.skip(1).step_by(2).fold(first.to_owned(), |text, part| text + part))
}
