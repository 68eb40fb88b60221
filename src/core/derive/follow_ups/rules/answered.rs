//! `answered`: the log has a line since the last request or nudge that may be an answer.

use crate::core::model::{Day, EventKey, LogTells, Rule};

use super::asking::{self, AskingState, AskingStep, Unanswered, is_waived_or_past, outbound, unanswered};
use super::nudge::NudgeRule;
use super::{Cause, Fact, FollowUp, Found, Instance, Phrase, RuleContext, RuleDefinition, Wording};

/// The log has a line that may be an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredRule {
    /// The day of the line.
    pub day: Day,
    /// Its first words.
    pub words: Box<str>,
    /// The day of the last request or nudge.
    pub last: Day,
    /// The rule whose place it takes: `nudge` or `close`.
    pub instead_of: Rule,
    /// How many `no` have to stand in `replied` so that nothing is asked about this request or nudge.
    pub refusals: usize,
}

/// Returns the last line of the log since the last request or nudge that may be an answer, with its place. `replied: no`
/// says for one request or nudge that none is.
pub(super) fn doubt(
    context: &RuleContext<'_>,
    state: &AskingState,
    asked: &Unanswered,
) -> Option<(Day, u32, Box<str>, usize)> {
    let contact = context.note().as_contact().filter(|_| context.is_on(Rule::Answered))?;
    let unclear = || {
        contact.log.iter().filter_map(|entry| match &entry.tells {
            LogTells::Unclear(words) if entry.day <= context.today() => Some((entry.day, entry.line, words)),
            _ => None,
        })
    };
    let (day, line, words) =
        unclear().filter(|(day, ..)| *day > asked.last).max_by_key(|(day, line, _)| (*day, *line))?;
    // Each request and nudge with such a line behind it, before the next one, takes a `no` of its own.
    let mut steps: Vec<Day> = outbound(contact).filter_map(Instance::day).filter(|day| *day <= asked.last).collect();
    steps.sort_unstable();
    steps.dedup();
    let is_in_doubt = |at: &usize| {
        let (from, to) = (steps.get(*at), steps.get(at + 1));
        unclear().any(|(day, ..)| from.is_some_and(|from| day > *from) && to.is_none_or(|to| day <= *to))
    };
    let needed = (0..steps.len()).filter(is_in_doubt).count();
    let said = state.refusals();
    (said < needed).then(|| (day, line, words.clone(), needed))
}

impl AskingStep for AnsweredRule {
    const RULE: Rule = Rule::Answered;
    const ENDED_BY: &'static [EventKey] = &[EventKey::Nudged, EventKey::Closed, EventKey::Replied, EventKey::Declined];
    const IS_CHASING: bool = true;

    fn step(context: &RuleContext<'_>, state: &AskingState) -> Option<FollowUp> {
        let asked = unanswered(state)?;
        let instead_of = if asked.nudges < context.config().max_nudges { Rule::Nudge } else { Rule::Close };
        let is_closed = instead_of == Rule::Close && is_waived_or_past(&state.events, EventKey::Closed, asked.last);
        if is_closed || !context.is_on(instead_of) {
            return None;
        }
        let (day, line, words, refusals) = doubt(context, state, &asked)?;
        let due = context.interval(instead_of).after(asked.last);
        let snoozed = context.note().snooze_of(instead_of).map(|until| until.value);
        let due = Some(snoozed.map_or(due, |until| until.max(due)));
        let cause = Cause::Answered(Self { day, words, last: asked.last, instead_of, refusals });
        Some(context.follow_up(Rule::Answered, line, asked.instance, vec![context.itself()], due, cause))
    }
}

impl RuleDefinition for AnsweredRule {
    fn find(context: &RuleContext<'_>, found: &mut Found) {
        asking::find::<Self>(context, found);
    }

    fn instances(context: &RuleContext<'_>) -> Vec<Instance> {
        NudgeRule::instances(context)
    }

    fn since(&self) -> Option<Day> {
        Some(self.day)
    }

    fn words(&self, say: &mut Phrase<'_>) {
        let day = say.day(self.day);
        if say.is_done {
            say.verb("", "Noted").text(" that").people().text(format!(" answered on {day}"));
            return;
        }
        say.verb("Did", "").people().text(format!(" answer? The log of {day} "));
        if self.words.is_empty() {
            say.text("has a line without words");
        } else {
            say.text(format!("says: “{}”", self.words));
        }
    }

    fn short(&self) -> Option<&'static str> {
        Some("Did they answer?")
    }

    fn reason(&self, _: Wording<'_>, _: &FollowUp) -> String {
        format!("asked on {}, and the log of {} may tell of an answer", self.last, self.day)
    }

    fn facts(&self, _: Wording<'_>, follow_up: &FollowUp) -> Vec<Fact> {
        vec![
            Fact::missing(follow_up, format!("asked on {}", self.last)),
            Fact::here(follow_up, format!("a line of {} that may be an answer", self.day)),
            Fact::missing(follow_up, "no `replied`, `declined`, `scheduled` or meeting since"),
        ]
    }

    fn remedies(&self, wording: Wording<'_>, follow_up: &FollowUp) -> (String, Option<String>) {
        super::remedies_by_key(wording, follow_up, &self.day.to_string())
    }
}
