//! What a write must keep, which programs it must wait for, and where it must not begin.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::fs::{XattrFlags, getxattr, setxattr};

use crate::vault::error::VaultError;
use crate::vault::write::MOST_WAITING;
use crate::vault::{Created, Written};

use super::{TestVault, as_nobody, note, run, skip};

fn write(test: &TestVault) -> Result<Written, VaultError> {
    test.vault.write_if_unchanged(&note("p/a.md"), b"old", b"new")
}

/// Asserts that a write is refused in these words, and leaves everything as it was.
fn refused(test: &TestVault, words: &str) {
    let names = test.names("p");
    let error = write(test).unwrap_err();
    assert!(!matches!(error, VaultError::Changed(_)) && error.to_string().contains(words), "{error}");
    assert_eq!(fs::read(test.path("p/a.md")).unwrap(), b"old");
    assert_eq!(test.names("p"), names);
}

/// Returns the bytes of an access list: everybody's part and that of the user 12345.
fn access_list() -> Vec<u8> {
    let entries: [(u16, u16, u32); 5] =
        [(1, 6, u32::MAX), (2, 4, 12_345), (4, 4, u32::MAX), (16, 4, u32::MAX), (32, 0, u32::MAX)];
    let mut bytes = 2_u32.to_le_bytes().to_vec();
    for (tag, permissions, id) in entries {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(permissions.to_le_bytes());
        bytes.extend(id.to_le_bytes());
    }
    bytes
}

fn attribute(path: &Path, name: &str) -> Option<Vec<u8>> {
    let mut value = Vec::with_capacity(1000);
    getxattr(path, name, rustix::buffer::spare_capacity(&mut value)).ok()?;
    Some(value)
}

#[test]
fn owner_group_mode_and_attributes_stay() {
    for mode in [0o600, 0o644, 0o2755, 0o2745, 0o1644, 0o4755] {
        let test = TestVault::new(&[("p/a.md", "old")]);
        let path = test.path("p/a.md");
        // A group that the user does not make files with, if that is allowed.
        let _ = std::os::unix::fs::chown(&path, None, Some(4711));
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let _ = setxattr(&path, "user.tag", b"value", XattrFlags::empty());
        let before = (fs::metadata(&path).unwrap(), attribute(&path, "user.tag"));
        assert_eq!(write(&test).unwrap(), Written::Replaced);
        let after = (fs::metadata(&path).unwrap(), attribute(&path, "user.tag"));
        let of = |found: &fs::Metadata| (found.uid(), found.gid(), found.mode(), found.nlink());
        assert_eq!((of(&before.0), before.1), (of(&after.0), after.1), "{mode:o}");
        assert_eq!(fs::read(&path).unwrap(), b"new");
    }
    if rustix::process::geteuid().is_root() {
        as_nobody("vault::tests::keeping::owner_group_mode_and_attributes_stay");
    }
}

#[test]
fn an_access_list_stays_and_that_of_the_folder_is_not_taken_on() {
    let (mine, theirs) = ("system.posix_acl_access", "system.posix_acl_default");
    for has_list in [false, true] {
        let test = TestVault::new(&[("p/a.md", "old")]);
        let path = test.path("p/a.md");
        if setxattr(test.path("p"), theirs, &access_list(), XattrFlags::empty()).is_err() {
            skip("this file system has no access lists; skipped");
            return;
        }
        if has_list {
            setxattr(&path, mine, &access_list(), XattrFlags::empty()).unwrap();
        }
        let before = (fs::metadata(&path).unwrap().mode(), attribute(&path, mine));
        assert_eq!(before.1.is_some(), has_list);
        assert_eq!(write(&test).unwrap(), Written::Replaced);
        assert_eq!((fs::metadata(&path).unwrap().mode(), attribute(&path, mine)), before);
    }
}

#[test]
fn whoever_reads_a_note_does_not_hold_it_up() {
    let test = TestVault::new(&[("p/a.md", "old")]);
    let _reader = File::open(test.path("p/a.md")).unwrap();
    assert_eq!(write(&test).unwrap(), Written::Replaced);
}

