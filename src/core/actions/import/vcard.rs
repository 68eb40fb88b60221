//! Reads address cards: vCard 2.1, 3.0 and 4.0, one or more in a file.

use std::collections::BTreeSet;

use calcard::vcard::{VCard, VCardEntry, VCardProperty, VCardValue};
use calcard::{Entry as Parsed, Parser};
use encoding_rs::Encoding;

use crate::core::base::text::fold_name;
use crate::core::model::vocabulary::Key;

use super::charset;
use super::fields::{DayReading, Field};
use super::names::profile;
use super::person::Person;
use super::{Fault, Format, ImportEntry, Sheet};

/// Properties with large values, such as pictures.
const LARGE: [&str; 4] = ["PHOTO", "LOGO", "SOUND", "KEY"];

/// Says whether a text begins with a card.
pub(super) fn is_one(text: &str) -> bool {
    text.trim_start().get(..11).is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCARD"))
}

/// Reads the cards of a text. `encoding` is that of values which do not name theirs.
pub(super) fn read(text: &str, encoding: Option<&'static Encoding>) -> Sheet {
    let (mut unused, mut left_out, mut entries) = (BTreeSet::new(), Vec::new(), Vec::new());
    for (line, text) in cards(text) {
        let card = parsed(&text, encoding);
        if let Some(name) = card.as_ref().ok().and_then(nobody) {
            left_out.push(name);
            continue;
        }
        let person = card.and_then(|card| {
            let cells = cells(&card, &mut unused);
            Person::from_cells(cells.iter().map(|(field, cell)| (field, cell.as_str())), DayReading::default())
        });
        entries.push(ImportEntry { line, person });
    }
    Sheet {
        format: Format::VCard,
        columns: Vec::new(),
        unused: unused.into_iter().collect(),
        odd_states: Vec::new(),
        left_out,
        entries,
    }
}

