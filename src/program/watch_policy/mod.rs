//! Keeping up with a folder that changes: what an event hints at, when a note is settled, what is known of the vault.
//!
//! ```text
//! event ─► hint ─► (settle) ─► read ─► Workspace::update ─► refresh ─► write
//! walk ─────────────┘   timer, bursts, lost events, new folders: the walk is the truth, bytes decide
//! ```
//!
//! Pure: nothing here looks at a disk or a clock. Time is an argument, counted from the start of the watch by a clock that
//! only goes forward; the loop that has disk and clock is in [`crate::program::commands`].

pub mod mass_deletion;
pub mod rewrite_loop;
pub mod pace;
pub mod debounce;
pub mod known_files;
pub mod file_events;
pub mod messages;
