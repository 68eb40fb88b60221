//! The lines of cards of version 2.1 that say how they are encoded: `NOTE;CHARSET=cp1252;QUOTED-PRINTABLE:caf=E9`.

use encoding_rs::{Encoding, UTF_8};

use crate::core::base::text::slice;

use super::encoding;

/// Properties whose values are lists with commas.
const LISTS: [&str; 2] = ["CATEGORIES", "NICKNAME"];

/// Returns the text of cards in which each line that is not UTF-8 names its character set; `None` for any others.
pub(super) fn by_lines(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len());
    let mut last = None;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let head = String::from_utf8_lossy(line);
            last = named(&head).and_then(|label| encoding::named(label).ok());
        }
        let meant = if std::str::from_utf8(line).is_ok() { UTF_8 } else { last? };
        text.push_str(&meant.decode_without_bom_handling_and_without_replacement(line)?);
    }
    Some(text)
}

/// Returns a card whose quoted-printable values are plain text, escaped as version 3.0 does. A value that names no
/// character set is in `other`, if it is not UTF-8.
///
/// # Errors
///
/// If a value is not text in its character set. The message says what to do.
pub(super) fn plain(card: &str, other: Option<&'static Encoding>) -> Result<String, String> {
    let mut text = String::with_capacity(card.len());
    let mut lines = card.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let Some((head, value)) = line.split_once(':').filter(|(head, _)| parameters(head).any(is_quoting)) else {
            text.push_str(line);
            continue;
        };
        let mut value = value.trim_end().to_owned();
        loop {
            if value.ends_with('=') {
                value.pop();
                let Some(next) = lines.next() else { break };
                value.push_str(next.trim_end());
            } else if let Some(folded) = lines.next_if(|next| next.starts_with([' ', '\t'])) {
                value.push_str(slice(folded, 1..folded.len()).trim_end());
            } else {
                break;
            }
        }
        let name = head.split(';').next().unwrap_or_default();
        let is_list =
            LISTS.iter().any(|list| name.rsplit('.').next().is_some_and(|name| name.eq_ignore_ascii_case(list)));
        text.push_str(name);
        for kept in parameters(head).filter(|parameter| !is_quoting(parameter) && charset(parameter).is_none()) {
            text.push(';');
            text.push_str(kept);
        }
        let parts = parts(&value).into_iter().map(|part| Ok(escaped(&decoded(part, named(head), other)?, is_list)));
        text.push(':');
        text.push_str(&parts.collect::<Result<Vec<_>, String>>()?.join(";"));
        text.push_str("\r\n");
    }
    Ok(text)
}

/// Returns the parameters of a property.
fn parameters(head: &str) -> impl Iterator<Item = &str> {
    head.split(';').skip(1).map(str::trim)
}

/// Says whether a parameter makes the value quoted-printable: `QUOTED-PRINTABLE` or `ENCODING=QUOTED-PRINTABLE`.
fn is_quoting(parameter: &str) -> bool {
    let value = parameter.split_once('=').filter(|(name, _)| name.eq_ignore_ascii_case("ENCODING"));
    value.map_or(parameter, |(_, value)| value).eq_ignore_ascii_case("QUOTED-PRINTABLE")
}

fn charset(parameter: &str) -> Option<&str> {
    let (name, label) = parameter.split_once('=')?;
    name.eq_ignore_ascii_case("CHARSET").then(|| label.trim_matches('"'))
}

/// Returns the character set that a line names.
fn named(line: &str) -> Option<&str> {
    parameters(line.split(':').next().unwrap_or_default()).find_map(charset)
}

/// Splits a value at the semicolons that nothing escapes.
fn parts(value: &str) -> Vec<&str> {
    let (mut parts, mut from, mut is_escaped) = (Vec::new(), 0, false);
    for (at, char) in value.char_indices() {
        if char == ';' && !is_escaped {
            parts.push(slice(value, from..at));
            from = at + 1;
        }
        is_escaped = char == '\\' && !is_escaped;
    }
    parts.push(slice(value, from..value.len()));
    parts
}

