//! What git is in the middle of.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::core::base::NotePath;
use crate::vault::{GitWork, Vault};

use super::{TestVault, run, skip};

const MINUTE: Duration = Duration::from_mins(1);

/// Each mark with what it says.
const MARKS: [(&str, GitWork); 7] = [
    ("rebase-merge/done", GitWork::Rebase),
    ("rebase-apply/next", GitWork::Rebase),
    ("MERGE_HEAD", GitWork::Merge),
    ("CHERRY_PICK_HEAD", GitWork::CherryPick),
    ("REVERT_HEAD", GitWork::Revert),
    ("BISECT_LOG", GitWork::Bisect),
    ("index.lock", GitWork::Lock),
];

fn work(folder: &Path) -> Option<GitWork> {
    Vault::open(folder).unwrap().git_at_work()
}

fn mark(git: &Path, mark: &str) {
    let path = git.join(mark);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, "").unwrap();
}

fn unmark(git: &Path, mark: &str) {
    match mark.split_once('/') {
        Some((folder, _)) => fs::remove_dir_all(git.join(folder)).unwrap(),
        None => fs::remove_file(git.join(mark)).unwrap(),
    }
}

#[test]
fn git_is_found_in_the_vault_above_it_and_behind_a_file() {
    let test = TestVault::new(&[
        (".git/HEAD", ""),
        ("notes/vault/a.md", ""),
        ("store/tree/HEAD", ""),
        ("tree/notes/a.md", ""),
        ("sub/a.md", ""),
        ("sub/.git", "gitdir: ../store/tree\n"),
        // A folder that only has the name.
        ("notes/.git/config", ""),
    ]);
    fs::write(test.path("tree/.git"), format!("gitdir: {}\n", test.path("store/tree").display())).unwrap();
    let rows = [("", ".git"), ("notes/vault", ".git"), ("tree/notes", "store/tree"), ("sub", "store/tree")];
    for (folder, git) in rows {
        let (folder, git) = (test.path(folder), test.path(git));
        // One vault stays open: it must not keep outdated state.
        let vault = Vault::open(&folder).unwrap();
        for (name, expected) in MARKS {
            assert_eq!(vault.git_at_work(), None, "{name}");
            mark(&git, name);
            assert_eq!(vault.git_at_work(), Some(expected), "{name} in {}", folder.display());
            unmark(&git, name);
        }
    }
    assert_eq!(work(&test.path("sub")), None);
    fs::remove_dir_all(test.path(".git")).unwrap();
    mark(&test.path("notes/.git"), "index.lock");
    assert_eq!(work(&test.path("notes/vault")), None, "without a HEAD it is no repository");
    fs::write(test.path("notes/.git/HEAD"), "").unwrap();
    assert_eq!(work(&test.path("notes/vault")), Some(GitWork::Lock), "made since");
}

#[test]
fn a_repository_in_the_vault_is_found_for_the_notes_in_it() {
    let test = TestVault::new(&[
        (".git/HEAD", ""),
        ("a/.git/HEAD", ""),
        ("a/b/.git", "gitdir: ../../.git/modules/b\n"),
        (".git/modules/b/HEAD", ""),
    ]);
    let around = |note: &str| test.vault.git_at_work_around(&NotePath::new(note), None);
    let found = |repository: &str, work: GitWork| Some((NotePath::new(repository), work));
    mark(&test.path(".git"), "MERGE_HEAD");
    assert_eq!(around("x.md").or(around("c/x.md")).or(around("a/b/x.md")), None, "the vault's own is asked apart");
    mark(&test.path(".git/modules/b"), "rebase-merge/done");
    let rows = [("a/b/x.md", Some("a/b")), ("a/b/c/d.md", Some("a/b")), ("a/x.md", None), ("x.md", None)];
    for (note, repository) in rows {
        assert_eq!(around(note), repository.and_then(|path| found(path, GitWork::Rebase)), "{note}");
    }
    assert_eq!(test.vault.git_at_work_in(&NotePath::new("a/b")), Some(GitWork::Rebase));
    assert_eq!(test.vault.git_at_work_in(&NotePath::new("a")), None);
    unmark(&test.path(".git/modules/b"), "rebase-merge/done");
    // A repository around the note's own one counts too.
    mark(&test.path("a/.git"), "index.lock");
    assert_eq!(around("a/b/x.md"), found("a", GitWork::Lock));
    let own = test.path("a/.git/index.lock");
    assert_eq!(test.vault.git_at_work_around(&NotePath::new("a/x.md"), Some(&own)), None, "its own hook");
}

