//! Opens files and folders beneath the root, through no symbolic link, whatever others do to the folders meanwhile.
//!
//! Linux does this in one call (`openat2`). Elsewhere, and in sandboxes that do not know the call, each folder is opened
//! in the one before it.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::fs::{Mode, OFlags, openat};
use rustix::io::Errno;

use super::read::{Closed, is_lately};

/// For files: a pipe does not block, a terminal is not taken over, a link is not followed.
const FILE: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(ALWAYS);
/// For folders.
const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(ALWAYS);
const ALWAYS: OFlags = OFlags::NOFOLLOW.union(OFlags::CLOEXEC);

/// The root of a vault, held open.
#[derive(Debug)]
pub(super) struct Root {
    handle: File,
    /// Whether the one call is not to be had here.
    by_steps: AtomicBool,
}

impl Root {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let handle = rustix::fs::open(path, FOLDER, Mode::empty())?;
        Ok(Self { handle: File::from(handle), by_steps: AtomicBool::new(cfg!(not(target_os = "linux"))) })
    }

    /// Returns whether `path` still leads to this folder.
    pub(super) fn is_still_at(&self, path: &Path) -> bool {
        match (self.handle.metadata(), path.symlink_metadata()) {
            (Ok(ours), Ok(there)) => (ours.dev(), ours.ino()) == (there.dev(), there.ino()),
            _ => false,
        }
    }

    /// Opens a file, or anything else that can be opened like one: the caller checks which.
    pub(super) fn open_file(&self, path: &str) -> Result<File, Closed> {
        self.beneath(path, FILE).map(File::from).map_err(|errno| match errno {
            Errno::NOENT | Errno::NOTDIR => Closed::Vanished,
            // `MLINK` is FreeBSD's answer to a link that is not to be followed, `NXIO` everyone's to a socket.
            Errno::LOOP | Errno::MLINK | Errno::NXIO => Closed::NotAFile,
            errno => Closed::Failed(errno.into()),
        })
    }

    /// Opens a folder; the empty path is the root itself.
    pub(super) fn open_folder(&self, path: &str) -> io::Result<OwnedFd> {
        Ok(self.beneath(if path.is_empty() { "." } else { path }, FOLDER)?)
    }

    /// Opens a folder and makes it, and those above it, if they are not there.
    pub(super) fn make_folder(&self, path: &str) -> io::Result<OwnedFd> {
        let mut folder = self.open_folder("")?;
        for part in path.split('/').filter(|part| !part.is_empty()) {
            match rustix::fs::mkdirat(&folder, part, Mode::from_raw_mode(0o777)) {
                Ok(()) => sync_folder(folder.as_fd())?,
                Err(Errno::EXIST) => {}
                Err(errno) => return Err(errno.into()),
            }
            folder = openat(&folder, part, FOLDER, Mode::empty())?;
        }
        Ok(folder)
    }

    /// Returns whether a name came into a folder, or went, only now.
    pub(super) fn changed_lately(&self, folder: &str) -> bool {
        let modified = self.open_folder(folder).and_then(|folder| File::from(folder).metadata()?.modified());
        modified.is_ok_and(is_lately)
    }

    fn beneath(&self, path: &str, flags: OFlags) -> Result<OwnedFd, Errno> {
        #[cfg(target_os = "linux")]
        if !self.by_steps.load(Ordering::Relaxed) {
            use rustix::fs::{ResolveFlags, openat2};

            let resolve = ResolveFlags::BENEATH.union(ResolveFlags::NO_SYMLINKS).union(ResolveFlags::NO_MAGICLINKS);
            match rustix::io::retry_on_intr(|| openat2(&self.handle, path, flags, Mode::empty(), resolve)) {
                Err(Errno::NOSYS) => self.by_steps.store(true, Ordering::Relaxed),
                // Some sandboxes forbid what they do not know. If it is the file that is forbidden, the steps say so.
                Err(Errno::PERM) => {}
                other => return other,
            }
        }
        self.step_by_step(path, flags)
    }

    fn step_by_step(&self, path: &str, flags: OFlags) -> Result<OwnedFd, Errno> {
        let open = |folder: BorrowedFd<'_>, name: &str, flags| {
            rustix::io::retry_on_intr(|| openat(folder, name, flags, Mode::empty()))
        };
        let Some((folders, name)) = path.rsplit_once('/') else { return open(self.handle.as_fd(), path, flags) };
        let mut folder: Option<OwnedFd> = None;
        for part in folders.split('/') {
            let above = folder.as_ref().map_or(self.handle.as_fd(), AsFd::as_fd);
            folder = Some(open(above, part, FOLDER).map_err(|errno| link_rather(above, part, errno))?);
        }
        open(folder.as_ref().map_or(self.handle.as_fd(), AsFd::as_fd), name, flags)
    }

    /// Makes every later call go step by step, as where there is no other way.
    #[cfg(test)]
    pub(super) fn go_by_steps(&self) {
        self.by_steps.store(true, Ordering::Relaxed);
    }
}

/// Opens a file in a folder by its name alone.
pub(super) fn open_in(folder: BorrowedFd<'_>, name: &str) -> Result<File, Errno> {
    openat(folder, name, FILE, Mode::empty()).map(File::from)
}

/// Makes the names in a folder last. Some file systems cannot, and need not.
pub(super) fn sync_folder(folder: BorrowedFd<'_>) -> io::Result<()> {
    match rustix::fs::fsync(folder) {
        Err(Errno::INVAL | Errno::OPNOTSUPP | Errno::NOSYS) | Ok(()) => Ok(()),
        Err(errno) => Err(errno.into()),
    }
}

/// Returns the error of a path that leads through a link: asked for as a folder, a link is merely no folder.
///
/// Only a file in a folder's place says that the path is gone. What is a folder by now was swapped a moment ago.
fn link_rather(folder: BorrowedFd<'_>, name: &str, errno: Errno) -> Errno {
    let is_file = || {
        rustix::fs::statat(folder, name, rustix::fs::AtFlags::SYMLINK_NOFOLLOW)
            .is_ok_and(|found| rustix::fs::FileType::from_raw_mode(found.st_mode).is_file())
    };
    if errno == Errno::NOTDIR && !is_file() { Errno::LOOP } else { errno }
}
