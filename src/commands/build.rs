//! `build`: brings every live block up to date and prints what changed.

use std::collections::HashSet;

use similar::TextDiff;

use crate::blocks::QuestionRows;
use crate::blocks::region::{self, Region};
use crate::blocks::{self, DASHBOARD, splice};
use crate::cli::BuildArgs;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::{Error, Result};
use crate::follow_ups::{FollowUp, Urgency};
use crate::model::{Day, NotePath};
use crate::report::diagnostics::human;
use crate::report::escape::visible;
use crate::vault::{Created, Read, Vault, Written};

use super::Outcome;
use super::live_blocks::{TICK_DROPPED, TICK_WAITING};
use super::output::Output;
use super::scan::{self, Picture, Scan};

/// The code of the finding about a merge conflict outside of blocks.
const MERGE_CONFLICT: &str = "merge-conflict";
/// The most lines that are printed of what came and went.
const MOST_LINES: usize = 12;

/// A note whose blocks are out of date.
struct Stale {
    path: NotePath,
    /// What was read; `None` where there is no such note yet.
    old: Option<String>,
    new: String,
}

/// What a refresh found.
struct Refreshed {
    stale: Vec<Stale>,
    /// Why notes were left alone: text was typed inside a block, or a merge conflict waits to be settled.
    left: Vec<Diagnostic>,
    /// Ticks that go with their lines.
    dropped: Vec<Diagnostic>,
    /// Everything that is wrong in the vault.
    diagnostics: Vec<Diagnostic>,
}

pub(super) fn run(args: &BuildArgs, output: &mut Output) -> Result<Outcome> {
    let scan = scan::scan(args.folder.as_deref(), &args.place)?;
    let today = scan.today(&args.place);
    let picture = scan.picture(today);
    let refreshed = refreshed(&scan, &picture, args.force)?;
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
        report(&scan, &picture, &refreshed, output)?;
    }
    match refreshed.left.first().map(|diagnostic| diagnostic.code.0) {
        None => Ok(Outcome::Done),
        Some(MERGE_CONFLICT) => {
            Err(Error::Refused(String::from("a merge conflict waits to be settled, so its note was left as it is")))
        }
        Some(_) => Err(Error::Refused(String::from("text was typed inside a block, so its note was left as it is"))),
    }
}

/// Writes what is out of date, for `init`.
pub(super) fn refresh(scan: &Scan, today: Day) -> Result<()> {
    let picture = scan.picture(today);
    write_all(&scan.vault, &refreshed(scan, &picture, false)?.stale)
}

fn refreshed(scan: &Scan, picture: &Picture, force: bool) -> Result<Refreshed> {
    let new_dashboard = missing_dashboard(scan)?;
    let mut notes: Vec<(&NotePath, &str, Vec<Region>)> = scan
        .index
        .notes()
        .filter_map(|(_, note)| Some((&note.path, note.live_text.as_deref()?)))
        .map(|(path, text)| (path, text, region::find(text).0))
        .collect();
    if let Some(path) = &new_dashboard {
        notes.push((path, DASHBOARD, region::find(DASHBOARD).0));
    }
    // What is dropped is said once and not on the dashboard, where it would be gone again with the next build.
    let (dropped, diagnostics): (Vec<_>, Vec<_>) =
        scan.diagnostics(picture).into_iter().partition(|diagnostic| diagnostic.code.0 == TICK_DROPPED);
    let rows = QuestionRows::new(&scan.index, &picture.standing, &picture.questions);
    let references: Vec<&Diagnostic> = diagnostics.iter().collect();
    let view = scan.view(picture, &rows, &references);
    let (mut stale, mut left) = (Vec::new(), Vec::new());
    for (path, text, regions) in &notes {
        match splice::refresh(text, regions, force, |directive| blocks::render(&view, directive, path)) {
            Ok(new) if new == **text && Some(*path) != new_dashboard.as_ref() => {}
            Ok(_) if let Some(conflict) = conflict(scan, path) => left.push(conflict.clone()),
            Ok(new) => {
                let old = (Some(*path) != new_dashboard.as_ref()).then(|| (*text).to_owned());
                stale.push(Stale { path: (*path).clone(), old, new });
            }
            Err(lines) => left.extend(lines.into_iter().map(|line| typed_line(path, text, line.span))),
        }
    }
    Ok(Refreshed { stale, left, dropped, diagnostics })
}

