//! What the lines of a log tell (`docs/format.md#words-of-a-log`): that the user asked, that the person answered, said yes
//! or no, or that nobody else took part.

#[cfg(test)]
mod tests;

use chrono::Days;

use crate::core::base::text::{single_spaced, slice};
use crate::core::model::vocabulary::{self, Answer, DayWord, LogWord, Saying, Vocabulary, plain_words};
use crate::core::model::{Agreed, Contact, Day, Event, EventKey, LogEntry, LogTells, Moment, NoteType, Stage, When};
use crate::core::syntax::when::appointment;
use crate::core::syntax::{date, when};

use super::body::{LinePlace, LogLine, behind_label, plain_text};
use super::properties::is_asking;

/// The most words of a phrase, and the most characters of one in a script without spaces.
pub(super) const LONGEST_PHRASE: usize = 6;
const LONGEST_RUN: usize = 8;
/// The most characters of an unclear line that are shown.
const MOST_SHOWN: usize = 60;
/// How many days somebody for whom a machine answers is away at most, and how long ago a line says that somebody was asked.
const LONGEST_ABSENCE: u64 = 90;
/// Parts of words by which a line tells that a machine answered.
const MACHINES: [&str; 8] = ["auto", "office", "abwesen", "absence", "ausencia", "ausência", "assenza", "afwezig"];
/// The longest line in which thanks are looked for, in bytes.
const LONGEST_LINE: usize = 300;
/// Words behind one for a message that say that it came from somebody.
const FROM: [&str; 8] = ["from", "von", "de", "da", "van", "od", "від", "от"];
/// Words of thanks before one for a message.
const THANKS: [&str; 12] =
    ["thx", "thanks", "ty", "danke", "merci", "gracias", "obrigado", "obrigada", "grazie", "dank", "спасибо", "дякую"];
/// How many days after a mail its box is ticked.
const MOST_DAYS_TO_TICK: i64 = 3;
/// How a done follow-up ends in a log.
const DONE_FOLLOW_UP: &str = "(due ";

/// Adds the lines of a log to somebody, with the events that their words tell. Somebody who is known and was asked all the
/// same is a contact. Of anybody else who is known, the words tell only who took part.
pub(super) fn tell(contact: &mut Contact, lines: &[LogLine], who: (&str, NoteType), vocabulary: &Vocabulary) {
    if !contact.is_known {
        return tell_events(contact, lines, who, vocabulary);
    }
    let mut asked = contact.clone();
    tell_events(&mut asked, lines, who, vocabulary);
    // Whoever only has the mark of a person is a colleague, of whom one asks many things.
    let is_talk = |line: &LogLine| asks_for_talk(&line.all_words(), vocabulary);
    let was_called_off = asked.log.iter().any(|entry| matches!(entry.tells, LogTells::CalledOff(_)));
    let is_meant = |event: &Event| {
        let agreed = was_called_off || asked.agreed.is_some_and(|agreed| agreed.line == event.location.line);
        let mut of_event = lines.iter().filter(|line| line.location.line == event.location.line);
        who.1 != NoteType::Person || agreed || of_event.any(is_talk)
    };
    let mut told = asked.events.iter().skip(contact.events.len()).filter(|event| is_asking(event));
    if told.any(is_meant) {
        (asked.is_known, asked.is_close) = (false, false);
        if who.1 == NoteType::Person {
            let told = asked.events.iter().skip(contact.events.len()).filter(|event| is_asking(event));
            asked.since = told.filter_map(Event::day).min();
        }
        *contact = asked;
        return;
    }
    contact.log = asked.log;
    for entry in contact.log.iter_mut().filter(|entry| entry.is_contact()) {
        entry.tells = LogTells::Contact;
    }
}

