//! Days by which something is due, in the words of a task: `send CV by 26 June`, `bis Freitag`, `(deadline 31 July)`.

use chrono::{Datelike, Days};

use crate::core::base::text::slice;
use crate::core::model::vocabulary::{DayWord, Vocabulary, plain_words};
use crate::core::model::{DateOrder, Day, Interval, NoteType};
use crate::core::syntax::date;

use super::{Toward, day_of, end_of_month};

/// The most words of a phrase such as *no later than*, of a day, and of a part of one.
const LONGEST_PHRASE: usize = 4;
const LONGEST_DAY: usize = 5;
const LONGEST_PART: usize = 3;
/// First words of those for *until* that leave the day out.
const BEFORE: [&str; 8] = ["before", "vor", "avant", "antes", "prima", "voor", "vóór", "przed"];

/// What to do about a day without one to count from.
const NO_START: &str =
    "the note has no day from which it counts: write the day, such as `📅 2026-11-25` at the end of the line";

/// What the words of a task say about the day by which it is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Until {
    /// Nothing.
    Unsaid,
    On(Day),
    /// They name a day, but not which one: why, and what to do.
    Unclear(String),
}

/// The days by which days in words are read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Start {
    /// The day from which they count.
    pub(crate) from: Option<Day>,
    /// Where there is none, the day near which a day of a month is.
    pub(crate) near: Option<Day>,
}

/// Reads the day by which something is due: behind words such as *by*, or else at the end or the start of the text.
pub(crate) fn until(text: &str, start: Start, words: &Vocabulary) -> Until {
    let reader = Reader { near: start.near, ..Reader::new(text, start.from, words) };
    let mut found: Option<Day> = None;
    for said in reader.all() {
        match (said, found) {
            (Err(why), _) => return Until::Unclear(why),
            (Ok(day), Some(other)) if day != other => {
                return Until::Unclear(format!("it may be {other} or {day}: write the one that is meant"));
            }
            (Ok(day), _) => found = Some(day),
        }
    }
    found.map_or(Until::Unsaid, Until::On)
}

/// Returns the words of a text: where each begins and ends.
fn tokens(text: &str) -> Vec<(usize, usize)> {
    let is_outside = |char: char| char.is_whitespace() || ",;()[]\"“”„!?".contains(char);
    let mut tokens = Vec::new();
    let mut at = 0;
    for part in text.split(is_outside) {
        let start = at;
        let end = start + part.len();
        at = end + slice(text, end..text.len()).chars().next().map_or(0, char::len_utf8);
        let bare = part.trim_end_matches([':', '=']);
        if !bare.is_empty() {
            tokens.push((start, start + bare.len()));
        }
    }
    tokens
}

/// Reads days in the words of a text.
pub(super) struct Reader<'t> {
    text: &'t str,
    from: Option<Day>,
    near: Option<Day>,
    words: &'t Vocabulary,
    tokens: Vec<(usize, usize)>,
}

impl<'t> Reader<'t> {
    /// Returns the reader of a text whose days in words count from `from`.
    pub(super) fn new(text: &'t str, from: Option<Day>, words: &'t Vocabulary) -> Self {
        Self { text, from, near: None, words, tokens: tokens(text) }
    }

