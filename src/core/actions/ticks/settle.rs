//! What an action on a follow-up writes into its note (`docs/format.md#what-a-tick-writes`).

use crate::core::base::NotePath;
use crate::core::derive::follow_ups::{Cause, FollowUp, TaskRule, needs_agreement};
use crate::core::edit::read_back::is_worse;
use crate::core::edit::{Refusal, TextEdit, front_matter, log, task};
use crate::core::index::Index;
use crate::core::model::vocabulary::Key;
use crate::core::model::{Action, Cadence, Day, Event, EventKey, Note, NoteKind, Rule, Task, TaskSource, When};
use crate::core::parse::{self, NoteParser};

use super::snooze::{self, next_week};

/// The words of the log for somebody who was kept in touch with.
const KEPT_IN_TOUCH: &str = "kept in touch";

/// What to write about one follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Settlement {
    /// What the user did with it.
    pub action: Action,
    /// Today.
    pub today: Day,
    /// Until when it is put off, if it is; `None` for a week.
    pub until: Option<Day>,
}

/// Where a follow-up is settled.
enum SettleTarget {
    Key(EventKey),
    /// The key `replied`: the day of a line of the log, and how many `no` say that no line so far is an answer.
    Answer {
        day: Day,
        refusals: usize,
    },
    KeepInTouch,
    /// A list item with a box.
    Item {
        fingerprint: u64,
        twin: u32,
    },
    /// A `follow-up` key.
    Day {
        due: Option<Day>,
        /// Its place among those with that day, counted from 0.
        nth: usize,
        words: Box<str>,
        /// Whether the note has a log to record it in: every item of a question bank is a question.
        has_log: bool,
    },
}

/// Returns a note's text with a follow-up settled, and the words for it: `thanked: 2026-11-21`.
///
/// # Errors
///
/// If it is doubtful how to edit the text, or if the text would not say afterwards what was asked for.
pub(crate) fn settle(
    parser: &NoteParser<'_>,
    text: &str,
    index: &Index,
    follow_up: &FollowUp,
    settlement: Settlement,
) -> Result<(String, String), Refusal> {
    let path = &index.note(follow_up.note).path;
    let until = match settlement.action {
        Action::Snooze if follow_up.rule != Rule::Task => Some(snooze::until(index, follow_up, settlement)?),
        _ => settlement.until,
    };
    let settlement = Settlement { until, ..settlement };
    let target = target(index, follow_up)?;
    if settlement.action == Action::Done && needs_agreement(follow_up, settlement.today) {
        let is = |written: &str| parser.is_key(written, Key::Event(EventKey::Scheduled));
        let key = front_matter::Key { name: EventKey::Scheduled.as_str(), is: &is };
        return fulfil(parser, &front_matter::add(text, key, "yes")?.apply(text)?, path, &target, settlement);
    }
    fulfil(parser, text, path, &target, settlement)
}

fn fulfil(
    parser: &NoteParser<'_>,
    text: &str,
    path: &NotePath,
    target: &SettleTarget,
    settlement: Settlement,
) -> Result<(String, String), Refusal> {
    let before = parser.parse(path, text.as_bytes());
    let writing = Writing { parser, path, before: &before, settlement };
    let (edited, says) = writing.write(text, target)?;
    let edited = writing.without_snooze(edited, target);
    if edited == text && settlement.action != Action::Snooze {
        return Err(Refusal::of_the_day("the note already says so; once a day is enough"));
    }
    let after = parser.parse(path, edited.as_bytes());
    writing.verify(&after, target)?;
    Ok((edited, says))
}

/// Returns a note's text with the fact that a tick today would write, whether or not a follow-up is open, and the words
/// for it: that event, or contact if there is no event.
///
/// # Errors
///
/// As [`settle`].
pub(crate) fn record(
    parser: &NoteParser<'_>,
    text: &str,
    path: &NotePath,
    event: Option<EventKey>,
    today: Day,
) -> Result<(String, String), Refusal> {
    let settlement = Settlement { action: Action::Done, today, until: None };
    fulfil(parser, text, path, &event.map_or(SettleTarget::KeepInTouch, SettleTarget::Key), settlement)
}

/// Returns the place of a follow-up among all that are settled in one note at once. Tasks go from the bottom up: among
/// equal lines, the lines above decide which one is meant.
#[must_use]
pub(crate) const fn place(follow_up: &FollowUp) -> usize {
    match follow_up.cause {
        Cause::Task(TaskRule { index, .. }) => usize::MAX - index,
        _ => 0,
    }
}

