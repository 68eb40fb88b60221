use std::borrow::Cow;

use crate::core::base::Span;

/// The places of a live block in a text (`docs/format.md#live-blocks`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// The opening line, without its line end.
    pub head: Span,
    /// The name and the filters on the opening line.
    pub directive: Span,
    /// The text that the program writes: from the end of the opening line to the start of the closing one.
    pub content: Span,
    /// The closing line, without its line end.
    pub tail: Span,
}

/// The whole text of a note with live blocks, and their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageText<'t> {
    /// The text.
    pub text: Cow<'t, str>,
    /// Its blocks, in order.
    pub regions: Cow<'t, [Region]>,
}

impl PageText<'_> {
    /// Returns the page with a borrowed text.
    #[must_use]
    pub fn borrowed(&self) -> PageText<'_> {
        PageText { text: Cow::Borrowed(&self.text), regions: Cow::Borrowed(&self.regions) }
    }
}
