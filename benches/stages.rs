//! How long each stage takes on a generated vault, in one process: medians, and the cost of a note.
//!
//! `cargo bench --bench stages -- [NOTES] [SEED]`
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a benchmark reads the clock and prints")]

use std::cell::RefCell;
use std::hint::black_box;
use std::time::Instant;

use pulldown_cmark::{Options, Parser};
use rayon::prelude::*;

use coffeechat::vault::{Read, Vault};
use coffeechat::{Config, Day, Filter, NotePath, StaleFile, Workspace};

const ROUNDS: usize = 9;

fn main() {
    let (notes, seed) = support::arguments();
    let folder = support::vault(env!("CARGO_TARGET_TMPDIR"), notes, seed);
    println!("{notes} notes, seed {seed}, {ROUNDS} rounds, medians");
    let config = Config::default();
    let vault = Vault::open(&folder).unwrap_or_else(|error| panic!("{error}"));
    let bench = Bench { notes };
    let files = reading(&bench, &vault, &config);
    deriving(&bench, &files);
}

/// Measures the stages up to the texts of the notes, and returns these.
fn reading(bench: &Bench, vault: &Vault, config: &Config) -> Vec<(NotePath, String)> {
    let walk = || vault.walk(config).unwrap_or_else(|error| panic!("{error}")).notes;
    let read = |path: &NotePath| match vault.read(path, config.max_note_size) {
        Read::Bytes(bytes) => bytes,
        other => panic!("{path}: {other:?}"),
    };
    let text = |path: NotePath| {
        let text = String::from_utf8_lossy(&read(&path)).into_owned();
        (path, text)
    };
    let files: Vec<(NotePath, String)> = walk().into_iter().map(text).collect();
    bench.measure("walk", || (), |()| walk());
    bench.measure("survey", || (), |()| vault.survey(config).unwrap_or_else(|error| panic!("{error}")));
    bench.measure("read", || (), |()| files.par_iter().for_each(|(path, _)| drop(black_box(read(path)))));
    bench.measure("Markdown alone", || (), |()| files.par_iter().for_each(|(_, text)| markdown_alone(text)));
    files
}

/// Measures what is made of the texts.
fn deriving(bench: &Bench, files: &[(NotePath, String)]) {
    let today: Day = support::generator::TODAY.parse().unwrap_or_default();
    let page = ("Dashboard.md", include_str!("../templates/dashboard.md"));
    // Another benchmark may have filled a page there.
    let notes = || files.iter().map(|(path, text)| (path.as_str(), text.as_str())).filter(|(path, _)| *path != page.0);
    let texts = || notes().chain([page]);
    let workspace = || Workspace::from_texts("", texts(), today).unwrap_or_else(|error| panic!("{error}"));
    bench.measure("parse + derive", || (), |()| workspace());
    let shown = workspace();
    bench.measure("list follow-ups", || (), |()| shown.follow_ups(&Filter::default()));
    let is_filled = |page: &&StaleFile| page.path.as_str() == "Dashboard.md" && page.new.len() > 2000;
    assert_eq!(shown.render(&[]).stale.iter().filter(is_filled).count(), 1);
    bench.measure("render the dashboard", || (), |()| shown.render(&[]));
    let changed = RefCell::new(workspace());
    let tomorrow = today.succ_opt().unwrap_or(today);
    let days = RefCell::new([tomorrow, today].into_iter().cycle());
    bench.measure(
        "a new day",
        || days.borrow_mut().next(),
        |day| day.into_iter().for_each(|day| changed.borrow_mut().turn_to(day)),
    );
    for kind in ["contact", "meeting"] {
        let folder = if kind == "contact" { "people/" } else { "meetings/" };
        let some: Vec<&(NotePath, String)> =
            files.iter().filter(|(path, _)| path.as_str().starts_with(folder)).collect();
        let next = RefCell::new(some.iter().step_by(97).cycle());
        // Each time another note gets one line more.
        let change = || {
            let (path, text) = next.borrow_mut().next().unwrap_or_else(|| panic!("there is no {kind}"));
            (path, format!("{text}\nOne line more.\n"))
        };
        let stage = format!("a changed {kind}");
        bench.measure(&stage, change, |(path, text)| changed.borrow_mut().set_text(path, &text));
    }
}

/// Runs the Markdown parser over a note and does nothing with what it finds: the least that reading bodies can cost.
fn markdown_alone(text: &str) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_WIKILINKS
        | Options::ENABLE_GFM;
    Parser::new_ext(text, options).into_offset_iter().for_each(|event| drop(black_box(event)));
}

struct Bench {
    notes: usize,
}

impl Bench {
    /// Prints the median time of `run`; neither `prepare` nor giving back what `run` returns is part of it.
    fn measure<I, O>(&self, stage: &str, prepare: impl Fn() -> I, run: impl Fn(I) -> O) {
        let times = (0..ROUNDS).map(|_| {
            let input = prepare();
            let began = Instant::now();
            let output = black_box(run(input));
            let elapsed = began.elapsed();
            drop(output);
            elapsed
        });
        let median = support::median(times.collect()).as_secs_f64();
        let notes = f64::from(u32::try_from(self.notes).unwrap_or(u32::MAX));
        println!("{stage:<22} {:>9.2} ms {:>8.2} µs a note", median * 1e3, median * 1e6 / notes);
    }
}
