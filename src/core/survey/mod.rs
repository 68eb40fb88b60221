//! How a vault is read: which notes are taken for what and why, and which look like people or talks and are not read.
//!
//! A survey is a function of the notes and the settings. It writes nothing and guesses nothing into an index.

mod elsewhere;
mod folders;
pub(crate) mod hints;
mod settings;
#[cfg(test)]
mod tests;
mod text;

use std::collections::{BTreeMap, HashMap};

use crate::core::base::NotePath;
use crate::core::base::text::key_form;
use crate::core::model::vocabulary;
use crate::core::model::{KindSource, Note, NoteKind};
use crate::core::syntax::front_matter::{self, FrontMatter};
use crate::core::workspace::Workspace;

use folders::Lookalike;
pub(crate) use folders::{is_template_folder, lookalikes};
pub(crate) use settings::{Guesses, MANY_KNOWN, folders_of_contacts};

/// From how many notes on a key that is not understood is told, and one that holds days.
const OFTEN: usize = 5;
const OFTEN_WITH_DAYS: usize = 3;

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
    /// A folder most of whose notes are read, and how many of it are not.
    passed: Option<(String, usize)>,
    /// How many open tasks are left out, in notes that are left alone and in others.
    tasks: usize,
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
        let tasks = workspace.index.notes().map(|(id, _)| workspace.tasks_left_out(id)).sum();
        let people = |note: &Note| note.as_contact().is_some();
        let meetings = |note: &Note| note.as_meeting().is_some();
        Self {
            notes: workspace.index.notes().len(),
            passed: passed_by(workspace),
            taken,
            tasks,
            lookalikes: lookalikes(workspace),
            unknown_keys: [unknown_keys(workspace, texts, people), unknown_keys(workspace, texts, meetings)],
        }
    }

    /// Returns how many notes are taken for one of these.
    fn count(&self, of: &[Taken]) -> usize {
        of.iter().filter_map(|what| self.taken.get(what)).flat_map(BTreeMap::values).flat_map(BTreeMap::values).sum()
    }
}

/// Returns the folder with the most plain notes among those most of whose notes are read, with how many these are.
fn passed_by(workspace: &Workspace) -> Option<(String, usize)> {
    let mut folders: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (_, note) in workspace.index.notes() {
        let (read, plain) = folders.entry(note.path.folder()).or_default();
        match note.kind {
            NoteKind::Contact(_) | NoteKind::Meeting(_) | NoteKind::Questions(_) => *read += 1,
            NoteKind::Plain if note.page.is_none() => *plain += 1,
            _ => {}
        }
    }
    let most = folders.into_iter().filter(|(_, (read, plain))| *plain > 0 && read > plain);
    let (folder, (_, plain)) = most.rev().max_by_key(|(_, (_, plain))| *plain)?;
    Some((folder.to_owned(), plain))
}

/// Returns the keys that many notes of a kind have and that mean nothing, the most frequent first.
fn unknown_keys(
    workspace: &Workspace,
    texts: &dyn Fn(&NotePath) -> Option<String>,
    is_meant: impl Fn(&Note) -> bool,
) -> Vec<(String, usize)> {
    let words = workspace.config.words();
    let mut seen: HashMap<&str, (usize, usize, &Note)> = HashMap::new();
    for (_, note) in workspace.index.notes().filter(|(_, note)| is_meant(note)) {
        let keys: BTreeMap<&str, &str> = note.properties.iter().collect();
        for (key, value) in keys.into_iter().filter(|(key, _)| vocabulary::meaning(key).is_none()) {
            let (count, days, _) = seen.entry(key).or_insert((0, 0, note));
            *count += 1;
            *days += usize::from(hints::is_day(value, &words));
        }
    }
    let is_often = |count: usize, days: usize| count >= OFTEN || days >= OFTEN_WITH_DAYS;
    let often = seen.into_iter().filter(|(_, (count, days, _))| is_often(*count, *days));
    let written = |form: &str, note: &Note| {
        texts(&note.path).and_then(|text| key_in(&text, form).map(|(key, _)| key)).unwrap_or_else(|| form.to_owned())
    };
    let mut keys: Vec<_> = often.map(|(form, (count, _, note))| (written(form, note), count)).collect();
    keys.sort_by(|(one, many), (other, more)| more.cmp(many).then_with(|| one.cmp(other)));
    keys
}

/// Returns the key of a note's front matter that has a comparable form, as it is written, and its place.
fn key_in(text: &str, form: &str) -> Option<(String, std::ops::Range<usize>)> {
    let FrontMatter { entries, .. } = FrontMatter::read(text, front_matter::split(text));
    let entry = entries.into_iter().find(|entry| key_form(entry.key) == form)?;
    Some((entry.key.to_owned(), entry.span))
}
