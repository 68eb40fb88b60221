//! Address cards: vCard 3.0, which every telephone, mail program and address book can read, unlike 4.0.

use std::borrow::Cow;

use calcard::vcard::{VCardEntry, VCardProperty, VCardValue};

use crate::core::actions::import::names;
use crate::core::base::escape::visible;
use crate::core::lists::View;
use crate::core::syntax::block::filter::Filter;

use super::person::{ExportedPerson, known};
use super::prose::with_prose;
use super::uid::uid;
use super::{ReadNote, lines};

/// The start of every such text.
pub(super) const HEAD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//coffeechat//coffeechat//EN\r\n";
/// How it ends.
const TAIL: &str = "END:VCARD\r\n";

/// Returns the cards, by name.
pub(super) fn text(view: &View<'_>, filter: &Filter, read: ReadNote<'_>) -> String {
    let mut text = String::new();
    for (known, prose) in with_prose(known(view, filter), &view.config.words(), read) {
        text.push_str(HEAD);
        for entry in card(&known, &prose) {
            // Writing to a `String` cannot fail. The library's output for 4.0 is the same except for `CHARSET`, which
            // is a parameter of 2.1 only.
            let _ = entry.write_to(&mut text, true);
        }
        text.push_str(TAIL);
    }
    text
}

fn card(known: &ExportedPerson<'_>, prose: &str) -> Vec<VCardEntry> {
    let note = known.note;
    let name = CardName::of(&note.title);
    let mut entries = vec![
        entry(VCardProperty::Uid, [uid(&["contact", note.path.as_str()])]),
        entry(VCardProperty::Fn, [&*name.whole]),
        entry(VCardProperty::N, [name.family, name.given, "", "", name.suffix]),
    ];
    let mut put = |name: VCardProperty, text: Option<&str>| {
        entries.extend(text.filter(|text| !text.is_empty()).map(|text| entry(name, [text])));
    };
    put(VCardProperty::Org, known.contact.company.as_deref());
    put(VCardProperty::Title, known.contact.role.as_deref());
    for address in known.mails() {
        put(VCardProperty::Email, Some(address));
    }
    for number in known.properties("phone").flat_map(|numbers| numbers.split(", ")) {
        put(VCardProperty::Tel, Some(number));
    }
    put(VCardProperty::Url, Some(&address(known.property("linkedin"))));
    if !note.tags.is_empty() {
        entries.push(entry(VCardProperty::Categories, note.tags.iter().map(|tag| &**tag)));
    }
    let remarks = remarks(known, prose);
    if !remarks.is_empty() {
        let value = vec![VCardValue::Text(lines(remarks))];
        entries.push(VCardEntry::new(VCardProperty::Note).with_values(value));
    }
    entries
}

/// Small words before a name of a family that some people capitalise.
const PARTICLES: [&str; 20] = [
    "van", "von", "de", "der", "den", "ter", "ten", "da", "di", "del", "della", "dei", "dos", "das", "du", "la", "el",
    "bin", "ibn", "zu",
];

/// A name as a card has it.
#[derive(Debug, PartialEq, Eq)]
struct CardName<'n> {
    whole: Cow<'n, str>,
    family: &'n str,
    given: &'n str,
    suffix: &'n str,
}

impl<'n> CardName<'n> {
    /// Returns the parts of a name: of `Rivera, Sam` as it says, of other names as far as they show.
    fn of(name: &'n str) -> Self {
        if let Some((family, given, suffix)) = names::reversed(name).filter(|_| !name.contains(['"', ';'])) {
            let is_western = name.trim().chars().all(|char| char == ',' || is_latin(char));
            let whole = if is_western { names::called(name) } else { format!("{family} {given}") };
            return Self { whole: whole.into(), family, given, suffix };
        }
        let bare = name.split_once(" (").map_or(name, |(bare, _)| bare);
        let with_suffix = bare.split_once(',').map(|(bare, suffix)| (bare, suffix.trim()));
        let (bare, suffix) = with_suffix.filter(|(_, suffix)| names::is_suffix(suffix)).unwrap_or((bare, ""));
        let (given, family) = name_parts(bare);
        Self { whole: name.into(), family, given, suffix }
    }
}

fn is_latin(char: char) -> bool {
    matches!(char, 'a'..='z' | 'A'..='Z' | ' ' | '.' | '-' | '\'' | '’' | '\u{c0}'..='\u{24f}')
        || matches!(char, '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}')
}

/// Returns the given names and the family name. In Latin letters, the last word is the family's, with the small words
/// before it (`van der`, `de`); any other name counts as given names as a whole, since nothing shows its parts.
fn name_parts(name: &str) -> (&str, &str) {
    let name = name.trim();
    let is_small =
        |word: &str| word.starts_with(char::is_lowercase) || PARTICLES.contains(&word.to_lowercase().as_str());
    let Some((mut given, _)) = name.rsplit_once(' ').filter(|_| name.chars().all(is_latin)) else { return (name, "") };
    while let Some((rest, word)) = given.trim_end().rsplit_once(' ').filter(|_| !name.starts_with(char::is_lowercase)) {
        if !is_small(word) {
            break;
        }
        given = rest;
    }
    let family = name.strip_prefix(given).unwrap_or_default();
    (given.trim(), family.trim())
}