#[test]
fn a_lock_that_a_crash_left_does_not_count() {
    let test = TestVault::new(&[(".git/HEAD", ""), (".git/index.lock", "")]);
    let lock = File::options().write(true).open(test.path(".git/index.lock")).unwrap();
    let now = SystemTime::now();
    let far = Duration::from_hours(24 * 365 * 70);
    let rows = [
        (now, true),
        (now - 9 * MINUTE, true),
        (now - 11 * MINUTE, false),
        (now + 5 * MINUTE, true),
        (now + 11 * MINUTE, false),
        (now + far, false),
        (SystemTime::UNIX_EPOCH, false),
    ];
    for (time, counts) in rows {
        lock.set_modified(time).unwrap();
        assert_eq!(test.vault.git_at_work().is_some(), counts, "{time:?}");
        // Next to a mark it makes no difference.
        mark(&test.path(".git"), "MERGE_HEAD");
        assert_eq!(test.vault.git_at_work(), Some(GitWork::Merge));
        unmark(&test.path(".git"), "MERGE_HEAD");
    }
}

#[test]
fn a_commit_that_waits_for_its_hook_holds_nothing_back() {
    let test = TestVault::new(&[("vault/.git/HEAD", ""), ("vault/.git/index.lock", ""), ("other/.git/HEAD", "")]);
    let vault = Vault::open(&test.path("vault")).unwrap();
    let beside = |index: &str| vault.git_at_work_beside(Some(&test.path(index)));
    for own in ["vault/.git/index.lock", "vault/.git/next-index-7.lock"] {
        assert_eq!(beside(own), None, "{own}");
    }
    for other in ["vault/.git/index", "other/.git/index.lock", "nowhere/index.lock", "vault/index.lock"] {
        assert_eq!(beside(other), Some(GitWork::Lock), "{other}");
    }
    mark(&test.path("vault/.git"), "MERGE_HEAD");
    assert_eq!(beside("vault/.git/index.lock"), Some(GitWork::Merge));
}

#[test]
fn a_file_in_the_place_of_git_that_says_nothing_is_no_git() {
    for text in ["", "gitdir:", "gitdir: nowhere", "hello", "gitdir: \u{0}", "\u{feff}gitdir: x"] {
        let test = TestVault::new(&[(".git", text), ("x/HEAD", ""), ("x/MERGE_HEAD", "")]);
        assert_eq!(test.vault.git_at_work(), None, "{text:?}");
    }
    let test = TestVault::new(&[(".git", &"x".repeat(20_000))]);
    assert_eq!(test.vault.git_at_work(), None);
    #[cfg(unix)]
    {
        let test = TestVault::new(&[("a.md", "")]);
        let kind = rustix::fs::FileType::Fifo;
        let mode = rustix::fs::Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(rustix::fs::CWD, test.path(".git"), kind, mode, 0).unwrap();
        assert_eq!(test.vault.git_at_work(), None, "a pipe is not waited for");
    }
}

/// Makes a repository whose branches `main` and `other` disagree about `a.md`; returns whether git is there.
fn repository(folder: &Path) -> bool {
    let git = |arguments: &[&str]| in_repository(folder, arguments);
    let commit = |text: &str| {
        fs::write(folder.join("a.md"), text).unwrap();
        git(&["add", "a.md"]) && git(&["commit", "-qm", text])
    };
    git(&["init", "-qb", "main"])
        && commit("one")
        && git(&["branch", "other"])
        && commit("two")
        && git(&["checkout", "-q", "other"])
        && commit("three")
        && git(&["checkout", "-q", "main"])
}

fn in_repository(folder: &Path, arguments: &[&str]) -> bool {
    let mut all = vec!["-C", folder.to_str().unwrap(), "-c", "user.name=Ann", "-c", "user.email=ann@example.com"];
    all.extend(["-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null"]);
    all.extend(arguments);
    run("git", &all)
}

#[test]
fn git_itself_leaves_these_marks() {
    let outer = TestVault::new(&[("main/a.md", "")]);
    let main = outer.path("main");
    if !repository(&main) {
        skip("git is not installed; skipped");
        return;
    }
    let tree = outer.path("tree");
    assert!(in_repository(&main, &["worktree", "add", "-q", "-b", "third", tree.to_str().unwrap(), "main"]));
    for folder in [&main, &tree] {
        let git = |arguments: &[&str]| in_repository(folder, arguments);
        let vault = Vault::open(folder).unwrap();
        let rows: [(&[&str], GitWork, &[&str]); 5] = [
            (&["merge", "other"], GitWork::Merge, &["merge", "--abort"]),
            (&["rebase", "other"], GitWork::Rebase, &["rebase", "--abort"]),
            (&["cherry-pick", "other"], GitWork::CherryPick, &["cherry-pick", "--abort"]),
            (&["revert", "HEAD~1"], GitWork::Revert, &["revert", "--abort"]),
            (&["bisect", "start"], GitWork::Bisect, &["bisect", "reset"]),
        ];
        for (begin, expected, end) in rows {
            assert_eq!(vault.git_at_work(), None, "before {begin:?}");
            // All but the bisection stop at a conflict.
            assert_eq!(git(begin), expected == GitWork::Bisect, "{begin:?}");
            assert_eq!(vault.git_at_work(), Some(expected), "{begin:?}");
            assert!(git(end), "{end:?}");
        }
        assert_eq!(vault.git_at_work(), None);
    }
}
