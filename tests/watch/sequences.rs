//! Random sequences of everything that happens to a vault, and in the end the bytes of `build`.
//!
//! A sequence is forty steps in a small vault: saves in several styles, notes and folders made, moved and deleted, git at
//! work, settings changed, ticks and prose in the dashboard, the watcher killed, stopped and started again. Then the
//! vault is left alone, and has to become what `build` makes of it.
//!
//! `COFFEECHAT_SEED` and `COFFEECHAT_SEQUENCE` repeat one sequence; `COFFEECHAT_AT_ONCE` says how many run at once.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use rustix::process::Signal;

use crate::watcher::Watcher;
use harness::random::Random;
use harness::repository::{self, git_code};
use harness::vault::{DASHBOARD, TODAY, TestVault};
use harness::{number, say};

const STEPS: u64 = 40;
/// Above this, no notes are made: fewer than may vanish at once without the watcher asking.
const MOST_NOTES: usize = 16;
/// Longer than the longest time after which the watcher looks without being told.
const PATIENCE: Duration = Duration::from_mins(5);
/// What takes longer was not noticed by events, but later by the watcher's own look.
const LATE: Duration = Duration::from_secs(20);
const PEOPLE: [&str; 8] =
    ["Robin Vale", "Ines Alba", "Jon Reyes", "Mara Quist", "Tomas Bell", "Yuki Sato", "Ola Berg", "Nadia Karim"];
const FOLDERS: [&str; 6] = ["people", "meetings", "questions", "a/b", "deep/x/y/z", ""];
/// The one note that no step touches, so that there always is a vault.
const ANCHOR: &str = "people/anchor.md";

#[test]
fn whatever_happens_to_a_vault_it_becomes_what_build_makes_of_it() {
    let clock = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let seed = number("COFFEECHAT_SEED", clock);
    let only = std::env::var("COFFEECHAT_SEQUENCE").is_ok().then(|| number("COFFEECHAT_SEQUENCE", 0));
    let (first, end) = only.map_or_else(|| (0, number("COFFEECHAT_SEQUENCES", 200)), |index| (index, index + 1));
    let (next, late, diverged) = (AtomicU64::new(first), AtomicU64::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        // Sequences mostly wait, so many run at once.
        for _ in 0..number("COFFEECHAT_AT_ONCE", 20) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= end {
                        break;
                    }
                    match run(seed, index) {
                        Ok(took) if took > LATE => {
                            late.fetch_add(1, Ordering::Relaxed);
                            say(&format!("late: seed {seed}, sequence {index}, {took:?}"));
                        }
                        Ok(_) => {}
                        Err(story) => diverged.lock().unwrap().push(format!("seed {seed}, sequence {index}\n{story}")),
                    }
                }
            });
        }
    });
    let (diverged, late) = (diverged.into_inner().unwrap(), late.into_inner());
    say(&format!("{} sequences, {} diverged, {late} late, seed {seed}", end - first, diverged.len()));
    assert!(diverged.is_empty(), "{}", diverged.iter().take(3).map(String::as_str).collect::<Vec<_>>().join("\n\n"));
}

/// Runs a sequence. Returns how long the vault took to become right, or what happened if it did not.
fn run(seed: u64, index: u64) -> Result<Duration, String> {
    let mut world = World::new(seed, index);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        for _ in 0..STEPS {
            world.step();
        }
        world.rest();
        world.verdict()
    }));
    let result = result.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        Err(text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default())
    });
    result.map_err(|difference| {
        let story = world.watcher.as_ref().map_or_else(String::new, Watcher::story);
        format!("{}\n{difference}\n{story}", world.steps.join("\n"))
    })
}

/// A vault and what goes on around it.
struct World {
    vault: TestVault,
    watcher: Option<Watcher>,
    /// The watcher was told to stand still.
    is_stopped: bool,
    /// There were settings since it was started.
    has_settings: bool,
    random: Random,
    /// How many texts were made, so that each is new.
    texts: u64,
    /// What the dashboard's first line has to be: the user wrote it, and nobody since.
    heading: Option<String>,
    steps: Vec<String>,
}

