//! Tables of notes and what is read from them.

mod bodies;
mod dialect;
mod front_matter;
mod notes;
mod page_properties;
mod properties;

use crate::core::base::NotePath;
use crate::core::config::Config;
use crate::core::model::Note;

use super::NoteParser;

/// Reads a note that lies at `path` in a vault without configuration.
fn read(path: &str, text: &str) -> Note {
    NoteParser::new(&Config::default()).parse(&NotePath::new(path), text.as_bytes())
}

/// Reads a note on a day.
fn read_on(path: &str, text: &str, today: &str) -> Note {
    let config = Config {
        read_on: today.parse().ok(),
        date_order: Some(crate::core::model::DateOrder::DayFirst),
        ..Config::default()
    };
    NoteParser::new(&config).parse(&NotePath::new(path), text.as_bytes())
}

fn codes(note: &Note) -> Vec<&'static str> {
    note.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect()
}
