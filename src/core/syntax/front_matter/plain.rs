//! Values that need no YAML parser: scalars on one line and lists of them, read where they stand.

use std::borrow::Cow;

use crate::core::base::Span;
use crate::core::base::text::slice;

use super::{Chunk, Problem, Scalar, Value, is_blank, lines};

/// What people write for a value that is not there yet.
const NONE: &str = "-";

/// Says whether a key's value is just `-`.
fn is_none(text: &str, chunk: &Chunk<'_>) -> bool {
    let inline = slice(text, chunk.inline.clone());
    let has_below = || slice(text, chunk.below.clone()).lines().any(|line| !is_blank(line));
    inline.starts_with(NONE) && chunk.key.is_some() && without_comment(inline) == NONE && !has_below()
}

/// Returns a part of a text for the YAML parser: values that are just `-`, of which it knows nothing, are left out. Nothing
/// else has another place by that.
pub(crate) fn without_none<'t>(text: &'t str, span: Span, chunks: &[Chunk<'_>]) -> Cow<'t, str> {
    let mut bytes = Cow::Borrowed(slice(text, span.clone()));
    for chunk in chunks.iter().filter(|chunk| is_none(text, chunk)) {
        let at = chunk.inline.start - span.start;
        bytes.to_mut().replace_range(at..at + NONE.len(), " ");
    }
    bytes
}

/// Reads a value that needs no YAML parser: nothing, a scalar on one line, or a list of such scalars.
///
/// Returns `None` for anything else. Whatever it returns equals what YAML means, but that numbers stay text, that a bare
/// wikilink is a link, and that just `-` is nothing.
pub(super) fn plain_value<'t>(text: &'t str, chunk: &Chunk<'_>, problems: &mut Vec<Problem>) -> Option<Value<'t>> {
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
        // No YAML, and it cannot mean anything else.
        NONE => Some(Value::Empty),
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

/// Returns a value without the comment behind it; a `#` starts one only behind a space and outside quotes.
pub(crate) fn without_comment(value: &str) -> &str {
    if !value.contains('#') {
        return value;
    }
    if value.starts_with('#') {
        return "";
    }
    // Within a plain scalar a quote is a character like others.
    let may_quote = value.starts_with(['"', '\'', '[', '{']);
    let (mut quote, mut before, mut is_escaped) = (None, ' ', false);
    for (at, char) in value.char_indices() {
        match (quote, char) {
            (None, '"' | '\'') if may_quote && matches!(before, ' ' | '[' | ',' | '\t') => quote = Some(char),
            (Some(open), _) if open == char && !is_escaped => quote = None,
            (None, '#') if matches!(before, ' ' | '\t') => return slice(value, 0..at).trim_end(),
            _ => {}
        }
        is_escaped = quote == Some('"') && char == '\\' && !is_escaped;
        before = char;
    }
    value
}
