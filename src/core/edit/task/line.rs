//! The parts of a task's text, and the changes to them.

use chrono::TimeDelta;

use crate::core::base::text::slice;
use crate::core::base::{LineIndex, Span};
use crate::core::edit::{Refusal, TextEdit, line_end};
use crate::core::model::{Day, TaskStatus};
use crate::core::parse::{TaskItem, boxes};
use crate::core::syntax::task_line::{self, Dialect, Field, Fields, TaskPiece};
use crate::core::syntax::task_marker;

use super::recurrence::Recurrence;

/// New text for some spans of a note.
pub(super) type Changes = Vec<(Span, String)>;

/// A task's line in the text of its note.
pub(super) struct TaskText<'t> {
    pub(super) text: &'t str,
    /// All list items with a box in the note.
    pub(super) boxes: Vec<TaskItem>,
    /// The number of the line, counted from 1.
    pub(super) number: u32,
    /// The line without its end; if there are fields on the lines below it, these lines too.
    pub(super) span: Span,
    pub(super) status: TaskStatus,
    /// The character in the box, or the word that stands for it.
    mark: Span,
    /// The text after the box, on all its lines, without space around it.
    all: Span,
    /// The part of it on the first line, without a block id.
    content: Span,
    /// The end of the line without trailing space: the end of the block id, or of `content`.
    id_end: usize,
    /// The end of the last line below the task that belongs to it, or of the task's own line.
    under: usize,
    fields: Fields,
}

/// The facts that a task's line gives. After an edit they must be as intended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TaskFacts {
    pub(super) status: TaskStatus,
    pub(super) due: Option<Day>,
    pub(super) scheduled: Option<Day>,
    pub(super) start: Option<Day>,
    pub(super) settled: Option<Day>,
    pub(super) rest: String,
    pub(super) block_id: Option<String>,
}

/// The next occurrence of a task.
pub(super) struct Next {
    /// The changes that turn the old line into the new one.
    pub(super) changes: Changes,
    /// The facts of the new line.
    pub(super) facts: TaskFacts,
}

/// The insertion of a line.
pub(super) struct Insertion {
    /// The offset.
    pub(super) at: usize,
    /// The line, with a line end before or after it.
    pub(super) text: String,
    /// The number of the line after the insertion, counted from 1.
    pub(super) number: u32,
}

impl TaskFacts {
    /// Reads the facts from the character in a box and the text after the box.
    pub(super) fn read(mark: char, line: &str) -> Self {
        let task_line::Fields { due, scheduled, start, settled, rest, .. } = task_line::read(line);
        let block_id = line.lines().find_map(|line| task_line::split_block_id(line.trim()).1).map(str::to_owned);
        Self { status: TaskStatus::from_char(mark), due, scheduled, start, settled, rest, block_id }
    }
}

impl<'t> TaskText<'t> {
    /// Returns the line with that number.
    ///
    /// # Errors
    ///
    /// If there is not exactly one list item with a box on it.
    pub(super) fn find(text: &'t str, number: u32) -> Result<Self, Refusal> {
        let boxes = boxes(text);
        let mut on_line = boxes.iter().filter(|item| item.line == number);
        let (Some(item), None) = (on_line.next(), on_line.next()) else {
            return Err(Refusal::new("there is no task on that line"));
        };
        let (status, mark, end) = (TaskStatus::from_char(item.mark), item.mark_at.clone(), item.text.end);
        let behind_box = slice(text, item.text.clone());
        let content = item.text.start + (behind_box.len() - behind_box.trim_start().len());
        let id_end = content + behind_box.trim().len();
        let all = slice(text, content..item.all.end).trim_end();
        let (all, fields) = (content..content + all.len(), task_line::read(all));
        let content = content..content + task_line::without_block_id(behind_box.trim()).len();
        // What has fields below its first line is one piece.
        let is_below = fields.pieces.last().is_some_and(|piece| all.start + piece.span.start > end);
        let last_line = if is_below { all.end } else { end };
        let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let start = slice(text, 0..item.text.start).rfind(['\n', '\r']).map_or(bom, |at| at + 1);
        // Empty lines below the task do not belong to it, not even those of a quote.
        let is_blank = |char: char| char == '>' || char.is_whitespace();
        let last = start + slice(text, start..item.end.max(end)).trim_end_matches(is_blank).len();
        let under = slice(text, last..text.len()).find('\n').map_or(text.len(), |at| last + at + 1);
        let span = start..last_line;
        Ok(Self { text, boxes, number, span, status, mark, all, content, id_end, under, fields })
    }

