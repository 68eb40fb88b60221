//! What happened with a contact so far, in agreement with its meetings.

use std::fmt;

use super::day::Day;
use super::plan::Due;
use super::scribe::Scribe;
use super::words::CADENCE_KEYS;

/// What a contact's note says of its course so far.
#[derive(Default)]
pub(super) struct Story {
    /// Event keys and their days.
    pub(super) events: Vec<(&'static str, Vec<Day>)>,
    /// Further properties, ready to write.
    pub(super) properties: Vec<(String, String)>,
    /// The span of days in which further log lines may lie.
    pub(super) log: Option<(Day, Day)>,
    /// The day of the newest log line where the story needs one.
    pub(super) last_touch: Option<Day>,
    pub(super) has_late_task: bool,
}

impl Story {
    pub(super) fn event(&mut self, key: &'static str, day: Day) {
        self.events.push((key, vec![day]));
    }

    pub(super) fn property(&mut self, key: &str, value: impl fmt::Display) {
        self.properties.push((key.to_owned(), value.to_string()));
    }
}

impl Scribe<'_> {
    /// Works out what happened with a contact so far, from its meetings and from what is due.
    pub(super) fn story(&mut self, number: usize) -> Story {
        let contact = &self.plan.contacts[number];
        let mut story = Story::default();
        match (contact.first_held, contact.last_held) {
            (Some(first), Some((last, _))) => self.met(&mut story, number, first, last),
            _ if contact.is_planned => {
                let requested = Day::TODAY.minus(self.rng.between(6, 50));
                story.event("requested", requested);
                story.event("replied", requested.plus(self.rng.between(1, 5)));
            }
            _ => match contact.due {
                Some(due) => self.late(&mut story, due),
                None => self.settled(&mut story),
            },
        }
        if contact.due.is_none() && self.rng.percent(4) {
            let key = self.rng.mostly("snooze|snooze-until|Snooze Until");
            story.property(key, Day::TODAY.plus(self.rng.between(1, 35)));
        }
        story
    }

    /// The story of someone met, with keeping in touch settled unless it is due.
    pub(super) fn met(&mut self, story: &mut Story, number: usize, first: Day, last: Day) {
        let due = self.plan.contacts[number].due;
        let replied = first.minus(self.rng.between(3, 14));
        let requested = replied.minus(self.rng.between(1, 12));
        if self.rng.percent(70) {
            story.event("requested", requested);
        }
        if self.rng.percent(15) {
            story.event("nudged", replied.minus(1).max(requested));
        }
        if self.rng.percent(55) {
            story.event("replied", replied);
        }
        story.log = Some((first, last));
        story.has_late_task = due == Some(Due::Task);
        if due == Some(Due::KeepInTouch) {
            let cadence = self.rng.any("4w|1 month|30d|monthly|2 weeks");
            story.property(self.rng.mostly(CADENCE_KEYS), cadence);
        } else {
            self.keep_in_touch(story, last);
        }
        if self.plan.referrer(number).is_some() && due != Some(Due::ReportBack) {
            let key = self.rng.mostly("reported-back|reported_back|Reported Back|reportedBack");
            let day = last.plus(self.rng.between(0, 6)).min(Day::TODAY);
            story.property(key, self.date_or_no(day, 12));
        }
    }

    /// Settles the keeping in touch: a touch not long ago, a long cadence, none, or an end.
    pub(super) fn keep_in_touch(&mut self, story: &mut Story, last: Day) {
        let mut touch = last;
        if last.age() >= 80 {
            match self.rng.below(10) {
                0..=3 => {
                    touch = Day::TODAY.minus(self.rng.between(1, 75));
                    if self.rng.percent(40) {
                        let key = self.rng.any("last-contact|last_contacted|lastContact|Last Contacted");
                        story.property(key, touch);
                    } else {
                        story.last_touch = Some(touch);
                    }
                }
                4..=5 => return story.property(self.rng.mostly(CADENCE_KEYS), "never"),
                6..=7 => {
                    let cadence = self.rng.any("24 months|104w|730d|2 years");
                    return story.property(self.rng.mostly(CADENCE_KEYS), cadence);
                }
                8 => return self.pause(story),
                _ => return self.close(story, last),
            }
        }
        let cadences = [("3 months", 89), ("quarterly", 89), ("90d", 90), ("6 months", 181), ("every 6 weeks", 42)];
        let (cadence, days) = self.rng.pick(&cadences);
        if touch.age() < days && self.rng.percent(50) {
            story.property(self.rng.mostly(CADENCE_KEYS), cadence);
        }
    }

    pub(super) fn pause(&mut self, story: &mut Story) {
        match self.rng.below(10) {
            0 => story.property("track", "false"),
            _ => story.property(self.rng.mostly("status|Status|state|stage"), "paused"),
        }
    }

    pub(super) fn close(&mut self, story: &mut Story, after: Day) {
        match self.rng.below(2) {
            0 => story.event("closed", after.plus(self.rng.between(0, 60)).min(Day::TODAY)),
            _ => story.property(self.rng.mostly("status|Status|relationship-status"), "closed"),
        }
    }

    /// The story of someone not yet met of whom something is due.
    pub(super) fn late(&mut self, story: &mut Story, due: Due) {
        let ago = self.rng.between(1, 40);
        match due {
            Due::Request => {
                // A request is due the day after the contact was entered.
                story.property("added", Day::TODAY.minus(ago));
            }
            Due::Nudge => story.event("requested", Day::TODAY.minus(ago + 6)),
            Due::Close => {
                let last = Day::TODAY.minus(ago + 13);
                story.event("requested", last.minus(16));
                story.events.push(("nudged", vec![last.minus(8), last]));
            }
            Due::Schedule => {
                let replied = Day::TODAY.minus(ago + 1);
                story.event("requested", replied.minus(4));
                story.event("replied", replied);
            }
            _ => story.has_late_task = true,
        }
    }

    /// The story of someone not yet met of whom nothing is due.
    pub(super) fn settled(&mut self, story: &mut Story) {
        let day = Day(self.rng.between(30, Day::TODAY.0 - 60));
        match self.rng.below(100) {
            0..=29 => {}
            30..=39 => story.event("requested", Day::TODAY.minus(self.rng.below(6))),
            40..=59 => {
                story.event("requested", day);
                story.events.push(("nudged", vec![day.plus(7), day.plus(15)]));
                self.close(story, day.plus(30));
            }
            60..=71 => {
                story.event("requested", day);
                story.event("declined", day.plus(self.rng.between(1, 9)));
            }
            72..=81 => {
                story.event("requested", day);
                story.event("replied", day.plus(3));
                story.event("scheduled", day.plus(4));
            }
            82..=85 => {
                story.event("requested", day);
                story.property("nudged", "no");
            }
            86..=88 => story.property("requested", "no"),
            89..=94 => self.pause(story),
            _ => self.close(story, day),
        }
    }
}
