//! How notes are written: front matter, days, links, tasks, live blocks, and where Markdown has code.

pub(crate) mod block;
pub(crate) mod calendar;
pub(crate) mod date;
pub(crate) mod front_matter;
pub(crate) mod link;
pub(crate) mod page_properties;
pub(crate) mod people;
pub(crate) mod task_line;
pub(crate) mod task_marker;
pub(crate) mod when;
pub(crate) mod yaml;
pub(crate) mod hidden_text;
pub(crate) mod code_spans;

use pulldown_cmark::Options;

/// The Markdown that notes are written in.
pub(crate) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_WIKILINKS)
    .union(Options::ENABLE_GFM);
