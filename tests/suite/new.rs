//! `new` in the world: editors, folders that may not be written, names that are taken.

use std::fs;
use std::path::PathBuf;

use harness::vault::{TODAY, TestVault, has_program};

/// Writes a program into the folder above the vault, and returns where.
#[cfg(unix)]
fn script(vault: &TestVault, name: &str, text: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = vault.outside(name);
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[cfg(unix)]
#[test]
fn an_editor_gets_the_note_and_the_dashboard_shows_what_was_saved() {
    let vault = TestVault::with_good_contact();
    vault.built();
    let editor =
        script(&vault, "my editor", "sed -i 's/^requested:.*/requested: 2026-11-01/' \"$2\"; echo \"$1\" >>\"$2\"");
    let vault = vault.env("EDITOR", "false").env("VISUAL", &format!("'{}' --wait", editor.display()));
    let output = vault.run(["new", "contact", "Ann Lee", "--edit"]).ok();
    assert_eq!(output.stdout, "people/Ann Lee.md\n");
    assert!(vault.text("people/Ann Lee.md").ends_with("--wait\n"));
    assert!(vault.text("Dashboard.md").contains("**Nudge** [Ann Lee]"), "{}", vault.text("Dashboard.md"));
}

#[cfg(unix)]
#[test]
fn without_an_editor_nothing_is_made_and_a_failing_one_leaves_the_note() {
    let vault = TestVault::with_good_contact();
    let before = vault.snapshot();
    vault.run(["new", "contact", "Ann Lee", "--edit"]).code(2).says("set VISUAL or EDITOR");
    assert_eq!(vault.snapshot(), before);
    let vault = vault.env("EDITOR", "/nowhere/editor");
    vault
        .run(["new", "contact", "Ann Lee", "--edit"])
        .code(2)
        .says("the note was made, but the editor `/nowhere/editor`");
    assert!(vault.text("people/Ann Lee.md").starts_with("---\ntype: contact"));
}

#[test]
fn real_editors_are_started_as_git_starts_them() {
    for (program, editor) in
        [("vim", "vim -N -u NONE -es -c 'normal Goby vim' -c wq"), ("ed", "printf 'a\\nby ed\\n.\\nw\\nq\\n' | ed -s")]
    {
        if !has_program(program) {
            eprintln!("skipped: {program} is not there");
            continue;
        }
        let vault = TestVault::with_good_contact().env("EDITOR", editor);
        vault.run(["new", "questions", "Energy", "--edit"]).ok();
        let text = vault.text("questions/Energy.md");
        assert!(text.ends_with(&format!("by {program}\n")), "{program}: {text}");
    }
}

#[cfg(unix)]
#[test]
fn in_a_vault_that_may_not_be_written_nothing_is_half_made() {
    use std::os::unix::fs::PermissionsExt;
    let vault = TestVault::with_good_contact();
    let people = vault.path().join("people");
    fs::set_permissions(&people, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(people.join("probe"), "").is_ok() {
        eprintln!("skipped: whoever runs this may write everywhere");
        fs::remove_file(people.join("probe")).unwrap();
        return;
    }
    let before = vault.snapshot();
    vault.run(["new", "contact", "Ann Lee"]).code(2).says("people/Ann Lee.md");
    assert_eq!(vault.snapshot(), before);
    fs::set_permissions(&people, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_file_that_is_no_note_of_the_vault_keeps_its_name() {
    let vault = TestVault::with_good_contact()
        .file(".gitignore", b"Bo*.md\n")
        .note("people/Ann Lee.md", "---\ntype: project\n---\n")
        .note("people/ZOE\u{308} Q.MD", "")
        .note("people/Bo Park.md", "mine\n");
    fs::create_dir(vault.path().join("people/Cy Wu.md")).unwrap();
    let rows = [
        ("Ann Lee", "people/Ann Lee 2.md\n"),
        ("zo\u{eb} q", "people/zo\u{eb} q 2.md\n"),
        ("Cy Wu", "people/Cy Wu 2.md\n"),
    ];
    for (name, path) in rows {
        assert_eq!(vault.run(["new", "contact", name, "--another"]).ok().stdout, path);
    }
    vault.run(["new", "contact", "Bo Park"]).code(2).says("would not be read: a rule of the vault ignores it");
    assert_eq!(vault.text("people/Bo Park.md"), "mine\n");
}

#[test]
fn words_that_begin_with_a_hyphen_are_logged_behind_two() {
    let vault = TestVault::with_good_contact();
    vault.run(["log", "priya", "--today", TODAY, "--", "- [ ] no task", "--date"]).ok();
    assert!(vault.text("people/good.md").ends_with("- 2026-11-21 - [ ] no task --date\n"));
    assert!(vault.run(["list", "follow-ups", "rule:task"]).ok().stdout.lines().count() <= 1);
}
