//! Notices when most of the notes disappear or become empty within a minute.

use std::collections::VecDeque;
use std::time::Duration;

use crate::core::render::mass_loss::is_mass_loss;

/// How long a loss may take and still count as one.
const WINDOW: Duration = Duration::from_mins(1);

/// How many notes with text there were lately, and whether too many of them are gone.
#[derive(Debug, Clone, Default)]
pub struct MassDeletionGuard {
    /// When there came to be how many notes, in the last minute and once before.
    counts: VecDeque<(Duration, usize)>,
    /// How many there were before too many went.
    before: Option<usize>,
}

impl MassDeletionGuard {
    /// Takes in the current number of notes with text. Returns the earlier number, if too many are gone.
    pub fn count(&mut self, notes: usize, now: Duration) -> Option<usize> {
        if self.counts.back().is_none_or(|(_, last)| *last != notes) {
            self.counts.push_back((now, notes));
        }
        // The first count holds until the second was taken.
        while self.counts.get(1).is_some_and(|(until, _)| *until + WINDOW < now) {
            self.counts.pop_front();
        }
        let most = self.counts.iter().map(|(_, count)| *count).max().unwrap_or(notes);
        let before = self.before.unwrap_or(0).max(most);
        let gone = before.saturating_sub(notes);
        // Of a few notes, only all are too many.
        let is_too_much = is_mass_loss(gone, before) || (gone > 0 && notes == 0);
        self.before = is_too_much.then_some(before);
        self.before
    }

    /// Takes the notes that are there for all there are.
    pub fn accept(&mut self) {
        self.before = None;
        let last = self.counts.pop_back();
        self.counts.clear();
        self.counts.extend(last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_great_loss_holds_the_dashboard() {
        // Seconds and notes, and what there was before if too much is gone.
        type Row = (&'static str, &'static [(u64, usize)], Option<usize>);
        let rows: [Row; 10] = [
            ("a few of few", &[(0, 25), (1, 5)], None),
            ("all of few", &[(0, 5), (1, 0)], Some(5)),
            ("nearly all of few", &[(0, 25), (1, 4)], Some(25)),
            ("thirty of a hundred", &[(0, 100), (1, 70)], None),
            ("thirty-one of a hundred", &[(0, 100), (1, 69)], Some(100)),
            ("bit by bit", &[(0, 1000), (1, 900), (2, 800), (3, 699)], Some(1000)),
            ("bit by bit, slowly", &[(0, 1000), (40, 900), (110, 800), (180, 690)], None),
            ("after a long calm", &[(0, 1000), (5000, 300)], Some(1000)),
            ("gone and back", &[(0, 1000), (1, 200), (200, 200), (201, 990)], None),
            ("gone for long", &[(0, 1000), (1, 200), (5000, 201)], Some(1000)),
        ];
        for (what, counts, expected) in rows {
            let mut guard = MassDeletionGuard::default();
            let last = counts.iter().map(|(at, notes)| guard.count(*notes, Duration::from_secs(*at))).last().flatten();
            assert_eq!(last, expected, "{what}");
            assert!(guard.counts.len() <= counts.len());
        }
    }

    #[test]
    fn what_was_accepted_is_not_asked_about_again() {
        let mut guard = MassDeletionGuard::default();
        let at = Duration::from_secs;
        assert_eq!(guard.count(100, at(0)), None);
        assert_eq!(guard.count(20, at(1)), Some(100));
        guard.accept();
        assert_eq!((guard.count(20, at(2)), guard.count(19, at(3))), (None, None));
    }
}
