//! The pages that `init` makes, and what their lines say and do.

use harness::vault::TestVault;

const TALK: &str = "---\ntype: meeting\nwith: \"[[Ann Lee]]\"\ndate: 2026-11-23T10:00\n---\n";
const PAGE: &str =
    "<!-- coffeechat summary -->\n<!-- /coffeechat -->\n\n<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n";

fn with_talk() -> TestVault {
    TestVault::new()
        .note("coffeechat.yaml", "")
        .note(
            "people/ann.md",
            "---\nname: Ann Lee\nrequested: 2026-11-02\nreplied: 2026-11-05\nscheduled: 2026-11-06\n---\n",
        )
        .note("meetings/talk.md", TALK)
        .note("Dashboard.md", PAGE)
}

fn line_with(page: &str, words: &str) -> String {
    page.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("no {words}: {page}")).to_owned()
}

/// Changes the box of the line with some words, builds, and returns the page.
fn ticked(vault: &TestVault, words: &str, mark: &str) -> String {
    let page = vault.text("Dashboard.md");
    let line = line_with(&page, words);
    let new = line.replacen("[ ]", mark, 1);
    vault.write("Dashboard.md", page.replace(&line, &new).as_bytes());
    vault.run(["build"]);
    vault.text("Dashboard.md")
}

fn id(line: &str) -> &str {
    line.rsplit_once("<!--").and_then(|(_, rest)| rest.get(..8)).unwrap()
}

#[test]
fn confirm_and_prepare_of_one_talk_were_two_lines() {
    let vault = with_talk();
    let page = vault.built();
    assert_eq!(page.matches("- [ ]").count(), 1, "{page}");
    assert!(page.contains("- [ ] **Confirm and prepare** [the talk on Mon 23 Nov](meetings/talk.md) with"), "{page}");
    assert!(page.contains("**Saturday 21 November 2026.** Nothing to do today. Next talk: "), "{page}");
    assert_eq!(vault.json(&["list", "follow-ups"]).len(), 2, "lists keep both");
    let page = ticked(&vault, "Confirm and prepare", "[x]");
    let note = vault.text("meetings/talk.md");
    assert!(note.contains("confirmed: 2026-11-21") && note.contains("prepared: 2026-11-21"), "{note}");
    assert!(!page.contains("Confirm and prepare"), "{page}");
    vault.run(["undo"]).ok();
    assert_eq!(vault.text("meetings/talk.md"), TALK, "one tick, one step back");
}

#[test]
fn an_aim_with_a_day_was_told_nowhere() {
    let vault = TestVault::new()
        .note("coffeechat.yaml", "targets: [2 talks by 2026-11-27, 1 interview from 2026-11-01 to 2026-11-30, 9 talks by 2026-11-20]\n")
        .note("people/ann.md", "---\nname: Ann Lee\n---\n## Log\n- 2026-11-18 coffee at hers, she told me of the grid\n")
        .note("people/bo.md", "---\nname: Bo Ek\n---\n## Log\n- 2026-11-10 asked him for a coffee\n- 2026-11-12 coffee moved to the 30th\n")
        .note("meetings/ann.md", "---\nwith: \"[[Ann Lee]]\"\ndate: 2026-11-18\nthanked: yes\nreflected: yes\n---\n- she told me of the grid\n")
        .note("Dashboard.md", PAGE);
    let page = vault.built();
    // The talk in the log is the one of the note; the target of yesterday is over.
    assert!(page.contains(" 1 of 2 talks by Fri 27 Nov. Target reached: 1 talk by Mon 30 Nov.\n"), "{page}");
    std::fs::remove_file(vault.path().join("meetings/ann.md")).unwrap();
    assert!(vault.built().contains(" 1 of 2 talks by Fri 27 Nov."), "told in a log alone");
    vault.write("coffeechat.yaml", b"");
    assert!(!vault.built().contains("talks by"));
}

#[test]
fn every_mark_at_the_line_of_a_pair_is_for_both() {
    let vault = with_talk();
    vault.built();
    let page = ticked(&vault, "Confirm and prepare", "[>]");
    let note = vault.text("meetings/talk.md");
    // Not beyond the talk.
    assert!(note.contains("snooze-confirm: 2026-11-23") && note.contains("snooze-prepare: 2026-11-23"), "{note}");
    assert!(!page.contains("- [ ]"), "{page}");

    let vault = with_talk();
    vault.built();
    ticked(&vault, "Confirm and prepare", "[-]");
    let note = vault.text("meetings/talk.md");
    assert!(note.contains("confirmed: no") && note.contains("prepared: no"), "{note}");
}

