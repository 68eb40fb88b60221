//! Pages: what their blocks show now, and what is wrong with them.

use crate::core::base::diagnostic::{Code, Diagnostic, Severity};
use crate::core::base::{LineIndex, NotePath};
use crate::core::lists::View;
use crate::core::model::PageText;
use crate::core::render::{self, default_pages, splice};
use crate::core::syntax::block::region;
use crate::core::workspace::Workspace;

use super::ticks::{self, Kept, Why};

/// How often blocks are rendered until they list those of their lines that were typed.
const MOST_LOOKS: u32 = 4;

/// A file whose text is out of date: a page, or an export that is kept up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleFile {
    /// The file.
    pub path: NotePath,
    /// What was read; `None` if there is no such file yet.
    pub old: Option<String>,
    /// Its new text.
    pub new: String,
    /// Hashes of the program's own lines in it: of the old text, and of the new one.
    pub own: [u64; 2],
    /// Whether its blocks are filled for the first time, in a note that the settings do not name.
    pub is_new_page: bool,
}

/// What became of the pages of a vault.
#[derive(Debug, Default)]
pub struct RefreshedPages {
    /// Those that are out of date.
    pub stale: Vec<StaleFile>,
    /// Why pages or lines of them were left alone: text was typed inside a block, or a merge conflict is not settled
    /// yet.
    pub left: Vec<Diagnostic>,
    /// The lines that users typed inside blocks and that are dropped, by their notes.
    pub dropped: Vec<(NotePath, String)>,
    /// What is wrong with live blocks and outside the notes.
    pub findings: Vec<Diagnostic>,
}

/// Returns what is out of date on the pages of a vault, and on the new dashboard at `new_dashboard`. The lines of
/// `kept` ticks stay, and so does text that was typed inside a block, unless `force` drops it.
#[must_use]
pub(crate) fn refresh(
    workspace: &Workspace,
    new_dashboard: Option<&NotePath>,
    kept: &[Kept],
    force: bool,
) -> RefreshedPages {
    // The line of the tick itself shows why it was taken back.
    let ticks = ticks::findings(workspace, kept).into_iter().filter(|tick| tick.severity() != Severity::Hint);
    let ticks: Vec<Diagnostic> = ticks.map(unplaced).collect();
    with_typed_lines(|typed| {
        let findings = render::diagnostics::of(workspace, ticks.iter().cloned().chain(typed).collect());
        let refreshed = refreshed(workspace, new_dashboard, kept, force, findings);
        let typed = refreshed.left.iter().filter(|left| left.code == Code::TypedInBlock).cloned().collect();
        (refreshed, typed)
    })
}

/// Returns what is wrong with the pages and with what was ticked there: `kept` ticks, lines that users typed inside blocks,
/// pages that are too large.
#[must_use]
pub(crate) fn findings(workspace: &Workspace, kept: &[Kept]) -> Vec<Diagnostic> {
    let mut all = ticks::findings(workspace, kept);
    let typed = with_typed_lines(|typed| {
        let findings = render::diagnostics::of(workspace, all.iter().cloned().chain(typed).collect());
        let found = render::diagnostics::of_pages(&View::new(workspace, &findings));
        let typed = found.iter().filter(|found| found.code == Code::TypedInBlock).cloned().collect();
        (found, typed)
    });
    all.extend(typed);
    all
}

/// Renders blocks that list, among other things, the lines that users typed in blocks: `look` takes these lines and
/// returns those that it finds. A line about a typed line may itself be found as typed until the blocks list it.
fn with_typed_lines<T>(look: impl Fn(Vec<Diagnostic>) -> (T, Vec<Diagnostic>)) -> T {
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

/// Returns a finding without its place: a write may move the line, so the blocks do not show it.
fn unplaced(finding: Diagnostic) -> Diagnostic {
    Diagnostic { place: None, ..finding }
}

/// Returns what is out of date on the pages of a vault, whose blocks show `findings`.
fn refreshed(
    workspace: &Workspace,
    new_dashboard: Option<&NotePath>,
    kept: &[Kept],
    force: bool,
    findings: Vec<Diagnostic>,
) -> RefreshedPages {
    let mut refreshed = RefreshedPages::default();
    let view = View::new(workspace, &findings);
    let text = new_dashboard.map(|path| default_pages::dashboard(path, default_pages::overview_of(&workspace.index)));
    let new = new_dashboard.zip(text.as_deref()).map(|(path, text)| (path, region::page(text)));
    for (path, page) in render::pages(&workspace.index).chain(new) {
        let kept: Vec<&Kept> = kept.iter().filter(|kept| kept.tick.page == *path).collect();
        // After an update, an old page could no longer be distinguished from a fresh one.
        if !kept.iter().any(|kept| matches!(kept.why, Why::Many(_))) {
            refresh_page(&mut refreshed, &view, path, &page, &kept, force);
        }
    }
    RefreshedPages { findings, ..refreshed }
}

/// Adds what is out of date on a page.
fn refresh_page(
    refreshed: &mut RefreshedPages,
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
        // It would be too large to be read again.
        return refreshed.left.push(render::diagnostics::too_large(path, most));
    }
    let lines = LineIndex::new(if fresh.typed.is_empty() { "" } else { &fresh.text });
    let typed = fresh
        .typed
        .into_iter()
        .map(|span| render::diagnostics::typed_line(view.index, path, (&fresh.text, &lines), span));
    refreshed.left.extend(typed);
    refreshed.dropped.extend(fresh.dropped.into_iter().map(|line| (path.clone(), line)));
    if is_stale {
        let is_new_page = old.is_some() && path.as_str() != view.config.dashboard && !splice::is_filled(text, regions);
        let (path, old) = (path.clone(), old.map(str::to_owned));
        refreshed.stale.push(StaleFile { path, old, new: fresh.text, own: fresh.own, is_new_page });
    }
}
