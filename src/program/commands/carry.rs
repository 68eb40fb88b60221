//! Carries ticks to their notes: reads each note as it is now, makes the edit, and writes it while nobody else does.
//!
//! The edit of a note is on the disk before a line leaves the page, and the journal knows of it before that.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::core::actions::ticks::{self, Kept, Settlement, Tick, Verdict, Why};
use crate::core::base::NotePath;
use crate::core::base::diagnostic::Code;
use crate::core::base::escape::visible;
use crate::core::base::text::slice;
use crate::core::derive::follow_ups::phrase::Wording;
use crate::core::derive::follow_ups::{self, FollowUp};
use crate::core::edit::{Hunk, Refusal};
use crate::core::index::NoteId;
use crate::core::lists::View;
use crate::core::model::{Action, Day, PageText, Rule};
use crate::core::parse::NoteParser;
use crate::core::picture::{Change, Picture};
use crate::core::render::{self, splice};
use crate::core::syntax::block::region;
use crate::core::syntax::block::row::Row;
use crate::vault::{Entry, Journal, Read, Vault, VaultError};

use super::state;

pub(super) mod later;
mod recorded;
mod together;
mod wait;
mod whole;

pub(super) use wait::Wait;

use recorded::Recorded;
use together::{Wishes, held_up};

/// The most ticks of an old page that are carried unasked.
const MOST_TICKS: usize = 20;

/// What a note that was put back says.
const AS_IT_WAS: &str = "as it was";

/// Something that the command line asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) follow_up: &'a FollowUp,
    pub(super) action: Action,
    /// Until when, for a snooze; `None` for a week.
    pub(super) until: Option<Day>,
}

/// A note that is to be edited, or was.
pub(super) struct Edited {
    pub(super) path: NotePath,
    pub(super) old: String,
    pub(super) new: String,
    /// Whether the note goes: it was made, and that is taken back.
    pub(super) goes: bool,
    pub(super) deeds: Vec<Deed>,
}

/// One follow-up that is settled in a note.
pub(super) struct Deed {
    /// What to remember of it.
    entry: Entry,
    /// What this takes back.
    undone: Option<Entry>,
    /// What is written, such as `thanked: 2026-11-21`.
    says: String,
    ticks: Vec<Tick>,
    /// Whether the journal knows of it.
    is_recorded: bool,
    /// What is to be remembered from then on instead of other entries.
    rewritten: Vec<(Entry, Entry)>,
}

impl Deed {
    /// Returns what a command does that settles no follow-up; `says` is what it writes. The command records it.
    pub(super) fn recorded(entry: Entry, says: String) -> Self {
        Self { entry, undone: None, says, ticks: Vec::new(), is_recorded: true, rewritten: Vec::new() }
    }

    /// Says whether `undo` can take it back: the journal knows of it.
    pub(super) const fn is_recorded(&self) -> bool {
        self.is_recorded
    }

    /// Says whether the journal is still to be told of it.
    const fn is_new(&self) -> bool {
        self.undone.is_none() && !self.is_recorded
    }

    /// Returns what takes back an entry of the journal, and changes others by that.
    pub(super) fn undoing(entry: Entry, rewritten: Vec<(Entry, Entry)>) -> Self {
        let undone = Some(entry.clone());
        let says = if entry.is_made { "gone, as before" } else { AS_IT_WAS };
        Self {
            entry: Entry { verb: Action::Undo.to_string(), what: what_was_done(&entry), ..entry },
            undone,
            says: says.to_owned(),
            ticks: Vec::new(),
            is_recorded: false,
            rewritten,
        }
    }

    /// Says whether it takes back that entry of the journal.
    pub(super) fn takes_back(&self, entry: &Entry) -> bool {
        self.undone.as_ref() == Some(entry)
    }

    /// Returns the id of the follow-up.
    pub(super) fn id(&self) -> &str {
        &self.entry.id
    }
}

