//! Decides for each person of a file whether they get a new note, keys for an existing note, or nothing.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::core::base::NotePath;
use crate::core::base::markdown;
use crate::core::base::text::{key_form, slice};
use crate::core::edit::{Refusal, front_matter, line_end};
use crate::core::index::NoteId;
use crate::core::model::vocabulary::Key;
use crate::core::model::{ContactState, Day, EventKey, Rule};
use crate::core::parse::NoteParser;
use crate::core::workspace::Workspace;

use super::people::{Match, People, Who};
use super::person::{BEGAN, Person};
use super::{Fault, ImportEntry};
use crate::core::actions::import::schedule::Pace;

/// How many people may be due to be asked on the same day. Requests to more people are spread over the weeks.
const FEW: usize = 5;

/// The options of an import.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// Whether to add missing keys to the notes of people who have one.
    pub merges: bool,
    /// Whether people who may have a note already get another one.
    pub another: bool,
    /// Whether everybody is a contact, also where the file does not say that the user wants to talk to them.
    pub asks: bool,
    /// How the user found these people, where the file does not say.
    pub source: Option<String>,
    /// Tags for every new note.
    pub tags: Vec<String>,
    /// When to ask the new contacts; `None` for never.
    pub pace: Option<Pace>,
}

/// A row of a file and its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ImportRow {
    /// The number of the file, counted from 0, and the line, counted from 1.
    pub at: (usize, u64),
    /// The person's name; empty if the row has none.
    pub name: String,
    /// The outcome.
    pub fate: ImportOutcome,
}

/// What the import does with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ImportOutcome {
    /// It makes a new note.
    Created {
        /// The path of the note.
        path: NotePath,
        /// The text of the note.
        text: String,
        /// Whether the person is known: somebody to whom the user does not say they want to talk.
        is_known: bool,
        /// The day to ask the person, if requests are spread over the weeks.
        ask: Option<Day>,
    },
    /// It adds keys to the person's note.
    Merged {
        /// The path of the note.
        path: NotePath,
        /// The old text of the note.
        old: String,
        /// The new text of the note.
        new: String,
        /// The added keys.
        keys: Vec<String>,
        /// What is the same: `mail`.
        by: &'static str,
    },
    /// Nothing: the person has a note, or an earlier row has them.
    Exists {
        /// The path of the note, or the line of the earlier row.
        whose: String,
        /// What is the same: `mail`.
        by: &'static str,
    },
    /// Nothing: the person may have a note, or an earlier row may have them.
    MaybeExists {
        /// The path of the note, or the line of the earlier row.
        whose: String,
        /// What is the same and what is not: `same name, another mail`.
        why: &'static str,
    },
    /// Nothing: the person may be one of several.
    Ambiguous {
        /// The paths of the notes, or the lines of the earlier rows.
        whose: Vec<String>,
        /// What is the same: `name`.
        by: &'static str,
    },
    /// Nothing: the row has no name.
    Nameless,
    /// Nothing: no note can be made from the row, for this reason.
    Broken(String),
}

/// The outcomes of all rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// The rows, in the order of the files.
    pub rows: Vec<ImportRow>,
}

/// Gives new notes their paths and texts, and reads existing notes.
pub(crate) trait NoteSource: Sync {
    /// Returns a free path for the note of a person, and reserves it.
    ///
    /// # Errors
    ///
    /// The reason, if no note can have that name.
    fn path(&mut self, name: &str) -> Result<NotePath, String>;

    /// Returns the text of a new note with these keys.
    ///
    /// # Errors
    ///
    /// The reason, if the program would read the note differently.
    fn text(&self, path: &NotePath, name: &str, keys: Vec<(&str, Vec<String>)>) -> Result<String, String>;

    /// Returns the text of an existing note.
    ///
    /// # Errors
    ///
    /// The reason, if the note has changed since it was read, or must not be edited.
    fn text_of(&self, id: NoteId) -> Result<String, String>;
}

