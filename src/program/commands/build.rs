//! `build`: brings every live block up to date and prints what changed.

use std::collections::HashSet;

use similar::TextDiff;

use crate::core::actions::harvest::{Harvest, harvest};
use crate::core::actions::pages::StaleFile;
use crate::core::actions::ticks::{Kept, Why, findings};
use crate::core::base::NotePath;
use crate::core::base::diagnostic::{Code, Diagnostic, Severity};
use crate::core::base::escape::visible;
use crate::core::edit::NoteEdit;
use crate::core::lists::{View, count_lines};
use crate::core::model::Urgency;
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::block::row::PageRow;
use crate::core::syntax::block::watch_notice;
use crate::core::workspace::Workspace;
use crate::program::cli::BuildArgs;
use crate::program::error::{Error, Result};
use crate::program::report::diagnostics::human;
use crate::vault::{Applied, Journal, VaultError};

use super::Outcome;
use super::apply::{self, applier, take_in};
use super::harvest;
use super::refresh::{Refreshed, refreshed, refuse_mass_loss, refuse_strange};
use super::scan::{self, Scan};
use super::stale::write_all;
use crate::program::commands::environment;
use crate::program::commands::terminal::Output;

/// The most lines that are printed of what came and went.
const MOST_LINES: usize = 12;

/// How often a vault is read again whose notes change while they are being edited.
const MOST_READS: usize = 3;

pub(super) fn run(args: &BuildArgs, output: &mut Output) -> Result<Outcome> {
    let mut reads = 1;
    loop {
        let mut scan = scan::scan(args.folder.as_deref(), &args.place)?;
        refuse_strange(&scan.vault, &scan.workspace)?;
        if !args.accept_loss {
            refuse_mass_loss(&scan.workspace)?;
        }
        let journal = Journal::open(&scan.vault, &environment::folders());
        let mut harvest = harvest(&scan.workspace, &scan.sources(&journal), &[], args.accept_ticks);
        if !harvest.behind.is_empty() && reads < MOST_READS {
            reads += 1;
            continue;
        }
        if args.check || args.dry_run {
            return preview(args, &mut scan, harvest, output);
        }
        let applied = harvest::write(&applier(&scan, &journal), &mut harvest, || true);
        // This is printed first, so that no later error can hide it.
        let mut failures = applied.failures().into_iter();
        failures.try_for_each(|failure| output.message(&format!("error: {}", visible(&failure))))?;
        if !args.quiet {
            tell_carried(&applied, output)?;
        }
        if applied.is_behind() && reads < MOST_READS {
            reads += 1;
            continue;
        }
        take_in(&mut scan.workspace, &applied);
        match finish(args, &scan, &applied, &harvest, output) {
            // Another program, such as a watcher, wrote the page in the meantime, so the new text may differ.
            Err(Error::Vault(VaultError::Changed(_))) if reads < MOST_READS => reads += 1,
            finished => return finished,
        }
    }
}

/// Brings the blocks up to date after ticks were carried to their notes.
fn finish(
    args: &BuildArgs,
    scan: &Scan,
    applied: &Applied,
    Harvest { kept, held, .. }: &Harvest,
    output: &mut Output,
) -> Result<Outcome> {
    let refreshed = refreshed(&scan.vault, &scan.workspace, kept, args.force)?;
    tell_left(&refreshed, output)?;
    refreshed.outputs.remember(&scan.vault);
    write_all(&scan.vault, &refreshed.pages.stale)?;
    if !args.quiet {
        report(&scan.workspace, &refreshed, *held, output)?;
    }
    tell_refused(kept, output)?;
    if !args.quiet {
        tell_kept(&scan.workspace, kept, output)?;
    }
    for wait in applied.waits() {
        output.message(&format!("waiting: {}", visible(&wait.of_ticks())))?;
    }
    tell_held(*held, output)?;
    let refused = refreshed.pages.left.first().map(|diagnostic| match diagnostic.code {
        Code::MergeConflict => "a merge conflict is not settled yet, so its note was left as it is",
        Code::PageTooLarge => "a page would become too large to be read again, so it was left as it is",
        Code::ForeignOutput => {
            "a file in the place of an output has text that is not in the notes, so it was left as it is"
        }
        _ => "text was typed inside a block: move it out, or drop it with `coffeechat build --force`",
    });
    let failed = "a note could not be edited, so its ticks stay where they are";
    let failures = (!applied.failures().is_empty()).then_some(failed).into_iter().chain(refused);
    match failures.collect::<Vec<_>>().join("\n") {
        none if none.is_empty() => Ok(Outcome::Done),
        failures => Err(Error::Refused(failures)),
    }
}

