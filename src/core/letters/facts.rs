//! The facts for templates of letters, by name. An unknown fact is a gap in square brackets.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::Object;

use crate::core::base::text::and;
use crate::core::base::text::first_words;
use crate::core::edit::Refusal;
use crate::core::index::{NoteId, Person};
use crate::core::model::Day;
use crate::core::syntax::calendar;

use super::Source;
use super::mail::one_line;

/// Every fact with the text of its gap, which a letter shows if the fact is not known. Every template gets all of them.
pub(crate) const NAMES: [(&str, &str); 28] = [
    ("me", "your name"),
    ("name", "their name"),
    ("greeting", "their first name"),
    ("company", "their company"),
    ("role", "their role"),
    ("phone", "their number"),
    ("source", "how you found them"),
    ("referrer", "who referred you"),
    ("about", "what interests you about their work"),
    ("last_talk", "when you last talked"),
    ("asked", "the day of your request"),
    ("nudges", "how often you nudged"),
    ("is_last", "whether it is the last nudge"),
    ("day", "the day"),
    ("said_day", "on the day"),
    ("time", "the time"),
    ("minutes", "how many minutes"),
    ("length", "how long"),
    ("channel", "how or where"),
    ("takeaway", "what you learned"),
    ("takeaways", "what you learned"),
    ("promises", "what you promised"),
    ("met", "who you met"),
    ("outcome", "what came of it"),
    ("other_name", "their name"),
    ("other_greeting", "their first name"),
    ("other_role", "their role"),
    ("other_company", "their company"),
];

/// The input of a template.
#[derive(Debug, Clone)]
pub(crate) struct LetterFacts(BTreeMap<&'static str, Value>);

/// A fact that is not known. It is false in a condition, and a gap such as `[their company]` in the text.
#[derive(Debug)]
struct Gap(&'static str);

impl Object for Gap {
    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.0)
    }
}

impl LetterFacts {
    fn new() -> Self {
        Self(NAMES.into_iter().map(|(name, gap)| (name, Value::from_object(Gap(gap)))).collect())
    }

    /// Sets a fact, if it is known, to words on one line.
    pub(super) fn set(&mut self, name: &'static str, text: Option<impl AsRef<str>>) {
        let text = text.map(|text| one_line(text.as_ref())).filter(|text| !text.is_empty());
        if let Some(text) = text {
            self.put(name, text);
        }
    }

    /// Sets a fact to a list, which may be empty.
    pub(super) fn set_all(&mut self, name: &'static str, texts: impl IntoIterator<Item = String>) {
        self.put(name, texts.into_iter().map(|text| one_line(&text)).collect::<Vec<_>>());
    }

    /// Returns the text of the gap for a fact; `None` if the fact is known.
    #[must_use]
    pub(crate) fn gap(&self, name: &str) -> Option<&'static str> {
        self.0.get(name)?.downcast_object_ref::<Gap>().map(|gap| gap.0)
    }

    /// Sets the text of the gap for a fact, if the fact is not known.
    pub(super) fn ask(&mut self, name: &'static str, gap: &'static str) {
        if self.0.get(name).is_some_and(|fact| !fact.is_true()) {
            self.put(name, Value::from_object(Gap(gap)));
        }
    }

    /// Sets a fact.
    pub(super) fn put(&mut self, name: &'static str, value: impl Into<Value>) {
        debug_assert!(self.0.contains_key(name), "{name} is not a fact");
        self.0.insert(name, value.into());
    }

    /// Returns the facts in the form for a template.
    pub(super) fn to_value(&self) -> Value {
        Value::from_pairs(self.0.clone())
    }
}

impl<E: From<Refusal>> Source<'_, E> {
    /// Returns the facts for every letter to a contact.
    pub(super) fn facts(&self, who: NoteId) -> LetterFacts {
        let mut facts = LetterFacts::new();
        let note = self.index().note(who);
        facts.set("me", self.workspace.config.names.first().map(String::as_str));
        facts.set("name", Some(&note.title));
        facts.set("greeting", Some(self.greeting(who)));
        if let Some(contact) = note.as_contact() {
            facts.set("company", contact.company.as_deref());
            facts.set("role", contact.role.as_deref().map(in_a_sentence));
        }
        facts.set("phone", note.properties.get("phone"));
        // What older imports wrote, such as `LinkedIn import`, is nothing to tell anybody.
        facts.set("source", note.properties.get("source").filter(|source| !source.ends_with(" import")));
        let referrers: Vec<&str> = self.index().people(who).iter().map(|person| self.index().name(person)).collect();
        facts.set("referrer", Some(and(&referrers)));
        facts.set("about", self.wish.about);
        facts.set("last_talk", self.last_talk(who).map(|day| self.spoken(day)));
        facts
    }

    /// Returns the day of the last talk with a contact.
    pub(super) fn last_talk(&self, who: NoteId) -> Option<Day> {
        self.workspace.standing.contact(who).and_then(|standing| standing.last_held).map(|(day, _)| day)
    }

    pub(super) fn spoken(&self, day: Day) -> String {
        calendar::spoken(day, self.workspace.today())
    }

    /// Returns the name that a letter uses for a contact: an alias that is one word of the name, otherwise its first
    /// word.
    pub(super) fn greeting(&self, who: NoteId) -> String {
        let note = self.index().note(who);
        let words = first_words(&note.title);
        let alias = note.aliases.iter().map(|alias| &**alias).find(|alias| words.contains(alias));
        alias.or_else(|| words.first().copied()).unwrap_or(&note.title).to_owned()
    }

    /// Returns the name that a letter uses for somebody who may have no note.
    pub(super) fn greeting_of(&self, person: &Person) -> String {
        match person {
            Person::Known(id) => self.greeting(*id),
            Person::Named(name) => {
                first_words(name).first().map_or_else(|| name.to_string(), |word| (*word).to_owned())
            }
        }
    }
}

/// Returns words as they are inside a sentence: `Data engineer` in lower case, `CTO` as it is.
pub(super) fn in_a_sentence(words: &str) -> String {
    let mut chars = words.chars();
    let (Some(first), rest) = (chars.next(), chars.as_str()) else { return String::new() };
    if rest.starts_with(char::is_lowercase) {
        first.to_lowercase().chain(rest.chars()).collect()
    } else {
        words.to_owned()
    }
}
