//! Links that new notes hold.

use crate::core::base::markdown;
use crate::core::base::{Location, NotePath};
use crate::core::index::{Index, NoteId, Resolution};
use crate::core::model::{Link, LinkStyle};

/// Returns a link to a contact that means nobody else in a note at `from`: `[[Priya Nair]]`, with the folder where that is
/// needed, and with the name where the file is called otherwise.
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
