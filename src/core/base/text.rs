//! Text made comparable: names, keys and questions that differ only in ways no reader would mind.

use std::borrow::Cow;
use std::hash::{BuildHasherDefault, Hasher};

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick, is_nfkc_quick};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed, xxh3_128};

/// Returns the part of `text` that `range` names; empty if it names none.
pub(crate) fn slice(text: &str, range: std::ops::Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

/// Returns the words of a name without titles, the first name first: `Sam` and `Rivera` for `Dr. Rivera, Sam`.
pub(crate) fn first_words(name: &str) -> Vec<&str> {
    const TITLES: [&str; 8] = ["Dr", "Dr.", "Prof", "Prof.", "Mr.", "Mrs.", "Ms.", "Sir"];
    let (last, first) = name.split_once(',').map_or(("", name), |(last, first)| (last, first));
    let words = first.split_whitespace().chain(last.split_whitespace());
    let words = words.map(|word| word.trim_matches(['(', ')', '"', '“', '”']));
    words.filter(|word| !word.is_empty() && !TITLES.contains(word)).collect()
}

/// Returns a 64-bit hash of `bytes` that is the same on every machine and in every version.
pub(crate) fn stable_hash(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// Returns a 128-bit hash of `bytes` that is the same on every machine and in every version.
pub(crate) fn stable_hash_128(bytes: &[u8]) -> u128 {
    xxh3_128(bytes)
}

/// Hashes the texts by which tables of words are looked up. Nobody but the user adds to these, so that a hash that is hard
/// to foresee, as the standard library has it, would cost time for nothing.
pub(crate) type WordHash = BuildHasherDefault<WordHasher>;

/// The state of a [`WordHash`].
#[derive(Debug, Clone, Default)]
pub(crate) struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    /// The byte behind a text would tell texts in a row apart; a key is one text.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Letters and digits without `i`, `l`, `o` and `u`, which are misread.
pub(crate) const ID_LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Returns the lowest 40 bits of a hash as eight letters and digits.
pub(crate) fn short_id(hash: u64) -> String {
    let letter = |place: u32| usize::try_from(hash >> (5 * place) & 31).ok().and_then(|at| ID_LETTERS.get(at));
    (0..8).rev().filter_map(letter).copied().map(char::from).collect()
}

/// Returns a name as links compare it: NFC, lower case, single spaces, straight apostrophes.
pub(crate) fn fold_name(name: &str) -> Cow<'_, str> {
    let is_folded = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'/');
    if name.as_bytes().iter().all(is_folded) {
        return Cow::Borrowed(name);
    }
    let mut folded = String::with_capacity(name.len());
    if name.is_ascii() {
        for word in name.split_ascii_whitespace() {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(word);
        }
        folded.make_ascii_lowercase();
        return Cow::Owned(folded);
    }
    let mut add = |char: char| match char {
        char if char.is_whitespace() => {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        }
        '\u{2019}' | '\u{2018}' => folded.push('\''),
        // Invisible characters in a file name cannot be meant.
        '\u{200b}' | '\u{feff}' | '\u{ad}' => {}
        char => folded.extend(char.to_lowercase()),
    };
    if is_nfc_quick(name.chars()) == IsNormalized::Yes {
        name.chars().for_each(&mut add);
    } else {
        name.nfc().for_each(&mut add);
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    Cow::Owned(folded)
}

/// Returns names in a row: `Ann, Bo and Cy`.
pub(crate) fn and(names: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// Returns a word in lower case and without accents: `février` as `fevrier`.
pub(crate) fn unaccented(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let is_accent = |char: &char| ('\u{300}'..='\u{36f}').contains(char);
    word.nfd().filter(|char| !is_accent(char)).flat_map(char::to_lowercase).collect()
}

/// Returns the hash of a folded name.
pub(crate) fn name_key(name: &str) -> u64 {
    stable_hash(fold_name(name).as_bytes())
}

/// Returns a front-matter key as keys compare: NFC, lower case, without ` `, `_` and `-`, without a known prefix
/// (`prm-`, `crm_`, `person_`) and without an index in brackets (`email[home]`).
pub(crate) fn key_form(key: &str) -> Cow<'_, str> {
    if key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Cow::Borrowed(key);
    }
    let key = slice(key, 0..memchr::memchr(b'[', key.as_bytes()).unwrap_or(key.len())).trim();
    let mut rest = key;
    for prefix in ["prm", "crm", "person"] {
        if let (Some(head), Some(tail)) = (key.get(..prefix.len()), key.get(prefix.len()..))
            && head.eq_ignore_ascii_case(prefix)
            && tail.len() > 1
            && tail.starts_with(['-', '_', ' '])
        {
            rest = tail;
        }
    }
    let is_kept = |char: char| !matches!(char, ' ' | '_' | '-');
    if !rest.is_ascii() {
        return rest.nfc().filter(|char| is_kept(*char)).flat_map(char::to_lowercase).collect();
    }
    let mut form = rest.to_ascii_lowercase();
    if memchr::memchr3(b' ', b'_', b'-', form.as_bytes()).is_some() {
        form.retain(is_kept);
    }
    Cow::Owned(form)
}

