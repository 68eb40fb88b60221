//! The fields of a person, and how the values of their cells are read.

use crate::core::model::key::{ImportMode, Key, Shape};
use crate::core::model::vocabulary::{self, Answer};
use crate::core::model::{DateOrder, Day, Interval};
use crate::core::syntax::date;

/// The meaning of a column of a table, or of a property of a vCard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    FirstName,
    MiddleName,
    LastName,
    /// A web address: of a `LinkedIn` profile, or of any other page.
    Url,
    /// Words for the body of the note.
    Notes,
    /// The state of the contact, as in an exported spreadsheet. A postal address may have a column of that name too.
    State,
    /// A key of the note: its name as the note writes it, and its meaning if it has one.
    Key(String, Option<Key>),
}

impl Field {
    /// Returns the field of a key; `None` if an import does not set the key.
    pub(super) fn known(key: Key) -> Option<Self> {
        (key.row().import != ImportMode::Never).then(|| Self::Key(key.name().to_owned(), Some(key)))
    }

    /// Returns the field of the day on which two people were connected on `LinkedIn`.
    pub(super) fn connected() -> Self {
        Self::Key(String::from("connected"), None)
    }

    /// Returns the name of the field, as the program shows it for a column.
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

    /// Returns the values that a cell holds, in the form for a note: `21 Nov 2026` is `2026-11-21`.
    ///
    /// # Errors
    ///
    /// If the key cannot have a value in the cell.
    pub(super) fn values(&self, cell: &str, days: DayReading) -> Result<Vec<String>, String> {
        let cell = one_line(cell);
        let Self::Key(name, Some(key)) = self else { return Ok(vec![days.day(&cell).unwrap_or(cell)]) };
        match key {
            // How Outlook names a colleague of the same organisation; no mail from outside gets there.
            Key::Email if cell.to_ascii_lowercase().starts_with("/o=") => Ok(Vec::new()),
            Key::Email => split(&cell, &[";", ",", " ", ":::"]).iter().map(|text| mail(text)).collect(),
            Key::Phone => Ok(split(&cell, &[";", ":::"])),
            Key::Tags => Ok(split(&cell, &[";", ",", ":::"]).iter().filter_map(|tag| self::tag(tag)).collect()),
            Key::Aliases => Ok(split(&cell, &[";", ",", ":::"])),
            Key::Event(_) if cell.eq_ignore_ascii_case("x") => Ok(vec![String::from("yes")]),
            Key::Event(_) if let Some(answer) = vocabulary::answer(before_remark(&cell)) => Ok(match answer {
                Answer::Yes => vec![String::from("yes")],
                Answer::No => vec![String::from("no")],
                Answer::Unset => Vec::new(),
            }),
            Key::Event(_) if vocabulary::is_unset(before_remark(&cell)) => Ok(Vec::new()),
            _ if matches!(key.row().shape, Shape::Event | Shape::Day) => match days.day_or_last(&cell) {
                Some(day) => Ok(vec![day]),
                None => Err(format!("`{cell}` in `{name}` is not a date; write it as 2026-11-20")),
            },
            Key::Ask => match cell.to_ascii_lowercase().as_str() {
                "yes" | "y" | "true" | "on" | "x" | "1" => Ok(vec![String::from("yes")]),
                "no" | "n" | "false" | "off" | "never" | "0" => Ok(vec![String::from("no")]),
                _ => Err(format!(
                    "`{cell}` in `{name}` is neither yes nor no; leave such a column out with `--map \"Ask=-\"`"
                )),
            },
            Key::Cadence if !is_cadence(&cell) => {
                Err(format!("`{cell}` is not a cadence; write it as 90d, 12w, 3 months or never"))
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

/// Returns a mail address without `<`, `>` and `mailto:`.
fn mail(text: &str) -> Result<String, String> {
    let address = text.trim_matches(['<', '>']);
    let address = address.strip_prefix("mailto:").unwrap_or(address);
    match address.split_once('@') {
        Some((user, host)) if !user.is_empty() && !host.is_empty() && !host.contains('@') => Ok(address.to_owned()),
        _ => Err(format!("`{text}` is not a mail address; write it as name@example.com")),
    }
}

/// Returns a label as a tag: `Grid storage` is `Grid-storage`. `None` for the groups that Google itself makes, since
/// every contact is in them.
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

/// Returns a value without a remark in brackets: `- (reminded)`.
fn before_remark(cell: &str) -> &str {
    cell.split_once(" (").map_or(cell, |(value, _)| value)
}

/// How the days of cells are read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DayReading {
    /// The order of day and month.
    pub(super) order: Option<DateOrder>,
    /// The day on which they are read.
    pub(super) read_on: Option<Day>,
}

impl DayReading {
    /// Returns the day of a cell as `2026-11-21`; `None` for a date with two possible readings, such as `03/04/2026`.
    fn day(self, cell: &str) -> Option<String> {
        date::moment(cell, self.order).map(|moment| moment.day.to_string())
    }

    /// Returns the day of a cell; one without a year is the last of that name.
    fn day_or_last(self, cell: &str) -> Option<String> {
        let last = || date::without_year(cell, self.order).and_then(|(day, _)| day.last(self.read_on));
        self.day(cell).or_else(|| last().map(|day| day.to_string()))
    }
}

/// Returns a text on one line, without control characters.
pub(super) fn one_line(text: &str) -> String {
    let clean: String = text.chars().filter(|char| char.is_whitespace() || !char.is_control()).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::model::EventKey;

    #[test]
    fn cells_are_read_in_the_form_of_their_key() {
        type Row<'r> = (Key, &'r str, Result<&'r [&'r str], &'r str>);
        let rows: [Row<'_>; 21] = [
            (Key::Company, " Acme\n  GmbH ", Ok(&["Acme GmbH"])),
            (Key::Email, "ann@example.com; a.lee@example.com", Ok(&["ann@example.com", "a.lee@example.com"])),
            (Key::Email, "ann@example.com ::: b@example.com", Ok(&["ann@example.com", "b@example.com"])),
            (Key::Email, "mailto:ann@example.com", Ok(&["ann@example.com"])),
            (Key::Email, "/O=EXCHANGELABS/OU=EXCHANGE GROUP/CN=ANN", Ok(&[])),
            (Key::Email, "ask Bo", Err("`ask` is not a mail address")),
            (Key::Phone, "+1 555 0100 ::: +1 555 0101", Ok(&["+1 555 0100", "+1 555 0101"])),
            (Key::Tags, "* myContacts ::: Grid storage ::: #climate", Ok(&["Grid-storage", "climate"])),
            (Key::Tags, "a/b, 2026", Ok(&["a/b"])),
            (Key::Aliases, "Zoe, Captain", Ok(&["Zoe", "Captain"])),
            (Key::Event(EventKey::Added), "2026-11-20", Ok(&["2026-11-20"])),
            (Key::Event(EventKey::Added), "21 Nov 2026", Ok(&["2026-11-21"])),
            (Key::Event(EventKey::Requested), "Nov 21, 2026", Ok(&["2026-11-21"])),
            (Key::Event(EventKey::Requested), "No", Ok(&["no"])),
            (Key::Event(EventKey::Requested), "03/04/2026", Err("`03/04/2026` in `requested` is not a date")),
            (Key::FollowUp, "soon", Err("`soon` in `follow-up` is not a date")),
            (Key::Cadence, "3 months", Ok(&["3 months"])),
            (Key::Ask, "TRUE", Ok(&["yes"])),
            (Key::Ask, "No", Ok(&["no"])),
            (Key::Ask, "about grids", Err("`about grids` in `ask` is neither yes nor no")),
            (Key::Cadence, "often", Err("`often` is not a cadence")),
        ];
        for (key, cell, expected) in rows {
            match (Field::known(key).unwrap().values(cell, DayReading::default()), expected) {
                (Ok(values), Ok(expected)) => assert_eq!(values, expected, "{cell}"),
                (Err(why), Err(expected)) => assert!(why.starts_with(expected), "{why}"),
                (values, _) => panic!("{cell}: {values:?}"),
            }
        }
    }

    #[test]
    fn a_date_with_two_readings_is_not_read() {
        for text in ["03/04/2026", "3-4-2026", "21 Nov 26", "Nov 26", "tomorrow", ""] {
            assert_eq!(DayReading::default().day(text), None, "{text}");
        }
    }
}
