//! What the user wrote down to do: `task`.

use crate::core::config::TaskScope;
use crate::core::index::{NoteId, Person, Resolution, is_crowd};
use crate::core::model::{Note, NoteKind, Rule, Task, TaskSource, TaskStatus};

use super::{Cause, Found, Instance, Rules};

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
    pub(super) fn whose(&self, id: NoteId, note: &Note, task: &Task) -> Option<Vec<Person>> {
        let mut who = match &note.kind {
            NoteKind::Contact(_) => vec![Person::Known(id)],
            NoteKind::Meeting(_) => {
                let people = self.index.people(id);
                if is_crowd(people.len(), note.tasks.len()) { Vec::new() } else { people.to_vec() }
            }
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
