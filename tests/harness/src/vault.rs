//! A vault in a temporary folder, and the program run in it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use tempfile::TempDir;

/// The day on which every test takes place, unless it names another.
pub const TODAY: &str = "2026-11-21";
/// How much time of a processor a run may take before it counts as hanging. Nothing here is timed more finely than this.
pub const WORK: Duration = Duration::from_secs(20);
/// How long anything may take. It is long because the computer may be busy; nothing is timed by it.
pub const PATIENCE: Duration = Duration::from_mins(3);
/// A dashboard that shows what is due and what is wrong.
pub const DASHBOARD: &str = "# Dashboard\n\n<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n\n\
    <!-- coffeechat problems -->\n<!-- /coffeechat -->\n";

/// A vault that a test fills step by step.
pub struct TestVault {
    /// Holds the vault and, beside it, what must not be reached from it.
    folder: TempDir,
    environment: Vec<(String, String)>,
    wrapper: Vec<String>,
    /// The program under test.
    pub program: PathBuf,
    work: Duration,
}

/// What a run printed and how it ended.
#[derive(Debug)]
pub struct Output {
    /// The command line, for messages.
    pub command: String,
    /// The exit code; `None` if a signal ended the run.
    pub code: Option<i32>,
    /// The standard output, with the vault's folder written `[VAULT]`.
    pub stdout: String,
    /// The standard error, likewise.
    pub stderr: String,
    /// How long the run took.
    pub took: Duration,
    /// The most memory it was seen to hold, in KiB; 0 where that cannot be seen.
    pub memory: u64,
}

/// What a folder holds: each file with its bytes and all that a write would leave a trace in.
pub type Snapshot = BTreeMap<PathBuf, Entry>;

/// A file or link in a [`Snapshot`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The bytes of a file; empty for anything else.
    pub bytes: Vec<u8>,
    /// When it was last changed.
    pub modified: SystemTime,
    /// Mode, inode and number of names.
    pub identity: (u32, u64, u64),
}

impl TestVault {
    /// Makes an empty vault.
    pub fn new() -> Self {
        Self::beneath(&std::env::temp_dir())
    }

    /// Makes an empty vault somewhere below a folder: some editors save differently where files are temporary.
    pub fn beneath(folder: &Path) -> Self {
        let folder = TempDir::with_prefix_in("coffeechat-suite-", folder).unwrap();
        fs::create_dir(folder.path().join("vault")).unwrap();
        fs::create_dir(folder.path().join("home")).unwrap();
        let program = crate::program();
        Self { folder, environment: Vec::new(), wrapper: Vec::new(), program, work: WORK }
    }

    /// Makes a vault with an empty dashboard and one contact who has a follow-up due: [`Self::good_row`].
    pub fn with_good_contact() -> Self {
        Self::new()
            .note("Dashboard.md", DASHBOARD)
            .note("people/good.md", "---\ntype: contact\nname: Priya Nair\nrequested: 2026-11-02\n---\n# Priya Nair\n")
    }

    /// Returns the vault's folder.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("vault")
    }

    /// Returns a path in the vault's parent folder, outside of the vault.
    pub fn outside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Adds a note.
    pub fn note(self, path: &str, text: &str) -> Self {
        self.file(path, text.as_bytes())
    }

    /// Adds a file of any name and bytes.
    pub fn file(self, path: impl AsRef<Path>, bytes: &[u8]) -> Self {
        self.write(path, bytes);
        self
    }

    /// Writes a file of the vault, and makes the folders it lies in.
    pub fn write(&self, path: impl AsRef<Path>, bytes: &[u8]) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Copies a folder into the vault.
    pub fn copy_of(self, folder: &Path) -> Self {
        for (path, bytes) in files(folder) {
            self.write(path, &bytes);
        }
        self
    }

    /// Sets a variable of the program's otherwise bare environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs the program through another one, such as `strace`.
    pub fn through(mut self, wrapper: &[&str]) -> Self {
        self.wrapper = wrapper.iter().map(|&word| word.to_owned()).collect();
        self
    }

    /// Waits longer for runs that have much to do.
    pub fn patient(mut self) -> Self {
        self.work = WORK * 5;
        self
    }

    /// Runs a copy of the program that lies elsewhere.
    #[cfg(unix)]
    pub fn program(mut self, program: PathBuf) -> Self {
        self.program = program;
        self
    }

    /// Returns the text of a file of the vault.
    pub fn text(&self, path: &str) -> String {
        String::from_utf8(fs::read(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))).unwrap()
    }

    /// Runs the program in the vault's folder.
    pub fn run<S: AsRef<str>>(&self, args: impl IntoIterator<Item = S>) -> Output {
        self.run_in(&self.path(), args)
    }

    /// Runs the program in another folder. The day is [`TODAY`] unless the arguments name one.
    pub fn run_in<S: AsRef<str>>(&self, folder: &Path, args: impl IntoIterator<Item = S>) -> Output {
        let mut args: Vec<String> = args.into_iter().map(|arg| arg.as_ref().to_owned()).collect();
        let command = args.join(" ");
        if !args.iter().any(|arg| arg.starts_with("--today") || arg == "--help" || arg == "--version") {
            args.extend(["--today".to_owned(), TODAY.to_owned()]);
        }
        let mut child = self.command(&args);
        let output = finish(child.current_dir(folder), command, &self.path(), self.work);
        // What is meant for a file may begin with the mark of its encoding.
        assert_nothing_acts(&output.command, output.stdout.strip_prefix('\u{feff}').unwrap_or(&output.stdout));
        assert_nothing_acts(&output.command, &output.stderr);
        output
    }

    /// Returns the command that runs the program in the vault's folder with exactly these arguments.
    pub fn command<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        let mut words: Vec<&OsStr> = self.wrapper.iter().map(OsStr::new).collect();
        words.push(self.program.as_os_str());
        words.extend(args.iter().map(AsRef::as_ref));
        let (first, rest) = words.split_first().unwrap();
        let mut command = Command::new(first);
        command.args(rest).current_dir(self.path()).env_clear();
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("HOME", self.folder.path().join("home"));
        command.env("LC_ALL", "C.UTF-8").env("TZ", "UTC").envs(self.environment.iter().cloned());
        command
    }

    /// Builds, and returns the dashboard's text.
    #[track_caller]
    pub fn built(&self) -> String {
        self.run(["build"]).ok();
        self.text("Dashboard.md")
    }

    /// Returns whether the row of the good contact stands in a dashboard.
    pub fn good_row(dashboard: &str) -> bool {
        dashboard.lines().any(|line| line.starts_with("- [ ] ") && line.contains("[Priya Nair](people/good.md)"))
    }

    /// Returns everything that lies in the vault.
    pub fn snapshot(&self) -> Snapshot {
        let mut snapshot = Snapshot::new();
        look(&self.path(), &self.path(), &mut snapshot);
        snapshot
    }

    /// Returns the array that a command printed as JSON.
    #[track_caller]
    pub fn json(&self, args: &[&str]) -> Vec<serde_json::Value> {
        let output = self.run(args.iter().copied().chain(["--format", "json"]));
        assert!(output.code.is_some_and(|code| code < 2), "{output:#?}");
        serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:#?}"))
    }

    /// Returns the codes of everything that `check` finds in a note.
    #[track_caller]
    pub fn codes(&self, note: &str) -> Vec<String> {
        let found = self.json(&["check"]);
        let of_note = found.iter().filter(|found| found["note"] == note);
        of_note.map(|found| found["code"].as_str().unwrap().to_owned()).collect()
    }
}

