//! What the first lines of a meeting's note tell in words: who it was with and when, that it was called off or moved, or that
//! somebody did not come.

use crate::core::base::text::slice;
use crate::core::base::{At, LineIndex, Location};
use crate::core::model::vocabulary::Vocabulary;
use crate::core::model::{DateOrder, Day, Meeting, MeetingStatus};
use crate::core::syntax::date;
use crate::core::syntax::when::appointment;

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
pub(super) fn read_opening(
    meeting: &mut Meeting,
    text: &str,
    body_start: usize,
    (lines, order): (&LineIndex, Option<DateOrder>),
) {
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
        if let (None, Ok(reading)) = (meeting.date, date::read(content, order)) {
            let location = lines.locate(text, start..start + content.len());
            meeting.date = Some(At { value: reading.moment, location });
        }
    }
}

fn is_prose(line: &&str) -> bool {
    !line.is_empty() && line.len() < LONGEST && !line.starts_with(['#', '|', '>', '-', '*', '+', '`', '<'])
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