    /// Returns how many tokens there are.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Returns a token; empty behind the last one.
    pub(super) fn token(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |(start, end)| slice(self.text, *start..*end))
    }

    /// Returns each day that is said, or why it is not read.
    fn all(&self) -> Vec<Result<Day, String>> {
        let mut all = Vec::new();
        let plain: Vec<String> = (0..self.tokens.len()).map(|at| plain_words(self.token(at))).collect();
        let mut at = 0;
        while let Some(head) = plain.get(at) {
            let longest = if self.words.begins_day_word(head) { LONGEST_PHRASE } else { 0 };
            let is_until = |words: &[String]| self.words.day_word(&words.join(" ")) == Some(DayWord::Until);
            let phrase = (1..=longest).rev().find(|length| plain.get(at..at + length).is_some_and(is_until));
            let next = at + phrase.unwrap_or(1);
            let is_verb = |word: &str| word == "do" && self.token(next).parse::<chrono::Weekday>().is_ok();
            if let Some(length) = phrase
                && !(length == 1 && is_verb(self.token(at)))
            {
                let day = self.day_at(next).map(|(day, _)| day);
                let is_before = BEFORE.contains(&head.as_str())
                    && !(1..=LONGEST_PHRASE).any(|length| self.meaning(next, length) == Some(DayWord::End));
                // The last day before Friday is Thursday, unless that is over by then.
                let last =
                    |day: Day| day.pred_opt().filter(|last| is_before && self.from.is_none_or(|from| *last >= from));
                all.extend(day.map(|day| day.map(|day| last(day).unwrap_or(day))));
            }
            at = next;
        }
        all.extend(self.unspaced());
        if all.is_empty() {
            let first = if self.begins_with_label() { self.at_the_start() } else { None };
            let found = first.or_else(|| self.at_the_end()).or_else(|| self.at_the_start());
            all.extend(found.or_else(|| self.behind_on()).or_else(|| self.in_the_midst()));
        }
        all
    }

    /// Reads the day with which a text ends: `call Ann on Friday`, `send the sketch tomorrow`, `Bericht, 20.10.`.
    fn at_the_end(&self) -> Option<Result<Day, String>> {
        let count = self.tokens.len();
        if !self.may_end_with_a_day() {
            return None;
        }
        (count.saturating_sub(LONGEST_DAY + 2)..count).find_map(|at| {
            let is_on = self.is_on(at);
            let (day, end) = self.day_with_part(at + usize::from(is_on))?;
            // `notes of the talk on Friday` are about that day.
            let before = at.checked_sub(1);
            let is_about =
                self.is_about(at) || before.is_some_and(|before| self.is_on(before) || self.is_about(before));
            // In `give Ann three days`, these are a thing.
            let words: Vec<&str> = (at..end).map(|at| self.token(at)).collect();
            let is_length = !is_on && Interval::parse(&words.join(" ")).is_some();
            (end == count && !is_about && !is_length && self.is_plainly_a_day((at, end), is_on, &day)).then_some(day)
        })
    }

    /// Reads a day with a number behind a word such as *on*, wherever it stands: `am 19. Oktober den Bericht schicken`.
    fn behind_on(&self) -> Option<Result<Day, String>> {
        let has_number = |at: usize| self.token(at).contains(|char: char| char.is_ascii_digit());
        (1..self.tokens.len()).filter(|at| has_number(*at) && self.is_on(at - 1)).find_map(|at| {
            let (day, end) = self.day_with_part(at)?;
            let is_about = at.checked_sub(2).is_some_and(|before| self.is_about(before));
            (!is_about && self.is_plainly_a_day((at - 1, end), true, &day)).then_some(day)
        })
    }

    /// Reads a day of the week with its number in the month, wherever it stands: `so Monday 30 at the latest`.
    fn in_the_midst(&self) -> Option<Result<Day, String>> {
        let day = |at: usize| self.numbered_weekday(at).filter(|_| !self.is_about(at.saturating_sub(1)));
        (1..self.tokens.len()).find_map(day).map(Ok)
    }

    /// Returns whether a colon stands behind one of the first words: `mardi 1er : …`.
    fn begins_with_label(&self) -> bool {
        let end = self.tokens.get(LONGEST_PART).map_or(self.text.len(), |(start, _)| *start);
        slice(self.text, 0..end).contains(':')
    }

    /// Tells by the last word whether a text may end with a day: most do not.
    fn may_end_with_a_day(&self) -> bool {
        let plain = |at: usize| plain_words(self.token(at));
        let mut end = self.tokens.len();
        let part_before = |end: usize| {
            (1..=LONGEST_PART)
                .find(|length| *length <= end && self.meaning(end - length, *length) == Some(DayWord::Part))
        };
        while let Some(length) = part_before(end) {
            end -= length;
        }
        let Some(last) = end.checked_sub(1) else { return false };
        let word = self.token(last);
        let has_part = end < self.tokens.len() || self.words.begins_day_word(&plain(self.tokens.len() - 1));
        has_part
            || word.contains(|char: char| char.is_ascii_digit())
            || matches!(word, "week" | "weeks" | "month" | "months" | "days" | "year")
            || self.meaning(last, 1).is_some()
            || self.weekday(last).is_some()
            || date::month(word).is_some()
    }

    /// Reads the day with which a text begins: `Friday: call Ann`, `On Friday call Ann`.
    fn at_the_start(&self) -> Option<Result<Day, String>> {
        let is_on = self.is_on(0);
        let is_number = || self.token(0).starts_with(|char: char| char.is_ascii_digit());
        let is_word = || self.weekday(0).is_some() || self.words.begins_day_word(&plain_words(self.token(0)));
        if !is_on && !is_number() && !is_word() {
            return None;
        }
        let (day, end) = self.day_with_part(usize::from(is_on))?;
        let (_, last) = *self.tokens.get(end.checked_sub(1)?)?;
        // In `mardi 8/12 14h RDV`, the day of the week and the number are enough.
        let is_whole = self.weekday(0).is_some() && self.token(1).starts_with(|char: char| char.is_ascii_digit());
        let is_set_off =
            is_on || is_whole || slice(self.text, last..self.text.len()).trim_start().starts_with([':', ',', '-', '–']);
        (is_set_off && self.is_plainly_a_day((0, end), is_on, &day)).then_some(day)
    }

    /// Reads a day that begins at a token, with the part of the day behind it; also returns the token behind these.
    fn day_with_part(&self, at: usize) -> Option<(Result<Day, String>, usize)> {
        let (day, length) = self.day_at(at)?;
        let is_time = |token: &str| token.contains([':', 'h']) && date::time(token).is_some();
        let mut end = at + length;
        end += usize::from(is_time(self.token(end)));
        while let Some(length) = (1..=LONGEST_PART)
            .rev()
            .find(|length| end + length <= self.tokens.len() && self.meaning(end, *length) == Some(DayWord::Part))
        {
            end += length;
        }
        Some((day, end))
    }

    /// Returns whether words that nothing announces can hardly be anything but a day.
    fn is_plainly_a_day(&self, (at, end): (usize, usize), is_on: bool, day: &Result<Day, String>) -> bool {
        // `Offer (20 November 2026)` in a note of that day tells when it was noted.
        let is_in_brackets = || {
            let start = self.tokens.get(at).map_or(0, |(start, _)| *start);
            slice(self.text, 0..start).ends_with(['(', '['])
        };
        let is_said = match day {
            Ok(day) => self.from.is_none_or(|from| *day > from || (*day == from && !is_in_brackets())),
            Err(why) => why == NO_START,
        };
        let first = self.token(at + usize::from(is_on));
        let is_number = first.starts_with(|char: char| char.is_ascii_digit());
        // `chapter 3.10` is no day; `20.10.` is one.
        let is_phrase = is_on || end > at + 1;
        is_said && (is_phrase || if is_number { first.ends_with('.') } else { first.chars().count() > 3 })
    }

    /// Returns whether a word before a day makes it the day of something else.
    fn is_about(&self, at: usize) -> bool {
        const ABOUT: [&str; 23] = [
            "of",
            "from",
            "since",
            "about",
            "for",
            "after",
            "vom",
            "von",
            "seit",
            "für",
            "nach",
            "dem",
            "du",
            "de",
            "depuis",
            "après",
            "del",
            "da",
            "después",
            "depois",
            "dopo",
            "после",
            "після",
        ];
        let word = self.token(at).to_lowercase();
        ABOUT.contains(&&*word) || self.words.type_of(&word) == Some(NoteType::Meeting)
    }

    /// Returns what the words mean that begin at a token.
    pub(super) fn meaning(&self, at: usize, length: usize) -> Option<DayWord> {
        let words: Vec<String> = (at..at + length).map(|at| plain_words(self.token(at))).collect();
        self.words.day_word(words.join(" ").as_str())
    }

    /// Reads the day that begins at a token; also returns how many tokens it takes.
    pub(super) fn day_at(&self, at: usize) -> Option<(Result<Day, String>, usize)> {
        let (day, length) = self.day_from(at)?;
        // Of a day of a month, a day nearby tells the year, or else today, if it is near.
        let nearest = || {
            let (start, _) = *self.tokens.get(at)?;
            let (day, _) = date::without_year(slice(self.text, start..self.text.len()), self.words.order)?;
            day.resolve(self.near, self.words.read_on)
                .or_else(|| if self.near.is_none() { day.soon(self.words.read_on) } else { None })
        };
        let day = day.or_else(|why| nearest().filter(|_| why == NO_START).ok_or(why));
        Some((day, length))
    }

    fn day_from(&self, at: usize) -> Option<(Result<Day, String>, usize)> {
        let (start, _) = *self.tokens.get(at)?;
        let rest = slice(self.text, start..self.text.len());
        // A day of the week next to a date only confirms it.
        let skipped = 1 + usize::from(self.is_on(at + 1));
        if let Some(weekday) = self.weekday(at)
            && let Some((day, length)) = self.dated(at + skipped).or_else(|| self.numbered(at + skipped))
        {
            let is_other = |day: &Day| day.weekday() != weekday;
            let day = match day {
                Ok(day) if is_other(&day) => Err(date::Unread::OtherWeekday(day).hint()),
                day => day,
            };
            return Some((day, skipped + length));
        }
        if let Some(day) = self.numbered_weekday(at) {
            return Some((Ok(day), skipped + 1));
        }
        // `bis Di` names a day, and a word of two letters elsewhere may be any.
        let is_behind = |before: usize| self.is_on(before) || self.meaning(before, 1) == Some(DayWord::Until);
        let is_short = self.token(at).ends_with('.') || at.checked_sub(1).is_some_and(is_behind);
        if let Some(weekday) = self.weekday(at).filter(|_| is_short) {
            let day = self.from.map(|from| date::next_weekday(weekday, from));
            return Some((day.unwrap_or(None).ok_or_else(|| String::from(NO_START)), 1));
        }
        if let Some((day, length)) = date::with_length(rest, self.words.order) {
            let end = start + length;
            let taken = self.tokens.iter().skip(at).take_while(|(token, _)| *token < end).count();
            return Some((day.map_err(date::Unread::hint), taken));
        }
        self.dated(at).or_else(|| self.day_in_words(at))
    }

    /// Reads a day of the week with its number in the month: `jeudi 3`, `mardi 1er`.
    fn numbered_weekday(&self, at: usize) -> Option<Day> {
        let (start, _) = *self.tokens.get(at)?;
        self.weekday(at)?;
        let (day, _) = date::without_year(slice(self.text, start..self.text.len()), self.words.order)?;
        if day.has_month() { None } else { day.resolve(self.near.or(self.from), self.words.read_on) }
    }

    /// Returns the day of the week that a token names.
    fn weekday(&self, at: usize) -> Option<chrono::Weekday> {
        date::weekday(self.token(at).trim_end_matches('.'))
    }

    /// Returns whether a token is a word such as *on*.
    fn is_on(&self, at: usize) -> bool {
        self.tokens.get(at).is_some() && self.meaning(at, 1) == Some(DayWord::On)
    }

    /// Reads a day and a month in numbers, without a year: `15.10.`, and `15/10` if the settings order it.
    fn dated(&self, at: usize) -> Option<(Result<Day, String>, usize)> {
        let token = self.token(at);
        let number = |text: &str| {
            (1..=2).contains(&text.len()).then(|| text.parse::<u32>().ok().filter(|number| *number > 0)).flatten()
        };
        let (month, day) = match token.trim_end_matches('.').split_once(['.', '/'])? {
            (day, month) if token.contains('.') => (number(month)?, number(day)?),
            (one, other) => match self.words.order? {
                DateOrder::DayFirst => (number(other)?, number(one)?),
                DateOrder::MonthFirst => (number(one)?, number(other)?),
            },
        };
        // Some leap year, to tell whether there is such a day at all.
        Day::from_ymd_opt(2024, month, day)?;
        let day = match self.from {
            Some(from) => Ok(next_day(month, day, from)?),
            None => Err(String::from(NO_START)),
        };
        Some((day, 1))
    }

    /// Reads a day in words that begins with a number: `29th`, `14 October`.
    fn numbered(&self, at: usize) -> Option<(Result<Day, String>, usize)> {
        let is_number = self.token(at).starts_with(|char: char| char.is_ascii_digit());
        if is_number { self.day_in_words(at) } else { None }
    }

    /// Reads a day in words that begins at a token.
    fn day_in_words(&self, at: usize) -> Option<(Result<Day, String>, usize)> {
        let words: Vec<String> = (at..self.tokens.len().min(at + LONGEST_DAY))
            .map(|at| self.token(at).to_lowercase().trim_end_matches(['.', '\'', '’']).replace("-feira", ""))
            .collect();
        let any = |from: Day| {
            (1..=words.len()).rev().find_map(|length| {
                let words = words.get(..length)?.iter().map(String::as_str);
                let words: Vec<&str> = words.filter(|word| !matches!(*word, "the" | "on")).collect();
                // In `by June Lee` the month is somebody's name.
                let is_month = matches!(words.as_slice(), [one] if date::month(one).is_some());
                let is_name = is_month && self.token(at + length).starts_with(char::is_uppercase);
                if is_name { None } else { self.in_words(&words, from).map(|day| (day, length)) }
            })
        };
        let Some(from) = self.from else {
            // Whether these are the words of a day at all does not depend on the day from which it is counted.
            let (_, length) = any(Day::from_ymd_opt(2024, 1, 1)?)?;
            return Some((Err(String::from(NO_START)), length));
        };
        any(from)
    }

    /// Reads a day in words, counted from a day.
    fn in_words(&self, words: &[&str], from: Day) -> Option<Result<Day, String>> {
        let ordinal = |word: &str| {
            let number = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending))?;
            number.parse::<u32>().ok().filter(|number| (1..=31).contains(number))
        };
        match words {
            [one] => match (self.words.day_word(&plain_words(one)), ordinal(one)) {
                (Some(DayWord::Today), _) => Some(Ok(from)),
                (Some(DayWord::Tomorrow), _) => from.succ_opt().map(Ok),
                (Some(DayWord::Overmorrow), _) => from.checked_add_days(Days::new(2)).map(Ok),
                (_, Some(number)) => day_of_month(number, from).map(Ok),
                _ if date::month(one).is_some() => month_alone(one, from),
                _ if date::weekday(one).is_some() => (one.chars().count() > 2 || !one.is_ascii())
                    .then(|| day_of(words, from, Toward::Future).ok().flatten().map(Ok))?,
                _ => None,
            },
            [] | ["next", "week" | "month" | "year"] => None,
            [next, week, name] | [name, next, week]
                if self.is_next_week(next, week) && date::weekday(name).is_some() =>
            {
                let monday = date::next_weekday(chrono::Weekday::Mon, from)?;
                monday.checked_add_days(Days::new(date::weekday(name)?.num_days_from_monday().into())).map(Ok)
            }
            [next, name] | [name, next]
                if date::weekday(name).is_some() && self.words.day_word(&plain_words(next)) == Some(DayWord::Next) =>
            {
                day_of(&["next", name], from, Toward::Future).ok().flatten().map(Ok)
            }
            _ => self.end_of(words, from).or_else(|| match day_of(words, from, Toward::Future) {
                Ok(day) => day.map(Ok),
                Err(why) => Some(Err(why)),
            }),
        }
    }

    /// Returns whether two words say *next week*.
    fn is_next_week(&self, next: &str, week: &str) -> bool {
        const WEEKS: [&str; 9] =
            ["week", "woche", "semaine", "semana", "settimana", "tydzień", "tygodniu", "неделе", "тижня"];
        WEEKS.contains(&week) && (next == "next" || self.words.day_word(&plain_words(next)) == Some(DayWord::Next))
    }

    /// Reads the end of a month or of a year.
    fn end_of(&self, words: &[&str], from: Day) -> Option<Result<Day, String>> {
        let length = (1..words.len()).rev().find(|length| {
            let phrase = words.get(..*length).map(|words| plain_words(&words.join(" ")));
            phrase.is_some_and(|phrase| self.words.day_word(&phrase) == Some(DayWord::End))
        })?;
        let rest: Vec<&str> =
            words.get(length..)?.iter().filter(|word| !matches!(**word, "of" | "de")).copied().collect();
        match *rest.as_slice() {
            [name] if date::month(name).is_some() => last_of_month(date::month(name)?, from).map(Ok),
            ["month"] => end_of_month(from, 0).map(Ok),
            ["year"] => Day::from_ymd_opt(from.year(), 12, 31).map(Ok),
            ["week"] => {
                let monday = from.checked_sub_days(Days::new(from.weekday().num_days_from_monday().into()))?;
                let (friday, sunday) = (monday.checked_add_days(Days::new(4))?, monday.checked_add_days(Days::new(6))?);
                Some(Err(format!("it may be {friday} or {sunday}: write the one that is meant")))
            }
            _ => None,
        }
    }

    /// Reads days of scripts without spaces: `7月31日までに`, `截止7月31日`.
    fn unspaced(&self) -> Vec<Result<Day, String>> {
        if self.text.is_ascii() {
            return Vec::new();
        }
        let mut all = Vec::new();
        let is_unspaced = |char: char| ('\u{3040}'..='\u{9fff}').contains(&char);
        for (at, _) in self.text.char_indices().filter(|(_, char)| is_unspaced(*char)) {
            let run = |length: usize| slice(self.text, at..self.text.len()).chars().take(length).collect::<String>();
            let known = (1..=LONGEST_PHRASE).rev().map(run).find_map(|run| {
                let is_whole = run.chars().all(is_unspaced);
                self.words.day_word(&plain_words(&run)).filter(|_| is_whole).map(|word| (word, run.len()))
            });
            let day = match known {
                Some((DayWord::Until, length)) => {
                    self.unspaced_day(slice(self.text, at + length..self.text.len()), true)
                }
                Some((DayWord::UntilBefore, _)) => self.unspaced_day(slice(self.text, 0..at), false),
                _ => None,
            };
            let is_new = |day: &Result<Day, String>| !all.contains(day);
            all.extend(day.filter(is_new));
        }
        all
    }

    /// Reads the day at the start or at the end of a text.
    fn unspaced_day(&self, text: &str, is_start: bool) -> Option<Result<Day, String>> {
        let text = text.trim_matches([' ', ':', '：'].as_slice());
        let is_part = |char: char| char.is_ascii_digit() || matches!(char, '年' | '月' | '日');
        let day = if is_start {
            slice(text, 0..text.find(|char| !is_part(char)).unwrap_or(text.len()))
        } else {
            slice(
                text,
                text.rfind(|char| !is_part(char))
                    .map_or(0, |at| at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8))
                    ..text.len(),
            )
        };
        let (year, rest) = day.split_once('年').map_or((None, day), |(year, rest)| (year.parse::<i32>().ok(), rest));
        if let Some((month, day)) = rest.split_once('月') {
            let (month, day) = (month.trim_start_matches('日'), day.trim_end_matches('日'));
            let (month, day) = (month.parse::<u32>().ok()?, day.parse::<u32>().ok()?);
            return match (year, self.from) {
                (Some(year), _) => Day::from_ymd_opt(year, month, day).map(Ok),
                (None, Some(from)) => next_day(month, day, from).map(Ok),
                (None, None) => Some(Err(String::from(NO_START))),
            };
        }
        let chars: Vec<char> = text.chars().collect();
        let name = |length: usize| {
            let part = if is_start {
                chars.get(..length)
            } else {
                chars.len().checked_sub(length).and_then(|at| chars.get(at..))
            };
            let name = part?.iter().collect::<String>();
            date::weekday(&name).or_else(|| date::weekday(&name.replace('周', "星期")))
        };
        let weekday = [3, 2].into_iter().find_map(name)?;
        let Some(from) = self.from else { return Some(Err(String::from(NO_START))) };
        date::next_weekday(weekday, from).map(Ok)
    }
}

/// Says that a month alone may mean its first day or its last one.
fn month_alone(name: &str, from: Day) -> Option<Result<Day, String>> {
    if name.chars().count() < 4 && name != "may" {
        return None;
    }
    let last = last_of_month(date::month(name)?, from)?;
    let first = last.with_day(1)?;
    Some(Err(format!("it may be {first} or {last}: write the one that is meant")))
}

/// Returns the first day with that month and day of it, from a day on.
fn next_day(month: u32, day: u32, from: Day) -> Option<Day> {
    [from.year(), from.year() + 1]
        .into_iter()
        .find_map(|year| Day::from_ymd_opt(year, month, day).filter(|day| *day >= from))
}

/// Returns the first day with that number in its month, from a day on.
fn day_of_month(number: u32, from: Day) -> Option<Day> {
    let months = (0..3).filter_map(|months| from.with_day(1)?.checked_add_months(chrono::Months::new(months)));
    months.filter_map(|first| first.with_day(number)).find(|day| *day >= from)
}

/// Returns the last day of the next such month, that of a day included.
fn last_of_month(month: u32, from: Day) -> Option<Day> {
    let year = from.year() + i32::from(month < from.month());
    end_of_month(Day::from_ymd_opt(year, month, 1)?, 0)
}
