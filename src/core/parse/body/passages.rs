//! The text under the headings of a note, in plain words: for letters and for notes about other notes.

use crate::core::base::text::slice;
use crate::core::model::EMOJI_STYLE;
use crate::core::parse::body::{plain_text, takeaway};
use crate::core::syntax::block::region;
use crate::core::syntax::front_matter::{Split, split};
use crate::core::syntax::hidden_text::hidden;
use crate::core::syntax::task_marker;

use super::outline::{Part, PartKind, outline};
use crate::core::model::vocabulary::{Topic, Vocabulary};

/// A heading and the text under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    /// Its topic; [`Topic::Other`] for the text above every heading.
    pub(crate) topic: Topic,
    /// How deep it is, 1 for a title; 0 for the text above every heading.
    pub(crate) level: u8,
    /// Its words; empty for the text above every heading.
    pub(crate) heading: String,
    /// Its items, in order.
    pub(crate) said: Vec<Said>,
}

/// A paragraph, or an item of a list with what is indented under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// The words, without the mark of an item and its box.
    pub(crate) words: String,
    /// Whether it has a box: a task, or a question to ask.
    pub(crate) has_box: bool,
    /// The words of the items under it, at any depth.
    pub(crate) below: Vec<String>,
}

/// Returns the text of a note, heading by heading. Code, tables, quotes, HTML and comments are left out.
pub(crate) fn passages(text: &str, vocabulary: &Vocabulary) -> Vec<Passage> {
    read(text, vocabulary, false)
}

/// Returns the takeaways in the note of a talk: what stands under headings for them, and then what stands behind or below
/// labels such as `Takeaway:`.
pub(crate) fn takeaways(text: &str, vocabulary: &Vocabulary) -> Vec<String> {
    let all = read(text, vocabulary, true).into_iter().filter(|passage| passage.topic == Topic::Takeaways);
    all.flat_map(|passage| passage.said).map(|said| said.words).collect()
}

/// Reads the passages, and on demand what labels mark as takeaways as the last of them.
fn read(text: &str, vocabulary: &Vocabulary, has_labels: bool) -> Vec<Passage> {
    let label_of = |line| takeaway(line, vocabulary).filter(|_| has_labels);
    let start = match split(text) {
        Split::Found { body, .. } | Split::None(body) => body,
        Split::Unclosed(open) => open,
    };
    let parts = outline(text, start, vocabulary, &hidden(text, start, &region::find(text).0));
    let empty = |topic, level, heading| Passage { topic, level, heading, said: Vec::new() };
    let mut passages = vec![empty(Topic::Other, 0, String::new())];
    // What stands behind labels, or below one that has nothing behind it.
    let mut labelled = empty(Topic::Takeaways, 0, String::new());
    let mut is_below_label = false;
    for (at, part) in parts.iter().enumerate() {
        match &part.kind {
            PartKind::Heading(level, topic) => {
                let heading = plain_text(slice(text, part.span.clone()).trim_matches(['#', ' ', '\n', '=']));
                passages.push(empty(*topic, *level, heading));
                is_below_label = false;
            }
            PartKind::Item(depth) => {
                let own = own_text(text, part, parts.get(at + 1));
                let label = label_of(own).map(words);
                let (words, has_box) = (label.clone().unwrap_or_else(|| words(own)), boxed(own).is_some());
                let passage = if label.is_some() || is_below_label { Some(&mut labelled) } else { passages.last_mut() };
                let Some(passage) = passage.filter(|_| !words.is_empty()) else { continue };
                match passage.said.last_mut().filter(|_| *depth > 0 && label.is_none()) {
                    Some(above) => above.below.push(words),
                    None => passage.said.push(Said { words, has_box, below: Vec::new() }),
                }
            }
            PartKind::Other => {
                let own = slice(text, part.span.clone());
                is_below_label = false;
                let is_words = !own.starts_with(['>', '|', '`', '~', '\t']) && own.contains(char::is_alphanumeric);
                let Some(passage) = passages.last_mut().filter(|_| is_words) else { continue };
                for (label, own) in by_labels(own, label_of) {
                    let words = words(&own);
                    is_below_label = label && words.is_empty();
                    let passage = if label { &mut labelled } else { &mut *passage };
                    if !words.is_empty() {
                        passage.said.push(Said { words, has_box: false, below: Vec::new() });
                    }
                }
            }
            PartKind::Html => {}
        }
    }
    passages.extend((!labelled.said.is_empty()).then_some(labelled));
    passages
}