/// Decides on the outcome of each row. `files` holds the rows of each file.
#[must_use]
pub(crate) fn plan(
    workspace: &Workspace,
    files: &[Vec<ImportEntry>],
    options: &Options,
    desk: &mut impl NoteSource,
) -> Plan {
    let planner = Planner { workspace, options };
    let mut people = People::new(&workspace.index);
    let mut texts = BTreeMap::new();
    let mut rows: Vec<(ImportRow, Option<Person>)> = Vec::new();
    let mut given = BTreeSet::new();
    for (file, entries) in files.iter().enumerate() {
        for entry in entries {
            let at = (file, entry.line);
            let number = rows.len();
            let (name, fate, new) = match &entry.person {
                Err(Fault::Nameless) => (String::new(), ImportOutcome::Nameless, None),
                Err(Fault::Broken(why)) => (String::new(), ImportOutcome::Broken(why.clone()), None),
                Ok(person) => {
                    let whose = |who: &Who| match who {
                        Who::Note(id) => workspace.index.note(*id).path.to_string(),
                        Who::Row(row) => rows.get(*row).map_or_else(String::new, |(row, _)| line(row.at, file)),
                    };
                    let found = people.find(person);
                    if let Match::Same(Who::Note(id), _) = found
                        && planner.has_day(id)
                    {
                        given.insert(id);
                    }
                    let mut fate = planner.fate(&found, &whose);
                    // Later rows are compared with the note as it will be.
                    match found {
                        Match::Same(who @ Who::Note(id), by) if options.merges => {
                            let merged = planner.merge(id, person, &texts, &*desk, by);
                            if let ImportOutcome::Merged { new, keys, .. } = &merged {
                                texts.insert(id, new.clone());
                                people.learn(who, person, keys);
                            }
                            fate = Some(merged);
                        }
                        Match::Same(who @ Who::Row(row), _) => {
                            if let Some((_, Some(first))) = rows.get_mut(row) {
                                people.learn(who, person, &first.unite(person));
                            }
                        }
                        _ => {}
                    }
                    let (fate, new) = match fate {
                        Some(fate) => (fate, None),
                        // A name is no path: `Dana Scott (she/her)` gets the file `Dana Scott (she her).md`.
                        None => match desk.path(&person.name.replace(['/', '\\'], " ")) {
                            Ok(path) => {
                                people.add_row(number, person);
                                let text = String::new();
                                (
                                    ImportOutcome::Created { path, text, is_known: false, ask: None },
                                    Some(person.clone()),
                                )
                            }
                            Err(why) => (ImportOutcome::Broken(why), None),
                        },
                    };
                    (person.name.clone(), fate, new)
                }
            };
            rows.push((ImportRow { at, name, fate }, new));
        }
    }
    planner.make(&mut rows, given.len(), desk);
    Plan { rows: rows.into_iter().map(|(row, _)| row).collect() }
}

struct Planner<'p> {
    workspace: &'p Workspace,
    options: &'p Options,
}

