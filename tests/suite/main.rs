//! Runs the program as a user does: a folder of notes, a command, and what came of it.
//!
//! Every test builds its own vault in a temporary folder ([`harness::vault::TestVault`]) and runs the real binary there, without
//! the environment of whoever runs the tests and on a fixed day. What one function promises is tested beside it; here is
//! what the whole promises: that output is exact, that hostile input is survived, and that no note is harmed.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::string_slice,
    clippy::too_many_lines,
    reason = "tests make files, run the program, say what they skip, list many inputs, and may fail loudly"
)]

mod architecture;
mod attacks;
mod blocks;
mod borders;
mod bounds;
mod copies;
#[cfg(unix)]
mod completions;
#[cfg(target_os = "linux")]
mod confine;
mod example;
#[cfg(unix)]
mod hostile;
mod diagnostics;
mod exports;
mod glance;
mod hostile_text;
mod import;
mod letters;
mod lists;
mod new;
mod manual;
mod page;
#[cfg(unix)]
mod printed;
mod properties;
mod rendered;
mod rules;
mod settle;
mod snooze;
mod symptoms;
#[cfg(unix)]
mod ticks;
mod untouched;
#[cfg(unix)]
mod whole;
