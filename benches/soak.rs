//! A day's work in minutes: saves by the hundred thousand under one `watch`, which must not grow.
//!
//! `cargo bench --bench soak -- [SAVES] [NOTES] [SEED]`
//!
//! The saves come in bursts, faster than notes settle: most over the note by a rename, some in place, some new. Now and
//! then a note is renamed or deleted, a folder comes, moves and goes, and git goes to another branch and back. Memory and
//! open files are looked at a hundred times; what they grow after the first tenth is printed. At the end the dashboard is
//! compared with the one that `build` makes from nothing.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark runs programs, edits files, reads the clock and prints"
)]

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use support::edits::{self, Editor};
use support::watching::{Scene, Watch, git, init};
use support::{must, numbers};

/// How often memory and files are looked at.
const SAMPLES: usize = 100;
/// How many saves come at once, at most. The last tenth is more than is followed one by one.
const BURST: usize = 70;
/// How many milliseconds lie between two bursts, at most: too few for all notes to settle.
const BREATH: usize = 60;
/// The same now and then: mostly enough for it.
const LULL: usize = 1_500;
/// How many notes there may be besides those of the generated vault.
const MOST_NEW: usize = 100;
/// How long it has to be quiet at the end: longer than any note is waited for.
const QUIET: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let [saves, notes, seed] = numbers([100_000, 1_000, 7]);
    let scene = Scene::new(env!("CARGO_TARGET_TMPDIR"), notes, seed as u64);
    let watch = Watch::start(&scene);
    let mut work = Work::new(&scene, seed as u64);
    let began = Instant::now();
    let mut samples = Vec::new();
    while work.saves < saves {
        work.burst();
        if work.saves * SAMPLES / saves > samples.len() {
            watch.skip();
            samples.push(Sample { saves: work.saves, memory: watch.memory("VmRSS"), files: watch.files() });
        }
    }
    watch.wait_for_quiet(QUIET);
    println!(
        "{} saves at {notes} notes in {:.0} s, seed {seed}; the dashboard was written {} times",
        work.saves,
        began.elapsed().as_secs_f64(),
        watch.writes().len(),
    );
    println!(
        "besides: {} deletions, {} renames, {} folders, {} checkouts",
        work.deletions, work.renames, work.folders, work.checkouts
    );
    report(&samples, &watch);
    drop(watch);
    let is_right = scene.dashboard() == scene.built();
    println!("the dashboard at the end is {} `build` makes", if is_right { "the one that" } else { "NOT what" });
    if is_right { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What the process held at some time.
struct Sample {
    saves: usize,
    memory: usize,
    files: usize,
}

fn report(samples: &[Sample], watch: &Watch) {
    let warm = samples.get(samples.len() / 10..).unwrap_or_default();
    let (Some(first), Some(last)) = (warm.first(), warm.last()) else { return };
    println!(
        "memory after the first tenth {} KiB, at the end {} KiB, at most {} KiB; {:+.1} KiB for 1,000 saves",
        first.memory,
        last.memory,
        watch.memory("VmHWM"),
        slope(warm) * 1e3,
    );
    let tenths: Vec<String> =
        samples.chunks(samples.len().div_ceil(10)).filter_map(|tenth| Some(tenth.last()?.memory.to_string())).collect();
    println!("after each tenth: {} KiB", tenths.join(", "));
    let files = || samples.iter().map(|sample| sample.files);
    println!("open files: {} to {}", files().min().unwrap_or_default(), files().max().unwrap_or_default());
}

/// Returns by how many KiB memory grew with a save, by least squares.
#[expect(clippy::cast_precision_loss, reason = "these numbers are small")]
fn slope(samples: &[Sample]) -> f64 {
    let points = || samples.iter().map(|sample| (sample.saves as f64, sample.memory as f64));
    let count = samples.len() as f64;
    let (x, y) = points().fold((0.0, 0.0), |(x, y), point| (x + point.0 / count, y + point.1 / count));
    let (above, below) = points().fold((0.0, 0.0), |(above, below), point| {
        (above + (point.0 - x) * (point.1 - y), below + (point.0 - x).powi(2))
    });
    above / below
}

/// What is done in the vault.
struct Work {
    vault: PathBuf,
    editor: Editor,
    /// The new notes, the oldest first.
    new: Vec<PathBuf>,
    saves: usize,
    deletions: usize,
    renames: usize,
    folders: usize,
    checkouts: usize,
}

impl Work {
    fn new(scene: &Scene, seed: u64) -> Self {
        let vault = scene.vault();
        let editor = Editor::new(&vault, seed);
        init(&vault);
        git(&vault, &["branch", "two"]);
        Self { vault, editor, new: Vec::new(), saves: 0, deletions: 0, renames: 0, folders: 0, checkouts: 0 }
    }

    /// Saves some notes on end, and leaves a moment in which some of them settle and others do not.
    fn burst(&mut self) {
        for _ in 0..=self.editor.rng.below(BURST) {
            self.save();
        }
        match self.editor.rng.below(400) {
            0..=7 => self.move_folder(),
            8 => self.switch(),
            _ => {}
        }
        let pause = if self.editor.rng.below(10) == 0 { LULL } else { BREATH };
        thread::sleep(Duration::from_millis(self.editor.rng.below(pause) as u64));
    }

    fn save(&mut self) {
        self.saves += 1;
        match self.editor.rng.below(100) {
            0..=2 => {
                let (note, text) = self.editor.create();
                must(note.display(), fs::write(&note, text));
                self.new.push(note);
                if self.new.len() > MOST_NEW {
                    let oldest = self.new.remove(0);
                    must(oldest.display(), fs::remove_file(&oldest));
                    self.deletions += 1;
                }
            }
            3 => self.rename(),
            4..=19 => {
                let (note, text) = self.editor.edit();
                must(note.display(), fs::write(&note, text));
            }
            _ => {
                let (note, text) = self.editor.edit();
                must(note.display(), fs::rename(edits::stage(&note, &text), &note));
            }
        }
    }

    /// Gives a note another name, or its first one back.
    fn rename(&mut self) {
        let at = self.editor.rng.below(self.editor.notes.len());
        let Some(note) = self.editor.notes.get_mut(at) else { return };
        let name = note.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let renamed = note.with_file_name(match name.strip_prefix("renamed ") {
            Some(name) => name.to_owned(),
            None => format!("renamed {name}"),
        });
        must(note.display(), fs::rename(&*note, &renamed));
        *note = renamed;
        self.renames += 1;
    }

    /// Makes a folder with a note in it at once, moves it, and takes it away.
    fn move_folder(&mut self) {
        let number = self.folders;
        self.folders += 1;
        let [one, two] = ["people/group", "people/circle"].map(|name| self.vault.join(format!("{name} {number}")));
        must("a folder", fs::create_dir_all(one.join("inner")));
        for path in [one.join("first.md"), one.join("inner/second.md")] {
            let text = format!("---\ntype: contact\nname: Guest {number} {}\n---\n", path.components().count());
            must(path.display(), fs::write(&path, text));
        }
        thread::sleep(Duration::from_millis(self.editor.rng.below(200) as u64));
        must("a folder", fs::rename(&one, &two));
        thread::sleep(Duration::from_millis(self.editor.rng.below(200) as u64));
        must("a folder", fs::remove_dir_all(&two));
    }

    /// Goes to the other branch with git, and back to what is worked at.
    fn switch(&mut self) {
        self.commit();
        git(&self.vault, &["checkout", "--quiet", "two"]);
        thread::sleep(Duration::from_millis(self.editor.rng.below(1000) as u64));
        git(&self.vault, &["checkout", "--quiet", "one"]);
        self.checkouts += 1;
    }

    fn commit(&self) {
        git(&self.vault, &["add", "--all"]);
        git(&self.vault, &["commit", "--quiet", "--allow-empty", "--message", "work"]);
    }
}
