//! Pages that are saved later than they were read.

use proptest::prelude::*;
use proptest::test_runner::Config;

use super::*;

const DAY: &str = "2026-11-21";

#[test]
fn a_page_saved_an_hour_later_brings_its_new_tick_and_nothing_else() {
    let (vault, control) = (vault(), vault());
    let opened = ticked(&vault.text("Dashboard.md"), ("Read her book", 'x'));
    for vault in [&vault, &control] {
        tick_all(vault, &[("**Thank**", 'x'), ("Zoë Lind", '-'), ("Ring Bea", 'x'), ("Read her book", 'x')]);
        build(vault, DAY);
        vault.write("people/new.md", b"---\ntype: contact\nname: New\nadded: 2026-11-10\n---\n");
        tick(vault, ("Send the paper", '>'));
        build(vault, DAY);
    }
    tick(&control, ("**Nudge**", 'x'));
    build(&control, DAY);
    vault.write("Dashboard.md", ticked(&opened, ("**Nudge**", 'x')).as_bytes());
    let output = build(&vault, DAY);
    assert_eq!(output.stdout.lines().filter(|line| line.starts_with("done: ")).count(), 1, "{output:#?}");
    assert_eq!(notes(&vault), notes(&control));
    assert_eq!(vault.text("Dashboard.md"), control.text("Dashboard.md"));
    assert_settled(&vault, DAY);
}

#[test]
fn ticks_of_lines_that_are_settled_changed_or_gone_write_nothing_and_are_named() {
    let vault = vault();
    let mut page = vault.text("Dashboard.md");
    let ticks = [("**Thank**", 'x'), ("**Nudge**", '-'), ("Read her book", 'x'), ("Jo Park", 'x'), ("Mei Chen", '>')];
    for one in ticks {
        page = ticked(&page, one);
    }
    for (path, old, new) in [
        ("meetings/priya.md", "date:", "thanked: 2026-11-20\ndate:"),
        ("people/sam.md", "requested: 2026-11-02", "requested: 2026-11-02\nreplied: 2026-11-20"),
        ("people/cleo.md", "her book", "her two books"),
        ("people/jo.md", "status: paused\nfollow-up: 2026-11-25\n", "status: paused\n"),
    ] {
        let text = vault.text(path);
        assert!(text.contains(old), "{path}");
        vault.write(path, text.replacen(old, new, 1).as_bytes());
    }
    std::fs::remove_file(vault.path().join("people/mei.md")).unwrap();
    vault.write("Dashboard.md", page.as_bytes());
    let old = notes(&vault);
    for _ in 0..2 {
        build(&vault, DAY);
        assert_eq!(notes(&vault), old);
        let now = vault.text("Dashboard.md");
        // A thing that is done or needless by the notes needs no tick; the three others stay until they are taken out.
        assert!(!now.contains("- [x] **Thank**") && !now.contains("- [-] **Nudge**"), "{now}");
        let stays = |words: &str| now.lines().any(|line| line.starts_with("- [") && line.contains(words));
        assert!(["Read her book", "Jo Park", "Mei Chen"].into_iter().all(stays), "{now}");
        assert_eq!(codes(&vault, DAY).iter().filter(|code| *code == "tick-kept").count(), 3, "{now}");
        vault.run(["build", "--check"]).ok();
    }
}

#[test]
fn what_was_done_on_an_older_day_is_not_taken_back_by_an_old_page() {
    let vault = vault();
    tick(&vault, ("**Thank**", 'x'));
    build(&vault, DAY);
    let page = vault.text("Dashboard.md");
    let old = notes(&vault);
    let done = "- [x] **Thank";
    assert!(page.contains(done), "{page}");
    for (text, kept) in [(page.clone(), 0), (page.replacen(done, "- [ ] **Thank", 1), 1)] {
        vault.write("Dashboard.md", text.as_bytes());
        build(&vault, "2026-11-22");
        assert_eq!(notes(&vault), old);
        assert_eq!(codes(&vault, "2026-11-22").iter().filter(|code| *code == "tick-kept").count(), kept);
        vault.run(["build", "--check", "--today", "2026-11-22"]).ok();
    }
    // On the day itself it is.
    vault.write("Dashboard.md", page.replacen(done, "- [ ] **Thank", 1).as_bytes());
    build(&vault, DAY);
    assert!(!vault.text("meetings/priya.md").contains("thanked"));
    assert_settled(&vault, DAY);
}

