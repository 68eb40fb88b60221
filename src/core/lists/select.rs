//! Which follow-ups, contacts and meetings a filter shows, in the order in which everything shows them.

use std::cmp::Reverse;

use crate::core::derive::follow_ups::FollowUp;
use crate::core::derive::statuses::ContactStanding;
use crate::core::index::NoteId;
use crate::core::model::{Day, Interval, MeetingStatus, Moment, Rule, Urgency};
use crate::core::syntax::block::filter::Filter;

use super::View;

/// A contact of a list.
#[derive(Debug, Clone, Copy)]
pub struct ListedContact<'a> {
    /// The contact.
    pub id: NoteId,
    /// Their standing.
    pub standing: &'a ContactStanding,
    /// The first of their follow-ups.
    pub next: Option<&'a FollowUp>,
}

/// Returns the contacts that a filter shows, in their order and without regard to its limit.
pub(crate) fn select_contacts<'a>(view: &View<'a>, filter: &Filter) -> impl Iterator<Item = ListedContact<'a>> {
    let (index, standing, agenda) = (view.index, view.standing, view.agenda);
    view.contact_order.contacts().filter_map(move |id| {
        let next = agenda.next_of(index, id);
        filter.has_contact(view, id, next).then_some(ListedContact { id, standing: standing.contact(id)?, next })
    })
}

/// Returns the follow-ups that a filter shows, in the order of the dashboard and without regard to its limit.
pub(crate) fn select_follow_ups<'a>(view: &View<'a>, filter: &Filter) -> impl Iterator<Item = &'a FollowUp> {
    let (agenda, today) = (view.agenda, view.today);
    let lapsed = filter.is_lapsed.then(|| agenda.lapsed()).into_iter().flatten();
    let open = (!filter.is_lapsed).then(|| agenda.follow_ups_on(move |due| filter.has_day(due, today)));
    lapsed.chain(open.into_iter().flatten()).filter(move |follow_up| filter.has_follow_up(view, follow_up))
}

/// Returns `confirm` and `prepare` of a talk, if both are due on one day and a filter shows both: a page joins them.
pub(crate) fn pair_of<'a>(view: &View<'a>, filter: &Filter, talk: NoteId) -> Option<[&'a FollowUp; 2]> {
    let of = |rule| view.agenda.open_of(talk).find(|follow_up| follow_up.rule == rule);
    let (confirm, prepare) = (of(Rule::Confirm)?, of(Rule::Prepare)?);
    let is_shown = |follow_up: &FollowUp| {
        !filter.is_lapsed && filter.has_day(follow_up.due, view.today) && filter.has_follow_up(view, follow_up)
    };
    (confirm.due == prepare.due && is_shown(confirm) && is_shown(prepare)).then_some([confirm, prepare])
}

/// Returns how many lines a page has for what a filter shows, without regard to its limit.
pub(crate) fn count_lines(view: &View<'_>, filter: &Filter) -> usize {
    let pairs = view.standing.planned().filter(|talk| pair_of(view, filter, *talk).is_some());
    count_follow_ups(view, filter) - pairs.count()
}

/// Returns how many follow-ups a filter shows, without regard to its limit.
pub(crate) fn count_follow_ups(view: &View<'_>, filter: &Filter) -> usize {
    if filter.is_about_people() || !filter.rules.is_empty() || filter.is_lapsed {
        return select_follow_ups(view, filter).count();
    }
    view.agenda.days().filter(|(due, _)| filter.has_day(*due, view.today)).map(|(_, count)| count).sum()
}

/// How much is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DueCounts {
    /// Before today.
    pub late: usize,
    /// Today.
    pub today: usize,
    /// In the seven days after it.
    pub week: usize,
    /// On no day.
    pub undated: usize,
}

/// Returns how much is due of what a filter about people shows.
pub(crate) fn count_due(view: &View<'_>, filter: &Filter) -> DueCounts {
    let on = |is_meant: &dyn Fn(Day) -> bool| -> usize {
        if filter.is_about_people() {
            let due = view.agenda.follow_ups_on(|due| due.is_some_and(is_meant));
            return due.filter(|follow_up| filter.has_follow_up(view, follow_up)).count();
        }
        view.agenda.days().filter(|(due, _)| due.is_some_and(is_meant)).map(|(_, count)| count).sum()
    };
    let pairs: Vec<Day> = view.standing.planned().filter_map(|talk| pair_of(view, filter, talk)?[0].due).collect();
    // As many as there are lines.
    let on = |is_meant: &dyn Fn(Day) -> bool| on(is_meant) - pairs.iter().filter(|due| is_meant(**due)).count();
    let (today, week) = (view.today, Interval::Days(7).after(view.today));
    DueCounts {
        late: on(&|due| due < today),
        today: on(&|due| due == today),
        week: on(&|due| due > today && due <= week),
        undated: count_lines(view, &Filter { urgencies: vec![Urgency::Undated], ..filter.clone() }),
    }
}

/// Returns the meetings that a filter shows, in the order of the dashboard and without its limit: planned ones from the
/// next on, past ones from the latest on. A talk of which only the log of a contact tells is the note of the contact.
#[must_use]
pub(crate) fn select_meetings<'a>(view: &View<'a>, filter: &'a Filter) -> Box<dyn Iterator<Item = NoteId> + 'a> {
    let view = *view;
    if filter.statuses.is_empty() && filter.is_talk != Some(false) && !filter.shows_everybody {
        return Box::new(view.standing.planned().filter(move |id| filter.has_meeting(&view, *id)));
    }
    let agreed = view.standing.planned().filter(|id| view.standing.agreed(*id).is_some());
    let mut meetings: Vec<(NoteId, Option<Moment>)> = view
        .index
        .meetings()
        .map(|(id, ..)| id)
        .chain(agreed)
        .filter(|id| filter.has_meeting(&view, *id))
        .map(|id| (id, view.moment_of_talk(id)))
        .collect();
    if filter.statuses.is_empty() || filter.statuses.contains(&MeetingStatus::Planned) {
        meetings.sort_by_key(|(_, date)| (date.is_none(), *date));
    } else {
        meetings.sort_by_key(|(_, date)| (date.is_none(), Reverse(*date)));
    }
    Box::new(meetings.into_iter().map(|(id, _)| id))
}
