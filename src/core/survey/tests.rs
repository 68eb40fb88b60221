use super::folders::Lookalike;
use super::*;
use crate::core::base::diagnostic::Code;
use crate::core::model::Day;

type Notes<'a> = [(&'a str, &'a str)];

fn workspace(settings: &str, notes: &Notes<'_>) -> Workspace {
    let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
    Workspace::from_texts(settings, notes.iter().copied(), today).unwrap()
}

/// Returns the texts of notes.
fn texts<'n>(notes: &'n Notes<'n>) -> impl Fn(&NotePath) -> Option<String> + 'n {
    |path| notes.iter().find(|(other, _)| *other == path.as_str()).map(|(_, text)| (*text).to_owned())
}

fn hints(settings: &str, notes: &Notes<'_>) -> Vec<String> {
    let all = super::hints::hints(&workspace(settings, notes), &texts(notes));
    let place = |line: Option<u32>| line.map_or_else(String::new, |line| format!(":{line}"));
    all.iter().map(|found| format!("{}{} {}: {}", found.note, place(found.line()), found.code, found.message)).collect()
}

const ANN: (&str, &str) = ("people/Ann Lee.md", "---\nadded: 2026-11-02\n---\n");
const TALK: &str = "---\nwith: \"[[Ann Lee]]\"\n---\n";

#[test]
fn folders_that_look_like_talks_or_people_and_are_not_read_are_named() {
    let mail = "---\nemail: ann@example.com\n---\n";
    let rows: [(&str, &Notes<'_>, &[&str]); 17] = [
        (
            "",
            &[ANN, ("Catch-ups/2026-10-02.md", TALK)],
            &["1 note in Catch-ups/ names people and a day → folders: {Catch-ups: meeting}"],
        ),
        ("", &[ANN, ("2026-10-02.md", TALK)], &["1 note in the root names people and a day → -"]),
        ("", &[ANN, ("2026-10-02 Ann.md", TALK)], &[]),
        ("", &[ANN, ("Log/x.md", TALK)], &["1 note in Log/ names your contacts → folders: {Log: meeting}"]),
        ("", &[ANN, ("Log/x.md", "---\npeople: \"[[Ann Lee]]\"\n---\n")], &[]),
        ("", &[("Log/2026-10-02.md", TALK)], &[]),
        (
            "",
            &[("Log/2026-10-02.md", TALK), ("Log/2026-10-03.md", TALK)],
            &["2 notes in Log/ name people and a day → folders: {Log: meeting}"],
        ),
        (
            "",
            &[ANN, ("a/b, c/2026-10-02.md", TALK)],
            &["1 note in a/b, c/ names people and a day → folders: {\"b, c\": meeting}"],
        ),
        (
            "",
            &[ANN, ("x/2026-10-02.md", TALK), ("x/1.md", "a"), ("x/2.md", "b")],
            &["1 note in x/ names people and a day → -"],
        ),
        ("folders: {Catch-ups: meeting}", &[ANN, ("Catch-ups/2026-10-02.md", TALK)], &[]),
        ("folders: {Catch-ups: plain}", &[ANN, ("Catch-ups/2026-10-02.md", TALK)], &[]),
        ("", &[ANN, ("Log/2026-10-02.md", "---\ntype: project\nwith: \"[[Ann Lee]]\"\n---\n")], &[]),
        (
            "",
            &[("Team/a.md", mail), ("Team/b.md", mail), ("Team/c.md", mail)],
            &["3 notes in Team/ have keys of people → folders: {Team: person}"],
        ),
        ("", &[("Team/a.md", mail), ("Team/b.md", mail)], &[]),
        (
            "",
            &[("03 - Talks/a.md", "a"), ("03 - Talks/b.md", "b")],
            &["2 notes in 03 - Talks/ may be meant by its name → folders: {03 - Talks: meeting}"],
        ),
        (
            "",
            &[("Conversations/a.md", "a"), ("Conversations/b.md", "b")],
            &["2 notes in Conversations/ may be meant by its name → folders: {Conversations: meeting}"],
        ),
        ("", &[("Projects/a.md", "a"), ("Projects/b.md", "b"), ("Companies/c.md", "c"), ("Companies/d.md", "d")], &[]),
    ];
    for (settings, notes, expected) in rows {
        let said =
            |found: &Lookalike| format!("{} → {}", found.says(), found.setting().unwrap_or_else(|| String::from("-")));
        let found: Vec<String> = lookalikes(&workspace(settings, notes)).iter().map(said).collect();
        assert_eq!(found, expected, "{settings} {notes:?}");
        // What is offered is what has them read.
        for found in lookalikes(&workspace(settings, notes)).iter().filter_map(Lookalike::setting) {
            assert_eq!(lookalikes(&workspace(&found, notes)), [], "{found}");
        }
    }
}

#[test]
fn a_key_one_letter_off_is_asked_about_unless_it_is_meant() {
    let ola = |key: &str| format!("---\ntype: contact\n{key}: 2026-11-02\n---\n");
    let rows = [
        ("requestd", "people/a.md:3 key-misspelt: the key `requestd` has no meaning"),
        ("Last_contcat", "people/a.md:3 key-misspelt: the key `Last_contcat` has no meaning"),
        ("last-contacts", ""),
        ("emial", "people/a.md:3 key-misspelt: the key `emial` has no meaning"),
        ("comapny", "people/a.md:3 key-misspelt: the key `comapny` has no meaning"),
        ("data", ""),
        ("requested", ""),
        ("particpants", ""),
        ("mood", ""),
    ];
    for (key, expected) in rows {
        let text = ola(key);
        let slips = |notes: &Notes<'_>| {
            hints("", notes).into_iter().filter(|hint| hint.contains("key-misspelt")).collect::<Vec<_>>().join("; ")
        };
        assert_eq!(slips(&[("people/a.md", &text)]), expected, "{key}");
        let many = [("people/a.md", &*text), ("people/b.md", &text), ("people/c.md", &text)];
        assert_eq!(slips(&many), "", "{key}");
    }
    let meeting = "---\ntype: meeting\nparticpants: \"[[Ann Lee]]\"\n---\n";
    assert_eq!(hints("", &[ANN, ("m/a.md", meeting)]), ["m/a.md:3 key-misspelt: the key `particpants` has no meaning"]);
    assert_eq!(hints("vocabulary: {requested: requestd}", &[("people/a.md", &ola("requestd"))]), [""; 0]);
}

