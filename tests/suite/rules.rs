//! Rules that went wrong where their user saw it: on the page, in a note after a tick, in a list.

use harness::vault::{Output, TestVault};

const PAGE: &str =
    "<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n";

/// Runs the program on a day of November 2026.
fn on(vault: &TestVault, day: u32, args: &[&str]) -> Output {
    let today = format!("2026-11-{day:02}");
    vault.run(args.iter().copied().chain(["--today", &today]))
}

fn page(vault: &TestVault, day: u32) -> String {
    on(vault, day, &["build"]).ok();
    vault.text("Dashboard.md")
}

/// Puts a mark into the one box of the page whose line holds these words.
fn tick(vault: &TestVault, words: &str, mark: char) {
    let text = vault.text("Dashboard.md");
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("- [") && line.contains(words)).collect();
    assert_eq!(rows.len(), 1, "{words}: {text}");
    let line: String = rows[0].chars().enumerate().map(|(at, char)| if at == 3 { mark } else { char }).collect();
    vault.write("Dashboard.md", text.replace(rows[0], &line).as_bytes());
}

/// Ticks a line, and takes the tick back under *Done today*: the note must be byte for byte what it was.
#[track_caller]
fn tick_and_take_back(vault: &TestVault, day: u32, note: &str, words: &str, done: &str) {
    let before = vault.text(note);
    page(vault, day);
    tick(vault, words, 'x');
    let shown = page(vault, day);
    assert_ne!(vault.text(note), before, "{shown}");
    assert_eq!(shown.matches(done).count(), 1, "{shown}");
    tick(vault, done, ' ');
    let shown = page(vault, day);
    assert_eq!(vault.text(note), before, "{shown}");
    assert_eq!(shown.matches(words).count(), 1, "{shown}");
}

#[test]
fn a_new_day_for_a_talk_that_was_called_off_could_not_be_ticked_away() {
    let raf = "---\ntype: contact\nrequested: 2026-11-01\nreplied: 2026-11-03\ncadence: never\n---\n# Raf\n";
    let vault = TestVault::new()
        .note("Dashboard.md", PAGE)
        .note("people/raf.md", raf)
        .note("meetings/m.md", "---\nwith: Raf\ndate: 2026-11-20\nstatus: cancelled\n---\n");
    assert!(page(&vault, 9).contains("fell through — today"), "due at once, not after the dead talk");
    tick_and_take_back(&vault, 9, "people/raf.md", "Find a new day", "Found a day");
    on(&vault, 9, &["done", "find a new day"]).ok();
    assert!(vault.text("people/raf.md").contains("scheduled: [\"yes\", \"2026-11-09\"]\n"));
    for day in [9, 10, 20, 21, 30] {
        assert!(!page(&vault, day).contains("Find a new day"), "on {day}");
    }
    on(&vault, 30, &["undo"]).ok();
    assert_eq!(vault.text("people/raf.md"), raf);
    // Who agreed on the talk before it was called off has found no other day by that.
    vault.write("people/raf.md", raf.replace("replied: 2026-11-03", "scheduled: 2026-11-04").as_bytes());
    assert!(page(&vault, 9).contains("Find a new day"));
    on(&vault, 9, &["done", "find a new day"]).ok();
    assert!(vault.text("people/raf.md").contains("scheduled: [2026-11-04, 2026-11-09]\n"));
    assert!(!page(&vault, 10).contains("Find a new day"));
}

#[test]
fn a_tick_that_was_taken_back_left_an_empty_log() {
    let vault = TestVault::new()
        .note("Dashboard.md", PAGE)
        .note("people/ann.md", "---\ntype: contact\nrequested: no\ncadence: 1 week\n---\n# Ann\n")
        .note("meetings/m.md", "---\nwith: Ann\ndate: 2026-11-02\nthanked: 2026-11-04\n---\n");
    tick_and_take_back(&vault, 20, "people/ann.md", "**Keep in touch**", "**Kept in touch**");
    // Whatever else tells of contact in between.
    page(&vault, 20);
    let before = vault.text("people/ann.md");
    tick(&vault, "**Keep in touch**", 'x');
    page(&vault, 20);
    vault.write("meetings/m.md", b"---\nwith: Ann\ndate: 2026-11-02\nthanked: [2026-11-04, 2026-11-20]\n---\n");
    page(&vault, 20);
    tick(&vault, "**Kept in touch**", ' ');
    page(&vault, 20);
    assert_eq!(vault.text("people/ann.md"), before);
}

