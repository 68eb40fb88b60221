//! Questions and answers on one line, and the names that an answer gives.

use crate::core::base::text::{fold_name, question_key, slice};
use crate::core::model::{Link, is_user};

/// The most places at which a question may end that are looked at.
const MOST_ENDS: usize = 8;
/// The longest question with an answer behind it, in bytes.
const LONGEST_QUESTION: usize = 400;
/// The most names that an answer gives.
const MOST_NAMES: usize = 20;
/// What stands between the last two names of an enumeration. Each begins with a space.
const JOINTS: [&str; 12] =
    [" and ", " & ", " und ", " et ", " y ", " e ", " en ", " i ", " и ", " та ", " or ", " oder "];
/// The longest part of an answer that may be a name, in bytes.
const LONGEST_NAME: usize = 60;

/// Returns the keys of the beginnings of a line that a question may be, the longest first: each ends before a `?`, `:`,
/// `—`, `→`, `->`, a dash between spaces or the end of the first line, and words follow it. `whole` is the key of the line.
pub(super) fn beginnings(text: &str, whole: u64, first_line: Option<usize>) -> Box<[u64]> {
    let has_end =
        first_line.is_some() || !text.is_ascii() || memchr::memchr3(b'?', b':', b'-', text.as_bytes()).is_some();
    if !has_end {
        return Box::default();
    }
    let mut keys = Vec::new();
    // Before the mark at which most questions end stands all of them.
    let is_all = |end: &usize| matches!(slice(text, *end..text.len()), "?" | ":");
    for end in ends(text, first_line).take(MOST_ENDS).filter(|end| !is_all(end)) {
        let key = question_key(slice(text, 0..end));
        if key != 0 && key != whole && keys.last() != Some(&key) {
            keys.push(key);
        }
    }
    keys.reverse();
    keys.into()
}

/// Returns the places at which a question may end, in order.
fn ends(text: &str, first_line: Option<usize>) -> impl Iterator<Item = usize> {
    let near = text.floor_char_boundary(LONGEST_QUESTION);
    let is_gap = |char: Option<char>| char.is_none_or(char::is_whitespace);
    let is_end = move |at: usize, char: char| match char {
        '?' | '？' | ':' | '：' | '—' | '→' => true,
        '-' | '–' => {
            let (before, behind) = (slice(text, 0..at), slice(text, at + char.len_utf8()..text.len()));
            (char == '-' && behind.starts_with('>'))
                || (is_gap(before.chars().next_back()) && is_gap(behind.chars().next()))
        }
        _ => false,
    };
    let is_break = move |at: usize| first_line == Some(at);
    let char_at = |at: usize| slice(text, at..text.len()).chars().next();
    // The last two are the bytes with which the other marks begin.
    let may_end = |byte: u8| matches!(byte, b'?' | b':' | b'-' | 0xe2 | 0xef);
    let bytes = text.bytes().take(near).enumerate();
    let places = bytes.filter(move |(at, byte)| is_break(*at) || may_end(*byte)).map(|(at, _)| at);
    places.filter(move |at| char_at(*at).is_some_and(|char| is_break(*at) || is_end(*at, char)))
}

/// Returns the length of a question that may have its answer behind it: up to its first `?`, unless it ends with one.
pub(crate) fn question_length(text: &str) -> usize {
    let closing = |char: char| matches!(char, '"' | '\'' | '”' | '’' | '»' | ')' | '*' | '_') || char.is_whitespace();
    // The last is the byte with which the mark of full width begins.
    if memchr::memchr2(b'?', 0xef, text.as_bytes()).is_none() || asks_on(text.trim_end_matches(closing)) {
        return text.len();
    }
    let is_mark = |at: usize, mark: char| {
        let behind = slice(text, at + mark.len_utf8()..text.len());
        mark == '？'
            || !behind.starts_with(|next: char| next.is_alphanumeric() || matches!(next, '/' | '=' | '&' | '%'))
    };
    let mark = text.char_indices().find(|(at, char)| matches!(char, '?' | '？') && is_mark(*at, *char));
    let end = mark.map_or(text.len(), |(at, mark)| at + mark.len_utf8());
    if question_key(slice(text, end..text.len())) == 0 { text.len() } else { end }
}

