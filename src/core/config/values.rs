//! Reads the values of `coffeechat.yaml`. Each function reads one kind of value, or returns which forms it expects.

use std::borrow::Cow;

use chrono::Weekday;
use chrono_tz::{TZ_VARIANTS, Tz};

use crate::core::base::escape::visible;
use crate::core::base::strip_extension;
use crate::core::base::suggest::{did_you_mean, nearest, plain_form};
use crate::core::base::text::slice;
use crate::core::model::vocabulary::Vocabulary;
use crate::core::model::{Cadence, DateOrder, Day, Interval, NoteType, Rule};
use crate::core::syntax::date;
use crate::core::syntax::yaml::Value;

use super::{FILE_NAME, Target, TaskScope};

/// What was expected, for the end of a message: ``expected a tag, such as `climate` ``.
pub(super) type Expected = String;

/// The most entries of a list or mapping.
pub(super) const MOST: usize = 1_000;
/// The longest name, path or glob, in bytes.
pub(super) const LONGEST: usize = 1_000;

/// What a target counts, in the singular.
const TALKS: [&str; 5] = ["talk", "coffee chat", "chat", "interview", "informational interview"];

const INTERVALS: &str = "`7d`, `2 weeks`, `3 months`, `3b` (business days) or `quarterly`";

/// Returns a text of the file for a message: in backticks, shortened, and with control characters made visible.
pub(super) fn quoted(text: &str) -> String {
    let mut chars = text.chars();
    let start: String = chars.by_ref().take(60).collect();
    let more = if chars.next().is_some() { "…" } else { "" };
    format!("`{}{more}`", visible(&start))
}

/// Returns a description of a value for a message: `` `7d` ``, `empty` or `a list`.
pub(super) fn found(value: &Value) -> Cow<'static, str> {
    match value {
        Value::Null => "empty".into(),
        Value::Bool(value) => format!("`{value}`").into(),
        Value::Text(text) if text.trim().is_empty() => "empty".into(),
        Value::Text(text) => quoted(text).into(),
        Value::List(_) => "a list".into(),
        Value::Map(_) => "a mapping".into(),
    }
}

/// Returns the trimmed text of a scalar; an empty text for any other value.
fn scalar(value: &Value) -> &str {
    match value {
        Value::Text(text) => text.trim(),
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Null | Value::List(_) | Value::Map(_) => "",
    }
}

/// Says whether a word switches something off.
fn is_off(word: &str) -> bool {
    matches!(plain_form(word).as_str(), "off" | "no" | "false" | "never" | "none")
}

fn choice<T: Copy>(value: &Value, choices: &[(&'static str, T)]) -> Result<T, Expected> {
    let written = scalar(value);
    let form = plain_form(written);
    choices.iter().find(|(name, _)| plain_form(name) == form).map(|(_, choice)| *choice).ok_or_else(|| {
        let names: Vec<String> = choices.iter().map(|(name, _)| format!("`{name}`")).collect();
        let hint = did_you_mean(written, choices.iter().map(|(name, _)| *name));
        format!("expected one of {}{hint}", names.join(", "))
    })
}

pub(super) fn task_scope(value: &Value) -> Result<TaskScope, Expected> {
    choice(value, &[("people", TaskScope::People), ("all", TaskScope::All)])
}

pub(super) fn note_type(value: &Value) -> Result<NoteType, Expected> {
    let types = [NoteType::Contact, NoteType::Person, NoteType::Meeting, NoteType::Questions, NoteType::Plain];
    choice(value, &types.map(|kind| (kind.as_str(), kind)))
}

pub(super) fn weekday(value: &Value) -> Result<Weekday, Expected> {
    let days = [
        ("Monday", Weekday::Mon),
        ("Tuesday", Weekday::Tue),
        ("Wednesday", Weekday::Wed),
        ("Thursday", Weekday::Thu),
        ("Friday", Weekday::Fri),
        ("Saturday", Weekday::Sat),
        ("Sunday", Weekday::Sun),
    ];
    // Short names are read too: `mon`, `Thurs`.
    scalar(value).parse().or_else(|_| choice(value, &days))
}

/// Reads `dmy` or `mdy`; `ask` is neither.
pub(super) fn date_order(value: &Value) -> Result<Option<DateOrder>, Expected> {
    let [day_first, month_first] = DateOrder::ALL.map(|order| (order.as_str(), Some(order)));
    choice(value, &[("ask", None), day_first, month_first])
}

/// Reads an IANA name in any case; `system` is the system's zone.
pub(super) fn time_zone(value: &Value) -> Result<Option<Tz>, Expected> {
    let written = scalar(value);
    if matches!(plain_form(written).as_str(), "system" | "local") {
        return Ok(None);
    }
    // `plain_form` would make `Etc/GMT-5` and `Etc/GMT5` equal.
    let name = written.replace(' ', "_");
    if let Some(zone) = TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(&name)) {
        return Ok(Some(*zone));
    }
    let city = |zone: &Tz| zone.name().rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&name));
    let hint = match TZ_VARIANTS.iter().find(|zone| city(zone)) {
        Some(zone) => format!("; did you mean `{}`?", zone.name()),
        None => did_you_mean(written, TZ_VARIANTS.iter().map(|zone| zone.name())),
    };
    Err(format!("expected the name of a time zone, such as `Europe/Berlin`, or `system`{hint}"))
}

