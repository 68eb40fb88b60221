//! What a note's body says, to tell that a line in the log changed that log alone.

use crate::core::base::text::slice;
use crate::core::base::{LineIndex, Span};
use crate::core::model::vocabulary::Topic;
use crate::core::model::{Day, EventKey, NoteQuestionState, NoteType};
use crate::core::parse::body;
use crate::core::parse::body::outline::PartKind;

use super::super::note::{Note, without};

/// What is read from a body, without the places.
pub(super) struct LogFacts {
    log: Vec<(Day, Option<EventKey>)>,
    carried: Vec<(u64, NoteQuestionState, bool)>,
    parts: Vec<(PartKind, String)>,
    others: Others,
}

/// What a line in a log does not change.
#[derive(PartialEq)]
struct Others {
    heading: Option<String>,
    tasks: Vec<(char, String)>,
    fields: Vec<(String, String)>,
    attendees: usize,
    is_empty: [Option<bool>; 2],
    hidden: Vec<String>,
}

impl LogFacts {
    /// Reads a note.
    pub(super) fn of(note: &Note<'_>) -> Self {
        let own = |span: &Span| slice(note.text, span.clone()).to_owned();
        let lines = LineIndex::new(note.text);
        let body = body::read(note.text, note.body, &lines, NoteType::Contact, &note.hidden);
        let is_empty = [body.takeaways, body.reflection].map(|section| section.map(|section| section.is_empty));
        Self {
            log: body.log.iter().map(|(day, event, _)| (*day, *event)).collect(),
            carried: body.carried.iter().map(|carried| (carried.key, carried.state, carried.answered)).collect(),
            parts: note.shapes(),
            others: Others {
                heading: body.heading,
                tasks: body.tasks.iter().map(|task| (task.mark, own(&task.text))).collect(),
                fields: body.fields.iter().map(|(key, value)| (own(key), own(value))).collect(),
                attendees: body.attendees.len(),
                is_empty,
                hidden: note.hidden.iter().map(own).collect(),
            },
        }
    }

    /// Says whether there is one entry of that day that the `other` does not have, and nothing else.
    pub(super) fn has_one_more(self, other: &Self, day: Day) -> bool {
        let is_entry = |rest: Vec<(Day, Option<EventKey>)>| matches!(rest.as_slice(), [(of, _)] if *of == day);
        // A new log has a heading too.
        let is_line = |(kind, words): &(PartKind, String)| match kind {
            PartKind::Item(_) => !words.contains('\n'),
            kind => matches!(kind, PartKind::Heading(_, Topic::Log)),
        };
        without(self.log, &other.log).is_some_and(is_entry)
            && without(self.parts, &other.parts).is_some_and(|rest| rest.iter().all(is_line))
            && without(self.carried, &other.carried).is_some_and(|rest| rest.len() <= 1)
            && self.others == other.others
    }
}
