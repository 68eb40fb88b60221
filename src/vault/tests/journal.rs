//! Tests the record of edits that can be taken back, with any damage to its file.

use std::fs;
use std::path::PathBuf;

use crate::core::base::NotePath;
use crate::core::edit::{Hunk, JournalEntry};
use crate::core::model::Day;
use crate::vault::Journal;

use super::TestVault;

fn entry(id: &str) -> JournalEntry {
    JournalEntry {
        id: id.to_owned(),
        pair: None,
        verb: String::from("done"),
        note: NotePath::new("people/priya näir.md"),
        what: String::from("Thank Priya Nair for \"the chat\""),
        day: Day::from_ymd_opt(2026, 11, 21).unwrap(),
        is_made: false,
        hunk: Hunk {
            line: 3,
            before: String::from("thanked:\r\n"),
            after: String::from("thanked: 2026-11-21\r\n"),
            around: None,
        },
    }
}

fn ids(journal: &Journal) -> Vec<String> {
    journal.entries().into_iter().map(|entry| entry.id).collect()
}

/// Returns commands that edited one note each.
fn each<const N: usize>(ids: [&str; N]) -> Vec<Vec<JournalEntry>> {
    ids.map(|id| vec![entry(id)]).into()
}

/// Returns the edits of one command in so many notes.
fn import(id: &str, notes: usize) -> Vec<JournalEntry> {
    (0..notes).map(|at| JournalEntry { note: NotePath::new(format!("people/{at}.md")), ..entry(id) }).collect()
}

/// Returns a vault, its journal, and where that is kept.
fn journal() -> (TestVault, Journal, PathBuf) {
    let test = TestVault::new(&[]);
    let journal = Journal::open(&test.vault, &[test.path("state")]);
    let (device, inode) = test.vault.identity();
    let place = test.path(&format!("state/coffeechat/journal-{device}-{inode}.jsonl"));
    (test, journal, place)
}

#[test]
fn what_is_recorded_is_remembered_until_it_is_forgotten() {
    let (test, journal, _) = journal();
    assert!(journal.entries().is_empty() && !test.path("state").exists());
    journal.record(&[]).unwrap();
    assert!(!test.path("state").exists());
    journal.record(&each(["a", "b"])).unwrap();
    journal.record(&each(["a", "c"])).unwrap();
    assert_eq!(journal.entries(), ["a", "b", "a", "c"].map(entry));
    journal.forget(&[entry("a"), entry("nobody")]).unwrap();
    assert_eq!(ids(&journal), ["a", "b", "c"]);
    journal.forget(&["a", "b", "c"].map(entry)).unwrap();
    assert!(journal.entries().is_empty());
}

#[test]
fn a_line_of_another_version_stays_and_is_passed_over() {
    let (_test, journal, place) = journal();
    journal.record(&each(["a"])).unwrap();
    let known = fs::read_to_string(&place).unwrap();
    let foreign = [
        r#"{"version": 9}"#,
        "[1, 2]",
        "prose",
        "",
        "\"\\u0000\"",
        &known.trim().replace("2026-11-21\"", "2026-99-21\""),
        &"[".repeat(100_000),
    ];
    let newer = known.trim().replace("\"id\":\"a\"", "\"id\":\"b\",\"colour\":{\"of\":[1]}");
    fs::write(&place, format!("{}\n{newer}\n", foreign.join("\n"))).unwrap();
    assert_eq!(ids(&journal), ["b"]);
    journal.record(&each(["c"])).unwrap();
    assert_eq!(ids(&journal), ["b", "c"]);
    let text = fs::read_to_string(&place).unwrap();
    assert!(foreign.iter().all(|line| text.contains(line)));
}

