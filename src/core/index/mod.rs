//! All notes of a vault, with the names by which they refer to each other resolved.
//!
//! The index is a function of the notes alone: it does not depend on the day or on the configuration, except for which
//! notes with live blocks are pages of the vault.

mod borders;
mod names;
mod update;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use crate::core::base::diagnostic::{Code, Diagnostic, Severity};
use crate::core::base::{Location, NotePath};
use crate::core::model::is_user;
use crate::core::model::{Contact, KindSource, Link, LinkStyle, Meeting, Note, NoteKind};

use crate::core::syntax::link::{bare_name, is_like_name};
pub(crate) use borders::Borders;
pub(crate) use names::Resolution;
use names::{Keys, Names};
use update::LinkWaiters;
pub(crate) use update::{Change, Touched};

/// A note's place in the index. Ids have the order of the paths of their notes, and stay the same while other notes
/// come and go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteId {
    /// Ascends with the paths; there is room between two notes for others.
    rank: u32,
    slot: u32,
}

impl NoteId {
    const FIRST: Self = Self { rank: 0, slot: 0 };
    const LAST: Self = Self { rank: u32::MAX, slot: u32::MAX };

    /// Returns the note's slot: below the number of slots, and given to another note only after this one is gone.
    #[must_use]
    pub const fn slot(self) -> usize {
        self.slot as usize
    }
}

/// Somebody that a note names: a contact of the vault, or a name without a note.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Person {
    /// A contact.
    Known(NoteId),
    /// A name that no contact has, or several contacts have.
    Named(Box<str>),
}

/// The notes of a vault and what their links mean.
#[derive(Debug, Default)]
pub struct Index {
    /// The notes by their slots.
    notes: Vec<Option<Note>>,
    /// What the links of each note mean, by its slot.
    links: Vec<Links>,
    /// The notes in the order of their paths.
    order: Vec<NoteId>,
    /// The slots that no note has.
    free: Vec<u32>,
    names: Names,
    /// The notes that have to do with each contact, by its slot.
    backlinks: Vec<Backlinks>,
    /// The meetings with each name that no contact has.
    named: HashMap<Box<str>, Vec<NoteId>>,
    /// The notes that hold live blocks and are pages of the vault.
    live: BTreeSet<NoteId>,
    /// The notes that hold live blocks and are not its pages.
    beyond: BTreeSet<NoteId>,
    borders: Borders,
    /// The contacts that were referred by somebody.
    referred: BTreeSet<NoteId>,
    /// By how many in all.
    referrals: usize,
    /// Which notes look for which names; filled by the first update that needs it.
    waiters: Option<LinkWaiters>,
}

/// What the links of a note mean.
#[derive(Debug, Default)]
struct Links {
    /// The people of a meeting, or those who referred a contact.
    people: Box<[Person]>,
    /// The contacts that the note's tasks link to.
    mentions: Box<[NoteId]>,
    /// What is wrong with the links.
    diagnostics: Box<[Diagnostic]>,
}

/// The notes that have to do with a contact, each list in the order of paths.
#[derive(Debug, Default)]
struct Backlinks {
    meetings: Vec<NoteId>,
    referred: Vec<NoteId>,
    mentioned: Vec<NoteId>,
}

/// Returns whether a note names so many people, and holds so many tasks or questions, that it is not about each of
/// them.
#[must_use]
pub(crate) const fn is_crowd(people: usize, things: usize) -> bool {
    const MOST_PAIRS: usize = 100_000;
    people.saturating_mul(things) > MOST_PAIRS
}

impl Index {
    /// Builds the index of `notes`, whatever their order.
    #[must_use]
    pub fn new(mut notes: Vec<Note>) -> Self {
        notes.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let keys: Vec<Keys> = notes.par_iter().map(Keys::new).collect();
        let count = u32::try_from(notes.len()).unwrap_or(u32::MAX);
        let step = u32::MAX / count.saturating_add(1);
        let mut index = Self {
            names: Names::with_capacity(notes.len()),
            order: (0..count).map(|slot| NoteId { rank: (slot + 1) * step, slot }).collect(),
            notes: notes.into_iter().map(Some).collect(),
            ..Self::default()
        };
        for (id, keys) in index.order.iter().zip(&keys) {
            index.names.insert(*id, keys);
        }
        drop(keys);
        let links: Vec<Links> = index.order.par_iter().map(|id| index.links_of(index.note(*id))).collect();
        index.backlinks.resize_with(links.len(), Backlinks::default);
        index.links.resize_with(links.len(), Links::default);
        for (id, links) in index.order.clone().into_iter().zip(links) {
            index.add_backlinks(id, links);
        }
        index
    }

