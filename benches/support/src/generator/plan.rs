//! Who meets whom and when, and what is due; decides, and writes nothing.

use std::collections::BTreeSet;

use super::Census;
use super::day::Day;
use super::random::{Rng, Stream};
use super::words::{FAMILY_ENDS, FAMILY_STARTS, GIVEN_ENDS, GIVEN_STARTS, TOPICS};

/// Who meets whom and when, and what is due: decided before the first note is written, so that
/// notes agree.
pub(super) struct Plan {
    pub(super) seed: u64,
    pub(super) contacts: Vec<ContactPlan>,
    pub(super) meetings: Vec<MeetingPlan>,
    pub(super) plain: usize,
    pub(super) banks: usize,
}

#[derive(Clone, Default)]
pub(super) struct ContactPlan {
    pub(super) first_held: Option<Day>,
    pub(super) last_held: Option<(Day, usize)>,
    pub(super) is_planned: bool,
    pub(super) due: Option<Due>,
}

pub(super) struct MeetingPlan {
    pub(super) day: Day,
    pub(super) state: MeetingState,
    pub(super) with: usize,
    pub(super) also: Option<usize>,
    pub(super) due: Option<Due>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum MeetingState {
    Held,
    /// Dated today, and ready.
    Today,
    Planned,
    Cancelled,
    NoShow,
}

/// The rule (`docs/format.md#rules`) by which something is due.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    Request,
    Nudge,
    Close,
    Schedule,
    Prepare,
    Thank,
    Reflect,
    ReportBack,
    KeepInTouch,
    Task,
}

/// A contact as other notes refer to it.
pub(super) struct Person {
    pub(super) name: String,
    pub(super) given: String,
    pub(super) family: String,
    pub(super) folder: String,
    pub(super) stem: String,
}

impl Plan {
    /// How many questions a bank holds.
    pub(super) const BANK: usize = 50;

    pub(super) fn new(notes: usize, seed: u64) -> Self {
        let banks = (notes / 100).max(1).min(notes);
        let untyped = notes * 9 / 100;
        let meetings = notes * 45 / 100;
        let contacts = notes - banks - untyped - meetings;
        let mut plan = Self {
            seed,
            contacts: vec![ContactPlan::default(); contacts],
            meetings: Vec::with_capacity(meetings),
            plain: untyped,
            banks,
        };
        let mut taken = BTreeSet::new();
        for number in 0..meetings {
            plan.arrange(number, &mut taken);
        }
        for number in 0..contacts {
            plan.choose_due(number);
        }
        plan
    }

    pub(super) fn census(&self) -> Census {
        Census {
            contacts: self.contacts.len(),
            meetings: self.meetings.len(),
            plain: self.plain,
            banks: self.banks,
            due_contacts: self.contacts.iter().filter(|contact| contact.due.is_some()).count(),
            ..Census::default()
        }
    }

    pub(super) fn rng(&self, stream: Stream, number: usize) -> Rng {
        Rng::new(self.seed, stream, number)
    }

    pub(super) fn is_due(&self, contact: usize) -> bool {
        self.rng(Stream::Due, contact).below(1000) < 50
    }

    /// Arranges one meeting on a day on which its contact has no other, and enters it with those
    /// who take part.
    pub(super) fn arrange(&mut self, number: usize, taken: &mut BTreeSet<(usize, Day)>) {
        let mut rng = self.rng(Stream::Meeting, number);
        let contacts = self.contacts.len();
        let (with, state, day) = loop {
            let with = rng.below(contacts);
            let (state, day) = Self::draw_day(&mut rng, self.is_due(with));
            if taken.insert((with, day)) {
                break (with, state, day);
            }
        };
        let also = Some(rng.below(contacts)).filter(|other| *other != with && rng.percent(5));
        for contact in [Some(with), also].into_iter().flatten() {
            let contact = &mut self.contacts[contact];
            match state {
                MeetingState::Held => {
                    contact.first_held = Some(contact.first_held.map_or(day, |first| first.min(day)));
                    if contact.last_held.is_none_or(|(last, _)| last < day) {
                        contact.last_held = Some((day, number));
                    }
                }
                MeetingState::Today | MeetingState::Planned => contact.is_planned = true,
                MeetingState::Cancelled | MeetingState::NoShow => {}
            }
        }
        let is_late = state == MeetingState::Planned && self.is_due(with);
        self.meetings.push(MeetingPlan { day, state, with, also, due: is_late.then_some(Due::Prepare) });
    }

    /// Draws what became of a meeting and its day; what is planned with someone due is tomorrow.
    pub(super) fn draw_day(rng: &mut Rng, is_due: bool) -> (MeetingState, Day) {
        let state = match rng.below(1000) {
            0..=2 if !is_due => MeetingState::Today,
            3..=44 => MeetingState::Planned,
            45..=69 => MeetingState::Cancelled,
            70..=84 => MeetingState::NoShow,
            _ => MeetingState::Held,
        };
        let day = match state {
            MeetingState::Today => Day::TODAY,
            MeetingState::Planned if is_due => Day::TOMORROW,
            // What has to be done the day before is due after today.
            MeetingState::Planned => Day(rng.between(Day::TODAY.0 + 2, Day::LAST.0)),
            _ => {
                // The first weeks are left to the requests that led to the meetings.
                let day = Day(rng.between(45, Day::TODAY.0 - 1));
                if day.is_weekend() { day.minus(2) } else { day }
            }
        };
        (state, day)
    }

