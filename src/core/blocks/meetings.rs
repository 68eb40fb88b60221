//! The block `meetings`: a table of talks, those ahead unless `status:` says otherwise.

use std::cmp::Reverse;

use chrono::{NaiveTime, TimeDelta};

use crate::core::base::text::fold_name;
use crate::core::config::Config;
use crate::core::index::{NoteId, Person};
use crate::core::model::{CarriedState, EventKey, Meeting, MeetingStatus, Moment, When};
use crate::core::syntax::calendar;

use super::BlockKind;
use super::view::{Page, View, more, remark, shown, table};
use crate::core::base::markdown;
use crate::core::syntax::block::filter::Filter;

const NOTHING: &str = "No talks ahead.";
const NOTHING_ELSE: &str = "No such talks.";

/// What a planned meeting has and lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readiness {
    /// How many questions are written down for it.
    pub questions: usize,
    /// Whether it has a goal.
    pub has_goal: bool,
    /// Whether it is marked as prepared.
    pub prepared: Settled,
    /// Whether it is confirmed.
    pub confirmed: Settled,
}

impl Readiness {
    /// Returns the readiness of a meeting; nothing is ready in a note that is none.
    #[must_use]
    pub fn of(view: &View<'_>, id: NoteId) -> Self {
        let note = view.index.note(id);
        let meeting = note.as_meeting();
        let is_question = |state| matches!(state, CarriedState::Open | CarriedState::Ticked | CarriedState::Plain);
        Self {
            questions: note.carried.iter().filter(|item| item.is_declared() && is_question(item.state)).count(),
            has_goal: meeting.is_some_and(|meeting| !meeting.goals.is_empty()),
            prepared: Settled::of(meeting, EventKey::Prepared),
            confirmed: Settled::of(meeting, EventKey::Confirmed),
        }
    }

    /// Returns how well prepared the meeting is, in words; nothing where that is waived.
    #[must_use]
    pub fn preparation(&self) -> Option<String> {
        match (self.questions, self.prepared) {
            (0, Settled::No) => Some(String::from("no questions prepared yet")),
            (0, Settled::Done) => Some(String::from("prepared")),
            (0, Settled::Waived) => None,
            (1, _) => Some(String::from("1 question")),
            (count, _) => Some(format!("{count} questions")),
        }
    }

    fn words(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        match self.prepared {
            Settled::No if self.questions == 0 => words.push(String::from("no questions")),
            _ => words.extend(self.preparation()),
        }
        if !self.has_goal && self.prepared == Settled::No {
            words.push(String::from("no goal"));
        }
        match self.confirmed {
            Settled::No => words.push(String::from("not confirmed")),
            Settled::Done => words.push(String::from("confirmed")),
            Settled::Waived => {}
        }
        if words.is_empty() { String::from("nothing to prepare") } else { words.join(", ") }
    }
}

/// Returns the meetings that a filter shows, in the order of the dashboard and without regard to its limit: what is
/// planned from the next on, what is over from the latest on.
#[must_use]
pub fn select<'a>(view: &View<'a>, filter: &'a Filter) -> Box<dyn Iterator<Item = NoteId> + 'a> {
    let view = *view;
    if filter.statuses.is_empty() {
        return Box::new(view.standing.planned().filter(move |id| filter.has_meeting(&view, *id)));
    }
    let mut meetings: Vec<(NoteId, Option<Moment>)> = view
        .index
        .meetings()
        .filter(|(id, ..)| filter.has_meeting(&view, *id))
        .map(|(id, _, meeting)| (id, meeting.date.map(|date| date.value)))
        .collect();
    if filter.statuses.contains(&MeetingStatus::Planned) {
        meetings.sort_by_key(|(_, date)| (date.is_none(), *date));
    } else {
        meetings.sort_by_key(|(_, date)| (date.is_none(), Reverse(*date)));
    }
    Box::new(meetings.into_iter().map(|(id, _)| id))
}

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let mut meetings = select(&page.view, filter);
    let shown: Vec<NoteId> = meetings.by_ref().take(shown(filter)).collect();
    let asks_nothing = filter.statuses.is_empty() && !filter.is_about_people() && !filter.is_by_day();
    let total = if asks_nothing { page.view.standing.planned().len() } else { shown.len() + meetings.count() };
    if total == 0 {
        return remark(if filter.statuses.is_empty() { NOTHING } else { NOTHING_ELSE });
    }
    let last = if filter.statuses.is_empty() { "Ready?" } else { "Status" };
    let rows = shown.iter().filter_map(|id| row(page, *id, filter));
    let mut lines = table(&["When", "With", "Where", last], rows);
    lines.push_str(&more(total, filter, BlockKind::Meetings));
    lines
}

