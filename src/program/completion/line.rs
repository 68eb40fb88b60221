//! Splits a line into words as a shell does.

/// Returns the words of the beginning of a line, without their quotes; the last is the one that is being typed, empty
/// after a blank.
#[must_use]
pub fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let (mut quote, mut is_open) = (None, false);
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        if quote.is_none() && char.is_whitespace() {
            if is_open {
                words.push(String::new());
            }
            is_open = false;
            continue;
        }
        is_open = true;
        let Some(word) = words.last_mut() else { break };
        match (quote, char) {
            (None, '\'' | '"') => quote = Some(char),
            (Some(open), char) if open == char => quote = None,
            (None | Some('"'), '\\') => word.extend(chars.next()),
            (_, char) => word.push(char),
        }
    }
    words
}

/// Returns the quote that is open at the end of a line.
fn open_quote(line: &str) -> Option<char> {
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        match (quote, char) {
            (None, '\'' | '"') => quote = Some(char),
            (Some(open), char) if open == char => quote = None,
            (None | Some('"'), '\\') => drop(chars.next()),
            _ => {}
        }
    }
    quote
}

/// Returns the text that bash inserts after a line so that it reads `value` as the end of one word. Bash itself leaves
/// a `$` in a name as it is, and would insert the value of a variable.
#[must_use]
pub fn for_bash(line: &str, value: &str) -> String {
    let quote = open_quote(line);
    // Without a quote, these characters end words: only the text after the last one is inserted.
    let current = words(line).pop().unwrap_or_default();
    let kept = current.rfind([':', '=']).filter(|_| quote.is_none()).map_or(0, |at| at + 1);
    let mut quoted = String::new();
    for char in value.get(kept..).unwrap_or_default().chars() {
        match quote {
            Some('\'') if char == '\'' => quoted.push_str("'\\'"),
            None if char.is_ascii() && !char.is_ascii_alphanumeric() && !"/._-:=,+@%".contains(char) => {
                quoted.push('\\');
            }
            Some('"') if "\"\\$`".contains(char) => quoted.push('\\'),
            // Between these quotes, a `!` recalls an older line, and a `\` before it would stay, so it goes outside.
            Some('"') if char == '!' => quoted.push_str("\"\\"),
            _ => {}
        }
        quoted.push(char);
        if quote == Some('"') && char == '!' {
            quoted.push('"');
        }
    }
    quoted
}

/// Returns the typed part of a word that may begin with a quote.
#[must_use]
pub fn typed(word: &str) -> String {
    words(word).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_as_a_shell_does() {
        let rows: [(&str, &[&str]); 11] = [
            ("", &[""]),
            ("coffeechat", &["coffeechat"]),
            ("coffeechat ", &["coffeechat", ""]),
            ("coffeechat  why pri", &["coffeechat", "why", "pri"]),
            ("c why \"Priya N", &["c", "why", "Priya N"]),
            ("c why 'Priya N' ", &["c", "why", "Priya N", ""]),
            ("c why Priya\\ N", &["c", "why", "Priya N"]),
            ("c --vault=\"my notes\" why \"a\\\"b\" x", &["c", "--vault=my notes", "why", "a\"b", "x"]),
            ("c '' x", &["c", "", "x"]),
            ("c 'a\\b", &["c", "a\\b"]),
            ("c x\\", &["c", "x"]),
        ];
        for (line, expected) in rows {
            assert_eq!(words(line), expected, "{line}");
        }
        let name = "O'N $x \"é\"";
        let rows = [
            ("c why O", "O\\'N\\ \\$x\\ \\\"é\\\""),
            ("c why \"O", "O'N \\$x \\\"é\\\""),
            ("c why 'O", "O'\\''N $x \"é\""),
        ];
        for (line, expected) in rows {
            assert_eq!(for_bash(line, name), expected);
            let whole = format!("{}{expected}", line.strip_suffix('O').unwrap());
            assert_eq!(words(&whole).last().map(String::as_str), Some(name), "{whole}");
        }
        assert_eq!(
            [for_bash("c list tag:a", "tag:a b"), for_bash("c --vault=/t", "--vault=/tmp/")],
            ["a\\ b", "/tmp/"]
        );
        assert_eq!(for_bash("c why \"Wh", "Who? Ann!"), "Who? Ann\"\\!\"");
        assert_eq!(words("c why \"Who? Ann\"\\!\"").last().map(String::as_str), Some("Who? Ann!"));
        assert_eq!([for_bash("c why 'A", "A!"), for_bash("c why A", "A!")], ["A!", "A\\!"]);
        assert_eq!([typed("\"Priya N"), typed("Zoë"), typed("")], ["Priya N", "Zoë", ""]);
    }
}
