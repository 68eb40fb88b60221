//! List items: tasks, carried questions, the questions of a bank, log lines and attendees.

use crate::core::base::text::{question_key, slice};
use crate::core::base::{Location, Span};
use crate::core::model::{BankQuestion, CarriedWords, Day, NoteQuestion, NoteQuestionState, NoteType, TaskStatus};
use crate::core::syntax::task_line;

use super::words::{behind_day, behind_label, event_of, log_day, split_tags};
use super::{BodyItem, LogLine, Scanner, TaskItem};
use crate::core::model::vocabulary::Topic;

impl Scanner<'_> {
    /// An item has been read to its end.
    pub(super) fn item(&mut self) {
        let Some(mut item) = self.items.pop() else { return };
        // Only ` ` and `x` are boxes to the Markdown parser; any other box is part of the text.
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
        // An open task does not fill a section.
        if !text.is_empty() && item.mark.is_none_or(|(mark, _)| mark != ' ') {
            self.content();
        }
        match self.kind {
            NoteType::Questions => {
                if self.items.is_empty() {
                    self.bank_question(text, &item);
                }
            }
            NoteType::Contact | NoteType::Person | NoteType::Meeting => {
                let topic = self.topic();
                // A date makes something to do of what does not even ask.
                let fields = item.mark.and_then(|(_, at)| self.fields_of_task(at, text));
                let is_task = fields.as_ref().is_some_and(|fields| !fields.rest.ends_with(['?', '？']));
                let is_declared = topic.is_questions() && self.items.is_empty() && !is_task;
                // A contact carries questions in its log and under its headings for them, a meeting anywhere.
                let may_carry = self.kind == NoteType::Meeting || topic.is_questions() || topic == Topic::Log;
                let plain = fields.map(|fields| fields.rest);
                let mut question = plain.as_deref().unwrap_or(text);
                if let Some(rest) = self.log_line(text, &item) {
                    question = behind_label(rest);
                }
                self.attendee(text, &item, self.place_of(&item));
                if may_carry {
                    self.carry(question, &item, is_declared);
                }
                if !is_declared {
                    self.task(&mut item);
                }
            }
            NoteType::Plain => {
                self.log_line(text, &item);
                self.task(&mut item);
            }
        }
        self.spare.push(BodyItem { text: own_text, ..item });
    }

    /// Reads a dated line of a log. Returns what follows its day.
    fn log_line<'i>(&mut self, text: &'i str, item: &BodyItem) -> Option<&'i str> {
        let is_entry = self.topic() == Topic::Log && item.mark.is_none() && self.quotes == 0 && self.embeds == 0;
        let (day, rest) = log_day(text, self.words.order).filter(|_| is_entry)?;
        let location = self.place_of(item);
        self.body.log.push(LogLine { day, event: event_of(rest), words: rest.into(), location });
        if rest.ends_with(')') {
            let written = item.first_line.is_none().then(|| slice(self.text, self.first_line(&(item.start..item.end))));
            let words = written.and_then(|written| behind_day(written, day)).filter(|words| words.ends_with(')'));
            self.body.done.push((day, words.unwrap_or(rest).to_owned(), location.line));
        }
        Some(rest)
    }

    /// Reads `Q: …` and `[!question] …` at the start of a meeting's lines; the text below one is its answer.
    pub(super) fn asked_in_prose(&mut self, range: &Span) {
        if self.kind != NoteType::Meeting {
            return;
        }
        let paragraph = slice(self.text, range.clone());
        let mut at = range.start;
        for line in paragraph.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let content = line.trim_start_matches([' ', '\t', '>', '*']);
            let marked = ["Q:", "[!question]", "[!question]-", "[!question]+"]
                .iter()
                .rev()
                .find_map(|mark| content.strip_prefix(mark));
            let Some(question) = marked.map(|text| text.trim_matches(['*', ' ', '\r', '\n'])) else { continue };
            let key = question_key(question);
            if key != 0 {
                let location = self.locate(start + (line.len() - content.len())..at);
                let answered = at < range.start + paragraph.trim_end().len();
                let question = NoteQuestion { key, words: None, state: NoteQuestionState::Plain, answered, location };
                self.body.carried.push(question);
            }
        }
    }

    /// Returns the dates of an item with a box and its text without them; `None` if there are none.
    fn fields_of_task(&self, at: usize, text: &str) -> Option<task_line::Fields> {
        let first_line = slice(self.text, at..self.text.len()).lines().next().unwrap_or_default();
        let marks = ["::", "due", "t:", "completed:", "cancelled", "@done"];
        let may_hold = !first_line.is_ascii() || marks.iter().any(|mark| first_line.contains(mark));
        let fields = may_hold.then(|| task_line::read(text))?;
        (fields.due.or(fields.scheduled).or(fields.start).or(fields.settled).is_some()).then_some(fields)
    }

    fn carry(&mut self, text: &str, item: &BodyItem, is_declared: bool) {
        // A question copied from a bank may still have the bank's tags and block id.
        let (text, _) = split_tags(task_line::without_block_id(text));
        let key = question_key(&text);
        if key == 0 || (is_declared && task_line::is_placeholder(&text)) {
            return;
        }
        let state = match item.mark.map(|(mark, _)| TaskStatus::from_char(mark)) {
            None => NoteQuestionState::Plain,
            Some(TaskStatus::Done) => NoteQuestionState::Ticked,
            Some(TaskStatus::Cancelled) => NoteQuestionState::Dropped,
            Some(_) => NoteQuestionState::Open,
        };
        let words = (is_declared || item.block_link.is_some()).then(|| {
            let text = if is_declared { text.as_ref().into() } else { "".into() };
            Box::new(CarriedWords { text, block_link: item.block_link.as_deref().map(Into::into) })
        });
        let location = self.place_of(item);
        self.body.carried.push(NoteQuestion { key, words, state, answered: item.has_text_under, location });
    }

    fn bank_question(&mut self, text: &str, item: &BodyItem) {
        let (question, _) = split_tags(task_line::without_block_id(text));
        let (mut keys, mut block_ids, mut tags) = (Vec::new(), Vec::new(), Vec::new());
        for wording in std::iter::once(text).chain(item.wordings.iter().map(String::as_str)) {
            let (wording, block_id) = task_line::split_block_id(wording);
            let (words, own_tags) = split_tags(wording);
            keys.extend(Some(question_key(&words)).filter(|key| *key != 0));
            block_ids.extend(block_id.map(Into::into));
            tags.extend(own_tags);
        }
        let mut categories = Vec::new();
        for heading in self.headings.iter().filter(|heading| !heading.is_title && !heading.topic.is_questions()) {
            let (name, heading_tags) = split_tags(&heading.text);
            categories.push(name.into_owned());
            tags.extend(heading_tags);
        }
        if question_key(&question) != 0 && !task_line::is_placeholder(&question) {
            self.body.bank.push(BankQuestion {
                text: question.as_ref().into(),
                keys,
                block_ids,
                category: categories.join(" / ").into(),
                tags,
                location: self.place_of(item),
            });
        }
    }

    /// Returns the place of the first line of an item.
    fn place_of(&self, item: &BodyItem) -> Location {
        self.locate(item.start..item.end)
    }

    fn task(&mut self, item: &mut BodyItem) {
        let Some((mark, text_at)) = item.mark else { return };
        let rest = slice(self.text, text_at..self.text.len());
        let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        self.body.tasks.push(TaskItem {
            mark,
            text: text_at..text_at + end,
            end: item.end,
            line: self.lines.line(item.start),
            links: std::mem::take(&mut item.links),
            from: self.day_above(),
        });
    }

    /// Returns the day with which the nearest item or heading above begins that begins with one.
    fn day_above(&self) -> Option<Day> {
        let items = self.items.iter().rev().map(|item| item.text.as_str());
        let headings = self.headings.iter().rev().map(|heading| heading.text.as_str());
        items.chain(headings).find_map(|text| log_day(text, self.words.order)).map(|(day, _)| day)
    }

    /// Returns the character in the box of the item at `range`, and where the text after it starts.
    pub(super) fn box_at(&self, range: &Span) -> Option<(char, usize)> {
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
        // GFM wants a space after the box; a box at the end of a line is not a task yet.
        behind
            .starts_with([' ', '\t'])
            .then(|| (if mark == '\t' { ' ' } else { mark }, range.start + source.len() - behind.len()))
    }
}

impl BodyItem {
    /// Returns the item as new, with the memory that it has.
    pub(super) fn emptied(mut self) -> Self {
        self.text.clear();
        self.links.clear();
        self.wordings.clear();
        Self { text: self.text, links: self.links, wordings: self.wordings, ..Self::default() }
    }
}
