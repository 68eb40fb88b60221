//! `check`: what is wrong in the notes, with file and line.

use crate::cli::{CheckArgs, CheckFormat};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::error::Result;
use crate::model::NoteKind;
use crate::report::diagnostics;
use crate::ticks;
use crate::vault::Read;

use super::Outcome;
use super::output::Output;
use super::scan::{self, Scan};

pub(super) fn run(args: &CheckArgs, output: &mut Output) -> Result<Outcome> {
    let scan = scan::look(args.folder.as_deref(), &args.place)?;
    let mut all = scan.picture.diagnostics(ticks::findings(&scan.picture.index, &ticks::pending(&scan.picture)));
    all.extend(scan.picture.questions.hints(&scan.picture.index));
    all.sort_by(|a, b| (&a.note, a.line(), a.code).cmp(&(&b.note, b.line(), b.code)));
    for diagnostic in &mut all {
        show_line(&scan, diagnostic);
    }
    match args.format {
        CheckFormat::Json => output.data(|out| diagnostics::write_json(out, &all))?,
        CheckFormat::Human => {
            let notes = scan.picture.index.notes().len();
            let colour = output.has_colour();
            output.data(|out| diagnostics::write_human(out, &all, notes, colour))?;
            let templates = templates(&scan);
            if templates > 0 {
                output.data(|out| {
                    writeln!(out, "{templates} template{} not read as data", if templates == 1 { "" } else { "s" })
                })?;
            }
        }
    }
    let has_errors = all.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    Ok(if has_errors { Outcome::Found } else { Outcome::Done })
}

/// Returns how many notes are templates.
fn templates(scan: &Scan) -> usize {
    scan.picture.index.notes().filter(|(_, note)| matches!(note.kind, NoteKind::Template)).count()
}

/// Gives a finding that knows only its line the text of that line.
fn show_line(scan: &Scan, diagnostic: &mut Diagnostic) {
    let Some(place) = diagnostic.place.as_ref().filter(|place| place.source.is_empty()) else { return };
    let Read::Bytes(bytes) = scan.vault.read(&diagnostic.note, scan.picture.config.max_note_size) else { return };
    let Ok(text) = std::str::from_utf8(&bytes) else { return };
    let line = place.line;
    let lines = crate::model::LineIndex::new(text);
    let start = lines.start(line);
    let content = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let lead = content.len() - content.trim_start().len();
    let shown = Place::new(text, start + lead..start + content.trim_end().len());
    if shown.line == line {
        diagnostic.place = Some(shown);
    }
}
