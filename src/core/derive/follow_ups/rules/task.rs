//! `task`: what the user wrote down to do.

use crate::core::base::text::fold_name;
use crate::core::config::TaskScope;
use crate::core::index::{Person, is_crowd};
use crate::core::model::{NoteKind, Rule, Task, TaskSource, TaskStatus};

use super::super::{HeldBy, Hold};
use super::{Cause, Fact, FollowUp, Found, Instance, Phrase, Piece, RuleContext, RuleDefinition, Wording};

/// A task of the note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskRule {
    /// Which of the note's tasks.
    pub index: usize,
    /// Whether its words name a day, and it is not certain which one.
    pub is_unclear: bool,
    /// The rule whose line it takes the place of.
    pub instead_of: Option<Rule>,
}

/// Returns the people of a task that is none of a bank's questions. Returns `None` if the task does not count.
pub(in super::super) fn counts(context: &RuleContext<'_>, task: &Task) -> Option<Vec<Person>> {
    // An item of a meeting that is a bank's question is a question.
    let is_question = task.source == TaskSource::Item && context.is_question(task.line);
    if is_question { None } else { who(context, task) }
}

/// Returns the people of a task: those of its note, then those that its line names. Returns `None` if the task does not
/// count.
fn who(context: &RuleContext<'_>, task: &Task) -> Option<Vec<Person>> {
    let note = context.note();
    if is_of_another(context, task) {
        return None;
    }
    let mut who = match &note.kind {
        NoteKind::Contact(contact) if contact.is_user => Vec::new(),
        NoteKind::Contact(_) => vec![context.itself()],
        NoteKind::Meeting(_) if context.is_talk() && !is_crowd(context.people().len(), note.tasks.len()) => {
            context.people().to_vec()
        }
        NoteKind::Meeting(_) | NoteKind::Questions(_) | NoteKind::Plain | NoteKind::Template => Vec::new(),
    };
    for person in context.mentioned(task) {
        if !who.contains(&person) {
            who.push(person);
        }
    }
    // A task of any note may say by a name alone whom it is to get in touch with.
    if let Some(aim) = task.aim.as_deref().filter(|_| who.is_empty()) {
        who.extend(context.aimed_by_name(aim));
    }
    let is_users = || task.links.iter().any(|link| context.is_user(link));
    let counts = !who.is_empty() || is_users() || context.config().tasks == TaskScope::All;
    counts.then_some(who)
}

/// Words before the name of whoever is to do a task: `(owner: Ann Lee)`.
const OWNER: [&str; 8] = [
    "owner:",
    "owner::",
    "assignee:",
    "assigned to:",
    "assigned to",
    "verantwortlich:",
    "responsable:",
    "responsabile:",
];

/// Returns whether a task says that somebody else is to do it: `(owner: Ann Lee)`, and in the minutes of a meeting `Ann — …`.
fn is_of_another(context: &RuleContext<'_>, task: &Task) -> bool {
    let lower = task.text.to_lowercase();
    let owner = OWNER.iter().find_map(|word| {
        let at = lower.find(word).filter(|_| lower.len() == task.text.len())?;
        let rest = task.text.get(at + word.len()..)?.trim_start();
        rest.split([')', ']', ',', ';']).next().map(str::trim).filter(|name| !name.is_empty())
    });
    if let Some(owner) = owner {
        return context.has_user() && !context.is_user_called(owner);
    }
    // In a talk of two, `Ann: send the map` is to be done for Ann.
    let is_minutes =
        context.meeting().is_some_and(|meeting| (!context.is_talk() && context.has_user()) || meeting.people.len() > 1);
    let marks = [": ", " — ", " – ", " - ", " → "];
    let labels = marks.into_iter().filter_map(|mark| task.text.split_once(mark).map(|(label, _)| label));
    let Some(label) = labels.min_by_key(|label| label.len()).filter(|_| is_minutes) else { return false };
    let links = || task.links.iter().filter(|link| label.contains(&*link.text));
    let is_name = || context.is_somebody(label) || links().any(|link| label.starts_with(&*link.text));
    let is_users = || context.is_user_called(label) || links().any(|link| context.is_user(link));
    is_name() && !is_users()
}

impl TaskRule {
    fn task<'i>(self, wording: Wording<'i>, follow_up: &FollowUp) -> Option<&'i Task> {
        wording.index.note(follow_up.note).tasks.get(self.index)
    }

    /// Returns whether the follow-up is a list item with a box.
    fn is_item(self, wording: Wording<'_>, follow_up: &FollowUp) -> bool {
        self.task(wording, follow_up).is_some_and(|task| task.source == TaskSource::Item)
    }
}

