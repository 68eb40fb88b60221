//! Places in a note's text.

use std::ops::Range;

/// A range of bytes in the note's text as it was read, BOM included.
pub type Span = Range<usize>;

/// A value and the line it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Its line in the note, counted from 1.
    pub line: u32,
}

/// Finds the line of a byte offset by bisection.
///
/// Lines end at `\n`, as editors and compilers count them; `\r\n` ends one line.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Reads the line starts of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut starts = Vec::with_capacity(text.len() / 32 + 1);
        starts.push(0);
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        Self { starts }
    }

    /// Returns the line of the byte at `offset`, counted from 1.
    #[must_use]
    pub fn line(&self, offset: usize) -> u32 {
        let line = self.starts.partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
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
}
