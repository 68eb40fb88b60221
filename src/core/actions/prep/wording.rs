//! Says in a few words why a question was chosen.

use crate::core::derive::questions::{Aim, Choice, Fit, Reason};
use crate::core::index::Person;
use crate::core::syntax::calendar;
use crate::core::workspace::Workspace;

/// Returns the reasons for questions that were chosen for a talk with these people.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wording<'a> {
    /// The notes of the vault and what follows from them.
    pub workspace: &'a Workspace,
    /// The people of the talk.
    pub people: &'a [Person],
}

impl Wording<'_> {
    /// Returns why a question was chosen: `never asked; for the goal more-contacts`.
    #[must_use]
    pub(crate) fn why(&self, choice: &Choice<'_>) -> String {
        let (reason, fit) = match &choice.reason {
            Reason::Prepared(Some(day)) => {
                (format!("prepared for {}, not asked", calendar::day(*day, self.workspace.today())), None)
            }
            Reason::Prepared(None) => (String::from("prepared, not asked"), None),
            Reason::PreparedForOthers(people, fit) => {
                let name = |person| self.workspace.index.name(person);
                let target = match people.as_slice() {
                    // The note does not name the people of the talk.
                    [] => String::from("before"),
                    [one] => format!("for {}", name(one)),
                    [one, other] => format!("for {} and {}", name(one), name(other)),
                    [one, rest @ ..] => format!("for {} and {} others", name(one), rest.len()),
                };
                (format!("prepared {target}, not asked"), fit.as_ref())
            }
            Reason::NeverAsked(fit) => (String::from("never asked"), fit.as_ref()),
            Reason::AskedOfOthers(people, answers, fit) => {
                let asked = match people {
                    // The note does not name the people of the talk.
                    0 => String::from("asked before"),
                    1 => String::from("asked of 1 other"),
                    _ => format!("asked of {people} others"),
                };
                let answered = match answers {
                    0 => String::from("no answer noted"),
                    1 => String::from("answered once"),
                    times => format!("answered {times} times"),
                };
                (format!("{asked}, {answered}"), fit.as_ref())
            }
        };
        match fit {
            Some(fit) => format!("{reason}; {}", self.fit(fit)),
            None => reason,
        }
    }

    fn fit(&self, fit: &Fit<'_>) -> String {
        match fit {
            Fit::Aim(Aim::Company(_)) => String::from("about the company"),
            Fit::Aim(Aim::Role(tag)) => format!("for their role, #{tag}"),
            Fit::Aim(Aim::Tag(tag)) => match self.people {
                [one] => format!("tagged #{tag}, as {} is", self.workspace.index.name(one)),
                _ => format!("tagged #{tag}, as somebody there is"),
            },
            Fit::Goal(slug) => format!("for the goal {slug}"),
            Fit::Subject(word) => format!("about {word}"),
        }
    }
}
