//! Opens files and folders beneath the root, through no symbolic link, whatever other programs do to the folders in the
//! meantime.
//!
//! Linux does this in one call (`openat2`). On other systems, and in sandboxes without the call, each folder is opened
//! in the one before it.

use std::fs::{File, Metadata};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use rustix::fs::{AtFlags, FileType, Mode, OFlags, openat, readlinkat, statat};
use rustix::io::Errno;

use super::read::{Closed, is_lately};
use super::stamp::Stamp;

/// For files: a pipe does not block, a terminal is not taken over, a link is not followed.
const FILE: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(ALWAYS);
/// For folders.
const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(ALWAYS);
const ALWAYS: OFlags = OFlags::NOFOLLOW.union(OFlags::CLOEXEC);

/// The root of a vault, held open while it is used.
#[derive(Debug)]
pub(super) struct Root {
    path: PathBuf,
    identity: Identity,
    handle: OnceLock<OwnedFd>,
    /// Whether the one call is not available here.
    by_steps: AtomicBool,
}

/// What distinguishes a folder from every other one.
///
/// Linux reuses the numbers of inodes, so the time when the folder was made belongs to it. Other systems let that time
/// be changed.
#[derive(Debug, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
    made: Option<SystemTime>,
}

impl Identity {
    fn from_metadata(metadata: &Metadata) -> Self {
        let made = if cfg!(target_os = "linux") { metadata.created().ok() } else { None };
        Self { device: metadata.dev(), inode: metadata.ino(), made }
    }
}

impl Root {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let handle = File::from(rustix::fs::open(path, FOLDER, Mode::empty())?);
        Ok(Self {
            path: path.to_path_buf(),
            identity: Identity::from_metadata(&handle.metadata()?),
            handle: OnceLock::from(OwnedFd::from(handle)),
            by_steps: AtomicBool::new(cfg!(not(target_os = "linux"))),
        })
    }

    /// Closes the root until it is used again: a disk with an open folder cannot be unmounted.
    pub(super) fn release(&mut self) {
        self.handle.take();
    }

    /// Returns the open root.
    fn handle(&self) -> Result<BorrowedFd<'_>, Errno> {
        if let Some(handle) = self.handle.get() {
            return Ok(handle.as_fd());
        }
        let handle = rustix::fs::open(&self.path, FOLDER, Mode::empty()).map_err(|errno| match errno {
            // The root is gone, and with it every file: that must not look like one file that is not there.
            Errno::NOENT | Errno::NOTDIR | Errno::LOOP => Errno::STALE,
            errno => errno,
        })?;
        let handle = File::from(handle);
        let metadata = handle.metadata().map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))?;
        if Identity::from_metadata(&metadata) != self.identity {
            return Err(Errno::STALE);
        }
        Ok(self.handle.get_or_init(|| handle.into()).as_fd())
    }

    /// Returns whether the path still leads to this folder.
    pub(super) fn is_still_there(&self) -> bool {
        self.path.symlink_metadata().is_ok_and(|there| Identity::from_metadata(&there) == self.identity)
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

    /// Opens a folder to look at its files; `None` if it is not there, or is behind a link.
    pub(super) fn folder(&self, path: &str) -> io::Result<Option<Folder>> {
        match self.beneath(if path.is_empty() { "." } else { path }, FOLDER) {
            Ok(folder) => Ok(Some(Folder(folder))),
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::MLINK) => Ok(None),
            Err(errno) => Err(errno.into()),
        }
    }

    /// Returns whether a folder is a symbolic link, or is behind one.
    pub(super) fn is_behind_a_link(&self, folder: &str) -> bool {
        let folder = if folder.is_empty() { "." } else { folder };
        self.step_by_step(folder, FOLDER).is_err_and(|errno| matches!(errno, Errno::LOOP | Errno::MLINK))
    }

    /// Returns the device and the inode.
    pub(super) fn identity(&self) -> (u64, u64) {
        (self.identity.device, self.identity.inode)
    }

    /// Returns the name of the file system if others can change it without an event being raised here.
    #[cfg(target_os = "linux")]
    pub(super) fn file_system(&self) -> Option<&'static str> {
        without_events(rustix::fs::fstatfs(self.handle().ok()?).ok()?.f_type)
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn file_system(&self) -> Option<&'static str> {
        None
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

    /// Returns whether a folder gained or lost a name only now.
    pub(super) fn changed_lately(&self, folder: &str) -> bool {
        let modified = self.open_folder(folder).and_then(|folder| File::from(folder).metadata()?.modified());
        modified.is_ok_and(is_lately)
    }

    fn beneath(&self, path: &str, flags: OFlags) -> Result<OwnedFd, Errno> {
        #[cfg(target_os = "linux")]
        if !self.by_steps.load(Ordering::Relaxed) {
            use rustix::fs::{ResolveFlags, openat2};

            let root = self.handle()?;
            let resolve = ResolveFlags::BENEATH.union(ResolveFlags::NO_SYMLINKS).union(ResolveFlags::NO_MAGICLINKS);
            match rustix::io::retry_on_intr(|| openat2(root, path, flags, Mode::empty(), resolve)) {
                Err(Errno::NOSYS) => self.by_steps.store(true, Ordering::Relaxed),
                // Some sandboxes forbid unknown calls. If the file itself is forbidden, the steps report it.
                Err(Errno::PERM) => {}
                other => return other,
            }
        }
        self.step_by_step(path, flags)
    }

    fn step_by_step(&self, path: &str, flags: OFlags) -> Result<OwnedFd, Errno> {
        let open = |folder: BorrowedFd<'_>, name: &str, flags| {
            rustix::io::retry_on_intr(|| openat(folder, name, flags, Mode::empty()))
                .map_err(|errno| link_rather(folder, name, errno))
        };
        let root = self.handle()?;
        let Some((folders, name)) = path.rsplit_once('/') else { return open(root, path, flags) };
        let mut folder: Option<OwnedFd> = None;
        for part in folders.split('/') {
            let above = folder.as_ref().map_or(root, AsFd::as_fd);
            folder = Some(open(above, part, FOLDER)?);
        }
        open(folder.as_ref().map_or(root, AsFd::as_fd), name, flags)
    }

    /// Makes every later call go step by step, as on systems without the one call.
    #[cfg(test)]
    pub(super) fn go_by_steps(&self) {
        self.by_steps.store(true, Ordering::Relaxed);
    }
}

