//! What a changed box asks for, given what the notes say now.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Days;

use crate::core::base::text::fold_name;
use crate::core::derive::follow_ups::phrase::Wording;
use crate::core::derive::follow_ups::{self, Cause, FollowUp, FollowUpId, Pair, Past};
use crate::core::index::{NoteId, Person, Resolution};
use crate::core::model::{Action, TaskStatus};
use crate::core::syntax::calendar;
use crate::core::workspace::Workspace;

use super::{Tick, Why};

/// What becomes of a tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TickVerdict {
    /// It belongs in the note of that follow-up.
    Carry(Action, Box<FollowUp>),
    /// The notes already say so: there is nothing left to do.
    Settled,
    /// It stays where it is.
    Kept(Why),
}

/// What the notes say about a follow-up now.
#[derive(Clone)]
enum Now<'a> {
    Open(&'a FollowUp),
    DoneToday(&'a FollowUp),
    Past(Past),
    Unknown,
}

impl<'a> Now<'a> {
    const fn follow_up(&self) -> Option<&'a FollowUp> {
        match self {
            Self::Open(follow_up) | Self::DoneToday(follow_up) => Some(follow_up),
            Self::Past(_) | Self::Unknown => None,
        }
    }
}

/// Returns what becomes of each tick, of each half for one at the line of a pair. The same tick on several lines is carried once; if lines of one follow-up
/// contradict each other, none of them is carried.
#[must_use]
pub(crate) fn judge(workspace: &Workspace, ticks: Vec<Tick>) -> Vec<(Tick, TickVerdict)> {
    if ticks.is_empty() {
        return Vec::new();
    }
    let ticks = halves(workspace, ticks);
    let all = current(workspace, ticks.iter());
    let meant: Vec<Meant<'_>> = ticks.iter().map(|tick| meant(workspace, tick, &all)).collect();
    let is_unknown = |(tick, meant): (&Tick, &Meant<'_>)| tick.id.filter(|_| matches!(meant, Meant::None));
    let unknown: BTreeSet<FollowUpId> = ticks.iter().zip(&meant).filter_map(is_unknown).collect();
    let Workspace { index, standing, questions, config, .. } = workspace;
    let past = follow_ups::past(index, standing, questions, config, &unknown);
    let past = |tick: &Tick| match tick.id.and_then(|id| past.get(&id)) {
        Some(Past::Snoozed(follow_up) | Past::Hidden(follow_up) | Past::Held(follow_up))
            if !is_about(workspace, tick, follow_up) =>
        {
            None
        }
        past => past.cloned(),
    };

    let mut verdicts: Vec<TickVerdict> = ticks
        .iter()
        .zip(meant)
        .map(|(tick, meant)| match meant {
            Meant::One(now) => verdict(tick.row.mark, now),
            Meant::Several(lines) => several(&lines),
            Meant::None => verdict(tick.row.mark, past(tick).map_or(Now::Unknown, Now::Past)),
        })
        .collect();
    // If a line stays when it is put off, an older page may ask for what is already done.
    let is_older = |tick: &Tick, follow_up: &FollowUp| {
        follow_up.is_snoozed(workspace.today()) && !says_day(workspace, tick, follow_up)
    };
    for (tick, verdict) in ticks.iter().zip(&mut verdicts) {
        if matches!(verdict, TickVerdict::Carry(Action::Snooze, follow_up) if is_older(tick, follow_up)) {
            *verdict = TickVerdict::Settled;
        }
    }
    let mut judged: Vec<(Tick, TickVerdict)> = ticks.into_iter().zip(verdicts).collect();
    let mut asked: BTreeMap<(NoteId, FollowUpId), BTreeSet<Action>> = BTreeMap::new();
    for (tick, verdict) in &judged {
        if let TickVerdict::Carry(action, follow_up) = verdict
            && !tick.row.is_refused
        {
            asked.entry((follow_up.note, follow_up.id)).or_default().insert(*action);
        }
    }
    for (_, verdict) in &mut judged {
        if let TickVerdict::Carry(_, follow_up) = verdict
            && asked.get(&(follow_up.note, follow_up.id)).is_some_and(|actions| actions.len() > 1)
        {
            *verdict = kept("contradicts another line of the same follow-up", "leave the tick on one of the lines");
        }
    }
    of_open_halves(&judged)
}

/// Returns the ticks, with two in the place of one at the line of a pair.
fn halves(workspace: &Workspace, ticks: Vec<Tick>) -> Vec<Tick> {
    let pairs: BTreeMap<FollowUpId, Pair> =
        Pair::all(&workspace.index, workspace.today()).map(|pair| (pair.id, pair)).collect();
    let halves = |tick: Tick| match tick.id.and_then(|id| pairs.get(&id)) {
        Some(pair) => pair.halves.map(|half| Tick { id: Some(half), ..tick.clone() }).to_vec(),
        None => vec![tick],
    };
    ticks.into_iter().flat_map(halves).collect()
}

/// Leaves out the verdict on the half of a pair for which there is nothing to do where there is on the other.
fn of_open_halves(judged: &[(Tick, TickVerdict)]) -> Vec<(Tick, TickVerdict)> {
    let rank = |verdict: &TickVerdict| match verdict {
        TickVerdict::Carry(..) => 0,
        TickVerdict::Settled => 1,
        TickVerdict::Kept(_) => 2,
    };
    let is_of_line = |one: &(Tick, TickVerdict), other: &(Tick, TickVerdict)| {
        one.0.page == other.0.page && one.0.row.line == other.0.row.line
    };
    let of_line = |halves: &[(Tick, TickVerdict)]| {
        let best = halves.iter().map(|(_, verdict)| rank(verdict)).min().unwrap_or(0);
        let most = if best == 0 { halves.len() } else { 1 };
        halves.iter().filter(|(_, verdict)| rank(verdict) == best).take(most).cloned().collect::<Vec<_>>()
    };
    judged.chunk_by(is_of_line).flat_map(of_line).collect()
}

/// Returns what the notes say now about the follow-ups whose ids are on ticks.
fn current<'p, 't>(
    workspace: &'p Workspace,
    ticks: impl Iterator<Item = &'t Tick>,
) -> BTreeMap<FollowUpId, Vec<Now<'p>>> {
    let ids: BTreeSet<FollowUpId> = ticks.filter_map(|tick| tick.id).collect();
    let of_ids = |follow_up: &&FollowUp| ids.contains(&follow_up.id);
    let mut all: BTreeMap<FollowUpId, Vec<Now<'p>>> = BTreeMap::new();
    let mut add = |follow_up: &FollowUp, now| all.entry(follow_up.id).or_default().push(now);
    workspace.agenda.follow_ups().filter(of_ids).for_each(|follow_up| add(follow_up, Now::Open(follow_up)));
    workspace.agenda.done().filter(of_ids).for_each(|follow_up| add(follow_up, Now::DoneToday(follow_up)));
    all
}

