//! Reads values that need no YAML parser: scalars on one line and lists of them.

use std::borrow::Cow;

use crate::core::base::Span;
use crate::core::base::text::slice;

use super::style::has_content;
use super::{Entry, ListItem, Problem, Scalar, Value, ValueStyle, lines};

/// What people write for a missing value. It is not YAML, and it cannot mean anything else.
pub(super) const NO_VALUE: &str = "-";

/// Reads a value that needs no YAML parser: nothing, a scalar on one line, or a list of such scalars.
///
/// Returns `None` for anything else. The result equals what YAML means, except that numbers stay text, a bare wikilink
/// is a link, and just `-` is nothing.
pub(super) fn plain_value<'t>(text: &'t str, entry: &Entry<'_>, problems: &mut Vec<Problem>) -> Option<Value<'t>> {
    match &entry.style {
        ValueStyle::Empty(span) if is_false(slice(text, span.clone())) => Some(Value::Flag(false)),
        ValueStyle::Empty(_) => Some(Value::Empty),
        ValueStyle::Scalar(span) => plain_line(text, span.clone(), problems),
        ValueStyle::Flow(span, items) if !slice(text, span.clone()).contains('\n') => {
            flow_scalars(text, items).map(Value::List)
        }
        ValueStyle::Block(items) => block_scalars(text, items, problems).map(Value::List),
        ValueStyle::Other if !has_content(text, entry.below(text)) => plain_line(text, entry.inline(text), problems),
        ValueStyle::Flow(..) | ValueStyle::Other => None,
    }
}

/// Reads a scalar, or links without quotes, on one line.
fn plain_line<'t>(text: &'t str, span: Span, problems: &mut Vec<Problem>) -> Option<Value<'t>> {
    match slice(text, span.clone()) {
        raw if raw.starts_with("[[") => match <[_; 1]>::try_from(unquoted_links(text, span, problems)?) {
            Ok([link]) => Some(Value::Text(link)),
            Err(links) => Some(Value::List(links)),
        },
        "true" | "True" | "TRUE" => Some(Value::Flag(true)),
        raw => plain_scalar(raw, span.start)?.map(Value::Text),
    }
}

/// Returns whether YAML reads a scalar without quotes as null.
pub(super) fn is_null(raw: &str) -> bool {
    matches!(raw, "~" | "null" | "Null" | "NULL")
}

/// Returns whether YAML reads a scalar without quotes as false.
pub(super) fn is_false(raw: &str) -> bool {
    matches!(raw, "false" | "False" | "FALSE")
}

/// Reads a scalar on one line; the inner `None` is null.
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
    if is_null(raw) {
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

/// Returns whether a text holds nothing that YAML treats in a special way: tabs, controls, other line ends, a BOM.
fn is_printable(text: &str) -> bool {
    let is_special = |char: char| char.is_control() || matches!(char, '\u{2028}' | '\u{2029}' | '\u{feff}');
    if text.is_ascii() { !text.bytes().any(|byte| byte.is_ascii_control()) } else { !text.chars().any(is_special) }
}

/// Reads a list in brackets whose items are plain scalars.
fn flow_scalars<'t>(text: &'t str, items: &[Span]) -> Option<Vec<Scalar<'t>>> {
    let mut scalars = Vec::with_capacity(items.len());
    for item in items {
        let raw = slice(text, item.clone());
        let is_quoted = raw.starts_with(['"', '\'']);
        if raw.starts_with(['-', '?']) || raw.contains('#') || (!is_quoted && raw.contains([':', '[', ']', '{', '}'])) {
            return None;
        }
        scalars.extend(plain_scalar(raw, item.start)?);
    }
    Some(scalars)
}

/// Reads a list of lines whose items are plain scalars, each on one line.
fn block_scalars<'t>(text: &'t str, items: &[ListItem], problems: &mut Vec<Problem>) -> Option<Vec<Scalar<'t>>> {
    let mut scalars = Vec::with_capacity(items.len());
    for item in items {
        let raw = slice(text, item.value.clone());
        if raw.starts_with("[[") {
            scalars.extend(unquoted_links(text, item.value.clone(), problems)?);
        } else if !raw.is_empty() {
            scalars.extend(plain_scalar(raw, item.value.start)?);
        }
        if lines(text, item.lines.clone()).nth(1).is_some() {
            return None;
        }
    }
    Some(scalars)
}

/// Reads `[[A]]` or `[[A]], [[B]]`, which YAML takes for nested lists or does not take at all.
fn unquoted_links<'t>(text: &'t str, span: Span, problems: &mut Vec<Problem>) -> Option<Vec<Scalar<'t>>> {
    let mut links = Vec::new();
    let mut rest = slice(text, span.clone());
    while !rest.is_empty() {
        let length = rest.strip_prefix("[[")?.find("]]")? + 4;
        let start = span.end - rest.len();
        links.push(Scalar { text: slice(rest, 0..length).into(), span: start..start + length });
        rest = slice(rest, length..rest.len()).trim_start_matches([' ', ',']);
    }
    problems.push(Problem::UnquotedLink { span });
    Some(links)
}

/// Returns a value without the comment after it; a `#` starts one only after a space and outside quotes.
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
