//! All notes of a vault, with the names by which they refer to each other resolved.
//!
//! The index is a function of the notes alone: it does not depend on the day or on the configuration, except for which
//! notes with live blocks are pages of the vault, and for the user's name.

mod aims;
mod borders;
mod names;
mod titles;
mod update;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use crate::core::base::diagnostic::{Code, Diagnostic, Severity};
use crate::core::base::text::fold_name;
use crate::core::base::{At, Location, NotePath};
use crate::core::model::is_user;
use crate::core::model::{
    Contact, Day, KindSource, Link, LinkStyle, Meeting, MeetingStatus, Moment, Note, NoteKind, User,
};

use crate::core::syntax::link::is_like_name;
use crate::core::syntax::people::{is_nobody, names_in};
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
    /// Who is nobody in a list of people.
    user: User,
    /// Which notes look for which names; filled by the first update that needs it.
    waiters: Option<LinkWaiters>,
}

/// What the links of a note mean.
#[derive(Debug, Default)]
struct Links {
    /// The people of a meeting, or those who referred a contact.
    people: Box<[Person]>,
    /// The contacts whom a name in a meeting may mean that several contacts have.
    candidates: Box<[NoteId]>,
    /// The contacts that the note's tasks link to.
    mentions: Box<[NoteId]>,
    /// The contacts whom its tasks are to get in touch with, or to thank.
    aims: Box<[NoteId]>,
    /// What is wrong with the links.
    diagnostics: Box<[Diagnostic]>,
}

/// The notes that have to do with a contact, each list in the order of paths.
#[derive(Debug, Default)]
struct Backlinks {
    meetings: Vec<NoteId>,
    /// The meetings in which a name may mean the contact.
    possible: Vec<NoteId>,
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
    pub fn new(notes: Vec<Note>) -> Self {
        Self::of_user(notes, User::default())
    }

