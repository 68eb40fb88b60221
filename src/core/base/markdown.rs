//! Text of notes made safe for Markdown: names, titles and tasks are data and never act.
//!
//! Only characters that would act in their place get a backslash, since people read the raw text as often as the
//! rendered one. The result is safe at the start of a line, within it, within a link's text and within emphasis.

use std::fmt::Write as _;

use pulldown_cmark::{Event, Parser, TagEnd};

use crate::core::base::NotePath;
use crate::core::base::escape::{is_hidden, visible};

/// The words for a text that has nothing to show.
pub(crate) const UNTITLED: &str = "(untitled)";

/// The most characters of a name, title or task that are shown.
const LONGEST: usize = 140;
/// The most characters of a message that are shown.
const LONGEST_PROSE: usize = 600;
/// The most characters of a name in a chart.
const LONGEST_LABEL: usize = 40;

/// Returns `text` as a reader should see it: on one line, white space reduced to single spaces, control and bidi
/// characters shown as `<U+202E>`, shortened with `…`, and [`UNTITLED`] if there is nothing to see.
#[must_use]
pub(crate) fn plain(text: &str) -> String {
    shown(text, LONGEST)
}

fn shown(text: &str, longest: usize) -> String {
    let mut line = String::with_capacity(text.len().min(longest.saturating_mul(4)));
    for char in text.trim().chars() {
        match char {
            ' ' | '\n' | '\r' | '\t' if line.ends_with(' ') => {}
            ' ' | '\n' | '\r' | '\t' => line.push(' '),
            char => line.push(char),
        }
    }
    let line = visible(&line);
    if line.is_empty() {
        return UNTITLED.to_owned();
    }
    if line.char_indices().nth(longest).is_none() {
        return line.into_owned();
    }
    let short: String = line.chars().take(longest - 1).collect();
    format!("{}…", short.trim_end())
}

/// Returns `text` as Markdown that shows [`plain`] of it and does nothing else.
#[must_use]
pub(crate) fn inline(text: &str) -> String {
    escaped(&plain(text), true)
}

/// Returns the whole of `text` as Markdown that shows it and does nothing else, for writing into notes.
#[must_use]
pub(crate) fn whole(text: &str) -> String {
    escaped(&shown(text, usize::MAX), true)
}

/// Returns Markdown made by this module so that it stays within one cell of a table.
#[must_use]
pub(crate) fn in_cell(markdown: &str) -> String {
    markdown.replace('|', "\\|")
}

/// Returns a message as Markdown; what it has between backticks stays code where code cannot act.
#[must_use]
pub(crate) fn prose(message: &str) -> String {
    let message = shown(message, LONGEST_PROSE);
    let parts: Vec<&str> = message.split('`').collect();
    let mut markdown = String::with_capacity(message.len() + 16);
    for (at, part) in parts.iter().enumerate() {
        let is_code = at % 2 == 1 && at + 1 < parts.len();
        if is_code && is_harmless_code(part) {
            let _ = write!(markdown, "`{part}`");
        } else if at % 2 == 1 {
            let close = if is_code { "\\`" } else { "" };
            let _ = write!(markdown, "\\`{}{close}", escaped(part, false));
        } else {
            markdown.push_str(&escaped(part, at == 0));
        }
    }
    markdown
}

/// Returns whether plugins leave a code span alone that holds `code`: Dataview and Templater run some of them.
fn is_harmless_code(code: &str) -> bool {
    !code.is_empty()
        && code.trim() == code
        && !code.starts_with(['=', '$', '-', '+', '!'])
        && !["<%", "%%", "<!--", "-->"].iter().any(|active| code.contains(active))
}

/// Returns the words of Markdown made by this module, as a terminal shows them: links and emphasis leave only their text,
/// code keeps its backticks, and each paragraph is one line.
#[must_use]
pub(crate) fn words(markdown: &str) -> String {
    let mut words = String::with_capacity(markdown.len());
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) => words.push_str(&text),
            Event::Code(code) => words.extend(["`", &*code, "`"]),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::End(TagEnd::Paragraph) => words.push('\n'),
            _ => {}
        }
    }
    words
}

/// Returns a relative link to the note `to` from a note in `from_folder`, showing `text`.
#[must_use]
pub(crate) fn link(text: &str, from_folder: &str, to: &NotePath) -> String {
    format!("[{}]({})", inline(text), destination(from_folder, to))
}

/// Returns the destination of a link: relative, so that it works in every program that opens the vault or a part of it.
fn destination(from_folder: &str, to: &NotePath) -> String {
    let from: Vec<&str> = from_folder.split('/').filter(|part| !part.is_empty()).collect();
    let folders: Vec<&str> = to.folder().split('/').filter(|part| !part.is_empty()).collect();
    let shared = from.iter().zip(&folders).take_while(|(one, other)| one == other).count();
    let mut path = "../".repeat(from.len() - shared);
    for part in folders.iter().skip(shared).copied().chain([to.file_name()]) {
        if !path.is_empty() && !path.ends_with('/') {
            path.push('/');
        }
        percent_encode(part, &mut path);
    }
    path
}

