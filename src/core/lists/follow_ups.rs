//! Rows of follow-ups.

use serde::Serialize;

use crate::core::derive::follow_ups::FollowUp;
use crate::core::index::Person;
use crate::core::lists::{View, select_follow_ups};
use crate::core::model::{Day, Urgency};
use crate::core::syntax::block::filter::Filter;

use super::{Column, ListRow, day, names, path, text};

/// A follow-up. `docs/json.md` explains each field.
#[derive(Debug, Serialize)]
pub struct FollowUpRow {
    /// Eight letters and digits; the same in the dashboard, on every machine.
    pub id: String,
    /// The rule: `thank`, `task` …
    pub rule: &'static str,
    /// Names of the people concerned; for `report-back`, the person who referred you.
    pub who: Vec<String>,
    /// The company of the first of them who has one.
    pub company: Option<String>,
    /// What to do, in words.
    pub what: String,
    /// The day it is due.
    pub due: Option<Day>,
    /// `overdue`, `today`, `upcoming`, `undated` or `lapsed`.
    pub state: &'static str,
    /// The path of its note.
    pub note: String,
    /// Its line in that note, counted from 1.
    pub line: u32,
    /// Why it is there, in one line.
    pub reason: String,
}

/// Returns the follow-ups that a filter leaves, in the order of the dashboard.
#[must_use]
pub(crate) fn follow_ups(view: &View<'_>, filter: &Filter) -> Vec<FollowUpRow> {
    select_follow_ups(view, filter).map(|follow_up| follow_up_row(view, follow_up, filter.is_lapsed)).collect()
}

/// Returns the row of a follow-up.
pub(crate) fn follow_up_row(view: &View<'_>, follow_up: &FollowUp, is_lapsed: bool) -> FollowUpRow {
    let wording = view.wording();
    let company = follow_up.who.iter().find_map(|person| match person {
        Person::Known(id) => view.index.note(*id).as_contact()?.company.as_deref().map(str::to_owned),
        Person::Named(_) => None,
    });
    FollowUpRow {
        id: follow_up.id.to_string(),
        rule: follow_up.rule.as_str(),
        who: names(view, &follow_up.who),
        company,
        what: wording.plain(&wording.what(follow_up)),
        due: follow_up.due,
        state: match follow_up.urgency(view.today) {
            Urgency::Overdue if is_lapsed => "lapsed",
            Urgency::Overdue => "overdue",
            Urgency::Today => "today",
            Urgency::Upcoming => "upcoming",
            Urgency::Undated => "undated",
        },
        note: path(view, follow_up.note),
        line: follow_up.line,
        reason: wording.reason(follow_up),
    }
}

impl ListRow for FollowUpRow {
    const HEAD: &'static [&'static str] = &["due", "state", "what", "who", "company", "note", "id"];
    const TERMINAL: &'static [Column] =
        &[Column::whole("due"), Column::text("what", 40), Column::whole("note").rank(1), Column::whole("id")];

    fn cells(&self) -> Vec<String> {
        vec![
            day(self.due),
            self.state.to_owned(),
            self.what.clone(),
            self.who.join("; "),
            text(self.company.as_ref()),
            format!("{}:{}", self.note, self.line),
            self.id.clone(),
        ]
    }
}
