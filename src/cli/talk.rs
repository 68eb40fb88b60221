//! Commands that help with a talk: before, between and after.

use clap::Args;

use super::Place;

/// Arguments of `log`.
#[derive(Debug, Args)]
#[command(
    after_help = "A first word such as replied, requested, nudged, declined or scheduled, with a colon behind it, is that event.\n\nExamples:\n  coffeechat log \"Priya Nair\" \"replied: happy to talk\"\n  coffeechat log priya \"met at the conference\" --date yesterday"
)]
pub struct LogArgs {
    /// Whose log: a name, part of it, or the note's path
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What happened, in a line
    #[arg(value_name = "WORDS", required = true)]
    pub words: Vec<String>,
    /// On which day it happened; today, if not given
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// Change nothing; show what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: Place,
}
