//! The lists of every front end: what a filter leaves, and its rows for a terminal, a spreadsheet, a program and an
//! export.
//!
//! The fields of a row are those of its JSON, which `docs/json.md` promises.

mod contacts;
pub(crate) mod csv;
mod follow_ups;
pub(crate) mod json;
mod lines;
mod matching;
mod meetings;
mod problems;
mod questions;
mod select;
mod status;
mod view;

use serde::Serialize;

use crate::core::index::{NoteId, Person};
use crate::core::model::Day;

pub use contacts::ContactRow;
pub(crate) use contacts::contacts;
pub use follow_ups::FollowUpRow;
pub(crate) use follow_ups::{follow_up_row, follow_ups};
pub(crate) use lines::{LONG_AGO, Line, OLD, due_lines, lines};
pub use meetings::MeetingRow;
pub(crate) use meetings::{list_meetings, meetings};
pub(crate) use problems::ProblemRow;
pub(crate) use questions::questions;
pub use questions::{AskingRow, QuestionRow};
pub(crate) use select::{DueCounts, count_due, count_follow_ups, count_lines, pair_of};
pub(crate) use select::{ListedContact, select_contacts, select_follow_ups, select_meetings};
pub(crate) use status::status;
pub use status::{Status, StatusTalk};
pub(crate) use view::View;

/// A column of a table, and what becomes of it where there is little room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The name.
    pub name: &'static str,
    /// How wide a text has to be to be read well; `None` for a day, a number or an id, which is never cut.
    pub room: Option<usize>,
    /// Of several columns that may be left out, the greatest goes first; one of 0 stays.
    pub rank: u8,
}

impl Column {
    /// Returns a column of days, numbers or ids.
    #[must_use]
    pub const fn whole(name: &'static str) -> Self {
        Self { name, room: None, rank: 0 }
    }

    /// Returns a column of texts that are read well from that width on.
    #[must_use]
    pub const fn text(name: &'static str, room: usize) -> Self {
        Self { name, room: Some(room), rank: 0 }
    }

    /// Returns the column as one that may be left out.
    #[must_use]
    pub const fn rank(self, rank: u8) -> Self {
        Self { rank, ..self }
    }

    /// Returns whether its cells are texts, which may be cut.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        self.room.is_some()
    }
}

/// A row of a list.
pub(crate) trait ListRow: Serialize {
    /// The names of the columns.
    const HEAD: &'static [&'static str];
    /// The columns that a terminal has room for; the others repeat them or matter less.
    const TERMINAL: &'static [Column];

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
