//! Letters that ask for a talk, and letters that ask again.

use crate::core::edit::Refusal;
use crate::core::index::NoteId;
use crate::core::model::{ContactState, Day, Event, EventKey, MeetingStatus, Rule, When};
use crate::core::parse::body::passages::passages;
use crate::core::syntax::calendar;

use super::mail::Mailbox;
use super::{Occasion, Record, Source};

/// The requests to a contact before today, and whether they answered.
struct Asked {
    /// Whether there was a request.
    has_begun: bool,
    /// The day of the last one, if the note has it.
    request: Option<Day>,
    /// The nudges since.
    nudges: Vec<Day>,
    /// The answer, as the note writes it: `replied: 2026-11-18`.
    answer: Option<String>,
    /// Whether the note waives the nudge.
    is_waived: bool,
    /// Whether today's letter of that kind is already written.
    is_done: bool,
}

impl<E: From<Refusal>> Source<'_, E> {
    pub(super) fn request(&self) -> Result<Occasion, E> {
        let (who, today) = (self.wish.who, self.workspace.today());
        let name = &*self.index().note(who).title;
        let refused = |message: String| Err(Refusal::new(message).into());
        let standing = self.workspace.standing.contact(who);
        if let Some((day, _)) = standing.and_then(|standing| standing.next_meeting) {
            let day = calendar::day(day, today);
            return refused(format!(
                "a talk with {name} is already planned for {day}; `coffeechat draft confirm` confirms it"
            ));
        }
        let asked = self.asked(who, EventKey::Requested);
        match &asked.answer {
            None if asked.has_begun => {
                let day = asked.request.map_or_else(String::new, |day| format!(" on {}", calendar::day(day, today)));
                return refused(format!(
                    "you asked {name}{day} and have no answer yet; `coffeechat draft nudge` reminds them"
                ));
            }
            Some(answer) if standing.is_some_and(|standing| standing.state == ContactState::Replied) => {
                return refused(format!(
                    "{name} answered ({answer}); agree on a day, and note the talk down with `coffeechat new meeting`"
                ));
            }
            _ => {}
        }
        let facts = self.facts(who);
        let mut occasion = Occasion::new(vec![self.mailbox(who)], facts, vec![Record::Event(who, EventKey::Requested)]);
        if self.wish.about.is_none() {
            let text = (self.read)(who)?;
            let first =
                passages(&text, &self.workspace.config.words()).into_iter().flat_map(|passage| passage.said).next();
            occasion.remarks.extend(first.map(|first| format!("their note says: {}", start_of(&first.words))));
        }
        if asked.is_done {
            occasion.remarks.push(format!("the note of {name} says that you asked today"));
        }
        let state = standing.map(|standing| standing.state);
        if let Some(state) = state.filter(|state| matches!(state, ContactState::Paused | ContactState::Closed)) {
            occasion
                .remarks
                .push(format!("{name} is {}: `coffeechat why` with the name shows since when", state.as_str()));
        }
        Ok(occasion)
    }

    pub(super) fn nudge(&self) -> Result<Occasion, E> {
        let (who, today) = (self.wish.who, self.workspace.today());
        let name = &*self.index().note(who).title;
        let refused = |message: String| Err(Refusal::new(message).into());
        let asked = self.asked(who, EventKey::Nudged);
        if !asked.has_begun {
            return refused(format!(
                "you have not asked {name} for a talk yet; ask first with `coffeechat draft request`"
            ));
        }
        if let Some(answer) = asked.answer {
            return refused(format!("{name} answered ({answer}); there is nothing to nudge about"));
        }
        if asked.is_waived {
            return refused(format!("the note of {name} says not to nudge (`nudged: no`)"));
        }
        let (sent, most) = (u32::try_from(asked.nudges.len()).unwrap_or(u32::MAX), self.workspace.config.max_nudges);
        if sent >= most {
            return refused(format!(
                "{name} was nudged as often as `max-nudges` allows ({most}); let it rest, and record that with `coffeechat done close`"
            ));
        }
        let mut facts = self.facts(who);
        let day = |day: Day| calendar::full_day(day, today);
        facts.set("asked", asked.request.map(day));
        facts.set_all("nudges", asked.nudges.iter().copied().map(day));
        facts.put("is_last", sent > 0 && sent + 1 >= most);
        let mut occasion = Occasion::new(vec![self.mailbox(who)], facts, vec![Record::Event(who, EventKey::Nudged)]);
        if asked.is_done {
            occasion.remarks.push(format!("the note of {name} says that you nudged today"));
        }
        let is_it = |rule: Rule, note: NoteId| rule == Rule::Nudge && note == who;
        let due = self.workspace.agenda.follow_ups().find(|open| is_it(open.rule, open.note)).and_then(|open| open.due);
        if let Some(due) = due.filter(|due| *due > today) {
            occasion.remarks.push(format!("it is early: the nudge is due {}", calendar::day(due, today)));
        }
        Ok(occasion)
    }

    pub(super) fn mailbox(&self, who: NoteId) -> Mailbox {
        Mailbox::new(self.index(), &crate::core::index::Person::Known(who))
    }

    /// Returns the requests to a contact. Today's record of the letter itself, with the key `letter`, does not count.
    fn asked(&self, who: NoteId, letter: EventKey) -> Asked {
        let today = self.workspace.today();
        let events = self.index().note(who).as_contact().map_or(&[][..], |contact| &contact.events);
        let is_todays = |event: &Event| event.key == letter && event.day() == Some(today);
        let before: Vec<&Event> =
            events.iter().filter(|event| !is_todays(event) && event.day().is_none_or(|day| day <= today)).collect();
        let of = |key: EventKey| before.iter().filter(move |event| event.key == key);
        let request = of(EventKey::Requested).filter_map(|event| event.day()).max();
        let is_since = |day: Day| request.is_none_or(|request| day >= request);
        let nudges: Vec<Day> =
            of(EventKey::Nudged).filter_map(|event| event.day()).filter(|day| is_since(*day)).collect();
        let answers = [EventKey::Replied, EventKey::Declined, EventKey::Scheduled];
        let answer = events.iter().filter(|event| answers.contains(&event.key)).find_map(|event| match event.when {
            When::On(at) => is_since(at.day).then(|| format!("{}: {}", event.key.as_str(), at.day)),
            When::Sometime => Some(format!("{}: yes", event.key.as_str())),
            When::Never => None,
        });
        let talk = || {
            let meeting = |id: &&NoteId| {
                let day = self.index().date(**id, self.workspace.today()).map(|at| at.value.day);
                let status = self.workspace.standing.meeting(**id);
                matches!(status, Some(MeetingStatus::Held | MeetingStatus::Planned)) && day.is_some_and(is_since)
            };
            let id = self.index().meetings_with(who).iter().find(meeting)?;
            Some(self.index().note(*id).path.to_string())
        };
        Asked {
            has_begun: !nudges.is_empty() || of(EventKey::Requested).any(|event| event.when != When::Never),
            request,
            answer: answer.or_else(talk),
            is_waived: of(EventKey::Nudged).any(|event| event.when == When::Never),
            is_done: events.iter().any(is_todays),
            nudges,
        }
    }
}

/// Returns as many of the first words as fit into a line of a message.
fn start_of(words: &str) -> String {
    const MOST: usize = 90;
    let mut start = String::new();
    for word in words.split(' ') {
        if start.chars().count() + word.chars().count() > MOST {
            return format!("{start} …");
        }
        start.push_str(if start.is_empty() { "" } else { " " });
        start.push_str(word);
    }
    start
}
