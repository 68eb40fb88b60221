//! What a page looks like from outside of the program: blocks by their lines, rows by their boxes.

use std::ops::Range;

use crate::world::TYPED;

/// How a block opens, and how it closes.
const OPEN: &str = "<!-- coffeechat ";
const CLOSE: &str = "<!-- /coffeechat -->";

/// A block: where its inner lines stand.
pub(crate) struct Block {
    pub(crate) inside: Range<usize>,
}

/// A line of a follow-up.
pub(crate) struct Row<'a> {
    pub(crate) id: &'a str,
    /// The mark that was written, and the one that stands there.
    pub(crate) written: char,
    pub(crate) mark: char,
    /// Whether a mark was refused for good.
    pub(crate) is_refused: bool,
}

impl<'a> Row<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (line, comment) = line.rsplit_once("<!--")?;
        let mut parts = comment.split_once("-->")?.0.split(' ');
        let (mark, _) = line.trim_start().strip_prefix("- [")?.split_once(']')?;
        let id = parts.next().filter(|id| id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()))?;
        let parts: Vec<&str> = parts.collect();
        let written = parts.iter().find(|part| part.chars().count() == 1).and_then(|part| part.chars().next());
        let (written, mark) = (written.unwrap_or(' '), mark.chars().next().unwrap_or(' '));
        Some(Self { id, written, mark, is_refused: parts.iter().any(|part| part.starts_with('!')) })
    }

    /// Says whether the box is not as it was written.
    pub(crate) fn is_changed(&self) -> bool {
        !self.mark.eq_ignore_ascii_case(&self.written)
    }
}

/// Returns the blocks of a text, as lines that open and close them show them.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let (mut blocks, mut open, mut at, mut margin) = (Vec::new(), None, 0, 0);
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let marker = line.trim_start_matches('\u{feff}').trim();
        // So far from the margin it is code, but for what belongs to an item of a list.
        let indent = line.len() - line.trim_start_matches(' ').len();
        match line.trim_start() {
            "" => {}
            text if text.starts_with(['-', '*', '+']) && text[1..].starts_with(' ') && indent < margin + 4 => {
                margin = indent + 2;
            }
            _ => margin = margin.min(indent),
        }
        let is_code = indent >= margin + 4;
        if !is_code && marker.starts_with(OPEN) && marker.ends_with("-->") {
            open = Some(end);
        } else if !is_code
            && marker == CLOSE
            && let Some(start) = open.take()
        {
            blocks.push(Block { inside: start..at });
        }
        at = end;
    }
    blocks
}

/// Returns a text without the inner lines of its blocks.
pub(crate) fn outside(text: &str) -> String {
    let (mut rest, mut from) = (String::new(), 0);
    for block in blocks(text) {
        rest.push_str(&text[from..block.inside.start]);
        from = block.inside.end;
    }
    rest.push_str(&text[from..]);
    rest
}

/// Returns a text with nothing in its blocks, but for those that hold typed lines: what looks like a block may be none.
pub(crate) fn emptied(text: &str) -> String {
    let (mut rest, mut from) = (String::new(), 0);
    for block in blocks(text) {
        rest.push_str(&text[from..block.inside.start]);
        from = block.inside.end;
        let inside = &text[block.inside];
        rest.push_str(if inside.contains(TYPED) { inside } else { "" });
    }
    rest.push_str(&text[from..]);
    rest
}

/// Says whether a text holds a block.
pub(crate) fn is_page(text: &str) -> bool {
    text.contains(OPEN.trim_end())
}

/// Returns where each line inside of blocks stands, without its end.
pub(crate) fn inner_lines(text: &str) -> Vec<Range<usize>> {
    let lines = |block: Block| {
        let mut at = block.inside.start;
        text[block.inside].split_inclusive('\n').map(move |line| {
            let start = at;
            at += line.len();
            start..start + line.trim_end_matches(['\r', '\n']).len()
        })
    };
    blocks(text).into_iter().flat_map(|block| lines(block).collect::<Vec<_>>()).collect()
}

/// Returns the lines of follow-ups inside of blocks, with what they say of themselves.
pub(crate) fn rows(text: &str) -> Vec<(Range<usize>, Row<'_>)> {
    let lines = inner_lines(text).into_iter();
    lines.filter_map(|line| Some((line.clone(), Row::parse(&text[line])?))).collect()
}

/// Returns the text with another character in the box of a line.
pub(crate) fn marked(text: &str, line: Range<usize>, mark: char) -> Option<String> {
    let (head, rest) = text[line.clone()].split_once('[')?;
    let (_, tail) = rest.split_once(']')?;
    Some(format!("{}{head}[{mark}]{tail}{}", &text[..line.start], &text[line.end..]))
}
