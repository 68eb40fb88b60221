//! `build`: brings every live block up to date and prints what changed.

use std::collections::HashSet;

use similar::TextDiff;

use crate::blocks::findings::TICK_WAITING;
use crate::cli::BuildArgs;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::{Error, Result};
use crate::follow_ups::Urgency;
use crate::picture::Picture;
use crate::report::diagnostics::human;
use crate::report::escape::visible;

use super::Outcome;
use super::output::Output;
use super::refresh::{MERGE_CONFLICT, Refreshed, Stale, refreshed, refuse_bare, write_all};
use super::scan;

/// The most lines that are printed of what came and went.
const MOST_LINES: usize = 12;

pub(super) fn run(args: &BuildArgs, output: &mut Output) -> Result<Outcome> {
    let scan = scan::scan(args.folder.as_deref(), &args.place)?;
    refuse_bare(&scan.vault, scan.is_bare)?;
    let refreshed = refreshed(&scan.vault, &scan.picture, args.force)?;
    let dropped = if args.quiet { &[] } else { refreshed.dropped.as_slice() };
    for diagnostic in refreshed.left.iter().chain(dropped) {
        output.message(human(diagnostic, false).trim_end())?;
    }
    if args.check || args.dry_run {
        for stale in &refreshed.stale {
            if args.dry_run {
                output.data(|out| write!(out, "{}", diff(stale)))?;
            } else {
                output.data(|out| writeln!(out, "out of date: {}", visible(stale.path.as_str())))?;
            }
        }
        let is_stale = args.check && !(refreshed.stale.is_empty() && refreshed.left.is_empty());
        return Ok(if is_stale { Outcome::Found } else { Outcome::Done });
    }
    write_all(&scan.vault, &refreshed.stale)?;
    if !args.quiet {
        report(&scan.picture, &refreshed, output)?;
    }
    match refreshed.left.first().map(|diagnostic| diagnostic.code.0) {
        None => Ok(Outcome::Done),
        Some(MERGE_CONFLICT) => {
            Err(Error::Refused(String::from("a merge conflict waits to be settled, so its note was left as it is")))
        }
        Some(_) => Err(Error::Refused(String::from("text was typed inside a block, so its note was left as it is"))),
    }
}

/// Prints what changed, and how the vault stands.
fn report(picture: &Picture, refreshed: &Refreshed, output: &mut Output) -> Result<()> {
    let mut lines = Vec::new();
    for stale in &refreshed.stale {
        let verb = if stale.old.is_some() { "updated" } else { "made" };
        lines.push(format!("{verb} {}", visible(stale.path.as_str())));
        let changes = changes(stale);
        let hidden = changes.len().saturating_sub(MOST_LINES);
        lines.extend(changes.into_iter().take(MOST_LINES).map(|change| format!("  {}", visible(&change))));
        if hidden > 0 {
            lines.push(format!("  … {hidden} more"));
        }
    }
    if refreshed.stale.is_empty() && refreshed.left.is_empty() {
        lines.push(String::from("everything is up to date"));
    }
    lines.push(summary(picture, &refreshed.findings));
    let waiting = refreshed.findings.iter().filter(|diagnostic| diagnostic.code.0 == TICK_WAITING).count();
    if waiting > 0 {
        let ticks = count(waiting, "tick is", "ticks are");
        lines.push(format!("{ticks} kept and not in the notes yet; `coffeechat check` says how to write them there"));
    }
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
        |severity| picture.problems().chain(findings).filter(|diagnostic| diagnostic.severity == severity).count();
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
    let (old, new) = (rows(old), rows(&stale.new));
    let ids = |rows: &[(&str, String)]| rows.iter().map(|(id, _)| (*id).to_owned()).collect::<HashSet<String>>();
    let (old_ids, new_ids) = (ids(&old), ids(&new));
    let went = old.iter().filter(|(id, _)| !new_ids.contains(*id)).map(|(_, row)| format!("- {row}"));
    let came = new.iter().filter(|(id, _)| !old_ids.contains(*id)).map(|(_, row)| format!("+ {row}"));
    went.chain(came).collect()
}

/// Returns the rows of a text's blocks in their order: the id with its mark, and the words.
fn rows(text: &str) -> Vec<(&str, String)> {
    text.lines().filter_map(row).collect()
}

fn row(line: &str) -> Option<(&str, String)> {
    let (row, id) = line.trim_end().strip_prefix("- [")?.strip_suffix("-->")?.rsplit_once("<!--")?;
    Some((id, crate::parse::plain_text(row.split_once("] ")?.1)))
}

fn diff(stale: &Stale) -> String {
    let old = stale.old.as_deref().unwrap_or_default();
    let name = visible(stale.path.as_str());
    let diff = TextDiff::from_lines(old, &stale.new);
    let text = diff.unified_diff().context_radius(2).header(&format!("a/{name}"), &format!("b/{name}")).to_string();
    text.lines().map(|line| visible(line) + "\n").collect()
}
