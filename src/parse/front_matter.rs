//! The front matter of a note: where it stands, and its keys with their values, each with its own place.
//!
//! Keys are found line by line and plain values are read where they stand; only what is not plain goes to the YAML
//! parser, and a key that the parser cannot read does not take the others with it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::Span;
use crate::text::slice;

use super::yaml::{self, YamlError};

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
    drop_duplicates(&mut chunks, &mut problems);
    let mut entries = Vec::with_capacity(chunks.len());
    let mut hard = Vec::new();
    let mut is_broken = false;
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
        decode_hard(text, open..yaml.end, &mut entries, &hard, is_broken, &mut problems);
    }
    (entries, problems)
}

/// A key's line and the lines below it that belong to its value.
#[derive(Debug, Clone)]
struct Chunk<'t> {
    /// The key with its place; `None` for lines that belong to no key.
    key: Option<(&'t str, Span)>,
    /// What follows the colon on the key's own line, without surrounding space.
    inline: Span,
    /// The lines below, up to the next key.
    below: Span,
}

fn chunks<'t>(text: &'t str, yaml: &Span) -> Vec<Chunk<'t>> {
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

fn drop_duplicates(chunks: &mut Vec<Chunk<'_>>, problems: &mut Vec<Problem>) {
    let mut keys: Vec<(&str, usize)> =
        chunks.iter().filter_map(|chunk| chunk.key.as_ref()).map(|(key, span)| (*key, span.start)).collect();
    keys.sort_unstable();
    let again: Vec<usize> = keys
        .windows(2)
        .filter_map(|pair| match pair {
            [(first, _), (second, at)] if first == second => Some(*at),
            _ => None,
        })
        .collect();
    if again.is_empty() {
        return;
    }
    chunks.retain(|chunk| match &chunk.key {
        Some((_, span)) if again.contains(&span.start) => {
            problems.push(Problem::Duplicate { span: span.clone() });
            false
        }
        _ => true,
    });
}

/// Reads a value that needs no YAML parser: nothing, a scalar on one line, or a list of such scalars.
///
/// Returns `None` for anything else. Whatever it returns equals what YAML means, but that numbers stay text and that a
/// bare wikilink is a link.
fn plain_value<'t>(text: &'t str, chunk: &Chunk<'_>, problems: &mut Vec<Problem>) -> Option<Value<'t>> {
    let inline = without_comment(slice(text, chunk.inline.clone()));
    let span = chunk.inline.start..chunk.inline.start + inline.len();
    let below = slice(text, chunk.below.clone());
    let has_below = below.lines().any(|line| !is_blank(line));
    if inline.is_empty() {
        return if has_below {
            plain_items(text, chunk.below.clone(), problems).map(Value::List)
        } else {
            Some(Value::Empty)
        };
    }
    if has_below {
        return None;
    }
    if inline.starts_with("[[") {
        let links = unquoted_links(text, span.clone())?;
        problems.push(Problem::UnquotedLink { span });
        return Some(match links.len() {
            1 => links.into_iter().next().map_or(Value::Empty, Value::Text),
            _ => Value::List(links),
        });
    }
    if let Some(items) = inline.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return flow_items(items, span.start + 1).map(Value::List);
    }
    match inline {
        "true" | "True" | "TRUE" => Some(Value::Flag(true)),
        "false" | "False" | "FALSE" => Some(Value::Flag(false)),
        _ => Some(plain_scalar(inline, span.start)?.map_or(Value::Empty, Value::Text)),
    }
}

/// Reads a scalar that stands on one line; the inner `None` is null.
#[expect(clippy::option_option, reason = "not to be read here, null, or a scalar")]
fn plain_scalar(raw: &str, start: usize) -> Option<Option<Scalar<'_>>> {
    let inner = |quote: char| {
        let inner = raw.strip_prefix(quote)?.strip_suffix(quote)?;
        (raw.len() >= 2 && !inner.contains(quote) && !(quote == '"' && inner.contains('\\'))).then_some(inner)
    };
    if !is_printable(raw) {
        return None;
    }
    if raw.starts_with(['"', '\'']) {
        let text = inner('"').or_else(|| inner('\''))?;
        return Some(Some(Scalar { text: Cow::Borrowed(text), span: start + 1..start + 1 + text.len() }));
    }
    if matches!(raw, "~" | "null" | "Null" | "NULL") {
        return Some(None);
    }
    let first_is_plain = match raw.as_bytes() {
        [b'-' | b'?' | b':', rest @ ..] => rest.first().is_some_and(|byte| !matches!(byte, b' ' | b'\t')),
        [first, ..] => !b",[]{}#&*!|>'\"%@`".contains(first),
        [] => false,
    };
    let is_key = |at: usize| matches!(raw.as_bytes().get(at + 1), None | Some(b' '));
    let is_plain = first_is_plain && !memchr::memchr_iter(b':', raw.as_bytes()).any(is_key);
    is_plain.then(|| Some(Scalar { text: Cow::Borrowed(raw), span: start..start + raw.len() }))
}

