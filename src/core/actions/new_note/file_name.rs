//! Makes a file name from the name of a person or talk. Every system, sync tool and wikilink accepts it.

use unicode_normalization::UnicodeNormalization;

use crate::core::base::copy_name::is_conflict_copy;
use crate::core::base::escape::visible;
use crate::core::base::file_name;
use crate::core::edit::Refusal;

/// The longest file name without ` 999.md`, in bytes. File systems allow 255 bytes in all.
const LONGEST: usize = 240;

/// Names that Windows reserves for devices, with any extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Returns the file name of a note about `name`, without the extension: `AC: DC #1` gives `AC DC 1`. Characters that a
/// file name or a wikilink cannot have become spaces; `CON`, which Windows reserves, gives `CON_`.
///
/// # Errors
///
/// The reason, if no file can have that name.
pub(crate) fn of(name: &str) -> Result<String, Refusal> {
    let refuse =
        |why: &str| Err(Refusal::new(format!("`{}` cannot be the name of a note: {why}", visible(&short(name)))));
    if name.trim().is_empty() {
        return Err(Refusal::new("a note needs a name"));
    }
    if name.contains(['/', '\\']) {
        return refuse("it is a path; give only the name, and the folder with `--folder`");
    }
    let spaced: String = name.nfc().map(|char| if is_unsafe(char) { ' ' } else { char }).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let stem = words.join(" ");
    let stem = stem.trim_start_matches(['.', '~', ' ']).trim_end_matches(['.', '~', ' ']);
    if !stem.contains(char::is_alphanumeric) {
        return refuse("it has no letter or digit");
    }
    // Windows reserves some names for devices.
    let stem = if is_device(stem) {
        stem.replacen(first_part(stem), &format!("{}_", first_part(stem)), 1)
    } else {
        stem.to_owned()
    };
    if stem.len() > LONGEST {
        return refuse(&format!("it has {} bytes; shorten it to {LONGEST}", stem.len()));
    }
    let file = format!("{stem}.md");
    if !file_name::is_note(&file) || file_name::is_temporary(&file) || is_conflict_copy(&file) {
        return refuse("it looks like a temporary file or a copy made by a sync tool; choose another name");
    }
    Ok(stem)
}

/// Says whether a character is forbidden on some system, breaks a wikilink, or is invisible.
fn is_unsafe(char: char) -> bool {
    char.is_control()
        || matches!(char, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '#' | '^' | '[' | ']' | '`')
        || matches!(char, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Returns the part of a file name that Windows compares with the names of devices.
fn first_part(stem: &str) -> &str {
    stem.split('.').next().unwrap_or(stem).trim_end()
}

fn is_device(stem: &str) -> bool {
    let first = first_part(stem).to_lowercase();
    let is_port = |prefix: &str| {
        let rest = first.strip_prefix(prefix).unwrap_or_default();
        rest.chars().count() == 1 && rest.contains(|char: char| char.is_ascii_digit() || "¹²³".contains(char))
    };
    DEVICES.contains(&first.as_str()) || is_port("com") || is_port("lpt")
}

fn short(name: &str) -> String {
    let mut chars = name.chars();
    let start: String = chars.by_ref().take(40).collect();
    if chars.next().is_some() { format!("{start}…") } else { start }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_becomes_a_file_name_that_every_system_accepts() {
        let rows = [
            ("Priya Nair", "Priya Nair"),
            ("  Priya \t Nair ", "Priya Nair"),
            ("Zoe\u{308} Quinn", "Zoë Quinn"),
            ("O'Neill, Ann (Ltd.)", "O'Neill, Ann (Ltd.)"),
            ("AC: DC #1", "AC DC 1"),
            ("Ann [x] | y ^z", "Ann x y z"),
            ("What? <b>*now*`", "What b now"),
            ("...Ann...", "Ann"),
            (".hidden", "hidden"),
            ("~$Ann", "$Ann"),
            ("Ann\u{202e}eeL", "Ann eeL"),
            ("Ann\u{200b}Lee", "Ann Lee"),
            ("陳 大文", "陳 大文"),
            ("Console", "Console"),
            ("COM10", "COM10"),
            ("CON", "CON_"),
            ("con.old", "con_.old"),
            ("Lpt¹", "Lpt¹_"),
            ("nul .x", "nul_ .x"),
            ("2026-11-25 Priya Nair", "2026-11-25 Priya Nair"),
        ];
        for (name, expected) in rows {
            assert_eq!(of(name).as_deref(), Ok(expected), "{name}");
        }
    }

    #[test]
    fn an_impossible_name_is_refused_with_the_reason() {
        let long = "x".repeat(300);
        let rows = [
            ("", "a note needs a name"),
            (" \t", "a note needs a name"),
            ("../../x", "it is a path"),
            ("/etc/passwd", "it is a path"),
            ("a\\b", "it is a path"),
            ("...", "no letter or digit"),
            ("!?*", "no letter or digit"),
            (&long, "it has 300 bytes"),
            ("Ann (conflicted copy)", "a sync tool"),
        ];
        for (name, expected) in rows {
            let refusal = of(name).unwrap_err().reason;
            assert!(refusal.contains(expected) && refusal.len() < 200, "{name}: {refusal}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_file_name_holds_nothing_that_any_system_or_link_minds(name in "\\PC{0,60}|[ -~\\t\\n\u{200b}é.]{0,20}|(con|nul|COM1|\\.|~| |#)+") {
            let Ok(stem) = of(&name) else { return Ok(()) };
            prop_assert!(!stem.contains(is_unsafe) && !stem.contains(['/', '\\']) && !is_device(&stem));
            prop_assert!(!stem.starts_with(['.', ' ']) && !stem.ends_with(['.', ' ']) && stem.len() <= LONGEST);
            prop_assert_eq!(of(&stem), Ok(stem.clone()), "it is its own file name");
        }
    }
}
