//! The program is killed at random moments while boxes are ticked and notes are written to.
//!
//! At every moment each tick stands in its note or on the page, and every note holds what its user wrote and what was
//! ticked, and nothing else. `COFFEECHAT_KILLS=2000` says how often, `COFFEECHAT_SEED` repeats the choices; the moments
//! are the computer's.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use rustix::process::{Pid, Signal, kill_process};

use crate::watcher::PATIENCE;
use harness::random::Random;
use harness::vault::{TODAY, TestVault};
use harness::{number, say};

const PAGE: &str = "Dashboard.md";
const PAGE_TEXT: &str = "# My page\n\n<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n\nBetween the two.\n\n\
    <!-- coffeechat done -->\n<!-- /coffeechat -->\n\nThe end of it.\n";
/// So many ticks may wait: fewer than make the program ask.
const MOST_PENDING: usize = 12;
/// So many notes there are, each with one follow-up.
const NOTES: u64 = 24;

/// A note with one follow-up, what its user wrote, and whether it is to be ticked.
struct Source {
    path: String,
    /// What names it on the page.
    words: String,
    text: String,
    is_done: bool,
}

#[derive(Default)]
struct Counts {
    kills: u64,
    /// How often it was asked to end.
    stops: u64,
    ticks: u64,
    lines: u64,
    /// How often something was carried over between a start and a kill.
    carried: u64,
    /// Lines that a kill left in a temporary file, from which the program takes them an hour later.
    set_aside: u64,
}

struct World {
    vault: TestVault,
    sources: Vec<Source>,
    random: Random,
    counts: Counts,
}

