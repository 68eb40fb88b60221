//! Completions: what can stand next on a command line, of the grammar and of the names in a vault.
//!
//! The shells' scripts are short: they pass the words on, and put in what comes back, quoted as each shell does.

mod line;
mod names;

use std::path::Path;
use std::sync::{Arc, OnceLock};

use clap::{Arg, Command, CommandFactory};
use clap_complete::engine::{self, ArgValueCompleter, CompletionCandidate};

use crate::core::base::text::fold_name;
use crate::program::cli::{Cli, Shell};

pub use line::{for_bash, typed, words};
pub use names::Names;

/// What can stand next, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What is put in.
    pub value: String,
    /// A few words about it; may be empty.
    pub about: String,
}

/// The names of a vault that words may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Contacts,
    Talks,
    ContactsAndTalks,
    FollowUps,
    FollowUpsAndContacts,
    Codes,
    Filters,
    Goals,
    Categories,
    Tags,
}

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

/// Returns what can stand in the place of the last of `words`; the first is the program. `read` returns the names of the
/// vault, and is asked at most once, and only where a name can stand.
#[must_use]
pub fn complete(words: &[String], read: impl Fn() -> Names + Send + Sync + 'static) -> Vec<Suggestion> {
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
        Some(Suggestion { value: candidate.get_value().to_str()?.to_owned(), about })
    };
    let is_meant = |found: &Suggestion| !found.value.starts_with('-') || current.starts_with('-');
    found.into_iter().filter_map(suggestion).filter(is_meant).collect()
}

type Lookup = Arc<dyn Fn() -> Arc<Names> + Send + Sync>;

/// Returns a command in which every argument that takes a name knows where to look.
fn with_names(command: Command, names: &Lookup, path: &[String]) -> Command {
    let path: Vec<String> = path.iter().cloned().chain([command.get_name().to_owned()]).collect();
    let command = command.mut_args(|arg| match source(&path, &arg) {
        Some(source) => {
            let names = Arc::clone(names);
            arg.add(ArgValueCompleter::new(move |current: &std::ffi::OsStr| {
                let folded = current.to_str().map(fold_name).unwrap_or_default();
                let fits = |text: &String| fold_name(text).starts_with(&*folded);
                let found = names().of(source);
                let found = found.into_iter().filter(|name| name.written.iter().any(fits));
                found.map(|name| CompletionCandidate::new(name.value).help(Some(name.about.into()))).collect()
            }))
        }
        None => arg,
    });
    command.mut_subcommands(|command| with_names(command, names, &path))
}

/// Returns the names that an argument takes, by what its help calls its value.
fn source(path: &[String], arg: &Arg) -> Option<Source> {
    let is_below = |name: &str| path.iter().any(|part| part == name);
    let value = arg.get_value_names()?.first()?.as_str();
    match value {
        // Whoever is new has no note yet.
        "NAME" if is_below("new") && arg.is_positional() => None,
        "NAME" => Some(Source::Contacts),
        "NAME|MEETING" => Some(Source::ContactsAndTalks),
        "TALK" => Some(Source::Talks),
        "ID|WORDS" if !is_below("questions") => Some(Source::FollowUps),
        "ID|NAME" => Some(Source::FollowUpsAndContacts),
        "FILTER|VAULT" => Some(Source::Filters),
        "CODE" => Some(Source::Codes),
        "GOAL" => Some(Source::Goals),
        "TAG" => Some(Source::Tags),
        _ if arg.get_id() == "category" => Some(Source::Categories),
        _ => None,
    }
}
