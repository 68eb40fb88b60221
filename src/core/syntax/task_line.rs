//! The dialects of tasks: where their text keeps its dates (`docs/format.md#task-fields`). All are read at once, anywhere
//! on the lines of the text.

use std::borrow::Cow;

use crate::core::base::Span;
use crate::core::base::text::{single_spaced, slice};
use crate::core::model::Day;
use crate::core::syntax::{date, task_marker};

/// The fields of a task's text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    /// `📅`, `due::`, `due:`, `@due()`, `DEADLINE:`.
    pub(crate) due: Option<Day>,
    /// `⏳`, `scheduled::`, `SCHEDULED:`.
    pub(crate) scheduled: Option<Day>,
    /// `🛫`, `start::`, `t:`.
    pub(crate) start: Option<Day>,
    /// `✅`, `completion::`, `completed:`, `@done()`, `❌`, `cancelled::`, `cancelled:`, `@cancelled()`,
    /// `CLOSED:`.
    pub(crate) settled: Option<Day>,
    /// The text without the fields, and without a block id.
    pub(crate) rest: String,
    /// Invalid dates, by their place in the text.
    pub(crate) bad_dates: Vec<Span>,
    /// The fields, in the order of the text.
    pub(crate) pieces: Vec<TaskPiece>,
}

/// The meaning of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Due,
    Scheduled,
    Start,
    Created,
    Done,
    Cancelled,
    /// How it recurs.
    Repeat,
    Id,
    DependsOn,
    OnCompletion,
    Priority,
}

/// How a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `📅 2026-11-25`
    Emoji,
    /// `[due:: 2026-11-25]`
    Square,
    /// `(due:: 2026-11-25)`
    Round,
    /// `due:2026-11-25`
    Word,
    /// `@due(2026-11-25)`
    Call,
    /// `(@2026-11-25 10:00)`, `@{2026-11-25}`
    At,
    /// `SCHEDULED: <2026-11-25 Wed 10:00 .+1w>`, on a line of its own below the task
    Org,
}

/// A field, by its places in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TaskPiece {
    pub(crate) field: Field,
    pub(crate) dialect: Dialect,
    /// All of it.
    pub(crate) span: Span,
    /// Its value, without space around it; empty if the field needs none.
    pub(crate) value: Span,
}

/// What introduces a field.
const EMOJI: &[(char, Field)] = &[
    ('📅', Field::Due),
    ('🗓', Field::Due),
    ('📆', Field::Due),
    ('⏳', Field::Scheduled),
    ('⌛', Field::Scheduled),
    ('🛫', Field::Start),
    ('➕', Field::Created),
    ('✅', Field::Done),
    ('❌', Field::Cancelled),
    ('🔁', Field::Repeat),
    ('🆔', Field::Id),
    ('⛔', Field::DependsOn),
    ('🏁', Field::OnCompletion),
    ('🔺', Field::Priority),
    ('⏫', Field::Priority),
    ('🔼', Field::Priority),
    ('🔽', Field::Priority),
    ('⏬', Field::Priority),
];
const SPACES: [char; 3] = [' ', '\t', '\u{a0}'];
/// The longest field or value that is looked for, in bytes. Without a bound, a long line of brackets that never close
/// would be searched to its end from each of them.
const LONGEST: usize = 200;

/// Reads the text after a task's box, on one line or on several.
pub(crate) fn read(line: &str) -> Fields {
    let line = line.trim();
    let mut fields = Fields { rest: String::with_capacity(line.len()), ..Fields::default() };
    for own in task_marker::lines_with_words(line) {
        fields.read_line(line, own);
    }
    fields.rest = single_spaced(&fields.rest);
    fields
}

