//! Replaces a note, or makes a new one; it never overwrites bytes that this program has not read.
//!
//! Reading, comparing and then renaming loses a save that falls between the last two. So the new file and the note
//! *exchange* their names, and then the old file is compared: if it is not what was read, or a program is about to
//! write to it, it goes back.

use std::fs::{File, Metadata};
use std::io;
use std::os::fd::{AsFd as _, BorrowedFd};
use std::os::unix::fs::MetadataExt as _;
use std::sync::PoisonError;
use std::thread::sleep;
use std::time::Duration;

use rustix::fs::{Access, AtFlags, Mode, OFlags, accessat, openat, renameat, statat, unlinkat};
use rustix::io::Errno;

use crate::core::base::NotePath;

use super::beneath::{open_in, sync_folder};
use super::error::{Result, VaultError};
use super::lease::{Writers, writers};
use super::read::{Patience, StampedRead, glance_at};
use super::temporary::{STALE, Temporary, discard, keep, rename_to_free, sweep};
use super::{Created, Vault, Written, folder_of};

/// How long all writes of a run may wait in total for programs that have notes open for writing, and the time between
/// two checks, in milliseconds.
pub(super) const MOST_WAITING: u64 = 2000;
const BETWEEN_LOOKS: u64 = 20;
/// How often to check whether a program has closed the new file, which it opened during the exchange.
const MOST_LOOKS: u64 = MOST_WAITING / BETWEEN_LOOKS;
/// How often the names are exchanged before giving up on a note that someone else keeps replacing.
const MOST_EXCHANGES: usize = 16;
/// The largest file that is read to see whether it is what was expected. This program never makes a file that large.
const LARGEST: u64 = 1 << 30;

impl Vault {
    /// Replaces the bytes of a note by `new`, if it still holds the bytes `read`.
    ///
    /// Mode, group, access lists and extended attributes stay. Equal bytes are not written. The note is whole at every
    /// moment, on the disk too: after a crash it holds the old bytes or the new ones.
    ///
    /// # Errors
    ///
    /// [`VaultError::NoVault`] if the root is not the folder it was; [`VaultError::Changed`] if the note no longer
    /// holds `read`; [`VaultError::InUse`] if another program has it open for writing, and keeps it so for longer than
    /// writes may wait; [`VaultError::Refused`] if it is a link, read-only, or someone else's; [`VaultError::Io`] if a
    /// step failed. After an error the note is as it was found, unless only the last step failed, which writes the new
    /// name to the disk: in that case it has the new bytes.
    pub fn write_if_unchanged(&self, note: &NotePath, read: &[u8], new: &[u8]) -> Result<Written> {
        if read == new {
            return Ok(Written::Unchanged);
        }
        let path = folder_of(note)?;
        self.must_be_there()?;
        let folder = self.root.open_folder(path).map_err(|error| not_through_links(note, error))?;
        self.place(folder.as_fd(), note).replace(read, new)?;
        Ok(Written::Replaced)
    }

    /// Removes a note, if it still holds the bytes `read`.
    ///
    /// # Errors
    ///
    /// As [`Self::write_if_unchanged`]; the note is as it was found then.
    pub fn remove_if_unchanged(&self, note: &NotePath, read: &[u8]) -> Result<()> {
        let path = folder_of(note)?;
        self.must_be_there()?;
        let folder = self.root.open_folder(path).map_err(|error| not_through_links(note, error))?;
        self.place(folder.as_fd(), note).take_away(read)
    }

    /// Checks whether a note that holds the bytes `read` could be written or removed, and writes nothing.
    ///
    /// # Errors
    ///
    /// As [`Self::write_if_unchanged`]. Problems that appear only during the write, such as a full disk, cannot be
    /// foreseen.
    pub fn foresee_write(&self, note: &NotePath, read: &[u8]) -> Result<()> {
        let path = folder_of(note)?;
        self.must_be_there()?;
        let folder = self.root.open_folder(path).map_err(|error| not_through_links(note, error))?;
        let place = self.place(folder.as_fd(), note);
        place.look(read)?;
        match accessat(&folder, ".", Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS) {
            Err(errno @ (Errno::ACCESS | Errno::PERM | Errno::ROFS)) => Err(place.io(errno.into())),
            _ => Ok(()),
        }
    }

