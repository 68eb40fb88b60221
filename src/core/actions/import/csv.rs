//! Reads CSV tables of any program, with any header and delimiter. There may be lines of notes above the header.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use ::csv::{ReaderBuilder, StringRecord};

use crate::core::base::text::{fold_name, slice};
use crate::core::parse::NoteParser;
use crate::core::syntax::date::ProvenOrder;

use super::fields::{DayReading, Field};
use super::mapping::{self, Column, ColumnMapping};
use super::person::{self, Person};
use super::{Fault, Format, ImportEntry, Sheet};

/// The characters that may separate two cells.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// The most lines above the header.
const LONGEST_PREAMBLE: usize = 20;

/// A row of a table, with its place in the file.
struct Record {
    span: Range<usize>,
    cells: StringRecord,
}

/// Reads a table of people.
///
/// # Errors
///
/// If no column holds names, or if `wishes` names a column that does not exist.
pub(super) fn read(
    text: &str,
    format: Option<Format>,
    wishes: &[ColumnMapping],
    parser: &NoteParser<'_>,
) -> Result<Sheet, String> {
    let is_known = |header: &str| {
        mapping::guess(header, parser).is_some()
            || wishes.iter().any(|wish| fold_name(&wish.header) == fold_name(header))
    };
    let text = &*of_note(text, &is_known);
    let (start, delimiter) = header(text, &is_known);
    let mut records = records(text, start, delimiter);
    let headers: Vec<String> = match records.next() {
        Some(record) => record.cells.iter().map(|cell| cell.trim().to_owned()).collect(),
        None => return Err(String::from("it is empty")),
    };
    let columns = mapping::columns(&headers, wishes, parser)?;
    if !columns.iter().any(|column| column.field.as_ref().is_some_and(is_name)) {
        return Err(format!(
            "no column for names was found among {}; name it with `--map \"{}=name\"`",
            mapping::quoted(&headers),
            headers.first().map_or("Column", String::as_str)
        ));
    }
    // The settings tell the order of dates, or else those dates that can have only one.
    let vocabulary = parser.vocabulary();
    let mut proven = ProvenOrder::default();
    proven.count_all(slice(text, start..text.len()));
    let order = vocabulary.order.or_else(|| proven.order().map(|(order, _)| order));
    let days = DayReading { order, read_on: vocabulary.read_on };
    let (mut line, mut counted) = (1, 0);
    let entries = records.filter(|record| record.cells.iter().any(|cell| !cell.trim().is_empty())).map(|record| {
        line += newlines(slice(text, counted..record.span.start));
        counted = record.span.start;
        ImportEntry { line, person: person(&columns, &record, (slice(text, record.span.clone()), delimiter), days) }
    });
    let mut entries: Vec<ImportEntry> = entries.collect();
    let odd = entries.iter().filter_map(|entry| entry.person.as_ref().ok()?.odd_state.clone());
    let odd_states = odd.collect::<BTreeSet<_>>().into_iter().collect();
    let format = format.unwrap_or_else(|| self::format(&headers, &columns));
    let is_sign = |column: &Column| matches!(&column.field, Some(Field::Key(name, key)) if person::is_sign(name, *key));
    let has_state = |entry: &ImportEntry| entry.person.as_ref().is_ok_and(|person| person.state.is_some());
    if format == Format::Csv && (columns.iter().any(is_sign) || entries.iter().any(has_state)) {
        entries.iter_mut().filter_map(|entry| entry.person.as_mut().ok()).for_each(|person| person.is_listed = true);
    }
    Ok(Sheet { format, columns, unused: Vec::new(), odd_states, left_out: Vec::new(), entries })
}

const fn is_name(field: &Field) -> bool {
    matches!(field, Field::Name | Field::FirstName | Field::LastName)
}

/// Returns how many line ends a text has: `\n`, `\r` or `\r\n`.
fn newlines(text: &str) -> u64 {
    let feeds = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    (feeds + text.matches('\r').count() - text.matches("\r\n").count()) as u64
}

/// Returns the format that these headers belong to.
fn format(headers: &[String], columns: &[Column]) -> Format {
    let has = |name: &str| headers.iter().any(|header| header.eq_ignore_ascii_case(name));
    if columns.iter().any(|column| column.field == Some(Field::connected())) {
        Format::LinkedIn
    } else if has("E-mail 1 - Value") || has("Group Membership") {
        Format::Google
    } else {
        Format::Csv
    }
}

