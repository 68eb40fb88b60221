//! Repairs what a merge by git leaves in blocks: conflict markers, and doubled blocks. It unites both sides: no line of
//! a follow-up is lost, so that the ticks of both sides count.
//!
//! This module does not touch text outside blocks: if the sides differ there, nothing is united, and no prose or
//! heading is lost. Git doubles blocks only if hardly anything is between them, so only such blocks become one again.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::core::base::text::slice;
use crate::core::model::Region;
use crate::core::syntax::block::region::{self, CLOSE};
use crate::core::syntax::block::row::PageRow;
use crate::core::syntax::block::{Directive, checksum};

/// The most blocks of a page among which doubled ones are looked for.
const MOST_BLOCKS: usize = 200;

/// Which part of a conflict a line belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Both,
    Ours,
    Base,
    Theirs,
}

/// A block with the text between it and the one above, whose closing line that text begins with.
#[derive(Clone)]
struct MergedPiece<'t> {
    gap: &'t str,
    head: &'t str,
    directive: &'t str,
    content: Cow<'t, str>,
}

impl MergedPiece<'_> {
    /// Returns whether two pieces differ only in lines of the program.
    fn is_twin(&self, other: &Self) -> bool {
        lines(self.gap).eq(lines(other.gap)) && self.directive == other.directive
    }

    /// Returns whether only blank lines are between the closing line of the block above and this block.
    fn follows_block(&self) -> bool {
        self.gap.trim_start().strip_prefix(CLOSE).is_some_and(|gap| gap.trim().is_empty())
    }
}

/// Returns a text with both sides of a merge united in its blocks; where no merge left anything there, the text itself.
#[must_use]
pub(crate) fn unite(text: &str) -> Cow<'_, str> {
    let mut united = unite_once(text);
    // Blocks that are one now may leave another conflict inside one.
    while let Cow::Owned(again) = unite_once(&united) {
        if again.len() >= united.len() {
            break;
        }
        united = Cow::Owned(again);
    }
    united
}

fn unite_once(text: &str) -> Cow<'_, str> {
    let united = without_markers(text).map_or(Cow::Borrowed(text), Cow::Owned);
    match without_doubles(&united) {
        Some(single) => Cow::Owned(single),
        None => united,
    }
}

/// Returns where a conflict begins in a block that cannot be united, since the sides differ outside blocks too.
#[must_use]
pub(crate) fn conflict(text: &str, regions: &[Region]) -> Option<usize> {
    let sides = if regions.is_empty() { None } else { Sides::parse(text) }?;
    if sides.united().is_some() { None } else { Some(sides.first) }
}

/// Unites the two sides of the conflicts in blocks; `None` if there is none, or one is outside blocks.
fn without_markers(text: &str) -> Option<String> {
    Sides::parse(text)?.united()
}

/// A text with conflicts as each of the two sides has it.
struct Sides {
    /// The place of the first marker.
    first: usize,
    ours: String,
    theirs: String,
    /// Whether every conflict ends.
    is_whole: bool,
}

impl Sides {
    /// Reads the conflicts that begin in blocks; `None` if there is none. A marker elsewhere is for the user to settle.
    fn parse(text: &str) -> Option<Self> {
        memchr::memmem::find(text.as_bytes(), b"<<<<<<<")?;
        let mut regions = region::find(text).0.into_iter().peekable();
        let mut first = None;
        let (mut ours, mut theirs) = (String::with_capacity(text.len()), String::with_capacity(text.len()));
        let (mut part, mut at) = (Part::Both, 0);
        for line in text.split_inclusive('\n') {
            while regions.next_if(|region| region.content.end <= at).is_some() {}
            let is_in_block = regions.peek().is_some_and(|region| region.content.contains(&at));
            if let Some(next) = marker(line, part).filter(|_| is_in_block) {
                part = next;
                first.get_or_insert(at);
            } else {
                if matches!(part, Part::Both | Part::Ours) {
                    ours.push_str(line);
                }
                if matches!(part, Part::Both | Part::Theirs) {
                    theirs.push_str(line);
                }
            }
            at += line.len();
        }
        Some(Self { first: first?, ours, theirs, is_whole: part == Part::Both })
    }