/// Says whether a text holds nothing that YAML treats on its own: tabs, controls, other line ends, a BOM.
fn is_printable(text: &str) -> bool {
    let is_special = |char: char| char.is_control() || matches!(char, '\u{2028}' | '\u{2029}' | '\u{feff}');
    if text.is_ascii() { !text.bytes().any(|byte| byte.is_ascii_control()) } else { !text.chars().any(is_special) }
}

/// Reads the items of `[a, "b", c]`; `items` is the text between the brackets.
fn flow_items(items: &str, start: usize) -> Option<Vec<Scalar<'_>>> {
    let mut scalars = Vec::new();
    let mut from = 0;
    let mut quote = None;
    let ends = items.char_indices().chain([(items.len(), ',')]);
    for (at, char) in ends {
        match (quote, char) {
            (None, '[' | ']' | '{' | '}') => return None,
            // A quote opens a quoted item only where the item starts.
            (None, '"' | '\'') if slice(items, from..at).trim().is_empty() => quote = Some(char),
            (Some(open), _) if open == char => quote = None,
            (None, ',') => {
                let raw = slice(items, from..at);
                let trimmed = raw.trim();
                let at_start = start + from + (raw.len() - raw.trim_start().len());
                from = at + 1;
                if trimmed.is_empty() {
                    // A comma at the end is fine; an empty item elsewhere is for the parser to judge.
                    if at == items.len() {
                        break;
                    }
                    return None;
                }
                if trimmed.contains('#')
                    || trimmed.starts_with(['-', '?', ':'])
                    || trimmed.ends_with(':')
                    || (trimmed.contains(':') && !trimmed.starts_with(['"', '\'']))
                {
                    return None;
                }
                scalars.extend(plain_scalar(trimmed, at_start)?);
            }
            _ => {}
        }
    }
    quote.is_none().then_some(scalars)
}

/// Reads a block list whose items are plain scalars, all at the same indentation.
fn plain_items<'t>(text: &'t str, below: Span, problems: &mut Vec<Problem>) -> Option<Vec<Scalar<'t>>> {
    let mut scalars = Vec::new();
    let mut indent = None;
    for line in lines(text, below) {
        if is_blank(line.text) {
            continue;
        }
        let content = line.text.trim_start_matches(' ');
        let depth = line.text.len() - content.len();
        let raw = content.strip_prefix('-').filter(|raw| raw.is_empty() || raw.starts_with([' ', '\r', '\n']))?;
        if *indent.get_or_insert(depth) != depth {
            return None;
        }
        let start = line.start + depth + 1 + (raw.len() - raw.trim_start().len());
        let item = without_comment(raw.trim());
        if item.is_empty() {
            continue;
        }
        if item.starts_with("[[") {
            let span = start..start + item.len();
            let links = unquoted_links(text, span.clone())?;
            problems.push(Problem::UnquotedLink { span });
            scalars.extend(links);
            continue;
        }
        scalars.extend(plain_scalar(item, start)?);
    }
    Some(scalars)
}

/// Reads `[[A]]` or `[[A]], [[B]]`, which YAML takes for nested lists or does not take at all.
fn unquoted_links(text: &str, span: Span) -> Option<Vec<Scalar<'_>>> {
    let mut links = Vec::new();
    let mut at = span.start;
    while at < span.end {
        let rest = slice(text, at..span.end);
        let gap = rest.len() - rest.trim_start_matches([' ', ',']).len();
        let rest = slice(text, at + gap..span.end);
        if rest.is_empty() {
            break;
        }
        let length = rest.strip_prefix("[[")?.find("]]")? + 4;
        let start = at + gap;
        links.push(Scalar { text: Cow::Borrowed(slice(text, start..start + length)), span: start..start + length });
        at = start + length;
    }
    Some(links)
}

