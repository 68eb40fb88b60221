//! The rules, one file each: when a rule finds a follow-up, what that says, and from which facts it can have arisen before.
//!
//! `asking` and `meeting` hold what the rules of a family share.

mod answered;
pub(super) mod asking;
mod close;
mod confirm;
mod keep_in_touch;
pub(super) mod meeting;
mod nudge;
mod prepare;
mod reflect;
mod report_back;
mod request;
mod schedule;
mod task;
pub(super) mod thank;

use crate::core::model::{Day, EventKey, NoteKind, Rule, When};

use super::context::{RelatedContact, RelatedMeeting};
use super::facts::{Fact, last_contact};
use super::phrase::{Phrase, Piece, Wording};
use super::{FollowUp, Found, Instance, RuleContext};

pub(crate) use answered::AnsweredRule;
pub(crate) use close::CloseRule;
#[cfg(test)]
pub(crate) use keep_in_touch::CadenceSource;
pub(crate) use keep_in_touch::KeepInTouchRule;
pub(super) use keep_in_touch::has_own_cadence;
pub(crate) use nudge::NudgeRule;
pub(crate) use prepare::PrepareRule;
pub(crate) use report_back::ReportBackRule;
pub(crate) use request::RequestRule;
pub(crate) use schedule::{Answer, ScheduleRule, needs_agreement};
pub(crate) use task::TaskRule;
pub(super) use task::counts;
pub(crate) use thank::ThankRule;

/// The rule that a follow-up arose from, with the facts that it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    Request(RequestRule),
    Nudge(NudgeRule),
    Close(CloseRule),
    Schedule(ScheduleRule),
    Answered(AnsweredRule),
    Prepare(PrepareRule),
    Confirm,
    Thank(ThankRule),
    Reflect,
    ReportBack(ReportBackRule),
    KeepInTouch(KeepInTouchRule),
    Task(TaskRule),
}