#[test]
fn keeping_in_touch_on_the_day_of_contact_added_a_line_with_every_tick() {
    let vault = TestVault::new().note("Dashboard.md", PAGE).note(
        "people/ann.md",
        "---\ntype: contact\nrequested: no\ncadence: 1 week\nlast-contact: 2026-11-20\n---\n# Ann\n",
    );
    tick_and_take_back(&vault, 20, "people/ann.md", "**Keep in touch**", "**Kept in touch**");
    page(&vault, 20);
    tick(&vault, "**Keep in touch**", 'x');
    let shown = page(&vault, 20);
    assert!(!shown.contains("**Keep in touch**"), "{shown}");
    on(&vault, 20, &["done", "touch"]).ok();
    assert_eq!(vault.text("people/ann.md").matches("kept in touch").count(), 1);
}

#[test]
fn a_nudge_on_the_day_of_the_request_made_two_lines_with_one_id() {
    let vault = TestVault::new()
        .note("Dashboard.md", PAGE)
        .note("people/ann.md", "---\ntype: contact\nrequested: 2026-11-20\n---\n# Ann\n");
    page(&vault, 20);
    tick(&vault, "**Nudge**", 'x');
    let shown = page(&vault, 20);
    let ids: Vec<&str> =
        shown.lines().filter(|line| line.contains("Nudge")).filter_map(|line| line.split("<!--").nth(1)).collect();
    assert_eq!(ids.len(), 2, "{shown}");
    assert_ne!(ids[0][..8], ids[1][..8], "{shown}");
    tick(&vault, "**Nudged**", ' ');
    page(&vault, 20);
    assert!(vault.text("people/ann.md").contains("requested: 2026-11-20\n---"));
}

#[test]
fn somebody_with_a_section_above_their_name_bore_the_name_of_the_file() {
    let vault = TestVault::new().note("Dashboard.md", PAGE).note(
        "people/cm.md",
        "---\ntype: contact\nrequested: 2026-11-02\n---\n## Notes\n\nTall.\n\n# Cleo Marsh\n\n# Links\n",
    );
    assert!(page(&vault, 20).contains("[Cleo Marsh](people/cm.md)"));
}

#[test]
fn a_key_to_be_filled_in_later_counted_as_done() {
    for value in ["TBD", "n/a", "none", "\"-\"", "-", "- # soon", "\"?\"", "not yet", "[TBD]", "\n  - tbd", "false"] {
        let vault = TestVault::new()
            .note("Dashboard.md", PAGE)
            .note("people/ann.md", "---\ntype: contact\nrequested: no\ncadence: never\n---\n# Ann\n")
            .note("meetings/m.md", &format!("---\nwith: Ann\ndate: 2026-11-18\nthanked: {value}\n---\n"));
        assert!(page(&vault, 20).contains("**Thank**"), "{value}");
        assert_eq!(vault.codes("meetings/m.md"), [""; 0], "{value}");
        page(&vault, 20);
        tick_and_take_back(&vault, 20, "meetings/m.md", "**Thank**", "**Thanked**");
        on(&vault, 20, &["done", "thank"]).ok();
        let text = vault.text("meetings/m.md");
        let is_day = |line: &str| {
            let value = line.strip_prefix("thanked: ").and_then(|value| value.split(" #").next());
            value.is_some_and(|value| value.trim_matches('"') == "2026-11-20")
        };
        assert!(text.lines().any(is_day), "what stood for a day does not stay beside it: {text}");
    }
    // Beside a value that only the YAML parser reads; and a day that is none stays an error, and counts.
    let vault = TestVault::new()
        .note("Dashboard.md", PAGE)
        .note("people/ann.md", "---\ntype: contact\nrequested: no\ncadence: never\n---\n# Ann\n")
        .note("meetings/m.md", "---\nwith: Ann\ndate: 2026-11-18\nx: {a: [b]}\nthanked: -\ny: |\n  b: -\n---\n");
    tick_and_take_back(&vault, 20, "meetings/m.md", "**Thank**", "**Thanked**");
    assert_eq!(vault.codes("meetings/m.md"), [""; 0]);
    let vault = TestVault::new()
        .note("Dashboard.md", PAGE)
        .note("people/ann.md", "---\ntype: contact\nrequested: no\ncadence: never\n---\n# Ann\n")
        .note("meetings/m.md", "---\nwith: Ann\ndate: 2026-11-18\nthanked: 2026-02-30\n---\n");
    assert!(!page(&vault, 20).contains("**Thank**"));
    assert_eq!(vault.codes("meetings/m.md"), ["not-a-date"]);
}

