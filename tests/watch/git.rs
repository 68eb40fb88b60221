//! Git at work in a watched vault: never disturbed, and the dashboard right when it is done.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::observer::Observer;
use crate::watcher::{Watcher, dashboard_of};
use harness::repository::{assert_clean, commit, git, git_code, git_in, init};
use harness::vault::{DASHBOARD, TODAY, TestVault};

/// Returns a contact who was asked on a day of November.
fn contact(number: usize, day: usize) -> String {
    let name = format!("Person {number:03}");
    format!("---\ntype: contact\nname: {name}\nrequested: 2026-11-{day:02}\n---\n# {name}\n\n- [ ] Send form {day}\n")
}

fn path(number: usize) -> String {
    format!("people/person-{number:03}.md")
}

fn write(vault: &TestVault, number: usize, day: usize) {
    vault.write(path(number), contact(number, day).as_bytes());
}

/// Makes a repository of that many contacts, with a dashboard that is right.
fn repository(contacts: usize, without_dashboard: bool) -> TestVault {
    let vault = TestVault::new().note("Dashboard.md", DASHBOARD);
    for number in 0..contacts {
        write(&vault, number, 2);
    }
    vault.built();
    init(&vault, without_dashboard);
    vault
}

/// Commits the notes together with the dashboard that belongs to them.
fn commit_with_dashboard(vault: &TestVault, message: &str) {
    vault.built();
    commit(vault, message);
}

#[test]
fn switching_between_branches_is_one_change_and_not_a_storm() {
    for without_dashboard in [true, false] {
        let vault = repository(200, without_dashboard);
        let main = vault.text("Dashboard.md");
        git(&vault, &["checkout", "-q", "-b", "topic"]);
        for number in 0..200 {
            write(&vault, number, 9);
        }
        commit_with_dashboard(&vault, "ask everybody again");
        let topic = vault.text("Dashboard.md");
        git(&vault, &["checkout", "-q", "main"]);
        vault.built();
        let mut watcher = Watcher::start(&vault);
        assert_eq!(watcher.settled(&vault), main);
        for (branch, dashboard) in [("topic", &topic), ("main", &main), ("topic", &topic), ("main", &main)] {
            watcher.forget();
            let observer = Observer::start(&vault);
            git(&vault, &["checkout", "-q", branch]);
            assert_eq!(watcher.settled(&vault), *dashboard);
            // Where git writes the dashboard itself, it takes it away and writes it anew.
            if without_dashboard {
                observer.saw_only(&[&main, &topic]);
            }
            let writes = watcher.writes("Dashboard.md");
            assert!(writes <= 3, "{writes} writes\n{}", watcher.story());
            assert_clean(&vault);
        }
    }
}

#[test]
fn a_rebase_of_fifty_commits_is_not_disturbed() {
    for without_dashboard in [true, false] {
        let vault = repository(60, without_dashboard);
        git(&vault, &["checkout", "-q", "-b", "topic"]);
        for number in 0..50 {
            write(&vault, number, 9);
            let message = format!("step {number}");
            if without_dashboard { commit(&vault, &message) } else { commit_with_dashboard(&vault, &message) }
        }
        let topic = vault.built();
        git(&vault, &["checkout", "-q", "main"]);
        let note = contact(59, 2) + "\nWhat changes nothing on the dashboard.\n";
        vault.write(path(59), note.as_bytes());
        commit_with_dashboard(&vault, "prose");
        git(&vault, &["checkout", "-q", "topic"]);
        vault.built();
        let mut watcher = Watcher::start(&vault);
        assert_eq!(watcher.settled(&vault), topic);
        git(&vault, &["rebase", "-q", "main"]);
        assert_eq!(watcher.settled(&vault), topic);
        assert_eq!(git(&vault, &["rev-list", "--count", "HEAD"]).trim(), "52");
        assert_clean(&vault);
        // The same backwards, without a pause: fifty states of the vault go by.
        watcher.forget();
        git(&vault, &["checkout", "-q", "main"]);
        git(&vault, &["merge", "-q", "topic"]);
        assert_eq!(watcher.settled(&vault), topic);
        assert_clean(&vault);
    }
}

