//! Tells lines that the program wrote in a block from lines that a user typed there.
//!
//! This goes by a line's shape, not by its words: what an earlier version wrote is still recognised.

use chrono::Weekday;

use crate::calendar;

/// The heads of the lists of questions, and the severities of problems.
const HEADS: [&str; 5] =
    ["**Prepared, not asked**", "**Not yet asked of** ", "**Never asked anyone**", "**Asked** (", "**In no bank yet**"];
const PROBLEMS: [&str; 3] = ["- **Error** in [", "- **Warning** in [", "- **Hint** in ["];
const CONFLICTS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// What a follow-up's line says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// The follow-up's id.
    pub id: &'a str,
    /// The character that was written between the brackets.
    pub written: char,
    /// The character that stands there now.
    pub mark: char,
}

impl<'a> Row<'a> {
    /// Reads a line of a follow-up: a box at its start and `<!--id-->` at its end.
    #[must_use]
    pub fn parse(line: &'a str) -> Option<Self> {
        let line = line.trim_end();
        let rest = line.trim_start().strip_prefix(['-', '*', '+'])?.trim_start().strip_prefix('[')?;
        let mut chars = rest.chars();
        let mark = chars.next()?;
        // An editor may leave out the blank of an empty box.
        let mark = if mark == ']' { ' ' } else { chars.next().filter(|char| *char == ']').map(|_| mark)? };
        let comment = line.strip_suffix("-->")?;
        let (_, comment) = comment.rsplit_once("<!--")?;
        let (id, written) = match comment.split_once(' ') {
            None => (comment, ' '),
            Some((id, written)) => (id, single(written)?),
        };
        let is_id = (4..=16).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        is_id.then_some(Self { id, written, mark })
    }

    /// Returns what the line of a follow-up says: what stands between the box and the comment.
    #[must_use]
    pub fn words(line: &str) -> &str {
        let words = line.split_once(']').map_or(line, |(_, words)| words);
        words.rsplit_once("<!--").map_or(words, |(words, _)| words).trim()
    }

    /// Says whether the line of a follow-up ends in the day by which it is due, and not in words of the user's.
    #[must_use]
    pub fn ends_in_day(line: &str) -> bool {
        Self::words(line).rsplit_once(" — ").is_some_and(|(_, due)| calendar::is_due(due))
    }

    /// Says whether the user changed the box.
    #[must_use]
    pub const fn is_changed(&self) -> bool {
        !self.mark.eq_ignore_ascii_case(&self.written)
    }
}

fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Says whether the program wrote a line; `in_fence` where it stands in a chart.
#[must_use]
pub fn is_generated(line: &str, in_fence: bool) -> bool {
    let line = line.trim_end();
    in_fence && is_chart(line)
        || line.is_empty()
        || line.starts_with('|')
        || line == "```mermaid"
        || line == "```"
        || Row::parse(line).is_some()
        || is_remark(line)
        || is_summary(line)
        || is_step(line)
        || is_pipeline(line)
        || is_question(line)
        || HEADS.iter().chain(&PROBLEMS).chain(&CONFLICTS).any(|start| line.starts_with(start))
}

/// `flowchart LR` and its arrows. A fence that lost its end makes nothing else below it a chart.
fn is_chart(line: &str) -> bool {
    line.starts_with("flowchart ")
        || line.strip_prefix("  n").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn is_remark(line: &str) -> bool {
    line.len() > 2 && line.starts_with('*') && !line.starts_with("**") && !line.starts_with("* ") && line.ends_with('*')
}

/// `**Saturday 21 November 2026.** …`
fn is_summary(line: &str) -> bool {
    let day = line.strip_prefix("**").and_then(|rest| rest.split_once(' ')).map(|(day, _)| day);
    day.is_some_and(|day| day.len() > 3 && day.parse::<Weekday>().is_ok()) && line.contains(".** ")
}

/// `1. **Add …`
fn is_step(line: &str) -> bool {
    ["1. **", "2. **", "3. **"].iter().any(|start| line.starts_with(start))
}

/// `identified 4 · requested 6 · …`
fn is_pipeline(line: &str) -> bool {
    line.strip_prefix("identified ")
        .is_some_and(|rest| rest.trim_start_matches(|char: char| char.is_ascii_digit()).starts_with(" · requested "))
}

/// `- *Work:* …` and `- *For* …, prepared for [`.
fn is_question(line: &str) -> bool {
    line.strip_prefix("- *").is_some_and(|rest| {
        !rest.starts_with('*')
            && (rest.split_once(":* ").is_some_and(|(category, _)| !category.replace("\\*", "").contains('*'))
                || rest.starts_with("For* ") && rest.contains(", prepared for ["))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_users_type_is_not_generated() {
        let lines = [
            "remember the milk",
            "- call her",
            "- [ ] call her",
            "- [ ] **Thank** Fi <!--k3f9a2bc--> in the evening",
            "- **bold** thought",
            "* a list item",
            "- *really* good",
            "**Saturday** was fine",
            "## A heading",
            "> a quote",
            "1. first",
            "identified a bug",
            "<!-- a comment -->",
            "text *with emphasis*",
            "- [ ] x <!--not an id-->",
            "```rust",
        ];
        for line in lines {
            assert!(!is_generated(line, false) && !is_generated(line, true), "{line}");
        }
    }

    #[test]
    fn rows_tell_their_id_and_both_marks() {
        let rows = [
            ("- [ ] x <!--k3f9a2bc-->", Some(("k3f9a2bc", ' ', ' '))),
            ("- [x] x <!--k3f9a2bc-->", Some(("k3f9a2bc", ' ', 'x'))),
            ("- [] x <!--k3f9a2bc x-->  \r", Some(("k3f9a2bc", 'x', ' '))),
            ("  * [>] <!--a--> <!--k3f9-->", Some(("k3f9", ' ', '>'))),
            ("- [é] x <!--k3f9a2bc-->", Some(("k3f9a2bc", ' ', 'é'))),
            ("- x <!--k3f9a2bc-->", None),
            ("- [xx] x <!--k3f9a2bc-->", None),
            ("- [x] x <!--K3F9-->", None),
            ("- [x] x <!--k3f9a2bc xy-->", None),
        ];
        for (line, expected) in rows {
            assert_eq!(Row::parse(line).map(|row| (row.id, row.written, row.mark)), expected, "{line}");
        }
        assert!(!Row::parse("- [X] x <!--k3f9a2bc x-->").unwrap().is_changed());
    }
}
