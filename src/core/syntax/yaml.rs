//! The only user of the YAML crates: text to values, guarded against input made to hang a parser.
//!
//! `gray_matter` splits a note into front matter and body, and `serde_yaml` reads the values. Nothing here writes YAML.

use std::collections::BTreeMap;

use gray_matter::engine::Engine;
use gray_matter::{Matter, Pod};

/// The largest YAML text that is parsed, in bytes.
pub(crate) const LARGEST: usize = 64 * 1024;
/// The deepest nesting of brackets or indentation that is parsed.
const DEEPEST: usize = 32;

/// A decoded YAML value. Scalars keep their text where YAML's own types would lose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any other scalar, as text.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// A mapping; the order of its keys is not kept.
    Map(BTreeMap<String, Self>),
}

impl Value {
    /// Returns whether it holds other values.
    pub(crate) fn is_nested(&self) -> bool {
        matches!(self, Self::List(_) | Self::Map(_))
    }
}

/// Why a text is not YAML that the program reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct YamlError {
    /// What is wrong, without a position.
    pub(crate) message: String,
    /// The line in the text, counted from 1, if the parser reports it.
    pub(crate) line: Option<usize>,
    /// The line where that starts which the parser could not read to its end, or `line`.
    pub(crate) start: Option<usize>,
}

impl YamlError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), line: None, start: None }
    }
}

impl From<serde_yaml::Error> for YamlError {
    fn from(error: serde_yaml::Error) -> Self {
        let words = error.to_string();
        // Only its message has that, after the other place.
        let start = words.rsplit_once(" at line ").and_then(|(_, rest)| rest.split_once(' ')?.0.parse().ok());
        Self {
            message: words.split_once(" at line ").map_or(&*words, |(message, _)| message).to_owned(),
            line: error.location().map(|place| place.line()),
            start,
        }
    }
}

/// The engine that `gray_matter` hands the front matter to: its text is all that is asked for.
struct NoEngine;

impl Engine for NoEngine {
    fn parse(_: &str) -> Result<Pod, gray_matter::Error> {
        Ok(Pod::Null)
    }
}

/// Decodes a whole YAML text, such as the configuration.
pub(crate) fn decode(text: &str) -> Result<Value, YamlError> {
    guard(text)?;
    from_yaml(serde_yaml::from_str(text)?).ok_or_else(|| YamlError::new("a key is not text"))
}

/// Decodes the keys of a front matter with their values.
pub(crate) fn decode_keys(text: &str) -> Result<BTreeMap<String, Value>, YamlError> {
    match decode(text)? {
        Value::Map(map) => Ok(map),
        Value::Null => Ok(BTreeMap::new()),
        _ => Err(YamlError::new("the front matter is not a list of keys with values")),
    }
}

/// Decodes the front matter of a note, both `---` lines included; the keys of the mapping with their values.
pub(crate) fn decode_front_matter(block: &str) -> Result<BTreeMap<String, Value>, YamlError> {
    decode_keys(&front_matter_text(block).unwrap_or_default())
}

/// Returns the text that `gray_matter` takes for the front matter, trimmed and with `\n` line ends.
pub(crate) fn front_matter_text(note: &str) -> Option<String> {
    Matter::<NoEngine>::new().parse::<Pod>(note).ok().map(|parsed| parsed.matter)
}

