//! Plain aligned tables for terminals.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr};

use crate::core::base::escape::{for_log, visible};

/// The room between two columns.
const GAP: &str = "  ";
/// A column is not made narrower than this to fit a terminal.
const NARROWEST: usize = 4;

/// A table with a header, built row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    columns: usize,
    /// The header, then the rows, each with `columns` cells.
    lines: Vec<Vec<String>>,
}

impl Table {
    /// Returns a table without rows.
    #[must_use]
    pub fn new(header: &[&str]) -> Self {
        let header: Vec<String> = header.iter().map(|cell| visible(cell).into_owned()).collect();
        Self { columns: header.len(), lines: vec![header] }
    }

    /// Adds a row; cells that are missing are empty, and cells beyond the header are left out.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        let mut row: Vec<String> = Vec::with_capacity(self.columns);
        let mut is_start = true;
        for cell in cells.into_iter().take(self.columns) {
            let cell = visible(cell);
            // Commands to a log are already shown as text here, so that the width is right.
            let shown =
                if is_start || !cell.trim_start().starts_with("::") { for_log(&cell) } else { Cow::Borrowed(&*cell) };
            is_start &= shown.trim().is_empty();
            row.push(shown.into_owned());
        }
        row.resize(self.columns, String::new());
        self.lines.push(row);
    }

    /// Returns the table as lines without trailing spaces.
    ///
    /// Where `max_width` columns of a terminal do not hold it, its widest columns are shortened with `…`, down to four
    /// columns each.
    #[must_use]
    pub fn render(&self, max_width: Option<usize>) -> String {
        let mut widths: Vec<usize> =
            (0..self.columns).map(|at| self.column(at).map(UnicodeWidthStr::width).max().unwrap_or(0)).collect();
        if let Some(max_width) = max_width {
            shrink(&mut widths, max_width.saturating_sub(GAP.len() * self.columns.saturating_sub(1)));
        }
        let mut text = String::new();
        for cells in &self.lines {
            let mut line = String::new();
            // The room after a cell is written with the next one, so that an empty end leaves no spaces.
            let mut room = 0;
            for (cell, width) in cells.iter().zip(&widths) {
                let cell = shortened(cell, *width);
                if !cell.is_empty() {
                    line.extend(std::iter::repeat_n(' ', room));
                    room = 0;
                }
                room += width.saturating_sub(cell.width()) + GAP.len();
                line.push_str(&cell);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    fn column(&self, at: usize) -> impl Iterator<Item = &str> {
        self.lines.iter().filter_map(move |cells| cells.get(at).map(String::as_str))
    }
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

/// Returns `text`, cut with `…` if it is wider than `width`.
fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut room = width.saturating_sub(1);
    let kept = text.char_indices().find(|(_, c)| match room.checked_sub(c.width().unwrap_or(0)) {
        Some(left) => {
            room = left;
            false
        }
        None => true,
    });
    let mut kept = kept.map_or(text, |(at, _)| text.get(..at).unwrap_or_default());
    // Some characters are wider together than one by one, such as a heart with its emoji selector.
    while kept.width() + 1 > width
        && let Some((at, _)) = kept.char_indices().next_back()
    {
        kept = kept.get(..at).unwrap_or_default();
    }
    // A joiner without its second half would join the ellipsis.
    format!("{}…", kept.trim_end_matches(['\u{200C}', '\u{200D}', ' ']))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table(rows: &[[&str; 3]]) -> Table {
        let mut table = Table::new(&["Name", "Company", "Next step"]);
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
    }

    #[test]
    fn the_widest_columns_are_shortened() {
        let table = table(&[["Priya Nair", "Northwind Laboratories of the North", "thank for the talk"]]);
        let expected = "\
Name        Company     Next step
Priya Nair  Northwind…  thank for…
";
        assert_eq!(table.render(Some(34)), expected);
        assert_eq!(table.render(Some(0)), "Name  Com…  Nex…\nPri…  Nor…  tha…\n");
        assert_eq!(table.render(Some(500)), table.render(None));
    }

    #[test]
    fn a_short_or_long_row_does_no_harm() {
        let mut table = Table::new(&["A", "B"]);
        table.row(["1"]);
        table.row(["1", "2", "3"]);
        assert_eq!(table.render(Some(80)), "A  B\n1\n1  2\n");
        assert_eq!(Table::new(&[]).render(Some(10)), "\n");
    }

    #[test]
    fn wide_characters_and_joined_ones_are_cut_whole() {
        let rows = [
            ("山田太郎", 5, "山田…"),
            ("山田太郎", 4, "山…"),
            ("👩\u{200d}🔬👩\u{200d}🔬", 3, "👩…"),
            ("abc", 3, "abc"),
            ("❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}", 4, "❤\u{fe0f}❤…"),
        ];
        for (text, width, expected) in rows {
            assert_eq!(shortened(text, width), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_line_fits_and_has_no_trailing_space(
            rows in prop::collection::vec(prop::array::uniform3("\\PC{0,40}"), 0..6),
            max_width in 16_usize..100,
        ) {
            let mut table = Table::new(&["Name", "Company", "Next step"]);
            for row in &rows {
                table.row(row.iter().map(String::as_str));
            }
            let text = table.render(Some(max_width));
            prop_assert_eq!(text.lines().count(), rows.len() + 1);
            for line in text.lines() {
                prop_assert!(line.width() <= max_width, "{}: {line:?}", line.width());
                prop_assert_eq!(line.trim_end(), line);
            }
        }
    }
}
