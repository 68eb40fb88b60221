//! The base of everything: paths of notes, places in texts, diagnostics, and texts made comparable and harmless.

pub(crate) mod copy_name;
pub mod diagnostic;
pub mod escape;
pub mod file_name;
mod path;
mod span;
pub mod suggest;
pub(crate) mod text;
pub mod markdown;

pub use path::NotePath;
pub(crate) use path::strip_extension;
pub use span::{At, LineIndex, Location, Span};
