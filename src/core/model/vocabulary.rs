//! The names of keys, types, statuses and headings that vaults use. The configuration can add names to each of them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::core::base::text::{key_form, unaccented};
use crate::core::model::{DateOrder, Day, EventKey, MeetingStatus, NoteType, Rule, User};

pub(crate) use super::key::Key;
use super::key::{KEYS, KeyDef, Shape, is_called};
pub(crate) use super::languages::{Answer, ContactState, DayWord, LogWord, Saying};
use super::languages::{Words, built_in, form, heading_form};

/// The topic of a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    Questions,
    /// Questions that are still to be asked, even in a talk that is over.
    ToAsk,
    /// Questions that were asked.
    Asked,
    Takeaways,
    Reflection,
    Log,
    Attendees,
    /// Things to do. Items below it are not questions, even if a heading for questions is above it.
    Tasks,
    Other,
}

impl Topic {
    /// The topics that headings can have, each with its name for the settings.
    pub(super) const NAMED: [(&str, Self); 8] = [
        ("questions", Self::Questions),
        ("to-ask", Self::ToAsk),
        ("asked", Self::Asked),
        ("takeaways", Self::Takeaways),
        ("reflection", Self::Reflection),
        ("log", Self::Log),
        ("attendees", Self::Attendees),
        ("tasks", Self::Tasks),
    ];

    /// Says whether items under the heading are questions.
    pub(crate) const fn is_questions(self) -> bool {
        matches!(self, Self::Questions | Self::ToAsk | Self::Asked)
    }
}

/// What joins two words in the name of a folder.
const JOINTS: [&str; 9] = ["&", "+", ",", " and ", " und ", " et ", " y ", " en ", " и "];

/// The most words of a phrase in a heading.
const LONGEST_PHRASE: usize = 3;

/// Words for meetings that a title also has for other things, unless `with` follows.
const EVERYDAY: [&str; 22] = [
    "call",
    "interview",
    "conversation",
    "appointment",
    "minutes",
    "sync",
    "interaction",
    "coffee",
    "chat",
    "talk",
    "11",
    "termin",
    "cafe",
    "conversa",
    "conversacion",
    "entretien",
    "entrevista",
    "cita",
    "acta",
    "appel",
    "intervista",
    "kawa",
];
/// Words for interviews.
const INTERVIEWS: [&str; 11] = [
    "interview",
    "entretien",
    "entrevista",
    "intervista",
    "wywiad",
    "интервью",
    "інтерв'ю",
    "面谈",
    "访谈",
    "面談",
    "インタビュー",
];
/// Words for meetings that are parts of longer words.
/// Words, without accents, by which a note says that it prepares a talk: `prep Ann`.
const PREPARING: [&str; 12] = [
    "prep",
    "prepa",
    "preparation",
    "preparing",
    "vorbereitung",
    "preparacion",
    "preparacao",
    "preparazione",
    "voorbereiding",
    "przygotowanie",
    "подготовка",
    "підготовка",
];
const MEETINGS: [&str; 12] = [
    "meeting",
    "standup",
    "gesprach",
    "gesprek",
    "besprechung",
    "vergadering",
    "会议",
    "會議",
    "组会",
    "面谈",
    "会議",
    "打ち合わせ",
];
/// The word *with* as titles have it, without accents.
const WITH: [&str; 10] = ["with", "w", "mit", "avec", "con", "com", "met", "z", "с", "з"];

/// How a vault's notes are read: the words of its settings beside the built-in ones, and the order of its dates.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary {
    added: Words,
    user: User,
    /// How to read a date that may mean two days.
    pub(crate) order: Option<DateOrder>,
    /// The day on which they are read.
    pub(crate) read_on: Option<Day>,
}

impl Vocabulary {
    /// Returns the vocabulary with the names that the settings add: `{company: [Firma], takeaways: [Gelernt]}`.
    pub(crate) fn new(added: &BTreeMap<String, Vec<String>>, order: Option<DateOrder>, names: &[String]) -> Self {
        let mut words = Words::default();
        for (meaning, names) in added {
            for name in names {
                words.extend(meaning, name);
            }
        }
        Self { added: words, order, read_on: None, user: User::new(names) }
    }

