//! What a column or a property tells of a person, and how its values are read.

use chrono::NaiveDate;

use crate::core::model::key::{ImportMode, Key, Shape};
use crate::core::model::{Day, Interval};
use crate::core::syntax::date;

/// What a column or a property tells of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    FirstName,
    MiddleName,
    LastName,
    /// An address on the web: of a `LinkedIn` profile, else of something else.
    Url,
    /// Words for the body of the note.
    Notes,
    /// How they stand, as the exported spreadsheet says; an address has such a column too.
    State,
    /// A key of the note, as it is written there.
    Key(String, Option<Key>),
}

impl Field {
    /// Returns the field of a key that an import sets.
    pub(super) fn known(key: Key) -> Option<Self> {
        (key.row().import != ImportMode::Never).then(|| Self::Key(key.name().to_owned(), Some(key)))
    }

    /// Returns how the field is called when a mapping is shown.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Name => "name",
            Self::FirstName => "first-name",
            Self::MiddleName => "middle-name",
            Self::LastName => "last-name",
            Self::Url => "linkedin or website",
            Self::Notes => "notes",
            Self::State => "state",
            Self::Key(name, _) => name,
        }
    }

    /// Says whether a person may have several values.
    pub(super) fn is_list(&self) -> bool {
        match self {
            Self::Key(_, Some(key)) => matches!(key.row().shape, Shape::Texts | Shape::List),
            field => *field == Self::Url,
        }
    }

    /// Returns the values that a cell holds, as they are written to a note.
    ///
    /// # Errors
    ///
    /// If a value is none for that key.
    pub(super) fn values(&self, cell: &str) -> Result<Vec<String>, String> {
        let cell = one_line(cell);
        let Self::Key(name, Some(key)) = self else { return Ok(vec![day_in_words(&cell).unwrap_or(cell)]) };
        match key {
            Key::Email => split(&cell, &[";", ",", " ", ":::"]).iter().map(|text| mail(text)).collect(),
            Key::Phone => Ok(split(&cell, &[";", ":::"])),
            Key::Tags => Ok(split(&cell, &[";", ",", ":::"]).iter().filter_map(|tag| self::tag(tag)).collect()),
            Key::Aliases => Ok(split(&cell, &[";", ",", ":::"])),
            Key::Event(_) if matches!(cell.to_ascii_lowercase().as_str(), "yes" | "no") => {
                Ok(vec![cell.to_ascii_lowercase()])
            }
            _ if matches!(key.row().shape, Shape::Event | Shape::Day) => match day_in_words(&cell) {
                Some(day) => Ok(vec![day]),
                None => Err(format!("`{cell}` in `{name}` is no day; write it as 2026-11-20")),
            },
            Key::Cadence if !is_cadence(&cell) => {
                Err(format!("`{cell}` is no cadence; write it as 90d, 12w, 3 months or never"))
            }
            _ => Ok(vec![cell]),
        }
    }
}

fn is_cadence(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "never" | "no" | "none") || Interval::parse(text).is_some()
}

fn split(cell: &str, separators: &[&str]) -> Vec<String> {
    let mut parts = vec![cell];
    for separator in separators {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn mail(text: &str) -> Result<String, String> {
    let address = text.trim_matches(['<', '>']);
    let address = address.strip_prefix("mailto:").unwrap_or(address);
    match address.split_once('@') {
        Some((user, host)) if !user.is_empty() && !host.is_empty() && !host.contains('@') => Ok(address.to_owned()),
        _ => Err(format!("`{text}` is no mail address")),
    }
}

/// Returns a label as a tag: one word. Google's own groups, which everybody is in, are none.
fn tag(label: &str) -> Option<String> {
    let label = label.trim_start_matches(['*', '#', ' ']);
    if matches!(label, "myContacts" | "My Contacts" | "starred") {
        return None;
    }
    let is_word = |char: char| char.is_alphanumeric() || matches!(char, '_' | '/' | '-');
    let words: Vec<&str> = label.split(|char: char| !is_word(char)).filter(|word| !word.is_empty()).collect();
    let tag = words.join("-");
    tag.contains(char::is_alphabetic).then_some(tag)
}

/// Returns the day that a cell writes, in the way of notes, `21 Nov 2026` or `Nov 21, 2026`; never one of two readings.
fn day_in_words(cell: &str) -> Option<String> {
    let day: Option<Day> = date::moment(cell).map(|moment| moment.day);
    let forms = ["%d %b %Y", "%b %d, %Y", "%Y/%m/%d"];
    let has_year = cell.split(['/', ' ']).any(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit()));
    let day = day.or_else(|| {
        let mut days = forms.iter().filter_map(|form| NaiveDate::parse_from_str(cell, form).ok());
        if has_year { days.next() } else { None }
    });
    day.map(|day| day.to_string())
}

/// Returns a text on one line, without what only acts in a terminal.
pub(super) fn one_line(text: &str) -> String {
    let clean: String = text.chars().filter(|char| char.is_whitespace() || !char.is_control()).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::model::EventKey;

    #[test]
    fn cells_are_read_as_their_key_wants_them() {
        type Row<'r> = (Key, &'r str, Result<&'r [&'r str], &'r str>);
        let rows: [Row<'_>; 17] = [
            (Key::Company, " Acme\n  GmbH ", Ok(&["Acme GmbH"])),
            (Key::Email, "ann@example.com; a.lee@example.com", Ok(&["ann@example.com", "a.lee@example.com"])),
            (Key::Email, "ann@example.com ::: b@example.com", Ok(&["ann@example.com", "b@example.com"])),
            (Key::Email, "mailto:ann@example.com", Ok(&["ann@example.com"])),
            (Key::Email, "ask Bo", Err("`ask` is no mail address")),
            (Key::Phone, "+1 555 0100 ::: +1 555 0101", Ok(&["+1 555 0100", "+1 555 0101"])),
            (Key::Tags, "* myContacts ::: Grid storage ::: #climate", Ok(&["Grid-storage", "climate"])),
            (Key::Tags, "a/b, 2026", Ok(&["a/b"])),
            (Key::Aliases, "Zoe, Captain", Ok(&["Zoe", "Captain"])),
            (Key::Event(EventKey::Added), "2026-11-20", Ok(&["2026-11-20"])),
            (Key::Event(EventKey::Added), "21 Nov 2026", Ok(&["2026-11-21"])),
            (Key::Event(EventKey::Requested), "Nov 21, 2026", Ok(&["2026-11-21"])),
            (Key::Event(EventKey::Requested), "No", Ok(&["no"])),
            (Key::Event(EventKey::Requested), "03/04/2026", Err("`03/04/2026` in `requested` is no day")),
            (Key::FollowUp, "soon", Err("`soon` in `follow-up` is no day")),
            (Key::Cadence, "3 months", Ok(&["3 months"])),
            (Key::Cadence, "often", Err("`often` is no cadence")),
        ];
        for (key, cell, expected) in rows {
            match (Field::known(key).unwrap().values(cell), expected) {
                (Ok(values), Ok(expected)) => assert_eq!(values, expected, "{cell}"),
                (Err(why), Err(expected)) => assert!(why.starts_with(expected), "{why}"),
                (values, _) => panic!("{cell}: {values:?}"),
            }
        }
    }

    #[test]
    fn a_day_of_two_readings_is_none() {
        for text in ["03/04/2026", "3.4.2026", "21 Nov 26", "Nov 26", "20261121", "tomorrow", ""] {
            assert_eq!(day_in_words(text), None, "{text}");
        }
    }
}
