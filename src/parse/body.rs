//! The body of a note: headings, tasks, questions, log lines and inline fields. The only user of pulldown-cmark.

use std::borrow::Cow;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use crate::blocks::region;
use crate::model::{
    BankQuestion, CarriedQuestion, CarriedState, CarriedWords, Day, EventKey, LineIndex, Link, NoteType, Section, Span,
    TaskStatus,
};
use crate::text::{question_key, slice};

use super::{date, dialect, link, vocabulary};

/// The longest first line of an item in which a field is looked for, in bytes.
const LONGEST_LINE: usize = 1000;

/// What a body says.
#[derive(Debug, Default)]
pub(crate) struct Body {
    /// The first level-one heading.
    pub(crate) heading: Option<String>,
    /// Items with a box that are no questions.
    pub(crate) tasks: Vec<TaskItem>,
    /// Questions, and items that may match one.
    pub(crate) carried: Vec<CarriedQuestion>,
    /// Dated lines of a log: the day, the event if the line names one, and the line.
    pub(crate) log: Vec<(Day, Option<EventKey>, u32)>,
    /// The questions of a bank.
    pub(crate) bank: Vec<BankQuestion>,
    /// The section for takeaways.
    pub(crate) takeaways: Option<Section>,
    /// The section for reflection.
    pub(crate) reflection: Option<Section>,
    /// People listed under a heading for attendees.
    pub(crate) attendees: Vec<Link>,
    /// Inline fields and bold labels: key and value by their places.
    pub(crate) fields: Vec<(Span, Span)>,
    /// The first line of a merge conflict.
    pub(crate) conflict: Option<Span>,
}

/// A list item with a box.
#[derive(Debug)]
pub(crate) struct TaskItem {
    /// The character in the box.
    pub(crate) mark: char,
    /// The text behind the box, to the end of the line.
    pub(crate) text: Span,
    /// Its line, counted from 1.
    pub(crate) line: u32,
    /// The links on it.
    pub(crate) links: Vec<Link>,
}

/// What a heading announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Topic {
    Questions,
    Takeaways,
    Reflection,
    Log,
    Attendees,
    Other,
}

impl Topic {
    fn of(heading: &str) -> Self {
        let words = crate::text::question_words(heading);
        match words.as_str() {
            "log" | "history" | "interactions" | "interaction log" | "contact log" | "meeting log" => Self::Log,
            "attendees" | "participants" => Self::Attendees,
            "what i asked" | "what to ask" | "to ask" | "question" => Self::Questions,
            words => {
                let topic = |word: &str| match word {
                    "questions" => Some(Self::Questions),
                    "takeaways" | "takeaway" => Some(Self::Takeaways),
                    "reflection" | "reflections" => Some(Self::Reflection),
                    _ => None,
                };
                words.split(' ').find_map(topic).unwrap_or(Self::Other)
            }
        }
    }
}

/// An open list item.
#[derive(Debug, Default)]
struct Item {
    start: usize,
    mark: Option<(char, usize)>,
    text: String,
    /// The part of `text` on the item's first line.
    first_line: Option<usize>,
    links: Vec<Link>,
    block_link: Option<String>,
    /// Whether the item's own text is over: a list or a second paragraph has begun.
    is_closed: bool,
    has_text_under: bool,
    wordings: Vec<String>,
}

/// A heading above the place that is being read.
#[derive(Debug)]
struct Heading {
    level: HeadingLevel,
    text: String,
    topic: Topic,
}

struct Scanner<'t> {
    text: &'t str,
    lines: &'t LineIndex,
    kind: NoteType,
    body: Body,
    headings: Vec<Heading>,
    has_heading: bool,
    /// Whether the body holds `::` or `**` at all.
    has_inline: bool,
    has_bold: bool,
    items: Vec<Item>,
    /// Items that were read to their end, whose memory the next ones take over.
    spare: Vec<Item>,
    /// Text of the heading or table cell that is being read.
    buffer: Option<String>,
    /// The heading, among `carried`, that has had nothing under it yet.
    waiting: Option<CarriedQuestion>,
    quotes: u32,
    code: u32,
    /// Links that are being read: the text under them belongs to them.
    embeds: u32,
    /// The day in the table row that is being read.
    row_day: Option<Day>,
}

