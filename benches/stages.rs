//! How long each stage takes on a generated vault, in one process: medians, and the cost of a note.
//!
//! `cargo bench --bench stages -- [NOTES] [SEED]`
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a benchmark reads the clock and prints")]

#[path = "support/mod.rs"]
mod support;

use std::cell::RefCell;
use std::hint::black_box;
use std::time::Instant;

use coffeechat::core::base::{At, Location, NotePath};
use coffeechat::core::config::Config;
use coffeechat::core::derive::follow_ups::Derived;
use coffeechat::core::derive::questions::Questions;
use coffeechat::core::derive::standing::Standing;
use coffeechat::core::index::Index;
use coffeechat::core::model::Note;
use coffeechat::core::parse::NoteParser;
use coffeechat::core::picture::{Change, ContactOrder, Picture};
use coffeechat::core::render::{self, DASHBOARD, splice};
use coffeechat::core::syntax::block::region;
use coffeechat::vault::{Read, Vault};
use pulldown_cmark::{Options, Parser};
use rayon::prelude::*;

const ROUNDS: usize = 9;

fn main() {
    let (notes, seed) = support::arguments();
    let folder = support::vault(notes, seed);
    println!("{notes} notes, seed {seed}, {ROUNDS} rounds, medians");
    let config = Config::default();
    let parsed = reading(&Bench { notes }, &Vault::open(&folder).unwrap_or_else(|error| panic!("{error}")), &config);
    deriving(&Bench { notes }, parsed, &config);
}

/// Measures the stages up to the parsed notes, and returns these.
fn reading(bench: &Bench, vault: &Vault, config: &Config) -> Vec<Note> {
    let walk = || vault.walk(config).unwrap_or_else(|error| panic!("{error}")).notes;
    let read = |path: &NotePath| match vault.read(path, config.max_note_size) {
        Read::Bytes(bytes) => bytes,
        other => panic!("{path}: {other:?}"),
    };
    let parser = NoteParser::new(config);
    let files: Vec<(NotePath, Vec<u8>)> = walk().into_iter().map(|path| (path.clone(), read(&path))).collect();
    let whole = || -> Vec<Note> { walk().par_iter().map(|path| parser.parse(path, &read(path))).collect() };
    bench.measure("walk", || (), |()| walk());
    bench.measure("survey", || (), |()| vault.survey(config).unwrap_or_else(|error| panic!("{error}")));
    bench.measure("read", || (), |()| files.par_iter().for_each(|(path, _)| drop(black_box(read(path)))));
    bench.measure("Markdown alone", || (), |()| files.par_iter().for_each(|(_, bytes)| markdown_alone(bytes)));
    bench.measure(
        "parse",
        || (),
        |()| -> Vec<Note> { files.par_iter().map(|(path, bytes)| parser.parse(path, bytes)).collect() },
    );
    bench.measure("walk + read + parse", || (), |()| whole());
    whole()
}

/// Measures what is made of the parsed notes.
fn deriving(bench: &Bench, parsed: Vec<Note>, config: &Config) {
    let today = support::today();
    bench.measure("index", || parsed.clone(), Index::new);
    let index = Index::new(parsed);
    bench.measure("standing", || (), |()| Standing::new(&index, today));
    let standing = Standing::new(&index, today);
    bench.measure("questions", || (), |()| Questions::new(&index, &standing));
    let questions = Questions::new(&index, &standing);
    bench.measure("follow-ups", || (), |()| Derived::new(&index, &standing, &questions, config));
    let derived = Derived::new(&index, &standing, &questions, config);
    bench.measure("order of contacts", || (), |()| ContactOrder::new(&index, &standing, &derived));
    let notes: Vec<Note> = index.notes().map(|(_, note)| note.clone()).collect();
    let picture = Picture::new(config.clone(), notes, Vec::new(), today);
    let findings = coffeechat::core::render::findings::of(&picture, Vec::new());
    let view = coffeechat::core::lists::View::of(&picture, &findings);
    updating(bench, &picture);
    let home = NotePath::new("Dashboard.md");
    let regions = region::find(DASHBOARD).0;
    let render =
        |()| splice::refresh(DASHBOARD, &regions, false, &[], |directive| render::render(&view, directive, &home));
    bench.measure("render", || (), render);
}

/// Measures what one changed note costs: each time another note is put off.
fn updating(bench: &Bench, picture: &Picture) {
    let notes: Vec<Note> = picture.index.notes().map(|(_, note)| note.clone()).collect();
    let picture = RefCell::new(Picture::new(picture.config.clone(), notes.clone(), Vec::new(), picture.today()));
    let contacts = notes.iter().filter(|note| note.as_contact().is_some());
    let meetings = notes.iter().filter(|note| note.as_meeting().is_some());
    changing(bench, "a changed contact", &picture, contacts);
    changing(bench, "a changed meeting", &picture, meetings);
}

fn changing<'n>(bench: &Bench, stage: &str, picture: &RefCell<Picture>, notes: impl Iterator<Item = &'n Note> + Clone) {
    let some = RefCell::new(notes.step_by(97).cycle());
    let change = || {
        let mut note = some.borrow_mut().next().unwrap_or_else(|| panic!("no such note")).clone();
        note.snooze = note.snooze.is_none().then_some(At { value: support::today(), location: Location::default() });
        vec![Change::Put(note)]
    };
    bench.measure(stage, change, |change| picture.borrow_mut().update(change));
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
