//! The only way in which an edit reaches the notes: it is checked, recorded in the journal, written note by note, and
//! taken back if a part of it cannot be written.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::core::base::NotePath;
use crate::core::edit::{JournalEntry, NoteEdit, WorkspaceEdit};

use super::{Created, EditorLock, GitWork, Journal, Kind, Read, Vault, VaultError};

/// Writes edits into the notes of a vault.
#[derive(Debug)]
pub struct Applier<'a> {
    vault: &'a Vault,
    journal: &'a Journal,
    /// The index of a commit that this run is a hook of: git waits for the run, not the run for git.
    hooked: Option<PathBuf>,
    git: OnceCell<Option<GitWork>>,
}

/// The result of an edit.
#[derive(Debug, Default)]
pub struct Applied {
    /// What was written.
    pub written: Vec<NoteEdit>,
    /// What was not written, in parts that belong together, each with the reasons.
    pub left: Vec<(WorkspaceEdit, Vec<Obstacle>)>,
    /// The writes of a failed part that could not be taken back.
    pub halves: Vec<String>,
}

/// Why an edit was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// It waits for another program.
    Waits(Wait),
    /// The note has changed since it was read.
    Behind(NotePath),
    /// The note must not be written; the message.
    Refused(String),
    /// Writing failed; the message.
    Failed(String),
    /// The run was stopped.
    Stopped,
}

/// What an edit waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wait {
    /// The vault's git.
    Git(GitWork),
    /// Git in a repository inside the vault.
    GitIn(NotePath, GitWork),
    /// An editor that has the note open.
    Editor(NotePath, EditorLock),
    /// Another program that has the note open for writing.
    Writer(NotePath),
}

impl Wait {
    /// Returns what is at work: `git is merging`.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Git(work) => work.as_str().to_owned(),
            Self::GitIn(repository, work) => format!("{} in {repository}", work.as_str()),
            Self::Editor(note, lock) => format!("{note}: {lock}"),
            Self::Writer(note) => format!("{note}: another program has it open for writing"),
        }
    }

    /// Returns the note that another program has open.
    #[must_use]
    pub const fn note(&self) -> Option<&NotePath> {
        match self {
            Self::Git(_) | Self::GitIn(..) => None,
            Self::Editor(note, _) | Self::Writer(note) => Some(note),
        }
    }

    /// Returns what that means for ticks.
    #[must_use]
    pub fn of_ticks(&self) -> String {
        let until = match self {
            Self::Git(_) => "ticks wait until it is done",
            Self::GitIn(..) => "ticks of its notes wait until it is done",
            Self::Editor(..) | Self::Writer(_) => "its ticks wait until it is closed",
        };
        format!("{}; {until}", self.reason())
    }
}

impl Obstacle {
    fn new(edit: &NoteEdit, error: VaultError) -> Self {
        match error {
            VaultError::Changed(_) => Self::Behind(edit.path.clone()),
            VaultError::InUse(_) => Self::Waits(Wait::Writer(edit.path.clone())),
            VaultError::Refused(message) => Self::Refused(message),
            error => Self::Failed(error.to_string()),
        }
    }

    /// Returns the reason in words.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Waits(wait) => wait.reason(),
            Self::Behind(path) => format!("{path} changed just now; try again"),
            Self::Refused(message) | Self::Failed(message) => message.clone(),
            Self::Stopped => String::from("the run was stopped"),
        }
    }
}

impl Applied {
    /// Returns why something was not written, each reason once.
    #[must_use]
    pub fn obstacles(&self) -> Vec<&Obstacle> {
        let mut obstacles: Vec<&Obstacle> = Vec::new();
        for obstacle in self.left.iter().flat_map(|(_, obstacles)| obstacles) {
            if !obstacles.contains(&obstacle) {
                obstacles.push(obstacle);
            }
        }
        obstacles
    }

    /// Returns the cause of the wait.
    #[must_use]
    pub fn waits(&self) -> Vec<&Wait> {
        let waits = self.obstacles().into_iter().filter_map(|obstacle| match obstacle {
            Obstacle::Waits(wait) => Some(wait),
            _ => None,
        });
        waits.collect()
    }

