//! Commands that bring people in and take them out.

use std::path::PathBuf;

use clap::Args;

use crate::model::Format;

use super::Place;
use super::values::formats;

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(after_help = EXPORT_HELP)]
pub struct ExportArgs {
    /// What to export to
    #[arg(value_name = "FORMAT", value_parser = formats())]
    pub format: Format,
    /// Filters, as of `list contacts`; the vault's folder may be the last
    #[arg(value_name = "FILTER|VAULT")]
    pub filters: Vec<String>,
    /// Write this file instead of printing; a file that is not an export is left alone
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the file of --output, whatever it holds
    #[arg(long, requires = "output")]
    pub force: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: Place,
}

const EXPORT_HELP: &str = "\
Formats:
  csv    the spreadsheet: a row for each contact; opens in any spreadsheet program
  ics    a calendar of meetings and follow-ups, with reminders
  vcard  address cards, for a phone or a mail program
  json   everything, for a program

`outputs:` in coffeechat.yaml names files that build and watch keep up to date.

Examples:
  coffeechat export csv > people.csv
  coffeechat export csv tag:climate state:met --output climate.csv
  coffeechat export ics --output ~/interviews.ics    again and again: the calendar updates
  coffeechat export vcard company:\"Northwind Labs\"
  coffeechat export json | jq '.contacts[].name'";
