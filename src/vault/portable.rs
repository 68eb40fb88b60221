//! Access to the disk with only the standard library.
//!
//! It checks for links on the way to a file, but cannot exclude them: a folder can be swapped for a link between the
//! check and the use. It replaces a file by comparing, then renaming.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::core::base::NotePath;
use crate::core::base::file_name::{OWN_PREFIX, OWN_SUFFIX};

use super::error::{Result, VaultError};
use super::read::{Closed, is_lately};
use super::stamp::Stamp;
use super::{Created, Written, folder_of};

/// The root of a vault.
#[derive(Debug)]
pub(super) struct Root(PathBuf);

impl Root {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        fs::read_dir(path).map(|_| Self(path.to_path_buf()))
    }

    /// Returns whether the path still leads to a folder.
    pub(super) fn is_still_there(&self) -> bool {
        self.0.is_dir()
    }

    /// Nothing is held open here.
    #[expect(clippy::unused_self, clippy::needless_pass_by_ref_mut, reason = "elsewhere the root is an open handle")]
    pub(super) fn release(&mut self) {}

    pub(super) fn open_file(&self, path: &str) -> Result<File, Closed> {
        let mut place = self.0.clone();
        for part in path.split('/') {
            place.push(part);
            match place.symlink_metadata() {
                Ok(found) if found.is_symlink() => return Err(Closed::NotAFile),
                Err(error) => return Err(closed(error)),
                Ok(_) => {}
            }
        }
        if !place.symlink_metadata().map_err(closed)?.is_file() {
            return Err(Closed::NotAFile);
        }
        File::open(&place).map_err(closed)
    }

    /// Returns the place of a folder to look at its files; `None` if it is not there, or is behind a link.
    pub(super) fn folder(&self, path: &str) -> io::Result<Option<Folder>> {
        if self.is_behind_a_link(path) {
            return Ok(None);
        }
        let place = self.0.join(path);
        match place.symlink_metadata().map_err(closed) {
            Ok(found) => Ok(found.is_dir().then_some(Folder(place))),
            Err(Closed::Failed(error)) => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// Returns whether a folder is a symbolic link, or is behind one.
    pub(super) fn is_behind_a_link(&self, folder: &str) -> bool {
        let mut place = self.0.clone();
        folder.split('/').filter(|part| !part.is_empty()).any(|part| {
            place.push(part);
            place.is_symlink()
        })
    }

    /// Returns two numbers that distinguish this folder's path from others, since device and inode are not available.
    pub(super) fn identity(&self) -> (u64, u64) {
        (0, xxhash_rust::xxh3::xxh3_64(self.0.as_os_str().as_encoded_bytes()))
    }

    /// Returns the name of the file system if others can change it without an event being raised here: never known.
    #[expect(clippy::unused_self, reason = "elsewhere the root is an open handle that is asked")]
    pub(super) fn file_system(&self) -> Option<&'static str> {
        None
    }

    pub(super) fn changed_lately(&self, folder: &str) -> bool {
        self.0.join(folder).metadata().and_then(|found| found.modified()).is_ok_and(is_lately)
    }

    pub(super) fn write_if_unchanged(&self, note: &NotePath, read: &[u8], new: &[u8]) -> Result<Written> {
        if read == new {
            return Ok(Written::Unchanged);
        }
        let failed = |error| VaultError::io("write", note.as_str())(error);
        self.foresee_write(note, read)?;
        let temporary = self.temporary(folder_of(note)?, new).map_err(failed)?;
        // Once more, as late as possible.
        self.foresee_write(note, read)?;
        temporary.persist(self.0.join(note.as_str())).map_err(|error| failed(error.error))?;
        Ok(Written::Replaced)
    }

    /// Checks everything that may prevent a write.
    pub(super) fn foresee_write(&self, note: &NotePath, read: &[u8]) -> Result<()> {
        folder_of(note)?;
        let failed = |error| VaultError::io("write", note.as_str())(error);
        let refuse = |why: &str| Err(VaultError::Refused(format!("{note}: not written: {why}")));
        let changed = |how: &str| Err(VaultError::Changed(format!("{note}: not written: {how}")));
        match self.open_file(note.as_str()) {
            Ok(file) if file.metadata().map_err(failed)?.permissions().readonly() => return refuse("it is read-only"),
            Ok(_) => {}
            Err(Closed::Vanished) => return changed("it is not there any more"),
            Err(Closed::NotAFile) => return refuse("it is not a file, or is behind a symbolic link"),
            Err(Closed::Failed(error)) => return Err(failed(error)),
        }
        if fs::read(self.0.join(note.as_str())).map_err(failed)? != read {
            return changed("it changed since it was read; run the command again");
        }
        Ok(())
    }

    pub(super) fn remove_if_unchanged(&self, note: &NotePath, read: &[u8]) -> Result<()> {
        folder_of(note)?;
        let failed = |error| VaultError::io("remove", note.as_str())(error);
        let path = self.0.join(note.as_str());
        let is_file = self.open_file(note.as_str()).is_ok();
        if !is_file || fs::read(&path).map_err(failed)? != read {
            return Err(VaultError::Changed(format!("{note}: not removed: it changed since it was read")));
        }
        fs::remove_file(&path).map_err(failed)
    }

    pub(super) fn create(&self, path: &NotePath, bytes: &[u8]) -> Result<Created> {
        let folder = folder_of(path)?;
        let failed = |error| VaultError::io("create", path.as_str())(error);
        fs::create_dir_all(self.0.join(folder)).map_err(failed)?;
        let place = self.0.join(path.as_str());
        if place.symlink_metadata().is_ok() {
            return Ok(Created::Exists);
        }
        match self.temporary(folder, bytes).map_err(failed)?.persist_noclobber(&place) {
            Ok(_) => Ok(Created::New),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(Created::Exists),
            Err(error) => Err(failed(error.error)),
        }
    }

    fn temporary(&self, folder: &str, bytes: &[u8]) -> io::Result<NamedTempFile> {
        let place = self.0.join(folder);
        let mut temporary = Builder::new().prefix(OWN_PREFIX).suffix(OWN_SUFFIX).tempfile_in(place)?;
        temporary.write_all(bytes)?;
        temporary.as_file().sync_all()?;
        Ok(temporary)
    }
}