#[test]
fn a_line_whose_words_were_edited_stays_in_its_place_and_its_tick_counts() {
    let vault = vault();
    let page = vault.text("Dashboard.md");
    let edited = page.replacen("**Nudge**", "**Ring, do not write to**", 1);
    assert_ne!(edited, page);
    let old = notes(&vault);
    vault.write("Dashboard.md", edited.as_bytes());
    for _ in 0..2 {
        vault.run(["build", "--today", DAY]).code(2).says("Ring, do not write to");
        let now = vault.text("Dashboard.md");
        assert!(now.contains("- [ ] **Ring, do not write to**") && !now.contains("- [ ] **Nudge**"), "{now}");
        assert_eq!(notes(&vault), old);
    }
    tick(&vault, ("Ring, do not", 'x'));
    for force in [false, true] {
        let args: &[&str] = if force { &["build", "--force", "--today", DAY] } else { &["build", "--today", DAY] };
        vault.run(args).code(if force { 0 } else { 2 });
        assert!(vault.text("people/sam.md").contains("nudged: 2026-11-21"));
        assert_eq!(vault.text("Dashboard.md").contains("- [x] **Ring, do not write to**"), !force);
    }
}

#[test]
fn many_ticks_at_once_are_held_on_an_old_page_and_carried_from_a_fresh_one() {
    let many = || {
        let vault = TestVault::new().note("Dashboard.md", harness::vault::DASHBOARD);
        for at in 0..25 {
            let note = format!("---\ntype: contact\nname: Person {at:02}\nrequested: 2026-11-02\n---\n");
            vault.write(format!("people/p{at:02}.md"), note.as_bytes());
        }
        build(&vault, DAY);
        let page = vault.text("Dashboard.md").replace("- [ ]", "- [x]");
        (vault, page)
    };
    let is_nudged = |vault: &TestVault| notes(vault).values().filter(|text| text.contains("nudged: ")).count();
    let (fresh, page) = many();
    fresh.write("Dashboard.md", page.as_bytes());
    build(&fresh, DAY);
    assert_eq!(is_nudged(&fresh), 25);

    let (old, page) = many();
    old.write("people/new.md", b"---\ntype: contact\nname: New\nrequested: 2026-11-01\n---\n");
    old.write("Dashboard.md", page.as_bytes());
    for _ in 0..2 {
        build(&old, DAY).says("coffeechat build --accept-ticks");
        assert_eq!(is_nudged(&old), 0);
        assert_eq!(old.text("Dashboard.md"), page, "brought up to date, it would pass for a fresh one");
        old.run(["build", "--check"]).code(1).says("--accept-ticks");
    }
    old.run(["build", "--accept-ticks"]).ok();
    assert_eq!(is_nudged(&old), 25);
    assert_settled_page(&old);
    // Up to twenty are nobody's accident.
    let (few, page) = many();
    few.write("people/new.md", b"---\ntype: contact\nname: New\nrequested: 2026-11-01\n---\n");
    few.write("Dashboard.md", page.replacen("- [x]", "- [ ]", 5).as_bytes());
    build(&few, DAY);
    assert_eq!(is_nudged(&few), 20);
}

#[track_caller]
fn assert_settled_page(vault: &TestVault) {
    vault.run(["build", "--check"]).ok();
    assert!(!vault.text("Dashboard.md").contains("- [x]"), "nothing waits");
}

proptest! {
    #![proptest_config(Config { cases: cases(), failure_persistence: None, max_shrink_iters: 60, ..Config::default() })]

    /// Each step ticks some lines, saves, and builds on that day or a later one.
    #[test]
    fn no_page_that_was_ever_saved_or_built_writes_anything_again(
        steps in prop::collection::vec((prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(vec!['x', 'x', '-', '>'])), 0..3), 0_u32..2), 1..4),
        edited in any::<bool>(),
    ) {
        let vault = vault();
        let (mut day, mut pages) = (21, Vec::new());
        for (at, (ticks, days)) in steps.iter().enumerate() {
            for (which, mark) in ticks {
                let page = vault.text("Dashboard.md");
                let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("- [ ]") && line.ends_with("-->")).collect();
                if rows.is_empty() {
                    continue;
                }
                let row = *which.get(&rows);
                vault.write("Dashboard.md", page.replacen(row, &format!("- [{mark}]{}", &row[5..]), 1).as_bytes());
            }
            let saved = vault.text("Dashboard.md");
            if edited {
                vault.write(format!("people/e{at}.md"), b"---\ntype: contact\nadded: 2026-11-01\n---\n- [ ] Think\n");
            }
            build(&vault, &format!("2026-11-{day}"));
            let built = vault.text("Dashboard.md");
            // What was refused for the day is asked for again where the page from before that comes back on another: its line
            // may be just the one of that day.
            let is_refused = ["!x", "!-", "!>"].iter().any(|mark| built.contains(&format!(" {mark} ")));
            pages.extend((!is_refused).then_some(saved));
            pages.push(built);
            day += days;
        }
        let (today, old) = (format!("2026-11-{day}"), notes(&vault));
        for page in pages {
            vault.write("Dashboard.md", page.as_bytes());
            build(&vault, &today);
            prop_assert_eq!(notes(&vault), old.clone(), "{}", page);
        }
    }
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12)
}