impl RuleDefinition for TaskRule {
    fn find(context: &RuleContext<'_>, found: &mut Found) {
        for (index, task) in context.note().tasks.iter().enumerate() {
            let Some(mut who) = counts(context, task) else { continue };
            let (instance, own) = (Instance::of_task(task.place()), task.due.or(task.scheduled));
            // A task that cannot start yet is not due yet.
            let is_begun = task.status.is_open() && task.start.is_none_or(|start| start <= context.today());
            let aimed = if is_begun { context.aimed(task) } else { None };
            let instead_of = aimed.as_ref().and_then(|aimed| context.instead_of(task, aimed));
            // The line's day may be over before the task was written down.
            let borrowed =
                || instead_of.and_then(|(_, due)| due).map(|due| task.from.map_or(due, |from| due.max(from)));
            let due = own.or_else(borrowed);
            let instead_of = instead_of.map(|(rule, _)| rule);
            let cause = Cause::Task(Self { index, is_unclear: task.is_unclear && due.is_none(), instead_of });
            let (others, done) = aimed.map_or((Vec::new(), None), |aimed| (aimed.people, aimed.done));
            let is_done = others.is_empty() && done.is_some();
            for person in others {
                if !who.contains(&person) {
                    who.push(person);
                }
            }
            let mut follow_up = context.follow_up(Rule::Task, task.line, instance, who, due, cause);
            if let Some((note, line)) = done.filter(|_| is_done) {
                let hold = Hold { until: context.today(), note, line, by: HeldBy::Done, due };
                follow_up.hold = Some(Box::new(hold));
                found.held.push(follow_up);
            } else if is_begun {
                found.open.push(follow_up);
            } else if task.status == TaskStatus::Done && task.settled == Some(context.today()) {
                found.done.push(follow_up);
            }
        }
    }

    fn instances(context: &RuleContext<'_>) -> Vec<Instance> {
        let note = context.note();
        note.tasks.iter().map(Task::place).chain(note.ticked.iter().copied()).map(Instance::of_task).collect()
    }

    fn is_settled(_: Rule, context: &RuleContext<'_>, instance: Instance) -> bool {
        let note = context.note();
        let closed = note.tasks.iter().filter(|task| !task.status.is_open()).map(Task::place);
        closed.chain(note.ticked.iter().copied()).any(|place| Instance::of_task(place) == instance)
    }

    /// Adds the task's text, the people it is about if the text does not name them, and where it comes from.
    fn words(&self, say: &mut Phrase<'_>) {
        let (wording, follow_up) = (say.wording, say.follow_up);
        let note = wording.index.note(follow_up.note);
        let text = self.task(wording, follow_up).map_or("", |task| &*task.text);
        if text.is_empty() {
            // `follow-up: 2026-12-01` has no text.
            say.verb("Follow up", "Followed up").with();
            if say.is_done {
                return;
            }
        } else {
            say.push(Piece::Verb(text.into()));
        }
        let folded = fold_name(text);
        let is_named = |person: &Person| folded.contains(fold_name(wording.index.name(person)).as_ref());
        let is_said = text.is_empty() || follow_up.who.iter().all(is_named);
        let is_linked = !follow_up.who.is_empty() && (text.is_empty() || !is_said);
        if !is_said {
            say.text(" (").list(&follow_up.who).text(")");
        }
        if note.as_meeting().is_some() {
            say.text(", from").own_talk();
        } else if note.as_contact().is_none() {
            say.text(", from").note(follow_up.note);
        } else if !is_linked {
            say.text(" (").push(Piece::Note(follow_up.note, note.title.as_ref().into())).text(")");
        }
    }

    fn reason(&self, _: Wording<'_>, _: &FollowUp) -> String {
        String::from("an open task of the note")
    }

    fn facts(&self, wording: Wording<'_>, follow_up: &FollowUp) -> Vec<Fact> {
        let says = if self.is_item(wording, follow_up) { "an open task" } else { "a follow-up key" };
        let instead_of = self.instead_of.map(|rule| format!(", in place of the line of the rule `{rule}`"));
        vec![Fact::here(follow_up, format!("{says}{}", instead_of.unwrap_or_default()))]
    }

    fn remedies(&self, wording: Wording<'_>, follow_up: &FollowUp) -> (String, Option<String>) {
        let path = &wording.index.note(follow_up.note).path;
        if self.is_item(wording, follow_up) {
            (format!("tick the box in {path}:{}", follow_up.line), Some(String::from("`[-]` in the box")))
        } else {
            (format!("delete or change the key in {path}"), None)
        }
    }

    fn settlement(&self, wording: Wording<'_>, follow_up: &FollowUp) -> Fact {
        let is_item = self.is_item(wording, follow_up);
        let in_log = format!("a line of {} in the log", wording.today);
        Fact::here(follow_up, if is_item { String::from("ticked today") } else { in_log })
    }
}
