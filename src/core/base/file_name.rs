//! What a file's name says about it: a note, a temporary file, or rules to ignore files. Names of copies are in
//! `copies`.
//!
//! Pure: nothing here looks at a disk. Names may hold any bytes, because a disk may.

use std::ffi::OsStr;

/// The start of the name of every temporary file this program makes.
pub(crate) const OWN_PREFIX: &str = ".coffeechat-";
/// The end of its name, so that note-taking programs and git's usual ignore rules do not treat it as a note.
pub(crate) const OWN_SUFFIX: &str = ".tmp";

const EXTENSIONS: [&[u8]; 2] = [b".md", b".markdown"];

/// Returns whether a file of that name is a note: `*.md` or `*.markdown`, in any case, and not hidden by a dot.
#[must_use]
pub(crate) fn is_note(name: impl AsRef<OsStr>) -> bool {
    let name = name.as_ref().as_encoded_bytes();
    !name.starts_with(b".") && EXTENSIONS.iter().any(|extension| ends_with(name, extension))
}

/// Returns whether a file or folder of that name is hidden: its first character is a dot.
#[must_use]
pub(crate) fn is_hidden(name: impl AsRef<OsStr>) -> bool {
    name.as_ref().as_encoded_bytes().starts_with(b".")
}

/// Returns whether a folder with that path holds the copies that Logseq keeps of older versions of notes.
#[must_use]
pub(crate) fn is_of_old_versions(path: &str) -> bool {
    ["logseq/bak", "logseq/version-files"]
        .iter()
        .any(|folder| path.strip_suffix(folder).is_some_and(|above| above.is_empty() || above.ends_with('/')))
}

/// Returns whether an editor or a sync tool makes temporary files of that name.
///
/// Backups (`x~`), vim's probe (`4913`), Emacs' locks and autosaves (`.#x`, `#x#`), the steps of a save by `JetBrains`
/// editors, Syncthing's downloads, the owner files of office programs (`~$x`) and everything that ends in `.tmp`.
#[must_use]
pub(crate) fn is_temporary(name: impl AsRef<OsStr>) -> bool {
    let name = name.as_ref().as_encoded_bytes();
    name == b"4913"
        || name.ends_with(b"~")
        || ends_with(name, b".tmp")
        || (name.len() > 1 && name.starts_with(b"#") && name.ends_with(b"#"))
        || [&b".#"[..], b"~$", b".syncthing.", b"~syncthing~"].iter().any(|start| name.starts_with(start))
        || (name.ends_with(b"___") && memchr::memmem::find(name, b"___jb_").is_some())
}

/// The names of files whose rules exclude other files from a walk; the rules of a later one come first.
pub(crate) const RULES: [&str; 2] = [".gitignore", ".ignore"];

/// Returns whether a file of that name has rules that exclude other files from a walk.
#[must_use]
pub(crate) fn is_rules(name: &str) -> bool {
    RULES.contains(&name)
}

/// Returns the name of the note that is still in the cloud, if `name` is the placeholder that a sync tool leaves for it:
/// iCloud (`.x.md.icloud`), Nextcloud (`x.md.nextcloud`) or ownCloud (`x.md.owncloud`).
#[must_use]
pub(crate) fn placeholder_of(name: &str) -> Option<&str> {
    // Nearly every name is done with here.
    let (note, tool) = name.rsplit_once('.')?;
    let note = match tool {
        "icloud" => note.strip_prefix('.')?,
        "nextcloud" | "owncloud" => note,
        _ => return None,
    };
    is_note(note).then_some(note)
}

/// Returns whether `name` is that of a temporary file of this program.
pub(crate) fn is_own_temporary(name: &[u8]) -> bool {
    name.starts_with(OWN_PREFIX.as_bytes()) && name.ends_with(OWN_SUFFIX.as_bytes())
}

fn ends_with(name: &[u8], end: &[u8]) -> bool {
    name.len().checked_sub(end.len()).and_then(|at| name.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_told_by_their_extension() {
        for name in ["a.md", "a.MD", "a.Markdown", "ü.md", "a.b.md", "4913.md", "a b.md", "x.tmp.md", "日本.md"] {
            assert!(is_note(name), "{name}");
            assert!(!is_temporary(name), "{name}");
        }
        for name in ["md", "a.md~", "a.mdx", "a.txt", ".md", ".a.md", "a.md.tmp", "a.md.icloud", "", "a.md___jb_tmp___"]
        {
            assert!(!is_note(name), "{name}");
        }
    }

    #[test]
    fn temporary_files_are_told_by_their_name() {
        let rows = [
            "note.md~",
            "~",
            "4913",
            "#note.md#",
            ".#note.md",
            "note.md.tmp",
            "note.TMP",
            "~$note.md",
            ".syncthing.note.md.tmp",
            "~syncthing~note.md.tmp",
            "~syncthing~note.md",
            "note.md___jb_tmp___",
            "note.md___jb_old___",
            ".coffeechat-0123456789abcdef.tmp",
        ];
        for name in rows {
            assert!(is_temporary(name), "{name}");
        }
        for name in ["#", "#tag.md", "C#.md", "49131", "tmp", "a~b.md", "jb_tmp___", "sedAbC123"] {
            assert!(!is_temporary(name), "{name}");
        }
    }

    #[test]
    fn rules_are_told_by_their_name() {
        assert!(is_rules(".gitignore") && is_rules(".ignore") && !is_rules("a.ignore") && !is_rules("ignore"));
    }

    #[test]
    fn a_placeholder_names_the_note_in_the_cloud() {
        assert_eq!(placeholder_of(".x.md.icloud"), Some("x.md"));
        assert_eq!(placeholder_of("x.md.nextcloud"), Some("x.md"));
        assert_eq!(placeholder_of("x.md.owncloud"), Some("x.md"));
        for name in [".icloud", "x.md.icloud", ".x.txt.icloud", ".x.md", "x.txt.nextcloud", ".nextcloud", "x.md"] {
            assert_eq!(placeholder_of(name), None, "{name}");
        }
    }
}
