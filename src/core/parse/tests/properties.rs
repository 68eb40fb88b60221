//! Reading keys, in every spelling.

use crate::core::base::diagnostic::Diagnostic;
use crate::core::model::{Cadence, ContactStatus, EventKey, Interval, MeetingStatus, TaskSource, When};

use super::{codes, read};

fn contact(yaml: &str) -> crate::core::model::Note {
    read("people/Ann Lee.md", &format!("---\n{yaml}\n---\n"))
}

fn meeting(path: &str, yaml: &str) -> crate::core::model::Note {
    read(path, &format!("---\ntype: meeting\n{yaml}\n---\n"))
}

#[test]
fn synonyms_mean_the_same() {
    let rows = [
        ("employer: Orb", "company Orb"),
        ("Organisation: \"[[Orb Ltd|Orb]]\"", "company Orb"),
        ("companies: [\"[[Orb]]\", Other]", "company Orb"),
        ("org: [[Orb]]", "company Orb"),
        ("job title: Analyst", "role Analyst"),
        ("contact: ann@example.com", "email ann@example.com"),
        ("email[home]: ann@example.com", "email ann@example.com"),
        ("phone: 0049170", "phone 0049170"),
        ("how we met: at a fair", "source at a fair"),
        ("prm-linkedin_url: ann-lee", "linkedin ann-lee"),
    ];
    for (yaml, expected) in rows {
        let note = contact(yaml);
        let contact = note.as_contact().unwrap();
        let fields = [("company", &contact.company), ("role", &contact.role), ("email", &contact.email)];
        let kept =
            ["phone", "source", "linkedin"].map(|key| note.properties.get(key).map(|value| format!("{key} {value}")));
        let fields = fields.iter().filter_map(|(name, value)| value.as_ref().map(|value| format!("{name} {value}")));
        let found: Vec<_> = fields.chain(kept.into_iter().flatten()).collect();
        assert_eq!(found, [expected], "{yaml}");
    }
}

#[test]
fn event_keys_take_a_day_a_list_a_yes_and_a_no() {
    let day = |text: &str| When::On(crate::core::syntax::date::plain(text).unwrap());
    let rows = [
        ("nudged: 2026-11-10", vec![day("2026-11-10")], 0),
        ("nudged: [2026-11-10, 2026-11-17]", vec![day("2026-11-10"), day("2026-11-17")], 0),
        ("nudged:\n  - 2026-11-10\n  - \"[[2026-11-17]]\"", vec![day("2026-11-10"), day("2026-11-17")], 0),
        ("nudged: 2026-11-10T09:30", vec![day("2026-11-10T09:30")], 0),
        ("nudged: no", vec![When::Never], 0),
        ("nudged: [2026-11-10, no]", vec![day("2026-11-10"), When::Never], 0),
        ("nudged: yes", vec![When::Sometime], 1),
        ("nudged: true", vec![When::Sometime], 1),
        ("nudged: false", vec![], 0),
        ("nudged:", vec![], 0),
        ("nudged: 31.11.2026", vec![When::Sometime], 1),
        ("nudged: {a: b}", vec![], 1),
    ];
    for (yaml, expected, problems) in rows {
        let note = contact(yaml);
        let events: Vec<_> = note.as_contact().unwrap().events.iter().map(|event| (event.key, event.when)).collect();
        assert_eq!(events, expected.into_iter().map(|when| (EventKey::Nudged, when)).collect::<Vec<_>>(), "{yaml}");
        assert_eq!(codes(&note).len(), problems, "{yaml}");
    }
}

