//! Exports as others read them: Python's `csv`, `icalendar` and `vobject`, none of which shares code with the program.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::hostile_text::ACTIVE;
use harness::vault::TestVault;

/// Debian's, which has the modules that Debian packages.
const PYTHON: &str = "/usr/bin/python3";

/// Returns what a script prints that reads an export from its standard input; `None` where it has not what it needs.
fn read_by(script: &str, modules: &str, export: &str) -> Option<Value> {
    let has_modules = Command::new(PYTHON).args(["-c", &format!("import {modules}")]).stderr(Stdio::null()).status();
    if !has_modules.is_ok_and(|status| status.success()) {
        eprintln!("skipped: python3 has no {modules}");
        return None;
    }
    let script = format!("import sys, io, json, {modules}\nbytes = sys.stdin.buffer.read()\n{script}");
    let mut python = Command::new(PYTHON);
    let mut child = python.args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let bytes = export.as_bytes().to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success(), "{script}");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// The example, the golden case, and a vault of text that acts somewhere.
fn vaults() -> [TestVault; 3] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut hostile = TestVault::new();
    for (at, text) in ACTIVE.iter().enumerate() {
        let quoted = serde_json::to_string(text).unwrap();
        hostile = hostile
            .note(
                &format!("people/p{at}.md"),
                &format!("---\ntype: contact\nname: {quoted}\nphone: {quoted}\ntags: [{quoted}]\n---\n{text}\n\n- [ ] {text} 📅 2026-11-25\n"),
            )
            .note(
                &format!("meetings/m{at}.md"),
                &format!("---\ntype: meeting\nwith: \"[[p{at}]]\"\ndate: 2026-11-24T10:00\nchannel: {quoted}\n---\n# {text}\n## Questions\n- [ ] {text}\n"),
            );
    }
    let copy = |folder: &str| TestVault::new().copy_of(&root.join(folder));
    [copy("example-vault"), copy("tests/cases/export/vault"), hostile]
}

/// Returns an export, and everything as JSON.
fn exported(vault: &TestVault, format: &str) -> (String, Value) {
    let run = |format: &str| {
        let output = vault.run(["export", format]);
        assert_eq!(output.code, Some(0), "{}", output.stderr);
        output.stdout
    };
    (run(format), serde_json::from_str(&run("json")).unwrap())
}

