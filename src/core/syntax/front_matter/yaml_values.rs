//! Values that go to the YAML parser, and the messages for those that it refuses.

use std::borrow::Cow;

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::syntax::yaml::{self, YamlError};

use super::{FrontMatter, Problem, Scalar, Value, key_of, lines};

/// Gives the keys at `hard` the values that the YAML parser reads in the whole front matter; if it refuses that, one by
/// one.
pub(super) fn decode_hard(front_matter: &mut FrontMatter<'_>, hard: &[usize]) {
    let block = front_matter.open..front_matter.yaml.end;
    let decoded = yaml::decode_front_matter(&format!("{}---\n", front_matter.without_hyphens(block.clone())));
    let FrontMatter { text, entries, problems, has_stray_lines, .. } = front_matter;
    let error = match decoded {
        Ok(map) => {
            for at in hard {
                if let Some(entry) = entries.get_mut(*at)
                    && let Some(value) = map.get(entry.key)
                {
                    entry.value = Value::from_yaml(value.clone(), &entry.span);
                }
            }
            // A line within a text of several lines may look like a key.
            let count = entries.len();
            entries.retain(|entry| map.contains_key(entry.key));
            *has_stray_lines |= entries.len() < count;
            return;
        }
        Err(error) => error,
    };
    let known_problems = problems.len();
    for at in hard {
        let Some(entry) = entries.get_mut(*at) else { continue };
        match yaml::decode_front_matter(&format!("---\n{}---\n", slice(text, entry.lines.clone()))) {
            Ok(map) => {
                let value = map.into_values().next();
                entry.value = value.map_or(Value::Empty, |value| Value::from_yaml(value, &entry.span));
            }
            Err(error) => problems.push(broken(text, entry.lines.clone(), &error)),
        }
    }
    // Problems that belong to no single key: a line outside all keys, an alias to another key.
    let is_accounted_for =
        problems.len() > known_problems || problems.iter().any(|problem| !matches!(problem, Problem::Broken { .. }));
    if *has_stray_lines || !is_accounted_for {
        problems.push(broken(text, block, &error));
    }
}

/// Returns the problem of the lines of a key alone, or of a whole front matter with its opening line.
fn broken(text: &str, part: Span, error: &YamlError) -> Problem {
    // The parser counts from the first line after `---`; a single key gets such a line above it.
    let offset = usize::from(text.get(part.start..part.start + 3) == Some("---"));
    let line = error.start.map_or(0, |line| line.saturating_sub(1) + offset);
    let found = lines(text, part.clone()).nth(line).or_else(|| lines(text, part.clone()).next());
    let span = found.map_or(part.start..part.start, |line| {
        let content = line.text.trim();
        let from = line.start + line.text.find(content).unwrap_or(0);
        from..from + content.len()
    });
    Problem::Broken {
        message: format!("this is not valid YAML: {}", error.message),
        hint: yaml_hint(slice(text, span.clone()), slice(text, part)),
        span,
    }
}

/// Returns the most likely meaning of a line that is not YAML.
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

impl Value<'_> {
    /// Returns what the YAML parser read, with the place of its key: as the values that are read without it, with all items
    /// of a list as text.
    pub(crate) fn from_yaml(value: yaml::Value, span: &Span) -> Self {
        let scalar = |text: String| Scalar { text: Cow::Owned(text), span: span.clone() };
        match value {
            yaml::Value::Null => Self::Empty,
            yaml::Value::Bool(flag) => Self::Flag(flag),
            yaml::Value::Text(text) => Self::Text(scalar(text)),
            yaml::Value::List(items) if !items.iter().any(yaml::Value::is_nested) => {
                let texts = items.into_iter().filter_map(|item| match item {
                    yaml::Value::Text(text) => Some(text),
                    yaml::Value::Bool(flag) => Some(flag.to_string()),
                    _ => None,
                });
                Self::List(texts.map(scalar).collect())
            }
            nested => Self::Nested(nested),
        }
    }
}
