//! The names in a text that lists people, and which of them are nobody: groups, rooms, numbers, words such as `none`.

use crate::core::base::text::{slice, unaccented};
use crate::core::model::bare_name;
use crate::core::model::vocabulary::is_unset;

use super::link::is_like_name;

/// Titles before a name, as plain words.
pub(crate) const TITLES: [&str; 26] = [
    "dr", "prof", "mr", "mrs", "ms", "sir", "herr", "herrn", "frau", "dott", "dottssa", "ing", "dra", "sr", "sra",
    "senor", "senora", "senhor", "senhora", "mme", "madame", "monsieur", "signor", "signora", "mevrouw", "meneer",
];
/// What separates names, unless it stands in brackets.
const MARKS: [&str; 8] = [",", ";", "·", "•", "、", "，", "；", " | "];
/// What separates names and may be part of one.
const WORDS: [&str; 13] =
    [" + ", " & ", " / ", " x ", " and ", " und ", " et ", " y ", " e ", " en ", " и ", " та ", " i "];
/// Words before the names among many: `13 participants including Ann Lee`.
const INCLUDING: [&str; 16] = [
    "including ",
    "incl. ",
    "darunter ",
    "einschließlich ",
    "inklusive ",
    "dont ",
    "y compris ",
    "incluyendo ",
    "incluidos ",
    "incluindo ",
    "tra cui ",
    "waaronder ",
    "inclusief ",
    "w tym ",
    "включая ",
    "包括",
];
/// First words of what names nobody.
const NOBODY: [&str; 38] = [
    "none",
    "nobody",
    "noone",
    "other",
    "others",
    "al",
    "etc",
    "tbd",
    "tba",
    "tbc",
    "unknown",
    "various",
    "everyone",
    "everybody",
    "keine",
    "keiner",
    "niemand",
    "andere",
    "weitere",
    "alle",
    "aucun",
    "aucune",
    "autres",
    "tous",
    "nadie",
    "ninguno",
    "ninguna",
    "otros",
    "todos",
    "ninguem",
    "outros",
    "nessuno",
    "altri",
    "tutti",
    "geen",
    "anderen",
    "никто",
    "все",
];
/// Last words of the names of groups and firms.
const GROUPS: [&str; 43] = [
    "department",
    "departments",
    "dept",
    "team",
    "teams",
    "group",
    "committee",
    "council",
    "board",
    "office",
    "leadership",
    "staff",
    "crew",
    "squad",
    "llc",
    "llp",
    "inc",
    "ltd",
    "gmbh",
    "corp",
    "abteilung",
    "foundation",
    "ventures",
    "capital",
    "holdings",
    "partners",
    "consulting",
    "agency",
    "university",
    "institute",
    "association",
    "clerks",
    "advisors",
    "legal",
    "团队",
    "部门",
    "小组",
    "команда",
    "отдел",
    "stakeholders",
    "participants",
    "attendees",
    "members",
];
/// First words of the names of groups.
const OF_GROUPS: [&str; 18] = [
    "equipo",
    "equipe",
    "equipa",
    "team",
    "squadra",
    "dipartimento",
    "departamento",
    "departement",
    "abteilung",
    "gruppe",
    "grupo",
    "groupe",
    "gruppo",
    "zespol",
    "dzial",
    "afdeling",
    "команда",
    "отдел",
];
/// Parts of the names of rooms.
const ROOMS: [&str; 10] = [
    "meeting room",
    "conference room",
    "conf room",
    "boardroom",
    "besprechungsraum",
    "konferenzraum",
    "salle de reunion",
    "sala de reuni",
    "sala riunioni",
    "vergaderruimte",
];

/// Returns the parts of a text between separators that do not stand in brackets.
fn split<'t>(text: &'t str, separators: &[&str]) -> Vec<&'t str> {
    let (mut parts, mut from, mut open) = (Vec::new(), 0, 0_usize);
    let mut skip = 0;
    for (at, char) in text.char_indices() {
        match char {
            '(' | '（' if text.contains([')', '）']) => open += 1,
            ')' | '）' => open = open.saturating_sub(1),
            _ => {}
        }
        let here = slice(text, at..text.len());
        if open == 0
            && at >= skip
            && let Some(separator) = separators.iter().find(|separator| here.starts_with(**separator))
        {
            parts.push(slice(text, from..at));
            from = at + separator.len();
            // The next one may begin with the space that this one ends with.
            skip = from - usize::from(separator.ends_with(' ') && separator.len() > 1);
        }
    }
    parts.push(slice(text, from.min(text.len())..text.len()));
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Returns the texts between the marks of a list, without a word such as *and* before the last one, and of `13
/// participants including Ann Lee` those behind *including*.
pub(super) fn listed(text: &str) -> Vec<&str> {
    let parts = split(behind_count(text), &MARKS);
    let without_and = |part: &'_ str| -> usize {
        let word = WORDS.iter().map(|word| word.trim_start()).find(|word| part.starts_with(*word));
        word.map_or(0, str::len)
    };
    let parts = parts.into_iter().map(|part| slice(part, without_and(part)..part.len()).trim());
    parts.filter(|part| !part.is_empty()).collect()
}

/// Returns what a text that counts people, or names a group, says of who they are.
fn behind_count(text: &str) -> &str {
    let behind = INCLUDING.iter().find_map(|word| text.split_once(word));
    let counted = || text.split_once(": ").filter(|_| starts_with_number(text));
    match behind.or_else(counted) {
        Some((before, names)) if is_group(before) || !is_like_name(before.trim_end_matches([' ', ','])) => names.trim(),
        _ => text,
    }
}

