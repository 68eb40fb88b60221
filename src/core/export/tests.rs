//! Checks that an export of any notes can be read, and that events keep their names.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::core::actions::pages::RefreshedPages;
use crate::core::base::NotePath;
use crate::core::base::escape::visible;
use crate::core::config::Config;
use crate::core::model::{Day, Format};
use crate::core::parse::NoteParser;
use crate::core::syntax::block::filter::Filter;
use crate::core::workspace::Workspace;

use super::{is_ours, text};

const TODAY: (i32, u32, u32) = (2026, 11, 21);

fn workspace(notes: &[(&str, &str)], today: (i32, u32, u32), config: Config) -> Workspace {
    let parser = NoteParser::new(&config);
    let notes = notes.iter().map(|(path, text)| parser.parse(&NotePath::new(*path), text.as_bytes())).collect();
    Workspace::new(config, notes, Vec::new(), Day::from_ymd_opt(today.0, today.1, today.2).unwrap())
}

fn export(format: Format, notes: &[(&str, &str)], today: (i32, u32, u32)) -> String {
    export_of(format, notes, &workspace(notes, today, Config::default()))
}

fn export_of(format: Format, notes: &[(&str, &str)], workspace: &Workspace) -> String {
    let of = |path: &NotePath| notes.iter().find(|(other, _)| *other == path.as_str());
    let read = |id| of(&workspace.index.note(id).path).map(|(_, text)| (*text).to_owned());
    text(format, workspace, &RefreshedPages::default(), &Filter::default(), &read)
}

/// Checks the lines of a text in the format of iCalendar and vCard, and returns the logical ones.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains(char::is_control), "{line:?}");
        match line.strip_prefix(' ') {
            Some(rest) => lines.last_mut().unwrap().push_str(rest),
            None => lines.push(line.to_owned()),
        }
    }
    assert!(text.is_empty() || text.ends_with("\r\n"));
    let mut open = Vec::new();
    for line in &lines {
        let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("{line}"));
        let name = name.split(';').next().unwrap();
        assert!(name.chars().all(|char| char.is_ascii_uppercase() || char == '-') && !name.is_empty(), "{line}");
        match name {
            "BEGIN" => open.push(value),
            "END" => assert_eq!(open.pop(), Some(value)),
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?}");
    lines
}

/// Returns the value of a line as text, without its escapes.
fn unescaped(lines: &[String], name: &str) -> String {
    let line = lines.iter().find(|line| line.split([':', ';']).next() == Some(name)).unwrap();
    let mut text = String::new();
    let mut chars = line.split_once(':').unwrap().1.chars();
    while let Some(char) = chars.next() {
        match (char, if char == '\\' { chars.next() } else { None }) {
            (_, Some('n')) => text.push('\n'),
            (_, Some(escaped)) => text.push(escaped),
            (char, None) => text.push(char),
        }
    }
    text
}

/// Returns the UID of each event by its summary.
fn uids(notes: &[(&str, &str)], today: (i32, u32, u32)) -> BTreeMap<String, String> {
    let lines = unfolded(&export(Format::Ics, notes, today));
    let events = lines.split(|line| line == "BEGIN:VEVENT").skip(1);
    events.map(|event| (unescaped(event, "SUMMARY"), unescaped(event, "UID"))).collect()
}

const CONTACT: &str = "---\ntype: contact\nname: Ana\nrequested: 2026-11-18\n---\n- [ ] Ring her 📅 2026-11-25\n- [ ] Write 📅 2026-11-26\n- [ ] Write 📅 2026-11-27\n";
const MEETING: &str = "---\ntype: meeting\nwith: \"[[Ana]]\"\ndate: 2026-11-24T10:00\n---\n# Coffee\n";