    fn place<'a>(&'a self, folder: BorrowedFd<'a>, note: &'a NotePath) -> WriteTarget<'a> {
        WriteTarget { patience: Some(&self.writers), ..WriteTarget::new(folder, note) }
    }

    /// Removes what crashes left in the folders in which the last walk saw a temporary file of this program.
    ///
    /// Only files older than an hour count. A file with somebody's text is kept as a conflict copy.
    pub fn sweep_leftovers(&self) {
        for path in &*self.leftovers.lock().unwrap_or_else(PoisonError::into_inner) {
            if let Ok(folder) = self.root.open_folder(path) {
                sweep(folder.as_fd(), STALE);
            }
        }
    }

    /// Makes a new file of these bytes, and its folders; an existing file stays as it is.
    ///
    /// # Errors
    ///
    /// [`VaultError::NoVault`] if the root is not the folder it was; [`VaultError::Io`] if a step failed. No part of the file is left
    /// then.
    pub fn create(&self, path: &NotePath, bytes: &[u8]) -> Result<Created> {
        let folder = folder_of(path)?;
        self.must_be_there()?;
        let folder = self.root.make_folder(folder).map_err(|error| not_through_links(path, error))?;
        WriteTarget::new(folder.as_fd(), path).create(bytes).map_err(VaultError::io("create", path.as_str()))
    }
}

fn not_through_links(note: &NotePath, error: io::Error) -> VaultError {
    match Errno::from_io_error(&error) {
        Some(Errno::LOOP | Errno::NOTDIR) => refuse(note, "its folder is a symbolic link or a file"),
        Some(Errno::NOENT) => changed(note, "its folder is not there any more"),
        _ => VaultError::io("write", note.as_str())(error),
    }
}

fn refuse(note: &NotePath, why: &str) -> VaultError {
    VaultError::Refused(format!("{note}: not written: {why}"))
}

fn changed(note: &NotePath, how: &str) -> VaultError {
    VaultError::Changed(format!("{note}: not written: {how}"))
}

fn changed_meanwhile(note: &NotePath) -> VaultError {
    changed(note, "it changed while it was being written; the newer text was kept, so run the command again")
}

/// A name in an open folder.
pub(super) struct WriteTarget<'a> {
    folder: BorrowedFd<'a>,
    name: &'a str,
    note: &'a NotePath,
    /// How long to wait for a program that has the note open for writing.
    patience: Option<&'a Patience>,
}

/// What a name stands for at some moment.
struct Held {
    /// The device and the inode.
    which: (u64, u64),
    /// Its bytes; `None` if it is not a file, is too large to compare or keeps changing.
    bytes: Option<Vec<u8>>,
    /// Whether somebody is about to write to it.
    is_open: bool,
}

impl Held {
    fn from_bytes(bytes: &[u8]) -> Self {
        Self { which: (0, 0), bytes: Some(bytes.to_vec()), is_open: false }
    }

    /// Returns whether this is as expected: the same bytes, or if these are not known, the same file.
    fn is(&self, expected: &Self) -> bool {
        if expected.bytes.is_some() { self.bytes == expected.bytes } else { self.which == expected.which }
    }

    /// Returns what can be known of it later: nothing of its bytes while somebody writes to it.
    fn as_put(&self) -> Self {
        Self { bytes: self.bytes.clone().filter(|_| !self.is_open), ..*self }
    }
}

impl<'a> WriteTarget<'a> {
    pub(super) fn new(folder: BorrowedFd<'a>, note: &'a NotePath) -> Self {
        Self { folder, name: note.file_name(), note, patience: None }
    }

    fn replace(&self, read: &[u8], new: &[u8]) -> Result<()> {
        let temporary = self.prepare(read, new)?;
        self.publish(temporary, read, new)
    }

