//! Letters that confirm a talk, and letters of thanks for one.

use crate::core::base::text::{and, fold_name};
use crate::core::edit::Refusal;
use crate::core::index::{NoteId, Person};
use crate::core::model::{Event, EventKey, Meeting, MeetingStatus, Note, When};
use crate::core::parse::body::passages::takeaways;
use crate::core::syntax::calendar;

use super::facts::LetterFacts;
use super::mail::{Mailbox, one_line};
use super::{Occasion, Record, Source};

impl<E: From<Refusal>> Source<'_, E> {
    pub(super) fn confirm(&self) -> Result<Occasion, E> {
        let (who, today) = (self.wish.who, self.workspace.today());
        let name = &*self.index().note(who).title;
        let next = self.workspace.standing.contact(who).and_then(|standing| standing.next_meeting).map(|(_, id)| id);
        let Some(id) = self.wish.meeting.or(next) else {
            return Err(
                Refusal::new(format!("no talk with {name} is planned; add one with `coffeechat new meeting`")).into()
            );
        };
        let (note, meeting) = self.meeting(id)?;
        let status = self.workspace.standing.meeting(id).unwrap_or(MeetingStatus::Planned);
        if status != MeetingStatus::Planned {
            return Err(Refusal::new(format!(
                "{} is not a planned talk: its status is `{}`",
                note.path,
                status.as_str()
            ))
            .into());
        }
        let mut facts = self.facts_of(id, meeting);
        let date = self.index().date(id, today).map(|date| date.value);
        facts.set("day", date.map(|date| calendar::full_day(date.day, today)));
        facts.set("time", date.and_then(|date| date.time).map(|time| time.format("%-H:%M").to_string()));
        let mut occasion = Occasion::new(self.mailboxes(id), facts, vec![Record::Event(id, EventKey::Confirmed)]);
        if let Some(day) = last(meeting, EventKey::Confirmed) {
            occasion.remarks.push(format!("{} says that it is confirmed ({day})", note.path));
        }
        Ok(occasion)
    }

    pub(super) fn thank(&self) -> Result<Occasion, E> {
        let today = self.workspace.today();
        let id = self.wish.meeting.map_or_else(|| self.unthanked(), Ok)?;
        let (note, meeting) = self.meeting(id)?;
        if self.workspace.standing.meeting(id) != Some(MeetingStatus::Held) {
            return Err(Refusal::new(self.not_held(id)).into());
        }
        let text = (self.read)(id)?;
        let takeaways = takeaways(&text, &self.workspace.config.words());
        let names: Vec<String> = self.index().people(id).iter().map(|person| self.greeting_of(person)).collect();
        if takeaways.is_empty() {
            return Err(Refusal::new(format!(
                "what did you learn from {} that you did not know before? Write a line about it under *Takeaways* in {}; \
                 thanks that name it are worth sending",
                and(&names),
                note.path
            )).into());
        }
        let mut facts = self.facts_of(id, meeting);
        facts.set("takeaway", self.wish.about.or_else(|| takeaways.first().map(String::as_str)));
        facts.set_all("takeaways", takeaways);
        facts.set_all("promises", self.promises(id, note));
        let day = self.index().date(id, today).map(|date| date.value.day);
        facts.set("said_day", day.map(|day| self.spoken(day)));
        let mut occasion = Occasion::new(self.mailboxes(id), facts, vec![Record::Event(id, EventKey::Thanked)]);
        if let Some(day) = last(meeting, EventKey::Thanked) {
            occasion.remarks.push(format!("{} says that you thanked ({day})", note.path));
        } else if let Some(days) = day.map(|day| (today - day).num_days()).filter(|days| *days > 1) {
            occasion.remarks.push(format!("the talk was {days} days ago; thanks are best within a day"));
        }
        Ok(occasion)
    }

    /// Returns the last held talk with the contact that had no thanks yet. Thanks of today do not count.
    fn unthanked(&self) -> Result<NoteId, E> {
        let who = self.wish.who;
        let name = &*self.index().note(who).title;
        let talks: Vec<(NoteId, &Meeting)> = self
            .index()
            .meetings_with(who)
            .iter()
            .filter_map(|id| Some((*id, self.index().note(*id).as_meeting()?)))
            .collect();
        let is_open = |meeting: &Meeting| {
            let is_settled = |when: When| !matches!(when, When::On(at) if at.day == self.workspace.today());
            !meeting.events.iter().any(|event| event.key == EventKey::Thanked && is_settled(event.when))
        };
        let held = talks.iter().filter(|(id, _)| self.workspace.standing.meeting(*id) == Some(MeetingStatus::Held));
        let open = held.clone().filter(|(_, meeting)| is_open(meeting));
        let day = |id: NoteId| self.index().date(id, self.workspace.today()).map(|date| date.value);
        if let Some((id, _)) = open.max_by_key(|(id, _)| day(*id)) {
            return Ok(*id);
        }
        let next = self.workspace.standing.contact(who).and_then(|standing| standing.next_meeting);
        Err(Refusal::new(match (held.count(), next) {
            (0, Some((_, id))) => self.not_held(id),
            (0, None) => format!("no talk with {name} was held, so there is nothing to thank for yet"),
            _ => format!("you sent thanks for every talk with {name}; to write again, name the note with `--meeting`"),
        })
        .into())
    }

    /// Returns the reason why there is no letter of thanks for a talk.
    fn not_held(&self, id: NoteId) -> String {
        let note = self.index().note(id);
        let day = self.index().date(id, self.workspace.today()).map(|date| date.value.day);
        let status = self.workspace.standing.meeting(id).unwrap_or(MeetingStatus::Planned);
        match (status, day) {
            (MeetingStatus::Planned, Some(day)) if day == self.workspace.today() => format!(
                "{} is planned for today, and nothing in it shows that the talk took place; write what you learned under \
                 *Takeaways*",
                note.path
            ),
            (MeetingStatus::Planned, Some(day)) => {
                format!("{} is still ahead, {}", note.path, calendar::day(day, self.workspace.today()))
            }
            (status, _) => format!("{} is {}, so there is nothing to thank for", note.path, status.as_str()),
        }
    }

    /// Returns the meeting of a note that the letter may be about.
    fn meeting(&self, id: NoteId) -> Result<(&Note, &Meeting), E> {
        let note = self.index().note(id);
        let who = &self.index().note(self.wish.who).title;
        match note.as_meeting() {
            Some(meeting) if self.index().meetings_with(self.wish.who).contains(&id) => Ok((note, meeting)),
            _ => Err(Refusal::new(format!("{} is not about a talk with {who}", note.path)).into()),
        }
    }

    /// Returns the facts for every letter about a talk.
    fn facts_of(&self, id: NoteId, meeting: &Meeting) -> LetterFacts {
        let mut facts = self.facts(self.wish.who);
        let people = self.index().people(id);
        let names: Vec<String> = people.iter().map(|person| self.greeting_of(person)).collect();
        facts.set("greeting", Some(and(&names)));
        facts.set("minutes", meeting.duration.map(|minutes| minutes.to_string()));
        facts.set("length", meeting.duration.map(length));
        let channel = meeting.channel.as_deref().map(one_line);
        facts.set(
            "channel",
            channel.map(|channel| match fold_name(&channel).replace(['-', '_'], " ").as_str() {
                "video" | "phone" => format!("by {}", channel.to_lowercase()),
                "in person" => String::from("in person"),
                _ => channel,
            }),
        );
        facts
    }

    /// Returns everybody who takes part in a talk.
    fn mailboxes(&self, id: NoteId) -> Vec<Mailbox> {
        self.index().people(id).iter().map(|person| Mailbox::new(self.index(), person)).collect()
    }

    /// Returns the open tasks of a talk's note that name its people, as sentences to them: `send you the file`.
    fn promises(&self, id: NoteId, note: &Note) -> Vec<String> {
        let mut names = Vec::new();
        for person in self.index().people(id) {
            names.push(self.index().name(person).to_owned());
            names.push(self.greeting_of(person));
            if let Person::Known(id) = person {
                names.extend(self.index().note(*id).aliases.iter().map(ToString::to_string));
            }
        }
        // The longest name first, so that no part of a full name is left.
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let open = note.tasks.iter().filter(|task| task.status.is_open());
        open.filter_map(|task| to_you(&one_line(&task.text), &names)).collect()
    }
}

