//! Findings about a note's text as a whole: its encoding, a merge conflict left in it, its broken blocks.

use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::base::{LineIndex, NotePath};
use crate::core::model::Region;
use crate::core::syntax::block::merge_conflict;
use crate::core::syntax::block::region::RegionFault;

use super::body;

/// How many bytes decide whether a file is text.
const LOOKED_AT: usize = 64;

/// How encrypted texts begin.
const ARMOURS: [(&str, &str); 4] = [
    ("-----BEGIN AGE ENCRYPTED FILE-----", "age"),
    ("age-encryption.org/v1", "age"),
    ("-----BEGIN PGP MESSAGE-----", "PGP"),
    ("$ANSIBLE_VAULT;", "Ansible Vault"),
];

pub(super) fn not_utf8(path: &NotePath, bytes: &[u8], valid: usize) -> Diagnostic {
    let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let readable = bytes.get(..valid).and_then(|start| std::str::from_utf8(start).ok()).unwrap_or_default();
    if let Some(finding) = encrypted(path, readable) {
        return finding;
    }
    let message =
        if is_utf16 { "this note is UTF-16 and was not read" } else { "this note is not UTF-8 and was not read" };
    let diagnostic = Diagnostic::new(Code::NotUtf8, path, message).hint("save it again with the encoding UTF-8");
    if is_utf16 { diagnostic } else { diagnostic.at(readable, valid..valid) }
}

/// Returns the finding about bytes that are UTF-8 by accident: UTF-16 without its mark, or what a crash left of a file.
pub(super) fn not_text(path: &NotePath, bytes: &[u8]) -> Option<Diagnostic> {
    let start = bytes.get(..bytes.len().min(LOOKED_AT)).unwrap_or_default();
    let empty = memchr::memchr_iter(0, start).count();
    if empty * 3 <= start.len() {
        return None;
    }
    let (message, hint) = if empty == start.len() {
        ("this note begins with NUL bytes and was not read", "bring it back from a backup, or delete it")
    } else {
        ("this note is UTF-16 and was not read", "save it again with the encoding UTF-8")
    };
    Some(Diagnostic::new(Code::NotUtf8, path, message).hint(hint))
}

/// Returns the finding about an encrypted text, which counts as nobody's note.
pub(super) fn encrypted(path: &NotePath, text: &str) -> Option<Diagnostic> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let (_, tool) = ARMOURS.iter().find(|(armour, _)| text.starts_with(armour))?;
    let message = format!("this note is encrypted with {tool} and was not read");
    let diagnostic = Diagnostic::new(Code::Encrypted, path, message);
    Some(diagnostic.hint("decrypt it to have it counted, or name it under `ignore:` in coffeechat.yaml"))
}

/// Adds what is wrong with a text: a merge conflict, and the `faults` of its blocks.
pub(super) fn check_text(
    path: &NotePath,
    text: &str,
    body: &body::Body,
    (regions, faults): (&[Region], Vec<RegionFault>),
    diagnostics: &mut Vec<Diagnostic>,
) {
    if let Some(at) = body.conflict.as_ref().map(|span| span.start).or_else(|| merge_conflict::conflict(text, regions))
    {
        diagnostics.push(merge_conflict(path, text, at));
    }
    if faults.is_empty() {
        return;
    }
    let lines = LineIndex::new(text);
    for fault in faults {
        let (code, span, message, hint) = match fault {
            RegionFault::Unclosed(span) => (
                Code::BlockUnclosed,
                span,
                "this block is never closed",
                "add a line of `<!-- /coffeechat -->` below it",
            ),
            RegionFault::Nested(span) => (
                Code::BlockNested,
                span,
                "a block cannot stand inside another",
                "close the first with `<!-- /coffeechat -->` above this line",
            ),
            RegionFault::Stray(span) => {
                (Code::BlockStray, span, "this closes a block that was never opened", "delete the line")
            }
            RegionFault::Misspelt(span) => (
                Code::BlockMisspelt,
                span,
                "this looks like a block but is not one",
                "write `<!-- coffeechat NAME -->` with its spaces, alone on a line outside of quotes and lists",
            ),
        };
        diagnostics.push(Diagnostic::new(code, path, message).at_in(text, &lines, span).hint(hint));
    }
}

/// Returns the finding about a merge conflict whose first marker is at `at`.
pub(super) fn merge_conflict(path: &NotePath, text: &str, at: usize) -> Diagnostic {
    Diagnostic::new(Code::MergeConflict, path, "a merge conflict was left here").at(text, at..at + 7).hint(
        "keep what is right of both sides and delete the marker lines; until then nothing is written to this note",
    )
}
