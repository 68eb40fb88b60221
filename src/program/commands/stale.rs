//! What is out of date on the disk, and how it is written.

use crate::core::base::NotePath;
use crate::program::error::Result;
use crate::vault::{Vault, VaultError};

/// A note whose blocks are out of date, or an output that is.
pub(super) struct Stale {
    pub(super) path: NotePath,
    /// What was read; `None` where there is no such note yet.
    pub(super) old: Option<String>,
    pub(super) new: String,
    /// Hashes of what is the program's own in it: of the old text, and of the new one.
    pub(super) own: [u64; 2],
    /// Whether its blocks are filled for the first time, in a note that the settings do not name.
    pub(super) is_new_page: bool,
}

impl Stale {
    /// Writes it, if the disk still holds what was read.
    pub(super) fn write(&self, vault: &Vault) -> Result<(), VaultError> {
        vault.put(&self.path, self.old.as_deref(), Some(&self.new))
    }
}

/// Writes all of them; one that cannot be written keeps none of the others from it. Returns the first error.
pub(super) fn write_all(vault: &Vault, all: &[Stale]) -> Result<()> {
    vault.sweep_leftovers();
    let results: Vec<Result<(), VaultError>> = all.iter().map(|stale| stale.write(vault)).collect();
    Ok(results.into_iter().collect::<Result<(), VaultError>>()?)
}
