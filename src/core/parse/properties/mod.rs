//! Reads the keys of a note into the types of the model. A value that cannot be read gives a diagnostic, and the other
//! keys are still read.

mod clues;
mod contact;
mod meeting;
mod snooze;
mod tasks;

use std::cell::{Cell, OnceCell};

use crate::core::base::diagnostic::{Code, Diagnostic, Fix};
use crate::core::base::text::{fold_name, key_form, slice};
use crate::core::base::{LineIndex, Location, NotePath, Span, strip_extension};
use crate::core::model::key::{KeyDef, KeyOwner, Shape};
use crate::core::model::vocabulary::{self, Answer, Key, Vocabulary};
use crate::core::model::{self, DateOrder, Event, EventKey, Link, LinkStyle, Moment, NoteType, When};
use crate::core::syntax::front_matter::{Entry, Scalar, Value};
use crate::core::syntax::people::{is_group, is_nobody, names_in};
use crate::core::syntax::{date, link, page_properties, yaml};

pub(super) use clues::is_loose;
pub(super) use contact::is_asking;
pub(crate) use tasks::log_words;
pub(super) use tasks::{add_done, tasks};

/// The longest value that is kept for filters, in bytes, and the longest list of mail addresses.
const LONGEST_VALUE: usize = 80;
const LONGEST_MAILS: usize = 400;

