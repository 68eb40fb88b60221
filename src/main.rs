//! The command line: arguments → command → exit code.

use std::process::ExitCode;

use clap::Parser;

use coffeechat::program::cli::{Cli, with_hints};
use coffeechat::program::commands;

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => commands::run(&cli),
        Err(error) => commands::refuse(&with_hints(error)),
    }
}
