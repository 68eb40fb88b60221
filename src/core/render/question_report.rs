//! The block `question-report`: which questions earn answers, which could be merged, and which could be in a bank.

use std::collections::BTreeSet;

use crate::core::base::markdown::inline;
use crate::core::derive::questions::{History, Question, QuestionState, Twin, question_id, sort_by_earnings};
use crate::core::index::Person;
use crate::core::syntax::block::filter::{Filter, QuestionList};
use crate::core::syntax::calendar;

use super::BlockKind;
use super::questions::{bank_line, part, talk};
use super::view::{Page, more, remark, shown, table};

const NOTHING: &str = "No question was asked yet.";
const NOTHING_HERE: &str = "No such questions.";

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let (view, questions) = (&page.view, page.view.questions);
    let histories = questions.histories(view.index, view.standing);
    let asked =
        questions.bank().iter().zip(&histories).filter(|(question, _)| question.state() == QuestionState::Asked);
    let asked = asked.filter(|(question, history)| {
        filter.has_question(view, &question.category, Some(question.note), &history.asked_of)
    });
    let (mut answered, silent): (Vec<_>, Vec<_>) = asked.partition(|(question, _)| question.answers > 0);
    sort_by_earnings(&mut answered, |row| *row);
    // As arguments of `list questions`.
    let mut alone = Filter { lists: vec![QuestionList::Asked], ..filter.clone() };
    alone.words.insert(0, QuestionList::Asked.as_str().to_owned());
    let silent = part(&alone, QuestionList::Asked, "**Asked, no answer noted**", "", silent.into_iter(), None, |row| {
        let (question, history) = row;
        format!("{} — {}", bank_line(question), page.people(&history.asked_of))
    });
    let twins = questions.twins(view.index);
    let parts = [earnings(page, &alone, &answered), silent, merge(page, filter, &twins), adopt(page, filter, &twins)];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return remark(if filter.words.is_empty() { NOTHING } else { NOTHING_HERE });
    }
    parts.join("\n")
}

fn earnings(page: Page<'_>, filter: &Filter, rows: &[(&Question, &History)]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let cells = rows.iter().take(shown(filter)).map(|(question, history)| {
        let last = history.last_asked().map(|day| calendar::short_day(day, page.view.today));
        let count = |count: usize| if count == 0 { String::new() } else { count.to_string() };
        vec![
            inline(&question.text),
            whom(page, &history.asked_of),
            history.asked.len().to_string(),
            question.answers.to_string(),
            count(history.takeaways as usize),
            count(history.referrals as usize),
            last.unwrap_or_default(),
        ]
    });
    let table = table(&["Question", "Asked of", "Asked", "Answered", "Takeaways", "Referrals", "Last asked"], cells);
    let more = more(rows.len(), filter, BlockKind::Questions);
    format!(
        "**What earns answers** ({})\n{}{more}",
        rows.len(),
        if more.is_empty() { table.trim_end().to_owned() + "\n" } else { table }
    )
}

/// Returns the people who were asked a question; of many, the first few.
fn whom(page: Page<'_>, people: &[Person]) -> String {
    /// So many names fit a cell.
    const MOST: usize = 4;
    match people.split_at_checked(MOST - 1) {
        Some((first, rest)) if rest.len() > 1 => {
            let names: Vec<String> = first.iter().map(|person| page.person(person)).collect();
            format!("{} and {} others", names.join(", "), rest.len())
        }
        _ => page.people(people),
    }
}

fn merge(page: Page<'_>, filter: &Filter, twins: &[Twin<'_>]) -> String {
    let has = |twin: &&Twin<'_>| filter.has_question(&page.view, &twin.of.category, Some(twin.note), &[]);
    let rows = twins.iter().filter(has);
    let tail = ", make one a wording of the other";
    list(filter, "**Almost the same**", tail, "coffeechat questions merge", rows, |Twin { text, of, .. }| {
        let command = format!("coffeechat questions merge {} --into {}", question_id(text), question_id(&of.text));
        format!("- *Merge:* {} — into: {} (`{command}`)", inline(text), inline(&of.text))
    })
}

fn adopt(page: Page<'_>, filter: &Filter, twins: &[Twin<'_>]) -> String {
    let (view, questions) = (&page.view, page.view.questions);
    let is_narrow = filter.narrows_questions();
    let twins: BTreeSet<&str> = twins.iter().map(|twin| twin.text).collect();
    let rows = questions
        .offered(view.index)
        .filter(|row| !twins.contains(row.text))
        .filter(|row| !is_narrow || filter.has_question(view, "", Some(row.note), &questions.people_of(row)));
    let tail = ", add what is worth asking again";
    list(filter, "**Not in your list yet**", tail, "coffeechat questions adopt", rows, |row| {
        let command = format!("coffeechat questions adopt {}", question_id(row.text));
        format!("- {} — from {} (`{command}`)", inline(row.text), talk(page, row.note))
    })
}

/// Writes a list that a command shows in full.
fn list<T>(
    filter: &Filter,
    head: &str,
    tail: &str,
    command: &str,
    rows: impl Iterator<Item = T>,
    line: impl Fn(T) -> String,
) -> String {
    let rows: Vec<T> = rows.collect();
    let total = rows.len();
    if total == 0 {
        return String::new();
    }
    let mut lines: String = rows.into_iter().take(shown(filter)).map(|row| line(row) + "\n").collect();
    let hidden = total.saturating_sub(shown(filter));
    if hidden > 0 {
        lines += "\n";
        lines += &remark(&format!("… {hidden} more: `{command}`"));
    }
    format!("{head} ({total}){tail}\n\n{lines}")
}
