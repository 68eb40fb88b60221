//! The line by which `watch` says on a page that it is held up, so that whoever reads the page knows: the first line of
//! the page's first block, with a mark at its end.
//!
//! What a page holds is a function of the notes, the settings and the day but for this line. So everything that reads a
//! page reads it without the line, and the next writing takes it away.
//!
//! Of a mass loss the mark tells how many notes said something before: `<!--watch 81-->`. So whoever comes to write the
//! page later, with nothing else to remember it by, knows whether they are back. Names would not do: notes may come back
//! under others.

use std::borrow::Cow;

use crate::text::slice;

use super::{markdown, region};

/// How the comment starts that stands at the end of the line. Editors and readers hide it.
const MARK: &str = "<!--watch";
/// How the line starts.
const START: &str = "**`coffeechat watch` waits:** ";
/// How it started before.
const OLD_START: &str = "**`coffeechat watch` waits.** ";

/// Says whether `watch` wrote a line of a block to say that it is held up.
#[must_use]
pub fn is_notice(line: &str) -> bool {
    mark(line).is_some()
}

/// Returns what the mark of a line tells: how many notes said something before a mass loss, 0 if there is none. `None` if
/// the line is none of ours.
fn mark(line: &str) -> Option<u32> {
    let (line, mark) = line.trim().strip_suffix("-->")?.rsplit_once(MARK)?;
    if ![START, OLD_START].iter().any(|start| line.starts_with(start.trim_end())) {
        return None;
    }
    if mark.is_empty() { Some(0) } else { mark.strip_prefix(' ')?.parse().ok() }
}

/// Returns how many notes said something before most of them were lost, if a page says that they are.
#[must_use]
pub fn before_loss(text: &str) -> Option<u32> {
    if !has_mark(text) {
        return None;
    }
    let regions = region::find(text).0;
    let lines = regions.into_iter().flat_map(|region| slice(text, region.content).lines());
    lines.filter_map(mark).max().filter(|before| *before > 0)
}

/// Returns a page with the line that says `message`; without blocks, the text itself. What is said of a mass loss stays in
/// the mark until the page is written.
#[must_use]
pub fn with(text: &str, message: &str, before_loss: Option<u32>) -> String {
    let before = before_loss.max(self::before_loss(text));
    let text = without(text);
    let Some(first) = region::find(&text).0.into_iter().next() else { return text.into_owned() };
    let (above, below) = text.split_at(first.content.start);
    let end = if above.ends_with("\r\n") { "\r\n" } else { "\n" };
    let message = markdown::prose(&message.lines().collect::<Vec<_>>().join("; "));
    let before = before.map_or_else(String::new, |before| format!(" {before}"));
    // The free line keeps what stands below from becoming a part of the same paragraph.
    format!("{above}{START}{message} {MARK}{before}-->{end}{end}{below}")
}

fn has_mark(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_some()
}

/// Returns a page without such lines, wherever in a block a merge may have put them.
#[must_use]
pub fn without(text: &str) -> Cow<'_, str> {
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
            "**`coffeechat watch` waits:** 48 of 60 notes are gone; run `coffeechat build --accept-loss` <!--watch-->";
        assert!(noticed.contains(&format!("summary -->\n{line}\n\n**Saturday")), "{noticed}");
        assert!(is_notice(line) && is_notice(&line.replace("waits:", "waits.")));
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
        assert!(noticed.contains("x <!--watch 81-->\n"), "{noticed}");
        assert_eq!(
            (before_loss(&noticed), before_loss(PAGE), before_loss(&with(PAGE, "x", None))),
            (Some(81), None, None)
        );
        // Something else that holds it up says nothing of whether they are back.
        let other = with(&noticed, "a part of the vault cannot be read", None);
        assert_eq!((before_loss(&other), without(&other)), (Some(81), Cow::Borrowed(PAGE)));
        assert_eq!(before_loss(&with(&noticed, "x", Some(90))), Some(90));
        for mark in ["<!--watch 81x-->", "<!--watch -1-->", "<!--watch81-->", "<!--watch 99999999999-->"] {
            assert!(!is_notice(&format!("{START}x {mark}")), "{mark}");
        }
        let outside = format!("{START}x <!--watch 81-->\n{PAGE}");
        assert_eq!(before_loss(&outside), None);
    }

    #[test]
    fn what_a_user_wrote_is_no_notice() {
        let typed = PAGE.replace("- [ ] **A**", "mine <!--watch-->\n- [ ] **A**");
        assert_eq!(without(&typed), typed);
        let outside = format!("**`coffeechat watch` waits.** x <!--watch-->\n{PAGE}");
        assert_eq!(without(&outside), outside);
        let more = with(PAGE, "x", None).replace("<!--watch-->", "<!--watch--> and mine");
        assert_eq!(without(&more), more);
    }

    #[test]
    fn two_blocks_that_ask_for_the_same_are_no_doubles_because_of_it() {
        let block = "<!-- coffeechat done -->\n- [ ] **A** <!--aaaaaaaa-->\n<!-- /coffeechat -->\n";
        let twice = [block, block].concat();
        assert_eq!(crate::blocks::page_text(&with(&twice, "x", None)), twice);
    }

    #[test]
    fn a_merge_may_leave_several_of_them_anywhere_in_a_block() {
        let noticed = with(PAGE, "x", None);
        let line = noticed.lines().nth(3).unwrap();
        let twice = noticed.replace("- [ ] **A**", &format!("{line}\n- [ ] **A**"));
        assert_eq!(without(&twice), PAGE);
    }
}
