//! Notices when another program keeps undoing the updates: a formatter, a linter, a machine with other settings. The
//! fight ends when one side gives in, so this program does.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::core::base::NotePath;

/// How often another program may undo the updates within [`WINDOW`].
const MOST: usize = 3;
/// The time for that; after a quiet time of this length, the fight is over.
const WINDOW: Duration = Duration::from_mins(1);
/// How long to leave a note alone at first; twice as long each time it continues.
const FIRST_PAUSE: Duration = Duration::from_mins(1);
/// How long at most.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// Whether a note may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RewriteVerdict {
    /// It may.
    Write,
    /// It is left alone until then, as already reported.
    Leave(Duration),
    /// It is left alone until then from now on.
    GiveIn(Duration),
}

#[derive(Debug, Clone, Default)]
struct RewriteBout {
    /// What was written last, and when.
    ours: Option<(u64, Duration)>,
    /// When it was found undone.
    undone: Vec<Duration>,
    /// Until when the note is left alone.
    until: Option<Duration>,
    /// How often it was left alone.
    pauses: u32,
}

/// What was written to each note, and the fights about it.
#[derive(Debug, Clone, Default)]
pub struct RewriteLoopGuard {
    bouts: BTreeMap<NotePath, RewriteBout>,
}

impl RewriteLoopGuard {
    /// Returns whether a note may be written whose blocks are `found` and are to become `wanted`, both as hashes.
    pub fn judge(&mut self, path: &NotePath, found: u64, wanted: u64, now: Duration) -> RewriteVerdict {
        let Some(bout) = self.bouts.get_mut(path) else { return RewriteVerdict::Write };
        if let Some(until) = bout.until.filter(|until| now < *until) {
            return RewriteVerdict::Leave(until);
        }
        // The last write was undone if the same text has to be written again over something else.
        if bout.ours.is_none_or(|(ours, _)| ours != wanted || ours == found) {
            return RewriteVerdict::Write;
        }
        bout.undone.retain(|at| *at + WINDOW > now);
        bout.undone.push(now);
        let most = if bout.pauses == 0 { MOST } else { 1 };
        if bout.undone.len() < most {
            return RewriteVerdict::Write;
        }
        let pause = FIRST_PAUSE.saturating_mul(1 << bout.pauses.min(6)).min(LONGEST_PAUSE);
        let until = now + pause;
        *bout = RewriteBout { until: Some(until), pauses: bout.pauses + 1, ..RewriteBout::default() };
        RewriteVerdict::GiveIn(until)
    }

    /// Takes in what was written.
    pub fn wrote(&mut self, path: &NotePath, written: u64, now: Duration) {
        let bout = self.bouts.entry(path.clone()).or_default();
        bout.ours = Some((written, now));
        bout.until = None;
    }

    /// Returns whether there were fights and all of them are over, because the text written after the pause is still
    /// there. Forgets those.
    pub fn are_over(&mut self, now: Duration) -> bool {
        let is_over = |bout: &RewriteBout| bout.until.is_none() && bout.ours.is_some_and(|(_, at)| at + WINDOW <= now);
        let mut paused = self.bouts.values().filter(|bout| bout.pauses > 0).peekable();
        let are_over = paused.peek().is_some() && paused.all(is_over);
        if are_over {
            self.bouts.retain(|_, bout| bout.pauses == 0);
        }
        are_over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: u64 = 1;
    const THEIRS: u64 = 2;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn path() -> NotePath {
        NotePath::new("Dashboard.md")
    }

    /// Judges and, where that is allowed, writes.
    fn write(fights: &mut RewriteLoopGuard, found: u64, wanted: u64, now: u64) -> RewriteVerdict {
        let verdict = fights.judge(&path(), found, wanted, at(now));
        if verdict == RewriteVerdict::Write {
            fights.wrote(&path(), wanted, at(now));
        }
        verdict
    }

    #[test]
    fn who_is_undone_three_times_in_a_minute_gives_in() {
        let mut fights = RewriteLoopGuard::default();
        for now in [0, 10, 20] {
            assert_eq!(write(&mut fights, THEIRS, OURS, now), RewriteVerdict::Write, "{now}");
        }
        assert_eq!(write(&mut fights, THEIRS, OURS, 30), RewriteVerdict::GiveIn(at(90)));
        assert_eq!(write(&mut fights, THEIRS, OURS, 89), RewriteVerdict::Leave(at(90)));
        assert_eq!(write(&mut fights, THEIRS, 3, 89), RewriteVerdict::Leave(at(90)));
    }

    #[test]
    fn pauses_grow_to_an_hour_while_it_goes_on() {
        let mut fights = RewriteLoopGuard::default();
        let mut now = 0;
        for _ in 0..3 {
            write(&mut fights, THEIRS, OURS, now);
        }
        for minutes in [1, 2, 4, 8, 16, 32, 60, 60] {
            let verdict = write(&mut fights, THEIRS, OURS, now);
            assert_eq!(verdict, RewriteVerdict::GiveIn(at(now + minutes * 60)));
            now += minutes * 60;
            assert!(!fights.are_over(at(now)));
            assert_eq!(write(&mut fights, THEIRS, OURS, now), RewriteVerdict::Write);
        }
        assert!(!fights.are_over(at(now + 59)));
        assert!(fights.are_over(at(now + 60)) && !fights.are_over(at(now + 60)));
        assert_eq!(write(&mut fights, THEIRS, OURS, now + 61), RewriteVerdict::Write);
    }

    #[test]
    fn a_note_that_changes_with_the_others_is_no_fight() {
        let mut fights = RewriteLoopGuard::default();
        // Each time the text found is the text written.
        for now in 0..100 {
            assert_eq!(write(&mut fights, now, now + 1, now), RewriteVerdict::Write);
        }
        // Undone, but too seldom.
        for now in 1..20 {
            assert_eq!(write(&mut fights, THEIRS, OURS, now * 30), RewriteVerdict::Write);
        }
        assert!(!fights.are_over(at(10_000)));
    }
}
