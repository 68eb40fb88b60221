//! Markdown → HTML: only elements that this module knows, only links that leave on purpose, every text as text.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{Month, Weekday};
use minijinja::HtmlEscape;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd, html};

use crate::core::base::escape::{visible, visible_source};
use crate::core::base::text::slice;
use crate::core::base::{Location, NotePath, Span};
use crate::core::index::{NoteId, Resolution};
use crate::core::lists::View;
use crate::core::model::Region;
use crate::core::model::vocabulary::{Topic, Vocabulary};
use crate::core::syntax::block::{BlockKind, Directive, region};
use crate::core::syntax::front_matter::{Split, split};
use crate::core::syntax::{OPTIONS, hidden_text, link};

use super::{charts, mermaid};

/// The place to write on below a question; it is only in print.
pub(super) const ROOM: &str = "<div class=\"room\"></div>";

/// The mark of headings that begin a section, until the headings are written: others stand in quotes and items.
const SECTION: &str = "section";

/// What a text of the vault becomes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) view: &'a View<'a>,
    /// The words that head sections.
    pub(super) words: &'a Vocabulary,
    /// The note that the text is of.
    pub(super) home: &'a NotePath,
    /// Where in this file notes are.
    pub(super) anchors: &'a BTreeMap<NoteId, String>,
    /// The start of the ids of elements in it.
    pub(super) id: &'a str,
    /// The level of its highest heading.
    pub(super) level: usize,
    /// Whether it is to be taken to a talk: questions get room to write, and sections without words are left out.
    pub(super) is_brief: bool,
}

/// A text of the vault as HTML.
#[derive(Debug, Default)]
pub(super) struct Fragment {
    /// The heading at its start, if that is its title; it is not in the HTML.
    pub(super) title: Option<String>,
    pub(super) html: String,
}

/// Returns a text as it can stand in HTML, also between quotes.
pub(super) fn escaped(text: &str) -> String {
    HtmlEscape(&whole_dates(&visible(text))).to_string()
}

/// Returns a text whose dates do not break between two lines: `Fri 20 Nov 2026`.
pub(super) fn whole_dates(text: &str) -> String {
    let is_number = |word: &str| (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = text.split(' ').peekable();
    let mut shown = String::with_capacity(text.len() + 8);
    let mut is_date = false;
    while let Some(word) = words.next() {
        shown.push_str(word);
        let Some(next) = words.peek() else { break };
        let bare = next.trim_end_matches(|char: char| char.is_ascii_punctuation());
        let (is_day, is_month) = (word.parse::<Weekday>().is_ok(), word.parse::<Month>().is_ok());
        let is_year = bare.len() == 4 && bare.bytes().all(|byte| byte.is_ascii_digit());
        let is_joined = is_day && is_number(bare)
            || is_number(word) && bare.parse::<Month>().is_ok()
            || is_date && is_month && is_year;
        is_date = is_joined;
        shown.push(if is_joined { '\u{a0}' } else { ' ' });
    }
    shown
}

/// Returns the HTML of the Markdown of a note, without its front matter.
pub(super) fn fragment(source: &Source<'_>, text: &str) -> Fragment {
    let body = match split(text) {
        Split::None(body) | Split::Unclosed(body) | Split::Found { body, .. } => body,
    };
    let blocks = region::find(text).0;
    let text = &without(text, &hidden_text::hidden(text, body, &[]));
    let mut writer = Writer::new(source, text, &blocks);
    for (event, range) in Parser::new_ext(slice(text, body..text.len()), OPTIONS).into_offset_iter() {
        writer.take(event, &(body + range.start..body + range.end));
    }
    let title = writer.take_title();
    if source.is_brief {
        writer.drop_unfilled();
    }
    nest_headings(&mut writer.events, source.level);
    let mut html = String::with_capacity(text.len());
    html::push_html(&mut html, writer.events.into_iter());
    Fragment { title, html }
}

/// What to do at the end of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LinkEnd {
    /// The element was opened.
    Close,
    /// The text stands alone.
    Nothing,
    /// As before, but what was shown in its place was written already.
    Swallow,
}

