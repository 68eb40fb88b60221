//! Looks up what a person writes: a note by a name, a follow-up by its id or by words, and completions of a word.

mod find;
mod names;

pub(crate) use find::{Finder, FoundFollowUp, MOST_NAMED, holds, id};
pub(crate) use names::Names;
pub use names::{Completion, NameKind};
