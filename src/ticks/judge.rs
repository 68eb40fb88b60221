//! What a changed box asks for, given what the notes say now.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Days;

use crate::blocks::generated::Row;
use crate::calendar;
use crate::follow_ups::phrase::Wording;
use crate::follow_ups::{self, FollowUp, FollowUpId, Past};
use crate::model::Action;
use crate::picture::Picture;

use super::{Tick, Why};

/// What becomes of a tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is to be carried to the note of that follow-up.
    Carry(Action, Box<FollowUp>),
    /// The notes say so already: there is nothing left to do.
    Settled,
    /// It stays where it is.
    Kept(Why),
}

/// What the notes say of a follow-up now.
#[derive(Clone)]
enum Now<'a> {
    Open(&'a FollowUp),
    DoneToday(&'a FollowUp),
    Past(Past),
    Unknown,
}

/// Returns what becomes of each tick. The same tick on several lines is carried once for all; where lines of one
/// follow-up ask for different things, none of them is.
#[must_use]
pub fn judge(picture: &Picture, ticks: Vec<Tick>) -> Vec<(Tick, Verdict)> {
    if ticks.is_empty() {
        return Vec::new();
    }
    let ids: BTreeSet<FollowUpId> = ticks.iter().filter_map(|tick| FollowUpId::parse(&tick.row.id)).collect();
    let of_ids = |follow_up: &&FollowUp| ids.contains(&follow_up.id);
    let mut now: BTreeMap<FollowUpId, Now<'_>> = BTreeMap::new();
    let (open, done) = (picture.derived.follow_ups().filter(of_ids), picture.derived.done().filter(of_ids));
    now.extend(done.map(|follow_up| (follow_up.id, Now::DoneToday(follow_up))));
    now.extend(open.map(|follow_up| (follow_up.id, Now::Open(follow_up))));
    let unknown: BTreeSet<FollowUpId> = ids.iter().filter(|id| !now.contains_key(id)).copied().collect();
    let Picture { index, standing, questions, config, .. } = picture;
    let past = follow_ups::past(index, standing, questions, config, &unknown);
    now.extend(past.into_iter().map(|(id, past)| (id, Now::Past(past))));

    let mut judged: Vec<(Tick, Verdict)> = ticks
        .into_iter()
        .map(|tick| {
            let now = FollowUpId::parse(&tick.row.id).and_then(|id| now.get(&id)).cloned().unwrap_or(Now::Unknown);
            let verdict = match verdict(tick.row.mark, now) {
                // Of a line that stays when it is put off, an older page asks for what is done.
                Verdict::Carry(Action::Snooze, follow_up)
                    if follow_up.is_snoozed(picture.today()) && !says_day(picture, &tick, &follow_up) =>
                {
                    Verdict::Settled
                }
                // The words would go with the line.
                Verdict::Carry(_, follow_up)
                    if Row::has_more_words(&tick.words, Some(&says(picture, &tick, &follow_up))) =>
                {
                    kept("has words of yours on its line", "move them out of the block")
                }
                verdict => verdict,
            };
            (tick, verdict)
        })
        .collect();
    let mut asked: BTreeMap<FollowUpId, BTreeSet<Action>> = BTreeMap::new();
    for (_, verdict) in &judged {
        if let Verdict::Carry(action, follow_up) = verdict {
            asked.entry(follow_up.id).or_default().insert(*action);
        }
    }
    for (_, verdict) in &mut judged {
        if let Verdict::Carry(_, follow_up) = verdict
            && asked.get(&follow_up.id).is_some_and(|actions| actions.len() > 1)
        {
            *verdict = kept("contradicts another line of the same follow-up", "leave the tick on one of the lines");
        }
    }
    judged
}

/// Returns what the line of a tick would say now.
fn says(picture: &Picture, tick: &Tick, follow_up: &FollowUp) -> String {
    let wording = Wording { index: &picture.index, config: &picture.config, today: picture.today() };
    if tick.row.written != ' ' {
        return wording.plain(&wording.done(follow_up));
    }
    let due = follow_up.due.map_or_else(String::new, |due| format!(" — {}", calendar::due(due, picture.today())));
    wording.plain(&wording.what(follow_up)) + &due
}

/// Says whether the line of a tick names the day on which its follow-up is due now, however near that day is.
fn says_day(picture: &Picture, tick: &Tick, follow_up: &FollowUp) -> bool {
    let Some((due, (_, said))) = follow_up.due.zip(tick.words.rsplit_once(" — ")) else { return false };
    let far = due.checked_sub_days(Days::new(2)).unwrap_or(due);
    [picture.today(), far].into_iter().any(|day| calendar::due(due, day) == said)
}

/// Returns what the character in a changed box asks for.
#[must_use]
pub const fn action(mark: char) -> Option<Action> {
    match mark {
        'x' | 'X' => Some(Action::Done),
        '-' => Some(Action::Waive),
        '>' => Some(Action::Snooze),
        ' ' => Some(Action::Undo),
        _ => None,
    }
}

fn verdict(mark: char, now: Now<'_>) -> Verdict {
    let Some(action) = action(mark) else {
        return kept("means nothing here", "`[x]` is done, `[-]` not needed, `[>]` next week");
    };
    match (now, action) {
        (Now::Open(_), Action::Undo)
        | (Now::DoneToday(_), Action::Done)
        | (Now::Past(Past::Settled), Action::Done | Action::Waive)
        | (Now::Past(Past::Over), Action::Waive)
        | (Now::Past(Past::Snoozed(_)), Action::Snooze) => Verdict::Settled,
        (Now::Open(follow_up), action) => Verdict::Carry(action, Box::new(follow_up.clone())),
        (Now::DoneToday(follow_up), Action::Undo) => Verdict::Carry(Action::Undo, Box::new(follow_up.clone())),
        (Now::DoneToday(_) | Now::Past(Past::Settled), Action::Waive | Action::Snooze) => {
            kept("comes too late: it is done", "put the box back as it was")
        }
        (Now::Past(_), Action::Undo) => {
            let reason = "comes too late: only what was done today is opened again here";
            kept(reason, "`coffeechat undo` with its id takes back what this machine wrote; or put the box back")
        }
        // It only does not show: whoever ticks it on an older page means it.
        (Now::Past(Past::Snoozed(follow_up) | Past::Hidden(follow_up)), action) => Verdict::Carry(action, follow_up),
        (Now::Past(Past::Over), _) => kept("is about something that is not due any more", GO_AWAY),
        (Now::Unknown, _) => kept("is about something that changed since or is gone", GO_AWAY),
    }
}

/// How to be rid of a tick that cannot be carried.
const GO_AWAY: &str = "say it in the note itself; the line goes when its box is as it was, or delete it";

fn kept(reason: &str, hint: &'static str) -> Verdict {
    Verdict::Kept(Why::Cannot(reason.to_owned(), hint))
}
