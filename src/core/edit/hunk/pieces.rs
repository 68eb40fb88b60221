//! Takes back a change piece by piece, if other lines have changed between its own lines or beside them.

use std::ops::Range;
use std::rc::Rc;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::core::edit::{Refusal, TextEdit, line_end};

use super::{Hunk, changed, lines};

/// The neighbour of lines: a line, or an end of the text (`Some(None)`); `None` if it is not known.
type Beside<'h> = Option<Option<&'h str>>;

/// The lines that an edit removed and inserted at one place.
struct HunkPiece<'h> {
    /// The removed lines, with their line ends.
    old: Vec<&'h str>,
    /// The inserted lines, without line ends.
    new: Vec<&'h str>,
    above: Beside<'h>,
    below: Beside<'h>,
    /// All lines of the change after the edit, without line ends.
    all: Rc<[&'h str]>,
    /// Whether the change has these lines between these neighbours only once.
    is_alone: bool,
}

/// Returns the edit of `text` that takes back each piece of a change where it is now.
///
/// # Errors
///
/// If the text does not have a piece as the edit left it, or has it in more than one possible place.
pub(super) fn take_back(hunk: &Hunk, text: &str) -> Result<TextEdit, Refusal> {
    let found: Vec<&str> = lines(text).into_iter().map(bare).collect();
    let starts: Vec<usize> = lines(text)
        .iter()
        .scan(0, |at, line| {
            *at += line.len();
            Some(*at - line.len())
        })
        .chain([text.len()])
        .collect();
    let start = |at: usize| starts.get(at).copied().unwrap_or(text.len());
    let (mut edits, mut from) = (Vec::new(), 0);
    for piece in pieces(hunk) {
        let place = piece.place(&found, from)?;
        from = place.end;
        let is_behind_half_a_line = place.start == found.len() && !text.is_empty() && !text.ends_with('\n');
        if is_behind_half_a_line && !piece.old.is_empty() {
            return Err(changed());
        }
        let ended = |line: &&str| if line.ends_with('\n') { String::new() } else { line_end(text).to_owned() };
        let old: String = piece.old.iter().flat_map(|line| [(*line).to_owned(), ended(line)]).collect();
        edits.push((start(place.start)..start(place.end), old));
    }
    TextEdit::new(text, edits)
}

/// Says whether the lines below a change would lose their heading with it, since the change added that heading.
pub(super) fn bares(hunk: &Hunk, found: &[&str], end: usize) -> bool {
    let has_heading = |text: &str| lines(text).iter().any(|line| is_heading(line));
    if !has_heading(&hunk.after) || hunk.before.is_empty() && hunk.around.as_ref().is_some_and(is_all) {
        return false;
    }
    let rest: Vec<&str> = found.get(end..).unwrap_or_default().iter().map(|line| bare(line)).collect();
    let all = pieces(hunk);
    let is_last = |piece: &HunkPiece<'_>| {
        piece.is_section() && piece.new.last() == lines(&hunk.after).last().map(|line| bare(line)).as_ref()
    };
    all.last().is_some_and(|piece| is_last(piece) && !piece.is_closed(&rest))
}

/// Says whether a change had no neighbours.
fn is_all((above, below): &(String, String)) -> bool {
    above.is_empty() && below.is_empty()
}

/// Returns the pieces of a change, in their order.
fn pieces(hunk: &Hunk) -> Vec<HunkPiece<'_>> {
    let (before, after) = (lines(&hunk.before), lines(&hunk.after));
    let old: Vec<&str> = before.iter().map(|line| bare(line)).collect();
    let new: Vec<&str> = after.iter().map(|line| bare(line)).collect();
    let around = |side: fn(&(String, String)) -> &String| {
        hunk.around.as_ref().map(side).map(|line| (!line.is_empty()).then(|| bare(line)))
    };
    let above = |at: usize| match at.checked_sub(1).and_then(|at| new.get(at)) {
        Some(line) => Some(Some(*line)),
        None => around(|(above, _)| above),
    };
    let below = |at: usize| new.get(at).map_or_else(|| around(|(_, below)| below), |line| Some(Some(*line)));
    let changes = capture_diff_slices(Algorithm::Myers, &old, &new);
    let all: Rc<[&str]> = new.as_slice().into();
    // If one side of a change is empty, its place on that side is after the previous change.
    let (mut was, mut is) = (0..0, 0..0);
    let pieces = changes.into_iter().filter_map(|change| {
        (was, is) = (was.end..was.end + change.old_range().len(), is.end..is.end + change.new_range().len());
        let own = new.get(is.clone()).unwrap_or_default();
        let is_like = |at: &usize| {
            new.get(*at..*at + own.len()) == Some(own)
                && above(*at) == above(is.start)
                && below(*at + own.len()) == below(is.end)
        };
        (!matches!(change, DiffOp::Equal { .. })).then(|| HunkPiece {
            is_alone: (0..=new.len()).filter(is_like).count() == 1,
            old: before.get(was.clone()).unwrap_or_default().to_vec(),
            new: own.to_vec(),
            above: above(is.start),
            below: below(is.end),
            all: Rc::clone(&all),
        })
    });
    pieces.collect()
}

