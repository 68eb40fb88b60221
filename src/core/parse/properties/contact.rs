//! Reads the keys of a contact.

use crate::core::base::At;
use crate::core::base::diagnostic::Code;
use crate::core::base::text::key_form;
use crate::core::model::key::{Key, events_of};
use crate::core::model::vocabulary::{self, Answer, ContactState, DayWord, Vocabulary, is_unset};
use crate::core::model::{
    Cadence, Contact, ContactStatus, Event, EventKey, Interval, Link, LinkStyle, NoteType, Stage, When, bare_name,
};
use crate::core::syntax::front_matter::{Entry, Value};
use crate::core::syntax::link::is_like_name;

use super::super::plain_text;
use super::{Properties, resembles, scalars_of, shortened};

/// The keys of asking somebody for a talk.
const ASKING: [EventKey; 7] = [
    EventKey::Requested,
    EventKey::Nudged,
    EventKey::Replied,
    EventKey::Declined,
    EventKey::Scheduled,
    EventKey::Closed,
    EventKey::ReportedBack,
];
/// Words for the day of a meeting that mean nothing but an appointment.
const APPOINTMENTS: [&str; 5] = ["termin", "rendezvous", "cita", "appuntamento", "afspraak"];
/// Sources that say by what means a note was made, and not how the user came upon somebody.
const MEANS: [&str; 12] = [
    "manual",
    "manually",
    "import",
    "imported",
    "auto",
    "automatic",
    "automated",
    "generated",
    "sync",
    "synced",
    "csv",
    "script",
];
/// Names of keys that tell how two people met, and not why the user wants to talk.
const HOW_MET: [&str; 6] = ["howwemet", "metat", "metvia", "metthrough", "referral", "via"];

/// Returns whether an event is one of asking somebody for a talk.
pub(in super::super) fn is_asking(event: &Event) -> bool {
    event.when != When::Never && ASKING.contains(&event.key)
}

/// Returns the mail address among other things, such as a phone number: `ann@example.com | +47 555`.
fn mail_in(text: &str) -> &str {
    let is_end = |char: char| char.is_whitespace() || matches!(char, '|' | '<' | '>' | '(' | ')' | '·');
    let words = text.split(is_end).map(|word| word.trim_end_matches([',', ';']));
    let mails: Vec<&str> = words.filter(|word| word.contains('@')).collect();
    match mails.as_slice() {
        [mail] => mail,
        _ => text,
    }
}

/// Returns whether an entry says only by what means a note was made: `source: import`.
pub(super) fn names_means(key: Option<Key>, entry: &Entry<'_>) -> bool {
    let is_means = |text: &str| MEANS.contains(&&*text.trim().to_lowercase());
    key == Some(Key::Source) && matches!(&entry.value, Value::Text(scalar) if is_means(&scalar.text))
}

