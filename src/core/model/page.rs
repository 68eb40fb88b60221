use std::borrow::Cow;

use crate::core::base::Span;

/// A live block (`docs/format.md#live-blocks`), by its places in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// The opening line, without its line end.
    pub head: Span,
    /// Name and filters, as written on the opening line.
    pub directive: Span,
    /// What the program writes: from behind the opening line to the start of the closing one.
    pub content: Span,
    /// The closing line, without its line end.
    pub tail: Span,
}

/// The whole text of a note that holds live blocks, with where these are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageText<'t> {
    /// The text.
    pub text: Cow<'t, str>,
    /// Its blocks, in order.
    pub regions: Cow<'t, [Region]>,
}

impl PageText<'_> {
    /// Returns the same page without a copy of its text.
    #[must_use]
    pub fn borrowed(&self) -> PageText<'_> {
        PageText { text: Cow::Borrowed(&self.text), regions: Cow::Borrowed(&self.regions) }
    }
}
