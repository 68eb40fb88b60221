//! The brief of a talk: who the people are, how you met, what was said, what is promised, and when to be there. Each
//! fact is one line.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::core::base::text::{and, fold_name};
use crate::core::base::{LineIndex, markdown};
use crate::core::derive::questions::{Named, subject_words};
use crate::core::derive::readiness::arrive_by;
use crate::core::derive::statuses::{Touch, TouchKind};
use crate::core::index::{NoteId, Person, Resolution};
use crate::core::model::vocabulary::Vocabulary;
use crate::core::model::{Day, EventKey, Meeting, MeetingStatus, Moment, Note, Task, TaskSource};
use crate::core::parse::body::passages::{Said, passages, takeaways};
use crate::core::parse::body::{log_day, plain_text, question_length};
use crate::core::syntax::calendar;
use crate::core::workspace::Workspace;

use super::Talk;

/// The most earlier talks in the brief.
const MOST_TALKS: usize = 3;
/// The most takeaways of one earlier talk.
const MOST_TAKEAWAYS: usize = 4;
/// The most lines about what other people said.
const MOST_OF_OTHERS: usize = 4;
/// The most lines about what one other person said.
const MOST_OF_ONE: usize = 2;

/// Returns the lines of the brief.
pub(super) fn lines(
    workspace: &Workspace,
    talk: &Talk<'_>,
    meeting: &Meeting,
    read: &dyn Fn(NoteId) -> Option<String>,
) -> Vec<String> {
    // Days are written as seen from the day of the talk, so that they do not depend on the day of the preparation.
    let (folder, here) = (talk.path.folder(), workspace.index.find(talk.path));
    let agreed = || here.and_then(|id| workspace.index.date(id, workspace.today()));
    let date = meeting.date.or_else(agreed).map(|date| date.value);
    let from = date.map_or_else(|| workspace.today(), |date| date.day);
    let brief = Brief { workspace, folder, here, people: talk.people, from, read };
    let mut lines = Vec::new();
    lines.extend(brief.place(meeting, date));
    for person in talk.people {
        let Person::Known(id) = person else { continue };
        let note = workspace.index.note(*id);
        lines.extend(brief.who(*id, note));
        lines.extend(note.as_contact().and_then(|contact| contact.about.as_deref()).map(markdown::whole));
        lines.extend(brief.met(*id, note));
        lines.extend(brief.last_contact(*id));
        lines.extend(brief.earlier_talks(*id));
        lines.extend(brief.named(person, *id));
        lines.extend(brief.promises(*id, note));
    }
    lines.extend(brief.others());
    lines
}

struct Brief<'a> {
    workspace: &'a Workspace,
    /// The folder of the note.
    folder: &'a str,
    /// The note, if it is in the vault.
    here: Option<NoteId>,
    /// The people of the talk.
    people: &'a [Person],
    /// The day of the talk.
    from: Day,
    read: &'a dyn Fn(NoteId) -> Option<String>,
}

