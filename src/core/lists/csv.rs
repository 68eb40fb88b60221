//! Writes CSV for spreadsheets, and guards against cells that a spreadsheet would run.

use std::borrow::Cow;
use std::io;

use ::csv::QuoteStyle;
use unicode_normalization::UnicodeNormalization as _;

use crate::core::base::escape::{for_log, visible};

/// How CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// For programs: lines end as everywhere else on the standard output.
    Lines,
    /// For spreadsheets: lines end as RFC 4180 says, and a byte order mark comes first, since Excel misreads UTF-8
    /// without it. A cell may have several lines.
    Spreadsheet,
}

/// Writes a header and rows as CSV.
///
/// A cell that a spreadsheet would take for a formula gets a leading `'`. Characters that could act in a terminal are
/// shown as [`visible`] shows them, since lists are also printed. A row that would begin with a command to the log of a
/// forge is quoted.
pub(crate) fn write<'a, R, C>(out: &mut dyn io::Write, style: Style, header: &[&str], rows: R) -> io::Result<()>
where
    R: IntoIterator<Item = C>,
    C: IntoIterator<Item = &'a str>,
{
    let terminator = match style {
        Style::Lines => ::csv::Terminator::Any(b'\n'),
        Style::Spreadsheet => ::csv::Terminator::CRLF,
    };
    if style == Style::Spreadsheet {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let builder = |quotes: QuoteStyle| {
        let mut builder = ::csv::WriterBuilder::new();
        builder.terminator(terminator).quote_style(quotes).flexible(true);
        builder
    };
    let mut writer = builder(QuoteStyle::Necessary).from_writer(out);
    writer.write_record(header)?;
    for row in rows {
        let cells: Vec<Cow<'_, str>> = row.into_iter().map(|cell| guarded(cell, style)).collect();
        if cells.len() != header.len() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a row has not as many cells as the header"));
        }
        let is_command = cells.first().is_some_and(|cell| matches!(for_log(cell), Cow::Owned(_)));
        if is_command {
            writer = builder(QuoteStyle::Always).from_writer(taken(writer)?);
        }
        writer.write_record(cells.iter().map(|cell| cell.as_bytes()))?;
        if is_command {
            writer = builder(QuoteStyle::Necessary).from_writer(taken(writer)?);
        }
    }
    writer.flush()
}

/// Returns what a writer writes to.
fn taken<W: io::Write>(writer: ::csv::Writer<W>) -> io::Result<W> {
    writer.into_inner().map_err(|error| io::Error::other(error.error().to_string()))
}

fn guarded(cell: &str, style: Style) -> Cow<'_, str> {
    let shown = if style == Style::Spreadsheet && cell.contains('\n') {
        Cow::Owned(cell.split('\n').map(visible).collect::<Vec<_>>().join("\n"))
    } else {
        visible(cell)
    };
    if cell.starts_with(|char| is_formula_mark(char) || matches!(char, '\t' | '\r' | '\n')) {
        Cow::Owned(format!("'{shown}"))
    } else {
        shown
    }
}

/// Returns whether a spreadsheet may read a cell that begins with this as a formula: in any of its forms, wide, small
/// or raised, since some spreadsheets fold them.
pub(crate) fn is_formula_mark(char: char) -> bool {
    char == '−' || matches!(char.nfkc().next(), Some('=' | '+' | '-' | '@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(rows: &[&[&str]]) -> io::Result<String> {
        let mut out = Vec::new();
        write(&mut out, Style::Lines, &["name", "note"], rows.iter().map(|row| row.iter().copied()))?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn cells_are_quoted_and_guarded() {
        let rows: [(&str, &str); 18] = [
            // Other forms of the same signs.
            ("﹦cmd|' /C calc'!A0", "'﹦cmd|' /C calc'!A0"),
            ("＝1", "'＝1"),
            ("﹢1", "'﹢1"),
            ("﹣1", "'﹣1"),
            ("−1", "'−1"),
            ("﹫sum", "'﹫sum"),
            ("⁼1", "'⁼1"),
            ("₊1", "'₊1"),
            ("Ann Lee", "Ann Lee"),
            ("Lee, \"Ann\"", "\"Lee, \"\"Ann\"\"\""),
            ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
            ("+44 20", "'+44 20"),
            ("-1", "'-1"),
            ("@sum", "'@sum"),
            ("\t=1", "'<U+0009>=1"),
            ("\r=1", "'<U+000D>=1"),
            ("a\nb\u{1b}", "a<U+000A>b<U+001B>"),
            ("", ""),
        ];
        for (cell, expected) in rows {
            assert_eq!(written(&[&["x", cell]]).unwrap(), format!("name,note\nx,{expected}\n"), "{cell:?}");
        }
    }

    #[test]
    fn a_cell_of_a_spreadsheet_may_have_several_lines() {
        let mut out = Vec::new();
        write(&mut out, Style::Spreadsheet, &["a"], [["=1\nb\u{1b}\r\n\nc"]]).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\u{feff}a\r\n\"'=1\nb<U+001B><U+000D>\n\nc\"\r\n");
    }

    #[test]
    fn a_row_was_a_command_to_the_log_of_a_forge() {
        let rows: [&[&str]; 4] =
            [&["::error::x", "a"], &["plain", "::error::x"], &[" ##[error]x", "a\"b"], &["::x", ""]];
        let expected = "name,note\n\"::error::x\",\"a\"\nplain,::error::x\n\" ##[error]x\",\"a\"\"b\"\n\"::x\",\"\"\n";
        assert_eq!(written(&rows).unwrap(), expected);
        assert!(written(&[&["::x"]]).is_err());
    }

    #[test]
    fn a_row_has_as_many_cells_as_the_header() {
        assert!(written(&[&["x"]]).is_err());
        assert_eq!(written(&[]).unwrap(), "name,note\n");
    }
}