#[test]
fn a_note_in_a_folder_of_people_that_is_passed_over_is_named_with_the_reason() {
    let rows = [
        ("people/Tarn Solar.md", "---\ntype: company\n---\n", "its type is `company`"),
        ("People/x/people index.md", "a", "a tag, its name or its title says that it is a list"),
        ("people/all.md", "---\ntags: [moc]\n---\n", "a tag, its name or its title says that it is a list"),
        ("people/People.md", "a", "it bears the name of its folder, as a list does"),
        ("people/README.md", "a", ""),
        ("people/empty/people.md", "", ""),
        ("companies/Tarn Solar.md", "---\ntype: company\n---\n", ""),
        ("people/ann.md", "", ""),
    ];
    for (path, text, why) in rows {
        let said = if why.is_empty() {
            String::new()
        } else {
            format!("{path} passed-over: this note is not read as a person: {why}")
        };
        assert_eq!(hints("", &[(path, text)]).join("; "), said, "{path}");
    }
    let template = ("people/new.md", "---\nname: {{name}}\n---\n");
    assert_eq!(hints("", &[template]), ["people/new.md template: this note is a template, so nothing in it is read"]);
}

#[test]
fn contact_that_only_a_journal_tells_of_is_named_the_last_with_each_person() {
    let told = |day: &str, line: usize, who: &str| {
        let what = format!("this line tells of contact with `{who}`, which counts only in their note");
        format!("daily/{day}.md:{line} contact-in-journal: {what}")
    };
    let ann = |line: usize| vec![told("2026-11-12", line, "Ann Lee")];
    let rows: [(&str, Vec<String>); 14] = [
        ("- called [[Ann Lee]]: she will think of somebody", ann(1)),
        ("Walked.\n\nAsked [Ann](../people/Ann%20Lee.md) for a talk.", ann(3)),
        ("- [x] call [[Ann Lee]]", ann(1)),
        ("- coffee with [[Ann Lee|Ann]], long", ann(1)),
        ("- [[Ann Lee]] wrote back", ann(1)),
        ("- hat mit [[Ann Lee]] nichts zu tun, [[Ann Lee]] geantwortet", ann(1)),
        ("- téléphoné à [[Ann Lee]]", vec![]),
        ("- [ ] call [[Ann Lee]]", vec![]),
        ("- TODO call [[Ann Lee]]", vec![]),
        ("- read the article of [[Ann Lee]]", vec![]),
        ("- no answer from [[Ann Lee]]", vec![]),
        ("- called [[Cy]]", vec![]),
        ("- called Ann Lee", vec![]),
        ("", vec![]),
    ];
    let known = ("people/Cy.md", "---\ntype: person\n---\nA neighbour.\n");
    let settings = "folders: {people: person}";
    for (text, expected) in rows {
        let notes = [("daily/2026-11-12.md", text), ANN, known, ("essays/one.md", text)];
        assert_eq!(hints(settings, &notes), expected, "{text}");
        let days = [("daily/2026-11-05.md", text), ("daily/2026-11-12.md", text), ANN, known];
        assert_eq!(hints(settings, &days), expected, "{text}");
        let log = ("people/Ann Lee.md", "---\nadded: 2026-11-02\n---\n## Log\n\n- 2026-11-12 called\n");
        assert_eq!(hints(settings, &[("daily/2026-11-12.md", text), log, known]), [""; 0], "{text}");
    }
}

