//! A vault in which a case takes place, the program run in it, and what has to hold after every run.

use std::fs;
use std::io::Read;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};

use crate::case::{Case, Files, Finding};
use crate::pages::{blocks, emptied, is_page, outside};
use harness::vault::{TestVault, files};

/// How much time of a processor a run may take. It takes a few milliseconds.
const PROCESSOR: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 });
/// How long a run may take on the clock, where another program may hold it up.
const PATIENCE: Duration = Duration::from_mins(2);

/// What every word begins with that is typed in a case, or stands where no block is.
pub(crate) const TYPED: &str = "typed";

/// How a run ended.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A vault in which a case takes place.
pub(crate) struct World {
    pub(crate) vault: TestVault,
    pub(crate) today: NaiveDate,
    /// What was done, in words.
    pub(crate) log: Vec<String>,
    /// How often the program ran.
    pub(crate) runs: u64,
    /// How many words were typed.
    pub(crate) typed: u64,
    /// What was typed and not taken out: the lines, or the word.
    pub(crate) insertions: Vec<(std::path::PathBuf, String)>,
    /// The pages as an editor has them.
    pub(crate) remembered: Files,
    /// Whether git united pages.
    pub(crate) is_merged: bool,
    /// The versions of the program that the two branches are built with.
    programs: [std::path::PathBuf; 2],
    /// The files as they were at first.
    pub(crate) origin: Files,
    before: Files,
}

impl World {
    pub(crate) fn new(case: &Case) -> Self {
        let mut vault = TestVault::new();
        let named = |variable: &str| std::env::var_os(variable).map(std::path::PathBuf::from);
        vault.program = named("FUZZ_PROGRAM").unwrap_or(vault.program);
        let programs = [vault.program.clone(), named("FUZZ_OTHER").unwrap_or(vault.program.clone())];
        for (path, bytes) in &case.files {
            let place = vault.path().join(path);
            let folder = place.parent().map(fs::create_dir_all);
            // A name may be too long for this disk, or one that it does not take.
            if folder.is_some_and(|made| made.is_ok()) {
                drop(fs::write(place, bytes));
            }
        }
        let origin = files(&vault.path());
        Self {
            vault,
            origin,
            today: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
            log: Vec::new(),
            runs: 0,
            typed: 0,
            insertions: Vec::new(),
            remembered: Files::new(),
            is_merged: false,
            programs,
            before: Files::new(),
        }
    }

    pub(crate) fn say(&mut self, step: impl Into<String>) {
        self.log.push(step.into());
    }

    pub(crate) fn pass(&mut self, days: u64) {
        self.today = self.today + Days::new(days);
        self.say(format!("it is {}", self.today));
    }

    /// Builds with the other branch's version from now on, or with the first one's again.
    pub(crate) fn is_on(&mut self, other: bool) {
        self.vault.program.clone_from(&self.programs[usize::from(other)]);
    }

    /// Says whether the branch at hand is built with another version. What that does with its own pages is not looked at.
    pub(crate) fn has_other_version(&self) -> bool {
        self.vault.program != self.programs[0]
    }

    /// Returns the files of the vault, but for those of git.
    pub(crate) fn files(&self) -> Files {
        files(&self.vault.path()).into_iter().filter(|(path, _)| !path.starts_with(".git")).collect()
    }

