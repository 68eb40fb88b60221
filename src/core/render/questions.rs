//! The block `questions`: what to ask in the talks ahead, what is prepared and not asked, and what nobody was asked yet.
//! Without a word for a list, a question stands there once.

use std::collections::BTreeSet;

use crate::core::base::markdown::inline;
use crate::core::base::text::and;
use crate::core::derive::questions::{
    Choice, ChooseOptions, Question, QuestionState, Reason, USUAL_LENGTH, Unasked, questions_for, word,
};
use crate::core::derive::readiness::{Readiness, Settled};
use crate::core::index::{NoteId, Person};
use crate::core::model::goals::Goal;
use crate::core::syntax::block::filter::{Filter, QuestionList};
use crate::core::syntax::calendar;

use super::BlockKind;
use super::view::{Page, remark, shown};

const NOTHING: &str = "Every question has been put to somebody.";
const NO_QUESTIONS: &str = "No such questions.";
const NO_BANK: &str = "No questions yet. A note of type `questions` collects them, one list item each.";
/// The words for questions without a category.
const NO_CATEGORY: &str = "General";
/// For so many talks ahead questions are chosen.
const MOST_TALKS: usize = 2;
/// So many days ahead a talk is near enough to choose questions for.
const NEAR: i64 = 14;

/// Renders `questions`: a head and a list for each of the lists that have something.
pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    // The questions that stand above already.
    let mut above = BTreeSet::new();
    let lists = [
        ahead(page, filter, &mut above),
        next(page, filter),
        prepared(page, filter, &above),
        never(page, filter, &above),
        asked(page, filter),
        named(page, filter),
    ];
    let parts: Vec<String> = lists.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        let was_asked = |question: &Question| question.state() == QuestionState::Asked;
        return remark(match (filter.words.is_empty(), page.view.questions.bank().iter().any(was_asked)) {
            (true, false) => NO_BANK,
            (true, true) => NOTHING,
            (false, _) => NO_QUESTIONS,
        });
    }
    parts.join("\n")
}

/// Renders what to ask in the near talks: the questions in the notes of their people; for talks without any question, what
/// `prep` would choose.
fn ahead<'v>(page: Page<'v>, filter: &Filter, above: &mut BTreeSet<&'v str>) -> String {
    // They are shown only with the whole of the lists.
    if !filter.lists.is_empty() {
        return String::new();
    }
    let view = page.view;
    let is_near = |id: &NoteId| {
        let days = view.moment_of_talk(*id).map(|date| (date.day - view.today).num_days());
        days.is_some_and(|days| (0..=NEAR).contains(&days))
            && filter.has_people(&view, Some(*id), &view.people_of_talk(*id))
    };
    let mut parts: Vec<String> = Vec::new();
    for talk in view.standing.planned().filter(is_near) {
        let ready = Readiness::new(view.index, view.standing, view.questions, talk);
        let part = if ready.questions > 0 {
            noted_for_talk(page, filter, talk, above)
        } else if ready.prepared == Settled::No {
            for_talk(page, filter, talk, above)
        } else {
            String::new()
        };
        parts.extend(Some(part).filter(|part| !part.is_empty()));
        if parts.len() == MOST_TALKS {
            break;
        }
    }
    parts.join("\n")
}

/// Renders the questions for a talk that stand in the notes of its people.
fn noted_for_talk<'v>(page: Page<'v>, filter: &Filter, id: NoteId, above: &mut BTreeSet<&'v str>) -> String {
    let view = page.view;
    let people = view.people_of_talk(id);
    if !filter.has_question(&view, "", Some(id), &people) {
        return String::new();
    }
    let texts: Vec<&str> = view.questions.to_ask_in(view.index, view.standing, id).collect();
    let lines =
        texts.iter().take(shown(filter)).map(|text| format!("- {}\n", inline(text))).collect::<Vec<_>>().concat();
    let more = match texts.len().saturating_sub(shown(filter)) {
        0 => String::new(),
        more => format!("\n{}", remark(&format!("… {more} more"))),
    };
    above.extend(&texts);
    if lines.is_empty() { lines } else { format!("**To ask** {}\n\n{lines}{more}", with_talk(page, id, &people)) }
}

/// Returns people with the day of the talk, linked to its note, if that is not theirs.
fn with_talk(page: Page<'_>, id: NoteId, people: &[Person]) -> String {
    match page.view.standing.agreed(id) {
        Some(at) => format!("{}, {}", page.people(people), calendar::day(at.day, page.view.today)),
        None => format!("{}, {}", page.people(people), talk(page, id)),
    }
}

