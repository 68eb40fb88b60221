//! What a rule may look at.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::core::base::Location;
use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::config::Config;
use crate::core::derive::questions::Questions;
use crate::core::derive::statuses::{ContactStanding, Statuses, Touch, touches};
use crate::core::index::{Index, NoteId, Person, Resolution};
use crate::core::model::vocabulary::plain_words;
use crate::core::model::{
    Agreed, Contact, Day, Event, EventKey, Interval, Link, LinkStyle, Meeting, MeetingStatus, Moment, Note, Rule, Task,
};

use super::rules::asking::AskingState;
use super::{Cause, FollowUp, FollowUpId, Instance};

/// What all follow-ups of a vault are derived from.
#[derive(Clone, Copy)]
pub(super) struct RuleInputs<'i> {
    pub(super) index: &'i Index,
    pub(super) standing: &'i Statuses,
    pub(super) questions: &'i Questions,
    pub(super) config: &'i Config,
    /// Whether rules also find what is due for somebody who is paused or closed.
    pub(super) shows_stopped: bool,
}

/// What a rule may look at to derive the follow-ups of one note: the note, its people, and what is related to these.
///
/// `Agenda::update` derives a note again when the note changed, when a person it is related to was touched, or somebody whom the
/// same person referred, or when a task of a note is for such a person. Nothing else triggers it. A rule that read any other note would keep an old answer, so rules do not get the index.
pub(super) struct RuleContext<'i> {
    id: NoteId,
    inputs: RuleInputs<'i>,
    asking: OnceCell<AskingState>,
}

/// A contact that the note has to do with.
pub(super) struct RelatedContact<'i> {
    pub(super) note: &'i Note,
    pub(super) contact: &'i Contact,
    pub(super) standing: &'i ContactStanding,
}

/// A meeting with the contact of the note, or the meeting that the note is.
pub(super) struct RelatedMeeting<'i> {
    pub(super) id: NoteId,
    pub(super) note: &'i Note,
    pub(super) meeting: &'i Meeting,
    /// When it is, by its note or by the log of whom it is with.
    pub(super) date: Option<Moment>,
    pub(super) status: MeetingStatus,
    pub(super) people: &'i [Person],
}

/// Returns whether plain words hold a name of a note's person: a whole one, or the first name if none of `others` has it.
fn names(words: &str, note: &Note, others: &[&str]) -> bool {
    let holds = |name: &str| {
        let is_unspaced = name.contains(|char: char| matches!(char, '\u{3040}'..='\u{9fff}'));
        !name.is_empty()
            && if is_unspaced { words.contains(name) } else { format!(" {words} ").contains(&format!(" {name} ")) }
    };
    let first = |name: &str| plain_words(name).split(' ').next().unwrap_or_default().to_owned();
    let own = first(&note.title);
    let whole = [&*note.title, note.path.stem()].into_iter().chain(note.aliases.iter().map(|alias| &**alias));
    whole.map(plain_words).any(|name| holds(&name)) || (others.iter().all(|other| first(other) != own) && holds(&own))
}

impl RelatedMeeting<'_> {
    pub(super) fn day(&self) -> Option<Day> {
        self.date.map(|date| date.day)
    }
}

impl<'i> RuleContext<'i> {
    pub(super) const fn new(id: NoteId, inputs: RuleInputs<'i>) -> Self {
        Self { id, inputs, asking: OnceCell::new() }
    }

