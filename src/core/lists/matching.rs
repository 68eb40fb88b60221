//! What a filter means for follow-ups, meetings, contacts and questions.

use crate::core::base::suggest::did_you_mean;
use crate::core::base::text::fold_name;
use crate::core::derive::follow_ups::FollowUp;
use crate::core::index::{Index, NoteId, Person};
use crate::core::model::key::Key;
use crate::core::model::{
    Cadence, Day, Event, EventKey, Interval, MeetingStatus, Note, NoteKind, Standing, Urgency, When, vocabulary,
};
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::date;

use super::View;

impl Filter {
    /// Returns whether a filter shows a follow-up.
    #[must_use]
    pub fn has_follow_up(&self, view: &View<'_>, follow_up: &FollowUp) -> bool {
        (self.rules.is_empty() || self.rules.contains(&follow_up.rule))
            && self.has_day(follow_up.due, view.today)
            && self.has_people(view, Some(follow_up.note), &follow_up.who)
    }

    /// Returns whether a filter shows a meeting, or a talk of which only the log of the contact tells: only planned ones,
    /// unless it has `status:`.
    #[must_use]
    pub fn has_meeting(&self, view: &View<'_>, id: NoteId) -> bool {
        let agreed = view.standing.agreed(id);
        let Some(status) = view.standing.meeting(id).or(agreed.map(|_| MeetingStatus::Planned)) else { return false };
        let has_status =
            if self.statuses.is_empty() { status == MeetingStatus::Planned } else { self.statuses.contains(&status) };
        let day = view.moment_of_talk(id).map(|at| at.day);
        // Unlike a follow-up, a talk of today is upcoming.
        let is_upcoming = self.urgencies.contains(&Urgency::Upcoming) && day.is_some_and(|day| day >= view.today);
        let is_talk = agreed.is_some() || view.standing.is_talk(id);
        has_status
            && self.is_talk.map_or(self.shows_everybody || is_talk, |wanted| wanted == is_talk)
            && (is_upcoming || self.has_day(day, view.today))
            && self.has_people(view, Some(id), &view.people_of_talk(id))
    }

    /// Returns whether a filter shows a contact whose first follow-up is `next`.
    #[must_use]
    pub fn has_contact(&self, view: &View<'_>, id: NoteId, next: Option<&FollowUp>) -> bool {
        let has_day = !self.is_by_day() || next.is_some_and(|next| self.has_day(next.due, view.today));
        has_day && self.has_standing(view.standing_of(id)) && self.has_people(view, None, &[Person::Known(id)])
    }

    /// Returns whether a filter shows people of that standing.
    pub(crate) fn has_standing(&self, standing: Standing) -> bool {
        if self.standings.is_empty() {
            self.shows_everybody || standing == Standing::Contact
        } else {
            self.standings.contains(&standing)
        }
    }

    /// Returns whether a filter shows a question of that category and those people.
    #[must_use]
    pub fn has_question(&self, view: &View<'_>, category: &str, note: Option<NoteId>, people: &[Person]) -> bool {
        self.categories.iter().all(|names| names.iter().any(|name| holds(category, name)))
            && self.has_people(view, note, people)
    }

    /// Returns whether the filter may hide questions of any list.
    #[must_use]
    pub fn narrows_questions(&self) -> bool {
        !self.categories.is_empty() || self.is_about_people()
    }

    /// Returns whether a filter shows a day; it shows any day unless it is about days.
    pub(crate) fn has_day(&self, day: Option<Day>, today: Day) -> bool {
        if !self.is_by_day() {
            return true;
        }
        let urgency = Urgency::new(day, today);
        self.urgencies.contains(&urgency)
            || self.is_due && matches!(urgency, Urgency::Overdue | Urgency::Today)
            || self.within.zip(day).is_some_and(|(within, day)| day > today && day <= within.after(today))
    }

    /// Returns whether the filter asks anything of people or notes, rather than of days and rules only.
    #[must_use]
    pub fn is_about_people(&self) -> bool {
        !(self.states.is_empty()
            && self.tags.is_empty()
            && self.companies.is_empty()
            && self.contacts.is_empty()
            && self.properties.is_empty())
    }

    /// Returns whether a note, or the people it is about, have the tags, companies, names and properties asked for.
    #[must_use]
    pub fn has_people(&self, view: &View<'_>, note: Option<NoteId>, people: &[Person]) -> bool {
        if !self.is_about_people() {
            return true;
        }
        let index = view.index;
        let known = people.iter().filter_map(|person| match person {
            Person::Known(id) => Some(*id),
            Person::Named(_) => None,
        });
        let subjects: Vec<NoteId> = note.into_iter().chain(known.clone()).collect();
        let any = |is_it: &dyn Fn(&Note) -> bool| subjects.iter().any(|id| is_it(index.note(*id)));
        let state = |id: NoteId| view.standing.contact(id).map(|contact| contact.state);
        (self.states.is_empty() || known.clone().filter_map(state).any(|state| self.states.contains(&state)))
            && self.tags.iter().all(|tags| any(&|note| has_tag(note, tags)))
            && self.companies.iter().all(|names| any(&|note| has_company(note, names)))
            && self.contacts.iter().all(|names| people.iter().any(|person| is_called(index, person, names)))
            && self.properties.iter().all(|(key, values)| any(&|note| has_property(note, key, values)))
    }
}