/// What a tick is about, as far as today's notes show.
enum Meant<'a> {
    One(Now<'a>),
    /// Several follow-ups that have one id and concern the same people, with the words of each.
    Several(Vec<String>),
    None,
}

/// Returns what a tick is about: the follow-up that has its id and is named on its line.
fn meant<'a>(workspace: &Workspace, tick: &Tick, all: &BTreeMap<FollowUpId, Vec<Now<'a>>>) -> Meant<'a> {
    let of_id = tick.id.and_then(|id| all.get(&id)).map(Vec::as_slice).unwrap_or_default();
    let about =
        of_id.iter().filter(|now| now.follow_up().is_some_and(|follow_up| is_about(workspace, tick, follow_up)));
    let about: Vec<&Now<'a>> = about.collect();
    // Open and done follow-ups are different lines.
    let is_done_line = tick.row.written != ' ';
    let is_alike = |now: &&&Now<'a>| matches!(now, Now::DoneToday(_)) == is_done_line;
    let alike: Vec<&Now<'a>> = about.iter().filter(is_alike).copied().collect();
    match (alike.as_slice(), about.as_slice()) {
        ([one], _) | ([], [one]) => Meant::One((*one).clone()),
        ([], []) => Meant::None,
        ([], several) | (several, _) => {
            let wording = Wording { index: &workspace.index, config: &workspace.config, today: workspace.today() };
            let line = |now: &&Now<'a>| now.follow_up().map(|follow_up| wording.plain(&wording.what(follow_up)));
            Meant::Several(several.iter().filter_map(line).collect())
        }
    }
}

/// Returns whether the line of a tick names what a follow-up is about. A link on it leads to the follow-up's note or to
/// one of its people, or has the name of one of these; or the line begins with the task's own text. An id alone proves
/// nothing: any page can have one, and two follow-ups may share one.
fn is_about(workspace: &Workspace, tick: &Tick, follow_up: &FollowUp) -> bool {
    let index = &workspace.index;
    let known = follow_up.who.iter().filter_map(|person| match person {
        Person::Known(id) => Some(*id),
        Person::Named(_) => None,
    });
    let notes: Vec<NoteId> = std::iter::once(follow_up.note).chain(known).collect();
    let is_name_of = |id: &NoteId, text: &str| {
        let note = index.note(*id);
        std::iter::once(&note.title).chain(&note.aliases).any(|name| fold_name(name) == fold_name(text))
    };
    let leads_there = tick.links.iter().any(|link| match index.resolve_to_any(&tick.page, link) {
        Resolution::Found(id) => notes.contains(&id),
        Resolution::Ambiguous(ids) => ids.iter().any(|id| notes.contains(id)),
        Resolution::Missing => notes.iter().any(|id| is_name_of(id, &link.text)),
    });
    let says_task = || {
        let wording = Wording { index, config: &workspace.config, today: workspace.today() };
        let text = wording.plain(&[wording.short(follow_up)]);
        !text.is_empty() && tick.words.starts_with(text.trim_end_matches('…'))
    };
    leads_there || matches!(follow_up.cause, Cause::Task(_)) && says_task()
}