    /// Checks everything that may prevent a write before anything is made for it. Returns the file.
    fn look(&self, read: &[u8]) -> Result<(File, Metadata)> {
        let current = open_in(self.folder, self.name).map_err(|errno| match errno {
            Errno::LOOP | Errno::MLINK => refuse(self.note, "it is a symbolic link"),
            Errno::NXIO => refuse(self.note, "it is not a file"),
            Errno::NOENT => changed(self.note, "it is not there any more"),
            errno => self.io(errno.into()),
        })?;
        let metadata = current.metadata().map_err(|error| self.io(error))?;
        if !metadata.is_file() {
            return Err(refuse(self.note, "it is not a file"));
        }
        if metadata.nlink() > 1 {
            return Err(refuse(self.note, "it has a second name (a hard link), which would keep the old text"));
        }
        if metadata.mode() & 0o200 == 0 {
            return Err(refuse(self.note, "it is read-only; allow writing with `chmod u+w`"));
        }
        if is_frozen(current.as_fd()) || is_frozen(self.folder) {
            return Err(refuse(self.note, "it or its folder is marked as immutable; see `lsattr`"));
        }
        self.wait_for_writers(&current, read)?;
        Ok((current, metadata))
    }

    /// Makes the temporary file that will become the note, after everything that may prevent a write was checked.
    pub(super) fn prepare(&self, read: &[u8], new: &[u8]) -> Result<Temporary<'_>> {
        let (current, metadata) = self.look(read)?;
        let (mut temporary, draft) =
            Temporary::create(self.folder, Mode::RUSR | Mode::WUSR).map_err(|error| self.io(error))?;
        // A new file belongs to the user who writes; on a disk without owners, to the user that the disk names.
        if draft.metadata().map_err(|error| self.io(error))?.uid() != metadata.uid() {
            return Err(refuse(self.note, "it belongs to another user"));
        }
        draft.resemble(&current).map_err(|error| {
            refuse(self.note, &format!("its group, access list or attributes cannot be kept ({error})"))
        })?;
        draft.fill(new).and_then(|()| temporary.mark(read, new)).map_err(|error| self.io(error))?;
        Ok(temporary)
    }

    /// Makes sure that the note holds what was read and that no program is about to write to it.
    fn wait_for_writers(&self, current: &File, read: &[u8]) -> Result<()> {
        loop {
            let is_open = matches!(writers(current), Writers::Somebody);
            if bytes_of(current).map_err(|error| self.io(error))?.as_deref() != Some(read) {
                return Err(changed(self.note, "it changed since it was read; run the command again"));
            }
            if !is_open {
                return Ok(());
            }
            if !self.patience.is_some_and(|patience| patience.wait(BETWEEN_LOOKS)) {
                return Err(VaultError::InUse(self.note.to_string()));
            }
        }
    }

    /// Puts the prepared file in the place of the note, unless the note is no longer what was read.
    pub(super) fn publish(&self, temporary: Temporary<'_>, read: &[u8], new: &[u8]) -> Result<()> {
        match exchange(self.folder, temporary.name(), self.name) {
            Ok(()) => self.settle(temporary, Held::from_bytes(read), Held::from_bytes(new)),
            Err(Errno::NOENT) => Err(changed_meanwhile(self.note)),
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => self.publish_by_rename(temporary, read),
            Err(errno) => Err(self.io(errno.into())),
        }
    }

    /// Compares the file that an exchange brought out with the expected one, and exchanges again until the two agree.
    ///
    /// If they do not, another program put a newer file in the note's place, or is about to write to the file that came
    /// out, and that file must get the name back. The next exchange must bring out the file that was put there before
    /// it. Only known files, and files that a newer save has replaced, are removed.
    fn settle(&self, temporary: Temporary<'_>, mut expected: Held, mut put: Held) -> Result<()> {
        for round in 0..MOST_EXCHANGES {
            // A program that still has the note open for writing gets it back at once. Later it already has its name.
            let looks = if round == 0 { 1 } else { MOST_LOOKS };
            let Ok(mut out) = self.displaced(&temporary) else { return Err(self.rescue(temporary)) };
            if out.is(&expected) && (round > 0 || !out.is_open) {
                // It is unknown which of the two is newer.
                let Some(bytes) = &expected.bytes else { return Err(self.rescue(temporary)) };
                // It takes a while until a program shows that opened the old file by its name just before.
                let synced = sync_folder(self.folder);
                match self.remove(&temporary, bytes, looks) {
                    // Where the old text could not be removed, a later sweep removes it.
                    Ok(Ok(_)) => {
                        temporary.published();
                        synced.map_err(|error| self.io(error))?;
                        return if round == 0 { Ok(()) } else { Err(changed_meanwhile(self.note)) };
                    }
                    Ok(Err(now)) if round == 0 || !now.is(&expected) => out = now,
                    Ok(Err(_)) | Err(_) => return Err(self.rescue(temporary)),
                }
            }
            match exchange(self.folder, temporary.name(), self.name) {
                Ok(()) => expected = std::mem::replace(&mut put, out.as_put()),
                Err(Errno::NOENT) => match rename_to_free(self.folder, temporary.name(), self.name) {
                    Ok(()) => {
                        temporary.published();
                        return Err(changed_meanwhile(self.note));
                    }
                    // Another program recreates it at this very moment.
                    Err(Errno::EXIST) => {}
                    Err(_) => return Err(self.rescue(temporary)),
                },
                Err(_) => return Err(self.rescue(temporary)),
            }
        }
        Err(self.rescue(temporary))
    }

    /// Returns what an exchange brought out.
    fn displaced(&self, temporary: &Temporary<'_>) -> io::Result<Held> {
        match open_in(self.folder, temporary.name()) {
            Ok(file) => held(&file, &writers(&file)),
            Err(Errno::LOOP | Errno::MLINK | Errno::NXIO | Errno::ACCESS) => {
                let found = statat(self.folder, temporary.name(), AtFlags::SYMLINK_NOFOLLOW)?;
                // The widths differ between systems; only equality counts.
                #[allow(clippy::useless_conversion, clippy::unnecessary_fallible_conversions, reason = "see above")]
                let which = (u64::try_from(found.st_dev).unwrap_or(0), u64::try_from(found.st_ino).unwrap_or(0));
                Ok(Held { which, bytes: None, is_open: false })
            }
            Err(errno) => Err(errno.into()),
        }
    }

    /// Removes the file that an exchange brought out if it holds these bytes and no program can write to it; otherwise
    /// returns what it is as an error. Returns whether it is gone: the removal itself may fail.
    fn remove(&self, temporary: &Temporary<'_>, bytes: &[u8], looks: u64) -> io::Result<Result<bool, Held>> {
        let file = open_in(self.folder, temporary.name())?;
        let mut looks = looks;
        loop {
            let writers = writers(&file);
            let now = held(&file, &writers)?;
            looks -= 1;
            if now.bytes.as_deref() != Some(bytes) || (now.is_open && looks == 0) {
                return Ok(Err(now));
            }
            if !now.is_open {
                // Here the lease is still held.
                return Ok(Ok(discard(self.folder, temporary.name())));
            }
            drop(writers);
            sleep(Duration::from_millis(BETWEEN_LOOKS));
        }
    }

    /// Takes the name from the note, and removes it only then: a save in between is kept.
    fn take_away(&self, read: &[u8]) -> Result<()> {
        let temporary = self.prepare(read, b"")?;
        renameat(self.folder, self.name, self.folder, temporary.name()).map_err(|errno| self.io(errno.into()))?;
        if let Ok(Ok(true)) = self.remove(&temporary, read, MOST_LOOKS) {
            temporary.published();
            return sync_folder(self.folder).map_err(|error| self.io(error));
        }
        match rename_to_free(self.folder, temporary.name(), self.name) {
            Ok(()) => {
                temporary.published();
                Err(changed_meanwhile(self.note))
            }
            Err(_) => Err(self.rescue(temporary)),
        }
    }

    /// Keeps a text that could not get its name back, under a name by which the next walk reports it.
    fn rescue(&self, temporary: Temporary<'_>) -> VaultError {
        let kept = keep(self.folder, temporary.name()).unwrap_or_else(|| temporary.name().to_owned());
        temporary.published();
        refuse(self.note, &format!("it kept changing while it was being written; one of its versions is in `{kept}`"))
    }

    /// For file systems that cannot exchange names: compares once more, then renames. In the meantime no program can
    /// write to the note; but a file that another program puts in its place between the two steps is lost.
    pub(super) fn publish_by_rename(&self, temporary: Temporary<'_>, read: &[u8]) -> Result<()> {
        let current = open_in(self.folder, self.name).map_err(|_| changed_meanwhile(self.note))?;
        let writers = writers(&current);
        if !held(&current, &writers).is_ok_and(|now| now.is(&Held::from_bytes(read)) && !now.is_open) {
            return Err(changed_meanwhile(self.note));
        }
        renameat(self.folder, temporary.name(), self.folder, self.name).map_err(|errno| self.io(errno.into()))?;
        temporary.published();
        sync_folder(self.folder).map_err(|error| self.io(error))
    }

    fn create(&self, bytes: &[u8]) -> io::Result<Created> {
        if statat(self.folder, self.name, AtFlags::SYMLINK_NOFOLLOW).is_ok() {
            return Ok(Created::Exists);
        }
        let (temporary, draft) = Temporary::create(self.folder, Mode::from_raw_mode(0o666))?;
        draft.fill(bytes)?;
        match rename_to_free(self.folder, temporary.name(), self.name) {
            Ok(()) => temporary.published(),
            Err(Errno::EXIST) => return Ok(Created::Exists),
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP | Errno::PERM) => match self.create_in_place(bytes) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(Created::Exists),
                other => other?,
            },
            Err(errno) => return Err(errno.into()),
        }
        sync_folder(self.folder)?;
        Ok(Created::New)
    }

    /// For file systems that cannot link, and cannot rename without replacing.
    fn create_in_place(&self, bytes: &[u8]) -> io::Result<()> {
        use std::io::Write as _;

        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut file = File::from(openat(self.folder, self.name, flags, Mode::from_raw_mode(0o666))?);
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        if written.is_err() {
            unlinkat(self.folder, self.name, AtFlags::empty())?;
        }
        written
    }

    fn io(&self, error: io::Error) -> VaultError {
        VaultError::io("write", self.note.as_str())(error)
    }
}