/// Says whether a text ends as a question does.
pub(super) fn asks_on(text: &str) -> bool {
    text.trim_end().ends_with(['?', '？'])
}

/// Returns what stands behind the question on a line: behind its first `?`, or else behind the first other place at
/// which it may end.
pub(super) fn answer(text: &str, first_line: Option<usize>) -> &str {
    let length = question_length(text);
    let end = if length < text.len() { Some(length) } else { ends(text, first_line).next() };
    end.map_or("", |end| slice(text, end..text.len()).trim_start_matches(|char: char| !char.is_alphanumeric()))
}

/// Adds the names in an answer, or in a part of one: what links lead to, and what has the shape of a name.
pub(super) fn add_names(names: &mut Vec<Box<str>>, text: &str, links: &[Link]) {
    let mut add = |name: &str| {
        if names.len() < MOST_NAMES && !is_user(name) && names.iter().all(|known| fold_name(known) != fold_name(name)) {
            names.push(name.into());
        }
    };
    for part in parts(text) {
        let mut linked = links.iter().filter(|link| part.contains(&*link.text)).peekable();
        let name = bare_name(part);
        if linked.peek().is_none() && has_shape_of_name(name) {
            add(name);
        }
        for link in linked {
            let name = link.target.rsplit('/').next().unwrap_or(&link.target);
            add(name.strip_suffix(".md").unwrap_or(name));
        }
    }
}

/// Returns the parts of an enumeration: `Ann Lee, Bo Diaz and Cy Fox`.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let by_sign = text.split([',', ';', '、', '，', '；', '/', '。', '\n']);
    by_sign.flat_map(|part| {
        let mut rest = Some(part);
        std::iter::from_fn(move || {
            let now = rest?;
            let joint_at = |at: usize| JOINTS.iter().find(|joint| slice(now, at..now.len()).starts_with(**joint));
            let joint =
                memchr::memchr_iter(b' ', now.as_bytes()).find_map(|at| joint_at(at).map(|joint| (at, joint.len())));
            let (part, behind) = match joint {
                Some((at, length)) => (slice(now, 0..at), Some(slice(now, at + length..now.len()))),
                None => (now, None),
            };
            rest = behind;
            Some(part)
        })
    })
}

/// Returns a name without what describes it: `Ann Lee` for `Ms Ann Lee (Fjord)` and `Ann Lee - the chair`.
fn bare_name(part: &str) -> &str {
    const BEFORE: [&str; 12] =
        ["and ", "und ", "also ", "maybe ", "perhaps ", "Mr ", "Mrs ", "Ms ", "Mr. ", "Mrs. ", "Frau ", "Herr "];
    let mut name = slice(part, 0..end_of_name(part)).trim_matches(|char: char| char != '.' && !char.is_alphanumeric());
    while let Some(rest) = BEFORE.iter().find_map(|word| name.strip_prefix(word)) {
        name = rest.trim_start();
    }
    // The point behind a sentence; that of `Ann B.` stays.
    match name.strip_suffix('.') {
        Some(bare) if bare.rsplit(' ').next().is_some_and(|last| last.chars().count() > 1) => bare,
        _ => name,
    }
}

/// Returns where a name ends before what describes it.
fn end_of_name(part: &str) -> usize {
    const BEHIND: [&str; 7] = [" - ", " – ", " ->", " at ", " from ", " bei ", " @"];
    let is_end = |(at, char): &(usize, char)| match char {
        ' ' => BEHIND.iter().any(|end| slice(part, *at..part.len()).starts_with(end)),
        char => matches!(char, '(' | '—' | ':' | '→' | '（'),
    };
    part.char_indices().find(is_end).map_or(part.len(), |(at, _)| at)
}