/// Refuses input that would take a parser long: too much text, too deep nesting, too many aliases.
fn guard(text: &str) -> Result<(), YamlError> {
    if text.len() > LARGEST {
        return Err(YamlError::new(format!("more than {} KiB of YAML", LARGEST / 1024)));
    }
    if text.bytes().any(|byte| byte == 0) {
        return Err(YamlError::new("a NUL character"));
    }
    let (mut brackets, mut aliases) = (0_usize, 0_usize);
    let mut indents: Vec<usize> = Vec::new();
    for line in text.lines() {
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        if !content.is_empty() {
            indents.retain(|outer| *outer < indent);
            indents.push(indent);
        }
        let markers = content.split(' ').take_while(|word| matches!(*word, "-" | "?" | ":")).count();
        let mut before = b' ';
        let mut deepest = 0;
        for byte in content.bytes() {
            match byte {
                b'[' | b'{' => brackets += 1,
                b']' | b'}' => brackets = brackets.saturating_sub(1),
                b'*' if matches!(before, b' ' | b'[' | b'{' | b',') => aliases += 1,
                _ => {}
            }
            deepest = deepest.max(brackets);
            before = byte;
        }
        if deepest + markers + indents.len() > DEEPEST {
            return Err(YamlError::new(format!("YAML nested more than {DEEPEST} deep")));
        }
        if aliases > DEEPEST {
            return Err(YamlError::new(format!("more than {DEEPEST} YAML aliases")));
        }
    }
    Ok(())
}

fn from_yaml(value: serde_yaml::Value) -> Option<Value> {
    Some(match value {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(value) => Value::Bool(value),
        serde_yaml::Value::Number(number) => Value::Text(number.to_string()),
        serde_yaml::Value::String(text) => Value::Text(text),
        serde_yaml::Value::Sequence(items) => Value::List(items.into_iter().map(from_yaml).collect::<Option<_>>()?),
        serde_yaml::Value::Mapping(map) => Value::Map(
            map.into_iter().map(|(key, value)| Some((key_text(key)?, from_yaml(value)?))).collect::<Option<_>>()?,
        ),
        serde_yaml::Value::Tagged(tagged) => from_yaml(tagged.value)?,
    })
}

fn key_text(key: serde_yaml::Value) -> Option<String> {
    match key {
        serde_yaml::Value::String(text) => Some(text),
        serde_yaml::Value::Number(number) => Some(number.to_string()),
        serde_yaml::Value::Bool(value) => Some(value.to_string()),
        serde_yaml::Value::Null => Some(String::from("null")),
        serde_yaml::Value::Sequence(_) | serde_yaml::Value::Mapping(_) | serde_yaml::Value::Tagged(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn front_matter(yaml: &str) -> Result<BTreeMap<String, Value>, YamlError> {
        decode_front_matter(&format!("---\n{yaml}\n---\n"))
    }

    #[test]
    fn scalars_keep_their_text() {
        let rows = [
            ("a: no", Value::Text("no".into())),
            ("a: 012", Value::Text("012".into())),
            ("a: 2026-11-20", Value::Text("2026-11-20".into())),
            ("a: 10:30", Value::Text("10:30".into())),
            ("a: 18446744073709551615", Value::Text("18446744073709551615".into())),
            ("a: false", Value::Bool(false)),
            ("a: ~", Value::Null),
            ("a: !tag x", Value::Text("x".into())),
        ];
        for (yaml, expected) in rows {
            assert_eq!(front_matter(yaml).map(|map| map.get("a").cloned()), Ok(Some(expected)), "{yaml}");
        }
    }

    #[test]
    fn errors_tell_their_line() {
        let error = front_matter("a: 1\nb: c: d").unwrap_err();
        assert_eq!((error.line, error.start), (Some(2), Some(2)), "{error:?}");
        let error = front_matter("a: 1\nb: \"c\nd: 2").unwrap_err();
        assert_eq!((error.line, error.start), (Some(3), Some(2)), "{error:?}");
        assert!(front_matter("a: 1\na: 2").is_err());
    }

    #[test]
    fn input_made_to_hang_is_refused() {
        let deep_block = (0..200).fold(String::new(), |block, depth| format!("{block}{}k:\n", " ".repeat(depth)));
        let rows = [
            format!("a: {}{}", "[".repeat(20_000), "]".repeat(20_000)),
            "a: {".repeat(5_000),
            deep_block,
            "- ".repeat(20_000),
            "? ".repeat(20_000),
            format!("a: \"{}\"", "x".repeat(LARGEST)),
            format!("a: &a [x]\nb: [{}]", "*a,".repeat(100)),
            String::from("a: \"x\0y\""),
        ];
        for yaml in rows {
            assert!(front_matter(&yaml).is_err(), "{yaml:.40}");
        }
    }
}
