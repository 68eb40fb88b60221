//! What holds for every vault: the dashboard is a function of the notes, and the notes are their writer's.
//!
//! Each case builds a vault and runs the program several times, so there are few of them; `PROPTEST_CASES` asks for more.

use std::collections::BTreeSet;
use std::path::PathBuf;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, FileFailurePersistence};
use serde_json::Value;

use crate::hostile_text::ACTIVE;
use crate::rendered::Rendered;
use harness::vault::{TestVault, assert_nothing_acts};

/// A note of a random vault.
#[derive(Debug, Clone)]
struct Note {
    path: String,
    text: String,
}

fn config(cases: u32) -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    let failure_persistence = Some(Box::new(FileFailurePersistence::Direct("tests/suite/properties.regressions")) as _);
    Config { cases, failure_persistence, max_shrink_iters: 60, ..Config::default() }
}

fn name() -> impl Strategy<Value = String> {
    select(vec!["Priya Nair", "Sam Okafor", "Zoë Lindqvist", "陳美玲", "Łukasz Wójcik", "Ann Lee", "Jo"])
        .prop_map(str::to_owned)
}

fn day() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => (9_u32..13, 1_u32..29).prop_map(|(month, day)| format!("2026-{month:02}-{day:02}")),
        1 => select(vec!["31.11.2026", "soon", "no", "2026-02-30", ""]).prop_map(str::to_owned),
    ]
}

/// Words, some of which act somewhere.
fn words() -> impl Strategy<Value = String> {
    let plain = select(vec!["read", "the article", "send", "What would you change?", "grid storage", "ü", "👩‍🔬"]);
    let word = prop_oneof![4 => plain.prop_map(str::to_owned), 2 => select(ACTIVE.to_vec()).prop_map(str::to_owned), 1 => "[ -~]{0,12}"];
    prop::collection::vec(word, 1..4).prop_map(|words| words.join(" "))
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn body() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        3 => (words(), day()).prop_map(|(words, day)| format!("- [ ] {words} 📅 {day}")),
        1 => words().prop_map(|words| format!("- [x] {words}")),
        1 => (words(), day()).prop_map(|(words, day)| format!("## Log\n- {day} {words}")),
        1 => words().prop_map(|words| format!("## {words}")),
        2 => words(),
        1 => (words(), name()).prop_map(|(words, name)| format!("- [ ] [[{name}]] {words}")),
        1 => Just(String::from("```\n- [ ] in a fence 📅 2026-11-01\n```")),
        1 => Just(String::from("<!-- /coffeechat -->")),
    ];
    prop::collection::vec(line, 0..5).prop_map(|lines| lines.join("\n"))
}

fn contact() -> impl Strategy<Value = (&'static str, String)> {
    let keys = prop::collection::vec(
        (select(vec!["requested", "nudged", "replied", "thanked", "snooze", "last-contact"]), day()),
        0..3,
    );
    (prop_oneof![3 => name(), 1 => words()], words(), keys, body()).prop_map(|(name, company, keys, body)| {
        let mut seen = BTreeSet::new();
        let keys: Vec<String> =
            keys.iter().filter(|(key, _)| seen.insert(*key)).map(|(key, day)| format!("{key}: {day}\n")).collect();
        let keys = keys.concat();
        let (name, company) = (quoted(&name), quoted(&company));
        ("people", format!("---\ntype: contact\nname: {name}\ncompany: {company}\n{keys}---\n{body}\n"))
    })
}

fn meeting() -> impl Strategy<Value = (&'static str, String)> {
    (name(), day(), body(), words()).prop_map(|(name, day, body, question)| {
        let text = format!(
            "---\ntype: meeting\nwith: \"[[{name}]]\"\ndate: {day}\n---\n## Questions\n- [ ] {question}\n{body}\n"
        );
        ("meetings", text)
    })
}

fn bank() -> impl Strategy<Value = (&'static str, String)> {
    prop::collection::vec((words(), words()), 1..4).prop_map(|rows| {
        let rows: Vec<String> =
            rows.iter().map(|(heading, question)| format!("## {heading}\n- {question}\n")).collect();
        let rows = rows.concat();
        ("questions", format!("---\ntype: questions\n---\n# Bank\n{rows}"))
    })
}

