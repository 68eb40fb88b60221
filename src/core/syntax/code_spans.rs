//! Which parts of a text are code and which are HTML, as Markdown reads them: a comment, a formula or a live block counts
//! only where it is not shown as code.

use pulldown_cmark::{Event, Parser, Tag};

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::syntax::OPTIONS;

/// HTML elements whose content is text, so that a comment in them is not one. Their first line identifies them.
const RAW: [&str; 5] = ["<pre", "<script", "<style", "<textarea", "<?"];

/// The places of code and HTML in a text; each list in the order of the text.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// Code blocks and code within lines.
    pub(crate) code: Vec<Span>,
    /// HTML in which a comment is a comment.
    pub(crate) html: Vec<Span>,
}

impl Layout {
    /// Reads the text from `start` on.
    pub(crate) fn read(text: &str, start: usize) -> Self {
        let source = slice(text, start..text.len());
        let mut layout = Self::default();
        let mut raw_until = start;
        for (event, range) in Parser::new_ext(source, OPTIONS).into_offset_iter() {
            let span = range.start + start..range.end + start;
            match event {
                Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => layout.code.push(span),
                Event::Start(Tag::HtmlBlock) if is_raw(slice(text, span.clone())) => raw_until = span.end,
                Event::Html(_) if span.start >= raw_until => layout.html.push(span),
                Event::InlineHtml(_) => layout.html.push(span),
                _ => {}
            }
        }
        layout
    }

    /// Returns whether HTML begins in that part of the text.
    pub(crate) fn has_html(&self, part: &Span) -> bool {
        let next = self.html.partition_point(|span| span.start < part.start);
        self.html.get(next).is_some_and(|span| span.start < part.end)
    }
}

/// Returns whether an HTML block holds text rather than HTML: an element such as `<pre>`, or a comment of several
/// lines.
fn is_raw(block: &str) -> bool {
    let first = block.trim_start().lines().next().unwrap_or_default();
    let begins = |start: &str| first.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    RAW.iter().any(|start| begins(start)) || (first.starts_with("<!") && !first.contains("-->"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> Vec<&str> {
        Layout::read(text, 0).html.iter().map(|span| slice(text, span.clone()).trim()).collect()
    }

    #[test]
    fn a_comment_is_one_only_where_markdown_has_it() {
        let here = "<!-- x -->";
        let rows = [
            ("<!-- x -->\n", true),
            ("text\n<!-- x -->\ntext\n", true),
            ("| a |\n|---|\n| b |\n<!-- x -->\n", true),
            ("<!-- a -->\n<!-- x -->\n", true),
            ("<details>\n<!-- x -->\n</details>\n", true),
            ("- item\n\n  <!-- x -->\n", true),
            ("- item\n    - inner\n\n      <!-- x -->\n", true),
            ("- item\n\n     <!-- x -->\n", true),
            ("- item\n      <!-- x -->\n", true),
            ("```code``` and more\n<!-- x -->\n", true),
            ("    <!-- x -->\n", false),
            ("- item\n\n        <!-- x -->\n", false),
            ("```\n<!-- x -->\n```\n", false),
            ("````\n```\n<!-- x -->\n```\n````\n", false),
            ("~~~ md\n```\n<!-- x -->\n~~~\n", false),
            ("> ```\n> <!-- x -->\n", false),
            ("<pre>\n<!-- x -->\n</pre>\n", false),
            ("<!-- a\n<!-- x -->\n", false),
            ("<SCRIPT>\n<!-- x -->\n</script>\n", false),
            ("a `<!-- x -->` b\n", false),
        ];
        for (text, is_html) in rows {
            assert_eq!(html(text).iter().any(|part| part.contains(here)), is_html, "{text}: {:?}", html(text));
        }
    }
}
