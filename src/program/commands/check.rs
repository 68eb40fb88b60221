//! `check`: what is wrong in the notes, with file and line.

use std::borrow::Cow;

use crate::core::actions::pages::{self, RefreshedPages};
use crate::core::base::diagnostic::{Code, Diagnostic, Fix, Severity};
use crate::core::base::escape::visible;
use crate::core::base::{LineIndex, NotePath};
use crate::core::edit::{CommandEdit, TextEdit};
use crate::core::index::NoteId;
use crate::core::model::{Note, NoteKind};
use crate::core::render;
use crate::core::survey::{Survey, hints};
use crate::core::workspace::Workspace;
use crate::program::cli::{CheckArgs, CheckFormat, VaultArgs};
use crate::program::error::Result;
use crate::program::report::diagnostics;
use crate::vault::Journal;

use super::Outcome;
use super::apply::{apply, text_of};
use super::harvest::pending;
use super::refresh::refuse_mass_loss;
use super::scan::{self, Scan};
use crate::program::commands::environment;
use crate::program::commands::kept_exports::Outputs;
use crate::program::commands::terminal::Output;

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
    let workspace = &scan.workspace;
    let texts = |note: &NotePath| scan::text(&scan.vault, &workspace.config, note);
    if args.survey {
        let text = Survey::new(workspace, &texts).text();
        output.data(|out| write!(out, "{text}"))?;
        return Ok(Outcome::Done);
    }
    let kept = pending(&scan, &Journal::open(&scan.vault, &environment::folders()));
    let mut beside = pages::findings(workspace, &kept);
    // What keeps a build from writing is said here too.
    beside.extend(Outputs::plan(&scan.vault, workspace, &RefreshedPages::default(), false).left);
    if let Err(error) = refuse_mass_loss(workspace) {
        let dashboard = NotePath::new(workspace.config.dashboard.as_str());
        beside.push(Diagnostic::new(Code::MassLoss, &dashboard, error.to_string()));
    }
    let mut all = workspace.diagnostics(render::diagnostics::of(workspace, beside));
    all.extend(workspace.questions.hints(&workspace.index));
    all.extend(hints::hints(workspace, &texts));
    all.sort_by(|a, b| (&a.note, a.line(), a.code).cmp(&(&b.note, b.line(), b.code)));
    match args.format {
        CheckFormat::Json => output.exact(|out| diagnostics::write_json(out, &all))?,
        CheckFormat::Human => {
            // Templates are counted below; among people, one may be missed.
            let is_shown = |found: &Diagnostic| {
                args.all || found.code != Code::Template || hints::is_among_people(workspace, &found.note)
            };
            let templates = all.iter().filter(|found| found.code == Code::Template).count();
            all.retain(is_shown);
            all.chunk_by_mut(|one, other| one.note == other.note).for_each(|findings| add_sources(&scan, findings));
            let notes = scan.workspace.index.notes().len();
            let colour = output.has_colour();
            let is_first = |finding: &Diagnostic| is_about_people(workspace, &finding.note);
            output.data(|out| {
                if args.all {
                    diagnostics::write_human(out, &all, notes, colour)
                } else {
                    diagnostics::write_groups(out, &all, is_first, notes, colour)
                }
            })?;
            if templates > 0 {
                let s = if templates == 1 { "" } else { "s" };
                let which = if args.all { "" } else { "; `coffeechat check --all` names them" };
                output.data(|out| writeln!(out, "{templates} template{s} not read as data{which}"))?;
            }
            let pages = kept_pages(&scan);
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
    let place = VaultArgs { vault: args.folder.clone().or_else(|| args.place.vault.clone()), ..args.place.clone() };
    let scan = scan::look(args.folder.as_deref(), &args.place)?;
    if fixable(&scan).next().is_none() {
        return Ok(Outcome::Done);
    }
    apply(&place, args.dry_run, output, |scan| {
        let edits = fixable(scan).map(|id| fixed(scan, id)).collect::<Result<_>>()?;
        Ok((edits, Outcome::Done))
    })
}

/// Returns the notes with findings that an edit settles. A note with a merge conflict is left alone.
fn fixable(scan: &Scan) -> impl Iterator<Item = NoteId> {
    let is_fixable = |note: &Note| {
        note.diagnostics.iter().any(|found| found.fix.is_some())
            && !note.diagnostics.iter().any(|found| found.code == Code::MergeConflict)
    };
    scan.workspace.index.notes().filter(move |(_, note)| is_fixable(note)).map(|(id, _)| id)
}

fn fixed(scan: &Scan, id: NoteId) -> Result<CommandEdit> {
    let note = scan.workspace.index.note(id);
    let fixes: Vec<&Fix> = note.diagnostics.iter().filter_map(|found| found.fix.as_ref()).collect();
    let old = text_of(scan, id)?;
    let new = TextEdit::new(&old, fixes.iter().map(|fix| (fix.span.clone(), fix.new.clone())))?.apply(&old)?;
    let mut titles: Vec<(&str, usize)> = Vec::new();
    for fix in &fixes {
        match titles.iter_mut().find(|(title, _)| *title == fix.title) {
            Some((_, count)) => *count += 1,
            None => titles.push((&fix.title, 1)),
        }
    }
    let title = |(title, count): &(&str, usize)| match count {
        1 => (*title).to_owned(),
        count => format!("{title} ({count} times)"),
    };
    let says = titles.iter().map(title).collect::<Vec<_>>().join(", ");
    Ok(CommandEdit { path: note.path.clone(), old: Some(old), new, verb: "fix", what: note.title.to_string(), says })
}

/// Returns which notes hold live blocks; nothing if only the dashboard does.
fn kept_pages(scan: &Scan) -> String {
    let pages: Vec<Cow<'_, str>> =
        render::pages(&scan.workspace.index).map(|(path, _)| visible(path.as_str())).collect();
    if pages.iter().all(|path| **path == *scan.workspace.config.dashboard) {
        return String::new();
    }
    let (count, is_are) = if pages.len() == 1 { ("1 page", "is") } else { (&*format!("{} pages", pages.len()), "are") };
    format!("{count} {is_are} kept up to date: {}", pages.join(", "))
}

/// Returns whether a note is about a person or a meeting.
fn is_about_people(workspace: &Workspace, note: &NotePath) -> bool {
    let kind = workspace.index.find(note).map(|id| &workspace.index.note(id).kind);
    matches!(kind, Some(NoteKind::Contact(_) | NoteKind::Meeting(_)))
}

/// Adds the lines to findings of a note that have none yet.
fn add_sources(scan: &Scan, findings: &mut [Diagnostic]) {
    let Some(note) = findings.first().map(|first| first.note.clone()) else { return };
    let places = findings.iter_mut().filter_map(|finding| finding.place.as_mut());
    let mut bare = places.filter(|place| place.source.is_empty()).peekable();
    if bare.peek().is_none() {
        return;
    }
    let Some(text) = scan::text(&scan.vault, &scan.workspace.config, &note) else { return };
    let lines = LineIndex::new(&text);
    bare.for_each(|place| place.add_source(&text, &lines));
}
