//! What notes mean and what follows from them: no disk, no clock, no terminal, no command line.
//!
//! Data flows one way, and the modules stand in its order:
//!
//! ```text
//! parse → index → standing → questions, follow_ups → blocks
//!                                                  → ticks → edit
//! ```

pub mod base;

pub mod model;
pub mod config;
pub mod syntax;
pub mod parse;
pub mod index;
pub mod derive;
pub mod edit;
pub(crate) mod template;
pub mod new_note;
pub mod import;
pub mod blocks;
pub mod picture;
pub mod lists;
pub mod prep;
pub mod ticks;
pub mod guard;
pub mod letters;
pub mod export;
