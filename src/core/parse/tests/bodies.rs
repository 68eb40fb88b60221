//! Reading bodies: tasks and their look-alikes, questions, logs, sections.

use crate::core::model::{EventKey, LogEntry, Note, NoteKind, NoteQuestionState, Task, TaskStatus};

use super::{codes, read};

fn tasks(note: &Note) -> Vec<(&str, u32)> {
    note.tasks.iter().map(|task| (&*task.text, task.line)).collect()
}

fn task_texts(body: &str) -> Vec<String> {
    read("people/a.md", body).tasks.iter().map(|task| task.text.to_string()).collect()
}

#[test]
fn every_box_in_a_list_is_a_task() {
    let rows = [
        "- [ ] t",
        "* [ ] t",
        "+ [ ] t",
        "1. [ ] t",
        "1) [ ] t",
        "  - [ ] t",
        "-   [ ] t",
        "1.  \t[ ] t",
        "> - [ ] t",
        "> [!todo] x\n> - [ ] t",
        "- x\n  - [ ] t",
        "- x\n\t- [ ] t",
        "- [/] t",
        "- [>] t",
        "- [!] t",
        "- [?] t\n",
        "- [ ] t\r\n- x\r\n",
        "- [ ] **t**",
        "text\n- [ ] t",
        "- [ ] t ^block",
        "<details>\n\n- [ ] t\n\n</details>",
        "- - [ ] t",
        "- [ ] t\n\n  more",
        "# H\n- [ ] t",
    ];
    for body in rows {
        assert_eq!(task_texts(body), ["t"], "{body:?}");
    }
}

#[test]
fn what_only_looks_like_a_task_is_none() {
    let rows = [
        "```\n- [ ] t\n```",
        "~~~\n- [ ] t\n~~~",
        "````\n```\n- [ ] t\n```\n````",
        "```\n- [ ] t",
        "    - [ ] t",
        "- x\n\n      - [ ] t",
        "> ```\n> - [ ] t\n> ```",
        "- x\n  ```\n  - [ ] t\n  ```",
        "<!--\n- [ ] t\n-->",
        "<!-- - [ ] t -->",
        "%%\n- [ ] t\n%%",
        "$$\n- [ ] t\n$$",
        "<div>\n- [ ] t\n</div>",
        "- [] t",
        "- [ ]t",
        "- [\u{a0}] t",
        "- [  ] t",
        "[ ] t",
        "text - [ ] t",
        "| - [ ] t |\n|---|",
        "# [ ] t",
        "- x [ ] t",
        "- [ ] ",
        "- [ ]",
        "- [ ] _Any follow-ups?_",
        "- [ ] Action @Owner 📅 YYYY-MM-DD",
        "- [x] t",
        "- [X] t",
        "- [-] t",
        "<!-- coffeechat follow-ups -->\n- [ ] t\n<!-- /coffeechat -->",
        "- \\[ ] t",
    ];
    for body in rows {
        assert_eq!(task_texts(body), [""; 0], "{body:?}");
    }
}

#[test]
fn text_behind_a_comment_counts_again() {
    let note = read(
        "people/a.md",
        "%% - [ ] a %%\n- [ ] b\n`%%`\n- [ ] c\n<!-- coffeechat done -->\n- [ ] d\n<!-- /coffeechat -->\n\n- [ ] e\n",
    );
    assert_eq!(tasks(&note), [("b %%", 2), ("c", 4), ("e", 9)]);
}

#[test]
fn settled_tasks_are_kept_where_they_tell_the_day() {
    let note = read("people/a.md", "- [x] a ✅ 2026-11-21\n- [x] b\n- [-] c ❌ 2026-11-20\n");
    let found: Vec<_> = note.tasks.iter().map(|task| (&*task.text, task.status)).collect();
    assert_eq!(found, [("a", TaskStatus::Done), ("c", TaskStatus::Cancelled)]);
}

