//! Brings live blocks up to date, for `build`, `watch` and `init`.

use crate::core::actions::pages::{self, RefreshedPages};
use crate::core::actions::ticks::Kept;
use crate::core::base::NotePath;
use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::base::escape::visible;
use crate::core::base::shell::word;
use crate::core::model::{Contact, Note};
use crate::core::render::mass_loss;
use crate::core::workspace::Workspace;
use crate::program::cli::VaultArgs;
use crate::program::error::{Error, Result};
use crate::program::report::diagnostics::human;
use crate::vault::{Journal, Read, Vault, VaultError};

use super::harvest::pending;
use super::scan::{self, Scan};
use super::stale::write_all;
use crate::program::commands::kept_exports::Outputs;
use crate::program::commands::terminal::Output;

/// The codes of the findings about notes whose text was not read.
const UNREAD: [Code; 2] = [Code::TooLarge, Code::NotUtf8];

/// The largest note that is looked into for a live block although it was not read.
const LARGEST_LOOK: u64 = 256 * 1024 * 1024;

/// Refuses a folder that holds neither a note nor a configuration: it is probably not the vault that was meant.
pub(super) fn refuse_bare(vault: &Vault, is_bare: bool) -> Result<()> {
    if is_bare {
        let place = vault.path().display();
        return Err(Error::Usage(format!("there are no notes in {place}; `coffeechat init` makes a vault there")));
    }
    Ok(())
}

/// Refuses to write into a folder that is not recognised as a vault: it has no settings, and none of its notes holds a
/// live block or is about a contact by its keys or its type. Also refuses a folder of another vault.
pub(super) fn refuse_strange(vault: &Vault, workspace: &Workspace) -> Result<()> {
    if vault.has_settings() {
        return Ok(());
    }
    let place = vault.path().display();
    if let Some(above) = vault.above() {
        let above = above.display();
        return Err(Error::Usage(format!(
            "{place} is a folder of the vault {above}, so nothing was written: run `coffeechat build {}`\n\
             `coffeechat init {}` makes it a vault of its own, which {above} reads no more",
            word(&above.to_string()),
            word(&place.to_string())
        )));
    }
    let index = &workspace.index;
    if index.live().next().is_some() || index.contacts().any(|(_, note, contact)| has_sign(note, contact)) {
        return Ok(());
    }
    let below: Vec<&str> = workspace.other_vaults().map(NotePath::as_str).collect();
    let what_to_do = match below.as_slice() {
        [] if index.notes().len() == 0 => return refuse_bare(vault, true),
        [] => String::from("`coffeechat init` makes it one"),
        [one] => {
            format!("the vault in it is {one}: run `coffeechat build {}`", word(&format!("{place}/{one}")))
        }
        many => format!("the vaults in it are {}: run `coffeechat build` with one of them", many.join(", ")),
    };
    Err(Error::Usage(format!(
        "{place} has no coffeechat.yaml, and no note in it holds a live block or is marked as a contact, so it \
         is hardly a vault and nothing was written\n{what_to_do}"
    )))
}

/// Returns whether a note is a contact by more than its folder: such keys can hardly mean anything else.
fn has_sign(note: &Note, contact: &Contact) -> bool {
    let has_facts = !contact.events.is_empty() || !contact.referred_by.is_empty();
    let has_plans = contact.cadence.is_some() || contact.status.is_some();
    !contact.is_by_folder || has_facts || has_plans || note.properties.get("source").is_some()
}

/// What is out of date in a vault.
#[derive(Default)]
pub(super) struct Refreshed {
    /// Pages and outputs, and why lines and files were left alone.
    pub(super) pages: RefreshedPages,
    /// The records of the outputs to keep when they are written.
    pub(super) outputs: Outputs,
}

/// Returns what is out of date in the blocks and outputs of a vault; writes nothing. The lines of `kept` ticks stay, and so
/// does text that was typed inside a block, unless `force` drops it.
pub(super) fn refreshed(vault: &Vault, workspace: &Workspace, kept: &[Kept], force: bool) -> Result<Refreshed> {
    let new_dashboard = missing_dashboard(vault, workspace)?;
    let mut pages = pages::refresh(workspace, new_dashboard.as_ref(), kept, force);
    let mut outputs = Outputs::plan(vault, workspace, &pages, force);
    pages.stale.append(&mut outputs.stale);
    pages.left.append(&mut outputs.left);
    Ok(Refreshed { pages, outputs })
}

