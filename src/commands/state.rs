//! What the environment tells: where this machine may remember something, and whether git waits for this run.
#![expect(
    clippy::disallowed_methods,
    reason = "where state may lie, and who started this, is a matter of the environment"
)]

use std::path::PathBuf;

/// Returns the folders that may keep locks and the journal, the best first.
pub(super) fn folders() -> Vec<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = folder("HOME").map(|home| home.join(".local/state"));
    [folder("XDG_STATE_HOME"), home, folder("XDG_RUNTIME_DIR")].into_iter().flatten().collect()
}

/// Returns the index of a commit that this run is a hook of.
pub(super) fn index_of_commit() -> Option<PathBuf> {
    std::env::var_os("GIT_INDEX_FILE").map(PathBuf::from)
}
