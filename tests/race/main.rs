//! Somebody saves a note every few milliseconds while a box in it is ticked and unticked: no save may be lost.
//!
//! Each save has a number, which stands at the beginning and at the end of the text. An editor saves a few times, then
//! looks: the note must hold the last of these saves, with or without the tick, and nothing else.
//!
//! `COFFEECHAT_RACE_SAVES=50000` saves more often, `COFFEECHAT_SEED=…` with other pauses.
//! `COFFEECHAT_RACE_WAY=rename` or `=compare` writes as careless programs do, and fails.
#![cfg(target_os = "linux")]
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests make files and may fail loudly")]

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use coffeechat::NotePath;
use coffeechat::vault::{StampedRead, Vault, VaultError, Written};

use harness::random::Random;
use harness::{number, say};

const NAME: &str = "note.md";
const LARGEST: u64 = 1 << 20;
/// How many steps of the writer a save may take to show. It is there at once, but for the moment in which the names are
/// exchanged.
const MOST_STEPS: u64 = 2;
/// How long a race may take. It is long because the computer may be busy; nothing is timed by it.
const PATIENCE: Duration = Duration::from_mins(15);
/// How often the box must at least be ticked or unticked while somebody saves in one way.
const FEWEST_WRITES: u64 = 300;

/// A way to save the text `new` as `path`.
type Save = fn(path: &Path, new: &str, random: &mut Random);

const STYLES: [(&str, Save); 4] = [
    ("in place", |path, new, random| {
        let mut file = File::create(path).unwrap();
        for half in halves(new) {
            file.write_all(half).unwrap();
            pause(random, 300);
        }
    }),
    ("by rename", |path, new, _| {
        let temporary = path.with_file_name("save.tmp");
        fs::write(&temporary, new).unwrap();
        fs::rename(temporary, path).unwrap();
    }),
    ("as vim does", |path, new, random| {
        let backup = path.with_file_name("note.md~");
        fs::rename(path, &backup).unwrap();
        let mut file = File::create(path).unwrap();
        for half in halves(new) {
            file.write_all(half).unwrap();
            pause(random, 300);
        }
        drop(file);
        fs::remove_file(backup).unwrap();
    }),
    ("opened long before", |path, new, random| {
        let mut file = OpenOptions::new().write(true).open(path).unwrap();
        pause(random, 3000);
        file.write_all(new.as_bytes()).unwrap();
        file.set_len(new.len() as u64).unwrap();
        pause(random, 1000);
    }),
];

/// A way to write the text `new` to the note that held `read`; returns whether it was written.
type Write = fn(vault: &Vault, read: &[u8], new: &[u8]) -> bool;

const WAYS: [(&str, Write); 3] = [
    ("exchange", |vault, read, new| match vault.write_if_unchanged(&NotePath::new(NAME), read, new) {
        Ok(written) => written == Written::Replaced,
        // Another program is in the middle of it: later.
        Err(VaultError::Changed(_) | VaultError::InUse(_)) => false,
        // Under load a note may change faster than it can be put back; nothing is lost by that.
        Err(VaultError::Refused(reason)) if reason.contains("kept changing") => false,
        Err(error) => panic!("{error}"),
    }),
    ("compare", |vault, read, new| {
        let temporary = beside(vault, new);
        let is_unchanged = fs::read(vault.path().join(NAME)).is_ok_and(|now| now == read);
        is_unchanged && fs::rename(temporary, vault.path().join(NAME)).is_ok()
    }),
    ("rename", |vault, _, new| fs::rename(beside(vault, new), vault.path().join(NAME)).is_ok()),
];

/// Writes a text to the disk, beside the note.
fn beside(vault: &Vault, new: &[u8]) -> PathBuf {
    let temporary = vault.path().join("other.tmp");
    let mut file = File::create(&temporary).unwrap();
    file.write_all(new).unwrap();
    file.sync_all().unwrap();
    temporary
}

fn halves(text: &str) -> [&[u8]; 2] {
    let (one, other) = text.as_bytes().split_at(text.len() / 2);
    [one, other]
}

/// Waits for up to so many microseconds.
fn pause(random: &mut Random, most: u64) {
    sleep(Duration::from_micros(random.below(most)));
}

const OPEN: &str = "- [ ] Send the form\n";
const DONE: &str = "- [x] Send the form\n";

/// Returns the text of a save, longer for some than for others.
fn text(number: u64) -> String {
    let mut text = format!("# Robin Vale, save {number}\n\n{OPEN}\n");
    for line in 0..100 + number % 50 {
        writeln!(text, "{line}: what was said in conversation {number}").unwrap();
    }
    write!(text, "\nThe end of save {number}\n").unwrap();
    text
}

/// Returns the number of the save that a text is, with or without the tick.
fn number_of(bytes: &[u8]) -> Option<u64> {
    let found = str::from_utf8(bytes).ok()?;
    let number = found.strip_prefix("# Robin Vale, save ")?.lines().next()?.parse().ok()?;
    (found.replacen(DONE, OPEN, 1) == text(number)).then_some(number)
}

/// What came of a race.
#[derive(Default)]
struct Outcome {
    saves: u64,
    writes: u64,
    refused: u64,
    /// Saves that never showed, neither in the note nor in a copy of it.
    lost: u64,
    /// Looks at a text that is no save.
    corrupt: u64,
    /// Versions that were kept under another name.
    copies: usize,
    /// The longest time that a save took to show.
    latest: Duration,
}