    fn united(&self) -> Option<String> {
        let (ours, theirs) = (&self.ours, &self.theirs);
        if !self.is_whole {
            return None;
        }
        let (our_regions, their_regions) = (region::find(ours).0, region::find(theirs).0);
        let (our_pieces, our_end) = pieces(ours, &our_regions);
        let (their_pieces, their_end) = pieces(theirs, &their_regions);
        let is_same_page = our_pieces.len() == their_pieces.len()
            && our_pieces.iter().zip(&their_pieces).all(|(one, other)| one.is_twin(other))
            && lines(our_end).eq(lines(their_end));
        if !is_same_page {
            return None;
        }
        let both = our_pieces.into_iter().zip(their_pieces).map(|(mut one, other)| {
            join(&mut one, &other)?;
            Some(one)
        });
        let text = text_of(&both.collect::<Option<Vec<_>>>()?, our_end);
        // A conflict within a conflict is for the user to settle.
        Self::parse(&text).is_none().then_some(text)
    }
}

/// Returns the text after a marker; `None` for any other line.
fn marker(line: &str, part: Part) -> Option<Part> {
    let line = line.trim_end_matches(['\r', '\n']);
    let (head, rest) = line.split_at_checked(7)?;
    if !(rest.is_empty() || rest.starts_with(' ')) {
        return None;
    }
    match (head, part) {
        ("<<<<<<<", Part::Both) => Some(Part::Ours),
        ("|||||||", Part::Ours) => Some(Part::Base),
        ("=======", Part::Ours | Part::Base) => Some(Part::Theirs),
        (">>>>>>>", Part::Theirs) => Some(Part::Both),
        _ => None,
    }
}

/// Returns whether two lines that may open a block ask for the same.
fn asks_twice(text: &str) -> bool {
    let opens = memchr::memmem::find_iter(text.as_bytes(), region::OPEN.as_bytes());
    let mut asked = HashSet::new();
    opens
        .map(|at| slice(text, at..text.len()).lines().next().unwrap_or_default().trim_end())
        .any(|ask| !asked.insert(ask))
}

/// Removes runs of blocks that a merge doubled: they have only blank lines above them and different content, which two
/// blocks with the same line never have otherwise.
fn without_doubles(text: &str) -> Option<String> {
    if !asks_twice(text) {
        return None;
    }
    let regions = region::find(text).0;
    if regions.len() > MOST_BLOCKS {
        return None;
    }
    let (mut pieces, end) = pieces(text, &regions);
    let mut is_changed = false;
    while let Some((at, length)) = doubled(&pieces) {
        let twins: Vec<MergedPiece<'_>> = pieces.drain(at + length..at + 2 * length).collect();
        pieces.iter_mut().skip(at).zip(&twins).try_for_each(|(one, twin)| join(one, twin))?;
        is_changed = true;
    }
    is_changed.then(|| text_of(&pieces, end))
}

/// Returns where a run of blocks begins that is followed by the same run, and how long it is.
fn doubled(pieces: &[MergedPiece<'_>]) -> Option<(usize, usize)> {
    let is_doubled = |at: usize, length: usize| {
        let (Some(run), Some(twins)) = (pieces.get(at..at + length), pieces.get(at + length..at + 2 * length)) else {
            return false;
        };
        let is_written = |piece: &MergedPiece<'_>| !piece.content.trim().is_empty() && piece.follows_block();
        run.iter().zip(twins).all(|(one, twin)| one.is_twin(twin) && is_written(one) && is_written(twin))
            && run.iter().zip(twins).any(|(one, twin)| written(&one.content) != written(&twin.content))
    };
    let runs = (1..=pieces.len() / 2).flat_map(|length| (0..=pieces.len() - 2 * length).map(move |at| (at, length)));
    runs.into_iter().find(|(at, length)| is_doubled(*at, *length))
}

/// Returns the parts that identify what was written into a block: its rows without the marks in their boxes, and the
/// checksums of its other lines; for a block without any checksum, all lines.
fn written(content: &str) -> Vec<(&str, char)> {
    let is_listed = |line: &str| checksum::listed(line).is_some();
    let is_signed = lines(content)
        .any(|line| is_listed(line) || PageRow::parse(line).is_some_and(|row| !row.is_of_older_version()));
    let tells = lines(content).filter_map(|line| match PageRow::parse(line) {
        Some(row) => (!is_signed || !row.is_of_older_version()).then_some((row.id, row.written)),
        None => (!is_signed || is_listed(line)).then_some((line, ' ')),
    });
    tells.collect()
}

/// Adds the lines of another side to those of a block; `None` if they differ and the block cannot be rewritten.
fn join(one: &mut MergedPiece<'_>, other: &MergedPiece<'_>) -> Option<()> {
    if !lines(&one.content).eq(lines(&other.content)) {
        Directive::parse(one.directive).ok()?;
        one.content.to_mut().push_str(&other.content);
    }
    Some(())
}

/// Cuts a text into its blocks; the second part is what follows the last.
fn pieces<'t>(text: &'t str, regions: &[Region]) -> (Vec<MergedPiece<'t>>, &'t str) {
    let mut from = 0;
    let pieces = regions.iter().map(|region| {
        let piece = MergedPiece {
            gap: slice(text, from..region.head.start),
            head: slice(text, region.head.start..region.content.start),
            directive: slice(text, region.directive.clone()),
            content: Cow::Borrowed(slice(text, region.content.clone())),
        };
        from = region.content.end;
        piece
    });
    let pieces = pieces.collect();
    (pieces, slice(text, from..text.len()))
}

