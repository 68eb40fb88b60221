//! Reads the keys that put off the follow-ups of a note: `snooze` puts off all, and `snooze-thank` those of one rule.

use std::collections::BTreeSet;

use crate::core::base::diagnostic::{Code, Fix};
use crate::core::base::suggest::{nearest, only_misspelt, plain_form};
use crate::core::base::text::slice;
use crate::core::base::{At, Span};
use crate::core::model::vocabulary::{self, Key};
use crate::core::model::{Day, NoteType, Rule};
use crate::core::syntax::date;
use crate::core::syntax::front_matter::{Entry, Scalar, Value};

use super::{Properties, shortened};

/// The start of all these keys.
const SNOOZE: &str = "snooze";

/// Other words for rules: the first word of a rule's lines on the dashboard, or a part of its name.
const CALLED: [(&str, Rule); 12] = [
    ("ask", Rule::Request),
    ("asking", Rule::Request),
    ("remind", Rule::Nudge),
    ("give-up", Rule::Close),
    ("find", Rule::Schedule),
    ("new-day", Rule::Schedule),
    ("preparation", Rule::Prepare),
    ("thanks", Rule::Thank),
    ("tell", Rule::ReportBack),
    ("report", Rule::ReportBack),
    ("keep", Rule::KeepInTouch),
    ("touch", Rule::KeepInTouch),
];

/// Returns the key that an unknown `snooze…` key most likely means. Since `snooze` alone puts off everything, it is
/// proposed only if the rest of the key is not the name of something else.
fn meant_by(written: &str) -> Option<&'static str> {
    let whose = plain_form(written).strip_prefix(SNOOZE).map(str::to_owned).unwrap_or_default();
    if matches!(&*whose, "" | "d" | "r" | "s" | "e" | "until" | "till" | "to" | "date" | "for") {
        return Some(SNOOZE);
    }
    let called = CALLED.iter().find(|(word, _)| plain_form(word) == whose).and_then(|(_, rule)| rule.snoozed_by());
    let known = || Rule::ALL.into_iter().filter_map(Rule::snoozed_by).chain(["snooze-task"]);
    // Only the rest is compared, since all keys start the same.
    let nearest = || nearest(&whose, known().map(|key| slice(key, SNOOZE.len() + 1..key.len())));
    called.or_else(|| nearest().and_then(|rule| known().find(|key| key.ends_with(rule))))
}

impl Properties<'_> {
    /// Reads `snooze`.
    pub(in super::super) fn snooze(&mut self) -> Option<At<Day>> {
        // `paused: 2026-12-01` has the same meaning.
        let paused = self
            .scalars(Key::Paused)
            .into_iter()
            .filter(|scalar| date::moment(&scalar.text, self.words.order).is_some());
        let scalar = self.scalars(Key::Snooze).into_iter().chain(paused).next()?;
        self.until(&scalar)
    }

    /// Reads the keys that put off the follow-ups of one rule, such as `snooze-thank`.
    pub(in super::super) fn rule_snoozes(&mut self, kind: NoteType) -> Box<[(Rule, At<Day>)]> {
        let mut snoozes = Vec::new();
        let rules: BTreeSet<Rule> = self.entries.iter().filter_map(|(key, _)| rule_of(*key)).collect();
        for rule in rules {
            let Some(scalar) = self.scalars(Key::SnoozeOf(rule)).into_iter().next() else { continue };
            if let Some(until) = self.until(&scalar) {
                self.check_place(rule, kind);
                snoozes.push((rule, until));
            }
        }
        self.check_rules();
        snoozes.into()
    }

    fn until(&mut self, scalar: &Scalar<'_>) -> Option<At<Day>> {
        if matches!(scalar.text.trim(), "no" | "never") || vocabulary::is_unset(&scalar.text) {
            return None;
        }
        let moment = self.date(scalar);
        moment.map(|moment| At { value: moment.day, location: self.locate(&scalar.span) })
    }

    /// Reports a key in a note from which its rule takes no follow-ups.
    fn check_place(&mut self, rule: Rule, kind: NoteType) {
        let place = match (kind, rule.is_of_meetings()) {
            (NoteType::Meeting, Some(false)) => "the note of the person",
            (NoteType::Contact, Some(true)) => "the note of the talk",
            _ => return,
        };
        let Some(entry) = self.entries_of(Key::SnoozeOf(rule)).next() else { return };
        let (message, span) = (format!("`{}` has no effect in this note", shortened(entry.key)), entry.span.clone());
        let hint = format!("follow-ups of the rule `{rule}` come from {place}; write the key there");
        self.complain(Code::SnoozeMisplaced, &span, message, hint);
    }

    /// Returns the key of a rule that a misspelt key means for certain; `None` if the note has that key already.
    fn key_meant_by(&self, written: &str) -> Option<&'static str> {
        let known = Rule::ALL.into_iter().filter_map(Rule::snoozed_by).chain(["snooze-task"]);
        let meant = only_misspelt(written, known)?;
        let rule = Rule::ALL.into_iter().find(|rule| rule.snoozed_by() == Some(meant))?;
        self.entries_of(Key::SnoozeOf(rule)).next().is_none().then_some(meant)
    }

    /// Reports keys that start with `snooze`, have a date and do not name a rule.
    fn check_rules(&mut self) {
        let is_meant = |entry: &Entry<'_>| {
            let starts = entry.key.get(..SNOOZE.len()).is_some_and(|start| start.eq_ignore_ascii_case(SNOOZE));
            starts
                && matches!(&entry.value, Value::Text(scalar) if date::moment(&scalar.text, self.words.order).is_some())
        };
        let meant = self.entries.iter().filter(|(key, entry)| key.is_none() && is_meant(entry));
        let meant: Vec<(String, Span)> = meant.map(|(_, entry)| (entry.key.to_owned(), entry.span.clone())).collect();
        for (written, span) in meant {
            let hint = match meant_by(&written) {
                Some("snooze-task") => String::from("to put off a task, change the day of the task"),
                Some(key) => format!("did you mean `{key}`?"),
                None => String::from("write `snooze`, or add the name of a rule, such as `snooze-thank`"),
            };
            let message = format!("`{}` does not name a rule", shortened(&written));
            let fix = self.key_meant_by(&written).map(|key| Fix {
                title: format!("write `{key}`"),
                span: span.clone(),
                new: key.to_owned(),
            });
            self.complain(Code::SnoozeUnknown, &span, message, hint);
            self.settle_by(fix);
        }
    }
}

fn rule_of(key: Option<Key>) -> Option<Rule> {
    match key {
        Some(Key::SnoozeOf(rule)) => Some(rule),
        _ => None,
    }
}
