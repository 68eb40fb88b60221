//! Address cards: vCard 3.0, which every telephone, mail program and address book can read, unlike 4.0.

use calcard::vcard::{VCardEntry, VCardProperty, VCardValue};

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
    let (given, family) = name_parts(&note.title);
    let mut entries = vec![
        entry(VCardProperty::Uid, [uid(&["contact", note.path.as_str()])]),
        entry(VCardProperty::Fn, [&*note.title]),
        entry(VCardProperty::N, [family, given, "", "", ""]),
    ];
    let mut put = |name: VCardProperty, text: Option<&str>| {
        entries.extend(text.filter(|text| !text.is_empty()).map(|text| entry(name, [text])));
    };
    put(VCardProperty::Org, known.contact.company.as_deref());
    put(VCardProperty::Title, known.contact.role.as_deref());
    put(VCardProperty::Email, known.contact.email.as_deref());
    for number in known.property("phone").split(", ") {
        put(VCardProperty::Tel, Some(number));
    }
    put(VCardProperty::Url, Some(known.property("linkedin")));
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

/// Returns the given names and the family name. In Latin letters, the last word is the family's, with the small words
/// before it (`van der`, `de`); any other name counts as given names as a whole, since nothing shows its parts.
fn name_parts(name: &str) -> (&str, &str) {
    let is_latin = |char: char| {
        matches!(char, 'a'..='z' | 'A'..='Z' | ' ' | '.' | '-' | '\'' | '’' | '\u{c0}'..='\u{24f}')
            || matches!(char, '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}')
    };
    let name = name.trim();
    let is_small = |word: &str| word.starts_with(char::is_lowercase);
    let Some((mut given, _)) = name.rsplit_once(' ').filter(|_| name.chars().all(is_latin)) else { return (name, "") };
    while let Some((rest, word)) = given.trim_end().rsplit_once(' ').filter(|_| !is_small(name)) {
        if !is_small(word) {
            break;
        }
        given = rest;
    }
    let family = name.strip_prefix(given).unwrap_or_default();
    (given.trim(), family.trim())
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
    use super::name_parts;

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
            ("Madonna", ("Madonna", "")),
            ("山田 太郎", ("山田 太郎", "")),
            ("Ana Sá; Ms, \"Dr\"", ("Ana Sá; Ms, \"Dr\"", "")),
            ("", ("", "")),
        ];
        for (name, expected) in rows {
            assert_eq!(name_parts(name), expected, "{name}");
        }
    }
}