/// Returns whether the line of a tick names the day on which its follow-up is due now, however near that day is.
fn says_day(workspace: &Workspace, tick: &Tick, follow_up: &FollowUp) -> bool {
    let Some((due, (_, said))) = follow_up.due.zip(tick.words.rsplit_once(" — ")) else { return false };
    let far = due.checked_sub_days(Days::new(2)).unwrap_or(due);
    [workspace.today(), far].into_iter().any(|day| calendar::due(due, day) == said)
}

/// Returns the words of the ticked lines after an update; if it is not known what they are about, the words of now.
pub(super) fn words<'t>(workspace: &Workspace, ticks: impl Iterator<Item = &'t Tick> + Clone) -> Vec<String> {
    let all = current(workspace, ticks.clone());
    let words = |tick: &Tick| words_of(workspace, tick, &meant(workspace, tick, &all));
    ticks.map(|tick| words(tick).unwrap_or_else(|| tick.words.clone())).collect()
}

fn words_of(workspace: &Workspace, tick: &Tick, meant: &Meant<'_>) -> Option<String> {
    let Meant::One(now) = meant else { return None };
    let follow_up = now.follow_up()?;
    let wording = Wording { index: &workspace.index, config: &workspace.config, today: workspace.today() };
    if tick.row.written != ' ' {
        return Some(wording.plain(&wording.done(follow_up)));
    }
    let due = follow_up.due.map_or_else(String::new, |due| format!(" — {}", calendar::due(due, workspace.today())));
    Some(wording.plain(&wording.what(follow_up)) + &due)
}

/// Returns what the character in a changed box asks for.
#[must_use]
pub(crate) const fn action(mark: char) -> Option<Action> {
    match TaskStatus::from_char(mark) {
        TaskStatus::Done => Some(Action::Done),
        TaskStatus::Cancelled => Some(Action::Waive),
        TaskStatus::Deferred => Some(Action::Snooze),
        TaskStatus::Open => Some(Action::Undo),
        TaskStatus::InProgress | TaskStatus::Other(_) => None,
    }
}

fn verdict(mark: char, now: Now<'_>) -> TickVerdict {
    let Some(action) = action(mark) else {
        return kept("means nothing here", "`[x]` is done, `[-]` not needed, `[>]` next week");
    };
    match (now, action) {
        (Now::Open(_), Action::Undo)
        | (Now::DoneToday(_), Action::Done)
        | (Now::Past(Past::Settled), Action::Done | Action::Waive)
        | (Now::Past(Past::Over), Action::Waive)
        | (Now::Past(Past::Held(_)), Action::Done | Action::Waive | Action::Snooze)
        | (Now::Past(Past::Snoozed(_)), Action::Snooze) => TickVerdict::Settled,
        (Now::Open(follow_up), action) => TickVerdict::Carry(action, Box::new(follow_up.clone())),
        (Now::DoneToday(follow_up), Action::Undo) => TickVerdict::Carry(Action::Undo, Box::new(follow_up.clone())),
        (Now::DoneToday(_) | Now::Past(Past::Settled), Action::Waive | Action::Snooze) => {
            kept("is already done", "put the box back as it was")
        }
        (Now::Past(_), Action::Undo) => {
            let reason = "only what was done today is opened again here";
            kept(reason, "`coffeechat undo` with its id takes back what this machine wrote; or put the box back")
        }
        // It is only hidden: somebody who ticks it on an older page means it.
        (Now::Past(Past::Snoozed(follow_up) | Past::Hidden(follow_up)), action) => {
            TickVerdict::Carry(action, follow_up)
        }
        (Now::Past(Past::Over), _) => kept("is about something that is not due any more", GO_AWAY),
        (Now::Unknown, _) => kept("is about something that changed since or is gone", GO_AWAY),
    }
}

/// How to be rid of a tick that cannot be carried.
const GO_AWAY: &str = "write it into the note itself; the line goes when its box is as it was, or delete it";

/// Returns the verdict on a tick that may be about any of several lines.
fn several(lines: &[String]) -> TickVerdict {
    let reason = format!("may be about any of several lines with its id: {}", lines.join("; "));
    TickVerdict::Kept(Why::Cannot(reason, GO_AWAY))
}

fn kept(reason: &str, hint: &'static str) -> TickVerdict {
    TickVerdict::Kept(Why::Cannot(reason.to_owned(), hint))
}
