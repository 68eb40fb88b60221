//! The standing of everyone on a day: the status of meetings, the state of contacts, and the last contact with each.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, HashSet};

use rayon::prelude::*;

use crate::core::config::Config;
use crate::core::derive::questions::Wordings;
use crate::core::index::{Index, NoteId, Person, Touched};
use crate::core::model::{
    Agreed, Contact, ContactState, ContactStatus, Day, Event, EventKey, LogEntry, LogTells, Meeting, MeetingStatus,
    Moment, Note, NoteType, When,
};

/// What kind of contact a touch was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TouchKind {
    /// A held meeting.
    Meeting,
    /// A line of the log.
    Log,
    /// The date of an event key.
    Event(EventKey),
}

/// Contact with a person, on a day, and the place that records it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch {
    /// The day.
    pub day: Day,
    /// The note that records it.
    pub note: NoteId,
    /// Its line, counted from 1; 0 if the file's name records it.
    pub line: u32,
    /// What it was.
    pub kind: TouchKind,
}

/// How many days before a talk a line of a log can say that it was moved.
const MOVED_BEFORE: u64 = 14;

/// The standing of a contact.
#[derive(Debug, Clone)]
pub struct ContactStanding {
    /// The state.
    pub state: ContactState,
    /// Whether they are known, and not a contact.
    pub is_known: bool,
    /// The last contact with them, up to today.
    pub last_touch: Option<Touch>,
    /// The last held meeting.
    pub last_held: Option<(Day, NoteId)>,
    /// The last held meeting for which thanks were not waived.
    pub last_to_thank: Option<(Day, NoteId)>,
    /// The first held meeting.
    pub first_held: Option<(Day, NoteId)>,
    /// The next planned meeting.
    pub next_meeting: Option<(Day, NoteId)>,
    /// The talk ahead of which only the log tells.
    pub agreed: Option<Moment>,
    /// The place that closes the contact: the line of `status` or `closed`, if that is the state.
    pub stopped_at: Option<u32>,
}

/// The standing of every contact and every meeting on a day.
#[derive(Debug)]
pub struct Statuses {
    today: Day,
    /// Whether somebody without a note is a contact: not where a folder holds known people.
    are_names_contacts: bool,
    /// The questions of the banks: a meeting where one of them is carried is a talk.
    wordings: Wordings,
    /// By the slots of the notes.
    meetings: Vec<Option<MeetingStanding>>,
    /// By the slots of the notes.
    contacts: Vec<Option<Box<ContactStanding>>>,
    /// How many people are known, and not contacts.
    known: usize,
    /// How many contacts are in each state.
    counts: [usize; ContactState::ALL.len()],
    /// How many meetings there are.
    talks: usize,
    /// The planned talks by their days, those without one last: their notes, or that of a contact whose log alone tells of
    /// one.
    planned: BTreeSet<(bool, Option<Moment>, NoteId)>,
}

/// The standing of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct MeetingStanding {
    status: MeetingStatus,
    date: Option<Moment>,
    is_talk: bool,
    /// The last day of confirmations that were for another day, before the meeting was moved.
    moved_after: Option<Day>,
}

impl Statuses {
    /// Derives the standing of everyone on `today`.
    #[must_use]
    pub fn new(index: &Index, config: &Config, today: Day) -> Self {
        let mut standing = Self {
            today,
            wordings: Wordings::new(index),
            are_names_contacts: config.folders.values().all(|kind| *kind != NoteType::Person),
            meetings: Vec::new(),
            contacts: Vec::new(),
            known: 0,
            counts: Default::default(),
            talks: 0,
            planned: BTreeSet::new(),
        };
        standing.make_room(index);
        for (id, ..) in index.meetings() {
            standing.put_meeting(index, id);
        }
        let ids: Vec<NoteId> = index.contacts().map(|(id, ..)| id).collect();
        let contacts: Vec<_> = ids.into_par_iter().map(|id| (id, standing.stand(index, id))).collect();
        for (id, contact) in contacts {
            standing.put_contact(id, contact);
        }
        standing
    }

    /// Takes in what an update of the index touched. After a change of a bank, everything is derived again instead.
    pub fn update(&mut self, index: &Index, touched: &Touched) {
        self.make_room(index);
        for id in &touched.gone {
            self.take_meeting(*id);
            self.put_contact(*id, None);
        }
        // Whether a meeting is a talk depends on its people.
        for id in index.meetings_of_touched(touched) {
            self.put_meeting(index, id);
        }
        for id in &touched.changed {
            self.put_meeting(index, *id);
            if index.note(*id).as_contact().is_none() {
                self.put_contact(*id, None);
            }
        }
        for person in &touched.people {
            if let Person::Known(id) = person {
                let contact = self.stand(index, *id);
                self.put_contact(*id, contact);
            }
        }
    }

