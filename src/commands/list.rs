//! `list`: follow-ups, contacts, meetings or questions, for a person, a program or a spreadsheet.

use std::path::PathBuf;

use serde::Serialize;

use crate::blocks::filter::{Filter, QuestionList};
use crate::blocks::{BlockKind, View, select_contacts, select_follow_ups, select_meetings};
use crate::cli::{ListArgs, ListFormat, ListKind};
use crate::error::{Error, Result};
use crate::follow_ups::{FollowUp, Urgency};
use crate::index::{NoteId, Person};
use crate::model::{Day, EventKey, When};
use crate::picture::Picture;
use crate::questions::{History, Question, QuestionState};
use crate::report::escape::visible;
use crate::report::table::Table;
use crate::report::{csv, json};
use crate::vault;

use super::Outcome;
use super::output::Output;
use super::scan;

/// Rows of one kind, ready for any format.
struct Rows<T> {
    all: Vec<T>,
    head: &'static [&'static str],
    /// The columns that a terminal has room for; the others say again, or less.
    terminal: &'static [&'static str],
    cells: fn(&T) -> Vec<String>,
}

pub(super) fn run(args: &ListArgs, output: &mut Output) -> Result<Outcome> {
    let (filters, folder) = split_folder(&args.filters);
    let kind = match args.kind {
        ListKind::FollowUps => BlockKind::FollowUps,
        ListKind::Contacts => BlockKind::Contacts,
        ListKind::Meetings => BlockKind::Meetings,
        ListKind::Questions => BlockKind::Questions,
    };
    let filter = Filter::parse(kind, filters.iter().map(String::as_str))
        .map_err(|fault| Error::Usage(format!("{}\n{}", fault.message, fault.hint)))?;
    let scan = scan::scan(folder.as_deref(), &args.place)?;
    for message in filter.unknown_keys(&scan.picture.index) {
        output.message(&visible(&format!("note: {message}")))?;
    }
    let picture = &scan.picture;
    let list = List { picture, view: picture.view(&[]), filter: &filter };
    match args.kind {
        ListKind::FollowUps => list.follow_ups().print(args.format, &filter, output),
        ListKind::Contacts => list.contacts().print(args.format, &filter, output),
        ListKind::Meetings => list.meetings().print(args.format, &filter, output),
        ListKind::Questions => list.questions().print(args.format, &filter, output),
    }?;
    Ok(Outcome::Done)
}

/// Takes the vault's folder off the filters: the last argument, if it is a folder and reads like none of the filters.
fn split_folder(arguments: &[String]) -> (&[String], Option<PathBuf>) {
    let is_path = |last: &str| last.contains(['/', '\\']) || matches!(last, "." | "..") || vault::is_folder(last);
    match arguments.split_last() {
        // A filter such as `company:a/b` is no path.
        Some((last, filters)) if !last.contains(':') && is_path(last) => (filters, Some(PathBuf::from(last))),
        _ => (arguments, None),
    }
}

impl<T: Serialize> Rows<T> {
    fn print(mut self, format: ListFormat, filter: &Filter, output: &mut Output) -> Result<()> {
        let total = self.all.len();
        self.all.truncate(filter.limit.unwrap_or(usize::MAX));
        let cells = || self.all.iter().map(self.cells);
        match format {
            ListFormat::Json => output.data(|out| json::write(out, &self.all)),
            ListFormat::Csv => {
                let rows: Vec<Vec<String>> = cells().collect();
                output.data(|out| csv::write(out, self.head, rows.iter().map(|row| row.iter().map(String::as_str))))
            }
            ListFormat::Table => {
                let columns: Vec<usize> =
                    self.terminal.iter().filter_map(|name| self.head.iter().position(|other| other == name)).collect();
                let mut table = Table::new(self.terminal);
                for row in cells() {
                    table.row(columns.iter().filter_map(|column| row.get(*column)).map(String::as_str));
                }
                let width = output.width();
                output.data(|out| write!(out, "{}", table.render(width)))?;
                match (self.all.len(), total) {
                    (0, _) => output.message("nothing matches"),
                    (shown, total) if shown < total => output.message(&format!("… {} more", total - shown)),
                    _ => Ok(()),
                }
            }
        }
    }
}

/// What is listed, and from what.
struct List<'a> {
    picture: &'a Picture,
    view: View<'a>,
    filter: &'a Filter,
}

