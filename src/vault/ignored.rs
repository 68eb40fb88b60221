//! What is not read: the globs of the configuration, and what `.gitignore` and `.ignore` exclude.
//!
//! The `ignore` crate does the matching. This module only decides which file counts where: a folder's own rules before
//! those of the folders above it, `.ignore` before `.gitignore`, and the configuration before all of them. Files above
//! the root do not count, since a vault should mean the same in every place.

use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::core::base::NotePath;
use crate::core::base::file_name::RULES;
use crate::core::config::ConfigError;

use super::error::{Result, VaultError};
use super::read::{Read, StampedRead};
use super::{FILE_NAME, Vault};

/// The largest file of ignore rules that is read, in bytes.
const LARGEST_RULES: u64 = 1024 * 1024;
/// The most globs a configuration may hold: each is matched against every path.
const MOST_GLOBS: usize = 1000;

/// The rules that hold for the folder the walk is in.
pub(super) struct Ignored {
    globs: Gitignore,
    /// The rules of the folders from the root to here that have any, each with the folder's depth.
    layers: Vec<(usize, Gitignore)>,
}

impl Ignored {
    /// Returns the rules of a vault's configuration.
    pub(super) fn new(root: &Path, globs: &[String]) -> Result<Self> {
        let refuse = |why: String| VaultError::from(ConfigError(format!("{FILE_NAME}: {why}")));
        if globs.len() > MOST_GLOBS {
            return Err(refuse(format!("`ignore:` has {} globs; at most {MOST_GLOBS} are allowed", globs.len())));
        }
        let mut builder = GitignoreBuilder::new(root);
        builder.allow_unclosed_class(false);
        for glob in globs {
            builder.add_line(None, glob).map_err(|error| {
                refuse(format!("`ignore:` holds `{}`, which is not a glob: {error}", glob.escape_debug()))
            })?;
        }
        let globs = builder.build().map_err(|error| refuse(format!("`ignore:` cannot be followed: {error}")))?;
        Ok(Self { globs, layers: Vec::new() })
    }

    /// Forgets the rules of folders that do not contain an entry at `depth`.
    pub(super) fn climb_to(&mut self, depth: usize) {
        while self.layers.last().is_some_and(|&(folder, _)| folder >= depth) {
            self.layers.pop();
        }
    }

    /// Adds the rules of a folder; returns each file of rules that could not be read, with the reason.
    ///
    /// `relative` is the folder's path below the root, empty for the root itself.
    pub(super) fn enter(
        &mut self,
        vault: &Vault,
        folder: &Path,
        relative: &str,
        depth: usize,
    ) -> Vec<(PathBuf, String)> {
        let mut failures = Vec::new();
        let mut builder = None;
        for name in RULES {
            let path = if relative.is_empty() { name.to_owned() } else { format!("{relative}/{name}") };
            let path = NotePath::new(path);
            let read = match vault.read_stamped(&path, LARGEST_RULES) {
                // A folder without rules is the usual case and not waited for.
                StampedRead::Vanished => continue,
                StampedRead::Read(bytes, _) => Read::Bytes(bytes),
                _ => vault.read(&path, LARGEST_RULES),
            };
            let bytes = match read {
                Read::Bytes(bytes) => bytes,
                // Like git, do not follow a link to rules: they could be anyone's file.
                Read::NotAFile | Read::Vanished => continue,
                other => {
                    failures.push((path.as_str().into(), other.why_not()));
                    continue;
                }
            };
            add_lines(builder.get_or_insert_with(|| GitignoreBuilder::new(folder)), &bytes);
        }
        match builder.map(|builder| builder.build()) {
            Some(Ok(rules)) if !rules.is_empty() => self.layers.push((depth, rules)),
            Some(Err(error)) => failures.push((Path::new(relative).join(".gitignore"), error.to_string())),
            _ => {}
        }
        failures
    }

    /// Returns whether the file or folder at the absolute `path` is not to be read.
    pub(super) fn hides(&self, path: &Path, is_folder: bool) -> bool {
        let layers = self.layers.iter().rev().map(|(_, rules)| rules);
        let rules = std::iter::once(&self.globs).chain(layers).filter(|rules| !rules.is_empty());
        for rules in rules {
            match rules.matched(path, is_folder) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => {}
            }
        }
        false
    }
}

/// Adds the rules a file holds. As in git, a line that is not a rule excludes nothing.
fn add_lines(builder: &mut GitignoreBuilder, bytes: &[u8]) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for line in bytes.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if let Ok(line) = str::from_utf8(line) {
            // The builder keeps the rules before and after one that it rejects.
            drop(builder.add_line(None, line));
        }
    }
}
