//! `build` in a hook of git, and in CI, as `docs/git.md` shows them.

use super::*;

const DAY: &str = "2026-11-21";

/// Installs the hook of the page on git, which takes `day` for today.
fn hook(vault: &TestVault, day: Option<&str>) {
    let page = include_str!("../../../docs/git.md");
    let (_, rest) = page.split_once("`.git/hooks/pre-commit`").unwrap();
    let script = rest.split_once("```sh\n").unwrap().1.split_once("```").unwrap().0;
    assert!(script.contains("coffeechat build"), "{script}");
    let program = PathBuf::from(env!("CARGO_BIN_EXE_coffeechat"));
    let (folder, home) = (program.parent().unwrap().display(), vault.outside("home"));
    let script = script.replacen('\n', &format!("\nexport PATH={folder}:$PATH HOME={}\n", home.display()), 1);
    let script = match day {
        Some(day) => script.replace("coffeechat build", &format!("coffeechat build --today {day}")),
        None => script,
    };
    let path = vault.path().join(".git/hooks/pre-commit");
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
}

/// Returns what a commit says of a file.
fn committed(vault: &TestVault, path: &str) -> String {
    git(vault, &["show", &format!("HEAD:{path}")])
}

fn status(vault: &TestVault) -> String {
    git(vault, &["status", "--porcelain"])
}

#[test]
fn a_tick_is_in_its_note_in_the_commit_that_brings_it() {
    for (stage, how) in [
        (&["add", "-A"][..], &["commit", "-q", "-m", "x"][..]),
        (&["status"], &["commit", "-q", "-a", "-m", "x"]),
        (&["status"], &["commit", "-q", "-a", "--amend", "--no-edit"]),
        (&["add", "Dashboard.md"], &["commit", "-q", "-i", "-m", "x", "Dashboard.md"]),
    ] {
        let vault = repository();
        hook(&vault, Some(DAY));
        tick(&vault, ("**Thank**", 'x'));
        git(&vault, stage);
        git(&vault, how);
        assert!(committed(&vault, "meetings/priya.md").contains("thanked: 2026-11-21"), "{how:?}");
        assert_eq!(committed(&vault, "Dashboard.md"), vault.text("Dashboard.md"));
        assert_eq!(status(&vault), "", "{how:?}");
        assert_settled(&vault, DAY);
    }
}

#[test]
fn a_linked_working_tree_commits_its_ticks_too() {
    let vault = repository();
    hook(&vault, Some(DAY));
    let tree = TestVault::new();
    git(&vault, &["worktree", "add", "-q", "-f", "-b", "tree", tree.path().to_str().unwrap()]);
    tick(&tree, ("**Thank**", 'x'));
    git(&tree, &["commit", "-q", "-a", "-m", "x"]);
    assert!(committed(&tree, "meetings/priya.md").contains("thanked: 2026-11-21"));
    assert_eq!(status(&tree), "");
}

#[test]
fn a_commit_of_a_part_stays_what_it_was_made() {
    // One note is staged in part, another not at all, and a tick waits on the page.
    let change = |vault: &TestVault| {
        vault.write("people/zoe.md", (vault.text("people/zoe.md") + "staged\n").as_bytes());
        git(vault, &["add", "people/zoe.md"]);
        vault.write("people/zoe.md", (vault.text("people/zoe.md") + "not staged\n").as_bytes());
        vault.write("people/mei.md", (vault.text("people/mei.md") + "not staged\n").as_bytes());
        tick(vault, ("**Thank**", 'x'));
    };
    for (how, expected) in [
        (&["commit", "-q", "-m", "x"][..], "staged\n"),
        (&["commit", "-q", "-m", "x", "people/zoe.md"], "staged\nnot staged\n"),
    ] {
        let vault = repository();
        hook(&vault, Some(DAY));
        change(&vault);
        let before = vault.snapshot();
        git(&vault, how);
        assert_eq!(git(&vault, &["show", "--format=", "--name-only", "HEAD"]), "people/zoe.md\n");
        assert!(committed(&vault, "people/zoe.md").ends_with(&format!("# Zoë Lind\n{expected}")));
        for (path, entry) in before.iter().filter(|(path, _)| !path.starts_with(".git")) {
            assert_eq!(vault.snapshot()[path].bytes, entry.bytes, "{}", path.display());
        }
        // The next commit of everything takes the tick along.
        git(&vault, &["commit", "-q", "-a", "-m", "rest"]);
        assert!(committed(&vault, "meetings/priya.md").contains("thanked: 2026-11-21"));
        assert_eq!(status(&vault), "");
    }
    // A page that is committed alone leaves its tick to the next commit, and nothing half in the index.
    let vault = repository();
    hook(&vault, Some(DAY));
    tick(&vault, ("**Thank**", 'x'));
    git(&vault, &["commit", "-q", "-m", "x", "Dashboard.md"]);
    assert!(committed(&vault, "Dashboard.md").contains("- [x] **Thank**"));
    assert_eq!(status(&vault), "");
    git(&vault, &["commit", "-q", "--allow-empty", "-m", "next"]);
    assert!(committed(&vault, "meetings/priya.md").contains("thanked: 2026-11-21"));
    assert_eq!(status(&vault), "");
}

#[test]
fn a_page_that_cannot_be_built_stops_the_commit() {
    let vault = repository();
    hook(&vault, Some(DAY));
    let page = vault.text("Dashboard.md").replacen("- [ ]", "ring her first\n- [ ]", 1);
    vault.write("Dashboard.md", page.as_bytes());
    let (code, said) = git_code(&vault, &["commit", "-q", "-a", "-m", "x"]);
    assert!(code != 0 && said.contains("typed-in-block"), "{said}");
    assert!(vault.text("Dashboard.md").contains("\nring her first\n- [ ]"));
}

#[test]
fn another_commit_in_the_middle_is_still_waited_for() {
    let vault = repository();
    tick(&vault, ("**Thank**", 'x'));
    vault.write(".git/index.lock", b"");
    vault.run(["build"]).ok().says("git is at work");
    assert!(!vault.text("meetings/priya.md").contains("thanked"));
    assert!(vault.text("Dashboard.md").contains("- [x] **Thank**"));
    std::fs::remove_file(vault.path().join(".git/index.lock")).unwrap();
    vault.run(["build"]).ok();
    assert!(vault.text("meetings/priya.md").contains("thanked: 2026-11-21"));
}

#[test]
fn ci_tells_a_commit_whose_page_or_ticks_are_behind() {
    let vault = repository();
    let day = |vault: &TestVault| git(vault, &["log", "-1", "--format=%cs"]).trim().to_owned();
    let check = |vault: &TestVault| vault.run(["build", "--check", "--today", &day(vault)]);
    hook(&vault, None);
    tick(&vault, ("**Thank**", 'x'));
    git(&vault, &["commit", "-q", "-a", "-m", "built by the hook"]);
    check(&vault).ok();
    tick(&vault, ("**Nudge**", 'x'));
    git(&vault, &["commit", "-q", "-a", "-n", "-m", "without the hook"]);
    let output = check(&vault).code(1);
    assert!(output.stdout.contains("out of date: people/sam.md"), "{output:#?}");
    assert_eq!(status(&vault), "", "a check changes nothing");
}
