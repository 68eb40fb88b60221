//! The spreadsheet: a row for each contact.

use crate::core::base::escape::visible;
use crate::core::lists::View;
use crate::core::lists::csv::{self, Style};
use crate::core::model::Day;
use crate::core::syntax::block::filter::Filter;

use super::ReadNote;
use super::person::{ExportedPerson, known};
use super::prose::with_prose;

/// The columns, with names that an import understands.
const HEAD: [&str; 18] = [
    "Name",
    "Company",
    "Role",
    "Email",
    "Phone",
    "LinkedIn",
    "State",
    "Ask",
    "Meetings",
    "Meeting days",
    "Last contact",
    "Next step",
    "Next step due",
    "Source",
    "Referred by",
    "Tags",
    "Notes",
    "File",
];

/// The separator between the values of one cell.
const BETWEEN: &str = "; ";

/// Returns the spreadsheet.
pub(super) fn text(view: &View<'_>, filter: &Filter, read: ReadNote<'_>) -> String {
    let people = with_prose(known(view, filter), &view.config.words(), read);
    written(&people.into_iter().map(|(known, prose)| cells(&known, prose)).collect::<Vec<_>>())
}

/// Returns whether a text is a spreadsheet with our columns, with any quotes and separators: a spreadsheet program may
/// have saved it.
pub(super) fn is_ours(text: &str) -> bool {
    delimiter(text).is_some()
}

/// Returns the separator of the cells of a spreadsheet with our columns, `Ask` or not: older versions had none.
pub(super) fn delimiter(text: &str) -> Option<u8> {
    let text = text.trim_start_matches('\u{feff}');
    let has_head = |delimiter: &u8| {
        let mut reader = ::csv::ReaderBuilder::new().delimiter(*delimiter).flexible(true).from_reader(text.as_bytes());
        let before = HEAD.into_iter().filter(|name| *name != "Ask");
        reader.headers().is_ok_and(|head| head.iter().eq(HEAD) || head.iter().eq(before))
    };
    [b',', b';', b'\t'].into_iter().find(has_head)
}

fn written(rows: &[[String; HEAD.len()]]) -> String {
    let mut out = Vec::new();
    let rows = rows.iter().map(|row| row.iter().map(String::as_str));
    match csv::write(&mut out, Style::Spreadsheet, &HEAD, rows) {
        Ok(()) => String::from_utf8(out).unwrap_or_default(),
        // Writing to memory cannot fail, and every row has the right number of cells.
        Err(_) => String::new(),
    }
}

fn cells(known: &ExportedPerson<'_>, prose: String) -> [String; HEAD.len()] {
    let line = |text: &str| visible(text).into_owned();
    let text = |text: &Option<Box<str>>| line(text.as_deref().unwrap_or_default());
    let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    let talks = known.talks();
    let (next, due) = known.next_step();
    [
        line(&known.note.title),
        text(&known.contact.company),
        text(&known.contact.role),
        text(&known.contact.email),
        line(known.property("phone")),
        line(known.property("linkedin")),
        known.row.standing.state.as_str().to_owned(),
        String::from(if known.contact.is_known { "no" } else { "" }),
        talks.len().to_string(),
        talks.iter().map(Day::to_string).collect::<Vec<_>>().join(BETWEEN),
        day(known.row.standing.last_touch.map(|touch| touch.day)),
        line(&next),
        day(due),
        line(known.property("source")),
        line(&known.referrers().join(BETWEEN)),
        line(&known.note.tags.iter().map(|tag| &**tag).collect::<Vec<_>>().join(BETWEEN)),
        prose,
        line(known.note.path.as_str()),
    ]
}
