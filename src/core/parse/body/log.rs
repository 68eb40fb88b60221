//! The dated lines of a log: items, paragraphs and headings that begin with a day.

use std::borrow::Cow;

use pulldown_cmark::HeadingLevel;

use crate::core::base::text::slice;
use crate::core::base::{Location, Span};
use crate::core::model::vocabulary::{DayWord, Topic, plain_words};
use crate::core::model::{Day, NoteType};
use crate::core::syntax::date::{self, MonthDay};

use super::super::told::tells_thanks;
use super::words::{behind_day, event_of, log_day, plain_text};
use super::{BodyItem, LinePlace, LogLine, Scanner};

/// Where a line that begins with a day has its first number, in bytes.
const LONGEST_START: usize = 40;

/// How many words may stand before the day of a line that does not begin with it.
const MOST_BEFORE: usize = 3;
/// Names of months that are words of other things in small letters.
const VERBS: [&str; 3] = ["may", "march", "mar"];
/// How many words may stand before the day with which a heading ends.
const MOST_BEFORE_LAST_DAY: usize = 5;
/// How much of what stands below a heading is read, in bytes.
const LONGEST_BELOW: usize = 800;
/// How far apart lines of a log may be, in lines.
const FARTHEST_LINE: u32 = 2;

impl Scanner<'_> {
    /// Reads a dated line of a log. Returns what follows its day. In a contact's note also lines outside of a log count, if
    /// their words tell of asking or an answer.
    pub(super) fn log_line<'i>(&mut self, text: &'i str, item: &BodyItem) -> Option<Cow<'i, str>> {
        let is_entry = item.mark.is_none() && self.quotes == 0 && self.embeds == 0;
        let is_loose = self.topic() != Topic::Log;
        let may_be_loose = self.kind == NoteType::Contact && self.topic() == Topic::Other && self.items.is_empty();
        if !is_entry || (is_loose && !may_be_loose) {
            return None;
        }
        let (day, rest) = if let Some(found) = self.entry_day(text) {
            found
        } else {
            // Markdown takes the number of `1. September 2026: asked` for that of an item.
            let source = slice(self.text, self.first_line(&(item.start..item.end)));
            let is_numbered = source.starts_with(|char: char| char.is_ascii_digit());
            let Some((day, rest)) = is_numbered.then(|| self.entry_day(source)).flatten() else {
                if !self.goes_on_below_heading(text) && is_loose {
                    self.contact_in(text, self.place_of(item));
                }
                return None;
            };
            (day, Cow::Owned(rest.into_owned()))
        };
        let location = self.place_of(item);
        let event = event_of(&rest);
        let (place, is_talk) = self.place_of_entry(is_loose, &rest, location);
        let words = rest.as_ref().into();
        self.body.log.push(LogLine { day, event, words, location, place, is_talk, below: None });
        if is_loose {
            return None;
        }
        if rest.ends_with(')') {
            let written = item.first_line.is_none().then(|| slice(self.text, self.first_line(&(item.start..item.end))));
            let words = written.and_then(|written| behind_day(written, day)).filter(|words| words.ends_with(')'));
            self.body.done.push((day, words.unwrap_or(&rest).to_owned(), location.line));
        }
        Some(rest)
    }

    /// Returns the day of a heading that is an entry of a log, what it says, and where it stands: it begins with a day (`5 October
    /// – first mail`), or ends with one (`Call, 20 Oct 2026`).
    pub(super) fn entry_in_heading(&mut self, text: &str, topic: Topic) -> Option<(Day, String, LinePlace)> {
        if let Some((day, rest)) = self.entry_day(text) {
            return Some((day, rest.into_owned(), LinePlace::Log));
        }
        if topic != Topic::Other || !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let starts = text.match_indices(' ').map(|(at, _)| at + 1).take(MOST_BEFORE_LAST_DAY);
        starts.collect::<Vec<_>>().into_iter().find_map(|start| {
            let (before, rest) = (slice(text, 0..start), slice(text, start..text.len()));
            let rest = rest.trim_start_matches('(');
            let is_end = |behind: &str| !behind.contains(char::is_alphanumeric);
            let day = if let Some((day, length)) = date::with_length(rest, self.words.order) {
                day.ok().filter(|_| is_end(slice(rest, length..rest.len())))?
            } else {
                let (day, _) = date::without_year(rest, self.words.order).filter(|(_, behind)| is_end(behind))?;
                self.nearest(day)?
            };
            let words = before.trim_end_matches([' ', ',', ':', '(', '-', '–', '—', '/']);
            let last = words.rsplit(' ').next().map(plain_words).unwrap_or_default();
            let words = if self.words.day_word(&last) == Some(DayWord::On) {
                words.rsplit_once(' ').map_or("", |(words, _)| words)
            } else {
                words
            };
            Some((day, words.to_owned(), LinePlace::Alone))
        })
    }

    /// Ends the entry that the last heading is, where a heading of that level begins.
    pub(super) fn close_entry(&mut self, level: HeadingLevel) {
        let Some((entry, own)) = self.entry.take() else { return };
        if level > own
            && let Some(below) = self.body.log.get_mut(entry).and_then(|line| line.below.as_mut())
        {
            below.is_filled = true;
        }
    }

    /// Adds a line to the entry that the heading above it is. Returns whether there is such an entry.
    fn goes_on_below_heading(&mut self, line: &str) -> bool {
        let Some((at, _)) = self.entry else { return false };
        let Some(entry) = self.body.log.get(at) else { return false };
        let is_first = entry.below.as_ref().is_none_or(|below| below.words.is_empty());
        let words = plain_text(line);
        let tells_of_talk = is_first && entry.place == LinePlace::Alone && self.begins_with_our_talk(&words);
        let Some(entry) = self.body.log.get_mut(at) else { return false };
        entry.is_talk |= tells_of_talk;
        if let Some(below) = &mut entry.below {
            below.is_filled = true;
            if below.words.len() + words.len() < LONGEST_BELOW {
                below.words.push_str(if below.words.is_empty() { "" } else { " " });
                below.words.push_str(&words);
            }
        }
        true
    }

    /// Reads the lines of a paragraph that begin with a day.
    pub(super) fn log_in_prose(&mut self, range: &Span) {
        let is_loose = self.topic() != Topic::Log;
        let is_log = self.kind == NoteType::Contact && self.items.is_empty() && self.quotes == 0;
        if !is_log || (is_loose && self.topic() != Topic::Other) {
            return;
        }
        let mut at = range.start;
        for line in slice(self.text, range.clone()).split_inclusive('\n') {
            let place = at..at + line.trim_end().len();
            at += line.len();
            let location = self.locate(place);
            if let Some((day, rest)) = self.entry_day(line.trim()) {
                let (place, is_talk) = self.place_of_entry(is_loose, &rest, location);
                self.body.log.push(LogLine {
                    day,
                    event: event_of(&rest),
                    words: rest.into(),
                    location,
                    place,
                    is_talk,
                    below: None,
                });
            } else if let Some(day) = self.day_of_thanks(line) {
                let words = line.trim().into();
                let (event, place) = (None, LinePlace::Among);
                self.body.log.push(LogLine { day, event, words, location, place, is_talk: false, below: None });
            } else if self.goes_on_below_heading(line) {
            } else if is_loose {
                self.contact_in(line.trim(), location);
            }
        }
    }

    /// Returns the day of the line above for one without a day that tells of thanks: `thanked her the same evening`.
    fn day_of_thanks(&self, line: &str) -> Option<Day> {
        let last = self.body.log.last()?;
        (!line.bytes().any(|byte| byte.is_ascii_digit()) && tells_thanks(line, &[], self.words)).then_some(last.day)
    }

    /// Returns where a line stands that begins with a day, and whether what follows the day says that it was a talk. Right
    /// below another such line, both are a log.
    fn place_of_entry(&mut self, is_loose: bool, rest: &str, location: Location) -> (LinePlace, bool) {
        if !is_loose {
            return (LinePlace::Log, self.begins_with_kind_of_talk(rest));
        }
        let is_talk = self.begins_with_talk(rest);
        let near = |line: &&mut LogLine| {
            let is_near = (1..=FARTHEST_LINE).contains(&location.line.saturating_sub(line.location.line));
            is_near && matches!(line.place, LinePlace::Alone | LinePlace::Among)
        };
        match self.body.log.last_mut().filter(near) {
            Some(before) => {
                before.place = LinePlace::Among;
                (LinePlace::Among, is_talk)
            }
            None => (LinePlace::Alone, is_talk),
        }
    }

    /// Returns the day that stands behind the first words of a line, if these tell something: `Antwort am 15. Oktober 2026:
    /// …`. The words around it say what happened. A day without a year is read as one at the start is.
    fn day_behind_verb(&mut self, text: &str) -> Option<(Day, String)> {
        let first = text.split(' ').next().map(plain_words)?;
        if !self.words.begins_log_word(&first) && self.words.day_word(&first) != Some(DayWord::On) {
            return None;
        }
        let mut at = 0;
        text.split_inclusive(' ').take(MOST_BEFORE).find_map(|word| {
            at += word.len();
            let is_on = self.words.day_word(&plain_words(word)) == Some(DayWord::On);
            let rest = if is_on { slice(text, at..text.len()) } else { return None };
            let (day, behind) = if let Some((day, length)) = date::with_length(rest, self.words.order) {
                (day.ok()?, slice(rest, length..rest.len()))
            } else {
                let (day, behind) = date::without_year(rest, self.words.order)?;
                let found = self.nearest(day);
                self.body.has_day_without_year |= found.is_none();
                (found?, behind)
            };
            Some((day, format!("{}{behind}", slice(text, 0..at - word.len()))))
        })
    }

    /// Returns the day with which a line begins, and what follows it.
    pub(super) fn entry_day<'i>(&mut self, text: &'i str) -> Option<(Day, Cow<'i, str>)> {
        // Nearly all lines begin with words.
        if !slice(text, 0..text.floor_char_boundary(LONGEST_START)).bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        if let Some((day, rest)) = log_day(text, self.words.order) {
            return Some((day, Cow::Borrowed(rest)));
        }
        if let Some((day, words)) = self.day_behind_verb(text) {
            return Some((day, Cow::Owned(words)));
        }
        let text = text.trim_start_matches(['[', '*', '_', ' ']);
        // In small letters, `may 3` may begin a sentence.
        let first = text.split(' ').next().unwrap_or_default().trim_end_matches([',', '.', ':']);
        let is_name = || date::weekday(first).is_some() || (date::month(first).is_some() && !VERBS.contains(&first));
        if !text.starts_with(|char: char| char.is_ascii_digit() || char.is_uppercase()) && !is_name() {
            return None;
        }
        let (day, rest) = date::without_year(text, self.words.order)?;
        let rest = rest.trim_start_matches([':', ']', '*', '_', ' ', '-', '–', '—', '|', ',']);
        let found = self.nearest(day);
        self.body.has_day_without_year |= found.is_none() && self.topic() == Topic::Log;
        Some((found?, Cow::Borrowed(rest)))
    }

    /// Returns a day of a month in the year in which it is nearest to the line before it, or else to the first day that the
    /// note gives with its year.
    pub(super) fn nearest(&mut self, day: MonthDay) -> Option<Day> {
        let near = self.body.log.last().map(|line| line.day).or_else(self.near);
        let found = day.resolve(near, self.words.read_on);
        if found.is_some() || near.is_some() {
            return found;
        }
        let last = day.last(self.words.read_on);
        self.body.day_of_guessed_year = self.body.day_of_guessed_year.or(last);
        last
    }
}
