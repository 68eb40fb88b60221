//! People whom somebody named when asked whom else to talk to, and who have no note yet.

use crate::core::base::text::fold_name;
use crate::core::index::{Index, NoteId, Person};
use crate::core::model::NoteQuestion;

use super::Questions;

/// The most names that are offered of one note.
const MOST_NAMES: usize = 20;

/// People whom an answer names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<'q> {
    /// The meeting or contact.
    pub note: NoteId,
    /// The line of the first such answer, counted from 1.
    pub line: u32,
    /// The people who were asked.
    pub people: &'q [Person],
    /// The names without a note, each once, in the order of the note.
    pub names: Vec<&'q str>,
}

impl Questions {
    /// Returns whom answers name who has no note yet, a row for each meeting or contact, in the order of their paths.
    pub fn named<'q>(&'q self, index: &'q Index) -> impl Iterator<Item = Named<'q>> {
        self.naming.iter().filter_map(|id| self.named_in(index, *id))
    }

    fn named_in<'q>(&'q self, index: &'q Index, note: NoteId) -> Option<Named<'q>> {
        let carrier = self.uses.of(note)?;
        let items = &index.note(note).carried;
        let (mut names, mut line): (Vec<&str>, u32) = (Vec::new(), 0);
        for asked in carrier.lines.iter().filter(|line| line.names) {
            for name in items.get(asked.at as usize).map_or(&[] as &[Box<str>], NoteQuestion::names) {
                let is_same = |other: &str| fold_name(other) == fold_name(name);
                let is_there = carrier.people.iter().any(|person| is_same(index.name(person)));
                if names.len() < MOST_NAMES
                    && !is_there
                    && index.called(name).is_empty()
                    && !names.iter().any(|known| is_same(known))
                {
                    line = if names.is_empty() { asked.line } else { line };
                    names.push(name);
                }
            }
        }
        (!names.is_empty()).then_some(Named { note, line, people: &carrier.people, names })
    }
}

impl Named<'_> {
    /// Returns the commands that note these people down, with who named them.
    #[must_use]
    pub fn commands(&self, index: &Index) -> Vec<String> {
        let people: Vec<String> = self.people.iter().map(|person| word(index.name(person))).collect();
        let options = people.iter().flat_map(|person| [" --referred-by ", person.as_str()]);
        let from: String = options.collect();
        self.names.iter().map(|name| format!("coffeechat new contact {}{from}", word(name))).collect()
    }
}

/// Returns a name as one word of a command line: any sign but letters and the usual ones of names is left out.
pub(crate) fn word(name: &str) -> String {
    let is_kept =
        |char: &char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '.' | '\'' | '\u{2019}' | ',' | '(' | ')');
    format!("\"{}\"", name.chars().filter(is_kept).collect::<String>())
}