/// Nested tags count: a note with `type/x` has `type`.
fn has_tag(note: &Note, tags: &[String]) -> bool {
    note.tags.iter().any(|has| {
        let has = fold_name(has);
        let has = has.trim_start_matches('#');
        tags.iter()
            .any(|tag| has.strip_prefix(tag.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    })
}

fn has_company(note: &Note, names: &[String]) -> bool {
    let company = note.as_contact().and_then(|contact| contact.company.as_deref());
    company.is_some_and(|company| names.iter().any(|name| holds(company, name)))
}

/// Returns whether a person has one of the names, in whole or in part, or a note at that path.
fn is_called(index: &Index, person: &Person, names: &[String]) -> bool {
    let has_name = |candidate: &str| names.iter().any(|name| holds(candidate, name));
    match person {
        Person::Named(name) => has_name(name),
        Person::Known(id) => {
            let note = index.note(*id);
            let paths = [note.path.as_str(), note.path.without_extension(), note.path.stem()];
            has_name(&note.title)
                || note.aliases.iter().any(|alias| has_name(alias))
                || paths.iter().any(|path| names.iter().any(|name| fold_name(path) == name.as_str()))
        }
    }
}

impl Filter {
    /// Returns what is wrong with filters on keys that no note has: most likely a filter with a typing mistake.
    #[must_use]
    pub fn unknown_keys(&self, index: &Index) -> Vec<String> {
        let is_known = |key: &str| is_read(key) || index.notes().any(|(_, note)| note.properties.get(key).is_some());
        let unknown = self.properties.iter().filter(|(key, _)| !is_known(key));
        let message = |key: &str| {
            if vocabulary::meaning(key).is_some() {
                format!("no list can be narrowed by the key `{key}`")
            } else {
                format!("no note has the key `{key}`{}", did_you_mean(key, Self::keys()))
            }
        };
        unknown.map(|(key, _)| message(key)).collect()
    }
}

/// Returns whether [`has_property`] finds the key in the fields of a note.
fn is_read(key: &str) -> bool {
    let is_field = |key| {
        matches!(key, Key::Role | Key::Email | Key::ReferredBy | Key::Cadence | Key::Event(_))
            || matches!(key, Key::Channel | Key::Goals | Key::Date | Key::Duration | Key::NextMeeting)
    };
    vocabulary::meaning(key).is_some_and(is_field)
}

fn has_property(note: &Note, key: &str, values: &[String]) -> bool {
    let is_meant = |text: &str| values.iter().any(|value| holds(text, value));
    let meaning = vocabulary::meaning(key);
    let is_it = match &note.kind {
        NoteKind::Contact(contact) => match meaning {
            Some(Key::Role) => contact.role.as_deref().is_some_and(is_meant),
            Some(Key::Email) => contact.email.as_deref().is_some_and(is_meant),
            Some(Key::ReferredBy) => contact.referred_by.iter().any(|link| is_meant(&link.text)),
            Some(Key::Cadence) => contact.cadence.is_some_and(|cadence| has_cadence(cadence.value, values)),
            Some(Key::Event(event)) => has_event(&contact.events, event, values),
            _ => false,
        },
        NoteKind::Meeting(meeting) => match meaning {
            Some(Key::Channel) => meeting.channel.as_deref().is_some_and(is_meant),
            Some(Key::Goals) => meeting.goals.iter().any(|goal| is_meant(goal)),
            Some(Key::Date) => meeting.date.is_some_and(|date| is_meant(&date.value.day.to_string())),
            Some(Key::NextMeeting) => meeting.next.is_some_and(|next| is_meant(&next.day.to_string())),
            // 90m is 1h30.
            Some(Key::Duration) => {
                values.iter().any(|value| meeting.duration.is_some() && date::minutes(value) == meeting.duration)
            }
            Some(Key::Event(event)) => has_event(&meeting.events, event, values),
            _ => false,
        },
        _ => false,
    };
    is_it || note.properties.iter().any(|(other, value)| other == key && is_meant(value))
}

fn has_cadence(cadence: Cadence, values: &[String]) -> bool {
    values.iter().any(|value| match cadence {
        Cadence::Every(interval) => Interval::parse(value) == Some(interval),
        Cadence::Never => value == "never",
    })
}

/// Returns whether a note records an event on one of these days; `yes` means without a day, and `no` means not.
fn has_event(events: &[Event], key: EventKey, values: &[String]) -> bool {
    let is_meant = |when: When| match when {
        When::On(moment) => values.contains(&moment.day.to_string()),
        When::Sometime => values.iter().any(|value| value == "yes"),
        When::Never => values.iter().any(|value| value == "no"),
    };
    events.iter().any(|event| event.key == key && is_meant(event.when))
}

/// Returns whether `text` has the folded words `part` in it, as whole words.
fn holds(text: &str, part: &str) -> bool {
    let text = fold_name(text);
    let is_edge = |char: Option<char>| char.is_none_or(|char| !char.is_alphanumeric());
    text.match_indices(part).any(|(at, found)| {
        is_edge(text.get(..at).and_then(|before| before.chars().next_back()))
            && is_edge(text.get(at + found.len()..).and_then(|after| after.chars().next()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::base::text::key_form;
    use crate::core::model::key::{KEYS, KeyOwner};

    #[test]
    fn a_key_of_people_or_talks_narrows_a_list() {
        // Filters of their own say this: `company:`, `contact:`, `state:` and `status:`.
        let others = [Key::Company, Key::With, Key::Contact, Key::Time, Key::Paused, Key::Track, Key::Status];
        for row in KEYS.iter().filter(|row| row.owner != KeyOwner::All && !others.contains(&row.key)) {
            assert!(row.is_kept || is_read(&key_form(row.name())), "no filter knows the key `{}`", row.name());
        }
    }
}
