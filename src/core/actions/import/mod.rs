//! Imports people from files of other programs: reads them, finds those that the vault has already, and makes new
//! notes.
//!
//! Everything here is a function of its arguments: the bytes of a file, the vault's workspace and the day. The text of
//! a file is not trusted: no value of it can become a task, a key or a block of a note. Where a value has two possible
//! readings, the import does not choose one.

mod charset;
mod csv;
mod encoding;
mod fields;
mod mapping;
pub(crate) mod names;
mod people;
mod plan;
mod person;
#[cfg(test)]
mod tests;
mod vcard;
pub(crate) mod schedule;

use std::borrow::Cow;
use std::fmt;

use encoding_rs::Encoding;

use crate::core::parse::NoteParser;

pub(crate) use crate::core::actions::import::schedule::Pace;
pub(crate) use encoding::named as encoding_named;
pub(crate) use mapping::{Column, ColumnMapping};
pub(crate) use person::Person;
pub(crate) use plan::{ImportOutcome, ImportRow, NoteSource, Options, Plan, plan};

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// A table with a header, from any program.
    Csv,
    /// The connections that `LinkedIn` exports: a table below some lines of notes.
    LinkedIn,
    /// The contacts that Google exports as CSV.
    Google,
    /// Address cards of any version.
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

/// A row of a table or a card: a person, or what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ImportEntry {
    /// The line of the file where it begins, counted from 1.
    pub line: u64,
    /// The person, or what is wrong.
    pub person: Result<Person, Fault>,
}

/// Why a row or card gives no person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It has no name.
    Nameless,
    /// It cannot be read; the reason.
    Broken(String),
}

/// The content of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// Its format.
    pub format: Format,
    /// Its columns with their meanings, in order; empty for cards.
    pub columns: Vec<Column>,
    /// The names of the card properties that are not used.
    pub unused: Vec<String>,
    /// The values in columns for states that are not a state, each once.
    pub odd_states: Vec<String>,
    /// The names of cards that are no person's but a group's or a company's.
    pub left_out: Vec<String>,
    /// Its people, in order.
    pub entries: Vec<ImportEntry>,
}

/// Reads a file of people. Without a `format`, the content decides.
///
/// # Errors
///
/// If the file has another format, or `wishes` names a column that it does not have. The message says what was found
/// and what to do.
pub(crate) fn read(
    bytes: &[u8],
    format: Option<Format>,
    encoding: Option<&'static Encoding>,
    wishes: &[ColumnMapping],
    parser: &NoteParser<'_>,
) -> Result<Sheet, String> {
    // Each line of a card may have an encoding of its own.
    let by_lines = |why| charset::by_lines(bytes).filter(|text| vcard::is_one(text)).map(Cow::Owned).ok_or(why);
    let text = encoding::decode(bytes, encoding).or_else(by_lines)?;
    let is_cards = vcard::is_one(&text);
    match format {
        Some(Format::VCard) if !is_cards => {
            Err(String::from("it is not a vCard file; it must start with `BEGIN:VCARD`"))
        }
        Some(Format::VCard) => Ok(vcard::read(&text, encoding)),
        None if is_cards => Ok(vcard::read(&text, encoding)),
        None if let Some(other) = encoding::other_format(&text) => Err(other),
        _ => csv::read(&text, format, wishes, parser),
    }
}