/// Gives the keys in `hard` the values that the YAML parser reads; where it refuses the whole, one by one.
fn decode_hard(
    text: &str,
    block: Span,
    entries: &mut Vec<Entry<'_>>,
    hard: &[(usize, Chunk<'_>)],
    is_broken: bool,
    problems: &mut Vec<Problem>,
) {
    let whole = format!("{}---\n", slice(text, block.clone()));
    let error = match yaml::decode_front_matter(&whole) {
        Ok(map) => {
            for (at, _) in hard {
                if let Some(entry) = entries.get_mut(*at) {
                    entry.value =
                        map.get(entry.key).cloned().map_or(Value::Empty, |value| from_yaml(value, &entry.span));
                }
            }
            // A line within a text of several lines may look like a key.
            entries.retain(|entry| map.contains_key(entry.key));
            return;
        }
        Err(error) => error,
    };
    let known_problems = problems.len();
    for (at, chunk) in hard {
        let Some(entry) = entries.get_mut(*at) else { continue };
        let alone = format!(
            "---\n{}{}---\n",
            slice(text, entry.span.start..chunk.below.start),
            slice(text, chunk.below.clone())
        );
        match yaml::decode_front_matter(&alone) {
            Ok(map) => {
                entry.value = map.into_values().next().map_or(Value::Empty, |value| from_yaml(value, &entry.span));
            }
            Err(error) => problems.push(broken(text, entry.span.start, chunk.below.end, &error)),
        }
    }
    // What no key alone accounts for: a line that belongs to none, an alias to another key.
    let is_accounted_for =
        problems.len() > known_problems || problems.iter().any(|problem| !matches!(problem, Problem::Broken { .. }));
    if is_broken || !is_accounted_for {
        problems.push(broken(text, block.start, block.end, &error));
    }
}

/// Returns the problem of a YAML text that starts behind the line at `start`, or on it for a key alone.
fn broken(text: &str, start: usize, end: usize, error: &YamlError) -> Problem {
    // The parser counts from the first line behind `---`; a key alone was given such a line above it.
    let offset = usize::from(text.get(start..start + 3) == Some("---"));
    let line = error.line.map_or(0, |line| line.saturating_sub(1) + offset);
    let found = lines(text, start..end).nth(line).or_else(|| lines(text, start..end).next());
    let span = found.map_or(start..start, |line| {
        let content = line.text.trim();
        let from = line.start + line.text.find(content).unwrap_or(0);
        from..from + content.len()
    });
    let source = slice(text, span.clone());
    Problem::Broken {
        message: format!("this is not valid YAML: {}", error.message),
        hint: yaml_hint(source, slice(text, start..end)),
        span,
    }
}

/// Says what is most likely meant by a line that is not YAML.
fn yaml_hint(line: &str, chunk: &str) -> Option<String> {
    let behind_key = || key_of(line).map(|(_, at)| slice(line, at..line.len()));
    let value = line.strip_prefix('-').or_else(behind_key).unwrap_or_default().trim();
    if chunk.lines().any(|line| line.starts_with('\t') || line.trim_start_matches(' ').starts_with('\t')) {
        return Some(String::from("YAML is indented with spaces, never with tabs"));
    }
    if value.starts_with(['@', '`', '%', '&', '*', '!', '|', '>']) || value.contains(": ") || value.ends_with(':') {
        return Some(format!("put the value in quotes: `\"{}\"`", value.replace('\\', "\\\\").replace('"', "\\\"")));
    }
    (line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>"))
        .then(|| String::from("finish the merge: keep one side and delete the marker lines"))
}

fn from_yaml<'t>(value: yaml::Value, span: &Span) -> Value<'t> {
    let scalar = |value: yaml::Value| match value {
        yaml::Value::Text(text) => Ok(Some(Scalar { text: Cow::Owned(text), span: span.clone() })),
        yaml::Value::Bool(flag) => {
            Ok(Some(Scalar { text: Cow::Borrowed(if flag { "true" } else { "false" }), span: span.clone() }))
        }
        yaml::Value::Null => Ok(None),
        deep => Err(deep),
    };
    match value {
        yaml::Value::Null => Value::Empty,
        yaml::Value::Bool(flag) => Value::Flag(flag),
        yaml::Value::Text(text) => Value::Text(Scalar { text: Cow::Owned(text), span: span.clone() }),
        yaml::Value::List(items) => match items.iter().cloned().map(scalar).collect::<Result<Vec<_>, _>>() {
            Ok(scalars) => Value::List(scalars.into_iter().flatten().collect()),
            Err(_) => Value::Nested(yaml::Value::List(items)),
        },
        yaml::Value::Map(map) => Value::Nested(yaml::Value::Map(map)),
    }
}

/// Returns a value without the comment behind it; a `#` starts one only behind a space and outside quotes.
fn without_comment(value: &str) -> &str {
    if !value.contains('#') {
        return value;
    }
    if value.starts_with('#') {
        return "";
    }
    // Within a plain scalar a quote is a character like others.
    let may_quote = value.starts_with(['"', '\'', '[', '{']);
    let mut quote = None;
    let mut before = ' ';
    for (at, char) in value.char_indices() {
        match (quote, char) {
            (None, '"' | '\'') if may_quote && matches!(before, ' ' | '[' | ',' | '\t') => quote = Some(char),
            (Some(open), _) if open == char && before != '\\' => quote = None,
            (None, '#') if matches!(before, ' ' | '\t') => return slice(value, 0..at).trim_end(),
            _ => {}
        }
        before = char;
    }
    value
}

fn is_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// A line with its place; `text` is without the line end, `end` behind it.
struct Line<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

fn lines(text: &str, span: Span) -> impl Iterator<Item = Line<'_>> {
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

/// Returns the pairs of keys and values of a nested mapping, for the few keys that hold one.
pub(crate) fn mappings(value: &yaml::Value) -> Vec<&BTreeMap<String, yaml::Value>> {
    match value {
        yaml::Value::Map(map) => vec![map],
        yaml::Value::List(items) => items.iter().flat_map(mappings).collect(),
        _ => Vec::new(),
    }
}
