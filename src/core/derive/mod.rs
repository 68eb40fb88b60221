//! What follows from the notes on a day: how everyone stands, what is due, what became of questions, what was done.

pub mod standing;
pub mod activity;
pub mod questions;
pub mod follow_ups;