/// Returns the offset of the header, and its delimiter. The header is the first line with a name and another known
/// column, else the first line with a name, else the first line.
fn header(text: &str, is_known: &dyn Fn(&str) -> bool) -> (usize, u8) {
    let mut at = 0;
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n').take(LONGEST_PREAMBLE) {
        if !line.trim().is_empty() {
            lines.push((at, line));
        }
        at += line.len();
    }
    let scored: Vec<(usize, u8, usize, bool)> = lines
        .iter()
        .filter_map(|(at, line)| {
            // If two delimiters give the same number of known columns, the one that gives more cells wins.
            let best = DELIMITERS.iter().rev().map(|delimiter| {
                let cells = first(line, *delimiter);
                let known = cells.iter().filter(|cell| is_known(cell)).count();
                let is_named = cells.iter().any(|cell| mapping::letters(cell).contains("name") || is_known(cell));
                ((known, cells.len()), (*at, *delimiter, known, is_named && known > 0))
            });
            best.max_by_key(|(score, _)| *score).map(|(_, scored)| scored)
        })
        .collect();
    let found = scored
        .iter()
        .find(|(.., known, is_named)| *is_named && *known > 1)
        .or_else(|| scored.iter().find(|(.., is_named)| *is_named))
        .or(scored.first());
    found.map_or((0, b','), |(at, delimiter, ..)| (*at, *delimiter))
}

/// Returns the table of a note as rows with `|` between their cells, on the lines where they stand; any other text as it
/// is.
fn of_note<'t>(text: &'t str, is_known: &dyn Fn(&str) -> bool) -> Cow<'t, str> {
    let is_rule = |line: &str| {
        let line = line.trim();
        line.starts_with('|') && line.contains("--") && line.bytes().all(|byte| b"|-: ".contains(&byte))
    };
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let is_csv = || {
        let cells = [b',', b';', b'\t'].map(|delimiter| first(head, delimiter));
        cells.iter().any(|cells| cells.len() > 1 && cells.iter().any(is_known))
    };
    if !text.lines().any(is_rule) || is_csv() {
        return Cow::Borrowed(text);
    }
    let row = |line: &str| {
        let cells = line.trim().strip_prefix('|').filter(|_| !is_rule(line)).unwrap_or_default();
        format!("{}\n", cells.strip_suffix('|').unwrap_or(cells).replace("[[", "").replace("]]", ""))
    };
    Cow::Owned(text.lines().map(row).collect())
}

/// Returns the cells of the first row of a text.
fn first(line: &str, delimiter: u8) -> StringRecord {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(line.as_bytes());
    reader.records().next().and_then(Result::ok).unwrap_or_default()
}

/// Returns the rows of a text from the offset `start` on, each with its place.
fn records(text: &str, start: usize, delimiter: u8) -> impl Iterator<Item = Record> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(slice(text, start..text.len()).as_bytes());
    let place =
        move |position: &::csv::Position| start + usize::try_from(position.byte()).unwrap_or(usize::MAX - start);
    std::iter::from_fn(move || {
        let mut cells = StringRecord::new();
        let from = place(reader.position());
        // Reading cannot fail: the text is in memory, it is UTF-8, and rows may have any number of cells.
        let is_there = reader.read_record(&mut cells).unwrap_or(false);
        let span = slice(text, from..place(reader.position()));
        let blank = span.len() - span.trim_start_matches(['\r', '\n']).len();
        is_there.then(|| Record { span: from + blank..from + span.len(), cells })
    })
}

/// Returns the person of a row.
fn person(
    columns: &[Column],
    record: &Record,
    (raw, delimiter): (&str, u8),
    days: DayReading,
) -> Result<Person, Fault> {
    let broken = |why: String| Err(Fault::Broken(why));
    if let Some(why) = quoting(raw, delimiter) {
        return broken(why.to_owned());
    }
    let (cells, wanted) = (record.cells.len(), columns.len());
    let is_too_long = record.cells.iter().skip(wanted).any(|cell| !cell.trim().is_empty());
    if is_too_long || cells < wanted {
        return broken(format!("the header has {wanted} cells, but this row has {cells}"));
    }
    let pairs = columns.iter().zip(&record.cells);
    Person::from_cells(pairs.filter_map(|(column, cell)| Some((column.field.as_ref()?, cell))), days)
}

