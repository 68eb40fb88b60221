//! Files that are not regular files, links that lead elsewhere, and folders that change while they are read.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::core::config::Config;
use crate::vault::{Read, Vault};

use super::{Done, TestVault, as_nobody, codes, joined, note, skip};

const MAX: u64 = 1000;

fn pipe(path: &Path) {
    mknodat(CWD, path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
}

#[test]
fn what_is_no_file_is_named_and_never_opened() {
    let test = TestVault::new(&[("a.md", "a"), ("folder.md/b.md", "b")]);
    pipe(&test.path("pipe.md"));
    pipe(&test.path("pipe.txt"));
    pipe(&test.path(".gitignore"));
    let _socket = UnixListener::bind(test.path("socket.md")).unwrap();
    let zero = mknodat(CWD, test.path("zero.md"), FileType::CharacterDevice, Mode::from_raw_mode(0o600), 0x105);
    let listing = test.walk();
    assert_eq!(joined(&listing), "a.md folder.md/b.md");
    let mut expected = vec!["not-a-file pipe.md", "not-a-file socket.md"];
    if zero.is_ok() {
        expected.push("not-a-file zero.md");
    } else {
        skip("not allowed to make a device; that part was skipped");
    }
    assert_eq!(codes(&listing), expected);
    for step_by_step in [false, true] {
        if step_by_step {
            test.vault.root.go_by_steps();
        }
        for name in ["pipe.md", "socket.md", "zero.md", "folder.md"] {
            let read = test.vault.read(&note(name), MAX);
            let missing = name == "zero.md" && zero.is_err();
            assert!(matches!(read, Read::NotAFile) || missing, "{name}: {read:?}");
            assert!(test.vault.write_if_unchanged(&note(name), b"", b"x").is_err(), "{name}");
        }
    }
}

#[test]
fn links_are_not_followed_and_those_that_leave_are_named() {
    let outer = TestVault::new(&[("v/in/a.md", "a"), ("out/secret.md", "secret")]);
    let vault = Vault::open(&outer.path("v")).unwrap();
    let link = |target: &str, name: &str| symlink(target, outer.path("v").join(name)).unwrap();
    link("/etc/passwd", "leak.md");
    link("../out/secret.md", "climb.md");
    link("../out", "people");
    link("/nowhere/at/all.md", "unmounted.md");
    link("../out/secret.md", "picture.png");
    link("in/a.md", "twin.md");
    link("in", "again");
    link(".", "loop");
    link("user@host.1:2", ".#a.md");
    link("gone.md", "dangling.md");
    let listing = vault.walk(&Config::default()).unwrap();
    assert_eq!(joined(&listing), "in/a.md");
    let expected =
        ["link-outside climb.md", "link-outside leak.md", "link-outside people", "link-outside unmounted.md"];
    assert_eq!(codes(&listing), expected);
    for step_by_step in [false, true] {
        if step_by_step {
            vault.root.go_by_steps();
        }
        for name in ["leak.md", "climb.md", "people/secret.md", "twin.md", "again/a.md", "loop/in/a.md"] {
            assert_eq!(vault.read(&note(name), MAX), Read::NotAFile, "{name}");
            assert!(vault.write_if_unchanged(&note(name), b"secret", b"x").is_err(), "{name}");
        }
        assert_eq!(vault.read(&note("in/a.md"), MAX), Read::Bytes(b"a".to_vec()));
    }
    assert!(vault.create(&note("people/new.md"), b"x").is_err());
    assert_eq!(fs::read(outer.path("out/secret.md")).unwrap(), b"secret");
    assert_eq!(outer.names("out"), ["secret.md"]);
}

#[test]
fn a_configuration_behind_a_link_stays_in_the_vault() {
    let outer = TestVault::new(&[("v/meta/c.yaml", "tasks: all"), ("out.yaml", "secret")]);
    let vault = Vault::open(&outer.path("v")).unwrap();
    let file = outer.path("v/coffeechat.yaml");
    symlink("meta/c.yaml", &file).unwrap();
    assert_eq!(vault.config_text().unwrap().as_deref(), Some("tasks: all"));
    for target in ["../out.yaml", "/etc/passwd", "nowhere"] {
        fs::remove_file(&file).unwrap();
        symlink(target, &file).unwrap();
        let error = vault.config_text().unwrap_err().to_string();
        assert!(error.contains("symbolic link to a file in the vault"), "{error}");
    }
}

#[test]
fn a_folder_swapped_for_a_link_shows_nothing_from_outside() {
    let outer = TestVault::new(&[("v/people/a.md", "inside"), ("out/a.md", "canary")]);
    symlink("../out", outer.path("v/other")).unwrap();
    let vault = Vault::open(&outer.path("v")).unwrap();
    let root = fs::File::open(outer.path("v")).unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let _at_the_end = Done(&done);
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                rustix::fs::renameat_with(&root, "people", &root, "other", rustix::fs::RenameFlags::EXCHANGE).unwrap();
            }
        });
        for round in 0..2000 {
            if round == 1000 {
                vault.root.go_by_steps();
            }
            match vault.read(&note("people/a.md"), MAX) {
                Read::Bytes(bytes) => assert_eq!(bytes, b"inside"),
                Read::NotAFile => {}
                other => panic!("{other:?}"),
            }
            if round % 20 == 0 {
                // Either it is written inside or refused.
                let written = vault.write_if_unchanged(&note("people/a.md"), b"canary", b"changed");
                assert!(written.is_err());
            }
        }
    });
    assert_eq!(fs::read(outer.path("out/a.md")).unwrap(), b"canary");
    assert_eq!(outer.names("out"), ["a.md"]);
}

