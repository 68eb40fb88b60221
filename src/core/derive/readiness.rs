//! How ready a meeting is, and by when to be there.

use chrono::{NaiveTime, TimeDelta};

use crate::core::base::text::unaccented;
use crate::core::config::Config;
use crate::core::derive::questions::Questions;
use crate::core::derive::statuses::Statuses;
use crate::core::index::{Index, NoteId};
use crate::core::model::{EventKey, Meeting, Moment, NoteQuestionState, When};

/// What a planned meeting has and lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Readiness {
    /// How many questions are written down for it, in its note and in those of its people.
    pub questions: usize,
    /// Whether it has a goal.
    pub has_goal: bool,
    /// Whether it is marked as prepared.
    pub prepared: Settled,
    /// Whether it is confirmed.
    pub confirmed: Settled,
}

impl Readiness {
    /// Returns the readiness of a meeting, or of the talk that somebody's own note tells of.
    #[must_use]
    pub(crate) fn new(index: &Index, standing: &Statuses, questions: &Questions, id: NoteId) -> Self {
        let note = index.note(id);
        let meeting = note.as_meeting();
        let is_question =
            |state| matches!(state, NoteQuestionState::Open | NoteQuestionState::Ticked | NoteQuestionState::Plain);
        let written = note.carried.iter().filter(|item| !item.text().is_empty() && is_question(item.state)).count();
        // A question of a bank counts wherever it stands.
        let own = if meeting.is_some() { written.max(questions.meeting_counts(id).prepared) } else { 0 };
        Self {
            questions: own + questions.to_ask_in(index, standing, id).count(),
            has_goal: meeting.is_some_and(|meeting| !meeting.goals.is_empty()),
            prepared: Settled::new(meeting, EventKey::Prepared),
            confirmed: Settled::of(standing.confirmation(index, id)),
        }
    }

    /// Returns how well prepared the meeting is, in words; nothing where that is waived.
    #[must_use]
    pub(crate) fn preparation(&self) -> Option<String> {
        match (self.questions, self.prepared) {
            (0, Settled::No) => Some(String::from("no questions prepared yet")),
            (0, Settled::Done) => Some(String::from("prepared")),
            (0, Settled::Waived) => None,
            (1, _) => Some(String::from("1 question prepared")),
            (count, _) => Some(format!("{count} questions prepared")),
        }
    }

    /// Returns what it has and lacks, in words.
    #[must_use]
    pub(crate) fn words(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        match self.prepared {
            Settled::No if self.questions == 0 => words.push(String::from("no questions")),
            _ => words.extend(self.preparation()),
        }
        if !self.has_goal && self.prepared == Settled::No {
            words.push(String::from("no goal"));
        }
        match self.confirmed {
            Settled::No => words.push(String::from("not confirmed")),
            Settled::Done => words.push(String::from("confirmed")),
            Settled::Waived => {}
        }
        if words.is_empty() { String::from("nothing to prepare") } else { words.join(", ") }
    }
}

/// Returns the time of day by which to be there: for a meeting in person with a time, unless that would be the day before.
#[must_use]
pub(crate) fn arrive_by(meeting: &Meeting, date: Option<Moment>, config: &Config) -> Option<NaiveTime> {
    let early = TimeDelta::minutes(i64::from(config.arrive_early));
    let time = date?.time.filter(|_| meeting.channel.as_deref().is_some_and(is_in_person))?;
    match time.overflowing_sub_signed(early) {
        (arrival, 0) if !early.is_zero() => Some(arrival),
        _ => None,
    }
}

/// Returns whether a medium or place is one where people meet: `in person`, `coffee`, `their office`, `Café Kanne`.
fn is_in_person(channel: &str) -> bool {
    const REMOTE: [&str; 24] = [
        "video",
        "phone",
        "call",
        "zoom",
        "teams",
        "meet",
        "skype",
        "online",
        "remote",
        "virtual",
        "chat",
        "slack",
        "mail",
        "email",
        "whatsapp",
        "signal",
        "facetime",
        "webex",
        "telefon",
        "telephone",
        "visio",
        "http",
        "https",
        "linkedin",
    ];
    const PLACES: [&str; 44] = [
        "in person",
        "face to face",
        "f2f",
        "coffee",
        "cafe",
        "lunch",
        "breakfast",
        "dinner",
        "brunch",
        "tea",
        "walk",
        "office",
        "restaurant",
        "bar",
        "pub",
        "library",
        "campus",
        "park",
        "lobby",
        "canteen",
        "personlich",
        "vor ort",
        "kaffee",
        "mittagessen",
        "spaziergang",
        "buro",
        "kantine",
        "en personne",
        "dejeuner",
        "bureau",
        "cantine",
        "en persona",
        "almuerzo",
        "oficina",
        "presencial",
        "almoco",
        "escritorio",
        "di persona",
        "pranzo",
        "ufficio",
        "koffie",
        "kantoor",
        "osobiscie",
        "лично",
    ];
    let words = unaccented(channel).replace(|char: char| !char.is_alphanumeric(), " ");
    let words = format!(" {} ", words.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "));
    let has = |word: &&str| words.contains(&format!(" {word} "));
    !REMOTE.iter().any(&has) && PLACES.iter().any(has)
}

/// The state of an event of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settled {
    /// It is still to happen.
    No,
    /// It happened.
    Done,
    /// It is not needed.
    Waived,
}

impl Settled {
    /// Returns the state of an event of a meeting.
    #[must_use]
    pub(crate) fn new(meeting: Option<&Meeting>, key: EventKey) -> Self {
        let mut events = meeting.into_iter().flat_map(|meeting| &meeting.events).filter(|event| event.key == key);
        Self::of(events.next_back().map(|event| event.when))
    }

    /// Returns what an event says.
    const fn of(when: Option<When>) -> Self {
        match when {
            None => Self::No,
            Some(When::Never) => Self::Waived,
            Some(When::On(_) | When::Sometime) => Self::Done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_talk_over_coffee_was_not_in_person() {
        let there = [
            "in person",
            "In-Person",
            "face to face",
            "coffee",
            "lunch",
            "café",
            "Café Kanne, Mitte",
            "walk",
            "at their office",
            "Mittagessen",
            "persönlich",
            "vor Ort",
            "en personne",
            "oficina central",
        ];
        for place in there {
            assert!(is_in_person(place), "{place}");
        }
        let elsewhere = [
            "video",
            "phone",
            "Zoom",
            "Teams",
            "coffee on Zoom",
            "virtual coffee",
            "",
            "tbd",
            "https://example.com/office",
        ];
        for place in elsewhere {
            assert!(!is_in_person(place), "{place}");
        }
    }
}
