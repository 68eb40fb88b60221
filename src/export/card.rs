//! Address cards: vCard 3.0, which every telephone, mail program and address book reads, unlike 4.0.

use calcard::vcard::{VCard, VCardEntry, VCardProperty, VCardValue, VCardVersion};

use crate::blocks::View;
use crate::blocks::filter::Filter;
use crate::report::escape::visible;

use super::lines;
use super::person::{Known, known};
use super::uid::uid;

/// How every such text begins.
pub(super) const HEAD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//coffeechat//coffeechat//EN\r\n";

/// Returns the cards, by name.
pub(super) fn text(view: &View<'_>, filter: &Filter) -> String {
    let mut text = String::new();
    for known in known(view, filter) {
        // Writing to a `String` cannot fail.
        let _ = card(&known).write_to(&mut text, VCardVersion::V3_0);
    }
    text
}

fn card(known: &Known<'_>) -> VCard {
    let note = known.note;
    let mut entries = vec![
        entry(VCardProperty::Prodid, ["-//coffeechat//coffeechat//EN"]),
        entry(VCardProperty::Uid, [uid(&["contact", note.path.as_str()])]),
        entry(VCardProperty::Fn, [&*note.title]),
        // Which part of a name is the family's, nobody can tell.
        entry(VCardProperty::N, ["", &*note.title, "", "", ""]),
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
    let remarks = remarks(known);
    if !remarks.is_empty() {
        let value = vec![VCardValue::Text(lines(remarks))];
        entries.push(VCardEntry::new(VCardProperty::Note).with_values(value));
    }
    VCard { entries }
}

fn remarks(known: &Known<'_>) -> Vec<String> {
    let source = Some(known.property("source")).filter(|source| !source.is_empty());
    let referrers = known.referrers();
    let about = known.contact.about.iter().map(ToString::to_string);
    about
        .chain(source.map(|source| format!("Source: {source}")))
        .chain((!referrers.is_empty()).then(|| format!("Referred by {}", referrers.join(", "))))
        .collect()
}

fn entry<T: AsRef<str>>(name: VCardProperty, texts: impl IntoIterator<Item = T>) -> VCardEntry {
    let values = texts.into_iter().map(|text| VCardValue::Text(visible(text.as_ref()).into_owned())).collect();
    VCardEntry::new(name).with_values(values)
}
