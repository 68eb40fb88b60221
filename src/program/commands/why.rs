//! `why`: why a line is on the dashboard and how it goes away, or the standing of a person.

use std::cell::RefCell;

use crate::core::base::LineIndex;
use crate::core::base::escape::visible;
use crate::core::base::text::slice;
use crate::core::derive::follow_ups::FollowUp;
use crate::core::derive::follow_ups::facts::{Fact, last_contact};
use crate::core::derive::follow_ups::phrase::Wording;
use crate::core::index::{NoteId, Person};
use crate::core::model::{Day, NoteKind};
use crate::core::syntax::calendar;
use crate::core::workspace::Workspace;
use crate::program::cli::WhyArgs;
use crate::program::error::Result;
use crate::vault::{Read, Vault};

use super::Outcome;
use super::scan;
use crate::core::lookup::Finder;
use crate::program::commands::terminal::Output;

/// The most characters of a line that are shown.
const LONGEST_LINE: usize = 400;

pub(super) fn run(args: &WhyArgs, output: &mut Output) -> Result<Outcome> {
    let scan = scan::look(None, &args.place)?;
    let workspace = &scan.workspace;
    let finder = Finder::new(workspace);
    let why = Why { vault: &scan.vault, workspace, wording: finder.wording, read: RefCell::default() };
    let asked = args.what.join(" ");
    let mut lines = Vec::new();
    let pair = finder.by_pair(&asked);
    if !pair.is_empty() {
        for half in pair {
            why.explain(half.follow_up, half.is_done, &mut lines);
        }
    } else if let Some(found) = finder.by_id(&asked)? {
        why.explain(found.follow_up, found.is_done, &mut lines);
    } else {
        why.about(finder.by_name(&asked)?, &mut lines);
    }
    output.data(|out| writeln!(out, "{}", lines.join("\n")))?;
    Ok(Outcome::Done)
}

struct Why<'a> {
    vault: &'a Vault,
    workspace: &'a Workspace,
    wording: Wording<'a>,
    /// The note that was read last, with its lines.
    read: RefCell<Option<(NoteId, String, LineIndex)>>,
}