#[test]
fn a_table_of_facts_was_not_read() {
    let rows = [
        (
            "| Feld | Wert |\n|---|---|\n| **Firma** | Acme |\n| E-Mail: | _ann@example.com_ |\n",
            [Some("Acme"), Some("ann@example.com")],
        ),
        ("| Company | Acme |\n|---|---|\n| Email | ann@example.com |\n", [Some("Acme"), Some("ann@example.com")]),
        ("Company | Acme\n---|---\nEmail | ann@example.com\n", [Some("Acme"), Some("ann@example.com")]),
        ("| | |\n|---|---|\n|Empresa|Acme \\| Beta|\n", [Some("Acme \\| Beta"), None]),
        // Tables with other things in their columns.
        ("| Company | Role |\n|---|---|\n| Acme | CTO |\n", [None, None]),
        ("| Company | Since |\n|---|---|\n| Acme | 2019 |\n", [None, None]),
        ("| Company | Acme | 2019 |\n|---|---|---|\n| Email | ann@example.com | x |\n", [None, None]),
        ("## Log\n\n| Company | Acme |\n|---|---|\n| Email | ann@example.com |\n", [None, None]),
    ];
    for (table, expected) in rows {
        let note = read("people/Ann Lee.md", &format!("# Ann Lee\n\n{table}"));
        let contact = note.as_contact().unwrap();
        assert_eq!([contact.company.as_deref(), contact.email.as_deref()], expected, "{table}");
    }
    let note =
        read("meetings/a.md", "# Talk\n\n| Quand | 3 décembre 2026 à 14h |\n|---|---|\n| Avec | [[Ann\\|A.]] |\n");
    let meeting = note.as_meeting().unwrap();
    assert!(meeting.date.is_some());
    assert_eq!(meeting.with.iter().map(|link| &*link.target).collect::<Vec<_>>(), ["Ann"]);
}

#[test]
fn inline_fields_and_bold_labels_count() {
    let rows = [
        "---\nlast contact: 2026-01-27\n---\n",
        "# Ann\nlast-contact:: 2026-01-27\n",
        "# Ann\n- Last Contact:: 2026-01-27\n",
        "# Ann\nWe spoke [lastcontact:: 2026-01-27].\n",
        "# Ann\n**Last contact:** 2026-01-27\n**Role**: Analyst\n",
        "# Ann\n- **Last contact**: 2026-01-27\n",
    ];
    for text in rows {
        let note = read("people/Ann Lee.md", text);
        let events: Vec<_> = note
            .as_contact()
            .unwrap()
            .events
            .iter()
            .map(|event| (event.key, event.day().map(|day| day.to_string())))
            .collect();
        assert_eq!(events, [(EventKey::LastContact, Some("2026-01-27".to_owned()))], "{text:?}");
    }
    let rows = [
        "# Ann\n## Relationship\n**Last Contact**: 2026-01-27\n",
        "# Ann\n## Notes\n- Last contact: 2026-01-27\n",
        "# Ann\n1. **Last contact**: 2026-01-27\n",
        "# Ann\n**Last Contact**:: 2026-01-27\n",
        "# Ann\n- **Last contact**:: 2026-01-27\n",
        "# Ann\n2) __Last contact:__ 27 Jan 2026\n",
        "# Ann\n**Role:** Analyst | **Last contact:** 2026-01-27 | **Company:** Acme\n",
        "# Ann\nlast contact: 2026-01-27\n",
        "# Ann\n**Letzter Kontakt**: 27.01.2026\n",
        "# Ann\n- Dernier contact : 27/01/2026\n",
    ];
    for text in rows {
        let note = read("people/Ann Lee.md", text);
        let days: Vec<_> =
            note.as_contact().unwrap().events.iter().filter_map(crate::core::model::Event::day).collect();
        assert_eq!(days, ["2026-01-27".parse().unwrap()], "{text:?}");
    }
    let rows = [
        "# A\n## Log\n- x\n## Notes\n**Last contact:** 2026-01-27\n",
        "# A\n## Takeaways\n**Last contact:** 2026-01-27\n",
        "# A\nLast contact: a week before 2026-01-27\n",
        "# A\nlast contact::: 2026-01-27\n",
        "# A\n> Last contact: 2026-01-27\n",
    ];
    for text in rows {
        let note = read("people/a.md", text);
        assert!(note.as_contact().unwrap().events.is_empty(), "{text:?}");
    }
}

