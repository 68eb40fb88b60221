//! The lines of follow-ups on a page, and their order where it shows what is due.

use crate::core::derive::follow_ups::phrase::Piece;
use crate::core::derive::follow_ups::{Cause, FollowUp, FollowUpId, Pair};
use crate::core::model::Rule;
use crate::core::syntax::block::filter::Filter;

use super::{View, pair_of, select_follow_ups};

/// From how many days late on a line is counted and not shown, where a block shows what is due.
pub(crate) const OLD: i64 = 30;

/// From how many days on a task without a day is counted and not shown, where a block shows what comes.
pub(crate) const LONG_AGO: i64 = 60;

/// A line: a follow-up, or `confirm` and `prepare` of a talk.
pub(crate) struct Line<'a> {
    /// The id of the follow-up, or of the pair.
    pub id: FollowUpId,
    /// The follow-up, or `confirm` of a pair.
    pub follow_up: &'a FollowUp,
    /// What to do.
    pub words: Vec<Piece<'a>>,
}

impl Line<'_> {
    /// Returns for how many days it is late.
    pub(crate) fn days_late(&self, view: &View<'_>) -> i64 {
        self.follow_up.due.map_or(0, |due| (view.today - due).num_days())
    }

    /// Returns whether it is a task without a day that was noted down long ago, in a note that has a day.
    pub(crate) fn is_of_long_ago(&self, view: &View<'_>) -> bool {
        let Cause::Task(cause) = &self.follow_up.cause else { return false };
        let task = view.index.note(self.follow_up.note).tasks.get(cause.index);
        let noted = task.and_then(|task| task.from).filter(|_| self.follow_up.due.is_none());
        noted.is_some_and(|noted| (view.today - noted).num_days() > LONG_AGO)
    }
}

/// Returns the lines for what a filter shows, in the order of the agenda and without regard to its limit.
pub(crate) fn lines<'a>(view: &'a View<'a>, filter: &'a Filter) -> impl Iterator<Item = Line<'a>> {
    select_follow_ups(view, filter).filter_map(move |follow_up| {
        let is_of_pair = matches!(follow_up.rule, Rule::Confirm | Rule::Prepare);
        let pair = if is_of_pair { pair_of(view, filter, follow_up.note) } else { None };
        match pair {
            Some(_) if follow_up.rule == Rule::Prepare => None,
            Some([_, prepare]) => {
                let id = Pair::of(view.index, follow_up.note, view.today).id;
                Some(Line { id, follow_up, words: view.wording().confirm_and_prepare(prepare) })
            }
            None => Some(Line { id: follow_up.id, follow_up, words: view.wording().what(follow_up) }),
        }
    })
}

/// Returns the lines for what is due, in the order of `docs/format.md#what-is-due`: what is due today or since yesterday
/// and thanks first, then what is late, the latest first; and those that are late for long.
pub(crate) fn due_lines<'a>(view: &'a View<'a>, filter: &'a Filter) -> (Vec<Line<'a>>, Vec<Line<'a>>) {
    let is_pressing = |line: &Line<'_>| line.follow_up.rule == Rule::Thank || line.days_late(view) <= 1;
    let is_old = |line: &Line<'_>| !is_pressing(line) && line.days_late(view) > OLD;
    let (old, mut rows): (Vec<Line<'_>>, Vec<Line<'_>>) = lines(view, filter).partition(is_old);
    // The order within a day stays.
    rows.sort_by_key(|line| (!is_pressing(line), line.days_late(view)));
    (rows, old)
}
