//! Decodes the bytes of a file. It never guesses an encoding: the bytes show it, or the user names it.

use std::borrow::Cow;

use encoding_rs::Encoding;

/// Encodings that people meet, for a message.
const USUAL: &str =
    "windows-1252, windows-1250, windows-1251, iso-8859-2, macintosh, utf-16le, shift_jis, gbk, big5 or euc-kr";

/// Returns the encoding with a label that browsers know: `latin1`, `Shift_JIS`, `cp1251`.
///
/// # Errors
///
/// If there is none. The message names usual ones.
pub(crate) fn named(label: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label_no_replacement(label.as_bytes())
        .ok_or_else(|| format!("there is no such encoding; write it as browsers do: {USUAL}"))
}

/// Returns the text of a file. What a byte order mark says counts, then the named encoding; any other text is UTF-8.
///
/// # Errors
///
/// If the bytes are not text in that encoding. The message says what to do.
pub(super) fn decode<'b>(bytes: &'b [u8], encoding: Option<&'static Encoding>) -> Result<Cow<'b, str>, String> {
    if bytes.trim_ascii().is_empty() {
        return Err(String::from("it is empty"));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(String::from("it is a spreadsheet or an archive; save it as CSV (UTF-8), or unpack it first"));
    }
    let (marked, mark) = Encoding::for_bom(bytes).map_or((None, 0), |(marked, mark)| (Some(marked), mark));
    let bytes = bytes.get(mark..).unwrap_or_default();
    if marked.or(encoding).is_none() && bytes.iter().take(1024).filter(|byte| **byte == 0).count() > 8 {
        return Err(String::from("it is not text; save it as CSV (UTF-8), or export it as vCard"));
    }
    let meant = marked.or(encoding).unwrap_or(encoding_rs::UTF_8);
    meant.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        let line = first_bad_line(bytes, meant);
        let name = meant.name();
        format!(
            "line {line} is not {name}; save the file as CSV (UTF-8), or name its encoding: `--encoding windows-1252`"
        )
    })
}

/// Returns the number of the first line that is not text in an encoding, counted from 1.
fn first_bad_line(bytes: &[u8], encoding: &'static Encoding) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len().saturating_mul(3));
    // The text before the first bytes that are not in the encoding.
    let _ = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1
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
        type Row<'r> = (Vec<u8>, Option<&'r str>, Result<&'r str, &'r str>);
        let utf_16 = |text: &str, mark: [u8; 2], unit: fn(u16) -> [u8; 2]| {
            mark.into_iter().chain(text.encode_utf16().flat_map(unit)).collect::<Vec<u8>>()
        };
        let rows: [Row<'_>; 20] = [
            (b"Zo\xc3\xab".to_vec(), None, Ok("Zoë")),
            (b"\xef\xbb\xbfZo\xc3\xab".to_vec(), None, Ok("Zoë")),
            (utf_16("Zoë 👋", [0xff, 0xfe], u16::to_le_bytes), None, Ok("Zoë 👋")),
            (utf_16("Zoë 👋", [0xfe, 0xff], u16::to_be_bytes), None, Ok("Zoë 👋")),
            (b"a\nZo\xeb \x80".to_vec(), Some("windows-1252"), Ok("a\nZoë €")),
            (b"a\nZo\xeb".to_vec(), None, Err("line 2 is not UTF-8")),
            (b"\xef\xbb\xbfZo\xc3\xab".to_vec(), Some("latin1"), Ok("Zoë")),
            (b"Zo\xeb".to_vec(), Some("Latin1"), Ok("Zoë")),
            (b"\xa3ukasz \xdcr".to_vec(), Some("iso-8859-2"), Ok("Łukasz Ür")),
            (b"\xc0\xed\xed\xe0".to_vec(), Some(" cp1251 "), Ok("Анна")),
            (b"\xe1\xce\xce\xc1".to_vec(), Some("koi8-r"), Ok("Анна")),
            (b"\x8eR\x93c".to_vec(), Some("Shift_JIS"), Ok("山田")),
            (b"\xb3\xaf".to_vec(), Some("big5"), Ok("陳")),
            (utf_16("Zoë", [0, 0], u16::to_le_bytes).split_off(2), Some("utf-16le"), Ok("Zoë")),
            (b"ok\n\x8e".to_vec(), Some("shift_jis"), Err("line 2 is not Shift_JIS")),
            (b"\xff\xfea".to_vec(), None, Err("line 1 is not UTF-16LE")),
            (utf_16("a long enough text", [0, 0], u16::to_le_bytes), None, Err("it is not text")),
            (b"PK\x03\x04".to_vec(), None, Err("it is a spreadsheet or an archive")),
            (b" \n".to_vec(), None, Err("it is empty")),
            (b"Zo\xeb".to_vec(), Some("UTF8"), Err("line 1 is not UTF-8")),
        ];
        for (bytes, encoding, expected) in rows {
            let encoding = encoding.map(|label| named(label).unwrap());
            match (decode(&bytes, encoding), expected) {
                (Ok(text), Ok(expected)) => assert_eq!(text, expected),
                (Err(why), Err(expected)) => assert!(why.starts_with(expected), "{why}"),
                (text, _) => panic!("{bytes:?}: {text:?}"),
            }
        }
    }

    #[test]
    fn a_label_that_no_browser_knows_lists_usual_ones() {
        for label in ["klingon", "", "replacement", "utf-7"] {
            assert!(named(label).unwrap_err().contains("windows-1252, "), "{label}");
        }
        for label in USUAL.split(", ").flat_map(|label| label.split(" or ")) {
            assert!(named(label).is_ok(), "{label}");
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