#[test]
fn a_list_said_that_no_note_had_a_key_that_notes_had() {
    let vault = TestVault::new()
        .note(
            "people/ann.md",
            "---\ntype: contact\nrequested: 2026-11-02\norg: Orb\nmobile: 123\ncadence: 6 weeks\n---\n# Ann\n",
        )
        .note("meetings/m.md", "---\nwith: Ann\ndate: 2026-11-28\nduration: 1h30\nmode: video\n---\n");
    for filter in ["duration:90m", "duration:1h30", "duration:1:30", "date:2026-11-28", "channel:video", "mode:video"] {
        let listed = vault.run(["list", "meetings", filter]).ok();
        assert!(listed.stderr.is_empty() && listed.stdout.contains("Ann"), "{listed:#?}");
    }
    for filter in ["requested:2026-11-02", "org:Orb", "mobile:123", "cadence:6w"] {
        let listed = vault.run(["list", "contacts", filter]).ok();
        assert!(listed.stderr.is_empty() && listed.stdout.contains("Ann"), "{listed:#?}");
    }
    let listed = vault.run(["list", "meetings", "duration:20m"]).ok();
    assert_eq!(listed.stderr, "nothing matches\n");
    vault.run(["list", "meetings", "with:Ann"]).ok().says("no list can be narrowed by the key `with`");
    vault.run(["list", "meetings", "lenght:9"]).ok().says("no note has the key `lenght`");
}

#[test]
fn prep_offered_questions_about_the_company_to_somebody_without_one() {
    let bank = "---\ntype: questions\n---\n## Work\n- Who decides there? #company\n- How do you learn?\n";
    for (company, is_offered) in [("", false), ("company: Orb\n", true)] {
        let vault = TestVault::new()
            .note("people/ann.md", &format!("---\ntype: contact\nrequested: no\n{company}---\n# Ann\n"))
            .note("questions/q.md", bank)
            .note("meetings/m.md", "---\nwith: Ann\ndate: 2026-11-28\n---\n");
        let shown = vault.run(["prep", "ann", "--dry-run"]).ok();
        assert_eq!(shown.stdout.contains("Who decides there?"), is_offered, "{shown:#?}");
        assert!(shown.stdout.contains("How do you learn?"), "{shown:#?}");
    }
}

#[test]
fn a_question_was_said_to_be_prepared_for_somebody_who_was_asked_already() {
    let vault = TestVault::new()
        .note("questions/q.md", "---\ntype: questions\n---\n- How do you learn?\n")
        .note("people/ann.md", "---\ntype: contact\n---\n# Ann\n")
        .note("people/bo.md", "---\ntype: contact\n---\n# Bo\n")
        .note("meetings/1.md", "---\nwith: Ann\ndate: 2026-11-02\n---\n## Questions\n- [x] How do you learn?\n")
        .note("meetings/2.md", "---\nwith: [Ann, Bo]\ndate: 2026-11-28\n---\n## Questions\n- [ ] How do you learn?\n");
    let questions = vault.json(&["list", "questions", "asked"]);
    assert_eq!(questions[0]["asked_of"], serde_json::json!(["Ann"]));
    assert_eq!(questions[0]["prepared_for"], serde_json::json!(["Bo"]));
}

#[test]
fn two_follow_ups_of_one_day_had_one_id_and_could_not_be_ticked() {
    let rows = [
        ("follow-ups:\n  - due: 2026-11-18\n    what: Send the map\n  - {due: 2026-11-18, what: Ring}\n", [4, 6]),
        ("follow-ups: [{due: 2026-11-18, what: Send the map}, {due: 2026-11-18, what: Ring}]\n", [3, 3]),
        ("follow-ups: [\n  {due: 2026-11-18, what: Send the map},\n  2026-11-18 Ring]\n", [4, 5]),
        ("follow-up: [2026-11-18, 2026-11-18]\n", [3, 3]),
        ("follow-up:\n- 2026-11-18\n- 2026-11-18\n", [4, 5]),
    ];
    for (keys, lines) in rows {
        let note = format!("---\ntype: contact\n{keys}requested: no\ncadence: never\n---\n# Ann\n");
        for (which, other) in [(0, 1), (1, 0)] {
            let vault = TestVault::new().note("Dashboard.md", PAGE).note("people/ann.md", &note);
            let open = vault.json(&["list", "follow-ups"]);
            let mut found: Vec<u64> = open.iter().map(|row| row["line"].as_u64().unwrap()).collect();
            found.sort_unstable();
            assert_eq!(found, lines, "{keys}");
            assert_ne!(open[0]["id"], open[1]["id"], "{keys}");
            let what = open[other]["what"].as_str().unwrap();
            on(&vault, 20, &["done", open[which]["id"].as_str().unwrap()]).ok();
            let left = vault.json(&["list", "follow-ups"]);
            assert_eq!(left.iter().map(|row| row["what"].as_str().unwrap()).collect::<Vec<_>>(), [what], "{keys}");
            on(&vault, 20, &["undo"]).ok();
            assert_eq!(vault.text("people/ann.md"), note, "{keys}");
            on(&vault, 20, &["snooze", open[which]["id"].as_str().unwrap()]).ok();
            on(&vault, 20, &["undo"]).ok();
            assert_eq!(vault.text("people/ann.md"), note, "{keys}");
        }
        let vault = TestVault::new().note("Dashboard.md", PAGE).note("people/ann.md", &note);
        let both = page(&vault, 20).replace("- [ ] ", "- [x] ");
        vault.write("Dashboard.md", both.as_bytes());
        page(&vault, 20);
        assert_eq!(vault.json(&["list", "follow-ups"]), [serde_json::Value::Null; 0], "{keys}");
    }
}