/// Reads a size, and returns it in bytes: `4 MiB`, `500 KB`, `1000`.
pub(super) fn size(value: &Value) -> Result<u64, Expected> {
    const LARGEST: u64 = 1 << 30;
    let expected =
        || String::from("expected a size from 1 byte to 1 GiB, such as `4 MiB`, `500 KB` or a number of bytes");
    let (count, unit) = count_and_unit(scalar(value)).ok_or_else(expected)?;
    let factor = match unit.as_str() {
        "" | "b" | "byte" | "bytes" => 1,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return Err(expected()),
    };
    count.checked_mul(factor).filter(|bytes| (1..=LARGEST).contains(bytes)).ok_or_else(expected)
}

/// Reads a length of time up to a day, and returns it in minutes: `15m`, `1h`, `20`.
pub(super) fn minutes(value: &Value) -> Result<u32, Expected> {
    let written = scalar(value);
    if is_off(written) {
        return Ok(0);
    }
    let minutes = count_and_unit(written).and_then(|(count, unit)| match unit.as_str() {
        "" | "m" | "min" | "mins" | "minute" | "minutes" => Some(count),
        "h" | "hour" | "hours" => count.checked_mul(60),
        _ => None,
    });
    minutes
        .filter(|minutes| *minutes <= 24 * 60)
        .and_then(|minutes| u32::try_from(minutes).ok())
        .ok_or_else(|| String::from("expected at most a day, such as `15m`, `1h` or a number of minutes"))
}

/// Splits `4 MiB` into the number and the unit in lower case.
fn count_and_unit(text: &str) -> Option<(u64, String)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    Some((text.get(..digits)?.parse().ok()?, text.get(digits..)?.trim().to_ascii_lowercase()))
}

pub(super) fn max_nudges(value: &Value) -> Result<u32, Expected> {
    let count = scalar(value).parse().ok().filter(|count| *count <= 100);
    count.ok_or_else(|| String::from("expected a whole number from 0 to 100"))
}

/// Reads the interval of a rule; `on` gives its `default`, and `off` gives `None`.
pub(super) fn rule_interval(value: &Value, default: Interval) -> Result<Option<Interval>, Expected> {
    let written = scalar(value);
    if is_off(written) {
        return Ok(None);
    }
    if matches!(plain_form(written).as_str(), "on" | "yes" | "true") {
        return Ok(Some(default));
    }
    Interval::parse(written)
        .map(Some)
        .ok_or_else(|| format!("expected an interval such as {INTERVALS}, or `off` or `on`"))
}

