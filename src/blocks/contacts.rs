//! The block `contacts`: the table that replaces the spreadsheet.

use crate::calendar;
use crate::follow_ups::FollowUp;
use crate::index::NoteId;
use crate::standing::{ContactStanding, ContactState};
use crate::text::fold_name;

use super::BlockKind;
use super::filter::Filter;
use super::markdown;
use super::view::{Page, View, more, remark, shown, table};

const NOTHING: &str = "Nobody here yet.";

/// A contact of the table.
#[derive(Debug, Clone, Copy)]
pub struct ContactRow<'a> {
    /// The contact.
    pub id: NoteId,
    /// How they stand.
    pub standing: &'a ContactStanding,
    /// The first of their follow-ups.
    pub next: Option<&'a FollowUp>,
}

/// Returns the contacts that a filter shows, without regard to its limit: by the day of the next step, then those with
/// a step without a day, then those without one, then those who are paused or closed; by name within each.
#[must_use]
pub fn select<'a>(view: &View<'a>, filter: &Filter) -> Vec<ContactRow<'a>> {
    let steps = view.next_steps();
    let standing = view.standing;
    let mut rows: Vec<ContactRow<'a>> = view
        .index
        .contacts()
        .filter_map(|(id, ..)| {
            let next = steps.get(&id).copied();
            let standing = standing.contact(id)?;
            filter.has_contact(view, id, next).then_some(ContactRow { id, standing, next })
        })
        .collect();
    rows.sort_by_cached_key(|row| {
        let day = row.next.map_or(row.standing.next_meeting.map(|(day, _)| day), |next| next.due);
        let has_step = row.next.is_some() || row.standing.next_meeting.is_some();
        let is_stopped = matches!(row.standing.state, ContactState::Paused | ContactState::Closed);
        let name = fold_name(&view.index.note(row.id).title).into_owned();
        (is_stopped, !has_step, day.is_none(), day, name, row.id)
    });
    rows
}

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let rows = select(&page.view, filter);
    if rows.is_empty() {
        return remark(NOTHING);
    }
    let cells = rows.iter().take(shown(filter)).map(|row| cells(page, row));
    let mut lines = table(&["Name", "Company", "Where it stands", "Last contact", "Next step"], cells);
    lines.push_str(&more(rows.len(), filter, BlockKind::Contacts));
    lines
}

fn cells(page: Page<'_>, row: &ContactRow<'_>) -> Vec<String> {
    let note = page.view.index.note(row.id);
    let company = note.as_contact().and_then(|contact| contact.company.as_deref());
    vec![
        page.link(&note.title, row.id),
        company.map(markdown::inline).unwrap_or_default(),
        state(row.standing.state).to_owned(),
        row.standing.last_touch.map(|touch| calendar::short_day(touch.day, page.view.today)).unwrap_or_default(),
        next_step(page, row),
    ]
}

/// Returns what is next in a few words: the row names the person already.
fn next_step(page: Page<'_>, row: &ContactRow<'_>) -> String {
    if let Some(next) = row.next {
        let what = page.view.wording().short(next);
        let due = next.due.map(|due| format!(", {}", calendar::due(due, page.view.today))).unwrap_or_default();
        return format!("{}{due}", page.phrase(&[what]));
    }
    match row.standing.next_meeting {
        Some((day, id)) => page.link(&format!("talk on {}", page.day(day)), id),
        None => String::new(),
    }
}

/// Returns the word for a state as readers see it.
pub(super) const fn state(state: ContactState) -> &'static str {
    match state {
        ContactState::InTouch => "in touch",
        other => other.as_str(),
    }
}
