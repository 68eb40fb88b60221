//! Puts fresh content into the blocks of a note; everything else of the note stays byte for byte.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::Span;
use crate::text::slice;

use super::directive::Directive;
use super::generated::{Row, is_generated};
use super::region::Region;

/// A line of a follow-up whose box the user changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRow {
    /// The follow-up's id.
    pub id: Box<str>,
    /// The character that was written.
    pub written: char,
    /// The character that the user put there.
    pub mark: char,
    /// The line, without its end.
    pub line: Span,
}

/// A line inside a block that the program did not write and will not drop unasked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedLine {
    /// The line, without its end.
    pub span: Span,
}

/// Returns the boxes of all blocks that the user changed, in the order of the text.
#[must_use]
pub fn changed_rows(text: &str, regions: &[Region]) -> Vec<ChangedRow> {
    let mut ticks = Vec::new();
    for region in regions {
        for (span, line) in lines(text, &region.content) {
            if let Some(row) = Row::parse(line).filter(Row::is_changed) {
                ticks.push(ChangedRow { id: row.id.into(), written: row.written, mark: row.mark, line: span });
            }
        }
    }
    ticks
}

/// Returns the lines inside blocks that a user typed, or added words to, in the order of the text; each block with what it
/// is to hold.
fn typed_lines(text: &str, regions: &[(&Region, String)]) -> Vec<TypedLine> {
    let mut typed = Vec::new();
    let fresh: HashMap<(&str, char), &str> = regions.iter().flat_map(|(_, fresh)| rows(fresh)).collect();
    for (region, _) in regions {
        let mut in_fence = false;
        for (span, line) in lines(text, &region.content) {
            let has_more_words = Row::parse(line).is_some_and(|row| {
                let now = fresh.get(&(row.id, row.written)).map(|now| Row::words(now));
                Row::has_more_words(Row::words(line), now)
            });
            if !is_generated(line, in_fence) || has_more_words {
                typed.push(TypedLine { span });
            }
            match line.trim_end() {
                "```mermaid" => in_fence = true,
                "```" => in_fence = false,
                _ => {}
            }
        }
    }
    typed
}

/// Returns the lines of follow-ups in a block's content, with their ids and marks.
fn rows(content: &str) -> impl Iterator<Item = ((&str, char), &str)> {
    content.lines().filter_map(|line| Some((Row::parse(line)?, line))).map(|(row, line)| ((row.id, row.written), line))
}

/// Returns `text` with fresh content in its blocks. The lines of `kept` boxes, in the order of the text, stay in their
/// blocks with what the user made of the box.
///
/// A block whose line cannot be read is left as it is. Content that differs in its line ends only is left too.
///
/// # Errors
///
/// If a block holds lines that a user typed; with `force` they are dropped.
pub fn refresh(
    text: &str,
    regions: &[Region],
    force: bool,
    kept: &[&ChangedRow],
    mut render: impl FnMut(&Directive) -> String,
) -> Result<String, Vec<TypedLine>> {
    let read: Vec<(&Region, Directive)> = regions
        .iter()
        .filter_map(|region| Some((region, Directive::parse(slice(text, region.directive.clone())).ok()?)))
        .collect();
    let read: Vec<(&Region, String)> =
        read.into_iter().map(|(region, directive)| (region, render(&directive))).collect();
    if !force {
        let typed = typed_lines(text, &read);
        if !typed.is_empty() {
            return Err(typed);
        }
    }
    let mut fresh = String::with_capacity(text.len() + 1024);
    let mut from = 0;
    for (region, content) in read {
        let old = slice(text, region.content.clone());
        let place = |at: usize| kept.partition_point(|row| row.line.start < at);
        let here = kept.get(place(region.content.start)..place(region.content.end)).unwrap_or_default();
        let new = keep_rows(text, content, here);
        fresh.push_str(slice(text, from..region.content.start));
        if old == new || old.replace("\r\n", "\n") == new {
            fresh.push_str(old);
        } else if slice(text, region.head.end..region.content.start).ends_with("\r\n") {
            fresh.push_str(&new.replace('\n', "\r\n"));
        } else {
            fresh.push_str(&new);
        }
        from = region.content.end;
    }
    fresh.push_str(slice(text, from..text.len()));
    Ok(fresh)
}

