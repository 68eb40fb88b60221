//! The words of notes in every language: names of keys, types, folders, headings, statuses and log words. They stand in
//! `languages.yaml`.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use crate::core::base::text::{WordHash, key_form, question_words, unaccented};
use crate::core::model::{ContactStatus, MeetingStatus, NoteType, Stage};

use super::key::{KEYS, Key, KeyDef};
use super::vocabulary::Topic;

/// What a word of a log line tells. `languages.yaml` explains each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum LogWord {
    Asked,
    Wrote,
    Sent,
    Answered,
    Agreed,
    Booked,
    Declined,
    Reasons,
    Later,
    Moved,
    Absent,
    Cancelled,
    Offered,
    Message,
    GaveUp,
    InWriting,
    Thanked,
    ToThank,
    Touch,
    Alone,
    Mine,
    Theirs,
    Me,
    Them,
    And,
    Not,
}

impl LogWord {
    /// Every meaning, with its name in the file and in the settings.
    const NAMED: [(&str, Self); 26] = [
        ("asked", Self::Asked),
        ("wrote", Self::Wrote),
        ("sent", Self::Sent),
        ("answered", Self::Answered),
        ("agreed", Self::Agreed),
        ("booked", Self::Booked),
        ("declined", Self::Declined),
        ("reasons", Self::Reasons),
        ("later", Self::Later),
        ("moved", Self::Moved),
        ("absent", Self::Absent),
        ("cancelled", Self::Cancelled),
        ("offered", Self::Offered),
        ("message", Self::Message),
        ("gave-up", Self::GaveUp),
        ("in-writing", Self::InWriting),
        ("thanked", Self::Thanked),
        ("to-thank", Self::ToThank),
        ("touch", Self::Touch),
        ("alone", Self::Alone),
        ("mine", Self::Mine),
        ("theirs", Self::Theirs),
        ("me", Self::Me),
        ("them", Self::Them),
        ("and", Self::And),
        ("not", Self::Not),
    ];
}

/// What words of a task, of a log line or of the note of a talk say of the user's own doing. `languages.yaml` explains each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Saying {
    ToContact,
    ToSayThanks,
    Told,
    ReportedBack,
    HowItWent,
    NoFollowUp,
    Met,
}

impl Saying {
    /// Every meaning, with its name in the file and in the settings.
    const NAMED: [(&str, Self); 7] = [
        ("to-contact", Self::ToContact),
        ("to-say-thanks", Self::ToSayThanks),
        ("told", Self::Told),
        ("reported-back", Self::ReportedBack),
        ("how-it-went", Self::HowItWent),
        ("no-follow-up", Self::NoFollowUp),
        ("met", Self::Met),
    ];
}

/// What a word of a task or log line means for a day beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum DayWord {
    /// Something is due by the day behind it.
    Until,
    /// Something is due by the day before it.
    UntilBefore,
    Today,
    Tomorrow,
    /// The day behind tomorrow.
    Overmorrow,
    Yesterday,
    /// The day stands behind it.
    On,
    /// The last day of the month behind it.
    End,
    /// The one in the week after this.
    Next,
    /// A part of a day, which does not change which day it is: *evening*.
    Part,
}

/// What a value says that is no day: whether something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes,
    No,
    /// It is not known yet.
    Unset,
}

/// What a contact's `status:` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContactState {
    Status(ContactStatus),
    Stage(Stage),
}

/// Words by their comparable forms, each with its meaning.
type Table<T> = HashMap<String, T, WordHash>;

/// Words with their meanings, each by its comparable form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    pub(super) keys: Table<Key>,
    pub(super) types: Table<NoteType>,
    pub(super) talks: HashSet<String, WordHash>,
    /// Types of people that say nothing as tags: `friend`.
    pub(super) relations: HashSet<String, WordHash>,
    /// Words for people who are close to the user: `family`.
    pub(super) close: HashSet<String, WordHash>,
    pub(super) folders: Table<NoteType>,
    pub(super) templates: HashSet<String, WordHash>,
    pub(super) headings: Table<Topic>,
    pub(super) in_headings: Table<Topic>,
    pub(super) statuses: Table<MeetingStatus>,
    pub(super) contact_states: Table<ContactState>,
    pub(super) values: Table<Answer>,
    pub(super) log: Table<LogWord>,
    /// Words of questions that ask for other people.
    pub(super) for_people: HashSet<String, WordHash>,
    pub(super) days: Table<DayWord>,
    pub(super) sayings: Table<Saying>,
    /// The first words of these phrases: most words begin none.
    pub(super) log_heads: HashSet<String, WordHash>,
    pub(super) day_heads: HashSet<String, WordHash>,
    pub(super) saying_heads: HashSet<String, WordHash>,
}