/// Says whether a text looks like the name of a person: two to four words with a capital letter each, between which
/// particles may stand; or two to four signs of a script without capitals and spaces.
pub(super) fn has_shape_of_name(text: &str) -> bool {
    const PARTICLES: [&str; 24] = [
        "van", "von", "de", "der", "den", "da", "dos", "das", "do", "di", "del", "della", "du", "la", "le", "bin",
        "ibn", "al", "el", "y", "zu", "ten", "ter", "af",
    ];
    const NO_NAMES: [&str; 20] = [
        "The", "No", "Not", "None", "Nobody", "My", "His", "Her", "Their", "Our", "Your", "Ask", "Maybe", "Someone",
        "Anyone", "People", "She", "He", "They", "I",
    ];
    /// Last words of the names of firms.
    const FIRMS: [&str; 26] = [
        "Shipping",
        "Consulting",
        "Group",
        "Holding",
        "Holdings",
        "Labs",
        "Partners",
        "Bank",
        "Media",
        "Studio",
        "Studios",
        "Capital",
        "Ventures",
        "Systems",
        "Solutions",
        "Technologies",
        "Software",
        "Energy",
        "Insurance",
        "University",
        "Institute",
        "College",
        "School",
        "Agentur",
        "Verlag",
        "Agency",
    ];
    if text.len() > LONGEST_NAME {
        return false;
    }
    let is_sign =
        |char: char| matches!(char, '\u{3400}'..='\u{9fff}' | '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}');
    if text.chars().any(is_sign) {
        return text.chars().all(is_sign) && (2..=4).contains(&text.chars().count());
    }
    let is_capital = |word: &str| {
        let mut chars = word.chars();
        let is_acronym = word.chars().count() > 2 && !word.contains('.') && !word.contains(char::is_lowercase);
        chars.next().is_some_and(char::is_uppercase)
            && chars.all(|char| char.is_alphabetic() || matches!(char, '.' | '-' | '\'' | '’'))
            && !is_acronym
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let count = words.iter().filter(|word| is_capital(word)).count();
    (2..=4).contains(&count)
        && is_capital(first)
        && is_capital(last)
        && !NO_NAMES.contains(first)
        && !FIRMS.contains(last)
        && words.iter().all(|word| is_capital(word) || PARTICLES.contains(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_question_ends_at_its_first_mark() {
        let rows = [
            ("How did you get in? by accident", "How did you get in?"),
            ("What would you do? -> an internship", "What would you do?"),
            ("怎么入行的？偶然", "怎么入行的？"),
            ("What do you do? And why?", "What do you do? And why?"),
            ("(What do you do?)", "(What do you do?)"),
            ("Why https://example.com/?a=b counts", "Why https://example.com/?a=b counts"),
            ("What is hard", "What is hard"),
            ("Why? …", "Why? …"),
        ];
        for (text, question) in rows {
            assert_eq!(slice(text, 0..question_length(text)), question, "{text}");
        }
    }

    #[test]
    fn a_line_has_the_beginnings_that_a_question_may_be() {
        let rows: [(&str, &[&str]); 9] = [
            ("How so? By luck", &["How so"]),
            ("What I ask: why — luck", &["What I ask: why", "What I ask"]),
            ("A well-known thing - luck", &["A well-known thing"]),
            ("Why -> luck", &["Why"]),
            ("Why → luck", &["Why"]),
            ("Why – luck", &["Why"]),
            ("为什么：运气", &["为什么"]),
            ("Why?", &[]),
            ("Why so", &[]),
        ];
        for (text, expected) in rows {
            let expected: Vec<u64> = expected.iter().map(|text| question_key(text)).collect();
            assert_eq!(*beginnings(text, question_key(text), None), *expected, "{text}");
        }
        assert_eq!(*beginnings("Why so luck", question_key("Why so luck"), Some(6)), [question_key("Why so")]);
    }

    #[test]
    fn names_are_told_by_their_shape() {
        let rows: [(&str, &[&str]); 12] = [
            ("Hanna Weiss, Sofia Lindqvist", &["Hanna Weiss", "Sofia Lindqvist"]),
            ("Hanna Weiss (Fjord) and Jan van der Berg.", &["Hanna Weiss", "Jan van der Berg"]),
            ("Frau Hanna Weiss - the chair", &["Hanna Weiss"]),
            ("Zoë O'Hara; J. R. Smith-Jones", &["Zoë O'Hara", "J. R. Smith-Jones"]),
            ("Мария Петрова и Олег Ким", &["Мария Петрова", "Олег Ким"]),
            ("王小明、李华", &["王小明", "李华"]),
            ("Ann B. at Fjord", &["Ann B."]),
            ("nobody yet", &[]),
            ("The Grid Team", &[]),
            ("She will think about it", &[]),
            ("NASA JPL", &[]),
            ("Hanna", &[]),
        ];
        for (text, expected) in rows {
            let mut names = Vec::new();
            add_names(&mut names, text, &[]);
            let names: Vec<&str> = names.iter().map(|name| &**name).collect();
            assert_eq!(names, expected, "{text}");
        }
    }

    /// Returns a text of words, of the marks at which a question may end, and of what stands between and behind names.
    fn text() -> impl Strategy<Value = String> {
        const PARTS: [&str; 34] = [
            "Why", "so", "Ann", "Lee", "é", "问", " ", " ", " ", "?", "？", ":", "：", "—", "→", "->", "-", " - ",
            " – ", " and ", " & ", " et ", " e ", " en ", " и ", " oder ", " or ", "(", "（", " at ", " @", "☕", "“",
            "\u{ff21}",
        ];
        let part = proptest::sample::select(PARTS.to_vec());
        prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_quick_looks_miss_no_end_of_a_question(text in text(), at in 0_usize..20) {
            let first_line = Some(at).filter(|at| *at < text.len() && text.is_char_boundary(*at));
            let is_gap = |char: Option<char>| char.is_none_or(char::is_whitespace);
            let is_end = |at: usize, char: char| {
                let (before, behind) = (slice(&text, 0..at), slice(&text, at + char.len_utf8()..text.len()));
                let is_apart = is_gap(before.chars().next_back()) && is_gap(behind.chars().next());
                first_line == Some(at)
                    || "?？:：—→".contains(char)
                    || (char == '-' && behind.starts_with('>'))
                    || ("-–".contains(char) && is_apart)
            };
            let all = text.char_indices().filter(|(at, char)| is_end(*at, *char)).map(|(at, _)| at).take(MOST_ENDS);
            let mut keys: Vec<u64> = all.map(|end| question_key(slice(&text, 0..end))).collect();
            keys.retain(|key| *key != 0 && *key != question_key(&text));
            keys.dedup();
            keys.reverse();
            prop_assert_eq!(&*beginnings(&text, question_key(&text), first_line), &*keys);
            prop_assert!(text.contains(['?', '？']) || question_length(&text) == text.len());
        }

        #[test]
        fn enumerations_are_split_at_the_first_joint(text in text()) {
            let mut rest = text.as_str();
            let mut expected = Vec::new();
            while let Some((at, length)) = JOINTS.iter().filter_map(|joint| Some((rest.find(joint)?, joint.len()))).min() {
                expected.push(slice(rest, 0..at));
                rest = slice(rest, at + length..rest.len());
            }
            expected.push(rest);
            prop_assert_eq!(parts(&text).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn a_name_ends_at_what_describes_it(text in text()) {
            let ends = ["(", " - ", " – ", "—", ":", " ->", "→", " at ", " from ", " bei ", "（", " @"];
            let end = ends.iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
            prop_assert_eq!(end_of_name(&text), end);
        }
    }
}
