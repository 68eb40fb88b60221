//! Reads address cards: vCard 2.1, 3.0 and 4.0, one or more in a file.

use std::collections::BTreeSet;

use calcard::vcard::{VCard, VCardEntry, VCardKind, VCardProperty, VCardValue};
use calcard::{Entry as Parsed, Parser};

use crate::core::model::vocabulary::Key;

use super::fields::Field;
use super::person::Person;
use super::{Fault, Format, ImportEntry, Sheet};

/// Properties with large values, such as pictures.
const LARGE: [&str; 4] = ["PHOTO", "LOGO", "SOUND", "KEY"];

/// Says whether a text begins with a card.
pub(super) fn is_one(text: &str) -> bool {
    text.trim_start().get(..11).is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCARD"))
}

/// Reads the cards of a text.
pub(super) fn read(text: &str) -> Sheet {
    let mut unused = BTreeSet::new();
    let entries =
        cards(text).into_iter().map(|(line, card)| ImportEntry { line, person: person(&card, &mut unused) }).collect();
    Sheet {
        format: Format::VCard,
        columns: Vec::new(),
        unused: unused.into_iter().collect(),
        odd_states: Vec::new(),
        entries,
    }
}

/// Returns the text of each card, with the line where it begins. Pictures and other large values are skipped line by
/// line and never decoded.
fn cards(text: &str) -> Vec<(u64, String)> {
    let mut cards: Vec<(u64, String)> = Vec::new();
    let (mut is_open, mut is_large) = (false, false);
    for (line, number) in text.split_inclusive('\n').zip(1..) {
        let is = |what: &str| line.trim().eq_ignore_ascii_case(what);
        if is("BEGIN:VCARD") {
            cards.push((number, String::new()));
            (is_open, is_large) = (true, false);
        }
        let is_continued = line.starts_with([' ', '\t']) || (is_large && is_base64(line));
        is_large = if is_continued { is_large } else { is_large_property(line) };
        if let Some((_, card)) = cards.last_mut().filter(|_| is_open && !is_large) {
            card.push_str(line);
        }
        is_open &= !is("END:VCARD");
    }
    cards
}

/// Says whether a line continues a picture without indentation, as version 2.1 allows.
fn is_base64(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
}

fn is_large_property(line: &str) -> bool {
    let name = line.split([':', ';']).next().unwrap_or_default();
    let name = name.rsplit('.').next().unwrap_or_default();
    line.contains(':') && LARGE.iter().any(|large| name.eq_ignore_ascii_case(large))
}

fn person(card: &str, unused: &mut BTreeSet<String>) -> Result<Person, Fault> {
    if !card.trim_end().to_ascii_uppercase().ends_with("END:VCARD") {
        return Err(Fault::Broken(String::from("the card does not end with `END:VCARD`")));
    }
    let Parsed::VCard(card) = Parser::new(card).entry() else {
        return Err(Fault::Broken(String::from("the card cannot be read")));
    };
    if let Some(kind) = card.property(&VCardProperty::Kind)
        && !matches!(kind.values.as_slice(), [VCardValue::Kind(VCardKind::Individual)])
    {
        return Err(Fault::Nameless);
    }
    let cells = cells(&card, unused);
    Person::from_cells(cells.iter().map(|(field, cell)| (field, cell.as_str())))
}

/// Returns the values of a card, each with its field. `unused` gets the names of the properties that no field takes.
fn cells(card: &VCard, unused: &mut BTreeSet<String>) -> Vec<(Field, String)> {
    let mut cells = Vec::new();
    for entry in &card.entries {
        let field = match &entry.name {
            VCardProperty::Fn => Field::Name,
            VCardProperty::N => {
                let parts = [Field::LastName, Field::FirstName, Field::MiddleName];
                cells.extend(parts.into_iter().zip(texts(entry)));
                continue;
            }
            VCardProperty::Url | VCardProperty::Socialprofile => Field::Url,
            VCardProperty::Note => Field::Notes,
            name => {
                let Some(field) = key(name).and_then(Field::known) else {
                    unused.extend(name_of_unused(name));
                    continue;
                };
                field
            }
        };
        let mut texts = texts(entry);
        // In `ORG:Acme;Research;Storage`, the first part is the company.
        if entry.name == VCardProperty::Org {
            texts.truncate(1);
        }
        let text = |text: String| text.strip_prefix("tel:").map_or_else(|| text.clone(), str::to_owned);
        cells.extend(texts.into_iter().map(|value| (field.clone(), text(value))));
    }
    cells
}

/// Returns the key of notes for a property.
fn key(name: &VCardProperty) -> Option<Key> {
    Some(match name {
        VCardProperty::Org => Key::Company,
        VCardProperty::Title | VCardProperty::Role => Key::Role,
        VCardProperty::Email => Key::Email,
        VCardProperty::Tel => Key::Phone,
        VCardProperty::Categories => Key::Tags,
        VCardProperty::Nickname => Key::Aliases,
        VCardProperty::Other(name) if is_profile(name) => Key::LinkedIn,
        _ => return None,
    })
}

fn is_profile(name: &str) -> bool {
    name.eq_ignore_ascii_case("X-LINKEDIN")
}

/// Returns the name of an unused property; `None` if it says nothing about the person.
fn name_of_unused(name: &VCardProperty) -> Option<String> {
    match name {
        VCardProperty::Begin
        | VCardProperty::End
        | VCardProperty::Version
        | VCardProperty::Prodid
        | VCardProperty::Rev
        | VCardProperty::Uid
        | VCardProperty::Kind => None,
        VCardProperty::Other(name) if name.to_ascii_uppercase().starts_with("X-AB") => None,
        name => Some(name.as_str().to_owned()),
    }
}