    /// Returns what failed.
    #[must_use]
    pub fn failures(&self) -> Vec<String> {
        let failure = |obstacle: &Obstacle| match obstacle {
            Obstacle::Refused(message) | Obstacle::Failed(message) => Some(message.clone()),
            _ => None,
        };
        self.obstacles().into_iter().filter_map(failure).chain(self.halves.iter().cloned()).collect()
    }

    /// Returns whether a note has changed since it was read.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.obstacles().iter().any(|obstacle| matches!(obstacle, Obstacle::Behind(_)))
    }
}

impl<'a> Applier<'a> {
    /// Returns what writes edits into a vault and remembers them in a journal. `hooked` is the index of a commit that this
    /// run is a hook of.
    #[must_use]
    pub const fn new(vault: &'a Vault, journal: &'a Journal, hooked: Option<PathBuf>) -> Self {
        Self { vault, journal, hooked, git: OnceCell::new() }
    }

    /// Makes an edit, part by part; each part is made as a whole or not at all.
    #[must_use]
    pub fn apply(&self, edit: WorkspaceEdit) -> Applied {
        self.apply_while(edit, || true)
    }

    /// Makes an edit, part by part, as long as nothing stops it.
    #[must_use]
    pub fn apply_while(&self, edit: WorkspaceEdit, may_go_on: impl Fn() -> bool) -> Applied {
        let mut applied = Applied::default();
        let mut ready = Vec::new();
        for part in edit.parts() {
            match if may_go_on() { self.obstacles(&part) } else { vec![Obstacle::Stopped] } {
                none if none.is_empty() => ready.push(part),
                obstacles => applied.left.push((part, obstacles)),
            }
        }
        self.write_parts(ready, &mut applied);
        applied
    }

    /// Makes all of an edit or nothing of it.
    #[must_use]
    pub fn apply_whole(&self, edit: WorkspaceEdit) -> Applied {
        let mut applied = Applied::default();
        match self.obstacles(&edit) {
            none if none.is_empty() => self.write_parts(vec![edit], &mut applied),
            obstacles => applied.left.push((edit, obstacles)),
        }
        applied
    }

