//! Brings live blocks up to date: what `build`, `watch` and `init` have in common.

use crate::blocks::findings::TICK_DROPPED;
use crate::blocks::region::{self, Region};
use crate::blocks::{self, DASHBOARD, splice};
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::{Error, Result};
use crate::model::NotePath;
use crate::picture::Picture;
use crate::vault::{Created, Read, Vault, Written};

/// The code of the finding about a merge conflict outside of blocks.
pub(super) const MERGE_CONFLICT: &str = "merge-conflict";

/// A note whose blocks are out of date.
pub(super) struct Stale {
    pub(super) path: NotePath,
    /// What was read; `None` where there is no such note yet.
    pub(super) old: Option<String>,
    pub(super) new: String,
}

/// What a refresh found.
pub(super) struct Refreshed {
    pub(super) stale: Vec<Stale>,
    /// Why notes were left alone: text was typed inside a block, or a merge conflict waits to be settled.
    pub(super) left: Vec<Diagnostic>,
    /// Ticks that go with their lines.
    pub(super) dropped: Vec<Diagnostic>,
    /// What is wrong with live blocks and beside the notes.
    pub(super) findings: Vec<Diagnostic>,
}

/// Refuses a folder that holds neither a note nor a configuration: it is hardly the vault that was meant.
pub(super) fn refuse_bare(vault: &Vault, is_bare: bool) -> Result<()> {
    if is_bare {
        let place = vault.path().display();
        return Err(Error::Usage(format!("there are no notes in {place}; `coffeechat init` makes a vault there")));
    }
    Ok(())
}

/// Returns what is out of date in the blocks of a vault; writes nothing. With `force`, text typed inside a block goes.
pub(super) fn refreshed(vault: &Vault, picture: &Picture, force: bool) -> Result<Refreshed> {
    let new_dashboard = missing_dashboard(vault, picture)?;
    let mut notes: Vec<(&NotePath, &str, Vec<Region>)> = picture
        .index
        .live()
        .filter_map(|(_, note)| Some((&note.path, note.live_text.as_deref()?)))
        .map(|(path, text)| (path, text, region::find(text).0))
        .collect();
    if let Some(path) = &new_dashboard {
        notes.push((path, DASHBOARD, region::find(DASHBOARD).0));
    }
    // What is dropped is said once and not on the dashboard, where it would be gone again with the next build.
    let (dropped, findings): (Vec<_>, Vec<_>) =
        picture.findings().into_iter().partition(|diagnostic| diagnostic.code.0 == TICK_DROPPED);
    let view = picture.view(&findings);
    let (mut stale, mut left) = (Vec::new(), Vec::new());
    for (path, text, regions) in &notes {
        match splice::refresh(text, regions, force, |directive| blocks::render(&view, directive, path)) {
            Ok(new) if new == **text && Some(*path) != new_dashboard.as_ref() => {}
            Ok(_) if let Some(conflict) = conflict(picture, path) => left.push(conflict.clone()),
            Ok(new) => {
                let old = (Some(*path) != new_dashboard.as_ref()).then(|| (*text).to_owned());
                stale.push(Stale { path: (*path).clone(), old, new });
            }
            Err(lines) => left.extend(lines.into_iter().map(|line| typed_line(path, text, line.span))),
        }
    }
    Ok(Refreshed { stale, left, dropped, findings })
}

/// Returns where to make the dashboard, if no note of the vault holds a block.
fn missing_dashboard(vault: &Vault, picture: &Picture) -> Result<Option<NotePath>> {
    if picture.index.live().next().is_some() {
        return Ok(None);
    }
    let path = NotePath::new(picture.config.dashboard.as_str());
    match vault.read(&path, picture.config.max_note_size) {
        Read::Vanished => Ok(Some(path)),
        Read::NotAFile => Err(Error::Refused(format!(
            "{path} is not a file, so no dashboard can be made there\n\
             move it away, or name another note with `dashboard:` in coffeechat.yaml"
        ))),
        _ => Err(Error::Refused(format!(
            "{path} holds no live block, so it is yours and was left alone\n\
             add a line `<!-- coffeechat follow-ups -->` and below it `<!-- /coffeechat -->`, \
             or name another note with `dashboard:` in coffeechat.yaml"
        ))),
    }
}

/// Returns where a merge conflict was left in a note, outside of its blocks.
fn conflict<'a>(picture: &'a Picture, path: &NotePath) -> Option<&'a Diagnostic> {
    picture
        .index
        .note(picture.index.find(path)?)
        .diagnostics
        .iter()
        .find(|diagnostic| diagnostic.code.0 == MERGE_CONFLICT)
}

fn typed_line(path: &NotePath, text: &str, span: crate::model::Span) -> Diagnostic {
    Diagnostic::new(Severity::Error, "typed-in-block", path, "this was typed inside a block and would be lost")
        .at(text, span)
        .hint("move it out of the block, or run `coffeechat build --force` to drop it")
}

/// Writes every note; one that cannot be written keeps none of the others from it. Returns the first error.
pub(super) fn write_all(vault: &Vault, notes: &[Stale]) -> Result<()> {
    vault.sweep_leftovers();
    let results: Vec<Result<()>> = notes.iter().map(|stale| write(vault, stale)).collect();
    results.into_iter().collect()
}

pub(super) fn write(vault: &Vault, stale: &Stale) -> Result<()> {
    let taken =
        || Error::Changed(format!("{} was made by somebody else meanwhile; run `coffeechat build` again", stale.path));
    match &stale.old {
        Some(old) => match vault.write_if_unchanged(&stale.path, old.as_bytes(), stale.new.as_bytes())? {
            Written::Unchanged | Written::Replaced => Ok(()),
        },
        None => match vault.create(&stale.path, stale.new.as_bytes())? {
            Created::New => Ok(()),
            Created::Exists => Err(taken()),
        },
    }
}
