//! `check`: what is wrong in the notes, with file and line.

use std::borrow::Cow;

use crate::core::actions::ticks;
use crate::core::base::diagnostic::{Code, Diagnostic, Severity};
use crate::core::base::escape::visible;
use crate::core::base::{LineIndex, NotePath};
use crate::core::lists::View;
use crate::core::model::NoteKind;
use crate::core::render;
use crate::program::cli::{CheckArgs, CheckFormat};
use crate::program::error::Result;
use crate::program::report::diagnostics;
use crate::vault::Journal;

use super::Outcome;
use super::output::Output;
use super::outputs::Outputs;
use super::refresh::{pending, refuse_mass_loss, with_typed_lines};
use super::scan::{self, Scan};
use super::state;

pub(super) fn run(args: &CheckArgs, output: &mut Output) -> Result<Outcome> {
    if let Some(code) = args.explain {
        return explain(code, output);
    }
    let scan = scan::look(args.folder.as_deref(), &args.place)?;
    let picture = &scan.picture;
    let mut beside = ticks::findings(picture, &pending(&scan, &Journal::of(&scan.vault, &state::folders())));
    beside.extend(with_typed_lines(|typed| {
        let findings = render::findings::of(picture, beside.iter().cloned().chain(typed).collect());
        let found = render::findings::of_pages(&View::of(picture, &findings));
        let typed = found.iter().filter(|found| found.code == Code::TypedInBlock).cloned().collect();
        (found, typed)
    }));
    // What keeps a build from writing is said here too.
    beside.extend(Outputs::of(&scan.vault, &View::of(picture, &beside), false).left);
    if let Err(error) = refuse_mass_loss(picture) {
        let dashboard = NotePath::new(picture.config.dashboard.as_str());
        beside.push(Diagnostic::new(Code::MassLoss, &dashboard, error.to_string()));
    }
    let mut all = picture.diagnostics(render::findings::of(picture, beside));
    all.extend(scan.picture.questions.hints(&scan.picture.index));
    all.sort_by(|a, b| (&a.note, a.line(), a.code).cmp(&(&b.note, b.line(), b.code)));
    match args.format {
        CheckFormat::Json => output.exact(|out| diagnostics::write_json(out, &all))?,
        CheckFormat::Human => {
            all.chunk_by_mut(|one, other| one.note == other.note).for_each(|findings| add_sources(&scan, findings));
            let notes = scan.picture.index.notes().len();
            let colour = output.has_colour();
            output.data(|out| diagnostics::write_human(out, &all, notes, colour))?;
            let templates = templates(&scan);
            if templates > 0 {
                output.data(|out| {
                    writeln!(out, "{templates} template{} not read as data", if templates == 1 { "" } else { "s" })
                })?;
            }
            let pages = pages(&scan);
            if !pages.is_empty() {
                output.data(|out| writeln!(out, "{pages}"))?;
            }
        }
    }
    let has_errors = all.iter().any(|diagnostic| diagnostic.severity() == Severity::Error);
    Ok(if has_errors { Outcome::Found } else { Outcome::Done })
}

/// Prints what a code means; without one, the name of every code.
fn explain(code: Option<Code>, output: &mut Output) -> Result<Outcome> {
    match code {
        Some(code) => {
            output.data(|out| write!(out, "{}[{code}]\n\n{}", code.severity().as_str(), code.explanation()))?
        }
        None => Code::ALL.iter().try_for_each(|code| output.data(|out| writeln!(out, "{code}")))?,
    }
    Ok(Outcome::Done)
}

/// Returns which notes hold live blocks; nothing if only the dashboard does.
fn pages(scan: &Scan) -> String {
    let pages: Vec<Cow<'_, str>> = render::pages(&scan.picture.index).map(|(path, _)| visible(path.as_str())).collect();
    if pages.iter().all(|path| **path == *scan.picture.config.dashboard) {
        return String::new();
    }
    let (count, is_are) = if pages.len() == 1 { ("1 page", "is") } else { (&*format!("{} pages", pages.len()), "are") };
    format!("{count} {is_are} kept up to date: {}", pages.join(", "))
}

/// Returns how many notes are templates.
fn templates(scan: &Scan) -> usize {
    scan.picture.index.notes().filter(|(_, note)| matches!(note.kind, NoteKind::Template)).count()
}

/// Adds their lines to those findings of a note that were made after it was read.
fn add_sources(scan: &Scan, findings: &mut [Diagnostic]) {
    let Some(note) = findings.first().map(|first| first.note.clone()) else { return };
    let places = findings.iter_mut().filter_map(|finding| finding.place.as_mut());
    let mut bare = places.filter(|place| place.source.is_empty()).peekable();
    if bare.peek().is_none() {
        return;
    }
    let Some(text) = scan::text(&scan.vault, &scan.picture.config, &note) else { return };
    let lines = LineIndex::new(&text);
    bare.for_each(|place| place.add_source(&text, &lines));
}