    fn make_room(&mut self, index: &Index) {
        self.meetings.resize(index.slots(), None);
        self.contacts.resize_with(index.slots(), || None);
    }

    fn take_meeting(&mut self, id: NoteId) {
        if let Some(talk) = self.meetings.get_mut(id.slot()).and_then(Option::take) {
            self.talks -= 1;
            self.planned.remove(&(talk.date.is_none(), talk.date, id));
        }
    }

    fn put_meeting(&mut self, index: &Index, id: NoteId) {
        self.take_meeting(id);
        let note = index.note(id);
        let Some(meeting) = note.as_meeting() else { return };
        let talk = MeetingStanding {
            status: self.status(index, id, meeting),
            date: index.date(id, self.today).map(|date| date.value),
            is_talk: self.find_talk(index, id, meeting),
            moved_after: moved_after(index, id, meeting),
        };
        if talk.status == MeetingStatus::Planned && talk.is_talk {
            self.planned.insert((talk.date.is_none(), talk.date, id));
        }
        if let Some(place) = self.meetings.get_mut(id.slot()) {
            *place = Some(talk);
            self.talks += 1;
        }
    }

    /// Returns the status of a meeting. One that the log of somebody who took part moved to another day did not take place.
    fn status(&self, index: &Index, id: NoteId, meeting: &Meeting) -> MeetingStatus {
        let status =
            meeting_status(index.note(id), meeting, index.date(id, self.today).map(|date| date.value), self.today);
        let Some(day) = meeting.date.map(|date| date.value.day).filter(|_| meeting.status.is_none()) else {
            return status;
        };
        let lately = day.checked_sub_days(chrono::Days::new(MOVED_BEFORE)).unwrap_or(day);
        let is_moved = |person: &Person| match person {
            Person::Known(id) => index.note(*id).as_contact().is_some_and(|contact| {
                contact.moved.iter().any(|(said, to)| (lately..=day).contains(said) && *to > day)
            }),
            Person::Named(_) => false,
        };
        if index.people(id).iter().any(is_moved) { MeetingStatus::Cancelled } else { status }
    }

    /// Returns whether a meeting is a talk: with a contact or somebody close to the user, or one that says so itself.
    fn find_talk(&self, index: &Index, id: NoteId, meeting: &Meeting) -> bool {
        let has_value = |event: &Event| event.when != When::Never;
        let people = index.people(id);
        let contact_of = |person: &Person| match person {
            Person::Known(id) => index.note(*id).as_contact(),
            Person::Named(_) => None,
        };
        let is_close = |person: &Person| contact_of(person).is_some_and(|contact| contact.is_close);
        let day = index.date(id, self.today).map(|date| date.value.day);
        // A review with a colleague who was asked for a talk since is none.
        let was_colleague = |person: &Person| {
            contact_of(person).and_then(|contact| contact.since).is_some_and(|since| day.is_some_and(|day| day < since))
        };
        let is_with = |person: &Person| is_close(person) || (self.is_contact(index, person) && !was_colleague(person));
        meeting.says_talk
            || (meeting.may_be_talk && people.len() == 1)
            || !meeting.goals.is_empty()
            || meeting.events.iter().any(has_value)
            || people.iter().any(is_with)
            || index.note(id).carried.iter().any(|carried| self.wordings.hold(carried))
    }

    /// Returns whether a person is somebody the user wants to talk to.
    #[must_use]
    pub fn is_contact(&self, index: &Index, person: &Person) -> bool {
        match person {
            Person::Known(id) => index.note(*id).as_contact().is_some_and(|contact| !contact.is_known),
            Person::Named(_) => self.are_names_contacts,
        }
    }

    /// Returns whether a note is a talk, and not a meeting that is only on record.
    #[must_use]
    pub fn is_talk(&self, id: NoteId) -> bool {
        self.meetings.get(id.slot()).copied().flatten().is_some_and(|talk| talk.is_talk)
    }

