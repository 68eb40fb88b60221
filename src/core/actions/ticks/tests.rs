//! Tests what ticks do to notes in any order, on any page and at any moment, without a disk.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::RngAlgorithm;

use crate::core::base::NotePath;
use crate::core::config::Config;
use crate::core::edit::Hunk;
use crate::core::lists::View;
use crate::core::model::Day;
use crate::core::parse::NoteParser;
use crate::core::render::{self, splice};
use crate::core::syntax::block::region;
use crate::core::syntax::block::row::PageRow;
use crate::core::workspace::Workspace;
use crate::core::workspace::tests::note;

use super::{Kept, Settlement, TickVerdict, Why, changed, judge, place, settle};

const PAGE: &str = "Dashboard.md";
const BLANK: &str = "<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n\n\
    <!-- coffeechat done -->\n<!-- /coffeechat -->\n";

/// Notes in the dialects and forms that the numbers do not choose.
const NOTES: [(&str, &str); 11] = [
    (
        "people/sam.md",
        "---\ntype: contact\nname: Sam\nrequested: 2026-11-02\nnudged: # when?\nfollow-up: 2026-11-25\n---\n\
        - [ ] One 📅 2026-11-20\n- [ ] Two 📅 2026-11-22\n",
    ),
    ("people/priya.md", "---\ntype: contact\nrequested: 2026-10-01\nreplied: 2026-10-02\ncadence: 30d\n---\n## Log\n"),
    ("people/zoe.md", "---\ntype: contact\nadded: 2026-11-10\nreferred-by: \"[[priya]]\"\n---\n"),
    (
        "people/ann.md",
        "---\ntype: contact\nfollow-ups: [2026-11-20, 2026-11-24 the book]\n---\n## Log\n- 2026-11-01 wrote\n",
    ),
    (
        "people/bo.md",
        "---\ntype: contact\nrequested: 2026-11-02\n---\n- [ ] Send it by Friday\n## Log\n- 2026-11-10 met at the fair\n",
    ),
    (
        "people/cy.md",
        "---\ntype: contact\nrequested: 2026-11-01\nnudged: 2026-11-11\nreplied: no\n---\n## Log\n\n\
        - 2026-11-09 coffee\n- 2026-11-18\n  - [ ] Send it by Friday\n",
    ),
    ("people/lee.md", "# Lee\n\n- [ ] Ring 🔁 every week 📅 2026-11-21\n- [ ] Water the plant 🔁 every day\n"),
    (
        "meetings/held.md",
        "---\ntype: meeting\nwith: \"[[priya]]\"\ndate: 2026-11-18\n---\n## Takeaways\n\nMuch.\n\n## Reflection\n",
    ),
    (
        "meetings/other.md",
        "---\ntype: meeting\nwith: \"[[zoe]]\"\ndate: 2026-11-10\nthanked: 2026-11-11\n---\n## Reflection\n",
    ),
    (
        "meetings/next.md",
        "---\ntype: meeting\nwith: \"[[ann]]\"\ndate: 2026-11-23\nprepared:\nconfirmed:\n---\n## Questions\n",
    ),
    ("notes/plain.md", "- [ ] Ask [[lee]] due:2026-11-22\n- [ ] Tell [[lee]] [due:: 2026-11-21]\n"),
];

/// A vault in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Memory {
    notes: BTreeMap<String, String>,
    page: String,
}

impl Memory {
    fn new(seeds: &[[usize; 12]]) -> Self {
        let more = NOTES.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let notes = seeds.iter().map(note).filter(|(_, text)| !text.contains("coffeechat")).chain(more).collect();
        let mut memory = Self { notes, page: BLANK.to_owned() };
        memory.build(true);
        memory
    }

    fn workspace(&self) -> Workspace {
        let config = Config::default();
        let parser = NoteParser::new(&config);
        let page = (&PAGE.to_owned(), &self.page);
        let notes = self.notes.iter().chain([page]);
        let notes = notes.map(|(path, text)| parser.parse(&NotePath::new(path.as_str()), text.as_bytes())).collect();
        Workspace::new(config.clone(), notes, Vec::new(), today())
    }