/// The notes of a vault, in an order that means nothing.
fn notes() -> impl Strategy<Value = Vec<Note>> {
    let plain = body().prop_map(|body| ("other/deep", format!("{body}\n")));
    let note = prop_oneof![4 => contact(), 3 => meeting(), 1 => bank(), 1 => plain];
    prop::collection::vec(note, 1..9).prop_map(|notes| {
        let notes = notes.into_iter().enumerate();
        notes.map(|(at, (folder, text))| Note { path: format!("{folder}/n{at}.md"), text }).collect()
    })
}

/// The default dashboard and a second one with prose around its blocks.
fn vault_of<'a>(notes: impl IntoIterator<Item = &'a Note>) -> TestVault {
    let vault = TestVault::new();
    for note in notes {
        vault.write(&note.path, note.text.as_bytes());
    }
    vault.note("Dashboard.md", include_str!("../../templates/dashboard.md")).note(
        "weekly/W47.md",
        "mine\r\n<!-- coffeechat follow-ups limit:2 -->\r\n<!-- /coffeechat -->\r\n\r\nmine, too",
    )
}

/// Returns the text of a note outside of its blocks.
fn outside_of_blocks(text: &str) -> String {
    let mut is_inside = false;
    text.split_inclusive('\n')
        .filter(|line| {
            let was_inside = is_inside;
            if line.starts_with("<!-- coffeechat ") {
                is_inside = true;
            } else if line.starts_with("<!-- /coffeechat -->") {
                is_inside = false;
            }
            !(was_inside && is_inside)
        })
        .collect()
}

