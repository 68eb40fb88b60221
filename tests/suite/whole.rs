//! Notes that are locked or not downloaded: half a vault is no vault.

use std::fs;
use std::path::Path;
use std::process::Command;

use harness::vault::TestVault;

const LFS: &str = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n";

/// Returns a contact with a follow-up.
fn contact(name: &str) -> String {
    format!("---\ntype: contact\nname: {name}\nrequested: 2026-11-02\n---\n")
}

#[test]
fn a_page_was_written_without_the_notes_that_were_locked_or_not_downloaded() {
    let rows: [(&str, &[u8], &str); 6] = [
        ("people/ann.md", b"\0GITCRYPT\0\x01\x02\xff", "`git-crypt unlock`"),
        ("people/ann.md", LFS.as_bytes(), "`git lfs pull`"),
        ("people/ann.md", b"/annex/objects/SHA256E-s30--4d7a.md\n", "`git annex get`"),
        ("people/.ann.md.icloud", b"bplist00", "download it"),
        ("people/ann.md.nextcloud", b" ", "download it"),
        ("people/ann.md.owncloud", b" ", "download it"),
    ];
    for (path, bytes, remedy) in rows {
        let vault = TestVault::with_good_contact().note("people/ann.md", &contact("Ann Lee"));
        let before = vault.built();
        assert!(before.contains("[Ann Lee](people/ann.md)"));
        fs::remove_file(vault.path().join("people/ann.md")).unwrap();
        vault.write(path, bytes);
        let ticked = before.replace("- [ ] **Nudge** [Priya", "- [x] **Nudge** [Priya");
        vault.write("Dashboard.md", ticked.as_bytes());
        for command in [&["build"][..], &["build", "--check"], &["build", "--force"], &["done", "nudge"], &["undo"]] {
            vault.run(command).code(2).says("people/ann.md").says(remedy);
        }
        assert_eq!(vault.text("Dashboard.md"), ticked, "{path}");
        assert!(!vault.text("people/good.md").contains("nudged"), "ticks wait too");
        assert_eq!(vault.codes("people/ann.md").len(), 1, "{path}");
        let listed = vault.run(["list", "contacts"]).ok().says("people/ann.md");
        assert!(listed.stdout.contains("Priya Nair") && !listed.stdout.contains("ann.md"), "{listed:#?}");
        // Whoever means it says so.
        vault.write("coffeechat.yaml", b"ignore: [people/ann.md]\n");
        let built = vault.built();
        assert!(!built.contains("ann.md") && vault.text("people/good.md").contains("nudged"), "{path}: {built}");
    }
}

