//! What is remembered to be taken back, whatever becomes of the file it is in.

use std::fs;
use std::path::PathBuf;

use super::TestVault;
use crate::edit::Hunk;
use crate::model::{Day, NotePath};
use crate::vault::{Entry, Journal};

fn entry(id: &str) -> Entry {
    Entry {
        id: id.to_owned(),
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

/// Returns a vault, its journal, and where that is kept.
fn journal() -> (TestVault, Journal, PathBuf) {
    let test = TestVault::new(&[]);
    let journal = Journal::of(&test.vault, &[test.path("state")]);
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
    journal.record(&[entry("a"), entry("b")]).unwrap();
    journal.record(&[entry("a"), entry("c")]).unwrap();
    assert_eq!(journal.entries(), ["a", "b", "a", "c"].map(entry));
    journal.forget(&[entry("a"), entry("nobody")]).unwrap();
    assert_eq!(ids(&journal), ["a", "b", "c"]);
    journal.forget(&["a", "b", "c"].map(entry)).unwrap();
    assert!(journal.entries().is_empty());
}

#[test]
fn a_line_of_another_version_stays_and_is_passed_over() {
    let (_test, journal, place) = journal();
    journal.record(&[entry("a")]).unwrap();
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
    journal.record(&[entry("c")]).unwrap();
    assert_eq!(ids(&journal), ["b", "c"]);
    let text = fs::read_to_string(&place).unwrap();
    assert!(foreign.iter().all(|line| text.contains(line)));
}

#[test]
fn a_journal_that_breaks_off_anywhere_loses_only_what_broke_off() {
    let (_test, journal, place) = journal();
    journal.record(&["a", "b"].map(entry)).unwrap();
    let whole = fs::read(&place).unwrap();
    for length in 0..=whole.len() {
        let cut = &whole[..length];
        fs::write(&place, cut).unwrap();
        let first = whole.iter().position(|byte| *byte == b'\n').unwrap();
        let expected = if length < first { 0 } else { 1 + usize::from(length >= whole.len() - 1) };
        assert_eq!(ids(&journal), ["a", "b"][..expected], "{length}");
        // Every byte is written out only now and then: each time waits for the disk.
        if length % 40 == 0 {
            journal.record(&[entry("c")]).unwrap();
            assert_eq!(ids(&journal), [&["a", "b"][..expected], &["c"]].concat(), "{length}");
        }
    }
}

#[test]
fn two_that_record_at_once_lose_nothing() {
    const EACH: usize = 40;
    let (test, journal, _) = journal();
    let other = Journal::of(&test.vault, &[test.path("state")]);
    std::thread::scope(|scope| {
        for (journal, name) in [(&journal, "one"), (&other, "two")] {
            scope.spawn(move || (0..EACH).for_each(|at| journal.record(&[entry(&format!("{name} {at}"))]).unwrap()));
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
    let many: Vec<Entry> = (0..1_005).map(|at| entry(&at.to_string())).collect();
    journal.record(&many).unwrap();
    journal.record(&[entry("last")]).unwrap();
    let found = ids(&journal);
    assert_eq!((found.len(), found[0].as_str(), found[999].as_str()), (1_000, "6", "last"));

    let large = |id: &str, mebibytes: usize| {
        let mut entry = entry(id);
        entry.hunk.before = "x".repeat(mebibytes << 20);
        entry
    };
    journal.record(&[large("one", 1), large("two", 2)]).unwrap();
    assert_eq!(ids(&journal).len(), 1_000);
    journal.record(&[large("three", 2)]).unwrap();
    assert_eq!(ids(&journal), ["three"]);
    // What never fits takes nothing else along.
    journal.record(&[large("huge", 5), entry("next")]).unwrap();
    assert_eq!(ids(&journal), ["three", "next"]);
    assert!(fs::metadata(place).unwrap().len() <= 4 << 20);
}

#[test]
fn the_first_folder_with_room_keeps_it_and_without_one_there_is_none() {
    let test = TestVault::new(&[("file", "")]);
    let second = Journal::of(&test.vault, &[PathBuf::from("relative"), test.path("file"), test.path("good")]);
    second.record(&[entry("a")]).unwrap();
    assert_eq!(ids(&second), ["a"]);
    second.forget(&[entry("a")]).unwrap();
    assert!(ids(&second).is_empty() && second.has_place());

    let none = Journal::of(&test.vault, &[PathBuf::from("relative")]);
    assert!(none.record(&[entry("a")]).is_err() && none.forget(&[entry("a")]).is_ok());
    assert!(none.entries().is_empty() && !none.has_place());
    // Nobody, not even root, can make a folder in `/proc`.
    for unwritable in [test.path("file"), PathBuf::from("/proc")] {
        let blocked = Journal::of(&test.vault, &[unwritable]);
        assert!(blocked.record(&[entry("a")]).is_err() && blocked.entries().is_empty() && blocked.has_place());
    }
}

#[test]
#[cfg(unix)]
fn a_journal_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let (test, journal, _) = journal();
    journal.record(&[entry("a")]).unwrap();
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
    journal.record(&[entry("a")]).unwrap();
    let line = fs::read(&place).unwrap();
    fs::write(test.path("canary"), &line).unwrap();
    for name in ["", ".new", ".lock"] {
        let at = PathBuf::from(format!("{}{name}", place.display()));
        if at.exists() {
            fs::remove_file(&at).unwrap();
        }
        symlink(test.path("canary"), &at).unwrap();
        // What a crash could have left is swept away, and nothing else; through no link is anything read or written.
        assert_eq!(journal.record(&[entry("b")]).is_ok(), name == ".new", "{name}");
        assert!(!ids(&journal).contains(&String::from("a")), "{name}");
        assert_eq!(fs::read(test.path("canary")).unwrap(), line, "{name}");
        if at.is_symlink() {
            fs::remove_file(&at).unwrap();
        }
    }
    fs::remove_file(&place).unwrap();
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, &place, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    assert!(journal.record(&[entry("b")]).is_err() && journal.entries().is_empty());
}
