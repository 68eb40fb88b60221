//! `new`: notes for people, talks and questions.

use clap::{Args, Subcommand};

use super::VaultArgs;

/// Arguments of `new`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  coffeechat new contact \"Priya Nair\" --company \"Northwind Labs\"\n  coffeechat new meeting --with priya --date \"tomorrow 10:00\"\n  coffeechat new questions Energy"
)]
pub struct NewArgs {
    /// Of what.
    #[command(subcommand)]
    pub what: NewNote,
}

/// What a new note is about.
#[derive(Debug, Subcommand)]
pub enum NewNote {
    /// Make a note for a person
    Contact(Box<NewContactArgs>),
    /// Make a note for a talk
    Meeting(Box<NewMeetingArgs>),
    /// Make a question bank
    Questions(NewQuestionsArgs),
}

const DAYS: &str = "A DATE is 2026-11-20, today, tomorrow, friday, next friday, 25 nov, 2w, 3 days ago, end of\nmonth; a time stands behind it: friday 14:30. Of what is ahead, friday and 2w are the next one and\nin two weeks; of what has happened, the last one and two weeks ago. `next friday` is that of next\nweek. Keys that tell what has happened also take yes and no, but for --added and --last-contact.";

const CONTACT_EXAMPLES: &str = "\
Examples:
  coffeechat new contact \"Priya Nair\" --company \"Northwind Labs\" --role \"Data engineer\"
  coffeechat new contact Sam Okafor --referred-by priya --tag climate --tag data --requested yesterday
  coffeechat new contact \"Ann Lee\" --follow-up \"next monday\" --next-action \"Send the article\" --edit";

const MEETING_EXAMPLES: &str = "\
Examples:
  coffeechat new meeting --with priya --date \"tomorrow 10:00\" --duration 30m --channel video
  coffeechat new meeting --with \"Sam Okafor\" --with \"Ann Lee\" --date \"fri 14:30\" --goal gain-insight";

/// How a new note is made.
#[derive(Debug, Args)]
pub struct MakingArgs {
    /// Make it in this folder of the vault, instead of where such notes lie
    #[arg(long, value_name = "FOLDER")]
    pub folder: Option<String>,
    /// Open it in $VISUAL or $EDITOR afterwards
    #[arg(long)]
    pub edit: bool,
    /// Make nothing; show what would be made
    #[arg(long, conflicts_with = "edit")]
    pub dry_run: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: VaultArgs,
}

/// Arguments of `new contact`.
#[derive(Debug, Args)]
#[command(after_help = format!("{DAYS}\n\n{CONTACT_EXAMPLES}"))]
pub struct NewContactArgs {
    /// Their name
    #[arg(value_name = "NAME", required = true)]
    pub name: Vec<String>,
    /// Where they work
    #[arg(long)]
    pub company: Option<String>,
    /// What they do there
    #[arg(long)]
    pub role: Option<String>,
    /// Mail address
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
    /// Telephone number
    #[arg(long, value_name = "NUMBER")]
    pub phone: Option<String>,
    /// Their profile on the web, as at linkedin.com
    #[arg(long, value_name = "URL")]
    pub linkedin: Option<String>,
    /// How you found them
    #[arg(long, value_name = "WORDS")]
    pub source: Option<String>,
    /// Who sent you to them: somebody of your notes, or any name; may be repeated
    #[arg(long, value_name = "NAME")]
    pub referred_by: Vec<String>,
    /// A tag; may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// Another name for them; may be repeated
    #[arg(long = "alias", value_name = "NAME")]
    pub aliases: Vec<String>,
    /// When you noted them down; today, if not given
    #[arg(long, value_name = "DATE")]
    pub added: Option<String>,
    /// When you asked for a talk
    #[arg(long, value_name = "DATE")]
    pub requested: Option<String>,
    /// When you asked again; may be repeated
    #[arg(long, value_name = "DATE")]
    pub nudged: Vec<String>,
    /// When they answered
    #[arg(long, value_name = "DATE")]
    pub replied: Option<String>,
    /// When they said no
    #[arg(long, value_name = "DATE")]
    pub declined: Option<String>,
    /// When you agreed on a talk
    #[arg(long, value_name = "DATE")]
    pub scheduled: Option<String>,
    /// When you gave them up
    #[arg(long, value_name = "DATE")]
    pub closed: Option<String>,
    /// When you told whoever sent you how it went
    #[arg(long, value_name = "DATE")]
    pub reported_back: Option<String>,
    /// When you last had contact of any other kind
    #[arg(long, value_name = "DATE")]
    pub last_contact: Option<String>,
    /// How often to keep in touch: 90d, 12w, `3 months`, never
    #[arg(long, value_name = "INTERVAL")]
    pub cadence: Option<String>,
    /// When to come back to them
    #[arg(long, value_name = "DATE")]
    pub follow_up: Option<String>,
    /// What to do on that day
    #[arg(long, value_name = "WORDS")]
    pub next_action: Option<String>,
    /// Nothing about them before that day
    #[arg(long, value_name = "DATE")]
    pub snooze: Option<String>,
    /// Stop what the program would ask for
    #[arg(long, value_name = "STATUS", value_parser = ["paused", "closed"])]
    pub status: Option<String>,
    /// Make the note although somebody of that name has one
    #[arg(long)]
    pub another: bool,
    /// How it is made.
    #[command(flatten)]
    pub making: MakingArgs,
}

/// Arguments of `new meeting`.
#[derive(Debug, Args)]
#[command(after_help = format!("{DAYS}\n\n{MEETING_EXAMPLES}"))]
pub struct NewMeetingArgs {
    /// With whom: a name, part of it, or the note's path; may be repeated
    #[arg(long, value_name = "NAME", required = true)]
    pub with: Vec<String>,
    /// When: a day, and a time if it is known
    #[arg(long, value_name = "DATE")]
    pub date: String,
    /// How long: 30m, 1h
    #[arg(long, value_name = "TIME")]
    pub duration: Option<String>,
    /// By which medium: video, phone, `in person`, or your own words
    #[arg(long, value_name = "MEDIUM")]
    pub channel: Option<String>,
    /// What you hope for: gain-insight, more-contacts …; may be repeated
    #[arg(long = "goal", value_name = "GOAL")]
    pub goals: Vec<String>,
    /// A tag; may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// When you prepared it
    #[arg(long, value_name = "DATE")]
    pub prepared: Option<String>,
    /// When it was confirmed
    #[arg(long, value_name = "DATE")]
    pub confirmed: Option<String>,
    /// When you said thanks
    #[arg(long, value_name = "DATE")]
    pub thanked: Option<String>,
    /// When you thought it over
    #[arg(long, value_name = "DATE")]
    pub reflected: Option<String>,
    /// planned, held, cancelled or no-show; else the date decides
    #[arg(long, value_name = "STATUS", value_parser = ["planned", "held", "cancelled", "no-show"])]
    pub status: Option<String>,
    /// Make the note although there is one for that day and person
    #[arg(long)]
    pub another: bool,
    /// How it is made.
    #[command(flatten)]
    pub making: MakingArgs,
}

/// Arguments of `new questions`.
#[derive(Debug, Args)]
#[command(
    after_help = "The first bank of a vault comes with questions to begin with, others with a heading.\n\nExamples:\n  coffeechat new questions\n  coffeechat new questions Energy --edit"
)]
pub struct NewQuestionsArgs {
    /// What the questions are about; `Questions`, if not given
    #[arg(value_name = "NAME")]
    pub name: Vec<String>,
    /// How it is made.
    #[command(flatten)]
    pub making: MakingArgs,
}
