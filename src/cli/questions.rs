//! Commands that look after the question banks.

use clap::{Args, Subcommand};

use super::Place;

/// Arguments of `questions`.
#[derive(Debug, Args)]
pub struct QuestionsArgs {
    /// What to do with them
    #[command(subcommand)]
    pub command: QuestionsCommand,
}

/// What to do with questions.
#[derive(Debug, Subcommand)]
pub enum QuestionsCommand {
    /// Take questions that came up in talks into a bank; without words, list them
    Adopt(AdoptArgs),
}

/// Arguments of `questions adopt`.
#[derive(Debug, Args)]
#[command(
    after_help = "Without --category they go to the end of a bank that has no headings, else under the heading *Met in talks*.\nThose that ask for a job, or for yes or no, are not listed.\n\nExamples:\n  coffeechat questions adopt                     what could be adopted, with ids\n  coffeechat questions adopt k3f9a2bc            the one with that id\n  coffeechat questions adopt bad week            the only one with these words\n  coffeechat questions adopt --all --bank Energy --category \"Grid and demand\""
)]
pub struct AdoptArgs {
    /// Ids as the list shows them, or words that only one question has
    #[arg(value_name = "ID|WORDS", conflicts_with = "all")]
    pub what: Vec<String>,
    /// All that are listed
    #[arg(long)]
    pub all: bool,
    /// Into that bank: its name or path
    #[arg(long, value_name = "NOTE")]
    pub bank: Option<String>,
    /// Under that heading; made if it is missing
    #[arg(long, value_name = "HEADING")]
    pub category: Option<String>,
    /// Change nothing; show what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: Place,
}
