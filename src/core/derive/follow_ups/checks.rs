//! What in a note is at odds with the day.

use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::model::{EventKey, MeetingStatus, NoteKind};

use super::RuleContext;
use super::rules::meeting;

/// Warns of a planned meeting whose day has passed.
fn planned_in_the_past(context: &RuleContext<'_>) -> Option<Diagnostic> {
    let talk = meeting::with_status(context, MeetingStatus::Planned)?;
    let day = talk.day().filter(|day| *day < context.today())?;
    let location = talk.meeting.status.map(|status| status.location).unwrap_or_default();
    let message = format!("this meeting is `planned`, but its day, {day}, has passed");
    let hint = "write `status: held`, cancelled or no-show, or the new date";
    Some(context.finding(Code::PlannedInThePast, location, message, hint))
}

/// Warns of events on a future day; only `scheduled` may have one.
fn in_the_future(context: &RuleContext<'_>) -> impl Iterator<Item = Diagnostic> {
    let events = match &context.note().kind {
        NoteKind::Contact(contact) => &*contact.events,
        NoteKind::Meeting(meeting) => &*meeting.events,
        NoteKind::Questions(_) | NoteKind::Plain | NoteKind::Template => &[],
    };
    events.iter().filter(|event| event.key != EventKey::Scheduled).filter_map(|event| {
        let day = event.day().filter(|day| *day > context.today())?;
        let message = format!("`{}` is set to {day}, which is still to come", event.key.as_str());
        let hint = "nothing follows from it before that day; correct it if another was meant";
        Some(context.finding(Code::InTheFuture, event.location, message, hint))
    })
}

/// Returns what in the note is at odds with the day.
pub(super) fn diagnostics(context: &RuleContext<'_>) -> Vec<Diagnostic> {
    planned_in_the_past(context).into_iter().chain(in_the_future(context)).collect()
}
