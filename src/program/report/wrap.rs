//! Texts on lines of a terminal: cut between words, with wide and joined characters kept whole.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The most bytes of a character that is joined from several; accents can be piled up without end.
const LONGEST_CHARACTER: usize = 64;

/// Returns a text on at most `most` lines of at most `width` columns, the further ones indented. What is left out is
/// shown as `…`.
pub(crate) fn wrapped(text: &str, width: usize, indent: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut rest = text.trim_end();
    loop {
        let indent = if lines.is_empty() { 0 } else { indent };
        let room = width.saturating_sub(indent).max(1);
        let is_last = lines.len() + 1 >= most;
        let line = if rest.width() <= room {
            std::mem::take(&mut rest)
        } else {
            let (line, left) = cut(rest, if is_last { room - 1 } else { room });
            rest = left;
            line
        };
        let more = if is_last && !rest.is_empty() { "…" } else { "" };
        lines.push(format!("{}{line}{more}", " ".repeat(indent)));
        if is_last || rest.is_empty() {
            return lines;
        }
    }
}

/// Cuts a text that is wider than `width`: between words, but for a word that no line has room for. Both parts are
/// without the space between them.
fn cut(text: &str, width: usize) -> (&str, &str) {
    let whole = prefix(text, width);
    let (head, tail) = text.split_at(whole);
    if tail.starts_with(' ') {
        return (head.trim_end(), tail.trim_start());
    }
    let has_room = |at: &usize| {
        text.get(*at..).and_then(|rest| rest.split_whitespace().next()).is_none_or(|word| word.width() <= width)
    };
    let space = head.rfind(' ').filter(has_room);
    let (head, tail) = space.map_or((head, tail), |at| text.split_at(at));
    (head.trim_end(), tail.trim_start())
}

/// Returns how many bytes of a text fill at most `width` columns: at least one character, unless there is no room at
/// all, and no part of one that is joined from several.
fn prefix(text: &str, width: usize) -> usize {
    let mut fits = 0;
    let (mut start, mut before) = (0, 0);
    let mut last = None;
    for (at, char) in text.char_indices() {
        let is_long = at - start > LONGEST_CHARACTER;
        let is_joined = !is_long
            && (char.width().unwrap_or(0) == 0
                || is_joiner(last)
                || is_modifier(char)
                || is_second_flag(text, at, char));
        if !is_joined {
            fits = at;
            // The width is counted character by character: those before stay as they are.
            before += text.get(start..at).map_or(0, str::width);
            start = at;
            if before >= width {
                return fits;
            }
        }
        if before + text.get(start..at + char.len_utf8()).map_or(0, str::width) > width {
            let one = text.chars().next().map_or(0, char::len_utf8);
            return if fits == 0 && width > 0 { one } else { fits };
        }
        last = Some(char);
    }
    text.len()
}

fn is_joiner(char: Option<char>) -> bool {
    matches!(char, Some('\u{200C}' | '\u{200D}'))
}

/// Returns whether a character colours the one before it.
fn is_modifier(char: char) -> bool {
    matches!(char, '\u{1F3FB}'..='\u{1F3FF}')
}

/// Returns whether a character is the second letter of a flag.
fn is_second_flag(text: &str, at: usize, char: char) -> bool {
    let is_letter = |char: char| matches!(char, '\u{1F1E6}'..='\u{1F1FF}');
    let before = text.get(..at).unwrap_or_default().chars().rev().take_while(|char| is_letter(*char)).count();
    is_letter(char) && before % 2 == 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_stay_whole_where_they_can() {
        let rows: [(&str, usize, &[&str]); 9] = [
            ("", 5, &[""]),
            ("thank", 5, &["thank"]),
            ("thank for the talk", 9, &["thank for", "  the", "  talk"]),
            ("thank for the talk today", 9, &["thank for", "  the", "  talk…"]),
            ("https://example.com/a/b", 10, &["https://ex", "  ample.co", "  m/a/b"]),
            ("see https://example.com/a/long/path", 12, &["see https://", "  example.co", "  m/a/long/…"]),
            ("山田太郎山田太郎", 8, &["山田太郎", "  山田太", "  郎"]),
            ("a    b", 2, &["a", "b"]),
            ("two  words", 7, &["two", "  words"]),
        ];
        for (text, width, expected) in rows {
            assert_eq!(wrapped(text, width, if width > 5 { 2 } else { 0 }, 3), expected, "{text}");
        }
    }

    #[test]
    fn wide_characters_and_joined_ones_are_cut_whole() {
        let rows = [
            ("山田太郎", 5, "山田…"),
            ("山田太郎", 4, "山…"),
            ("👩\u{200d}🔬👩\u{200d}🔬", 3, "👩\u{200d}🔬…"),
            ("abc", 3, "abc"),
            ("❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}", 4, "❤\u{fe0f}…"),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
            ("👍🏽👍🏽", 3, "👍🏽…"),
            ("🇩🇪🇫🇷🇪🇸", 5, "🇩🇪🇫🇷…"),
        ];
        for (text, width, expected) in rows {
            assert_eq!(wrapped(text, width, 0, 1), [expected], "{text}");
        }
    }

    proptest! {
        #[test]
        fn lines_fit_and_nothing_is_lost(text in "[a-z山é ]{0,80}|\\PC{0,60}", width in 6_usize..40) {
            let lines = wrapped(&text, width, 2, usize::MAX);
            prop_assert!(lines.iter().all(|line| line.width() <= width), "{lines:?}");
            let letters = |text: &str| text.chars().filter(|char| !char.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            prop_assert!(wrapped(&text, width, 2, 3).iter().all(|line| line.width() <= width));
        }
    }
}
