//! The whole `build` against `cat` of the same files, as processes taking turns: medians and their ratio.
//!
//! `cargo bench --bench build -- [NOTES] [SEED]`
//!
//! The page cache is warm: the first round of each is not counted. Peak memory is what `/usr/bin/time` says, where it is
//! installed.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark runs programs, reads the clock and prints"
)]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 11;

fn main() {
    let (notes, seed) = support::arguments();
    let folder = support::vault(env!("CARGO_TARGET_TMPDIR"), notes, seed);
    let build = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coffeechat"));
        command.args(["build", "--quiet", "--today", support::generator::TODAY]).arg(&folder);
        command
    };
    let cat = || {
        let mut command = Command::new("sh");
        command.args(["-c", "find \"$0\" -type f -print0 | xargs -0 cat > /dev/null"]).arg(&folder);
        command
    };
    time(build());
    time(cat());
    let rounds: Vec<(Duration, Duration)> = (0..ROUNDS).map(|_| (time(build()), time(cat()))).collect();
    let (builds, cats): (Vec<Duration>, Vec<Duration>) = rounds.iter().copied().unzip();
    let mut ratios: Vec<f64> = rounds.iter().map(|(build, cat)| build.as_secs_f64() / cat.as_secs_f64()).collect();
    ratios.sort_by(f64::total_cmp);
    println!("{notes} notes, seed {seed}, {ROUNDS} rounds in turn, medians");
    println!("build {:>9.1} ms", support::median(builds).as_secs_f64() * 1e3);
    println!("cat   {:>9.1} ms", support::median(cats).as_secs_f64() * 1e3);
    println!("ratio {:>9.2}    (round by round)", ratios.get(ROUNDS / 2).copied().unwrap_or_default());
    match peak_memory(&build()) {
        Some(kib) => println!("peak  {kib:>9} KiB"),
        None => println!("peak memory: /usr/bin/time is not installed"),
    }
}

fn time(mut command: Command) -> Duration {
    let began = Instant::now();
    let status = command.stdout(Stdio::null()).status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let elapsed = began.elapsed();
    assert!(status.success(), "{command:?}: {status}");
    elapsed
}

fn peak_memory(command: &Command) -> Option<u64> {
    let mut timed = Command::new("/usr/bin/time");
    timed.args(["-f", "%M"]).arg(command.get_program()).args(command.get_args());
    let output = timed.output().ok()?;
    String::from_utf8_lossy(&output.stderr).trim().lines().last()?.parse().ok()
}
