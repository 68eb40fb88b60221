//! One watcher a vault: a lock that the system gives back when its process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::vault::state_folder;
use crate::vault::{Vault, reason};

/// Held while a vault is watched; given back when dropped or when the process ends, however it ends.
#[derive(Debug)]
pub struct WatchLock {
    /// An open file holds the lock. It is never deleted: that could delete the lock of another process.
    file: File,
}

impl Drop for WatchLock {
    /// Gives the lock back at once. A child process that is just being started still has the file open, and would hold
    /// it.
    fn drop(&mut self) {
        drop(self.file.unlock());
    }
}

/// The result of [`lock`].
#[derive(Debug)]
pub enum Locked {
    /// This process is the vault's only watcher.
    Held(WatchLock),
    /// Another process is.
    Taken {
        /// The number of that process, if it is known.
        by: Option<u32>,
    },
    /// There is no place for a lock, for these reasons.
    Unavailable(String),
}

/// Takes the lock of a vault in the first of the state folders that has room for one.
///
/// The lock belongs to the vault by identity, whatever its path. Missing folders are made; relative ones do not count.
#[must_use]
pub fn lock(vault: &Vault, folders: &[PathBuf]) -> Locked {
    let name = state_folder::name(vault, "watch", "lock");
    let mut reasons = Vec::new();
    for folder in state_folder::folders(folders) {
        match take(&folder, &name) {
            Ok(locked) => return locked,
            Err(error) => reasons.push(format!("{}: {}", folder.display(), reason(&error))),
        }
    }
    if reasons.is_empty() {
        reasons.push(String::from("there is no known folder to keep it in"));
    }
    Locked::Unavailable(reasons.join("; "))
}

fn take(folder: &Path, name: &str) -> io::Result<Locked> {
    state_folder::make(folder)?;
    let mut file = state_folder::open(OpenOptions::new().read(true).write(true).create(true), &folder.join(name))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(Locked::Taken { by: owner(&file) }),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    // The holder is only for messages: the lock works even on a full disk.
    drop(file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())));
    Ok(Locked::Held(WatchLock { file }))
}

/// Returns the number of the process that wrote its name into a lock.
fn owner(file: &File) -> Option<u32> {
    let mut text = String::new();
    file.take(32).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