#[test]
fn the_line_of_a_pair_is_for_whatever_is_still_open() {
    let vault = with_talk();
    let page = vault.built();
    let line = line_with(&page, "Confirm and prepare");
    vault.write("meetings/talk.md", TALK.replace("date:", "confirmed: 2026-11-20\ndate:").as_bytes());
    let old = page.replace(&line, &line.replace("[ ]", "[x]"));
    vault.write("Dashboard.md", old.as_bytes());
    vault.run(["build"]).ok();
    let note = vault.text("meetings/talk.md");
    assert!(note.contains("prepared: 2026-11-21") && note.matches("confirmed").count() == 1, "{note}");
    let page = vault.text("Dashboard.md");
    assert!(!page.contains("Confirm") && !page.contains("[x]"), "{page}");
}

#[test]
fn every_command_takes_the_id_of_a_pair() {
    let vault = with_talk();
    let page = vault.built();
    let id = id(&line_with(&page, "Confirm and prepare")).to_owned();
    let why = vault.run(["why", &id]).ok().stdout;
    assert!(why.contains("Confirm the talk") && why.contains("Prepare the talk"), "{why}");
    vault.run(["snooze", &id, "--until", "2026-11-23"]).ok();
    vault.run(["undo", &id]).ok();
    assert_eq!(vault.text("meetings/talk.md"), TALK);
    vault.run(["waive", &id]).ok();
    vault.run(["undo"]).ok();
    vault.run(["done", &id]).ok();
    let note = vault.text("meetings/talk.md");
    assert!(note.contains("confirmed: 2026-11-21") && note.contains("prepared: 2026-11-21"), "{note}");
}

#[test]
fn a_pair_is_settled_as_a_whole_or_not_at_all() {
    let vault = with_talk();
    let page = vault.built();
    // Nothing can be added to properties that never end.
    vault.write(
        "meetings/talk.md",
        b"---\ntype: meeting\nwith: \"[[Ann Lee]]\"\ndate: 2026-11-23T10:00\nprepared: {\n---\n",
    );
    let line = line_with(&page, "Confirm and prepare");
    vault.write("Dashboard.md", page.replace(&line, &line.replace("[ ]", "[x]")).as_bytes());
    let before = vault.text("meetings/talk.md");
    vault.run(["build"]);
    assert_eq!(vault.text("meetings/talk.md"), before);
    assert!(vault.text("Dashboard.md").contains("- [x] **Confirm and prepare**"), "the tick stays");
}

#[test]
fn a_mark_that_means_nothing_stayed_without_a_word() {
    let vault = with_talk();
    vault.built();
    let page = ticked(&vault, "Confirm and prepare", "[y]");
    let line = line_with(&page, "Confirm and prepare");
    assert!(line.starts_with("- [y] ") && line.contains(" *(the tick means nothing here)* <!--"), "{line}");
    vault.run(["build"]);
    assert_eq!(vault.text("Dashboard.md"), page, "it is said once");
    vault.write("Dashboard.md", page.replace("- [y]", "- [ ]").as_bytes());
    let page = vault.built();
    assert!(!page.contains("the tick means"), "{page}");
}

#[test]
fn a_typed_to_do_held_up_the_page_and_was_not_offered_a_place() {
    let vault = with_talk().note("people/bo.md", "---\nname: Bo Park\nrequested: 2026-11-10\n---\n");
    let page = vault.built();
    let line = line_with(&page, "Nudge");
    let typed = format!("{line}\n- [ ] send Bo the article");
    vault.write("Dashboard.md", page.replace(&line, &typed).as_bytes());
    vault.write("people/cy.md", b"---\nname: Cy Rao\nrequested: 2026-11-10\n---\n");
    vault.run(["build"]).code(2).says("move it into people/bo.md, where a task counts");
    let page = vault.text("Dashboard.md");
    assert!(page.contains("Cy Rao") && page.contains(&typed), "the rest goes on: {page}");
}

