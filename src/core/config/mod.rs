//! The configuration: every setting with its documented default. Reading `coffeechat.yaml` is in `load`.

mod key_line;
mod load;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;

use chrono::Weekday;
use chrono_tz::Tz;

use crate::core::base::NotePath;
use crate::core::model::{Cadence, Day, Format, Interval, NoteType, Rule};

/// The settings do not say what the program can follow: the whole message, with file and line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

/// The name of the configuration file, in the vault's root.
pub(crate) const FILE_NAME: &str = "coffeechat.yaml";

/// The configuration file that `init` writes: every key in plain words, commented out, so that it equals the defaults.
pub(crate) const TEMPLATE: &str = include_str!("../../../templates/coffeechat.yaml");

/// Which tasks count in notes that are neither contacts nor meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskScope {
    /// Those whose own line links to a contact.
    People,
    /// Every one.
    All,
}

/// The settings of a vault (`docs/settings.md#keys`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `dashboard`: the note that `init` makes; default `Dashboard.md`.
    pub dashboard: String,
    /// `templates`: the folder whose notes are no data; default `templates`, compared without regard to case.
    pub templates: String,
    /// `pages`: folders whose notes may be pages although they lie in a git repository of their own; default none, compared
    /// without regard to case.
    pub pages: Vec<String>,
    /// `ignore`: globs in the syntax of `.gitignore`; default none.
    pub ignore: Vec<String>,
    /// `max-note-size`: larger notes are reported and not read, in bytes; default 4 MiB.
    pub max_note_size: u64,
    /// `tasks`: `people` or `all`; default `people`.
    pub tasks: TaskScope,
    /// `week-start`: the first day of a week; default Monday.
    pub week_start: Weekday,
    /// `time-zone`: an IANA name that decides what day it is; default the system's zone.
    pub time_zone: Option<Tz>,
    /// `folders`: the type of the notes below a folder of that name, at any depth, compared without regard to case; names are in
    /// lower case.
    pub folders: BTreeMap<String, NoteType>,
    /// `vocabulary`: further names for keys (`company: [firma]`) and for types (`contact: [kontakt]`).
    pub vocabulary: BTreeMap<String, Vec<String>>,
    /// `rules`: when each rule is due and when it lapses; a rule that is not in the map is switched off.
    pub rules: BTreeMap<Rule, RuleTiming>,
    /// `max-nudges`: how often to ask again before giving up; default 2.
    pub max_nudges: u32,
    /// `cadences`: how often to keep in touch with the contacts that carry a tag; default none. Tags are in lower case, without
    /// `#`.
    pub cadences: BTreeMap<String, Cadence>,
    /// `name`: the user's own, which letters are signed with; default none.
    pub name: Option<String>,
    /// `arrive-early`: minutes to be there before a meeting in person; default 15.
    pub arrive_early: u32,
    /// `outputs`: the file of the vault in which an export is kept up to date; default none.
    pub outputs: BTreeMap<Format, NotePath>,
}

impl Default for Config {
    fn default() -> Self {
        let folders = [
            ("contacts", NoteType::Contact),
            ("people", NoteType::Contact),
            ("meetings", NoteType::Meeting),
            ("interviews", NoteType::Meeting),
            ("questions", NoteType::Questions),
        ];
        Self {
            dashboard: String::from("Dashboard.md"),
            templates: String::from("templates"),
            pages: Vec::new(),
            ignore: Vec::new(),
            max_note_size: 4 * 1024 * 1024,
            tasks: TaskScope::People,
            week_start: Weekday::Mon,
            time_zone: None,
            folders: folders.into_iter().map(|(folder, kind)| (folder.to_owned(), kind)).collect(),
            vocabulary: BTreeMap::new(),
            rules: Rule::ALL.into_iter().map(|rule| (rule, RuleTiming::of_default(rule))).collect(),
            max_nudges: 2,
            cadences: BTreeMap::new(),
            name: None,
            arrive_early: 15,
            outputs: BTreeMap::new(),
        }
    }
}

/// Returns the interval of a rule in a vault that does not configure it (`docs/settings.md#rules`).
///
/// For `prepare` and `confirm` it is counted back from the meeting. For `task` it means nothing: a task's date is its own.
#[must_use]
pub(crate) const fn default_interval(rule: Rule) -> Interval {
    match rule {
        Rule::Request | Rule::Prepare | Rule::Confirm | Rule::Thank => Interval::Days(1),
        Rule::Schedule | Rule::Reflect => Interval::Days(2),
        Rule::Nudge | Rule::ReportBack => Interval::Days(7),
        Rule::Close => Interval::Days(14),
        Rule::KeepInTouch => Interval::Months(3),
        Rule::Task => Interval::Days(0),
    }
}

/// Returns how long after its day a follow-up of a rule lapses in a vault that does not configure it; `None` for one that
/// never does (`docs/settings.md#rules`).
///
/// `prepare` and `confirm` end with the meeting, tasks and a cadence with what the user does. A `request` does not
/// lapse: it loses its day.
#[must_use]
pub(crate) const fn default_lapse(rule: Rule) -> Option<Interval> {
    match rule {
        Rule::Thank | Rule::Reflect | Rule::Request => Some(Interval::Days(30)),
        Rule::Nudge | Rule::Close | Rule::Schedule | Rule::ReportBack => Some(Interval::Days(60)),
        Rule::Prepare | Rule::Confirm | Rule::Task | Rule::KeepInTouch => None,
    }
}

/// When a rule is due, and when it lapses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleTiming {
    /// How long after what it arose from a follow-up is due; for `prepare` and `confirm`, how long before the meeting.
    pub after: Interval,
    /// How long after its day it lapses; `None` for never.
    pub lapse: Option<Interval>,
}

impl RuleTiming {
    /// Returns the timing of a rule in a vault that does not configure it.
    #[must_use]
    pub(crate) const fn of_default(rule: Rule) -> Self {
        Self { after: default_interval(rule), lapse: default_lapse(rule) }
    }
}

impl Config {
    /// Returns the interval of `rule`, or `None` if the rule is switched off.
    #[must_use]
    pub fn interval(&self, rule: Rule) -> Option<Interval> {
        self.rules.get(&rule).map(|timing| timing.after)
    }

    /// Returns the last day on which a follow-up of `rule` that is due on `due` is open; `None` if it does not lapse.
    #[must_use]
    pub fn last_day(&self, rule: Rule, due: Option<Day>) -> Option<Day> {
        Some(self.rules.get(&rule)?.lapse?.after(due?))
    }
}
