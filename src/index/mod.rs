//! All notes of a vault, with the names by which they refer to each other resolved.
//!
//! The index is a function of the notes alone: neither the day nor the configuration is in it.

mod names;

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Contact, Link, LinkStyle, Meeting, Note, NoteKind, NotePath};
use crate::parse::is_user;

pub use names::Resolution;
use names::{Keys, Names};

/// A note's place in the index: notes are numbered in the order of their paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteId(u32);

impl NoteId {
    fn new(at: usize) -> Self {
        Self(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// Returns the note's place among all notes, counted from 0.
    #[must_use]
    pub const fn at(self) -> usize {
        self.0 as usize
    }
}

/// Somebody that a note speaks of: a contact of the vault, or a name without a note.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Person {
    /// A contact.
    Known(NoteId),
    /// A name that no contact bears, or several.
    Named(Box<str>),
}

/// The notes of a vault and what their links mean.
#[derive(Debug)]
pub struct Index {
    notes: Vec<Note>,
    names: Names,
    /// The meetings with each contact, by their ids.
    meetings: Vec<Vec<NoteId>>,
    /// Who takes part in each meeting, and who referred each contact.
    people: Vec<Box<[Person]>>,
    /// The contacts whom each contact referred.
    referred: BTreeMap<NoteId, Vec<NoteId>>,
    /// What is wrong with the links.
    diagnostics: Vec<Diagnostic>,
}

impl Index {
    /// Builds the index of `notes`, whatever their order.
    #[must_use]
    pub fn new(mut notes: Vec<Note>) -> Self {
        notes.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let keys: Vec<Keys> = notes.par_iter().map(Keys::of).collect();
        let mut names = Names::with_capacity(notes.len());
        for (at, keys) in keys.iter().enumerate() {
            names.insert(NoteId::new(at), keys);
        }
        drop(keys);
        let count = notes.len();
        let mut index = Self {
            notes,
            names,
            meetings: vec![Vec::new(); count],
            people: Vec::new(),
            referred: BTreeMap::new(),
            diagnostics: Vec::new(),
        };
        index.resolve_people();
        index
    }

    fn resolve_people(&mut self) {
        let resolved: Vec<(Box<[Person]>, Vec<Diagnostic>)> =
            self.notes.par_iter().map(|note| self.people_of(note)).collect();
        for (at, (people, diagnostics)) in resolved.into_iter().enumerate() {
            let id = NoteId::new(at);
            let is_meeting = self.note(id).as_meeting().is_some();
            for person in &people {
                match person {
                    Person::Known(contact) if is_meeting => {
                        if let Some(meetings) = self.meetings.get_mut(contact.at()) {
                            meetings.push(id);
                        }
                    }
                    Person::Known(referrer) => self.referred.entry(*referrer).or_default().push(id),
                    Person::Named(_) => {}
                }
            }
            self.people.push(people);
            self.diagnostics.extend(diagnostics);
        }
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
            let resolution = self.resolve(note, link);
            // A plain name may be how somebody was found rather than who: "met at a fair" is no missing note.
            let is_prose = !is_meeting && link.style == LinkStyle::Plain;
            diagnostics.extend(
                self.link_diagnostic(note, link, &resolution)
                    .filter(|_| !(is_prose && resolution == Resolution::Missing)),
            );
            let person = match resolution {
                // Nobody is referred by themselves.
                Resolution::Found(id) if !is_meeting && self.note(id).path == note.path => {
                    let diagnostic = Diagnostic::new(
                        Severity::Warning,
                        "refers-to-itself",
                        &note.path,
                        "this contact is said to be referred by themselves",
                    );
                    diagnostics.push(diagnostic.at_line(link.line).hint("name whoever referred you to them"));
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
            if let Some(id) = self.person_in_title(note) {
                people.push(Person::Known(id));
            } else {
                let message = "this meeting does not say with whom";
                let diagnostic = Diagnostic::new(Severity::Warning, "meeting-without-people", &note.path, message);
                diagnostics.push(diagnostic.hint("add `with: \"[[Name]]\"` to its front matter"));
            }
        }
        (people.into_boxed_slice(), diagnostics)
    }

    /// Returns the names in `Ann, Bo` one by one; `Rivera, Sam` is one name where a contact is called so.
    fn split_names<'l>(&self, note: &Note, link: &'l Link) -> Vec<Cow<'l, Link>> {
        let is_list = link.style == LinkStyle::Plain
            && link.target.contains(',')
            && self.resolve(note, link) == Resolution::Missing;
        let parts = || link.target.split(',').map(str::trim).filter(|part| !part.is_empty() && !is_user(part));
        let named = |part: &str| Link { target: part.into(), text: part.into(), ..link.clone() };
        // Unless one of them is known, the comma may stand in a name.
        if is_list && parts().any(|part| self.resolve(note, &named(part)) != Resolution::Missing) {
            return parts().map(|part| Cow::Owned(named(part))).collect();
        }
        vec![Cow::Borrowed(link)]
    }

