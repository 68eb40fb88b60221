//! The program at work as `watch`, and what can be seen of it from outside: what it says, when its dashboard is replaced,
//! what it holds of memory and files.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use serde_json::Value;
use tempfile::TempDir;

use super::generator::TODAY;
use super::{must, vault};

/// How long to wait for something that has to come.
const PATIENCE: Duration = Duration::from_mins(2);

/// A generated vault of its own, in a folder that goes with it.
pub struct Scene {
    folder: TempDir,
}

impl Scene {
    /// Copies a generated vault beneath a folder, so that it can be edited.
    pub fn new(beneath: &str, notes: usize, seed: u64) -> Self {
        let folder = must("a temporary folder", tempfile::tempdir_in(beneath));
        let scene = Self { folder };
        run(Command::new("cp").arg("-r").arg(vault(beneath, notes, seed)).arg(scene.vault()));
        scene.remove_dashboard();
        must("beside", fs::create_dir(scene.beside()));
        scene
    }

    /// Returns the folder of the vault.
    pub fn vault(&self) -> PathBuf {
        self.folder.path().join("vault")
    }

    /// Returns a folder on the same disk of which the watcher knows nothing.
    pub fn beside(&self) -> PathBuf {
        self.folder.path().join("beside")
    }

    /// Returns the bytes of the dashboard.
    pub fn dashboard(&self) -> Vec<u8> {
        must("the dashboard", fs::read(self.vault().join("Dashboard.md")))
    }

    /// What an earlier benchmark built in the vault may hold the prose of an earlier version.
    fn remove_dashboard(&self) {
        must("the dashboard", fs::remove_file(self.vault().join("Dashboard.md")).or_else(unless_missing));
    }

    /// Returns the dashboard that `build` makes of the notes as they are now, from nothing.
    pub fn built(&self) -> Vec<u8> {
        self.remove_dashboard();
        let mut build = Command::new(harness::program());
        run(build.args(["build", "--quiet", "--today", TODAY]).arg(self.vault()).stdout(Stdio::null()));
        self.dashboard()
    }
}

fn unless_missing(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

/// Runs a program to its end, which has to be a good one.
fn run(command: &mut Command) {
    let status = must(format!("{command:?}"), command.status());
    assert!(status.success(), "{command:?}: {status}");
}

/// Runs git in a vault.
pub fn git(vault: &Path, arguments: &[&str]) {
    let who = ["-c", "user.name=Ann Example", "-c", "user.email=ann@example.com", "-c", "gc.auto=0"];
    run(Command::new("git").arg("-C").arg(vault).args(who).args(arguments));
}

/// Makes a vault a repository of git that holds every note, but not the dashboard.
pub fn init(vault: &Path) {
    git(vault, &["init", "--quiet", "--initial-branch", "one"]);
    must("exclude", fs::write(vault.join(".git/info/exclude"), "/Dashboard.md\n"));
    git(vault, &["add", "--all"]);
    git(vault, &["commit", "--quiet", "--message", "one"]);
}

/// A process of `watch`; it ends when this is dropped.
pub struct Watch {
    process: Child,
    events: Receiver<Value>,
    writes: Receiver<Instant>,
    _observer: RecommendedWatcher,
}

impl Watch {
    /// Begins to watch a vault, and waits until its first dashboard stands.
    pub fn start(scene: &Scene) -> Self {
        let mut command = Command::new(harness::program());
        command.args(["watch", "--format", "json", "--verbose", "--today", TODAY]).arg(scene.vault());
        command.env("XDG_STATE_HOME", scene.beside()).stdout(Stdio::piped());
        let mut process = must("watch", command.spawn());
        let lines = process.stdout.take().map(BufReader::new);
        let (said, events) = mpsc::channel();
        thread::spawn(move || {
            for line in lines.into_iter().flat_map(BufReader::lines) {
                let event = must("an event", serde_json::from_str(&must("an event", line)));
                if said.send(event).is_err() {
                    break;
                }
            }
        });
        let (seen, writes) = mpsc::channel();
        let see = move |event: notify::Result<Event>| {
            let now = Instant::now();
            if is_dashboard(&must("an event", event)) {
                let _ = seen.send(now);
            }
        };
        let mut observer = must("an observer", notify::recommended_watcher(see));
        must("an observer", observer.watch(&scene.vault(), RecursiveMode::NonRecursive));
        let watch = Self { process, events, writes, _observer: observer };
        watch.wait_for("ready");
        watch.writes();
        watch
    }

    /// Waits for the next event of that kind.
    pub fn wait_for(&self, kind: &str) -> Value {
        loop {
            match self.next(PATIENCE) {
                Some(event) if event["event"] == kind => return event,
                Some(_) => {}
                None => panic!("`{kind}` did not come"),
            }
        }
    }

    /// Waits until nothing was said for that long.
    pub fn wait_for_quiet(&self, span: Duration) {
        while self.next(span).is_some() {}
    }

    /// Takes in what was said meanwhile.
    pub fn skip(&self) {
        while self.next(Duration::ZERO).is_some() {}
    }

    /// Returns the next event, if one comes soon enough; says aloud what the program has to complain about.
    fn next(&self, patience: Duration) -> Option<Value> {
        let event = self.events.recv_timeout(patience).ok()?;
        if event["event"] == "trouble" {
            println!("{event}");
        }
        Some(event)
    }

    /// Returns when the dashboard was replaced since this was asked last.
    pub fn writes(&self) -> Vec<Instant> {
        self.writes.try_iter().collect()
    }

    /// Waits for the dashboard to be replaced; returns when it was, if it is within that time.
    pub fn wait_for_write(&self, patience: Duration) -> Option<Instant> {
        self.writes.recv_timeout(patience).ok()
    }

    /// Returns a figure of the process in KiB, such as `VmRSS` and `VmHWM`.
    pub fn memory(&self, name: &str) -> usize {
        let status = must("status", fs::read_to_string(self.place().join("status")));
        let value = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        value.and_then(|value| value.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
    }

    /// Returns how long the process has run on a core.
    pub fn busy(&self) -> Duration {
        let tasks = must("tasks", fs::read_dir(self.place().join("task")));
        let times = tasks.filter_map(|task| {
            let times = fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
            times.split(' ').next()?.parse::<u64>().ok()
        });
        Duration::from_nanos(times.sum())
    }

    /// Returns how many files the process has open.
    pub fn files(&self) -> usize {
        must("open files", fs::read_dir(self.place().join("fd"))).count()
    }

    fn place(&self) -> PathBuf {
        Path::new("/proc").join(self.process.id().to_string())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        must("watch", self.process.kill());
        must("watch", self.process.wait());
    }
}

/// Returns whether the dashboard was replaced.
fn is_dashboard(event: &Event) -> bool {
    let is_rename = event.kind == EventKind::Modify(ModifyKind::Name(RenameMode::To));
    is_rename && event.paths.iter().any(|path| path.ends_with("Dashboard.md"))
}