fn tell_events(contact: &mut Contact, lines: &[LogLine], (name, _): (&str, NoteType), vocabulary: &Vocabulary) {
    let name: Vec<String> = plain_words(name).split(' ').map(str::to_owned).collect();
    let mut entries: Vec<LogEntry> = Vec::with_capacity(lines.len());
    let mut all: Vec<(usize, &LogLine, Told)> = Vec::new();
    // Whether a line so far tells of more than that the user asked.
    let mut has_contact = false;
    for line in lines {
        let is_done_follow_up = line.words.ends_with(')') && line.words.contains(DONE_FOLLOW_UP);
        let mut tells = LogTells::Contact;
        let words = line.all_words();
        if line.event.is_none() && tells_absence(line, &name, vocabulary) {
            all.push((entries.len(), line, read(&words, line.day, &name, vocabulary)));
            entries.push(LogEntry { day: line.day, line: line.location.line, tells: LogTells::Absent });
            continue;
        }
        // `asked: How did you start?` is a question of a talk.
        let is_question = behind_label(&line.words).len() < line.words.len() && line.words.ends_with(['?', '？']);
        if line.event.is_none() && !is_done_follow_up && !is_question {
            let told = read(&words, line.day, &name, vocabulary);
            tells = told.tells(&words);
            // Prose of somebody who was met asks them for other things than a talk.
            let is_later = told.asked.is_some() && told.answers().is_empty() && has_contact;
            // In a log, the words behind *coffee* may tell of one that did not take place.
            let is_talk = line.is_talk && (line.place != LinePlace::Log || told.may_be_talk());
            if is_talk && is_ahead(line, vocabulary) {
                tells_of_talk(contact, line, vocabulary);
                continue;
            }
            if is_talk {
                contact.stage = contact.stage.or(Some(Stage::Met));
                tells = LogTells::Talk;
            }
            if line.place != LinePlace::Log && (!told.is_plain() || is_later) {
                if is_talk || line.place == LinePlace::Among || is_later {
                    has_contact |= told.asked.is_none();
                    let tells = if is_talk { LogTells::Talk } else { LogTells::Contact };
                    entries.push(LogEntry { day: line.day, line: line.location.line, tells });
                }
                continue;
            }
            has_contact |= told.asked.is_none() && tells != LogTells::Alone;
            all.push((entries.len(), line, told));
        } else if line.event == Some(EventKey::Replied) {
            add_plans(contact, line, &read(behind_label(&line.words), line.day, &name, vocabulary));
        }
        entries.push(LogEntry { day: line.day, line: line.location.line, tells });
    }
    all.sort_by_key(|(_, line, _)| (line.day, line.location.line));
    for (at, line, told) in all {
        let Some(entry) = entries.get_mut(at) else { continue };
        let event = |key: EventKey, day: Day| Event { key, when: When::On(Moment::on(day)), location: line.location };
        if entry.tells == LogTells::Absent {
            add_plans(contact, line, &told);
            continue;
        }
        if told.thanked {
            contact.events.push(event(EventKey::Thanked, line.day));
        }
        if told.cancelled && told.meets.is_none() && contact.agreed.is_some_and(|agreed| agreed.at.day >= line.day) {
            let talk = contact.agreed.take();
            entry.tells = talk.map_or(LogTells::Contact, |talk| LogTells::CalledOff(talk.at.day));
            contact.later = told.not_before.map(|until| (line.day, until)).or(contact.later);
            continue;
        }
        add_plans(contact, line, &told);
        if let Some((key, day)) = told.asked.and_then(|ask| ask.event(&contact.events)) {
            contact.events.push(event(key, day));
            entry.tells = LogTells::Asked;
        }
        if told.gave_up && line.place == LinePlace::Log {
            contact.events.push(event(EventKey::Closed, line.day));
        }
        // Prose tells of much that people say.
        let is_certain = (told.agreed || told.reason) && line.place != LinePlace::Prose;
        for key in told.answers() {
            // Somebody who was never asked does not answer by calling.
            let is_answer = key != EventKey::Replied || is_certain || was_asked(&contact.events, line.day);
            if is_answer && is_new(&contact.events, key, line.day, told.agreed) {
                contact.events.push(event(key, line.day));
            }
        }
    }
    contact.log = entries;
    contact.events.shrink_to_fit();
}

/// Returns whether a line of the log tells that somebody did not come, in its own words or in the first ones below it.
fn tells_absence(line: &LogLine, name: &[String], vocabulary: &Vocabulary) -> bool {
    let below = line.below.as_ref().map_or("", |below| below.words.split(['.', '!']).next().unwrap_or_default());
    [&*line.words, below]
        .iter()
        .any(|words| of_meeting(words, || name.to_vec(), vocabulary) == Some(OfMeeting::Absence))
}

/// Returns whether a talk of which a line tells is still to come: its day is ahead; or it is today, and the line is not of a log
/// and gives a time, or is a heading with nothing below it.
fn is_ahead(line: &LogLine, vocabulary: &Vocabulary) -> bool {
    let Some(today) = vocabulary.read_on else { return false };
    let is_open = || match &line.below {
        Some(below) => !below.is_filled,
        None => line.place == LinePlace::Prose && time_of(line, vocabulary).is_some(),
    };
    line.day > today || (line.day == today && is_open())
}

/// Returns the moment of a talk on the day of a line, if that gives the time.
fn time_of(line: &LogLine, vocabulary: &Vocabulary) -> Option<Moment> {
    let before = line.day.pred_opt()?;
    // The words may lack the day with which the line begins.
    let words = format!("{} {}", line.day, line.words);
    [&*line.words, &*words].iter().find_map(|words| {
        appointment(words, before, vocabulary).map(|(at, _)| at).filter(|at| at.day == line.day && at.time.is_some())
    })
}

/// Takes a day ahead on which the prose of a note has a talk as one that was agreed on.
fn tells_of_talk(contact: &mut Contact, line: &LogLine, vocabulary: &Vocabulary) {
    let Some(read_on) = vocabulary.read_on.filter(|_| contact.agreed.is_none()) else { return };
    let at = time_of(line, vocabulary).unwrap_or(Moment::on(line.day));
    contact.agreed = Some(Agreed { day: read_on, line: line.location.line, at });
}