    pub(super) const fn inputs(&self) -> RuleInputs<'i> {
        self.inputs
    }

    pub(super) const fn id(&self) -> NoteId {
        self.id
    }

    pub(super) fn note(&self) -> &'i Note {
        self.inputs.index.note(self.id)
    }

    /// Returns the contact of the note as a person.
    pub(super) const fn itself(&self) -> Person {
        Person::Known(self.id)
    }

    /// Returns who takes part in the meeting, or who referred the contact.
    pub(super) fn people(&self) -> &'i [Person] {
        self.inputs.index.people(self.id)
    }

    /// Returns the contact that a line of the note links to.
    pub(super) fn mentioned(&self, task: &Task) -> impl Iterator<Item = Person> {
        task.links.iter().filter(|link| !self.is_user(link)).filter_map(|link| {
            match self.inputs.index.resolve(self.note(), link) {
                Resolution::Found(contact) => Some(Person::Known(contact)),
                _ => None,
            }
        })
    }

    /// Returns whether a link leads to the user.
    pub(super) fn is_user(&self, link: &Link) -> bool {
        match self.inputs.index.resolve(self.note(), link) {
            Resolution::Found(id) => self.inputs.index.note(id).as_contact().is_some_and(|contact| contact.is_user),
            _ => self.is_user_called(&link.target),
        }
    }

    /// Returns whether the vault tells who the user is.
    pub(super) fn has_user(&self) -> bool {
        self.inputs.index.user().is_known()
    }

    /// Returns whether a name is the user's, or the first one of theirs.
    pub(super) fn is_user_called(&self, name: &str) -> bool {
        let user = self.inputs.index.user();
        user.is_called(name) || user.is_first_name(name)
    }

    /// Returns whether a name is that of somebody who has a note.
    pub(super) fn is_somebody(&self, name: &str) -> bool {
        let link =
            Link { target: name.into(), text: name.into(), style: LinkStyle::Plain, location: Location::default() };
        matches!(self.inputs.index.resolve(self.note(), &link), Resolution::Found(_) | Resolution::Ambiguous(_))
    }

    /// Returns what is known about the contact of the note, its people or the people it mentions.
    pub(super) fn related(&self, person: &Person) -> Option<RelatedContact<'i>> {
        let Person::Known(id) = person else { return None };
        let note = self.inputs.index.note(*id);
        Some(RelatedContact { note, contact: note.as_contact()?, standing: self.inputs.standing.contact(*id)? })
    }

    /// Returns the meetings with the contact of the note, in the order of their paths.
    pub(super) fn meetings(&self) -> impl Iterator<Item = RelatedMeeting<'i>> {
        self.inputs.index.meetings_with(self.id).iter().filter_map(|id| self.meeting_at(*id))
    }

    /// Returns the meeting that the note is.
    pub(super) fn meeting(&self) -> Option<RelatedMeeting<'i>> {
        self.meeting_at(self.id)
    }

    fn meeting_at(&self, id: NoteId) -> Option<RelatedMeeting<'i>> {
        let RuleInputs { index, standing, .. } = self.inputs;
        Some(RelatedMeeting {
            id,
            note: index.note(id),
            meeting: index.note(id).as_meeting()?,
            date: index.date(id, standing.today()).map(|date| date.value),
            status: standing.meeting(id)?,
            people: index.people(id),
        })
    }

    /// Returns whether the note is a talk, and not a meeting that is only on record.
    pub(super) fn is_talk(&self) -> bool {
        self.inputs.standing.is_talk(self.id)
    }

    /// Returns whether a meeting with the contact of the note is a talk.
    pub(super) fn is_talk_at(&self, id: NoteId) -> bool {
        self.inputs.standing.is_talk(id)
    }

    /// Returns the talk on which the log of the contact agreed, if none of `events` came after and no note is about it.
    pub(super) fn agreed_without_note(&self, events: &[Event]) -> Option<Agreed> {
        self.inputs.standing.agreed_without_note(self.inputs.index, self.id, events.iter())
    }

    /// Returns the days of talks of which only the log of the contact tells, each with its line.
    pub(super) fn told_talks(&self) -> BTreeMap<Day, u32> {
        self.inputs.standing.told_talks(self.inputs.index, self.id)
    }

    /// Returns whether an event is about the day that the meeting has now.
    pub(super) fn is_of_its_day(&self, id: NoteId, event: &Event) -> bool {
        self.inputs.standing.is_of_its_day(id, event)
    }

    /// Returns whom the lines of the talk are about: its contacts, or everybody if its type says that it is a talk.
    pub(super) fn talk_partners(&self, talk: &RelatedMeeting<'_>) -> Vec<Person> {
        let RuleInputs { index, standing, .. } = self.inputs;
        let is_meant = |person: &&Person| talk.meeting.says_talk || standing.is_contact(index, person);
        let meant: Vec<Person> = talk.people.iter().filter(is_meant).cloned().collect();
        if meant.is_empty() { talk.people.to_vec() } else { meant }
    }

    /// Returns every contact that there was with the contact of the note.
    pub(super) fn touches(&self) -> Vec<Touch> {
        let RuleInputs { index, standing, .. } = self.inputs;
        self.note().as_contact().map(|contact| touches(index, self.id, contact, standing)).unwrap_or_default()
    }

    /// Returns how far asking the contact of the note for a talk has come.
    pub(super) fn asking(&self) -> &AskingState {
        self.asking.get_or_init(|| AskingState::new(self))
    }

    /// Returns whether the log of a person, since a talk with the contact of the note, tells that the user told them of it; or
    /// whether a ticked task in the note of the talk names them.
    pub(super) fn is_told(&self, person: &Person, talk: Option<&RelatedMeeting<'_>>, day: Option<Day>) -> bool {
        let Some(related) = self.related(person) else { return false };
        let index = self.inputs.index;
        if let Some(talk) = talk {
            let shared: Vec<&str> = talk.people.iter().map(|one| index.name(one)).collect();
            if talk.meeting.ticked.iter().any(|words| names(words, related.note, &shared)) {
                return true;
            }
        }
        let (Some(day), Person::Known(id)) = (day, person) else { return false };
        let siblings = || index.referred_by(*id).iter().filter(|other| **other != self.id);
        let others: Vec<&str> =
            siblings().map(|other| &*index.note(*other).title).chain([&*related.note.title]).collect();
        // Of whom a line tells that says no name, is certain if only one talk was not told of yet.
        let is_open = |other: NoteId, until: Day| {
            let was_held = self.inputs.standing.contact(other).and_then(|standing| standing.first_held);
            let note = index.note(other);
            let is_settled = note
                .as_contact()
                .is_some_and(|contact| contact.events.iter().any(|event| event.key == EventKey::ReportedBack));
            let mut before = related.contact.reports.iter().filter(|report| report.day < until);
            was_held.is_some_and(|(held, _)| held <= until)
                && !is_settled
                && !before.any(|report| names(&report.words, note, &[]))
        };
        related.contact.reports.iter().any(|report| {
            let is_named = report.day > day && names(&report.words, self.note(), &others);
            let names_other = || siblings().any(|other| names(&report.words, index.note(*other), &[]));
            let is_only = || !names_other() && !siblings().any(|other| is_open(*other, report.day));
            is_named || (report.says_how && report.day >= day && is_only())
        })
    }

    /// Returns whether a line of the note is a question of a bank.
    pub(super) fn is_question(&self, line: u32) -> bool {
        self.inputs.questions.is_question_line(self.id, line)
    }

    /// Returns whether no question is prepared for the talk, in its note or in those of its people.
    pub(super) fn lacks_questions(&self) -> bool {
        let (questions, standing) = (self.inputs.questions, self.inputs.standing);
        questions.meeting_counts(self.id).prepared == 0
            && questions.to_ask_in(self.inputs.index, standing, self.id).next().is_none()
    }

    pub(super) const fn config(&self) -> &'i Config {
        self.inputs.config
    }

    pub(super) const fn today(&self) -> Day {
        self.inputs.standing.today()
    }

    /// Returns the interval of a rule; what a rule finds that is switched off is dropped later.
    pub(super) fn interval(&self, rule: Rule) -> Interval {
        self.config().interval(rule).unwrap_or_else(|| rule.default_timing().after)
    }

    /// Returns when to ask somebody again who was asked last on a day: nobody answers while they are away.
    pub(super) fn when_back(&self, asked: Day, due: Day) -> Day {
        let later = self.note().as_contact().and_then(|contact| contact.later);
        let is_since = |(said, until): &(Day, Day)| *said >= asked || *until > asked;
        later.filter(is_since).map_or(due, |(_, until)| due.max(until))
    }

    /// Returns when to do what a rule asks for before a talk. On the talk's own day it is not late yet.
    pub(super) fn due_before(&self, talk: Day, rule: Rule) -> Day {
        if talk == self.today() { talk } else { self.interval(rule).before(talk) }
    }

    pub(super) fn is_on(&self, rule: Rule) -> bool {
        self.config().interval(rule).is_some()
    }

    /// Returns whether a follow-up of a rule that is due on that day has lapsed: it is open through the last day.
    pub(super) fn has_lapsed(&self, rule: Rule, due: Option<Day>) -> bool {
        self.config().last_day(rule, due).is_some_and(|last| last < self.today())
    }

    /// Returns the day on which a task was written down, if the note tells it.
    pub(super) fn written_on(&self, follow_up: &FollowUp) -> Option<Day> {
        match &follow_up.cause {
            Cause::Task(task) => self.note().tasks.get(task.index)?.from,
            _ => None,
        }
    }

    /// Returns whether a contact's derived follow-ups are stopped: paused, closed or declined.
    pub(super) fn is_stopped(&self, person: &Person) -> bool {
        let has_stopped = |related: RelatedContact<'_>| related.standing.stopped_at.is_some();
        !self.inputs.shows_stopped && self.related(person).is_some_and(has_stopped)
    }

    /// Returns a follow-up of the note; `instance` is the fact it arose from.
    pub(super) fn follow_up(
        &self,
        rule: Rule,
        line: u32,
        instance: Instance,
        who: Vec<Person>,
        due: Option<Day>,
        cause: Cause,
    ) -> FollowUp {
        let id = FollowUpId::for_instance(rule, &self.note().path, instance);
        FollowUp { id, rule, who, note: self.id, line: line.max(1), due, cause, hold: None }
    }

    /// Returns a finding about a place in the note.
    pub(super) fn finding(&self, code: Code, location: Location, message: String, hint: &'static str) -> Diagnostic {
        Diagnostic::new(code, &self.note().path, message).located(location).hint(hint)
    }
}
