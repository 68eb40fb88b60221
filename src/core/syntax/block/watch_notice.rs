//! The line on a page that tells its reader what holds up `watch`: the first line of the page's first block, with a
//! mark at its end.
//!
//! Except for this line, a page is a function of the notes, the settings and the day. So everything that reads a page
//! skips the line, and the next write removes it.
//!
//! The mark holds the checksum of the line, which distinguishes it from a line that a user typed or changed: `<!--watch
//! 7h2kq-->`. After a mass loss it also has the number of notes with text before: `<!--watch 81 7h2kq-->`. So a program
//! that writes the page later can see whether the notes are back, without any other record. Names would not work, since
//! notes may come back under other names.

use std::borrow::Cow;

use crate::core::base::markdown;
use crate::core::base::text::slice;
use crate::core::syntax::block::checksum::{self, Checksum};
use crate::core::syntax::block::region;

/// The start of the comment at the end of the line. Editors and readers hide it.
const MARK: &str = "<!--watch";
/// How the line starts.
const START: &str = "**`coffeechat watch` waits:** ";

/// The content of the mark of a line.
struct Mark {
    /// How many notes had text before a mass loss.
    before_loss: Option<u32>,
    /// Whether the line is still as it was written.
    is_whole: bool,
}

impl Mark {
    fn parse(line: &str) -> Option<Self> {
        let (line, mark) = line.trim().strip_suffix("-->")?.rsplit_once(MARK)?;
        let (before, checksum) = mark.rsplit_once(' ')?;
        let before_loss = before.trim().parse().ok();
        let is_whole = Checksum::parse(checksum).is_some_and(|checksum| checksum == checksum::of_line(line));
        line.starts_with(START.trim_end()).then_some(Self { before_loss, is_whole })
    }
}

/// Returns whether a line of a block is a notice of `watch`.
#[must_use]
pub(crate) fn is_notice(line: &str) -> bool {
    Mark::parse(line).is_some_and(|mark| mark.is_whole)
}

/// Returns how many notes had text before a mass loss, if a page records one.
#[must_use]
pub(crate) fn before_loss(text: &str) -> Option<u32> {
    if !has_mark(text) {
        return None;
    }
    let regions = region::find(text).0;
    let lines = regions.into_iter().flat_map(|region| slice(text, region.content).lines());
    lines.filter_map(|line| Mark::parse(line)?.before_loss).max()
}

/// Returns a page with a notice of `message`; a page without blocks is unchanged. The record of a mass loss stays in
/// the mark until the page is written.
#[must_use]
pub(crate) fn with(text: &str, message: &str, before_loss: Option<u32>) -> String {
    let before = before_loss.max(self::before_loss(text));
    let text = without(text);
    let Some(first) = region::find(&text).0.into_iter().next() else { return text.into_owned() };
    let (above, below) = text.split_at(first.content.start);
    let end = if above.ends_with("\r\n") { "\r\n" } else { "\n" };
    let message = markdown::prose(&message.lines().collect::<Vec<_>>().join("; "));
    let before = before.map_or_else(String::new, |before| format!(" {before}"));
    let line = format!("{START}{message}");
    let sum = checksum::of_line(&line);
    // The blank line keeps the text below from becoming part of the same paragraph.
    format!("{above}{line} {MARK}{before} {sum}-->{end}{end}{below}")
}

fn has_mark(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_some()
}

