//! `undo`: takes back what was written into notes, where its lines still stand as they were left.

use std::collections::BTreeMap;

use crate::core::base::NotePath;
use crate::core::base::diagnostic::Code;
use crate::core::base::escape::visible;
use crate::core::edit::Refusal;
use crate::core::model::Action;
use crate::core::parse::NoteParser;
use crate::program::cli::{Deeds, UndoArgs};
use crate::program::error::{Error, Result};
use crate::program::report::table::Table;
use crate::vault::{Entry, Journal, Kind, Read};

use super::Outcome;
use super::build::diff;
use super::carry::{Asked, Carrier, Deed, Edited, Plan, changes, later};
use super::find::{Finder, id};
use super::output::Output;
use super::refresh::{pending, show};
use super::scan::{self, Scan};
use super::state;

/// How many entries `--list` shows.
const MOST_LISTED: usize = 10;

pub(super) fn run(args: &UndoArgs, output: &mut Output) -> Result<Outcome> {
    let mut scan = scan::scan(None, &args.place)?;
    let journal = Journal::of(&scan.vault, &state::folders());
    let deeds = journal.commands();
    if args.list {
        return list(&scan, &deeds, &journal, output);
    }
    let planned = match &args.what {
        Deeds::Last(count) => plan(&scan, &deeds, last(&deeds, *count, &journal)?),
        Deeds::Of(text) => match recorded(&deeds, text) {
            Some(deed) => plan(&scan, &deeds, backwards(deed)),
            None => Ok(unrecorded(&scan, &journal, text)?),
        },
    };
    let planned = planned.map_err(|stuck| stuck.error(&scan, &deeds))?;
    write(args, &mut scan, &journal, planned, output)
}

/// Takes back what is planned: all of it, or nothing.
fn write(
    args: &UndoArgs,
    scan: &mut Scan,
    journal: &Journal,
    planned: Planned,
    output: &mut Output,
) -> Result<Outcome> {
    let Planned { plan, gone, is_recorded } = planned;
    let carrier = Carrier { vault: &scan.vault, journal, is_sure: false };
    let many = plan.edits.len() > 1;
    let refuse = |reasons: Vec<String>, is_nothing_done: bool| match reasons.join("\n") {
        none if none.is_empty() => Ok(Outcome::Done),
        reasons if many && is_nothing_done => Err(Error::Refused(format!("{reasons}\nso nothing was undone"))),
        reasons => Err(Error::Refused(reasons)),
    };
    if args.dry_run {
        for edit in &plan.edits {
            output.data(|out| write!(out, "{}", diff(&edit.path, &edit.old, &edit.new)))?;
        }
        return refuse(carrier.foresee(&plan).reasons(), false);
    }
    let written = if is_recorded { carrier.write_whole(plan) } else { carrier.write(plan) };
    if !written.is_stopped() {
        drop(journal.forget(&gone));
        for Entry { note, what, .. } in &gone {
            output.data(|out| writeln!(out, "{}", visible(&format!("gone already: {what} ({note})"))))?;
        }
    }
    for line in written.edits.iter().flat_map(Edited::lines) {
        output.data(|out| writeln!(out, "{line}"))?;
    }
    let changes = changes(&scan.picture, &written.edits);
    scan.picture.update(changes);
    show(scan, &pending(scan, journal), journal, &args.place, output)?;
    let is_nothing_done = written.edits.is_empty();
    refuse(written.reasons(), is_nothing_done)
}

/// What is to be taken back.
struct Planned {
    plan: Plan,
    /// The entries of which nothing is left: their notes were made, and are gone.
    gone: Vec<Entry>,
    /// Whether it is of this machine's journal; else it is an edit that says the opposite, which is like any other.
    is_recorded: bool,
}

/// An entry that cannot be taken back.
struct Stuck {
    entry: Box<Entry>,
    reason: String,
}

impl Stuck {
    /// Returns the error that says why, and what can be taken back instead.
    fn error(&self, scan: &Scan, deeds: &[Vec<Entry>]) -> Error {
        let others = deeds.iter().rev().take(MOST_LISTED).filter(|deed| !deed.contains(&self.entry));
        let can = |deed: &&Vec<Entry>| plan(scan, deeds, backwards(deed)).is_ok();
        let instead = match others.clone().find(can).and_then(|deed| deed.first()) {
            Some(Entry { id, verb, what, .. }) => {
                format!("\n`coffeechat undo {id}` takes back “{verb} {what}” instead")
            }
            None if others.count() == 0 => String::new(),
            None => String::from("\nnor can what was done before it"),
        };
        let Entry { note, verb, what, .. } = &*self.entry;
        Error::Refused(format!("{note}: “{verb} {what}” cannot be undone: {}{instead}", self.reason))
    }
}

/// Returns the entries of a command, the newest first.
fn backwards(deed: &[Entry]) -> Vec<Entry> {
    deed.iter().rev().cloned().collect()
}

