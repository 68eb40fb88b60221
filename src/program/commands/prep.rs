//! `prep`: the note of the next talk with somebody, made or completed.

use crate::core::actions::meetings;
use crate::core::actions::prep::{self, PrepOptions, Preparation, Talk};
use crate::core::base::NotePath;
use crate::core::base::escape::visible;
use crate::core::base::markdown::plain;
use crate::core::base::text::fold_name;
use crate::core::derive::questions::is_in;
use crate::core::edit::{CommandEdit, Refusal, front_matter};
use crate::core::index::{NoteId, Person};
use crate::core::lists::Column;
use crate::core::model::goals::{self, Goal};
use crate::core::model::vocabulary::Key;
use crate::core::model::{Meeting, Moment, NoteType};
use crate::core::parse::NoteParser;
use crate::core::syntax::date;
use crate::core::syntax::when;
use crate::core::workspace::Workspace;
use crate::program::cli::PrepArgs;
use crate::program::error::{Error, Result};
use crate::program::report::table::Table;

use super::Outcome;
use super::apply::{apply, text_of};
use super::scan::{self, Scan};
use crate::core::lookup::Finder;
use crate::program::commands::note_builder::{NoteBuilder, check_duration};
use crate::program::commands::terminal::Output;

pub(super) fn run(args: &PrepArgs, output: &mut Output) -> Result<Outcome> {
    let goals: Vec<String> =
        args.goals.iter().map(|goal| goals::named(goal)).collect::<Result<_, _>>().map_err(Error::Usage)?;
    check_duration(args.duration.as_deref())?;
    let said = apply(&args.place, args.dry_run, output, |scan| plan(args, &goals, scan))?;
    let Said { path, head, rows, goals, messages } = said;
    if !rows.is_empty() {
        let mut table = Table::new(&[Column::text("Question", 24), Column::text("Why", 24)]);
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
        output.message(&format!("\n{} has no goal yet. Choose with --goal; * suits this talk:", visible(&path)))?;
    }
    for (goal, suits) in goals {
        output.message(&format!("{} {:<22}{}", if suits { "*" } else { " " }, goal.slug, goal.means))?;
    }
    Ok(Outcome::Done)
}

/// The messages about a preparation.
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

/// The note of a talk, and the people of the talk.
struct PrepTarget {
    path: NotePath,
    /// Its text as it was read; `None` for a new note.
    old: Option<String>,
    text: String,
    people: Vec<Person>,
}

