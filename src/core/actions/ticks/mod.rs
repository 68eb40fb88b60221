//! Carries ticks back: what users do to the boxes of blocks, what they ask for by that, and what it writes into which
//! note (`docs/format.md#ticks`).
//!
//! A line of a block is its own three-way merge: the comment at its end holds what was written, the box holds what the
//! user made of it, and the notes hold what is true now. Only a box that differs from what was written asks for
//! anything. So an old page that is saved again, restored or merged asks for nothing that its user did not change.

mod judge;
mod settle;
mod snooze;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::base::text::slice;
use crate::core::base::{LineIndex, NotePath};
use crate::core::derive::follow_ups::FollowUpId;
use crate::core::index::Index;
use crate::core::model::{Link, PageText};
use crate::core::parse::{links, plain_text};
use crate::core::render;
use crate::core::render::splice::{self, ChangedRow, Fate, KeptRow};
use crate::core::syntax::block::row::PageRow;
use crate::core::workspace::Workspace;

pub(crate) use judge::{TickVerdict, action, judge};
pub(crate) use settle::{Settlement, place, record, settle};

/// A box in a block that a user changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// The note that the block is in.
    pub page: NotePath,
    /// The line.
    pub row: ChangedRow,
    /// The follow-up: what the line names, or a half of the pair that it names.
    pub id: Option<FollowUpId>,
    /// What the line says, as a person reads it.
    pub words: String,
    /// The links on the line.
    links: Vec<Link>,
}

/// A tick that is not carried to its note, so that its line stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The tick.
    pub tick: Tick,
    /// Why.
    pub why: Why,
}

/// Why a tick is not carried to its note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The next build carries it; with what it waits for until then, if that is known.
    Waits(Option<String>),
    /// It is one of so many at once on an old page that the user has to confirm them.
    Many(usize),
    /// It cannot be; the reason, which is in the notes, and what to do.
    Cannot(String, &'static str),
    /// The file of its note could not be written; the reason.
    NotWritten(String),
    /// It makes no sense today, for this reason, and must not be carried on another day: the box goes back.
    Refused(String),
}

/// Returns the boxes of all blocks that users changed, in the order of the notes and their lines.
#[must_use]
pub(crate) fn changed(index: &Index) -> Vec<Tick> {
    let mut ticks = Vec::new();
    for (path, PageText { text, regions }) in render::pages(index) {
        for row in splice::changed_rows(&text, &regions) {
            let line = slice(&text, row.line.clone());
            let words = PageRow::parse(line).map_or(line, |row| row.words_without_reason());
            let (words, links) = (plain_text(words), links(words));
            ticks.push(Tick { page: path.clone(), words, links, id: FollowUpId::parse(&row.id), row });
        }
    }
    ticks
}

/// Returns the findings about ticks that are not in their notes, in the words of their lines.
#[must_use]
pub(crate) fn findings(workspace: &Workspace, kept: &[Kept]) -> Vec<Diagnostic> {
    let words = judge::words(workspace, kept.iter().map(|kept| &kept.tick));
    let mut pages: BTreeMap<&NotePath, Option<(Cow<'_, str>, LineIndex)>> = BTreeMap::new();
    for Kept { tick, .. } in kept {
        pages.entry(&tick.page).or_insert_with(|| {
            let text = render::page(&workspace.index, &tick.page)?.text;
            let lines = LineIndex::new(&text);
            Some((text, lines))
        });
    }
    let finding = |(Kept { tick, why }, words): (&Kept, String)| {
        let mark = tick.row.mark;
        let (code, reason, hint) = match why {
            Why::Waits(None) => {
                (Code::TickWaiting, Cow::Borrowed("is not in its note yet"), "`coffeechat build` carries it there")
            }
            Why::Waits(Some(reason)) => (
                Code::TickWaiting,
                Cow::Owned(format!("is not in its note yet: {reason}")),
                "`coffeechat build` carries it there when that is over",
            ),
            Why::Many(count) => (
                Code::TickKept,
                Cow::Owned(format!("is one of {count} at once on an old page")),
                "`coffeechat build --accept-ticks` carries all of them to their notes",
            ),
            Why::Cannot(reason, hint) => (Code::TickKept, Cow::Borrowed(reason.as_str()), *hint),
            Why::NotWritten(reason) => (Code::TickKept, Cow::Owned(cannot_be_carried(reason)), WRITE_IT),
            Why::Refused(reason) => (
                Code::TickRefused,
                Cow::Owned(format!("was taken back: {reason}")),
                "there is nothing to do; another mark in the box is a new tick",
            ),
        };
        let message = format!("the tick `[{mark}]` at “{words}” {reason}");
        let diagnostic = Diagnostic::new(code, &tick.page, message).hint(hint);
        match pages.get(&tick.page) {
            Some(Some((text, lines))) => diagnostic.at_in(text, lines, tick.row.line.clone()),
            _ => diagnostic,
        }
    };
    kept.iter().zip(words).map(finding).collect()
}

impl Why {
    /// Returns that an edit cannot be made, for a reason.
    #[must_use]
    pub fn cannot_be_written(reason: &str) -> Self {
        Self::Cannot(cannot_be_carried(reason), WRITE_IT)
    }
}

/// How to do by hand what a tick asks for.
const WRITE_IT: &str = "`coffeechat why` with its id shows what to write where";

fn cannot_be_carried(reason: &str) -> String {
    format!("cannot be carried to its note: {reason}")
}

impl Kept {
    /// Returns how the line should be on its page.
    #[must_use]
    pub fn row(&self) -> KeptRow<'_> {
        let fate = match &self.why {
            Why::Refused(reason) => Fate::GoesBack(reason),
            Why::Cannot(reason, _) => Fate::Stays(Some(reason)),
            // The page tells what the notes say, and not what became of a file.
            Why::Waits(_) | Why::Many(_) | Why::NotWritten(_) => Fate::Stays(None),
        };
        KeptRow { row: &self.tick.row, fate }
    }
}
