//! Does to random vaults what users, editors, clocks and git do, and looks whether the promises hold.
//!
//! `cargo test --test fuzz` runs a fixed number of cases, the same each time. For longer, and with other cases:
//!
//! ```sh
//! FUZZ_SECONDS=3600 FUZZ_SEED=7 cargo test --release --test fuzz -- --nocapture
//! ```
//!
//! A case follows from the seed and its number alone, so what was found is found again by
//! `FUZZ_SEED=7 FUZZ_CASE=1234 cargo test --release --test fuzz -- --nocapture`; `FUZZ_PROGRAM` names another build of the
//! program to look at, `FUZZ_OTHER` one that the second of two clones has. There are four families, in turn:
//!
//! 0. *mutated*: notes that went wrong in their bytes, words, lines, YAML or Markdown are built, and built again;
//! 1. *ticked*: rows are ticked, unticked and undone over several days, on fresh and on old pages;
//! 2. *commanded*: commands with any arguments, undone at once or in the end;
//! 3. *typed*: lines and words are typed at any place of any block, on fresh, old, merged and CRLF pages.
//!
//! Beside these, every edit that a tick can ask for is made in memory, in notes that went wrong in the same ways: it settles
//! its line, and taken back it leaves nothing.
//!
//! What has to hold: the program neither crashes nor hangs, a build without a tick changes nothing outside of blocks, a
//! second one writes nothing, `undo` brings every byte back, nothing that was typed is gone, and in the end the page is the
//! one that a new vault with these notes gets. What does not hold is made smaller and printed with its steps; the vault
//! before and after the last run stays in a folder that is named.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::string_slice,
    reason = "tests make files, run the program, print figures, cut ASCII, and may fail loudly"
)]

mod case;
mod commands;
mod edits;
mod lines;
mod mutate;
mod notes;
mod pages;
mod steps;
mod world;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use case::{Case, Files, Finding, Kind, Step, shrink};
use harness::random::Random;
use notes::Seeds;
use world::World;

/// What every build of the project runs.
const SEED: u64 = 1;
const CASES: u64 = 120;
/// The most tries to make what was found smaller, and the most kinds of findings that are looked at.
const TRIES: u32 = 300;
const MOST_FOUND: usize = 12;
/// How many vaults in memory every build of the project settles the lines of.
const EDITED: u64 = 300;

const FAMILIES: [&str; 5] = ["mutated", "ticked", "commanded", "typed", "edited"];

/// What was done so far.
#[derive(Default)]
struct Figures {
    cases: [u64; 4],
    runs: u64,
    steps: u64,
    found: BTreeMap<String, u64>,
    reports: Vec<String>,
}

#[test]
fn nothing_is_lost_and_nothing_changes_unasked() {
    let seed = number_of("FUZZ_SEED").unwrap_or(SEED);
    let (first, end, seconds) = match (number_of("FUZZ_CASE"), number_of("FUZZ_SECONDS")) {
        (Some(case), _) => (case, case + 1, None),
        (None, Some(seconds)) => (0, u64::MAX, Some(Duration::from_secs(seconds))),
        (None, None) => (0, number_of("FUZZ_CASES").unwrap_or(CASES), None),
    };
    let (seeds, next, figures) = (Seeds::read(), AtomicU64::new(first), Mutex::new(Figures::default()));
    let began = Instant::now();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let case = next.fetch_add(1, Ordering::Relaxed);
                    if case >= end || seconds.is_some_and(|seconds| began.elapsed() > seconds) {
                        break;
                    }
                    one(seed, case, &seeds, &figures);
                }
            });
        }
    });
    let figures = figures.into_inner().unwrap();
    eprintln!("{}", summary(seed, &figures, began.elapsed()));
    assert!(figures.reports.is_empty(), "{}", figures.reports.join("\n"));
}

