//! Finds live blocks in a note's text: where they open, what they ask for, and where they close.

use std::borrow::Cow;

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::model::{PageText, Region};
use crate::core::syntax::code_spans::Layout;
use crate::core::syntax::front_matter::{Split, split};
use crate::core::syntax::hidden_text::{comments, is_in};

/// How a block opens, up to its name.
pub(crate) const OPEN: &str = "<!-- coffeechat ";
/// How a block closes.
pub(crate) const CLOSE: &str = "<!-- /coffeechat -->";

/// What is wrong with a block's lines; such a block is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RegionFault {
    /// It opens and never closes.
    Unclosed(Span),
    /// It opens inside another.
    Nested(Span),
    /// It closes and never opened.
    Stray(Span),
    /// It looks like the opening of a block but is not one.
    Misspelt(Span),
}

/// The most blocks of a text whose content takes the Markdown below them along, such as a fence without its end.
const MOST_BROKEN: usize = 16;

/// Finds the live blocks of a text. A marker counts if it is alone on its line and Markdown reads it as a comment: not
/// in front matter, code, text of an HTML element or another comment. The next closing line closes a block, whatever it
/// holds.
#[must_use]
pub(crate) fn find(text: &str) -> (Vec<Region>, Vec<RegionFault>) {
    let (mut regions, mut faults) = (Vec::new(), Vec::new());
    if !mentions_block(text) {
        return (regions, faults);
    }
    let body = match split(text) {
        Split::None(body) | Split::Unclosed(body) | Split::Found { body, .. } => body,
    };
    let mut at = body;
    let mut markers = Markers::read(text, body);
    let mut without: Option<String> = None;
    let mut open: Option<(Span, Span, usize)> = None;
    let (mut is_broken, mut broken) = (false, 0);
    while at < text.len() {
        let rest = slice(text, at..text.len());
        let length = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        let line = slice(rest, 0..length);
        let marker = line.trim();
        let lead = line.len() - line.trim_start().len();
        let span = at + lead..at + lead + marker.len();
        if marker == CLOSE {
            let counts = markers.has(&span);
            match open.take() {
                Some((head, directive, content)) => {
                    if !counts {
                        broken += 1;
                        if broken > MOST_BROKEN {
                            break;
                        }
                        let rest = blanked(without.as_deref().unwrap_or(text), &(content..at));
                        markers = Markers::read(&rest, body);
                        without = Some(rest);
                    }
                    if !is_broken {
                        regions.push(Region { head, directive, content: content..at, tail: span });
                    }
                }
                None if counts => faults.push(RegionFault::Stray(span)),
                None => {}
            }
            is_broken = false;
        } else if let Some(directive) = directive(marker) {
            if open.is_some() {
                faults.push(RegionFault::Nested(span));
                is_broken = true;
            } else if markers.has(&span) {
                let start =
                    span.start + OPEN.len() + (directive.len() - directive.trim_start().len()).saturating_sub(1);
                open = Some((span, start..start + directive.trim().len(), at + length));
            }
        } else if is_nearly_marker(marker) && markers.has(&span) {
            faults.push(RegionFault::Misspelt(span));
        }
        at += length;
    }
    if let Some((head, ..)) = open {
        faults.push(RegionFault::Unclosed(head));
    }
    (regions, faults)
}

/// Returns a text with its blocks.
#[must_use]
pub(crate) fn page<'t>(text: impl Into<Cow<'t, str>>) -> PageText<'t> {
    let text = text.into();
    let regions = find(&text).0;
    PageText { text, regions: regions.into() }
}

/// Returns a text with blanks in the place of a part of it, except for its line ends.
fn blanked(text: &str, part: &Span) -> String {
    let blanks: String = slice(text, part.clone()).bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    [slice(text, 0..part.start), &blanks, slice(text, part.end..text.len())].concat()
}

/// Where markers of blocks count.
struct Markers {
    layout: Layout,
    comments: Vec<Span>,
}

impl Markers {
    fn read(text: &str, start: usize) -> Self {
        let layout = Layout::read(text, start);
        let comments = comments(text, start, &layout.code);
        Self { layout, comments }
    }

    fn has(&self, line: &Span) -> bool {
        self.layout.has_html(line) && !is_in(&self.comments, line.start)
    }
}

/// Returns name and filters of an opening line, with the white space around them.
fn directive(marker: &str) -> Option<&str> {
    let directive = marker.strip_prefix(OPEN.trim_end())?.strip_suffix("-->")?;
    directive.starts_with(' ').then_some(directive)
}

