//! The whole index as JSON: the rows of all lists, with details that a list has no room for. `docs/json.md` promises
//! the fields.

use serde::Serialize;

use crate::core::index::NoteId;
use crate::core::lists::{self, ContactRow, FollowUpRow, MeetingRow, ProblemRow, QuestionRow, View, json};
use crate::core::model::Day;
use crate::core::syntax::block::filter::Filter;

use super::person::{ExportedPerson, known};

/// The start of every such text.
pub(super) const HEAD: &str = "{\n  \"generator\": \"coffeechat\",";

/// The version of the format. It changes if a field is renamed or removed, or gets another type.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Everything<'a> {
    generator: &'static str,
    version: u32,
    today: Day,
    contacts: Vec<Contact<'a>>,
    meetings: Vec<Meeting<'a>>,
    follow_ups: Vec<FollowUpRow>,
    questions: Vec<QuestionRow>,
    problems: Vec<ProblemRow<'a>>,
}

#[derive(Serialize)]
struct Contact<'a> {
    #[serde(flatten)]
    row: ContactRow,
    aliases: Vec<&'a str>,
    phone: Option<&'a str>,
    linkedin: Option<&'a str>,
    source: Option<&'a str>,
    about: Option<&'a str>,
    next_step: Option<String>,
    meetings: Vec<&'a str>,
}

#[derive(Serialize)]
struct Meeting<'a> {
    #[serde(flatten)]
    row: MeetingRow,
    title: &'a str,
    time: Option<String>,
    duration: Option<u32>,
    channel: Option<&'a str>,
    goals: Vec<&'a str>,
    questions: Vec<Carried<'a>>,
}

/// A question in a meeting.
#[derive(Serialize)]
struct Carried<'a> {
    text: &'a str,
    asked: bool,
}

/// Returns the index as JSON. Problems are those of the notes, whatever the filter.
pub(super) fn text(view: &View<'_>, filter: &Filter) -> String {
    let limit = filter.limit.unwrap_or(usize::MAX);
    let mut follow_ups = lists::follow_ups(view, filter);
    follow_ups.truncate(limit);
    let mut questions = lists::questions(view, filter);
    questions.truncate(limit);
    let meetings = lists::list_meetings(view, filter).into_iter().take(limit);
    let everything = Everything {
        generator: "coffeechat",
        version: VERSION,
        today: view.today,
        contacts: known(view, filter).iter().map(contact).collect(),
        meetings: meetings.filter_map(|id| meeting(view, id)).collect(),
        follow_ups,
        questions,
        problems: view.problems.all().map(ProblemRow::new).collect(),
    };
    let mut out = Vec::new();
    match json::write(&mut out, &everything) {
        Ok(()) => String::from_utf8(out).unwrap_or_default(),
        // Writing to memory cannot fail, and every key is a text.
        Err(_) => String::new(),
    }
}

fn contact<'a>(known: &ExportedPerson<'a>) -> Contact<'a> {
    let index = known.view.index;
    Contact {
        row: ContactRow::new(known.view, &known.row),
        aliases: known.note.aliases.iter().map(|alias| &**alias).collect(),
        phone: known.note.properties.get("phone"),
        linkedin: known.note.properties.get("linkedin"),
        source: known.note.properties.get("source"),
        about: known.contact.about.as_deref(),
        next_step: Some(known.next_step().0).filter(|step| !step.is_empty()),
        meetings: index.meetings_with(known.row.id).iter().map(|id| index.note(*id).path.as_str()).collect(),
    }
}

fn meeting<'a>(view: &View<'a>, id: NoteId) -> Option<Meeting<'a>> {
    let note = view.index.note(id);
    let meeting = note.as_meeting()?;
    let date = view.index.date(id, view.today).map(|date| date.value);
    Some(Meeting {
        row: MeetingRow::new(view, id)?,
        title: &note.title,
        time: date.and_then(|date| date.time).map(|time| time.format("%H:%M").to_string()),
        duration: meeting.duration,
        channel: meeting.channel.as_deref(),
        goals: meeting.goals.iter().map(|goal| &**goal).collect(),
        questions: view.questions.carried(view.index, id).map(|(text, asked)| Carried { text, asked }).collect(),
    })
}