impl Fields {
    /// Reads one line of a text, without the block id at its end.
    fn read_line(&mut self, text: &str, span: Span) {
        let own = without_block_id(slice(text, span.clone()));
        let line = slice(text, 0..span.start + own.len());
        let moved = |part: Span| span.start + part.start..span.start + part.end;
        let found: Vec<TaskPiece> = pieces(own)
            .into_iter()
            .map(|piece| TaskPiece { span: moved(piece.span), value: moved(piece.value), ..piece })
            .collect();
        self.take(line, span.start, &found);
        self.pieces.extend(found);
    }

    /// Takes the values of the pieces that are behind `from`, and the words between them.
    fn take(&mut self, line: &str, mut from: usize, pieces: &[TaskPiece]) {
        self.rest.push(' ');
        for piece in pieces {
            let fields = &mut *self;
            fields.rest.push_str(slice(line, from..piece.span.start));
            from = piece.span.end;
            if slice(line, from..line.len()).starts_with(['.', ',', ';', '!', '?', ')']) {
                fields.rest.truncate(fields.rest.trim_end().len());
            }
            let place = match piece.field {
                Field::Due => Some(&mut fields.due),
                Field::Scheduled => Some(&mut fields.scheduled),
                Field::Start => Some(&mut fields.start),
                Field::Done | Field::Cancelled => Some(&mut fields.settled),
                Field::Created if piece.dialect == Dialect::Emoji => None,
                _ => continue,
            };
            let value = slice(line, piece.value.clone());
            match (date::moment(value, None), place) {
                (Some(moment), Some(place)) => *place = Some(moment.day),
                (None, _) if looks_like_date(value) => fields.bad_dates.push(piece.value.clone()),
                _ => {}
            }
        }
        self.rest.push_str(slice(line, from..line.len()));
    }
}

/// Returns the fields on a line that has no block id.
fn pieces(line: &str) -> Vec<TaskPiece> {
    let mut pieces = Vec::new();
    let mut last_link_end = None;
    let mut at = 0;
    loop {
        at += line.bytes().skip(at).take_while(|byte| !may_begin_piece(*byte)).count();
        let Some(char) = slice(line, at..line.len()).chars().next() else { break };
        let is_word_start = || at == 0 || slice(line, 0..at).ends_with([' ', '\t', '\u{a0}', '(']);
        if matches!(char, 'D' | 'S' | 'C')
            && is_word_start()
            && let Some(stamp) = stamp(line, at)
        {
            at = stamp.last().map_or(at + 1, |piece| piece.span.end);
            pieces.extend(stamp);
            continue;
        }
        let piece = match char {
            '[' if slice(line, at..line.len()).starts_with("[[") => {
                if at < *last_link_end.get_or_insert_with(|| line.rfind("]]").unwrap_or(0))
                    && let Some(length) = slice(line, at..line.len()).find("]]")
                {
                    // A wikilink is stepped over whole.
                    at += length + 2;
                    continue;
                }
                None
            }
            '[' if slice(line, at..line.len()).starts_with("[#") => priority(line, at),
            '[' | '(' => bracketed(line, at).or_else(|| reminder(line, at)),
            '@' if is_word_start() => call(line, at).or_else(|| reminder(line, at)),
            char if !char.is_ascii() => emoji(line, at, char),
            'd' | 'D' | 't' | 'c' | 'r' if is_word_start() => word(line, at),
            _ => None,
        };
        at = piece.as_ref().map_or(at + char.len_utf8(), |piece| piece.span.end);
        pieces.extend(piece);
    }
    pieces
}

/// Says whether a field may begin with a byte: a bracket, `@`, an emoji, or the first letter of a key.
const fn may_begin_piece(byte: u8) -> bool {
    matches!(byte, b'[' | b'(' | b'@' | 0x80..|b'd'| b'D' | b't' | b'c' | b'C' | b'r' | b'S')
}

/// Returns whether a value is a date, or was meant to be one.
fn looks_like_date(value: &str) -> bool {
    value.starts_with(|char: char| char.is_ascii_digit()) || date::moment(value, None).is_some()
}

