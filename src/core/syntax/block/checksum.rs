//! Checksums of the lines that the program writes into blocks, which distinguish them from what a user types there.
//!
//! The line of a follow-up has its own ([`crate::core::syntax::block::row`]); those of the other lines of a block are
//! in a comment at its end, in their order: `<!--lines 7h2kq 0c8mz-->`. White space, the padding of tables and the
//! signs for lists and emphasis do not count: formatters change them.

use std::collections::HashSet;
use std::fmt;

use crate::core::base::text::{ID_LETTERS, short_id, stable_hash};
use crate::core::syntax::block::row::PageRow;

const OPEN: &str = "<!--lines";
const CLOSE: &str = "-->";
const LENGTH: usize = 5;

/// Five letters and digits that a line's words give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Checksum([u8; LENGTH]);

impl Checksum {
    /// Returns the checksum that is written so.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let letters: [u8; LENGTH] = text.as_bytes().try_into().ok()?;
        letters.iter().all(|letter| ID_LETTERS.contains(letter)).then_some(Self(letters))
    }

    fn new(text: &str) -> Self {
        let mut letters = [0; LENGTH];
        letters.copy_from_slice(
            short_id(stable_hash(text.as_bytes())).as_bytes().last_chunk::<LENGTH>().unwrap_or(&[0; LENGTH]),
        );
        Self(letters)
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|letter| write!(f, "{}", char::from(*letter)))
    }
}

/// Returns the checksum of the line of a follow-up.
pub(crate) fn of_row(id: &str, words: &str) -> Checksum {
    Checksum::new(&format!("{id} {}", bare(words)))
}

/// Returns the checksum of any other line.
pub(crate) fn of_line(line: &str) -> Checksum {
    Checksum::new(&bare(line))
}

/// Returns a line without what formatters change.
fn bare(line: &str) -> String {
    let line = line.trim();
    let mut bare = String::with_capacity(line.len());
    let is_table = line.starts_with('|');
    for (at, char) in line.char_indices() {
        match char {
            char if char.is_whitespace() => {}
            '*' | '+' if at == 0 && line.get(1..2) == Some(" ") => bare.push('-'),
            '_' => bare.push('*'),
            '-' if is_table && bare.ends_with('-') => {}
            char => bare.push(char),
        }
    }
    bare
}

/// Returns the checksums that a comment lists; `None` for any other line.
pub(crate) fn listed(line: &str) -> Option<Vec<Checksum>> {
    let list = line.trim().strip_prefix(OPEN)?.strip_suffix(CLOSE)?;
    list.strip_prefix(' ')?.split(' ').map(Checksum::parse).collect()
}

/// Returns the checksums that are left in such a comment after somebody typed into it, before it or after it; `None` if
/// the line holds none.
pub(crate) fn left_of(line: &str) -> Option<Vec<Checksum>> {
    let (_, list) = line.split_once(OPEN)?;
    Some(list.split(|char: char| !char.is_ascii_alphanumeric()).filter_map(Checksum::parse).collect())
}

/// Returns the comment that lists the checksums of those lines that have none themselves; `None` if all have one.
pub(crate) fn comment<'l>(lines: impl Iterator<Item = &'l str>) -> Option<String> {
    let mut seen = HashSet::new();
    let lines = lines.filter(|line| !line.trim().is_empty() && PageRow::parse(line).is_none());
    let sums: Vec<String> = lines.map(of_line).filter(|sum| seen.insert(*sum)).map(|sum| sum.to_string()).collect();
    (!sums.is_empty()).then(|| format!("{OPEN} {}{CLOSE}", sums.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_formatters_change_does_not_count() {
        let rows = [
            ("| a | b |", "| a   |   b |", true),
            ("|---|---|", "| ----- | --- |", true),
            ("*None.*", "_None._", true),
            ("- *Work:* x", "* _Work:_ x", true),
            ("  - x", "- x  \r", true),
            ("| a | b |", "| a | b, c |", false),
            ("*None.*", "*None*", false),
            ("- x", "x", false),
        ];
        for (one, other, is_same) in rows {
            assert_eq!(of_line(one) == of_line(other), is_same, "{one} {other}");
        }
        assert_ne!(of_row("aaaaaaaa", "x"), of_row("bbbbbbbb", "x"));
    }

    #[test]
    fn a_comment_lists_each_line_once_and_is_read_back() {
        let lines = ["", "*a*", "| b |", "*a*", "- [ ] **x** <!--aaaaaaaa-->"];
        let comment = comment(lines.into_iter()).unwrap();
        assert_eq!(listed(&comment).unwrap(), [of_line("*a*"), of_line("| b |")]);
        assert_eq!(super::comment(["- [ ] **x** <!--aaaaaaaa-->", ""].into_iter()), None);
        for line in ["<!--lines-->", "<!--lines of mine-->", "<!--lines 7h2kq-->x", "<!-- lines 7h2kq-->"] {
            assert_eq!(listed(line), None, "{line}");
        }
    }
}
