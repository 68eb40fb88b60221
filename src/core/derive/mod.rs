//! What follows from the notes on a day: the state of everyone, what is due, what became of questions, what was done.

pub(crate) mod activity;
pub(crate) mod follow_ups;
pub(crate) mod questions;
pub(crate) mod readiness;
pub(crate) mod statuses;
