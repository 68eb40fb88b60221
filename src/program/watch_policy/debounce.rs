//! Decides when a changed note may be read: not while it is half written, empty for a moment, or between two names.
//!
//! Editors save in very different ways. But in all of them, a note no longer changes once it is saved. How long it has
//! to stay the same depends on the events of the save and on what the note looks like now.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::core::base::NotePath;

use crate::program::watch_policy::file_events::{FileEvent, Signed};

/// How long a note must stay as it is once its writer is done with it.
pub const QUIET: Duration = Duration::from_millis(20);
/// How long a note must stay as it is if it may be in the middle of a save: it is still open, was never seen to be
/// closed, or is empty, shorter than before or gone.
pub const STABLE: Duration = Duration::from_millis(300);
/// How long others wait for a note that keeps changing.
pub const PATIENCE: Duration = Duration::from_secs(2);

/// What a look at a note's name showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState<S> {
    /// A file with that stamp and so many bytes.
    File(S, u64),
    /// Nothing that could be read.
    Gone,
    /// A file that changed while it was read.
    Changing,
}

/// What is known about whether a path is that of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Only its name suggests it.
    Unknown,
    /// The last walk listed it.
    Listed,
    /// The last walk did not, though there is a note of that path.
    Unlisted,
}

#[derive(Debug, Clone)]
struct Pending<S> {
    sign: FileEvent,
    /// When the first event came.
    first: Duration,
    /// When it was last seen to change.
    last: Duration,
    /// When to look at it next.
    due: Duration,
    seen: Option<FileState<S>>,
    listing: Listing,
}

/// The notes that wait to be settled. `S` distinguishes two states of a file.
#[derive(Debug, Clone)]
pub struct Settling<S> {
    pending: BTreeMap<NotePath, Pending<S>>,
}

impl<S> Pending<S> {
    /// Returns whether the path is that of a note. A renamed note may still appear under the old name, if the disk
    /// ignores case.
    const fn listing(&self) -> Listing {
        match self.sign {
            FileEvent::RenamedAway => Listing::Unlisted,
            _ => self.listing,
        }
    }
}

impl<S> Default for Settling<S> {
    fn default() -> Self {
        Self { pending: BTreeMap::new() }
    }
}

impl<S: Copy + PartialEq> Settling<S> {
    /// Takes in the events of a note.
    pub fn hint(&mut self, path: NotePath, signed: Signed) {
        let pending = self.pending.entry(path).or_insert(Pending {
            sign: signed.sign,
            first: signed.first,
            last: signed.last,
            due: signed.last,
            seen: None,
            listing: Listing::Unknown,
        });
        pending.sign = pending.sign.then(signed.sign);
        pending.last = signed.last;
        pending.due = if pending.sign == FileEvent::Written {
            signed.last + STABLE
        } else {
            // A program that saves every few milliseconds is not waited for longer than others.
            (signed.last + QUIET).min(signed.last.max(pending.first + PATIENCE))
        };
    }

    /// Takes in that a walk found a note to have changed: its stamp and size if it listed the note, nothing if it did not.
    pub fn walked(&mut self, path: NotePath, found: Option<(S, u64)>, now: Duration) {
        let pending =
            self.found(path, found.map_or(FileState::Gone, |(stamp, size)| FileState::File(stamp, size)), now);
        pending.listing = if found.is_some() { Listing::Listed } else { Listing::Unlisted };
    }

    /// Takes in that a note was seen to have changed although it seemed settled.
    pub fn changed(&mut self, path: NotePath, sight: FileState<S>, now: Duration) {
        self.found(path, sight, now);
    }

    fn found(&mut self, path: NotePath, sight: FileState<S>, now: Duration) -> &mut Pending<S> {
        let pending = self.pending.entry(path).or_insert(Pending {
            sign: FileEvent::Written,
            first: now,
            last: now,
            due: now,
            seen: None,
            listing: Listing::Unknown,
        });
        pending.seen = Some(sight);
        pending.last = now;
        pending.due = now + STABLE;
        pending
    }

    /// Returns the notes to look at now.
    #[must_use]
    pub fn due(&self, now: Duration) -> Vec<(NotePath, Listing)> {
        let due = self.pending.iter().filter(|(_, pending)| pending.due <= now);
        due.map(|(path, pending)| (path.clone(), pending.listing())).collect()
    }

