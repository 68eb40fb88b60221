//! Which notes a vault has (`docs/format.md#notes-of-a-vault`). It lists folders; it opens no note and follows no link.

use std::collections::BTreeSet;
use std::fs::{self, FileType};
use std::path::{Component, Path, PathBuf};

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use walkdir::{DirEntry, WalkDir};

use crate::core::base::copy_name::conflict_original;
use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::base::{NotePath, file_name};
use crate::core::config::Config;
use crate::vault::withheld::Withheld;
use crate::vault::{Vault, is_vault, reason};

use super::error::{Result, VaultError};
use super::ignored::Ignored;

/// How many folders deep the walk goes. No vault is that deep; a runaway script's folder is.
pub(super) const DEEPEST: usize = 200;
/// How many folders the walk holds open at once; those further up are listed into memory.
const MOST_OPEN: usize = 8;

/// What a walk found.
#[derive(Debug, Default)]
pub struct Listing {
    /// The notes, sorted by path.
    pub notes: Vec<NotePath>,
    /// Findings about files that look like notes but are not read, sorted by path.
    pub diagnostics: Vec<Diagnostic>,
    /// The notes with only a placeholder or a link to their text, sorted. Unless there are none, `notes` is only a part
    /// of the vault.
    pub withheld: Vec<(NotePath, Withheld)>,
    /// The folders that could not be listed, relative to the root and sorted, each with the reason. Unless there are
    /// none, `notes` is only a part of the vault.
    pub failures: Vec<(PathBuf, String)>,
    /// The folders that may hold notes of the vault, in the order of the walk; the empty path is the root.
    pub folders: Vec<NotePath>,
    /// The folder of templates as it is spelt on the disk, if it is there. Its notes are not the vault's.
    pub templates: Option<NotePath>,
    /// The folders below the root that are git repositories of their own, in the order of the walk.
    pub repositories: Vec<NotePath>,
}

impl Vault {
    /// Returns the notes of the vault.
    ///
    /// Skipped are hidden files and folders, what the rules of [`Config::ignore`], `.gitignore` and `.ignore` exclude,
    /// the folder of templates, and temporary files. Folders that are vaults of their own, conflict copies, links out of
    /// the vault, pipes and devices, and names that are not UTF-8 are skipped with a diagnostic.
    ///
    /// # Errors
    ///
    /// [`VaultError::Config`] for an invalid glob, and [`VaultError::NoVault`] if the root is not the folder it was
    /// when the vault was opened: a missing disk must not look like an empty vault.
    pub fn walk(&self, config: &Config) -> Result<Listing> {
        let mut walk = Walk::new(self, config)?;
        self.must_be_there()?;
        self.patience.renew();
        let mut entries = WalkDir::new(&self.path).max_open(MOST_OPEN).into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {
                    if !walk.enter(&entry) {
                        entries.skip_current_dir();
                    }
                }
                Ok(entry) => walk.file(&entry),
                Err(error) => walk.fail(&error),
            }
        }
        // A listing of a disk that disappeared in the meantime is not a vault.
        self.must_be_there()?;
        self.remember_leftovers(std::mem::take(&mut walk.leftovers));
        let mut listing = walk.finish();
        self.leave_out_copies(&mut listing, config);
        Ok(listing)
    }

    /// Returns an error unless the root is the folder it was when the vault was opened.
    pub(super) fn must_be_there(&self) -> Result<()> {
        if self.is_still_there() {
            return Ok(());
        }
        let reason = String::from("the folder was moved, replaced or unmounted");
        Err(VaultError::NoVault { path: self.path.clone(), reason })
    }
}

/// A walk on its way.
struct Walk<'a> {
    vault: &'a Vault,
    /// How many bytes of an entry's absolute path are before its path in the vault.
    prefix: usize,
    ignored: Ignored,
    templates: String,
    /// The folders from the root to the current one, as their paths in the vault.
    folders: Vec<PathBuf>,
    /// The folders that hold a temporary file of this program.
    leftovers: BTreeSet<String>,
    listing: Listing,
}

impl<'a> Walk<'a> {
    fn new(vault: &'a Vault, config: &Config) -> Result<Self> {
        let root = vault.path.as_os_str().as_encoded_bytes();
        let separated = root.last().is_some_and(|&last| std::path::is_separator(char::from(last)));
        Ok(Self {
            vault,
            prefix: root.len() + usize::from(!separated),
            ignored: Ignored::new(&vault.path, &config.ignore)?,
            templates: folded(&config.templates),
            folders: Vec::new(),
            leftovers: BTreeSet::new(),
            listing: Listing::default(),
        })
    }

