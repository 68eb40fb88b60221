//! The block `referrals`: a chart of who led to whom.

use std::collections::BTreeMap;

use crate::core::base::markdown::mermaid_label;
use crate::core::index::{NoteId, Person};
use crate::core::syntax::block::filter::Filter;

use super::BlockKind;
use super::view::{Page, chart, more, remark};

const NOTHING: &str = "Nobody has led you to anybody yet. Ask at the end of a talk who else to meet.";
/// A chart with more arrows than this cannot be read.
const MOST: usize = 60;

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let view = page.view;
    let most = filter.limit.unwrap_or(MOST);
    let of_contact = |id| view.index.people(id).iter().map(move |referrer| (referrer, id));
    let arrows = view.index.referred().flat_map(of_contact);
    let (arrows, total): (Vec<(&Person, NoteId)>, usize) = if filter.is_about_people() {
        let is_shown =
            |(from, to): &(&Person, NoteId)| filter.has_people(&view, None, &[(*from).clone(), Person::Known(*to)]);
        let all: Vec<_> = arrows.filter(is_shown).collect();
        let total = all.len();
        (all.into_iter().take(most).collect(), total)
    } else {
        (arrows.take(most).collect(), view.index.referrals())
    };
    if total == 0 {
        return remark(NOTHING);
    }
    let filter = Filter { limit: Some(most), ..filter.clone() };
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
        .map(|(from, to)| {
            let from = node(from);
            format!("  {from} --> {}", node(&Person::Known(*to)))
        })
        .collect();
    chart(&lines) + &more(total, &filter, BlockKind::Referrals)
}
