//! Finds duplicate tasks, so that each obligation is one line, however many notes it is written in.

use crate::core::base::text::{question_key, question_words, stable_hash};
use crate::core::index::{Index, Person};
use crate::core::model::{Day, Task, TaskSource};

use super::{Cause, FollowUp, TaskRule};

/// Returns the task that a follow-up was made from.
pub(super) fn task<'i>(index: &'i Index, follow_up: &FollowUp) -> Option<&'i Task> {
    let Cause::Task(TaskRule { index: at, .. }) = follow_up.cause else { return None };
    index.note(follow_up.note).tasks.get(at)
}

/// Returns whether the follow-up is only a day to come back to somebody, which any task of that day covers.
pub(super) fn is_bare_day(index: &Index, follow_up: &FollowUp) -> bool {
    task(index, follow_up).is_some_and(|task| task.source == TaskSource::FollowUpDay)
}

/// Returns the key that duplicates of a task share: a hash of the people, the day and the words. `None` for other
/// follow-ups, a bare day, and a task without people.
pub(super) fn key(index: &Index, follow_up: &FollowUp) -> Option<u64> {
    let is_shared = |task: &&Task| task.source != TaskSource::FollowUpDay && !follow_up.who.is_empty();
    let task = task(index, follow_up).filter(is_shared)?;
    let mut who: Vec<u64> = follow_up.who.iter().map(person_key).collect();
    who.sort_unstable();
    let mut bytes: Vec<u8> = who.into_iter().flat_map(u64::to_le_bytes).collect();
    bytes.extend(day_key(follow_up.own_due()).to_le_bytes());
    bytes.extend(question_key(&task.text).to_le_bytes());
    Some(stable_hash(&bytes))
}

fn person_key(person: &Person) -> u64 {
    match person {
        Person::Known(id) => id.slot() as u64,
        // No slot has the highest bit.
        Person::Named(name) => stable_hash(name.as_bytes()) | 1 << 63,
    }
}

fn day_key(day: Option<Day>) -> i32 {
    use chrono::Datelike;
    day.map_or(i32::MIN, |day| day.num_days_from_ce())
}

/// Returns whether a task has all the words of a bare day, which may have none.
pub(super) fn covers(task: &Task, bare_day: &Task) -> bool {
    let whole = question_words(&task.text);
    question_words(&bare_day.text).split(' ').all(|word| word.is_empty() || whole.split(' ').any(|other| other == word))
}
