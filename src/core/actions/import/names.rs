//! Makes names of people comparable: some forms show that two names are the same, others that they may be.

use unicode_normalization::UnicodeNormalization as _;

use crate::core::base::text::fold_name;

/// Titles before a name, in lower case.
const TITLES: [&str; 10] = ["mr", "mrs", "ms", "mx", "miss", "dr", "prof", "professor", "sir", "dame"];
/// Degrees and pronouns after a name, in lower case and without dots.
const DEGREES: [&str; 19] = [
    "phd", "md", "mba", "cpa", "cfa", "pmp", "esq", "msc", "bsc", "ma", "ba", "ms", "bs", "jd", "dphil", "pe", "rn",
    "he", "him",
];

/// What stands behind a comma and is no first name, as degrees do.
const SUFFIXES: [&str; 6] = ["jr", "sr", "ii", "iii", "iv", "v"];

/// Returns the last name, the first names and what follows, of a name with the last name first: `Rivera`, `Sam` and `PhD` for
/// `Rivera, Sam, PhD`. `None` for any other name, such as `Sam Rivera, PhD`.
pub(crate) fn reversed(name: &str) -> Option<(&str, &str, &str)> {
    let (last, rest) = name.split_once(',')?;
    let (first, suffix) = rest.split_once(',').unwrap_or((rest, ""));
    let parts @ (last, first, suffix) = (last.trim(), first.trim(), suffix.trim());
    let is_name = !last.is_empty() && !first.is_empty() && !is_suffix(first);
    (is_name && !suffix.contains(',') && is_suffix(suffix)).then_some(parts)
}

/// Returns a name with the first name first: `Rivera, Sam` is `Sam Rivera`. `Sam Rivera, PhD` stays as it is.
pub(crate) fn called(name: &str) -> String {
    match reversed(name) {
        Some((last, first, "")) => format!("{first} {last}"),
        Some((last, first, suffix)) => format!("{first} {last}, {suffix}"),
        None => name.trim().to_owned(),
    }
}

/// Says whether words are degrees, pronouns, or `Jr.`; also, if there are none.
pub(crate) fn is_suffix(text: &str) -> bool {
    let is_one = |word: &str| SUFFIXES.contains(&word.replace('.', "").to_lowercase().as_str()) || is_degree(word);
    text.split_whitespace().all(is_one)
}

/// Returns a part of a name without degrees: `Nair, PhD` is `Nair`.
pub(super) fn undecorated(part: &str) -> &str {
    part.split_once(',').filter(|(_, rest)| is_degree(rest)).map_or(part, |(name, _)| name).trim()
}

fn is_degree(text: &str) -> bool {
    text.split_whitespace().all(|word| DEGREES.contains(&word.replace('.', "").to_lowercase().as_str()))
}

/// Returns a form that is equal for two spellings of the same name: `Dr. Ann Lee` and `LEE, Ann` are `ann lee`.
pub(super) fn exact(name: &str) -> String {
    let called = called(name);
    // `Ann Lee, Jr.` is another person than `Ann Lee`.
    let named: Vec<&str> = match called.split_once(',') {
        Some((named, suffix)) if is_suffix(suffix) && !is_degree(suffix) => vec![named, suffix],
        Some((named, _)) => vec![named],
        None => vec![&called],
    };
    let folded = fold_name(&named.join(" ")).into_owned();
    let mut words: Vec<&str> = folded.split(' ').collect();
    while let [first, _, ..] = words.as_slice()
        && TITLES.contains(&first.trim_end_matches('.'))
    {
        words.remove(0);
    }
    while let [_, _, .., last] = words.as_slice()
        && DEGREES.iter().any(|degree| *degree == last.replace('.', ""))
        && words.len() > 2
    {
        words.pop();
    }
    words.join(" ")
}

/// Returns a form that is equal for names that may be the same, without accents, punctuation and initials:
/// `Zoë T. Quinn` is `zoe quinn`.
pub(super) fn loose(name: &str) -> String {
    let exact = exact(name);
    let plain: String = exact.nfkd().map(base).filter(|char| char.is_alphanumeric() || *char == ' ').collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let long: Vec<&str> = words.iter().copied().filter(|word| word.chars().nth(1).is_some()).collect();
    if long.is_empty() { words.join(" ") } else { long.join(" ") }
}

/// Returns the plain letter for a special one: `ł` is `l`. A hyphen is a space.
pub(super) const fn base(char: char) -> char {
    match char {
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        'ß' => 's',
        'ı' => 'i',
        '-' | '\u{2010}' | '\u{2011}' => ' ',
        char => char,
    }
}

/// Says whether two names have a word in common.
pub(super) fn share_a_word(one: &str, other: &str) -> bool {
    let (one, other) = (loose(one), loose(other));
    one.split(' ').any(|word| other.split(' ').any(|other| word == other))
}

/// Returns the id of a `LinkedIn` profile, given its address or handle: `https://www.linkedin.com/in/ann-lee/` and
/// `@ann-lee` are `ann-lee`.
pub(crate) fn profile(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let handle = match text.split_once("linkedin.com/in/") {
        Some((_, rest)) => rest,
        None if text.contains(['/', ' ', ':']) => return None,
        None => text.trim_start_matches('@'),
    };
    let handle = handle.split(['/', '?', '#']).next().unwrap_or_default();
    (!handle.is_empty()).then(|| handle.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_any_spelling() {
        for (one, other) in [
            ("Sam Rivera", "rivera, SAM"),
            ("Dr. Zoë  Quinn", "zoe\u{308} quinn"),
            ("Priya Nair, PhD", "Priya Nair"),
            ("Nair, Priya, PhD", "Priya Nair"),
            ("Lee, Ann, Jr.", "Ann Lee Jr."),
            ("Ann Lee, Jr.", "Ann Lee Jr."),
            ("Priya Nair MBA", "Prof. Dr. Priya Nair"),
            ("Sam O\u{2019}Neil", "Sam O'Neil"),
        ] {
            assert_eq!(exact(one), exact(other), "{one}");
        }
        for (one, other) in [("Sam Rivera", "Sam Riviera"), ("Ann Lee Jr.", "Ann Lee"), ("Zoë Quinn", "Zoe Quinn")] {
            assert_ne!(exact(one), exact(other), "{one}");
        }
        assert_eq!([exact("Dr"), exact("Ma Ba"), exact("")], ["dr", "ma ba", ""]);
    }

    #[test]
    fn names_may_be_the_same_without_accents_and_initials() {
        for (one, other) in [
            ("Zoë Quinn", "Zoe Quinn"),
            ("Łukasz Wójcik", "Lukasz Wojcik"),
            ("Sam T. Rivera", "Sam Rivera"),
            ("Anne-Marie Holm", "Anne Marie Holm"),
        ] {
            assert_eq!(loose(one), loose(other), "{one}");
        }
        assert_ne!(loose("Ann Lee"), loose("Anna Lee"));
        assert_eq!(loose("陳美玲"), "陳美玲");
        assert_eq!(loose("J. P."), "j p");
    }

    #[test]
    fn profiles_are_the_same_in_any_address() {
        let slug = Some(String::from("ann-lee"));
        for text in [
            "https://www.linkedin.com/in/ann-lee/",
            "http://de.LinkedIn.com/in/Ann-Lee?trk=x",
            "linkedin.com/in/ann-lee",
            "ann-lee",
            "@ann-lee",
        ] {
            assert_eq!(profile(text), slug, "{text}");
        }
        for text in ["https://example.com/ann-lee", "Ann Lee", "", "https://linkedin.com/company/acme"] {
            assert_eq!(profile(text), None, "{text}");
        }
    }
}
