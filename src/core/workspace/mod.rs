//! What a vault means on a day: every stage after reading, kept current as notes change.

mod contact_order;
mod findings;
mod problems;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod who_was_there;

use std::collections::BTreeSet;

use crate::core::base::NotePath;
use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::config::Config;
use crate::core::derive::activity::Activity;
use crate::core::derive::follow_ups::{Agenda, Consequences};
use crate::core::derive::questions::Questions;
use crate::core::derive::statuses::Statuses;
use crate::core::index::{Borders, Index, NoteId, Person, Touched};
use crate::core::model::{Day, Note, NoteKind};

pub(crate) use crate::core::index::Change;
pub(crate) use contact_order::ContactOrder;
pub(crate) use problems::{Problems, by_note, by_severity};

/// What a vault means on a day.
///
/// It is a function of the settings, the notes, the findings outside notes, and the day. After any updates, it shows
/// the same as a new workspace of the same notes.
#[derive(Debug)]
pub struct Workspace {
    /// The settings.
    pub(crate) config: Config,
    /// The notes.
    pub(crate) index: Index,
    /// The standing of everyone.
    pub(crate) standing: Statuses,
    /// What was done on each day.
    pub(crate) activity: Activity,
    /// The questions of the banks and what became of them.
    pub(crate) questions: Questions,
    /// What is due.
    pub(crate) agenda: Agenda,
    /// The contacts by what is next with them.
    pub(crate) contact_order: ContactOrder,
    /// What is wrong with notes, except for their live blocks.
    problems: Problems,
    /// Findings outside notes: sync conflict copies, links that lead out of the vault.
    beside: Vec<Diagnostic>,
}

impl Workspace {
    /// Derives what `notes`, whatever their order, mean `today`.
    #[must_use]
    pub fn new(config: Config, notes: Vec<Note>, beside: Vec<Diagnostic>, today: Day) -> Self {
        let config = Config { read_on: Some(today), ..config };
        let index = Index::of_user(notes, config.words().user().clone());
        Self::of(config, index, beside, today)
    }

    fn of(config: Config, index: Index, beside: Vec<Diagnostic>, today: Day) -> Self {
        let standing = Statuses::new(&index, &config, today);
        let activity = Activity::new(&index, &standing);
        let questions = Questions::new(&index, &standing);
        let agenda = Agenda::new(&index, &standing, &questions, &config);
        let contact_order = ContactOrder::new(&index, &standing, &agenda);
        let problems = Problems::default();
        let mut workspace =
            Self { config, index, standing, activity, questions, agenda, contact_order, problems, beside };
        workspace.find_all_problems();
        workspace
    }

    /// Takes in what became of notes. Of several changes to one note, the last counts.
    ///
    /// Returns how many open follow-ups came, went or have another day.
    pub fn update(&mut self, changes: Vec<Change>) -> usize {
        let is_bank = |note: &Note| matches!(note.kind, NoteKind::Questions(_));
        let concerns_bank = changes.iter().any(|change| {
            let (path, new) = match change {
                Change::Put(note) => (&note.path, is_bank(note)),
                Change::Gone(path) => (path, false),
            };
            new || self.index.find(path).is_some_and(|id| is_bank(self.index.note(id)))
        });
        let gone: Vec<NotePath> = changes.iter().filter_map(Change::gone).cloned().collect();
        // Every note that carries questions depends on the banks.
        let Some(touched) = self.index.update(changes).filter(|_| !concerns_bank) else {
            let before = std::mem::take(&mut self.agenda);
            self.derive_all(self.today());
            return before.differences(&self.agenda);
        };
        self.standing.update(&self.index, &touched);
        self.activity.update(&self.index, &self.standing, &touched);
        self.questions.update(&self.index, &self.standing, &touched);
        let Consequences { contacts, follow_ups } =
            self.agenda.update(&self.index, &self.standing, &self.questions, &self.config, &touched);
        let listed = contacts.into_iter().chain(touched.gone.iter().chain(&touched.changed).copied());
        self.contact_order.update(&self.index, &self.standing, &self.agenda, listed.collect::<BTreeSet<_>>());
        self.find_problems(&touched);
        for path in gone.iter().filter(|path| self.index.find(path).is_none()) {
            self.problems.put(path, []);
        }
        follow_ups
    }

    /// Takes in the findings outside notes.
    pub fn set_beside(&mut self, beside: Vec<Diagnostic>) {
        self.beside = beside;
    }

    /// Returns the folders that are vaults of their own, so that they were not read.
    pub fn other_vaults(&self) -> impl Iterator<Item = &NotePath> {
        self.beside.iter().filter(|diagnostic| diagnostic.code == Code::OtherVault).map(|diagnostic| &diagnostic.note)
    }

    /// Takes in which folders of the vault are git repositories of their own: notes in them are not its pages unless
    /// the settings say so.
    pub fn set_repositories(&mut self, repositories: &[NotePath]) {
        self.index.set_borders(Borders::new(&self.config, repositories));
    }

    /// Goes to another day.
    pub fn turn_to(&mut self, today: Day) {
        if today != self.today() {
            self.derive_all(today);
        }
    }

    fn derive_all(&mut self, today: Day) {
        let config = std::mem::take(&mut self.config);
        let (index, beside) = (std::mem::take(&mut self.index), std::mem::take(&mut self.beside));
        *self = Self::of(config, index, beside, today);
    }

    fn find_all_problems(&mut self) {
        let warnings = self.questions.warnings(&self.index);
        let mut all: Vec<Diagnostic> =
            self.index.notes().flat_map(|(id, _)| self.findings_of(id)).chain(warnings).collect();
        all.sort_by(by_note);
        for part in all.chunk_by(|one, other| one.note == other.note) {
            if let Some(first) = part.first() {
                self.problems.put(&first.note, part.iter().cloned());
            }
        }
    }

    fn find_problems(&mut self, touched: &Touched) {
        let mut notes: BTreeSet<NoteId> = touched.changed.iter().copied().collect();
        for person in &touched.people {
            if let Person::Known(id) = person {
                notes.extend(self.index.related_notes(*id));
            }
        }
        for id in notes {
            let found = self.findings_of(id);
            let warnings = self.questions.warnings_of(&self.index, id);
            self.problems.put(&self.index.note(id).path, found.into_iter().chain(warnings));
        }
    }

    /// Returns how many notes are not empty.
    #[must_use]
    pub fn count_of_notes(&self) -> usize {
        self.index.notes().filter(|(_, note)| !note.is_blank).count()
    }

    /// Returns the day.
    #[must_use]
    pub const fn today(&self) -> Day {
        self.standing.today()
    }

    /// Returns what is wrong with notes, except for their live blocks; errors first.
    pub fn problems(&self) -> impl Iterator<Item = &Diagnostic> {
        self.problems.all()
    }

    /// Returns the list of them.
    #[must_use]
    pub const fn problem_list(&self) -> &Problems {
        &self.problems
    }

    /// Returns the findings outside notes.
    #[must_use]
    pub fn beside(&self) -> &[Diagnostic] {
        &self.beside
    }

    /// Returns every diagnostic, `findings` included, in the order of paths and lines.
    #[must_use]
    pub fn diagnostics(&self, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut all: Vec<Diagnostic> = self.problems.all().cloned().chain(findings).collect();
        all.sort_by(by_note);
        all.dedup();
        all
    }
}
