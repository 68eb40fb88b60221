//! Chooses the questions for a talk, and why. Questions that are open with these people come first, then those that
//! were prepared for others and not asked, then those that nobody was asked yet, then those that others were asked.
//! Within each group the best fit comes first, the user's own before those that `init` wrote, spread over the categories. If none of the next questions names a goal
//! of the talk, one that does moves ahead.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::core::base::text::question_words;
use crate::core::derive::statuses::Statuses;
use crate::core::index::{Index, Person};
use crate::core::model::goals::{Goal, Service};
use crate::core::model::{Day, NoteQuestion, NoteQuestionState};

use super::keys::Subject;
use super::next::{Profile, rank};
use super::uses::{AskedPlace, TalkOutcome};
use super::wording::{asks_for_a_job, yes_no_opening};
use super::{Aim, Question, QuestionState, Questions};

/// The length in minutes of a talk whose note has none.
pub(crate) const USUAL_LENGTH: u32 = 30;
/// The length in minutes that any longer talk counts as.
const LONGEST: u32 = 60;
/// There is time for about one question in this many minutes.
const MINUTES_A_QUESTION: u32 = 4;
/// The number of questions for the shortest talk.
const FEWEST: usize = 3;

/// Returns how many questions there is time for in a talk of so many minutes.
pub(crate) fn questions_for(minutes: u32) -> usize {
    usize::try_from(minutes.min(LONGEST) / MINUTES_A_QUESTION).unwrap_or(FEWEST).max(FEWEST)
}

/// A talk that questions are chosen for.
#[derive(Debug, Clone, Copy)]
pub struct ChooseOptions<'a> {
    /// The people of the talk.
    pub people: &'a [Person],
    /// What its note carries already.
    pub carried: &'a [NoteQuestion],
    /// What it is for.
    pub goals: &'a [&'static Goal],
    /// Words of categories, one of which must have all of its words; every category, if there are none.
    pub categories: &'a [String],
}

/// Why a question fits a talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit<'q> {
    /// A tag aims it at somebody there.
    Aim(Aim<'q>),
    /// It serves a goal, by its slug.
    Goal(&'static str),
    /// It is about a word of their role, company or tags.
    Subject(String),
}

/// Why a question was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason<'q> {
    /// It was prepared for somebody there, for that day, and not asked.
    Prepared(Option<Day>),
    /// It was prepared only for these others, and nobody was asked it yet.
    PreparedForOthers(Vec<Person>, Option<Fit<'q>>),
    /// Nobody was asked it yet.
    NeverAsked(Option<Fit<'q>>),
    /// So many others were asked it, and so often there was an answer.
    AskedOfOthers(usize, u32, Option<Fit<'q>>),
}

/// A question to take to a talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice<'q> {
    /// The question: as the bank writes it, if it is in one.
    pub text: &'q str,
    /// Its category; empty for one that has none.
    pub category: &'q str,
    /// Why it was chosen.
    pub reason: Reason<'q>,
}

impl Choice<'_> {
    /// Returns whether a talk ends with it: who else to talk to, and other advice.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        let is_last = |text: &str, all: &[&str]| {
            let words = format!(" {} ", question_words(text));
            all.iter().any(|last| words.contains(&format!(" {last} ")))
        };
        is_last(self.category, LAST_CATEGORIES) || is_last(self.text, LAST_WORDS)
    }
}

/// A question of the bank that may be chosen.
struct Candidate<'q> {
    place: u32,
    question: &'q Question,
    fit: Fitness<'q>,
}

impl Candidate<'_> {
    /// Returns whether it is one that `init` wrote and does not fit.
    const fn is_filler(&self) -> bool {
        self.question.is_starter && self.fit.score <= 1
    }

    /// Returns what candidates are ordered by, the best first.
    const fn order(&self) -> (Reverse<u32>, bool, u32) {
        (Reverse(self.fit.score), self.question.is_starter, self.place)
    }
}

