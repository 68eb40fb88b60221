//! What puts a follow-up off, for how long, and when it is due afterwards. Today is 2026-11-21, a Saturday.

use super::tests::{Vault, contact, vault};

/// The open follow-ups of a vault, and those that are put off.
fn sorted(vault: &Vault) -> (Vec<String>, Vec<String>) {
    (vault.open(), vault.rows(|agenda| agenda.held().cloned().collect()))
}

#[test]
fn a_snoozed_line_came_back_as_late_and_took_the_other_lines_along() {
    let rows: [(&str, &[&str]); 15] = [
        ("requested: 2026-11-10\nsnooze-nudge: 2026-11-28", &[]),
        ("requested: 2026-11-10\nSnooze_Nudge: 2026-11-22", &[]),
        ("requested: 2026-11-10\nsnooze until nudge: 2026-11-22", &[]),
        ("requested: 2026-11-10\nsnooze-nudge: 2026-11-21", &["nudge Ann 11-21"]),
        ("requested: 2026-11-10\nsnooze-nudge: 2026-11-19", &["nudge Ann 11-19"]),
        // What ended before the line was due was about an earlier one.
        ("requested: 2026-11-10\nsnooze-nudge: 2026-11-15", &["nudge Ann 11-17"]),
        ("requested: 2026-11-10\nnudged: 2026-11-20\nsnooze-nudge: 2026-11-25", &["nudge Ann 11-27"]),
        // Another rule's.
        ("requested: 2026-11-10\nsnooze-close: 2026-12-24\nsnooze-thank: 2026-12-24", &["nudge Ann 11-17"]),
        // A first request is shown with the day to which it is put off.
        ("added: 2026-11-18\nsnooze-request: 2026-11-28", &["request Ann 11-28"]),
        ("company: Orb\nsnooze-request: 2026-11-28", &["request Ann 11-28"]),
        ("added: 2026-11-18\nsnooze-request: 2026-11-28\nsnooze: 2026-11-24", &[]),
        ("added: 2026-11-18\nsnooze-request: 2026-11-28\nsnooze: 2026-11-20", &["request Ann 11-28"]),
        ("last-contact: 2026-10-01\ncadence: 30d\nsnooze-keep-in-touch: 2026-11-28", &[]),
        ("last-contact: 2026-10-01\ncadence: 30d\nsnooze-keep-in-touch: 2026-11-20", &["keep-in-touch Ann 11-20"]),
        ("requested: 2026-11-10\nsnooze-nudge: no", &["nudge Ann 11-17"]),
    ];
    for (yaml, expected) in rows {
        assert_eq!(contact(yaml), expected, "{yaml}");
    }
    let held = vault(&[("people/Ann.md", "---\nrequested: 2026-11-10\nsnooze-nudge: 2026-11-28\n---\n")]);
    assert_eq!(sorted(&held), (Vec::new(), vec![String::from("nudge Ann 11-28")]));
}

#[test]
fn three_weeks_away_were_three_weeks_of_nagging() {
    let notes = [
        ("people/Ann.md", "---\nrequested: 2026-11-10\n---\n"),
        ("people/Bo.md", "---\nrequested: 2026-11-19\n---\n"),
        ("people/Di.md", "---\nrequested: no\n---\n- [ ] Call 📅 2026-11-20\n"),
        ("meetings/m.md", "---\nwith: Cy\ndate: 2026-11-22\n---\n"),
    ];
    let rows: [(&str, &[&str]); 5] = [
        ("", &["nudge Ann 11-17", "task Di 11-20", "confirm Cy 11-21", "prepare Cy 11-21", "nudge Bo 11-26"]),
        // What is derived rests, and what comes due meanwhile is due on the day after.
        ("away: 2026-11-18 to 2026-11-30", &["task Di 11-20", "confirm Cy 11-21", "prepare Cy 11-21"]),
        (
            "away: 2026-11-16 to 2026-11-20",
            &["task Di 11-20", "confirm Cy 11-21", "prepare Cy 11-21", "nudge Ann 11-21", "nudge Bo 11-26"],
        ),
        // Before it begins, all is listed, with the day on which it will be due.
        (
            "away: 2026-11-24 to 2026-12-02",
            &["nudge Ann 11-17", "task Di 11-20", "confirm Cy 11-21", "prepare Cy 11-21", "nudge Bo 12-03"],
        ),
        (
            "away: [2026-11-01 to 2026-11-05, 2026-11-21]",
            &["task Di 11-20", "confirm Cy 11-21", "prepare Cy 11-21", "nudge Bo 11-26"],
        ),
    ];
    for (settings, expected) in rows {
        let found = Vault::with(settings, &notes).open();
        assert_eq!(found, expected, "{settings}");
    }
}

