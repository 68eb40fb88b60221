//! What notes mean and what follows from them: no disk, no clock, no terminal, no command line.
//!
//! Each room knows only those above it in this list; `tests/suite/architecture.rs` reads the imports.

pub mod base;
pub mod model;
pub mod syntax;
pub mod config;
pub mod parse;
pub mod index;
pub mod derive;
pub mod workspace;
pub mod lists;
pub mod edit;
pub mod lookup;
pub(crate) mod template;
pub mod render;
pub mod actions;
pub mod letters;
pub mod export;
pub mod facade;
