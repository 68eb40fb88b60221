//! A person as a file describes them.

use std::collections::HashSet;

use crate::core::base::text::key_form;
use crate::core::lists::csv::is_formula_mark;
use crate::core::model::vocabulary::{self, Answer, Key};
use crate::core::model::{ContactState, EventKey};

use super::Fault;
use super::fields::{DayReading, Field, one_line};
use super::names::{called, profile, undecorated};

/// Values that mean an empty cell.
const NOTHING: [&str; 6] = ["n/a", "na", "none", "null", "-", "--"];

/// The events that show that the user has asked a person, or is past asking.
pub(super) const BEGAN: [EventKey; 6] = [
    EventKey::Requested,
    EventKey::Nudged,
    EventKey::Replied,
    EventKey::Declined,
    EventKey::Scheduled,
    EventKey::Closed,
];

/// A person as a file describes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Person {
    /// Their name.
    pub name: String,
    /// Their keys: the name as notes write it, the meaning if it has one, and the values, none of which is empty.
    pub(super) keys: Vec<(String, Option<Key>, Vec<String>)>,
    /// Their state, if the file gives one.
    pub(super) state: Option<ContactState>,
    /// A value in the column for states that is not a state.
    pub(super) odd_state: Option<String>,
    /// Whether the file is a list of people to talk to, and not an address book.
    pub(super) is_listed: bool,
    /// Lines for the body of the note.
    pub(super) notes: Vec<String>,
}

impl Person {
    /// Returns the person that these cells describe.
    ///
    /// # Errors
    ///
    /// If the cells have no name, or a value cannot be read.
    pub(super) fn from_cells<'a>(
        cells: impl IntoIterator<Item = (&'a Field, &'a str)>,
        days: DayReading,
    ) -> Result<Self, Fault> {
        let mut person = Self::default();
        let mut parts: [Option<String>; 3] = Default::default();
        for (field, cell) in cells {
            let cell = unguarded(cell.trim());
            if cell.contains('\0') {
                return Err(Fault::Broken(String::from("it holds a NUL byte")));
            }
            if cell.is_empty() || NOTHING.contains(&cell.to_ascii_lowercase().as_str()) {
                continue;
            }
            let part = match field {
                Field::FirstName => 0,
                Field::MiddleName => 1,
                Field::LastName => 2,
                Field::Name => {
                    if person.name.is_empty() {
                        person.name = called(&one_line(cell));
                    }
                    continue;
                }
                Field::Notes => {
                    person.note_down(cell);
                    continue;
                }
                Field::State => {
                    let is_it = |state: &ContactState| key_form(state.as_str()) == key_form(cell);
                    match ContactState::ALL.into_iter().find(is_it) {
                        Some(state) => person.state = person.state.or(Some(state)),
                        None => person.odd_state = person.odd_state.or_else(|| Some(one_line(cell))),
                    }
                    continue;
                }
                Field::Url if profile(cell).is_some() && cell.contains('/') => {
                    person.add("linkedin", Some(Key::LinkedIn), vec![one_line(cell)], false);
                    continue;
                }
                Field::Url => {
                    person.add("website", None, vec![one_line(cell)], true);
                    continue;
                }
                // An answer without a day is how far things have come.
                Field::Key(_, Some(Key::Event(key))) if says_yes(cell) && stage_of(*key).is_some() => {
                    person.state = person.state.max(stage_of(*key));
                    continue;
                }
                Field::Key(name, key) => {
                    person.add(name, *key, field.values(cell, days).map_err(Fault::Broken)?, field.is_list());
                    continue;
                }
            };
            if let Some(part) = parts.get_mut(part).filter(|part| part.is_none()) {
                *part = Some(one_line(undecorated(cell)));
            }
        }
        if person.name.is_empty() {
            person.name = whole(parts);
        }
        if person.name.is_empty() {
            return Err(Fault::Nameless);
        }
        Ok(person)
    }

    /// Adds values of a key. If the key takes only one value, the first one stays.
    fn add(&mut self, name: &str, key: Option<Key>, values: Vec<String>, is_list: bool) {
        let mut values: Vec<String> = values.into_iter().filter(|value| !value.is_empty()).collect();
        let Some((.., present)) = self.keys.iter_mut().find(|(other, ..)| other == name) else {
            values.dedup_by_key(|value| value.to_lowercase());
            if !values.is_empty() {
                self.keys.push((name.to_owned(), key, values));
            }
            return;
        };
        for value in values {
            if is_list && !present.iter().any(|other| other.eq_ignore_ascii_case(&value)) {
                present.push(value);
            }
        }
    }

    /// Adds the keys and notes that another row of the same person has and this one lacks. Returns the names of the
    /// keys.
    pub(super) fn unite(&mut self, other: &Self) -> Vec<String> {
        self.is_listed |= other.is_listed;
        let known: Vec<&String> = self.keys.iter().map(|(name, ..)| name).collect();
        let more: Vec<_> = other.keys.iter().filter(|(name, ..)| !known.contains(&name)).cloned().collect();
        let names = more.iter().map(|(name, ..)| name.clone()).collect();
        self.keys.extend(more);
        let known: HashSet<&String> = self.notes.iter().collect();
        let lines: Vec<String> = other.notes.iter().filter(|line| !known.contains(line)).cloned().collect();
        self.notes.extend(lines);
        names
    }

    /// Says whether the user wants to talk to the person: a key, the file, or the whole import (`asks`) says so.
    pub(super) fn is_contact(&self, asks: bool) -> bool {
        let mut keys = self.keys.iter().filter(|(.., values)| values.iter().any(|value| value != "no"));
        if keys.clone().any(|(_, key, _)| is_of_asking(*key)) {
            return true;
        }
        match self.values(Key::Ask).first() {
            Some(answer) => answer == "yes",
            None => asks || self.is_listed || self.state.is_some() || keys.any(|(name, key, _)| is_sign(name, *key)),
        }
    }

    fn note_down(&mut self, text: &str) {
        self.notes.extend(text.lines().map(one_line).filter(|line| !line.is_empty()));
    }

    /// Returns the values of a known key.
    pub(super) fn values(&self, key: Key) -> &[String] {
        self.keys.iter().find(|(_, other, _)| *other == Some(key)).map_or(&[], |(.., values)| values)
    }
}