#[test]
#[cfg(target_os = "linux")]
fn a_note_that_somebody_has_open_for_writing_is_left_to_them() {
    let test = TestVault::new(&[("p/a.md", "old")]);
    let writer = OpenOptions::new().append(true).open(test.path("p/a.md")).unwrap();
    match write(&test) {
        Err(error @ VaultError::InUse(_)) => assert!(error.to_string().contains("open for writing"), "{error}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(test.names("p"), ["a.md"]);
    drop(writer);
    assert_eq!(write(&test).unwrap(), Written::Replaced);
}

#[test]
#[cfg(target_os = "linux")]
fn a_save_that_was_begun_before_the_exchange_and_ends_after_it_wins() {
    use std::os::fd::AsFd as _;

    use crate::vault::write::WriteTarget;

    let test = TestVault::new(&[("p/a.md", "old")]);
    let folder = File::open(test.path("p")).unwrap();
    let path = note("p/a.md");
    let place = WriteTarget::new(folder.as_fd(), &path);
    let prepared = place.prepare(b"old", b"new").unwrap();
    let mut editor = OpenOptions::new().write(true).open(test.path("p/a.md")).unwrap();
    let error = place.publish(prepared, b"old", b"new").unwrap_err();
    assert!(matches!(error, VaultError::Changed(_)), "{error}");
    editor.write_all(b"theirs").unwrap();
    assert_eq!(fs::read(test.path("p/a.md")).unwrap(), b"theirs");
    assert_eq!(test.names("p"), ["a.md"]);
}

#[test]
fn a_writer_who_comes_and_goes_is_waited_for() {
    let test = TestVault::new(&[("p/a.md", "old")]);
    let writer = OpenOptions::new().append(true).open(test.path("p/a.md")).unwrap();
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| write(&test));
        // The other has seen it, and waits.
        while test.vault.writers.left() == MOST_WAITING {
            std::thread::yield_now();
        }
        drop(writer);
        assert_eq!(writing.join().unwrap().unwrap(), Written::Replaced);
    });
}

#[test]
#[cfg(target_os = "linux")]
fn what_the_system_lets_nobody_change_is_refused_and_nothing_is_left() {
    let marks = [("+i", "p/a.md", "-i"), ("+a", "p/a.md", "-a"), ("+a", "p", "-a"), ("+i", "p", "-i")];
    for (set, path, unset) in marks {
        let test = TestVault::new(&[("p/a.md", "old")]);
        let path = test.path(path);
        if !run("chattr", &[set, path.to_str().unwrap()]) {
            skip("marking files is not allowed here; skipped");
            return;
        }
        let outcome = std::panic::catch_unwind(|| refused(&test, "marked as immutable"));
        assert!(run("chattr", &[unset, path.to_str().unwrap()]));
        outcome.unwrap();
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_disk_that_is_read_only_or_full_is_an_error_that_leaves_nothing() {
    use super::mounts::Mount;

    let test = TestVault::new(&[("p/a.md", "old"), ("full/x", "")]);
    let p = test.path("p");
    let Some(mount) = Mount::new(&["--bind", p.to_str().unwrap()], p.clone()) else {
        skip("mounting is not allowed; skipped");
        return;
    };
    assert!(run("mount", &["-o", "remount,bind,ro", p.to_str().unwrap()]));
    refused(&test, "Read-only file system");
    drop(mount);
    assert_eq!(write(&test).unwrap(), Written::Replaced);
    let full = test.path("full");
    let _mount = Mount::new(&["-t", "tmpfs", "-o", "size=64k", "coffeechat-test"], full.clone()).unwrap();
    fs::write(full.join("a.md"), "old").unwrap();
    let error = test.vault.write_if_unchanged(&note("full/a.md"), b"old", &vec![b'x'; 100_000]).unwrap_err();
    assert!(
        matches!(&error, VaultError::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull),
        "{error}"
    );
    assert_eq!(fs::read(full.join("a.md")).unwrap(), b"old");
    assert_eq!(test.names("full"), ["a.md"]);
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_and_no_end() {
    // The limit holds for the whole process, so it is set for one that runs this test alone.
    const LIMITED: &str = "COFFEECHAT_TEST_IS_LIMITED";
    if std::env::var_os(LIMITED).is_none() {
        let program = std::env::current_exe().unwrap();
        let name = "vault::tests::keeping::a_limit_on_the_size_of_files_is_an_error_and_no_end";
        let command = format!("ulimit -f 8; exec '{}' --exact {name}", program.display());
        let ran = std::process::Command::new("sh").args(["-c", &command]).env(LIMITED, "1").output().unwrap();
        let output = String::from_utf8_lossy(&ran.stdout);
        assert!(ran.status.success() && output.contains("1 passed"), "{:?} {output}", ran.status);
        return;
    }
    let test = TestVault::new(&[("p/a.md", "old")]);
    let large = vec![b'x'; 100_000];
    let error = test.vault.write_if_unchanged(&note("p/a.md"), b"old", &large).unwrap_err();
    assert!(
        matches!(&error, VaultError::Io { source, .. } if source.kind() == std::io::ErrorKind::FileTooLarge),
        "{error}"
    );
    assert!(test.vault.create(&note("p/b.md"), &large).is_err());
    assert_eq!(fs::read(test.path("p/a.md")).unwrap(), b"old");
    assert_eq!(test.names("p"), ["a.md"]);
    assert_eq!(test.vault.create(&note("p/b.md"), b"small").unwrap(), Created::New);
    assert_eq!(write(&test).unwrap(), Written::Replaced);
}