    fn put_contact(&mut self, id: NoteId, contact: Option<Box<ContactStanding>>) {
        if let Some(at) = self.agreed(id) {
            self.planned.remove(&(false, Some(at), id));
        }
        if let Some(at) = contact.as_ref().and_then(|contact| contact.agreed) {
            self.planned.insert((false, Some(at), id));
        }
        let new = contact.as_deref().map(|contact| (contact.state, contact.is_known));
        let old = self.contacts.get_mut(id.slot()).and_then(|place| std::mem::replace(place, contact));
        if let Some(count) = old.and_then(|old| self.count_mut(old.state, old.is_known)) {
            *count -= 1;
        }
        if let Some(count) = new.and_then(|(state, is_known)| self.count_mut(state, is_known)) {
            *count += 1;
        }
    }

    /// Returns the standing of a contact; `None` for any other note.
    fn stand(&self, index: &Index, id: NoteId) -> Option<Box<ContactStanding>> {
        index.note(id).as_contact().map(|contact| Box::new(self.contact_standing(index, id, contact)))
    }

    fn count_mut(&mut self, state: ContactState, is_known: bool) -> Option<&mut usize> {
        if is_known { Some(&mut self.known) } else { self.counts.get_mut(state as usize) }
    }

    /// Returns how many people are known, and not contacts.
    #[must_use]
    pub const fn known(&self) -> usize {
        self.known
    }

    /// Returns how many contacts are in a state.
    #[must_use]
    pub fn count(&self, state: ContactState) -> usize {
        self.counts.get(state as usize).copied().unwrap_or(0)
    }

    /// Returns whether there is any meeting.
    #[must_use]
    pub fn has_meetings(&self) -> bool {
        self.talks > 0
    }

    /// Returns the planned talks by their days, those without one last: their notes, or that of a contact whose log alone
    /// tells of one.
    #[must_use]
    pub fn planned(&self) -> impl ExactSizeIterator<Item = NoteId> {
        self.planned.iter().map(|(.., id)| *id)
    }

    /// Returns the next planned meeting, of today or later.
    #[must_use]
    pub fn next_meeting(&self) -> Option<NoteId> {
        let dated = self.planned.iter().take_while(|(is_undated, ..)| !is_undated);
        let has_note = |(.., id): &&(bool, Option<Moment>, NoteId)| self.meeting(*id).is_some();
        dated
            .filter(has_note)
            .filter(|(_, date, _)| date.is_some_and(|date| date.day >= self.today))
            .map(|(.., id)| *id)
            .next()
    }

    /// Returns when the talk ahead with a contact is of which only their log tells.
    #[must_use]
    pub fn agreed(&self, contact: NoteId) -> Option<Moment> {
        self.contact(contact)?.agreed
    }