    fn links_of(&self, note: &Note) -> Links {
        let (people, diagnostics) = self.people_of(note);
        let mut mentions: Vec<NoteId> = note
            .tasks
            .iter()
            .flat_map(|task| &task.links)
            .filter_map(|link| match self.resolve(note, link) {
                Resolution::Found(id) => Some(id),
                Resolution::Missing | Resolution::Ambiguous(_) => None,
            })
            .collect();
        mentions.sort_unstable();
        mentions.dedup();
        Links { people, mentions: mentions.into(), diagnostics: diagnostics.into() }
    }

    /// Resolves the attendees of a meeting or the referrers of a contact.
    fn people_of(&self, note: &Note) -> (Box<[Person]>, Vec<Diagnostic>) {
        let links: &[Link] = match &note.kind {
            NoteKind::Meeting(meeting) => &meeting.with,
            NoteKind::Contact(contact) => &contact.referred_by,
            _ => &[],
        };
        let is_meeting = note.as_meeting().is_some();
        let (mut people, mut diagnostics) = (Vec::with_capacity(links.len()), Vec::new());
        for link in links.iter().flat_map(|link| self.split_names(note, link)) {
            let link = &*link;
            let (resolution, guessed) = self.resolve_person(note, link);
            diagnostics.extend(guessed);
            // Such words may tell how somebody was found rather than by whom: "met at a fair" is not a missing note.
            let is_prose = link.style == LinkStyle::Words;
            diagnostics.extend(
                self.link_diagnostic(note, link, &resolution)
                    .filter(|_| !(is_prose && resolution == Resolution::Missing)),
            );
            let person = match resolution {
                // Nobody is referred by themselves.
                Resolution::Found(id) if !is_meeting && self.note(id).path == note.path => {
                    let diagnostic =
                        Diagnostic::new(Code::RefersToItself, &note.path, "this contact is referred by themselves");
                    diagnostics
                        .push(diagnostic.located(link.location).hint("name the person who referred you to them"));
                    continue;
                }
                Resolution::Found(id) => Person::Known(id),
                Resolution::Missing if is_prose => continue,
                Resolution::Missing | Resolution::Ambiguous(_) => Person::Named(link.text.clone()),
            };
            if !people.contains(&person) {
                people.push(person);
            }
        }
        if is_meeting && people.is_empty() {
            people.extend(self.people_in_title(note).into_iter().map(Person::Known));
            // Of a meeting that only its name tells of, nothing is expected.
            if people.is_empty() && note.kind_source != KindSource::Name {
                let message = "this meeting does not say who it is with";
                let diagnostic = Diagnostic::new(Code::MeetingWithoutPeople, &note.path, message);
                diagnostics.push(diagnostic.hint("add `with: \"[[Name]]\"` to its front matter"));
            }
        }
        (people.into_boxed_slice(), diagnostics)
    }

    /// Resolves a link in a list of people; also returns the hint about a first name that only one person has.
    fn resolve_person(&self, note: &Note, link: &Link) -> (Resolution, Option<Diagnostic>) {
        let is_contact = |id| self.note(id).as_contact().is_some();
        let strict = self.names.resolve(link, &note.path, &is_contact);
        if strict != Resolution::Missing {
            return (strict, None);
        }
        let (loose, is_first_name) = self.names.resolve_loosely(link, &is_contact);
        let hint = match loose {
            Resolution::Found(id) if is_first_name => {
                let Note { title, path, .. } = self.note(id);
                let message = format!("`{}` is read as {title}", link.text);
                let hint = Diagnostic::new(Code::FirstName, &note.path, message).located(link.location);
                Some(hint.hint(format!("nobody else has that first name; if it is not {path}, write the whole name")))
            }
            _ => None,
        };
        (loose, hint)
    }