/// Returns the values of a property as text.
fn texts(entry: &VCardEntry) -> Vec<String> {
    entry
        .values
        .iter()
        .flat_map(|value| match value {
            VCardValue::Component(parts) => vec![parts.join(" ")],
            value => vec![value.as_text().unwrap_or_default().to_owned()],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(text: &str) -> Vec<String> {
        let shown = read(text).entries.into_iter().map(|entry| match entry.person {
            Ok(person) => {
                let keys = person.keys.iter().map(|(name, _, values)| format!(" {name}={}", values.join("|")));
                let notes =
                    if person.notes.is_empty() { String::new() } else { format!(" // {}", person.notes.join(" / ")) };
                format!("{} {}{}{notes}", entry.line, person.name, keys.collect::<String>())
            }
            Err(Fault::Broken(why)) => format!("{} {why}", entry.line),
            Err(Fault::Nameless) => format!("{} nobody", entry.line),
        });
        shown.collect()
    }

    #[test]
    fn cards_of_every_version_are_read() {
        let rows = [
            (
                "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Nair;Priya;R.;Dr.;\r\nFN:Dr. Priya Nair\r\nORG:Acme\\, Inc.;Research;Grid\r\n\
                 TITLE:Head of\r\n  Grid\r\nEMAIL;TYPE=INTERNET,WORK:priya@example.com\r\nitem1.EMAIL:p@example.com\r\n\
                 item1.X-ABLabel:Other\r\nTEL;TYPE=CELL:+1 555 0100\r\nitem2.URL:https://www.linkedin.com/in/priya\r\n\
                 NOTE:Met at a fair\\nin Leeds\\; nice\r\nCATEGORIES:climate,grid storage\r\nNICKNAME:Pri\r\n\
                 ADR:;;1 Way;Leeds;;LS1;UK\r\nEND:VCARD\r\n",
                "1 Dr. Priya Nair company=Acme, Inc. role=Head of Grid email=priya@example.com|p@example.com \
                 phone=+1 555 0100 linkedin=https://www.linkedin.com/in/priya tags=climate|grid-storage aliases=Pri \
                 // Met at a fair / in Leeds; nice",
            ),
            (
                "BEGIN:VCARD\nVERSION:4.0\nKIND:individual\nFN:Zoë Quinn\nTEL;VALUE=uri;TYPE=\"voice,home\":tel:+1-555-0101\n\
                 ROLE:Engineer\nSOCIALPROFILE;SERVICE-TYPE=LinkedIn:https://linkedin.com/in/zoe\nUID:urn:uuid:1\nEND:VCARD\n",
                "1 Zoë Quinn phone=+1-555-0101 role=Engineer linkedin=https://linkedin.com/in/zoe",
            ),
            (
                "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Qu=C3=ADnn;Zo=C3=AB\n\
                 TEL;CELL;VOICE:+1 555 0102\nEMAIL;INTERNET:zoe@example.com\n\
                 NOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0A=\ntwo\nEND:VCARD\n",
                "1 Zoë Quínn phone=+1 555 0102 email=zoe@example.com // one / two",
            ),
            ("BEGIN:VCARD\nVERSION:3.0\nN:Rivera;Sam;;;\nFN:\nEND:VCARD", "1 Sam Rivera"),
            ("\n\nbegin:vcard\nversion:3.0\nfn:Ann Lee\nend:vcard\n", "3 Ann Lee"),
            ("BEGIN:VCARD\nVERSION:3.0\nEMAIL:a@example.com\nEND:VCARD\n", "1 nobody"),
            ("BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Friends\nMEMBER:urn:uuid:1\nEND:VCARD\n", "1 nobody"),
            ("BEGIN:VCARD\nVERSION:3.0\nFN:Ann\n", "1 the card does not end with `END:VCARD`"),
        ];
        for (text, expected) in rows {
            assert_eq!(people(text), [expected], "{text}");
        }
    }

    #[test]
    fn pictures_are_skipped() {
        let picture =
            format!("PHOTO;ENCODING=b;TYPE=JPEG:{}\r\n", vec!["/9j/4AAQSkZJRgABAQ".repeat(4); 2000].join("\r\n "));
        let loose = format!("PHOTO;JPEG;ENCODING=BASE64:\n{}\n\n", vec!["/9j/4AAQSkZJRgABAQ"; 50].join("\n"));
        let text = format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Lee\r\n{picture}EMAIL:ann@example.com\r\nEND:VCARD\r\n\
             BEGIN:VCARD\nVERSION:2.1\nN:Park;Bo\n{loose}EMAIL:bo@example.com\nEND:VCARD\n"
        );
        assert_eq!(people(&text), ["1 Ann Lee email=ann@example.com", "2006 Bo Park email=bo@example.com"]);
        assert!(cards(&text).iter().all(|(_, card)| card.len() < 120));
    }

    #[test]
    fn a_broken_card_does_not_affect_the_next_one() {
        let text = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nBEGIN:VCARD\nVERSION:3.0\nFN:Bo Park\nEND:VCARD\nstray: words\n";
        assert_eq!(people(text), ["1 the card does not end with `END:VCARD`", "4 Bo Park"]);
    }

    #[test]
    fn unused_properties_are_named() {
        let text =
            "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nBDAY:1990-01-01\nADR:;;x;;;;\nX-ABUID:1\nX-FOO:1\nREV:1\nEND:VCARD\n";
        assert_eq!(read(text).unused, ["ADR", "BDAY", "X-FOO"]);
    }
}
