//! What the journal records about follow-ups.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::core::actions::Sources;
use crate::core::base::NotePath;
use crate::core::edit::JournalEntry;

/// What the journal knows, by the follow-up; it is read once, and only if it is asked.
pub(super) struct Recorded<'a> {
    sources: &'a dyn Sources,
    all: OnceCell<Vec<JournalEntry>>,
    /// Each with its place in the journal.
    entries: OnceCell<BTreeMap<String, Vec<(usize, JournalEntry)>>>,
}

impl<'a> Recorded<'a> {
    pub(super) const fn new(sources: &'a dyn Sources) -> Self {
        Self { sources, all: OnceCell::new(), entries: OnceCell::new() }
    }

    /// Returns what was done about a follow-up, the oldest first.
    pub(super) fn of(&self, id: &str) -> &[(usize, JournalEntry)] {
        self.entries().get(id).map_or(&[], Vec::as_slice)
    }

    /// Returns what was done about follow-ups of a note that have that name.
    pub(super) fn of_same(&self, note: &NotePath, what: &str) -> impl Iterator<Item = &(usize, JournalEntry)> {
        let all = self.entries().values().flatten();
        all.filter(move |(_, entry)| entry.note == *note && entry.what == what)
    }

    fn entries(&self) -> &BTreeMap<String, Vec<(usize, JournalEntry)>> {
        self.entries.get_or_init(|| {
            let mut entries: BTreeMap<String, Vec<(usize, JournalEntry)>> = BTreeMap::new();
            for (at, entry) in self.all().iter().enumerate() {
                entries.entry(entry.id.clone()).or_default().push((at, entry.clone()));
            }
            entries
        })
    }

    /// Returns what was written into a note after the entry at a place, the oldest first.
    pub(super) fn after<'s>(&'s self, at: usize, note: &NotePath) -> Vec<&'s JournalEntry> {
        let later = self.all().get(at + 1..).unwrap_or_default();
        later.iter().filter(|entry| entry.note == *note).collect()
    }

    fn all(&self) -> &[JournalEntry] {
        self.all.get_or_init(|| self.sources.commands().concat())
    }
}
