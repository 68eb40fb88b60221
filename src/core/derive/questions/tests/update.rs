//! Checks that updates in any order give the same result as deriving everything from scratch.

use crate::core::derive::questions::wording::yes_no_opening;
use std::fmt::Debug;

use proptest::prelude::*;
use proptest::test_runner::RngAlgorithm;

use crate::core::base::NotePath;
use crate::core::config::Config;
use crate::core::index::Change;
use crate::core::model::Day;
use crate::core::parse::NoteParser;

use super::*;

const CONTACTS: [&str; 3] = ["Ann", "Bo", "Cy"];
/// `Zed` and `Yo` are people without a note, unless a contact gets that name.
const PEOPLE: [&str; 6] = ["Ann", "Bo", "Cy", "Zed", "Yo", "Ann Lee"];
const DAYS: [&str; 5] = ["2026-10-01", "2026-11-02", "2026-11-02", "2026-12-01", ""];
const STATUSES: [&str; 6] = ["", "", "", "planned", "held", "cancelled"];
const ITEMS: [&str; 7] = ["- [ ] ", "- [ ] ", "- [x] ", "- [-] ", "- ", "- [\u{2713}] ", "\n"];
/// What stands behind questions, on their line and below it.
const ANSWERS: [&str; 9] =
    ["", "", "", "\n  - so", " by luck", ": so", " -> Ann Lee and Yo Zed", "\n - so", "\n\n  Ann Lee"];
const HEADINGS: [&str; 5] = ["## Questions", "## Questions", "## To ask", "## Questions asked", "## Notes"];
/// Questions of the banks in several wordings, by link, and others.
const QUESTIONS: [&str; 15] = [
    "Who else should I meet?",
    "What is hard?",
    "what is HARD",
    "Why now?",
    "Who pays?",
    "[[a#^pay]]",
    "[[q#^pay]]",
    "How so?",
    "how SO",
    "Which way?",
    "Is it fun?",
    "Will you hire me?",
    "[[a#^gone]]",
    "See [[a#^gone]], why?",
    "Q: How so?",
];

/// Small numbers that define a note, each read where it is needed.
type Seed = [u8; 8];

fn pick<'t>(all: &[&'t str], seed: u8) -> &'t str {
    all.get(usize::from(seed) % all.len()).unwrap()
}

/// The lines of a note: which item, which question, whether there is text under it.
fn items(seeds: &[[u8; 3]]) -> String {
    let line = |[item, question, answer]: &[u8; 3]| {
        format!("{}{}{}\n", pick(&ITEMS, *item), pick(&QUESTIONS, *question), pick(&ANSWERS, *answer))
    };
    seeds.iter().map(line).collect()
}

/// The path and text of a note; there are few paths, so that notes replace each other.
fn note(seed: Seed, lines: &[[u8; 3]]) -> (String, String) {
    let [kind, which, first, second, day, status, name, _] = seed;
    let lines = items(lines);
    match kind % 16 {
        0..3 => {
            let name = if name.is_multiple_of(4) { pick(&PEOPLE, first) } else { pick(&CONTACTS, which) };
            let kind = match status % 8 {
                0 => "note",
                1 | 2 => "person\nask: no",
                _ => "contact",
            };
            let heading = pick(&HEADINGS, day);
            let tags = if second.is_multiple_of(2) { "tags: [grid]\n" } else { "" };
            let path = format!("people/{}.md", pick(&CONTACTS, which));
            (path, format!("---\ntype: {kind}\nname: {name}\n{tags}---\n{heading}\n{lines}"))
        }
        3..15 => {
            let with = match name % 4 {
                0 => String::new(),
                1 => format!("with: [{}, {}]\n", pick(&PEOPLE, first), pick(&PEOPLE, second)),
                _ => format!("with: {}\n", pick(&PEOPLE, first)),
            };
            let status = match pick(&STATUSES, status) {
                "" => String::new(),
                status => format!("status: {status}\n"),
            };
            let day = match pick(&DAYS, day) {
                "" => String::new(),
                day => format!("date: {day}\n"),
            };
            let heading = pick(&HEADINGS, first);
            let text = format!("---\ntype: meeting\n{with}{day}{status}---\n{heading}\n{lines}");
            (format!("meetings/{}.md", which % 8), text)
        }
        _ => {
            let more = if second.is_multiple_of(2) { "- How so?\n" } else { "" };
            let text = match which % 2 {
                0 => format!("- What is hard?\n- Why now? #grid\n{more}"),
                _ => format!("- Who pays? ^pay\n- Why now?\n{more}"),
            };
            (format!("questions/{}.md", pick(&["a", "q"], which)), format!("---\ntype: questions\n---\n{text}"))
        }
    }
}