    pub(super) fn facts(&self) -> TaskFacts {
        TaskFacts { status: self.status, ..TaskFacts::read(' ', slice(self.text, self.all.clone())) }
    }

    /// Returns the line with its line end.
    pub(super) fn whole(&self) -> Span {
        let rest = slice(self.text, self.span.end..self.text.len());
        let end = ["\r\n", "\n", "\r"].into_iter().find(|end| rest.starts_with(end)).map_or(0, str::len);
        self.span.start..self.span.end + end
    }

    /// Returns how many lines there are in it.
    pub(super) fn lines(&self) -> u32 {
        let below = slice(self.text, self.span.clone()).matches('\n').count();
        u32::try_from(below).unwrap_or(0).saturating_add(1)
    }

    pub(super) fn has_lines_under(&self) -> bool {
        self.under > self.whole().end
    }

    pub(super) fn is_deleted_when_done(&self) -> bool {
        let asks =
            |piece: &TaskPiece| piece.field == Field::OnCompletion && self.value(piece).eq_ignore_ascii_case("delete");
        self.fields.pieces.iter().any(asks)
    }

    /// Returns the day on which the task was done or cancelled, if the line has it.
    pub(super) fn settled_on(&self) -> Option<Day> {
        self.fields.settled
    }

    /// Returns the change that writes another character into the box, or the word for it.
    pub(super) fn mark(&self, mark: char) -> (Span, String) {
        let old = slice(self.text, self.mark.clone());
        let later = || self.boxes.iter().any(|item| matches!(slice(self.text, item.mark_at.clone()), "LATER" | "NOW"));
        let new = match task_marker::word(mark, old) {
            _ if !self.has_word() => mark.to_string(),
            word if word == "TODO" && !self.status.is_open() && later() => String::from("LATER"),
            word => word,
        };
        (self.mark.clone(), new)
    }

    /// Says whether a word stands for its box.
    fn has_word(&self) -> bool {
        !slice(self.text, self.mark.end..self.text.len()).starts_with(']')
    }

    /// Returns the change that writes the day on which the task was done or cancelled. It replaces an older such day.
    pub(super) fn settle(&self, field: Field, day: Day) -> (Span, String) {
        match self.fields.pieces.iter().rfind(|piece| piece.field.is_settled()) {
            Some(piece) if self.day(piece).is_some() && (piece.field == field || piece.dialect == Dialect::Org) => {
                self.set_day(piece, day)
            }
            Some(piece) => (self.place(&piece.span), piece.dialect.write(field, day)),
            None => self.add(field, day),
        }
    }

    /// Returns the changes that remove the days on which the task was done or cancelled.
    pub(super) fn unsettle(&self) -> Changes {
        self.cut(Field::is_settled)
    }

    /// Returns the change that makes the task due on another day, and the facts after it.
    pub(super) fn defer(&self, to: Day) -> Result<((Span, String), TaskFacts), Refusal> {
        let facts = self.facts();
        for (field, facts) in [
            (Field::Due, TaskFacts { due: Some(to), ..facts.clone() }),
            (Field::Scheduled, TaskFacts { scheduled: Some(to), ..facts.clone() }),
        ] {
            if let Some(piece) = self.fields.pieces.iter().rfind(|piece| piece.field == field) {
                self.day(piece).ok_or_else(|| self.unreadable(piece))?;
                return Ok((self.set_day(piece, to), facts));
            }
        }
        if self.dialect() == Dialect::Org {
            return Ok((self.add(Field::Scheduled, to), TaskFacts { scheduled: Some(to), ..facts }));
        }
        Ok((self.add(Field::Due, to), TaskFacts { due: Some(to), ..facts }))
    }

