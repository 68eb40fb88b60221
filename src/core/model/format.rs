//! The formats of exports.

use std::fmt;

/// A format to export to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// A spreadsheet of the contacts, as CSV.
    Csv,
    /// A calendar of meetings and follow-ups: iCalendar (RFC 5545).
    Ics,
    /// Address cards of the contacts: vCard (RFC 2426 and 6350).
    Vcard,
    /// All lists with more details, as JSON.
    Json,
    /// A page to read and to print: the dashboard, the briefs of the next talks and the overview, as HTML.
    Html,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Csv, Self::Ics, Self::Vcard, Self::Json, Self::Html];

    /// Returns the format's name in the configuration and on the command line: `csv`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ics => "ics",
            Self::Vcard => "vcard",
            Self::Json => "json",
            Self::Html => "html",
        }
    }

    /// Returns the format with a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
