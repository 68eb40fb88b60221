//! How long each stage takes on a generated vault, in one process: medians, and the cost of a note.
//!
//! `cargo bench --bench stages -- [NOTES] [SEED]`
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock, the disk and its arguments, and prints"
)]

#[path = "support/mod.rs"]
mod support;

use std::hint::black_box;
use std::time::{Duration, Instant};

use coffeechat::blocks::questions::QuestionRows;
use coffeechat::blocks::{self, DASHBOARD, View, region, splice};
use coffeechat::config::Config;
use coffeechat::follow_ups;
use coffeechat::index::Index;
use coffeechat::model::{Note, NotePath};
use coffeechat::parse::NoteParser;
use coffeechat::questions::Questions;
use coffeechat::standing::Standing;
use coffeechat::vault::{Read, Vault};
use pulldown_cmark::{Options, Parser};
use rayon::prelude::*;

const ROUNDS: usize = 9;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<u64>().ok());
    let (notes, seed) = (numbers.next().unwrap_or(10_000), numbers.next().unwrap_or(7));
    let folder = support::vault(usize::try_from(notes).unwrap_or(usize::MAX), seed);
    let config = Config::default();
    let vault = Vault::open(&folder).unwrap_or_else(|error| panic!("{error}"));
    let today = support::today();

    let read_all = || -> Vec<Note> {
        let parser = NoteParser::new(&config);
        let listing = vault.walk(&config).unwrap_or_else(|error| panic!("{error}"));
        listing
            .notes
            .par_iter()
            .map(|path| match vault.read(path, config.max_note_size) {
                Read::Bytes(bytes) => parser.parse(path, &bytes),
                other => panic!("{path}: {other:?}"),
            })
            .collect()
    };
    let files: Vec<_> = vault
        .walk(&config)
        .unwrap_or_else(|error| panic!("{error}"))
        .notes
        .into_iter()
        .map(|path| match vault.read(&path, config.max_note_size) {
            Read::Bytes(bytes) => (path, bytes),
            other => panic!("{path}: {other:?}"),
        })
        .collect();
    let parser = NoteParser::new(&config);

    println!("{notes} notes, seed {seed}, {ROUNDS} rounds, medians");
    report("walk", notes, || drop(black_box(vault.walk(&config))), || ());
    report(
        "read",
        notes,
        || files.par_iter().for_each(|(path, _)| drop(black_box(vault.read(path, config.max_note_size)))),
        || (),
    );
    report("Markdown alone", notes, || files.par_iter().for_each(|(_, bytes)| markdown_alone(bytes)), || ());
    report(
        "parse",
        notes,
        || files.par_iter().for_each(|(path, bytes)| drop(black_box(parser.parse(path, bytes)))),
        || (),
    );
    let mut parsed = None;
    report("walk + read + parse", notes, || parsed = Some(read_all()), || ());
    let parsed = parsed.unwrap_or_default();
    let copies = std::cell::RefCell::new(Vec::new());
    report(
        "index",
        notes,
        || drop(black_box(copies.borrow_mut().pop().map(Index::new))),
        || copies.borrow_mut().push(parsed.clone()),
    );
    let index = Index::new(parsed);
    report("standing", notes, || drop(black_box(Standing::new(&index, today))), || ());
    let standing = Standing::new(&index, today);
    report("questions", notes, || drop(black_box(Questions::new(&index, &standing))), || ());
    let questions = Questions::new(&index, &standing);
    report("follow-ups", notes, || drop(black_box(follow_ups::derive(&index, &standing, &questions, &config))), || ());
    let derived = follow_ups::derive(&index, &standing, &questions, &config);
    let rows = QuestionRows::new(&index, &standing, &questions);
    let diagnostics = index.diagnostics();
    let view = View {
        index: &index,
        standing: &standing,
        config: &config,
        derived: &derived,
        questions: &rows,
        diagnostics: &diagnostics,
        today,
    };
    let home = NotePath::new("Dashboard.md");
    let regions = region::find(DASHBOARD).0;
    report(
        "render",
        notes,
        || {
            drop(black_box(splice::refresh(DASHBOARD, &regions, false, |directive| {
                blocks::render(&view, directive, &home)
            })))
        },
        || (),
    );
    println!("peak memory {} KiB", support::peak_memory());
}

/// Runs the Markdown parser over a note and does nothing with what it finds: the least that reading bodies can cost.
fn markdown_alone(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_WIKILINKS
        | Options::ENABLE_GFM;
    Parser::new_ext(text, options).into_offset_iter().for_each(|event| drop(black_box(event)));
}

fn report(stage: &str, notes: u64, mut run: impl FnMut(), prepare: impl Fn()) {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            prepare();
            let began = Instant::now();
            run();
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    let median = times.get(ROUNDS / 2).copied().unwrap_or_default();
    println!(
        "{stage:<22} {:>9.2} ms {:>8.2} µs a note",
        median.as_secs_f64() * 1e3,
        median.as_secs_f64() * 1e6 / f64::from(u32::try_from(notes).unwrap_or(u32::MAX))
    );
}
