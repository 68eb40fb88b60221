//! The people below a heading for attendees, in whatever form they stand there, and those whom a title links to.

use crate::core::base::text::slice;
use crate::core::base::{Location, Span};
use crate::core::model::vocabulary::{Key, Topic, is_unset, is_with};
use crate::core::model::{Link, NoteType};
use crate::core::syntax::link;

use super::words::{links, plain_text};
use super::{BodyItem, Scanner};

/// Where a label for attendees without a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Labelled {
    /// Nowhere near.
    No,
    /// Above what is read next.
    Ahead,
    /// Above the list that is being read.
    Open,
}

impl Scanner<'_> {
    fn lists_attendees(&self) -> bool {
        self.kind == NoteType::Meeting && (self.topic() == Topic::Attendees || self.labelled == Labelled::Open)
    }

    /// Notices a label such as `**Attendees**:` alone on its line: the people stand behind it, in the next lines, the
    /// next paragraph or the next list.
    pub(super) fn attendees_behind_label(&mut self, range: &Span) {
        if self.kind != NoteType::Meeting {
            return;
        }
        let mut lines = slice(self.text, range.clone()).lines();
        let is_label = |line: &str| {
            let label = line.trim().trim_start_matches(['>', '-', '*', '_', ' ']).trim_end_matches(['*', '_', ' ']);
            let label = label.strip_suffix([':', '：']).map(|label| label.trim_end_matches(['*', '_', ' ']));
            label.is_some_and(|label| self.words.topic(label) == Topic::Attendees)
        };
        if !lines.any(is_label) {
            return;
        }
        let behind: Vec<&str> = lines.take_while(|line| !line.contains([':', '：'])).collect();
        if behind.is_empty() {
            self.labelled = Labelled::Ahead;
            return;
        }
        for line in behind {
            self.add_attendees_on(line, self.locate(range.clone()));
        }
    }

    /// Takes the people to whom a sentence in the midst of a paragraph links behind a label: `…. Present: [[Ann]], [[Bo]].`
    pub(super) fn attendees_in_sentence(&mut self, range: &Span) {
        let text = slice(self.text, range.clone());
        if self.kind != NoteType::Meeting || !self.body.attendees.is_empty() || !text.contains("[[") {
            return;
        }
        let label = text.match_indices(": [[").find_map(|(end, _)| {
            let start = text.get(..end)?.rfind(['.', '\n'])? + 1;
            let label = text.get(start..end)?.trim_matches([' ', '*', '_', '>']);
            (self.words.topic(label) == Topic::Attendees).then_some(end)
        });
        let Some(end) = label else { return };
        let behind = slice(text, end..text.len());
        // What follows is about those who did not come.
        let last = behind.find(". ").or_else(|| behind.find(".\n")).unwrap_or(behind.len());
        let found = links(&slice(behind, 0..last).replace("\n>", "\n"));
        self.add_attendees(found);
    }

    /// The list that starts belongs to the label above it.
    pub(super) fn open_labelled_list(&mut self) {
        if self.labelled == Labelled::Ahead {
            self.labelled = Labelled::Open;
            self.labelled_depth = self.items.len();
        }
    }

    /// A list ends.
    pub(super) fn close_labelled_list(&mut self) {
        if self.labelled == Labelled::Open && self.labelled_depth == self.items.len() {
            self.labelled = Labelled::No;
        }
    }

    fn add_attendees_on(&mut self, line: &str, location: Location) {
        let linked = links(line);
        let found = if linked.is_empty() { self.named_in(&plain_text(line), location) } else { linked };
        self.add_attendees(found);
    }

    /// Reads the people of a list item.
    pub(super) fn attendee(&mut self, text: &str, item: &BodyItem) {
        if !self.lists_attendees() {
            return;
        }
        let found = if item.links.is_empty() { self.named_in(text, self.place_of(item)) } else { item.links.clone() };
        self.add_attendees(found);
    }

    /// Reads the people of a paragraph that is not in a list: links, or names with commas between them.
    pub(super) fn attendees_in_prose(&mut self, range: &Span) {
        let is_labelled = self.labelled == Labelled::Ahead;
        if !self.items.is_empty() || !(is_labelled || self.lists_attendees()) {
            return;
        }
        self.labelled = Labelled::No;
        for line in slice(self.text, range.clone()).lines() {
            self.add_attendees_on(line, self.locate(range.clone()));
        }
    }

    /// Reads the people of the first cell of a table's row.
    pub(super) fn attendee_in_cell(&mut self, range: &Span) {
        if !self.lists_attendees() {
            return;
        }
        let cell = slice(self.text, range.clone()).trim_matches(['|', ' ', '\t']);
        self.add_attendees_on(cell, self.locate(range.clone()));
    }

    /// Takes the people whom the title of a meeting links to.
    pub(super) fn linked_in_title(&mut self, range: &Span) {
        if self.kind == NoteType::Meeting && self.body.heading_links.is_empty() {
            self.body.heading_links = links(slice(self.text, range.clone()).trim_start_matches('#').trim());
        }
    }

    /// Takes the people whom the first line of a meeting's note links to behind *with*, if its title links to nobody.
    pub(super) fn linked_in_first_line(&mut self, range: &Span) {
        if self.kind != NoteType::Meeting || self.has_prose || !self.items.is_empty() || self.quotes > 0 {
            return;
        }
        self.has_prose = true;
        let paragraph = slice(self.text, range.clone());
        let line = paragraph.lines().next().unwrap_or_default();
        let Some((before, behind)) = line.split_once("[[").filter(|_| self.body.heading_links.is_empty()) else {
            return;
        };
        if !before.split_whitespace().next_back().is_some_and(is_with) {
            return;
        }
        // Words other than those between names end the list: `met with [[Ann]] about [[Rust]]`.
        let is_joint = |text: &str| {
            matches!(
                text.trim(),
                "" | "," | "&" | "+" | "and" | "und" | "et" | "y" | "e" | "en" | "i" | "и" | "та" | "、" | "和"
            )
        };
        let mut end = before.len() + 2;
        for part in behind.split("[[") {
            let Some((inner, joint)) = part.split_once("]]") else { break };
            end += inner.len() + 2;
            if !is_joint(joint) {
                break;
            }
            end += joint.len() + 2;
        }
        self.body.heading_links = links(slice(line, before.len()..end.min(line.len())));
    }

    /// Returns the names in a text, without the label before them.
    fn named_in(&self, text: &str, location: Location) -> Vec<Link> {
        let text = match text.split_once(':') {
            Some((label, rest)) if matches!(self.words.key_as_written(label), Some(Key::Name | Key::With)) => rest,
            _ => text,
        };
        if is_unset(text) { Vec::new() } else { link::list_from_property(text.trim(), location) }
    }

    fn add_attendees(&mut self, found: Vec<Link>) {
        for link in found {
            if !self.body.attendees.iter().any(|known| known.target == link.target) {
                self.body.attendees.push(link);
            }
        }
    }
}
