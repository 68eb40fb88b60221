//! What the keys of a note say, in the types of the model. A value that cannot be read is a diagnostic and no more.

use chrono::NaiveTime;
use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::model::{
    self, At, Cadence, Contact, ContactStatus, Day, Event, EventKey, Interval, LineIndex, Link, Meeting, Moment,
    NotePath, Span, Task, TaskSource, TaskStatus, When,
};
use crate::text::{fold_name, key_form, slice, stable_hash};

use super::front_matter::{self, Entry, Scalar, Value};
use super::vocabulary::{self, Key, Vocabulary};
use super::{date, dialect, link, yaml};

/// The keys of a note by their meaning, and how to speak about them.
pub(super) struct Properties<'t> {
    text: &'t str,
    path: &'t NotePath,
    lines: &'t LineIndex,
    entries: Vec<(Option<Key>, Entry<'t>)>,
    /// What was found wrong.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'t> Properties<'t> {
    pub(super) fn new(
        text: &'t str,
        path: &'t NotePath,
        lines: &'t LineIndex,
        entries: Vec<Entry<'t>>,
        vocabulary: &Vocabulary,
    ) -> Self {
        let entries = entries.into_iter().map(|entry| (vocabulary.key(&key_form(entry.key)), entry)).collect();
        Self { text, path, lines, entries, diagnostics: Vec::new() }
    }

    /// Adds the inline fields and bold labels of the body that have a meaning.
    pub(super) fn add_fields(&mut self, fields: &[(Span, Span)], vocabulary: &Vocabulary) {
        for (key_span, value_span) in fields {
            let key = slice(self.text, key_span.clone());
            let Some(meaning) = vocabulary.key(&key_form(key)) else { continue };
            // A title or a type in the running text is about something else.
            if matches!(meaning, Key::Type | Key::Title | Key::Tags | Key::Aliases | Key::Name) {
                continue;
            }
            let value =
                Value::Text(Scalar { text: slice(self.text, value_span.clone()).into(), span: value_span.clone() });
            self.entries.push((Some(meaning), Entry { key, span: key_span.clone(), value }));
        }
    }

    fn entries_of(&self, key: Key) -> impl Iterator<Item = &Entry<'t>> {
        self.entries.iter().filter(move |(meaning, _)| *meaning == Some(key)).map(|(_, entry)| entry)
    }

    fn line(&self, span: &Span) -> u32 {
        self.lines.line(span.start)
    }

    fn complain(&mut self, severity: Severity, code: &'static str, span: &Span, message: String, hint: String) {
        self.diagnostics
            .push(Diagnostic::new(severity, code, self.path, message).at(self.text, span.clone()).hint(hint));
    }

    fn not_a_date(&mut self, scalar: &Scalar<'_>) {
        let message = format!("`{}` is not a date", shortened(&scalar.text));
        self.complain(Severity::Error, "not-a-date", &scalar.span, message, date::hint(&scalar.text));
    }

    /// Returns every scalar that the entries of `key` hold, in the order of the note.
    pub(super) fn scalars(&self, key: Key) -> Vec<Scalar<'t>> {
        self.entries_of(key)
            .flat_map(|entry| match &entry.value {
                Value::Text(scalar) => vec![scalar.clone()],
                Value::List(items) => items.clone(),
                Value::Nested(value) => nested_link(value, &entry.span).into_iter().collect(),
                Value::Empty | Value::Flag(_) => Vec::new(),
            })
            .filter(|scalar| !scalar.text.trim().is_empty())
            .collect()
    }

    /// Returns the first scalar of `key`, with a link reduced to its text.
    pub(super) fn first(&self, key: Key) -> Option<Box<str>> {
        self.scalars(key).first().map(|scalar| shown(&scalar.text).into())
    }

    /// Returns the people that the entries of `key` name, without the user (`me`, `you`, `self`).
    pub(super) fn people(&self, key: Key) -> Vec<Link> {
        self.scalars(key)
            .iter()
            .flat_map(|scalar| link::list_from_property(&scalar.text, self.line(&scalar.span)))
            .filter(|link| !matches!(fold_name(&link.text).as_ref(), "me" | "you" | "self" | "myself"))
            .collect()
    }

    /// Returns tags, from a list or from one text separated by commas or spaces, without `#`.
    pub(super) fn tags(&self) -> Vec<Box<str>> {
        let words = self.scalars(Key::Tags);
        words
            .iter()
            .flat_map(|scalar| scalar.text.split([',', ' ']))
            .map(|tag| tag.trim().trim_start_matches('#'))
            .filter(|tag| !tag.is_empty())
            .map(Into::into)
            .collect()
    }

    /// Returns other names, from a list or from one text separated by commas.
    pub(super) fn aliases(&self) -> Vec<Box<str>> {
        self.entries_of(Key::Aliases)
            .flat_map(|entry| match &entry.value {
                Value::Text(scalar) => scalar.text.split(',').map(|name| name.trim().into()).collect(),
                Value::List(items) => items.iter().map(|item| item.text.trim().into()).collect(),
                _ => Vec::<Box<str>>::new(),
            })
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// Returns the keys that no rule reads.
    pub(super) fn unread(&self) -> model::Properties {
        let text = |value: &Value<'_>| match value {
            Value::Text(scalar) => Some(shown(&scalar.text).to_owned()),
            Value::Flag(flag) => Some(flag.to_string()),
            Value::List(items) => Some(items.iter().map(|item| shown(&item.text)).collect::<Vec<_>>().join(", ")),
            Value::Empty | Value::Nested(_) => None,
        };
        let name = |key: Option<Key>, written: &str| match key {
            None => Some(key_form(written)),
            Some(Key::Phone) => Some(String::from("phone")),
            Some(Key::LinkedIn) => Some(String::from("linkedin")),
            Some(Key::Source) => Some(String::from("source")),
            Some(_) => None,
        };
        let pairs = self.entries.iter().filter_map(|(key, entry)| {
            // Long values are of no use to a filter and would only be carried around.
            let value = text(&entry.value).filter(|value| !value.is_empty() && value.len() <= 80)?;
            Some((name(*key, entry.key)?, value))
        });
        model::Properties::new(pairs)
    }

    /// Returns the values of an event key. A value that is no date still says that something happened.
    fn events(&mut self, key: EventKey) -> Vec<Event> {
        let mut events = Vec::new();
        let mut bad = Vec::new();
        for entry in self.entries_of(Key::Event(key)) {
            let scalars = match &entry.value {
                Value::Flag(true) => {
                    events.push(Event { key, when: When::Sometime, line: self.line(&entry.span) });
                    continue;
                }
                Value::Text(scalar) => std::slice::from_ref(scalar),
                Value::List(items) => items.as_slice(),
                Value::Empty | Value::Flag(false) => continue,
                Value::Nested(_) => {
                    bad.push(Scalar { text: "this".into(), span: entry.span.clone() });
                    continue;
                }
            };
            for scalar in scalars {
                let when = match scalar.text.trim().to_ascii_lowercase().as_str() {
                    "" | "false" => continue,
                    "no" | "never" => When::Never,
                    "yes" | "true" => When::Sometime,
                    text => date::moment(text).map_or_else(
                        || {
                            bad.push(scalar.clone());
                            When::Sometime
                        },
                        When::On,
                    ),
                };
                events.push(Event { key, when, line: self.line(&scalar.span) });
            }
        }
        for scalar in bad {
            self.not_a_date(&scalar);
        }
        events
    }

    /// Reads `snooze`.
    pub(super) fn snooze(&mut self) -> Option<At<Day>> {
        let scalar = self.scalars(Key::Snooze).into_iter().next()?;
        let moment = date::moment(&scalar.text);
        if moment.is_none() && !matches!(scalar.text.trim(), "no" | "never") {
            self.not_a_date(&scalar);
        }
        moment.map(|moment| At { value: moment.day, line: self.line(&scalar.span) })
    }

    /// Reads the `follow-up` keys as tasks.
    pub(super) fn follow_ups(&mut self) -> Vec<Task> {
        let what = self.first(Key::FollowUpWhat).unwrap_or_default();
        let mut tasks = Vec::new();
        let mut bad = Vec::new();
        for entry in self.entries_of(Key::FollowUp) {
            let scalars = match &entry.value {
                Value::Text(scalar) => std::slice::from_ref(scalar),
                Value::List(items) => items.as_slice(),
                Value::Nested(value) => {
                    for map in front_matter::mappings(value) {
                        let field = |names: &[&str]| {
                            names.iter().find_map(|name| match map.get(*name) {
                                Some(yaml::Value::Text(text)) => Some(text.as_str()),
                                _ => None,
                            })
                        };
                        let due = field(&["due", "date", "on"]);
                        let day = due.and_then(date::moment);
                        if let (Some(due), None) = (due, day) {
                            bad.push(Scalar { text: due.to_owned().into(), span: entry.span.clone() });
                        }
                        let text = field(&["what", "text", "task"]).unwrap_or_default();
                        tasks.push(follow_up(day.map(|moment| moment.day), text, self.line(&entry.span)));
                    }
                    continue;
                }
                Value::Empty | Value::Flag(_) => continue,
            };
            for scalar in scalars {
                let text = scalar.text.trim();
                if matches!(text.to_ascii_lowercase().as_str(), "" | "never" | "no" | "none") {
                    continue;
                }
                let linked = text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")).unwrap_or(text);
                let Some(day) = date::day_at_start(linked) else {
                    bad.push(scalar.clone());
                    continue;
                };
                let prose = slice(linked, 10..linked.len()).trim().trim_start_matches(['-', '–', '—', ':', ',']).trim();
                // A time of day says nothing about what is to be done.
                let words = if date::moment(linked).is_some() || prose.is_empty() {
                    String::new()
                } else {
                    format!("Follow up {prose}")
                };
                let task = follow_up(Some(day), if words.is_empty() { &what } else { &words }, self.line(&scalar.span));
                // What the day is for may stand under a key of its own; the day alone still decides.
                let source = if words.is_empty() { TaskSource::FollowUpDay } else { TaskSource::FollowUp };
                tasks.push(Task { source, ..task });
            }
        }
        for scalar in bad {
            self.not_a_date(&scalar);
        }
        tasks
    }

    /// Reads what a contact's keys say.
    pub(super) fn contact(&mut self, name: &str) -> Contact {
        let title = self.first(Key::Title).filter(|title| !resembles(title, name));
        let mail = self.first(Key::Email).or_else(|| self.first(Key::Contact).filter(|text| text.contains('@')));
        let mut contact = Contact {
            company: self.first(Key::Company),
            role: self.first(Key::Role).or(title),
            email: mail,
            referred_by: self.people(Key::ReferredBy),
            cadence: self.cadence(),
            status: self.contact_status(),
            ..Contact::default()
        };
        for key in CONTACT_EVENTS {
            contact.events.extend(self.events(key));
        }
        contact
    }

    fn cadence(&mut self) -> Option<At<Cadence>> {
        let entry = self.entries_of(Key::Cadence).next()?;
        let line = self.line(&entry.span);
        let scalar = match &entry.value {
            Value::Flag(false) => return Some(At { value: Cadence::Never, line }),
            Value::Text(scalar) => scalar.clone(),
            _ => return None,
        };
        if matches!(scalar.text.trim().to_ascii_lowercase().as_str(), "never" | "no" | "none" | "off") {
            return Some(At { value: Cadence::Never, line });
        }
        let interval = Interval::parse(&scalar.text);
        if interval.is_none() {
            let message = format!("`{}` is not a cadence", shortened(&scalar.text));
            let hint = String::from("write it as 90d, 12w, 3 months, monthly or never");
            self.complain(Severity::Warning, "not-a-cadence", &scalar.span, message, hint);
        }
        interval.map(|interval| At { value: Cadence::Every(interval), line })
    }

    fn contact_status(&self) -> Option<At<ContactStatus>> {
        for entry in self.entries_of(Key::Status) {
            let status = match &entry.value {
                Value::Text(scalar) => match scalar.text.trim().to_ascii_lowercase().as_str() {
                    "paused" => ContactStatus::Paused,
                    "closed" => ContactStatus::Closed,
                    _ => continue,
                },
                _ => continue,
            };
            return Some(At { value: status, line: self.line(&entry.span) });
        }
        let paused = self.entries_of(Key::Paused).find(|entry| entry.value == Value::Flag(true));
        let untracked = self.entries_of(Key::Track).find(|entry| entry.value == Value::Flag(false));
        let entry = paused.or(untracked)?;
        Some(At { value: ContactStatus::Paused, line: self.line(&entry.span) })
    }

    /// Reads what a meeting's keys say; the date may stand in the file's name or in the heading instead.
    pub(super) fn meeting(&mut self, stem: &str, heading: Option<&str>) -> Meeting {
        let mut with = self.people(Key::With);
        with.extend(self.people(Key::Contact));
        let channel = self.first(Key::Channel);
        let mut meeting = Meeting {
            with,
            date: self.meeting_date(stem, heading),
            duration: self.first(Key::Duration).and_then(|text| date::minutes(&text)),
            channel,
            goals: self.scalars(Key::Goals).iter().map(|scalar| shown(&scalar.text).into()).collect(),
            ..Meeting::default()
        };
        for key in MEETING_EVENTS {
            meeting.events.extend(self.events(key));
        }
        if let Some(scalar) = self.scalars(Key::Status).into_iter().next() {
            if let Some(status) = vocabulary::meeting_status(&scalar.text) {
                meeting.status = Some(At { value: status, line: self.line(&scalar.span) });
            } else {
                let message = format!("`{}` is not the status of a meeting", shortened(&scalar.text));
                let hint = String::from("write planned, held, cancelled or no-show");
                self.complain(Severity::Warning, "unknown-status", &scalar.span, message, hint);
            }
        }
        meeting
    }

    /// Says whether a meeting's keys write a date at all, readable or not.
    pub(super) fn has_date(&self) -> bool {
        !self.scalars(Key::Date).is_empty()
    }

    fn meeting_date(&mut self, stem: &str, heading: Option<&str>) -> Option<At<Moment>> {
        let mut dates = self.scalars(Key::Date);
        dates.extend(self.scalars(Key::Event(EventKey::Scheduled)));
        let time = self.scalars(Key::Time).first().and_then(|scalar| clock(&scalar.text));
        let mut found = None;
        for scalar in dates {
            match date::moment(&scalar.text) {
                Some(moment) => {
                    found = found.or(Some(At { value: moment, line: self.line(&scalar.span) }));
                }
                None => self.not_a_date(&scalar),
            }
        }
        let named = || [Some(stem), heading].into_iter().flatten().find_map(day_in_name);
        let mut found = found.or_else(|| named().map(|day| At { value: Moment::on(day), line: 0 }))?;
        found.value.time = found.value.time.or(time);
        Some(found)
    }

    /// Returns the values that tell the note's type, and the tags.
    pub(super) fn type_words(&self) -> Vec<Box<str>> {
        self.scalars(Key::Type).iter().map(|scalar| scalar.text.as_ref().into()).collect()
    }

    /// Returns the name that the keys give, if they give one.
    pub(super) fn name(&self, stem: &str, heading: Option<&str>) -> Option<Box<str>> {
        let whole = self.first(Key::Name);
        let parts = || {
            let (first, last) = (self.first(Key::FirstName)?, self.first(Key::LastName)?);
            Some(format!("{first} {last}").into())
        };
        let title = || {
            self.first(Key::Title)
                .filter(|title| resembles(title, stem) || heading.is_some_and(|heading| resembles(title, heading)))
        };
        whole.or_else(parts).or_else(title)
    }
}

