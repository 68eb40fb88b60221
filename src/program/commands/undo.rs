//! `undo`: takes back what was written into notes, if the lines are still as they were left.

use crate::core::actions::harvest::{SettleRequest, harvest};
use crate::core::actions::undo::{Stuck, Undo, undo};
use crate::core::base::escape::visible;
use crate::core::edit::{JournalEntry, NoteEdit};
use crate::core::lists::Column;
use crate::core::model::Action;
use crate::program::cli::{UndoArgs, UndoTarget};
use crate::program::error::{Error, Result};
use crate::program::report::table::Table;
use crate::vault::{Journal, Obstacle};

use super::Outcome;
use super::apply::{applier, show_diffs, take_in};
use super::harvest::pending;
use super::refresh::show;
use super::scan::{self, Scan};
use crate::core::lookup::{Finder, id};
use crate::program::commands::environment;
use crate::program::commands::terminal::Output;

/// How many entries `--list` shows.
const MOST_LISTED: usize = 10;

pub(super) fn run(args: &UndoArgs, output: &mut Output) -> Result<Outcome> {
    let mut scan = scan::scan(None, &args.place)?;
    let journal = Journal::open(&scan.vault, &environment::folders());
    let deeds = journal.commands();
    if args.list {
        return list(&scan, &deeds, &journal, output);
    }
    let planned = match &args.what {
        UndoTarget::Last(count) if *count > deeds.len() => return Err(too_few(&scan, &journal, &deeds)),
        UndoTarget::Last(count) => plan(&scan, &journal, &deeds, last(&deeds, *count)),
        UndoTarget::Of(text) => match recorded(&deeds, text) {
            Some(deed) => plan(&scan, &journal, &deeds, backwards(deed)),
            None => Ok(unrecorded(&scan, &journal, text)?),
        },
    };
    let planned = planned.map_err(|stuck| error(&stuck, &scan, &journal, &deeds))?;
    write(args, &mut scan, &journal, planned, output)
}

/// What to take back.
struct Planned {
    undo: Undo,
    /// Whether it is from this machine's journal; otherwise it is an ordinary edit that writes the opposite.
    is_recorded: bool,
}

/// Takes back what is planned: all of it, or nothing.
fn write(
    args: &UndoArgs,
    scan: &mut Scan,
    journal: &Journal,
    Planned { undo: Undo { edit, gone }, is_recorded }: Planned,
    output: &mut Output,
) -> Result<Outcome> {
    let many = edit.notes.len() > 1;
    let refuse = |reasons: Vec<String>, is_nothing_done: bool| match reasons.join("\n") {
        none if none.is_empty() => Ok(Outcome::Done),
        reasons if many && is_nothing_done => Err(Error::Refused(format!("{reasons}\nso nothing was undone"))),
        reasons => Err(Error::Refused(reasons)),
    };
    let applier = applier(scan, journal);
    if args.dry_run {
        show_diffs(&edit, output)?;
        return refuse(applier.obstacles(&edit).iter().map(Obstacle::reason).collect(), false);
    }
    let result = if is_recorded { applier.apply_whole(edit) } else { applier.apply(edit) };
    let reasons: Vec<String> =
        result.obstacles().into_iter().map(Obstacle::reason).chain(result.halves.iter().cloned()).collect();
    if reasons.is_empty() {
        drop(journal.forget(&gone));
        for JournalEntry { note, what, .. } in &gone {
            output.data(|out| writeln!(out, "{}", visible(&format!("gone already: {what} ({note})"))))?;
        }
    }
    for line in result.written.iter().flat_map(NoteEdit::lines) {
        output.data(|out| writeln!(out, "{line}"))?;
    }
    take_in(&mut scan.workspace, &result);
    show(scan, &pending(scan, journal), journal, &args.place, output)?;
    refuse(reasons, result.written.is_empty())
}

/// Returns how to take entries back, in that order: all or none.
fn plan(
    scan: &Scan,
    journal: &Journal,
    deeds: &[Vec<JournalEntry>],
    entries: Vec<JournalEntry>,
) -> Result<Planned, Stuck> {
    let undo = undo(&scan.workspace, &scan.sources(journal), deeds, entries)?;
    Ok(Planned { undo, is_recorded: true })
}

/// Returns the error with the reason why an entry cannot be taken back, and what can be taken back instead.
fn error(stuck: &Stuck, scan: &Scan, journal: &Journal, deeds: &[Vec<JournalEntry>]) -> Error {
    let others = deeds.iter().rev().take(MOST_LISTED).filter(|deed| !deed.contains(&stuck.entry));
    let can = |deed: &&Vec<JournalEntry>| plan(scan, journal, deeds, backwards(deed)).is_ok();
    let instead = match others.clone().find(can).and_then(|deed| deed.first()) {
        Some(JournalEntry { id, verb, what, .. }) => {
            format!("\n`coffeechat undo {id}` takes back “{verb} {what}” instead")
        }
        None if others.count() == 0 => String::new(),
        None => String::from("\nwhat was done before it cannot be undone either"),
    };
    let JournalEntry { note, verb, what, .. } = &*stuck.entry;
    Error::Refused(format!("{note}: “{verb} {what}” cannot be undone: {}{instead}", stuck.reason))
}

