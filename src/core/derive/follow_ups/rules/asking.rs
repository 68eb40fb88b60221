//! What the rules for requests share: `request`, `nudge`, `close`, `answered` and `schedule`. A contact has at most one of them.

use std::collections::BTreeMap;

use crate::core::base::Location;
use crate::core::index::NoteId;
use crate::core::model::{Contact, Day, Event, EventKey, Interval, LogTells, MeetingStatus, Moment, Rule, When};

use super::schedule::Answer;
use super::{FollowUp, Found, Instance, RuleContext, RuleDefinition, thank};

/// A rule of asking.
pub(super) trait AskingStep: RuleDefinition {
    const RULE: Rule;
    /// The keys that end the step even if their day is in the future: a clone in another zone may be a day ahead.
    const ENDED_BY: &'static [EventKey];
    /// Whether the step chases the contact. It waits while thanks are owed to the contact.
    const IS_CHASING: bool = false;

    /// Returns the follow-up if this step is the next one.
    fn step(context: &RuleContext<'_>, state: &AskingState) -> Option<FollowUp>;
}

/// The day of a meeting with the contact.
#[derive(Debug, Clone, Copy)]
pub(super) struct TalkDay {
    pub(super) day: Day,
    /// Its note, or the contact's if only that tells of it.
    pub(super) id: NoteId,
    pub(super) status: MeetingStatus,
}

impl TalkDay {
    /// Returns whether it took place or still can.
    pub(super) fn is_live(&self) -> bool {
        matches!(self.status, MeetingStatus::Held | MeetingStatus::Planned)
    }
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Turn {
    /// Nobody asked and nobody answered.
    NotBegun,
    /// The last request or nudge is of that day and line, and no answer came since.
    Asked(Day, u32),
    /// The last answer is of that day and line.
    Answered(Day, u32, Answer),
}

/// How far asking a contact for a talk has come.
#[derive(Debug)]
pub(in super::super) struct AskingState {
    /// The events of the note, without future ones; a day agreed on may be ahead.
    pub(super) events: Vec<Event>,
    pub(super) talks: Vec<TalkDay>,
    /// Whether a talk without a day is planned.
    pub(super) has_undated: bool,
    pub(super) turn: Turn,
}

/// How long after a talk whoever writes does not ask for a first one.
pub(super) const LATELY: Interval = Interval::Months(12);

impl AskingState {
    pub(in super::super) fn new(context: &RuleContext<'_>) -> Self {
        let is_past =
            |event: &&Event| event.key == EventKey::Scheduled || event.day().is_none_or(|day| day <= context.today());
        let events = context.note().as_contact().map_or(&[][..], |contact| &contact.events);
        let log = context.note().as_contact().map_or(&[][..], |contact| &contact.log);
        let talks =
            context.meetings().filter_map(|talk| Some(TalkDay { day: talk.day()?, id: talk.id, status: talk.status }));
        let told = context.told_talks().into_keys().map(|day| (day, MeetingStatus::Held));
        let off = log.iter().filter(|entry| entry.day <= context.today()).filter_map(|entry| match entry.tells {
            LogTells::Absent => Some((entry.day, MeetingStatus::NoShow)),
            LogTells::CalledOff(talk) => Some((talk, MeetingStatus::Cancelled)),
            _ => None,
        });
        let told = told.chain(off);
        let talks: Vec<TalkDay> =
            talks.chain(told.map(|(day, status)| TalkDay { day, id: context.id(), status })).collect();
        let has_undated = context.meetings().any(|talk| talk.day().is_none() && talk.status == MeetingStatus::Planned);
        // Whoever writes to somebody they met lately does not ask for a first talk. A stand-up is no talk.
        let held = |talk: &&TalkDay| {
            talk.status == MeetingStatus::Held && (talk.id == context.id() || context.is_talk_at(talk.id))
        };
        let met: Vec<Day> = talks.iter().filter(held).map(|talk| talk.day).collect();
        let is_lately = |day: Day| met.iter().any(|met| day >= *met && day <= LATELY.after(*met));
        let is_told =
            |event: &Event| log.iter().any(|entry| entry.tells == LogTells::Asked && entry.line == event.location.line);
        let counts = |event: &&Event| !(is_outbound(event) && event.day().is_some_and(is_lately) && is_told(event));
        let events = events.iter().filter(is_past).filter(counts).copied().collect();
        let mut state = Self::from_facts(events, talks, has_undated);
        // A ticked task of the user's own asked, too.
        for day in context.days_of_done_contact().into_iter().filter(|day| !is_lately(*day)) {
            let (key, line) = match state.turn {
                Turn::NotBegun => (EventKey::Requested, 1),
                Turn::Asked(last, line) if day > last => (EventKey::Nudged, line),
                // Whoever writes again after an answer waits for the next one.
                Turn::Answered(last, line, Answer::Replied) if day > last => (EventKey::Nudged, line),
                Turn::Asked(..) | Turn::Answered(..) => continue,
            };
            let location = Location { line, ..Location::default() };
            state.events.push(Event { key, when: When::On(Moment::on(day)), location });
            state = Self::from_facts(state.events, state.talks, has_undated);
        }
        state
    }

    fn from_facts(events: Vec<Event>, talks: Vec<TalkDay>, has_undated: bool) -> Self {
        let turn = match (latest(&events, &[EventKey::Requested, EventKey::Nudged]), last_answer(&events, &talks)) {
            (Some((day, line)), answer) if answer.is_none_or(|(answered, ..)| day > answered) => Turn::Asked(day, line),
            (_, Some((day, line, answer))) => Turn::Answered(day, line, answer),
            (_, None) => Turn::NotBegun,
        };
        Self { events, talks, has_undated, turn }
    }

