//! Which notes there are and in what state, without reading them.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::core::base::NotePath;
use crate::core::config::Config;
use crate::vault::error::VaultError;
use crate::vault::{Stamp, StampedRead, Survey, Vault};

use super::{TestVault, note};

const MAX: u64 = 1000;

fn survey(vault: &Vault) -> Survey {
    vault.survey(&Config::default()).unwrap()
}

fn glanced(vault: &Vault, path: &str) -> Stamp {
    match vault.read_stamped(&note(path), MAX) {
        StampedRead::Read(_, stamp) => stamp,
        other => panic!("{path}: {other:?}"),
    }
}

#[test]
fn a_survey_is_a_walk_with_the_stamp_that_reading_shows() {
    let files: Vec<(String, String)> =
        (0..700).map(|n| (format!("{}/{}/{n}.md", n % 3, n % 7), "x".repeat(n))).collect();
    let mut files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    files.extend([("root.md", ""), (".hidden/a.md", ""), ("x (conflicted copy).md", "")]);
    let test = TestVault::new(&files);
    let (survey, walk) = (survey(&test.vault), test.walk());
    let paths: Vec<NotePath> = survey.notes.iter().map(|(path, _)| path.clone()).collect();
    assert_eq!(paths, walk.notes);
    assert_eq!(paths.len(), 701);
    assert_eq!(survey.diagnostics, walk.diagnostics);
    assert!(survey.failures.is_empty());
    for (path, stamp) in &survey.notes {
        assert_eq!(*stamp, glanced(&test.vault, path.as_str()), "{path}");
        assert_eq!(Some(*stamp), test.vault.stamp(path), "{path}");
        assert_eq!(stamp.size(), fs::metadata(test.path(path.as_str())).unwrap().len(), "{path}");
    }
}

#[test]
fn what_vanishes_or_is_swapped_after_the_walk_has_no_stamp() {
    let test = TestVault::new(&[("a.md", ""), ("folder.md/b.md", ""), ("real/c.md", "")]);
    let mut gone = vec!["gone.md", "nowhere/gone.md", "a.md/below.md", "folder.md"];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("a.md", test.path("link.md")).unwrap();
        std::os::unix::fs::symlink("real", test.path("linked")).unwrap();
        gone.extend(["link.md", "linked/c.md"]);
    }
    gone.extend(["../a.md", "", "/"]);
    for path in &gone {
        assert_eq!(test.vault.stamp(&note(path)), None, "{path}");
    }
    let plain: Vec<NotePath> = gone.into_iter().filter(|path| crate::vault::is_plain(path)).map(note).collect();
    assert!(test.vault.stamps(&plain).is_empty());
    assert_eq!(test.vault.stamps(&[note("a.md"), note("real/c.md")]).len(), 2);
}

#[test]
#[cfg(unix)]
fn every_way_to_change_a_note_changes_its_stamp() {
    type Change = fn(&Path);

    let hour_ago = SystemTime::now() - Duration::from_hours(1);
    let set = |path: &Path, time| File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    let ways: [(&str, Change); 5] = [
        ("longer in place", |path| fs::write(path, "longer").unwrap()),
        ("the same size in place", |path| fs::write(path, "new").unwrap()),
        ("another file of the same size", |path| {
            fs::write(path.with_extension("tmp"), "new").unwrap();
            fs::rename(path.with_extension("tmp"), path).unwrap();
        }),
        ("removed and made again", |path| {
            fs::remove_file(path).unwrap();
            fs::write(path, "new").unwrap();
        }),
        ("emptied", |path| File::create(path).map(drop).unwrap()),
    ];
    for (way, change) in ways {
        let test = TestVault::new(&[("a.md", "old")]);
        let path = test.path("a.md");
        set(&path, hour_ago);
        let before = glanced(&test.vault, "a.md");
        change(&path);
        // Setting the old time back changes the inode.
        set(&path, hour_ago);
        let (after, now) = (glanced(&test.vault, "a.md"), SystemTime::now());
        // If the clock of the file system is coarse, the stamp itself reports that it may have changed.
        assert!(before != after || after.is_racy(now, now), "{way}");
    }
}

#[test]
fn no_time_of_a_note_makes_it_be_read_for_ever() {
    let test = TestVault::new(&[("a.md", "text")]);
    let file = File::options().write(true).open(test.path("a.md")).unwrap();
    for time in [UNIX_EPOCH, UNIX_EPOCH + Duration::from_hours(24 * 365 * 129)] {
        file.set_modified(time).unwrap();
        let (stamp, now) = (glanced(&test.vault, "a.md"), SystemTime::now());
        let later = now + Duration::from_secs(5);
        assert!(!stamp.is_racy(later, later + Duration::from_mins(1)), "{time:?}");
        assert_eq!(cfg!(unix), stamp.is_racy(now, later), "{time:?}");
    }
}

