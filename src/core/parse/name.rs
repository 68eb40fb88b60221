//! The title of a note and the other names that a link may use for it.

use crate::core::base::NotePath;
use crate::core::base::text::fold_name;
use crate::core::model::NoteType;
use crate::core::model::vocabulary::{Topic, Vocabulary};
use crate::core::syntax::link::is_like_name;

use super::properties::Properties;

/// Returns the full name with which the text of a note begins whose name is a first or last name, or the same in small letters:
/// `Ann Lee, Fjord`.
pub(super) fn full_name(text: &str, title: &str) -> Option<Box<str>> {
    let line = text.lines().next()?.trim_matches(['*', '_', ' ']);
    let name = line.split([',', '(', '–', '—', ':', '.', '|', ';']).next()?.trim_end_matches(['*', '_', ' ']);
    let (first, rest) = name.split_once(' ')?;
    let is_part = |part: &str| fold_name(part) == fold_name(title);
    let is_first = !title.contains(' ') && (is_part(first) || is_part(rest));
    let is_whole = title.chars().all(|char| !char.is_uppercase()) && fold_name(name) == fold_name(title);
    ((is_first || is_whole) && is_like_name(name)).then(|| name.into())
}

/// Returns the title of a note: the name that its keys give, its heading, or the name of its file.
pub(super) fn title(kind: NoteType, stem: &str, heading: Option<&str>, properties: &Properties<'_>) -> Box<str> {
    let written = properties.name(stem, heading).unwrap_or_else(|| heading.unwrap_or(stem).into());
    let turned = (kind == NoteType::Contact && *written == *stem).then(|| turned_name(stem)).flatten();
    turned.unwrap_or(written)
}

/// Returns `Matt Barber` for `Barber, Matt`; `None` for a name that is no surname before a first name.
fn turned_name(stem: &str) -> Option<Box<str>> {
    let (last, first) = stem.split_once(", ")?;
    let is_suffix =
        matches!(fold_name(first).trim_end_matches('.'), "jr" | "sr" | "phd" | "md" | "inc" | "llc" | "ltd" | "gmbh");
    let is_name =
        |part: &str| part.chars().all(|char| char.is_alphabetic() || matches!(char, ' ' | '-' | '.' | '\'' | '’'));
    (!is_suffix && !last.is_empty() && is_name(first) && is_name(last)).then(|| format!("{first} {last}").into())
}

/// Headings of sections that stand first in notes about people.
const SECTIONS: [&str; 12] = [
    "links",
    "description",
    "notes",
    "note",
    "profile",
    "summary",
    "about",
    "background",
    "details",
    "info",
    "contact info",
    "contact",
];

/// Returns the heading of a contact without a label such as `Profile:` before the name.
pub(super) fn without_label(heading: &str, kind: NoteType) -> &str {
    const LABELS: [&str; 8] = ["profile", "perfil", "profil", "profilo", "profiel", "person", "contact", "name"];
    match heading.split_once(':') {
        Some((label, name))
            if kind == NoteType::Contact && LABELS.contains(&fold_name(label).as_ref()) && !name.trim().is_empty() =>
        {
            name.trim()
        }
        _ if kind == NoteType::Contact && heading.contains(|char: char| char.is_ascii_digit()) => {
            // `Ann Lee (Fjord) – Thu 3 Dec` tells more than the name.
            let name = heading.split([',', '(', '–', '—', '|']).next().unwrap_or_default().trim();
            if is_like_name(name) { name } else { heading }
        }
        _ => heading,
    }
}

/// Returns whether a heading may be somebody's name rather than a section's: not if it is one of several of the first
/// level or of a known topic, nor if the file has somebody's name and the heading has none of its words.
pub(super) fn may_name(heading: &str, stem: &str, is_one_of_several: bool, vocabulary: &Vocabulary) -> bool {
    let is_name_like =
        |text: &str| text.contains(' ') && text.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
    let is_section = is_one_of_several && !is_name_like(heading);
    let is_of_somebody = is_name_like(stem);
    let is_topic = vocabulary.topic(heading) != Topic::Other;
    let (heading, stem) = (fold_name(heading), fold_name(stem));
    let words = |text: &str| -> Vec<String> {
        text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let of_stem = words(&stem);
    let shares = words(&heading).iter().any(|word| of_stem.contains(word));
    shares || !(is_of_somebody || is_section || is_topic || SECTIONS.contains(&heading.as_ref()))
}

/// Returns further names that a link may use: the heading, the bare stem, the name without honorific, and
/// `Rivera, Sam` for `Sam Rivera`.
pub(super) fn other_names(path: &NotePath, bare: &str, title: &str, heading: Option<&str>) -> Vec<Box<str>> {
    let mut names: Vec<Box<str>> = Vec::new();
    let mut add = |name: &str| {
        let name = name.trim();
        if !name.is_empty() && name != title && !names.iter().any(|other| **other == *name) {
            names.push(name.into());
        }
    };
    heading.into_iter().for_each(&mut add);
    if bare != path.stem() {
        add(bare);
    }
    let honorifics = ["Dr. ", "Dr ", "Prof. ", "Prof ", "Mr. ", "Mr ", "Mrs. ", "Mrs ", "Ms. ", "Ms ", "Sir "];
    let plain = honorifics.iter().find_map(|honorific| title.strip_prefix(honorific));
    plain.into_iter().for_each(&mut add);
    if let Some((last, first)) = title.split_once(", ") {
        add(&format!("{first} {last}"));
    }
    names
}
