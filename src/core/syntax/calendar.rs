//! Days in words, as lists and the dashboard write them: English, short, without the current year.

use chrono::{Datelike, Month, Weekday};

use crate::core::model::{Day, Moment};

/// Returns a day such as `Thu 19 Nov`, with its year where that is not the year of `today`.
#[must_use]
pub(crate) fn day(day: Day, today: Day) -> String {
    with_year(day, today, "%a %-d %b")
}

/// Returns a day without its weekday: `19 Nov`.
#[must_use]
pub(crate) fn short_day(day: Day, today: Day) -> String {
    with_year(day, today, "%-d %b")
}

/// Returns a day in full: `Thursday 19 November 2026`.
#[must_use]
pub(crate) fn long_day(day: Day) -> String {
    day.format("%A %-d %B %Y").to_string()
}

/// Returns a day in full, with its year where that is not the year of `today`: `Thursday 19 November`.
#[must_use]
pub(crate) fn full_day(day: Day, today: Day) -> String {
    with_year(day, today, "%A %-d %B")
}

/// Returns a past day in the words of a letter: `today`, `yesterday`, `on Thursday`, `on Thursday 5 November`.
#[must_use]
pub(crate) fn spoken(day: Day, today: Day) -> String {
    match (today - day).num_days() {
        0 => String::from("today"),
        1 => String::from("yesterday"),
        2..=6 => day.format("on %A").to_string(),
        _ => format!("on {}", full_day(day, today)),
    }
}

/// Returns a day and, if it is known, its time: `Thu 19 Nov 10:00`.
#[must_use]
pub(crate) fn moment(moment: Moment, today: Day) -> String {
    let day = day(moment.day, today);
    moment.time.map_or_else(|| day.clone(), |time| format!("{day} {}", time.format("%-H:%M")))
}

/// Returns when something takes place: `today 10:00`, `tomorrow`, otherwise as [`moment`] does.
#[must_use]
pub(crate) fn coming(at: Moment, today: Day) -> String {
    let near = if at.day == today {
        "today"
    } else if today.succ_opt() == Some(at.day) {
        "tomorrow"
    } else {
        return moment(at, today);
    };
    at.time.map_or_else(|| near.to_owned(), |time| format!("{near} {}", time.format("%-H:%M")))
}

/// Returns by when something is due: `was due Fri 20 Nov`, `today`, `tomorrow`, `Mon 23 Nov`.
#[must_use]
pub(crate) fn due(due: Day, today: Day) -> String {
    if due < today {
        format!("was due {}", day(due, today))
    } else if due == today {
        String::from("today")
    } else if today.succ_opt() == Some(due) {
        String::from("tomorrow")
    } else {
        day(due, today)
    }
}

/// Returns whether a text continues after something that [`due`] can return.
#[must_use]
pub(crate) fn begins_with_due(text: &str) -> bool {
    let is_end = |at: &usize| !text.get(*at..).unwrap_or_default().starts_with(char::is_alphanumeric);
    let ends = text.char_indices().map(|(at, _)| at).filter(is_end);
    ends.take(MOST_DUE).any(|at| text.get(..at).is_some_and(is_due))
}

/// Returns whether a text is one that [`due`] can return, on any day.
#[must_use]
pub(crate) fn is_due(text: &str) -> bool {
    if matches!(text, "today" | "tomorrow") {
        return true;
    }
    let mut words = text.strip_prefix("was due ").unwrap_or(text).split(' ');
    let is_number = |word: Option<&str>| word.is_some_and(|word| word.parse::<u32>().is_ok());
    words.next().is_some_and(|word| word.len() == 3 && word.parse::<Weekday>().is_ok())
        && is_number(words.next())
        && words.next().is_some_and(|word| word.len() == 3 && word.parse::<Month>().is_ok())
        && words.next().is_none_or(|year| year.trim_start_matches(['-', '+']).parse::<u32>().is_ok())
        && words.next().is_none()
}

/// More ends of words than a text of [`due`] has, punctuation included.
const MOST_DUE: usize = 16;

fn with_year(day: Day, today: Day, format: &str) -> String {
    let text = day.format(format).to_string();
    if day.year() == today.year() { text } else { format!("{text} {}", day.year()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(year: i32, month: u32, day: u32) -> Day {
        Day::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn days_read_as_people_write_them() {
        let today = on(2026, 11, 21);
        let rows = [
            (on(2026, 11, 20), "was due Fri 20 Nov"),
            (on(2025, 12, 31), "was due Wed 31 Dec 2025"),
            (today, "today"),
            (on(2026, 11, 22), "tomorrow"),
            (on(2026, 11, 23), "Mon 23 Nov"),
            (on(2027, 1, 1), "Fri 1 Jan 2027"),
        ];
        for (day, expected) in rows {
            assert_eq!(due(day, today), expected);
            assert!(is_due(expected), "{expected}");
        }
        assert!(is_due(&due(Day::MIN, today)) && is_due(&due(Day::MAX, today)));
        for text in ["", "soon", "today, by phone", "Fri 20 Nov!", "was due Fri", "Fri Nov 20", "Thu 19 Nov 2026 at 10"]
        {
            assert!(!is_due(text), "{text}");
            assert_eq!(
                begins_with_due(text),
                text.starts_with("today,") || text.len() > 10 && !text.ends_with("Fri"),
                "{text}"
            );
        }
        for (day, expected) in [
            (today, "today"),
            (on(2026, 11, 20), "yesterday"),
            (on(2026, 11, 19), "on Thursday"),
            (on(2026, 11, 15), "on Sunday"),
            (on(2026, 11, 14), "on Saturday 14 November"),
            (on(2025, 12, 31), "on Wednesday 31 December 2025"),
            (on(2026, 11, 23), "on Monday 23 November"),
        ] {
            assert_eq!(spoken(day, today), expected);
        }
        assert_eq!(long_day(today), "Saturday 21 November 2026");
        assert_eq!(due(Day::MIN, today), format!("was due {}", super::day(Day::MIN, today)));
        let at = Moment { day: on(2026, 11, 24), time: chrono::NaiveTime::from_hms_opt(9, 5, 0), offset: None };
        assert_eq!(moment(at, today), "Tue 24 Nov 9:05");
        assert_eq!(coming(at, today), "Tue 24 Nov 9:05");
        assert_eq!(coming(at, on(2026, 11, 24)), "today 9:05");
        assert_eq!(coming(Moment::on(on(2026, 11, 22)), today), "tomorrow");
        assert_eq!(short_day(on(2026, 11, 2), today), "2 Nov");
    }
}
