//! Takes changed, new and removed notes into an index.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rayon::prelude::*;

use crate::core::base::NotePath;
use crate::core::model::{Link, LinkStyle, Note, NoteKind};

use super::names::{Keys, lookups};
use super::{Index, Links, NoteId, Person, insert, is_broken, remove};

/// What became of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "changes are taken in at once, and nearly all of them are new notes")]
pub enum Change {
    /// It is new, or its text changed.
    Put(Note),
    /// It is not there any more.
    Gone(NotePath),
}

impl Change {
    /// Returns the path of a note that is not there any more.
    #[must_use]
    pub const fn gone(&self) -> Option<&NotePath> {
        match self {
            Self::Gone(path) => Some(path),
            Self::Put(_) => None,
        }
    }
}

/// What an update touched.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// The ids of notes that are gone.
    pub gone: Vec<NoteId>,
    /// The notes that are new or changed, or whose links may mean something else, in the order of paths.
    pub changed: Vec<NoteId>,
    /// Everybody whom a removed or changed note concerned before or concerns now, except contacts that are gone.
    pub people: BTreeSet<Person>,
}

/// The keys under which links may be looked for, each with a note that has such a link.
pub(super) type LinkWaiters = BTreeSet<(u64, NoteId)>;

/// What is still to be resolved during an update.
#[derive(Default)]
struct Unsettled {
    gone: Vec<NoteId>,
    changed: BTreeSet<NoteId>,
    people: BTreeSet<Person>,
    /// The keys under which a link may find somebody else now.
    keys: HashSet<u64>,
}

impl Index {
    /// Takes in changes of notes; of several changes to one note, the last counts.
    ///
    /// Returns `None` if so much changed that the index was rebuilt, with new ids.
    pub fn update(&mut self, changes: Vec<Change>) -> Option<Touched> {
        let mut last: BTreeMap<NotePath, Option<Note>> = BTreeMap::new();
        for change in changes {
            match change {
                Change::Put(note) => last.insert(note.path.clone(), Some(note)),
                Change::Gone(path) => last.insert(path, None),
            };
        }
        // A rebuild uses all cores.
        if last.len() > self.order.len() / 4 + 16 {
            self.rebuild(last);
            return None;
        }
        let mut unsettled = Unsettled::default();
        while let Some((path, note)) = last.pop_first() {
            match (self.position(&path), note) {
                (Ok(at), Some(note)) => self.replace(at, note, &mut unsettled),
                (Ok(at), None) => self.take_out(at, &mut unsettled),
                (Err(at), Some(note)) => {
                    let Some(rank) = self.room(at) else {
                        last.insert(path, Some(note));
                        self.rebuild(last);
                        return None;
                    };
                    self.put_in(at, rank, note, &mut unsettled);
                }
                (Err(_), None) => {}
            }
        }
        Some(self.settle(unsettled))
    }

    fn rebuild(&mut self, changes: BTreeMap<NotePath, Option<Note>>) {
        let kept = std::mem::take(&mut self.notes).into_iter().flatten();
        let mut notes: Vec<Note> = kept.filter(|note| !changes.contains_key(&note.path)).collect();
        notes.extend(changes.into_values().flatten());
        let borders = std::mem::take(&mut self.borders);
        *self = Self::of_user(notes, std::mem::take(&mut self.user));
        self.set_borders(borders);
    }

    fn replace(&mut self, at: usize, note: Note, unsettled: &mut Unsettled) {
        let Some(id) = self.order.get(at).copied() else { return };
        if *self.note(id) == note {
            return;
        }
        let (old, new) = (Keys::new(self.note(id)), Keys::new(&note));
        let (was_contact, is_contact) = (self.note(id).as_contact().is_some(), note.as_contact().is_some());
        // Links lead to contacts only, and what is broken may be one.
        let is_user = |note: &Note| note.as_contact().is_some_and(|contact| contact.is_user);
        let is_other = is_user(self.note(id)) != is_user(&note);
        if was_contact != is_contact || is_other || is_broken(self.note(id)) != is_broken(&note) {
            unsettled.keys.extend(old.all().chain(new.all()));
        } else if is_contact {
            let (old, new): (HashSet<u64>, HashSet<u64>) = (old.all().collect(), new.all().collect());
            unsettled.keys.extend(old.symmetric_difference(&new));
        }
        self.names.remove(id, &old);
        self.names.insert(id, &new);
        self.unregister_lookups(id);
        self.register_lookups(id, &note);
        if let Some(slot) = self.notes.get_mut(id.slot()) {
            *slot = Some(note);
        }
        unsettled.changed.insert(id);
    }