/// Reads how long after its day a follow-up of a rule lapses.
pub(super) fn lapse(value: &Value, rule: Rule) -> Result<Option<Interval>, Expected> {
    if rule.default_timing().lapse.is_none() {
        return Err(format!("`{rule}` has no `lapse`"));
    }
    let written = scalar(value);
    if is_off(written) {
        return Ok(None);
    }
    Interval::parse(written).map(Some).ok_or_else(|| format!("expected an interval such as {INTERVALS}, or `never`"))
}

pub(super) fn cadence(value: &Value) -> Result<Cadence, Expected> {
    let written = scalar(value);
    if is_off(written) {
        return Ok(Cadence::Never);
    }
    // With an interval of 0, every day would be too late.
    Interval::parse(written)
        .filter(|interval| !matches!(interval, Interval::Days(0) | Interval::BusinessDays(0) | Interval::Months(0)))
        .map(Cadence::Every)
        .ok_or_else(|| format!("expected an interval such as {INTERVALS}, or `never`"))
}

/// Reads absences: one or a list of `2026-12-20 to 2027-01-05`.
pub(super) fn absences(value: &Value) -> Result<Vec<(Day, Day)>, Expected> {
    let absence = |text: &String| match *days(text).as_slice() {
        [day] => Some((day, day)),
        [first, last] if first <= last => Some((first, last)),
        _ => None,
    };
    let all: Option<Vec<(Day, Day)>> = texts(value)?.iter().map(absence).collect();
    all.ok_or_else(|| {
        String::from("expected the first and the last day, such as `2026-12-20 to 2027-01-05`, or a list")
    })
}

/// Reads targets: one or a list of `2 talks by 2026-10-16`.
pub(super) fn targets(value: &Value) -> Result<Vec<Target>, Expected> {
    let target = |text: &String| {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (count, rest) = text.split_at_checked(digits)?;
        let talks = count.parse().ok().filter(|count| (1..=MOST).contains(count))?;
        let unit = rest.trim_start();
        let unit = TALKS.into_iter().find_map(|talks| unit.strip_prefix(talks))?;
        if !unit.trim_start_matches('s').starts_with(' ') {
            return None;
        }
        match *days(unit).as_slice() {
            [by] => Some(Target { talks, from: None, by }),
            [from, by] if from <= by => Some(Target { talks, from: Some(from), by }),
            _ => None,
        }
    };
    let all: Option<Vec<Target>> = texts(value)?.iter().map(target).collect();
    all.ok_or_else(|| {
        String::from(
            "expected how many talks by which day, such as `2 talks by 2026-10-16` or `3 talks from 2026-10-01 to \
             2026-10-31`, or a list",
        )
    })
}

/// Returns the days that a text names with their years.
fn days(text: &str) -> Vec<Day> {
    let mut days = Vec::new();
    let mut rest = text;
    let mut is_in_word = false;
    while let Some(char) = rest.chars().next() {
        let found = (!is_in_word).then(|| date::with_length(rest, None)).flatten();
        if let Some((Ok(day), length)) = found {
            days.push(day);
            rest = slice(rest, length..rest.len());
            continue;
        }
        is_in_word = char.is_alphanumeric();
        rest = slice(rest, char.len_utf8()..rest.len());
    }
    days
}

