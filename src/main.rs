//! The command line: arguments → command → exit code.

use std::process::ExitCode;

use clap::Parser;

use coffeechat::program::cli::Cli;
use coffeechat::program::commands;

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => commands::run(&cli),
        Err(error) => commands::refuse(&error),
    }
}
