//! The details of a contact that a list does not show.

use std::collections::BTreeSet;

use crate::core::base::text::fold_name;
use crate::core::index::Person;
use crate::core::lists::ListedContact;
use crate::core::lists::{View, select_contacts};
use crate::core::model::{Contact, Day, MeetingStatus, Note};
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::calendar;

/// A contact, and what the notes say about them.
#[derive(Debug, Clone, Copy)]
pub(super) struct ExportedPerson<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) row: ListedContact<'a>,
    pub(super) note: &'a Note,
    pub(super) contact: &'a Contact,
}

/// Returns the contacts that a filter leaves, sorted by name, so that a file changes only if a contact in it does.
pub(super) fn known<'a>(view: &'a View<'a>, filter: &Filter) -> Vec<ExportedPerson<'a>> {
    let filter = Filter { shows_everybody: true, ..filter.clone() };
    let rows = select_contacts(view, &filter).take(filter.limit.unwrap_or(usize::MAX));
    let mut people: Vec<ExportedPerson<'a>> = rows
        .filter_map(|row| {
            let note = view.index.note(row.id);
            Some(ExportedPerson { view, row, note, contact: note.as_contact()? })
        })
        .collect();
    people.sort_by_cached_key(|known| (fold_name(&known.note.title).into_owned(), known.row.id));
    people
}

impl<'a> ExportedPerson<'a> {
    /// Returns the value of a key that no rule reads.
    pub(super) fn property(&self, key: &str) -> &'a str {
        self.note.properties.get(key).unwrap_or_default()
    }

    /// Returns all values of such a key, which a note may have under several names.
    pub(super) fn properties(&self, key: &'static str) -> impl Iterator<Item = &'a str> {
        self.note.properties.iter().filter(move |(other, _)| *other == key).map(|(_, value)| value)
    }

    /// Returns the mail addresses, the contact's own first.
    pub(super) fn mails(&self) -> Vec<&'a str> {
        let mut mails: Vec<&str> = Vec::new();
        let own = self.contact.email.as_deref().unwrap_or_default();
        for text in std::iter::once(own).chain(self.properties("email")) {
            let parts = text.split([',', ';', ' ']).map(|part| part.trim_matches(['<', '>']));
            mails.extend(parts.filter(|part| part.contains('@')));
        }
        let mut seen = BTreeSet::new();
        mails.retain(|mail| seen.insert(mail.to_lowercase()));
        if mails.is_empty() { vec![own] } else { mails }
    }

    /// Returns the names of the people who referred the contact.
    pub(super) fn referrers(&self) -> Vec<&'a str> {
        let index = self.view.index;
        index.people(self.row.id).iter().map(|person| index.name(person)).collect()
    }

    /// Returns the days of the talks that were held with the contact, the earliest first.
    pub(super) fn talks(&self) -> Vec<Day> {
        let View { index, standing, .. } = self.view;
        let held =
            index.meetings_with(self.row.id).iter().filter(|id| standing.meeting(**id) == Some(MeetingStatus::Held));
        let mut days: Vec<Day> = held.filter_map(|id| Some(index.date(*id, self.view.today)?.value.day)).collect();
        days.sort_unstable();
        days
    }

    /// Returns the next step with the contact in a few words, and its day.
    pub(super) fn next_step(&self) -> (String, Option<Day>) {
        if let Some(next) = self.row.next {
            let wording = self.view.wording();
            return (wording.plain(&[wording.short(next)]), next.due);
        }
        match self.row.standing.next_meeting {
            Some((day, _)) => (format!("talk on {}", calendar::day(day, self.view.today)), Some(day)),
            None => (String::new(), None),
        }
    }
}

/// Returns the details of a person on one line: `Priya Nair, Data engineer, Northwind Labs, priya@example.com`.
pub(super) fn who(view: &View<'_>, person: &Person) -> String {
    let mut parts = vec![view.index.name(person)];
    if let Person::Known(id) = person {
        let note = view.index.note(*id);
        if let Some(contact) = note.as_contact() {
            parts.extend([&contact.role, &contact.company, &contact.email].into_iter().flatten().map(|text| &**text));
        }
        parts.extend(note.properties.get("phone"));
    }
    parts.join(", ")
}
