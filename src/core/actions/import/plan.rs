//! What becomes of each person of a file: a new note, keys for one that is there, or nothing, and why.

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
use super::person::Person;
use super::{Fault, ImportEntry};
use crate::core::actions::import::schedule::Pace;

/// Up to that many people may all be asked tomorrow.
const FEW: usize = 5;

/// What tells that asking somebody began.
const BEGAN: [EventKey; 6] = [
    EventKey::Requested,
    EventKey::Nudged,
    EventKey::Replied,
    EventKey::Declined,
    EventKey::Scheduled,
    EventKey::Closed,
];

/// What the user wants of an import.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// Whether missing keys are added to the notes of those who are there.
    pub merges: bool,
    /// Whether those who may be there already get a note of their own.
    pub another: bool,
    /// Tags for every new contact.
    pub tags: Vec<String>,
    /// When to ask them; `None` for never.
    pub pace: Option<Pace>,
}

/// What becomes of one row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ImportRow {
    /// The number of the file, and the line.
    pub at: (usize, u64),
    /// The person's name; empty if there is none.
    pub name: String,
    /// What becomes of them.
    pub fate: ImportOutcome,
}

/// What becomes of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ImportOutcome {
    /// A new note, and the day on which they are to be asked if that was spread.
    Created {
        /// Where.
        path: NotePath,
        /// What stands in it.
        text: String,
        /// When to ask them.
        ask: Option<Day>,
    },
    /// Keys for the note of somebody who is there.
    Merged {
        /// Where it lies.
        path: NotePath,
        /// What stands in it.
        old: String,
        /// What is to stand in it.
        new: String,
        /// The keys that it gets.
        keys: Vec<String>,
        /// By what they are the same.
        by: &'static str,
    },
    /// Nothing: they are there.
    Exists {
        /// In which note, or on which line of a file.
        whose: String,
        /// By what they are the same.
        by: &'static str,
    },
    /// Nothing: they may be there.
    MaybeExists {
        /// In which note, or on which line of a file.
        whose: String,
        /// What speaks for it and against.
        why: &'static str,
    },
    /// Nothing: they are one of several.
    Ambiguous {
        /// In which notes.
        whose: Vec<String>,
        /// By what they are the same.
        by: &'static str,
    },
    /// Nothing: the row tells no name.
    Nameless,
    /// Nothing: no note can be made of it, for this reason.
    Broken(String),
}

/// What becomes of everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// The rows, in the order of the files.
    pub rows: Vec<ImportRow>,
}

/// Where new notes lie and what stands in them.
pub(crate) trait NoteSource: Sync {
    /// Returns a free place for the note of a person, and keeps it.
    ///
    /// # Errors
    ///
    /// If no note can be called so; the reason.
    fn path(&mut self, name: &str) -> Result<NotePath, String>;

    /// Returns the text of a new note with these keys.
    ///
    /// # Errors
    ///
    /// If it would not be read as what it is meant to be; the reason.
    fn text(&self, path: &NotePath, name: &str, keys: Vec<(&str, Vec<String>)>) -> Result<String, String>;

    /// Returns what stands in a note that is there.
    ///
    /// # Errors
    ///
    /// If it changed meanwhile, or must not be edited; the reason.
    fn text_of(&self, id: NoteId) -> Result<String, String>;
}