fn for_talk<'v>(page: Page<'v>, filter: &Filter, id: NoteId, above: &mut BTreeSet<&'v str>) -> String {
    let view = page.view;
    let (note, people) = (view.index.note(id), view.people_of_talk(id));
    let meeting = note.as_meeting();
    let goals: Vec<&Goal> =
        meeting.into_iter().flat_map(|meeting| &meeting.goals).filter_map(|goal| Goal::find(goal)).collect();
    let wish = ChooseOptions { people: &people, carried: &note.carried, goals: &goals, categories: &[] };
    let room = questions_for(meeting.and_then(|meeting| meeting.duration).unwrap_or(USUAL_LENGTH));
    let chosen = view.questions.choose(view.index, view.standing, &wish).into_iter();
    let chosen: Vec<Choice<'v>> = chosen
        .filter(|choice| filter.has_question(&view, choice.category, Some(id), &people) && above.insert(choice.text))
        .take(room.min(shown(filter)))
        .collect();
    if chosen.is_empty() {
        return String::new();
    }
    let command = people.first().map(|person| format!("coffeechat prep {}", word(view.index.name(person))));
    let tail = command.map(|command| format!(": `{command}` notes them down")).unwrap_or_default();
    let lines = chosen.iter().map(|choice| {
        let why = match &choice.reason {
            Reason::Prepared(Some(day)) => format!("left over from {}", page.day(*day)),
            Reason::Prepared(None) => String::from("left over"),
            _ if choice.category.is_empty() => NO_CATEGORY.to_owned(),
            _ => choice.category.to_owned(),
        };
        format!("- *{}:* {}\n", inline(&why), inline(choice.text))
    });
    let lines: String = lines.collect();
    format!("**To ask** {}{tail}\n\n{lines}", with_talk(page, id, &people))
}

fn next(page: Page<'_>, filter: &Filter) -> String {
    let view = &page.view;
    if !filter.lists.contains(&QuestionList::Next) {
        return String::new();
    }
    let Some(meeting) = view.standing.next_meeting() else { return String::new() };
    let people = view.index.people(meeting);
    if !filter.has_people(view, Some(meeting), people) {
        return String::new();
    }
    let rows = view.questions.suggestions_for(view.index, meeting).map(|suggestion| suggestion.question);
    let rows = rows.filter(|question| filter.has_question(view, &question.category, Some(meeting), people));
    let total = (!filter.narrows_questions()).then(|| view.questions.suggestion_count(view.index, meeting));
    let when = format!(", {}", talk(page, meeting));
    let head = format!("**Not yet asked of** {}", page.people(people));
    part(filter, QuestionList::Next, &head, &when, rows, total, bank_line)
}

fn prepared(page: Page<'_>, filter: &Filter, above: &BTreeSet<&str>) -> String {
    let (view, questions) = (&page.view, page.view.questions);
    let rows = questions.prepared_not_asked(view.index).filter(|row| row.planned_again.is_none());
    let rows = rows.filter(|row| filter.has_question(view, "", Some(row.note), &row.people));
    let rows = rows.filter(|row| !above.contains(row.text));
    // Beside the other lists, of the questions in somebody's own note those with a box that a talk left over.
    let is_every = !filter.lists.is_empty();
    let is_left_over = |row: &Unasked<'_>| {
        let note = view.index.note(row.note);
        note.as_contact().is_none()
            || (view.standing.is_met(view.index, row.note)
                && view.questions.to_ask(view.index, view.standing, row.note).any(|text| text == row.text))
    };
    let rows = rows.filter(|row| is_every || is_left_over(row));
    let is_whole = !filter.narrows_questions() && above.is_empty() && is_every;
    let total = is_whole.then(|| questions.to_take_back());
    part(filter, QuestionList::Prepared, "**Ask next time:** prepared, not asked", "", rows, total, |row| {
        format!("- {}, {}: {}", page.people(&row.people), talk(page, row.note), inline(row.text))
    })
}