/// Returns what is wrong with the quotes of a row; `None` if they are correct.
fn quoting(raw: &str, delimiter: u8) -> Option<&'static str> {
    let mut bytes = raw.trim_end_matches(['\r', '\n']).bytes().peekable();
    loop {
        if bytes.next_if_eq(&b'"').is_none() {
            // In a cell that does not start with a quote, quotes are ordinary characters.
            loop {
                match bytes.next() {
                    Some(byte) if byte == delimiter => break,
                    Some(_) => {}
                    None => return None,
                }
            }
            continue;
        }
        loop {
            match bytes.next() {
                Some(b'"') if bytes.next_if_eq(&b'"').is_none() => break,
                Some(_) => {}
                None => return Some("a quoted cell has no closing quote"),
            }
        }
        match bytes.next() {
            Some(byte) if byte == delimiter => {}
            Some(_) => return Some("there is text after a closing quote; quote the whole cell"),
            None => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::config::Config;

    fn sheet(text: &str) -> Result<Sheet, String> {
        let config = Config::default();
        read(text, None, &[], &NoteParser::new(&config))
    }

    fn people(text: &str) -> Vec<String> {
        let entries = sheet(text).unwrap().entries.into_iter();
        let shown = entries.map(|entry| match entry.person {
            Ok(person) => {
                let keys = person.keys.iter().map(|(name, _, values)| format!(" {name}={}", values.join("|")));
                format!("{} {}{}", entry.line, person.name, keys.collect::<String>())
            }
            Err(Fault::Broken(why)) => format!("{} {why}", entry.line),
            Err(Fault::Nameless) => format!("{} nobody", entry.line),
        });
        shown.collect()
    }

    #[test]
    fn delimiters_and_line_ends_are_recognized() {
        for text in [
            "Name,Company\nAnn Lee,Acme\n",
            "Name;Company\r\nAnn Lee;Acme\r\n",
            "Name\tCompany\nAnn Lee\tAcme",
            "\n\n\"Name\";\"Company\"\n\"Ann Lee\";\"Acme\"\n\n\n",
            "Contacts of 2026\nexported, for me\n\nName,Company\nAnn Lee,Acme\n",
        ] {
            let people = people(text);
            assert!(people.len() == 1 && people[0].ends_with("Ann Lee company=Acme"), "{text:?}: {people:?}");
        }
        assert_eq!(people("Name\nAnn Lee\n"), ["2 Ann Lee"]);
        assert_eq!(people("Name;Notes\nAnn, Lee;a,b,c\n"), ["2 Lee Ann"]);
    }

    #[test]
    fn a_table_of_a_note_and_its_days_without_a_year_were_refused() {
        let text = "# Suivi\n\n| Qui | Demandé le | Réponse | RDV |\n|---|:--|---|---|\n| Ann Lee | 8/9/2026 | oui | 17/9 |\n\
                    | [[Bo Diaz]] | 23/9 | - (relancé) | |\n\nFin.\n";
        let config = Config { read_on: "2026-11-30".parse().ok(), ..Config::default() };
        let sheet = read(text, None, &[], &NoteParser::new(&config)).unwrap();
        let shown: Vec<String> = sheet
            .entries
            .iter()
            .map(|entry| {
                let person = entry.person.as_ref().unwrap();
                let keys = person.keys.iter().map(|(name, _, values)| format!(" {name}={}", values.join("|")));
                format!("{} {}{} {:?}", entry.line, person.name, keys.collect::<String>(), person.state)
            })
            .collect();
        let expected = ["5 Ann Lee requested=2026-09-08 Some(Replied)", "6 Bo Diaz requested=2026-09-23 None"];
        assert_eq!(shown, expected);
        let in_a_cell = "Name,Notes\nAnn Lee,\"| a | b |\n|---|---|\"\n";
        assert_eq!(people(in_a_cell), ["2 Ann Lee"], "a table within a cell is text");
    }

    #[test]
    fn the_notes_above_a_linkedin_export_are_skipped() {
        let text = "Notes:\n\"When exporting your connection data, you may notice that some addresses, such as \
                    \"\"mail\"\", are missing.\"\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
                    Ann,Lee,https://www.linkedin.com/in/ann-lee,,Acme,Engineer,21 Nov 2026\n";
        let read = sheet(text).unwrap();
        assert_eq!(read.format, Format::LinkedIn);
        assert_eq!(
            people(text),
            ["5 Ann Lee linkedin=https://www.linkedin.com/in/ann-lee company=Acme role=Engineer connected=2026-11-21"]
        );
    }

    #[test]
    fn broken_rows_are_reported_with_their_line() {
        let rows: [(&str, &[&str]); 9] = [
            ("Ann,Acme\n\nBo\n", &["2 Ann company=Acme", "4 the header has 2 cells, but this row has 1"]),
            ("Ann,Acme,,\nBo,X,y\n", &["2 Ann company=Acme", "3 the header has 2 cells, but this row has 3"]),
            ("\"Ann\",\"a\nb\"\nBo,X\n", &["2 Ann company=a b", "4 Bo company=X"]),
            ("Ann,\"Acme\nBo,X\n", &["2 a quoted cell has no closing quote"]),
            (
                "\"Ann\" Lee,Acme\nBo,X\n",
                &["2 there is text after a closing quote; quote the whole cell", "3 Bo company=X"],
            ),
            ("Ann \"The\" Lee,\"\"\"Acme\"\"\"\n", &["2 Ann \"The\" Lee company=\"Acme\""]),
            ("A\0nn,x\n", &["2 it holds a NUL byte"]),
            (",Acme\n", &["2 nobody"]),
            (",\n , \nBo,X", &["4 Bo company=X"]),
        ];
        for (text, expected) in rows {
            assert_eq!(people(&format!("Name,Company\n{text}")), expected, "{text:?}");
        }
    }

    #[test]
    fn a_table_without_names_is_refused_with_its_headers() {
        let why = sheet("Ort,Haus\nAnn,Acme\n").unwrap_err();
        assert!(why.contains("among \"Ort\", \"Haus\"; name it with `--map \"Ort=name\"`"), "{why}");
        assert!(sheet("just words\n").is_err());
    }
}