#[test]
fn values_hold_links_and_brackets_of_their_own() {
    let rows = [
        ("company:: [[Fjord AB]] (Oslo)", Some("Fjord AB (Oslo)")),
        ("[company:: [[Fjord AB]]]", Some("Fjord AB")),
        ("(company:: Fjord (Oslo))", Some("Fjord (Oslo)")),
        ("**Company**:: Fjord AB", Some("Fjord AB")),
        ("- **Company:** Fjord AB", Some("Fjord AB")),
        ("- Company: Fjord AB", Some("Fjord AB")),
        ("- Firma: Fjord AB", Some("Fjord AB")),
        ("**Entreprise :** Fjord AB", Some("Fjord AB")),
        ("公司：Fjord AB", Some("Fjord AB")),
        ("Company: N/A", None),
        ("**Company**: -", None),
        ("**Company**: Unknown", None),
        ("Company: they do not say.", None),
    ];
    for (line, expected) in rows {
        let note = read("people/Ann Lee.md", &format!("# Ann Lee\n\n{line}\n"));
        assert_eq!(note.as_contact().unwrap().company.as_deref(), expected, "{line}");
    }
}

#[test]
fn cadence_status_and_snooze() {
    let cadence = |yaml: &str| contact(yaml).as_contact().unwrap().cadence.map(|cadence| cadence.value);
    assert_eq!(cadence("cadence: 3 months"), Some(Cadence::Every(Interval::Months(3))));
    assert_eq!(cadence("contact_frequency: 30"), Some(Cadence::Every(Interval::Days(30))));
    assert_eq!(cadence("cadence: never"), Some(Cadence::Never));
    assert_eq!(codes(&contact("cadence: sometimes")), ["not-a-cadence"]);
    let status = |yaml: &str| contact(yaml).as_contact().unwrap().status.map(|status| status.value);
    assert_eq!(status("status: Paused"), Some(ContactStatus::Paused));
    assert_eq!(status("paused: true"), Some(ContactStatus::Paused));
    assert_eq!(status("active: false"), Some(ContactStatus::Paused));
    assert_eq!(status("status: closed"), Some(ContactStatus::Closed));
    assert_eq!(status("status: friendly"), None);
    assert_eq!(
        contact("snooze: 2026-12-01").snooze.map(|snooze| (snooze.value.to_string(), snooze.location.line)),
        Some(("2026-12-01".into(), 2))
    );
    assert_eq!(codes(&contact("snooze: later")), ["not-a-date"]);
}

#[test]
fn a_misspelt_snooze_was_passed_over_in_silence() {
    let snoozes = |yaml: &str| {
        let note = contact(yaml);
        note.rule_snoozes
            .iter()
            .map(|(rule, until)| format!("{rule} {} {}", until.value, until.location.line))
            .collect::<Vec<_>>()
    };
    for key in ["snooze-nudge", "Snooze Nudge", "snooze_nudge", "snoozeNudge", "snooze-until-nudge"] {
        assert_eq!(snoozes(&format!("{key}: 2026-12-01")), ["nudge 2026-12-01 2"], "{key}");
    }
    let both = "snooze-report-back: 2026-12-02T10:00\nsnooze-request: \"[[2026-12-01]]\"";
    assert_eq!(snoozes(both), ["request 2026-12-01 3", "report-back 2026-12-02 2"]);
    assert_eq!(snoozes("snooze-nudge: no\nsnooze-close:"), [""; 0]);
    let found = |yaml: &str| {
        let note = contact(yaml);
        let one = |found: &Diagnostic| format!("{}: {}", found.code, found.hint.clone().unwrap_or_default());
        note.diagnostics.iter().map(one).collect::<Vec<_>>()
    };
    let rows = [
        ("snooze-nugde: 2026-12-01", "snooze-unknown: did you mean `snooze-nudge`?"),
        ("snooze-task: 2026-12-01", "snooze-unknown: to put off a task, change the day of the task"),
        ("snoozed: 2026-12-01", "snooze-unknown: did you mean `snooze`?"),
        ("snooze-tell: 2026-12-01", "snooze-unknown: did you mean `snooze-report-back`?"),
        ("snooze-thx: 2026-12-01", "snooze-unknown: write `snooze`, or add the name of a rule, such as `snooze-thank`"),
        (
            "snooze-reflect: 2026-12-01",
            "snooze-misplaced: follow-ups of the rule `reflect` come from the note of the talk; write the key there",
        ),
    ];
    for (yaml, expected) in rows {
        assert_eq!(found(yaml), [expected], "{yaml}");
    }
    assert_eq!(codes(&contact("snooze-nudge: soon")), ["not-a-date"]);
    // Another program's own.
    assert_eq!(codes(&contact("snooze-count: 3\nsnoozing: true")), [""; 0]);
}

