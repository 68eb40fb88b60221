//! Edits of a task's line: ticks, cancels, defers and reopens the task, in its dialect.
//!
//! A recurring task gets its next occurrence as Obsidian Tasks writes it: a copy of the line with later dates, above
//! the ticked line. One that recurs by a repeater of org moves its days and stays open, as Logseq writes it. An edit is refused if the text would not say exactly what was asked for.

mod line;
mod recurrence;
#[cfg(test)]
mod tests;

use crate::core::base::text::slice;
use crate::core::model::{Day, TaskStatus};
use crate::core::parse::{TaskItem, boxes};
use crate::core::syntax::task_line::Field;

use super::read_back::adds;
use super::{Refusal, TextEdit};
use line::{Changes, TaskFacts, TaskText};

/// Returns the edit that ticks the task on a line, counted from 1, and writes the day. A recurring task gets its next
/// occurrence. A task with `🏁 delete` is removed.
///
/// # Errors
///
/// If there is no open task on that line, or its recurrence cannot be read.
pub(crate) fn done(text: &str, line: u32, today: Day) -> Result<TextEdit, Refusal> {
    let task = open(text, line)?;
    if let Some(moved) = task.moved_on(today)? {
        return checked(&task, moved.changes, &[], &[(line, moved.facts)]);
    }
    let next = task.next(today)?;
    if task.is_deleted_when_done() {
        return match next {
            Some(next) if next.facts == task.facts() => Err(Refusal::new("it recurs at once, since it has no date")),
            Some(next) => checked(&task, next.changes, &[], &[(line, next.facts)]),
            None if task.has_lines_under() => {
                Err(Refusal::new("it would be deleted when done, but other lines belong to it"))
            }
            None => checked(&task, vec![(task.whole(), String::new())], &[], &[]),
        };
    }
    let mut changes = vec![task.mark('x'), task.settle(Field::Done, today)];
    let facts = TaskFacts { status: TaskStatus::Done, settled: Some(today), ..task.facts() };
    let Some(next) = next else { return checked(&task, changes, &[], &[(line, facts)]) };
    let place = task.insertion(&next)?;
    let moved = line + if place.at == task.span.start { task.lines() } else { 0 };
    match changes.last_mut() {
        // If the text has no last line end, the day and the new line go to the same place.
        Some((span, day)) if *span == (place.at..place.at) => day.push_str(&place.text),
        _ => changes.push((place.at..place.at, place.text)),
    }
    checked(&task, changes, &[], &[(moved, facts), (place.number, next.facts)])
}

/// Returns the edit that cancels the task on a line and writes the day. A recurring task gets no next occurrence.
///
/// # Errors
///
/// If there is no open task on that line.
pub(crate) fn cancel(text: &str, line: u32, today: Day) -> Result<TextEdit, Refusal> {
    let task = open(text, line)?;
    let facts = TaskFacts { status: TaskStatus::Cancelled, settled: Some(today), ..task.facts() };
    checked(&task, vec![task.mark('-'), task.settle(Field::Cancelled, today)], &[], &[(line, facts)])
}

/// Returns the edit that makes the task on a line due on another day. It changes the due day, or else the scheduled
/// day. A task with neither gets a due day.
///
/// # Errors
///
/// If there is no open task on that line, or the day to move cannot be read.
pub(crate) fn defer(text: &str, line: u32, to: Day) -> Result<TextEdit, Refusal> {
    let task = open(text, line)?;
    let (change, facts) = task.defer(to)?;
    checked(&task, vec![change], &[], &[(line, facts)])
}

/// Returns the edit that reopens the task on a line. It empties the box and removes the day on which the task was done
/// or cancelled. It also removes the next occurrence, if that is exactly as [`done`] wrote it on that day; `today`
/// counts if the line has no such day.
///
/// # Errors
///
/// If there is no settled task on that line.
pub(crate) fn reopen(text: &str, line: u32, today: Day) -> Result<TextEdit, Refusal> {
    let task = TaskText::find(text, line)?;
    if task.status.is_open() {
        return Err(Refusal::new("the task is not settled"));
    }
    let mut changes = task.unsettle();
    changes.push(task.mark(' '));
    let facts = TaskFacts { status: TaskStatus::Open, settled: None, ..task.facts() };
    // A recurrence that cannot be read has made no next occurrence.
    let next = task.next(task.settled_on().unwrap_or(today)).ok().flatten();
    let next = next.filter(|_| task.status == TaskStatus::Done).and_then(|next| task.inserted(&next));
    let Some((span, number)) = next else { return checked(&task, changes, &[], &[(line, facts)]) };
    changes.push((span, String::new()));
    let above = if number < line { task.lines() } else { 0 };
    checked(&task, changes, &[number], &[(line - above, facts)])
}

/// Returns the open task on a line.
fn open(text: &str, line: u32) -> Result<TaskText<'_>, Refusal> {
    let task = TaskText::find(text, line)?;
    if task.status.is_open() { Ok(task) } else { Err(Refusal::new("the task is already settled")) }
}

/// Returns the edit that makes these changes, if it is right: each line of `meant` must give its facts, and all other
/// boxes must be as before, except for that of the task and those on the lines `gone`.
fn checked(
    task: &TaskText<'_>,
    changes: Changes,
    gone: &[u32],
    meant: &[(u32, TaskFacts)],
) -> Result<TextEdit, Refusal> {
    let edit = TextEdit::new(task.text, changes)?;
    let edited = edit.apply(task.text)?;
    let now = boxes(&edited);
    // The lines of `meant` are compared by their numbers, all others by their text.
    let read = |item: &TaskItem| {
        let line = meant.iter().map(|(line, _)| *line).find(|line| *line == item.line);
        (line, item.mark, slice(&edited, item.all.clone()))
    };
    let others = task.boxes.iter().filter(|item| item.line != task.number && !gone.contains(&item.line));
    let others: Vec<_> = others.map(|item| (None, item.mark, slice(task.text, item.all.clone()))).collect();
    let says = |new: &[(Option<u32>, char, &str)], (line, facts): &(u32, TaskFacts)| {
        new.iter().any(|(of, mark, text)| *of == Some(*line) && TaskFacts::read(*mark, text) == *facts)
    };
    let is_meant = |new: &[_]| new.len() == meant.len() && meant.iter().all(|one| says(new, one));
    if adds(&others, now.iter().map(read).collect(), is_meant) {
        Ok(edit)
    } else {
        Err(Refusal::new("its line cannot be edited without changing something else in the note"))
    }
}
