//! Aligned tables for terminals: days and ids are never cut, long texts go on below, and the columns that matter least
//! leave first.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use unicode_width::UnicodeWidthStr;

use crate::core::base::escape::{for_log, visible};
use crate::core::lists::Column;

use super::wrap::wrapped;

/// The room between two columns.
const GAP: usize = 2;
/// A text is not made narrower than this to fit a terminal.
const NARROWEST: usize = 6;
/// The most lines of a cell.
const MOST_LINES: usize = 3;
/// How far the further lines of a text are indented, so that they do not look like rows.
const INDENT: usize = 2;

/// A table with a header, built row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    columns: Vec<Column>,
    /// The header, then the rows, each with as many cells as there are columns.
    lines: Vec<Vec<String>>,
}

impl Table {
    /// Returns a table without rows.
    #[must_use]
    pub fn new(columns: &[Column]) -> Self {
        let header = columns.iter().map(|column| visible(column.name).into_owned()).collect();
        Self { columns: columns.to_vec(), lines: vec![header] }
    }

    /// Adds a row; cells that are missing are empty, and cells beyond the header are left out.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        let mut row: Vec<String> = Vec::with_capacity(self.columns.len());
        let mut is_start = true;
        for cell in cells.into_iter().take(self.columns.len()) {
            let cell = visible(cell);
            // Commands to a log are already shown as text here, so that the width is right.
            let shown =
                if is_start || !cell.trim_start().starts_with("::") { for_log(&cell) } else { Cow::Borrowed(&*cell) };
            is_start &= shown.trim().is_empty();
            row.push(shown.into_owned());
        }
        row.resize(self.columns.len(), String::new());
        self.lines.push(row);
    }

    /// Returns the table as lines without trailing spaces: whole, or so that a terminal of `max_width` columns holds it.
    ///
    /// For a terminal, columns without a cell are left out. Where there is little room, those that matter least are left
    /// out too, and texts go on below, on up to `MOST_LINES` lines, with `…` behind what is cut.
    #[must_use]
    pub fn render(&self, max_width: Option<usize>) -> String {
        let mut text = String::new();
        match max_width {
            None => {
                let widths: Vec<(usize, usize)> = (0..self.columns.len()).map(|at| (at, self.width(at))).collect();
                for line in &self.lines {
                    let cell = |at: usize| line.get(at).map_or("", String::as_str);
                    push_line(&mut text, widths.iter().map(|(at, width)| (cell(*at), *width)));
                }
            }
            Some(max_width) => {
                let widths = self.fitted(max_width);
                for line in &self.lines {
                    self.push_row(&mut text, line, &widths);
                }
            }
        }
        text
    }

    /// Adds a row, with the further lines of its texts below.
    fn push_row(&self, text: &mut String, line: &[String], widths: &[(usize, usize)]) {
        let cells: Vec<(Vec<String>, usize)> = widths
            .iter()
            .map(|(at, width)| {
                let cell = line.get(*at).map_or("", String::as_str);
                let indent = if *width > NARROWEST { INDENT } else { 0 };
                let is_text = self.columns.get(*at).is_some_and(Column::is_text);
                (if is_text { wrapped(cell, *width, indent, MOST_LINES) } else { vec![cell.to_owned()] }, *width)
            })
            .collect();
        let height = cells.iter().map(|(lines, _)| lines.len()).max().unwrap_or(0).max(1);
        for nth in 0..height {
            push_line(text, cells.iter().map(|(lines, width)| (lines.get(nth).map_or("", String::as_str), *width)));
        }
    }

    /// Returns the columns that a terminal shows, each with its width.
    fn fitted(&self, max_width: usize) -> Vec<(usize, usize)> {
        let is_filled =
            |at: &usize| self.lines.iter().skip(1).any(|line| line.get(*at).is_some_and(|cell| !cell.is_empty()));
        let mut shown: Vec<usize> = (0..self.columns.len()).filter(is_filled).collect();
        let rank = |at: &usize| self.columns.get(*at).map_or(0, |column| column.rank);
        while self.least_width(&shown) > max_width {
            let Some(least) = shown.iter().copied().filter(|at| rank(at) > 0).max_by_key(rank) else { break };
            shown.retain(|at| *at != least);
        }
        let (texts, whole): (Vec<usize>, Vec<usize>) =
            shown.iter().partition(|at| self.columns.get(**at).is_some_and(Column::is_text));
        let taken: usize = whole.iter().map(|at| self.width(*at)).sum::<usize>() + GAP * shown.len().saturating_sub(1);
        let mut widths: BTreeMap<usize, usize> = whole.iter().map(|at| (*at, self.width(*at))).collect();
        widths.extend(self.widths_of_texts(&texts, max_width.saturating_sub(taken)));
        widths.into_iter().collect()
    }

    /// Returns the widths of texts that share some room: each gets what it needs to be read well, and those that need
    /// most get what is left.
    fn widths_of_texts(&self, texts: &[usize], mut room: usize) -> Vec<(usize, usize)> {
        let needed = |at: &usize| self.columns.get(*at).and_then(|column| column.room).unwrap_or(0);
        let least = |at: &usize| self.width(*at).min(needed(at));
        let mut order = texts.to_vec();
        order.sort_by_key(|at| Reverse(needed(at)));
        if order.iter().map(least).sum::<usize>() > room {
            let mut widths: Vec<usize> = order.iter().map(least).collect();
            shrink(&mut widths, room);
            return order.into_iter().zip(widths).collect();
        }
        let mut all = Vec::new();
        for group in order.chunk_by(|one, other| needed(one) == needed(other)) {
            let most = group.first().map_or(0, needed);
            let behind: usize = order.iter().filter(|at| needed(at) < most).map(least).sum();
            let mut widths: Vec<usize> = group.iter().map(|at| self.width(*at)).collect();
            shrink(&mut widths, room.saturating_sub(behind));
            room = room.saturating_sub(widths.iter().sum());
            all.extend(group.iter().copied().zip(widths));
        }
        all
    }

    /// Returns how wide columns are with as much room for their texts as these need to be read well.
    fn least_width(&self, shown: &[usize]) -> usize {
        let needed = |at: &usize| {
            let width = self.width(*at);
            self.columns.get(*at).and_then(|column| column.room).map_or(width, |room| width.min(room))
        };
        shown.iter().map(needed).sum::<usize>() + GAP * shown.len().saturating_sub(1)
    }

    /// Returns the width of a column that shows all of its cells.
    fn width(&self, at: usize) -> usize {
        self.lines.iter().filter_map(|cells| cells.get(at)).map(|cell| cell.width()).max().unwrap_or(0)
    }
}