#[test]
fn a_follow_up_that_was_done_did_not_stand_under_done_today() {
    for (keys, line, done) in [
        ("follow-up: 2026-11-18\n", "**Follow up** with", "**Followed up** with"),
        ("follow-up: 2026-11-18\nnext-step: Ring\n", "**Ring** (", "**Ring** ("),
        ("follow-up: 2026-11-18 replied to the mail\n", "replied to the mail", "replied to the mail"),
        ("follow-ups: [{due: 2026-11-18, what: Send (the map)}]\n", "Send (the map)", "Send (the map)"),
    ] {
        let note = format!(
            "---\ntype: contact\n{keys}requested: no\ncadence: 1 week\n---\n# Ann\n\n## Log\n\n- 2026-11-09 rang\n"
        );
        let vault = TestVault::new().note("Dashboard.md", PAGE).note("people/ann.md", &note);
        page(&vault, 20);
        let id = vault.json(&["list", "follow-ups", "rule:task"])[0]["id"].as_str().unwrap().to_owned();
        tick(&vault, line, 'x');
        let shown = page(&vault, 20);
        assert!(shown.contains(done) && shown.contains(&format!("<!--{id} x")), "{shown}");
        assert_eq!(shown.matches("- [x]").count(), 1, "once: {shown}");
        assert!(vault.text("people/ann.md").contains("(due 2026-11-18)\n"), "{}", vault.text("people/ann.md"));
        on(&vault, 20, &["build", "--check"]).ok();
        tick(&vault, done, ' ');
        page(&vault, 20);
        assert_eq!(vault.text("people/ann.md"), note);
    }
}

#[test]
fn a_follow_up_that_was_done_was_garbled_and_could_not_be_opened_again() {
    for (what, shown) in [
        ("Tell her about the map", "Tell her about the map"),
        ("T-shirt", "T-shirt"),
        ("Text him", "Text him"),
        ("'10:00 call'", "10:00 call"),
        ("'10:00 replied to Zoe'", "10:00 replied to Zoe"),
        ("2026-11-10 foo", "2026-11-10 foo"),
        ("'[[Zoe]] intro'", "Zoe intro"),
        ("'`code` review'", "code review"),
        ("'*Book* _two_ tickets'", "Book two tickets"),
        ("'\\*Star'", "Star"),
        ("'- dash'", "dash"),
        ("'3 things'", "3 things"),
        ("'Read it  (due 2026-01-01)'", "Read it (due 2026-01-01)"),
        ("'followed up: twice'", "followed up: twice"),
        ("\"Ask\\nher\"", "Ask her"),
    ] {
        let note = format!(
            "---\ntype: contact\nrequested: no\ncadence: never\nfollow-up: {{due: 2026-11-19, what: {what}}}\n---\n# Ann\n"
        );
        let vault = TestVault::new().note("Dashboard.md", PAGE).note("people/ann.md", &note);
        page(&vault, 20);
        tick(&vault, "[Ann]", 'x');
        let done = page(&vault, 20);
        let row = done.lines().find(|line| line.starts_with("- [x] ")).unwrap_or_default();
        assert!(row.contains(shown), "{what}: {done}");
        assert_eq!(vault.codes("people/ann.md"), [""; 0], "{what}: {}", vault.text("people/ann.md"));
        on(&vault, 20, &["build", "--check"]).ok();
        tick(&vault, "[Ann]", ' ');
        page(&vault, 20);
        assert_eq!(vault.text("people/ann.md"), note, "{what}");
    }
}

