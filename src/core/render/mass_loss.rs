//! Holds the dashboard when most of the notes behind it are gone at once: a disk that is not there, a wrong branch, a
//! sync gone wrong, a script that emptied files. On that scale, missing notes do not count as deleted.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::core::base::text::slice;
use crate::core::derive::follow_ups::phrase::Wording;
use crate::core::index::NoteId;
use crate::core::model::PageText;
use crate::core::parse::{links, plain_text};
use crate::core::render;
use crate::core::syntax::block::row::PageRow;
use crate::core::syntax::block::watch_notice;
use crate::core::workspace::Workspace;

/// This many notes may always disappear.
const FEW: usize = 20;
/// This many of a hundred may disappear.
const PERCENT: usize = 30;

/// Returns whether so many notes of so many are more than anybody removes on purpose without confirming it.
#[must_use]
pub(crate) const fn is_mass_loss(gone: usize, all: usize) -> bool {
    gone > FEW && gone.saturating_mul(100) > all.saturating_mul(PERCENT)
}

/// How many notes are gone or empty: of those behind a vault's pages, or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Loss {
    /// How many are gone, empty, or cannot be read as text.
    pub gone: usize,
    /// How many there are behind the rows of the pages, or were in the vault.
    pub all: usize,
}

impl std::fmt::Display for Loss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {} notes are gone or empty", self.gone, self.all)
    }
}

/// A note that an open row of a page leads to.
struct Source {
    /// Its path when the row was written.
    path: Box<str>,
    /// What is there now.
    note: Option<NoteId>,
    /// The text of the link.
    text: Box<str>,
    /// The row's id.
    id: String,
    /// The row's words, as a person reads them.
    words: String,
}

/// Returns how many notes are lost, if that is a mass loss: `watch` noticed it and the notes are not back, or the pages
/// show it.
#[must_use]
pub(crate) fn loss(workspace: &Workspace) -> Option<Loss> {
    noticed_loss(workspace).or_else(|| loss_of_pages(workspace))
}

/// Returns how many notes are lost that `watch` waits for, as a page records it; `None` when they are back.
///
/// `watch` saw all notes before and after; a page names only some of them. So its notice holds for the next program
/// that writes, until the notes are back.
#[must_use]
pub(crate) fn noticed_loss(workspace: &Workspace) -> Option<Loss> {
    let pages = workspace.index.live().filter_map(|(_, note)| note.page.as_deref());
    let all = usize::try_from(pages.filter_map(|page| watch_notice::before_loss(&page.text)).max()?).ok()?;
    let gone = all.saturating_sub(workspace.count_of_notes());
    is_mass_loss(gone, all).then_some(Loss { gone, all })
}

/// Returns how many of the notes behind the open rows of all pages are lost, if that is a mass loss.
///
/// A page names the notes behind its rows, so nothing else needs to be remembered. A note that has moved or changed is
/// not lost, and a note whose row is the same as before is not lost either.
#[must_use]
pub(crate) fn loss_of_pages(workspace: &Workspace) -> Option<Loss> {
    let index = &workspace.index;
    let (mut all, mut lost) = (BTreeSet::new(), Vec::new());
    for (path, page) in render::pages(index) {
        for row in open_rows(&page) {
            for link in links(row.words) {
                let Some((path, note)) = index.lead(path, &link) else { continue };
                all.insert(path.clone());
                if note.is_none_or(|id| index.note(id).is_blank) {
                    let words = plain_text(row.words);
                    lost.push(Source { path, note, text: link.text, id: row.id.to_owned(), words });
                }
            }
        }
    }
    if !is_mass_loss(count(&lost), all.len()) {
        return None;
    }
    // Only here is it worth to look for where the notes went.
    let open = Open::new(workspace);
    let is_safe = |source: &Source| open.has_kept(source) || source.note.is_none() && is_elsewhere(workspace, source);
    lost.retain(|source| !is_safe(source));
    let (gone, all) = (count(&lost), all.len());
    is_mass_loss(gone, all).then_some(Loss { gone, all })
}

fn count(lost: &[Source]) -> usize {
    lost.iter().map(|source| &source.path).collect::<BTreeSet<_>>().len()
}

/// Returns the rows of a page that were written as open ones.
fn open_rows<'p>(page: &'p PageText<'_>) -> impl Iterator<Item = PageRow<'p>> {
    let lines = page.regions.iter().flat_map(|region| slice(&page.text, region.content.clone()).lines());
    lines.filter_map(PageRow::parse).filter(|row| row.written == ' ')
}

/// What is open, as a person reads it.
struct Open {
    by_id: HashMap<String, String>,
    words: HashSet<String>,
}

impl Open {
    fn new(workspace: &Workspace) -> Self {
        let wording = Wording { index: &workspace.index, config: &workspace.config, today: workspace.today() };
        let says = |follow_up| wording.plain(&wording.what(follow_up));
        let by_id: HashMap<_, _> =
            workspace.agenda.follow_ups().map(|follow_up| (follow_up.id.to_string(), says(follow_up))).collect();
        let words = by_id.values().cloned().collect();
        Self { by_id, words }
    }

    /// Returns whether a row is the same as before, perhaps under another id: its note was already empty, or was
    /// renamed.
    fn has_kept(&self, source: &Source) -> bool {
        let without_due = source.words.rsplit_once(" — ").map_or(&*source.words, |(words, _)| words);
        let is_same = |words: &String| *words == source.words || words == without_due;
        match source.note {
            Some(_) => self.by_id.get(&source.id).is_some_and(is_same),
            None => self.words.contains(&source.words) || self.words.contains(without_due),
        }
    }
}

/// Returns whether a note with text has the name of one that is gone.
fn is_elsewhere(workspace: &Workspace, source: &Source) -> bool {
    let stem = source.path.rsplit('/').next().unwrap_or(&source.path);
    let called = [stem, &source.text].into_iter().flat_map(|name| workspace.index.called(name));
    called.into_iter().any(|id| !workspace.index.note(id).is_blank)
}

#[cfg(test)]
mod tests;
