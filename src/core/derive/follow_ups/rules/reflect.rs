//! `reflect`: a meeting was held and its section for reflection is empty.

use crate::core::model::{EventKey, MeetingStatus, Rule};

use super::meeting::{self, EventState, file_by_state};
use super::{Cause, Fact, FollowUp, Found, Instance, Phrase, RuleContext, RuleDefinition, Wording};

/// A meeting was held and its section for reflection is empty.
pub(super) struct ReflectRule;

impl RuleDefinition for ReflectRule {
    fn find(context: &RuleContext<'_>, found: &mut Found) {
        let Some(talk) = meeting::with_status(context, MeetingStatus::Held) else { return };
        let state = talk.state(context, EventKey::Reflected);
        let is_meant = state == EventState::Today;
        let Some(section) = talk.meeting.reflection.filter(|section| section.is_empty || is_meant) else { return };
        let due = talk.day().map(|day| context.interval(Rule::Reflect).after(day));
        let mut follow_up = talk.follow_up(context, Rule::Reflect, context.talk_partners(&talk), due, Cause::Reflect);
        follow_up.line = section.line.max(1);
        file_by_state(found, state, follow_up);
    }

    fn instances(context: &RuleContext<'_>) -> Vec<Instance> {
        meeting::instances(context)
    }

    fn words(&self, say: &mut Phrase<'_>) {
        say.verb("Reflect", "Reflected").text(" on").own_talk().with();
    }

    fn reason(&self, wording: Wording<'_>, follow_up: &FollowUp) -> String {
        format!("{}, the section for reflection is empty", meeting::held(wording, follow_up))
    }

    fn facts(&self, _: Wording<'_>, follow_up: &FollowUp) -> Vec<Fact> {
        vec![Fact::here(follow_up, "the section for reflection is empty")]
    }
}
