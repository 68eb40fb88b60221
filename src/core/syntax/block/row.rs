//! The line of a follow-up in a block: its box, its words and the comment at its end.
//!
//! The comment holds the follow-up's id, the mark that was written if it was not a blank, and the line's checksum:
//! `<!--k3f9a2bc-->`, `<!--k3f9a2bc x 7h2kq-->`. A mark with `!` before it is a user's tick that was refused:
//! `<!--k3f9a2bc !> 7h2kq-->`.

use std::borrow::Cow;

use crate::core::base::text::{ID_LETTERS, slice};
use crate::core::model::{Day, EMOJI_STYLE};
use crate::core::syntax::block::checksum::{self, Checksum};
use crate::core::syntax::calendar;
use crate::core::syntax::task_line::done_marks;

/// How many comments at the end of a line are searched for its own.
const MOST_COMMENTS: usize = 4;
/// The letters of an id.
const ID_LENGTH: usize = 8;
/// What precedes the reason, at the end of the words, why a tick stays or was taken back.
const REASONS: [&str; 2] = [" *(the tick ", " *(taken back: "];
/// Words that may follow a line of an older version on one day and not on another.
const ORIGINS: [&str; 4] = [", referred by ", ", noted down on ", ", from ", ", no "];

/// The parts of a follow-up's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageRow<'a> {
    /// The follow-up's id.
    pub id: &'a str,
    /// The character that was written between the brackets.
    pub written: char,
    /// The character that is there now.
    pub mark: char,
    /// The character that a user put there before, which was refused for good.
    pub refused: Option<char>,
    /// The text between the box and the comment, without the marks of other programs.
    pub words: &'a str,
    /// The marks that task programs put after a line that they tick: before the comment and after it.
    pub marks: [&'a str; 2],
    /// The day in such a mark.
    pub day: Option<Day>,
    /// What a user typed after the comment.
    pub more: &'a str,
    /// The checksum of the line as it was written; older versions wrote none.
    pub(crate) checksum: Option<Checksum>,
}

impl<'a> PageRow<'a> {
    /// Reads a line of a follow-up: a box at its start and a comment with an id at its end. The marks of other programs
    /// and text that a user typed may follow.
    #[must_use]
    pub(crate) fn parse(line: &'a str) -> Option<Self> {
        line.rmatch_indices("<!--").take(MOST_COMMENTS).find_map(|(at, _)| Self::with_comment_at(line, at))
    }

    fn with_comment_at(line: &'a str, at: usize) -> Option<Self> {
        let (comment, behind) = slice(line, at + "<!--".len()..line.len()).split_once("-->")?;
        let (more, behind, day) = done_marks(behind);
        let rest = slice(line, 0..at).trim_start().strip_prefix(['-', '*', '+'])?.trim_start().strip_prefix('[')?;
        let (mark, words) = rest.split_once(']')?;
        // An editor may leave out the blank of an empty box, and a user may leave one next to the mark.
        let mark = if mark.trim().is_empty() { ' ' } else { single(mark.trim().trim_end_matches(EMOJI_STYLE))? };
        let (words, before, other_day) = done_marks(words);

        let mut parts = comment.split(' ').peekable();
        let id = parts.next().filter(|id| is_id(id))?;
        let written = parts.next_if(|part| single(part).is_some()).and_then(single).unwrap_or(' ');
        let refused = parts.next_if(|part| part.starts_with('!'));
        let refused = refused.map_or(Some(None), |part| single(part.strip_prefix('!')?).map(Some))?;
        let checksum = parts.next().map_or(Some(None), |part| Checksum::parse(part).map(Some))?;
        if parts.next().is_some() {
            return None;
        }
        // Every line that a version without checksums wrote begins with bold words.
        if checksum.is_none() && !words.trim_start().starts_with("**") {
            return None;
        }
        let (words, marks, day) = (words.trim(), [before, behind], day.or(other_day));
        Some(Self { id, written, mark, refused, words, marks, day, more: more.trim(), checksum })
    }

