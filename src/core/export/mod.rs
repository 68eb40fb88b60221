//! Exports the vault as a spreadsheet, a calendar, address cards, JSON, or a page to print.
//!
//! Each format is a function of the [`Workspace`] and a filter, and one file or folder. The output is the same for the same notes,
//! settings and day. Text of notes cannot break a line or become a formula: characters that could act are shown
//! instead, and the formats' own libraries quote and fold.

mod card;
mod html;
mod ics;
mod json;
mod person;
mod prose;
mod spreadsheet;
#[cfg(test)]
mod tests;
mod uid;
pub(crate) mod ownership;

use crate::core::actions::pages::RefreshedPages;
use crate::core::base::escape::visible;
use crate::core::index::NoteId;
use crate::core::lists::View;
use crate::core::model::Format;
use crate::core::syntax::block::filter::Filter;
use crate::core::workspace::Workspace;

pub(crate) use crate::core::export::ownership::typed;

/// Reads the text of a note; `None` if that is no longer possible.
pub(crate) type ReadNote<'a> = &'a (dyn Fn(NoteId) -> Option<String> + Sync);

/// Returns the export of the part of a vault that a filter leaves. `pages` are those that the page to print shows, and
/// `read` gives the texts of notes for formats with prose.
#[must_use]
pub(crate) fn text(
    format: Format,
    workspace: &Workspace,
    pages: &RefreshedPages,
    filter: &Filter,
    read: ReadNote<'_>,
) -> String {
    let view = &View::new(workspace, &pages.findings);
    match format {
        Format::Csv => spreadsheet::text(view, filter, read),
        Format::Ics => ics::text(view, filter),
        Format::Vcard => card::text(view, filter, read),
        Format::Json => json::text(view, filter),
        Format::Html => html::text(workspace, pages, filter, read),
    }
}

/// Returns whether a text was exported in that format by this program, so that a newer export may take its place. An
/// empty one may always be replaced.
#[must_use]
pub(crate) fn is_ours(format: Format, text: &str) -> bool {
    let head = match format {
        Format::Csv => return text.trim_start_matches('\u{feff}').is_empty() || spreadsheet::is_ours(text),
        Format::Ics => ics::HEAD,
        Format::Vcard => card::HEAD,
        Format::Json => json::HEAD,
        Format::Html => html::HEAD,
    };
    // Git may have changed the line ends.
    let plain = |text: &str| text.trim_start_matches('\u{feff}').replace('\r', "");
    let start: String = text.chars().take(2 * head.len()).collect();
    text.is_empty() || plain(&start).starts_with(&plain(head))
}

/// Joins lines with `\n`, with control characters made visible.
fn lines<T: AsRef<str>>(lines: impl IntoIterator<Item = T>) -> String {
    let lines: Vec<String> = lines.into_iter().map(|line| visible(line.as_ref()).into_owned()).collect();
    lines.join("\n")
}
