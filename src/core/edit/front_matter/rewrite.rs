//! The edits of a front matter: they insert, replace and remove values. Each result is read back.

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::edit::read_back::adds;
use crate::core::edit::{Refusal, TextEdit, line_end};
use crate::core::syntax::front_matter::{ListItem, Split, ValueStyle, split};
use crate::core::syntax::yaml::Value;

use super::field::{Editable, Field};
use super::quote;
use super::{due_of, rank};

/// The most places that are tried for one value.
const MOST_PLACES: usize = 32;

impl Editable<'_> {
    pub(super) fn insert(&self, name: &str, value: &str) -> Result<TextEdit, Refusal> {
        self.insert_line(name, &Value::Text(value.to_owned()), &format!(" {}", quote::written(value)))
    }

    pub(super) fn insert_list(&self, name: &str, value: &str) -> Result<TextEdit, Refusal> {
        let written = match self.list_indent() {
            Some(indent) => format!("{}{indent}- {}", line_end(self.note.text), quote::written(value)),
            None => format!(" [{}]", quote::written(value)),
        };
        self.insert_line(name, &Value::List(vec![Value::Text(value.to_owned())]), &written)
    }

    /// Inserts a key. `written` is the text after its colon, and `meant` is the value that it must have.
    fn insert_line(&self, name: &str, meant: &Value, written: &str) -> Result<TextEdit, Refusal> {
        let yaml = &self.note.yaml;
        if !self.note.is_there() {
            let end = line_end(self.note.text);
            let block = format!("---{end}{name}:{written}{end}---{end}");
            return self.checked(name, Some(meant), [(self.note.open..self.note.open, block)]);
        }
        let rank = rank(name);
        let before = self.fields.iter().rev().find(|field| rank == 0 || self::rank(field.entry.key) < rank);
        let at = before.map_or(yaml.start, |field| field.lines.end);
        let end = if slice(self.note.text, 0..at).ends_with("\r\n") { "\r\n" } else { "\n" };
        // An empty front matter that the note had gets a blank line. It shows that the front matter must stay when the
        // key is removed again.
        let blank = if slice(self.note.text, yaml.clone()).trim().is_empty() { end } else { "" };
        self.checked(name, Some(meant), [(at..at, format!("{name}:{written}{end}{blank}"))])
    }

    /// Returns the indentation of the note's lists with one item per line; `None` if the note has no such list, or also
    /// has lists in brackets.
    fn list_indent(&self) -> Option<&str> {
        let is_flow = |field: &Field<'_>| matches!(&field.entry.style, ValueStyle::Flow(_, items) if !items.is_empty());
        if self.fields.iter().any(is_flow) {
            return None;
        }
        self.fields.iter().find_map(|field| match &field.entry.style {
            ValueStyle::Block(items) => slice(self.note.text, items.first()?.lines.clone()).split('-').next(),
            _ => None,
        })
    }

    /// Sets an empty key to a list with one value.
    pub(super) fn begin_list(&self, field: &Field<'_>, value: &str) -> Result<TextEdit, Refusal> {
        let list = format!("[{}]", quote::written(value));
        let edit = match &field.entry.style {
            ValueStyle::Empty(span) if span.is_empty() => match self.list_indent() {
                Some(indent) if !field.has_comment => {
                    let line = format!("{}{indent}- {}", line_end(self.note.text), quote::written(value));
                    (field.entry.colon..field.entry.colon, line)
                }
                _ => self.fill(field, &list),
            },
            ValueStyle::Empty(span) | ValueStyle::Scalar(span) => (span.clone(), list),
            _ => return Err(field.as_written()),
        };
        self.checked(field.entry.key, Some(&Value::List(vec![Value::Text(value.to_owned())])), [edit])
    }

    pub(super) fn set(&self, field: &Field<'_>, value: &str) -> Result<TextEdit, Refusal> {
        let edits = match &field.entry.style {
            ValueStyle::Empty(span) if span.is_empty() => vec![self.fill(field, &quote::written(value))],
            ValueStyle::Empty(span) | ValueStyle::Flow(span, _) => vec![(span.clone(), quote::written(value))],
            ValueStyle::Scalar(span) => vec![(span.clone(), self.quoted_as(span, value))],
            ValueStyle::Block(items) if !field.has_comment && !self.has_comment(items) => {
                let first = items.first().map_or(field.lines.end, |item| item.lines.start);
                vec![self.fill(field, &quote::written(value)), (first..field.lines.end, String::new())]
            }
            ValueStyle::Block(_) => {
                return Err(Refusal::new(format!("there is a comment among the values of `{}`", field.entry.key)));
            }
            ValueStyle::Other => return Err(field.as_written()),
        };
        self.checked(field.entry.key, Some(&Value::Text(value.to_owned())), edits)
    }

    pub(super) fn add(&self, field: &Field<'_>, value: &str) -> Result<TextEdit, Refusal> {
        let mut meant = field.values().to_vec();
        meant.push(Value::Text(value.to_owned()));
        let edits = match &field.entry.style {
            ValueStyle::Scalar(span) => {
                let new = self.quoted_as(span, value);
                vec![(span.start..span.start, "[".to_owned()), (span.end..span.end, format!(", {new}]"))]
            }
            ValueStyle::Flow(span, items) => match items.as_slice() {
                [] => vec![(span.start + 1..span.start + 1, quote::written(value))],
                [.., last] => {
                    let new = self.quoted_as(last, value);
                    let gap = self.gap_before_last(span, items);
                    vec![(last.end..last.end, format!(",{gap}{new}"))]
                }
            },
            ValueStyle::Block(items) => {
                let last = items.last().ok_or_else(|| field.as_written())?;
                let lead = slice(self.note.text, last.lines.start..last.value.start);
                let (hyphen, gap) = lead.split_at(lead.trim_end().len());
                let gap = if gap.trim_matches(' ').is_empty() && !gap.is_empty() { gap } else { " " };
                let end = if slice(self.note.text, last.lines.clone()).ends_with("\r\n") { "\r\n" } else { "\n" };
                let line = format!("{hyphen}{gap}{}{end}", self.quoted_as(&last.value, value));
                vec![(last.lines.end..last.lines.end, line)]
            }
            ValueStyle::Empty(_) | ValueStyle::Other => return Err(field.as_written()),
        };
        self.checked(field.entry.key, Some(&Value::List(meant)), edits)
    }

    /// Removes a value. If it is the only one, the key is removed too, unless it `stays`.
    pub(super) fn take(&self, field: &Field<'_>, at: usize, stays: bool) -> Result<TextEdit, Refusal> {
        if field.values().len() > 1 {
            let span = field.item_to_take(at).ok_or_else(|| field.as_written())?;
            let mut meant = field.values().to_vec();
            meant.remove(at);
            return self.checked(field.entry.key, Some(&Value::List(meant)), [(span, String::new())]);
        }
        if !stays {
            return self.checked(field.entry.key, None, [(self.lines_to_take(field), String::new())]);
        }
        let end = slice(self.note.text, 0..field.lines.end).trim_end_matches(['\n', '\r']).len();
        let from_colon = |end| vec![(field.entry.colon..end, String::new())];
        let edits = match &field.entry.style {
            ValueStyle::Scalar(span) | ValueStyle::Flow(span, _) | ValueStyle::Empty(span) => from_colon(span.end),
            ValueStyle::Block(items) => items.iter().map(|item| (item.lines.clone(), String::new())).collect(),
            ValueStyle::Other if field.has_comment => return Err(field.as_written()),
            ValueStyle::Other => from_colon(end),
        };
        self.checked(field.entry.key, Some(&Value::Null), edits)
    }

    /// Replaces `old` by `new` in the value with the index `at`. It tries each place where `old` is written, and
    /// returns the edit that gives the right value.
    pub(super) fn replace(&self, field: &Field<'_>, at: usize, old: &str, new: &str) -> Result<TextEdit, Refusal> {
        let mut meant = field.value.clone();
        match &mut meant {
            Value::List(items) => items.get_mut(at).into_iter().for_each(|item| change(item, old, new)),
            value => change(value, old, new),
        }
        let written = slice(self.note.text, field.entry.colon..field.lines.end);
        let places =
            written.match_indices(old).map(|(at, _)| field.entry.colon + at..field.entry.colon + at + old.len());
        places
            .take(MOST_PLACES)
            .find_map(|span| self.checked(field.entry.key, Some(&meant), [(span, new.to_owned())]).ok())
            .ok_or_else(|| field.as_written())
    }

    /// Returns the span after a key's colon for its first value, and the text for it. A comment keeps its column if
    /// there is room.
    fn fill(&self, field: &Field<'_>, written: &str) -> (Span, String) {
        let rest = slice(self.note.text, field.entry.colon..self.note.text.len());
        let blank = rest.trim_start_matches([' ', '\t']);
        let padding = slice(rest, 0..rest.len() - blank.len());
        let width = unicode_width::UnicodeWidthStr::width(written);
        let is_open = rest.starts_with(' ') && (blank.is_empty() || blank.starts_with(['\r', '\n']));
        if is_open {
            (field.entry.colon + 1..field.entry.colon + 1, written.to_owned())
        } else if blank.starts_with('#') && !padding.contains('\t') && padding.len() >= width + 2 {
            (field.entry.colon + 1..field.entry.colon + 1 + width, written.to_owned())
        } else {
            (field.entry.colon..field.entry.colon, format!(" {written}"))
        }
    }

    /// Returns a value in the same quotes as the value at `span`.
    fn quoted_as(&self, span: &Span, value: &str) -> String {
        quote::like(slice(self.note.text, span.clone()).chars().next(), value)
    }

    /// Returns the space between the last item of a list in brackets and the comma or bracket before it.
    fn gap_before_last(&self, span: &Span, items: &[Span]) -> &str {
        let last = items.last().map_or(span.start, |last| last.start);
        let before = items.iter().rev().nth(1).map_or(span.start, |before| before.end);
        let gap = slice(self.note.text, before..last).trim_start().trim_start_matches([',', '[']);
        if items.len() > 1 || gap.contains('\n') { gap } else { " " }
    }

    fn has_comment(&self, items: &[ListItem]) -> bool {
        items.iter().any(|item| {
            let line = slice(self.note.text, item.value.end..item.lines.end);
            line.lines().next().is_some_and(|rest| !rest.trim().is_empty())
        })
    }

    /// Returns the span to remove with a key: its lines, or the whole front matter if it has no other key.
    fn lines_to_take(&self, field: &Field<'_>) -> Span {
        let above = slice(self.note.text, self.note.yaml.start..field.lines.start);
        let below = slice(self.note.text, field.lines.end..self.note.yaml.end);
        let blank = below.split_inclusive('\n').next().filter(|_| above.is_empty() && below.trim().is_empty());
        if let Some(blank) = blank {
            return field.lines.start..field.lines.end + blank.len();
        }
        // Without the front matter, the body must not start with lines that look like one.
        let is_plain = split(slice(self.note.text, self.note.body..self.note.text.len())) == Split::None(0);
        if above.is_empty() && below.is_empty() && is_plain {
            self.note.open..self.note.body
        } else {
            field.lines.clone()
        }
    }

    /// Returns the edit if one key has the value `meant` after it, and everything else is as before. With `None`, the
    /// key must be gone.
    fn checked(
        &self,
        key: &str,
        meant: Option<&Value>,
        edits: impl IntoIterator<Item = (Span, String)>,
    ) -> Result<TextEdit, Refusal> {
        let edit = TextEdit::new(self.note.text, edits)?;
        let edited = edit.apply(self.note.text)?;
        let refusal = || Refusal::new(format!("`{key}` cannot be edited without changing something else in the note"));
        let after = Editable::read(&edited).map_err(|_| refusal())?;
        let is_around_same = slice(&edited, 0..after.note.open) == slice(self.note.text, 0..self.note.open)
            && slice(&edited, after.note.body..edited.len())
                == slice(self.note.text, self.note.body..self.note.text.len());
        let others: Vec<_> = self.fields.iter().filter(|field| field.entry.key != key).collect();
        let is_meant = |new: &[&Field<'_>]| match new {
            [] => meant.is_none(),
            [field] => field.entry.key == key && meant.is_some_and(|meant| field.says(meant)),
            _ => false,
        };
        let is_read_back = is_around_same && adds(&others, after.fields.iter().collect(), is_meant);
        if is_read_back { Ok(edit) } else { Err(refusal()) }
    }
}

/// Replaces `old` by `new` in a value for which [`super::begins`] is true.
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
