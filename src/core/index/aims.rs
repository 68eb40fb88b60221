//! Whom the tasks of a note are to get in touch with, or to thank.

use std::borrow::Cow;

use crate::core::base::text::fold_name;
use crate::core::model::vocabulary::plain_words;
use crate::core::model::{Aim, Link, LinkStyle, Note, Purpose};
use crate::core::syntax::date;
use crate::core::syntax::people::TITLES;

use super::{Index, NoteId, Person, Resolution, titles};

/// The least and the most characters of a name in a script without spaces.
const SHORTEST_RUN: usize = 2;
const LONGEST_RUN: usize = 8;

/// Returns the names with which words may begin, the longest first.
pub(super) fn names(link: &Link) -> Vec<Cow<'_, Link>> {
    if link.style != LinkStyle::Words {
        return vec![Cow::Borrowed(link)];
    }
    let words: Vec<&str> = link.target.split_whitespace().collect();
    let first = words.first().copied().unwrap_or_default();
    if first.chars().all(|char| !char.is_lowercase() && !char.is_uppercase()) {
        let ends: Vec<usize> = first.char_indices().map(|(at, _)| at).chain([first.len()]).collect();
        let ends = ends.into_iter().skip(SHORTEST_RUN).take(LONGEST_RUN).collect::<Vec<_>>().into_iter().rev();
        return ends.filter_map(|end| first.get(..end)).flat_map(titles::beginnings).map(Cow::Owned).collect();
    }
    let mut names: Vec<Link> = titles::beginnings(&link.target).collect();
    if !may_stand_alone(&words) {
        names.pop();
    }
    names.into_iter().map(Cow::Owned).collect()
}

/// Returns whether the first word can be a name by itself: with a capital letter, no title, and no other name behind it.
fn may_stand_alone(words: &[&str]) -> bool {
    let Some(first) = words.first().filter(|first| first.starts_with(char::is_uppercase)) else { return false };
    let is_name = |word: &&str| {
        let is_day = date::weekday(word).is_some() || date::month(word).is_some();
        word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase) && !is_day
    };
    !TITLES.contains(&&*plain_words(first)) && words.get(1).is_none_or(|word| !is_name(word))
}

impl Index {
    /// Returns the people whom an aim of a task in a note is about. Words that name nobody leave it to the note: its person,
    /// or who is thanked for the meeting that it is.
    pub(crate) fn aimed_at(&self, id: NoteId, aim: &Aim) -> Vec<Person> {
        let note = self.note(id);
        let people = if note.as_contact().is_some() { vec![Person::Known(id)] } else { Vec::new() };
        let people = if note.as_meeting().is_some() { self.people(id).to_vec() } else { people };
        if aim.whom.is_empty() {
            let is_meant = note.as_contact().is_some() || aim.purpose == Purpose::Thanks;
            return if is_meant { people } else { Vec::new() };
        }
        let mut all: Vec<Person> = Vec::new();
        for person in aim.whom.iter().filter_map(|link| self.named_by(note, &people, link)) {
            if !all.contains(&person) {
                all.push(person);
            }
        }
        all
    }

    /// Returns the contacts whom the tasks of a note are about in this way.
    pub(super) fn aims_of(&self, note: &Note) -> Vec<NoteId> {
        let links = note.tasks.iter().filter_map(|task| task.aim.as_deref()).flat_map(|aim| &aim.whom);
        let mut ids: Vec<NoteId> = links
            .filter_map(|link| match self.named_by(note, &[], link)? {
                Person::Known(id) => Some(id),
                Person::Named(_) => None,
            })
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Returns whom words begin with: by the first name also somebody of the note's own `people`, else a contact.
    fn named_by(&self, note: &Note, people: &[Person], link: &Link) -> Option<Person> {
        names(link).into_iter().find_map(|name| {
            let folded = fold_name(&name.target);
            let is_one_word = link.style == LinkStyle::Words && !folded.contains(' ');
            let is_called = |person: &&Person| {
                let whole = fold_name(self.name(person));
                whole == folded || (is_one_word && whole.split(' ').next() == Some(&*folded))
            };
            let mut here = people.iter().filter(is_called);
            if let (Some(person), None) = (here.next(), here.next()) {
                return Some(person.clone());
            }
            match self.resolve(note, &name) {
                Resolution::Found(id) if !self.note(id).as_contact().is_some_and(|contact| contact.is_user) => {
                    Some(Person::Known(id))
                }
                _ => None,
            }
        })
    }
}
