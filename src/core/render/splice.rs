//! Puts fresh content into the blocks of a note; everything else of the note stays byte for byte, and so does every line
//! in a block that the program did not write.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

use crate::core::base::text::{slice, stable_hash};
use crate::core::base::{Span, markdown};
use crate::core::model::{Day, Region};
use crate::core::syntax::block::Directive;
use crate::core::syntax::block::checksum::{self, Checksum};
use crate::core::syntax::block::row::PageRow;

use crate::core::render::BlockKind;
use crate::core::render::diagnostics;
use crate::core::render::older_versions;

/// A line of a follow-up whose box the user changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRow {
    /// The follow-up's id.
    pub id: Box<str>,
    /// The character that was written.
    pub written: char,
    /// The character that the user put there.
    pub mark: char,
    /// Whether that character was refused before, so that it is gone and asks for nothing again.
    pub is_refused: bool,
    /// The day that another program put after the line when it ticked it.
    pub day: Option<Day>,
    /// The line, without its end.
    pub line: Span,
}

/// A changed box that is not carried to its note.
#[derive(Debug, Clone, Copy)]
pub struct KeptRow<'a> {
    /// The line.
    pub row: &'a ChangedRow,
    /// What becomes of the box.
    pub fate: Fate<'a>,
}

/// What becomes of a box that is not carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate<'a> {
    /// It stays as the user left it; if it cannot be carried, the line gives the reason.
    Stays(Option<&'a str>),
    /// It goes back, since it never will be, and the line gives the reason.
    GoesBack(&'a str),
}

impl Fate<'_> {
    /// Returns the reason as the line gives it.
    fn reason(&self) -> Option<String> {
        match self {
            Self::Stays(why) => why.map(|why| format!("the tick {}", markdown::prose(why))),
            Self::GoesBack(why) => Some(format!("taken back: {}", markdown::prose(why))),
        }
    }
}

/// A note with fresh content in its blocks.
#[derive(Debug, Default)]
pub(crate) struct Refreshed {
    /// The text.
    pub text: String,
    /// The lines in blocks that a user typed, or added words to; by their places in the text, in its order.
    pub typed: Vec<Span>,
    /// Such lines that were dropped, in the order of the text.
    pub dropped: Vec<String>,
    /// Hashes of the program's own lines in the blocks: as they were found, and as they are in the text.
    pub own: [u64; 2],
}

/// Returns the boxes of all blocks that the user changed, in the order of the text, with those that were refused before.
#[must_use]
pub(crate) fn changed_rows(text: &str, regions: &[Region]) -> Vec<ChangedRow> {
    let mut ticks = Vec::new();
    for region in regions {
        for (span, line) in lines(text, &region.content) {
            let Some(row) = PageRow::parse(line) else { continue };
            let refused = row.refused.filter(|_| !row.is_changed());
            if row.is_changed() || refused.is_some() {
                ticks.push(ChangedRow {
                    id: row.id.into(),
                    written: row.written,
                    mark: refused.unwrap_or(row.mark),
                    is_refused: refused.is_some(),
                    day: row.day,
                    line: span,
                });
            }
        }
    }
    ticks
}

/// Returns `text` with fresh content in its blocks. The lines of `kept` boxes, in the order of the text, stay in their
/// blocks. So do lines that a user typed, each below its old neighbour; with `force`, typed lines are dropped.
///
/// A block whose line cannot be read is left as it is. Content that differs only in its line ends is left too.
#[must_use]
pub(crate) fn refresh(
    text: &str,
    regions: &[Region],
    force: bool,
    kept: &[KeptRow<'_>],
    mut render: impl FnMut(&Directive) -> String,
) -> Refreshed {
    let mut fresh = Refreshed { text: String::with_capacity(text.len() + 1024), ..Refreshed::default() };
    let (mut from, mut own) = (0, [String::new(), String::new()]);
    for region in regions {
        let Ok(directive) = Directive::parse(slice(text, region.directive.clone())) else { continue };
        let first = kept.partition_point(|kept| kept.row.line.start < region.content.start);
        let kept = kept.get(first..).unwrap_or_default();
        let kept =
            kept.get(..kept.partition_point(|kept| kept.row.line.start < region.content.end)).unwrap_or_default();
        let indent = slice(text, line_start(text, region.head.start)..region.head.start).trim_start_matches('\u{feff}');
        let rendered = render(&directive);
        let block = Block { text, region, kind: directive.kind, kept, force, indent };
        let Content { mut lines, typed, dropped, found } = block.content(&rendered);
        fresh.dropped.extend(dropped);
        add_own(&mut own[0], found.into_iter());
        let written = lines.iter().enumerate().filter(|(at, _)| !typed.contains(at));
        add_own(&mut own[1], written.map(|(_, line)| line.as_str()));

        let is_windows = slice(text, region.head.end..region.content.start).ends_with("\r\n");
        lines.push(String::new());
        let old = slice(text, region.content.clone());
        let mut new = lines.join("\n");
        if old.replace("\r\n", "\n") == new {
            old.clone_into(&mut new);
        } else if is_windows {
            new = lines.join("\r\n");
        }
        fresh.text.push_str(slice(text, from..region.content.start));
        let start = fresh.text.len();
        fresh.text.push_str(&new);
        let spans = self::lines(&fresh.text, &(start..fresh.text.len())).map(|(span, _)| span).enumerate();
        fresh.typed.extend(spans.filter(|(at, _)| typed.contains(at)).map(|(_, span)| span));
        from = region.content.end;
    }
    fresh.text.push_str(slice(text, from..text.len()));
    fresh.own = own.map(|own| stable_hash(own.as_bytes()));
    fresh
}

/// Adds lines of the program. Lines about text that a user typed come and go with that text.
fn add_own<'l>(own: &mut String, lines: impl Iterator<Item = &'l str>) {
    let is_own = |line: &&str| checksum::listed(line).is_none() && !diagnostics::tells_of_typed(line);
    for line in lines.filter(|line| !line.trim().is_empty()).filter(is_own) {
        own.push_str(line.trim_end_matches('\r'));
        own.push('\n');
    }
}

