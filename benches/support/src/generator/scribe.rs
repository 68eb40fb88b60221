//! Writes one note: its size, its line endings and what is counted of it.

use super::Census;
use super::page::{Note, Page};
use super::plan::Plan;
use super::random::{Rng, Stream};
use super::words::SIZES;

/// Writes one note.
pub(super) struct Scribe<'a> {
    pub(super) plan: &'a Plan,
    pub(super) census: &'a mut Census,
    pub(super) rng: Rng,
    pub(super) number: usize,
    /// How many bytes the note should have.
    pub(super) target: usize,
    /// How many folders the note is below the root.
    pub(super) depth: usize,
    pub(super) task_lines: usize,
}

impl<'a> Scribe<'a> {
    pub(super) fn new(plan: &'a Plan, census: &'a mut Census, number: usize) -> Self {
        let mut rng = plan.rng(Stream::Note, number);
        let target = if Self::is_huge(number) { rng.between(195_000, 205_000) } else { Self::draw_size(&mut rng) };
        Self { plan, census, rng, number, target, depth: 1, task_lines: 0 }
    }

    /// Tells the one note in a thousand that is ten times as large as any other.
    pub(super) fn is_huge(number: usize) -> bool {
        number % 1000 == 499
    }

    /// Draws a size by straight lines between the quantiles of `SIZES`.
    pub(super) fn draw_size(rng: &mut Rng) -> usize {
        let at = rng.below(1000);
        let upper = SIZES.iter().position(|(quantile, _)| at < *quantile).unwrap_or(SIZES.len() - 1);
        let ((low, small), (high, large)) = (SIZES[upper - 1], SIZES[upper]);
        small + (large - small) * (at - low) / (high - low)
    }

    pub(super) fn note(mut self) -> Note {
        let (contacts, meetings) = (self.plan.contacts.len(), self.plan.meetings.len());
        let mut note = if self.number < contacts {
            self.contact(self.number)
        } else if self.number < contacts + meetings {
            self.meeting(self.number - contacts)
        } else if self.number < contacts + meetings + self.plan.plain {
            self.plain(self.number - contacts - meetings)
        } else {
            self.bank(self.number - contacts - meetings - self.plan.plain)
        };
        if self.rng.percent(20) {
            note.text.truncate(note.text.trim_end().len());
        }
        if self.rng.percent(2) {
            note.text = note.text.replace('\n', "\r\n");
            self.census.crlf += 1;
        }
        self.census.bytes += note.text.len();
        self.census.largest = self.census.largest.max(note.text.len());
        self.census.notes_with_tasks += usize::from(self.task_lines > 0);
        note
    }

    /// Puts prose between the beginning and the end of a note, as much as it lacks in size.
    pub(super) fn assemble(&mut self, mut head: Page, prose_heading: &str, tail: &Page) -> String {
        let lacking = self.target.saturating_sub(head.0.len() + tail.0.len());
        if lacking > 60 {
            head.heading(prose_heading);
            let end = head.0.len() + lacking.saturating_sub(60);
            self.prose(&mut head, end);
        }
        head.0 + &tail.0
    }
}
