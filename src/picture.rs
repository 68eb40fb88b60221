//! What a vault means on a day: every stage after reading, kept current as notes change.

use crate::blocks::{QuestionRows, View, findings};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::follow_ups::{self, Derived};
use crate::index::Index;
use crate::model::{Day, Note, NotePath};
use crate::questions::Questions;
use crate::standing::Standing;

/// What became of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is new, or says something else now.
    Put(Note),
    /// It is not there any more.
    Gone(NotePath),
}

/// What a vault means on a day.
///
/// It is a function of the settings, the notes, what was found beside them, and the day: however it came to hold them,
/// it equals a picture made anew from the same.
#[derive(Debug)]
pub struct Picture {
    /// The settings.
    pub config: Config,
    /// The notes.
    pub index: Index,
    /// How everyone stands.
    pub standing: Standing,
    /// The questions of the banks and what became of them.
    pub questions: Questions,
    /// What is due.
    pub derived: Derived,
    /// What was found beside the notes: sync conflict copies, links that lead out of the vault.
    beside: Vec<Diagnostic>,
}

impl Picture {
    /// Derives what `notes`, whatever their order, mean `today`.
    #[must_use]
    pub fn new(config: Config, notes: Vec<Note>, beside: Vec<Diagnostic>, today: Day) -> Self {
        let index = Index::new(notes);
        let standing = Standing::new(&index, today);
        let questions = Questions::new(&index, &standing);
        let derived = follow_ups::derive(&index, &standing, &questions, &config);
        Self { config, index, standing, questions, derived, beside }
    }

    /// Takes in what became of notes. Of several changes to one note, the last counts.
    pub fn update(&mut self, changes: Vec<Change>) {
        let mut notes: std::collections::BTreeMap<NotePath, Note> =
            self.index.notes().map(|(_, note)| (note.path.clone(), note.clone())).collect();
        for change in changes {
            match change {
                Change::Put(note) => drop(notes.insert(note.path.clone(), note)),
                Change::Gone(path) => drop(notes.remove(&path)),
            }
        }
        let beside = std::mem::take(&mut self.beside);
        *self = Self::new(self.config.clone(), notes.into_values().collect(), beside, self.today());
    }

    /// Takes in what was found beside the notes.
    pub fn set_beside(&mut self, beside: Vec<Diagnostic>) {
        self.beside = beside;
    }

    /// Goes to another day.
    pub fn turn_to(&mut self, today: Day) {
        if today != self.today() {
            self.standing = Standing::new(&self.index, today);
            self.questions = Questions::new(&self.index, &self.standing);
            self.derived = follow_ups::derive(&self.index, &self.standing, &self.questions, &self.config);
        }
    }

    /// Returns the day.
    #[must_use]
    pub fn today(&self) -> Day {
        self.standing.today()
    }

    /// Returns what blocks and lists are made from.
    #[must_use]
    pub fn view<'a>(&'a self, questions: &'a QuestionRows, diagnostics: &'a [&'a Diagnostic]) -> View<'a> {
        View {
            index: &self.index,
            standing: &self.standing,
            config: &self.config,
            derived: &self.derived,
            questions,
            diagnostics,
            today: self.today(),
        }
    }

    /// Returns every diagnostic, in the order of paths and lines.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut all: Vec<Diagnostic> = self.index.diagnostics().into_iter().cloned().collect();
        all.extend(self.beside.iter().cloned());
        all.extend(self.derived.diagnostics.iter().cloned());
        all.extend(self.questions.warnings(&self.index));
        all.extend(findings::diagnostics(&self.index, &self.derived));
        all.sort_by(|a, b| {
            let key = |diagnostic: &Diagnostic| diagnostic.place.as_ref().map(|place| (place.line, place.column));
            a.note
                .cmp(&b.note)
                .then_with(|| key(a).cmp(&key(b)))
                .then_with(|| a.code.cmp(&b.code))
                .then_with(|| a.message.cmp(&b.message))
        });
        all.dedup();
        all
    }
}
