//! A vault that is a git repository.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::vault::TestVault;

/// Runs git in the vault, and returns its exit code and what it printed.
pub fn git_code(vault: &TestVault, args: &[&str]) -> (i32, String) {
    git_in(&vault.path(), args)
}

/// Runs git in a folder, free of the settings of whoever runs the tests.
pub fn git_in(folder: &Path, args: &[&str]) -> (i32, String) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "gc.auto=0"]).args(args);
    git.current_dir(folder).env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").env("HOME", folder);
    git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_EDITOR", "true");
    let output = git.stdin(Stdio::null()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap_or(-1), text.into_owned())
}

/// Runs git in the vault, which has to succeed, and returns what it printed.
#[track_caller]
pub fn git(vault: &TestVault, args: &[&str]) -> String {
    let (code, text) = git_code(vault, args);
    assert_eq!(code, 0, "git {args:?}: {text}");
    text
}

/// Makes the vault a repository whose first commit, on `main`, holds everything in it, perhaps but for the dashboard.
pub fn init(vault: &TestVault, without_dashboard: bool) {
    git(vault, &["init", "-q", "-b", "main"]);
    if without_dashboard {
        // What `.gitignore` names would be no note.
        fs::write(vault.path().join(".git/info/exclude"), "Dashboard.md\n").unwrap();
    }
    commit(vault, "everything");
}

/// Commits everything that changed.
#[track_caller]
pub fn commit(vault: &TestVault, message: &str) {
    git(vault, &["add", "-A"]);
    git(vault, &["commit", "-q", "--allow-empty", "-m", message]);
}

/// Asserts that nothing is changed since the last commit.
#[track_caller]
pub fn assert_clean(vault: &TestVault) {
    assert_eq!(git(vault, &["status", "--porcelain"]), "");
}

/// Returns whether git stopped in the middle of something.
pub fn is_in_the_middle(vault: &TestVault) -> bool {
    let git = vault.path().join(".git");
    ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply", "BISECT_LOG"]
        .iter()
        .any(|name| fs::symlink_metadata(git.join(name)).is_ok())
}
