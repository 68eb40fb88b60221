//! Commands that help with a talk: before, between and after.

use clap::{Args, ValueEnum};

use crate::core::letters::Kind;

use super::VaultArgs;
use super::values::kinds;

/// Arguments of `prep`.
#[derive(Debug, Args)]
#[command(
    after_help = "Prep keeps what the note already has; a second run adds nothing. Cross out a\nquestion with [-], and it is not proposed again.\n\nExamples:\n  coffeechat prep \"Priya Nair\" --goal gain-insight --goal more-contacts\n  coffeechat prep priya --date \"tomorrow 10:00\" --channel video --duration 30m\n  coffeechat prep meetings/priya.md --count 5 --category referrals --dry-run"
)]
pub struct PrepArgs {
    /// With whom, or the note of the talk: a name, part of it, or a path
    #[arg(value_name = "NAME|MEETING", required = true)]
    pub what: Vec<String>,
    /// What to hope for; may be repeated. Without a goal, the possible goals are listed
    #[arg(long = "goal", value_name = "GOAL")]
    pub goals: Vec<String>,
    /// How many questions the note should have in all, instead of one for four minutes
    #[arg(long, value_name = "COUNT")]
    pub count: Option<usize>,
    /// Choose only from the categories with these words; may be repeated
    #[arg(long = "category", value_name = "WORDS")]
    pub categories: Vec<String>,
    /// When the talk is; makes its note if that day has none
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// The medium, if the note does not say: video, phone, in person …
    #[arg(long, value_name = "MEDIUM")]
    pub channel: Option<String>,
    /// How long, if the note does not say: 30m, 1h
    #[arg(long, value_name = "TIME")]
    pub duration: Option<String>,
    /// Change nothing; show what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: VaultArgs,
}

/// Arguments of `log`.
#[derive(Debug, Args)]
#[command(
    after_help = "A first word such as replied, requested, nudged, declined or scheduled, followed\nby a colon, records that event; so do words such as `she said yes` or `asked her\non Tuesday`. A name without quotes may have several words.\n\nExamples:\n  coffeechat log \"Priya Nair\" \"replied: happy to talk\"\n  coffeechat log Priya Nair sent me her slides\n  coffeechat log priya \"met at the conference\" --date yesterday"
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
    pub place: VaultArgs,
}

/// Arguments of `draft`.
#[derive(Debug, Args)]
#[command(after_help = DRAFT_HELP)]
pub struct DraftArgs {
    /// What for
    #[arg(value_parser = kinds())]
    pub kind: Kind,
    /// To whom: a name, part of it, or the note's path
    #[arg(value_name = "NAME", required = true)]
    pub name: Vec<String>,
    /// Whom to introduce to them
    #[arg(long, value_name = "NAME", required_if_eq("kind", "introduction"))]
    pub to: Option<String>,
    /// Which talk to confirm or to thank for, if not the next or the last: a part of its note's path
    #[arg(long, value_name = "TALK")]
    pub meeting: Option<String>,
    /// What is specific, in words that fit the sentence: what interests you, or what came of it
    #[arg(long, value_name = "WORDS")]
    pub about: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: DraftFormat,
    /// Write into the notes that it is sent
    #[arg(long)]
    pub log: bool,
    /// With --log, change nothing; show what would change
    #[arg(long, requires = "log")]
    pub dry_run: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: VaultArgs,
}

/// How `draft` prints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum DraftFormat {
    /// To read and to copy
    #[default]
    Text,
    /// A file that mail programs open as a draft
    Eml,
    /// A link that opens a mail program
    Mailto,
}

const DRAFT_HELP: &str = "\
What your notes do not hold is left for you to fill in, in [square brackets].
Nothing is sent. Letters of your own lie in the vault as
templates/letters/thank.txt and so on.

Examples:
  coffeechat draft request theo --about \"your map of schools\"
  coffeechat draft nudge callum
  coffeechat draft confirm meiling --format eml > confirm.eml
  coffeechat draft thank marta --log
  coffeechat draft update imani --about \"I finished the meter project\"
  coffeechat draft introduction grace --to petra --format mailto";