fn target(index: &Index, follow_up: &FollowUp) -> Result<SettleTarget, Refusal> {
    let note = index.note(follow_up.note);
    match (&follow_up.cause, follow_up.rule.settled_by()) {
        (Cause::Task(TaskRule { index: at, .. }), _) => {
            let task = note.tasks.get(*at).ok_or_else(|| Refusal::new("its task is not there any more"))?;
            Ok(match task.source {
                TaskSource::Item => SettleTarget::Item { fingerprint: task.fingerprint, twin: task.twin },
                TaskSource::FollowUp | TaskSource::FollowUpDay => SettleTarget::Day {
                    due: task.due,
                    nth: note.tasks.iter().take(*at).filter(|other| is_day(other, task.due)).count(),
                    words: task.text.clone(),
                    has_log: !matches!(note.kind, NoteKind::Questions(_)),
                },
            })
        }
        (Cause::Answered(answered), _) => Ok(SettleTarget::Answer { day: answered.day, refusals: answered.refusals }),
        (_, Some(key)) => Ok(SettleTarget::Key(key)),
        (_, None) => Ok(SettleTarget::KeepInTouch),
    }
}

/// Returns whether a task is open under a `follow-up` key with that day.
fn is_day(task: &Task, due: Option<Day>) -> bool {
    task.source != TaskSource::Item && task.status.is_open() && task.due == due
}

impl SettleTarget {
    /// Returns the rule that is settled here, and the key that puts it off.
    fn snooze(&self) -> Option<(Rule, &'static str)> {
        let rule = match self {
            Self::Key(key) => Rule::ALL.into_iter().find(|rule| rule.settled_by() == Some(*key))?,
            Self::Answer { .. } => Rule::Answered,
            Self::KeepInTouch => Rule::KeepInTouch,
            Self::Item { .. } | Self::Day { .. } => return None,
        };
        Some((rule, rule.snoozed_by()?))
    }
}

/// An edit of a key.
type Edit<'e> = dyn Fn(front_matter::Key<'_>) -> Result<TextEdit, Refusal> + 'e;

struct Writing<'a> {
    parser: &'a NoteParser<'a>,
    path: &'a NotePath,
    before: &'a Note,
    settlement: Settlement,
}

