//! Where a note tells in its own words that the user said thanks, or that nothing is to be done after a talk.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::core::base::text::slice;
use crate::core::base::{Location, Span};
use crate::core::model::vocabulary::{Saying, Vocabulary, plain_words};
use crate::core::model::{Event, EventKey, Link, Meeting, Moment, TaskStatus, When};
use crate::core::syntax::hidden_text::is_in;
use crate::core::syntax::task_line;

use super::body::TaskItem;
use super::told::{clauses, is_about_thanks, is_unspaced, tells_thanks};

type Finders = LazyLock<Vec<Finder<'static>>>;

/// Parts of words for thanks in every language: most notes have none.
const PARTS: [&str; 11] =
    ["ank", "erci", "raci", "grade", "brigad", "ingrazi", "odzięk", "лагодар", "якува", "谢", "礼"];

/// Parts of words that say in every language that nothing is to be done: most notes have none.
const OF_NOTHING: [&str; 19] = [
    "ollow",
    "achfass",
    "achbereit",
    "zu tun",
    "Schritte",
    "uivi",
    "suite",
    "eguim",
    "companh",
    "eguito",
    "pvolg",
    "ervolg",
    "niepotrz",
    "krok",
    "нужно",
    "потріб",
    "跟进",
    "フォロー",
    "FOLLOW",
];

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

/// Returns the people of a talk whom words name, if they do not name all: `Thanked Ann` settles nothing for the others.
fn some_of(words: &str, with: &[Link]) -> Vec<Link> {
    let words = format!(" {} ", plain_words(words));
    let is_named = |link: &&Link| {
        plain_words(&link.text).split(' ').any(|name| name.len() > 1 && words.contains(&format!(" {name} ")))
    };
    let named: Vec<Link> = with.iter().filter(is_named).cloned().collect();
    if named.len() == with.len() { Vec::new() } else { named }
}

/// Returns the words of names, as those of log lines compare.
pub(super) fn words_of<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    names.flat_map(|name| plain_words(name).split(' ').map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Reads the lines of a talk's note that tell that the user said thanks, to all (`Thanked him by mail`) or to some of its
/// people.
pub(super) fn in_prose(
    meeting: &mut Meeting,
    (text, start, hidden): (&str, usize, &[Span]),
    names: &dyn Fn() -> Vec<String>,
    vocabulary: &Vocabulary,
) {
    if !may_tell(slice(text, start..text.len())) {
        return;
    }
    let tells = |words: &&str| may_tell(words) && tells_thanks(words, &names(), vocabulary);
    for line in lines_about_talk(text, start, hidden).filter(tells) {
        let some = some_of(line, &meeting.with);
        if some.is_empty() {
            meeting.events.push(said(When::Sometime));
            return;
        }
        meeting.thanked.extend(some);
    }
}

/// Returns whether a line of a talk's note says that nothing is to be done after it: `Not very chatty. No follow-up needed.`
pub(super) fn needs_nothing(text: &str, start: usize, hidden: &[Span], vocabulary: &Vocabulary) -> bool {
    static FINDERS: Finders = LazyLock::new(|| OF_NOTHING.iter().map(Finder::new).collect());
    let may_say = |text: &str| holds_any(text, &OF_NOTHING, &FINDERS);
    let says = |line: &str| {
        may_say(line)
            && clauses(line).any(|clause| {
                let words = plain_words(clause);
                let ends = |at: usize| vocabulary.saying(slice(&words, at..words.len())) == Some(Saying::NoFollowUp);
                let starts = words
                    .char_indices()
                    .filter(|(at, char)| *at == 0 || is_unspaced(*char) || slice(&words, 0..*at).ends_with(' '));
                starts.map(|(at, _)| at).any(ends)
            })
    };
    may_say(slice(text, start..text.len())) && lines_about_talk(text, start, hidden).any(says)
}

/// Returns the lines of a talk's note that are prose or items, and do not prepare it.
fn lines_about_talk<'t>(text: &'t str, start: usize, hidden: &'t [Span]) -> impl Iterator<Item = &'t str> {
    let (mut at, mut is_brief) = (start, false);
    slice(text, start..text.len()).split_inclusive('\n').filter_map(move |line| {
        let from = at;
        at += line.len();
        if let Some(heading) = line.strip_prefix('#') {
            is_brief = plain_words(heading).split(' ').any(|word| PREPARATION.contains(&word));
        }
        let words = line.trim_start_matches([' ', '\t', '-', '*', '+']);
        let is_other = words.starts_with(['#', '>', '|', '[', '`']) || is_in(hidden, from);
        (!is_other && !is_brief).then_some(words)
    })
}

/// Returns whether a text holds one of several parts; of a text of ASCII, only such parts are looked for.
fn holds_any(text: &str, parts: &[&str], finders: &[Finder<'static>]) -> bool {
    let is_ascii = text.is_ascii();
    let mut both = parts.iter().zip(finders).filter(|(part, _)| !is_ascii || part.is_ascii());
    both.any(|(_, finder)| finder.find(text.as_bytes()).is_some())
}

fn may_tell(text: &str) -> bool {
    static FINDERS: Finders = LazyLock::new(|| PARTS.iter().map(Finder::new).collect());
    holds_any(text, &PARTS, &FINDERS)
}

fn said(when: When) -> Event {
    Event { key: EventKey::Thanked, when, location: Location::default() }
}
