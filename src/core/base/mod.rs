//! The base of everything: paths of notes, places in texts, diagnostics, and texts made comparable and harmless.

pub(crate) mod copy_name;
pub(crate) mod diagnostic;
pub(crate) mod escape;
pub(crate) mod file_name;
mod path;
pub(crate) mod shell;
mod span;
pub(crate) mod suggest;
pub(crate) mod text;
pub(crate) mod markdown;

pub use path::NotePath;
pub(crate) use path::strip_extension;
pub use span::Span;
pub(crate) use span::{At, LineIndex, Location};
