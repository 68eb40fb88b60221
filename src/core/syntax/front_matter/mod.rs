//! The front matter of a note: where it stands, and its keys with their values, each with its own place.
//!
//! Keys are found line by line and plain values are read where they stand; only what is not plain goes to the YAML
//! parser, and a key that the parser cannot read does not take the others with it.

mod hard;
mod plain;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::syntax::yaml;

use hard::decode_hard;
pub(crate) use plain::{without_comment, without_none};

use plain::plain_value;

/// The names of the day in the mapping of a follow-up.
pub(crate) const DUE: [&str; 3] = ["due", "date", "on"];
/// The names of what is to be done in a mapping of a follow-up.
pub(crate) const WHAT: [&str; 3] = ["what", "text", "task"];

/// Where the front matter of a text stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Split {
    /// There is none; the body starts at the offset.
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

/// A scalar with its place in the note's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scalar<'t> {
    /// The value as text.
    pub(crate) text: Cow<'t, str>,
    /// Where it stands; for what the YAML parser read, its key's place.
    pub(crate) span: Span,
}

/// The value of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value<'t> {
    /// Nothing, or null.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry<'t> {
    /// The key as written, without quotes.
    pub(crate) key: &'t str,
    /// Where the key stands.
    pub(crate) span: Span,
    /// Its value.
    pub(crate) value: Value<'t>,
}

/// Something that is wrong with a front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// It is not YAML, or not YAML that is read; what it says and what to do.
    Broken {
        /// Where.
        span: Span,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// A key stands there twice.
    Duplicate {
        /// Where it stands again.
        span: Span,
        /// Its line, if it says what the one before says.
        same: Option<Span>,
    },
    /// A wikilink without quotes, read as the link it was meant to be.
    UnquotedLink {
        /// Where.
        span: Span,
    },
}

/// Reads the keys between the `---` lines at `yaml`.
pub(crate) fn entries(text: &str, open: usize, yaml: Span) -> (Vec<Entry<'_>>, Vec<Problem>) {
    let mut problems = Vec::new();
    if yaml.len() > yaml::LARGEST {
        let message = format!("the front matter is longer than {} KiB", yaml::LARGEST / 1024);
        let hint = Some(String::from("keep long text in the body of the note"));
        return (Vec::new(), vec![Problem::Broken { span: open..open + 3, message, hint }]);
    }
    let mut chunks = chunks(text, &yaml);
    drop_duplicates(text, &mut chunks, &mut problems);
    let mut entries = Vec::with_capacity(chunks.len());
    let mut hard = Vec::new();
    let mut is_broken = false;
    let whole = without_none(text, open..yaml.end, &chunks);
    for chunk in chunks {
        match chunk.key {
            Some((key, ref span)) => {
                let value = plain_value(text, &chunk, &mut problems);
                if value.is_none() {
                    hard.push((entries.len(), chunk.clone()));
                }
                entries.push(Entry { key, span: span.clone(), value: value.unwrap_or(Value::Empty) });
            }
            None => is_broken = true,
        }
    }
    if is_broken || !hard.is_empty() {
        decode_hard(text, (open..yaml.end, &whole), &mut entries, &hard, is_broken, &mut problems);
    }
    (entries, problems)
}

/// A key's line and the lines below it that belong to its value.
#[derive(Debug, Clone)]
pub(crate) struct Chunk<'t> {
    /// The key with its place; `None` for lines that belong to no key.
    pub(crate) key: Option<(&'t str, Span)>,
    /// What follows the colon on the key's own line, without surrounding space.
    pub(crate) inline: Span,
    /// The lines below, up to the next key.
    pub(crate) below: Span,
}

