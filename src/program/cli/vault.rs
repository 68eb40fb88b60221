//! Commands about a vault as a whole.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::core::base::diagnostic::Code;

use super::{VaultArgs, values};

/// Arguments of `init`.
#[derive(Debug, Args)]
#[command(
    after_help = "In a folder of notes it says how they are read and takes the folders that are\nthere.\n\nExamples:\n  coffeechat init\n  coffeechat init ~/notes --dry-run    how they are read, what would be made\n  coffeechat init ~/notes\n  coffeechat init --refresh-page       the newest dashboard, as a diff"
)]
pub struct InitArgs {
    /// The folder; made if it is missing
    #[arg(value_name = "VAULT")]
    pub folder: Option<PathBuf>,
    /// Make nothing; show what would be made
    #[arg(long)]
    pub dry_run: bool,
    /// Make nothing; show as a diff what the newest default arrangement would change on the dashboard
    #[arg(long, conflicts_with = "dry_run")]
    pub refresh_page: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: VaultArgs,
}

/// Arguments of `build`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(
    after_help = "Examples:\n  coffeechat build\n  coffeechat build ~/notes --dry-run\n  coffeechat build --check    in a hook or in CI: exit 1 if it is out of date"
)]
pub struct BuildArgs {
    /// The vault's folder
    #[arg(value_name = "VAULT")]
    pub folder: Option<PathBuf>,
    /// Change nothing; exit with 1 if a block is out of date
    #[arg(long, conflicts_with = "dry_run")]
    pub check: bool,
    /// Change nothing; show what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Drop text that was typed inside a block
    #[arg(long)]
    pub force: bool,
    /// Carry many ticks of an old page to their notes without asking
    #[arg(long)]
    pub accept_ticks: bool,
    /// Write the page although most of the notes behind it are gone or empty
    #[arg(long)]
    pub accept_loss: bool,
    /// Print nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: VaultArgs,
}

/// Arguments of `watch`.
#[derive(Debug, Args)]
#[command(
    after_help = "Stops on Ctrl-C or SIGTERM with exit code 0; exits with 2 if it could not start.\n\nExamples:\n  coffeechat watch\n  coffeechat watch ~/notes --quiet             only what is wrong, for a service\n  coffeechat watch ~/notes --format json       one event a line, for scripts\n  coffeechat watch /mnt/share/notes --poll 10  where changes raise no events"
)]
pub struct WatchArgs {
    /// The vault's folder
    #[arg(value_name = "VAULT")]
    pub folder: Option<PathBuf>,
    /// Check all notes every so many seconds instead of waiting for events
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub poll: Option<u64>,
    /// Print nothing but trouble
    #[arg(long, short)]
    pub quiet: bool,
    /// Print every walk through the vault, and timings
    #[arg(long, short, conflicts_with = "quiet")]
    pub verbose: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: WatchFormat,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: VaultArgs,
}

/// How `watch` prints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum WatchFormat {
    /// A line for each change; what is wrong on the standard error
    #[default]
    Human,
    /// A JSON object on a line of its own for each event
    Json,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(
    after_help = "Exit codes: 0 no errors, 1 errors, 2 could not run.\n\nExamples:\n  coffeechat check\n  coffeechat check --all               every finding\n  coffeechat check ~/notes --format json\n  coffeechat check --survey            how the notes are read\n  coffeechat check --explain not-a-date\n  coffeechat check --fix --dry-run     show the edits that would be made"
)]
pub struct CheckArgs {
    /// The vault's folder
    #[arg(value_name = "VAULT")]
    pub folder: Option<PathBuf>,
    /// Explain a code, such as not-a-date; without one, list the codes
    #[arg(long, value_name = "CODE", value_parser = values::code, conflicts_with_all = ["folder", "format"])]
    pub explain: Option<Option<Code>>,
    /// Show how the notes are read: which are taken for people and talks and why, and which look like it and are not
    #[arg(long, conflicts_with_all = ["all", "explain", "fix", "format"])]
    pub survey: bool,
    /// Make the edits that are certain, such as quotes around a link, then report what is left
    #[arg(long, conflicts_with_all = ["format", "explain"])]
    pub fix: bool,
    /// With --fix: change nothing; show what would change
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Print every finding with its line; without it, equal ones of a folder are one, and a screen or two is enough
    #[arg(long, conflicts_with = "explain")]
    pub all: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: CheckFormat,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: VaultArgs,
}

/// How `check` prints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// With the line and what to do about it
    #[default]
    Human,
    /// One array
    Json,
}
