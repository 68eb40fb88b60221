//! Links between notes, as written; the index resolves them.

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
}

/// A reference to another note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The target as written, without brackets, alias, heading and block id.
    pub target: Box<str>,
    /// The text a reader sees: the alias, else the target's last part.
    pub text: Box<str>,
    /// How it was written.
    pub style: LinkStyle,
    /// Where it stands in the note.
    pub location: Location,
}

/// Says whether a name among attendees means the user.
pub(crate) fn is_user(name: &str) -> bool {
    matches!(fold_name(name).as_ref(), "me" | "you" | "self" | "myself")
}