#[test]
fn twins_are_counted() {
    let note = read("people/a.md", "- [ ] call\n- [ ] mail\n* [ ] call\n");
    let found: Vec<_> = note.tasks.iter().map(|task| (&*task.text, task.twin)).collect();
    assert_eq!(found, [("call", 0), ("mail", 0), ("call", 1)]);
    assert_eq!(note.tasks[0].fingerprint, note.tasks[2].fingerprint);
}

#[test]
fn a_task_keeps_its_fingerprint_and_its_place_among_its_twins_when_it_is_settled() {
    let open = read("people/a.md", "- [ ] call\n- [ ] call\n- [ ] call 📅 2026-11-25 ^id\n- [ ] call\n").tasks;
    let text = "- [x] call\n- [-] call ❌ 2026-11-22\n- [x] call 📅 2026-11-25 ✅ 2026-11-22 ^id\n- [ ] call\n";
    let settled = read("people/a.md", text).tasks;
    let ids = |tasks: &[Task]| tasks.iter().map(|task| (task.fingerprint, task.twin)).collect::<Vec<_>>();
    assert_eq!(ids(&settled), ids(&open)[1..]);
    assert_eq!(ids(&open).iter().map(|(_, twin)| *twin).collect::<Vec<_>>(), [0, 1, 0, 2]);
}

#[test]
fn a_task_goes_on_in_its_next_lines() {
    let rows = [
        ("- [ ] call\n  Ann 📅 2026-11-25\n", "call Ann", Some("2026-11-25")),
        ("- [ ] call\nAnn 📅 2026-11-25", "call Ann", Some("2026-11-25")),
        ("- [ ] call\n  collapsed:: true\n  id:: 6\n", "call", None),
        ("- [ ] call\n  :LOGBOOK:\n  CLOCK: [2026-11-07 Sat 10:00:00]\n  :END:\n  Ann", "call Ann", None),
        ("- [ ] call\n\n  Ann 📅 2026-11-25\n", "call", None),
        ("- [ ] call\n  - Ann 📅 2026-11-25\n", "call", None),
        ("- TODO [#B] call\n  DEADLINE: <2026-11-25 Wed 10:00>\n", "call", Some("2026-11-25")),
        ("- TODO call DEADLINE: <2026-11-25 Wed .+1w> Ann", "call Ann", Some("2026-11-25")),
        ("* LATER call\n- x", "", None),
        ("- LATER call\n- x", "call", None),
        ("Prose.\n\n- LATER call", "", None),
        ("Prose.\n\n- TODO call", "call", None),
        ("TODO call", "", None),
        ("- TODO: call", "", None),
    ];
    for (text, words, due) in rows {
        let tasks = read("notes/a.md", text).tasks;
        let found = tasks.first().map_or(("", None), |task| (&*task.text, task.due.map(|day| day.to_string())));
        assert_eq!(found, (words, due.map(str::to_owned)), "{text:?}");
    }
    let of = |text: &str| read("notes/a.md", text).tasks[0].fingerprint;
    assert_eq!(of("- [ ] call\n  Ann\n"), of("- [ ] call\n"));
    assert!(read("notes/a.md", "- [ ] call\n  Ann 📅 2026-11-25\n").diagnostics.is_empty());
    assert!(read("notes/a.md", "- [ ] call 📅 2026-11-25\n").diagnostics.is_empty());
}

#[test]
fn links_on_the_lines_of_a_task_belong_to_it() {
    let note = read("weekly/w.md", "- [ ] Mail [[Ann Lee|Ann]] and [Bo](../people/bo.md)\n  about [[Cy]]\n");
    let links: Vec<_> = note.tasks[0].links.iter().map(|link| &*link.target).collect();
    assert_eq!(links, ["Ann Lee", "../people/bo.md", "Cy"]);
    assert_eq!(&*note.tasks[0].text, "Mail Ann and Bo about Cy");
}