/// Returns whether words name a talk, or a few minutes of somebody's time: `would he have 20 minutes?`
fn asks_for_talk(text: &str, vocabulary: &Vocabulary) -> bool {
    let words = plain_words(text);
    let words: Vec<&str> = words.split(' ').collect();
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let is_time = |pair: &[&str]| matches!(pair, [count, unit] if is_number(count) && is_minutes(unit));
    let has_hour = HALVES.iter().any(|half| words.windows(half.len()).any(|pair| pair == *half));
    words.iter().any(|word| vocabulary.says_talk(word)) || words.windows(2).any(is_time) || has_hour
}

/// Words for half an hour.
const HALVES: [&[&str]; 8] = [
    &["half", "an", "hour"],
    &["half", "hour"],
    &["halbe", "stunde"],
    &["demi", "heure"],
    &["media", "hora"],
    &["meia", "hora"],
    &["mezz", "ora"],
    &["half", "uur"],
];

/// Returns whether a word means minutes, in any language.
fn is_minutes(word: &str) -> bool {
    word.starts_with("min") || word.starts_with("хвил") || word.starts_with("мин")
}

/// Returns whether there is a request, or a nudge, up to a day.
fn was_asked(events: &[Event], day: Day) -> bool {
    let is_outbound = |event: &&Event| matches!(event.key, EventKey::Requested | EventKey::Nudged);
    events.iter().filter(is_outbound).any(|event| match event.when {
        When::On(asked) => asked.day <= day,
        When::Sometime => true,
        When::Never => false,
    })
}

/// What a line of a meeting's note tells of the meeting itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OfMeeting {
    /// Somebody did not come: `She didn't show up`, `No-show`.
    Absence,
    /// It has another day.
    Move,
}

/// Returns what a line tells of the meeting itself; `names` gives the words of its people's names.
pub(super) fn of_meeting(
    line: &str,
    names: impl FnOnce() -> Vec<String>,
    vocabulary: &Vocabulary,
) -> Option<OfMeeting> {
    let words = plain_words(line);
    let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
    if !words.iter().any(|word| vocabulary.begins_log_word(word)) {
        return None;
    }
    let phrases = phrases(&words, &[], vocabulary);
    let has = |meaning: LogWord| phrases.iter().any(|phrase| phrase.meaning == Some(meaning));
    if has(LogWord::Absent) {
        // Somebody has to be its subject. Where *she* is a word for more than a person, it is not among those for others.
        let first = phrases.first().and_then(|first| first.meaning);
        let absent = phrases.iter().position(|phrase| phrase.meaning == Some(LogWord::Absent));
        let before = absent.and_then(|at| phrases.get(at.checked_sub(1)?)).and_then(|before| before.meaning);
        // In `waited 20 min, nobody came. no show`, it is all that a clause says.
        let is_clause =
            || clauses(line).any(|clause| vocabulary.log_word(&plain_words(clause)) == Some(LogWord::Absent));
        let is_of_somebody = matches!(first, Some(LogWord::Theirs | LogWord::Absent))
            || before == Some(LogWord::Theirs)
            || is_clause()
            || matches!(words.first(), Some(&("sie" | "elle" | "ella" | "el" | "ela" | "ele" | "zij" | "ona" | "on")))
            || words.first().is_some_and(|word| names().iter().any(|name| name == word));
        return is_of_somebody.then_some(OfMeeting::Absence);
    }
    has(LogWord::Moved).then_some(OfMeeting::Move)
}

/// Adds the talk that a line says was agreed on, and the day before which the person does not want to talk.
fn add_plans(contact: &mut Contact, line: &LogLine, told: &Told) {
    if let Some(at) = told.meets {
        contact.agreed = Some(Agreed { day: line.day, line: line.location.line, at });
    }
    if told.in_writing && told.meets.is_none() {
        let location = line.location;
        contact.events.push(Event { key: EventKey::Scheduled, when: When::Never, location });
    }
    if let Some(until) = told.not_before {
        contact.later = Some((line.day, until));
    }
    if let Some(at) = told.meets.filter(|_| told.moved) {
        contact.moved.push((line.day, at.day));
    }
}

/// Returns whether a line that stands in no log tells of contact with somebody: `asked [[Ann Lee]] for a talk`, `called
/// [[Ann Lee]]`, `coffee with [[Ann Lee]]`.
pub(crate) fn tells_contact(line: &str, day: Day, name: &str, vocabulary: &Vocabulary) -> bool {
    if line.len() >= LONGEST_LINE {
        return false;
    }
    let text = plain_text(line.trim().trim_start_matches(['-', '*', '+', ' ']));
    let name: Vec<String> = plain_words(name).split(' ').map(str::to_owned).collect();
    let told = read(&text, day, &name, vocabulary);
    let words = plain_words(&text);
    // Of a verb such as *call*, a journal has its past.
    let is_contact = |word: &str| {
        let is = |word: &str| vocabulary.says_talk(word) || vocabulary.saying(word) == Some(Saying::ToContact);
        is(word) || word.strip_suffix("ed").is_some_and(is) || word.strip_suffix('d').is_some_and(is)
    };
    let mut before = words.split(' ').take_while(|word| !name.iter().any(|part| part == word));
    let tells = told.is_plain() || told.touch || before.any(is_contact);
    tells && told.tells(&text) != LogTells::Alone
}