#[test]
fn a_task_that_is_a_note_of_its_own_and_names_a_contact_is_named() {
    let rows = [
        ("tasks/a.md", "---\ntype: task\npeople: \"[[Ann Lee]]\"\n---\n", true),
        ("todo/a.md", "---\ntype: personal-task\n---\nSend [[Ann Lee]] the slides.\n", true),
        ("a.md", "---\ntags: [task]\nstatus: open\ncontexts: \"[[Ann Lee]]\"\n---\n", true),
        ("10 - Aufgaben/a.md", "---\nstatus: offen\n---\n[[Ann Lee]] schreiben\n", true),
        ("tâches/a.md", "---\ndue: 2026-12-01\n---\n[[Ann Lee]]\n", true),
        ("tasks/a.md", "---\ntype: task\nstatus: done\npeople: \"[[Ann Lee]]\"\n---\n", false),
        ("tasks/a.md", "---\ntype: task\ncompleted: 2026-11-02\npeople: \"[[Ann Lee]]\"\n---\n", false),
        ("tasks/a.md", "---\ntype: task\n---\nBuy milk.\n", false),
        ("tasks/a.md", "About [[Ann Lee]].\n", false),
        ("books/a.md", "---\ntype: book\nstatus: open\n---\n[[Ann Lee]]\n", false),
    ];
    for (path, text, is_told) in rows {
        let said = format!("{path}:1 task-note: this note is a task of its own, and tasks are read from lines");
        let found = hints("", &[ANN, (path, text)]);
        assert_eq!(found, is_told.then_some(said).into_iter().collect::<Vec<_>>(), "{path} {text}");
    }
}

#[test]
fn front_matter_without_its_hyphens_is_told_from_prose() {
    let rows = [
        ("requested: 2026-11-02\n\n# Ann\n", true),
        ("\u{feff}\nname: Ann\nRequested: 2026-11-02\n", true),
        ("type: contact\n", true),
        ("with:\n  - \"[[Ann Lee]]\"\ndate: 2026-11-02\n", true),
        ("with: \"[[Ann Lee]]\"\n", true),
        ("cadence: 90d\n", true),
        ("type: an essay about type\n", false),
        ("Note: nothing much.\nDate: soon\n", false),
        ("# Ann\nrequested: 2026-11-02\n", false),
        ("She said:\nrequested: 2026-11-02\n", true),
        ("Tags: #person\n", false),
        ("requested:: 2026-11-02\n", false),
        ("Hello.\n\nrequested: 2026-11-02\n", false),
        ("---\nrequested: 2026-11-02\n---\n", false),
        ("---\nrequested: 2026-11-02\n", false),
        ("", false),
    ];
    for (text, expected) in rows {
        let notes = [("notes/ann.md", text)];
        let all = workspace("", &notes).all_diagnostics(&[]);
        assert_eq!(all.iter().any(|found| found.code == Code::FrontMatterUnmarked), expected, "{text:?}");
    }
}

