//! Tells lines that the program wrote in a block from lines that a user typed there.
//!
//! This goes by a line's shape, not by its words: what an earlier version wrote is still recognised.

use chrono::Weekday;

use crate::calendar;

/// The heads of the lists of questions, and the severities of problems.
const HEADS: [&str; 8] = [
    "**Prepared, not asked**",
    "**Not yet asked of** ",
    "**Never asked anyone**",
    "**Asked** (",
    "**In no bank yet**",
    "**What earns answers** (",
    "**Asked, no answer noted** (",
    "**Almost the same** (",
];
const PROBLEMS: [&str; 3] = ["- **Error** in [", "- **Warning** in [", "- **Hint** in ["];
/// What may stand behind a line of ours on one day and not on another.
const ORIGINS: [&str; 4] = [", referred by ", ", noted down on ", ", from ", ", no "];
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
        // An editor may leave out the blank of an empty box, and a user may leave one beside the mark.
        let mark = rest.split_once(']')?.0.trim();
        let mark = if mark.is_empty() { ' ' } else { single(mark)? };
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

    /// Says whether a user added words at the end of a follow-up's line, where editors that hide comments let them type;
    /// `now` is what the line would say now, with or without the day by which it is due.
    ///
    /// What else a line says changes with the notes and the days, so words in its middle are not told from old ones.
    #[must_use]
    pub fn has_more_words(words: &str, now: Option<&str>) -> bool {
        if now == Some(words) {
            return false;
        }
        if let Some((_, due)) = words.rsplit_once(" — ") {
            if calendar::is_due(due) {
                return false;
            }
            if calendar::begins_with_due(due) {
                return true;
            }
        }
        let Some(now) = now else { return false };
        if let Some((what, due)) = now.rsplit_once(" — ")
            && calendar::is_due(due)
        {
            // What had no day may have one now.
            return words != what;
        }
        let more = words.strip_prefix(now).unwrap_or_default();
        !more.is_empty() && !ORIGINS.iter().any(|origin| more.starts_with(origin))
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
    fn words_at_the_end_of_a_line_are_told_from_what_the_line_said_before() {
        let rows = [
            ("**A** — today, by phone", Some("**A** — today"), true),
            ("**A** — tomorrow ask for room 5", None, true),
            ("**A** — was due Fri 20 Nov: sent!", None, true),
            ("**A**", Some("**A** — today"), false),
            ("**A** again", Some("**A** — today"), true),
            ("**A** left a message", Some("**A**"), true),
            ("**Read** — twice, at least", Some("**Read**"), true),
            ("**A** — today", Some("**A** — was due Fri 20 Nov"), false),
            ("**B** — today", Some("**A** — today"), false),
            ("**Read** — today or never", Some("**Read** — today or never"), false),
            ("**Ask** B for a talk, referred by C", Some("**Ask** B for a talk"), false),
            ("**Prepare** it: no questions yet, no goal", Some("**Prepare** it: no questions yet"), false),
            ("**B**", Some("**A**"), false),
            ("**A** — Monday", None, false),
            ("**A**", None, false),
        ];
        for (words, now, has_more) in rows {
            assert_eq!(Row::has_more_words(words, now), has_more, "{words}");
        }
        assert_eq!(Row::words("- [ ] **A** [x] — today <!--aaaaaaaa-->"), "**A** [x] — today");
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
            ("- [x ] x <!--k3f9a2bc-->", Some(("k3f9a2bc", ' ', 'x'))),
            ("- [x] x <!--K3F9-->", None),
            ("- [x] x <!--k3f9a2bc xy-->", None),
        ];
        for (line, expected) in rows {
            assert_eq!(Row::parse(line).map(|row| (row.id, row.written, row.mark)), expected, "{line}");
        }
        assert!(!Row::parse("- [X] x <!--k3f9a2bc x-->").unwrap().is_changed());
    }
}
