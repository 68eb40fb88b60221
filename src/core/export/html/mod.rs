//! A page to read and to print: the dashboard as it is now, a brief for each of the next talks, and the overview.
//!
//! It is one file that loads nothing and runs nothing. Text of notes reaches it only through [`markdown`], which writes
//! no element, link or attribute that a note could choose.

mod brief;
mod charts;
mod markdown;
mod mermaid;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::core::actions::pages::RefreshedPages;
use crate::core::base::NotePath;
use crate::core::base::text::stable_hash_128;
use crate::core::index::{NoteId, Person};
use crate::core::lists::View;
use crate::core::render::{self, default_pages};
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::calendar;
use crate::core::workspace::Workspace;

use super::ReadNote;
use brief::Brief;
use markdown::{Source, escaped, fragment};

/// The start of every such text.
pub(super) const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"generator\" content=\"coffeechat\">\n";

/// What the page may do and how it is shown.
const RULES: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
    base-uri 'none'; form-action 'none'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
    <meta name=\"color-scheme\" content=\"light dark\">\n";

const STYLE: &str = include_str!("style.css");

/// A part of the file.
struct Section {
    id: String,
    class: &'static str,
    title: String,
    /// What a link to it says.
    label: String,
    html: String,
}

/// Returns the page: with a filter, only the briefs of the talks that it leaves.
pub(super) fn text(workspace: &Workspace, pages: &RefreshedPages, filter: &Filter, read: ReadNote<'_>) -> String {
    let view = View::new(workspace, &pages.findings);
    let talks = brief::talks(&view, filter);
    let anchors = anchors(&view, &talks);
    let shown = if filter.words.is_empty() { texts(workspace, pages) } else { Vec::new() };
    let words = view.config.words();
    let is_whole = shown.is_empty() && talks.len() != 1;
    let home = &NotePath::new("");
    let any = Source { view: &view, words: &words, home, anchors: &anchors, id: "", level: 3, is_brief: false };
    let mut sections: Vec<Section> = Vec::new();
    let mut shown = shown.iter();
    if let Some((path, text)) = shown.next() {
        sections.push(of_page(&Source { home: path, id: "page", level: 2, ..any }, text));
    }
    for (at, talk) in talks.iter().enumerate() {
        let level = if sections.is_empty() && !is_whole { 2 } else { 3 };
        let id = format!("talk-{}", at + 1);
        sections.push(of_talk(workspace, *talk, &Source { id: &id, level, is_brief: true, ..any }, read));
    }
    sections.extend(shown.next().map(|(path, text)| of_page(&Source { home: path, id: "overview", ..any }, text)));
    written(&sections, is_whole, &view)
}

fn of_page(source: &Source<'_>, text: &str) -> Section {
    let made = fragment(source, text);
    let title = made.title.unwrap_or_else(|| source.home.stem().to_owned());
    Section { id: source.id.to_owned(), class: "page", label: title.clone(), title, html: made.html }
}

fn of_talk(workspace: &Workspace, talk: NoteId, source: &Source<'_>, read: ReadNote<'_>) -> Section {
    let Brief { title, when, html, room } = Brief::new(workspace, talk, source, read);
    let class = match room {
        1 => "brief",
        2 => "brief two",
        _ => "brief three",
    };
    Section { id: source.id.to_owned(), class, label: format!("{title}, {when}"), title, html }
}

/// Returns whether nobody changed a text since it was made; line ends do not count.
pub(super) fn is_as_made(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').replace('\r', "");
    let Some((page, last)) = text.trim_end().rsplit_once('\n') else { return text.is_empty() };
    last == checksum(page)
}

/// Returns the last line of a page: a hash of all lines above it.
fn checksum(page: &str) -> String {
    format!("<!--{:032x}-->", stable_hash_128(page.trim_end().as_bytes()))
}

/// Returns the dashboard, and the overview if there is one, as they would be after a build.
fn texts(workspace: &Workspace, pages: &RefreshedPages) -> Vec<(NotePath, String)> {
    let text = |path: &NotePath| {
        let stale = pages.stale.iter().find(|stale| stale.path == *path).map(|stale| stale.new.clone());
        stale.or_else(|| render::page(&workspace.index, path).map(|page| page.text.into_owned()))
    };
    let named = NotePath::new(workspace.config.dashboard.as_str());
    let first = || render::pages(&workspace.index).next().map(|(path, _)| path.clone());
    let dashboard = if text(&named).is_some() { Some(named) } else { first() };
    let overview = default_pages::overview_of(&workspace.index).cloned();
    let overview = overview.filter(|path| dashboard.as_ref() != Some(path));
    dashboard
        .into_iter()
        .chain(overview)
        .filter_map(|path| Some((text(&path)?, path)))
        .map(|(text, path)| (path, text))
        .collect()
}

/// Returns where the notes of talks and of their people are on the page.
fn anchors(view: &View<'_>, talks: &[NoteId]) -> BTreeMap<NoteId, String> {
    let mut anchors = BTreeMap::new();
    for (at, talk) in talks.iter().enumerate() {
        let people = view.people_of_talk(*talk);
        let known = people.iter().filter_map(|person| match person {
            Person::Known(id) => Some(*id),
            Person::Named(_) => None,
        });
        for id in std::iter::once(*talk).chain(known) {
            anchors.entry(id).or_insert_with(|| format!("talk-{}", at + 1));
        }
    }
    anchors
}

fn written(sections: &[Section], is_whole: bool, view: &View<'_>) -> String {
    let title = if is_whole { "Talks ahead" } else { sections.first().map_or("", |first| &first.title) };
    let day = calendar::long_day(view.today);
    let mut page =
        format!("{HEAD}{RULES}<title>{}, {day}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n", escaped(title));
    let heading = sections.first().filter(|_| !is_whole).map_or("top", |first| &first.id);
    // A brief alone says its own day.
    let day = if sections.len() == 1 && sections.iter().all(|section| section.class != "page") {
        String::new()
    } else {
        format!("<p>{day}</p>\n")
    };
    let _ = write!(page, "<header>\n<h1 id=\"{heading}-title\">{}</h1>\n{day}</header>\n", escaped(title));
    if sections.len() > 1 {
        let link =
            |section: &Section| format!("<li><a href=\"#{}\">{}</a></li>\n", section.id, escaped(&section.label));
        let _ = write!(
            page,
            "<nav aria-label=\"On this page\">\n<ul>\n{}</ul>\n</nav>\n",
            sections.iter().map(link).collect::<String>()
        );
    }
    page.push_str("<main>\n");
    if sections.is_empty() {
        page.push_str("<p>No such talk is ahead.</p>\n");
    }
    for (at, Section { id, class, title, html, .. }) in sections.iter().enumerate() {
        let _ = writeln!(page, "<section id=\"{id}\" class=\"{class}\" aria-labelledby=\"{id}-title\">");
        if at > 0 || is_whole {
            let _ = writeln!(page, "<h2 id=\"{id}-title\">{}</h2>", escaped(title));
        }
        let _ = writeln!(page, "{html}</section>");
    }
    page.push_str("</main>\n</body>\n</html>");
    let checksum = checksum(&page);
    page + "\n" + &checksum + "\n"
}
