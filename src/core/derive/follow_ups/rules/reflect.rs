//! `reflect`: a meeting was held, and its note has no words of reflection and no takeaways; or, if it has no section for
//! either, no notes at all.

use crate::core::model::{EventKey, MeetingStatus, Rule};

use super::meeting::{self, EventState, file_by_state};
use super::{Cause, Fact, FollowUp, Found, Instance, Phrase, RuleContext, RuleDefinition, Wording};

/// How many bytes of letters make notes of a talk: about five words.
const NOTES: usize = 24;

/// A meeting was held, and its note lacks words about it.
pub(super) struct ReflectRule;

impl RuleDefinition for ReflectRule {
    fn find(context: &RuleContext<'_>, found: &mut Found) {
        let Some(talk) = meeting::with_status(context, MeetingStatus::Held) else { return };
        let state = talk.state(context, EventKey::Reflected);
        let section = talk.meeting.reflection;
        // Who wrote down what they learned has reflected; who keeps no section for that is asked for notes only.
        let sections = [section, talk.meeting.takeaways];
        let has_section = sections.iter().any(Option::is_some);
        let has_words = sections.into_iter().flatten().any(|section| !section.is_empty)
            || (!has_section && talk.meeting.written >= NOTES);
        if has_words && state != EventState::Today {
            return;
        }
        let due = talk.day().map(|day| context.interval(Rule::Reflect).after(day));
        let mut follow_up = talk.follow_up(context, Rule::Reflect, context.talk_partners(&talk), due, Cause::Reflect);
        if let Some(section) = section {
            follow_up.line = section.line.max(1);
        }
        file_by_state(found, state, follow_up);
    }

    fn instances(context: &RuleContext<'_>) -> Vec<Instance> {
        meeting::instances(context)
    }

    fn words(&self, say: &mut Phrase<'_>) {
        say.verb("Reflect", "Reflected").text(" on").own_talk().with();
    }

    fn reason(&self, wording: Wording<'_>, follow_up: &FollowUp) -> String {
        format!("{}, {}", meeting::held(wording, follow_up), lacks(wording, follow_up))
    }

    fn facts(&self, wording: Wording<'_>, follow_up: &FollowUp) -> Vec<Fact> {
        vec![Fact::here(follow_up, lacks(wording, follow_up))]
    }
}

/// Returns what the note lacks.
fn lacks(wording: Wording<'_>, follow_up: &FollowUp) -> &'static str {
    let meeting = wording.index.note(follow_up.note).as_meeting();
    match meeting.and_then(|meeting| meeting.reflection) {
        Some(_) => "the section for reflection is empty",
        None => "it has no words about the talk, and `reflected` is missing",
    }
}