impl World {
    fn new(seed: u64, index: u64) -> Self {
        let mut vault = TestVault::new().note("Dashboard.md", DASHBOARD);
        vault = vault.note(ANCHOR, "---\ntype: contact\nname: Ann Orr\nrequested: 2026-11-02\n---\n# Ann Orr\n");
        let random = Random::new(seed, index);
        let (watcher, heading, steps) = (None, None, Vec::new());
        let mut world =
            Self { vault, watcher, is_stopped: false, has_settings: false, random, texts: 0, heading, steps };
        for _ in 0..6 {
            let (path, text) = (world.new_path(), world.new_text());
            world.vault.write(path, &text);
        }
        world.vault.built();
        repository::init(&world.vault, index.is_multiple_of(2));
        for branch in ["other", "third"] {
            repository::git(&world.vault, &["branch", branch]);
        }
        world.watcher = Some(Watcher::start(&world.vault));
        world
    }

    /// Does one thing, and sometimes waits a moment.
    fn step(&mut self) {
        match self.random.below(30) {
            0..=6 => self.edit(),
            7..=8 => self.create(),
            9 => self.delete(),
            10..=11 => self.rename(),
            12 => self.new_folder(),
            13 => self.move_folder(),
            14 => self.folder_out_or_in(),
            15 => self.git_commit(),
            16 => self.git_checkout(),
            17 => self.git_stash(),
            18 => self.git_merge(),
            19 => self.settings(),
            20 => self.touch(),
            21 => self.empty(),
            22..=23 => self.tick(),
            24 => self.prose(),
            25 => self.kill(),
            26..=27 => self.stop_or_go_on(),
            28 => self.broken_settings(),
            _ => self.lose_dashboard(),
        }
        let pause = match self.random.below(10) {
            0..=4 => 0,
            5..=6 => self.random.below(20),
            7..=8 => self.random.below(120),
            _ => self.random.below(500),
        };
        thread::sleep(Duration::from_millis(pause));
    }

    /// Ends what was begun, so that the vault can come to rest.
    fn rest(&mut self) {
        self.go_on();
        self.mend_settings();
        if repository::is_in_the_middle(&self.vault) && !self.git(&["merge", "--abort"]) {
            self.git(&["reset", "-q", "--hard"]);
        }
        self.mend_dashboard();
        self.start();
    }

    fn verdict(&mut self) -> Result<Duration, String> {
        let took = self.watcher.as_mut().unwrap().settles(&self.vault, TODAY, PATIENCE)?;
        let dashboard = self.dashboard().unwrap_or_default();
        if let Some(heading) = &self.heading
            && dashboard.lines().next() != Some(heading)
        {
            return Err(format!("the dashboard began with `{heading}`, now it is\n{dashboard}"));
        }
        let watcher = self.watcher.as_mut().unwrap();
        watcher.signal(Signal::TERM);
        match watcher.ended() {
            Some(0) => Ok(took),
            code => Err(format!("it ended with {code:?}")),
        }
    }

    fn say(&mut self, step: &str) {
        self.steps.push(format!("{:2} {step}", self.steps.len()));
    }

    // What a user and an editor do.

    fn edit(&mut self) {
        let Some(path) = self.some_note() else { return self.create() };
        let text = self.new_text();
        self.save(&path, &text);
    }

    fn create(&mut self) {
        if self.notes().len() >= MOST_NOTES {
            return self.delete();
        }
        let (path, text) = (self.new_path(), self.new_text());
        fs::create_dir_all(self.at(&path).parent().unwrap()).unwrap();
        self.save(&path, &text);
    }

    fn delete(&mut self) {
        let Some(path) = self.some_note() else { return };
        self.say(&format!("delete {}", path.display()));
        fs::remove_file(self.at(&path)).unwrap();
    }

    fn rename(&mut self) {
        let Some(from) = self.some_note() else { return };
        let to = match self.random.below(4) {
            0 => from.with_file_name(from.file_name().unwrap().to_string_lossy().to_uppercase().replace(".MD", ".md")),
            1 => from.with_file_name(self.new_path().file_name().unwrap()),
            _ => self.new_path(),
        };
        self.say(&format!("rename {} to {}", from.display(), to.display()));
        fs::create_dir_all(self.at(&to).parent().unwrap()).unwrap();
        fs::rename(self.at(&from), self.at(&to)).unwrap();
    }

