//! Files that hold an export: written anew where they are out of date, unless somebody else wrote them.

use crate::blocks::View;
use crate::blocks::filter::Filter;
use crate::diagnostic::{Diagnostic, Severity};
use crate::export;
use crate::index::NoteId;
use crate::model::NotePath;
use crate::vault::{Read, Vault};

use super::refresh::Stale;
use super::scan;

/// The code of the finding about a file that is no export and stands where one is to be written.
pub(super) const FOREIGN_OUTPUT: &str = "foreign-output";

/// The largest file that is looked at. No export is that large.
const LARGEST: u64 = 1 << 30;

/// Returns which of the outputs in the settings are out of date, and why others are left alone.
pub(super) fn stale_outputs(vault: &Vault, view: &View<'_>) -> (Vec<Stale>, Vec<Diagnostic>) {
    let (mut all, mut left) = (Vec::new(), Vec::new());
    for (format, path) in &view.config.outputs {
        let read = |id: NoteId| scan::text(vault, view.config, &view.index.note(id).path);
        let text = export::text(*format, view, &Filter::default(), &read);
        match stale(vault, path, text, |text| export::is_ours(*format, text)) {
            Ok(output) => all.extend(output),
            Err(why) => {
                let finding = Diagnostic::new(Severity::Error, FOREIGN_OUTPUT, path, why);
                left.push(finding.hint("move it away, or name another file under `outputs:` in coffeechat.yaml"));
            }
        }
    }
    (all, left)
}

/// Returns what is to be written so that the file at `path` holds `new`; nothing if it does already.
///
/// # Errors
///
/// Why the file is to be left alone: it is none, or of what it holds `is_ours` says that it is somebody's own.
pub(super) fn stale(
    folder: &Vault,
    path: &NotePath,
    new: String,
    is_ours: impl Fn(&str) -> bool,
) -> Result<Option<Stale>, String> {
    let old = match folder.read(path, LARGEST) {
        Read::Vanished => None,
        Read::Bytes(old) if old == new.as_bytes() => return Ok(None),
        Read::Bytes(old) => match String::from_utf8(old) {
            Ok(old) if is_ours(&old) => Some(old),
            _ => return Err(String::from("it holds something else than an export of this kind")),
        },
        other => return Err(other.why_not()),
    };
    Ok(Some(Stale { path: path.clone(), old, new, is_new_page: false }))
}
