//! Reads `coffeechat.yaml`; an unknown key is an error with its line and a "did you mean".
//!
//! The vault reads the file; this module reads its text. No key makes the program run anything.

use std::collections::BTreeMap;

use crate::core::base::NotePath;
use crate::core::base::escape::visible;
use crate::core::base::suggest::{did_you_mean, plain_form};
use crate::core::model::{Format, Rule};
use crate::core::syntax::yaml::{self, Value, YamlError};

use super::key_line::{last_line_of_key, line_of_key};
use super::values::{self, Expected, MOST, found, quoted};
use super::{Config, ConfigError, FILE_NAME};

/// Every key of the file.
pub(super) const KEYS: [&str; 19] = [
    "dashboard",
    "templates",
    "pages",
    "ignore",
    "max-note-size",
    "tasks",
    "week-start",
    "date-order",
    "time-zone",
    "folders",
    "vocabulary",
    "rules",
    "max-nudges",
    "cadences",
    "name",
    "away",
    "targets",
    "arrive-early",
    "outputs",
];

/// The most problems in a message. The others are shown once these are corrected.
const MOST_PROBLEMS: usize = 10;

impl Config {
    /// Reads the text of `coffeechat.yaml`. A setting without a value has its default.
    ///
    /// # Errors
    ///
    /// If the text is not YAML, a key is unknown, or a value does not have a form that its key can have. The message
    /// has a line for each problem: file, line, what was found and what was expected.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader { text, problems: Vec::new() };
        let mut config = Self::default();
        match yaml::decode(text) {
            Ok(Value::Null) => {}
            Ok(Value::Map(map)) => reader.settings(&map, &mut config),
            Ok(_) => reader.problem(&[], String::from("expected keys with values, such as `week-start: Monday`")),
            Err(error) => reader.not_yaml(&error),
        }
        reader.finish()?;
        Ok(config)
    }
}

struct Reader<'a> {
    text: &'a str,
    /// The problems, each with its line if that is known.
    problems: Vec<(Option<usize>, String)>,
}

