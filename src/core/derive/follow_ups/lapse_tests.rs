//! What lapses, who is dormant, and whom nobody asks as a stranger. Today is 2026-11-21, a Saturday.

use super::tests::{Vault, contact, vault};

fn lapsed(vault: &Vault) -> Vec<String> {
    vault.rows(|agenda| agenda.lapsed().cloned().collect())
}

/// A held talk with Ann, who has no cadence, and what its note says besides.
fn talk(settings: &str, date: &str, more: &str) -> Vault {
    let note = format!("---\ntype: meeting\nwith: \"[[Ann]]\"\ndate: {date}\n{more}\n---\n## Reflection\n");
    Vault::with(settings, &[("people/Ann.md", "---\ncadence: never\n---\n"), ("meetings/m.md", &note)])
}

#[test]
fn thanks_for_a_talk_of_years_ago_were_due_for_ever() {
    // Due on the day after the talk, and open for 30 days from then.
    let rows: [(&str, &str, &[&str], &[&str]); 9] = [
        ("2021-10-27", "reflected: yes", &[], &["thank Ann 10-28"]),
        ("2026-10-21", "reflected: yes", &["thank Ann 10-22"], &[]),
        ("2026-10-20", "reflected: yes", &[], &["thank Ann 10-21"]),
        // Counted from the end of a snooze.
        ("2026-08-20", "reflected: yes\nsnooze-thank: 2026-11-01", &["thank Ann 11-01"], &[]),
        ("2026-08-20", "reflected: yes\nsnooze-thank: 2026-10-21", &[], &["thank Ann 10-21"]),
        // As long as it is put off it does not lapse.
        ("2026-08-20", "reflected: yes\nsnooze-thank: 2026-12-01", &[], &[]),
        ("2026-08-20", "reflected: yes\nthanked: no", &[], &[]),
        ("2026-10-20", "thanked: yes", &["reflect Ann 10-22"], &[]),
        ("2026-10-19", "thanked: yes", &[], &["reflect Ann 10-21"]),
    ];
    for (date, more, open, expected) in rows {
        let more = format!("{more}\n");
        let vault = talk("", date, &more);
        assert_eq!((vault.open(), lapsed(&vault)), (strings(open), strings(expected)), "{date} {more}");
    }
}

#[test]
fn the_settings_say_how_long_a_line_stays() {
    let rows = [
        ("rules: {thank: {lapse: never}}", "2021-10-27", true),
        ("rules: {thank: {after: 1d, lapse: 1w}}", "2026-11-13", true),
        ("rules: {thank: {after: 1d, lapse: 1w}}", "2026-11-12", false),
        ("rules: {thank: {lapse: off}}", "2021-10-27", true),
        ("rules: {thank: {after: 1w}}", "2026-10-15", true),
        ("rules: {thank: 1w}", "2026-10-15", true),
        ("rules: {thank: 1w}", "2026-10-14", false),
    ];
    for (settings, date, is_open) in rows {
        let vault = talk(settings, date, "reflected: yes");
        assert_eq!((vault.open().len(), lapsed(&vault).len()), (usize::from(is_open), usize::from(!is_open)), "{date}");
    }
    let off = talk("rules: {thank: {after: off, lapse: 30d}}", "2026-11-18", "reflected: yes");
    assert_eq!((off.open().len(), lapsed(&off).len()), (0, 0));
}

