//! What a plain note has that would say more of a person or a meeting.

use crate::core::base::text::key_form;
use crate::core::model::key::{KEYS, Key, KeyDef, KeyOwner};
use crate::core::model::{Clues, EventKey};
use crate::core::syntax::date;
use crate::core::syntax::front_matter::{Scalar, Value};
use crate::core::syntax::people::is_nobody;

use super::Properties;

/// The keys of people that notes about other things have no use for.
const OF_PEOPLE: [Key; 6] =
    [Key::Email, Key::Phone, Key::LinkedIn, Key::FirstName, Key::LastName, Key::Event(EventKey::LastContact)];

/// Names of keys of people that projects and books have too.
const LOOSE: [&str; 12] = [
    "people",
    "person",
    "contacts",
    "who",
    "personen",
    "personnes",
    "personas",
    "pessoas",
    "persone",
    "osoby",
    "люди",
    "对象",
];

/// Returns whether a label or key for people is one that projects and books have too.
pub(in super::super) fn is_loose(name: &str) -> bool {
    LOOSE.contains(&&*key_form(name))
}

impl Properties<'_> {
    /// Returns whether a key says who takes part, the user included.
    pub(in super::super) fn has_attendees(&self) -> bool {
        let names_somebody = |scalar: Scalar<'_>| self.links(&scalar).iter().any(|link| !is_nobody(&link.text));
        self.entries_of(Key::With).any(|entry| !is_loose(entry.key))
            && self.scalars(Key::With).into_iter().any(names_somebody)
    }

    /// Returns whether a key for who takes part has a value of any kind.
    pub(in super::super) fn names_anybody(&self) -> bool {
        self.entries_of(Key::With).any(|entry| !is_loose(entry.key)) && !self.scalars(Key::With).is_empty()
    }

    /// Returns whether a key gives a name like that.
    pub(in super::super) fn has_written_name(&self, is_name: impl Fn(&str) -> bool) -> bool {
        self.scalars(Key::Name).iter().any(|scalar| is_name(scalar.text.trim_start_matches("Dr. ")))
    }

    /// Returns whether a key gives a mail address or a phone number.
    pub(in super::super) fn has_address(&self) -> bool {
        [Key::Email, Key::Phone].iter().any(|key| !self.scalars(*key).is_empty())
    }

    /// Returns whether a key is one that only meetings have, or says when the note's meeting is.
    pub(in super::super) fn has_facts_of_meeting(&self) -> bool {
        let has = |row: &KeyDef| {
            row.owner == KeyOwner::Meeting && self.entries_of(row.key).any(|entry| entry.value != Value::Empty)
        };
        KEYS.iter().any(has) || self.entries_of(Key::Contact).next().is_some()
    }

    /// Returns what a plain note has of other kinds; `None` if it has nothing. A foreign type is one that makes it plain
    /// although its folder is that of other notes.
    pub(in super::super) fn clues(&self, stem: &str, heading: Option<&str>, is_foreign: bool) -> Option<Box<Clues>> {
        let mut people = self.people(Key::With);
        people.extend(self.people(Key::Contact));
        let named =
            || [Some(stem), heading].into_iter().flatten().any(|name| date::in_name(name, self.words.order).is_some());
        let has_day = !people.is_empty() && (self.has_date() || named());
        let has = |key: &Key| !self.scalars(*key).is_empty();
        let is_attended = self.entries_of(Key::With).any(|entry| !is_loose(entry.key));
        let is_like_person = OF_PEOPLE.iter().any(has);
        let written_type = is_foreign.then(|| self.type_words().into_iter().next()).flatten();
        let clues = Clues { people: people.into(), has_day, is_attended, is_like_person, written_type };
        (!clues.people.is_empty() || is_like_person || clues.written_type.is_some()).then(|| Box::new(clues))
    }
}
