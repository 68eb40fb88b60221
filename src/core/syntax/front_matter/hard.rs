//! Values that go to the YAML parser, and what is said of those it refuses.

use std::borrow::Cow;

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::syntax::yaml::{self, YamlError};

use super::{Chunk, Entry, Problem, Scalar, Value, key_of, lines};

/// Gives the keys in `hard` the values that the YAML parser reads of the block, which it is given as `whole`; where it
/// refuses that, one by one.
pub(super) fn decode_hard(
    text: &str,
    (block, whole): (Span, &str),
    entries: &mut Vec<Entry<'_>>,
    hard: &[(usize, Chunk<'_>)],
    is_broken: bool,
    problems: &mut Vec<Problem>,
) {
    let whole = format!("{whole}---\n");
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
