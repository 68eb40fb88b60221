//! The day in a few words, for a status bar.

use chrono::NaiveTime;
use serde::Serialize;

use crate::core::base::text::first_words;
use crate::core::index::NoteId;
use crate::core::model::{Day, Moment};
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::calendar;

use super::{DueCounts, View, count_due, names, path};

/// How much is due, and the next talk. `docs/json.md` explains each field.
#[derive(Debug, Serialize)]
pub struct Status {
    /// All of it in a few words; empty if there is nothing to do.
    pub text: String,
    /// What is most pressing: `late`, `today`, `talk` or `quiet`.
    pub class: &'static str,
    /// How much is late.
    pub late: usize,
    /// How much is due today.
    pub today: usize,
    /// How much is due in the seven days after today.
    pub week: usize,
    /// The next talk, of today or tomorrow.
    pub talk: Option<StatusTalk>,
}

/// A talk of today or tomorrow.
#[derive(Debug, Serialize)]
pub struct StatusTalk {
    /// Names of those who take part.
    pub with: Vec<String>,
    /// The day.
    pub date: Day,
    /// The time of day, such as `15:30`.
    pub time: Option<String>,
    /// The path of the note; without one, that of the contact's.
    pub note: String,
}

/// Returns the status of a day. Talks that began before `now` are over; without a time, none is.
#[must_use]
pub(crate) fn status(view: &View<'_>, now: Option<NaiveTime>) -> Status {
    let DueCounts { late, today, week, .. } = count_due(view, &Filter::default());
    let talk = next_talk(view, now);
    let words = talk.map(|(id, at)| words(view, id, at));
    let parts = [(today, "today"), (late, "late")].into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts.map(|(count, what)| format!("{count} {what}")).chain(words).collect();
    let class = match (late, today, talk) {
        (1.., ..) => "late",
        (_, 1.., _) => "today",
        (.., Some(_)) => "talk",
        _ => "quiet",
    };
    let talk = talk.map(|(id, at)| StatusTalk {
        with: names(view, &view.people_of_talk(id)),
        date: at.day,
        time: at.time.map(|time| time.format("%H:%M").to_string()),
        note: path(view, id),
    });
    Status { text: parts.join(" · "), class, late, today, week, talk }
}

/// Returns the first talk of today or tomorrow that is not over.
fn next_talk(view: &View<'_>, now: Option<NaiveTime>) -> Option<(NoteId, Moment)> {
    let tomorrow = view.today.succ_opt().unwrap_or(view.today);
    let is_over =
        |at: &Moment| at.day < view.today || at.day == view.today && at.time.zip(now).is_some_and(|(at, now)| at < now);
    let mut dated = view.standing.planned().filter_map(|id| Some((id, view.moment_of_talk(id)?)));
    dated.find(|(_, at)| !is_over(at)).filter(|(_, at)| at.day <= tomorrow)
}

/// Returns whom a talk is with, by their first name, and when: `Grace 15:30`, `Grace +1 tomorrow 10:00`.
fn words(view: &View<'_>, id: NoteId, at: Moment) -> String {
    let people = view.people_of_talk(id);
    let name = people.first().map_or("somebody", |person| view.index.name(person));
    let name = first_words(name).first().map_or(name, |word| *word);
    let more = if people.len() > 1 { format!(" +{}", people.len() - 1) } else { String::new() };
    let when = calendar::coming(at, view.today);
    let when = when.strip_prefix("today ").unwrap_or(&when);
    format!("{name}{more} {when}")
}