#[test]
fn a_follow_up_of_a_meeting_was_gone_without_a_trace_once_it_was_ticked() {
    for (keys, words, done) in [
        ("follow-up: {due: 2026-11-18, what: Send slides}\n", "Send slides", "Send slides"),
        ("follow-up: 2026-11-18\n", "**Follow up**", "**Followed up**"),
        ("follow-ups:\n  - 2026-11-18 send slides\n  - 2026-12-18 ask again\n", "send slides", "send slides"),
    ] {
        for body in
            ["", "## Reflection\n\n", "## Takeaways\n- Much.\n## Log\n- 2026-11-01 planned\n", "# Talk\n\nText."]
        {
            let note = format!(
                "---\ntype: meeting\nwith: \"[[Ann]]\"\ndate: 2026-11-05\nthanked: yes\nreflected: yes\n{keys}---\n{body}"
            );
            let vault = TestVault::new()
                .note("Dashboard.md", PAGE)
                .note("people/ann.md", "---\ntype: contact\ncadence: never\n---\n# Ann\n")
                .note("meetings/m.md", &note);
            tick_and_take_back(&vault, 20, "meetings/m.md", words, done);
            let id = vault.json(&["list", "follow-ups", "rule:task"])[0]["id"].as_str().unwrap().to_owned();
            on(&vault, 20, &["done", &id]).ok();
            let shown = page(&vault, 20);
            assert!(shown.contains(&format!("<!--{id} x")), "{shown}");
            let log = vault.text("meetings/m.md");
            assert!(log.contains("\n- 2026-11-20 ") && log.contains("(due 2026-11-18)"), "{log}");
            assert_eq!(vault.codes("meetings/m.md"), [""; 0], "{log}");
            on(&vault, 20, &["build", "--check"]).ok();
            assert!(!page(&vault, 21).contains(&id), "the next day it is over");
            on(&vault, 21, &["undo"]).ok();
            assert_eq!(vault.text("meetings/m.md"), note);
        }
    }
}

/// Takes the mark out of the one box under *Done today* whose line holds these words.
fn open_again(vault: &TestVault, words: &str) {
    let text = vault.text("Dashboard.md");
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("- [x]") && line.contains(words)).collect();
    assert_eq!(rows.len(), 1, "{words}: {text}");
    vault.write("Dashboard.md", text.replace(rows[0], &rows[0].replacen("[x]", "[ ]", 1)).as_bytes());
}

#[test]
fn a_tick_could_be_taken_back_only_before_the_next_one_of_the_same_note() {
    let note = "---\ntype: contact\nrequested: no\ncadence: never\nfollow-ups:\n  - due: 2026-11-08\n    what: Map\n  \
                - due: 2026-11-10\n    what: Book\ncompany: Orb\n---\n# Ann\n\nText.\n";
    for (first, second) in [("Map", "Book"), ("Book", "Map")] {
        for mark in ['x', '-', '>'] {
            let fresh = || {
                let vault = TestVault::new().note("Dashboard.md", PAGE).note("people/ann.md", note);
                page(&vault, 20);
                tick(&vault, &format!("**{first}**"), 'x');
                page(&vault, 20);
                tick(&vault, &format!("**{second}**"), mark);
                page(&vault, 20);
                vault
            };
            let vault = fresh();
            open_again(&vault, first);
            let shown = page(&vault, 20);
            assert!(shown.contains(&format!("- [ ] **{first}**")), "{first} {mark}: {shown}");
            assert_eq!(vault.codes("Dashboard.md"), [""; 0]);
            assert!(vault.text("people/ann.md").contains(&format!("what: {first}\n")));
            // What was done later is taken back after it, and all is as it was.
            on(&vault, 20, &["undo"]).ok();
            assert_eq!(vault.text("people/ann.md"), note, "{first} {mark}");
            on(&vault, 20, &["undo"]).code(2).says("nothing to undo");
            if mark == 'x' {
                // Both at once, and by the command in either order.
                let vault = fresh();
                let text = vault.text("Dashboard.md").replace("- [x]", "- [ ]");
                vault.write("Dashboard.md", text.as_bytes());
                page(&vault, 20);
                assert_eq!(vault.text("people/ann.md"), note, "{first} {mark}");
            }
        }
    }
}

#[test]
fn a_line_in_the_log_kept_keeping_in_touch_from_being_opened_again() {
    let note = "---\ntype: contact\nrequested: no\ncadence: 1 week\nlast-contact: 2026-11-01\n---\n# Ann\n";
    for words in ["hello", "zoo visit"] {
        let vault = TestVault::new().note("Dashboard.md", PAGE).note("people/ann.md", note);
        page(&vault, 20);
        tick(&vault, "**Keep in touch**", 'x');
        page(&vault, 20);
        on(&vault, 20, &["log", "ann", words]).ok();
        open_again(&vault, "**Kept in touch**");
        page(&vault, 20);
        assert_eq!(vault.codes("Dashboard.md"), [""; 0], "{words}");
        assert_eq!(vault.text("people/ann.md"), format!("{note}\n## Log\n\n- 2026-11-20 {words}\n"));
        on(&vault, 20, &["undo"]).ok();
        assert_eq!(vault.text("people/ann.md"), note, "{words}");
    }
}