    /// Takes in a look at a note whose known size is `known` bytes. Returns whether it is settled, and then forgets it.
    pub fn look(&mut self, path: &NotePath, sight: FileState<S>, known: Option<u64>, now: Duration) -> bool {
        let Some(pending) = self.pending.get_mut(path) else { return true };
        if sight == FileState::Changing || pending.seen.is_some_and(|seen| seen != sight) {
            pending.last = now;
        }
        pending.seen = Some(sight);
        let is_renamed = matches!(pending.sign, FileEvent::RenamedOnto | FileEvent::RenamedAway);
        let is_doubtful = match sight {
            FileState::Changing => true,
            FileState::Gone => pending.sign != FileEvent::RenamedAway,
            FileState::File(..) if pending.sign == FileEvent::Written => true,
            FileState::File(_, size) => !is_renamed && (size == 0 || known.is_some_and(|known| size < known)),
        };
        let needed = if is_doubtful { STABLE } else { QUIET };
        let is_overdue = !is_doubtful && now >= pending.first + PATIENCE;
        if now >= pending.last + needed || is_overdue {
            self.pending.remove(path);
            return true;
        }
        pending.due = pending.last + needed;
        false
    }

    /// Forgets a note: it is as it is known.
    pub fn forget(&mut self, path: &NotePath) {
        self.pending.remove(path);
    }

    /// Forgets all notes that only events mentioned, if there are more than `most`: a burst, which needs a walk.
    /// Returns whether they were.
    pub fn forget_burst(&mut self, most: usize) -> bool {
        let is_burst = self.pending.values().filter(|pending| pending.listing == Listing::Unknown).count() > most;
        if is_burst {
            self.pending.retain(|_, pending| pending.listing != Listing::Unknown);
        }
        is_burst
    }

    /// Returns whether a note waits.
    #[must_use]
    pub fn contains(&self, path: &NotePath) -> bool {
        self.pending.contains_key(path)
    }

    /// Returns how many notes wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pending.len()
    }

    /// Returns whether no note waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Returns whether a note waits that others should wait for.
    #[must_use]
    pub fn holds(&self, now: Duration) -> bool {
        self.pending.values().any(|pending| now < pending.first + PATIENCE)
    }

    /// Returns when there is something to do next: a note to look at, or an end to waiting.
    #[must_use]
    pub fn next(&self, now: Duration) -> Option<Duration> {
        let ends = self.pending.values().map(|pending| pending.first + PATIENCE).filter(|end| *end > now);
        self.pending.values().map(|pending| pending.due).chain(ends).min()
    }
}

#[cfg(test)]
mod tests {
    use super::FileEvent::{Closed, RenamedAway, RenamedOnto, Touched, Vanished, Written};
    use super::FileState::{Changing, File, Gone};
    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn path() -> NotePath {
        NotePath::new("n.md")
    }

    /// Returns when a note of 100 bytes counts as settled, after signs at those milliseconds, when it looks as `sight`
    /// says at each; looked at whenever a look is due, up to five seconds.
    fn settled(signs: &[(u64, FileEvent)], sight: impl Fn(u64) -> FileState<u32>) -> Option<u64> {
        let mut settling = Settling::default();
        let mut signs = signs.iter().peekable();
        for now in 0..5000 {
            while let Some((at, sign)) = signs.next_if(|(at, _)| *at == now) {
                settling.hint(path(), Signed { sign: *sign, first: ms(*at), last: ms(*at) });
            }
            for (path, _) in settling.due(ms(now)) {
                if settling.look(&path, sight(now), Some(100), ms(now)) {
                    assert!(settling.is_empty() && settling.next(ms(now)).is_none());
                    return Some(now);
                }
            }
        }
        None
    }