/// Returns whether a line of a note about these people tells that the user said thanks to them.
pub(super) fn tells_thanks(line: &str, names: &[String], vocabulary: &Vocabulary) -> bool {
    let no_day = Day::default();
    line.len() < LONGEST_LINE && read(line, no_day, &[], vocabulary).thanked && is_about_thanks(line, names, vocabulary)
}

/// Returns whether a task is about saying thanks, and not to anybody but these people.
pub(super) fn is_about_thanks(task: &str, names: &[String], vocabulary: &Vocabulary) -> bool {
    task.len() < LONGEST_LINE
        && clauses(task).any(|clause| {
            let written: Vec<&str> =
                clause.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
            let plain: Vec<String> = written.iter().map(|word| plain_words(word)).collect();
            let words: Vec<&str> = plain.iter().map(String::as_str).collect();
            let is_thanks = |phrase: &&Phrase| matches!(phrase.meaning, Some(LogWord::Thanked | LogWord::ToThank));
            let phrases = phrases(&words, &[], vocabulary);
            phrases.iter().find(is_thanks).is_some_and(|phrase| {
                let is_other = |at: usize| {
                    let (word, own) = (written.get(at).copied().unwrap_or_default(), words.get(at).copied());
                    let is_day = date::weekday(word).is_some() || date::month(word).is_some();
                    word.starts_with(char::is_uppercase)
                        && word.chars().count() > 1
                        && !is_day
                        && own.is_some_and(|own| !names.iter().any(|name| name == own))
                };
                // In `Jonas danken` the name stands before the verb; in `Jonas geschrieben & bedankt` before two.
                let wrote = [LogWord::Asked, LogWord::Wrote, LogWord::Sent].map(Some);
                let is_first = phrase.from == 1
                    || (phrase.from > 1 && phrases.get(1).is_some_and(|next| wrote.contains(&next.meaning)));
                let is_before = is_first && is_other(0);
                !is_before && !is_other(phrase.from + phrase.length)
            })
        })
}

/// Returns whether an answer on that day is no repetition, and no mere politeness after a no.
fn is_new(events: &[Event], key: EventKey, day: Day, is_yes: bool) -> bool {
    let is_there = events.iter().any(|event| event.key == key && event.day() == Some(day));
    let last = |keys: &[EventKey]| {
        events.iter().filter(|event| keys.contains(&event.key)).filter_map(Event::day).filter(|of| *of < day).max()
    };
    let refused = last(&[EventKey::Declined]);
    let is_over = refused.is_some() && refused >= last(&[EventKey::Requested, EventKey::Nudged, EventKey::Scheduled]);
    !is_there && (is_yes || key != EventKey::Replied || !is_over)
}

/// What a line tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a line can tell any of these beside the others")]
struct Told {
    /// The day of the line.
    day: Option<Day>,
    asked: Option<Ask>,
    answered: bool,
    agreed: bool,
    booked: bool,
    declined: bool,
    /// A reason for a no was given by the person.
    reason: bool,
    /// A no that is not for good.
    later: bool,
    alone: bool,
    /// Something did not happen.
    denied: bool,
    /// Words of an answer that may be the user's own.
    unclear: bool,
    touch: bool,
    /// The user said thanks.
    thanked: bool,
    /// A talk has another day.
    moved: bool,
    /// A talk will not be.
    cancelled: bool,
    /// The person named a day that suits them.
    offered: bool,
    /// The user said yes to it.
    accepted: bool,
    /// The user asks no more.
    gave_up: bool,
    /// It takes no talk.
    in_writing: bool,
    /// The talk that was agreed on.
    meets: Option<Moment>,
    /// The day before which the person does not want to talk.
    not_before: Option<Day>,
    /// Nothing but the verb says who asked.
    is_bare: bool,
    /// The person acts in a clause of its own.
    has_other: bool,
}

/// That the user asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ask {
    day: Day,
    /// Whether the words say no more than that something was sent.
    is_sent: bool,
}