#[test]
fn nothing_is_written_while_a_merge_waits_to_be_settled() {
    let vault = repository(5, true);
    git(&vault, &["checkout", "-q", "-b", "topic"]);
    write(&vault, 0, 9);
    commit(&vault, "one day");
    git(&vault, &["checkout", "-q", "main"]);
    write(&vault, 0, 12);
    commit(&vault, "another day");
    vault.built();
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    let observer = Observer::start(&vault);
    assert_eq!(git_code(&vault, &["merge", "-q", "topic"]).0, 1);
    // On a busy computer it may be seen at work before it merges.
    watcher.wait_for("trouble", |event| event["message"].to_string().contains("git is merging"));
    // Reading goes on, writing does not.
    write(&vault, 1, 15);
    watcher.wait_for("changed", |event| event["notes"].as_array().is_some_and(|notes| notes.contains(&path(1).into())));
    assert_eq!(watcher.troubles("git-at-work"), 0, "{}", watcher.story());
    assert_eq!(vault.text("Dashboard.md"), before);
    write(&vault, 0, 9);
    let after = dashboard_of(&vault);
    commit(&vault, "merged");
    watcher.wait_for("recovered", |event| event["code"] == "git-at-work");
    assert_eq!(watcher.settled(&vault), after);
    observer.saw_only(&[&before, &after]);
    assert_clean(&vault);
}

#[test]
fn a_dashboard_with_a_merge_conflict_waits_for_its_user() {
    let vault = repository(5, false);
    git(&vault, &["checkout", "-q", "-b", "topic"]);
    write(&vault, 0, 9);
    commit_with_dashboard(&vault, "one day");
    git(&vault, &["checkout", "-q", "main"]);
    write(&vault, 1, 12);
    commit_with_dashboard(&vault, "another note");
    let mut watcher = Watcher::start(&vault);
    watcher.settled(&vault);
    // The notes merge by themselves; the two dashboards perhaps not.
    let (code, _) = git_code(&vault, &["merge", "-q", "-m", "both", "topic"]);
    if code == 1 {
        assert!(vault.text("Dashboard.md").contains("<<<<<<<"));
        git(&vault, &["checkout", "-q", "--ours", "Dashboard.md"]);
        commit(&vault, "both");
    }
    let after = watcher.settled(&vault);
    assert_eq!(after, dashboard_of(&vault));
    assert!(!after.contains("<<<<<<<") && !after.contains(">>>>>>>"), "{after}");
}

#[test]
fn a_stash_comes_back_as_it_went() {
    for without_dashboard in [true, false] {
        let vault = repository(20, without_dashboard);
        let mut watcher = Watcher::start(&vault);
        let clean = watcher.settled(&vault);
        for round in 0..3 {
            for number in 0..8 {
                write(&vault, number, 10 + round);
            }
            let edited = watcher.settled(&vault);
            assert_ne!(edited, clean);
            git(&vault, &["stash", "-q"]);
            assert_eq!(watcher.settled(&vault), clean);
            assert_clean(&vault);
            git(&vault, &["stash", "pop", "-q"]);
            assert_eq!(watcher.settled(&vault), edited);
            assert_eq!(git(&vault, &["stash", "list"]), "");
            assert_eq!(git(&vault, &["status", "--porcelain"]).lines().count(), 8 + usize::from(!without_dashboard));
        }
    }
}

#[test]
fn a_bisection_finds_its_commit() {
    let vault = repository(10, false);
    for number in 0..10 {
        write(&vault, number, 10 + number);
        commit_with_dashboard(&vault, &format!("step {number}"));
    }
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    git(&vault, &["bisect", "start", "HEAD", "HEAD~10"]);
    let found = git(&vault, &["bisect", "run", "grep", "-q", "requested: 2026-11-02", "people/person-006.md"]);
    assert!(found.contains("step 6"), "{found}");
    git(&vault, &["bisect", "reset"]);
    assert_eq!(watcher.settled(&vault), before);
    assert_clean(&vault);
}

#[test]
fn a_lock_of_git_is_respected_wherever_its_folder_lies() {
    // In the vault.
    let vault = repository(3, true);
    a_lock_holds_back_writes(&vault, &vault.path().join(".git"));

    // Above the vault.
    let vault = TestVault::new().note("Dashboard.md", DASHBOARD).note(&path(1), &contact(1, 2));
    git_in(&vault.outside(""), &["init", "-q"]);
    a_lock_holds_back_writes(&vault, &vault.outside(".git"));

    // Elsewhere: the vault is a second working tree, and `.git` is a file that says where.
    let vault = TestVault::new();
    let main = vault.outside("main");
    fs::create_dir(&main).unwrap();
    fs::write(main.join("Dashboard.md"), DASHBOARD).unwrap();
    fs::write(main.join("person.md"), contact(1, 2)).unwrap();
    for args in
        [&["init", "-q"][..], &["add", "-A"], &["commit", "-q", "-m", "all"], &["worktree", "add", "-q", "../vault"]]
    {
        let (code, text) = git_in(&main, args);
        assert_eq!(code, 0, "{args:?}: {text}");
    }
    assert!(vault.path().join(".git").is_file());
    a_lock_holds_back_writes(&vault, &main.join(".git/worktrees/vault"));
}