/// `📅 2026-11-25`, with or without U+FE0F and space; `⏫`; `🔁 every week`.
fn emoji(line: &str, at: usize, char: char) -> Option<TaskPiece> {
    let field = EMOJI.iter().find(|(marker, _)| *marker == char).map(|(_, field)| *field)?;
    let after = slice(line, at + char.len_utf8()..line.len());
    let after = after.strip_prefix('\u{fe0f}').unwrap_or(after);
    let text = if field == Field::Priority { "" } else { near(after.trim_start_matches(SPACES)) };
    let length = match field {
        Field::Priority => 0,
        Field::Repeat => recurrence(text),
        Field::Id | Field::DependsOn | Field::OnCompletion => ids(text),
        _ => Some(day_length(text)).filter(|end| looks_like_date(slice(text, 0..*end)))?,
    };
    let start = line.len() - if length == 0 { after.len() } else { after.trim_start_matches(SPACES).len() };
    let value = start..start + length;
    Some(TaskPiece { field, dialect: Dialect::Emoji, span: at..value.end, value })
}

/// Returns the length of the day that `text` may start with, without the punctuation behind it: `[[2026-11-25]]`,
/// `2026-11-25.`, `2026-11-25)`.
fn day_length(text: &str) -> usize {
    if let Some(end) = text.strip_prefix("[[").and_then(|rest| rest.find("]]")) {
        return end + 4;
    }
    let word = slice(text, 0..text.find([' ', '\t', '\u{a0}', '[', '(']).unwrap_or(text.len()));
    word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']']).len()
}

/// Returns the length of the recurrence that `text` starts with: all up to a tag, a mention or another field.
fn recurrence(text: &str) -> usize {
    let is_mark = |char: char| "[(@#".contains(char) || EMOJI.iter().any(|(marker, _)| *marker == char);
    let mut rule = slice(text, 0..text.find(is_mark).unwrap_or(text.len()));
    if let Some(colon) = rule.find(':') {
        rule = slice(rule, 0..slice(rule, 0..colon).rfind(SPACES).unwrap_or(0));
    }
    rule.trim_end().len()
}

/// Returns the length of the ids that `text` starts with: one, or several with commas between.
fn ids(text: &str) -> usize {
    let is_part = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | ',');
    let mut length = 0;
    for word in text.split_inclusive(SPACES) {
        let id = word.trim_end_matches(SPACES);
        if !id.chars().all(is_part) {
            break;
        }
        length += word.len();
        if !id.is_empty() && !id.ends_with(',') {
            break;
        }
    }
    slice(text, 0..length).trim_end().len()
}

/// Returns the start of `text` in which a field is looked for.
fn near(text: &str) -> &str {
    slice(text, 0..text.floor_char_boundary(LONGEST))
}

/// `[due:: 2026-11-25]`, `(due:: 2026-11-25)`.
fn bracketed(line: &str, at: usize) -> Option<TaskPiece> {
    let rest = near(slice(line, at..line.len()));
    let (close, dialect) = if rest.starts_with('[') { (']', Dialect::Square) } else { (')', Dialect::Round) };
    let end = rest.find(close)?;
    let inner = slice(rest, 1..end);
    let (key, value) = inner.split_once("::")?;
    let field = named(&key.trim().to_ascii_lowercase())?;
    let start = at + 1 + key.len() + 2 + (value.len() - value.trim_start().len());
    Some(TaskPiece { field, dialect, span: at..at + end + 1, value: start..start + value.trim().len() })
}

/// `@due(2026-11-25)`.
fn call(line: &str, at: usize) -> Option<TaskPiece> {
    let rest = near(slice(line, at + 1..line.len()));
    let open = rest.find('(')?;
    let field = named(&slice(rest, 0..open).to_ascii_lowercase())?;
    let close = rest.find(')')?;
    let value = at + 1 + open + 1..at + 1 + close;
    let piece = TaskPiece { field, dialect: Dialect::Call, span: at..value.end + 1, value };
    looks_like_date(slice(line, piece.value.clone())).then_some(piece)
}