/// Returns what an entry did, in words: of a follow-up its line, of another command also which it was, and the one line that
/// it added, if that is all.
fn what_was_done(Entry { verb, what, hunk, is_made, .. }: &Entry) -> String {
    if [Action::Done, Action::Waive, Action::Snooze, Action::Undo].iter().any(|action| action.as_str() == verb) {
        return what.clone();
    }
    match hunk.added_line().filter(|_| !is_made) {
        Some(line) => format!("{verb} {what}, `{}`", line.trim()),
        None => format!("{verb} {what}"),
    }
}

impl Edited {
    /// Returns what the journal knows of it.
    pub(super) fn recorded(&self) -> impl Iterator<Item = &Entry> {
        self.deeds.iter().filter(|deed| deed.is_recorded).map(|deed| &deed.entry)
    }

    /// Returns what was done, a line each: `done: Thank Fi Tran → thanked: 2026-11-21 in meetings/fi-tran.md`.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        let place = if self.goes { ": " } else { " in " };
        let line =
            move |deed: &Deed| format!("{}: {} → {}{place}{}", deed.entry.verb, deed.entry.what, deed.says, self.path);
        self.deeds.iter().map(move |deed| visible(&line(deed)).into_owned())
    }
}

/// What is to be written, and what is not.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) edits: Vec<Edited>,
    /// The ticks that stay on their pages.
    pub(super) kept: Vec<Kept>,
    /// How many ticks of an old page wait for the user's word.
    pub(super) held: usize,
    /// Why something that the command line asks for cannot be done.
    pub(super) refused: Vec<String>,
    /// The notes that are not what was read of them before.
    pub(super) behind: Vec<NotePath>,
}

/// What was written.
#[derive(Default)]
pub(super) struct Carried {
    pub(super) edits: Vec<Edited>,
    /// The ticks that stay on their pages.
    pub(super) kept: Vec<Kept>,
    /// Why edits wait.
    pub(super) waits: Vec<Wait>,
    /// The pages that wait because another program has them open for writing.
    pub(super) pages: Vec<NotePath>,
    /// Why edits failed.
    pub(super) failures: Vec<String>,
    /// The notes that are not what was read of them before.
    pub(super) behind: Vec<NotePath>,
}

/// Whence edits are planned.
pub(super) struct Carrier<'a> {
    pub(super) vault: &'a Vault,
    pub(super) journal: &'a Journal,
    /// Whether many ticks at once are meant.
    pub(super) is_sure: bool,
}

/// Everything that is asked for about one follow-up.
struct Wish {
    /// By which it is remembered: that of the line which is ticked, also for an equal task of another note.
    id: String,
    follow_up: FollowUp,
    action: Action,
    until: Option<Day>,
    /// The day on which it was done, if an equal task's tick tells it.
    done_on: Option<Day>,
    /// Whether the command line asks for it, not ticks alone.
    is_asked: bool,
    ticks: Vec<Tick>,
}

impl Wish {
    fn of(follow_up: FollowUp, action: Action) -> Self {
        let id = follow_up.id.to_string();
        Self { id, follow_up, action, until: None, done_on: None, is_asked: false, ticks: Vec::new() }
    }

    /// Returns the day on which it was done: the one that another program put behind the line, else today.
    fn day(&self, today: Day) -> Day {
        let since = self.follow_up.since();
        let may_be = |day: &Day| *day <= today && since.is_none_or(|since| *day >= since);
        let of_ticks = || self.ticks.iter().filter_map(|tick| tick.row.day).find(may_be);
        self.done_on.or_else(of_ticks).unwrap_or(today)
    }
}

