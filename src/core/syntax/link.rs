//! Links and names in properties and in text.

use crate::core::base::Location;
use crate::core::base::text::slice;
use crate::core::model::{Link, LinkStyle};

use super::people::listed;

/// Returns the link that a property's value writes: a wikilink, a Markdown link, or a plain name.
pub(crate) fn from_property(value: &str, location: Location) -> Option<Link> {
    let value = value.trim();
    if let Some(inner) = value.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
        return wiki(inner, location);
    }
    if let Some((text, rest)) = value.strip_prefix('[').and_then(|rest| rest.split_once("]("))
        && let Some(destination) = rest.strip_suffix(')')
    {
        return markdown(destination, text, location);
    }
    // A phone types round quotes, and a placeholder in brackets is nobody.
    let name = value.trim_matches(['“', '”', '„', '«', '»', '‘', '’', '"']).trim_start_matches('@').trim();
    (!name.is_empty() && !name.starts_with('[')).then(|| Link {
        target: name.into(),
        text: name.into(),
        style: LinkStyle::Plain,
        location,
    })
}

/// Returns the links and names that a property's value lists, separated by commas if it is one text.
pub(crate) fn list_from_property(value: &str, location: Location) -> Vec<Link> {
    if !value.contains("[[") {
        // A name written `Surname, Given` holds one comma and is one name.
        let names = listed(value);
        let is_surname_first =
            matches!(*names.as_slice(), [last, first] if !last.contains(' ') && !first.contains(' '));
        if is_surname_first {
            return from_property(value, location).into_iter().collect();
        }
        return names.into_iter().filter_map(|name| from_property(name, location)).collect();
    }
    let mut links = Vec::new();
    let mut rest = value;
    while let Some((_, tail)) = rest.split_once("[[") {
        let Some((inner, after)) = tail.split_once("]]") else { break };
        links.extend(wiki(inner, location));
        rest = after;
    }
    links
}

/// Returns the link between `[[` and `]]`.
pub(crate) fn wiki(inner: &str, location: Location) -> Option<Link> {
    // In a table the alias is written `\|`.
    let (target, alias) = inner.split_once('|').map_or((inner, None), |(target, alias)| (target, Some(alias.trim())));
    let target = target.trim_end_matches('\\');
    let target = target.split(['#', '^']).next().unwrap_or(target).trim();
    let text = alias.filter(|alias| !alias.is_empty()).unwrap_or_else(|| last_part(target));
    (!target.is_empty()).then(|| Link { target: target.into(), text: text.into(), style: LinkStyle::Wiki, location })
}

/// Returns the link of `[text](destination)`, if it leads to a note.
pub(crate) fn markdown(destination: &str, text: &str, location: Location) -> Option<Link> {
    let destination = destination.trim().trim_start_matches('<').trim_end_matches('>');
    let path = destination.split(['#', '?']).next().unwrap_or(destination);
    if path.is_empty() || path.contains("://") || path.starts_with("mailto:") {
        return None;
    }
    let target = percent_decode(path);
    let text = if text.trim().is_empty() { last_part(&target) } else { text.trim() };
    Some(Link { target: target.as_str().into(), text: text.into(), style: LinkStyle::Markdown, location })
}

/// Returns the block that a link's target names, with its note: `Questions#^culture|alias` → `Questions#^culture`.
pub(crate) fn block(target: &str) -> Option<String> {
    let target = target.split('|').next().unwrap_or(target);
    let (note, id) = target.split_once("#^")?;
    let id = id.trim_end_matches('\\').trim();
    (!id.is_empty()).then(|| format!("{}#^{id}", percent_decode(note.trim())))
}

/// Returns whether a text has the shape of a name: two to four words that begin with capitals, or a few signs of a
/// script without capitals.
pub(crate) fn is_like_name(text: &str) -> bool {
    const PARTICLES: [&str; 20] = [
        "van", "von", "de", "der", "den", "del", "della", "da", "dos", "das", "di", "du", "la", "le", "el", "al",
        "bin", "ter", "zu", "y",
    ];
    let is_letter = |char: char| char.is_alphabetic() || matches!(char, '.' | '\'' | '’' | '-' | ' ');
    if text.is_empty() || !text.chars().all(is_letter) {
        return false;
    }
    if text.chars().all(|char| char.is_alphabetic() && !char.is_lowercase() && !char.is_uppercase()) {
        return (2..=6).contains(&text.chars().count());
    }
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let is_capital = |word: &&&str| word.starts_with(char::is_uppercase);
    let fits = |word: &&str| word.starts_with(char::is_uppercase) || PARTICLES.contains(word);
    (2..=6).contains(&words.len()) && words.iter().all(fits) && words.iter().filter(is_capital).count() > 1
}

fn last_part(target: &str) -> &str {
    // The name of a file has no slash, but a name without a note may: `Dana Scott (she/her)`.
    let head = slice(target, 0..target.find('(').unwrap_or(target.len()));
    let start = head.rfind('/').map_or(0, |slash| slash + 1);
    crate::core::base::strip_extension(slice(target, start..target.len()))
}

fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let decoded = (*byte == b'%').then(|| u8::from_str_radix(slice(text, at + 1..at + 3), 16).ok()).flatten();
        bytes.push(decoded.unwrap_or(*byte));
        at += if decoded.is_some() { 3 } else { 1 };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_spelling_of_a_link() {
        let rows = [
            ("[[Jane Smith]]", "Jane Smith", "Jane Smith"),
            ("[[people/Jane Smith|Jane]]", "people/Jane Smith", "Jane"),
            ("[[Jane Smith#Log]]", "Jane Smith", "Jane Smith"),
            ("[[Jane Smith\\|J]]", "Jane Smith", "J"),
            ("[Jane](../people/jane%20smith.md#log)", "../people/jane smith.md", "Jane"),
            ("Jane Smith", "Jane Smith", "Jane Smith"),
            ("@jane", "jane", "jane"),
        ];
        for (value, target, text) in rows {
            let link = from_property(value, Location::default())
                .map(|link| (link.target.into_string(), link.text.into_string()));
            assert_eq!(link, Some((target.into(), text.into())), "{value}");
        }
        assert_eq!(from_property("[x](https://example.com)", Location::default()), None);
        assert_eq!(from_property("  ", Location::default()), None);
        assert_eq!(block("Questions#^culture|x").as_deref(), Some("Questions#^culture"));
        assert_eq!(block("my%20questions.md#^culture").as_deref(), Some("my questions.md#^culture"));
        assert_eq!(block("Questions#Culture"), None);
    }

    #[test]
    fn one_text_may_list_several_names() {
        let rows = [
            ("Jane Smith, Sam Okafor", 2),
            ("Rivera, Sam", 1),
            ("[[A]], [[B]] and [[C]]", 3),
            ("Jane Smith", 1),
            ("", 0),
        ];
        for (value, count) in rows {
            assert_eq!(list_from_property(value, Location::default()).len(), count, "{value}");
        }
    }
}