#[test]
fn undo_did_not_say_what_was_written_later_in_the_way() {
    let vault = TestVault::new().note("Dashboard.md", PAGE).note(
        "people/ann.md",
        "---\ntype: contact\nrequested: no\ncadence: never\nfollow-up: 2026-11-18\n---\n# Ann\n",
    );
    page(&vault, 20);
    let id = vault.json(&["list", "follow-ups"])[0]["id"].as_str().unwrap().to_owned();
    on(&vault, 20, &["snooze", &id, "--until", "2026-12-01"]).ok();
    let later = vault.json(&["list", "follow-ups"])[0]["id"].as_str().unwrap().to_owned();
    on(&vault, 20, &["snooze", &later, "--until", "2026-12-20"]).ok();
    let told = on(&vault, 20, &["undo", &id]).code(2);
    told.says(&format!(
        "first take back “snooze Follow up with Ann”, which was written there later (`coffeechat undo {later}`)"
    ));
}

#[test]
fn people_of_an_exported_spreadsheet_came_back_as_people_to_ask() {
    let from = TestVault::new()
        .note("people/id.md", "---\ntype: contact\nadded: 2026-11-01\n---\n# Ida Identified\n")
        .note("people/rq.md", "---\ntype: contact\nrequested: 2026-11-10\n---\n# Rae Requested\n")
        .note("people/rp.md", "---\ntype: contact\nrequested: 2026-11-10\nreplied: 2026-11-18\n---\n# Ron Replied\n")
        .note("people/mt.md", "---\ntype: contact\ncadence: never\n---\n# May Met\n")
        .note("people/cl.md", "---\ntype: contact\nclosed: 2026-11-10\n---\n# Cy Closed\n")
        .note("people/pa.md", "---\ntype: contact\nstatus: paused\n---\n# Pam Paused\n")
        .note("meetings/m.md", "---\nwith: May Met\ndate: 2026-11-10\nthanked: no\n---\n");
    let table = from.run(["export", "csv"]).ok().stdout;
    let into = TestVault::new().note("Dashboard.md", PAGE).file("people.csv", table.as_bytes());
    into.run(["import", "people.csv"]).ok();
    let open = into.json(&["list", "follow-ups"]);
    let rules: Vec<String> = open
        .iter()
        .map(|row| format!("{} {}", row["rule"].as_str().unwrap(), row["who"][0].as_str().unwrap()))
        .collect();
    assert_eq!(rules, ["nudge Rae Requested", "schedule Ron Replied", "request Ida Identified"]);
    let states: Vec<(String, String)> = into
        .json(&["list", "contacts"])
        .iter()
        .map(|row| (row["name"].as_str().unwrap().to_owned(), row["state"].as_str().unwrap().to_owned()))
        .collect();
    for (name, state) in
        [("Rae Requested", "requested"), ("Ron Replied", "replied"), ("Cy Closed", "closed"), ("Pam Paused", "paused")]
    {
        assert!(states.contains(&(name.to_owned(), state.to_owned())), "{states:?}");
    }
    // A state of an address is none, which is said, and nobody who is there gets one.
    into.write("more.csv", b"Name,State\nBo Diaz,CA\nIda Identified,met\n");
    let before = into.text("people/Ida Identified.md");
    into.run(["import", "more.csv", "--merge"]).ok().says("unknown states of contacts, not used: \"CA\"");
    assert!(!into.text("people/Bo Diaz.md").contains("CA"));
    assert_eq!(into.text("people/Ida Identified.md"), before);
}

