//! The block `questions`: what is prepared and not asked, not yet asked of the person met next, never asked anyone.

use crate::core::base::markdown::inline;
use crate::core::base::text::and;
use crate::core::derive::questions::{Question, QuestionState};
use crate::core::index::NoteId;
use crate::core::syntax::block::filter::{Filter, QuestionList};
use crate::core::syntax::calendar;

use super::BlockKind;
use super::view::{Page, more, remark, shown};

const NOTHING: &str = "Every question has been put to somebody.";
const NO_QUESTIONS: &str = "No such questions.";
const NO_BANK: &str = "No questions yet. A note of type `questions` collects them, one list item each.";
/// The words for questions without a category.
const NO_CATEGORY: &str = "General";

/// Renders `questions`: a head and a list for each of the lists that have something.
pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let lists = [
        prepared(page, filter),
        next(page, filter),
        never(page, filter),
        asked(page, filter),
        offered(page, filter),
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

fn prepared(page: Page<'_>, filter: &Filter) -> String {
    let (view, questions) = (&page.view, page.view.questions);
    let rows = questions.prepared_not_asked(view.index).filter(|row| row.planned_again.is_none());
    let rows = rows.filter(|row| filter.has_question(view, "", Some(row.note), &row.people));
    let total = (!filter.narrows_questions()).then(|| questions.to_take_back());
    let tail = ", take them back to the person";
    part(filter, QuestionList::Prepared, "**Prepared, not asked**", tail, rows, total, |row| {
        let at = if page.view.index.note(row.note).as_contact().is_some() { "in" } else { "for" };
        format!("- *For* {}, prepared {at} {}: {}", page.people(&row.people), talk(page, row.note), inline(row.text))
    })
}

fn next(page: Page<'_>, filter: &Filter) -> String {
    let view = &page.view;
    if !filter.shows(QuestionList::Next) {
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

fn never(page: Page<'_>, filter: &Filter) -> String {
    let rows = page.view.questions.never_asked();
    let rows = rows.filter(|question| filter.has_question(&page.view, &question.category, Some(question.note), &[]));
    let total = (!filter.narrows_questions()).then(|| page.view.questions.never_asked().len());
    part(filter, QuestionList::Never, "**Never asked anyone**", "", rows, total, bank_line)
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

fn offered(page: Page<'_>, filter: &Filter) -> String {
    // They are shown only with the whole of the lists.
    if !filter.lists.is_empty() {
        return String::new();
    }
    let (view, questions) = (&page.view, page.view.questions);
    let is_narrow = filter.narrows_questions();
    let total = (!is_narrow).then(|| questions.offered_count());
    let rows = questions
        .offered(view.index)
        .filter(|row| !is_narrow || filter.has_question(view, "", Some(row.note), &questions.people_of(row)));
    let tail = ", adopt what is worth asking again: `coffeechat questions adopt`";
    part(filter, QuestionList::Never, "**In no bank yet**", tail, rows, total, |row| {
        format!("- *New:* {} — from {}", inline(row.text), talk(page, row.note))
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
    // Only this list, so that the command shows just the rows that are missing here.
    let mut alone = filter.clone();
    if alone.lists.is_empty() {
        alone.words.insert(0, list.as_str().to_owned());
    }
    let more = more(total, &alone, BlockKind::Questions);
    let gap = if more.is_empty() { "" } else { "\n" };
    format!("{head} ({total}){tail}\n\n{lines}{gap}{more}")
}
