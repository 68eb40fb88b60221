//! `watch`: keeps every live block up to date while notes change.

mod events;
mod printer;
mod publish;
mod reporter;
mod session;
mod waiting;
pub(crate) mod ingest;

use std::sync::Arc;
use std::thread;

use crate::program::cli::WatchArgs;
use crate::program::error::{Error, Result};
use crate::program::watch_policy::messages::{TroubleCode, WatchEvent};
use crate::vault::{Locked, Vault, WatchLock, lock};

use super::Outcome;
use crate::program::commands::environment;
use crate::program::commands::watch::reporter::Reporter;
use crate::program::commands::{refresh, scan};
use events::Inbox;
use session::Session;

pub(super) fn run(args: &WatchArgs) -> Result<Outcome> {
    let (mut vault, config) = scan::open(args.folder.as_deref(), &args.place)?;
    let config_text = vault.config_text()?;
    vault.survey(&config.clone().unwrap_or_default())?;
    if config.is_none() {
        // Only its notes show whether it is a vault.
        let scan = scan::read(vault, None, &args.place)?;
        refresh::refuse_strange(&scan.vault, &scan.workspace)?;
        vault = scan.vault;
    }
    let mut reporter = Reporter::new(args)?;
    let lock = only_watcher(&vault, &mut reporter)?;
    let inbox = Inbox::new();
    inbox.stop_on_signals()?;
    let settings = (config.unwrap_or_default(), config_text);
    let mut session = Session::new((vault, lock), settings, args, Arc::clone(&inbox), reporter);
    // A signal goes to the first thread. If that hangs on a disk, the signal would get lost.
    let ended = thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let outcome = keep_up(&mut session, &inbox);
            session.output.reporter.finish();
            outcome
        });
        watching.join()
    });
    ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn keep_up(session: &mut Session, inbox: &Inbox) -> Result<Outcome> {
    session.walk();
    while !inbox.is_stopped() {
        session.turn()?;
        let (until, for_hints) = session.next();
        inbox.wait(until, for_hints);
    }
    session.output.reporter.say(WatchEvent::Stopped);
    Ok(Outcome::Done)
}

/// Makes sure that no other process watches the vault.
fn only_watcher(vault: &Vault, reporter: &mut Reporter) -> Result<Option<WatchLock>> {
    match lock(vault, &environment::folders()) {
        Locked::Held(lock) => Ok(Some(lock)),
        Locked::Taken { by } => {
            let by = by.map_or_else(|| String::from("another process"), |id| format!("process {id}"));
            Err(Error::Usage(format!("{} is already being watched, by {by}", vault.path().display())))
        }
        Locked::Unavailable(why) => {
            reporter
                .trouble(TroubleCode::NoLock, format!("a second watcher of this vault would not be noticed: {why}"));
            Ok(None)
        }
    }
}
