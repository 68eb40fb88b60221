//! Live blocks: find them, read their line, render what they ask for (DESIGN §5).

pub mod markdown;
pub mod region;
