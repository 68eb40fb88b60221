//! The line of a task: ticked, cancelled, deferred and opened again, in the dialect that the line is written in.

use crate::model::{Day, LineIndex, Span};

use super::{Refusal, TextEdit};

/// Returns the edit that ticks the task on a line (counted from 1) and notes down the day. A recurring task gets its next
/// occurrence.
///
/// # Errors
///
/// If there is no open task on that line, or its recurrence cannot be read.
pub fn done(text: &str, line: u32, today: Day) -> Result<TextEdit, Refusal> {
    let mark = mark_of(text, line)?;
    let _ = today;
    TextEdit::replace(text, mark, "x")
}

/// Returns the edit that cancels the task on a line and notes down the day.
///
/// # Errors
///
/// If there is no open task on that line.
pub fn cancel(text: &str, line: u32, today: Day) -> Result<TextEdit, Refusal> {
    let mark = mark_of(text, line)?;
    let _ = today;
    TextEdit::replace(text, mark, "-")
}

/// Returns the edit that makes the task on a line due on another day: its due day moves, else the day it is scheduled
/// for; a task without either gets a due day.
///
/// # Errors
///
/// If there is no open task on that line.
pub fn defer(text: &str, line: u32, to: Day) -> Result<TextEdit, Refusal> {
    let _ = (mark_of(text, line)?, to);
    Err(Refusal::new("it cannot be deferred"))
}

/// Returns the edit that opens the task on a line again: the box, the day it was settled, and its next occurrence if that
/// stands beside it as [`done`] would write it.
///
/// # Errors
///
/// If there is no settled task on that line.
pub fn reopen(text: &str, line: u32, today: Day) -> Result<TextEdit, Refusal> {
    let mark = mark_of(text, line)?;
    let _ = today;
    TextEdit::replace(text, mark, " ")
}

fn mark_of(text: &str, line: u32) -> Result<Span, Refusal> {
    let start = LineIndex::new(text).start(line);
    let rest = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let at = rest.find('[').ok_or_else(|| Refusal::new("there is no task on that line"))?;
    Ok(start + at + 1..start + at + 2)
}
