//! The block `activity`: what was done in each of the last twelve weeks.

use chrono::{Days, Weekday};

use crate::calendar;
use crate::index::Person;
use crate::model::{Day, EventKey, MeetingStatus};

use super::filter::Filter;
use super::view::{Page, remark, table};

const NOTHING: &str = "Nothing in the last twelve weeks.";
const WEEKS: usize = 12;

/// Requests, replies, talks and thanks of a week.
type Counts = [usize; 4];

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let view = page.view;
    let this_week = week_of(view.today, view.config.week_start);
    let weeks = count(page, filter, this_week);
    // Weeks before the first that has anything would only say that the vault is young.
    let Some(first) = weeks.iter().rposition(|counts| counts.iter().any(|count| *count > 0)) else {
        return remark(NOTHING);
    };
    let rows = weeks.iter().take(first + 1).enumerate().map(|(back, counts)| {
        let start = this_week.checked_sub_days(Days::new(7 * back as u64)).unwrap_or(this_week);
        let cells = counts.iter().map(|count| if *count == 0 { String::from("·") } else { count.to_string() });
        std::iter::once(calendar::short_day(start, view.today)).chain(cells).collect()
    });
    table(&["Week of", "Requests", "Replies", "Talks", "Thanks"], rows)
}

/// Returns the counts of each week, this week first.
fn count(page: Page<'_>, filter: &Filter, this_week: Day) -> [Counts; WEEKS] {
    let view = page.view;
    let mut weeks = [Counts::default(); WEEKS];
    let mut add = |day: Option<Day>, column: usize| {
        let Some(day) = day.filter(|day| *day <= view.today) else { return };
        let back = (this_week - week_of(day, view.config.week_start)).num_days() / 7;
        let week = usize::try_from(back).ok().and_then(|back| weeks.get_mut(back));
        if let Some(count) = week.and_then(|week| week.get_mut(column)) {
            *count += 1;
        }
    };
    for (_, _, contact) in
        view.index.contacts().filter(|(id, ..)| filter.has_people(&view, None, &[Person::Known(*id)]))
    {
        for event in &contact.events {
            match event.key {
                EventKey::Requested => add(event.day(), 0),
                EventKey::Replied => add(event.day(), 1),
                _ => {}
            }
        }
    }
    for (id, _, meeting) in view.index.meetings() {
        if !filter.has_people(&view, Some(id), view.index.people(id)) {
            continue;
        }
        if view.standing.meeting(id) == Some(MeetingStatus::Held) {
            add(meeting.date.map(|date| date.value.day), 2);
        }
        for event in meeting.events.iter().filter(|event| event.key == EventKey::Thanked) {
            add(event.day(), 3);
        }
    }
    weeks
}

/// Returns the first day of the week of `day`.
fn week_of(day: Day, start: Weekday) -> Day {
    day.week(start).checked_first_day().unwrap_or(day)
}
