//! Questions and people as numbers that are already hashes, so that a lookup does not hash again.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use crate::core::base::text::{name_key, stable_hash};
use crate::core::index::{Index, Person};
use crate::core::model::{NoteKind, NoteQuestion};

/// A map by keys of `text::question_key` and their like.
pub(super) type KeyMap<V> = HashMap<u64, V, BuildHasherDefault<KeyHasher>>;

/// A set of such keys.
pub(super) type KeySet = HashSet<u64, BuildHasherDefault<KeyHasher>>;

/// Passes a key through.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= stable_hash(bytes);
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// The wordings and block ids of all banks: enough to tell whether an item is one of their questions.
#[derive(Debug, Default)]
pub(crate) struct Wordings {
    keys: KeySet,
    blocks: KeySet,
}

impl Wordings {
    pub(crate) fn new(index: &Index) -> Self {
        let mut wordings = Self::default();
        for (_, note) in index.notes() {
            let NoteKind::Questions(bank) = &note.kind else { continue };
            for question in &bank.questions {
                wordings.keys.extend(&question.keys);
                wordings.blocks.extend(question.block_ids.iter().map(|id| name_key(id)));
            }
        }
        wordings
    }

    /// Says whether an item is a question of a bank.
    pub(crate) fn hold(&self, carried: &NoteQuestion) -> bool {
        let id = carried.block_link().map(|link| link.rsplit_once("#^").map_or(link, |(_, id)| id));
        id.is_some_and(|id| self.blocks.contains(&name_key(id)))
            || self.keys.contains(&carried.key)
            || (id.is_none() && carried.beginnings.iter().any(|key| self.keys.contains(key)))
    }
}

/// A question that a note carries: one of the bank, by its place there, or one in no bank, by the key of its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Subject(u64);

impl Subject {
    /// The mark of those in no bank.
    const LOOSE: u64 = 1 << 63;

    pub(super) fn in_bank(place: u32) -> Self {
        Self(u64::from(place))
    }

    pub(super) const fn loose(key: u64) -> Self {
        Self(key | Self::LOOSE)
    }

    pub(super) const fn is_loose(self) -> bool {
        self.0 & Self::LOOSE != 0
    }

    /// Returns its place in the bank; `None` if it is in none.
    pub(super) fn place(self) -> Option<u32> {
        u32::try_from(self.0).ok()
    }

    pub(super) const fn key(self) -> u64 {
        self.0
    }
}

/// Returns the key of a person.
pub(super) fn person_key(person: &Person) -> u64 {
    match person {
        Person::Known(id) => id.slot() as u64,
        Person::Named(name) => stable_hash(name.as_bytes()),
    }
}

/// Returns the key of a question put to the person of that key.
pub(super) fn pair(subject: Subject, person: u64) -> u64 {
    let mut bytes = [0; 16];
    let parts = subject.key().to_le_bytes().into_iter().chain(person.to_le_bytes());
    bytes.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
    stable_hash(&bytes)
}
