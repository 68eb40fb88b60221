//! How soon after a save the dashboard stands that `watch` writes, seen from outside of it.
//!
//! `cargo bench --bench watch -- [NOTES] [SAVES] [SEED]`
//!
//! Each save is one that the dashboard shows, and comes after everything is quiet again. The time runs from the end of the
//! save until the new dashboard has its name, as another process sees it; what the watcher says that it waited for the
//! note to be settled is taken out in the net figures. What the watcher used of a core does not depend on what else runs
//! on the machine. Beside them, in turn: a file as large as the dashboard, written,
//! synced and renamed, with nothing else done. Then git changes every note at once.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark runs programs, edits files, reads the clock and prints"
)]

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use support::edits::{self, Editor};
use support::watching::{Scene, Watch, git, init};
use support::{must, numbers};

/// After this long without a word, nothing more comes of a save.
const QUIET: Duration = Duration::from_millis(60);
/// How long to wait for the dashboard to be right after a checkout.
const PATIENCE: Duration = Duration::from_secs(30);
/// After this long without a write, nothing more comes of a checkout.
const LONG_QUIET: Duration = Duration::from_secs(3);
/// How often git goes from one branch to the other.
const CHECKOUTS: usize = 6;

fn main() {
    let [notes, saves, seed] = numbers([10_000, 300, 7]);
    let scene = Scene::new(env!("CARGO_TARGET_TMPDIR"), notes, seed as u64);
    let mut editor = Editor::new(&scene.vault(), seed as u64);
    let watch = Watch::start(&scene);
    println!("{notes} notes, seed {seed}, {saves} saves of each kind, ms: median and 99th percentile");
    println!("{:<12} {:>6} {:>17} {:>17} {:>17} {:>17}", "", "seen", "gross", "settling", "net", "on a core");
    let mut bench = Saves { scene: &scene, watch: &watch, bare: Vec::new() };
    let nets = [
        bench.measure("renamed", saves, || {
            let (note, text) = editor.edit();
            let staged = edits::stage(&note, &text);
            move || must(note.display(), fs::rename(&staged, &note))
        }),
        bench.measure("in place", saves, || {
            let (note, text) = editor.edit();
            move || must(note.display(), fs::write(&note, &text))
        }),
        bench.measure("new", saves, || {
            let (note, text) = editor.create();
            move || must(note.display(), fs::write(&note, &text))
        }),
    ];
    let bare = support::median(bench.bare.clone());
    println!("{:<12} {:>6} {}", "bare write", "", pair(bench.bare));
    let ratios: Vec<String> = nets.iter().map(|net| format!("{:.1}", net.as_secs_f64() / bare.as_secs_f64())).collect();
    println!("net ÷ bare write, medians: {}", ratios.join(", "));
    println!(
        "memory {} KiB, at most {} KiB; {} files open",
        watch.memory("VmRSS"),
        watch.memory("VmHWM"),
        watch.files()
    );
    drop(watch);
    checkouts(&scene, &mut editor);
}

/// Saves under a watcher.
struct Saves<'a> {
    scene: &'a Scene,
    watch: &'a Watch,
    /// How long the bare writes took.
    bare: Vec<Duration>,
}

impl Saves<'_> {
    /// Prints what saves of one kind cost, and returns the net median. What prepares a save is not part of it.
    fn measure<S: FnOnce()>(&mut self, kind: &str, saves: usize, mut prepare: impl FnMut() -> S) -> Duration {
        let [mut gross, mut waits, mut nets, mut busy] = [const { Vec::new() }; 4];
        let mut writes = 0;
        for _ in 0..saves {
            let before = self.scene.dashboard();
            self.bare.push(bare(&self.scene.beside(), &before));
            let save = prepare();
            self.watch.wait_for_quiet(QUIET);
            self.watch.writes();
            let ran = self.watch.busy();
            save();
            let end = Instant::now();
            let event = self.watch.wait_for("changed");
            self.watch.wait_for_quiet(QUIET);
            let replaced = self.watch.writes();
            writes += replaced.len();
            // The last one counts: only then the dashboard is as it stays.
            let (Some(last), true) = (replaced.last(), self.scene.dashboard() != before) else { continue };
            let time = last.saturating_duration_since(end);
            let waited = Duration::from_micros(event["waited_us"].as_u64().unwrap_or_default());
            gross.push(time);
            waits.push(waited);
            nets.push(time.saturating_sub(waited));
            busy.push(self.watch.busy().saturating_sub(ran));
        }
        let net = support::median(nets.clone());
        let seen = gross.len();
        println!("{kind:<12} {seen:>6} {} {} {} {}", pair(gross), pair(waits), pair(nets), pair(busy));
        if writes != seen {
            println!("{:<12} {writes} writes", "");
        }
        net
    }
}

