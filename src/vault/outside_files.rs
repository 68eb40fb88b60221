//! Files from the command line, inside or outside the vault: they are read, and never written.

use std::fs::File;
use std::io;
use std::path::Path;

use super::error::{Result, VaultError};
use super::read::{StampedRead, glance_at};

/// Returns the bytes of a file of at most `max` bytes.
///
/// # Errors
///
/// If it is not a file, is larger, or cannot be read.
pub fn read_outside(path: &Path, max: u64) -> Result<Vec<u8>> {
    let refuse = |why: &str| Err(VaultError::Refused(format!("{}: {why}", path.display())));
    // Opening a pipe would wait for somebody to write to it.
    if !path.metadata().map_err(VaultError::io("read", path))?.is_file() {
        return refuse("it is not a file; use `-` to read from a pipe");
    }
    match File::open(path).and_then(|file| glance_at(&file, max)).map_err(VaultError::io("read", path))? {
        StampedRead::Read(bytes, _) => Ok(bytes),
        StampedRead::TooLarge { size, .. } => refuse(&format!("it has {size} bytes; at most {max} are read")),
        _ => Err(VaultError::io("read", path)(io::Error::other("it changed while it was read; try again"))),
    }
}
