//! Computes how large the texts of a template can become, before it runs.
//!
//! The engine counts steps, not bytes, and a text that is joined with itself doubles in one step. The result of an
//! expression is at most as long as its parts together, unless it repeats a part (`*`, and some filters, which are
//! limited when they run). A name that `set`, `with` or `for` defines has the size of its value in later expressions.
//! So the sizes add up from tag to tag, and the first tag that can get too large is reported. A number next to `*`
//! counts as the number of repetitions.

use std::collections::BTreeMap;

use crate::core::base::text::slice;

/// The most bytes in the result of an expression or of a filter that repeats.
pub(super) const LARGEST: usize = 256 * 1024;

/// The most turns of a loop before it has used all the steps that the engine allows.
const MOST_TURNS: usize = 20_000;

/// Why an expression is refused.
const REPEATS: &str = "this may repeat too much text; use only a short text and a small number next to `*`";
const JOINS: &str = "this may make too much text; join less text here and in the values that it uses";

/// How many bytes a number in a list takes, with the separator after it.
const DIGITS: usize = 8;

/// The largest size of a value: its bytes as a text, and how often it repeats another text if it is a number.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    bytes: usize,
    times: usize,
}

impl Size {
    const fn plus(self, other: Self) -> Self {
        Self { bytes: self.bytes.saturating_add(other.bytes), times: self.times.saturating_add(other.times) }
    }
}

/// A part of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Name(&'t str),
    /// A text with that many bytes.
    Text(usize),
    /// A number, and how many bytes it has as a text.
    Number(usize, usize),
    Sign(char),
}

/// A tag: `{{ … }}` or `{% … %}`.
struct Tag<'t> {
    line: usize,
    is_statement: bool,
    tokens: Vec<Token<'t>>,
}

/// Checks that no expression of a template makes more than [`LARGEST`] bytes, given the total size of the facts in
/// bytes.
///
/// # Errors
///
/// The line of the first tag that may make more, and the message.
pub(super) fn check(template: &str, facts: usize) -> Result<(), (usize, &'static str)> {
    let most = LARGEST.max(facts.saturating_mul(64));
    let known = Size { bytes: facts, times: facts };
    let mut sizes: BTreeMap<&str, Size> = BTreeMap::new();
    for Tag { line, is_statement, tokens } in tags(template) {
        let size = |token: &Token<'_>| match token {
            // The variable of a loop over numbers is at most the limit in `range`.
            Token::Name("range" | "in") | Token::Sign(_) => Size::default(),
            Token::Name("loop") => Size { times: MOST_TURNS, ..known },
            Token::Name(name) => sizes.get(name).copied().unwrap_or(known),
            Token::Text(bytes) => Size { bytes: *bytes, times: *bytes },
            Token::Number(times, bytes) => Size { bytes: *bytes, times: *times },
        };
        let (names, parts) = if is_statement { statement(&tokens) } else { (Vec::new(), tokens.clone()) };
        let sum = |parts: &[Token<'_>]| parts.iter().map(size).fold(Size::default(), Size::plus);
        let mut whole = sum(&parts);
        let factors = parts.split(|token| *token == Token::Sign('*')).map(sum);
        let repeated = match factors.clone().count() {
            0 | 1 => 0,
            // `**` is a power, which can be very large.
            _ if parts.windows(2).any(|two| two == [Token::Sign('*'); 2]) => usize::MAX,
            _ => factors.fold(1_usize, |whole, factor| whole.saturating_mul(factor.bytes.max(factor.times).max(1))),
        };
        whole = whole.plus(Size { bytes: repeated, times: repeated });
        // In `for x in range(…)`, `x` is a number, not a list.
        let is_number = parts.starts_with(&[Token::Name("in"), Token::Name("range")]);
        if !is_number && parts.contains(&Token::Name("range")) {
            whole.bytes = whole.bytes.saturating_add(whole.times.saturating_mul(DIGITS));
        }
        if whole.bytes > most {
            return Err((line, if repeated > 0 { REPEATS } else { JOINS }));
        }
        let Some(Token::Name(word)) = tokens.first().filter(|_| is_statement) else { continue };
        let is_name = |token: &Token<'_>| matches!(token, Token::Name("namespace" | "recursive"));
        match *word {
            "filter" => return Err((line, "templates cannot have a `filter` block; write `{{ name | filter }}`")),
            "set" if !tokens.contains(&Token::Sign('=')) => {
                return Err((line, "templates cannot have a `set` block; write `{% set name = … %}`"));
            }
            "set" | "for" if tokens.iter().any(is_name) => {
                return Err((line, "templates cannot use `namespace` and `recursive`"));
            }
            _ => {}
        }
        for name in names {
            let known = sizes.entry(name).or_default();
            *known = Size { bytes: whole.bytes.max(known.bytes), times: whole.times.max(known.times) };
        }
    }
    Ok(())
}

