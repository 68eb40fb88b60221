//! What the benchmarks share: a generated vault, kept between runs, and the figures of this process.
#![allow(dead_code, unreachable_pub, reason = "each benchmark uses a part")]

#[cfg_attr(test, expect(dead_code, unused_imports, reason = "this target has no test harness"))]
pub mod generator;

use std::path::PathBuf;
use std::time::Duration;

use coffeechat::model::Day;

/// Returns the folder of the generated vault of that size and seed; makes it if it is not there yet.
pub fn vault(notes: usize, seed: u64) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("vault-{notes}-{seed}"));
    if !folder.join("complete").exists() {
        drop(std::fs::remove_dir_all(&folder));
        let census =
            generator::generate(&folder, notes, seed).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        println!("{census}");
        std::fs::write(folder.join("complete"), "").unwrap_or_else(|error| panic!("{error}"));
    }
    folder
}

/// Returns the day for which the generated vaults are made.
pub fn today() -> Day {
    generator::TODAY.parse().unwrap_or_default()
}

/// Returns the number of notes and the seed that the command line gives; 10,000 and 7 where it does not.
pub fn arguments() -> (usize, u64) {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<u64>().ok());
    let notes = numbers.next().unwrap_or(10_000);
    (usize::try_from(notes).unwrap_or(usize::MAX), numbers.next().unwrap_or(7))
}

/// Returns the median of times.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
