//! Commands that bring people in and take them out.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::core::model::Format;

use super::VaultArgs;
use super::values::formats;

/// Arguments of `import`.
#[derive(Debug, Args)]
#[command(after_help = IMPORT_EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct ImportArgs {
    /// The files; `-` reads standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<String>,
    /// What the files are, if their content does not show it
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<ImportFormat>,
    /// The encoding of their text, if it is neither UTF-8 nor marked: windows-1252, big5, any label that browsers know
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<String>,
    /// What a column means: a key of notes, name, first-name, last-name, notes, a key of your own, or - to leave it out
    #[arg(long = "map", value_name = "COLUMN=KEY")]
    pub maps: Vec<String>,
    /// Make contacts of everybody; people of an address book are else known, and nobody asks them for a talk
    #[arg(long)]
    pub ask: bool,
    /// Add the keys that are missing in the notes of people who are there already
    #[arg(long)]
    pub merge: bool,
    /// Also make notes of those who may be there already
    #[arg(long)]
    pub another: bool,
    /// How you found these people, where the file does not say
    #[arg(long, value_name = "WORDS")]
    pub source: Option<String>,
    /// A tag for every new note
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// How many of more than five people to ask in a week
    #[arg(long, value_name = "COUNT", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub per_week: u32,
    /// Ask none of them before that day; tomorrow, if not given
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Ask none of them: note down that this is not needed
    #[arg(long, conflicts_with_all = ["per_week", "from"])]
    pub no_follow_up: bool,
    /// The folder for the new notes; if not given, the one with most notes of people
    #[arg(long, value_name = "FOLDER")]
    pub folder: Option<String>,
    /// Change nothing; show what would be made, added and left out
    #[arg(long)]
    pub dry_run: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: VaultArgs,
}

const IMPORT_EXAMPLES: &str = "\
An address book makes known people, whom nobody asks for a talk (`ask: no`).
--ask makes contacts, and so does a row or a table that says so: requested,
replied, referred-by, source, added, ask …

Nobody gets a second note: people are known by mail, LinkedIn profile, name and
alias. A note that is there is never touched without --merge, and then only
keys that it lacks are added. A row that cannot be read is named and left out
(exit code 1).

Examples:
  coffeechat import Connections.csv --dry-run    LinkedIn's: what would happen
  coffeechat import contacts.vcf --tag school    cards of a phone
  coffeechat import fair.csv --ask --source \"the fair in Leeds\"
  coffeechat import people.csv --map \"Firma=company\" --map \"Birthday=-\"
  coffeechat import people.csv --merge           add what the notes lack
  coffeechat import Connections.csv --ask --per-week 3 --from 2027-01-11";

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportFormat {
    /// A table with a header
    Csv,
    /// Connections, below some lines of notes
    #[value(help = "LinkedIn's export of connections")]
    Linkedin,
    /// Google's export of contacts, as CSV
    Google,
    /// Cards
    Vcard,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(after_help = EXPORT_HELP)]
pub struct ExportArgs {
    /// What to export to
    #[arg(value_name = "FORMAT", value_parser = formats())]
    pub format: Format,
    /// Filters, as in `list contacts`; the vault's folder may come last
    #[arg(value_name = "FILTER|VAULT")]
    pub filters: Vec<String>,
    /// Write this file instead of printing (`-` prints); a file that is not an export is left alone
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the file of --output, whatever it holds
    #[arg(long, requires = "output")]
    pub force: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: VaultArgs,
}

const EXPORT_HELP: &str = "\
Formats:
  csv    the spreadsheet: a row for each contact, for any spreadsheet program
  ics    a calendar of meetings and follow-ups, with reminders
  vcard  address cards, for a phone or a mail program
  json   everything, for a program
  html   a page to read and to print: the dashboard, a brief for each talk of
         the next seven days, and the overview; with a filter, only briefs

`outputs:` in coffeechat.yaml names files that build and watch keep up to date.

Examples:
  coffeechat export csv > people.csv
  coffeechat export csv tag:climate state:met --output climate.csv
  coffeechat export ics --output ~/calls.ics    again and again: it updates
  coffeechat export vcard company:\"Northwind Labs\"
  coffeechat export html --output coffeechat.html
  coffeechat export html contact:\"Grace Adeyemi\" --output grace.html
  coffeechat export json | jq '.contacts[].name'";