fn plan(args: &PrepArgs, goals: &[String], scan: &Scan) -> Result<(Vec<CommandEdit>, Said)> {
    let workspace = &scan.workspace;
    check_categories(args, workspace)?;
    let date =
        args.date.as_deref().map(|date| when::moment(date, workspace.today(), workspace.config.date_order)).transpose();
    let date = date.map_err(Error::option("date"))?;
    let target = target(args, goals, date, scan)?;
    let refused = |refusal: Refusal| Error::Refused(format!("{}: not written: {refusal}", target.path));
    let (text, kept) = match &target.old {
        Some(old) => with_options(args, date, workspace, &target.path, old).map_err(refused)?,
        None => (target.text.clone(), Vec::new()),
    };
    let read = |id: NoteId| scan::text(&scan.vault, &workspace.config, &workspace.index.note(id).path);
    let talk = Talk { path: &target.path, text: &text, people: &target.people, is_new: target.old.is_none() };
    let wishes = PrepOptions { goals, count: args.count, categories: &args.categories };
    let prepared = prep::prepare(workspace, &talk, &wishes, &read).map_err(refused)?;
    let reasons = prep::Wording { workspace, people: &target.people };
    let mut said = Said {
        path: target.path.to_string(),
        head: head(&prepared),
        rows: prepared.questions.iter().map(|choice| (plain(choice.text), reasons.why(choice))).collect(),
        messages: kept,
        ..Said::default()
    };
    let own_words = goals.iter().filter(|goal| Goal::find(goal).is_none());
    said.messages
        .extend(own_words.map(|goal| format!("`{goal}` is a goal in your own words; no question is chosen for it")));
    if prepared.goals.is_empty() {
        let is_first = !target.people.iter().any(|person| has_met(workspace, person));
        said.goals = goals::GOALS.iter().map(|goal| (goal, goal.suits(is_first))).collect();
    }
    let questions = prepared.questions.len();
    let none = prepared.missing > 0 && questions == 0;
    let no_other = if none { "; your banks have no other that fits" } else { "" };
    if prepared.text == target.old.as_deref().unwrap_or_default() {
        let carried = count(prepared.carried, "question");
        said.messages.push(format!("{}: nothing to add; it already has {carried}{no_other}", target.path));
        return Ok((Vec::new(), said));
    }
    if none {
        said.messages.push(String::from("no question was added: your banks have none left that fits this talk"));
    }
    let names: Vec<&str> = target.people.iter().map(|person| workspace.index.name(person)).collect();
    let goals = prepared.new_goals.iter().map(|goal| format!("goal {goal}"));
    let lines = (!prepared.brief.is_empty()).then(|| count(prepared.brief.len(), "line"));
    let asked = (questions > 0).then(|| count(questions, "question"));
    let added: Vec<String> = goals.chain(lines).chain(asked).collect();
    let says = if added.is_empty() { String::from("what was known about it") } else { added.join(", ") };
    let edit = CommandEdit {
        path: target.path,
        old: target.old,
        new: prepared.text,
        verb: "prep",
        what: names.join(", "),
        says,
    };
    Ok((vec![edit], said))
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

fn has_met(workspace: &Workspace, person: &Person) -> bool {
    let Person::Known(id) = person else { return false };
    workspace.standing.contact(*id).is_some_and(|standing| standing.last_held.is_some())
}

/// Finds the note of the talk, or makes up its text.
fn target(args: &PrepArgs, goals: &[String], date: Option<Moment>, scan: &Scan) -> Result<PrepTarget> {
    let workspace = &scan.workspace;
    let (index, today) = (&workspace.index, workspace.today());
    let found = Finder::new(workspace).talk(&args.what.join(" "))?;
    let meeting = match index.note(found).as_meeting() {
        Some(_) => Some(found),
        None => meetings::next_planned(workspace, found, date.map(|date| date.day)),
    };
    if let Some(id) = meeting {
        meetings::check_can_be_prepared(workspace, id)?;
        let text = text_of(scan, id)?;
        let people = index.people(id).to_vec();
        return Ok(PrepTarget { path: index.note(id).path.clone(), old: Some(text.clone()), text, people });
    }
    let name = &index.note(found).title;
    let Some(date) = date else {
        let message = format!("no talk with {name} is planned; add when it is, as in `--date \"tomorrow 10:00\"`");
        return Err(Error::Usage(message));
    };
    if date.day < today {
        return Err(Error::Usage(format!("{} is over; only a talk that is still ahead can be prepared", date.day)));
    }
    let texts = [("duration", &args.duration), ("channel", &args.channel)];
    let mut keys: Vec<(&str, Vec<String>)> =
        texts.into_iter().filter_map(|(name, value)| Some((name, vec![value.clone()?]))).collect();
    keys.extend((!goals.is_empty()).then(|| ("goals", goals.to_vec())));
    let (path, text) = NoteBuilder::new(scan, NoteType::Meeting, None)?.meeting(&[found], date, keys)?;
    Ok(PrepTarget { path, old: None, text, people: vec![Person::Known(found)] })
}

/// Refuses words that no category of the banks has.
fn check_categories(args: &PrepArgs, workspace: &Workspace) -> Result<()> {
    let all = workspace.questions.categories();
    let is_any = |words: &String| all.iter().any(|category| is_in(category, std::slice::from_ref(words)));
    match args.categories.iter().find(|words| !is_any(words)) {
        Some(_) if all.is_empty() => Err(Error::Usage(String::from("--category: your banks have no categories"))),
        Some(words) => Err(Error::Usage(format!(
            "--category: no category has the words `{words}`; the categories are {}",
            all.join(", ")
        ))),
        None => Ok(()),
    }
}

/// Returns a note with the facts from the command line that it lacks, and remarks about the facts in which it differs.
fn with_options(
    args: &PrepArgs,
    date: Option<Moment>,
    workspace: &Workspace,
    path: &NotePath,
    old: &str,
) -> Result<(String, Vec<String>), Refusal> {
    let parser = NoteParser::new(&workspace.config);
    let note = parser.parse(path, old.as_bytes());
    let known = note.as_meeting().cloned().unwrap_or_else(Meeting::default);
    let written = |moment: Moment| {
        let time = moment.time.map_or_else(String::new, |time| time.format("T%H:%M").to_string());
        format!("{}{time}", moment.day)
    };
    let known_date = known.date.map(|date| date.value);
    // If the note has a time, a bare day does not contradict it.
    let is_that_date = known_date
        .zip(date)
        .is_some_and(|(known, date)| known.day == date.day && (date.time.is_none() || date.time == known.time));
    let is_that_long = known.duration.is_some() && known.duration == args.duration.as_deref().and_then(date::minutes);
    let is_that_channel = known
        .channel
        .as_deref()
        .zip(args.channel.as_deref())
        .is_some_and(|(one, other)| fold_name(one) == fold_name(other));
    let options = [
        ("date", Key::Date, date.map(written), known_date.map(written), is_that_date),
        (
            "duration",
            Key::Duration,
            args.duration.clone(),
            known.duration.map(|minutes| format!("{minutes}m")),
            is_that_long,
        ),
        ("channel", Key::Channel, args.channel.clone(), known.channel.as_deref().map(str::to_owned), is_that_channel),
    ];
    let (mut text, mut kept) = (old.to_owned(), Vec::new());
    for (name, key, value, says, is_same) in options {
        let Some(value) = value.filter(|_| !is_same) else { continue };
        let key = front_matter::Key { name, is: &|written| parser.is_key(written, key) };
        if says.is_some() || front_matter::is_filled(&text, key)? {
            let says = says.map_or_else(|| String::from("something else"), |says| format!("`{says}`"));
            kept.push(format!("--{name} `{value}` was not written: the note already has {says}"));
        } else {
            text = front_matter::aligned(&text, &front_matter::set(&text, key, &value)?.apply(&text)?);
        }
    }
    Ok((text, kept))
}