/// Decides what becomes of the people of files, each with the value of `source` for those who tell none.
#[must_use]
pub(crate) fn plan(
    workspace: &Workspace,
    files: &[(String, Vec<ImportEntry>)],
    options: &Options,
    desk: &mut impl NoteSource,
) -> Plan {
    let planner = Planner { workspace, options };
    let mut people = People::of(&workspace.index);
    let mut texts = BTreeMap::new();
    let mut rows: Vec<(ImportRow, Option<(Person, &str)>)> = Vec::new();
    let mut given = BTreeSet::new();
    for (file, (source, entries)) in files.iter().enumerate() {
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
                    // The next row meets the note as it will be.
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
                            if let Some((_, Some((first, _)))) = rows.get_mut(row) {
                                people.learn(who, person, &first.unite(person));
                            }
                        }
                        _ => {}
                    }
                    let (fate, new) = match fate {
                        Some(fate) => (fate, None),
                        None => match desk.path(&person.name) {
                            Ok(path) => {
                                people.add_row(number, person);
                                let new = Some((person.clone(), source.as_str()));
                                (ImportOutcome::Created { path, text: String::new(), ask: None }, new)
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
    /// Returns what becomes of a person; `None` for a new note.
    fn fate(&self, found: &Match, whose: &dyn Fn(&Who) -> String) -> Option<ImportOutcome> {
        Some(match found {
            Match::New => return None,
            Match::Perhaps(..) if self.options.another => return None,
            Match::Perhaps(who, why) => ImportOutcome::MaybeExists { whose: whose(who), why },
            Match::Several(all, by) => ImportOutcome::Ambiguous { whose: all.iter().map(whose).collect(), by },
            Match::Same(who, by) => ImportOutcome::Exists { whose: whose(who), by },
        })
    }

    /// Returns what is added to the note of somebody who is there; `texts` are those that got something already.
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
            Err(why) => ImportOutcome::Broken(format!("{path} cannot be added to: {why}")),
        }
    }

    /// Returns the keys of a person that the note of theirs lacks.
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
        let missing = person.keys.iter().filter(|(name, key, _)| !has(name, *key));
        missing.map(|(name, _, values)| (name.clone(), values.clone())).collect()
    }

    /// Says whether a contact waits for a day that an import gave them: one that was broken off is taken up there.
    fn has_day(&self, id: NoteId) -> bool {
        let note = self.workspace.index.note(id);
        let until = note.snooze_of(Rule::Request).map(|until| until.value);
        let is_asked =
            note.as_contact().is_some_and(|contact| contact.events.iter().any(|event| BEGAN.contains(&event.key)));
        !is_asked && self.options.pace.is_some_and(|pace| until.is_some_and(|until| until >= pace.from))
    }

    /// Makes the texts of everybody who is new. `given` are those of the files who are there and wait for their day.
    fn make(&self, rows: &mut [(ImportRow, Option<(Person, &str)>)], given: usize, desk: &impl NoteSource) {
        let asked = |(_, new): &(ImportRow, Option<(Person, &str)>)| {
            new.as_ref().is_some_and(|(person, _)| is_to_be_asked(person))
        };
        let is_many = given + rows.iter().filter(|row| asked(row)).count() > FEW;
        let pace = self.options.pace.filter(|_| is_many);
        let mut before = given;
        let mut days = Vec::with_capacity(rows.len());
        for row in rows.iter() {
            let day = pace.filter(|_| asked(row)).map(|pace| pace.day(before));
            // Whoever has a day already is asked on that.
            let own = row.1.as_ref().and_then(|(person, _)| person.values(Key::FollowUp).first()?.parse::<Day>().ok());
            before += usize::from(asked(row) && own.is_none());
            days.push(
                day.and_then(|day| own.map_or(Some(day), |own| Some(own).filter(|own| *own > self.workspace.today()))),
            );
        }
        rows.par_iter_mut().zip(days).for_each(|((row, new), day)| {
            let Some((person, source)) = new else { return };
            let ImportOutcome::Created { path, text, ask } = &mut row.fate else { return };
            match desk.text(path, &person.name, self.keys(person, source, day)) {
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

    /// Returns the keys of a new note.
    fn keys<'k>(&self, person: &'k Person, source: &str, ask: Option<Day>) -> Vec<(&'k str, Vec<String>)> {
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
        add("source", source.to_owned());
        add("added", self.workspace.today().to_string());
        if self.options.pace.is_none() && is_to_be_asked(person) {
            add("requested", String::from("no"));
        }
        if let Some(day) = ask {
            add("snooze-request", day.to_string());
        }
        keys
    }
}

/// Returns how a row is named in that of another one.
fn line((file, line): (usize, u64), from: usize) -> String {
    if file == from { format!("line {line}") } else { format!("line {line} of file {}", file + 1) }
}

/// Returns the key of a new note that says how somebody stands: the day, where the file tells it; else the fact.
fn of_state(person: &Person, state: ContactState) -> Option<(&'static str, String)> {
    let last = person.values(Key::Event(EventKey::LastContact)).first();
    Some(match (state, last) {
        (ContactState::Identified, _) => return None,
        (ContactState::Requested, Some(day)) => (EventKey::Requested.as_str(), day.clone()),
        (ContactState::Replied, Some(day)) => (EventKey::Replied.as_str(), day.clone()),
        _ => ("status", state.as_str().to_owned()),
    })
}

/// Says whether nothing is told of a person that began already.
fn is_to_be_asked(person: &Person) -> bool {
    if person.state.is_some_and(|state| state != ContactState::Identified) {
        return false;
    }
    let mut keys = BEGAN.into_iter().map(Key::Event).chain([Key::Snooze, Key::SnoozeOf(Rule::Request)]);
    !keys.any(|key| !person.values(key).is_empty())
}

/// Returns the text of a note with lines put under its heading for notes, which it gets if it has none: as words and
/// nothing else.
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

/// Returns the text of a note with keys added that it lacks, and which of them these are. What a key has is left alone.
///
/// # Errors
///
/// If the front matter cannot be edited; the reason.
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