    /// Returns the names in `Ann Lee, Bo Ek` and `Ann Lee & Bo Ek` one by one, each without what stands behind it;
    /// `Rivera, Sam` is one name if a contact has that name.
    fn split_names<'l>(&self, note: &Note, link: &'l Link) -> Vec<Cow<'l, Link>> {
        let is_missing = |link: &Link| self.resolve(note, link) == Resolution::Missing;
        if link.style != LinkStyle::Plain || names_in(&link.target).is_none() || !is_missing(link) {
            return vec![Cow::Borrowed(link)];
        }
        let all: Vec<Link> = parts(link).map(|part| named(link, part)).collect();
        let are_names = || all.iter().all(|part| is_like_name(&part.target));
        // Unless one of them is known or each is a name, what separates them may be part of a name.
        if all.len() < 2 || are_names() || all.iter().any(|part| !is_missing(part)) {
            return all.into_iter().map(Cow::Owned).collect();
        }
        vec![Cow::Borrowed(link)]
    }

    /// Returns the contacts whose names are in a meeting's file name or title: `2026-11-20 Priya Nair`, `Call with Priya
    /// Nair`.
    fn people_in_title(&self, note: &Note) -> Vec<NoteId> {
        let is_contact = |id| self.note(id).as_contact().is_some();
        let mut people = Vec::new();
        for link in title_links(note) {
            if let Resolution::Found(id) = self.names.resolve(&link, &note.path, &is_contact)
                && !people.contains(&id)
            {
                people.push(id);
            }
        }
        people
    }

    /// Returns whether a link that leads to no contact leads to a note that may be one, but could not be read.
    fn leads_to_broken(&self, from: &Note, link: &Link) -> bool {
        match self.resolve_to_any(&from.path, link) {
            Resolution::Found(id) => is_broken(self.note(id)),
            Resolution::Ambiguous(ids) => ids.iter().any(|id| is_broken(self.note(*id))),
            Resolution::Missing => false,
        }
    }

    fn link_diagnostic(&self, note: &Note, link: &Link, resolution: &Resolution) -> Option<Diagnostic> {
        match resolution {
            Resolution::Found(_) => None,
            // The error of that note tells why.
            Resolution::Missing if self.leads_to_broken(note, link) => None,
            Resolution::Missing => {
                let message = format!("no contact has the name `{}`", link.target);
                let diagnostic = Diagnostic::new(Code::UnknownPerson, &note.path, message).located(link.location);
                Some(diagnostic.hint("add a note for them, or correct the name"))
            }
            Resolution::Ambiguous(ids) => {
                let paths: Vec<&str> = ids.iter().take(3).map(|id| self.note(*id).path.as_str()).collect();
                let message = format!("`{}` may mean `{}`", link.target, paths.join("` or `"));
                let diagnostic = Diagnostic::new(Code::AmbiguousName, &note.path, message).located(link.location);
                let first = paths.first().map_or("", |path| crate::core::base::strip_extension(path));
                Some(diagnostic.hint(format!("write the whole name, or the path: `\"[[{first}]]\"`")))
            }
        }
    }

    /// Resolves a link to a contact.
    #[must_use]
    pub fn resolve(&self, from: &Note, link: &Link) -> Resolution {
        self.resolve_at(&from.path, link)
    }

    /// Returns the note of that id.
    ///
    /// # Panics
    ///
    /// If the id is not of this index, or of a note that is gone.
    #[must_use]
    #[expect(clippy::indexing_slicing, clippy::expect_used, reason = "ids are made by this index only")]
    pub fn note(&self, id: NoteId) -> &Note {
        self.notes[id.slot()].as_ref().expect("the note of an id is there")
    }

    /// Returns whether a note of this index has the id, and not one that is gone.
    #[must_use]
    pub fn has(&self, id: NoteId) -> bool {
        self.order.binary_search(&id).is_ok()
    }

    /// Returns every note, in the order of their paths.
    #[must_use]
    pub fn notes(&self) -> impl ExactSizeIterator<Item = (NoteId, &Note)> {
        self.order.iter().map(|id| (*id, self.note(*id)))
    }

    /// Returns how many slots there are: more than any [`NoteId::slot`].
    #[must_use]
    pub fn slots(&self) -> usize {
        self.notes.len()
    }

    /// Returns every contact, in the order of their paths.
    pub fn contacts(&self) -> impl Iterator<Item = (NoteId, &Note, &Contact)> {
        self.notes().filter_map(|(id, note)| Some((id, note, note.as_contact()?)))
    }

    /// Returns every meeting, in the order of their paths.
    pub fn meetings(&self) -> impl Iterator<Item = (NoteId, &Note, &Meeting)> {
        self.notes().filter_map(|(id, note)| Some((id, note, note.as_meeting()?)))
    }

    /// Returns the contacts that were referred by somebody, in the order of their paths.
    pub fn referred(&self) -> impl Iterator<Item = NoteId> {
        self.referred.iter().copied()
    }

    /// Returns how many referrals there are: each contact counts once for everybody who referred them.
    #[must_use]
    pub const fn referrals(&self) -> usize {
        self.referrals
    }

    /// Returns the meetings with a contact, in the order of their paths.
    #[must_use]
    pub fn meetings_with(&self, contact: NoteId) -> &[NoteId] {
        self.backlinks.get(contact.slot()).map_or(&[], |links| &links.meetings)
    }

    /// Returns the contacts that a note's tasks link to.
    #[must_use]
    pub fn mentions(&self, id: NoteId) -> &[NoteId] {
        self.links.get(id.slot()).map_or(&[], |links| &links.mentions)
    }

    /// Returns who takes part in a meeting, or who referred a contact.
    #[must_use]
    pub fn people(&self, id: NoteId) -> &[Person] {
        self.links.get(id.slot()).map_or(&[], |links| &links.people)
    }

    /// Returns the contacts that a contact referred.
    #[must_use]
    pub fn referred_by(&self, contact: NoteId) -> &[NoteId] {
        self.backlinks.get(contact.slot()).map_or(&[], |links| &links.referred)
    }

    /// Returns the notes that may carry questions for a person, in the order of their paths: the meetings with them, and
    /// their own note.
    #[must_use]
    pub fn carriers_of(&self, person: &Person) -> Vec<NoteId> {
        match person {
            Person::Known(id) => {
                let mut notes = self.meetings_with(*id).to_vec();
                insert(&mut notes, *id);
                notes
            }
            Person::Named(name) => self.named.get(name).cloned().unwrap_or_default(),
        }
    }

    /// Returns the notes that may hold tasks for a person: those that may carry questions, and those with a task that
    /// links to the person.
    #[must_use]
    pub fn task_notes_of(&self, person: &Person) -> Vec<NoteId> {
        let mut notes = self.carriers_of(person);
        if let Person::Known(id) = person {
            let mentioned = self.backlinks.get(id.slot()).map_or(&[][..], |links| &links.mentioned);
            for note in mentioned {
                insert(&mut notes, *note);
            }
        }
        notes
    }

    /// Returns every note that concerns a contact: their own, those in which they take part or are linked to, and those
    /// of people they referred.
    #[must_use]
    pub fn related_notes(&self, contact: NoteId) -> Vec<NoteId> {
        let mut notes = self.task_notes_of(&Person::Known(contact));
        for note in self.referred_by(contact) {
            insert(&mut notes, *note);
        }
        notes
    }

    /// Returns a person's name.
    #[must_use]
    pub fn name<'i>(&'i self, person: &'i Person) -> &'i str {
        match person {
            Person::Known(id) => &self.note(*id).title,
            Person::Named(name) => name,
        }
    }

    /// Returns the id of the note at `path`.
    #[must_use]
    pub fn find(&self, path: &NotePath) -> Option<NoteId> {
        self.position(path).ok().and_then(|at| self.order.get(at)).copied()
    }

    /// Returns the place of the note at `path` in the order, or where it would be.
    fn position(&self, path: &NotePath) -> Result<usize, usize> {
        self.order.binary_search_by(|id| self.note(*id).path.cmp(path))
    }

    /// Returns the notes that a name typed by the user means: those with that name, otherwise those whose name contains
    /// it.
    #[must_use]
    pub fn search(&self, name: &str) -> Vec<NoteId> {
        let exact = self.names.exact(name);
        if !exact.is_empty() {
            return exact;
        }
        self.search_among(name, &|_| true)
    }

    /// Returns the notes with a name that contains the one typed by the user, among those that `accept` takes.
    #[must_use]
    pub fn search_among(&self, name: &str, accept: &dyn Fn(&NoteId) -> bool) -> Vec<NoteId> {
        let holds =
            |note: &Note| std::iter::once(&note.title).chain(&note.aliases).any(|other| names::name_holds(other, name));
        self.notes().filter(|(id, note)| accept(id) && holds(note)).map(|(id, _)| id).collect()
    }

    /// Returns the notes that have that name or path.
    #[must_use]
    pub fn called(&self, name: &str) -> Vec<NoteId> {
        self.names.exact(name)
    }

    /// Returns whether a note has that path, or one that some disks treat as the same: case, Unicode form and the
    /// extension do not count.
    #[must_use]
    pub fn has_path_like(&self, path: &NotePath) -> bool {
        self.names.has_path(path)
    }

    /// Resolves a link in a note at `from` to a contact.
    #[must_use]
    pub fn resolve_at(&self, from: &NotePath, link: &Link) -> Resolution {
        let is_contact = |id| self.note(id).as_contact().is_some();
        match self.names.resolve(link, from, &is_contact) {
            Resolution::Missing => self.names.resolve_loosely(link, &is_contact).0,
            found => found,
        }
    }

    /// Resolves a link in a note at `from` to a note of any kind.
    #[must_use]
    pub fn resolve_to_any(&self, from: &NotePath, link: &Link) -> Resolution {
        self.names.resolve(link, from, &|_| true)
    }

    /// Returns the path in the vault that a Markdown link in a note at `from` leads to, without extension, and the note
    /// there, of any type; `None` if it leads out of the vault.
    #[must_use]
    pub fn lead(&self, from: &NotePath, link: &Link) -> Option<(Box<str>, Option<NoteId>)> {
        let path = names::relative(crate::core::base::strip_extension(&link.target), from.folder())?;
        Some((path.as_ref().into(), self.names.at_path(&path)))
    }

    /// Returns what is wrong with a note and with its links.
    pub fn diagnostics_of(&self, id: NoteId) -> impl Iterator<Item = &Diagnostic> {
        let of_links = self.links.get(id.slot()).map_or(&[][..], |links| &links.diagnostics);
        self.note(id).diagnostics.iter().chain(of_links)
    }
}

