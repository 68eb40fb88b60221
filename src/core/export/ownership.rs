//! Checks whether an export on the disk contains only text from the notes, so that a newer one may take its place.
//!
//! Both texts are split into things (a person, an event), and these into fields (a cell, a property). A field that a
//! calendar or spreadsheet program has removed or emptied is no loss. A field that somebody has added or changed is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::core::model::Format;

use super::{html, spreadsheet};

/// The fields of each thing of an export, by the key of the thing.
type Things = BTreeMap<String, BTreeSet<String>>;

/// Returns the name of the first thing that has a field in an export that a newer export lacks; `None` if there is
/// nothing to lose.
#[must_use]
pub(crate) fn typed(format: Format, old: &str, new: &str) -> Option<String> {
    // A page reads otherwise every day, so it says itself whether somebody changed it.
    if format == Format::Html {
        return (!html::is_as_made(old)).then(String::new);
    }
    let (Some(old), Some(new)) = (things(format, old), things(format, new)) else {
        return Some(String::new());
    };
    let is_lost = |(name, said): &(&String, &BTreeSet<String>)| new.get(*name).is_none_or(|new| !said.is_subset(new));
    old.iter().find(is_lost).map(|(name, said)| title(said).unwrap_or_else(|| name.clone()))
}

/// Returns the name of an event or a card for people, who do not know its UID.
fn title(said: &BTreeSet<String>) -> Option<String> {
    let value = |line: &String| {
        let (property, value) = line.split_once(':')?;
        matches!(property.split(';').next(), Some("SUMMARY" | "FN")).then(|| value.replace('\\', ""))
    };
    said.iter().find_map(value)
}

/// Splits an export into its things; `None` for a text that is not an export.
fn things(format: Format, text: &str) -> Option<Things> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    match format {
        Format::Csv => rows(&text),
        Format::Ics => Some(components(&text, "VEVENT")),
        Format::Vcard => Some(components(&text, "VCARD")),
        Format::Json => fields(&text),
        Format::Html => None,
    }
}

/// Returns the people of a spreadsheet, each with the cells that are not empty.
fn rows(text: &str) -> Option<Things> {
    let delimiter = spreadsheet::delimiter(text).unwrap_or(b',');
    let mut reader = ::csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let head = reader.headers().ok()?.clone();
    let mut things = Things::new();
    for record in reader.records() {
        let record = record.ok()?;
        let cell = |name: &str| head.iter().position(|other| other == name).and_then(|at| record.get(at));
        let name = cell("File").filter(|file| !file.is_empty()).or_else(|| cell("Name")).unwrap_or_default();
        let cells = record.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
        let cells = cells.map(|(at, cell)| format!("{}\0{cell}", head.get(at).unwrap_or_default()));
        let said = things.entry(name.to_owned()).or_default();
        said.extend(cells);
    }
    // Empty lines do not count.
    things.retain(|name, said| !name.is_empty() || !said.is_empty());
    Some(things)
}

/// Returns the events of a calendar or the cards of an address book, each with its properties, and the text around
/// them. The time of the export is not a field.
fn components(text: &str, kind: &str) -> Things {
    let (begin, end) = (format!("BEGIN:{kind}"), format!("END:{kind}"));
    let unfolded = text.replace("\n ", "").replace("\n\t", "");
    let mut things = Things::new();
    let mut open: Option<(String, BTreeSet<String>)> = None;
    for line in unfolded.lines().filter(|line| !line.is_empty() && !line.ends_with(':')) {
        if line == begin {
            open = Some((String::new(), BTreeSet::new()));
        } else if line == end {
            if let Some((uid, said)) = open.take() {
                things.entry(uid).or_default().extend(said);
            }
        } else if let Some((uid, said)) = &mut open {
            if let Some(named) = line.strip_prefix("UID:") {
                uid.replace_range(.., named);
            }
            if !line.starts_with("DTSTAMP") {
                said.insert(line.to_owned());
            }
        } else {
            things.entry(String::new()).or_default().insert(line.to_owned());
        }
    }
    things.extend(open.map(|(uid, said)| (format!("{uid}, which does not end"), said)));
    things
}

