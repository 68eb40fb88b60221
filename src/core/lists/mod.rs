//! The lists of every front end: what a filter leaves, and its rows for a terminal, a spreadsheet, a program and an
//! export.
//!
//! The fields of a row are those of its JSON, which `docs/json.md` promises.

mod contacts;
pub(crate) mod csv;
mod follow_ups;
pub(crate) mod json;
mod matching;
mod meetings;
mod problems;
mod questions;
mod select;
mod view;

use serde::Serialize;

use crate::core::index::{NoteId, Person};
use crate::core::model::Day;

pub use contacts::ContactRow;
pub(crate) use contacts::contacts;
pub use follow_ups::FollowUpRow;
pub(crate) use follow_ups::follow_ups;
pub use meetings::MeetingRow;
pub(crate) use meetings::{list_meetings, meetings};
pub(crate) use problems::ProblemRow;
pub(crate) use questions::questions;
pub use questions::{AskingRow, QuestionRow};
pub(crate) use select::count_follow_ups;
pub(crate) use select::{ListedContact, select_contacts, select_follow_ups, select_meetings};
pub(crate) use view::View;

/// A row of a list.
pub(crate) trait ListRow: Serialize {
    /// The names of the columns.
    const HEAD: &'static [&'static str];
    /// The columns that a terminal has room for; the others repeat them or matter less.
    const TERMINAL: &'static [&'static str];

    /// Returns the row's cells, one for each column.
    fn cells(&self) -> Vec<String>;
}

fn names(view: &View<'_>, people: &[Person]) -> Vec<String> {
    people.iter().map(|person| view.index.name(person).to_owned()).collect()
}

fn path(view: &View<'_>, id: NoteId) -> String {
    view.index.note(id).path.as_str().to_owned()
}

/// Returns the cell of a text that may be missing.
fn text(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

/// Returns the cell of a day that may be missing.
fn day(day: Option<Day>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}