    /// Returns the talk that a contact's log says was agreed on, if none of `events` came after that line and no note is
    /// about the talk.
    #[must_use]
    pub fn agreed_without_note<'e>(
        &self,
        index: &Index,
        id: NoteId,
        events: impl Iterator<Item = &'e Event>,
    ) -> Option<Agreed> {
        let agreed = self.agreed_by_log(index, id, events)?;
        let contact = index.note(id).as_contact()?;
        let tells = |entry: &LogEntry| entry.is_contact() || entry.tells == LogTells::Absent;
        let has_entry = contact.log.iter().any(|entry| entry.day == agreed.at.day && tells(entry));
        (!has_entry).then_some(agreed)
    }

    /// Returns the talk that a contact's log says was agreed on, if no note is about it.
    fn agreed_by_log<'e>(&self, index: &Index, id: NoteId, events: impl Iterator<Item = &'e Event>) -> Option<Agreed> {
        let contact = index.note(id).as_contact().filter(|contact| !contact.is_known)?;
        let agreed = contact.agreement(self.today, events)?;
        let is_live = |id: &&NoteId| matches!(self.meeting(**id), Some(MeetingStatus::Held | MeetingStatus::Planned));
        let day = |id: &NoteId| index.date(*id, self.today).map(|date| date.value.day);
        let has_note = index.meetings_with(id).iter().filter(is_live).filter_map(day).any(|day| day >= agreed.day)
            || index.meetings_possibly_with(id).iter().filter(is_live).filter_map(day).any(|day| day == agreed.at.day);
        (!has_note).then_some(agreed)
    }

    /// Returns the days of talks up to today of which only a contact's log tells, each with its line: a line says that they took
    /// place, or that they were agreed on and no line says otherwise.
    pub(crate) fn told_talks(&self, index: &Index, id: NoteId) -> BTreeMap<Day, u32> {
        let Some(contact) = index.note(id).as_contact().filter(|contact| !contact.is_known) else {
            return BTreeMap::new();
        };
        let past = || contact.log.iter().filter(|entry| entry.day <= self.today);
        let told = past().filter(|entry| entry.tells == LogTells::Talk).map(|entry| (entry.day, entry.line));
        let agreed = self.agreed_by_log(index, id, contact.events.iter()).filter(|Agreed { at, .. }| {
            let is_of_day = |entry: &LogEntry| entry.day == at.day && entry.is_contact();
            let is_absence = |entry: &LogEntry| {
                entry.tells == LogTells::Absent && (0..=1).contains(&(entry.day - at.day).num_days())
            };
            (at.day < self.today || past().any(is_of_day)) && !past().any(is_absence)
        });
        // People write things down a day late.
        let is_near = |day: Day, note: &NoteId| {
            index.date(*note, self.today).is_some_and(|date| (date.value.day - day).num_days().abs() <= 1)
        };
        let notes = || index.meetings_with(id).iter().chain(index.meetings_possibly_with(id));
        let agreed = agreed.filter(|agreed| agreed.at.day <= self.today).map(|agreed| (agreed.at.day, agreed.line));
        agreed.into_iter().chain(told).filter(|(day, _)| !notes().any(|note| is_near(*day, note))).collect()
    }

    /// Returns the day for which this holds.
    #[must_use]
    pub const fn today(&self) -> Day {
        self.today
    }

    /// Returns the status of a meeting; `None` for any other note.
    #[must_use]
    pub fn meeting(&self, id: NoteId) -> Option<MeetingStatus> {
        self.meetings.get(id.slot()).copied().flatten().map(|talk| talk.status)
    }

    /// Returns whether an event of a meeting, or of a person about it, is about the day that it has now. Whoever confirmed
    /// a talk that was moved since confirmed another day.
    #[must_use]
    pub fn is_of_its_day(&self, id: NoteId, event: &Event) -> bool {
        let moved_after = self.meetings.get(id.slot()).copied().flatten().and_then(|talk| talk.moved_after);
        event.key != EventKey::Confirmed || event.day().is_none_or(|day| moved_after.is_none_or(|moved| day > moved))
    }

    /// Returns the last confirmation of a meeting for the day that it has now.
    #[must_use]
    pub fn confirmation(&self, index: &Index, id: NoteId) -> Option<When> {
        let events = &index.note(id).as_meeting()?.events;
        let is_it = |event: &&Event| event.key == EventKey::Confirmed && self.is_of_its_day(id, event);
        events.iter().rev().find(is_it).map(|event| event.when)
    }

    /// Returns the day on which a meeting was held; `None` for one that was not held or has no day, and for any other
    /// note.
    #[must_use]
    pub fn held_on(&self, index: &Index, id: NoteId) -> Option<Day> {
        let is_held = self.meeting(id) == Some(MeetingStatus::Held);
        index.date(id, self.today).filter(|_| is_held).map(|date| date.value.day)
    }

    /// Returns whether a talk with a contact took place, with a note of its own or without.
    #[must_use]
    pub(crate) fn is_met(&self, index: &Index, id: NoteId) -> bool {
        let is_held = self.contact(id).is_some_and(|standing| standing.first_held.is_some());
        is_held || !self.told_talks(index, id).is_empty()
    }

    /// Returns the standing of a contact; `None` for any other note.
    #[must_use]
    pub fn contact(&self, id: NoteId) -> Option<&ContactStanding> {
        self.contacts.get(id.slot()).and_then(|contact| contact.as_deref())
    }

    fn contact_standing(&self, index: &Index, id: NoteId, contact: &Contact) -> ContactStanding {
        let mut standing = ContactStanding {
            state: ContactState::Identified,
            is_known: contact.is_known,
            last_touch: None,
            last_held: None,
            last_to_thank: None,
            first_held: None,
            next_meeting: None,
            agreed: None,
            stopped_at: None,
        };
        let mut has_held = false;
        let mut next: Option<Moment> = None;
        for meeting_id in index.meetings_with(id) {
            let Some(meeting) = index.note(*meeting_id).as_meeting() else { continue };
            let status = self.meeting(*meeting_id);
            has_held |= status == Some(MeetingStatus::Held);
            let Some(day) = index.date(*meeting_id, self.today).map(|date| date.value.day) else { continue };
            let entry = (day, *meeting_id);
            match status {
                Some(MeetingStatus::Held) => {
                    next = next.max(meeting.next.filter(|next| next.day > day));
                    standing.last_held = standing.last_held.max(Some(entry));
                    if !is_waived(meeting, EventKey::Thanked) {
                        standing.last_to_thank = standing.last_to_thank.max(Some(entry));
                    }
                    standing.first_held = Some(standing.first_held.map_or(entry, |first| first.min(entry)));
                }
                Some(MeetingStatus::Planned) if day >= self.today => {
                    standing.next_meeting = Some(standing.next_meeting.map_or(entry, |next| next.min(entry)));
                }
                _ => {}
            }
        }
        has_held |= !self.told_talks(index, id).is_empty();
        let stopped = self.stopped(index, id, contact);
        let agreed = self.agreed_without_note(index, id, contact.events.iter()).map(|agreed| agreed.at);
        // The keys of the contact, and the note of the last talk, may tell of one ahead, too.
        let ahead = |event: &Event| match event.when {
            When::On(moment) if event.key == EventKey::Scheduled && moment.day > self.today => Some(moment),
            _ => None,
        };
        let next = contact
            .events
            .iter()
            .filter_map(ahead)
            .chain(next)
            .max()
            .filter(|_| standing.next_meeting.is_none() && !contact.is_known);
        standing.agreed = agreed.or(next).filter(|at| at.day >= self.today && stopped.is_none());
        let touches = touches(index, id, contact, self);
        standing.last_touch = latest_touch(touches.iter().copied());
        let is_after_meeting = |touch: &Touch| {
            standing.first_held.is_some_and(|(first, _)| touch.day > first)
                && !matches!(touch.kind, TouchKind::Meeting | TouchKind::Event(EventKey::Thanked))
        };
        let has = |keys: &[EventKey]| {
            contact.events.iter().any(|event| keys.contains(&event.key) && happened(event, self.today))
        };
        standing.state = if touches.iter().any(is_after_meeting) && has_held {
            ContactState::InTouch
        } else if has_held {
            ContactState::Met
        } else if standing.next_meeting.is_some() || standing.agreed.is_some() {
            ContactState::Scheduled
        } else if has(&[EventKey::Replied]) {
            ContactState::Replied
        } else if has(&[EventKey::Requested, EventKey::Nudged, EventKey::Scheduled]) {
            ContactState::Requested
        } else {
            ContactState::Identified
        };
        // The note's own state counts if nothing shows a later one.
        standing.state = standing.state.max(contact.stage.map_or(ContactState::Identified, ContactState::from));
        if let Some((state, line)) = stopped {
            standing.state = state;
            standing.stopped_at = Some(line);
        }
        standing
    }

    /// Returns the state that stops a contact's derived follow-ups, and the line that says so.
    ///
    /// `closed:` and `declined:` hold until something later happens: a new request, an answer, a meeting.
    fn stopped(&self, index: &Index, id: NoteId, contact: &Contact) -> Option<(ContactState, u32)> {
        if let Some(status) = contact.status {
            let state = match status.value {
                ContactStatus::Paused => ContactState::Paused,
                ContactStatus::Closed => ContactState::Closed,
            };
            return Some((state, status.location.line));
        }
        let ended = contact
            .events
            .iter()
            .filter(|event| matches!(event.key, EventKey::Closed | EventKey::Declined) && happened(event, self.today));
        let last = ended.max_by_key(|event| event.day())?;
        let reopened = |day: Day| last.day().is_some_and(|end| day > end);
        // A future day reopens nothing; a planned talk counts now.
        let by_event = contact.events.iter().filter(|event| happened(event, self.today)).any(|event| {
            matches!(event.key, EventKey::Requested | EventKey::Nudged | EventKey::Replied | EventKey::Scheduled)
                && event.day().is_some_and(reopened)
        });
        let by_meeting = index.meetings_with(id).iter().any(|meeting| {
            let day = index.date(*meeting, self.today).map(|date| date.value.day);
            matches!(self.meeting(*meeting), Some(MeetingStatus::Held | MeetingStatus::Planned))
                && day.is_some_and(reopened)
        });
        (!by_event && !by_meeting).then_some((ContactState::Closed, last.location.line))
    }
}

