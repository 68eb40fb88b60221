//! Follow-ups that are not due any more: what the lines of an old page were about.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::config::Config;
use crate::core::derive::questions::Questions;
use crate::core::derive::statuses::{Statuses, touches};
use crate::core::index::{Index, NoteId};
use crate::core::model::Rule;

use super::{FollowUp, FollowUpId, HeldBy, Instance, RuleContext, RuleFunctions, RuleInputs, rules_of};

/// What became of a follow-up that is neither open nor done today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Past {
    /// Its note says so.
    Settled,
    /// It would be due, but it, its note or its people are snoozed. A task is never snoozed: its own day puts it off.
    Snoozed(Box<FollowUp>),
    /// It would be due, but its people are paused or closed, or a `follow-up` day puts it off.
    Hidden(Box<FollowUp>),
    /// Its day made it void: the talk that was to be prepared or confirmed was held.
    Held(Box<FollowUp>),
    /// It is no longer due: something else happened, its day is past, or its rule is switched off.
    Over,
}

/// Returns what became of follow-ups that are neither open nor done today, if their notes still have the facts behind
/// them.
#[must_use]
pub(crate) fn past(
    index: &Index,
    standing: &Statuses,
    questions: &Questions,
    config: &Config,
    ids: &BTreeSet<FollowUpId>,
) -> BTreeMap<FollowUpId, Past> {
    let inputs = RuleInputs { index, standing, questions, config, shows_stopped: true };
    let notes = index.notes().filter(|_| !ids.is_empty()).map(|(id, _)| RuleContext::new(id, inputs));
    notes.flat_map(|context| became(&context, inputs, ids)).collect()
}

/// Returns every id that keeping in touch with a contact can have: one for each contact that there was.
#[must_use]
pub(crate) fn ids_of_keeping_in_touch(index: &Index, standing: &Statuses, id: NoteId) -> Vec<FollowUpId> {
    let note = index.note(id);
    let touches = note.as_contact().map(|contact| touches(index, id, contact, standing)).unwrap_or_default();
    let of_day = |day| FollowUpId::for_instance(Rule::KeepInTouch, &note.path, Instance::of_day(Some(day)));
    touches.into_iter().map(|touch| of_day(touch.day)).collect()
}

/// Returns each obligation that the facts of a note can give rise to.
pub(super) fn instances(context: &RuleContext<'_>) -> impl Iterator<Item = (FollowUpId, Rule, Instance)> {
    rules_of(&context.note().kind).iter().flat_map(|rule| {
        let instances = (RuleFunctions::for_rule(*rule).instances)(context).into_iter();
        instances.map(|instance| (FollowUpId::for_instance(*rule, &context.note().path, instance), *rule, instance))
    })
}

/// Returns what became of those follow-ups that can have arisen from a note.
fn became(context: &RuleContext<'_>, inputs: RuleInputs<'_>, ids: &BTreeSet<FollowUpId>) -> BTreeMap<FollowUpId, Past> {
    let of_ids = instances(context).filter(|(id, ..)| ids.contains(id));
    let asked: BTreeMap<FollowUpId, (Rule, Instance)> = of_ids.map(|(id, rule, fact)| (id, (rule, fact))).collect();
    if asked.is_empty() {
        return BTreeMap::new();
    }
    let found = inputs.find(context.id());
    let mut open: BTreeMap<FollowUpId, FollowUp> = BTreeMap::new();
    for follow_up in found.open.into_iter().chain(found.held).chain(found.lapsed) {
        open.entry(follow_up.id).or_insert(follow_up);
    }
    let past = |(id, (rule, instance)): (FollowUpId, (Rule, Instance))| {
        let past = if (RuleFunctions::for_rule(rule).is_settled)(rule, context, instance) {
            Past::Settled
        } else if let Some(hidden) = open.remove(&id) {
            let is_snooze = hidden.hold.as_ref().is_some_and(|hold| matches!(hold.by, HeldBy::Rule | HeldBy::Note));
            let is_snoozed = is_snooze && hidden.is_held(context.today()) && rule != Rule::Task;
            if is_snoozed { Past::Snoozed(Box::new(hidden)) } else { Past::Hidden(Box::new(hidden)) }
        } else if let Some(missed) = (RuleFunctions::for_rule(rule).missed)(context).filter(|missed| missed.id == id) {
            Past::Held(Box::new(missed))
        } else if rule == Rule::Task {
            return None;
        } else {
            Past::Over
        };
        Some((id, past))
    };
    asked.into_iter().filter_map(past).collect()
}