/// `[#A]`.
fn priority(line: &str, at: usize) -> Option<TaskPiece> {
    let inner = slice(line, at + 2..line.len());
    let is_one = inner.starts_with(|char: char| char.is_ascii_uppercase()) && inner.get(1..2) == Some("]");
    let piece = TaskPiece { field: Field::Priority, dialect: Dialect::Emoji, span: at..at + 4, value: at + 2..at + 3 };
    is_one.then_some(piece)
}

/// `SCHEDULED: <2026-11-25 Wed 10:00 .+1w>`: the day, and how it recurs.
fn stamp(line: &str, at: usize) -> Option<Vec<TaskPiece>> {
    let rest = near(slice(line, at..line.len()));
    let keys = [("DEADLINE:", Field::Due), ("SCHEDULED:", Field::Scheduled), ("CLOSED:", Field::Done)];
    let (key, field) = keys.into_iter().find(|(key, _)| rest.starts_with(key))?;
    let open = key.len() + (rest.len() - key.len() - slice(rest, key.len()..rest.len()).trim_start_matches(' ').len());
    let close = match slice(rest, open..rest.len()).chars().next()? {
        '<' => '>',
        '[' => ']',
        _ => return None,
    };
    let end = open + slice(rest, open..rest.len()).find(close)?;
    let value = slice(rest, open + 1..end);
    let day = value.get(..10).filter(|day| looks_like_date(day))?;
    let is_repeater = |word: &&str| word.contains('+') && word.trim_start_matches(['.', '+']).len() < word.len();
    let repeat = value.split(' ').find(is_repeater).and_then(|word| Some((value.find(word)?, word.len())));
    let dialect = Dialect::Org;
    let first = open + 1 + repeat.map_or(value.len() + 1, |(start, _)| start);
    let day = TaskPiece { field, dialect, span: at..at + first, value: at + open + 1..at + open + 1 + day.len() };
    let repeat = repeat.map(|(start, length)| {
        let start = at + open + 1 + start;
        TaskPiece { field: Field::Repeat, dialect, span: start..at + end + 1, value: start..start + length }
    });
    Some(std::iter::once(day).chain(repeat).collect())
}

/// `(@2026-11-25 10:00)`, `@{2026-11-25}`, `@[[2026-11-25]]`, `@2026-11-25`.
fn reminder(line: &str, at: usize) -> Option<TaskPiece> {
    let rest = near(slice(line, at..line.len()));
    let (open, close) =
        [("(@", ")"), ("@{", "}"), ("@[[", "]]"), ("@", "")].into_iter().find(|(open, _)| rest.starts_with(open))?;
    let text = slice(rest, open.len()..rest.len());
    let length = if close.is_empty() { day_length(text) } else { text.find(close)? };
    let value = at + open.len()..at + open.len() + length;
    date::plain(slice(line, value.clone()))?;
    Some(TaskPiece { field: Field::Due, dialect: Dialect::At, span: at..value.end + close.len(), value })
}

/// `due:2026-11-25`, `t:2026-11-25`, `rec:+1w`.
fn word(line: &str, at: usize) -> Option<TaskPiece> {
    let rest = near(slice(line, at..line.len()));
    let end = rest.find(SPACES).unwrap_or(rest.len());
    let (key, value) = slice(rest, 0..end).split_once(':')?;
    if value.is_empty() || value.starts_with(':') {
        return None;
    }
    let field = match key {
        "due" | "Due" => Field::Due,
        "t" => Field::Start,
        "completed" => Field::Done,
        "cancelled" => Field::Cancelled,
        "rec" => Field::Repeat,
        _ => return None,
    };
    let piece = TaskPiece { field, dialect: Dialect::Word, span: at..at + end, value: at + key.len() + 1..at + end };
    (field == Field::Repeat || looks_like_date(value)).then_some(piece)
}

