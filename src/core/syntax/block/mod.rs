//! Live blocks: where they stand, what they ask for, and whose their lines are.

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

/// Returns a page in which both sides of a merge are united, and without what `watch` says there of itself.
pub(crate) fn united<'p>(page: &'p PageText<'_>) -> PageText<'p> {
    let without = notice::without(&page.text);
    match (merged::unite(&without), &without) {
        (Cow::Borrowed(_), Cow::Borrowed(_)) => page.borrowed(),
        (text, _) => region::page(text.into_owned()),
    }
}