#[test]
fn a_glance_is_one_look_that_tells_what_it_saw() {
    let test =
        TestVault::new(&[("a.md", "text"), ("empty.md", ""), ("large.md", &"x".repeat(1001)), ("f.md/b.md", "")]);
    let look = |path: &str| test.vault.read_stamped(&note(path), MAX);
    assert!(matches!(look("a.md"), StampedRead::Read(bytes, stamp) if bytes == b"text" && stamp.size() == 4));
    // An empty note may be one that is being saved: the caller has to wait for it.
    assert!(matches!(look("empty.md"), StampedRead::Read(bytes, _) if bytes.is_empty()));
    assert!(matches!(look("large.md"), StampedRead::TooLarge { size: 1001, stamp } if stamp.size() == 1001));
    assert_eq!(look("f.md"), StampedRead::NotAFile);
    assert_eq!(look("gone.md"), StampedRead::Vanished);
    assert_eq!(look("gone/a.md"), StampedRead::Vanished);
    assert_eq!(look("a.md/b.md"), StampedRead::Vanished);
    assert!(matches!(look("../a.md"), StampedRead::Failed(_)));
}

#[test]
#[cfg(unix)]
fn a_root_is_known_by_what_it_is_and_not_by_its_name() {
    for released in [false, true] {
        let outer = TestVault::new(&[("a/v/n.md", "text"), ("b/v/n.md", "other")]);
        let mut vault = Vault::open(&outer.path("a/v")).unwrap();
        let identity = vault.identity();
        let release = |vault: &mut Vault| {
            if released {
                vault.release();
            }
        };
        // The folder above is moved, and a link in its place leads to the same root.
        fs::rename(outer.path("a"), outer.path("moved")).unwrap();
        release(&mut vault);
        assert!(!vault.is_still_there());
        if released {
            // A missing root does not mean that the note is gone.
            assert!(
                matches!(vault.read_stamped(&note("n.md"), MAX), StampedRead::Failed(why) if why.contains("moved"))
            );
        }
        std::os::unix::fs::symlink("moved", outer.path("a")).unwrap();
        release(&mut vault);
        assert!(vault.is_still_there());
        assert!(matches!(vault.read_stamped(&note("n.md"), MAX), StampedRead::Read(bytes, _) if bytes == b"text"));
        // The link leads to another root.
        fs::remove_file(outer.path("a")).unwrap();
        std::os::unix::fs::symlink("b", outer.path("a")).unwrap();
        release(&mut vault);
        assert!(!vault.is_still_there());
        assert!(matches!(vault.survey(&Config::default()), Err(VaultError::NoVault { .. })));
        assert!(matches!(vault.write_if_unchanged(&note("n.md"), b"text", b"new"), Err(VaultError::NoVault { .. })));
        assert!(matches!(vault.create(&note("new.md"), b"new"), Err(VaultError::NoVault { .. })));
        if released {
            assert!(matches!(vault.read_stamped(&note("n.md"), MAX), StampedRead::Failed(_)));
        }
        assert_eq!((outer.names("b/v"), outer.names("moved/v")), (vec!["n.md".into()], vec!["n.md".into()]));
        // Back in its place it is the same one.
        fs::remove_file(outer.path("a")).unwrap();
        fs::rename(outer.path("moved"), outer.path("a")).unwrap();
        assert!(vault.is_still_there());
        assert_eq!(vault.identity(), identity);
        assert_eq!(survey(&vault).notes.len(), 1);
    }
}

#[test]
#[cfg(unix)]
fn a_root_made_anew_is_another_one_even_if_it_got_the_old_number() {
    let outer = TestVault::new(&[("v/n.md", "")]);
    let mut vault = Vault::open(&outer.path("v")).unwrap();
    vault.release();
    fs::remove_dir_all(outer.path("v")).unwrap();
    fs::create_dir(outer.path("v")).unwrap();
    let reused = Vault::open(&outer.path("v")).unwrap().identity() == vault.identity();
    if reused && fs::metadata(outer.path("v")).unwrap().created().is_err() {
        super::skip("this file system does not say when a folder was made; skipped");
        return;
    }
    assert!(!vault.is_still_there());
    assert!(vault.walk(&Config::default()).is_err());
}

#[test]
#[cfg(unix)]
fn a_walk_remembers_where_a_crash_left_something() {
    let test = TestVault::new(&[("p/q/.coffeechat-00.tmp", ""), ("p/a.md", "old"), (".coffeechat-01.tmp", "")]);
    let leftovers = |test: &TestVault| test.vault.leftovers.lock().unwrap().iter().cloned().collect::<Vec<_>>();
    assert!(leftovers(&test).is_empty());
    test.walk();
    assert_eq!(leftovers(&test), ["", "p/q"]);
    fs::remove_file(test.path("p/q/.coffeechat-00.tmp")).unwrap();
    test.walk();
    assert_eq!(leftovers(&test), [""]);
}
