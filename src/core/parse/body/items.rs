//! List items: tasks, carried questions, the questions of a bank, log lines and attendees.

use crate::core::base::text::{question_key, slice};
use crate::core::base::{Location, Span};
use crate::core::model::{
    BankQuestion, CarriedWords, Day, EMOJI_STYLE, Link, NoteQuestion, NoteQuestionState, NoteType, QuestionPlace,
    TaskStatus,
};
use crate::core::syntax::task_line;

use super::words::{behind_label, links, log_day, plain_text, split_tags};
use super::{BodyItem, LONGEST_LINE, Scanner, TaskItem, answers};
use crate::core::model::vocabulary::Topic;

/// The longest label before a question, in bytes.
const LONGEST_LABEL: usize = 40;

/// The words of an item that may be a question.
struct QuestionWords<'i> {
    text: &'i str,
    /// The length of its first line, if it has more.
    first_line: Option<usize>,
    /// Whether it stands at the top of a list under a heading for questions.
    is_declared: bool,
    /// Whether it is an item with a box that asks something, elsewhere.
    is_boxed: bool,
}

/// Says whether a text may be a question, so that names below it are worth a look.
fn may_ask(text: &str) -> bool {
    text.contains(['?', '？', ':', '：']) || text.contains("#^")
}

impl Scanner<'_> {
    /// An item has been read to its end.
    pub(super) fn item(&mut self) {
        let Some(mut item) = self.items.pop() else { return };
        // Only ` ` and `x` are boxes to the Markdown parser; any other box is part of the text.
        let own_text = std::mem::take(&mut item.text);
        let mut text = own_text.trim();
        if let Some((mark, _)) = item.mark
            && let Some(rest) = text
                .strip_prefix('[')
                .and_then(|rest| rest.strip_prefix(mark))
                .and_then(|rest| rest.trim_start_matches(EMOJI_STYLE).strip_prefix(']'))
        {
            text = rest.trim_start();
        } else if item.mark.is_some() {
            text = super::markers::without_word(text);
        }
        if let Some(parent) = self.items.last_mut()
            && !text.is_empty()
        {
            // An open box and another question are no answer.
            let is_answer = item.mark.is_none_or(|(mark, _)| mark != ' ') && !answers::asks_on(text);
            parent.has_text_under |= is_answer || item.has_text_under;
            if self.kind == NoteType::Questions {
                parent.wordings.push(text.to_owned());
                parent.wordings.extend(item.wordings.iter().cloned());
            } else if is_answer && may_ask(&parent.text) {
                answers::add_names(&mut parent.names, text, &item.links);
            }
        }
        // A task does not fill a section, ticked or not.
        let is_task = item.mark.is_some_and(|(mark, _)| mark == ' ') || Self::has_marks_of_task(text, &item);
        if !text.is_empty() && !is_task {
            self.content();
        }
        match self.kind {
            NoteType::Questions => {
                if self.items.is_empty() {
                    self.bank_question(text, &item);
                }
            }
            NoteType::Contact | NoteType::Person | NoteType::Meeting => {
                self.item_of_somebody(text, &own_text, &mut item);
                self.lines_below_task(&item);
            }
            NoteType::Plain => {
                self.log_line(text, &item);
                self.task(&mut item);
            }
        }
        self.spare.push(BodyItem { text: own_text, ..item });
    }

    /// Reads an item of a contact or a meeting: a question, a task, a line of a log or somebody who was there.
    fn item_of_somebody(&mut self, text: &str, own_text: &str, item: &mut BodyItem) {
        let topic = self.topic();
        // A date makes something to do of what does not even ask.
        let fields = item.mark.and_then(|(_, at)| self.fields_of_task(at, text));
        let is_task = fields.as_ref().is_some_and(|fields| !answers::asks_on(&fields.rest));
        let is_top = self.items.is_empty();
        let is_answer = is_top && self.answers_last_question(text, item);
        let is_declared = topic.is_questions() && is_top && !is_task && !is_answer;
        let plain = fields.as_ref().map(|fields| &*fields.rest);
        let mut question = plain.unwrap_or(text);
        let rest = self.log_line(text, item);
        if let Some(rest) = &rest {
            question = behind_label(rest);
        }
        self.attendee(text, item);
        if self.may_carry(topic, text, item) {
            let is_boxed = topic == Topic::Other && self.is_boxed_question(text, item);
            let first_line = item.first_line.and_then(|at| {
                let below = slice(own_text, at..own_text.len()).trim();
                Some(question.strip_suffix(below)?.len())
            });
            let words = QuestionWords { text: question, first_line, is_declared, is_boxed };
            let before = self.body.carried.len();
            self.carry(&words, item);
            if is_declared {
                self.last_question =
                    (self.body.carried.len() > before).then(|| (before, self.indent_of(item.start).unwrap_or(0)));
            }
        }
        if !is_declared {
            self.task(item);
        }
    }

    /// Says whether an item may be a question. A meeting carries them anywhere, a contact in its log and under headings
    /// for them. Elsewhere than under such a heading, an open box is one only in a meeting, without marks of a task.
    fn may_carry(&self, topic: Topic, text: &str, item: &BodyItem) -> bool {
        let is_open = item.mark.is_some_and(|(mark, _)| TaskStatus::from_char(mark).is_open());
        topic.is_questions()
            || match self.kind {
                NoteType::Meeting => !is_open || !Self::has_marks_of_task(text, item),
                _ => topic == Topic::Log && !is_open,
            }
    }

    /// Says whether an item of a meeting has a box and asks something, without marks of a task.
    fn is_boxed_question(&self, text: &str, item: &BodyItem) -> bool {
        let Some((mark, _)) = item.mark.filter(|_| self.kind == NoteType::Meeting) else { return false };
        let has_answer = || answers::question_length(text) < text.len();
        let asks = answers::asks_on(text) || (!TaskStatus::from_char(mark).is_open() && has_answer());
        asks && !Self::has_marks_of_task(text, item)
    }

    /// Returns how far the line is indented on which something starts; `None` if anything but space is before it.
    fn indent_of(&self, start: usize) -> Option<usize> {
        let before = slice(self.text, 0..start);
        let before = slice(before, before.rfind('\n').map_or(0, |at| at + 1)..before.len());
        let width = |char: char| if char == '\t' { 4 } else { 1 };
        before.chars().all(|char| matches!(char, ' ' | '\t')).then(|| before.chars().map(width).sum())
    }

    /// Takes an item that is indented below a question, though not far enough to be a list in it, as its answer. Returns
    /// whether it is one.
    fn answers_last_question(&mut self, text: &str, item: &BodyItem) -> bool {
        let Some((at, indent)) = self.last_question.filter(|_| item.mark.is_none() && !answers::asks_on(text)) else {
            return false;
        };
        let is_below = self.indent_of(item.start).is_some_and(|own| own > indent);
        is_below && self.answer_last_question(at, text, &item.links)
    }

    /// Takes a paragraph that is indented below a question as its answer.
    pub(super) fn answer_in_prose(&mut self, range: &Span) {
        if let Some(item) = self.items.last_mut() {
            if !item.text.is_empty() && self.kind != NoteType::Questions && may_ask(&item.text) {
                let markdown = slice(self.text, range.clone());
                answers::add_names(&mut item.names, &plain_text(markdown), &links(markdown));
            }
        } else if let Some((at, indent)) = self.last_question {
            if self.indent_of(range.start).is_some_and(|own| own > indent) {
                let markdown = slice(self.text, range.clone());
                self.answer_last_question(at, &plain_text(markdown), &links(markdown));
            } else {
                self.last_question = None;
            }
        }
    }

    fn answer_last_question(&mut self, at: usize, text: &str, links: &[Link]) -> bool {
        let Some(question) = self.body.carried.get_mut(at) else { return false };
        question.answered = true;
        let mut names = question.names().to_vec();
        answers::add_names(&mut names, text, links);
        if !names.is_empty() {
            question.words.get_or_insert_default().names = names.into();
        }
        true
    }

    /// Reads lines of paragraphs that ask: `Q: …` and `[!question] …` in a meeting, and `Ask: …?`; under a heading for
    /// questions, any line that may be a bank's question. The text below one is its answer.
    pub(super) fn asked_in_prose(&mut self, range: &Span) {
        let topic = self.topic();
        let is_section = topic.is_questions() && self.items.is_empty();
        if !self.is_of_somebody() {
            return;
        }
        let paragraph = slice(self.text, range.clone());
        if !is_section && memchr::memchr2(b':', b'[', paragraph.as_bytes()).is_none() {
            return;
        }
        let mut at = range.start;
        for line in paragraph.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let content = line.trim_start_matches([' ', '\t', '>', '*', '_']);
            // The number of an item that Markdown takes for the next line of a paragraph.
            let digits = content.trim_start_matches(|char: char| char.is_ascii_digit());
            let content = digits.strip_prefix(['.', ')']).filter(|_| digits.len() < content.len()).unwrap_or(content);
            let content = content.trim_start();
            let marked = ["Q:", "[!question]", "[!question]-", "[!question]+"]
                .iter()
                .rev()
                .find_map(|mark| content.strip_prefix(mark).filter(|_| self.kind == NoteType::Meeting));
            let labelled = if marked.is_none() && !is_section { self.labelled_question(content) } else { None };
            let topic = labelled.map_or(topic, |(topic, _)| topic);
            let marked = marked.or_else(|| labelled.map(|(_, question)| question));
            let Some(question) = marked.or_else(|| is_section.then_some(content)) else { continue };
            let question = question.trim_matches(['*', '_', ' ', '\r', '\n']);
            let key = question_key(question);
            if key == 0 || (marked.is_none() && question.len() > LONGEST_LINE) {
                continue;
            }
            let below = slice(self.text, at..range.start + paragraph.trim_end().len());
            let answer = Some(answers::answer(question, None)).filter(|answer| !answer.is_empty());
            let answer = answer.unwrap_or_else(|| below.lines().next().unwrap_or_default());
            let mut names = Vec::new();
            answers::add_names(&mut names, &plain_text(answer), &links(answer));
            let text = labelled.map_or_else(Default::default, |_| question.into());
            let words = CarriedWords { text, names: names.into(), ..CarriedWords::default() };
            if is_section && may_ask(question) {
                let begin = start + (line.len() - line.trim_start().len());
                self.last_question = Some((self.body.carried.len(), self.indent_of(begin).unwrap_or(0)));
            }
            self.body.carried.push(NoteQuestion {
                key,
                beginnings: answers::beginnings(question, key, None),
                words: (labelled.is_some() || !words.names.is_empty()).then(|| Box::new(words)),
                place: if marked.is_some() { QuestionPlace::Item } else { QuestionPlace::Prose },
                state: self.state_without_box(topic),
                has_box: false,
                answered: !below.trim().is_empty(),
                location: self.locate(start + (line.len() - content.len())..at),
            });
        }
    }

    /// Returns the question behind a label such as `Ask: how did you start?`, and what the label says of it.
    fn labelled_question<'l>(&self, line: &'l str) -> Option<(Topic, &'l str)> {
        let (label, question) = line.split_once([':', '：'])?;
        let label = Some(label.trim_end_matches(['*', '_', ' '])).filter(|label| label.len() <= LONGEST_LABEL)?;
        let topic = self.words.label_topic(label).filter(|topic| topic.is_questions())?;
        answers::asks_on(question.trim_end()).then_some((topic, question))
    }

    /// Returns the state of a question that has no box: in a contact, it was asked if it stands in the log or under a
    /// heading that says so; in a meeting, unless it stands under a heading that says that it is to be asked.
    fn state_without_box(&self, topic: Topic) -> NoteQuestionState {
        let is_record = || self.headings.iter().any(|heading| heading.topic == Topic::Log || heading.day.is_some());
        match topic {
            Topic::Asked => NoteQuestionState::Ticked,
            Topic::ToAsk => NoteQuestionState::Open,
            Topic::Questions if self.kind == NoteType::Contact && !is_record() => NoteQuestionState::Open,
            _ => NoteQuestionState::Plain,
        }
    }

    /// Returns the dates of an item with a box and its text without them; `None` if there are none.
    fn fields_of_task(&self, at: usize, text: &str) -> Option<task_line::Fields> {
        let end = super::markers::end_of_text(self.text, at, self.text.len());
        let source = slice(self.text, at..end);
        let marks = ["::", "due", "t:", "completed:", "cancelled", "@done", "D: <", "E: <", "D: ["];
        let has_sign = memchr::memchr2(b':', b'@', source.as_bytes()).is_some();
        let may_hold = !source.is_ascii() || (has_sign && marks.iter().any(|mark| source.contains(mark)));
        let fields = may_hold.then(|| task_line::read(text))?;
        (fields.due.or(fields.scheduled).or(fields.start).or(fields.settled).is_some()).then_some(fields)
    }

    /// Says whether an item with a box has dates, a priority or other marks that task programs write.
    fn has_marks_of_task(text: &str, item: &BodyItem) -> bool {
        let may_hold = !text.is_ascii() || text.contains([':', '@']);
        item.mark.is_some() && may_hold && !task_line::read(text).pieces.is_empty()
    }

    fn carry(&mut self, words: &QuestionWords<'_>, item: &mut BodyItem) {
        let &QuestionWords { text, first_line, is_declared, is_boxed } = words;
        // A question copied from a bank may still have the bank's tags and block id.
        let (text, _) = split_tags(task_line::without_block_id(text));
        let key = question_key(&text);
        if key == 0 || (is_declared && task_line::is_placeholder(&text)) {
            return;
        }
        let topic = self.topic();
        let status = item.mark.map(|(mark, _)| TaskStatus::from_char(mark));
        let state = match status {
            None => self.state_without_box(topic),
            Some(TaskStatus::Done) => NoteQuestionState::Ticked,
            Some(TaskStatus::Cancelled) => NoteQuestionState::Dropped,
            Some(_) => NoteQuestionState::Open,
        };
        let first_line = first_line.filter(|at| text.is_char_boundary(*at));
        let length = answers::question_length(&text);
        let beginnings = if topic.is_questions() || status.is_none_or(|status| !status.is_open()) {
            answers::beginnings(&text, key, first_line)
        } else if length < text.len() {
            // Words behind anything but a question mark make it something to do.
            Box::from([question_key(slice(&text, 0..length))])
        } else {
            Box::default()
        };
        let mut names = std::mem::take(&mut item.names);
        if !beginnings.is_empty() || item.block_link.is_some() {
            answers::add_names(&mut names, answers::answer(&text, first_line), &item.links);
        }
        let is_worded = is_declared || is_boxed;
        let words = (is_worded || item.block_link.is_some() || !names.is_empty()).then(|| {
            let text = if is_worded { slice(&text, 0..length).into() } else { "".into() };
            Box::new(CarriedWords { text, block_link: item.block_link.as_deref().map(Into::into), names: names.into() })
        });
        self.body.carried.push(NoteQuestion {
            key,
            beginnings,
            words,
            place: if is_boxed { QuestionPlace::Boxed } else { QuestionPlace::Item },
            state,
            has_box: item.mark.is_some(),
            answered: item.has_text_under,
            location: self.place_of(item),
        });
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
    pub(super) fn place_of(&self, item: &BodyItem) -> Location {
        self.locate(item.start..item.end)
    }

    /// Returns whether the line below a place is no more of a task's own: in a contact's note, one that begins with a day and is
    /// not indented is of the log.
    pub(super) fn ends_task(&mut self, at: usize) -> bool {
        if self.kind != NoteType::Contact || self.topic().is_questions() {
            return false;
        }
        let below = slice(self.text, at..self.text.len()).split_once('\n').map_or("", |(_, below)| below);
        let line = below.lines().next().unwrap_or_default();
        !line.starts_with(char::is_whitespace) && self.entry_day(line).is_some()
    }

    /// Returns where the lines of a task end that are its own.
    fn end_of_own_lines(&mut self, text_at: usize, end: usize) -> usize {
        let breaks = slice(self.text, text_at..end.max(text_at)).match_indices('\n');
        let breaks: Vec<usize> = breaks.map(|(at, _)| text_at + at).filter(|at| at + 1 < end).collect();
        breaks.into_iter().find(|at| self.ends_task(*at)).map_or(end, |at| at + 1)
    }

    /// Reads the lines below a task of a contact's note that are not its own.
    pub(super) fn lines_below_task(&mut self, item: &BodyItem) {
        let Some((_, text_at)) = item.mark.filter(|_| self.items.is_empty()) else { return };
        let end = self.end_of_own_lines(text_at, item.end);
        if end < item.end {
            self.log_in_prose(&(end..item.end));
        }
    }

    fn task(&mut self, item: &mut BodyItem) {
        let Some((mark, text_at)) = item.mark else { return };
        let rest = slice(self.text, text_at..self.text.len());
        let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let own_end = self.end_of_own_lines(text_at, item.end);
        self.body.tasks.push(TaskItem {
            mark,
            mark_at: super::markers::place(self.text, text_at),
            text: text_at..text_at + end,
            all: text_at..super::markers::end_of_text(self.text, text_at, own_end),
            end: item.end,
            line: self.lines.line(item.start),
            links: std::mem::take(&mut item.links),
            from: self.day_above(),
            near: self.body.log.last().map(|line| line.day),
        });
    }

    /// Returns the day with which the nearest item or heading above begins that begins with one.
    fn day_above(&self) -> Option<Day> {
        let day = |text: &str| log_day(text, self.words.order).map(|(day, _)| day);
        let of_item = self.items.iter().rev().find_map(|item| day(&item.text));
        let of_heading = || self.headings.iter().rev().find_map(|heading| heading.day.or_else(|| day(&heading.text)));
        // Below `Call, 14 October`, a heading of the same level may hold the next steps.
        of_item.or_else(of_heading).or(self.last_day)
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
        if let Some((mark, length)) = self.word_at(open) {
            return Some((mark, range.start + source.len() - open.len() + length));
        }
        let mut chars = open.strip_prefix('[')?.chars();
        let mark = chars.next().filter(|mark| !matches!(mark, ']' | '\n' | '\r' | '\u{a0}'))?;
        let behind = chars.as_str().trim_start_matches(EMOJI_STYLE).strip_prefix(']')?;
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
        self.names.clear();
        let Self { text, links, wordings, names, .. } = self;
        Self { text, links, wordings, names, ..Self::default() }
    }
}
