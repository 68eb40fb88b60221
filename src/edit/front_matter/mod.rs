//! Keys of the front matter: set, added to and removed, with everything else left as it is written.
//!
//! Edits are made to the lines of a key where these are understood. The result is read again, by the program and by the
//! YAML parser, and has to differ in that key alone.

mod align;
mod layout;
mod quote;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::model::Span;
use crate::parse::date;
use crate::parse::front_matter::{self, Split, split};
use crate::parse::yaml::Value;
use crate::text::{key_form, slice};

use super::{Refusal, TextEdit, line_end};

pub(crate) use align::aligned;
use layout::{Field, Form, FrontMatter};
pub(crate) use quote::{escaped, is_plain};

/// The keys that the program writes, in the order in which new ones stand. Other keys stand before them.
const ORDER: [&str; 13] = [
    "requested",
    "nudged",
    "replied",
    "declined",
    "scheduled",
    "closed",
    "reportedback",
    "prepared",
    "confirmed",
    "thanked",
    "reflected",
    "cadence",
    "snooze",
];

/// The most places that are tried for one value.
const MOST_PLACES: usize = 32;

/// A key, by all its names.
#[derive(Clone, Copy)]
pub struct Key<'a> {
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
pub fn set(text: &str, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
    let value = quote::checked(value)?;
    let note = FrontMatter::read(text)?;
    match note.only(key)? {
        Some(field) => note.set(field, value),
        None => note.insert(key.name, value),
    }
}

/// Returns the edit that adds a value to those of a key; one value becomes a list of two. A day that the key has already,
/// with a time of day or as a link, is not added again.
///
/// # Errors
///
/// As [`set`].
pub fn add(text: &str, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
    let value = quote::checked(value)?;
    let note = FrontMatter::read(text)?;
    match note.only(key)? {
        Some(field) if field.is_empty() => note.set(field, value),
        Some(field) if field.place_of(value).is_some() => Ok(TextEdit::default()),
        Some(field) => note.add(field, value),
        None => note.insert(key.name, value),
    }
}

/// Says whether a key is there with a value.
///
/// # Errors
///
/// If the front matter cannot be read, or has two keys that mean the same.
pub fn is_filled(text: &str, key: Key<'_>) -> Result<bool, Refusal> {
    Ok(FrontMatter::read(text)?.only(key)?.is_some_and(|field| !field.is_empty()))
}

/// As [`add`], but a first value stands in a list too, written as the note's other lists are: for tags and aliases, which
/// other programs read only from lists.
///
/// # Errors
///
/// As [`set`].
pub fn add_to_list(text: &str, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
    let value = quote::checked(value)?;
    let note = FrontMatter::read(text)?;
    match note.only(key)? {
        Some(field) if field.is_empty() => note.begin_list(field, value),
        Some(field) if field.place_of(value).is_some() => Ok(TextEdit::default()),
        Some(field) => note.add(field, value),
        None => note.insert_list(key.name, value),
    }
}

/// Returns the edit that takes a value out of those of a key. A key that had no other goes too, unless there is a comment
/// with it; and so does a front matter that holds nothing else.
///
/// # Errors
///
/// As [`set`]; and if the key does not have that value.
pub fn remove(text: &str, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
    let note = FrontMatter::read(text)?;
    let places = note.fields.iter().filter(|field| (key.is)(field.key));
    let places: Vec<_> = places.filter_map(|field| Some((field, field.place_of(value)?))).collect();
    match places.as_slice() {
        [(field, place)] => note.take(field, *place, field.has_comment),
        [] => Err(Refusal::new(format!("`{}` does not have the value {value}", key.name))),
        _ => Err(Refusal::new(format!("more than one key has the value {value}"))),
    }
}

