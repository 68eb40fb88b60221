//! The type of a note, its name, and bytes that are not text.

use crate::core::base::NotePath;
use crate::core::config::Config;
use crate::core::model::NoteKind;
use crate::core::parse::NoteParser;

use super::{codes, read};

fn kind(path: &str, text: &str) -> &'static str {
    match read(path, text).kind {
        NoteKind::Contact(_) => "contact",
        NoteKind::Meeting(_) => "meeting",
        NoteKind::Questions(_) => "questions",
        NoteKind::Plain => "plain",
        NoteKind::Template => "template",
    }
}

#[test]
fn the_type_is_decided_in_order() {
    let rows = [
        ("a.md", "---\ntype: contact\n---\n", "contact"),
        ("meetings/a.md", "---\ntype: contact\n---\n", "contact"),
        ("a.md", "---\ncategories: [\"[[People]]\"]\n---\n", "contact"),
        ("a.md", "---\nCategory: \"[[Meetings]]\"\n---\n", "meeting"),
        ("a.md", "---\ntags: [x, person]\n---\n", "contact"),
        ("a.md", "---\ntags: coffee-chat, x\n---\n", "meeting"),
        ("a.md", "---\ntags:\n- \n- type/person\n---\n", "contact"),
        ("people/a.md", "---\ntags: [meeting]\n---\n", "meeting"),
        ("people/a.md", "", "contact"),
        ("Notes/People/job/a.md", "", "contact"),
        ("people/meetings/2026-11-20.md", "", "meeting"),
        ("people/a.md", "---\ntype: friend\n---\n", "contact"),
        ("people/a.md", "---\ntype: company\n---\n", "plain"),
        ("people/a.md", "---\ntags: [moc]\n---\n", "plain"),
        ("people/README.md", "", "plain"),
        ("people/People MOC.md", "", "plain"),
        ("people/Mocha Smith.md", "", "contact"),
        ("people/🗂️ People.md", "", "plain"),
        ("Person - Ann.md", "", "contact"),
        ("a.md", "# Ann\n#person #friend\n", "contact"),
        ("a.md", "I tag people with #person here\n", "plain"),
        ("a.md", "", "plain"),
        ("people/a.md", "---\nname: {{name}}\n---\n", "template"),
        ("people/a.md", "---\nname: <% tp.file.title %>\n---\n", "template"),
        ("people/a.md", "---\nname: <Full Name>\n---\n", "template"),
        ("people/a.md", "---\nemail: <ann@example.com>\n---\n", "contact"),
        ("people/a.md", "---\ndate: YYYY-MM-DD\n---\n", "template"),
        ("questions/a.md", "", "questions"),
    ];
    for (path, text, expected) in rows {
        assert_eq!(kind(path, text), expected, "{path} {text:?}");
    }
}

#[test]
fn templates_lists_and_groups_are_no_people() {
    let rows = [
        // Templates by place and name.
        ("_templates/Person.md", "---\ntype: person\n---\n", "template"),
        ("x/90 - Templates/Meetings/a.md", "---\ntype: meeting\n---\n", "template"),
        ("Vorlagen/Kontakt.md", "---\ntyp: Kontakt\n---\n", "template"),
        ("people/Person Template.md", "", "template"),
        ("people/person-template.md", "", "template"),
        ("people/_template.md", "# [Name]\n**Company**: [Company name]\n", "template"),
        ("people/card.md", "# [Name]\n**Company**: [Company name]\n", "template"),
        ("people/a.md", "---\ntemplate: true\n---\n", "template"),
        ("people/[Link] Lee.md", "# [Ann](https://example.com)\n", "contact"),
        // A placeholder that was left over.
        ("people/Ola Brandt.md", "---\ntype: person\ncreated: {{date}}\n---\n", "contact"),
        ("people/Ola Brandt.md", "---\ncreated: <% tp.date.now() %>\nrole: Engineer\n---\n", "contact"),
        // Lists, groups and notes about a day among people.
        ("people/_GUIDE.md", "", "plain"),
        ("people/Org Chart.md", "", "plain"),
        ("people/peoples.md", "", "plain"),
        ("people/Sales Department.md", "", "plain"),
        ("people/Brandt & Ek LLP.md", "", "plain"),
        ("people/index.md", "---\nfollow-up-due: 2026-11-30\n---\n", "contact"),
        ("people/ola/2026-11-20 notes.md", "", "plain"),
        ("people/ola/2026-11-20 Coachgesprek.md", "", "meeting"),
        ("people/Ola Brandt/Ola Brandt.md", "", "contact"),
        // A written type that names things settles it, and tags decide where there is none.
        ("a.md", "---\ntype: resource\ntags: [hiring, interview]\n---\n", "plain"),
        ("a.md", "---\ntype: article\ntags: [meetings]\n---\n", "plain"),
        ("a.md", "---\ntype: book\ntags: [people]\n---\n", "plain"),
        ("a.md", "---\ntype: [reference, person]\n---\n", "contact"),
        ("a.md", "---\ntags: [people/ola]\n---\n", "plain"),
        ("a.md", "---\ntags: [person/family]\n---\n", "contact"),
    ];
    for (path, text, expected) in rows {
        assert_eq!(kind(path, text), expected, "{path} {text:?}");
    }
}