/// Reads the body that starts at `start`. Text inside live blocks and Obsidian comments is not part of it.
pub(crate) fn read(text: &str, start: usize, lines: &LineIndex, kind: NoteType, hidden: &[Span]) -> Body {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_WIKILINKS
        | Options::ENABLE_GFM;
    let source = slice(text, start..text.len());
    let mut scanner = Scanner {
        text,
        lines,
        kind,
        body: Body::default(),
        headings: Vec::new(),
        has_heading: false,
        has_inline: holds(source, "::"),
        has_bold: holds(source, "**"),
        items: Vec::new(),
        spare: Vec::new(),
        buffer: None,
        waiting: None,
        quotes: 0,
        code: 0,
        embeds: 0,
        row_day: None,
    };
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        let range = range.start + start..range.end + start;
        if is_in(hidden, range.start) {
            scanner.step_over(&event);
        } else {
            scanner.event(event, range);
        }
    }
    scanner.body.tasks.sort_by_key(|task| task.line);
    scanner.body.carried.sort_by_key(|question| question.line);
    scanner.body
}

/// Says whether a text holds a mark.
fn holds(text: &str, mark: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some()
}

/// Returns the hidden parts of a text: live blocks, `%% comments %%` and `$$ formulas $$`.
pub(crate) fn hidden(text: &str, start: usize) -> Vec<Span> {
    let mut spans: Vec<Span> = region::find(text).0.iter().map(|region| region.head.start..region.tail.end).collect();
    for (mark, is_block) in [("%%", false), ("$$", true)] {
        if !holds(text, mark) {
            continue;
        }
        let mut open = None;
        for (at, _) in outside_code(text, start).into_iter().flat_map(|span| {
            slice(text, span.clone())
                .match_indices(mark)
                .map(move |(at, found)| (span.start + at, found))
                .collect::<Vec<_>>()
        }) {
            match open.take() {
                Some(from) => spans.push(from..at + mark.len()),
                None if !is_block || starts_line(text, at) => open = Some(at),
                None => {}
            }
        }
    }
    joined(spans)
}

/// Says whether nothing but blanks stands before `at` on its line.
fn starts_line(text: &str, at: usize) -> bool {
    let before = slice(text, 0..at).trim_end_matches(|char: char| char != '\n' && char.is_whitespace());
    before.is_empty() || before.ends_with('\n')
}

/// Returns the spans in the order of the text, those that meet made one.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| span.start);
    spans.dedup_by(|next, span| {
        let meets = next.start <= span.end;
        if meets {
            span.end = span.end.max(next.end);
        }
        meets
    });
    spans
}

/// Says whether `at` lies in one of `spans`, which are in order and apart.
fn is_in(spans: &[Span], at: usize) -> bool {
    let after = spans.partition_point(|span| span.start <= at);
    after.checked_sub(1).and_then(|last| spans.get(last)).is_some_and(|span| at < span.end)
}

/// Returns the parts of a text that stand outside fenced code.
fn outside_code(text: &str, start: usize) -> Vec<Span> {
    let mut spans = Vec::new();
    let (mut from, mut at, mut fence) = (start, start, None::<&str>);
    for line in slice(text, start..text.len()).split_inclusive('\n') {
        let content = line.trim_start();
        match fence {
            Some(mark) if content.starts_with(mark) => {
                fence = None;
                from = at + line.len();
            }
            None => {
                if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| content.starts_with(mark)) {
                    spans.push(from..at);
                    fence = Some(mark);
                }
            }
            Some(_) => {}
        }
        at += line.len();
    }
    if fence.is_none() {
        spans.push(from..at);
    }
    spans
}

