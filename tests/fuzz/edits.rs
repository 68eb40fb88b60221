//! Every edit that a tick can ask for, in notes that went wrong in any way; without a disk, so there are many more of them.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use chrono::NaiveDate;
use coffeechat::{Action, Day, Filter, FollowUpRow, JournalEntry, NotePath, Sources, Workspace};

use crate::case::{Files, Finding};
use crate::mutate;
use crate::notes::{self, Seeds};
use crate::world::difference;
use harness::random::Random;

/// The most follow-ups of a case that are settled.
const MOST_ROWS: usize = 12;

fn today() -> Day {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

/// Draws notes, and settles each of their follow-ups in each way. Returns how many edits were made.
pub(crate) fn case(random: &mut Random, seeds: &Seeds) -> Result<u64, Finding> {
    let mut files = Files::new();
    for (path, bytes) in notes::notes(random, seeds) {
        let other = seeds.one(random).1;
        let bytes = if random.below(2) == 0 { mutate::mutated(random, bytes, &other) } else { bytes };
        files.insert(path, bytes);
    }
    let edits = AtomicU64::new(0);
    match catch_unwind(AssertUnwindSafe(|| settled(&files, &edits))) {
        Ok(result) => result.map(|()| edits.into_inner()),
        Err(_) => Err(finding("it crashes", String::from("in memory"), &files, &files)),
    }
}

/// The notes of a case, of which nothing was done before.
struct InMemory<'f>(&'f Files);

impl Sources for InMemory<'_> {
    fn text(&self, path: &NotePath) -> Option<String> {
        String::from_utf8(self.0.get(Path::new(path.as_str()))?.clone()).ok()
    }

    fn exists(&self, path: &NotePath) -> bool {
        self.0.contains_key(Path::new(path.as_str()))
    }

    fn commands(&self) -> Vec<Vec<JournalEntry>> {
        Vec::new()
    }
}

fn workspace(files: &Files) -> Workspace {
    let texts: Vec<(String, &str)> = files
        .iter()
        .filter_map(|(path, bytes)| Some((path.to_string_lossy().into_owned(), std::str::from_utf8(bytes).ok()?)))
        .collect();
    Workspace::from_texts("", texts.iter().map(|(path, text)| (path.as_str(), *text)), today()).unwrap()
}

fn rows(workspace: &Workspace) -> Vec<FollowUpRow> {
    workspace.follow_ups(&Filter::default())
}

fn settled(files: &Files, edits: &AtomicU64) -> Result<(), Finding> {
    let before = workspace(files);
    let rows_before = rows(&before);
    for row in rows_before.iter().take(MOST_ROWS) {
        for action in [Action::Done, Action::Waive, Action::Snooze] {
            let Ok(edit) = before.settle(&row.id, action, None, &InMemory(files)) else { continue };
            edits.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let fail = |what, why: &str| {
                let seen = format!("{action} {} {}\n{why}", row.rule, row.id);
                Err(finding(what, seen, files, files))
            };
            if edit.notes.is_empty() && action != Action::Snooze {
                return fail("an edit changes nothing", "");
            }
            let mut edited = files.clone();
            for note in &edit.notes {
                let (Some(old), Some(new)) = (&note.old, &note.new) else { continue };
                edited.insert(PathBuf::from(note.path.as_str()), new.clone().into_bytes());
                let back = note.steps.iter().rev().try_fold(new.clone(), |text, step| {
                    step.entry.hunk.take_back(&text).and_then(|back| back.apply(&text))
                });
                match back {
                    Ok(text) if text == *old => {}
                    Ok(text) => return fail("an edit that is taken back leaves something", &text),
                    Err(refusal) => return fail("an edit cannot be taken back", &refusal.to_string()),
                }
            }
            let after = workspace(&edited);
            let rows_after = rows(&after);
            let is_open = |open: &FollowUpRow| {
                open.id == row.id && (action != Action::Snooze || open.due.is_some_and(|due| due <= today()))
            };
            // Of tasks that are alike nobody can tell which one was settled: one of them is less.
            let alike = |rows: &[FollowUpRow]| rows.iter().filter(|other| words(other) == words(row)).count();
            let (alike_before, alike_after) = (alike(&rows_before), alike(&rows_after));
            let is_one_less = row.rule == "task" && alike_before > 1 && alike_after + 1 == alike_before;
            if rows_after.iter().any(is_open) && !is_one_less {
                return fail("a line is open after it was settled", "");
            }
            if action == Action::Snooze {
                continue;
            }
            let Ok(undo) = after.settle(&row.id, Action::Undo, None, &InMemory(&edited)) else { continue };
            // Which bytes there were knows only the journal of the machine that wrote them; so it is with odd marks.
            let has_odd_mark = |text: &String| ["[>]", "[/]", "[-]"].iter().any(|mark| text.contains(mark));
            if edit.notes.iter().filter_map(|note| note.old.as_ref()).any(has_odd_mark) {
                continue;
            }
            for note in &undo.notes {
                let Some(new) = &note.new else { continue };
                edited.insert(PathBuf::from(note.path.as_str()), new.clone().into_bytes());
            }
            if ids(&workspace(&edited)) != ids(&before) {
                let changed: String =
                    edit.notes.iter().map(|note| difference(files, &edited, Path::new(note.path.as_str()))).collect();
                return fail("a line that is unticked is not open as before", &changed);
            }
        }
    }
    Ok(())
}

fn ids(workspace: &Workspace) -> BTreeSet<String> {
    rows(workspace).iter().map(|open| format!("{} {:?}", open.id, open.due)).collect()
}

fn finding(what: &'static str, seen: String, before: &Files, after: &Files) -> Finding {
    Finding { what, seen, steps: Vec::new(), before: before.clone(), after: after.clone() }
}

/// Returns what a row says, with its note and day.
fn words(row: &FollowUpRow) -> (&str, Option<Day>, &str) {
    (&row.note, row.due, &row.what)
}
