//! Harvests ticks: what the boxes of all pages and a command write into which notes.
//!
//! Nothing is written here. The edits are made from notes as they are now, and only if their text is the one that the
//! workspace was made from.

mod recorded;
pub(crate) mod later_edits;
pub(crate) mod shared_tasks;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::core::actions::ticks::{self, Kept, Settlement, Tick, TickVerdict, Why};
use crate::core::base::NotePath;
use crate::core::base::diagnostic::Code;
use crate::core::base::text::slice;
use crate::core::derive::follow_ups::phrase::Wording;
use crate::core::derive::follow_ups::{self, FollowUp, FollowUpId, Pair};
use crate::core::edit::{AS_IT_WAS, EditStep, Hunk, JournalEntry, NoteEdit, Refusal, Undone, WorkspaceEdit};
use crate::core::index::NoteId;
use crate::core::lists::View;
use crate::core::model::{Action, Day, PageText, Rule};
use crate::core::parse::NoteParser;
use crate::core::render::{self, splice};
use crate::core::syntax::block::region;
use crate::core::syntax::block::row::PageRow;
use crate::core::workspace::Workspace;

use super::Sources;
use crate::core::actions::harvest::shared_tasks::PendingEdits;
use recorded::Recorded;

/// The most ticks of an old page that are harvested unasked.
const MOST_TICKS: usize = 20;

/// What a command asks for about one follow-up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SettleRequest<'a> {
    /// The follow-up.
    pub follow_up: &'a FollowUp,
    /// What to do about it.
    pub action: Action,
    /// Until when, for a snooze; `None` for a week.
    pub until: Option<Day>,
}

/// What to write for ticks, and what not.
#[derive(Debug, Default)]
pub struct Harvest {
    /// What to write.
    pub edit: WorkspaceEdit,
    /// The ticks that ask for it, by the id of the follow-up.
    ticks: BTreeMap<String, Vec<Tick>>,
    /// The ticks that stay on their pages.
    pub kept: Vec<Kept>,
    /// How many ticks of an old page wait for the user's word.
    pub held: usize,
    /// Why something that a command asks for cannot be done.
    pub refused: Vec<String>,
    /// The notes whose text is no longer the one that the workspace was made from.
    pub behind: Vec<NotePath>,
}

/// Everything that is asked for about one follow-up.
struct PendingEdit {
    /// The id to remember it by: that of the ticked line, also for an equal task of another note.
    id: String,
    follow_up: FollowUp,
    /// The id of the pair, if it was asked for as a half of one.
    pair: Option<String>,
    action: Action,
    until: Option<Day>,
    /// The day on which it was done, if the tick of an equal task has it.
    done_on: Option<Day>,
    /// Whether a command asks for it, not only ticks.
    is_asked: bool,
    ticks: Vec<Tick>,
}

impl PendingEdit {
    fn new(follow_up: FollowUp, action: Action) -> Self {
        let id = follow_up.id.to_string();
        Self { id, follow_up, pair: None, action, until: None, done_on: None, is_asked: false, ticks: Vec::new() }
    }

    /// Returns the day on which it was done: the one that another program put after the line, otherwise today.
    fn day(&self, today: Day) -> Day {
        let since = self.follow_up.since();
        let may_be = |day: &Day| *day <= today && since.is_none_or(|since| *day >= since);
        let of_ticks = || self.ticks.iter().filter_map(|tick| tick.row.day).find(may_be);
        self.done_on.or_else(of_ticks).unwrap_or(today)
    }
}

/// Returns what the ticks of all pages, and the requests in `asked`, write into which notes. Many ticks of an old page
/// wait unless `is_sure` is set.
#[must_use]
pub(crate) fn harvest(
    workspace: &Workspace,
    sources: &dyn Sources,
    asked: &[SettleRequest<'_>],
    is_sure: bool,
) -> Harvest {
    let parser = NoteParser::new(&workspace.config);
    Harvester { workspace, sources, recorded: Recorded::new(sources), parser }.harvest(asked, is_sure)
}

/// Returns the text of a note, if the workspace was made from it: no other note is edited.
#[must_use]
pub(crate) fn fresh_text(workspace: &Workspace, id: NoteId, sources: &dyn Sources) -> Option<String> {
    let note = workspace.index.note(id);
    let text = sources.text(&note.path)?;
    (NoteParser::new(&workspace.config).parse(&note.path, text.as_bytes()) == *note).then_some(text)
}

/// Returns whether a merge left a conflict in a note.
#[must_use]
pub(crate) fn has_conflict(workspace: &Workspace, path: &NotePath) -> bool {
    let note = workspace.index.find(path).map(|id| workspace.index.note(id));
    note.is_some_and(|note| note.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::MergeConflict))
}

impl Harvest {
    /// Takes out the ticks that ask for an edit, which stay on their pages for a reason.
    pub fn keep(&mut self, edit: &NoteEdit, why: &Why) {
        for id in edit.ids() {
            let ticks = self.ticks.remove(id).unwrap_or_default();
            self.kept.extend(ticks.into_iter().map(|tick| Kept { tick, why: why.clone() }));
        }
    }
}