/// The keys of a note with their meanings, and the diagnostics about them.
pub(super) struct Properties<'t> {
    text: &'t str,
    path: &'t NotePath,
    lines: &'t LineIndex,
    words: &'t Vocabulary,
    entries: Vec<(Option<Key>, Entry<'t>)>,
    /// The first day that the note gives with its year, once it was looked for.
    near: OnceCell<Option<model::Day>>,
    /// The first day whose year only the day of reading gives.
    pub(super) guessed: Cell<Option<model::Day>>,
    /// The problems that were found.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'t> Properties<'t> {
    pub(super) fn new(
        text: &'t str,
        path: &'t NotePath,
        lines: &'t LineIndex,
        entries: Vec<Entry<'t>>,
        words: &'t Vocabulary,
    ) -> Self {
        let entries = entries.into_iter().map(|entry| (words.key(&key_form(entry.key)), entry)).collect();
        Self {
            text,
            path,
            lines,
            words,
            entries,
            near: OnceCell::new(),
            guessed: Cell::default(),
            diagnostics: Vec::new(),
        }
    }

    /// Adds a field for the note's type that stands below its title, if no key gives one.
    pub(super) fn add_type_below_title(&mut self, body: usize) {
        if self.entries_of(Key::Type).next().is_none() {
            let fields = page_properties::below_title(self.text, body);
            let entries = page_properties::entries(self.text, &fields).into_iter();
            let types = entries.map(|entry| (self.words.key(&key_form(entry.key)), entry));
            let types: Vec<_> = types.filter(|(key, _)| *key == Some(Key::Type)).collect();
            self.entries.extend(types);
        }
    }

    /// Adds the inline fields and bold labels of the body that have a meaning.
    pub(super) fn add_fields(&mut self, fields: &[(Span, Span)], kind: NoteType) {
        let names_people = !self.people(Key::With).is_empty();
        for (key_span, value_span) in fields {
            let key = slice(self.text, key_span.clone());
            let meaning = match self.words.key(&key_form(key)) {
                // Of a person, the title is what they do.
                Some(Key::Title) if kind == NoteType::Contact => Key::Role,
                // Otherwise, a label such as `Title:` or `Type:` in the body is not about the note.
                None | Some(Key::Type | Key::Title | Key::Tags | Key::Aliases | Key::Name) => continue,
                // Labels in the body add nobody to those whom the front matter names.
                Some(Key::With) if names_people => continue,
                Some(meaning) => meaning,
            };
            let span = unquoted(self.text, value_span);
            let value = Value::Text(Scalar { text: slice(self.text, span.clone()).into(), span });
            self.entries.push((Some(meaning), Entry { key, span: key_span.clone(), value, ..Entry::default() }));
        }
    }

    fn entries_of(&self, key: Key) -> impl Iterator<Item = &Entry<'t>> {
        self.entries.iter().filter(move |(meaning, _)| *meaning == Some(key)).map(|(_, entry)| entry)
    }

    fn line(&self, span: &Span) -> u32 {
        self.lines.line(span.start)
    }

    fn locate(&self, span: &Span) -> Location {
        self.lines.locate(self.text, span.clone())
    }

    /// Returns the people that a value names, each with the place of the name.
    fn links(&self, scalar: &Scalar<'_>) -> Vec<Link> {
        let mut links = link::list_from_property(&scalar.text, self.locate(&scalar.span));
        let mut from = scalar.span.start;
        for link in &mut links {
            let Some(at) = slice(self.text, from..scalar.span.end).find(&*link.target) else { continue };
            let start = from + at;
            from = start + link.target.len();
            link.location = self.locate(&(start..from));
        }
        links
    }

    /// Adds a diagnostic.
    fn complain(&mut self, code: Code, span: &Span, message: String, hint: String) {
        self.diagnostics.push(Diagnostic::new(code, self.path, message).at(self.text, span.clone()).hint(hint));
    }

    /// Adds an automatic fix to the last diagnostic.
    fn settle_by(&mut self, fix: Option<Fix>) {
        if let Some(last) = self.diagnostics.last_mut() {
            last.fix = fix;
        }
    }

    /// Reads a date, and reports one that cannot be read, or that is not in the plain form.
    fn date(&mut self, scalar: &Scalar<'_>) -> Option<Moment> {
        match self.moment(&scalar.text) {
            Ok(reading) => {
                self.not_plain(scalar, reading);
                Some(reading.moment)
            }
            Err(why) => {
                self.not_a_date(scalar, why);
                None
            }
        }
    }

    /// Reads a date with a remark or without. One without a year is that nearest to the first day of the note; words that a
    /// talk was moved may stand before it.
    fn moment(&self, text: &str) -> Result<date::Reading, date::Unread> {
        let order = self.words.order;
        let why = match date::with_remark(text, order) {
            Err(why @ date::Unread::No) => why,
            read => return read,
        };
        if let Some(rest) = date::behind_move(text, self.words) {
            let read = date::with_remark(rest, order).or_else(|_| self.without_year(rest).ok_or(why));
            return read.map(|reading| date::Reading { is_whole: false, ..reading });
        }
        self.without_year(text).ok_or(why)
    }

    /// Returns the day without a year with which a text begins, and what follows it.
    pub(super) fn day_at_start<'v>(&self, text: &'v str) -> Option<(model::Day, &'v str)> {
        let (day, rest) = date::without_year(date::behind_on(text), self.words.order)?;
        Some((self.resolve(day)?, rest))
    }

    /// Returns a day without a year in the year that the note gives, or else in the last one.
    fn resolve(&self, day: date::MonthDay) -> Option<model::Day> {
        let near = self.near();
        let found = day.resolve(near, self.words.read_on);
        if found.is_some() || near.is_some() {
            return found;
        }
        let last = day.last(self.words.read_on);
        self.guessed.set(self.guessed.get().or(last));
        last
    }

    fn without_year(&self, text: &str) -> Option<date::Reading> {
        let (day, rest) = self.day_at_start(text)?;
        date::with_remark(&format!("{day}{rest}"), self.words.order)
            .ok()
            .map(|reading| date::Reading { is_plain: false, ..reading })
    }

    fn not_a_date(&mut self, scalar: &Scalar<'_>, why: date::Unread) {
        let message = match why {
            date::Unread::Two(..) => format!("`{}` may mean two days", shortened(&scalar.text)),
            _ => format!("`{}` is not a date", shortened(&scalar.text)),
        };
        self.complain(Code::NotADate, &scalar.span, message, why.hint());
    }

    /// Offers the plain form of a date that says no more than a moment.
    fn not_plain(&mut self, scalar: &Scalar<'_>, reading: date::Reading) {
        let is_written = *scalar.text == *slice(self.text, scalar.span.clone());
        if reading.is_plain || !reading.is_whole || !is_written {
            return;
        }
        let plain = date::written(reading.moment);
        let message = format!("`{}` is read as {plain}", shortened(&scalar.text));
        self.complain(
            Code::DateForm,
            &scalar.span,
            message,
            format!("`check --fix` writes {plain}, which every program can read"),
        );
        self.settle_by(Some(Fix { title: format!("write {plain}"), span: scalar.span.clone(), new: plain }));
    }

    /// Returns the lines of the note and the order of its dates.
    pub(super) const fn reader(&self) -> (&'t LineIndex, Option<DateOrder>) {
        (self.lines, self.words.order)
    }

    /// Returns the first day that the note gives with its year: in a key, or else anywhere.
    pub(super) fn near(&self) -> Option<model::Day> {
        *self.near.get_or_init(|| self.day_of_keys().or_else(|| date::first_in(self.text, self.words.order)))
    }

    /// Returns the first day that a key of a day gives.
    fn day_of_keys(&self) -> Option<model::Day> {
        let days = self
            .entries
            .iter()
            .filter(|(key, _)| key.is_some_and(|key| matches!(key.row().shape, Shape::Event | Shape::Day)));
        days.flat_map(|(_, entry)| scalars_of(entry))
            .find_map(|scalar| date::moment(&scalar.text, self.words.order))
            .map(|moment| moment.day)
    }

    /// Returns all scalars of a key, in the order of the note.
    pub(super) fn scalars(&self, key: Key) -> Vec<Scalar<'t>> {
        self.entries_of(key).flat_map(scalars_of).filter(|scalar| !scalar.text.trim().is_empty()).collect()
    }

    /// Returns the first scalar of a key, with the text of a link instead of the link.
    pub(super) fn first(&self, key: Key) -> Option<Box<str>> {
        self.entries_of(key)
            .flat_map(scalars_of)
            .find(|scalar| !scalar.text.trim().is_empty())
            .map(|scalar| shown(&scalar.text).into())
    }

    /// Returns the first scalar of a key, unless it means that there is no value yet.
    pub(super) fn first_set(&self, key: Key) -> Option<Box<str>> {
        self.first(key).filter(|text| !vocabulary::is_unset(text))
    }

    /// Returns the people that a key names, without the user (`me`, `you`, `self`) and what names nobody.
    pub(super) fn people(&self, key: Key) -> Vec<Link> {
        let links = self.scalars(key).into_iter().flat_map(|scalar| self.links(&scalar));
        links.flat_map(|link| self.others(link)).collect()
    }

    /// Returns a link among people, unless it means the user or nobody; of several names in it, those of the others. A
    /// group, or the user's first name alone, means somebody only if a contact has that name.
    pub(super) fn others(&self, mut link: Link) -> Vec<Link> {
        let is_user = |name: &str| self.words.user().is_called(name);
        let is_name = link.style == LinkStyle::Plain;
        if is_name
            && self.words.user().is_known()
            && let Some(parts) = names_in(&link.target).filter(|parts| parts.len() > 1)
            && parts.iter().any(|part| is_user(part))
        {
            let parts = parts.into_iter().map(|part| Link { target: part.into(), text: part.into(), ..link.clone() });
            return parts.flat_map(|part| self.others(part)).collect();
        }
        let file = link.target.rsplit('/').next().unwrap_or(&link.target);
        if is_user(&link.text) || (!is_name && is_user(strip_extension(file))) || (is_name && is_nobody(&link.text)) {
            return Vec::new();
        }
        let is_first_name = is_name && self.words.user().is_first_name(&link.text);
        if is_first_name || is_group(&link.text) || is_nobody(&link.text) {
            link.style = LinkStyle::Words;
        }
        vec![link]
    }

    /// Returns whether a name means the user.
    pub(super) fn is_user(&self, name: &str) -> bool {
        self.words.user().is_called(name)
    }

    /// Returns the tags without `#`, from a list or from one text with commas or spaces between them.
    pub(super) fn tags(&self) -> Vec<Box<str>> {
        self.scalars(Key::Tags).iter().flat_map(|scalar| tags_in(&scalar.text)).map(|(tag, _)| tag.into()).collect()
    }

    /// Returns the tags that may say what the note is: of a link to a page in another, the page.
    pub(super) fn tags_for_type(&self) -> Vec<Box<str>> {
        let words = self.scalars(Key::Tags);
        let tags = words.iter().flat_map(|scalar| tags_in(&scalar.text));
        tags.map(|(tag, is_link)| if is_link { shown_page(tag) } else { tag }).map(Into::into).collect()
    }

    /// Returns the aliases, from a list or from one text with commas between them.
    pub(super) fn aliases(&self) -> Vec<Box<str>> {
        self.entries_of(Key::Aliases)
            .flat_map(|entry| match &entry.value {
                Value::Text(scalar) => {
                    let parts = page_properties::split_at_commas(&scalar.text);
                    parts.into_iter().map(|part| shown(slice(&scalar.text, part)).into()).collect()
                }
                Value::List(items) => items.iter().map(|item| shown(&item.text).into()).collect(),
                _ => Vec::<Box<str>>::new(),
            })
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// Returns the keys that no rule reads, and those of the table that are kept as they are written.
    pub(super) fn unread(&self) -> model::Properties {
        let text = |value: &Value<'_>| match value {
            Value::Text(scalar) => Some(shown(&scalar.text).to_owned()),
            Value::Flag(flag) => Some(flag.to_string()),
            Value::List(items) => Some(items.iter().map(|item| shown(&item.text)).collect::<Vec<_>>().join(", ")),
            Value::Empty | Value::Nested(_) => None,
        };
        let is_kept = |row: &KeyDef| row.is_kept;
        let pairs = self.entries.iter().map(|(key, entry)| (key.map(Key::row), entry));
        let pairs = pairs.filter(|(row, _)| row.is_none_or(is_kept)).filter_map(|(row, entry)| {
            // Filters do not need long values, which would only take memory. Of mail addresses, the contact's own is only
            // the first.
            let is_mail = row.is_some_and(|row| row.key == Key::Email);
            let longest = if is_mail { LONGEST_MAILS } else { LONGEST_VALUE };
            let value = text(&entry.value).filter(|value| !value.is_empty() && value.len() <= longest)?;
            let name = row.map_or_else(|| key_form(entry.key), |row| row.name().into());
            Some((name.into_owned(), value))
        });
        model::Properties::new(pairs)
    }

    /// Returns the events of an event key. A value that is not a date still means that the event happened.
    fn events(&mut self, key: EventKey) -> Vec<Event> {
        let mut events = Vec::new();
        let (mut bad, mut read, mut undated) = (Vec::new(), Vec::new(), Vec::new());
        // Only for these events, rules count from the day.
        let needs_day = matches!(key, EventKey::Requested | EventKey::Nudged | EventKey::Replied);
        for entry in self.entries_of(Key::Event(key)) {
            let scalars = match &entry.value {
                Value::Flag(true) => {
                    events.push(Event { key, when: When::Sometime, location: self.locate(&entry.span) });
                    undated.extend(needs_day.then(|| entry.span.clone()));
                    continue;
                }
                Value::Text(scalar) => std::slice::from_ref(scalar),
                Value::List(items) => items.as_slice(),
                Value::Empty | Value::Flag(false) => continue,
                Value::Nested(_) => {
                    bad.push((Scalar { text: "this".into(), span: entry.span.clone() }, date::Unread::No));
                    continue;
                }
            };
            for scalar in scalars {
                if vocabulary::is_unset(&scalar.text) {
                    continue;
                }
                let when = match said(&scalar.text, &|text| self.moment(text)) {
                    Said::Nothing => continue,
                    Said::Never => When::Never,
                    Said::Sometime => {
                        undated.extend(needs_day.then(|| scalar.span.clone()));
                        When::Sometime
                    }
                    Said::On(reading) => {
                        read.push((scalar.clone(), reading));
                        When::On(reading.moment)
                    }
                    Said::Unread(why) => {
                        bad.push((scalar.clone(), why));
                        When::Sometime
                    }
                };
                events.push(Event { key, when, location: self.locate(&scalar.span) });
            }
        }
        for (scalar, why) in bad {
            self.not_a_date(&scalar, why);
        }
        for (scalar, reading) in read {
            self.not_plain(&scalar, reading);
        }
        for span in undated {
            let message = format!("`{}` has no day, so no follow-up counts from it", key.as_str());
            let hint = String::from("write the day, such as 2026-11-20");
            self.complain(Code::WithoutADay, &span, message, hint);
        }
        events
    }

    /// Returns whether a key says that the note is a template: `template: true`.
    pub(super) fn is_template(&self) -> bool {
        self.entries.iter().any(|(_, entry)| entry.value == Value::Flag(true) && key_form(entry.key) == "template")
    }

    /// Returns whether a key is one that only contacts have, or says when to come back to somebody.
    pub(super) fn has_facts_of_contact(&self) -> bool {
        let is_fact = |(key, entry): &(Option<Key>, Entry<'_>)| {
            let row = key.map(Key::row);
            entry.value != Value::Empty
                && !contact::names_means(*key, entry)
                && row.is_some_and(|row| row.owner == KeyOwner::Contact || row.key == Key::FollowUp)
        };
        self.entries.iter().any(is_fact)
    }

    /// Returns the values of the keys for the note's type.
    pub(super) fn type_words(&self) -> Vec<Box<str>> {
        let words = self.scalars(Key::Type);
        let parts = words.iter().flat_map(|scalar| {
            let parts = page_properties::split_at_commas(&scalar.text).into_iter();
            parts.map(|part| slice(&scalar.text, part).trim_start_matches('#').into())
        });
        parts.collect()
    }

    /// Returns the title among page properties, which names the page whatever its file is called, if it is about the name of
    /// the file: it shares a word with it, or the file's name is written for a page in another.
    fn page_title(&self, stem: &str) -> Option<Box<str>> {
        let entry = self.entries_of(Key::Title).next()?;
        let is_property = slice(self.text, 0..entry.colon).ends_with("::");
        let title = self.first(Key::Title).filter(|_| is_property)?;
        let name = shown_page(&title);
        let words = |text: &str| -> Vec<String> {
            fold_name(text)
                .split(|char: char| !char.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let of_file = words(stem);
        let is_it =
            title.contains('/') || stem != self.path.stem() || words(name).iter().any(|word| of_file.contains(word));
        is_it.then(|| name.into())
    }

    /// Returns the name that the keys give: a name, a first and a last name, or a title that resembles the file name or
    /// the heading.
    pub(super) fn name(&self, stem: &str, heading: Option<&str>) -> Option<Box<str>> {
        let whole = self.first(Key::Name);
        let parts = || {
            let (first, last) = (self.first(Key::FirstName)?, self.first(Key::LastName)?);
            Some(format!("{first} {last}").into())
        };
        let title = || {
            self.page_title(stem).or_else(|| self.first(Key::Title)).filter(|title| {
                self.page_title(stem).is_some()
                    || resembles(title, stem)
                    || heading.is_some_and(|heading| resembles(title, heading))
            })
        };
        whole.or_else(parts).or_else(title)
    }
}

/// Returns the place of a value without the quotes around all of it.
fn unquoted(text: &str, span: &Span) -> Span {
    let value = slice(text, span.clone());
    let inner = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    match inner.filter(|inner| !inner.trim().is_empty() && !inner.contains(['"', '\''])) {
        Some(_) => span.start + 1..span.end - 1,
        None => span.clone(),
    }
}

/// What the value of an event key says.
enum Said {
    /// That nothing is known yet.
    Nothing,
    Never,
    Sometime,
    On(date::Reading),
    Unread(date::Unread),
}

/// Reads the value of an event key: a day, a word such as `yes` or `no`, or a word with a day or a remark behind it:
/// `yes, on 18 November 2026`.
fn said(text: &str, read: &dyn Fn(&str) -> Result<date::Reading, date::Unread>) -> Said {
    let by_word = |answer: Answer| match answer {
        Answer::Yes => Said::Sometime,
        Answer::No => Said::Never,
        Answer::Unset => Said::Nothing,
    };
    if let Some(answer) = vocabulary::answer(text) {
        return by_word(answer);
    }
    let why = match read(text) {
        Ok(reading) => return Said::On(reading),
        Err(why) => why,
    };
    let first = text.find([',', '(', ';', '–', '—', ':', '.']).and_then(|at| {
        let answer = vocabulary::answer(slice(text, 0..at).trim())?;
        Some((answer, slice(text, at..text.len()).trim_start_matches(|char: char| !char.is_alphanumeric())))
    });
    match first {
        Some((answer, rest)) => match read(date::behind_on(rest)) {
            Ok(reading) => Said::On(date::Reading { is_whole: false, ..reading }),
            Err(_) => by_word(answer),
        },
        None => Said::Unread(why),
    }
}

/// Returns the scalars of an entry.
fn scalars_of<'t>(entry: &Entry<'t>) -> Vec<Scalar<'t>> {
    match &entry.value {
        Value::Text(scalar) => vec![scalar.clone()],
        Value::List(items) => items.clone(),
        Value::Nested(value) => nested_link(value, &entry.span).into_iter().collect(),
        Value::Empty | Value::Flag(_) => Vec::new(),
    }
}

