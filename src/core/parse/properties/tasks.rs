//! Reads tasks: the list items with a box in a body, and the `follow-up` keys.

use std::collections::BTreeMap;

use crate::core::base::diagnostic::{Code, Diagnostic, Fix, Place};
use crate::core::base::text::{single_spaced, slice, stable_hash};
use crate::core::base::{NotePath, Span};
use crate::core::model::vocabulary::{self, Key, Vocabulary};
use crate::core::model::{DateOrder, Day, Task, TaskPlace, TaskSource, TaskStatus};
use crate::core::syntax::front_matter::{self, Entry, Scalar, Value};
use crate::core::syntax::when::{Start, Until, until};
use crate::core::syntax::{date, task_line, yaml};

use super::super::aims;
use super::super::body::{TaskItem, event_of, log_day, plain_text};
use super::{Properties, shortened};

/// The most diagnostics about the tasks of one note.
const MOST_FINDINGS: usize = 100;

impl Properties<'_> {
    /// Reads the `follow-up` keys as tasks.
    pub(in super::super) fn follow_ups(&mut self) -> Vec<Task> {
        let what = self.first(Key::FollowUpWhat).unwrap_or_default();
        let (mut tasks, mut bad) = (Vec::new(), Vec::new());
        for entry in self.entries_of(Key::FollowUp) {
            for (item, span) in self.follow_up_items(entry) {
                let (task, fault) = match item {
                    FollowUpItem::Text(text) => day_to_come_back(text, &what, self.words.order),
                    FollowUpItem::Map(map) => day_and_words(map, self.words.order),
                };
                tasks.extend(task.map(|task| Task { line: self.line(&span), ..task }));
                bad.extend(fault.map(|text| Scalar { text: text.to_owned().into(), span }));
            }
        }
        for scalar in bad {
            let why = date::read(&scalar.text, self.words.order).err().unwrap_or(date::Unread::No);
            self.not_a_date(&scalar, why);
        }
        number(&mut tasks);
        tasks
    }

    /// Returns the values of a `follow-up` key, each with its place.
    fn follow_up_items<'e>(&self, entry: &'e Entry<'_>) -> Vec<(FollowUpItem<'e>, Span)> {
        let mut items: Vec<(FollowUpItem<'_>, Span)> = match &entry.value {
            Value::Text(scalar) => vec![(FollowUpItem::Text(&scalar.text), scalar.span.clone())],
            Value::List(items) => {
                items.iter().map(|item| (FollowUpItem::Text(&item.text), item.span.clone())).collect()
            }
            Value::Nested(value) => {
                let all = match value {
                    yaml::Value::List(items) => items.as_slice(),
                    one => std::slice::from_ref(one),
                };
                let item = |value: &'e yaml::Value| match value {
                    yaml::Value::Text(text) => Some(FollowUpItem::Text(text)),
                    yaml::Value::Map(map) => Some(FollowUpItem::Map(map)),
                    _ => None,
                };
                all.iter().filter_map(|value| Some((item(value)?, entry.span.clone()))).collect()
            }
            Value::Empty | Value::Flag(_) => Vec::new(),
        };
        // Values that the YAML parser has read only have the place of the key, so look for their own places.
        if items.iter().all(|(_, span)| *span == entry.span) {
            let starts = item_starts(self.text, entry.span.end);
            if starts.len() == items.len() {
                items.iter_mut().zip(starts).for_each(|((_, span), start)| *span = start..start);
            }
        }
        items
    }
}