/// Returns where to make the dashboard, if no note of the vault holds a block.
fn missing_dashboard(vault: &Vault, workspace: &Workspace) -> Result<Option<NotePath>> {
    if workspace.index.live().next().is_some() {
        return Ok(None);
    }
    let path = NotePath::new(workspace.config.dashboard.as_str());
    match vault.read(&path, workspace.config.max_note_size) {
        Read::Vanished => match unread_page(vault, workspace) {
            None => Ok(Some(path)),
            Some(unread) => Err(Error::Refused(format!(
                "no note with live blocks was found, but {unread} could not be read and may have some, so no dashboard was made\n\
                 `coffeechat check` says why it was not read; or name it under `ignore:` in coffeechat.yaml"
            ))),
        },
        Read::NotAFile => Err(Error::Refused(format!(
            "{path} is not a file, so no dashboard can be made there\n\
             move it away, or name another note with `dashboard:` in coffeechat.yaml"
        ))),
        read @ (Read::TooLarge { .. } | Read::Failed(_)) => Err(Error::Refused(format!(
            "{path} cannot be read: {}, so its blocks were left as they are",
            read.why_not()
        ))),
        _ => Err(Error::Refused(format!(
            "{path} holds no live block, so it was left alone\n\
             add a line `<!-- coffeechat follow-ups -->` and below it `<!-- /coffeechat -->`, \
             or name another note in coffeechat.yaml, such as `dashboard: Coffeechat.md`"
        ))),
    }
}

/// Returns a note that was not read, as it is too large or no text, and holds what looks like a live block.
fn unread_page<'p>(vault: &Vault, workspace: &'p Workspace) -> Option<&'p NotePath> {
    let is_unread = |note: &&Note| note.is_blank && note.diagnostics.iter().any(|found| UNREAD.contains(&found.code));
    let unread = workspace.index.notes().map(|(_, note)| note).filter(is_unread);
    let may_be_page = |note: &&Note| match vault.read(&note.path, LARGEST_LOOK) {
        // UTF-16 puts a zero next to each letter.
        Read::Bytes(mut bytes) => {
            bytes.retain(|byte| *byte != 0);
            memchr::memmem::find(&bytes, b"<!-- coffeechat ").is_some()
        }
        Read::Vanished => false,
        _ => true,
    };
    unread.filter(may_be_page).map(|note| &note.path).next()
}

/// How to confirm that a mass loss is intended.
pub(super) const ACCEPT: &str = "if that is meant, run `coffeechat build --accept-loss`";

/// Refuses to bring pages up to date if most of the notes behind their rows are lost, or `watch` waits for lost notes.
pub(super) fn refuse_mass_loss(workspace: &Workspace) -> Result<()> {
    match mass_loss::loss(workspace) {
        Some(loss) => Err(Error::Refused(format!("{loss}, so nothing was written\n{ACCEPT}"))),
        None => Ok(()),
    }
}

/// Brings the pages up to date after a note was edited. If a page cannot be updated, that is reported but is not a
/// failure, since the note was written.
pub(super) fn show(
    scan: &Scan,
    kept: &[Kept],
    journal: &Journal,
    place: &VaultArgs,
    output: &mut Output,
) -> Result<()> {
    let refreshed = match refresh_pages(scan, kept) {
        // Another process was faster: its page may be older than the note.
        Err(Error::Vault(VaultError::Changed(_))) => {
            scan::scan(None, place).and_then(|scan| refresh_pages(&scan, &pending(&scan, journal)))
        }
        refreshed => refreshed,
    };
    match refreshed {
        Ok(left) => left.iter().try_for_each(|diagnostic| output.message(human(diagnostic, false).trim_end())),
        Err(error) => {
            let error = error.to_string();
            let error: Vec<_> = error.lines().map(visible).collect();
            output.message(&format!("`coffeechat build` will bring the dashboard up to date: {}", error.join("\n")))
        }
    }
}

fn refresh_pages(scan: &Scan, kept: &[Kept]) -> Result<Vec<Diagnostic>> {
    // A vault without a page stays without one.
    if scan.workspace.index.live().next().is_none() {
        return Ok(Vec::new());
    }
    refuse_mass_loss(&scan.workspace)?;
    let Refreshed { pages, outputs } = refreshed(&scan.vault, &scan.workspace, kept, false)?;
    outputs.remember(&scan.vault);
    write_all(&scan.vault, &pages.stale)?;
    Ok(pages.left)
}
