//! What is known of each note, and what a walk finds to be different.

use std::collections::BTreeMap;
use std::time::SystemTime;

use crate::model::NotePath;

/// What is known of a note's file. `S` tells two states of a file apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact<S> {
    /// What it was when it was read.
    pub stamp: S,
    /// How many bytes it had.
    pub size: u64,
    /// A hash of its bytes.
    pub hash: u64,
    /// The time before it was read.
    pub read: SystemTime,
}

/// The notes that are known.
#[derive(Debug, Clone)]
pub struct Known<S> {
    notes: BTreeMap<NotePath, Fact<S>>,
}

/// What a walk found to be different from what is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference<S> {
    /// Notes that are new or whose files are not what they were.
    pub changed: Vec<(NotePath, S)>,
    /// Notes whose files may have changed although nothing shows it.
    pub doubtful: Vec<(NotePath, S)>,
    /// Notes that are not there.
    pub gone: Vec<NotePath>,
}

impl<S> Default for Known<S> {
    fn default() -> Self {
        Self { notes: BTreeMap::new() }
    }
}

impl<S: Copy + PartialEq> Known<S> {
    /// Returns what is known of a note.
    #[must_use]
    pub fn get(&self, path: &NotePath) -> Option<&Fact<S>> {
        self.notes.get(path)
    }

    /// Takes in what a note was found to be.
    pub fn put(&mut self, path: NotePath, fact: Fact<S>) {
        self.notes.insert(path, fact);
    }

    /// Forgets a note. Returns whether it was known.
    pub fn remove(&mut self, path: &NotePath) -> bool {
        self.notes.remove(path).is_some()
    }

    /// Returns how many notes are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.notes.len()
    }

    /// Returns whether no note is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty()
    }

    /// Compares what is known with the notes of a walk, which are sorted by path. `is_doubtful` says whether a file may
    /// have changed since that time and still bear that stamp.
    #[must_use]
    pub fn compare(&self, walked: &[(NotePath, S)], is_doubtful: impl Fn(&S, SystemTime) -> bool) -> Difference<S> {
        let mut difference = Difference { changed: Vec::new(), doubtful: Vec::new(), gone: Vec::new() };
        let mut known = self.notes.iter().peekable();
        for (path, stamp) in walked {
            while let Some((gone, _)) = known.next_if(|(known, _)| *known < path) {
                difference.gone.push(gone.clone());
            }
            match known.next_if(|(known, _)| *known == path) {
                Some((_, fact)) if fact.stamp == *stamp => {
                    if is_doubtful(stamp, fact.read) {
                        difference.doubtful.push((path.clone(), *stamp));
                    }
                }
                _ => difference.changed.push((path.clone(), *stamp)),
            }
        }
        difference.gone.extend(known.map(|(path, _)| path.clone()));
        difference
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_walk_tells_what_is_new_changed_doubtful_and_gone() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let mut known = Known::default();
        for (path, stamp, read) in [("a", 1, 0), ("b", 2, 0), ("c", 3, 9), ("e", 5, 0), ("z", 26, 0)] {
            known.put(NotePath::new(path), Fact { stamp, size: 0, hash: 0, read: at(read) });
        }
        let rows: [(&[(&str, u32)], &[&str], &[&str], &[&str]); 5] = [
            (&[("a", 1), ("b", 2), ("c", 3), ("e", 5), ("z", 26)], &[], &["c"], &[]),
            (&[], &[], &[], &["a", "b", "c", "e", "z"]),
            (&[("a", 1), ("b", 7), ("c", 4), ("d", 4), ("e", 5), ("z", 26)], &["b", "c", "d"], &[], &[]),
            (&[("0", 0), ("c", 3), ("zz", 0)], &["0", "zz"], &["c"], &["a", "b", "e", "z"]),
            (&[("ab", 1), ("b", 2), ("e", 5)], &["ab"], &[], &["a", "c", "z"]),
        ];
        for (walked, changed, doubtful, gone) in rows {
            let walked: Vec<_> = walked.iter().map(|(path, stamp)| (NotePath::new(*path), *stamp)).collect();
            let difference = known.compare(&walked, |_, read| read > at(5));
            let paths = |found: &[(NotePath, u32)]| found.iter().map(|(path, _)| path.to_string()).collect::<Vec<_>>();
            assert_eq!(paths(&difference.changed), changed, "{walked:?}");
            assert_eq!(paths(&difference.doubtful), doubtful, "{walked:?}");
            assert_eq!(difference.gone.iter().map(NotePath::as_str).collect::<Vec<_>>(), gone, "{walked:?}");
        }
        assert!(known.remove(&NotePath::new("a")) && !known.remove(&NotePath::new("a")));
        assert_eq!(known.len(), 4);
    }
}
