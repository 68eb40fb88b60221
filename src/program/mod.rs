//! The command line, the watcher and the terminal.

pub mod cli;
pub mod clock;
pub mod commands;
pub mod completion;
pub mod error;
pub mod manual;
pub mod report;
pub mod watch_policy;