#[test]
fn questions_are_carried_by_meetings() {
    let text = "---\ntype: meeting\n---\n- [ ] Send notes\n## Questions\n- [x] A?\n  - an answer\n- [ ] B?\n- C?\n- [-] D?\n### E?\nwords\n### F?\n## Follow-ups\n- [ ] Call\n";
    let note = read("m.md", text);
    let declared: Vec<_> = note
        .carried
        .iter()
        .filter(|question| question.is_declared())
        .map(|question| (question.text(), question.state, question.answered, question.location.line))
        .collect();
    assert_eq!(
        declared,
        [
            ("A?", NoteQuestionState::Ticked, true, 6),
            ("B?", NoteQuestionState::Open, false, 8),
            ("C?", NoteQuestionState::Plain, false, 9),
            ("D?", NoteQuestionState::Dropped, false, 10),
            ("E?", NoteQuestionState::Plain, true, 11),
        ]
    );
    assert_eq!(tasks(&note), [("Send notes", 4), ("Call", 15)]);
}

#[test]
fn something_to_do_is_no_question() {
    let text = "## Questions\n- [ ] Why? 📅 2026-11-25\n- [ ] Send agenda 📅 2026-11-22\n### Follow-ups\n- [ ] Ring\n";
    let note = read("meetings/2026-11-20 a.md", text);
    let declared: Vec<_> = note
        .carried
        .iter()
        .filter(|question| question.is_declared())
        .map(crate::core::model::NoteQuestion::text)
        .collect();
    assert_eq!(declared, ["Why?"]);
    assert_eq!(tasks(&note), [("Send agenda", 3), ("Ring", 5)]);
}

#[test]
fn questions_in_prose_and_callouts_are_carried() {
    let text = "Q: How do you hire?\nA: By trial.\n\n> [!question] What is next?\n> More of it.\n\nQ: And then?\n";
    let note = read("meetings/2026-11-20 a.md", text);
    let found: Vec<_> =
        note.carried.iter().map(|question| (question.key, question.answered, question.location.line)).collect();
    let key = crate::core::base::text::question_key;
    assert_eq!(
        found,
        [(key("How do you hire?"), true, 1), (key("What is next?"), true, 4), (key("And then?"), false, 7)]
    );
}

#[test]
fn sections_know_whether_they_are_empty() {
    let rows = [
        ("## Reflection\n", Some(true)),
        ("## Reflection\n<!-- what did it mean? -->\n", Some(true)),
        ("## Reflection\n- \n\n## Other\ntext", Some(true)),
        ("## Reflection\n- it went well\n", Some(false)),
        ("## My reflections\nIt went well.\n", Some(false)),
        ("## Reflection\n### Later\ntext\n", Some(false)),
        ("## Reflection\n```\ncode\n```\n", Some(false)),
        ("text\n", None),
    ];
    for (body, expected) in rows {
        let note = read("meetings/2026-11-20 a.md", body);
        let section = note.as_meeting().unwrap().reflection;
        assert_eq!(section.map(|section| section.is_empty), expected, "{body:?}");
    }
}

#[test]
fn a_log_is_read_in_every_form() {
    let text = "## Log\n- 2026-11-18 replied: happy to talk\n- **2026-11-17**: rang\n- [[2026-11-16]] wrote\n- [ ] 2026-11-15 write\n> - 2026-11-14 quoted\n\n- text\n\n| Day | What |\n|---|---|\n| 2026-11-13 | Mail |\n\n### 2026-11-12 | coffee\n\n```\n- 2026-11-11 code\n```\n";
    let note = read("people/a.md", text);
    let contact = note.as_contact().unwrap();
    let log: Vec<_> = contact.log.iter().map(|entry| (entry.day.to_string(), entry.line)).collect();
    let expected = [("2026-11-18", 2), ("2026-11-17", 3), ("2026-11-16", 4), ("2026-11-13", 12), ("2026-11-12", 14)];
    assert_eq!(log, expected.map(|(day, line)| (day.to_owned(), line)));
    let events: Vec<_> = contact.events.iter().map(|event| (event.key, event.location.line)).collect();
    assert_eq!(events, [(EventKey::Replied, 2), (EventKey::Requested, 4)]);
    assert!(read("people/a.md", "- 2026-11-18 not under a log\n").as_contact().unwrap().log.is_empty());
}