#[test]
fn follow_up_keys_are_tasks() {
    let rows = [
        ("follow-up: 2026-12-01", "2026-12-01 ", TaskSource::FollowUpDay),
        ("next_followup: 2026-12-01\nnext action: call", "2026-12-01 call", TaskSource::FollowUpDay),
        (
            "follow-up: 2026-12-01 if there is no reply.",
            "2026-12-01 Follow up if there is no reply.",
            TaskSource::FollowUp,
        ),
        ("follow-ups: [{due: 2026-12-01, what: call}]", "2026-12-01 call", TaskSource::FollowUp),
        ("follow-ups:\n  - due: 2026-12-01\n    what: call", "2026-12-01 call", TaskSource::FollowUp),
    ];
    for (yaml, expected, source) in rows {
        let note = contact(yaml);
        let found: Vec<_> =
            note.tasks.iter().map(|task| (format!("{} {}", task.due.unwrap(), task.text), task.source)).collect();
        assert_eq!(found, [(expected.to_owned(), source)], "{yaml}");
    }
    assert!(contact("follow-up: never").tasks.is_empty());
    assert_eq!(codes(&contact("follow-up: soon")), ["not-a-date"]);
}

#[test]
fn a_meeting_finds_its_date() {
    let rows = [
        ("m.md", "date: 2026-11-20T10:00", Some("2026-11-20 10:00")),
        ("m.md", "date: 2026-11-20\nstart_time: 9:30", Some("2026-11-20 09:30")),
        ("m.md", "meeting date: \"[[2026-11-20]]\"", Some("2026-11-20")),
        ("m.md", "scheduled: 2026-11-20", Some("2026-11-20")),
        ("2026-11-20 Ann.md", "created: 2026-01-01", Some("2026-11-20")),
        ("Ann 2026-11-20.md", "", Some("2026-11-20")),
        ("260913 Ann.md", "", Some("2026-09-13")),
        ("202206071051 Ann.md", "", Some("2022-06-07")),
        ("123456789 Ann.md", "", None),
        ("m.md", "created: 2026-11-20", None),
    ];
    for (path, yaml, expected) in rows {
        let note = meeting(path, yaml);
        let date = note.as_meeting().unwrap().date.map(|date| match date.value.time {
            Some(time) => format!("{} {}", date.value.day, time.format("%H:%M")),
            None => date.value.day.to_string(),
        });
        assert_eq!(date.as_deref(), expected, "{path} {yaml}");
        assert_eq!(codes(&note).is_empty(), expected.is_some(), "{path} {yaml}");
    }
    let note = meeting("2026-11-20 x.md", "date: 20th of November");
    assert_eq!(
        (codes(&note), note.as_meeting().unwrap().date.map(|date| date.location.line)),
        (vec!["not-a-date"], Some(0))
    );
}

