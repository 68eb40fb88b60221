//! The bytes of one note, whole or not at all.
//!
//! A note that is being saved can be missing, empty or half written for a moment. None of that may look like "the tasks
//! were deleted", so such a note is checked again a few times before that state counts.

use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use crate::core::base::NotePath;

use super::stamp::Stamp;
use super::{Vault, is_plain, reason};

/// How much time may pass between the steps of one save.
const SETTLING: Duration = Duration::from_millis(300);
/// The pauses between two looks at an unsettled note; together [`SETTLING`].
const PAUSES: [u64; 6] = [5, 10, 20, 40, 80, 145];
/// How long all reads after a walk may wait in total. After a checkout that removes a thousand notes, it does not wait
/// a thousand times.
pub(super) const MOST_WAITING: u64 = 1500;

/// What reading a note came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// All its bytes, which belong together.
    Bytes(Vec<u8>),
    /// It is larger than asked for, and was not read.
    TooLarge {
        /// Its size in bytes.
        size: u64,
    },
    /// It is not there.
    Vanished,
    /// It is a folder, a symbolic link, a pipe, a socket or a device, or is behind a link.
    NotAFile,
    /// It could not be read, for this reason.
    Failed(String),
}

impl Read {
    /// Returns why there are no bytes, to be shown after the path.
    #[must_use]
    pub fn why_not(&self) -> String {
        match self {
            Self::Bytes(_) => String::from("it was read"),
            Self::TooLarge { size } => format!("it has {size} bytes, which is too large"),
            Self::Vanished => String::from("it is not there any more"),
            Self::NotAFile => String::from("it is not a file"),
            Self::Failed(why) => why.clone(),
        }
    }
}

/// What one look at a file showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StampedRead {
    /// All its bytes, which belong together, and the stamp that it had before and after they were read.
    Read(Vec<u8>, Stamp),
    /// It changed while it was read.
    Changing,
    /// It, or a folder on the way, is not there.
    Vanished,
    /// It is a folder, a symbolic link, a pipe, a socket or a device, or is behind a link.
    NotAFile,
    /// It is larger than asked for, and was not read.
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// Its stamp.
        stamp: Stamp,
    },
    /// It could not be read, for this reason.
    Failed(String),
}

/// Why a file could not be opened.
pub(super) enum Closed {
    /// It, or a folder on the way, is not there.
    Vanished,
    /// It is not a file, or there is a symbolic link on the way.
    NotAFile,
    /// Anything else.
    Failed(io::Error),
}

/// The time that may still be spent waiting, in milliseconds.
#[derive(Debug)]
pub(super) struct Patience(AtomicU64);

impl Default for Patience {
    fn default() -> Self {
        Self::from_milliseconds(MOST_WAITING)
    }
}

impl Patience {
    pub(super) const fn from_milliseconds(milliseconds: u64) -> Self {
        Self(AtomicU64::new(milliseconds))
    }

    #[cfg(test)]
    pub(super) fn left(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Starts again, for a new walk.
    pub(super) fn renew(&self) {
        self.0.store(MOST_WAITING, Ordering::Relaxed);
    }

    /// Waits, if there is time left.
    pub(super) fn wait(&self, milliseconds: u64) -> bool {
        let taken = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(milliseconds));
        if taken.is_ok() {
            sleep(Duration::from_millis(milliseconds));
        }
        taken.is_ok()
    }
}

impl Vault {
    /// Returns the bytes of a note of at most `max` bytes.
    ///
    /// A note that is missing, empty or changing is checked again for up to 300 ms, but only if it changed within the
    /// last 300 ms; for a missing note, its folder counts. An ordinary note is read without waiting. Never blocks on a
    /// pipe or a device.
    #[must_use]
    pub fn read(&self, note: &NotePath, max: u64) -> Read {
        let mut glance = self.read_stamped(note, max);
        for pause in PAUSES {
            let wait = match &glance {
                StampedRead::Vanished => self.root.changed_lately(note.folder()) && self.patience.wait(pause),
                StampedRead::Read(bytes, stamp) if bytes.is_empty() => {
                    stamp.is_younger_than(SETTLING, SystemTime::now()) && self.patience.wait(pause)
                }
                StampedRead::Changing => {
                    sleep(Duration::from_millis(pause));
                    true
                }
                _ => false,
            };
            if !wait {
                break;
            }
            glance = self.read_stamped(note, max);
        }
        match glance {
            StampedRead::Read(bytes, _) => Read::Bytes(bytes),
            StampedRead::TooLarge { size, .. } => Read::TooLarge { size },
            StampedRead::Vanished => Read::Vanished,
            StampedRead::NotAFile => Read::NotAFile,
            StampedRead::Failed(why) => Read::Failed(why),
            StampedRead::Changing => Read::Failed(String::from("it keeps changing while it is read; try again")),
        }
    }

    /// Looks at a file of at most `max` bytes once, without waiting. Never blocks on a pipe or a device.
    #[must_use]
    pub fn read_stamped(&self, path: &NotePath, max: u64) -> StampedRead {
        if !is_plain(path.as_str()) {
            return StampedRead::Failed(String::from("it is not a path inside the vault"));
        }
        match self.root.open_file(path.as_str()) {
            Ok(file) => glance_at(&file, max).unwrap_or_else(|error| StampedRead::Failed(reason(&error))),
            Err(Closed::Vanished) => StampedRead::Vanished,
            Err(Closed::NotAFile) => StampedRead::NotAFile,
            Err(Closed::Failed(error)) => StampedRead::Failed(reason(&error)),
        }
    }
}

/// Reads an open file, and makes sure that it was the same before and after.
pub(super) fn glance_at(file: &File, max: u64) -> io::Result<StampedRead> {
    let before = file.metadata()?;
    if !before.is_file() {
        return Ok(StampedRead::NotAFile);
    }
    let stamp = Stamp::of(&before);
    let size = stamp.size();
    if size > max {
        return Ok(StampedRead::TooLarge { size, stamp });
    }
    // One byte more than it has shows growth without another call.
    let room = usize::try_from(size).ok().and_then(|size| size.checked_add(1)).ok_or(io::ErrorKind::OutOfMemory)?;
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(room)?;
    fill(file, &mut bytes, room)?;
    let is_whole = bytes.len() + 1 == room && stamp == Stamp::of(&file.metadata()?);
    Ok(if is_whole { StampedRead::Read(bytes, stamp) } else { StampedRead::Changing })
}

/// Returns whether a time is less than [`SETTLING`] from now; clocks of other machines may be a little ahead.
pub(super) fn is_lately(time: SystemTime) -> bool {
    let age = time.elapsed().unwrap_or_else(|ahead| ahead.duration());
    age < SETTLING
}

/// Reads until the end, or until `bytes` holds all except the last of `room` bytes and no more arrived with them.
#[cfg(unix)]
fn fill(file: &File, bytes: &mut Vec<u8>, room: usize) -> io::Result<()> {
    while bytes.len() < room {
        let more = rustix::io::retry_on_intr(|| rustix::io::read(file, rustix::buffer::spare_capacity(bytes)))?;
        if more == 0 || bytes.len() + 1 == room {
            break;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn fill(file: &File, bytes: &mut Vec<u8>, room: usize) -> io::Result<()> {
    use std::io::Read as _;

    let most = u64::try_from(room).unwrap_or(u64::MAX);
    file.take(most).read_to_end(bytes).map(drop)
}