/// Returns the text of each card, with the line where it begins. Pictures and other large values are skipped line by
/// line and never decoded, and so is the card of an agent within a card.
fn cards(text: &str) -> Vec<(u64, String)> {
    let mut cards: Vec<(u64, String)> = Vec::new();
    let (mut is_open, mut is_large, mut is_agent, mut is_in_agent) = (false, false, false, false);
    for (line, number) in text.split_inclusive('\n').zip(1..) {
        let is = |what: &str| line.trim().eq_ignore_ascii_case(what);
        is_in_agent |= is_open && is_agent && is("BEGIN:VCARD");
        if is_in_agent {
            is_in_agent = !is("END:VCARD");
            continue;
        }
        is_agent = is("AGENT:") || (is_agent && line.trim().is_empty());
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

fn parsed(card: &str, encoding: Option<&'static Encoding>) -> Result<VCard, Fault> {
    if !card.trim_end().to_ascii_uppercase().ends_with("END:VCARD") {
        return Err(Fault::Broken(String::from("the card does not end with `END:VCARD`")));
    }
    match Parser::new(&charset::plain(card, encoding).map_err(Fault::Broken)?).entry() {
        Parsed::VCard(card) => Ok(card),
        _ => Err(Fault::Broken(String::from("the card cannot be read"))),
    }
}

/// Returns the name of a card of a group or a company; `None` for a person's.
fn nobody(card: &VCard) -> Option<String> {
    let of = |is: &dyn Fn(&VCardProperty) -> bool| -> Vec<String> {
        let texts = card.entries.iter().filter(|entry| is(&entry.name)).flat_map(texts);
        texts.filter(|text| !text.trim().is_empty()).collect()
    };
    let is_kind = |name: &VCardProperty| *name == VCardProperty::Kind || is_own(name, "X-ADDRESSBOOKSERVER-KIND");
    let is_thing = of(&is_kind).first().is_some_and(|kind| !kind.trim().eq_ignore_ascii_case("individual"));
    let is_shown_as_company =
        of(&|name| is_own(name, "X-ABSHOWAS")).iter().any(|text| text.eq_ignore_ascii_case("COMPANY"));
    let names = of(&|name| matches!(name, VCardProperty::Fn | VCardProperty::N));
    let company = of(&|name| *name == VCardProperty::Org).into_iter().next();
    let is_company =
        company.as_ref().is_some_and(|company| names.iter().all(|name| fold_name(name) == fold_name(company)));
    let name = company.filter(|_| !is_thing).or_else(|| names.into_iter().next());
    (is_thing || is_shown_as_company || is_company).then(|| name.unwrap_or_default())
}

fn is_own(name: &VCardProperty, other: &str) -> bool {
    matches!(name, VCardProperty::Other(name) if name.eq_ignore_ascii_case(other))
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
            name if is_page(name) => {
                cells.extend(texts(entry).into_iter().map(|text| page(card, entry, text)));
                continue;
            }
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
        // A comma within a tag or a nickname separates nothing.
        let is_list = matches!(entry.name, VCardProperty::Categories | VCardProperty::Nickname);
        let text = |text: String| match text.strip_prefix("tel:") {
            Some(number) => number.to_owned(),
            None if is_list => text.replace(',', " "),
            None => text,
        };
        cells.extend(texts.into_iter().map(|value| (field.clone(), text(value))));
    }
    cells
}

fn is_page(name: &VCardProperty) -> bool {
    matches!(name, VCardProperty::Url | VCardProperty::Socialprofile)
        || ["X-SOCIALPROFILE", "X-LINKEDIN"].iter().any(|other| is_own(name, other))
}

/// Returns the value of a web page or a profile, with its field. A parameter or the label of its group may say that a bare
/// handle is one of `LinkedIn`.
fn page(card: &VCard, entry: &VCardEntry, text: String) -> (Field, String) {
    let is_label = |other: &&VCardEntry| is_own(&other.name, "X-ABLABEL") && other.group == entry.group;
    let label = entry.group.as_ref().and_then(|_| card.entries.iter().find(is_label)).map(texts).unwrap_or_default();
    let parameters = entry.params.iter().filter_map(|parameter| parameter.value.as_text());
    let is_linkedin = is_own(&entry.name, "X-LINKEDIN")
        || parameters.chain(label.iter().map(String::as_str)).any(|word| word.to_lowercase().contains("linkedin"));
    let handle = text.strip_prefix("x-apple:").unwrap_or(&text);
    match Field::known(Key::LinkedIn) {
        Some(field) if is_linkedin && profile(handle).is_some() => (field, handle.to_owned()),
        _ => (Field::Url, text),
    }
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
        _ => return None,
    })
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
        VCardProperty::Other(name) if is_apples(name) => None,
        name => Some(name.as_str().to_owned()),
    }
}

