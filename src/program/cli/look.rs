//! Commands that show what a vault means.

use clap::{Args, ValueEnum};

use super::VaultArgs;
use super::format::{FormatParser, OrTemplate};

/// Arguments of `list`.
#[derive(Debug, Args)]
#[command(after_help = LIST_HELP)]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum)]
    pub kind: ListKind,
    /// Filters, as in a block; the vault's folder may come last
    #[arg(value_name = "FILTER|VAULT")]
    pub filters: Vec<String>,
    /// How to print: by name, or a template for each row, with the fields of its JSON
    #[arg(long, value_parser = FormatParser::<ListFormat>::new(), default_value = "table")]
    pub format: OrTemplate<ListFormat>,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: VaultArgs,
}

const LIST_HELP: &str = "\
Filters:
  follow-ups  overdue today upcoming undated due:today within:7d rule:thank
  contacts    state:requested company:… tag:…
  meetings    upcoming status:held
  questions   unused prepared asked category:…
  all         contact:… company:… tag:… limit:10, and KEY:VALUE for any other
              key of your notes

Examples:
  coffeechat list follow-ups overdue
  coffeechat list follow-ups rule:thank,nudge within:7d ~/notes
  coffeechat list contacts tag:climate state:met --format csv
  coffeechat list questions unused
  coffeechat list contacts --format '{{name}} <{{email or \"no mail\"}}>'
  coffeechat list follow-ups --format '{{id}} {{due}} {{who | join(\", \")}}'

A template is filled in for each row. Its fields are those of --format json:
docs/json.md explains them.";

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Columns for a terminal
    Table,
    /// One array
    Json,
    /// For a spreadsheet
    Csv,
}

/// Arguments of `status`.
#[derive(Debug, Args)]
#[command(after_help = STATUS_HELP)]
pub struct StatusArgs {
    /// How to print: by name, or a template with the fields of the JSON
    #[arg(long, value_parser = FormatParser::<StatusFormat>::new(), default_value = "text")]
    pub format: OrTemplate<StatusFormat>,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: VaultArgs,
}

const STATUS_HELP: &str = "\
Prints nothing if there is nothing to do, and nothing where there is no vault.

Fields:
  text   all of it, as printed without --format
  class  late, today, talk or quiet: what is most pressing
  late, today, week
         how much is late, due today, due in the seven days after
  talk   the next talk of today or tomorrow, or nothing: talk.with, talk.date,
         talk.time, talk.note

Examples:
  coffeechat status --vault ~/notes
  coffeechat status --format '{{late}} late, {{today}} today'
  coffeechat status --format json      as Waybar reads it";

/// How `status` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StatusFormat {
    /// One line
    Text,
    /// One object
    Json,
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
