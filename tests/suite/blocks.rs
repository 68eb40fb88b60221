//! Whose a line of a block is, where a block is one, and what a tick is about: each test is named for what its user saw.

use harness::vault::TestVault;

const GOOD: &str = "---\ntype: contact\nname: Priya Nair\nrequested: 2026-11-02\n---\n";
const BLOCK: &str = "<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n";

#[test]
fn a_note_that_bore_the_ids_of_follow_ups_changed_other_notes() {
    let vault = TestVault::with_good_contact();
    vault.built();
    let id = vault.json(&["list", "follow-ups"])[0]["id"].as_str().unwrap().to_owned();
    let old = vault.text("people/good.md");
    // The second is no line of a follow-up at all.
    for (line, code, finding) in [("**Coffee** — today", 0, "tick-kept"), ("Coffee — today", 2, "typed-in-block")] {
        let forged = format!("<!-- coffeechat follow-ups -->\n- [-] {line} <!--{id}-->\n<!-- /coffeechat -->\n");
        vault.write("clipped/page.md", forged.as_bytes());
        let built = vault.run(["build"]).code(code);
        assert_eq!(vault.text("people/good.md"), old);
        assert!(built.stdout.contains("now keeping clipped/page.md up to date"), "{built:#?}");
        assert!(vault.codes("clipped/page.md").contains(&finding.to_owned()));
        let checked = vault.run(["check"]);
        assert!(checked.stdout.contains("2 pages are kept up to date: Dashboard.md, clipped/page.md"), "{checked:#?}");
    }
}

#[test]
fn of_two_tasks_with_one_id_the_other_was_ticked() {
    let task = |text: &str| format!("---\ntype: contact\n---\n- [ ] {text} due:2026-11-21\n");
    let vault = TestVault::new()
        .note("Dashboard.md", BLOCK)
        .note("people/c2.md", &task("t13x5446"))
        .note("people/c3.md", &task("t22x2005"));
    let page = vault.built();
    let rows: Vec<&str> = page.lines().filter(|line| line.contains("**t")).collect();
    let id = |row: &str| row.rsplit_once("<!--").unwrap().1.split(' ').next().unwrap().to_owned();
    assert_eq!(id(rows[0]), id(rows[1]), "the two no longer share an id: find another pair");
    for (words, ticked, other) in
        [("t13x5446", "people/c2.md", "people/c3.md"), ("t22x2005", "people/c3.md", "people/c2.md")]
    {
        vault.write("Dashboard.md", page.replace(&format!("- [ ] **{words}"), &format!("- [x] **{words}")).as_bytes());
        vault.run(["build"]).ok();
        assert!(vault.text(ticked).contains("- [x] ") && vault.text(other).contains("- [ ] "), "{words}");
        vault.run(["undo"]).ok();
    }
    vault.run(["done", &id(rows[0])]).code(2).says("t13x5446").says("t22x2005");
}

#[test]
fn what_was_typed_among_the_lines_of_a_block_was_gone() {
    let typed = [
        "*ring the plumber*",
        "| plumber | 555 |",
        "1. **Buy** milk",
        "- [ ] Water plants <!--home-->",
        "- [ ] Water plants at <!--weekends-->",
        "- [ ] **Water** them again <!--weekends-->",
        "=======anything",
    ];
    let dashboard =
        "<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n\n<!-- coffeechat contacts -->\n<!-- /coffeechat -->\n";
    // On a page that was never filled, on a fresh one, and on that of another day.
    for day in [None, Some("2026-11-21"), Some("2026-11-15")] {
        let vault = TestVault::new().note("people/good.md", GOOD).note("Dashboard.md", dashboard);
        if let Some(day) = day {
            vault.run(["build", "--today", day]).ok();
        }
        let page = vault.text("Dashboard.md").replacen(
            "<!-- /coffeechat -->",
            &format!("{}\n<!-- /coffeechat -->", typed.join("\n")),
            1,
        );
        let page = page.replace("| requested |", "| requested, by post |");
        vault.write("Dashboard.md", page.as_bytes());
        let mut before = String::new();
        for _ in 0..2 {
            let built = vault.run(["build"]).code(2);
            let now = vault.text("Dashboard.md");
            for line in typed {
                assert!(
                    now.lines().any(|other| other == line) && built.stderr.contains(line),
                    "{line}: {now}\n{built:#?}"
                );
            }
            assert!(day.is_none() || now.contains("| requested, by post |"), "{now}");
            assert!(now.contains("**Nudge**") && (before.is_empty() || before == now), "{now}");
            before = now;
        }
        assert!(vault.codes("Dashboard.md").iter().filter(|code| *code == "typed-in-block").count() >= typed.len());
        let forced = vault.run(["build", "--force"]).ok();
        assert!(typed.iter().all(|line| forced.stderr.contains(line)), "what is dropped is named: {forced:#?}");
        assert!(!vault.text("Dashboard.md").contains("plumber"));
    }
}