#[test]
fn a_meeting_finds_its_people_and_its_status() {
    let with = |yaml: &str, body: &str| -> Vec<String> {
        let note = read("m.md", &format!("---\ntype: meeting\ndate: 2026-11-20\n{yaml}\n---\n{body}"));
        note.as_meeting().unwrap().with.iter().map(|link| link.text.to_string()).collect()
    };
    assert_eq!(with("with: \"[[Ann Lee]]\"", ""), ["Ann Lee"]);
    assert_eq!(with("attendees: [me, \"[[people/ann|Ann]]\", Bo Diaz]", ""), ["Ann", "Bo Diaz"]);
    assert_eq!(with("people: [[A]], [[B]]", ""), ["A", "B"]);
    assert_eq!(with("contact: Rivera, Sam", ""), ["Rivera, Sam"]);
    assert_eq!(with("", "## Attendees\n- [[Ann]]\n- Bo\n"), ["Ann", "Bo"]);
    let status = |yaml: &str| meeting("2026-11-20.md", yaml).as_meeting().unwrap().status.map(|status| status.value);
    assert_eq!(status("status: Canceled"), Some(MeetingStatus::Cancelled));
    assert_eq!(status("status: no show"), Some(MeetingStatus::NoShow));
    assert_eq!(status("status: completed"), Some(MeetingStatus::Held));
    assert_eq!(codes(&meeting("talk.md", "status: maybe")), ["meeting-without-date", "unknown-status"]);
    for status in ["active", "draft", "Open", "maybe"] {
        assert!(codes(&meeting("2026-11-20.md", &format!("status: {status}"))).is_empty(), "{status}");
    }
}

#[test]
fn attendees_are_read_in_whatever_form_they_stand() {
    let rows = [
        ("## Attendees\n- [[Ann Lee]]\n- Bo Ek\n", "Ann Lee, Bo Ek"),
        ("## Attendees\n[[Ann Lee]], [[Bo Ek]]\n", "Ann Lee, Bo Ek"),
        ("## Attendees\nAnn Lee, Bo Ek\n", "Ann Lee, Bo Ek"),
        ("## Participants\nAnn Lee\nBo Ek\n", "Ann Lee, Bo Ek"),
        ("## Attendees\n- [x] [[Ann Lee]]\n- [ ] Bo Ek\n", "Ann Lee, Bo Ek"),
        ("## Attendees\n- name: Ann Lee\n- Name: Bo Ek\n", "Ann Lee, Bo Ek"),
        ("## Attendees\n\n| Name | Role |\n|---|---|\n| Ann Lee | Chair |\n| [[Bo Ek]] | Guest |\n", "Ann Lee, Bo Ek"),
        ("## Teilnehmer\n- Ann Lee\n- Bo Ek\n", "Ann Lee, Bo Ek"),
        ("## 2. Участники:\n- @Ann Lee\n- Bo Ek\n", "Ann Lee, Bo Ek"),
        ("## People in attendance\n* Ann Lee\n* Bo Ek\n", "Ann Lee, Bo Ek"),
        ("# Sync with [[Ann Lee]] and [[Bo Ek]]\n", "Ann Lee, Bo Ek"),
        ("with:: [[Ann Lee]], [[Bo Ek]]\n", "Ann Lee, Bo Ek"),
        ("**Participants:** Ann Lee · Bo Ek\n", "Ann Lee, Bo Ek"),
        ("**Attendees**: [[Ann Lee]] + [[p/Bo Ek|Bo Ek]]\n", "Ann Lee, Bo Ek"),
        ("- **Участники:** @Ann Lee, @Bo Ek\n", "Ann Lee, Bo Ek"),
        ("参会者：Ann Lee、Bo Ek\n", "Ann Lee, Bo Ek"),
        ("Attendees: Ann Lee; Bo Ek; Robin Marsh; me\n", "Ann Lee, Bo Ek"),
        ("## Attendees\n- Robin Marsh\n- “Ann Lee”\n- Bo Ek\n", "Ann Lee, Bo Ek"),
        ("## Attendees\n- TBD\n- [Names]\n", ""),
        ("## Attendees\n- None identified\n- ~140 employees\n- Ann Lee\n- and others\n", "Ann Lee"),
        ("## Attendees\n- Robin-Marsh-KC\n- Robbie M. (host)\n- Bo Diaz (PM, Fjord)\n", "Bo Diaz (PM, Fjord)"),
        (
            "## Attendees\n| Name | Role |\n|---|---|\n| Robin J. Marsh | Chair |\n| none | - |\n| Ann Lee | PM |\n",
            "Ann Lee",
        ),
        ("**Attendees:** 13 participants including Cy Ott, Bo Diaz\n", "Cy Ott, Bo Diaz"),
        ("**Attendees:** none yet\n", ""),
        ("**Attendees:** Robin Marsh & Bo Diaz\n", "Bo Diaz"),
        ("**Attendees:** [[robin-marsh|R.]], [[Bo Diaz]]\n", "Bo Diaz"),
        ("**Attendees:** Bo Diaz (CEO, Fjord), Ann Lee, et al.\n", "Bo Diaz (CEO, Fjord), Ann Lee"),
        ("**Attendees:** Ann Lee, Fjord Meeting Room B (4)\n", "Ann Lee"),
        ("## Notes\n- Ann Lee\n", ""),
    ];
    let config = crate::core::config::Config {
        names: vec![String::from("Robin Marsh"), String::from("Robbie M.")],
        ..Default::default()
    };
    let parser = crate::core::parse::NoteParser::new(&config);
    for (body, expected) in rows {
        let text = format!("---\ntype: meeting\ndate: 2026-11-20\n---\n{body}");
        let note = parser.parse(&crate::core::base::NotePath::new("m.md"), text.as_bytes());
        let with: Vec<&str> = note.as_meeting().unwrap().with.iter().map(|link| &*link.text).collect();
        assert_eq!(with.join(", "), expected, "{body}");
    }
}