proptest! {
    #![proptest_config(config(10))]

    #[test]
    fn the_dashboard_is_the_same_whatever_is_around_it(notes in notes().prop_shuffle()) {
        let expected = vault_of(&notes).built();
        prop_assert_eq!(&vault_of(notes.iter().rev()).built(), &expected, "the order in which files were made");
        let surroundings: [&[(&str, &str)]; 5] = [
            &[("RAYON_NUM_THREADS", "1")],
            &[("RAYON_NUM_THREADS", "8")],
            &[("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8")],
            &[("TZ", "Pacific/Kiritimati"), ("LC_ALL", "C")],
            &[("HOME", "/nowhere"), ("USER", "somebody"), ("COLUMNS", "20"), ("NO_COLOR", "1"), ("TERM", "xterm")],
        ];
        for variables in surroundings {
            let vault = variables.iter().fold(vault_of(&notes), |vault, (name, value)| vault.env(name, value));
            prop_assert_eq!(&vault.built(), &expected, "{:?}", variables);
        }
        let vault = vault_of(&notes);
        vault.run_in(&vault.outside(""), ["build", "vault"]).ok();
        prop_assert_eq!(&vault.text("Dashboard.md"), &expected, "another working directory");
        let vault = vault_of(&notes);
        vault.run_in(&vault.path().join("weekly"), ["build", "--vault", ".."]).ok();
        prop_assert_eq!(&vault.text("Dashboard.md"), &expected, "from a folder of the vault");
    }

    #[test]
    fn building_touches_nothing_but_blocks(notes in notes()) {
        let vault = vault_of(&notes);
        let before = vault.snapshot();
        vault.run(["build"]).ok();
        let built = vault.snapshot();
        prop_assert_eq!(before.keys().collect::<Vec<_>>(), built.keys().collect::<Vec<_>>());
        let live = ["Dashboard.md", "weekly/W47.md"].map(PathBuf::from);
        for (path, entry) in &built {
            let old = &before[path];
            if live.contains(path) || String::from_utf8_lossy(&old.bytes).contains("<!-- coffeechat ") {
                let (old, new) = (String::from_utf8_lossy(&old.bytes), String::from_utf8_lossy(&entry.bytes));
                prop_assert_eq!(outside_of_blocks(&old), outside_of_blocks(&new));
                prop_assert_eq!(before[path].identity.0, entry.identity.0, "the mode");
            } else {
                prop_assert_eq!(old, entry, "{}", path.display());
            }
        }
        // A second run writes nothing: the same inodes, the same times.
        vault.run(["build"]).ok();
        prop_assert_eq!(&vault.snapshot(), &built);
        vault.run(["build", "--check"]).ok();
        prop_assert_eq!(&vault.snapshot(), &built);
    }

    #[test]
    fn no_text_of_a_note_changes_the_shape_of_the_dashboard(notes in notes()) {
        let vault = vault_of(&notes);
        let dashboard = vault.built();
        assert_nothing_acts("Dashboard.md", &dashboard);
        let follow_ups = vault.json(&["list", "follow-ups"]);
        let ids: BTreeSet<&str> = follow_ups.iter().map(|row| row["id"].as_str().unwrap()).collect();
        prop_assert_eq!(ids.len(), follow_ups.len(), "every id is its own");
        let boxes: Vec<&str> = dashboard.lines().filter(|line| line.starts_with("- [ ]")).collect();
        for line in &boxes {
            let id = line.rsplit_once(" <!--").and_then(|(_, rest)| rest.get(..8)).unwrap_or_default();
            // One line for *Confirm* and *Prepare* of a talk has an id of its own.
            let is_known = ids.contains(id) || vault.run(["why", id]).code == Some(0);
            prop_assert!(is_known, "a box that is no follow-up: {}", line);
        }
        let template = include_str!("../../templates/dashboard.md");
        let markers = |text: &str| text.lines().filter(|line| line.contains("<!-- coffeechat") || line.contains("<!-- /coffeechat")).count();
        prop_assert_eq!(markers(&dashboard), markers(template));
        let Some(rendered) = Rendered::new(&dashboard) else { return Ok(()) };
        rendered.assert_harmless();
        let ticked = dashboard.lines().filter(|line| ["- [ ] ", "- [x] "].iter().any(|item| line.starts_with(item))).count();
        prop_assert_eq!(rendered.boxes(), ticked, "{}", rendered.html());
        let sums = dashboard.lines().filter(|line| line.starts_with("<!--lines ")).count();
        prop_assert_eq!(rendered.comments(), markers(template) + ticked + sums, "{}", rendered.html());
        let tables = dashboard.lines().filter(|line| line.starts_with("|---")).count();
        prop_assert_eq!(rendered.tables().len(), tables);
        let headings = |html: &str| html.matches("<h").count();
        prop_assert_eq!(headings(rendered.html()), headings(Rendered::new(template).unwrap().html()));
    }

    #[test]
    fn line_ends_and_a_byte_order_mark_change_no_fact(notes in notes()) {
        let facts = |change: fn(&str) -> String| -> Vec<Vec<Value>> {
            let changed: Vec<Note> =
                notes.iter().map(|note| Note { path: note.path.clone(), text: change(&note.text) }).collect();
            let vault = vault_of(&changed);
            let kinds = ["follow-ups", "contacts", "meetings", "questions"];
            let mut facts: Vec<Vec<Value>> = kinds.iter().map(|kind| vault.json(&["list", kind])).collect();
            facts.push(vault.json(&["check"]));
            facts
        };
        let expected = facts(str::to_owned);
        prop_assert_eq!(&facts(|text| text.replace('\n', "\r\n")), &expected, "CRLF");
        prop_assert_eq!(&facts(|text| format!("\u{feff}{text}")), &expected, "BOM");
        prop_assert_eq!(&facts(|text| format!("\u{feff}{}", text.replace('\n', "\r\n"))), &expected, "both");
    }

    #[test]
    fn breaking_a_note_takes_no_other_notes_rows_along(notes in notes(), broken in prop::collection::vec(any::<u8>(), 0..300)) {
        // A task names no other note, so that what is derived from two notes does not blur the workspace.
        let good = Note {
            path: "people/good.md".into(),
            text: "---\ntype: contact\nname: Good Person\nrequested: 2026-11-02\n---\n- [ ] A task 📅 2026-11-20\n".into(),
        };
        let rows = |notes: &[Note], broken: Option<&[u8]>| {
            let vault = vault_of(notes.iter().chain([&good]));
            if let Some(broken) = broken {
                vault.write(&notes[0].path, broken);
            }
            let mut rows = vault.json(&["list", "follow-ups"]);
            rows.retain(|row| row["note"] == "people/good.md");
            assert!(vault.built().contains("**A task** ([Good Person](people/good.md))"));
            rows
        };
        let expected = rows(&notes, None);
        prop_assert_eq!(rows(&notes, Some(&broken)), expected.clone(), "any bytes");
        prop_assert_eq!(rows(&notes, Some(b"")), expected.clone(), "nothing");
        prop_assert_eq!(rows(&notes, Some(b"---\ntype: contact\nname: \"x\n---\n")), expected, "broken YAML");
    }
}
