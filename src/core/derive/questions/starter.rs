//! The questions that `init` writes into a new vault. The user's own come before them.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::core::base::NotePath;
use crate::core::config::Config;
use crate::core::model::NoteKind;
use crate::core::parse::NoteParser;

/// The note that `init` writes.
pub(crate) const STARTER_QUESTIONS: &str = include_str!("../../../../templates/questions.md");

/// The keys of the questions and of their other wordings.
static KEYS: LazyLock<HashSet<u64>> = LazyLock::new(|| {
    let note = NoteParser::new(&Config::default()).parse(&NotePath::new("questions.md"), STARTER_QUESTIONS.as_bytes());
    match note.kind {
        NoteKind::Questions(bank) => bank.questions.into_iter().flat_map(|question| question.keys).collect(),
        _ => HashSet::new(),
    }
});

/// Returns whether a question with that key is one of them.
pub(super) fn has(key: u64) -> bool {
    KEYS.contains(&key)
}
