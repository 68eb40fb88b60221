//! Tasks as Logseq and org write them: a word before the text (`TODO`), and lines below it that are no words of it.

use chrono::Datelike;

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::model::Day;
use crate::core::syntax::page_properties;

/// The words, each with the character of a box that means the same. The first of a character is the one to write.
const MARKERS: [(&str, char); 11] = [
    ("TODO", ' '),
    ("LATER", ' '),
    ("WAITING", ' '),
    ("WAIT", ' '),
    ("DOING", '/'),
    ("NOW", '/'),
    ("STARTED", '/'),
    ("IN-PROGRESS", '/'),
    ("DONE", 'x'),
    ("CANCELED", '-'),
    ("CANCELLED", '-'),
];
/// The words that are tasks in any note, not only in those that are outlines.
const COMMON: [&str; 4] = ["TODO", "DONE", "CANCELED", "CANCELLED"];
/// The words that a task that waits again has, where it had another.
const WAITING_AGAIN: [(&str, &str); 4] =
    [("DOING", "TODO"), ("STARTED", "TODO"), ("IN-PROGRESS", "TODO"), ("NOW", "LATER")];
/// The longest text below the first line of an item that is read, in bytes.
const LONGEST: usize = 4000;

/// Returns what the word at the start of an item's text means, and its length.
pub(crate) fn read(text: &str) -> Option<(char, usize)> {
    if !text.bytes().take(2).all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let (word, mark) = MARKERS.iter().find(|(word, _)| {
        text.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '\t']) && !rest.trim().is_empty())
    })?;
    Some((*mark, word.len()))
}

/// Returns whether the word at the start of an item's text is one that means a task in any note.
pub(crate) fn is_common(text: &str) -> bool {
    COMMON.iter().any(|word| text.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '\t'])))
}

/// Returns the word for the character of a box: for one that is open, the word that a task with the word `old` has when
/// it waits again.
pub(crate) fn word(mark: char, old: &str) -> String {
    let again = WAITING_AGAIN.iter().find(|(word, _)| *word == old).map_or(old, |(_, again)| *again);
    let is_open = MARKERS.iter().any(|(word, mark)| *word == again && *mark == ' ');
    let found = MARKERS.iter().find(|(_, of)| *of == mark).map_or("TODO", |(word, _)| *word);
    if mark == ' ' && is_open { again } else { found }.to_owned()
}

/// Returns whether a text is an outline, as Logseq writes notes: below properties, every line is an item, indented or a
/// heading.
pub(crate) fn is_outline(text: &str, start: usize) -> bool {
    let properties = page_properties::read(text);
    let start = page_properties::whole(&properties).map_or(start, |span| span.end.max(start));
    let body = slice(text, start..text.len());
    let mut lines = body.lines().filter(|line| !line.trim().is_empty());
    let is_part = |line: &str| line == "-" || line.starts_with("- ") || line.starts_with(['\t', ' ', '#']);
    (!properties.is_empty() || body.trim_start().starts_with('-')) && lines.all(is_part)
}

/// Returns the end of the text of an item: of its first line, whose end is at `first`, or of the last line on which it
/// goes on, before `end`.
pub(crate) fn text_end(text: &str, first: usize, end: usize) -> usize {
    let below = slice(text, first..end.min(text.floor_char_boundary(first + LONGEST)).max(first));
    if below.starts_with('\r') && !below.starts_with("\r\n") {
        return first;
    }
    let mut at = first;
    let mut found = first;
    for line in below.split_inclusive('\n') {
        at += line.len();
        if at - line.len() > first || !line.trim().is_empty() {
            if !goes_on(line) {
                break;
            }
            found = at - (line.len() - line.trim_end_matches(['\n', '\r']).len());
        }
    }
    found
}

/// Returns whether a line goes on with the text of the item above it: nothing else begins on it.
fn goes_on(line: &str) -> bool {
    let content = line.trim();
    let digits = content.trim_start_matches(|char: char| char.is_ascii_digit());
    let is_item = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    let is_numbered = digits.len() < content.len() && digits.strip_prefix(['.', ')']).is_some_and(is_item);
    let is_heading = content.starts_with('#') && is_item(content.trim_start_matches('#'));
    let is_rule = content.len() > 2 && content.chars().all(|char| matches!(char, '-' | '*' | '_' | '=' | ' '));
    let is_html = content.strip_prefix('<').is_some_and(|rest| {
        rest.starts_with(['!', '/', '?']) || (rest.starts_with(char::is_alphabetic) && !content.contains("://"))
    });
    let begins = ["```", "~~~", ">", "|", "%%", "$$", "<<<<<<<"].iter().any(|mark| content.starts_with(mark));
    let is_bullet = content.strip_prefix(['-', '*', '+']).is_some_and(is_item);
    !(content.is_empty() || is_numbered || is_bullet || is_heading || is_rule || is_html || begins)
}

