//! What single lines say: the day of a log line, the event it names, tags, plain text.

use std::borrow::Cow;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use crate::core::base::Location;
use crate::core::base::text::{single_spaced, slice};
use crate::core::model::vocabulary::{self, Topic, Vocabulary};
use crate::core::model::{DateOrder, Day, EventKey, Link};
use crate::core::syntax::{date, link};

/// Returns the day that a log line or a dated heading starts with, and what follows it.
pub(crate) fn log_day(text: &str, order: Option<DateOrder>) -> Option<(Day, &str)> {
    let text = text.trim_start_matches(['[', '*', '_', ' ']);
    let (day, rest) = date::at_start(text, order)?;
    let rest = rest.strip_prefix('T').and_then(behind_clock).unwrap_or(rest);
    // A longer run of letters or digits is a name that happens to start with a day.
    if rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let between = |char: char| matches!(char, ':' | ']' | '*' | '_' | ' ' | '-' | '–' | '—' | '|' | ',');
    let mut rest = rest.trim_start_matches(between);
    while let Some(behind) = behind_clock(rest) {
        rest = behind.trim_start_matches(between);
    }
    Some((day, rest))
}

/// Returns what follows a time of day: `10:00`, `9:30:00`, `2:30 pm`.
fn behind_clock(text: &str) -> Option<&str> {
    let clock = text.find(|char: char| !char.is_ascii_digit() && char != ':').unwrap_or(text.len());
    let (clock, behind) = (slice(text, 0..clock), slice(text, clock..text.len()));
    if !clock.contains(':') {
        return None;
    }
    date::time(clock.trim_end_matches(':'))?;
    let is_end = |rest: &&str| !rest.starts_with(char::is_alphanumeric);
    let half = behind.strip_prefix(' ').unwrap_or(behind);
    let half = ["am", "pm", "AM", "PM"].iter().find_map(|half_day| half.strip_prefix(half_day)).filter(is_end);
    half.or(Some(behind)).filter(is_end)
}

/// Returns the exact text after the day in the source of a log line; `None` if the day is not written as the program
/// writes it.
pub(super) fn behind_day(line: &str, day: Day) -> Option<&str> {
    let marker = line.find(['-', '*', '+', '.', ')'])? + 1;
    slice(line, marker..line.len()).trim().strip_prefix(&day.to_string())?.strip_prefix(' ')
}

/// Returns the event that a log line's first word names.
pub(crate) fn event_of(rest: &str) -> Option<EventKey> {
    let end = rest.find([':', ' ', ',', '.', ';']).unwrap_or(rest.len());
    vocabulary::log_event(slice(rest, 0..end))
}

/// Returns what follows a log line's label of one word: `asked: How …?` → `How …?`.
pub(crate) fn behind_label(rest: &str) -> &str {
    match rest.split_once(':') {
        Some((label, behind)) if !label.contains(' ') => behind.trim_start(),
        _ => rest,
    }
}

/// Returns what stands behind the label of a line such as `**Takeaway:** small teams`; empty if it is below.
pub(crate) fn takeaway<'l>(line: &'l str, vocabulary: &Vocabulary) -> Option<&'l str> {
    const LONGEST_LABEL: usize = 60;
    let line =
        line.trim_start_matches(|char: char| matches!(char, '>' | '-' | '+' | '*' | '_') || char.is_whitespace());
    let near = slice(line, 0..line.floor_char_boundary(LONGEST_LABEL));
    let at = near.find([':', '：'])?;
    let label = slice(line, 0..at).trim_matches(['*', '_', ' ']);
    let is_mark = |char: char| matches!(char, ':' | '：' | '*' | '_') || char.is_whitespace();
    let value = || slice(line, at..line.len()).trim_start_matches(is_mark).trim_end();
    (!label.is_empty() && vocabulary.is_label(label, Topic::Takeaways)).then(value)
}

/// Returns a text without its tags, and the tags without `#`.
pub(crate) fn split_tags(text: &str) -> (Cow<'_, str>, Vec<Box<str>>) {
    if !text.contains('#') {
        return (text.trim().into(), Vec::new());
    }
    let is_tag = |word: &&str| word.strip_prefix('#').is_some_and(|tag| tag.starts_with(char::is_alphabetic));
    let tags = text
        .split_whitespace()
        .filter(is_tag)
        .map(|word| word.trim_start_matches('#').trim_end_matches([',', '.', ';']).into())
        .collect();
    let words: Vec<&str> = text.split_whitespace().filter(|word| !is_tag(word)).collect();
    (words.join(" ").into(), tags)
}

/// Returns the words that a paragraph or item begins with, on one line, in some 160 characters.
pub(crate) fn first_words(markdown: &str) -> String {
    const MOST: usize = 160;
    // A paragraph may be as long as a note.
    let start = slice(markdown, 0..markdown.char_indices().nth(4 * MOST).map_or(markdown.len(), |(end, _)| end));
    let item = start.trim_start().trim_start_matches(['-', '*', '+']);
    let lines = if item.starts_with([' ', '\t']) { item } else { start };
    let text = plain_text(&single_spaced(lines));
    let Some((end, _)) = text.char_indices().nth(MOST) else { return text };
    let short = slice(&text, 0..end);
    let words = short.rsplit_once(' ').map_or(short, |(words, _)| words);
    format!("{}…", words.trim_end_matches([',', ';', ':', '.', ' ']))
}

/// Returns the links on a line of Markdown.
pub(crate) fn links(markdown: &str) -> Vec<Link> {
    let mut links = Vec::new();
    if memchr::memchr2(b'[', b'<', markdown.as_bytes()).is_none() {
        return links;
    }
    for (event, range) in Parser::new_ext(markdown, Options::ENABLE_WIKILINKS).into_offset_iter() {
        let Event::Start(Tag::Link { link_type, dest_url, .. }) = event else { continue };
        let source = slice(markdown, range);
        links.extend(if matches!(link_type, LinkType::WikiLink { .. }) {
            source.strip_prefix("[[").and_then(|rest| link::wiki(rest.strip_suffix("]]")?, Location::default()))
        } else {
            let text = source.strip_prefix('[').and_then(|rest| rest.split_once("](")).map_or("", |(text, _)| text);
            link::markdown(&dest_url, &plain_text(text), Location::default())
        });
    }
    links
}

/// Returns the text that a reader sees of a line of Markdown: links as their text, no emphasis marks.
pub(crate) fn plain_text(markdown: &str) -> String {
    if !markdown.contains(['[', '*', '_', '`', '\\', '&', '<', '~', '!']) {
        return markdown.trim().to_owned();
    }
    let mut text = String::with_capacity(markdown.len());
    for event in Parser::new_ext(markdown, Options::ENABLE_WIKILINKS | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text.trim().to_owned()
}
