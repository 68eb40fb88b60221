//! Copies of notes whose names only hint at it: they count as copies if the original is next to them and has nearly the
//! same text.

use std::collections::HashMap;

use crate::core::base::NotePath;
use crate::core::base::copy_name::{Hint, conflict_original, possible_originals};
use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::base::text::stable_hash;
use crate::core::config::Config;
use crate::vault::similarity::{has_same_blocks, is_nearly_same, is_surely_same};

use super::read::StampedRead;
use super::walk::{Listing, folded};
use super::{Kind, Vault};

impl Vault {
    /// Returns the original of a note, if the name hints at it and both have nearly the same text.
    #[must_use]
    pub fn original_of(&self, note: &NotePath, config: &Config) -> Option<NotePath> {
        self.original_among(note, config, |path| self.kind(path) == Kind::File).or_else(|| {
            self.twins(note).into_iter().find(|twin| is_before(twin, note) && self.is_twin(twin, note, config))
        })
    }

    /// Returns the note that a new note of that text would count as a copy of.
    #[must_use]
    pub fn would_copy(&self, note: &NotePath, text: &str, config: &Config) -> Option<NotePath> {
        let like = |(path, hint): (NotePath, Hint)| self.is_like(&path, hint, text, config).then_some(path);
        possible_originals(note).into_iter().find_map(like)
    }

    /// Takes the copies out of a listing, and names each.
    pub(super) fn leave_out_copies(&self, listing: &mut Listing, config: &Config) {
        let is_listed = |path: &NotePath| listing.notes.binary_search(path).is_ok();
        let hinted = listing
            .notes
            .iter()
            .filter_map(|note| Some((note.clone(), self.original_among(note, config, is_listed)?, false)));
        let mut found: Vec<(NotePath, NotePath, bool)> = hinted.collect();
        found.extend(self.listed_twins(listing, config));
        self.tell_what_is_alone(listing);
        if found.is_empty() {
            return;
        }
        found.sort_unstable();
        found.dedup_by(|one, other| one.0 == other.0);
        listing.notes.retain(|note| found.binary_search_by(|(copy, ..)| copy.cmp(note)).is_err());
        listing.diagnostics.extend(found.into_iter().map(|(copy, original, is_twin)| {
            let name = original.file_name();
            let name = if copy.folder() == original.folder() { name } else { original.as_str() };
            let message = if is_twin {
                format!(
                    "its name differs from `{name}` only in capitals or in how its letters are stored, and its text is \
                     nearly the same; it is not read"
                )
            } else {
                format!(
                    "this is named like a copy of `{name}` that a sync tool keeps, and its text is nearly the same; it is not read"
                )
            };
            let hint = format!("merge it into `{name}`, then delete it; if it is a separate note, rename it");
            Diagnostic::new(Code::ConflictCopy, &copy, message).hint(hint)
        }));
        listing.diagnostics.sort_by(|a, b| (&a.note, a.code).cmp(&(&b.note, b.code)));
    }

    /// Adds what to do about copies by name whose originals are missing.
    fn tell_what_is_alone(&self, listing: &mut Listing) {
        for found in listing.diagnostics.iter_mut().filter(|found| found.code == Code::ConflictCopy) {
            let Some(original) = conflict_original(found.note.file_name()) else { continue };
            let place = beside(&found.note, &original);
            if listing.notes.binary_search(&place).is_err() && self.kind(&place) == Kind::Nothing {
                found.hint = Some(format!("`{original}` is not there: rename this to it, or delete it"));
            }
        }
    }

    fn original_among(
        &self,
        note: &NotePath,
        config: &Config,
        is_there: impl Fn(&NotePath) -> bool,
    ) -> Option<NotePath> {
        let mut originals = possible_originals(note);
        originals.retain(|(path, _)| is_there(path));
        if originals.is_empty() {
            return None;
        }
        let text = self.text(note, config)?;
        let like = |(path, hint): (NotePath, Hint)| self.is_like(&path, hint, &text, config).then_some(path);
        originals.into_iter().find_map(like)
    }

    /// Returns whether a note is nearly the same as a text; a page is recognised by its blocks.
    fn is_like(&self, path: &NotePath, hint: Hint, text: &str, config: &Config) -> bool {
        let Some(other) = self.text(path, config) else { return false };
        let is_same = match hint {
            Hint::Clear => is_nearly_same(&other, text),
            Hint::Vague => is_surely_same(&other, text),
        };
        is_same || folded(path.as_str()) == folded(&config.dashboard) && has_same_blocks(&other, text)
    }