    /// Carries ticks to the notes, and brings the page up to date unless a power cut comes in between.
    fn build(&mut self, is_whole: bool) {
        let workspace = self.workspace();
        let parser = NoteParser::new(&workspace.config);
        let mut seen = Vec::new();
        let mut kept = Vec::new();
        let mut judged = judge(&workspace, changed(&workspace.index));
        judged.sort_by_key(|(_, verdict)| match verdict {
            TickVerdict::Carry(_, follow_up) => place(follow_up),
            _ => 0,
        });
        for (tick, verdict) in judged {
            match verdict {
                TickVerdict::Settled => {}
                TickVerdict::Kept(why) => kept.push(Kept { tick, why }),
                TickVerdict::Carry(_, follow_up) if seen.contains(&follow_up.id) => {}
                TickVerdict::Carry(action, follow_up) => {
                    seen.push(follow_up.id);
                    let path = workspace.index.note(follow_up.note).path.to_string();
                    let text = self.notes.get_mut(&path).unwrap();
                    let settlement = Settlement { action, today: today(), until: None };
                    match settle(&parser, text, &workspace.index, &follow_up, settlement) {
                        Ok((new, _)) => {
                            // Somebody who puts off two follow-ups of one note writes that once.
                            let Some(hunk) = Hunk::between(text, &new) else { continue };
                            let back = hunk.take_back(&new).unwrap().apply(&new).unwrap();
                            assert_eq!(back, *text, "what an edit did can be taken back");
                            assert_only_lines_of(text, &new);
                            *text = new;
                        }
                        Err(refusal) => {
                            kept.push(Kept { tick, why: Why::Cannot(refusal.to_string(), "") });
                        }
                    }
                }
            }
        }
        if is_whole {
            let workspace = self.workspace();
            let view = View::new(&workspace, &[]);
            let rows: Vec<_> = kept.iter().map(Kept::row).collect();
            let home = NotePath::new(PAGE);
            let regions = region::find(&self.page).0;
            self.page =
                splice::refresh(&self.page, &regions, false, &rows, |block| render::render(&view, block, &home)).text;
        }
    }

    fn rows(&self) -> Vec<String> {
        self.page.lines().filter(|line| PageRow::parse(line).is_some()).map(str::to_owned).collect()
    }

    fn put(&mut self, line: &str, mark: char) {
        self.page = ticked(&self.page, line, mark);
    }

    /// Returns the vault as another editor or system would have it.
    fn with(&self, change: impl Fn(&str) -> String) -> Self {
        let notes = self.notes.iter().map(|(path, text)| (path.clone(), change(text))).collect();
        Self { notes, page: self.page.clone() }
    }
}

fn today() -> Day {
    Day::from_ymd_opt(2026, 11, 21).unwrap()
}

fn ticked(page: &str, line: &str, mark: char) -> String {
    let (head, tail) = line.split_once('[').unwrap();
    let tail = tail.split_once(']').unwrap().1;
    page.replace(&format!("{line}\n"), &format!("{head}[{mark}]{tail}\n"))
}

/// An edit adds lines or changes one; every other line stays, in its order.
fn assert_only_lines_of(old: &str, new: &str) {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let same = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let rest = (old.get(same..).unwrap_or_default(), new.get(same..).unwrap_or_default());
    let tail = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(|(one, other)| one == other).count();
    assert!(rest.0.len() - tail <= 2 || !rest.1.is_empty(), "{old:#?}\n{new:#?}");
    assert!(rest.0.len() - tail <= 20, "an edit touches few lines: {old:#?}\n{new:#?}");
}

fn seeds() -> impl Strategy<Value = Vec<[usize; 12]>> {
    proptest::collection::vec(any::<[usize; 12]>(), 0..6)
}

/// Which rows to tick, and how.
fn choices() -> impl Strategy<Value = Vec<(prop::sample::Index, char)>> {
    proptest::collection::vec((any::<prop::sample::Index>(), prop::sample::select(vec!['x', '-', '>', ' '])), 1..5)
}