/// The event keys of a contact.
const CONTACT_EVENTS: [EventKey; 11] = [
    EventKey::Added,
    EventKey::Requested,
    EventKey::Nudged,
    EventKey::Replied,
    EventKey::Declined,
    EventKey::Scheduled,
    EventKey::Confirmed,
    EventKey::Thanked,
    EventKey::Closed,
    EventKey::ReportedBack,
    EventKey::LastContact,
];

/// The event keys of a meeting.
const MEETING_EVENTS: [EventKey; 4] = [EventKey::Prepared, EventKey::Confirmed, EventKey::Thanked, EventKey::Reflected];

fn follow_up(due: Option<Day>, what: &str, line: u32) -> Task {
    let text = super::body::plain_text(what);
    Task {
        status: TaskStatus::Open,
        source: if what.trim().is_empty() { TaskSource::FollowUpDay } else { TaskSource::FollowUp },
        fingerprint: stable_hash(
            format!("follow-up {} {what}", due.map_or_else(String::new, |day| day.to_string())).as_bytes(),
        ),
        twin: 0,
        text: text.into(),
        line,
        due,
        scheduled: None,
        start: None,
        settled: None,
        links: Vec::new(),
    }
}

/// Reads a time of day; a YAML 1.1 writer may have turned `10:00` into 600.
fn clock(text: &str) -> Option<NaiveTime> {
    let text = text.split(['-', '–']).next().unwrap_or(text);
    date::time(text)
}

