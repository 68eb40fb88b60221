//! Text → note and diagnostics; never fails.
//!
//! The type of a note decides how its keys and its body are read (`docs/format.md#kinds-of-notes`).

pub(crate) mod body;
mod page_name;
mod properties;
mod told;
mod unmarked;

use crate::core::base::diagnostic::{Code, Diagnostic, Fix};
use crate::core::base::text::{fold_name, key_form, slice};
use crate::core::base::{LineIndex, NotePath, Span};
use crate::core::config::{Config, TaskScope};
use crate::core::model::vocabulary::{self, Key, Topic, Vocabulary};
use crate::core::model::{Contact, Day, Event, KindSource, Moment, Note, NoteKind, NoteType, PageText, When};
use crate::core::syntax::block::region;
use crate::core::syntax::front_matter::{self, Entry, FrontMatter, Problem, Split};
use crate::core::syntax::hidden_text::{hidden, is_in};
use crate::core::syntax::link::is_like_name;
use crate::core::syntax::{date, page_properties};

use crate::core::parse::diagnostics::{check_text, encrypted, merge_conflict, not_text, not_utf8};
use body::LogLine;
use page_name::bare_stem;
use properties::Properties;

pub(crate) use body::{TaskItem, links};
pub(crate) use properties::log_words;

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
        let (regions, faults) = region::find(text);
        let hidden = hidden(text, body_start, &regions);
        let mut body = body::read(text, body_start, &lines, (kind, &self.vocabulary), &hidden);
        properties.add_fields(&body.fields, kind);
        check_text(path, text, &body, (&regions, faults), &mut diagnostics);

        let stem = bare_stem(path.stem(), &self.vocabulary);
        let stem = stem.as_ref();
        let several = body.headings_of_level_one > 1;
        let may_name = |heading: &String| may_name(heading, stem, several, &self.vocabulary);
        let is_title = kind == NoteType::Contact || body.heading_is_below;
        let heading = body.heading.take().filter(|heading| !is_title || may_name(heading));
        let heading = heading.as_deref().map(|heading| without_label(heading, kind));
        let title = title(kind, stem, heading, &properties);
        let mut tasks = properties.follow_ups();
        properties::add_done(&mut tasks, &body.done);
        let snooze = properties.snooze();
        let rule_snoozes = properties.rule_snoozes(kind);
        let kind = match kind {
            _ if is_template => NoteKind::Template,
            NoteType::Contact | NoteType::Person => {
                let mut contact = contact(&mut properties, &title, text, &body);
                contact.is_by_folder = kind_source == KindSource::Folder;
                contact.is_known = properties.is_known(marker, &contact) || self.vocabulary.is_user(&title);
                told::tell(&mut contact, &body.log, &title, &self.vocabulary);
                NoteKind::Contact(Box::new(contact))
            }
            NoteType::Meeting => meeting(&mut properties, path, heading, &mut body, &mut diagnostics),
            NoteType::Questions => {
                NoteKind::Questions(crate::core::model::Bank { questions: std::mem::take(&mut body.bank) })
            }
            NoteType::Plain => NoteKind::Plain,
        };
        let items = std::mem::take(&mut body.tasks);
        let words = &self.vocabulary;
        tasks.extend(properties::tasks(text, path, (items, self.days_of_tasks(path, &kind)), words, &mut diagnostics));
        let is_foreign = kind_source == KindSource::Type && self.type_of_folder(path).is_some();
        let clues = (kind == NoteKind::Plain).then(|| properties.clues(stem, heading, is_foreign)).flatten();
        diagnostics.extend(self.unmarked(path, text, body_start, marker));
        let mut aliases = properties.aliases();
        aliases.extend(other_names(path, stem, &title, heading));
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
            carried: body.carried,
            properties: properties.unread(),
            page: (!regions.is_empty())
                .then(|| Box::new(PageText { text: text.to_owned().into(), regions: regions.into() })),
            is_blank: !text.contains(char::is_alphanumeric),
            diagnostics,
        }
    }

    /// Decides the type as [`NoteParser::note_type`] does; a note in a folder of meetings that tells nothing of one is a
    /// plain note. `is_whole` says that all of its front matter was read.
    fn kind(
        &self,
        path: &NotePath,
        text: &str,
        body_start: usize,
        (properties, is_whole): (&Properties<'_>, bool),
        tags: &[Box<str>],
    ) -> (NoteType, KindSource) {
        let decided = self.note_type(path, text, body_start, properties, tags);
        let is_bare = decided == (NoteType::Meeting, KindSource::Folder)
            && is_whole
            && !properties.has_facts_of_meeting()
            && !is_like_name(&bare_stem(path.stem(), &self.vocabulary))
            && !self.tells_meeting(path, slice(text, body_start..text.len()));
        if is_bare { (NoteType::Plain, KindSource::Bare) } else { decided }
    }

    /// Returns the day from which the days in the words of a note's tasks count, and whether only its tasks with a link do.
    fn days_of_tasks(&self, path: &NotePath, kind: &NoteKind) -> (Option<Day>, bool) {
        let of_meeting = match kind {
            NoteKind::Meeting(meeting) => meeting.date.map(|date| date.value.day),
            _ => None,
        };
        let from = of_meeting.or_else(|| date::in_name(path.stem(), self.vocabulary.order));
        (from, *kind == NoteKind::Plain && self.config.tasks == TaskScope::People)
    }

    /// Decides the type: keys, then tags, then the folder, then the file's prefix, then a line of tags in the body; and
    /// returns which of them decides. A person in a folder of contacts is a contact.
    fn note_type(
        &self,
        path: &NotePath,
        text: &str,
        body_start: usize,
        properties: &Properties<'_>,
        tags: &[Box<str>],
    ) -> (NoteType, KindSource) {
        let by_folder = || self.type_of_folder(path);
        let or_contact = |kind: NoteType| match kind {
            NoteType::Person => by_folder().filter(|folder| *folder == NoteType::Contact).unwrap_or(kind),
            kind => kind,
        };
        let words = properties.type_words();
        let written: Vec<NoteType> = words.iter().filter_map(|word| self.vocabulary.type_of(word)).collect();
        // Of several types, one that names things does not hide one that names people.
        let written = written.iter().find(|kind| **kind != NoteType::Plain).or(written.first());
        if let Some(kind) = written {
            return (or_contact(*kind), KindSource::Type);
        }
        // A list of people in a folder of people is not one of them.
        let is_list = tags.iter().any(|tag| matches!(tag.to_ascii_lowercase().as_str(), "moc" | "index"))
            || path.stem().starts_with('_')
            || is_list_or_group(path.stem());
        if is_list && !properties.has_facts_of_contact() {
            return (NoteType::Plain, KindSource::Index);
        }
        let of_tags = properties.tags_for_type();
        let by_tag = || of_tags.iter().find_map(|tag| self.type_of_tag(tag)).filter(|kind| *kind != NoteType::Plain);
        let by_prefix = || page_name::type_of(path.stem(), &self.vocabulary);
        let by_body = || self.type_in_body(slice(text, body_start..text.len()));
        // A note that is named after a day is about that day, even in a folder of people.
        let is_of_a_day = path.stem().starts_with(|char: char| char.is_ascii_digit())
            && date::at_start(path.stem(), self.vocabulary.order).is_some();
        let fits = |kind: &NoteType| !(is_of_a_day && matches!(kind, NoteType::Contact | NoteType::Person));
        let of_folder = || by_folder().filter(fits).map(|kind| (kind, KindSource::Folder));
        let of_name = || by_prefix().map(|kind| (kind, KindSource::Name));
        let of_body = || by_body().map(|kind| (kind, KindSource::Tag));
        let by_tag = || by_tag().map(|kind| (or_contact(kind), KindSource::Tag));
        let of_clues = || {
            let body = slice(text, body_start..text.len());
            self.meeting_by_clues(path, body, properties).map(|source| (NoteType::Meeting, source))
        };
        by_tag()
            .or_else(of_folder)
            .or_else(of_name)
            .or_else(of_body)
            .or_else(of_clues)
            .unwrap_or((NoteType::Plain, KindSource::Nothing))
    }

    /// Returns the type that a tag means. `people/ann` is about Ann, so that of a path only a word in the singular counts
    /// before the last one: `person/family`.
    fn type_of_tag(&self, tag: &str) -> Option<NoteType> {
        match tag.rsplit_once('/') {
            Some((first, last)) if first.to_lowercase().ends_with('s') || first.eq_ignore_ascii_case("people") => {
                self.vocabulary.type_of(last)
            }
            _ => self.vocabulary.type_of(tag),
        }
    }

    /// Returns what says that a note of no known type is about a meeting: it names a day, and either who took part or,
    /// in its name or its folder's, a word for meetings.
    fn meeting_by_clues(&self, path: &NotePath, body: &str, properties: &Properties<'_>) -> Option<KindSource> {
        let stem = path.stem();
        let has_digits = stem.bytes().filter(u8::is_ascii_digit).count() > 3;
        let of_name = if has_digits { date::in_name(stem, self.vocabulary.order) } else { None };
        let folder = path.folder().rsplit('/').next().unwrap_or_default();
        let has_words = stem.chars().filter(|char| char.is_alphabetic()).count() > 2;
        if of_name.is_some() && (self.vocabulary.names_meeting(stem) || self.vocabulary.names_meeting(folder)) {
            return Some(KindSource::Name);
        }
        // A journal has everything about its day.
        let is_dated = (of_name.is_some() && has_words) || properties.has_date();
        let is_attended = || properties.has_attendees() || body.lines().take(40).any(|line| self.tells_attendees(line));
        (is_dated && is_attended()).then_some(KindSource::Attendees)
    }

    /// Returns whether the name or the first lines of a note in a folder of meetings say when it was or who took part.
    fn tells_meeting(&self, path: &NotePath, body: &str) -> bool {
        let order = self.vocabulary.order;
        let is_date =
            |label: &str| self.vocabulary.key_as_written(label.trim_matches(['*', '_', ' '])) == Some(Key::Date);
        let tells = |line: &str| {
            let line = line.trim_start_matches(['>', '-', '*', '_', ' ']);
            self.tells_attendees(line)
                || line.split_once([':', '：']).is_some_and(|(label, _)| label.len() < 60 && is_date(label))
                || (line.starts_with('#') && (date::in_name(line, order).is_some() || line.contains("[[")))
        };
        date::in_name(path.stem(), order).is_some()
            || self.vocabulary.names_meeting(path.stem())
            || body.lines().take(40).any(tells)
    }

    /// Returns whether a line of a body is a label or a heading for those who took part.
    fn tells_attendees(&self, line: &str) -> bool {
        let line = line.trim_start_matches(['>', '-', '*', '_', ' ']);
        if let Some(heading) = line.strip_prefix('#') {
            return self.vocabulary.topic(heading.trim_start_matches('#')) == Topic::Attendees;
        }
        let label = line.split_once([':', '：']).map(|(label, _)| label.trim_end_matches(['*', '_', ' ']));
        label.is_some_and(|label| label.len() < 60 && self.vocabulary.topic(label) == Topic::Attendees)
    }

    /// Returns the type that the folder of a note gives it. A note with the folder's name is often a list of its notes.
    fn type_of_folder(&self, path: &NotePath) -> Option<NoteType> {
        let last = path.folder().rsplit('/').next().unwrap_or_default();
        let is_list = names_folder(path.stem(), last) && self.config.type_of_folder(last).is_some();
        self.config.type_of_folder(path.folder()).filter(|_| !is_list)
    }

    /// Reads the type from a line that has only tags.
    fn type_in_body(&self, body: &str) -> Option<NoteType> {
        memchr::memchr(b'#', body.as_bytes())?;
        body.lines().take(40).find_map(|line| {
            let line = line.trim();
            let line = line.strip_prefix("Tags:").or_else(|| line.strip_prefix("tags:")).unwrap_or(line);
            let is_tag = |word: &str| word.strip_prefix('#').is_some_and(|tag| tag.starts_with(char::is_alphabetic));
            let is_tag_line = line.contains('#') && line.split_whitespace().all(is_tag);
            let mut kinds = line.split_whitespace().filter_map(|word| self.vocabulary.type_of(word));
            if is_tag_line { kinds.find(|kind| *kind != NoteType::Plain) } else { None }
        })
    }
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
    let mut lines = source.split_inclusive('\n').scan(yaml.start, |at, line| {
        *at += line.len();
        Some((*at - line.len(), line))
    });
    if let Some((at, _)) = lines.find(|(_, line)| line.starts_with("<<<<<<<")) {
        diagnostics.push(merge_conflict(path, text, at));
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

/// Returns whether page properties are those of a template. `{{` is how Logseq writes its macros.
pub(crate) fn are_template(text: &str, entries: &[Entry<'_>]) -> bool {
    is_to_fill_in(entries) || entries.iter().any(|entry| slice(text, entry.lines.clone()).contains("<%"))
}

/// Returns whether one of the values is a placeholder for the user to fill in: `<name>`.
pub(crate) fn is_to_fill_in(entries: &[Entry<'_>]) -> bool {
    entries.iter().any(|entry| match &entry.value {
        front_matter::Value::Text(scalar) => is_placeholder(&scalar.text),
        _ => false,
    })
}

/// Returns whether a value is a placeholder for the user to fill in.
pub(crate) fn is_placeholder(value: &str) -> bool {
    let inner = value.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    inner.is_some_and(|inner| inner.starts_with(char::is_alphabetic) && !inner.contains(['@', '/', ':', '<', '>']))
}

/// What placeholders in a front matter, which a template engine has yet to fill in, make of the note.
enum Unfilled {
    /// It is a template.
    Template,
    /// The keys on these lines are passed over; there may be none.
    Keys(Vec<Span>),
}

/// Looks for placeholders. A single one that was left over, in a key that names neither the note nor its day, is passed
/// over.
fn unfilled(yaml: &str) -> Unfilled {
    if !is_template(yaml) {
        return Unfilled::Keys(Vec::new());
    }
    let mut at = 0;
    let lines = yaml.split_inclusive('\n').map(|line| {
        at += line.len();
        (line, at - line.len()..at)
    });
    let unfilled: Vec<(&str, Span)> = lines.filter(|(line, _)| is_template(line)).collect();
    let names_note = |line: &str| {
        let key = front_matter::key_of(line).and_then(|(key, _)| vocabulary::meaning(&key_form(key)));
        let filled = [Key::Name, Key::FirstName, Key::LastName, Key::Title, Key::With, Key::Date, Key::Type];
        key.is_some_and(|key| filled.contains(&key)) || line.starts_with([' ', '\t', '-', '<'])
    };
    match unfilled.as_slice() {
        [(line, span)] if !names_note(line) => Unfilled::Keys(vec![span.clone()]),
        _ => Unfilled::Template,
    }
}

/// Returns whether a front matter holds placeholders that a template engine has yet to fill in.
pub(crate) fn is_template(yaml: &str) -> bool {
    let bytes = yaml.as_bytes();
    let is_mark = |at: usize| matches!(bytes.get(at..at + 2), Some(b"{{" | b"<%" | b"${"));
    memchr::memchr3_iter(b'{', b'<', b'$', bytes).any(is_mark)
        || memchr::memchr_iter(b'Y', bytes).any(|at| bytes.get(at..at + 10) == Some(b"YYYY-MM-DD"))
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
    path: &NotePath,
    heading: Option<&str>,
    body: &mut body::Body,
    diagnostics: &mut Vec<Diagnostic>,
) -> NoteKind {
    let mut meeting = properties.meeting(path.stem(), heading);
    meeting.takeaways = body.takeaways;
    meeting.reflection = body.reflection;
    for named in [&mut body.attendees, &mut body.heading_links] {
        if meeting.with.is_empty() {
            meeting.with = std::mem::take(named);
            meeting.with.retain(|link| !properties.is_user(&link.text) && *link.target != *path.stem());
        }
    }
    meeting.has_bad_date = meeting.date.is_none() && properties.has_date();
    if meeting.date.is_none() && !meeting.has_bad_date {
        let diagnostic = Diagnostic::new(Code::MeetingWithoutDate, path, "this meeting has no date");
        diagnostics.push(diagnostic.hint("add `date: 2026-11-20T10:00` to its front matter"));
    }
    NoteKind::Meeting(Box::new(meeting))
}

/// Returns further names that a link may use: the heading, the bare stem, the name without honorific, and
/// `Rivera, Sam` for `Sam Rivera`.
fn other_names(path: &NotePath, bare: &str, title: &str, heading: Option<&str>) -> Vec<Box<str>> {
    let mut names: Vec<Box<str>> = Vec::new();
    let mut add = |name: &str| {
        let name = name.trim();
        if !name.is_empty() && name != title && !names.iter().any(|other| **other == *name) {
            names.push(name.into());
        }
    };
    heading.into_iter().for_each(&mut add);
    if bare != path.stem() {
        add(bare);
    }
    let honorifics = ["Dr. ", "Dr ", "Prof. ", "Prof ", "Mr. ", "Mr ", "Mrs. ", "Mrs ", "Ms. ", "Ms ", "Sir "];
    let plain = honorifics.iter().find_map(|honorific| title.strip_prefix(honorific));
    plain.into_iter().for_each(&mut add);
    if let Some((last, first)) = title.split_once(", ") {
        add(&format!("{first} {last}"));
    }
    names
}

/// Returns whether the path or the heading of a note says that it is a template.
fn is_named_template(path: &NotePath, text: &str, body_start: usize) -> bool {
    names_template(path) || has_placeholder_heading(text, body_start)
}

/// Returns whether the first heading is a placeholder in brackets: `# [Name]`.
fn has_placeholder_heading(text: &str, body_start: usize) -> bool {
    let body = slice(text, body_start..text.len());
    let heading = body.trim_start().lines().next().and_then(|line| line.strip_prefix("# ")).map(str::trim);
    let inner = heading.and_then(|heading| heading.strip_prefix('[')).and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| !inner.contains(['[', ']']) && inner.contains(char::is_alphabetic))
}

/// Returns the title of a note: the name that its keys give, its heading, or the name of its file.
fn title(kind: NoteType, stem: &str, heading: Option<&str>, properties: &Properties<'_>) -> Box<str> {
    let written = properties.name(stem, heading).unwrap_or_else(|| heading.unwrap_or(stem).into());
    let turned = (kind == NoteType::Contact && *written == *stem).then(|| turned_name(stem)).flatten();
    turned.unwrap_or(written)
}

/// Returns `Matt Barber` for `Barber, Matt`; `None` for a name that is no surname before a first name.
fn turned_name(stem: &str) -> Option<Box<str>> {
    let (last, first) = stem.split_once(", ")?;
    let is_suffix =
        matches!(fold_name(first).trim_end_matches('.'), "jr" | "sr" | "phd" | "md" | "inc" | "llc" | "ltd" | "gmbh");
    let is_name =
        |part: &str| part.chars().all(|char| char.is_alphabetic() || matches!(char, ' ' | '-' | '.' | '\'' | '’'));
    (!is_suffix && !last.is_empty() && is_name(first) && is_name(last)).then(|| format!("{first} {last}").into())
}

/// Returns the heading of a contact without a label such as `Profile:` before the name.
fn without_label(heading: &str, kind: NoteType) -> &str {
    const LABELS: [&str; 8] = ["profile", "perfil", "profil", "profilo", "profiel", "person", "contact", "name"];
    match heading.split_once(':') {
        Some((label, name))
            if kind == NoteType::Contact && LABELS.contains(&fold_name(label).as_ref()) && !name.trim().is_empty() =>
        {
            name.trim()
        }
        _ => heading,
    }
}

/// Headings of sections that stand first in notes about people.
const SECTIONS: [&str; 12] = [
    "links",
    "description",
    "notes",
    "note",
    "profile",
    "summary",
    "about",
    "background",
    "details",
    "info",
    "contact info",
    "contact",
];

/// Returns whether a heading may be somebody's name rather than a section's: not if it is one of several of the first
/// level or of a known topic, nor if the file has somebody's name and the heading has none of its words.
fn may_name(heading: &str, stem: &str, is_one_of_several: bool, vocabulary: &Vocabulary) -> bool {
    let is_name_like =
        |text: &str| text.contains(' ') && text.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
    let is_section = is_one_of_several && !is_name_like(heading);
    let is_of_somebody = is_name_like(stem);
    let is_topic = vocabulary.topic(heading) != Topic::Other;
    let (heading, stem) = (fold_name(heading), fold_name(stem));
    let words = |text: &str| -> Vec<String> {
        text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let of_stem = words(&stem);
    let shares = words(&heading).iter().any(|word| of_stem.contains(word));
    shares || !(is_of_somebody || is_section || is_topic || SECTIONS.contains(&heading.as_ref()))
}

/// Returns whether a note is named like its folder, in the singular or plural, whatever numbers and marks are before it.
fn names_folder(stem: &str, folder: &str) -> bool {
    let letters = |text: &str| {
        let text = text.trim_start_matches(|char: char| !char.is_alphabetic()).to_lowercase();
        text.chars().filter(|char| char.is_alphanumeric()).collect::<String>().trim_end_matches('s').to_owned()
    };
    !letters(stem).is_empty() && letters(stem) == letters(folder)
}

/// Words of files that list people or describe a folder.
const LISTS: [&str; 8] = ["moc", "index", "readme", "guide", "overview", "orgchart", "directory", "dashboard"];
/// Last words of the names of groups and firms.
const GROUPS: [&str; 16] = [
    "department",
    "dept",
    "team",
    "group",
    "committee",
    "council",
    "board",
    "office",
    "llc",
    "llp",
    "inc",
    "ltd",
    "gmbh",
    "corp",
    "abteilung",
    "foundation",
];

/// Returns whether a file's name is that of a list of people, of a group or of a firm, rather than of somebody.
fn is_list_or_group(stem: &str) -> bool {
    let folded = fold_name(stem);
    let words: Vec<&str> = folded.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.iter().any(|word| LISTS.contains(word))
        || words.windows(2).any(|pair| pair == ["org", "chart"])
        || (words.len() > 1 && words.last().is_some_and(|word| GROUPS.contains(word)))
}

/// Returns whether the path is that of a template: in a folder of templates at any depth, or named so.
fn names_template(path: &NotePath) -> bool {
    let words: Vec<&str> =
        path.stem().split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let of_file = || [words.first(), words.last()].into_iter().flatten().any(|word| Vocabulary::is_template(word));
    path.folder().split('/').any(|folder| Vocabulary::is_template(Vocabulary::bare_folder(folder))) || of_file()
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
