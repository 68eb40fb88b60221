//! What to ask next: the bank's questions that were not yet asked of a person, the most fitting first.

use std::collections::{BTreeSet, btree_set};
use std::iter::Peekable;

use crate::core::base::text::{fold_name, question_words};
use crate::core::derive::statuses::Statuses;
use crate::core::index::{Index, NoteId, Person};

use super::uses::{QuestionUse, TalkOutcome};
use super::{Question, Questions};

/// Why a question fits a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim<'q> {
    /// It is about the company: `#company` for anybody who has one, `#company/northwind` for that one.
    Company(&'q str),
    /// It is for their role: `#role/engineer`.
    Role(&'q str),
    /// They have the same tag.
    Tag(&'q str),
}

impl<'q> Aim<'q> {
    /// Returns the tag, without `#`.
    #[must_use]
    pub const fn tag(self) -> &'q str {
        match self {
            Self::Company(tag) | Self::Role(tag) | Self::Tag(tag) => tag,
        }
    }
}

/// A question to ask somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion<'q> {
    /// The question.
    pub question: &'q Question,
    /// Why it fits them, if a tag says so.
    pub aim: Option<Aim<'q>>,
}

/// The next planned meeting, and what could still be asked there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextMeeting<'q> {
    /// The meeting.
    pub meeting: NoteId,
    /// The people of the talk.
    pub people: Vec<Person>,
    /// The bank's questions that it does not carry and that were not asked of everybody there.
    pub suggestions: Vec<Suggestion<'q>>,
}

impl Questions {
    /// Returns the bank's questions that were not yet asked of a contact.
    ///
    /// Questions with a tag for the contact come first, those with a tag for somebody else last. Among these, questions
    /// that nobody was asked come first, and then the order of the banks decides.
    #[must_use]
    pub fn not_yet_asked_of(&self, index: &Index, contact: NoteId) -> Vec<Suggestion<'_>> {
        self.suggestions(index, &[Person::Known(contact)], &[]).collect()
    }

    /// Returns the next planned meeting with what could still be asked there, in the order of `not_yet_asked_of`.
    #[must_use]
    pub fn for_next(&self, index: &Index, standing: &Statuses) -> Option<NextMeeting<'_>> {
        Some(self.for_meeting(index, standing.next_meeting()?))
    }

    /// Returns what could still be asked in a meeting, in the order of `not_yet_asked_of`.
    #[must_use]
    pub fn for_meeting(&self, index: &Index, meeting: NoteId) -> NextMeeting<'_> {
        let suggestions = self.suggestions_for(index, meeting).collect();
        NextMeeting { meeting, people: index.people(meeting).to_vec(), suggestions }
    }

    /// Returns what could still be asked in a meeting, one by one, in the order of `not_yet_asked_of`.
    pub fn suggestions_for(&self, index: &Index, meeting: NoteId) -> impl Iterator<Item = Suggestion<'_>> {
        self.suggestions(index, index.people(meeting), self.uses.lines(meeting))
    }

    /// Returns how many questions could still be asked in a meeting.
    #[must_use]
    pub fn suggestion_count(&self, index: &Index, meeting: NoteId) -> usize {
        self.bank().len() - self.unfit(index, index.people(meeting), self.uses.lines(meeting)).len()
    }

    fn suggestions(
        &self,
        index: &Index,
        people: &[Person],
        carried: &[QuestionUse],
    ) -> impl Iterator<Item = Suggestion<'_>> {
        let profiles: Vec<Profile> = people.iter().map(|person| Profile::new(index, person)).collect();
        let unfit = self.unfit(index, people, carried);
        // First by the people their tags are for, then by whether anybody was asked.
        let mut ranked: [Vec<Places<'_>>; 6] = Default::default();
        for shelf in &self.bank.shelves {
            let (rank, aim) = rank(&profiles, &shelf.tags);
            for (at, places) in [(2 * rank, &shelf.fresh), (2 * rank + 1, &shelf.asked)] {
                if let Some(same) = ranked.get_mut(at) {
                    same.push(Places { aim, places: places.iter().peekable() });
                }
            }
        }
        let all = ranked.into_iter().flat_map(merged).filter(move |(place, _)| !unfit.contains(place));
        all.map(|(place, aim)| Suggestion { question: self.question(place), aim })
    }

    /// Returns the places of the questions that are carried there already, or were asked of all these people.
    fn unfit(&self, index: &Index, people: &[Person], carried: &[QuestionUse]) -> BTreeSet<u32> {
        let mut asked = people.iter().map(|person| self.asked_of(index, person));
        let of_all = asked.next().map(|first| asked.fold(first, |all, other| &all & &other)).unwrap_or_default();
        carried.iter().filter_map(|line| line.subject.place()).chain(of_all).collect()
    }

    /// Returns the places of the questions that were asked of a person.
    fn asked_of(&self, index: &Index, person: &Person) -> BTreeSet<u32> {
        let lines = index.carriers_of(person).into_iter().flat_map(|id| self.uses.lines(id));
        lines.filter(|line| line.outcome == TalkOutcome::Asked).filter_map(|line| line.subject.place()).collect()
    }
}