impl Properties<'_> {
    /// Reads the keys of a contact.
    pub(in super::super) fn contact(&mut self, name: &str) -> Contact {
        self.take_appointments();
        let title = self.first(Key::Title).filter(|title| !resembles(title, name));
        let mail = self.first_set(Key::Email).or_else(|| self.first(Key::Contact).filter(|text| text.contains('@')));
        let mail = mail.map(|text| mail_in(&text).into());
        let without_links = |text: Box<str>| if text.contains("[[") { plain_text(&text).into() } else { text };
        let mut contact = Contact {
            company: self.first_set(Key::Company).map(without_links),
            role: self.first_set(Key::Role).or(title).map(without_links),
            email: mail,
            referred_by: self.referrers(),
            cadence: self.cadence(),
            status: self.contact_status(),
            stage: self.stage(),
            ..Contact::default()
        };
        for key in events_of(NoteType::Contact) {
            contact.events.extend(self.events(key));
        }
        contact
    }

    /// Takes `Termin: 2026-12-03` as a talk that is agreed on. Another day in a contact's note, such as `date`, is often the
    /// one on which the note was made.
    fn take_appointments(&mut self) {
        for (key, entry) in &mut self.entries {
            if *key == Some(Key::Date) && APPOINTMENTS.contains(&&*key_form(entry.key)) {
                *key = Some(Key::Event(EventKey::Scheduled));
            }
        }
    }

    /// Returns who referred the user to a contact. A plain text names somebody if it has the shape of a name and its key
    /// is about people: `met-via: LinkedIn` does not.
    fn referrers(&self) -> Vec<Link> {
        let mut referrers = Vec::new();
        for entry in self.entries_of(Key::ReferredBy) {
            let is_how = HOW_MET.contains(&&*key_form(entry.key));
            let scalars = scalars_of(entry);
            let links =
                scalars.iter().filter(|scalar| !scalar.text.trim().is_empty()).flat_map(|scalar| self.links(scalar));
            for mut link in links.filter(|link| !self.is_user(&link.text)) {
                if link.style == LinkStyle::Plain && (is_how || !is_like_name(bare_name(&link.text))) {
                    link.style = LinkStyle::Words;
                }
                referrers.push(link);
            }
        }
        referrers
    }

    /// Notes down whether a note with that mark and these tags is about somebody to whom the user does not say they want
    /// to talk: `ask: no`, somebody close to them, or a person without any sign of it
    /// (`docs/format.md#contacts-and-known-people`).
    pub(in super::super) fn set_known(&self, marker: NoteType, tags: &[Box<str>], contact: &mut Contact) {
        let wants = self.flag(Key::Ask);
        contact.is_wanted = wants == Some(true);
        // `requested: no` waives the request of somebody whom nobody asked.
        let was_asked = |event: &Event| is_asking(event) && (wants.is_none() || event.when != When::Never);
        if contact.is_wanted || contact.events.iter().any(was_asked) {
            if marker == NoteType::Person && !contact.is_wanted {
                contact.since = contact.events.iter().filter(|event| is_asking(event)).filter_map(Event::day).min();
            }
            return;
        }
        let may_be_known = wants.is_none() && !self.has_sign();
        contact.is_close = may_be_known && marker == NoteType::Contact && self.is_close(tags);
        contact.is_known = wants == Some(false) || contact.is_close || (may_be_known && marker == NoteType::Person);
    }

    /// Returns whether the relation or a tag says that the person is family, a friend or a neighbour.
    fn is_close(&self, tags: &[Box<str>]) -> bool {
        self.scalars(Key::Relation).iter().any(|relation| Vocabulary::is_close(&relation.text))
            || tags.iter().any(|tag| Vocabulary::is_close(tag))
    }

    /// Returns whether a key says that the user wants to talk to the person.
    fn has_sign(&self) -> bool {
        let signs = [Key::Event(EventKey::Added), Key::Source, Key::ReferredBy, Key::Goals];
        let is_sign = |(key, entry): &(Option<Key>, Entry<'_>)| {
            key.is_some_and(|key| signs.contains(&key))
                && !HOW_MET.contains(&&*key_form(entry.key))
                && !names_means(*key, entry)
                && match &entry.value {
                    Value::Empty | Value::Flag(false) => false,
                    Value::Text(scalar) => !is_unset(&scalar.text),
                    Value::List(items) => items.iter().any(|item| !is_unset(&item.text)),
                    Value::Flag(true) | Value::Nested(_) => true,
                }
        };
        self.entries.iter().any(is_sign)
    }

    /// Returns whether a key says yes or no.
    fn flag(&self, key: Key) -> Option<bool> {
        self.entries_of(key).find_map(|entry| match &entry.value {
            Value::Flag(flag) => Some(*flag),
            Value::Text(scalar) => match vocabulary::answer(&scalar.text) {
                Some(Answer::Yes) => Some(true),
                Some(Answer::No) => Some(false),
                Some(Answer::Unset) | None => None,
            },
            _ => None,
        })
    }

    fn cadence(&mut self) -> Option<At<Cadence>> {
        let entry = self.entries_of(Key::Cadence).next()?;
        let location = self.locate(&entry.span);
        let scalar = match &entry.value {
            Value::Flag(false) => return Some(At { value: Cadence::Never, location }),
            Value::Text(scalar) => scalar.clone(),
            _ => return None,
        };
        if matches!(scalar.text.trim().to_ascii_lowercase().as_str(), "never" | "no" | "none" | "off") {
            return Some(At { value: Cadence::Never, location });
        }
        let interval = Interval::parse(&scalar.text);
        if interval.is_none() {
            let message = format!("`{}` is not a cadence", shortened(&scalar.text));
            let hint = String::from("write it as 90d, 12w, 3 months, monthly or never");
            self.complain(Code::NotACadence, &scalar.span, message, hint);
        }
        interval.map(|interval| At { value: Cadence::Every(interval), location })
    }

    fn stage(&self) -> Option<Stage> {
        // `angefragt am 9. September` says more than the stage.
        let is_on = |word: &str| self.words.day_word(&vocabulary::plain_words(word)) == Some(DayWord::On);
        let before_day = |text: &str| text.split(' ').take_while(|word| !is_on(word)).collect::<Vec<_>>().join(" ");
        let said = |text: &str| self.words.contact_state(text).or_else(|| self.words.contact_state(&before_day(text)));
        self.scalars(Key::Status).iter().find_map(|scalar| match said(&scalar.text)? {
            ContactState::Stage(stage) => Some(stage),
            ContactState::Status(_) => None,
        })
    }

    fn contact_status(&self) -> Option<At<ContactStatus>> {
        for entry in self.entries_of(Key::Status) {
            let Value::Text(scalar) = &entry.value else { continue };
            let Some(ContactState::Status(value)) = self.words.contact_state(&scalar.text) else { continue };
            return Some(At { value, location: self.locate(&entry.span) });
        }
        let paused = self.entries_of(Key::Paused).find(|entry| entry.value == Value::Flag(true));
        let untracked = self.entries_of(Key::Track).find(|entry| entry.value == Value::Flag(false));
        let entry = paused.or(untracked)?;
        Some(At { value: ContactStatus::Paused, location: self.locate(&entry.span) })
    }
}
