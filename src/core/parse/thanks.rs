//! Where a note tells in its own words that the user said thanks, or is to say it.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::core::base::text::slice;
use crate::core::base::{Location, Span};
use crate::core::model::vocabulary::{Vocabulary, plain_words};
use crate::core::model::{Event, EventKey, Moment, Task, TaskStatus, When};
use crate::core::syntax::hidden_text::is_in;
use crate::core::syntax::task_line;

use super::body::TaskItem;
use super::told::{is_about_thanks, tells_thanks};

/// Parts of words for thanks in every language: most notes have none.
const PARTS: [&str; 11] =
    ["ank", "erci", "raci", "grade", "brigad", "ingrazi", "odzięk", "лагодар", "якува", "谢", "礼"];

/// Headings of sections that prepare a talk, with what was said and done before it.
const PREPARATION: [&str; 9] = [
    "preparation",
    "vorbereitung",
    "preparacion",
    "preparacao",
    "preparazione",
    "voorbereiding",
    "przygotowanie",
    "подготовка",
    "підготовка",
];

/// Returns the ticked tasks of a note that tell that the user said thanks to the people of these names.
pub(super) fn in_tasks(
    text: &str,
    tasks: &[TaskItem],
    names: &dyn Fn() -> Vec<String>,
    vocabulary: &Vocabulary,
) -> Vec<Event> {
    let of_task = |task: &TaskItem| {
        let words = slice(text, task.all.clone());
        let is_done = TaskStatus::from_char(task.mark) == TaskStatus::Done;
        if !is_done || !may_tell(words) || !is_about_thanks(words, &names(), vocabulary) {
            return None;
        }
        Some(said(task_line::read(words.trim()).settled.map_or(When::Sometime, |day| When::On(Moment::on(day)))))
    };
    tasks.iter().filter_map(of_task).collect()
}

/// Returns whether an open task with a day is about saying thanks to the people of these names: it takes the place of a
/// line about that.
pub(super) fn are_planned(tasks: &[Task], names: &dyn Fn() -> Vec<String>, vocabulary: &Vocabulary) -> bool {
    let is_planned = |task: &&Task| task.status.is_open() && task.due.or(task.scheduled).is_some();
    tasks
        .iter()
        .filter(is_planned)
        .any(|task| may_tell(&task.text) && is_about_thanks(&task.text, &names(), vocabulary))
}

/// Returns the words of names, as those of log lines compare.
pub(super) fn words_of<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    names.flat_map(|name| plain_words(name).split(' ').map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Returns the first line of a talk's note that tells that the user said thanks: `Thanked him by mail`.
pub(super) fn in_prose(
    text: &str,
    start: usize,
    hidden: &[Span],
    names: &dyn Fn() -> Vec<String>,
    vocabulary: &Vocabulary,
) -> Option<Event> {
    let source = slice(text, start..text.len());
    if !may_tell(source) {
        return None;
    }
    let (mut at, mut is_brief) = (start, false);
    source.split_inclusive('\n').find_map(|line| {
        let from = at;
        at += line.len();
        if let Some(heading) = line.strip_prefix('#') {
            is_brief = plain_words(heading).split(' ').any(|word| PREPARATION.contains(&word));
        }
        let words = line.trim_start_matches([' ', '\t', '-', '*', '+']);
        let is_other = words.starts_with(['#', '>', '|', '[', '`']) || is_in(hidden, from);
        (!is_other && !is_brief && may_tell(words) && tells_thanks(words, &names(), vocabulary))
            .then(|| said(When::Sometime))
    })
}

fn may_tell(text: &str) -> bool {
    static FINDERS: LazyLock<Vec<Finder<'static>>> = LazyLock::new(|| PARTS.iter().map(Finder::new).collect());
    let is_ascii = text.is_ascii();
    let parts = PARTS.iter().zip(&*FINDERS).filter(|(part, _)| !is_ascii || part.is_ascii());
    parts.into_iter().any(|(_, finder)| finder.find(text.as_bytes()).is_some())
}

fn said(when: When) -> Event {
    Event { key: EventKey::Thanked, when, location: Location::default() }
}
