//! Places in a note's text.

use std::cell::Cell;
use std::ops::Range;

use super::text::slice;

/// A range of bytes in the note's text as it was read, BOM included.
pub type Span = Range<usize>;

/// A value and the line it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Its place in the note; the default, if the note's name is the place.
    pub location: Location,
}

/// A place in a note, for when the text is no longer available.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Location {
    /// Line, counted from 1.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
    /// How many characters of the line are meant.
    pub width: u32,
}

/// Finds the line of a byte offset by bisection.
///
/// Lines end at `\n`, as editors and compilers count them; `\r\n` ends one line.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
    /// The line and offset of the column that was asked for last, and the characters before it on its line, so that many
    /// places on a long line do not each count the whole line.
    last: Cell<(u32, usize, usize)>,
}

impl LineIndex {
    /// Reads the line starts of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut starts = Vec::with_capacity(text.len() / 32 + 1);
        starts.push(0);
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        Self { starts, last: Cell::new((0, 0, 0)) }
    }

    /// Returns the line of the byte at `offset`, counted from 1.
    #[must_use]
    pub fn line(&self, offset: usize) -> u32 {
        let line = self.starts.partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// Returns the location of `span` in `text`, of which these are the lines; a part on a later line does not count.
    #[must_use]
    pub fn locate(&self, text: &str, span: Span) -> Location {
        let line = self.line(span.start);
        let count = |from: usize, to: usize| text.get(from..to).map_or(0, |part| part.chars().count());
        let column = match self.last.get() {
            (last, known, before) if last == line && known <= span.start => before + count(known, span.start),
            (last, known, before) if last == line => before - count(span.start, known),
            _ => count(self.start(line), span.start),
        };
        self.last.set((line, span.start, column));
        let meant = text.get(span).unwrap_or_default();
        let end = memchr::memchr(b'\n', meant.as_bytes()).unwrap_or(meant.len());
        // No editor counts a byte order mark.
        let column = column + 1 - usize::from(line == 1 && column > 0 && text.starts_with('\u{feff}'));
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Location { line, column: number(column), width: number(slice(meant, 0..end).trim_end().chars().count()) }
    }

    /// Returns the offset at which `line` starts (counted from 1); the last line's if there is no such line.
    #[must_use]
    pub fn start(&self, line: u32) -> usize {
        let at = (line as usize).saturating_sub(1).min(self.starts.len() - 1);
        self.starts.get(at).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_from_one() {
        let lines = LineIndex::new("a\nbc\r\n\nd");
        let rows = [(0, 1), (1, 1), (2, 2), (5, 2), (6, 3), (7, 4), (99, 4)];
        for (offset, line) in rows {
            assert_eq!(lines.line(offset), line, "offset {offset}");
        }
        assert_eq!((lines.start(1), lines.start(2), lines.start(9)), (0, 2, 7));
    }

    #[test]
    fn a_location_is_the_same_in_whatever_order_it_is_asked_for() {
        let text = "\u{feff}é a\r\nbüc dé\n\nd";
        let spans = [3..5, 6..7, 9..12, 14..20, 15..17, 19..20];
        let locate = |lines: &LineIndex, span: &Span| {
            let Location { line, column, width } = lines.locate(text, span.clone());
            (line, column, width)
        };
        let alone: Vec<_> = spans.iter().map(|span| locate(&LineIndex::new(text), span)).collect();
        assert_eq!(alone, [(1, 1, 1), (1, 3, 1), (2, 1, 2), (2, 5, 2), (2, 6, 1), (4, 1, 1)]);
        let lines = LineIndex::new(text);
        for at in [0, 1, 0, 5, 3, 4, 2, 4, 3, 1] {
            assert_eq!(locate(&lines, &spans[at]), alone[at], "{:?}", spans[at]);
        }
    }
}
