//! What the benchmarks share: a generated vault, kept between runs, and the figures of this process.
#![allow(dead_code, unreachable_pub, reason = "each benchmark uses a part")]

#[cfg_attr(test, expect(dead_code, unused_imports, reason = "this target has no test harness"))]
pub mod generator;

use std::path::PathBuf;

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

/// Returns the most memory this process has held, in KiB; 0 where the system does not tell.
pub fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
