//! The block `contacts`: the table that replaces the spreadsheet.

use crate::core::base::markdown;
use crate::core::lists::{ListedContact, select_contacts};
use crate::core::model::ContactState;
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::calendar;

use super::BlockKind;
use super::view::{Page, more, remark, shown, table};

const NOTHING: &str = "No contacts to show.";

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let rows = select_contacts(&page.view, filter);
    let (rows, total): (Vec<ListedContact<'_>>, usize) =
        if filter.is_about_people() || filter.is_by_day() || !filter.standings.is_empty() {
            let all: Vec<ListedContact<'_>> = rows.collect();
            let total = all.len();
            (all.into_iter().take(shown(filter)).collect(), total)
        } else {
            let view = &page.view;
            let others = view.standing.known() + view.agenda.dormant().len();
            (rows.take(shown(filter)).collect(), view.contact_order.contacts().len() - others)
        };
    if total == 0 {
        return remark(NOTHING);
    }
    let cells = rows.iter().map(|row| cells(page, row));
    let mut lines = table(&["Name", "Next step", "Where it stands", "Last contact", "Company"], cells);
    lines.push_str(&more(total, filter, BlockKind::Contacts));
    lines
}

fn cells(page: Page<'_>, row: &ListedContact<'_>) -> Vec<String> {
    let note = page.view.index.note(row.id);
    let company = note.as_contact().and_then(|contact| contact.company.as_deref());
    vec![
        page.link(&note.title, row.id),
        next_step(page, row),
        state(row.standing.state).to_owned(),
        row.standing.last_touch.map(|touch| calendar::short_day(touch.day, page.view.today)).unwrap_or_default(),
        company.map(markdown::inline).unwrap_or_default(),
    ]
}

/// Returns the next step in a few words: the row already names the person.
fn next_step(page: Page<'_>, row: &ListedContact<'_>) -> String {
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
pub(crate) const fn state(state: ContactState) -> &'static str {
    match state {
        ContactState::Identified => "to ask",
        ContactState::InTouch => "in touch",
        other => other.as_str(),
    }
}