    /// Returns the contact whose name a meeting's file bears behind the date: `2026-11-20 Priya Nair`.
    fn person_in_title(&self, note: &Note) -> Option<NoteId> {
        let name =
            note.path.stem().trim_start_matches(|char: char| char.is_ascii_digit() || matches!(char, '-' | ' ' | '_'));
        let link = Link { target: name.into(), text: name.into(), style: LinkStyle::Plain, line: 0 };
        match self.resolve(note, &link) {
            Resolution::Found(id) => Some(id),
            Resolution::Missing | Resolution::Ambiguous(_) => None,
        }
    }

    fn link_diagnostic(&self, note: &Note, link: &Link, resolution: &Resolution) -> Option<Diagnostic> {
        match resolution {
            Resolution::Found(_) => None,
            Resolution::Missing => {
                let message = format!("no contact is called `{}`", link.target);
                let diagnostic =
                    Diagnostic::new(Severity::Warning, "unknown-person", &note.path, message).at_line(link.line);
                Some(diagnostic.hint("add a note for them, or correct the name"))
            }
            Resolution::Ambiguous(ids) => {
                let paths: Vec<&str> = ids.iter().take(3).map(|id| self.note(*id).path.as_str()).collect();
                let message = format!("`{}` may mean {}", link.target, paths.join(" or "));
                let diagnostic =
                    Diagnostic::new(Severity::Error, "ambiguous-name", &note.path, message).at_line(link.line);
                let first = paths.first().map_or("", |path| crate::model::strip_extension(path));
                Some(diagnostic.hint(format!("write the whole name, or the path: `\"[[{first}]]\"`")))
            }
        }
    }

    /// Resolves a link to a contact.
    #[must_use]
    pub fn resolve(&self, from: &Note, link: &Link) -> Resolution {
        self.names.resolve(link, &from.path, &|id| self.note(id).as_contact().is_some())
    }

    /// Returns the note of that id.
    ///
    /// # Panics
    ///
    /// If the id is of another index.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "ids are made by this index only")]
    pub fn note(&self, id: NoteId) -> &Note {
        &self.notes[id.at()]
    }

    /// Returns every note, in the order of their paths.
    #[must_use]
    pub fn notes(&self) -> impl ExactSizeIterator<Item = (NoteId, &Note)> {
        self.notes.iter().enumerate().map(|(at, note)| (NoteId::new(at), note))
    }

    /// Returns every contact, in the order of their paths.
    pub fn contacts(&self) -> impl Iterator<Item = (NoteId, &Note, &Contact)> {
        self.notes().filter_map(|(id, note)| Some((id, note, note.as_contact()?)))
    }

    /// Returns every meeting, in the order of their paths.
    pub fn meetings(&self) -> impl Iterator<Item = (NoteId, &Note, &Meeting)> {
        self.notes().filter_map(|(id, note)| Some((id, note, note.as_meeting()?)))
    }

    /// Returns the meetings with a contact, in the order of their paths.
    #[must_use]
    pub fn meetings_with(&self, contact: NoteId) -> &[NoteId] {
        self.meetings.get(contact.at()).map_or(&[], Vec::as_slice)
    }

    /// Returns who takes part in a meeting, or who referred a contact.
    #[must_use]
    pub fn people(&self, id: NoteId) -> &[Person] {
        self.people.get(id.at()).map_or(&[], |people| people)
    }

    /// Returns the contacts whom a contact referred.
    #[must_use]
    pub fn referred_by(&self, contact: NoteId) -> &[NoteId] {
        self.referred.get(&contact).map_or(&[], Vec::as_slice)
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
        self.notes.binary_search_by(|note| note.path.cmp(path)).ok().map(NoteId::new)
    }

    /// Returns the notes that a name typed by the user means: those that bear it, else those whose name holds it.
    #[must_use]
    pub fn search(&self, name: &str) -> Vec<NoteId> {
        let exact = self.names.exact(name);
        if !exact.is_empty() {
            return exact;
        }
        let holds =
            |note: &Note| std::iter::once(&note.title).chain(&note.aliases).any(|other| names::name_holds(other, name));
        self.notes().filter(|(_, note)| holds(note)).map(|(id, _)| id).collect()
    }

    /// Returns what is wrong with the notes and with the links between them, in the order of paths and lines.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<&Diagnostic> =
            self.notes.iter().flat_map(|note| &note.diagnostics).chain(&self.diagnostics).collect();
        all.sort_by_key(|diagnostic| {
            (&diagnostic.note, diagnostic.place.as_ref().map(|place| (place.line, place.column)), diagnostic.code)
        });
        all
    }

    /// Returns where questions can be put to a person: the meetings with them and their own note, in the order of paths.
    pub fn carriers_of(&self, person: &Person) -> impl Iterator<Item = NoteId> {
        self.notes().map(|(id, _)| id).filter(move |id| {
            let is_meeting = self.note(*id).as_meeting().is_some();
            is_meeting && self.people(*id).contains(person) || *person == Person::Known(*id)
        })
    }
}
