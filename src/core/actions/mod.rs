//! What users ask for: ticks, new notes, preparation, imports. Each makes texts of texts, or refuses and says why.

pub mod ticks;
pub mod new_note;
pub mod prep;
pub mod import;
