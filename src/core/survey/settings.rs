//! The settings that `init` writes for notes that were there before it: what it found, each with how to change it.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::base::NotePath;
use crate::core::base::diagnostic::Code;
use crate::core::base::escape::visible;
use crate::core::config::TEMPLATE;
use crate::core::index::Person;
use crate::core::model::{DateOrder, NoteType, User};
use crate::core::workspace::Workspace;

use super::folders::{Lookalike, name_of, quoted};
use super::{is_template_folder, lookalikes};

/// From how many people without a sign of a wish to talk on a folder is one of people who are known.
pub(crate) const MANY_KNOWN: usize = 10;
/// In how many meetings with others a name has to take part before it is taken for the user's own.
const FEWEST_MEETINGS: usize = 5;
/// Of how many of the most frequent names other spellings are looked for.
const MOST_SEEDS: usize = 20;
/// The most spellings of the user's name that are written.
const MOST_SPELLINGS: usize = 5;
/// The most folders that are offered.
const MOST_OFFERED: usize = 6;

/// What the notes and folders of a vault say about its settings, where it has none yet.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Guesses {
    /// The dashboard, if the usual one is somebody's own note.
    pub(crate) dashboard: Option<String>,
    /// The folder of templates, if it has another name than the usual one.
    pub(crate) templates: Option<String>,
    /// The spellings of the user's name, if one takes part in nearly all meetings; with how many of them, and of how many.
    name: Option<(Vec<String>, usize, usize)>,
    /// The order of dates, if there are dates that can have no other; with how many they are.
    order: Option<(DateOrder, usize)>,
    /// The folders whose people are known, each with how many they are, and how many others stand there.
    pub(crate) known: Vec<(String, usize, usize)>,
    /// The folders that look like people or meetings.
    offered: Vec<Lookalike>,
}