/// The definition of a rule. A value of it holds the facts behind one follow-up.
pub(super) trait RuleDefinition {
    /// Finds what is due for a note, and what was done today.
    fn find(context: &RuleContext<'_>, found: &mut Found)
    where
        Self: Sized;

    /// Returns the instance of each follow-up that the facts of the note can have given rise to, on any day.
    fn instances(context: &RuleContext<'_>) -> Vec<Instance>
    where
        Self: Sized;

    /// Returns the follow-up of the note that its day made void: a tick on an older page asks for nothing any more.
    fn missed(_: &RuleContext<'_>) -> Option<FollowUp>
    where
        Self: Sized,
    {
        None
    }

    /// Returns whether the note itself records that a follow-up is settled: by the rule's key, with its day or a later
    /// one.
    fn is_settled(rule: Rule, context: &RuleContext<'_>, instance: Instance) -> bool
    where
        Self: Sized,
    {
        settles(rule, context, instance)
    }

    /// Returns the first day on which it can have been done, if its facts have one.
    fn since(&self) -> Option<Day> {
        None
    }

    /// Says what to do, or what was done.
    fn words(&self, say: &mut Phrase<'_>);

    /// Returns what to do in a word or two, where that is not the verb.
    fn short(&self) -> Option<&'static str> {
        None
    }

    /// Returns why it is there and what the note lacks, in one plain line.
    fn reason(&self, wording: Wording<'_>, follow_up: &FollowUp) -> String;

    /// Returns the facts it arose from, in the order in which one leads to the next.
    fn facts(&self, wording: Wording<'_>, follow_up: &FollowUp) -> Vec<Fact>;

    /// Returns the text that marks it as done, and the text that marks it as not needed.
    fn remedies(&self, wording: Wording<'_>, follow_up: &FollowUp) -> (String, Option<String>) {
        remedies_by_key(wording, follow_up, &wording.today.to_string())
    }

    /// Returns what settled it today.
    fn settlement(&self, wording: Wording<'_>, follow_up: &FollowUp) -> Fact {
        Fact::missing(follow_up, format!("`{}: {}`", key_of(follow_up), wording.today))
    }
}

/// Returns whether the rule's key in the note settles a follow-up, with its day or a later one.
fn settles(rule: Rule, context: &RuleContext<'_>, instance: Instance) -> bool {
    let events = match &context.note().kind {
        NoteKind::Contact(contact) => &*contact.events,
        NoteKind::Meeting(meeting) => &*meeting.events,
        NoteKind::Questions(_) | NoteKind::Plain | NoteKind::Template => &[],
    };
    let is_later = |when: When| match (when, instance.day()) {
        (When::On(moment), Some(day)) => context.meeting().is_some() || moment.day >= day,
        (When::On(_), None) | (When::Never | When::Sometime, _) => true,
    };
    events.iter().any(|event| Some(event.key) == rule.settled_by() && is_later(event.when))
}

fn key_of(follow_up: &FollowUp) -> &'static str {
    follow_up.rule.settled_by().map_or("", EventKey::as_str)
}

/// Returns the remedies of a rule that a key settles.
fn remedies_by_key(wording: Wording<'_>, follow_up: &FollowUp, day: &str) -> (String, Option<String>) {
    let (key, path) = (key_of(follow_up), &wording.index.note(follow_up.note).path);
    (format!("`{key}: {day}` in {path}"), Some(format!("`{key}: no`")))
}

/// The functions of a rule that need no follow-up.
pub(super) struct RuleFunctions {
    pub(super) find: fn(&RuleContext<'_>, &mut Found),
    pub(super) instances: fn(&RuleContext<'_>) -> Vec<Instance>,
    pub(super) is_settled: fn(Rule, &RuleContext<'_>, Instance) -> bool,
    pub(super) missed: fn(&RuleContext<'_>) -> Option<FollowUp>,
}

impl RuleFunctions {
    pub(super) fn for_rule(rule: Rule) -> Self {
        match rule {
            Rule::Request => Self::by::<RequestRule>(),
            Rule::Nudge => Self::by::<NudgeRule>(),
            Rule::Close => Self::by::<CloseRule>(),
            Rule::Schedule => Self::by::<ScheduleRule>(),
            Rule::Answered => Self::by::<AnsweredRule>(),
            Rule::Prepare => Self::by::<PrepareRule>(),
            Rule::Confirm => Self::by::<confirm::ConfirmRule>(),
            Rule::Thank => Self::by::<ThankRule>(),
            Rule::Reflect => Self::by::<reflect::ReflectRule>(),
            Rule::ReportBack => Self::by::<ReportBackRule>(),
            Rule::KeepInTouch => Self::by::<KeepInTouchRule>(),
            Rule::Task => Self::by::<TaskRule>(),
        }
    }

    fn by<R: RuleDefinition>() -> Self {
        Self { find: R::find, instances: R::instances, is_settled: R::is_settled, missed: R::missed }
    }
}

impl Cause {
    pub(super) fn definition(&self) -> &dyn RuleDefinition {
        match self {
            Self::Request(facts) => facts,
            Self::Nudge(facts) => facts,
            Self::Close(facts) => facts,
            Self::Schedule(facts) => facts,
            Self::Answered(facts) => facts,
            Self::Prepare(facts) => facts,
            Self::Confirm => &confirm::ConfirmRule,
            Self::Thank(facts) => facts,
            Self::Reflect => &reflect::ReflectRule,
            Self::ReportBack(facts) => facts,
            Self::KeepInTouch(facts) => facts,
            Self::Task(facts) => facts,
        }
    }
}

/// Returns the rules that can find something in a note of that kind, in the order in which they look.
pub(super) const fn rules_of(kind: &NoteKind) -> &'static [Rule] {
    match kind {
        NoteKind::Contact(_) => &[
            Rule::Thank,
            Rule::Request,
            Rule::Nudge,
            Rule::Close,
            Rule::Schedule,
            Rule::Answered,
            Rule::ReportBack,
            Rule::KeepInTouch,
            Rule::Task,
        ],
        NoteKind::Meeting(_) => &[Rule::Prepare, Rule::Confirm, Rule::Thank, Rule::Reflect, Rule::Task],
        NoteKind::Questions(_) | NoteKind::Plain | NoteKind::Template => &[Rule::Task],
    }
}
