//! The block `summary`: the day at a glance, in one line.

use std::fmt::Write as _;

use crate::core::base::diagnostic::{Diagnostic, Severity};
use crate::core::derive::follow_ups::FollowUp;
use crate::core::derive::readiness::Readiness;
use crate::core::index::NoteId;
use crate::core::lists::{DueCounts, View, count_due, lines, select_follow_ups, select_meetings};
use crate::core::model::{Day, Interval, Moment};
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::calendar;

use super::BlockKind;
use super::meetings::place;
use super::view::Page;

/// The most talks that are told of.
const MOST_TALKS: usize = 4;
/// For how many days a line that lapsed is counted.
const LATELY: i64 = 30;
/// The first step in a vault without anybody.
const NOTE_DOWN: &str = "**Note down somebody you want to talk to:** `coffeechat new contact \"Priya Nair\"`, or a note of \
    their own in `people/`; `templates/contact.md` shows what fits into it.";
/// The first step in a vault with known people only.
const CHOOSE: &str = "**Choose somebody you want to talk to:** write `ask: yes` at the head of their note, or note down \
    somebody new with `coffeechat new contact \"Priya Nair\"`.";
/// What a new user does then.
const STEPS: [&str; 2] = [
    "**Ask them for a talk,** and write the day behind `requested:` in their note; `coffeechat draft request priya --log` \
     writes the mail and the day.",
    "**Run `coffeechat build`,** or leave `coffeechat watch` running: this page then says whom to nudge, prepare for and \
     thank, and when.",
];

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let view = page.view;
    let today = calendar::long_day(view.today);
    if view.is_new_vault() {
        let (who, first) = match view.standing.known() {
            0 => (String::from("Nobody here yet"), NOTE_DOWN),
            1 => (String::from("1 known person, nobody to talk to yet"), CHOOSE),
            known => (format!("{known} known people, nobody to talk to yet"), CHOOSE),
        };
        let mut lines = format!("**{today}.** {who}; three steps to begin:\n\n");
        for (at, step) in std::iter::once(&first).chain(&STEPS).enumerate() {
            let _ = writeln!(lines, "{}. {step}", at + 1);
        }
        return lines;
    }
    let (counts, talks) = (counts(&view, filter), next_talks(page, filter));
    let away = view.config.absence(view.today).map(|(_, last)| {
        format!("Away until {}: only talks and your own tasks are listed. ", calendar::day(last, view.today))
    });
    let away = away.unwrap_or_default();
    format!("**{today}.** {away}{counts}{talks}{}{}{}\n", targets(&view), errors(&view), lapsed(&view, filter))
}

/// Returns how much is late, due today and due in the next seven days.
fn counts(view: &View<'_>, filter: &Filter) -> String {
    let DueCounts { late, today: now, week, undated } = count_due(view, filter);
    // The block of what comes leaves these to the table of talks.
    let week_only = Filter { within: Some(Interval::Days(7)), ..filter.clone() };
    let of_talks = lines(view, &week_only).filter(|line| line.follow_up.is_of_talk_ahead()).count();
    let soon = week.saturating_sub(of_talks);
    let parts: Vec<String> = [(now, "today"), (late, "late"), (soon, "in the next 7 days"), (undated, "without a day")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    match (parts.is_empty(), late + now) {
        (true, _) if of_talks > 0 => String::from("Nothing to do today."),
        (true, _) => String::from("Nothing to do in the next 7 days."),
        (_, 0) => format!("Nothing to do today, {}.", parts.join(", ")),
        _ => format!("To do: {}.", parts.join(", ")),
    }
}

/// Returns how many talks were held of those that the settings want by a day ahead.
fn targets(view: &View<'_>) -> String {
    let ahead = view.config.targets.iter().filter(|target| target.by >= view.today);
    ahead.fold(String::new(), |said, target| {
        let held = view.activity.talks(target.from.unwrap_or(Day::MIN)..=target.by);
        let (noun, by) = (if target.talks == 1 { "talk" } else { "talks" }, calendar::day(target.by, view.today));
        let clause = if held < target.talks {
            format!(" {held} of {} {noun} by {by}.", target.talks)
        } else {
            format!(" Target reached: {held} {noun} by {by}.")
        };
        said + &clause
    })
}

/// Returns how many errors there are: what they keep from being read is not on the page.
fn errors(view: &View<'_>) -> String {
    let is_error = |found: &&Diagnostic| found.severity() == Severity::Error;
    let of_notes = view.problems.without_hints().take_while(is_error).count();
    match of_notes + view.findings.iter().filter(is_error).count() {
        0 => String::new(),
        1 => String::from(" 1 error in the notes: `coffeechat check`."),
        count => format!(" {count} errors in the notes: `coffeechat check`."),
    }
}

/// Returns how much lapsed lately, and where it can be seen.
fn lapsed(view: &View<'_>, filter: &Filter) -> String {
    let words = filter.words.iter().cloned().chain([String::from("lapsed")]).collect();
    let filter = Filter { is_lapsed: true, words, ..filter.clone() };
    let is_late = |follow_up: &&FollowUp| {
        let last = view.config.last_day(follow_up.rule, follow_up.due);
        last.is_none_or(|last| (view.today - last).num_days() <= LATELY)
    };
    match select_follow_ups(view, &filter).filter(is_late).count() {
        0 => String::new(),
        1 => format!(" 1 line lapsed: `{}`.", filter.command(BlockKind::FollowUps)),
        count => format!(" {count} lines lapsed: `{}`.", filter.command(BlockKind::FollowUps)),
    }
}

/// Returns the talks of today and tomorrow, or else the next one: when and where each is, and how ready.
fn next_talks(page: Page<'_>, filter: &Filter) -> String {
    let view = page.view;
    let tomorrow = view.today.succ_opt().unwrap_or(view.today);
    let dated = select_meetings(&view, filter).filter_map(|id| Some((id, view.moment_of_talk(id)?)));
    let ahead: Vec<(NoteId, Moment)> = dated.filter(|(_, date)| date.day >= view.today).collect();
    let near = ahead.iter().take_while(|(_, date)| date.day <= tomorrow).count().max(1);
    let mut said = String::new();
    for (at, (id, date)) in ahead.iter().take(near.min(MOST_TALKS)).enumerate() {
        let _ = write!(said, " {} {}", if at == 0 { "Next talk:" } else { "Then" }, talk(page, *id, *date));
    }
    said
}

/// Returns when and where a talk is, with whom, and how ready it is.
fn talk(page: Page<'_>, id: NoteId, date: Moment) -> String {
    let view = page.view;
    let when = calendar::coming(date, view.today);
    let people = page.people(&view.people_of_talk(id));
    let ready = Readiness::new(view.index, view.standing, view.questions, id);
    let words = |ready: Option<String>| ready.map(|words| format!(", {words}")).unwrap_or_default();
    if view.standing.agreed(id).is_some() {
        return format!("{people}, {when}{}.", words(ready.preparation().filter(|_| ready.questions > 0)));
    }
    let place = view.index.note(id).as_meeting().map(|meeting| place(page, meeting, Some(date)));
    let place = place.filter(|place| !place.is_empty()).map(|place| format!(", {place}")).unwrap_or_default();
    let when = page.link(&when, id);
    format!("{people}, {when}{place}{}.", words(ready.preparation()))
}
