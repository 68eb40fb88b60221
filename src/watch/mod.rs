//! Keeping up with a folder that changes: what an event hints at, when a note is settled, what is known of the vault.
//!
//! Pure: nothing here looks at a disk or a clock. Time is an argument, counted from the start of the watch by a clock
//! that only goes forward. Events are hints; the walk is the truth; bytes decide.

pub mod hint;
pub mod line;