fn a_lock_holds_back_writes(vault: &TestVault, git_folder: &Path) {
    let mut watcher = Watcher::start(vault);
    let before = watcher.settled(vault);
    let lock = git_folder.join("index.lock");
    fs::write(&lock, "").unwrap();
    write(vault, 1, 9);
    let changed = watcher.wait_for("changed", |_| true);
    assert_eq!(changed["written"], serde_json::json!([]), "{}", watcher.story());
    assert_eq!(vault.text("Dashboard.md"), before);
    fs::remove_file(lock).unwrap();
    assert_ne!(watcher.settled(vault), before);
}

#[test]
fn a_lock_that_git_forgot_long_ago_holds_back_nothing() {
    let vault = repository(3, true);
    let lock = File::create(vault.path().join(".git/index.lock")).unwrap();
    lock.set_modified(SystemTime::now() - Duration::from_mins(11)).unwrap();
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    let message = watcher.everything().iter().find(|event| event["code"] == "stale-lock").map(ToString::to_string);
    assert!(message.is_some_and(|message| message.contains(".git/index.lock")), "{}", watcher.story());
    write(&vault, 1, 9);
    assert_ne!(watcher.settled(&vault), before);
}

#[test]
fn a_merge_in_a_submodule_did_not_hold_back_writes_into_its_notes() {
    let row = |text: &str| text.lines().find(|line| line.contains("Person 001")).unwrap().to_owned();
    let vault = TestVault::new()
        .note("coffeechat.yaml", "pages: [shared]\n")
        .note("Dashboard.md", DASHBOARD)
        .note("shared/Page.md", DASHBOARD)
        .note("shared/.git", "gitdir: ../.git/modules/shared\n")
        .note(".git/modules/shared/HEAD", "ref: refs/heads/main\n")
        .note(".git/HEAD", "ref: refs/heads/main\n")
        .note("shared/people/person-001.md", &contact(1, 2));
    let mut watcher = Watcher::start(&vault);
    let page = watcher.settled(&vault);
    assert!(vault.text("shared/Page.md").contains("Person 001"));
    let shared = vault.text("shared/Page.md");
    // The rest goes on; what lies in the repository waits, blocks and ticked notes alike.
    vault.write(".git/modules/shared/MERGE_HEAD", b"");
    write(&vault, 2, 9);
    let ticked = page.replace(&row(&page), &row(&page).replace("- [ ]", "- [x]"));
    vault.write("Dashboard.md", ticked.as_bytes());
    let message = watcher.trouble("git-at-work");
    assert!(message.contains("git is merging in shared"), "{message}");
    assert!(vault.text("Dashboard.md").contains("Person 002"));
    assert_eq!(vault.text("shared/people/person-001.md"), contact(1, 2));
    assert_eq!(vault.text("shared/Page.md"), shared);
    fs::remove_file(vault.path().join(".git/modules/shared/MERGE_HEAD")).unwrap();
    watcher.wait_for("recovered", |event| event["code"] == "git-at-work");
    watcher.settled(&vault);
    assert!(vault.text("shared/people/person-001.md").contains("nudged: 2026-11-21"));
    assert!(vault.text("shared/Page.md").contains("Person 002"));
    // While a command runs there, notes come and go: nothing is published from that.
    let before = vault.text("Dashboard.md");
    vault.write(".git/modules/shared/index.lock", b"");
    write(&vault, 3, 9);
    let message = watcher.trouble("git-at-work");
    assert!(message.contains("git is at work in shared"), "{message}");
    assert_eq!(vault.text("Dashboard.md"), before);
    fs::remove_file(vault.path().join(".git/modules/shared/index.lock")).unwrap();
    assert_ne!(watcher.settled(&vault), before);
}

#[test]
fn a_dashboard_of_half_a_checkout_stood_there_when_events_came_late() {
    let vault = repository(4, true);
    let before = vault.text("Dashboard.md");
    let git = vault.path().join(".git");
    // Git holds the lock and has changed half of the notes.
    fs::copy(git.join("index"), git.join("index.lock")).unwrap();
    (0..2).for_each(|number| write(&vault, number, 9));
    // No event comes at all, and nothing is looked at by itself.
    let args = ["--format", "json", "--today", TODAY, "--poll", "3600"];
    let mut watcher = Watcher::launch(&vault, &args);
    let ready = watcher.wait_for("ready", |_| true);
    assert_eq!(ready["written"], serde_json::json!([]), "{}", watcher.story());
    let observer = Observer::start(&vault);
    (2..4).for_each(|number| write(&vault, number, 9));
    fs::rename(git.join("index.lock"), git.join("index")).unwrap();
    let after = watcher.settled(&vault);
    assert_eq!(after.matches("Mon 9 Nov").count(), 4, "{after}");
    observer.saw_only(&[&before, &after]);
}