/// How well a question fits.
struct Fitness<'q> {
    /// What makes it fit most.
    best: Option<Fit<'q>>,
    score: u32,
    /// The goal of the talk that it serves best.
    serves: Option<&'static str>,
    /// That goal, if the question asks for it literally.
    asks_for: Option<&'static str>,
}

/// Words of the categories that a talk ends with.
const LAST_CATEGORIES: &[&str] = &["referrals", "closing"];
/// Words of questions that a talk ends with, whatever their category.
const LAST_WORDS: &[&str] = &["who else", "not asked"];
/// The shortest word of a role, company or tag that is looked for in questions.
const SHORTEST_WORD: usize = 4;
/// Words of roles and companies that say nothing about the subject.
const EMPTY_WORDS: &[&str] = &[
    "senior",
    "junior",
    "lead",
    "head",
    "chief",
    "manager",
    "director",
    "officer",
    "assistant",
    "associate",
    "engineer",
    "analyst",
    "consultant",
    "specialist",
    "team",
    "group",
    "limited",
    "with",
    "from",
    "work",
    "people",
    "company",
];

impl Questions {
    /// Returns the questions for a talk, the best first. It leaves out those that the talk already has, those that
    /// anybody there was asked, repetitions, those that `check` would warn about, and those aimed at somebody else.
    #[must_use]
    pub fn choose<'q>(&'q self, index: &'q Index, standing: &Statuses, wish: &ChooseOptions<'_>) -> Vec<Choice<'q>> {
        let carried: Vec<Subject> = wish.carried.iter().filter_map(|carried| self.subject(index, carried)).collect();
        let mut taken: BTreeSet<Subject> = carried.iter().copied().chain(self.planned(index, wish.people)).collect();
        let mut chosen = self.taken_back(index, wish, &mut taken);
        let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
        let in_bank = carried.iter().filter_map(|subject| subject.place());
        for category in
            in_bank.map(|place| &*self.question(place).category).chain(chosen.iter().map(|row| row.category))
        {
            *rows.entry(category).or_default() += 1;
        }
        let histories = self.histories(index, standing);
        for candidates in self.candidates(index, wish, &taken) {
            chosen.extend(spread(candidates, &mut rows, wish.goals.len() > 1).into_iter().map(|candidate| {
                let Candidate { place, question, fit } = candidate;
                let history = histories.get(place as usize);
                let reason = match question.state() {
                    QuestionState::Asked => {
                        let people = history.map_or(0, |history| history.asked_of.len());
                        Reason::AskedOfOthers(people, question.answers, fit.best)
                    }
                    QuestionState::Prepared => {
                        let mut people = Vec::new();
                        for person in
                            history.into_iter().flat_map(|history| &history.prepared_for).flat_map(|at| &at.people)
                        {
                            if !people.contains(person) {
                                people.push(person.clone());
                            }
                        }
                        Reason::PreparedForOthers(people, fit.best)
                    }
                    QuestionState::Unused => Reason::NeverAsked(fit.best),
                };
                Choice { text: &question.text, category: &question.category, reason }
            }));
        }
        chosen
    }

    /// Returns how many questions a note carries that are not crossed out, each once.
    #[must_use]
    pub fn count_carried(&self, index: &Index, carried: &[NoteQuestion]) -> usize {
        let kept = carried.iter().filter(|carried| carried.state != NoteQuestionState::Dropped);
        kept.filter_map(|carried| self.subject(index, carried)).collect::<BTreeSet<_>>().len()
    }

    /// Returns whether an item of a meeting is a question: of a bank, or under a heading for questions.
    #[must_use]
    pub fn is_question(&self, index: &Index, carried: &NoteQuestion) -> bool {
        self.subject(index, carried).is_some()
    }

    fn subject(&self, index: &Index, carried: &NoteQuestion) -> Option<Subject> {
        self.bank.find(index, carried, true).map(|(subject, _)| subject)
    }

    /// Returns the questions of planned talks with one of these people.
    fn planned<'q>(&'q self, index: &'q Index, people: &'q [Person]) -> impl Iterator<Item = Subject> + 'q {
        let notes = people.iter().flat_map(|person| index.carriers_of(person));
        let carriers = notes.filter_map(|id| self.uses.of(id)).filter(|carrier| carrier.place == AskedPlace::Ahead);
        carriers
            .flat_map(|carrier| &carrier.lines)
            .filter(|line| line.outcome != TalkOutcome::Dropped)
            .map(|line| line.subject)
    }

    fn was_asked_there(&self, subject: Subject, people: &[Person]) -> bool {
        people.iter().any(|person| self.was_asked(subject, person))
    }

    /// Returns what was prepared for these people and not asked, the latest first.
    fn taken_back<'q>(
        &'q self,
        index: &'q Index,
        wish: &ChooseOptions<'_>,
        taken: &mut BTreeSet<Subject>,
    ) -> Vec<Choice<'q>> {
        let mut chosen = Vec::new();
        for row in self.prepared_not_asked(index) {
            let is_theirs = row.people.iter().any(|person| wish.people.contains(person));
            let category = row.subject.place().map_or("", |place| &self.question(place).category);
            let is_meant = is_theirs && is_in(category, wish.categories) && is_open_question(row.text);
            if is_meant && !self.was_asked_there(row.subject, wish.people) && taken.insert(row.subject) {
                chosen.push(Choice { text: row.text, category, reason: Reason::Prepared(row.day) });
            }
        }
        chosen
    }

    /// Returns the categories of the banks, in their order.
    #[must_use]
    pub fn categories(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        let all = self.bank().iter().map(|question| &*question.category);
        all.filter(|category| !category.is_empty() && seen.insert(*category)).collect()
    }

    /// Returns the questions of the bank that may be chosen, in the order of their turn.
    fn candidates<'q>(
        &'q self,
        index: &Index,
        wish: &ChooseOptions<'_>,
        taken: &BTreeSet<Subject>,
    ) -> [Vec<Candidate<'q>>; 3] {
        let profiles: Vec<Profile> = wish.people.iter().map(|person| Profile::new(index, person)).collect();
        let subjects = subjects(index, wish.people);
        let mut turns = [Vec::new(), Vec::new(), Vec::new()];
        let [prepared, unused, asked] = &mut turns;
        // What waits for a talk that is still ahead was not left over.
        let left_over: BTreeSet<Subject> = self.prepared_not_asked(index).map(|row| row.subject).collect();
        for shelf in &self.bank.shelves {
            let (place, aim) = rank(&profiles, &shelf.tags);
            // Questions for somebody else come after those for anybody.
            if place > 1 {
                continue;
            }
            for place in shelf.fresh.iter().chain(&shelf.asked).copied() {
                let (subject, question) = (Subject::in_bank(place), self.question(place));
                let is_meant = is_in(&question.category, wish.categories) && is_open_question(&question.text);
                if is_meant && !taken.contains(&subject) && !self.was_asked_there(subject, wish.people) {
                    let fit = fitness(question, aim, wish.goals, &subjects);
                    let found = match question.state() {
                        QuestionState::Asked => &mut *asked,
                        QuestionState::Prepared if left_over.contains(&subject) => &mut *prepared,
                        QuestionState::Prepared | QuestionState::Unused => &mut *unused,
                    };
                    found.push(Candidate { place, question, fit });
                }
            }
        }
        for goal in wish.goals.iter().map(|goal| Some(goal.slug)) {
            let asks = |candidate: &Candidate<'_>| candidate.fit.asks_for == goal;
            let mut later = turns.iter_mut().skip_while(|turn| turn.is_empty());
            let Some(now) = later.next().filter(|now| !now.iter().any(asks)) else { continue };
            now.extend(later.find_map(|later| {
                let those = later.iter().enumerate().filter(|(_, candidate)| asks(candidate));
                let (at, _) = those.min_by_key(|(_, candidate)| candidate.order())?;
                Some(later.remove(at))
            }));
        }
        turns
    }
}

