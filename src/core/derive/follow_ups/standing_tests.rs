//! Who is asked for a talk, and which meetings are talks. Today is 2026-11-21, a Saturday.

use super::tests::Vault;

/// The open follow-ups of one note at a path, in a vault with settings.
fn open(settings: &str, path: &str, keys: &str) -> Vec<String> {
    Vault::with(settings, &[(path, &format!("---\n{keys}\n---\n"))]).open()
}

#[test]
fn colleagues_and_family_were_to_be_asked_for_a_talk() {
    let rows: [(&str, &str, &str, bool); 25] = [
        ("", "Ann.md", "type: person", false),
        ("", "Ann.md", "tags: [people]", false),
        ("", "Ann.md", "category: \"[[People]]\"", false),
        ("", "Person - Ann.md", "company: Orb", false),
        // A sign of a wish to talk.
        ("", "Ann.md", "type: contact", true),
        ("", "Ann.md", "type: person\nadded: 2026-11-18", true),
        ("", "Ann.md", "type: person\nsource: a talk of hers", true),
        ("", "Ann.md", "type: person\nreferred-by: \"[[Bo]]\"", true),
        ("", "Ann.md", "type: person\ngoals: [insight]", true),
        ("", "Ann.md", "type: person\nask: yes", true),
        // Nothing is no sign, and neither is how two people met.
        ("", "Ann.md", "type: person\nadded:\nsource: \"\"\nreferred-by: []", false),
        ("", "Ann.md", "type: person\nsource: TBD\nadded: false", false),
        ("", "Ann.md", "type: person\nhow-we-met: at school\nmet-at: a fair\nmet-via: \"[[Bo]]\"", false),
        // The folder.
        ("", "people/Ann.md", "type: person", true),
        ("", "people/Ann.md", "company: Orb", true),
        ("", "work/Contacts/Ann.md", "tags: [person]", true),
        ("folders: {people: person}", "people/Ann.md", "company: Orb", false),
        ("folders: {people: person}", "people/Ann.md", "type: person", false),
        ("folders: {people: person}", "people/Ann.md", "type: contact", true),
        ("folders: {people: person}", "people/Ann.md", "added: 2026-11-18", true),
        ("folders: {team: person}", "people/team/Ann.md", "company: Orb", false),
        // Somebody says so.
        ("", "people/Ann.md", "ask: no", false),
        ("", "people/Ann.md", "type: contact\nadded: 2026-11-18\nask: false", false),
        ("folders: {people: person}", "people/Ann.md", "ask: true", true),
        ("", "people/Ann.md", "ask: maybe", true),
    ];
    for (settings, path, keys, is_asked) in rows {
        let found = open(settings, path, keys);
        assert_eq!(
            found.iter().any(|line| line.starts_with("request ")),
            is_asked,
            "{settings} {path} {keys}: {found:?}"
        );
    }
    // A key of asking wins over everything.
    assert_eq!(open("", "Ann.md", "type: person\nrequested: 2026-11-10"), ["nudge Ann 11-17"]);
    assert_eq!(open("", "people/Ann.md", "ask: no\nrequested: 2026-11-10"), ["nudge Ann 11-17"]);
    assert_eq!(open("", "people/Ann.md", "ask: no\nrequested: no"), [""; 0]);
    // Known people are kept in touch with if a cadence of theirs says so.
    assert_eq!(open("", "Ann.md", "type: person\nlast-contact: 2026-10-01\ncadence: 30d"), ["keep-in-touch Ann 10-31"]);
    let by_tag = "type: person\ntags: [mentor]\nlast-contact: 2026-10-01";
    assert_eq!(open("cadences: {mentor: 30d}", "Ann.md", by_tag), ["keep-in-touch Ann 10-31"]);
}

