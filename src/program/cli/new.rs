//! `new`: notes for people, talks and questions.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches, Subcommand};

use super::VaultArgs;
use crate::core::model::key::{KeyDef, KeyOption, Shape, options_of};
use crate::core::model::{ContactStatus, MeetingStatus, NoteType};

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

const DAYS: &str = "\
A DATE is 2026-11-20, today, tomorrow, friday, next friday, 25 nov, 2w, 3 days
ago, end of month; a time stands behind it: friday 14:30. Of what is ahead,
friday and 2w are the next one and in two weeks; of what has happened, the last
one and two weeks ago. `next friday` is that of next week. Keys that tell what
has happened also take yes and no, but for --added and --last-contact.";

const CONTACT_EXAMPLES: &str = "\
Examples:
  coffeechat new contact \"Priya Nair\" --company \"Northwind Labs\" --role Engineer
  coffeechat new contact Sam Okafor --referred-by priya --tag climate --tag data
  coffeechat new contact Ann Lee --requested yesterday --edit
  coffeechat new contact Ann Lee --follow-up monday --next-step \"Send the map\"";

const MEETING_EXAMPLES: &str = "\
Examples:
  coffeechat new meeting --with priya --date \"tomorrow 10:00\" --channel video
  coffeechat new meeting --with sam --with ann --date friday --goal gain-insight";

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

/// The options of the keys that `new` sets, in notes for meetings or else for contacts: `core::model::key` names them.
#[derive(Debug)]
pub struct KeyArgs<const OF_MEETING: bool>(BTreeMap<&'static str, Vec<String>>);

impl<const OF_MEETING: bool> KeyArgs<OF_MEETING> {
    const KIND: NoteType = if OF_MEETING { NoteType::Meeting } else { NoteType::Contact };

    /// Returns the keys that were given, with their values.
    pub(crate) fn given(&self) -> impl Iterator<Item = (&'static KeyDef, &[String])> {
        options_of(Self::KIND).filter_map(|(row, _)| Some((row, self.0.get(row.option_name())?.as_slice())))
    }

    fn arg(row: &KeyDef, option: &'static KeyOption) -> Arg {
        let name = row.option_name();
        let more = if option.is_repeated { "; may be repeated" } else { "" };
        let others = row.names().filter(|other| *other != name);
        let arg = Arg::new(name)
            .long(name)
            .aliases(others)
            .value_name(option.value)
            .help(format!("{}{more}", option.help))
            .action(if option.is_repeated { ArgAction::Append } else { ArgAction::Set });
        match (row.shape, OF_MEETING) {
            (Shape::Status, true) => arg.value_parser(MeetingStatus::ALL.map(MeetingStatus::as_str)),
            (Shape::Status, false) => arg
                .value_parser(ContactStatus::ALL.map(ContactStatus::as_str))
                .help("Stop what the program would ask for"),
            _ => arg,
        }
    }
}

impl<const OF_MEETING: bool> Args for KeyArgs<OF_MEETING> {
    fn augment_args(command: Command) -> Command {
        command.args(options_of(Self::KIND).map(|(row, option)| Self::arg(row, option)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<const OF_MEETING: bool> FromArgMatches for KeyArgs<OF_MEETING> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let values = |name| Some((name, matches.get_many::<String>(name)?.cloned().collect()));
        Ok(Self(options_of(Self::KIND).filter_map(|(row, _)| values(row.option_name())).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Arguments of `new contact`.
#[derive(Debug, Args)]
#[command(after_help = format!("{DAYS}\n\n{CONTACT_EXAMPLES}"))]
pub struct NewContactArgs {
    /// Their name
    #[arg(value_name = "NAME", required = true)]
    pub name: Vec<String>,
    /// What is known of them.
    #[command(flatten)]
    pub keys: KeyArgs<false>,
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
    /// What is known of it.
    #[command(flatten)]
    pub keys: KeyArgs<true>,
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
    after_help = "The first bank of a vault comes with questions to begin with, others with a\nheading.\n\nExamples:\n  coffeechat new questions\n  coffeechat new questions Energy --edit"
)]
pub struct NewQuestionsArgs {
    /// What the questions are about; `Questions`, if not given
    #[arg(value_name = "NAME")]
    pub name: Vec<String>,
    /// How it is made.
    #[command(flatten)]
    pub making: MakingArgs,
}