#[test]
fn a_folder_of_templates_is_told_by_its_name() {
    let rows = [
        ("templates", true),
        ("Template", true),
        ("_templates", true),
        ("__Templates", true),
        ("90 - Templates", true),
        ("work/05_TEMPLATES", true),
        ("Templates of people", false),
        ("mytemplates", false),
        ("", false),
    ];
    for (folder, expected) in rows {
        assert_eq!(is_template_folder(folder), expected, "{folder}");
    }
}

#[test]
fn what_init_guesses_is_read_back_from_the_settings_that_it_writes() {
    let plain = workspace("", &[ANN]);
    assert_eq!(Guesses::new(&plain, ["people"].into_iter(), &texts(&[ANN])).settings(), crate::core::config::TEMPLATE);
    let notes = [ANN, ("Catch-ups/2026-10-02.md", TALK)];
    let rows = [
        (&["a/b/templates", "Templates"][..], Some("Templates")),
        (&["_templates", "templates"], None),
        (&["work/99 Templates"], Some("work/99 Templates")),
        (&["a/b/templates", "people"], None),
    ];
    for (folders, expected) in rows {
        let mut guesses = Guesses::new(&workspace("", &notes), folders.iter().copied(), &texts(&notes));
        assert_eq!(guesses.templates.as_deref(), expected, "{folders:?}");
        guesses.dashboard = Some(String::from("My: page.md"));
        let as_known = workspace("folders: {people: person}", &[("people/x.md", "x"); 1]);
        guesses.count_known(&folders_of_contacts(&plain), &as_known);
        assert_eq!(guesses.known, [], "one is not many");
        guesses.known.push((String::from("people"), 12, 1));
        let config = crate::core::config::Config::parse(&guesses.settings()).unwrap();
        assert_eq!(config.templates, expected.unwrap_or("templates"));
        assert_eq!(config.dashboard, "My: page.md");
        assert_eq!(config.type_of_folder("People"), Some(crate::core::model::NoteType::Person));
        assert_eq!(config.type_of_folder("contacts"), Some(crate::core::model::NoteType::Contact));
        // An offer stands there as a comment; without the `# ` it counts.
        assert_eq!(config.type_of_folder("Catch-ups"), None);
        let taken = guesses.settings().replace("#   Catch-ups", "  Catch-ups");
        let config = crate::core::config::Config::parse(&taken).unwrap();
        assert_eq!(config.type_of_folder("Catch-ups"), Some(crate::core::model::NoteType::Meeting));
    }
}

#[test]
fn the_users_name_is_guessed_from_all_its_spellings() {
    let rows: [(&[&str], Option<&str>); 5] = [
        (&["Oliver Cook"; 6], Some("name: Oliver Cook\n")),
        (
            &["oliver-cook", "oliver-cook", "Oliver-Cook-KC", "Oliver Cook", "Oliver", "Oliver J. Cook"],
            Some("name: [Oliver Cook, Oliver J. Cook, oliver-cook, Oliver-Cook-KC]\n"),
        ),
        (&["Oliver", "Oliver", "Oliver", "Oliver Cook", "Oliver"], Some("name: Oliver Cook\n")),
        (&["Oliver Cook", "Oliver Cook", "Oliver Twist", "Oliver Twist", "Oliver Cook"], None),
        (&["Oliver Cook"; 4], None),
    ];
    for (spellings, expected) in rows {
        let notes: Vec<(String, String)> = spellings
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let path = format!("meetings/2026-10-{:02}.md", at + 1);
                (path, format!("---\nwith: [\"{name}\", Guest Nr{at}]\n---\n"))
            })
            .collect();
        let notes: Vec<(&str, &str)> = notes.iter().map(|(path, text)| (&**path, &**text)).collect();
        let settings = Guesses::new(&workspace("", &notes), std::iter::empty(), &texts(&notes)).settings();
        let line = settings.split_inclusive('\n').find(|line| line.starts_with("name:"));
        assert_eq!(line, expected, "{spellings:?}");
    }
}

