//! How things are printed: findings, tables and machine-readable lists.
//!
//! Everything here returns text or writes to the writer that it is given. Text of notes is data: before it reaches a
//! terminal it passes [`escape::visible`], before it reaches a spreadsheet the guard of [`csv`].

pub mod diagnostics;
pub mod table;