#[test]
fn a_block_that_is_shown_as_code_was_written_into() {
    let examples = [
        format!("---\nabout: |\n  {}---\n", BLOCK.replace('\n', "\n  ").trim_end_matches(' ')),
        format!("    {}", BLOCK.replacen('\n', "\n    ", 1)),
        format!("<pre>\n{BLOCK}</pre>\n"),
        format!("<!-- not now:\n{BLOCK}"),
        format!("%%\n{BLOCK}%%\n"),
        format!("````md\n```md\n{BLOCK}```\n````\n"),
        format!("~~~\n```\n{BLOCK}~~~\n"),
    ];
    for text in examples {
        let vault = TestVault::with_good_contact().note("example.md", &text);
        vault.built();
        assert_eq!(vault.text("example.md"), text);
    }
}

#[test]
fn code_at_the_start_of_a_line_hid_the_blocks_below_it() {
    let text = format!("```x``` is code in a line.\n\n{BLOCK}");
    let vault = TestVault::new().note("people/good.md", GOOD).note("Dashboard.md", &text);
    assert!(vault.built().contains("**Nudge**"));
}

#[test]
fn of_two_sections_with_equal_words_the_second_was_deleted() {
    let section = format!("## Review\n\nWhat is left of the week?\n\n{BLOCK}\n");
    let page = format!("<!-- coffeechat summary -->\n<!-- /coffeechat -->\n\n{section}{section}");
    let vault = TestVault::new().note("people/good.md", GOOD).note("Dashboard.md", &page);
    let built = vault.built();
    let second = built.rfind("- [ ] **Nudge**").unwrap();
    vault.write("Dashboard.md", format!("{}- [x]{}", &built[..second], &built[second + 5..]).as_bytes());
    let now = vault.built();
    assert!(now.matches("## Review").count() == 2 && now.matches("What is left").count() == 2, "{now}");
    assert!(vault.text("people/good.md").contains("nudged: 2026-11-21"));
}

#[test]
fn an_empty_front_matter_went_with_the_tick_that_another_computer_took_out() {
    let talk = "---\n---\n## Attendees\n\n- Sam Park\n";
    let vault = TestVault::new()
        .note(
            "Dashboard.md",
            "<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n",
        )
        .note("meetings/2026-11-20 talk.md", talk);
    let page = vault.built();
    vault.write("Dashboard.md", page.replace("- [ ] **Thank**", "- [x] **Thank**").as_bytes());
    let page = vault.built();
    assert!(vault.text("meetings/2026-11-20 talk.md").contains("thanked: 2026-11-21"));
    // The journal is on the first computer.
    let other = TestVault::new().copy_of(&vault.path());
    other.write("Dashboard.md", page.replace("- [x] **Thanked**", "- [ ] **Thanked**").as_bytes());
    other.built();
    assert_eq!(other.text("meetings/2026-11-20 talk.md"), talk);
}