    fn touch(&mut self) {
        let Some(path) = self.some_note() else { return };
        let day = Duration::from_hours(24);
        let now = SystemTime::now();
        let time = *self.random.one(&[now, SystemTime::UNIX_EPOCH, now + day * 26_000]);
        self.say(&format!("touch {} {time:?}", path.display()));
        File::options().write(true).open(self.at(&path)).unwrap().set_modified(time).unwrap();
    }

    fn empty(&mut self) {
        let Some(path) = self.some_note() else { return };
        self.say(&format!("empty {}", path.display()));
        fs::write(self.at(&path), "").unwrap();
    }

    fn new_folder(&mut self) {
        let folder = PathBuf::from(format!("new-{}/a/b", self.texts));
        self.say(&format!("fill {}", folder.display()));
        fs::create_dir_all(self.at(&folder)).unwrap();
        for number in 0..self.room().min(4) {
            let text = self.new_text();
            fs::write(self.at(&folder).join(format!("n{number}.md")), text).unwrap();
        }
    }

    fn move_folder(&mut self) {
        let Some(folder) = self.some_folder() else { return };
        let to = PathBuf::from(self.random.one(&["", "a", "people"])).join(format!("moved-{}", self.texts));
        self.texts += 1;
        if to.starts_with(&folder) {
            return;
        }
        self.say(&format!("move {} to {}", folder.display(), to.display()));
        fs::create_dir_all(self.at(&to).parent().unwrap()).unwrap();
        fs::rename(self.at(&folder), self.at(&to)).unwrap();
    }

    fn folder_out_or_in(&mut self) {
        let outside = self.vault.outside("folder");
        if outside.exists() {
            let to = PathBuf::from(format!("back-{}", self.texts));
            self.texts += 1;
            self.say(&format!("bring in {}", to.display()));
            fs::rename(outside, self.at(&to)).unwrap();
        } else if let Some(folder) = self.some_folder() {
            self.say(&format!("take out {}", folder.display()));
            fs::rename(self.at(&folder), outside).unwrap();
        }
    }

    fn settings(&mut self) {
        let text = *self.random.one(&[
            "rules:\n  nudge: 30d\n",
            "rules:\n  nudge: off\n  thank: 3d\n",
            "ignore: [meetings/]\n",
            "tasks: all\n",
            "",
        ]);
        self.say(&format!("settings {text:?}"));
        self.has_settings = true;
        self.save(Path::new("coffeechat.yaml"), text.as_bytes());
    }

    fn broken_settings(&mut self) {
        self.say("broken settings");
        self.has_settings = true;
        fs::write(self.at(Path::new("coffeechat.yaml")), "rules:\n  nudge: [\n").unwrap();
    }

    /// Makes settings that can be followed. Where they are gone or empty, those from before stay in force, which `build` does
    /// not know.
    fn mend_settings(&mut self) {
        let path = self.at(Path::new("coffeechat.yaml"));
        let is_wrong = |text: String| {
            text.trim().is_empty() || text.contains('[') && !text.contains(']') || text.contains("<<<<<<<")
        };
        if fs::read_to_string(&path).map_or(self.has_settings, is_wrong) {
            self.say("mended settings");
            fs::write(path, "rules:\n  nudge: 14d\n").unwrap();
        }
    }

    /// Makes a dashboard where none is and a note that cannot be read may be one: `build` makes none then.
    fn mend_dashboard(&mut self) {
        let may_be_page = |path: &PathBuf| {
            let bytes = fs::read(self.at(path)).unwrap_or_default();
            std::str::from_utf8(&bytes).is_err() && String::from_utf8_lossy(&bytes).contains("<!-- coffeechat ")
        };
        if self.dashboard().is_none() && self.notes().iter().any(may_be_page) {
            self.say("made a dashboard");
            fs::write(self.at(Path::new("Dashboard.md")), DASHBOARD).unwrap();
        }
    }

    // What a user does to the dashboard.