#[test]
fn every_edit_settles_its_line_and_can_be_taken_back() {
    let seed = number_of("FUZZ_SEED").unwrap_or(SEED);
    let seconds = number_of("FUZZ_SECONDS").map(Duration::from_secs);
    let (seeds, began) = (Seeds::read(), Instant::now());
    let (mut cases, mut edits, mut found) = (0, 0, BTreeMap::<&str, (u64, String)>::new());
    while seconds.map_or(cases < EDITED, |seconds| began.elapsed() < seconds) {
        match edits::case(&mut Random::new(!seed, cases), &seeds) {
            Ok(count) => edits += count,
            Err(finding) => {
                let case = Case { files: finding.before.clone(), steps: Vec::new() };
                let text = || (0, report(seed, cases, 4, &case, &finding));
                found.entry(finding.what).or_insert_with(text).0 += 1;
            }
        }
        cases += 1;
    }
    let count: u64 = found.values().map(|(count, _)| count).sum();
    eprintln!("seed {seed}: {cases} edited; {edits} edits in {} s; {count} findings", began.elapsed().as_secs());
    let reports: Vec<String> = found.into_values().map(|(count, text)| format!("{count} × {text}")).collect();
    assert!(reports.is_empty(), "{}", reports.join("\n"));
}

/// Returns the number that a variable of the environment tells.
fn number_of(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs a case; what it finds first is made smaller and kept.
fn one(seed: u64, number: u64, seeds: &Seeds, figures: &Mutex<Figures>) {
    let family = usize::try_from(number % 4).unwrap();
    let case = drawn(&mut Random::new(seed, number), family, seeds);
    let (steps, result, runs) = played(&case);
    let is_new = {
        let mut figures = figures.lock().unwrap();
        figures.cases[family] += 1;
        figures.runs += runs;
        figures.steps += steps;
        let Err(finding) = &result else { return };
        let count = figures.found.entry(format!("{}: {}", FAMILIES[family], finding.what)).or_default();
        *count += 1;
        *count == 1 && figures.found.len() <= MOST_FOUND
    };
    if let Err(finding) = result
        && is_new
    {
        let (case, finding) = shrink(case, finding, TRIES, |case| played(case).1);
        let text = report(seed, number, family, &case, &finding);
        eprintln!("{text}");
        figures.lock().unwrap().reports.push(text);
    }
}

/// Plays a case; returns how many steps were taken, what was found, and how often the program ran.
fn played(case: &Case) -> (u64, Result<(), Finding>, u64) {
    let mut world = World::new(case);
    let mut steps = 0;
    let result = case.steps.iter().try_for_each(|step| {
        steps += 1;
        world.take(*step)
    });
    (steps, result, world.runs)
}

/// Draws a case of a family.
fn drawn(random: &mut Random, family: usize, seeds: &Seeds) -> Case {
    let mut files = notes::notes(random, seeds);
    if family == 0 {
        files = broken(random, files, seeds, 3);
    } else if random.below(5) == 0 {
        files = broken(random, files, seeds, 1);
    }
    let settings = notes::settings(random);
    if !settings.is_empty() {
        files.insert("coffeechat.yaml".into(), settings.as_bytes().to_vec());
    }
    files.insert("Dashboard.md".into(), notes::page(random).into_bytes());
    if random.below(3) == 0 {
        files.insert("weekly/W47.md".into(), notes::page(random).into_bytes());
    }
    if family == 2 {
        let table = "Name,Email,Company,Phone\nAnn Lee,ann@example.com,Northwind,\nBo Sandoval,,\"a, b\",+44 20 7946 0999\n,,,\n";
        files.insert("people.csv".into(), table.as_bytes().to_vec());
    }
    let kinds = match family {
        0 => vec![Kind::Build],
        1 => ticking(random),
        2 => commanding(random),
        _ => typing(random),
    };
    let steps = kinds.into_iter().map(|kind| Step { kind, seed: random.below(u64::MAX) }).collect();
    Case { files, steps }
}

/// Breaks some of the notes, and gives some of them other names.
fn broken(random: &mut Random, files: Files, seeds: &Seeds, of_four: u64) -> Files {
    let mut broken = Files::new();
    for (path, bytes) in files {
        let other = seeds.one(random).1;
        let path = if random.below(8) == 0 { mutate::renamed(random, &path) } else { path };
        let bytes = if random.below(4) < of_four { mutate::mutated(random, bytes, &other) } else { bytes };
        broken.insert(path, bytes);
    }
    broken
}

fn ticking(random: &mut Random) -> Vec<Kind> {
    let mut kinds = vec![Kind::Build];
    for _ in 0..=random.below(3) {
        if random.below(4) == 0 {
            kinds.extend([Kind::Remember, Kind::Tick, Kind::Build, Kind::Days, Kind::Build, Kind::Restore]);
        }
        if random.below(5) == 0 {
            kinds.push(Kind::LineEnds);
        }
        kinds.extend((0..=random.below(4)).map(|_| Kind::Tick));
        kinds.push(Kind::Build);
        if random.below(2) == 0 {
            kinds.extend([Kind::Untick, Kind::Build]);
        }
        if random.below(2) == 0 {
            kinds.extend([Kind::Days, Kind::Build]);
        }
    }
    kinds.push(Kind::UndoAll);
    kinds
}

fn commanding(random: &mut Random) -> Vec<Kind> {
    let mut kinds = vec![Kind::Build];
    for _ in 0..3 + random.below(8) {
        kinds.push(if random.below(6) == 0 { Kind::Days } else { Kind::Command });
    }
    kinds.extend([Kind::Build, Kind::UndoAll, Kind::Fresh]);
    kinds
}

fn typing(random: &mut Random) -> Vec<Kind> {
    let mut kinds = vec![Kind::Build];
    match random.below(6) {
        0 => kinds.extend([Kind::Days]),
        1 => kinds.push(Kind::LineEnds),
        2 => kinds.extend([Kind::Remember, Kind::Tick, Kind::Build, Kind::Days, Kind::Build, Kind::Restore]),
        3 => kinds.extend([
            Kind::Switch,
            Kind::Tick,
            Kind::TypeLines,
            Kind::Build,
            Kind::Days,
            Kind::Build,
            Kind::Switch,
            Kind::Tick,
            Kind::TypeWords,
            Kind::Build,
            Kind::Merge,
        ]),
        _ => {}
    }
    for _ in 0..=random.below(3) {
        kinds.push(*random.one(&[Kind::TypeLines, Kind::TypeLines, Kind::TypeWords, Kind::Tick]));
    }
    let end = *random.one(&[Kind::Erase, Kind::Erase, Kind::Force]);
    kinds.extend([Kind::Build, Kind::Days, Kind::Build, end, Kind::Fresh]);
    kinds
}

/// Describes what was found, and leaves its vaults in a folder.
fn report(seed: u64, number: u64, family: usize, case: &Case, finding: &Finding) -> String {
    let folder = std::env::temp_dir().join(format!("coffeechat-fuzz-{seed}-{number}"));
    drop(std::fs::remove_dir_all(&folder));
    let all = [("first", &case.files), ("before", &finding.before), ("after", &finding.after)];
    for (name, files) in all {
        for (path, bytes) in files {
            let place: PathBuf = folder.join(name).join(path);
            drop(std::fs::create_dir_all(place.parent().unwrap()));
            drop(std::fs::write(place, bytes));
        }
    }
    let mut text = format!("FUZZ_SEED={seed} FUZZ_CASE={number} ({}): {}\n", FAMILIES[family], finding.what);
    finding.steps.iter().for_each(|step| writeln!(text, "  - {step}").unwrap());
    writeln!(text, "{}\nin {}", finding.seen, folder.display()).unwrap();
    drop(std::fs::write(folder.join("steps.txt"), &text));
    text
}

fn summary(seed: u64, figures: &Figures, took: Duration) -> String {
    let cases = FAMILIES.iter().zip(figures.cases).map(|(name, count)| format!("{count} {name}"));
    let cases = cases.collect::<Vec<_>>().join(", ");
    let found: u64 = figures.found.values().sum();
    let (runs, steps) = (figures.runs, figures.steps);
    let mut text =
        format!("seed {seed}: {cases}; {steps} steps, {runs} runs in {} s; {found} findings", took.as_secs());
    figures.found.iter().for_each(|(kind, count)| write!(text, "\n  {count} × {kind}").unwrap());
    text
}
