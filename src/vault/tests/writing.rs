//! Replacing and making notes, also while other programs do the same.

use std::fs::{self, File, FileTimes, Permissions};
use std::os::fd::AsFd as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use crate::vault::error::VaultError;
use crate::vault::temporary::{STALE, sweep};
use crate::vault::write::WriteTarget;
use crate::vault::{Created, Read, Written};

use super::{Done, TestVault, note, skip};

fn refused(test: &TestVault, path: &str, words: &str) {
    match not_written(test, path) {
        VaultError::Refused(why) => assert!(why.contains(words), "{why}"),
        other => panic!("{path}: {other:?}"),
    }
}

fn changed(test: &TestVault, path: &str, words: &str) {
    match not_written(test, path) {
        VaultError::Changed(how) => assert!(how.contains(words), "{how}"),
        other => panic!("{path}: {other:?}"),
    }
}

/// Returns why a note was not written, and asserts that it is as it was.
fn not_written(test: &TestVault, path: &str) -> VaultError {
    let before = fs::read(test.path(path)).ok();
    let error = test.vault.write_if_unchanged(&note(path), b"old", b"new").unwrap_err();
    assert_eq!(fs::read(test.path(path)).ok(), before, "{path}");
    no_temporary_is_left(test);
    error
}

fn no_temporary_is_left(test: &TestVault) {
    let names = test.names("");
    assert!(!names.iter().any(|name| name.starts_with(".coffeechat-")), "{names:?}");
}

#[test]
fn equal_bytes_touch_nothing() {
    let test = TestVault::new(&[("a.md", "old")]);
    let before = fs::metadata(test.path("a.md")).unwrap();
    assert_eq!(test.vault.write_if_unchanged(&note("a.md"), b"old", b"old").unwrap(), Written::Unchanged);
    let after = fs::metadata(test.path("a.md")).unwrap();
    assert_eq!((before.ino(), before.ctime_nsec()), (after.ino(), after.ctime_nsec()));
}

#[test]
fn a_note_is_replaced_with_its_mode_and_attributes() {
    for mode in [0o600, 0o640, 0o644, 0o755] {
        let test = TestVault::new(&[("p/a.md", "old")]);
        let path = test.path("p/a.md");
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let flags = rustix::fs::XattrFlags::empty();
        let has_attributes = rustix::fs::setxattr(&path, "user.tag", b"value", flags).is_ok();
        assert_eq!(test.vault.write_if_unchanged(&note("p/a.md"), b"old", b"new").unwrap(), Written::Replaced);
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, mode);
        if has_attributes {
            let mut value = Vec::with_capacity(100);
            rustix::fs::getxattr(&path, "user.tag", rustix::buffer::spare_capacity(&mut value)).unwrap();
            assert_eq!(value, b"value");
        }
        assert_eq!(test.names("p"), ["a.md"]);
    }
}

#[test]
fn what_may_not_be_replaced_is_refused_in_one_line() {
    let test = TestVault::new(&[("old.md", "old"), ("locked.md", "old"), ("twin.md", "old"), ("other.md", "else")]);
    fs::set_permissions(test.path("locked.md"), Permissions::from_mode(0o444)).unwrap();
    fs::hard_link(test.path("twin.md"), test.path("twin 2.md")).unwrap();
    symlink("old.md", test.path("link.md")).unwrap();
    fs::create_dir(test.path("folder.md")).unwrap();
    refused(&test, "locked.md", "read-only");
    refused(&test, "twin.md", "hard link");
    refused(&test, "link.md", "symbolic link");
    refused(&test, "folder.md", "not a file");
    changed(&test, "other.md", "changed since it was read");
    changed(&test, "gone.md", "not there any more");
    changed(&test, "gone/gone.md", "folder is not there");
    refused(&test, "old.md/x.md", "a symbolic link or a file");
    if std::os::unix::fs::chown(test.path("old.md"), Some(12_345), None).is_ok() {
        refused(&test, "old.md", "another user");
    } else {
        skip("not allowed to give a file away; that part was skipped");
    }
    no_temporary_is_left(&test);
}

type Save = fn(&TestVault);