/// Finds the keys between the `---` lines at `yaml`, each with the lines of its value.
pub(crate) fn chunks<'t>(text: &'t str, yaml: &Span) -> Vec<Chunk<'t>> {
    let mut chunks: Vec<Chunk<'t>> = Vec::new();
    for line in lines(text, yaml.clone()) {
        let belongs_above = line.text.starts_with([' ', '\t', '#', '-', ']', '}']) || line.text.trim().is_empty();
        if belongs_above
            && (line.text.trim_start().starts_with('#') || line.text.trim().is_empty() || !chunks.is_empty())
        {
            if let Some(last) = chunks.last_mut() {
                last.below.end = line.end;
            }
            continue;
        }
        let (key, inline) = match key_of(line.text) {
            Some((key, value_at)) => {
                let start = line.start + line.text.find(key).unwrap_or(0);
                let value = slice(line.text, value_at..line.text.len());
                let from = line.start + value_at + (value.len() - value.trim_start().len());
                (Some((key, start..start + key.len())), from..from + value.trim().len())
            }
            None => (None, line.start..line.start + line.text.len()),
        };
        chunks.push(Chunk { key, inline, below: line.end..line.end });
    }
    chunks
}

/// Returns the key that a line starts with, and the offset behind its colon.
fn key_of(line: &str) -> Option<(&str, usize)> {
    let (key, colon) = match line.chars().next()? {
        quote @ ('"' | '\'') => {
            let end = line.get(1..)?.find(quote)? + 1;
            (line.get(1..end)?, end + 1)
        }
        ' ' | '\t' | '#' | '-' | '?' | '[' | '{' | '&' | '*' | '!' | '|' | '>' | '%' | '@' | '`' => return None,
        _ => {
            let colon = memchr::memchr_iter(b':', line.as_bytes())
                .find(|at| matches!(line.as_bytes().get(at + 1), None | Some(b' ' | b'\t' | b'\r' | b'\n')))?;
            (line.get(..colon)?.trim_end(), colon)
        }
    };
    (line.as_bytes().get(colon) == Some(&b':') && !key.is_empty() && !key.contains(" #")).then_some((key, colon + 1))
}

fn drop_duplicates(text: &str, chunks: &mut Vec<Chunk<'_>>, problems: &mut Vec<Problem>) {
    let mut keys: Vec<(&str, usize)> =
        chunks.iter().enumerate().filter_map(|(at, chunk)| Some((chunk.key.as_ref()?.0, at))).collect();
    keys.sort_unstable();
    let again: BTreeMap<usize, Option<Span>> = keys
        .windows(2)
        .filter_map(|pair| match *pair {
            [(first, before), (second, at)] if first == second => {
                Some((at, same_line(text, chunks.get(before)?, chunks.get(at)?)))
            }
            _ => None,
        })
        .collect();
    let mut places = 0..;
    chunks.retain(|chunk| {
        let same = places.next().and_then(|at: usize| again.get(&at));
        if let (Some(same), Some((_, span))) = (same, &chunk.key) {
            problems.push(Problem::Duplicate { span: span.clone(), same: same.clone() });
        }
        same.is_none()
    });
}

/// Returns the line of a key with its end, if the key says on it what `before` says.
fn same_line(text: &str, before: &Chunk<'_>, again: &Chunk<'_>) -> Option<Span> {
    let is_same = slice(text, before.inline.clone()) == slice(text, again.inline.clone());
    let start = slice(text, 0..again.inline.start).rfind('\n')? + 1;
    (is_same && before.below.is_empty() && again.below.is_empty()).then_some(start..again.below.start)
}

/// Says whether a line holds nothing but space or a comment.
pub(crate) fn is_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// A line with its place; `text` is without the line end, `end` behind it.
pub(crate) struct Line<'t> {
    pub(crate) text: &'t str,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Returns the lines of a part of a text.
pub(crate) fn lines(text: &str, span: Span) -> impl Iterator<Item = Line<'_>> {
    let mut at = span.start;
    std::iter::from_fn(move || {
        let rest = slice(text, at..span.end);
        if rest.is_empty() {
            return None;
        }
        let length = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        let content = rest.as_bytes().get(..length).unwrap_or_default();
        let ends = content.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let line = Line { text: slice(rest, 0..length - ends), start: at, end: at + length };
        at += length;
        Some(line)
    })
}
