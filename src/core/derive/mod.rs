//! What follows from the notes on a day: the state of everyone, what is due, what became of questions, what was done.

pub mod activity;
pub mod follow_ups;
pub mod questions;
pub mod readiness;
pub mod standing;
