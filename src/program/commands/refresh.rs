//! Brings live blocks up to date: what `build`, `watch` and `init` have in common.

use crate::core::actions::ticks::{self, Kept, Why};
use crate::core::base::diagnostic::{Code, Diagnostic, Severity};
use crate::core::base::escape::visible;
use crate::core::base::{LineIndex, NotePath};
use crate::core::lists::View;
use crate::core::model::{Contact, Note, PageText};
use crate::core::picture::Picture;
use crate::core::render::guard;
use crate::core::render::{self, DASHBOARD, splice};
use crate::core::syntax::block::region;
use crate::program::cli::Place;
use crate::program::error::{Error, Result};
use crate::program::report::diagnostics::human;
use crate::vault::{Journal, Read, Vault, VaultError};

use super::carry::Carrier;
use super::output::Output;
use super::outputs::Outputs;
use super::scan::{self, Scan};
use super::stale::{Stale, write_all};

/// The codes of the findings about notes whose text was not read.
const UNREAD: [Code; 2] = [Code::TooLarge, Code::NotUtf8];

/// The largest note that is looked into for a live block although it was not read.
const LARGEST_LOOK: u64 = 256 * 1024 * 1024;

/// How often blocks are looked at until they tell which of their lines were typed.
const MOST_LOOKS: u32 = 4;

/// What a refresh found.
#[derive(Default)]
pub(super) struct Refreshed {
    pub(super) stale: Vec<Stale>,
    /// Why files or lines were left alone: text was typed inside a block, a merge conflict waits to be settled, or what
    /// stands in an output's place is none.
    pub(super) left: Vec<Diagnostic>,
    /// The lines that users typed inside blocks and that are dropped, by their notes.
    pub(super) dropped: Vec<(NotePath, String)>,
    /// What is wrong with live blocks and beside the notes.
    pub(super) findings: Vec<Diagnostic>,
    /// What is to be remembered of the outputs when they are written.
    pub(super) outputs: Outputs,
}

/// Refuses a folder that holds neither a note nor a configuration: it is hardly the vault that was meant.
pub(super) fn refuse_bare(vault: &Vault, is_bare: bool) -> Result<()> {
    if is_bare {
        let place = vault.path().display();
        return Err(Error::Usage(format!("there are no notes in {place}; `coffeechat init` makes a vault there")));
    }
    Ok(())
}

/// Refuses to write into a folder that nothing says is a vault: it has no settings, and none of its notes holds a live
/// block, or says by its keys or its type that it is about a contact. So does a folder of another vault.
pub(super) fn refuse_strange(vault: &Vault, picture: &Picture) -> Result<()> {
    if vault.has_settings() {
        return Ok(());
    }
    let place = vault.path().display();
    if let Some(above) = vault.above() {
        let above = above.display();
        return Err(Error::Usage(format!(
            "{place} is a folder of the vault {above}, so nothing was written: run `coffeechat build {above}`\n\
             `coffeechat init {place}` makes it a vault of its own, which {above} reads no more"
        )));
    }
    let index = &picture.index;
    if index.live().next().is_some() || index.contacts().any(|(_, note, contact)| has_sign(note, contact)) {
        return Ok(());
    }
    let below: Vec<&str> = picture.other_vaults().map(NotePath::as_str).collect();
    let what_to_do = match below.as_slice() {
        [] if index.notes().len() == 0 => return refuse_bare(vault, true),
        [] => String::from("`coffeechat init` makes it one"),
        [one] => format!("the vault in it is {one}: run `coffeechat build {place}/{one}`"),
        many => format!("the vaults in it are {}: run `coffeechat build` with one of them", many.join(", ")),
    };
    Err(Error::Usage(format!(
        "{place} has no coffeechat.yaml, and no note in it holds a live block or says that it is about a contact, so it \
         is hardly a vault and nothing was written\n{what_to_do}"
    )))
}

/// Says whether a note is a contact by more than its folder: keys such as those can hardly mean anything else.
fn has_sign(note: &Note, contact: &Contact) -> bool {
    let has_facts = !contact.events.is_empty() || !contact.referred_by.is_empty();
    let has_plans = contact.cadence.is_some() || contact.status.is_some();
    !contact.is_by_folder || has_facts || has_plans || note.properties.get("source").is_some()
}

