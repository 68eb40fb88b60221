//! The program ends, or a call to the system fails, anywhere in a build that carries ticks to their notes, and anywhere in
//! the build after that: every file is the old one or the new one, and no tick is lost.
//!
//! An ordinary run ends and fails at a part of the calls, another one each time; `COFFEECHAT_POINTS=1` at every call in
//! every way.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::time::library;
use harness::vault::{TODAY, TestVault, files, has_program};
use harness::{number, say};

/// Calls about memory, threads, signals and the process itself: they touch no file.
const OTHER_CALLS: [&str; 29] = [
    "arch_prctl",
    "brk",
    "clock_gettime",
    "clock_nanosleep",
    "clone",
    "clone3",
    "execve",
    "exit",
    "exit_group",
    "futex",
    "getrandom",
    "gettid",
    "kill",
    "madvise",
    "mmap",
    "mprotect",
    "mremap",
    "munmap",
    "poll",
    "prlimit64",
    "rseq",
    "rt_sigaction",
    "rt_sigprocmask",
    "sched_getaffinity",
    "sched_yield",
    "set_robust_list",
    "set_tid_address",
    "sigaltstack",
    "uname",
];
const ERRORS: [&str; 5] = ["EIO", "ENOSPC", "EACCES", "EMFILE", "EINTR"];
/// How many seconds a build may take that is told for ever to try again. It is ended then.
const LIMIT: u64 = 5;
/// How many seconds any other may take. It is long because the computer may be busy.
const PATIENCE: u64 = 180;
const PAGE: &str = "Dashboard.md";
const PAGE_TEXT: &str = "# Dashboard\n\n<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n\n\
    <!-- coffeechat done -->\n<!-- /coffeechat -->\n\n<!-- coffeechat problems -->\n<!-- /coffeechat -->\n";
/// One note whose key is set, one with a task that comes again, one with a log, and one that is taken back.
const NOTES: [(&str, &str); 4] = [
    ("meetings/ines.md", "---\ntype: meeting\nwith: \"[[Ines Alba]]\"\ndate: 2026-11-19\n---\n# Talk\n"),
    (
        "meetings/jon.md",
        "---\ntype: meeting\nwith: \"[[Jon Reyes]]\"\ndate: 2026-11-18\nthanked: 2026-11-19\n---\n\n- [ ] Send the list 🔁 every week 📅 2026-11-20\n",
    ),
    (
        "people/mara.md",
        "---\ntype: contact\nname: Mara Quist\ncadence: 30d\n---\n# Mara Quist\n\n## Log\n\n- 2026-09-01 wrote\n",
    ),
    ("meetings/tomas.md", "---\ntype: meeting\nwith: \"[[Tomas Bell]]\"\ndate: 2026-11-17\n---\n# Talk\n"),
];

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What lies in the vault, and in the folder in which this machine remembers something.
#[derive(Clone)]
struct Disk {
    vault: Files,
    state: Files,
}

/// A box that is changed on the page, and the note that it is carried to.
struct Tick {
    note: &'static str,
    row: String,
}

/// A vault in which a build has ticks to carry.
struct Scene {
    vault: TestVault,
    ticks: Vec<Tick>,
    before: Disk,
    after: Disk,
}

/// One call to the system in which something happens.
#[derive(Debug, Clone)]
struct Point {
    call: String,
    injection: String,
}

impl Point {
    fn is_kill(&self) -> bool {
        self.injection.contains("KILL")
    }
}