fn percent_encode(part: &str, path: &mut String) {
    for char in part.chars() {
        let is_kept = if char.is_ascii() {
            char.is_ascii_alphanumeric() || matches!(char, '-' | '.' | '_' | '~' | '+' | ',' | '@')
        } else {
            !char.is_whitespace() && !is_hidden(char)
        };
        if is_kept {
            path.push(char);
        } else {
            for byte in char.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(path, "%{byte:02X}");
            }
        }
    }
}

/// Returns `text` as the label of a node in a Mermaid chart, for use between quotes.
#[must_use]
pub(crate) fn mermaid_label(text: &str) -> String {
    let text = shown(text, LONGEST_LABEL);
    let marker = line_marker(&text.chars().collect::<Vec<_>>());
    let mut label = String::with_capacity(text.len() + 8);
    for (at, char) in text.chars().enumerate() {
        // Mermaid writes entities without `&`, and reads code, formulas, comments and line breaks in a label.
        let is_active = matches!(char, '"' | '#' | '<' | '>' | '&' | '`' | '%' | '\\' | '*' | '$' | ';' | '{' | '}');
        if is_active || marker == Some(at) {
            let _ = write!(label, "#{};", u32::from(char));
        } else {
            label.push(char);
        }
    }
    label
}

/// Puts a backslash before every character that would act in its place.
fn escaped(text: &str, starts_line: bool) -> String {
    let chars: Vec<char> = text.chars().collect();
    let marker = if starts_line { line_marker(&chars) } else { None };
    let mut markdown = String::with_capacity(text.len() + 8);
    for (at, char) in chars.iter().enumerate() {
        if marker == Some(at) || acts(&chars, at) {
            markdown.push('\\');
        }
        markdown.push(*char);
    }
    markdown
}

/// Returns the place of the character that would make the start of a line a list, a quote or a rule.
fn line_marker(chars: &[char]) -> Option<usize> {
    let is_gap = |at: usize| chars.get(at).is_none_or(|char| char.is_whitespace());
    match chars.first()? {
        '>' => Some(0),
        mark @ ('-' | '+' | '*') => (is_gap(1) || chars.get(1) == Some(mark)).then_some(0),
        digit if digit.is_ascii_digit() => {
            let end = chars.iter().take_while(|char| char.is_ascii_digit()).count();
            (matches!(chars.get(end), Some('.' | ')')) && is_gap(end + 1)).then_some(end)
        }
        _ => None,
    }
}

/// Returns whether the character at `at` would act there: in GFM, in Obsidian, or in a plugin that many vaults have.
fn acts(chars: &[char], at: usize) -> bool {
    let get = |at: Option<usize>| at.and_then(|at| chars.get(at)).copied();
    let (before, after) = (get(at.checked_sub(1)), get(Some(at + 1)));
    let is_word = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
    let is_space = |char: Option<char>| char == Some(' ');
    match get(Some(at)) {
        Some('`' | '[' | ']') => true,
        Some('\\') => after.is_none_or(|char| char.is_ascii_punctuation()),
        // Emphasis, strikethrough, formulas, superscript and block ids need a neighbour.
        Some('*' | '~' | '$' | '^') => !(is_space(before) && is_space(after)),
        Some('_') => !(is_word(before) && is_word(after)),
        Some('=') => before == Some('=') || after == Some('='),
        Some('#') => !is_word(before) && (before.is_none() || after.is_some_and(|char| char != ' ')),
        Some('<') => after.is_none_or(|char| char.is_ascii_alphabetic() || matches!(char, '/' | '!' | '?' | '%')),
        // Comments and templates are found in the raw text, where a backslash before them does not count.
        Some('!') => before == Some('<'),
        Some('%') => matches!(before, Some('<' | '%')) || after == Some('%'),
        Some('{') => matches!(after, Some('{' | '%')),
        Some('&') => is_entity(chars.get(at + 1..).unwrap_or_default()),
        // `key:: value` is a field to Dataview and Tasks.
        Some(':') => before == Some(':'),
        Some('/') => before == Some(':') && after == Some('/'),
        Some('.') => {
            let word = at.checked_sub(3).and_then(|start| chars.get(start..at));
            word.is_some_and(|word| word.iter().all(|char| char.eq_ignore_ascii_case(&'w')))
                && !is_word(get(at.checked_sub(4)))
        }
        _ => false,
    }
}

fn is_entity(rest: &[char]) -> bool {
    let length = rest.iter().take_while(|char| char.is_ascii_alphanumeric() || **char == '#').count();
    length > 0 && rest.get(length) == Some(&';')
}

#[cfg(test)]
mod tests;
