//! Commands that settle follow-ups, and take that back.

use clap::Args;

use crate::core::model::{Interval, Rule};

use super::VaultArgs;
use super::values::{deeds, interval, rules};

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
    pub place: VaultArgs,
}

/// Arguments of `snooze`.
#[derive(Debug, Args)]
#[command(
    after_help = "Without --until and --for, it is put off for a week.\n\nExamples:\n  coffeechat snooze k3f9a2bc               the line that ends in <!--k3f9a2bc-->\n  coffeechat snooze nudge sam --for 3b     three business days\n  coffeechat snooze grid article --until 2027-01-11\n  coffeechat snooze thank priya --until \"end of month\""
)]
pub struct SnoozeArgs {
    /// Which follow-up.
    #[command(flatten)]
    pub which: SettleArgs,
    /// Until this day: `2027-01-11`, `friday`, `25 nov`, `end of month`
    #[arg(long, value_name = "DATE", conflicts_with = "span")]
    pub until: Option<String>,
    /// For this long: `7d`, `2 weeks`, `1 month`
    #[arg(long = "for", value_name = "INTERVAL", value_parser = interval)]
    pub span: Option<Interval>,
}

/// Arguments of `undo`.
#[derive(Debug, Args)]
#[command(
    after_help = "Changes are remembered on this machine only, outside the vault. A change is\ntaken back if its lines are still as they were written; nothing else in the note\nchanges.\n\nExamples:\n  coffeechat undo               the last one\n  coffeechat undo 3             the last three\n  coffeechat undo k3f9a2bc      the one with that id\n  coffeechat undo --list"
)]
pub struct UndoArgs {
    /// How many, counted from the last; or the id of one
    #[arg(value_name = "COUNT|ID", value_parser = deeds, default_value = "1", hide_default_value = true)]
    pub what: UndoTarget,
    /// Show the last ten, and change nothing
    #[arg(long, conflicts_with_all = ["what", "dry_run"])]
    pub list: bool,
    /// Change nothing; show what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: VaultArgs,
}

/// What `undo` takes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UndoTarget {
    /// So many, counted from the last.
    Last(usize),
    /// The last one with an id that starts so.
    Of(String),
}