impl HunkPiece<'_> {
    /// Returns the place of the inserted lines in `found`, from the line `from` on.
    fn place(&self, found: &[&str], from: usize) -> Result<Range<usize>, Refusal> {
        if self.new.is_empty() {
            return self.gap(found, from).map(|at| at..at);
        }
        let count = self.new.len();
        let stands = |at: &usize| found.get(*at..*at + count) == Some(self.new.as_slice());
        let places: Vec<usize> = (0..found.len()).filter(stands).collect();
        let is_alike = self.is_blank() || self.all.windows(count).filter(|own| *own == self.new).count() > 1;
        let is_told = |at: &usize| {
            let is_between = || self.is_below(found, *at) && self.is_above(found, *at + count);
            // Blank lines are everywhere, and the change may have the same lines twice, so their neighbours must fit.
            (!is_alike || self.is_alone && is_between())
                // The same words elsewhere in a note are not the inserted lines.
                && (!self.old.is_empty() || self.is_section() || self.is_near(found, *at..*at + count))
        };
        let told: Vec<usize> = places.into_iter().filter(is_told).collect();
        let is_beside = |at: &usize| self.is_below(found, *at) || self.is_above(found, *at + count);
        let one = match told.as_slice() {
            [] => None,
            [one] => Some(*one),
            several => Some(only(several.iter().copied().filter(is_beside)).ok_or_else(twice)?),
        };
        match one {
            Some(at) if at < from => Err(changed()),
            Some(at) if !self.is_section() || self.is_closed(found.get(at + count..).unwrap_or_default()) => {
                Ok(at..at + count)
            }
            _ => self.below_heading(found, from).ok_or_else(changed),
        }
    }

    /// Returns the place where lines were removed: between their two neighbours, or beside the neighbour that is left.
    fn gap(&self, found: &[&str], from: usize) -> Result<usize, Refusal> {
        let is_one = |line: &str| !line.trim().is_empty() && self.all.iter().filter(|own| **own == line).count() < 2;
        let is_word = |beside: Beside<'_>| beside.is_some_and(|line| line.is_none_or(is_one));
        let below = |at: &usize| self.is_below(found, *at);
        let above = |at: &usize| self.is_above(found, *at);
        let gaps = || 0..=found.len();
        let by_both: Vec<usize> = gaps().filter(|at| self.is_alone && below(at) && above(at)).collect();
        let by_above: Vec<usize> = gaps().filter(|at| is_word(self.above) && below(at)).collect();
        let by_below: Vec<usize> = gaps().filter(|at| is_word(self.below) && above(at)).collect();
        let told = [by_both, by_above, by_below].into_iter().find(|places| !places.is_empty()).ok_or_else(changed)?;
        only(told.into_iter()).ok_or_else(twice).and_then(|at| if at < from { Err(changed()) } else { Ok(at) })
    }

    /// Returns the place of the lines that were inserted below a new heading, without the heading.
    fn below_heading(&self, found: &[&str], from: usize) -> Option<Range<usize>> {
        let heading = self.new.iter().rposition(|line| is_heading(line)).filter(|_| self.is_section())?;
        let first =
            (heading + 1..self.new.len()).find(|at| self.new.get(*at).is_some_and(|line| !line.trim().is_empty()))?;
        let (heading, own) = (self.new.get(heading)?, self.new.get(first..)?);
        let is_own = |at: &usize| {
            let above = found.get(from..*at).unwrap_or_default().iter().rfind(|line| is_heading(line));
            found.get(*at..*at + own.len()) == Some(own) && above == Some(heading)
        };
        only((from..found.len()).filter(is_own)).map(|at| at..at + own.len())
    }

    /// Says whether lines were only inserted, with a heading among them.
    fn is_section(&self) -> bool {
        self.old.is_empty() && self.new.iter().any(|line| is_heading(line))
    }

    /// Says whether no new text was written below the lines, up to the next heading. `rest` holds the lines below them.
    fn is_closed(&self, rest: &[&str]) -> bool {
        let is_as_before = matches!(self.below, Some(below) if below == rest.first().copied());
        is_as_before || rest.iter().find(|line| !line.trim().is_empty()).is_none_or(|line| is_heading(line))
    }

    fn is_blank(&self) -> bool {
        self.new.iter().all(|line| line.trim().is_empty())
    }

    /// Says whether the line above `at` is the old neighbour above.
    fn is_below(&self, found: &[&str], at: usize) -> bool {
        self.above == Some(at.checked_sub(1).and_then(|at| found.get(at)).copied())
    }

    /// Says whether the line at `at` is the old neighbour below.
    fn is_above(&self, found: &[&str], at: usize) -> bool {
        self.below == Some(found.get(at).copied())
    }

    /// Says whether an old neighbour is still beside the lines, or is further away in the same paragraph.
    fn is_near(&self, found: &[&str], place: Range<usize>) -> bool {
        let reaches = |mut at: Box<dyn Iterator<Item = usize> + '_>, is_it: &dyn Fn(usize) -> bool| {
            // Lines beyond the first border are not near.
            let mut is_over = false;
            at.any(|at| {
                let is_here = !is_over && is_it(at);
                is_over |= found.get(at).is_none_or(|line| is_border(line));
                is_here
            })
        };
        let up = |at: usize| self.is_below(found, at + 1);
        self.is_below(found, place.start)
            || self.is_above(found, place.end)
            || reaches(Box::new((0..place.start).rev()), &up)
            || reaches(Box::new(place.end..found.len()), &|at| self.is_above(found, at))
    }
}

/// Returns the place if there is exactly one.
fn only(mut places: impl Iterator<Item = usize>) -> Option<usize> {
    places.next().filter(|_| places.next().is_none())
}

fn twice() -> Refusal {
    Refusal::new("the note has these lines more than once")
}

/// Says whether a line ends a paragraph, or the front matter.
fn is_border(line: &str) -> bool {
    line.trim().is_empty() || is_heading(line) || line.starts_with("---")
}

fn is_heading(line: &str) -> bool {
    let behind = line.trim_start_matches('#');
    behind.len() < line.len() && (behind.is_empty() || behind.starts_with([' ', '\t', '\r', '\n']))
}

/// Returns a line without its line feed, since the last line of a text may have none.
fn bare(line: &str) -> &str {
    line.strip_suffix('\n').unwrap_or(line)
}