    /// Returns the text of the notes that hold blocks.
    pub(crate) fn pages(&self) -> Vec<(std::path::PathBuf, String)> {
        let texts = self.files().into_iter().filter_map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?)));
        texts.filter(|(path, text)| is_page(text) && path.extension().is_some_and(|end| end == "md")).collect()
    }

    /// Runs the program; whatever it was asked for, it may not crash, hang, print what acts, or lose what was typed.
    pub(crate) fn run(&mut self, args: &[String]) -> Result<Run, Finding> {
        self.runs += 1;
        self.before = self.files();
        self.say(format!("coffeechat {}", args.join(" ").escape_debug()));
        let today = ["--today".to_owned(), self.today.to_string()];
        let args: Vec<&String> = args.iter().chain(&today).collect();
        let mut command = self.vault.command(&args);
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (code, stdout, stderr) = finished(child).map_err(|seen| self.finding("it hangs", seen))?;
        let seen = format!("{code:?}\n{stdout}{stderr}");
        let Some(code @ 0..=2) = code else { return Err(self.finding("it crashes", seen)) };
        if stderr.contains("panicked at") {
            return Err(self.finding("it crashes", seen));
        }
        if let Some(at) = stdout.trim_start_matches('\u{feff}').find(acts).or_else(|| stderr.find(acts)) {
            return Err(self.finding("it prints what acts in a terminal", format!("at {at}: {seen:?}")));
        }
        let is_forced = args.iter().any(|arg| *arg == "--force");
        self.nothing_typed_is_gone(if is_forced { &seen } else { "" })?;
        Ok(Run { code, stdout, stderr })
    }

    /// Every line with a typed word in it is still in its file, or was named as dropped.
    fn nothing_typed_is_gone(&self, said: &str) -> Result<(), Finding> {
        let after = self.files();
        for (path, bytes) in &self.before {
            let old = String::from_utf8_lossy(bytes);
            let new = after.get(path).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
            // Of an export that is replaced when asked to, no rows are named.
            if !said.is_empty() && path.extension().is_some_and(|end| end == "csv") {
                continue;
            }
            let gone = typed_lines(&old).into_iter().find(|line| !typed_lines(&new).contains(line));
            if let Some(line) = gone
                && !words(line).all(|word| words(said).any(|other| other == word))
            {
                let is_there = words(&new).any(|word| words(line).any(|other| other == word));
                let what = if is_there { "a line with typed words is changed" } else { "what was typed is gone" };
                return Err(self.finding(what, format!("{}: {line:?}", path.display())));
            }
        }
        Ok(())
    }

    /// Builds with the version of the branch at hand, and builds again; returns how that ended.
    pub(crate) fn build(&mut self) -> Result<i32, Finding> {
        if self.has_other_version() {
            return Ok(self.run(&words_of("build"))?.code);
        }
        let old = self.files();
        let asks =
            self.pages().iter().any(|(_, text)| crate::pages::rows(text).iter().any(|(_, row)| row.is_changed()));
        let built = self.run(&words_of("build"))?;
        let new = self.files();
        let is_typed = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains(TYPED);
        if self.typed == 0 && built.stderr.contains("error[typed-in-block]") && !old.values().any(is_typed) {
            return Err(self.finding("a line of the program is taken for one that was typed", built.stderr));
        }
        if built.code == 1 {
            return Err(self.finding("a build ends with 1", built.stderr));
        }
        self.no_file_comes_or_goes(&old, &new)?;
        if !asks && !self.is_merged {
            self.only_blocks_changed(&old, &new)?;
        }
        let snapshot = self.vault.snapshot();
        let again = self.run(&words_of("build"))?;
        if let Some(path) = changed(&new, &self.files()) {
            let seen = format!("{}\n{}{}", path.display(), again.stdout, again.stderr);
            return Err(self.finding("a second build changes something", seen));
        }
        if self.vault.snapshot() != snapshot {
            return Err(self.finding("a second build writes something", again.stdout));
        }
        if again.code == 0
            && self.runs.is_multiple_of(3)
            && self.run(&words_of("build --check --quiet"))?.code != 0
            && again.stderr.is_empty()
        {
            return Err(self.finding("`--check` is not content with what was built", again.stdout));
        }
        Ok(again.code)
    }

    fn no_file_comes_or_goes(&self, old: &Files, new: &Files) -> Result<(), Finding> {
        if let Some(path) = old.keys().find(|path| !new.contains_key(*path)) {
            return Err(self.finding("a build removes a file", path.display().to_string()));
        }
        let made = |path: &std::path::Path| {
            let is_output = path.extension().is_some_and(|end| end != "md");
            is_output || path == std::path::Path::new("Dashboard.md")
        };
        if let Some(path) = new.keys().find(|path| !old.contains_key(*path) && !made(path)) {
            return Err(self.finding("a build makes a file", path.display().to_string()));
        }
        Ok(())
    }

    /// Outside of blocks, nothing changed.
    pub(crate) fn only_blocks_changed(&self, old: &Files, new: &Files) -> Result<(), Finding> {
        match changed(&without_blocks(old), &without_blocks(new)) {
            Some(path) if old.contains_key(&path) && path.extension().is_some_and(|end| end == "md") => {
                let seen = format!("{}\n{}", path.display(), difference(old, new, &path));
                Err(self.finding("a byte outside of blocks changed", seen))
            }
            _ => Ok(()),
        }
    }

    /// The pages are those of a vault that never had others.
    pub(crate) fn pages_are_fresh(&mut self) -> Result<(), Finding> {
        let empty = self.files().into_iter().map(|(path, bytes)| match String::from_utf8(bytes) {
            Ok(text) if is_page(&text) => (path, emptied(&text).into_bytes()),
            Ok(text) => (path, text.into_bytes()),
            Err(error) => (path, error.into_bytes()),
        });
        let case = Case { files: empty.collect(), steps: Vec::new() };
        let mut other = Self { today: self.today, log: self.log.clone(), ..Self::new(&case) };
        let fresh = other.run(&words_of("build"))?;
        self.runs += 1;
        let (old, new) = (self.files(), other.files());
        match changed(&new, &old) {
            Some(path) if fresh.code == 0 => {
                let mut finding = self.finding("a page is not the one of its notes", difference(&new, &old, &path));
                (finding.before, finding.after) = (new, old);
                Err(finding)
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn finding(&self, what: &'static str, seen: impl Into<String>) -> Finding {
        let (before, after) = (self.before.clone(), self.files());
        Finding { what, seen: seen.into(), steps: self.log.clone(), before, after }
    }
}

/// Cuts a command line at its blanks.
pub(crate) fn words_of(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

/// Returns the notes without the inner lines of their blocks.
pub(crate) fn without_blocks(files: &Files) -> Files {
    let rest = |bytes: &Vec<u8>| match std::str::from_utf8(bytes) {
        Ok(text) if !blocks(text).is_empty() => outside(text).into_bytes(),
        _ => bytes.clone(),
    };
    let notes = files.iter().filter(|(path, _)| path.extension().is_none_or(|end| end != "csv" && end != "ics"));
    notes.map(|(path, bytes)| (path.clone(), rest(bytes))).collect()
}

/// Returns the first file that two vaults do not have in common.
pub(crate) fn changed(old: &Files, new: &Files) -> Option<std::path::PathBuf> {
    old.keys().chain(new.keys()).find(|path| old.get(*path) != new.get(*path)).cloned()
}

/// Returns the lines of a file that only one of two vaults has.
pub(crate) fn difference(old: &Files, new: &Files, path: &std::path::Path) -> String {
    let text = |files: &Files| files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let (old, new) = (text(old).unwrap_or_default(), text(new).unwrap_or_default());
    let diff = similar::TextDiff::from_lines(&old, &new);
    let lines = diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
    let lines = lines.map(|change| format!("{}{:?}\n", change.tag(), change.value())).take(20);
    format!("{}\n{}", path.display(), lines.collect::<String>())
}

/// Returns the lines of a text that hold a typed word, without their ends; but for those that tell of one.
fn typed_lines(text: &str) -> Vec<&str> {
    let tells = |line: &str| line.contains("typed inside a block") || line.contains("has words of yours in it");
    let is_finding = |line: &str| line.trim_start().starts_with("- **") && tells(line);
    text.lines().filter(|line| line.contains(TYPED) && !is_finding(line)).map(str::trim_end).collect()
}

/// Returns the typed words of a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let word = |(at, _): (usize, &str)| {
        let rest = &text[at..];
        &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())]
    };
    text.match_indices(TYPED).map(word)
}

