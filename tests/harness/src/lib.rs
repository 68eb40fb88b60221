//! What the test suites and benchmarks share: vaults in temporary folders, the program run in them, git, comparing.
#![expect(
    clippy::disallowed_methods,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::new_without_default,
    clippy::return_self_not_must_use,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::string_slice,
    reason = "tests make files, run the program, say what they skip, cut ASCII, and may fail loudly"
)]

pub mod random;
#[cfg(unix)]
pub mod repository;
pub mod vault;

use std::io::Write as _;
use std::path::PathBuf;

/// Returns the program under test, as `cargo test` and `cargo bench` name it to what they run.
pub fn program() -> PathBuf {
    std::env::var_os("CARGO_BIN_EXE_coffeechat").expect("CARGO_BIN_EXE_coffeechat names the program").into()
}

/// Returns whether golden files are to be written, not compared.
pub fn is_blessing() -> bool {
    std::env::var_os("COFFEECHAT_BLESS").is_some_and(|value| value == "1")
}

/// Returns the lines that differ, as a unified diff.
pub fn diff(expected: &str, found: &str) -> String {
    similar::TextDiff::from_lines(expected, found).unified_diff().context_radius(2).to_string()
}

/// Returns a number from the environment, or what holds for an ordinary run.
pub fn number(name: &str, ordinary: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.map_or(ordinary, |text| text.parse().unwrap_or_else(|error| panic!("{name}={text}: {error}")))
}

/// Says something in the middle of a run, although the test passes.
pub fn say(line: &str) {
    // Unlike `eprintln!`, this is not kept back until a test fails.
    let _ = writeln!(std::io::stderr(), "{line}");
}
