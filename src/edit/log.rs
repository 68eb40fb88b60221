//! The log of a contact: dated lines under a heading.

use crate::model::Day;

use super::{Refusal, TextEdit, line_end};

/// Returns the edit that adds the line `- DAY WORDS` to the log of a note; a log that is not there is made at the end.
///
/// # Errors
///
/// If there is no place for it.
pub fn append(text: &str, day: Day, words: &str) -> Result<TextEdit, Refusal> {
    let end = line_end(text);
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { end };
    TextEdit::replace(text, text.len()..text.len(), format!("{gap}{end}## Log{end}{end}- {day} {words}{end}"))
}

/// Returns the edit that takes the line `- DAY WORDS` out of the log again.
///
/// # Errors
///
/// If there is no such line.
pub fn remove(text: &str, day: Day, words: &str) -> Result<TextEdit, Refusal> {
    let line = format!("- {day} {words}");
    let found = text.find(&line).ok_or_else(|| Refusal::new(format!("the log has no line `{line}`")))?;
    let rest = text.get(found..).unwrap_or_default();
    let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
    TextEdit::replace(text, found..found + length, "")
}
