//! Adds list items below a heading. A missing section is made.
//!
//! New items go after the others and are written like them. The note is read back: it must have the new items, and
//! their heading if that is new, and be as before otherwise.

#[cfg(test)]
mod tests;

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::model::NoteType;
use crate::core::model::vocabulary::{Topic, Vocabulary};
use crate::core::parse::body::outline::{Part, PartKind};
use crate::core::parse::body::plain_text;

use super::note::{Note, Side, behind_line, line_start, marker};
use super::read_back::{Fact, ReadBack};
use super::{Refusal, TextEdit};

/// New items may be tasks or questions, and may fill an empty section. So these facts do not count.
const SECTION: ReadBack = ReadBack {
    kind: NoteType::Contact,
    counts: |fact| !matches!(fact, Fact::Task(..) | Fact::Carried(..) | Fact::Section(_)),
    reason: "the section cannot be edited without changing other text",
};

/// A section of a note, by its heading.
#[derive(Clone, Copy)]
pub(crate) struct NewSection<'a> {
    /// The words of a new heading, if the note has no such section.
    pub name: &'a str,
    /// Says whether a heading with these words and this topic is the section's heading.
    pub is: &'a dyn Fn(&str, Topic) -> bool,
    /// Says whether a new section goes above the heading with these words. Without such a heading, it goes to the end.
    pub above: &'a dyn Fn(&str, Topic) -> bool,
}

/// Returns the edit that adds items to the list of a section. Each item is the text after the marker, on one line. New
/// items go after the others, but before empty items at the end.
///
/// # Errors
///
/// If the items cannot be added without changing other text.
pub(crate) fn add_items(
    text: &str,
    vocabulary: &Vocabulary,
    section: NewSection<'_>,
    items: &[&str],
) -> Result<TextEdit, Refusal> {
    if items.is_empty() {
        return Ok(TextEdit::default());
    }
    if items.iter().any(|item| item.trim().is_empty() || item.contains(char::is_control)) {
        return Err(Refusal::new("an item is empty, or has line breaks or control characters; write it on one line"));
    }
    let note = Note::read(text, vocabulary)?;
    let found = note.parts_of(section);
    let place = found.map_or_else(|| note.new_section(section, items), |own| note.below(own, items));
    let headings = usize::from(found.is_none());
    let is_line = |(at, (fact, words)): (usize, (&Fact, &&str))| match fact {
        Fact::Part(PartKind::Heading(..), written) => at < headings && written.trim_start_matches(['#', ' ']) == *words,
        Fact::Part(PartKind::Item(_), written) => {
            at >= headings && slice(written, marker(written).len()..written.len()).trim() == words.trim()
        }
        _ => false,
    };
    let lines: Vec<&str> = std::iter::repeat_n(section.name, headings).chain(items.iter().copied()).collect();
    let is_meant = |new: &[Fact]| new.len() == lines.len() && new.iter().zip(&lines).enumerate().all(is_line);
    SECTION.inserted(&note, place, is_meant)
}

/// Returns the edit that removes the empty items of a section, if the section has other items.
///
/// # Errors
///
/// If the note cannot be read.
pub(crate) fn drop_unfilled(text: &str, vocabulary: &Vocabulary, section: NewSection<'_>) -> Result<TextEdit, Refusal> {
    let note = Note::read(text, vocabulary)?;
    let own = note.parts_of(section).unwrap_or_default();
    let outer = own.iter().filter(|part| part.kind == PartKind::Item(0)).map(|part| &part.span);
    let (unfilled, filled): (Vec<&Span>, Vec<&Span>) =
        outer.partition(|item| note.has_own_line(item) && note.is_unfilled(item));
    let lines =
        unfilled.iter().map(|item| (line_start(text, item.start)..behind_line(text, item.start), String::new()));
    if filled.is_empty() { Ok(TextEdit::default()) } else { TextEdit::new(text, lines) }
}