#[derive(Serialize)]
struct FollowUpRow {
    id: String,
    rule: &'static str,
    who: Vec<String>,
    company: Option<String>,
    what: String,
    due: Option<Day>,
    state: &'static str,
    note: String,
    line: u32,
    reason: String,
}

#[derive(Serialize)]
struct ContactRow {
    name: String,
    company: Option<String>,
    role: Option<String>,
    email: Option<String>,
    state: &'static str,
    last_contact: Option<Day>,
    last_contact_source: Option<String>,
    next_follow_up: Option<Day>,
    referred_by: Vec<String>,
    tags: Vec<String>,
    note: String,
}

#[derive(Serialize)]
struct MeetingRow {
    with: Vec<String>,
    date: Option<Day>,
    status: &'static str,
    prepared: usize,
    asked: usize,
    unasked: usize,
    confirmed: Option<String>,
    thanked: Option<String>,
    note: String,
}

#[derive(Serialize)]
struct QuestionRow {
    text: String,
    category: String,
    state: &'static str,
    asked_of: Vec<String>,
    prepared_for: Vec<String>,
    answers: u32,
    note: String,
    line: u32,
}

impl List<'_> {
    fn names(&self, people: &[Person]) -> Vec<String> {
        people.iter().map(|person| self.picture.index.name(person).to_owned()).collect()
    }

    fn path(&self, id: NoteId) -> String {
        self.picture.index.note(id).path.as_str().to_owned()
    }

    fn follow_ups(&self) -> Rows<FollowUpRow> {
        let rows = select_follow_ups(&self.view, self.filter).map(|follow_up| self.follow_up(follow_up));
        Rows {
            all: rows.collect(),
            head: &["due", "state", "what", "who", "company", "note", "id"],
            terminal: &["due", "what", "note", "id"],
            cells: |row| {
                let due = row.due.map_or_else(String::new, |due| due.to_string());
                let note = format!("{}:{}", row.note, row.line);
                vec![
                    due,
                    row.state.to_owned(),
                    row.what.clone(),
                    row.who.join("; "),
                    row.company.clone().unwrap_or_default(),
                    note,
                    row.id.clone(),
                ]
            },
        }
    }

    fn follow_up(&self, follow_up: &FollowUp) -> FollowUpRow {
        let wording = self.view.wording();
        let company = follow_up.who.iter().find_map(|person| match person {
            Person::Known(id) => self.picture.index.note(*id).as_contact()?.company.as_deref().map(str::to_owned),
            Person::Named(_) => None,
        });
        FollowUpRow {
            id: follow_up.id.to_string(),
            rule: follow_up.rule.as_str(),
            who: self.names(&follow_up.who),
            company,
            what: wording.plain(&wording.what(follow_up)),
            due: follow_up.due,
            state: match follow_up.urgency(self.view.today) {
                Urgency::Overdue => "overdue",
                Urgency::Today => "today",
                Urgency::Upcoming => "upcoming",
                Urgency::Undated => "undated",
            },
            note: self.path(follow_up.note),
            line: follow_up.line,
            reason: wording.reason(follow_up),
        }
    }

    fn contacts(&self) -> Rows<ContactRow> {
        let rows = select_contacts(&self.view, self.filter).map(|row| {
            let note = self.picture.index.note(row.id);
            let owned = |text: Option<&Box<str>>| text.map(ToString::to_string);
            let contact = note.as_contact();
            ContactRow {
                name: note.title.to_string(),
                company: owned(contact.and_then(|contact| contact.company.as_ref())),
                role: owned(contact.and_then(|contact| contact.role.as_ref())),
                email: owned(contact.and_then(|contact| contact.email.as_ref())),
                state: row.standing.state.as_str(),
                last_contact: row.standing.last_touch.map(|touch| touch.day),
                last_contact_source: row.standing.last_touch.map(|touch| match touch.line {
                    0 => self.path(touch.note),
                    line => format!("{}:{line}", self.path(touch.note)),
                }),
                next_follow_up: row.next.and_then(|next| next.due),
                referred_by: self.names(self.picture.index.people(row.id)),
                tags: note.tags.iter().map(ToString::to_string).collect(),
                note: self.path(row.id),
            }
        });
        Rows {
            all: rows.collect(),
            head: &["name", "company", "role", "email", "state", "last_contact", "next_follow_up", "note"],
            terminal: &["name", "company", "state", "last_contact", "next_follow_up", "note"],
            cells: |row| {
                let text = |text: &Option<String>| text.clone().unwrap_or_default();
                let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
                vec![
                    row.name.clone(),
                    text(&row.company),
                    text(&row.role),
                    text(&row.email),
                    row.state.to_owned(),
                    day(row.last_contact),
                    day(row.next_follow_up),
                    row.note.clone(),
                ]
            },
        }
    }

    fn meetings(&self) -> Rows<MeetingRow> {
        // Without a word about the status, a list shows them all.
        let mut filter = self.filter.clone();
        if filter.statuses.is_empty() && !filter.is_by_day() {
            filter.statuses = crate::model::MeetingStatus::ALL.to_vec();
        }
        let rows = select_meetings(&self.view, &filter).filter_map(|id| {
            let meeting = self.picture.index.note(id).as_meeting()?;
            let counts = self.picture.questions.meeting_counts(id);
            let event = |key: EventKey| {
                let event = meeting.events.iter().rev().find(|event| event.key == key)?;
                Some(match event.when {
                    When::On(moment) => moment.day.to_string(),
                    When::Sometime => String::from("yes"),
                    When::Never => String::from("no"),
                })
            };
            Some(MeetingRow {
                with: self.names(self.picture.index.people(id)),
                date: meeting.date.map(|date| date.value.day),
                status: self.picture.standing.meeting(id)?.as_str(),
                prepared: counts.prepared,
                asked: counts.asked,
                unasked: counts.unasked,
                confirmed: event(EventKey::Confirmed),
                thanked: event(EventKey::Thanked),
                note: self.path(id),
            })
        });
        Rows {
            all: rows.collect(),
            head: &["date", "with", "status", "prepared", "asked", "unasked", "confirmed", "thanked", "note"],
            terminal: &["date", "with", "status", "asked", "unasked", "confirmed", "thanked", "note"],
            cells: |row| {
                let text = |text: &Option<String>| text.clone().unwrap_or_default();
                let day = row.date.map_or_else(String::new, |day| day.to_string());
                let count = |count: usize| count.to_string();
                vec![
                    day,
                    row.with.join("; "),
                    row.status.to_owned(),
                    count(row.prepared),
                    count(row.asked),
                    count(row.unasked),
                    text(&row.confirmed),
                    text(&row.thanked),
                    row.note.clone(),
                ]
            },
        }
    }

    fn questions(&self) -> Rows<QuestionRow> {
        let next = self.picture.questions.for_next(&self.picture.index, &self.picture.standing);
        let is_next = |question: &Question| {
            next.as_ref().is_some_and(|next| {
                next.suggestions.iter().any(|suggestion| std::ptr::eq(suggestion.question, question))
            })
        };
        let has_list = |question: &Question| {
            let lists = &self.filter.lists;
            lists.is_empty()
                || lists.iter().any(|list| match list {
                    QuestionList::Prepared => question.state() == QuestionState::Prepared,
                    QuestionList::Never => question.state() == QuestionState::Unused,
                    QuestionList::Asked => question.state() == QuestionState::Asked,
                    QuestionList::Next => is_next(question),
                })
        };
        let people = |history: &History| -> Vec<Person> {
            let prepared = history.prepared_for.iter().flat_map(|place| &place.people);
            history.asked_of.iter().chain(prepared).cloned().collect()
        };
        let histories = self.picture.questions.histories(&self.picture.index);
        let rows = self.picture.questions.bank().iter().zip(&histories).filter(|(question, _)| has_list(question));
        let rows = rows.filter(|(question, history)| {
            self.filter.has_question(&self.view, &question.category, Some(question.note), &people(history))
        });
        Rows {
            all: rows
                .map(|(question, history)| QuestionRow {
                    text: question.text.to_string(),
                    category: question.category.to_string(),
                    state: question.state().as_str(),
                    asked_of: self.names(&history.asked_of),
                    prepared_for: {
                        let mut names = Vec::new();
                        for name in history.prepared_for.iter().flat_map(|place| self.names(&place.people)) {
                            if !names.contains(&name) {
                                names.push(name);
                            }
                        }
                        names
                    },
                    answers: question.answers,
                    note: self.path(question.note),
                    line: question.line,
                })
                .collect(),
            head: &["state", "category", "question", "asked_of", "prepared_for", "answers", "note"],
            terminal: &["state", "category", "question", "answers"],
            cells: |row| {
                let note = format!("{}:{}", row.note, row.line);
                vec![
                    row.state.to_owned(),
                    row.category.clone(),
                    row.text.clone(),
                    row.asked_of.join("; "),
                    row.prepared_for.join("; "),
                    row.answers.to_string(),
                    note,
                ]
            },
        }
    }
}