fn save_by_rename(test: &TestVault) {
    fs::write(test.path("b"), "theirs").unwrap();
    fs::rename(test.path("b"), test.path("a.md")).unwrap();
}

#[test]
fn a_save_between_reading_and_writing_wins() {
    let saves: [(Save, Option<Vec<u8>>); 4] = [
        (save_by_rename, Some(b"theirs".to_vec())),
        (|test| fs::write(test.path("a.md"), "theirs").unwrap(), Some(b"theirs".to_vec())),
        (|test| fs::remove_file(test.path("a.md")).unwrap(), None),
        (
            |test| {
                symlink("/etc/passwd", test.path("b")).unwrap();
                fs::rename(test.path("b"), test.path("a.md")).unwrap();
            },
            fs::read("/etc/passwd").ok(),
        ),
    ];
    for (save, expected) in saves {
        let test = TestVault::new(&[("a.md", "old")]);
        let folder = File::open(test.path("")).unwrap();
        let path = note("a.md");
        let place = WriteTarget::new(folder.as_fd(), &path);
        let prepared = place.prepare(b"old", b"new").unwrap();
        save(&test);
        let error = place.publish(prepared, b"old", b"new").unwrap_err();
        assert!(matches!(&error, VaultError::Changed(how) if how.contains("changed while")), "{error}");
        assert_eq!(fs::read(test.path("a.md")).ok(), expected);
        no_temporary_is_left(&test);
    }
}

#[test]
fn where_names_cannot_be_exchanged_it_is_compared_once_more() {
    let test = TestVault::new(&[("a.md", "old")]);
    let folder = File::open(test.path("")).unwrap();
    let path = note("a.md");
    let place = WriteTarget::new(folder.as_fd(), &path);
    let prepared = place.prepare(b"old", b"new").unwrap();
    place.publish_by_rename(prepared, b"old").unwrap();
    assert_eq!(fs::read(test.path("a.md")).unwrap(), b"new");
    let prepared = place.prepare(b"new", b"newer").unwrap();
    fs::write(test.path("a.md"), "theirs").unwrap();
    assert!(place.publish_by_rename(prepared, b"new").is_err());
    assert_eq!(fs::read(test.path("a.md")).unwrap(), b"theirs");
    no_temporary_is_left(&test);
}

