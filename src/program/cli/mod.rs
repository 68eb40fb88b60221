//! The grammar of the command line; no input or output. One file a family of commands.

mod exchange;
mod format;
mod hints;
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

use crate::core::model::Day;

pub use exchange::{ExportArgs, ImportArgs, ImportFormat};
pub use format::OrTemplate;
pub use hints::with_hints;
pub use look::{ListArgs, ListFormat, ListKind, StatusArgs, StatusFormat, WhyArgs};
pub use new::{MakingArgs, NewArgs, NewContactArgs, NewMeetingArgs, NewNote, NewQuestionsArgs};
pub use questions::{AdoptArgs, MergeArgs, QuestionsArgs, QuestionsCommand};
pub use settle::{SettleArgs, SnoozeArgs, UndoArgs, UndoTarget};
pub use shell::{CompleteArgs, CompletionsArgs, Shell};
pub use talk::{DraftArgs, DraftFormat, LogArgs, PrepArgs};
pub use vault::{BuildArgs, CheckArgs, CheckFormat, InitArgs, WatchArgs, WatchFormat};

/// Keep a folder of Markdown notes about informational interviews honest.
#[derive(Debug, Parser)]
#[command(name = "coffeechat", version, about, max_term_width = 100, help_template = HELP, after_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do; without a command, the day at a glance.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Where the vault is, without a command.
    #[command(flatten)]
    pub place: GlanceArgs,
}

/// Arguments without a command. They are not those of every command, which takes its own behind its name.
#[derive(Debug, Args)]
pub struct GlanceArgs {
    /// Without a command: the vault's folder
    #[arg(long = "vault", id = "glance-vault", value_name = "DIR")]
    vault: Option<PathBuf>,
    /// Without a command: use this day as today
    #[arg(long = "today", id = "glance-today", value_name = "YYYY-MM-DD", value_parser = values::day)]
    today: Option<Day>,
}

impl GlanceArgs {
    /// Returns where the vault is and what day it is.
    #[must_use]
    pub fn place(&self) -> VaultArgs {
        VaultArgs { vault: self.vault.clone(), today: self.today }
    }
}

const HELP: &str = "{about-with-newline}\n{usage-heading} {usage}{after-help}\n\nOptions:\n{options}";

const EXAMPLES: &str = "\
The vault:
  init         make a vault, or add what is missing to one
  build        bring its dashboard up to date
  watch        keep it up to date while you write
  check        report what is wrong in the notes
  list         list follow-ups, contacts, meetings or questions
  why          explain a line of the dashboard, or everything about a person
  status       one line for a shell prompt or a status bar

The interview:
  new          make a note for a person, a talk or questions
  draft        write a mail: request, nudge, confirm, thank, update …
  log          write down what happened, in a line
  prep         prepare the next talk: a brief, goals, and chosen questions
  questions    look after the question banks

What is due:
  done         mark a follow-up as done in its note
  snooze       put one off
  waive        mark one as not needed
  undo         take back what a tick or a command wrote

In and out:
  import       make notes from a spreadsheet, LinkedIn, Google or address cards
  export       a spreadsheet, a calendar, address cards, JSON, a page to print
  completions  make your shell complete commands, and names of your notes
  man          the manual page
  help         this, or the help of a command

Examples:
  coffeechat new contact \"Priya Nair\" --referred-by sam
  coffeechat draft request priya --about \"late data\" --log
  coffeechat log priya \"replied: happy to talk\"
  coffeechat new meeting --with priya --date \"next friday 10:00\"
  coffeechat prep priya --goal gain-insight
  coffeechat draft thank priya --log
  coffeechat list follow-ups overdue
  coffeechat import connections.csv --dry-run
  coffeechat export ics

Without a command: the day at a glance, and what to do next.
Without a folder, the vault is the nearest one above the working directory that
holds coffeechat.yaml, else the working directory. Nothing is ever sent.";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a vault, or add what is missing to an existing folder; never overwrite anything
    Init(InitArgs),
    /// Bring every live block up to date and print what changed
    Build(BuildArgs),
    /// Keep every live block up to date while notes change
    Watch(WatchArgs),
    /// Report what is wrong in the notes
    Check(CheckArgs),
    /// List follow-ups, contacts, meetings or questions
    List(ListArgs),
    /// Export to a spreadsheet, a calendar, address cards, JSON or a page to print
    Export(ExportArgs),
    /// Explain a line of the dashboard, or everything about a person
    Why(WhyArgs),
    /// Print one line for a shell prompt or a status bar: what is late and due, and the next talk
    Status(StatusArgs),
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
    /// Mark a follow-up as done in its note, as a tick in the dashboard does
    #[command(after_help = DONE_EXAMPLES)]
    Done(SettleArgs),
    /// Put a follow-up off
    Snooze(SnoozeArgs),
    /// Mark a follow-up as not needed in its note
    #[command(
        after_help = "Examples:\n  coffeechat waive k3f9a2bc                the line that ends in <!--k3f9a2bc-->\n  coffeechat waive report back sam --dry-run"
    )]
    Waive(SettleArgs),
    /// Take back what a tick or a command wrote into a note
    Undo(UndoArgs),
    /// Print a script that makes a shell complete commands, and names of your notes
    Completions(CompletionsArgs),
    /// Print the manual page: `coffeechat man | man -l -`
    #[command(
        after_help = "Examples:\n  coffeechat man | man -l -\n  coffeechat man > ~/.local/share/man/man1/coffeechat.1"
    )]
    Man,
    /// Complete a command line
    #[command(hide = true)]
    Complete(CompleteArgs),
}

const DONE_EXAMPLES: &str = "\
Ticks that wait on pages are carried to their notes too, as by `build`.\n\nExamples:
  coffeechat done k3f9a2bc                 the line that ends in <!--k3f9a2bc-->
  coffeechat done thank priya              the only line with these words
  coffeechat done \"Priya Nair\" --rule thank
  coffeechat done grid article --dry-run   show what would be written";

/// Where the vault is and what day it is.
#[derive(Debug, Clone, Args)]
pub struct VaultArgs {
    /// The vault's folder
    #[arg(long = "vault", value_name = "DIR", global = true)]
    pub vault: Option<PathBuf>,
    /// Use this day as today
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