/// Shows the last entries, the newest first, and why one of them cannot be taken back.
fn list(scan: &Scan, deeds: &[Vec<Entry>], journal: &Journal, output: &mut Output) -> Result<Outcome> {
    if deeds.is_empty() {
        output.message(&nothing(journal))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["day", "did", "what", "note", "id"]);
    let mut later = Vec::new();
    for deed in deeds.iter().rev().take(MOST_LISTED) {
        let Some(entry) = deed.first() else { continue };
        let day = entry.day.to_string();
        let more = if deed.len() > 1 { format!(" and {} more", deed.len() - 1) } else { String::new() };
        // What cannot be taken back by itself may be once the later ones are.
        later.extend(backwards(deed));
        let with_later = || plan(scan, deeds, later.clone()).is_ok();
        let cannot = match plan(scan, deeds, backwards(deed)) {
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
fn last(deeds: &[Vec<Entry>], count: usize, journal: &Journal) -> Result<Vec<Entry>> {
    match deeds.len() {
        0 => Err(Error::Usage(nothing(journal))),
        known if known < count => {
            Err(Error::Usage(format!("only {known} can be undone; `coffeechat undo --list` shows the last of them")))
        }
        _ => Ok(deeds.iter().rev().take(count).flat_map(|deed| backwards(deed)).collect()),
    }
}

/// Returns the last deed with that id, or with an id that starts so.
fn recorded<'e>(deeds: &'e [Vec<Entry>], text: &str) -> Option<&'e [Entry]> {
    let id = id(text)?;
    deeds.iter().rfind(|deed| deed.iter().any(|entry| entry.id.starts_with(id))).map(Vec::as_slice)
}

/// Returns how to take back what was done today, but not by this machine: by an edit that says the opposite.
fn unrecorded(scan: &Scan, journal: &Journal, text: &str) -> Result<Planned> {
    let carrier = Carrier { vault: &scan.vault, journal, is_sure: false };
    let found = Finder::new(&scan.picture).by_id(text)?.filter(|found| found.is_done);
    let Some(found) = found else {
        return Err(Error::Usage(format!(
            "nothing with the id `{text}` was done; `coffeechat undo --list` shows what can be undone"
        )));
    };
    let plan = carrier.plan(&scan.picture, &[Asked { follow_up: found.follow_up, action: Action::Undo, until: None }]);
    if !plan.refused.is_empty() {
        return Err(Error::Refused(plan.refused.join("\n")));
    }
    Ok(Planned { plan, gone: Vec::new(), is_recorded: false })
}

/// Returns what was written into a note after an entry and is not taken back already, the oldest first.
fn after<'e>(deeds: &'e [Vec<Entry>], entry: &Entry, undone: &[Deed]) -> Vec<&'e Entry> {
    let all: Vec<&Entry> = deeds.iter().flatten().filter(|other| other.note == entry.note).collect();
    let at = all.iter().rposition(|other| *other == entry).map_or(all.len(), |at| at + 1);
    let later = all.get(at..).unwrap_or_default().iter();
    later.copied().filter(|other| !undone.iter().any(|deed| deed.takes_back(other))).collect()
}

/// Returns the edits that take entries back, in that order, of all or of none.
fn plan(scan: &Scan, deeds: &[Vec<Entry>], entries: Vec<Entry>) -> std::result::Result<Planned, Stuck> {
    let parser = NoteParser::new(&scan.picture.config);
    let mut edits: BTreeMap<NotePath, Edited> = BTreeMap::new();
    let mut gone = Vec::new();
    for entry in entries {
        let is_gone =
            edits.get(&entry.note).map_or_else(|| scan.vault.kind(&entry.note) == Kind::Nothing, |edit| edit.goes);
        if entry.is_made && is_gone {
            gone.push(entry);
            continue;
        }
        let cannot = |reason: &str| Stuck { entry: Box::new(entry.clone()), reason: reason.to_owned() };
        if !edits.contains_key(&entry.note) {
            // A path is only as good as the note that it leads to.
            let is_note = scan.picture.index.find(&entry.note).is_some();
            let text = match scan.vault.read(&entry.note, scan.picture.config.max_note_size) {
                Read::Bytes(bytes) if is_note => String::from_utf8(bytes).ok(),
                _ => None,
            };
            let text = text.ok_or_else(|| cannot("the note is gone or cannot be read"))?;
            let note = parser.parse(&entry.note, text.as_bytes());
            if note.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::MergeConflict) {
                return Err(cannot("the note has a merge conflict"));
            }
            let edit =
                Edited { path: entry.note.clone(), old: text.clone(), new: text, goes: false, deeds: Vec::new() };
            edits.insert(entry.note.clone(), edit);
        }
        let Some(edit) = edits.get_mut(&entry.note) else { continue };
        let later = after(deeds, &entry, &edit.deeds);
        let taken_back = entry.hunk.take_back(&edit.new).and_then(|back| back.apply(&edit.new));
        let in_the_way = |refusal: Refusal| match later::in_the_way(&edit.new, &entry, &later) {
            Some(Entry { id, verb, what, .. }) => cannot(&format!(
                "{refusal}; first take back “{verb} {what}”, which was written there later (`coffeechat undo {id}`)"
            )),
            None => cannot(&refusal.to_string()),
        };
        let new = taken_back.map_err(in_the_way)?;
        let rewritten = later::rewritten(&edit.new, &entry, &later);
        edit.new = new;
        if entry.is_made && !edit.new.is_empty() {
            return Err(cannot("something was written into the note since it was made"));
        }
        edit.goes = entry.is_made;
        edit.deeds.push(Deed::undoing(entry, rewritten));
    }
    let plan = Plan { edits: edits.into_values().collect(), ..Plan::default() };
    Ok(Planned { plan, gone, is_recorded: true })
}
