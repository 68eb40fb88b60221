//! Answers the watcher's questions about a vault: which notes there are and in what state, the state of one note, and
//! whether the vault is still in its place.

use std::path::PathBuf;

use rayon::prelude::*;

use crate::core::base::copy_name::is_conflict_copy;
use crate::core::base::diagnostic::Diagnostic;
use crate::core::base::{NotePath, file_name};
use crate::core::config::Config;
use crate::vault::withheld::Withheld;
use crate::vault::{Vault, is_plain, is_vault, reason, walk};

use super::error::Result;
use super::ignored::Ignored;
use super::stamp::Stamp;

/// How many notes one task looks at. Enough to make the folder's opening cheap, and few enough for all cores.
const AT_ONCE: usize = 256;

/// A path that could not be looked at, with the reason.
type Failure = (PathBuf, String);

/// Which notes a vault has and in what state each is, without reading them.
#[derive(Debug)]
pub struct Survey {
    /// The notes, sorted by path, each with its stamp. One that vanished in the meantime is not among them.
    pub notes: Vec<(NotePath, Stamp)>,
    /// Findings about files that look like notes but are not read, sorted by path.
    pub diagnostics: Vec<Diagnostic>,
    /// The notes whose text is kept elsewhere, sorted. Unless there are none, `notes` is only a part of the vault.
    pub withheld: Vec<(NotePath, Withheld)>,
    /// What could not be looked at, relative to the root and sorted, each with the reason. Unless there is nothing,
    /// `notes` is only a part of the vault.
    pub failures: Vec<Failure>,
    /// The folders that may hold notes of the vault, each with its device and inode; the empty path is the root.
    pub folders: Vec<(NotePath, (u64, u64))>,
    /// The folders below the root that are git repositories of their own.
    pub repositories: Vec<NotePath>,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    File,
    /// A folder, a link, or anything else.
    Other,
    /// Nothing that can be seen.
    Nothing,
}

#[cfg(unix)]
fn identity(folder: &std::fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;

    (folder.dev(), folder.ino())
}

/// If folders have no number, the time of their making distinguishes one from the next of its name.
#[cfg(not(unix))]
fn identity(folder: &std::fs::Metadata) -> (u64, u64) {
    let made = folder.created().ok().and_then(|made| made.duration_since(std::time::SystemTime::UNIX_EPOCH).ok());
    (0, made.map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)))
}

impl Vault {
    /// Returns which notes the vault has and in what state each is.
    ///
    /// # Errors
    ///
    /// Those of [`Self::walk`].
    pub fn survey(&self, config: &Config) -> Result<Survey> {
        let listing = self.walk(config)?;
        let stamps: Vec<_> = listing.notes.par_chunks(AT_ONCE).flat_map_iter(|notes| self.stamps(notes)).collect();
        let mut failures = listing.failures;
        let mut notes = Vec::with_capacity(stamps.len());
        for stamp in stamps {
            match stamp {
                Ok(note) => notes.push(note),
                Err(failure) => failures.push(failure),
            }
        }
        failures.sort();
        failures.dedup();
        let folders = listing.folders.into_iter().filter_map(|folder| {
            let identity = identity(&self.path.join(folder.as_str()).symlink_metadata().ok()?);
            Some((folder, identity))
        });
        let folders = folders.collect();
        let walk::Listing { diagnostics, withheld, repositories, .. } = listing;
        Ok(Survey { notes, diagnostics, withheld, failures, folders, repositories })
    }