/// Returns the lines in blocks that a user typed, or added words to, by their places in the order of the text.
#[must_use]
pub(crate) fn typed_lines(text: &str, regions: &[Region], mut render: impl FnMut(&Directive) -> String) -> Vec<Span> {
    let mut typed = Vec::new();
    for region in regions {
        let Ok(directive) = Directive::parse(slice(text, region.directive.clone())) else { continue };
        let block = Block { text, region, kind: directive.kind, kept: &[], force: false, indent: "" };
        let origins = block.origins(&render(&directive)).into_iter();
        let spans = lines(text, &region.content).map(|(span, _)| span).zip(origins);
        typed.extend(spans.filter(|(_, (_, origin))| *origin == Origin::User).map(|(span, _)| span));
    }
    typed
}

/// Returns whether a block of a text holds lines with checksums, so that it was filled before.
#[must_use]
pub(crate) fn is_filled(text: &str, regions: &[Region]) -> bool {
    let bears_checksum = |line: &str| {
        checksum::listed(line).is_some() || PageRow::parse(line).is_some_and(|row| !row.is_of_older_version())
    };
    regions.iter().any(|region| lines(text, &region.content).any(|(_, line)| bears_checksum(line)))
}

/// The new content of a block.
#[derive(Default)]
struct Content<'a> {
    lines: Vec<String>,
    /// Which of the lines a user typed.
    typed: HashSet<usize>,
    dropped: Vec<String>,
    /// The lines of the program that were found.
    found: Vec<&'a str>,
}

/// A block in a text.
struct Block<'a> {
    text: &'a str,
    region: &'a Region,
    kind: BlockKind,
    kept: &'a [KeptRow<'a>],
    force: bool,
    /// The text before the opening line: a block in a list is indented.
    indent: &'a str,
}

/// Whose a line of a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Blank,
    Program,
    User,
}

impl<'a> Block<'a> {
    fn old(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        lines(self.text, &self.region.content).map(|(_, line)| line)
    }

    /// Returns the lines of the block with their owners, given its new content.
    fn origins(&self, fresh: &str) -> Vec<(&'a str, Origin)> {
        let fresh_lines: HashSet<&str> = fresh.lines().collect();
        let fresh_sums = LazyCell::new(|| fresh.lines().map(checksum::of_line).collect::<HashSet<_>>());
        let mut known: HashSet<Checksum> = HashSet::new();
        let mut is_older = true;
        for line in self.old() {
            if let Some(sums) = checksum::left_of(line) {
                is_older = false;
                known.extend(sums);
            } else if PageRow::parse(line).is_some_and(|row| !row.is_of_older_version()) {
                is_older = false;
            }
        }
        let rows: HashMap<RowKey<'_>, &str> = rows(fresh).map(|row| (key(&row), row.words)).collect();
        let mut in_fence = false;
        let mut is_own = |line: &str| {
            if let Some(row) = PageRow::parse(line) {
                let has_rows = matches!(self.kind, BlockKind::FollowUps | BlockKind::Done);
                let now = rows.get(&key(&row)).copied();
                // Every line of an older version leads to a note, or names a day.
                let may_be_older = has_rows && (now.is_some() || row.has_link_or_day());
                return (may_be_older || !row.is_of_older_version()) && !row.has_other_words(now);
            }
            let has_known_sum = || {
                let sum = checksum::of_line(line);
                known.contains(&sum) || fresh_sums.contains(&sum)
            };
            let is_known = fresh_lines.contains(line) || checksum::listed(line).is_some() || has_known_sum();
            let is_own = is_known || is_older && older_versions::wrote(self.kind, line, in_fence, fresh);
            match line.trim() {
                "```mermaid" => in_fence = true,
                "```" => in_fence = false,
                _ => {}
            }
            is_own
        };
        self.old()
            .map(|line| match line.trim().is_empty() {
                true => (line, Origin::Blank),
                false if is_own(line) => (line, Origin::Program),
                false => (line, Origin::User),
            })
            .collect()
    }

