//! The vault as a folder on a disk: the only place that lists, reads or writes files.
//!
//! It does not know what a note means. Three rules hold for all of it:
//!
//! - No path is resolved through a symbolic link, and none leaves the vault: files are opened beneath a handle of the
//!   root, so that a folder swapped for a link between two steps changes nothing.
//! - What cannot be read is reported, never left out silently: a note that is missing from an index because of an
//!   unreadable folder would silently lose its follow-ups.
//! - A file is replaced only while it holds the bytes the new ones were made from.
#![expect(clippy::disallowed_methods, reason = "this is the one folder of the program that touches the disk")]

mod apply;
#[cfg(unix)]
mod beneath;
mod editors;
mod error;
mod git;
mod ignored;
mod exports;
mod lines;
#[cfg(unix)]
mod lease;
mod lock;
#[cfg(any(not(unix), test))]
#[cfg_attr(unix, allow(dead_code, reason = "elsewhere it is the only way to the disk; here only its tests run"))]
mod portable;
mod read;
mod stamp;
mod survey;
#[cfg(unix)]
mod temporary;
#[cfg(test)]
mod tests;
mod walk;
#[cfg(unix)]
mod write;
pub mod withheld;
pub(crate) mod conflict_copies;
pub(crate) mod undo_journal;
pub(crate) mod state_folder;
pub(crate) mod outside_files;
pub(crate) mod similarity;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub use crate::vault::conflict_copies::is_about_copy_of;
pub use crate::vault::outside_files::read_outside;
pub use crate::vault::undo_journal::Journal;
pub use apply::{Applied, Applier, Obstacle, Wait};
#[cfg(unix)]
use beneath::Root;
pub use editors::EditorLock;
pub use error::VaultError;
pub use exports::Exports;
pub use git::{GitState, GitWork};
pub use lock::{Locked, WatchLock, lock};
#[cfg(not(unix))]
use portable::Root;
use read::Patience;
pub use read::{Read, StampedRead};
pub use stamp::Stamp;
pub use survey::{Kind, Survey};
pub use walk::Listing;

use crate::core::base::NotePath;
use crate::core::config::{ConfigError, FILE_NAME};
use crate::vault::withheld::Withheld;
use error::Result;

/// The largest configuration that is read, in bytes.
const LARGEST_CONFIG: u64 = 1024 * 1024;

/// The result of [`Vault::write_if_unchanged`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// The new bytes are the old ones; the file was not touched.
    Unchanged,
    /// The file holds the new bytes.
    Replaced,
}

/// The result of [`Vault::create`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Created {
    /// The file was made.
    New,
    /// Something of that name already exists and was left alone.
    Exists,
}

/// A folder of notes.
#[derive(Debug)]
pub struct Vault {
    path: PathBuf,
    root: Root,
    patience: Patience,
    /// How long writes may still wait together for programs that have notes open for writing.
    #[cfg(unix)]
    writers: Patience,
    /// The folders in which the last walk saw a temporary file of this program.
    leftovers: Mutex<BTreeSet<String>>,
    /// The folders in which editors keep their locks of all notes.
    swaps: Vec<PathBuf>,
}

/// Returns whether there is a folder at `path`, for an argument that may be one.
#[must_use]
pub fn is_folder(path: &str) -> bool {
    Path::new(path).is_dir()
}

impl Vault {
    /// Returns the vault whose root is the folder `root`.
    ///
    /// # Errors
    ///
    /// [`VaultError::NoVault`] if it is missing, is not a folder, or may not be opened.
    pub fn open(root: &Path) -> Result<Self> {
        let none = |reason: String| VaultError::NoVault { path: root.to_path_buf(), reason };
        let path = root.canonicalize().map_err(|error| none(reason(&error)))?;
        let metadata = path.metadata().map_err(|error| none(reason(&error)))?;
        if !metadata.is_dir() {
            return Err(none(String::from("it is not a folder; name the folder that holds the notes")));
        }
        let root = Root::open(&path).map_err(|error| none(reason(&error)))?;
        Ok(Self {
            path,
            root,
            patience: Patience::default(),
            #[cfg(unix)]
            writers: Patience::from_milliseconds(write::MOST_WAITING),
            leftovers: Mutex::default(),
            swaps: Vec::new(),
        })
    }

    /// Returns the nearest folder that holds a `coffeechat.yaml`, among `start` and its ancestors, otherwise `start`.
    #[must_use]
    pub fn find(start: &Path) -> PathBuf {
        // A relative path has no useful ancestors; `open` reports one that cannot be resolved.
        let Ok(absolute) = start.canonicalize() else { return start.to_path_buf() };
        absolute.ancestors().find(|folder| is_vault(folder)).unwrap_or(&absolute).to_path_buf()
    }