fn held(file: &File, writers: &Writers<'_>) -> io::Result<Held> {
    let (metadata, bytes) = (file.metadata()?, bytes_of(file)?);
    let is_open = match writers {
        Writers::Nobody(lease) => lease.is_wanted(),
        Writers::Somebody => true,
        Writers::Untold => false,
    };
    Ok(Held { which: (metadata.dev(), metadata.ino()), bytes, is_open })
}

/// Returns the bytes of a file, from its beginning; `None` if it is not a file, is too large to compare, or changes in
/// the meantime.
fn bytes_of(file: &File) -> io::Result<Option<Vec<u8>>> {
    rustix::fs::seek(file, rustix::fs::SeekFrom::Start(0))?;
    Ok(if let StampedRead::Read(bytes, _) = glance_at(file, LARGEST)? { Some(bytes) } else { None })
}

/// Returns whether the system makes a file or folder immutable, or append-only.
#[cfg(target_os = "linux")]
fn is_frozen(file: BorrowedFd<'_>) -> bool {
    use rustix::fs::{StatxAttributes, StatxFlags, statx};

    let frozen = StatxAttributes::IMMUTABLE | StatxAttributes::APPEND;
    statx(file, "", AtFlags::EMPTY_PATH, StatxFlags::empty()).is_ok_and(|found| found.stx_attributes.intersects(frozen))
}

#[cfg(not(target_os = "linux"))]
fn is_frozen(_: BorrowedFd<'_>) -> bool {
    false
}

/// Lets two files exchange their names.
#[cfg(target_os = "linux")]
fn exchange(folder: BorrowedFd<'_>, one: &str, other: &str) -> Result<(), Errno> {
    rustix::fs::renameat_with(folder, one, folder, other, rustix::fs::RenameFlags::EXCHANGE)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: BorrowedFd<'_>, _: &str, _: &str) -> Result<(), Errno> {
    Err(Errno::NOSYS)
}
