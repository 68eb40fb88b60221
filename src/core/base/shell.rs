//! Words of commands that a message suggests, so that a shell reads each as one.

use std::borrow::Cow;

/// Returns a word as it is written in a command: in quotes, if a shell would otherwise cut it or read more into it.
#[must_use]
pub(crate) fn word(text: &str) -> Cow<'_, str> {
    let is_plain = |char: char| char.is_alphanumeric() || "/._-:=,+@%~\\".contains(char);
    let has_home = text == "~" || text.starts_with("~/");
    if !text.is_empty() && text.chars().all(is_plain) && (has_home || !text.contains('~')) && has_separators(text) {
        return Cow::Borrowed(text);
    }
    // Most shells, those of Windows included, agree on double quotes.
    if !text.contains(['"', '$', '`', '!', '%']) && has_separators(text) {
        return Cow::Owned(format!("\"{text}\""));
    }
    Cow::Owned(format!("'{}'", text.replace('\'', "'\\''")))
}

/// Returns whether a backslash can only be the one between folders, as on Windows.
fn has_separators(text: &str) -> bool {
    cfg!(windows) || !text.contains('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_one_word() {
        let rows = [
            ("notes", "notes"),
            ("/home/ann/notes-2026/a.b", "/home/ann/notes-2026/a.b"),
            ("~/notes", "~/notes"),
            ("Größe", "Größe"),
            ("", "\"\""),
            ("my notes", "\"my notes\""),
            ("O'Neil", "\"O'Neil\""),
            ("a & b; (c)", "\"a & b; (c)\""),
            ("a~b", "\"a~b\""),
            ("$HOME x", "'$HOME x'"),
            ("it's \"q\"", "'it'\\''s \"q\"'"),
        ];
        for (text, expected) in rows {
            assert_eq!(word(text), expected, "{text}");
        }
        #[cfg(unix)]
        assert_eq!(word("a\\b"), "'a\\b'");
    }
}