#[test]
fn folders_types_and_names_say_it_in_other_words() {
    let rows = [
        // Folders and types in other words.
        ("person/Ola.md", "", "contact"),
        ("03-Kontakte/Ola.md", "", "contact"),
        ("Люди/Ola.md", "", "contact"),
        ("Coffee chats/2026-11-20 Ola.md", "", "meeting"),
        ("1-1s/2026-11-20 Ola.md", "", "meeting"),
        ("Réunions/2026-11-20 Ola.md", "", "meeting"),
        ("会议/2026-11-20.md", "", "meeting"),
        ("a.md", "---\ntyp: Gespräch\n---\n", "meeting"),
        ("a.md", "---\ntype: entretien\n---\n", "meeting"),
        ("a.md", "---\ntipo: reunión\n---\n", "meeting"),
        ("a.md", "---\nтип: встреча\n---\n", "meeting"),
        ("a.md", "---\ntype: 1-1\n---\n", "meeting"),
        // A day, and a word for meetings or those who took part.
        ("2026-11-20 Team standup.md", "", "meeting"),
        ("plaud-2026-11-20-meeting-budget.md", "---\ntype: inbox\n---\n", "meeting"),
        ("Teams/Blue/Standup/2026-11-20.md", "", "meeting"),
        ("Call with Ola 2026-11-20.md", "", "meeting"),
        ("2026-11-20 Call for papers.md", "", "plain"),
        ("2026-3-12组会记录.md", "", "meeting"),
        ("2026-11-20 Plan.md", "**Deelnemers:** Ola, Per\n", "meeting"),
        ("2026-11-20 Plan.md", "## Participantes\n- Ola\n", "meeting"),
        ("Plan.md", "---\ndate: 2026-11-20\nattendees: [Ola]\n---\n", "meeting"),
        ("Plan.md", "---\ndate: 2026-11-20\npeople: [Ola]\n---\n", "plain"),
        ("daily/2026-11-20.md", "## Attendees\n- Ola\n", "plain"),
        ("Plan.md", "## Attendees\n- Ola\n", "plain"),
        // A folder of meetings holds other notes too.
        ("meetings/Schedule.md", "", "plain"),
        ("meetings/Topics for later.md", "# Topics\n", "plain"),
        ("meetings/Ola Brandt.md", "", "meeting"),
        ("meetings/Sync.md", "**Date**: 2026-11-20\n", "meeting"),
        ("meetings/Sync.md", "---\nstatus: planned\ngoals: [x]\n---\n", "meeting"),
    ];
    for (path, text, expected) in rows {
        assert_eq!(kind(path, text), expected, "{path} {text:?}");
    }
}

#[test]
fn names_come_from_the_best_place() {
    let rows = [
        ("people/x.md", "---\nname: Ann Lee\n---\n# Other\n", "Ann Lee"),
        ("people/x.md", "---\nfirst name: Ann\nlast_name: Lee\n---\n", "Ann Lee"),
        ("people/x.md", "---\nrole: x\n---\n# Ann Lee\n", "Ann Lee"),
        ("people/Ann Lee.md", "---\ntitle: Ann Lee\n---\n# Someone\n", "Ann Lee"),
        ("people/Ann Lee.md", "---\ntitle: Director\n---\n", "Ann Lee"),
        ("people/Ann Lee.md", "## Books\n# Clippings\n", "Ann Lee"),
        ("people/Ann Lee.md", "## Notes\n# Ann Marie Lee\n", "Ann Marie Lee"),
        ("people/al.md", "## Notes\n# Ann Lee\n# Clippings\n", "Ann Lee"),
        ("people/al.md", "# \n## Notes\n# Ann Lee\n", "Ann Lee"),
        ("people/Person - Ann Lee.md", "", "Ann Lee"),
        ("people/@Ann.md", "", "Ann"),
        ("people/Barber, Matt.md", "", "Matt Barber"),
        ("people/King, Jr.md", "", "King, Jr"),
        ("people/Ola Brandt.md", "# Links\n# Description\n", "Ola Brandt"),
        ("people/Per Ek.md", "# Links\n", "Per Ek"),
        ("people/ola.md", "# Description\n", "ola"),
        ("people/ola.md", "# Fragen\n", "ola"),
        ("people/ola.md", "# Perfil: Ola Brandt\n", "Ola Brandt"),
        ("people/Casey H.md", "# Casey Holland\n", "Casey Holland"),
    ];
    for (path, text, expected) in rows {
        assert_eq!(&*read(path, text).title, expected, "{path} {text:?}");
    }
    assert_eq!(
        read("people/Ann Lee.md", "---\ntitle: Director\n---\n").as_contact().unwrap().role.as_deref(),
        Some("Director")
    );
}

