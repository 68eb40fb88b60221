//! `prepare`: a planned meeting lacks questions.

use crate::core::model::{EventKey, MeetingStatus, Rule};

use super::meeting::{self, EventState, file_by_state};
use super::{Cause, Fact, FollowUp, Found, Instance, Phrase, RuleContext, RuleDefinition, Wording};

/// A planned meeting lacks something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrepareRule {
    /// No question is prepared.
    pub lacks_questions: bool,
    /// No goal is set.
    pub lacks_goals: bool,
}

impl RuleDefinition for PrepareRule {
    fn find(context: &RuleContext<'_>, found: &mut Found) {
        let Some(talk) = meeting::ahead(context) else { return };
        let (lacks_questions, lacks_goals) = (context.lacks_questions(), talk.meeting.goals.is_empty());
        let prepared = talk.state(context, EventKey::Prepared);
        // Questions without a goal are preparation enough.
        if lacks_questions || prepared == EventState::Today {
            let due = talk.day().map(|day| context.due_before(day, Rule::Prepare));
            let cause = Cause::Prepare(Self { lacks_questions, lacks_goals });
            let follow_up = talk.follow_up(context, Rule::Prepare, context.talk_partners(&talk), due, cause);
            file_by_state(found, prepared, follow_up);
        }
    }

    fn instances(context: &RuleContext<'_>) -> Vec<Instance> {
        meeting::instances(context)
    }

    fn missed(context: &RuleContext<'_>) -> Option<FollowUp> {
        let talk = meeting::with_status(context, MeetingStatus::Held)?;
        let cause = Cause::Prepare(Self { lacks_questions: true, lacks_goals: talk.meeting.goals.is_empty() });
        Some(talk.follow_up(context, Rule::Prepare, context.talk_partners(&talk), talk.day(), cause))
    }

    fn words(&self, say: &mut Phrase<'_>) {
        say.verb("Prepare", "Prepared").own_talk().with();
        if !say.is_done {
            say.text(if self.lacks_goals { ": no questions yet, no goal" } else { ": no questions yet" });
        }
    }

    fn reason(&self, _: Wording<'_>, _: &FollowUp) -> String {
        String::from(if self.lacks_goals {
            "the meeting has no questions and no goal"
        } else {
            "the meeting has no questions"
        })
    }

    fn facts(&self, wording: Wording<'_>, follow_up: &FollowUp) -> Vec<Fact> {
        let questions = self.lacks_questions.then(|| Fact::missing(follow_up, "no question is prepared"));
        let goals = self.lacks_goals.then(|| Fact::missing(follow_up, "`goals` is empty"));
        let day = wording.meeting_day(follow_up.note, "planned for");
        [Some(day), questions, goals].into_iter().flatten().collect()
    }
}