fn row(page: Page<'_>, id: NoteId, filter: &Filter) -> Option<Vec<String>> {
    let view = &page.view;
    let meeting = view.index.note(id).as_meeting()?;
    let date = meeting.date.map(|date| date.value);
    let when = date.map_or_else(|| String::from("no date yet"), |date| calendar::coming(date, view.today));
    let status = view.standing.meeting(id)?;
    let state = match status {
        MeetingStatus::Planned if date.is_some_and(|date| date.day < view.today) => {
            String::from("its day has passed: held, or cancelled?")
        }
        MeetingStatus::Planned => Readiness::of(view, id).words(),
        MeetingStatus::Held => String::from(match Settled::of(Some(meeting), EventKey::Thanked) {
            Settled::No => "not thanked yet",
            Settled::Done => "thanked",
            Settled::Waived => "no thanks needed",
        }),
        other => String::from(other.as_str()),
    };
    let state = match status {
        MeetingStatus::Planned | MeetingStatus::Held if !filter.statuses.is_empty() => {
            format!("{}, {state}", status.as_str())
        }
        _ => state,
    };
    Some(vec![page.link(&when, id), with(page, view.index.people(id)), place(page, meeting, date), state])
}

/// Returns the people of a meeting, each with their company.
fn with(page: Page<'_>, people: &[Person]) -> String {
    let company = |person: &Person| match person {
        Person::Known(id) => page.view.index.note(*id).as_contact()?.company.as_deref(),
        Person::Named(_) => None,
    };
    match people {
        [one] => company(one)
            .map_or_else(|| page.person(one), |company| format!("{}, {}", page.person(one), markdown::inline(company))),
        several => page.people(several),
    }
}

/// Returns where a meeting takes place, and for one in person by when to be there.
fn place(page: Page<'_>, meeting: &Meeting, date: Option<Moment>) -> String {
    let Some(channel) = meeting.channel.as_deref() else { return String::new() };
    let shown = markdown::inline(channel);
    let is_ahead = date.is_some_and(|date| date.day >= page.view.today);
    match arrive_by(meeting, page.view.config).filter(|_| is_ahead) {
        Some(arrival) => format!("{shown}, be there {}", arrival.format("%-H:%M")),
        None => shown,
    }
}

/// Returns the time of day by which to be there: for a meeting in person with a time, unless that would be the day before.
#[must_use]
pub fn arrive_by(meeting: &Meeting, config: &Config) -> Option<NaiveTime> {
    let early = TimeDelta::minutes(i64::from(config.arrive_early));
    let time = meeting.date?.value.time.filter(|_| meeting.channel.as_deref().is_some_and(is_in_person))?;
    match time.overflowing_sub_signed(early) {
        (arrival, 0) if !early.is_zero() => Some(arrival),
        _ => None,
    }
}

fn is_in_person(channel: &str) -> bool {
    let channel = fold_name(channel).replace(['-', '_'], " ");
    ["in person", "face to face"].iter().any(|start| channel.starts_with(start))
}

/// How an event of a meeting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It is still to happen.
    No,
    /// It happened.
    Done,
    /// It is not needed.
    Waived,
}

impl Settled {
    fn of(meeting: Option<&Meeting>, key: EventKey) -> Self {
        let mut events = meeting.into_iter().flat_map(|meeting| &meeting.events).filter(|event| event.key == key);
        match events.next_back().map(|event| event.when) {
            None => Self::No,
            Some(When::Never) => Self::Waived,
            Some(When::On(_) | When::Sometime) => Self::Done,
        }
    }
}
