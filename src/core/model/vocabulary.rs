//! The names of keys, types, statuses and headings that vaults use. The configuration can add names of keys and types.

use std::collections::{BTreeMap, HashMap};

use crate::core::base::text::{key_form, question_words};
use crate::core::model::{EventKey, MeetingStatus, NoteType, Rule};

pub(crate) use super::key::Key;
use super::key::{KEYS, KeyDef, is_called};

/// The types, each with the values of `type:` and the tags that mean it.
const TYPES: &[(NoteType, &[&str])] = &[
    (NoteType::Contact, &["contact", "contacts", "crmcontact", "recruiter"]),
    (NoteType::Person, &["person", "people", "relationship"]),
    (
        NoteType::Meeting,
        &[
            "meeting",
            "meetings",
            "1on1",
            "1:1",
            "interaction",
            "conversation",
            "call",
            "coffeechat",
            "interview",
            "informationalinterview",
            "coffee",
            "chat",
            "talk",
            "11",
        ],
    ),
    (NoteType::Questions, &["questions", "questionbank"]),
    // Notes that only look like people: lists of people, companies and projects.
    (
        NoteType::Plain,
        &["moc", "index", "company", "organization", "organisation", "project", "dashboard", "template", "plain"],
    ),
];

/// The types of meetings that are talks, whoever takes part.
const TALKS: &[&str] = &["coffeechat", "coffee", "chat", "talk", "informationalinterview"];

/// The statuses of a meeting, each with the values of `status:` that mean it.
const STATUSES: &[(MeetingStatus, &[&str])] = &[
    (MeetingStatus::Planned, &["planned", "scheduled", "upcoming", "confirmed", "open", "todo"]),
    (MeetingStatus::Held, &["held", "done", "completed", "complete", "finished", "met", "past"]),
    (MeetingStatus::Cancelled, &["cancelled", "canceled", "calledoff", "postponed"]),
    (MeetingStatus::NoShow, &["noshow", "missed"]),
];

/// The topic of a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    Questions,
    Takeaways,
    Reflection,
    Log,
    Attendees,
    /// Things to do. Items below it are not questions, even if a heading for questions is above it.
    Tasks,
    Other,
}

/// The topics with the whole headings that mean them, as words (`text::question_words`).
const HEADINGS: &[(Topic, &[&str])] = &[
    (Topic::Log, &["log", "history", "interactions", "interaction log", "contact log", "meeting log"]),
    (Topic::Attendees, &["attendees", "participants"]),
    (Topic::Tasks, &["follow ups", "follow up", "next steps", "actions", "action items", "tasks", "to do", "todo"]),
    (Topic::Questions, &["what i asked", "what to ask", "to ask", "question"]),
];

/// The topics with the words that mean them in any place of a heading.
const HEADING_WORDS: &[(Topic, &[&str])] = &[
    (Topic::Questions, &["questions"]),
    (Topic::Takeaways, &["takeaways", "takeaway"]),
    (Topic::Reflection, &["reflection", "reflections"]),
];

impl Topic {
    /// Returns the topic of a heading.
    pub(crate) fn from_heading(heading: &str) -> Self {
        let words = question_words(heading);
        let find = |table: &[(Self, &[&str])], text: &str| {
            table.iter().find(|(_, names)| names.contains(&text)).map(|(topic, _)| *topic)
        };
        let by_word = || words.split(' ').find_map(|word| find(HEADING_WORDS, word));
        find(HEADINGS, &words).or_else(by_word).unwrap_or(Self::Other)
    }
}

/// The names of keys and types, including those that the configuration adds.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    keys: HashMap<String, Key>,
    types: HashMap<String, NoteType>,
}

impl Vocabulary {
    /// Returns the vocabulary with the names that the configuration adds to keys and types.
    pub(crate) fn new(added: &BTreeMap<String, Vec<String>>) -> Self {
        let mut keys: HashMap<String, Key> =
            KEYS.iter().flat_map(|row| row.names().map(|name| (key_form(name), row.key))).collect();
        let mut types: HashMap<String, NoteType> =
            TYPES.iter().flat_map(|(kind, names)| names.iter().map(|name| ((*name).to_owned(), *kind))).collect();
        for (canonical, names) in added {
            let canonical = key_form(canonical);
            let (key, kind) = (keys.get(&canonical).copied(), types.get(&canonical).copied());
            for name in names {
                // `contact`, `meeting` and `questions` are types. Any other word is a key, if there is such a key.
                match (kind, key) {
                    (Some(kind), None) => types.insert(key_form(name), kind).map(|_| ()),
                    (Some(kind), _) if kind != NoteType::Plain => types.insert(key_form(name), kind).map(|_| ()),
                    (_, Some(key)) => keys.insert(key_form(name), key).map(|_| ()),
                    (None, None) => None,
                };
            }
        }
        let snoozes: Vec<String> =
            keys.iter().filter(|(_, key)| **key == Key::Snooze).map(|(name, _)| name.clone()).collect();
        for rule in Rule::ALL.into_iter().filter(|rule| rule.snoozed_by().is_some()) {
            for snooze in &snoozes {
                keys.entry(format!("{snooze}{}", key_form(rule.as_str()))).or_insert(Key::SnoozeOf(rule));
            }
        }
        Self { keys, types }
    }