/// A value of a `follow-up` key.
#[derive(Clone, Copy)]
enum FollowUpItem<'v> {
    Text(&'v str),
    Map(&'v BTreeMap<String, yaml::Value>),
}

/// Reads a day with or without words after it: `2026-12-01 about the map`. `what` is what to do on that day. Also
/// returns the text if it is not a date.
fn day_to_come_back<'v>(text: &'v str, what: &str, order: Option<DateOrder>) -> (Option<Task>, Option<&'v str>) {
    let text = text.trim();
    if vocabulary::is_unset(text) || matches!(text.to_ascii_lowercase().as_str(), "never" | "no") {
        return (None, None);
    }
    let linked = text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")).unwrap_or(text);
    let whole = date::moment(text, order);
    let at_start = || date::at_start(linked, order);
    let Some((day, prose)) = whole.map(|moment| (moment.day, "")).or_else(at_start) else { return (None, Some(text)) };
    let prose = prose.trim().trim_start_matches(['-', '–', '—', ':', ',']).trim();
    // A time of day says nothing about what is to be done.
    let words = if prose.is_empty() {
        String::new()
    } else {
        match what {
            "" => format!("Follow up {prose}"),
            what => format!("{what}, {prose}"),
        }
    };
    // The words may be in another key; the value of this key is still only a day.
    let source = if words.is_empty() { TaskSource::FollowUpDay } else { TaskSource::FollowUp };
    (Some(Task { source, ..follow_up(Some(day), if words.is_empty() { what } else { &words }) }), None)
}

/// Reads `{due: 2026-12-01, what: Send the map}`. Also returns the value of `due` if it is not a date.
fn day_and_words(map: &BTreeMap<String, yaml::Value>, order: Option<DateOrder>) -> (Option<Task>, Option<&str>) {
    let field = |names: &[&str]| {
        names.iter().find_map(|name| match map.get(*name) {
            Some(yaml::Value::Text(text)) => Some(text.as_str()),
            _ => None,
        })
    };
    let due = field(&front_matter::DUE).filter(|due| !vocabulary::is_unset(due));
    let day = due.and_then(|due| date::moment(due, order)).map(|moment| moment.day);
    let task = follow_up(day, field(&front_matter::WHAT).unwrap_or_default());
    (Some(task), due.filter(|_| day.is_none()))
}

/// Returns the offsets of the items in the list after a key.
fn item_starts(text: &str, key_end: usize) -> Vec<usize> {
    let value = slice(text, key_end..text.len());
    match value.find('[').filter(|at| value.find('\n').is_none_or(|end| *at < end)) {
        Some(open) => items_in_brackets(slice(value, open..value.len())).map(|at| key_end + open + at).collect(),
        None => items_on_lines(value).map(|at| key_end + at).collect(),
    }
}

/// Returns the offsets of the items in a list in brackets. It does not understand comments and quoted brackets, and may
/// miss items because of them.
fn items_in_brackets(list: &str) -> impl Iterator<Item = usize> {
    let (mut depth, mut is_due) = (0_u32, false);
    list.char_indices()
        .take_while(move |(_, char)| {
            match char {
                '[' | '{' => depth += 1,
                ']' | '}' => depth -= 1,
                _ => {}
            }
            depth > 0
        })
        .scan(0_u32, move |depth, (at, char)| {
            let starts = *depth == 1 && is_due && !char.is_whitespace() && char != ',';
            match char {
                '[' | '{' => *depth += 1,
                ']' | '}' => *depth -= 1,
                _ => {}
            }
            is_due = (is_due && !starts) || (*depth == 1 && matches!(char, '[' | ','));
            Some(starts.then_some(at))
        })
        .flatten()
}

/// Returns the offsets of the items in a list with one item per line.
fn items_on_lines(value: &str) -> impl Iterator<Item = usize> {
    let mut at = 0;
    let lines = value.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line)
    });
    let mut own = None;
    lines
        .skip(1)
        .take_while(|(_, line)| line.starts_with(['-', ' ', '\t', '#', '\r', '\n']) && !line.starts_with("---"))
        .filter_map(move |(start, line)| {
            let indent = line.len() - line.trim_start_matches(' ').len();
            let is_item = slice(line, indent..line.len()).starts_with('-') && *own.get_or_insert(indent) == indent;
            is_item.then_some(start + indent)
        })
}

/// Numbers tasks with the same fingerprint, the open ones first. A done follow-up leaves the key, which changes
/// `twins` of the others, and so their ids. A tick on an older page cannot mean one of them.
fn number(tasks: &mut [Task]) {
    let mut twins: BTreeMap<u64, [u32; 2]> = BTreeMap::new();
    for task in &mut *tasks {
        let [open, all] = twins.entry(task.fingerprint).or_default();
        task.twin = *all;
        *open = open.saturating_add(u32::from(task.status.is_open()));
        *all = all.saturating_add(1);
    }
    for task in tasks {
        let [open, all] = twins.get(&task.fingerprint).copied().unwrap_or([1, 1]);
        task.twins = if task.status.is_open() { open } else { all };
    }
}

