//! Completions of a command line, from the grammar and from the names in a vault.
//!
//! The shells' scripts are short: they pass the words on, and insert the answer with the quotes of each shell.

mod line;

use std::path::Path;
use std::sync::{Arc, OnceLock};

use clap::{Arg, Command, CommandFactory};
use clap_complete::engine::{self, ArgValueCompleter, CompletionCandidate};

use crate::core::lookup::{Completion, NameKind, Names};
use crate::program::cli::{Cli, Shell};

pub use line::{for_bash, typed, words};

impl Shell {
    /// Returns the script that makes the shell complete.
    #[must_use]
    pub const fn script(self) -> &'static str {
        match self {
            Self::Bash => include_str!("../../../templates/completions/coffeechat.bash"),
            Self::Zsh => include_str!("../../../templates/completions/coffeechat.zsh"),
            Self::Fish => include_str!("../../../templates/completions/coffeechat.fish"),
            Self::Powershell => include_str!("../../../templates/completions/coffeechat.ps1"),
        }
    }
}

/// Returns the completions of the last of `words`; the first is the program. `read` returns the names of the vault; it
/// is called at most once, and only if a name can follow.
#[must_use]
pub fn complete(words: &[String], read: impl Fn() -> Names + Send + Sync + 'static) -> Vec<Completion> {
    let (read, known) = (Arc::new(read), Arc::new(OnceLock::new()));
    let names: Lookup = Arc::new(move || Arc::clone(known.get_or_init(|| Arc::new(read()))));
    let mut command = with_names(Cli::command(), &names, &[]);
    let Some(last) = words.len().checked_sub(1) else { return Vec::new() };
    let current = words.last().map_or("", String::as_str);
    let found = engine::complete(&mut command, words.iter().map(Into::into).collect(), last, Some(Path::new(".")))
        .unwrap_or_default();
    let suggestion = |candidate: CompletionCandidate| {
        let about = candidate.get_help().map(ToString::to_string).unwrap_or_default();
        let about = about.lines().next().unwrap_or_default().to_owned();
        Some(Completion { value: candidate.get_value().to_str()?.to_owned(), about })
    };
    let is_meant = |found: &Completion| !found.value.starts_with('-') || current.starts_with('-');
    found.into_iter().filter_map(suggestion).filter(is_meant).collect()
}

type Lookup = Arc<dyn Fn() -> Arc<Names> + Send + Sync>;

/// Returns a command in which every argument that takes a name knows where to look.
fn with_names(command: Command, names: &Lookup, path: &[String]) -> Command {
    let path: Vec<String> = path.iter().cloned().chain([command.get_name().to_owned()]).collect();
    let command = command.mut_args(|arg| match kind(&path, &arg) {
        Some(kind) => {
            let names = Arc::clone(names);
            arg.add(ArgValueCompleter::new(move |current: &std::ffi::OsStr| {
                let found = names().suggest(kind, current.to_str().unwrap_or_default()).into_iter();
                found.map(|found| CompletionCandidate::new(found.value).help(Some(found.about.into()))).collect()
            }))
        }
        None => arg,
    });
    command.mut_subcommands(|command| with_names(command, names, &path))
}

/// Returns the names that an argument takes, by what its help calls its value.
fn kind(path: &[String], arg: &Arg) -> Option<NameKind> {
    let is_below = |name: &str| path.iter().any(|part| part == name);
    let value = arg.get_value_names()?.first()?.as_str();
    match value {
        // A new contact has no note yet.
        "NAME" if is_below("new") && arg.is_positional() => None,
        "NAME" => Some(NameKind::Contact),
        "NAME|MEETING" => Some(NameKind::ContactOrTalk),
        "TALK" => Some(NameKind::Talk),
        "ID|WORDS" if !is_below("questions") => Some(NameKind::FollowUp),
        "ID|NAME" => Some(NameKind::FollowUpOrContact),
        "FILTER|VAULT" => Some(NameKind::Filter),
        "CODE" => Some(NameKind::Code),
        "GOAL" => Some(NameKind::Goal),
        "TAG" => Some(NameKind::Tag),
        _ if arg.get_id() == "category" => Some(NameKind::Category),
        _ => None,
    }
}
