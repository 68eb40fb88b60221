//! The links of new notes.

use crate::core::base::markdown;
use crate::core::base::{Location, NotePath};
use crate::core::index::{Index, NoteId, Resolution};
use crate::core::model::{Link, LinkStyle};

/// Returns a link to a contact for a note at `from`: `[[Priya Nair]]`. The link has the folder if the file name alone
/// could mean another note, and the name if the file name differs from it.
#[must_use]
pub(crate) fn link(index: &Index, contact: NoteId, from: &NotePath) -> String {
    let note = index.note(contact);
    let is_writable = |text: &str| !text.contains(['[', ']', '|', '#', '^']) && !text.contains(char::is_control);
    let is_found = |target: &&str| {
        let link = Link {
            target: (*target).into(),
            text: (*target).into(),
            style: LinkStyle::Wiki,
            location: Location::default(),
        };
        is_writable(target) && index.resolve_at(from, &link) == Resolution::Found(contact)
    };
    match [note.path.stem(), note.path.without_extension()].into_iter().find(is_found) {
        None => markdown::link(&note.title, from.folder(), &note.path),
        Some(target) if target == &*note.title || !is_writable(&note.title) => format!("[[{target}]]"),
        Some(target) => format!("[[{target}|{}]]", note.title),
    }
}
