//! Text → note and diagnostics; never fails.
//!
//! The type of a note decides how its keys and its body are read (`docs/format.md#kinds-of-notes`).

mod aims;
pub(crate) mod body;
mod kind;
mod name;
mod page_name;
mod properties;
mod reports;
mod template;
mod thanks;
mod told;
mod unmarked;
mod words_of_meeting;

use crate::core::base::diagnostic::{Code, Diagnostic, Fix};
use crate::core::base::text::{key_form, slice};
use crate::core::base::{At, LineIndex, Location, NotePath, Span};
use crate::core::config::{Config, TaskScope};
use crate::core::model::vocabulary::{Key, Vocabulary, plain_words};
use crate::core::model::{
    Cadence, Contact, Day, Event, EventKey, KindSource, Link, Meeting, Moment, Note, NoteKind, NoteType, PageText,
    Task, TaskPlace, TaskStatus, When,
};
use crate::core::syntax::block::region;
use crate::core::syntax::front_matter::{self, Entry, FrontMatter, Problem, Split};
use crate::core::syntax::hidden_text::{hidden, holds, is_in};
use crate::core::syntax::when::Start;
use crate::core::syntax::{date, page_properties};

use crate::core::parse::diagnostics::{check_text, encrypted, merge_conflict, not_text, not_utf8};
use body::LogLine;
use kind::tags_in_body;
use name::{full_name, may_name, other_names, title, without_label};
use page_name::bare_stem;
use properties::Properties;
use template::{Unfilled, is_named_template, unfilled};

pub(crate) use body::{TaskItem, links};
pub(crate) use properties::log_words;
pub(crate) use template::{are_template, is_placeholder, is_template, is_to_fill_in};
pub(crate) use told::tells_contact;

/// Reads notes by one vault's configuration.
#[derive(Debug)]
pub(crate) struct NoteParser<'c> {
    config: &'c Config,
    vocabulary: Vocabulary,
}

impl<'c> NoteParser<'c> {
    /// Returns the parser for a vault with that configuration.
    #[must_use]
    pub(crate) fn new(config: &'c Config) -> Self {
        Self { config, vocabulary: config.words() }
    }

    /// Returns the words by which it reads notes.
    pub(crate) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Returns whether a key as written has that meaning.
    pub(crate) fn is_key(&self, written: &str, key: Key) -> bool {
        self.key(written) == Some(key)
    }

    /// Returns what a key as written means.
    pub(crate) fn key(&self, written: &str) -> Option<Key> {
        self.vocabulary.key(&key_form(written))
    }

    /// Returns whether two keys as written have the same meaning, or are the same.
    pub(crate) fn means_same(&self, one: &str, other: &str) -> bool {
        let (one, other) = (key_form(one), key_form(other));
        let meaning = self.vocabulary.key(&one);
        one == other || (meaning.is_some() && meaning == self.vocabulary.key(&other))
    }

    /// Reads a note from its bytes.
    #[must_use]
    pub(crate) fn parse(&self, path: &NotePath, bytes: &[u8]) -> Note {
        let unread = match std::str::from_utf8(bytes) {
            Ok(text) => match not_text(path, bytes).or_else(|| encrypted(path, text)) {
                Some(finding) => finding,
                None => return self.parse_text(path, text),
            },
            Err(error) => not_utf8(path, bytes, error.valid_up_to()),
        };
        let mut note = empty_note(path);
        note.diagnostics.push(unread);
        note
    }

    /// Returns the note for a file that was not read, because its `size` is more than the configuration allows.
    #[must_use]
    pub(crate) fn too_large(&self, path: &NotePath, size: u64) -> Note {
        let mut note = empty_note(path);
        let message = format!("this note is {} and was not read", size_in_words(size, self.config.max_note_size));
        let hint =
            format!("split it, or raise `max-note-size` ({} bytes) in coffeechat.yaml", self.config.max_note_size);
        note.diagnostics.push(Diagnostic::new(Code::TooLarge, path, message).hint(hint));
        note
    }

