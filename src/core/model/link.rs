//! Links between notes as they are written. The index finds their targets.

use crate::core::base::Location;
use crate::core::base::text::fold_name;

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