/// Returns whether a line was most likely meant to open a block: it lacks a space, or is in a quote or a list.
fn is_nearly_marker(line: &str) -> bool {
    let bare = line.trim_start_matches(['>', '-', '*', '+', ' ']);
    let name = bare.strip_prefix("<!--").and_then(|rest| rest.trim_start().strip_prefix("coffeechat"));
    name.is_some_and(|rest| rest.starts_with([' ', '-'])) && bare.ends_with("-->")
}

/// Returns whether a text holds anything that looks like a block's line.
#[must_use]
pub(crate) fn mentions_block(text: &str) -> bool {
    let bytes = text.as_bytes();
    let opens = |at: usize| {
        bytes
            .get(at..)
            .and_then(|rest| rest.strip_prefix(b"<!--"))
            .map(<[u8]>::trim_ascii_start)
            .is_some_and(|rest| rest.starts_with(b"coffeechat") || rest.starts_with(b"/coffeechat"))
    };
    memchr::memchr_iter(b'<', bytes).any(opens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_blocks_and_their_parts() {
        let text = "# D\n<!-- coffeechat follow-ups overdue -->\n- row\n<!-- /coffeechat -->\nend\n";
        let (regions, faults) = find(text);
        assert!(faults.is_empty());
        let parts: Vec<_> = regions
            .iter()
            .map(|region| {
                (
                    slice(text, region.directive.clone()),
                    slice(text, region.content.clone()),
                    slice(text, region.tail.clone()),
                )
            })
            .collect();
        assert_eq!(parts, [("follow-ups overdue", "- row\n", CLOSE)]);
    }

    #[test]
    fn tells_what_is_wrong() {
        let rows = [
            ("<!-- coffeechat done -->\nx", 0, 1),
            ("<!-- coffeechat done -->\n<!-- coffeechat done -->\n<!-- /coffeechat -->", 0, 1),
            ("<!-- /coffeechat -->", 0, 1),
            ("```\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n```\n", 0, 0),
            ("text <!-- coffeechat done --> text", 0, 0),
            ("<!-- coffeechatter -->", 0, 0),
            ("<!--coffeechat done-->\n", 0, 1),
            ("> <!-- coffeechat done -->\n", 0, 1),
            ("- <!-- coffeechat done -->\n", 0, 1),
            ("<!-- coffeechat done -->\r\n<!-- /coffeechat -->\r\n", 1, 0),
            ("<!-- coffeechat pipeline -->\n```mermaid\nflowchart\n```\n<!-- /coffeechat -->\n", 1, 0),
            ("<!-- coffeechat pipeline -->\n```mermaid\n<!-- /coffeechat -->\n", 1, 0),
            ("---\na: |\n  <!-- coffeechat done -->\n  <!-- /coffeechat -->\n---\n", 0, 0),
            ("````\n```\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n```\n````\n", 0, 0),
            ("~~~ md\n```\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n~~~\n", 0, 0),
            ("    <!-- coffeechat done -->\n    <!-- /coffeechat -->\n", 0, 0),
            ("<pre>\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n</pre>\n", 0, 0),
            ("<!-- off\n<!-- coffeechat done -->\n", 0, 0),
            ("%%\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n%%\n", 0, 0),
            ("```code``` in a line\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n", 1, 0),
            ("```\n<!-- coffeechat done -->\n```\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n", 1, 0),
            ("- a\n  - b\n\n    <!-- coffeechat done -->\n    <!-- /coffeechat -->\n", 1, 0),
            ("<details>\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n</details>\n", 1, 0),
            (
                "<!-- coffeechat done -->\n```\n<!-- /coffeechat -->\n<!-- coffeechat done -->\n<!--\n<!-- /coffeechat -->\n\
                 <!-- coffeechat done -->\n<!-- /coffeechat -->\n",
                3,
                0,
            ),
            // An unclosed fence in one block of a list does not affect the others.
            (
                "- a\n\n    <!-- coffeechat done -->\n    ```\n    <!-- /coffeechat -->\n\n\
                 \x20   <!-- coffeechat done -->\n    <!-- /coffeechat -->\n",
                2,
                0,
            ),
        ];
        for (text, regions, faults) in rows {
            let found = find(text);
            assert_eq!((found.0.len(), found.1.len()), (regions, faults), "{text}");
        }
    }
}