/// Returns the entries of a command, the newest first.
fn backwards(deed: &[JournalEntry]) -> Vec<JournalEntry> {
    deed.iter().rev().cloned().collect()
}

/// Shows the last entries, the newest first, and why one of them cannot be taken back.
fn list(scan: &Scan, deeds: &[Vec<JournalEntry>], journal: &Journal, output: &mut Output) -> Result<Outcome> {
    if deeds.is_empty() {
        output.message(&nothing(journal))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&[
        Column::whole("day"),
        Column::whole("did"),
        Column::text("what", 30),
        Column::whole("note").rank(1),
        Column::whole("id"),
    ]);
    let mut later = Vec::new();
    for deed in deeds.iter().rev().take(MOST_LISTED) {
        let Some(entry) = deed.first() else { continue };
        let day = entry.day.to_string();
        let more = if deed.len() > 1 { format!(" and {} more", deed.len() - 1) } else { String::new() };
        // An entry that cannot be taken back by itself may be possible after the later ones.
        later.extend(backwards(deed));
        let with_later = || plan(scan, journal, deeds, later.clone()).is_ok();
        let cannot = match plan(scan, journal, deeds, backwards(deed)) {
            Err(stuck) if !with_later() => format!(" (cannot be undone: {})", stuck.reason),
            _ => String::new(),
        };
        let what = format!("{}{more}{cannot}", entry.what);
        table.row([&day, &entry.verb, &what, entry.note.as_str(), &entry.id]);
    }
    let width = output.width();
    output.data(|out| write!(out, "{}", table.render(width)))?;
    Ok(Outcome::Done)
}

/// Returns why there is nothing to take back.
fn nothing(journal: &Journal) -> String {
    match journal.try_out() {
        Ok(()) => String::from("there is nothing to undo: nothing was written into a note here, or it was taken back"),
        Err(error) => format!("there is nothing to undo: the journal of what is written cannot be kept: {error}"),
    }
}

/// Returns the entries of the last deeds, the newest first.
fn last(deeds: &[Vec<JournalEntry>], count: usize) -> Vec<JournalEntry> {
    deeds.iter().rev().take(count).flat_map(|deed| backwards(deed)).collect()
}

/// Returns the error that fewer deeds are recorded than are to be taken back, with what can be done about those.
fn too_few(scan: &Scan, journal: &Journal, deeds: &[Vec<JournalEntry>]) -> Error {
    let only = match deeds.len() {
        0 => return Error::Usage(nothing(journal)),
        1 => String::from("only 1 change is recorded here"),
        known => format!("only {known} changes are recorded here"),
    };
    match plan(scan, journal, deeds, last(deeds, deeds.len())) {
        Ok(_) => Error::Usage(format!("{only}; `coffeechat undo {}` takes back all of it", deeds.len())),
        Err(stuck) => Error::Usage(format!("{only}\n{}", error(&stuck, scan, journal, deeds))),
    }
}

/// Returns the last deed with that id, or with an id that starts so.
fn recorded<'e>(deeds: &'e [Vec<JournalEntry>], text: &str) -> Option<&'e [JournalEntry]> {
    let id = id(text)?;
    let is_it = |entry: &JournalEntry| std::iter::once(&entry.id).chain(&entry.pair).any(|known| known.starts_with(id));
    deeds.iter().rfind(|deed| deed.iter().any(is_it)).map(Vec::as_slice)
}

/// Returns how to take back what was done today, but not by this machine: by an edit that writes the opposite.
fn unrecorded(scan: &Scan, journal: &Journal, text: &str) -> Result<Planned> {
    let found = Finder::new(&scan.workspace).by_id(text)?.filter(|found| found.is_done);
    let Some(found) = found else {
        return Err(Error::Usage(format!(
            "no change has the id `{text}`; `coffeechat undo --list` shows the last changes"
        )));
    };
    let asked = SettleRequest { follow_up: found.follow_up, action: Action::Undo, until: None };
    let harvest = harvest(&scan.workspace, &scan.sources(journal), &[asked], false);
    if !harvest.refused.is_empty() {
        return Err(Error::Refused(harvest.refused.join("\n")));
    }
    Ok(Planned { undo: Undo { edit: harvest.edit, gone: Vec::new() }, is_recorded: false })
}
