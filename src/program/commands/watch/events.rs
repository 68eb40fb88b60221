//! Receives events: it merges them into a few hints, whatever their number, and a loop sleeps until there are some.
#![expect(clippy::disallowed_methods, reason = "waiting needs a clock that only goes forward; limits are files")]

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use notify::{Config, ErrorKind, EventHandler, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::core::base::NotePath;
use crate::program::error::{Error, Result};
use crate::program::watch_policy::file_events::{self, Hint, Hints};

/// If a watch covers only one folder, each folder of the vault gets one, except folders without notes. On other
/// systems, one watch covers everything below the root.
const BY_FOLDER: bool = cfg!(any(target_os = "linux", target_os = "android"));
/// The `errno` when a process may open no more files, or a user may have no more event queues.
const TOO_MANY_OPEN: [i32; 2] = [23, 24];

/// How long after a signal another one counts as a second request.
const IMPATIENCE: Duration = Duration::from_millis(100);

/// Events that arrived and were not handled yet.
#[derive(Debug, Default)]
struct Incoming {
    hints: Hints,
    /// When it was first asked to stop.
    stopped: Option<Duration>,
    /// Which watcher has stopped taking events although nobody asked it to stop.
    dead: Option<u64>,
}

/// Where events and signals arrive.
#[derive(Debug)]
pub(super) struct Inbox {
    start: Instant,
    incoming: Mutex<Incoming>,
    arrived: Condvar,
}

impl Inbox {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { start: Instant::now(), incoming: Mutex::default(), arrived: Condvar::new() })
    }

    /// Returns how long the watch has lasted.
    pub(super) fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// Makes the first signal to end stop the watch, and the second end the process at once: a file system that hangs
    /// must not keep it.
    pub(super) fn stop_on_signals(self: &Arc<Self>) -> Result<()> {
        let inbox = Arc::clone(self);
        let stop = move || {
            let now = inbox.now();
            let first = *inbox.lock().stopped.get_or_insert(now);
            // A second request means that the user does not want to wait; but one request may arrive as two signals, to
            // a process and to its group.
            if now >= first + IMPATIENCE {
                std::process::exit(130);
            }
            inbox.arrived.notify_all();
        };
        ctrlc::set_handler(stop).map_err(|error| Error::Usage(format!("cannot wait for signals: {error}")))
    }

    fn add(&self, hints: Vec<Hint>) {
        if hints.is_empty() {
            return;
        }
        let now = self.now();
        let mut incoming = self.lock();
        for hint in hints {
            incoming.hints.add(hint, now);
        }
        drop(incoming);
        self.arrived.notify_all();
    }

    /// Waits until that moment or until it is time to stop; with `for_hints`, also until there are hints.
    pub(super) fn wait(&self, until: Duration, for_hints: bool) {
        let mut incoming = self.lock();
        while !(incoming.stopped.is_some() || for_hints && (!incoming.hints.is_empty() || incoming.dead.is_some())) {
            let Some(left) = until.checked_sub(self.now()).filter(|left| !left.is_zero()) else { return };
            incoming = self.arrived.wait_timeout(incoming, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Returns the hints that came, and forgets them.
    pub(super) fn take(&self) -> Hints {
        std::mem::take(&mut self.lock().hints)
    }

    /// Returns whether hints wait.
    pub(super) fn has_hints(&self) -> bool {
        !self.lock().hints.is_empty()
    }

    /// Returns whether it is time to stop.
    pub(super) fn is_stopped(&self) -> bool {
        self.lock().stopped.is_some()
    }

    fn lock(&self) -> MutexGuard<'_, Incoming> {
        self.incoming.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes in the events of one watcher.
struct Handler {
    inbox: Arc<Inbox>,
    root: PathBuf,
    watcher: u64,
}

impl EventHandler for Handler {
    fn handle_event(&mut self, event: notify::Result<notify::Event>) {
        match event {
            Ok(event) => self.inbox.add(file_events::read(&self.root, &event)),
            // If the queue itself cannot be read, the thread would retry for ever. Ending the watcher's thread stops
            // that, and `drop` reports it; no other thread is affected.
            Err(error) if BY_FOLDER && matches!(error.kind, ErrorKind::Io(_)) => {
                std::panic::resume_unwind(Box::new("the queue of events cannot be read"));
            }
            Err(_) => self.inbox.add(vec![Hint::Walk]),
        }
    }
}

impl Drop for Handler {
    fn drop(&mut self) {
        self.inbox.lock().dead = Some(self.watcher);
        self.inbox.arrived.notify_all();
    }
}

/// The result of watching folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Watched {
    /// Every folder is watched; with whether some of them are new, so that something may have happened there before.
    All {
        /// Whether a folder was not watched before.
        is_new: bool,
    },
    /// Not every folder can be watched: why, and what to do about it.
    Limited(String),
}

/// The watches on the folders of a vault.
pub(super) struct Watches {
    inbox: Arc<Inbox>,
    root: PathBuf,
    watcher: Option<RecommendedWatcher>,
    /// The number of the watcher: each new one gets the next.
    number: u64,
    /// The folders that are watched, each with its identity from when it was watched; `None` if that is no longer sure.
    folders: BTreeMap<NotePath, Option<(u64, u64)>>,
}

impl Watches {
    pub(super) fn new(inbox: &Arc<Inbox>, root: &Path) -> Self {
        let (inbox, root) = (Arc::clone(inbox), root.to_path_buf());
        Self { inbox, root, watcher: None, number: 0, folders: BTreeMap::new() }
    }

    /// Watches these folders, and no others.
    pub(super) fn watch(&mut self, folders: &[(NotePath, (u64, u64))]) -> Watched {
        if let Err(error) = self.start() {
            return Watched::Limited(limit(&error));
        }
        let Some(watcher) = &mut self.watcher else { return Watched::All { is_new: false } };
        if !BY_FOLDER {
            let is_new = self.folders.insert(NotePath::new(""), None).is_none();
            return match if is_new { watcher.watch(&self.root, RecursiveMode::Recursive) } else { Ok(()) } {
                Ok(()) => Watched::All { is_new },
                Err(error) => Watched::Limited(limit(&error)),
            };
        }
        let wanted: BTreeMap<&NotePath, (u64, u64)> = folders.iter().map(|(path, what)| (path, *what)).collect();
        // Watches of missing folders are removed first: the same folder under a new name would lose its watch with the
        // old one.
        self.folders.retain(|path, was| {
            let is_same = was.is_some() && *was == wanted.get(path).copied();
            if !is_same {
                // The watch of a folder that is gone is gone with it.
                drop(watcher.unwatch(&self.root.join(path.as_str())));
            }
            is_same
        });
        let mut is_new = false;
        for (path, what) in wanted {
            if self.folders.contains_key(path) {
                continue;
            }
            match watcher.watch(&self.root.join(path.as_str()), RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.folders.insert(path.clone(), Some(what));
                    is_new = true;
                }
                Err(error) if is_limit(&error) => return Watched::Limited(limit(&error)),
                // If it disappeared, its replacement has to be found. One that may not be read needs no report: the
                // walk reports it, and would find the same again at once.
                Err(error) => is_new |= matches!(error.kind, ErrorKind::PathNotFound),
            }
        }
        Watched::All { is_new }
    }

    /// Takes in hints about folders: a folder that disappeared may have lost its watch, and a new one of its name has
    /// none.
    pub(super) fn doubt(&mut self, hints: &Hints) {
        if hints.is_lossy {
            self.folders.values_mut().for_each(|was| *was = None);
        }
        for gone in hints.folders.iter().chain(&hints.others) {
            let (gone, below) = (gone.as_str(), format!("{gone}/"));
            for (path, was) in &mut self.folders {
                if path.as_str() == gone || path.as_str().starts_with(&below) {
                    *was = None;
                }
            }
        }
    }

    /// Returns whether a folder of that path is watched, or may be.
    pub(super) fn may_be_folder(&self, path: &NotePath) -> bool {
        !BY_FOLDER || self.folders.contains_key(path)
    }

    /// Ends all watches.
    pub(super) fn stop(&mut self) {
        if !self.has_died() {
            self.number += 1;
            self.watcher = None;
            self.folders.clear();
        }
    }

    /// Ends all watches; new ones will be below another root.
    pub(super) fn move_to(&mut self, root: &Path) {
        self.stop();
        self.root = root.to_path_buf();
    }

    /// Returns whether the watcher has died since the last call. Its watches are gone with it.
    pub(super) fn has_died(&mut self) -> bool {
        let dead = self.inbox.lock().dead.take();
        let has_died = self.watcher.is_some() && dead == Some(self.number);
        if has_died {
            // It would panic if it cannot stop its thread.
            std::mem::forget(self.watcher.take());
            self.number += 1;
            self.folders.clear();
        }
        has_died
    }

    fn start(&mut self) -> notify::Result<()> {
        if self.watcher.is_none() {
            let handler = Handler { inbox: Arc::clone(&self.inbox), root: self.root.clone(), watcher: self.number };
            let config = Config::default().with_follow_symlinks(false);
            let watcher = RecommendedWatcher::new(handler, config);
            if watcher.is_err() {
                // The handler was dropped with it.
                self.inbox.lock().dead = None;
            }
            self.watcher = Some(watcher?);
        }
        Ok(())
    }
}

fn is_limit(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(error) => error.raw_os_error().is_some_and(|code| TOO_MANY_OPEN.contains(&code)),
        _ => false,
    }
}

/// Returns the message about a watch that cannot be made.
fn limit(error: &notify::Error) -> String {
    let name = match &error.kind {
        ErrorKind::MaxFilesWatch => "max_user_watches",
        _ if is_limit(error) => "max_user_instances",
        _ => return format!("cannot wait for changes: {error}"),
    };
    let Ok(now) = value(name) else {
        return String::from("too many files are open to wait for changes; see `ulimit -n`");
    };
    let now = now.trim();
    let enough = if name == "max_user_watches" { 524_288 } else { 1024 };
    format!(
        "the system allows no more folders to be watched: fs.inotify.{name} is {now}\n\
         raise it with `sudo sysctl fs.inotify.{name}={enough}`"
    )
}

fn value(name: &str) -> io::Result<String> {
    fs::read_to_string(format!("/proc/sys/fs/inotify/{name}"))
}
