//! The edits of a front matter: values put in, exchanged and taken out, and each result read again.

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::edit::{Refusal, TextEdit, line_end};
use crate::core::syntax::front_matter::{Split, split};
use crate::core::syntax::yaml::Value;

use super::field::Place;
use super::layout::{self, Field, Form, FrontMatter};
use super::quote;
use super::{Key, due_of, rank};

/// The most places that are tried for one value.
const MOST_PLACES: usize = 32;

impl FrontMatter<'_> {
    /// Returns the one key that is meant, if it is there.
    pub(super) fn only(&self, key: Key<'_>) -> Result<Option<&Field<'_>>, Refusal> {
        let mut fields = self.fields.iter().filter(|field| (key.is)(field.key));
        match (fields.next(), fields.next()) {
            (Some(one), Some(other)) => {
                Err(Refusal::new(format!("the keys `{}` and `{}` mean the same", one.key, other.key)))
            }
            (found, _) => Ok(found),
        }
    }

    pub(super) fn insert(&self, name: &str, value: &str) -> Result<TextEdit, Refusal> {
        self.insert_line(name, &Value::Text(value.to_owned()), &format!(" {}", quote::written(value)))
    }

    pub(super) fn insert_list(&self, name: &str, value: &str) -> Result<TextEdit, Refusal> {
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
        // A blank line tells a front matter that was there, empty, from one that is made here: it stays when the key goes.
        let blank = if slice(self.text, yaml.clone()).trim().is_empty() { end } else { "" };
        self.checked(name, Some(meant), [(at..at, format!("{name}:{written}{end}{blank}"))])
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
    pub(super) fn begin_list(&self, field: &Field<'_>, value: &str) -> Result<TextEdit, Refusal> {
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

    pub(super) fn set(&self, field: &Field<'_>, value: &str) -> Result<TextEdit, Refusal> {
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

    pub(super) fn add(&self, field: &Field<'_>, value: &str) -> Result<TextEdit, Refusal> {
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
    pub(super) fn take(&self, field: &Field<'_>, place: Place, stays: bool) -> Result<TextEdit, Refusal> {
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
    pub(super) fn replace(&self, field: &Field<'_>, place: Place, old: &str, new: &str) -> Result<TextEdit, Refusal> {
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
        let above = slice(self.text, yaml.start..field.lines.start);
        let below = slice(self.text, field.lines.end..yaml.end);
        let blank = below.split_inclusive('\n').next().filter(|_| above.is_empty() && below.trim().is_empty());
        if let Some(blank) = blank {
            return field.lines.start..field.lines.end + blank.len();
        }
        // Without it, the body may not look like one.
        let is_plain = split(slice(self.text, self.body..self.text.len())) == Split::None(0);
        if above.is_empty() && below.is_empty() && is_plain { self.open..self.body } else { field.lines.clone() }
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

/// Does to a value what [`super::begins`] says of it.
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