    /// Returns the vocabulary without any names of the user's own.
    pub(crate) fn plain() -> &'static Self {
        static PLAIN: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::default);
        &PLAIN
    }

    /// Says whether the settings can add names to a name: that of a key, type, heading, status or log word.
    pub(crate) fn is_known(name: &str) -> bool {
        Words::default().extend(name, "-")
    }

    /// Returns the canonical names of the types, keys and headings that the settings can add names to.
    pub(crate) fn extensible() -> impl Iterator<Item = &'static str> {
        let types = [NoteType::Contact, NoteType::Person, NoteType::Meeting, NoteType::Questions].map(NoteType::as_str);
        let topics = Topic::NAMED.iter().map(|(name, _)| *name);
        let statuses = MeetingStatus::ALL.map(MeetingStatus::as_str);
        let others = topics.chain(statuses).chain(KEYS.iter().map(KeyDef::name));
        types.into_iter().chain(others.filter(move |name| !types.contains(name)))
    }

    /// Returns by which names notes mean the user.
    pub(crate) const fn user(&self) -> &User {
        &self.user
    }

    /// Returns the meaning of a key in its comparable form.
    pub(crate) fn key(&self, form: &str) -> Option<Key> {
        self.plain_key(form).or_else(|| self.snooze(form)).or_else(|| self.key_before_day(form))
    }

    /// Returns the key of a day that a name such as `askedon` or `angefragtam` writes with the word before the day.
    fn key_before_day(&self, name: &str) -> Option<Key> {
        ["on", "am", "le", "el", "em", "il", "op", "dnia"].into_iter().find_map(|word| {
            let key = self.plain_key(name.strip_suffix(word)?)?;
            matches!(key.row().shape, Shape::Event | Shape::Day).then_some(key)
        })
    }

    /// Returns the meaning of a key as it is written.
    pub(crate) fn key_as_written(&self, written: &str) -> Option<Key> {
        self.key(&key_form(written))
    }

    fn plain_key(&self, name: &str) -> Option<Key> {
        let look = |form: &str| self.added.keys.get(form).or_else(|| built_in().keys.get(form)).copied();
        look(name).or_else(|| if name.is_ascii() { None } else { look(&form(name)) })
    }

    /// Returns the rule that a name such as `snoozethank` puts off.
    fn snooze(&self, name: &str) -> Option<Key> {
        static SNOOZED: LazyLock<Vec<(Rule, String)>> = LazyLock::new(|| {
            let rules = Rule::ALL.into_iter().filter(|rule| rule.snoozed_by().is_some());
            rules.map(|rule| (rule, key_form(rule.as_str()).into_owned())).collect()
        });
        SNOOZED.iter().find_map(|(rule, form)| {
            let head = name.strip_suffix(form.as_str()).filter(|head| !head.is_empty())?;
            (self.plain_key(head) == Some(Key::Snooze)).then_some(Key::SnoozeOf(*rule))
        })
    }

    /// Returns whether a value of `type:` says that a meeting is a talk.
    pub(crate) fn says_talk(&self, value: &str) -> bool {
        forms(value).any(|form| self.added.talks.contains(&*form) || built_in().talks.contains(&*form))
    }

    /// Returns the type that a value of `type:` means: `contact`, `[[People]]`, `#person`, `type/person`.
    pub(crate) fn type_of(&self, value: &str) -> Option<NoteType> {
        forms(value).find_map(|form| self.added.types.get(&*form).or_else(|| built_in().types.get(&*form)).copied())
    }

    /// Returns the type that a tag, or the part of a name before it, means. A word such as `friend` means none.
    pub(crate) fn type_of_tag(&self, tag: &str) -> Option<NoteType> {
        let look = |form: Cow<'_, str>| match self.added.types.get(&*form) {
            None if built_in().relations.contains(&*form) => None,
            None => built_in().types.get(&*form).copied(),
            added => added.copied(),
        };
        forms(tag).find_map(look)
    }

    /// Says whether a tag or a value of `relation:` says that somebody is close to the user: `family`, `old friend`,
    /// `person/sister`.
    pub(crate) fn is_close(value: &str) -> bool {
        let is_word = |word: &str| forms(word).any(|form| built_in().close.contains(&*form));
        let last_of_two = |part: &str| part.split_once(' ').map(|(_, last)| last.to_owned());
        value
            .split([',', ';', '&', '+'])
            .map(str::trim)
            .any(|part| is_word(part) || last_of_two(part).is_some_and(|last| !last.contains(' ') && is_word(&last)))
    }

    /// Says whether a value of `type:` or a tag calls a meeting an interview: a talk, if it is with one person.
    pub(crate) fn is_interview(value: &str) -> bool {
        forms(value).any(|form| INTERVIEWS.contains(&form.trim_end_matches('s')))
    }

    /// Says whether a tag has an everyday word for meetings: `coffee`, `interview`.
    pub(crate) fn is_everyday(tag: &str) -> bool {
        let tag = form(tag);
        EVERYDAY.contains(&&*tag) && tag != "11"
    }

    /// Returns the name of a folder without the numbers and marks before it: `Kontakte` for `03-Kontakte`.
    pub(crate) fn bare_folder(folder: &str) -> &str {
        folder.trim_start_matches(|char: char| !char.is_alphabetic())
    }

    /// Says whether the name of a file, a folder or a title says that it is about a meeting: `Team standup`,
    /// `Coachgesprek`, `Call with Ann`.
    pub(crate) fn names_meeting(&self, name: &str) -> bool {
        let words = unaccented(name);
        let words: Vec<&str> = words
            .split(|char: char| !(char.is_alphanumeric() || char == '-'))
            .filter(|word| !word.is_empty())
            .collect();
        let is_with = |word: Option<&&str>| word.is_some_and(|word| is_with(word));
        words
            .iter()
            .enumerate()
            .any(|(at, word)| self.is_meeting_word(word) && (!EVERYDAY.contains(word) || is_with(words.get(at + 1))))
    }

    /// Says whether a word without accents says that a note prepares a talk.
    pub(crate) fn prepares(word: &str) -> bool {
        PREPARING.contains(&word)
    }

    /// Says whether a word without accents means a meeting. `11 - Title` has a number, and `1-1 Ann` a word.
    pub(crate) fn is_meeting_word(&self, word: &str) -> bool {
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        let is_type = !is_number && self.type_of(word) == Some(NoteType::Meeting);
        is_type || (word.chars().count() > 6 && MEETINGS.iter().any(|part| word.contains(part)))
    }

    /// Returns the type of the notes in a folder of that name.
    pub(crate) fn type_of_folder(folder: &str) -> Option<NoteType> {
        let of_name = |name: &str| built_in().folders.get(&*form(name)).copied();
        of_name(folder).or_else(|| {
            // `Coffees & calls`: all that is joined is of one type.
            let joint = JOINTS.into_iter().find(|joint| folder.contains(joint))?;
            let mut types = folder.split(joint).map(|name| of_name(name.trim()));
            let first = types.next()??;
            types.all(|kind| kind == Some(first)).then_some(first)
        })
    }

    /// Says whether the name of a folder, or the first or last word of a file's, marks templates.
    pub(crate) fn is_template(word: &str) -> bool {
        word.starts_with(char::is_alphabetic) && built_in().templates.contains(&*form(word))
    }

    /// Returns the topic of a heading.
    pub(crate) fn topic(&self, heading: &str) -> Topic {
        let words = heading_form(heading);
        let look = |words: &str| self.added.headings.get(words).or_else(|| built_in().headings.get(words)).copied();
        // A number before a heading counts its sections.
        let bare = words.trim_start_matches(|char: char| char.is_ascii_digit()).trim_start();
        let by_word = || words.split(' ').find_map(|word| built_in().in_headings.get(word).copied());
        // `Questions for next time` are not asked yet.
        let by_word = || {
            by_word().map(|topic| if topic.is_questions() && holds_words_to_ask(&words) { Topic::ToAsk } else { topic })
        };
        let of_bare = || if bare.len() < words.len() { look(bare) } else { None };
        look(&words).or_else(of_bare).or_else(by_word).unwrap_or(Topic::Other)
    }

    /// Returns the topic of which a label, such as the one of `Takeaway: small teams`, is a whole heading.
    pub(crate) fn label_topic(&self, label: &str) -> Option<Topic> {
        let form = heading_form(label);
        self.added.headings.get(&*form).or_else(|| built_in().headings.get(&*form)).copied()
    }

    /// Says whether a label is a whole heading of that topic.
    pub(crate) fn is_label(&self, label: &str, topic: Topic) -> bool {
        self.label_topic(label) == Some(topic)
    }

    /// Returns what words in the form of [`plain_words`] tell in a log line.
    pub(crate) fn log_word(&self, words: &str) -> Option<LogWord> {
        self.added.log.get(words).or_else(|| built_in().log.get(words)).copied()
    }

    /// Says whether a phrase of a log line can begin with a word.
    pub(crate) fn begins_log_word(&self, word: &str) -> bool {
        built_in().log_heads.contains(word) || self.added.log_heads.contains(word)
    }

    /// Says whether a phrase about a day can begin with a word.
    pub(crate) fn begins_day_word(&self, word: &str) -> bool {
        built_in().day_heads.contains(word) || self.added.day_heads.contains(word)
    }

    /// Returns what words in the form of [`plain_words`] mean for a day beside them.
    pub(crate) fn day_word(&self, words: &str) -> Option<DayWord> {
        self.added.days.get(words).or_else(|| built_in().days.get(words)).copied()
    }

    /// Returns what words in the form of [`plain_words`] say of the user's own doing.
    pub(crate) fn saying(&self, words: &str) -> Option<Saying> {
        self.added.sayings.get(words).or_else(|| built_in().sayings.get(words)).copied()
    }

    /// Says whether such words can begin with a word.
    pub(crate) fn begins_saying(&self, word: &str) -> bool {
        built_in().saying_heads.contains(word) || self.added.saying_heads.contains(word)
    }

    /// Returns what a contact's status says.
    pub(crate) fn contact_state(&self, value: &str) -> Option<ContactState> {
        let form = form(value);
        self.added.contact_states.get(&*form).or_else(|| built_in().contact_states.get(&*form)).copied()
    }

    /// Returns the meeting status that a value means.
    pub(crate) fn meeting_status(&self, value: &str) -> Option<MeetingStatus> {
        let form = form(value);
        self.added.statuses.get(&*form).or_else(|| built_in().statuses.get(&*form)).copied()
    }
}

