//! Tables and properties of new notes.