    /// Returns the changes that move the days of a task that recurs in place, as org does, and the facts after them; `None`
    /// if it does not.
    pub(super) fn moved_on(&self, today: Day) -> Result<Option<Next>, Refusal> {
        let mut facts = TaskFacts { status: TaskStatus::Open, ..self.facts() };
        let mut changes = vec![self.mark(' ')];
        for pair in self.fields.pieces.windows(2) {
            let [piece, rule] = pair else { continue };
            if rule.field != Field::Repeat || rule.dialect != Dialect::Org {
                continue;
            }
            let words = self.value(rule);
            let next = Recurrence::from_org(words).zip(self.day(piece)).and_then(|(rule, day)| rule.next(day, today));
            let next = next.ok_or_else(|| Refusal::new(format!("its recurrence `{words}` cannot be read")))?;
            changes.push(self.set_day(piece, next));
            *(if piece.field == Field::Due { &mut facts.due } else { &mut facts.scheduled }) = Some(next);
        }
        Ok((changes.len() > 1).then_some(Next { changes, facts }))
    }

    /// Returns the next occurrence of a recurring task that is done on `today`; `None` if the task does not recur.
    pub(super) fn next(&self, today: Day) -> Result<Option<Next>, Refusal> {
        let pieces = &self.fields.pieces;
        let mut rules = pieces.iter().filter(|piece| piece.field == Field::Repeat);
        let Some(rule) = rules.next() else { return Ok(None) };
        let words = self.value(rule);
        let fault = || Refusal::new(format!("its recurrence `{words}` cannot be read"));
        if rules.next().is_some() {
            return Err(Refusal::new("it has more than one recurrence"));
        }
        let read = if rule.dialect == Dialect::Word { Recurrence::from_todo_txt } else { Recurrence::from_words };
        let recurrence = read(words).ok_or_else(fault)?;
        let never = || Refusal::new(format!("its recurrence `{words}` gives no other day"));
        let ahead = match self.reference() {
            Some(day) => recurrence.next(day, today).ok_or_else(never)? - day,
            None => TimeDelta::zero(),
        };
        let later = |day: Day| day.checked_add_signed(ahead);
        let mut changes = vec![self.mark(' ')];
        for piece in pieces {
            match (piece.field, self.day(piece)) {
                (Field::Due | Field::Scheduled | Field::Start, Some(day)) => {
                    changes.push(self.set_day(piece, later(day).ok_or_else(never)?));
                }
                (Field::Due | Field::Scheduled | Field::Start, None) => return Err(self.unreadable(piece)),
                (Field::Created, Some(_)) => changes.push(self.set_day(piece, today)),
                _ => {}
            }
        }
        // Ids and dependencies belong to one occurrence only.
        changes.extend(self.cut(|field| field.is_settled() || matches!(field, Field::Id | Field::DependsOn)));
        changes.push((self.content.end..self.id_end, String::new()));
        let facts = TaskFacts::read(' ', slice(self.text, self.content.start..self.span.end));
        let facts = TaskFacts {
            status: TaskStatus::Open,
            due: facts.due.and_then(later),
            scheduled: facts.scheduled.and_then(later),
            start: facts.start.and_then(later),
            settled: None,
            block_id: None,
            ..facts
        };
        Ok(Some(Next { changes, facts }))
    }

