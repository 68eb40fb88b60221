//! Resolves what links and names mean: by path, by file stem, by name or alias. It never guesses.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::core::base::text::{fold_name, name_key, stable_hash, unaccented};
use crate::core::base::{NotePath, strip_extension};
use crate::core::model::{Link, LinkStyle, Note, name_words};

use super::NoteId;

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// One note.
    Found(NoteId),
    /// No note.
    Missing,
    /// Several notes, in the order of their paths.
    Ambiguous(Vec<NoteId>),
}

/// The names of a vault's notes. Keys are 64-bit hashes of folded names, so that no name is held twice in memory.
#[derive(Debug, Default)]
pub(super) struct Names {
    paths: KeyMap,
    stems: KeyMap,
    others: KeyMap,
    /// Names of contacts without accents, and their first names.
    loose: KeyMap,
}

type KeyMap = HashMap<u64, Ids, BuildHasherDefault<KeyHasher>>;

/// The notes of one key; nearly always one.
#[derive(Debug)]
enum Ids {
    One(NoteId),
    #[expect(clippy::box_collection, reason = "rare, and every entry of the map would be larger without")]
    Many(Box<Vec<NoteId>>),
}

impl Ids {
    fn as_slice(&self) -> &[NoteId] {
        match self {
            Self::One(id) => std::slice::from_ref(id),
            Self::Many(ids) => ids,
        }
    }
}

/// Passes a key through: it is a hash already.
#[derive(Debug, Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = stable_hash(bytes);
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// The keys by which one note can be found; made while notes are parsed, on all cores.
#[derive(Debug)]
pub(super) struct Keys {
    path: u64,
    stem: u64,
    names: Vec<u64>,
    loose: Vec<u64>,
}

impl Keys {
    pub(super) fn new(note: &Note) -> Self {
        let stem = name_key(note.path.stem());
        let path = name_key(note.path.without_extension());
        let mut names: Vec<u64> =
            std::iter::once(&note.title).chain(&note.aliases).map(|name| name_key(name)).collect();
        names.retain(|key| *key != stem);
        names.sort_unstable();
        names.dedup();
        Self { path, stem, names, loose: loose_keys(note) }
    }
}

impl Keys {
    /// Returns every key.
    pub(super) fn all(&self) -> impl Iterator<Item = u64> {
        [self.path, self.stem].into_iter().chain(self.names.iter().copied()).chain(self.loose.iter().copied())
    }
}

/// Adds every key under which [`Names::resolve`] may look for a link in the note at `from`, and more.
pub(super) fn lookups(link: &Link, from: &NotePath, keys: &mut Vec<u64>) {
    let target = strip_extension(&link.target);
    let paths = [relative(target, from.folder()), relative(target, "")];
    keys.extend(paths.into_iter().flatten().map(|path| name_key(&path)));
    let last = target.rsplit('/').next().unwrap_or(target);
    keys.push(name_key(last));
    // A name may hold a slash: `Ann Lee (she/her)`.
    keys.extend((last != target).then(|| name_key(target)));
    keys.extend(reversed(last).map(|name| name_key(&name)));
    keys.extend([loose_key(last), first_name_key(last)]);
    keys.extend(initial_key(last));
    keys.extend(shortened_key(last));
}

/// Returns the key of a name without its accents and whatever stands between its words: `ann-lee`, `AnnLee`, `Ann Lee`.
fn loose_key(name: &str) -> u64 {
    let is_of_names = |char: char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_' | '.' | '\'' | '’');
    let letters = if name.chars().all(is_of_names) { name_words(name).concat() } else { String::new() };
    let name = if letters.is_empty() { unaccented(&fold_name(name)) } else { letters };
    stable_hash(format!("~{name}").as_bytes())
}

/// Returns the key of a first name.
fn first_name_key(name: &str) -> u64 {
    stable_hash(format!("~~{}", unaccented(&fold_name(name))).as_bytes())
}

/// Returns the key of a first name and the initial of the last one: `Ria S` for `Ria Shaw`.
fn initial_key(name: &str) -> Option<u64> {
    let folded = unaccented(&fold_name(name));
    let (first, last) = (folded.split(' ').next()?, folded.split(' ').next_back()?);
    let initial = last.chars().next().filter(|_| folded.contains(' '))?;
    Some(stable_hash(format!("~~~{first} {initial}").as_bytes()))
}