struct Writer<'s, 't> {
    source: &'s Source<'s>,
    text: &'t str,
    events: Vec<Event<'t>>,
    /// The blocks that become charts, with what they ask for, the next one last.
    charts: Vec<(Region, Directive)>,
    /// Where the chart ends whose block is being read.
    in_chart: usize,
    links: Vec<LinkEnd>,
    /// The text of a block of code, with its language.
    code: Option<(String, String)>,
    /// Whether a box was opened whose label does not end yet.
    in_label: bool,
    /// Whether the text of a heading is being read, and that of the last one.
    heading: Option<String>,
    last_heading: String,
    topic: Topic,
    /// How deep the text is in items, quotes and footnotes, and in items alone.
    depth: usize,
    items: usize,
    /// Whether the box of the item is ticked.
    is_ticked: bool,
    /// Whether a table's head is being read, and how many cells of the row were.
    in_head: bool,
    cells: usize,
}

impl<'s, 't> Writer<'s, 't> {
    fn new(source: &'s Source<'s>, text: &'t str, blocks: &[Region]) -> Self {
        let is_chart = |directive: &Directive| matches!(directive.kind, BlockKind::Pipeline | BlockKind::Activity);
        let directive = |region: &Region| Directive::parse(slice(text, region.directive.clone())).ok().filter(is_chart);
        let charts = blocks.iter().rev().filter_map(|region| Some((region.clone(), directive(region)?))).collect();
        Self {
            source,
            text,
            events: Vec::new(),
            charts,
            in_chart: 0,
            links: Vec::new(),
            code: None,
            in_label: false,
            heading: None,
            last_heading: String::new(),
            topic: Topic::Other,
            depth: 0,
            items: 0,
            is_ticked: false,
            in_head: false,
            cells: 0,
        }
    }

    fn raw(&mut self, html: impl Into<CowStr<'t>>) {
        self.events.push(Event::InlineHtml(html.into()));
    }

    fn words(&mut self, text: &str) {
        if self.links.contains(&LinkEnd::Swallow) {
            return;
        }
        if let Some(heading) = &mut self.heading {
            heading.push_str(text);
        }
        let shown = whole_dates(&visible(text));
        // Bars made of characters would be read out one by one.
        let is_bar =
            !shown.trim().is_empty() && shown.chars().all(|char| matches!(char, ' ' | '\u{2580}'..='\u{259F}'));
        if is_bar {
            self.raw("<span class=\"bar\" aria-hidden=\"true\">");
        }
        self.events.push(Event::Text(shown.into()));
        if is_bar {
            self.raw("</span>");
        }
    }