    /// Returns the insertion of the next occurrence. It goes above the line. Without dates, it goes below the task and
    /// the lines that belong to it, so that the first of two identical tasks is still the old one.
    pub(super) fn insertion(&self, next: &Next) -> Result<Insertion, Refusal> {
        let line = self.with(&next.changes)?;
        let end = match slice(self.text, self.span.end..self.whole().end) {
            "" => line_end(self.text),
            end => end,
        };
        Ok(if self.reference().is_some() {
            Insertion { at: self.span.start, text: line + end, number: self.number }
        } else if slice(self.text, 0..self.under).ends_with('\n') {
            Insertion { at: self.under, text: line + end, number: LineIndex::new(self.text).line(self.under) }
        } else {
            let number = LineIndex::new(self.text).line(self.under) + 1;
            Insertion { at: self.under, text: end.to_owned() + &line, number }
        })
    }

    /// Returns the span of the next occurrence and the number of its line, if it is where [`Self::insertion`] puts it.
    pub(super) fn inserted(&self, next: &Next) -> Option<(Span, u32)> {
        let Insertion { at, text: new, .. } = self.insertion(next).ok()?;
        let lines = LineIndex::new(self.text);
        if self.reference().is_some() {
            let above = slice(self.text, 0..at).strip_suffix(new.as_str())?;
            let is_line = above.is_empty() || above.ends_with(['\n', '\r', '\u{feff}']);
            return is_line.then(|| (above.len()..at, lines.line(above.len())));
        }
        let below = slice(self.text, at..self.text.len());
        if below.starts_with(&new) {
            return Some((at..at + new.len(), lines.line(at)));
        }
        // At the end of the text, the inserted line end comes before the line.
        let end = line_end(&new);
        let is_last = !below.is_empty() && new.strip_suffix(end) == Some(below);
        is_last.then(|| (at - end.len()..self.text.len(), lines.line(at)))
    }

    /// Returns the line after some changes.
    fn with(&self, changes: &Changes) -> Result<String, Refusal> {
        let moved =
            changes.iter().map(|(span, new)| (span.start - self.span.start..span.end - self.span.start, new.clone()));
        let line = slice(self.text, self.span.clone());
        TextEdit::new(line, moved)?.apply(line)
    }

    /// Returns the day from which the recurrence counts: the due day, or else the scheduled day, or else the start.
    fn reference(&self) -> Option<Day> {
        self.fields.due.or(self.fields.scheduled).or(self.fields.start)
    }