#[test]
fn lines_without_a_day_stood_by_name_and_not_by_what_matters() {
    let vault = TestVault::new()
        .note("people/abe.md", "---\nname: Abe Cole\ntype: contact\n---\n")
        .note("people/zed.md", "---\nname: Zed Moss\ntype: contact\nreferred-by: \"[[Abe Cole]]\"\n---\n")
        .note("meetings/a.md", "---\nwith: \"[[Max Old]]\"\ndate: 2026-10-01\nthanked: yes\nreflected: yes\n---\n- [ ] Send the old list\n")
        .note("meetings/b.md", "---\nwith: \"[[Max Old]]\"\ndate: 2026-11-01\nthanked: yes\nreflected: yes\n---\n- [ ] Hand in the application\n")
        .note("Dashboard.md", "<!-- coffeechat follow-ups undated -->\n<!-- /coffeechat -->\n");
    let page = vault.built();
    let lines: Vec<&str> = page.lines().filter(|line| line.starts_with("- [ ]")).collect();
    let order = ["Hand in", "Send the old", "Zed Moss", "Abe Cole"];
    assert!(lines.iter().zip(order).all(|(line, words)| line.contains(words)) && lines.len() == 4, "{page}");
}

#[test]
fn questions_stood_on_the_page_twice_and_hid_the_users_own() {
    let vault = with_talk().note(
        "questions/Mine.md",
        "---\ntype: questions\n---\n- What keeps you up at night?\n- Who pays for late data?\n",
    );
    vault.run(["init"]).ok();
    vault.write("Dashboard.md", b"<!-- coffeechat questions limit:3 -->\n<!-- /coffeechat -->\n");
    vault.write("questions/Starter.md", include_bytes!("../../templates/questions.md"));
    let page = vault.built();
    let first: Vec<&str> = page.lines().filter(|line| line.starts_with("- ")).collect();
    assert!(
        page.contains("**To ask** [Ann Lee]") && page.contains("`coffeechat prep \"Ann Lee\"` notes them down"),
        "{page}"
    );
    assert!(first[0].contains("up at night") && first[1].contains("late data"), "own ones first: {page}");
    let mut questions: Vec<&str> =
        first.iter().map(|line| line.rsplit_once(": ").map_or(*line, |(_, text)| text)).collect();
    let all = questions.len();
    questions.sort_unstable();
    questions.dedup();
    assert_eq!(questions.len(), all, "each once: {page}");
    assert!(page.contains("wait in the starter list: `coffeechat list questions unused`"), "{page}");
    vault.run(["prep", "Ann Lee"]).ok();
    let page = vault.built();
    assert!(!page.contains("**To ask**"), "the talk has questions: {page}");
}

#[test]
fn init_makes_an_overview_and_git_unites_it() {
    let vault = TestVault::new();
    assert!(
        std::process::Command::new("git").args(["init", "-q"]).current_dir(vault.path()).status().unwrap().success()
    );
    assert!(vault.run(["init"]).ok().stdout.contains("made Overview.md"));
    assert_eq!(vault.text(".gitattributes"), "Dashboard.md merge=union\nOverview.md merge=union\n");
    assert!(vault.text("Dashboard.md").contains("[Overview](Overview.md)"));
    assert!(vault.text("Overview.md").contains("[Coffee chats](Dashboard.md)"));
    assert!(!vault.run(["init"]).ok().stdout.contains("made"), "nothing is missing");
}

#[test]
fn a_vault_of_an_older_version_gets_the_overview_by_the_next_init_and_keeps_its_page() {
    let page = "# Mine\n\n<!-- coffeechat summary -->\n<!-- /coffeechat -->\n\n<!-- coffeechat pipeline -->\n<!-- /coffeechat -->\n";
    let vault = TestVault::new()
        .note("coffeechat.yaml", "")
        .note("Dashboard.md", page)
        .note(".gitattributes", "Dashboard.md merge=union\n");
    assert!(
        std::process::Command::new("git").args(["init", "-q"]).current_dir(vault.path()).status().unwrap().success()
    );
    let made = vault.run(["init"]).ok().says("`coffeechat init --refresh-page` shows");
    assert!(made.stdout.contains("made Overview.md"));
    assert_eq!(vault.text(".gitattributes"), "Dashboard.md merge=union\nOverview.md merge=union\n");
    let arranged = vault.text("Dashboard.md");
    assert!(arranged.starts_with("# Mine\n\n<!-- coffeechat summary -->") && arranged.contains("coffeechat pipeline"));

    let shown = vault.run(["init", "--refresh-page"]).ok();
    assert!(shown.stdout.contains("-# Mine") && shown.stdout.contains("+## Coming up"), "{}", shown.stdout);
    assert_eq!(vault.text("Dashboard.md"), arranged, "it only shows");
    vault.write("new.diff", shown.stdout.as_bytes());
    let git = std::process::Command::new("git").args(["apply", "new.diff"]).current_dir(vault.path()).status().unwrap();
    assert!(git.success());
    vault.run(["build"]).ok();
    vault.run(["init", "--refresh-page"]).ok().says("has the newest arrangement");
}

