//! The known state of each note, and what a walk finds changed.

use std::collections::BTreeMap;
use std::time::SystemTime;

use crate::core::base::NotePath;

/// The known state of a note's file. `S` distinguishes two states of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact<S> {
    /// Its state when it was read.
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
pub struct KnownFiles<S> {
    notes: BTreeMap<NotePath, Fact<S>>,
}

/// What a walk found changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference<S> {
    /// Notes that are new or whose files changed.
    pub changed: Vec<(NotePath, S)>,
    /// Notes whose files may have changed although nothing shows it.
    pub doubtful: Vec<(NotePath, S)>,
    /// Notes that are not there.
    pub gone: Vec<NotePath>,
}

impl<S> Default for KnownFiles<S> {
    fn default() -> Self {
        Self { notes: BTreeMap::new() }
    }
}

impl<S: Copy + PartialEq> KnownFiles<S> {
    /// Returns the known state of a note.
    #[must_use]
    pub fn get(&self, path: &NotePath) -> Option<&Fact<S>> {
        self.notes.get(path)
    }

    /// Records the state in which a note was found.
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

    /// Compares what is known with the notes of a walk, which are sorted by path. `is_doubtful` returns whether a file
    /// may have changed since that time and still have that stamp.
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
        let mut known = KnownFiles::default();
        for (path, stamp, read) in [("a", '1', 0), ("b", '2', 0), ("c", '3', 9), ("e", '5', 0), ("z", '6', 0)] {
            known.put(NotePath::new(path), Fact { stamp, size: 0, hash: 0, read: at(read) });
        }
        // The listing of a walk, each with its stamp, and the notes that are changed, doubtful, and gone.
        let rows = [
            ("a1 b2 c3 e5 z6", "", "c", ""),
            ("", "", "", "a b c e z"),
            ("a1 b7 c4 d4 e5 z6", "b c d", "", ""),
            ("00 c3 zz0", "0 zz", "c", "a b e z"),
            ("ab1 b2 e5", "ab", "", "a c z"),
        ];
        for (walked, changed, doubtful, gone) in rows {
            let notes: Vec<(NotePath, char)> = walked
                .split_whitespace()
                .filter_map(|note| Some((NotePath::new(note.get(..note.len() - 1)?), note.chars().last()?)))
                .collect();
            let difference = known.compare(&notes, |_, read| read > at(5));
            let paths =
                |found: &[(NotePath, char)]| found.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>().join(" ");
            assert_eq!(paths(&difference.changed), changed, "{walked}");
            assert_eq!(paths(&difference.doubtful), doubtful, "{walked}");
            assert_eq!(difference.gone.iter().map(NotePath::as_str).collect::<Vec<_>>().join(" "), gone, "{walked}");
        }
        assert!(known.remove(&NotePath::new("a")) && !known.remove(&NotePath::new("a")));
        assert_eq!(known.len(), 4);
    }
}