impl Carrier<'_> {
    /// Returns what the ticks of all pages, and what is `asked` for beside them, write into which notes.
    pub(super) fn plan(&self, picture: &Picture, asked: &[Asked<'_>]) -> Plan {
        let mut plan = Plan::default();
        let recorded = Recorded::new(self.journal);
        let mut wishes = Wishes::new();
        let place = |follow_up: &FollowUp| (follow_up.note, follow_up.id.to_string());
        for (tick, verdict) in ticks::judge(picture, ticks::changed(&picture.index)) {
            match verdict {
                Verdict::Settled => {}
                Verdict::Kept(_) if tick.row.is_refused || self.is_recorded(&recorded, &tick) => {}
                Verdict::Kept(why) => plan.kept.push(Kept { tick, why }),
                Verdict::Carry(..) if has_conflict(picture, &tick.page) => {
                    let why = "stands on a page with a merge conflict";
                    plan.kept.push(Kept { tick, why: Why::Cannot(why.to_owned(), "settle the conflict first") });
                }
                Verdict::Carry(action, follow_up) if tick.row.is_refused => {
                    plan.kept.extend(self.still_refused(picture, &Wish::of(*follow_up, action), &recorded, tick));
                }
                Verdict::Carry(action, follow_up) => {
                    let wish = wishes.entry(place(&follow_up));
                    wish.or_insert_with(|| Wish::of(*follow_up, action)).ticks.push(tick);
                }
            }
        }
        if wishes.len() > MOST_TICKS && !self.is_sure && is_any_page_old(picture, &wishes) {
            plan.held = wishes.len();
            let held: Vec<Kept> = std::mem::take(&mut wishes)
                .into_values()
                .flat_map(|wish| wish.ticks)
                .map(|tick| Kept { tick, why: Why::Many(plan.held) })
                .collect();
            plan.kept.extend(held);
        }
        for Asked { follow_up, action, until } in asked {
            let wish = wishes.entry(place(follow_up)).or_insert_with(|| Wish::of((*follow_up).clone(), *action));
            (wish.action, wish.until, wish.is_asked) = (*action, *until, true);
        }
        self.unite(picture, &recorded, &mut wishes, &mut plan);
        let mut notes: BTreeMap<NoteId, Vec<Wish>> = BTreeMap::new();
        for ((note, _), wish) in wishes {
            notes.entry(note).or_default().push(wish);
        }
        for (note, wishes) in notes {
            self.plan_note(picture, note, wishes, &recorded, &mut plan);
        }
        plan
    }

    /// Returns the ticks that are on pages, each with why it is not in its note.
    pub(super) fn pending(&self, picture: &Picture) -> Vec<Kept> {
        let Plan { edits, kept, .. } = self.plan(picture, &[]);
        let mut carried = Carried { kept, ..Carried::default() };
        let waits = self.waits();
        for edit in edits {
            let why = Why::Waits(waits(&edit).map(|wait| wait.reason()));
            carried.keep(edit, &why);
        }
        carried.kept
    }

    fn plan_note(&self, picture: &Picture, id: NoteId, wishes: Vec<Wish>, recorded: &Recorded<'_>, plan: &mut Plan) {
        let note = picture.index.note(id);
        let parser = NoteParser::new(&picture.config);
        let Some(old) = fresh_text(self.vault, picture, id) else {
            plan.behind.push(note.path.clone());
            let ticks = wishes.into_iter().flat_map(|wish| wish.ticks);
            plan.kept.extend(ticks.map(|tick| Kept { tick, why: Why::Waits(None) }));
            return;
        };
        let (mut new, mut deeds) = (old.clone(), Vec::new());
        let mut wishes = wishes;
        // What was done last is taken back first.
        wishes.sort_by_cached_key(|wish| {
            let undone = undone(picture, wish, recorded).map(|(at, _)| *at);
            (Reverse(undone), ticks::place(&wish.follow_up))
        });
        for wish in wishes {
            let settled = if has_conflict(picture, &note.path) {
                Err(Refusal::new("the note has a merge conflict"))
            } else {
                settle(&parser, picture, &new, &wish, recorded)
            };
            match settled {
                Ok((edited, ..)) if edited == new && wish.is_asked => {
                    plan.refused.push(format!("{}: it says so already", note.path));
                }
                Ok((edited, says, undone)) => {
                    let (undone, rewritten) = undone.unzip();
                    deeds.extend(Hunk::between(&new, &edited).map(|hunk| Deed {
                        entry: entry(picture, &wish, hunk),
                        undone,
                        says,
                        ticks: wish.ticks,
                        is_recorded: false,
                        rewritten: rewritten.unwrap_or_default(),
                    }));
                    new = edited;
                }
                Err(refusal) => {
                    if wish.is_asked {
                        plan.refused.push(format!("{}: {refusal}", note.path));
                    }
                    plan.kept.extend(wish.ticks.into_iter().map(|tick| refused(tick, &refusal)));
                }
            }
        }
        if new != old {
            plan.edits.push(Edited { path: note.path.clone(), old, new, goes: false, deeds });
        }
    }

    /// Says whether this machine carried a tick to its note, so that it is not one that was never heard of: the journal
    /// says so, and the note still says what was written.
    fn is_recorded(&self, recorded: &Recorded<'_>, tick: &Tick) -> bool {
        let Some(action) = ticks::action(tick.row.mark) else { return false };
        recorded.of(&tick.row.id).iter().rev().filter(|(_, entry)| entry.verb == action.as_str()).any(|(_, entry)| {
            let Read::Bytes(bytes) = self.vault.read(&entry.note, u64::MAX) else { return false };
            String::from_utf8(bytes).is_ok_and(|text| entry.hunk.take_back(&text).is_ok())
        })
    }

    /// Writes what was planned. The picture is not changed by it.
    pub(super) fn write(&self, plan: Plan) -> Carried {
        self.write_while(plan, || true)
    }

    /// Writes what was planned, note after note, as long as it may go on; the other ticks wait.
    pub(super) fn write_while(&self, plan: Plan, may_go_on: impl Fn() -> bool) -> Carried {
        let mut carried = Carried { kept: plan.kept, behind: plan.behind, ..Carried::default() };
        let waits = self.waits();
        let (mut ready, mut waiting) = (Vec::new(), BTreeSet::new());
        for edit in plan.edits {
            if !may_go_on() {
                carried.keep(edit, &Why::Waits(None));
                continue;
            }
            let Some(wait) = waits(&edit) else {
                ready.push(edit);
                continue;
            };
            waiting.extend(edit.ids());
            carried.keep(edit, &Why::Waits(Some(wait.reason())));
            if !carried.waits.contains(&wait) {
                carried.waits.push(wait);
            }
        }
        for edit in held_up(&mut ready, waiting) {
            carried.keep(edit, &Why::Waits(None));
        }
        self.record(&mut ready);
        let (mut gone, mut failed) = (Vec::new(), BTreeSet::new());
        for edit in ready {
            if edit.belongs_to(&failed) {
                gone.extend(edit.recorded().cloned());
                carried.keep(edit, &Why::Waits(None));
                continue;
            }
            let (written, forgotten) = self.write_one(&edit);
            gone.extend(forgotten);
            let Err(error) = written else {
                carried.edits.push(edit);
                continue;
            };
            let message = error.to_string();
            let mut why =
                if matches!(error, VaultError::Refused(_)) { cannot_be_carried(&message) } else { Why::Waits(None) };
            match error {
                VaultError::Changed(_) => carried.behind.push(edit.path.clone()),
                VaultError::InUse(_) => {
                    let wait = Wait::Writer(edit.path.clone());
                    why = Why::Waits(Some(wait.reason()));
                    carried.waits.push(wait);
                }
                _ => carried.failures.push(message),
            }
            if !self.holds(&edit.path, &edit.new) {
                failed.extend(edit.ids());
                gone.extend(self.take_back(&mut carried, &failed, &why));
            }
            carried.keep(edit, &why);
        }
        drop(self.journal.forget(&gone));
        carried
    }

    /// Records what is about to be done, all of it at once: a follow-up that is settled in several notes is one command.
    fn record(&self, edits: &mut [Edited]) {
        let mut commands: Vec<Vec<Entry>> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let new: Vec<&mut Deed> =
            edits.iter_mut().flat_map(|edit| &mut edit.deeds).filter(|deed| deed.is_new()).collect();
        for deed in &new {
            let entry = &deed.entry;
            let command = places.get(&entry.id).and_then(|at| commands.get_mut(*at));
            if let Some(command) = command.filter(|command| command.iter().all(|other| other.note != entry.note)) {
                command.push(entry.clone());
            } else {
                places.insert(entry.id.clone(), commands.len());
                commands.push(vec![entry.clone()]);
            }
        }
        // A tick is not held up by a journal that cannot be kept; `undo` says that there is none.
        if self.journal.record(&commands).is_ok() {
            for deed in new {
                deed.is_recorded = true;
            }
        }
    }

    /// Writes one note. Returns also what the journal is to forget then.
    fn write_one(&self, edit: &Edited) -> (Result<(), VaultError>, Vec<Entry>) {
        let written = if edit.goes {
            self.vault.remove_if_unchanged(&edit.path, edit.old.as_bytes())
        } else {
            self.vault.write_if_unchanged(&edit.path, edit.old.as_bytes(), edit.new.as_bytes()).map(drop)
        };
        // Where only the last step failed, which makes the new text last, the note holds it nevertheless.
        let forgotten = if written.is_ok() || self.holds(&edit.path, &edit.new) {
            for deed in &edit.deeds {
                drop(self.journal.replace(&deed.rewritten));
            }
            edit.deeds.iter().filter_map(|deed| deed.undone.clone()).collect()
        } else {
            edit.recorded().cloned().collect()
        };
        (written, forgotten)
    }

    fn holds(&self, note: &NotePath, text: &str) -> bool {
        matches!(self.vault.read(note, text.len() as u64), Read::Bytes(bytes) if bytes == text.as_bytes())
    }
}

