//! The lines that an edit changed. With them, the edit can be found again and taken back, even if the text has changed
//! elsewhere.

mod pieces;

use serde::{Deserialize, Serialize};

use crate::core::base::text::slice;

use super::{Refusal, TextEdit};

/// Whole lines before and after an edit, with their line ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hunk {
    /// The number of the first line, counted from 1.
    pub line: u32,
    /// The lines as they were.
    pub before: String,
    /// The lines after the edit.
    pub after: String,
    /// The line above and the line below; empty at an end of the text. Journals of older versions have them only for
    /// inserted lines.
    #[serde(default)]
    pub around: Option<(String, String)>,
}

impl Hunk {
    /// Returns the difference between two texts as one run of lines; `None` if they are equal.
    ///
    /// The run is as small as possible. If `after` would be empty or blank, the run includes the lines around, so that
    /// it can be found again.
    #[must_use]
    pub fn between(before: &str, after: &str) -> Option<Self> {
        if before == after {
            return None;
        }
        let (old, new) = (lines(before), lines(after));
        let mut start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
        let shorter = old.len().min(new.len());
        let same_at_end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
        let mut behind = same_at_end.min(shorter - start);
        let run = |lines: &[&str], start: usize, behind: usize| {
            lines.get(start..lines.len() - behind).unwrap_or_default().concat()
        };
        while run(&new, start, behind).trim().is_empty() && (start, behind) != (0, 0) {
            start = start.saturating_sub(1);
            behind = behind.saturating_sub(1);
        }
        let line_at =
            |at: Option<usize>| at.and_then(|at| new.get(at)).map_or_else(String::new, |line| (*line).to_owned());
        let around = (line_at(start.checked_sub(1)), line_at(Some(new.len() - behind)));
        Some(Self {
            around: Some(around),
            line: u32::try_from(start + 1).unwrap_or(u32::MAX),
            before: run(&old, start, behind),
            after: run(&new, start, behind),
        })
    }

    /// Returns the edit of `text` that restores the lines as they were before. Later changes between and beside the
    /// lines stay. A heading that came with the lines stays if there are other lines below it now.
    ///
    /// # Errors
    ///
    /// If `text` does not have the lines as the edit left them, or has them more than once and not in the old place.
    pub fn take_back(&self, text: &str) -> Result<TextEdit, Refusal> {
        let wanted = lines(&self.after);
        let found = lines(text);
        if wanted.is_empty() {
            return if found.is_empty() { TextEdit::replace(text, 0..0, self.before.clone()) } else { Err(changed()) };
        }
        let stands_at = |at: usize| {
            let here = found.get(at..at + wanted.len()).unwrap_or_default();
            here.len() == wanted.len() && stands(here, &wanted)
        };
        let old_place = usize::try_from(self.line).unwrap_or(usize::MAX).saturating_sub(1);
        let at = if old_place < found.len() && stands_at(old_place) {
            old_place
        } else {
            let mut places = (0..found.len()).filter(|at| stands_at(*at) && self.is_between(&found, *at, wanted.len()));
            match (places.next(), places.next()) {
                (Some(at), None) => at,
                (Some(_), Some(_)) => return Err(Refusal::new("the note has these lines more than once")),
                (None, _) => return pieces::take_back(self, text),
            }
        };
        if pieces::bares(self, &found, at + wanted.len()) {
            return pieces::take_back(self, text);
        }
        let length = |lines: &[&str]| lines.iter().map(|line| line.len()).sum::<usize>();
        let start = length(found.get(..at).unwrap_or_default());
        let end = start + length(found.get(at..at + wanted.len()).unwrap_or_default());
        TextEdit::replace(text, start..end, self.as_it_was(slice(text, start..end)))
    }

    /// Returns the one line that the edit added, apart from headings and blank lines; `None` if it did anything else.
    #[must_use]
    pub fn added_line(&self) -> Option<&str> {
        let mut came = self.after.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        came.next().filter(|_| self.before.is_empty() && came.next().is_none())
    }

    /// Says whether inserted lines still have the line above or below that they had at first.
    fn is_between(&self, lines: &[&str], at: usize, count: usize) -> bool {
        let is_line = |at: Option<usize>, wanted: &str| match at.and_then(|at| lines.get(at)) {
            Some(line) => *line == wanted,
            None => wanted.is_empty(),
        };
        // Only inserted lines are checked: the same words elsewhere in a note are other lines.
        let Some((above, below)) = self.around.as_ref().filter(|_| self.before.is_empty()) else { return true };
        is_line(at.checked_sub(1), above) || is_line(Some(at + count), below)
    }