impl Scanner<'_> {
    /// Keeps the stacks in step inside hidden text, without reading it.
    fn step_over(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::BlockQuote(_)) => self.quotes += 1,
            Event::End(TagEnd::BlockQuote(_)) => self.quotes = self.quotes.saturating_sub(1),
            Event::Start(Tag::CodeBlock(_)) => self.code += 1,
            Event::End(TagEnd::CodeBlock) => self.code = self.code.saturating_sub(1),
            Event::Start(Tag::Item) => self.items.push(Item::default()),
            Event::End(TagEnd::Item) => drop(self.items.pop()),
            Event::End(TagEnd::Heading(_)) => self.buffer = None,
            _ => {}
        }
    }

    fn event(&mut self, event: Event<'_>, range: Span) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => {
                let is_marker = slice(self.text, range.start..range.start + 7) == "<<<<<<<";
                if is_marker && self.code == 0 && self.body.conflict.is_none() && self.starts_line(range.start) {
                    self.body.conflict = Some(range.start..range.start + 7);
                }
                self.push(&text);
            }
            Event::Code(text) => self.push(&text),
            Event::SoftBreak | Event::HardBreak => {
                if let Some(item) = self.items.last_mut() {
                    item.first_line.get_or_insert(item.text.len());
                }
                self.push(" ");
            }
            Event::InlineHtml(_)
            | Event::Html(_)
            | Event::Rule
            | Event::TaskListMarker(_)
            | Event::FootnoteReference(_) => {}
            Event::InlineMath(_) | Event::DisplayMath(_) => self.content(),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Span) {
        match tag {
            Tag::Paragraph => {
                self.fields(&range);
                if let Some(item) = self.items.last_mut().filter(|item| !item.text.is_empty()) {
                    item.is_closed = true;
                }
            }
            Tag::Item => {
                // An item indented by a tab is said to start at the end of the line above.
                let source = slice(self.text, range.clone());
                let range = range.start + (source.len() - source.trim_start().len())..range.end;
                let mark = self.box_at(&range);
                // A tight item holds no paragraph of its own.
                self.fields(&self.first_line(&range));
                let item = self.spare.pop().map_or_else(Item::default, Item::emptied);
                self.items.push(Item { start: range.start, mark, ..item });
            }
            Tag::List(_) => {
                if let Some(item) = self.items.last_mut() {
                    item.is_closed = true;
                }
            }
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::CodeBlock(_) => {
                self.code += 1;
                if let Some(item) = self.items.last_mut() {
                    item.is_closed = true;
                }
            }
            Tag::Image { link_type, dest_url, .. } => {
                self.embeds += 1;
                // An item that embeds a bank's question carries it.
                if matches!(link_type, LinkType::WikiLink { .. })
                    && let Some(item) = self.items.last_mut().filter(|item| !item.is_closed)
                {
                    item.block_link = item.block_link.take().or_else(|| link::block(&dest_url));
                }
            }
            Tag::Link { link_type, dest_url, .. } => self.link(link_type, &dest_url, &range),
            Tag::TableRow => self.row_day = None,
            Tag::Heading { .. } | Tag::TableCell => self.buffer = Some(String::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Span) {
        match tag {
            TagEnd::Heading(level) => self.heading(level, &range),
            TagEnd::Item => self.item(),
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::CodeBlock => self.code = self.code.saturating_sub(1),
            TagEnd::Image => self.embeds = self.embeds.saturating_sub(1),
            TagEnd::TableCell => {
                let cell = self.buffer.take().unwrap_or_default();
                if self.topic() == Topic::Log {
                    self.row_day = self.row_day.or_else(|| log_day(&cell).map(|(day, _)| day));
                }
            }
            TagEnd::TableRow => {
                if let Some(day) = self.row_day.take() {
                    self.body.log.push((day, None, self.lines.line(range.start)));
                }
            }
            _ => {}
        }
    }

    /// Adds text to whatever is being read, and marks what it stands under as not empty.
    fn push(&mut self, text: &str) {
        if let Some(buffer) = &mut self.buffer {
            buffer.push_str(text);
            return;
        }
        if text.trim().is_empty() && self.items.last().is_none_or(|item| item.text.is_empty()) {
            return;
        }
        match self.items.last_mut() {
            Some(item) if !item.is_closed && self.code == 0 => item.text.push_str(text),
            Some(item) => {
                item.has_text_under = true;
                self.content();
            }
            None => self.content(),
        }
    }

    /// Something stands under the headings above.
    fn content(&mut self) {
        if let Some(mut question) = self.waiting.take() {
            question.answered = true;
            self.body.carried.push(question);
        }
        let section = match self.topic() {
            Topic::Takeaways => self.body.takeaways.as_mut(),
            Topic::Reflection => self.body.reflection.as_mut(),
            _ => None,
        };
        if let Some(section) = section {
            section.is_empty = false;
        }
    }

    /// The topic of the nearest heading above that has one.
    fn topic(&self) -> Topic {
        self.headings
            .iter()
            .rev()
            .map(|heading| heading.topic)
            .find(|topic| *topic != Topic::Other)
            .unwrap_or(Topic::Other)
    }

    fn heading(&mut self, level: HeadingLevel, range: &Span) {
        let text = self.buffer.take().unwrap_or_default().trim().to_owned();
        let line = self.lines.line(range.start);
        self.waiting = None;
        self.headings.retain(|above| above.level < level);
        // A level-one heading further down names a section and not the note.
        if level == HeadingLevel::H1 && !self.has_heading && !text.is_empty() {
            self.body.heading = Some(text.clone());
        }
        self.has_heading = true;
        let topic = Topic::of(&text);
        let section = Some(Section { line, is_empty: true });
        match topic {
            Topic::Takeaways if self.body.takeaways.is_none() => self.body.takeaways = section,
            Topic::Reflection if self.body.reflection.is_none() => self.body.reflection = section,
            _ => {}
        }
        if self.kind == NoteType::Contact
            && let Some((day, rest)) = log_day(&text)
        {
            self.body.log.push((day, event_of(rest), line));
        } else if topic == Topic::Other
            && (self.kind == NoteType::Meeting || (self.kind == NoteType::Contact && self.topic() == Topic::Questions))
        {
            let key = question_key(&text);
            // A heading under one for questions is a question if it reads like one.
            let is_declared = self.topic() == Topic::Questions && text.ends_with(['?', '？']);
            let words = is_declared.then(|| Box::new(CarriedWords { text: text.as_str().into(), block_link: None }));
            self.waiting =
                (key != 0).then_some(CarriedQuestion { key, words, state: CarriedState::Plain, answered: false, line });
        }
        self.headings.push(Heading { level, text, topic });
    }

    fn link(&mut self, kind: LinkType, destination: &str, range: &Span) {
        let line = self.lines.line(range.start);
        let is_wiki = matches!(kind, LinkType::WikiLink { .. });
        let source = slice(self.text, range.clone());
        let (target, block) = if is_wiki {
            let inner = source.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")).unwrap_or(destination);
            (link::wiki(inner, line), link::block(inner))
        } else {
            let text = source.strip_prefix('[').and_then(|rest| rest.split_once("](")).map_or("", |(text, _)| text);
            (link::markdown(destination, text, line), link::block(destination))
        };
        let Some(item) = self.items.last_mut().filter(|item| !item.is_closed) else { return };
        item.block_link = item.block_link.take().or(block);
        if item.first_line.is_none() {
            item.links.extend(target);
        }
    }

    /// An item has been read to its end.
    fn item(&mut self) {
        let Some(mut item) = self.items.pop() else { return };
        // Only ` ` and `x` are boxes to the Markdown parser; any other stands in the text.
        let own_text = std::mem::take(&mut item.text);
        let mut text = own_text.trim();
        if let Some((mark, _)) = item.mark
            && let Some(rest) =
                text.strip_prefix('[').and_then(|rest| rest.strip_prefix(mark)).and_then(|rest| rest.strip_prefix(']'))
        {
            text = rest.trim_start();
        }
        if let Some(parent) = self.items.last_mut()
            && !text.is_empty()
        {
            parent.has_text_under = true;
            if self.kind == NoteType::Questions {
                parent.wordings.push(text.to_owned());
                parent.wordings.extend(item.wordings.iter().cloned());
            }
        }
        // What is still to be done fills no section.
        if !text.is_empty() && item.mark.is_none_or(|(mark, _)| mark != ' ') {
            self.content();
        }
        let line = self.lines.line(item.start);
        match self.kind {
            NoteType::Questions => {
                if self.items.is_empty() {
                    self.bank_question(text, &item, line);
                }
            }
            NoteType::Contact | NoteType::Meeting => {
                let topic = self.topic();
                let is_declared = topic == Topic::Questions && self.items.is_empty();
                // A contact carries questions in its log and under its headings for them, a meeting anywhere.
                let may_carry = self.kind == NoteType::Meeting || matches!(topic, Topic::Questions | Topic::Log);
                let mut question = text;
                if topic == Topic::Log
                    && (item.mark.is_none() && self.quotes == 0 && self.embeds == 0)
                    && let Some((day, rest)) = log_day(text)
                {
                    self.body.log.push((day, event_of(rest), line));
                    question = behind_label(rest);
                }
                if topic == Topic::Attendees && item.mark.is_none() {
                    self.body.attendees.extend(if item.links.is_empty() {
                        link::from_property(text, line).into_iter().collect()
                    } else {
                        item.links.clone()
                    });
                }
                if may_carry {
                    self.carry(question, &item, is_declared, line);
                }
                if !is_declared {
                    self.task(&mut item, line);
                }
            }
            NoteType::Plain => self.task(&mut item, line),
        }
        self.spare.push(Item { text: own_text, ..item });
    }

    fn carry(&mut self, text: &str, item: &Item, is_declared: bool, line: u32) {
        // A question copied from a bank may still bear the bank's tags and block id.
        let (text, _) = split_tags(dialect::without_block_id(text));
        let key = question_key(&text);
        if key == 0 || (is_declared && dialect::is_placeholder(&text)) {
            return;
        }
        let state = match item.mark.map(|(mark, _)| TaskStatus::from_char(mark)) {
            None => CarriedState::Plain,
            Some(TaskStatus::Done) => CarriedState::Ticked,
            Some(TaskStatus::Cancelled) => CarriedState::Dropped,
            Some(_) => CarriedState::Open,
        };
        let words = (is_declared || item.block_link.is_some()).then(|| {
            let text = if is_declared { text.as_ref().into() } else { "".into() };
            Box::new(CarriedWords { text, block_link: item.block_link.as_deref().map(Into::into) })
        });
        self.body.carried.push(CarriedQuestion { key, words, state, answered: item.has_text_under, line });
    }

    fn bank_question(&mut self, text: &str, item: &Item, line: u32) {
        let (question, mut tags) = split_tags(dialect::without_block_id(text));
        let block_id = dialect::split_block_id(text).1.map(Into::into);
        let mut categories = Vec::new();
        for heading in
            self.headings.iter().filter(|heading| heading.level > HeadingLevel::H1 && heading.topic != Topic::Questions)
        {
            let (name, heading_tags) = split_tags(&heading.text);
            categories.push(name.into_owned());
            tags.extend(heading_tags);
        }
        let keys: Vec<u64> = std::iter::once(&*question)
            .chain(item.wordings.iter().map(String::as_str))
            .map(|wording| question_key(&split_tags(dialect::without_block_id(wording)).0))
            .filter(|key| *key != 0)
            .collect();
        if question_key(&question) != 0 && !dialect::is_placeholder(&question) {
            self.body.bank.push(BankQuestion {
                text: question.as_ref().into(),
                keys,
                block_id,
                category: categories.join(" / ").into(),
                tags,
                line,
            });
        }
    }

    fn task(&mut self, item: &mut Item, line: u32) {
        let Some((mark, text_at)) = item.mark else { return };
        let rest = slice(self.text, text_at..self.text.len());
        let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        self.body.tasks.push(TaskItem {
            mark,
            text: text_at..text_at + end,
            line,
            links: std::mem::take(&mut item.links),
        });
    }

    /// Returns the character in the box of the item at `range`, and where the text behind it starts.
    fn box_at(&self, range: &Span) -> Option<(char, usize)> {
        let source = slice(self.text, range.clone());
        let marker = match source.chars().next()? {
            '-' | '*' | '+' => 1,
            _ => source.find(['.', ')'])? + 1,
        };
        let rest = slice(source, marker..source.len());
        let open = rest.trim_start_matches([' ', '\t']);
        let mut chars = open.strip_prefix('[')?.chars();
        let mark = chars.next().filter(|mark| !matches!(mark, ']' | '\n' | '\r' | '\u{a0}'))?;
        let behind = chars.as_str().strip_prefix(']')?;
        // GFM wants a space behind the box; at the end of the line there is nothing to do yet.
        behind
            .starts_with([' ', '\t'])
            .then(|| (if mark == '\t' { ' ' } else { mark }, range.start + source.len() - behind.len()))
    }

    /// Returns the first line at `range`; nothing of a line so long that it holds no field. A thousand items may begin on
    /// one line, and each asks for the rest of it.
    fn first_line(&self, range: &Span) -> Span {
        let source = slice(self.text, range.clone());
        let start = source.as_bytes().get(..LONGEST_LINE).unwrap_or(source.as_bytes());
        let end = memchr::memchr(b'\n', start).or_else(|| (start.len() == source.len()).then_some(source.len()));
        range.start..range.start + end.unwrap_or(0)
    }

    fn starts_line(&self, at: usize) -> bool {
        at == 0 || self.text.as_bytes().get(at - 1) == Some(&b'\n')
    }

    /// Reads `key:: value`, `[key:: value]` and, above the first section, `**Key:** value` from a paragraph or an item.
    fn fields(&mut self, range: &Span) {
        if !matches!(self.kind, NoteType::Contact | NoteType::Meeting) {
            return;
        }
        let is_top = self.has_bold && self.headings.iter().all(|heading| heading.level == HeadingLevel::H1);
        if !self.has_inline && !is_top {
            return;
        }
        let paragraph = slice(self.text, range.clone());
        let mut at = range.start;
        for line in paragraph.split_inclusive('\n') {
            let content = line.trim_start_matches([' ', '\t', '>', '-', '*', '+']);
            let start = at + (line.len() - content.len());
            at += line.len();
            // The dates of a task belong to the task.
            if content.starts_with('[') && content.as_bytes().get(2) == Some(&b']') {
                continue;
            }
            let label = if is_top { bold_label(line) } else { None };
            let found = label
                .map(|(key, value)| (key, value, at - line.len()))
                .or_else(|| inline_field(content).map(|(key, value)| (key, value, start)));
            if let Some((key, value, base)) = found {
                self.body.fields.push((base + key.start..base + key.end, base + value.start..base + value.end));
            }
        }
    }
}

impl Item {
    /// Returns the item as new, with the memory that it has.
    fn emptied(mut self) -> Self {
        self.text.clear();
        self.links.clear();
        self.wordings.clear();
        Self { text: self.text, links: self.links, wordings: self.wordings, ..Self::default() }
    }
}

/// Returns the places of key and value in `key:: value` or `[key:: value]`.
fn inline_field(line: &str) -> Option<(Span, Span)> {
    let line = line.trim_end();
    let colons = line.find("::")?;
    let open = slice(line, 0..colons).rfind(['[', '(']);
    let (from, to) = match open {
        Some(open) => (
            open + 1,
            colons
                + line.get(colons..)?.find([']', ')']).filter(|_| !slice(line, colons..line.len()).contains("[["))?,
        ),
        None => (0, line.len()),
    };
    let key = slice(line, from..colons);
    let is_key = !key.trim().is_empty()
        && key.len() <= 40
        && key.chars().all(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
    is_key.then(|| trimmed(line, from..colons).zip(trimmed(line, colons + 2..to)))?
}

/// Returns the places of key and value in `**Key:** value` or `- **Key**: value`.
fn bold_label(line: &str) -> Option<(Span, Span)> {
    let open = line.len() - line.trim_start_matches([' ', '\t', '-', '+', '>']).len();
    let open = open + if slice(line, open..line.len()).starts_with("* ") { 2 } else { 0 };
    if !slice(line, open..line.len()).starts_with("**") {
        return None;
    }
    let close = open + 2 + line.get(open + 2..)?.find("**")?;
    let inside = slice(line, open + 2..close);
    let behind = slice(line, close + 2..line.len());
    let (key_end, value_start) = match (inside.strip_suffix(':'), behind.strip_prefix(':')) {
        (Some(key), _) => (open + 2 + key.len(), close + 2),
        (None, Some(_)) => (close, close + 3),
        _ => return None,
    };
    trimmed(line, open + 2..key_end).zip(trimmed(line, value_start..line.len()))
}

fn trimmed(line: &str, span: Span) -> Option<Span> {
    let text = slice(line, span.clone());
    let content = text.trim();
    let start = span.start + (text.len() - text.trim_start().len());
    (!content.is_empty()).then(|| start..start + content.len())
}

/// Returns the day that a log line or a dated heading starts with, and what follows it.
fn log_day(text: &str) -> Option<(Day, &str)> {
    let text = text.trim_start_matches(['[', '*', '_', ' ']);
    let day = date::day_at_start(text)?;
    let rest = slice(text, 10..text.len());
    // A longer run of letters or digits is a name that happens to start with a day.
    if rest.starts_with(|char: char| char.is_alphanumeric() && char != 'T') {
        return None;
    }
    let rest = rest.trim_start_matches(|char: char| {
        char.is_ascii_digit() || matches!(char, 'T' | ':' | ']' | '*' | '_' | ' ' | '-' | '–' | '—' | '|' | ',')
    });
    Some((day, rest))
}

/// Returns the event that a log line's first word names.
fn event_of(rest: &str) -> Option<EventKey> {
    let end = rest.find([':', ' ', ',', '.', ';']).unwrap_or(rest.len());
    vocabulary::log_event(slice(rest, 0..end))
}

/// Returns what follows a log line's label of one word: `asked: How …?` → `How …?`.
fn behind_label(rest: &str) -> &str {
    match rest.split_once(':') {
        Some((label, behind)) if !label.contains(' ') => behind.trim_start(),
        _ => rest,
    }
}

/// Returns a text without its tags, and the tags without `#`.
fn split_tags(text: &str) -> (Cow<'_, str>, Vec<Box<str>>) {
    if !text.contains('#') {
        return (text.trim().into(), Vec::new());
    }
    let is_tag = |word: &&str| word.strip_prefix('#').is_some_and(|tag| tag.starts_with(char::is_alphabetic));
    let tags = text
        .split_whitespace()
        .filter(is_tag)
        .map(|word| word.trim_start_matches('#').trim_end_matches([',', '.', ';']).into())
        .collect();
    let words: Vec<&str> = text.split_whitespace().filter(|word| !is_tag(word)).collect();
    (words.join(" ").into(), tags)
}

/// Returns the text that a reader sees of a line of Markdown: links as their text, no emphasis marks.
pub(crate) fn plain_text(markdown: &str) -> String {
    if !markdown.contains(['[', '*', '_', '`', '\\', '&', '<', '~', '!']) {
        return markdown.trim().to_owned();
    }
    let mut text = String::with_capacity(markdown.len());
    for event in Parser::new_ext(markdown, Options::ENABLE_WIKILINKS | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text.trim().to_owned()
}
