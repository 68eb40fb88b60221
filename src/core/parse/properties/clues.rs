//! What a plain note has that would say more of a person or a meeting.

use crate::core::base::text::key_form;
use crate::core::model::key::Key;
use crate::core::model::{Clues, EventKey};
use crate::core::syntax::date;

use super::Properties;

/// The keys of people that notes about other things have no use for.
const OF_PEOPLE: [Key; 6] =
    [Key::Email, Key::Phone, Key::LinkedIn, Key::FirstName, Key::LastName, Key::Event(EventKey::LastContact)];

/// Names of keys that say who takes part. Projects and books have `people` and `contacts` too.
const ATTENDANCE: [&str; 5] = ["with", "attendees", "participants", "interviewee", "interviewer"];

impl Properties<'_> {
    /// Returns what a plain note has of other kinds; `None` if it has nothing.
    pub(in super::super) fn clues(&self, stem: &str, heading: Option<&str>) -> Option<Box<Clues>> {
        let mut people = self.people(Key::With);
        people.extend(self.people(Key::Contact));
        let named =
            || [Some(stem), heading].into_iter().flatten().any(|name| date::in_name(name, self.words.order).is_some());
        let has_day = !people.is_empty() && (self.has_date() || named());
        let has = |key: &Key| !self.scalars(*key).is_empty();
        let is_attended = self.entries_of(Key::With).any(|entry| ATTENDANCE.contains(&&*key_form(entry.key)));
        let is_like_person = OF_PEOPLE.iter().any(has);
        let clues = Clues { people: people.into(), has_day, is_attended, is_like_person, written_type: None };
        (!clues.people.is_empty() || is_like_person).then(|| Box::new(clues))
    }
}
