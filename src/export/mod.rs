//! Out to the world: the vault as a spreadsheet, a calendar, address cards, or JSON.
//!
//! Each format is a function of the [`View`] and a filter, and one file. What is written is the same for the same notes,
//! settings and day. Text of notes can break no line and be no formula: what could act is shown instead, and the formats'
//! own libraries quote and fold.

mod card;
mod ics;
mod json;
mod person;
mod spreadsheet;
mod uid;

use crate::blocks::View;
use crate::blocks::filter::Filter;
use crate::report::escape::visible;

/// A format to export to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// A spreadsheet of the contacts, as CSV.
    Csv,
    /// A calendar of meetings and follow-ups: iCalendar (RFC 5545).
    Ics,
    /// Address cards of the contacts: vCard (RFC 2426 and 6350).
    Vcard,
    /// Everything that lists show and more, as JSON.
    Json,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Ics, Self::Vcard, Self::Json];

    /// Returns the format's name, as it is written in the configuration and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ics => "ics",
            Self::Vcard => "vcard",
            Self::Json => "json",
        }
    }

    /// Returns the format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// Returns the export of what a filter leaves of a vault.
    #[must_use]
    pub fn text(self, view: &View<'_>, filter: &Filter) -> String {
        match self {
            Self::Csv => spreadsheet::text(view, filter),
            Self::Ics => ics::text(view, filter),
            Self::Vcard => card::text(view, filter),
            Self::Json => json::text(view, filter),
        }
    }

    /// Says whether a text was exported in this format by this program, so that a newer export may take its place. Nothing
    /// is lost with an empty one.
    #[must_use]
    pub fn is_ours(self, text: &str) -> bool {
        let head = match self {
            Self::Csv => spreadsheet::head(),
            Self::Ics => ics::HEAD.to_owned(),
            Self::Vcard => card::HEAD.to_owned(),
            Self::Json => json::HEAD.to_owned(),
        };
        // Git may have changed the line ends, and a spreadsheet have dropped the mark of the encoding.
        let plain = |text: &str| text.trim_start_matches('\u{feff}').replace('\r', "");
        let start: String = text.chars().take(2 * head.len()).collect();
        text.is_empty() || plain(&start).starts_with(&plain(&head))
    }
}

/// Returns the lines of a text of several lines, each harmless.
fn lines<T: AsRef<str>>(lines: impl IntoIterator<Item = T>) -> String {
    let lines: Vec<String> = lines.into_iter().map(|line| visible(line.as_ref()).into_owned()).collect();
    lines.join("\n")
}
