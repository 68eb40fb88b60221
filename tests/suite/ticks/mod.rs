//! Ticks on their way from pages to notes: over git, from old pages, in hooks.
//!
//! What is right is always the same: the notes of a vault in which the same ticks were made one after the other, on the
//! days on which they reached their notes.

mod git;
mod hooks;
mod sequences;
mod stale;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use harness::repository::{commit, git, git_code};
use harness::vault::{TestVault, files};

/// Beside what `init` makes: somebody to thank, to nudge, to ask twice, tasks of three kinds and a day to come back.
const NOTES: [(&str, &str); 9] = [
    ("people/priya.md", "---\ntype: contact\nname: Priya Nair\nrequested: 2026-11-01\n---\n# Priya Nair\n"),
    ("meetings/priya.md", "---\ntype: meeting\nwith: \"[[priya]]\"\ndate: 2026-11-19\n---\n## Takeaways\n\nMuch.\n"),
    ("people/sam.md", "---\ntype: contact\nname: Sam Okafor # from work\nrequested: 2026-11-02\n---\n# Sam Okafor\n"),
    ("people/zoe.md", "---\ntype: contact\nname: Zoë Lind\nadded: 2026-11-10\nrequested:\n---\n# Zoë Lind\n"),
    ("people/mei.md", "---\ntype: contact\nname: Mei Chen\nadded: 2026-11-11\n---\n# Mei Chen\n"),
    ("people/ann.md", "---\ntype: contact\nname: Ann Lee\nstatus: paused\n---\n- [ ] Send the paper 📅 2026-11-24\n"),
    (
        "people/bea.md",
        "---\ntype: contact\nname: Bea Oh\nstatus: paused\n---\n- [ ] Ring Bea 🔁 every week 📅 2026-11-22\n",
    ),
    ("people/cleo.md", "---\ntype: contact\nname: Cleo Diaz\nstatus: paused\n---\n- [ ] Read her book\n"),
    ("people/jo.md", "---\ntype: contact\nname: Jo Park\nstatus: paused\nfollow-up: 2026-11-25\n---\n# Jo Park\n"),
];

/// A line of the page, by some of its words, and what is put into its box.
type Tick = (&'static str, char);

/// Makes a vault as `init` does, with people in it, and builds it.
fn vault() -> TestVault {
    let vault = TestVault::new();
    vault.run(["init"]).ok();
    for (path, text) in NOTES {
        vault.write(path, text.as_bytes());
    }
    vault.run(["build"]).ok();
    vault
}

/// Makes a repository of such a vault.
fn repository() -> TestVault {
    let vault = vault();
    harness::repository::init(&vault, false);
    vault
}

/// Clones the vault, as another computer would.
fn clone_of(vault: &TestVault) -> TestVault {
    clone_with(vault, &[])
}

fn clone_with(vault: &TestVault, settings: &[&str]) -> TestVault {
    let clone = TestVault::new();
    let mut args: Vec<&str> = settings.iter().flat_map(|setting| ["-c", *setting]).collect();
    let from = vault.path();
    args.extend(["clone", "-q"]);
    args.extend(settings.iter().flat_map(|setting| ["-c", *setting]));
    args.extend([from.to_str().unwrap(), "."]);
    git(&clone, &args);
    clone
}

/// Builds on a day.
#[track_caller]
fn build(vault: &TestVault, day: &str) -> harness::vault::Output {
    vault.run(["build", "--today", day]).ok()
}

/// Puts a character into the box of the first line of the dashboard that holds these words.
#[track_caller]
fn tick(vault: &TestVault, (words, mark): Tick) {
    vault.write("Dashboard.md", ticked(&vault.text("Dashboard.md"), (words, mark)).as_bytes());
}

#[track_caller]
fn ticked(page: &str, (words, mark): Tick) -> String {
    let is_it = |line: &&str| line.starts_with("- [") && line.contains(words) && line.trim_end().ends_with("-->");
    let line = page.lines().find(is_it).unwrap_or_else(|| panic!("no line of {words}: {page}"));
    page.replacen(line, &format!("- [{mark}]{}", &line[5..]), 1)
}

fn tick_all(vault: &TestVault, ticks: &[Tick]) {
    for one in ticks {
        tick(vault, *one);
    }
}

/// Returns all notes but the dashboard.
fn notes(vault: &TestVault) -> BTreeMap<PathBuf, String> {
    let all = files(&vault.path()).into_iter();
    let is_page = |path: &Path| ["Dashboard.md", "Overview.md"].iter().any(|page| path.ends_with(page));
    let notes = all.filter(|(path, _)| path.extension().is_some_and(|end| end == "md") && !is_page(path));
    notes.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
}

/// Asserts that another build has nothing to do, that no tick waits, and that every block stands once.
#[track_caller]
fn assert_settled(vault: &TestVault, day: &str) {
    vault.run(["build", "--check", "--today", day]).ok();
    let page = vault.text("Dashboard.md");
    assert_eq!(outside_of_blocks(&page), outside_of_blocks(include_str!("../../../templates/dashboard.md")));
    let found = vault.json(&["check", "--today", day]);
    assert!(found.iter().all(|found| !found["code"].as_str().unwrap().starts_with("tick-")), "{found:#?}");
}

/// Returns the lines outside of blocks, and those that open and close them.
fn outside_of_blocks(text: &str) -> Vec<String> {
    let mut is_inside = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        is_inside &= line != "<!-- /coffeechat -->";
        if !is_inside {
            lines.push(line.to_owned());
        }
        is_inside |= line.starts_with("<!-- coffeechat ");
    }
    lines
}

/// Merges what another clone committed.
fn merge(here: &TestVault, there: &TestVault, args: &[&str]) -> (i32, String) {
    fetch(here, there, "there");
    git_code(here, &[&["merge", "-q", "--no-edit"], args, &["there"]].concat())
}

/// Brings what another clone committed here, under a name.
fn fetch(here: &TestVault, there: &TestVault, name: &str) {
    git(here, &["fetch", "-q", there.path().to_str().unwrap(), &format!("+main:{name}")]);
}

fn commit_all(vault: &TestVault) {
    commit(vault, "ticked");
}

/// Returns the codes of what `check` finds in the dashboard on a day.
fn codes(vault: &TestVault, day: &str) -> Vec<String> {
    let found = vault.json(&["check", "--today", day]);
    let of_page = found.iter().filter(|found| found["note"] == "Dashboard.md");
    of_page.map(|found| found["code"].as_str().unwrap().to_owned()).collect()
}
