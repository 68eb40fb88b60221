//! Rows of meetings.

use serde::Serialize;

use crate::core::index::NoteId;
use crate::core::lists::{View, select_meetings};
use crate::core::model::{Day, EventKey, Meeting, MeetingStatus, When};
use crate::core::syntax::block::filter::Filter;

use super::{Column, ListRow, day, names, path, text};

/// A meeting. `docs/json.md` explains each field.
#[derive(Debug, Serialize)]
pub struct MeetingRow {
    /// Names of those who take part.
    pub with: Vec<String>,
    /// The day.
    pub date: Option<Day>,
    /// `planned`, `held`, `cancelled` or `no-show`.
    pub status: &'static str,
    /// How many questions the note carries, asked or not.
    pub prepared: usize,
    /// How many of them were asked.
    pub asked: usize,
    /// How many of them were not.
    pub unasked: usize,
    /// A day, `yes` (without a day) or `no` (not needed).
    pub confirmed: Option<String>,
    /// A day, `yes` (without a day) or `no` (not needed).
    pub thanked: Option<String>,
    /// Whether it is a talk, and not a meeting that is only on record.
    pub talk: bool,
    /// Whether it has a note: a talk of which only the log of the contact tells has none.
    pub noted: bool,
    /// The path of the note; without one, that of the contact's.
    pub note: String,
}

/// Returns the meetings that a filter leaves, by date.
#[must_use]
pub(crate) fn meetings(view: &View<'_>, filter: &Filter) -> Vec<MeetingRow> {
    list_meetings(view, filter).into_iter().filter_map(|id| MeetingRow::new(view, id)).collect()
}

/// Returns the meetings that a list shows: unlike a block, those of any status, unless the filter names one, and also
/// those that are not talks.
#[must_use]
pub(crate) fn list_meetings(view: &View<'_>, filter: &Filter) -> Vec<NoteId> {
    let mut filter = filter.clone();
    filter.shows_everybody = true;
    if filter.statuses.is_empty() && !filter.is_by_day() {
        filter.statuses = MeetingStatus::ALL.to_vec();
    }
    select_meetings(view, &filter).collect()
}

impl MeetingRow {
    /// Returns the row of a meeting, or of a talk of which only the log of the contact tells; `None` for any other note.
    #[must_use]
    pub fn new(view: &View<'_>, id: NoteId) -> Option<Self> {
        let meeting = view.index.note(id).as_meeting();
        let counts = meeting.map(|_| view.questions.meeting_counts(id)).unwrap_or_default();
        let agreed = view.standing.agreed(id).map(|_| MeetingStatus::Planned);
        Some(Self {
            with: names(view, &view.people_of_talk(id)),
            date: view.moment_of_talk(id).map(|at| at.day),
            status: view.standing.meeting(id).or(agreed)?.as_str(),
            prepared: counts.prepared,
            asked: counts.asked,
            unasked: counts.unasked,
            confirmed: view.standing.confirmation(view.index, id).map(written),
            thanked: meeting.and_then(|meeting| last(meeting, EventKey::Thanked)).map(written),
            talk: agreed.is_some() || view.standing.is_talk(id),
            noted: meeting.is_some(),
            note: path(view, id),
        })
    }
}

fn last(meeting: &Meeting, key: EventKey) -> Option<When> {
    meeting.events.iter().rev().find(|event| event.key == key).map(|event| event.when)
}

fn written(when: When) -> String {
    match when {
        When::On(moment) => moment.day.to_string(),
        When::Sometime => String::from("yes"),
        When::Never => String::from("no"),
    }
}

impl ListRow for MeetingRow {
    const HEAD: &'static [&'static str] =
        &["date", "with", "status", "prepared", "asked", "unasked", "confirmed", "thanked", "note"];
    const TERMINAL: &'static [Column] = &[
        Column::whole("date"),
        Column::text("with", 16),
        Column::whole("status"),
        Column::whole("asked").rank(3),
        Column::whole("unasked").rank(4),
        Column::whole("confirmed").rank(2),
        Column::whole("thanked").rank(1),
        Column::whole("note").rank(5),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            day(self.date),
            self.with.join("; "),
            self.status.to_owned(),
            self.prepared.to_string(),
            self.asked.to_string(),
            self.unasked.to_string(),
            text(self.confirmed.as_ref()),
            text(self.thanked.as_ref()),
            self.note.clone(),
        ]
    }
}