    fn parse_text(&self, path: &NotePath, text: &str) -> Note {
        let lines = LineIndex::new(text);
        let mut diagnostics = Vec::new();
        let (entries, body_start, is_template) = keys(path, text, &mut diagnostics);
        let mut properties = Properties::new(text, path, &lines, entries, &self.vocabulary);
        properties.add_type_below_title(body_start);
        let tags = properties.tags();
        let is_template = is_template || properties.is_template() || is_named_template(path, text, body_start);
        let is_whole = diagnostics.is_empty();
        let (marker, kind_source) = if is_template {
            (NoteType::Plain, KindSource::Placeholder)
        } else {
            self.kind(path, text, body_start, (&properties, is_whole), &tags)
        };
        let kind = if marker == NoteType::Person { NoteType::Contact } else { marker };
        let tags = with_tags_of_body(tags, kind, slice(text, body_start..text.len()));
        let (regions, faults) = region::find(text);
        let hidden = hidden(text, body_start, &regions);
        let near = || properties.near();
        let mut body = body::read(text, body_start, &lines, (kind, &self.vocabulary), &near, &hidden);
        properties.add_fields(&body.fields, kind);
        check_text(path, text, &body, (&regions, faults), &mut diagnostics);

        let stem = bare_stem(path.stem(), &self.vocabulary);
        let stem = stem.as_ref();
        let several = body.headings_of_level_one > 1;
        let may_name = |heading: &String| may_name(heading, stem, several, &self.vocabulary);
        let is_title = kind == NoteType::Contact || body.heading_is_below;
        let heading = body.heading.take().filter(|heading| !is_title || may_name(heading));
        let heading = heading.as_deref().map(|heading| without_label(heading, kind));
        let mut title = title(kind, stem, heading, &properties);
        // `Ann Lee, Fjord` in the first line of `ann.md`.
        let full_name = body.prose.clone().and_then(|prose| full_name(slice(text, prose), &title));
        if kind == NoteType::Contact && *title == *stem {
            title = full_name.clone().unwrap_or(title);
        }
        let mut aliases = properties.aliases();
        aliases.extend(other_names(path, stem, &title, heading));
        aliases.extend(full_name.filter(|name| *name != title));
        let mut tasks = properties.follow_ups();
        properties::add_done(&mut tasks, &body.done);
        let snooze = properties.snooze();
        let rule_snoozes = properties.rule_snoozes(kind);
        let source = Source { path, text, body_start, hidden: &hidden, tags: &tags };
        let names = NoteNames { stem, heading, title: &title, aliases: &aliases };
        let kind = if is_template {
            NoteKind::Template
        } else {
            self.facts((marker, kind_source), source, names, &mut properties, &mut body, &mut diagnostics)
        };
        let items = std::mem::take(&mut body.tasks);
        let (of_items, ticked) = self.tasks(text, path, (items, &kind, &properties), &mut diagnostics);
        tasks.extend(of_items);
        let is_foreign = || kind_source == KindSource::Type && self.type_of_folder(path).is_some();
        let clues = (kind == NoteKind::Plain).then(|| properties.clues(stem, heading, is_foreign())).flatten();
        diagnostics.extend(self.unmarked(path, text, body_start, marker));
        diagnostics.extend(body.has_day_without_year.then(|| days_without_year(path)));
        diagnostics.extend(body.day_of_guessed_year.or(properties.guessed.get()).map(|day| year_missing(path, day)));
        diagnostics.append(&mut properties.diagnostics);
        diagnostics.sort_by_key(|diagnostic| diagnostic.place.as_ref().map(|place| (place.line, place.column)));
        // Vaults are held whole in memory: what a list kept in reserve is given back.
        aliases.shrink_to_fit();
        tasks.shrink_to_fit();
        body.carried.shrink_to_fit();
        diagnostics.shrink_to_fit();
        Note {
            path: path.clone(),
            kind,
            kind_source,
            clues,
            title,
            aliases,
            tags,
            snooze,
            rule_snoozes,
            tasks: if is_template { Vec::new() } else { tasks },
            ticked,
            carried: body.carried,
            properties: properties.unread(),
            page: (!regions.is_empty())
                .then(|| Box::new(PageText { text: text.to_owned().into(), regions: regions.into() })),
            is_blank: !text.contains(char::is_alphanumeric),
            diagnostics,
        }
    }