/// Returns whether an error may be why a note is about nobody.
fn is_broken(note: &Note) -> bool {
    note.as_contact().is_none() && note.diagnostics.iter().any(|found| found.severity() == Severity::Error)
}

/// What separates names in a text.
const SEPARATORS: [&str; 17] = [
    ",", ";", "·", "•", "、", "，", " + ", " & ", " / ", " and ", " und ", " et ", " y ", " e ", " en ", " и ", " та ",
];

/// Returns the names in a text that may hold more than one, or more than a name.
fn names_in(text: &str) -> Option<Vec<&str>> {
    let mut parts = vec![text];
    for separator in SEPARATORS {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    let names: Vec<&str> =
        parts.into_iter().map(|part| bare_name(part.trim())).filter(|part| !part.is_empty()).collect();
    (names.as_slice() != [text]).then_some(names)
}

/// Returns the names in a link's text, without the user's own.
fn parts(link: &Link) -> impl Iterator<Item = &str> {
    names_in(&link.target).unwrap_or_default().into_iter().filter(|part| !is_user(part))
}

/// Returns the link with a part of its name.
fn named(link: &Link, name: &str) -> Link {
    let before = link.target.split_once(name).map_or(0, |(before, _)| before.chars().count());
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let column = link.location.column.saturating_add(number(before));
    let location = Location { column, width: number(name.chars().count()), ..link.location };
    Link { target: name.into(), text: name.into(), style: link.style, location }
}

/// The most words of a name, and of a title in which names are looked for.
const LONGEST_NAME: usize = 4;
const LONGEST_TITLE: usize = 24;

/// Returns, as links, what may be a name in the file name or the title of a meeting: all behind the date, and every two
/// to four words.
fn title_links(note: &Note) -> Vec<Link> {
    let stem = note.path.stem();
    let behind = stem.trim_start_matches(|char: char| char.is_ascii_digit() || matches!(char, '-' | ' ' | '_'));
    let is_gap = |char: char| !(char.is_alphanumeric() || matches!(char, '\'' | '’' | '-' | '.'));
    let words = |text: &str| -> Vec<String> {
        text.split(is_gap).filter(|word| !word.is_empty()).take(LONGEST_TITLE).map(str::to_owned).collect()
    };
    let link = |name: &str| Link {
        target: name.into(),
        text: name.into(),
        style: LinkStyle::Plain,
        location: Location::default(),
    };
    let mut links = vec![link(behind)];
    for words in [words(stem), words(&note.title)] {
        for length in 2..=LONGEST_NAME {
            links.extend(words.windows(length).map(|words| link(&words.join(" "))));
        }
    }
    links
}

/// Puts an id into a sorted list, once.
fn insert(ids: &mut Vec<NoteId>, id: NoteId) {
    if let Err(at) = ids.binary_search(&id) {
        ids.insert(at, id);
    }
}

/// Takes an id out of a sorted list.
fn remove(ids: &mut Vec<NoteId>, id: NoteId) {
    if let Ok(at) = ids.binary_search(&id) {
        ids.remove(at);
    }
}
