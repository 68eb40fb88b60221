//! Rows of questions.

use serde::Serialize;

use crate::core::derive::questions::{Asking, History, Question, QuestionState, question_id};
use crate::core::index::Person;
use crate::core::lists::View;
use crate::core::model::Day;
use crate::core::syntax::block::filter::{Filter, QuestionList};

use super::{Column, ListRow, day, names, path};

/// A question of a bank. `docs/json.md` explains each field.
#[derive(Debug, Serialize)]
pub struct QuestionRow {
    /// The first wording.
    pub text: String,
    /// The headings above it, joined by ` / `; empty if there are none.
    pub category: String,
    /// `unused`, `prepared` or `asked`.
    pub state: &'static str,
    /// Names of those who were asked.
    pub asked_of: Vec<String>,
    /// Names of those it was prepared for and not asked.
    pub prepared_for: Vec<String>,
    /// How often it has text under it.
    pub answers: u32,
    /// The path of the bank.
    pub note: String,
    /// Its line in the bank, counted from 1.
    pub line: u32,
    /// Eight letters and digits; equal questions have the same.
    pub id: String,
    /// How many lines record that it was asked.
    pub asked: usize,
    /// The last day on which it was asked.
    pub last_asked: Option<Day>,
    /// In how many of those talks takeaways were written down.
    pub takeaways: u32,
    /// How many contacts those talks led to.
    pub referrals: u32,
    /// How many lines hold it prepared and not asked.
    pub prepared: usize,
    /// Each time that it was asked, by days.
    pub askings: Vec<AskingRow>,
}

/// A time that it was asked.
#[derive(Debug, Serialize)]
pub struct AskingRow {
    /// Names.
    pub who: Vec<String>,
    /// The day.
    pub date: Option<Day>,
    /// Whether it has text under it.
    pub answered: bool,
    /// The path of the bank.
    pub note: String,
    /// Its line in the bank, counted from 1.
    pub line: u32,
}

/// Returns the questions that a filter leaves, in the order of the banks.
#[must_use]
pub(crate) fn questions(view: &View<'_>, filter: &Filter) -> Vec<QuestionRow> {
    let next = view.questions.for_next(view.index, view.standing);
    let is_next = |question: &Question| {
        next.as_ref()
            .is_some_and(|next| next.suggestions.iter().any(|suggestion| std::ptr::eq(suggestion.question, question)))
    };
    let has_list = |question: &Question| {
        filter.lists.is_empty()
            || filter.lists.iter().any(|list| match list {
                QuestionList::Prepared => question.state() == QuestionState::Prepared,
                QuestionList::Never => question.state() == QuestionState::Unused,
                QuestionList::Asked => question.state() == QuestionState::Asked,
                QuestionList::Next => is_next(question),
            })
    };
    let people = |history: &History| -> Vec<Person> {
        let prepared = history.prepared_for.iter().flat_map(|place| &place.people);
        history.asked_of.iter().chain(prepared).cloned().collect()
    };
    let histories = view.questions.histories(view.index, view.standing);
    let rows = view.questions.bank().iter().zip(&histories).filter(|(question, _)| has_list(question));
    rows.filter(|(question, history)| {
        filter.has_question(view, &question.category, Some(question.note), &people(history))
    })
    .map(|(question, history)| row(view, question, history))
    .collect()
}

fn row(view: &View<'_>, question: &Question, history: &History) -> QuestionRow {
    let mut prepared_for = Vec::new();
    for name in history.prepared_for.iter().flat_map(|place| names(view, &place.people)) {
        if !prepared_for.contains(&name) {
            prepared_for.push(name);
        }
    }
    QuestionRow {
        text: question.text.to_string(),
        category: question.category.to_string(),
        state: question.state().as_str(),
        asked_of: names(view, &history.asked_of),
        prepared_for,
        answers: question.answers,
        note: path(view, question.note),
        line: question.line,
        id: question_id(&question.text),
        asked: history.asked.len(),
        last_asked: history.last_asked(),
        takeaways: history.takeaways,
        referrals: history.referrals,
        prepared: history.prepared_for.len(),
        askings: history.asked.iter().map(|asking| asking_row(view, asking)).collect(),
    }
}

fn asking_row(view: &View<'_>, asking: &Asking) -> AskingRow {
    AskingRow {
        who: names(view, &asking.people),
        date: asking.day,
        answered: asking.answered,
        note: path(view, asking.note),
        line: asking.line,
    }
}

impl ListRow for QuestionRow {
    const HEAD: &'static [&'static str] = &[
        "state",
        "category",
        "question",
        "asked_of",
        "prepared_for",
        "answers",
        "note",
        "asked",
        "last_asked",
        "takeaways",
        "referrals",
        "prepared",
        "id",
    ];
    const TERMINAL: &'static [Column] = &[
        Column::whole("state"),
        Column::text("category", 20).rank(2),
        Column::text("question", 40),
        Column::whole("asked").rank(1),
        Column::whole("answers").rank(4),
        Column::whole("last_asked").rank(3),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.state.to_owned(),
            self.category.clone(),
            self.text.clone(),
            self.asked_of.join("; "),
            self.prepared_for.join("; "),
            self.answers.to_string(),
            format!("{}:{}", self.note, self.line),
            self.asked.to_string(),
            day(self.last_asked),
            self.takeaways.to_string(),
            self.referrals.to_string(),
            self.prepared.to_string(),
            self.id.clone(),
        ]
    }
}
