//! What an edit waits for: git, or a program that has the note open.

use std::cell::OnceCell;

use crate::core::base::NotePath;
use crate::vault::{EditorLock, GitWork};

use super::{Carrier, Edited, state};

/// Why an edit waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::program::commands) enum Wait {
    Git(GitWork),
    /// In a repository that lies in the vault.
    GitIn(NotePath, GitWork),
    Editor(NotePath, EditorLock),
    /// Another program has the note open for writing.
    Writer(NotePath),
}

impl Wait {
    /// Returns what is at work: `git is merging`.
    pub(in crate::program::commands) fn reason(&self) -> String {
        match self {
            Self::Git(work) => work.as_str().to_owned(),
            Self::GitIn(repository, work) => format!("{} in {repository}", work.as_str()),
            Self::Editor(note, lock) => format!("{note}: {lock}"),
            Self::Writer(note) => format!("{note}: another program has it open for writing"),
        }
    }

    /// Returns the note that is waited for.
    pub(in crate::program::commands) const fn note(&self) -> Option<&NotePath> {
        match self {
            Self::Git(_) | Self::GitIn(..) => None,
            Self::Editor(note, _) | Self::Writer(note) => Some(note),
        }
    }

    /// Returns what that means for ticks.
    pub(in crate::program::commands) fn of_ticks(&self) -> String {
        let until = match self {
            Self::Git(_) => "ticks wait until it is done",
            Self::GitIn(..) => "ticks of its notes wait until it is done",
            Self::Editor(..) | Self::Writer(_) => "its ticks wait until it is closed",
        };
        format!("{}; {until}", self.reason())
    }
}

impl Carrier<'_> {
    /// Returns what tells for what an edit waits; the vault's own git is asked once for all edits.
    pub(super) fn waits(&self) -> impl Fn(&Edited) -> Option<Wait> {
        let (vault, hooked, git) = (self.vault, state::index_of_commit(), OnceCell::new());
        move |edit| {
            let git = git.get_or_init(|| vault.git_at_work_beside(hooked.as_deref()));
            let around = || vault.git_at_work_around(&edit.path, hooked.as_deref());
            let around = || around().map(|(repository, work)| Wait::GitIn(repository, work));
            let editor = || Some(Wait::Editor(edit.path.clone(), vault.editor_at_work(&edit.path)?));
            git.map(Wait::Git).or_else(around).or_else(editor)
        }
    }
}