impl Ask {
    /// Returns the event that it is: a request, or a nudge for somebody who was asked before; nothing after an answer.
    fn event(self, events: &[Event]) -> Option<(EventKey, Day)> {
        let before = |event: &&Event| match event.when {
            When::On(moment) => moment.day <= self.day,
            When::Sometime => true,
            When::Never => false,
        };
        let is_answer = |event: &Event| {
            matches!(event.key, EventKey::Replied | EventKey::Declined | EventKey::Scheduled)
                && event.day() != Some(self.day)
        };
        let outbound = |event: &Event| matches!(event.key, EventKey::Requested | EventKey::Nudged);
        // A box that is ticked days later is of the same mail.
        let is_same = |event: &Event| {
            event.day().is_some_and(|day| (1..=MOST_DAYS_TO_TICK).contains(&(day - self.day).num_days()))
        };
        if events.iter().any(|event| outbound(event) && is_same(event)) {
            return None;
        }
        let (mut was_asked, mut is_told) = (false, false);
        for event in events.iter().filter(before) {
            if is_answer(event) {
                return None;
            }
            was_asked |= outbound(event);
            is_told |= outbound(event) && event.day().is_none_or(|day| day == self.day);
        }
        match was_asked {
            _ if is_told => None,
            true => Some((EventKey::Nudged, self.day)),
            false => (!self.is_sent).then_some((EventKey::Requested, self.day)),
        }
    }
}

impl Told {
    /// Returns whether the words tell an event.
    fn is_plain(&self) -> bool {
        self.asked.is_some() || self.thanked || self.in_writing || self.cancelled || !self.answers().is_empty()
    }

    /// Returns whether the words leave it open that a talk took place on the day of the line.
    fn may_be_talk(&self) -> bool {
        let is_other = self.asked.is_some() || self.meets.is_some() || self.moved || self.alone || self.denied;
        !is_other && !self.reason && self.answers().is_empty()
    }

    /// Returns whether nothing was told yet.
    fn is_empty(&self) -> bool {
        *self == Self { day: self.day, ..Self::default() }
    }

    /// Returns the events of an answer.
    fn answers(&self) -> Vec<EventKey> {
        if self.is_contradictory() {
            return Vec::new();
        }
        let is_no = self.declined || (self.reason && !self.later);
        let mut keys = Vec::new();
        if self.booked {
            keys.push(EventKey::Scheduled);
        }
        if self.answered || self.agreed || (self.reason && self.later) {
            keys.push(EventKey::Replied);
        }
        if is_no {
            keys.push(EventKey::Declined);
        }
        keys
    }

    /// Takes a moment ahead that a line names, with a time of day or without one, as that of a talk, if the words do not
    /// say that it is none.
    fn settle_meeting(&mut self, found: Option<(Moment, bool)>) {
        let Some((moment, is_timed)) = found else { return };
        let is_yes = self.agreed || self.booked || self.accepted;
        let is_no = self.denied || ((self.declined || self.reason) && !self.moved);
        let is_proposal = self.asked.is_some() && !is_yes && !self.answered;
        let is_other = (self.alone || self.thanked) && !is_yes && !self.answered;
        if is_no
            || is_proposal
            || is_other
            || (self.offered && !is_yes)
            || !(is_timed || self.moved || (is_yes && !self.later))
        {
            return;
        }
        self.meets = Some(moment);
        self.booked = true;
        self.unclear = false;
        // In `she is ill, moved to 22.10.` the reason is one for the new day.
        self.declined &= !self.moved;
        self.reason &= !self.moved;
        // In `sent her Thursday 12:30` the day is the one of the talk.
        if let Some(ask) = &mut self.asked {
            ask.day = self.day.unwrap_or(ask.day);
        }
    }

    /// Returns whether it tells of a yes and of a no.
    const fn is_contradictory(&self) -> bool {
        (self.agreed || self.booked) && (self.declined || self.reason)
    }

    fn tells(&self, words: &str) -> LogTells {
        let is_event = self.asked.is_some() || !self.answers().is_empty();
        let is_alone = (self.alone || self.denied) && !self.unclear && !self.is_contradictory();
        match () {
            () if is_event => LogTells::Contact,
            () if is_alone => LogTells::Alone,
            () if self.touch => LogTells::Contact,
            () => LogTells::Unclear(shown(words)),
        }
    }
}

fn shown(words: &str) -> Box<str> {
    let words = single_spaced(words);
    match words.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => {
            let shown = slice(&words, 0..end);
            let whole = shown.rsplit_once(' ').map_or(shown, |(whole, _)| whole);
            format!("{}…", whole.trim_end_matches([' ', ',', ';', ':'])).into()
        }
        None => words.into(),
    }
}

/// A word or phrase of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Phrase {
    meaning: Option<LogWord>,
    /// Its first word, and how many there are.
    from: usize,
    length: usize,
    is_name: bool,
}

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Actor {
    User,
    Person,
}