/// The words of every language. None has two meanings.
static BUILT_IN: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    for row in &KEYS {
        for name in row.names() {
            words.add_key(row, name);
        }
    }
    for (_, tables) in languages() {
        for (table, rows) in tables {
            for (meaning, names) in rows {
                for name in names.split(',').map(str::trim) {
                    words.add(&table, &meaning, name);
                }
            }
        }
    }
    words
});

/// The file: for each language its tables, for each table its meanings, for each meaning its words.
type Languages = Vec<(String, BTreeMap<String, BTreeMap<String, String>>)>;

fn languages() -> Languages {
    let file: serde_yaml::Mapping = serde_yaml::from_str(include_str!("languages.yaml")).unwrap_or_default();
    file.into_iter()
        .filter_map(|(name, tables)| Some((name.as_str()?.to_owned(), serde_yaml::from_value(tables).ok()?)))
        .collect()
}

/// Returns the built-in words.
pub(super) fn built_in() -> &'static Words {
    &BUILT_IN
}

/// Returns the form by which words of types, keys, folders and statuses compare.
pub(super) fn form(word: &str) -> Cow<'_, str> {
    without_accents(key_form(word))
}

/// Returns the form by which headings compare.
pub(super) fn heading_form(heading: &str) -> String {
    without_accents(question_words(heading).into()).into_owned()
}

