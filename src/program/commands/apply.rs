//! How a command edits notes: it plans the edits, and this module shows or writes them, records them, reports them and
//! updates the pages.

use crate::core::actions::harvest::{self, has_conflict};
use crate::core::base::escape::visible;
use crate::core::edit::read_back::is_worse;
use crate::core::edit::{CommandEdit, NoteEdit, WorkspaceEdit};
use crate::core::index::NoteId;
use crate::core::model::NoteKind;
use crate::core::parse::NoteParser;
use crate::core::workspace::{Change, Workspace};
use crate::program::cli::VaultArgs;
use crate::program::error::{Error, Result};
use crate::vault::{Applied, Applier, Journal, Obstacle, VaultError};

use super::build::diff;
use super::harvest::pending;
use super::refresh::{refuse_bare, show};
use super::scan::{self, Scan};
use crate::program::commands::environment;
use crate::program::commands::terminal::Output;

/// How often a vault is read again whose notes change while they are being edited.
const MOST_READS: usize = 3;

/// Makes the edits that `plan` finds in a vault, and reports each. If a note changes in the meantime, it reads the
/// vault and calls `plan` again. Returns what `plan` found besides the edits.
///
/// # Errors
///
/// What `plan` returns; [`Error::Refused`] if something is in the way. All edits are made or none.
pub(super) fn apply<T>(
    place: &VaultArgs,
    dry_run: bool,
    output: &mut Output,
    plan: impl Fn(&Scan) -> Result<(Vec<CommandEdit>, T)>,
) -> Result<T> {
    retry(place, |scan| {
        refuse_bare(&scan.vault, scan.is_bare)?;
        let (edits, found) = plan(scan)?;
        for edit in &edits {
            verify(&scan.workspace, edit)?;
            refuse_copy(scan, edit)?;
        }
        let edit = WorkspaceEdit::of_command(edits, scan.workspace.today());
        if dry_run {
            show_diffs(&edit, output)?;
            return Ok(Some(found));
        }
        let journal = Journal::open(&scan.vault, &environment::folders());
        let applied = applier(scan, &journal).apply_whole(edit);
        tell(&applied, output)?;
        take_in(&mut scan.workspace, &applied);
        let kept = pending(scan, &journal);
        show(scan, &kept, &journal, place, output)?;
        let obstacles = applied.obstacles();
        if obstacles.iter().any(|obstacle| matches!(obstacle, Obstacle::Behind(_))) {
            return Ok(None);
        }
        let reasons = obstacles.into_iter().map(Obstacle::reason).chain(applied.halves.iter().cloned());
        match reasons.collect::<Vec<_>>().join("\n") {
            none if none.is_empty() => Ok(Some(found)),
            why => Err(Error::Refused(format!("not written: {why}"))),
        }
    })
}

/// Reads a vault, and again as long as `attempt` returns nothing because a note has changed.
pub(super) fn retry<T>(place: &VaultArgs, mut attempt: impl FnMut(&mut Scan) -> Result<Option<T>>) -> Result<T> {
    for _ in 0..MOST_READS {
        let mut scan = scan::scan(None, place)?;
        match attempt(&mut scan) {
            Ok(None) | Err(Error::Vault(VaultError::Changed(_))) => {}
            Ok(Some(found)) => return Ok(found),
            Err(error) => return Err(error),
        }
    }
    Err(Error::Refused(String::from("the notes kept changing while they were read; run the command again")))
}

/// Returns what writes edits into the notes of a vault.
pub(super) fn applier<'a>(scan: &'a Scan, journal: &'a Journal) -> Applier<'a> {
    Applier::new(&scan.vault, journal, environment::index_of_commit())
}

/// Reports what was written: the path of a new note, the new text of an edited one.
pub(super) fn tell(applied: &Applied, output: &mut Output) -> Result<()> {
    for edit in &applied.written {
        if edit.old.is_none() {
            output.data(|out| writeln!(out, "{}", visible(edit.path.as_str())))?;
            continue;
        }
        for (line, step) in edit.lines().zip(&edit.steps) {
            let undo = if step.is_recorded { "  (`coffeechat undo` takes it back)" } else { "" };
            output.data(|out| writeln!(out, "{line}{undo}"))?;
        }
    }
    Ok(())
}

/// Shows what an edit would write.
pub(super) fn show_diffs(edit: &WorkspaceEdit, output: &mut Output) -> Result<()> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    edit.notes
        .iter()
        .try_for_each(|edit| output.data(|out| write!(out, "{}", diff(&edit.path, &text(&edit.old), &text(&edit.new)))))
}

/// Lets a workspace show what was written.
pub(super) fn take_in(workspace: &mut Workspace, applied: &Applied) {
    let changes = changes(workspace, &applied.written);
    workspace.update(changes);
}

/// Returns the changes of a workspace for notes that were edited.
pub(super) fn changes(workspace: &Workspace, edits: &[NoteEdit]) -> Vec<Change> {
    let parser = NoteParser::new(&workspace.config);
    let change = |edit: &NoteEdit| match &edit.new {
        Some(text) => Change::Put(parser.parse(&edit.path, text.as_bytes())),
        None => Change::Gone(edit.path.clone()),
    };
    edits.iter().map(change).collect()
}

/// Returns the text of a note to edit.
///
/// # Errors
///
/// [`VaultError::Changed`] if it has changed since it was read; [`Error::Refused`] if a merge left a conflict in it.
pub(super) fn text_of(scan: &Scan, id: NoteId) -> Result<String> {
    let path = &scan.workspace.index.note(id).path;
    if has_conflict(&scan.workspace, path) {
        return Err(Error::Refused(format!("{path} has a merge conflict; settle it first")));
    }
    let journal = Journal::open(&scan.vault, &environment::folders());
    harvest::fresh_text(&scan.workspace, id, &scan.sources(&journal))
        .ok_or_else(|| VaultError::Changed(format!("{path} changed in the meantime")).into())
}

/// Makes sure that an edited note is not harder to read than before, and that a new note is not a template.
fn verify(workspace: &Workspace, edit: &CommandEdit) -> Result<()> {
    let CommandEdit { path, old, new, .. } = edit;
    let after = NoteParser::new(&workspace.config).parse(path, new.as_bytes());
    let before = old.as_ref().and_then(|_| workspace.index.find(path)).map(|id| workspace.index.note(id));
    let is_lost = before.map_or(matches!(after.kind, NoteKind::Template), |before| is_worse(before, &after));
    if is_lost {
        return Err(Error::Refused(format!("{path} would not read as intended after the edit; nothing was written")));
    }
    Ok(())
}

/// Refuses a new note that would count as a copy of another one and not be read.
fn refuse_copy(scan: &Scan, edit: &CommandEdit) -> Result<()> {
    let CommandEdit { path, old, new, verb, .. } = edit;
    if old.is_some() || *verb != "new" {
        return Ok(());
    }
    match scan.vault.would_copy(path, new, &scan.workspace.config) {
        Some(original) => Err(Error::Usage(format!(
            "{path} would be taken for a copy of {original}, whose text is nearly the same; add what tells them apart, such as \
             a company or a time"
        ))),
        None => Ok(()),
    }
}