/// Returns the tags of a value, which commas and spaces separate, and which of them are links.
fn tags_in(value: &str) -> Vec<(&str, bool)> {
    let mut tags = Vec::new();
    let mut rest = value;
    while rest.contains('[')
        && let Some((before, link)) = rest.split_once("[[")
        && let Some((inner, behind)) = link.split_once("]]")
    {
        tags.extend(before.split([',', ' ']).map(|tag| (tag, false)));
        tags.push((inner.split('|').next().unwrap_or(inner), true));
        rest = behind;
    }
    tags.extend(rest.split([',', ' ']).map(|tag| (tag, false)));
    let tags = tags.into_iter().map(|(tag, is_link)| (tag.trim().trim_start_matches('#'), is_link));
    tags.filter(|(tag, _)| !tag.is_empty()).collect()
}

/// Returns the last part of the name of a page.
fn shown_page(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name).trim()
}

/// Says whether a title resembles a name: they are the same, or one contains the other.
fn resembles(title: &str, name: &str) -> bool {
    let (title, name) = (fold_name(title), fold_name(name));
    title == name
        || (!title.is_empty() && (name.contains(title.as_ref()) || title.contains(name.as_ref())) && !name.is_empty())
}

/// Returns a value as a reader sees it: `[[people/ann|Ann Lee]]` is `Ann Lee`.
fn shown(value: &str) -> &str {
    let value = value.trim();
    let Some(inner) = value.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) else { return value };
    if let Some((_, alias)) = inner.split_once('|') {
        return alias.trim();
    }
    let target = inner.split(['#', '^']).next().unwrap_or(inner);
    target.rsplit('/').next().unwrap_or(target).trim()
}

/// Returns the links that YAML reads as a list in a list, since they have no quotes: `[[Jane Smith]]` among other
/// items.
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

/// Returns a text for a message, at most 60 characters long.
fn shortened(text: &str) -> String {
    let mut short: String = text.trim().chars().take(60).collect();
    if short.len() < text.trim().len() {
        short.push('…');
    }
    short
}