#[test]
fn saves_by_rename_are_not_lost_in_a_race() {
    let test = TestVault::new(&[("a.md", "user 0")]);
    let done = AtomicBool::new(false);
    let mut last = 0;
    std::thread::scope(|scope| {
        let _at_the_end = Done(&done);
        scope.spawn(|| {
            // Each write turns "user N" into "user N, seen": a user's save that vanishes leaves an older number behind.
            while !done.load(Ordering::Relaxed) {
                if let Read::Bytes(bytes) = test.vault.read(&note("a.md"), 1000) {
                    let seen = [bytes.strip_suffix(b", seen").unwrap_or(&bytes), b", seen"].concat();
                    match test.vault.write_if_unchanged(&note("a.md"), &bytes, &seen) {
                        Ok(_) | Err(VaultError::Changed(_)) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            }
        });
        for number in 1..=300 {
            fs::write(test.path("b"), format!("user {number}")).unwrap();
            fs::rename(test.path("b"), test.path("a.md")).unwrap();
            last = number;
            std::thread::sleep(Duration::from_micros(300));
        }
    });
    let left = fs::read_to_string(test.path("a.md")).unwrap();
    assert_eq!(left.trim_end_matches(", seen"), format!("user {last}"));
    no_temporary_is_left(&test);
}

#[test]
fn the_longest_name_can_be_written() {
    let name = format!("{}.md", "x".repeat(252));
    let test = TestVault::new(&[(&name, "old")]);
    assert_eq!(test.vault.write_if_unchanged(&note(&name), b"old", b"new").unwrap(), Written::Replaced);
    assert_eq!(fs::read(test.path(&name)).unwrap(), b"new");
    let name = format!("new/{}.md", "y".repeat(252));
    assert_eq!(test.vault.create(&note(&name), b"new").unwrap(), Created::New);
}

#[test]
fn leftovers_of_a_crash_stand_in_nobodys_way() {
    let test = TestVault::new(&[("a.md", "old"), (".coffeechat-00.tmp", ""), (".coffeechat-mine.md", "")]);
    symlink("/etc/passwd", test.path(".coffeechat-link.tmp")).unwrap();
    assert_eq!(test.vault.write_if_unchanged(&note("a.md"), b"old", b"new").unwrap(), Written::Replaced);
    // A fresh one may be another program's, at work; only the inode's own time counts, since nobody can set it.
    let long_ago = FileTimes::new().set_modified(SystemTime::now() - Duration::from_hours(2));
    File::open(test.path(".coffeechat-00.tmp")).unwrap().set_times(long_ago).unwrap();
    let folder = File::open(test.path("")).unwrap();
    sweep(folder.as_fd(), STALE);
    assert_eq!(test.names(""), [".coffeechat-00.tmp", ".coffeechat-link.tmp", ".coffeechat-mine.md", "a.md"]);
    sweep(folder.as_fd(), -1);
    assert_eq!(test.names(""), [".coffeechat-link.tmp", ".coffeechat-mine.md", "a.md"]);
}

#[test]
fn what_a_crash_in_the_middle_of_a_write_left_is_cleared_away_unless_it_is_somebodys_text() {
    for (left, is_kept) in [("old", false), ("new", false), ("theirs", true), ("", true)] {
        let test = TestVault::new(&[("a.md", "old")]);
        let folder = File::open(test.path("")).unwrap();
        let path = note("a.md");
        let place = WriteTarget::new(folder.as_fd(), &path);
        let prepared = place.prepare(b"old", b"new").unwrap();
        // As if the power failed now, or after the names were exchanged.
        let name = prepared.name().to_owned();
        prepared.published();
        fs::write(test.path(&name), left).unwrap();
        sweep(folder.as_fd(), STALE);
        assert!(test.path(&name).exists(), "it may be a write under way");
        sweep(folder.as_fd(), -1);
        no_temporary_is_left(&test);
        let names = test.names("");
        let kept = names.iter().find(|name| crate::core::base::copy_name::is_conflict_copy(name));
        assert_eq!(kept.map(|name| fs::read_to_string(test.path(name)).unwrap()), is_kept.then(|| left.to_owned()));
    }
}

#[test]
fn a_new_file_replaces_nothing() {
    let test = TestVault::new(&[("a.md", "mine")]);
    symlink("nowhere.md", test.path("link.md")).unwrap();
    assert_eq!(test.vault.create(&note("a.md"), b"new").unwrap(), Created::Exists);
    assert_eq!(test.vault.create(&note("link.md"), b"new").unwrap(), Created::Exists);
    assert_eq!(test.vault.create(&note("x/y/z.md"), b"new").unwrap(), Created::New);
    assert_eq!(test.vault.create(&note(".gitattributes"), b"").unwrap(), Created::New);
    assert!(test.vault.create(&note("a.md/b.md"), b"new").is_err());
    assert_eq!(fs::read(test.path("a.md")).unwrap(), b"mine");
    assert_eq!(fs::read(test.path("x/y/z.md")).unwrap(), b"new");
    let usual = File::create(test.path("usual")).unwrap().metadata().unwrap().mode();
    assert_eq!(fs::metadata(test.path("x/y/z.md")).unwrap().mode(), usual);
    assert_eq!(test.names("x/y"), ["z.md"]);
    no_temporary_is_left(&test);
}

#[test]
fn a_note_is_removed_only_while_it_holds_what_was_read_and_nobody_writes_to_it() {
    let test = TestVault::new(&[("people/a.md", "made")]);
    let remove = |read: &[u8]| test.vault.remove_if_unchanged(&note("people/a.md"), read);
    assert!(matches!(remove(b"other"), Err(VaultError::Changed(_))));
    let editor = File::options().write(true).open(test.path("people/a.md")).unwrap();
    assert!(matches!(remove(b"made"), Err(VaultError::InUse(_))));
    assert_eq!(fs::read(test.path("people/a.md")).unwrap(), b"made");
    drop(editor);
    remove(b"made").unwrap();
    assert_eq!(test.names("people"), Vec::<String>::new());
    assert!(matches!(remove(b"made"), Err(VaultError::Changed(_))));
}
