//! A running `coffeechat watch`, what it says, and whether the vault is what `build` would make of it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{CWD, Mode, mknodat};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use harness::vault::{TODAY, TestVault};

/// How long anything may take. It is long because the computer may be busy; nothing is timed by it.
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);
/// How long a settled vault has to stay as it is.
const STAYS: Duration = Duration::from_millis(400);

/// A running watcher. It is killed when dropped.
pub(crate) struct Watcher {
    child: Child,
    lines: Receiver<Value>,
    seen: Vec<Value>,
    /// How many of the events were asked for already.
    next: usize,
    messages: Arc<Mutex<String>>,
    /// Reads the standard error until its end.
    listener: thread::JoinHandle<()>,
}

impl Watcher {
    /// Starts the watcher on the day of all tests and waits until it is ready.
    #[track_caller]
    pub(crate) fn start(vault: &TestVault) -> Self {
        Self::start_with(vault, &["--today", TODAY])
    }

    /// Starts the watcher with more arguments and waits until it is ready.
    #[track_caller]
    pub(crate) fn start_with(vault: &TestVault, args: &[&str]) -> Self {
        let mut watcher = Self::launch(vault, &[&["--format", "json", "--verbose"], args].concat());
        watcher.wait_for("ready", |_| true);
        watcher
    }

    /// Starts the watcher with exactly these arguments behind the vault's folder, and waits for nothing.
    pub(crate) fn launch(vault: &TestVault, args: &[&str]) -> Self {
        let root = vault.path();
        let words = [&["watch", root.to_str().unwrap()], args].concat();
        Self::spawn(vault.command(&words).env("XDG_STATE_HOME", vault.outside("state")))
    }

