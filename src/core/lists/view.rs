use std::borrow::Cow;

use crate::core::base::diagnostic::Diagnostic;
use crate::core::config::Config;
use crate::core::derive::activity::Activity;
use crate::core::derive::follow_ups::Agenda;
use crate::core::derive::follow_ups::phrase::Wording;
use crate::core::derive::questions::Questions;
use crate::core::derive::statuses::Statuses;
use crate::core::index::{Index, NoteId, Person};
use crate::core::model::{Day, Moment, Standing};
use crate::core::workspace::{ContactOrder, Problems, Workspace};

/// Everything that a list or a block can show, on one day.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The notes.
    pub index: &'a Index,
    /// The standing of everyone.
    pub standing: &'a Statuses,
    /// What was done on each day.
    pub activity: &'a Activity,
    /// The settings.
    pub config: &'a Config,
    /// What became of every question.
    pub questions: &'a Questions,
    /// What is due and what was done.
    pub agenda: &'a Agenda,
    /// The contacts by what is next with them.
    pub contact_order: &'a ContactOrder,
    /// What is wrong with notes, except for their live blocks.
    pub problems: &'a Problems,
    /// Other findings, errors first.
    pub findings: &'a [Diagnostic],
    /// The day.
    pub today: Day,
}

impl<'a> View<'a> {
    /// Returns the view of a workspace; `findings` come in addition to its problems.
    #[must_use]
    pub const fn new(workspace: &'a Workspace, findings: &'a [Diagnostic]) -> Self {
        Self {
            index: &workspace.index,
            standing: &workspace.standing,
            activity: &workspace.activity,
            config: &workspace.config,
            questions: &workspace.questions,
            agenda: &workspace.agenda,
            contact_order: &workspace.contact_order,
            problems: workspace.problem_list(),
            findings,
            today: workspace.today(),
        }
    }

    /// Returns what a contact is to the user.
    #[must_use]
    pub fn standing_of(&self, id: NoteId) -> Standing {
        let is_known = self.index.note(id).as_contact().is_some_and(|contact| contact.is_known);
        match self.agenda.dormant().contains(&id) {
            _ if is_known => Standing::Known,
            true => Standing::Dormant,
            false => Standing::Contact,
        }
    }

    /// Returns when a meeting is, or a talk of which only the log of the contact tells.
    #[must_use]
    pub fn moment_of_talk(&self, id: NoteId) -> Option<Moment> {
        self.standing.agreed(id).or_else(|| self.index.date(id, self.today).map(|date| date.value))
    }

    /// Returns who takes part in a meeting, or in a talk of which only the log of the contact tells.
    #[must_use]
    pub fn people_of_talk(&self, id: NoteId) -> Cow<'a, [Person]> {
        match self.standing.agreed(id) {
            Some(_) => Cow::Owned(vec![Person::Known(id)]),
            None => Cow::Borrowed(self.index.people(id)),
        }
    }

    /// Returns what words a follow-up.
    #[must_use]
    pub const fn wording(&self) -> Wording<'a> {
        Wording { index: self.index, config: self.config, today: self.today }
    }

    /// Returns whether the vault has neither contacts nor meetings yet; it may have known people.
    #[must_use]
    pub fn is_new_vault(&self) -> bool {
        self.contact_order.contacts().len() == self.standing.known() && !self.standing.has_meetings()
    }
}