#[test]
fn unknown_keys_are_kept_for_filters() {
    let note = contact("Favourite Tea: Assam\nscore: 3\nlist: [a, b]\nempty:\ndeep: {a: b}");
    let found: Vec<_> = note.properties.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(found, ["favouritetea=Assam", "score=3", "list=a, b"]);
}

#[test]
fn a_log_line_begins_with_a_day_and_perhaps_a_time() {
    use crate::core::parse::body::log_day;
    for (line, rest) in [
        ("2026-11-09 Thanked her", Some("Thanked her")),
        ("2026-11-09 T-shirt", Some("T-shirt")),
        ("2026-11-09T10:00 replied", Some("replied")),
        ("2026-11-09T10:00:30: replied", Some("replied")),
        ("2026-11-09 10:00 replied", Some("replied")),
        ("2026-11-09 2:30 pm – replied", Some("replied")),
        ("2026-11-09 9:00-9:30 replied", Some("replied")),
        ("**2026-11-09**: 3 things", Some("3 things")),
        ("[2026-11-09] — 2027 plans", Some("2027 plans")),
        ("2026-11-09 99:99 x", Some("99:99 x")),
        ("2026-11-09", Some("")),
        ("2026-11-09Tom", None),
        ("2026-11-091", None),
        ("x 2026-11-09", None),
    ] {
        assert_eq!(log_day(line, None).map(|(_, rest)| rest), rest, "{line}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::default())]

    #[test]
    fn a_follow_up_that_is_done_is_known_again_by_its_line_in_the_log(
        what in "[TaR\\[\\]*_`~: -]{0,3}(Text|replied|10:00|2026-11-10|\\[\\[Zoe\\]\\]|followed up|due)?[a ():*_`.-]{0,8}"
    ) {
        let quoted = format!("'{what}'");
        let open = contact(&format!("follow-up: {{due: 2026-11-18, what: {quoted}}}"));
        let task = &open.tasks[0];
        let words = crate::core::parse::log_words(task.due.unwrap(), &task.text);
        let text = "---\ntype: contact\n---\n# Ann\n";
        let day = "2026-11-20".parse().unwrap();
        // If the words would mean something else in the log, nothing is written there.
        let Ok(edit) = crate::core::edit::log::append(text, crate::core::model::vocabulary::Vocabulary::plain(), day, &words) else { return Ok(()) };
        let done = read("people/Ann Lee.md", &edit.apply(text).unwrap());
        let events = &done.as_contact().unwrap().events;
        proptest::prop_assert!(events.is_empty(), "{words}: {events:?}");
        let known = done.tasks.first().map(|task| (task.fingerprint, task.due, task.settled));
        proptest::prop_assert_eq!(known, Some((task.fingerprint, task.due, Some(day))), "{}", words);
    }
}

#[test]
fn a_label_in_a_quote_gives_a_meeting_its_time() {
    let rows = [
        ("2026-01-23 Sync.md", "> Date: 2026-01-23 11:08\n", "2026-01-23 11:08"),
        ("2026-01-23 Sync.md", "> **Date:** 2026-01-23 11:08\n", "2026-01-23 11:08"),
        ("2026-01-23 Sync.md", "> 日期：2026-01-23 11:08\n", "2026-01-23 11:08"),
        ("Sync.md", "---\ndate: 2026-01-23\n---\n> Date: 2026-01-23 11:08\n", "2026-01-23 11:08"),
        ("Sync.md", "---\ndate: 2026-01-23\n---\n> Date: 2026-01-24 11:08\n", "2026-01-23"),
        ("2026-01-23 Sync.md", "> Date: soon\n", "2026-01-23"),
    ];
    for (stem, body, expected) in rows {
        let note = read(&format!("meetings/{stem}"), body);
        let moment = note.as_meeting().unwrap().date.unwrap().value;
        let time = moment.time.map(|time| time.format(" %H:%M").to_string()).unwrap_or_default();
        assert_eq!(format!("{}{time}", moment.day), expected, "{stem} {body}");
    }
}

#[test]
fn the_value_of_a_label_is_plain_text() {
    let rows = [
        ("org: \"Fjord\"", "", Some("Fjord"), None, None),
        ("x: y", "**Org:** \"Fjord\"\n", Some("Fjord"), None, None),
        ("x: y", "Org: 'Fjord'\n", Some("Fjord"), None, None),
        ("x: y", "**Org:** \"Fjord\" and \"Grid\"\n", Some("\"Fjord\" and \"Grid\""), None, None),
        ("role: \"[[Fjord]] lead\"", "", None, Some("Fjord lead"), None),
        ("x: y", "**Role:** \"[[Fjord|the firm]] lead\"\n", None, Some("the firm lead"), None),
        ("x: y", "**Contact:** ann@example.com | +47 555 0100\n", None, None, Some("ann@example.com")),
        ("x: y", "**Email:** Ann Lee <ann@example.com>\n", None, None, Some("ann@example.com")),
        ("x: y", "**Email:** ann@example.com, lee@example.com\n", None, None, Some("ann@example.com, lee@example.com")),
    ];
    for (keys, body, company, role, email) in rows {
        let note = read("people/ann.md", &format!("---\n{keys}\n---\n{body}"));
        let contact = note.as_contact().unwrap();
        let found = (contact.company.as_deref(), contact.role.as_deref(), contact.email.as_deref());
        assert_eq!(found, (company, role, email), "{keys} {body}");
    }
}

#[test]
fn the_end_of_a_meeting_was_dropped() {
    let rows = [
        ("date: 2026-06-04 14:30-15:30", Some(60)),
        ("date: 2026-06-04\ntime: 14:30 – 15:15", Some(45)),
        ("date: 2026-06-04 2:30–3:30 PM", Some(60)),
        ("date: 2026-06-04 14:30-15:30\nduration: 20m", Some(20)),
        ("date: 2026-06-04T10:00", None),
        ("date: 2026-06-04 10:00", None),
        ("date: 2026-06-04", None),
        ("date: 2026-06-04 23:00-01:00", None),
    ];
    for (yaml, minutes) in rows {
        let note = read("meetings/a.md", &format!("---\n{yaml}\n---\n"));
        assert_eq!(note.as_meeting().unwrap().duration, minutes, "{yaml}");
    }
}

#[test]
fn an_appointment_in_a_persons_note_was_dropped() {
    for (line, expected) in [("Termin: 3.12.2026, 14 Uhr", 1), ("afspraak: 2026-12-03", 1), ("date: 2026-12-03", 0)] {
        let note = read("people/Ann Lee.md", &format!("# Ann Lee\n{line}\n"));
        let events = &note.as_contact().unwrap().events;
        assert_eq!(events.iter().filter(|event| event.key == EventKey::Scheduled).count(), expected, "{line}");
    }
}
