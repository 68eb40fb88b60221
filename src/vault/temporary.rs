//! The temporary file that becomes a note: it is next to the note, under a name nobody can guess, and is removed if
//! anything fails.

use std::collections::hash_map::RandomState;
use std::ffi::CString;
use std::fs::{File, Metadata, Permissions};
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{self, Read as _, Write as _};
use std::os::fd::{AsFd as _, BorrowedFd};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::time::{SystemTime, UNIX_EPOCH};

use rustix::fs::{AtFlags, Dir, Mode, OFlags, linkat, openat, renameat, unlinkat};
use rustix::io::Errno;

use crate::core::base::file_name::{OWN_PREFIX, OWN_SUFFIX, is_own_temporary};
use crate::core::base::text::stable_hash;

use super::beneath::open_in;

/// How old a leftover temporary is before it is removed, in seconds. No write takes that long, so nobody owns it.
pub(super) const STALE: i64 = 60 * 60;

/// The name of a temporary file in the folder of a note. It is removed when dropped, unless it was
/// [published](Self::published).
pub(super) struct Temporary<'a> {
    folder: BorrowedFd<'a>,
    name: String,
    remove: bool,
}

impl<'a> Temporary<'a> {
    /// Makes a new file with the permissions `mode`, less what the user's mask forbids.
    pub(super) fn create(folder: BorrowedFd<'a>, mode: Mode) -> io::Result<(Self, Draft)> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        loop {
            let name = format!("{OWN_PREFIX}{}{OWN_SUFFIX}", token());
            match openat(folder, &name, flags, mode) {
                Ok(file) => return Ok((Self { folder, name, remove: true }, Draft(File::from(file)))),
                Err(Errno::EXIST | Errno::INTR) => {}
                Err(errno) => return Err(errno.into()),
            }
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Gives the file a name with the hashes of the known texts: the one it replaces and its own. After an interrupted
    /// exchange, the file of that name may hold somebody's text instead.
    pub(super) fn mark(&mut self, read: &[u8], new: &[u8]) -> io::Result<()> {
        let name = format!("{OWN_PREFIX}{}-{:016x}-{:016x}{OWN_SUFFIX}", token(), stable_hash(read), stable_hash(new));
        renameat(self.folder, &self.name, self.folder, &name)?;
        self.name = name;
        Ok(())
    }

    /// Keeps the file: its name is not there any more, or what is there now is someone's text.
    pub(super) fn published(mut self) {
        self.remove = false;
    }
}

impl Drop for Temporary<'_> {
    fn drop(&mut self) {
        if self.remove {
            // Nothing can be done about a failure here; a later sweep removes the leftover.
            discard(self.folder, &self.name);
        }
    }
}

/// A new file, open for writing.
pub(super) struct Draft(File);

impl Draft {
    pub(super) fn metadata(&self) -> io::Result<Metadata> {
        self.0.metadata()
    }

    /// Gives the file the group, the extended attributes (access lists among them) and the mode of another.
    ///
    /// It is done before any byte is in it, so that nobody can read here what they cannot read there.
    pub(super) fn resemble(&self, other: &File) -> io::Result<()> {
        let (theirs, ours) = (other.metadata()?, self.0.metadata()?);
        if theirs.gid() != ours.gid() {
            std::os::unix::fs::fchown(&self.0, None, Some(theirs.gid()))?;
        }
        copy_attributes(other, &self.0)?;
        self.0.set_permissions(theirs.permissions())
    }

    /// Writes all bytes and waits until they are on the disk. Nobody has the file open for writing then.
    pub(super) fn fill(mut self, bytes: &[u8]) -> io::Result<()> {
        // To write beyond this limit raises a signal that ends the process.
        let limit = rustix::process::getrlimit(rustix::process::Resource::Fsize).current;
        if limit.is_some_and(|limit| usize::try_from(limit).is_ok_and(|limit| bytes.len() > limit)) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let mode = self.0.metadata()?.mode();
        self.0.write_all(bytes)?;
        // A write to a file removes its privileges, such as to run as its group.
        if self.0.metadata()?.mode() != mode {
            self.0.set_permissions(Permissions::from_mode(mode))?;
        }
        self.0.sync_all()
    }
}

/// Returns sixteen characters that cannot be guessed: the standard library keys its hashers from the system's randomness.
fn token() -> String {
    format!("{:016x}", RandomState::new().build_hasher().finish())
}