    /// Says whether a name is that of a key or type, so that the configuration can add names to it.
    pub(crate) fn is_known(name: &str) -> bool {
        let name = key_form(name);
        let name = name.as_str();
        meaning(name).is_some() || TYPES.iter().any(|(_, names)| names.contains(&name))
    }

    /// Returns the canonical names of the types and keys that the configuration can add names to.
    pub(crate) fn extensible() -> impl Iterator<Item = &'static str> {
        let types = [NoteType::Contact, NoteType::Person, NoteType::Meeting, NoteType::Questions].map(NoteType::as_str);
        types.into_iter().chain(KEYS.iter().map(KeyDef::name).filter(move |name| !types.contains(name)))
    }

    /// Returns the meaning of a key in its comparable form.
    pub(crate) fn key(&self, form: &str) -> Option<Key> {
        self.keys.get(form).copied()
    }

    /// Returns whether a value of `type:` says that a meeting is a talk.
    pub(crate) fn says_talk(value: &str) -> bool {
        forms(value).any(|form| TALKS.contains(&form.as_str()))
    }

    /// Returns the type that a value of `type:` means: `contact`, `[[People]]`, `#person`, `type/person`.
    pub(crate) fn type_of(&self, value: &str) -> Option<NoteType> {
        forms(value).find_map(|form| self.types.get(&form).copied())
    }
}

/// Returns the comparable forms of a value of `type:`: the whole, its last part and its first one.
fn forms(value: &str) -> impl Iterator<Item = String> {
    let value = value.trim().trim_start_matches('#');
    let value = value.strip_prefix("[[").map_or(value, |link| link.split(['|', '#', ']']).next().unwrap_or(link));
    let last = value.rsplit('/').next().unwrap_or(value);
    let first = value.split('/').next().unwrap_or(value);
    [value, last, first].into_iter().map(key_form)
}

/// Returns the meeting status that a value means.
pub(crate) fn meeting_status(value: &str) -> Option<MeetingStatus> {
    let form = key_form(value);
    STATUSES.iter().find(|(_, names)| names.contains(&form.as_str())).map(|(status, _)| *status)
}

/// Returns the built-in meaning of a key in its comparable form.
pub(crate) fn meaning(form: &str) -> Option<Key> {
    KEYS.iter().find(|row| row.names().any(|name| is_called(name, form))).map(|row| row.key)
}

/// Returns the comparable form of a key's canonical name, given that of any of its names: `role` for `jobtitle`. A key
/// without a meaning stays as it is.
pub(crate) fn canonical(form: &str) -> String {
    meaning(form).map_or_else(|| form.to_owned(), |key| key_form(key.name()))
}

/// Says whether a value means that there is no value yet: `TBD`, `n/a`, `-`.
pub(crate) fn is_unset(value: &str) -> bool {
    let value = value.trim().to_lowercase();
    let words = [
        "false", "none", "null", "nil", "n/a", "n.a.", "na", "tbd", "tba", "tbc", "todo", "pending", "unknown",
        "not yet",
    ];
    words.contains(&value.as_str()) || value.chars().all(|char| matches!(char, '-' | '–' | '—' | '?' | '.' | '…' | '_'))
}

/// Returns the event that the first word of a log line names: `replied` in `replied: happy to talk`.
pub(crate) fn log_event(word: &str) -> Option<EventKey> {
    let form = key_form(word);
    KEYS.iter().find(|row| row.event().is_some() && is_called(row.name(), &form))?.event()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_from_every_spelling() {
        let vocabulary = Vocabulary::new(&BTreeMap::new());
        let rows = [
            ("contact", Some(NoteType::Contact)),
            ("[[People]]", Some(NoteType::Person)),
            ("[[Categories/People|people]]", Some(NoteType::Person)),
            ("#person", Some(NoteType::Person)),
            ("type/person", Some(NoteType::Person)),
            ("people/family", Some(NoteType::Person)),
            ("Coffee Chat", Some(NoteType::Meeting)),
            ("informational-interview", Some(NoteType::Meeting)),
            ("MOC", Some(NoteType::Plain)),
            ("personal", None),
        ];
        for (value, expected) in rows {
            assert_eq!(vocabulary.type_of(value), expected, "{value}");
        }
    }

    #[test]
    fn the_configuration_adds_names() {
        let mut added = BTreeMap::new();
        added.insert("company".into(), vec!["Firma".into()]);
        added.insert("contact".into(), vec!["Kontakt".into()]);
        added.insert("snooze".into(), vec!["Später".into()]);
        let vocabulary = Vocabulary::new(&added);
        // `company` is also a value of `type:`; as a vocabulary entry it names the key.
        assert_eq!(vocabulary.type_of("Kontakt"), Some(NoteType::Contact));
        assert_eq!(vocabulary.key("firma"), Some(Key::Company));
        assert_eq!(vocabulary.key("späterthank"), Some(Key::SnoozeOf(Rule::Thank)));
    }
}