/// Returns words in lower case without accents. Most have none.
fn without_accents(words: Cow<'_, str>) -> Cow<'_, str> {
    if words.is_ascii() { words } else { Cow::Owned(unaccented(&words)) }
}

impl Words {
    fn add_key(&mut self, row: &KeyDef, name: &str) {
        self.keys.entry(form(name).into_owned()).or_insert(row.key);
    }

    /// Adds a word to a table. Returns whether the table knows that meaning.
    fn add(&mut self, table: &str, meaning: &str, name: &str) -> bool {
        match table {
            "keys" => KEYS.iter().find(|row| row.name() == meaning).map(|row| self.add_key(row, name)).is_some(),
            "types" => self.add_type(meaning, name),
            "folders" if meaning == "template" => {
                self.templates.insert(form(name).into_owned());
                true
            }
            "folders" => note_type(meaning).map(|kind| add(&mut self.folders, form(name), kind)).is_some(),
            "headings" => topic(meaning).map(|topic| add(&mut self.headings, heading_form(name), topic)).is_some(),
            "heading-words" => {
                topic(meaning).map(|topic| add(&mut self.in_headings, heading_form(name), topic)).is_some()
            }
            "statuses" => status(meaning).map(|status| add(&mut self.statuses, form(name), status)).is_some(),
            "contact-statuses" => {
                contact_state(meaning).map(|state| add(&mut self.contact_states, form(name), state)).is_some()
            }
            "values" => answer(meaning).map(|answer| add(&mut self.values, form(name), answer)).is_some(),
            "people" if meaning == "close" => {
                self.close.insert(form(name).into_owned());
                true
            }
            "questions" if meaning == "people" => {
                self.for_people.insert(heading_form(name));
                true
            }
            "log" => {
                let form = heading_form(name);
                self.log_heads.insert(head(&form));
                log_word(meaning).map(|word| add(&mut self.log, form, word)).is_some()
            }
            "until" | "days" => {
                let form = heading_form(name);
                self.day_heads.insert(head(&form));
                day_word(meaning).map(|word| add(&mut self.days, form, word)).is_some()
            }
            "sayings" => {
                let form = heading_form(name);
                self.saying_heads.insert(head(&form));
                saying(meaning).map(|saying| add(&mut self.sayings, form, saying)).is_some()
            }
            _ => false,
        }
    }

    fn add_type(&mut self, meaning: &str, name: &str) -> bool {
        if meaning == "talk" {
            self.talks.insert(form(name).into_owned());
            add(&mut self.types, form(name), NoteType::Meeting);
            return true;
        }
        if meaning == "relation" {
            self.relations.insert(form(name).into_owned());
            add(&mut self.types, form(name), NoteType::Person);
            return true;
        }
        note_type(meaning).map(|kind| add(&mut self.types, form(name), kind)).is_some()
    }

    /// Adds a word of the user's own wherever the word that it stands for is read. Returns whether it is read anywhere.
    pub(super) fn extend(&mut self, meaning: &str, name: &str) -> bool {
        let canonical = BUILT_IN.keys.get(&*form(meaning)).map(|key| key.name());
        // `company` is a type of things; as a word of the user's it names the key.
        let kind = BUILT_IN.types.get(&*form(meaning)).filter(|kind| **kind != NoteType::Plain || meaning == "plain");
        let kind = if BUILT_IN.talks.contains(&*form(meaning)) { Some("talk") } else { kind.map(|kind| kind.as_str()) };
        let meaning = meaning.trim().to_lowercase();
        let tables = ["headings", "statuses", "contact-statuses", "log", "until", "sayings"]
            .map(|table| self.add(table, &meaning, name));
        canonical.is_some_and(|canonical| self.add("keys", canonical, name))
            | kind.is_some_and(|kind| self.add("types", kind, name))
            | tables.contains(&true)
    }
}

fn add<T>(table: &mut Table<T>, form: impl Into<String>, meaning: T) {
    table.entry(form.into()).or_insert(meaning);
}

fn head(phrase: &str) -> String {
    phrase.split(' ').next().unwrap_or_default().to_owned()
}

fn note_type(name: &str) -> Option<NoteType> {
    let types = [NoteType::Contact, NoteType::Person, NoteType::Meeting, NoteType::Questions, NoteType::Plain];
    types.into_iter().find(|kind| kind.as_str() == name)
}

fn topic(name: &str) -> Option<Topic> {
    Topic::NAMED.iter().find(|(own, _)| *own == name).map(|(_, topic)| *topic)
}

fn status(name: &str) -> Option<MeetingStatus> {
    MeetingStatus::ALL.into_iter().find(|status| status.as_str() == name)
}

fn contact_state(name: &str) -> Option<ContactState> {
    let of_status = ContactStatus::ALL.into_iter().find(|status| status.as_str() == name).map(ContactState::Status);
    let of_stage = || Stage::ALL.into_iter().find(|stage| stage.as_str() == name).map(ContactState::Stage);
    of_status.or_else(of_stage)
}

fn answer(name: &str) -> Option<Answer> {
    match name {
        "yes" => Some(Answer::Yes),
        "no" => Some(Answer::No),
        "unset" => Some(Answer::Unset),
        _ => None,
    }
}

fn log_word(name: &str) -> Option<LogWord> {
    LogWord::NAMED.iter().find(|(own, _)| *own == name).map(|(_, word)| *word)
}

fn saying(name: &str) -> Option<Saying> {
    Saying::NAMED.iter().find(|(own, _)| *own == name).map(|(_, saying)| *saying)
}

fn day_word(name: &str) -> Option<DayWord> {
    Some(match name {
        "until" => DayWord::Until,
        "behind" => DayWord::UntilBefore,
        "today" => DayWord::Today,
        "tomorrow" => DayWord::Tomorrow,
        "overmorrow" => DayWord::Overmorrow,
        "yesterday" => DayWord::Yesterday,
        "on" => DayWord::On,
        "end" => DayWord::End,
        "next" => DayWord::Next,
        "part" => DayWord::Part,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::model::vocabulary::Vocabulary;

    #[test]
    fn every_row_of_the_file_is_read() {
        let languages = languages();
        assert_eq!(languages.len(), 12);
        let mut words = Words::default();
        for (language, tables) in languages {
            for (table, rows) in tables {
                for (meaning, names) in rows {
                    assert!(!names.is_empty(), "{language}: {table}: {meaning}");
                    for name in names.split(',') {
                        assert!(words.add(&table, &meaning, name.trim()), "{language}: {table}: {meaning} is not read");
                    }
                }
            }
        }
    }

    #[test]
    fn a_word_for_templates_begins_with_a_letter() {
        for word in &built_in().templates {
            assert!(word.starts_with(char::is_alphabetic) && Vocabulary::is_template(word), "{word}");
        }
    }

    #[test]
    fn no_word_means_two_things() {
        let mut seen: BTreeMap<(String, String), String> = BTreeMap::new();
        for row in &KEYS {
            for name in row.names() {
                seen.insert((String::from("keys"), form(name).into_owned()), row.name().to_owned());
            }
        }
        for (language, tables) in languages() {
            for (table, rows) in tables {
                for (meaning, names) in rows {
                    for name in names.split(',').map(str::trim) {
                        let of_heading = table.starts_with("heading")
                            || matches!(&*table, "log" | "questions" | "until" | "days" | "sayings");
                        let form = if of_heading { heading_form(name) } else { form(name).into_owned() };
                        let first = seen.entry((table.clone(), form)).or_insert_with(|| meaning.clone());
                        assert_eq!(*first, meaning, "{language}: {table}: {name}");
                    }
                }
            }
        }
    }
}