/// Returns the address of a profile, of which a note may hold only the handle: `@ann-lee`.
fn address(profile: &str) -> Cow<'_, str> {
    let text = profile.trim();
    match text.trim_start_matches('@') {
        _ if text.contains(':') || names::profile(text).is_none() && !text.starts_with("in/") => profile.into(),
        path if path.starts_with("in/") => format!("https://www.linkedin.com/{path}").into(),
        page if page.contains('/') => format!("https://{page}").into(),
        handle => format!("https://www.linkedin.com/in/{handle}").into(),
    }
}

fn remarks(known: &ExportedPerson<'_>, prose: &str) -> Vec<String> {
    let source = Some(known.property("source")).filter(|source| !source.is_empty());
    let referrers = known.referrers();
    prose
        .lines()
        .map(str::to_owned)
        .chain(source.map(|source| format!("Source: {source}")))
        .chain((!referrers.is_empty()).then(|| format!("Referred by {}", referrers.join(", "))))
        .collect()
}

fn entry<T: AsRef<str>>(name: VCardProperty, texts: impl IntoIterator<Item = T>) -> VCardEntry {
    let values = texts.into_iter().map(|text| VCardValue::Text(visible(text.as_ref()).into_owned())).collect();
    VCardEntry::new(name).with_values(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_a_name_in_latin_letters_is_the_familys() {
        let rows = [
            ("Amara Nwosu", ("Amara", "Nwosu")),
            ("Ann Q. Lee", ("Ann Q.", "Lee")),
            ("Eva Moreau-Roux", ("Eva", "Moreau-Roux")),
            ("Zoë O’Neill", ("Zoë", "O’Neill")),
            ("Vincent van der Berg", ("Vincent", "van der Berg")),
            ("Thảo Nguyễn", ("Thảo", "Nguyễn")),
            ("anna maria lee", ("anna maria", "lee")),
            ("Ana de la Cruz", ("Ana", "de la Cruz")),
            ("Jan Van der Berg", ("Jan", "Van der Berg")),
            ("Robert De Niro", ("Robert", "De Niro")),
            ("Van Morris", ("Van", "Morris")),
            ("Madonna", ("Madonna", "")),
            ("山田 太郎", ("山田 太郎", "")),
            ("Ana Sá; Ms, \"Dr\"", ("Ana Sá; Ms, \"Dr\"", "")),
            ("", ("", "")),
        ];
        for (name, expected) in rows {
            assert_eq!(name_parts(name), expected, "{name}");
        }
    }

    #[test]
    fn a_name_with_the_family_first_was_given_names_as_a_whole() {
        let rows = [
            ("Rivera, Sam", ["Sam Rivera", "Rivera", "Sam", ""]),
            ("van der Berg, Vincent", ["Vincent van der Berg", "van der Berg", "Vincent", ""]),
            ("García Márquez, Ana María", ["Ana María García Márquez", "García Márquez", "Ana María", ""]),
            ("Rivera, Sam, PhD", ["Sam Rivera, PhD", "Rivera", "Sam", "PhD"]),
            ("Sam Rivera, Ph.D.", ["Sam Rivera, Ph.D.", "Rivera", "Sam", "Ph.D."]),
            ("Sam Rivera, Jr.", ["Sam Rivera, Jr.", "Rivera", "Sam", "Jr."]),
            ("Dana Scott (she/her)", ["Dana Scott (she/her)", "Scott", "Dana", ""]),
            ("山田, 太郎", ["山田 太郎", "山田", "太郎", ""]),
            ("陳美玲", ["陳美玲", "", "陳美玲", ""]),
            ("Cher", ["Cher", "", "Cher", ""]),
        ];
        for (name, expected) in rows {
            let CardName { whole, family, given, suffix } = CardName::of(name);
            assert_eq!([&whole, family, given, suffix], expected, "{name}");
        }
    }

    #[test]
    fn a_handle_becomes_the_address_of_the_profile() {
        let rows = [
            ("ann-lee", "https://www.linkedin.com/in/ann-lee"),
            ("@Ann-Lee", "https://www.linkedin.com/in/Ann-Lee"),
            ("in/ann-lee", "https://www.linkedin.com/in/ann-lee"),
            ("www.linkedin.com/in/ann-lee/", "https://www.linkedin.com/in/ann-lee/"),
            ("https://de.linkedin.com/in/ann", "https://de.linkedin.com/in/ann"),
            ("Ann Lee", "Ann Lee"),
            ("", ""),
        ];
        for (text, expected) in rows {
            assert_eq!(address(text), expected, "{text}");
        }
    }
}
