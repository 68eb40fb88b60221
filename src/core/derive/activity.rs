//! What was done on each day: requests, replies, talks and thanks.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use crate::core::derive::statuses::Statuses;
use crate::core::index::{Index, NoteId, Person, Touched};
use crate::core::model::{Day, EventKey, NoteKind};

/// Something that counts as activity, in the order of the table's columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ActivityKind {
    /// A talk was asked for.
    Request,
    /// A contact answered.
    Reply,
    /// A talk was held.
    Talk,
    /// Thanks were sent.
    Thanks,
}

/// How often each deed was done.
pub(crate) type Counts = [usize; 4];

/// How often each deed was done on each day.
#[derive(Debug, Default)]
pub struct Activity {
    /// By the slots of the notes.
    deeds: Vec<Box<[(Day, ActivityKind)]>>,
    days: BTreeMap<Day, Counts>,
}

impl Activity {
    /// Counts the events of all notes.
    #[must_use]
    pub fn new(index: &Index, standing: &Statuses) -> Self {
        let mut activity = Self::default();
        activity.deeds.resize_with(index.slots(), Box::default);
        for (id, _) in index.notes() {
            activity.put(index, standing, id);
        }
        activity
    }

    /// Takes in what an update of the index touched.
    pub fn update(&mut self, index: &Index, standing: &Statuses, touched: &Touched) {
        self.deeds.resize_with(index.slots(), Box::default);
        touched.gone.iter().for_each(|id| self.take(*id));
        // Whether a day of somebody's log is a talk of its own depends on their meetings.
        let people = touched.people.iter().filter_map(|person| match person {
            Person::Known(id) => Some(*id),
            Person::Named(_) => None,
        });
        let meetings = index.meetings_of_touched(touched);
        let ids: BTreeSet<NoteId> = touched.changed.iter().copied().chain(meetings).chain(people).collect();
        for id in ids {
            self.take(id);
            self.put(index, standing, id);
        }
    }

    /// Returns how many talks were held from a day to another.
    #[must_use]
    pub(crate) fn talks(&self, days: RangeInclusive<Day>) -> usize {
        self.days.range(days).map(|(_, counts)| counts[ActivityKind::Talk as usize]).sum()
    }

    /// Returns the days on which something was done, with how often.
    #[must_use]
    pub fn days(&self) -> impl DoubleEndedIterator<Item = (Day, &Counts)> {
        self.days.iter().map(|(day, counts)| (*day, counts))
    }

    fn put(&mut self, index: &Index, standing: &Statuses, id: NoteId) {
        let deeds = deeds(index, standing, id);
        for (day, deed) in &deeds {
            if let Some(count) = self.days.entry(*day).or_default().get_mut(*deed as usize) {
                *count += 1;
            }
        }
        if let Some(place) = self.deeds.get_mut(id.slot()) {
            *place = deeds.into();
        }
    }

    fn take(&mut self, id: NoteId) {
        let deeds = self.deeds.get_mut(id.slot()).map(std::mem::take).unwrap_or_default();
        for (day, deed) in deeds {
            let Some(counts) = self.days.get_mut(&day) else { continue };
            if let Some(count) = counts.get_mut(deed as usize) {
                *count -= 1;
            }
            if counts.iter().all(|count| *count == 0) {
                self.days.remove(&day);
            }
        }
    }
}

/// Returns the events of a note, with their days.
#[must_use]
pub(crate) fn deeds(index: &Index, standing: &Statuses, id: NoteId) -> Vec<(Day, ActivityKind)> {
    let (events, held) = match &index.note(id).kind {
        NoteKind::Contact(contact) => (&contact.events, standing.told_talks(index, id).into_keys().collect()),
        NoteKind::Meeting(meeting) => {
            let held = standing.held_on(index, id).filter(|_| standing.is_talk(id));
            (&meeting.events, held.into_iter().collect::<BTreeSet<Day>>())
        }
        NoteKind::Questions(_) | NoteKind::Plain | NoteKind::Template => return Vec::new(),
    };
    let is_meeting = index.note(id).as_meeting().is_some();
    let told = events.iter().filter_map(|event| {
        let deed = match (event.key, is_meeting) {
            (EventKey::Requested, false) => ActivityKind::Request,
            (EventKey::Replied, false) => ActivityKind::Reply,
            (EventKey::Thanked, true) => ActivityKind::Thanks,
            _ => return None,
        };
        Some((event.day()?, deed))
    });
    told.chain(held.into_iter().map(|day| (day, ActivityKind::Talk))).collect()
}
