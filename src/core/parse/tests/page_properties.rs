//! Tests of notes whose keys are page properties, and of names of pages.

use crate::core::model::{Note, NoteKind};

use super::read;

fn kind(note: &Note) -> &'static str {
    match &note.kind {
        NoteKind::Contact(_) => "person",
        NoteKind::Meeting(_) => "meeting",
        NoteKind::Template => "template",
        _ => "plain",
    }
}

#[test]
fn page_properties_say_what_a_note_is() {
    let rows = [
        ("type:: person\n", "person"),
        ("type:: [[Person]], [[Author]]\n\n- a", "person"),
        ("type:: author, #Person", "person"),
        ("- type:: [[Person]]\n  id:: 6\n\t- a", "person"),
        ("icon:: x\ntags:: [[Friend]], [[Person]]\n- # Ola", "person"),
        ("tags:: #Person, #developer", "person"),
        ("tags:: #[[Person]]", "person"),
        ("tags:: [[Type/Person]]", "person"),
        ("tags:: [[Person/Ola Brandt]], [[Book]]", "plain"),
        ("TAG:: person", "person"),
        ("# Ola\n\ntype:: person\n", "person"),
        ("---\ncssclass: x\n---\n# Ola\ntype:: person\n", "person"),
        ("---\ntype: [[person]]\n---\n", "person"),
        ("---\ntype: project\n---\n# Ola\ntype:: person\n", "plain"),
        ("Prose.\n\ntype:: person\n", "plain"),
        ("- a\n- type:: person\n", "plain"),
        ("type:: person\nrequested:: <% today %>", "template"),
    ];
    for (text, expected) in rows {
        assert_eq!(kind(&read("pages/Ola.md", text)), expected, "{text:?}");
    }
}

#[test]
fn page_properties_count_once() {
    let text = "type:: person\nask:: yes\nrequested:: 2026-11-10, [[2026-11-12]]\nalias:: [[Person/Olla]], O B\nrole:: Lead, ops\n";
    let note = read("pages/Ola.md", text);
    let contact = note.as_contact().unwrap();
    assert_eq!(contact.events.len(), 2, "{:?}", contact.events);
    assert_eq!(contact.role.as_deref(), Some("Lead, ops"));
    assert!(contact.about.is_none() && note.diagnostics.is_empty(), "{:?}", note.diagnostics);
    assert_eq!(note.aliases.iter().map(|name| &**name).collect::<Vec<_>>(), ["Olla", "O B"]);
    let below = read("people/a.md", "# A\n\nrequested:: 2026-11-10\ntype:: person\n");
    assert_eq!(below.as_contact().unwrap().events.len(), 1);
}

#[test]
fn names_of_pages_are_names_of_people() {
    let rows = [
        ("pages/Person___Ola Brandt.md", "- a", "person", "Ola Brandt"),
        ("pages/people___Ola Brandt.md", "", "person", "Ola Brandt"),
        ("pages/Person%2FOla Brandt.md", "", "person", "Ola Brandt"),
        (
            "pages/Person___Ola Brandt___Book___X.md",
            "tags:: [[Person/Ola Brandt]]",
            "plain",
            "Person/Ola Brandt/Book/X",
        ),
        ("pages/Person___Ola.md", "title:: Person/Ola Brandt", "person", "Ola Brandt"),
        ("pages/ola.md", "type:: person\ntitle:: Ola Brandt", "person", "Ola Brandt"),
        ("pages/Ola Brandt.md", "type:: person\ntitle:: Director", "person", "Ola Brandt"),
        ("journals/2026_11_14.md", "tags:: meeting\n- a", "meeting", "2026_11_14"),
    ];
    for (path, text, expected, name) in rows {
        let note = read(path, text);
        assert_eq!((kind(&note), &*note.title), (expected, name), "{path}");
    }
    let journal = read("journals/2026_11_14.md", "tags:: meeting\n- a");
    let NoteKind::Meeting(meeting) = journal.kind else { panic!("no meeting") };
    assert_eq!(meeting.date.unwrap().value.day.to_string(), "2026-11-14");
}
