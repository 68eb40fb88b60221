//! Fills in the gaps that templates have for other programs: `{{date:YYYY-MM-DD}}` as Obsidian's core templates write
//! it, and `<% tp.file.title %>` as Templater does.

use chrono::{NaiveDateTime, NaiveTime};

use crate::core::base::text::slice;
use crate::core::edit::Refusal;
use crate::core::model::Moment;
use crate::core::syntax::front_matter::{Split, split};

/// The starts of gaps. A note with one of them is read as a template.
const MARKS: [&str; 4] = ["<%", "{{", "${", "YYYY-MM-DD"];

/// The letters of a moment.js format with those of `strftime`, longer ones first.
const LETTERS: [(&str, &str); 22] = [
    ("YYYY", "%Y"),
    ("gggg", "%G"),
    ("GGGG", "%G"),
    ("MMMM", "%B"),
    ("dddd", "%A"),
    ("MMM", "%b"),
    ("ddd", "%a"),
    ("YY", "%y"),
    ("MM", "%m"),
    ("DD", "%d"),
    ("HH", "%H"),
    ("hh", "%I"),
    ("mm", "%M"),
    ("ss", "%S"),
    ("ww", "%V"),
    ("WW", "%V"),
    ("M", "%-m"),
    ("D", "%-d"),
    ("H", "%-H"),
    ("h", "%-I"),
    ("A", "%p"),
    ("a", "%P"),
];

/// Translates the gaps of Templater that this program can fill in: `<% tp.file.title %>` becomes `{{ title }}`. The
/// place of the cursor is removed, and all other gaps stay.
pub(super) fn translated(template: &str) -> String {
    let mut translated = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, gap)) = rest.split_once("<%") {
        translated.push_str(before);
        let Some((inner, behind)) = gap.split_once("%>") else {
            rest = slice(rest, before.len()..rest.len());
            break;
        };
        let call = inner.trim_matches(['-', '_']).trim();
        let format = call.strip_prefix("tp.date.now(").and_then(|rest| rest.strip_suffix(')'));
        match format.map(|format| format.trim_matches(['"', '\'', ' '])) {
            Some("") => translated.push_str("{{date}}"),
            Some(format) if !format.contains(['"', '\'', ',']) => {
                translated.extend(["{{date:", format, "}}"]);
            }
            _ if call == "tp.file.title" => translated.push_str("{{ title }}"),
            _ if call.starts_with("tp.file.cursor(") => {}
            _ => translated.extend(["<%", inner, "%>"]),
        }
        rest = behind;
    }
    translated + rest
}

/// Empties the keys whose values are gaps that only another program can fill in.
pub(super) fn emptied(text: &str) -> String {
    let Split::Found { yaml, .. } = split(text) else { return text.to_owned() };
    let line = |line: &str| match line.split_once(':') {
        Some((key, _)) if is_open(line) && !key.starts_with([' ', '#', '-']) => {
            format!("{key}:{}", if line.ends_with("\r\n") { "\r\n" } else { "\n" })
        }
        _ => line.to_owned(),
    };
    let head: String = slice(text, yaml.clone()).split_inclusive('\n').map(line).collect();
    format!("{}{head}{}", slice(text, 0..yaml.start), slice(text, yaml.end..text.len()))
}

/// Returns the first line with an unfilled gap, and its number, counted from 0.
pub(super) fn open_line(text: &str) -> Option<(usize, &str)> {
    text.lines().enumerate().find(|(_, line)| is_open(line))
}

/// Says whether a line has an unfilled gap.
fn is_open(line: &str) -> bool {
    let value = line.split_once(':').map_or(line, |(_, value)| value).trim();
    MARKS.iter().any(|mark| line.contains(mark))
        || (value.trim_matches(['"', '\'']).starts_with('<') && value.contains('>'))
}

