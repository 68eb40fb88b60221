//! What vaults in the wild call things: the names of keys, types and states. A user extends it in the configuration.

use std::collections::{BTreeMap, HashMap};

use crate::core::base::text::key_form;
use crate::core::model::{EventKey, MeetingStatus, NoteType, Rule};

/// A front-matter key that has a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// The note's type.
    Type,
    /// A contact's name.
    Name,
    /// Part of a name.
    FirstName,
    /// Part of a name.
    LastName,
    /// A name, if it resembles the file's; else a role.
    Title,
    /// Where somebody works.
    Company,
    /// What somebody does.
    Role,
    /// Mail address.
    Email,
    /// Telephone number.
    Phone,
    /// `LinkedIn` address or handle.
    LinkedIn,
    /// Who referred the user.
    ReferredBy,
    /// How the user found somebody.
    Source,
    /// The day of a follow-up, or a list of follow-ups.
    FollowUp,
    /// What is to be done on that day.
    FollowUpWhat,
    /// How often to keep in touch.
    Cadence,
    /// Nothing before that day.
    Snooze,
    /// Nothing of that rule before that day: `snooze-thank`.
    SnoozeOf(Rule),
    /// `paused: true`.
    Paused,
    /// `track: false`, `active: false`.
    Track,
    /// A state.
    Status,
    /// The day of a meeting.
    Date,
    /// The time at which a meeting starts.
    Time,
    /// How long a meeting lasts.
    Duration,
    /// With whom.
    With,
    /// In a contact a mail address, in a meeting a person.
    Contact,
    /// By which medium, or where.
    Channel,
    /// What a meeting is for.
    Goals,
    /// Tags.
    Tags,
    /// Other names.
    Aliases,
    /// A day on which something happened.
    Event(EventKey),
}

/// Each key with its names in their comparable form (`text::key_form`), the canonical one first.
const KEYS: &[(Key, &[&str])] = &[
    (Key::Type, &["type", "kind", "category", "categories", "notetype", "class", "fileclass", "topic"]),
    (Key::Name, &["name", "fullname", "displayname", "preferredname", "fn"]),
    (Key::FirstName, &["firstname", "givenname"]),
    (Key::LastName, &["lastname", "surname", "familyname"]),
    (Key::Title, &["title"]),
    (
        Key::Company,
        &["company", "org", "organization", "organisation", "companies", "employer", "firm", "affiliation", "customer"],
    ),
    (Key::Role, &["role", "position", "jobtitle", "specialty"]),
    (Key::Email, &["email", "emails", "workemail", "emailaddress"]),
    (Key::Phone, &["phone", "mobile", "phonenumber", "workphone", "tel"]),
    (Key::LinkedIn, &["linkedin", "linkedinurl", "linkedinid"]),
    (Key::ReferredBy, &["referredby", "introducedby", "metvia", "metthrough", "referral"]),
    (Key::Source, &["source", "metat", "howwemet", "connection"]),
    (
        Key::FollowUp,
        &[
            "followup",
            "followups",
            "nextfollowup",
            "followupdate",
            "followupdue",
            "nextcontact",
            "nextactiondate",
            "nextstepdate",
            "nexttouch",
            "reminder",
        ],
    ),
    (Key::FollowUpWhat, &["nextaction", "nextstep", "followupreason"]),
    (
        Key::Cadence,
        &[
            "cadence",
            "contactfrequency",
            "frequency",
            "keepintouch",
            "followupcadence",
            "cadencedays",
            "contactintervaldays",
        ],
    ),
    (Key::Snooze, &["snooze", "snoozeuntil"]),
    (Key::Paused, &["paused"]),
    (Key::Track, &["track", "active"]),
    (Key::Status, &["status", "state", "stage", "relationshipstatus"]),
    (Key::Date, &["date", "day", "meetingdate", "interviewdate", "conversationdate", "date&time"]),
    (Key::Time, &["time", "starttime", "begintime"]),
    (Key::Duration, &["duration"]),
    (
        Key::With,
        &["with", "people", "attendees", "participants", "person", "contacts", "who", "interviewee", "interviewer"],
    ),
    (Key::Contact, &["contact"]),
    (Key::Channel, &["channel", "mode", "meetingtype", "interactiontype", "contactmethod"]),
    (Key::Goals, &["goals", "goal"]),
    (Key::Tags, &["tags", "tag", "keywords"]),
    (Key::Aliases, &["aliases", "alias", "nickname", "aka"]),
    (Key::Event(EventKey::Added), &["added", "dateadded", "addedon"]),
    (Key::Event(EventKey::Requested), &["requested"]),
    (Key::Event(EventKey::Nudged), &["nudged"]),
    (Key::Event(EventKey::Replied), &["replied"]),
    (Key::Event(EventKey::Declined), &["declined"]),
    (Key::Event(EventKey::Scheduled), &["scheduled"]),
    (Key::Event(EventKey::Closed), &["closed"]),
    (Key::Event(EventKey::ReportedBack), &["reportedback"]),
    (Key::Event(EventKey::Prepared), &["prepared"]),
    (Key::Event(EventKey::Confirmed), &["confirmed"]),
    (Key::Event(EventKey::Thanked), &["thanked"]),
    (Key::Event(EventKey::Reflected), &["reflected"]),
    (
        Key::Event(EventKey::LastContact),
        &[
            "lastcontact",
            "lastcontacted",
            "lastcontactedat",
            "datelastcontacted",
            "lastinteraction",
            "lasttouch",
            "lastspoken",
            "lastchat",
            "lastmet",
            "lastseen",
        ],
    ),
];

