//! The block `activity`: what was done in each of the last twelve weeks.

use chrono::{Days, Weekday};

use crate::core::derive::activity::{Counts, deeds};
use crate::core::index::Person;
use crate::core::model::{Day, NoteKind};
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::calendar;

use super::view::{Page, remark, table};

const NOTHING: &str = "Nothing in the last twelve weeks.";
const WEEKS: usize = 12;

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let view = page.view;
    let this_week = week_of(view.today, view.config.week_start);
    let weeks = count(page, filter, this_week);
    // Empty weeks before the first event would only show that the vault is young.
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
            NoteKind::Contact(_) => filter.has_people(&view, None, &[Person::Known(id)]),
            NoteKind::Meeting(_) => filter.has_people(&view, Some(id), view.index.people(id)),
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
