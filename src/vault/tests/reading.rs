//! Reading one note, also while it is being saved.

use std::fs::{self, File};
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime};

use crate::vault::Read;
use crate::vault::read::MOST_WAITING;

use super::{TestVault, note};

const MAX: u64 = 1000;
/// How often to try what a busy computer may keep from happening.
const TRIES: usize = 50;

/// Makes a file and its folder look as if nobody had touched them for an hour.
fn age(test: &TestVault, path: &str) {
    let hour_ago = SystemTime::now() - Duration::from_hours(1);
    File::open(test.path(path)).unwrap().set_modified(hour_ago).unwrap();
}

#[test]
fn a_note_is_read_up_to_its_limit() {
    let test = TestVault::new(&[("a.md", "text"), ("full.md", &"x".repeat(1000)), ("large.md", &"x".repeat(1001))]);
    assert_eq!(test.vault.read(&note("a.md"), MAX), Read::Bytes(b"text".to_vec()));
    assert_eq!(test.vault.read(&note("full.md"), MAX), Read::Bytes(vec![b'x'; 1000]));
    assert_eq!(test.vault.read(&note("large.md"), MAX), Read::TooLarge { size: 1001 });
    assert_eq!(test.vault.read(&note("a.md"), 0), Read::TooLarge { size: 4 });
}

#[test]
fn an_enormous_sparse_note_costs_nothing() {
    let test = TestVault::new(&[("s.md", "")]);
    let size = 200 << 30;
    if File::options().write(true).open(test.path("s.md")).unwrap().set_len(size).is_ok() {
        assert_eq!(test.vault.read(&note("s.md"), 4 << 20), Read::TooLarge { size });
        // Where even the limit is absurd, memory that is not there is a reason and no end.
        assert!(
            matches!(test.vault.read(&note("s.md"), u64::MAX), Read::Failed(_) | Read::TooLarge { .. })
                || cfg!(not(unix))
        );
    }
}

#[test]
fn paths_never_leave_the_vault() {
    let test = TestVault::new(&[("v/a.md", "in"), ("out.md", "out")]);
    let inner = crate::vault::Vault::open(&test.path("v")).unwrap();
    let absolute = test.path("out.md").to_string_lossy().into_owned();
    for path in ["../out.md", "x/../../out.md", "a.md/../a.md", "./a.md", "", "/", "a\0.md", "a//b.md", &absolute] {
        assert!(matches!(inner.read(&note(path), MAX), Read::Failed(_)), "{path:?}");
        assert!(inner.write_if_unchanged(&note(path), b"out", b"changed").is_err(), "{path:?}");
        assert!(inner.create(&note(path), b"new").is_err(), "{path:?}");
    }
    assert_eq!(fs::read(test.path("out.md")).unwrap(), b"out");
    assert_eq!(inner.read(&note("%2e%2e/out.md"), MAX), Read::Vanished);
}

#[test]
fn only_a_change_just_now_is_waited_for() {
    let test = TestVault::new(&[("old/empty.md", ""), ("new/empty.md", "")]);
    age(&test, "old/empty.md");
    age(&test, "old");
    for _ in 0..50 {
        assert_eq!(test.vault.read(&note("old/empty.md"), MAX), Read::Bytes(Vec::new()));
        assert_eq!(test.vault.read(&note("old/gone.md"), MAX), Read::Vanished);
        assert_eq!(test.vault.read(&note("nowhere/gone.md"), MAX), Read::Vanished);
    }
    assert_eq!(test.vault.patience.left(), MOST_WAITING);
    // On a busy computer that may have been too long ago already.
    let waits = || {
        fs::write(test.path("new/empty.md"), "").unwrap();
        assert_eq!(test.vault.read(&note("new/empty.md"), MAX), Read::Bytes(Vec::new()));
        test.vault.patience.left() < MOST_WAITING
    };
    assert!((0..TRIES).any(|_| waits()));
}

#[test]
fn all_waiting_together_has_an_end() {
    let test = TestVault::new(&[("a.md", "")]);
    for number in 0..100 {
        fs::write(test.path("touch"), "").unwrap();
        let before = test.vault.patience.left();
        assert_eq!(test.vault.read(&note(&format!("gone{number}.md")), MAX), Read::Vanished);
        let waited = before - test.vault.patience.left();
        assert!(waited <= before.min(300), "{waited} of {before} ms");
    }
}

#[test]
fn a_save_in_two_steps_is_waited_for() {
    // On a busy computer the second step may come too late; the test does not wait for ever.
    let is_waited_for = |first: fn(&Path)| {
        let test = TestVault::new(&[("a.md", "old")]);
        let path = test.path("a.md");
        first(&path);
        let vault = &test.vault;
        let read = thread::scope(|scope| {
            let reader = scope.spawn(|| vault.read(&note("a.md"), MAX));
            // It waits already, or has given up.
            while vault.patience.left() == MOST_WAITING && !reader.is_finished() {
                thread::yield_now();
            }
            fs::write(&path, "new").unwrap();
            reader.join().unwrap()
        });
        read == Read::Bytes(b"new".to_vec())
    };
    let firsts: [fn(&Path); 2] = [|path| fs::write(path, "").unwrap(), |path| fs::remove_file(path).unwrap()];
    for first in firsts {
        assert!((0..TRIES).any(|_| is_waited_for(first)));
    }
}