/// Returns what is out of date in the blocks and outputs of a vault; writes nothing. The lines of `kept` ticks stay, and so
/// does text that was typed inside a block, unless `force` drops it.
pub(super) fn refreshed(vault: &Vault, picture: &Picture, kept: &[Kept], force: bool) -> Result<Refreshed> {
    let new_dashboard = missing_dashboard(vault, picture)?;
    // Why a tick was taken back stands on its own line.
    let ticks = ticks::findings(picture, kept).into_iter().filter(|tick| tick.severity() != Severity::Hint);
    let ticks: Vec<Diagnostic> = ticks.map(unplaced).collect();
    let mut refreshed = with_typed_lines(|typed| {
        let findings = render::findings::of(picture, ticks.iter().cloned().chain(typed).collect());
        let refreshed = refreshed_pages(picture, new_dashboard.as_ref(), kept, force, findings);
        let typed = refreshed.left.iter().filter(|left| left.code == Code::TypedInBlock).cloned().collect();
        (refreshed, typed)
    });
    let mut outputs = Outputs::of(vault, &View::of(picture, &refreshed.findings), force);
    refreshed.stale.append(&mut outputs.stale);
    refreshed.left.append(&mut outputs.left);
    Ok(Refreshed { outputs, ..refreshed })
}

/// Looks at blocks that tell, among other things, which lines users typed in blocks: `look` takes these and returns those
/// that it finds. What tells of a typed line may itself be found as typed until the blocks tell it.
pub(super) fn with_typed_lines<T>(look: impl Fn(Vec<Diagnostic>) -> (T, Vec<Diagnostic>)) -> T {
    let (mut seen, mut typed) = look(Vec::new());
    for _ in 0..MOST_LOOKS {
        let told: Vec<Diagnostic> = typed.into_iter().map(unplaced).collect();
        let again = (!told.is_empty()).then(|| look(told.clone()));
        let Some((found, still)) = again else { break };
        (seen, typed) = (found, still);
        if typed.iter().cloned().map(unplaced).eq(told) {
            break;
        }
    }
    seen
}

/// Returns a finding without its place: where a line stands may change with what is written, so the blocks do not tell.
fn unplaced(finding: Diagnostic) -> Diagnostic {
    Diagnostic { place: None, ..finding }
}

/// Returns what is out of date on the pages of a vault, whose blocks tell `findings`.
fn refreshed_pages(
    picture: &Picture,
    new_dashboard: Option<&NotePath>,
    kept: &[Kept],
    force: bool,
    findings: Vec<Diagnostic>,
) -> Refreshed {
    let mut refreshed = Refreshed::default();
    let view = View::of(picture, &findings);
    let new = new_dashboard.map(|path| (path, region::page(DASHBOARD)));
    for (path, page) in render::pages(&picture.index).chain(new) {
        let kept: Vec<&Kept> = kept.iter().filter(|kept| kept.tick.page == *path).collect();
        // Brought up to date, an old page could not be told from a fresh one any more.
        if !kept.iter().any(|kept| matches!(kept.why, Why::Many(_))) {
            refresh_page(&mut refreshed, &view, path, &page, &kept, force);
        }
    }
    Refreshed { findings, ..refreshed }
}

/// Adds what is out of date on a page.
fn refresh_page(
    refreshed: &mut Refreshed,
    view: &View<'_>,
    path: &NotePath,
    PageText { text, regions }: &PageText<'_>,
    kept: &[&Kept],
    force: bool,
) {
    let note = view.index.find(path).map(|id| view.index.note(id));
    let old = note.and_then(|note| Some(&*note.page.as_ref()?.text));
    let kept: Vec<_> = kept.iter().map(|kept| kept.row()).collect();
    let most = view.config.max_note_size;
    let fresh = splice::refresh(text, regions, force, &kept, render::renderer(view, path, most));
    let is_stale = old != Some(fresh.text.as_str());
    let conflict = note.and_then(|note| note.diagnostics.iter().find(|finding| finding.code == Code::MergeConflict));
    if let Some(conflict) = conflict {
        if is_stale {
            refreshed.left.push(conflict.clone());
        }
        return;
    }
    if is_stale && fresh.text.len() as u64 > most {
        // It would not be read again.
        return refreshed.left.push(render::findings::too_large(path, most));
    }
    let lines = LineIndex::new(if fresh.typed.is_empty() { "" } else { &fresh.text });
    let typed = fresh.typed.into_iter().map(|span| render::findings::typed_line(path, (&fresh.text, &lines), span));
    refreshed.left.extend(typed);
    refreshed.dropped.extend(fresh.dropped.into_iter().map(|line| (path.clone(), line)));
    if is_stale {
        let is_new_page = old.is_some() && path.as_str() != view.config.dashboard && !splice::is_filled(text, regions);
        let (path, old) = (path.clone(), old.map(str::to_owned));
        refreshed.stale.push(Stale { path, old, new: fresh.text, own: fresh.own, is_new_page });
    }
}

