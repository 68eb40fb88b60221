//! What the benchmarks share: a generated vault, kept between runs, and the figures of this process.
#![expect(
    clippy::disallowed_methods,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::print_stdout,
    reason = "benchmarks make files, run programs, read the clock and print, and may fail loudly"
)]

pub mod edits;
pub mod generator;
pub mod watching;

use std::fmt::Display;
use std::path::PathBuf;
use std::time::Duration;

/// Returns the folder of the generated vault of that size and seed beneath another; makes it if it is not there yet.
pub fn vault(beneath: &str, notes: usize, seed: u64) -> PathBuf {
    let folder = PathBuf::from(beneath).join(format!("vault-{notes}-{seed}"));
    if !folder.join("complete").exists() {
        drop(std::fs::remove_dir_all(&folder));
        let census =
            generator::generate(&folder, notes, seed).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        println!("{census}");
        std::fs::write(folder.join("complete"), "").unwrap_or_else(|error| panic!("{error}"));
    }
    folder
}

/// Returns the number of notes and the seed that the command line gives; 10,000 and 7 where it does not.
pub fn arguments() -> (usize, u64) {
    let [notes, seed] = numbers([10_000, 7]);
    (notes, seed as u64)
}

/// Returns the numbers that the command line gives; these where it does not.
pub fn numbers<const N: usize>(mut numbers: [usize; N]) -> [usize; N] {
    let given = std::env::args().skip(1).filter_map(|argument| argument.parse().ok());
    numbers.iter_mut().zip(given).for_each(|(number, given)| *number = given);
    numbers
}

/// Returns what came of something without which a benchmark cannot go on.
pub fn must<T, E: Display>(what: impl Display, result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{what}: {error}"))
}

/// Returns the median of times.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Returns the time that 99 of 100 do not exceed.
pub fn p99(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get((times.len() * 99).div_ceil(100).saturating_sub(1)).copied().unwrap_or_default()
}
