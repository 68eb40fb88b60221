//! The dialects of tasks: where a line keeps its dates (DESIGN §2, Tasks). All are read at once, anywhere on the line.

use crate::model::{Day, Span};
use crate::text::slice;

use super::date;

/// What a task's line says beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    /// `📅`, `due::`, `due:`, `@due()`.
    pub(crate) due: Option<Day>,
    /// `⏳`, `scheduled::`.
    pub(crate) scheduled: Option<Day>,
    /// `🛫`, `start::`, `t:`.
    pub(crate) start: Option<Day>,
    /// `✅`, `completion::`, `❌`, `cancelled::`.
    pub(crate) settled: Option<Day>,
    /// The text without what was read, and without a block id.
    pub(crate) rest: String,
    /// Dates that are none, by their place in the line.
    pub(crate) bad_dates: Vec<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Due,
    Scheduled,
    Start,
    Settled,
    /// Read so that it is not part of the text; its value means nothing here.
    Ignored,
}

/// What introduces a field, and what kind of value follows.
const EMOJI: &[(char, Field)] = &[
    ('📅', Field::Due),
    ('🗓', Field::Due),
    ('📆', Field::Due),
    ('⏳', Field::Scheduled),
    ('⌛', Field::Scheduled),
    ('🛫', Field::Start),
    ('➕', Field::Ignored),
    ('✅', Field::Settled),
    ('❌', Field::Settled),
];
const PRIORITIES: &[char] = &['🔺', '⏫', '🔼', '🔽', '⏬'];
const RECURRENCE: char = '🔁';
const MARKERS_WITH_ID: &[char] = &['🆔', '⛔', '🏁'];
/// The longest field or value that is looked for, in bytes. Without a bound, a long line of brackets that never close
/// would be searched to its end from each of them.
const LONGEST: usize = 200;

/// Reads the text behind a task's box.
pub(crate) fn read(line: &str) -> Fields {
    let mut fields = Fields { rest: String::with_capacity(line.len()), ..Fields::default() };
    let line = line.trim();
    let line = without_block_id(line);
    let last_link_end = line.rfind("]]").unwrap_or(0);
    let mut at = 0;
    while let Some(char) = slice(line, at..line.len()).chars().next() {
        let is_word_start = at == 0 || slice(line, 0..at).ends_with([' ', '\t', '\u{a0}', '(']);
        let length = match char {
            '[' if slice(line, at..line.len()).starts_with("[[") => {
                if at < last_link_end {
                    wikilink(line, at, &mut fields)
                } else {
                    None
                }
            }
            '[' | '(' => bracketed(line, at, &mut fields),
            '@' if is_word_start => call(line, at, &mut fields),
            char if !char.is_ascii() => emoji(line, at, char, &mut fields),
            char if is_word_start && char.is_ascii_alphabetic() => word(line, at, &mut fields),
            _ => None,
        };
        if length.is_none() {
            fields.rest.push(char);
        }
        at += length.unwrap_or(char.len_utf8());
    }
    fields.rest = fields.rest.split_whitespace().collect::<Vec<_>>().join(" ");
    fields
}

impl Fields {
    fn set(&mut self, field: Field, day: Day) {
        match field {
            Field::Due => self.due = Some(day),
            Field::Scheduled => self.scheduled = Some(day),
            Field::Start => self.start = Some(day),
            Field::Settled => self.settled = Some(day),
            Field::Ignored => {}
        }
    }

    /// Reads the date at `span`, or remembers that it is none. Returns whether it looked like one at all.
    fn date(&mut self, line: &str, field: Field, span: Span) -> bool {
        let text = slice(line, span.clone());
        if let Some(moment) = date::moment(text) {
            self.set(field, moment.day);
            return true;
        }
        let looks_like_one = text.starts_with(|char: char| char.is_ascii_digit());
        if looks_like_one {
            self.bad_dates.push(span);
        }
        looks_like_one
    }
}

