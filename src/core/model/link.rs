//! Links between notes as they are written. The index finds their targets.

use crate::core::base::Location;
use crate::core::base::text::{fold_name, slice, unaccented};

/// How a link was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkStyle {
    /// `[[target]]`, with or without alias, heading and folder.
    Wiki,
    /// `[text](target.md)`.
    Markdown,
    /// A name in plain text, in a property that holds people.
    Plain,
    /// A plain text that may be somebody's name: `met-via: LinkedIn`. It names nobody without a note.
    Words,
}

/// A reference to another note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The target as written, without brackets, alias, heading and block id.
    pub target: Box<str>,
    /// The text that a reader sees: the alias, or else the last part of the target.
    pub text: Box<str>,
    /// How it was written.
    pub style: LinkStyle,
    /// Its place in the note.
    pub location: Location,
}

/// Says whether a name means the user: `me`, `you`, `self` or `myself`.
pub(crate) fn is_user(name: &str) -> bool {
    matches!(fold_name(name).as_ref(), "me" | "you" | "self" | "myself")
}

/// Returns a name without what stands behind it: `Ola Brandt` of `Ola Brandt (Fjord)` and `Ola Brandt - Chair`.
pub(crate) fn bare_name(name: &str) -> &str {
    let ends = [" (", " - ", " – ", " — ", "（"];
    let end = ends.into_iter().filter_map(|end| name.find(end)).min().unwrap_or(name.len());
    let bare = slice(name, 0..end).trim();
    if bare.is_empty() { name } else { bare }
}

/// Returns the words of a name as loose comparisons have them: in lower case, without accents and however an umlaut is
/// written: `Jörg-Åke` and `joerg_aake`.
pub(crate) fn name_words(name: &str) -> Vec<String> {
    const LETTERS: [(&str, &str); 9] = [
        ("ae", "a"),
        ("oe", "o"),
        ("ue", "u"),
        ("aa", "a"),
        ("æ", "a"),
        ("ø", "o"),
        ("ß", "ss"),
        ("ł", "l"),
        ("đ", "d"),
    ];
    let name = LETTERS.iter().fold(
        unaccented(name),
        |name, (from, to)| {
            if name.contains(from) { name.replace(from, to) } else { name }
        },
    );
    name.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
