//! `watch`: keeps every live block up to date while notes change.
#![expect(clippy::disallowed_methods, reason = "waiting needs a clock that only goes forward")]

mod events;
mod speaker;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use notify::Watcher as _;

use crate::cli::WatchArgs;
use crate::clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::model::NotePath;
use crate::parse::NoteParser;
use crate::picture::Picture;
use crate::vault::{Read, Vault};
use crate::watch::line::{Changed, Event};

use super::Outcome;
use super::output::Output;
use super::{refresh, scan};
use events::Inbox;
use speaker::Speaker;

pub(super) fn run(args: &WatchArgs, output: &mut Output) -> Result<Outcome> {
    let (vault, config) = scan::open(args.folder.as_deref(), &args.place)?;
    let config = config.unwrap_or_default();
    let start = Instant::now();
    let inbox = Arc::new(Inbox::new(start));
    inbox.stop_on_signals()?;
    let handler = inbox.handler(vault.path());
    let mut watcher = notify::recommended_watcher(handler).map_err(|error| Error::Usage(error.to_string()))?;
    watcher.watch(vault.path(), notify::RecursiveMode::Recursive).map_err(|error| Error::Usage(error.to_string()))?;
    let mut speaker = Speaker::new(args, output);
    let today = || args.place.today.unwrap_or_else(|| clock::today(&config));
    let mut notes = 0;
    let mut first = true;
    loop {
        if !first {
            inbox.wait(start.elapsed() + Duration::from_secs(30));
            if inbox.is_stopped() {
                break;
            }
            std::thread::sleep(Duration::from_millis(150));
        }
        let hints = inbox.take();
        let (written, count) = rescan(&vault, &config, today())?;
        notes = if count > 0 { count } else { notes };
        if first {
            speaker.say(Event::Ready { today: today(), notes, written }, &config);
            first = false;
        } else if !hints.is_empty() {
            let paths: Vec<NotePath> = hints.notes.into_keys().collect();
            speaker.say(Event::Changed(Changed::new(paths.iter(), 0, written)), &config);
        }
    }
    speaker.say(Event::Stopped, &config);
    Ok(Outcome::Done)
}

fn rescan(vault: &Vault, config: &Config, today: crate::model::Day) -> Result<(Vec<String>, usize)> {
    let listing = vault.walk(config)?;
    let parser = NoteParser::new(config);
    let notes: Vec<_> = listing
        .notes
        .iter()
        .filter_map(|path| match vault.read(path, config.max_note_size) {
            Read::Bytes(bytes) => Some(parser.parse(path, &bytes)),
            _ => None,
        })
        .collect();
    let count = notes.len();
    let picture = Picture::new(config.clone(), notes, listing.diagnostics, today);
    let refreshed = refresh::refreshed(vault, &picture, false)?;
    refresh::write_all(vault, &refreshed.stale)?;
    Ok((refreshed.stale.iter().map(|stale| stale.path.to_string()).collect(), count))
}

#[allow(dead_code)]
fn state_folders() -> Vec<PathBuf> {
    Vec::new()
}