impl Note<'_> {
    /// Returns the heading of a section and the parts below it, up to the next heading. If the note has several such
    /// sections, the first one with items counts, or else the first one.
    fn parts_of(&self, section: NewSection<'_>) -> Option<&[Part]> {
        let is_heading = |part: &Part| matches!(part.kind, PartKind::Heading(..));
        let own = |at: usize| {
            let parts = self.parts.get(at..).unwrap_or_default();
            let end = parts.iter().skip(1).position(is_heading).map_or(parts.len(), |end| end + 1);
            parts.get(..end).unwrap_or_default()
        };
        let all = || {
            let headings = self.parts.iter().enumerate().filter(|(_, part)| is_heading(part));
            headings.filter(|(_, part)| self.is_headed(part, section.is)).map(|(at, _)| own(at))
        };
        let has_items = |own: &&[Part]| own.iter().any(|part| matches!(part.kind, PartKind::Item(_)));
        all().find(has_items).or_else(|| all().next())
    }

    /// Says whether a part is a heading whose words or topic are meant.
    fn is_headed(&self, part: &Part, is_meant: &dyn Fn(&str, Topic) -> bool) -> bool {
        matches!(part.kind, PartKind::Heading(_, topic) if is_meant(&self.heading_words(&part.span), topic))
    }

    /// Returns the words of a heading.
    pub(super) fn heading_words(&self, heading: &Span) -> String {
        let source = slice(self.text, heading.clone());
        if source.starts_with('#') {
            return plain_text(source.trim_matches(['#', ' ', '\t']));
        }
        // In a heading without `#`, the last line is the underline.
        plain_text(source.rsplit_once('\n').map_or(source, |(words, _)| words))
    }

    /// Returns the offset for new items in a section, and their lines.
    pub(super) fn below(&self, own: &[Part], items: &[&str]) -> (usize, String) {
        let ends = |kind: &PartKind| own.iter().rev().find(|part| part.kind == *kind).map(|part| part.span.end);
        let (content, comment) = (ends(&PartKind::Other), ends(&PartKind::Html));
        let outer = own.iter().filter(|part| part.kind == PartKind::Item(0)).map(|part| &part.span);
        let outer: Vec<&Span> = outer.filter(|span| self.has_own_line(span)).collect();
        let unfilled = outer.iter().rev().take_while(|item| self.is_unfilled(item)).last();
        let behind = outer.last().filter(|item| content.is_none_or(|content| content < item.end));
        let neighbour = match (unfilled, behind) {
            (Some(item), Some(_)) => Some((item, Side::Before)),
            (None, Some(item)) => Some((item, Side::Behind)),
            (_, None) => None,
        };
        if let Some((item, side)) = neighbour {
            return self.beside(item, side, self.is_loose(&outer, item), items);
        }
        let heading = own.first().map_or(0..0, |part| part.span.clone());
        self.under_heading(&heading, content, comment, items)
    }

    /// Says whether an item is empty, or has only an empty box.
    fn is_unfilled(&self, item: &Span) -> bool {
        let source = slice(self.text, item.clone());
        matches!(slice(source, marker(source).len()..source.len()).trim(), "" | "[ ]")
    }

    /// Returns the offset for a new section with items, and its lines.
    fn new_section(&self, section: NewSection<'_>, items: &[&str]) -> (usize, String) {
        let below = self.parts.iter().find_map(|part| match part.kind {
            PartKind::Heading(level, _) if self.is_headed(part, section.above) => Some((part.span.start, level)),
            _ => None,
        });
        let Some((start, level)) = below else { return self.section_at_end(section.name, items) };
        let at = line_start(self.text, start);
        let heading = format!("{} {}", "#".repeat(level.into()), section.name);
        let items: Vec<String> = items.iter().map(|item| format!("- {item}")).collect();
        let mut lines = vec![heading.as_str()];
        if self.has_blank_below_headings() {
            lines.push("");
        }
        lines.extend(items.iter().map(String::as_str));
        lines.push("");
        let above = slice(self.text, self.body..at).lines().next_back().unwrap_or_default();
        if !above.trim().is_empty() {
            lines.insert(0, "");
        }
        self.lines_at(at, &lines)
    }
}
