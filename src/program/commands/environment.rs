//! Reads the environment: where this machine may keep state, and whether git waits for this run.
#![expect(
    clippy::disallowed_methods,
    reason = "where state may lie, and who started this, is a matter of the environment"
)]

use std::path::PathBuf;

/// Returns the folders that may keep locks and the journal, the best first. If `HOME` is not set, the system knows the
/// user's folder.
pub(super) fn folders() -> Vec<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let home = std::env::home_dir().filter(|home| home.is_absolute());
    let local = if cfg!(windows) { "AppData/Local" } else { ".local/state" };
    let system = if cfg!(windows) { folder("LOCALAPPDATA") } else { None };
    let all = [folder("XDG_STATE_HOME"), system, home.map(|home| home.join(local)), folder("XDG_RUNTIME_DIR")];
    all.into_iter().flatten().filter(|path| path.is_absolute()).collect()
}

/// Returns the index of a commit that this run is a hook of.
pub(super) fn index_of_commit() -> Option<PathBuf> {
    std::env::var_os("GIT_INDEX_FILE").map(PathBuf::from)
}