/// Returns the edit that puts `new` in the place of the one value of a key that is `old` or starts with it (a day with
/// words behind it, or a mapping whose day it is). Without `new` the value goes; a key that had no other stays, empty.
///
/// # Errors
///
/// As [`set`]; and if no value of the key, or more than one, is `old`.
pub fn replace(text: &str, key: Key<'_>, old: &str, new: Option<&str>) -> Result<TextEdit, Refusal> {
    let old = writable(old)?;
    let new = new.map(writable).transpose()?;
    let note = FrontMatter::read(text)?;
    let is_old = |value: &Value| begins(value, old);
    let fields = note.fields.iter().filter(|field| (key.is)(field.key));
    let places = fields.flat_map(|field| field.places(&is_old).map(move |place| (field, place)));
    match *places.collect::<Vec<_>>().as_slice() {
        [(field, place)] => match new {
            Some(new) => note.replace(field, place, old, new),
            None if field.value_at(place).is_some_and(holds_more) => {
                Err(Refusal::new(format!("this entry of `{}` says more than a day and what is to be done", key.name)))
            }
            None => note.take(field, place, true),
        },
        [] => Err(Refusal::new(format!("`{}` does not have the value {old}", key.name))),
        _ => Err(Refusal::new(format!("`{}` has the value {old} more than once", key.name))),
    }
}

/// Where a value stands: the whole value of a key, or an item of its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Whole,
    Item(usize),
}

impl Field<'_> {
    fn value_at(&self, place: Place) -> Option<&Value> {
        match (place, &self.value) {
            (Place::Item(at), Value::List(items)) => items.get(at),
            (_, value) => Some(value),
        }
    }

    fn is_empty(&self) -> bool {
        matches!(&self.value, Value::Null | Value::Bool(false)) || self.value == Value::Text(String::new())
    }

    /// Returns the places of the values that are meant.
    fn places<'f>(&'f self, is_meant: &'f dyn Fn(&Value) -> bool) -> impl Iterator<Item = Place> {
        let (whole, items) = match &self.value {
            Value::List(items) => (None, items.as_slice()),
            value => (Some(value), [].as_slice()),
        };
        let whole = whole.filter(|value| is_meant(value)).map(|_| Place::Whole);
        let items = items.iter().enumerate().filter(|(_, item)| is_meant(item)).map(|(at, _)| Place::Item(at));
        whole.into_iter().chain(items)
    }

    /// Returns the place of a value: of the last that is written like it, else of the last that means the same day.
    fn place_of(&self, value: &str) -> Option<Place> {
        let is_same = |other: &Value| matches!(other, Value::Text(text) if text.trim().eq_ignore_ascii_case(value));
        let day = date::moment(value).map(|moment| moment.day);
        let is_same_day = |other: &Value| match other {
            Value::Text(text) => day.is_some() && date::moment(text).map(|moment| moment.day) == day,
            _ => false,
        };
        let same = self.places(&is_same).last();
        same.or_else(|| self.places(&is_same_day).last())
    }

    /// Returns what goes with an item of a list of several.
    fn item_to_take(&self, at: usize) -> Option<Span> {
        match &self.form {
            Form::Block(items) => items.get(at).map(|item| item.lines.clone()),
            Form::Flow(_, items) => match at.checked_sub(1) {
                Some(before) => Some(items.get(before)?.end..items.get(at)?.end),
                None => Some(items.first()?.start..items.get(1)?.start),
            },
            _ => None,
        }
    }

    fn as_written(&self) -> Refusal {
        Refusal::new(format!("the value of `{}` cannot be edited as it is written", self.key))
    }
}

