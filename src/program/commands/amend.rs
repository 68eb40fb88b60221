//! Commands that make notes and edit them, beside those that settle follow-ups: what they have in common.
//!
//! A command says what is to stand in which note. Here it is written, if every note still holds what was read of it;
//! remembered, so that `undo` takes an edit back; and shown on the pages. A new note overwrites nothing.

use crate::core::base::NotePath;
use crate::core::base::escape::visible;
use crate::core::base::text::{short_id, stable_hash};
use crate::core::edit::Hunk;
use crate::core::index::NoteId;
use crate::core::model::NoteKind;
use crate::core::parse::NoteParser;
use crate::core::picture::{Change, Picture};
use crate::program::cli::Place;
use crate::program::error::{Error, Result};
use crate::vault::{Created, Entry, Journal, VaultError};

use super::Outcome;
use super::build::diff;
use super::carry::{Carried, Carrier, Deed, Edited, Plan, Wait, changes, fresh_text, has_conflict};
use super::output::Output;
use super::refresh::{pending, refuse_bare, show};
use super::scan::{self, Scan};
use super::state;

/// How often a vault is read again whose notes change while they are being edited.
const MOST_READS: usize = 3;

/// What a command does to one note.
pub(super) struct Amendment {
    /// The note.
    pub(super) path: NotePath,
    /// What was read of it; `None` for a note that is to be made.
    pub(super) old: Option<String>,
    /// What is to stand in it.
    pub(super) new: String,
    /// What the command is called: `log`.
    pub(super) verb: &'static str,
    /// Whom or what the edit is about: `Priya Nair`.
    pub(super) what: String,
    /// What is written, for the line that tells of it: `- 2026-11-22 replied: happy to talk`.
    pub(super) says: String,
}

/// Where and how amendments are made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amending<'a> {
    pub(super) place: &'a Place,
    pub(super) dry_run: bool,
}

impl Amending<'_> {
    /// Makes the amendments that `plan` finds in a vault, and prints a line for each: of a new note its path, of an
    /// edited one what was written. If a note changes while that is done, the vault is read again and `plan` asked again.
    ///
    /// # Errors
    ///
    /// What `plan` returns; [`Error::Refused`] if something is in the way. New notes are made first, so that an edit
    /// never speaks of a note that is not there.
    pub(super) fn run(&self, output: &mut Output, plan: impl Fn(&Scan) -> Result<Vec<Amendment>>) -> Result<Outcome> {
        for _ in 0..MOST_READS {
            let mut scan = scan::scan(None, self.place)?;
            refuse_bare(&scan.vault, scan.is_bare)?;
            match self.try_once(&mut scan, &plan, output) {
                Err(Error::Vault(VaultError::Changed(_))) => {}
                result => return result,
            }
        }
        Err(Error::Refused(String::from("the notes kept changing while they were read; run the command again")))
    }

    fn try_once(
        &self,
        scan: &mut Scan,
        plan: &impl Fn(&Scan) -> Result<Vec<Amendment>>,
        output: &mut Output,
    ) -> Result<Outcome> {
        let amendments = plan(scan)?;
        for amendment in &amendments {
            verify(&scan.picture, amendment)?;
            refuse_copy(scan, amendment)?;
        }
        if self.dry_run {
            for Amendment { path, old, new, .. } in &amendments {
                output.data(|out| write!(out, "{}", diff(path, old.as_deref().unwrap_or_default(), new)))?;
            }
            return Ok(Outcome::Done);
        }
        let id = id_of(&amendments);
        let journal = Journal::of(&scan.vault, &state::folders());
        let carrier = Carrier { vault: &scan.vault, journal: &journal, is_sure: false };
        let (new, edited): (Vec<_>, Vec<_>) = amendments.into_iter().partition(|amendment| amendment.old.is_none());
        let made: Vec<Entry> = new.iter().filter_map(|new| entry(&scan.picture, &id, new)).collect();
        let edits: Vec<Edited> =
            edited.into_iter().filter_map(|amendment| edit(&scan.picture, &id, amendment)).collect();
        // One command is one entry of the journal. A note is not held up by one that cannot be kept; `undo` says that there
        // is none.
        let all = made.iter().chain(edits.iter().flat_map(Edited::recorded)).cloned().collect();
        let is_recorded = journal.record(&[all]).is_ok();
        let (mut told, fault) = make(&carrier, &scan.picture, &new, output)?;
        if let Some(fault) = fault {
            let missing = made.iter().skip(told.len()).chain(edits.iter().flat_map(Edited::recorded));
            drop(journal.forget(&missing.cloned().collect::<Vec<_>>()));
            return Err(fault);
        }
        let written = in_order(&carrier, edits);
        for line in written.edits.iter().flat_map(Edited::lines) {
            let undo = if is_recorded { "  (`coffeechat undo` takes it back)" } else { "" };
            output.data(|out| writeln!(out, "{line}{undo}"))?;
        }
        told.extend(changes(&scan.picture, &written.edits));
        scan.picture.update(told);
        show(scan, &pending(scan, &journal), &journal, self.place, output)?;
        if let Some(path) = written.behind.first() {
            return Err(VaultError::Changed(format!("{path} changed meanwhile")).into());
        }
        let waits = written.waits.iter().map(Wait::reason);
        match waits.chain(written.failures).collect::<Vec<_>>().join("\n") {
            none if none.is_empty() => Ok(Outcome::Done),
            why => Err(Error::Refused(format!("not written: {why}"))),
        }
    }
}

