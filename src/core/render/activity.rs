//! The block `activity`: what was done in each of the last twelve weeks.

use chrono::{Days, Weekday};

use crate::core::derive::activity::{Counts, deeds};
use crate::core::index::Person;
use crate::core::lists::View;
use crate::core::model::{Day, NoteKind};
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::calendar;

use super::view::{Page, remark, sparkline, table};

const NOTHING: &str = "Nothing in the last twelve weeks.";
const WEEKS: usize = 12;

/// Returns the first days of the weeks with what was done in them, this week first; nothing if nothing was done.
pub(crate) fn data(view: &View<'_>, filter: &Filter) -> Vec<(Day, Counts)> {
    let this_week = week_of(view.today, view.config.week_start);
    let weeks = count(view, filter, this_week);
    // Empty weeks before the first event would only show that the vault is young.
    let first = weeks.iter().rposition(|counts| counts.iter().any(|count| *count > 0)).map_or(0, |first| first + 1);
    let start = |back: u64| this_week.checked_sub_days(Days::new(7 * back)).unwrap_or(this_week);
    (0..).map(start).zip(weeks).take(first).collect()
}

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let view = page.view;
    let weeks = data(&view, filter);
    if weeks.is_empty() {
        return remark(NOTHING);
    }
    let rows = weeks.iter().map(|(start, counts)| {
        let cells = counts.iter().map(|count| if *count == 0 { String::from("·") } else { count.to_string() });
        std::iter::once(calendar::short_day(*start, view.today)).chain(cells).collect()
    });
    let by_week = table(&[&["Week of"], &DEEDS[..]].concat(), rows);
    if weeks.len() == 1 { by_week } else { in_all(&weeks) + by_week.trim_start_matches('\n') }
}

/// What is counted, in the order of the counts.
pub(crate) const DEEDS: [&str; 4] = ["Requests", "Replies", "Talks", "Thanks"];

/// Returns the weeks of each kind as a row of bars, the oldest first.
fn in_all(weeks: &[(Day, Counts)]) -> String {
    let most = weeks.iter().flat_map(|(_, counts)| counts).copied().max().unwrap_or(0);
    let rows = DEEDS.iter().enumerate().map(|(at, name)| {
        let counts: Vec<usize> = weeks.iter().rev().filter_map(|(_, counts)| counts.get(at).copied()).collect();
        vec![(*name).to_owned(), counts.iter().sum::<usize>().to_string(), sparkline(&counts, most)]
    });
    table(&["Done", "In all", "Week by week, this one last"], rows)
}

/// Returns the counts of each week, this week first.
fn count(view: &View<'_>, filter: &Filter, this_week: Day) -> [Counts; WEEKS] {
    let mut weeks = [Counts::default(); WEEKS];
    let mut add = |day: Day, deeds: &Counts| {
        let back = (this_week - week_of(day, view.config.week_start)).num_days() / 7;
        let week = usize::try_from(back).ok().and_then(|back| weeks.get_mut(back)).filter(|_| day <= view.today);
        for (count, more) in week.into_iter().flatten().zip(deeds) {
            *count += more;
        }
    };
    if !filter.is_about_people() {
        let first = this_week.checked_sub_days(Days::new(7 * WEEKS as u64)).unwrap_or(this_week);
        let recent = view.activity.days().rev().take_while(|(day, _)| *day >= first);
        recent.for_each(|(day, counts)| add(day, counts));
        return weeks;
    }
    for (id, note) in view.index.notes() {
        let is_shown = match &note.kind {
            NoteKind::Contact(_) => filter.has_people(view, None, &[Person::Known(id)]),
            NoteKind::Meeting(_) => filter.has_people(view, Some(id), view.index.people(id)),
            NoteKind::Questions(_) | NoteKind::Plain | NoteKind::Template => false,
        };
        for (day, deed) in deeds(view.index, view.standing, id).into_iter().filter(|_| is_shown) {
            let mut one = Counts::default();
            one.iter_mut().skip(deed as usize).take(1).for_each(|count| *count = 1);
            add(day, &one);
        }
    }
    weeks
}

/// Returns the first day of the week of `day`.
fn week_of(day: Day, start: Weekday) -> Day {
    day.week(start).checked_first_day().unwrap_or(day)
}
