//! Text → note and diagnostics; never fails.

pub(crate) mod yaml;
