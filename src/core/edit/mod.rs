//! Edits of a note's text. An edit replaces the smallest spans of the text that was read, and nothing is lost.
//!
//! Everything here is a function of its arguments. An edit that cannot be made safely is refused with the reason. The
//! [`Hunk`] of an edit has the lines that it changed, so that it can be taken back later.

pub(crate) mod bank;
pub(crate) mod front_matter;
mod hunk;
pub(crate) mod log;
mod note;
pub(crate) mod read_back;
pub(crate) mod section;
pub(crate) mod task;
mod workspace_edit;

use std::fmt;

use crate::core::base::Span;
use crate::core::base::text::slice;

pub use hunk::Hunk;
pub(crate) use workspace_edit::{AS_IT_WAS, CommandEdit};
pub use workspace_edit::{EditStep, JournalEntry, NoteEdit, Undone, WorkspaceEdit};

/// Why an edit was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The reason, as the end of a sentence: `the front matter is never closed`.
    pub reason: String,
    /// Whether today's date is the reason, so that the edit may be possible on another day.
    pub is_of_the_day: bool,
}

impl Refusal {
    /// Returns the refusal for that reason.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), is_of_the_day: false }
    }

    /// Returns the refusal of an edit that is not possible today.
    pub fn of_the_day(reason: impl Into<String>) -> Self {
        Self { is_of_the_day: true, ..Self::new(reason) }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

/// A part of a text, and the new text for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// The bytes to replace; empty for an insertion.
    pub span: Span,
    /// The old text.
    pub old: String,
    /// The new text.
    pub new: String,
}

/// Replacements in a text, in the order of the text. They do not overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextEdit(Vec<Replacement>);

impl TextEdit {
    /// Returns the edit of `text` that replaces each span by its string. Replacements that change nothing are left out.
    ///
    /// # Errors
    ///
    /// If spans overlap, or are not in `text`.
    pub fn new(text: &str, replacements: impl IntoIterator<Item = (Span, String)>) -> Result<Self, Refusal> {
        let fault = || Refusal::new("the places to edit are not in the text");
        let mut all = Vec::new();
        for (span, new) in replacements {
            let old = text.get(span.clone()).ok_or_else(fault)?.to_owned();
            if old != new {
                all.push(Replacement { span, old, new });
            }
        }
        all.sort_by_key(|replacement| (replacement.span.start, replacement.span.end));
        let overlaps = all.windows(2).any(|pair| match pair {
            [one, other] => one.span.end > other.span.start || one.span == other.span,
            _ => false,
        });
        if overlaps { Err(fault()) } else { Ok(Self(all)) }
    }

    /// Returns the edit that replaces `span` by `new`.
    ///
    /// # Errors
    ///
    /// If `span` is not in `text`.
    pub fn replace(text: &str, span: Span, new: impl Into<String>) -> Result<Self, Refusal> {
        Self::new(text, [(span, new.into())])
    }

    /// Returns the replacements, in the order of the text.
    #[must_use]
    pub fn replacements(&self) -> &[Replacement] {
        &self.0
    }

    /// Says whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns `text` after the edit.
    ///
    /// # Errors
    ///
    /// If `text` is not the text that the edit was made for.
    pub fn apply(&self, text: &str) -> Result<String, Refusal> {
        let mut edited = String::with_capacity(text.len() + 64);
        let mut from = 0;
        for Replacement { span, old, new } in &self.0 {
            if text.get(span.clone()) != Some(old) {
                return Err(Refusal::new("the text is not the one that the edit was made for"));
            }
            edited.push_str(slice(text, from..span.start));
            edited.push_str(new);
            from = span.end;
        }
        edited.push_str(slice(text, from..text.len()));
        Ok(edited)
    }

    /// Returns the edit that turns the new text into the old one.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let mut at = 0;
        let mut from = 0;
        let inverse = self.0.iter().map(|Replacement { span, old, new }| {
            at += span.start - from;
            from = span.end;
            let start = at;
            at += new.len();
            Replacement { span: start..at, old: new.clone(), new: old.clone() }
        });
        Self(inverse.collect())
    }
}

/// Returns the line end of a text: that of its first line, or `\n` if it has none.
#[must_use]
pub(crate) fn line_end(text: &str) -> &'static str {
    match text.split_once('\n') {
        Some((first, _)) if first.ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Says whether a merge left its markers in a text.
fn has_conflict(text: &str) -> bool {
    text.starts_with("<<<<<<<") || memchr::memmem::find(text.as_bytes(), b"\n<<<<<<<").is_some()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_edit_changes_its_spans_and_nothing_else() {
        let edit = TextEdit::new("abcdef", [(4..5, "EE".into()), (1..2, String::new()), (3..3, "-".into())]).unwrap();
        assert_eq!(edit.apply("abcdef").unwrap(), "ac-dEEf");
        assert!(edit.apply("abcdeX").is_ok() && edit.apply("aXcdef").is_err() && edit.apply("ab").is_err());
        assert!(TextEdit::replace("abc", 1..2, "b").unwrap().is_empty());
    }

    #[test]
    fn spans_that_overlap_or_are_not_in_the_text_are_refused() {
        for spans in [[1..3, 2..4], [1..1, 1..1], [0..2, 0..1]] {
            assert!(TextEdit::new("abcdef", spans.map(|span| (span, "x".into()))).is_err());
        }
        assert!(TextEdit::replace("é", 1..2, "x").is_err() && TextEdit::replace("a", 0..9, "x").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn an_edit_and_its_inverse_give_the_same_text(
            parts in proptest::collection::vec(("[a-zé\\n]{0,4}", "[a-zé\\n]{0,4}", "[A-Z]{0,3}"), 0..6)
        ) {
            let (mut text, mut replacements) = (String::new(), Vec::new());
            for (kept, old, new) in parts {
                text.push_str(&kept);
                text.push('.');
                let start = text.len();
                text.push_str(&old);
                replacements.push((start..text.len(), new));
            }
            let edit = TextEdit::new(&text, replacements).unwrap();
            let edited = edit.apply(&text).unwrap();
            prop_assert_eq!(edit.inverse().apply(&edited).unwrap(), text);
            prop_assert_eq!(edit.inverse().inverse(), edit);
        }
    }
}