/// A note is written, or is gone.
fn change() -> impl Strategy<Value = Change> {
    let lines = proptest::collection::vec(any::<[u8; 3]>(), 0..5);
    (any::<Seed>(), lines).prop_map(|(seed, lines)| {
        let (path, text) = note(seed, &lines);
        let path = NotePath::new(path);
        let is_gone = seed.last().is_some_and(|last| last.is_multiple_of(5));
        if is_gone {
            return Change::Gone(path);
        }
        let config = Config::default();
        Change::Put(NoteParser::new(&config).parse(&path, text.as_bytes()))
    })
}

/// Fails with the first thing in which the two differ.
fn same<T: PartialEq + Debug>(what: &str, updated: T, anew: T) -> Result<(), TestCaseError> {
    prop_assert_eq!(updated, anew, "{}", what);
    Ok(())
}

fn compare(index: &Index, standing: &Statuses, updated: &Questions, anew: &Questions) -> Result<(), TestCaseError> {
    same("bank", updated.bank(), anew.bank())?;
    let unasked = |questions: &Questions| questions.prepared_not_asked(index).map(|row| format!("{row:?}")).collect();
    same::<Vec<String>>("unasked", unasked(updated), unasked(anew))?;
    let open = anew.prepared_not_asked(index).filter(|row| row.planned_again.is_none()).count();
    same("to take back", (updated.to_take_back(), anew.to_take_back()), (open, open))?;
    let loose = updated.not_in_bank(index);
    same("in no bank", &loose, &anew.not_in_bank(index))?;
    for row in &loose {
        same("whose", updated.people_of(row), anew.people_of(row))?;
    }
    let offered: Vec<NotInBank<'_>> = updated.offered(index).collect();
    let is_offered = |row: &NotInBank<'_>| !asks_for_a_job(row.text) && yes_no_opening(row.text).is_none();
    same("offered", &offered, &loose.into_iter().filter(is_offered).collect())?;
    same("count of those", updated.offered_count(), offered.len())?;
    let named: Vec<Named<'_>> = updated.named(index).collect();
    same("named", named, anew.named(index).collect())?;
    same("histories", updated.histories(index, standing), anew.histories(index, standing))?;
    same("next", updated.for_next(index, standing), anew.for_next(index, standing))?;
    same("hints", updated.hints(index), anew.hints(index))?;
    same("warnings", updated.warnings(index), anew.warnings(index))?;
    for (id, _) in index.notes() {
        same("of a note", updated.uses.of(id), anew.uses.of(id))?;
        same("counts", updated.meeting_counts(id), anew.meeting_counts(id))?;
        same("for them", updated.not_yet_asked_of(index, id), anew.not_yet_asked_of(index, id))?;
    }
    // Nothing is left of notes that are gone.
    same("asked", &updated.asked, &anew.asked)?;
    same("rows", &updated.unasked, &anew.unasked)?;
    same("loose", &updated.loose, &anew.loose)?;
    same("naming", &updated.naming, &anew.naming)?;
    same("carriers", updated.uses.count(), anew.uses.count())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, rng_algorithm: RngAlgorithm::ChaCha, ..ProptestConfig::default() })]

    #[test]
    fn after_every_change_everything_is_as_derived_anew(
        steps in proptest::collection::vec(proptest::collection::vec(change(), 1..4), 1..40),
    ) {
        let mut index = Index::default();
        let mut standing = Statuses::new(&index, &Config::default(), Day::from_ymd_opt(2026, 11, 21).unwrap());
        let mut questions = Questions::new(&index, &standing);
        for changes in steps {
            let touched = index.update(changes);
            prop_assert!(touched.is_some(), "the vault is too small to be built anew");
            let touched = touched.unwrap();
            standing.update(&index, &touched);
            questions.update(&index, &standing, &touched);
            compare(&index, &standing, &questions, &Questions::new(&index, &standing))?;
        }
    }
}