    /// Returns the words without the reason why a tick was not carried.
    #[must_use]
    pub(crate) fn words_without_reason(&self) -> &'a str {
        let Some(words) = self.words.strip_suffix(")*") else { return self.words };
        REASONS.iter().find_map(|reason| words.rsplit_once(reason)).map_or(self.words, |(words, _)| words)
    }

    /// Returns the words with the reason why a tick is not carried, if there is one: `the tick …` or `taken back: …`.
    #[must_use]
    pub(crate) fn words_with_reason(&self, why: Option<&str>) -> Cow<'a, str> {
        let words = self.words_without_reason();
        why.map_or(Cow::Borrowed(words), |why| Cow::Owned(format!("{words} *({why})*")))
    }

    /// Returns whether the user changed the box.
    #[must_use]
    pub(crate) const fn is_changed(&self) -> bool {
        !self.mark.eq_ignore_ascii_case(&self.written)
    }

    /// Returns whether a user changed the words; `now` is the line's text now, if the page would have it.
    #[must_use]
    pub(crate) fn has_other_words(&self, now: Option<&str>) -> bool {
        let has_others = match &self.checksum {
            Some(checksum) => *checksum != checksum::of_row(self.id, self.words),
            None => has_more_words(self.words, now),
        };
        has_others || !self.more.is_empty()
    }

    /// Returns whether the line has no checksum, because an older version wrote it.
    #[must_use]
    pub(crate) const fn is_of_older_version(&self) -> bool {
        self.checksum.is_none()
    }

    /// Returns whether the line links to a note, or has a due day.
    pub(crate) fn has_link_or_day(&self) -> bool {
        self.words.contains("](") || self.words.rsplit_once(" — ").is_some_and(|(_, due)| calendar::is_due(due))
    }

    /// Returns the line with its checksum.
    #[must_use]
    pub(crate) fn signed(&self) -> String {
        let Self { id, mark, words, .. } = self;
        let written = if self.written == ' ' { String::new() } else { format!(" {}", self.written) };
        let refused = self.refused.map(|mark| format!(" !{mark}")).unwrap_or_default();
        let marks = self.marks.join(" ");
        let marks = if marks.trim().is_empty() { String::new() } else { format!(" {}", marks.trim()) };
        format!("- [{mark}] {words} <!--{id}{written}{refused} {}-->{marks}", checksum::of_row(id, words))
    }
}

/// Returns whether words were added at the end of a line without a checksum, where a user types them in editors that
/// hide comments; `now` is the line's text now, with or without its due day.
///
/// The rest of a line changes with the notes and the days, so words in its middle cannot be distinguished from old
/// ones.
fn has_more_words(words: &str, now: Option<&str>) -> bool {
    if now == Some(words) {
        return false;
    }
    if let Some((_, due)) = words.rsplit_once(" — ") {
        if calendar::is_due(due) {
            return false;
        }
        if calendar::begins_with_due(due) {
            return true;
        }
    }
    let Some(now) = now else { return false };
    if now.rsplit_once(" — ").is_some_and(|(_, due)| calendar::is_due(due)) {
        return true;
    }
    let more = words.strip_prefix(now).unwrap_or_default();
    !more.is_empty() && !ORIGINS.iter().any(|origin| more.starts_with(origin))
}

fn is_id(text: &str) -> bool {
    text.len() == ID_LENGTH && text.bytes().all(|byte| ID_LETTERS.contains(&byte))
}

fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_at_the_end_of_a_line_of_an_older_version_are_told_from_what_it_said_before() {
        let rows = [
            ("**A** — today, by phone", Some("**A** — today"), true),
            ("**A** — tomorrow ask for room 5", None, true),
            ("**A** — was due Fri 20 Nov: sent!", None, true),
            ("**A**", Some("**A** — today"), true),
            ("**A** left a message", Some("**A**"), true),
            ("**Read** — twice, at least", Some("**Read**"), true),
            ("**A** — today", Some("**A** — was due Fri 20 Nov"), false),
            ("**B** — today", Some("**A** — today"), false),
            ("**Read** — today or never", Some("**Read** — today or never"), false),
            ("**Ask** B for a talk, referred by C", Some("**Ask** B for a talk"), false),
            ("**Prepare** it: no questions yet, no goal", Some("**Prepare** it: no questions yet"), false),
            ("**B**", Some("**A**"), false),
            ("**A** — Monday", None, false),
            ("**A**", None, false),
        ];
        for (words, now, has_more) in rows {
            let line = format!("- [ ] {words} <!--aaaaaaaa-->");
            assert_eq!(PageRow::parse(&line).unwrap().has_other_words(now), has_more, "{words}");
        }
    }

    #[test]
    fn rows_tell_their_id_and_both_marks() {
        let rows = [
            ("- [ ] **x** <!--k3f9a2bc-->", Some(("k3f9a2bc", ' ', ' '))),
            ("- [x] **x** <!--k3f9a2bc-->", Some(("k3f9a2bc", ' ', 'x'))),
            ("- [] **x** <!--k3f9a2bc x-->  \r", Some(("k3f9a2bc", 'x', ' '))),
            ("- [] **x** <!--k3f9a2bc x 7h2kq-->", Some(("k3f9a2bc", 'x', ' '))),
            ("- [>] **x** <!--k3f9a2bc 7h2kq-->", Some(("k3f9a2bc", ' ', '>'))),
            ("  * [>] **x** <!--a--> <!--k3f9aaaa-->", Some(("k3f9aaaa", ' ', '>'))),
            ("- [é] **x** <!--k3f9a2bc-->", Some(("k3f9a2bc", ' ', 'é'))),
            ("- **x** <!--k3f9a2bc-->", None),
            ("- [xx] **x** <!--k3f9a2bc-->", None),
            ("- [x ] **x** <!--k3f9a2bc-->", Some(("k3f9a2bc", ' ', 'x'))),
            ("- [x] **x** <!--K3F9A2BC-->", None),
            ("- [x] **x** <!--k3f9-->", None),
            ("- [ ] **water** the plants <!--homeland-->", None),
            // An id is but eight letters and digits.
            ("- [ ] water the plants <!--weekends-->", None),
            ("- [ ] water the plants <!--weekends 7h2kq-->", Some(("weekends", ' ', ' '))),
            ("- [x] **x** <!--k3f9a2bc--> left a message", Some(("k3f9a2bc", ' ', 'x'))),
            ("- [x] **x** <!--k3f9a2bc 7h2kq--> at <!--home-->", Some(("k3f9a2bc", ' ', 'x'))),
            ("- [x] **x** <!--k3f9a2bc 7h2kq--> ➕ 2026-11-20 ✅ 2026-11-21", Some(("k3f9a2bc", ' ', 'x'))),
            ("- [x] **x** <!--k3f9a2bc xy-->", None),
            ("- [x] **x** <!--k3f9a2bc x 7h2kq and-->", None),
        ];
        for (line, expected) in rows {
            assert_eq!(PageRow::parse(line).map(|row| (row.id, row.written, row.mark)), expected, "{line}");
        }
        assert!(!PageRow::parse("- [X] **x** <!--k3f9a2bc x-->").unwrap().is_changed());
        assert_eq!(PageRow::parse("- [ ] **x** <!--k3f9a2bc !> 7h2kq-->").unwrap().refused, Some('>'));
    }

    #[test]
    fn what_other_programs_put_behind_a_line_is_no_part_of_its_words() {
        let line = PageRow::parse("- [ ] **A** [x] — today <!--aaaaaaaa-->").unwrap().signed();
        for (before, behind, day) in [
            ("", " ✅ 2026-11-21", true),
            ("", "  [completion:: 2026-11-21]", true),
            ("", " (cancelled:: 2026-11-21)", true),
            ("", " ❌\u{fe0f} 2026-11-21 ^a1b2", true),
            (" ✅ 2026-11-21", "", true),
            (" ^a1b2", "", false),
        ] {
            let (words, comment) = line.rsplit_once(" <!--").unwrap();
            let marked = format!("{words}{before} <!--{comment}{behind}");
            let row = PageRow::parse(&marked).unwrap_or_else(|| panic!("{marked}"));
            assert_eq!((row.words, row.day.is_some()), ("**A** [x] — today", day), "{marked}");
            assert!(!row.has_other_words(None), "{marked}");
        }
        let other = PageRow::parse(&line).unwrap();
        assert!(PageRow { words: "**A** [x] — today, by phone", ..other }.has_other_words(None));
    }
}