impl Planner<'_> {
    /// Returns the outcome for a person; `None` for a new note.
    fn fate(&self, found: &Match, whose: &dyn Fn(&Who) -> String) -> Option<ImportOutcome> {
        Some(match found {
            Match::New => return None,
            Match::Perhaps(..) if self.options.another => return None,
            Match::Perhaps(who, why) => ImportOutcome::MaybeExists { whose: whose(who), why },
            Match::Several(all, by) => ImportOutcome::Ambiguous { whose: all.iter().map(whose).collect(), by },
            Match::Same(who, by) => ImportOutcome::Exists { whose: whose(who), by },
        })
    }

    /// Returns the outcome of adding missing keys to a person's note. `texts` has the new texts of the notes that
    /// earlier rows have changed.
    fn merge(
        &self,
        id: NoteId,
        person: &Person,
        texts: &BTreeMap<NoteId, String>,
        desk: &impl NoteSource,
        by: &'static str,
    ) -> ImportOutcome {
        let path = self.workspace.index.note(id).path.clone();
        let missing = self.missing(id, person);
        if missing.is_empty() {
            return ImportOutcome::Exists { whose: path.to_string(), by };
        }
        let merged = texts.get(&id).map_or_else(|| desk.text_of(id), |text| Ok(text.clone())).and_then(|old| {
            let (new, keys) = merged(&old, &missing, &NoteParser::new(&self.workspace.config))?;
            Ok((old, new, keys))
        });
        match merged {
            Ok((_, _, keys)) if keys.is_empty() => ImportOutcome::Exists { whose: path.to_string(), by },
            Ok((old, new, keys)) => ImportOutcome::Merged { path, old, new, keys, by },
            Err(why) => ImportOutcome::Broken(format!("nothing can be added to {path}: {why}")),
        }
    }

    /// Returns the keys of a person that their note lacks, with the values.
    fn missing(&self, id: NoteId, person: &Person) -> Vec<(String, Vec<String>)> {
        let note = self.workspace.index.note(id);
        let Some(contact) = note.as_contact() else { return Vec::new() };
        let has = |name: &str, key: Option<Key>| match key {
            Some(Key::Company) => contact.company.is_some(),
            Some(Key::Role) => contact.role.is_some(),
            Some(Key::Email) => contact.email.is_some(),
            Some(Key::ReferredBy) => !contact.referred_by.is_empty(),
            Some(Key::Tags) => !note.tags.is_empty(),
            Some(Key::Cadence) => contact.cadence.is_some(),
            Some(Key::Snooze) => note.snooze.is_some(),
            Some(Key::SnoozeOf(rule)) => note.snooze_of(rule).is_some(),
            Some(Key::Event(event)) => contact.events.iter().any(|other| other.key == event),
            _ => note.properties.get(&key_form(name)).is_some(),
        };
        // Whom the user wants to talk to, no import makes a known person.
        let unasks = |key, values: &[String]| key == Some(Key::Ask) && !contact.is_known && values != ["yes"];
        let missing = person.keys.iter().filter(|(name, key, values)| !has(name, *key) && !unasks(*key, values));
        missing.map(|(name, _, values)| (name.clone(), values.clone())).collect()
    }

    /// Says whether an earlier import gave a contact a day to be asked, and they were not asked yet. If an import was
    /// interrupted, the next run counts these people, and continues after their days.
    fn has_day(&self, id: NoteId) -> bool {
        let note = self.workspace.index.note(id);
        let until = note.snooze_of(Rule::Request).map(|until| until.value);
        let is_asked =
            note.as_contact().is_some_and(|contact| contact.events.iter().any(|event| BEGAN.contains(&event.key)));
        !is_asked && self.options.pace.is_some_and(|pace| until.is_some_and(|until| until >= pace.from))
    }

    /// Makes the texts of the new notes. `given` is how many people of the files have a note and a day to be asked
    /// already.
    fn make(&self, rows: &mut [(ImportRow, Option<Person>)], given: usize, desk: &impl NoteSource) {
        let asked =
            |(_, new): &(ImportRow, Option<Person>)| new.as_ref().is_some_and(|person| self.is_to_be_asked(person));
        let is_many = given + rows.iter().filter(|row| asked(row)).count() > FEW;
        let pace = self.options.pace.filter(|_| is_many);
        let mut before = given;
        let mut days = Vec::with_capacity(rows.len());
        for row in rows.iter() {
            let day = pace.filter(|_| asked(row)).map(|pace| pace.day(before));
            // A person with a day of their own in the file is asked on that day.
            let own = row.1.as_ref().and_then(|person| person.values(Key::FollowUp).first()?.parse::<Day>().ok());
            before += usize::from(asked(row) && own.is_none());
            days.push(
                day.and_then(|day| own.map_or(Some(day), |own| Some(own).filter(|own| *own > self.workspace.today()))),
            );
        }
        rows.par_iter_mut().zip(days).for_each(|((row, new), day)| {
            let Some(person) = new else { return };
            let ImportOutcome::Created { path, text, is_known, ask } = &mut row.fate else { return };
            *is_known = !person.is_contact(self.options.asks);
            match desk.text(path, &person.name, self.keys(person, day)) {
                Ok(made) => {
                    let whole = with_notes(&made, &person.notes);
                    if whole.len() as u64 > self.workspace.config.max_note_size {
                        row.fate =
                            ImportOutcome::Broken(String::from("its note would be larger than `max-note-size` allows"));
                        return;
                    }
                    (*text, *ask) = (whole, day);
                }
                Err(why) => row.fate = ImportOutcome::Broken(why),
            }
        });
    }

    /// Says whether a new person is still to be asked: they are a contact, and no state, event or snooze shows otherwise.
    fn is_to_be_asked(&self, person: &Person) -> bool {
        if !person.is_contact(self.options.asks) || person.state.is_some_and(|state| state != ContactState::Identified)
        {
            return false;
        }
        let mut keys = BEGAN.into_iter().map(Key::Event).chain([Key::Snooze, Key::SnoozeOf(Rule::Request)]);
        !keys.any(|key| !person.values(key).is_empty())
    }

    /// Returns the keys of a new note.
    fn keys<'k>(&self, person: &'k Person, ask: Option<Day>) -> Vec<(&'k str, Vec<String>)> {
        let mut keys: Vec<(&str, Vec<String>)> =
            person.keys.iter().map(|(name, _, values)| (name.as_str(), values.clone())).collect();
        let mut add = |name: &'static str, value: String| match keys.iter_mut().find(|(other, _)| *other == name) {
            Some((_, values)) if name == "tags" && !values.contains(&value) => values.push(value),
            Some(_) => {}
            None => keys.push((name, vec![value])),
        };
        self.options.tags.iter().for_each(|tag| add("tags", tag.clone()));
        if let Some((name, value)) = person.state.and_then(|state| of_state(person, state)) {
            add(name, value);
        }
        if let Some(source) = self.options.source.as_ref().filter(|_| person.values(Key::Source).is_empty()) {
            add("source", source.clone());
        }
        if person.is_contact(self.options.asks) {
            add("added", self.workspace.today().to_string());
        } else {
            add("ask", String::from("no"));
        }
        if self.options.pace.is_none() && self.is_to_be_asked(person) {
            add("requested", String::from("no"));
        }
        if let Some(day) = ask {
            add("snooze-request", day.to_string());
        }
        keys
    }
}

