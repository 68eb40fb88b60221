//! Page properties: the lines of `key:: value` with which a note without front matter begins, as Logseq writes them.

use std::borrow::Cow;

use crate::core::base::Span;
use crate::core::base::text::{key_form, slice};
use crate::core::model::key::{Key, Shape};
use crate::core::model::vocabulary;
use crate::core::syntax::date;
use crate::core::syntax::front_matter::{Entry, Scalar, Split, TextLine, Value, lines, split, starts_with_hyphens};

/// The longest key, in bytes.
const LONGEST_KEY: usize = 60;

/// A line `key:: value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Property {
    /// The line, without its end.
    pub(crate) line: Span,
    /// The key.
    pub(crate) key: Span,
    /// The end of the colons.
    pub(crate) colon: usize,
    /// What is behind the colons, without the space around it; empty, at the colons, if there is nothing.
    pub(crate) value: Span,
}

/// Returns the page properties of a note; none if it has front matter.
pub(crate) fn read(text: &str) -> Vec<Property> {
    if starts_with_hyphens(text) {
        return Vec::new();
    }
    match split(text) {
        Split::None(start) => block(text, start),
        _ => Vec::new(),
    }
}

/// Returns the fields below the title of a note, where there is nothing but blank lines between them.
pub(crate) fn below_title(text: &str, start: usize) -> Vec<Property> {
    let is_above = |line: &TextLine<'_>| {
        let text = line.text.trim_start();
        text.is_empty() || text.strip_prefix("# ").or_else(|| text.strip_prefix("- # ")).is_some()
    };
    let below = lines(text, start..text.len()).find(|line| !is_above(line)).map(|line| line.start);
    below.map_or_else(Vec::new, |below| block(text, below))
}

/// Returns the properties of the block whose first line is at `start`, or below blank lines there. A mark of a list may
/// be before the first of them.
fn block(text: &str, start: usize) -> Vec<Property> {
    let mut found = Vec::new();
    for line in lines(text, start..text.len()).skip_while(|line| line.text.trim().is_empty()) {
        let Some(property) = property(text, &line, found.is_empty()) else { break };
        found.push(property);
    }
    found
}

fn property(text: &str, line: &TextLine<'_>, is_first: bool) -> Option<Property> {
    let content = line.text.trim_start();
    let unmarked = content.strip_prefix(['-', '*', '+']).filter(|rest| is_first && rest.starts_with([' ', '\t']));
    let content = unmarked.map_or(content, str::trim_start);
    let length = key_length(content)?;
    let key = line.start + (line.text.len() - content.len());
    let colon = key + length + 2;
    let behind = slice(text, colon..line.start + line.text.len());
    let value = behind.trim();
    let from = if value.is_empty() { colon } else { colon + (behind.len() - behind.trim_start().len()) };
    Some(Property {
        line: line.start..line.start + line.text.len(),
        key: key..key + length,
        colon,
        value: from..from + value.len(),
    })
}

/// Returns the length of the key of `key:: value`.
pub(crate) fn key_length(line: &str) -> Option<usize> {
    let start = slice(line, 0..line.floor_char_boundary(LONGEST_KEY + 2));
    let length = start.find("::")?;
    let key = slice(start, 0..length);
    let is_key = key.starts_with(char::is_alphabetic)
        && !key.ends_with(' ')
        && key.chars().all(|char| char.is_alphanumeric() || " -_.'’&/".contains(char));
    let behind = slice(line, length + 2..line.len());
    (is_key && (behind.is_empty() || behind.starts_with([' ', '\t', '\r', '\n']))).then_some(length)
}

/// Returns the lines of properties from the start of the first to the end of the last; empty if there are none.
pub(crate) fn whole(properties: &[Property]) -> Option<Span> {
    Some(properties.first()?.line.start..properties.last()?.line.end)
}

/// Returns properties as the keys of a front matter.
pub(crate) fn entries<'t>(text: &'t str, properties: &[Property]) -> Vec<Entry<'t>> {
    let entry = |property: &Property| Entry {
        key: slice(text, property.key.clone()),
        span: property.key.clone(),
        colon: property.colon,
        lines: property.line.clone(),
        value: value(text, property),
        ..Entry::default()
    };
    properties.iter().map(entry).collect()
}

fn value<'t>(text: &'t str, property: &Property) -> Value<'t> {
    let scalar = |span: &Span| Scalar { text: Cow::Borrowed(slice(text, span.clone())), span: span.clone() };
    match slice(text, property.value.clone()) {
        "true" => return Value::Flag(true),
        "false" => return Value::Flag(false),
        _ => {}
    }
    match items(text, property).as_slice() {
        [] => Value::Empty,
        [one] => Value::Text(scalar(one)),
        all => Value::List(all.iter().map(scalar).collect()),
    }
}

