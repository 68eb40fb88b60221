//! Keeps a vault of informational interviews honest: plain Markdown in, a true dashboard out.
#![warn(missing_docs)]

pub mod blocks;
pub mod config;
pub mod diagnostic;
pub mod error;
pub mod follow_ups;
pub mod index;
pub mod model;
pub mod parse;
pub mod questions;
pub mod standing;
mod text;