/// Returns the task of a `follow-up` key. Its fingerprint comes from its day and from its words without markup, as the
/// log writes them.
fn follow_up(due: Option<Day>, what: &str) -> Task {
    let text = single_spaced(&plain_text(what));
    Task {
        status: TaskStatus::Open,
        source: if what.trim().is_empty() { TaskSource::FollowUpDay } else { TaskSource::FollowUp },
        fingerprint: fingerprint(due, &text),
        twin: 0,
        twins: 1,
        text: text.into(),
        line: 1,
        due,
        is_unclear: false,
        scheduled: None,
        start: None,
        settled: None,
        links: Vec::new(),
        from: None,
        aim: None,
    }
}

fn fingerprint(due: Option<Day>, words: &str) -> u64 {
    stable_hash(format!("follow-up {} {words}", due.map_or_else(String::new, |day| day.to_string())).as_bytes())
}

/// The words in the log for a done follow-up that had no words.
const FOLLOWED_UP: &str = "followed up";

/// Returns the words in the log for a done follow-up: `Send the map (due 2026-12-01)`.
pub(crate) fn log_words(due: Day, words: &str) -> String {
    // If the first word is the name of an event, the log line would be read as that event.
    let names_event =
        log_day(&format!("{due} {}", plain_text(words)), None).is_some_and(|(_, rest)| event_of(rest).is_some());
    match words {
        "" => format!("{FOLLOWED_UP} (due {due})"),
        words if names_event || words.starts_with(FOLLOWED_UP) => format!("{FOLLOWED_UP}: {words} (due {due})"),
        words => format!("{words} (due {due})"),
    }
}

/// Adds the done follow-ups that the log names to the open ones.
pub(in super::super) fn add_done(tasks: &mut Vec<Task>, log: &[(Day, String, u32)]) {
    for (day, words, line) in log {
        let Some((words, due)) = words.strip_suffix(')').and_then(|words| words.rsplit_once("(due ")) else { continue };
        let Some(due) = date::plain(due).filter(|moment| moment.time.is_none()).map(|moment| moment.day) else {
            continue;
        };
        let words = words.trim();
        let rest = words.strip_prefix(FOLLOWED_UP).map(|rest| rest.strip_prefix(':').unwrap_or(rest).trim());
        let words = rest.unwrap_or(words);
        // The log has the words without markup, so the fingerprint takes them as they are.
        let task = Task { fingerprint: fingerprint(Some(due), words), ..follow_up(Some(due), words) };
        tasks.push(Task { status: TaskStatus::Done, settled: Some(*day), line: *line, ..task });
    }
    number(tasks);
}

/// Returns the fingerprint of an item, from its first line. If it recurs by days below that, they are a part of it, as
/// they are where they stand on the line: the next occurrence is another.
fn item_fingerprint(first: &str, all: &str, fields: &task_line::Fields) -> u64 {
    if first.trim().len() == all.len() {
        return stable_hash(task_line::unsettled(first, &fields.pieces).as_bytes());
    }
    let own = task_line::read(first);
    let first = task_line::unsettled(first, &own.pieces);
    let recurs = fields.pieces.iter().skip(own.pieces.len()).any(|piece| piece.field == task_line::Field::Repeat);
    let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    if recurs {
        stable_hash(format!("{first} {} {}", day(fields.due), day(fields.scheduled)).as_bytes())
    } else {
        stable_hash(first.as_bytes())
    }
}

/// Returns the number of the line of an item on which a place is.
fn line_of(text: &str, item: &TaskItem, at: usize) -> u32 {
    let above = slice(text, item.text.start..at).matches('\n').count();
    item.line.saturating_add(u32::try_from(above).unwrap_or(0))
}

fn start_of(item: &TaskItem, note: Start) -> Start {
    Start { from: item.from.or(note.from), near: item.near.or(note.near) }
}