impl Scene {
    /// Makes the vault, in which something was done today already, so that it can be taken back.
    fn new() -> Self {
        let mut vault = TestVault::new().note(PAGE, PAGE_TEXT);
        let state = vault.outside("state").to_str().unwrap().to_owned();
        // One thread, so that the calls come in the same order each time.
        vault = vault.env("XDG_STATE_HOME", &state).env("RAYON_NUM_THREADS", "1");
        for (path, text) in NOTES {
            vault.write(path, text.as_bytes());
        }
        let mut ticks = Vec::new();
        let mut tick = |vault: &TestVault, note: &'static str, words: &str, from: &str, to: &str| {
            let page = vault.text(PAGE);
            let row = page.lines().find(|line| line.starts_with(from) && line.contains(words));
            let row = row.unwrap_or_else(|| panic!("no row about {words}: {page}"));
            let ticked = row.replacen(from, to, 1);
            vault.write(PAGE, page.replace(row, &ticked).as_bytes());
            ticks.push(Tick { note, row: ticked });
        };
        vault.built();
        tick(&vault, "meetings/tomas.md", "Tomas Bell", "- [ ]", "- [x]");
        vault.built();
        tick(&vault, "meetings/ines.md", "Ines Alba", "- [ ]", "- [x]");
        tick(&vault, "meetings/jon.md", "Send the list", "- [ ]", "- [x]");
        tick(&vault, "people/mara.md", "Mara Quist", "- [ ]", "- [x]");
        tick(&vault, "meetings/tomas.md", "Tomas Bell", "- [x]", "- [ ]");
        // The first one is done with.
        ticks.remove(0);
        let before = disk(&vault);
        vault.built();
        let after = disk(&vault);
        for (path, text) in &before.vault {
            assert_ne!(after.vault[path], *text, "{} did not change", path.display());
        }
        assert_eq!(after.vault[Path::new("meetings/tomas.md")], NOTES[3].1.as_bytes());
        Self { vault, ticks, before, after }
    }

    /// Makes the disk be what it was.
    fn lay(&self, disk: &Disk) {
        for (folder, wanted) in [(self.vault.path(), &disk.vault), (self.vault.outside("state"), &disk.state)] {
            for path in files(&folder).keys().filter(|path| !wanted.contains_key(*path)) {
                fs::remove_file(folder.join(path)).unwrap();
            }
            for (path, bytes) in wanted {
                fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
                fs::write(folder.join(path), bytes).unwrap();
            }
        }
    }

    /// Builds under `strace` with more options for it, for so many seconds at most.
    fn traced(&self, limit: u64, options: &[&str]) -> Output {
        let mut command = Command::new("timeout");
        command.args([
            "-s",
            "KILL",
            &limit.to_string(),
            "strace",
            "-f",
            "-o",
            self.vault.outside("calls").to_str().unwrap(),
        ]);
        let build = self.vault.command(&["build", self.vault.path().to_str().unwrap(), "--today", TODAY]);
        command.args(options).arg(build.get_program()).args(build.get_args());
        command.env_clear().envs(build.get_envs().filter_map(|(name, value)| Some((name, value?)))).output().unwrap()
    }

    /// Returns how often a thread makes each call at most, and from which on it is not the program that is loaded.
    fn calls(&self) -> BTreeMap<String, (usize, usize)> {
        self.traced(PATIENCE, &[]);
        let text = fs::read_to_string(self.vault.outside("calls")).unwrap();
        let (mut counts, mut most, mut is_loaded) = (BTreeMap::new(), BTreeMap::new(), false);
        for line in text.lines() {
            let Some((thread, rest)) = line.split_once(' ') else { continue };
            let Some((name, _)) = rest.trim_start().split_once('(') else { continue };
            // What was interrupted by another thread has two lines, of which the first has the name.
            if name.starts_with('<') {
                continue;
            }
            // The first thing that a program does after it was loaded is to look at its standard streams.
            is_loaded |= name == "poll";
            let count: &mut usize = counts.entry((thread.to_owned(), name.to_owned())).or_default();
            *count += 1;
            let (first, last) = most.entry(name.to_owned()).or_insert((1, 0));
            *last = (*count).max(*last);
            if !is_loaded {
                *first = *count + 1;
            }
        }
        most.retain(|name, (first, last)| !OTHER_CALLS.contains(&name.as_str()) && first <= last);
        most
    }

    /// Returns what can happen in a build of what lies there now: of the ends at every call and of the errors a part, every
    /// so manyth.
    fn points(&self, (ends, errors): (usize, usize)) -> Vec<Point> {
        let (part, mut points) = (errors, Vec::new());
        let (mut calls, mut errors) = (0, 0);
        // Which part is another one each second, so that in many runs all of them have their turn.
        let shift = usize::try_from(SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap();
        for (call, (first, last)) in self.calls() {
            for when in first..=last {
                let mut add = |what: String| {
                    points.push(Point { call: call.clone(), injection: format!("inject={call}:{what}") });
                };
                if calls % ends == shift % ends {
                    add(format!("signal=KILL:when={when}"));
                }
                calls += 1;
                for error in ERRORS {
                    for ever in ["", "+"] {
                        // Whatever Linux says, the file is closed afterwards; here it would stay open, with its locks.
                        if call != "close" && errors % part == shift % part {
                            add(format!("error={error}:when={when}{ever}"));
                        }
                        errors += 1;
                    }
                }
            }
        }
        points
    }

    /// Builds from what lay there, with something happening on the way, and then in peace. Returns what the first build
    /// left.
    fn suffer(&self, from: &Disk, point: &Point) -> Disk {
        self.lay(from);
        let may_hang = point.injection.contains("EINTR") && point.injection.ends_with('+');
        let limit = if may_hang { LIMIT } else { PATIENCE };
        let began = Instant::now();
        let output = self.traced(limit, &["-e", &point.injection]);
        let is_hanging = output.status.code().is_none() && began.elapsed() >= Duration::from_secs(limit);
        let left = disk(&self.vault);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!is_hanging || may_hang, "{point:?} hangs: {message}");
        self.judge(from, &left, point, output.status.code(), &message);
        self.recover(from, &left, point);
        left
    }

    /// Asserts that what a build left is whole, and that no tick is lost.
    fn judge(&self, from: &Disk, left: &Disk, point: &Point, code: Option<i32>, message: &str) {
        let story = || format!("{point:?} ended with {code:?}: {message}");
        assert!(!message.contains("panicked"), "{}", story());
        let is_ended = point.is_kill() || code.is_none();
        assert!(is_ended || matches!(code, Some(0 | 2)), "{}", story());
        let can_speak = point.call != "write";
        assert!(!can_speak || code != Some(2) || !message.is_empty(), "{} says nothing", story());
        let page = String::from_utf8(left.vault[Path::new(PAGE)].clone()).unwrap();
        for (path, bytes) in &left.vault {
            let name = path.file_name().unwrap().to_str().unwrap();
            let is_one_of = |old: &Files, new: &Files| old.values().chain(new.values()).any(|known| known == bytes);
            if let Some(before) = self.before.vault.get(path) {
                // A page whose ticks could not all be carried tells of those, which is neither old nor new.
                let is_page_of_errors = name == PAGE && !point.is_kill();
                let is_whole = bytes == before || *bytes == self.after.vault[path] || is_page_of_errors;
                assert!(is_whole, "{}\n{} is torn:\n{}", story(), path.display(), String::from_utf8_lossy(bytes));
            } else if name.contains("(conflicted copy") {
                // Where it could not see whose text it took away, it keeps that text and says where.
                assert!(is_one_of(&self.before.vault, &self.after.vault), "{}\n{name} is torn", story());
                assert!(message.contains(name) || is_ended, "{}\n{name} is not spoken of", story());
            } else {
                assert!(is_temporary(name), "{}\n{} was left", story(), path.display());
                let was_there = from.vault.contains_key(path);
                let is_pardoned = was_there || is_ended || point.call.starts_with("unlink");
                assert!(is_pardoned, "{}\n{} was left", story(), path.display());
            }
        }
        for tick in &self.ticks {
            let path = Path::new(tick.note);
            let is_carried = left.vault[path] == self.after.vault[path];
            assert!(is_carried || page.contains(&tick.row), "{}\n{} is lost:\n{page}", story(), tick.row);
            let is_told = is_carried || !can_speak || !message.is_empty();
            assert!(code != Some(0) || is_told, "{}\n{} stays without a word", story(), tick.row);
        }
        assert_readable(&left.state, &story());
    }

    /// Builds in peace, which has to give what it would have given at once, and asserts that nothing is left for good.
    fn recover(&self, from: &Disk, left: &Disk, point: &Point) {
        let is_known = |path: &Path| self.before.vault.contains_key(path);
        for path in left.vault.keys().filter(|path| path.to_str().unwrap().contains("(conflicted copy")) {
            fs::remove_file(self.vault.path().join(path)).unwrap();
        }
        let output = self.vault.run(["build"]).ok();
        let now = disk(&self.vault);
        for (path, expected) in &self.after.vault {
            let found = String::from_utf8_lossy(&now.vault[path]);
            assert_eq!(found, String::from_utf8_lossy(expected), "{point:?} then {output:?}: {}", path.display());
        }
        assert_readable(&now.state, &format!("{point:?}"));
        let rest: Vec<&PathBuf> = now.vault.keys().filter(|path| !is_known(path)).collect();
        let Some(library) = library().filter(|_| !rest.is_empty()) else { return };
        // A temporary file is anybody's for an hour. Two hours later the next writes take it away.
        self.lay(&Disk { vault: now.vault.iter().chain(&from.vault).map(owned).collect(), state: from.state.clone() });
        let mut later = self.vault.command(&["build", self.vault.path().to_str().unwrap(), "--today", TODAY]);
        later.env("LD_PRELOAD", library).envs([("FAKETIME", "+2h"), ("NO_FAKE_STAT", "1")]);
        let output = later.output().unwrap();
        assert!(output.status.success(), "{point:?} then {output:?}");
        let rest: Vec<PathBuf> = disk(&self.vault).vault.into_keys().filter(|path| !is_known(path)).collect();
        assert!(rest.is_empty(), "{point:?} left {rest:?} for good");
    }
}

