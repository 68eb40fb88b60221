//! Reads an edited note back. It must still have all its facts in the same order, and only the intended new ones.

use crate::core::base::text::slice;
use crate::core::base::{LineIndex, Location, Span};
use crate::core::model::{self, BankQuestion, Day, EventKey, NoteQuestionState, NoteType};
use crate::core::parse::body::outline::PartKind;
use crate::core::parse::body::{self, LinePlace};

use super::note::Note;
use super::{Refusal, TextEdit};

/// A fact of a note's body, without its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fact {
    /// A part as written; of an item with items in it, the first line.
    Part(PartKind, String),
    /// The heading with the note's title.
    Title(String),
    /// A log entry.
    Entry(Day, Option<EventKey>),
    /// A question that the note carries: its key, its state and whether it has an answer.
    Carried(u64, NoteQuestionState, bool),
    /// A task: the character in its box, and its text.
    Task(char, String),
    Field(String, String),
    Attendee(Box<str>),
    /// Whether the section for takeaways or reflection is empty; `None` if the note does not have it.
    Section(Option<bool>),
    Hidden(String),
    Question(BankQuestion),
}

/// How to read back one kind of edit.
pub(super) struct ReadBack {
    /// The type that the note is read as.
    pub(super) kind: NoteType,
    /// Says which facts count.
    pub(super) counts: fn(&Fact) -> bool,
    /// The reason of the refusal if an edit changes anything else.
    pub(super) reason: &'static str,
}

impl ReadBack {
    /// Returns the edit if `is_meant` accepts the facts before and after it.
    pub(super) fn checked(
        &self,
        note: &Note<'_>,
        edit: TextEdit,
        is_meant: impl FnOnce(Vec<Fact>, Vec<Fact>) -> bool,
    ) -> Result<TextEdit, Refusal> {
        let edited = edit.apply(note.text)?;
        let after = self.facts(&Note::read(&edited, note.words)?);
        if is_meant(self.facts(note), after) { Ok(edit) } else { Err(Refusal::new(self.reason)) }
    }

    /// Returns the edit that inserts lines, if no fact is lost and `is_meant` accepts the new ones.
    pub(super) fn inserted(
        &self,
        note: &Note<'_>,
        (at, lines): (usize, String),
        is_meant: impl Fn(&[Fact]) -> bool,
    ) -> Result<TextEdit, Refusal> {
        let with = |lines: String| {
            let edit = TextEdit::replace(note.text, at..at, lines)?;
            self.checked(note, edit, |before, after| adds(&before, after, &is_meant))
        };
        // Without a blank line, what follows may become part of the last line.
        let end = if lines.ends_with("\r\n") { "\r\n" } else { "\n" };
        let is_between = at < note.text.len();
        with(lines.clone()).or_else(|refusal| if is_between { with(lines + end) } else { Err(refusal) })
    }

    fn facts(&self, note: &Note<'_>) -> Vec<Fact> {
        let own = |span: &Span| slice(note.text, span.clone()).to_owned();
        let body = body::read(
            note.text,
            note.body,
            &LineIndex::new(note.text),
            (self.kind, note.words),
            &|| None,
            &note.hidden,
        );
        let sections = [body.takeaways, body.reflection];
        let parts = note.shapes().into_iter().map(|(kind, text)| Fact::Part(kind, text));
        let facts = parts
            .chain(body.heading.map(Fact::Title))
            .chain(
                body.log
                    .into_iter()
                    .filter(|line| line.place == LinePlace::Log)
                    .map(|line| Fact::Entry(line.day, line.event)),
            )
            .chain(body.carried.into_iter().map(|one| Fact::Carried(one.key, one.state, one.answered)))
            .chain(body.tasks.into_iter().map(|task| Fact::Task(task.mark, own(&task.text))))
            .chain(body.fields.into_iter().map(|(key, value)| Fact::Field(own(&key), own(&value))))
            .chain(body.attendees.into_iter().map(|link| Fact::Attendee(link.target)))
            .chain(sections.map(|section| Fact::Section(section.map(|section| section.is_empty))))
            .chain(note.hidden.iter().map(|span| Fact::Hidden(own(span))))
            .chain(body.bank.into_iter().map(Fact::question));
        facts.filter(self.counts).collect()
    }
}

impl Fact {
    /// Returns the fact of a question in a bank, without its line.
    pub(super) fn question(question: BankQuestion) -> Self {
        Self::Question(BankQuestion { location: Location::default(), ..question })
    }
}

/// Says whether `after` has all the facts of `before` in the same order, and `is_meant` accepts the others.
pub(crate) fn adds<T: PartialEq>(before: &[T], after: Vec<T>, is_meant: impl FnOnce(&[T]) -> bool) -> bool {
    let mut before = before.iter().peekable();
    let new: Vec<T> = after.into_iter().filter(|fact| before.next_if(|other| *other == fact).is_none()).collect();
    before.peek().is_none() && is_meant(&new)
}

/// Says whether a note has more problems after an edit, or another type or title.
pub(crate) fn is_worse(before: &model::Note, after: &model::Note) -> bool {
    after.diagnostics.len() > before.diagnostics.len()
        || std::mem::discriminant(&after.kind) != std::mem::discriminant(&before.kind)
        || after.title != before.title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_facts_stay_in_their_order() {
        let rows = [
            ("ab", "ab", Some("")),
            ("ab", "xaby", Some("xy")),
            ("aa", "aaa", Some("a")),
            ("ab", "ba", None),
            ("ab", "axc", None),
            ("ab", "", None),
        ];
        for (before, after, new) in rows {
            let before: Vec<char> = before.chars().collect();
            let added = new.unwrap_or_default().chars().collect::<Vec<_>>();
            assert_eq!(adds(&before, after.chars().collect(), |new| new == added), new.is_some(), "{before:?} {after}");
            assert!(!adds(&before, after.chars().collect(), |_| false));
        }
    }
}
