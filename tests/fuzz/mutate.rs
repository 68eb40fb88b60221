//! Ways in which a note goes wrong: of its bytes, its words, its lines, its YAML and its Markdown.

use std::path::PathBuf;

use harness::random::Random;

/// What means something to a reader of notes.
const TOKENS: [&str; 48] = [
    "---\n",
    "---",
    "...\n",
    "```\n",
    "````\n",
    "~~~\n",
    "<!--",
    "-->",
    "<!-- coffeechat follow-ups -->\n",
    "<!-- /coffeechat -->\n",
    "<!-- coffeechat done -->\n<!-- /coffeechat -->\n",
    "%%",
    "$$\n",
    "- [ ] ",
    "- [x] ",
    "- [-] ",
    "[[",
    "]]",
    "[x](y.md)",
    "\u{feff}",
    "\u{0}",
    "\t",
    "\r",
    "\r\n",
    "\u{2028}",
    "\u{202e}",
    "é",
    "e\u{301}",
    "💥",
    "\u{a0}",
    "📅 2026-11-20",
    "due:2026-11-20",
    "✅ 2026-11-20",
    "🔁 every day",
    "[due:: 2026-11-22]",
    "&a ",
    "*a",
    "<<: *a\n",
    "!!str ",
    "? ",
    "| \n",
    ">-\n",
    "{",
    "[",
    "\"",
    "'",
    ": ",
    "# ",
];
/// Lines of front matter and of Markdown.
const LINES: [&str; 26] = [
    "type: contact\n",
    "type: meeting\n",
    "type: questions\n",
    "type: [contact, meeting]\n",
    "date: 2026-11-20\n",
    "with: \"[[Ann Lee]]\"\n",
    "requested: 2026-11-02\n",
    "thanked: no\n",
    "snooze: 2026-12-01\n",
    "follow-up: {due: 2026-11-20, what: x}\n",
    "a: &a [*a]\n",
    "key with blanks: x\n",
    "? complex\n: x\n",
    "- a list\n",
    "  indented: x\n",
    "## Log\n",
    "## Questions\n",
    "# Heading\n",
    "> quote\n",
    "    indented code\n",
    "<div>\n",
    "</div>\n",
    "| a | b |\n|---|---|\n",
    "<<<<<<< HEAD\n",
    "=======\n",
    ">>>>>>> other\n",
];
/// Names that act somewhere, or that a system does not like.
const NAMES: [&str; 18] = [
    "a|b.md",
    "x]] [[y.md",
    "#tag.md",
    "^up.md",
    "<!-- x -->.md",
    "a`b.md",
    "con.md",
    "-dash.md",
    " blank .md",
    "名前.md",
    "é.md",
    "e\u{301}.md",
    "a\nb.md",
    "\u{202e}dm.x.md",
    ".hidden.md",
    "Dashboard (conflicted copy).md",
    "UPPER.MD",
    "%20.md",
];

/// Changes the bytes of a note once, or a few times.
pub(crate) fn mutated(random: &mut Random, mut bytes: Vec<u8>, other: &[u8]) -> Vec<u8> {
    for _ in 0..=random.below(4) {
        bytes = once(random, bytes, other);
    }
    bytes
}

/// Returns another path for a note.
pub(crate) fn renamed(random: &mut Random, path: &std::path::Path) -> PathBuf {
    path.with_file_name(random.one(&NAMES))
}

fn once(random: &mut Random, mut bytes: Vec<u8>, other: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(&bytes).into_owned();
    match random.below(18) {
        0 => {
            for _ in 0..=random.below(4) {
                let at = below(random, bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            bytes
        }
        1 => cut(random, &bytes),
        2 => {
            let at = below(random, bytes.len() + 1);
            let piece = cut(random, &bytes);
            [&bytes[..at], &piece, &bytes[at..]].concat()
        }
        3..=5 => {
            let at = text.floor_char_boundary(below(random, text.len() + 1));
            format!("{}{}{}", &text[..at], random.one(&TOKENS), &text[at..]).into_bytes()
        }
        6 => {
            let (from, to) = (*random.one(&TOKENS), *random.one(&TOKENS));
            text.replacen(from, to, 1).into_bytes()
        }
        7..=8 => insert_line(random, &text),
        9 => {
            let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
            if lines.len() > 1 {
                let (one, two) = (below(random, lines.len()), below(random, lines.len()));
                match random.below(3) {
                    0 => lines.swap(one, two),
                    1 => _ = lines.remove(one),
                    _ => lines.insert(two, lines[one]),
                }
            }
            lines.concat().into_bytes()
        }
        10 => {
            let at = text.floor_char_boundary(below(random, text.len() + 1));
            let from = below(random, other.len() + 1);
            [&text.as_bytes()[..at], &other[from..]].concat()
        }
        11 => text.replace('\n', "\r\n").into_bytes(),
        12 => format!("\u{feff}{text}").into_bytes(),
        13 => text.replace("  ", "\t").into_bytes(),
        14 => {
            let token = *random.one(&TOKENS);
            let at = text.floor_char_boundary(below(random, text.len() + 1));
            let many = token.repeat(below(random, 400));
            format!("{}{many}{}", &text[..at], &text[at..]).into_bytes()
        }
        15 => {
            let prefix = *random.one(&["> ", "    ", "- ", "  ", "\t"]);
            text.split_inclusive('\n').flat_map(|line| [prefix, line]).collect::<String>().into_bytes()
        }
        16 => {
            let fence = *random.one(&["```", "````", "~~~", "<!--", "%%", "$$", "<pre>"]);
            format!("{fence}\n{text}\n{}\n", if fence == "<!--" { "-->" } else { fence }).into_bytes()
        }
        _ => {
            let other = random.one(&[":", ":\n  ", ": \"", ": [", ": |\n  ", " : "]);
            text.replacen(": ", other, 1).into_bytes()
        }
    }
}

fn insert_line(random: &mut Random, text: &str) -> Vec<u8> {
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let at = *random.one(&starts);
    format!("{}{}{}", &text[..at], random.one(&LINES), &text[at..]).into_bytes()
}

/// Returns the bytes without a piece of them.
fn cut(random: &mut Random, bytes: &[u8]) -> Vec<u8> {
    let from = below(random, bytes.len() + 1);
    let to = (from + below(random, 40)).min(bytes.len());
    [&bytes[..from], &bytes[to..]].concat()
}

fn below(random: &mut Random, end: usize) -> usize {
    if end == 0 { 0 } else { usize::try_from(random.below(end as u64)).unwrap() }
}
