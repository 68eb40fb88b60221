//! What notes mean and what follows from them: no disk, no clock, no terminal, no command line.
//!
//! Each room knows only those above it in this list; `tests/suite/architecture.rs` reads the imports.

pub(crate) mod base;
pub(crate) mod model;
pub(crate) mod syntax;
pub(crate) mod config;
pub(crate) mod parse;
pub(crate) mod index;
pub(crate) mod derive;
pub(crate) mod workspace;
pub(crate) mod lists;
pub(crate) mod edit;
pub(crate) mod lookup;
pub(crate) mod template;
pub(crate) mod render;
pub(crate) mod survey;
pub(crate) mod actions;
pub(crate) mod letters;
pub(crate) mod export;
pub(crate) mod facade;