impl Brief<'_> {
    fn link(&self, text: &str, id: NoteId) -> String {
        markdown::link(text, self.folder, &self.workspace.index.note(id).path)
    }

    /// Returns somebody's name between two texts if the talk is with several people, so that a line shows who it is
    /// about.
    fn of(&self, id: NoteId, before: &str, behind: &str) -> String {
        match self.people {
            [_] => String::new(),
            _ => format!("{before}{}{behind}", markdown::whole(&self.workspace.index.note(id).title)),
        }
    }

    fn day(&self, day: Day) -> String {
        calendar::day(day, self.from)
    }

    /// Returns when and where the talk is, how long it lasts, and when to be there.
    fn place(&self, meeting: &Meeting, date: Option<Moment>) -> Option<String> {
        let mut parts = vec![calendar::moment(date?, self.from)];
        parts.extend(meeting.channel.as_deref().map(markdown::whole));
        parts.extend(meeting.duration.map(|minutes| match (minutes / 60, minutes % 60) {
            (0, minutes) => format!("{minutes} min"),
            (hours, 0) => format!("{hours} h"),
            (hours, minutes) => format!("{hours} h {minutes} min"),
        }));
        let early = arrive_by(meeting, date, &self.workspace.config)?.format("be there by %-H:%M");
        Some(format!("{}: {early}", parts.join(", ")))
    }

    /// Returns who a person is: `Priya Nair: Data engineer at Northwind Labs, climate`, with a link.
    fn who(&self, id: NoteId, note: &Note) -> Option<String> {
        let contact = note.as_contact()?;
        let known = match (contact.role.as_deref(), contact.company.as_deref()) {
            (Some(role), Some(company)) => vec![format!("{} at {}", markdown::whole(role), markdown::whole(company))],
            (one, other) => one.or(other).map(markdown::whole).into_iter().collect(),
        };
        let tags = note.tags.iter().map(|tag| markdown::whole(tag));
        let all: Vec<String> = known.into_iter().chain(tags).collect();
        let name = self.link(&note.title, id);
        Some(if all.is_empty() { name } else { format!("{name}: {}", all.join(", ")) })
    }

    /// Returns how you met a person, and who referred you.
    fn met(&self, id: NoteId, note: &Note) -> Vec<String> {
        let people = self.workspace.index.people(id).iter().map(|person| match person {
            Person::Known(id) => self.link(self.workspace.index.name(person), *id),
            Person::Named(name) => markdown::whole(name),
        });
        let people: Vec<String> = people.collect();
        let referred = match self.people {
            [_] => String::from("Referred by"),
            _ => self.of(id, "", " was referred by"),
        };
        let referred = (!people.is_empty()).then(|| format!("{referred} {}", people.join(" and ")));
        let source = note.properties.get("source").filter(|source| !source.trim().is_empty());
        let met = source
            .map(|source| format!("How you met{}: {}", self.of(id, " ", ""), markdown::whole(&plain_text(source))));
        referred.into_iter().chain(met).collect()
    }

    /// Returns the day of the last contact with a person, and what it was.
    fn last_contact(&self, id: NoteId) -> Option<String> {
        let touch = self.workspace.standing.contact(id)?.last_touch?;
        if Some(touch.note) == self.here {
            return None;
        }
        let what = match touch.kind {
            // The lines about earlier talks show what was said there.
            TouchKind::Meeting => return None,
            // The note does not record what it was.
            TouchKind::Event(EventKey::LastContact) => self.log_line(&touch),
            TouchKind::Event(key) => self.log_line(&touch).or_else(|| Some(key.as_str().replace('-', " "))),
            TouchKind::Log => Some(self.log_line(&touch)?),
        };
        let what = what.map_or_else(String::new, |what| format!(": {}", markdown::whole(&what)));
        Some(format!("Last contact {}{}{what}", self.of(id, "with ", ", "), self.day(touch.day)))
    }

    /// Returns the words of a log line after its day; `None` for any other line.
    fn log_line(&self, touch: &Touch) -> Option<String> {
        let text = (self.read)(touch.note)?;
        let line = text.get(LineIndex::new(&text).start(touch.line)..)?.lines().next()?;
        let words = plain_text(line.trim_start_matches(['-', '*', '+', '#', '|', ' ', '\t']));
        let (_, words) = log_day(&words, self.workspace.config.date_order)?;
        let words = words.trim_start_matches([':', ' ']).trim();
        (!words.is_empty()).then(|| words.to_owned())
    }

    /// Returns whom a person named who has no note yet.
    fn named(&self, person: &Person, id: NoteId) -> Vec<String> {
        let index = &self.workspace.index;
        let rows = self.workspace.questions.named(index).filter(|row| row.people.contains(person));
        let line = |row: Named<'_>| {
            let names: Vec<String> = row.names.iter().map(|name| markdown::whole(name)).collect();
            let day = index.date(row.note, self.workspace.today());
            let on =
                day.map_or_else(String::new, |day| format!(" on {}", self.link(&self.day(day.value.day), row.note)));
            format!("Named to you{}{on}: {}, not noted down yet", self.of(id, " by ", ""), and(&names))
        };
        rows.map(line).collect()
    }

    /// Returns the takeaways of earlier talks with a person, the latest talk first.
    fn earlier_talks(&self, id: NoteId) -> Vec<String> {
        let mut talks: Vec<(Day, NoteId)> = self.held(id).collect();
        talks.sort_unstable_by_key(|talk| Reverse(*talk));
        let mut lines = Vec::new();
        for (day, talk) in talks.into_iter().take(MOST_TALKS) {
            let was_there = |person: &Person| self.workspace.index.people(talk).contains(person);
            let with = if self.people.iter().all(was_there) { String::new() } else { self.of(id, " with ", "") };
            let link = self.link(&self.day(day), talk) + &with;
            let said = (self.read)(talk).map(|text| said(&text, &self.workspace.config.words())).unwrap_or_default();
            if said.is_empty() {
                lines.push(format!("You talked on {link}"));
            }
            lines.extend(
                said.iter().take(MOST_TAKEAWAYS).map(|words| format!("From {link}: {}", markdown::whole(words))),
            );
        }
        lines
    }

    /// Returns the other talks with a person that were held, with their days.
    fn held(&self, id: NoteId) -> impl Iterator<Item = (Day, NoteId)> {
        let standing = &self.workspace.standing;
        let talks = self.workspace.index.meetings_with(id).iter().copied();
        let talks =
            talks.filter(|talk| standing.meeting(*talk) == Some(MeetingStatus::Held) && Some(*talk) != self.here);
        talks.filter_map(|talk| Some((self.workspace.index.date(talk, self.workspace.today())?.value.day, talk)))
    }

    /// Returns the open tasks about a person, yours and theirs. A task is theirs if it begins with their name.
    fn promises(&self, id: NoteId, note: &Note) -> Vec<String> {
        let index = &self.workspace.index;
        let notes = index.task_notes_of(&Person::Known(id)).into_iter().filter(|place| Some(*place) != self.here);
        let mut lines = Vec::new();
        for place in notes {
            let source = index.note(place);
            for task in source.tasks.iter().filter(|task| self.is_promise(id, place, source, task)) {
                let theirs = behind_name(&task.text, note);
                let who = match (theirs, self.people) {
                    (Some(_), [_]) => String::from("They promised"),
                    (Some(_), _) => self.of(id, "", " promised"),
                    (None, _) => format!("You promised{}", self.of(id, " ", "")),
                };
                let by = task.due.map_or_else(String::new, |due| format!(", by {}", self.day(due)));
                let link = self.link(&source.title, place);
                lines.push(format!("{who}: {}{by} ({link})", markdown::whole(theirs.unwrap_or(&task.text))));
            }
        }
        lines
    }

    fn is_promise(&self, id: NoteId, place: NoteId, source: &Note, task: &Task) -> bool {
        let index = &self.workspace.index;
        let is_about = |link| index.resolve(source, link) == Resolution::Found(id);
        let is_near = place == id || index.people(place).contains(&Person::Known(id)) && source.as_meeting().is_some();
        task.status.is_open()
            && task.source != TaskSource::FollowUpDay
            && (is_near || task.links.iter().any(is_about))
            && !(task.source == TaskSource::Item && self.workspace.questions.is_question_line(place, task.line))
    }

    /// Returns what other people said in their latest talk, if they have the same company, a tag or a word of the role
    /// in common with somebody in this talk.
    fn others(&self) -> Vec<String> {
        let people = self.people;
        let known: Vec<Subject> = people.iter().filter_map(|person| self.subject(person)).collect();
        let contacts = self.workspace.index.contacts().map(|(id, ..)| Person::Known(id));
        let mut near: Vec<(usize, Day, NoteId, NoteId, String)> = contacts
            .filter(|person| !people.contains(person))
            .filter_map(|person| {
                let Person::Known(id) = person else { return None };
                let other = self.subject(&person)?;
                let (day, talk) = self.held(id).max()?;
                // What these people heard there themselves is not news to them.
                let was_there = self.workspace.index.people(talk).iter().any(|person| people.contains(person));
                let (score, why) = known.iter().map(|subject| subject.shared(&other)).max()?;
                (score > 0 && !was_there).then_some((score, day, id, talk, why))
            })
            .collect();
        near.sort_unstable_by(|one, other| other.cmp(one));
        let mut lines = Vec::new();
        let mut seen = BTreeSet::new();
        for (_, day, id, talk, why) in near {
            if lines.len() >= MOST_OF_OTHERS {
                break;
            }
            if !seen.insert(talk) {
                continue;
            }
            let Some(text) = (self.read)(talk) else { continue };
            let name = &self.workspace.index.note(id).title;
            let link = self.link(&format!("{name}, {}", calendar::short_day(day, self.from)), talk);
            let room = MOST_OF_ONE.min(MOST_OF_OTHERS - lines.len());
            let why = markdown::whole(&why);
            lines.extend(
                said(&text, &self.workspace.config.words())
                    .iter()
                    .take(room)
                    .map(|words| format!("From {link} ({why}): {}", markdown::whole(words))),
            );
        }
        lines
    }

    fn subject(&self, person: &Person) -> Option<Subject> {
        let Person::Known(id) = person else { return None };
        let note = self.workspace.index.note(*id);
        let contact = note.as_contact()?;
        Some(Subject {
            company: contact.company.as_deref().map(|company| fold_name(company).into_owned()).unwrap_or_default(),
            // A tag that says what the note is says nothing about the person.
            tags: note
                .tags
                .iter()
                .filter(|tag| Vocabulary::plain().type_of(tag).is_none())
                .map(|tag| fold_name(tag).into_owned())
                .collect(),
            role: contact.role.as_deref().map(subject_words).unwrap_or_default(),
        })
    }
}

