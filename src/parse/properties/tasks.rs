//! Tasks: the boxes of a body with the dates of their dialects, and the `follow-up` keys.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::model::{Day, NotePath, Task, TaskSource, TaskStatus};
use crate::text::{slice, stable_hash};

use super::super::body::{TaskItem, plain_text};
use super::super::front_matter::{self, Scalar, Value};
use super::super::vocabulary::{self, Key};
use super::super::{date, dialect, yaml};
use super::{Properties, shortened};

/// The most findings about the tasks of one note: whoever has more has another problem.
const MOST_FINDINGS: usize = 100;

impl Properties<'_> {
    /// Reads the `follow-up` keys as tasks.
    pub(in super::super) fn follow_ups(&mut self) -> Vec<Task> {
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
                        let due = field(&front_matter::DUE);
                        let day = due.and_then(date::moment);
                        if let (Some(due), None) = (due, day) {
                            bad.push(Scalar { text: due.to_owned().into(), span: entry.span.clone() });
                        }
                        let text = field(&front_matter::WHAT).unwrap_or_default();
                        tasks.push(follow_up(day.map(|moment| moment.day), text, self.line(&entry.span)));
                    }
                    continue;
                }
                Value::Empty | Value::Flag(_) => continue,
            };
            for scalar in scalars {
                let text = scalar.text.trim();
                if vocabulary::is_unset(text) || matches!(text.to_ascii_lowercase().as_str(), "never" | "no") {
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
                    match &*what {
                        "" => format!("Follow up {prose}"),
                        what => format!("{what}, {prose}"),
                    }
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
}

fn follow_up(due: Option<Day>, what: &str, line: u32) -> Task {
    let text = plain_text(what);
    Task {
        status: TaskStatus::Open,
        source: if what.trim().is_empty() { TaskSource::FollowUpDay } else { TaskSource::FollowUp },
        fingerprint: stable_hash(
            format!("follow-up {} {what}", due.map_or_else(String::new, |day| day.to_string())).as_bytes(),
        ),
        twin: 0,
        twins: 1,
        text: text.into(),
        line,
        due,
        scheduled: None,
        start: None,
        settled: None,
        links: Vec::new(),
    }
}

/// Reads the tasks of a body, with the dates of their dialects.
pub(in super::super) fn tasks(
    text: &str,
    path: &NotePath,
    items: Vec<TaskItem>,
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
        let fingerprint = stable_hash(dialect::unsettled(line, &fields.pieces).as_bytes());
        let twins = twins.entry(fingerprint).or_default();
        let twin = *twins;
        *twins = twin.saturating_add(1);
        // A settled task matters only on the day it was settled; yet it keeps its place among its twins.
        if !status.is_open() && fields.settled.is_none() {
            continue;
        }
        let lead = item.text.start + (line.len() - line.trim_start().len());
        for bad in fields.bad_dates.iter().take(MOST_FINDINGS.saturating_sub(diagnostics.len())) {
            let span = lead + bad.start..lead + bad.end;
            let found = slice(text, span.clone());
            let mut diagnostic =
                Diagnostic::new(Severity::Error, "not-a-date", path, format!("`{}` is not a date", shortened(found)));
            let hint = date::hint(found);
            diagnostic.place = Some(Place::on_line(text, span, item.line));
            diagnostics.push(diagnostic.hint(hint));
        }
        tasks.push(Task {
            status,
            source: TaskSource::Item,
            text: plain_text(&fields.rest).into(),
            fingerprint,
            twin,
            twins: 1,
            line: item.line,
            due: fields.due,
            scheduled: fields.scheduled,
            start: fields.start,
            settled: fields.settled,
            links: item.links,
        });
    }
    for task in &mut tasks {
        task.twins = twins.get(&task.fingerprint).copied().unwrap_or(1);
    }
    tasks
}
