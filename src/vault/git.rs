//! Finds whether git is in the middle of something. It only looks at git's files; it never runs git or writes them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::core::base::NotePath;

use super::Root;
use super::Vault;
use super::read::{StampedRead, glance_at};
use super::stamp::Stamp;

/// How old a lock is that a crashed git must have left.
const STALE_LOCK: Duration = Duration::from_mins(10);
/// The longest file that names a git directory, in bytes.
const LONGEST_POINTER: u64 = 16 * 1024;

/// What git is in the middle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GitWork {
    /// It holds the lock of its index: a command runs.
    Lock,
    /// A merge waits for its conflicts to be solved.
    Merge,
    /// A rebase, or the applying of patches, is under way.
    Rebase,
    /// A cherry-pick waits for its conflicts to be solved.
    CherryPick,
    /// A revert waits for its conflicts to be solved.
    Revert,
    /// A bisection is under way.
    Bisect,
}

/// The files and folders by which git knows what it is doing. A rebase that stops has a cherry-pick too, so it comes first.
const MARKS: [(&str, GitWork); 6] = [
    ("rebase-merge", GitWork::Rebase),
    ("rebase-apply", GitWork::Rebase),
    ("MERGE_HEAD", GitWork::Merge),
    ("CHERRY_PICK_HEAD", GitWork::CherryPick),
    ("REVERT_HEAD", GitWork::Revert),
    ("BISECT_LOG", GitWork::Bisect),
];

impl GitWork {
    /// Returns what git is doing, for a message.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lock => "git is at work",
            Self::Merge => "git is merging",
            Self::Rebase => "git is rebasing",
            Self::CherryPick => "git is cherry-picking",
            Self::Revert => "git is reverting",
            Self::Bisect => "git is bisecting",
        }
    }
}

/// What git shows of itself. Two equal states without work mean that no command of git changed a note in between: it
/// holds the lock of its index while it does, and replaces the index in the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GitState {
    /// What it is in the middle of.
    pub work: Option<GitWork>,
    /// A lock that does not count: a git that crashed left it more than ten minutes ago.
    pub forgotten: Option<PathBuf>,
    index: Option<Stamp>,
}

impl Vault {
    /// Returns the signs of git at work in the repository that the vault is or is part of.
    #[must_use]
    pub fn git_state(&self) -> GitState {
        self.path.ancestors().find_map(git_directory).map_or_else(GitState::default, |git| state_of(&git))
    }

    /// Returns what git is in the middle of.
    #[must_use]
    pub fn git_at_work(&self) -> Option<GitWork> {
        self.git_state().work
    }

    /// Returns what git is in the middle of, in a repository inside the vault.
    #[must_use]
    pub fn git_at_work_in(&self, repository: &NotePath) -> Option<GitWork> {
        state_of(&git_directory(&self.path.join(repository.as_str()))?).work
    }

    /// Returns the repository of a note inside the vault, if git is in the middle of something there, and what that is;
    /// `index` as for [`Self::git_at_work_beside`].
    #[must_use]
    pub fn git_at_work_around(&self, note: &NotePath, index: Option<&Path>) -> Option<(NotePath, GitWork)> {
        let folders =
            std::iter::successors(Some(note.folder()), |folder| folder.rsplit_once('/').map(|(above, _)| above));
        let work = |folder: &str| work_of(&git_directory(&self.path.join(folder))?, index);
        folders.filter(|folder| !folder.is_empty()).find_map(|folder| Some((NotePath::new(folder), work(folder)?)))
    }

    /// Returns what git is in the middle of, except a commit that runs this program as its hook: it works on `index`,
    /// which git names in `GIT_INDEX_FILE`, and holds the lock itself.
    #[must_use]
    pub fn git_at_work_beside(&self, index: Option<&Path>) -> Option<GitWork> {
        work_of(&self.path.ancestors().find_map(git_directory)?, index)
    }
}

/// Returns what git shows of itself in a git directory.
fn state_of(git: &Path) -> GitState {
    let is_there = |name: &str| git.join(name).symlink_metadata().is_ok();
    let mark = MARKS.into_iter().find(|(name, _)| is_there(name)).map(|(_, work)| work);
    let lock = git.join("index.lock");
    let (is_held, forgotten) = match lock.symlink_metadata().and_then(|lock| lock.modified()) {
        Ok(modified) if is_stale(modified) => (false, Some(lock)),
        held => (held.is_ok(), None),
    };
    let index = git.join("index").symlink_metadata().ok().map(|index| Stamp::of(&index));
    GitState { work: mark.or(is_held.then_some(GitWork::Lock)), forgotten, index }
}

/// Returns what git is in the middle of in a git directory, except a commit that works on `index`.
fn work_of(git: &Path, index: Option<&Path>) -> Option<GitWork> {
    let is_own = |index: &Path| {
        let (git, folder) =
            (fs::canonicalize(git).ok(), index.parent().and_then(|folder| fs::canonicalize(folder).ok()));
        index.extension().is_some_and(|extension| extension == "lock") && git.is_some() && git == folder
    };
    state_of(git).work.filter(|work| *work != GitWork::Lock || !index.is_some_and(is_own))
}

/// Returns the git directory of the working tree whose root is `folder`: `.git` itself, or where the file `.git` points
/// in a linked working tree or a submodule.
fn git_directory(folder: &Path) -> Option<PathBuf> {
    let at = folder.join(".git");
    let found = fs::metadata(&at).ok()?;
    let git = if found.is_dir() { at } else { folder.join(pointer(folder)?) };
    // As in git, a folder without a HEAD only has the name.
    git.join("HEAD").symlink_metadata().is_ok().then_some(git)
}

/// Returns where the file `.git` of a folder points.
fn pointer(folder: &Path) -> Option<PathBuf> {
    let file = Root::open(folder).ok()?.open_file(".git").ok()?;
    let Ok(StampedRead::Read(bytes, _)) = glance_at(&file, LONGEST_POINTER) else { return None };
    let target = String::from_utf8(bytes).ok()?;
    Some(PathBuf::from(target.strip_prefix("gitdir:")?.trim()))
}

fn is_stale(modified: SystemTime) -> bool {
    let now = SystemTime::now();
    now.duration_since(modified).unwrap_or_else(|ahead| ahead.duration()) >= STALE_LOCK
}
