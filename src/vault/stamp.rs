//! Distinguishes two states of a file without reading it.

use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The coarsest clock of a file system: two changes within this time can have the same stamp.
const TICK: Duration = Duration::from_secs(2);

/// The properties that change with a file's bytes: its identity, its size, and the times of its last change.
///
/// The time of the last change of the inode also shows changes that keep size and modification time, since nobody can
/// set it. A stamp cannot show a change of the same size within one tick of the file system's clock: see
/// [`Self::is_racy`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    device: u64,
    inode: u64,
    size: u64,
    modified: Moment,
    /// The last change of the inode; if there is no such time, the last modification.
    changed: Moment,
}

/// Seconds and nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment(i64, u32);

impl Stamp {
    #[cfg(unix)]
    pub(super) fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;

        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            size: metadata.len(),
            modified: Moment::new(metadata.mtime(), metadata.mtime_nsec()),
            changed: Moment::new(metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    #[cfg(not(unix))]
    pub(super) fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().map_or(Moment(0, 0), Moment::of);
        Self { device: 0, inode: 0, size: metadata.len(), modified, changed: modified }
    }

    /// Returns the stamp that [`Self::of`] returns for the same file.
    #[cfg(unix)]
    #[allow(
        clippy::useless_conversion,
        clippy::unnecessary_fallible_conversions,
        clippy::cast_lossless,
        reason = "the widths differ between systems"
    )]
    pub(super) fn of_stat(found: &rustix::fs::Stat) -> Self {
        let nanoseconds = |part| i64::try_from(part).unwrap_or(0);
        Self {
            device: u64::try_from(found.st_dev).unwrap_or(0),
            inode: u64::try_from(found.st_ino).unwrap_or(0),
            size: u64::try_from(found.st_size).unwrap_or(0),
            modified: Moment::new(i64::from(found.st_mtime), nanoseconds(found.st_mtime_nsec)),
            changed: Moment::new(i64::from(found.st_ctime), nanoseconds(found.st_ctime_nsec)),
        }
    }

    /// Returns the size of the file in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Returns whether the file may have changed although it has the same stamp now (at `now`) as when its bytes were
    /// read. `read` is the time before that reading began.
    ///
    /// A change keeps the stamp only if it keeps the size and happens in the same tick of the file system's clock as
    /// the change before. So that earlier change is after the reading or less than a tick before it. Reading the file
    /// again makes it no longer racy, once the tick is over. A time in the future is not a reason to read before that
    /// time, so that a note of the year 2099 is not read again and again.
    ///
    /// It assumes that the clock was not set back between the two times. If it was, read the file again.
    #[must_use]
    pub fn is_racy(&self, read: SystemTime, now: SystemTime) -> bool {
        let (read, now) = (Moment::of(read).nanoseconds(), Moment::of(now).nanoseconds());
        let tick = i128::try_from(TICK.as_nanos()).unwrap_or(i128::MAX);
        [self.modified, self.changed].into_iter().map(Moment::nanoseconds).any(|at| at <= now && read < at + tick)
    }

    /// Returns whether anything about the file, its name too, changed less than `span` ago: somebody may be at work on it.
    #[must_use]
    pub fn is_fresh(&self, span: Duration, now: SystemTime) -> bool {
        Moment::of(now).nanoseconds().abs_diff(self.changed.nanoseconds()) < span.as_nanos()
    }

    /// Returns whether the file was changed less than `span` ago; clocks of other machines may be a little ahead.
    pub(super) fn is_younger_than(&self, span: Duration, now: SystemTime) -> bool {
        let apart = Moment::of(now).nanoseconds().abs_diff(self.modified.nanoseconds());
        apart < span.as_nanos()
    }
}

impl Moment {
    #[cfg(unix)]
    fn new(seconds: i64, nanoseconds: i64) -> Self {
        Self(seconds, u32::try_from(nanoseconds).unwrap_or(0))
    }

    fn of(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(since) => Self(i64::try_from(since.as_secs()).unwrap_or(i64::MAX), since.subsec_nanos()),
            Err(before) => {
                // Rounded down to a whole second: the nanoseconds before 1970 decide nothing.
                let seconds = i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX - 1);
                Self(-seconds - 1, 0)
            }
        }
    }

    fn nanoseconds(self) -> i128 {
        i128::from(self.0) * 1_000_000_000 + i128::from(self.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs_f64(1_000_000.0 + seconds)
    }

    #[test]
    fn a_stamp_is_racy_while_a_change_could_have_kept_it() {
        let year = 365.0 * 86_400.0;
        // Modified, inode changed, read, looked at now; all in seconds.
        let rows = [
            (0.0, 0.0, 0.3, 60.0, true, "read in the tick of the change"),
            (0.0, 0.0, 1.9, 60.0, true, "read at the end of the coarsest tick"),
            (0.0, 0.0, 2.0, 60.0, false, "read after the tick"),
            (0.0, 0.0, -1.0, 60.0, true, "changed after the reading"),
            (-500_000.0, 0.0, 0.3, 60.0, true, "an old time given by hand, just now"),
            (-500_000.0, 0.0, 9.0, 60.0, false, "an old time given by hand, a while ago"),
            (70.0 * year, 0.0, 9.0, 60.0, false, "the year 2099, given by hand a while ago"),
            (70.0 * year, 70.0 * year, 9.0, 60.0, false, "made by a clock that was wrong"),
            (100.0, 100.0, 9.0, 60.0, false, "a clock ahead, before its time has come"),
            (100.0, 100.0, 9.0, 120.0, true, "a clock ahead, after its time has come"),
            (100.0, 100.0, 103.0, 120.0, false, "a clock ahead, read again since"),
        ];
        for (modified, changed, read, now, racy, why) in rows {
            let moment = |seconds| Moment::of(at(seconds));
            let stamp = Stamp { device: 1, inode: 2, size: 3, modified: moment(modified), changed: moment(changed) };
            assert_eq!(stamp.is_racy(at(read), at(now)), racy, "{why}");
        }
    }

    #[test]
    fn times_before_1970_are_times() {
        let stamp =
            |time| Stamp { device: 1, inode: 2, size: 3, modified: Moment::of(time), changed: Moment::of(time) };
        let (before, after) = (UNIX_EPOCH - Duration::from_millis(1500), UNIX_EPOCH + Duration::from_secs(10));
        assert_eq!(Moment::of(before), Moment(-2, 0));
        assert!(stamp(before).is_racy(before, after) && !stamp(before).is_racy(after, after));
        assert!(!stamp(before).is_younger_than(Duration::from_secs(5), after));
        assert!(stamp(after).is_younger_than(Duration::from_secs(5), after + Duration::from_secs(4)));
        assert!(stamp(after).is_younger_than(Duration::from_secs(5), after - Duration::from_secs(4)));
    }
}
