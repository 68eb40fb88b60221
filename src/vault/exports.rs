//! Records which exports of a vault this machine wrote, or found as it would write them, by a hash of each. Any other
//! file is examined before it is replaced.

use std::io;
use std::path::PathBuf;

use crate::core::base::NotePath;
use crate::core::base::text::stable_hash_128;

use super::Vault;
use super::lines::Lines;

/// The most hashes that are kept; the oldest go.
const MOST: usize = 100;

/// The exports of a vault on this machine.
#[derive(Debug, Clone)]
pub struct Exports(Lines);

impl Exports {
    /// Returns the exports of a vault, remembered in the first of the state folders that has room.
    #[must_use]
    pub fn open(vault: &Vault, folders: &[PathBuf]) -> Self {
        Self(Lines::open(vault, folders, "exports", "txt"))
    }

    /// Returns whether a file at `path` held that text before.
    #[must_use]
    pub fn knows(&self, path: &NotePath, text: &str) -> bool {
        let wanted = line(path, text);
        self.0.text().lines().any(|line| line == wanted)
    }

    /// Remembers that a file at `path` holds that text.
    ///
    /// # Errors
    ///
    /// If no folder can keep it.
    pub fn remember(&self, path: &NotePath, text: &str) -> io::Result<()> {
        let line = line(path, text);
        self.0.change(|lines| {
            lines.retain(|other| *other != line);
            lines.push(line.clone());
            lines.drain(..lines.len().saturating_sub(MOST));
        })
    }
}

/// Returns the line about a file. Git may change line ends, and a spreadsheet may drop the byte order mark.
fn line(path: &NotePath, text: &str) -> String {
    let plain = text.trim_start_matches('\u{feff}').replace('\r', "");
    format!("{:032x} {}", stable_hash_128(plain.as_bytes()), path.as_str().replace(['\r', '\n'], " "))
}