/// Returns whether a name in a line is that of somebody for whom something is done: not of who does it (`Ann: intro to Bo`,
/// `that Ann is nice`), nor a part of what it is (`the Ann intro`).
fn is_done_for(before: &str, behind: &str) -> bool {
    const VERBS: [&str; 12] =
        ["is", "was", "has", "had", "will", "would", "can", "to", "said", "says", "wants", "asks"];
    let last = before.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    let next = behind.split_whitespace().next().unwrap_or_default();
    let acts = behind.starts_with(':') || (behind.starts_with(char::is_whitespace) && VERBS.contains(&next));
    let is_part = matches!(last.as_str(), "" | "the" | "a" | "an" | "that" | "if" | "whether");
    !acts && !is_part
}

/// Returns a line about somebody as a sentence to them: `Send Marta the file` is `send you the file`. `None` if it
/// names none of `names`, or not as those for whom something is done.
pub(super) fn to_you(line: &str, names: &[String]) -> Option<String> {
    let mut said = line.to_owned();
    for name in names.iter().filter(|name| !name.is_empty()) {
        let (mut new, mut rest) = (String::new(), said.as_str());
        while let Some(at) = rest.find(name.as_str()) {
            let (before, behind) = (rest.get(..at)?, rest.get(at + name.len()..)?);
            let is_word = !before.ends_with(char::is_alphanumeric) && !behind.starts_with(char::is_alphanumeric);
            if is_word && !is_done_for(&format!("{new}{before}"), behind) {
                return None;
            }
            let whose = ["'s", "’s"].into_iter().find(|end| behind.starts_with(end));
            new.push_str(before);
            match whose {
                _ if !is_word => new.push_str(name),
                Some(_) => new.push_str("your"),
                None => new.push_str("you"),
            }
            rest =
                if is_word { whose.map_or(behind, |end| behind.get(end.len()..).unwrap_or_default()) } else { behind };
        }
        new.push_str(rest);
        said = new;
    }
    (said != line).then(|| super::facts::in_a_sentence(&said))
}

/// Returns a number of minutes in words: `an hour`, `45 minutes`.
pub(super) fn length(minutes: u32) -> String {
    match minutes {
        60 => String::from("an hour"),
        90 => String::from("an hour and a half"),
        minutes if minutes > 0 && minutes % 60 == 0 => format!("{} hours", minutes / 60),
        minutes => format!("{minutes} minutes"),
    }
}

/// Returns the last day of an event: `2026-11-20`.
fn last(meeting: &Meeting, key: EventKey) -> Option<String> {
    meeting.events.iter().filter(|event| event.key == key).filter_map(Event::day).max().map(|day| day.to_string())
}