/// Returns the values of a field, those of `more` fields joined by a bar, in order.
fn sorted(rows: &Value, line: impl Fn(&Value) -> Option<String>) -> Vec<String> {
    let mut lines: Vec<String> = rows.as_array().unwrap().iter().filter_map(line).collect();
    lines.sort();
    lines
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_spreadsheet_is_read_by_another_program() {
    let script = "print(json.dumps(list(csv.DictReader(io.StringIO(bytes.decode('utf-8-sig'), newline='')))))";
    for vault in vaults() {
        let (export, all) = exported(&vault, "csv");
        let Some(read) = read_by(script, "csv", &export) else { return };
        let plain = |text: String| text.trim_start_matches('\'').to_owned();
        let fields = |row: &Value, fields: [&str; 4]| Some(fields.map(|field| plain(text(&row[field]))).join("|"));
        assert_eq!(
            sorted(&read, |row| fields(row, ["Name", "Company", "Phone", "File"])),
            sorted(&all["contacts"], |row| fields(row, ["name", "company", "phone", "note"])),
        );
    }
}

#[test]
fn the_calendar_is_read_by_two_other_programs() {
    let by_icalendar = "calendar = icalendar.Calendar.from_ical(bytes)\n\
        assert not calendar.errors and not any(event.errors for event in calendar.walk())\n\
        print(json.dumps([[str(event['UID']), event['DTSTART'].dt.isoformat(), event['DTEND'].dt.isoformat(), \
        str(event['SUMMARY']), str(event['DESCRIPTION']), len(event.walk('VALARM'))] for event in calendar.walk('VEVENT')]))";
    let by_vobject = "calendar = vobject.readOne(bytes.decode())\n\
        print(json.dumps([[event.uid.value, event.dtstart.value.isoformat(), event.dtend.value.isoformat(), \
        event.summary.value, event.description.value, len(getattr(event, 'valarm_list', []))] \
        for event in calendar.vevent_list]))";
    for vault in vaults() {
        let (export, all) = exported(&vault, "ics");
        let Some(read) = read_by(by_icalendar, "icalendar", &export) else { return };
        let events = read.as_array().unwrap();
        let notes = |rows: &Value, field: &str| {
            sorted(rows, |row| row[field].is_string().then(|| format!("Note: {}", text(&row["note"]))))
        };
        let mut expected = notes(&all["meetings"], "date");
        expected.extend(notes(&all["follow_ups"], "due"));
        expected.sort();
        assert_eq!(sorted(&read, |event| Some(text(&event[4]).lines().next_back().unwrap().to_owned())), expected);
        let mut uids = sorted(&read, |event| Some(text(&event[0])));
        uids.dedup();
        assert_eq!(uids.len(), events.len());
        assert!(events.iter().all(|event| text(&event[1]) < text(&event[2])));
        assert!(events.iter().any(|event| event[5] == 2), "no talk has its reminders");
        let Some(again) = read_by(by_vobject, "vobject", &export) else { continue };
        assert_eq!(again.as_array().unwrap().len(), events.len());
        for (event, again) in events.iter().zip(again.as_array().unwrap()) {
            // icalendar 4 takes an escaped backslash before an `n` for a line break.
            let fields = (0..6).filter(|at| !text(&again[at]).contains('\\'));
            fields.for_each(|at| assert_eq!(event[at], again[at]));
        }
        let expected = sorted(&all["follow_ups"], |row| row["due"].is_string().then(|| text(&row["what"])));
        let mut summaries =
            sorted(&again, |event| Some(text(&event[3])).filter(|text| !text.starts_with("Talk with ")));
        summaries.sort();
        assert_eq!(summaries, expected);
    }
}

#[test]
fn the_address_cards_are_read_by_another_program() {
    let script = "print(json.dumps([[card.fn.value, card.uid.value, card.org.value[0] if hasattr(card, 'org') else None, \
        ', '.join(tel.value for tel in getattr(card, 'tel_list', [])) or None] \
        for card in vobject.readComponents(bytes.decode())]))";
    for vault in vaults() {
        let (export, all) = exported(&vault, "vcard");
        let Some(read) = read_by(script, "vobject", &export) else { return };
        assert_eq!(
            sorted(&read, |card| Some(format!("{}|{}|{}", text(&card[0]), text(&card[2]), text(&card[3])))),
            sorted(&all["contacts"], |row| {
                Some(format!("{}|{}|{}", text(&row["name"]), text(&row["company"]), text(&row["phone"])))
            }),
        );
    }
}

#[test]
fn a_page_is_kept_up_to_date_until_somebody_types_into_it() {
    let vault = TestVault::new()
        .copy_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("example-vault"))
        .file("coffeechat.yaml", b"outputs: {html: page.html}\n");
    let page = || std::fs::read_to_string(vault.path().join("page.html")).unwrap();
    let run = |args: &[&str]| vault.run(args).code;
    assert_eq!((run(&["build"]), run(&["build", "--check"])), (Some(0), Some(0)));
    let first = page();
    assert_eq!(first, vault.run(["export", "html"]).stdout);
    // Another machine made one that this machine never wrote, and git changed its line ends.
    let other = vault.run(["export", "html", "--today", "2026-11-19"]).stdout;
    vault.write("page.html", other.replace('\n', "\r\n").as_bytes());
    assert_eq!(run(&["build", "--today", "2026-11-22"]), Some(0));
    let second = page();
    assert!(second != first && second.contains("22\u{a0}November"));
    vault.write("page.html", second.replace("</main>", "<p>Mine</p></main>").as_bytes());
    let refused = vault.run(["build", "--today", "2026-11-23"]);
    assert_eq!(refused.code, Some(2), "{}", refused.stderr);
    assert!(page().contains("Mine"));
    assert_eq!(run(&["build", "--force", "--today", "2026-11-23"]), Some(0));
    assert!(!page().contains("Mine"));
    vault.write("page.html", b"<!DOCTYPE html>\n<p>Mine</p>\n");
    assert_eq!(run(&["build"]), Some(2));
    assert!(page().contains("Mine"));
}
