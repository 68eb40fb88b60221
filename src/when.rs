//! Days and times as people say them.

use crate::model::{Day, Moment};
use crate::parse::date;

/// Returns the day that `text` means when it is said `today`: `2026-11-20`, `tomorrow`, `next friday`, `+2w`.
///
/// # Errors
///
/// If it means none; the message says so and names the forms that do.
pub fn day(text: &str, today: Day) -> Result<Day, String> {
    moment(text, today).map(|moment| moment.day)
}

/// Returns the day, and the time of day if there is one, that `text` means when it is said `today`.
///
/// # Errors
///
/// As [`day`].
pub fn moment(text: &str, _today: Day) -> Result<Moment, String> {
    date::moment(text).ok_or_else(|| format!("`{text}` is no day; write it as 2026-11-20"))
}
