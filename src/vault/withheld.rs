//! Notes whose text is not in their file: locked, not downloaded, or kept elsewhere by git. They can be read as soon as
//! somebody unlocks or downloads them, so a vault that holds one is not whole.
//!
//! They are recognised by the marks that the tools leave, never by a guess: a note that only mentions such a tool is a
//! note.

use crate::core::base::NotePath;
use crate::core::base::diagnostic::{Code, Diagnostic};

/// A larger file is not a pointer: Git LFS and git-annex write less than that.
const LARGEST_POINTER: usize = 32 * 1024;

/// Why the text of a note is not in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Withheld {
    /// git-crypt has locked it.
    GitCrypt,
    /// It is a pointer of Git LFS.
    GitLfs,
    /// It is a pointer of git-annex.
    GitAnnex,
    /// It is a symbolic link into git-annex.
    GitAnnexLink,
    /// A sync tool left a placeholder for it.
    NotDownloaded,
}

impl Withheld {
    /// Returns why the bytes of a file are not the text of a note; `None` if they may be.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\0GITCRYPT\0") {
            return Some(Self::GitCrypt);
        }
        if !matches!(bytes.first(), Some(b'v' | b'/' | b'.')) || bytes.len() > LARGEST_POINTER {
            return None;
        }
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        if let Some(url) = first.strip_prefix("version https://") {
            let is_lfs = matches!(url, "git-lfs.github.com/spec/v1" | "hawser.github.com/spec/v1");
            return (is_lfs && lines.any(|line| line.starts_with("oid "))).then_some(Self::GitLfs);
        }
        // If links cannot be made, git writes their targets into files.
        let is_pointer =
            first.starts_with("/annex/objects/") || (Self::of_link(first).is_some() && lines.next().is_none());
        is_pointer.then_some(Self::GitAnnex)
    }

    /// Returns why nothing is read through a symbolic link with that target; `None` if git-annex did not make it.
    #[must_use]
    pub fn of_link(target: &str) -> Option<Self> {
        let places = [".git/annex/objects/", ".git\\annex\\objects\\"];
        let is_annexed = places.iter().any(|place| target.split_once(place).is_some_and(|(_, key)| !key.is_empty()));
        is_annexed.then_some(Self::GitAnnexLink)
    }

    /// Returns a description, and what to do.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::GitCrypt => "it is locked by git-crypt; `git-crypt unlock` unlocks it",
            Self::GitLfs => "it is a Git LFS pointer; `git lfs pull` fetches its text",
            Self::GitAnnex => "it is a git-annex pointer; `git annex get` fetches its text",
            Self::GitAnnexLink => {
                "it is a link into git-annex, and no note is read through a link; `git annex get` and then \
                 `git annex unlock` make it a file"
            }
            Self::NotDownloaded => "a sync tool has left it in the cloud; download it, and keep the vault downloaded",
        }
    }

    /// Returns the finding about such a note.
    #[must_use]
    pub fn finding(self, note: &NotePath) -> Diagnostic {
        let code = if self == Self::GitCrypt { Code::Locked } else { Code::NotDownloaded };
        let (what, remedy) = self.reason().split_once("; ").unwrap_or((self.reason(), ""));
        Diagnostic::new(code, note, format!("{what}, so it is not read, and no dashboard is written"))
            .hint(format!("{remedy}; or name it under `ignore:` in coffeechat.yaml"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LFS: &str = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n";

    #[test]
    fn notes_that_are_locked_or_not_here_are_told_by_their_marks() {
        let rows: [(&[u8], Option<Withheld>); 19] = [
            (b"\0GITCRYPT\0\x01\x02\xff\xfe", Some(Withheld::GitCrypt)),
            (b"\0GITCRYPT\0", Some(Withheld::GitCrypt)),
            (LFS.as_bytes(), Some(Withheld::GitLfs)),
            (b"version https://git-lfs.github.com/spec/v1\r\noid sha256:4d\r\nsize 1\r\n", Some(Withheld::GitLfs)),
            (
                b"version https://git-lfs.github.com/spec/v1\next-0-x sha256:1\noid sha256:4d\nsize 1\n",
                Some(Withheld::GitLfs),
            ),
            (b"version https://hawser.github.com/spec/v1\noid sha256:4d\nsize 1\n", Some(Withheld::GitLfs)),
            (b"/annex/objects/SHA256E-s30--4d7a.md\n", Some(Withheld::GitAnnex)),
            (b"/annex/objects/WORM-s3-m1--x.md", Some(Withheld::GitAnnex)),
            (b"../.git/annex/objects/xx/yy/SHA256E-s3--4d.md/SHA256E-s3--4d.md", Some(Withheld::GitAnnex)),
            (b".git/annex/objects/xx/yy/SHA256E-s3--4d.md/SHA256E-s3--4d.md\n", Some(Withheld::GitAnnex)),
            // Texts that only mention them, or only look broken.
            (b"version https://git-lfs.github.com/spec/v1\n\nThis line begins every pointer.\n", None),
            (b"version https://example.com/spec/v1\noid sha256:4d\nsize 1\n", None),
            (b"# Pointers\n\nversion https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 1\n", None),
            (b"../.git/annex/objects/ is where git-annex keeps files.\n\nSecond line.\n", None),
            (b"\0\0\0\0\0\0\0\0\0\0", None),
            (b"GITCRYPT", None),
            (b"---\ntype: contact\n---\n", None),
            (b"/annex/objects", None),
            (b"", None),
        ];
        for (bytes, expected) in rows {
            assert_eq!(Withheld::from_bytes(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
        let long = [LFS.as_bytes(), "x".repeat(LARGEST_POINTER).as_bytes()].concat();
        assert_eq!(Withheld::from_bytes(&long), None);
    }

    #[test]
    fn a_link_into_git_annex_is_told_by_where_it_leads() {
        let rows = [
            ("../.git/annex/objects/xx/yy/SHA256E-s3--4d.md/SHA256E-s3--4d.md", true),
            (".git/annex/objects/xx/yy/K/K", true),
            ("/home/a/vault/.git/annex/objects/xx/yy/K/K", true),
            ("../notes/annex/objects/x.md", false),
            ("x.md", false),
            (".git/annex/objects/", false),
        ];
        for (target, is_annexed) in rows {
            assert_eq!(Withheld::of_link(target).is_some(), is_annexed, "{target}");
        }
    }
}