#[test]
fn family_and_neighbours_were_asked_for_talks() {
    let known = [
        "relation: family",
        "type: person\nrelation: neighbour",
        "relationship: friend",
        "relation: old friend",
        "relation: [school, friends]",
        "relation: \"[[Family]]\"",
        "relation: friend, neighbour",
        "Beziehung: Nachbarin",
        "relación: hermana",
        "relation: amie",
        "отношение: подруга",
        "关系: 朋友",
        "tags: [family]",
        "tags: [climate, person/sister]",
        "tags: [voisins]",
        "type: person\ntags: friend",
    ];
    for keys in known {
        assert_eq!(open("", "people/Ann.md", keys), [""; 0], "{keys}");
    }
    let asked = [
        // What is no such relation.
        "relation: customer",
        "relation: friend of a friend",
        "relation: family business lawyer",
        "relation:",
        "tags: [colleague]",
        "tags: [family-business]",
        "family: true",
        // What says otherwise.
        "relation: friend\nask: yes",
        "relation: friend\nadded: 2026-11-18",
        "relation: family\nreferred-by: \"[[Bo]]\"",
        "tags: [friend]\ngoals: [insight]",
        "tags: [friend]\nsource: she works at Orb",
    ];
    for keys in asked {
        let found = open("", "people/Ann.md", keys);
        assert!(found.iter().any(|line| line.starts_with("request ")), "{keys}: {found:?}");
    }
    assert_eq!(open("", "people/Ann.md", "relation: friend\nrequested: 2026-11-10"), ["nudge Ann 11-17"]);
    // A talk with a friend is one all the same; a dinner with somebody outside of the folders of contacts is none.
    let meeting = ("m.md", "---\ntype: meeting\ndate: 2026-11-18\nwith: \"[[Ann]]\"\n---\n- [ ] Send the CV\n");
    let with = |path: &str| Vault::with("", &[(path, "---\ntype: person\nrelation: friend\n---\n"), meeting]).open();
    assert_eq!(with("people/Ann.md"), ["thank Ann 11-19", "task Ann -"]);
    assert_eq!(with("Ann.md"), [""; 0]);
}

#[test]
fn whoever_the_log_asked_for_a_talk_was_nowhere() {
    let logged = |path: &str, keys: &str, log: &str| {
        Vault::with("", &[(path, &format!("---\n{keys}\n---\n## Log\n\n{log}\n"))]).open()
    };
    let rows: [(&str, &str, &[&str]); 12] = [
        ("type: contact\nask: no", "- 2026-11-10 wrote to him", &["nudge Ann 11-17"]),
        ("ask: no", "- 2026-11-10 rang him, Bo said to. Left a message", &["nudge Ann 11-17"]),
        ("ask: no", "- 2026-11-10 sent her a mail: would she have 20 minutes?", &["nudge Ann 11-17"]),
        ("ask: no", "- 2026-11-19 habe ihr geschrieben", &["nudge Ann 11-26"]),
        ("ask: no", "- 2026-11-19 asked him\n- 2026-11-20 he said yes", &["schedule Ann 11-22"]),
        ("ask: no", "- 2026-11-10 asked him\n- 2026-11-20 he said no thanks, he retires", &[]),
        ("ask: no", "- 2026-11-20 rang back: yes, Monday 30.11. 9:00", &["schedule Ann 11-29"]),
        ("relation: friend", "- 2026-11-19 asked her for a coffee", &["nudge Ann 11-26"]),
        // Nobody was asked.
        ("ask: no", "- 2026-11-10 met her at the fair", &[]),
        ("ask: no", "- 2026-11-10 sent her a card", &[]),
        ("ask: no", "- 2026-11-10 she told me about the cuts", &[]),
        ("ask: no", "- 2026-11-10 thanked her for the book", &[]),
    ];
    for (keys, log, expected) in rows {
        assert_eq!(logged("people/Ann.md", keys, log), expected, "{keys} / {log}");
    }
    // Of a colleague, one asks other things, too.
    let rows: [(&str, &[&str]); 5] = [
        ("- 2026-11-10 asked her about the budget\n- 2026-11-11 she wrote back", &[]),
        ("- 2026-11-10 asked her for a coffee", &["nudge Ann 11-17"]),
        ("- 2026-11-10 wrote to her: would she have 15 min?", &["nudge Ann 11-17"]),
        ("- 2026-11-10 sie gefragt, ob sie 20 Minuten hat", &["nudge Ann 11-17"]),
        ("- 2026-11-20 yes, Monday 30.11. 9:00", &["schedule Ann 11-29"]),
    ];
    for (log, expected) in rows {
        assert_eq!(logged("staff/Ann.md", "type: person", log), expected, "{log}");
    }
}