    fn take_out(&mut self, at: usize, unsettled: &mut Unsettled) {
        let id = self.order.remove(at);
        let keys = Keys::new(self.note(id));
        self.names.remove(id, &keys);
        self.unregister_lookups(id);
        if self.note(id).as_contact().is_some() || is_broken(self.note(id)) {
            unsettled.keys.extend(keys.all());
        }
        let links = self.remove_backlinks(id);
        unsettled.people.extend(people_in(&links));
        if let Some(slot) = self.notes.get_mut(id.slot()) {
            *slot = None;
        }
        unsettled.gone.push(id);
    }

    /// Returns a rank for a new note at that place in the order; `None` if there is no room.
    fn room(&self, at: usize) -> Option<u32> {
        let before = at.checked_sub(1).and_then(|at| self.order.get(at)).map_or(0, |id| id.rank);
        let behind = self.order.get(at).map_or(u32::MAX, |id| id.rank);
        let rank = before + (behind - before) / 2;
        (rank > before).then_some(rank)
    }

    fn put_in(&mut self, at: usize, rank: u32, note: Note, unsettled: &mut Unsettled) {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.notes.push(None);
            self.links.push(Links::default());
            self.backlinks.push(super::Backlinks::default());
            u32::try_from(self.notes.len() - 1).unwrap_or(u32::MAX)
        });
        let id = NoteId { rank, slot };
        let keys = Keys::new(&note);
        self.names.insert(id, &keys);
        self.register_lookups(id, &note);
        if note.as_contact().is_some() || is_broken(&note) {
            unsettled.keys.extend(keys.all());
        }
        if let Some(place) = self.notes.get_mut(id.slot()) {
            *place = Some(note);
        }
        self.order.insert(at, id);
        unsettled.changed.insert(id);
    }

    /// Resolves the links of changed notes again, and those links of other notes that may mean somebody else now.
    fn settle(&mut self, mut unsettled: Unsettled) -> Touched {
        if !unsettled.keys.is_empty() {
            let waiters = self.waiters.take().unwrap_or_else(|| self.all_waiters());
            let found =
                unsettled.keys.iter().flat_map(|key| waiters.range((*key, NoteId::FIRST)..=(*key, NoteId::LAST)));
            unsettled.changed.extend(found.map(|(_, id)| *id));
            self.waiters = Some(waiters);
        }
        for id in &unsettled.changed {
            let old = self.remove_backlinks(*id);
            let new = self.links_of(self.note(*id));
            unsettled.people.extend(people_in(&old));
            unsettled.people.extend(people_in(&new));
            if self.note(*id).as_contact().is_some() {
                unsettled.people.insert(Person::Known(*id));
            }
            self.add_backlinks(*id, new);
        }
        // Only now, so that no note got the slot of one that others still spoke of.
        self.free.extend(unsettled.gone.iter().map(|id| id.slot));
        let is_there = |person: &Person| !matches!(person, Person::Known(id) if self.order.binary_search(id).is_err());
        unsettled.people.retain(is_there);
        Touched { gone: unsettled.gone, changed: unsettled.changed.into_iter().collect(), people: unsettled.people }
    }

    fn all_waiters(&self) -> LinkWaiters {
        let of_note = |id: &NoteId| lookup_keys(self.note(*id)).into_iter().map(|key| (key, *id)).collect::<Vec<_>>();
        self.order.par_iter().flat_map_iter(of_note).collect()
    }

    /// Enters under which keys a note looks for others, if that is kept.
    fn register_lookups(&mut self, id: NoteId, note: &Note) {
        if let Some(waiters) = &mut self.waiters {
            waiters.extend(lookup_keys(note).into_iter().map(|key| (key, id)));
        }
    }

    /// Takes back what [`Index::register_lookups`] entered.
    fn unregister_lookups(&mut self, id: NoteId) {
        let Some(mut waiters) = self.waiters.take() else { return };
        for key in lookup_keys(self.note(id)) {
            waiters.remove(&(key, id));
        }
        self.waiters = Some(waiters);
    }

    /// Enters what the links of a note mean wherever it is looked for.
    pub(super) fn add_backlinks(&mut self, id: NoteId, links: Links) {
        let is_meeting = self.note(id).as_meeting().is_some();
        for person in &links.people {
            match person {
                Person::Known(contact) => {
                    let Some(links) = self.backlinks.get_mut(contact.slot()) else { continue };
                    insert(if is_meeting { &mut links.meetings } else { &mut links.referred }, id);
                }
                Person::Named(name) if is_meeting => insert(self.named.entry(name.clone()).or_default(), id),
                Person::Named(_) => {}
            }
        }
        for contact in links.mentions.iter().chain(&links.aims) {
            if let Some(links) = self.backlinks.get_mut(contact.slot()) {
                insert(&mut links.mentioned, id);
            }
        }
        for contact in &links.candidates {
            if let Some(links) = self.backlinks.get_mut(contact.slot()) {
                insert(&mut links.possible, id);
            }
        }
        if !is_meeting && !links.people.is_empty() {
            self.referred.insert(id);
            self.referrals += links.people.len();
        }
        if self.note(id).page.is_some() {
            self.enter_page(id);
        }
        if let Some(place) = self.links.get_mut(id.slot()) {
            *place = links;
        }
    }

    /// Takes back what [`Index::add_backlinks`] entered.
    fn remove_backlinks(&mut self, id: NoteId) -> Links {
        let links = self.links.get_mut(id.slot()).map(std::mem::take).unwrap_or_default();
        for person in &links.people {
            match person {
                Person::Known(contact) => {
                    let Some(links) = self.backlinks.get_mut(contact.slot()) else { continue };
                    remove(&mut links.meetings, id);
                    remove(&mut links.referred, id);
                }
                Person::Named(name) => {
                    if let Some(meetings) = self.named.get_mut(name) {
                        remove(meetings, id);
                        if meetings.is_empty() {
                            self.named.remove(name);
                        }
                    }
                }
            }
        }
        for contact in links.mentions.iter().chain(&links.aims) {
            if let Some(links) = self.backlinks.get_mut(contact.slot()) {
                remove(&mut links.mentioned, id);
            }
        }
        for contact in &links.candidates {
            if let Some(links) = self.backlinks.get_mut(contact.slot()) {
                remove(&mut links.possible, id);
            }
        }
        if self.referred.remove(&id) {
            self.referrals -= links.people.len();
        }
        self.live.remove(&id);
        self.beyond.remove(&id);
        links
    }
}

