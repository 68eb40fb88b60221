//! The grammar of the command line; no input or output. One file a family of commands.

mod exchange;
mod look;
mod questions;
mod new;
mod settle;
mod shell;
mod talk;
mod values;
mod vault;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::model::Day;

pub use exchange::{ExportArgs, ImportArgs, ImportEncoding, ImportFormat};
pub use look::{ListArgs, ListFormat, ListKind, WhyArgs};
pub use new::{MakingArgs, NewArgs, NewContactArgs, NewMeetingArgs, NewNote, NewQuestionsArgs};
pub use questions::{AdoptArgs, MergeArgs, QuestionsArgs, QuestionsCommand};
pub use settle::{Deeds, SettleArgs, SnoozeArgs, UndoArgs};
pub use shell::{CompleteArgs, CompletionsArgs, Shell};
pub use talk::{DraftArgs, DraftFormat, LogArgs, PrepArgs};
pub use vault::{BuildArgs, CheckArgs, CheckFormat, InitArgs, WatchArgs, WatchFormat};

/// Keep a folder of Markdown notes about informational interviews honest.
#[derive(Debug, Parser)]
#[command(name = "coffeechat", version, about, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  coffeechat init ~/notes                     make a vault, or add what is missing to one
  coffeechat build ~/notes                    bring its dashboard up to date
  coffeechat watch ~/notes                    keep it up to date while you write
  coffeechat list follow-ups overdue          what is late, as a table
  coffeechat list contacts --format csv       the spreadsheet
  coffeechat why \"Priya Nair\"                 why somebody is on the dashboard
  coffeechat done thank priya                 write into the note that it is done
  coffeechat check                            what is wrong in the notes, with file and line

Without a folder, the vault is the nearest one above the working directory that
holds coffeechat.yaml, else the working directory. Nothing is ever sent anywhere.";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a vault, or add what is missing to an existing folder; never overwrites anything
    Init(InitArgs),
    /// Bring every live block up to date and print what changed
    Build(BuildArgs),
    /// Keep every live block up to date while notes change
    Watch(WatchArgs),
    /// Report what is wrong in the notes
    Check(CheckArgs),
    /// List follow-ups, contacts, meetings or questions
    List(ListArgs),
    /// Export to a spreadsheet, a calendar, address cards or JSON
    Export(ExportArgs),
    /// Explain a line of the dashboard, or everything about a person
    Why(WhyArgs),
    /// Make a note for a person, a talk or questions
    New(NewArgs),
    /// Prepare the next talk with somebody: a brief, goals, and questions chosen for it
    Prep(PrepArgs),
    /// Write a dated line into the log of a contact
    Log(LogArgs),
    /// Write a mail from the notes: ask, nudge, confirm, thank, report, introduce
    Draft(DraftArgs),
    /// Make notes of the people in other programs' files
    #[command(about = "Make notes of the people in a CSV, LinkedIn's or Google's export, or vCards")]
    Import(ImportArgs),
    /// Look after the question banks
    Questions(QuestionsArgs),
    /// Write into its note that a follow-up is done, as a tick in the dashboard does
    #[command(after_help = DONE_EXAMPLES)]
    Done(SettleArgs),
    /// Put a follow-up off
    Snooze(SnoozeArgs),
    /// Write into its note that a follow-up is not needed
    #[command(
        after_help = "Examples:\n  coffeechat waive k3f9a2bc                 the line that ends in <!--k3f9a2bc-->\n  coffeechat waive report back sam --dry-run"
    )]
    Waive(SettleArgs),
    /// Take back what `done`, `snooze`, `waive` or a tick wrote into a note
    Undo(UndoArgs),
    /// Print a script that makes a shell complete commands, and names of your notes
    Completions(CompletionsArgs),
    /// Complete a command line
    #[command(hide = true)]
    Complete(CompleteArgs),
}

const DONE_EXAMPLES: &str = "\
Ticks that wait on pages are carried to their notes too, as by `build`.\n\nExamples:
  coffeechat done k3f9a2bc                  the line that ends in <!--k3f9a2bc-->
  coffeechat done thank priya               the only line with these words
  coffeechat done \"Priya Nair\" --rule thank
  coffeechat done grid article --dry-run    show what would be written";

/// Where the vault is and what day it is.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// The vault's folder
    #[arg(long = "vault", value_name = "DIR", global = true)]
    pub vault: Option<PathBuf>,
    /// Take another day for today
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = values::day)]
    pub today: Option<Day>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_grammar_is_sound() {
        super::Cli::command().debug_assert();
    }
}