struct Harvester<'a> {
    workspace: &'a Workspace,
    sources: &'a dyn Sources,
    recorded: Recorded<'a>,
    parser: NoteParser<'a>,
}

impl Harvester<'_> {
    fn harvest(&self, asked: &[SettleRequest<'_>], is_sure: bool) -> Harvest {
        let mut harvest = Harvest::default();
        let mut pending = self.ticked(&mut harvest);
        if pending.len() > MOST_TICKS && !is_sure && is_any_page_old(self.workspace, &pending) {
            harvest.held = pending.len();
            let ticks = std::mem::take(&mut pending).into_values().flat_map(|edit| edit.ticks);
            harvest.kept.extend(ticks.map(|tick| Kept { tick, why: Why::Many(harvest.held) }));
        }
        for SettleRequest { follow_up, action, until } in asked {
            let edit = pending.entry(place(follow_up));
            let edit = edit.or_insert_with(|| PendingEdit::new((*follow_up).clone(), *action));
            (edit.action, edit.until, edit.is_asked) = (*action, *until, true);
            let pair = || Pair::of(&self.workspace.index, follow_up.note, self.workspace.today()).id.to_string();
            edit.pair = (asked.len() > 1).then(pair);
        }
        self.unite(&mut pending, &mut harvest);
        let mut notes: BTreeMap<NoteId, Vec<PendingEdit>> = BTreeMap::new();
        for ((note, _), edit) in pending {
            notes.entry(note).or_default().push(edit);
        }
        for (note, edits) in notes {
            self.edit_note(note, edits, &mut harvest);
        }
        harvest
    }

    /// Returns what the ticks of all pages ask for.
    fn ticked(&self, harvest: &mut Harvest) -> PendingEdits {
        let mut pending = PendingEdits::new();
        for (tick, verdict) in ticks::judge(self.workspace, ticks::changed(&self.workspace.index)) {
            match verdict {
                TickVerdict::Settled => {}
                TickVerdict::Kept(_) if tick.row.is_refused || self.is_recorded(&tick) => {}
                TickVerdict::Kept(why) => harvest.kept.push(Kept { tick, why }),
                TickVerdict::Carry(..) if has_conflict(self.workspace, &tick.page) => {
                    let why = "is on a page with a merge conflict";
                    harvest.kept.push(Kept { tick, why: Why::Cannot(why.to_owned(), "settle the conflict first") });
                }
                TickVerdict::Carry(action, follow_up) if tick.row.is_refused => {
                    harvest.kept.extend(self.still_refused(&PendingEdit::new(*follow_up, action), tick));
                }
                TickVerdict::Carry(action, follow_up) => {
                    let edit = pending.entry(place(&follow_up));
                    let edit = edit.or_insert_with(|| PendingEdit::new(*follow_up, action));
                    let is_half = tick.id != FollowUpId::parse(&tick.row.id);
                    edit.pair = is_half.then(|| tick.row.id.to_string());
                    edit.ticks.push(tick);
                }
            }
        }
        pending
    }

    fn edit_note(&self, id: NoteId, mut edits: Vec<PendingEdit>, harvest: &mut Harvest) {
        let path = &self.workspace.index.note(id).path;
        let Some(old) = fresh_text(self.workspace, id, self.sources) else {
            harvest.behind.push(path.clone());
            let ticks = edits.into_iter().flat_map(|edit| edit.ticks);
            harvest.kept.extend(ticks.map(|tick| Kept { tick, why: Why::Waits(None) }));
            return;
        };
        // What was done last is taken back first.
        edits.sort_by_cached_key(|edit| (Reverse(self.undone(edit).map(|(at, _)| *at)), ticks::place(&edit.follow_up)));
        let (mut new, mut steps) = (old.clone(), Vec::new());
        for edit in edits {
            let settled = if has_conflict(self.workspace, path) {
                Err(Refusal::new("the note has a merge conflict"))
            } else {
                self.settle(&new, &edit)
            };
            match settled {
                Ok((edited, ..)) if edited == new && edit.is_asked => {
                    harvest.refused.push(format!("{path}: the note already says so"));
                }
                Ok((edited, says, undoes)) => {
                    if let Some(hunk) = Hunk::between(&new, &edited) {
                        let entry = self.entry(&edit, hunk);
                        steps.push(EditStep { undoes, ..EditStep::new(entry, says) });
                        harvest.ticks.entry(edit.id).or_default().extend(edit.ticks);
                    }
                    new = edited;
                }
                Err(refusal) => {
                    if edit.is_asked {
                        harvest.refused.push(format!("{path}: {refusal}"));
                    }
                    harvest.kept.extend(edit.ticks.into_iter().map(|tick| refused(tick, &refusal)));
                }
            }
        }
        if new != old {
            harvest.edit.notes.push(NoteEdit { path: path.clone(), old: Some(old), new: Some(new), steps });
        }
    }

    /// Returns whether this machine wrote what a tick asks for: the journal records it, and the note still has what was
    /// written.
    fn is_recorded(&self, tick: &Tick) -> bool {
        let Some(action) = ticks::action(tick.row.mark) else { return false };
        let id = tick.id.map(|id| id.to_string()).unwrap_or_default();
        let recorded = self.recorded.of(&id).iter().rev().map(|(_, entry)| entry);
        recorded.filter(|entry| entry.verb == action.as_str()).any(|entry| {
            let text = self.sources.text(&entry.note);
            text.is_some_and(|text| entry.hunk.take_back(&text).is_ok())
        })
    }

    /// Returns the journal entry of the last time that a reopened follow-up was done, with its place.
    fn undone(&self, edit: &PendingEdit) -> Option<&(usize, JournalEntry)> {
        if edit.action != Action::Undo {
            return None;
        }
        let Workspace { index, standing, .. } = self.workspace;
        let path = &index.note(edit.follow_up.note).path;
        let mut ids = vec![edit.follow_up.id.to_string(), edit.id.clone()];
        if edit.follow_up.rule == Rule::KeepInTouch {
            // It may be counted from another contact by now.
            let all = follow_ups::ids_of_keeping_in_touch(index, standing, edit.follow_up.note);
            ids.extend(all.iter().map(ToString::to_string));
        }
        let is_done = |(_, entry): &&(usize, JournalEntry)| entry.note == *path && entry.verb == Action::Done.as_str();
        let done = ids.iter().flat_map(|id| self.recorded.of(id)).filter(is_done).max_by_key(|(at, _)| *at);
        // If a note has several follow-ups of one name, the ids of those that are left have changed.
        if done.is_some() || edit.follow_up.rule != Rule::Task {
            return done;
        }
        self.recorded.of_same(path, &self.what(&edit.follow_up)).filter(is_done).max_by_key(|(at, _)| *at)
    }

    /// Returns the edited text of a note, what is written, and the journal entries that the edit takes back.
    fn settle(&self, text: &str, edit: &PendingEdit) -> Result<(String, String, Option<Undone>), Refusal> {
        if let Some((at, entry)) = self.undone(edit)
            && let Some(edited) = later_edits::without(text, entry)
        {
            let rewritten = later_edits::rewritten(text, entry, &self.recorded.after(*at, &entry.note));
            return Ok((edited, String::from(AS_IT_WAS), Some(Undone { entry: entry.clone(), rewritten })));
        }
        let today = edit.day(self.workspace.today());
        let settlement = Settlement { action: edit.action, today, until: edit.until };
        let settled = ticks::settle(&self.parser, text, &self.workspace.index, &edit.follow_up, settlement);
        // If the note has changed, taking it back is a separate edit, and earlier edits can still be undone after it.
        settled.map(|(edited, says)| (edited, says, None))
    }

    /// Returns a follow-up in words.
    fn what(&self, follow_up: &FollowUp) -> String {
        let Workspace { index, config, .. } = self.workspace;
        let wording = Wording { index, config, today: self.workspace.today() };
        wording.plain(&wording.what(follow_up))
    }

    fn entry(&self, edit: &PendingEdit, hunk: Hunk) -> JournalEntry {
        JournalEntry {
            id: edit.id.clone(),
            pair: edit.pair.clone(),
            verb: edit.action.to_string(),
            note: self.workspace.index.note(edit.follow_up.note).path.clone(),
            what: self.what(&edit.follow_up),
            day: self.workspace.today(),
            hunk,
            is_made: false,
        }
    }
}

