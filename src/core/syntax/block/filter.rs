//! The filters of a block or `list`: words such as `overdue` and pairs such as `tag:climate`.
//!
//! It reads words from a block's line or from the shell. `matching` decides what a filter means for a thing.

use crate::core::base::suggest::{did_you_mean, nearest};
use crate::core::base::text::{fold_name, key_form};
use crate::core::model::{ContactState, Interval, MeetingStatus, Rule, Standing, Urgency, vocabulary};
use crate::core::syntax::block::BlockKind;

/// Which of the lists of questions to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuestionList {
    /// Prepared for a meeting and not asked there.
    Prepared,
    /// Not yet asked of the person of the next meeting.
    Next,
    /// Never asked anyone.
    Never,
    /// Asked of somebody.
    Asked,
}

impl QuestionList {
    /// Returns the word that narrows a block or a command to the list.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Next => "next",
            Self::Never => "unused",
            Self::Asked => "asked",
        }
    }
}

/// How a block draws what it counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Chart {
    /// Characters and lists, which read everywhere.
    #[default]
    Text,
    /// A chart for programs that draw Mermaid.
    Mermaid,
}

impl Chart {
    const ALL: [Self; 2] = [Self::Text, Self::Mermaid];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Mermaid => "mermaid",
        }
    }
}

/// The filter of a list. Pairs of different keys must all match; of the values of one pair (`rule:thank,nudge`), and of
/// the words about the day, one must match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// `overdue`, `today`, `upcoming`, `undated`.
    pub urgencies: Vec<Urgency>,
    /// `due:today`: due today or before.
    pub is_due: bool,
    /// `lapsed`: what lapsed, in place of what is open.
    pub is_lapsed: bool,
    /// `within:7d`: due from tomorrow up to that long from today.
    pub within: Option<Interval>,
    /// `tag:`, in lower case, without `#`.
    pub tags: Vec<Vec<String>>,
    /// `company:`, folded.
    pub companies: Vec<Vec<String>>,
    /// `contact:`, folded.
    pub contacts: Vec<Vec<String>>,
    /// `category:` of questions, folded.
    pub categories: Vec<Vec<String>>,
    /// Any other key in its comparable form, with folded values.
    pub properties: Vec<(String, Vec<String>)>,
    /// `rule:`.
    pub rules: Vec<Rule>,
    /// `standing:` of contacts.
    pub standings: Vec<Standing>,
    /// `talk:yes`, `talk:no` of meetings.
    pub is_talk: Option<bool>,
    /// Whether it also shows people who are known or dormant, and meetings that are not talks. Lists do, blocks only
    /// where `standing:` or `talk:` says so.
    pub shows_everybody: bool,
    /// `state:` of contacts.
    pub states: Vec<ContactState>,
    /// `status:` of meetings.
    pub statuses: Vec<MeetingStatus>,
    /// `chart:` of blocks that draw one.
    pub chart: Chart,
    /// Which lists of questions; if empty, all except the asked ones.
    pub lists: Vec<QuestionList>,
    /// `limit:`: how many to show.
    pub limit: Option<usize>,
    /// The words as given, except `limit:`; they select the same list on the command line.
    pub words: Vec<String>,
}

/// A filter that cannot be read or has no meaning for its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterFault {
    /// Which of the words, counted from 0.
    pub word: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

/// A family of filters that have a meaning for the same kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// Words about the day.
    Day,
    /// Tags, companies, contacts, properties.
    People,
    /// What lapsed.
    Lapsed,
    Rule,
    Standing,
    Talk,
    State,
    Status,
    /// Which lists of questions.
    Questions,
    Category,
    Chart,
    Limit,
}

impl Family {
    fn applies_to(self, kind: BlockKind) -> bool {
        use BlockKind as Kind;
        match self {
            Self::Day => matches!(kind, Kind::FollowUps | Kind::Meetings | Kind::Contacts),
            Self::People => kind != Kind::Problems,
            Self::Lapsed => kind == Kind::FollowUps,
            Self::Rule => matches!(kind, Kind::FollowUps | Kind::Done),
            Self::Standing => matches!(kind, Kind::Contacts | Kind::Pipeline),
            Self::State => matches!(kind, Kind::Contacts | Kind::FollowUps),
            Self::Talk | Self::Status => kind == Kind::Meetings,
            Self::Questions => kind == Kind::Questions,
            Self::Chart => matches!(kind, Kind::Pipeline | Kind::Referrals),
            Self::Category => matches!(kind, Kind::Questions | Kind::QuestionReport),
            Self::Limit => !matches!(kind, Kind::Summary | Kind::Pipeline | Kind::Activity),
        }
    }
}