/// Returns the name of a row, as a row of the file `from` refers to it: `line 3`, or `line 3 of file 2`.
fn line((file, line): (usize, u64), from: usize) -> String {
    if file == from { format!("line {line}") } else { format!("line {line} of file {}", file + 1) }
}

/// Returns the key and value of a new note that give a person's state: `requested: 2026-11-02` if the file has the day,
/// and `status: requested` otherwise.
fn of_state(person: &Person, state: ContactState) -> Option<(&'static str, String)> {
    let last = person.values(Key::Event(EventKey::LastContact)).first();
    Some(match (state, last) {
        (ContactState::Identified, _) => return None,
        (ContactState::Requested, Some(day)) => (EventKey::Requested.as_str(), day.clone()),
        (ContactState::Replied, Some(day)) => (EventKey::Replied.as_str(), day.clone()),
        _ => ("status", state.as_str().to_owned()),
    })
}

/// Returns the text of a note with lines added below its heading `Notes`, which is made if it is missing. The lines are
/// escaped, so that they are read as plain words.
fn with_notes(text: &str, notes: &[String]) -> String {
    if notes.is_empty() {
        return text.to_owned();
    }
    let end = line_end(text);
    let words: Vec<String> = notes.iter().map(|line| markdown::whole(line)).collect();
    let words = words.join(&format!("{end}{end}"));
    let mut at = 0;
    let behind = text.split_inclusive('\n').find_map(|line| {
        at += line.len();
        let heading = line.trim_end().trim_start_matches('#');
        (line.starts_with('#') && heading.starts_with(' ') && heading.trim().eq_ignore_ascii_case("notes"))
            .then_some(at)
    });
    let (above, below) = match behind {
        Some(at) => (slice(text, 0..at).to_owned(), slice(text, at..text.len()).trim_start_matches(['\r', '\n'])),
        None => (format!("{}{end}{end}## Notes{end}", text.trim_end()), ""),
    };
    let gap = if below.is_empty() { "" } else { end };
    format!("{above}{end}{words}{end}{gap}{below}")
}

/// Returns the text of a note with the keys added that it lacks, and the names of these keys. A key with a value stays
/// as it is.
///
/// # Errors
///
/// The reason, if the front matter cannot be edited.
fn merged(
    text: &str,
    keys: &[(String, Vec<String>)],
    parser: &NoteParser<'_>,
) -> Result<(String, Vec<String>), String> {
    let (mut text, mut added) = (text.to_owned(), Vec::new());
    for (name, values) in keys {
        let is = |other: &str| parser.means_same(other, name);
        let key = front_matter::Key { name, is: &is };
        let refused = |refusal: Refusal| refusal.to_string();
        if front_matter::is_filled(&text, key).map_err(refused)? {
            continue;
        }
        for value in values {
            let is_list = matches!(parser.key(name), Some(Key::Tags | Key::Aliases));
            let add = if is_list { front_matter::add_to_list } else { front_matter::add };
            text = add(&text, key, value).and_then(|edit| edit.apply(&text)).map_err(refused)?;
        }
        added.push(name.clone());
    }
    Ok((text, added))
}
