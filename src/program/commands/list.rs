//! `list`: follow-ups, contacts, meetings or questions, for a person, a program or a spreadsheet.

use std::path::PathBuf;

use crate::core::base::escape::visible;
use crate::core::lists::{ListRow, csv, json};
use crate::core::syntax::block::BlockKind;
use crate::core::syntax::block::filter::Filter;
use crate::program::cli::{ListArgs, ListFormat, ListKind, OrTemplate};
use crate::program::error::{Error, Result};
use crate::program::report::filled_in::RowTemplate;
use crate::program::report::table::Table;
use crate::vault;

use super::Outcome;
use super::scan;
use crate::program::commands::terminal::Output;

pub(super) fn run(args: &ListArgs, output: &mut Output) -> Result<Outcome> {
    let (filters, folder) = split_folder(&args.filters);
    let kind = match args.kind {
        ListKind::FollowUps => BlockKind::FollowUps,
        ListKind::Contacts => BlockKind::Contacts,
        ListKind::Meetings => BlockKind::Meetings,
        ListKind::Questions => BlockKind::Questions,
    };
    let filter = Filter::parse(kind, filters.iter().map(String::as_str))
        .map_err(|fault| Error::Usage(format!("{}\n{}", fault.message, fault.hint)))?;
    let scan = scan::look(folder.as_deref(), &args.place)?;
    scan.tell_withheld(output)?;
    for message in filter.unknown_keys(&scan.workspace.index) {
        output.message(&visible(&format!("note: {message}")))?;
    }
    let workspace = &scan.workspace;
    match args.kind {
        ListKind::FollowUps => print(workspace.follow_ups(&filter), &args.format, &filter, output),
        ListKind::Contacts => print(workspace.contacts(&filter), &args.format, &filter, output),
        ListKind::Meetings => print(workspace.meetings(&filter), &args.format, &filter, output),
        ListKind::Questions => print(workspace.questions(&filter), &args.format, &filter, output),
    }?;
    Ok(Outcome::Done)
}

/// Takes the vault's folder off the filters: the last argument, if it is a folder and does not read like a filter.
pub(super) fn split_folder(arguments: &[String]) -> (&[String], Option<PathBuf>) {
    let is_path = |last: &str| last.contains(['/', '\\']) || matches!(last, "." | "..") || vault::is_folder(last);
    match arguments.split_last() {
        // A filter such as `company:a/b` is not a path.
        Some((last, filters)) if !last.contains(':') && is_path(last) => (filters, Some(PathBuf::from(last))),
        _ => (arguments, None),
    }
}

fn print<R: ListRow>(
    mut rows: Vec<R>,
    format: &OrTemplate<ListFormat>,
    filter: &Filter,
    output: &mut Output,
) -> Result<()> {
    let total = rows.len();
    rows.truncate(filter.limit.unwrap_or(usize::MAX));
    match format {
        OrTemplate::Template(template) => {
            let template = RowTemplate::new(template)?;
            let lines: Vec<String> =
                rows.iter().map(|row| template.line(row)).collect::<std::result::Result<_, _>>()?;
            output.data(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))
        }
        OrTemplate::Named(ListFormat::Json) => output.exact(|out| json::write(out, &rows)),
        OrTemplate::Named(ListFormat::Csv) => {
            let rows: Vec<Vec<String>> = rows.iter().map(R::cells).collect();
            output.exact(|out| {
                csv::write(out, csv::Style::Lines, R::HEAD, rows.iter().map(|row| row.iter().map(String::as_str)))
            })
        }
        OrTemplate::Named(ListFormat::Table) => {
            let columns: Vec<usize> =
                R::TERMINAL.iter().filter_map(|column| R::HEAD.iter().position(|name| *name == column.name)).collect();
            let mut table = Table::new(R::TERMINAL);
            for row in rows.iter().map(R::cells) {
                table.row(columns.iter().filter_map(|column| row.get(*column)).map(String::as_str));
            }
            let width = output.width();
            output.data(|out| write!(out, "{}", table.render(width)))?;
            match (rows.len(), total) {
                (0, _) => output.message("nothing matches"),
                (shown, total) if shown < total => output.message(&format!("… {} more", total - shown)),
                _ => Ok(()),
            }
        }
    }
}