    fn content(&self) -> &'t str {
        slice(self.text, self.all.clone())
    }

    fn value(&self, piece: &TaskPiece) -> &'t str {
        slice(self.content(), piece.value.clone())
    }

    fn day(&self, piece: &TaskPiece) -> Option<Day> {
        piece.day(self.content()).map(|(day, _)| day)
    }

    fn unreadable(&self, piece: &TaskPiece) -> Refusal {
        Refusal::new(format!("`{}` is not a date", self.value(piece)))
    }

    /// Returns the change that replaces the day of a field. A time of day and the brackets of a link stay.
    fn set_day(&self, piece: &TaskPiece, day: Day) -> (Span, String) {
        let span = piece.day(self.content()).map_or_else(|| piece.value.clone(), |(_, span)| span);
        let behind = slice(self.content(), span.end..self.content().len());
        let weekday = behind.strip_prefix(' ').map_or("", |rest| {
            slice(rest, 0..rest.find(|char: char| !char.is_alphabetic() && char != '.').unwrap_or(rest.len()))
        });
        if piece.dialect == Dialect::Org && !weekday.is_empty() {
            let whole = span.start..span.end + 1 + weekday.len();
            return (self.place(&whole), task_marker::org_day(day));
        }
        (self.place(&span), day.to_string())
    }

    /// Returns the change that adds a field after the last one in the line's dialect.
    fn add(&self, field: Field, day: Day) -> (Span, String) {
        let dialect = self.dialect();
        if dialect == Dialect::Org {
            return self.add_line(&dialect.write(field, day));
        }
        let last = self.fields.pieces.iter().rfind(|piece| piece.dialect == dialect).map(|piece| piece.span.end);
        let may_end = |at: &usize| {
            let rest = slice(self.content(), *at..self.content().len());
            rest.is_empty() || rest.starts_with([' ', '\t', '\u{a0}', '[', '(', '\n', '\r'])
        };
        let at = self.content.start + last.filter(may_end).unwrap_or(self.content.len());
        // After an empty box, there is a space already.
        let blank = if slice(self.text, 0..at).ends_with(char::is_whitespace) { "" } else { " " };
        (at..at, format!("{blank}{}", dialect.write(field, day)))
    }

    /// Returns the change that adds a line below the first one, or below the last that has days.
    fn add_line(&self, words: &str) -> (Span, String) {
        let start = slice(self.text, 0..self.mark.start).rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let days = self.fields.pieces.iter().rfind(|piece| piece.dialect == Dialect::Org);
        let above = days.map_or(self.content.start, |piece| self.place(&piece.span).start);
        let rest = slice(self.text, above..self.text.len());
        let at = above + rest.find(['\n', '\r']).unwrap_or(rest.len());
        let below = slice(self.text, self.content.start..self.all.end).lines().nth(1);
        let lead = slice(self.text, start..self.mark.start).trim_start_matches('\u{feff}').trim_end_matches('[');
        let indent: String = match below {
            Some(line) => slice(line, 0..line.len() - line.trim_start().len()).to_owned(),
            None => lead.chars().map(|char| if matches!(char, '\t' | '>') { char } else { ' ' }).collect(),
        };
        (at..at, format!("{}{indent}{words}", line_end(self.text)))
    }

    /// Returns the dialect of the line, or else that of the first task in the note that has one.
    fn dialect(&self) -> Dialect {
        let of = |pieces: &[TaskPiece]| {
            let rank = |piece: &&TaskPiece| match piece.field {
                Field::Due => 0,
                Field::Scheduled | Field::Start => 1,
                _ => 2,
            };
            let days = pieces.iter().filter(|piece| piece.field != Field::Priority || !self.has_word());
            days.min_by_key(rank).map(|piece| piece.dialect)
        };
        let of_others =
            || self.boxes.iter().find_map(|item| of(&task_line::read(slice(self.text, item.text.clone())).pieces));
        let of_word = || self.has_word().then_some(Dialect::Org);
        of(&self.fields.pieces).or_else(of_word).or_else(of_others).unwrap_or(Dialect::Emoji)
    }

    /// Returns the changes that remove the fields that `goes` accepts.
    fn cut(&self, goes: impl Fn(Field) -> bool) -> Changes {
        let (lines, pieces): (Vec<TaskPiece>, Vec<TaskPiece>) =
            self.fields.pieces.iter().cloned().partition(|piece| self.own_line(piece).is_some());
        let lines = lines.iter().filter(|piece| goes(piece.field)).filter_map(|piece| self.own_line(piece));
        let cuts = task_line::cuts(self.content(), &pieces, &goes);
        let cuts = cuts.iter().map(|span| self.place(span)).chain(lines);
        cuts.map(|span| (span, String::new())).collect()
    }

    /// Returns the line that a field below the first line has to itself, with a line end.
    fn own_line(&self, piece: &TaskPiece) -> Option<Span> {
        let span = self.place(&piece.span);
        let above = slice(self.text, 0..span.start);
        let start = above.trim_end_matches([' ', '\t']).len();
        let is_alone = start > self.content.start && slice(above, 0..start).ends_with('\n');
        let rest = slice(self.text, span.end..self.text.len());
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
        match rest.get(blank..blank + 1) {
            Some("\n") if is_alone => Some(start..span.end + blank + 1),
            None if is_alone => {
                let end = slice(above, 0..start);
                let end = end.strip_suffix("\r\n").or_else(|| end.strip_suffix('\n')).unwrap_or(end);
                Some(end.len()..self.text.len())
            }
            _ => None,
        }
    }

    /// Returns the span in the note for a span in the content.
    fn place(&self, span: &Span) -> Span {
        self.content.start + span.start..self.content.start + span.end
    }
}
