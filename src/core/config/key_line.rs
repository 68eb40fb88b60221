//! Finds the line of a key in YAML text, for messages. `syntax::yaml` reads the values.

use crate::core::syntax::front_matter::key_of;

/// Returns the line of a key, counted from 1. `path` has the keys from the outermost to the innermost:
/// `["rules", "nudge"]`.
///
/// Only block style is read. If a key is not found, as in `rules: {nudge: 7d}`, the line of the nearest key around it
/// is returned; `None` if no key of the path is found.
pub(super) fn line_of_key(text: &str, path: &[&str]) -> Option<usize> {
    let lines: Vec<SettingsLine<'_>> =
        text.lines().zip(1..).filter_map(|(line, number)| SettingsLine::new(line, number)).collect();
    let mut rest = lines.as_slice();
    let mut found: Option<&SettingsLine<'_>> = None;
    for key in path {
        let outer = found.map(|line| line.indent);
        let inside = rest.iter().take_while(|line| outer.is_none_or(|outer| line.indent > outer)).count();
        let region = rest.get(..inside)?;
        let indent = region.first().map(|line| line.indent);
        let Some(at) = region.iter().position(|line| Some(line.indent) == indent && line.key == Some(key)) else {
            break;
        };
        found = region.get(at);
        rest = rest.get(at + 1..)?;
    }
    found.map(|line| line.number)
}

/// Returns the last line with `key`, at any depth, counted from 1.
pub(super) fn last_line_of_key(text: &str, key: &str) -> Option<usize> {
    let lines = text.lines().zip(1..).filter_map(|(line, number)| SettingsLine::new(line, number));
    lines.filter(|line| line.key == Some(key)).last().map(|line| line.number)
}

/// A line that is neither empty nor a comment.
struct SettingsLine<'a> {
    number: usize,
    /// Spaces before the text.
    indent: usize,
    /// The text before the colon, without its quotes.
    key: Option<&'a str>,
}

impl<'a> SettingsLine<'a> {
    fn new(line: &'a str, number: usize) -> Option<Self> {
        let content = line.trim_start_matches(' ');
        let nothing = content.trim().is_empty() || content.starts_with('#') || content.starts_with("---");
        (!nothing).then(|| Self {
            number,
            indent: line.len() - content.len(),
            key: key_of(content).map(|(key, _)| key),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
# rules:
---
dashboard: 'a: b.md'

\"week-start\" : sunday
time:zone: x
rules:   # all of them
  # nudge: 1d
  thank: 1d

  nudge:
    deep: 1
  close:\t2w
ignore:
- nudge: 1
text: |
  folders: no
folders:
    nudge: plain
cadences: {climate: 1w}
";

    #[test]
    fn finds_the_line_of_a_key() {
        let rows: [(&[&str], Option<usize>); 14] = [
            (&["dashboard"], Some(3)),
            (&["week-start"], Some(5)),
            (&["time:zone"], Some(6)),
            (&["rules"], Some(7)),
            (&["rules", "thank"], Some(9)),
            (&["rules", "nudge"], Some(11)),
            (&["rules", "nudge", "deep"], Some(12)),
            (&["rules", "close"], Some(13)),
            (&["folders"], Some(18)),
            (&["folders", "nudge"], Some(19)),
            // Not in block style: the key around it.
            (&["cadences", "climate"], Some(20)),
            (&["rules", "deep"], Some(7)),
            (&["nudge"], None),
            (&[], None),
        ];
        for (path, expected) in rows {
            assert_eq!(line_of_key(TEXT, path), expected, "{path:?}");
            assert_eq!(line_of_key(&TEXT.replace('\n', "\r\n"), path), expected, "{path:?}");
        }
        assert_eq!(line_of_key("", &["a"]), None);
        assert_eq!(last_line_of_key(TEXT, "nudge"), Some(19));
    }
}
