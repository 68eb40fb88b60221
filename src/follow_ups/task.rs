//! What the user wrote down to do: `task`.

use std::collections::HashMap;

use crate::config::TaskScope;
use crate::index::{Index, NoteId, Person, Resolution};
use crate::model::{Day, Note, NoteKind, Rule, Task, TaskSource, TaskStatus};
use crate::text::{question_key, question_words};

use super::{Cause, FollowUp, Found, Instance, Rules};

impl Rules<'_> {
    pub(super) fn tasks(&self, id: NoteId, found: &mut Found) {
        let note = self.index.note(id);
        for (at, task) in note.tasks.iter().enumerate() {
            // An item of a meeting that is a bank's question is a question.
            if task.source == TaskSource::Item && self.questions.is_question_line(id, task.line) {
                continue;
            }
            let Some(who) = self.whose(id, note, task) else { continue };
            let due = task.due.or(task.scheduled);
            let follow_up =
                self.follow_up(Rule::Task, id, task.line, Instance::of_task(task), who, due, Cause::Task { index: at });
            if task.status.is_open() {
                // A task that cannot be started yet is not due yet either.
                if task.start.is_none_or(|start| start <= self.today) {
                    found.open.push(follow_up);
                }
            } else if task.status == TaskStatus::Done && task.settled == Some(self.today) {
                found.done.push(follow_up);
            }
        }
    }

    /// Returns whom a task concerns: the people of its note, then those whom its line names. `None`: it does not count.
    fn whose(&self, id: NoteId, note: &Note, task: &Task) -> Option<Vec<Person>> {
        let mut who = match &note.kind {
            NoteKind::Contact(_) => vec![Person::Known(id)],
            NoteKind::Meeting(_) => self.index.people(id).to_vec(),
            NoteKind::Questions(_) | NoteKind::Plain | NoteKind::Template => Vec::new(),
        };
        for link in &task.links {
            if let Resolution::Found(contact) = self.index.resolve(note, link)
                && !who.contains(&Person::Known(contact))
            {
                who.push(Person::Known(contact));
            }
        }
        let counts =
            !who.is_empty() || matches!(note.kind, NoteKind::Meeting(_)) || self.config.tasks == TaskScope::All;
        counts.then_some(who)
    }
}

/// Drops follow-ups that say again what another says: the same words for the same people and day, and a
/// `follow-up` day for which a task stands somewhere, if its words, if it has any, are among the task's.
pub(super) fn drop_twins(index: &Index, follow_ups: &mut Vec<FollowUp>) {
    let mut words: HashMap<(Vec<Person>, Option<Day>, u64), NoteId> = HashMap::new();
    let mut days: HashMap<(Person, Day), Vec<&Task>> = HashMap::new();
    let task = |follow_up: &FollowUp| match follow_up.cause {
        Cause::Task { index: at } => index.note(follow_up.note).tasks.get(at),
        _ => None,
    };
    for follow_up in follow_ups.iter() {
        if let (Some(task), Some(due)) = (task(follow_up), follow_up.due)
            && task.source != TaskSource::FollowUpDay
        {
            for person in &follow_up.who {
                days.entry((person.clone(), due)).or_default().push(task);
            }
        }
    }
    follow_ups.retain(|follow_up| {
        let Some(task) = task(follow_up) else { return true };
        if task.source == TaskSource::FollowUpDay {
            let Some(due) = follow_up.due else { return true };
            let others = follow_up.who.iter().filter_map(|person| days.get(&(person.clone(), due)));
            return !others.flatten().any(|other| holds_words(&other.text, &task.text));
        }
        let mut who = follow_up.who.clone();
        who.sort_unstable();
        // Two like lines of one note are two tasks: the user wrote both there.
        *words.entry((who, follow_up.due, question_key(&task.text))).or_insert(follow_up.note) == follow_up.note
    });
}

/// Says whether every word of `part` is among those of `whole`.
fn holds_words(whole: &str, part: &str) -> bool {
    let whole = question_words(whole);
    question_words(part).split(' ').all(|word| word.is_empty() || whole.split(' ').any(|other| other == word))
}