/// Each type with the values of `type:` and the tags that mean it.
const TYPES: &[(NoteType, &[&str])] = &[
    (NoteType::Contact, &["contact", "contacts", "person", "people", "crmcontact", "recruiter", "relationship"]),
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
        ],
    ),
    (NoteType::Questions, &["questions", "questionbank"]),
    // Notes that only look like people: lists of them, and what they work for.
    (
        NoteType::Plain,
        &["moc", "index", "company", "organization", "organisation", "project", "dashboard", "template", "plain"],
    ),
];

/// The names of keys and types, with those that the configuration adds.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    keys: HashMap<String, Key>,
    types: HashMap<String, NoteType>,
}

impl Vocabulary {
    /// Returns the vocabulary with the names that a vault's settings add to those of a key or a type.
    pub(crate) fn new(added: &BTreeMap<String, Vec<String>>) -> Self {
        let mut keys: HashMap<String, Key> =
            KEYS.iter().flat_map(|(key, names)| names.iter().map(|name| ((*name).to_owned(), *key))).collect();
        let mut types: HashMap<String, NoteType> =
            TYPES.iter().flat_map(|(kind, names)| names.iter().map(|name| ((*name).to_owned(), *kind))).collect();
        for (canonical, names) in added {
            let canonical = key_form(canonical);
            let (key, kind) = (keys.get(&canonical).copied(), types.get(&canonical).copied());
            for name in names {
                // `contact`, `meeting` and `questions` name types; every other word names a key, if there is such a key.
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

    /// Says whether a configured vocabulary entry extends something that exists.
    pub(crate) fn is_known(name: &str) -> bool {
        let name = key_form(name);
        let name = name.as_str();
        has_meaning(name) || TYPES.iter().any(|(_, names)| names.contains(&name))
    }

    /// Returns the meaning of a key in its comparable form.
    pub(crate) fn key(&self, form: &str) -> Option<Key> {
        self.keys.get(form).copied()
    }

    /// Returns the type that a value of `type:` means: `contact`, `[[People]]`, `#person`, `type/person`.
    pub(crate) fn type_of(&self, value: &str) -> Option<NoteType> {
        let value = value.trim().trim_start_matches('#');
        let value = value.strip_prefix("[[").map_or(value, |link| link.split(['|', '#', ']']).next().unwrap_or(link));
        let last = value.rsplit('/').next().unwrap_or(value);
        let first = value.split('/').next().unwrap_or(value);
        [value, last, first].into_iter().find_map(|word| self.types.get(&key_form(word)).copied())
    }
}

/// Returns the meeting status that a value means.
pub(crate) fn meeting_status(value: &str) -> Option<MeetingStatus> {
    match key_form(value).as_str() {
        "planned" | "scheduled" | "upcoming" | "confirmed" | "open" | "todo" => Some(MeetingStatus::Planned),
        "held" | "done" | "completed" | "complete" | "finished" | "met" | "past" => Some(MeetingStatus::Held),
        "cancelled" | "canceled" | "calledoff" | "postponed" => Some(MeetingStatus::Cancelled),
        "noshow" | "missed" => Some(MeetingStatus::NoShow),
        _ => None,
    }
}

/// Says whether a key in its comparable form has a meaning.
pub(crate) fn has_meaning(form: &str) -> bool {
    KEYS.iter().any(|(_, names)| names.contains(&form))
}

/// Returns the name by which a key is known, given in its comparable form; another's own if it has no meaning.
pub(crate) fn canonical(form: &str) -> &str {
    KEYS.iter().find(|(_, names)| names.contains(&form)).and_then(|(_, names)| names.first()).unwrap_or(&form)
}

/// Says whether a value says that there is none yet: `TBD`, `n/a`, `-`.
pub(crate) fn is_unset(value: &str) -> bool {
    let value = value.trim().to_lowercase();
    let words = [
        "false", "none", "null", "nil", "n/a", "n.a.", "na", "tbd", "tba", "tbc", "todo", "pending", "unknown",
        "not yet",
    ];
    words.contains(&value.as_str()) || value.chars().all(|char| matches!(char, '-' | '–' | '—' | '?' | '.' | '…' | '_'))
}

/// Returns the event that the first word of a log line means, where it is written as one: `replied: …`.
pub(crate) fn log_event(word: &str) -> Option<EventKey> {
    let form = key_form(word);
    KEYS.iter().find_map(|(key, names)| match key {
        Key::Event(event) if names.first() == Some(&form.as_str()) => Some(*event),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_in_its_comparable_form_and_means_one_thing() {
        let mut names: Vec<&str> = KEYS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        for name in &names {
            assert_eq!(key_form(name), *name);
        }
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count, "a name means two keys");
    }

    #[test]
    fn types_are_read_from_every_spelling() {
        let vocabulary = Vocabulary::new(&BTreeMap::new());
        let rows = [
            ("contact", Some(NoteType::Contact)),
            ("[[People]]", Some(NoteType::Contact)),
            ("[[Categories/People|people]]", Some(NoteType::Contact)),
            ("#person", Some(NoteType::Contact)),
            ("type/person", Some(NoteType::Contact)),
            ("people/family", Some(NoteType::Contact)),
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
