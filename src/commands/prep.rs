//! `prep`: the note of the next talk with somebody, made or completed.

use std::cell::RefCell;

use crate::blocks::markdown::plain;
use crate::calendar;
use crate::cli::PrepArgs;
use crate::edit::{Refusal, front_matter};
use crate::error::{Error, Result};
use crate::goals::{self, Goal};
use crate::index::{NoteId, Person};
use crate::model::{Day, Meeting, MeetingStatus, NotePath, NoteType};
use crate::parse::NoteParser;
use crate::parse::vocabulary::Key;
use crate::picture::Picture;
use crate::prep::{self, Preparation, Talk, Wishes};
use crate::report::escape::visible;
use crate::report::table::Table;
use crate::when;

use super::Outcome;
use super::amend::{Amending, Amendment, text_of};
use super::find::Finder;
use super::maker::Maker;
use super::output::Output;
use super::scan::{self, Scan};

pub(super) fn run(args: &PrepArgs, output: &mut Output) -> Result<Outcome> {
    if let Some(goal) = args.goals.iter().find(|goal| goals::is_a_job(goal)) {
        return Err(Error::Usage(format!("`{goal}` is no goal for a talk: {}", goals::INSTEAD_OF_A_JOB)));
    }
    let said = RefCell::new(Said::default());
    let outcome = Amending { place: &args.place, dry_run: args.dry_run }.run(output, |scan| {
        let (amendment, told) = plan(args, scan)?;
        said.replace(told);
        Ok(amendment.into_iter().collect())
    })?;
    let Said { path, head, rows, goals, messages } = said.into_inner();
    if !rows.is_empty() {
        let mut table = Table::new(&["Question", "Why"]);
        for (question, why) in &rows {
            table.row([question.as_str(), why.as_str()]);
        }
        let table = table.render(output.width());
        output.data(|out| write!(out, "\n{head}\n\n{table}"))?;
    }
    for message in messages {
        output.message(&visible(&message))?;
    }
    if !goals.is_empty() {
        output.message(&format!("\n{} has no goal yet. Choose with --goal; * goes with this talk:", visible(&path)))?;
    }
    for (goal, suits) in goals {
        output.message(&format!("{} {:<22}{}", if suits { "*" } else { " " }, goal.slug, goal.means))?;
    }
    Ok(outcome)
}