#[test]
fn bytes_that_are_no_text_are_reported_and_read_no_further() {
    let parser_config = Config::default();
    let parser = NoteParser::new(&parser_config);
    let rows: [(&[u8], &[&str]); 18] = [
        (b"", &[]),
        (b"-\0-\0-\0\n\0", &["not-utf8"]),
        (b"\0-\0-\0-\0\n", &["not-utf8"]),
        (&[0; 300], &["not-utf8"]),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n", &["encrypted"]),
        (b"age-encryption.org/v1\n-> X25519 a\n\xff\xfe", &["encrypted"]),
        (b"\xef\xbb\xbf\n-----BEGIN PGP MESSAGE-----\n", &["encrypted"]),
        (b"$ANSIBLE_VAULT;1.1;AES256\n6162\n", &["encrypted"]),
        (b"```\n-----BEGIN PGP MESSAGE-----\n```\n", &[]),
        (b"# Ann\n$ANSIBLE_VAULT;1.1;AES256\n", &[]),
        (b"\xef\xbb\xbf", &[]),
        (b"\xff\xfe-\0 \0", &["not-utf8"]),
        (b"caf\xe9\n- [ ] t\n", &["not-utf8"]),
        (b"a\0b\n- [ ] t\n", &[]),
        (b"---", &[]),
        (b"---\n", &[]),
        (b"---\na: 1", &["front-matter-unclosed"]),
        (b"a\rb\r", &[]),
    ];
    for (bytes, expected) in rows {
        let note = parser.parse(&NotePath::new("people/a.md"), bytes);
        assert_eq!(codes(&note), expected, "{bytes:?}");
        if let ["encrypted" | "not-utf8"] = expected {
            assert!(note.is_blank && note.as_contact().is_none(), "{bytes:?}");
        }
    }
    assert_eq!(codes(&parser.too_large(&NotePath::new("a.md"), 100 * 1024 * 1024)), ["too-large"]);
}

#[test]
fn a_note_without_a_word_says_nothing() {
    for (text, is_blank) in [
        ("", true),
        ("\u{feff}\r\n\r\n", true),
        ("---\n---\n\n# \n", true),
        ("x", false),
        ("---\ntype: contact\n---\n", false),
        ("# 美\n", false),
    ] {
        assert_eq!(read("people/a.md", text).is_blank, is_blank, "{text:?}");
    }
    let config = Config::default();
    assert!(NoteParser::new(&config).too_large(&NotePath::new("a.md"), 100).is_blank);
}

#[test]
fn lines_are_counted_alike_with_every_line_end_and_bom() {
    let text = "---\ntype: contact\nrequested: soon\n---\n# Ann\n- [ ] t 📅 2026-13-01\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
        let note = read("a.md", &text);
        let places: Vec<_> = note
            .diagnostics
            .iter()
            .map(|diagnostic| diagnostic.place.as_ref().map(|place| (place.line, place.column)))
            .collect();
        assert_eq!(places, [Some((3, 12)), Some((6, 11))], "{text:?}");
        assert_eq!(note.tasks[0].line, 6);
    }
}

#[test]
fn broken_blocks_are_reported() {
    let rows = [
        ("<!-- coffeechat done -->\n", "block-unclosed"),
        ("<!-- coffeechat done -->\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n", "block-nested"),
        ("<!-- /coffeechat -->\n", "block-stray"),
    ];
    for (text, code) in rows {
        assert_eq!(codes(&read("a.md", text)), [code], "{text:?}");
    }
    assert!(read("a.md", "<!-- coffeechat done -->\n<!-- /coffeechat -->\n").page.is_some());
}