fn named(key: &str) -> Option<Field> {
    match key {
        "due" => Some(Field::Due),
        "scheduled" => Some(Field::Scheduled),
        "start" => Some(Field::Start),
        "created" => Some(Field::Created),
        "completion" | "completed" | "done" => Some(Field::Done),
        "cancelled" => Some(Field::Cancelled),
        "repeat" => Some(Field::Repeat),
        "id" => Some(Field::Id),
        "dependson" => Some(Field::DependsOn),
        "oncompletion" => Some(Field::OnCompletion),
        "priority" => Some(Field::Priority),
        _ => None,
    }
}

impl TaskPiece {
    /// Returns its day and the place of it in the line; `None` if its value is not a day.
    pub(crate) fn day(&self, line: &str) -> Option<(Day, Span)> {
        let value = slice(line, self.value.clone());
        let inner = value.trim_matches(['[', ']', ' ']);
        let day = date::moment(inner, None)?.day;
        let start = self.value.start + value.find(inner)?;
        // The time of day behind a plain day stays as it is.
        let length = if date::plain(inner).is_some() { 10 } else { inner.len() };
        Some((day, start..start + length))
    }
}

impl Field {
    /// Returns whether it records when a task was done or cancelled.
    pub(crate) const fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }
}

impl Dialect {
    /// Returns a day that a task is due, done or cancelled, as this dialect writes it; any other field as if it were due.
    /// Org writes the day for which a task is planned.
    pub(crate) fn write(self, field: Field, day: Day) -> String {
        let (emoji, key, word, call) = match field {
            Field::Done => ('✅', "completion", "completed", "done"),
            Field::Cancelled => ('❌', "cancelled", "cancelled", "cancelled"),
            _ => ('📅', "due", "due", "due"),
        };
        match self {
            Self::Emoji | Self::At => format!("{emoji} {day}"),
            Self::Square => format!("[{key}:: {day}]"),
            Self::Round => format!("({key}:: {day})"),
            Self::Word => format!("{word}:{day}"),
            Self::Call => format!("@{call}({day})"),
            Self::Org if field.is_settled() => format!("CLOSED: [{}]", task_marker::org_day(day)),
            Self::Org => format!("SCHEDULED: <{}>", task_marker::org_day(day)),
        }
    }
}

/// Returns a line as if its task had never been settled: without space around it, and without the day on which it was
/// settled. It is the same before and after a tick, so that the task keeps its id.
pub(crate) fn unsettled<'l>(line: &'l str, pieces: &[TaskPiece]) -> Cow<'l, str> {
    let line = line.trim();
    if !pieces.iter().any(|piece| piece.field.is_settled()) {
        return Cow::Borrowed(line);
    }
    let mut text = String::with_capacity(line.len());
    let mut from = 0;
    for cut in cuts(line, pieces, Field::is_settled) {
        text.push_str(slice(line, from..cut.start));
        from = cut.end;
    }
    text.push_str(slice(line, from..line.len()));
    Cow::Owned(text)
}

/// Returns the parts to remove from a line with some of its fields: each with the one space before it, and at the start
/// of the line with the one after it.
pub(crate) fn cuts(line: &str, pieces: &[TaskPiece], goes: impl Fn(Field) -> bool) -> Vec<Span> {
    let mut cuts: Vec<Span> = Vec::new();
    let mut is_start = true;
    let mut from = 0;
    for piece in pieces.iter().filter(|piece| goes(piece.field)) {
        let before = slice(line, from..piece.span.start);
        is_start &= before.is_empty();
        let start = piece.span.start - usize::from(before.ends_with(' '));
        let is_followed = slice(line, piece.span.end..line.len()).starts_with(' ');
        from = piece.span.end + usize::from(is_start && is_followed);
        cuts.push(start..from);
    }
    cuts
}

/// Returns a line without the `^block-id` at its end.
pub(crate) fn without_block_id(line: &str) -> &str {
    split_block_id(line).0
}

