//! Which meeting is prepared, and whether a further one may be made.

use crate::core::edit::Refusal;
use crate::core::index::NoteId;
use crate::core::model::{Day, MeetingStatus, Moment};
use crate::core::syntax::calendar;
use crate::core::workspace::Workspace;

/// Returns the next planned meeting with a contact, or the one of that day.
pub(crate) fn next_planned(workspace: &Workspace, contact: NoteId, day: Option<Day>) -> Option<NoteId> {
    let date = |id: NoteId| moment_of(workspace, id);
    let meetings = workspace.index.meetings_with(contact).iter().copied();
    let planned = meetings.filter(|id| workspace.standing.meeting(*id) == Some(MeetingStatus::Planned));
    let ahead = planned.filter(|id| date(*id).is_none_or(|date| date.day >= workspace.today()));
    let meant = ahead.filter(|id| day.is_none() || date(*id).map(|date| date.day) == day);
    meant.min_by_key(|id| (date(*id).is_none(), date(*id), *id))
}

/// Refuses to prepare a meeting that is not ahead.
///
/// # Errors
///
/// If it was held or cancelled, nobody came, its day has passed, or the note is not a meeting.
pub(crate) fn check_can_be_prepared(workspace: &Workspace, id: NoteId) -> Result<(), Refusal> {
    let day = moment_of(workspace, id).map(|date| date.day);
    let is_over = day.is_some_and(|day| day < workspace.today());
    let why = match workspace.standing.meeting(id) {
        Some(MeetingStatus::Planned) if !is_over => return Ok(()),
        Some(MeetingStatus::Planned) => "its day has passed",
        Some(MeetingStatus::Held) => "it was held",
        Some(MeetingStatus::Cancelled) => "it was cancelled",
        Some(MeetingStatus::NoShow) => "nobody came",
        None => "it is not a meeting",
    };
    let day = day.map_or_else(String::new, |day| format!(" ({})", calendar::day(day, workspace.today())));
    Err(Refusal::new(format!(
        "{} cannot be prepared: {why}{day}; name the person and a new day, as in `coffeechat prep NAME --date \"next friday\"`",
        workspace.index.note(id).path
    )))
}

/// Refuses a second meeting with a contact on a day, unless `another` says that it is meant. Returns a remark if another
/// meeting with them is planned.
///
/// # Errors
///
/// If there is a meeting on that day.
pub(crate) fn check_is_new(
    workspace: &Workspace,
    contact: NoteId,
    day: Day,
    another: bool,
) -> Result<Option<String>, Refusal> {
    let meetings = workspace.index.meetings_with(contact);
    let is_same = |id: &NoteId| moment_of(workspace, *id).map(|date| date.day) == Some(day);
    if let Some(same) = meetings.iter().copied().find(is_same).filter(|_| !another) {
        return Err(Refusal::new(format!("there is {}; `--another` makes one more", describe(workspace, same))));
    }
    let is_planned = |id: &&NoteId| workspace.standing.meeting(**id) == Some(MeetingStatus::Planned);
    let name = &workspace.index.note(contact).title;
    Ok(meetings.iter().find(is_planned).map(|id| format!("{name}: {} is planned too", describe(workspace, *id))))
}

/// Returns what a message calls a meeting: `the talk on Tue 24 Nov (meetings/2026-11-24 Priya Nair.md)`.
pub(crate) fn describe(workspace: &Workspace, id: NoteId) -> String {
    let day = moment_of(workspace, id).map(|date| format!(" on {}", calendar::day(date.day, workspace.today())));
    format!("the talk{} ({})", day.unwrap_or_default(), workspace.index.note(id).path)
}

fn moment_of(workspace: &Workspace, id: NoteId) -> Option<Moment> {
    workspace.index.date(id, workspace.today()).map(|date| date.value)
}
