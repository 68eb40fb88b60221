//! Letters for mail programs: a message of RFC 5322, and a link of RFC 6068.

use mail_builder::MessageBuilder;
use mail_builder::headers::Header;
use mail_builder::headers::address::Address;
use mail_builder::headers::text::Text;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::core::index::{Index, Person};

use super::Letter;

/// The characters that a link keeps as they are.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The characters that an address in a link keeps as they are.
const PLAIN_IN_ADDRESS: &AsciiSet = &PLAIN.remove(b'@').remove(b'+');

/// A recipient of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mailbox {
    /// The name.
    pub name: String,
    /// The address, if one that mail can go to is known.
    pub address: Option<String>,
}

impl Mailbox {
    /// Returns the recipient for a contact.
    pub(super) fn new(index: &Index, person: &Person) -> Self {
        let written = match person {
            Person::Known(id) => index.note(*id).as_contact().and_then(|contact| contact.email.as_deref()),
            Person::Named(_) => None,
        };
        Self { name: one_line(index.name(person)), address: written.and_then(address) }
    }
}

/// Returns the words of a text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split(|char: char| char.is_whitespace() || char.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Returns the first address of a value: `Priya <priya@example.com>, priya@example.org` has one.
pub(super) fn address(written: &str) -> Option<String> {
    let parts = written.split(|char: char| char.is_whitespace() || char.is_control() || ",;<>()".contains(char));
    let parts = parts.map(|part| part.strip_prefix("mailto:").unwrap_or(part));
    parts.filter(|part| is_address(part)).map(str::to_owned).next()
}

/// Returns whether a text is an address that every mail server takes: no quotes, no comments, ASCII only.
fn is_address(text: &str) -> bool {
    let is_atom = |text: &str| {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
        text.split('.').all(|part| !part.is_empty() && part.bytes().all(is_letter))
    };
    text.split_once('@').is_some_and(|(local, domain)| is_atom(local) && is_atom(domain))
}

impl Letter {
    /// Returns the letter to read, and to copy into a mail.
    #[must_use]
    pub(crate) fn text(&self) -> String {
        let name = |name: &str| {
            if name.contains([',', ';', ':', '<', '>', '@', '"', '\\']) {
                format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
            } else {
                name.to_owned()
            }
        };
        let mailbox = |to: &Mailbox| Some(format!("{} <{}>", name(&to.name), to.address.as_ref()?));
        let to: Vec<String> = self.to.iter().filter_map(mailbox).collect();
        let to = if to.is_empty() { String::new() } else { format!("To: {}\n", to.join(", ")) };
        format!("{to}Subject: {}\n\n{}", self.subject, self.body)
    }

    /// Returns the letter as a message that mail programs open as a draft. It has no time and no place of its making,
    /// so that the same notes give the same message.
    #[must_use]
    pub(crate) fn message(&self) -> Vec<u8> {
        let mut message = Vec::new();
        let mailbox = |to: &Mailbox| Some(Address::new_address(Some(to.name.clone()), to.address.clone()?));
        let to: Vec<Address<'_>> = self.to.iter().filter_map(mailbox).collect();
        let mut header = |name: &str, value: &dyn Fn(&mut Vec<u8>, usize)| {
            message.extend(name.bytes().chain(*b": "));
            value(&mut message, name.len() + 2);
        };
        if !to.is_empty() {
            header("To", &|out, column| Address::new_list(to.clone()).write_header(out, column));
        }
        header("Subject", &|out, column| Text::new(self.subject.as_str()).write_header(out, column));
        header("X-Unsent", &|out, column| Text::new("1").write_header(out, column));
        header("MIME-Version", &|out, column| Text::new("1.0").write_header(out, column));
        MessageBuilder::new().text_body(self.body.as_str()).serialize_body(&mut message);
        message
    }

    /// Returns the letter as a link that opens a mail program.
    #[must_use]
    pub(crate) fn link(&self) -> String {
        let address = |to: &Mailbox| Some(utf8_percent_encode(to.address.as_ref()?, PLAIN_IN_ADDRESS).to_string());
        let to: Vec<String> = self.to.iter().filter_map(address).collect();
        let body = self.body.replace('\n', "\r\n");
        let (subject, body) = (utf8_percent_encode(&self.subject, PLAIN), utf8_percent_encode(&body, PLAIN));
        format!("mailto:{}?subject={subject}&body={body}", to.join(","))
    }
}
