//! Putting off: what goes, what stays, and what comes back when.

use harness::vault::TestVault;

const RAF: &str =
    "---\ntype: contact\nname: Raf Diaz\nreferred-by: \"[[zoe]]\"\n---\n- [ ] Send the map 📅 2026-11-10\n";

fn raf() -> TestVault {
    TestVault::new()
        .note("people/raf.md", RAF)
        .note("people/zoe.md", "---\ntype: contact\nname: Zoe Lind\nrequested: no\n---\n")
        .note("meetings/met.md", "---\ntype: meeting\nwith: \"[[raf]]\"\ndate: 2026-11-01\n---\n")
        .note("meetings/next.md", "---\ntype: meeting\nwith: \"[[raf]]\"\ndate: 2026-11-11\n---\n")
        .note("Dashboard.md", "<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n")
}

/// Returns the rules of what is open on a day, each with the day it is due.
fn due(vault: &TestVault, day: &str) -> Vec<String> {
    let rows = vault.json(&["list", "follow-ups", "--today", day]);
    rows.iter().map(|row| format!("{} {}", row["rule"].as_str().unwrap(), row["due"].as_str().unwrap_or("-"))).collect()
}

#[test]
fn putting_off_one_line_about_somebody_hid_all_of_them_tomorrows_talk_too() {
    let vault = raf();
    let day = "2026-11-09";
    let before = due(&vault, day);
    let of_raf =
        ["thank 2026-11-02", "report-back 2026-11-08", "confirm 2026-11-10", "prepare 2026-11-10", "task 2026-11-10"];
    assert!(of_raf.iter().all(|row| before.iter().any(|other| other == row)), "{before:?}");
    vault.run(["snooze", "tell", "zoe", "--today", day]).ok();
    let rest: Vec<String> = before.iter().filter(|row| !row.starts_with("report-back")).cloned().collect();
    assert_eq!(due(&vault, day), rest);
    assert_eq!(vault.text("people/raf.md"), RAF.replace("---\n- [", "snooze-report-back: 2026-11-16\n---\n- ["));
    let after = due(&vault, "2026-11-16");
    assert!(after.contains(&String::from("report-back 2026-11-16")), "due on that day, not late: {after:?}");
    let why = vault.run(["why", "raf", "--today", day]).ok().stdout;
    assert!(
        why.contains("  put off to Mon 16 Nov, 2026-11-16") && why.contains("| snooze-report-back: 2026-11-16"),
        "{why}"
    );
    assert!(why.contains("sooner: delete or change `snooze-report-back` in people/raf.md:5"), "{why}");
}

#[test]
fn what_was_snoozed_could_not_be_moved_nor_settled_by_a_command() {
    let vault = raf();
    let run = |args: &[&str]| vault.run(args.iter().chain(&["--today", "2026-11-09"]).copied());
    run(&["snooze", "tell", "zoe"]).ok();
    run(&["snooze", "tell", "zoe", "--until", "2026-11-30"]).ok();
    assert!(vault.text("people/raf.md").contains("\nsnooze-report-back: 2026-11-30\n"));
    run(&["snooze", "tell", "zoe", "--until", "2026-11-30"]).code(2).says("already says so");
    run(&["snooze", "tell", "zoe"]).code(2).says("not due before 2026-11-30");
    run(&["waive", "tell", "zoe"]).ok();
    assert_eq!(vault.text("people/raf.md"), RAF.replace("---\n- [", "reported-back: no\n---\n- ["));
    run(&["snooze", "confirm", "--until", "2026-11-12"]).code(2).says("the talk is on 2026-11-11");
    run(&["snooze", "confirm"]).ok();
    assert!(vault.text("meetings/next.md").contains("\nsnooze-confirm: 2026-11-11\n"));
    // Of a note that is put off as a whole, no line is brought forward.
    let next = vault.text("meetings/met.md").replace("date:", "snooze: 2026-12-01\ndate:");
    vault.write("meetings/met.md", next.as_bytes());
    run(&["snooze", "thank"]).code(2).says("meetings/met.md:4 already puts it off to 2026-12-01");
    run(&["done", "thank"]).ok();
}

#[test]
fn first_requests_of_an_import_were_hidden_until_their_day() {
    let names = ["Ann Lee", "Bo Park", "Cy Wood", "Di Hill", "Ed Moor", "Fay Moss"];
    let vault =
        TestVault::new().note("Dashboard.md", "").file("new.csv", format!("Name\n{}\n", names.join("\n")).as_bytes());
    vault.run(["import", "new.csv", "--ask"]).ok();
    assert_eq!(due(&vault, "2026-11-21").len(), names.len());
    let text = vault.text("people/Bo Park.md");
    let day = text.lines().find_map(|line| line.strip_prefix("snooze-request: ")).unwrap();
    assert!(due(&vault, day).contains(&format!("request {day}")), "{text}");
    assert!(!text.contains("\nsnooze: 2"), "{text}");
    vault.run(["draft", "request", "bo", "--log"]).ok();
    let asked = vault.text("people/Bo Park.md");
    assert!(asked.contains("\nrequested: 2026-11-21") && !asked.contains("snooze-request"), "{asked}");
    // As an import wrote it before.
    let old = vault.text("people/Cy Wood.md").replace("snooze-request: ", "snooze: ").replace("\nsnooze:  ", "\n");
    vault.write("people/Cy Wood.md", old.as_bytes());
    assert_eq!(due(&vault, "2026-11-21").iter().filter(|row| row.starts_with("request")).count(), names.len() - 2);
}
