//! Why something could not be done with the files of a vault: what was tried, on which path, and the cause.

use std::io;
use std::path::PathBuf;

use crate::core::config::ConfigError;

/// Results of this room.
pub(super) type Result<T, E = VaultError> = std::result::Result<T, E>;

/// Why something could not be done with a vault.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    /// Something could not be done with a file or folder.
    #[error("cannot {action} {}: {source}", .path.display())]
    Io {
        /// What was tried: `read`, `write`, `list` …
        action: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// The vault is not there, or not a folder.
    #[error("there is no vault at {}: {reason}", .path.display())]
    NoVault {
        /// Where it was looked for.
        path: PathBuf,
        /// The reason.
        reason: String,
    },
    /// A part of the vault could not be read, so nothing is written from the rest.
    #[error("{}", unreadable(.failures))]
    Unreadable {
        /// Each path with the reason.
        failures: Vec<(PathBuf, String)>,
    },
    /// The configuration is invalid.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A write was refused because it would have lost something.
    #[error("{0}")]
    Refused(String),
    /// A note was not written because another program changed it in the meantime; the caller may read it and try again.
    #[error("{0}")]
    Changed(String),
    /// A note was not written because another program has it open for writing; it can be tried again later.
    #[error("{0}: not written: another program has it open for writing; run the command again when it is closed")]
    InUse(String),
}

impl VaultError {
    /// Returns the error of an action on a path, for `map_err`.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}

fn unreadable(failures: &[(PathBuf, String)]) -> String {
    let mut message = String::from("a part of the vault cannot be read, so nothing was written:");
    for (path, reason) in failures.iter().take(10) {
        message.push_str("\n  ");
        message.push_str(&path.display().to_string());
        message.push_str(": ");
        message.push_str(reason);
    }
    if failures.len() > 10 {
        message.push_str("\n  … and more");
    }
    message.push_str("\nmake it readable, or name it under `ignore:` in coffeechat.yaml");
    message
}
