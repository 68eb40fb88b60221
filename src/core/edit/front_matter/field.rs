//! The keys of a front matter in the form for edits: each with its lines and values.

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::edit::{Refusal, has_conflict};
use crate::core::model::vocabulary;
use crate::core::parse;
use crate::core::syntax::date;
use crate::core::syntax::front_matter::{self, Entry, FrontMatter, Problem, Split, ValueStyle, split};
use crate::core::syntax::yaml::Value;

use super::Key;

/// A front matter in which every line is understood, by the program's own reader and by the YAML parser.
pub(super) struct Editable<'t> {
    /// The result of the program's own reader. Its entries are in `fields`.
    pub(super) note: FrontMatter<'t>,
    /// The keys, in the order of the note.
    pub(super) fields: Vec<Field<'t>>,
}

/// A key with its value.
pub(super) struct Field<'t> {
    /// The result of the program's own reader.
    pub(super) entry: Entry<'t>,
    /// Its line and all lines of its value.
    pub(super) lines: Span,
    /// Whether there is a comment on the key's line or among the lines of the value.
    pub(super) has_comment: bool,
    /// The value that the YAML parser reads; for a link without quotes, its text.
    pub(super) value: Value,
}

impl<'t> Editable<'t> {
    /// Reads the front matter of a note.
    pub(super) fn read(text: &'t str) -> Result<Self, Refusal> {
        if has_conflict(text) {
            return Err(Refusal::new("a merge conflict was left in the note"));
        }
        let split = split(text);
        if matches!(split, Split::Unclosed(_)) {
            return Err(Refusal::new("the front matter is never closed"));
        }
        let mut note = FrontMatter::read(text, split);
        if parse::is_template(slice(text, note.yaml.clone())) || parse::is_to_fill_in(&note.entries) {
            return Err(Refusal::new("the note is a template"));
        }
        if let Some(refusal) = note.problems.iter().find_map(|problem| refusal(text, problem)) {
            return Err(refusal);
        }
        let invalid = |message: &str| Refusal::new(format!("the front matter is not valid YAML: {message}"));
        let mut values = note.decode().map_err(|error| invalid(&error.message))?;
        let entries = std::mem::take(&mut note.entries);
        let field = |entry: Entry<'t>| Some(Field::new(text, values.remove(entry.key)?, entry));
        match entries.into_iter().map(field).collect() {
            Some(fields) if values.is_empty() && !note.has_stray_lines => Ok(Self { note, fields }),
            _ => Err(Refusal::new("the front matter does not have one key per line")),
        }
    }

    /// Returns the field of a key, if the note has it.
    ///
    /// # Errors
    ///
    /// If the note has two keys with this meaning.
    pub(super) fn only(&self, key: Key<'_>) -> Result<Option<&Field<'t>>, Refusal> {
        let mut fields = self.fields.iter().filter(|field| (key.is)(field.entry.key));
        match (fields.next(), fields.next()) {
            (Some(one), Some(other)) => {
                let (one, other) = (one.entry.key, other.entry.key);
                Err(Refusal::new(format!("the keys `{one}` and `{other}` mean the same; keep one of them")))
            }
            (found, _) => Ok(found),
        }
    }
}

/// Returns why a front matter with a problem cannot be edited; `None` if it can.
fn refusal(text: &str, problem: &Problem) -> Option<Refusal> {
    match problem {
        Problem::Duplicate { span, .. } => {
            Some(Refusal::new(format!("the front matter has the key `{}` twice", slice(text, span.clone()))))
        }
        Problem::Broken { message, .. } => Some(Refusal::new(message.replacen("this is", "the front matter is", 1))),
        Problem::UnquotedLink { .. } => None,
    }
}

/// Fields are equal if both readers see the same key and value, whatever their places.
impl PartialEq for Field<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.entry.key == other.entry.key
            && self.value == other.value
            && reads_same(&self.entry.value, &other.entry.value)
    }
}