/// Returns whether a category is among those that are wished for.
pub(crate) fn is_in(category: &str, wished: &[String]) -> bool {
    let category = question_words(category);
    let holds =
        |wished: &String| question_words(wished).split(' ').all(|word| category.split(' ').any(|other| other == word));
    wished.is_empty() || wished.iter().any(holds)
}

/// Returns whether `check` accepts a question.
fn is_open_question(text: &str) -> bool {
    !asks_for_a_job(text) && yes_no_opening(text).is_none()
}

/// Returns the words that describe the work of these people.
fn subjects(index: &Index, people: &[Person]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for person in people {
        let Person::Known(id) = person else { continue };
        let note = index.note(*id);
        let contact = note.as_contact();
        let of_contact = contact.into_iter().flat_map(|contact| [&contact.role, &contact.company]).flatten();
        for text in of_contact.chain(&note.tags) {
            words.extend(subject_words(text));
        }
    }
    words
}

/// Returns the words of a role, company or tag that say what it is about.
pub(crate) fn subject_words(text: &str) -> BTreeSet<String> {
    let words = question_words(text);
    let says_much = |word: &&str| word.chars().count() >= SHORTEST_WORD && !EMPTY_WORDS.contains(word);
    words.split(' ').filter(says_much).map(str::to_owned).collect()
}

