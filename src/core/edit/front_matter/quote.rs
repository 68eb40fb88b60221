//! Text written as a YAML value: plain where YAML 1.1 and 1.2 read the same text back, in quotes elsewhere.

use std::fmt::Write as _;

use crate::core::parse;
use crate::core::syntax::date;

use super::super::Refusal;

/// Words that YAML 1.1 or 1.2 take for a truth value or for nothing, in any case.
const WORDS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"];

/// Makes sure that a text can be a value: something, on one line.
pub(super) fn checked(value: &str) -> Result<&str, Refusal> {
    if value.is_empty() {
        return Err(Refusal::new("an empty value is not written to notes"));
    }
    if value.contains(|char: char| char.is_control() && char != '\t') {
        return Err(Refusal::new("a value with line ends or control characters is not written to notes"));
    }
    if parse::is_placeholder(value) {
        return Err(Refusal::new(format!("`{value}` looks like a placeholder that is yet to be filled in")));
    }
    Ok(value)
}

/// Returns a text as a value, wherever it stands: in a list in brackets too.
pub(super) fn written(value: &str) -> String {
    if is_plain(value) { value.to_owned() } else { double(value) }
}

/// Returns a text as a value in the quotes that another value starts with.
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

/// Returns a text as it stands between double quotes. What would be taken for the placeholder of a template is escaped.
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

/// Says whether YAML treats a character on its own, even in quotes.
fn is_escaped(char: char) -> bool {
    matches!(char, '\t' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Says whether a text is a value without quotes, wherever it stands.
pub(crate) fn is_plain(value: &str) -> bool {
    // Days and a waiving `no` stand plain in every note, and are read as text here.
    let is_ours =
        value == "no" || (date::moment(value).is_some() && value.starts_with(|char: char| char.is_ascii_digit()));
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

/// Says whether YAML 1.1 or 1.2 might read a number or a time of day or year.
fn looks_like_number(value: &str) -> bool {
    let digits = value.trim_start_matches('+');
    let is_based = digits.starts_with("0x") || digits.starts_with("0o") || digits.starts_with("0b");
    let is_part = |char: char| char.is_ascii_digit() || "._eE+-:".contains(char);
    // A telephone number has spaces; a time behind a day has colons too.
    let is_time = |char: char| is_part(char) || matches!(char, ' ' | 'T' | 't' | 'Z' | 'z');
    digits.starts_with(|char: char| char.is_ascii_digit() || char == '.')
        && (is_based || digits.chars().all(is_part) || (digits.contains(':') && digits.chars().all(is_time)))
}