/// What of the journal is taken back, and what is to be remembered instead of other entries then.
type Undone = (Entry, Vec<(Entry, Entry)>);

/// Returns what the journal knows of the last time that what a wish opens again was done, with its place there.
fn undone<'r>(picture: &Picture, wish: &Wish, recorded: &'r Recorded<'_>) -> Option<&'r (usize, Entry)> {
    if wish.action != Action::Undo {
        return None;
    }
    let path = &picture.index.note(wish.follow_up.note).path;
    let mut ids = vec![wish.follow_up.id.to_string(), wish.id.clone()];
    if wish.follow_up.rule == Rule::KeepInTouch {
        // From which contact it is counted may be another since.
        let all = follow_ups::ids_of_keeping_in_touch(&picture.index, &picture.standing, wish.follow_up.note);
        ids.extend(all.iter().map(ToString::to_string));
    }
    let is_done = |(_, entry): &&(usize, Entry)| entry.note == *path && entry.verb == Action::Done.as_str();
    let done = ids.iter().flat_map(|id| recorded.of(id)).filter(is_done).max_by_key(|(at, _)| *at);
    // Of several follow-ups of a note that are called the same, what is left bears other ids than before.
    let same = || recorded.of_same(path, &what(picture, &wish.follow_up)).filter(is_done).max_by_key(|(at, _)| *at);
    done.or_else(|| if wish.follow_up.rule == Rule::Task { same() } else { None })
}

