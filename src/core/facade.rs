//! What front ends call: a command line, a watcher, a language server, an editor's plug-in.
//!
//! A front end gives a [`Workspace`] texts, the settings and the day, and asks it for lists, pages and edits. Nothing
//! here touches a disk: an action returns a [`WorkspaceEdit`], and the front end applies it.

use crate::core::actions::Sources;
use chrono::NaiveTime;
use rayon::prelude::*;

use crate::core::actions::glance::{self, Glance};
use crate::core::actions::harvest::{Harvest, SettleRequest, harvest};
use crate::core::actions::pages::{self, RefreshedPages};
use crate::core::actions::ticks::Kept;
use crate::core::base::NotePath;
use crate::core::base::diagnostic::Diagnostic;
use crate::core::config::{Config, ConfigError};
use crate::core::edit::{Refusal, WorkspaceEdit};
use crate::core::lists::{self, ContactRow, FollowUpRow, MeetingRow, QuestionRow, Status, View};
use crate::core::lookup::{Completion, Finder, FoundFollowUp, NameKind, Names};
use crate::core::model::{Action, Day};
use crate::core::parse::NoteParser;
use crate::core::render;
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::block::row::PageRow;
use crate::core::workspace::{Change, Workspace};

/// Something that can be done about a follow-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvailableAction {
    /// What is done.
    pub action: Action,
    /// The id of the follow-up, as it is written in a block.
    pub id: String,
    /// The follow-up in words: `Thank Priya Nair for the talk on Thu 19 Nov`.
    pub what: String,
}