#[test]
fn an_event_keeps_its_name_when_its_day_and_words_around_it_change() {
    let notes = |contact, meeting| [("people/ana.md", contact), ("meetings/talk.md", meeting)];
    let before = uids(&notes(CONTACT, MEETING), TODAY);
    let named: Vec<&str> = before.keys().map(String::as_str).collect();
    let expected = [
        "Confirm the talk on Tue 24 Nov with Ana",
        "Prepare the talk on Tue 24 Nov with Ana: no questions yet, no goal",
        "Ring her (Ana)",
        "Talk with Ana",
        "Write (Ana)",
    ];
    assert_eq!(named, expected);

    let moved = MEETING.replace("2026-11-24T10:00", "2026-12-01").replace("# Coffee", "# Tea\n\nNot coffee.");
    let edited = CONTACT.replace("- [ ] Ring", "Some prose.\n\n- [ ] Ring").replace("2026-11-25", "2026-12-09");
    let after = uids(&notes(&edited, &moved), (2026, 11, 22));
    for (one, other) in [
        ("Talk with Ana", "Talk with Ana"),
        ("Confirm the talk on Tue 24 Nov with Ana", "Confirm the talk on Tue 1 Dec with Ana"),
        ("Ring her (Ana)", "Ring her (Ana)"),
        ("Write (Ana)", "Write (Ana)"),
    ] {
        assert_eq!(before[one], after[other], "{one}");
    }
    let mut all: Vec<&String> = before.values().collect();
    all.dedup();
    assert_eq!(all.len(), before.len());
}

#[test]
fn what_is_over_does_not_change_with_the_day_of_the_export() {
    let held = MEETING.replace("2026-11-24T10:00", "2026-11-03T10:00\nthanked: 2026-11-04");
    let notes =
        [("people/ana.md", "---\ntype: contact\nname: Ana\ncadence: never\n---\n"), ("meetings/talk.md", &held)];
    let calendar = export(Format::Ics, &notes, TODAY);
    assert!(calendar.contains("DTSTAMP:20261103T000000Z\r\nDTSTART:20261103T100000\r\nDTEND:20261103T103000\r\n"));
    assert_eq!(calendar, export(Format::Ics, &notes, (2026, 11, 30)));
}

#[test]
fn a_time_is_universal_where_the_settings_name_a_zone() {
    let rows = [
        ("Europe/Berlin", "2026-11-24T10:00", "DTSTART:20261124T090000Z", "DTEND:20261124T093000Z"),
        ("America/New_York", "2026-11-24T23:45", "DTSTART:20261125T044500Z", "DTEND:20261125T051500Z"),
        // An hour that is skipped, and one that occurs twice.
        ("Europe/Berlin", "2027-03-28T02:30", "DTSTART:20270328T013000Z", "DTEND:20270328T020000Z"),
        ("Europe/Berlin", "2027-10-31T02:30", "DTSTART:20271031T003000Z", "DTEND:20271031T010000Z"),
        // An offset in the note counts first.
        ("Europe/Berlin", "2026-11-24T10:00-05:00", "DTSTART:20261124T150000Z", "DTEND:20261124T153000Z"),
        ("Europe/Berlin", "2026-11-24T10:00Z", "DTSTART:20261124T100000Z", "DTEND:20261124T103000Z"),
        ("Pacific/Kiritimati", "9999-12-31T00:10", "DTSTART:99991230T101000Z", "DTEND:99991230T104000Z"),
    ];
    for (zone, at, start, end) in rows {
        let config = Config { time_zone: Some(zone.parse().unwrap()), ..Config::default() };
        let notes = [("meetings/talk.md", MEETING.replace("2026-11-24T10:00", at))];
        let notes = notes.each_ref().map(|(path, text)| (*path, text.as_str()));
        let calendar = export_of(Format::Ics, &notes, &workspace(&notes, TODAY, config));
        assert!(calendar.contains(start) && calendar.contains(end), "{zone} {at}\n{calendar}");
    }
}