/// Returns the names that a statement defines, and the tokens of their values.
fn statement<'t>(tokens: &[Token<'t>]) -> (Vec<&'t str>, Vec<Token<'t>>) {
    let Some((Token::Name(word), rest)) = tokens.split_first() else { return (Vec::new(), tokens.to_vec()) };
    let end = match *word {
        "set" => rest.iter().position(|token| *token == Token::Sign('=')),
        "for" => rest.iter().position(|token| *token == Token::Name("in")),
        "with" => Some(rest.len()),
        _ => None,
    };
    let (mut names, mut parts) = (Vec::new(), Vec::new());
    for (at, token) in rest.iter().enumerate() {
        let is_given = at < end.unwrap_or(0) && (*word != "with" || rest.get(at + 1) == Some(&Token::Sign('=')));
        match token {
            Token::Name(name) if is_given => names.push(*name),
            token => parts.push(*token),
        }
    }
    (names, parts)
}

/// Returns the tags of a template up to the first one that cannot be read. The engine reports that one.
fn tags(template: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some((start, mark)) = next_mark(template, at) {
        let inside = start + 2;
        let rest = slice(template, inside..template.len());
        if mark == '#' {
            let Some(end) = rest.find("#}") else { break };
            at = inside + end + 2;
            continue;
        }
        let Some((tokens, length)) = tokens(rest, if mark == '{' { "}}" } else { "%}" }) else { break };
        at = inside + length;
        if mark == '%' && tokens == [Token::Name("raw")] {
            let Some(end) = end_of_raw(template, at) else { break };
            at = end;
            continue;
        }
        let line = slice(template, 0..start).matches('\n').count() + 1;
        tags.push(Tag { line, is_statement: mark == '%', tokens });
    }
    tags
}

/// Returns where the next tag or comment begins, and the second character of its mark.
fn next_mark(template: &str, from: usize) -> Option<(usize, char)> {
    slice(template, from..template.len()).match_indices('{').find_map(|(at, _)| {
        let mark = slice(template, from + at + 1..template.len()).chars().next()?;
        matches!(mark, '{' | '%' | '#').then_some((from + at, mark))
    })
}

/// Returns the offset after the tag that ends a raw part.
fn end_of_raw(template: &str, from: usize) -> Option<usize> {
    slice(template, from..template.len()).match_indices("{%").find_map(|(at, mark)| {
        let inside = from + at + mark.len();
        let rest = slice(template, inside..template.len());
        let bare = rest.trim_start_matches(['-', '+']).trim_start().strip_prefix("endraw")?;
        let bare = bare.trim_start().trim_start_matches(['-', '+']).strip_prefix("%}")?;
        Some(template.len() - bare.len())
    })
}

/// Returns the tokens of a tag, and its length in bytes with the closing mark; `None` if the tag does not end.
fn tokens<'t>(text: &'t str, end: &str) -> Option<(Vec<Token<'t>>, usize)> {
    let mut tokens = Vec::new();
    let (mut at, mut depth) = (0, 0_usize);
    loop {
        let rest = slice(text, at..text.len());
        if depth == 0 && rest.starts_with(end) {
            return Some((tokens, at + end.len()));
        }
        let char = rest.chars().next()?;
        let length = match char {
            '"' | '\'' => {
                let length = quoted(rest, char)?;
                tokens.push(Token::Text(length));
                length
            }
            '0'..='9' => {
                let length = rest.find(|char: char| !char.is_ascii_alphanumeric() && char != '_').unwrap_or(rest.len());
                tokens.push(Token::Number(number(slice(rest, 0..length)), length));
                length
            }
            char if char.is_alphabetic() || char == '_' => {
                let length = rest.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(rest.len());
                tokens.push(Token::Name(slice(rest, 0..length)));
                length
            }
            char => {
                depth = match char {
                    '(' | '[' | '{' => depth + 1,
                    ')' | ']' | '}' => depth.saturating_sub(1),
                    _ => depth,
                };
                if !char.is_whitespace() {
                    tokens.push(Token::Sign(char));
                }
                char.len_utf8()
            }
        };
        at += length;
    }
}

/// Returns the length of a text in bytes with its quotes; `None` if it does not end.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    let end = text.char_indices().skip(1).find(|(_, char)| {
        let ends = *char == quote && !is_escaped;
        is_escaped = *char == '\\' && !is_escaped;
        ends
    });
    end.map(|(at, _)| at + 1)
}

/// Returns the value of a number; the largest one if it cannot be read.
fn number(digits: &str) -> usize {
    digits.replace('_', "").parse().unwrap_or(usize::MAX)
}
