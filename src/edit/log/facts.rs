//! What a note's body says, to tell that a line in the log changed that log alone.

use crate::model::{CarriedState, Day, EventKey, LineIndex, NoteType, Span};
use crate::parse::body;
use crate::parse::body::outline::PartKind;
use crate::parse::body::topic::Topic;
use crate::text::slice;

use super::Note;

/// What is read from a body, without the places.
pub(super) struct Facts {
    log: Vec<(Day, Option<EventKey>)>,
    carried: Vec<(u64, CarriedState, bool)>,
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

impl Facts {
    /// Reads a note.
    pub(super) fn of(note: &Note<'_>) -> Self {
        let own = |span: &Span| slice(note.text, span.clone()).to_owned();
        let lines = LineIndex::new(note.text);
        let body = body::read(note.text, note.body, &lines, NoteType::Contact, &note.hidden);
        let is_empty = [body.takeaways, body.reflection].map(|section| section.map(|section| section.is_empty));
        Self {
            log: body.log.iter().map(|(day, event, _)| (*day, *event)).collect(),
            carried: body.carried.iter().map(|carried| (carried.key, carried.state, carried.answered)).collect(),
            parts: shapes(note),
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

/// Returns the kinds and the texts of the parts; of an item with others in it, the first line.
fn shapes(note: &Note<'_>) -> Vec<(PartKind, String)> {
    let next = note.parts.iter().skip(1).map(Some).chain([None]);
    let shapes = note.parts.iter().zip(next).map(|(part, next)| {
        let text = slice(note.text, part.span.clone());
        let is_outer = next.is_some_and(|next| next.span.start < part.span.end);
        let text = if is_outer { text.lines().next().unwrap_or_default() } else { text };
        (part.kind.clone(), text.to_owned())
    });
    shapes.collect()
}

/// Returns what is left of a list without the items of another, in their order; `None` if it does not have them all.
fn without<T: PartialEq>(all: Vec<T>, others: &[T]) -> Option<Vec<T>> {
    let mut others = others.iter().peekable();
    let rest = all.into_iter().filter(|item| others.next_if(|other| *other == item).is_none()).collect();
    others.peek().is_none().then_some(rest)
}
