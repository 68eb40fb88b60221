//! The block `referrals`: a chart of who led to whom.

use std::collections::BTreeMap;

use crate::index::{NoteId, Person};

use super::BlockKind;
use super::filter::Filter;
use super::markdown::mermaid_label;
use super::view::{Page, chart, more, remark};

const NOTHING: &str = "Nobody has led you to anybody yet. Ask at the end of a talk who else to meet.";
/// A chart with more arrows than this cannot be read.
const MOST: usize = 60;

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let view = page.view;
    let mut arrows: Vec<(&Person, NoteId)> = Vec::new();
    for (id, ..) in view.index.contacts() {
        for referrer in view.index.people(id) {
            if filter.has_people(&view, None, &[referrer.clone(), Person::Known(id)]) {
                arrows.push((referrer, id));
            }
        }
    }
    if arrows.is_empty() {
        return remark(NOTHING);
    }
    let filter = Filter { limit: Some(filter.limit.unwrap_or(MOST)), ..filter.clone() };
    let mut numbers: BTreeMap<Person, usize> = BTreeMap::new();
    let mut node = |person: &Person| {
        let next = numbers.len() + 1;
        // The first mention names the node, later ones repeat its id.
        match numbers.entry(person.clone()) {
            std::collections::btree_map::Entry::Occupied(known) => format!("n{}", known.get()),
            std::collections::btree_map::Entry::Vacant(new) => {
                format!("n{}[\"{}\"]", new.insert(next), mermaid_label(view.index.name(person)))
            }
        }
    };
    let lines: Vec<String> = arrows
        .iter()
        .take(super::view::shown(&filter))
        .map(|(from, to)| {
            let from = node(from);
            format!("  {from} --> {}", node(&Person::Known(*to)))
        })
        .collect();
    chart(&lines) + &more(arrows.len(), &filter, BlockKind::Referrals)
}