    /// Returns how often `replied: no` says that what the log tells is no answer.
    pub(super) fn refusals(&self) -> usize {
        let is_refusal = |event: &&Event| event.key == EventKey::Replied && event.when == When::Never;
        self.events.iter().filter(is_refusal).count()
    }

    /// Returns how far it had come without some events.
    fn without(&self, is_meant: impl Fn(&Event) -> bool) -> Self {
        let events = self.events.iter().filter(|event| !is_meant(event)).copied().collect();
        Self::from_facts(events, self.talks.clone(), self.has_undated)
    }
}

/// Finds whether a step is next, and whether it was until it was done today.
pub(super) fn find<R: AskingStep>(context: &RuleContext<'_>, found: &mut Found) {
    let Some(contact) = context.note().as_contact().filter(|contact| !contact.is_known) else { return };
    let (state, today) = (context.asking(), context.today());
    let ends = |event: &Event| R::ENDED_BY.contains(&event.key) && event.day().is_some_and(|day| day > today);
    let may_open = context.is_on(R::RULE) && !context.is_stopped(&context.itself()) && !contact.events.iter().any(ends);
    if may_open {
        let step = R::step(context, state);
        found.open.extend(step.filter(|_| !R::IS_CHASING || !thank::is_owed(context)));
    }
    // What was settled today would be open without today's fact.
    let is_told = |event: &Event| contact.agreed.is_some_and(|agreed| agreed.line == event.location.line);
    // A task that was ticked today stands there itself.
    let is_todays = |event: &Event| {
        let is_it = Some(event.key) == R::RULE.settled_by() && event.day() == Some(today);
        is_it && !is_told(event) && contact.events.contains(event)
    };
    if state.events.iter().any(is_todays) {
        found.done.extend(R::step(context, &state.without(is_todays)));
    }
}

/// A request or nudge without an answer.
pub(super) struct Unanswered {
    pub(super) last: Day,
    pub(super) line: u32,
    /// How many nudges were sent since the request.
    pub(super) nudges: u32,
    pub(super) instance: Instance,
}

/// Returns the last request or nudge, if it stayed without an answer.
pub(super) fn unanswered(state: &AskingState) -> Option<Unanswered> {
    let Turn::Asked(last, line) = state.turn else { return None };
    let is_answer = |event: &Event| {
        matches!(event.key, EventKey::Replied | EventKey::Declined | EventKey::Scheduled)
            && match event.when {
                When::On(moment) => moment.day >= last,
                When::Sometime => true,
                When::Never => false,
            }
    };
    // Somebody who waives the nudge has asked for the last time, and waits.
    let is_over = is_waived(&state.events, EventKey::Nudged);
    let has_talk = state.has_undated || state.talks.iter().any(|talk| talk.day >= last);
    if is_over || has_talk || state.events.iter().any(is_answer) {
        return None;
    }
    let requested = latest(&state.events, &[EventKey::Requested]).map(|(day, _)| day);
    let is_since = |day: Day| requested.is_none_or(|asked| day >= asked);
    let is_nudge = |event: &&Event| event.key == EventKey::Nudged && event.day().is_some_and(is_since);
    let nudges = u32::try_from(state.events.iter().filter(is_nudge).count()).unwrap_or(u32::MAX);
    let of_day = state.events.iter().filter(|event| is_outbound(event) && event.day() == Some(last)).count();
    Some(Unanswered { last, line, nudges, instance: Instance::Nth(last, of_day) })
}

const fn is_outbound(event: &Event) -> bool {
    matches!(event.key, EventKey::Requested | EventKey::Nudged)
}

/// Returns each request and nudge: its day, and its place among those of that day.
pub(super) fn outbound(contact: &Contact) -> impl Iterator<Item = Instance> {
    let mut counts: BTreeMap<Day, usize> = BTreeMap::new();
    contact.events.iter().filter(|event| is_outbound(event)).filter_map(Event::day).map(move |day| {
        let count = counts.entry(day).or_default();
        *count += 1;
        Instance::Nth(day, *count)
    })
}

/// Returns the last answer: a reply, or a meeting that was agreed on and did not take place.
fn last_answer(events: &[Event], talks: &[TalkDay]) -> Option<(Day, u32, Answer)> {
    let replied = latest(events, &[EventKey::Replied]).map(|(day, line)| (day, line, Answer::Replied));
    let fell_through = talks.iter().filter(|talk| !talk.is_live()).max_by_key(|talk| (talk.day, talk.id));
    let fell_through = fell_through.map(|talk| (talk.day, 1, Answer::FellThrough(talk.id)));
    [replied, fell_through].into_iter().flatten().max_by_key(|(day, ..)| *day)
}

/// Returns the latest day of events with one of `keys`, and its line.
pub(super) fn latest(events: &[Event], keys: &[EventKey]) -> Option<(Day, u32)> {
    let of_keys = events.iter().filter(|event| keys.contains(&event.key));
    of_keys.filter_map(|event| Some((event.day()?, event.location.line))).max()
}

fn is_waived(events: &[Event], key: EventKey) -> bool {
    events.iter().any(|event| event.key == key && event.when == When::Never)
}

/// Returns whether a key is waived, or has an event on that day or later.
pub(super) fn is_waived_or_past(events: &[Event], key: EventKey, from: Day) -> bool {
    events.iter().filter(|event| event.key == key).any(|event| match event.when {
        When::On(moment) => moment.day >= from,
        When::Sometime | When::Never => true,
    })
}
