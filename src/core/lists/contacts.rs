//! Rows of contacts.

use serde::Serialize;

use crate::core::lists::ListedContact;
use crate::core::lists::{View, select_contacts};
use crate::core::model::Day;
use crate::core::syntax::block::filter::Filter;

use super::{Column, ListRow, day, names, path, text};

/// A contact. `docs/json.md` explains each field.
#[derive(Debug, Serialize)]
pub struct ContactRow {
    /// The name.
    pub name: String,
    /// The company.
    pub company: Option<String>,
    /// The role.
    pub role: Option<String>,
    /// The address for mail.
    pub email: Option<String>,
    /// `identified`, `requested`, `replied`, `scheduled`, `met`, `in-touch`, `paused` or `closed`.
    pub state: &'static str,
    /// `contact`, `known` or `dormant`.
    pub standing: &'static str,
    /// The day of the last contact.
    pub last_contact: Option<Day>,
    /// The place that records it: `path:line`, or a path if the file's name records it.
    pub last_contact_source: Option<String>,
    /// The day of the next follow-up.
    pub next_follow_up: Option<Day>,
    /// Names of the people who referred the contact.
    pub referred_by: Vec<String>,
    /// Tags, without `#`.
    pub tags: Vec<String>,
    /// The path of the note.
    pub note: String,
}

/// Returns the contacts that a filter leaves, by what is next with them; unlike a block, also people who are known or
/// dormant.
#[must_use]
pub(crate) fn contacts(view: &View<'_>, filter: &Filter) -> Vec<ContactRow> {
    let filter = Filter { shows_everybody: true, ..filter.clone() };
    select_contacts(view, &filter).map(|row| ContactRow::new(view, &row)).collect()
}

impl ContactRow {
    /// Returns the row of a contact.
    #[must_use]
    pub fn new(view: &View<'_>, row: &ListedContact<'_>) -> Self {
        let note = view.index.note(row.id);
        let owned = |text: Option<&Box<str>>| text.map(ToString::to_string);
        let contact = note.as_contact();
        Self {
            name: note.title.to_string(),
            company: owned(contact.and_then(|contact| contact.company.as_ref())),
            role: owned(contact.and_then(|contact| contact.role.as_ref())),
            email: owned(contact.and_then(|contact| contact.email.as_ref())),
            state: row.standing.state.as_str(),
            standing: view.standing_of(row.id).as_str(),
            last_contact: row.standing.last_touch.map(|touch| touch.day),
            last_contact_source: row.standing.last_touch.map(|touch| match touch.line {
                0 => path(view, touch.note),
                line => format!("{}:{line}", path(view, touch.note)),
            }),
            next_follow_up: row.next.and_then(|next| next.due),
            referred_by: names(view, view.index.people(row.id)),
            tags: note.tags.iter().map(ToString::to_string).collect(),
            note: path(view, row.id),
        }
    }
}

impl ListRow for ContactRow {
    const HEAD: &'static [&'static str] =
        &["name", "company", "role", "email", "state", "last_contact", "next_follow_up", "note"];
    const TERMINAL: &'static [Column] = &[
        Column::text("name", 16),
        Column::text("company", 16).rank(1),
        Column::whole("state"),
        Column::whole("last_contact"),
        Column::whole("next_follow_up"),
        Column::whole("note").rank(2),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            text(self.company.as_ref()),
            text(self.role.as_ref()),
            text(self.email.as_ref()),
            self.state.to_owned(),
            day(self.last_contact),
            day(self.next_follow_up),
            self.note.clone(),
        ]
    }
}
