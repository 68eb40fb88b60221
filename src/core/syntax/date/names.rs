//! The names of months and weekdays in the languages that notes are written in, from the locales of the GNU C library.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::Weekday;

use crate::core::base::text::unaccented;

/// The names of one locale.
struct Names {
    months: [&'static [&'static str]; 2],
    other_months: [Option<&'static [&'static str]>; 2],
    days: [&'static [&'static str]; 2],
}

/// Makes the list of names of these locales.
macro_rules! names_of {
    ($($locale:ident)*) => {
        &[$({
            use pure_rust_locales::$locale::LC_TIME;
            Names {
                months: [LC_TIME::MON, LC_TIME::ABMON],
                other_months: [LC_TIME::ALT_MON, LC_TIME::AB_ALT_MON],
                days: [LC_TIME::DAY, LC_TIME::ABDAY],
            }
        }),*]
    };
}

const NAMES: &[Names] = names_of!(en_GB de_DE de_AT fr_FR es_ES pt_BR it_IT nl_NL pl_PL ru_RU uk_UA zh_CN ja_JP);
/// Short names that people write and the locales do not have.
const ALSO_MONTHS: [(&str, u32); 4] = [("sept", 9), ("mrz", 3), ("maart", 3), ("set", 9)];
const ALSO_DAYS: [(&str, Weekday); 4] =
    [("tues", Weekday::Tue), ("thur", Weekday::Thu), ("thurs", Weekday::Thu), ("weds", Weekday::Wed)];
/// The weekdays as they stand behind words such as *until* and *on*, in languages that decline them.
const DECLINED_DAYS: [[&str; 7]; 6] = [
    ["niedzieli", "poniedziałku", "wtorku", "środy", "czwartku", "piątku", "soboty"],
    ["воскресенья", "понедельника", "вторника", "среды", "четверга", "пятницы", "субботы"],
    ["неділі", "понеділка", "вівторка", "середи", "четверга", "пʼятниці", "суботи"],
    ["niedzielę", "poniedziałek", "wtorek", "środę", "czwartek", "piątek", "sobotę"],
    ["воскресенье", "понедельник", "вторник", "среду", "четверг", "пятницу", "субботу"],
    ["неділю", "понеділок", "вівторок", "середу", "четвер", "пʼятницю", "суботу"],
];
/// The weekdays as the locales list them.
const WEEK: [Weekday; 7] =
    [Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat];

static MONTHS: LazyLock<HashMap<String, u32>> = LazyLock::new(|| {
    let mut months: HashMap<String, u32> =
        ALSO_MONTHS.iter().map(|(name, month)| ((*name).to_owned(), *month)).collect();
    for names in NAMES {
        for list in names.months.into_iter().chain(names.other_months.into_iter().flatten()) {
            months.extend(list.iter().map(|name| form(name)).zip(1..).filter(|(name, _)| is_word(name)));
        }
    }
    months
});

static WEEKDAYS: LazyLock<HashMap<String, Weekday>> = LazyLock::new(|| {
    let mut days: HashMap<String, Weekday> = ALSO_DAYS.iter().map(|(name, day)| ((*name).to_owned(), *day)).collect();
    for list in DECLINED_DAYS {
        days.extend(list.iter().map(|name| form(name)).zip(WEEK));
    }
    for names in NAMES {
        for list in names.days {
            days.extend(list.iter().map(|name| form(name)).zip(WEEK));
        }
    }
    days
});

/// Returns the number of the month that a word names, with or without its accents and its point. `Marco` is somebody.
pub(crate) fn month(word: &str) -> Option<u32> {
    let is_name = word.trim_end_matches('.') == "Marco";
    MONTHS.get(&form(word)).copied().filter(|_| !is_name)
}

/// Returns the weekday that a word names, with or without its accents and its point.
pub(crate) fn weekday(word: &str) -> Option<Weekday> {
    WEEKDAYS.get(&form(word)).copied()
}

/// Returns all names, as the locales write them.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = String> {
    let months = |names: &'static Names| names.months.into_iter().chain(names.other_months.into_iter().flatten());
    let lists = NAMES.iter().flat_map(move |names| months(names).chain(names.days));
    lists.flatten().map(|name| (*name).to_owned())
}

fn form(name: &str) -> String {
    unaccented(name.trim_matches(['.', ' ']).replace(['\'', '’', 'ʼ'], "").as_str())
}

/// Says whether the name of a month is a word and not a number with a sign, as in Chinese and Japanese.
fn is_word(name: &str) -> bool {
    name.starts_with(char::is_alphabetic)
}
