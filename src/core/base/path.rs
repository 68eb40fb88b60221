//! Where a note lies in its vault.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::text::slice;

/// A note's path relative to the vault's root, with `/` between its parts on every system. Clones share the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct NotePath(Arc<str>);

impl NotePath {
    /// Returns the path that `path` writes; `path` is relative and its parts are separated by `/`.
    #[must_use]
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        Self(path.into())
    }

    /// Returns the whole path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the folder, without a final `/`; empty for a note in the root.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.last_slash().map_or("", |slash| slice(&self.0, 0..slash))
    }

    /// Returns the file's name with its extension.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.last_slash().map_or(&*self.0, |slash| slice(&self.0, slash + 1..self.0.len()))
    }

    fn last_slash(&self) -> Option<usize> {
        memchr::memrchr(b'/', self.0.as_bytes())
    }

    /// Returns the file's name without `.md` or `.markdown`.
    #[must_use]
    pub fn stem(&self) -> &str {
        strip_extension(self.file_name())
    }

    /// Returns the whole path without `.md` or `.markdown`.
    #[must_use]
    pub fn without_extension(&self) -> &str {
        strip_extension(&self.0)
    }
}

/// Returns `name` without the extension of a note, if it has one; the case of the extension does not count.
pub(crate) fn strip_extension(name: &str) -> &str {
    for extension in [".md", ".markdown"] {
        let Some(at) = name.len().checked_sub(extension.len()) else { continue };
        if let (Some(stem), Some(end)) = (name.get(..at), name.get(at..))
            && end.eq_ignore_ascii_case(extension)
        {
            return stem;
        }
    }
    name
}

impl fmt::Display for NotePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for NotePath {
    fn from(path: String) -> Self {
        Self::new(path)
    }
}

impl From<NotePath> for String {
    fn from(path: NotePath) -> Self {
        path.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_into_folder_name_and_stem() {
        let rows = [
            ("people/Priya Nair.md", "people", "Priya Nair.md", "Priya Nair"),
            ("a/b/c.MARKDOWN", "a/b", "c.MARKDOWN", "c"),
            ("note.md", "", "note.md", "note"),
            (".md", "", ".md", ""),
            ("readme", "", "readme", "readme"),
        ];
        for (path, folder, name, stem) in rows {
            let path = NotePath::new(path);
            assert_eq!((path.folder(), path.file_name(), path.stem()), (folder, name, stem));
        }
    }
}