/// Returns the rows of all lists of a JSON text, each with its fields, and the fields outside the lists except the day.
fn fields(text: &str) -> Option<Things> {
    let Ok(Value::Object(lists)) = serde_json::from_str(text) else { return None };
    let mut things = Things::new();
    for (list, value) in lists.iter().filter(|(name, _)| *name != "today") {
        let Value::Array(rows) = value else {
            things.entry(String::new()).or_default().insert(format!("{list}\0{value}"));
            continue;
        };
        for row in rows {
            let name = ["id", "note", "text", "message"].iter().find_map(|key| row.get(key)?.as_str());
            let said = things.entry(format!("{list}: {}", name.unwrap_or_default())).or_default();
            match row {
                Value::Object(row) => {
                    let is_said = |value: &Value| !value.is_null() && *value != Value::Array(Vec::new());
                    said.extend(
                        row.iter().filter(|(_, value)| is_said(value)).map(|(key, value)| format!("{key}\0{value}")),
                    );
                }
                other => drop(said.insert(other.to_string())),
            }
        }
    }
    Some(things)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: &str = "BEGIN:VCARD\r\nUID:a\r\nFN:Ann\r\nNOTE:a long\r\n er one\r\nEND:VCARD\r\n";
    const CALENDAR: &str = "BEGIN:VCALENDAR\r\nX:y\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:2\r\nSUMMARY:Talk\r\n\
        BEGIN:VALARM\r\nTRIGGER:-P1D\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    const TABLE: &str = "\u{feff}Name,Phone,File\r\nAnn,1,people/ann.md\r\nBo,,people/bo.md\r\n";
    const JSON: &str = r#"{"generator": "coffeechat", "today": "2026-11-21", "contacts":
        [{"name": "Ann", "note": "people/ann.md", "tags": ["a"], "company": null}]}"#;

    #[test]
    fn what_was_typed_into_an_export_was_overwritten() {
        let rows = [
            (Format::Csv, TABLE.replace("Bo,,people/bo.md", "Bo,555,people/bo.md"), Some("people/bo.md")),
            (Format::Csv, format!("{TABLE}Plumber,555,\r\n"), Some("Plumber")),
            (Format::Csv, format!("{TABLE},,,555\r\n"), Some("")),
            (Format::Csv, TABLE.replace("Ann,1,", "Ann,2,"), Some("people/ann.md")),
            (Format::Csv, TABLE.replace(",File", ",File,Mine").replace("bo.md", "bo.md,x"), Some("people/bo.md")),
            // Emptied, left out, saved with other line ends, or with empty lines.
            (Format::Csv, TABLE.replace("Ann,1,", "Ann,,"), None),
            (Format::Csv, TABLE.replace("Bo,,people/bo.md\r\n", ""), None),
            (Format::Csv, TABLE.replace(['\r', '\u{feff}'], "") + ",,\n", None),
            (Format::Vcard, CARD.replace("FN:Ann", "FN:Ann\r\nTEL:555"), Some("Ann")),
            (Format::Vcard, CARD.to_owned() + &CARD.replace("UID:a", "UID:b"), Some("Ann")),
            (Format::Vcard, CARD.replace("\r\n er", "er").replace("END:VCARD", "TEL:\r\nEND:VCARD"), None),
            (Format::Vcard, String::new(), None),
            (
                Format::Ics,
                CALENDAR.replace("END:VCALENDAR", "BEGIN:VEVENT\r\nUID:2\r\nEND:VEVENT\r\nEND:VCALENDAR"),
                Some("2"),
            ),
            (
                Format::Ics,
                CALENDAR.replace("SUMMARY:Talk", "SUMMARY;LANGUAGE=en:Dentist\\, 9:00"),
                Some("Dentist, 9:00"),
            ),
            (Format::Ics, CALENDAR.replace("-P1D", "-P2D"), Some("Talk")),
            (Format::Ics, CALENDAR.replace("X:y", "X:z"), Some("")),
            (Format::Ics, CALENDAR.replace("DTSTAMP:2", "DTSTAMP:1").replace('\r', ""), None),
            (Format::Json, JSON.replace("\"Ann\"", "\"Anne\""), Some("contacts: people/ann.md")),
            (Format::Json, JSON.replace("[{", "[\"x\", {"), Some("contacts: ")),
            (Format::Json, JSON.replace("null", "\"Acme\""), Some("contacts: people/ann.md")),
            (Format::Json, JSON.replace("11-21", "11-20").replace("[\"a\"]", "[]"), None),
            (Format::Json, String::from("{"), Some("")),
        ];
        for (format, old, expected) in rows {
            let new = match format {
                Format::Csv => TABLE,
                Format::Ics => CALENDAR,
                Format::Vcard => CARD,
                Format::Json => JSON,
                Format::Html => unreachable!(),
            };
            assert_eq!(typed(format, new, new), None);
            assert_eq!(typed(format, &old, new).as_deref(), expected, "{old}");
        }
    }
}