    fn content(&self, rendered: &str) -> Content<'a> {
        // Most blocks already have the right content.
        let fresh = self.signed(self.fresh_lines(rendered, &HashSet::new()));
        if self.old().eq(fresh.iter().map(String::as_str)) {
            return Content { lines: fresh, found: self.old().collect(), ..Content::default() };
        }
        let mut origins = self.origins(rendered);
        let found = origins.iter().filter(|(_, origin)| *origin == Origin::Program).map(|(line, _)| *line).collect();
        let mut dropped = Vec::new();
        if self.force {
            for (line, origin) in origins.iter_mut().filter(|(_, origin)| *origin == Origin::User) {
                dropped.push(line.trim().to_owned());
                *origin = Origin::Program;
            }
        }
        let typed: HashSet<&str> =
            origins.iter().filter(|(_, origin)| *origin == Origin::User).map(|(line, _)| *line).collect();
        let lines = if typed.is_empty() { fresh } else { self.signed(self.fresh_lines(rendered, &typed)) };
        let (lines, typed) = place(lines, &origins);
        Content { lines, typed, dropped, found }
    }

    /// Returns lines with the comment that holds their checksums.
    fn signed(&self, mut lines: Vec<String>) -> Vec<String> {
        lines.extend(checksum::comment(lines.iter().map(String::as_str)).map(|comment| self.indented(&comment)));
        lines
    }

    /// Returns the lines that the program writes, with the rows that the user changed as they should be.
    fn fresh_lines(&self, rendered: &str, typed: &HashSet<&str>) -> Vec<String> {
        let shown: HashSet<RowKey<'_>> =
            typed.iter().filter_map(|line| PageRow::parse(line)).map(|row| key(&row)).collect();
        let has_marks = |row: &PageRow<'_>| row.marks.iter().any(|marks| !marks.is_empty());
        let marks = self.old().filter_map(PageRow::parse).filter(has_marks).map(|row| (key(&row), row.marks));
        let marks: HashMap<RowKey<'_>, [&str; 2]> = marks.collect();
        let mut kept: HashMap<RowKey<'_>, Vec<&KeptRow<'_>>> = HashMap::new();
        for one in self.kept {
            kept.entry((&one.row.id, one.row.written)).or_default().push(one);
        }
        let mut counts: HashMap<RowKey<'_>, usize> = HashMap::new();
        if !kept.is_empty() {
            rows(rendered).for_each(|row| *counts.entry(key(&row)).or_default() += 1);
        }

        let mut lines = Vec::new();
        let mut found: HashSet<(RowKey<'_>, char)> = HashSet::new();
        for line in rendered.lines() {
            let Some(mut row) = PageRow::parse(line) else {
                lines.push(self.indented(line));
                continue;
            };
            let key = key(&row);
            // The user's own words take its place.
            if shown.contains(&key) {
                continue;
            }
            // A line with this id may be about something else, and two follow-ups may have one id.
            let is_only = counts.get(&key) == Some(&1);
            let is_of = |kept: &&&KeptRow<'_>| {
                let old = PageRow::parse(self.line(kept)).map_or("", |old| old.words_without_reason());
                old == row.words || is_only && targets(old).any(|target| targets(row.words).any(|now| now == target))
            };
            let kept = kept.get(&key).and_then(|kept| kept.iter().find(is_of));
            row.marks = marks.get(&key).copied().unwrap_or_default();
            let refused = match kept.map(|kept| (kept.row.mark, kept.fate)) {
                Some((mark, Fate::Stays(_))) => {
                    row.mark = mark;
                    found.insert((key, mark));
                    None
                }
                Some((mark, Fate::GoesBack(_))) => Some(mark),
                None => None,
            };
            let words = row.words_with_reason(kept.and_then(|kept| kept.fate.reason()).as_deref());
            lines.push(self.indented(&PageRow { words: &words, refused, ..row }.signed()));
        }
        let mut seen = HashSet::new();
        let is_lost = |kept: &&KeptRow<'_>| {
            matches!(kept.fate, Fate::Stays(_))
                && !found.contains(&((&*kept.row.id, kept.row.written), kept.row.mark))
                && !typed.contains(self.line(kept))
        };
        let lost: Vec<&KeptRow<'_>> =
            self.kept.iter().filter(is_lost).filter(|kept| seen.insert(self.line(kept))).collect();
        if !lost.is_empty() && lines.last().is_some_and(|line| PageRow::parse(line).is_none()) {
            lines.push(String::new());
        }
        lines.extend(lost.into_iter().map(|kept| self.with_reason(kept)));
        lines
    }

    /// Returns a changed line as it is in the text.
    fn line(&self, kept: &KeptRow<'_>) -> &'a str {
        slice(self.text, kept.row.line.clone())
    }

    /// Returns a changed line with the reason why it stays. One of an older version stays as it is.
    fn with_reason(&self, kept: &KeptRow<'_>) -> String {
        let line = self.line(kept);
        let row = PageRow::parse(line).filter(|row| !row.is_of_older_version());
        row.map_or_else(
            || line.to_owned(),
            |row| {
                let words = row.words_with_reason(kept.fate.reason().as_deref());
                self.indented(&PageRow { words: &words, ..row }.signed())
            },
        )
    }

    fn indented(&self, line: &str) -> String {
        if line.is_empty() { String::new() } else { format!("{}{line}", self.indent) }
    }
}

