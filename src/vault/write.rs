//! Replaces a note, or makes a new one; never over bytes that nobody here has read.
//!
//! Reading, comparing and then renaming loses a save that falls between the last two. So the new file and the note
//! *exchange* their names, and what came out is compared: if it is not what was read, it goes back.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd as _, BorrowedFd};
use std::os::unix::fs::MetadataExt as _;
use std::sync::PoisonError;

use rustix::fs::{AtFlags, Mode, OFlags, linkat, openat, renameat, statat, unlinkat};
use rustix::io::Errno;

use super::beneath::{open_in, sync_folder};
use super::read::{Glance, glance_at};
use super::temporary::{STALE, Temporary, sweep, token};
use super::{Created, Vault, Written, folder_of};
use crate::error::{Error, Result};
use crate::model::NotePath;

/// How often the names are exchanged before giving up on a note that someone else keeps replacing.
const MOST_EXCHANGES: usize = 16;
/// The largest file that is read to see whether it is what was expected. Nothing that large is ever made here.
const LARGEST: u64 = 1 << 30;

impl Vault {
    /// Replaces the bytes of a note by `new`, if it still holds the bytes `read`.
    ///
    /// Mode, group, access lists and extended attributes stay. Equal bytes are not written. The note is whole at every
    /// moment, on the disk too: after a crash it holds the old bytes or the new ones.
    ///
    /// # Errors
    ///
    /// [`Error::NoVault`] if the root is not the folder it was; [`Error::Changed`] if the note no longer holds `read`;
    /// [`Error::Refused`] if it is a link, read-only, or someone else's; [`Error::Io`] if a step failed. The note is as it was found then, unless only the
    /// last step failed, which makes the new name last: in that case it has the new bytes.
    pub fn write_if_unchanged(&self, note: &NotePath, read: &[u8], new: &[u8]) -> Result<Written> {
        if read == new {
            return Ok(Written::Unchanged);
        }
        let path = folder_of(note)?;
        self.must_be_there()?;
        let folder = self.root.open_folder(path).map_err(|error| not_through_links(note, error))?;
        // Looking through a folder takes long if it is large, so only a walk's word that there is something is followed.
        if self.leftovers.lock().unwrap_or_else(PoisonError::into_inner).contains(path) {
            sweep(folder.as_fd(), STALE);
        }
        Place::new(folder.as_fd(), note).replace(read, new)?;
        Ok(Written::Replaced)
    }

    /// Makes a new file of these bytes, and the folders it lies in; what is there already stays as it is.
    ///
    /// # Errors
    ///
    /// [`Error::NoVault`] if the root is not the folder it was; [`Error::Io`] if a step failed. No part of the file is left
    /// then.
    pub fn create(&self, path: &NotePath, bytes: &[u8]) -> Result<Created> {
        let folder = folder_of(path)?;
        self.must_be_there()?;
        let folder = self.root.make_folder(folder).map_err(|error| not_through_links(path, error))?;
        Place::new(folder.as_fd(), path).create(bytes).map_err(Error::io("create", path.as_str()))
    }
}

fn not_through_links(note: &NotePath, error: io::Error) -> Error {
    match Errno::from_io_error(&error) {
        Some(Errno::LOOP | Errno::NOTDIR) => refuse(note, "its folder is a symbolic link or a file"),
        Some(Errno::NOENT) => changed(note, "its folder is not there any more"),
        _ => Error::io("write", note.as_str())(error),
    }
}

fn refuse(note: &NotePath, why: &str) -> Error {
    Error::Refused(format!("{note}: not written: {why}"))
}

fn changed(note: &NotePath, how: &str) -> Error {
    Error::Changed(format!("{note}: not written: {how}"))
}

fn changed_meanwhile(note: &NotePath) -> Error {
    changed(note, "it changed while it was being written; what is there now was kept, so run the command again")
}

/// A name in an open folder.
pub(super) struct Place<'a> {
    folder: BorrowedFd<'a>,
    name: &'a str,
    note: &'a NotePath,
}

/// What a name stands for at some moment.
#[derive(PartialEq, Eq)]
enum Held {
    Bytes(Vec<u8>),
    /// Not a file, or one too large or too lively to compare; told by its device and inode.
    Other(u64, u64),
}

impl<'a> Place<'a> {
    pub(super) fn new(folder: BorrowedFd<'a>, note: &'a NotePath) -> Self {
        Self { folder, name: note.file_name(), note }
    }

    fn replace(&self, read: &[u8], new: &[u8]) -> Result<()> {
        let temporary = self.prepare(read, new)?;
        self.publish(temporary, read, new)
    }