#[test]
fn names_that_are_not_utf8_are_shown_and_skipped() {
    let test = TestVault::new(&[("a.md", "")]);
    let bad = |bytes: &[u8]| test.path("").join(OsStr::from_bytes(bytes));
    if fs::write(bad(b"Zo\xeb \xc3\xa9.md"), "").is_err() {
        skip("this file system has no such names; skipped");
        return;
    }
    fs::write(bad(b"other \xff.txt"), "").unwrap();
    fs::create_dir(bad(b"f\xf6lder")).unwrap();
    fs::write(bad(b"f\xf6lder/x.md"), "").unwrap();
    let listing = test.walk();
    assert_eq!(joined(&listing), "a.md");
    assert_eq!(codes(&listing), ["name-not-utf8 Zo\\xeb é.md", "name-not-utf8 f\\xf6lder"]);
}

#[test]
fn odd_names_are_notes_like_others() {
    let names = ["a|b]].md", "x\n- [x] y.md", "\u{1b}]0;x\u{7}.md", "back\\slash.md", " .md", "%2e%2e.md"];
    let files: Vec<_> = names.iter().map(|&name| (name, "text")).collect();
    let test = TestVault::new(&files);
    let listing = test.walk();
    assert_eq!(listing.notes.len(), names.len());
    for path in &listing.notes {
        assert_eq!(test.vault.read(path, MAX), Read::Bytes(b"text".to_vec()), "{path}");
    }
}

#[test]
fn a_note_that_may_not_be_looked_at_is_a_failure() {
    // The folder can be listed, but nothing in it looked at.
    let test = TestVault::new(&[("a.md", ""), ("listed/b.md", "")]);
    let set = |mode| fs::set_permissions(test.path("listed"), Permissions::from_mode(mode)).unwrap();
    set(0o400);
    let (survey, open) =
        (test.vault.survey(&Config::default()).unwrap(), fs::metadata(test.path("listed/b.md")).is_ok());
    set(0o700);
    if open {
        as_nobody("vault::tests::hostile::a_note_that_may_not_be_looked_at_is_a_failure");
        return;
    }
    assert_eq!(survey.notes.len(), 1);
    assert!(!survey.failures.is_empty() && survey.failures.iter().all(|(path, _)| path.starts_with("listed")));
}

#[test]
fn what_cannot_be_listed_is_a_failure() {
    let test = TestVault::new(&[("a.md", ""), ("shut/b.md", ""), ("shut/ignored/c.md", ""), ("hidden/d.md", "")]);
    let closed = |path: &str, mode| fs::set_permissions(test.path(path), Permissions::from_mode(mode)).unwrap();
    fs::write(test.path(".gitignore"), "hidden/\n").unwrap();
    closed("shut", 0);
    closed("hidden", 0);
    let (listing, readable) = (test.walk(), fs::read_dir(test.path("shut")).is_ok());
    let survey = test.vault.survey(&Config::default()).unwrap();
    closed("shut", 0o700);
    closed("hidden", 0o700);
    if readable {
        as_nobody("vault::tests::hostile::what_cannot_be_listed_is_a_failure");
        return;
    }
    assert_eq!(joined(&listing), "a.md");
    assert_eq!(listing.failures, [("shut".into(), String::from("permission denied"))]);
    assert_eq!(survey.failures, listing.failures);
    assert_eq!(survey.notes.len(), 1);
}

#[test]
fn a_chain_of_folders_has_an_end() {
    let test = TestVault::new(&[("a.md", "")]);
    let mut folder = std::fs::File::open(test.path("")).unwrap();
    for _ in 0..2000 {
        rustix::fs::mkdirat(&folder, "d", Mode::from_raw_mode(0o700)).unwrap();
        let inner = rustix::fs::openat(
            &folder,
            "d",
            rustix::fs::OFlags::DIRECTORY | rustix::fs::OFlags::CLOEXEC,
            Mode::empty(),
        );
        folder = inner.unwrap().into();
    }
    let listing = test.walk();
    assert_eq!(joined(&listing), "a.md");
    let [found] = listing.diagnostics.as_slice() else { panic!("{:?}", listing.diagnostics) };
    assert_eq!((found.code.as_str(), found.note.as_str().len()), ("too-deep", 201 * 2 - 1));
    assert!(listing.failures.is_empty());
}