/// Asserts that each line of a journal can be read.
fn assert_readable(state: &Files, story: &str) {
    for (path, bytes) in state.iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "jsonl")) {
        for line in String::from_utf8(bytes.clone()).unwrap().lines() {
            let parsed = serde_json::from_str::<serde_json::Value>(line);
            assert!(parsed.is_ok(), "{story}\n{}: {line}", path.display());
        }
    }
}

fn owned((path, bytes): (&PathBuf, &Vec<u8>)) -> (PathBuf, Vec<u8>) {
    (path.clone(), bytes.clone())
}

fn disk(vault: &TestVault) -> Disk {
    Disk { vault: files(&vault.path()), state: files(&vault.outside("state")) }
}

/// Returns whether a file of that name is one of the program's own temporary files.
fn is_temporary(name: &str) -> bool {
    name.strip_prefix(".coffeechat-").is_some_and(|rest| rest.strip_suffix(".tmp").is_some())
}

/// Where the first build ends, so that a second one finds half of its work done.
fn ends(scene: &Scene) -> [Point; 3] {
    scene.lay(&scene.before);
    let calls = scene.calls();
    let kill = |call: &str, when: usize| Point {
        call: call.to_owned(),
        injection: format!("inject={call}:signal=KILL:when={when}"),
    };
    [
        // The journal is written anew, the note is new and its old text has another name, and all but the page is done.
        kill("rename", 2),
        kill("unlinkat", 2),
        kill("renameat2", calls["renameat2"].1),
    ]
}