    /// Returns what a note says of what it is about.
    fn facts(
        &self,
        (marker, kind_source): (NoteType, KindSource),
        source: Source<'_>,
        names: NoteNames<'_>,
        properties: &mut Properties<'_>,
        body: &mut body::Body,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> NoteKind {
        let words = &self.vocabulary;
        match marker {
            NoteType::Contact | NoteType::Person => {
                let all = || [names.stem, names.title].into_iter().chain(names.aliases.iter().map(|name| &**name));
                let mut contact = contact(properties, names.title, source.text, body);
                contact.is_by_folder = kind_source == KindSource::Folder;
                properties.set_known(marker, source.tags, &mut contact);
                told::tell(&mut contact, &body.log, (names.title, marker), words);
                contact.reports = reports::read(&body.log, names.title, words);
                let thanks = thanks::in_tasks(source.text, &body.tasks, &|| thanks::words_of(all()), words).into_iter();
                contact.events.extend(thanks.filter(|thanks| thanks.day().is_some()));
                mark_user(&mut contact, all(), properties);
                NoteKind::Contact(Box::new(contact))
            }
            NoteType::Meeting => {
                let mut meeting = meeting(properties, source, names.heading, body, diagnostics);
                let with = meeting.with.clone();
                let people = || people_of(&with, names);
                meeting.events.extend(thanks::in_tasks(source.text, &body.tasks, &people, words));
                let Source { text, body_start, hidden, .. } = source;
                thanks::in_prose(&mut meeting, (text, body_start, hidden), &people, words);
                meeting.ticked = ticked_words(text, body);
                meeting.needs_nothing = thanks::needs_nothing(text, body_start, hidden, words);
                // Nothing is to be done: as `thanked: no` and `reflected: no` say.
                let waived = [EventKey::Thanked, EventKey::Reflected].map(|key| Event {
                    key,
                    when: When::Never,
                    location: Location::default(),
                });
                meeting.events.extend(waived.into_iter().filter(|_| meeting.needs_nothing));
                words_of_meeting::read(&mut meeting, slice(text, body_start..text.len()), people, words);
                NoteKind::Meeting(Box::new(meeting))
            }
            NoteType::Questions => {
                NoteKind::Questions(crate::core::model::Bank { questions: std::mem::take(&mut body.bank) })
            }
            NoteType::Plain => NoteKind::Plain,
        }
    }

    /// Returns the tasks of a note's list items, and which others were settled.
    fn tasks(
        &self,
        text: &str,
        path: &NotePath,
        (items, kind, properties): (Vec<TaskItem>, &NoteKind, &Properties<'_>),
        diagnostics: &mut Vec<Diagnostic>,
    ) -> (Vec<Task>, Box<[TaskPlace]>) {
        if items.is_empty() {
            return Default::default();
        }
        let near = if matches!(kind, NoteKind::Contact(_)) { properties.near() } else { None };
        let start = Start { from: self.day_of_tasks(path, kind), near };
        let needs_link = *kind == NoteKind::Plain && self.config.tasks == TaskScope::People;
        properties::tasks(text, path, (items, start, needs_link), &self.vocabulary, diagnostics)
    }

    /// Returns the day from which the days in the words of a note's tasks count.
    fn day_of_tasks(&self, path: &NotePath, kind: &NoteKind) -> Option<Day> {
        let of_meeting = match kind {
            NoteKind::Meeting(meeting) => meeting.date.map(|date| date.value.day),
            _ => None,
        };
        of_meeting.or_else(|| date::in_name(path.stem(), self.vocabulary.order))
    }
}

/// The text of a note that is read.
#[derive(Clone, Copy)]
struct Source<'t> {
    path: &'t NotePath,
    text: &'t str,
    body_start: usize,
    /// The parts of the body that have no meaning.
    hidden: &'t [Span],
    tags: &'t [Box<str>],
}

/// The names of a note that is read.
#[derive(Clone, Copy)]
struct NoteNames<'t> {
    /// Of its file, without what stands before a name there.
    stem: &'t str,
    heading: Option<&'t str>,
    title: &'t str,
    aliases: &'t [Box<str>],
}

/// Returns the tags of a note about somebody, with those on lines of its body that have only tags.
fn with_tags_of_body(mut tags: Vec<Box<str>>, kind: NoteType, body: &str) -> Vec<Box<str>> {
    if matches!(kind, NoteType::Contact | NoteType::Meeting) {
        for tag in tags_in_body(body) {
            if !tags.iter().any(|known| known.eq_ignore_ascii_case(tag)) {
                tags.push(tag.into());
            }
        }
    }
    tags
}

/// Returns the words of a meeting's ticked tasks that are no questions, with the names to which they link.
fn ticked_words(text: &str, body: &body::Body) -> Vec<Box<str>> {
    let is_question = |task: &TaskItem| {
        let words = slice(text, task.all.clone());
        words.contains(['?', '？'])
            || body.carried.iter().any(|carried| carried.location.line == task.line && carried.is_declared())
    };
    let is_done = |task: &&TaskItem| TaskStatus::from_char(task.mark) == TaskStatus::Done && !is_question(task);
    let words = |task: &TaskItem| {
        let links = task.links.iter().flat_map(|link| [" ", &*link.target]);
        let all: String = [slice(text, task.all.clone())].into_iter().chain(links).collect();
        plain_words(&all).into()
    };
    body.tasks.iter().filter(is_done).map(words).collect()
}