fn text_of(pieces: &[MergedPiece<'_>], end: &str) -> String {
    let parts = pieces.iter().flat_map(|piece| [piece.gap, piece.head, &piece.content]);
    parts.chain([end]).collect()
}

/// Returns the lines of a text without their ends.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(|line| line.trim_end_matches('\r'))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::core::render::splice::changed_rows;

    const ROW_A: &str = "- [x] **A** <!--aaaaaaaa-->\n";
    const ROW_B: &str = "- [-] **B** <!--bbbbbbbb-->\n";
    const ROW_C: &str = "- [ ] **C** <!--cccccccc-->\n";
    const CLOSE: &str = "<!-- /coffeechat -->\n";

    fn page(parts: &[&str]) -> String {
        parts
            .iter()
            .map(|part| if part.starts_with("##") { format!("\n{part}\n\n") } else { (*part).to_owned() })
            .collect()
    }

    fn done(content: &[&str]) -> String {
        format!("<!-- coffeechat done -->\n{}{CLOSE}", content.concat())
    }

    #[test]
    fn conflicts_in_a_block_become_the_lines_of_both_sides() {
        let expected = done(&[ROW_A, ROW_B]);
        let sides = [
            done(&["<<<<<<< HEAD\n", ROW_A, "=======\n", ROW_B, ">>>>>>> other\n"]),
            done(&["<<<<<<< HEAD\n", ROW_A, "||||||| base\n", ROW_C, "=======\n", ROW_B, ">>>>>>> other\n"]),
            done(&["<<<<<<<\n", ROW_A, "|||||||\n<<<<<<<<< old\n=========\n", "=======\n", ROW_B, ">>>>>>>\n"]),
        ];
        for text in sides {
            assert_eq!(unite(&text), expected, "{text}");
            assert_eq!(conflict(&text, &region::find(&text).0), None);
            let windows = text.replace('\n', "\r\n");
            assert_eq!(unite(&windows), expected.replace('\n', "\r\n"));
        }
    }

    #[test]
    fn a_conflict_across_two_blocks_leaves_each_of_them_once() {
        let between = format!("{CLOSE}\n## Next\n\n<!-- coffeechat done -->\n");
        let head = "# Mine\n\n<!-- coffeechat follow-ups -->\n";
        let expected = format!("{head}{ROW_A}{ROW_C}{between}{ROW_C}{ROW_B}{CLOSE}end\n");
        for base in [String::new(), format!("||||||| base\n{ROW_B}{between}{ROW_B}")] {
            let text = format!(
                "{head}<<<<<<< a\n{ROW_A}{between}{ROW_C}{base}=======\n{ROW_C}{between}{ROW_B}>>>>>>> b\n{CLOSE}end\n"
            );
            assert_eq!(unite(&text), expected, "{text}");
        }
    }

    #[test]
    fn a_conflict_about_the_users_own_text_is_left_to_the_user() {
        let rows = [
            (format!("<<<<<<< a\nmine\n=======\nyours\n>>>>>>> b\n{}", done(&[ROW_A])), false),
            (
                format!(
                    "{}<<<<<<< a\n{ROW_A}{CLOSE}mine\n<!-- coffeechat done -->\n=======\n{ROW_B}{CLOSE}yours\n\
                    <!-- coffeechat done -->\n>>>>>>> b\n{CLOSE}",
                    "<!-- coffeechat follow-ups -->\n"
                ),
                true,
            ),
            (done(&["<<<<<<< a\n", ROW_A]), true),
            (format!("```\n<<<<<<< a\n=======\n>>>>>>> b\n```\n{}", done(&[ROW_A])), false),
            (done(&["<<<<<<< a\n", ROW_A, "=======\n", ROW_B, ">>>>>>> b\n"]).replace("done", "nonsense"), true),
        ];
        for (text, is_conflict) in rows {
            assert_eq!(
                (unite(&text), conflict(&text, &region::find(&text).0).is_some()),
                (Cow::Borrowed(text.as_str()), is_conflict),
                "{text}"
            );
        }
    }

    #[test]
    fn what_a_merge_doubled_stands_once() {
        let (one, two, three) = (done(&[ROW_A]), done(&[ROW_B]), done(&[ROW_C]));
        let (both, all) = (done(&[ROW_A, ROW_B]), done(&[ROW_A, ROW_B, ROW_C]));
        let (other, third) = (one.replace("done", "follow-ups"), one.replace("done", "done limit:9"));
        let rows = [
            (vec!["t\n", &other, "\n", &one, "\n", &two], vec!["t\n", &other, "\n", &both]),
            (vec!["t\n", &other, &one, &two, &three, "end"], vec!["t\n", &other, &all, "end"]),
            (
                vec!["t\n", &other, "\n", &one, &third, "\n", &two, &third, "end"],
                vec!["t\n", &other, "\n", &both, &third, "end"],
            ),
        ];
        for (parts, expected) in rows {
            assert_eq!(unite(&page(&parts)), page(&expected));
        }
    }

    #[test]
    fn a_conflict_within_a_conflict_was_united_in_two_ways() {
        let text = "<!-- coffeechat done -->\n<<<<<<< a\n<<<<<<< a\n=======\n>>>>>>> b\n=======\n>>>>>>> b\n=======\n<!-- /coffeechat -->\n";
        assert_eq!(unite(&unite(text)), unite(text));
    }

    #[test]
    fn blocks_that_a_user_repeats_stay() {
        let (one, two, empty) = (done(&[ROW_A]), done(&[ROW_B]), done(&[]));
        let other = one.replace("done", "follow-ups");
        let none = format!(
            "<!-- coffeechat done -->\n*None.*\n{}\n{CLOSE}",
            checksum::comment(["*None.*"].into_iter()).unwrap()
        );
        for text in [
            page(&["t\n", &one, "## D", &one, "## D", &one]),
            page(&["t\n", &one, "## D", &one, "## E", &two]),
            // Text and headings are the user's, even if they appear twice.
            page(&["t\n", &other, "## D", &one, "## D", &two]),
            page(&["t\n", &other, "words\n", &one, "words\n", &two]),
            page(&["t\n", &one, "\n", &one.replace("[x]", "[ ]")]),
            page(&["t\n", &one, "## D", &one, "## D", &empty]),
            page(&["t\n", &one, "## D", &one, "## D", &two.replace("done", "done limit:3")]),
            // What somebody typed into one of two makes no merge of them.
            page(&["t\n", &none, &none.replace("*None.*", "*None.* — mine")]),
            page(&["t\n", &none.replace("*None.*", "mine\n*None.*"), &none]),
        ] {
            assert_eq!(unite(&text), text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn uniting_loses_no_line_and_no_tick_and_is_done_once(
            parts in proptest::collection::vec(
                select(vec![
                    ROW_A, ROW_B, ROW_C, CLOSE, CLOSE, "<!-- coffeechat done -->\n", "<!-- coffeechat done -->\n",
                    "<!-- coffeechat follow-ups -->\n", "mine\n", "\n", "```\n",
                    "<<<<<<< a\n", "=======\n", ">>>>>>> b\n",
                ]),
                0..24,
            ),
        ) {
            let text = parts.concat();
            let united = unite(&text);
            let is_text = |line: &&str| !["<<<<<<< a", "=======", ">>>>>>> b"].contains(line);
            let all = |text: &str| text.lines().filter(is_text).map(str::to_owned).collect::<BTreeSet<_>>();
            prop_assert_eq!(all(&united), all(&text));
            let ticks = |text: &str| {
                let rows = changed_rows(text, &region::find(text).0).into_iter();
                rows.map(|row| (row.id, row.written, row.mark)).collect::<BTreeSet<_>>()
            };
            // A block with another block in it is never written, and its ticks do not count.
            if region::find(&united).1.is_empty() {
                prop_assert_eq!(ticks(&united), ticks(&text));
            }
            prop_assert_eq!(unite(&united), united.as_ref());
        }
    }
}
