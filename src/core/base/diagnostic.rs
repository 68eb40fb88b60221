//! Something about one note that its writer should know: a value, printed elsewhere. A diagnostic never stops a run.

mod code;

use crate::core::base::{LineIndex, Location, NotePath, Span};

pub use code::Code;

/// How much a diagnostic matters. `check` fails on errors only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A fact of the note could not be read, or nothing of it.
    Error,
    /// It could be read, but is probably not what was meant.
    Warning,
    /// A suggestion.
    Hint,
}

impl Severity {
    /// Returns the word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        }
    }
}

/// The place of a diagnostic, with the line it is on. A diagnostic that is found after the text was read has no line
/// yet: the code that shows it adds the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Line, counted from 1.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
    /// The text of the line, shortened to what can be shown.
    pub source: Box<str>,
    /// The bytes of `source` that are meant; without a source, as many characters from the column on.
    pub span: Span,
}

/// An edit of a note that settles a finding for certain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a command: `put the link in quotes`.
    pub title: String,
    /// The bytes of the note that it replaces.
    pub span: Span,
    /// What it puts there.
    pub new: String,
}

/// One finding about one note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of finding.
    pub code: Code,
    /// The note.
    pub note: NotePath,
    /// Where in the note; `None` for the note as a whole.
    pub place: Option<Place>,
    /// What was found, in one lower-case sentence without a final stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The edit that settles it, where the remedy is certain.
    pub fix: Option<Fix>,
    /// Whether it is about a note of which nothing is read, so that it is a hint at most.
    pub is_aside: bool,
}

/// The longest part of a line that a diagnostic keeps, in bytes.
const LONGEST_SOURCE: usize = 400;

impl Place {
    /// Returns the place of `span` in `text`; a span beyond the text is moved to its end.
    #[must_use]
    pub fn new(text: &str, span: Span) -> Self {
        let before = text.as_bytes().get(..span.start).unwrap_or(text.as_bytes());
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        Self::on_line(text, span, u32::try_from(line).unwrap_or(u32::MAX))
    }

    /// Returns the place of `span` when the number of its line is known, so that the lines above are not counted again.
    #[must_use]
    pub fn on_line(text: &str, span: Span, line: u32) -> Self {
        let start = floor_boundary(text, span.start);
        let end = floor_boundary(text, span.end.max(start));
        let bytes = text.as_bytes();
        let line_start = memchr::memrchr(b'\n', bytes.get(..start).unwrap_or_default()).map_or(0, |at| at + 1);
        let line_end =
            memchr::memchr(b'\n', bytes.get(start..).unwrap_or_default()).map_or(text.len(), |at| start + at);
        let before = text.get(line_start..start).unwrap_or_default();
        // No editor counts a byte order mark.
        let column = before.strip_prefix('\u{feff}').unwrap_or(before).chars().count() + 1;
        // A very long line is shown from its start, or from a little before the place if that lies far to the right.
        let from = if start - line_start > LONGEST_SOURCE / 2 {
            floor_boundary(text, start - LONGEST_SOURCE / 4)
        } else {
            line_start
        };
        let to = floor_boundary(text, line_end.min(from + LONGEST_SOURCE));
        let source = text.get(from..to).unwrap_or_default().trim_end_matches(['\r', '\n']);
        let shown = source.len();
        Self {
            line,
            column: u32::try_from(column).unwrap_or(u32::MAX),
            source: source.into(),
            span: (start - from).min(shown)..(end.saturating_sub(from)).min(shown),
        }
    }

    /// Adds the line of `text` to a place without one.
    pub fn add_source(&mut self, text: &str, lines: &LineIndex) {
        let start = lines.start(self.line);
        let line = text.get(start..).unwrap_or_default();
        let bare = line.strip_prefix('\u{feff}').unwrap_or(line);
        let offset = |rest: &str, count: usize| rest.char_indices().nth(count).map_or(rest.len(), |(at, _)| at);
        let from = offset(bare, (self.column as usize).saturating_sub(1));
        let to = from + offset(bare.get(from..).unwrap_or_default(), self.span.len());
        let start = start + line.len() - bare.len();
        *self = Self::on_line(text, start + from..start + to, self.line);
    }
}

/// Returns the nearest offset at or before `at` that lies between two characters.
fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl Diagnostic {
    /// Returns a finding about the note as a whole.
    #[must_use]
    pub fn new(code: Code, note: &NotePath, message: impl Into<String>) -> Self {
        Self { code, note: note.clone(), place: None, message: message.into(), hint: None, fix: None, is_aside: false }
    }

    /// Returns how much it matters.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        if self.is_aside { Severity::Hint } else { self.code.severity() }
    }

    /// Makes it a hint: nothing is read of the note.
    #[must_use]
    pub fn aside(mut self) -> Self {
        self.is_aside = true;
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the edit that settles it.
    #[must_use]
    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// Adds its place in `text`.
    #[must_use]
    pub fn at(mut self, text: &str, span: Span) -> Self {
        self.place = Some(Place::new(text, span));
        self
    }

    /// Adds its place in `text`, whose lines are known, so that many findings do not count them again.
    #[must_use]
    pub fn at_in(mut self, text: &str, lines: &LineIndex, span: Span) -> Self {
        let line = lines.line(span.start);
        self.place = Some(Place::on_line(text, span, line));
        self
    }

    /// Adds its place when the text is not available.
    #[must_use]
    pub fn located(mut self, Location { line, column, width }: Location) -> Self {
        self.place = (line > 0).then(|| Place { line, column, source: "".into(), span: 0..width as usize });
        self
    }

    /// Returns the line, if there is one.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        self.place.as_ref().map(|place| place.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_never_leaves_its_text() {
        let text = "one\nzwei ü\r\nthree";
        let rows = [(0..3, 1, 1, "one"), (9..11, 2, 6, "zwei ü"), (10..11, 2, 6, "zwei ü"), (99..120, 3, 6, "three")];
        for (span, line, column, source) in rows {
            let place = Place::new(text, span.clone());
            assert_eq!((place.line, place.column, &*place.source), (line, column, source), "{span:?}");
            assert!(place.source.get(place.span.clone()).is_some(), "{span:?}");
        }
    }

    #[test]
    fn a_long_line_is_shortened_around_the_place() {
        let text = "x".repeat(10_000);
        let place = Place::new(&text, 9_000..9_010);
        assert!(place.source.len() <= LONGEST_SOURCE);
        assert_eq!(place.span.len(), 10);
        assert_eq!(place.column, 9_001);
    }
}