/// Returns the day in a name such as `2026-11-20 Priya`, `260913 Call` or `202206071051 Call`.
fn day_in_name(name: &str) -> Option<Day> {
    let iso = name.char_indices().find_map(|(at, char)| {
        let before = slice(name, 0..at).chars().next_back();
        (char.is_ascii_digit() && !before.is_some_and(char::is_alphanumeric))
            .then(|| date::day_at_start(slice(name, at..name.len())))?
    });
    if iso.is_some() {
        return iso;
    }
    let digits = slice(name, 0..name.bytes().take_while(u8::is_ascii_digit).count());
    let century = match digits.len() {
        6 => "20",
        8 | 12 | 14 => "",
        _ => return None,
    };
    let all = format!("{century}{digits}");
    let text = format!("{}-{}-{}", slice(&all, 0..4), slice(&all, 4..6), slice(&all, 6..8));
    date::day_at_start(&text).filter(|day| (1990..2100).contains(&chrono::Datelike::year(day)))
}

/// Says whether a title is a name: the same words, or one within the other.
fn resembles(title: &str, name: &str) -> bool {
    let (title, name) = (fold_name(title), fold_name(name));
    title == name
        || (!title.is_empty() && (name.contains(title.as_ref()) || title.contains(name.as_ref())) && !name.is_empty())
}