/// Lets an editor save against somebody who writes.
fn race(save: Save, write: Write, saves: u64, mut random: Random) -> Outcome {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = folder.path().join(NAME);
    fs::write(&path, text(0)).unwrap();
    let (done, steps, writes) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let mut outcome = Outcome::default();
    thread::scope(|scope| {
        let ticking = scope.spawn(|| {
            let vault = Vault::open(folder.path()).unwrap();
            let mut refused = 0;
            while !done.load(Ordering::Relaxed) {
                steps.fetch_add(1, Ordering::Relaxed);
                let StampedRead::Read(read, _) = vault.read_stamped(&NotePath::new(NAME), LARGEST) else { continue };
                if number_of(&read).is_none() {
                    continue;
                }
                let old = str::from_utf8(&read).unwrap();
                let new = if old.contains(OPEN) { old.replacen(OPEN, DONE, 1) } else { old.replacen(DONE, OPEN, 1) };
                if write(&vault, &read, new.as_bytes()) {
                    writes.fetch_add(1, Ordering::Relaxed);
                } else {
                    refused += 1;
                }
            }
            refused
        });
        let mut number = 0;
        // On a slow disk, or beside other work, there are many saves to one write.
        let is_enough = |number| number >= saves && writes.load(Ordering::Relaxed) >= FEWEST_WRITES;
        let started = Instant::now();
        while !is_enough(number) && started.elapsed() < PATIENCE && !ticking.is_finished() {
            for _ in 0..=random.below(3) {
                number += 1;
                save(&path, &text(number), &mut random);
                pause(&mut random, 2000);
            }
            let begun = steps.load(Ordering::Relaxed);
            let is_over = || ticking.is_finished() || steps.load(Ordering::Relaxed) > begun + MOST_STEPS;
            look(&path, number, is_over, &mut outcome);
            pause(&mut random, 4000);
        }
        outcome.saves = number;
        done.store(true, Ordering::Relaxed);
        outcome.refused = ticking.join().unwrap();
    });
    outcome.writes = writes.into_inner();
    let number = outcome.saves;
    look(&path, number, || true, &mut outcome);
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let others: Vec<String> = names.filter(|name| name != NAME).collect();
    assert!(!others.iter().any(|name| name.starts_with(".coffeechat-")), "{others:?}");
    outcome.copies = copies(&path).count();
    outcome
}

/// Returns the versions of a note that were kept under another name, since it changed faster than they could be put back.
fn copies(path: &Path) -> impl Iterator<Item = PathBuf> {
    let files = fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|file| file.to_string_lossy().contains("conflicted copy"))
}

/// Looks until the note or a copy that was kept of it holds a save, or it is over and what is not there never comes.
fn look(path: &Path, number: u64, is_over: impl Fn() -> bool, outcome: &mut Outcome) {
    let start = Instant::now();
    loop {
        let is_over = is_over();
        let found = fs::read(path).ok().and_then(|text| number_of(&text));
        if found == Some(number) {
            outcome.latest = outcome.latest.max(start.elapsed());
            return;
        }
        if is_over && copies(path).any(|copy| fs::read(copy).is_ok_and(|text| number_of(&text) == Some(number))) {
            return;
        }
        if is_over {
            *(if found.is_some() { &mut outcome.lost } else { &mut outcome.corrupt }) += 1;
            return;
        }
        thread::yield_now();
    }
}

/// Runs a race for each way to save, all at once, and says what came of them.
fn races(write: Write, saves: u64, seed: u64) -> Vec<Outcome> {
    let run = |(index, (style, save)): (usize, &(&str, Save))| {
        let outcome = race(*save, write, saves / STYLES.len() as u64, Random::new(seed, index as u64));
        say(&format!(
            "{style}: {} saves, {} writes, {} refused, {} lost, {} corrupt, {} copies, seen after {:?} at most",
            outcome.saves,
            outcome.writes,
            outcome.refused,
            outcome.lost,
            outcome.corrupt,
            outcome.copies,
            outcome.latest,
        ));
        outcome
    };
    let outcomes: Vec<Outcome> = thread::scope(|scope| {
        let races: Vec<_> = STYLES.iter().enumerate().map(|style| scope.spawn(move || run(style))).collect();
        races.into_iter().map(|race| race.join().unwrap()).collect()
    });
    let sum = |of: fn(&Outcome) -> u64| outcomes.iter().map(of).sum::<u64>();
    let (saves, writes, lost, corrupt) =
        (sum(|it| it.saves), sum(|it| it.writes), sum(|it| it.lost), sum(|it| it.corrupt));
    say(&format!("{saves} saves, {writes} writes, {lost} lost, {corrupt} corrupt, seed {seed}"));
    outcomes
}

#[test]
fn no_save_is_lost_while_boxes_are_ticked() {
    let way = std::env::var("COFFEECHAT_RACE_WAY").unwrap_or_else(|_| String::from("exchange"));
    let (_, write) = WAYS.into_iter().find(|(name, _)| *name == way).unwrap();
    let outcomes = races(write, number("COFFEECHAT_RACE_SAVES", 9600), number("COFFEECHAT_SEED", 1));
    for (outcome, (style, _)) in outcomes.iter().zip(STYLES) {
        assert!(outcome.writes >= FEWEST_WRITES, "{style}: the editor had the note to itself");
        assert_eq!((outcome.lost, outcome.corrupt), (0, 0), "{style}");
    }
}

#[test]
fn a_way_to_write_that_loses_saves_would_be_noticed() {
    let (_, write) = WAYS.into_iter().find(|(name, _)| *name == "rename").unwrap();
    let (_, save) = STYLES[1];
    let outcome = race(save, write, 20, Random::new(1, 0));
    assert!(outcome.lost > 0);
}