/// Returns a question reduced to its words: lower case, NFKC, without punctuation, quotes and extra space.
pub(crate) fn question_words(question: &str) -> String {
    if question.is_ascii() {
        let mut words = Vec::with_capacity(question.len());
        ascii_words(question.as_bytes(), |byte| words.push(byte));
        return String::from_utf8(words).unwrap_or_default();
    }
    if is_nfkc_quick(question.chars()) == IsNormalized::Yes {
        words_of(question.chars())
    } else {
        words_of(question.nfkc())
    }
}

/// Returns the words of a text without what stands between them.
fn words_of(text: impl Iterator<Item = char>) -> String {
    let mut words = String::new();
    let mut is_gap = false;
    for char in text {
        if char.is_alphanumeric() {
            if is_gap && !words.is_empty() {
                words.push(' ');
            }
            is_gap = false;
            words.extend(char.to_lowercase());
        } else {
            is_gap |= !matches!(char, '\'' | '\u{2019}' | '\u{2018}' | '\u{ad}' | '\u{200b}');
        }
    }
    words
}

/// Returns the key by which questions are matched, or 0 for a text without words.
pub(crate) fn question_key(question: &str) -> u64 {
    // Every item of every meeting gets a key: the usual short English one is put together without a string.
    let mut buffer = [0; 256];
    let words: &[u8] = if question.is_ascii() && question.len() <= buffer.len() {
        let mut length = 0;
        ascii_words(question.as_bytes(), |byte| {
            if let Some(place) = buffer.get_mut(length) {
                *place = byte;
                length += 1;
            }
        });
        buffer.get(..length).unwrap_or_default()
    } else {
        let words = question_words(question);
        return if words.is_empty() { 0 } else { stable_hash(words.as_bytes()) };
    };
    if words.is_empty() { 0 } else { stable_hash(words) }
}

/// What each byte of ASCII is in [`question_words`]: a letter in lower case or a digit; [`APART`] or [`NOTHING`].
const WORD_BYTES: [u8; 256] = {
    let mut bytes = [APART; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            bytes[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    bytes[b'\'' as usize] = NOTHING;
    bytes
};
/// It stands between words.
const APART: u8 = b' ';
/// It stands in a word and is left out.
const NOTHING: u8 = 0;

/// Passes on, byte by byte, what [`question_words`] returns for an ASCII text: no more bytes than the text has.
fn ascii_words(text: &[u8], mut put: impl FnMut(u8)) {
    let (mut is_started, mut is_gap) = (false, false);
    for byte in text {
        match WORD_BYTES[usize::from(*byte)] {
            APART => is_gap = is_started,
            NOTHING => {}
            letter => {
                if is_gap {
                    put(b' ');
                }
                (is_started, is_gap) = (true, false);
                put(letter);
            }
        }
    }
}

/// Returns a text with one space between its words, and none around them.
pub(crate) fn single_spaced(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_fold_alike() {
        let rows = [
            ("Priya  Nair ", "priya nair"),
            ("Zoe\u{308} O\u{2019}Hara", "zoë o'hara"),
            ("people/x-1.md", "people/x-1.md"),
            ("\t", ""),
        ];
        for (name, expected) in rows {
            assert_eq!(fold_name(name), expected, "{name:?}");
        }
    }

    #[test]
    fn keys_compare_without_case_and_separators() {
        let rows = [
            ("Last Contacted", "lastcontacted"),
            ("last_contacted", "lastcontacted"),
            ("lastContacted", "lastcontacted"),
            ("prm-last-contact", "lastcontact"),
            ("person_email", "email"),
            ("person", "person"),
            ("email[home]", "email"),
        ];
        for (key, expected) in rows {
            assert_eq!(key_form(key), expected, "{key}");
        }
    }

    #[test]
    fn questions_match_by_their_words() {
        let rows = [
            ("How did you get into this field?", "how did you get into this field"),
            ("\u{201c}How  did YOU get into this field\u{201d}", "how did you get into this field"),
            ("What don\u{2019}t you like？", "what dont you like"),
            ("?!", ""),
        ];
        for (question, expected) in rows {
            assert_eq!(question_words(question), expected, "{question}");
        }
        assert_eq!(question_key("  … "), 0);
        for question in ["How did YOU get in?", "don't -- stop", "'", " a ", &"Why? ".repeat(80)] {
            assert_eq!(question_key(question), question_key(&format!("{question}\u{2026}")), "{question}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn plain_words_are_compared_as_all_others(word in "[ -~]{0,12}", text in ".*|[ -~]{0,300}|[ -~…“”–éＡ①]{0,40}") {
            prop_assert_eq!(unaccented(&word) + "e", unaccented(&format!("{word}é")));
            prop_assert_eq!(question_words(&text), words_of(text.nfkc()));
            let words = question_words(&text);
            prop_assert_eq!(question_key(&text), if words.is_empty() { 0 } else { stable_hash(words.as_bytes()) });
            prop_assert_eq!(single_spaced(&text), text.split_whitespace().collect::<Vec<_>>().join(" "));
        }

        #[test]
        fn keys_of_plain_letters_are_their_own_form(key in "[a-z0-9]{0,12}") {
            for written in [key.clone(), key.to_uppercase(), format!("-{key}_ ")] {
                prop_assert_eq!(&*key_form(&written), &key);
            }
        }

        #[test]
        fn names_fold_alike_however_they_are_composed(name in ".*|[a-zéñü ö’‘]{0,20}") {
            let decomposed: String = name.nfd().collect();
            prop_assert_eq!(fold_name(&name), fold_name(&decomposed));
        }
    }
}
