//! Commands for shells and manuals: `completions`, `man`, and `complete`, which the scripts of shells call. `complete`
//! never fails and never keeps a shell waiting.
#![expect(clippy::disallowed_methods, reason = "`~` is a matter of the environment")]

use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::core::base::escape::visible;
use crate::core::lookup::Names;
use crate::program::cli::{CompleteArgs, CompletionsArgs, Shell, VaultArgs};
use crate::program::completion;
use crate::program::error::Result;
use crate::vault::VaultError;

use super::Outcome;
use super::scan;
use crate::program::commands::terminal::Output;

/// How long a shell waits for the names of a vault.
const PATIENCE: Duration = Duration::from_millis(800);

/// Prints the script for a shell.
pub(super) fn script(args: &CompletionsArgs, output: &mut Output) -> Result<Outcome> {
    output.exact(|out| write!(out, "{}", args.shell.script()))?;
    Ok(Outcome::Done)
}

/// Prints the manual page.
pub(super) fn manual(output: &mut Output) -> Result<Outcome> {
    let page = crate::program::manual::page().map_err(VaultError::io("write", "coffeechat.1"))?;
    output.exact(|out| write!(out, "{page}"))?;
    Ok(Outcome::Done)
}

pub(super) fn run(args: &CompleteArgs, output: &mut Output) -> Result<Outcome> {
    let line = args.words.join(" ");
    let is_bash = args.shell == Shell::Bash;
    let words = if is_bash { completion::words(&line) } else { in_order(&args.words) };
    let place = VaultArgs { vault: vault(&words), today: None };
    for found in completion::complete(&words, move || names(place.clone())) {
        let shown = if is_bash {
            completion::for_bash(&line, &found.value)
        } else {
            format!("{}\t{}", found.value, visible(&found.about))
        };
        output.exact(|out| writeln!(out, "{shown}"))?;
    }
    Ok(Outcome::Done)
}

/// Returns the words of a line whose last one was passed first, after a `=`: some shells drop an empty word at the end.
fn in_order(words: &[String]) -> Vec<String> {
    let Some((current, before)) = words.split_first() else { return Vec::new() };
    let current = completion::typed(current.strip_prefix('=').unwrap_or(current));
    before.iter().cloned().chain([current]).collect()
}

/// Returns the names in a vault; none if it cannot be read soon.
fn names(place: VaultArgs) -> Names {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let names = scan::look(None, &place).map(|scan| Names::new(&scan.workspace)).unwrap_or_default();
        // If it took too long, nobody is waiting any more.
        drop(sender.send(names));
    });
    receiver.recv_timeout(PATIENCE).unwrap_or_default()
}

/// Returns the vault that a line names.
fn vault(words: &[String]) -> Option<PathBuf> {
    let at = words.iter().position(|word| word == "--vault").and_then(|at| words.get(at + 1));
    let folder = at.map(String::as_str).or_else(|| words.iter().find_map(|word| word.strip_prefix("--vault=")))?;
    match (folder.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => Some(PathBuf::from(home).join(rest)),
        _ => Some(PathBuf::from(folder)),
    }
}
