//! The front matter of a note: its place, and its keys with their values, each with its own place.
//!
//! It finds keys line by line and reads plain values itself. Only other values go to the YAML parser, and a key that
//! the parser cannot read does not affect the others. Nothing is lost: an edit finds the lines of each key here, and
//! how its value is written.

mod scalars;
mod style;
mod yaml_values;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::syntax::yaml::{self, YamlError};

use scalars::plain_value;
use yaml_values::decode_hard;

pub(crate) use scalars::without_comment;
pub(crate) use style::{ListItem, ValueStyle};

/// The names of the day in the mapping of a follow-up.
pub(crate) const DUE: [&str; 3] = ["due", "date", "on"];
/// The names for the words of the task in a mapping of a follow-up.
pub(crate) const WHAT: [&str; 3] = ["what", "text", "task"];

/// The place of the front matter in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Split {
    /// A text without front matter; the body starts at the offset.
    None(usize),
    /// It opens with `---` and keys, and never closes.
    Unclosed(usize),
    /// `yaml` lies between the two `---` lines; the body starts at `body`. `open` is the start of the first of them.
    Found {
        /// The start of the opening line.
        open: usize,
        /// The text between the lines.
        yaml: Span,
        /// The start of the body.
        body: usize,
    },
}

/// Finds the front matter: a first line of `---`, up to the next line of `---`; spaces after them do not count.
pub(crate) fn split(text: &str) -> Split {
    let open = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = lines(text, open..text.len());
    let Some(first) = lines.next().filter(|line| line.text.trim_end() == "---" && line.end > line.start + 3) else {
        return Split::None(open);
    };
    let yaml_start = first.end;
    let mut looks_like_keys = None;
    for line in lines {
        if line.text.trim_end() == "---" {
            return Split::Found { open, yaml: yaml_start..line.start, body: line.end };
        }
        if looks_like_keys.is_none() && !line.text.trim().is_empty() {
            looks_like_keys = Some(key_of(line.text).is_some());
        }
    }
    if looks_like_keys == Some(true) { Split::Unclosed(open) } else { Split::None(open) }
}

/// Says whether a text starts with three hyphens, as front matter does: nothing else with a meaning starts so.
pub(crate) fn starts_with_hyphens(text: &str) -> bool {
    text.strip_prefix('\u{feff}').unwrap_or(text).starts_with("---")
}

/// A scalar with its place in the note's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scalar<'t> {
    /// The value as text.
    pub(crate) text: Cow<'t, str>,
    /// Its place; for a value that the YAML parser read, the place of its key.
    pub(crate) span: Span,
}

/// The value of a key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Value<'t> {
    /// Nothing, or null.
    #[default]
    Empty,
    /// `true` or `false`, unquoted.
    Flag(bool),
    /// A scalar.
    Text(Scalar<'t>),
    /// A list of scalars; null items are left out.
    List(Vec<Scalar<'t>>),
    /// Anything deeper.
    Nested(yaml::Value),
}

/// A key with its value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entry<'t> {
    /// The key as written, without quotes.
    pub(crate) key: &'t str,
    /// The place of the key.
    pub(crate) span: Span,
    /// Behind its colon.
    pub(crate) colon: usize,
    /// Its line and the lines below it, up to the next key.
    pub(crate) lines: Span,
    /// Its value.
    pub(crate) value: Value<'t>,
    /// How the value is written, and where.
    pub(crate) style: ValueStyle,
}

/// The keys of a front matter, and what is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct FrontMatter<'t> {
    /// The note.
    pub(crate) text: &'t str,
    /// The start of the opening line, or where it would be if there is none.
    pub(crate) open: usize,
    /// The lines of the keys.
    pub(crate) yaml: Span,
    /// The start of the body.
    pub(crate) body: usize,
    /// The keys, in the order of the note.
    pub(crate) entries: Vec<Entry<'t>>,
    /// What is wrong.
    pub(crate) problems: Vec<Problem>,
    /// Whether there are lines that belong to no key, or look like a key but are not.
    pub(crate) has_stray_lines: bool,
}

/// Something that is wrong with a front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// It is not YAML, or not YAML that is read; with the message and what to do.
    Broken {
        /// Where.
        span: Span,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// A key appears twice.
    Duplicate {
        /// Its second place.
        span: Span,
        /// Its line, if it repeats the one before.
        same: Option<Span>,
    },
    /// A wikilink without quotes, read as the link it was meant to be.
    UnquotedLink {
        /// Where.
        span: Span,
    },
}

impl Problem {
    /// Returns where it is.
    pub(crate) const fn span(&self) -> &Span {
        match self {
            Self::Broken { span, .. } | Self::Duplicate { span, .. } | Self::UnquotedLink { span } => span,
        }
    }
}

impl<'t> FrontMatter<'t> {
    /// Reads the keys of a front matter; one that is missing or never closes has none.
    pub(crate) fn read(text: &'t str, split: Split) -> Self {
        let (open, yaml, body) = match split {
            Split::Found { open, yaml, body } => (open, yaml, body),
            Split::None(open) | Split::Unclosed(open) => (open, open..open, open),
        };
        let mut front_matter = Self { text, open, yaml, body, ..Self::default() };
        if front_matter.yaml.len() > yaml::LARGEST {
            let message = format!("the front matter is longer than {} KiB", yaml::LARGEST / 1024);
            let hint = Some(String::from("keep long text in the body of the note"));
            front_matter.problems.push(Problem::Broken { span: open..open + 3, message, hint });
            return front_matter;
        }
        front_matter.find_keys();
        front_matter.drop_duplicates();
        let problems = &mut front_matter.problems;
        let mut hard = Vec::new();
        for (at, entry) in front_matter.entries.iter_mut().enumerate() {
            entry.style = ValueStyle::of_entry(text, entry);
            match plain_value(text, entry, problems) {
                Some(value) => entry.value = value,
                None => hard.push(at),
            }
        }
        if front_matter.has_stray_lines || !hard.is_empty() {
            decode_hard(&mut front_matter, &hard);
        }
        front_matter
    }

