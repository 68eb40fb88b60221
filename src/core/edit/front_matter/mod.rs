//! Edits of front matter: sets, adds to and removes keys, and leaves everything else as it is written.
//!
//! An edit changes only the lines of one key. The result is read again by the program and by the YAML parser, and must
//! differ in that key alone. Otherwise the edit is refused. In a note that has page properties in place of front matter,
//! the edits change these.

mod align;
mod field;
mod page_properties;
mod quote;
mod rewrite;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::core::base::text::key_form;
use crate::core::model::Rule;
use crate::core::model::key::{KEYS, is_called};
use crate::core::syntax::front_matter;
use crate::core::syntax::yaml::Value;

use super::{Refusal, TextEdit};

pub(crate) use align::aligned;
use field::Editable;
use page_properties::PageProperties;
pub(crate) use quote::{escaped, is_plain};

/// A key, by all its names.
#[derive(Clone, Copy)]
pub(crate) struct Key<'a> {
    /// The name for a new key, if the note has none of its names.
    pub name: &'a str,
    /// Says whether a key as written means this key.
    pub is: &'a dyn Fn(&str) -> bool,
}

/// Returns the edit that sets a key to one value and replaces any old value. The value can be any text of one line; it
/// is put in quotes if YAML needs them.
///
/// A new key goes after the last key that comes before it in the order of the keys that the program writes. So the
/// result does not depend on which key was written first.
///
/// # Errors
///
/// If the front matter cannot be edited safely; the reason says what prevents it.
pub(crate) fn set(text: &str, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
    let value = quote::checked(value)?;
    if let Some(page) = PageProperties::read(text)? {
        return page.set(key, value);
    }
    let note = Editable::read(text)?;
    match note.only(key)? {
        Some(field) => note.set(field, value),
        None => note.insert(key.name, value),
    }
}

/// Returns the edit that adds a value to a key. One value becomes a list of two, and a value such as `TBD` is replaced.
/// A day that the key has already, with a time of day or as a link, is not added again.
///
/// # Errors
///
/// As [`set`].
pub(crate) fn add(text: &str, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
    let value = quote::checked(value)?;
    if let Some(page) = PageProperties::read(text)? {
        return page.add(key, value);
    }
    let note = Editable::read(text)?;
    match note.only(key)? {
        Some(field) if field.is_empty() => note.set(field, value),
        Some(field) if field.place_of(value).is_some() => Ok(TextEdit::default()),
        Some(field) if field.is_unset() => note.set(field, value).or_else(|_| note.add(field, value)),
        Some(field) => note.add(field, value),
        None => note.insert(key.name, value),
    }
}

/// Returns the edit that adds a value to a key, even if the key has it already.
///
/// # Errors
///
/// As [`set`].
pub(crate) fn add_again(text: &str, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
    let edit = add(text, Key { name: key.name, is: key.is }, value)?;
    let note = Editable::read(text)?;
    match note.only(key)? {
        Some(field) if field.place_of(value).is_some() => note.add(field, quote::checked(value)?),
        _ => Ok(edit),
    }
}

/// Says whether the note has a key with a value.
///
/// # Errors
///
/// If the front matter cannot be read, or has two keys that mean the same.
pub(crate) fn is_filled(text: &str, key: Key<'_>) -> Result<bool, Refusal> {
    if let Some(page) = PageProperties::read(text)? {
        return page.is_filled(key);
    }
    Ok(Editable::read(text)?.only(key)?.is_some_and(|field| !field.is_empty()))
}

/// Returns the edit that adds a value to the list of a key. Unlike [`add`], it writes a first value as a list too, in
/// the style of the note's other lists. Other programs read tags and aliases only from lists.
///
/// # Errors
///
/// As [`set`].
pub(crate) fn add_to_list(text: &str, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
    let value = quote::checked(value)?;
    if let Some(page) = PageProperties::read(text)? {
        return page.add(key, value);
    }
    let note = Editable::read(text)?;
    match note.only(key)? {
        Some(field) if field.is_empty() => note.begin_list(field, value),
        Some(field) if field.place_of(value).is_some() => Ok(TextEdit::default()),
        Some(field) => note.add(field, value),
        None => note.insert_list(key.name, value),
    }
}