/// Returns the last day on which a confirmation was for another day than the one that a meeting has now: the day for which
/// its note had it before, or for which the log of somebody who takes part agreed on it and no note has a meeting; or the
/// day before a log moved it.
fn moved_after(index: &Index, id: NoteId, meeting: &Meeting) -> Option<Day> {
    let day = meeting.date?.value.day;
    let has_meeting = |person: NoteId, on: Day| {
        let mut meetings = index.meetings_with(person).iter().filter_map(|id| index.note(*id).as_meeting());
        meetings.any(|meeting| meeting.date.is_some_and(|date| date.value.day == on))
    };
    let by_log = index.people(id).iter().filter_map(|person| match person {
        Person::Known(person) => Some((*person, index.note(*person).as_contact()?)),
        Person::Named(_) => None,
    });
    let by_log = by_log.flat_map(|(person, contact)| {
        let moved = contact.moved.iter().filter(|(_, to)| *to == day).filter_map(|(said, _)| said.pred_opt());
        let agreed = contact.agreed.map(|agreed| agreed.at.day);
        moved.chain(agreed.filter(|agreed| *agreed < day && !has_meeting(person, *agreed)))
    });
    meeting.moved_from.into_iter().chain(by_log).max()
}

fn is_waived(meeting: &Meeting, key: EventKey) -> bool {
    meeting.events.iter().any(|event| event.key == key && event.when == When::Never)
}

