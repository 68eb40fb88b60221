//! The body of a note: headings, tasks, questions, log lines and inline fields. The only user of pulldown-cmark.

mod answers;
mod attendees;
mod fields;
mod items;
mod labels;
mod log;
mod markers;
pub(crate) mod outline;
pub(crate) mod passages;
mod prose;
mod words;

use std::borrow::Cow;
use std::cell::OnceCell;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Parser, Tag, TagEnd};

use crate::core::base::text::{question_key, slice};
use crate::core::base::{LineIndex, Location, Span};
use crate::core::model::{
    BankQuestion, CarriedWords, Day, EventKey, Link, NoteQuestion, NoteQuestionState, NoteType, QuestionPlace, Section,
};
use crate::core::syntax::hidden_text::is_in;
use crate::core::syntax::{OPTIONS, link};

pub(crate) use answers::question_length;
use attendees::Labelled;
use fields::may_have_colon;
pub(crate) use words::{behind_label, event_of, first_words, links, log_day, plain_text, split_tags, takeaway};

use crate::core::model::vocabulary::{Topic, Vocabulary};

/// The longest first line of an item in which a field is looked for, in bytes.
const LONGEST_LINE: usize = 1000;

/// From how many bytes of letters on those of a meeting are not counted.
const ENOUGH: usize = 64;

/// What a body says.
#[derive(Debug, Default)]
pub(crate) struct Body {
    /// The first level-one heading.
    pub(crate) heading: Option<String>,
    /// Whether there are other headings above it.
    pub(crate) heading_is_below: bool,
    /// How many level-one headings there are.
    pub(crate) headings_of_level_one: usize,
    /// Items with a box that are not questions.
    pub(crate) tasks: Vec<TaskItem>,
    /// Questions, and items that may match one.
    pub(crate) carried: Vec<NoteQuestion>,
    /// Dated lines of a log.
    pub(crate) log: Vec<LogLine>,
    /// Lines of a log that may record a done follow-up: the day, the words, and the line.
    pub(crate) done: Vec<(Day, String, u32)>,
    /// The questions of a bank.
    pub(crate) bank: Vec<BankQuestion>,
    /// The section for takeaways.
    pub(crate) takeaways: Option<Section>,
    /// The section for reflection.
    pub(crate) reflection: Option<Section>,
    /// People listed under a heading for attendees.
    pub(crate) attendees: Vec<Link>,
    /// The links in the title, or in the first line.
    pub(crate) heading_links: Vec<Link>,
    /// Inline fields and bold labels: key and value by their places.
    pub(crate) fields: Vec<(Span, Span)>,
    /// The first paragraph or item that is not a field, a task or part of a section with a meaning of its own.
    pub(crate) prose: Option<Span>,
    /// How many bytes of letters such paragraphs and items of a meeting have, but for questions.
    pub(crate) written: usize,
    /// The first line of a merge conflict.
    pub(crate) conflict: Option<Span>,
    /// Whether a line of the log begins with a day whose year nothing gives.
    pub(crate) has_day_without_year: bool,
    /// The first day whose year only the day of reading gives.
    pub(crate) day_of_guessed_year: Option<Day>,
}

/// A dated line of a log.
#[derive(Debug)]
pub(crate) struct LogLine {
    pub(crate) day: Day,
    /// The event that its first word names.
    pub(crate) event: Option<EventKey>,
    /// What follows the day.
    pub(crate) words: Box<str>,
    pub(crate) location: Location,
    /// Where it stands.
    pub(crate) place: LinePlace,
    /// Whether it says beside the day that the user met or spoke with the person, or names a time.
    pub(crate) is_talk: bool,
    /// Of a heading, what stands below it.
    pub(crate) below: Option<Box<Below>>,
}

/// What stands below a heading with a day.
#[derive(Debug, Default)]
pub(crate) struct Below {
    /// The words of its paragraphs and plain list items, up to the next heading.
    pub(crate) words: String,
    /// Whether there is anything, in parts of it too.
    pub(crate) is_filled: bool,
}

impl LogLine {
    /// Returns all its words: those of a heading go on below it, unless it is about a talk, below which stands what was said.
    pub(crate) fn all_words(&self) -> Cow<'_, str> {
        match self.below.as_deref().filter(|below| !self.is_talk && !below.words.is_empty()) {
            Some(below) => Cow::Owned(format!("{}. {}", self.words, below.words)),
            None => Cow::Borrowed(&self.words),
        }
    }
}

