//! The block `summary`: the day at a glance, in one line.

use std::fmt::Write as _;

use crate::core::derive::readiness::Readiness;
use crate::core::index::NoteId;
use crate::core::lists::{View, count_follow_ups, select_meetings};
use crate::core::model::{Day, Interval};
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::calendar;

use super::BlockKind;
use super::view::Page;

/// What a new user does first; each line is a step.
const STEPS: [&str; 3] = [
    "**Add somebody you want to talk to:** a note of their own in `people/`; `templates/contact.md` shows what fits into it.",
    "**Ask them for a talk,** and write the day behind `requested:` in their note.",
    "**Run `coffeechat build`:** this page then says whom to nudge, prepare for and thank, and when.",
];

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let view = page.view;
    let today = calendar::long_day(view.today);
    if view.is_new_vault() {
        let mut lines = format!("**{today}.** Nobody here yet; three steps to begin:\n\n");
        for (at, step) in STEPS.iter().enumerate() {
            let _ = writeln!(lines, "{}. {step}", at + 1);
        }
        return lines;
    }
    let next_talk = next_talk(page, filter).map(|talk| format!(" {talk}")).unwrap_or_default();
    format!("**{today}.** {}{next_talk}{}\n", counts(&view, filter), lapsed(&view, filter))
}

/// Returns how much is late, due today and due in the next seven days.
fn counts(view: &View<'_>, filter: &Filter) -> String {
    let on = |is_meant: &dyn Fn(Day) -> bool| -> usize {
        if filter.is_about_people() {
            let due = view.agenda.follow_ups_on(|due| due.is_some_and(is_meant));
            return due.filter(|follow_up| filter.has_follow_up(view, follow_up)).count();
        }
        view.agenda.days().filter(|(due, _)| due.is_some_and(is_meant)).map(|(_, count)| count).sum()
    };
    let (today, week) = (view.today, Interval::Days(7).after(view.today));
    let (late, now) = (on(&|due| due < today), on(&|due| due == today));
    let soon = on(&|due| due > today && due <= week);
    let parts: Vec<String> = [(late, "late"), (now, "today"), (soon, "in the next 7 days")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    match (parts.is_empty(), late + now) {
        (true, _) => String::from("Nothing due in the next 7 days."),
        (_, 0) => format!("Nothing due today, {}.", parts.join(", ")),
        _ => format!("{}.", parts.join(", ")),
    }
}

/// Returns how much lapsed, and where it can be seen.
fn lapsed(view: &View<'_>, filter: &Filter) -> String {
    let words = filter.words.iter().cloned().chain([String::from("lapsed")]).collect();
    let filter = Filter { is_lapsed: true, words, ..filter.clone() };
    match count_follow_ups(view, &filter) {
        0 => String::new(),
        1 => format!(" 1 line lapsed: `{}`.", filter.command(BlockKind::FollowUps)),
        count => format!(" {count} lines lapsed: `{}`.", filter.command(BlockKind::FollowUps)),
    }
}

/// Returns the next talk and how ready it is.
fn next_talk(page: Page<'_>, filter: &Filter) -> Option<String> {
    let view = page.view;
    let date = |id: &NoteId| view.moment_of_talk(*id);
    let next = select_meetings(&view, filter).find(|id| date(id).is_some_and(|date| date.day >= view.today))?;
    let when = calendar::coming(date(&next)?, view.today);
    let people = page.people(&view.people_of_talk(next));
    if view.standing.agreed(next).is_some() {
        return Some(format!("Next talk: {people}, {when}, not noted down yet."));
    }
    let when = page.link(&when, next);
    let ready = Readiness::new(view.index, view.standing, view.questions, next)
        .preparation()
        .map(|words| format!(", {words}"))
        .unwrap_or_default();
    Some(format!("Next talk: {people}, {when}{ready}."))
}
