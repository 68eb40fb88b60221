//! Live blocks: where they are, what they ask for, and who wrote their lines.

pub(crate) mod checksum;
pub(crate) mod directive;
pub mod filter;
pub mod merged;
pub mod notice;
pub mod region;
pub mod row;

use std::borrow::Cow;

use crate::core::model::PageText;

pub use directive::{BlockKind, Directive, DirectiveFault};

/// Returns a page with both sides of a merge united, and without the notices of `watch`.
pub(crate) fn united<'p>(page: &'p PageText<'_>) -> PageText<'p> {
    let without = notice::without(&page.text);
    match (merged::unite(&without), &without) {
        (Cow::Borrowed(_), Cow::Borrowed(_)) => page.borrowed(),
        (text, _) => region::page(text.into_owned()),
    }
}