#[test]
fn what_everyday_tags_folders_and_unknown_types_do_not_say() {
    let rows = [
        // A tag for somebody is not the tag `people`.
        ("a.md", "#people/WuJC\n", "plain"),
        ("a.md", "#person/family\n", "contact"),
        // Everyday words make a meeting only with a day or people.
        ("Prep.md", "---\ntags: [system-design, interview]\n---\n", "plain"),
        ("Beans.md", "---\ntype: matter\ntags: [coffee]\n---\n", "plain"),
        ("Café.md", "---\ntags: [café]\n---\n", "plain"),
        ("a.md", "#interview #prep\n", "plain"),
        ("2026-11-20 Prep.md", "---\ntags: [interview]\n---\n", "meeting"),
        ("Prep.md", "---\ntags: [interview]\nwith: Ann Lee\n---\n", "meeting"),
        ("Prep.md", "---\ntags: [interview]\n---\n**Attendees:** Ann Lee\n", "meeting"),
        ("Call with Ann.md", "---\ntags: [call]\n---\n", "meeting"),
        ("a.md", "---\ntags: [meeting]\n---\n", "meeting"),
        ("a.md", "---\ntags: [coffee, meeting]\n---\n", "meeting"),
        ("a.md", "---\ntags: [1-1]\n---\n", "meeting"),
        ("a.md", "---\ntype: interview\n---\n", "meeting"),
        // What somebody is to the user.
        ("a.md", "---\ntype: mentor\n---\n", "contact"),
        ("a.md", "---\ntyp: Kollegin\n---\n", "contact"),
        ("a.md", "---\ntype: ami\n---\n", "contact"),
        ("a.md", "---\ntype: 同事\n---\n", "contact"),
        ("a.md", "---\ntags: [friend, recipe]\n---\n", "plain"),
        ("a.md", "---\ntags: [mentor, meeting]\n---\n", "meeting"),
        ("Friend - notes.md", "", "plain"),
        // Folders of known people hold other notes, too.
        ("Family/Ann Lee.md", "", "contact"),
        ("Family/Allergies.md", "---\ntype: health\n---\n", "plain"),
        ("02 Friends/Fjord.md", "---\ntype: entity\n---\n", "plain"),
        ("Family/Ann Lee.md", "---\ntype: friend\n---\n", "contact"),
        ("people/Ann Lee.md", "---\ntype: entity\n---\n", "contact"),
        // A meeting of a group is one, and the group is nobody.
        ("meetings/2026-11-20 Design Team.md", "", "meeting"),
        ("a/Advisory Board.md", "---\ntags: [meeting]\n---\n", "meeting"),
        ("a/Advisory Board.md", "---\ntags: [person]\n---\n", "plain"),
    ];
    for (path, text, expected) in rows {
        assert_eq!(kind(path, text), expected, "{path} {text:?}");
    }
}

#[test]
fn labels_for_the_day_and_the_people_make_a_meeting() {
    let rows = [
        ("Échanges/Maya.md", "# Maya\n\n**Date :** 12/11/2026\n**Avec :** Maya Chen\n", "meeting"),
        ("a.md", "**Date**: 2026-11-20\n**Attendees**: Ann Lee\n", "meeting"),
        ("a.md", "> Datum: 20. November 2026\n> Teilnehmer: Ann Lee\n", "meeting"),
        ("a.md", "- Date: 03/04/2026\n- With: [[Ann Lee]]\n", "meeting"),
        ("a.md", "**Date:** 2026-11-20\n", "plain"),
        ("a.md", "**Date:** soon\n**Attendees:** Ann Lee\n", "plain"),
        ("a.md", "**Date:** 2026-11-20\n**Pro:** cheap\n**Con:** slow\n", "plain"),
        ("a.md", "**Date:** 2026-11-20\n**People:** Ann Lee\n", "plain"),
        ("a.md", "**Date:** 2026-11-20\n**Avec :**\n", "plain"),
    ];
    for (path, text, expected) in rows {
        assert_eq!(kind(path, text), expected, "{path} {text:?}");
    }
}

#[test]
fn a_folder_of_plain_notes_beats_tags_and_clues() {
    let config = Config::parse("folders: {Clippings: plain}\nvocabulary: {plain: [matter]}").unwrap();
    let kind = |path: &str, text: &str| NoteParser::new(&config).parse(&NotePath::new(path), text.as_bytes()).kind;
    let rows = [
        ("Clippings/a.md", "---\ntags: [person]\n---\n", true),
        ("Clippings/2026-11-20 Team meeting.md", "---\nattendees: Ann Lee\n---\n", true),
        ("Clippings/Person - Ann.md", "#person\n", true),
        ("Clippings/a.md", "---\ntype: person\n---\n", false),
        ("Clippings/People/a.md", "", false),
        // A word of the user's own for things.
        ("people/a.md", "---\ntype: matter\n---\n", true),
        ("a.md", "---\ntype: matter\ntags: [person]\n---\n", true),
        ("people/a.md", "---\ntype: mater\n---\n", false),
    ];
    for (path, text, is_plain) in rows {
        assert_eq!(kind(path, text) == NoteKind::Plain, is_plain, "{path} {text:?}");
    }
}
