//! Chooses the folder of a new note.

use std::collections::BTreeMap;

use crate::core::config::Config;
use crate::core::index::Index;
use crate::core::model::{NoteKind, NoteType};

/// Returns the folders for a new note of a type, the best first. If the vault has notes of the type, it is the folder
/// with most of them; otherwise the folders that the configuration names for the type, and the usual one.
#[must_use]
pub(crate) fn folders(index: &Index, config: &Config, kind: NoteType) -> Vec<String> {
    let mut mapped: BTreeMap<String, usize> = BTreeMap::new();
    let mut others: BTreeMap<String, usize> = BTreeMap::new();
    for (_, note) in index.notes().filter(|(_, note)| is_of(&note.kind, kind)) {
        match mapped_part(note.path.folder(), config, kind) {
            Some(folder) => *mapped.entry(folder).or_default() += 1,
            None => *others.entry(note.path.folder().to_owned()).or_default() += 1,
        }
    }
    let most = |counts: BTreeMap<String, usize>| {
        let mut folders: Vec<(String, usize)> = counts.into_iter().collect();
        folders.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        folders.into_iter().next().map(|(folder, _)| folder)
    };
    if let Some(folder) = most(mapped).or_else(|| most(others)) {
        return vec![folder];
    }
    let defaults = Config::default().folders;
    let of_kind = |folders: &BTreeMap<String, NoteType>| -> Vec<String> {
        folders.iter().filter(|(_, of)| **of == kind).map(|(name, _)| name.clone()).collect()
    };
    let mut names: Vec<String> = of_kind(&config.folders);
    names.retain(|name| !defaults.contains_key(name));
    names.push(String::from(usual(kind)));
    names.extend(of_kind(&defaults).into_iter().filter(|name| name != usual(kind)));
    names.retain(|name| name == usual(kind) || config.folders.get(name) == Some(&kind));
    names
}

/// Returns the usual folder of a type: `people` for contacts.
const fn usual(kind: NoteType) -> &'static str {
    match kind {
        NoteType::Contact | NoteType::Person => "people",
        NoteType::Meeting => "meetings",
        NoteType::Questions => "questions",
        NoteType::Plain => "",
    }
}

fn is_of(kind: &NoteKind, wanted: NoteType) -> bool {
    match kind {
        NoteKind::Contact(_) => matches!(wanted, NoteType::Contact | NoteType::Person),
        NoteKind::Meeting(_) => wanted == NoteType::Meeting,
        NoteKind::Questions(_) => wanted == NoteType::Questions,
        NoteKind::Plain | NoteKind::Template => false,
    }
}

/// Returns a folder up to its last part that the configuration names for a type: `work/Contacts` for
/// `work/Contacts/old`.
fn mapped_part(folder: &str, config: &Config, kind: NoteType) -> Option<String> {
    let parts: Vec<&str> = folder.split('/').collect();
    let is_mapped =
        |part: &&str| config.folders.iter().any(|(name, of)| *of == kind && name.eq_ignore_ascii_case(part));
    let last = parts.iter().rposition(is_mapped)?;
    Some(parts.get(..=last)?.join("/"))
}
