//! `nudge`: somebody was asked and did not answer.

use crate::core::model::{Day, Event, EventKey, Rule, When};

use super::answered::doubt;
use super::asking::{self, AskingState, AskingStep, outbound, unanswered};
use super::{Cause, Fact, FollowUp, Found, Instance, Phrase, RuleContext, RuleDefinition, Wording, remedies_by_key};

/// Somebody was asked and did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NudgeRule {
    /// The day of the last request or nudge.
    pub last: Day,
    /// How many nudges were sent since the request.
    pub nudges: u32,
}

impl NudgeRule {
    /// Adds which nudge this is, if that matters.
    const fn which(&self, max_nudges: u32) -> &'static str {
        match self.nudges {
            0 => "",
            before if before + 1 >= max_nudges => " a last time",
            1 => " a second time",
            _ => " once more",
        }
    }
}

impl AskingStep for NudgeRule {
    const RULE: Rule = Rule::Nudge;
    const ENDED_BY: &'static [EventKey] = &[EventKey::Nudged, EventKey::Replied, EventKey::Declined];
    const IS_CHASING: bool = true;

    fn step(context: &RuleContext<'_>, state: &AskingState) -> Option<FollowUp> {
        let asked = unanswered(state).filter(|asked| asked.nudges < context.config().max_nudges)?;
        if doubt(context, state, &asked).is_some() {
            return None;
        }
        let due = Some(context.when_back(asked.last, context.interval(Rule::Nudge).after(asked.last)));
        let cause = Cause::Nudge(Self { last: asked.last, nudges: asked.nudges });
        Some(context.follow_up(Rule::Nudge, asked.line, asked.instance, vec![context.itself()], due, cause))
    }
}

impl RuleDefinition for NudgeRule {
    fn find(context: &RuleContext<'_>, found: &mut Found) {
        asking::find::<Self>(context, found);
    }

    fn instances(context: &RuleContext<'_>) -> Vec<Instance> {
        context.note().as_contact().map(|contact| outbound(contact).collect()).unwrap_or_default()
    }

    /// A second nudge is not a first one.
    fn is_settled(_: Rule, context: &RuleContext<'_>, instance: Instance) -> bool {
        let (Some(contact), Instance::Nth(day, nth)) = (context.note().as_contact(), instance) else { return false };
        let is_later = |event: &Event| match event.when {
            When::Never | When::Sometime => true,
            When::On(moment) => moment.day > day,
        };
        contact.events.iter().any(|event| event.key == EventKey::Nudged && is_later(event))
            || outbound(contact).any(|other| matches!(other, Instance::Nth(of, at) if of == day && at > nth))
    }

    fn since(&self) -> Option<Day> {
        Some(self.last)
    }

    fn words(&self, say: &mut Phrase<'_>) {
        let which = self.which(say.wording.config.max_nudges);
        say.verb("Nudge", "Nudged").people().text(which);
        if !say.is_done {
            say.text(format!(", no answer since {}", say.day(self.last)));
        }
    }

    fn reason(&self, _: Wording<'_>, _: &FollowUp) -> String {
        match self.nudges {
            0 => format!("asked on {}, no answer since", self.last),
            nudges => format!("nudge {nudges} was on {}, no answer since", self.last),
        }
    }

    fn facts(&self, wording: Wording<'_>, follow_up: &FollowUp) -> Vec<Fact> {
        let nth = if self.nudges == 0 { String::from("asked") } else { format!("nudge {}", self.nudges) };
        let contact = wording.index.note(follow_up.note).as_contact();
        let is_there = contact
            .is_some_and(|contact| outbound(contact).any(|of| matches!(of, Instance::Nth(day, _) if day == self.last)));
        let last = if is_there {
            Fact::here(follow_up, format!("{nth} on {}", self.last))
        } else {
            Fact::missing(follow_up, format!("{nth} on {}: a task of your own was ticked", self.last))
        };
        vec![last, Fact::missing(follow_up, "no `replied`, `declined`, `scheduled` or meeting since")]
    }

    fn remedies(&self, wording: Wording<'_>, follow_up: &FollowUp) -> (String, Option<String>) {
        let (done, waived) = remedies_by_key(wording, follow_up, &wording.today.to_string());
        (format!("add {done}"), waived)
    }
}
