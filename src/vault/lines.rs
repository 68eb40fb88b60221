//! A file of lines in a state folder: read at once, changed while no other process changes it, replaced as a whole.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::vault::Vault;
use crate::vault::state_folder;

/// The most bytes that are read.
pub(super) const LARGEST: usize = 512 * 1024 * 1024;
/// How often, and how long each time, another process is waited for that holds the file.
const PATIENCE: (u32, Duration) = (200, Duration::from_millis(10));

/// A file of lines about a vault, on this machine.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    /// The folders that may keep it, the best first.
    folders: Vec<PathBuf>,
    name: String,
}

impl Lines {
    /// Returns the file of a vault for a purpose, kept in the first of the state folders that has room for it.
    ///
    /// It belongs to the vault by identity, whatever its path. No file is made before something is written.
    pub(super) fn open(vault: &Vault, folders: &[PathBuf], purpose: &str, extension: &str) -> Self {
        Self { folders: state_folder::folders(folders).collect(), name: state_folder::name(vault, purpose, extension) }
    }

    /// Checks whether it can be kept, and leaves nothing behind.
    pub(super) fn try_out(&self) -> io::Result<()> {
        let mut result = unknown();
        for folder in &self.folders {
            let place = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", folder.display()));
            result = state_folder::try_out(folder).map_err(place);
            if result.is_ok() {
                break;
            }
        }
        result
    }

    /// Returns the text; nothing where the file is missing or cannot be read.
    pub(super) fn text(&self) -> String {
        self.folders.iter().find_map(|folder| read(&folder.join(&self.name)).ok()).unwrap_or_default()
    }

    /// Changes the lines in the first folder that can keep them.
    pub(super) fn change(&self, change: impl Fn(&mut Vec<String>)) -> io::Result<()> {
        let mut result = unknown();
        for folder in &self.folders {
            result = self.rewrite(folder, &change);
            if result.is_ok() {
                break;
            }
        }
        result
    }

    /// Changes the lines where they are kept already, if they are.
    pub(super) fn change_kept(&self, change: impl FnOnce(&mut Vec<String>)) -> io::Result<()> {
        let folder = self.folders.iter().find(|folder| folder.join(&self.name).symlink_metadata().is_ok());
        folder.map_or(Ok(()), |folder| self.rewrite(folder, change))
    }

    /// Changes the lines while no other process does, and puts the new file in the old one's place.
    fn rewrite(&self, folder: &Path, change: impl FnOnce(&mut Vec<String>)) -> io::Result<()> {
        state_folder::make(folder)?;
        let beside = |extension: &str| folder.join(format!("{}.{extension}", self.name));
        let _lock = lock(&beside("lock"))?;
        let place = folder.join(&self.name);
        let text = match read(&place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            read => read?,
        };
        let mut lines: Vec<String> = text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        change(&mut lines);
        let mut text = String::new();
        for line in &lines {
            text.extend([line.as_str(), "\n"]);
        }
        let new = beside("new");
        // The holder of the lock owns that name: a file there was left by a crash.
        match fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let written = state_folder::open(OpenOptions::new().write(true).create_new(true), &new)
            .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&new, &place));
        if written.is_err() {
            // It is removed the next time if it cannot be now.
            drop(fs::remove_file(&new));
        }
        written
    }
}

fn unknown() -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::NotFound, "no folder for it is known (set HOME or XDG_STATE_HOME)"))
}

/// Returns the text of a file. A piece that is not UTF-8 spoils its line only; of a file that is larger than such files
/// get, the rest is not read.
fn read(path: &Path) -> io::Result<String> {
    let file = state_folder::open(OpenOptions::new().read(true), path)?;
    let mut bytes = Vec::new();
    file.take(LARGEST as u64).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Waits for a lock, which is given back when the file is closed. It does not wait for ever, since a process that hangs
/// may hold it.
fn lock(path: &Path) -> io::Result<File> {
    let file = state_folder::open(OpenOptions::new().read(true).write(true).create(true), path)?;
    let (times, pause) = PATIENCE;
    for _ in 0..times {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => thread::sleep(pause),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::WouldBlock, "another process holds the file"))
}