/// Returns where to make the dashboard, if no note of the vault holds a block.
fn missing_dashboard(vault: &Vault, picture: &Picture) -> Result<Option<NotePath>> {
    if picture.index.live().next().is_some() {
        return Ok(None);
    }
    let path = NotePath::new(picture.config.dashboard.as_str());
    match vault.read(&path, picture.config.max_note_size) {
        Read::Vanished => match unread_page(vault, picture) {
            None => Ok(Some(path)),
            Some(unread) => Err(Error::Refused(format!(
                "no note with live blocks was read, but {unread} could not be and may be one, so no dashboard was made\n\
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
            "{path} holds no live block, so it is yours and was left alone\n\
             add a line `<!-- coffeechat follow-ups -->` and below it `<!-- /coffeechat -->`, \
             or name another note with `dashboard:` in coffeechat.yaml"
        ))),
    }
}

/// Returns a note that was not read, as it is too large or no text, and holds what looks like a live block.
fn unread_page<'p>(vault: &Vault, picture: &'p Picture) -> Option<&'p NotePath> {
    let is_unread = |note: &&Note| note.is_blank && note.diagnostics.iter().any(|found| UNREAD.contains(&found.code));
    let unread = picture.index.notes().map(|(_, note)| note).filter(is_unread);
    let may_be_page = |note: &&Note| match vault.read(&note.path, LARGEST_LOOK) {
        // UTF-16 puts a zero beside each letter.
        Read::Bytes(mut bytes) => {
            bytes.retain(|byte| *byte != 0);
            memchr::memmem::find(&bytes, b"<!-- coffeechat ").is_some()
        }
        Read::Vanished => false,
        _ => true,
    };
    unread.filter(may_be_page).map(|note| &note.path).next()
}

/// How to tell that a mass loss is meant.
pub(super) const ACCEPT: &str = "if that is meant, run `coffeechat build --accept-loss`";

/// Refuses to bring pages up to date if most of the notes behind their rows are lost, or `watch` waits for lost notes.
pub(super) fn refuse_mass_loss(picture: &Picture) -> Result<()> {
    match guard::loss(picture) {
        Some(loss) => Err(Error::Refused(format!("{loss}, so nothing was written\n{ACCEPT}"))),
        None => Ok(()),
    }
}

/// Brings the pages up to date after a note was edited. That a page was not is told, and no failure: the note was.
pub(super) fn show(scan: &Scan, kept: &[Kept], journal: &Journal, place: &Place, output: &mut Output) -> Result<()> {
    let refreshed = match refresh_pages(scan, kept) {
        // Another process was faster: what it wrote may be older than the note.
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

/// Returns the ticks that are on pages, each with why it is not in its note.
pub(super) fn pending(scan: &Scan, journal: &Journal) -> Vec<Kept> {
    Carrier { vault: &scan.vault, journal, is_sure: false }.pending(&scan.picture)
}

fn refresh_pages(scan: &Scan, kept: &[Kept]) -> Result<Vec<Diagnostic>> {
    // A vault without a page stays without one.
    if scan.picture.index.live().next().is_none() {
        return Ok(Vec::new());
    }
    refuse_mass_loss(&scan.picture)?;
    let Refreshed { stale, left, outputs, .. } = refreshed(&scan.vault, &scan.picture, kept, false)?;
    outputs.remember(&scan.vault);
    write_all(&scan.vault, &stale)?;
    Ok(left)
}