/// Questions of one shelf, with the tag that aims them at somebody.
struct Places<'q> {
    aim: Option<Aim<'q>>,
    places: Peekable<btree_set::Iter<'q, u32>>,
}

/// Goes through shelves side by side, in the order of the banks.
fn merged(mut shelves: Vec<Places<'_>>) -> impl Iterator<Item = (u32, Option<Aim<'_>>)> {
    std::iter::from_fn(move || {
        let next = shelves.iter_mut().filter_map(|shelf| Some((**shelf.places.peek()?, shelf)));
        let (place, shelf) = next.min_by_key(|(place, _)| *place)?;
        shelf.places.next();
        Some((place, shelf.aim))
    })
}

/// What tags can aim at in a person; nothing is known of one without a note.
#[derive(Default)]
pub(super) struct Profile {
    company: String,
    role: String,
    tags: Vec<String>,
}

/// Returns the rank of questions with those tags: those for one of these people come first, those for somebody else
/// last; and the tag that makes them fit one of these people.
pub(super) fn rank<'q>(profiles: &[Profile], tags: &'q [Box<str>]) -> (usize, Option<Aim<'q>>) {
    // A question for one company or role is for that alone, whatever its other tags are.
    let is_narrow = |tag: &str| target(tag).is_some_and(|(_, part)| !part.is_empty());
    let narrowed = tags.iter().any(|tag| is_narrow(tag));
    let meant = || tags.iter().filter(|tag| !narrowed || is_narrow(tag));
    let aim = profiles.iter().find_map(|profile| meant().find_map(|tag| profile.aim(tag)));
    match aim {
        Some(_) => (0, aim),
        None if tags.iter().any(|tag| target(tag).is_some()) => (2, None),
        None => (1, None),
    }
}

/// What a tag of a question aims at.
enum NextTalk {
    Company,
    Role,
}

/// Returns what a tag such as `role/data-engineer` aims at, and the part after the kind; `None` for any other tag.
fn target(tag: &str) -> Option<(NextTalk, &str)> {
    let (kind, rest) = tag.split_once('/').unwrap_or((tag, ""));
    if kind.eq_ignore_ascii_case("company") {
        Some((NextTalk::Company, rest))
    } else {
        kind.eq_ignore_ascii_case("role").then_some((NextTalk::Role, rest))
    }
}

fn has_words(text: &str, words: &str) -> bool {
    words.split(' ').all(|word| text.split(' ').any(|other| other == word))
}

impl Profile {
    pub(super) fn new(index: &Index, person: &Person) -> Self {
        let Person::Known(id) = person else { return Self::default() };
        let note = index.note(*id);
        let Some(contact) = note.as_contact() else { return Self::default() };
        Self {
            company: contact.company.as_deref().map(question_words).unwrap_or_default(),
            role: contact.role.as_deref().map(question_words).unwrap_or_default(),
            tags: note.tags.iter().map(|tag| fold_name(tag).into_owned()).collect(),
        }
    }

    fn aim<'q>(&self, tag: &'q str) -> Option<Aim<'q>> {
        match target(tag) {
            Some((NextTalk::Company, part)) => {
                let words = question_words(part);
                let is_aimed =
                    if words.is_empty() { !self.company.is_empty() } else { has_words(&self.company, &words) };
                is_aimed.then_some(Aim::Company(tag))
            }
            Some((NextTalk::Role, part)) => {
                let words = question_words(part);
                (!words.is_empty() && has_words(&self.role, &words)).then_some(Aim::Role(tag))
            }
            None => self.bears(tag).then_some(Aim::Tag(tag)),
        }
    }

    /// Returns whether the contact has the tag, or one nested in it.
    fn bears(&self, tag: &str) -> bool {
        let tag = fold_name(tag);
        self.tags.iter().any(|own| own.strip_prefix(&*tag).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }
}