/// Writes, syncs and renames a file, and syncs its folder; returns how long that took.
fn bare(folder: &Path, bytes: &[u8]) -> Duration {
    let (staged, place) = (folder.join("staged"), folder.join("place"));
    let began = Instant::now();
    let mut file = must("a file", File::create(&staged));
    must("a file", file.write_all(bytes).and_then(|()| file.sync_all()));
    must("a file", fs::rename(&staged, &place));
    must("a folder", File::open(folder).and_then(|folder| folder.sync_all()));
    began.elapsed()
}

fn pair(times: Vec<Duration>) -> String {
    let median = support::median(times.clone()).as_secs_f64() * 1e3;
    format!("{median:>8.2} {:>8.2}", support::p99(times).as_secs_f64() * 1e3)
}

/// Prints how long after git's end the dashboard is the one that `build` makes.
fn checkouts(scene: &Scene, editor: &mut Editor) {
    let vault = scene.vault();
    init(&vault);
    let first = scene.built();
    git(&vault, &["checkout", "--quiet", "-b", "two"]);
    change_all(&vault, editor);
    git(&vault, &["commit", "--quiet", "--all", "--message", "two"]);
    let expected = [first, scene.built()];
    let watch = Watch::start(scene);
    let at_rest = watch.memory("VmRSS");
    println!("git checkout, every note differs: how long git takes, how long after its end the dashboard is right");
    for round in 0..CHECKOUTS {
        watch.wait_for_quiet(LONG_QUIET);
        watch.writes();
        let began = Instant::now();
        let target = round % 2;
        git(&vault, &["checkout", "--quiet", if target == 0 { "one" } else { "two" }]);
        let ended = Instant::now();
        let (mut writes, mut right) = (0, None);
        while let Some(write) = watch.wait_for_write(if right.is_some() { LONG_QUIET } else { PATIENCE }) {
            writes += 1;
            let is_right = expected.get(target).is_some_and(|expected| *expected == scene.dashboard());
            right = is_right.then(|| right.unwrap_or(write));
        }
        let took = right.map_or_else(
            || String::from("never right"),
            |right| format!("right after {:.2} s", right.saturating_duration_since(ended).as_secs_f64()),
        );
        let git_took = ended.duration_since(began).as_secs_f64();
        println!("  git {git_took:>6.2} s, {took}, {writes} writes");
    }
    println!(
        "memory {at_rest} KiB at first, {} KiB at last, at most {} KiB",
        watch.memory("VmRSS"),
        watch.memory("VmHWM")
    );
}

/// Adds a line to every note; one in fifty gets one that the dashboard shows.
fn change_all(vault: &Path, editor: &mut Editor) {
    let mut folders = vec![vault.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in must(folder.display(), fs::read_dir(&folder)) {
            let path = must(folder.display(), entry).path();
            if path.is_dir() && !path.ends_with(".git") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") && !path.ends_with("Dashboard.md") {
                let is_shown = editor.rng.below(50) == 0;
                let text = if is_shown { editor.edited(&path) } else { must("a note", fs::read_to_string(&path)) };
                must(path.display(), fs::write(&path, format!("{text}\n\nAdded on the other branch.\n")));
            }
        }
    }
}
