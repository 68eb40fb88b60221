//! `keep-in-touch`: the last contact is some time ago, and nothing else is going on.

use crate::core::base::At;
use crate::core::derive::statuses::{Touch, TouchKind, latest_touch};
use crate::core::model::{Cadence, Contact, Day, Event, Interval, Note, Rule, Task, TaskSource};

use super::{
    Cause, Fact, FollowUp, Found, Instance, Phrase, RelatedContact, RuleContext, RuleDefinition, Wording, last_contact,
    thank,
};

/// How long after the last contact the default cadence speaks of somebody.
const LATELY: Interval = Interval::Months(12);

/// Where a cadence comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CadenceSource {
    /// The contact's own key, on that line.
    Contact(u32),
    /// A tag of the contact, by the configuration.
    Tag(Box<str>),
    /// The configured default for contacts who were met.
    Default,
}

/// The last contact is some time ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeepInTouchRule {
    /// The last contact.
    pub touch: Touch,
    /// How often to keep in touch.
    pub cadence: Interval,
    /// Where it comes from.
    pub source: CadenceSource,
}

/// Returns how often to keep in touch: the contact's own cadence, otherwise a tag's, otherwise the default for contacts
/// who were met.
fn cadence(context: &RuleContext<'_>, related: &RelatedContact<'_>) -> Option<(Interval, CadenceSource)> {
    match related.contact.cadence {
        Some(At { value: Cadence::Every(interval), location }) => {
            return Some((interval, CadenceSource::Contact(location.line)));
        }
        Some(At { value: Cadence::Never, .. }) => return None,
        None => {}
    }
    let cadences = &context.config().cadences;
    let by_tag = related.note.tags.iter().find_map(|tag| {
        let whole = tag.to_lowercase();
        let outer = whole.split('/').next().unwrap_or(&whole);
        Some((*cadences.get(&whole).or_else(|| cadences.get(outer))?, tag.clone()))
    });
    let was_met = related.standing.last_held.is_some() && !related.contact.is_known;
    match by_tag {
        Some((Cadence::Every(interval), tag)) => Some((interval, CadenceSource::Tag(tag))),
        Some((Cadence::Never, _)) => None,
        None => was_met.then(|| (context.interval(Rule::KeepInTouch), CadenceSource::Default)),
    }
}

/// Returns whether the contact of the note has a cadence of their own, or by a tag.
pub(in super::super) fn has_own_cadence(context: &RuleContext<'_>) -> bool {
    let own = context.related(&context.itself()).and_then(|related| cadence(context, &related));
    own.is_some_and(|(_, source)| source != CadenceSource::Default)
}

/// Returns whether a note records contact on a future day: a clone in another zone may be a day ahead.
fn is_touched_ahead(contact: &Contact, today: Day) -> bool {
    let is_ahead = |event: &Event| event.key.is_touch() && event.day().is_some_and(|day| day > today);
    contact.events.iter().any(is_ahead)
        || contact.log.iter().any(|entry| entry.is_contact() && Some(entry.day) == today.succ_opt())
}

/// Returns whether a line of the log records that another follow-up is done.
fn is_task_line(note: &Note, line: u32) -> bool {
    let is_it = |task: &Task| task.source != TaskSource::Item && !task.status.is_open() && task.line == line;
    note.tasks.iter().any(is_it)
}

/// What today's lines of the log mean for keeping in touch.
enum LogToday {
    /// No line counts.
    Nothing,
    /// They record other follow-ups.
    Others,
    /// They settled what was due since that contact, if there was one.
    Settled(Option<Touch>),
}

fn log_today(context: &RuleContext<'_>, contact: &Contact, cadence: Interval) -> LogToday {
    let today = context.today();
    if !contact.log.iter().any(|entry| entry.is_contact() && entry.day == today) {
        return LogToday::Nothing;
    }
    let is_todays_line = |touch: &Touch| touch.day == today && touch.kind == TouchKind::Log;
    let (todays, others): (Vec<_>, Vec<_>) = context.touches().into_iter().partition(is_todays_line);
    if todays.is_empty() {
        return LogToday::Nothing;
    }
    if todays.iter().all(|touch| is_task_line(context.note(), touch.line)) {
        return LogToday::Others;
    }
    // Today's line settled what was due before today, otherwise what would be due without the line.
    let before = latest_touch(others.iter().filter(|touch| touch.day < today).copied());
    let was_due = before.filter(|before| cadence.after(before.day) <= today);
    LogToday::Settled(was_due.or_else(|| latest_touch(others)))
}