fn starts_with_number(text: &str) -> bool {
    text.trim_start_matches(['~', '+', '>', '<', '≈', ' ']).starts_with(|char: char| char.is_ascii_digit())
}

/// Returns the names in a text that may hold more than one, or more than a name.
pub(crate) fn names_in(text: &str) -> Option<Vec<&str>> {
    let all: Vec<&str> = MARKS.into_iter().chain(WORDS).collect();
    let names: Vec<&str> = split(text, &all).into_iter().map(bare_name).collect();
    (names.as_slice() != [text]).then_some(names)
}

/// Says whether a text among people names nobody: `none yet`, `others`, `~140 employees`, a room.
pub(crate) fn is_nobody(name: &str) -> bool {
    let is_mark = |char: char| matches!(char, '~' | '≈' | '+' | '<' | '>' | '=' | '(' | '?' | '#' | '&' | '-' | '/');
    // YAML splits `[Ann Lee (Fjord, CEO)]` at the comma.
    let is_rest_of_brackets = name.ends_with(')') && !name.contains('(');
    if is_unset(name) || is_rest_of_brackets || name.starts_with(|char: char| char.is_ascii_digit() || is_mark(char)) {
        return true;
    }
    let folded = unaccented(name);
    let words: Vec<&str> = folded.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_in_words = name.split_whitespace().skip(1).all(|word| word.chars().all(char::is_lowercase));
    let is_all_of = |word: &str| words.first() == Some(&word) && is_in_words;
    let et_al =
        matches!(words.as_slice(), ["et", "al" | "alii"] | ["no", "one", ..] | ["and" | "und", "others" | "andere"]);
    et_al
        || (words.first() == Some(&"none") && words.len() < 4)
        || NOBODY.into_iter().any(is_all_of)
        || ROOMS.iter().any(|room| folded.contains(room))
}

/// Says whether a name is that of a group or a firm, rather than of somebody: `Marketing Team`, `Equipo de ventas`.
pub(crate) fn is_group(name: &str) -> bool {
    let folded = unaccented(bare_name(name));
    let words: Vec<&str> = folded.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_among = |word: Option<&&str>, groups: &[&str]| word.is_some_and(|word| groups.contains(word));
    let has_sign = || ["团队", "部门", "小组"].iter().any(|end| folded.ends_with(end));
    (words.len() > 1 && (is_among(words.last(), &GROUPS) || is_among(words.first(), &OF_GROUPS)))
        || words.as_slice() == ["team"]
        || has_sign()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_people_is_split_outside_of_brackets() {
        let rows: [(&str, &[&str]); 13] = [
            ("Ann Lee, Bo Diaz", &["Ann Lee", "Bo Diaz"]),
            ("Bo Diaz (Product Manager, Fjord)", &["Bo Diaz (Product Manager, Fjord)"]),
            ("Ann Lee (CEO; Fjord), Bo Diaz", &["Ann Lee (CEO; Fjord)", "Bo Diaz"]),
            ("Ann Lee (CEO, Bo Diaz", &["Ann Lee (CEO", "Bo Diaz"]),
            ("Ann Lee, Bo Diaz, and Cy Ott", &["Ann Lee", "Bo Diaz", "Cy Ott"]),
            ("Ann Lee; und Bo Diaz", &["Ann Lee", "Bo Diaz"]),
            ("13 participants including Cy Ott, Bo Diaz", &["Cy Ott", "Bo Diaz"]),
            ("13 people: Cy Ott, Bo Diaz", &["Cy Ott", "Bo Diaz"]),
            ("5 Personen, darunter Cy Ott", &["Cy Ott"]),
            ("Marketing Team including Cy Ott", &["Cy Ott"]),
            ("Ann Lee including Bo", &["Ann Lee including Bo"]),
            ("甄健、邱航", &["甄健", "邱航"]),
            ("", &[]),
        ];
        for (text, expected) in rows {
            assert_eq!(listed(text), expected, "{text}");
        }
        assert_eq!(names_in("Ann Lee & Bo Diaz and Cy Ott"), Some(vec!["Ann Lee", "Bo Diaz", "Cy Ott"]));
        assert_eq!(names_in("Ann Lee (PM, Fjord)"), Some(vec!["Ann Lee"]));
        assert_eq!(names_in("Ann Lee"), None);
    }

    #[test]
    fn nobody_is_told_from_somebody() {
        let nobody = [
            "None",
            "None identified",
            "none yet",
            "None of them yet",
            "others",
            "and others",
            "et al.",
            "al.",
            "etc.",
            "~141 employees company-wide",
            "13 participants",
            "+3",
            "-",
            "?",
            "(not recorded)",
            "everyone",
            "alle",
            "Fjord HQ Meeting Room B (4)",
            "Salle de réunion 3",
            "TBD",
            "no one",
            "keine",
            "aucun",
        ];
        for name in nobody {
            assert!(is_nobody(name), "{name}");
        }
        let groups = [
            "Marketing Team",
            "Equipo de ventas",
            "HR Department",
            "Équipe produit",
            "Dev Team (Fjord)",
            "Team",
            "销售团队",
        ];
        for name in groups {
            assert!(is_group(name) && !is_nobody(name), "{name}");
        }
        for name in
            ["Ann Lee", "Al Gore", "Alle Berg", "Bo", "@ann", "甄健", "Otros Ruiz", "ann-lee", "Nonna", "Teamu Aho"]
        {
            assert!(!is_nobody(name) && !is_group(name), "{name}");
        }
    }
}