/// Says whether a heading holds a phrase of several words for what is to be asked, such as *next time*.
fn holds_words_to_ask(heading: &str) -> bool {
    let words: Vec<&str> = heading.split(' ').collect();
    let is_phrase = |words: &[&str]| built_in().headings.get(&*words.join(" ")) == Some(&Topic::ToAsk);
    (2..=LONGEST_PHRASE).any(|length| words.windows(length).any(is_phrase))
}

/// Returns a text as words of log lines and tasks compare: lower case, without accents and punctuation.
pub(crate) fn plain_words(text: &str) -> String {
    heading_form(text)
}

/// Says whether a word of a title means *with*, in any language.
pub(crate) fn is_with(word: &str) -> bool {
    WITH.contains(&&*unaccented(word))
}

/// Returns the comparable forms of a value of `type:`: the whole, its last part and its first one.
fn forms(value: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let value = value.trim().trim_start_matches('#');
    let value = value.strip_prefix("[[").map_or(value, |link| link.split(['|', '#', ']']).next().unwrap_or(link));
    let last = value.rsplit('/').next().unwrap_or(value);
    let first = value.split('/').next().unwrap_or(value);
    [value, last, first].into_iter().map(form)
}

/// Returns the built-in meaning of a key in its comparable form.
pub(crate) fn meaning(name: &str) -> Option<Key> {
    built_in().keys.get(name).or_else(|| built_in().keys.get(&*form(name))).copied()
}

