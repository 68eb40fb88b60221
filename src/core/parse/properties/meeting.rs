//! Reads the keys of a meeting. Its date may be in the file name or in the heading instead.

use chrono::NaiveTime;

use crate::core::base::diagnostic::Code;
use crate::core::base::{At, Location};
use crate::core::model::key::{Key, events_of};
use crate::core::model::vocabulary::Vocabulary;
use crate::core::model::{Event, EventKey, Meeting, Moment, NoteType, When, goals, vocabulary};
use crate::core::syntax::date;

use super::{Properties, shortened, shown};

/// How many minutes a meeting lasts at most, if only its end tells.
const LONGEST: u32 = 12 * 60;

impl Properties<'_> {
    /// Reads the keys of a meeting. Its date may be in the file name (`stem`) or in the heading instead.
    pub(in super::super) fn meeting(&mut self, stem: &str, heading: Option<&str>) -> Meeting {
        let mut with = self.people(Key::With);
        with.extend(self.people(Key::Contact));
        let channel = self.first(Key::Channel);
        self.check_goals();
        let mut meeting = Meeting {
            with,
            date: self.meeting_date(stem, heading),
            duration: self.first(Key::Duration).and_then(|text| date::minutes(&text)),
            channel,
            goals: self.scalars(Key::Goals).iter().map(|scalar| shown(&scalar.text).into()).collect(),
            says_talk: self.type_words().iter().any(|word| self.words.says_talk(word)),
            may_be_talk: self.type_words().iter().any(|word| Vocabulary::is_interview(word))
                || self.tags_for_type().iter().any(|tag| self.words.says_talk(tag) || Vocabulary::is_interview(tag)),
            ..Meeting::default()
        };
        meeting.next = self.scalars(Key::NextMeeting).last().and_then(|scalar| self.date(scalar));
        let start = meeting.date.and_then(|date| date.value.time);
        meeting.duration = meeting.duration.or_else(|| self.length(start?));
        for key in events_of(NoteType::Meeting) {
            meeting.events.extend(self.events(key));
        }
        if let Some(scalar) = self.scalars(Key::Status).into_iter().next() {
            let is_confirmed = self.words.key_as_written(&scalar.text) == Some(Key::Event(EventKey::Confirmed));
            if is_confirmed && !meeting.events.iter().any(|event| event.key == EventKey::Confirmed) {
                let location = self.locate(&scalar.span);
                meeting.events.push(Event { key: EventKey::Confirmed, when: When::Sometime, location });
            }
            if let Some(status) = self.words.meeting_status(&scalar.text) {
                meeting.status = Some(At { value: status, location: self.locate(&scalar.span) });
            } else if meeting.date.is_none() {
                // The day of a meeting says more than an unknown word.
                let message = format!("`{}` is not the status of a meeting", shortened(&scalar.text));
                let hint = String::from("write planned, held, cancelled or no-show");
                self.complain(Code::UnknownStatus, &scalar.span, message, hint);
            }
        }
        meeting
    }

    /// Reports a goal that asks for a job.
    fn check_goals(&mut self) {
        for scalar in self.scalars(Key::Goals).into_iter().filter(|scalar| goals::is_a_job(&scalar.text)) {
            let message = format!("`{}` is not a goal for a talk", shortened(&scalar.text));
            let hint = goals::INSTEAD_OF_A_JOB.to_owned();
            self.complain(Code::JobAsAGoal, &scalar.span, message, hint);
        }
    }

    /// Says whether a meeting's keys give a date, even one that cannot be read.
    pub(in super::super) fn has_date(&self) -> bool {
        self.scalars(Key::Date).iter().any(|scalar| !vocabulary::is_unset(&scalar.text))
    }

    /// Returns how many minutes a meeting lasts whose time or date has an end: `14:30–15:30`.
    fn length(&self, start: NaiveTime) -> Option<u32> {
        let texts = [self.scalars(Key::Time), self.scalars(Key::Date)].concat();
        let end = texts.iter().find_map(|scalar| {
            let (_, end) = scalar.text.rsplit_once(['-', '–', '—'])?;
            date::time(end.trim()).filter(|_| end.contains([':', 'h', 'm', 'M']))
        })?;
        u32::try_from((end - start).num_minutes()).ok().filter(|minutes| (1..=LONGEST).contains(minutes))
    }

    fn meeting_date(&mut self, stem: &str, heading: Option<&str>) -> Option<At<Moment>> {
        let mut dates = self.scalars(Key::Date);
        dates.extend(self.scalars(Key::Event(EventKey::Scheduled)));
        let time = self.scalars(Key::Time).first().and_then(|scalar| clock(&scalar.text));
        let mut found = None;
        for scalar in dates.into_iter().filter(|scalar| !vocabulary::is_unset(&scalar.text)) {
            // The front matter stands first and counts; what the body says beside it needs no form, and may add a time.
            let Some(At { value: first, .. }) = &mut found else {
                found = self.date(&scalar).map(|value| At { value, location: self.locate(&scalar.span) });
                continue;
            };
            let other = date::with_remark(&scalar.text, self.words.order).ok().map(|reading| reading.moment);
            if let Some(other) = other.filter(|other| other.day == first.day) {
                first.time = first.time.or(other.time);
            }
        }
        let order = self.words.order;
        let names = || [Some(stem), heading].into_iter().flatten();
        let without_year = || {
            let day = names().find_map(|name| date::without_year_in(name, order))?;
            self.resolve(day)
        };
        let of_name = || names().find_map(|name| date::in_name(name, order)).or_else(without_year);
        let mut found =
            found.or_else(|| of_name().map(|day| At { value: Moment::on(day), location: Location::default() }))?;
        found.value.time = found.value.time.or(time);
        Some(found)
    }
}

/// Reads a time of day, or the start of a range such as `10:00 - 10:30`; also `10.30` and `kl 15`. Some YAML 1.1 programs
/// write `10:00` as 600.
fn clock(text: &str) -> Option<NaiveTime> {
    let text = text.split(['-', '–']).next().unwrap_or(text);
    let text = text.trim_start_matches(|char: char| !char.is_ascii_digit()).trim();
    date::time(text).or_else(|| date::time(&text.replace('.', ":"))).or_else(|| date::time(&format!("{text}:00")))
}