/// Returns the edit that removes a value from a key. If it was the only value, the key goes too, unless it has a
/// comment. If it was the only key, the front matter goes too, unless it was there before the program wrote the key.
///
/// # Errors
///
/// As [`set`]; also if the key does not have that value.
pub(crate) fn remove(text: &str, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
    if let Some(page) = PageProperties::read(text)? {
        return page.remove(key, value);
    }
    let note = Editable::read(text)?;
    let places = note.fields.iter().filter(|field| (key.is)(field.entry.key));
    let places: Vec<_> = places.filter_map(|field| Some((field, field.place_of(value)?))).collect();
    match places.as_slice() {
        [(field, at)] => note.take(field, *at, field.has_comment),
        [] => Err(Refusal::new(format!("`{}` does not have the value `{value}`", key.name))),
        _ => Err(Refusal::new(format!("more than one key has the value `{value}`"))),
    }
}

/// Returns the edit that replaces `old` by `new` in a value of a key. The value is the `nth`, counted from 0, of those
/// that start with `old`, or that are a mapping with the day `old`. Without `new`, the value is removed; the key stays,
/// even if it becomes empty.
///
/// # Errors
///
/// As [`set`]; also if the key has fewer such values.
pub(crate) fn replace(text: &str, key: Key<'_>, old: &str, nth: usize, new: Option<&str>) -> Result<TextEdit, Refusal> {
    let old = writable(old)?;
    let new = new.map(writable).transpose()?;
    if let Some(page) = PageProperties::read(text)? {
        return page.replace(key, old, nth, new);
    }
    let note = Editable::read(text)?;
    let fields = note.fields.iter().filter(|field| (key.is)(field.entry.key));
    let values = fields.flat_map(|field| (0..).zip(field.values()).map(move |(at, value)| (field, at, value)));
    match (values.filter(|(_, _, value)| begins(value, old)).nth(nth), new) {
        (Some((field, at, _)), Some(new)) => note.replace(field, at, old, new),
        (Some((_, _, value)), None) if holds_more(value) => {
            Err(Refusal::new(format!("this entry of `{}` has more than a day and what to do", key.name)))
        }
        (Some((field, at, _)), None) => note.take(field, at, true),
        (None, _) => Err(Refusal::new(format!("`{}` does not have the value `{old}`", key.name))),
    }
}

/// Returns a value if it needs no quotes in any part of YAML, so that it can replace a part of another value.
fn writable(value: &str) -> Result<&str, Refusal> {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | ':' | '.' | '/' | ' ');
    let is_safe = value.starts_with(|char: char| char.is_ascii_alphanumeric())
        && value.ends_with(|char: char| char.is_ascii_alphanumeric())
        && value.chars().all(is_plain)
        && !value.contains(": ");
    if is_safe { Ok(value) } else { Err(Refusal::new(format!("`{value}` cannot be written to a note"))) }
}

/// Returns the place of a key in the order of the keys that the program writes, counted from 1. The snoozes of rules
/// come last. All other keys have 0.
fn rank(key: &str) -> usize {
    let form = key_form(key);
    let snooze = |rule: Rule| rule.snoozed_by().is_some_and(|name| is_called(name, &form));
    let place = KEYS.iter().position(|row| row.is_ordered && is_called(row.name(), &form));
    let last = || Rule::ALL.into_iter().position(snooze).filter(|_| form.starts_with("snooze"));
    place.or_else(|| last().map(|at| KEYS.len() + at)).map_or(0, |at| at + 1)
}

/// Says whether a value, or the day of a mapping, is `old` or starts with it.
fn begins(value: &Value, old: &str) -> bool {
    match value {
        Value::Text(text) => {
            let text = text.trim();
            text.strip_prefix("[[").unwrap_or(text).starts_with(old)
        }
        Value::Map(map) => due_of(map).and_then(|name| map.get(name)).is_some_and(|due| begins(due, old)),
        _ => false,
    }
}

/// Says whether a mapping has more keys than the day and the words of a follow-up. They would be lost with it.
fn holds_more(value: &Value) -> bool {
    let is_read = |name: &String| front_matter::DUE.iter().chain(&front_matter::WHAT).any(|known| known == name);
    matches!(value, Value::Map(map) if !map.keys().all(is_read))
}

/// Returns the key with the day in the mapping of a follow-up.
fn due_of(map: &BTreeMap<String, Value>) -> Option<&'static str> {
    front_matter::DUE.into_iter().find(|name| matches!(map.get(*name), Some(Value::Text(_))))
}
