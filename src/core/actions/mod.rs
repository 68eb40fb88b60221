//! What users ask for: ticks, new notes, preparation, imports. Each makes new texts from texts, or refuses with a
//! reason.

pub(crate) mod ticks;
pub(crate) mod harvest;
pub(crate) mod glance;
pub(crate) mod pages;
pub(crate) mod undo;
pub(crate) mod new_note;
pub(crate) mod prep;
pub(crate) mod import;
pub(crate) mod log;
pub(crate) mod meetings;
pub(crate) mod questions;

use crate::core::base::NotePath;
use crate::core::edit::JournalEntry;

/// What edits are made from, besides the workspace: the notes as they are now, and what was done to them before.
pub trait Sources {
    /// Returns the text of a note, if it can be read.
    fn text(&self, path: &NotePath) -> Option<String>;

    /// Returns whether there is anything at a path.
    fn exists(&self, path: &NotePath) -> bool;

    /// Returns what was done to the notes, the oldest first, each command with its edits in their order.
    fn commands(&self) -> Vec<Vec<JournalEntry>>;
}