    /// Returns the lines before the edit, with the last line end of the lines that are there now: the last line of a
    /// text may have gained or lost its line end since.
    fn as_it_was(&self, now: &str) -> String {
        let bare = |text: &str| text.trim_end_matches('\n').trim_end_matches('\r').len();
        match (self.after.ends_with('\n'), now.ends_with('\n')) {
            (false, true) if !self.before.is_empty() => self.before.clone() + slice(now, bare(now)..now.len()),
            (true, false) => slice(&self.before, 0..bare(&self.before)).to_owned(),
            _ => self.before.clone(),
        }
    }
}

fn changed() -> Refusal {
    Refusal::new("the lines have changed since")
}

/// Returns the lines of a text, with their line ends.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Says whether lines equal the wanted ones. The line end of the last line does not count.
fn stands(here: &[&str], wanted: &[&str]) -> bool {
    let bare = |line: &str| line.trim_end_matches('\n').trim_end_matches('\r').to_owned();
    match (here.split_last(), wanted.split_last()) {
        (Some((last, here)), Some((wanted_last, wanted))) => {
            here == wanted
                && (last == wanted_last
                    || (last.ends_with('\n') != wanted_last.ends_with('\n') && bare(last) == bare(wanted_last)))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_hunk_is_the_smallest_run_of_lines_that_can_be_found_again() {
        let rows = [
            ("a\nb\nc\n", "a\nB\nc\n", 2, "b\n", "B\n"),
            ("a\nb\nc\nd\n", "A\nb\nc\nD\n", 1, "a\nb\nc\nd\n", "A\nb\nc\nD\n"),
            ("a\nc\n", "a\nb\nc\n", 2, "", "b\n"),
            ("a\nb\nc\n", "a\nc\n", 1, "a\nb\nc\n", "a\nc\n"),
            ("a\nb\n\nc\n", "a\n\nc\n", 1, "a\nb\n\n", "a\n\n"),
            ("w\nx\n\nb\n\ny\n", "w\nx\n\n\ny\n", 2, "x\n\nb\n\ny\n", "x\n\n\ny\n"),
            ("a\n", "", 1, "a\n", ""),
            ("", "a\n", 1, "", "a\n"),
            ("a", "a\nb", 1, "a", "a\nb"),
            ("\u{feff}a\n", "\u{feff}x\na\n", 1, "\u{feff}a\n", "\u{feff}x\na\n"),
            ("a\na\n", "a\na\na\n", 3, "", "a\n"),
            ("a\r\nb\r\n", "a\r\nB\r\n", 2, "b\r\n", "B\r\n"),
        ];
        for (before, after, line, old, new) in rows {
            let hunk = Hunk::between(before, after).unwrap();
            assert_eq!((hunk.line, &*hunk.before, &*hunk.after), (line, old, new), "{before:?} -> {after:?}");
            assert_eq!(hunk.take_back(after).unwrap().apply(after).unwrap(), before);
        }
        assert_eq!(Hunk::between("a", "a"), None);
    }

    #[test]
    fn lines_are_taken_back_where_they_stand_and_nowhere_else() {
        let hunk = Hunk::between("a\nb\nc\n", "a\nB\nc\n").unwrap();
        let rows = [
            ("new\na\nB\nc\n", Some("new\na\nb\nc\n")),
            ("B\n", Some("b\n")),
            ("B\nB\n", Some("B\nb\n")),
            ("B\nx\nB\n", None),
            ("a\nB \n", None),
            ("a\nB", Some("a\nb")),
            ("a\nB\r\n", None),
            ("", None),
        ];
        for (text, expected) in rows {
            let left = hunk.take_back(text).ok().map(|edit| edit.apply(text).unwrap());
            assert_eq!(left.as_deref(), expected, "{text:?}");
        }
        // A line was added below what had been the last line, without a line end.
        let hunk = Hunk::between("a", "a\nb").unwrap();
        assert_eq!(hunk.take_back("a\nb\nc").unwrap().apply("a\nb\nc").unwrap(), "a\nc");
    }

    fn text() -> impl Strategy<Value = String> {
        ("\u{feff}?", "([abc]{0,2}\r?\n){0,6}[abc]{0,2}").prop_map(|(mark, lines)| mark + &lines)
    }

    #[test]
    fn the_same_words_elsewhere_are_not_the_inserted_lines() {
        let (before, after) = ("---\na: 1\n---\ntext\n", "---\na: 1\nthanked: 2026-11-21\n---\ntext\n");
        let hunk = Hunk::between(before, after).unwrap();
        let elsewhere = "---\na: 1\n---\ntext\nmore\nthanked: 2026-11-21\nend\n";
        assert!(hunk.take_back(elsewhere).is_err());
        let moved = "---\nb: 2\nc: 3\na: 1\nthanked: 2026-11-21\nd: 4\n---\n";
        assert_eq!(hunk.take_back(moved).unwrap().apply(moved).unwrap(), moved.replace("thanked: 2026-11-21\n", ""));
    }

    #[test]
    fn lines_are_taken_back_even_if_their_neighbours_changed() {
        let list = "---\nfollow-ups:\n  - Map\n  - Book\na: 1\n---\n# Ann\n";
        let map = Hunk::between(list, &(list.replace("  - Map\n", "") + "\n## Log\n\n- told Map\n")).unwrap();
        let both = "---\nfollow-ups:\na: 1\n---\n# Ann\n\n## Log\n\n- told Book\n- told Map\n";
        let rows = [
            // The item comes back below the line that is left, and the heading stays for the other line below it.
            (both.to_owned(), Some("---\nfollow-ups:\n  - Map\na: 1\n---\n# Ann\n\n## Log\n\n- told Book\n")),
            (
                list.replace("  - Map\n", "") + "\n## Log\n\n- told Map\n- went\n",
                Some("---\nfollow-ups:\n  - Map\n  - Book\na: 1\n---\n# Ann\n\n## Log\n\n- went\n"),
            ),
            (
                list.replace("  - Map\n", "").replace("# Ann", "# Anna") + "\n## Log\n\n- told Map\n\n## More\n",
                Some("---\nfollow-ups:\n  - Map\n  - Book\na: 1\n---\n# Anna\n\n## More\n"),
            ),
            (both.replace("- told Map", "- told maps"), None),
            (both.replace("follow-ups:\n", ""), None),
        ];
        for (text, expected) in rows {
            let left = map.take_back(&text).ok().map(|edit| edit.apply(&text).unwrap());
            assert_eq!(left.as_deref(), expected, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn taking_back_gives_the_text(before in text(), after in text()) {
            if let Some(hunk) = Hunk::between(&before, &after) {
                prop_assert_eq!(hunk.take_back(&after).unwrap().apply(&after).unwrap(), before);
            }
        }

        #[test]
        fn taking_back_touches_nothing_else(
            before in text(), after in text(), above in "([xyz]{1,3}\n){0,4}", below in "([xyz]{1,3}\n){0,4}"
        ) {
            let (before, after) = (before.replace('\u{feff}', "") + "\nq\n", after.replace('\u{feff}', "") + "\np\nq\n");
            let hunk = Hunk::between(&before, &after).unwrap();
            let changed = format!("{above}{after}{below}");
            if let Ok(edit) = hunk.take_back(&changed) {
                prop_assert_eq!(edit.apply(&changed).unwrap(), format!("{above}{before}{below}"));
            } else {
                prop_assert!(hunk.before.is_empty() || changed.matches(&hunk.after).count() > 1);
            }
        }

        #[test]
        fn a_line_inserted_between_the_lines_stays(
            before in text(), after in text(), at in 0..9_usize, new in "[xyz]{1,3}\n"
        ) {
            let (before, after) = (before + "\n", after + "\n");
            let Some(hunk) = Hunk::between(&before, &after) else { return Ok(()) };
            let mut with: Vec<&str> = after.split_inclusive('\n').collect();
            with.insert(at.min(with.len()), &new);
            let with = with.concat();
            // If the same lines are there twice, those in the old place are taken back.
            if with.matches(&hunk.after).count() > 1 {
                return Ok(());
            }
            if let Ok(edit) = hunk.take_back(&with) {
                let left = edit.apply(&with).unwrap();
                prop_assert_eq!(left.matches(new.trim()).count(), 1, "{:?}: {:?} -> {:?}", hunk, with, left);
                let bare = |text: &str| text.replace(['\n', '\r'], "");
                prop_assert_eq!(bare(&left.replacen(new.trim(), "", 1)), bare(&before), "{:?}: {:?} -> {:?}", hunk, with, left);
            }
        }

        #[test]
        fn taking_back_never_panics(
            line in 0..9_u32, before in text(), after in text(), text in text()
        ) {
            let hunk = Hunk { line, before, after, around: None };
            if let Ok(edit) = hunk.take_back(&text) {
                prop_assert!(edit.apply(&text).is_ok());
            }
        }
    }
}