    #[test]
    fn a_note_is_read_when_its_save_is_over() {
        type Row = (&'static str, Vec<(u64, FileEvent)>, FileState<u32>, u64);
        let rows: [Row; 16] = [
            ("an atomic save", vec![(0, RenamedOnto)], File(1, 120), 20),
            ("an atomic save of less", vec![(0, RenamedOnto)], File(1, 10), 20),
            ("an atomic save of nothing", vec![(0, RenamedOnto)], File(1, 0), 20),
            ("a save in place", vec![(0, Written), (1, Written), (2, Closed)], File(1, 120), 22),
            ("a save in place of as much", vec![(0, Written), (1, Closed)], File(1, 100), 21),
            ("a save in place of less", vec![(0, Written), (1, Closed)], File(1, 50), 301),
            ("emptied", vec![(0, Written), (1, Closed)], File(1, 0), 301),
            ("written and not closed", vec![(0, Written)], File(1, 120), 300),
            ("slow chunks", vec![(0, Written), (150, Written), (400, Written), (450, Closed)], File(1, 120), 470),
            ("vim", vec![(0, Vanished), (1, Written), (2, Written), (3, Closed), (4, Touched)], File(1, 120), 24),
            ("an old file renamed onto, then written", vec![(0, RenamedOnto), (1, Written)], File(1, 120), 301),
            ("two saves on end", vec![(0, Closed), (15, Closed), (30, Closed)], File(1, 120), 50),
            ("its mode changed", vec![(0, Touched)], File(1, 100), 20),
            ("deleted", vec![(0, Vanished)], Gone, 300),
            ("renamed in the vault", vec![(0, Vanished), (0, RenamedAway)], Gone, 20),
            ("renamed away, and another came", vec![(0, RenamedAway), (5, RenamedOnto)], File(1, 10), 25),
        ];
        for (what, signs, sight, expected) in rows {
            assert_eq!(settled(&signs, |_| sight), Some(expected), "{what}");
        }
    }

    #[test]
    fn a_note_that_changes_without_an_event_is_not_settled() {
        let shrinks = |now| if now < 250 { File(1, 50) } else { File(2, 60) };
        assert_eq!(settled(&[(0, Closed)], shrinks), Some(600));
        let comes_back = |now| if now < 100 { Gone } else { File(1, 100) };
        assert_eq!(settled(&[(0, Vanished)], comes_back), Some(320));
        assert_eq!(settled(&[(0, Closed)], |now| if now < 1000 { Changing } else { File(1, 120) }), Some(1240));
    }

    #[test]
    fn what_a_walk_found_must_be_the_same_later() {
        let mut settling = Settling::default();
        settling.walked(path(), Some((1, 10)), ms(0));
        assert_eq!((settling.due(ms(299)).len(), settling.due(ms(300))), (0, vec![(path(), Listing::Listed)]));
        assert!(!settling.look(&path(), File(2, 10), None, ms(300)));
        assert!(settling.look(&path(), File(2, 10), None, ms(600)));
        settling.walked(path(), None, ms(700));
        assert_eq!(settling.due(ms(1000)), [(path(), Listing::Unlisted)]);
        assert!(settling.look(&path(), Gone, Some(10), ms(1000)));
    }

    #[test]
    fn others_wait_two_seconds_and_not_longer() {
        let mut settling: Settling<u32> = Settling::default();
        assert!(!settling.holds(ms(0)) && settling.next(ms(0)).is_none());
        for at in (0..5000).step_by(50) {
            settling.hint(path(), Signed { sign: Written, first: ms(at), last: ms(at) });
            assert_eq!(settling.holds(ms(at)), at < 2000, "{at}");
            assert_eq!(settling.next(ms(at)), Some(ms(at + 300).min(if at < 2000 { ms(2000) } else { Duration::MAX })));
        }
    }

    #[test]
    fn who_saves_all_the_time_is_read_every_two_seconds() {
        let signs: Vec<(u64, FileEvent)> = (0..400).map(|at| (at * 10, Closed)).collect();
        assert_eq!(settled(&signs, |now| File(u32::try_from(now).unwrap(), 100 + now)), Some(2000));
    }

    #[test]
    fn a_burst_is_left_to_the_walk() {
        let mut settling: Settling<u32> = Settling::default();
        settling.walked(path(), Some((1, 10)), ms(0));
        for at in 0..65 {
            assert!(!settling.forget_burst(64), "{at}");
            settling.hint(NotePath::new(format!("{at}.md")), Signed { sign: Closed, first: ms(0), last: ms(0) });
        }
        assert!(settling.forget_burst(64));
        assert_eq!((settling.len(), settling.contains(&path())), (1, true));
    }
}
