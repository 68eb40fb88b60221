//! Maps and sets of keys that are hashes already, so that looking one up hashes nothing again.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use crate::index::Person;
use crate::text::stable_hash;

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

/// Returns the key of a question put to a person.
pub(super) fn pair(subject: u32, person: &Person) -> u64 {
    let (kind, person) = match person {
        Person::Known(id) => (0, id.at() as u64),
        Person::Named(name) => (1, stable_hash(name.as_bytes())),
    };
    let mut bytes = [0; 13];
    let parts = subject.to_le_bytes().into_iter().chain([kind]).chain(person.to_le_bytes());
    bytes.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
    stable_hash(&bytes)
}