/// The place of a folder whose files are looked at.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Returns the stamp of a file; `None` if there is no file of that name.
    pub(super) fn stamp(&self, name: &str) -> io::Result<Option<Stamp>> {
        match self.0.join(name).symlink_metadata().map_err(closed) {
            Ok(found) => Ok(found.is_file().then(|| Stamp::of(&found))),
            Err(Closed::Failed(error)) => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// Returns the text of a symbolic link and its stamp; `None` if there is no link of that name.
    pub(super) fn link(&self, name: &str) -> Option<(Vec<u8>, Stamp)> {
        let place = self.0.join(name);
        let found = place.symlink_metadata().ok()?;
        Some((fs::read_link(place).ok()?.into_os_string().into_encoded_bytes(), Stamp::of(&found)))
    }

    /// Opens a file without following a link.
    pub(super) fn open(&self, name: &str) -> Option<File> {
        let place = self.0.join(name);
        place.symlink_metadata().is_ok_and(|found| found.is_file()).then(|| File::open(place).ok())?
    }
}

fn closed(error: io::Error) -> Closed {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Closed::Vanished,
        _ => Closed::Failed(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_way_to_the_disk_keeps_the_same_promises() {
        let folder = tempfile::tempdir().unwrap();
        let root = Root::open(folder.path()).unwrap();
        let note = NotePath::new("p/a.md");
        assert_eq!(root.create(&note, b"old").unwrap(), Created::New);
        assert_eq!(root.create(&note, b"other").unwrap(), Created::Exists);
        assert_eq!(root.write_if_unchanged(&note, b"old", b"old").unwrap(), Written::Unchanged);
        assert!(root.write_if_unchanged(&note, b"else", b"new").is_err());
        assert_eq!(root.write_if_unchanged(&note, b"old", b"new").unwrap(), Written::Replaced);
        assert_eq!(fs::read(folder.path().join("p/a.md")).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path().join("p")).unwrap().count(), 1);
        assert!(matches!(root.open_file("p"), Err(Closed::NotAFile)));
        assert!(matches!(root.open_file("p/b.md"), Err(Closed::Vanished)));
        assert!(root.open_file("p/a.md").is_ok() && root.is_still_there() && root.changed_lately("p"));
        let stamp = |folder: &str, name: &str| root.folder(folder).unwrap()?.stamp(name).unwrap();
        assert_eq!(stamp("p", "a.md").map(|stamp| stamp.size()), Some(3));
        for (path, name) in [("p", "b.md"), ("", "p"), ("q", "a.md"), ("p/a.md", "a.md")] {
            assert_eq!(stamp(path, name), None, "{path} {name}");
        }
        assert!(!root.is_behind_a_link("p") && !root.is_behind_a_link("q") && !root.is_behind_a_link(""));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("p", folder.path().join("link")).unwrap();
            assert!(root.is_behind_a_link("link") && root.is_behind_a_link("link/below"));
            assert!(root.folder("link").unwrap().is_none());
        }
        assert!(root.write_if_unchanged(&NotePath::new("../a.md"), b"old", b"new").is_err());
        let made = NotePath::new("made.md");
        root.create(&made, b"text").unwrap();
        assert!(root.remove_if_unchanged(&made, b"other").is_err() && root.remove_if_unchanged(&made, b"text").is_ok());
        assert!(root.remove_if_unchanged(&made, b"text").is_err());
    }
}