/// Returns the text of a quoted-printable value.
fn decoded(value: &str, label: Option<&str>, other: Option<&'static Encoding>) -> Result<String, String> {
    let value = value.replace("\\;", ";").replace("\\,", ",").replace("\\n", "\n");
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (bytes, mut at, mut plain) = (value.as_bytes(), 0, Vec::with_capacity(value.len()));
    while let Some(byte) = bytes.get(at) {
        match (digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (Some(high), Some(low)) if *byte == b'=' => {
                plain.push(high * 16 + low);
                at += 3;
            }
            _ => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    if let Some(label) = label {
        let meant = encoding::named(label).map_err(|_| format!("nobody knows the character set `{label}`"))?;
        let text = meant.decode_without_bom_handling_and_without_replacement(&plain);
        return text
            .map(Into::into)
            .ok_or_else(|| format!("a value is not in the character set `{label}` that it names"));
    }
    let unnamed = |encoding: &'static Encoding| encoding.decode_without_bom_handling_and_without_replacement(&plain);
    let text = unnamed(UTF_8).or_else(|| unnamed(other?));
    text.map(Into::into)
        .ok_or_else(|| String::from("a value names no character set; name it with `--encoding windows-1252`"))
}

/// Returns a text as version 3.0 writes it.
fn escaped(text: &str, is_list: bool) -> String {
    let text = text.replace('\\', "\\\\").replace("\r\n", "\n").replace(['\n', '\r'], "\\n").replace(';', "\\;");
    if is_list { text } else { text.replace(',', "\\,") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_printable_values_become_plain() {
        for (line, expected) in [
            ("N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Qu=C3=ADnn;Zo=C3=AB", "N:Quínn;Zoë"),
            ("N;QUOTED-PRINTABLE:Qu=C3=ADnn;Zo=c3=ab", "N:Quínn;Zoë"),
            ("FN;charset=ISO-8859-1;quoted-printable:Zo=EB", "FN:Zoë"),
            ("item1.FN;QUOTED-PRINTABLE;CHARSET=\"cp1251\":=C0=ED=ED=E0", "item1.FN:Анна"),
            ("FN;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=8ER=93=\r\nc", "FN:山田"),
            ("TEL;WORK;QUOTED-PRINTABLE:1=2B=\n2", "TEL;WORK:1+2"),
            ("NOTE;QUOTED-PRINTABLE:a=0D=0A=\r\nb=3B c, d\\; e=", "NOTE:a\\nb\\; c\\, d\\; e"),
            ("NOTE;QUOTED-PRINTABLE:Gr=C3=\n=BC=C3=9Fe", "NOTE:Grüße"),
            ("NOTE;QUOTED-PRINTABLE:Gr=C3\r\n =BC=C3=9Fe", "NOTE:Grüße"),
            ("CATEGORIES;QUOTED-PRINTABLE:caf=C3=A9,b", "CATEGORIES:café,b"),
            ("NOTE;QUOTED-PRINTABLE:100=%=", "NOTE:100=%"),
            ("NOTE:caf=C3=A9", "NOTE:caf=C3=A9"),
        ] {
            assert_eq!(plain(line, None).map(|text| text.trim_end().to_owned()).as_deref(), Ok(expected), "{line}");
        }
        assert_eq!(plain("FN;QUOTED-PRINTABLE:Zo=EB", Some(encoding_rs::WINDOWS_1252)).as_deref(), Ok("FN:Zoë\r\n"));
        for (line, expected) in [
            ("FN;QUOTED-PRINTABLE:Zo=EB", "names no character set"),
            ("FN;CHARSET=x;QUOTED-PRINTABLE:Zo=EB", "knows the character set `x`"),
            ("FN;CHARSET=UTF-8;QUOTED-PRINTABLE:Zo=EB", "not in the character set `UTF-8`"),
        ] {
            assert!(plain(line, None).unwrap_err().contains(expected), "{line}");
        }
    }

    #[test]
    fn lines_that_name_their_character_set_are_read_in_it() {
        let text = by_lines(b"BEGIN:VCARD\nFN;CHARSET=windows-1252:Zo\xeb\n \xeb\nNOTE:Zo\xc3\xab\nEND:VCARD\n");
        assert_eq!(text.as_deref(), Some("BEGIN:VCARD\nFN;CHARSET=windows-1252:Zoë\n ë\nNOTE:Zoë\nEND:VCARD\n"));
        assert_eq!(by_lines(b"FN;CHARSET=cp1252:a\nNOTE:Zo\xeb\n"), None);
    }
}
