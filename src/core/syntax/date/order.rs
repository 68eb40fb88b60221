//! The order of day and month that dates such as `24/11` prove.

use crate::core::model::DateOrder;

/// How many dates can only have the day first, and how many only the month.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ProvenOrder {
    day_first: usize,
    month_first: usize,
}

impl ProvenOrder {
    /// Counts the date at the start of a text.
    pub(crate) fn count(&mut self, text: &str) {
        match order_of(text) {
            Some(DateOrder::DayFirst) => self.day_first += 1,
            Some(DateOrder::MonthFirst) => self.month_first += 1,
            None => {}
        }
    }

    /// Counts all dates of a text, outside of links: `[[26/03]]` may be the page of a month.
    pub(crate) fn count_all(&mut self, text: &str) {
        let is_around = |char: char| !(char.is_alphanumeric() || matches!(char, '/' | '-' | '.' | ':' | '_'));
        let mut parts = text.split("[[");
        let outside =
            parts.next().into_iter().chain(parts.map(|part| part.split_once("]]").map_or(part, |(_, rest)| rest)));
        outside.flat_map(|part| part.split(is_around)).for_each(|part| self.count(part));
    }

    /// Returns the order, if some dates can have only one and none only the other; with how many these are.
    pub(crate) const fn order(self) -> Option<(DateOrder, usize)> {
        match (self.day_first, self.month_first) {
            (1.., 0) => Some((DateOrder::DayFirst, self.day_first)),
            (0, 1..) => Some((DateOrder::MonthFirst, self.month_first)),
            _ => None,
        }
    }
}

/// Returns the order that a date such as `24/11/2026` or `24/11` at the start of a text can only have. With dots, the day is first
/// everywhere.
fn order_of(text: &str) -> Option<DateOrder> {
    let end = text.find(|char: char| !(char.is_ascii_digit() || matches!(char, '/' | '-'))).unwrap_or(text.len());
    let date = text.get(..end)?;
    let parts: Vec<&str> = date.split(['/', '-']).collect();
    let (one, two) = match parts.as_slice() {
        [one, two, year] if year.len() == 4 => (one, two),
        // Without a year it must be the whole text; `24/7` is every day.
        [one, two] if date == text && date.contains('/') && date != "24/7" => (one, two),
        _ => return None,
    };
    match (one.parse().ok()?, two.parse().ok()?) {
        (13..=31_u32, 1..=12_u32) => Some(DateOrder::DayFirst),
        (1..=12, 13..=31) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}
