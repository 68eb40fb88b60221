//! Writes files that are out of date.

use crate::core::actions::pages::StaleFile;
use crate::program::error::Result;
use crate::vault::{Vault, VaultError};

/// Writes a file, if the disk still holds what was read.
pub(super) fn write(vault: &Vault, stale: &StaleFile) -> Result<(), VaultError> {
    vault.put(&stale.path, stale.old.as_deref(), Some(&stale.new))
}

/// Writes all of them; a failure does not stop the others. Returns the first error.
pub(super) fn write_all(vault: &Vault, all: &[StaleFile]) -> Result<()> {
    vault.sweep_leftovers();
    let results: Vec<Result<(), VaultError>> = all.iter().map(|stale| write(vault, stale)).collect();
    Ok(results.into_iter().collect::<Result<(), VaultError>>()?)
}