    /// Returns the notes of a listing whose paths differ from those of other notes only in capitals and Unicode form,
    /// with the other notes, if they have nearly the same text.
    fn listed_twins(&self, listing: &Listing, config: &Config) -> Vec<(NotePath, NotePath, bool)> {
        let mut hashes: Vec<u64> = listing.notes.iter().map(|note| folded_hash(note.as_str())).collect();
        hashes.sort_unstable();
        let twice: Vec<u64> =
            hashes.chunk_by(|one, other| one == other).filter(|same| same.len() > 1).flatten().copied().collect();
        if twice.is_empty() {
            return Vec::new();
        }
        let mut names: HashMap<String, Vec<&NotePath>> = HashMap::new();
        for note in listing.notes.iter().filter(|note| twice.binary_search(&folded_hash(note.as_str())).is_ok()) {
            names.entry(folded(note.as_str())).or_default().push(note);
        }
        let mut found = Vec::new();
        for mut twins in names.into_values().filter(|twins| twins.len() > 1) {
            twins.sort_unstable_by_key(|note| rank(note));
            let Some((first, rest)) = twins.split_first() else { continue };
            let rest = rest.iter().filter(|note| self.is_twin(first, note, config));
            found.extend(rest.map(|note| ((*note).clone(), (*first).clone(), true)));
        }
        found
    }

    /// Returns the files next to a note whose names differ from its name only in capitals and Unicode form.
    fn twins(&self, note: &NotePath) -> Vec<NotePath> {
        let name = folded(note.file_name());
        let Ok(files) = std::fs::read_dir(self.path.join(note.folder())) else { return Vec::new() };
        let names = files.flatten().filter_map(|file| file.file_name().into_string().ok());
        names
            .filter(|other| *other != note.file_name() && folded(other) == name)
            .map(|other| beside(note, &other))
            .collect()
    }

    fn is_twin(&self, one: &NotePath, other: &NotePath, config: &Config) -> bool {
        let (Some(one), Some(other)) = (self.text(one, config), self.text(other, config)) else { return false };
        one == other || is_nearly_same(&one, &other) || has_same_blocks(&one, &other)
    }

    fn text(&self, note: &NotePath, config: &Config) -> Option<String> {
        match self.read_stamped(note, config.max_note_size) {
            StampedRead::Read(bytes, _) => String::from_utf8(bytes).ok(),
            _ => None,
        }
    }
}

/// Returns a hash of a path in which capitals and Unicode forms do not count. Nearly all paths are plain, and cheap.
fn folded_hash(path: &str) -> u64 {
    if path.is_ascii() {
        return stable_hash(path.to_ascii_lowercase().as_bytes());
    }
    stable_hash(folded(path).as_bytes())
}

/// Returns the path of another file in a note's folder.
fn beside(note: &NotePath, name: &str) -> NotePath {
    let folder = note.folder();
    NotePath::new(if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") })
}

/// By which of two twins the original is known: the one in the usual Unicode form, then the first.
fn rank(note: &NotePath) -> (bool, &NotePath) {
    (!unicode_normalization::is_nfc(note.as_str()), note)
}

fn is_before(one: &NotePath, other: &NotePath) -> bool {
    rank(one) < rank(other)
}

/// Returns whether a finding is about a copy of that note.
#[must_use]
pub fn is_about_copy_of(finding: &Diagnostic, note: &NotePath) -> bool {
    if finding.code != Code::ConflictCopy {
        return false;
    }
    let copy = &finding.note;
    // Nearly every note is done with here.
    let is_twin = || match (copy.as_str().is_ascii(), note.as_str().is_ascii()) {
        (false, false) => folded(copy.as_str()) == folded(note.as_str()),
        (true, true) => copy.as_str().eq_ignore_ascii_case(note.as_str()),
        _ => false,
    };
    let is_named = || {
        possible_originals(copy).iter().any(|(original, _)| original == note)
            || conflict_original(copy.file_name()).is_some_and(|original| beside(copy, &original) == *note)
    };
    copy.as_str().contains(note.stem()) && is_named() || is_twin()
}
