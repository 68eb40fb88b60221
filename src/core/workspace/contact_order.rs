//! The contacts in the order of their table: by what is next with them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::core::base::text::fold_name;
use crate::core::derive::follow_ups::Agenda;
use crate::core::derive::statuses::Statuses;
use crate::core::index::{Index, NoteId};
use crate::core::model::{ContactState, Day};

/// The contacts by the day of their next step, then those with a step without a day, then those without one, then those
/// who are paused or closed; by name within each.
#[derive(Debug, Default)]
pub struct ContactOrder {
    order: BTreeSet<(ContactRank, NoteId)>,
    places: BTreeMap<NoteId, ContactRank>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct ContactRank {
    is_stopped: bool,
    lacks_step: bool,
    lacks_day: bool,
    day: Option<Day>,
    name: Arc<str>,
}

impl ContactOrder {
    /// Puts all contacts in order.
    #[must_use]
    pub fn new(index: &Index, standing: &Statuses, agenda: &Agenda) -> Self {
        let contacts: Vec<NoteId> = index.contacts().map(|(id, ..)| id).collect();
        let place = |id: &NoteId| Some((*id, ContactRank::new(index, standing, agenda, *id)?));
        let places: Vec<(NoteId, ContactRank)> = contacts.par_iter().filter_map(place).collect();
        Self {
            order: places.iter().map(|(id, place)| (place.clone(), *id)).collect(),
            places: places.into_iter().collect(),
        }
    }

    /// Removes the contacts that are gone, and moves those that changed to their new places.
    pub fn update(
        &mut self,
        index: &Index,
        standing: &Statuses,
        agenda: &Agenda,
        concerned: impl IntoIterator<Item = NoteId>,
    ) {
        for id in concerned {
            if let Some(old) = self.places.remove(&id) {
                self.order.remove(&(old, id));
            }
            if let Some(place) = index.has(id).then(|| ContactRank::new(index, standing, agenda, id)).flatten() {
                self.order.insert((place.clone(), id));
                self.places.insert(id, place);
            }
        }
    }

    /// Returns the contacts in their order.
    #[must_use]
    pub fn contacts(&self) -> impl ExactSizeIterator<Item = NoteId> {
        self.order.iter().map(|(_, id)| *id)
    }
}

impl ContactRank {
    /// Returns where a contact belongs; `None` for any other note.
    fn new(index: &Index, standing: &Statuses, agenda: &Agenda, id: NoteId) -> Option<Self> {
        let stand = standing.contact(id)?;
        let next = agenda.next_of(index, id);
        let day = next.map_or(stand.next_meeting.map(|(day, _)| day), |next| next.due);
        Some(Self {
            is_stopped: matches!(stand.state, ContactState::Paused | ContactState::Closed),
            lacks_step: next.is_none() && stand.next_meeting.is_none(),
            lacks_day: day.is_none(),
            day,
            name: Arc::from(fold_name(&index.note(id).title).as_ref()),
        })
    }
}