impl FrontMatter<'_> {
    /// Returns the one key that is meant, if it is there.
    fn only(&self, key: Key<'_>) -> Result<Option<&Field<'_>>, Refusal> {
        let mut fields = self.fields.iter().filter(|field| (key.is)(field.key));
        match (fields.next(), fields.next()) {
            (Some(one), Some(other)) => {
                Err(Refusal::new(format!("the keys `{}` and `{}` mean the same", one.key, other.key)))
            }
            (found, _) => Ok(found),
        }
    }

    fn insert(&self, name: &str, value: &str) -> Result<TextEdit, Refusal> {
        self.insert_line(name, &Value::Text(value.to_owned()), &format!(" {}", quote::written(value)))
    }

    fn insert_list(&self, name: &str, value: &str) -> Result<TextEdit, Refusal> {
        let written = match self.list_indent() {
            Some(indent) => format!("{}{indent}- {}", line_end(self.text), quote::written(value)),
            None => format!(" [{}]", quote::written(value)),
        };
        self.insert_line(name, &Value::List(vec![Value::Text(value.to_owned())]), &written)
    }

    /// Inserts a key with what is `written` behind its colon.
    fn insert_line(&self, name: &str, meant: &Value, written: &str) -> Result<TextEdit, Refusal> {
        let Some(yaml) = &self.yaml else {
            let end = line_end(self.text);
            let block = format!("---{end}{name}:{written}{end}---{end}");
            return self.checked(name, Some(meant), [(self.open..self.open, block)]);
        };
        let rank = rank(name);
        let before = self.fields.iter().rev().find(|field| rank == 0 || self::rank(field.key) < rank);
        let at = before.map_or(yaml.start, |field| field.lines.end);
        let end = if slice(self.text, 0..at).ends_with("\r\n") { "\r\n" } else { "\n" };
        self.checked(name, Some(meant), [(at..at, format!("{name}:{written}{end}"))])
    }

    /// Returns the indentation of the note's lists of lines; `None` if it has none of these, or lists in brackets too.
    fn list_indent(&self) -> Option<&str> {
        let is_flow = |field: &Field<'_>| matches!(&field.form, Form::Flow(_, items) if !items.is_empty());
        if self.fields.iter().any(is_flow) {
            return None;
        }
        self.fields.iter().find_map(|field| match &field.form {
            Form::Block(items) => items.first().map(|item| slice(self.text, item.lines.start..item.hyphen)),
            _ => None,
        })
    }

    /// Gives a key without a value a list of one.
    fn begin_list(&self, field: &Field<'_>, value: &str) -> Result<TextEdit, Refusal> {
        let list = format!("[{}]", quote::written(value));
        let edit = match &field.form {
            Form::Empty(span) if span.is_empty() => match self.list_indent() {
                Some(indent) if !field.has_comment => {
                    let line = format!("{}{indent}- {}", line_end(self.text), quote::written(value));
                    (field.colon..field.colon, line)
                }
                _ => self.fill(field, &list),
            },
            Form::Empty(span) | Form::Scalar(span) => (span.clone(), list),
            _ => return Err(field.as_written()),
        };
        self.checked(field.key, Some(&Value::List(vec![Value::Text(value.to_owned())])), [edit])
    }

    fn set(&self, field: &Field<'_>, value: &str) -> Result<TextEdit, Refusal> {
        let edits = match &field.form {
            Form::Empty(span) if span.is_empty() => vec![self.fill(field, &quote::written(value))],
            Form::Empty(span) | Form::Flow(span, _) => vec![(span.clone(), quote::written(value))],
            Form::Scalar(span) => vec![(span.clone(), self.quoted_as(span, value))],
            Form::Block(items) if !field.has_comment && !self.has_comment(items) => {
                let first = items.first().map_or(field.lines.end, |item| item.lines.start);
                vec![self.fill(field, &quote::written(value)), (first..field.lines.end, String::new())]
            }
            Form::Block(_) => {
                return Err(Refusal::new(format!("a comment stands among the values of `{}`", field.key)));
            }
            Form::Other => return Err(field.as_written()),
        };
        self.checked(field.key, Some(&Value::Text(value.to_owned())), edits)
    }

    fn add(&self, field: &Field<'_>, value: &str) -> Result<TextEdit, Refusal> {
        let mut meant = match &field.value {
            Value::List(items) => items.clone(),
            one => vec![one.clone()],
        };
        meant.push(Value::Text(value.to_owned()));
        let edits = match &field.form {
            Form::Scalar(span) => {
                let new = self.quoted_as(span, value);
                vec![(span.start..span.start, "[".to_owned()), (span.end..span.end, format!(", {new}]"))]
            }
            Form::Flow(span, items) => match items.as_slice() {
                [] => vec![(span.start + 1..span.start + 1, quote::written(value))],
                [.., last] => {
                    let new = self.quoted_as(last, value);
                    let gap = self.gap_before_last(span, items);
                    vec![(last.end..last.end, format!(",{gap}{new}"))]
                }
            },
            Form::Block(items) => {
                let last = items.last().ok_or_else(|| field.as_written())?;
                let indent = slice(self.text, last.lines.start..last.hyphen);
                let gap = slice(self.text, last.hyphen + 1..last.value.start);
                let gap = if gap.trim_matches(' ').is_empty() && !gap.is_empty() { gap } else { " " };
                let end = if slice(self.text, last.lines.clone()).ends_with("\r\n") { "\r\n" } else { "\n" };
                let line = format!("{indent}-{gap}{}{end}", self.quoted_as(&last.value, value));
                vec![(last.lines.end..last.lines.end, line)]
            }
            Form::Empty(_) | Form::Other => return Err(field.as_written()),
        };
        self.checked(field.key, Some(&Value::List(meant)), edits)
    }

    /// Takes a value out; where it is the only one, the key with it, or it `stays`, empty.
    fn take(&self, field: &Field<'_>, place: Place, stays: bool) -> Result<TextEdit, Refusal> {
        if let (Place::Item(at), Value::List(values)) = (place, &field.value)
            && values.len() > 1
        {
            let span = field.item_to_take(at).ok_or_else(|| field.as_written())?;
            let mut meant = values.clone();
            meant.remove(at);
            return self.checked(field.key, Some(&Value::List(meant)), [(span, String::new())]);
        }
        if !stays {
            return self.checked(field.key, None, [(self.lines_to_take(field), String::new())]);
        }
        let from_colon = |end| vec![(field.colon..end, String::new())];
        let edits = match &field.form {
            Form::Scalar(span) | Form::Flow(span, _) | Form::Empty(span) => from_colon(span.end),
            Form::Block(items) => items.iter().map(|item| (item.lines.clone(), String::new())).collect(),
            Form::Other if field.has_comment => return Err(field.as_written()),
            Form::Other => {
                let end = slice(self.text, 0..field.lines.end).trim_end_matches(['\n', '\r']).len();
                from_colon(end)
            }
        };
        self.checked(field.key, Some(&Value::Null), edits)
    }

    /// Puts a part of a value in the place of another, wherever the value stands; what is meant tells which it is.
    fn replace(&self, field: &Field<'_>, place: Place, old: &str, new: &str) -> Result<TextEdit, Refusal> {
        let mut meant = field.value.clone();
        match (place, &mut meant) {
            (Place::Item(at), Value::List(items)) => {
                items.get_mut(at).into_iter().for_each(|item| change(item, old, new));
            }
            (_, value) => change(value, old, new),
        }
        let written = slice(self.text, field.colon..field.lines.end);
        let places = written.match_indices(old).map(|(at, _)| field.colon + at..field.colon + at + old.len());
        places
            .take(MOST_PLACES)
            .find_map(|span| self.checked(field.key, Some(&meant), [(span, new.to_owned())]).ok())
            .ok_or_else(|| field.as_written())
    }

    /// Returns the place behind a key's colon for its first value, and the value as it is written there. A comment behind
    /// it keeps its column where there is room.
    fn fill(&self, field: &Field<'_>, written: &str) -> (Span, String) {
        let rest = slice(self.text, field.colon..self.text.len());
        let blank = rest.trim_start_matches([' ', '\t']);
        let padding = slice(rest, 0..rest.len() - blank.len());
        let width = unicode_width::UnicodeWidthStr::width(written);
        let is_open = rest.starts_with(' ') && (blank.is_empty() || blank.starts_with(['\r', '\n']));
        if is_open {
            (field.colon + 1..field.colon + 1, written.to_owned())
        } else if blank.starts_with('#') && !padding.contains('\t') && padding.len() >= width + 2 {
            (field.colon + 1..field.colon + 1 + width, written.to_owned())
        } else {
            (field.colon..field.colon, format!(" {written}"))
        }
    }

    /// Returns a value in the quotes of the one at `span`.
    fn quoted_as(&self, span: &Span, value: &str) -> String {
        quote::like(slice(self.text, span.clone()).chars().next(), value)
    }

    /// Returns what stands between the last item of a list in brackets and the comma or bracket before it.
    fn gap_before_last(&self, span: &Span, items: &[Span]) -> &str {
        let (before, last) = match items {
            [.., before, last] => (before.end, last.start),
            [last] => (span.start, last.start),
            [] => (span.start, span.start),
        };
        let gap = slice(self.text, before..last).trim_start().trim_start_matches([',', '[']);
        if items.len() > 1 || gap.contains('\n') { gap } else { " " }
    }

    fn has_comment(&self, items: &[layout::Item]) -> bool {
        items.iter().any(|item| {
            let line = slice(self.text, item.value.end..item.lines.end);
            line.lines().next().is_some_and(|rest| !rest.trim().is_empty())
        })
    }

    /// Returns what goes with a key: its lines, or the whole front matter if that holds nothing else.
    fn lines_to_take(&self, field: &Field<'_>) -> Span {
        let yaml = self.yaml.clone().unwrap_or_default();
        let is_all = slice(self.text, yaml.start..field.lines.start).trim().is_empty()
            && slice(self.text, field.lines.end..yaml.end).trim().is_empty();
        // Without it, the body may not look like one.
        let is_plain = split(slice(self.text, self.body..self.text.len())) == Split::None(0);
        if is_all && is_plain { self.open..self.body } else { field.lines.clone() }
    }

    /// Returns the edit if it does what is meant to one key (`None`: the key goes) and nothing to all else.
    fn checked(
        &self,
        key: &str,
        meant: Option<&Value>,
        edits: impl IntoIterator<Item = (Span, String)>,
    ) -> Result<TextEdit, Refusal> {
        let edit = TextEdit::new(self.text, edits)?;
        let edited = edit.apply(self.text)?;
        let refusal = || Refusal::new(format!("`{key}` cannot be edited there without a change to something else"));
        let after = FrontMatter::read(&edited).map_err(|_| refusal())?;
        let is_same = self.others(key).eq(after.others(key))
            && slice(&edited, 0..after.open) == slice(self.text, 0..self.open)
            && slice(&edited, after.body..edited.len()) == slice(self.text, self.body..self.text.len());
        let new = after.fields.iter().find(|field| field.key == key);
        let is_meant =
            new.map(|field| &field.value) == meant && new.map(|field| &field.own) == meant.map(as_read).as_ref();
        if is_same && is_meant { Ok(edit) } else { Err(refusal()) }
    }

    /// Returns the other keys with their values.
    fn others(&self, key: &str) -> impl Iterator<Item = (&str, &Value, &Value)> {
        let others = self.fields.iter().filter(move |field| field.key != key);
        others.map(|field| (field.key, &field.value, &field.own))
    }
}

/// Returns a value as the program reads it by itself: in a list of scalars, everything as text and nothing empty.
fn as_read(value: &Value) -> Value {
    let items = match value {
        Value::List(items) => items,
        Value::Text(text) => return Value::Text(text.trim_end_matches('\n').to_owned()),
        _ => return value.clone(),
    };
    if items.iter().any(|item| matches!(item, Value::List(_) | Value::Map(_))) {
        return value.clone();
    }
    let text = |item: &Value| match item {
        Value::Bool(flag) => Some(Value::Text(flag.to_string())),
        Value::Null => None,
        other => Some(other.clone()),
    };
    Value::List(items.iter().filter_map(text).collect())
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

/// Returns the place of a key in [`ORDER`], 0 for all others.
fn rank(key: &str) -> usize {
    let form = key_form(key);
    ORDER.iter().position(|name| *name == form).map_or(0, |at| at + 1)
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

/// Does to a value what [`begins`] says of it.
fn change(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::Text(text) => *text = text.replacen(old, new, 1),
        Value::Map(map) => {
            if let Some(due) = due_of(map).and_then(|name| map.get_mut(name)) {
                change(due, old, new);
            }
        }
        _ => {}
    }
}