/// Returns the comparable form of a key's canonical name, given that of any of its names: `role` for `jobtitle`. A key
/// without a meaning stays as it is.
pub(crate) fn canonical(form: &str) -> String {
    meaning(form).map_or_else(|| form.to_owned(), |key| key_form(key.name()).into_owned())
}

/// Says whether a value means that there is no value yet: `TBD`, `n/a`, `-`.
pub(crate) fn is_unset(value: &str) -> bool {
    let is_mark = |char| matches!(char, '-' | '–' | '—' | '?' | '.' | '…' | '_');
    answer(value) == Some(Answer::Unset) || value.trim().chars().all(is_mark)
}

/// Returns what a value such as `yes`, `non` or `noch nicht` says, in any language.
pub(crate) fn answer(value: &str) -> Option<Answer> {
    const LONGEST: usize = 30;
    if value.len() > LONGEST || value.starts_with(|char: char| char.is_ascii_digit()) {
        return None;
    }
    built_in().values.get(&*form(value.trim())).copied()
}

/// Says whether a question asks whom else to talk to, in any language.
pub(crate) fn asks_for_people(question: &str) -> bool {
    let words = format!(" {} ", heading_form(question));
    // Chinese and Japanese have no spaces between words.
    let holds = |phrase: &String| {
        words.contains(phrase) && (phrase.contains(is_sign) || words.contains(&format!(" {phrase} ")))
    };
    built_in().for_people.iter().any(holds)
}

/// Returns whether a character is a sign of a script that has no spaces between words.
fn is_sign(char: char) -> bool {
    matches!(char, '\u{3040}'..='\u{9fff}')
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
        let vocabulary = Vocabulary::plain();
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
        let vocabulary = Vocabulary::new(&added, None, &[]);
        // `company` is also a value of `type:`; as a vocabulary entry it names the key.
        assert_eq!(vocabulary.type_of("Kontakt"), Some(NoteType::Contact));
        assert_eq!(vocabulary.key("firma"), Some(Key::Company));
        assert_eq!(vocabulary.key("späterthank"), Some(Key::SnoozeOf(Rule::Thank)));
    }
}
