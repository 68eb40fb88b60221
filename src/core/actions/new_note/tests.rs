//! Tests of new notes.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::core::config::Config;
use crate::core::index::Index;

use super::*;
use crate::core::model::vocabulary::is_unset;

fn today() -> Day {
    crate::core::parse::day("2026-11-21").unwrap()
}

fn made(template: &str, kind: NoteType, name: &str, keys: Vec<(&str, Vec<String>)>) -> Result<String, Refusal> {
    let config = Config::default();
    let folder = if kind == NoteType::Contact { "people" } else { "meetings" };
    let path = path(&|_| false, folder, name)?;
    let template = Template { path: String::from("templates/contact.md"), text: template.to_owned() };
    let facts = NewNoteFacts { kind, name, today: today(), at: Moment::on(today()), keys };
    text(&NoteParser::new(&config), &template, &path, &facts)
}

#[test]
fn a_template_is_filled_in_and_its_keys_are_set() {
    let keys = || vec![("company", vec![String::from("AC: DC")]), ("tags", vec![String::from("data")])];
    let rows = [
        ("", "---\ncompany: \"AC: DC\"\ntags: [data]\n---\n"),
        ("Notes\n", "---\ncompany: \"AC: DC\"\ntags: [data]\n---\nNotes\n"),
        ("---\norg:   # where\n---\n", "---\norg: \"AC: DC\"  # where\ntags: [data]\n---\n"),
        ("---\ntags: [person]\n---\n", "---\ntags: [person, data]\ncompany: \"AC: DC\"\n---\n"),
        ("---\ntags:\n  - person\n---\n", "---\ntags:\n  - person\n  - data\ncompany: \"AC: DC\"\n---\n"),
        ("---\ncompany: {{ company }}\ntags: []\n---\n", "---\ncompany: \"AC: DC\"\ntags: [data]\n---\n"),
        ("---\ncompany: \"{{company}}\"\ntags: []\n---\n", "---\ncompany: \"AC: DC\"\ntags: [data]\n---\n"),
        (
            "---\r\ncompany:\r\n---\r\n# {{name}}\r\n",
            "---\r\ncompany: \"AC: DC\"\r\ntags: [data]\r\n---\r\n# Ann Lee\r\n",
        ),
        (
            "# {{ name }}\n{{ company }}, {{ role }}{{ tags }} {{ date }}\n",
            "---\ncompany: \"AC: DC\"\ntags: [data]\n---\n# Ann Lee\nAC: DC, data 2026-11-21\n",
        ),
        ("---\ntype: project\n---\n", "---\ntype: contact\ncompany: \"AC: DC\"\ntags: [data]\n---\n"),
        ("---\nname: <full name>\n---\n", "---\nname:\ncompany: \"AC: DC\"\ntags: [data]\n---\n"),
    ];
    for (template, expected) in rows {
        assert_eq!(made(template, NoteType::Contact, "Ann Lee", keys()).as_deref(), Ok(expected), "{template}");
    }
}

#[test]
fn a_name_that_the_file_cannot_have_is_written_into_the_note() {
    let rows = [
        ("", "Ann Lee", ""),
        ("", "AC: DC #1", "---\nname: \"AC: DC #1\"\n---\n"),
        ("# {{ name }}\n", "Ann *Bee*", "# Ann \\*Bee\\*\n"),
        ("# {{ name }}\n", "Ann <!-- coffeechat done -->", "# Ann \\<\\!-- coffeechat done -->\n"),
        ("---\nname:      # theirs\n---\n", "Ann?", "---\nname: \"Ann?\"  # theirs\n---\n"),
        (
            "---\nnick: {{ name }}\nname: {{ name }}\n---\n",
            "A: \"B\"",
            "---\nnick: \"A: \\\"B\\\"\"\nname: \"A: \\\"B\\\"\"\n---\n",
        ),
    ];
    for (template, name, expected) in rows {
        assert_eq!(made(template, NoteType::Contact, name, Vec::new()).as_deref(), Ok(expected), "{template} {name}");
    }
}

#[test]
fn a_template_that_gives_another_note_is_refused() {
    let rows = [
        ("\n{{ nmae }}", "templates/contact.md:2: `nmae` is undefined"),
        ("---\na: 1\n---\nx\n{{ nmae }}\n", "templates/contact.md:5: `nmae` is undefined"),
        ("---\na: {{ nmae }}\n---\n", "templates/contact.md:2: `nmae` is undefined"),
        ("{% if name %}", "templates/contact.md:1: unexpected end of input"),
        ("---\nlist:\n  - <% x %>\n---\n", "templates/contact.md:3: `- <% x %>` is a gap that only another program"),
        ("---\nx: 1\nX: 2\nx: 3\n---\n", "templates/contact.md:4: the key `x` appears here twice"),
        ("---\nx: 1\n---\n\n<<<<<<< ours\n", "templates/contact.md:5: "),
        ("{{date:QQ}}", "templates/contact.md:1: `QQ` is not a date format"),
        ("---\nx: 1\ncompany: a: b\n---\n", "templates/contact.md:3: this is not valid YAML"),
    ];
    for (template, expected) in rows {
        let keys = vec![("role", vec![String::from("x")])];
        let refusal = made(template, NoteType::Contact, "Ann", keys).unwrap_err().reason;
        assert!(refusal.starts_with(expected), "{template}: {refusal}");
    }
    let refusal = made("", NoteType::Contact, "Ann", vec![("cadence", vec![String::from("sometimes")])]).unwrap_err();
    assert!(refusal.reason.starts_with("`sometimes` is not a cadence; write it as"), "{refusal}");
}

