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
use crate::core::model::vocabulary::Vocabulary;
use crate::core::model::{Cadence, DateOrder, Day, Format, Interval, NoteType, Rule, RuleTiming};

/// The configuration has an error: the whole message, with file and line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

/// The name of the configuration file in the vault's root.
pub(crate) const FILE_NAME: &str = "coffeechat.yaml";

/// The configuration file that `init` writes. It explains every key, and all keys are commented out, so that it equals
/// the defaults.
pub(crate) const TEMPLATE: &str = include_str!("../../../templates/coffeechat.yaml");

/// Which tasks count in notes that are neither contacts nor meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskScope {
    /// Tasks with a link to a contact on their own line.
    People,
    /// All tasks.
    All,
}

/// How many talks are to be held by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// How many talks.
    pub talks: usize,
    /// The first day that counts; without one, every talk up to `by` does.
    pub from: Option<Day>,
    /// The last day that counts.
    pub by: Day,
}

/// The settings of a vault (`docs/settings.md#keys`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `dashboard`: the note that `init` makes; default `Dashboard.md`.
    pub dashboard: String,
    /// `templates`: the folder whose notes are templates, not data; default `templates`, compared without regard to
    /// case.
    pub templates: String,
    /// `pages`: folders that are git repositories of their own, but whose live blocks are filled all the same; default
    /// none, compared without regard to case.
    pub pages: Vec<String>,
    /// `ignore`: globs in the syntax of `.gitignore`; default none.
    pub ignore: Vec<String>,
    /// `max-note-size`: the largest note that is read, in bytes; default 4 MiB.
    pub max_note_size: u64,
    /// `tasks`: `people` or `all`; default `people`.
    pub tasks: TaskScope,
    /// `week-start`: the first day of a week; default Monday.
    pub week_start: Weekday,
    /// `date-order`: `dmy` or `mdy`, for dates of numbers that may mean two days; default none, which asks.
    pub date_order: Option<DateOrder>,
    /// `time-zone`: an IANA name that decides what day it is; default the system's zone.
    pub time_zone: Option<Tz>,
    /// `folders`: the type of the notes in a folder of that name, at any depth, or in one whose path ends like that. Names
    /// are in lower case, and compared without regard to case.
    pub folders: BTreeMap<String, NoteType>,
    /// `vocabulary`: more names for keys (`company: [firma]`) and for types (`contact: [kontakt]`).
    pub vocabulary: BTreeMap<String, Vec<String>>,
    /// `rules`: when each rule is due and when it lapses; a rule that is not in the map is switched off.
    pub rules: BTreeMap<Rule, RuleTiming>,
    /// `max-nudges`: how often to ask again before giving up; default 2.
    pub max_nudges: u32,
    /// `cadences`: how often to keep in touch with the contacts that have a tag; default none. Tags are in lower case,
    /// without `#`.
    pub cadences: BTreeMap<String, Cadence>,
    /// `name`: the user's names, none of which is anybody else in a list of people; the first is for the signature of
    /// letters. Default none.
    pub names: Vec<String>,
    /// `away`: the first and the last days of absences; default none.
    pub away: Vec<(Day, Day)>,
    /// `targets`: how many talks to hold by a day; default none.
    pub targets: Vec<Target>,
    /// `arrive-early`: how many minutes before a meeting in person to be there; default 15.
    pub arrive_early: u32,
    /// `outputs`: the file of the vault that keeps an export up to date; default none.
    pub outputs: BTreeMap<Format, NotePath>,
    /// Not a setting: the day on which the notes are read, by which a day of the week tells the year of its date.
    pub(crate) read_on: Option<Day>,
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
            date_order: None,
            time_zone: None,
            folders: folders.into_iter().map(|(folder, kind)| (folder.to_owned(), kind)).collect(),
            vocabulary: BTreeMap::new(),
            rules: Rule::ALL.into_iter().map(|rule| (rule, rule.default_timing())).collect(),
            max_nudges: 2,
            cadences: BTreeMap::new(),
            names: Vec::new(),
            away: Vec::new(),
            targets: Vec::new(),
            arrive_early: 15,
            outputs: BTreeMap::new(),
            read_on: None,
        }
    }
}

impl Config {
    /// Returns how the vault's notes are read: the words of the settings beside the built-in ones.
    pub(crate) fn words(&self) -> Vocabulary {
        let mut words = Vocabulary::new(&self.vocabulary, self.date_order, &self.names);
        words.read_on = self.read_on;
        words
    }

    /// Returns the interval of `rule`, or `None` if the rule is switched off.
    #[must_use]
    pub fn interval(&self, rule: Rule) -> Option<Interval> {
        self.rules.get(&rule).map(|timing| timing.after)
    }

    /// Returns the type that `folders`, or else the name, gives the notes of a folder: that of the nearest one above that
    /// has one. Numbers and marks before a name do not count.
    #[must_use]
    pub fn type_of_folder(&self, folder: &str) -> Option<NoteType> {
        self.nearest_type(folder).map(|(kind, _)| kind)
    }

    /// Returns whether the name of a folder alone says that its notes are about people who are known: `Family`, `Friends`.
    pub(crate) fn is_folder_of_relations(&self, folder: &str) -> bool {
        self.nearest_type(folder) == Some((NoteType::Person, false))
    }

    /// Returns the type of the nearest folder that has one, and whether the settings give it.
    fn nearest_type(&self, folder: &str) -> Option<(NoteType, bool)> {
        let folder = folder.to_lowercase();
        let ends =
            |path: &str, end: &str| path.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
        let above = std::iter::successors(Some(&*folder), |path| Some(path.rsplit_once('/')?.0));
        above.filter(|path| !path.is_empty()).find_map(|path| {
            let name = path.rsplit('/').next().unwrap_or(path);
            let names = [name, Vocabulary::bare_folder(name)];
            let paths = self.folders.iter().filter(|(key, _)| key.contains('/') && ends(path, key));
            let by_path = paths.max_by_key(|(key, _)| key.len()).map(|(_, kind)| *kind);
            let by_name = || names.into_iter().find_map(|name| self.folders.get(name).copied());
            let of_settings = by_path.or_else(by_name).map(|kind| (kind, true));
            of_settings.or_else(|| Some((names.into_iter().find_map(Vocabulary::type_of_folder)?, false)))
        })
    }

    /// Returns the absence that a day is in.
    #[must_use]
    pub fn absence(&self, day: Day) -> Option<(Day, Day)> {
        self.away.iter().copied().find(|(first, last)| (*first..=*last).contains(&day))
    }

    /// Returns the last day on which a follow-up of `rule` that is due on `due` is open; `None` if it does not lapse.
    #[must_use]
    pub fn last_day(&self, rule: Rule, due: Option<Day>) -> Option<Day> {
        Some(self.rules.get(&rule)?.lapse?.after(due?))
    }
}