/// Returns whether an event has happened by `today`.
fn happened(event: &Event, today: Day) -> bool {
    match event.when {
        When::On(moment) => moment.day <= today,
        When::Sometime => true,
        When::Never => false,
    }
}

/// Returns the latest contact; on one day, a talk comes before a line of the log, and that before an event key.
pub(crate) fn latest_touch(touches: impl IntoIterator<Item = Touch>) -> Option<Touch> {
    touches.into_iter().max_by_key(|touch| (touch.day, Reverse(touch.kind)))
}

/// Returns every contact with a person up to today: held meetings, log lines, the dates of event keys.
pub(crate) fn touches(index: &Index, id: NoteId, contact: &Contact, standing: &Statuses) -> Vec<Touch> {
    let mut touches = Vec::new();
    let mut add = |day: Day, note: NoteId, line: u32, kind: TouchKind| {
        if day <= standing.today {
            touches.push(Touch { day, note, line, kind });
        }
    };
    for event in contact.events.iter().filter(|event| event.key.is_touch()) {
        if let Some(day) = event.day() {
            add(day, id, event.location.line, TouchKind::Event(event.key));
        }
    }
    let told: HashSet<(u32, Day)> =
        contact.events.iter().filter_map(|event| Some((event.location.line, event.day()?))).collect();
    for entry in &contact.log {
        // A log line that names an event is that event; a request may be of another day than the line.
        if entry.is_contact() && entry.tells != LogTells::Asked && !told.contains(&(entry.line, entry.day)) {
            add(entry.day, id, entry.line, TouchKind::Log);
        }
    }
    for meeting_id in index.meetings_with(id) {
        let Some(meeting) = index.note(*meeting_id).as_meeting() else { continue };
        let is_held = standing.meeting(*meeting_id) == Some(MeetingStatus::Held);
        if let Some(date) = index.date(*meeting_id, standing.today).filter(|_| is_held) {
            add(date.value.day, *meeting_id, date.location.line, TouchKind::Meeting);
        }
        for event in meeting.events.iter().filter(|event| event.key.is_touch()) {
            if let Some(day) = event.day() {
                add(day, *meeting_id, event.location.line, TouchKind::Event(event.key));
            }
        }
    }
    // Telling a referrer how it went is contact with the referrer.
    for referred in index.referred_by(id) {
        let Some(other) = index.note(*referred).as_contact() else { continue };
        for event in other.events.iter().filter(|event| event.key == EventKey::ReportedBack) {
            if let Some(day) = event.day() {
                add(day, *referred, event.location.line, TouchKind::Event(EventKey::ReportedBack));
            }
        }
    }
    touches
}

/// Returns the status of a meeting: the note's own, otherwise the one that its date implies
/// (`docs/format.md#status-of-a-meeting`).
///
/// A meeting today is planned until its note shows otherwise.
fn meeting_status(note: &Note, meeting: &Meeting, date: Option<Moment>, today: Day) -> MeetingStatus {
    if let Some(status) = meeting.status {
        return status.value;
    }
    let is_held = match date.map(|date| date.day.cmp(&today)) {
        Some(Ordering::Less) => true,
        Some(Ordering::Greater) => false,
        Some(Ordering::Equal) | None => note.shows_held(),
    };
    if is_held { MeetingStatus::Held } else { MeetingStatus::Planned }
}