/// Says whether a property is how Apple keeps its address book: `X-ABUID`, `X-ADDRESSBOOKSERVER-KIND`.
fn is_apples(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    name.starts_with("X-AB") || name.starts_with("X-ADDRESSBOOKSERVER")
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
        let shown = read(text, None).entries.into_iter().map(|entry| match entry.person {
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
            (
                "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=windows-1252;QUOTED-PRINTABLE:Qu=EDnn;Zo=\r\n=EB\r\n\
                 ORG;QUOTED-PRINTABLE:K=C3=A4se, S=C3=B6hne;Lager\r\nCATEGORIES;QUOTED-PRINTABLE:caf=C3=A9,b\r\n\
                 END:VCARD\r\n",
                "1 Zoë Quínn company=Käse, Söhne tags=café|b",
            ),
            ("BEGIN:VCARD\nVERSION:3.0\nN:Rivera;Sam;;;\nFN:\nEND:VCARD", "1 Sam Rivera"),
            ("\n\nbegin:vcard\nversion:3.0\nfn:Ann Lee\nend:vcard\n", "3 Ann Lee"),
            ("BEGIN:VCARD\nVERSION:3.0\nEMAIL:a@example.com\nEND:VCARD\n", "1 nobody"),
            ("BEGIN:VCARD\nVERSION:3.0\nFN:Ann\n", "1 the card does not end with `END:VCARD`"),
        ];
        for (text, expected) in rows {
            assert_eq!(people(text), [expected], "{text}");
        }
    }

    #[test]
    fn cards_that_are_no_person_are_left_out() {
        for (lines, expected) in [
            ("KIND:group\nFN:Friends\nMEMBER:urn:uuid:1", Some("Friends")),
            ("KIND:org\nFN:Acme\nORG:Acme", Some("Acme")),
            ("KIND:LOCATION\nFN:Room 3", Some("Room 3")),
            ("X-ADDRESSBOOKSERVER-KIND:group\nN:Friends;;;;\nFN:Friends", Some("Friends")),
            ("N:;;;;\nFN:Acme\nORG:Acme;\nX-ABShowAs:COMPANY", Some("Acme")),
            ("ORG:Acme\nTEL:1", Some("Acme")),
            ("N:Acme;;;;\nFN:ACME\nORG:Acme;Sales", Some("Acme")),
            ("N:;;;;\nFN:\nORG:Acme", Some("Acme")),
            ("KIND:individual\nFN:Ann Lee\nORG:Acme", None),
            ("KIND:Individual\nFN:Ann Lee", None),
            ("N:Lee;Ann;;;\nFN:Ann Lee\nORG:Ann Lee", None),
            ("N:Acme;Ann;;;\nFN:Ann Acme\nORG:Acme", None),
        ] {
            let sheet = read(&format!("BEGIN:VCARD\nVERSION:3.0\n{lines}\nEND:VCARD\n"), None);
            assert_eq!(sheet.left_out.first().map(String::as_str), expected, "{lines}");
            assert_eq!(sheet.entries.len(), usize::from(expected.is_none()), "{lines}");
        }
    }

    #[test]
    fn a_linkedin_profile_is_known_wherever_a_card_has_it() {
        for (lines, expected) in [
            (
                "X-SOCIALPROFILE;type=linkedin:https://www.linkedin.com/in/ann",
                "linkedin=https://www.linkedin.com/in/ann",
            ),
            ("X-SOCIALPROFILE;type=LinkedIn;x-user=ann:x-apple:ann", "linkedin=ann"),
            (
                "item1.X-SOCIALPROFILE;TYPE=pref;TYPE=linkedin:http://linkedin.com/in/ann/",
                "linkedin=http://linkedin.com/in/ann/",
            ),
            ("SOCIALPROFILE;SERVICE-TYPE=LinkedIn:https://linkedin.com/in/ann", "linkedin=https://linkedin.com/in/ann"),
            ("SOCIALPROFILE;SERVICE-TYPE=LinkedIn;VALUE=text:ann", "linkedin=ann"),
            ("URL;type=pref:https://de.linkedin.com/in/ann", "linkedin=https://de.linkedin.com/in/ann"),
            ("item2.URL:ann\nitem2.X-ABLabel:LinkedIn", "linkedin=ann"),
            ("item2.URL:https://example.com\nitem2.X-ABLabel:_$!<HomePage>!$_", "website=https://example.com"),
            ("X-LinkedIn:ann", "linkedin=ann"),
            ("URL:https://www.linkedin.com/company/acme", "website=https://www.linkedin.com/company/acme"),
            ("X-SOCIALPROFILE;type=mastodon:https://example.com/@ann", "website=https://example.com/@ann"),
        ] {
            let text = format!("BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\n{lines}\nEND:VCARD\n");
            assert_eq!(people(&text), [format!("1 Ann Lee {expected}")], "{lines}");
        }
    }

    #[test]
    fn an_escaped_comma_made_two_tags_of_one() {
        let text = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nCATEGORIES:Oil\\, gas,climate\nNICKNAME:Ann\\, the\nEND:VCARD\n";
        assert_eq!(people(text), ["1 Ann tags=Oil-gas|climate aliases=Ann the"]);
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
    fn the_card_of_an_agent_broke_the_card_around_it() {
        let agent = "AGENT:\r\nBEGIN:VCARD\r\nVERSION:2.1\r\nN:Park;Bo\r\nEND:VCARD\r\n";
        let text = format!("BEGIN:VCARD\r\nVERSION:2.1\r\nN:Lee;Ann\r\n{agent}TEL:1\r\nEND:VCARD\r\n");
        assert_eq!(people(&text), ["1 Ann Lee phone=1"]);
    }

    #[test]
    fn unused_properties_are_named() {
        let text =
            "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nBDAY:1990-01-01\nADR:;;x;;;;\nX-ABUID:1\nX-FOO:1\nREV:1\nEND:VCARD\n";
        assert_eq!(read(text, None).unused, ["ADR", "BDAY", "X-FOO"]);
    }
}
