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
