//! The headings and lists of a body, by their places: where a line can be added.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::core::base::Span;
use crate::core::base::text::slice;

use super::{OPTIONS, is_in};
use crate::core::model::vocabulary::{Topic, Vocabulary};

/// A part of a body outside quotes; spans end before the space after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its place.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) kind: PartKind,
}

/// What a part of a body is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PartKind {
    /// A heading of that level.
    Heading(u8, Topic),
    /// An item of a list that is that deep in other lists, from its marker on.
    Item(usize),
    /// HTML, comments among it.
    Html,
    /// A paragraph, a table, code, a quote.
    Other,
}

/// Returns the parts of the body that starts at `start`, in its order, without those in the `hidden` spans.
pub(crate) fn outline(text: &str, start: usize, vocabulary: &Vocabulary, hidden: &[Span]) -> Vec<Part> {
    let source = slice(text, start..text.len());
    let mut parts = Vec::new();
    let (mut quotes, mut items) = (0_usize, 0_usize);
    let mut heading: Option<String> = None;
    for (event, range) in Parser::new_ext(source, OPTIONS).into_offset_iter() {
        let own = slice(source, range.clone());
        // The parser reports an item indented by a tab at the end of the line above.
        let from = start + range.start + (own.len() - own.trim_start().len());
        let span = from..(start + range.start + own.trim_end().len()).max(from);
        let is_outside = quotes == 0 && items == 0;
        let mut add = |kind| {
            if !is_in(hidden, span.start) {
                parts.push(Part { span: span.clone(), kind });
            }
        };
        match event {
            Event::Start(Tag::Item) => {
                if quotes == 0 {
                    add(PartKind::Item(items));
                }
                items += 1;
            }
            Event::End(TagEnd::Item) => items = items.saturating_sub(1),
            Event::Start(Tag::BlockQuote(_)) => {
                if is_outside {
                    add(PartKind::Other);
                }
                quotes += 1;
            }
            Event::End(TagEnd::BlockQuote(_)) => quotes = quotes.saturating_sub(1),
            Event::Start(Tag::Heading { .. }) if is_outside => heading = Some(String::new()),
            Event::End(TagEnd::Heading(level)) => {
                if let Some(words) = heading.take() {
                    add(PartKind::Heading(level as u8, vocabulary.topic(words.trim())));
                }
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&words);
                }
            }
            Event::Start(Tag::HtmlBlock) if is_outside => add(PartKind::Html),
            Event::Start(Tag::Paragraph | Tag::CodeBlock(_) | Tag::Table(_) | Tag::FootnoteDefinition(_))
            | Event::Rule
                if is_outside =>
            {
                add(PartKind::Other);
            }
            _ => {}
        }
    }
    parts
}
