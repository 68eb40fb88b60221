//! Files that hold an export: rewritten if they are out of date, unless somebody else wrote them.

use crate::core::actions::pages::{RefreshedPages, StaleFile};
use crate::core::base::NotePath;
use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::base::text::stable_hash;
use crate::core::export;
use crate::core::index::NoteId;
use crate::core::syntax::block::filter::Filter;
use crate::core::workspace::Workspace;
use crate::vault::{Exports, Read, Vault};

use super::scan;
use crate::program::commands::environment;

/// The largest file that is looked at. No export is that large.
const LARGEST: u64 = 1 << 30;

/// What to do about the outputs in the settings.
#[derive(Default)]
pub(super) struct Outputs {
    /// What is out of date.
    pub(super) stale: Vec<StaleFile>,
    /// Why others are left alone.
    pub(super) left: Vec<Diagnostic>,
    /// Those that are up to date, or will be after the stale ones are written, and that this machine has no record of
    /// yet.
    unknown: Vec<(NotePath, String)>,
}

impl Outputs {
    /// Returns what to do; `pages` are what the pages show now. Text that somebody typed into an export is kept, unless `force` is set.
    pub(super) fn plan(vault: &Vault, workspace: &Workspace, pages: &RefreshedPages, force: bool) -> Self {
        let mut outputs = Self::default();
        let config = &workspace.config;
        if config.outputs.is_empty() {
            return outputs;
        }
        let exports = Exports::open(vault, &environment::folders());
        for (format, path) in &config.outputs {
            let read = |id: NoteId| scan::text(vault, config, &workspace.index.note(id).path);
            let text = export::text(*format, workspace, pages, &Filter::default(), &read);
            let finding = |why: String, hint: &str| Diagnostic::new(Code::ForeignOutput, path, why).hint(hint);
            match stale(vault, path, text.clone(), |old| export::is_ours(*format, old)) {
                Ok(stale) => {
                    let old =
                        stale.as_ref().and_then(|stale| stale.old.as_deref()).filter(|old| !force && !old.is_empty());
                    let typed = old.filter(|old| !exports.knows(path, old));
                    if let Some(thing) = typed.and_then(|old| export::typed(*format, old, &text)) {
                        let of = if thing.is_empty() { thing } else { format!(" of `{thing}`") };
                        let why = format!("it has text{of} that is in no note, so somebody typed it there");
                        let hint = "write it into a note, then let `coffeechat build --force` replace the file";
                        outputs.left.push(finding(why, hint));
                        continue;
                    }
                    if !exports.knows(path, &text) {
                        outputs.unknown.push((path.clone(), text));
                    }
                    outputs.stale.extend(stale);
                }
                Err(Foreign { why, .. }) => {
                    let hint = "move it away, or name another file under `outputs:` in coffeechat.yaml";
                    outputs.left.push(finding(why, hint));
                }
            }
        }
        outputs
    }

    /// Records the new content of the outputs before they are written, so that later builds recognise the files. If
    /// that fails, the next build examines the files.
    pub(super) fn remember(&self, vault: &Vault) {
        let exports = Exports::open(vault, &environment::folders());
        for (path, text) in &self.unknown {
            drop(exports.remember(path, text));
        }
    }
}

/// Why a file is left alone.
pub(super) struct Foreign {
    pub(super) why: String,
    /// Whether the user may force a replacement.
    pub(super) is_replaceable: bool,
}

/// Returns what to write so that the file at `path` holds `new`; nothing if it already does.
///
/// # Errors
///
/// Why to leave the file alone: it is not a file, or `is_ours` finds that it has somebody's own text.
pub(super) fn stale(
    folder: &Vault,
    path: &NotePath,
    new: String,
    is_ours: impl Fn(&str) -> bool,
) -> Result<Option<StaleFile>, Foreign> {
    let old = match folder.read(path, LARGEST) {
        Read::Vanished => None,
        Read::Bytes(old) if old == new.as_bytes() => return Ok(None),
        Read::Bytes(old) => {
            let why = String::from("it is not an export of this kind");
            match String::from_utf8(old) {
                Ok(old) if is_ours(&old) => Some(old),
                Ok(_) => return Err(Foreign { why, is_replaceable: true }),
                Err(_) => return Err(Foreign { why: format!("{why}, and it is not text"), is_replaceable: false }),
            }
        }
        other => return Err(Foreign { why: other.why_not(), is_replaceable: false }),
    };
    let own = [old.as_deref().unwrap_or_default(), &new].map(|text| stable_hash(text.as_bytes()));
    Ok(Some(StaleFile { path: path.clone(), old, new, own, is_new_page: false }))
}
