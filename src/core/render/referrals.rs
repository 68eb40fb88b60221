//! The block `referrals`: who led to whom, as a list below each person who opened a door, or as a chart.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::core::base::markdown::mermaid_label;
use crate::core::index::{NoteId, Person};
use crate::core::lists::View;
use crate::core::model::{Day, Event};
use crate::core::syntax::block::filter::{Chart, Filter};

use super::BlockKind;
use super::contacts::state;
use super::view::{Page, mermaid, more, remark};

const NOTHING: &str = "Nobody has led you to anybody yet. Ask at the end of a talk who else to meet.";
/// More lines, or arrows, than this cannot be read.
const MOST: usize = 60;
/// A list is not nested deeper than this.
const DEEPEST: usize = 8;

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let view = page.view;
    let of_contact = |id| view.index.people(id).iter().map(move |referrer| (referrer, id));
    let is_shown = |(from, to): &(&Person, NoteId)| {
        !filter.is_about_people() || filter.has_people(&view, None, &[(*from).clone(), Person::Known(*to)])
    };
    let arrows: Vec<(&Person, NoteId)> = view.index.referred().flat_map(of_contact).filter(is_shown).collect();
    if arrows.is_empty() {
        return remark(NOTHING);
    }
    let filter = Filter { limit: Some(filter.limit.unwrap_or(MOST)), ..filter.clone() };
    match filter.chart {
        Chart::Text => Doors::new(page, &arrows).list(&filter),
        Chart::Mermaid => chart(&view, &arrows, &filter),
    }
}

/// Who opened the door to whom.
struct Doors<'v> {
    page: Page<'v>,
    /// The people whom each one referred, the newest first.
    opened: BTreeMap<&'v Person, Vec<NoteId>>,
    /// Those whose own doors are listed already.
    listed: BTreeSet<&'v Person>,
    lines: Vec<String>,
}

impl<'v> Doors<'v> {
    fn new(page: Page<'v>, arrows: &[(&'v Person, NoteId)]) -> Self {
        let mut opened: BTreeMap<&Person, Vec<NoteId>> = BTreeMap::new();
        for (from, to) in arrows {
            opened.entry(from).or_default().push(*to);
        }
        for people in opened.values_mut() {
            people.sort_by_key(|id| Reverse(known_since(&page.view, *id)));
        }
        Self { page, opened, listed: BTreeSet::new(), lines: Vec::new() }
    }

    /// Lists everybody whom nobody referred, those with the newest referral first, then whoever stands in a circle.
    fn list(mut self, filter: &Filter) -> String {
        let view = self.page.view;
        let referred: BTreeSet<NoteId> = self.opened.values().flatten().copied().collect();
        let mut people: Vec<(&'v Person, bool, Option<Day>)> = Vec::new();
        for (person, opened) in &self.opened {
            let is_referred = matches!(person, Person::Known(id) if referred.contains(id));
            people.push((person, is_referred, opened.first().and_then(|id| known_since(&view, *id))));
        }
        people.sort_by_key(|(_, is_referred, day)| (*is_referred, Reverse(*day)));
        for (person, ..) in people {
            if !self.listed.contains(person) {
                let opened = self.doors(person);
                self.lines.push(format!("- {}{opened}\n", self.page.person(person)));
                self.below(person);
            }
        }
        let limit = filter.limit.unwrap_or(MOST);
        let mut list: String = self.lines.iter().take(limit).map(String::as_str).collect();
        let more = more(self.lines.len(), filter, BlockKind::Referrals);
        if !more.is_empty() {
            let _ = write!(list, "\n{more}");
        }
        list
    }

    /// Adds the people whom a person referred, and below each whom they referred in turn.
    fn below(&mut self, person: &'v Person) {
        let view = self.page.view;
        self.listed.insert(person);
        let mut open: Vec<(usize, NoteId)> = self.opened_by(person).map(|id| (1, id)).collect();
        while let Some((depth, id)) = open.pop() {
            let known = self.opened.get_key_value(&Person::Known(id)).map(|(known, _)| *known);
            // Whoever stands in several places has their own doors below the first.
            let new = known.filter(|known| self.listed.insert(*known));
            let opened = new.map(|person| format!(",{}", self.doors(person))).unwrap_or_default();
            let stands = view.standing.contact(id).map(|standing| format!(", {}", state(standing.state)));
            let indent = "  ".repeat(depth.min(DEEPEST));
            let name = self.page.person(&Person::Known(id));
            self.lines.push(format!("{indent}- {name}{}{opened}\n", stands.unwrap_or_default()));
            open.extend(new.into_iter().flat_map(|person| self.opened_by(person)).map(|id| (depth + 1, id)));
        }
    }

    /// Returns the people whom a person referred, the oldest first.
    fn opened_by(&self, person: &Person) -> impl Iterator<Item = NoteId> + use<'_, 'v> {
        self.opened.get(person).into_iter().flatten().rev().copied()
    }

    fn doors(&self, person: &Person) -> String {
        match self.opened.get(person).map_or(0, Vec::len) {
            0 => String::new(),
            1 => String::from(" opened 1 door"),
            count => format!(" opened {count} doors"),
        }
    }
}

/// Returns the first day that is known of a contact.
fn known_since(view: &View<'_>, id: NoteId) -> Option<Day> {
    let contact = view.index.note(id).as_contact()?;
    let told = contact.events.iter().filter_map(Event::day).chain(contact.log.iter().map(|entry| entry.day));
    let held = view.standing.contact(id).and_then(|standing| standing.first_held).map(|(day, _)| day);
    told.chain(held).min()
}

fn chart(view: &View<'_>, arrows: &[(&Person, NoteId)], filter: &Filter) -> String {
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
    let shown = arrows.iter().take(filter.limit.unwrap_or(MOST));
    let lines: Vec<String> = shown
        .map(|(from, to)| {
            let from = node(from);
            format!("  {from} --> {}", node(&Person::Known(*to)))
        })
        .collect();
    mermaid(&lines) + &more(arrows.len(), filter, BlockKind::Referrals)
}
