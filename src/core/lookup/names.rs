//! The names in a vault.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::base::diagnostic::Code;
use crate::core::base::text::fold_name;
use crate::core::derive::follow_ups::phrase::Wording;
use crate::core::model::goals::GOALS;
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::calendar;
use crate::core::workspace::Workspace;

/// The kind of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// A contact.
    Contact,
    /// A meeting.
    Talk,
    /// A contact or a meeting.
    ContactOrTalk,
    /// A follow-up that is open.
    FollowUp,
    /// A follow-up that is open, or a contact.
    FollowUpOrContact,
    /// A kind of diagnostic.
    Code,
    /// A filter of a list or a block.
    Filter,
    /// A goal of a talk.
    Goal,
    /// A category of questions.
    Category,
    /// A tag of contacts.
    Tag,
}

/// A completion of a word that is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The text to insert.
    pub value: String,
    /// A few words about it; may be empty.
    pub about: String,
}

/// A name with all the forms that a user may start to type.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    value: String,
    /// The value, and other names for the same.
    written: Vec<String>,
    about: String,
}

/// The names in a vault. Without a vault there are none.
#[derive(Debug, Default)]
pub struct Names {
    contacts: Vec<Name>,
    talks: Vec<Name>,
    follow_ups: Vec<Name>,
    filters: Vec<Name>,
    categories: Vec<Name>,
    tags: Vec<Name>,
}

fn name(value: impl Into<String>, about: impl Into<String>) -> Name {
    let value = value.into();
    Name { written: vec![value.clone()], value, about: about.into() }
}

impl Names {
    /// Returns the names in a vault.
    #[must_use]
    pub fn new(workspace: &Workspace) -> Self {
        let index = &workspace.index;
        let mut bearers: BTreeMap<String, usize> = BTreeMap::new();
        for (_, note, _) in index.contacts() {
            *bearers.entry(fold_name(&note.title).into_owned()).or_default() += 1;
        }
        let contacts = index.contacts().map(|(_, note, contact)| {
            let is_one = bearers.get(&*fold_name(&note.title)) == Some(&1);
            let value = if is_one { &*note.title } else { note.path.as_str() };
            let written = [value, &*note.title].into_iter().chain(note.aliases.iter().map(|alias| &**alias));
            let about: Vec<&str> =
                [(!is_one).then_some(&*note.title), contact.role.as_deref(), contact.company.as_deref()]
                    .into_iter()
                    .flatten()
                    .collect();
            Name { value: value.to_owned(), written: written.map(str::to_owned).collect(), about: about.join(", ") }
        });
        let mut talks: Vec<_> =
            index.meetings().filter_map(|(_, note, meeting)| Some((meeting.date?.value, note))).collect();
        talks.sort_by_key(|(date, note)| (std::cmp::Reverse(*date), &note.path));
        let talks = talks.into_iter().map(|(date, note)| {
            let day = calendar::day(date.day, workspace.today());
            let mut talk = name(note.path.as_str(), format!("{day}: {}", note.title));
            talk.written.extend([note.path.stem().to_owned(), note.title.to_string()]);
            talk
        });
        let wording = Wording { index, config: &workspace.config, today: workspace.today() };
        let open = workspace.agenda.follow_ups();
        let follow_ups = open.map(|open| name(open.id.to_string(), wording.plain(&wording.what(open))));
        let tags: BTreeSet<&str> =
            index.contacts().flat_map(|(_, note, _)| note.tags.iter().map(|tag| &**tag)).collect();
        let companies: BTreeSet<&str> =
            index.contacts().filter_map(|(.., contact)| contact.company.as_deref()).collect();
        let categories: BTreeSet<&str> =
            workspace.questions.bank().iter().map(|question| &*question.category).collect();
        let pairs = [("tag", &tags), ("company", &companies), ("category", &categories)];
        let pairs =
            pairs.into_iter().flat_map(|(key, values)| values.iter().map(move |value| format!("{key}:{value}")));
        let filters = Filter::vocabulary().chain(pairs).map(|filter| name(filter, ""));
        Self {
            contacts: contacts.collect(),
            talks: talks.collect(),
            follow_ups: follow_ups.collect(),
            filters: filters.collect(),
            categories: categories.iter().map(|category| name(*category, "")).collect(),
            tags: tags.iter().map(|tag| name(*tag, "")).collect(),
        }
        .harmless()
    }

    /// Returns the names without those that a line of a shell cannot hold.
    fn harmless(mut self) -> Self {
        for names in [
            &mut self.contacts,
            &mut self.talks,
            &mut self.follow_ups,
            &mut self.filters,
            &mut self.categories,
            &mut self.tags,
        ] {
            names
                .retain(|name| !name.value.is_empty() && !name.value.chars().any(crate::core::base::escape::is_hidden));
        }
        self
    }

    /// Returns the names of a kind that begin so, in capitals or not.
    #[must_use]
    pub fn suggest(&self, kind: NameKind, prefix: &str) -> Vec<Completion> {
        let folded = fold_name(prefix);
        let begins = |text: &String| fold_name(text).starts_with(&*folded);
        let found = self.of_kind(kind).into_iter().filter(|name| name.written.iter().any(begins));
        found.map(|Name { value, about, .. }| Completion { value, about }).collect()
    }

    fn of_kind(&self, kind: NameKind) -> Vec<Name> {
        match kind {
            NameKind::Contact => self.contacts.clone(),
            NameKind::Talk => self.talks.clone(),
            NameKind::ContactOrTalk => [self.contacts.as_slice(), &self.talks].concat(),
            NameKind::FollowUp => self.follow_ups.clone(),
            NameKind::FollowUpOrContact => [self.contacts.as_slice(), &self.follow_ups].concat(),
            NameKind::Code => Code::ALL.iter().map(|code| name(code.as_str(), code.severity().as_str())).collect(),
            NameKind::Filter => self.filters.clone(),
            NameKind::Goal => GOALS.iter().map(|goal| name(goal.slug, goal.means)).collect(),
            NameKind::Category => self.categories.clone(),
            NameKind::Tag => self.tags.clone(),
        }
    }
}