    /// Returns the stamp of each note that is there, or why it could not be looked at. Opens each folder once.
    pub(super) fn stamps(&self, notes: &[NotePath]) -> Vec<Result<(NotePath, Stamp), Failure>> {
        let mut stamps = Vec::with_capacity(notes.len());
        for siblings in notes.chunk_by(|a, b| a.folder() == b.folder()) {
            let Some(path) = siblings.first().map(NotePath::folder) else { continue };
            let folder = match self.root.folder(path) {
                Ok(Some(folder)) => folder,
                Ok(None) => continue,
                Err(error) => {
                    let path = if path.is_empty() { "." } else { path };
                    stamps.push(Err((PathBuf::from(path), reason(&error))));
                    continue;
                }
            };
            for note in siblings {
                match folder.stamp(note.file_name()) {
                    Ok(Some(stamp)) => stamps.push(Ok((note.clone(), stamp))),
                    Ok(None) => {}
                    Err(error) => stamps.push(Err((PathBuf::from(note.as_str()), reason(&error)))),
                }
            }
        }
        stamps
    }

    /// Returns the stamp of a file, or `None` if there is none or it cannot be examined.
    #[must_use]
    pub fn stamp(&self, note: &NotePath) -> Option<Stamp> {
        if !is_plain(note.as_str()) {
            return None;
        }
        self.root.folder(note.folder()).ok()??.stamp(note.file_name()).ok()?
    }

    /// Returns whether the file at that path has exactly that spelling: on some disks, capital and small letters lead
    /// to the same file.
    #[must_use]
    pub fn is_spelt(&self, path: &NotePath) -> bool {
        let mut folder = self.path.clone();
        path.as_str().split('/').all(|part| {
            let names = std::fs::read_dir(&folder);
            folder.push(part);
            // If the names cannot be read, it is assumed.
            names.map_or(true, |mut names| names.any(|name| name.map_or(true, |name| name.file_name() == part)))
        })
    }

    /// Returns what that name stands for, without following a link.
    #[must_use]
    pub fn kind(&self, path: &NotePath) -> Kind {
        match self.path.join(path.as_str()).symlink_metadata() {
            Ok(found) if found.is_file() => Kind::File,
            Ok(_) => Kind::Other,
            Err(_) => Kind::Nothing,
        }
    }

    /// Returns whether [`Self::walk`] would list this path among the notes if a file were there.
    #[must_use]
    pub fn belongs(&self, config: &Config, path: &NotePath) -> bool {
        let name = path.file_name();
        if !is_plain(path.as_str())
            || !file_name::is_note(name)
            || file_name::is_temporary(name)
            || is_conflict_copy(name)
            || self.original_of(path, config).is_some()
        {
            return false;
        }
        let Ok(mut ignored) = Ignored::new(&self.path, &config.ignore) else { return false };
        let templates = walk::folded(&config.templates);
        let mut place = self.path.clone();
        let mut folder = String::new();
        ignored.enter(self, &place, &folder, 0);
        for (above, part) in path.folder().split('/').filter(|part| !part.is_empty()).enumerate() {
            place.push(part);
            if !folder.is_empty() {
                folder.push('/');
            }
            folder.push_str(part);
            if above >= walk::DEEPEST
                || file_name::is_hidden(part)
                || file_name::is_of_old_versions(&folder)
                || ignored.hides(&place, true)
                || walk::folded(&folder) == templates
                || is_vault(&place)
            {
                return false;
            }
            ignored.enter(self, &place, &folder, above + 1);
        }
        place.push(name);
        !ignored.hides(&place, false) && !self.root.is_behind_a_link(path.folder())
    }

    /// Returns whether the root's path still leads to the folder that was opened.
    #[must_use]
    pub fn is_still_there(&self) -> bool {
        self.root.is_still_there()
    }

    /// Closes the root until it is used again, so that its disk can be unmounted in the meantime.
    ///
    /// If another folder is there by then, every use fails as it does where the root is gone.
    pub fn release(&mut self) {
        self.root.release();
    }

    /// Returns the device and the inode of the root, by which it is known again under any name.
    #[must_use]
    pub fn identity(&self) -> (u64, u64) {
        self.root.identity()
    }

    /// Returns the name of the root's file system if other computers can change it without an event here, as on a
    /// network; `None` if events can be expected.
    #[must_use]
    pub fn file_system(&self) -> Option<&'static str> {
        self.root.file_system()
    }
}