impl Output {
    /// Asserts that the run ended with code 0.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.code(0)
    }

    /// Asserts how the run ended.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// Asserts that the standard error holds `text`.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "expected `{text}`: {self:#?}");
        self
    }
}

/// Returns every file below a folder, by its path relative to the folder.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut snapshot = Snapshot::new();
    if folder.is_dir() {
        look(folder, folder, &mut snapshot);
    }
    snapshot.into_iter().map(|(path, entry)| (path, entry.bytes)).collect()
}

/// Returns whether a program can be run here; says so if not.
pub fn has_program(name: &str) -> bool {
    let found = ["/usr/local/bin", "/usr/bin", "/bin"].iter().any(|folder| Path::new(folder).join(name).exists());
    if !found {
        eprintln!("skipped: `{name}` is not installed");
    }
    found
}

/// Asserts that a text holds no character that acts in a terminal or changes the direction of writing.
#[track_caller]
pub fn assert_nothing_acts(what: &str, text: &str) {
    let text = text.replace("\r\n", "\n");
    let acts = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    if let Some(at) = text.find(acts) {
        let from = text.floor_char_boundary(at.saturating_sub(80));
        panic!("{what}: {:?}", text[from..].chars().take(120).collect::<String>());
    }
}

fn finish(command: &mut Command, line: String, vault: &Path, work: Duration) -> Output {
    let began = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (stdout, stderr) = (drain(child.stdout.take().unwrap()), drain(child.stderr.take().unwrap()));
    let mut memory = 0;
    let status = loop {
        memory = memory.max(peak_memory(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        let worked = worked(child.id());
        if worked > work || began.elapsed() > PATIENCE * 5 {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("`{line}` was still running after {:?}, in which it worked for {worked:?}", began.elapsed());
        }
        thread::sleep(Duration::from_millis(1));
    };
    let took = began.elapsed();
    let root = vault.to_string_lossy().into_owned();
    let text = |reader: thread::JoinHandle<Vec<u8>>| {
        String::from_utf8(reader.join().unwrap()).expect("output is UTF-8").replace(&root, "[VAULT]")
    };
    let (stdout, stderr) = (text(stdout), text(stderr));
    Output { command: line, code: status.code(), stdout, stderr, took, memory }
}

fn drain(mut stream: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

/// Returns the most memory that a process held so far, in KiB.
fn peak_memory(process: u32) -> u64 {
    let Ok(status) = fs::read_to_string(format!("/proc/{process}/status")) else { return 0 };
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// Returns for how long processors were at work for a process; nothing where that cannot be seen.
fn worked(process: u32) -> Duration {
    // Behind the name, which may hold anything, the times of the process are fields 12 and 13, in hundredths of a second.
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    fields.skip(11).take(2).map(|ticks| Duration::from_millis(10 * ticks.parse::<u64>().unwrap_or(0))).sum()
}

fn look(root: &Path, folder: &Path, snapshot: &mut Snapshot) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let metadata = path.symlink_metadata().unwrap();
        if metadata.is_dir() {
            look(root, &path, snapshot);
            continue;
        }
        // A sparse file of many gigabytes is not compared byte by byte.
        let is_read = metadata.is_file() && metadata.len() < 1 << 28;
        let bytes = if is_read { fs::read(&path).unwrap_or_default() } else { Vec::new() };
        let entry = Entry { bytes, modified: metadata.modified().unwrap(), identity: identity(&metadata) };
        snapshot.insert(path.strip_prefix(root).unwrap().to_path_buf(), entry);
    }
}

#[cfg(unix)]
fn identity(metadata: &fs::Metadata) -> (u32, u64, u64) {
    use std::os::unix::fs::MetadataExt as _;

    (metadata.mode(), metadata.ino(), metadata.nlink())
}

#[cfg(not(unix))]
fn identity(metadata: &fs::Metadata) -> (u32, u64, u64) {
    (u32::from(metadata.permissions().readonly()), metadata.len(), 1)
}