/// Returns the places of the values of a property. A comma separates values of a key that holds a list, and links and days
/// of any key; otherwise it belongs to the text.
pub(crate) fn items(text: &str, property: &Property) -> Vec<Span> {
    let whole = property.value.clone();
    let raw = slice(text, whole.clone());
    if let Some(inner) = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return std::iter::once(whole.start + 1..whole.start + 1 + inner.len()).collect();
    }
    let parts = split_at_commas(raw);
    let moved = || parts.iter().map(|part| whole.start + part.start..whole.start + part.end).collect();
    if parts.is_empty() || parts.len() == 1 {
        return moved();
    }
    let meaning = vocabulary::meaning(&key_form(slice(text, property.key.clone())));
    let is_list = meaning.is_some_and(|key| key == Key::Type || key.row().shape == Shape::List);
    let is_item = |part: &Span| {
        let part = slice(raw, part.clone());
        part.starts_with("[[") || part.starts_with('#') || is_answer(part) || date::at_start(part, None).is_some()
    };
    let is_several = is_list || (date::moment(raw, None).is_none() && parts.iter().all(is_item));
    if is_several { moved() } else { vec![whole] }
}

fn is_answer(part: &str) -> bool {
    ["yes", "no", "never"].iter().any(|answer| part.eq_ignore_ascii_case(answer))
}

/// Returns the parts between the commas of a text, without the space around them; a comma in a link separates nothing.
pub(crate) fn split_at_commas(text: &str) -> Vec<Span> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, char) in text.char_indices().chain([(text.len(), ',')]) {
        match char {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            ',' | '，' | '、' if depth == 0 || at == text.len() => {
                let part = slice(text, from..at);
                let start = from + (part.len() - part.trim_start().len());
                from = (at + char.len_utf8()).min(text.len());
                if !part.trim().is_empty() {
                    parts.push(start..start + part.trim().len());
                }
            }
            _ => {}
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::syntax::front_matter::key_of;

    #[test]
    fn nothing_that_starts_with_hyphens_is_a_property_or_a_key() {
        for text in
            ["---", "---\n\nwords\n", "---a:: b\n", "--- a:: b\n", "----\na:: b", "\u{feff}---- a:: b", "---: b"]
        {
            let Split::None(start) = split(text) else { panic!("{text:?} has front matter") };
            assert!(starts_with_hyphens(text) && block(text, start).is_empty(), "{text:?}");
            assert_eq!(key_of(slice(text, start..text.len())), None, "{text:?}");
        }
    }

    /// A text, and the keys with their values in it.
    type Row = (&'static str, &'static [(&'static str, &'static [&'static str])]);

    #[test]
    fn properties_are_read_from_the_first_block_alone() {
        let rows: [Row; 15] = [
            (
                "type:: person\ncompany:: Fjord, Inc.\n\nfoo:: x",
                &[("type", &["person"]), ("company", &["Fjord, Inc."])],
            ),
            ("\u{feff}type:: a, b\r\n- x:: y", &[("type", &["a", "b"])]),
            (
                "\n\n- type:: [[Person]]\n  tags:: [[A, B]], #c\n\t- foo:: bar",
                &[("type", &["[[Person]]"]), ("tags", &["[[A, B]]", "#c"])],
            ),
            ("\ttype:: person\n\tid:: 6", &[("type", &["person"]), ("id", &["6"])]),
            ("* thanked:: 2026-11-20, no", &[("thanked", &["2026-11-20", "no"])]),
            ("thanked:: [[Nov 20th, 2026]], [[2026-11-21]]", &[("thanked", &["[[Nov 20th, 2026]]", "[[2026-11-21]]"])]),
            ("thanked:: Nov 20, 2026", &[("thanked", &["Nov 20, 2026"])]),
            ("follow-up:: 2026-12-01 call, then write", &[("follow-up", &["2026-12-01 call, then write"])]),
            ("follow-up:: 2026-12-01 call, 2026-12-05", &[("follow-up", &["2026-12-01 call", "2026-12-05"])]),
            ("title:: \"Ola, B\"\nicon::\nrole::", &[("title", &["Ola, B"]), ("icon", &[]), ("role", &[])]),
            ("---\ntype: a\n---\nb:: c", &[]),
            ("# Title\ntype:: person", &[]),
            ("std::vec is a type", &[]),
            ("see https:://x", &[]),
            ("Text first\ntype:: person", &[]),
        ];
        for (text, expected) in rows {
            let found = read(text);
            let read: Vec<(&str, Vec<&str>)> = found
                .iter()
                .map(|property| {
                    let values = items(text, property).into_iter().map(|span| slice(text, span)).collect();
                    (slice(text, property.key.clone()), values)
                })
                .collect();
            let expected: Vec<_> = expected.iter().map(|(key, values)| (*key, values.to_vec())).collect();
            assert_eq!(read, expected, "{text:?}");
        }
    }
}
