//! What the first lines of a meeting's note tell in words: who it was with and when, that it was called off or moved, or that
//! somebody did not come.

use crate::core::base::text::slice;
use crate::core::base::{At, Location};
use crate::core::model::vocabulary::Vocabulary;
use crate::core::model::{Day, Meeting, MeetingStatus, Moment};
use crate::core::syntax::date;
use crate::core::syntax::when::appointment;

use super::properties::Properties;
use super::told::{OfMeeting, of_meeting};

/// How many lines are looked at.
const LINES: usize = 4;
/// How many days a talk is moved by at most: `She moved to Oslo on 3.4.` tells of something else.
const LONGEST_DELAY: u64 = 90;
/// The longest line, in bytes, and the longest that names the people of a meeting.
const LONGEST: usize = 160;
const LONGEST_OPENING: usize = 80;
/// How many lines below the first one may say when a meeting is.
const LAST_OPENING: u32 = 5;

/// Reads what stands in the first lines without a label: `Call with Ann Lee`, and below it `Tuesday, 24 November 2026, 9:30`.
pub(super) fn read_opening(meeting: &mut Meeting, text: &str, body_start: usize, properties: &Properties<'_>) {
    let (lines, order) = properties.reader();
    let mut at = body_start;
    let mut is_first = true;
    for line in slice(text, body_start..text.len()).split_inclusive('\n') {
        let content = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if !is_prose(&content) || lines.line(start) > lines.line(body_start) + LAST_OPENING {
            return;
        }
        if std::mem::take(&mut is_first) && meeting.with.is_empty() && content.len() <= LONGEST_OPENING {
            meeting.opening = content.into();
        }
        let location = || lines.locate(text, start..start + content.len());
        meeting.is_headed_by_name |= has_address(content);
        let found = match date::read(content, order) {
            Ok(reading) => Some(reading.moment),
            Err(_) => moment_in(content, properties),
        };
        match (&mut meeting.date, found) {
            (None, Some(value)) => meeting.date = Some(At { value, location: location() }),
            (Some(date), Some(value)) if date.value.day == value.day => {
                date.value.time = date.value.time.or(value.time);
            }
            _ => {}
        }
    }
}

/// Returns the day without a year with which a line, or a part of it, begins, and the time beside it: `Thu 26/11, 8:30, café`,
/// `Ann - 29 Oct 5pm`.
fn moment_in(line: &str, properties: &Properties<'_>) -> Option<Moment> {
    let is_mark = |char: char| matches!(char, '*' | '_' | ' ' | '(');
    let mut parts = line.split(" - ").flat_map(|part| part.split(" – ")).map(|part| part.trim_start_matches(is_mark));
    let (day, behind) = parts.find_map(|part| properties.day_at_start(part))?;
    let mut words = behind.split(is_between).filter(|word| !word.is_empty());
    let time = words.next().filter(|word| word.contains([':', 'h', 'm', '.'])).and_then(date::time);
    Some(Moment { time, ..Moment::on(day) })
}

fn is_between(char: char) -> bool {
    char.is_whitespace() || matches!(char, ',' | '*' | '_' | '(' | ')' | '@')
}

/// Says whether a line has a mail address or a phone number.
pub(super) fn has_address(line: &str) -> bool {
    let is_mail = |word: &str| word.split_once('@').is_some_and(|(who, host)| !who.is_empty() && host.contains('.'));
    if !line.bytes().any(|byte| byte == b'@' || byte.is_ascii_digit()) {
        return false;
    }
    let is_phone = |part: &str| {
        let part = part.trim();
        let digits = part.bytes().filter(u8::is_ascii_digit).count();
        digits > 8 && part.bytes().all(|byte| byte.is_ascii_digit() || b" +-()./".contains(&byte))
    };
    let mut parts =
        line.split([',', ';', ':', '|']).flat_map(|part| part.split(". ")).flat_map(|part| part.split(" / "));
    line.split([' ', ',', ';', '<', '>']).any(is_mail) || parts.any(is_phone)
}

fn is_prose(line: &&str) -> bool {
    let is_item = line.starts_with(['#', '|', '>', '-', '*', '+', '`', '<']) && !line.starts_with("**");
    !line.is_empty() && line.len() < LONGEST && !is_item
}

/// Reads the status of a meeting from its first lines where no key gives it: `Cancelled! New day: 22.10.2026`, `She didn't
/// show up.` A new day is the meeting's day, even where a key says that it was called off.
pub(super) fn read(meeting: &mut Meeting, body: &str, names: impl Fn() -> Vec<String>, vocabulary: &Vocabulary) {
    let is_called_off = meeting.status.is_some_and(|status| status.value == MeetingStatus::Cancelled);
    let Some(date) = meeting.date.filter(|_| is_called_off || meeting.status.is_none()) else { return };
    for line in body.lines().map(str::trim).filter(is_prose).take(LINES) {
        let status = |value| Some(At { value, location: Location::default() });
        let told = of_meeting(line, &names, vocabulary);
        if told == Some(OfMeeting::Absence) && !is_called_off {
            meeting.status = status(MeetingStatus::NoShow);
            return;
        }
        let is_off = first_status(line, vocabulary) == Some(MeetingStatus::Cancelled);
        if !is_off && told != Some(OfMeeting::Move) {
            continue;
        }
        let day = date.value.day;
        let last = day.checked_add_days(chrono::Days::new(LONGEST_DELAY)).unwrap_or(day);
        let day_after = |from: Day| appointment(line, from, vocabulary).map(|(moment, _)| moment);
        let new = day_after(day);
        // Somebody who changed the date, too, did not call the new day off.
        let is_done =
            || told == Some(OfMeeting::Move) && day.pred_opt().and_then(day_after).is_some_and(|at| at.day == day);
        if let Some(new) = new.filter(|new| new.day <= last) {
            meeting.date = Some(At { value: new, location: Location::default() });
            meeting.moved_from = Some(day);
            meeting.status = None;
        } else if is_off && !is_done() {
            meeting.status = status(MeetingStatus::Cancelled);
        }
        return;
    }
}

/// Returns the status that the first word of a line gives, if it stands for itself: `Cancelled!`, `CANCELLED on Thursday`.
fn first_status(line: &str, vocabulary: &Vocabulary) -> Option<MeetingStatus> {
    let end = line.find(|char: char| !char.is_alphanumeric() && char != '-').unwrap_or(line.len());
    let (word, behind) = (slice(line, 0..end), slice(line, end..line.len()));
    let stands_alone = behind.is_empty()
        || behind.starts_with(['!', '.', ',', ':', ';', ' ', '–', '—']) && (word.len() > 3 && is_set_off(word, behind));
    if stands_alone { vocabulary.meeting_status(word) } else { None }
}

fn is_set_off(word: &str, behind: &str) -> bool {
    word.chars().all(|char| !char.is_lowercase()) || !behind.starts_with(' ') || behind.starts_with(" on ")
}
