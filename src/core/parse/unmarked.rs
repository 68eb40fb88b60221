//! What lacks the marks by which it would be read: front matter without its lines of hyphens, boxes without a dash.

use crate::core::base::NotePath;
use crate::core::base::diagnostic::{Code, Diagnostic, Fix};
use crate::core::base::text::slice;
use crate::core::config::TaskScope;
use crate::core::model::NoteType;
use crate::core::model::vocabulary::Key;
use crate::core::syntax::front_matter::{key_of, starts_with_hyphens};
use crate::core::syntax::{date, page_properties};

use super::NoteParser;

/// What begins a line that is meant as a task.
const BOXES: [&str; 3] = ["[ ] ", "[x] ", "[X] "];

/// Returns whether a label in the body of a person or a meeting is enough for a key.
const fn is_read_from_body(key: Key) -> bool {
    matches!(key, Key::Event(_) | Key::Date | Key::FollowUp | Key::Snooze | Key::With)
}

impl NoteParser<'_> {
    /// Returns the findings about what lacks its marks.
    pub(super) fn unmarked(&self, path: &NotePath, text: &str, body: usize, kind: NoteType) -> Vec<Diagnostic> {
        let mut found = self.boxes_without_dash(path, text, body, kind);
        found.extend(self.keys_without_hyphens(path, text, body, kind));
        found
    }

    /// Returns the finding about keys with values at the very head of a note without front matter. Prose may begin like
    /// this too (`Note: …`), so one of the keys must be of a kind that prose has no use for.
    fn keys_without_hyphens(&self, path: &NotePath, text: &str, body: usize, kind: NoteType) -> Option<Diagnostic> {
        if starts_with_hyphens(text) || !page_properties::read(text).is_empty() {
            return None;
        }
        let rest = slice(text, body..text.len());
        let head = body + rest.len() - rest.trim_start().len();
        let (mut is_sure, mut is_item_next) = (false, false);
        for line in slice(text, head..text.len()).lines().take_while(|line| !line.trim().is_empty()) {
            match key_of(line) {
                Some((key, colon)) => {
                    let value = slice(line, colon..line.len()).trim();
                    is_sure |= self.key(key).is_some_and(|key| {
                        self.says(key, value) && !(kind != NoteType::Plain && is_read_from_body(key))
                    });
                    is_item_next = true;
                }
                None if is_item_next && line.starts_with([' ', '\t', '-']) => {}
                None => break,
            }
        }
        let first = slice(text, head..text.len()).lines().next().map_or(0, str::len);
        let message = "these keys are not read: front matter stands between two lines of `---`";
        is_sure.then(|| {
            let finding = Diagnostic::new(Code::FrontMatterUnmarked, path, message).at(text, head..head + first);
            finding.hint("add a line of three hyphens above the first key and one below the last")
        })
    }

    /// Returns the findings about lines such as `[ ] send the draft`, which are text to Markdown, in a note whose tasks count.
    fn boxes_without_dash(&self, path: &NotePath, text: &str, body: usize, kind: NoteType) -> Vec<Diagnostic> {
        let is_meant = match kind {
            NoteType::Contact | NoteType::Meeting => true,
            NoteType::Plain => self.config.tasks == TaskScope::All,
            NoteType::Person | NoteType::Questions => false,
        };
        let rest = slice(text, body..text.len());
        if !is_meant {
            return Vec::new();
        }
        let (mut found, mut at, mut is_code) = (Vec::new(), body, false);
        for line in rest.split_inclusive('\n') {
            is_code ^= line.trim_start().starts_with("```");
            if BOXES.iter().any(|a_box| line.starts_with(a_box)) && !is_code {
                let message = "a box without a dash before it is neither a task nor a question";
                let fix =
                    Fix { title: String::from("write a dash before the box"), span: at..at, new: String::from("- ") };
                let finding =
                    Diagnostic::new(Code::BoxWithoutDash, path, message).at(text, at..at + line.trim_end().len());
                found.push(finding.hint("write `- ` before the box").fix(Some(fix)));
            }
            at += line.len();
        }
        found
    }

    /// Returns whether a key with that value is hardly prose.
    fn says(&self, key: Key, value: &str) -> bool {
        match key {
            Key::Type => self.vocabulary.type_of(value).is_some(),
            Key::Event(_) | Key::Date | Key::FollowUp | Key::Snooze | Key::SnoozeOf(_) => {
                date::moment(value, None).is_some()
            }
            Key::With | Key::ReferredBy => value.contains("[["),
            Key::Cadence => !value.is_empty() && !value.contains(char::is_whitespace),
            _ => false,
        }
    }
}