fn acts(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Waits for the end of a run, and returns its code and what it printed.
fn finished(mut child: Child) -> Result<(Option<i32>, String, String), String> {
    let began = Instant::now();
    let drain = |mut stream: Box<dyn Read + Send>| {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            drop(stream.read_to_end(&mut bytes));
            String::from_utf8_lossy(&bytes).into_owned()
        })
    };
    let stdout = drain(Box::new(child.stdout.take().unwrap()));
    let stderr = drain(Box::new(child.stderr.take().unwrap()));
    let mut looked = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if looked.elapsed() > Duration::from_millis(100) {
            looked = Instant::now();
            let used = processor_time(child.id());
            if used > PROCESSOR || began.elapsed() > PATIENCE {
                child.kill().unwrap();
                child.wait().unwrap();
                return Err(format!("after {used:?} of a processor and {:?} on the clock", began.elapsed()));
            }
        }
        thread::sleep(Duration::from_millis(1));
    };
    Ok((status.code(), stdout.join().unwrap(), stderr.join().unwrap()))
}

/// Returns how much time of a processor a process took so far; nothing where the system does not tell.
fn processor_time(process: u32) -> Duration {
    let Ok(line) = fs::read_to_string(format!("/proc/{process}/stat")) else { return Duration::ZERO };
    let fields = line.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok());
    Duration::from_millis(ticks.sum::<u64>() * 10)
}