#[test]
fn a_journal_that_breaks_off_anywhere_loses_only_what_broke_off() {
    let (_test, journal, place) = journal();
    journal.record(&each(["a", "b"])).unwrap();
    let whole = fs::read(&place).unwrap();
    for length in 0..=whole.len() {
        let cut = &whole[..length];
        fs::write(&place, cut).unwrap();
        let first = whole.iter().position(|byte| *byte == b'\n').unwrap();
        let expected = if length < first { 0 } else { 1 + usize::from(length >= whole.len() - 1) };
        assert_eq!(ids(&journal), ["a", "b"][..expected], "{length}");
        // Every byte is written out only now and then: each time waits for the disk.
        if length % 40 == 0 {
            journal.record(&each(["c"])).unwrap();
            assert_eq!(ids(&journal), [&["a", "b"][..expected], &["c"]].concat(), "{length}");
        }
    }
}

#[test]
fn two_that_record_at_once_lose_nothing() {
    const EACH: usize = 40;
    let (test, journal, _) = journal();
    let other = Journal::open(&test.vault, &[test.path("state")]);
    std::thread::scope(|scope| {
        for (journal, name) in [(&journal, "one"), (&other, "two")] {
            scope.spawn(move || {
                for at in 0..EACH {
                    journal.record(&[vec![entry(&format!("{name} {at}"))]]).unwrap();
                }
            });
        }
    });
    let found = ids(&journal);
    for name in ["one", "two"] {
        let theirs: Vec<&String> = found.iter().filter(|id| id.starts_with(name)).collect();
        assert_eq!(theirs, (0..EACH).map(|at| format!("{name} {at}")).collect::<Vec<_>>().iter().collect::<Vec<_>>());
    }
}

#[test]
fn the_oldest_go_where_there_are_too_many() {
    let (_test, journal, place) = journal();
    let many: Vec<Vec<JournalEntry>> = (0..1_005).map(|at| vec![entry(&at.to_string())]).collect();
    journal.record(&many).unwrap();
    journal.record(&each(["last"])).unwrap();
    let found = ids(&journal);
    assert_eq!((found.len(), found[0].as_str(), found[999].as_str()), (1_000, "6", "last"));

    let large = |id: &str, mebibytes: usize| {
        let mut entry = entry(id);
        entry.hunk.before = "x".repeat(mebibytes << 20);
        vec![entry]
    };
    journal.record(&[large("one", 1), large("two", 2)]).unwrap();
    assert_eq!(ids(&journal).len(), 1_000);
    // A command with too many bytes of newer ones is dropped; a large one stays until then.
    journal.record(&[large("three", 2)]).unwrap();
    assert_eq!(ids(&journal), ["two", "three"].map(String::from));
    journal.record(&[large("huge", 5), vec![entry("next")]]).unwrap();
    assert_eq!(ids(&journal), ["huge", "next"]);
    assert!(fs::metadata(&place).unwrap().len() <= 10 << 20);
    journal.record(&[large("four", 4)]).unwrap();
    assert_eq!(ids(&journal), ["four"]);
}

#[test]
fn undo_of_an_import_of_1200_left_200_of_them() {
    let (_test, journal, place) = journal();
    journal.record(&[import("many", 1_200)]).unwrap();
    journal.record(&each(["a", "b"])).unwrap();
    let commands = journal.commands();
    assert_eq!(commands.iter().map(Vec::len).collect::<Vec<_>>(), [1_200, 1, 1]);
    assert_eq!(fs::read_to_string(&place).unwrap().lines().count(), 3, "a command is a line");
    // Part of it can be taken back: what is left is still one command.
    journal.forget(&import("many", 700)).unwrap();
    assert_eq!(journal.commands().iter().map(Vec::len).collect::<Vec<_>>(), [500, 1, 1]);
    journal.forget(&import("many", 1_200)).unwrap();
    assert_eq!(ids(&journal), ["a", "b"]);
    // It is dropped as a whole.
    journal.record(&[import("many", 1_200)]).unwrap();
    for (more, largest) in [(999, 1_200), (1, 1)] {
        let more: Vec<Vec<JournalEntry>> = (0..more).map(|at| vec![entry(&at.to_string())]).collect();
        journal.record(&more).unwrap();
        assert_eq!(journal.commands().iter().map(Vec::len).max(), Some(largest));
    }
}

