//! `close`: somebody was nudged for the last time and did not answer.

use crate::core::model::{Day, EventKey, Rule};

use super::answered::doubt;
use super::asking::{self, AskingState, AskingStep, is_waived_or_past, unanswered};
use super::nudge::NudgeRule;
use super::{Cause, Fact, FollowUp, Found, Instance, Phrase, RuleContext, RuleDefinition, Wording};

/// Somebody was nudged for the last time and did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseRule {
    /// The day of the last nudge, or of the request if no nudge is allowed.
    pub last: Day,
    /// How many nudges were sent.
    pub nudges: u32,
}

impl AskingStep for CloseRule {
    const RULE: Rule = Rule::Close;
    const ENDED_BY: &'static [EventKey] = &[EventKey::Closed, EventKey::Replied, EventKey::Declined];
    const IS_CHASING: bool = true;

    fn step(context: &RuleContext<'_>, state: &AskingState) -> Option<FollowUp> {
        let asked = unanswered(state).filter(|asked| asked.nudges >= context.config().max_nudges)?;
        let is_closed = is_waived_or_past(&state.events, EventKey::Closed, asked.last);
        if is_closed || doubt(context, state, &asked).is_some() {
            return None;
        }
        let due = Some(context.when_back(asked.last, context.interval(Rule::Close).after(asked.last)));
        let cause = Cause::Close(Self { last: asked.last, nudges: asked.nudges });
        Some(context.follow_up(Rule::Close, asked.line, asked.instance, vec![context.itself()], due, cause))
    }
}

impl RuleDefinition for CloseRule {
    fn find(context: &RuleContext<'_>, found: &mut Found) {
        asking::find::<Self>(context, found);
    }

    fn instances(context: &RuleContext<'_>) -> Vec<Instance> {
        NudgeRule::instances(context)
    }

    fn since(&self) -> Option<Day> {
        Some(self.last)
    }

    fn words(&self, say: &mut Phrase<'_>) {
        say.verb("Stop asking", "Stopped asking").people();
        let last = say.day(self.last);
        match self.nudges {
            _ if say.is_done => say,
            0 => say.text(format!(", no answer since {last}")),
            _ => say.text(format!(", the last nudge on {last} stayed unanswered")),
        };
    }

    fn reason(&self, _: Wording<'_>, _: &FollowUp) -> String {
        let said = if self.nudges == 0 { "asked" } else { "the last nudge was" };
        format!("{said} on {}, no answer since", self.last)
    }

    fn facts(&self, _: Wording<'_>, follow_up: &FollowUp) -> Vec<Fact> {
        let said = match self.nudges {
            0 => format!("asked on {}", self.last),
            nudges => format!("nudge {nudges}, the last, on {}", self.last),
        };
        vec![Fact::here(follow_up, said), Fact::missing(follow_up, "no answer since")]
    }
}