/// Returns the parts of a paragraph, each from a label for takeaways to the next; the first may have none.
fn by_labels<'t>(paragraph: &'t str, label_of: impl Fn(&'t str) -> Option<&'t str>) -> Vec<(bool, String)> {
    let mut parts: Vec<(bool, String)> = Vec::new();
    for line in paragraph.split_inclusive('\n') {
        match (label_of(line), parts.last_mut()) {
            (Some(value), _) => parts.push((true, format!("{value}\n"))),
            (None, Some((_, part))) => part.push_str(line),
            (None, None) => parts.push((false, line.to_owned())),
        }
    }
    parts
}

/// Returns the text of an item without the items in it.
fn own_text<'t>(text: &'t str, part: &Part, next: Option<&Part>) -> &'t str {
    let end = next.map_or(part.span.end, |next| next.span.start.min(part.span.end));
    slice(text, part.span.start..end)
}

/// Returns the words of an item or paragraph on one line.
fn words(markdown: &str) -> String {
    let lines: Vec<&str> = boxed(markdown).unwrap_or_else(|| unmarked(markdown)).split_whitespace().collect();
    plain_text(&lines.join(" "))
}

/// Returns an item or paragraph without the mark of an item.
fn unmarked(markdown: &str) -> &str {
    let marked = markdown.trim();
    let digits = marked.trim_start_matches(|char: char| char.is_ascii_digit());
    let item = match marked.strip_prefix(['-', '*', '+']) {
        None if digits.len() < marked.len() => digits.strip_prefix(['.', ')']),
        item => item,
    };
    item.filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])).map_or(marked, str::trim_start)
}

/// Returns the text after the box of an item, or after the word for one.
fn boxed(markdown: &str) -> Option<&str> {
    if task_marker::is_common(unmarked(markdown)) {
        let text = unmarked(markdown);
        return task_marker::read(text).map(|(_, length)| slice(text, length..text.len()));
    }
    let mut chars = unmarked(markdown).strip_prefix('[')?.chars();
    chars.next()?;
    chars
        .as_str()
        .trim_start_matches(EMOJI_STYLE)
        .strip_prefix(']')
        .filter(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_or_below_a_label_is_a_takeaway() {
        let rows: [(&str, &[&str]); 10] = [
            ("Takeaway: small teams\n", &["small teams"]),
            ("Words.\n**Takeaway:** small\nteams\n**Takeaways**: big ones\n", &["small teams", "big ones"]),
            ("- Takeaway: small teams\n- other\n", &["small teams"]),
            ("Erkenntnis: kleine Teams\n", &["kleine Teams"]),
            ("\u{412}\u{44b}\u{432}\u{43e}\u{434}: \u{434}\u{430}\n", &["\u{434}\u{430}"]),
            ("Takeaways:\n- small\n- teams\n\nWords.\n- more\n", &["small", "teams"]),
            ("Takeaways:\nsmall teams\n", &["small teams"]),
            ("## Takeaways\nTakeaway: small teams\n- big\n", &["big", "small teams"]),
            ("My takeaway was: nothing\n", &[]),
            ("Takeaway:\n\n## Next\n", &[]),
        ];
        for (text, expected) in rows {
            assert_eq!(takeaways(text, Vocabulary::plain()), expected, "{text}");
        }
    }

    #[test]
    fn every_heading_has_what_stands_under_it() {
        let text = "---\ntype: meeting\n---\nAbove.\n\n# A *talk*\n## Questions\n- [x] How *so*?\n  - Because.\n    1. Really.\n- [ ] 2 b\n\
                    ## Takeaways\nSmall\nteams.\n\n* one [[Priya Nair|P]]\n- \n- [ ]\n> quoted\n\n| a |\n|---|\n\n```\ncode\n```\n<!-- no -->\n";
        let lines: Vec<String> = passages(text, Vocabulary::plain())
            .iter()
            .flat_map(|passage| {
                let said = passage.said.iter().map(|said| format!("{} {:?}", said.words, said.below));
                std::iter::once(format!("{:?} {}", passage.topic, passage.heading)).chain(said)
            })
            .collect();
        let expected = [
            "Other ",
            "Above. []",
            "Other A talk",
            "Questions Questions",
            "How so? [\"Because.\", \"Really.\"]",
            "2 b []",
            "Takeaways Takeaways",
            "Small teams. []",
            "one P []",
        ];
        assert_eq!(lines, expected);
    }
}
