//! `new`: makes a note for a person, a talk or questions, from the vault's template or the program's own.

use crate::core::actions::{meetings, new_note};
use crate::core::base::NotePath;
use crate::core::base::escape::visible;
use crate::core::base::text::fold_name;
use crate::core::edit::CommandEdit;
use crate::core::index::NoteId;
use crate::core::model::goals;
use crate::core::model::key::{Key, KeyDef, Shape};
use crate::core::model::{EventKey, NoteKind, NoteType};
use crate::core::syntax::when;
use crate::program::cli::{MakingArgs, NewArgs, NewContactArgs, NewMeetingArgs, NewNote, NewQuestionsArgs};
use crate::program::error::{Error, Result};
use crate::vault::Journal;

use super::Outcome;
use super::apply::apply;
use super::editor::Editor;
use super::harvest::pending;
use super::refresh::show;
use super::scan::{self, Scan};
use crate::core::lookup::Finder;
use crate::program::commands::environment;
use crate::program::commands::note_builder::{NoteBuilder, check_duration};
use crate::program::commands::terminal::Output;

/// Keys of a new note, with their values.
type Keys = Vec<(&'static str, Vec<String>)>;

/// A note to make.
struct PlannedNote {
    path: NotePath,
    text: String,
    /// The remarks for standard error.
    remarks: Vec<String>,
}

pub(super) fn run(args: &NewArgs, output: &mut Output) -> Result<Outcome> {
    match &args.what {
        NewNote::Contact(args) => make(&args.making, output, |scan| contact(args, scan)),
        NewNote::Meeting(args) => make(&args.making, output, |scan| meeting(args, scan)),
        NewNote::Questions(args) => make(&args.making, output, |scan| questions(args, scan)),
    }
}

fn make(making: &MakingArgs, output: &mut Output, plan: impl Fn(&Scan) -> Result<PlannedNote>) -> Result<Outcome> {
    let editor = making.edit.then(Editor::of_the_user).transpose()?;
    let (file, remarks) = apply(&making.place, making.dry_run, output, |scan| {
        let PlannedNote { path, text, remarks } = plan(scan)?;
        let file = scan.vault.path().join(path.as_str());
        let what = path.stem().to_owned();
        let edit = CommandEdit { path, old: None, new: text, verb: "new", what, says: String::new() };
        Ok((vec![edit], (file, remarks)))
    })?;
    remarks.iter().try_for_each(|remark| output.message(&visible(remark)))?;
    if let Some(editor) = editor {
        let edited = editor.open(&file);
        refresh(making, output)?;
        edited?;
    }
    Ok(Outcome::Done)
}

/// Brings the pages up to date after the edit.
fn refresh(making: &MakingArgs, output: &mut Output) -> Result<()> {
    let scan = scan::scan(None, &making.place)?;
    let journal = Journal::open(&scan.vault, &environment::folders());
    show(&scan, &pending(&scan, &journal), &journal, &making.place, output)
}

fn contact(args: &NewContactArgs, scan: &Scan) -> Result<PlannedNote> {
    let index = &scan.workspace.index;
    let name = args.name.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    let same = index.called(&name).into_iter().find(|id| index.note(*id).as_contact().is_some());
    if let Some(same) = same.filter(|_| !args.another) {
        return Err(Error::Usage(format!(
            "{} already has that name; `--another` makes a note for somebody else of that name",
            index.note(same).path
        )));
    }
    let mut maker = NoteBuilder::new(scan, NoteType::Contact, args.making.folder.as_deref())?;
    let path = maker.path(&name)?;
    let mut remarks = Vec::new();
    let today = scan.workspace.today();
    let mut keys = Keys::new();
    for (row, given) in args.keys.given() {
        let values = match row.key {
            Key::ReferredBy => {
                given.iter().map(|name| person(scan, name, &path, &mut remarks)).collect::<Result<_>>()?
            }
            _ => values(row, given, scan)?,
        };
        keys.push((row.name(), values));
    }
    let added = Key::Event(EventKey::Added).name();
    if keys.iter().all(|(name, _)| *name != added) {
        keys.push((added, vec![today.to_string()]));
    }
    let text = maker.text(&path, &name, None, keys)?;
    Ok(PlannedNote { path, text, remarks })
}

/// Returns the values of a key, as they are written to a note.
fn values(row: &KeyDef, given: &[String], scan: &Scan) -> Result<Vec<String>> {
    let (today, order) = (scan.workspace.today(), scan.workspace.config.date_order);
    let day =
        |value: &String| when::day(value, today, order).map(|day| day.to_string()).map_err(Error::option(row.name()));
    match (row.key, row.shape) {
        (Key::Tags, _) => Ok(tags(given)),
        (Key::Goals, _) => given.iter().map(|goal| goals::named(goal)).collect::<Result<_, _>>().map_err(Error::Usage),
        (Key::Duration, _) => given.iter().map(|text| check_duration(Some(text)).map(|()| text.clone())).collect(),
        (Key::Event(key), _) => given.iter().map(|value| event(key, value, scan)).collect(),
        (_, Shape::Day) => given.iter().map(day).collect(),
        _ => Ok(given.to_vec()),
    }
}

/// Returns tags in the form of other programs: without `#`, and with hyphens for spaces.
fn tags(tags: &[String]) -> Vec<String> {
    let tag = |tag: &String| tag.trim().trim_start_matches('#').split_whitespace().collect::<Vec<_>>().join("-");
    tags.iter().map(tag).collect()
}

/// Returns the value of a key that records when something happened.
fn event(key: EventKey, value: &str, scan: &Scan) -> Result<String> {
    let (today, order) = (scan.workspace.today(), scan.workspace.config.date_order);
    let name = key.as_str();
    // For these keys, `yes` would record nothing.
    let is_day = matches!(key, EventKey::Added | EventKey::LastContact);
    if !is_day && matches!(value, "yes" | "no") {
        return Ok(value.to_owned());
    }
    let or = if is_day { "" } else { ", or `yes` or `no`" };
    let day = when::past_day(value, today, order).map_err(|why| Error::Usage(format!("--{name}: {why}{or}")))?;
    if day > today {
        return Err(Error::Usage(format!("--{name}: {day} is still ahead; the key records what has happened")));
    }
    Ok(day.to_string())
}

/// Returns a link to a contact of the vault, or the given name if no contact has it.
fn person(scan: &Scan, name: &str, from: &NotePath, remarks: &mut Vec<String>) -> Result<String> {
    let index = &scan.workspace.index;
    if !index.search(name).iter().any(|id| index.note(*id).as_contact().is_some()) {
        remarks.push(format!("no contact has the name `{name}` yet; the name was written as it is"));
        return Ok(name.to_owned());
    }
    let id = known(scan, name, remarks)?;
    Ok(new_note::link(index, id, from))
}

/// Returns the contact that is meant, with a remark if only a part of the name was given.
fn known(scan: &Scan, name: &str, remarks: &mut Vec<String>) -> Result<NoteId> {
    let id = Finder::new(&scan.workspace).contact(name)?;
    let note = scan.workspace.index.note(id);
    let is_whole = scan.workspace.index.called(name).contains(&id);
    let is_word = fold_name(&note.title).split(' ').any(|word| word == fold_name(name));
    if !is_whole && !is_word {
        remarks.push(format!("`{name}` was taken for {} ({})", note.title, note.path));
    }
    Ok(id)
}

fn meeting(args: &NewMeetingArgs, scan: &Scan) -> Result<PlannedNote> {
    let today = scan.workspace.today();
    let keys = args.keys.given().map(|(row, given)| Ok((row.name(), values(row, given, scan)?)));
    let keys = keys.collect::<Result<Keys>>()?;
    let mut remarks = Vec::new();
    let mut with = Vec::new();
    for name in &args.with {
        let id = known(scan, name, &mut remarks)?;
        if !with.contains(&id) {
            with.push(id);
        }
    }
    let date = when::moment(&args.date, today, scan.workspace.config.date_order).map_err(Error::option("date"))?;
    for id in &with {
        remarks.extend(meetings::check_is_new(&scan.workspace, *id, date.day, args.another)?);
    }
    let mut maker = NoteBuilder::new(scan, NoteType::Meeting, args.making.folder.as_deref())?;
    let (path, text) = maker.meeting(&with, date, keys)?;
    Ok(PlannedNote { path, text, remarks })
}

fn questions(args: &NewQuestionsArgs, scan: &Scan) -> Result<PlannedNote> {
    let name = if args.name.is_empty() { String::from("Questions") } else { args.name.join(" ") };
    let index = &scan.workspace.index;
    let is_bank = |id: &NoteId| matches!(index.note(*id).kind, NoteKind::Questions(_));
    if let Some(same) = index.called(&name).into_iter().find(is_bank) {
        return Err(Error::Usage(format!(
            "{} already has that name; give the new bank another name",
            index.note(same).path
        )));
    }
    let mut maker = NoteBuilder::new(scan, NoteType::Questions, args.making.folder.as_deref())?;
    let path = maker.path(&name)?;
    let text = maker.text(&path, path.stem(), None, Keys::new())?;
    Ok(PlannedNote { path, text, remarks: Vec::new() })
}
