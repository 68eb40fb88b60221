//! Disks that come and go under a vault, and disks with coarse clocks. Skipped where mounting is not allowed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::core::config::Config;
use crate::vault::error::VaultError;
use crate::vault::{StampedRead, Vault};

use super::{TestVault, note, run, skip};

const MAX: u64 = 1000;

/// A mount, taken away at the end of the test.
pub(super) struct Mount(PathBuf);

impl Mount {
    pub(super) fn new(arguments: &[&str], at: PathBuf) -> Option<Self> {
        let mut all = arguments.to_vec();
        all.push(at.to_str()?);
        run("mount", &all).then_some(Self(at))
    }

    fn tmpfs(at: PathBuf) -> Option<Self> {
        Self::new(&["-t", "tmpfs", "coffeechat-test"], at)
    }

    fn unmount(self, arguments: &[&str]) -> bool {
        let mut all = arguments.to_vec();
        all.extend(self.0.to_str());
        run("umount", &all)
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        if is_mounted(&self.0) {
            run("umount", &["-l", self.0.to_str().unwrap_or_default()]);
        }
    }
}

fn is_mounted(at: &Path) -> bool {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    at.to_str().is_some_and(|at| mounts.split_whitespace().any(|word| word == at))
}

/// Asserts that nothing is read as if it were the vault, and nothing written.
fn is_gone(vault: &Vault, folder: &Path, held: bool) {
    assert!(!vault.is_still_there());
    assert!(matches!(vault.survey(&Config::default()), Err(VaultError::NoVault { .. })));
    assert!(matches!(vault.write_if_unchanged(&note("a.md"), b"text", b"new"), Err(VaultError::NoVault { .. })));
    assert!(matches!(vault.create(&note("Dashboard.md"), b"new"), Err(VaultError::NoVault { .. })));
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
    let glance = vault.read_stamped(&note("a.md"), MAX);
    assert!(
        if held { matches!(glance, StampedRead::Read(..)) } else { matches!(glance, StampedRead::Failed(_)) },
        "{glance:?}"
    );
}

#[test]
fn a_disk_that_goes_is_no_empty_vault() {
    let outer = TestVault::new(&[("disk/below/x.txt", "")]);
    fs::remove_dir_all(outer.path("disk/below")).unwrap();
    let at = outer.vault.path().join("disk");
    // Lazily, while the vault holds the disk; and as anyone does it, after the vault let go of it.
    for released in [false, true] {
        let Some(mount) = Mount::tmpfs(at.clone()) else {
            skip("mounting is not allowed; skipped");
            return;
        };
        fs::write(at.join("a.md"), "text").unwrap();
        let mut vault = Vault::open(&at).unwrap();
        assert_eq!(vault.survey(&Config::default()).unwrap().notes.len(), 1);
        if released {
            vault.release();
            assert!(vault.is_still_there(), "to look whether it is there does not hold it");
            assert!(mount.unmount(&[]), "the disk is still held");
        } else {
            assert!(mount.unmount(&["-l"]));
        }
        is_gone(&vault, &at, !released);
        // Mounted again it is empty, and another one.
        let empty = Mount::tmpfs(at.clone()).unwrap();
        is_gone(&vault, &at, !released);
        drop(vault);
        assert!(empty.unmount(&[]));
    }
}

#[test]
fn a_disk_mounted_over_the_vault_is_another_one() {
    let outer = TestVault::new(&[("v/a.md", "text")]);
    let mut vault = Vault::open(&outer.path("v")).unwrap();
    vault.release();
    let Some(mount) = Mount::tmpfs(outer.vault.path().join("v")) else {
        skip("mounting is not allowed; skipped");
        return;
    };
    is_gone(&vault, &outer.path("v"), false);
    assert!(mount.unmount(&[]));
    assert!(vault.is_still_there());
    assert!(matches!(vault.read_stamped(&note("a.md"), MAX), StampedRead::Read(bytes, _) if bytes == b"text"));
}

#[test]
fn where_the_clock_is_coarse_a_stamp_that_may_lie_is_racy() {
    let outer = TestVault::new(&[("image", ""), ("disk/x.txt", "")]);
    fs::remove_file(outer.path("disk/x.txt")).unwrap();
    let image = outer.path("image");
    fs::File::options().write(true).open(&image).unwrap().set_len(8 << 20).unwrap();
    // Inodes so small have no room for nanoseconds.
    let made = run("mkfs.ext4", &["-q", "-F", "-I", "128", image.to_str().unwrap()]);
    let at = outer.vault.path().join("disk");
    let Some(_mount) = made.then(|| Mount::new(&["-o", "loop", image.to_str().unwrap()], at.clone())).flatten() else {
        skip("a disk with small inodes cannot be made or mounted here; skipped");
        return;
    };
    let path = at.join("a.md");
    fs::write(&path, "number 000").unwrap();
    let vault = Vault::open(&at).unwrap();
    let mut missed = 0;
    for number in 1..200 {
        let read = SystemTime::now();
        let StampedRead::Read(_, before) = vault.read_stamped(&note("a.md"), MAX) else { panic!() };
        fs::write(&path, format!("number {number:03}")).unwrap();
        let (after, now) = (vault.stamp(&note("a.md")).unwrap(), SystemTime::now());
        if before == after {
            missed += 1;
            assert!(before.is_racy(read, now));
        }
        let later = now + Duration::from_secs(3);
        assert!(!after.is_racy(later, later));
    }
    assert!(missed > 0, "the clock of this disk is not coarse");
}

#[test]
fn file_systems_without_events_are_told_by_their_name() {
    let outer = TestVault::new(&[("source/a.md", ""), ("bound/x.txt", ""), ("memory/x.txt", "")]);
    assert_eq!(outer.vault.file_system(), None, "the tests run on a disk of this machine");
    let at = outer.vault.path().join("memory");
    match Mount::tmpfs(at.clone()) {
        Some(_mount) => assert_eq!(Vault::open(&at).unwrap().file_system(), None),
        None => skip("mounting is not allowed; that part was skipped"),
    }
    let at = outer.vault.path().join("bound");
    fs::remove_file(at.join("x.txt")).unwrap();
    if run("bindfs", &[outer.path("source").to_str().unwrap(), at.to_str().unwrap()]) {
        let _mount = Mount(at.clone());
        assert_eq!(Vault::open(&at).unwrap().file_system(), Some("fuse"));
    } else {
        skip("bindfs cannot be used here; that part was skipped");
    }
}
