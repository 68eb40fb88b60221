//! `build`: brings every live block up to date and prints what changed.

use std::collections::HashSet;

use similar::TextDiff;

use crate::core::actions::ticks::{Kept, Why};
use crate::core::base::NotePath;
use crate::core::base::diagnostic::{Code, Diagnostic, Severity};
use crate::core::base::escape::visible;
use crate::core::model::Urgency;
use crate::core::picture::Picture;
use crate::core::syntax::block::notice;
use crate::core::syntax::block::row::Row;
use crate::program::cli::BuildArgs;
use crate::program::error::{Error, Result};
use crate::program::report::diagnostics::human;
use crate::vault::{Journal, VaultError};

use super::Outcome;
use super::carry::{self, Carried, Carrier, Edited, Plan};
use super::output::Output;
use super::refresh::{Refreshed, refreshed, refuse_mass_loss, refuse_strange};
use super::scan::{self, Scan};
use super::stale::{Stale, write_all};
use super::state;

/// The most lines that are printed of what came and went.
const MOST_LINES: usize = 12;

/// How often a vault is read again whose notes change while they are being edited.
const MOST_READS: usize = 3;

pub(super) fn run(args: &BuildArgs, output: &mut Output) -> Result<Outcome> {
    let mut reads = 1;
    loop {
        let mut scan = scan::scan(args.folder.as_deref(), &args.place)?;
        refuse_strange(&scan.vault, &scan.picture)?;
        if !args.accept_loss {
            refuse_mass_loss(&scan.picture)?;
        }
        let journal = Journal::of(&scan.vault, &state::folders());
        let carrier = Carrier { vault: &scan.vault, journal: &journal, is_sure: args.accept_ticks };
        let plan = carrier.plan(&scan.picture, &[]);
        if !plan.behind.is_empty() && reads < MOST_READS {
            reads += 1;
            continue;
        }
        if args.check || args.dry_run {
            return preview(args, &mut scan, &plan, output);
        }
        let held = plan.held;
        let done = carrier.write(plan);
        // Whatever comes next, it must not keep this from being heard.
        done.failures.iter().try_for_each(|failure| output.message(&format!("error: {}", visible(failure))))?;
        if !args.quiet {
            tell_carried(&done, output)?;
        }
        if !done.behind.is_empty() && reads < MOST_READS {
            reads += 1;
            continue;
        }
        let changes = carry::changes(&scan.picture, &done.edits);
        scan.picture.update(changes);
        match finish(args, &scan, &done, held, output) {
            // Somebody wrote the page meanwhile, such as a watcher: what is to be written is another.
            Err(Error::Vault(VaultError::Changed(_))) if reads < MOST_READS => reads += 1,
            finished => return finished,
        }
    }
}

/// Brings the blocks up to date after ticks were carried to their notes.
fn finish(args: &BuildArgs, scan: &Scan, carried: &Carried, held: usize, output: &mut Output) -> Result<Outcome> {
    let refreshed = refreshed(&scan.vault, &scan.picture, &carried.kept, args.force)?;
    tell_left(&refreshed, output)?;
    refreshed.outputs.remember(&scan.vault);
    write_all(&scan.vault, &refreshed.stale)?;
    if !args.quiet {
        report(&scan.picture, &refreshed, held, output)?;
    }
    tell_refused(&carried.kept, output)?;
    for wait in &carried.waits {
        output.message(&format!("waiting: {}", visible(&wait.of_ticks())))?;
    }
    tell_held(held, output)?;
    let refused = refreshed.left.first().map(|diagnostic| match diagnostic.code {
        Code::MergeConflict => "a merge conflict waits to be settled, so its note was left as it is",
        Code::PageTooLarge => "a page would get too large to be read again, so it was left as it is",
        Code::ForeignOutput => "what is not in the notes stands where an output belongs, and was left as it is",
        _ => "text was typed inside a block: move it out, or drop it with `coffeechat build --force`",
    });
    let failed = "a note could not be edited, so its ticks stay where they are";
    let failures = (!carried.failures.is_empty()).then_some(failed).into_iter().chain(refused);
    match failures.collect::<Vec<_>>().join("\n") {
        none if none.is_empty() => Ok(Outcome::Done),
        failures => Err(Error::Refused(failures)),
    }
}

