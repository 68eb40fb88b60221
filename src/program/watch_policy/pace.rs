//! When to walk and when to look at the clock: seldom enough that an idle watch costs nothing, but often enough to find
//! within a minute what events missed.

use std::time::{Duration, SystemTime};

/// How often to walk when events report changes.
pub const WALK: Duration = Duration::from_mins(1);
/// How often to walk when they do not.
pub const POLL: Duration = Duration::from_secs(10);
/// How often to look at the clock.
pub const TICK: Duration = Duration::from_secs(30);
/// How often to read every note, whatever its stamp says.
pub const READ_ALL: Duration = Duration::from_hours(1);
/// How far the wall clock may run ahead of the watch's own clock and still count as the same.
const JUMP: Duration = Duration::from_secs(5);
/// How long a burst must be over.
pub const BURST_QUIET: Duration = Duration::from_millis(150);
/// How long a burst may last.
pub const BURST_PATIENCE: Duration = Duration::from_secs(2);

/// The timers.
#[derive(Debug, Clone)]
pub struct Pace {
    /// How often to walk.
    every: Duration,
    walked: Duration,
    read_all: Duration,
    /// What both clocks showed at the last tick.
    ticked: (Duration, SystemTime),
}

impl Pace {
    /// Returns timers that start now.
    #[must_use]
    pub const fn new(now: Duration, wall: SystemTime) -> Self {
        Self { every: WALK, walked: now, read_all: now, ticked: (now, wall) }
    }

    /// Sets how often to walk.
    pub const fn walk_every(&mut self, every: Duration) {
        self.every = every;
    }

    /// Returns whether a walk is due.
    #[must_use]
    pub fn is_walk_due(&self, now: Duration) -> bool {
        now >= self.walked + self.every
    }

    /// Takes in that a walk was made. Returns whether it is time to read every note with it.
    pub fn walked(&mut self, now: Duration) -> bool {
        self.walked = now;
        let is_due = now >= self.read_all + READ_ALL;
        if is_due {
            self.read_all = now;
        }
        is_due
    }

    /// Returns whether it is time to look at the clock.
    #[must_use]
    pub fn is_tick_due(&self, now: Duration) -> bool {
        now >= self.ticked.0 + TICK
    }

    /// Takes in the time of the clock. Returns whether some time was not watched: the computer slept, or the clock was
    /// set.
    pub fn tick(&mut self, now: Duration, wall: SystemTime) -> bool {
        let (before, wall_before) = std::mem::replace(&mut self.ticked, (now, wall));
        let passed = now.saturating_sub(before);
        wall.duration_since(wall_before).map_or(true, |by_wall| by_wall.abs_diff(passed) > JUMP)
    }

    /// Returns when there is something to do next.
    #[must_use]
    pub fn next(&self) -> Duration {
        (self.walked + self.every).min(self.ticked.0 + TICK)
    }
}

/// Returns when a burst that began at `first` and was seen last at `last` is over, or has lasted long enough.
#[must_use]
pub fn burst_end(first: Duration, last: Duration) -> Duration {
    (last + BURST_QUIET).min(first + BURST_PATIENCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn wall(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + s(seconds)
    }

    #[test]
    fn a_jump_of_the_clock_is_time_that_was_not_watched() {
        let rows = [
            ("as it should", 30, 1030, false),
            ("a little adjusted", 30, 1033, false),
            ("a little back", 30, 1026, false),
            ("asleep for an hour", 30, 4630, true),
            ("two days ahead", 30, 1030 + 2 * 86_400, true),
            ("back", 30, 10, true),
            ("stopped, and nothing else", 5000, 6000, false),
        ];
        for (what, now, wall_now, expected) in rows {
            let mut pace = Pace::new(s(0), wall(1000));
            assert_eq!(pace.tick(s(now), wall(wall_now)), expected, "{what}");
            assert!(!pace.tick(s(now + 1), wall(wall_now + 1)), "{what}");
        }
    }

    #[test]
    fn there_is_a_walk_a_minute_and_a_look_at_the_clock_every_half() {
        let mut pace = Pace::new(s(0), wall(0));
        let (mut walks, mut ticks, mut readings, mut now) = (0, 0, 0, s(0));
        while now < s(7200) {
            now = pace.next();
            if pace.is_walk_due(now) {
                walks += 1;
                readings += u32::from(pace.walked(now));
            }
            if pace.is_tick_due(now) {
                ticks += 1;
                pace.tick(now, SystemTime::UNIX_EPOCH + now);
            }
        }
        assert_eq!((walks, ticks, readings), (120, 240, 2));
        pace.walk_every(POLL);
        assert!(!pace.is_walk_due(now + s(9)) && pace.is_walk_due(now + POLL));
    }

    #[test]
    fn a_burst_ends_with_quiet_or_after_two_seconds() {
        let ms = Duration::from_millis;
        for (first, last, expected) in [(0, 0, 150), (0, 500, 650), (0, 1900, 2000), (100, 9000, 2100)] {
            assert_eq!(burst_end(ms(first), ms(last)), ms(expected));
        }
    }
}
