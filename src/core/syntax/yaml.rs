//! The only user of the YAML crates: text to values, guarded against input made to hang a parser.
//!
//! Values are read by `gray_matter` with an engine over `serde_yaml`. Nothing here writes YAML.

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

/// Why a text is not YAML that the program reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct YamlError {
    /// What is wrong, without a position.
    pub(crate) message: String,
    /// The line in the text, counted from 1, where the parser tells it.
    pub(crate) line: Option<usize>,
    /// The column in characters, counted from 1.
    pub(crate) column: Option<usize>,
}

impl YamlError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), line: None, column: None }
    }
}

/// The engine that `gray_matter` hands the front matter to.
struct SerdeYaml;

impl Engine for SerdeYaml {
    fn parse(content: &str) -> Result<Pod, gray_matter::Error> {
        let value: serde_yaml::Value =
            serde_yaml::from_str(content).map_err(|error| gray_matter::Error::deserialize_error(&error.to_string()))?;
        to_pod(value).ok_or_else(|| gray_matter::Error::deserialize_error("a key is not text"))
    }
}

/// Decodes a whole YAML text, such as the configuration.
pub(crate) fn decode(text: &str) -> Result<Value, YamlError> {
    guard(text)?;
    let value: serde_yaml::Value = serde_yaml::from_str(text).map_err(|error| {
        let place = error.location();
        YamlError {
            message: without_position(&error.to_string()).to_owned(),
            line: place.as_ref().map(serde_yaml::Location::line),
            column: place.as_ref().map(serde_yaml::Location::column),
        }
    })?;
    from_yaml(value).ok_or_else(|| YamlError::new("a key is not text"))
}

/// Decodes the front matter of a note, both `---` lines included; the keys of the mapping with their values.
pub(crate) fn decode_front_matter(block: &str) -> Result<BTreeMap<String, Value>, YamlError> {
    guard(block)?;
    let parsed = Matter::<SerdeYaml>::new().parse::<serde_yaml::Value>(block);
    match parsed.map(|note| note.data.and_then(from_yaml)) {
        Ok(Some(Value::Map(map))) => Ok(map),
        Ok(None | Some(Value::Null)) => Ok(BTreeMap::new()),
        Ok(Some(_)) => Err(YamlError::new("the front matter is not a list of keys with values")),
        Err(error) => Err(positioned(&error.to_string())),
    }
}

/// Refuses what would take a parser long: too much text, too deep a nesting, too many aliases.
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

/// Converts to the values that `gray_matter` hands on; `None` if a key is neither text nor a plain scalar.
fn to_pod(value: serde_yaml::Value) -> Option<Pod> {
    Some(match value {
        serde_yaml::Value::Null => Pod::Null,
        serde_yaml::Value::Bool(value) => Pod::Boolean(value),
        // As text: `Pod` would lose integers over 64 bits and the digits of fractions.
        serde_yaml::Value::Number(number) => Pod::String(number.to_string()),
        serde_yaml::Value::String(text) => Pod::String(text),
        serde_yaml::Value::Sequence(items) => Pod::Array(items.into_iter().map(to_pod).collect::<Option<_>>()?),
        serde_yaml::Value::Mapping(map) => Pod::Hash(
            map.into_iter().map(|(key, value)| Some((key_text(key)?, to_pod(value)?))).collect::<Option<_>>()?,
        ),
        serde_yaml::Value::Tagged(tagged) => to_pod(tagged.value)?,
    })
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

/// Takes the position back out of a message in which the parser wrote it.
fn positioned(message: &str) -> YamlError {
    let message = message.strip_prefix("Deserialize error: ").unwrap_or(message);
    let place = message.rsplit_once(" at line ").and_then(|(_, place)| {
        let (line, rest) = place.split_once(" column ")?;
        let column: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Some((line.parse().ok()?, column.parse().ok()?))
    });
    let (line, column) = place.unzip();
    YamlError { message: without_position(message).to_owned(), line, column }
}

fn without_position(message: &str) -> &str {
    message.split_once(" at line ").map_or(message, |(text, _)| text)
}

/// Returns the text that `gray_matter` takes for the front matter, trimmed and with `\n` line ends.
#[cfg(test)]
pub(crate) fn front_matter_text(note: &str) -> Option<String> {
    struct Verbatim;
    impl Engine for Verbatim {
        fn parse(_: &str) -> Result<Pod, gray_matter::Error> {
            Ok(Pod::Null)
        }
    }
    Matter::<Verbatim>::new().parse::<serde_yaml::Value>(note).ok().map(|parsed| parsed.matter)
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
        assert_eq!((error.line, error.column), (Some(2), Some(5)), "{error:?}");
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