/// The company, tags and words of the role of a person.
struct Subject {
    company: String,
    tags: BTreeSet<String>,
    role: BTreeSet<String>,
}

impl Subject {
    /// Returns how much two people have in common, and the strongest part of it.
    fn shared(&self, other: &Self) -> (usize, String) {
        let is_colleague = !self.company.is_empty() && self.company == other.company;
        let tags: Vec<&String> = self.tags.intersection(&other.tags).collect();
        let words: Vec<&String> = self.role.intersection(&other.role).collect();
        let score = if is_colleague { 4 } else { 0 } + 2 * tags.len() + words.len();
        let word = tags.first().or(words.first()).map_or_else(String::new, |word| format!("also {word}"));
        (score, if is_colleague { String::from("same company") } else { word })
    }
}

/// Returns the takeaways of a talk; if it has none, the answers.
fn said(text: &str, vocabulary: &Vocabulary) -> Vec<String> {
    let takeaways = takeaways(text, vocabulary);
    if !takeaways.is_empty() {
        return takeaways;
    }
    let asked = passages(text, vocabulary).into_iter().filter(|passage| passage.topic.is_questions());
    let has_answer = |said: &Said| !said.below.is_empty() || question_length(&said.words) < said.words.len();
    let said = asked.flat_map(|passage| passage.said).filter(has_answer);
    said.map(|said| [vec![said.words], said.below].concat().join(" ")).collect()
}

/// Returns the text of a task after the name of a person, if it begins with it: `@Priya: send the slides`.
fn behind_name<'t>(task: &'t str, person: &Note) -> Option<&'t str> {
    let words = task.trim_start_matches(['@', ' ']);
    let first_name = person.title.split(' ').next().unwrap_or_default();
    let mut names: Vec<&str> =
        std::iter::once(&*person.title).chain(person.aliases.iter().map(|alias| &**alias)).collect();
    names.push(first_name);
    names.sort_unstable_by_key(|name| Reverse(name.len()));
    names.into_iter().filter(|name| !name.is_empty()).find_map(|name| {
        let (head, rest) = words.split_at_checked(name.len())?;
        let is_end = rest.starts_with([' ', ':', ',']);
        (is_end && fold_name(head) == fold_name(name)).then(|| rest.trim_start_matches([' ', ':', ',', '-', '–']))
    })
}
