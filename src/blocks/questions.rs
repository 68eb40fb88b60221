//! The block `questions`: what is prepared and not asked, not yet asked of the person met next, never asked anyone.

use crate::calendar;
use crate::index::NoteId;

use super::BlockKind;
use super::filter::{Filter, QuestionList};
use super::markdown::inline;
use super::question_rows::{CarriedRow, QuestionRow};
use super::view::{Page, more, remark, shown};

const NOTHING: &str = "Every question has been put to somebody.";
const NO_QUESTIONS: &str = "No such questions.";
const NO_BANK: &str = "No questions yet. A note of type `questions` collects them, one list item each.";
/// What stands for a category where there is none.
const NO_CATEGORY: &str = "General";

/// Renders `questions`: a head and a list for each of the lists that have something.
pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let lists =
        [prepared(page, filter), next(page, filter), never(page, filter), asked(page, filter), offered(page, filter)];
    let parts: Vec<String> = lists.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return remark(match (filter.words.is_empty(), page.view.questions.asked.is_empty()) {
            (true, true) => NO_BANK,
            (true, false) => NOTHING,
            (false, _) => NO_QUESTIONS,
        });
    }
    parts.join("\n")
}

fn prepared(page: Page<'_>, filter: &Filter) -> String {
    let rows = page.view.questions.prepared.iter().filter(|row| has_carried(page, filter, row));
    part(filter, QuestionList::Prepared, "**Prepared, not asked**", ", take them back to the person", rows, |row| {
        format!("- *For* {}, prepared for {}: {}", page.people(&row.people), talk(page, row.meeting), inline(&row.text))
    })
}

fn next(page: Page<'_>, filter: &Filter) -> String {
    let Some(next) = &page.view.questions.next else { return String::new() };
    let people = page.view.index.people(next.meeting);
    if !filter.has_people(&page.view, Some(next.meeting), people) {
        return String::new();
    }
    let rows =
        next.rows.iter().filter(|row| filter.has_question(&page.view, &row.category, Some(next.meeting), people));
    let when = format!(", {}", talk(page, next.meeting));
    let head = format!("**Not yet asked of** {}", page.people(people));
    part(filter, QuestionList::Next, &head, &when, rows, bank_line)
}

fn never(page: Page<'_>, filter: &Filter) -> String {
    let rows = page.view.questions.never.iter();
    let rows = rows.filter(|row| filter.has_question(&page.view, &row.category, Some(row.note), &[]));
    part(filter, QuestionList::Never, "**Never asked anyone**", "", rows, bank_line)
}

fn asked(page: Page<'_>, filter: &Filter) -> String {
    let rows = page.view.questions.asked.iter();
    let rows = rows
        .filter(|row| filter.has_question(&page.view, &row.question.category, Some(row.question.note), &row.people));
    part(filter, QuestionList::Asked, "**Asked**", "", rows, |row| {
        let answers = match row.answers {
            0 => String::from("no answer noted"),
            1 => String::from("1 answer"),
            count => format!("{count} answers"),
        };
        format!("{} — {}, {answers}", bank_line(&row.question), page.people(&row.people))
    })
}

fn offered(page: Page<'_>, filter: &Filter) -> String {
    // They come with the whole of the lists only.
    let rows = page.view.questions.offered.iter().filter(|_| filter.lists.is_empty());
    let rows = rows.filter(|row| has_carried(page, filter, row));
    part(filter, QuestionList::Never, "**In no bank yet**", ", copy what is worth asking again", rows, |row| {
        format!("- *New:* {} — from {}", inline(&row.text), talk(page, row.meeting))
    })
}

fn has_carried(page: Page<'_>, filter: &Filter, row: &CarriedRow) -> bool {
    filter.has_question(&page.view, &row.category, Some(row.meeting), &row.people)
}

fn bank_line(row: &QuestionRow) -> String {
    let category = if row.category.is_empty() { NO_CATEGORY } else { &row.category };
    format!("- *{}:* {}", inline(category), inline(&row.text))
}

/// Returns a meeting's day, with a link to it.
fn talk(page: Page<'_>, meeting: NoteId) -> String {
    let note = page.view.index.note(meeting);
    let date = note.as_meeting().and_then(|meeting| meeting.date).map(|date| date.value.day);
    let words = date.map_or_else(|| String::from("the talk"), |day| calendar::day(day, page.view.today));
    page.link(&words, meeting)
}

/// Returns a list under its head, or nothing if it is empty or not asked for.
/// Writes a list that the filter shows: its head with the count, and as many rows as the limit allows.
fn part<T>(
    filter: &Filter,
    list: QuestionList,
    head: &str,
    tail: &str,
    rows: impl Iterator<Item = T>,
    line: impl Fn(T) -> String,
) -> String {
    if !filter.shows(list) {
        return String::new();
    }
    let (mut total, mut lines) = (0, String::new());
    for row in rows {
        if total < shown(filter) {
            lines.push_str(&line(row));
            lines.push('\n');
        }
        total += 1;
    }
    if total == 0 {
        return String::new();
    }
    // The list alone, so that the command shows no more than what is missing here.
    let mut alone = filter.clone();
    if alone.lists.is_empty() {
        alone.words.insert(0, list.as_str().to_owned());
    }
    let more = more(total, &alone, BlockKind::Questions);
    let gap = if more.is_empty() { "" } else { "\n" };
    format!("{head} ({total}){tail}\n\n{lines}{gap}{more}")
}