#[test]
fn a_path_is_given_only_once_whatever_the_case_or_unicode_form() {
    let taken: BTreeSet<&str> = ["people/ann lee.md", "people/ann lee 2.md"].into();
    let is_taken = |path: &NotePath| taken.contains(path.as_str().to_lowercase().as_str());
    assert_eq!(path(&is_taken, "people", "Ann Lee").unwrap().as_str(), "people/Ann Lee 3.md");
    assert_eq!(path(&is_taken, "", "Ann Lee").unwrap().as_str(), "Ann Lee.md");
    let refusal = path(&|_| true, "people", "Ann").unwrap_err().reason;
    assert_eq!(refusal, "999 notes already have the name `Ann`; choose another name");
}

#[test]
fn a_folder_is_where_most_notes_of_a_kind_lie() {
    let config = Config::default();
    let rows: [(&[&str], &str); 6] = [
        (&[], "people"),
        (&["contacts/a.md"], "contacts"),
        (&["people/a.md", "people/x/b.md", "contacts/a.md"], "people"),
        (&["work/Contacts/a.md", "work/Contacts/b.md", "people/c.md"], "work/Contacts"),
        (&["crm/a.md", "crm/b.md"], "crm"),
        (&["a.md"], ""),
    ];
    for (paths, expected) in rows {
        let parser = NoteParser::new(&config);
        let note = |path: &&str| parser.parse(&NotePath::new(*path), b"---\ntype: contact\n---\n");
        let index = Index::new(paths.iter().map(note).collect());
        assert_eq!(
            folders(&index, &config, NoteType::Contact).first().map(String::as_str),
            Some(expected),
            "{paths:?}"
        );
    }
    let mut config = Config::default();
    config.folders.insert(String::from("kontakte"), NoteType::Contact);
    let all = folders(&Index::new(Vec::new()), &config, NoteType::Contact);
    assert_eq!(all, ["kontakte", "people", "contacts"]);
}

#[test]
fn a_link_means_one_person_only() {
    let config = Config::default();
    let parser = NoteParser::new(&config);
    let rows = [
        ("people/Ann Lee.md", "", "[[Ann Lee]]"),
        ("people/ann-lee.md", "# Ann Lee\n", "[[ann-lee|Ann Lee]]"),
        ("people/Sam.md", "", "[[people/Sam|Sam]]"),
        ("people/a#b.md", "# Bo\n", "[Bo](../people/a%23b.md)"),
    ];
    let others = [("old/Sam.md", "---\ntype: contact\n---\n")];
    let texts = rows.map(|(path, body, _)| (path, format!("---\ntype: contact\n---\n{body}")));
    let texts = texts.into_iter().chain(others.map(|(path, text)| (path, text.to_owned())));
    let index = Index::new(texts.map(|(path, text)| parser.parse(&NotePath::new(path), text.as_bytes())).collect());
    for (path, _, expected) in rows {
        let id = index.find(&NotePath::new(path)).unwrap();
        assert_eq!(link(&index, id, &NotePath::new("meetings/x.md")), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_name_gives_a_note_with_that_name(
        name in "\\PC{1,30}|[ -~]{1,20}|(<!--|-->|\\[|\\]|\\||`|#|Ann|: |\"|\\\\|\\{\\{|%|é){1,8}",
        company in "[ -~é☕]{1,20}",
        template in proptest::sample::select(vec![
            "", "# {{ name }}\n", "---\nname: {{ name }}\ncompany: \"{{ company }}\"\n---\n# {{ title }}\n{{ company }}\n",
            include_str!("../../../../templates/contact.md"),
        ]),
    ) {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let Ok(path) = path(&|_| false, "people", &name) else { return Ok(()) };
        let keys = vec![("company", vec![company.clone()])];
        let Ok(text) = made(template, NoteType::Contact, &name, keys) else {
            // Only a name that looks like the gap of a template is refused.
            let looks_open = |text: &str| text.trim().starts_with('<') && text.trim().ends_with('>');
            prop_assert!(looks_open(&name) || looks_open(&company), "{} {}", name, company);
            return Ok(());
        };
        let config = Config::default();
        let note = NoteParser::new(&config).parse(&path, text.as_bytes());
        let turned = name.split_once(", ").map(|(last, first)| format!("{first} {last}"));
        prop_assert!(*note.title == *name || Some(&*note.title) == turned.as_deref(), "{} {}", note.title, text);
        // A value that means that there is none yet, such as `-`, is no company.
        if is_unset(&company) {
            return Ok(());
        }
        let read = note.as_contact().unwrap().company.as_deref().unwrap_or_default();
        prop_assert_eq!(read.split_whitespace().collect::<Vec<_>>(), company.split_whitespace().collect::<Vec<_>>(), "{}", text);
        prop_assert!(note.tasks.is_empty() && note.page.is_none());
    }
}