#[test]
fn a_coffee_with_one_colleague_was_a_work_meeting() {
    let ann = ("Ann.md", "---\ntype: person\n---\n");
    let bo = ("Bo.md", "---\ntype: person\n---\n");
    let meeting = |keys: &str| Vault::with("", &[ann, bo, ("m.md", &format!("---\ndate: 2026-11-25\n{keys}\n---\n"))]);
    for (keys, is_talk) in [
        ("type: interview\nwith: Ann", true),
        ("type: Entretien\nwith: Ann", true),
        ("type: meeting\ntags: [coffee]\nwith: Ann", true),
        ("tags: [interview]\nwith: Ann", true),
        ("type: interview\nwith: [Ann, Bo]", false),
        ("tags: [coffee]\nwith: [Ann, Bo]", false),
        ("type: 1:1\nwith: Ann", false),
        ("type: meeting\nwith: Ann", false),
        ("type: call\nwith: Ann", false),
    ] {
        assert_eq!(!meeting(keys).open().is_empty(), is_talk, "{keys}");
    }
}

#[test]
fn reviews_with_a_colleague_who_is_asked_for_a_talk_now_were_talks() {
    let review = |day: &str| format!("---\ntype: meeting\ndate: {day}\nwith: \"[[Ann]]\"\n---\n");
    let of = |ann: &str, day: &str| Vault::with("", &[("Ann.md", ann), ("m.md", &review(day))]).open();
    let logged = "---\ntype: person\ncadence: never\n---\n## Log\n- 2026-11-10 mailed her, asked for half an hour\n";
    let keyed = "---\ntype: person\ncadence: never\nrequested: 2026-11-10\n---\n";
    for ann in [logged, keyed] {
        assert_eq!(of(ann, "2026-11-04"), ["nudge Ann 11-17"], "{ann}");
        assert_eq!(of(ann, "2026-11-18"), ["thank Ann 11-19"], "{ann}");
    }
    // Somebody who is noted down as a contact had talks before.
    let contact = keyed.replace("person", "contact");
    assert!(of(&contact, "2026-11-04").contains(&String::from("thank Ann 11-05")));
}

#[test]
fn stand_ups_and_reviews_were_to_be_thanked_for() {
    let ann = ("Ann.md", "---\ntype: person\n---\n");
    let bo = ("people/Bo.md", "---\ntype: contact\nrequested: no\ncadence: never\n---\n");
    let meeting = |settings: &str, keys: &str, body: &str| {
        let note = format!("---\ndate: 2026-11-18\n{keys}\n---\n{body}");
        Vault::with(settings, &[ann, bo, ("m.md", &note)]).open()
    };
    let rows: [(&str, &str, &[&str]); 12] = [
        ("", "type: meeting\nwith: \"[[Ann]]\"", &[]),
        ("", "type: meeting\nwith: [\"[[Ann]]\", \"[[Bo]]\"]", &["thank Bo 11-19"]),
        ("", "type: coffee-chat\nwith: [\"[[Ann]]\", \"[[Bo]]\"]", &["thank Ann+Bo 11-19"]),
        ("", "type: talk\nwith: \"[[Ann]]\"", &["thank Ann 11-19"]),
        ("", "type: informational interview\nwith: \"[[Ann]]\"", &["thank Ann 11-19"]),
        ("", "type: 1:1\nwith: \"[[Ann]]\"\ngoals: [insight]", &["thank Ann 11-19"]),
        ("", "type: meeting\nwith: \"[[Ann]]\"\nprepared: 2026-11-17", &["thank Ann 11-19"]),
        ("", "type: meeting\nwith: \"[[Ann]]\"\nprepared:", &[]),
        // Somebody without a note counts as a contact, unless a folder holds people one knows.
        ("", "type: meeting\nwith: Cy Dorn", &["thank Cy Dorn 11-19"]),
        ("folders: {team: person}", "type: meeting\nwith: Cy Dorn", &[]),
        // A talk that names nobody asks for nothing.
        ("", "type: meeting", &[]),
        ("", "type: talk\nwith: []", &[]),
    ];
    for (settings, keys, expected) in rows {
        assert_eq!(meeting(settings, keys, ""), expected, "{settings} {keys}");
    }
    // Of a meeting on record, tasks count that link to somebody.
    let tasks = "- [ ] Book the room\n- [ ] Send [[Ann]] the minutes\n";
    assert_eq!(meeting("", "type: meeting\nwith: \"[[Ann]]\"", tasks), ["task Ann -"]);
    assert_eq!(
        meeting("", "type: meeting\nwith: \"[[Bo]]\"", "- [ ] Book the room\n"),
        ["thank Bo 11-19", "task Bo -"]
    );
}