/// Returns the keys under which links of the note may be looked for.
fn lookup_keys(note: &Note) -> Vec<u64> {
    let mut wanted = Vec::new();
    let links: &[Link] = match &note.kind {
        NoteKind::Meeting(meeting) => &meeting.with,
        NoteKind::Contact(contact) => &contact.referred_by,
        NoteKind::Questions(_) | NoteKind::Plain | NoteKind::Template => &[],
    };
    let of_tasks = note.tasks.iter().flat_map(|task| &task.links);
    for link in links.iter().chain(of_tasks) {
        lookups(link, &note.path, &mut wanted);
        if link.style == LinkStyle::Plain {
            super::parts(link).for_each(|part| lookups(&super::named(link, part), &note.path, &mut wanted));
        }
    }
    for link in note.tasks.iter().filter_map(|task| task.aim.as_deref()).flat_map(|aim| &aim.whom) {
        for name in super::aims::names(link) {
            lookups(&name, &note.path, &mut wanted);
        }
    }
    if note.as_meeting().is_some_and(|meeting| super::names_nobody(&meeting.with)) {
        for link in super::titles::links(note) {
            lookups(&link, &note.path, &mut wanted);
        }
    }
    wanted
}

/// Returns everybody whom links concern.
fn people_in(links: &Links) -> impl Iterator<Item = Person> {
    let known = links.mentions.iter().chain(&links.candidates).chain(&links.aims);
    links.people.iter().cloned().chain(known.map(|id| Person::Known(*id)))
}