/// Shows what a build would change, or only returns whether it would change anything.
fn preview(
    args: &BuildArgs,
    scan: &mut Scan,
    Harvest { edit, kept, held, .. }: Harvest,
    output: &mut Output,
) -> Result<Outcome> {
    let changes = apply::changes(&scan.workspace, &edit.notes);
    scan.workspace.update(changes);
    let mut refreshed = refreshed(&scan.vault, &scan.workspace, &kept, args.force)?;
    if args.check {
        // A notice of `watch` does not make a page out of date.
        refreshed
            .pages
            .stale
            .retain(|stale| stale.old.as_deref().map(watch_notice::without).as_deref() != Some(&stale.new));
    }
    tell_left(&refreshed, output)?;
    tell_held(held, output)?;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let notes = edit.notes.iter().map(|edit| (&edit.path, text(&edit.old), text(&edit.new)));
    let pages = refreshed.pages.stale.iter().map(|stale| (&stale.path, text(&stale.old), stale.new.clone()));
    for (path, old, new) in notes.chain(pages) {
        if args.dry_run {
            output.data(|out| write!(out, "{}", diff(path, &old, &new)))?;
        } else {
            output.data(|out| writeln!(out, "out of date: {}", visible(path.as_str())))?;
        }
    }
    let is_current = edit.notes.is_empty() && refreshed.pages.stale.is_empty() && refreshed.pages.left.is_empty();
    let is_stale = args.check && !(is_current && held == 0);
    Ok(if is_stale { Outcome::Found } else { Outcome::Done })
}

fn tell_held(held: usize, output: &mut Output) -> Result<()> {
    if held == 0 {
        return Ok(());
    }
    let how = "their page stays as it is; `coffeechat build --accept-ticks` carries them to their notes";
    output.message(&format!("waiting: {held} ticks at once on an old page; {how}"))
}

fn tell_left(refreshed: &Refreshed, output: &mut Output) -> Result<()> {
    refreshed.pages.left.iter().try_for_each(|diagnostic| output.message(human(diagnostic, false).trim_end()))?;
    let dropped = refreshed.pages.dropped.iter();
    dropped
        .map(|(page, line)| format!("dropped from {page}: {line}"))
        .try_for_each(|line| output.message(&visible(&line)))
}

/// Reports the ticks that make no sense today, so that their boxes go back.
fn tell_refused(kept: &[Kept], output: &mut Output) -> Result<()> {
    for Kept { tick, why } in kept {
        if let Why::Refused(reason) = why
            && !tick.row.is_refused
        {
            output.message(&visible(&format!(
                "took back the tick `[{}]` at “{}”: {reason}",
                tick.row.mark, tick.words
            )))?;
        }
    }
    Ok(())
}

/// Reports the ticks that cannot be carried, each with the reason.
fn tell_kept(workspace: &Workspace, kept: &[Kept], output: &mut Output) -> Result<()> {
    let cannot = kept.iter().filter(|kept| matches!(kept.why, Why::Cannot(..) | Why::NotWritten(_))).cloned();
    let findings = findings(workspace, &cannot.collect::<Vec<_>>());
    findings.iter().try_for_each(|finding| output.message(human(finding, false).trim_end()))
}

/// Prints which ticks reached their notes.
fn tell_carried(applied: &Applied, output: &mut Output) -> Result<()> {
    let mut lines = applied.written.iter().flat_map(NoteEdit::lines);
    lines.try_for_each(|line| output.data(|out| writeln!(out, "{line}")))
}

