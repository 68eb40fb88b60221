//! Makes text harmless for terminals and logs: characters that could act there are shown instead.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::core::base::Span;
use crate::core::base::text::slice;

/// Returns `text` on one line, with every character that could act in a terminal or a log shown as `<U+001B>`.
///
/// It shows control characters (also line breaks and tabs), characters that change the direction of writing, and
/// characters of no width. Joiners between two characters that are not ASCII stay: scripts and emoji need them.
#[must_use]
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_hidden) { Cow::Owned(rewrite(text, 0..0, is_hidden).0) } else { Cow::Borrowed(text) }
}

/// Returns lines for a person without commands to the log of a forge: such logs obey lines that begin with `::`, and
/// `##[` and `##vso[` anywhere.
#[must_use]
pub(crate) fn for_log(text: &str) -> Cow<'_, str> {
    let acts = |line: &str| line.trim_start().starts_with("::") || line.contains("##[") || line.contains("##vso[");
    if !text.lines().any(acts) {
        return Cow::Borrowed(text);
    }
    let shown = text.split_inclusive('\n').map(|line| {
        let line = line.replace("##[", "<U+0023>#[").replace("##vso[", "<U+0023>#vso[");
        let bare = line.trim_start();
        match bare.strip_prefix(':').filter(|_| bare.starts_with("::")) {
            Some(rest) => format!("{}<U+003A>{rest}", slice(&line, 0..line.len() - bare.len())),
            None => line,
        }
    });
    Cow::Owned(shown.collect())
}

/// Returns a line of a note as [`visible`] does, but with its tabs, and where `span` lies in what is returned.
///
/// A span beyond the line is moved to its end, and one that cuts a character is widened to the whole of it.
pub(crate) fn visible_source(line: &str, span: Span) -> (String, Span) {
    rewrite(line, span, |c| c != '\t' && is_hidden(c))
}

/// Returns whether a character does something in a terminal or a log instead of being seen.
pub(crate) fn is_hidden(c: char) -> bool {
    // `char::is_control` is C0, DEL and C1 only; the rest are format characters.
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

fn rewrite(text: &str, span: Span, hidden: impl Fn(char) -> bool) -> (String, Span) {
    let mut shown = String::with_capacity(text.len() + 16);
    let (mut start, mut end) = (None, None);
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if start.is_none() && at + c.len_utf8() > span.start {
            start = Some(shown.len());
        }
        if end.is_none() && at >= span.end {
            end = Some(shown.len());
        }
        let after = chars.peek().map(|(_, next)| *next);
        if hidden(c) && !(matches!(c, '\u{200C}' | '\u{200D}') && joins(before) && joins(after)) {
            // Writing to a `String` cannot fail.
            let _ = write!(shown, "<U+{:04X}>", u32::from(c));
        } else {
            shown.push(c);
        }
        before = Some(c);
    }
    let start = start.unwrap_or(shown.len());
    let end = end.unwrap_or(shown.len()).max(start);
    (shown, start..end)
}

/// Returns whether a joiner next to this character has something to join.
fn joins(neighbour: Option<char>) -> bool {
    neighbour.is_some_and(|c| !c.is_ascii() && !is_hidden(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_acts_is_shown() {
        let rows = [
            ("\u{1b}]0;x\u{7}a.md", "<U+001B>]0;x<U+0007>a.md"),
            ("\u{1b}[2K\rOK", "<U+001B>[2K<U+000D>OK"),
            ("a\n- [x] b", "a<U+000A>- [x] b"),
            ("a\tb\u{8}", "a<U+0009>b<U+0008>"),
            ("\u{9b}31m\u{85}\u{7f}\0", "<U+009B>31m<U+0085><U+007F><U+0000>"),
            ("evil\u{202e}dm.exe", "evil<U+202E>dm.exe"),
            ("\u{2066}x\u{2069}\u{200b}\u{200f}", "<U+2066>x<U+2069><U+200B><U+200F>"),
            ("\u{feff}a\u{ad}b\u{61c}\u{2028}\u{2029}", "<U+FEFF>a<U+00AD>b<U+061C><U+2028><U+2029>"),
            ("Ja\u{200d}ne", "Ja<U+200D>ne"),
            ("é\u{200d}\u{200d}é", "é<U+200D><U+200D>é"),
            ("é\u{200c}", "é<U+200C>"),
        ];
        for (text, expected) in rows {
            assert_eq!(visible(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_seen_is_kept() {
        for text in
            ["", "Priya Nair", "Zoë 👩\u{200d}🔬", "می\u{200c}خواهم", "❤\u{fe0f}", "שלום", "a\u{a0}b", "<U+001B>"]
        {
            assert!(matches!(visible(text), Cow::Borrowed(_)) || visible(text) == text, "{text:?}");
        }
    }

    #[test]
    fn a_name_was_a_command_in_the_log_of_a_forge() {
        let rows = [
            ("::set-output name=x::y\n", "<U+003A>:set-output name=x::y\n"),
            ("a\n \t::stop-commands::x", "a\n \t<U+003A>:stop-commands::x"),
            ("##vso[task.setvariable]x", "<U+0023>#vso[task.setvariable]x"),
            ("x ###[add-mask]", "x #<U+0023>#[add-mask]"),
            ("a :: b\n## [x]\n:a", "a :: b\n## [x]\n:a"),
        ];
        for (text, expected) in rows {
            assert_eq!(for_log(text), expected, "{text}");
            assert_eq!(for_log(expected), expected);
        }
    }

    #[test]
    fn a_span_follows_what_it_marks() {
        let line = "\u{1b}a\tü\u{202e}b";
        let rows = [
            (1..2, "a"),
            (0..1, "<U+001B>"),
            (3..5, "ü"),
            (4..5, "ü"),
            (3..4, "ü"),
            (5..8, "<U+202E>"),
            (8..9, "b"),
            (9..9, ""),
            (50..60, ""),
            (8..99, "b"),
        ];
        for (span, expected) in rows {
            let (shown, marked) = visible_source(line, span.clone());
            assert_eq!(shown, "<U+001B>a\tü<U+202E>b");
            assert_eq!(shown.get(marked), Some(expected), "{span:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_acts_remains(text in any::<String>(), start in 0_usize..40, length in 0_usize..40) {
            let shown = visible(&text);
            let acts = |c| is_hidden(c) && !matches!(c, '\u{200C}' | '\u{200D}');
            prop_assert!(!shown.chars().any(acts), "{shown:?}");
            prop_assert_eq!(visible(&shown), shown.as_ref());
            let (source, span) = visible_source(&text, start..start + length);
            prop_assert!(source.get(span).is_some());
        }
    }
}
