//! New notes: the path that a name gets, and the text that a template and facts make.

use crate::edit::{Refusal, TextEdit, front_matter};
use crate::index::Index;
use crate::model::{Day, NotePath, NoteType};
use crate::text::key_form;

/// What is known of a new note.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// What it is about.
    pub kind: NoteType,
    /// The name: of a contact theirs, of a meeting that of its file.
    pub name: &'a str,
    /// The day on which it is made.
    pub today: Day,
    /// Its keys with their values, as text; several make a list. Where the template lacks the key it is added.
    pub keys: Vec<(&'a str, Vec<String>)>,
}

/// Returns a path for a new note in `folder`: a file name that is safe on every system, and that no note has yet.
///
/// # Errors
///
/// If no file can be called so; the reason says why.
pub fn path(index: &Index, folder: &str, name: &str) -> Result<NotePath, Refusal> {
    let path = NotePath::new(format!("{folder}/{name}.md"));
    if index.find(&path).is_some() { Err(Refusal::new(format!("{path} is there already"))) } else { Ok(path) }
}

/// Returns the text of a new note: the template, filled in.
///
/// # Errors
///
/// If the template has an error; with its line.
pub fn text(template: &str, facts: &Facts<'_>) -> Result<String, Refusal> {
    let mut text = template.to_owned();
    for (name, values) in &facts.keys {
        let is = |key: &str| key_form(key) == key_form(name);
        let key = front_matter::Key { name, is: &is };
        for value in values {
            text = front_matter::add(&text, key, value).and_then(|edit: TextEdit| edit.apply(&text))?;
        }
    }
    Ok(text)
}
