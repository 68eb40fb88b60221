//! How the values of a front matter are written, and where.

use std::collections::BTreeMap;

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::parse;
use crate::core::syntax::front_matter;
use crate::core::syntax::front_matter::{
    Chunk, Entry, Problem, Split, chunks, entries, is_blank, lines, split, without_comment, without_none,
};
use crate::core::syntax::yaml::{self, Value};

use super::super::{Refusal, has_conflict};

/// A front matter that is understood in each line, by the program's own reading and by the YAML parser's.
pub(super) struct FrontMatter<'t> {
    /// The note.
    pub(super) text: &'t str,
    /// The start of the opening line; where it would be, if there is none.
    pub(super) open: usize,
    /// The lines of the keys; `None` if there is no front matter.
    pub(super) yaml: Option<Span>,
    /// The start of the body.
    pub(super) body: usize,
    /// The keys, in the order of the note.
    pub(super) fields: Vec<Field<'t>>,
}

/// A key with its value.
pub(super) struct Field<'t> {
    /// The key as written, without quotes.
    pub(super) key: &'t str,
    /// Behind its colon.
    pub(super) colon: usize,
    /// Its line and all lines of its value.
    pub(super) lines: Span,
    /// Whether there is a comment on the key's line or among the lines of the value.
    pub(super) has_comment: bool,
    /// How the value is written.
    pub(super) form: Form,
    /// What it means.
    pub(super) value: Value,
    /// What the program reads by itself.
    pub(super) own: Value,
}

/// How a value is written.
pub(super) enum Form {
    /// Nothing, null or false; where that stands.
    Empty(Span),
    /// A scalar on the key's line, quotes included.
    Scalar(Span),
    /// A list in brackets, and its items.
    Flow(Span, Vec<Span>),
    /// A list of lines.
    Block(Vec<Item>),
    /// Anything else.
    Other,
}

/// An item of a list of lines.
pub(super) struct Item {
    /// Its lines.
    pub(super) lines: Span,
    /// Its hyphen.
    pub(super) hyphen: usize,
    /// What follows the hyphen on its first line.
    pub(super) value: Span,
}

impl<'t> FrontMatter<'t> {
    /// Reads the front matter of a note.
    pub(super) fn read(text: &'t str) -> Result<Self, Refusal> {
        if has_conflict(text) {
            return Err(Refusal::new("a merge conflict was left in the note"));
        }
        let (open, yaml, body) = match split(text) {
            Split::None(open) => {
                return Ok(Self { text, open, yaml: None, body: open, fields: Vec::new() });
            }
            Split::Unclosed(_) => return Err(Refusal::new("the front matter is never closed")),
            Split::Found { open, yaml, body } => (open, yaml, body),
        };
        let (entries, problems) = entries(text, open, yaml.clone());
        if parse::is_template(slice(text, yaml.clone())) || parse::is_to_fill_in(&entries) {
            return Err(Refusal::new("the note is a template"));
        }
        for problem in problems {
            match problem {
                Problem::Duplicate { span, .. } => {
                    return Err(Refusal::new(format!("the key `{}` stands there twice", slice(text, span))));
                }
                Problem::Broken { message, .. } => {
                    let message = message
                        .strip_prefix("this is")
                        .map_or(message.clone(), |rest| format!("the front matter is{rest}"));
                    return Err(Refusal::new(message));
                }
                Problem::UnquotedLink { .. } => {}
            }
        }
        let chunks = chunks(text, &yaml);
        let map = match yaml::decode(&without_none(text, yaml.clone(), &chunks)) {
            Ok(Value::Map(map)) => map,
            Ok(Value::Null) => BTreeMap::new(),
            Ok(_) => return Err(Refusal::new("the front matter has no keys")),
            Err(error) => return Err(Refusal::new(format!("the front matter is not valid YAML: {}", error.message))),
        };
        let odd = || Refusal::new("the front matter is not written as one key a line");
        let mut fields = Vec::with_capacity(chunks.len());
        for (chunk, entry) in chunks.iter().zip(&entries) {
            fields.push(Field::read(text, chunk, entry, &map).ok_or_else(odd)?);
        }
        if [chunks.len(), entries.len(), fields.len()] != [map.len(); 3] {
            return Err(odd());
        }
        Ok(Self { text, open, yaml: Some(yaml), body, fields })
    }
}

/// Returns the value of an entry without places, and without the line ends behind a text: the last value of a front matter
/// is read without them.
fn without_places(entry: &Entry<'_>) -> Value {
    match &entry.value {
        front_matter::Value::Empty => Value::Null,
        front_matter::Value::Flag(flag) => Value::Bool(*flag),
        front_matter::Value::Text(scalar) => Value::Text(scalar.text.trim_end_matches('\n').to_owned()),
        front_matter::Value::List(items) => {
            Value::List(items.iter().map(|item| Value::Text(item.text.to_string())).collect())
        }
        front_matter::Value::Nested(value) => value.clone(),
    }
}

impl<'t> Field<'t> {
    fn read(text: &'t str, chunk: &Chunk<'t>, entry: &Entry<'_>, map: &BTreeMap<String, Value>) -> Option<Self> {
        let (key, span) = chunk.key.clone().filter(|(key, _)| *key == entry.key)?;
        let value = map.get(key)?.clone();
        let start = slice(text, 0..span.start).rfind('\n').map_or(0, |end| end + 1);
        let start = start + if slice(text, start..span.start).starts_with('\u{feff}') { 3 } else { 0 };
        let colon = slice(text, 0..chunk.inline.start).trim_end_matches([' ', '\t']).len();
        let inline = without_comment(slice(text, chunk.inline.clone()));
        let inline = chunk.inline.start..chunk.inline.start + inline.len();
        let end = value_end(text, chunk);
        let below = chunk.below.start..end;
        let is_comment = |line: front_matter::Line<'_>| line.text.trim_start().starts_with('#');
        let has_comment = inline.end < chunk.inline.end || lines(text, below.clone()).any(is_comment);
        let mut field =
            Self { key, colon, lines: start..end, has_comment, form: Form::Other, value, own: without_places(entry) };
        field.form = field.form(text, inline, below);
        Some(field)
    }

