//! The grammar of the command line; no input or output.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::{Day, Interval, Rule};

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
    /// Explain a line of the dashboard, or everything about a person
    Why(WhyArgs),
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
}

const DONE_EXAMPLES: &str = "\
Ticks that wait on pages are carried to their notes too, as by `build`.\n\nExamples:
  coffeechat done k3f9a2bc                  the line that ends in <!--k3f9a2bc-->
  coffeechat done thank priya               the only line with these words
  coffeechat done \"Priya Nair\" --rule thank
  coffeechat done grid article --dry-run    show what would be written";

/// Where the vault is and what day it is.
#[derive(Debug, Args)]
pub struct Place {
    /// The vault's folder
    #[arg(long = "vault", value_name = "DIR", global = true)]
    pub vault: Option<PathBuf>,
    /// Take another day for today
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub today: Option<Day>,
}

/// Arguments of `init`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  coffeechat init\n  coffeechat init ~/notes")]
pub struct InitArgs {
    /// The folder; made if it is missing
    #[arg(value_name = "VAULT")]
    pub folder: Option<PathBuf>,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: Place,
}

/// Arguments of `build`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(
    after_help = "Examples:\n  coffeechat build\n  coffeechat build ~/notes --dry-run\n  coffeechat build --check    in a pre-commit hook or in CI: exit 1 if a block is out of date"
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
    /// Print nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: Place,
}

/// Arguments of `watch`.
#[derive(Debug, Args)]
#[command(
    after_help = "Ends with Ctrl-C, or when it is told to terminate; exit code 0 then, 2 if it could not start.\n\nExamples:\n  coffeechat watch\n  coffeechat watch ~/notes --quiet             only what is wrong, for a service\n  coffeechat watch ~/notes --format json       one event a line, for scripts\n  coffeechat watch /mnt/share/notes --poll 10  where changes raise no events"
)]
pub struct WatchArgs {
    /// The vault's folder
    #[arg(value_name = "VAULT")]
    pub folder: Option<PathBuf>,
    /// Look at all notes every so many seconds instead of waiting for events
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub poll: Option<u64>,
    /// Print nothing but trouble
    #[arg(long, short)]
    pub quiet: bool,
    /// Print every look at the vault, and timings
    #[arg(long, short, conflicts_with = "quiet")]
    pub verbose: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: WatchFormat,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: Place,
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
#[command(
    after_help = "Exit codes: 0 no errors, 1 errors, 2 could not run.\n\nExamples:\n  coffeechat check\n  coffeechat check ~/notes --format json"
)]
pub struct CheckArgs {
    /// The vault's folder
    #[arg(value_name = "VAULT")]
    pub folder: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: CheckFormat,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: Place,
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

/// Arguments of `list`.
#[derive(Debug, Args)]
#[command(
    after_help = "Filters:\n  follow-ups  overdue today upcoming undated due:today within:7d rule:thank\n  contacts    state:requested company:… tag:…\n  meetings    upcoming status:held\n  questions   unused prepared asked category:…\n  all         contact:… company:… tag:… limit:10, and KEY:VALUE for any other key of your notes\n\nExamples:\n  coffeechat list follow-ups overdue\n  coffeechat list follow-ups rule:thank,nudge within:7d ~/notes\n  coffeechat list contacts tag:climate state:met --format csv\n  coffeechat list questions unused"
)]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum)]
    pub kind: ListKind,
    /// Filters, as in a block; the vault's folder may be the last
    #[arg(value_name = "FILTER|VAULT")]
    pub filters: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: ListFormat,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: Place,
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
    pub place: Place,
}

/// Arguments of `done` and `waive`.
#[derive(Debug, Args)]
pub struct SettleArgs {
    /// The id at the end of a dashboard's line, or words that only this line has
    #[arg(value_name = "ID|WORDS", required = true)]
    pub what: Vec<String>,
    /// Only what this rule found
    #[arg(long, value_name = "RULE", value_parser = rules())]
    pub rule: Option<Rule>,
    /// Change nothing; show what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: Place,
}

/// Arguments of `snooze`.
#[derive(Debug, Args)]
#[command(
    after_help = "Without --until and --for, it is put off for a week.\n\nExamples:\n  coffeechat snooze k3f9a2bc                the line that ends in <!--k3f9a2bc-->\n  coffeechat snooze nudge sam --for 3b      three business days\n  coffeechat snooze grid article --until 2027-01-11"
)]
pub struct SnoozeArgs {
    /// Which follow-up.
    #[command(flatten)]
    pub which: SettleArgs,
    /// Until that day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, conflicts_with = "span")]
    pub until: Option<Day>,
    /// For so long: `7d`, `2 weeks`, `1 month`
    #[arg(long = "for", value_name = "INTERVAL", value_parser = interval)]
    pub span: Option<Interval>,
}

/// Arguments of `undo`.
#[derive(Debug, Args)]
#[command(
    after_help = "What was written is remembered on this machine only, outside of the vault. It is taken back where its\nlines still stand as they were left; nothing else of the note changes.\n\nExamples:\n  coffeechat undo               the last one\n  coffeechat undo 3             the last three\n  coffeechat undo k3f9a2bc      the one with that id\n  coffeechat undo --list"
)]
pub struct UndoArgs {
    /// How many, counted from the last; or the id of one
    #[arg(value_name = "COUNT|ID", value_parser = deeds, default_value = "1", hide_default_value = true)]
    pub what: Deeds,
    /// Show the last ten, and change nothing
    #[arg(long, conflicts_with_all = ["what", "dry_run"])]
    pub list: bool,
    /// Change nothing; show what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: Place,
}

/// What `undo` takes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deeds {
    /// So many, counted from the last.
    Last(usize),
    /// The last one with an id that starts so.
    Of(String),
}

fn rules() -> impl TypedValueParser<Value = Rule> {
    let names = PossibleValuesParser::new(Rule::ALL.map(Rule::as_str));
    names.try_map(|name| Rule::from_name(&name).ok_or("there is no such rule"))
}

fn interval(text: &str) -> Result<Interval, String> {
    Interval::parse(text).ok_or_else(|| String::from("write it as `7d`, `2 weeks`, `3b` (business days) or `1 month`"))
}

fn deeds(text: &str) -> Result<Deeds, String> {
    /// A longer number can only be an id.
    const LONGEST_COUNT: usize = 3;
    match text.parse() {
        Ok(0) => Err(String::from("name how many to take back, from 1 on")),
        Ok(count) if text.len() <= LONGEST_COUNT => Ok(Deeds::Last(count)),
        _ => Ok(Deeds::Of(text.to_owned())),
    }
}

fn day(text: &str) -> Result<Day, String> {
    crate::parse::day(text).ok_or_else(|| String::from("write the day as 2026-11-20"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_grammar_is_sound() {
        super::Cli::command().debug_assert();
    }
}
