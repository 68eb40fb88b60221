//! How a terminal shows things: findings in the style of compilers, and tables.
//!
//! Text of notes is data: before it reaches a terminal it passes `core::base::escape::visible`.

pub mod diagnostics;
pub(crate) mod filled_in;
pub mod groups;
pub mod table;
pub(crate) mod wrap;
