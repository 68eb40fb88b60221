//! Faults that were found, each named for what its user saw.

use harness::repository::git_code;
use harness::vault::TestVault;

const GOOD: &str = "---\ntype: contact\nname: Priya Nair\nrequested: 2026-11-02\n---\n";
const BLOCK: &str = "<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n";

#[test]
fn check_said_nothing_of_a_block_that_the_dashboard_called_unknown() {
    let vault = TestVault::new()
        .note("people/good.md", GOOD)
        .note("Dashboard.md", &format!("{BLOCK}<!-- coffeechat folow-ups -->\nx\n<!-- /coffeechat -->\n"));
    assert_eq!(vault.codes("Dashboard.md"), ["block-unknown"]);
    vault.run(["check"]).code(1);
    let built = vault.run(["build"]).ok();
    assert!(built.stdout.contains("1 error, see `coffeechat check`"), "{built:#?}");
}

#[test]
fn a_note_with_a_merge_conflict_was_written_to() {
    let conflict = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> other\n";
    let in_keys = format!("---\n{conflict}---\n{BLOCK}");
    for text in [format!("{conflict}{BLOCK}"), format!("{BLOCK}{conflict}"), in_keys] {
        let vault = TestVault::new().note("people/good.md", GOOD).note("Dashboard.md", &text).note("Other.md", BLOCK);
        for args in [&["build"][..], &["build", "--force"]] {
            vault.run(args).code(2).says("Dashboard.md").says("merge conflict");
            assert_eq!(vault.text("Dashboard.md"), text);
        }
        vault.run(["build", "--check"]).code(1);
        assert!(vault.text("Other.md").contains("**Nudge**"), "the other notes are kept up to date");
    }
    // Inside a block the markers stand between lines of ours, which are made anew; in code they are an example.
    for text in [
        format!("<!-- coffeechat follow-ups -->\n{}<!-- /coffeechat -->\n", "<<<<<<< HEAD\n=======\n>>>>>>> other\n"),
        format!("```\n{conflict}```\n{BLOCK}"),
    ] {
        let vault = TestVault::new().note("people/good.md", GOOD).note("Dashboard.md", &text);
        assert!(vault.built().contains("**Nudge**"));
        assert_eq!(vault.codes("Dashboard.md"), [""; 0]);
    }
}

#[test]
fn a_tick_whose_follow_up_is_gone_went_with_its_line() {
    let row = "- [x] **Nudge** [Nobody](x.md) <!--zzzzzzzz-->\n";
    let problems = "<!-- coffeechat problems -->\n<!-- /coffeechat -->\n";
    let dashboard = format!("<!-- coffeechat follow-ups -->\n{row}<!-- /coffeechat -->\n{problems}");
    let vault = TestVault::new().note("people/good.md", GOOD).note("Dashboard.md", &dashboard);
    let built = vault.built();
    assert!(built.contains(row) && built.contains("changed since or is gone"), "{built}");
    vault.run(["build", "--check"]).ok();
    vault.write("Dashboard.md", built.replacen("- [x]", "- [ ]", 1).as_bytes());
    assert!(!vault.built().contains("zzzzzzzz"), "a line without a tick goes");
}

#[test]
fn a_folder_at_the_dashboards_path_was_called_a_note() {
    let vault = TestVault::new().note("people/good.md", GOOD).note("Dashboard.md/inside.txt", "x");
    vault.run(["build"]).code(2).says("Dashboard.md is not a file");
}

#[test]
fn a_block_on_the_first_line_was_not_seen_behind_a_byte_order_mark() {
    let vault = TestVault::new().note("people/good.md", GOOD).note("Dashboard.md", &format!("\u{feff}{BLOCK}"));
    let dashboard = vault.built();
    assert!(dashboard.starts_with("\u{feff}<!-- coffeechat follow-ups -->\n- [ ] **Nudge**"), "{dashboard}");
    assert_eq!(vault.codes("Dashboard.md"), [""; 0]);
}

#[test]
fn a_note_that_could_not_be_written_kept_the_others_out_of_date() {
    let vault = TestVault::new().note("people/good.md", GOOD).note("Dashboard.md", BLOCK).note("Other.md", BLOCK);
    let dashboard = vault.path().join("Dashboard.md");
    let mut permissions = std::fs::metadata(&dashboard).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&dashboard, permissions).unwrap();
    vault.run(["build"]).code(2).says("Dashboard.md");
    assert_eq!(vault.text("Dashboard.md"), BLOCK);
    assert!(vault.text("Other.md").contains("**Nudge**"));
}