/// Returns distinct rows with a mark that differs from what was written.
fn chosen(memory: &Memory, choices: &[(prop::sample::Index, char)]) -> Vec<(String, char)> {
    let rows = memory.rows();
    let mut all: Vec<(String, char)> = Vec::new();
    for (index, mark) in choices {
        let Some(line) = (!rows.is_empty()).then(|| index.get(&rows)) else { continue };
        let is_open = PageRow::parse(line).unwrap().written == ' ';
        let mark = if is_open { if *mark == ' ' { 'x' } else { *mark } } else { ' ' };
        if all.iter().all(|(other, _)| other != line) {
            all.push((line.clone(), mark));
        }
    }
    all
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: ProptestConfig::default().cases / 2,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn ticks_in_any_order_and_over_any_number_of_saves_give_the_same_notes(
        seeds in seeds(),
        choices in choices(),
        order in any::<prop::sample::Index>(),
        crashes in any::<[bool; 4]>(),
        is_stale in any::<bool>(),
    ) {
        let start = Memory::new(&seeds);
        let mut ticks = chosen(&start, &choices);
        // Of equal tasks in a note, an old page cannot say which is meant once one of them has changed: the tick stays there.
        let rows = start.rows();
        let words = |line: &str| PageRow::parse(line).unwrap().words.to_owned();
        ticks.retain(|(line, _)| rows.iter().filter(|row| words(row) == words(line)).count() == 1);
        let mut at_once = start.clone();
        for (line, mark) in &ticks {
            at_once.put(line, *mark);
        }
        at_once.build(true);

        let shift = if ticks.is_empty() { 0 } else { order.index(ticks.len()) };
        ticks.rotate_left(shift);
        ticks.reverse();
        let mut singly = start.clone();
        let mut buffer = start.page.clone();
        for ((line, mark), crash) in ticks.iter().zip(crashes.iter().cycle()) {
            // An editor that never looked again still shows the first page, with the ticks made so far.
            buffer = ticked(&buffer, line, *mark);
            if is_stale || !singly.rows().contains(line) {
                singly.page.clone_from(&buffer);
            } else {
                singly.put(line, *mark);
            }
            singly.build(!crash);
        }
        singly.build(true);
        prop_assert_eq!(&singly.notes, &at_once.notes);
        singly.build(true);
        prop_assert_eq!(&singly.notes, &at_once.notes);
    }

    #[test]
    fn an_old_page_without_a_new_tick_writes_nothing(
        seeds in seeds(),
        choices in proptest::collection::vec(choices(), 1..3),
    ) {
        let mut memory = Memory::new(&seeds);
        let mut pages = vec![memory.page.clone()];
        for choices in &choices {
            for (line, mark) in chosen(&memory, choices) {
                memory.put(&line, mark);
            }
            memory.build(true);
            pages.push(memory.page.clone());
        }
        let unticked: Vec<String> = pages.iter().map(|page| {
            let is_kept = |line: &&str| PageRow::parse(line).is_none_or(|row| !row.is_changed());
            page.split_inclusive('\n').filter(is_kept).collect()
        }).collect();
        for page in unticked {
            let mut old = memory.clone();
            old.page = page;
            old.build(true);
            prop_assert_eq!(&old.notes, &memory.notes);
        }
    }

    #[test]
    fn line_ends_and_byte_order_marks_stay_and_change_nothing_else(seeds in seeds(), choices in choices()) {
        let start = Memory::new(&seeds);
        let ticks = chosen(&start, &choices);
        let carried = |mut memory: Memory| {
            for (line, mark) in &ticks {
                memory.put(line, *mark);
            }
            memory.build(true);
            memory
        };
        let plain = carried(start.clone());
        let windows = |text: &str| text.replace('\n', "\r\n");
        prop_assert_eq!(carried(start.with(windows)).notes, plain.with(windows).notes);
        let marked = |text: &str| format!("\u{feff}{text}");
        prop_assert_eq!(carried(start.with(marked)).notes, plain.with(marked).notes);
    }
}