    /// Returns the vault around this one: the nearest folder above its root that holds a `coffeechat.yaml`.
    #[must_use]
    pub fn above(&self) -> Option<&Path> {
        self.path.ancestors().skip(1).find(|folder| is_vault(folder))
    }

    /// Returns whether the vault has settings: a `coffeechat.yaml` in its root.
    #[must_use]
    pub fn has_settings(&self) -> bool {
        is_vault(&self.path)
    }

    /// Returns whether the root is that of a disk, or the folder `home` or one above it.
    #[must_use]
    pub fn holds_everything(&self, home: Option<&Path>) -> bool {
        let is_below = |home: &Path| home.canonicalize().is_ok_and(|home| home.starts_with(&self.path));
        self.path.parent().is_none() || home.is_some_and(is_below)
    }

    /// Lets writes fail at once where another program has the note open for writing: a long-running caller can try
    /// again.
    pub fn wait_for_no_writer(&mut self) {
        #[cfg(unix)]
        {
            self.writers = Patience::from_milliseconds(0);
        }
    }

    /// Returns the root as an absolute path without symbolic links.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the text of `coffeechat.yaml`, or `None` if the vault has none.
    ///
    /// A symbolic link is followed if it stays in the vault.
    ///
    /// # Errors
    ///
    /// [`VaultError::Config`] if it cannot be read, leaves the vault, is not UTF-8 or is larger than 1 MiB.
    pub fn config_text(&self) -> Result<Option<String>> {
        let refuse = |why: &str| Err(ConfigError(format!("{FILE_NAME}: {why}")).into());
        let path = NotePath::new(FILE_NAME);
        let read = match self.read_stamped(&path, LARGEST_CONFIG) {
            // A missing configuration is the usual case and not waited for.
            StampedRead::Vanished => return Ok(None),
            StampedRead::NotAFile => match self.linked_config() {
                Some(target) => self.read(&target, LARGEST_CONFIG),
                None => Read::NotAFile,
            },
            _ => self.read(&path, LARGEST_CONFIG),
        };
        match read {
            Read::Bytes(bytes) if let Some(withheld) = Withheld::from_bytes(&bytes) => refuse(withheld.reason()),
            Read::Bytes(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Ok(Some(text)),
                Err(error) => {
                    let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
                    let line = memchr::memchr_iter(b'\n', valid).count() + 1;
                    refuse(&format!("line {line} is not UTF-8; save the file with that encoding"))
                }
            },
            Read::TooLarge { size } => refuse(&format!("it has {size} bytes; at most {LARGEST_CONFIG} are read")),
            Read::Vanished => Ok(None),
            Read::NotAFile => refuse("it must be a file, or a symbolic link to a file in the vault"),
            Read::Failed(why) => refuse(&format!("it cannot be read: {why}")),
        }
    }

    /// Records the folders in which a walk saw a temporary file of this program, instead of those of the walk before.
    fn remember_leftovers(&self, folders: BTreeSet<String>) {
        *self.leftovers.lock().unwrap_or_else(PoisonError::into_inner) = folders;
    }

    /// Returns where the configuration lies if it is a symbolic link that stays in the vault.
    fn linked_config(&self) -> Option<NotePath> {
        let target = self.path.join(FILE_NAME).canonicalize().ok()?;
        let inside = target.strip_prefix(&self.path).ok()?.to_str()?;
        Some(NotePath::new(inside.replace(std::path::MAIN_SEPARATOR, "/")))
    }
}

/// Returns whether a folder holds a `coffeechat.yaml`, which makes it a vault: no walk of another one crosses into it.
fn is_vault(folder: &Path) -> bool {
    folder.join(FILE_NAME).symlink_metadata().is_ok_and(|found| !found.is_dir())
}

/// Returns the folder of a relative path.
///
/// # Errors
///
/// [`VaultError::Refused`] for a path that is absolute, empty, or climbs with `..`: such a path is never in this vault.
fn folder_of(path: &NotePath) -> Result<&str> {
    if !is_plain(path.as_str()) {
        return Err(VaultError::Refused(format!("`{}` is not a path inside the vault", path.as_str().escape_debug())));
    }
    Ok(path.folder())
}

/// Returns whether `path` has only names between its `/`: none is empty, `.` or `..`, and none holds a NUL.
fn is_plain(path: &str) -> bool {
    let foreign = |part: &str| cfg!(windows) && part.contains(['\\', ':']);
    path.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.contains('\0') && !foreign(part))
}

/// Returns why an action failed, in the words of the other messages.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => String::from("there is no such file or folder"),
        io::ErrorKind::PermissionDenied => String::from("permission denied"),
        io::ErrorKind::StaleNetworkFileHandle => String::from("the folder was moved, replaced or unmounted"),
        _ => error.to_string(),
    }
}