#[test]
fn people_of_a_spreadsheet_lost_how_they_stand() {
    let states = ["identified", "requested", "replied", "scheduled", "met", "in-touch", "paused", "closed"];
    let stands = |vault: &TestVault| -> Vec<(String, String)> {
        let rows = vault.json(&["list", "contacts"]);
        let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap().to_owned();
        rows.iter().map(|row| (text(row, "name"), text(row, "state"))).collect()
    };
    let named = |name: &str, state: &str| (format!("Ann {name}"), state.to_owned());
    // By hand, without any day.
    let rows = states.map(|state| format!("Ann {state},{state}\n")).concat();
    let table = format!("Name,State\n{rows}Ann Touch,In touch\nAnn Weird,weird\n");
    let vault = TestVault::new().note("Dashboard.md", PAGE).file("s.csv", table.as_bytes());
    vault.run(["import", "s.csv"]).ok().says("not used: \"weird\"");
    let found = stands(&vault);
    for state in states {
        assert!(found.contains(&named(state, state)), "{state}: {found:?}");
    }
    assert!(found.contains(&named("Touch", "in-touch")) && found.contains(&named("Weird", "identified")), "{found:?}");
    let asked = vault.json(&["list", "follow-ups"]);
    let asked: Vec<&str> = asked.iter().map(|row| row["who"][0].as_str().unwrap()).collect();
    assert_eq!(asked, ["Ann identified", "Ann Weird"], "nobody else is asked anew, or chased without a day");
    assert!(!vault.text("people/Ann met.md").contains("scheduled: yes"));
    // From one vault to the other and back again.
    let table = vault.run(["export", "csv"]).ok().stdout;
    let into = TestVault::new().note("Dashboard.md", PAGE).file("people.csv", table.as_bytes());
    into.run(["import", "people.csv"]).ok();
    assert_eq!(stands(&into), found);
    let from = TestVault::new()
        .note("people/id.md", "---\ntype: contact\nadded: 2026-11-01\n---\n# Ann identified\n")
        .note("people/rq.md", "---\ntype: contact\nrequested: 2026-11-10\n---\n# Ann requested\n")
        .note("people/rp.md", "---\ntype: contact\nreplied: 2026-11-18\n---\n# Ann replied\n")
        .note("people/sc.md", "---\ntype: contact\n---\n# Ann scheduled\n")
        .note("people/mt.md", "---\ntype: contact\n---\n# Ann met\n")
        .note("people/it.md", "---\ntype: contact\nlast-contact: 2026-11-19\n---\n# Ann in-touch\n")
        .note("people/pa.md", "---\ntype: contact\nstatus: paused\n---\n# Ann paused\n")
        .note("people/cl.md", "---\ntype: contact\nclosed: 2026-11-10\n---\n# Ann closed\n")
        .note("meetings/1.md", "---\nwith: Ann scheduled\ndate: 2026-12-10\n---\n")
        .note("meetings/2.md", "---\nwith: Ann met\ndate: 2026-11-10\nthanked: no\n---\n")
        .note("meetings/3.md", "---\nwith: Ann in-touch\ndate: 2026-11-10\nthanked: no\n---\n");
    let table = from.run(["export", "csv"]).ok().stdout;
    let into = TestVault::new().note("Dashboard.md", PAGE).file("people.csv", table.as_bytes());
    into.run(["import", "people.csv"]).ok();
    let found = stands(&into);
    for state in states {
        assert!(found.contains(&named(state, state)), "{state}: {found:?}");
    }
    // What a note tells counts more than what its `status` says.
    let met = into.text("people/Ann met.md").replace("status: met", "status: scheduled");
    into.write("people/Ann met.md", met.as_bytes());
    into.write("meetings/m.md", b"---\nwith: Ann met\ndate: 2026-11-10\n---\n");
    assert!(stands(&into).contains(&named("met", "met")));
}

#[test]
fn the_twin_of_a_ticked_task_in_another_note_came_up_instead() {
    let talk = |day: u32| {
        format!("---\nwith: Ann\ndate: 2026-11-{day:02}\nthanked: no\n---\n- [ ] Send the map\n- [ ] Other {day}\n")
    };
    let vault = TestVault::new()
        .note("Dashboard.md", PAGE)
        .note(
            "people/ann.md",
            "---\ntype: contact\nname: Ann\nrequested: no\ncadence: never\n---\n- [ ] send the map\n",
        )
        .note("meetings/1.md", &talk(2))
        .note("meetings/2.md", &talk(9));
    let notes = ["people/ann.md", "meetings/1.md", "meetings/2.md"];
    let texts = || notes.map(|note| vault.text(note));
    let before = texts();
    assert_eq!(page(&vault, 20).to_lowercase().matches("send the map").count(), 1);
    for mark in ['x', '-', '>'] {
        tick(&vault, "Send the map", mark);
        let shown = page(&vault, 20);
        let after = texts();
        assert!(before.iter().zip(&after).all(|(one, other)| one != other), "[{mark}] {after:?}");
        assert_eq!(shown.to_lowercase().matches("send the map").count(), usize::from(mark != '-'), "[{mark}] {shown}");
        on(&vault, 20, &["build", "--check"]).ok();
        if mark == 'x' {
            // Un-ticked, and ticked again.
            tick(&vault, "Send the map", ' ');
            page(&vault, 20);
            assert_eq!(texts(), before);
            tick(&vault, "Send the map", 'x');
            page(&vault, 20);
        }
        let undone = on(&vault, 20, &["undo"]).ok();
        assert_eq!(undone.stdout.lines().count(), 3, "one command: {undone:#?}");
        assert_eq!(texts(), before, "[{mark}]");
        page(&vault, 20);
    }
    // By command, and with one of the notes out of reach: all or none.
    on(&vault, 20, &["done", "send the map"]).ok();
    on(&vault, 20, &["undo"]).ok();
    assert_eq!(texts(), before);
    vault.write("meetings/.2.md.swp", &swap_file());
    for args in [&["done", "send the map"][..], &["waive", "send the map"]] {
        on(&vault, 20, args).code(2).says("meetings/2.md");
        assert_eq!(texts(), before);
    }
    tick(&vault, "Send the map", 'x');
    tick(&vault, "Other 2", 'x');
    let shown = page(&vault, 20);
    assert!(shown.contains("- [x] **Send the map**"), "the tick waits: {shown}");
    assert_eq!(vault.text("people/ann.md"), before[0]);
    std::fs::remove_file(vault.path().join("meetings/.2.md.swp")).unwrap();
    let shown = page(&vault, 20);
    assert!(shown.contains("<!-- coffeechat done -->\n- [x]"), "{shown}");
    assert!(texts().iter().all(|text| !text.to_lowercase().contains("- [ ] send the map")));
}