/// Returns a line and the block id at its end, without `^`.
pub(crate) fn split_block_id(line: &str) -> (&str, Option<&str>) {
    if let Some(at) = memchr::memrchr(b'^', line.as_bytes())
        && let (text, id) = (slice(line, 0..at), slice(line, at + 1..line.len()))
        && (text.is_empty() || text.ends_with(' '))
        && !id.is_empty()
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        return (text.trim_end(), Some(id));
    }
    (line, None)
}

/// Splits a line where the marks at its end begin that task programs put there when they tick it: the day on which it was
/// done or cancelled, and a block id. Returns the line, the marks and that day.
pub(crate) fn done_marks(line: &str) -> (&str, &str, Option<Day>) {
    let (mut text, mut day) = (line.trim_end(), None);
    while may_have_marks(text.as_bytes()) && !text.ends_with("-->") {
        let without_id = without_block_id(text).trim_end();
        let last =
            pieces(without_id).pop().filter(|piece| piece.field.is_settled() && piece.span.end == without_id.len());
        match last.and_then(|piece| Some((piece.day(without_id)?.0, piece.span.start))) {
            Some((told, start)) => {
                day = day.or(Some(told));
                text = slice(without_id, 0..start).trim_end();
            }
            None if without_id.len() < text.len() => text = without_id,
            None => break,
        }
    }
    (text, slice(line, text.len()..line.len()).trim(), day)
}

/// Returns whether a text may hold such marks: `^`, `:`, `@`, or the second byte of `✅` or `❌`.
fn may_have_marks(text: &[u8]) -> bool {
    memchr::memchr3(b'^', b':', b'@', text).is_some() || memchr::memchr2(0x9c, 0x9d, text).is_some()
}

/// Returns whether a task's text is a placeholder of a template rather than a task.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let is_wrapped = |open: char, close: char| {
        text.strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            .is_some_and(|inner| !inner.contains([open, close]) && !inner.is_empty())
    };
    text.chars().all(|char| matches!(char, '.' | '…' | '-' | '_' | ' '))
        || (memchr::memchr3(b'{', b'<', b'Y', text.as_bytes()).is_some()
            && ["YYYY-MM-DD", "{{", "<%", "${"].iter().any(|mark| text.contains(mark)))
        || is_wrapped('_', '_')
        || (is_wrapped('*', '*') && !text.starts_with("**"))
        || is_wrapped('<', '>')
        || (is_wrapped('[', ']') && !text.starts_with("[["))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_behind_any_words() {
        let fields = [
            "📅 2026-11-25",
            "✅2026-11-25",
            "⏫",
            "🔁 every week",
            "[due:: 2026-11-25]",
            "(done:: 2026-11-25)",
            "due:2026-11-25",
            "Due:2026-11-25",
            "t:2026-11-25",
            "completed:2026-11-25",
            "cancelled:2026-11-25",
            "rec:+1w",
            "@due(2026-11-25)",
            "(@2026-11-25 10:00)",
            "@{2026-11-25}",
            "@2026-11-25",
            "[#A]",
            "DEADLINE: <2026-11-25 Wed>",
            "SCHEDULED: <2026-11-25 Wed>",
            "CLOSED: [2026-11-25 Wed]",
        ];
        for field in fields {
            for before in ["", "call ", "Zoë ", "a\u{a0}", "[[d]] ", "[[d ", "due ", "é\t", "x ☕ "] {
                let line = format!("{before}{field}");
                let spans: Vec<_> = pieces(&line).iter().map(|piece| (piece.span.start, piece.span.end)).collect();
                assert_eq!(spans, [(before.len(), line.len())], "{line}");
            }
        }
    }

    #[test]
    fn a_template_s_text_is_no_task() {
        for text in
            ["", "…", "- _", "_task_", "*task*", "<task>", "[task]", "a {{b}}", "<% b %>", "${b}", "on YYYY-MM-DD"]
        {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["a", "**a**", "[[a]]", "{a}", "< a", "$5", "Yes", "_a_ b"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
