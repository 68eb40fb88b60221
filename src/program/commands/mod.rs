//! One driver a command: wires the stages, owns no rule.

mod apply;
mod build;
mod check;
mod complete;
mod done;
mod draft;
mod export;
mod glance;
mod editor;
mod harvest;
mod import;
mod init;
mod list;
mod log;
mod new;
mod prep;
mod progress;
mod questions;
mod refresh;
pub mod scan;
mod stale;
mod status;
mod undo;
mod watch;
mod why;
pub(crate) mod note_builder;
pub(crate) mod kept_exports;
pub(crate) mod terminal;
pub(crate) mod environment;

use std::borrow::Cow;
use std::process::ExitCode;

use crate::core::base::escape::visible;
use crate::core::model::Action;
use crate::program::cli::{Cli, Command};
use crate::program::error::Result;

use crate::program::commands::terminal::Output;

/// How a command that ran ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// As it should.
    Done,
    /// It found a problem: an error in a note, a block that is out of date, a row of an import that cannot be read.
    Found,
}

/// Shows the help that was asked for, or what is wrong with the arguments, and returns the exit code.
#[must_use]
pub fn refuse(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    // A quoted argument may contain terminal controls.
    let shown: Vec<_> = text.lines().map(visible).collect();
    let is_harmless = shown.iter().all(|line| matches!(line, Cow::Borrowed(_)));
    // If the streams are gone, the exit code still shows the result.
    if is_harmless {
        drop(error.print());
    } else {
        drop(Output::new().message(shown.join("\n").trim_end()));
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// Runs the command and returns its exit code: 0 done, 1 something was found, 2 it could not run.
#[must_use]
pub fn run(cli: &Cli) -> ExitCode {
    let mut output = Output::new();
    let Some(command) = &cli.command else { return ended(glance::run(&cli.place.place(), &mut output), &mut output) };
    let result = match command {
        Command::Init(args) => init::run(args, &mut output),
        Command::Build(args) => build::run(args, &mut output),
        Command::Watch(args) => watch::run(args),
        Command::Check(args) => check::run(args, &mut output),
        Command::List(args) => list::run(args, &mut output),
        Command::Export(args) => export::run(args, &mut output),
        Command::Why(args) => why::run(args, &mut output),
        Command::Status(args) => status::run(args, &mut output),
        Command::New(args) => new::run(args, &mut output),
        Command::Prep(args) => prep::run(args, &mut output),
        Command::Log(args) => log::run(args, &mut output),
        Command::Draft(args) => draft::run(args, &mut output),
        Command::Import(args) => import::run(args, &mut output),
        Command::Questions(args) => questions::run(args, &mut output),
        Command::Done(args) => done::run(args, Action::Done, &mut output),
        Command::Snooze(args) => done::snooze(args, &mut output),
        Command::Waive(args) => done::run(args, Action::Waive, &mut output),
        Command::Undo(args) => undo::run(args, &mut output),
        Command::Completions(args) => complete::script(args, &mut output),
        Command::Man => complete::manual(&mut output),
        Command::Complete(args) => complete::run(args, &mut output),
    };
    ended(result, &mut output)
}

/// Prints why a run stopped, and returns its exit code.
fn ended(result: Result<Outcome>, output: &mut Output) -> ExitCode {
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Err(error) => {
            // Each line for itself: the message's own line breaks are meant.
            let text: Vec<String> = error.to_string().lines().map(|line| visible(line).into_owned()).collect();
            // Standard error may be gone too; the exit code still shows the result.
            drop(output.message(&format!("error: {}", text.join("\n"))));
            ExitCode::from(2)
        }
    }
}