/// Suffers at every point, several at once; returns how many there were, and at how many of them each file was new.
fn suffer_all(parts: (usize, usize), base: impl Fn(&Scene) -> Disk + Sync) -> String {
    let (next, points) = (AtomicUsize::new(0), Mutex::new(None));
    let (counts, failures) = (Mutex::new([0; 4]), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let scene = Scene::new();
                let base = base(&scene);
                let points = points
                    .lock()
                    .unwrap()
                    .get_or_insert_with(|| {
                        scene.lay(&base);
                        scene.points(parts)
                    })
                    .clone();
                while let Some(point) = points.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let suffered =
                        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| scene.suffer(&base, point)));
                    let Ok(left) = suffered else {
                        failures.lock().unwrap().push(point.clone());
                        continue;
                    };
                    let is_new = |path: &Path| left.vault[path] == scene.after.vault[path];
                    let notes = scene.ticks.iter().filter(|tick| is_new(Path::new(tick.note))).count();
                    let mut counts = counts.lock().unwrap();
                    counts[usize::from(!point.is_kill())] += 1;
                    counts[2] += usize::from(notes > 0 && notes < scene.ticks.len());
                    counts[3] += usize::from(is_new(Path::new(PAGE)));
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{failures:#?}");
    let [ends, errors, some, all] = counts.into_inner().unwrap();
    assert!(ends > 0 && errors > 0);
    format!("{ends} ends, {errors} errors, {some} times with some of the ticks carried, {all} times with a new page")
}

