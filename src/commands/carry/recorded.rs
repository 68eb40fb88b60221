//! What the journal knows of follow-ups.

use std::cell::OnceCell;
use std::collections::BTreeMap;

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
        let entries = self.entries.get_or_init(|| {
            let mut entries: BTreeMap<String, Vec<(usize, Entry)>> = BTreeMap::new();
            for (at, entry) in self.journal.entries().into_iter().enumerate() {
                entries.entry(entry.id.clone()).or_default().push((at, entry));
            }
            entries
        });
        entries.get(id).map_or(&[], Vec::as_slice)
    }
}