/// Returns the key under which `Ria S.` looks for `Ria Shaw`.
fn shortened_key(name: &str) -> Option<u64> {
    initial_key(name.trim_end_matches('.')).map(|key| stable_hash(format!("~~~~{key}").as_bytes()))
}

/// Says whether a name is a first name and an initial: `Ria S.`
fn ends_with_initial(name: &str) -> bool {
    let mut words = name.split(' ');
    let (first, last) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    first.chars().count() > 1 && last.trim_end_matches('.').chars().count() == 1 && words.next().is_none()
}

/// Returns the keys by which a contact is found where nobody has the exact name.
fn loose_keys(note: &Note) -> Vec<u64> {
    if note.as_contact().is_none() {
        return Vec::new();
    }
    let names = [note.path.stem(), &note.title].into_iter().chain(note.aliases.iter().map(|alias| &**alias));
    let mut keys: Vec<u64> = names.map(loose_key).collect();
    keys.extend(note.title.split_once(' ').map(|(first, _)| first_name_key(first)));
    keys.extend(
        [note.path.stem(), &*note.title].into_iter().filter(|name| ends_with_initial(name)).filter_map(initial_key),
    );
    keys.extend(shortened_key(&note.title));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Returns `Sam Rivera` for `Rivera, Sam`.
fn reversed(name: &str) -> Option<String> {
    let (last, first) = name.split_once(',')?;
    Some(format!("{} {}", first.trim(), last.trim()))
}

impl Names {
    pub(super) fn with_capacity(notes: usize) -> Self {
        let map = || KeyMap::with_capacity_and_hasher(notes, BuildHasherDefault::default());
        Self { paths: map(), stems: map(), others: KeyMap::default(), loose: KeyMap::default() }
    }

    pub(super) fn insert(&mut self, id: NoteId, keys: &Keys) {
        add(&mut self.paths, keys.path, id);
        add(&mut self.stems, keys.stem, id);
        for key in &keys.names {
            add(&mut self.others, *key, id);
        }
        for key in &keys.loose {
            add(&mut self.loose, *key, id);
        }
    }

    pub(super) fn remove(&mut self, id: NoteId, keys: &Keys) {
        take(&mut self.paths, keys.path, id);
        take(&mut self.stems, keys.stem, id);
        for key in &keys.names {
            take(&mut self.others, *key, id);
        }
        for key in &keys.loose {
            take(&mut self.loose, *key, id);
        }
    }

    /// Resolves a link in the note at `from`, among the notes that `accept` takes.
    ///
    /// A link with brackets means a file before it means a name; a plain name may mean any of them.
    pub(super) fn resolve(&self, link: &Link, from: &NotePath, accept: &dyn Fn(NoteId) -> bool) -> Resolution {
        let target = strip_extension(&link.target);
        if target.contains('/') || link.style == LinkStyle::Markdown {
            for path in [relative(target, from.folder()), relative(target, "")].into_iter().flatten() {
                if let found @ (Resolution::Found(_) | Resolution::Ambiguous(_)) =
                    pick(&[self.paths.get(&name_key(&path))], accept)
                {
                    return found;
                }
            }
            if link.style == LinkStyle::Markdown {
                return Resolution::Missing;
            }
        }
        let last = target.rsplit('/').next().unwrap_or(target);
        if last != target {
            let whole = pick(&[self.others.get(&name_key(target))], accept);
            if whole != Resolution::Missing {
                return whole;
            }
        }
        let key = name_key(last);
        let (stems, names) = (self.stems.get(&key), self.others.get(&key));
        if matches!(link.style, LinkStyle::Plain | LinkStyle::Words) {
            let found = pick(&[stems, names], accept);
            return if found == Resolution::Missing { self.resolve_reversed(last, accept) } else { found };
        }
        match pick(&[stems], accept) {
            Resolution::Missing => pick(&[names], accept),
            found => found,
        }
    }

    /// Resolves a name that nobody has exactly: one without its accents or spaces, or a first name, or
    /// a whole one of which a contact has only the initial. Returns whether it is one of the last two.
    pub(super) fn resolve_loosely(&self, link: &Link, accept: &dyn Fn(NoteId) -> bool) -> (Resolution, bool) {
        let name = strip_extension(&link.target).trim();
        if link.style == LinkStyle::Markdown || name.contains('/') {
            return (Resolution::Missing, false);
        }
        match pick(&[self.loose.get(&loose_key(name))], accept) {
            Resolution::Missing => {}
            found => return (found, false),
        }
        let by = |key: Option<u64>| pick(&[key.and_then(|key| self.loose.get(&key))], accept);
        if ends_with_initial(name)
            && let found @ Resolution::Found(_) = by(shortened_key(name))
        {
            return (found, false);
        }
        match by(Some(first_name_key(name))) {
            Resolution::Missing => (by(initial_key(name)), true),
            found => (found, true),
        }
    }

    /// Returns everybody with the first name that a link is.
    pub(super) fn with_first_name(&self, link: &Link, accept: &dyn Fn(NoteId) -> bool) -> Vec<NoteId> {
        let found = self.loose.get(&first_name_key(strip_extension(&link.target).trim()));
        found.map_or(&[][..], Ids::as_slice).iter().copied().filter(|id| accept(*id)).collect()
    }

    /// Resolves `Rivera, Sam` as `Sam Rivera`.
    fn resolve_reversed(&self, name: &str, accept: &dyn Fn(NoteId) -> bool) -> Resolution {
        let Some(name) = reversed(name) else { return Resolution::Missing };
        let key = name_key(&name);
        pick(&[self.stems.get(&key), self.others.get(&key)], accept)
    }

    /// Returns the note at that path, which has no extension.
    pub(super) fn at_path(&self, path: &str) -> Option<NoteId> {
        self.paths.get(&name_key(path))?.as_slice().first().copied()
    }

    /// Returns whether there is a note at such a path.
    pub(super) fn has_path(&self, path: &NotePath) -> bool {
        self.paths.contains_key(&name_key(path.without_extension()))
    }

    /// Returns the notes that a name typed by the user may mean: exact matches, otherwise every note with a name that
    /// contains it.
    pub(super) fn exact(&self, name: &str) -> Vec<NoteId> {
        let key = name_key(strip_extension(name));
        let mut ids: Vec<NoteId> = [self.paths.get(&key), self.stems.get(&key), self.others.get(&key)]
            .into_iter()
            .flatten()
            .flat_map(Ids::as_slice)
            .copied()
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

fn add(map: &mut KeyMap, key: u64, id: NoteId) {
    map.entry(key)
        .and_modify(|ids| match ids {
            Ids::One(first) => *ids = Ids::Many(Box::new(vec![*first, id])),
            Ids::Many(all) => all.push(id),
        })
        .or_insert(Ids::One(id));
}

fn take(map: &mut KeyMap, key: u64, id: NoteId) {
    let Some(ids) = map.get_mut(&key) else { return };
    if let Ids::Many(all) = ids {
        all.retain(|other| *other != id);
        if let [last] = all.as_slice() {
            *ids = Ids::One(*last);
        }
    } else {
        map.remove(&key);
    }
}

fn pick(candidates: &[Option<&Ids>], accept: &dyn Fn(NoteId) -> bool) -> Resolution {
    let mut found: Vec<NoteId> = Vec::new();
    for id in candidates.iter().flatten().flat_map(|ids| ids.as_slice()) {
        if accept(*id) && !found.contains(id) {
            found.push(*id);
        }
    }
    match found.as_slice() {
        [] => Resolution::Missing,
        [id] => Resolution::Found(*id),
        _ => {
            found.sort_unstable();
            Resolution::Ambiguous(found)
        }
    }
}

/// Returns `target` as seen from `folder`, without `.` and `..`; `None` if it leaves the vault.
pub(super) fn relative<'t>(target: &'t str, folder: &str) -> Option<Cow<'t, str>> {
    let target = target.strip_prefix('/').map_or(target, |absolute| absolute);
    if folder.is_empty() && !target.split('/').any(|part| matches!(part, "." | "..")) {
        return Some(Cow::Borrowed(target));
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(Cow::Owned(parts.join("/")))
}

/// Returns whether `name` holds `part`, both folded; accents count only if `part` has them.
pub(super) fn name_holds(name: &str, part: &str) -> bool {
    let (name, part) = (fold_name(name), fold_name(part));
    name.contains(part.as_ref()) || (part.is_ascii() && !name.is_ascii() && unaccented(&name).contains(part.as_ref()))
}