impl Guesses {
    /// Returns what the notes and the `folders` of a vault say.
    pub(crate) fn new<'f>(workspace: &Workspace, folders: impl Iterator<Item = &'f str>) -> Self {
        // The usual name comes first, then the uppermost folder.
        let rank =
            |folder: &&str| (*folder != workspace.config.templates, folder.matches('/').count(), (*folder).to_owned());
        let templates = folders
            .filter(|folder| {
                is_template_folder(folder) && folder.matches('/').count() < 2 && !folder.contains(char::is_control)
            })
            .min_by_key(rank);
        Self {
            templates: templates.filter(|folder| *folder != workspace.config.templates).map(str::to_owned),
            name: most_frequent(workspace),
            order: proven_order(workspace),
            offered: lookalikes(workspace).into_iter().filter(|found| found.setting().is_some()).collect(),
            ..Self::default()
        }
    }

    /// Takes in how many people would be known if their folders were of people who are known. `as_known` is the
    /// workspace whose settings say so of these folders.
    pub(crate) fn count_known(&mut self, folders: &BTreeSet<String>, as_known: &Workspace) {
        for folder in folders {
            let is_in = |path: &NotePath| path.folder().rsplit('/').any(|part| part.to_lowercase() == *folder);
            let people = as_known.index.contacts().filter(|(_, note, _)| is_in(&note.path));
            let (known, others): (Vec<_>, Vec<_>) = people.partition(|(.., contact)| contact.is_known);
            if known.len() >= MANY_KNOWN && known.len() > others.len() {
                self.known.push((folder.clone(), known.len(), others.len()));
            }
        }
    }

    /// Returns what was found, in sentences.
    pub(crate) fn sentences(&self) -> Vec<String> {
        let mut said = Vec::new();
        if let Some(dashboard) = &self.dashboard {
            said.push(format!("the page is {dashboard}, since a note of yours has the usual name"));
        }
        if let Some(templates) = &self.templates {
            said.push(format!("templates are in {templates}/"));
        }
        if let Some((names, took_part, all)) = &self.name {
            let name = names.join(", also ");
            said.push(format!("you are {name}, who took part in {took_part} of {all} meetings"));
        }
        if let Some((order, dates)) = self.order {
            said.push(format!("dates have the {}, by {}", first_of(order), proofs(dates)));
        }
        for (folder, known, _) in &self.known {
            said.push(format!(
                "{known} people in {folder}/ show no sign that you want to talk to them, so nothing is asked of them"
            ));
        }
        for found in self.offered.iter().take(MOST_OFFERED) {
            said.push(format!("not read: {}; {}?", found.says(), super::hints::plural(found.kind)));
        }
        said
    }

    /// Returns the text of `coffeechat.yaml`: every setting with its default, and what was found.
    pub(crate) fn settings(&self) -> String {
        let mut text = TEMPLATE.to_owned();
        if let Some(dashboard) = &self.dashboard {
            let found = "# Another note has the usual name: this one is the page. Name another one to change that.";
            text = replaced(&text, "# dashboard: Dashboard.md", &format!("{found}\ndashboard: {}", quoted(dashboard)));
        }
        if let Some(templates) = &self.templates {
            let found = "# This folder was there already. Name another one to change that.";
            text = replaced(&text, "# templates: templates", &format!("{found}\ntemplates: {}", quoted(templates)));
        }
        if let Some((names, took_part, all)) = &self.name {
            let found =
                format!("# This name took part in {took_part} of {all} meetings. Write yours if it is another one.");
            let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
            let value = if names.len() > 1 { format!("[{}]", names.join(", ")) } else { names.concat() };
            text = replaced(&text, "# name:", &format!("{found}\nname: {value}"));
        }
        if let Some((order, dates)) = self.order {
            let found =
                format!("# The {}: that is so in {}, and in none the other way.", first_of(order), proofs(dates));
            text = replaced(&text, "# date-order: ask", &format!("{found}\ndate-order: {}", order.as_str()));
        }
        replaced(&text, "# folders:", &self.folders())
    }

    /// Returns the lines of `folders:`.
    fn folders(&self) -> String {
        let mut lines = Vec::new();
        for (folder, known, others) in &self.known {
            lines.push(format!(
                "# {known} people stand in {folder}/ without a sign that you want to talk to them, {others} with one: those \
                 without are known,\n# and nothing is asked of them. `contact` in place of `person` changes that."
            ));
        }
        for found in self.offered.iter().take(MOST_OFFERED) {
            lines.push(format!("# {}. To have them read, take the `# ` from its line.", visible(&found.says())));
        }
        lines.push(String::from(if self.known.is_empty() && self.offered.is_empty() {
            "# folders:"
        } else {
            "folders:"
        }));
        lines.extend(self.known.iter().map(|(folder, ..)| format!("  {}: person", quoted(name_of(folder)))));
        lines.extend(self.offered.iter().take(MOST_OFFERED).map(|found| format!("#   {}", found.entry())));
        lines.join("\n")
    }
}

const fn first_of(order: DateOrder) -> &'static str {
    match order {
        DateOrder::DayFirst => "day first",
        DateOrder::MonthFirst => "month first",
    }
}

fn proofs(dates: usize) -> String {
    format!("{dates} date{} that can mean one day only", if dates == 1 { "" } else { "s" })
}

/// Returns the order of the dates of a vault, if some can have only one order and none only the other; with how many
/// these are.
fn proven_order(workspace: &Workspace) -> Option<(DateOrder, usize)> {
    let (mut day_first, mut month_first) = (0, 0);
    let mut count = |text: &str| match order_of(text) {
        Some(DateOrder::DayFirst) => day_first += 1,
        Some(DateOrder::MonthFirst) => month_first += 1,
        None => {}
    };
    for (_, note) in workspace.index.notes() {
        let read = note.diagnostics.iter().filter(|found| found.code == Code::DateForm);
        read.filter_map(|found| found.message.split('`').nth(1)).for_each(&mut count);
        note.properties.iter().for_each(|(_, value)| count(value));
        count(note.path.stem());
    }
    match (day_first, month_first) {
        (1.., 0) => Some((DateOrder::DayFirst, day_first)),
        (0, 1..) => Some((DateOrder::MonthFirst, month_first)),
        _ => None,
    }
}

