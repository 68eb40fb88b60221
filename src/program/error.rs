//! Why a run stopped.

use crate::core::config::ConfigError;
use crate::core::edit::Refusal;
use crate::vault::VaultError;

/// An alias for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a run stopped. The command line prints it and exits with 2.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Something could not be done with the vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The request is not possible; the message says what to do instead.
    #[error("{0}")]
    Usage(String),
    /// A write was refused because it would have lost something.
    #[error("{0}")]
    Refused(String),
}

impl Error {
    /// Returns the error of an option whose value means nothing, for `map_err`.
    pub fn option(name: &str) -> impl Fn(String) -> Self {
        move |why| Self::Usage(format!("--{name}: {why}"))
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Vault(error.into())
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.reason)
    }
}