/// Renders the questions of the banks that nobody was asked. Where the block shows every list, those that `init` wrote are
/// counted, and only if there are no others.
fn never(page: Page<'_>, filter: &Filter, above: &BTreeSet<&str>) -> String {
    let is_shown = |question: &&Question| {
        filter.has_question(&page.view, &question.category, Some(question.note), &[])
            && !above.contains(&*question.text)
    };
    let of = |is_starter| page.view.questions.never_asked().filter(move |question| question.is_starter == is_starter);
    if !filter.lists.is_empty() {
        let rows = of(false).chain(of(true)).filter(is_shown);
        return part(filter, QuestionList::Never, "**Never asked anyone**", "", rows, None, bank_line);
    }
    let own =
        part(filter, QuestionList::Never, "**Never asked anyone**", "", of(false).filter(is_shown), None, bank_line);
    let starters = match of(true).filter(is_shown).count() {
        count if count == 0 || !own.is_empty() => return own,
        1 => String::from("1 question waits"),
        count => format!("{count} questions wait"),
    };
    let command = only(filter, QuestionList::Never).command(BlockKind::Questions);
    remark(&format!("{starters} in the starter list: `{command}`"))
}

fn asked(page: Page<'_>, filter: &Filter) -> String {
    if !filter.shows(QuestionList::Asked) {
        return String::new();
    }
    let (view, questions) = (&page.view, page.view.questions);
    let histories = questions.histories(view.index, view.standing);
    let rows = questions.bank().iter().zip(&histories).filter(|(question, _)| question.state() == QuestionState::Asked);
    let rows = rows.filter(|(question, history)| {
        filter.has_question(view, &question.category, Some(question.note), &history.asked_of)
    });
    part(filter, QuestionList::Asked, "**Asked**", "", rows, None, |(question, history)| {
        let answers = match question.answers {
            0 => String::from("no answer noted"),
            1 => String::from("1 answer"),
            count => format!("{count} answers"),
        };
        format!("{} — {}, {answers}", bank_line(question), page.people(&history.asked_of))
    })
}

fn named(page: Page<'_>, filter: &Filter) -> String {
    // They too are shown only with the whole of the lists.
    if !filter.lists.is_empty() {
        return String::new();
    }
    let view = &page.view;
    let rows = view.questions.named(view.index);
    let rows = rows.filter(|row| filter.has_question(view, "", Some(row.note), row.people));
    part(filter, QuestionList::Never, "**Named to you**", ", note them down", rows, None, |row| {
        let names: Vec<String> = row.names.iter().map(|name| inline(name)).collect();
        let commands: Vec<String> = row.commands(view.index).iter().map(|command| format!("`{command}`")).collect();
        let (who, talk) = (page.people(row.people), talk(page, row.note));
        format!("- {who} named {}, {talk}: {}", and(&names), commands.join(", "))
    })
}

pub(super) fn bank_line(question: &Question) -> String {
    let category = if question.category.is_empty() { NO_CATEGORY } else { &question.category };
    format!("- *{}:* {}", inline(category), inline(&question.text))
}

/// Returns a meeting's day, or words for the note of a person, with a link to it.
pub(super) fn talk(page: Page<'_>, note: NoteId) -> String {
    let is_of = page.view.index.note(note);
    let date = page.view.index.date(note, page.view.today).map(|date| date.value.day);
    let without_day = if is_of.as_contact().is_some() { "their note" } else { "the talk" };
    let words = date.map_or_else(|| String::from(without_day), |day| calendar::day(day, page.view.today));
    page.link(&words, note)
}

/// Writes a list that the filter shows: its head with the count, and as many rows as the limit allows. If the `total`
/// is known, it looks only at the rows that it shows.
pub(super) fn part<T>(
    filter: &Filter,
    list: QuestionList,
    head: &str,
    tail: &str,
    mut rows: impl Iterator<Item = T>,
    total: Option<usize>,
    line: impl Fn(T) -> String,
) -> String {
    if !filter.shows(list) {
        return String::new();
    }
    let (mut count, mut lines) = (0, String::new());
    for row in rows.by_ref().take(shown(filter)) {
        lines.push_str(&line(row));
        lines.push('\n');
        count += 1;
    }
    let total = total.unwrap_or_else(|| count + rows.count());
    if total == 0 {
        return String::new();
    }
    let count = if count < total {
        let command = only(filter, list).command(BlockKind::Questions);
        format!("{count} of {total}: `{command}`")
    } else {
        total.to_string()
    };
    format!("{head} ({count}){tail}\n\n{lines}")
}

/// Returns a filter that shows that list alone.
fn only(filter: &Filter, list: QuestionList) -> Filter {
    let mut alone = filter.clone();
    if alone.lists.is_empty() {
        alone.words.insert(0, list.as_str().to_owned());
    }
    alone
}