/// Removes files that a crash left in a folder under this program's names, if they are older than so many seconds.
///
/// A file with somebody's text is kept. The age is that of the last change of the inode: after an exchange the file is
/// the old note, whose text may be years old. The next run retries failures.
pub(super) fn sweep(folder: BorrowedFd<'_>, older_than: i64) {
    let Ok(entries) = Dir::read_from(folder) else { return };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs());
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    for entry in entries.filter_map(Result::ok) {
        if !is_own_temporary(entry.file_name().to_bytes()) {
            continue;
        }
        let Ok(name) = entry.file_name().to_str() else { continue };
        let Ok(mut file) = open_in(folder, name) else { continue };
        if !file.metadata().is_ok_and(|found| found.is_file() && now.saturating_sub(found.ctime()) > older_than) {
            continue;
        }
        let mut bytes = Vec::new();
        match known(name) {
            None => drop(discard(folder, name)),
            Some(known) => match file.read_to_end(&mut bytes) {
                Ok(_) if known.contains(&stable_hash(&bytes)) => drop(discard(folder, name)),
                Ok(_) => drop(keep(folder, name)),
                Err(_) => {}
            },
        }
    }
}

/// Returns the hashes of the texts in a [marked](Temporary::mark) name.
fn known(name: &str) -> Option<[u64; 2]> {
    let (rest, new) = name.strip_suffix(OWN_SUFFIX)?.rsplit_once('-')?;
    let (rest, read) = rest.rsplit_once('-')?;
    let hash = |digits| u64::from_str_radix(digits, 16).ok();
    if rest.len() > OWN_PREFIX.len() { Some([hash(read)?, hash(new)?]) } else { None }
}

/// Keeps a text under a name by which the next walk reports it; returns that name.
pub(super) fn keep(folder: BorrowedFd<'_>, name: &str) -> Option<String> {
    let kept = format!("coffeechat (conflicted copy {}).md", token());
    rename_to_free(folder, name, &kept).ok().map(|()| kept)
}

/// Gives a file a name that is free, and takes the old one away.
pub(super) fn rename_to_free(folder: BorrowedFd<'_>, from: &str, to: &str) -> Result<(), Errno> {
    #[cfg(target_os = "linux")]
    match rustix::fs::renameat_with(folder, from, folder, to, rustix::fs::RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
        other => return other,
    }
    linkat(folder, from, folder, to, AtFlags::empty())?;
    unlinkat(folder, from, AtFlags::empty())
}

/// Removes a file; returns whether that could be done.
pub(super) fn discard(folder: BorrowedFd<'_>, name: &str) -> bool {
    unlinkat(folder, name, AtFlags::empty()).is_ok()
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn copy_attributes(from: &File, to: &File) -> io::Result<()> {
    use rustix::fs::{XattrFlags, fremovexattr, fsetxattr};

    let wanted = attributes(from)?;
    // A folder's default access list comes with the new file; the note may have none.
    for name in attributes(to)? {
        if !wanted.contains(&name) && name.as_bytes().starts_with(b"system.posix_acl_") {
            fremovexattr(to, &name)?;
        }
    }
    for name in wanted {
        let Some(value) = attribute(from, &name)? else { continue };
        match fsetxattr(to, &name, &value, XattrFlags::empty()) {
            // The user's own attributes and access lists are part of the note; the rest is the system's to set.
            Err(errno) if is_the_users(&name) => return Err(errno.into()),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn copy_attributes(_: &File, _: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn is_the_users(name: &CString) -> bool {
    let name = name.as_bytes();
    cfg!(target_os = "macos") || name.starts_with(b"user.") || name == b"system.posix_acl_access"
}

/// Returns the names of a file's extended attributes; none if the system has no such thing.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn attributes(file: &File) -> io::Result<Vec<CString>> {
    let size = match rustix::fs::flistxattr_query(file) {
        Ok(size) if size > 0 => size,
        Ok(_) | Err(Errno::OPNOTSUPP | Errno::NOSYS) => return Ok(Vec::new()),
        Err(errno) => return Err(errno.into()),
    };
    let mut list = Vec::with_capacity(size);
    rustix::fs::flistxattr(file, rustix::buffer::spare_capacity(&mut list))?;
    let names = list.split(|&byte| byte == 0).filter(|name| !name.is_empty());
    Ok(names.filter_map(|name| CString::new(name).ok()).collect())
}

/// Returns the value of an attribute, or `None` if the user may not see it.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn attribute(file: &File, name: &CString) -> io::Result<Option<Vec<u8>>> {
    let size = match rustix::fs::fgetxattr_query(file, name) {
        Ok(size) => size,
        Err(_) if !is_the_users(name) => return Ok(None),
        Err(errno) => return Err(errno.into()),
    };
    let mut value = Vec::with_capacity(size.max(1));
    rustix::fs::fgetxattr(file.as_fd(), name, rustix::buffer::spare_capacity(&mut value))?;
    Ok(Some(value))
}
