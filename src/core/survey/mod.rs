//! How a vault is read: which notes are taken for what and why, and which look like people or talks and are not read.
//!
//! A survey is a function of the notes and the settings. It writes nothing and guesses nothing into an index.

mod folders;
pub(crate) mod hints;
mod settings;
#[cfg(test)]
mod tests;
mod text;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::core::base::NotePath;
use crate::core::base::text::key_form;
use crate::core::model::vocabulary;
use crate::core::model::{KindSource, Note, NoteKind};
use crate::core::syntax::front_matter::{self, FrontMatter};
use crate::core::workspace::Workspace;

use folders::Lookalike;
pub(crate) use folders::{is_template_folder, lookalikes};
pub(crate) use settings::{Guesses, MANY_KNOWN, folders_of_contacts};

/// From how many notes on a key that is not understood is told.
const OFTEN: usize = 5;

/// What a note is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Taken {
    Contact,
    Known,
    Talk,
    OnRecord,
    Bank,
    Template,
    Page,
    WithTasks,
    Alone,
}

impl Taken {
    const ALL: [Self; 9] = [
        Self::Contact,
        Self::Known,
        Self::Talk,
        Self::OnRecord,
        Self::Bank,
        Self::Template,
        Self::Page,
        Self::WithTasks,
        Self::Alone,
    ];
}

/// The notes that are taken for one thing, by their folders, and there by what says so.
type Folders = BTreeMap<String, BTreeMap<KindSource, usize>>;

/// How a vault is read.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    notes: usize,
    taken: BTreeMap<Taken, Folders>,
    lookalikes: Vec<Lookalike>,
    /// The keys of people, then those of meetings, that are often there and not understood, as they are written.
    unknown_keys: [Vec<(String, usize)>; 2],
}

impl Survey {
    /// Returns how the notes of a workspace are read. `texts` are the notes as they are now.
    pub(crate) fn new(workspace: &Workspace, texts: &dyn Fn(&NotePath) -> Option<String>) -> Self {
        let mut taken: BTreeMap<Taken, Folders> = BTreeMap::new();
        for (id, note) in workspace.index.notes() {
            let what = match &note.kind {
                NoteKind::Contact(contact) if contact.is_known => Taken::Known,
                NoteKind::Contact(_) => Taken::Contact,
                NoteKind::Meeting(_) if workspace.standing.is_talk(id) => Taken::Talk,
                NoteKind::Meeting(_) => Taken::OnRecord,
                NoteKind::Questions(_) => Taken::Bank,
                _ if note.page.is_some() => Taken::Page,
                NoteKind::Template => Taken::Template,
                NoteKind::Plain if workspace.is_aside(id) => Taken::Alone,
                NoteKind::Plain => Taken::WithTasks,
            };
            let folder = note.path.folder();
            // Of notes that nobody asks about, a rough place will do.
            let folder = if what == Taken::Alone { folder.split('/').next().unwrap_or_default() } else { folder };
            let sources = taken.entry(what).or_default().entry(folder.to_owned()).or_default();
            *sources.entry(note.kind_source).or_default() += 1;
        }
        let people = |note: &Note| note.as_contact().is_some();
        let meetings = |note: &Note| note.as_meeting().is_some();
        Self {
            notes: workspace.index.notes().len(),
            taken,
            lookalikes: lookalikes(workspace),
            unknown_keys: [unknown_keys(workspace, texts, people), unknown_keys(workspace, texts, meetings)],
        }
    }

    /// Returns how many notes are taken for one of these.
    fn count(&self, of: &[Taken]) -> usize {
        of.iter().filter_map(|what| self.taken.get(what)).flat_map(BTreeMap::values).flat_map(BTreeMap::values).sum()
    }
}

/// Returns the keys that many notes of a kind have and that mean nothing, the most frequent first.
fn unknown_keys(
    workspace: &Workspace,
    texts: &dyn Fn(&NotePath) -> Option<String>,
    is_meant: impl Fn(&Note) -> bool,
) -> Vec<(String, usize)> {
    let mut seen: HashMap<&str, (usize, &Note)> = HashMap::new();
    for (_, note) in workspace.index.notes().filter(|(_, note)| is_meant(note)) {
        let keys: BTreeSet<&str> = note.properties.iter().map(|(key, _)| key).collect();
        for key in keys.into_iter().filter(|key| vocabulary::meaning(key).is_none()) {
            seen.entry(key).or_insert((0, note)).0 += 1;
        }
    }
    let often = seen.into_iter().filter(|(_, (count, _))| *count >= OFTEN);
    let written = |form: &str, note: &Note| {
        texts(&note.path).and_then(|text| key_in(&text, form).map(|(key, _)| key)).unwrap_or_else(|| form.to_owned())
    };
    let mut keys: Vec<_> = often.map(|(form, (count, note))| (written(form, note), count)).collect();
    keys.sort_by(|(one, many), (other, more)| more.cmp(many).then_with(|| one.cmp(other)));
    keys
}

/// Returns the key of a note's front matter that has a comparable form, as it is written, and its place.
fn key_in(text: &str, form: &str) -> Option<(String, std::ops::Range<usize>)> {
    let FrontMatter { entries, .. } = FrontMatter::read(text, front_matter::split(text));
    let entry = entries.into_iter().find(|entry| key_form(entry.key) == form)?;
    Some((entry.key.to_owned(), entry.span))
}