/// Returns the words of the names of a meeting's people, and of its title, which may name them.
fn people_of(with: &[Link], names: NoteNames<'_>) -> Vec<String> {
    let people = with.iter().flat_map(|link| [&*link.text, &*link.target]);
    thanks::words_of(people.chain([names.stem, names.title]))
}

/// Returns the finding about a log whose days have no year.
fn days_without_year(path: &NotePath) -> Diagnostic {
    let finding = Diagnostic::new(Code::DayUnclear, path, "the days here have no year");
    finding.hint("write the first one with its year, such as 2026-11-20; the others follow it")
}

/// Returns the finding about days whose year only the day of reading tells.
fn year_missing(path: &NotePath, day: Day) -> Diagnostic {
    let message = format!("the days here have no year: the first is read as {day}");
    let hint =
        "write the first one with its year; without it, all of them move on by a year when their time comes again";
    Diagnostic::new(Code::YearMissing, path, message).hint(hint)
}

/// Returns a size in words; in bytes if it would otherwise look the same as the limit.
fn size_in_words(size: u64, most: u64) -> String {
    let words = |size: u64| {
        let (unit, name) = if size < 1024 * 1024 { (1024, "KiB") } else { (1024 * 1024, "MiB") };
        let tenths = (size.saturating_mul(10) + unit / 2) / unit;
        let rest = if tenths.is_multiple_of(10) { String::new() } else { format!(".{}", tenths % 10) };
        format!("{}{rest} {name}", tenths / 10)
    };
    if size < 1024 || words(size) == words(most) { format!("{size} bytes") } else { words(size) }
}

fn empty_note(path: &NotePath) -> Note {
    Note {
        path: path.clone(),
        kind: NoteKind::Plain,
        kind_source: KindSource::Nothing,
        clues: None,
        title: bare_stem(path.stem(), Vocabulary::plain()).into(),
        aliases: Vec::new(),
        tags: Vec::new(),
        snooze: None,
        rule_snoozes: Box::default(),
        tasks: Vec::new(),
        ticked: Box::default(),
        carried: Vec::new(),
        properties: crate::core::model::Properties::default(),
        page: None,
        is_blank: true,
        diagnostics: Vec::new(),
    }
}

/// Reads the front matter: its keys, where the body starts, and whether it is a template's.
fn keys<'t>(path: &NotePath, text: &'t str, diagnostics: &mut Vec<Diagnostic>) -> (Vec<Entry<'t>>, usize, bool) {
    let (open, yaml, body) = match front_matter::split(text) {
        Split::None(body) => {
            let entries = page_properties::entries(text, &page_properties::read(text));
            let is_template = are_template(text, &entries);
            return (entries, body, is_template);
        }
        Split::Unclosed(body) => {
            let diagnostic = Diagnostic::new(Code::FrontMatterUnclosed, path, "the front matter is never closed");
            diagnostics
                .push(diagnostic.at(text, body..body + 3).hint("add a line of three hyphens below the last key"));
            return (Vec::new(), body, false);
        }
        Split::Found { open, yaml, body } => (open, yaml, body),
    };
    let source = slice(text, yaml.clone());
    let left_over: Vec<Span> = match unfilled(source) {
        Unfilled::Template => return (Vec::new(), body, true),
        Unfilled::Keys(lines) => lines.into_iter().map(|line| line.start + yaml.start..line.end + yaml.start).collect(),
    };
    let is_left_over = |at: usize| is_in(&left_over, at);
    if holds(source, "<<<<<<<") {
        let mut lines = source.split_inclusive('\n').scan(yaml.start, |at, line| {
            *at += line.len();
            Some((*at - line.len(), line))
        });
        let conflict = lines.find(|(_, line)| line.starts_with("<<<<<<<"));
        diagnostics.extend(conflict.map(|(at, _)| merge_conflict(path, text, at)));
    }
    let FrontMatter { mut entries, problems, .. } = FrontMatter::read(text, Split::Found { open, yaml, body });
    entries.retain(|entry| !is_left_over(entry.span.start));
    let problems = problems.into_iter().filter(|problem| !is_left_over(problem.span().start));
    diagnostics.extend(problems.map(|problem| match problem {
        Problem::Broken { span, message, hint } => {
            let diagnostic = Diagnostic::new(Code::Yaml, path, message).at(text, span);
            match hint {
                Some(hint) => diagnostic.hint(hint),
                None => diagnostic,
            }
        }
        Problem::Duplicate { span, same } => {
            let message = format!("the key `{}` appears here twice", slice(text, span.clone()));
            let title = || format!("delete the second `{}`", slice(text, span.clone()));
            let fix = same.map(|line| Fix { title: title(), span: line, new: String::new() });
            Diagnostic::new(Code::DuplicateKey, path, message)
                .fix(fix)
                .at(text, span)
                .hint("only the first counts; keep one (a list holds several values: `[2026-11-10, 2026-11-17]`)")
        }
        Problem::UnquotedLink { span } => {
            let link = slice(text, span.clone()).to_owned();
            let quoted = if link.matches("[[").count() > 1 {
                format!("write a list: `[\"{}\"]`", link.split(',').map(str::trim).collect::<Vec<_>>().join("\", \""))
            } else {
                format!("write `\"{link}\"`")
            };
            let is_plain = link.matches("[[").count() == 1 && !link.contains(['"', '\\']);
            let fix =
                Fix { title: String::from("put the link in quotes"), span: span.clone(), new: format!("\"{link}\"") };
            Diagnostic::new(Code::UnquotedLink, path, "a link without quotes is a nested list in YAML")
                .at(text, span)
                .hint(quoted)
                .fix(is_plain.then_some(fix))
        }
    }));
    let is_template = is_to_fill_in(&entries);
    (entries, body, is_template)
}

