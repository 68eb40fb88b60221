//! Live blocks: find them, read their line, render what they ask for, splice it in (`docs/format.md#live-blocks`).
//!
//! A renderer is a pure function of the [`View`], the block's filter and the note that the block is in. It returns
//! whole lines that end in `\n`, and at least one.

pub(crate) mod activity;
pub(crate) mod contacts;
mod done;
mod follow_ups;
mod meetings;
pub(crate) mod pipeline;
mod problems;
mod question_report;
mod questions;
mod referrals;
pub(crate) mod splice;
mod summary;
#[cfg(test)]
mod backlog_tests;
#[cfg(test)]
mod tests;
mod view;
pub(crate) mod default_pages;
pub(crate) mod diagnostics;
pub(crate) mod mass_loss;
pub(crate) mod older_versions;

use crate::core::base::NotePath;
use crate::core::index::Index;
use crate::core::lists::View;
use crate::core::model::PageText;
use crate::core::syntax::block::{BlockKind, Directive, united};

use view::Page;

/// Returns the notes that hold blocks, with their text: both sides of a merge are united, and the notices of `watch`
/// are left out.
pub(crate) fn pages(index: &Index) -> impl Iterator<Item = (&NotePath, PageText<'_>)> {
    index.live().filter_map(|(_, note)| Some((&note.path, united(note.page.as_ref()?))))
}

/// Returns the text of one of the [`pages`].
#[must_use]
pub(crate) fn page<'a>(index: &'a Index, path: &NotePath) -> Option<PageText<'a>> {
    index.find(path).and_then(|id| index.note(id).page.as_deref()).map(united)
}

/// Returns the function that renders the blocks of the note `home`, one after the other, until they make more than
/// `most` bytes. The blocks after that are empty, and the note is too large to be written.
pub(crate) fn renderer<'v>(view: &'v View<'_>, home: &'v NotePath, most: u64) -> impl FnMut(&Directive) -> String + 'v {
    let mut made = 0;
    move |directive| {
        if made > most {
            return String::new();
        }
        let content = render(view, directive, home);
        made += content.len() as u64;
        content
    }
}

/// Returns the content of a block in the note `home`.
#[must_use]
pub(crate) fn render(view: &View<'_>, directive: &Directive, home: &NotePath) -> String {
    let page = Page { view: *view, home };
    let filter = &directive.filter;
    match directive.kind {
        BlockKind::Summary => summary::render(page, filter),
        BlockKind::FollowUps => follow_ups::render(page, filter),
        BlockKind::Done => done::render(page, filter),
        BlockKind::Meetings => meetings::render(page, filter),
        BlockKind::Questions => questions::render(page, filter),
        BlockKind::Contacts => contacts::render(page, filter),
        BlockKind::Pipeline => pipeline::render(page, filter),
        BlockKind::Referrals => referrals::render(page, filter),
        BlockKind::Activity => activity::render(page, filter),
        BlockKind::QuestionReport => question_report::render(page, filter),
        BlockKind::Problems => problems::render(page, filter),
    }
}