/// `📅 2026-11-25`, with or without U+FE0F and space; `⏫`; `🔁 every week`.
fn emoji(line: &str, at: usize, char: char, fields: &mut Fields) -> Option<usize> {
    let after = at + char.len_utf8();
    let rest = slice(line, after..line.len());
    let tail = rest.strip_prefix('\u{fe0f}').unwrap_or(rest);
    if PRIORITIES.contains(&char) {
        return Some(line.len() - at - tail.len());
    }
    if char == RECURRENCE {
        let end = tail
            .find(|char: char| {
                EMOJI.iter().any(|(marker, _)| *marker == char) || PRIORITIES.contains(&char) || char == '['
            })
            .unwrap_or(tail.len());
        return Some(line.len() - at - tail.len() + end);
    }
    let field = EMOJI.iter().find(|(marker, _)| *marker == char).map(|(_, field)| field);
    if field.is_none() && !MARKERS_WITH_ID.contains(&char) {
        return None;
    }
    let value = tail.trim_start_matches([' ', '\t', '\u{a0}']);
    let start = line.len() - value.len();
    let value = near(value);
    let end = start + value.find([' ', '\t', '\u{a0}', '[', '(']).unwrap_or(value.len());
    let Some(field) = field else { return Some(end - at) };
    if slice(line, start..line.len()).starts_with("[[") {
        return None;
    }
    fields.date(line, *field, start..end).then_some(end - at)
}

/// A wikilink is stepped over whole.
fn wikilink(line: &str, at: usize, fields: &mut Fields) -> Option<usize> {
    let rest = slice(line, at..line.len());
    let length = rest.find("]]")? + 2;
    fields.rest.push_str(slice(rest, 0..length));
    Some(length)
}

/// Returns the start of `text` in which a field is looked for.
fn near(text: &str) -> &str {
    slice(text, 0..text.floor_char_boundary(LONGEST))
}

/// `[due:: 2026-11-25]`, `(due:: 2026-11-25)`.
fn bracketed(line: &str, at: usize, fields: &mut Fields) -> Option<usize> {
    let rest = near(slice(line, at..line.len()));
    let close = if rest.starts_with('[') { ']' } else { ')' };
    let end = rest.find(close)?;
    let inner = slice(rest, 1..end);
    let (key, value) = inner.split_once("::")?;
    let field = named(&key.trim().to_ascii_lowercase())?;
    if field != Field::Ignored {
        let start = at + 1 + key.len() + 2;
        let lead = value.len() - value.trim_start().len();
        fields.date(line, field, start + lead..start + lead + value.trim().len());
    }
    Some(end + 1)
}

/// `@due(2026-11-25)`.
fn call(line: &str, at: usize, fields: &mut Fields) -> Option<usize> {
    let rest = near(slice(line, at + 1..line.len()));
    let open = rest.find('(')?;
    let field = named(&slice(rest, 0..open).to_ascii_lowercase())?;
    let close = rest.find(')')?;
    let start = at + 1 + open + 1;
    fields.date(line, field, start..at + 1 + close).then_some(close + 2)
}

/// `due:2026-11-25`, `t:2026-11-25`, `rec:+1w`.
fn word(line: &str, at: usize, fields: &mut Fields) -> Option<usize> {
    let rest = near(slice(line, at..line.len()));
    let end = rest.find([' ', '\t', '\u{a0}']).unwrap_or(rest.len());
    let (key, value) = slice(rest, 0..end).split_once(':')?;
    if value.is_empty() || value.starts_with(':') {
        return None;
    }
    match key {
        "due" | "Due" => fields.date(line, Field::Due, at + key.len() + 1..at + end).then_some(end),
        "t" => fields.date(line, Field::Start, at + 2..at + end).then_some(end),
        "rec" => Some(end),
        _ => None,
    }
}

fn named(key: &str) -> Option<Field> {
    match key {
        "due" => Some(Field::Due),
        "scheduled" => Some(Field::Scheduled),
        "start" => Some(Field::Start),
        "completion" | "completed" | "done" | "cancelled" => Some(Field::Settled),
        "created" | "priority" | "repeat" | "id" | "dependson" | "oncompletion" => Some(Field::Ignored),
        _ => None,
    }
}