#[test]
fn wherever_a_build_ends_or_fails_files_are_whole_and_no_tick_is_lost() {
    if !has_program("strace") {
        return say("skipped: strace is not installed");
    }
    let part = |ordinary| usize::try_from(number("COFFEECHAT_POINTS", ordinary)).unwrap();
    let told = suffer_all((part(3), part(37)), |scene| scene.before.clone());
    say(&format!("a build that carries ticks: {told}; 0 torn, 0 lost"));
}

#[test]
fn wherever_the_build_after_a_sudden_end_ends_or_fails_files_are_whole_and_no_tick_is_lost() {
    if !has_program("strace") {
        return say("skipped: strace is not installed");
    }
    let part = |ordinary| usize::try_from(number("COFFEECHAT_POINTS", ordinary)).unwrap();
    for number in 0..3 {
        let end = |scene: &Scene| ends(scene)[number].clone();
        let told = suffer_all((part(5), part(97)), |scene| scene.suffer(&scene.before, &end(scene)));
        say(&format!("the build after end {number}: {told}; 0 torn, 0 lost"));
    }
}

#[test]
fn where_old_texts_cannot_be_removed_no_tick_is_lost() {
    if !has_program("strace") {
        return say("skipped: strace is not installed");
    }
    let scene = Scene::new();
    scene.lay(&scene.before);
    let (first, last) = scene.calls()["unlinkat"];
    for when in first..=last {
        for ever in ["", "+"] {
            let injection = format!("inject=unlinkat:error=EIO:when={when}{ever}");
            scene.suffer(&scene.before, &Point { call: String::from("unlinkat"), injection });
        }
    }
}

#[test]
fn a_tick_is_on_the_disk_before_the_page_lets_go_of_it() {
    if !has_program("strace") {
        return say("skipped: strace is not installed");
    }
    let scene = Scene::new();
    scene.lay(&scene.before);
    scene.traced(PATIENCE, &["-y", "-s", "256", "-e", "trace=fsync,rename,renameat,renameat2,unlinkat"]);
    assert_eq!(disk(&scene.vault).vault, scene.after.vault);
    let text = fs::read_to_string(scene.vault.outside("calls")).unwrap();
    let calls: Vec<&str> = text.lines().collect();
    let root = scene.vault.path().canonicalize().unwrap();
    // Returns when a call was made that has these pieces, after another.
    let at = |from: usize, call: &str, pieces: &[&str]| {
        let is_it =
            |line: &&str| line.contains(&format!(" {call}(")) && pieces.iter().all(|piece| line.contains(piece));
        let found = calls.iter().skip(from).position(is_it);
        from + found.unwrap_or_else(|| panic!("no {call} of {pieces:?} after call {from}:\n{text}"))
    };
    let page = at(0, "renameat2", &["\"Dashboard.md\""]);
    for tick in &scene.ticks {
        let (folder, name) = tick.note.rsplit_once('/').unwrap();
        let folder = root.join(folder);
        let folder = folder.to_str().unwrap();
        let exchange = at(0, "renameat2", &[folder, &format!("\"{name}\"")]);
        let new_text = at(0, "fsync", &[&format!("{folder}/.coffeechat-")]);
        assert!(new_text < exchange, "{}:\n{text}", tick.note);
        // The new name lasts before the old text goes and before the page is written.
        let new_name = at(exchange, "fsync", &[&format!("<{folder}>")]);
        let old_text = at(exchange, "unlinkat", &[folder]);
        assert!(new_name < old_text && old_text < page, "{}:\n{text}", tick.note);
    }
    let journal = at(0, "fsync", &["/state/coffeechat/journal-"]);
    assert!(journal < at(0, "renameat2", &["/people>"]).min(at(0, "renameat2", &["/meetings>"])), "{text}");
}