/// Returns the tasks of a body, with the dates of their dialects, or else the days that their words name. These are
/// counted from the day in which an item stands, or from the day of the note. Where only tasks with a link count, others
/// raise no finding about such a day. Also returns those that were settled on a day that nothing tells.
pub(in super::super) fn tasks(
    text: &str,
    path: &NotePath,
    (items, start, needs_link): (Vec<TaskItem>, Start, bool),
    words: &Vocabulary,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Task>, Box<[TaskPlace]>) {
    let mut tasks: Vec<Task> = Vec::new();
    let mut ticked: Vec<(u64, u32)> = Vec::new();
    let mut twins: BTreeMap<u64, u32> = BTreeMap::new();
    for item in items {
        let all = slice(text, item.all.clone());
        let (line, lead) = (all.trim(), item.all.start + (all.len() - all.trim_start().len()));
        let status = TaskStatus::from_char(item.mark);
        let fields = task_line::read(line);
        if task_line::is_placeholder(&fields.rest) || task_line::is_placeholder(line) {
            continue;
        }
        let fingerprint = item_fingerprint(slice(text, item.text.clone()), line, &fields);
        let twins = twins.entry(fingerprint).or_default();
        let twin = *twins;
        *twins = twin.saturating_add(1);
        // A settled task matters only on the day when it was settled. It still counts for the numbers of the others.
        if !status.is_open() && fields.settled.is_none() {
            ticked.push((fingerprint, twin));
            continue;
        }
        for bad in fields.bad_dates.iter().take(MOST_FINDINGS.saturating_sub(diagnostics.len())) {
            let span = lead + bad.start..lead + bad.end;
            let found = slice(text, span.clone());
            let mut diagnostic = Diagnostic::new(Code::NotADate, path, format!("`{}` is not a date", shortened(found)));
            let hint = date::read(found, None).err().unwrap_or(date::Unread::No).hint();
            diagnostic.place = Some(Place::on_line(text, span.clone(), line_of(text, &item, span.start)));
            diagnostics.push(diagnostic.hint(hint));
        }
        for piece in &fields.pieces {
            let line = line.trim();
            let value = slice(line, piece.value.clone());
            let Some((day, place)) = piece.day(line).filter(|_| date::plain(value).is_none()) else { continue };
            let span = lead + place.start..lead + place.end;
            let message = format!("`{}` is read as {day}", shortened(value));
            let mut diagnostic = Diagnostic::new(Code::DateForm, path, message);
            diagnostic.fix = Some(Fix { title: format!("write {day}"), span: span.clone(), new: day.to_string() });
            diagnostic.place = Some(Place::on_line(text, span.clone(), line_of(text, &item, span.start)));
            diagnostics.push(diagnostic.hint(format!("`check --fix` writes {day}, which every program can read")));
        }
        let plain = plain_text(&fields.rest);
        let is_dated = fields.due.or(fields.scheduled).is_some() || !fields.bad_dates.is_empty();
        let until =
            if is_dated || !status.is_open() { Until::Unsaid } else { until(&plain, start_of(&item, start), words) };
        let aim = aims::read(&plain, &item.links, words);
        if let Until::Unclear(why) = &until
            && diagnostics.len() < MOST_FINDINGS
            && !(needs_link && item.links.is_empty() && aim.is_none())
        {
            let message = format!("the day in `{}` is not certain", shortened(&plain));
            let mut diagnostic = Diagnostic::new(Code::DayUnclear, path, message);
            diagnostic.place = Some(Place::on_line(text, item.text.clone(), item.line));
            diagnostics.push(diagnostic.hint(why.clone()));
        }
        tasks.push(Task {
            status,
            source: TaskSource::Item,
            aim: aim.map(Box::new),
            from: item.from.or(start.from),
            text: plain.into(),
            fingerprint,
            twin,
            twins: 1,
            line: item.line,
            due: fields.due.or(if let Until::On(day) = until { Some(day) } else { None }),
            is_unclear: matches!(until, Until::Unclear(_)),
            scheduled: fields.scheduled,
            start: fields.start,
            settled: fields.settled,
            links: item.links,
        });
    }
    for task in &mut tasks {
        task.twins = twins.get(&task.fingerprint).copied().unwrap_or(1);
    }
    let place = |(fingerprint, twin)| Task::place_of(fingerprint, twin, twins.get(&fingerprint).copied().unwrap_or(1));
    (tasks, ticked.into_iter().map(place).collect())
}
