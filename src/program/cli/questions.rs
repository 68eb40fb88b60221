//! Commands that look after the question banks.

use clap::{Args, Subcommand};

use super::VaultArgs;

/// Arguments of `questions`.
#[derive(Debug, Args)]
#[command(
    after_help = "`coffeechat list questions` and the block `question-report` show what became of\neach question.\n\nExamples:\n  coffeechat questions adopt     list questions from talks that are in no bank\n  coffeechat questions merge     list questions that are almost the same\n  coffeechat list questions asked"
)]
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
    /// Make a question another wording of one in a bank; without words, list questions that are almost the same
    Merge(MergeArgs),
}

/// Arguments of `questions adopt`.
#[derive(Debug, Args)]
#[command(
    after_help = "Without --category, questions go under the heading *Met in talks*, or to the end\nof a bank that has no headings. Questions that ask for a job, or for yes or no,\nare not listed.\n\nExamples:\n  coffeechat questions adopt                     what could be adopted, with ids\n  coffeechat questions adopt k3f9a2bc            the one with that id\n  coffeechat questions adopt bad week            the only one with these words\n  coffeechat questions adopt --all --bank Energy --category \"Grid and demand\""
)]
pub struct AdoptArgs {
    /// Ids as the list shows them, or words that only one question has
    #[arg(value_name = "ID|WORDS", conflicts_with = "all")]
    pub what: Vec<String>,
    /// All that are listed
    #[arg(long)]
    pub all: bool,
    /// The bank to add to: its name or path
    #[arg(long, value_name = "NOTE")]
    pub bank: Option<String>,
    /// The heading to add under; made if it is missing
    #[arg(long, value_name = "HEADING")]
    pub category: Option<String>,
    /// Change nothing; show what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: VaultArgs,
}

/// Arguments of `questions merge`.
#[derive(Debug, Args)]
#[command(
    after_help = "The question moves under the other one, with its own wordings, tags and block\nid. From then on, all of these wordings count as one question. A question that\nis in no bank becomes a wording too.\n\nExamples:\n  coffeechat questions merge                          what is almost the same\n  coffeechat questions merge k3f9a2bc --into 7rd01wmh\n  coffeechat questions merge \"ordinary day\" --into \"yesterday\" --dry-run"
)]
pub struct MergeArgs {
    /// An id as the list shows it, or words that only one question has
    #[arg(value_name = "ID|WORDS", requires = "into")]
    pub what: Vec<String>,
    /// The question that it is another wording of: an id, or words
    #[arg(long, value_name = "ID|WORDS", requires = "what")]
    pub into: Option<String>,
    /// Change nothing; show what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Where the vault is and what day it is.
    #[command(flatten)]
    pub place: VaultArgs,
}
