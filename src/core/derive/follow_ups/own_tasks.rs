//! Tasks of the user's own that say what a rule says: to get in touch with somebody, or to thank them. Such a task takes the
//! place of the rule's line, and its day if it has none itself.

use chrono::Days;

use crate::core::index::{NoteId, Person, is_crowd};
use crate::core::model::{Aim, Day, Event, EventKey, Purpose, Rule, Task, TaskStatus, When};

use super::rules::{Answer, counts, thank};
use super::{Cause, FollowUp, Found, HeldBy, Hold, RuleContext, RuleFunctions, RuleInputs};

/// How far ahead the day of a rule's line may be in whose place a task without a day stands: a day that is further ahead would
/// hide the task.
const SOON: Days = Days::new(7);

/// The rules whose lines say to get in touch with somebody. `keep-in-touch` gives way to those before it.
const RULES: [Rule; 6] = [Rule::Request, Rule::Nudge, Rule::Close, Rule::Schedule, Rule::Answered, Rule::KeepInTouch];

/// Returns what a task has to be for, to take the place of a follow-up.
fn purpose_of(follow_up: &FollowUp) -> Option<Purpose> {
    match &follow_up.cause {
        Cause::Thank(_) => Some(Purpose::Thanks),
        // What is agreed on is to be noted down, not to be asked.
        Cause::Schedule(cause) if matches!(cause.answer, Answer::Agreed(_)) => None,
        Cause::Request(_) | Cause::Nudge(_) | Cause::Schedule(_) | Cause::KeepInTouch(_) => Some(Purpose::Contact),
        _ => None,
    }
}

/// The people whom a task is for.
pub(super) struct Aimed {
    pub(super) purpose: Purpose,
    /// Those for whom it is still to be done.
    pub(super) people: Vec<Person>,
    /// Where a note says that it was done for another.
    pub(super) done: Option<(NoteId, u32)>,
}

