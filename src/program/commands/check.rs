//! `check`: what is wrong in the notes, with file and line.

use std::borrow::Cow;

use crate::core::actions::ticks;
use crate::core::base::diagnostic::{Code, Diagnostic, Fix, Severity};
use crate::core::base::escape::visible;
use crate::core::base::{LineIndex, NotePath};
use crate::core::edit::TextEdit;
use crate::core::index::NoteId;
use crate::core::lists::View;
use crate::core::model::{Note, NoteKind};
use crate::core::render;
use crate::program::cli::{CheckArgs, CheckFormat, Place};
use crate::program::error::Result;
use crate::program::report::diagnostics;
use crate::vault::Journal;

use super::Outcome;
use super::amend::{Amending, Amendment, text_of};
use super::output::Output;
use super::outputs::Outputs;
use super::refresh::{pending, refuse_mass_loss, with_typed_lines};
use super::scan::{self, Scan};
use super::state;

pub(super) fn run(args: &CheckArgs, output: &mut Output) -> Result<Outcome> {
    if let Some(code) = args.explain {
        return explain(code, output);
    }
    if args.fix {
        fix(args, output)?;
        if args.dry_run {
            return Ok(Outcome::Done);
        }
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
    let text = match code {
        Some(code) => format!("{}[{code}]\n\n{}", code.severity().as_str(), code.explanation()),
        None => Code::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>().join("\n") + "\n",
    };
    output.data(|out| write!(out, "{text}"))?;
    Ok(Outcome::Done)
}

/// Makes the edits that settle findings for certain.
fn fix(args: &CheckArgs, output: &mut Output) -> Result<Outcome> {
    let place = Place { vault: args.folder.clone().or_else(|| args.place.vault.clone()), ..args.place.clone() };
    let scan = scan::look(args.folder.as_deref(), &args.place)?;
    if fixable(&scan).next().is_none() {
        return Ok(Outcome::Done);
    }
    Amending { place: &place, dry_run: args.dry_run }
        .run(output, |scan| fixable(scan).map(|id| amendment(scan, id)).collect())
}

/// Returns the notes with findings that an edit settles. A note with a merge conflict is left alone.
fn fixable(scan: &Scan) -> impl Iterator<Item = NoteId> {
    let is_fixable = |note: &Note| {
        note.diagnostics.iter().any(|found| found.fix.is_some())
            && !note.diagnostics.iter().any(|found| found.code == Code::MergeConflict)
    };
    scan.picture.index.notes().filter(move |(_, note)| is_fixable(note)).map(|(id, _)| id)
}

fn amendment(scan: &Scan, id: NoteId) -> Result<Amendment> {
    let note = scan.picture.index.note(id);
    let fixes: Vec<&Fix> = note.diagnostics.iter().filter_map(|found| found.fix.as_ref()).collect();
    let old = text_of(scan, id)?;
    let new = TextEdit::new(&old, fixes.iter().map(|fix| (fix.span.clone(), fix.new.clone())))?.apply(&old)?;
    let says = fixes.iter().map(|fix| &*fix.title).collect::<Vec<_>>().join(", ");
    Ok(Amendment { path: note.path.clone(), old: Some(old), new, verb: "fix", what: note.title.to_string(), says })
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