impl Workspace {
    /// Makes the workspace of notes on a day. `settings` is the text of `coffeechat.yaml`; it may be empty. A note is
    /// its path in the vault and its text.
    ///
    /// # Errors
    ///
    /// If the settings cannot be read.
    ///
    /// # Examples
    ///
    /// ```
    /// use coffeechat::{Day, Filter, Workspace};
    ///
    /// let notes = [("people/Ann Lee.md", "---\ntype: contact\nrequested: 2026-11-09\n---\n")];
    /// let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
    /// let workspace = Workspace::from_texts("", notes, today)?;
    /// let follow_ups = workspace.follow_ups(&Filter::default());
    /// assert_eq!(follow_ups[0].what, "Nudge Ann Lee, no answer since Mon 9 Nov");
    /// # Ok::<(), coffeechat::ConfigError>(())
    /// ```
    pub fn from_texts<'t>(
        settings: &str,
        notes: impl IntoIterator<Item = (&'t str, &'t str)>,
        today: Day,
    ) -> Result<Self, ConfigError> {
        let config = Config { read_on: Some(today), ..Config::parse(settings)? };
        let parser = NoteParser::new(&config);
        let notes: Vec<(&str, &str)> = notes.into_iter().collect();
        let parse = |(path, text): &(&str, &str)| parser.parse(&NotePath::new(*path), text.as_bytes());
        let notes = notes.par_iter().map(parse).collect();
        Ok(Self::new(config.clone(), notes, Vec::new(), today))
    }

    /// Takes in the text of a note, new or changed: from the disk, or from an editor that has not saved it.
    ///
    /// # Examples
    ///
    /// ```
    /// # use coffeechat::{Day, Filter, NotePath, Workspace};
    /// let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
    /// let mut workspace = Workspace::from_texts("", [], today)?;
    /// let note = NotePath::new("people/Ann Lee.md");
    /// workspace.set_text(&note, "---\ntype: contact\nrequested: 2026-11-09\n---\n");
    /// assert_eq!(workspace.follow_ups(&Filter::default()).len(), 1);
    /// workspace.remove(&note);
    /// assert!(workspace.follow_ups(&Filter::default()).is_empty());
    /// # Ok::<(), coffeechat::ConfigError>(())
    /// ```
    pub fn set_text(&mut self, path: &NotePath, text: &str) {
        let note = NoteParser::new(&self.config).parse(path, text.as_bytes());
        self.update(vec![Change::Put(note)]);
    }

    /// Takes in that a note is gone.
    pub fn remove(&mut self, path: &NotePath) {
        self.update(vec![Change::Gone(path.clone())]);
    }

    /// Returns what is wrong with the notes, in the order of paths and lines. `kept` are the ticks that stay on their
    /// pages.
    ///
    /// # Examples
    ///
    /// ```
    /// # use coffeechat::{Day, Workspace};
    /// let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
    /// let note = ("people/Ann Lee.md", "---\ntype: contact\nrequested: last week\n---\n");
    /// let workspace = Workspace::from_texts("", [note], today)?;
    /// let found = workspace.all_diagnostics(&[]);
    /// let place = found[0].place.as_ref().unwrap();
    /// assert_eq!((place.line, place.column, found[0].code.to_string().as_str()), (3, 12, "not-a-date"));
    /// # Ok::<(), coffeechat::ConfigError>(())
    /// ```
    #[must_use]
    pub fn all_diagnostics(&self, kept: &[Kept]) -> Vec<Diagnostic> {
        self.diagnostics(render::diagnostics::of(self, pages::findings(self, kept)))
    }

    /// Returns the follow-ups that a filter leaves, in the order of the dashboard.
    #[must_use]
    pub fn follow_ups(&self, filter: &Filter) -> Vec<FollowUpRow> {
        lists::follow_ups(&View::new(self, &[]), filter)
    }

    /// Returns the contacts that a filter leaves, by what is next with them.
    #[must_use]
    pub fn contacts(&self, filter: &Filter) -> Vec<ContactRow> {
        lists::contacts(&View::new(self, &[]), filter)
    }

    /// Returns the meetings that a filter leaves, by date.
    #[must_use]
    pub fn meetings(&self, filter: &Filter) -> Vec<MeetingRow> {
        lists::meetings(&View::new(self, &[]), filter)
    }

    /// Returns the questions of the banks that a filter leaves, in the order of the banks.
    #[must_use]
    pub fn questions(&self, filter: &Filter) -> Vec<QuestionRow> {
        lists::questions(&View::new(self, &[]), filter)
    }

    /// Returns how much is due and the next talk, for a status bar. Talks of today that began before `now` are over.
    ///
    /// # Examples
    ///
    /// ```
    /// # use coffeechat::{Day, Workspace};
    /// let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
    /// let notes = [
    ///     ("people/Ann Lee.md", "---\ntype: contact\nrequested: 2026-11-09\n---\n"),
    ///     ("meetings/Sam.md", "---\ntype: meeting\nwith: Sam Okafor\ndate: 2026-11-21 15:30\nconfirmed: yes\n---\n"),
    /// ];
    /// let workspace = Workspace::from_texts("", notes, today)?;
    /// assert_eq!(workspace.status(None).text, "1 today · 1 late · Sam 15:30");
    /// # Ok::<(), coffeechat::ConfigError>(())
    /// ```
    #[must_use]
    pub fn status(&self, now: Option<NaiveTime>) -> Status {
        lists::status(&View::new(self, &[]), now)
    }

    /// Returns the day at a glance, with at most so many things to do. `kept` are the ticks that stay on their pages.
    ///
    /// # Examples
    ///
    /// ```
    /// # use coffeechat::{Day, Workspace};
    /// let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
    /// let note = ("people/Ann Lee.md", "---\ntype: contact\nrequested: 2026-11-09\n---\n");
    /// let glance = Workspace::from_texts("", [note], today)?.glance(&[], 5);
    /// assert_eq!(glance.summary, "Saturday 21 November 2026. To do: 1 late.");
    /// assert_eq!(glance.next[0].what, "Nudge Ann Lee, no answer since Mon 9 Nov");
    /// # Ok::<(), coffeechat::ConfigError>(())
    /// ```
    #[must_use]
    pub fn glance(&self, kept: &[Kept], most: usize) -> Glance {
        glance::glance(self, kept, most)
    }

    /// Returns which pages are out of date, and their new text. The lines of `kept` ticks stay as they are.
    ///
    /// # Examples
    ///
    /// ```
    /// # use coffeechat::{Day, Workspace};
    /// let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
    /// let notes = [
    ///     ("people/Ann Lee.md", "---\ntype: contact\nrequested: 2026-11-09\n---\n"),
    ///     ("today.md", "# Today\n\n<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n"),
    /// ];
    /// let workspace = Workspace::from_texts("", notes, today)?;
    /// let pages = workspace.render(&[]);
    /// assert_eq!(pages.stale[0].path.as_str(), "today.md");
    /// assert!(pages.stale[0].new.contains("**Nudge** [Ann Lee]"));
    /// # Ok::<(), coffeechat::ConfigError>(())
    /// ```
    #[must_use]
    pub fn render(&self, kept: &[Kept]) -> RefreshedPages {
        pages::refresh(self, None, kept, false)
    }

    /// Returns what can be done at a line of a note, counted from 1: for the follow-up that a row of a page shows, for
    /// the task on the line, otherwise for all follow-ups that are settled in the note.
    ///
    /// # Examples
    ///
    /// ```
    /// # use coffeechat::{Action, Day, NotePath, Workspace};
    /// let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
    /// let text = "---\ntype: contact\n---\n- [ ] Send Ann the report\n";
    /// let workspace = Workspace::from_texts("", [("people/Ann Lee.md", text)], today)?;
    /// let actions = workspace.actions(&NotePath::new("people/Ann Lee.md"), 4);
    /// assert_eq!(actions.len(), 3);
    /// assert_eq!((actions[0].action, actions[0].what.as_str()), (Action::Done, "Send Ann the report (Ann Lee)"));
    /// # Ok::<(), coffeechat::ConfigError>(())
    /// ```
    #[must_use]
    pub fn actions(&self, path: &NotePath, line: u32) -> Vec<AvailableAction> {
        let finder = Finder::new(self);
        let found: Vec<FoundFollowUp<'_>> = if let Some(id) = self.row_at(path, line) {
            finder.all().filter(|found| found.follow_up.id.to_string() == id).collect()
        } else {
            let note = self.index.find(path);
            let is_open = |found: &FoundFollowUp<'_>| !found.is_done && Some(found.follow_up.note) == note;
            let (here, elsewhere): (Vec<_>, Vec<_>) =
                finder.all().filter(is_open).partition(|found| found.follow_up.line == line);
            if here.is_empty() { elsewhere } else { here }
        };
        let actions = |found: FoundFollowUp<'_>| {
            let actions: &[Action] =
                if found.is_done { &[Action::Undo] } else { &[Action::Done, Action::Snooze, Action::Waive] };
            let (id, what) = (found.follow_up.id.to_string(), finder.line(found));
            actions.iter().map(move |action| AvailableAction { action: *action, id: id.clone(), what: what.clone() })
        };
        found.into_iter().flat_map(actions).collect()
    }

    /// Returns the id of the follow-up that a line of a page shows.
    fn row_at(&self, path: &NotePath, line: u32) -> Option<String> {
        let text = render::page(&self.index, path)?.text;
        let line = text.lines().nth(usize::try_from(line).ok()?.checked_sub(1)?)?;
        Some(PageRow::parse(line)?.id.to_owned())
    }

    /// Returns the edit that settles the follow-up with that id: `done`, `waive`, `undo`, or a snooze until a day, or
    /// for a week if none is given.
    ///
    /// # Errors
    ///
    /// If there is no such follow-up, or its note cannot be edited; the refusal gives the reason.
    ///
    /// # Examples
    ///
    /// ```
    /// # use coffeechat::{Action, Day, JournalEntry, NotePath, Sources, Workspace};
    /// # let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
    /// const NOTE: (&str, &str) = ("people/Ann Lee.md", "---\ntype: contact\nrequested: 2026-11-09\n---\n");
    ///
    /// /// The notes as they are now; in an editor, those that it has open.
    /// struct Buffers;
    ///
    /// impl Sources for Buffers {
    ///     fn text(&self, path: &NotePath) -> Option<String> {
    ///         self.exists(path).then(|| NOTE.1.to_owned())
    ///     }
    ///     fn exists(&self, path: &NotePath) -> bool {
    ///         path.as_str() == NOTE.0
    ///     }
    ///     fn commands(&self) -> Vec<Vec<JournalEntry>> {
    ///         Vec::new()
    ///     }
    /// }
    ///
    /// let workspace = Workspace::from_texts("", [NOTE], today)?;
    /// let id = &workspace.actions(&NotePath::new(NOTE.0), 1)[0].id;
    /// let edit = workspace.settle(id, Action::Done, None, &Buffers).unwrap();
    /// let new = edit.notes[0].new.as_deref();
    /// assert_eq!(new, Some("---\ntype: contact\nrequested: 2026-11-09\nnudged: 2026-11-21\n---\n"));
    /// # Ok::<(), coffeechat::ConfigError>(())
    /// ```
    pub fn settle(
        &self,
        id: &str,
        action: Action,
        until: Option<Day>,
        sources: &dyn Sources,
    ) -> Result<WorkspaceEdit, Refusal> {
        let found = Finder::new(self).by_id(id)?;
        let found = found.ok_or_else(|| Refusal::new(format!("no follow-up has the id `{id}`")))?;
        if found.is_done != (action == Action::Undo) {
            let state = if found.is_done { "already done" } else { "not done" };
            return Err(Refusal::new(format!("{id} is {state}")));
        }
        let request = SettleRequest { follow_up: found.follow_up, action, until };
        let Harvest { edit, refused, .. } = harvest(self, sources, &[request], false);
        // The next harvest carries the ticks.
        let id = found.follow_up.id.to_string();
        let asked = |part: &WorkspaceEdit| part.notes.iter().any(|note| note.ids().any(|other| other == id));
        match refused.join("\n") {
            none if none.is_empty() => Ok(edit.parts().into_iter().find(asked).unwrap_or_default()),
            why => Err(Refusal::new(why)),
        }
    }

    /// Returns the edits that the ticks of all pages ask for, and the ticks that stay on their pages. Many ticks of an
    /// old page wait unless `is_sure` is set.
    #[must_use]
    pub fn harvest(&self, sources: &dyn Sources, is_sure: bool) -> Harvest {
        harvest(self, sources, &[], is_sure)
    }

    /// Returns the completions of a word that is being typed; case does not count.
    ///
    /// # Examples
    ///
    /// ```
    /// # use coffeechat::{Day, NameKind, Workspace};
    /// let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
    /// let workspace = Workspace::from_texts("", [("people/Zoë Quinn.md", "---\ntype: contact\n---\n")], today)?;
    /// assert_eq!(workspace.complete(NameKind::Contact, "zoë")[0].value, "Zoë Quinn");
    /// # Ok::<(), coffeechat::ConfigError>(())
    /// ```
    #[must_use]
    pub fn complete(&self, kind: NameKind, prefix: &str) -> Vec<Completion> {
        Names::new(self).suggest(kind, prefix)
    }
}
