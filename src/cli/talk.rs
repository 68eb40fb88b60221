//! Commands that help with a talk: before, between and after.

use clap::Args;

use super::Place;

/// Arguments of `prep`.
#[derive(Debug, Args)]
#[command(
    after_help = "What the note has already is kept, and a second run adds nothing. Cross out a question with [-] and it is\nnot proposed again.\n\nExamples:\n  coffeechat prep \"Priya Nair\" --goal gain-insight --goal more-contacts\n  coffeechat prep priya --date \"tomorrow 10:00\" --channel video --duration 30m\n  coffeechat prep \"meetings/2026-11-24 Priya Nair.md\" --count 5 --category referrals --dry-run"
)]
pub struct PrepArgs {
    /// With whom, or the note of the talk: a name, part of it, or a path
    #[arg(value_name = "NAME|MEETING", required = true)]
    pub what: Vec<String>,
    /// What to hope for; may be repeated. Without a goal, those to choose from are named
    #[arg(long = "goal", value_name = "GOAL")]
    pub goals: Vec<String>,
    /// How many questions the note is to carry in all, instead of one for four minutes
    #[arg(long, value_name = "COUNT")]
    pub count: Option<usize>,
    /// Choose only from the categories with these words; may be repeated
    #[arg(long = "category", value_name = "WORDS")]
    pub categories: Vec<String>,
    /// When the talk is; makes its note, if there is none for that day
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// By which medium, where the note does not tell: video, phone, in person …
    #[arg(long, value_name = "CHANNEL")]
    pub channel: Option<String>,
    /// How long, where the note does not tell: 30m, 1h
    #[arg(long, value_name = "DURATION")]
    pub duration: Option<String>,
    /// Change nothing; show what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: Place,
}

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