/// Where a dated line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinePlace {
    /// In a log.
    Log,
    /// Elsewhere, so that only what its words plainly tell counts.
    Alone,
    /// Elsewhere, next to another one: together they are a log.
    Among,
    /// The day stands in the midst of prose.
    Prose,
}

/// A list item with a box.
#[derive(Debug)]
pub(crate) struct TaskItem {
    /// The character in the box.
    pub(crate) mark: char,
    /// The place of that character, or of the word that stands for it.
    pub(crate) mark_at: Span,
    /// The text after the box, to the end of the line.
    pub(crate) text: Span,
    /// The text after the box, to the end of the last line on which it goes on.
    pub(crate) all: Span,
    /// Where the item ends, with everything under it.
    pub(crate) end: usize,
    /// Its line, counted from 1.
    pub(crate) line: u32,
    /// The links on it.
    pub(crate) links: Vec<Link>,
    /// The day of the item or heading in which it stands, if that begins with one.
    pub(crate) from: Option<Day>,
    /// The day of the line of the log above it.
    pub(crate) near: Option<Day>,
}

/// An open list item.
#[derive(Debug, Default)]
struct BodyItem {
    start: usize,
    end: usize,
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
    /// The names that its text below gives.
    names: Vec<Box<str>>,
}

/// A heading above the place that is being read.
#[derive(Debug)]
struct Heading {
    level: HeadingLevel,
    text: String,
    topic: Topic,
    /// Whether it is the note's own name rather than a part of the note.
    is_title: bool,
    /// The day of one that is an entry of a log.
    day: Option<Day>,
}

struct Scanner<'t> {
    text: &'t str,
    lines: &'t LineIndex,
    kind: NoteType,
    words: &'t Vocabulary,
    body: Body,
    headings: Vec<Heading>,
    has_heading: bool,
    /// Whether a paragraph was read.
    has_prose: bool,
    /// Returns the first day that the note gives with its year, for days without one.
    near: &'t dyn Fn() -> Option<Day>,
    /// The topic of the last line that is a heading in all but its mark.
    label: Option<Topic>,
    /// Whether the paragraph that is being read is nothing but that line.
    is_bare_label: bool,
    /// Where the body starts.
    start: usize,
    /// Whether the note is an outline, in which every word for a task counts; found out when it matters.
    is_outline: OnceCell<bool>,
    /// The line of the log that is the last heading, with the level of that.
    entry: Option<(usize, HeadingLevel)>,
    /// The day of the last heading with one.
    last_day: Option<Day>,
    /// The line of the first heading for a log.
    log_heading: Option<u32>,
    items: Vec<BodyItem>,
    /// Items that were read to their end, whose memory the next ones take over.
    spare: Vec<BodyItem>,
    /// Text of the heading or table cell that is being read.
    buffer: Option<String>,
    /// The memory of the last such text, for the next one.
    spare_buffer: String,
    /// The heading, among `carried`, that has had nothing under it yet.
    waiting: Option<NoteQuestion>,
    /// The last question at the top of a list, by its place among `carried`, and how far it is indented.
    last_question: Option<(usize, usize)>,
    quotes: u32,
    code: u32,
    /// Links that are being read: the text under them belongs to them.
    embeds: u32,
    /// The day in the table row that is being read, and what the cells behind it say.
    row_day: Option<(Day, String)>,
    /// Which cell of its row is being read; `None` in the head of a table.
    cell: Option<usize>,
    /// Whether a label for attendees stands above, and how deep in lists.
    labelled: Labelled,
    labelled_depth: usize,
}

/// Reads the body that starts at `start`. Text inside live blocks and Obsidian comments is not part of it.
pub(crate) fn read(
    text: &str,
    start: usize,
    lines: &LineIndex,
    (kind, words): (NoteType, &Vocabulary),
    near: &dyn Fn() -> Option<Day>,
    hidden: &[Span],
) -> Body {
    let source = slice(text, start..text.len());
    let mut scanner = Scanner {
        text,
        lines,
        kind,
        words,
        body: Body::default(),
        headings: Vec::new(),
        has_heading: false,
        has_prose: false,
        near,
        label: None,
        is_bare_label: false,
        start,
        is_outline: OnceCell::new(),
        entry: None,
        last_day: None,
        log_heading: None,
        items: Vec::new(),
        spare: Vec::new(),
        buffer: None,
        spare_buffer: String::new(),
        waiting: None,
        last_question: None,
        quotes: 0,
        code: 0,
        embeds: 0,
        row_day: None,
        cell: None,
        labelled: Labelled::No,
        labelled_depth: 0,
    };
    for (event, range) in Parser::new_ext(source, OPTIONS).into_offset_iter() {
        let range = range.start + start..range.end + start;
        if is_in(hidden, range.start) {
            scanner.step_over(&event);
        } else {
            scanner.event(event, range);
        }
    }
    scanner.body.tasks.sort_by_key(|task| task.line);
    scanner.body.carried.sort_by_key(|question| question.location.line);
    scanner.body
}