#[test]
fn what_a_tick_asks_for_depends_on_what_the_notes_say_now() {
    let asked = |note: &str, line: &str| {
        let mut memory = Memory { notes: BTreeMap::new(), page: BLANK.to_owned() };
        memory
            .notes
            .insert("people/ann.md".into(), "---\ntype: contact\nname: Ann\nrequested: 2026-11-02\n---\n".to_owned());
        memory.build(true);
        let row = memory.rows().remove(0);
        memory.notes.insert("people/ann.md".into(), note.to_owned());
        memory.page = ticked(&memory.page, &row, line.chars().next().unwrap());
        let workspace = memory.workspace();
        let judged = judge(&workspace, changed(&workspace.index));
        let unsettled = judged.iter().filter(|(_, verdict)| *verdict != TickVerdict::Settled).count();
        memory.build(true);
        (memory.notes.remove("people/ann.md").unwrap(), unsettled, memory.rows().len())
    };
    let note = |keys: &str| format!("---\ntype: contact\nname: Ann\nrequested: 2026-11-02\n{keys}---\n");
    let rows = [
        // Open: carried.
        ("", "x", "nudged: 2026-11-21\n", 1),
        ("", "-", "nudged: no\n", 1),
        ("", ">", "snooze-nudge: 2026-11-28\n", 1),
        // Settled in the meantime: nothing is left to do.
        ("nudged: 2026-11-18\n", "x", "nudged: 2026-11-18\n", 0),
        ("replied: 2026-11-18\n", "x", "replied: 2026-11-18\n", 1),
        ("nudged: 2026-11-21\n", "x", "nudged: 2026-11-21\n", 0),
        // It was hidden in the meantime: somebody who ticks it means it.
        ("snooze: 2026-12-01\n", "x", "nudged: 2026-11-21\nsnooze: 2026-12-01\n", 1),
        ("snooze: 2026-12-01\n", ">", "snooze: 2026-12-01\n", 0),
        ("snooze-nudge: 2026-12-01\n", "x", "nudged: 2026-11-21\n", 1),
        ("snooze-nudge: 2026-12-01\n", "-", "nudged: no\n", 1),
        ("snooze-nudge: 2026-12-01\n", ">", "snooze-nudge: 2026-12-01\n", 0),
        ("snooze-close: 2026-12-01\n", "x", "nudged: 2026-11-21\nsnooze-close: 2026-12-01\n", 1),
        ("follow-up: 2026-12-01\n", ">", "follow-up: 2026-12-01\n", 1),
        ("status: paused\n", "x", "status: paused\nnudged: 2026-11-21\n", 1),
        // A character without a meaning: kept.
        ("", "y", "", 1),
    ];
    for (keys, mark, expected, kept) in rows {
        let (text, waiting, _) = asked(&note(keys), mark);
        assert_eq!((text, waiting), (note(expected), kept), "[{mark}] with {keys}");
    }
}

#[test]
fn a_task_ticked_on_the_page_and_in_its_note_kept_its_line() {
    let note = |mark: char| format!("---\ntype: contact\nname: Ann\n---\n- [{mark}] Send it\n- [ ] Ring\n");
    let mut memory = Memory { notes: BTreeMap::new(), page: BLANK.to_owned() };
    memory.notes.insert("people/ann.md".into(), note(' '));
    memory.build(true);
    let row = memory.rows().into_iter().find(|row| row.contains("Send it")).unwrap();
    memory.notes.insert("people/ann.md".into(), note('x'));
    memory.page = ticked(&memory.page, &row, 'x');
    memory.build(true);
    assert_eq!(memory.notes["people/ann.md"], note('x'));
    assert!(!memory.page.contains("Send it"), "{}", memory.page);
}

#[test]
fn a_talk_confirmed_on_the_page_and_held_before_the_next_build_kept_its_line() {
    let note = |keys: &str| format!("---\ntype: meeting\nwith: Ann\n{keys}---\n## Questions\n- [ ] Why?\n");
    let mut memory = Memory { notes: BTreeMap::new(), page: BLANK.to_owned() };
    memory.notes.insert("meetings/m.md".into(), note("date: 2026-11-21\n"));
    memory.build(true);
    let row = memory.rows().into_iter().find(|row| row.contains("Confirm")).unwrap();
    memory.notes.insert("meetings/m.md".into(), note("date: 2026-11-21\nstatus: held\n"));
    memory.page = ticked(&memory.page, &row, 'x');
    memory.build(true);
    assert_eq!(memory.notes["meetings/m.md"], note("date: 2026-11-21\nstatus: held\n"));
    assert!(!memory.page.contains("Confirm"), "{}", memory.page);
}
