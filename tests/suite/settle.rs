//! `done`, `snooze`, `waive` and `undo`: what is settled on the command line, and every byte of it taken back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use harness::vault::{TODAY, TestVault, files};

const TASKS: &str = "---\ntype: contact\nname: Priya Nair\n---\n# Priya Nair\n\n## Tasks\n";

fn example() -> TestVault {
    TestVault::new().copy_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("example-vault"))
}

/// Returns the id of every open follow-up, with its note and the day it is due.
fn open(vault: &TestVault) -> BTreeMap<String, (PathBuf, String)> {
    let rows = vault.json(&["list", "follow-ups"]);
    let text = |row: &serde_json::Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| (text(row, "id"), (text(row, "note").into(), text(row, "due")))).collect()
}

/// Asserts that of two states of a vault, only one note and pages differ.
#[track_caller]
fn assert_changed(note: &Path, before: &BTreeMap<PathBuf, Vec<u8>>, after: &BTreeMap<PathBuf, Vec<u8>>) {
    assert!(before.keys().eq(after.keys()), "files came or went");
    assert_ne!(before[note], after[note]);
    for (path, bytes) in before.iter().filter(|(path, _)| *path != note) {
        let is_page = String::from_utf8_lossy(bytes).contains("<!-- coffeechat ");
        assert!(is_page || after[path] == *bytes, "{} changed", path.display());
    }
}

/// Settles every follow-up of a vault in every way, each for itself, and takes it back.
fn settle_and_undo_each(vault: &TestVault) {
    vault.run(["build"]).ok();
    let (before, due) = (files(&vault.path()), open(vault));
    assert!(!due.is_empty());
    for (id, (note, _)) in &due {
        for action in ["done", "waive", "snooze"] {
            if action == "done" {
                let preview = vault.run([action, id, "--dry-run"]).ok();
                assert!(preview.stdout.contains("\n@@ "), "{preview:#?}");
                assert_eq!(files(&vault.path()), before, "{action} {id} --dry-run");
            }
            let told = vault.run([action, id]);
            if action == "snooze" && told.code == Some(2) {
                told.says("it is not due before");
                assert_eq!(files(&vault.path()), before, "what is due later than in a week is not brought forward");
                continue;
            }
            let told = told.ok();
            assert!(told.stdout.contains("`coffeechat undo` takes it back"), "{told:#?}");
            assert_changed(note, &before, &files(&vault.path()));
            let now = open(vault);
            assert_ne!(now.get(id), due.get(id), "{action} {id} changed nothing: {told:#?}");
            if action == "done" {
                vault.run(["build", "--check"]).ok();
            }
            vault.run(["undo"]).ok();
            let restored = files(&vault.path());
            for (path, bytes) in &restored {
                assert!(before[path] == *bytes, "{action} {id} and undo left {} changed", path.display());
            }
        }
    }
    vault.run(["undo"]).code(2).says("nothing to undo");
}

#[test]
fn every_follow_up_of_the_example_is_settled_in_every_way_and_taken_back_byte_for_byte() {
    settle_and_undo_each(&example());
}

#[test]
fn a_task_of_any_dialect_and_line_end_is_settled_and_taken_back_byte_for_byte() {
    let tasks = [
        "- [ ] Send the emoji 📅 2026-11-25",
        "* [ ] Send it on 🗓️2026-11-25 🔁 every week ⏫",
        "+ [ ] Ask for the field [due:: 2026-11-25] [repeat:: every 2 weeks when done]",
        "1. [ ] Ask in words due:2026-11-25 rec:1w",
        "- [ ] Call back @due(2026-11-25)",
        "> - [ ] Quote the plan ⏳ 2026-11-24",
        "- [ ] Think of it some day",
    ];
    for end in ["\n", "\r\n"] {
        for mark in ["", "\u{feff}"] {
            let text = format!("{mark}{TASKS}{}", tasks.join("\n\n")).replace('\n', end);
            let vault = TestVault::new().note("Dashboard.md", harness::vault::DASHBOARD).note("people/priya.md", &text);
            vault.run(["build"]).ok();
            let found = open(&vault).len();
            assert!(found >= tasks.len(), "{found} were found");
            settle_and_undo_each(&vault);
        }
    }
}

#[test]
fn several_edits_are_taken_back_in_any_order_or_all_at_once() {
    let vault = example();
    vault.run(["build"]).ok();
    let before = files(&vault.path());
    let ids: Vec<String> = open(&vault).into_keys().collect();
    let settle = || ids.iter().take(6).for_each(|id| drop(vault.run(["done", id.as_str()]).ok()));
    settle();
    vault.run(["undo", "6"]).ok();
    assert_eq!(files(&vault.path()), before);
    settle();
    for id in ids.iter().take(6) {
        vault.run(["undo", id.as_str()]).ok();
    }
    assert_eq!(files(&vault.path()), before);
    settle();
    vault.run(["undo", "7"]).code(2).says("only 6 changes are recorded here");
    vault.run(["undo", "6", "--dry-run"]).ok();
    assert_ne!(files(&vault.path()), before);
}