/// Returns the text of a note with a wish fulfilled, what is written, and what of the journal that takes back.
fn settle(
    parser: &NoteParser<'_>,
    picture: &Picture,
    text: &str,
    wish: &Wish,
    recorded: &Recorded<'_>,
) -> Result<(String, String, Option<Undone>), Refusal> {
    if let Some((at, entry)) = undone(picture, wish, recorded)
        && let Some(edited) = later::without(text, entry)
    {
        let rewritten = later::rewritten(text, entry, &recorded.after(*at, &entry.note));
        return Ok((edited, String::from(AS_IT_WAS), Some((entry.clone(), rewritten))));
    }
    let today = wish.day(picture.today());
    let settlement = Settlement { action: wish.action, today, until: wish.until };
    let settled = ticks::settle(parser, text, &picture.index, &wish.follow_up, settlement);
    // Where the note changed since, taking it back is an edit of its own: what was done before can be undone after it.
    settled.map(|(edited, says)| (edited, says, None))
}

impl Carried {
    fn keep(&mut self, edit: Edited, why: &Why) {
        let ticks = edit.deeds.into_iter().flat_map(|deed| deed.ticks);
        self.kept.extend(ticks.map(|tick| Kept { tick, why: why.clone() }));
    }
}

/// Returns the text of a note, if it says what the picture was made from: no other note is edited.
pub(super) fn fresh_text(vault: &Vault, picture: &Picture, id: NoteId) -> Option<String> {
    let note = picture.index.note(id);
    let Read::Bytes(bytes) = vault.read(&note.path, picture.config.max_note_size) else { return None };
    let text = String::from_utf8(bytes).ok()?;
    (NoteParser::new(&picture.config).parse(&note.path, text.as_bytes()) == *note).then_some(text)
}