/// Marks a contact who is the user by one of its names: of the user, nothing is asked.
fn mark_user<'n>(contact: &mut Contact, mut names: impl Iterator<Item = &'n str>, properties: &Properties<'_>) {
    contact.is_user = names.any(|name| properties.is_user(name));
    if contact.is_user {
        contact.is_known = true;
        contact.cadence = Some(At { value: Cadence::Never, location: Location::default() });
    }
}

fn contact(properties: &mut Properties<'_>, title: &str, text: &str, body: &body::Body) -> Contact {
    let mut contact = properties.contact(title);
    contact.about = body.prose.clone().map(|prose| body::first_words(slice(text, prose)).into());
    for LogLine { day, event, location, .. } in &body.log {
        let event = event.map(|key| Event { key, when: When::On(Moment::on(*day)), location: *location });
        contact.events.extend(event);
    }
    contact
}

fn meeting(
    properties: &mut Properties<'_>,
    Source { path, text, body_start, .. }: Source<'_>,
    heading: Option<&str>,
    body: &mut body::Body,
    diagnostics: &mut Vec<Diagnostic>,
) -> Meeting {
    let mut meeting = properties.meeting(path.stem(), heading);
    meeting.takeaways = body.takeaways;
    meeting.reflection = body.reflection;
    meeting.written = body.written;
    for named in [&mut body.attendees, &mut body.heading_links] {
        if meeting.with.is_empty() {
            let named = std::mem::take(named).into_iter().filter(|link| *link.target != *path.stem());
            meeting.with = named.flat_map(|link| properties.others(link)).collect();
        }
    }
    meeting.has_bad_date = meeting.date.is_none() && properties.has_date();
    if !meeting.has_bad_date {
        words_of_meeting::read_opening(&mut meeting, text, body_start, properties);
    }
    if meeting.date.is_none() && !meeting.has_bad_date {
        let diagnostic = Diagnostic::new(Code::MeetingWithoutDate, path, "this meeting has no date");
        diagnostics.push(diagnostic.hint("add `date: 2026-11-20T10:00` to its front matter"));
    }
    meeting
}

/// Returns the list items with a box, in the order of the text, for notes of any type.
pub(crate) fn boxes(text: &str) -> Vec<TaskItem> {
    let start = match front_matter::split(text) {
        Split::None(body) | Split::Unclosed(body) | Split::Found { body, .. } => body,
    };
    body::read(
        text,
        start,
        &LineIndex::new(text),
        (NoteType::Plain, Vocabulary::plain()),
        &|| None,
        &hidden(text, start, &region::find(text).0),
    )
    .tasks
}

/// Returns the text that a reader sees of a line of Markdown: links as their text, no emphasis marks.
#[must_use]
pub(crate) fn plain_text(markdown: &str) -> String {
    body::plain_text(markdown)
}

/// Returns the day that `text` writes as `2026-11-20`.
#[must_use]
pub(crate) fn day(text: &str) -> Option<crate::core::model::Day> {
    date::plain(text).filter(|moment| moment.time.is_none() && text.len() == 10).map(|moment| moment.day)
}

#[cfg(test)]
mod tests;
pub(crate) mod diagnostics;
