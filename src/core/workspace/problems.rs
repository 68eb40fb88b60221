//! Everything that is wrong in a vault, errors first.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::core::base::NotePath;
use crate::core::base::diagnostic::{Diagnostic, Severity};

/// Findings by their severity, note and place.
#[derive(Debug, Default)]
pub struct Problems {
    /// Those of each note in the order of their places, each once.
    by_note: BTreeMap<(Severity, NotePath), Vec<Diagnostic>>,
    /// How many are errors or warnings.
    count: usize,
}

impl Problems {
    /// Takes in all that is wrong with a note, instead of what was wrong with it before.
    pub fn put(&mut self, note: &NotePath, all: impl IntoIterator<Item = Diagnostic>) {
        for severity in [Severity::Error, Severity::Warning, Severity::Hint] {
            let old = self.by_note.remove(&(severity, note.clone()));
            self.count -= old.filter(|_| severity != Severity::Hint).map_or(0, |old| old.len());
        }
        let mut parts: BTreeMap<Severity, Vec<Diagnostic>> = BTreeMap::new();
        for diagnostic in all {
            parts.entry(diagnostic.severity()).or_default().push(diagnostic);
        }
        for (severity, mut part) in parts {
            part.sort_by(by_place);
            part.dedup();
            self.count += if severity == Severity::Hint { 0 } else { part.len() };
            self.by_note.insert((severity, note.clone()), part);
        }
    }

    /// Returns all of them: errors, then warnings, then hints; each by note and place.
    pub fn all(&self) -> impl Iterator<Item = &Diagnostic> {
        self.by_note.values().flatten()
    }

    /// Returns the errors, then the warnings, each by note and place.
    pub fn without_hints(&self) -> impl Iterator<Item = &Diagnostic> {
        let is_hint = |key: &(Severity, NotePath)| key.0 == Severity::Hint;
        self.by_note.iter().take_while(move |(key, _)| !is_hint(key)).flat_map(|(_, part)| part)
    }

    /// Returns how many errors and warnings there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }
}

/// Compares findings as lists of problems are sorted: errors first, then by note and place.
#[must_use]
pub(crate) fn by_severity(one: &Diagnostic, other: &Diagnostic) -> Ordering {
    one.severity().cmp(&other.severity()).then_with(|| by_note(one, other))
}

/// Compares findings by note and place.
#[must_use]
pub(crate) fn by_note(one: &Diagnostic, other: &Diagnostic) -> Ordering {
    one.note.cmp(&other.note).then_with(|| by_place(one, other))
}

fn by_place(one: &Diagnostic, other: &Diagnostic) -> Ordering {
    let place = |diagnostic: &Diagnostic| diagnostic.place.as_ref().map(|place| (place.line, place.column));
    place(one).cmp(&place(other)).then_with(|| one.code.cmp(&other.code)).then_with(|| one.message.cmp(&other.message))
}