/// Returns where to make the dashboard, if no note of the vault holds a block.
fn missing_dashboard(scan: &Scan) -> Result<Option<NotePath>> {
    if scan.is_bare {
        let place = scan.vault.path().display();
        return Err(Error::Usage(format!("there are no notes in {place}; `coffeechat init` makes a vault there")));
    }
    if scan.index.notes().any(|(_, note)| note.live_text.is_some()) {
        return Ok(None);
    }
    let path = NotePath::new(scan.config.dashboard.as_str());
    match scan.vault.read(&path, scan.config.max_note_size) {
        Read::Vanished => Ok(Some(path)),
        Read::NotAFile => Err(Error::Refused(format!(
            "{path} is not a file, so no dashboard can be made there\n\
             move it away, or name another note with `dashboard:` in coffeechat.yaml"
        ))),
        _ => Err(Error::Refused(format!(
            "{path} holds no live block, so it is yours and was left alone\n\
             add a line `<!-- coffeechat follow-ups -->` and below it `<!-- /coffeechat -->`, \
             or name another note with `dashboard:` in coffeechat.yaml"
        ))),
    }
}

/// Returns where a merge conflict was left in a note, outside of its blocks.
fn conflict<'a>(scan: &'a Scan, path: &NotePath) -> Option<&'a Diagnostic> {
    scan.index.note(scan.index.find(path)?).diagnostics.iter().find(|diagnostic| diagnostic.code.0 == MERGE_CONFLICT)
}

fn typed_line(path: &NotePath, text: &str, span: crate::model::Span) -> Diagnostic {
    Diagnostic::new(Severity::Error, "typed-in-block", path, "this was typed inside a block and would be lost")
        .at(text, span)
        .hint("move it out of the block, or run `coffeechat build --force` to drop it")
}

/// Writes every note; one that cannot be written keeps none of the others from it. Returns the first error.
fn write_all(vault: &Vault, notes: &[Stale]) -> Result<()> {
    let results: Vec<Result<()>> = notes.iter().map(|stale| write(vault, stale)).collect();
    results.into_iter().collect()
}

fn write(vault: &Vault, stale: &Stale) -> Result<()> {
    let taken =
        || Error::Refused(format!("{} was made by somebody else meanwhile; run `coffeechat build` again", stale.path));
    match &stale.old {
        Some(old) => match vault.write_if_unchanged(&stale.path, old.as_bytes(), stale.new.as_bytes())? {
            Written::Unchanged | Written::Replaced => Ok(()),
        },
        None => match vault.create(&stale.path, stale.new.as_bytes())? {
            Created::New => Ok(()),
            Created::Exists => Err(taken()),
        },
    }
}

/// Prints what changed, and how the vault stands.
fn report(scan: &Scan, picture: &Picture, refreshed: &Refreshed, output: &mut Output) -> Result<()> {
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
    lines.push(summary(scan, picture, &refreshed.diagnostics));
    let waiting = refreshed.diagnostics.iter().filter(|diagnostic| diagnostic.code.0 == TICK_WAITING).count();
    if waiting > 0 {
        let ticks = count(waiting, "tick is", "ticks are");
        lines.push(format!("{ticks} kept and not in the notes yet; `coffeechat check` says how to write them there"));
    }
    output.data(|out| writeln!(out, "{}", lines.join("\n")))
}

fn summary(scan: &Scan, picture: &Picture, diagnostics: &[Diagnostic]) -> String {
    let today = picture.standing.today();
    let urgency =
        |urgency| picture.derived.follow_ups.iter().filter(|row: &&FollowUp| row.urgency(today) == urgency).count();
    let people = count(scan.index.contacts().count(), "person", "people");
    let talks = count(scan.index.meetings().count(), "talk", "talks");
    let due = [(Urgency::Overdue, "late"), (Urgency::Today, "today"), (Urgency::Upcoming, "ahead")];
    let due = due.map(|(kind, word)| format!("{} {word}", urgency(kind))).join(", ");
    let found = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
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
