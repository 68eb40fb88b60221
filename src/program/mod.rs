//! The command line, the watcher and the terminal.

pub mod cli;
pub mod commands;
pub mod completion;
pub mod manual;
pub mod clock;
pub mod watch;
pub mod error;
pub mod report;