#[test]
fn asking_and_chasing_stood_beside_a_day_of_ones_own_to_come_back() {
    let day = "follow-up: 2026-11-25";
    let rows: [(&str, &str, &[&str]); 10] = [
        (day, "added: 2026-11-10", &["task Ann 11-25"]),
        (day, "requested: 2026-11-10", &["task Ann 11-25"]),
        (day, "requested: 2026-11-01\nnudged: [2026-11-08, 2026-11-15]", &["task Ann 11-25"]),
        (day, "requested: 2026-11-10\nreplied: 2026-11-12", &["task Ann 11-25"]),
        (day, "last-contact: 2026-10-01\ncadence: 30d", &["task Ann 11-25"]),
        // As long as it is open, but at most 30 days more.
        ("follow-up: 2026-10-23", "requested: 2026-10-01", &["task Ann 10-23"]),
        ("follow-up: 2026-10-22", "requested: 2026-10-01", &["task Ann 10-22", "nudge Ann 11-21"]),
        (
            "follow-up: 2026-10-22",
            "last-contact: 2026-08-01\ncadence: 30d",
            &["task Ann 10-22", "keep-in-touch Ann 11-21"],
        ),
        // With words it is a task like others.
        ("follow-up: 2026-11-25 the book", "requested: 2026-11-10", &["nudge Ann 11-17", "task Ann 11-25"]),
        ("follow-up:", "requested: 2026-11-10", &["nudge Ann 11-17"]),
    ];
    for (day, yaml, expected) in rows {
        assert_eq!(contact(&format!("{day}\n{yaml}")), expected, "{day} / {yaml}");
    }
}

#[test]
fn a_person_put_off_hid_the_talk_of_tomorrow_and_tasks_with_a_day() {
    let ann = "---\ncadence: never\nsnooze: 2026-12-01\n---\n- [ ] Read her paper\n- [ ] Send the map 📅 2026-11-24\n";
    let of = |talk: &str, ann: &str| {
        let bo = ("people/Bo.md", "---\ncadence: never\nrequested: no\n---\n");
        vault(&[("people/Ann.md", ann), bo, ("meetings/m.md", talk)]).open()
    };
    let ahead = "---\nwith: \"[[Ann]]\"\ndate: 2026-11-23\n---\n- [ ] Ring first\n- [ ] Book a room 📅 2026-11-22\n";
    let expected = ["confirm Ann 11-22", "prepare Ann 11-22", "task Ann 11-22", "task Ann 11-24"];
    assert_eq!(of(ahead, ann), expected);
    let held = "---\nwith: \"[[Ann]]\"\ndate: 2026-11-18\n---\n## Reflection\n";
    assert_eq!(of(held, ann), ["task Ann 11-24"]);
    // The others who were there still need thanks.
    let both = held.replace("\"[[Ann]]\"", "[\"[[Ann]]\", \"[[Bo]]\"]");
    assert_eq!(of(&both, ann), ["thank Ann+Bo 11-19", "reflect Ann+Bo 11-20", "task Ann 11-24"]);
    // On the day that it ends they are due, and not late.
    let ended = ann.replace("2026-12-01", "2026-11-21");
    let expected = ["thank Ann 11-21", "reflect Ann 11-21", "task Ann 11-24", "task Ann -"];
    assert_eq!(of(held, &ended), expected);
    // In a meeting it puts off all lines of that note.
    let meeting = ahead.replace("date:", "snooze: 2026-11-22\ndate:");
    let nobody = "---\ncadence: never\nrequested: no\n---\n";
    assert_eq!(of(&meeting, nobody), Vec::<String>::new());
    let meeting = held.replace("date:", "snooze: 2026-11-21\ndate:");
    assert_eq!(of(&meeting, nobody), ["thank Ann 11-21", "reflect Ann 11-21"]);
}

#[test]
fn a_snooze_of_one_line_of_a_talk_leaves_its_other_lines() {
    let of = |keys: &str| {
        let talk = format!("---\nwith: \"[[Ann]]\"\n{keys}\n---\n## Reflection\n");
        vault(&[("people/Ann.md", "---\ncadence: never\n---\n"), ("meetings/m.md", &talk)]).open()
    };
    let rows: [(&str, &[&str]); 6] = [
        ("date: 2026-11-18\nsnooze-thank: 2026-11-28", &["reflect Ann 11-20"]),
        ("date: 2026-11-18\nsnooze-reflect: 2026-11-28", &["thank Ann 11-19"]),
        ("date: 2026-11-23\nsnooze-confirm: 2026-11-23", &["prepare Ann 11-22"]),
        // No snooze outlasts the talk that it is about, and one of an earlier day of the talk is over.
        ("date: 2026-11-21\nsnooze-confirm: 2026-12-01", &["confirm Ann 11-21", "prepare Ann 11-21"]),
        ("date: 2026-11-30\nsnooze-confirm: 2026-11-23", &["confirm Ann 11-29", "prepare Ann 11-29"]),
        // Nothing that is due later is brought forward.
        ("date: 2026-11-18\nsnooze-thank: 2026-11-01", &["thank Ann 11-19", "reflect Ann 11-20"]),
    ];
    for (keys, expected) in rows {
        let mut expected = expected.to_vec();
        let mut found = of(keys);
        found.sort();
        expected.sort_unstable();
        assert_eq!(found, expected, "{keys}");
    }
}

#[test]
fn after_a_waived_nudge_somebody_was_to_be_let_go() {
    for nudged in ["no", "[2026-10-08, no]", "[2026-10-08, 2026-10-15, no]"] {
        assert_eq!(contact(&format!("requested: 2026-10-01\nnudged: {nudged}")), Vec::<String>::new(), "{nudged}");
    }
}