/// Shows what a build would change, or says whether it would.
fn preview(args: &BuildArgs, scan: &mut Scan, plan: &Plan, output: &mut Output) -> Result<Outcome> {
    let changes = carry::changes(&scan.picture, &plan.edits);
    scan.picture.update(changes);
    let mut refreshed = refreshed(&scan.vault, &scan.picture, &plan.kept, args.force)?;
    if args.check {
        // What `watch` says of itself makes no page out of date.
        refreshed.stale.retain(|stale| stale.old.as_deref().map(notice::without).as_deref() != Some(&stale.new));
    }
    tell_left(&refreshed, output)?;
    tell_held(plan.held, output)?;
    let notes = plan.edits.iter().map(|edit| (&edit.path, edit.old.as_str(), edit.new.as_str()));
    let pages =
        refreshed.stale.iter().map(|stale| (&stale.path, stale.old.as_deref().unwrap_or_default(), &*stale.new));
    for (path, old, new) in notes.chain(pages) {
        if args.dry_run {
            output.data(|out| write!(out, "{}", diff(path, old, new)))?;
        } else {
            output.data(|out| writeln!(out, "out of date: {}", visible(path.as_str())))?;
        }
    }
    let is_current = plan.edits.is_empty() && refreshed.stale.is_empty() && refreshed.left.is_empty();
    let is_stale = args.check && !(is_current && plan.held == 0);
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
    refreshed.left.iter().try_for_each(|diagnostic| output.message(human(diagnostic, false).trim_end()))?;
    let dropped = refreshed.dropped.iter();
    dropped
        .map(|(page, line)| format!("dropped from {page}: {line}"))
        .try_for_each(|line| output.message(&visible(&line)))
}

/// Says which ticks make no sense today, so that their boxes go back.
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

/// Prints which ticks reached their notes.
fn tell_carried(carried: &Carried, output: &mut Output) -> Result<()> {
    let mut lines = carried.edits.iter().flat_map(Edited::lines);
    lines.try_for_each(|line| output.data(|out| writeln!(out, "{line}")))
}

/// Prints what changed, and how the vault stands.
fn report(picture: &Picture, refreshed: &Refreshed, held: usize, output: &mut Output) -> Result<()> {
    let mut lines = Vec::new();
    for stale in &refreshed.stale {
        let path = visible(stale.path.as_str());
        lines.push(match &stale.old {
            None => format!("made {path}"),
            Some(_) if stale.is_new_page => format!("began to keep {path} up to date"),
            Some(_) => format!("updated {path}"),
        });
        let changes = changes(stale);
        let hidden = changes.len().saturating_sub(MOST_LINES);
        lines.extend(changes.into_iter().take(MOST_LINES).map(|change| format!("  {}", visible(&change))));
        if hidden > 0 {
            lines.push(format!("  … {hidden} more"));
        }
    }
    if refreshed.stale.is_empty() && refreshed.left.is_empty() && held == 0 {
        lines.push(String::from("everything is up to date"));
    }
    lines.push(summary(picture, &refreshed.findings));
    output.data(|out| writeln!(out, "{}", lines.join("\n")))
}

fn summary(picture: &Picture, findings: &[Diagnostic]) -> String {
    let today = picture.today();
    let urgency = |urgency| picture.derived.follow_ups().filter(|row| row.urgency(today) == urgency).count();
    let people = count(picture.index.contacts().count(), "person", "people");
    let talks = count(picture.index.meetings().count(), "talk", "talks");
    let due = [(Urgency::Overdue, "late"), (Urgency::Today, "today"), (Urgency::Upcoming, "ahead")];
    let due = due.map(|(kind, word)| format!("{} {word}", urgency(kind))).join(", ");
    let found =
        |severity| picture.problems().chain(findings).filter(|diagnostic| diagnostic.severity() == severity).count();
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
    format!("{people}, {talks}: {due}{problems}")
}

fn count(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Returns the rows that came (`+`) and went (`-`), as a person reads them.
fn changes(stale: &Stale) -> Vec<String> {
    let Some(old) = &stale.old else { return Vec::new() };
    let keys = |text| rows(text).map(|row| (row.id, row.written)).collect::<HashSet<(&str, char)>>();
    let (old_keys, new_keys) = (keys(old), keys(&stale.new));
    let words = |sign: &'static str, row: Row<'_>| format!("{sign} {}", crate::core::parse::plain_text(row.words));
    let went = rows(old).filter(|row| !new_keys.contains(&(row.id, row.written))).map(|row| words("-", row));
    let came = rows(&stale.new).filter(|row| !old_keys.contains(&(row.id, row.written))).map(|row| words("+", row));
    went.chain(came).collect()
}

/// Returns the lines of follow-ups of a text, in their order.
fn rows(text: &str) -> impl Iterator<Item = Row<'_>> {
    text.lines().filter_map(Row::parse)
}

/// Returns what would change in a note, as a unified diff.
pub(super) fn diff(path: &NotePath, old: &str, new: &str) -> String {
    let name = visible(path.as_str());
    let diff = TextDiff::from_lines(old, new);
    let text = diff.unified_diff().context_radius(2).header(&format!("a/{name}"), &format!("b/{name}")).to_string();
    text.lines().map(|line| visible(line) + "\n").collect()
}
