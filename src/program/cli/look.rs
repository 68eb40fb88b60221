//! Commands that show what a vault means.

use clap::{Args, ValueEnum};

use super::VaultArgs;

/// Arguments of `list`.
#[derive(Debug, Args)]
#[command(
    after_help = "Filters:\n  follow-ups  overdue today upcoming undated due:today within:7d rule:thank\n  contacts    state:requested company:… tag:…\n  meetings    upcoming status:held\n  questions   unused prepared asked category:…\n  all         contact:… company:… tag:… limit:10, and KEY:VALUE for any other key of your notes\n\nExamples:\n  coffeechat list follow-ups overdue\n  coffeechat list follow-ups rule:thank,nudge within:7d ~/notes\n  coffeechat list contacts tag:climate state:met --format csv\n  coffeechat list questions unused"
)]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum)]
    pub kind: ListKind,
    /// Filters, as in a block; the vault's folder may come last
    #[arg(value_name = "FILTER|VAULT")]
    pub filters: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: ListFormat,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: VaultArgs,
}

/// What `list` lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListKind {
    /// What is due
    FollowUps,
    /// Everybody
    Contacts,
    /// Talks, held and ahead
    Meetings,
    /// The questions of the banks
    Questions,
}

/// How `list` prints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Columns for a terminal
    #[default]
    Table,
    /// One array
    Json,
    /// For a spreadsheet
    Csv,
}

/// Arguments of `why`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  coffeechat why k3f9a2bc         the line that ends in <!--k3f9a2bc-->\n  coffeechat why \"Priya Nair\"\n  coffeechat why priya"
)]
pub struct WhyArgs {
    /// The id at the end of a dashboard's line, or a name
    #[arg(value_name = "ID|NAME", required = true)]
    pub what: Vec<String>,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: VaultArgs,
}