impl World {
    fn new(seed: u64, index: u64) -> Self {
        let state = |vault: &TestVault| vault.outside("state").to_str().unwrap().to_owned();
        let vault = TestVault::new().note(PAGE, PAGE_TEXT).note("coffeechat.yaml", "tasks: all\n");
        let path = state(&vault);
        let vault = vault.env("XDG_STATE_HOME", &path);
        let mut sources = Vec::new();
        for number in 0..NOTES {
            let name = format!("Person {number:02}");
            let (path, words, text) = if number % 2 == 0 {
                let front = format!("---\ntype: contact\nname: {name}\nrequested: 2026-11-02\n---\n# {name}\n\n");
                (format!("people/p{number}.md"), format!("[{name}]"), front)
            } else {
                let task = format!("Send form {number:02}");
                (format!("lists/l{number}.md"), task.clone(), format!("# List\n\n- [ ] {task} 📅 2026-11-20\n\n"))
            };
            vault.write(&path, text.as_bytes());
            sources.push(Source { path, words, text, is_done: false });
        }
        vault.built();
        Self { vault, sources, random: Random::new(seed, index), counts: Counts::default() }
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.vault.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Starts the program, lets its user be at work, and kills it.
    fn round(&mut self) {
        let before = self.notes();
        let is_build = self.random.below(4) == 0;
        // Right after it wrote is where it is most easily hurt.
        let is_watched = self.random.below(3) > 0;
        let moment = Duration::from_micros(self.random.below(5_000));
        let limit = Duration::from_micros(match self.random.below(10) {
            _ if is_watched => 600_000,
            0..=5 => self.random.below(40_000),
            6..=8 => self.random.below(150_000),
            _ => self.random.below(500_000),
        });
        if is_build {
            self.act();
        }
        let began = Instant::now();
        let mut child = self.start(if is_build { "build" } else { "watch" });
        while began.elapsed() < limit {
            if !is_build && self.random.below(16) == 0 {
                self.act();
            }
            if is_watched && self.notes() != before {
                thread::sleep(moment);
                break;
            }
            if child.try_wait().unwrap().is_some() {
                break;
            }
            thread::sleep(Duration::from_millis(1));
        }
        // A build may have ended by now.
        if child.try_wait().unwrap().is_none() {
            let signal =
                *self.random.one(&[Signal::KILL, Signal::KILL, Signal::KILL, Signal::TERM, Signal::INT, Signal::HUP]);
            let signal = if is_ignored(signal) { Signal::TERM } else { signal };
            self.counts.kills += u64::from(signal == Signal::KILL);
            self.counts.stops += u64::from(signal != Signal::KILL);
            kill_process(Pid::from_child(&child), signal).unwrap();
            ends(&mut child, signal);
        }
        self.counts.carried += u64::from(self.notes() != before);
        self.check();
    }

    fn start(&self, command: &str) -> Child {
        let mut command = self.vault.command(&[command, self.vault.path().to_str().unwrap(), "--today", TODAY]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Returns which notes are ticked.
    fn notes(&self) -> Vec<bool> {
        self.sources.iter().map(|source| is_ticked(&self.read(&source.path))).collect()
    }

    // What a user does.

    fn act(&mut self) {
        if self.random.below(3) == 0 { self.write() } else { self.tick() }
    }

    /// Adds a line to a note, as `>>` does.
    fn write(&mut self) {
        let at = usize::try_from(self.random.below(NOTES)).unwrap();
        let line = format!("Line {}.\n", self.counts.lines);
        self.counts.lines += 1;
        let source = &mut self.sources[at];
        let mut file = OpenOptions::new().append(true).open(self.vault.path().join(&source.path)).unwrap();
        file.write_all(line.as_bytes()).unwrap();
        source.text += &line;
    }

    /// Ticks a box of the page, or takes a tick back, and saves the page as editors do: all of it, under a new name.
    fn tick(&mut self) {
        let page = self.read(PAGE);
        if pending(&page).len() >= MOST_PENDING {
            return;
        }
        let at = usize::try_from(self.random.below(NOTES)).unwrap();
        let source = &self.sources[at];
        let row = page.lines().find(|line| line.contains(&source.words) && !line.contains("a last time"));
        let Some(row) = row else { return };
        let ticked = if source.is_done { row.replacen("- [x]", "- [ ]", 1) } else { row.replacen("- [ ]", "- [x]", 1) };
        // A page that was not brought up to date yet still has the line of what was asked for already.
        if ticked == *row || is_done_line(row) != source.is_done {
            return;
        }
        self.sources[at].is_done = !self.sources[at].is_done;
        self.counts.ticks += 1;
        let (page, new) = (page.replace(row, &ticked), self.vault.path().join("Dashboard.md.new"));
        fs::write(&new, page).unwrap();
        fs::rename(new, self.vault.path().join(PAGE)).unwrap();
    }

    // What has to hold.

    /// Asserts that no tick is lost and no note is torn.
    fn check(&mut self) {
        let page = self.read(PAGE);
        let is_whole = page.starts_with("# My page\n\n<!-- coffeechat follow-ups -->\n")
            && page.ends_with("\n<!-- /coffeechat -->\n\nThe end of it.\n")
            && page.contains("\n<!-- /coffeechat -->\n\nBetween the two.\n\n<!-- coffeechat done -->\n");
        assert!(is_whole, "{page}");
        let pending = pending(&page);
        for source in &mut self.sources {
            let text = fs::read_to_string(self.vault.path().join(&source.path)).unwrap();
            let is_asked = pending.iter().any(|row| row.contains(&source.words));
            let is_right = is_ticked(&text) == source.is_done || is_asked;
            assert!(is_right, "{} should be ticked: {}\n{text}\n{page}", source.path, source.is_done);
            let found = untouched(&text);
            if found != source.text {
                // What was added to the old file in the instant before the kill lies there still.
                let missing: Vec<&str> = source.text.lines().filter(|line| !found.contains(line)).collect();
                let folder = self.vault.path().join(&source.path).parent().unwrap().to_path_buf();
                let aside: Vec<String> = harness::vault::files(&folder)
                    .into_iter()
                    .filter(|(path, _)| path.to_str().unwrap().starts_with(".coffeechat-"))
                    .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
                    .collect();
                let is_aside = missing.iter().all(|line| aside.iter().any(|text| text.contains(line)));
                assert!(!missing.is_empty() && is_aside, "{}:\n{text}\ninstead of\n{}", source.path, source.text);
                self.counts.set_aside += 1;
                source.text = found;
            }
        }
    }

    /// Builds in peace, which carries everything over, and asserts that the page is as if it were built for the first time.
    fn verdict(&mut self) {
        self.vault.run(["build", "--accept-ticks"]).ok();
        self.check();
        let page = self.read(PAGE);
        assert!(pending(&page).is_empty(), "{page}");
        for source in &self.sources {
            assert_eq!(is_ticked(&self.read(&source.path)), source.is_done, "{}", source.path);
        }
        self.vault.write(PAGE, PAGE_TEXT.as_bytes());
        assert_eq!(self.vault.built(), page);
        for (path, bytes) in harness::vault::files(&self.vault.outside("state")) {
            if path.extension().is_some_and(|end| end == "jsonl") {
                for line in String::from_utf8(bytes).unwrap().lines() {
                    serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
                }
            }
        }
    }
}

/// Says whether a process that is started here ignores a signal until it asks for it: a shell starts what is to run in the
/// background so, and `nohup` does.
fn is_ignored(signal: Signal) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask >> (signal.as_raw() - 1) & 1 == 1)
}

/// Waits for the end, which has to come.
fn ends(child: &mut Child, signal: Signal) {
    let deadline = Instant::now() + PATIENCE;
    while child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < deadline, "it does not end at {signal:?}\n{}", threads(child));
        thread::sleep(Duration::from_millis(1));
    }
}