/// Returns what a picture is told of notes that were edited.
pub(super) fn changes(picture: &Picture, edits: &[Edited]) -> Vec<Change> {
    let parser = NoteParser::new(&picture.config);
    let change = |edit: &Edited| {
        if edit.goes {
            Change::Gone(edit.path.clone())
        } else {
            Change::Put(parser.parse(&edit.path, edit.new.as_bytes()))
        }
    };
    edits.iter().map(change).collect()
}

/// Returns what a follow-up is called.
fn what(picture: &Picture, follow_up: &FollowUp) -> String {
    let wording = Wording { index: &picture.index, config: &picture.config, today: picture.today() };
    wording.plain(&wording.what(follow_up))
}

fn entry(picture: &Picture, wish: &Wish, hunk: Hunk) -> Entry {
    Entry {
        id: wish.id.clone(),
        verb: wish.action.to_string(),
        note: picture.index.note(wish.follow_up.note).path.clone(),
        what: what(picture, &wish.follow_up),
        day: picture.today(),
        hunk,
        is_made: false,
    }
}

fn refused(tick: Tick, refusal: &Refusal) -> Kept {
    let why =
        if refusal.is_of_the_day { Why::Refused(refusal.to_string()) } else { cannot_be_carried(&refusal.to_string()) };
    Kept { tick, why }
}

fn cannot_be_carried(reason: &str) -> Why {
    let hint = "`coffeechat why` with its id says what to write where";
    Why::Cannot(format!("cannot be carried to its note: {reason}"), hint)
}

pub(super) fn has_conflict(picture: &Picture, path: &NotePath) -> bool {
    let note = picture.index.find(path).map(|id| picture.index.note(id));
    note.is_some_and(|note| note.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::MergeConflict))
}

/// Says whether a page with ticks does not show the lines that it would show now.
fn is_any_page_old(picture: &Picture, wishes: &BTreeMap<(NoteId, String), Wish>) -> bool {
    let pages: BTreeSet<&NotePath> = wishes.values().flat_map(|wish| &wish.ticks).map(|tick| &tick.page).collect();
    pages.into_iter().any(|page| {
        let Some(PageText { text, regions }) = render::page(&picture.index, page) else { return false };
        let view = View::of(picture, &[]);
        let render = render::renderer(&view, page, picture.config.max_note_size);
        let fresh = splice::refresh(&text, &regions, true, &[], render);
        rows(&text) != rows(&fresh.text)
    })
}

/// Returns the lines of follow-ups in the blocks of a text, as they were written.
fn rows(text: &str) -> BTreeSet<(String, char)> {
    let regions = region::find(text).0;
    let lines = regions.into_iter().flat_map(|region| slice(text, region.content).lines());
    lines.filter_map(Row::parse).map(|row| (row.id.to_owned(), row.written)).collect()
}