#[test]
fn dates_that_can_mean_one_day_only_prove_the_order_of_all() {
    let rows = [
        (&["24/11/2026", "03/04/2026"][..], Some("date-order: dmy")),
        (&["11/24/2026", "3-25-2026"], Some("date-order: mdy")),
        (&["24/11/2026", "11/24/2026"], None),
        (&["03/04/2026", "24.11.2026", "2026-11-24"], None),
        (&[], None),
    ];
    for (days, expected) in rows {
        let note = format!("---\nlast-contact: [{}]\n---\n", days.join(", "));
        let settings =
            Guesses::new(&workspace("", &[("people/a.md", &note)]), std::iter::empty(), &|_| Some(note.clone()))
                .settings();
        assert_eq!(settings.lines().find(|line| line.starts_with("date-order")), expected, "{days:?}");
    }
    let other = [ANN, ("people/b.md", "---\nvu dernièrement: 24/11/2026\n---\n"), ("24-11-2026 Ann.md", "")];
    let settings = Guesses::new(&workspace("", &other), std::iter::empty(), &texts(&other)).settings();
    assert!(settings.contains("# The day first: that is so in 2 dates that can mean one day only"), "{settings}");
}

#[test]
fn people_with_a_type_and_no_sign_are_known_in_a_folder_of_contacts() {
    let names: Vec<String> = (0..12).map(|number| format!("people/{number}.md")).collect();
    for (text, expected) in [
        ("---\ntype: person\n---\n", true),
        ("---\ntype: person\nsource: manual\n---\n", true),
        ("---\ntype: person\nsource: a fair\n---\n", false),
        ("---\ntype: contact\n---\n", false),
    ] {
        let notes: Vec<(&str, &str)> = names.iter().map(|name| (&**name, text)).collect();
        let mut guesses = Guesses::default();
        guesses
            .count_known(&folders_of_contacts(&workspace("", &notes)), &workspace("folders: {people: person}", &notes));
        assert_eq!(!guesses.known.is_empty(), expected, "{text}");
    }
}

#[test]
fn a_day_in_a_key_that_means_nothing_is_told() {
    let rows = [
        ("vu dernièrement: 2026-11-10", Some("`vu dernièrement` holds a day and is not read")),
        ("Came by: 24/11/2026", Some("`Came by` holds a day and is not read")),
        ("visto il: 03/04/2026", Some("`visto il` holds a day and is not read")),
        ("created: 2026-11-10", None),
        ("Date Modified: 2026-11-10", None),
        ("aktualisiert am: 2026-11-10", None),
        ("Geburtstag: 1980-11-10", None),
        ("date de naissance: 1980-11-10", None),
        ("дата рождения: 1980-11-10", None),
        ("生日: 1980-11-10", None),
        ("id: 20261110", None),
        ("score: 3", None),
        ("last-contact: 2026-11-10", None),
    ];
    for (key, expected) in rows {
        let note = format!("---\n{key}\n---\n");
        let notes = [("people/a.md", &*note)];
        let all = super::hints::hints(&workspace("", &notes), &texts(&notes));
        let found = all.iter().find(|found| found.code == Code::DayUnread);
        assert_eq!(found.map(|found| &*found.message), expected, "{key}");
        assert!(found.is_none_or(|found| found.line() == Some(2)), "{key}");
    }
    let note = "---\nvu dernièrement: 2026-11-10\n---\n";
    let notes = [("people/a.md", note), ("people/b.md", note), ("people/c.md", note), ("d.md", note)];
    let own = workspace("vocabulary: {last-contact: vu dernièrement}", &notes);
    assert_eq!(super::hints::hints(&own, &texts(&notes)), []);
    let said =
        |notes: &Notes<'_>| Survey::new(&workspace("", notes), &texts(notes)).text().contains("vu dernièrement 3");
    assert!(said(&notes) && !said(&notes[1..]), "three notes are enough for a key with days");
}

