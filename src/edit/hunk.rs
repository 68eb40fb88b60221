//! What an edit did to whole lines, so that it can be found again and taken back in a text that changed elsewhere.

use serde::{Deserialize, Serialize};

use super::{Refusal, TextEdit};

/// Whole lines before and after an edit, line ends included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hunk {
    /// The first of the lines, counted from 1.
    pub line: u32,
    /// The lines as they were.
    pub before: String,
    /// The lines as the edit left them.
    pub after: String,
}

impl Hunk {
    /// Returns what an edit did to a text, as one run of lines; `None` if it did nothing.
    #[must_use]
    pub fn between(before: &str, after: &str) -> Option<Self> {
        (before != after).then(|| Self { line: 1, before: before.to_owned(), after: after.to_owned() })
    }

    /// Returns the edit of `text` that puts the lines back as they were.
    ///
    /// # Errors
    ///
    /// If the lines do not stand in `text` as the edit left them, or stand there more than once and none in the old place.
    pub fn take_back(&self, text: &str) -> Result<TextEdit, Refusal> {
        if text != self.after {
            return Err(Refusal::new("the lines were changed since"));
        }
        TextEdit::replace(text, 0..text.len(), self.before.clone())
    }
}