/// Returns the note and the id of a follow-up.
fn place(follow_up: &FollowUp) -> (NoteId, String) {
    (follow_up.note, follow_up.id.to_string())
}

fn refused(tick: Tick, refusal: &Refusal) -> Kept {
    let why = if refusal.is_of_the_day {
        Why::Refused(refusal.to_string())
    } else {
        Why::cannot_be_written(&refusal.to_string())
    };
    Kept { tick, why }
}

/// Returns whether a page with ticks is out of date.
fn is_any_page_old(workspace: &Workspace, pending: &PendingEdits) -> bool {
    let pages: BTreeSet<&NotePath> = pending.values().flat_map(|edit| &edit.ticks).map(|tick| &tick.page).collect();
    pages.into_iter().any(|page| {
        let Some(PageText { text, regions }) = render::page(&workspace.index, page) else { return false };
        let view = View::new(workspace, &[]);
        let render = render::renderer(&view, page, workspace.config.max_note_size);
        let fresh = splice::refresh(&text, &regions, true, &[], render);
        rows(&text) != rows(&fresh.text)
    })
}

/// Returns the lines of follow-ups in the blocks of a text, as they were written.
fn rows(text: &str) -> BTreeSet<(String, char)> {
    let regions = region::find(text).0;
    let lines = regions.into_iter().flat_map(|region| slice(text, region.content).lines());
    lines.filter_map(PageRow::parse).map(|row| (row.id.to_owned(), row.written)).collect()
}