/// Adds a line of cells that are as wide as that.
fn push_line<'a>(text: &mut String, cells: impl Iterator<Item = (&'a str, usize)>) {
    let mut line = String::new();
    // The room after a cell is written with the next one, so that an empty end leaves no spaces.
    let mut room = 0;
    for (cell, width) in cells {
        if !cell.is_empty() {
            line.extend(std::iter::repeat_n(' ', room));
            room = 0;
        }
        room += width.saturating_sub(cell.width()) + GAP;
        line.push_str(cell);
    }
    text.push_str(line.trim_end());
    text.push('\n');
}

/// Lowers the greatest widths until their sum is at most `room`, or all are at the narrowest.
fn shrink(widths: &mut [usize], room: usize) {
    let mut limit = widths.iter().copied().max().unwrap_or(0);
    while limit > NARROWEST && widths.iter().map(|width| (*width).min(limit)).sum::<usize>() > room {
        limit -= 1;
    }
    // At the limit the sum may fall short of the room by less than one for each column; the first ones get it back.
    let mut spare = room.saturating_sub(widths.iter().map(|width| (*width).min(limit)).sum());
    for width in widths.iter_mut().filter(|width| **width > limit) {
        *width = limit + usize::from(spare > 0);
        spare = spare.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COLUMNS: [Column; 3] = [Column::text("Name", 12), Column::text("Company", 12), Column::text("Next step", 12)];
    const FOLLOW_UPS: [Column; 4] =
        [Column::whole("due"), Column::text("what", 40), Column::whole("note").rank(1), Column::whole("id")];

    fn table(rows: &[[&str; 3]]) -> Table {
        let mut table = Table::new(&COLUMNS);
        for row in rows {
            table.row(row.iter().copied());
        }
        table
    }

    #[test]
    fn columns_are_aligned_and_cells_are_visible() {
        let table = table(&[
            ["Priya Nair", "Northwind", "thank"],
            ["山田", "", ""],
            ["A\nB", "\u{1b}[2J", "nudge"],
            ["", "", "x"],
        ]);
        let expected = "\
Name        Company      Next step
Priya Nair  Northwind    thank
山田
A<U+000A>B  <U+001B>[2J  nudge
                         x
";
        assert_eq!(table.render(None), expected);
        assert_eq!(table.render(Some(80)), expected);
    }

    #[test]
    fn texts_go_on_below() {
        let table = table(&[["Priya Nair", "Northwind Laboratories of the North", "thank for the talk"]]);
        let expected = "\
Name        Company     Next step
Priya Nair  Northwind   thank for
              Laborato    the talk
              ries of…
";
        assert_eq!(table.render(Some(34)), expected);
        assert_eq!(table.render(Some(500)), table.render(None));
    }

    #[test]
    fn the_note_leaves_before_a_text_is_cut_short() {
        let long = "Send the article about late data and how meters report it to the people of the north ".repeat(9);
        let mut table = Table::new(&FOLLOW_UPS);
        table.row(["2026-11-14", "Nudge Ann", "people/ann.md:1", "hj017kr3"]);
        table.row(["", long.as_str(), "meetings/2026-11-12 Ann Lee.md:40", "k3xh8s91"]);
        let expected = "\
due         what                                    id
2026-11-14  Nudge Ann                               hj017kr3
            Send the article about late data and    k3xh8s91
              how meters report it to the people
              of the north Send the article about…
";
        assert_eq!(table.render(Some(60)), expected);
        for width in [100, 200] {
            let shown = table.render(Some(width));
            assert!(shown.contains("meetings/2026-11-12 Ann Lee.md:40  k3xh8s91\n"), "{shown}");
            assert_eq!(shown.lines().count(), 5, "{shown}");
        }
        assert!(table.render(None).contains(&long), "a file gets all of it");
    }

    #[test]
    fn columns_without_a_cell_are_left_out_on_a_terminal() {
        let table = table(&[["Priya Nair", "", "thank"], ["Ann Lee", "", ""]]);
        assert_eq!(table.render(Some(80)), "Name        Next step\nPriya Nair  thank\nAnn Lee\n");
        assert_eq!(table.render(None), "Name        Company  Next step\nPriya Nair           thank\nAnn Lee\n");
    }

    #[test]
    fn a_short_or_long_row_does_no_harm() {
        let mut table = Table::new(&[Column::text("A", 9), Column::whole("B")]);
        table.row(["1"]);
        table.row(["1", "2", "3"]);
        assert_eq!(table.render(Some(80)), "A  B\n1\n1  2\n");
        assert_eq!(Table::new(&[]).render(Some(10)), "\n");
    }

    proptest! {
        #[test]
        fn every_line_fits_and_days_and_ids_are_whole(
            rows in prop::collection::vec(prop::array::uniform2("\\PC{0,90}|[a-z]{0,9}( [a-zé山]{1,30}){0,20}"), 1..6),
            max_width in 60_usize..=200,
        ) {
            let (day, id) = ("2026-11-14", "hj017kr3");
            let mut table = Table::new(&FOLLOW_UPS);
            for [what, note] in &rows {
                table.row([day, what, note, id]);
            }
            let text = table.render(Some(max_width));
            for line in text.lines() {
                prop_assert!(line.width() <= max_width, "{}: {line:?}", line.width());
                prop_assert_eq!(line.trim_end(), line);
            }
            let first_lines: Vec<&str> = text.lines().filter(|line| line.starts_with(day)).collect();
            prop_assert!(first_lines.len() >= rows.len() && first_lines.iter().all(|line| line.ends_with(id)), "{text}");
            prop_assert!(text.lines().count() <= 1 + rows.len() * MOST_LINES, "{text}");
        }

        #[test]
        fn texts_alone_fit_any_terminal(
            rows in prop::collection::vec(prop::array::uniform3("\\PC{0,40}"), 0..6),
            max_width in 24_usize..100,
        ) {
            let mut table = Table::new(&COLUMNS);
            for row in &rows {
                table.row(row.iter().map(String::as_str));
            }
            for line in table.render(Some(max_width)).lines() {
                prop_assert!(line.width() <= max_width, "{}: {line:?}", line.width());
            }
        }
    }
}
