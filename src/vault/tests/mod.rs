//! The vault on a real disk, with what people, editors and sync tools do to it.

mod belonging;
#[cfg(unix)]
mod editors;
mod git;
#[cfg(unix)]
mod hostile;
mod journal;
mod listing;
mod locking;
#[cfg(target_os = "linux")]
mod mounts;
mod reading;
mod survey;
#[cfg(unix)]
mod keeping;
#[cfg(unix)]
mod writing;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::core::base::NotePath;
use crate::core::config::Config;
use crate::vault::error::VaultError;

use super::{Listing, Vault};

/// A vault in a folder of its own, removed at the end of the test.
pub(super) struct TestVault {
    folder: TempDir,
    pub(super) vault: Vault,
}

impl TestVault {
    /// Makes a vault of these files, each with its text.
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let vault = Vault::open(folder.path()).unwrap();
        Self { folder, vault }
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(super) fn walk(&self) -> Listing {
        self.walk_with(&Config::default())
    }

    pub(super) fn walk_with(&self, config: &Config) -> Listing {
        self.vault.walk(config).unwrap()
    }

    /// Returns the notes a walk finds, separated by spaces.
    pub(super) fn notes(&self) -> String {
        joined(&self.walk())
    }

    /// Returns the names in a folder, sorted.
    pub(super) fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

pub(super) fn joined(listing: &Listing) -> String {
    listing.notes.iter().map(NotePath::as_str).collect::<Vec<_>>().join(" ")
}

/// Returns each diagnostic as `code path`.
pub(super) fn codes(listing: &Listing) -> Vec<String> {
    listing.diagnostics.iter().map(|found| format!("{} {}", found.code, found.note)).collect()
}

/// Ends the other side of a race with this one, also if this one fails.
#[cfg(unix)]
pub(super) struct Done<'a>(pub(super) &'a std::sync::atomic::AtomicBool);

#[cfg(unix)]
impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.store(true, std::sync::atomic::Ordering::Relaxed);
    }
}

/// Says that a part of a test could not run here.
#[cfg(unix)]
#[expect(clippy::print_stderr, reason = "a skipped test must not look like one that passed")]
pub(super) fn skip(why: &str) {
    eprintln!("skipped: {why}");
}

/// Runs a program; returns whether it is there and succeeded.
pub(super) fn run(program: &str, arguments: &[&str]) -> bool {
    let ran = std::process::Command::new(program).args(arguments).output();
    ran.is_ok_and(|ran| ran.status.success())
}

/// Runs a test again as a user who may not do everything.
#[cfg(unix)]
pub(super) fn as_nobody(test: &str) {
    let program = std::env::current_exe().unwrap();
    let user = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    let through = |arguments: &[&str]| std::process::Command::new("setpriv").args(user).args(arguments).output();
    let program = program.to_str().unwrap();
    if !through(&[program, "--list"]).is_ok_and(|listed| listed.status.success()) {
        skip("this user may do everything, and cannot become one who may not; skipped");
        return;
    }
    let ran = through(&[program, "--exact", test]).unwrap();
    let output = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && output.contains("1 passed"), "{output}");
}

pub(super) fn note(path: &str) -> NotePath {
    NotePath::new(path)
}

#[test]
fn a_vault_is_a_folder_that_is_there() {
    let test = TestVault::new(&[("a.md", "")]);
    for (path, reason) in [("nowhere", "no such file or folder"), ("a.md", "not a folder")] {
        match Vault::open(&test.path(path)) {
            Err(error @ VaultError::NoVault { .. }) => assert!(error.to_string().contains(reason), "{error}"),
            other => panic!("{path}: {other:?}"),
        }
    }
    assert!(Vault::open(Path::new("")).is_err());
}

#[test]
fn the_nearest_configuration_marks_the_vault() {
    let test =
        TestVault::new(&[("coffeechat.yaml", ""), ("a/b/c.md", ""), ("x/coffeechat.yaml", ""), ("x/y/z.md", "")]);
    let root = test.vault.path();
    assert_eq!(Vault::find(&test.path("a/b")), root);
    assert_eq!(Vault::find(&test.path("x/y")), root.join("x"));
    assert_eq!(Vault::find(&test.path("nowhere")), test.path("nowhere"));
    let bare = TestVault::new(&[("a/b.md", "")]);
    assert_eq!(Vault::find(&bare.path("a")), bare.vault.path().join("a"));
}

#[test]
fn the_configuration_is_text_or_a_clear_refusal() {
    let test = TestVault::new(&[]);
    assert_eq!(test.vault.config_text().unwrap(), None);
    let file = test.path("coffeechat.yaml");
    fs::write(&file, "tasks: all\n").unwrap();
    assert_eq!(test.vault.config_text().unwrap().as_deref(), Some("tasks: all\n"));
    let refused = |bytes: &[u8], words: &str| {
        fs::write(&file, bytes).unwrap();
        let error = test.vault.config_text().unwrap_err();
        assert!(matches!(error, VaultError::Config(_)) && error.to_string().contains(words), "{error}");
    };
    refused(b"tasks: all\nrules: \xff\n", "line 2 is not UTF-8");
    refused(&vec![b'#'; 1024 * 1024 + 1], "at most 1048576");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert!(test.vault.config_text().unwrap_err().to_string().contains("must be a file"));
}

#[test]
fn a_root_that_was_replaced_is_not_an_empty_vault() {
    let outer = TestVault::new(&[("vault/a.md", "")]);
    let vault = Vault::open(&outer.path("vault")).unwrap();
    fs::rename(outer.path("vault"), outer.path("moved")).unwrap();
    assert!(matches!(vault.walk(&Config::default()), Err(VaultError::NoVault { .. })));
    fs::create_dir(outer.path("vault")).unwrap();
    assert!(cfg!(not(unix)) || matches!(vault.walk(&Config::default()), Err(VaultError::NoVault { .. })));
}