#[test]
fn tasks_of_nobody_and_of_others_were_hidden_by_equal_words() {
    let vault = TestVault::new()
        .note("coffeechat.yaml", "tasks: all\n")
        .note("Dashboard.md", PAGE)
        .note("a.md", "- [ ] Buy milk\n")
        .note("b.md", "- [ ] Buy milk\n- [ ] Buy milk\n");
    assert_eq!(page(&vault, 20).matches("**Buy milk**").count(), 3);
    let ids: std::collections::BTreeSet<String> =
        vault.json(&["list", "follow-ups"]).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 3);
    on(&vault, 20, &["done", ids.first().unwrap()]).ok();
    assert_eq!(vault.json(&["list", "follow-ups"]).len(), 2);
}

/// Returns what vim keeps beside a note that it has open on another computer.
fn swap_file() -> Vec<u8> {
    let mut head = vec![0; 1024];
    head[..9].copy_from_slice(b"b0VIM 9.0");
    head[24] = 1;
    head[68..89].copy_from_slice(b"elsewhere.example.com");
    head
}

#[test]
fn what_was_refused_of_a_task_in_two_notes_left_work_for_the_next_build() {
    let task = "- [ ] Do it 📅 2026-11-28\n";
    let meeting = format!("---\ntype: meeting\nwith: \"[[Cleo]]\"\ndate: 2026-11-05\nstatus: held\n---\n{task}");
    let vault = TestVault::new()
        .note("Dashboard.md", "<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n")
        .note("people/Cleo.md", &format!("---\ntype: contact\n---\n# Cleo Marsh\n{task}"))
        .note("meetings/a.md", &meeting);
    let page = vault.built();
    let row = page.lines().find(|line| line.contains("**Do it**")).unwrap();
    vault.write("Dashboard.md", page.replace(row, &row.replace("[ ]", "[>]")).as_bytes());
    vault.run(["build"]).ok().says("it is not due before 2026-11-28 anyway");
    assert!(vault.text("Dashboard.md").contains("*(taken back: it is not due before 2026-11-28 anyway)*"));
    vault.run(["build", "--check"]).ok();
}

#[test]
fn an_old_page_settled_the_other_of_two_equal_follow_ups() {
    for items in ["[2026-11-18, 2026-11-18]", "[{due: 2026-11-18, what: Map}, {due: 2026-11-18, what: Map}]"] {
        for which in [0, 1] {
            let note = format!("---\ntype: contact\nrequested: no\ncadence: never\nfollow-up: {items}\n---\n# Cleo\n");
            let vault = TestVault::new().note("Dashboard.md", PAGE).note("people/Cleo.md", &note);
            let old = page(&vault, 20);
            let row = old.lines().filter(|line| line.starts_with("- [ ]")).nth(which).unwrap();
            let ticked = old.replace(row, &row.replace("- [ ]", "- [x]"));
            vault.write("Dashboard.md", ticked.as_bytes());
            let fresh = page(&vault, 20);
            let settled = vault.text("people/Cleo.md");
            assert_eq!(settled.matches("(due 2026-11-18)").count(), 1, "{settled}");
            // An editor saves the page as it has it.
            vault.write("Dashboard.md", ticked.as_bytes());
            page(&vault, 20);
            assert_eq!(vault.text("people/Cleo.md"), settled, "{items} {which}");
            // The other can still be ticked, and each be taken back.
            let done = page(&vault, 20).replace("- [ ]", "- [x]");
            assert_ne!(done, fresh);
            vault.write("Dashboard.md", done.as_bytes());
            page(&vault, 20);
            assert_eq!(vault.text("people/Cleo.md").matches("(due 2026-11-18)").count(), 2);
            for _ in 0..2 {
                let row = page(&vault, 20).lines().find(|line| line.starts_with("- [x]")).unwrap().to_owned();
                let back = page(&vault, 20).replace(&row, &row.replace("- [x]", "- [ ]"));
                vault.write("Dashboard.md", back.as_bytes());
                page(&vault, 20);
            }
            assert_eq!(vault.text("people/Cleo.md"), note, "{items} {which}");
        }
    }
}
