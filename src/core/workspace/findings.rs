//! Which findings about a note are told: none beside the error that it follows from, and hints at most about a note of
//! which nothing is read.

use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::base::text::key_form;
use crate::core::config::TaskScope;
use crate::core::index::{NoteId, Resolution};
use crate::core::model::vocabulary::{self, Key};
use crate::core::model::{EventKey, NoteKind, Task};
use crate::core::syntax::front_matter::key_of;

use super::Workspace;

/// The codes of findings about single values. In a note of which nothing is read they do no harm. Other codes may tell
/// why nothing is read of it.
const ABOUT_VALUES: [Code; 6] =
    [Code::DuplicateKey, Code::NotADate, Code::SnoozeMisplaced, Code::SnoozeUnknown, Code::UnquotedLink, Code::Yaml];

impl Workspace {
    /// Returns what is wrong with a note and what follows from it.
    pub(super) fn findings_of(&self, id: NoteId) -> Vec<Diagnostic> {
        let all: Vec<&Diagnostic> = self.index.diagnostics_of(id).chain(self.agenda.diagnostics_of(id)).collect();
        if all.is_empty() {
            return Vec::new();
        }
        let is_aside = self.is_aside(id);
        let is_told = |found: &&&Diagnostic| !all.iter().any(|cause| explains(cause, found));
        let told = all.iter().filter(is_told).map(|found| (*found).clone());
        told.map(|found| if is_aside && is_harmless(&found) { found.aside() } else { found }).collect()
    }

    /// Returns whether nothing of a note is read: it is about nobody, asks nothing, and holds no block and no task that
    /// counts.
    pub(crate) fn is_aside(&self, id: NoteId) -> bool {
        let note = self.index.note(id);
        let has_tasks = match self.config.tasks {
            TaskScope::People => !self.index.mentions(id).is_empty() || self.names_contact(id),
            TaskScope::All => !note.tasks.is_empty(),
        };
        matches!(note.kind, NoteKind::Plain | NoteKind::Template) && note.page.is_none() && !has_tasks
    }
}

impl Workspace {
    /// Returns how many open tasks of a note do not count, since they name nobody. Those of contacts and of talks do.
    pub(crate) fn tasks_left_out(&self, id: NoteId) -> usize {
        let note = self.index.note(id);
        let counts = match &note.kind {
            NoteKind::Contact(_) | NoteKind::Questions(_) | NoteKind::Template => true,
            NoteKind::Meeting(_) => self.standing.is_talk(id),
            NoteKind::Plain => false,
        };
        if counts || self.config.tasks == TaskScope::All {
            return 0;
        }
        let is_named = |task: &Task| {
            let is_linked =
                task.links.iter().any(|link| matches!(self.index.resolve(note, link), Resolution::Found(_)));
            is_linked
                || task
                    .aim
                    .as_deref()
                    .is_some_and(|aim| !aim.whom.is_empty() && !self.index.aimed_at(id, aim).is_empty())
        };
        note.tasks.iter().filter(|task| task.status.is_open() && !is_named(task)).count()
    }

    /// Returns whether a task of a note names a contact whom it is to get in touch with, or to thank.
    fn names_contact(&self, id: NoteId) -> bool {
        let is_contact = |id: &NoteId| self.index.note(*id).as_contact().is_some_and(|contact| !contact.is_known);
        self.index.aims(id).iter().any(is_contact)
    }
}

/// Returns whether a finding tells nothing about why a note is not read. A type or a tag that is lost may be the reason.
fn is_harmless(found: &Diagnostic) -> bool {
    ABOUT_VALUES.contains(&found.code)
        && !key_on_line(found).is_some_and(|key| matches!(vocabulary::meaning(&key), Some(Key::Type | Key::Tags)))
}

/// Returns whether an error is why there is a finding: it lost what the finding misses, or makes it.
fn explains(cause: &Diagnostic, found: &Diagnostic) -> bool {
    let missed = match found.code {
        Code::MeetingWithoutDate => [Key::Date, Key::Event(EventKey::Scheduled)],
        Code::MeetingWithoutPeople => [Key::With, Key::Contact],
        // Keys stand on both sides of a conflict, and its markers are no YAML.
        Code::DuplicateKey => return cause.code == Code::MergeConflict && cause.line() <= found.line(),
        Code::Yaml => return cause.code == Code::MergeConflict,
        _ => return false,
    };
    match cause.code {
        Code::FrontMatterUnclosed | Code::MergeConflict => true,
        // An error deep in a value has no key on its line.
        Code::Yaml => {
            key_on_line(cause).is_none_or(|key| vocabulary::meaning(&key).is_some_and(|key| missed.contains(&key)))
        }
        _ => false,
    }
}

/// Returns the key on the line of a finding, in its comparable form.
fn key_on_line(found: &Diagnostic) -> Option<String> {
    let (key, _) = key_of(&found.place.as_ref()?.source)?;
    Some(key_form(key).into_owned())
}
