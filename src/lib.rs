//! Keeps a vault of informational interviews honest: plain Markdown in, a true dashboard out.
//!
//! Data flows one way, and the modules stand in its order:
//!
//! ```text
//! walk → read → parse → index → standing → questions, follow_ups → blocks → write
//!                                                                     ticks → edit → write
//! ```
//!
//! What holds everywhere:
//!
//! - Only [`vault`] touches the disk, only [`clock`] knows what time it is, and only [`commands`] print. Everything
//!   between is a function of its arguments.
//! - Parsing never fails: it returns a note and what is wrong with it ([`diagnostic`]). An [`error`] stops a run, before
//!   anything is written.
//! - The dashboard is a function of the notes' bytes, the configuration and the day. No hash order, no timestamp and no
//!   path of the machine reaches it.
//! - A byte of a note changes only inside a live block, or by an edit that the user asked for with a tick or a command, and
//!   only if the file still holds what was read.

pub mod core;
pub mod program;

pub mod vault;