/// Prints what changed, and the state of the vault.
fn report(workspace: &Workspace, refreshed: &Refreshed, held: usize, output: &mut Output) -> Result<()> {
    let mut lines = Vec::new();
    for stale in &refreshed.pages.stale {
        let path = visible(stale.path.as_str());
        lines.push(match &stale.old {
            None => format!("made {path}"),
            Some(_) if stale.is_new_page => format!("now keeping {path} up to date"),
            Some(_) => format!("updated {path}"),
        });
        let changes = changes(stale);
        let hidden = changes.len().saturating_sub(MOST_LINES);
        lines.extend(changes.into_iter().take(MOST_LINES).map(|change| format!("  {}", visible(&change))));
        if hidden > 0 {
            lines.push(format!("  … {hidden} more"));
        }
    }
    if refreshed.pages.stale.is_empty() && refreshed.pages.left.is_empty() && held == 0 {
        lines.push(String::from("everything is up to date"));
    }
    lines.push(summary(workspace, &refreshed.pages.findings));
    output.data(|out| writeln!(out, "{}", lines.join("\n")))
}

fn summary(workspace: &Workspace, findings: &[Diagnostic]) -> String {
    let view = View::new(workspace, findings);
    let urgency = |urgency| count_lines(&view, &Filter { urgencies: vec![urgency], ..Filter::default() });
    let people = count(workspace.index.contacts().count(), "person", "people");
    let is_talk = |id| workspace.standing.is_talk(id);
    let talks = count(workspace.index.meetings().filter(|(id, ..)| is_talk(*id)).count(), "talk", "talks");
    let due = [(Urgency::Today, "today"), (Urgency::Overdue, "late"), (Urgency::Upcoming, "ahead")];
    let due = due.map(|(kind, word)| format!("{} {word}", urgency(kind))).join(", ");
    let found =
        |severity| workspace.problems().chain(findings).filter(|diagnostic| diagnostic.severity() == severity).count();
    let problems = match (found(Severity::Error), found(Severity::Warning)) {
        (0, 0) => String::new(),
        (errors, 0) => format!("; {}, see `coffeechat check`", count(errors, "error", "errors")),
        (0, warnings) => format!("; {}, see `coffeechat check`", count(warnings, "warning", "warnings")),
        (errors, warnings) => {
            format!(
                "; {}, {}, see `coffeechat check`",
                count(errors, "error", "errors"),
                count(warnings, "warning", "warnings")
            )
        }
    };
    format!("{people}, {talks}; to do: {due}{problems}")
}

fn count(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Returns the rows that came (`+`) and went (`-`), as a person reads them.
fn changes(stale: &StaleFile) -> Vec<String> {
    let Some(old) = &stale.old else { return Vec::new() };
    let keys = |text| rows(text).map(|row| (row.id, row.written)).collect::<HashSet<(&str, char)>>();
    let (old_keys, new_keys) = (keys(old), keys(&stale.new));
    let words = |sign: &'static str, row: PageRow<'_>| format!("{sign} {}", crate::core::parse::plain_text(row.words));
    let went = rows(old).filter(|row| !new_keys.contains(&(row.id, row.written))).map(|row| words("-", row));
    let came = rows(&stale.new).filter(|row| !old_keys.contains(&(row.id, row.written))).map(|row| words("+", row));
    went.chain(came).collect()
}

/// Returns the lines of follow-ups of a text, in their order.
fn rows(text: &str) -> impl Iterator<Item = PageRow<'_>> {
    text.lines().filter_map(PageRow::parse)
}

/// Returns what would change in a note, as a unified diff.
pub(super) fn diff(path: &NotePath, old: &str, new: &str) -> String {
    let name = visible(path.as_str());
    let diff = TextDiff::from_lines(old, new);
    let text = diff.unified_diff().context_radius(2).header(&format!("a/{name}"), &format!("b/{name}")).to_string();
    text.lines().map(|line| visible(line) + "\n").collect()
}