#[test]
fn a_bank_has_categories_wordings_tags_and_block_ids() {
    let text = "# Bank\n## Work\n- What is a day like? #day ^day\n  - How does a day go? #hours\n    - And a week? ^week\n### Tools #company\n1. Which tools?\n- [ ] And code?\n";
    let note = read("questions/q.md", text);
    let NoteKind::Questions(bank) = &note.kind else { panic!("no bank") };
    let found: Vec<_> = bank
        .questions
        .iter()
        .map(|question| {
            (
                &*question.text,
                &*question.category,
                question.keys.len(),
                question.block_ids.join(","),
                question.tags.join(","),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("What is a day like?", "Work", 3, "day,week".to_owned(), "day,hours".to_owned()),
            ("Which tools?", "Work / Tools", 1, String::new(), "company".to_owned()),
            ("And code?", "Work / Tools", 1, String::new(), "company".to_owned()),
        ]
    );
}

#[test]
fn every_heading_but_the_title_is_a_category() {
    let note = read("questions/q.md", "# Bank\n- A?\n# Work\n- B?\n## Tools\n- C?\n");
    let NoteKind::Questions(bank) = &note.kind else { panic!("no bank") };
    let categories: Vec<_> = bank.questions.iter().map(|question| &*question.category).collect();
    assert_eq!(categories, ["", "Work", "Work / Tools"]);
}

#[test]
fn a_merge_conflict_is_reported() {
    let note = read("people/a.md", "text\n<<<<<<< HEAD\n- [ ] a\n=======\n- [ ] b\n>>>>>>> other\n");
    assert_eq!(codes(&note), ["merge-conflict"]);
    assert_eq!(note.diagnostics[0].line(), Some(2));
    assert!(codes(&read("people/a.md", "```\n<<<<<<< HEAD\n```\n")).is_empty());
}

#[test]
fn a_label_makes_a_takeaway_of_a_line() {
    let rows = [
        ("Takeaway: small teams", true),
        ("**Takeaways:** small teams", true),
        ("- Takeaway: small teams", true),
        ("Words.\nErkenntnis: kleine Teams", true),
        ("Takeaways:\n- small teams", true),
        ("## Takeaways\n\n## Notes\nLesson learned: small teams", true),
        ("Takeaway:", false),
        ("Takeaway:\n\n## Next", false),
        ("My takeaway was this: none", false),
    ];
    for (body, expected) in rows {
        let note = read("meetings/a.md", &format!("---\ntype: meeting\n---\n{body}\n"));
        let takeaways = note.as_meeting().unwrap().takeaways;
        assert_eq!(takeaways.is_some_and(|section| !section.is_empty), expected, "{body}");
    }
}

/// The events and days that the log of a contact tells.
fn told(keys: &str, body: &str) -> Vec<String> {
    let note = read("people/Ann Lee.md", &format!("---\ntype: contact\n{keys}\n---\n{body}"));
    let NoteKind::Contact(contact) = &note.kind else { panic!("{body}") };
    let events = contact.events.iter().filter_map(|event| Some(format!("{} {}", event.key.as_str(), event.day()?)));
    let entries = contact.log.iter().map(|entry| format!("line {}", entry.day));
    events.chain(entries).collect()
}

#[test]
fn lines_of_a_log_in_other_forms_were_dropped_without_a_word() {
    let asked: &[&str] = &["added 2026-09-01", "requested 2026-09-03", "line 2026-09-03"];
    let rows = [
        "## Log\n- 2026-09-03 asked her",
        "## Log\n- 3 Sep asked her",
        "## Log\n- 3.9. asked her",
        "## Log\n- Thu 3.9. asked her",
        "## Log\n- Sept 3: asked her",
        "## Log\n- 3. September 2026: asked her",
        "## Log\n- 3. September: asked her",
        "## Log\n3. September 2026: asked her",
        "## Log\n2026-09-03 asked her",
        "## Log\n3.9.2026 – asked her\n",
        "### 3 September\nasked her",
        "## 3 September – first mail\nI wrote about her map.",
        "## To ask\n- Why maps?\n\n### Mail, 3 September 2026\nAsked her for twenty minutes.",
        "- 2026-09-03 asked her",
        "- 3 Sep asked her by mail",
        "2026-09-03: asked her",
        "Log\n- 2026-09-03 asked her",
        "**Log:**\n- 2026-09-03 asked her",
        "Verlauf:\n\n- 3.9. angeschrieben",
    ];
    for body in rows {
        assert_eq!(told("added: 2026-09-01", body), asked, "{body}");
    }
    let answered = "## Log\n- 2026-09-03 asked her\n\nAntwort am 15. September 2026: gern";
    let expected =
        ["added 2026-09-01", "requested 2026-09-03", "replied 2026-09-15", "line 2026-09-03", "line 2026-09-15"];
    assert_eq!(told("added: 2026-09-01", answered), expected);
    assert_eq!(told("added: 2026-09-01", "- asked on 2026-09-03 via the forum"), asked);
    // Outside of a log, only words that plainly tell of asking count.
    for body in ["- 2026-09-03 joined Fjord", "- 3 Sep 2019 to 4 Oct 2021: Fjord", "## Tasks\n- 2026-09-03 asked her"] {
        assert_eq!(told("added: 2026-09-01", body), ["added 2026-09-01"], "{body}");
    }
    let note = read("people/a.md", "---\ntype: contact\n---\n## Log\n- 3 Sep asked her\n");
    assert_eq!(codes(&note), ["day-unclear"]);
}

#[test]
fn a_line_that_is_a_heading_in_all_but_its_mark_was_prose() {
    let meeting = |body: &str| {
        let note = read("meetings/m.md", &format!("---\nwith: Ann\ndate: 2026-09-03\n---\n{body}"));
        let declared = note.carried.iter().filter(|one| one.is_declared()).count();
        let NoteKind::Meeting(meeting) = &note.kind else { panic!("{body}") };
        (declared, meeting.reflection.map(|section| section.is_empty))
    };
    let rows = [
        ("Questions\n- How did you start\n- Who else", (2, None)),
        ("**Fragen:**\n\n- Wie ging es los\n", (1, None)),
        ("Questions :\n1. How did you start\n2. Who else", (2, None)),
        ("Questions:\n- How did you start\n\nThen we had lunch.\n\n- fish\n", (1, None)),
        ("Questions are fun\n- fish\n", (0, None)),
        ("Reflexion\nIch war gut.", (0, Some(false))),
        ("Reflexion: war gut", (0, Some(false))),
        ("Reflection:\n", (0, Some(true))),
    ];
    for (body, expected) in rows {
        assert_eq!(meeting(body), expected, "{body}");
    }
}

#[test]
fn plain_labels_of_a_status_a_referral_and_a_time_were_dropped() {
    let note = read(
        "people/Ann Lee.md",
        "---\ntype: contact\n---\nStatus: angefragt\nEmpfohlen von: Bo Ek\nTelefon: 0170 123456\nMail: ann@example.com\n",
    );
    let NoteKind::Contact(contact) = &note.kind else { panic!() };
    assert!(contact.stage.is_some());
    assert_eq!(contact.referred_by.len(), 1);
    assert_eq!(contact.email.as_deref(), Some("ann@example.com"));
    let note = read("meetings/m.md", "Mit: Ann Lee\nDatum: 3.9.2026\nUhrzeit: 11 Uhr\nOrt: Café Kanne\n");
    let NoteKind::Meeting(meeting) = &note.kind else { panic!() };
    assert_eq!(meeting.date.unwrap().value.time.map(|time| time.to_string()).as_deref(), Some("11:00:00"));
    assert_eq!(meeting.channel.as_deref(), Some("Café Kanne"));
    let note = read("people/a.md", "---\ntype: contact\n---\nStatus: angefragt am 9. September\n");
    assert!(matches!(&note.kind, NoteKind::Contact(contact) if contact.stage.is_some()));
    let note = read("people/a.md", "---\ntype: contact\n---\nAngefragt: 4. September\n");
    assert_eq!(codes(&note), ["not-a-date"]);
}

#[test]
fn a_talk_that_was_called_off_in_words_counted_as_held() {
    let said = |body: &str| {
        let note = read("meetings/m.md", &format!("---\nwith: Ann Lee\ndate: 2026-10-09\n---\n# Talk\n\n{body}"));
        let NoteKind::Meeting(meeting) = &note.kind else { panic!("{body}") };
        (meeting.status.map(|status| status.value.as_str()), meeting.date.unwrap().value.day.to_string())
    };
    let same = "2026-10-09";
    let rows = [
        ("She didn't show up. Waited 20 min.", (Some("no-show"), same)),
        ("Ann didn't show up", (Some("no-show"), same)),
        ("Sie ist nicht gekommen!!", (Some("no-show"), same)),
        ("CANCELLED on Thursday, new date 23 October.", (None, "2026-10-23")),
        ("Cancelled! He is ill. New day: 22.10.2026 kl 14", (None, "2026-10-22")),
        ("Cancelled! He is ill. New day: 9.10.2026", (None, same)),
        ("Cancelled on 9.10.2026!", (Some("cancelled"), same)),
        ("Abgesagt.", (Some("cancelled"), same)),
        ("verschoben auf Dienstag, 20. Oktober 2026, 10 Uhr", (None, "2026-10-20")),
        ("She moved to Oslo in March.", (None, same)),
        ("The bus didn't come.", (None, same)),
        ("Cancelled flights are a part of the job.", (None, same)),
        ("- postponed her move to 2027", (None, same)),
    ];
    for (body, (status, day)) in rows {
        assert_eq!(said(body), (status, day.to_owned()), "{body}");
    }
}

#[test]
fn thanks_for_somebody_else_were_thanks() {
    let said = |body: &str| {
        let note = read("meetings/m.md", &format!("---\nwith: Kari Lind\ndate: 2026-10-09\n---\n{body}"));
        let NoteKind::Meeting(meeting) = &note.kind else { panic!("{body}") };
        meeting.events.iter().any(|event| event.key == EventKey::Thanked)
    };
    let rows = [
        ("Thanked her by mail", true),
        ("Thanked Kari by mail", true),
        ("Thanked Jonas by mail for the intro", false),
        ("- [x] thank Kari", true),
        ("- [x] thank Jonas for the intro", false),
        ("- [ ] thank Kari by Monday", false),
        ("- [ ] thank Kari", false),
        ("- [ ] thank Jonas for the intro by Monday", false),
        ("- [ ] Jonas danken bis Montag", false),
        ("- [ ] Kari danken bis Montag", false),
        ("Danke-Mail geschickt", true),
        ("hab ihr gleich am Telefon gedankt", true),
        ("Petra geschrieben & bedankt am 27.11.", false),
    ];
    for (body, expected) in rows {
        assert_eq!(said(body), expected, "{body}");
    }
    // Who thanked one of two did not thank the other.
    for (body, expected) in [("Kari geschrieben & bedankt", 0), ("Thanked Kari and Jonas", 1), ("Thanked them", 1)] {
        let note = read("meetings/m.md", &format!("---\nwith: [Kari Lind, Jonas Holm]\ndate: 2026-10-09\n---\n{body}"));
        assert_eq!(note.as_meeting().unwrap().events.len(), expected, "{body}");
    }
}

#[test]
fn tags_on_a_line_of_the_body_were_no_tags() {
    let tags = |text: &str| read("people/Ann Lee.md", text).tags.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(tags("#person #mentor\n\nBuilds maps.\n"), ["person", "mentor"]);
    assert_eq!(tags("---\ntags: [Mentor]\n---\nTags: #person #mentor\n"), ["Mentor", "person"]);
    assert_eq!(tags("# Ann\nBuilds #maps and more\n"), [""; 0]);
}

/// Returns what the prose of a note about somebody tells: contact, events, and the talk ahead.
fn told_in_prose(body: &str) -> String {
    let note = super::read_on("people/a.md", &format!("# Ann Lee\n\n{body}\n"), "2026-11-30");
    let contact = note.as_contact().unwrap();
    let events = contact.events.iter().map(|event| format!("{} {}", event.key.as_str(), event.day().unwrap()));
    let is_event = |entry: &LogEntry| {
        contact.events.iter().any(|event| event.location.line == entry.line && event.day() == Some(entry.day))
    };
    let log = contact.log.iter().filter(|entry| !is_event(entry)).map(|entry| format!("contact {}", entry.day));
    let ahead = contact.agreed.iter().map(|agreed| match agreed.at.time {
        Some(time) => format!("talk {} {}", agreed.at.day, time.format("%H:%M")),
        None => format!("talk {}", agreed.at.day),
    });
    let met = contact.stage.map(|stage| stage.as_str().to_owned());
    events.chain(log).chain(ahead).chain(met).collect::<Vec<_>>().join(", ")
}

#[test]
fn contact_told_in_the_prose_of_a_note_was_none() {
    let rows = [
        ("Lunch at hers, 13 October 2026.", "contact 2026-10-13, met"),
        ("Lunch, 13 October.", "contact 2026-10-13, met"),
        ("## Visio du mar. 6 octobre, 14h", "contact 2026-10-06, met"),
        ("## 10.9. Kaffee am Markt", "contact 2026-09-10, met"),
        ("## 10.9. Ideen", "contact 2026-09-10"),
        ("Telefonat Do 3.12. 16:30", "talk 2026-12-03 16:30"),
        (
            "3.11. geschrieben\n11.11. Antwort\n\n~~Fr 27.11. 16:00~~\nDi 1.12. 17:30 Dresden",
            "requested 2026-11-03, replied 2026-11-11, talk 2026-12-01 17:30",
        ),
        ("Vue le 15 octobre, merci envoyé le 16", "thanked 2026-10-16, contact 2026-10-15, met"),
        ("Déjeuner le 13/10, voir notes. Remerciée le 14.", "thanked 2026-10-14, contact 2026-10-13, met"),
        ("**Tue 17/11 18:30**, 50 min", "contact 2026-11-17, met"),
        ("**Do 26.11., 17 Uhr, Kaffee**", "contact 2026-11-26, met"),
        ("Am 14.11. telefoniert", "contact 2026-11-14, met"),
        ("Wrote to her on 3 November", "requested 2026-11-03"),
        ("Met her on 14 November. Wrote to her on 20 November.", "contact 2026-11-14, contact 2026-11-20, met"),
        ("20/10 sent the plan\n3/11 her colleague's name", "contact 2026-10-20, contact 2026-11-03"),
        // A talk ahead.
        ("Visio ~~jeudi 3 décembre 17h~~ vendredi 4 décembre 9h", "talk 2026-12-04 09:00"),
        ("Call on 4 Dec at 10:00", "talk 2026-12-04 10:00"),
        // What is no contact.
        ("Met at the fair on 14 Nov.", ""),
        ("Her talk on 14 Nov was good.", ""),
        ("Born 12 March 1980. Joined Acme on 3 May 2021.", ""),
        ("1/3 of the day she writes.", ""),
        ("Birthday: 12 March", ""),
        ("- [ ] call on 13 October", ""),
        ("```\nLunch, 13 October.\n```", ""),
        ("> Lunch, 13 October.", ""),
        ("Lunch every day.", ""),
        // The day of the week tells the year.
        ("Lunch, Monday 13 October.", "contact 2025-10-13, met"),
        ("Lunch, Sunday 13 October.", "contact 2024-10-13, met"),
        ("Lunch, Saturday 31 November.", ""),
    ];
    let wrong: Vec<String> = rows
        .iter()
        .filter(|(body, expected)| told_in_prose(body) != *expected)
        .map(|(body, expected)| format!("{body}: {} for {expected}", told_in_prose(body)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_meeting_named_by_a_day_without_a_year_had_none() {
    let day = |path: &str, text: &str| {
        let note = super::read_on(path, text, "2026-11-30");
        let date = note.as_meeting().and_then(|meeting| meeting.date).map(|date| date.value);
        date.map_or_else(String::new, |at| match at.time {
            Some(time) => format!("{} {}", at.day, time.format("%H:%M")),
            None => at.day.to_string(),
        })
    };
    let rows = [
        ("meetings/ann 29 oct.md", "x", "2026-10-29"),
        ("meetings/Ann Lee 13-10.md", "x", "2026-10-13"),
        ("meetings/Ann 14.11..md", "x", "2026-11-14"),
        ("meetings/ann 29 oct.md", "ann - 29 oct 17h - Chez Berthe", "2026-10-29 17:00"),
        ("meetings/x.md", "# Ann Lee\nann@example.com\n\n**Jeudi 19/11, 8h30, café**", "2026-11-19 08:30"),
        ("meetings/ann 29 oct.md", "---\ndate: 2025-10-29\n---\n", "2025-10-29"),
        ("meetings/ann 29 oct.md", "Seen in 2024-11-02.", "2024-10-29"),
        ("meetings/chapter 3 of 10.md", "# x\nwith [[Ann]]", ""),
        ("notes/ann 29 oct.md", "x", ""),
        ("2026-09-23 Zittau.md", "# Gespräch Dr. Wiesner, Fjord\n", "2026-09-23"),
        ("2026-09-23 Zittau.md", "# Zittau\n\n## Gespräch\n", ""),
        ("prep Ann.md", "---\ndate: 2026-12-02\n---\n", "2026-12-02"),
        ("prep lists.md", "---\ndate: 2026-12-02\n---\n", ""),
        ("Gespräch Lee.md", "---\ndatum: 9.11.\nmit: Tomasz\n---\n", "2026-11-09"),
    ];
    for (path, text, expected) in rows {
        assert_eq!(day(path, text), expected, "{path} {text}");
    }
}

#[test]
fn a_person_without_a_key_or_a_folder_was_nobody() {
    let rows = [
        ("ann.md", "# Ann Lee\nann@example.com", "Ann Lee"),
        ("ann.md", "Ann Lee, Fjord\n\n06 39 98 14 27", "Ann Lee"),
        ("Lee.md", "Ann Lee, Fjord\n0176 04069071 / a.lee@example.com", "Ann Lee"),
        ("x.md", "# Ann Lee (Fjord) – Thu 3 Dec 16:30\nann@example.com", "Ann Lee"),
        ("x.md", "---\nname: Dr. Ann Lee\nmail: ann@example.com\n---\n", "Dr. Ann Lee"),
        ("x.md", "# Ann Lee\nShe builds boats.", "-"),
        ("x.md", "# Fjord Business Travel\ninfo@example.com", "-"),
        ("x.md", "# Marketing Team\nteam@example.com", "-"),
        ("x.md", "# Grid\ninfo@example.com", "-"),
        ("2026-11-20.md", "Ann Lee\nann@example.com", "-"),
        ("x.md", "---\ntype: book\n---\n# Ann Lee\nann@example.com", "-"),
    ];
    for (path, text, expected) in rows {
        let note = super::read_on(path, text, "2026-11-30");
        let name = if note.as_contact().is_some() { &*note.title } else { "-" };
        assert_eq!(name, expected, "{path} {text}");
    }
}