impl Why<'_> {
    /// Explains one follow-up.
    fn explain(&self, follow_up: &FollowUp, is_done: bool, lines: &mut Vec<String>) {
        let today = self.wording.today;
        let pieces = if is_done { self.wording.done(follow_up) } else { self.wording.what(follow_up) };
        lines.push(format!("{}  ({})", visible(&self.wording.plain(&pieces)), follow_up.id));
        let due = match follow_up.due {
            _ if is_done => String::from("done today"),
            _ if Self::stands_aside(follow_up) => String::from("not listed"),
            Some(due) if follow_up.is_held(today) => format!("put off to {}, {due}", calendar::due(due, today)),
            None if follow_up.is_held(today) => String::from("put off"),
            Some(due) if self.lapsed(follow_up).is_some() => format!("lapsed, {}, {due}", calendar::due(due, today)),
            Some(due) => format!("{}, {due}", calendar::due(due, today)),
            None => String::from("whenever there is time"),
        };
        lines.push(format!("  {due}, by the rule `{}`{}", follow_up.rule, self.interval(follow_up)));
        lines.push(String::from("  because"));
        if is_done {
            self.fact(&self.wording.settlement(follow_up), lines);
        } else {
            for fact in self.wording.facts(follow_up) {
                self.fact(&fact, lines);
            }
            if let Some(last) = self.lapsed(follow_up) {
                let rule = follow_up.rule;
                lines.push(format!(
                    "    it lapsed after {last}; `rules: {{{rule}: {{lapse: never}}}}` keeps such lines"
                ));
            }
            lines.push(String::from("  it goes away with"));
            lines.extend(self.wording.remedies(follow_up).iter().map(|remedy| format!("    {}", visible(remedy))));
        }
    }

    /// Returns whether a task of the user's own stands in the place of a follow-up, or the notes say that it was done.
    fn stands_aside(follow_up: &FollowUp) -> bool {
        follow_up.hold.as_deref().is_some_and(|hold| hold.by.is_lasting())
    }

    /// Returns the last day of a follow-up that lapsed.
    fn lapsed(&self, follow_up: &FollowUp) -> Option<Day> {
        let last = self.workspace.config.last_day(follow_up.rule, follow_up.due)?;
        (last < self.wording.today && !follow_up.is_held(self.wording.today)).then_some(last)
    }

    fn interval(&self, follow_up: &FollowUp) -> String {
        use crate::core::model::Rule;
        let interval = self.workspace.config.interval(follow_up.rule).filter(|_| follow_up.due.is_some());
        let Some(interval) = interval else { return String::new() };
        match follow_up.rule {
            Rule::Task | Rule::KeepInTouch => String::new(),
            rule if rule.is_before_meeting() => format!(" ({interval} before)"),
            _ => format!(" ({interval} later)"),
        }
    }

    /// Adds a fact, its place, and its line.
    fn fact(&self, fact: &Fact, lines: &mut Vec<String>) {
        let path = self.workspace.index.note(fact.note).path.as_str();
        let Some(line) = fact.line else {
            lines.push(format!("    {}: {}", visible(path), visible(&fact.says)));
            return;
        };
        lines.push(format!("    {}:{line}: {}", visible(path), visible(&fact.says)));
        if let Some(text) = self.line(fact.note, line) {
            lines.push(format!("      | {}", visible(&text)));
        }
    }

    /// Returns a line of a note as it is on the disk.
    fn line(&self, id: NoteId, line: u32) -> Option<String> {
        let mut read = self.read.borrow_mut();
        if read.as_ref().is_none_or(|(last, ..)| *last != id) {
            let path = &self.workspace.index.note(id).path;
            let text = match self.vault.read(path, self.workspace.config.max_note_size) {
                Read::Bytes(bytes) => String::from_utf8(bytes).unwrap_or_default(),
                _ => String::new(),
            };
            let lines = LineIndex::new(&text);
            *read = Some((id, text, lines));
        }
        let (_, text, lines) = read.as_ref()?;
        let text = text.get(lines.start(line)..)?.lines().next()?.trim();
        let shown = match text.char_indices().nth(LONGEST_LINE) {
            Some((at, _)) => format!("{}…", slice(text, 0..at)),
            None => text.to_owned(),
        };
        (!shown.is_empty()).then_some(shown)
    }

    /// Explains the standing of a note: a person's state, and every follow-up that concerns it.
    fn about(&self, id: NoteId, lines: &mut Vec<String>) {
        let note = self.workspace.index.note(id);
        lines.push(format!("{}  ({})", visible(&note.title), visible(note.path.as_str())));
        if let (NoteKind::Contact(contact), Some(standing)) = (&note.kind, self.workspace.standing.contact(id)) {
            let company =
                contact.company.as_deref().map(|company| format!(" at {}", visible(company))).unwrap_or_default();
            lines.push(format!("  {}{company}", standing.state.as_str()));
            if let Some(line) = standing.stopped_at {
                self.fact(
                    &Fact { note: id, line: Some(line), says: String::from("only tasks that you wrote are due") },
                    lines,
                );
            }
            match &standing.last_touch {
                Some(touch) => self.fact(&last_contact(touch), lines),
                None => lines.push(String::from("  no contact yet")),
            }
        }
        if let Some(meeting) = self.workspace.standing.meeting(id) {
            lines.push(format!("  {}", meeting.as_str()));
        }
        if let Some(snooze) = note.snooze.filter(|snooze| self.wording.today < snooze.value) {
            let but = if note.as_contact().is_some() { ", but talks ahead and tasks with a day" } else { "" };
            let says = format!("nothing before {}{but}", snooze.value);
            self.fact(&Fact { note: id, line: Some(snooze.location.line), says }, lines);
        }
        let concerns = |follow_up: &&FollowUp| follow_up.note == id || follow_up.who.contains(&Person::Known(id));
        let agenda = &self.workspace.agenda;
        let open: Vec<&FollowUp> = agenda.follow_ups().filter(concerns).collect();
        if open.is_empty() {
            lines.push(String::from("  nothing is due"));
        }
        for follow_up in open.into_iter().chain(agenda.held().filter(concerns)).chain(agenda.lapsed().filter(concerns))
        {
            lines.push(String::new());
            self.explain(follow_up, false, lines);
        }
    }
}