impl Writing<'_> {
    fn until(&self) -> Day {
        self.settlement.until.unwrap_or_else(|| next_week(self.settlement.today))
    }

    fn in_key(&self, text: &str, key: Key, name: &str, edit: &Edit<'_>) -> Result<String, Refusal> {
        let is = |written: &str| self.parser.is_key(written, key);
        edit(front_matter::Key { name, is: &is })?.apply(text)
    }

    /// Returns the text without the snooze of a rule that was settled. One that cannot be taken out does no harm there.
    fn without_snooze(&self, text: String, target: &SettleTarget) -> String {
        let is_settled = matches!(self.settlement.action, Action::Done | Action::Waive);
        let snooze = target.snooze().filter(|_| is_settled);
        let snooze = snooze.and_then(|(rule, name)| Some((rule, name, self.before.snooze_of(rule)?.value.to_string())));
        let Some((rule, name, until)) = snooze else { return text };
        self.in_key(&text, Key::SnoozeOf(rule), name, &|at| front_matter::remove(&text, at, &until)).unwrap_or(text)
    }

    /// Returns the text with or without an answer of that day, or with so many `no` in `replied`; and the words for it.
    fn answer(&self, text: &str, day: Day, refusals: usize) -> Result<(String, String), Refusal> {
        let (key, day) = (Key::Event(EventKey::Replied), day.to_string());
        match self.settlement.action {
            Action::Waive => {
                let is_refusal = |event: &&Event| event.key == EventKey::Replied && event.when == When::Never;
                let missing = refusals.saturating_sub(events(self.before).iter().filter(is_refusal).count());
                let edited = (0..missing).try_fold(text.to_owned(), |text, _| {
                    self.in_key(&text, key, "replied", &|at| front_matter::add_again(&text, at, "no"))
                })?;
                Ok((edited, String::from("replied: no")))
            }
            Action::Undo => {
                let edited = self.in_key(text, key, "replied", &|at| front_matter::remove(text, at, &day))?;
                Ok((edited, format!("no `replied: {day}`")))
            }
            Action::Done | Action::Snooze => {
                let edited = self.in_key(text, key, "replied", &|at| front_matter::add(text, at, &day))?;
                Ok((edited, format!("replied: {day}")))
            }
        }
    }

    /// Writes `no` for a key. In somebody's own note, each `no` waives the thanks for one talk.
    fn waived(&self, text: &str, at: front_matter::Key<'_>, key: EventKey) -> Result<TextEdit, Refusal> {
        let is_no = |event: &Event| event.key == key && event.when == When::Never;
        let is_again = key == EventKey::Thanked && self.before.as_contact().is_some();
        if is_again && events(self.before).iter().any(is_no) {
            front_matter::add_again(text, at, "no")
        } else {
            front_matter::add(text, at, "no")
        }
    }

    /// Returns the edited text, and the words for the edit.
    fn write(&self, text: &str, target: &SettleTarget) -> Result<(String, String), Refusal> {
        let Settlement { action, today, .. } = self.settlement;
        let until = self.until();
        let day = today.to_string();
        let in_key = |key: Key, name: &str, edit: &Edit<'_>| self.in_key(text, key, name, edit);
        let said = |text: Result<String, Refusal>, says: String| text.map(|text| (text, says));
        match (target, action) {
            (SettleTarget::Answer { day, refusals }, Action::Done | Action::Waive | Action::Undo) => {
                self.answer(text, *day, *refusals)
            }
            (SettleTarget::Key(key), Action::Done) => {
                let name = key.as_str();
                said(in_key(Key::Event(*key), name, &|at| front_matter::add(text, at, &day)), format!("{name}: {day}"))
            }
            (SettleTarget::Key(key), Action::Waive) => {
                let name = key.as_str();
                said(in_key(Key::Event(*key), name, &|at| self.waived(text, at, *key)), format!("{name}: no"))
            }
            (SettleTarget::Key(key), Action::Undo) => {
                let name = key.as_str();
                let edited = in_key(Key::Event(*key), name, &|at| front_matter::remove(text, at, &day));
                said(edited, format!("no `{name}: {day}`"))
            }
            (SettleTarget::Key(_) | SettleTarget::Answer { .. } | SettleTarget::KeepInTouch, Action::Snooze) => {
                let (rule, name) = target.snooze().ok_or_else(|| Refusal::new("nothing that is due waits for it"))?;
                let until = until.to_string();
                let edited = in_key(Key::SnoozeOf(rule), name, &|at| front_matter::set(text, at, &until));
                said(edited, format!("{name}: {until}"))
            }
            (SettleTarget::KeepInTouch, Action::Waive) => {
                let edited = in_key(Key::Cadence, "cadence", &|at| front_matter::set(text, at, "never"));
                said(edited, String::from("cadence: never"))
            }
            (SettleTarget::KeepInTouch, Action::Done) => said(
                log::append(text, self.parser.vocabulary(), today, KEPT_IN_TOUCH)?.apply(text),
                format!("`- {day} {KEPT_IN_TOUCH}` in the log"),
            ),
            (SettleTarget::KeepInTouch, Action::Undo) => said(
                log::remove(text, self.parser.vocabulary(), today, KEPT_IN_TOUCH)?.apply(text),
                format!("no `- {day} {KEPT_IN_TOUCH}` in the log"),
            ),
            (SettleTarget::Item { fingerprint, twin }, action) => {
                let task = self.task(*fingerprint, *twin)?;
                let line = task.line;
                self.must_be_put_off(task.due.or(task.scheduled))?;
                let edit = match action {
                    Action::Done => task::done(text, line, today),
                    Action::Waive => task::cancel(text, line, today),
                    Action::Snooze => task::defer(text, line, until),
                    Action::Undo => task::reopen(text, line, today),
                }?;
                let says = match action {
                    Action::Done => String::from("ticked"),
                    Action::Waive => String::from("cancelled"),
                    Action::Snooze => format!("moved to {until}"),
                    Action::Undo => String::from("open again"),
                };
                said(edit.apply(text), says)
            }
            (SettleTarget::Day { .. }, Action::Undo) => Err(Refusal::new(
                "what was written for it was changed since, or by another computer; put its day back into the note by hand",
            )),
            (SettleTarget::Day { due, nth, words, has_log }, action) => {
                let old_day = due.ok_or_else(|| Refusal::new("its follow-up has no day"))?;
                let old = old_day.to_string();
                self.must_be_put_off(*due)?;
                let until = until.to_string();
                let new = (action == Action::Snooze).then_some(until.as_str());
                let edited =
                    in_key(Key::FollowUp, "follow-up", &|at| front_matter::replace(text, at, &old, *nth, new))?;
                match action {
                    Action::Done if *has_log => {
                        let words = parse::log_words(old_day, words);
                        let logged = log::append(&edited, self.parser.vocabulary(), today, &words)?.apply(&edited);
                        said(logged, format!("no `follow-up: {old}` any more, and `- {day} {words}` in the log"))
                    }
                    Action::Done | Action::Waive => Ok((edited, format!("no `follow-up: {old}` any more"))),
                    Action::Snooze | Action::Undo => Ok((edited, format!("follow-up: {until}"))),
                }
            }
        }
    }

    fn task(&self, fingerprint: u64, twin: u32) -> Result<&Task, Refusal> {
        let is_it = |task: &&Task| task.fingerprint == fingerprint && task.twin == twin;
        self.before.tasks.iter().find(is_it).ok_or_else(|| Refusal::new("its task is not there any more"))
    }

    /// Makes sure that a snooze brings nothing forward.
    fn must_be_put_off(&self, due: Option<Day>) -> Result<(), Refusal> {
        match due.filter(|due| self.settlement.action == Action::Snooze && *due >= self.until()) {
            Some(due) => Err(Refusal::of_the_day(format!("it is not due before {due} anyway"))),
            None => Ok(()),
        }
    }

    /// Makes sure that the edited note says what was asked for, and has no new problems.
    fn verify(&self, after: &Note, target: &SettleTarget) -> Result<(), Refusal> {
        let Settlement { action, today, .. } = self.settlement;
        let is_todays = |when: When| matches!(when, When::On(moment) if moment.day == today);
        let has = |key: EventKey, is_it: &dyn Fn(When) -> bool| {
            events(after).iter().any(|event| event.key == key && is_it(event.when))
        };
        let entries = |note: &Note| {
            note.as_contact().map_or(0, |contact| contact.log.iter().filter(|entry| entry.day == today).count())
        };
        let cadence = after.as_contact().and_then(|contact| contact.cadence);
        let is_said = match (target, action) {
            (SettleTarget::Key(_) | SettleTarget::Answer { .. } | SettleTarget::KeepInTouch, Action::Snooze) => {
                let snooze = target.snooze().and_then(|(rule, _)| after.snooze_of(rule));
                snooze.is_some_and(|snooze| snooze.value == self.until())
            }
            (SettleTarget::Answer { .. }, Action::Waive) => has(EventKey::Replied, &|when| when == When::Never),
            (SettleTarget::Answer { day, .. }, action) => {
                let is_it = |when: When| matches!(when, When::On(moment) if moment.day == *day);
                has(EventKey::Replied, &is_it) == (action == Action::Done)
            }
            (SettleTarget::Key(key), Action::Waive) => has(*key, &|when| when == When::Never),
            (SettleTarget::Key(key), action) => has(*key, &is_todays) == (action == Action::Done),
            (SettleTarget::KeepInTouch, Action::Done) => entries(after) > 0,
            // Another line may record contact on the same day.
            (SettleTarget::KeepInTouch, Action::Undo) => entries(after) < entries(self.before),
            (SettleTarget::KeepInTouch, Action::Waive) => {
                cadence.is_some_and(|cadence| cadence.value == Cadence::Never)
            }
            (SettleTarget::Item { .. } | SettleTarget::Day { .. }, _) => tasks(self.before) != tasks(after),
        };
        if !is_said {
            Err(Refusal::new("the note would not show it afterwards; something else in it is in the way"))
        } else if is_worse(self.before, after) {
            Err(Refusal::new(format!("{} could not be read after the edit", self.path)))
        } else {
            Ok(())
        }
    }
}

fn events(note: &Note) -> &[Event] {
    match &note.kind {
        NoteKind::Contact(contact) => &contact.events,
        NoteKind::Meeting(meeting) => &meeting.events,
        NoteKind::Questions(_) | NoteKind::Plain | NoteKind::Template => &[],
    }
}

/// Returns what the tasks say, in whatever order.
fn tasks(note: &Note) -> Vec<(u64, Option<Day>, Option<Day>, bool)> {
    let says = |task: &Task| (task.fingerprint, task.due, task.scheduled, task.status.is_open());
    let mut tasks: Vec<_> = note.tasks.iter().map(says).collect();
    tasks.sort_unstable();
    tasks
}
