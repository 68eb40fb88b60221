//! Keeps a dashboard of informational interviews up to date: plain Markdown in, plain Markdown out.
//!
//! It has three rooms. Each knows only those before it, and is a feature, so that the compiler checks the borders:
//!
//! - `core`: what notes mean and what follows from them. It turns notes, settings and the day into text and edits.
//! - `vault` (feature `vault`): the folder on the disk. Only it lists, reads and writes files.
//! - `program` (feature `program`, the default): the command line, the watcher and the terminal. Only it reads the clock.
//!
//! What holds everywhere:
//!
//! - Parsing never fails: it returns a note and what is wrong with it ([`Diagnostic`]). An error stops a run, before
//!   anything is written.
//! - The dashboard is a function of the notes' bytes, the configuration and the day. It never contains a hash order, a
//!   timestamp or a path of the machine.
//! - A byte of a note changes only inside a live block, or by an edit that the user asked for with a tick or a command, and
//!   only if the file still holds what was read.

#![cfg_attr(
    not(feature = "program"),
    allow(dead_code, unreachable_pub, unused_imports, reason = "some parts of a room are there for those above it")
)]

mod core;
#[cfg(feature = "program")]
pub mod program;
#[cfg(feature = "vault")]
pub mod vault;

pub use core::actions::Sources;
pub use core::actions::glance::Glance;
pub use core::actions::harvest::Harvest;
pub use core::actions::pages::{RefreshedPages, StaleFile};
pub use core::actions::ticks::{Kept, Tick, Why};
pub use core::base::diagnostic::{Code, Diagnostic, Place, Severity};
pub use core::base::{NotePath, Span};
pub use core::config::{Config, ConfigError};
pub use core::edit::{EditStep, Hunk, JournalEntry, NoteEdit, Refusal, Undone, WorkspaceEdit};
pub use core::facade::AvailableAction;
pub use core::lists::{AskingRow, ContactRow, FollowUpRow, MeetingRow, QuestionRow, Status, StatusTalk};
pub use core::lookup::{Completion, NameKind};
pub use core::model::{Action, Day};
pub use core::syntax::block::BlockKind;
pub use core::syntax::block::filter::{Filter, FilterFault};
pub use core::workspace::Workspace;
