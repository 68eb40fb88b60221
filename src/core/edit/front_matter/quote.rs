//! Writes a text as a YAML value: without quotes if YAML 1.1 and 1.2 both read the same text back, in quotes otherwise.

use std::fmt::Write as _;

use crate::core::parse;
use crate::core::syntax::date;

use super::super::Refusal;

/// Words that YAML 1.1 or 1.2 read as a boolean or as null, in any case.
const WORDS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"];

/// Returns a text if it can be a value: one line that is not empty.
pub(super) fn checked(value: &str) -> Result<&str, Refusal> {
    if value.is_empty() {
        return Err(Refusal::new("the value is empty; give one, or leave the key out"));
    }
    if value.contains(|char: char| char.is_control() && char != '\t') {
        return Err(Refusal::new("the value has line breaks or control characters; write it on one line"));
    }
    if parse::is_placeholder(value) {
        return Err(Refusal::new(format!("`{value}` looks like a placeholder; write the real value instead")));
    }
    Ok(value)
}

/// Returns a text as a value for any place, even in a list in brackets.
pub(super) fn written(value: &str) -> String {
    if is_plain(value) { value.to_owned() } else { double(value) }
}

/// Returns a text as a value, in the same quotes as another value that starts with `first`.
pub(super) fn like(first: Option<char>, value: &str) -> String {
    match first {
        Some('\'') if !value.contains('\'') && !value.chars().any(is_escaped) && !parse::is_template(value) => {
            format!("'{value}'")
        }
        Some('"' | '\'') => double(value),
        _ => written(value),
    }
}

/// Returns a text in double quotes.
fn double(value: &str) -> String {
    format!("\"{}\"", escaped(value))
}

/// Returns a text in the form for double quotes. A placeholder of a template is escaped, so that it is not read as one.
pub(crate) fn escaped(value: &str) -> String {
    let is_template = parse::is_template(value);
    let mut quoted = String::with_capacity(value.len() + 2);
    for char in value.chars() {
        let written = match char {
            '"' | '\\' => write!(quoted, "\\{char}"),
            '\t' => write!(quoted, "\\t"),
            '{' | '%' | 'Y' if is_template => write!(quoted, "\\x{:02X}", u32::from(char)),
            char if is_escaped(char) => write!(quoted, "\\u{:04X}", u32::from(char)),
            char => write!(quoted, "{char}"),
        };
        debug_assert!(written.is_ok(), "a string takes everything");
    }
    quoted
}

/// Says whether a character must be escaped even in quotes.
fn is_escaped(char: char) -> bool {
    matches!(char, '\t' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Says whether a text needs no quotes in any place.
pub(crate) fn is_plain(value: &str) -> bool {
    // The program reads days and `no` as text, so they need no quotes.
    let is_ours =
        value == "no" || (date::plain(value).is_some() && value.starts_with(|char: char| char.is_ascii_digit()));
    if is_ours {
        return true;
    }
    let is_inner = |char: char| char.is_alphanumeric() || "-_:./@+&()'!=;* ".contains(char);
    let is_first = |char: char| char.is_alphanumeric() || matches!(char, '+' | '(');
    value.starts_with(is_first)
        && value.ends_with(|char: char| char.is_alphanumeric() || matches!(char, '.' | ')' | '!'))
        && value.chars().all(is_inner)
        && !value.contains(": ")
        && !value.contains(":'")
        && !value.contains("YYYY-MM-DD")
        && !WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
        && !looks_like_number(value)
}

/// Says whether YAML 1.1 or 1.2 might read a value as a number, a time or a date.
fn looks_like_number(value: &str) -> bool {
    let digits = value.trim_start_matches('+');
    let is_based = digits.starts_with("0x") || digits.starts_with("0o") || digits.starts_with("0b");
    let is_part = |char: char| char.is_ascii_digit() || "._eE+-:".contains(char);
    // A space alone does not make a time, since telephone numbers have spaces. A date with a time has colons too.
    let is_time = |char: char| is_part(char) || matches!(char, ' ' | 'T' | 't' | 'Z' | 'z');
    digits.starts_with(|char: char| char.is_ascii_digit() || char == '.')
        && (is_based || digits.chars().all(is_part) || (digits.contains(':') && digits.chars().all(is_time)))
}
