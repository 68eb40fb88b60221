//! `confirm` and `prepare` of one talk on one day: a page shows them as one line, under an id of its own.

use crate::core::index::{Index, NoteId};
use crate::core::model::{Day, Rule};

use super::{FollowUpId, Instance};

/// What the id of the pair is made of, in the place of a rule's name.
const NAME: &str = "confirm-and-prepare";

/// The ids of such a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pair {
    /// That of both as one line.
    pub id: FollowUpId,
    /// Those of `confirm` and `prepare`.
    pub halves: [FollowUpId; 2],
}

impl Pair {
    /// Returns the pair that a meeting can have.
    #[must_use]
    pub(crate) fn of(index: &Index, talk: NoteId, today: Day) -> Self {
        let (path, day) = (&index.note(talk).path, index.date(talk, today).map(|date| date.value.day));
        let id = |name: &str| FollowUpId::of_instance(name, path, Instance::of_day(day));
        Self { id: id(NAME), halves: [id(Rule::Confirm.as_str()), id(Rule::Prepare.as_str())] }
    }

    /// Returns the pairs that the meetings of a vault can have.
    pub(crate) fn all(index: &Index, today: Day) -> impl Iterator<Item = Self> {
        index.meetings().map(move |(talk, ..)| Self::of(index, talk, today))
    }
}