impl RuleContext<'_> {
    /// Returns for whom a task of the note is.
    pub(super) fn aimed(&self, task: &Task) -> Option<Aimed> {
        let aim = task.aim.as_deref()?;
        let (mut people, mut done) = (self.inputs().index.aimed_at(self.id(), aim), None);
        people.retain(|person| {
            let place = self.was_done(person, task, aim);
            done = done.or(place);
            place.is_none()
        });
        Some(Aimed { purpose: aim.purpose, people, done })
    }

    /// Returns the contacts whom a task of a note about something else names: whom to write to, or to thank.
    pub(super) fn aimed_by_name(&self, aim: &Aim) -> Vec<Person> {
        let index = self.inputs().index;
        let is_contact = |person: &Person| match person {
            Person::Known(id) => index.note(*id).as_contact().is_some_and(|contact| !contact.is_known),
            Person::Named(_) => false,
        };
        let named = if aim.whom.is_empty() { Vec::new() } else { index.aimed_at(self.id(), aim) };
        named.into_iter().filter(is_contact).collect()
    }

    /// Returns where a note says that a task was done for a person, if that is certain.
    fn was_done(&self, person: &Person, task: &Task, aim: &Aim) -> Option<(NoteId, u32)> {
        match aim.purpose {
            Purpose::Thanks => self.was_thanked(person, task, aim),
            Purpose::Contact => self.was_asked(person, task),
        }
    }

    /// Thanks are said if the talk in whose note the task stands says so, or the person's note since the day of the task.
    fn was_thanked(&self, person: &Person, task: &Task, aim: &Aim) -> Option<(NoteId, u32)> {
        // Of several people it is not certain who was thanked.
        let is_certain = |people: &[Person]| aim.whom.is_empty() || people.len() == 1;
        let meeting = self.meeting().filter(|meeting| meeting.people.contains(person) && is_certain(meeting.people));
        let is_thanks = |event: &&Event| event.key == EventKey::Thanked && event.when != When::Never;
        if let Some(event) = meeting.and_then(|one| one.meeting.events.iter().find(is_thanks)) {
            return Some((self.id(), event.location.line));
        }
        let (from, Person::Known(id)) = (task.from?, person) else { return None };
        let is_since = |event: &&Event| is_thanks(event) && event.day().is_some_and(|day| day >= from);
        let event = self.related(person)?.contact.events.iter().find(is_since)?;
        Some((*id, event.location.line))
    }

    /// Somebody who had not been asked when a task without a day was written down, and was asked since, was asked.
    fn was_asked(&self, person: &Person, task: &Task) -> Option<(NoteId, u32)> {
        let (from, Person::Known(id)) = (task.from?, person) else { return None };
        if task.due.or(task.scheduled).is_some() {
            return None;
        }
        let related = self.related(person)?;
        let is_asking =
            |event: &&Event| matches!(event.key, EventKey::Requested | EventKey::Nudged) && event.when != When::Never;
        let mut asked = related.contact.events.iter().filter(is_asking);
        let is_first = related.standing.first_held.is_none_or(|(day, _)| day > from)
            && asked.clone().all(|event| event.day().is_some_and(|day| day >= from));
        let event = asked.find(|event| event.key == EventKey::Requested).filter(|_| is_first)?;
        Some((*id, event.location.line))
    }

    /// Returns whether a snooze of the note puts its task off.
    fn is_put_off(&self, task: &Task) -> bool {
        let is_meant = task.due.or(task.scheduled).is_none() || self.note().as_contact().is_none();
        is_meant && self.note().snooze.is_some_and(|snooze| self.today() < snooze.value)
    }

    /// Returns an open task of any note that is for a person, and takes the place of a line with that day.
    fn own_task(&self, person: &Person, purpose: Purpose, due: Option<Day>) -> Option<(NoteId, u32)> {
        let inputs = self.inputs();
        let is_soon = self.is_soon(due);
        let has_purpose = |task: &&Task| {
            let is_now = is_soon || task.due.or(task.scheduled).is_some();
            is_now && task.status.is_open() && task.aim.as_ref().is_some_and(|aim| aim.purpose == purpose)
        };
        inputs.index.task_notes_of(person).into_iter().find_map(|id| {
            let tasks = &inputs.index.note(id).tasks;
            let mut tasks = tasks.iter().filter(has_purpose).peekable();
            tasks.peek()?;
            let other = RuleContext::new(id, inputs);
            if is_crowd(other.people().len(), other.note().tasks.len()) {
                return None;
            }
            let is_for_them = |task: &&Task| {
                task.start.is_none_or(|start| start <= self.today())
                    && !other.is_put_off(task)
                    && other.aimed(task).is_some_and(|aimed| aimed.people.contains(person))
                    && counts(&other, task).is_some()
            };
            tasks.find(is_for_them).map(|task| (id, task.line))
        })
    }

    /// Returns whether a task to thank a person, in any note, was ticked on that day or later.
    pub(super) fn has_thanked_since(&self, person: &Person, day: Day) -> bool {
        let index = self.inputs().index;
        let is_done = |task: &&Task| task.status == TaskStatus::Done && task.settled.is_some_and(|done| done >= day);
        index.task_notes_of(person).into_iter().any(|id| {
            let aims = index.note(id).tasks.iter().filter(is_done).filter_map(|task| task.aim.as_deref());
            let mut thanks = aims.filter(|aim| aim.purpose == Purpose::Thanks && !aim.whom.is_empty());
            thanks.any(|aim| index.aimed_at(id, aim).contains(person))
        })
    }

    /// Returns the days, in order, on which tasks to get in touch with the contact of the note were ticked, in any note.
    pub(super) fn days_of_done_contact(&self) -> Vec<Day> {
        let (index, person) = (self.inputs().index, self.itself());
        let is_done = |task: &&Task| task.status == TaskStatus::Done && task.aim.is_some();
        let mut days: Vec<Day> = Vec::new();
        for id in index.task_notes_of(&person) {
            for task in index.note(id).tasks.iter().filter(is_done) {
                let Some((day, aim)) = task.settled.zip(task.aim.as_deref()) else { continue };
                let is_it = aim.purpose == Purpose::Contact && day <= self.today();
                if is_it && index.aimed_at(id, aim).contains(&person) {
                    days.push(day);
                }
            }
        }
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Takes those people out of a rule's line for whom a task of the user's own takes its place. Without any other, the line
    /// is put off by the task.
    pub(super) fn give_way(&self, follow_up: &mut FollowUp) {
        let Some(purpose) = purpose_of(follow_up) else { return };
        let tasks: Vec<Option<(NoteId, u32)>> =
            follow_up.who.iter().map(|person| self.own_task(person, purpose, follow_up.due)).collect();
        let Some((note, line)) = tasks.iter().flatten().next().copied() else { return };
        if tasks.iter().all(Option::is_some) {
            follow_up.hold =
                Some(Box::new(Hold { until: self.today(), note, line, by: HeldBy::Task, due: follow_up.due }));
            return;
        }
        let mut tasks = tasks.iter();
        follow_up.who.retain(|_| tasks.next().is_some_and(Option::is_none));
    }

    /// Returns the rule whose line a task takes the place of, with the line's day.
    pub(super) fn instead_of(&self, task: &Task, aimed: &Aimed) -> Option<(Rule, Option<Day>)> {
        let is_dated = task.due.or(task.scheduled).is_some();
        let lines = aimed.people.iter().filter_map(|person| match (aimed.purpose, person) {
            (Purpose::Contact, Person::Known(id)) => self.inputs().line_of(*id).map(|line| (line.rule, line.due)),
            (Purpose::Contact, Person::Named(_)) => None,
            (Purpose::Thanks, person) => thank::day_of_line(self, person).map(|due| (Rule::Thank, Some(due))),
        });
        let line = lines.filter(|(_, due)| is_dated || self.is_soon(*due)).min_by_key(|(_, due)| (due.is_none(), *due));
        // To keep in touch there is no day that a task would miss.
        line.map(|(rule, due)| (rule, due.filter(|_| rule != Rule::KeepInTouch)))
    }

    /// Returns whether a task without a day may stand in the place of a line that is due on that day.
    fn is_soon(&self, due: Option<Day>) -> bool {
        let last = self.today().checked_add_days(SOON);
        due.zip(last).is_none_or(|(due, last)| due <= last)
    }
}

impl RuleInputs<'_> {
    /// Returns the line that says to get in touch with a contact, if no task takes its place.
    fn line_of(self, id: NoteId) -> Option<FollowUp> {
        let context = RuleContext::new(id, self);
        context.note().as_contact()?;
        let mut found = Found::default();
        for rule in RULES {
            let from = found.open.len();
            (RuleFunctions::for_rule(rule).find)(&context, &mut found);
            let new = found.open.split_off(from);
            new.into_iter().filter(|new| context.is_on(new.rule)).for_each(|new| found.file_line(&context, new));
        }
        found.open.into_iter().find(|line| purpose_of(line).is_some())
    }
}
