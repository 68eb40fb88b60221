//! What the name of a file says about a page: Logseq writes `Person/Ola Brandt` as `Person___Ola Brandt` or
//! `Person%2FOla Brandt`.

use std::borrow::Cow;

use crate::core::base::text::slice;
use crate::core::model::NoteType;
use crate::core::model::vocabulary::Vocabulary;

/// Prefixes that vaults put before names.
const PREFIXES: [&str; 5] = ["Person - ", "People - ", "Contact - ", "Meeting - ", "@"];

/// Returns the name of the page in a file, with `/` between its parts.
pub(super) fn page_name(stem: &str) -> Cow<'_, str> {
    let decoded = unescaped(stem);
    let is_nested = decoded.contains("___") && decoded.split("___").all(|part| !part.trim().is_empty());
    if is_nested { Cow::Owned(decoded.replace("___", "/")) } else { decoded }
}

/// Returns a name with the signs for which escapes stand in it, since names of files cannot hold them.
fn unescaped(stem: &str) -> Cow<'_, str> {
    const SIGNS: [(&str, char); 11] = [
        ("%2F", '/'),
        ("%5C", '\\'),
        ("%3A", ':'),
        ("%2A", '*'),
        ("%3F", '?'),
        ("%22", '"'),
        ("%3C", '<'),
        ("%3E", '>'),
        ("%7C", '|'),
        ("%23", '#'),
        ("%25", '%'),
    ];
    let Some((before, rest)) = stem.split_once('%') else { return Cow::Borrowed(stem) };
    let escape = slice(stem, before.len()..stem.len().min(before.len() + 3)).to_ascii_uppercase();
    match SIGNS.iter().find(|(written, _)| *written == escape) {
        Some((_, sign)) => Cow::Owned(format!("{before}{sign}{}", unescaped(slice(rest, 2..rest.len())))),
        None => Cow::Owned(format!("{before}%{}", unescaped(rest))),
    }
}

/// Returns a file's stem without the prefixes that vaults put before names, and without the page that says what it is.
pub(super) fn bare_stem<'s>(stem: &'s str, vocabulary: &Vocabulary) -> Cow<'s, str> {
    let bare = match page_name(stem) {
        page if page.contains('/') => match of_kind(&page, vocabulary) {
            Some((_, name)) => Cow::Owned(name.to_owned()),
            None => page,
        },
        page if page == stem => {
            Cow::Borrowed(PREFIXES.iter().find_map(|prefix| stem.strip_prefix(prefix)).unwrap_or(stem).trim())
        }
        page => page,
    };
    if bare.is_empty() { Cow::Borrowed(stem) } else { bare }
}

/// Returns what a file is by its name, as `Person - Ola` and `Person/Ola` say it. A page below `Person/Ola` is something
/// else.
pub(super) fn type_of(stem: &str, vocabulary: &Vocabulary) -> Option<NoteType> {
    let of_page = of_kind(&page_name(stem), vocabulary).map(|(kind, _)| kind);
    // `11 - Title` has a number, and `1-1 - Ola` a word.
    let label = stem
        .split_once(" - ")
        .map(|(label, _)| label)
        .filter(|label| label.contains(|char: char| !char.is_ascii_digit()));
    of_page.or_else(|| vocabulary.type_of_tag(label?)).filter(|kind| *kind != NoteType::Plain)
}

/// Returns what a page in the page of a kind is, and its own name.
fn of_kind<'p>(page: &'p str, vocabulary: &Vocabulary) -> Option<(NoteType, &'p str)> {
    let (kind, name) = page.split_once('/')?;
    let kind = vocabulary.type_of_tag(kind).filter(|kind| *kind != NoteType::Plain)?;
    (!name.contains('/')).then_some((kind, name.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pages_are_read_from_names_of_files() {
        let person = Some(NoteType::Person);
        let rows = [
            ("Person___Ola Brandt", "Ola Brandt", person),
            ("people___Ola Brandt", "Ola Brandt", person),
            ("Person%2FOla Brandt", "Ola Brandt", person),
            ("Person___Ola Brandt___Book___X", "Person/Ola Brandt/Book/X", None),
            ("Person%2FOla%2FBook", "Person/Ola/Book", None),
            ("AI___Agent", "AI/Agent", None),
            ("What%3F A guide", "What? A guide", None),
            ("100% sure", "100% sure", None),
            ("%41%2f%é", "%41/%é", None),
            ("___x", "___x", None),
            ("Person - Ola", "Ola", person),
            ("11 - Ola", "11 - Ola", None),
            ("@Ola", "Ola", None),
            ("Ola Brandt", "Ola Brandt", None),
        ];
        for (stem, name, kind) in rows {
            assert_eq!(bare_stem(stem, Vocabulary::plain()), name, "{stem}");
            assert_eq!(type_of(stem, Vocabulary::plain()), kind, "{stem}");
        }
    }
}
