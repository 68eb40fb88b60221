//! The block `meetings`: a table of talks, those ahead unless `status:` says otherwise.

use crate::core::base::markdown;
use crate::core::derive::readiness::{Readiness, Settled, arrive_by};
use crate::core::index::{NoteId, Person};
use crate::core::lists::select_meetings;
use crate::core::model::{EventKey, Meeting, MeetingStatus, Moment};
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::calendar;

use super::BlockKind;
use super::view::{Page, more, remark, shown, table};

const NOTHING: &str = "No talks ahead.";
const NOTHING_ELSE: &str = "No such talks.";

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let mut meetings = select_meetings(&page.view, filter);
    let shown: Vec<NoteId> = meetings.by_ref().take(shown(filter)).collect();
    let asks_nothing =
        filter.statuses.is_empty() && filter.is_talk.is_none() && !filter.is_about_people() && !filter.is_by_day();
    let total = if asks_nothing { page.view.standing.planned().len() } else { shown.len() + meetings.count() };
    if total == 0 {
        return remark(if filter.statuses.is_empty() { NOTHING } else { NOTHING_ELSE });
    }
    let last = if filter.statuses.is_empty() { "Ready?" } else { "Status" };
    let mut rows: Vec<Vec<String>> = shown.iter().filter_map(|id| row(page, *id, filter)).collect();
    let mut head = vec!["When", "With", "Where", last];
    // On a phone, an empty column takes the room of the others.
    if rows.iter().all(|row| row.get(2).is_none_or(String::is_empty)) {
        head.remove(2);
        for row in &mut rows {
            row.remove(2);
        }
    }
    let mut lines = table(&head, rows);
    lines.push_str(&more(total, filter, BlockKind::Meetings));
    lines
}

fn row(page: Page<'_>, id: NoteId, filter: &Filter) -> Option<Vec<String>> {
    let view = &page.view;
    let date = view.moment_of_talk(id);
    let when = date.map_or_else(|| String::from("no date yet"), |date| calendar::coming(date, view.today));
    let people = with(page, &view.people_of_talk(id));
    let Some(meeting) = view.index.note(id).as_meeting() else {
        let ready = Readiness::new(view.index, view.standing, view.questions, id);
        let ready = ready.preparation().filter(|_| ready.questions > 0);
        let ready = ready.unwrap_or_else(|| String::from("no questions yet"));
        let state = if filter.statuses.is_empty() { ready } else { format!("planned, {ready}") };
        return Some(vec![when, people, String::new(), state]);
    };
    let status = view.standing.meeting(id)?;
    let state = match status {
        MeetingStatus::Planned if date.is_some_and(|date| date.day < view.today) => {
            String::from("its day has passed: held, or cancelled?")
        }
        MeetingStatus::Planned => Readiness::new(view.index, view.standing, view.questions, id).words(),
        MeetingStatus::Held => String::from(match Settled::new(Some(meeting), EventKey::Thanked) {
            Settled::No => "not thanked yet",
            Settled::Done => "thanked",
            Settled::Waived => "no thanks needed",
        }),
        other => String::from(other.as_str()),
    };
    let state = match status {
        MeetingStatus::Planned | MeetingStatus::Held if !filter.statuses.is_empty() => {
            format!("{}, {state}", status.as_str())
        }
        _ => state,
    };
    Some(vec![page.link(&when, id), people, place(page, meeting, date), state])
}

/// Returns the people of a meeting, each with their company.
fn with(page: Page<'_>, people: &[Person]) -> String {
    let company = |person: &Person| match person {
        Person::Known(id) => page.view.index.note(*id).as_contact()?.company.as_deref(),
        Person::Named(_) => None,
    };
    match people {
        [one] => company(one)
            .map_or_else(|| page.person(one), |company| format!("{}, {}", page.person(one), markdown::inline(company))),
        several => page.people(several),
    }
}

/// Returns where a meeting takes place, and for one in person by when to be there.
pub(super) fn place(page: Page<'_>, meeting: &Meeting, date: Option<Moment>) -> String {
    let Some(channel) = meeting.channel.as_deref() else { return String::new() };
    let shown = markdown::inline(channel);
    let is_ahead = date.is_some_and(|date| date.day >= page.view.today);
    match arrive_by(meeting, date, page.view.config).filter(|_| is_ahead) {
        Some(arrival) => format!("{shown}, be there {}", arrival.format("%-H:%M")),
        None => shown,
    }
}