/// Returns a line without the `^block-id` at its end.
pub(crate) fn without_block_id(line: &str) -> &str {
    split_block_id(line).0
}

/// Returns a line and the block id at its end, without `^`.
pub(crate) fn split_block_id(line: &str) -> (&str, Option<&str>) {
    if let Some((text, id)) = line.rsplit_once('^')
        && (text.is_empty() || text.ends_with(' '))
        && !id.is_empty()
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        return (text.trim_end(), Some(id));
    }
    (line, None)
}

/// Says whether a task's text is a placeholder of a template and no task.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let is_wrapped = |open: char, close: char| {
        text.strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            .is_some_and(|inner| !inner.contains([open, close]) && !inner.is_empty())
    };
    text.chars().all(|char| matches!(char, '.' | '…' | '-' | '_' | ' '))
        || ["YYYY-MM-DD", "{{", "<%", "${"].iter().any(|mark| text.contains(mark))
        || is_wrapped('_', '_')
        || (is_wrapped('*', '*') && !text.starts_with("**"))
        || is_wrapped('<', '>')
        || (is_wrapped('[', ']') && !text.starts_with("[["))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Day> {
        text.parse().ok()
    }

    #[test]
    fn every_dialect_is_read() {
        let rows = [
            ("Call 📅 2026-11-25", "Call", "2026-11-25"),
            ("Call 📅2026-11-25", "Call", "2026-11-25"),
            ("Call 🗓\u{fe0f}\u{a0}2026-11-25 ⏫", "Call", "2026-11-25"),
            ("📆 2026-11-25 Call", "Call", "2026-11-25"),
            ("Call [due:: 2026-11-25]", "Call", "2026-11-25"),
            ("Call (due:: 2026-11-25) soon", "Call soon", "2026-11-25"),
            ("Call due:2026-11-25 t:2026-11-20 rec:+1w", "Call", "2026-11-25"),
            ("Call @due(2026-11-25)", "Call", "2026-11-25"),
            ("Call 🔁 every week 📅 2026-11-25 ^id", "Call", "2026-11-25"),
            ("Call ➕ 2026-11-01 📅 2026-11-25 🆔 abc", "Call", "2026-11-25"),
            ("Mail ann@due(2026-11-25) 📅 [[2026-11-25]]", "Mail ann@due(2026-11-25) 📅 [[2026-11-25]]", "-"),
            ("Read [[2026-11-25]] notes", "Read [[2026-11-25]] notes", "-"),
            ("Rent is due: soon", "Rent is due: soon", "-"),
            ("Ask (again) [x](y.md)", "Ask (again) [x](y.md)", "-"),
        ];
        for (line, rest, due) in rows {
            let fields = read(line);
            assert_eq!((fields.rest.as_str(), fields.due), (rest, day(due)), "{line}");
            assert!(fields.bad_dates.is_empty(), "{line}");
        }
    }

    #[test]
    fn the_other_dates_are_told_apart() {
        let fields = read("Call ⏳ 2026-11-24 🛫 2026-11-23 ✅ 2026-11-22");
        assert_eq!(
            (fields.scheduled, fields.start, fields.settled),
            (day("2026-11-24"), day("2026-11-23"), day("2026-11-22"))
        );
        assert_eq!(read("x ❌ 2026-11-22").settled, day("2026-11-22"));
        assert_eq!(read("x [completion:: 2026-11-22]").settled, day("2026-11-22"));
    }

    #[test]
    fn a_date_that_is_none_is_reported() {
        for line in ["Call 📅 2026-02-30", "Call due:2026-2-3", "Call [due:: 31.11.2026]", "Call @due(2026-11-99)"] {
            let fields = read(line);
            assert_eq!((fields.bad_dates.len(), fields.due), (1, None), "{line}");
            assert_eq!(fields.rest, "Call", "{line}");
        }
    }

    #[test]
    fn placeholders_are_no_tasks() {
        for text in ["", "…", "_Any follow-ups?_", "Action @Owner 📅 YYYY-MM-DD", "{{task}}", "<what>", "[Action]"]
        {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["Call", "**Call** them", "*Call* and *write*", "[[Jane]]", "a_b_"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
