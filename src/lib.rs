//! Keeps a vault of informational interviews honest: plain Markdown in, a true dashboard out.
#![warn(missing_docs)]

pub mod model;
mod text;
pub mod config;
pub mod diagnostic;
pub mod error;
pub mod suggest;
pub mod calendar;
pub mod parse;
pub mod index;
pub mod standing;
pub mod follow_ups;
pub mod blocks;
pub mod report;
pub mod clock;
