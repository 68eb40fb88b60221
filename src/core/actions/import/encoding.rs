//! Decodes the bytes of a file. It never guesses an encoding: the bytes show it, or the user names it.

use std::borrow::Cow;

/// An encoding that the user can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8.
    Utf8,
    /// The code page of Windows in Western Europe, in which older spreadsheet programs save CSV.
    Windows1252,
}

/// The characters for the bytes 0x80 to 0x9f in Windows-1252. All other bytes mean the same as in Latin-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Returns the text of a file. Without a named encoding, it is UTF-16 if it starts with a byte order mark of UTF-16,
/// and UTF-8 otherwise.
///
/// # Errors
///
/// If the bytes are not text in that encoding. The message says what to do.
pub(super) fn decode(bytes: &[u8], encoding: Option<Encoding>) -> Result<Cow<'_, str>, String> {
    if bytes.trim_ascii().is_empty() {
        return Err(String::from("it is empty"));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(String::from("it is a spreadsheet or an archive; save it as CSV (UTF-8), or unpack it first"));
    }
    match (bytes, encoding) {
        (_, Some(Encoding::Windows1252)) => Ok(Cow::Owned(bytes.iter().map(|byte| windows_1252(*byte)).collect())),
        ([0xff, 0xfe, rest @ ..], None) => utf_16(rest, u16::from_le_bytes),
        ([0xfe, 0xff, rest @ ..], None) => utf_16(rest, u16::from_be_bytes),
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            if bytes.iter().take(1024).filter(|byte| **byte == 0).count() > 8 {
                return Err(String::from("it is not text; save it as CSV (UTF-8), or export it as vCard"));
            }
            std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
                let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let line = memchr::memchr_iter(b'\n', valid).count() + 1;
                format!(
                    "line {line} is not UTF-8; save the file as CSV (UTF-8), or add `--encoding windows-1252` if an older \
                     spreadsheet program wrote it"
                )
            })
        }
    }
}

fn windows_1252(byte: u8) -> char {
    let special = byte.checked_sub(0x80).and_then(|at| WINDOWS_1252.get(usize::from(at)));
    special.copied().unwrap_or(char::from(byte))
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'static, str>, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    match String::from_utf16(&units) {
        Ok(text) if rest.is_empty() => Ok(Cow::Owned(text)),
        _ => Err(String::from("it starts like UTF-16, but the rest is not UTF-16; save it as CSV (UTF-8)")),
    }
}

/// Returns a message for a text in a format that cannot be imported, such as JSON; `None` for any other text.
pub(super) fn other_format(text: &str) -> Option<String> {
    let start: String = text.trim_start().chars().take(40).collect::<String>().to_ascii_lowercase();
    let what = match () {
        () if start.starts_with("begin:vcalendar") => "a calendar",
        () if start.starts_with("<!doctype") || start.starts_with("<html") || start.starts_with("<?xml") => {
            "a web page or XML"
        }
        () if start.starts_with('{') || start.starts_with("[{") => "JSON",
        () => return None,
    };
    Some(format!("it is {what}, which cannot be imported; export the people as CSV or vCard instead"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_in_the_encoding_that_they_show() {
        type Row<'r> = (Vec<u8>, Option<Encoding>, Result<&'r str, &'r str>);
        let utf_16 = |text: &str, mark: [u8; 2], unit: fn(u16) -> [u8; 2]| {
            mark.into_iter().chain(text.encode_utf16().flat_map(unit)).collect::<Vec<u8>>()
        };
        let rows: [Row<'_>; 11] = [
            (b"Zo\xc3\xab".to_vec(), None, Ok("Zoë")),
            (b"\xef\xbb\xbfZo\xc3\xab".to_vec(), None, Ok("Zoë")),
            (utf_16("Zoë 👋", [0xff, 0xfe], u16::to_le_bytes), None, Ok("Zoë 👋")),
            (utf_16("Zoë 👋", [0xfe, 0xff], u16::to_be_bytes), None, Ok("Zoë 👋")),
            (b"a\nZo\xeb \x80".to_vec(), Some(Encoding::Windows1252), Ok("a\nZoë €")),
            (b"a\nZo\xeb".to_vec(), None, Err("line 2 is not UTF-8")),
            (b"\xff\xfea".to_vec(), None, Err("it starts like UTF-16")),
            (utf_16("a long enough text", [0, 0], u16::to_le_bytes), None, Err("it is not text")),
            (b"PK\x03\x04".to_vec(), None, Err("it is a spreadsheet or an archive")),
            (b" \n".to_vec(), None, Err("it is empty")),
            (b"Zo\xeb".to_vec(), Some(Encoding::Utf8), Err("line 1 is not UTF-8")),
        ];
        for (bytes, encoding, expected) in rows {
            match (decode(&bytes, encoding), expected) {
                (Ok(text), Ok(expected)) => assert_eq!(text, expected),
                (Err(why), Err(expected)) => assert!(why.starts_with(expected), "{why}"),
                (text, _) => panic!("{bytes:?}: {text:?}"),
            }
        }
    }

    #[test]
    fn a_file_of_another_format_is_recognized() {
        for (text, expected) in [
            ("BEGIN:VCALENDAR\n", Some("a calendar")),
            ("<!DOCTYPE html>", Some("a web page")),
            ("[{\"name\":1}]", Some("JSON")),
            ("Name,Email\n", None),
        ] {
            assert_eq!(other_format(text).is_some(), expected.is_some(), "{text}");
            assert!(other_format(text).unwrap_or_default().contains(expected.unwrap_or_default()), "{text}");
        }
    }
}