    /// Runs a command that becomes a watcher.
    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let event = serde_json::from_str(&line).unwrap_or(Value::String(line));
                if sender.send(event).is_err() {
                    break;
                }
            }
        });
        let messages = Arc::new(Mutex::new(String::new()));
        let (mut stderr, into) = (child.stderr.take().unwrap(), Arc::clone(&messages));
        let listener = thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = stderr.read(&mut bytes) {
                into.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
        });
        Self { child, lines, seen: Vec::new(), next: 0, messages, listener }
    }

    /// Returns the next event of a kind for which `holds` says so, and forgets those before it.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, event: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            while let Some(value) = self.seen.get(self.next).cloned() {
                self.next += 1;
                if value["event"] == event && holds(&value) {
                    return value;
                }
            }
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(value) => self.seen.push(value),
                Err(RecvTimeoutError::Timeout) => panic!("no event `{event}` in {PATIENCE:?}\n{}", self.story()),
                Err(RecvTimeoutError::Disconnected) => panic!("it ended without event `{event}`\n{}", self.story()),
            }
        }
    }

    /// Waits for trouble of a kind and returns its message.
    #[track_caller]
    pub(crate) fn trouble(&mut self, code: &str) -> String {
        let event = self.wait_for("trouble", |event| event["code"] == code);
        event["message"].as_str().unwrap_or_else(|| panic!("{event}")).to_owned()
    }

    /// Returns the next line, of a watcher that speaks to people.
    #[track_caller]
    pub(crate) fn line(&mut self) -> String {
        let Ok(line) = self.lines.recv_timeout(PATIENCE) else { panic!("no line\n{}", self.story()) };
        self.seen.push(line.clone());
        line.as_str().map_or_else(|| line.to_string(), str::to_owned)
    }

    /// Returns the next line or message, whichever comes first.
    #[track_caller]
    pub(crate) fn line_or_message(&mut self) -> String {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            let messages = self.messages();
            if !messages.is_empty() {
                return messages;
            }
            if let Ok(line) = self.lines.recv_timeout(Duration::from_millis(10)) {
                return line.to_string();
            }
        }
        panic!("neither line nor message\n{}", self.story());
    }

    /// Forgets what was said so far.
    pub(crate) fn forget(&mut self) {
        self.seen.extend(self.lines.try_iter());
        self.next = self.seen.len();
    }

    /// Returns what was said since the last event that was asked for or forgotten.
    pub(crate) fn news(&mut self) -> &[Value] {
        self.seen.extend(self.lines.try_iter());
        &self.seen[self.next..]
    }

    /// Returns all that was said.
    pub(crate) fn everything(&mut self) -> &[Value] {
        self.seen.extend(self.lines.try_iter());
        &self.seen
    }

    /// Returns how often the news say that a note was written.
    pub(crate) fn writes(&mut self, note: &str) -> usize {
        let written =
            |event: &Value| event["written"].as_array().is_some_and(|notes| notes.iter().any(|at| at == note));
        self.news().iter().filter(|event| written(event)).count()
    }

    /// Returns how many news there are of trouble of a kind.
    pub(crate) fn troubles(&mut self, code: &str) -> usize {
        self.news().iter().filter(|event| event["event"] == "trouble" && event["code"] == code).count()
    }

    /// Returns everything that was printed.
    pub(crate) fn story(&self) -> String {
        let lines: Vec<String> =
            self.seen.iter().chain(&self.lines.try_iter().collect::<Vec<_>>()).map(Value::to_string).collect();
        format!("--- events\n{}\n--- messages\n{}", lines.join("\n"), self.messages())
    }

    /// Returns what was printed on the standard error.
    pub(crate) fn messages(&self) -> String {
        self.messages.lock().unwrap().clone()
    }

    /// Returns the process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Sends a signal, unless it has ended.
    pub(crate) fn signal_if_alive(&mut self, signal: Signal) {
        if !self.has_ended() {
            self.signal(signal);
        }
    }

    /// Returns whether it has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Waits for the end and returns the exit code; `None` if a signal ended it.
    #[track_caller]
    pub(crate) fn ended(&mut self) -> Option<i32> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            // What it said last may still be on its way when it is gone.
            if let Some(status) = self.child.try_wait().unwrap().filter(|_| self.listener.is_finished()) {
                return status.code();
            }
            assert!(Instant::now() < deadline, "it does not end\n{}", self.story());
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits until the vault is what `build` makes of it and stays so; returns the dashboard.
    #[track_caller]
    pub(crate) fn settled(&mut self, vault: &TestVault) -> String {
        self.settled_on(vault, TODAY)
    }

    /// Does so on another day.
    #[track_caller]
    pub(crate) fn settled_on(&mut self, vault: &TestVault, today: &str) -> String {
        match self.settles(vault, today, PATIENCE) {
            Ok(_) => vault.text("Dashboard.md"),
            Err(difference) => panic!("{difference}\n{}", self.story()),
        }
    }

    /// Waits until the vault is what `build` makes of it and stays so. Returns how long it took, or what differs.
    pub(crate) fn settles(&mut self, vault: &TestVault, today: &str, patience: Duration) -> Result<Duration, String> {
        let began = Instant::now();
        let mut since = None;
        loop {
            // A vault in which somebody is at work may be copied in the middle of it; a new copy is made soon.
            let built = built(vault, today);
            let until = Instant::now() + Duration::from_secs(2);
            while Instant::now() < until {
                let different = built.as_ref().map_or_else(Clone::clone, |built| difference(&vault.path(), built));
                if different.is_empty() {
                    let since = *since.get_or_insert_with(|| began.elapsed());
                    if began.elapsed() >= since + STAYS {
                        return Ok(since);
                    }
                } else if since.take().is_some() {
                    break;
                } else if began.elapsed() > patience || self.child.try_wait().unwrap().is_some() {
                    return Err(format!("the vault is not what `build` makes of it: {different}"));
                }
                thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the dashboard without the line in which the watcher says what holds it up.
pub(crate) fn page(vault: &TestVault) -> String {
    without_notice(&vault.text("Dashboard.md"))
}

/// Returns a page without that line, and without the free line below it.
pub(crate) fn without_notice(text: &str) -> String {
    let mut lines = text.split_inclusive('\n').peekable();
    let mut rest = String::new();
    while let Some(line) = lines.next() {
        if line.contains(" <!--watch") && line.ends_with("-->\n") {
            lines.next_if_eq(&"\n");
        } else {
            rest += line;
        }
    }
    rest
}

/// Returns the dashboard that `build` makes of a copy of the vault.
#[track_caller]
pub(crate) fn dashboard_of(vault: &TestVault) -> String {
    let built = built(vault, TODAY).unwrap();
    String::from_utf8(built[Path::new("Dashboard.md")].clone()).unwrap()
}

/// Returns the notes with live blocks as `build` leaves them in a copy of the vault, or what it says if it cannot.
fn built(vault: &TestVault, today: &str) -> Result<BTreeMap<PathBuf, Vec<u8>>, String> {
    static COPIES: AtomicU64 = AtomicU64::new(0);
    let copy = vault.outside(&format!("copy-{}", COPIES.fetch_add(1, Ordering::Relaxed)));
    copy_notes(&vault.path(), &copy);
    let output = vault.command(&["build", copy.to_str().unwrap(), "--quiet", "--today", today]).output().unwrap();
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    // A note that was left alone because of what somebody typed into it is no failure here: the watcher leaves it too.
    let left = message.contains("so its note was left as it is");
    let notes = (output.status.success() || left).then(|| live_notes(&copy));
    fs::remove_dir_all(&copy).unwrap();
    notes.ok_or(message)
}

/// Copies everything but `.git`. What is gone before it is copied is left out.
fn copy_notes(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).into_iter().flatten().flatten() {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && entry.file_name() != ".git" => copy_notes(&source, &target),
            Ok(kind) if kind.is_file() => drop(fs::copy(&source, &target)),
            Ok(kind) if kind.is_fifo() => {
                mknodat(CWD, &target, rustix::fs::FileType::Fifo, Mode::RUSR, 0).unwrap();
            }
            Ok(kind) if kind.is_symlink() => drop(fs::read_link(&source).and_then(|link| symlink(link, &target))),
            _ => {}
        }
    }
}

fn live_notes(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut notes = harness::vault::files(folder);
    let is_live = |bytes: &[u8]| bytes.windows(15).any(|window| window == b"<!-- coffeechat");
    notes.retain(|path, bytes| path.extension().is_some_and(|extension| extension == "md") && is_live(bytes));
    notes
}

/// Returns how the notes of a folder differ from what they should be; nothing if they do not.
fn difference(folder: &Path, expected: &BTreeMap<PathBuf, Vec<u8>>) -> String {
    let mut text = String::new();
    for (path, expected) in expected {
        let found = fs::read(folder.join(path)).unwrap_or_default();
        if found != *expected {
            let (found, expected) = (String::from_utf8_lossy(&found), String::from_utf8_lossy(expected));
            let diff = similar::TextDiff::from_lines(&*found, &*expected);
            text += &diff.unified_diff().header("watched", "built").to_string();
            text += "\nin ";
            text += &path.display().to_string();
            text += "\n";
        }
    }
    text
}