/// Puts the lines that the user typed among the fresh lines, each below its old neighbour, together with blank lines
/// before and between them. Also returns which lines are the user's.
fn place(fresh: Vec<String>, origins: &[(&str, Origin)]) -> (Vec<String>, HashSet<usize>) {
    if origins.iter().all(|(_, origin)| *origin != Origin::User) {
        return (fresh, HashSet::new());
    }
    let mut places: HashMap<String, usize> = HashMap::new();
    for (at, line) in fresh.iter().enumerate() {
        for name in names(line) {
            places.entry(name).or_insert(at);
        }
    }
    // Below which line something is typed; 0 is above all of them.
    let mut below: Vec<Vec<(&str, bool)>> = vec![Vec::new(); fresh.len() + 1];
    let (mut at, mut blanks) = (0, Vec::new());
    let mut is_first = true;
    for (line, origin) in origins {
        match origin {
            Origin::Blank => blanks.push((*line, false)),
            Origin::Program => {
                blanks.clear();
                // A first line that reads otherwise every day, such as a summary, is still the first.
                let is_head = is_first && PageRow::parse(line).is_none();
                let first = || fresh.iter().position(|line| !line.is_empty()).filter(|_| is_head);
                let place = names(line).into_iter().find_map(|name| places.get(&name).copied()).or_else(first);
                at = place.map_or(at, |place| place + 1);
                is_first = false;
            }
            Origin::User => {
                if let Some(below) = below.get_mut(at) {
                    below.append(&mut blanks);
                    below.push((line, true));
                }
            }
        }
    }
    let mut lines = Vec::new();
    let mut typed = HashSet::new();
    let mut fresh = fresh.into_iter();
    for below in below {
        for (line, is_typed) in below {
            if is_typed {
                typed.insert(lines.len());
            }
            lines.push(line.to_owned());
        }
        lines.extend(fresh.next());
    }
    (lines, typed)
}

/// Returns by what a line is found again after its words changed, the surest first.
fn names(line: &str) -> Vec<String> {
    if let Some(row) = PageRow::parse(line) {
        return vec![format!("row {} {}", row.id, row.written), format!("row {}", row.id)];
    }
    if line.trim().is_empty() {
        return Vec::new();
    }
    if checksum::listed(line).is_some() {
        return vec![String::from("checksums")];
    }
    let by_words = format!("line {}", checksum::of_line(line));
    std::iter::once(by_words).chain(targets(line).next().map(|target| format!("link {target}"))).collect()
}

/// Returns where the links of a line lead.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target)
}

/// The id of a follow-up's line and the mark that was written: open and done follow-ups are different lines.
type RowKey<'a> = (&'a str, char);

fn key<'a>(row: &PageRow<'a>) -> RowKey<'a> {
    (row.id, row.written)
}

/// Returns the lines of follow-ups in a block's content.
fn rows(content: &str) -> impl Iterator<Item = PageRow<'_>> {
    content.lines().filter_map(PageRow::parse)
}

fn line_start(text: &str, at: usize) -> usize {
    slice(text, 0..at).rfind('\n').map_or(0, |end| end + 1)
}

/// Returns the lines of a part of a text without their ends, and their places.
fn lines<'t>(text: &'t str, span: &Span) -> impl Iterator<Item = (Span, &'t str)> + use<'t> {
    let mut at = span.start;
    slice(text, span.clone()).split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        let line = line.trim_end_matches(['\r', '\n']);
        (start..start + line.len(), line)
    })
}

#[cfg(test)]
mod tests;
