//! Where a vault ends: other vaults in it, other people's repositories, and folders that are no vault.

use std::fs;

use harness::vault::TestVault;

const ANN: &str = "---\ntype: contact\nname: Ann Lee\nrequested: 2026-11-02\n---\n";
const BOB: &str = "---\ntype: contact\nname: Bob Ray\nrequested: 2026-11-02\n---\n";
const PAGE: &str =
    "<!-- coffeechat contacts -->\n<!-- /coffeechat -->\n\n<!-- coffeechat problems -->\n<!-- /coffeechat -->\n";

#[test]
fn two_vaults_one_in_the_other_wrote_each_others_people_into_their_pages() {
    let vault = TestVault::new()
        .note("coffeechat.yaml", "")
        .note("people/ann.md", ANN)
        .note("Dashboard.md", PAGE)
        .note("work/coffeechat.yaml", "")
        .note("work/people/bob.md", BOB)
        .note("work/templates/person.md", "---\ntype: contact\nname: Nobody\n---\n")
        .note("work/Dashboard.md", PAGE);
    let outer = vault.built();
    assert!(outer.contains("Ann Lee") && !outer.contains("Bob Ray") && !outer.contains("Nobody"), "{outer}");
    assert_eq!(outer.matches("is a separate vault").count(), 1, "it is said once: {outer}");
    assert_eq!(vault.text("work/Dashboard.md"), PAGE);
    vault.run_in(&vault.path().join("work"), ["build"]).ok();
    let inner = vault.text("work/Dashboard.md");
    assert!(inner.contains("Bob Ray") && !inner.contains("Ann Lee") && !inner.contains("Nobody"), "{inner}");
    vault.run(["build", "--check"]).ok();
    vault.write("coffeechat.yaml", b"ignore: work/\n");
    assert!(!vault.built().contains("separate vault"), "who knows of it need not hear of it");
    vault.run(["new", "contact", "Cleo Marsh", "--folder", "work/people"]).code(2);
}

#[test]
fn a_build_above_two_vaults_made_a_dashboard_there() {
    let vault = TestVault::new().note("one/coffeechat.yaml", "").note("one/people/ann.md", ANN);
    let vault = vault.note("two/coffeechat.yaml", "").note("two/people/bob.md", BOB).note("README.md", "# Mine\n");
    let before = vault.snapshot();
    vault.run(["build"]).code(2).says("the vaults in it are one, two");
    vault.run(["watch"]).code(2).says("the vaults in it are one, two");
    assert_eq!(vault.snapshot(), before);
    fs::remove_file(vault.path().join("README.md")).unwrap();
    vault.run(["build"]).code(2).says("one, two");
}

#[test]
fn a_build_of_a_folder_of_a_vault_made_a_second_dashboard() {
    let vault = TestVault::new().note("coffeechat.yaml", "").note("Dashboard.md", PAGE).note("people/ann.md", ANN);
    let before = vault.snapshot();
    vault.run(["build", "people"]).code(2).says("is a folder of the vault");
    vault.run(["watch", "people"]).code(2).says("is a folder of the vault");
    assert_eq!(vault.snapshot(), before);
    vault.run(["check", "people"]).ok();
}

#[test]
fn a_build_in_any_folder_of_text_made_a_dashboard_there() {
    let project = TestVault::new()
        .note("README.md", "# A library\n\n- [ ] write it\n")
        .note("people/jane.md", "---\ntitle: Jane Roe\nrole: Maintainer\nemail: jane@example.com\n---\n# Jane Roe\n")
        .note("contacts/sales.md", "# Sales\n")
        .note("docs/meetings/2026-11-02.md", "# Notes\n");
    let before = project.snapshot();
    project.run(["build"]).code(2).says("coffeechat init");
    project.run(["build", "--dry-run"]).code(2);
    project.run(["watch"]).code(2).says("coffeechat init");
    assert_eq!(project.snapshot(), before);
    // What is said by keys, by a type or by a block is enough, and so are settings.
    let signs = [
        ("people/jane.md", "---\nrequested: 2026-11-02\n---\n"),
        ("people/jane.md", "---\nadded: 2026-11-02\n---\n"),
        ("people/jane.md", "---\ncadence: 3 months\n---\n"),
        ("jane.md", "---\ntype: contact\n---\n"),
        ("jane.md", "---\ntags: [person]\n---\n"),
        ("Page.md", PAGE),
        ("coffeechat.yaml", ""),
    ];
    for (path, text) in signs {
        TestVault::new().note("README.md", "# Mine\n").note(path, text).run(["build"]).ok();
    }
}

#[test]
fn the_whole_disk_was_searched_for_notes() {
    let vault = TestVault::new().env("HOME", "/nowhere");
    for command in [&["build"][..], &["watch"], &["list", "contacts"], &["check"], &["init"]] {
        vault.run_in(std::path::Path::new("/"), command).code(2).says("holds far more than notes");
    }
    // A home folder is no vault either, unless its user says so; a folder in it is.
    let home = TestVault::new().note("people/ann.md", ANN);
    let path = home.path();
    let home = home.env("HOME", path.to_str().unwrap());
    let before = home.snapshot();
    home.run(["build"]).code(2).says("holds far more than notes");
    home.run_in(&home.outside(""), ["build"]).code(2).says("holds far more than notes");
    assert_eq!(home.snapshot(), before);
    home.run(["build", "people"]).ok();
    home.write("coffeechat.yaml", b"");
    home.run(["build"]).ok();
}

