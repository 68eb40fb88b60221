//! A key's values, and where each stands.

use crate::core::base::Span;
use crate::core::edit::Refusal;
use crate::core::model::vocabulary;
use crate::core::syntax::date;
use crate::core::syntax::yaml::Value;

use super::layout::{Field, Form};

/// Where a value stands: the whole value of a key, or an item of its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Whole,
    Item(usize),
}

impl Field<'_> {
    pub(super) fn value_at(&self, place: Place) -> Option<&Value> {
        match (place, &self.value) {
            (Place::Item(at), Value::List(items)) => items.get(at),
            (_, value) => Some(value),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        matches!(&self.value, Value::Null | Value::Bool(false)) || self.value == Value::Text(String::new())
    }

    /// Says whether all that it holds says that there is nothing yet.
    pub(super) fn is_unset(&self) -> bool {
        let is_one = |value: &Value| matches!(value, Value::Text(text) if vocabulary::is_unset(text));
        match &self.value {
            Value::List(items) => !items.is_empty() && items.iter().all(is_one),
            one => is_one(one),
        }
    }

    /// Returns the places of the values that are meant.
    pub(super) fn places<'f>(&'f self, is_meant: &'f dyn Fn(&Value) -> bool) -> impl Iterator<Item = Place> {
        let (whole, items) = match &self.value {
            Value::List(items) => (None, items.as_slice()),
            value => (Some(value), [].as_slice()),
        };
        let whole = whole.filter(|value| is_meant(value)).map(|_| Place::Whole);
        let items = items.iter().enumerate().filter(|(_, item)| is_meant(item)).map(|(at, _)| Place::Item(at));
        whole.into_iter().chain(items)
    }

    /// Returns the place of a value: of the last that is written like it, else of the last that means the same day.
    pub(super) fn place_of(&self, value: &str) -> Option<Place> {
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
    pub(super) fn item_to_take(&self, at: usize) -> Option<Span> {
        match &self.form {
            Form::Block(items) => items.get(at).map(|item| item.lines.clone()),
            Form::Flow(_, items) => match at.checked_sub(1) {
                Some(before) => Some(items.get(before)?.end..items.get(at)?.end),
                None => Some(items.first()?.start..items.get(1)?.start),
            },
            _ => None,
        }
    }

    pub(super) fn as_written(&self) -> Refusal {
        Refusal::new(format!("the value of `{}` cannot be edited as it is written", self.key))
    }
}