    /// Chooses what is due of a contact, if anything, among what its meetings allow.
    pub(super) fn choose_due(&mut self, number: usize) {
        if !self.is_due(number) {
            return;
        }
        let mut rng = self.rng(Stream::Rule, number);
        let is_referred = self.referrer(number).is_some();
        let contact = &mut self.contacts[number];
        let due = match contact.last_held {
            Some((day, _)) => match rng.below(10) {
                0..=1 if day.age() >= 2 => Due::Reflect,
                2..=4 if day.age() > 31 => Due::KeepInTouch,
                5..=7 if is_referred && day.age() >= 7 => Due::ReportBack,
                0..=7 => Due::Thank,
                _ => Due::Task,
            },
            None if contact.is_planned => Due::Prepare,
            None => rng.pick(&[Due::Request, Due::Nudge, Due::Nudge, Due::Close, Due::Schedule, Due::Task]),
        };
        contact.due = Some(due);
        if let (Due::Thank | Due::Reflect, Some((_, meeting))) = (due, contact.last_held) {
            self.meetings[meeting].due = Some(due);
        }
    }

    /// Returns who referred a contact: always an earlier one, so that nobody is referred in a
    /// circle.
    pub(super) fn referrer(&self, contact: usize) -> Option<usize> {
        let mut rng = self.rng(Stream::Referrer, contact);
        (contact > 0 && rng.percent(30)).then(|| rng.below(contact))
    }

    /// Returns the person with this number, who has a note where the number is below that of the
    /// contacts.
    ///
    /// The number alone decides the name, and no two numbers share one: the letter comes from the
    /// remainder, and a step that has no divisor in common with the number of combinations visits
    /// each once.
    pub(super) fn person(&self, number: usize) -> Person {
        let (letter, rank) = (number % GIVEN_STARTS.len(), number / GIVEN_STARTS.len());
        let (initial, start) = GIVEN_STARTS[letter];
        let families = FAMILY_STARTS.len() * FAMILY_ENDS.len();
        let all = GIVEN_ENDS.len() * families;
        // The remainder is smaller than a `usize`, so the conversion cannot fail.
        let offset = usize::try_from(self.seed % (all as u64)).unwrap_or_default();
        let place = ((rank % all) * 17_801 + letter * 1_109 + offset) % all;
        let given = format!("{start}{}", GIVEN_ENDS[place % GIVEN_ENDS.len()]);
        let family = place / GIVEN_ENDS.len();
        let mut family =
            format!("{}{}", FAMILY_STARTS[family % FAMILY_STARTS.len()], FAMILY_ENDS[family / FAMILY_STARTS.len()]);
        if let Some(round) = (rank / all).checked_sub(1) {
            family = format!("{family}-{}", FAMILY_STARTS[round % FAMILY_STARTS.len()]);
        }
        let name = format!("{given} {family}");
        let stem = match self.rng(Stream::File, number).below(100) {
            0..=57 => slug(&name),
            58..=59 => format!("Person - {name}"),
            _ => name.clone(),
        };
        let folder = shelf(&format!("people/{initial}"), rank, 150);
        Person { name, given, family, folder, stem }
    }

    /// Returns the name of a meeting's file; the day and the person make it unique.
    pub(super) fn meeting_stem(&self, number: usize) -> String {
        let meeting = &self.meetings[number];
        let (day, name) = (meeting.day, self.person(meeting.with).name);
        match self.rng(Stream::File, number).below(10) {
            0..=4 => format!("{day} {name}"),
            5..=8 => format!("{day}-{}", slug(&name)),
            _ => format!("Coffee with {name} {day}"),
        }
    }

    /// Returns the folder of a meeting: year and month, and part of the month where there are many
    /// meetings.
    pub(super) fn meeting_folder(&self, meeting: &MeetingPlan) -> String {
        let (year, month, day) = meeting.day.parts();
        let parts = self.meetings.len().div_ceil(1400).min(31);
        let part = (day - 1) * parts / 31;
        match parts {
            1 => format!("meetings/{year}/{month:02}"),
            _ => format!("meetings/{year}/{month:02}/{:02}", part * 31 / parts + 1),
        }
    }

    pub(super) fn bank_place(bank: usize) -> (String, String) {
        (shelf("questions", bank, 100), format!("{}-questions-{:03}", TOPICS[bank % TOPICS.len()], bank + 1))
    }
}

/// Returns the folder for the item of this rank: at most `size` go into one, later ones into
/// numbered folders in it.
pub(super) fn shelf(folder: &str, rank: usize, size: usize) -> String {
    match rank / size {
        0 => folder.to_owned(),
        shelf => format!("{folder}/{:02}", shelf + 1),
    }
}

pub(super) fn slug(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}
