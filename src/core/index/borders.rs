//! Which notes with live blocks are pages of the vault.
//!
//! A git repository in the vault may be somebody else's: its notes are read, but their blocks are neither filled nor
//! followed until the settings allow it.

use std::collections::BTreeMap;

use crate::core::base::NotePath;
use crate::core::base::text::fold_name;
use crate::core::config::Config;

use super::{Index, Note, NoteId};

/// The repositories in a vault, and which of them may hold pages of it. Folders are compared without regard to case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Borders {
    repositories: BTreeMap<String, NotePath>,
    /// The folders that `pages:` names.
    named: Vec<String>,
    /// The repository that holds the dashboard.
    home: Option<String>,
}

impl Borders {
    /// Returns the borders that the settings draw around these repositories.
    #[must_use]
    pub fn new(config: &Config, repositories: &[NotePath]) -> Self {
        let repositories = repositories.iter().map(|path| (fold_name(path.as_str()).into_owned(), path.clone()));
        let named = config.pages.iter().map(|folder| fold_name(folder).into_owned()).collect();
        let mut borders = Self { repositories: repositories.collect(), named, home: None };
        borders.home = borders.around(&NotePath::new(config.dashboard.as_str())).map(str::to_owned);
        borders
    }

    /// Returns the repository beyond whose border a page would lie; `None` if it is one of the vault's own.
    #[must_use]
    pub fn beyond(&self, page: &NotePath) -> Option<&NotePath> {
        let repository = self.around(page).filter(|repository| self.home.as_deref() != Some(*repository))?;
        let is_named =
            with_those_above(&fold_name(page.folder())).any(|folder| self.named.iter().any(|it| it == folder));
        if is_named { None } else { self.repositories.get(repository) }
    }

    /// Returns the innermost repository that a note lies in.
    fn around(&self, note: &NotePath) -> Option<&str> {
        if self.repositories.is_empty() {
            return None;
        }
        let folder = fold_name(note.folder());
        with_those_above(&folder)
            .find_map(|folder| self.repositories.get_key_value(folder))
            .map(|(key, _)| key.as_str())
    }
}

/// Returns a folder and those above it.
fn with_those_above(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| folder.rsplit_once('/').map(|(above, _)| above))
}

impl Index {
    /// Takes in which notes with live blocks are pages of the vault.
    pub fn set_borders(&mut self, borders: Borders) {
        if borders == self.borders {
            return;
        }
        self.borders = borders;
        let mut all = std::mem::take(&mut self.live);
        all.append(&mut self.beyond);
        for id in all {
            self.enter_page(id);
        }
    }

    /// Returns the notes that hold live blocks and are pages of the vault, in the order of their paths.
    pub fn live(&self) -> impl Iterator<Item = (NoteId, &Note)> {
        self.live.iter().map(|id| (*id, self.note(*id)))
    }

    /// Returns the notes with live blocks that are not pages of the vault, in the order of their paths, each with its
    /// repository.
    pub fn beyond(&self) -> impl Iterator<Item = (&NotePath, &Note)> {
        self.beyond.iter().map(|id| self.note(*id)).filter_map(|note| Some((self.borders.beyond(&note.path)?, note)))
    }

    /// Enters a note that holds live blocks.
    pub(super) fn enter_page(&mut self, id: NoteId) {
        let is_beyond = self.borders.beyond(&self.note(id).path).is_some();
        if is_beyond {
            self.beyond.insert(id)
        } else {
            self.live.insert(id)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_the_vaults_own_unless_it_lies_in_a_repository_that_nobody_named() {
        let repositories = ["shared", "shared/deep/inner", "Zoë/Notes"].map(NotePath::new);
        // The folders under `pages:`, the dashboard, a page, and the repository beyond whose border it lies.
        let rows: [(&[&str], &str, &str, Option<&str>); 15] = [
            (&[], "Dashboard.md", "Dashboard.md", None),
            (&[], "Dashboard.md", "people/a.md", None),
            (&[], "Dashboard.md", "shared/a.md", Some("shared")),
            (&[], "Dashboard.md", "SHARED/b/c/a.md", Some("shared")),
            (&[], "Dashboard.md", "sharedwith/a.md", None),
            (&[], "Dashboard.md", "shared.md", None),
            (&[], "Dashboard.md", "shared/deep/inner/a.md", Some("shared/deep/inner")),
            (&[], "Dashboard.md", "zoe\u{308}/notes/a.md", Some("Zoë/Notes")),
            (&["Shared"], "Dashboard.md", "shared/a.md", None),
            (&["shared"], "Dashboard.md", "shared/deep/inner/a.md", None),
            (&["shared/mine"], "Dashboard.md", "shared/mine/a.md", None),
            (&["shared/mine"], "Dashboard.md", "shared/a.md", Some("shared")),
            (&["shared/deep/inner"], "Dashboard.md", "shared/a.md", Some("shared")),
            (&[], "shared/x/Home.md", "shared/a.md", None),
            (&[], "shared/x/Home.md", "shared/deep/inner/a.md", Some("shared/deep/inner")),
        ];
        for (pages, dashboard, page, expected) in rows {
            let pages = pages.iter().map(|&folder| folder.to_owned()).collect();
            let config = Config { pages, dashboard: dashboard.to_owned(), ..Config::default() };
            let found = Borders::new(&config, &repositories);
            let found = found.beyond(&NotePath::new(page)).map(NotePath::as_str);
            assert_eq!(found, expected, "{page} with the dashboard {dashboard} and {:?}", config.pages);
        }
    }
}