/// Returns a page without such lines, even if a merge moved them within a block.
#[must_use]
pub(crate) fn without(text: &str) -> Cow<'_, str> {
    if !has_mark(text) {
        return Cow::Borrowed(text);
    }
    let (mut rest, mut from) = (String::with_capacity(text.len()), 0);
    for region in region::find(text).0 {
        let mut at = region.content.start;
        let mut lines = slice(text, region.content).split_inclusive('\n').peekable();
        while let Some(line) = lines.next() {
            let start = at;
            at += line.len();
            if is_notice(line) {
                at += lines.next_if(|line| line.trim().is_empty()).map_or(0, str::len);
                rest.push_str(slice(text, from..start));
                from = at;
            }
        }
    }
    rest.push_str(slice(text, from..text.len()));
    Cow::Owned(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# D\n\n<!-- coffeechat summary -->\n**Saturday 21 November 2026.** 1 late.\n<!-- /coffeechat -->\n\
        \n<!-- coffeechat follow-ups -->\n- [ ] **A** <!--aaaaaaaa-->\n<!-- /coffeechat -->\n";

    #[test]
    fn the_line_stands_first_in_the_first_block_and_goes_as_it_came() {
        let noticed = with(PAGE, "48 of 60 notes are gone\nrun `coffeechat build --accept-loss`", None);
        let line =
            "**`coffeechat watch` waits:** 48 of 60 notes are gone; run `coffeechat build --accept-loss` <!--watch ";
        assert!(noticed.contains(&format!("summary -->\n{line}")), "{noticed}");
        assert!(noticed.contains("-->\n\n**Saturday") && noticed.lines().any(is_notice), "{noticed}");
        assert_eq!(without(&noticed), PAGE);
        // Another message takes its place.
        assert_eq!(with(&noticed, "x", None), with(PAGE, "x", None));
        let table = "<!-- coffeechat contacts -->\n\n| A |\n|---|\n\n<!-- /coffeechat -->\n";
        let empty = "<!-- coffeechat contacts -->\n<!-- /coffeechat -->";
        for page in [PAGE.replace('\n', "\r\n"), table.to_owned(), empty.to_owned(), "no block".to_owned()] {
            assert_eq!(without(&with(&page, "a\u{202e} | *b* <!-- c -->", Some(7))), page);
        }
    }

    #[test]
    fn the_mark_tells_of_a_loss_until_the_page_is_written() {
        let noticed = with(PAGE, "x", Some(81));
        assert!(noticed.contains("x <!--watch 81 "), "{noticed}");
        assert_eq!(
            (before_loss(&noticed), before_loss(PAGE), before_loss(&with(PAGE, "x", None))),
            (Some(81), None, None)
        );
        // Another notice does not show whether they are back.
        let other = with(&noticed, "a part of the vault cannot be read", None);
        assert_eq!((before_loss(&other), without(&other)), (Some(81), Cow::Borrowed(PAGE)));
        assert_eq!(before_loss(&with(&noticed, "x", Some(90))), Some(90));
        let touched = noticed.replace("x <!--watch", "x and mine <!--watch");
        assert_eq!((before_loss(&touched), without(&touched)), (Some(81), Cow::Borrowed(&*touched)));
        let outside = format!("{START}x <!--watch 81 7h2kq-->\n{PAGE}");
        assert_eq!(before_loss(&outside), None);
    }

    #[test]
    fn what_a_user_wrote_is_no_notice() {
        let noticed = with(PAGE, "x", None);
        let line = noticed.lines().find(|line| is_notice(line)).unwrap();
        assert_eq!(without(&format!("{line}\n{PAGE}")), format!("{line}\n{PAGE}"));
        for typed in ["mine <!--watch 7h2kq-->", "**`coffeechat watch` waits:** ring the plumber <!--watch 7h2kq-->"] {
            let typed = PAGE.replace("- [ ] **A**", &format!("{typed}\n- [ ] **A**"));
            assert_eq!(without(&typed), typed);
        }
        for more in [format!("{line} and mine"), line.replace(" <!--", " RING BOB <!--"), line.replace("x ", "y ")] {
            let more = noticed.replace(line, &more);
            assert_eq!(without(&more), more);
        }
    }

    #[test]
    fn two_blocks_that_ask_for_the_same_are_no_doubles_because_of_it() {
        let block = "<!-- coffeechat done -->\n- [ ] **A** <!--aaaaaaaa-->\n<!-- /coffeechat -->\n";
        let twice = [block, block].concat();
        assert_eq!(crate::core::syntax::block::united(&region::page(with(&twice, "x", None))).text, twice);
    }

    #[test]
    fn a_merge_may_leave_several_of_them_anywhere_in_a_block() {
        let noticed = with(PAGE, "x", None);
        let line = noticed.lines().nth(3).unwrap();
        let twice = noticed.replace("- [ ] **A**", &format!("{line}\n- [ ] **A**"));
        assert_eq!(without(&twice), PAGE);
    }
}