/// Returns how well a question fits.
fn fitness<'q>(
    question: &Question,
    aim: Option<Aim<'q>>,
    goals: &[&'static Goal],
    subjects: &BTreeSet<String>,
) -> Fitness<'q> {
    let all = goals.iter().map(|goal| (goal.served_by(&question.category, &question.text), *goal));
    // Among goals that are served equally, the first.
    let best = all
        .filter(|(service, _)| *service > Service::None)
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    let (service, goal) = best.map_or((Service::None, None), |(service, goal)| (service, Some(goal)));
    let words = question_words(&format!("{} {}", question.text, question.category));
    let subject = words.split(' ').find(|word| subjects.contains(*word));
    let fits = [
        // A question for any company is a weak fit.
        aim.map(|aim| (if aim.tag().eq_ignore_ascii_case("company") { 1 } else { 4 }, Fit::Aim(aim))),
        goal.map(|goal| (if service == Service::Words { 3 } else { 2 }, Fit::Goal(goal.slug))),
        subject.map(|word| (1, Fit::Subject(word.to_owned()))),
    ];
    let slug = goal.map(|goal| goal.slug);
    let mut fitness =
        Fitness { best: None, score: 0, serves: slug, asks_for: slug.filter(|_| service == Service::Words) };
    let mut highest = 0;
    for (score, fit) in fits.into_iter().flatten() {
        fitness.score += score;
        if score > highest {
            (highest, fitness.best) = (score, Some(fit));
        }
    }
    fitness
}

/// Puts the best question of each category first, then the second best; a category that fits has two in the first
/// round, and so has each of several goals, and one with questions of the user's own. Within a round, questions that `init` wrote and that
/// do not fit come last. `rows` has the number that each category already has.
fn spread<'q>(
    mut candidates: Vec<Candidate<'q>>,
    rows: &mut BTreeMap<&'q str, usize>,
    has_goals: bool,
) -> Vec<Candidate<'q>> {
    candidates.sort_by_key(Candidate::order);
    let mut served: BTreeMap<&str, usize> = BTreeMap::new();
    let mut in_rounds: Vec<(usize, Candidate<'q>)> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let row = rows.entry(&candidate.question.category).or_default();
        let mut round = row.saturating_sub(usize::from(!candidate.is_filler()));
        *row += 1;
        if let Some(goal) = candidate.fit.serves.filter(|_| has_goals) {
            let of_goal = served.entry(goal).or_default();
            round = round.max(*of_goal / 2);
            *of_goal += 1;
        }
        in_rounds.push((round, candidate));
    }
    in_rounds.sort_by_key(|(round, candidate)| (*round, candidate.is_filler()));
    in_rounds.into_iter().map(|(_, candidate)| candidate).collect()
}