impl KeepInTouchRule {
    fn follow_up(self, context: &RuleContext<'_>) -> FollowUp {
        let line = match self.source {
            CadenceSource::Contact(line) => line,
            CadenceSource::Tag(_) | CadenceSource::Default => 1,
        };
        let (due, instance) = (Some(self.cadence.after(self.touch.day)), Instance::of_day(Some(self.touch.day)));
        let who = vec![context.itself()];
        context.follow_up(Rule::KeepInTouch, line, instance, who, due, Cause::KeepInTouch(self))
    }
}

impl RuleDefinition for KeepInTouchRule {
    /// It is the last of a contact's rules, since it gives way to the others.
    fn find(context: &RuleContext<'_>, found: &mut Found) {
        let Some(related) = context.related(&context.itself()) else { return };
        if context.is_stopped(&context.itself()) {
            return;
        }
        let Some((cadence, source)) = cadence(context, &related) else { return };
        let Some(touch) = related.standing.last_touch else { return };
        // The default is for people with whom there was contact lately.
        if source == CadenceSource::Default && LATELY.after(touch.day) < context.today() {
            return;
        }
        let due_since = |touch| Self { touch, cadence, source }.follow_up(context);
        match log_today(context, related.contact, cadence) {
            LogToday::Settled(since) => found.done.extend(since.map(due_since)),
            LogToday::Others => {}
            LogToday::Nothing => {
                let is_busy = is_touched_ahead(related.contact, context.today())
                    || related.standing.next_meeting.is_some()
                    || found.open.iter().chain(&found.held).any(|other| other.rule != Rule::ReportBack)
                    || thank::is_owed(context);
                found.open.extend((!is_busy).then(|| due_since(touch)));
            }
        }
    }

    fn instances(context: &RuleContext<'_>) -> Vec<Instance> {
        context.touches().iter().map(|touch| Instance::of_day(Some(touch.day))).collect()
    }

    fn is_settled(_: Rule, context: &RuleContext<'_>, instance: Instance) -> bool {
        let Some(RelatedContact { contact, standing, .. }) = context.related(&context.itself()) else { return false };
        let (day, today) = (instance.day(), context.today());
        contact.cadence.is_some_and(|cadence| cadence.value == Cadence::Never)
            || standing.last_touch.is_some_and(|touch| day.is_none_or(|day| touch.day > day))
            // A contact today is followed by what the log records for today.
            || (day == Some(today) && contact.log.iter().any(|entry| entry.is_contact() && entry.day == today))
    }

    fn since(&self) -> Option<Day> {
        self.touch.day.succ_opt()
    }

    fn words(&self, say: &mut Phrase<'_>) {
        say.verb("Keep in touch", "Kept in touch").text(" with").people();
        if !say.is_done {
            say.text(format!(", last contact {}", say.day(self.touch.day)));
        }
    }

    fn reason(&self, _: Wording<'_>, _: &FollowUp) -> String {
        let by = match &self.source {
            CadenceSource::Contact(_) => String::from("the contact's `cadence`"),
            CadenceSource::Tag(tag) => format!("the cadence of #{tag}"),
            CadenceSource::Default => String::from("the default for people you met"),
        };
        format!("last contact on {}, {} by {by}", self.touch.day, self.cadence)
    }

    fn facts(&self, _: Wording<'_>, follow_up: &FollowUp) -> Vec<Fact> {
        let cadence = self.cadence;
        let (line, says) = match &self.source {
            CadenceSource::Contact(line) => (Some(*line), format!("keep in touch every {cadence}")),
            CadenceSource::Tag(tag) => {
                (None, format!("tagged #{tag}: every {cadence}, by `cadences` in coffeechat.yaml"))
            }
            CadenceSource::Default => (None, format!("once met: every {cadence}, by `rules: keep-in-touch`")),
        };
        vec![last_contact(&self.touch), Fact { note: follow_up.note, line, says }]
    }

    fn remedies(&self, wording: Wording<'_>, follow_up: &FollowUp) -> (String, Option<String>) {
        let path = &wording.index.note(follow_up.note).path;
        let done = format!("a line in the log of {path}: `- {} …`", wording.today);
        (done, Some(String::from("`cadence: never`")))
    }

    fn settlement(&self, wording: Wording<'_>, follow_up: &FollowUp) -> Fact {
        Fact::missing(follow_up, format!("a line of {} in the log", wording.today))
    }
}
