//! Drives `coffeechat watch` from outside: real editors, real git, real trouble, and what stood on the disk meanwhile.
//!
//! Every test starts the real program in a vault of its own ([`watcher::Watcher`]) and waits for conditions, never for
//! time to pass. What is right is always the same: the bytes that `coffeechat build` makes of a copy of the vault.
//! What cannot be provoked where the tests run says `skipped: …` and why.
//!
//! Longer runs: `COFFEECHAT_SAVES=100` (saves an editor), `COFFEECHAT_COPIES=100` (copied trees),
//! `COFFEECHAT_SEQUENCES=20000` and `COFFEECHAT_SEED=…` (random sequences), `COFFEECHAT_SOAK=100000` (saves in a row),
//! `COFFEECHAT_REST=60` (seconds at rest), `COFFEECHAT_POINTS=1` (every call in which a build can fail, not a part),
//! `COFFEECHAT_KILLS=2000` (sudden ends).
#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make files, run programs, and may fail loudly"
)]

mod crash;
mod editors;
mod folders;
mod git;
mod guard;
mod held;
mod kills;
mod observer;
mod outputs;
mod quiet;
mod resources;
mod sequences;
mod terminal;
mod ticking;
mod time;
mod watcher;