    /// Returns why an edit could not be made now, as far as that can be foreseen.
    #[must_use]
    pub fn obstacles(&self, edit: &WorkspaceEdit) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        for edit in &edit.notes {
            let foreseen = || match &edit.old {
                Some(old) => self.vault.foresee_write(&edit.path, old.as_bytes()).err(),
                None => None,
            };
            let obstacle = self.wait(edit).map(Obstacle::Waits);
            let obstacle = obstacle.or_else(|| foreseen().map(|error| Obstacle::new(edit, error)));
            obstacles.extend(obstacle.filter(|obstacle| !obstacles.contains(obstacle)));
        }
        obstacles
    }

    /// Returns what an edit waits for; the vault's own git is asked once.
    pub fn wait(&self, edit: &NoteEdit) -> Option<Wait> {
        let hooked = self.hooked.as_deref();
        // A new note is not open in any program, and git does not know it.
        edit.old.as_ref()?;
        let around = || self.vault.git_at_work_around(&edit.path, hooked);
        let around = || around().map(|(repository, work)| Wait::GitIn(repository, work));
        let editor = || Some(Wait::Editor(edit.path.clone(), self.vault.editor_at_work(&edit.path)?));
        let git = *self.git.get_or_init(|| self.vault.git_at_work_beside(hooked));
        git.map(Wait::Git).or_else(around).or_else(editor)
    }

    fn write_parts(&self, mut parts: Vec<WorkspaceEdit>, applied: &mut Applied) {
        self.record(&mut parts);
        let mut forgotten = Vec::new();
        for part in parts {
            self.write_part(part, applied, &mut forgotten);
        }
        drop(self.journal.forget(&forgotten));
    }

    /// Records all edits that are about to be made, in one write. Entries of different notes that share an id are one
    /// command, and so are those of a pair.
    fn record(&self, parts: &mut [WorkspaceEdit]) {
        let mut commands: Vec<Vec<JournalEntry>> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let steps = parts.iter_mut().flat_map(|part| &mut part.notes).flat_map(|edit| &mut edit.steps);
        let new: Vec<_> = steps.filter(|step| step.undoes.is_none()).collect();
        for step in &new {
            let entry = &step.entry;
            let id = entry.pair.as_ref().unwrap_or(&entry.id);
            let command = places.get(id).and_then(|at| commands.get_mut(*at));
            let is_of = |other: &JournalEntry| other.note != entry.note || entry.pair.is_some();
            if let Some(command) = command.filter(|command| command.iter().all(is_of)) {
                command.push(entry.clone());
            } else {
                places.insert(id.clone(), commands.len());
                commands.push(vec![entry.clone()]);
            }
        }
        // A journal that cannot be kept does not stop an edit; `undo` reports that there is none.
        if self.journal.record(&commands).is_ok() {
            for step in new {
                step.is_recorded = true;
            }
        }
    }

    /// Writes a part, or takes back what was written of it. Adds the entries that the journal should forget then.
    fn write_part(&self, mut part: WorkspaceEdit, applied: &mut Applied, forgotten: &mut Vec<JournalEntry>) {
        // A note that is removed is the hardest to bring back.
        part.notes.sort_by_key(|edit| edit.new.is_none());
        let mut written = 0;
        let mut failed = None;
        for edit in &part.notes {
            let error = self.vault.put(&edit.path, edit.old.as_deref(), edit.new.as_deref()).err();
            // Where only the last step failed, which makes the new text last, the note holds it nevertheless.
            written += usize::from(error.is_none() || self.holds(&edit.path, edit.new.as_deref()));
            failed = error.map(|error| Obstacle::new(edit, error));
            if failed.is_some() {
                break;
            }
        }
        let Some(obstacle) = failed else {
            for edit in part.notes {
                self.forget_undone(&edit, forgotten);
                applied.written.push(edit);
            }
            return;
        };
        let mut left = part.notes.split_off(written);
        for edit in part.notes {
            let taken_back = self.vault.put(&edit.path, edit.new.as_deref(), edit.old.as_deref());
            if let Some(error) = taken_back.err().filter(|_| !self.holds(&edit.path, edit.old.as_deref())) {
                let half = "this was written, but the other part of the change was not, and it could not be taken back";
                applied.halves.push(format!("{}: {half}: {error}", edit.path));
                self.forget_undone(&edit, forgotten);
                applied.written.push(edit);
            } else {
                left.push(edit);
            }
        }
        let steps = left.iter().flat_map(|edit| &edit.steps);
        forgotten.extend(steps.filter(|step| step.is_recorded).map(|step| step.entry.clone()));
        applied.left.push((WorkspaceEdit { notes: left }, vec![obstacle]));
    }

    /// Updates the journal with the entries that an edit took back.
    fn forget_undone(&self, edit: &NoteEdit, forgotten: &mut Vec<JournalEntry>) {
        for undone in edit.steps.iter().filter_map(|step| step.undoes.as_ref()) {
            drop(self.journal.replace(&undone.rewritten));
            forgotten.push(undone.entry.clone());
        }
    }

    /// Returns whether a note holds a text, or is not there if there should be none.
    fn holds(&self, path: &NotePath, text: Option<&str>) -> bool {
        match text {
            Some(text) => {
                let read = self.vault.read(path, text.len() as u64);
                matches!(read, Read::Bytes(bytes) if bytes == text.as_bytes())
            }
            None => self.vault.kind(path) == Kind::Nothing,
        }
    }
}

impl Vault {
    /// Puts a text in the place of another: makes a new note, and removes one that should be gone.
    ///
    /// # Errors
    ///
    /// [`VaultError::Changed`] if the note has changed since it was read, or one appeared; and as
    /// [`Self::write_if_unchanged`].
    pub fn put(&self, path: &NotePath, old: Option<&str>, new: Option<&str>) -> Result<(), VaultError> {
        match (old, new) {
            (None, None) => Ok(()),
            (Some(old), None) => self.remove_if_unchanged(path, old.as_bytes()),
            (Some(old), Some(new)) => self.write_if_unchanged(path, old.as_bytes(), new.as_bytes()).map(drop),
            (None, Some(new)) => match self.create(path, new.as_bytes())? {
                Created::New => Ok(()),
                Created::Exists => {
                    Err(VaultError::Changed(format!("{path} was made by another program in the meantime")))
                }
            },
        }
    }
}
