//! One watcher a vault.

use std::fs;
use std::path::PathBuf;

use crate::vault::{Locked, Vault, WatchLock, lock};

use super::TestVault;

fn held(locked: Locked) -> WatchLock {
    match locked {
        Locked::Held(lock) => lock,
        other => panic!("{other:?}"),
    }
}

fn is_taken_here(locked: &Locked) -> bool {
    let us = if cfg!(unix) { Some(std::process::id()) } else { None };
    matches!(locked, Locked::Taken { by } if *by == us)
}

#[test]
fn a_vault_is_locked_once_under_every_name() {
    let outer = TestVault::new(&[("v/a.md", ""), ("w/a.md", "")]);
    let folders = [outer.path("state/deep")];
    let open = |path: &str| Vault::open(&outer.path(path)).unwrap();
    let first = held(lock(&open("v"), &folders));
    assert!(is_taken_here(&lock(&open("v"), &folders)));
    let _other = held(lock(&open("w"), &folders));
    #[cfg(unix)]
    {
        fs::rename(outer.path("v"), outer.path("moved")).unwrap();
        std::os::unix::fs::symlink("moved", outer.path("v")).unwrap();
        for name in ["v", "moved"] {
            assert!(is_taken_here(&lock(&open(name), &folders)), "{name}");
        }
    }
    drop(first);
    let again = held(lock(&open("v"), &folders));
    assert!(is_taken_here(&lock(&open("v"), &folders)));
    drop(again);
    // The files stay: to remove one could remove the lock that another has just taken.
    assert_eq!(outer.names("state/deep/coffeechat").len(), 2);
}

#[test]
#[cfg(unix)]
fn a_lock_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let test = TestVault::new(&[]);
    let _lock = held(lock(&test.vault, &[test.path("state")]));
    let mode = |path: &str| fs::metadata(test.path(path)).unwrap().permissions().mode() & 0o777;
    let [name] = &*test.names("state/coffeechat") else { panic!() };
    assert_eq!(
        (mode("state"), mode("state/coffeechat"), mode(&format!("state/coffeechat/{name}"))),
        (0o700, 0o700, 0o600)
    );
    let (device, inode) = test.vault.identity();
    assert_eq!(*name, format!("watch-{device}-{inode}.lock"));
}

#[test]
fn the_first_folder_with_room_has_the_lock() {
    let test = TestVault::new(&[("file", ""), ("blocked/coffeechat", "")]);
    let rows = [
        vec![test.path("file"), test.path("good")],
        vec![test.path("blocked"), test.path("good")],
        vec![PathBuf::from("relative"), PathBuf::new(), test.path("good")],
    ];
    for folders in rows {
        let lock_held = held(lock(&test.vault, &folders));
        assert_eq!(test.names("good/coffeechat").len(), 1, "{folders:?}");
        drop(lock_held);
        fs::remove_dir_all(test.path("good")).unwrap();
    }
    let none = |folders: &[PathBuf], words: &str| match lock(&test.vault, folders) {
        Locked::Unavailable(why) => assert!(why.contains(words), "{why}"),
        other => panic!("{other:?}"),
    };
    none(&[], "no known folder");
    none(&[PathBuf::from("relative")], "no known folder");
    none(&[test.path("file"), test.path("blocked")], "blocked");
    assert!(!PathBuf::from("relative").exists());
}

#[test]
#[cfg(unix)]
fn what_lies_in_the_place_of_a_lock_is_left_alone() {
    let test = TestVault::new(&[("state/coffeechat/x", ""), ("canary", "text")]);
    let (device, inode) = test.vault.identity();
    let place = test.path(&format!("state/coffeechat/watch-{device}-{inode}.lock"));
    let refused = |words: &str| match lock(&test.vault, &[test.path("state")]) {
        Locked::Unavailable(why) => assert!(why.contains(words), "{why}"),
        other => panic!("{other:?}"),
    };
    std::os::unix::fs::symlink(test.path("canary"), &place).unwrap();
    refused("coffeechat");
    assert_eq!(fs::read(test.path("canary")).unwrap(), b"text");
    fs::remove_file(&place).unwrap();
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, &place, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    refused("not a file");
    fs::remove_file(&place).unwrap();
    // A number that nobody wrote is no number.
    fs::write(&place, "not a number\n").unwrap();
    let _lock = held(lock(&test.vault, &[test.path("state")]));
    assert_eq!(fs::read_to_string(&place).unwrap(), format!("{}\n", std::process::id()));
    fs::write(&place, "99999999999999999999").unwrap();
    assert!(matches!(lock(&test.vault, &[test.path("state")]), Locked::Taken { by: None }));
}