/// Returns the order that a date such as `24/11/2026` at the start of a text can only have. With dots, the day is first
/// everywhere.
fn order_of(text: &str) -> Option<DateOrder> {
    let end = text.find(|char: char| !(char.is_ascii_digit() || matches!(char, '/' | '-'))).unwrap_or(text.len());
    let date = text.get(..end)?;
    let parts: Vec<&str> = date.split(['/', '-']).collect();
    let [one, two, year] = parts.as_slice() else { return None };
    let (one, two): (u32, u32) = (one.parse().ok()?, two.parse().ok()?);
    match (one, two, year.len()) {
        (13..=31, 1..=12, 4) => Some(DateOrder::DayFirst),
        (1..=12, 13..=31, 4) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// Returns the names, in lower case, of the folders that make contacts of the people in them, whether these have a type
/// or not.
pub(crate) fn folders_of_contacts(workspace: &Workspace) -> BTreeSet<String> {
    let is_of_contacts = |part: &&str| workspace.config.type_of_folder(part) == Some(NoteType::Contact);
    let contacts = workspace.index.contacts();
    contacts
        .filter_map(|(_, note, _)| note.path.folder().rsplit('/').find(is_of_contacts))
        .map(str::to_lowercase)
        .collect()
}

/// Returns the spellings of the name that takes part in nearly all meetings, which is the user's own, the most frequent
/// first; with how many of them, and of how many.
fn most_frequent(workspace: &Workspace) -> Option<(Vec<String>, usize, usize)> {
    let mut counts: BTreeMap<&Person, usize> = BTreeMap::new();
    let meetings: Vec<&[Person]> = workspace.index.meetings().map(|(id, ..)| workspace.index.people(id)).collect();
    let attended = meetings.iter().filter(|people| people.len() > 1);
    let all = attended.clone().count();
    for person in attended.flat_map(|people| people.iter()) {
        *counts.entry(person).or_default() += 1;
    }
    let mut people: Vec<(&Person, usize)> = counts.into_iter().collect();
    people.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let name = |person: &'_ Person| workspace.index.name(person).to_owned();
    let groups = people.iter().take(MOST_SEEDS).map(|(seed, _)| {
        let user = User::new(&[name(seed)]);
        let is_first_name = |person: &Person| matches!(person, Person::Named(_)) && user.is_first_name(&name(person));
        let is_same = |person: &Person| user.is_called(&name(person)) || is_first_name(person);
        let same: Vec<&Person> = people.iter().map(|(person, _)| *person).filter(|person| is_same(person)).collect();
        let count = meetings.iter().filter(|with| with.len() > 1 && with.iter().any(|one| same.contains(&one))).count();
        (same, count, user)
    });
    let mut groups: Vec<_> = groups.collect();
    groups.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
    let (same, count, user) = groups.first()?;
    // Somebody else who is always there may be the user as well.
    let has_rival =
        groups.iter().any(|(others, rival, _)| rival == count && !others.iter().any(|one| same.contains(one)));
    let mut spellings: Vec<String> = same.iter().copied().map(name).filter(|name| user.is_called(name)).collect();
    // Letters are signed with words.
    spellings.sort_by_key(|name| !name.contains(' '));
    spellings.truncate(MOST_SPELLINGS);
    let is_user = all >= FEWEST_MEETINGS && count * 10 >= all * 9 && !has_rival;
    is_user.then_some((spellings, *count, all))
}

/// Returns a text with other lines in place of one.
fn replaced(text: &str, line: &str, by: &str) -> String {
    let lines: Vec<&str> = text.lines().map(|other| if other == line { by } else { other }).collect();
    lines.join("\n") + "\n"
}