    /// Returns whether there is a front matter.
    pub(crate) fn is_there(&self) -> bool {
        self.body > self.open
    }

    /// Returns the keys with their values as the YAML parser reads them.
    pub(crate) fn decode(&self) -> Result<BTreeMap<String, yaml::Value>, YamlError> {
        yaml::decode_keys(&self.without_hyphens(self.yaml.clone()))
    }

    /// Returns a part of the text for the YAML parser, with blanks for values that are just `-`, which the parser does
    /// not accept. Everything else keeps its place.
    fn without_hyphens(&self, span: Span) -> Cow<'t, str> {
        let mut part = Cow::Borrowed(slice(self.text, span.clone()));
        for entry in &self.entries {
            if let ValueStyle::Empty(value) = &entry.style
                && slice(self.text, value.clone()) == scalars::NO_VALUE
            {
                part.to_mut().replace_range(value.start - span.start..value.end - span.start, " ");
            }
        }
        part
    }

    /// Finds the keys, each with the lines of its value.
    fn find_keys(&mut self) {
        // Nearly all notes have fewer keys.
        self.entries.reserve(16);
        for line in lines(self.text, self.yaml.clone()) {
            let starts_nothing =
                line.text.trim_start().is_empty() || line.text.starts_with([' ', '\t', '#', '-', ']', '}']);
            let has_above = self.has_stray_lines || !self.entries.is_empty();
            if starts_nothing && (has_above || is_blank(line.text)) {
                // The lines below a stray line are stray too.
                if let Some(above) = self.entries.last_mut().filter(|above| above.lines.end == line.start) {
                    above.lines.end = line.end;
                }
            } else if let Some((key, colon)) = key_of(line.text) {
                // Before the key there is nothing but a quote.
                let start = line.start + usize::from(!line.text.starts_with(key));
                let (span, colon) = (start..start + key.len(), line.start + colon);
                self.entries.push(Entry { key, span, colon, lines: line.start..line.end, ..Entry::default() });
            } else {
                self.has_stray_lines = true;
            }
        }
    }

    fn drop_duplicates(&mut self) {
        let mut keys: Vec<&str> = self.entries.iter().map(|entry| entry.key).collect();
        keys.sort_unstable();
        if keys.is_sorted_by(|one, other| one < other) {
            return;
        }
        let (mut keys, problems) = (BTreeMap::new(), &mut self.problems);
        let text = self.text;
        self.entries.retain(|entry| {
            let Some(first) = keys.get(entry.key) else {
                keys.insert(entry.key, entry.clone());
                return true;
            };
            let same = same_line(text, first, entry);
            problems.push(Problem::Duplicate { span: entry.span.clone(), same });
            false
        });
    }
}

/// Returns the line of a key with its end, if it is the same as the line of `first`.
fn same_line(text: &str, first: &Entry<'_>, again: &Entry<'_>) -> Option<Span> {
    let said = |entry: &Entry<'_>| slice(text, entry.colon..entry.lines.end).trim().to_owned();
    let is_one_line = |entry: &Entry<'_>| slice(text, entry.lines.clone()).trim_end().lines().count() == 1;
    let is_same = said(first) == said(again) && is_one_line(first) && is_one_line(again);
    is_same.then(|| again.lines.clone())
}

/// Returns the key that a line starts with, and the offset after its colon.
pub(crate) fn key_of(line: &str) -> Option<(&str, usize)> {
    let (key, colon) = match line.chars().next()? {
        quote @ ('"' | '\'') => {
            let end = line.get(1..)?.find(quote)? + 1;
            let rest = slice(line, end + 1..line.len());
            (line.get(1..end)?, line.len() - rest.trim_start_matches(' ').len())
        }
        ' ' | '\t' | '#' | '-' | '?' | '[' | '{' | '&' | '*' | '!' | '|' | '>' | '%' | '@' | '`' => return None,
        _ => {
            let colon = memchr::memchr_iter(b':', line.as_bytes())
                .find(|at| matches!(line.as_bytes().get(at + 1), None | Some(b' ' | b'\t' | b'\r' | b'\n')))?;
            (line.get(..colon)?.trim_end(), colon)
        }
    };
    let has_comment = || memchr::memchr(b'#', key.as_bytes()).is_some() && key.contains(" #");
    (line.as_bytes().get(colon) == Some(&b':') && !key.is_empty() && !has_comment()).then_some((key, colon + 1))
}

/// Returns whether a line holds only space or a comment.
pub(crate) fn is_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// A line with its place; `text` is without the line end, `end` after it.
pub(crate) struct TextLine<'t> {
    pub(crate) text: &'t str,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Returns the lines of a part of a text.
pub(crate) fn lines(text: &str, span: Span) -> impl Iterator<Item = TextLine<'_>> {
    let mut at = span.start;
    std::iter::from_fn(move || {
        let rest = slice(text, at..span.end);
        if rest.is_empty() {
            return None;
        }
        let length = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        let content = rest.as_bytes().get(..length).unwrap_or_default();
        let ends = content.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let line = TextLine { text: slice(rest, 0..length - ends), start: at, end: at + length };
        at += length;
        Some(line)
    })
}