#[test]
fn a_line_that_another_program_ticked_froze_the_page() {
    let mark = |mark: &str| {
        let vault = TestVault::with_good_contact();
        let page = vault.built();
        let row = page.lines().find(|line| line.contains("**Nudge**")).unwrap();
        let ticked = format!("{}{mark}", row.replace("- [ ]", "- [x]"));
        vault.write("Dashboard.md", page.replace(row, &ticked).as_bytes());
        vault.run(["build"]).ok();
        vault.text("people/good.md")
    };
    for done in [" ✅ 2026-11-20", "  [completion:: 2026-11-20]", " ✅ 2026-11-20 ^a1b2c3"] {
        assert!(mark(done).contains("nudged: 2026-11-20"), "{done}");
    }
    assert!(mark(" ^a1b2c3").contains("nudged: 2026-11-21"));
    // A day to come is not the day on which it was done.
    assert!(mark(" ✅ 2026-12-24").contains("nudged: 2026-11-21"));
}

#[test]
fn a_tick_behind_whose_line_something_was_typed_was_dropped_by_force() {
    for more in [" left a voicemail", " ✅", " ✅ 2026-02-30", " ➕ 2026-11-20 ✅ 2026-11-21", " <!-- at home -->"]
    {
        for force in [false, true] {
            let vault = TestVault::with_good_contact();
            let page = vault.built();
            let row = page.lines().find(|line| line.contains("**Nudge**")).unwrap();
            let ticked = format!("{}{more}", row.replace("- [ ]", "- [x]"));
            vault.write("Dashboard.md", page.replace(row, &ticked).as_bytes());
            let built = if force { vault.run(["build", "--force"]).ok() } else { vault.run(["build"]).code(2) };
            assert!(vault.text("people/good.md").contains("nudged: 2026-11-21"), "{more}: {built:#?}");
            assert_eq!(vault.text("Dashboard.md").contains(&ticked), !force, "{more}");
            assert!(built.stderr.contains("has words of yours in it") || force, "{more}: {built:#?}");
        }
    }
}

#[test]
fn a_tick_with_a_day_before_what_it_answers_did_not_count() {
    let vault = TestVault::with_good_contact();
    let page = vault.built();
    let row = page.lines().find(|line| line.contains("**Nudge**")).unwrap();
    let ticked = format!("{} ✅ 2026-10-25", row.replace("- [ ]", "- [x]"));
    vault.write("Dashboard.md", page.replace(row, &ticked).as_bytes());
    vault.run(["build"]).ok();
    assert!(vault.text("people/good.md").contains("nudged: 2026-11-21"));
}

#[test]
fn a_tick_that_was_refused_was_carried_by_itself_on_a_later_day() {
    let vault =
        TestVault::with_good_contact().note("people/ann.md", "---\ntype: contact\n---\n- [ ] Call 📅 2026-12-24\n");
    let note = vault.text("people/ann.md");
    let page = vault.built();
    vault.write("Dashboard.md", page.replace("- [ ] **Call**", "- [>] **Call**").as_bytes());
    vault.run(["build"]).ok().says("it is not due before 2026-12-24 anyway");
    let told = vault.text("Dashboard.md");
    assert!(
        told.contains("- [ ] **Call**") && told.contains("*(taken back: it is not due before 2026-12-24 anyway)*"),
        "{told}"
    );
    vault.run(["build", "--check"]).ok();
    for day in ["2026-12-18", "2026-12-24", "2026-12-25"] {
        vault.run(["build", "--today", day]).ok();
        assert_eq!(vault.text("people/ann.md"), note);
    }
    assert!(!vault.text("Dashboard.md").contains("anyway"));
}

#[test]
fn a_page_of_the_version_before_checksums_is_brought_up_to_date_with_its_ticks() {
    let vault = TestVault::with_good_contact();
    let page = vault.built();
    // As that version wrote it, a month ago, with a tick.
    let older: Vec<&str> = page.lines().filter(|line| !line.starts_with("<!--lines ")).collect();
    let older = older.join("\n") + "\n";
    let sum = older.lines().find(|line| line.contains("**Nudge**")).unwrap().rsplit_once(' ').unwrap().1.to_owned();
    let older = older.replace(&format!(" {sum}"), "-->").replace("- [ ] **Nudge**", "- [x] **Nudge**");
    vault.write("Dashboard.md", older.as_bytes());
    vault.run(["build", "--today", "2026-12-21"]).ok();
    assert!(vault.text("people/good.md").contains("nudged: 2026-12-21"));
}