#[test]
fn after_a_night_a_build_with_a_mark_that_means_nothing_left_work_for_the_next_one() {
    let vault = TestVault::with_good_contact().note("people/ann.md", "# Ann Lee\n\n- [ ] Ring her 📅 2026-11-22\n");
    let page = vault.built();
    let line = page.lines().find(|line| line.contains("Ring her")).unwrap().to_owned();
    vault.write("Dashboard.md", page.replace(&line, &line.replacen("[ ]", "[?]", 1)).as_bytes());
    vault.run(["build"]).ok();
    vault.run(["build", "--today", "2026-11-22"]).ok();
    vault.run(["build", "--check", "--today", "2026-11-22"]).ok();
    assert!(vault.text("Dashboard.md").contains("the tick `[?]` at “Ring her (Ann Lee) — today”"));
}

#[test]
fn a_line_put_off_beside_one_whose_mark_means_nothing_left_work_for_the_next_build() {
    let page = "<!-- coffeechat follow-ups undated -->\n<!-- /coffeechat -->\n\n<!-- coffeechat follow-ups undated -->\n\
                <!-- /coffeechat -->\n\n<!-- coffeechat problems -->\n<!-- /coffeechat -->\n";
    let vault = TestVault::new().note("people/ann.md", "# Ann Lee\n").note("Dashboard.md", page);
    let page = vault.built();
    assert_eq!(page.matches("- [ ] **Ask**").count(), 2);
    let page = page.replacen("- [ ] **Ask**", "- [?] **Ask**", 1).replacen("- [ ] **Ask**", "- [>] **Ask**", 1);
    vault.write("Dashboard.md", page.as_bytes());
    vault.run(["build"]).ok();
    assert!(vault.text("people/ann.md").contains("snooze-request: 2026-11-28"));
    vault.run(["build", "--check"]).ok();
}

#[test]
fn what_a_page_tells_of_a_typed_line_was_itself_called_typed() {
    let page = format!("{BLOCK}\n<!-- coffeechat problems -->\n<!-- /coffeechat -->\n");
    let vault = TestVault::new().note("people/good.md", GOOD).note("Dashboard.md", &page);
    let page = vault.built();
    vault.write(
        "Dashboard.md",
        page.replacen("<!-- /coffeechat -->", "Water the plants\n<!-- /coffeechat -->", 1).as_bytes(),
    );
    vault.run(["build"]).code(2).says("“Water the plants” was typed inside a block");
    // With a word behind it, the line that knows the others is none any more.
    let page = vault.text("Dashboard.md");
    let at = page.rfind("<!--lines ").unwrap();
    let end = at + page[at..].find('\n').unwrap();
    vault.write("Dashboard.md", format!("{} mine{}", &page[..end], &page[end..]).as_bytes());
    assert_eq!(vault.codes("Dashboard.md"), ["typed-in-block", "typed-in-block"]);
    vault.run(["build"]).code(2);
    let page = vault.text("Dashboard.md");
    vault.run(["build"]).code(2);
    assert_eq!(vault.text("Dashboard.md"), page);
}

#[test]
fn check_named_a_build_for_a_tick_that_waited_for_git() {
    let vault = TestVault::with_good_contact();
    let page = vault.built();
    vault.write("Dashboard.md", page.replacen("- [ ] ", "- [x] ", 1).as_bytes());
    git_code(&vault, &["init", "-q", "-b", "main"]);
    vault.write(".git/MERGE_HEAD", b"0123456789012345678901234567890123456789\n");
    let checked = vault.run(["check"]).ok();
    assert!(checked.stdout.contains("is not in its note yet: git is merging"), "{checked:#?}");
    vault.run(["build"]).ok().says("waiting: git is merging");
    assert!(vault.text("Dashboard.md").contains("is not in its note yet: git is merging"));
}