fn read(text: &str, day: Day, name: &[String], vocabulary: &Vocabulary) -> Told {
    let mut told = Told { day: Some(day), ..Told::default() };
    let mut has_other = false;
    let mut is_beginning = plain_words(text).contains(' ');
    for clause in clauses(text) {
        let words = plain_words(clause);
        let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
        if let [word] = words.as_slice()
            && is_no(word)
            && (told.answered || told.is_empty())
        {
            told.declined = true;
            continue;
        }
        let phrases = phrases(&words, name, vocabulary);
        for part in phrases.split(|phrase| phrase.meaning == Some(LogWord::And)) {
            let mut part =
                Part { words: &words, phrases: part, day, vocabulary, has_other: &mut has_other, is_beginning };
            part.read(&mut told);
            is_beginning = false;
        }
    }
    // In `sent him a mail: would he have 20 minutes?` what was sent asks.
    if let Some(ask) = told.asked.as_mut().filter(|ask| ask.is_sent && text.contains(['?', '？'])) {
        ask.is_sent = !asks_for_talk(text, vocabulary);
    }
    told.later |= told.meets.is_none()
        && text.contains(|char: char| char.is_ascii_digit())
        && when::says_after(text, day, vocabulary);
    told.settle_meeting(appointment(text, day, vocabulary));
    // In `emailed: she is away until July` the person may have written.
    if told.is_bare && told.has_other && told.answers().is_empty() {
        told.asked = None;
        told.unclear = true;
    }
    let is_put_off = told.later && !told.booked && !told.alone && !told.denied;
    // `out of office till 5 October`
    let is_machine = || MACHINES.iter().any(|part| text.to_lowercase().contains(part));
    let away = || match when::until(text, when::Start { from: Some(day), near: None }, vocabulary) {
        when::Until::On(until) if told.alone => Some(until),
        // `auto-reply: back 1.10.`
        _ if told.alone && is_machine() => {
            let last = day.checked_add_days(Days::new(LONGEST_ABSENCE));
            when::first_day(text, day, vocabulary).filter(|back| Some(*back) <= last)
        }
        _ => None,
    };
    // `Ann: ask again after 20.10.`
    let begins_with_name = || name.contains(&plain_words(text.split(' ').next().unwrap_or_default()));
    let is_said =
        is_put_off && begins_with_name() && told.asked.is_none() && told.answers().is_empty() && !told.declined;
    if is_said && when::first_day(text, day, vocabulary).is_some() {
        told.answered = true;
        told.unclear = false;
    }
    let is_yes = told.agreed || told.answers().is_empty();
    told.not_before = if is_put_off { later_day(text, day, is_yes, vocabulary) } else { away() };
    told
}

/// Returns the day before which somebody does not want to talk: the one that the line names, next Monday for *next week*,
/// or, without a yes, a month later.
fn later_day(text: &str, day: Day, is_yes: bool, vocabulary: &Vocabulary) -> Option<Day> {
    const WEEKS: [&str; 10] = ["week", "woche", "semaine", "semana", "settimana", "tydz", "недел", "тижн", "周", "週"];
    let words = plain_words(text);
    let monday = || date::next_weekday(chrono::Weekday::Mon, day);
    let in_a_month = || day.checked_add_days(Days::new(30)).filter(|_| !is_yes);
    let is_week = WEEKS.iter().any(|week| words.contains(week));
    when::first_day(text, day, vocabulary).or_else(|| if is_week { monday() } else { in_a_month() })
}

/// Returns whether a word alone says no: `no`, `nein`, `нет`.
fn is_no(word: &str) -> bool {
    !matches!(word, "off" | "never" | "n" | "jamais" | "nie") && vocabulary::answer(word) == Some(Answer::No)
}

/// Returns the clauses of a line.
pub(super) fn clauses(text: &str) -> impl Iterator<Item = &str> {
    let is_end = |char: char| ",;:.!?–—()[]“”„\"→/|、。，：；！？「」（）".contains(char);
    text.split(is_end).flat_map(|clause| clause.split(" - ").flat_map(|clause| clause.split("->")))
}

/// Returns the words of a clause, where the longest known phrase is one word.
fn phrases(words: &[&str], name: &[String], vocabulary: &Vocabulary) -> Vec<Phrase> {
    let mut phrases = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if word.contains(is_unspaced) {
            phrases.extend(runs(word, vocabulary).map(|meaning| Phrase {
                meaning: Some(meaning),
                from: at,
                length: 1,
                is_name: false,
            }));
            at += 1;
            continue;
        }
        let longest = if vocabulary.begins_log_word(word) { LONGEST_PHRASE.min(words.len() - at) } else { 0 };
        let known = (1..=longest).rev().find_map(|length| {
            let phrase = words.get(at..at + length)?.join(" ");
            Some((length, vocabulary.log_word(&phrase)?))
        });
        // Somebody may be called Ho or Lu.
        let is_name = known.is_none_or(|(length, _)| length == 1)
            && word.chars().count() > 1
            && name.iter().any(|own| own == word);
        let known = known.filter(|_| !is_name);
        let length = known.map_or(1, |(length, _)| length);
        phrases.push(Phrase { meaning: known.map(|(_, meaning)| meaning), from: at, length, is_name });
        at += length;
    }
    phrases
}