#[test]
fn what_changed_since_is_not_taken_back() {
    let vault = TestVault::with_good_contact();
    vault.run(["done", "nudge", "priya"]).ok();
    let edited = vault.text("people/good.md");
    assert!(edited.contains(TODAY), "{edited}");
    // Elsewhere in the note the user goes on writing; the edit's own line is another matter.
    vault.write("people/good.md", format!("{edited}\nMore.\n").as_bytes());
    vault.run(["undo"]).ok();
    assert!(!vault.text("people/good.md").contains(TODAY) && vault.text("people/good.md").ends_with("\nMore.\n"));
    vault.run(["done", "nudge", "priya"]).ok();
    let touched = vault.text("people/good.md").replace(TODAY, "2026-11-20");
    vault.write("people/good.md", touched.as_bytes());
    vault.run(["undo"]).code(2).says("cannot be undone");
    // It was said that so many can be, and `undo --list` said that they cannot.
    vault.run(["undo", "9"]).code(2).says("only 1 change is recorded here").says("cannot be undone: the lines");
    assert_eq!(vault.text("people/good.md"), touched);
    fs::remove_file(vault.path().join("people/good.md")).unwrap();
    vault.run(["undo"]).code(2).says("the note is gone");
}

#[test]
fn done_twice_is_done_once() {
    let vault = TestVault::with_good_contact();
    vault.run(["done", "nudge", "priya"]).ok();
    let after = files(&vault.path());
    let again = vault.run(["done", "nudge", "priya"]).ok();
    assert!(again.stdout.starts_with("done already: Nudged Priya Nair"), "{again:#?}");
    vault.run(["snooze", "nudge", "priya"]).code(2).says("it is already done");
    assert_eq!(files(&vault.path()), after);
}

#[test]
fn without_a_journal_undo_was_promised_and_told_that_nothing_was_written() {
    for (name, value) in [("HOME", "relative"), ("HOME", "/proc"), ("HOME", "/proc/y")] {
        let vault = TestVault::with_good_contact().env(name, value).env("XDG_STATE_HOME", "/proc/x");
        let told = [vault.run(["done", "nudge", "priya"]).ok(), vault.run(["log", "priya", "rang"]).ok()];
        assert!(vault.text("people/good.md").contains(TODAY));
        assert!(told.iter().all(|told| !told.stdout.contains("undo")), "{told:#?}");
        vault.run(["undo"]).code(2).says("nothing to undo").says("the journal of what is written cannot be kept");
        let list = vault.run(["undo", "--list"]).ok().says("nothing to undo").says("cannot be kept: /proc/");
        assert!(list.stdout.is_empty(), "{list:#?}");
    }
    // With one, it is promised, and looking for one makes nothing.
    let vault = TestVault::with_good_contact();
    vault.run(["undo", "--list"]).ok().says("nothing was written into a note here");
    assert!(!vault.outside("home").join(".local").exists());
    assert!(vault.run(["log", "priya", "rang"]).ok().stdout.contains("`coffeechat undo` takes it back"));
}

#[test]
fn what_another_machine_did_today_is_taken_back_by_its_id() {
    let vault = TestVault::with_good_contact();
    let [id] = &*open(&vault).into_keys().collect::<Vec<_>>() else { panic!() };
    vault.run(["done", id]).ok();
    let elsewhere = TestVault::new().copy_of(&vault.path());
    elsewhere.run(["undo"]).code(2).says("nothing to undo");
    elsewhere.run(["undo", id]).ok();
    assert!(!elsewhere.text("people/good.md").contains(TODAY));
    assert!(open(&elsewhere).contains_key(id));
    elsewhere.run(["undo", "zzzzzzzz"]).code(2).says("no change has the id `zzzzzzzz`");
}

#[test]
#[cfg(unix)]
fn while_git_or_an_editor_is_at_work_nothing_is_written() {
    let vault = TestVault::with_good_contact();
    vault.run(["build"]).ok();
    vault.run(["done", "nudge", "priya"]).ok();
    vault.write(".git/HEAD", b"ref: refs/heads/main\n");
    vault.write(".git/MERGE_HEAD", b"");
    let before = vault.text("people/good.md");
    vault.run(["undo"]).code(2).says("git is merging");
    assert_eq!(vault.text("people/good.md"), before);
    fs::remove_dir_all(vault.path().join(".git")).unwrap();
    vault.run(["undo"]).ok();
    let before = files(&vault.path());
    vault.write(".git/HEAD", b"ref: refs/heads/main\n");
    vault.write(".git/index.lock", b"");
    vault.run(["done", "nudge", "priya"]).code(2).says("git is at work");
    fs::remove_dir_all(vault.path().join(".git")).unwrap();
    assert_eq!(files(&vault.path()), before);

    let lock = vault.path().join("people/.#good.md");
    std::os::unix::fs::symlink(format!("somebody@elsewhere.example.com.{}", std::process::id()), &lock).unwrap();
    vault.run(["done", "nudge", "priya"]).code(2).says("has it open");
    fs::remove_file(lock).unwrap();
    assert_eq!(files(&vault.path()), before);
    vault.run(["done", "nudge", "priya"]).ok();
}

#[test]
fn two_at_once_lose_nothing() {
    let vault = example();
    let before = files(&vault.path());
    let ids: Vec<String> = open(&vault).into_keys().take(8).collect();
    let children: Vec<_> = ids
        .iter()
        .map(|id| {
            let mut command = vault.command(&["done", id, "--today", TODAY]);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        })
        .collect();
    let ends: Vec<_> = children.into_iter().map(|mut child| child.wait().unwrap().code()).collect();
    let written = ends.iter().filter(|code| **code == Some(0)).count();
    assert!(written > 0 && ends.iter().all(|code| matches!(code, Some(0 | 2))), "{ends:?}");
    let listed = vault.run(["undo", "--list"]).ok();
    let entries = listed.stdout.lines().count() - 1;
    assert!(entries >= written, "{ends:?} {listed:#?}");
    vault.run(["undo", &entries.to_string()]).ok();
    vault.run(["build"]).ok();
    assert_eq!(files(&vault.path()), before);
}