    fn tick(&mut self) {
        let Some(text) = self.dashboard() else { return };
        let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("- [ ] ") && line.ends_with("-->")).collect();
        if rows.is_empty() {
            return;
        }
        let row = *self.random.one(&rows);
        let ticked = text.replace(row, &row.replacen("[ ]", "[x]", 1));
        self.say(&format!("tick {row}"));
        self.save(Path::new("Dashboard.md"), ticked.as_bytes());
    }

    fn prose(&mut self) {
        let Some(text) = self.dashboard() else { return };
        let Some((_, rest)) = text.split_once('\n') else { return };
        let heading = format!("# My page {}", self.texts);
        self.texts += 1;
        self.save(Path::new("Dashboard.md"), format!("{heading}\n{rest}").as_bytes());
        self.heading = Some(heading);
    }

    fn lose_dashboard(&mut self) {
        self.say("delete the dashboard");
        let _ = fs::remove_file(self.at(Path::new("Dashboard.md")));
        self.heading = None;
    }

    // What git does.

    fn git(&mut self, args: &[&str]) -> bool {
        let (code, text) = git_code(&self.vault, args);
        self.say(&format!("git {args:?}: {code} {}", text.lines().last().unwrap_or_default()));
        // What git does to the dashboard is not the watcher's doing.
        self.heading = None;
        code == 0
    }

    fn git_commit(&mut self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "step"]);
    }

    fn git_checkout(&mut self) {
        let branch = *self.random.one(&["main", "other", "third"]);
        if !self.git(&["checkout", "-q", branch]) && self.random.below(2) == 0 {
            self.git_commit();
            self.git(&["checkout", "-q", branch]);
        }
    }

    fn git_stash(&mut self) {
        let kinds: [&[&str]; 3] = [&["stash", "-q"], &["stash", "-q", "-u"], &["stash", "pop", "-q"]];
        let words = *self.random.one(&kinds);
        self.git(words);
    }

    fn git_merge(&mut self) {
        let branch = *self.random.one(&["main", "other", "third"]);
        if !self.git(&["merge", "-q", "-m", "merge", branch]) && repository::is_in_the_middle(&self.vault) {
            match self.random.below(3) {
                0 => _ = self.git(&["merge", "--abort"]),
                1 => {
                    self.git(&["checkout", "-q", "--theirs", "."]);
                    self.git_commit();
                }
                // The rest of the sequence happens in the middle of a merge.
                _ => {}
            }
        }
    }

    // What happens to the watcher.

    fn kill(&mut self) {
        self.say("kill -9");
        self.is_stopped = false;
        self.watcher = None;
        if self.random.below(2) == 0 {
            self.start();
        }
    }

    fn start(&mut self) {
        if self.watcher.is_none() {
            self.has_settings = self.at(Path::new("coffeechat.yaml")).exists();
            self.mend_settings();
            self.say("start");
            self.watcher = Some(Watcher::start_with(&self.vault, &["--today", TODAY]));
        }
    }

    fn stop_or_go_on(&mut self) {
        if self.is_stopped {
            return self.go_on();
        }
        match &self.watcher {
            None => self.start(),
            Some(watcher) => {
                watcher.signal(Signal::STOP);
                self.is_stopped = true;
                self.say("SIGSTOP");
            }
        }
    }

    fn go_on(&mut self) {
        if self.is_stopped {
            self.say("SIGCONT");
            self.watcher.as_ref().unwrap().signal(Signal::CONT);
            self.is_stopped = false;
        }
    }

    // The small print.

    fn at(&self, path: &Path) -> PathBuf {
        self.vault.path().join(path)
    }

    fn dashboard(&self) -> Option<String> {
        fs::read_to_string(self.at(Path::new("Dashboard.md"))).ok()
    }

    /// Returns the notes that steps may touch, sorted.
    fn notes(&self) -> Vec<PathBuf> {
        let mut notes = Vec::new();
        collect(&self.vault.path(), Path::new(""), &mut notes);
        notes.retain(|path| path != Path::new(ANCHOR) && path != Path::new("Dashboard.md"));
        notes.sort();
        notes
    }

    fn room(&self) -> usize {
        MOST_NOTES.saturating_sub(self.notes().len())
    }

    fn some_note(&mut self) -> Option<PathBuf> {
        let notes = self.notes();
        (!notes.is_empty()).then(|| self.random.one(&notes).clone())
    }

    /// Returns a folder with notes in it, but not the one with the anchor.
    fn some_folder(&mut self) -> Option<PathBuf> {
        let note = self.some_note()?;
        let folder = note.ancestors().nth(if self.random.below(2) == 0 { 1 } else { 2 })?.to_path_buf();
        (folder != Path::new("") && folder != Path::new("people")).then_some(folder)
    }

    fn new_path(&mut self) -> PathBuf {
        let name = match self.random.below(2) {
            0 => format!("{}.md", self.random.one(&PEOPLE)),
            _ => format!("n{}.md", self.random.below(9)),
        };
        Path::new(self.random.one(&FOLDERS)).join(name)
    }

    /// Returns a text that no note had yet.
    fn new_text(&mut self) -> Vec<u8> {
        self.texts += 1;
        let (number, day) = (self.texts, 1 + self.random.below(28));
        let (who, other) = (*self.random.one(&PEOPLE), *self.random.one(&PEOPLE));
        let mut text = match self.random.below(10) {
            0..=2 => format!("---\ntype: contact\nname: {who}\nrequested: 2026-11-{day:02}\n---\n# {who}\n"),
            3 => {
                format!("---\ntype: contact\nname: {who}\nreferred-by: \"[[{other}]]\"\nadded: 2026-10-{day:02}\n---\n")
            }
            4..=5 => {
                format!(
                    "---\ntype: meeting\nwith: \"[[{who}]]\"\ndate: 2026-11-{day:02}T10:00\n---\n## Questions\n\n- [x] What is hard in {number}?\n"
                )
            }
            6 => format!("---\ntype: questions\n---\n# Questions\n\n- What is hard in {number}?\n- What is easy?\n"),
            7 => format!("# Week\n\n<!-- coffeechat follow-ups within:{day}d -->\n<!-- /coffeechat -->\n"),
            8 => format!("---\ntype: contact\nname: [{who}\nrequested: soon\n# never closed {number}\n"),
            _ => format!("# Plain {number}\n\n- [ ] Ask [[{who}]] about {other}\n"),
        };
        for _ in 0..self.random.below(60) {
            text += "What they said about the work, at length and without a task in it.\n";
        }
        if !text.contains("<!--") {
            writeln!(text, "\n- [ ] Send [[{other}]] form {number}").unwrap();
        }
        let mut bytes = text.into_bytes();
        if self.random.below(20) == 0 {
            bytes.extend(b"\xff\xfe not UTF-8\n");
        }
        bytes
    }

    /// Saves a file as one of several editors does.
    fn save(&mut self, path: &Path, bytes: &[u8]) {
        let target = self.at(path);
        let beside =
            |name: &str| target.with_file_name(format!("{name}{}", target.file_name().unwrap().to_str().unwrap()));
        let style = *self.random.one(&["in place", "slowly", "renamed", "as vim", "as JetBrains", "unseen"]);
        let style = if target.exists() { style } else { "in place" };
        self.say(&format!("save {} {style}, {} bytes", path.display(), bytes.len()));
        match style {
            "slowly" => {
                let mut file = File::create(&target).unwrap();
                for piece in bytes.chunks(bytes.len() / 2 + 1) {
                    file.write_all(piece).unwrap();
                    thread::sleep(Duration::from_millis(self.random.below(60)));
                }
            }
            "renamed" => {
                fs::write(beside(".new-"), bytes).unwrap();
                fs::rename(beside(".new-"), &target).unwrap();
            }
            "as vim" => {
                let backup = target.with_extension("md~");
                // The watcher may exchange its own dashboard for this one at any moment, but a name never goes away.
                fs::rename(&target, &backup).unwrap();
                fs::write(&target, bytes).unwrap();
                fs::remove_file(backup).unwrap();
            }
            "as JetBrains" => {
                let (new, old) = (target.with_extension("md___jb_tmp___"), target.with_extension("md___jb_old___"));
                fs::write(&new, bytes).unwrap();
                fs::rename(&target, &old).unwrap();
                fs::rename(&new, &target).unwrap();
                fs::remove_file(old).unwrap();
            }
            "unseen" => {
                let modified = fs::metadata(&target).unwrap().modified().unwrap();
                fs::write(&target, bytes).unwrap();
                File::options().write(true).open(&target).unwrap().set_modified(modified).unwrap();
            }
            _ => fs::write(&target, bytes).unwrap(),
        }
    }
}

fn collect(root: &Path, folder: &Path, notes: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(root.join(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = folder.join(entry.file_name());
        if entry.file_name().to_str().is_some_and(|name| name.starts_with('.')) {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            collect(root, &path, notes);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            notes.push(path);
        }
    }
}