/// An open folder whose files are looked at.
pub(super) struct Folder(OwnedFd);

impl Folder {
    /// Returns the stamp of a file; `None` if there is no file of that name.
    pub(super) fn stamp(&self, name: &str) -> io::Result<Option<Stamp>> {
        match rustix::io::retry_on_intr(|| statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)) {
            Ok(found) => Ok(FileType::from_raw_mode(found.st_mode).is_file().then(|| Stamp::of_stat(&found))),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(errno.into()),
        }
    }

    /// Returns the text of a symbolic link and its stamp; `None` if there is no link of that name.
    pub(super) fn link(&self, name: &str) -> Option<(Vec<u8>, Stamp)> {
        let text = readlinkat(&self.0, name, Vec::new()).ok()?;
        let found = statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        Some((text.into_bytes(), Stamp::of_stat(&found)))
    }

    /// Opens a file without following a link.
    pub(super) fn open(&self, name: &str) -> Option<File> {
        let file = open_in(self.0.as_fd(), name).ok()?;
        file.metadata().is_ok_and(|found| found.is_file()).then_some(file)
    }
}

/// Returns the name of a file system that raises no event for what another machine, or the other side, changes.
///
/// The numbers are those of `statfs(2)`.
#[cfg(target_os = "linux")]
fn without_events(kind: rustix::fs::FsWord) -> Option<&'static str> {
    // Some of these numbers are negative where the word has 32 bits.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::unnecessary_cast,
        reason = "all are of 32 bits; the word is wider on most systems"
    )]
    let kind = kind as u32;
    Some(match kind {
        0x6969 => "nfs",
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => "smb",
        // Also virtiofs, sshfs, and any other program.
        0x6573_5546 => "fuse",
        0x0102_1997 => "9p",
        0x786f_4256 => "vboxsf",
        0xbacb_acbc => "vmhgfs",
        0x7c7c_6673 => "prl_fs",
        0x5346_414f | 0x6b41_4653 => "afs",
        0x7375_7245 => "coda",
        0x00c3_6400 => "ceph",
        0x0bd0_0bd0 => "lustre",
        0x4750_4653 => "gpfs",
        0x7461_636f => "ocfs2",
        0x0116_1970 => "gfs2",
        _ => return None,
    })
}

/// Opens a file in a folder by its name alone.
pub(super) fn open_in(folder: BorrowedFd<'_>, name: &str) -> Result<File, Errno> {
    openat(folder, name, FILE, Mode::empty()).map(File::from)
}

/// Writes the names in a folder to the disk. Some file systems cannot do this and do not need it.
pub(super) fn sync_folder(folder: BorrowedFd<'_>) -> io::Result<()> {
    match rustix::fs::fsync(folder) {
        Err(Errno::INVAL | Errno::OPNOTSUPP | Errno::NOSYS) | Ok(()) => Ok(()),
        Err(errno) => Err(errno.into()),
    }
}

/// Returns the error of a path that leads through a link: the system only reports that a link is not a folder.
///
/// Only a file in the place of a folder means that the path is gone. If there is a folder now, it was swapped a moment
/// ago.
fn link_rather(folder: BorrowedFd<'_>, name: &str, errno: Errno) -> Errno {
    let is_file = || {
        statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)
            .is_ok_and(|found| FileType::from_raw_mode(found.st_mode).is_file())
    };
    if errno == Errno::NOTDIR && !is_file() { Errno::LOOP } else { errno }
}