/// What there is to say about a preparation.
#[derive(Default)]
struct Said {
    path: String,
    /// How many questions there are for how long.
    head: String,
    /// The new questions, and why they were chosen.
    rows: Vec<(String, String)>,
    messages: Vec<String>,
    /// The goals to choose from, and whether each suits; none where there is a goal.
    goals: Vec<(&'static Goal, bool)>,
}

/// The note of a talk, and with whom that is.
struct Target {
    path: NotePath,
    /// What was read of it; `None` for a note that is to be made.
    old: Option<String>,
    text: String,
    people: Vec<Person>,
}

fn plan(args: &PrepArgs, scan: &Scan) -> Result<(Option<Amendment>, Said)> {
    let picture = &scan.picture;
    let target = target(args, scan)?;
    let refused = |refusal: Refusal| Error::Refused(format!("{}: not written: {refusal}", target.path));
    let text = with_options(args, picture, &target).map_err(refused)?;
    let read = |id: NoteId| scan::text(&scan.vault, &picture.config, &picture.index.note(id).path);
    let talk = Talk { path: &target.path, text: &text, people: &target.people };
    let wishes = Wishes { goals: &args.goals, count: args.count, categories: &args.categories };
    let prepared = prep::prepare(picture, &talk, &wishes, &read).map_err(refused)?;
    let reasons = prep::Wording { picture, people: &target.people };
    let mut said = Said {
        path: target.path.to_string(),
        head: head(&prepared),
        rows: prepared.questions.iter().map(|choice| (plain(choice.text), reasons.why(choice))).collect(),
        ..Said::default()
    };
    if prepared.goals.is_empty() {
        let is_first = !target.people.iter().any(|person| has_met(picture, person));
        said.goals = goals::GOALS.iter().map(|goal| (goal, goal.suits(is_first))).collect();
    }
    let questions = prepared.questions.len();
    let none = prepared.missing > 0 && questions == 0;
    let no_other = if none { "; your banks have no other that fits" } else { "" };
    if prepared.text == target.old.as_deref().unwrap_or_default() {
        let carried = count(prepared.carried, "question");
        said.messages.push(format!("{}: nothing to add; it has {carried} already{no_other}", target.path));
        return Ok((None, said));
    }
    if none {
        said.messages.push(String::from("no question was added: your banks have none left that fits this talk"));
    }
    let names: Vec<&str> = target.people.iter().map(|person| picture.index.name(person)).collect();
    let goals = prepared.new_goals.iter().map(|goal| format!("goal {goal}"));
    let lines = (!prepared.brief.is_empty()).then(|| count(prepared.brief.len(), "line"));
    let asked = (questions > 0).then(|| count(questions, "question"));
    let added: Vec<String> = goals.chain(lines).chain(asked).collect();
    let says = if added.is_empty() { String::from("what was known of it") } else { added.join(", ") };
    let amendment = Amendment {
        path: target.path,
        old: target.old,
        new: prepared.text,
        verb: "prep",
        what: names.join(", "),
        says,
    };
    Ok((Some(amendment), said))
}

/// Returns how many questions are new, and for how long they are: `5 questions, 7 in all, for 30 min`.
fn head(prepared: &Preparation<'_>) -> String {
    let new = count(prepared.questions.len(), "question");
    let all = prepared.carried + prepared.questions.len();
    let in_all = if prepared.carried > 0 { format!(", {all} in all,") } else { String::new() };
    format!("{new}{in_all} for {} min", prepared.minutes)
}

fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

fn has_met(picture: &Picture, person: &Person) -> bool {
    let Person::Known(id) = person else { return false };
    picture.standing.contact(*id).is_some_and(|standing| standing.last_held.is_some())
}

/// Finds the note of the talk, or makes up its text.
fn target(args: &PrepArgs, scan: &Scan) -> Result<Target> {
    let picture = &scan.picture;
    let (index, today) = (&picture.index, picture.today());
    let found = Finder::new(picture).talk(&args.what.join(" "))?;
    let date = args.date.as_deref().map(|date| when::moment(date, today)).transpose().map_err(Error::Usage)?;
    let meeting = match index.note(found).as_meeting() {
        Some(_) => Some(found),
        None => next(picture, found, date.map(|date| date.day)),
    };
    if let Some(id) = meeting {
        refuse_unless_planned(picture, id)?;
        let text = text_of(scan, id)?;
        let people = index.people(id).to_vec();
        return Ok(Target { path: index.note(id).path.clone(), old: Some(text.clone()), text, people });
    }
    let name = &index.note(found).title;
    let Some(date) = date else {
        let message = format!("no talk with {name} is planned; when is it? say `--date \"tomorrow 10:00\"`");
        return Err(Error::Usage(message));
    };
    if date.day < today {
        return Err(Error::Usage(format!("{} is over; a talk that is prepared is still ahead", date.day)));
    }
    let (path, text) = Maker::new(scan, NoteType::Meeting, None)?.meeting(&[found], date, Vec::new())?;
    Ok(Target { path, old: None, text, people: vec![Person::Known(found)] })
}

/// Returns the next planned talk with a contact, or the one of that day.
fn next(picture: &Picture, contact: NoteId, day: Option<Day>) -> Option<NoteId> {
    let date = |id: NoteId| picture.index.note(id).as_meeting()?.date.map(|date| date.value);
    let talks = picture.index.meetings_with(contact).iter().copied();
    let planned = talks.filter(|id| picture.standing.meeting(*id) == Some(MeetingStatus::Planned));
    let ahead = planned.filter(|id| date(*id).is_none_or(|date| date.day >= picture.today()));
    let meant = ahead.filter(|id| day.is_none() || date(*id).map(|date| date.day) == day);
    meant.min_by_key(|id| (date(*id).is_none(), date(*id), *id))
}

fn refuse_unless_planned(picture: &Picture, id: NoteId) -> Result<()> {
    let note = picture.index.note(id);
    let day = note.as_meeting().and_then(|meeting| meeting.date).map(|date| date.value.day);
    let is_over = day.is_some_and(|day| day < picture.today());
    let what = match picture.standing.meeting(id) {
        Some(MeetingStatus::Planned) if !is_over => return Ok(()),
        Some(MeetingStatus::Planned) => "its day has passed",
        Some(MeetingStatus::Held) => "it was held",
        Some(MeetingStatus::Cancelled) => "it was cancelled",
        Some(MeetingStatus::NoShow) => "nobody came",
        None => "it is no meeting",
    };
    let day = day.map_or_else(String::new, |day| format!(" ({})", calendar::day(day, picture.today())));
    Err(Error::Usage(format!(
        "{} cannot be prepared: {what}{day}; name the person and a new day, as in `coffeechat prep NAME --date \"next friday\"`",
        note.path
    )))
}

/// Returns the note with what the command line tells of the talk, where the note does not tell it.
fn with_options(args: &PrepArgs, picture: &Picture, target: &Target) -> Result<String, Refusal> {
    let parser = NoteParser::new(&picture.config);
    let note = parser.parse(&target.path, target.text.as_bytes());
    let known = note.as_meeting().cloned().unwrap_or_else(Meeting::default);
    let mut text = target.text.clone();
    let options = [
        ("duration", Key::Duration, &args.duration, known.duration.is_some() && target.old.is_some()),
        ("channel", Key::Channel, &args.channel, known.channel.is_some()),
    ];
    for (name, key, value, is_known) in options {
        if let Some(value) = value.as_deref().filter(|_| !is_known) {
            let key = front_matter::Key { name, is: &|written| parser.is_key(written, key) };
            text = front_matter::aligned(&text, &front_matter::set(&text, key, value)?.apply(&text)?);
        }
    }
    Ok(text)
}