#[test]
fn init_in_a_vault_did_not_say_so() {
    let vault = TestVault::new().note("coffeechat.yaml", "").note("people/ann.md", ANN);
    let before = vault.snapshot();
    vault.run_in(&vault.path().join("people"), ["init"]).code(2).says("is inside the vault");
    vault.run(["init", "people", "--dry-run"]).ok().says("it would be a separate vault");
    assert_eq!(vault.snapshot(), before);
    vault.run(["init", "people"]).ok().says("it is now a separate vault");
    assert!(vault.text("people/Dashboard.md").contains("Ann Lee"));
    assert!(!vault.run(["init", "people"]).ok().stderr.contains("is inside the vault"), "that is known by now");
    vault.run(["init"]).ok();
    assert!(!vault.text("Dashboard.md").contains("Ann Lee"));
}

#[test]
fn the_page_of_a_submodule_was_filled_with_the_users_people_and_its_ticks_were_obeyed() {
    let vault = TestVault::new()
        .note("coffeechat.yaml", "")
        .note("people/ann.md", ANN)
        .note("Dashboard.md", "<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n\n<!-- coffeechat problems -->\n<!-- /coffeechat -->\n")
        .note("shared/.git", "gitdir: ../.git/modules/shared\n")
        .note("shared/people/bob.md", BOB);
    let page = vault.built();
    let row = page.lines().find(|line| line.contains("Ann Lee")).unwrap().replace("- [ ]", "- [-]");
    assert!(page.contains("Bob Ray"), "its notes are read: {page}");
    let forged = format!("<!-- coffeechat follow-ups -->\n{row}\n<!-- /coffeechat -->\n{PAGE}");
    vault.write("shared/README.md", forged.as_bytes());
    vault.write("shared/Other.md", PAGE.as_bytes());
    vault.write("people/.keep", b"");

    let page = vault.built();
    assert_eq!(vault.text("shared/README.md"), forged);
    assert_eq!(vault.text("shared/Other.md"), PAGE);
    assert_eq!(vault.text("people/ann.md"), ANN);
    assert!(page.contains("`pages: [shared]`") && page.contains("shared/Other.md"), "{page}");
    assert_eq!(vault.codes("shared/Other.md"), ["page-of-another-repository"], "once for all its pages");
    assert_eq!(vault.codes("shared/README.md"), [""; 0]);
    vault.run(["build", "--check"]).ok();
    vault.run(["done", "ann"]).ok();
    assert_eq!(vault.text("shared/README.md"), forged);
    vault.write("people/ann.md", ANN.as_bytes());

    // Whoever means it says so.
    vault.write("coffeechat.yaml", b"pages: [shared]\n");
    vault.run(["build"]).ok();
    assert_eq!(vault.text("people/ann.md"), ANN.replace("---\n---", "---\n").replace("02\n---", "02\nnudged: no\n---"));
    assert!(vault.text("shared/Other.md").contains("Ann Lee"));
}

#[test]
fn a_clone_that_holds_the_dashboard_has_pages_and_a_foreign_one_makes_no_vault() {
    let vault = TestVault::new()
        .note("coffeechat.yaml", "dashboard: notes/Home.md\n")
        .note("notes/.git/HEAD", "ref: refs/heads/main\n")
        .note("notes/Home.md", PAGE)
        .note("notes/people/ann.md", ANN)
        .note("notes/lib/.git", "gitdir: ../.git/modules/lib\n")
        .note("notes/lib/Page.md", PAGE);
    vault.run(["build"]).ok();
    assert!(vault.text("notes/Home.md").contains("Ann Lee"));
    assert_eq!(vault.text("notes/lib/Page.md"), PAGE);
    // The page of somebody else is no reason to take a folder for a vault, and none to make no page of one's own.
    let folder = TestVault::new().note("clone/.git/HEAD", "ref: refs/heads/main\n").note("clone/Page.md", PAGE);
    folder.run(["build"]).code(2).says("coffeechat init");
    folder.run(["init"]).ok();
    assert!(folder.text("Dashboard.md").contains("pages: [clone]"));
    assert_eq!(folder.text("clone/Page.md"), PAGE);
}

#[test]
fn a_tick_was_written_into_a_repository_in_the_middle_of_a_merge() {
    let vault = TestVault::new()
        .note("coffeechat.yaml", "")
        .note("Dashboard.md", "<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n")
        .note("people/ann.md", ANN)
        .note("shared/people/bob.md", BOB)
        .note("shared/.git/HEAD", "ref: refs/heads/main\n")
        .note("shared/.git/MERGE_HEAD", "");
    let page = vault.built();
    vault.write("Dashboard.md", page.replace("- [ ]", "- [x]").as_bytes());
    vault.run(["build"]).ok().says("git is merging in shared");
    assert_eq!(vault.text("shared/people/bob.md"), BOB);
    assert!(vault.text("people/ann.md").contains("nudged"), "others do not wait");
    assert!(vault.text("Dashboard.md").contains("- [x]"));
    vault.run(["log", "bob", "replied: yes"]).code(2).says("git is merging in shared");
    fs::remove_file(vault.path().join("shared/.git/MERGE_HEAD")).unwrap();
    vault.run(["build"]).ok();
    assert!(vault.text("shared/people/bob.md").contains("nudged: 2026-11-21"));
}