#[test]
fn undo_and_its_list_sent_to_each_other() {
    let vault = TestVault::with_good_contact().note("people/ann.md", "# Ann Lee\n").note("people/bo.md", "# Bo Ek\n");
    vault.run(["build"]).ok();
    vault.run(["log", "ann", "sent her slides"]).ok();
    let before = vault.text("people/bo.md");
    vault.run(["done", "ask bo"]).ok();
    vault.write("people/bo.md", vault.text("people/bo.md").replace("2026-11-21", "2026-11-20").as_bytes());
    let listed = vault.run(["undo", "--list"]).ok();
    assert!(listed.stdout.contains("(cannot be undone: "), "{listed:#?}");
    let said = vault.run(["undo"]).code(2).stderr;
    let command = said.split('`').find(|part| part.starts_with("coffeechat undo ")).unwrap();
    vault.run(command.split(' ').skip(1)).ok();
    assert_eq!(vault.text("people/ann.md"), "# Ann Lee\n");
    vault.run(["undo"]).code(2);
    assert_ne!(vault.text("people/bo.md"), before);
}

#[test]
fn undo_left_a_line_of_a_task_that_comes_again_whose_tick_was_taken_out() {
    let note = "# Ann Lee\n\n- [ ] Ring her 🔁 every week 📅 2026-11-16\n";
    let page =
        "<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n";
    let vault = TestVault::new().note("people/ann.md", note).note("Dashboard.md", page);
    let tick = |is_it: fn(&&str) -> bool, mark: &str| {
        let page = vault.built();
        let line = page.lines().filter(|line| line.starts_with("- [")).find(is_it).unwrap();
        vault.write("Dashboard.md", page.replace(line, &format!("- [{mark}]{}", &line[5..])).as_bytes());
        vault.run(["build"]).ok();
    };
    tick(|line| line.contains("was due Mon 16 Nov"), "x");
    tick(|line| line.contains("Mon 23 Nov"), "-");
    tick(|line| line.starts_with("- [x]"), " ");
    for _ in 0..3 {
        vault.run(["undo"]).ok();
    }
    assert_eq!(vault.text("people/ann.md"), note);
    vault.run(["undo"]).code(2).says("nothing to undo");
}

#[test]
fn a_tick_on_the_line_of_a_talk_with_somebody_without_a_note_did_not_reach_the_note() {
    for with in ["with: Sam\n", "with: \"[[Sam]]\"\n"] {
        let talk = format!("---\ntype: meeting\n{with}date: 2026-11-20\n---\n");
        let vault = TestVault::with_good_contact().note("meetings/2026-11-20 talk.md", &talk);
        let page = vault.built();
        vault.write("Dashboard.md", page.replace("- [ ] **Thank**", "- [x] **Thank**").as_bytes());
        vault.run(["build"]).ok();
        assert!(vault.text("meetings/2026-11-20 talk.md").contains("thanked: 2026-11-21"), "{with}");
    }
}

#[test]
fn messages_said_half_of_what_they_meant() {
    let vault = TestVault::new()
        .note("Dashboard.md", harness::vault::DASHBOARD)
        .note("people/kim.md", "---\ntype: contact\nrequested: no\ncadence: never\n---\n# Kim Ito\n")
        .note("meetings/m.md", "---\nwith: Kim Ito\ndate: 2026-11-10\nstatus: cancelled\n---\n");
    vault.run(["log", "kim", "met at the fair"]).ok();
    let undone = vault.run(["undo"]).ok();
    assert_eq!(undone.stdout, "undo: log Kim Ito, `- 2026-11-21 met at the fair` → as it was in people/kim.md\n");
    vault.write("people/kim.md", b"---\ntype: contact\nscheduled: yes\n---\n# Kim Ito\n");
    let why = vault.run(["why", "kim"]).ok();
    assert!(why.stdout.contains("`scheduled` has no new day") && !why.stdout.contains("no `scheduled`"), "{why:#?}");
    let conflict = "<<<<<<< a\n=======\n>>>>>>> b\n";
    vault
        .write("people/kim.md", format!("---\ntype: contact\nscheduled: yes\n---\n# Kim Ito\n\n{conflict}").as_bytes());
    vault.run(["done", "find a new day"]).code(2).says("people/kim.md: the note has a merge conflict");
}

#[test]
fn an_argument_that_acts_in_a_terminal_was_shown_as_it_was() {
    let vault = TestVault::with_good_contact();
    for args in
        [["prep", "--count", "\u{202e}abc"], ["list", "contacts", "\u{1b}[2J--x"], ["build", "--\u{7}bell", "."]]
    {
        vault.run(args).code(2);
    }
    let said = vault.run(["prep", "--count", "\u{202e}abc"]).stderr;
    assert!(said.contains("'<U+202E>abc'") && said.contains("--help"), "{said}");
    vault.run(["--help"]).ok();
}
