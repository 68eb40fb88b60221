//! The block `contacts`: the table that replaces the spreadsheet.

use crate::core::derive::follow_ups::FollowUp;
use crate::core::derive::standing::ContactStanding;
use crate::core::index::NoteId;
use crate::core::model::ContactState;
use crate::core::syntax::calendar;

use super::BlockKind;
use super::view::{Page, View, more, remark, shown, table};
use crate::core::base::markdown;
use crate::core::syntax::block::filter::Filter;

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

/// Returns the contacts that a filter shows, in the order of the roster and without regard to its limit.
pub fn select<'a>(view: &View<'a>, filter: &Filter) -> impl Iterator<Item = ContactRow<'a>> {
    let (index, standing, derived) = (view.index, view.standing, view.derived);
    view.roster.contacts().filter_map(move |id| {
        let next = derived.next_of(index, id);
        filter.has_contact(view, id, next).then_some(ContactRow { id, standing: standing.contact(id)?, next })
    })
}

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let rows = select(&page.view, filter);
    let (rows, total): (Vec<ContactRow<'_>>, usize) = if filter.is_about_people() || filter.is_by_day() {
        let all: Vec<ContactRow<'_>> = rows.collect();
        let total = all.len();
        (all.into_iter().take(shown(filter)).collect(), total)
    } else {
        (rows.take(shown(filter)).collect(), page.view.roster.contacts().len())
    };
    if total == 0 {
        return remark(NOTHING);
    }
    let cells = rows.iter().map(|row| cells(page, row));
    let mut lines = table(&["Name", "Company", "Where it stands", "Last contact", "Next step"], cells);
    lines.push_str(&more(total, filter, BlockKind::Contacts));
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
