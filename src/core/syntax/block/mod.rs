//! Live blocks: where they are, what they ask for, and who wrote their lines.

pub(crate) mod checksum;
pub(crate) mod directive;
pub(crate) mod filter;
pub(crate) mod region;
pub(crate) mod row;
pub(crate) mod merge_conflict;
pub(crate) mod watch_notice;

use std::borrow::Cow;

use crate::core::model::PageText;

pub use directive::BlockKind;
pub(crate) use directive::Directive;

/// Returns a page with both sides of a merge united, and without the notices of `watch`.
pub(crate) fn united<'p>(page: &'p PageText<'_>) -> PageText<'p> {
    let without = watch_notice::without(&page.text);
    match (merge_conflict::unite(&without), &without) {
        (Cow::Borrowed(_), Cow::Borrowed(_)) => page.borrowed(),
        (text, _) => region::page(text.into_owned()),
    }
}