    fn take(&mut self, event: Event<'t>, span: &Span) {
        if let Some((code, _)) = &mut self.code {
            match event {
                Event::Text(text) => code.push_str(&text),
                Event::End(TagEnd::CodeBlock) => self.end_code(),
                _ => {}
            }
            return;
        }
        self.draw(span.start);
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.words(&text),
            Event::Code(code) => {
                if let Some(heading) = &mut self.heading {
                    heading.push_str(&code);
                }
                self.events.push(Event::Code(visible(&code).into_owned().into()));
            }
            Event::InlineHtml(html) if html.starts_with("<!--") => {}
            Event::InlineHtml(html) if is_break(&html) => self.events.push(Event::HardBreak),
            Event::InlineHtml(html) => self.words(&html),
            Event::TaskListMarker(is_ticked) => self.tick(is_ticked),
            Event::FootnoteReference(label) => self.words(&format!("[{label}]")),
            Event::SoftBreak | Event::HardBreak => self.events.push(event),
            Event::Rule => {
                self.end_label();
                self.events.push(Event::Rule);
            }
            // A block of HTML is taken as a whole; formulas are not read.
            Event::Html(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    /// Writes the chart of a block before what the block says.
    fn draw(&mut self, at: usize) {
        while let Some((region, directive)) = self.charts.pop_if(|(region, _)| region.content.start <= at) {
            if at < region.content.end {
                let id = format!("{}-chart-{}", self.source.id, self.charts.len() + 1);
                let chart = charts::of(self.source.view, &directive, &id);
                self.in_chart = region.content.end;
                self.raw(chart);
            }
        }
    }

    fn start(&mut self, tag: Tag<'t>, span: &Span) {
        let is_inline =
            matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. });
        if !is_inline {
            self.end_label();
        }
        match tag {
            Tag::Heading { level, .. } => {
                self.heading = Some(String::new());
                self.events.push(Event::Start(Tag::Heading {
                    level,
                    id: (self.depth == 0).then(|| SECTION.into()),
                    classes: Vec::new(),
                    attrs: Vec::new(),
                }));
            }
            Tag::Item => {
                self.depth += 1;
                self.items += 1;
                self.is_ticked = false;
                self.events.push(Event::Start(Tag::Item));
            }
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.trim().to_lowercase(),
                    CodeBlockKind::Indented => String::new(),
                };
                // A chart in code says what the drawn one says.
                let language =
                    if language == "mermaid" && span.start < self.in_chart { "chart".into() } else { language };
                self.code = Some((String::new(), language));
            }
            Tag::HtmlBlock => {
                for line in
                    without_comments(slice(self.text, span.clone())).lines().filter(|line| !line.trim().is_empty())
                {
                    self.events.push(Event::Start(Tag::Paragraph));
                    self.words(line.trim());
                    self.events.push(Event::End(TagEnd::Paragraph));
                }
            }
            Tag::Table(_) => {
                let name = escaped(if self.last_heading.is_empty() { "Table" } else { &self.last_heading });
                self.raw(format!("<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"{name}\"><table>\n"));
            }
            Tag::TableHead => {
                (self.in_head, self.cells) = (true, 0);
                self.raw("<thead><tr>");
            }
            Tag::TableRow => {
                self.cells = 0;
                self.raw("<tr>");
            }
            Tag::TableCell => {
                self.raw(match (self.in_head, self.cells) {
                    (true, _) => "<th scope=\"col\">",
                    (false, 0) => "<th scope=\"row\">",
                    (false, _) => "<td>",
                });
            }
            Tag::Link { link_type, dest_url, .. } => self.link(link_type, &dest_url),
            Tag::FootnoteDefinition(label) => {
                self.depth += 1;
                self.raw("<div class=\"footnote\">");
                self.words(&format!("[{label}] "));
            }
            Tag::BlockQuote(_) => {
                self.depth += 1;
                self.events.push(Event::Start(Tag::BlockQuote(None)));
            }
            Tag::Paragraph | Tag::List(_) | Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {
                self.events.push(Event::Start(tag));
            }
            // The words for an image stand in its place.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let is_inline =
            matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image);
        if !is_inline {
            self.end_label();
        }
        if matches!(tag, TagEnd::Item | TagEnd::FootnoteDefinition | TagEnd::BlockQuote(_)) {
            self.depth = self.depth.saturating_sub(1);
        }
        match tag {
            TagEnd::Heading(level) => {
                self.events.push(Event::End(TagEnd::Heading(level)));
                self.last_heading = self.heading.take().unwrap_or_default();
                self.topic = self.source.words.topic(self.last_heading.trim());
            }
            TagEnd::Item => {
                self.items = self.items.saturating_sub(1);
                let is_to_ask = matches!(self.topic, Topic::Questions | Topic::ToAsk) && !self.is_ticked;
                if self.source.is_brief && self.items == 0 && is_to_ask {
                    self.raw(ROOM);
                }
                self.events.push(Event::End(TagEnd::Item));
            }
            TagEnd::Table => self.raw("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.raw("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.raw("</tr>\n"),
            TagEnd::TableCell => {
                self.raw(if self.in_head || self.cells == 0 { "</th>" } else { "</td>" });
                self.cells += 1;
            }
            TagEnd::Link => match self.links.pop() {
                Some(LinkEnd::Close) => self.raw("</a>"),
                Some(LinkEnd::Nothing | LinkEnd::Swallow) | None => {}
            },
            TagEnd::FootnoteDefinition => self.raw("</div>\n"),
            TagEnd::BlockQuote(_) => self.events.push(Event::End(TagEnd::BlockQuote(None))),
            TagEnd::Paragraph | TagEnd::List(_) | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                self.events.push(Event::End(tag));
            }
            _ => {}
        }
    }

    /// Opens a link, or leaves its text alone.
    fn link(&mut self, kind: LinkType, destination: &str) {
        let lower = destination.to_ascii_lowercase();
        if ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) || kind == LinkType::Email
        {
            let scheme = if kind == LinkType::Email { "mailto:" } else { "" };
            self.raw(format!("<a href=\"{scheme}{}\">", HtmlEscape(&visible(destination))));
            return self.links.push(LinkEnd::Close);
        }
        let (found, name) = self.found(kind, destination);
        // A link to the place where it stands would lead nowhere.
        let anchor = found.and_then(|id| self.source.anchors.get(&id)).filter(|anchor| **anchor != self.source.id);
        if let Some(anchor) = anchor {
            self.raw(format!("<a href=\"#{anchor}\">"));
        }
        if let Some(name) = name {
            self.words(&name);
        }
        let is_bare = matches!(kind, LinkType::WikiLink { has_pothole: false });
        if anchor.is_some() && is_bare {
            self.raw("</a>");
        }
        self.links.push(match (is_bare, anchor) {
            (true, _) => LinkEnd::Swallow,
            (false, Some(_)) => LinkEnd::Close,
            (false, None) => LinkEnd::Nothing,
        });
    }

    /// Returns the note to which a link leads, and its name if the link shows only a path.
    fn found(&self, kind: LinkType, destination: &str) -> (Option<NoteId>, Option<String>) {
        let Source { view, home, .. } = self.source;
        if let LinkType::WikiLink { has_pothole } = kind {
            let link = link::wiki(destination, Location::default());
            let found = link.as_ref().and_then(|link| match view.index.resolve_to_any(home, link) {
                Resolution::Found(id) => Some(id),
                _ => None,
            });
            let words = link.map_or_else(|| destination.to_owned(), |link| link.text.into());
            return (found, (!has_pothole).then_some(words));
        }
        let link = link::markdown(destination, "", Location::default());
        (link.and_then(|link| view.index.lead(home, &link)).and_then(|(_, found)| found), None)
    }

    /// Opens a box with the rest of the line as its label.
    fn tick(&mut self, is_ticked: bool) {
        self.is_ticked = is_ticked;
        let checked = if is_ticked { " checked" } else { "" };
        self.raw(format!("<label><input type=\"checkbox\" disabled{checked}> "));
        self.in_label = true;
    }

    fn end_label(&mut self) {
        if std::mem::take(&mut self.in_label) {
            // The comment with the id of a line stood behind a blank.
            if let Some(Event::Text(words)) = self.events.last_mut() {
                *words = words.trim_end().to_owned().into();
            }
            self.raw("</label>");
        }
    }

    fn end_code(&mut self) {
        let Some((code, language)) = self.code.take() else { return };
        let arrows = if language == "mermaid" { mermaid::arrows(&code) } else { None };
        match arrows {
            _ if language == "chart" => {}
            Some(arrows) => {
                self.events.push(Event::Start(Tag::List(None)));
                for arrow in arrows {
                    self.events.push(Event::Start(Tag::Item));
                    self.words(&arrow);
                    self.events.push(Event::End(TagEnd::Item));
                }
                self.events.push(Event::End(TagEnd::List(false)));
            }
            None => {
                let lines = code.lines().map(|line| visible_source(line, 0..0).0 + "\n");
                self.events.push(Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)));
                self.events.push(Event::Text(lines.collect::<String>().into()));
                self.events.push(Event::End(TagEnd::CodeBlock));
            }
        }
    }

    /// Takes out the heading at the start, if it is the title.
    fn take_title(&mut self) -> Option<String> {
        let starts = |event: &Event<'_>| matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }));
        let ends = |event: &Event<'_>| matches!(event, Event::End(TagEnd::Heading(_)));
        self.events.first().filter(|first| starts(first))?;
        let end = self.events.iter().position(ends)?;
        let words = self.events.drain(..=end).filter_map(|event| match event {
            Event::Text(words) | Event::Code(words) => Some(words.into_string()),
            _ => None,
        });
        Some(words.collect::<String>().trim().to_owned()).filter(|title| !title.is_empty())
    }

    /// Takes out headings without words below them, with what stands there: a box without a task.
    fn drop_unfilled(&mut self) {
        let mut sections: Vec<(usize, Vec<Event<'t>>)> = vec![(0, Vec::new())];
        for event in self.events.drain(..) {
            if let Event::Start(Tag::Heading { level, id: Some(_), .. }) = &event {
                sections.push((*level as usize, Vec::new()));
            }
            if let Some((_, events)) = sections.last_mut() {
                events.push(event);
            }
        }
        let mut kept: Vec<(usize, Vec<Event<'t>>)> = Vec::new();
        for (level, events) in sections.into_iter().rev() {
            let has_deeper = kept.last().is_some_and(|(below, _)| *below > level);
            if level == 0 || has_words_below(&events) || has_deeper {
                kept.push((level, events));
            }
        }
        self.events = kept.into_iter().rev().flat_map(|(_, events)| events).collect();
    }
}

/// Returns whether a section says something besides its heading.
fn has_words_below(events: &[Event<'_>]) -> bool {
    let end = events.iter().position(|event| matches!(event, Event::End(TagEnd::Heading(_)))).unwrap_or(0);
    let says = |event: &Event<'_>| match event {
        Event::Text(words) | Event::Code(words) => words.contains(char::is_alphanumeric),
        _ => false,
    };
    events.iter().skip(end).any(says)
}

/// Gives headings levels without gaps, the highest of them `from`.
fn nest_headings(events: &mut [Event<'_>], from: usize) {
    const LEVELS: [HeadingLevel; 6] =
        [HeadingLevel::H1, HeadingLevel::H2, HeadingLevel::H3, HeadingLevel::H4, HeadingLevel::H5, HeadingLevel::H6];
    let mut open: Vec<HeadingLevel> = Vec::new();
    for event in events {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                *id = None;
                while open.last().is_some_and(|above| *above >= *level) {
                    open.pop();
                }
                open.push(*level);
                *level = LEVELS[(from + open.len() - 2).min(LEVELS.len() - 1)];
            }
            Event::End(TagEnd::Heading(level)) => *level = LEVELS[(from + open.len() - 2).min(LEVELS.len() - 1)],
            _ => {}
        }
    }
}

/// Returns a text with blanks in the place of what a note hides; every other character keeps its place.
fn without<'t>(text: &'t str, hidden: &[Span]) -> Cow<'t, str> {
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for span in hidden {
        shown.push_str(slice(text, from..span.start));
        shown.extend(slice(text, span.clone()).bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        from = span.end;
    }
    shown.push_str(slice(text, from..text.len()));
    Cow::Owned(shown)
}

/// Returns whether HTML in a line is a line break.
fn is_break(html: &str) -> bool {
    matches!(html.to_ascii_lowercase().as_str(), "<br>" | "<br/>" | "<br />")
}

/// Returns HTML without its comments; one that does not end hides the rest.
fn without_comments(html: &str) -> String {
    let mut shown = String::new();
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        shown.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    let _ = write!(shown, "{rest}");
    shown
}