#[test]
fn a_folder_most_of_whose_notes_are_read_is_named() {
    let talk = "---\nattendees: \"[[Ann Lee]]\"\n---\n";
    let read = |day| (format!("Échanges/2026-11-0{day} Boats.md"), talk.to_owned());
    let mut notes: Vec<(String, String)> = (1..7).map(read).collect();
    notes.extend((0..3).map(|number| (format!("Échanges/{number}.md"), String::from("x"))));
    notes.extend((0..9).map(|number| (format!("Other/{number}.md"), String::from("x"))));
    let notes: Vec<(&str, &str)> = notes.iter().map(|(path, text)| (&**path, &**text)).collect();
    let said = Survey::new(&workspace("", &notes), &texts(&notes)).sentence();
    assert!(said.ends_with("12 other notes are left alone, 3 of them in Échanges/, where most are read."), "{said}");
    let said = Survey::new(&workspace("", &notes[..6]), &texts(&notes)).sentence();
    assert!(!said.contains("where most"), "{said}");
}

#[test]
fn the_name_of_a_folder_writes_no_setting() {
    let notes = [ANN, ("a\nignore: people #/2026-10-02.md", TALK)];
    let folders = ["b\ntasks: all #/templates", "c\u{2028}tasks: all #/templates"].into_iter();
    let settings = Guesses::new(&workspace("", &notes), folders, &texts(&notes)).settings();
    let config = crate::core::config::Config::parse(&settings).unwrap();
    let expected = crate::core::config::Config {
        templates: String::from("c\u{2028}tasks: all #/templates"),
        ..crate::core::config::Config::default()
    };
    assert_eq!(config, expected, "{settings}");
}

#[test]
fn people_are_known_where_ten_without_a_sign_outnumber_the_others() {
    for (without, with, expected) in [(10, 9, true), (9, 0, false), (10, 10, false), (12, 3, true)] {
        let names: Vec<String> = (0..without + with).map(|number| format!("people/{number}.md")).collect();
        let sign = |at| if at < without { "# A colleague\n" } else { "---\nadded: 2026-11-02\n---\n" };
        let notes: Vec<(&str, &str)> = names.iter().enumerate().map(|(at, name)| (&**name, sign(at))).collect();
        let mut guesses = Guesses::default();
        guesses
            .count_known(&folders_of_contacts(&workspace("", &notes)), &workspace("folders: {people: person}", &notes));
        assert_eq!(!guesses.known.is_empty(), expected, "{without} without, {with} with");
    }
}

#[test]
fn a_survey_fits_a_screen_of_eighty_columns() {
    let names: Vec<String> = (0..600)
        .map(|number| {
            format!(
                "area {:03} with a long name/part {}/Catch-ups/2026-10-{:02}.md",
                number / 6,
                number % 6,
                number % 28 + 1
            )
        })
        .collect();
    let text = "---\nattendees: \"[[Ann Lee]]\"\nweather: fine\n---\n";
    let people: Vec<(String, String)> = (0..40)
        .map(|number| {
            let keys = (0..30).map(|key| format!("a long key {key:02} of mine: x")).collect::<Vec<_>>().join("\n");
            (format!("people/{number}.md"), format!("---\n{keys}\n---\n"))
        })
        .collect();
    let mut notes: Vec<(&str, &str)> = names.iter().map(|name| (&**name, text)).chain([ANN]).collect();
    notes.extend(people.iter().map(|(path, text)| (&**path, &**text)));
    let said = Survey::new(&workspace("", &notes), &texts(&notes)).text();
    assert!(said.lines().count() <= 40 && said.lines().all(|line| line.chars().count() <= 80), "{said}");
    assert!(said.contains("  contacts               41  people/ 41 (folder)"), "{said}");
    assert!(said.contains("  left alone            600  area"), "{said}");
    assert!(said.contains("  … 594 more folders"), "{said}");
    assert!(said.contains("a long key 00 of mine 40"), "{said}");
}