    /// Builds the index of a user's `notes`.
    pub(crate) fn of_user(mut notes: Vec<Note>, user: User) -> Self {
        notes.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let keys: Vec<Keys> = notes.par_iter().map(Keys::new).collect();
        let count = u32::try_from(notes.len()).unwrap_or(u32::MAX);
        let step = u32::MAX / count.saturating_add(1);
        let mut index = Self {
            names: Names::with_capacity(notes.len()),
            order: (0..count).map(|slot| NoteId { rank: (slot + 1) * step, slot }).collect(),
            notes: notes.into_iter().map(Some).collect(),
            user,
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
        let mut links = self.people_of(note);
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
        links.mentions = mentions.into();
        links.aims = self.aims_of(note).into();
        links
    }

    /// Resolves the attendees of a meeting or the referrers of a contact.
    fn people_of(&self, note: &Note) -> Links {
        let links: &[Link] = match &note.kind {
            NoteKind::Meeting(meeting) => &meeting.with,
            NoteKind::Contact(contact) => &contact.referred_by,
            _ => &[],
        };
        let is_meeting = note.as_meeting().is_some();
        let (mut people, mut candidates, mut diagnostics) = (Vec::with_capacity(links.len()), Vec::new(), Vec::new());
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
            if is_meeting {
                candidates.extend(self.candidates(&resolution, link));
            }
            let person = match resolution {
                // Nobody is referred by themselves.
                Resolution::Found(id) if !is_meeting && self.note(id).path == note.path => {
                    let diagnostic =
                        Diagnostic::new(Code::RefersToItself, &note.path, "this contact is referred by themselves");
                    diagnostics
                        .push(diagnostic.located(link.location).hint("name the person who referred you to them"));
                    continue;
                }
                Resolution::Found(id) if self.note(id).as_contact().is_some_and(|contact| contact.is_user) => continue,
                Resolution::Found(id) => Person::Known(id),
                Resolution::Missing if is_prose => continue,
                Resolution::Missing | Resolution::Ambiguous(_) => Person::Named(link.text.clone()),
            };
            if !people.contains(&person) {
                people.push(person);
            }
        }
        if is_meeting && people.is_empty() && names_nobody(links) {
            people = self.people_in_title(note, &mut candidates);
            // Of a meeting that only its name tells of, nothing is expected.
            if people.is_empty() && links.is_empty() && note.kind_source != KindSource::Name {
                let message = "this meeting does not say who it is with";
                let diagnostic = Diagnostic::new(Code::MeetingWithoutPeople, &note.path, message);
                diagnostics.push(diagnostic.hint("add `with: \"[[Name]]\"` to its front matter"));
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        Links {
            people: people.into(),
            candidates: candidates.into(),
            diagnostics: diagnostics.into(),
            ..Links::default()
        }
    }

    /// Returns the contacts whom a link that leads to none of them may mean: those with that name, or that first name.
    fn candidates(&self, resolution: &Resolution, link: &Link) -> Vec<NoteId> {
        match resolution {
            Resolution::Found(_) => Vec::new(),
            Resolution::Ambiguous(ids) => ids.clone(),
            Resolution::Missing => self.names.with_first_name(link, &|id| self.note(id).as_contact().is_some()),
        }
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
                Some(hint.hint(format!("no other contact can be meant; if it is not {path}, write the whole name")))
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
        let others = parts(link).filter(|part| !self.user.is_called(part));
        let all: Vec<Link> = others
            .map(|part| {
                let style = if self.user.is_first_name(part) { LinkStyle::Words } else { link.style };
                Link { style, ..named(link, part) }
            })
            .collect();
        let are_names = || all.iter().all(|part| is_like_name(&part.target));
        // Unless one of them is known or each is a name, what separates them may be part of a name.
        if all.len() < 2 || are_names() || all.iter().any(|part| !is_missing(part)) {
            return all.into_iter().map(Cow::Owned).collect();
        }
        vec![Cow::Borrowed(link)]
    }

    /// Returns the people in a meeting's file name or title: contacts by their whole name (`2026-11-20 Priya Nair`), and
    /// behind *with* also contacts by a first name that nobody else has, and whoever has a name (`Coffee with Ola Brandt`).
    fn people_in_title(&self, note: &Note, candidates: &mut Vec<NoteId>) -> Vec<Person> {
        let is_contact = |id| self.note(id).as_contact().is_some();
        let find = |link: &Link| match self.names.resolve(link, &note.path, &is_contact) {
            Resolution::Missing => self.names.resolve_loosely(link, &is_contact),
            found => (found, false),
        };
        let mut people = Vec::new();
        let mut add = |id: NoteId| {
            let is_user = self.note(id).as_contact().is_some_and(|contact| contact.is_user);
            if !is_user && !people.contains(&Person::Known(id)) {
                people.push(Person::Known(id));
            }
        };
        for link in titles::whole_names(note) {
            match find(&link) {
                (Resolution::Found(id), false) => add(id),
                (Resolution::Ambiguous(ids), _) => candidates.extend(ids),
                _ => {}
            }
        }
        let known = |guest: &str| {
            // `Dana Whitfield` is not the Dana whom the vault knows.
            let has_surname = titles::stranger(guest).is_some();
            titles::beginnings(guest).find_map(|link| match find(&link) {
                (Resolution::Found(id), is_first_name) if !(is_first_name && has_surname) => Some(id),
                _ => None,
            })
        };
        let mut strangers = Vec::new();
        for guest in titles::guests(note) {
            match known(&guest) {
                Some(id) => add(id),
                None => strangers.extend(titles::stranger(&guest)),
            }
        }
        titles::behind_words(note).iter().filter_map(|guest| known(guest)).for_each(&mut add);
        let whole = |name: &String| match find(&titles::link(name)) {
            (Resolution::Found(id), _) => Some(id),
            _ => None,
        };
        titles::bare(note).iter().filter_map(whole).for_each(&mut add);
        // A name joined with that of somebody who is known is somebody, too.
        for names in titles::joined(note) {
            if names.iter().any(|name| people.iter().any(|person| fold_name(self.name(person)) == fold_name(name))) {
                strangers
                    .extend(names.iter().filter_map(|name| titles::stranger(name).filter(|found| **found == **name)));
            }
        }
        // Where the address of somebody follows, the heading is their name.
        if people.is_empty()
            && strangers.is_empty()
            && note.as_meeting().is_some_and(|meeting| meeting.is_headed_by_name)
        {
            strangers.extend(titles::stranger(&note.title));
        }
        for name in strangers {
            let is_known = |person: &Person| fold_name(self.name(person)) == fold_name(&name);
            if !self.user.is_called(&name) && !people.iter().any(is_known) {
                people.push(Person::Named(name));
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

    /// Returns who the user is.
    pub(crate) const fn user(&self) -> &User {
        &self.user
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

    /// Returns the meetings with everybody whom an update touched: what their notes tell may be of these meetings.
    pub fn meetings_of_touched(&self, touched: &Touched) -> impl Iterator<Item = NoteId> {
        let meetings = touched.people.iter().flat_map(|person| match person {
            Person::Known(id) if self.has(*id) => self.meetings_with(*id),
            Person::Known(_) | Person::Named(_) => &[],
        });
        meetings.copied()
    }

    /// Returns the day of a meeting: that of its note, or else the one on which the log of the person it is with agreed.
    #[must_use]
    pub fn date(&self, id: NoteId, today: Day) -> Option<At<Moment>> {
        let meeting = self.note(id).as_meeting()?;
        meeting.date.or_else(|| self.agreed_date(id, meeting, today))
    }

    /// Returns the day that a log gives to a meeting without one, if no other meeting with that person can be meant.
    fn agreed_date(&self, id: NoteId, meeting: &Meeting, today: Day) -> Option<At<Moment>> {
        let [Person::Known(person)] = self.people(id) else { return None };
        let contact = self.note(*person).as_contact()?;
        let agreed = contact.agreement(today, contact.events.iter())?;
        let is_held =
            self.note(id).shows_held() || meeting.status.is_some_and(|status| status.value == MeetingStatus::Held);
        let is_off = meeting
            .status
            .is_some_and(|status| matches!(status.value, MeetingStatus::Cancelled | MeetingStatus::NoShow));
        let is_meant = |other: &NoteId| match self.note(*other).as_meeting().and_then(|other| other.date) {
            Some(date) => date.value.day >= agreed.day,
            None => *other != id && !self.note(*other).shows_held(),
        };
        let has_other = self.meetings_with(*person).iter().any(is_meant);
        let may_be = !is_off && !has_other && (!is_held || agreed.at.day <= today);
        may_be.then_some(At { value: agreed.at, location: Location::default() })
    }

    /// Returns the meetings in which a name may mean a contact that others have, too, in the order of their paths.
    #[must_use]
    pub fn meetings_possibly_with(&self, contact: NoteId) -> &[NoteId] {
        self.backlinks.get(contact.slot()).map_or(&[], |links| &links.possible)
    }

    /// Returns the contacts that a note's tasks link to.
    #[must_use]
    pub fn mentions(&self, id: NoteId) -> &[NoteId] {
        self.links.get(id.slot()).map_or(&[], |links| &links.mentions)
    }

    /// Returns the contacts whom a note's tasks are to get in touch with, or to thank.
    #[must_use]
    pub fn aims(&self, id: NoteId) -> &[NoteId] {
        self.links.get(id.slot()).map_or(&[], |links| &links.aims)
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
    /// links to the person or is to get in touch with them.
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

/// Returns the names in a link's text, without those that mean the user or nobody.
fn parts(link: &Link) -> impl Iterator<Item = &str> {
    names_in(&link.target).unwrap_or_default().into_iter().filter(|part| !is_user(part) && !is_nobody(part))
}

/// Returns whether none of the links of a meeting names somebody for certain.
fn names_nobody(links: &[Link]) -> bool {
    links.iter().all(|link| link.style == LinkStyle::Words)
}

/// Returns the link with a part of its name.
fn named(link: &Link, name: &str) -> Link {
    let before = link.target.split_once(name).map_or(0, |(before, _)| before.chars().count());
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let column = link.location.column.saturating_add(number(before));
    let location = Location { column, width: number(name.chars().count()), ..link.location };
    Link { target: name.into(), text: name.into(), style: link.style, location }
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
