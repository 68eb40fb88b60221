//! The input of renderers, and the pieces of Markdown that they share.

use crate::core::base::{NotePath, markdown};
use crate::core::derive::follow_ups::phrase::Piece;
use crate::core::index::{NoteId, Person};
use crate::core::lists::View;
use crate::core::model::Day;
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::calendar;

use super::BlockKind;

/// Writes Markdown into the note that a block is in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page<'a> {
    pub(super) view: View<'a>,
    pub(super) home: &'a NotePath,
}

impl Page<'_> {
    /// Returns a link to a note.
    pub(super) fn link(&self, text: &str, note: NoteId) -> String {
        markdown::link(text, self.home.folder(), &self.view.index.note(note).path)
    }

    /// Returns a person's name, with a link where they have a note.
    pub(super) fn person(&self, person: &Person) -> String {
        match person {
            Person::Known(id) => self.link(self.view.index.name(person), *id),
            Person::Named(name) => markdown::inline(name),
        }
    }

    /// Returns people as `A`, `A and B`, `A, B and C`.
    pub(super) fn people(&self, people: &[Person]) -> String {
        let names: Vec<String> = people.iter().map(|person| self.person(person)).collect();
        match names.as_slice() {
            [] => String::from("somebody"),
            [one] => one.clone(),
            [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
        }
    }

    /// Returns a phrase with its verb in bold.
    pub(super) fn phrase(&self, pieces: &[Piece<'_>]) -> String {
        pieces
            .iter()
            .map(|piece| match piece {
                Piece::Verb(text) => format!("**{}**", markdown::inline(text)),
                Piece::Text(text) => text.clone().into_owned(),
                Piece::Person(person) => self.person(person),
                Piece::Note(note, text) => self.link(text, *note),
            })
            .collect()
    }

    /// Returns a day such as `Thu 19 Nov`.
    pub(super) fn day(&self, day: Day) -> String {
        calendar::day(day, self.view.today)
    }
}

/// Returns a table with a blank line above and below it; without these, some programs read it as text.
pub(super) fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = format!("\n| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| markdown::in_cell(cell)).collect();
        table.extend(["| ", &cells.join(" | "), " |\n"]);
    }
    table.push('\n');
    table
}

/// Returns a chart in Mermaid, with a line free above and below it.
pub(super) fn mermaid(lines: &[String]) -> String {
    format!("\n```mermaid\nflowchart LR\n{}\n```\n\n", lines.join("\n"))
}

/// How many characters the longest bar has.
const LONGEST_BAR: usize = 16;

/// Returns a count as a bar in a code span, so long as it is of the largest of its kind, `most`; nothing for 0.
pub(super) fn bar(count: usize, most: usize) -> String {
    if count == 0 {
        return String::new();
    }
    let length = if most <= LONGEST_BAR { count } else { (count * LONGEST_BAR).div_ceil(most) };
    format!("`{}`", "█".repeat(length))
}

/// Returns a share of all as a bar in a code span, with the rest of it lighter.
pub(super) fn share(count: usize, all: usize) -> String {
    const LENGTH: usize = 10;
    let filled = (count * LENGTH + all / 2) / all.max(1);
    format!("`{}{}`", "█".repeat(filled), "░".repeat(LENGTH - filled))
}

/// Returns counts as a row of bars in a code span, the highest for `most`; only 0 has the lowest.
pub(super) fn sparkline(counts: &[usize], most: usize) -> String {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let height = |count: &usize| (count * (HEIGHTS.len() - 1)).div_ceil(most.max(1));
    let bars = counts.iter().map(|count| HEIGHTS.get(height(count)).copied().unwrap_or('█'));
    format!("`{}`", bars.collect::<String>())
}

/// Returns a line of one sentence in italics.
pub(super) fn remark(text: &str) -> String {
    format!("*{text}*\n")
}

/// How many rows a block without `limit:` shows: more than anybody reads on a page.
pub(super) const MOST: usize = 200;

/// Returns how many rows a limit leaves out and how to see them; nothing if it leaves out none.
pub(super) fn more(total: usize, filter: &Filter, kind: BlockKind) -> String {
    let hidden = total.saturating_sub(shown(filter));
    let command = match kind {
        BlockKind::FollowUps | BlockKind::Contacts | BlockKind::Meetings | BlockKind::Questions => filter.command(kind),
        BlockKind::Problems => String::from("coffeechat check"),
        _ => String::new(),
    };
    match (hidden, command.as_str()) {
        (0, _) => String::new(),
        (_, "") => remark(&format!("… {hidden} more")),
        _ => remark(&format!("… {hidden} more: `{command}`")),
    }
}

/// Returns how many rows to show: as many as the block's line says, otherwise [`MOST`].
pub(super) fn shown(filter: &Filter) -> usize {
    filter.limit.unwrap_or(MOST)
}
