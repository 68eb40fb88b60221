//! What the journal knows of follow-ups.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::model::NotePath;
use crate::vault::{Entry, Journal};

/// What the journal knows, by the follow-up; it is read once, and only if it is asked.
pub(super) struct Recorded<'a> {
    journal: &'a Journal,
    /// Each with its place in the journal.
    entries: OnceCell<BTreeMap<String, Vec<(usize, Entry)>>>,
}

impl<'a> Recorded<'a> {
    pub(super) const fn new(journal: &'a Journal) -> Self {
        Self { journal, entries: OnceCell::new() }
    }

    /// Returns what was done about a follow-up, the oldest first.
    pub(super) fn of(&self, id: &str) -> &[(usize, Entry)] {
        self.entries().get(id).map_or(&[], Vec::as_slice)
    }

    /// Returns what was done about follow-ups of a note that are called so.
    pub(super) fn of_same(&self, note: &NotePath, what: &str) -> impl Iterator<Item = &(usize, Entry)> {
        let all = self.entries().values().flatten();
        all.filter(move |(_, entry)| entry.note == *note && entry.what == what)
    }

    fn entries(&self) -> &BTreeMap<String, Vec<(usize, Entry)>> {
        self.entries.get_or_init(|| {
            let mut entries: BTreeMap<String, Vec<(usize, Entry)>> = BTreeMap::new();
            for (at, entry) in self.journal.entries().into_iter().enumerate() {
                entries.entry(entry.id.clone()).or_default().push((at, entry));
            }
            entries
        })
    }
}
