//! Meeting notes.

use super::day::Day;
use super::page::{FrontMatter, Note, Page};
use super::plan::{Due, MeetingPlan, MeetingState};
use super::scribe::Scribe;
use super::words::{GOALS, PLACES, TOPICS};

impl Scribe<'_> {
    pub(super) fn meeting(&mut self, number: usize) -> Note {
        let plan = self.plan;
        let meeting = &plan.meetings[number];
        let folder = plan.meeting_folder(meeting);
        self.depth = folder.split('/').count();
        let stem = plan.meeting_stem(number);
        let name = plan.person(meeting.with).name;
        let is_held = meeting.state == MeetingState::Held;
        // A meeting someone is late to prepare for has neither a goal nor a question.
        let is_ready = match meeting.state {
            MeetingState::Planned => meeting.due.is_none() && self.rng.percent(60),
            _ => true,
        };
        let mut matter = FrontMatter::default();
        let mut tags = self.topic_tags();
        self.meeting_type(&mut matter, &mut tags);
        self.meeting_core(&mut matter, meeting, &stem);
        self.meeting_state(&mut matter, meeting, is_ready);
        let is_waived = is_held && meeting.due != Some(Due::Reflect) && self.rng.percent(8);
        if is_waived {
            matter.add("reflected", self.date_or_no(meeting.day.plus(1), 50));
        }
        if !tags.is_empty() {
            matter.push(self.list("tags", &tags));
        }
        self.meeting_extras(&mut matter, &name, is_ready);

        let mut head = Page::default();
        matter.render(&mut self.rng, &mut head);
        if self.rng.percent(75) {
            head.line("");
            head.line(format!("# {} {name}", self.rng.any("Coffee with|Talk with|Call with|Meeting")));
        }
        let mut tail = Page::default();
        let is_cancelled = matches!(meeting.state, MeetingState::Cancelled | MeetingState::NoShow);
        if is_ready && (meeting.state == MeetingState::Today || self.rng.percent(if is_cancelled { 30 } else { 80 })) {
            self.questions(&mut tail, is_held);
        }
        if is_held && self.rng.percent(65) {
            tail.heading(self.rng.mostly("## Takeaways|## Key takeaways"));
            for _ in 0..self.rng.between(1, 2) {
                tail.line(format!("- {}", self.sentence()));
            }
        }
        if self.rng.percent(36) {
            self.tasks(&mut tail);
        }
        if is_held {
            self.reflection(&mut tail, is_waived || meeting.due == Some(Due::Reflect));
        }
        Note { text: self.assemble(head, "## Notes", &tail), folder, stem }
    }

    pub(super) fn meeting_type(&mut self, matter: &mut FrontMatter, tags: &mut Vec<String>) {
        match self.rng.below(100) {
            0..=49 => matter.add(self.rng.mostly("type|Type|kind|category"), "meeting"),
            50..=69 => {
                let value = self.rng.any("coffee-chat|informational-interview|call|1on1|conversation");
                matter.add(self.rng.mostly("type|kind|note_type"), value);
            }
            70..=89 => tags.insert(0, self.rng.any("meeting|meetings|coffee-chat|type/meeting").to_owned()),
            // The folder alone says it.
            _ => {}
        }
    }

    /// Writes with whom and when.
    pub(super) fn meeting_core(&mut self, matter: &mut FrontMatter, meeting: &MeetingPlan, stem: &str) {
        let key = self.rng.mostly("with|With|attendees|people|participants|contact|interviewee");
        let mut people: Vec<String> = vec![self.link_property(meeting.with)];
        people.extend(meeting.also.map(|also| self.link_property(also)));
        if key == "attendees" && self.rng.percent(40) {
            people.insert(0, "me".to_owned());
        }
        match people.as_slice() {
            [_] if self.rng.percent(2) => {
                matter.add(key, format!("[[{}]]", self.plan.person(meeting.with).name));
            }
            [person] if self.rng.percent(85) => matter.add(key, person),
            _ => {
                matter.push(self.list(key, &people));
            }
        }
        let day = meeting.day;
        let key = self.rng.mostly("date|Date|day|meeting_date|meeting-date");
        let (hour, minute) = (self.rng.between(8, 18), self.rng.any("00|15|30|45"));
        match self.rng.below(100) {
            0..=44 => matter.add(key, format!("{day}T{hour:02}:{minute}")),
            45..=54 => matter.add(key, format!("{day} {hour:02}:{minute}")),
            55..=60 => matter.add(key, format!("{day}T{hour:02}:{minute}:00")),
            61..=70 => {
                matter.add(key, day);
                matter.add(self.rng.mostly("time|start-time|start_time"), format!("{hour:02}:{minute}"));
            }
            // The file's name alone says it.
            71..=75 if stem.starts_with("202") => {}
            _ => {
                matter.add(key, self.date(day));
            }
        }
    }

    /// Writes the keys by which a meeting's follow-ups are settled.
    pub(super) fn meeting_state(&mut self, matter: &mut FrontMatter, meeting: &MeetingPlan, is_ready: bool) {
        let day = meeting.day;
        match meeting.state {
            MeetingState::Held => {
                if meeting.due != Some(Due::Thank) {
                    let thanked = day.plus(self.rng.below(2));
                    let key = self.rng.mostly("thanked|Thanked");
                    matter.add(key, self.date_or_no(thanked, 4));
                }
                if self.rng.percent(20) {
                    matter.add("confirmed", self.date(day.minus(1)));
                }
                if self.rng.percent(25) {
                    matter.add(self.rng.mostly("status|Status"), "held");
                }
            }
            MeetingState::Cancelled => {
                matter.add("status", self.rng.mostly("cancelled|Cancelled|canceled"));
            }
            MeetingState::NoShow => matter.add("status", "no-show"),
            MeetingState::Today => matter.add("confirmed", day.minus(1)),
            MeetingState::Planned => {
                if is_ready && self.rng.percent(40) {
                    matter.add("confirmed", self.date_or_no(Day::TODAY.minus(1), 10));
                }
                if meeting.due.is_none() && !is_ready && self.rng.percent(20) {
                    matter.add("prepared", "no");
                }
                if self.rng.percent(25) {
                    matter.add("status", "planned");
                }
            }
        }
    }

    pub(super) fn meeting_extras(&mut self, matter: &mut FrontMatter, name: &str, is_ready: bool) {
        let wanted = self.rng.between(6, 12);
        let mut extras: Vec<usize> = (0..9).collect();
        self.rng.shuffle(&mut extras[3..]);
        for extra in extras {
            // Goals come first: a meeting is ready only with them.
            if extra > 0 && matter.properties.len() >= wanted {
                break;
            }
            match extra {
                0 if is_ready => {
                    let count = self.rng.between(1, 2);
                    let mut goals: Vec<String> = GOALS.split('|').map(str::to_owned).collect();
                    self.rng.shuffle(&mut goals);
                    let key = self.rng.mostly("goals|Goals");
                    matter.push(self.list(key, &goals[..count]));
                }
                1 => matter.add("duration", self.rng.any("30m|45m|1h|30 min|60m")),
                2 => matter
                    .add(self.rng.mostly("channel|mode|meeting_type"), self.rng.any("video|phone|in person|a walk")),
                3 => matter.add("location", self.rng.any(PLACES)),
                4 => matter.add("title", format!("\"Coffee chat: {name}\"")),
                5 => matter.add("created", Day(self.rng.below(600))),
                6 => matter.add("mood", self.rng.any("good|curious|tired")),
                7 => matter.add("project", self.rng.pick(TOPICS)),
                8 => matter.add("publish", self.rng.any("false|true")),
                _ => {}
            }
        }
    }

    /// Writes the reflection: empty where it is due or waived, else with text, or no such section.
    pub(super) fn reflection(&mut self, page: &mut Page, is_empty: bool) {
        if is_empty {
            page.heading("## Reflection");
        } else if self.rng.percent(55) {
            page.heading("## Reflection");
            page.line(self.sentence());
        }
    }
}
