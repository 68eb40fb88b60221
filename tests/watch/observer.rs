//! Every dashboard that ever stood on the disk.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::watcher::without_notice;
use harness::vault::TestVault;

/// How often is looked. A write of the dashboard waits for the disk, which takes longer.
const PAUSE: Duration = Duration::from_micros(500);

/// Looks at a note again and again, and keeps every text that it had.
pub(crate) struct Observer {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<Seen>>,
}

/// What was seen of a note.
#[derive(Default)]
struct Seen {
    texts: Vec<String>,
    /// The longest time for which a text stood there, or may have stood there unseen, but for the first and the last.
    slowest: Duration,
}

impl Observer {
    /// Starts to look at the dashboard.
    pub(crate) fn start(vault: &TestVault) -> Self {
        Self::of(vault, "Dashboard.md")
    }

    /// Starts to look at a note.
    pub(crate) fn of(vault: &TestVault, note: &str) -> Self {
        let path = vault.path().join(note);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::spawn(move || {
            let (mut texts, mut last, mut slowest) = (Vec::new(), None, Duration::ZERO);
            let (mut since, mut looked) = (None::<Instant>, Instant::now());
            while !stopped.load(Ordering::Relaxed) {
                slowest = slowest.max(looked.elapsed());
                let before = std::mem::replace(&mut looked, Instant::now());
                let stamp = stamp(&path);
                if last.is_none_or(|last| last != stamp) {
                    let text = fs::read(&path).map_or_else(
                        |error| error.kind().to_string(),
                        |bytes| String::from_utf8_lossy(&bytes).into_owned(),
                    );
                    if texts.last() != Some(&text) {
                        // It came after the look before this one.
                        let since = since.replace(before).filter(|_| texts.len() > 1);
                        slowest = slowest.max(since.map_or(Duration::ZERO, |since| since.elapsed()));
                        texts.push(text);
                    }
                    last = Some(stamp);
                }
                thread::sleep(PAUSE);
            }
            Seen { texts, slowest }
        });
        Self { stop, thread: Some(thread) }
    }

    /// Stops looking and returns every text in turn. Where there was no note, it is the reason.
    fn stop(mut self) -> Seen {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap()
    }

    /// Stops looking; returns the longest time for which something stood there between the first text and the last.
    pub(crate) fn slowest(self) -> Duration {
        self.stop().slowest
    }

    /// Stops looking and asserts that nothing stood there but these texts, with or without what the watcher says of itself.
    #[track_caller]
    pub(crate) fn saw_only(self, allowed: &[&str]) {
        for text in self.stop().texts.iter().map(|text| without_notice(text)) {
            let differs = |allowed: &&str| similar::TextDiff::from_lines(*allowed, &text).unified_diff().to_string();
            let diffs: Vec<String> = allowed.iter().map(differs).collect();
            assert!(
                diffs.iter().any(String::is_empty),
                "a dashboard stood there that is none of the {}:\n{}",
                allowed.len(),
                diffs.join("\n")
            );
        }
    }
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

fn stamp(path: &Path) -> Option<(u64, i64, i64, u64)> {
    use std::os::unix::fs::MetadataExt as _;

    let metadata = path.symlink_metadata().ok()?;
    Some((metadata.ino(), metadata.mtime(), metadata.mtime_nsec(), metadata.size()))
}