/// Returns a property's value as a reader sees it: a link as its text.
fn shown(value: &str) -> &str {
    let value = value.trim();
    let Some(inner) = value.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) else { return value };
    if let Some((_, alias)) = inner.split_once('|') {
        return alias.trim();
    }
    let target = inner.split(['#', '^']).next().unwrap_or(inner);
    target.rsplit('/').next().unwrap_or(target).trim()
}

/// Reads the link that was meant by a list in a list in YAML: `[[Jane Smith]]` among other items.
fn nested_link<'t>(value: &yaml::Value, span: &Span) -> Vec<Scalar<'t>> {
    let yaml::Value::List(items) = value else { return Vec::new() };
    items
        .iter()
        .filter_map(|item| match item {
            yaml::Value::Text(text) => Some(text.clone()),
            yaml::Value::List(inner) => match inner.as_slice() {
                [yaml::Value::Text(text)] => Some(format!("[[{text}]]")),
                [yaml::Value::List(inner)] => match inner.as_slice() {
                    [yaml::Value::Text(text)] => Some(format!("[[{text}]]")),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        })
        .map(|text| Scalar { text: text.into(), span: span.clone() })
        .collect()
}

fn shortened(text: &str) -> String {
    let mut short: String = text.trim().chars().take(60).collect();
    if short.len() < text.trim().len() {
        short.push('…');
    }
    short
}

/// Reads the tasks of a body, with the dates of their dialects.
pub(super) fn tasks(
    text: &str,
    path: &NotePath,
    items: Vec<super::body::TaskItem>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Task> {
    let mut tasks: Vec<Task> = Vec::new();
    let mut twins: BTreeMap<u64, u32> = BTreeMap::new();
    for item in items {
        let line = slice(text, item.text.clone());
        let status = TaskStatus::from_char(item.mark);
        let fields = dialect::read(line);
        if dialect::is_placeholder(&fields.rest) || dialect::is_placeholder(line) {
            continue;
        }
        let fingerprint = stable_hash(line.trim().as_bytes());
        // A settled task matters only on the day it was settled.
        if !status.is_open() && fields.settled.is_none() {
            continue;
        }
        let lead = item.text.start + (line.len() - line.trim_start().len());
        for bad in &fields.bad_dates {
            let span = lead + bad.start..lead + bad.end;
            let found = slice(text, span.clone());
            let mut diagnostic =
                Diagnostic::new(Severity::Error, "not-a-date", path, format!("`{}` is not a date", shortened(found)));
            let hint = date::hint(found);
            diagnostic.place = Some(Place::on_line(text, span, item.line));
            diagnostics.push(diagnostic.hint(hint));
        }
        let twins = twins.entry(fingerprint).or_default();
        let twin = *twins;
        *twins = twin.saturating_add(1);
        tasks.push(Task {
            status,
            source: TaskSource::Item,
            text: super::body::plain_text(&fields.rest).into(),
            fingerprint,
            twin,
            line: item.line,
            due: fields.due,
            scheduled: fields.scheduled,
            start: fields.start,
            settled: fields.settled,
            links: item.links,
        });
    }
    tasks
}
