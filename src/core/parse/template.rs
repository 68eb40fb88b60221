//! Tells templates for notes from notes: by their path, their heading and what is left to fill in.

use crate::core::base::text::{key_form, slice};
use crate::core::base::{NotePath, Span};
use crate::core::model::vocabulary::{self, Key, Vocabulary};
use crate::core::syntax::front_matter::{self, Entry};

/// Returns whether the path or the heading of a note says that it is a template.
pub(super) fn is_named_template(path: &NotePath, text: &str, body_start: usize) -> bool {
    names_template(path) || has_placeholder_heading(text, body_start)
}

/// Returns whether the path is that of a template: in a folder of templates at any depth, or named so.
fn names_template(path: &NotePath) -> bool {
    let mut words = path.stem().split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut folders = path.folder().split('/').map(Vocabulary::bare_folder);
    folders.any(Vocabulary::is_template)
        || words.next().is_some_and(Vocabulary::is_template)
        || words.next_back().is_some_and(Vocabulary::is_template)
}

/// Returns whether the first heading is a placeholder in brackets: `# [Name]`.
fn has_placeholder_heading(text: &str, body_start: usize) -> bool {
    let body = slice(text, body_start..text.len());
    let heading = body.trim_start().lines().next().and_then(|line| line.strip_prefix("# ")).map(str::trim);
    let inner = heading.and_then(|heading| heading.strip_prefix('[')).and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| !inner.contains(['[', ']']) && inner.contains(char::is_alphabetic))
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
pub(super) enum Unfilled {
    /// It is a template.
    Template,
    /// The keys on these lines are passed over; there may be none.
    Keys(Vec<Span>),
}

/// Looks for placeholders. A single one that was left over, in a key that names neither the note nor its day, is passed
/// over.
pub(super) fn unfilled(yaml: &str) -> Unfilled {
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
