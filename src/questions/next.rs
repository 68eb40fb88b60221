//! What to ask next: the bank's questions that were not yet asked of a person, the most fitting first.

use std::collections::{BTreeMap, BTreeSet};

use crate::index::{Index, NoteId, Person};
use crate::standing::Standing;
use crate::text::{fold_name, question_words};

use super::keys::Subject;
use super::uses::Use;
use super::{Question, QuestionState, Questions};

/// Why a question fits a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim<'q> {
    /// It is about the company: `#company` for anybody's, `#company/northwind` for that one.
    Company(&'q str),
    /// It is for their role: `#role/engineer`.
    Role(&'q str),
    /// They bear the same tag.
    Tag(&'q str),
}

impl<'q> Aim<'q> {
    /// Returns the tag that says so, without `#`.
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
    /// With whom.
    pub people: Vec<Person>,
    /// The bank's questions that it does not carry and that were not asked of everybody there.
    pub suggestions: Vec<Suggestion<'q>>,
}

impl Questions {
    /// Returns the bank's questions that were not yet asked of a contact.
    ///
    /// Those that a tag aims at the contact come first, those that it aims at somebody else last; then those never
    /// asked of anybody; then the order of the banks.
    #[must_use]
    pub fn not_yet_asked_of(&self, index: &Index, contact: NoteId) -> Vec<Suggestion<'_>> {
        self.suggestions(index, &[Person::Known(contact)], &[])
    }

    /// Returns the next planned meeting with what could still be asked there, in the order of `not_yet_asked_of`.
    #[must_use]
    pub fn for_next(&self, index: &Index, standing: &Standing) -> Option<NextMeeting<'_>> {
        Some(self.for_meeting(index, standing.next_meeting()?))
    }

    /// Returns what could still be asked in a meeting, in the order of `not_yet_asked_of`.
    #[must_use]
    pub fn for_meeting(&self, index: &Index, meeting: NoteId) -> NextMeeting<'_> {
        let people = index.people(meeting);
        let suggestions = self.suggestions(index, people, self.uses.lines(meeting));
        NextMeeting { meeting, people: people.to_vec(), suggestions }
    }

    fn suggestions(&self, index: &Index, people: &[Person], carried: &[Use]) -> Vec<Suggestion<'_>> {
        let mut profiles: Vec<Profile<'_>> = people.iter().map(|person| Profile::of(index, person)).collect();
        let carried: BTreeSet<Subject> = carried.iter().map(|line| line.subject).collect();
        let mut ranked = Vec::new();
        for (subject, question) in (0..).map(Subject::in_bank).zip(self.bank()) {
            let was_asked = !people.is_empty() && people.iter().all(|person| self.was_asked(subject, person));
            if was_asked || carried.contains(&subject) {
                continue;
            }
            let aim = profiles.iter_mut().find_map(|profile| profile.aim(question));
            let rank = match aim {
                Some(_) => 0,
                None if question.tags.iter().any(|tag| aimed_part(tag).is_some()) => 2,
                None => 1,
            };
            let is_asked = question.state() == QuestionState::Asked;
            ranked.push((rank, is_asked, Suggestion { question, aim }));
        }
        ranked.sort_by_key(|(rank, is_asked, _)| (*rank, *is_asked));
        ranked.into_iter().map(|(_, _, suggestion)| suggestion).collect()
    }
}

/// What tags can aim at in a person; nothing is known of one without a note.
#[derive(Default)]
struct Profile<'q> {
    company: String,
    role: String,
    tags: Vec<String>,
    /// Why questions with a tag fit the person: banks repeat few tags on many questions.
    fits: BTreeMap<&'q str, Option<Aim<'q>>>,
}

/// Returns the kind and the rest of a tag such as `role/data-engineer`; none for any other tag.
fn aimed_part(tag: &str) -> Option<(bool, &str)> {
    let (kind, rest) = tag.split_once('/').unwrap_or((tag, ""));
    let is_company = kind.eq_ignore_ascii_case("company");
    (is_company || kind.eq_ignore_ascii_case("role")).then_some((is_company, rest))
}

fn has_words(text: &str, words: &str) -> bool {
    words.split(' ').all(|word| text.split(' ').any(|other| other == word))
}

impl<'q> Profile<'q> {
    fn of(index: &Index, person: &Person) -> Self {
        let Person::Known(id) = person else { return Self::default() };
        let note = index.note(*id);
        let Some(contact) = note.as_contact() else { return Self::default() };
        Self {
            company: contact.company.as_deref().map(question_words).unwrap_or_default(),
            role: contact.role.as_deref().map(question_words).unwrap_or_default(),
            tags: note.tags.iter().map(|tag| fold_name(tag).into_owned()).collect(),
            fits: BTreeMap::new(),
        }
    }

    fn aim(&mut self, question: &'q Question) -> Option<Aim<'q>> {
        question.tags.iter().find_map(|tag| {
            if let Some(fit) = self.fits.get(&**tag) {
                return *fit;
            }
            let fit = self.fit(tag);
            self.fits.insert(tag, fit);
            fit
        })
    }

    fn fit(&self, tag: &'q str) -> Option<Aim<'q>> {
        let Some((is_company, words)) = aimed_part(tag) else { return self.bears(tag).then_some(Aim::Tag(tag)) };
        let words = question_words(words);
        if is_company {
            (words.is_empty() || has_words(&self.company, &words)).then_some(Aim::Company(tag))
        } else {
            (!words.is_empty() && has_words(&self.role, &words)).then_some(Aim::Role(tag))
        }
    }

    /// Says whether the contact bears the tag, or one nested in it.
    fn bears(&self, tag: &str) -> bool {
        let tag = fold_name(tag);
        self.tags.iter().any(|own| own.strip_prefix(&*tag).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }
}