/// Reads a list of texts, or one text.
pub(super) fn texts(value: &Value) -> Result<Vec<String>, Expected> {
    let items = match value {
        Value::List(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    if items.len() > MOST {
        return Err(format!("expected at most {MOST} entries"));
    }
    // YAML reads `!keep.md` without quotes as a tag and `#x` as a comment, so that the entry is empty.
    if items.iter().any(|item| scalar(item).is_empty()) {
        return Err(String::from(
            "expected a text or a list of texts; put a text that starts with `!`, `*` or `#` in quotes",
        ));
    }
    items.iter().map(|item| name(scalar(item))).collect()
}

/// Reads a name or glob of reasonable length, without control characters.
pub(super) fn name(text: &str) -> Result<String, Expected> {
    let text = text.trim();
    if text.is_empty() {
        return Err(String::from("expected a text"));
    }
    if text.len() > LONGEST {
        return Err(format!("expected texts of at most {LONGEST} bytes"));
    }
    if text.chars().any(char::is_control) {
        return Err(String::from("expected a text without control characters"));
    }
    Ok(text.to_owned())
}

/// Reads the path of a folder or file inside the vault, and returns it without `.` and empty parts: `./a//b/` is `a/b`.
pub(super) fn path(value: &Value) -> Result<String, Expected> {
    const INSIDE: &str = "expected a path inside the vault, relative to its root";
    let text = name(scalar(value)).map_err(|_| String::from(INSIDE))?;
    let has_drive = text.as_bytes().get(1) == Some(&b':') && text.starts_with(|c: char| c.is_ascii_alphabetic());
    if text.contains('\\') {
        return Err(format!("{INSIDE}, with `/` between its parts"));
    }
    if text.starts_with('/') || text.starts_with("~/") || has_drive {
        return Err(String::from(INSIDE));
    }
    let parts: Vec<&str> = text.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if parts.is_empty() || parts.contains(&"..") {
        return Err(format!("{INSIDE}, without `..`"));
    }
    Ok(parts.join("/"))
}

/// Reads a list of folders inside the vault, or one folder.
pub(super) fn paths(value: &Value) -> Result<Vec<String>, Expected> {
    texts(value)?.into_iter().map(|text| path(&Value::Text(text))).collect()
}

/// Reads the path of a note.
pub(super) fn note_path(value: &Value) -> Result<String, Expected> {
    let path = path(value)?;
    let is_note = [".md", ".markdown"].iter().any(|extension| path.to_ascii_lowercase().ends_with(extension));
    if !is_note {
        return Err(String::from("expected the path of a note, which ends in `.md`"));
    }
    if path.split('/').any(|part| part.starts_with('.')) {
        return Err(String::from("expected a path without a leading `.` in a name, since hidden files are not read"));
    }
    Ok(path)
}

/// Reads the path of a file for an export. It must not be a note, a hidden file or the configuration.
pub(super) fn output_path(value: &Value) -> Result<String, Expected> {
    let path = path(value)?;
    if strip_extension(&path) != path {
        return Err(String::from("expected the path of a file that is not a note, such as `people.csv`"));
    }
    if path.split('/').any(|part| part.starts_with('.')) {
        return Err(String::from("expected a path without a leading `.` in a name"));
    }
    if path.eq_ignore_ascii_case(FILE_NAME) {
        return Err(String::from("expected a file other than the settings file"));
    }
    Ok(path)
}

/// Reads the name or the path of a folder, and returns it in lower case, since folders are compared without regard to case.
pub(super) fn folder_name(text: &str) -> Result<String, Expected> {
    path(&Value::Text(text.to_owned()))
        .map(|folder| folder.to_lowercase())
        .map_err(|_| String::from("expected the name of a folder at any depth, or a path such as `work/people`"))
}

/// Reads a tag, and returns it in lower case and without `#`.
pub(super) fn tag(text: &str) -> Result<String, Expected> {
    name(text.trim().trim_start_matches('#'))
        .map(|tag| tag.to_lowercase())
        .map_err(|_| String::from("expected a tag, such as `climate`"))
}

/// Reads the name of a key or type that `vocabulary` can add names to.
pub(super) fn vocabulary_word(text: &str) -> Result<String, Expected> {
    let form = plain_form(text);
    if let Some(word) = Vocabulary::extensible().find(|word| plain_form(word) == form) {
        return Ok(word.to_owned());
    }
    if Vocabulary::is_known(text) {
        return Ok(text.to_owned());
    }
    let hint =
        nearest(text, Vocabulary::extensible()).map_or_else(String::new, |word| format!("; did you mean `{word}`?"));
    Err(format!("expected a key such as `company`, or one of the types `contact`, `meeting`, `questions`{hint}"))
}