    /// Returns whether the notes of a folder belong to the vault.
    fn enter(&mut self, entry: &DirEntry) -> bool {
        let depth = entry.depth();
        if depth > 0 && (file_name::is_hidden(entry.file_name()) || self.hides(entry)) {
            return false;
        }
        let path = match self.relative(entry.path()) {
            Ok(path) => path,
            Err(shown) => {
                self.not_utf8(&NotePath::new(shown), "no note in the folder is read");
                return false;
            }
        };
        if file_name::is_of_old_versions(&path) {
            return false;
        }
        if depth > 0 && folded(&path) == self.templates {
            self.listing.templates = Some(NotePath::new(path));
            return false;
        }
        if depth > DEEPEST {
            self.too_deep(&NotePath::new(path));
            return false;
        }
        if depth > 0 && is_vault(entry.path()) {
            self.other_vault(&NotePath::new(path));
            return false;
        }
        if depth > 0 && entry.path().join(".git").symlink_metadata().is_ok() {
            self.listing.repositories.push(NotePath::new(path.as_str()));
        }
        self.ignored.climb_to(depth);
        let failures = self.ignored.enter(self.vault, entry.path(), &path, depth);
        self.listing.failures.extend(failures);
        self.folders.truncate(depth);
        self.folders.push(PathBuf::from(&path));
        self.listing.folders.push(NotePath::new(path));
        true
    }

    fn file(&mut self, entry: &DirEntry) {
        let (name, kind) = (entry.file_name(), entry.file_type());
        if file_name::is_hidden(name) {
            if file_name::is_own_temporary(name.as_encoded_bytes()) {
                self.leftover(entry);
            }
            return self.placeholder(entry);
        }
        self.placeholder(entry);
        // Some tools put the mark of a copy after the extension.
        let copied = name.to_str().and_then(conflict_original);
        let is_note = file_name::is_note(name);
        if !(is_note || copied.is_some() || kind.is_symlink()) || file_name::is_temporary(name) || self.hides(entry) {
            return;
        }
        let path = match self.relative(entry.path()) {
            Ok(path) => NotePath::new(path),
            Err(shown) if is_note => return self.not_utf8(&NotePath::new(shown), "the note is not read"),
            Err(_) => return,
        };
        if kind.is_symlink() {
            self.link(entry, &path, is_note);
        } else if !kind.is_file() {
            self.warn(Code::NotAFile, &path, format!("it is {}, not a file, and is never opened", kind_of(kind)));
        } else if let Some(original) = copied {
            let message =
                format!("a sync tool kept this copy of `{original}` because both had changed; it is not read");
            self.warn(Code::ConflictCopy, &path, message);
            self.advise(format!("merge it into `{original}`, then delete it"));
        } else {
            self.listing.notes.push(path);
        }
    }

    fn hides(&mut self, entry: &DirEntry) -> bool {
        self.ignored.climb_to(entry.depth());
        self.ignored.hides(entry.path(), entry.file_type().is_dir())
    }

    /// Reports a symbolic link through which notes would be missed. One that stays in the vault leads to nothing new,
    /// unless git-annex keeps the note's text where it leads.
    fn link(&mut self, entry: &DirEntry, path: &NotePath, is_note: bool) {
        let target = fs::read_link(entry.path()).unwrap_or_default();
        if is_note && let Some(withheld) = Withheld::of_link(&target.to_string_lossy()) {
            return self.listing.withheld.push((path.clone(), withheld));
        }
        let Some(target) = outside(&self.vault.path, entry.path()) else { return };
        if is_note || target.is_dir() {
            self.warn(
                Code::LinkOutside,
                path,
                String::from("it is a symbolic link that leaves the vault; it is not read"),
            );
            self.advise(String::from("move what it links to into the vault, or name the link under `ignore:`"));
        }
    }

    /// Names a note that a sync tool has not downloaded: it is missing, but not deleted.
    fn placeholder(&mut self, entry: &DirEntry) {
        let Some(note) = entry.file_name().to_str().and_then(file_name::placeholder_of) else { return };
        let place = entry.path().with_file_name(note);
        if let Ok(path) = self.relative(&place)
            && !self.hides(entry)
            && !self.ignored.hides(&place, false)
        {
            self.listing.withheld.push((NotePath::new(path), Withheld::NotDownloaded));
        }
    }

    fn leftover(&mut self, entry: &DirEntry) {
        if let Some(Ok(folder)) = entry.path().parent().map(|folder| self.relative(folder)) {
            self.leftovers.insert(folder);
        }
    }

    fn not_utf8(&mut self, path: &NotePath, effect: &str) {
        self.warn(Code::NameNotUtf8, path, format!("the name is not UTF-8; {effect}"));
        self.advise(String::from("rename it; the bytes that are not UTF-8 are shown as `\\xNN`"));
    }