impl Scanner<'_> {
    /// Keeps the stacks in step inside hidden text, without reading it.
    fn step_over(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::BlockQuote(_)) => self.quotes += 1,
            Event::End(TagEnd::BlockQuote(_)) => self.quotes = self.quotes.saturating_sub(1),
            Event::Start(Tag::CodeBlock(_)) => self.code += 1,
            Event::End(TagEnd::CodeBlock) => self.code = self.code.saturating_sub(1),
            Event::Start(Tag::Item) => self.items.push(BodyItem::default()),
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
                let behind = self.text.as_bytes().get(range.start..).unwrap_or_default();
                let is_marker = behind.starts_with(b"<<<<<<<");
                if is_marker && self.code == 0 && self.body.conflict.is_none() && self.starts_line(range.start) {
                    self.body.conflict = Some(range.start..range.start + 7);
                }
                self.push(&text);
            }
            // The parser makes two spaces of a CRLF line end in code.
            Event::Code(text) if slice(self.text, range.clone()).contains('\r') => self.push(&text.replace("  ", " ")),
            Event::Code(text) => self.push(&text),
            Event::SoftBreak | Event::HardBreak => {
                let is_other = self.ends_task(range.start);
                if let Some(item) = self.items.last_mut() {
                    item.first_line.get_or_insert(item.text.len());
                    item.is_closed |= item.mark.is_some() && is_other;
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
        if matches!(tag, Tag::HtmlBlock | Tag::CodeBlock(_) | Tag::Table(_) | Tag::BlockQuote(_)) {
            self.last_question = None;
        }
        match tag {
            Tag::Paragraph => {
                self.label(&range);
                let has_colon = may_have_colon(slice(self.text, range.clone()));
                if has_colon {
                    self.fields(&range);
                }
                self.referrer_in_prose(&range);
                self.prose(&range);
                self.linked_in_first_line(&range);
                if has_colon {
                    self.takeaways(&range);
                }
                self.answer_in_prose(&range);
                self.asked_in_prose(&range);
                self.log_in_prose(&range);
                self.attendees_in_prose(&range);
                if has_colon {
                    self.attendees_behind_label(&range);
                    self.attendees_in_sentence(&range);
                }
                if let Some(item) = self.items.last_mut().filter(|item| !item.text.is_empty()) {
                    item.is_closed = true;
                }
            }
            Tag::Item => {
                // The parser reports an item indented by a tab at the end of the line above.
                let source = slice(self.text, range.clone());
                let range = range.start + (source.len() - source.trim_start().len())..range.end;
                let mark = self.box_at(&range);
                // A tight item holds no paragraph of its own.
                let first_line = self.first_line(&range);
                let has_colon = may_have_colon(slice(self.text, first_line.clone()));
                if has_colon {
                    self.fields(&first_line);
                    self.attendees_behind_label(&first_line);
                }
                if mark.is_none() {
                    self.prose(&first_line);
                    if has_colon {
                        self.takeaways(&first_line);
                    }
                }
                let item = self.spare.pop().map_or_else(BodyItem::default, BodyItem::emptied);
                self.items.push(BodyItem { start: range.start, end: range.end, mark, ..item });
            }
            Tag::List(_) => {
                self.open_labelled_list();
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
            Tag::Table(_) => self.facts(&range),
            Tag::TableHead => self.cell = None,
            Tag::TableRow => (self.row_day, self.cell) = (None, Some(0)),
            Tag::Heading { .. } | Tag::TableCell => {
                let buffer = std::mem::take(&mut self.spare_buffer);
                self.buffer = Some(buffer);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Span) {
        match tag {
            TagEnd::Heading(level) => self.heading(level, &range),
            TagEnd::Item => self.item(),
            TagEnd::Paragraph => self.end_label(),
            TagEnd::List(_) => self.close_labelled_list(),
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::CodeBlock => self.code = self.code.saturating_sub(1),
            TagEnd::Image => self.embeds = self.embeds.saturating_sub(1),
            TagEnd::TableCell => {
                let cell = self.buffer.take().unwrap_or_default();
                if self.cell == Some(0) {
                    self.attendee_in_cell(&range);
                }
                self.cell = self.cell.map(|cell| cell + 1);
                if let Some((_, words)) = &mut self.row_day {
                    words.push_str(": ");
                    words.push_str(cell.trim());
                } else if self.topic() == Topic::Log {
                    self.row_day = log_day(&cell, self.words.order).map(|(day, rest)| (day, rest.to_owned()));
                }
                self.spare(cell);
            }
            TagEnd::TableRow => {
                if let Some((day, words)) = self.row_day.take() {
                    let words = words.trim_start_matches([':', ' ']).into();
                    self.body.log.push(LogLine {
                        day,
                        event: None,
                        words,
                        location: self.locate(range),
                        place: LinePlace::Log,
                        is_talk: false,
                        below: None,
                    });
                }
            }
            _ => {}
        }
    }

    /// Adds text to the current part, and marks the headings and items above it as not empty.
    fn push(&mut self, text: &str) {
        if let Some(buffer) = &mut self.buffer {
            buffer.push_str(text);
            return;
        }
        if self.items.last().is_none_or(|item| item.text.is_empty()) && text.chars().all(char::is_whitespace) {
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

    /// Keeps the memory of a text for the next one.
    fn spare(&mut self, mut buffer: String) {
        buffer.clear();
        self.spare_buffer = buffer;
    }

    /// The headings above are not empty.
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
        if let Some(topic) = self.label {
            return topic;
        }
        // An entry of a log below questions has nothing to do with them.
        let mut topics =
            self.headings.iter().rev().filter(|heading| heading.topic != Topic::Other || heading.day.is_some());
        match topics.next().map(|heading| heading.topic) {
            Some(Topic::Other) if topics.any(|heading| heading.topic == Topic::Log) => Topic::Log,
            found => found.unwrap_or(Topic::Other),
        }
    }

    fn heading(&mut self, level: HeadingLevel, range: &Span) {
        let buffer = self.buffer.take().unwrap_or_default();
        let text = buffer.trim().to_owned();
        self.spare(buffer);
        let line = self.lines.line(range.start);
        self.waiting = None;
        self.last_question = None;
        self.label = None;
        self.headings.retain(|above| above.level < level);
        self.body.headings_of_level_one += usize::from(level == HeadingLevel::H1);
        // A second level-one heading names a section and not the note.
        if level == HeadingLevel::H1 && self.body.heading.is_none() && !text.is_empty() {
            self.body.heading = Some(text.clone());
            self.body.heading_is_below = self.has_heading;
            self.linked_in_title(range);
        }
        let is_title = level == HeadingLevel::H1 && !self.has_heading;
        self.has_heading = true;
        let topic = self.words.topic(&text);
        if topic == Topic::Log {
            self.log_heading.get_or_insert(line);
        }
        self.labelled = Labelled::No;
        let section = Some(Section { line, is_empty: true });
        match topic {
            Topic::Takeaways if self.body.takeaways.is_none() => self.body.takeaways = section,
            Topic::Reflection if self.body.reflection.is_none() => self.body.reflection = section,
            _ => {}
        }
        let entry = if self.kind == NoteType::Contact { self.entry_in_heading(&text, topic) } else { None };
        self.close_entry(level);
        let day = entry.as_ref().map(|(day, ..)| *day);
        self.last_day = day.or(self.last_day);
        if let Some((day, words, place)) = entry {
            let is_talk = match self.topic() {
                _ if place == LinePlace::Alone => self.says_met(&words),
                Topic::Log => self.begins_with_kind_of_talk(&words),
                _ => self.begins_with_talk(&words),
            };
            let (event, location, below) = (event_of(&words), self.locate(range.clone()), Some(Box::default()));
            self.entry = Some((self.body.log.len(), level));
            self.body.log.push(LogLine { day, event, words: words.into(), location, place, is_talk, below });
        } else if topic == Topic::Other && self.kind == NoteType::Contact && !self.topic().is_questions() {
            self.contact_in(&text, self.locate(range.clone()));
        } else if topic == Topic::Other
            && (self.kind == NoteType::Meeting || (self.kind == NoteType::Contact && self.topic().is_questions()))
        {
            let key = question_key(&text);
            // A heading under one for questions is a question if it reads like one.
            let is_declared = self.topic().is_questions() && text.ends_with(['?', '？']);
            let words =
                is_declared.then(|| Box::new(CarriedWords { text: text.as_str().into(), ..CarriedWords::default() }));
            let question = NoteQuestion {
                key,
                beginnings: Box::default(),
                words,
                place: QuestionPlace::Item,
                state: NoteQuestionState::Plain,
                has_box: false,
                answered: false,
                location: self.locate(range.clone()),
            };
            self.waiting = (key != 0).then_some(question);
        }
        self.headings.push(Heading { level, text, topic, is_title, day });
    }

    /// Takes the first prose of a contact, which describes them; counts that of a meeting.
    fn prose(&mut self, range: &Span) {
        if self.quotes > 0 || self.topic() != Topic::Other {
            return;
        }
        if self.kind == NoteType::Meeting && self.body.written < ENOUGH {
            self.body.written += self.letters_in(range);
        }
        let is_sought = self.kind == NoteType::Contact && self.body.prose.is_none() && self.items.is_empty();
        if !is_sought {
            return;
        }
        let own = slice(self.text, range.clone());
        let has_field = self.body.fields.last().is_some_and(|(key, _)| range.contains(&key.start));
        if !has_field
            && own.contains(char::is_alphanumeric)
            && log_day(own.trim_start_matches(['-', '*', '+', ' ']), self.words.order).is_none()
        {
            self.body.prose = Some(range.clone());
        }
    }

    /// Returns how many bytes of letters the lines have that are neither a field nor a question.
    fn letters_in(&self, range: &Span) -> usize {
        let fields = self.body.fields.iter().rev().map(|(key, _)| key.start).take_while(|at| *at >= range.start);
        let fields: Vec<usize> = fields.collect();
        let mut at = range.start;
        let mut letters = 0;
        for line in slice(self.text, range.clone()).split_inclusive('\n') {
            let place = at..at + line.len();
            at = place.end;
            if !line.trim_end().ends_with(['?', '？']) && !fields.iter().any(|field| place.contains(field)) {
                letters += line.chars().filter(|char| char.is_alphabetic()).map(char::len_utf8).sum::<usize>();
            }
        }
        letters
    }

    /// Takes lines such as `Takeaway: small teams` of a talk's note as takeaways; words may also stand below the label.
    fn takeaways(&mut self, range: &Span) {
        if self.kind != NoteType::Meeting || self.body.takeaways.is_some_and(|section| !section.is_empty) {
            return;
        }
        let mut at = range.start;
        for line in slice(self.text, range.clone()).split_inclusive('\n') {
            let start = at;
            at += line.len();
            let Some(value) = takeaway(line, self.words) else { continue };
            let below = || slice(self.text, at..self.text.len()).lines().find(|line| !line.trim().is_empty());
            let has_words = |text: &str| text.contains(char::is_alphanumeric);
            if has_words(value) || below().is_some_and(|below| !below.starts_with('#') && has_words(below)) {
                self.body.takeaways = Some(Section { line: self.lines.line(start), is_empty: false });
                return;
            }
        }
    }

    fn link(&mut self, kind: LinkType, destination: &str, range: &Span) {
        if self.items.last().is_none_or(|item| item.is_closed) {
            return;
        }
        let location = self.locate(range.clone());
        let is_wiki = matches!(kind, LinkType::WikiLink { .. });
        let source = slice(self.text, range.clone());
        let (target, block) = if is_wiki {
            let inner = source.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")).unwrap_or(destination);
            (link::wiki(inner, location), link::block(inner))
        } else {
            let text = source.strip_prefix('[').and_then(|rest| rest.split_once("](")).map_or("", |(text, _)| text);
            (link::markdown(destination, text, location), link::block(destination))
        };
        let Some(item) = self.items.last_mut().filter(|item| !item.is_closed) else { return };
        item.block_link = item.block_link.take().or(block);
        item.links.extend(target);
    }

    fn locate(&self, span: Span) -> Location {
        self.lines.locate(self.text, span)
    }

    fn starts_line(&self, at: usize) -> bool {
        at == 0 || self.text.as_bytes().get(at - 1) == Some(&b'\n')
    }
}