const WORDS: [(&str, Family); 9] = [
    ("overdue", Family::Day),
    ("today", Family::Day),
    ("upcoming", Family::Day),
    ("undated", Family::Day),
    ("lapsed", Family::Lapsed),
    ("unused", Family::Questions),
    ("prepared", Family::Questions),
    ("next", Family::Questions),
    ("asked", Family::Questions),
];

const KEYS: [(&str, Family, &str); 13] = [
    ("due", Family::Day, "due:today"),
    ("within", Family::Day, "within:7d"),
    ("tag", Family::People, "tag:climate"),
    ("company", Family::People, "company:\"Northwind Labs\""),
    ("contact", Family::People, "contact:\"Priya Nair\""),
    ("rule", Family::Rule, "rule:thank,nudge"),
    ("state", Family::State, "state:requested"),
    ("standing", Family::Standing, "standing:known"),
    ("talk", Family::Talk, "talk:no"),
    ("status", Family::Status, "status:held"),
    ("category", Family::Category, "category:\"Career path\""),
    ("chart", Family::Chart, "chart:mermaid"),
    ("limit", Family::Limit, "limit:10"),
];

impl Filter {
    /// Returns the keys of filters that have a meaning of their own.
    pub(crate) fn keys() -> impl Iterator<Item = &'static str> + Clone {
        KEYS.iter().map(|(key, ..)| *key)
    }

    /// Returns every filter that is a word, and the keys of the others with their colon.
    pub(crate) fn vocabulary() -> impl Iterator<Item = String> {
        let words = WORDS.iter().map(|(word, _)| (*word).to_owned());
        let keys = KEYS.iter().map(|(key, ..)| format!("{key}:"));
        let rules = Rule::ALL.iter().map(|rule| format!("rule:{rule}"));
        let states = ContactState::ALL.iter().map(|state| format!("state:{}", state.as_str()));
        let statuses = MeetingStatus::ALL.iter().map(|status| format!("status:{}", status.as_str()));
        let standings = Standing::ALL.iter().map(|standing| format!("standing:{}", standing.as_str()));
        let talks = ["talk:yes", "talk:no"].map(str::to_owned);
        words.chain(keys).chain(rules).chain(states).chain(statuses).chain(standings).chain(talks)
    }

    /// Reads the filters of a block or list.
    ///
    /// # Errors
    ///
    /// If a word is not a filter, has no meaning for `kind`, or has a value that cannot be read.
    pub fn parse<'w>(kind: BlockKind, words: impl IntoIterator<Item = &'w str>) -> Result<Self, FilterFault> {
        let mut filter = Self::default();
        for (at, word) in words.into_iter().enumerate() {
            filter.add(kind, word).map_err(|(message, hint)| FilterFault { word: at, message, hint })?;
            if !word.starts_with("limit:") {
                filter.words.push(word.to_owned());
            }
        }
        Ok(filter)
    }

    fn add(&mut self, kind: BlockKind, word: &str) -> Result<(), (String, String)> {
        let Some((key, value)) = word.split_once(':') else { return self.add_word(kind, word) };
        let form = key_form(key);
        let family = KEYS.iter().find(|(name, ..)| *name == form).map_or(Family::People, |(_, family, _)| *family);
        if !family.applies_to(kind) {
            return Err(no_meaning(key, kind));
        }
        let value = unquoted(value.trim());
        if value.is_empty() || form.is_empty() {
            return Err((format!("`{word}` has no {}", if form.is_empty() { "key" } else { "value" }), example(&form)));
        }
        self.add_pair(&form, value)
    }

    fn add_word(&mut self, kind: BlockKind, word: &str) -> Result<(), (String, String)> {
        let form = word.to_lowercase();
        let Some((_, family)) = WORDS.iter().find(|(name, _)| *name == form) else { return Err(unknown(kind, word)) };
        if !family.applies_to(kind) {
            return Err(no_meaning(word, kind));
        }
        match form.as_str() {
            "overdue" => self.urgencies.push(Urgency::Overdue),
            "today" => self.urgencies.push(Urgency::Today),
            "upcoming" => self.urgencies.push(Urgency::Upcoming),
            "undated" => self.urgencies.push(Urgency::Undated),
            "lapsed" => self.is_lapsed = true,
            "prepared" => self.lists.push(QuestionList::Prepared),
            "next" => self.lists.push(QuestionList::Next),
            "asked" => self.lists.push(QuestionList::Asked),
            _ => self.lists.push(QuestionList::Never),
        }
        Ok(())
    }

    fn add_pair(&mut self, key: &str, value: &str) -> Result<(), (String, String)> {
        let folded = || values(value).map(|value| fold_name(value).into_owned()).collect::<Vec<_>>();
        match key {
            "due" if value.eq_ignore_ascii_case("today") => self.is_due = true,
            "due" => return Err((format!("`due:{value}` is not a filter"), example("due"))),
            "within" => self.within = Some(Interval::parse(value).ok_or_else(|| not_read("within", value))?),
            "limit" => {
                let limit = value.parse().ok().filter(|limit| *limit > 0);
                self.limit = Some(limit.ok_or_else(|| not_read("limit", value))?);
            }
            "tag" => self.tags.push(folded().iter().map(|tag| tag.trim_start_matches('#').to_owned()).collect()),
            "company" => self.companies.push(folded()),
            "contact" => self.contacts.push(folded()),
            "category" => self.categories.push(folded()),
            "rule" => self.rules.extend(named("rule", value, &Rule::ALL, Rule::as_str)?),
            "state" => self.states.extend(named("state", value, &ContactState::ALL, ContactState::as_str)?),
            "standing" => self.standings.extend(named("standing", value, &Standing::ALL, Standing::as_str)?),
            "talk" => {
                let answers = [true, false];
                let named = named("talk", value, &answers, |is_talk| if is_talk { "yes" } else { "no" })?;
                self.is_talk = named.last().copied();
            }
            "chart" => {
                let named = named("chart", value, &Chart::ALL, Chart::as_str)?;
                self.chart = named.last().copied().unwrap_or_default();
            }
            "status" => {
                let all =
                    [MeetingStatus::Planned, MeetingStatus::Held, MeetingStatus::Cancelled, MeetingStatus::NoShow];
                self.statuses.extend(named("status", value, &all, MeetingStatus::as_str)?);
            }
            other => match vocabulary::canonical(other) {
                company if company == "company" => self.companies.push(folded()),
                property => self.properties.push((property, folded())),
            },
        }
        Ok(())
    }

    /// Returns whether it narrows by day.
    #[must_use]
    pub const fn is_by_day(&self) -> bool {
        !self.urgencies.is_empty() || self.is_due || self.within.is_some()
    }

    /// Returns whether it shows that list of questions.
    #[must_use]
    pub fn shows(&self, list: QuestionList) -> bool {
        if self.lists.is_empty() { list != QuestionList::Asked } else { self.lists.contains(&list) }
    }

    /// Returns the command that lists the same without a limit, such as `coffeechat list follow-ups overdue`.
    #[must_use]
    pub fn command(&self, kind: BlockKind) -> String {
        let mut command = format!("coffeechat list {}", kind.as_str());
        // Words that a shell would read otherwise are quoted; if quotes cannot hold a word, all words are left out.
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ':' | '-' | '_' | '/' | '.' | ',');
        let is_quotable = |c: char| is_plain(c) || matches!(c, ' ' | '#' | '&' | '(' | ')' | '+');
        if self.words.iter().all(|word| word.chars().all(|c| is_quotable(c) || c == '"')) {
            for word in &self.words {
                let word = word.replace('"', "");
                let quote = if word.chars().all(is_plain) { "" } else { "\"" };
                command.extend([" ", quote, &word, quote]);
            }
        }
        command
    }
}