#[test]
fn most_notes_that_said_nothing_any_more_before_a_build_took_their_lines_along() {
    type Fate = (&'static str, fn(&Path));
    let fates: [Fate; 4] = [
        ("gone", |path| fs::remove_file(path).unwrap()),
        ("emptied", |path| fs::write(path, "").unwrap()),
        ("UTF-16", |path| {
            let text = fs::read(path).unwrap();
            fs::write(path, text.iter().flat_map(|byte| [*byte, 0]).collect::<Vec<u8>>()).unwrap();
        }),
        ("over the size cap", |path| fs::write(path, "x".repeat(100_000)).unwrap()),
    ];
    for (what, fate) in fates {
        let mut vault = TestVault::with_good_contact().note("coffeechat.yaml", "max-note-size: 50000\n");
        for at in 0..60 {
            vault = vault.note(&format!("people/p{at}.md"), &contact(&format!("Person {at}")));
        }
        let before = vault.built();
        let ticked = before.replace("- [ ] **Nudge** [Priya", "- [x] **Nudge** [Priya");
        vault.write("Dashboard.md", ticked.as_bytes());
        (0..60).for_each(|at| fate(&vault.path().join(format!("people/p{at}.md"))));
        for command in [&["build"][..], &["build", "--check"], &["build", "--force"], &["build", "--dry-run"]] {
            vault.run(command).code(2).says("are gone or empty").says("--accept-loss");
        }
        assert!(vault.codes("Dashboard.md").contains(&String::from("mass-loss")));
        vault.run(["log", "priya", "sent me her slides"]).ok().says("--accept-loss");
        assert_eq!(vault.text("Dashboard.md"), ticked, "{what}");
        vault.run(["build", "--accept-loss"]).ok();
        let after = vault.text("Dashboard.md");
        assert!(!after.contains("**Nudge** [Person"), "{what}: {after}");
        vault.run(["build", "--check"]).ok();
    }
}

#[test]
fn notes_that_were_moved_or_settled_before_a_build_are_not_asked_about() {
    let mut vault = TestVault::with_good_contact();
    for at in 0..60 {
        vault = vault.note(&format!("people/p{at}.md"), &contact(&format!("Person {at}")));
    }
    vault.built();
    fs::rename(vault.path().join("people"), vault.path().join("contacts")).unwrap();
    assert!(vault.built().contains("(contacts/p"));
    for at in 0..60 {
        let text = contact(&format!("Person {at}")).replace("requested:", "nudged: 2026-11-21\nrequested:");
        vault.write(format!("contacts/p{at}.md"), text.as_bytes());
    }
    vault.built();
    (0..60).for_each(|at| vault.write(format!("contacts/p{at}.md"), b"---\ntype: company\n---\n"));
    vault.built();
}

#[test]
fn a_note_that_was_encrypted_became_a_person() {
    for start in ["-----BEGIN AGE ENCRYPTED FILE-----", "-----BEGIN PGP MESSAGE-----", "$ANSIBLE_VAULT;1.1;AES256"] {
        let vault = TestVault::with_good_contact().note("people/ann.md", &format!("{start}\nYWdl\n"));
        let built = vault.built();
        assert!(TestVault::good_row(&built) && built.contains("- **Warning** in [people/ann.md]"), "{built}");
        assert_eq!(vault.codes("people/ann.md"), ["encrypted"]);
        assert_eq!(vault.json(&["list", "contacts"]).len(), 1);
    }
}

#[test]
fn settings_that_were_locked_were_called_badly_encoded() {
    let vault = TestVault::with_good_contact().file("coffeechat.yaml", b"\0GITCRYPT\0\x01\x02\xff");
    vault.run(["build"]).code(2).says("coffeechat.yaml: it is locked by git-crypt");
    vault.write("coffeechat.yaml", LFS.as_bytes());
    vault.run(["check"]).code(2).says("coffeechat.yaml: it is a Git LFS pointer");
}

#[test]
fn a_vault_that_git_crypt_locks_is_read_again_when_it_is_unlocked() {
    let vault = TestVault::with_good_contact().note(".gitattributes", "people/** filter=git-crypt diff=git-crypt\n");
    let key = vault.outside("key");
    let (root, key) = (vault.path(), key.to_str().unwrap());
    if !run(&root, "git-crypt", &["--version"]) {
        return eprintln!("skipped: git-crypt is not installed");
    }
    let before = vault.built();
    assert!(run(&root, "git", &["init", "-q"]) && run(&root, "git-crypt", &["init"]));
    assert!(run(&root, "git-crypt", &["export-key", key]) && commit(&root) && run(&root, "git-crypt", &["lock"]));
    assert!(fs::read(root.join("people/good.md")).unwrap().starts_with(b"\0GITCRYPT\0"));
    vault.run(["build"]).code(2).says("people/good.md: it is locked by git-crypt");
    assert_eq!(vault.text("Dashboard.md"), before);
    assert!(run(&root, "git-crypt", &["unlock", key]));
    assert_eq!(vault.built(), before);
}

#[test]
fn a_clone_without_the_files_of_git_lfs_is_read_when_they_have_come() {
    let vault =
        TestVault::with_good_contact().note(".gitattributes", "people/** filter=lfs diff=lfs merge=lfs -text\n");
    let root = vault.path();
    if !run(&root, "git", &["lfs", "version"]) {
        return eprintln!("skipped: git-lfs is not installed");
    }
    let before = vault.built();
    assert!(run(&root, "git", &["init", "-q"]) && run(&root, "git", &["lfs", "install", "--local"]) && commit(&root));
    let clone = vault.outside("clone");
    let words = ["clone", "-q", root.to_str().unwrap(), clone.to_str().unwrap()];
    assert!(run(&root, "git", &words));
    assert!(fs::read(clone.join("people/good.md")).unwrap().starts_with(b"version https://git-lfs"));
    vault.run_in(&clone, ["build"]).code(2).says("people/good.md: it is a Git LFS pointer");
    assert_eq!(fs::read_to_string(clone.join("Dashboard.md")).unwrap(), before);
    assert!(run(&clone, "git", &["lfs", "install", "--local"]) && run(&clone, "git", &["lfs", "pull"]));
    vault.run_in(&clone, ["build", "--check"]).ok();
}

fn commit(root: &Path) -> bool {
    run(root, "git", &["add", "-A"]) && run(root, "git", &["commit", "-q", "-m", "all"])
}

/// Runs a program without the settings of whoever runs the tests.
fn run(folder: &Path, program: &str, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).env("HOME", folder).env("GIT_CONFIG_NOSYSTEM", "1");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Ann").env(format!("GIT_{who}_EMAIL"), "ann@example.com");
    }
    command.output().is_ok_and(|output| output.status.success())
}