/// Puts the user's characters back into the boxes of those lines, and back the lines that are not rendered any more.
fn keep_rows(text: &str, content: String, kept: &[&ChangedRow]) -> String {
    if kept.is_empty() {
        return content;
    }
    let mut rows: HashMap<(&str, char), &ChangedRow> = HashMap::new();
    for row in kept {
        rows.entry((&row.id, row.written)).or_insert(row);
    }
    let mut shown: HashSet<(&str, char, char)> = HashSet::new();
    let mut keep = |line: &str| {
        let row = Row::parse(line)?;
        let ChangedRow { id, written, mark, .. } = *rows.get(&(row.id, row.written))?;
        shown.insert((id, *written, *mark));
        let (head, tail) = line.split_once('[')?;
        Some(format!("{head}[{mark}{}", tail.get(row.mark.len_utf8()..)?))
    };
    let mut content: String =
        content.split_inclusive('\n').map(|line| keep(line).unwrap_or_else(|| line.to_owned())).collect();
    let lost = kept.iter().filter(|row| !shown.contains(&(&*row.id, row.written, row.mark)));
    let mut seen = BTreeSet::new();
    let lines = lost.map(|row| slice(text, row.line.clone()));
    let lines: Vec<&str> = lines.filter(|line| seen.insert(*line)).collect();
    if !lines.is_empty() && content.lines().last().is_some_and(|line| Row::parse(line).is_none()) {
        content.push('\n');
    }
    for line in lines {
        content.extend([line, "\n"]);
    }
    content
}

/// Returns the lines of a part of a text, with where they stand; without their ends.
fn lines<'t>(text: &'t str, span: &Span) -> impl Iterator<Item = (Span, &'t str)> {
    let mut at = span.start;
    slice(text, span.clone()).split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        let line = line.trim_end_matches(['\r', '\n']);
        (start..start + line.len(), line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::region;

    const NOTE: &str = "# D\n<!-- coffeechat done -->\n- [ ] **A** <!--aaaaaaaa-->\n- [-] **B** <!--bbbbbbbb-->\n\
        <!-- /coffeechat -->\nmine\n<!-- coffeechat nonsense -->\nleft\n<!-- /coffeechat -->";

    fn refreshed(text: &str, force: bool, content: &str) -> Result<String, Vec<TypedLine>> {
        let regions = region::find(text).0;
        let changed = changed_rows(text, &regions);
        refresh(text, &regions, force, &changed.iter().collect::<Vec<_>>(), |_| content.to_owned())
    }

    #[test]
    fn only_the_content_of_blocks_changes() {
        let fresh = refresh(NOTE, &region::find(NOTE).0, false, &[], |_| String::from("*new*\n")).unwrap();
        let expected = "# D\n<!-- coffeechat done -->\n*new*\n<!-- /coffeechat -->\nmine\n\
            <!-- coffeechat nonsense -->\nleft\n<!-- /coffeechat -->";
        assert_eq!(fresh, expected);
        assert_eq!(refreshed(&fresh, false, "*new*\n").unwrap(), fresh);
    }

    #[test]
    fn line_ends_stay_those_of_the_file() {
        let windows = NOTE.replace('\n', "\r\n");
        let fresh = refreshed(&windows, false, "*new*\n").unwrap();
        assert_eq!(fresh, refreshed(NOTE, false, "*new*\n").unwrap().replace('\n', "\r\n"));
        assert_eq!(refreshed(&fresh, false, "*new*\n").unwrap(), fresh);
        let mixed = "<!-- coffeechat done -->\n*new*\r\n<!-- /coffeechat -->\n";
        assert_eq!(refreshed(mixed, false, "*new*\n").unwrap(), mixed);
    }

    #[test]
    fn a_kept_box_stays_as_the_user_made_it() {
        let lost = "- [-] **B** <!--bbbbbbbb-->\n";
        let rows = [
            ("- [ ] **B2** <!--bbbbbbbb-->\n", "- [-] **B2** <!--bbbbbbbb-->\n".to_owned()),
            ("- [x] **B2** <!--bbbbbbbb x-->\n", format!("- [x] **B2** <!--bbbbbbbb x-->\n{lost}")),
            ("- [ ] **A** [y] <!--aaaaaaaa-->\n", format!("- [ ] **A** [y] <!--aaaaaaaa-->\n{lost}")),
            ("*nothing*\n", format!("*nothing*\n\n{lost}")),
        ];
        for (content, expected) in rows {
            let fresh = refreshed(NOTE, false, content).unwrap();
            assert!(fresh.contains(&format!("done -->\n{expected}<!-- /")), "{content}: {fresh}");
            assert_eq!(refreshed(&fresh, false, content).unwrap(), fresh);
        }
        let ticks = changed_rows(NOTE, &region::find(NOTE).0);
        let found: Vec<_> = ticks.iter().map(|tick| (&*tick.id, tick.mark, slice(NOTE, tick.line.clone()))).collect();
        assert_eq!(found, [("bbbbbbbb", '-', "- [-] **B** <!--bbbbbbbb-->")]);
    }

    #[test]
    fn typed_lines_are_not_dropped_unasked() {
        let text = "<!-- coffeechat done -->\n- [ ] **A** <!--aaaaaaaa-->\nring her first\n\n<!-- /coffeechat -->\n";
        let typed = refreshed(text, false, "*new*\n").unwrap_err();
        let lines: Vec<&str> = typed.iter().map(|line| slice(text, line.span.clone())).collect();
        assert_eq!(lines, ["ring her first"]);
        assert!(!refreshed(text, true, "*new*\n").unwrap().contains("ring"));
    }
}