/// Returns the places of the lines of an item's text that hold words or dates of it: all but properties
/// (`id:: …`, `collapsed:: true`) and drawers (`:LOGBOOK:` to `:END:`) below its first line.
pub(crate) fn lines_with_words(text: &str) -> Vec<Span> {
    let (mut kept, mut at, mut is_in_drawer) = (Vec::new(), 0, false);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim();
        let is_drawer = content.len() > 2
            && content.starts_with(':')
            && content.ends_with(':')
            && content.chars().all(|char| char.is_ascii_uppercase() || matches!(char, ':' | '-' | '_'));
        let is_passed_over = start > 0 && (is_in_drawer || is_drawer || page_properties::key_length(content).is_some());
        is_in_drawer = if is_drawer { content != ":END:" } else { is_in_drawer };
        if !is_passed_over {
            kept.push(start..start + line.trim_end().len());
        }
    }
    kept
}

/// Returns whether a line holds nothing but days of a task: `SCHEDULED: <2026-11-25 Wed>`.
pub(crate) fn is_stamp(line: &str) -> bool {
    let line = line.trim_start();
    ["DEADLINE:", "SCHEDULED:", "CLOSED:"]
        .iter()
        .any(|key| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['<', '['])))
}

/// Returns a day as org writes it: `2026-11-25 Wed`.
pub(crate) fn org_day(day: Day) -> String {
    format!("{day} {}", day.weekday())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_in_capitals_at_the_start_are_markers() {
        let rows = [
            ("TODO call", Some((' ', 4))),
            ("LATER call", Some((' ', 5))),
            ("WAITING for", Some((' ', 7))),
            ("NOW call", Some(('/', 3))),
            ("IN-PROGRESS\tcall", Some(('/', 11))),
            ("DONE call", Some(('x', 4))),
            ("CANCELLED call", Some(('-', 9))),
            ("CANCELED call", Some(('-', 8))),
            ("TODO: call", None),
            ("TODO", None),
            ("TODOs of today", None),
            ("todo call", None),
            ("call TODO now", None),
        ];
        for (text, expected) in rows {
            assert_eq!(read(text), expected, "{text}");
        }
        for (word, mark) in MARKERS {
            assert_eq!(read(&format!("{word} call")), Some((mark, word.len())));
        }
    }

    #[test]
    fn a_task_that_is_opened_again_gets_a_word_that_waits() {
        let rows = [(' ', "NOW", "LATER"), (' ', "DOING", "TODO"), (' ', "WAITING", "WAITING"), (' ', "DONE", "TODO")];
        for (mark, old, expected) in rows {
            assert_eq!(word(mark, old), expected, "{old}");
        }
        assert_eq!([word('x', "NOW"), word('-', "TODO")], ["DONE", "CANCELED"]);
    }

    #[test]
    fn outlines_are_told_by_their_lines() {
        let rows = [
            ("- a\n\t- b\n\n- c\n", true),
            ("type:: person\n\n- a", true),
            ("type:: person\n- # Ola\n\t- NOW a", true),
            ("# T\n- a", false),
            ("tags:: x\n# T\n- a", true),
            ("- a\n\n## Log\n- b", true),
            ("- a\n\nProse.", false),
            ("Prose.", false),
            ("---\ntype: a\n---\n- a", false),
        ];
        for (text, expected) in rows {
            assert_eq!(is_outline(text, 0), expected, "{text:?}");
        }
    }

    #[test]
    fn the_text_of_an_item_ends_where_something_else_begins() {
        let below =
            ["\n- b", "\n\n  c", "\n  - b", "\n  1. b", "\n# b", "\n---", "\n```", "\n> b", "\n<!-- b", "\n| b", ""];
        for end in below {
            let text = format!("- [ ] a\n  goes on\nand on{end}");
            assert_eq!(slice(&text, 0..text_end(&text, 7, text.len())), "- [ ] a\n  goes on\nand on", "{end:?}");
        }
    }
}