impl<'t> Field<'t> {
    /// Returns the field of an entry with the value that the YAML parser reads. If the two do not fit together, the
    /// style of the value becomes `Other`, so that it is not edited.
    fn new(text: &'t str, value: Value, mut entry: Entry<'t>) -> Self {
        let value = match (&entry.style, &entry.value, value) {
            (ValueStyle::Scalar(_), front_matter::Value::Text(link), Value::List(_)) => {
                Value::Text(link.text.to_string())
            }
            (_, _, value) => value,
        };
        let fits = match (&entry.style, &value) {
            (ValueStyle::Empty(_), value) => matches!(value, Value::Null | Value::Bool(false)),
            (ValueStyle::Scalar(_), value) => matches!(value, Value::Text(_) | Value::Bool(true)),
            (ValueStyle::Flow(_, items), Value::List(values)) => items.len() == values.len(),
            (ValueStyle::Block(items), Value::List(values)) => items.len() == values.len(),
            _ => false,
        };
        if !fits {
            entry.style = ValueStyle::Other;
        }
        Self { lines: entry.own_lines(text), has_comment: entry.has_comment(text), entry, value }
    }

    /// Says whether both readers see that value.
    pub(super) fn says(&self, value: &Value) -> bool {
        self.value == *value
            && reads_same(&self.entry.value, &front_matter::Value::from_yaml(value.clone(), &self.entry.span))
    }

    /// Returns the values of a list, or the one value.
    pub(super) fn values(&self) -> &[Value] {
        match &self.value {
            Value::List(items) => items,
            one => std::slice::from_ref(one),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        matches!(&self.value, Value::Null | Value::Bool(false)) || self.value == Value::Text(String::new())
    }

    /// Says whether all its values mean that there is no value yet, such as `TBD`.
    pub(super) fn is_unset(&self) -> bool {
        let is_unset = |value: &Value| matches!(value, Value::Text(text) if vocabulary::is_unset(text));
        !self.values().is_empty() && self.values().iter().all(is_unset)
    }

    /// Returns the index of the last value that is written like `value`, or else of the last one with the same day.
    pub(super) fn place_of(&self, value: &str) -> Option<usize> {
        let day = |text: &str| date::moment(text, None).map(|moment| moment.day);
        let is_written = |other: &Value| matches!(other, Value::Text(text) if text.trim().eq_ignore_ascii_case(value));
        let is_day =
            |other: &Value| matches!(other, Value::Text(text) if day(text).is_some() && day(text) == day(value));
        let values = self.values();
        values.iter().rposition(is_written).or_else(|| values.iter().rposition(is_day))
    }

    /// Returns the span to remove with one item of a list that has more items.
    pub(super) fn item_to_take(&self, at: usize) -> Option<Span> {
        match &self.entry.style {
            ValueStyle::Block(items) => items.get(at).map(|item| item.lines.clone()),
            ValueStyle::Flow(_, items) => match at.checked_sub(1) {
                Some(before) => Some(items.get(before)?.end..items.get(at)?.end),
                None => Some(items.first()?.start..items.get(1)?.start),
            },
            _ => None,
        }
    }

    /// Returns the refusal of a value in a form that cannot be edited.
    pub(super) fn as_written(&self) -> Refusal {
        Refusal::new(format!("the value of `{}` is written in a form that cannot be edited", self.entry.key))
    }
}

/// Says whether values are the same, whatever their places. Line ends after a text do not count, since the last value
/// of a front matter is read without them.
fn reads_same(one: &front_matter::Value<'_>, other: &front_matter::Value<'_>) -> bool {
    use front_matter::Value::{List, Text};
    match (one, other) {
        (Text(one), Text(other)) => one.text.trim_end_matches('\n') == other.text.trim_end_matches('\n'),
        (List(one), List(other)) => one.iter().map(|item| &item.text).eq(other.iter().map(|item| &item.text)),
        _ => one == other,
    }
}
