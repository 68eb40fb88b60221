//! The settings that `init` writes for notes that were there before it: what it found, each with how to change it.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::base::NotePath;
use crate::core::base::escape::visible;
use crate::core::config::TEMPLATE;
use crate::core::index::Person;
use crate::core::model::vocabulary::plain_words;
use crate::core::model::{DateOrder, Note, NoteKind, NoteType, User};
use crate::core::syntax::date::ProvenOrder;
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
    /// The spellings of the user's name, if the notes tell it, and how they do.
    name: Option<(Vec<String>, NameSource)>,
    /// The order of dates, if there are dates that can have no other; with how many they are.
    order: Option<(DateOrder, usize)>,
    /// The folders whose people are known, each with how many they are, and how many others stand there.
    pub(crate) known: Vec<(String, usize, usize)>,
    /// These folders as they are written.
    written: BTreeMap<String, String>,
    /// The folders that look like people or meetings.
    offered: Vec<Lookalike>,
}

/// What tells the user's name.
#[derive(Debug, Clone, PartialEq, Eq)]
enum NameSource {
    /// It took part in so many meetings, of so many.
    TookPart(usize, usize),
    /// The note of that person says so.
    Note(NotePath),
}

/// How many lines of a note are looked at for these words.
const HEAD: usize = 20;
/// Words by which somebody's own note says that it is about the user, in plain form.
const SELF: [&str; 12] = [
    "this is me",
    "that s me",
    "that is me",
    "das bin ich",
    "c est moi",
    "soy yo",
    "sou eu",
    "sono io",
    "dit ben ik",
    "to ja",
    "это я",
    "це я",
];

impl Guesses {
    /// Returns what the notes and the `folders` of a vault say. `texts` are the notes as they are now.
    pub(crate) fn new<'f>(
        workspace: &Workspace,
        folders: impl Iterator<Item = &'f str>,
        texts: &dyn Fn(&NotePath) -> Option<String>,
    ) -> Self {
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
            name: most_frequent(workspace).or_else(|| says_so(workspace, texts)),
            order: proven_order(workspace, texts),
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
                let parts = known.iter().flat_map(|(_, note, _)| note.path.folder().split('/'));
                let written = parts.filter(|part| part.to_lowercase() == *folder).max().unwrap_or(folder);
                self.written.insert(folder.clone(), written.to_owned());
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
        if let Some((names, source)) = &self.name {
            let name = names.join(", also ");
            said.push(match source {
                NameSource::TookPart(took_part, all) => {
                    format!("you are {name}, who took part in {took_part} of {all} meetings")
                }
                NameSource::Note(note) => format!("you are {name}, as {note} says"),
            });
        }
        if let Some((order, dates)) = self.order {
            said.push(format!("dates have the {}, by {}", first_of(order), proofs(dates)));
        }
        for (folder, known, _) in &self.known {
            let folder = self.written.get(folder).unwrap_or(folder);
            said.push(format!(
                "{known} people in {folder}/ show no sign that you want to talk to them, so nothing is asked of them; \
                 `ask: yes` in a note changes that"
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
        if let Some((names, source)) = &self.name {
            let why = match source {
                NameSource::TookPart(took_part, all) => format!("This name took part in {took_part} of {all} meetings"),
                NameSource::Note(note) => format!("{} says that this is you", visible(note.as_str())),
            };
            let found = format!("# {why}. Write your name if it is another one.");
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
fn proven_order(workspace: &Workspace, texts: &dyn Fn(&NotePath) -> Option<String>) -> Option<(DateOrder, usize)> {
    let mut proven = ProvenOrder::default();
    for (_, note) in workspace.index.notes() {
        proven.count(note.path.stem());
        if matches!(note.kind, NoteKind::Contact(_) | NoteKind::Meeting(_)) {
            proven.count_all(&texts(&note.path).unwrap_or_default());
        } else {
            note.properties.iter().for_each(|(_, value)| proven.count(value));
        }
    }
    proven.order()
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

/// Returns the name of the only person whose note says that they are the user: `This is me.`
fn says_so(workspace: &Workspace, texts: &dyn Fn(&NotePath) -> Option<String>) -> Option<(Vec<String>, NameSource)> {
    let is_self = |line: &str| {
        let words = plain_words(line);
        SELF.iter()
            .any(|phrase| words.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
    };
    let tells = |note: &Note| texts(&note.path).is_some_and(|text| text.lines().take(HEAD).any(is_self));
    let mut found = workspace.index.contacts().map(|(_, note, _)| note).filter(|note| tells(note));
    let note = found.next().filter(|_| found.next().is_none())?;
    Some((vec![note.title.to_string()], NameSource::Note(note.path.clone())))
}

/// Returns the spellings of the name that takes part in nearly all meetings, which is the user's own, the most frequent
/// first; with how many of them, and of how many.
fn most_frequent(workspace: &Workspace) -> Option<(Vec<String>, NameSource)> {
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
    is_user.then_some((spellings, NameSource::TookPart(*count, all)))
}

/// Returns a text with other lines in place of one.
fn replaced(text: &str, line: &str, by: &str) -> String {
    let lines: Vec<&str> = text.lines().map(|other| if other == line { by } else { other }).collect();
    lines.join("\n") + "\n"
}
