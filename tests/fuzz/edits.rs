//! Every edit that a tick can ask for, in notes that went wrong in any way; without a disk, so there are many more of them.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicU64;

use chrono::NaiveDate;
use coffeechat::core::actions::ticks::{Settlement, settle};
use coffeechat::core::base::NotePath;
use coffeechat::core::config::Config;
use coffeechat::core::derive::follow_ups::{Cause, FollowUp, TaskRule};
use coffeechat::core::edit::Hunk;
use coffeechat::core::model::{Action, Day};
use coffeechat::core::parse::NoteParser;
use coffeechat::core::picture::Picture;

use crate::case::{Files, Finding};
use crate::mutate;
use crate::notes::{self, Seeds};
use crate::random::Random;
use crate::world::difference;

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

fn settled(files: &Files, edits: &AtomicU64) -> Result<(), Finding> {
    let config = Config::default();
    let parser = NoteParser::new(&config);
    let picture = |files: &Files| {
        let note = |(path, bytes): (&std::path::PathBuf, &Vec<u8>)| {
            parser.parse(&NotePath::new(path.to_string_lossy().as_ref()), bytes)
        };
        Picture::new(config.clone(), files.iter().map(note).collect(), Vec::new(), today())
    };
    let before = picture(files);
    for follow_up in before.derived.follow_ups().take(MOST_ROWS) {
        for action in [Action::Done, Action::Waive, Action::Snooze] {
            let path = std::path::PathBuf::from(before.index.note(follow_up.note).path.as_str());
            let Some(Ok(old)) = files.get(&path).map(|bytes| std::str::from_utf8(bytes)) else { continue };
            let settlement = Settlement { action, today: today(), until: None };
            let Ok((new, says)) = settle(&parser, old, &before.index, follow_up, settlement) else { continue };
            edits.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let mut edited = files.clone();
            edited.insert(path.clone(), new.clone().into_bytes());
            let fail = |what, why: &str| {
                let seen = format!("{action} {:?} {}: {says}\n{why}", follow_up.rule, follow_up.id);
                Err(finding(what, seen, files, files))
            };
            let back = Hunk::between(old, &new).map(|hunk| hunk.take_back(&new).and_then(|back| back.apply(&new)));
            match back {
                None if action == Action::Snooze => {}
                None => return fail("an edit changes nothing", ""),
                Some(Ok(text)) if text == old => {}
                Some(Ok(text)) => return fail("an edit that is taken back leaves something", &text),
                Some(Err(refusal)) => return fail("an edit cannot be taken back", &refusal.to_string()),
            }
            let after = picture(&edited);
            let is_open = |open: &&FollowUp| {
                open.id == follow_up.id && (action != Action::Snooze || open.due.is_some_and(|due| due <= today()))
            };
            // Of days that are alike nobody can tell which one was settled: one of them is less.
            let alike = |picture: &Picture| {
                picture.derived.follow_ups().filter(|open| words(picture, open) == words(&before, follow_up)).count()
            };
            let is_task = words(&before, follow_up).is_some();
            let is_one_less = is_task && alike(&before) > 1 && alike(&after) + 1 == alike(&before);
            if after.derived.follow_ups().any(|open| is_open(&open)) && !is_one_less {
                return fail("a line is open after it was settled", "");
            }
            let Some(done) = after.derived.done().find(|done| done.id == follow_up.id) else { continue };
            let settlement = Settlement { action: Action::Undo, today: today(), until: None };
            let Ok((text, _)) = settle(&parser, &new, &after.index, done, settlement) else { continue };
            // Which bytes there were knows only the journal of the machine that wrote them; so it is with odd marks.
            if ["[>]", "[/]", "[-]"].iter().any(|mark| old.contains(mark)) {
                continue;
            }
            edited.insert(path.clone(), text.into_bytes());
            if ids(&picture(&edited)) != ids(&before) {
                return fail("a line that is unticked is not open as before", &difference(files, &edited, &path));
            }
        }
    }
    Ok(())
}

fn ids(picture: &Picture) -> BTreeSet<String> {
    picture.derived.follow_ups().map(|open| format!("{} {:?}", open.id, open.due)).collect()
}

fn finding(what: &'static str, seen: String, before: &Files, after: &Files) -> Finding {
    Finding { what, seen, steps: Vec::new(), before: before.clone(), after: after.clone() }
}

/// Returns what a task says, with its note and day; `None` of any other follow-up.
fn words<'p>(picture: &'p Picture, follow_up: &FollowUp) -> Option<(&'p str, Option<Day>, &'p str)> {
    let Cause::Task(TaskRule { index }) = follow_up.cause else { return None };
    let note = picture.index.note(follow_up.note);
    Some((note.path.as_str(), follow_up.due, &note.tasks.get(index)?.text))
}
