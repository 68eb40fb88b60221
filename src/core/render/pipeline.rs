//! The block `pipeline`: how many contacts are in each state.

use std::collections::BTreeMap;

use crate::core::index::{NoteId, Person};
use crate::core::model::ContactState;
use crate::core::syntax::block::filter::Filter;

use super::contacts::state;
use super::view::{Page, chart, remark};

const NOTHING: &str = "Nobody here yet.";

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let view = page.view;
    let counts: BTreeMap<ContactState, usize> = if filter.is_about_people() || !filter.standings.is_empty() {
        let mut counts = BTreeMap::new();
        let is_shown = |id| filter.has_people(&view, None, &[Person::Known(id)]);
        let contacts = view.index.contacts().filter(|(id, ..)| is_shown(*id));
        let is_asked = |id: &NoteId| filter.has_standing(view.standing_of(*id));
        for standing in contacts.map(|(id, ..)| id).filter(is_asked).filter_map(|id| view.standing.contact(id)) {
            *counts.entry(standing.state).or_default() += 1;
        }
        counts
    } else {
        let mut counts: BTreeMap<ContactState, usize> =
            ContactState::ALL.into_iter().map(|state| (state, view.standing.count(state))).collect();
        for standing in view.agenda.dormant().iter().filter_map(|id| view.standing.contact(*id)) {
            counts.entry(standing.state).and_modify(|count| *count -= 1);
        }
        counts
    };
    let count = |stage: ContactState| counts.get(&stage).copied().unwrap_or(0);
    if counts.values().all(|count| *count == 0) {
        return remark(NOTHING);
    }
    let (beside, stages): (Vec<_>, Vec<_>) =
        ContactState::ALL.into_iter().partition(|stage| matches!(stage, ContactState::Paused | ContactState::Closed));
    let words = |stage: &ContactState| format!("{} {}", state(*stage), count(*stage));
    let line: Vec<String> = stages.iter().map(words).collect();
    let aside: Vec<String> = beside.iter().filter(|stage| count(**stage) > 0).map(words).collect();
    let aside = if aside.is_empty() { String::new() } else { format!(" (beside them: {})", aside.join(", ")) };
    let nodes: Vec<String> = line.iter().enumerate().map(|(at, words)| format!("n{}[\"{words}\"]", at + 1)).collect();
    format!("{}{aside}\n{}", line.join(" · "), chart(&[format!("  {}", nodes.join(" --> "))]))
}