/// Returns what each thread of a process waits for, where the system tells.
fn threads(child: &Child) -> String {
    let tasks = fs::read_dir(format!("/proc/{}/task", child.id())).into_iter().flatten().flatten();
    let told = |task: fs::DirEntry| {
        let read = |name: &str| fs::read_to_string(task.path().join(name)).unwrap_or_default();
        let state = read("status").lines().find(|line| line.starts_with("State:")).unwrap_or_default().to_owned();
        format!("{} {state} in {} {}\n", read("comm").trim(), read("wchan"), read("syscall").trim())
    };
    tasks.map(told).collect()
}

/// Says whether a line was written ticked.
fn is_done_line(line: &str) -> bool {
    line.rsplit_once("<!--").is_some_and(|(_, comment)| comment.contains(" x "))
}

/// Returns the lines of a page whose boxes are not as they were written.
fn pending(page: &str) -> Vec<&str> {
    let is_changed = |line: &&str| {
        line.starts_with("- [") && line.ends_with("-->") && line.starts_with("- [x]") != is_done_line(line)
    };
    page.lines().filter(is_changed).collect()
}

fn is_ticked(note: &str) -> bool {
    note.contains("\nnudged: 2026-11-21\n") || note.contains("\n- [x] ")
}

/// Returns a note without what a tick writes into it.
fn untouched(note: &str) -> String {
    note.replacen("\nnudged: 2026-11-21\n", "\n", 1).replacen("- [x] ", "- [ ] ", 1).replacen(" ✅ 2026-11-21", "", 1)
}

#[test]
fn killed_at_random_moments_it_loses_no_tick_and_tears_no_note() {
    let clock = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let seed = number("COFFEECHAT_SEED", clock);
    let kills = number("COFFEECHAT_KILLS", 120);
    let mut sums = BTreeMap::new();
    thread::scope(|scope| {
        let worlds: Vec<_> = (0..2)
            .map(|index| {
                scope.spawn(move || {
                    let mut world = World::new(seed, index);
                    while world.counts.kills < kills.div_ceil(2) {
                        world.round();
                    }
                    world.verdict();
                    world.counts
                })
            })
            .collect();
        for world in worlds {
            let Counts { kills, stops, ticks, lines, carried, set_aside } =
                world.join().unwrap_or_else(|_| panic!("seed {seed}"));
            let names = [
                "kills",
                "other signals",
                "ticks",
                "lines written",
                "times a note changed before the kill",
                "lines set aside",
            ];
            for (name, count) in names.into_iter().zip([kills, stops, ticks, lines, carried, set_aside]) {
                *sums.entry(name).or_insert(0) += count;
            }
        }
    });
    let sums: Vec<String> = sums.into_iter().map(|(name, count)| format!("{count} {name}")).collect();
    say(&format!("{}; 0 ticks lost, 0 notes torn, seed {seed}", sums.join(", ")));
}
