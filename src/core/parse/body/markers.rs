//! Items whose task is a word before their text, as Logseq writes them: `- TODO call`. The lines below that belong to it.

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::model::{EMOJI_STYLE, NoteType};
use crate::core::syntax::task_marker;

use super::Scanner;

impl Scanner<'_> {
    /// Returns what the word at the start of an item's text means, and its length. In a bank every item is a question.
    pub(super) fn word_at(&self, text: &str) -> Option<(char, usize)> {
        let line = slice(text, 0..memchr::memchr2(b'\n', b'\r', text.as_bytes()).unwrap_or(text.len()));
        let found = if self.kind == NoteType::Questions { None } else { task_marker::read(line) };
        let is_outline = || *self.is_outline.get_or_init(|| task_marker::is_outline(self.text, self.start));
        found.filter(|_| task_marker::is_common(text) || is_outline())
    }
}

/// Returns an item's text without the word for its task.
pub(super) fn without_word(text: &str) -> &str {
    task_marker::read(text).map_or(text, |(_, length)| slice(text, length..text.len()).trim_start())
}

/// Returns the place of the character in the box before `at`, or of the word there.
pub(super) fn place(text: &str, at: usize) -> Span {
    let before = slice(text, 0..at);
    match before.strip_suffix(']') {
        Some(open) => {
            let bare = open.trim_end_matches(EMOJI_STYLE);
            bare.len() - bare.chars().next_back().map_or(0, char::len_utf8)..open.len()
        }
        None => before.rfind(char::is_whitespace).map_or(0, |space| space + 1)..at,
    }
}

/// Returns the end of the text of an item that starts at `at` and ends before `end`.
pub(super) fn end_of_text(text: &str, at: usize, end: usize) -> usize {
    let rest = slice(text, at..text.len());
    let first = at + memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
    task_marker::text_end(text, first, end)
}
