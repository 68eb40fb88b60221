//! Copies of notes whose names only hint at it: they count as copies where the original stands beside them and says nearly
//! the same.

use super::copy_names::possible_originals;
use super::read::Glance;
use super::walk::Listing;
use super::{Kind, Vault};
use crate::diagnostic::{Diagnostic, Severity};
use crate::likeness::is_nearly_same;
use crate::model::NotePath;

/// The code of the finding about a copy that a sync tool kept.
pub(super) const CONFLICT_COPY: &str = "conflict-copy";

impl Vault {
    /// Returns the note that a note is a copy of, if its name hints at that and both say nearly the same.
    #[must_use]
    pub fn original_of(&self, note: &NotePath, max: u64) -> Option<NotePath> {
        self.original_among(note, max, |path| self.kind(path) == Kind::File)
    }

    /// Returns the note that a new note of that text would be taken for a copy of.
    #[must_use]
    pub fn would_copy(&self, note: &NotePath, text: &str, max: u64) -> Option<NotePath> {
        let is_like = |path: &NotePath| self.text(path, max).is_some_and(|other| is_nearly_same(text, &other));
        possible_originals(note).into_iter().find(is_like)
    }

    /// Takes the copies out of a listing, and names each.
    pub(super) fn leave_out_copies(&self, listing: &mut Listing, max: u64) {
        let is_listed = |path: &NotePath| listing.notes.binary_search(path).is_ok();
        let found =
            listing.notes.iter().filter_map(|note| Some((note.clone(), self.original_among(note, max, is_listed)?)));
        let found: Vec<(NotePath, NotePath)> = found.collect();
        if found.is_empty() {
            return;
        }
        listing.notes.retain(|note| found.binary_search_by(|(copy, _)| copy.cmp(note)).is_err());
        listing.diagnostics.extend(found.into_iter().map(|(copy, original)| {
            let original = original.file_name();
            let message = format!(
                "this is named like a copy of `{original}` that a sync tool keeps, and says nearly the same; it is not read"
            );
            let hint = format!("merge it into `{original}`, then delete it; if it is a note of its own, rename it");
            Diagnostic::new(Severity::Warning, CONFLICT_COPY, &copy, message).hint(hint)
        }));
        listing.diagnostics.sort_by(|a, b| (&a.note, a.code).cmp(&(&b.note, b.code)));
    }

    fn original_among(&self, note: &NotePath, max: u64, is_there: impl Fn(&NotePath) -> bool) -> Option<NotePath> {
        let originals: Vec<NotePath> = possible_originals(note).into_iter().filter(is_there).collect();
        if originals.is_empty() {
            return None;
        }
        let text = self.text(note, max)?;
        let is_like = |path: &NotePath| self.text(path, max).is_some_and(|other| is_nearly_same(&other, &text));
        originals.into_iter().find(is_like)
    }

    fn text(&self, note: &NotePath, max: u64) -> Option<String> {
        match self.glance(note, max) {
            Glance::Read(bytes, _) => String::from_utf8(bytes).ok(),
            _ => None,
        }
    }
}

/// Returns whether a finding is about a copy of that note.
#[must_use]
pub fn is_about_copy_of(finding: &Diagnostic, note: &NotePath) -> bool {
    let is_like = finding.code.0 == CONFLICT_COPY && finding.note.as_str().starts_with(note.without_extension());
    is_like && possible_originals(&finding.note).contains(note)
}