/// Makes notes, and prints their paths. Returns what a picture is told of them, and why there are no more.
fn make(
    carrier: &Carrier<'_>,
    picture: &Picture,
    new: &[Amendment],
    output: &mut Output,
) -> Result<(Vec<Change>, Option<Error>)> {
    let parser = NoteParser::new(&picture.config);
    let mut told = Vec::new();
    for Amendment { path, new: text, .. } in new {
        let fault = match carrier.vault.create(path, text.as_bytes()) {
            Ok(Created::New) => None,
            Ok(Created::Exists) => {
                Some(VaultError::Changed(format!("{path} was made by somebody else meanwhile")).into())
            }
            Err(error) if told.is_empty() => Some(error.into()),
            Err(error) => Some(Error::Refused(format!(
                "{error}\n{} of {} notes were made; run the command again for the others",
                told.len(),
                new.len()
            ))),
        };
        if fault.is_some() {
            return Ok((told, fault));
        }
        output.data(|out| writeln!(out, "{}", visible(path.as_str())))?;
        told.push(Change::Put(parser.parse(path, text.as_bytes())));
    }
    Ok((told, None))
}

/// Makes edits, each only if those before it were made: what moves from note to note is in its new place before it leaves
/// the old one.
fn in_order(carrier: &Carrier<'_>, edits: Vec<Edited>) -> Carried {
    let mut written = Carried::default();
    let mut edits = edits.into_iter();
    while let Some(edit) = edits.next() {
        let recorded: Vec<Entry> = edit.recorded().cloned().collect();
        let one = carrier.write(Plan { edits: vec![edit], ..Plan::default() });
        let is_written = !one.edits.is_empty();
        written.edits.extend(one.edits);
        if !is_written {
            let rest = edits.as_slice().iter().flat_map(Edited::recorded).cloned();
            let waits = if one.waits.is_empty() { Vec::new() } else { recorded };
            drop(carrier.journal.forget(&waits.into_iter().chain(rest).collect::<Vec<_>>()));
            return Carried { edits: written.edits, ..one };
        }
    }
    written
}

/// Returns the text of a note that is to be edited.
///
/// # Errors
///
/// [`VaultError::Changed`] if it is no longer what was read of it; [`Error::Refused`] if a merge left a conflict in it.
pub(super) fn text_of(scan: &Scan, id: NoteId) -> Result<String> {
    let path = &scan.picture.index.note(id).path;
    if has_conflict(&scan.picture, path) {
        return Err(Error::Refused(format!("{path} has a merge conflict; settle it first")));
    }
    fresh_text(&scan.vault, &scan.picture, id)
        .ok_or_else(|| VaultError::Changed(format!("{path} changed meanwhile")).into())
}

/// Makes sure that a note is not harder to read than before, and that a new one is none but a note.
fn verify(picture: &Picture, amendment: &Amendment) -> Result<()> {
    let Amendment { path, old, new, .. } = amendment;
    let after = NoteParser::new(&picture.config).parse(path, new.as_bytes());
    let before = old.as_ref().and_then(|_| picture.index.find(path)).map(|id| picture.index.note(id));
    let is_worse = match before {
        Some(before) => {
            std::mem::discriminant(&before.kind) != std::mem::discriminant(&after.kind)
                || before.title != after.title
                || after.diagnostics.len() > before.diagnostics.len()
        }
        None => matches!(after.kind, NoteKind::Template),
    };
    if is_worse {
        return Err(Error::Refused(format!("{path} could not be read as it is meant afterwards; nothing was written")));
    }
    Ok(())
}

/// Refuses a new note that would be taken for the copy of another one, and not be read.
fn refuse_copy(scan: &Scan, amendment: &Amendment) -> Result<()> {
    let Amendment { path, old, new, verb, .. } = amendment;
    if old.is_some() || *verb != "new" {
        return Ok(());
    }
    match scan.vault.would_copy(path, new, &scan.picture.config) {
        Some(original) => Err(Error::Usage(format!(
            "{path} would be taken for a copy of {original}, which says nearly the same; say what tells them apart, such as \
             a company or a time"
        ))),
        None => Ok(()),
    }
}

fn edit(picture: &Picture, id: &str, amendment: Amendment) -> Option<Edited> {
    let entry = entry(picture, id, &amendment)?;
    let Amendment { path, old, new, says, .. } = amendment;
    Some(Edited { path, old: old?, new, goes: false, deeds: vec![Deed::recorded(entry, says)] })
}

/// Returns the id of amendments that are made, and taken back, together.
fn id_of(amendments: &[Amendment]) -> String {
    let parts = amendments.iter().flat_map(|Amendment { verb, path, new, .. }| [verb, path.as_str(), new]);
    short_id(stable_hash(parts.collect::<Vec<_>>().join("\0").as_bytes()) >> 24)
}

/// Returns what the journal remembers of an amendment; `None` for one that changes nothing.
fn entry(picture: &Picture, id: &str, amendment: &Amendment) -> Option<Entry> {
    let Amendment { path, old, new, verb, what, .. } = amendment;
    let hunk = Hunk::between(old.as_deref().unwrap_or_default(), new)?;
    let (id, verb, what) = (id.to_owned(), (*verb).to_owned(), what.clone());
    Some(Entry { id, verb, note: path.clone(), what, day: picture.today(), hunk, is_made: old.is_none() })
}