#[test]
fn only_exports_of_the_same_kind_are_ours() {
    let notes = [("people/ana.md", CONTACT)];
    for format in Format::ALL {
        let ours = export(format, &notes, TODAY);
        for other in Format::ALL {
            assert_eq!(is_ours(other, &ours), other == format, "{format} {other}");
        }
        // Unchanged, or as git or a spreadsheet program leaves it.
        assert!(is_ours(format, &ours.replace(['\r', '\u{feff}'], "")), "{format}");
        assert!(is_ours(format, ""), "{format}");
        for foreign in ["x", "\u{feff}", "Name,Company\r\nAna,\r\n", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "{\n}"] {
            assert!(!is_ours(format, foreign) || foreign == "\u{feff}" && format == Format::Csv, "{format} {foreign}");
        }
    }
}

/// Text as no keyboard writes it: of every kind of character, and with what formats give a meaning to.
fn hostile() -> impl Strategy<Value = String> {
    let acting = prop::sample::select(vec![
        "\n",
        "\r",
        "\r\n",
        ",",
        ";",
        ":",
        "\\",
        "\\n",
        "\"",
        "=1+1",
        "'",
        "BEGIN:VEVENT",
        "\u{feff}",
        "\u{2028}",
        "\0",
        "é",
        "語",
        "👩‍🔬",
        " ",
        "END:VCALENDAR",
    ]);
    let part = prop_oneof![3 => acting.prop_map(str::to_owned), 1 => "\\PC{0,40}", 1 => any::<String>()];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_of_notes_gives_files_that_can_be_read(
        name in hostile(), company in hostile(), phone in hostile(), tag in hostile(), channel in hostile(),
        title in hostile(), prose in hostile(), task in hostile(), question in hostile(),
    ) {
        // What opens a placeholder makes a note a template.
        let quoted = |text: &str| serde_json::to_string(&text.replace(['<', '{', '$'], "-")).unwrap();
        let contact = format!(
            "---\ntype: contact\nname: {}\ncompany: {}\nphone: {}\ntags: [{}]\n---\n{prose}\n\n- [ ] {task} 📅 2026-11-25\n",
            quoted(&name), quoted(&company), quoted(&phone), quoted(&tag),
        );
        let meeting = format!(
            "---\ntype: meeting\nwith: \"[[ana]]\"\ndate: 2026-11-24T10:00\nchannel: {}\n---\n# {title}\n## Questions\n- [ ] {question}\n",
            quoted(&channel),
        );
        let notes = [("people/ana.md", contact.as_str()), ("meetings/talk.md", meeting.as_str())];
        let workspace = workspace(&notes, TODAY, Config::default());
        let export = |format| export_of(format, &notes, &workspace);
        let (_, person, known) = workspace.index.contacts().next().unwrap();

        unfolded(&export(Format::Ics));
        let card = unfolded(&export(Format::Vcard));
        // `Rivera, Sam` is turned around.
        let is_turned = person.title.contains(',');
        prop_assert!(is_turned || unescaped(&card, "FN") == visible(&person.title));
        prop_assert_eq!(card.iter().filter(|line| *line == "BEGIN:VCARD").count(), 1);
        prop_assert!(!card.iter().any(|line| line.split(':').next().unwrap().contains("CHARSET")));

        let sheet = export(Format::Csv);
        let mut reader = ::csv::Reader::from_reader(sheet.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(rows.len(), 1);
        let cell = |at: usize| rows[0].get(at).unwrap().trim_start_matches('\'').to_owned();
        prop_assert_eq!(cell(0), visible(&person.title).trim_start_matches('\'').to_owned());
        prop_assert_eq!(cell(1), visible(known.company.as_deref().unwrap_or_default()).trim_start_matches('\'').to_owned());

        let json: serde_json::Value = serde_json::from_str(&export(Format::Json)).unwrap();
        prop_assert_eq!(json["contacts"][0]["name"].as_str().unwrap(), &*person.title);
        prop_assert_eq!(json["meetings"].as_array().unwrap().len(), 1);
    }
}
