//! Keys of the front matter: set, added to and removed, with everything else left as it is written.
//!
//! Edits are made to the lines of a key where these are understood. The result is read again, by the program and by the
//! YAML parser, and has to differ in that key alone.

mod align;
mod field;
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
pub(crate) use quote::{escaped, is_plain};

/// A key, by all its names.
#[derive(Clone, Copy)]
pub(crate) struct Key<'a> {
    /// The name it is written under where the note has none of its names.
    pub name: &'a str,
    /// Says whether a key as written is this one.
    pub is: &'a dyn Fn(&str) -> bool,
}

/// Returns the edit that gives a key one value, in the place of whatever value it has: any text of one line, in quotes
/// where YAML needs them.
///
/// A new key stands behind the last one that comes before it in the order of the keys that the program writes, so that
/// it does not matter which was written first.
///
/// # Errors
///
/// If the front matter cannot be edited without a doubt; the reason says what is in the way.
pub(crate) fn set(text: &str, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
    let value = quote::checked(value)?;
    let note = Editable::read(text)?;
    match note.only(key)? {
        Some(field) => note.set(field, value),
        None => note.insert(key.name, value),
    }
}

/// Returns the edit that adds a value to those of a key; one value becomes a list of two, and one that says that there is
/// none yet (`TBD`) goes. A day that the key has already, with a time of day or as a link, is not added again.
///
/// # Errors
///
/// As [`set`].
pub(crate) fn add(text: &str, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
    let value = quote::checked(value)?;
    let note = Editable::read(text)?;
    match note.only(key)? {
        Some(field) if field.is_empty() => note.set(field, value),
        Some(field) if field.place_of(value).is_some() => Ok(TextEdit::default()),
        Some(field) if field.is_unset() => note.set(field, value).or_else(|_| note.add(field, value)),
        Some(field) => note.add(field, value),
        None => note.insert(key.name, value),
    }
}

/// Says whether a key is there with a value.
///
/// # Errors
///
/// If the front matter cannot be read, or has two keys that mean the same.
pub(crate) fn is_filled(text: &str, key: Key<'_>) -> Result<bool, Refusal> {
    Ok(Editable::read(text)?.only(key)?.is_some_and(|field| !field.is_empty()))
}

/// As [`add`], but a first value stands in a list too, written as the note's other lists are: for tags and aliases, which
/// other programs read only from lists.
///
/// # Errors
///
/// As [`set`].
pub(crate) fn add_to_list(text: &str, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
    let value = quote::checked(value)?;
    let note = Editable::read(text)?;
    match note.only(key)? {
        Some(field) if field.is_empty() => note.begin_list(field, value),
        Some(field) if field.place_of(value).is_some() => Ok(TextEdit::default()),
        Some(field) => note.add(field, value),
        None => note.insert_list(key.name, value),
    }
}

/// Returns the edit that takes a value out of those of a key. A key that had no other goes too, unless there is a comment
/// with it; and so does a front matter that was made for it.
///
/// # Errors
///
/// As [`set`]; and if the key does not have that value.
pub(crate) fn remove(text: &str, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
    let note = Editable::read(text)?;
    let places = note.fields.iter().filter(|field| (key.is)(field.entry.key));
    let places: Vec<_> = places.filter_map(|field| Some((field, field.place_of(value)?))).collect();
    match places.as_slice() {
        [(field, at)] => note.take(field, *at, field.has_comment),
        [] => Err(Refusal::new(format!("`{}` does not have the value {value}", key.name))),
        _ => Err(Refusal::new(format!("more than one key has the value {value}"))),
    }
}

/// Returns the edit that puts `new` in the place of the `nth` value of a key, counted from 0, that is `old` or starts with
/// it (a day with words behind it, or a mapping whose day it is). Without `new` the value goes; a key that had no other
/// stays, empty.
///
/// # Errors
///
/// As [`set`]; and if not so many values of the key are `old`.
pub(crate) fn replace(text: &str, key: Key<'_>, old: &str, nth: usize, new: Option<&str>) -> Result<TextEdit, Refusal> {
    let old = writable(old)?;
    let new = new.map(writable).transpose()?;
    let note = Editable::read(text)?;
    let fields = note.fields.iter().filter(|field| (key.is)(field.entry.key));
    let values = fields.flat_map(|field| (0..).zip(field.values()).map(move |(at, value)| (field, at, value)));
    match (values.filter(|(_, _, value)| begins(value, old)).nth(nth), new) {
        (Some((field, at, _)), Some(new)) => note.replace(field, at, old, new),
        (Some((_, _, value)), None) if holds_more(value) => {
            Err(Refusal::new(format!("this entry of `{}` says more than a day and what is to be done", key.name)))
        }
        (Some((field, at, _)), None) => note.take(field, at, true),
        (None, _) => Err(Refusal::new(format!("`{}` does not have the value {old}", key.name))),
    }
}

/// Returns a value of which parts can be replaced: it needs no quotes in YAML, whatever it stands in.
fn writable(value: &str) -> Result<&str, Refusal> {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | ':' | '.' | '/' | ' ');
    let is_safe = value.starts_with(|char: char| char.is_ascii_alphanumeric())
        && value.ends_with(|char: char| char.is_ascii_alphanumeric())
        && value.chars().all(is_plain)
        && !value.contains(": ");
    if is_safe { Ok(value) } else { Err(Refusal::new(format!("`{value}` is not a value that is written to notes"))) }
}

/// Returns the place of a key in the order of those that the program writes, behind which the snoozes of rules stand; 0
/// for all others.
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

/// Says whether a mapping has keys beside the day and the words of a follow-up: they would be lost with it.
fn holds_more(value: &Value) -> bool {
    let is_read = |name: &String| front_matter::DUE.iter().chain(&front_matter::WHAT).any(|known| known == name);
    matches!(value, Value::Map(map) if !map.keys().all(is_read))
}

/// Returns the key that holds the day in a mapping of a follow-up.
fn due_of(map: &BTreeMap<String, Value>) -> Option<&'static str> {
    front_matter::DUE.into_iter().find(|name| matches!(map.get(*name), Some(Value::Text(_))))
}