#[test]
fn lines_of_gitattributes_of_the_users_own_are_left_alone() {
    let own = "*.md diff\nDashboard.md merge=union\n";
    let vault = TestVault::new().note("coffeechat.yaml", "").note(".gitattributes", own);
    assert!(
        std::process::Command::new("git").args(["init", "-q"]).current_dir(vault.path()).status().unwrap().success()
    );
    vault.run(["init"]).ok().says("  Overview.md merge=union");
    assert_eq!(vault.text(".gitattributes"), own);
}

#[test]
fn the_first_page_said_twice_that_nobody_is_there() {
    let vault = TestVault::new();
    vault.run(["init"]).ok();
    let page = vault.text("Dashboard.md");
    assert_eq!(page.matches("Nobody").count(), 1, "{page}");
    assert!(page.contains("1. **Note down somebody") && page.contains("coffeechat new contact"), "{page}");

    let vault = TestVault::new().note("people/ann.md", "---\ntype: contact\nask: no\n---\n");
    vault.run(["init"]).ok();
    let page = vault.text("Dashboard.md");
    assert!(page.contains("1 known person, nobody to talk to yet") && page.contains("`ask: yes`"), "{page}");
}

#[test]
fn people_whom_an_import_spread_over_weeks_stand_with_their_days() {
    let rows: Vec<String> = (0..12).map(|at| format!("Guest{at} Nr,guest{at}@example.com\n")).collect();
    let rows = rows.concat();
    let vault = TestVault::new().note("coffeechat.yaml", "").note("people.csv", &format!("Name,Email\n{rows}"));
    vault.run(["init"]).ok();
    vault.run(["import", "people.csv", "--ask", "--source", "the fair"]).ok();
    let page = vault.built();
    let asked = page.lines().filter(|line| line.contains("**Ask** [Guest") && line.contains(" — ")).count();
    assert!(asked >= 5, "the first week's: {page}");
    let later = page.lines().find(|line| line.contains("people are to be asked later, from ")).unwrap_or_default();
    assert!(later.contains(" to ") && later.contains("`coffeechat list follow-ups rule:request upcoming`"), "{page}");
}

#[test]
fn who_is_away_is_left_in_peace() {
    let vault = with_talk().note("people/bo.md", "---\nname: Bo Park\nrequested: 2026-11-14\n---\n");
    vault.write("coffeechat.yaml", b"away: 2026-11-20 to 2026-11-30\n");
    let page = vault.built();
    assert!(page.contains("Away until Mon 30 Nov: only talks and your own tasks are listed."), "{page}");
    assert!(page.contains("Confirm and prepare") && !page.contains("Bo Park"), "{page}");
    let why = vault.run(["why", "bo park"]).ok().stdout;
    assert!(why.contains("you are away from 2026-11-20 until 2026-12-01"), "{why}");
    vault.run(["build", "--today", "2026-12-01"]).ok();
    let page = vault.text("Dashboard.md");
    assert!(page.lines().any(|line| line.contains("Bo Park") && line.contains(" — today")), "{page}");
}

#[test]
fn a_task_that_was_ticked_under_takeaways_took_the_line_to_reflect_along() {
    let vault = TestVault::new()
        .note("people/ann.md", "---\nname: Ann Lee\nrequested: no\n---\n")
        .note("meetings/a.md", "---\nwith: \"[[Ann Lee]]\"\ndate: 2026-11-19\nthanked: yes\n---\n## Takeaways\n- [ ] Send the list 📅 2026-11-21\n")
        .note("Dashboard.md", PAGE);
    assert!(vault.built().contains("**Reflect**"));
    let page = ticked(&vault, "Send the list", "[x]");
    assert!(vault.text("meetings/a.md").contains("- [x] Send the list"), "{page}");
    assert!(page.contains("**Reflect**"), "{page}");
}