impl Reader<'_> {
    fn settings(&mut self, map: &BTreeMap<String, Value>, config: &mut Config) {
        for (name, key, value) in self.known(None, map, &KEYS) {
            let read = match name {
                "dashboard" => set(&mut config.dashboard, values::note_path(value)),
                "templates" => set(&mut config.templates, values::path(value)),
                "pages" => set(&mut config.pages, values::paths(value)),
                "ignore" => set(&mut config.ignore, values::texts(value)),
                "max-note-size" => set(&mut config.max_note_size, values::size(value)),
                "tasks" => set(&mut config.tasks, values::task_scope(value)),
                "week-start" => set(&mut config.week_start, values::weekday(value)),
                "date-order" => set(&mut config.date_order, values::date_order(value)),
                "time-zone" => set(&mut config.time_zone, values::time_zone(value)),
                "max-nudges" => set(&mut config.max_nudges, values::max_nudges(value)),
                "name" => set(&mut config.names, values::texts(value)),
                "away" => set(&mut config.away, values::absences(value)),
                "targets" => set(&mut config.targets, values::targets(value)),
                "arrive-early" => set(&mut config.arrive_early, values::minutes(value)),
                "rules" => self.rules(key, value, config),
                "outputs" => self.outputs(key, value, config),
                "folders" => self.mapping(key, value, &mut config.folders, values::folder_name, values::note_type),
                "vocabulary" => {
                    self.mapping(key, value, &mut config.vocabulary, values::vocabulary_word, values::texts)
                }
                _ => self.mapping(key, value, &mut config.cadences, values::tag, values::cadence),
            };
            if let Err(expected) = read {
                self.problem(&[key], format!("{} is {}; {expected}", quoted(key), found(value)));
            }
        }
        let inside = format!("{}/", config.templates.to_lowercase());
        if config.dashboard.to_lowercase().starts_with(&inside) {
            let message =
                "the dashboard would be in the templates folder, whose notes are not read; choose another path";
            self.problem(&["dashboard"], String::from(message));
        }
        // On some disks, names that differ only in case are the same.
        let outputs: Vec<(Format, String)> =
            config.outputs.iter().map(|(format, path)| (*format, path.as_str().to_lowercase())).collect();
        for (at, (format, path)) in outputs.iter().enumerate() {
            if path.starts_with(&inside) {
                let message = "this file would be in the templates folder; choose another path";
                self.problem(&["outputs", format.as_str()], String::from(message));
            }
            if let Some((other, _)) = outputs.iter().take(at).find(|(_, other)| other == path) {
                let message =
                    format!("`{format}` and `{other}` name the same file; choose another path for one of them");
                self.problem(&["outputs", format.as_str()], message);
            }
        }
    }

    fn rules(&mut self, parent: &str, value: &Value, config: &mut Config) -> Result<(), Expected> {
        let Value::Map(map) = value else {
            return Err(String::from("expected rules with intervals, such as `nudge: 7d`"));
        };
        for (name, key, value) in self.known(Some(parent), map, &Rule::ALL.map(Rule::as_str)) {
            let Some(rule) = Rule::from_name(name) else { continue };
            let mut timing = rule.default_timing();
            let parts = match value {
                Value::Map(parts) => self.known(Some(key), parts, &["after", "lapse"]),
                short => vec![("after", key, short)],
            };
            let mut is_on = true;
            for (name, part, value) in parts {
                let read = match name {
                    "after" => values::rule_interval(value, timing.after).map(|after| match after {
                        Some(after) => timing.after = after,
                        None => is_on = false,
                    }),
                    _ => values::lapse(value, rule).map(|lapse| timing.lapse = lapse),
                };
                if let Err(expected) = read {
                    self.wrong(if part == key { parent } else { key }, part, value, &expected);
                }
            }
            if is_on {
                config.rules.insert(rule, timing);
            } else {
                config.rules.remove(&rule);
            }
        }
        Ok(())
    }

    fn outputs(&mut self, parent: &str, value: &Value, config: &mut Config) -> Result<(), Expected> {
        let Value::Map(map) = value else {
            return Err(String::from("expected formats with files, such as `csv: people.csv`"));
        };
        for (name, key, value) in self.known(Some(parent), map, &Format::ALL.map(Format::as_str)) {
            let Some(format) = Format::from_name(name) else { continue };
            match values::output_path(value) {
                Ok(path) => drop(config.outputs.insert(format, NotePath::new(path))),
                Err(expected) => self.wrong(parent, key, value, &expected),
            }
        }
        Ok(())
    }

    /// Reads a mapping whose keys the user chooses, such as `folders`.
    fn mapping<T>(
        &mut self,
        parent: &str,
        value: &Value,
        into: &mut BTreeMap<String, T>,
        read_key: impl Fn(&str) -> Result<String, Expected>,
        read_value: impl Fn(&Value) -> Result<T, Expected>,
    ) -> Result<(), Expected> {
        let Value::Map(map) = value else {
            return Err(String::from("expected a mapping, with one `key: value` per line"));
        };
        if map.len() > MOST {
            return Err(format!("expected at most {MOST} entries"));
        }
        let mut written: BTreeMap<String, &str> = BTreeMap::new();
        for (key, value) in map.iter().filter(|(_, value)| **value != Value::Null) {
            let name = match read_key(key) {
                Ok(name) => name,
                Err(expected) => {
                    let message = format!("{} does not fit under {}; {expected}", quoted(key), quoted(parent));
                    self.problem(&[parent, key], message);
                    continue;
                }
            };
            if let Some(other) = written.insert(name.clone(), key) {
                self.twice(&[parent, key], &[parent, other]);
            }
            match read_value(value) {
                Ok(value) => drop(into.insert(name, value)),
                Err(expected) => self.wrong(parent, key, value, &expected),
            }
        }
        Ok(())
    }

    /// Returns the entries of a mapping with a known key and a value: the name, the key as written, and the value.
    /// Reports the unknown keys.
    fn known<'m>(
        &mut self,
        parent: Option<&str>,
        map: &'m BTreeMap<String, Value>,
        names: &[&'static str],
    ) -> Vec<(&'static str, &'m str, &'m Value)> {
        let mut entries: Vec<(&'static str, &'m str, &'m Value)> = Vec::new();
        for (key, value) in map {
            let path: Vec<&str> = parent.into_iter().chain([key.as_str()]).collect();
            let form = plain_form(key);
            let Some(name) = names.iter().copied().find(|name| plain_form(name) == form) else {
                let message = unknown(parent, key, &form, names);
                self.problem(&path, message);
                continue;
            };
            if let Some((_, other, _)) = entries.iter().find(|(other, ..)| *other == name) {
                let other: Vec<&str> = parent.into_iter().chain([*other]).collect();
                self.twice(&path, &other);
            }
            entries.push((name, key, value));
        }
        entries.retain(|(_, _, value)| **value != Value::Null);
        entries
    }

    fn wrong(&mut self, parent: &str, key: &str, value: &Value, expected: &str) {
        let message = format!("{} under {} is {}; {expected}", quoted(key), quoted(parent), found(value));
        self.problem(&[parent, key], message);
    }

    /// Reports two spellings of the same key. YAML itself only refuses the same spelling twice.
    fn twice(&mut self, path: &[&str], other: &[&str]) {
        let (Some(key), Some(first)) = (path.last(), other.last()) else { return };
        self.problem(path, format!("{} and {} are the same key; keep one of them", quoted(key), quoted(first)));
    }

    fn not_yaml(&mut self, error: &YamlError) {
        if let Some(at) = self.text.lines().position(|line| line.starts_with("<<<<<<< ")) {
            let message = "git left a merge conflict here; keep the right lines and delete the markers";
            self.problems.push((Some(at + 1), message.to_owned()));
            return;
        }
        // The parser says which key is repeated, but not where.
        let repeated =
            error.message.split_once("duplicate entry with key \"").and_then(|(_, rest)| rest.split_once('"'));
        if let Some((key, _)) = repeated {
            let line = last_line_of_key(self.text, key);
            self.problems.push((line, format!("{} is written twice; keep one of them", quoted(key))));
            return;
        }
        let text = error.line.and_then(|line| self.text.lines().nth(line.saturating_sub(1))).unwrap_or_default();
        let hint = if text.trim_start_matches(' ').starts_with('\t') {
            "; indent with spaces, not tabs"
        } else if ["alphabetic or numeric", "anchor"].iter().any(|word| error.message.contains(word)) {
            "; put a text that starts with `*` or `&` in quotes"
        } else {
            ""
        };
        self.problems.push((error.line, format!("this is not YAML: {}{hint}", visible(&error.message))));
    }

    fn problem(&mut self, path: &[&str], message: String) {
        self.problems.push((line_of_key(self.text, path), message));
    }

    fn finish(mut self) -> Result<(), ConfigError> {
        if self.problems.is_empty() {
            return Ok(());
        }
        self.problems.sort();
        let left = self.problems.len().saturating_sub(MOST_PROBLEMS);
        let mut lines: Vec<String> = self
            .problems
            .iter()
            .take(MOST_PROBLEMS)
            .map(|(line, message)| match line {
                Some(line) => format!("{FILE_NAME}:{line}: {message}"),
                None => format!("{FILE_NAME}: {message}"),
            })
            .collect();
        if left > 0 {
            lines.push(format!("{FILE_NAME}: … and {left} more"));
        }
        Err(ConfigError(lines.join("\n")))
    }
}

fn set<T>(setting: &mut T, value: Result<T, Expected>) -> Result<(), Expected> {
    *setting = value?;
    Ok(())
}

fn unknown(parent: Option<&str>, key: &str, form: &str, names: &[&'static str]) -> String {
    let hint = did_you_mean(key, names.iter().copied());
    match parent {
        Some(parent) => format!("unknown key {} under {}{hint}", quoted(key), quoted(parent)),
        None if Rule::ALL.iter().any(|rule| plain_form(rule.as_str()) == form) => {
            format!("unknown key {}; it belongs under `rules`", quoted(key))
        }
        None => format!("unknown key {}{hint}", quoted(key)),
    }
}
