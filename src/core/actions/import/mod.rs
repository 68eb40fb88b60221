//! People from other programs' files: read, told apart from those who are there, and made into notes.
//!
//! Everything here is a function of its arguments: the bytes of a file, the vault's workspace and the day. What is in a
//! file is foreign text: no value of it acts in a note, and nothing of it is guessed where two readings are possible.

mod csv;
mod encoding;
mod fields;
mod mapping;
mod names;
mod people;
mod plan;
mod person;
#[cfg(test)]
mod tests;
mod vcard;
pub(crate) mod schedule;

use std::fmt;

use crate::core::parse::NoteParser;

pub(crate) use crate::core::actions::import::schedule::Pace;
pub(crate) use encoding::Encoding;
pub(crate) use mapping::{Column, ColumnMapping};
pub(crate) use person::Person;
pub(crate) use plan::{ImportOutcome, ImportRow, NoteSource, Options, Plan, plan};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// A table with a header, of any program.
    Csv,
    /// The connections that `LinkedIn` exports, below some lines of notes.
    LinkedIn,
    /// The contacts that Google exports as CSV.
    Google,
    /// Cards, of any version.
    VCard,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Csv => "CSV",
            Self::LinkedIn => "LinkedIn",
            Self::Google => "Google contacts",
            Self::VCard => "vCard",
        })
    }
}

/// Somebody that a file speaks of, or why nobody can be made out there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ImportEntry {
    /// The line of the file on which it begins, counted from 1.
    pub line: u64,
    /// The person, or what is wrong.
    pub person: Result<Person, Fault>,
}

/// Why nobody can be made out in a part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It tells no name: there is nobody to make a note of.
    Nameless,
    /// It is not what it should be; the reason.
    Broken(String),
}

/// What was read of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// What the file is.
    pub format: Format,
    /// Its columns and what they mean, in order; none for cards.
    pub columns: Vec<Column>,
    /// What of cards is not used.
    pub unused: Vec<String>,
    /// What stands in the place of states and is none, each once.
    pub odd_states: Vec<String>,
    /// Its people, in order.
    pub entries: Vec<ImportEntry>,
}

/// Reads a file of people. Without a `format` it is made out from the content.
///
/// # Errors
///
/// If it is none of the formats, or a wish speaks of no column: what was seen, and what to do.
pub(crate) fn read(
    bytes: &[u8],
    format: Option<Format>,
    encoding: Option<Encoding>,
    wishes: &[ColumnMapping],
    parser: &NoteParser<'_>,
) -> Result<Sheet, String> {
    let text = encoding::decode(bytes, encoding)?;
    let is_cards = vcard::is_one(&text);
    match format {
        Some(Format::VCard) if !is_cards => Err(String::from("no card begins in it (`BEGIN:VCARD`)")),
        Some(Format::VCard) => Ok(vcard::read(&text)),
        None if is_cards => Ok(vcard::read(&text)),
        None if let Some(other) = encoding::other_format(&text) => Err(other),
        _ => csv::read(&text, format, wishes, parser),
    }
}
