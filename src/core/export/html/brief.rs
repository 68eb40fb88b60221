//! The brief of a talk, as `prep` would leave its note, with room to write below each question.

use crate::core::actions::prep::{self, PrepOptions, Talk};
use crate::core::base::NotePath;
use crate::core::derive::readiness::{Settled, arrive_by};
use crate::core::export::ReadNote;
use crate::core::index::{NoteId, Person};
use crate::core::lists::{View, select_meetings};
use crate::core::model::goals::Goal;
use crate::core::model::{Day, EventKey, Interval, Meeting, Moment, Urgency};
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::calendar;
use crate::core::workspace::Workspace;

use super::markdown::{ROOM, Source, escaped, fragment};

/// How many days ahead the briefs of a page reach.
const DAYS: u32 = 7;
/// How many briefs a page has at most, without `limit:`.
const MOST: usize = 20;

/// Returns the talks ahead that a filter leaves; without one, those of the next days.
pub(super) fn talks(view: &View<'_>, filter: &Filter) -> Vec<NoteId> {
    let next = Filter { urgencies: vec![Urgency::Today], within: Some(Interval::Days(DAYS)), ..Filter::default() };
    let filter = if filter.words.is_empty() { Filter { limit: filter.limit, ..next } } else { filter.clone() };
    let is_ahead = |id: &NoteId| view.moment_of_talk(*id).is_none_or(|at| at.day >= view.today);
    select_meetings(view, &filter).filter(is_ahead).take(filter.limit.unwrap_or(MOST)).collect()
}

/// A brief.
pub(super) struct Brief {
    pub(super) title: String,
    /// When the talk is, in a few words.
    pub(super) when: String,
    pub(super) html: String,
    /// How many lines there are to write on below each question.
    pub(super) room: usize,
}

impl Brief {
    /// Returns the brief of a talk, or of one of which only the log of a contact tells.
    pub(super) fn new(workspace: &Workspace, id: NoteId, source: &Source<'_>, read: ReadNote<'_>) -> Self {
        let view = source.view;
        let note = view.index.note(id);
        let (people, at) = (view.people_of_talk(id), view.moment_of_talk(id));
        let names: Vec<&str> = people.iter().map(|person| view.index.name(person)).collect();
        let unnoted = Meeting::default();
        let meeting = note.as_meeting().unwrap_or(&unnoted);
        let path = note.as_meeting().map_or_else(|| NotePath::new("Talk.md"), |_| note.path.clone());
        let text = match note.as_meeting() {
            Some(_) => read(id).unwrap_or_default(),
            None => blank(at.map_or(view.today, |at| at.day)),
        };
        let is_settled = Settled::new(Some(meeting), EventKey::Prepared) != Settled::No;
        let wishes = PrepOptions { count: is_settled.then_some(0), ..PrepOptions::default() };
        let talk = Talk { path: &path, text: &text, people: &people, is_new: false };
        let text = prep::prepare(workspace, &talk, &wishes, read).map_or(text.clone(), |prepared| prepared.text);
        let early = arrive_by(meeting, at, view.config).map(|time| time.format("be there by %-H:%M").to_string());
        let text = early.as_deref().map_or(text.clone(), |early| without_place(&text, early));
        let made = fragment(&Source { home: &path, ..*source }, &text);
        let title = match note.as_meeting() {
            Some(_) => made.title.unwrap_or_else(|| note.title.to_string()),
            None => format!("Talk with {}", names.join(", ")),
        };
        let html = facts(view, meeting, at, early.as_deref(), &people) + &made.html;
        let room = room(&html);
        let when = at.map_or_else(|| String::from("no date yet"), |at| calendar::coming(at, view.today));
        Self { title, when, html, room }
    }
}

/// Returns how many lines to write on fit below each question, so that the brief fits a sheet of paper if it can.
fn room(html: &str) -> usize {
    /// How many lines of text fit a sheet, and how many letters fit a line.
    const SHEET: usize = 44;
    const LINE: usize = 90;
    let questions = html.matches(ROOM).count();
    let letters = |line: &str| line.split(['<', '>']).step_by(2).map(str::len).sum::<usize>();
    let lines: usize = html.lines().map(|line| letters(line).div_ceil(LINE)).sum();
    // A line to write on takes the room of one and a half.
    let free = 2 * SHEET.saturating_sub(lines) / 3;
    free.checked_div(questions).unwrap_or(0).clamp(1, 3)
}

/// Returns the text of a note for a talk that has none.
fn blank(day: Day) -> String {
    format!("---\ntype: meeting\ndate: {day}\n---\n## Questions\n")
}

/// Returns a note without the line of the brief that says when and where: the facts say that above it.
fn without_place(text: &str, early: &str) -> String {
    let is_place = |line: &&str| line.starts_with("- ") && line.trim_end().ends_with(&format!(": {early}"));
    text.split_inclusive('\n').filter(|line| !is_place(line)).collect()
}

/// Returns when, where, with whom and what for, as a list of terms.
fn facts(view: &View<'_>, meeting: &Meeting, at: Option<Moment>, early: Option<&str>, people: &[Person]) -> String {
    let when = at.map_or_else(
        || String::from("no date yet"),
        |at| {
            let time = at.time.map(|time| time.format("%-H:%M").to_string());
            let parts = std::iter::once(calendar::long_day(at.day)).chain(time).chain(early.map(str::to_owned));
            parts.collect::<Vec<_>>().join(", ")
        },
    );
    let length = meeting.duration.map(|minutes| format!("{minutes} min"));
    let place: Vec<String> = meeting.channel.iter().map(ToString::to_string).chain(length).collect();
    let goals = meeting.goals.iter().map(|goal| Goal::find(goal).map_or(&**goal, |goal| goal.means).to_owned());
    let mut goals: Vec<String> = goals.collect();
    goals.dedup();
    let rows = [
        ("When", vec![when]),
        ("Where", if place.is_empty() { place } else { vec![place.join(", ")] }),
        ("With", people.iter().map(|person| reach(view, person)).collect()),
        ("Goals", goals),
    ];
    let row = |(name, values): (&str, Vec<String>)| {
        let values: Vec<String> = values.iter().map(|value| format!("<dd>{}</dd>", escaped(value))).collect();
        let values = values.concat();
        if values.is_empty() { values } else { format!("<div><dt>{name}</dt>{values}</div>\n") }
    };
    format!("<dl>\n{}</dl>\n", rows.into_iter().map(row).collect::<String>())
}

/// Returns a person's name, and by what to reach them: the brief itself says who they are.
fn reach(view: &View<'_>, person: &Person) -> String {
    let mut parts = vec![view.index.name(person)];
    if let Person::Known(id) = person {
        let note = view.index.note(*id);
        parts.extend(note.as_contact().and_then(|contact| contact.email.as_deref()));
        parts.extend(note.properties.get("phone"));
    }
    parts.join(", ")
}