#[cfg(not(unix))]
impl super::Vault {
    /// Replaces the bytes of a note by `new`, if it still holds the bytes `read`. Equal bytes are not written.
    ///
    /// # Errors
    ///
    /// [`VaultError::Changed`] if the note no longer holds `read`; [`VaultError::Refused`] if it is a link or read-only;
    /// [`VaultError::Io`] if a step failed.
    pub fn write_if_unchanged(&self, note: &NotePath, read: &[u8], new: &[u8]) -> Result<Written> {
        self.must_be_there()?;
        self.root.write_if_unchanged(note, read, new)
    }

    /// Removes a note, if it still holds the bytes `read`.
    ///
    /// # Errors
    ///
    /// [`VaultError::Changed`] if the note no longer holds `read`, or is a link; [`VaultError::Io`] if a step failed.
    pub fn remove_if_unchanged(&self, note: &NotePath, read: &[u8]) -> Result<()> {
        self.must_be_there()?;
        self.root.remove_if_unchanged(note, read)
    }

    /// Checks whether a note that holds the bytes `read` could be written or removed, and writes nothing.
    ///
    /// # Errors
    ///
    /// As [`Self::write_if_unchanged`]. Problems that appear only during the write, such as a full disk, cannot be
    /// foreseen.
    pub fn foresee_write(&self, note: &NotePath, read: &[u8]) -> Result<()> {
        self.must_be_there()?;
        self.root.foresee_write(note, read)
    }

    /// Leaves everything as it is, since it does not know what a crash left.
    #[expect(clippy::unused_self, reason = "elsewhere it looks into the vault")]
    pub fn sweep_leftovers(&self) {}

    /// Makes a new file of these bytes, and its folders; an existing file stays as it is.
    ///
    /// # Errors
    ///
    /// [`VaultError::Io`] if a step failed.
    pub fn create(&self, path: &NotePath, bytes: &[u8]) -> Result<Created> {
        self.must_be_there()?;
        self.root.create(path, bytes)
    }
}