    /// Makes the temporary file that is to become the note, after all that speaks against a write was looked at.
    pub(super) fn prepare(&self, read: &[u8], new: &[u8]) -> Result<Temporary<'_>> {
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
        if held(&current).map_err(|error| self.io(error))? != Held::Bytes(read.to_vec()) {
            return Err(changed(self.note, "it changed since it was read; run the command again"));
        }
        let temporary = Temporary::create(self.folder, Mode::RUSR | Mode::WUSR).map_err(|error| self.io(error))?;
        // A new file belongs to whoever writes; on a disk without owners, to whomever the disk names.
        if temporary.metadata().map_err(|error| self.io(error))?.uid() != metadata.uid() {
            return Err(refuse(self.note, "it belongs to another user"));
        }
        temporary.resemble(&current).map_err(|error| {
            refuse(self.note, &format!("its group, access list or attributes cannot be kept ({error})"))
        })?;
        temporary.fill(new).map_err(|error| self.io(error))?;
        Ok(temporary)
    }

    /// Puts the prepared file in the place of the note, unless the note is no longer what was read.
    pub(super) fn publish(&self, temporary: Temporary<'_>, read: &[u8], new: &[u8]) -> Result<()> {
        match exchange(self.folder, temporary.name(), self.name) {
            Ok(()) => self.settle(temporary, Held::Bytes(read.to_vec()), Held::Bytes(new.to_vec())),
            Err(Errno::NOENT) => Err(changed_meanwhile(self.note)),
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => self.publish_by_rename(temporary, read),
            Err(errno) => Err(self.io(errno.into())),
        }
    }

    /// Compares what an exchange brought out with what was expected, and exchanges again until the two agree.
    ///
    /// Each time they do not, someone put a newer file in the note's place, and it is that file which must get the
    /// name back. What was put there before it is what the next exchange must bring out.
    fn settle(&self, temporary: Temporary<'_>, mut expected: Held, mut put: Held) -> Result<()> {
        for round in 0..MOST_EXCHANGES {
            let Ok(mut out) = self.displaced(&temporary) else { return Err(self.rescue(temporary)) };
            if out == expected {
                sync_folder(self.folder).map_err(|error| self.io(error))?;
                // Meanwhile an editor that had the old file open may have finished its save into it.
                let Ok(again) = self.displaced(&temporary) else { return Err(self.rescue(temporary)) };
                if again == expected {
                    return if round == 0 { Ok(()) } else { Err(changed_meanwhile(self.note)) };
                }
                out = again;
            }
            expected = std::mem::replace(&mut put, out);
            match exchange(self.folder, temporary.name(), self.name) {
                Ok(()) => {}
                Err(Errno::NOENT) if restore(self.folder, temporary.name(), self.name).is_ok() => {
                    temporary.published();
                    return Err(changed_meanwhile(self.note));
                }
                Err(_) => return Err(self.rescue(temporary)),
            }
        }
        Err(self.rescue(temporary))
    }

    /// Keeps a text that could not get its name back, under a name by which the next walk reports it.
    fn rescue(&self, temporary: Temporary<'_>) -> Error {
        let name = format!("coffeechat (conflicted copy {}).md", token());
        let renamed = restore(self.folder, temporary.name(), &name).is_ok();
        let kept = if renamed { name } else { temporary.name().to_owned() };
        temporary.published();
        changed(self.note, &format!("it kept changing while it was being written; one of its versions is in `{kept}`"))
    }

    /// For file systems that cannot exchange names: compares once more, then renames.
    pub(super) fn publish_by_rename(&self, temporary: Temporary<'_>, read: &[u8]) -> Result<()> {
        let now = open_in(self.folder, self.name).map_err(io::Error::from).and_then(|file| held(&file));
        if !now.is_ok_and(|now| now == Held::Bytes(read.to_vec())) {
            return Err(changed_meanwhile(self.note));
        }
        renameat(self.folder, temporary.name(), self.folder, self.name).map_err(|errno| self.io(errno.into()))?;
        temporary.published();
        sync_folder(self.folder).map_err(|error| self.io(error))
    }

    fn displaced(&self, temporary: &Temporary<'_>) -> io::Result<Held> {
        match open_in(self.folder, temporary.name()) {
            Ok(file) => held(&file),
            Err(Errno::LOOP | Errno::MLINK | Errno::NXIO | Errno::ACCESS) => {
                let found = statat(self.folder, temporary.name(), AtFlags::SYMLINK_NOFOLLOW)?;
                // The widths differ between systems; only equality counts.
                #[allow(clippy::useless_conversion, clippy::unnecessary_fallible_conversions, reason = "see above")]
                Ok(Held::Other(u64::try_from(found.st_dev).unwrap_or(0), u64::try_from(found.st_ino).unwrap_or(0)))
            }
            Err(errno) => Err(errno.into()),
        }
    }

    fn create(&self, bytes: &[u8]) -> io::Result<Created> {
        if statat(self.folder, self.name, AtFlags::SYMLINK_NOFOLLOW).is_ok() {
            return Ok(Created::Exists);
        }
        let temporary = Temporary::create(self.folder, Mode::from_raw_mode(0o666))?;
        temporary.fill(bytes)?;
        match restore(self.folder, temporary.name(), self.name) {
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

    /// For file systems that can neither link nor rename without replacing.
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

    fn io(&self, error: io::Error) -> Error {
        Error::io("write", self.note.as_str())(error)
    }
}

fn held(file: &File) -> io::Result<Held> {
    if let Glance::Read(bytes, _) = glance_at(file, LARGEST)? {
        return Ok(Held::Bytes(bytes));
    }
    let metadata = file.metadata()?;
    Ok(Held::Other(metadata.dev(), metadata.ino()))
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

/// Gives a file a name that is free, and takes the old one away.
fn restore(folder: BorrowedFd<'_>, from: &str, to: &str) -> Result<(), Errno> {
    #[cfg(target_os = "linux")]
    match rustix::fs::renameat_with(folder, from, folder, to, rustix::fs::RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
        other => return other,
    }
    linkat(folder, from, folder, to, AtFlags::empty())?;
    unlinkat(folder, from, AtFlags::empty())
}
