//! The editor that the user named in the environment: the only program that this one ever starts, and only for `--edit`.
#![expect(clippy::disallowed_methods, reason = "the user asked for an editor, and the environment says which")]

use std::path::Path;
use std::process::Command;

use crate::program::error::{Error, Result};
use crate::vault::VaultError;

/// A command line that opens a file and returns when the user is done with it.
pub(super) struct Editor(String);

impl Editor {
    /// Returns `$VISUAL`, otherwise `$EDITOR`.
    ///
    /// # Errors
    ///
    /// If neither is set; the message says how to set one.
    pub(super) fn of_the_user() -> Result<Self> {
        let named = |name| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        named("VISUAL").or_else(|| named("EDITOR")).map(Self).ok_or_else(|| {
            Error::Usage(String::from(
                "--edit does not know your editor: set VISUAL or EDITOR, as in `export EDITOR=nano` or `export VISUAL=\"code --wait\"`",
            ))
        })
    }

    /// Opens a file and waits until the editor ends. As with git, the shell reads the command line, so that it may hold
    /// options and quotes; on Windows it is split at spaces.
    ///
    /// # Errors
    ///
    /// If the editor cannot be started, or ends with a failure.
    pub(super) fn open(&self, file: &Path) -> Result<()> {
        let Self(line) = self;
        let mut command = if cfg!(windows) {
            let mut words = line.split_whitespace();
            let mut command = Command::new(words.next().unwrap_or(line));
            command.args(words);
            command
        } else {
            let mut command = Command::new("sh");
            command.arg("-c").arg(format!("{line} \"$@\"")).arg(line);
            command
        };
        let status = command.arg(file).status().map_err(VaultError::io("start the editor for", file))?;
        if status.success() {
            return Ok(());
        }
        Err(Error::Refused(format!("the note was made, but the editor `{line}` ended with {status}")))
    }
}