/// Returns the values of a list such as `thank,nudge`.
fn values(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|value| !value.is_empty())
}

fn unquoted(value: &str) -> &str {
    value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value)
}

/// Reads the names of a closed set; case, space, `_` and `-` do not count.
fn named<T: Copy>(
    key: &str,
    list: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<Vec<T>, (String, String)> {
    let known = || all.iter().map(|value| name(*value));
    values(list)
        .map(|value| {
            let is_meant = |candidate: &&T| key_form(name(**candidate)) == key_form(value);
            all.iter().find(is_meant).copied().ok_or_else(|| {
                let hint = nearest(value, known()).map_or_else(
                    || format!("use one of {}", known().collect::<Vec<_>>().join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                (format!("there is no {key} `{value}`"), hint)
            })
        })
        .collect()
}

fn no_meaning(name: &str, kind: BlockKind) -> (String, String) {
    let known = known_for(kind);
    let hint = if known.is_empty() { String::from("leave it out") } else { format!("it takes {}", known.join(", ")) };
    (format!("`{name}` is not a filter of `{}`", kind.as_str()), hint)
}

fn unknown(kind: BlockKind, word: &str) -> (String, String) {
    let hint = match nearest(word, WORDS.iter().map(|(name, _)| *name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => match KEYS.iter().find(|(name, ..)| nearest(word, [*name]).is_some()) {
            Some((.., example)) => format!("write for example `{example}`"),
            None => format!("`{}` takes {}, and `key:value`", kind.as_str(), known_for(kind).join(", ")),
        },
    };
    (format!("`{word}` is not a filter"), hint)
}

fn not_read(key: &str, value: &str) -> (String, String) {
    (format!("`{value}` cannot be read in `{key}:`{}", did_you_mean(value, [])), example(key))
}

fn example(key: &str) -> String {
    let example = KEYS.iter().find(|(name, ..)| *name == key).map_or("tag:climate", |(.., example)| example);
    format!("write for example `{example}`")
}

fn known_for(kind: BlockKind) -> Vec<String> {
    let words = WORDS.iter().filter(|(_, family)| family.applies_to(kind)).map(|(name, _)| format!("`{name}`"));
    let keys = KEYS.iter().filter(|(_, family, _)| family.applies_to(kind)).map(|(.., example)| format!("`{example}`"));
    words.chain(keys).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_words_and_pairs() {
        let words = ["overdue", "Today", "tag:#Climate,data", "company:\"Northwind Labs\"", "limit:10", "met at:fair"];
        // `met-at` is another name of `source`.
        let filter = Filter::parse(BlockKind::FollowUps, words).unwrap();
        assert_eq!(filter.urgencies, [Urgency::Overdue, Urgency::Today]);
        assert_eq!(filter.tags, [["climate", "data"]]);
        assert_eq!(filter.companies, [["northwind labs"]]);
        assert_eq!(filter.properties, [("source".to_owned(), vec!["fair".to_owned()])]);
        assert_eq!(filter.limit, Some(10));
        let command =
            "coffeechat list follow-ups overdue Today \"tag:#Climate,data\" \"company:Northwind Labs\" \"met at:fair\"";
        assert_eq!(filter.command(BlockKind::FollowUps), command);
        let filter = Filter::parse(BlockKind::FollowUps, ["tag:`$(x)`"]).unwrap();
        assert_eq!(filter.command(BlockKind::FollowUps), "coffeechat list follow-ups");
    }

    #[test]
    fn tells_what_was_meant() {
        let rows = [
            (BlockKind::FollowUps, "overdeu", "`overdeu` is not a filter", "did you mean `overdue`?"),
            (BlockKind::FollowUps, "limit", "`limit` is not a filter", "write for example `limit:10`"),
            (BlockKind::FollowUps, "rule:thanks", "there is no rule `thanks`", "did you mean `thank`?"),
            (BlockKind::Contacts, "state:meet", "there is no state `meet`", "did you mean `met`?"),
            (
                BlockKind::FollowUps,
                "within:soon",
                "`soon` cannot be read in `within:`",
                "write for example `within:7d`",
            ),
            (BlockKind::FollowUps, "limit:0", "`0` cannot be read in `limit:`", "write for example `limit:10`"),
            (BlockKind::FollowUps, "tag:", "`tag:` has no value", "write for example `tag:climate`"),
            (BlockKind::Problems, "overdue", "`overdue` is not a filter of `problems`", "it takes `limit:10`"),
        ];
        for (kind, word, message, hint) in rows {
            let fault =
                Filter::parse(kind, ["limit:3", word].into_iter().skip(usize::from(kind != BlockKind::FollowUps)))
                    .unwrap_err();
            assert_eq!((fault.message.as_str(), fault.hint.as_str()), (message, hint), "{word}");
        }
        assert_eq!(Filter::parse(BlockKind::Questions, ["next", "rule:thank"]).unwrap_err().word, 1);
    }
}