    fn form(&mut self, text: &str, inline: Span, below: Span) -> Form {
        let raw = slice(text, inline.clone());
        let has_below = lines(text, below.clone()).any(|line| !is_blank(line.text));
        let in_quotes = |quote: char| raw.len() >= 2 && raw.starts_with(quote) && raw.ends_with(quote);
        let form = match (&self.value, raw.as_bytes().first()) {
            (Value::Null | Value::Bool(false), first)
                if !has_below && first.is_none_or(|first| !b"&!*".contains(first)) =>
            {
                Some(Form::Empty(inline))
            }
            // A link without quotes, which YAML takes for a list in a list.
            (Value::List(_), Some(b'[')) if raw.starts_with("[[") => {
                let target = raw.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
                target.filter(|target| !has_below && !target.contains(['[', ']', ','])).map(|_| {
                    self.value = Value::Text(raw.to_owned());
                    Form::Scalar(inline)
                })
            }
            (Value::List(items), Some(b'[')) => {
                let end = slice(text, 0..self.lines.end).trim_end().len();
                let span = inline.start..if has_below { end } else { inline.end };
                flow_items(text, &span).filter(|found| found.len() == items.len()).map(|items| Form::Flow(span, items))
            }
            (Value::List(items), None) => {
                block_items(text, below).filter(|found| found.len() == items.len()).map(Form::Block)
            }
            (Value::Text(_) | Value::Bool(_), Some(first)) if !has_below => match first {
                b'"' => in_quotes('"').then_some(Form::Scalar(inline)),
                b'\'' => in_quotes('\'').then_some(Form::Scalar(inline)),
                b'&' | b'*' | b'!' | b'|' | b'>' => None,
                _ => Some(Form::Scalar(inline)),
            },
            _ => None,
        };
        form.unwrap_or(Form::Other)
    }
}

/// Returns the end of the lines that belong to a key: blank lines and comments below do not.
fn value_end(text: &str, chunk: &Chunk<'_>) -> usize {
    let header = slice(text, chunk.inline.clone());
    let is_text = header.starts_with(['|', '>']);
    // In a text kept with its last line ends, blank lines are part of it.
    let keeps_blanks = is_text && without_comment(header).contains('+');
    let is_own = |line: &front_matter::Line<'_>| match line.text.trim_start() {
        "" => keeps_blanks,
        content => !content.starts_with('#') || (is_text && line.text.starts_with(' ')),
    };
    lines(text, chunk.below.clone()).filter(is_own).last().map_or(chunk.below.start, |line| line.end)
}

/// Returns the places of the items of `[a, "b", {c: d}]`; `None` where there is a comment among them.
fn flow_items(text: &str, span: &Span) -> Option<Vec<Span>> {
    let inner = slice(text, span.clone()).strip_prefix('[')?.strip_suffix(']')?;
    let base = span.start + 1;
    let (mut items, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    // What stands before, space aside: a quote opens a quoted text only at the start of a value.
    let (mut quote, mut before, mut escaped, mut is_gap) = (None, ',', false, true);
    for (at, char) in inner.char_indices().chain([(inner.len(), ',')]) {
        match quote {
            Some(open) => {
                if escaped {
                    escaped = false;
                } else if char == '\\' && open == '"' {
                    escaped = true;
                } else if char == open {
                    quote = None;
                }
            }
            None => match char {
                '"' | '\'' if matches!(before, ',' | '[' | '{' | ':') => quote = Some(char),
                '#' if is_gap => return None,
                '[' | '{' => depth += 1,
                ']' | '}' => depth = depth.checked_sub(1)?,
                ',' if depth == 0 => {
                    let raw = slice(inner, from..at);
                    let item = raw.trim();
                    let start = base + from + (raw.len() - raw.trim_start().len());
                    from = at + 1;
                    if !item.is_empty() {
                        items.push(start..start + item.len());
                    } else if at < inner.len() {
                        return None;
                    }
                }
                _ => {}
            },
        }
        is_gap = char.is_whitespace();
        if !is_gap {
            before = char;
        }
    }
    (quote.is_none() && depth == 0).then_some(items)
}

/// Returns the items of a list of lines, all at the same indentation.
fn block_items(text: &str, below: Span) -> Option<Vec<Item>> {
    let mut items: Vec<Item> = Vec::new();
    let mut indent = None;
    for line in lines(text, below) {
        if is_blank(line.text) {
            continue;
        }
        let content = line.text.trim_start_matches(' ');
        let depth = line.text.len() - content.len();
        let indent = *indent.get_or_insert(depth);
        match content.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            Some(rest) if depth == indent => {
                let hyphen = line.start + depth;
                let start = hyphen + 1 + (rest.len() - rest.trim_start().len());
                let value = without_comment(rest.trim());
                items.push(Item { lines: line.start..line.end, hyphen, value: start..start + value.len() });
            }
            _ if depth > indent => items.last_mut()?.lines.end = line.end,
            _ => return None,
        }
    }
    Some(items)
}