/// Says whether a value of a key shows that the user wants to talk to a person (`docs/format.md#contacts-and-known-people`).
pub(super) fn is_sign(name: &str, key: Option<Key>) -> bool {
    const SIGNS: [Key; 4] = [Key::Event(EventKey::Added), Key::Source, Key::ReferredBy, Key::Status];
    is_of_asking(key) || key.is_some_and(|key| SIGNS.contains(&key) && key.name() == name)
}

fn is_of_asking(key: Option<Key>) -> bool {
    matches!(key, Some(Key::Event(event)) if event == EventKey::ReportedBack || BEGAN.contains(&event))
}

/// Returns the name with these parts: first, middle and last. In Chinese, Japanese and Korean, the family's comes first.
fn whole(parts: [Option<String>; 3]) -> String {
    let is_eastern = |part: &String| {
        part.chars()
            .all(|char| matches!(char, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{20000}'..='\u{3ffff}'))
    };
    let [first, middle, last] = parts;
    if [&first, &middle, &last].into_iter().flatten().all(is_eastern) {
        return [last, middle, first].into_iter().flatten().collect();
    }
    [first, middle, last].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Returns a cell without the `'` that protects it from being run as a formula: `'+1 555 0100` is `+1 555 0100`.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(is_formula_mark) => rest,
        _ => cell,
    }
}

/// Says whether a cell says yes.
fn says_yes(cell: &str) -> bool {
    cell.trim().eq_ignore_ascii_case("x") || vocabulary::answer(cell) == Some(Answer::Yes)
}

/// Returns the state of somebody with whom this happened on a day that is not known.
const fn stage_of(key: EventKey) -> Option<ContactState> {
    match key {
        EventKey::Requested | EventKey::Nudged => Some(ContactState::Requested),
        EventKey::Replied => Some(ContactState::Replied),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: Key) -> Field {
        Field::known(key).unwrap()
    }

    #[test]
    fn a_person_is_read_from_cells() {
        let own = Field::Key("hobby".into(), None);
        let cells = [
            (&Field::LastName, "Nair"),
            (&Field::FirstName, " Priya "),
            (&key(Key::Company), "n/a"),
            (&key(Key::Phone), "'+1 555 0100"),
            (&key(Key::Email), "p@example.com"),
            (&key(Key::Email), "P@example.com; q@example.com"),
            (&key(Key::Role), "Engineer"),
            (&key(Key::Role), "Chair"),
            (&own, "21 Nov 2026"),
            (&Field::Url, "https://www.linkedin.com/in/priya"),
            (&Field::Url, "https://example.com"),
            (&Field::Notes, "one\r\n\n two\u{1b}[2J "),
        ];
        let person = Person::from_cells(cells, DayReading::default()).unwrap();
        assert_eq!(person.name, "Priya Nair");
        let keys: Vec<String> =
            person.keys.iter().map(|(name, _, values)| format!("{name}={}", values.join("|"))).collect();
        assert_eq!(
            keys,
            [
                "phone=+1 555 0100",
                "email=p@example.com|q@example.com",
                "role=Engineer",
                "hobby=2026-11-21",
                "linkedin=https://www.linkedin.com/in/priya",
                "website=https://example.com"
            ]
        );
        assert_eq!(person.notes, ["one", "two[2J"]);
    }

    #[test]
    fn a_contact_is_told_by_the_keys_of_their_row() {
        let added = Key::Event(EventKey::Added);
        let requested = Key::Event(EventKey::Requested);
        let met = Field::Key("how-we-met".into(), Some(Key::Source));
        for (field, cell, expected) in [
            (key(Key::Company), "Acme", false),
            (key(Key::FollowUp), "2026-12-01", false),
            (key(Key::Ask), "yes", true),
            (key(Key::ReferredBy), "Bo Park", true),
            (key(Key::Source), "a fair", true),
            (met, "at school", false),
            (key(added), "2026-11-02", true),
            (key(requested), "2026-11-02", true),
            (key(requested), "no", false),
            (Field::State, "identified", true),
            (Field::State, "Texas", false),
        ] {
            let read = |ask| {
                Person::from_cells(
                    [(&Field::Name, "Ann Lee"), (&field, cell), (&key(Key::Ask), ask)],
                    DayReading::default(),
                )
                .unwrap()
            };
            assert_eq!(read("").is_contact(false), expected, "{field:?} {cell}");
            assert!(field == key(Key::Ask) || read("").is_contact(true), "{field:?} {cell}");
            let asked = field == key(requested) && cell != "no";
            assert_eq!(read("no").is_contact(true), asked || field == key(Key::Ask), "{field:?} {cell}");
        }
    }

    #[test]
    fn long_notes_were_cut_in_the_middle_of_a_word() {
        let long = "She told me of batteries. ".repeat(2_000);
        let person =
            Person::from_cells([(&Field::Name, "Ann Lee"), (&Field::Notes, long.as_str())], DayReading::default())
                .unwrap();
        assert_eq!(person.notes, [long.trim_end()]);
    }

    #[test]
    fn a_whole_name_counts_more_than_its_parts() {
        let name = |cells: &[(&Field, &str)]| {
            Person::from_cells(cells.iter().copied(), DayReading::default()).map(|person| person.name)
        };
        let cells = [(&Field::FirstName, "S"), (&Field::Name, "Rivera, Sam"), (&Field::Name, "x")];
        assert_eq!(name(&cells), Ok("Sam Rivera".into()));
        assert_eq!(name(&[(&Field::Name, " "), (&Field::LastName, "Rivera")]), Ok("Rivera".into()));
        assert_eq!(name(&[(&Field::FirstName, "美玲"), (&Field::LastName, "陳")]), Ok("陳美玲".into()));
        assert_eq!(name(&[(&Field::LastName, "김"), (&Field::FirstName, "민수")]), Ok("김민수".into()));
        assert_eq!(name(&[(&Field::FirstName, "Mei"), (&Field::LastName, "陳")]), Ok("Mei 陳".into()));
        assert_eq!(name(&[(&key(Key::Email), "sam@example.com")]), Err(Fault::Nameless));
        assert_eq!(name(&[(&Field::Name, "a\0b")]), Err(Fault::Broken("it holds a NUL byte".into())));
    }
}