/// Replaces `{{date:FORMAT}}` and `{{time:FORMAT}}` by a date. Messages name the template by `path`.
pub(super) fn filled(path: &str, template: &str, at: Moment) -> Result<String, Refusal> {
    let mut filled = String::with_capacity(template.len());
    let mut from = 0;
    for (open, _) in template.match_indices("{{") {
        let Some(length) = slice(template, open..template.len()).find("}}") else { break };
        let inner = slice(template, open + 2..open + length).trim();
        let is_ours = |(name, _): &(&str, &str)| matches!(name.trim().to_ascii_lowercase().as_str(), "date" | "time");
        let Some((_, format)) = inner.split_once(':').filter(is_ours) else { continue };
        if open < from {
            continue;
        }
        let date = written(format.trim(), at).ok_or_else(|| {
            let line = slice(template, 0..open).matches('\n').count() + 1;
            Refusal::new(format!(
                "{path}:{line}: `{format}` is not a date format; write it like `YYYY-MM-DD` or `HH:mm`"
            ))
        })?;
        filled.push_str(slice(template, from..open));
        filled.push_str(&date);
        from = open + length + 2;
    }
    filled.push_str(slice(template, from..template.len()));
    Ok(filled)
}

/// Returns a moment in a format of moment.js: `D MMM YY` gives `5 Nov 26`. `None` if the format has unknown letters.
fn written(format: &str, at: Moment) -> Option<String> {
    let moment = NaiveDateTime::new(at.day, at.time.unwrap_or(NaiveTime::MIN));
    let (mut text, mut rest) = (String::new(), format);
    while let Some(first) = rest.chars().next() {
        if let Some((literal, behind)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            text.push_str(literal);
            rest = behind;
        } else if let Some((letters, ours)) = LETTERS.iter().find(|(letters, _)| rest.starts_with(letters)) {
            text.push_str(&moment.format(ours).to_string());
            rest = slice(rest, letters.len()..rest.len());
        } else if first.is_ascii_alphabetic() {
            return None;
        } else {
            text.push(first);
            rest = slice(rest, first.len_utf8()..rest.len());
        }
    }
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_gaps_of_templater_are_translated_and_the_others_emptied() {
        let rows = [
            ("# <% tp.file.title %>", "# {{ title }}"),
            ("<%- tp.date.now() -%> <% tp.date.now('DD.MM.YYYY') %>", "{{date}} {{date:DD.MM.YYYY}}"),
            ("a<% tp.file.cursor(1) %>b", "ab"),
            ("<% tp.date.now('YYYY', 7) %> <% ask() %> <% x", "<% tp.date.now('YYYY', 7) %> <% ask() %> <% x"),
        ];
        for (template, expected) in rows {
            assert_eq!(translated(template), expected);
        }
        let text = "---\nwith: \"[[<% ask() %>]]\"\nname: <full name>\nlist:\n  - <% x %>\na: <b\n---\n<% c %>\n";
        assert_eq!(emptied(text), "---\nwith:\nname:\nlist:\n  - <% x %>\na: <b\n---\n<% c %>\n");
        assert_eq!(open_line(&emptied(text)), Some((4, "  - <% x %>")));
    }

    #[test]
    fn dates_are_written_as_obsidian_would() {
        let at = Moment {
            day: crate::core::parse::day("2026-11-05").unwrap(),
            time: NaiveTime::from_hms_opt(14, 5, 0),
            offset: None,
        };
        let rows = [
            ("{{date:YYYY-MM-DD}}", Ok("2026-11-05")),
            ("a {{ date : D MMM YY }} b {{time:HH:mm}}", Ok("a 5 Nov 26 b 14:05")),
            ("{{date:dddd, D MMMM}}", Ok("Thursday, 5 November")),
            ("{{date:[on] YYYY}}", Ok("on 2026")),
            ("{{date:YYYY-[W]WW}}", Ok("2026-W45")),
            ("{{time:h:mm a}}", Ok("2:05 pm")),
            ("{{date}} {{ name | upper }} {{ x ? 'a:b' : c }}", Ok("{{date}} {{ name | upper }} {{ x ? 'a:b' : c }}")),
            ("{{date:YYYY", Ok("{{date:YYYY")),
            ("a\n{{date:QQ}}", Err("t.md:2: `QQ` is not a date format; write it like `YYYY-MM-DD` or `HH:mm`")),
            ("{{date:}}", Err("t.md:1: `` is not a date format; write it like `YYYY-MM-DD` or `HH:mm`")),
        ];
        for (template, expected) in rows {
            let found = filled("t.md", template, at);
            assert_eq!(found.as_deref().map_err(|refusal| refusal.reason.as_str()), expected, "{template}");
        }
    }
}