#[test]
fn asking_that_nobody_answered_went_on_for_years() {
    // Due a week after the last request, and open for 60 days from then.
    let rows: [(&str, &[&str]); 8] = [
        ("requested: 2026-09-15", &["nudge Ann 09-22"]),
        ("requested: 2026-09-14", &[]),
        ("requested: 2024-02-01\nnudged: [2024-02-08, 2024-02-16]", &[]),
        ("requested: 2024-02-01\nreplied: 2024-02-08", &[]),
        // Anything new wakes them.
        ("requested: [2024-02-01, 2026-11-10]", &["nudge Ann 11-17"]),
        // A first request loses its day; after a year it is not shown any more.
        ("added: 2026-10-21", &["request Ann 10-22"]),
        ("added: 2026-10-20", &["request Ann -"]),
        ("added: 2025-11-20", &[]),
    ];
    for (yaml, expected) in rows {
        assert_eq!(contact(yaml), strings(expected), "{yaml}");
    }
    let ann = |yaml: &str| vault(&[("people/Ann.md", &format!("---\n{yaml}\n---\n"))]);
    let dormant = |yaml: &str| !ann(yaml).derive("2026-11-21").dormant().is_empty();
    assert!(dormant("requested: 2026-09-14") && dormant("added: 2025-11-20"));
    assert!(!dormant("requested: 2026-09-15") && !dormant("added: 2025-11-21") && !dormant("company: Orb"));
    assert!(!dormant("added: 2024-01-01\nfollow-up: 2026-12-01"));
    assert!(!dormant("added: 2024-01-01\nlast-contact: 2024-01-02\ncadence: 1y"));
}

#[test]
fn a_thank_you_that_lapsed_held_up_other_lines() {
    let ann = "---\nrequested: 2026-11-05\n---\n";
    let held = "---\ntype: meeting\nwith: \"[[Ann]]\"\ndate: 2026-08-03\nreflected: yes\n---\n";
    assert_eq!(vault(&[("people/Ann.md", ann), ("meetings/m.md", held)]).open(), ["nudge Ann 11-12"]);
    let met = "---\ncadence: 30d\n---\n";
    assert_eq!(vault(&[("people/Ann.md", met), ("meetings/m.md", held)]).open(), ["keep-in-touch Ann 09-02"]);
}

#[test]
fn the_default_cadence_spoke_of_everybody_ever_met() {
    let met = |date: &str| {
        let note = format!("---\ntype: meeting\nwith: \"[[Ann]]\"\ndate: {date}\nreflected: yes\nthanked: yes\n---\n");
        vault(&[("people/Ann.md", "---\ntype: contact\n---\n"), ("meetings/m.md", &note)]).open()
    };
    assert_eq!(met("2025-11-21"), ["keep-in-touch Ann 02-21"]);
    assert_eq!(met("2025-11-20"), [""; 0]);
}

#[test]
fn somebody_with_contact_on_record_was_to_be_asked_for_a_talk() {
    let rows: [(&str, &str); 6] = [
        ("last_contact: 2026-03-01", ""),
        ("last-contact: 2026-11-20", ""),
        ("thanked: 2026-11-01", ""),
        ("company: Orb", "## Log\n- 2026-03-01 had lunch\n"),
        ("requested: no", ""),
        ("cadence: 1y\nlast-contact: 2026-03-01", ""),
    ];
    for (yaml, body) in rows {
        let open = vault(&[("people/Ann.md", &format!("---\ntype: contact\n{yaml}\n---\n{body}"))]).open();
        assert!(!open.iter().any(|line| line.starts_with("request")), "{yaml} {body}: {open:?}");
    }
    assert_eq!(contact("cadence: 30d"), ["request Ann -"]);
}

fn strings(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn tasks_of_years_ago_stood_first() {
    let tasks = |text: &str, path: &str| {
        let vault = vault(&[("people/Ann.md", "---\nrequested: no\ncadence: never\n---\n"), (path, text)]);
        (vault.open(), lapsed(&vault))
    };
    let old = "- [ ] check the code with [[Ann]] 📅 2023-04-01\n";
    assert_eq!(tasks(old, "notes/a.md"), (Vec::new(), strings(&["task Ann 04-01"])));
    assert_eq!(tasks("- [ ] ring [[Ann]] 📅 2025-12-01\n", "notes/a.md").0, ["task Ann 12-01"]);
    // Without a day, the day of its note counts.
    assert_eq!(tasks("- [ ] drawing for [[Ann]]\n", "notes/2023-03-21.md").1, ["task Ann -"]);
    assert_eq!(tasks("- [ ] drawing for [[Ann]]\n", "notes/a.md").0, ["task Ann -"]);
    let ann = ("people/Ann.md", "---\nrequested: no\ncadence: never\n---\n- [ ] x 📅 2023-04-01\n");
    let never = Vault::with("rules: {task: {lapse: never}}", &[ann]);
    assert_eq!(never.open(), ["task Ann 04-01"]);
}