pub(super) const fn is_unspaced(char: char) -> bool {
    matches!(char, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

/// Returns the meanings of the phrases in a run of a script that has no spaces, the longest at each place.
fn runs(run: &str, vocabulary: &Vocabulary) -> impl Iterator<Item = LogWord> {
    let ends: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    let mut at = 0;
    let mut found = Vec::new();
    while at + 1 < ends.len() {
        let longest = (at + 1..ends.len().min(at + 1 + LONGEST_RUN)).rev().find_map(|end| {
            let phrase = slice(run, *ends.get(at)?..*ends.get(end)?);
            Some((end, vocabulary.log_word(phrase)?))
        });
        at = longest.map_or(at + 1, |(end, _)| end);
        found.extend(longest.map(|(_, meaning)| meaning));
    }
    found.into_iter()
}

/// A part of a clause, between words such as *and*.
struct Part<'p> {
    words: &'p [&'p str],
    phrases: &'p [Phrase],
    day: Day,
    vocabulary: &'p Vocabulary,
    /// Whether the person acted in the line so far.
    has_other: &'p mut bool,
    /// Whether it is the first part of a line with more words than its own first one.
    is_beginning: bool,
}

impl Part<'_> {
    fn read(&mut self, told: &mut Told) {
        let (mut actor, mut is_denied, mut has_me, mut has_name, mut has_asked) = (None, false, false, false, false);
        let has = |meaning: LogWord| self.phrases.iter().any(|phrase| phrase.meaning == Some(meaning));
        let (is_thanks, asked_before) =
            ([LogWord::Touch, LogWord::Thanked, LogWord::ToThank].into_iter().any(has), told.asked);
        let asks = [LogWord::Asked, LogWord::Wrote, LogWord::Sent].into_iter().any(has);
        told.has_other |= has(LogWord::Theirs) && !asks && !has(LogWord::Not);
        for (at, phrase) in self.phrases.iter().enumerate() {
            has_name |= phrase.is_name;
            *self.has_other |= phrase.is_name;
            let Some(meaning) = phrase.meaning else { continue };
            let is_denied_behind = || self.meaning(at + 1) == Some(LogWord::Not);
            match meaning {
                LogWord::Not => is_denied = true,
                LogWord::Mine => actor = Some(Actor::User),
                LogWord::Theirs => {
                    *self.has_other = true;
                    // In `habe sie gefragt` the user acts.
                    actor = actor.filter(|actor| *actor == Actor::User && !has_asked).or(Some(Actor::Person));
                }
                LogWord::Me => has_me = true,
                LogWord::Later => told.later = true,
                LogWord::Touch | LogWord::ToThank => told.touch = true,
                LogWord::Message if actor.is_none() && !is_denied => has_asked |= self.message(at, has_me, told),
                LogWord::Moved => told.moved |= !is_denied,
                LogWord::Cancelled => told.cancelled |= !is_denied,
                LogWord::GaveUp => told.gave_up |= actor != Some(Actor::Person) && !is_denied,
                LogWord::Offered if actor == Some(Actor::User) || is_denied => {}
                LogWord::Offered => {
                    *self.has_other = true;
                    (told.offered, told.answered) = (true, true);
                }
                LogWord::InWriting => told.in_writing |= !is_denied,
                LogWord::Thanked => {
                    told.touch = true;
                    let is_users = actor != Some(Actor::Person) && self.object(at) != Some(LogWord::Me);
                    told.thanked |= is_users && !is_denied;
                }
                LogWord::Them | LogWord::And | LogWord::Absent | LogWord::Message => {}
                LogWord::Alone if actor == Some(Actor::Person) || is_denied => {}
                LogWord::Alone => {
                    told.alone = true;
                    return;
                }
                LogWord::Asked | LogWord::Wrote | LogWord::Sent => {
                    let behind = self.object(at);
                    let is_person = match actor {
                        Some(actor) => actor == Actor::Person,
                        // In `wrote that Irene had sent me`, others act.
                        None if has_asked => continue,
                        None if meaning == LogWord::Wrote && has_name => true,
                        None => has_me || behind == Some(LogWord::Me),
                    };
                    if is_denied {
                        told.denied = true;
                    } else if is_person {
                        *self.has_other = true;
                        told.answered = true;
                    } else {
                        let is_bare = actor.is_none() && behind.is_none();
                        self.ask(at, meaning, is_bare, told);
                        has_asked = true;
                    }
                    actor = None;
                }
                LogWord::Answered | LogWord::Agreed | LogWord::Booked | LogWord::Declined | LogWord::Reasons => {
                    if has_asked && actor != Some(Actor::Person) {
                        continue;
                    }
                    if is_denied || is_denied_behind() {
                        told.denied = true;
                        continue;
                    }
                    let is_users = actor == Some(Actor::User) || self.object(at) == Some(LogWord::Them);
                    self.answer(meaning, is_users, told);
                }
            }
        }
        // To write thanks is not to ask.
        if is_thanks {
            told.asked = asked_before;
        }
    }

    /// Notes down that the user asked; `is_bare` if no word beside the verb says who acts.
    fn ask(&self, at: usize, meaning: LogWord, is_bare: bool, told: &mut Told) {
        let is_sent = meaning == LogWord::Sent;
        let day = self.asked_on(at).unwrap_or(self.day);
        let names = self.phrases.get(at + 1).is_some_and(|next| next.is_name);
        told.is_bare = meaning == LogWord::Wrote && is_bare && !names;
        told.asked = told.asked.filter(|ask| !ask.is_sent).or(Some(Ask { day, is_sent }));
    }

    /// Notes down an answer, or what may be the user's own.
    fn answer(&self, meaning: LogWord, is_users: bool, told: &mut Told) {
        match meaning {
            LogWord::Booked => told.booked = true,
            LogWord::Agreed if is_users => (told.accepted, told.unclear) = (true, true),
            _ if is_users => told.unclear = true,
            LogWord::Answered => told.answered = true,
            LogWord::Agreed => told.agreed = true,
            LogWord::Declined => told.declined = true,
            _ if *self.has_other || told.answered => told.reason = true,
            _ => told.unclear = true,
        }
    }

    /// Reads a word for a message: `msg on LinkedIn`, `mail from her`, `thx msg`. Returns whether the user asked.
    fn message(&self, at: usize, has_me: bool, told: &mut Told) -> bool {
        if self.follows_thanks(at) {
            told.thanked = true;
        } else if at == 0 && self.is_beginning {
            if has_me || self.words.get(1).is_some_and(|next| FROM.contains(next)) {
                told.answered = true;
            } else {
                told.asked = Some(Ask { day: self.day, is_sent: false });
                return true;
            }
        }
        false
    }

    /// Returns whether thanks stand right before a word: `thx msg`, `danke mail`.
    fn follows_thanks(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).and_then(|before| self.phrases.get(before)) else { return false };
        let is_thanks = || self.words.get(before.from).is_some_and(|word| THANKS.contains(word));
        before.meaning == Some(LogWord::ToThank) || is_thanks()
    }

    fn meaning(&self, at: usize) -> Option<LogWord> {
        self.phrases.get(at)?.meaning
    }

    /// Returns whom a verb is about: the word behind it, or behind a word such as *to*.
    fn object(&self, at: usize) -> Option<LogWord> {
        let is_object = |meaning: &LogWord| matches!(meaning, LogWord::Me | LogWord::Them);
        let next = self.phrases.get(at + 1)?;
        let is_to = self.words.get(next.from).is_some_and(|word| matches!(*word, "to" | "an" | "aan" | "a"));
        next.meaning.or_else(|| self.meaning(at + 2).filter(|_| is_to)).filter(is_object)
    }

    /// Returns the day that stands beside a verb, counted back from that of the line.
    fn asked_on(&self, at: usize) -> Option<Day> {
        let verb = self.phrases.get(at)?;
        let (start, end) = (verb.from, verb.from + verb.length);
        let first = self.phrases.first().map_or(start, |phrase| phrase.from);
        let before = (first..start).find_map(|at| self.day_at(at).filter(|(_, end)| end + 1 >= start));
        let behind = || (end..=end + 2).find_map(|at| self.day_at(at));
        let (day, _) = before.or_else(behind)?;
        let first = self.day.checked_sub_days(Days::new(LONGEST_ABSENCE)).unwrap_or(self.day);
        (first..=self.day).contains(&day).then_some(day)
    }

    /// Returns the day that begins at a word, and the word behind it.
    fn day_at(&self, at: usize) -> Option<(Day, usize)> {
        let word = *self.words.get(at)?;
        match self.vocabulary.day_word(word) {
            Some(DayWord::Today) => return Some((self.day, at + 1)),
            Some(DayWord::Yesterday) => return Some((self.day.pred_opt()?, at + 1)),
            Some(DayWord::On) => {}
            // A name without a word before it must be a whole one.
            _ => return (word.chars().count() > 4).then(|| self.weekday(word))?.map(|day| (day, at + 1)),
        }
        if let Some(day) = self.words.get(at + 1).and_then(|name| self.weekday(name)) {
            return Some((day, at + 2));
        }
        [3, 2].into_iter().find_map(|count| {
            let words = self.words.get(at + 1..at + 1 + count)?;
            let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
            let text = words.join(if words.iter().all(is_number) { "-" } else { " " });
            Some((when::past_day(&text, self.day, self.vocabulary.order).ok()?, at + 1 + count))
        })
    }

    /// Returns the last weekday of that name, the line's own day included.
    fn weekday(&self, name: &str) -> Option<Day> {
        use chrono::Datelike;
        let ago = (7 + self.day.weekday().num_days_from_monday() - date::weekday(name)?.num_days_from_monday()) % 7;
        self.day.checked_sub_days(Days::new(ago.into()))
    }
}