#[test]
fn a_journal_of_the_version_before_is_read_and_cut_between_its_commands() {
    let (_test, journal, place) = journal();
    journal.record(&each(["x"])).unwrap();
    let line = |entry: JournalEntry| serde_json::to_string(&entry).unwrap() + "\n";
    let old: String =
        [import("one", 300), import("two", 400), vec![entry("a"), entry("a")]].concat().into_iter().map(line).collect();
    fs::write(&place, &old).unwrap();
    let lengths = || journal.commands().iter().map(Vec::len).collect::<Vec<_>>();
    assert_eq!(lengths(), [300, 400, 1, 1]);
    let more: Vec<Vec<JournalEntry>> = (0..298).map(|at| vec![entry(&at.to_string())]).collect();
    journal.record(&more).unwrap();
    assert_eq!(lengths()[..4], [300, 400, 1, 1], "all of it has room");
    journal.record(&each(["b"])).unwrap();
    assert_eq!(lengths()[..3], [400, 1, 1], "one line too many takes the whole command along");
    journal.forget(&import("two", 399)).unwrap();
    assert_eq!(lengths()[..3], [1, 1, 1]);
}

#[test]
fn the_first_folder_with_room_keeps_it_and_without_one_there_is_none() {
    let test = TestVault::new(&[("file", "")]);
    let second = Journal::open(&test.vault, &[PathBuf::from("relative"), test.path("file"), test.path("good")]);
    second.record(&each(["a"])).unwrap();
    assert_eq!(ids(&second), ["a"]);
    second.forget(&[entry("a")]).unwrap();
    assert!(ids(&second).is_empty() && second.try_out().is_ok());

    let none = Journal::open(&test.vault, &[PathBuf::from("relative")]);
    assert!(none.record(&each(["a"])).is_err() && none.forget(&[entry("a")]).is_ok());
    assert!(none.entries().is_empty() && none.try_out().is_err());
    // Nobody, not even root, can make a folder in `/proc`.
    for unwritable in [test.path("file"), PathBuf::from("/proc")] {
        let blocked = Journal::open(&test.vault, &[unwritable]);
        assert!(blocked.record(&each(["a"])).is_err() && blocked.entries().is_empty() && blocked.try_out().is_err());
    }
    let new = Journal::open(&test.vault, &[test.path("new/state")]);
    assert!(new.try_out().is_ok() && !test.path("new").exists(), "nothing is left of it");
}

#[test]
#[cfg(unix)]
fn a_journal_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let (test, journal, _) = journal();
    journal.record(&each(["a"])).unwrap();
    let mode = |path: &str| fs::metadata(test.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("state"), mode("state/coffeechat")), (0o700, 0o700));
    let names = test.names("state/coffeechat");
    assert_eq!(names.len(), 2, "{names:?}");
    for name in names {
        assert_eq!(mode(&format!("state/coffeechat/{name}")), 0o600, "{name}");
    }
}

#[test]
#[cfg(unix)]
fn a_link_or_a_pipe_in_the_place_of_the_journal_is_left_alone() {
    use std::os::unix::fs::symlink;

    let (test, journal, place) = journal();
    journal.record(&each(["a"])).unwrap();
    let line = fs::read(&place).unwrap();
    fs::write(test.path("canary"), &line).unwrap();
    for name in ["", ".new", ".lock"] {
        let at = PathBuf::from(format!("{}{name}", place.display()));
        if at.exists() {
            fs::remove_file(&at).unwrap();
        }
        symlink(test.path("canary"), &at).unwrap();
        // Only files that a crash may have left are removed; nothing is read or written through a link.
        assert_eq!(journal.record(&each(["b"])).is_ok(), name == ".new", "{name}");
        assert!(!ids(&journal).contains(&String::from("a")), "{name}");
        assert_eq!(fs::read(test.path("canary")).unwrap(), line, "{name}");
        if at.is_symlink() {
            fs::remove_file(&at).unwrap();
        }
    }
    fs::remove_file(&place).unwrap();
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, &place, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    assert!(journal.record(&each(["b"])).is_err() && journal.entries().is_empty());
}