    fn other_vault(&mut self, path: &NotePath) {
        let message = String::from("this folder holds a `coffeechat.yaml`, so it is a separate vault; it is not read");
        self.warn(Code::OtherVault, path, message);
        self.advise(String::from("name it under `ignore:` in the settings, or remove its settings to read it"));
    }

    fn too_deep(&mut self, path: &NotePath) {
        self.warn(
            Code::TooDeep,
            path,
            format!("the folder lies more than {DEEPEST} folders deep; no note in it is read"),
        );
    }

    fn warn(&mut self, code: Code, path: &NotePath, message: String) {
        self.listing.diagnostics.push(Diagnostic::new(code, path, message));
    }

    /// Adds what to do about the last warning.
    fn advise(&mut self, hint: String) {
        if let Some(last) = self.listing.diagnostics.last_mut() {
            last.hint = Some(hint);
        }
    }

    fn fail(&mut self, error: &walkdir::Error) {
        // An error in the middle of a listing has no path, only the depth of the missing entry.
        let folder = error.depth().checked_sub(1).and_then(|depth| self.folders.get(depth));
        let path = match error.path() {
            Some(path) => PathBuf::from(self.relative(path).unwrap_or_else(|shown| shown)),
            None => folder.cloned().unwrap_or_default(),
        };
        let io = error.io_error();
        match io.map(std::io::Error::kind) {
            // A folder that was deleted while the walk came to it holds no notes any more.
            Some(std::io::ErrorKind::NotFound) if error.depth() > 0 => {}
            Some(std::io::ErrorKind::InvalidFilename) => self.too_deep(&NotePath::new(path.to_string_lossy())),
            _ => {
                let path = if path.as_os_str().is_empty() { PathBuf::from(".") } else { path };
                self.listing.failures.push((path, io.map_or_else(|| error.to_string(), reason)));
            }
        }
    }

    fn finish(mut self) -> Listing {
        self.listing.notes.sort_unstable();
        // A placeholder may stay behind after the note has arrived.
        let Listing { notes, withheld, .. } = &mut self.listing;
        withheld.retain(|(path, _)| notes.binary_search(path).is_err());
        withheld.sort_unstable();
        self.listing.diagnostics.sort_by(|a, b| (&a.note, a.code).cmp(&(&b.note, b.code)));
        // In a folder that cannot be opened neither can its ignore rules; it is named once.
        let failures = &mut self.listing.failures;
        failures.sort();
        let folders: BTreeSet<PathBuf> = failures.iter().map(|(path, _)| path.clone()).collect();
        failures.retain(|(path, _)| !path.parent().is_some_and(|folder| folders.contains(folder)));
        self.listing
    }

    /// Returns a path below the root with `/` between its parts; as an error if it is not UTF-8, with `\xNN` for other
    /// bytes.
    fn relative(&self, path: &Path) -> Result<String, String> {
        let bytes = path.as_os_str().as_encoded_bytes().get(self.prefix..).unwrap_or_default();
        let with_slashes = |text: String| if cfg!(windows) { text.replace('\\', "/") } else { text };
        str::from_utf8(bytes).map(|text| with_slashes(text.to_owned())).map_err(|_| with_slashes(escaped(bytes)))
    }
}

/// Returns the bytes as text, with `\xNN` for those that are not UTF-8.
fn escaped(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&chunk.invalid().escape_ascii().to_string());
    }
    text
}

/// Returns a folder's path in the form in which two that differ in case, in `./` or in Unicode form are equal.
pub(super) fn folded(folder: &str) -> String {
    let parts: Vec<&str> = folder.trim().split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let path = parts.join("/");
    match is_nfc_quick(path.chars()) {
        IsNormalized::Yes => path.to_lowercase(),
        _ => path.nfc().collect::<String>().to_lowercase(),
    }
}

/// Returns the target of a symbolic link if it is outside `root`.
///
/// It resolves only names. If that fails, as with a disk that is not mounted, the link's own text decides.
fn outside(root: &Path, link: &Path) -> Option<PathBuf> {
    let target = link.canonicalize().or_else(|_| fs::read_link(link).map(|target| lexical(link, &target))).ok()?;
    (!target.starts_with(root)).then_some(target)
}

/// Returns where `target` points when read in the folder of `link`.
fn lexical(link: &Path, target: &Path) -> PathBuf {
    let mut path = link.parent().unwrap_or(link).to_path_buf();
    for part in target.components() {
        match part {
            Component::ParentDir => drop(path.pop()),
            Component::CurDir => {}
            part => path.push(part.as_os_str()),
        }
    }
    path
}

#[cfg(unix)]
fn kind_of(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;

    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn kind_of(_: FileType) -> &'static str {
    "something else"
}
