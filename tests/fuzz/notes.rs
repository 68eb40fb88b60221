//! Notes to begin with: those of the repository, and made ones with every key and every way of writing.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::case::Files;
use crate::world::TYPED;
use harness::random::Random;
use harness::vault::files;

const PEOPLE: [&str; 8] = ["Ann Lee", "Bo Diaz", "Zoë Lind", "陳美玲", "Łukasz Wójcik", "Jo", "Ann", "Sam O'Neil"];
const DAYS: [&str; 14] = [
    "2026-11-20",
    "2026-11-21",
    "2026-11-22",
    "2026-11-02",
    "2026-11-10",
    "2026-12-03",
    "2026-09-01",
    "2025-01-01",
    "2026-11-18T10:00",
    "yes",
    "no",
    "2026-02-30",
    "soon",
    "",
];
const WORDS: [&str; 10] = [
    "Send the article",
    "Ring",
    "Send *the* article!",
    "Ask about `grid`",
    "Buy a|b",
    "Read [[Bo Diaz]]",
    "<b>Look</b> it up",
    "the — same — thing",
    "💥 boom",
    "What is hard?",
];
const QUESTIONS: [&str; 8] = [
    "How did you start?",
    "What would you read?",
    "Who else should I meet?",
    "Is it fun?",
    "What broke last?",
    "How did you *start*?",
    "What | would you change?",
    "怎么开始的？",
];
const CONTACT_KEYS: [&str; 26] = [
    "requested",
    "nudged",
    "replied",
    "declined",
    "scheduled",
    "closed",
    "reported-back",
    "added",
    "last-contact",
    "snooze",
    "follow-up",
    "follow-ups",
    "next-action",
    "cadence",
    "status",
    "tags",
    "aliases",
    "company",
    "role",
    "email",
    "Referred By",
    "referred_by",
    "source",
    "goals",
    "name",
    "thanked",
];
const MEETING_KEYS: [&str; 12] = [
    "prepared",
    "confirmed",
    "thanked",
    "reflected",
    "status",
    "goals",
    "duration",
    "channel",
    "time",
    "snooze",
    "follow-up",
    "tags",
];
const HEADINGS: [&str; 9] =
    ["Log", "Questions", "Takeaways", "Follow-ups", "Reflection", "Notes", "History", "Interactions", "Anything"];

/// Every kind of block, plain and narrowed.
const BLOCKS: [&str; 20] = [
    "summary",
    "follow-ups",
    "follow-ups due:today limit:30",
    "follow-ups within:7d",
    "follow-ups undated",
    "done",
    "done limit:1",
    "meetings",
    "meetings status:held,cancelled",
    "questions",
    "questions limit:1",
    "questions asked",
    "contacts",
    "contacts limit:2",
    "pipeline",
    "referrals",
    "activity",
    "question-report",
    "problems",
    "problems limit:2",
];

/// What makes of a block an example of one.
const NO_BLOCKS: [(&str, &str); 7] = [
    ("```", "```"),
    ("````\n```", "```\n````"),
    ("~~~ md", "~~~"),
    ("<pre>", "</pre>"),
    ("%%", "%%"),
    ("    ", ""),
    ("<textarea>", "</textarea>"),
];

/// Notes that people wrote: those of the repository's examples and cases.
pub(crate) struct Seeds(Vec<(PathBuf, Vec<u8>)>);

impl Seeds {
    pub(crate) fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut seeds = Vec::new();
        let mut add = |path: &Path, bytes: Vec<u8>| {
            let mut parts = path.components();
            let parts: PathBuf =
                if path.starts_with("vault") { parts.by_ref().skip(1).collect() } else { path.to_owned() };
            if parts.extension().is_some_and(|end| end == "md") && bytes.len() < 8_000 {
                seeds.push((parts, bytes));
            }
        };
        for (path, bytes) in files(&root.join("example-vault")) {
            add(&path, bytes);
        }
        for (path, bytes) in files(&root.join("tests/cases")) {
            let inner: PathBuf = path.components().skip(1).collect();
            // With a note that is locked or not there, the program writes nothing.
            if inner.starts_with("vault") && !path.starts_with("a-vault-that-is-not-all-here") {
                add(&inner, bytes);
            }
        }
        let readme = fs::read_to_string(root.join("README.md")).unwrap();
        for fence in readme.split("```markdown ").skip(1) {
            if let Some((path, rest)) = fence.split_once('\n')
                && let Some((text, _)) = rest.split_once("\n```")
            {
                add(&path.split('/').skip(1).collect::<PathBuf>(), text.as_bytes().to_vec());
            }
        }
        Self(seeds)
    }

    pub(crate) fn one(&self, random: &mut Random) -> (PathBuf, Vec<u8>) {
        random.one(&self.0).clone()
    }
}

/// Returns a few notes, and no page.
pub(crate) fn notes(random: &mut Random, seeds: &Seeds) -> Files {
    let mut notes = Files::new();
    for _ in 0..=random.below(7) {
        let (path, bytes) = if random.below(4) == 0 { seeds.one(random) } else { made(random) };
        if !String::from_utf8_lossy(&bytes).contains("<!-- coffeechat") {
            notes.insert(path, bytes);
        }
    }
    notes
}

/// Returns settings that are right.
pub(crate) fn settings(random: &mut Random) -> &'static str {
    let all = [
        "",
        "",
        "tasks: all\n",
        "rules:\n  nudge: 3d\n  reflect: off\n",
        "name: Ada\nweek-start: Sunday\n",
        "cadences: {grid: 2 weeks}\n",
        "folders: {notes: contact}\n",
        "vocabulary: {company: firma}\n",
        "outputs: {csv: kept.csv, ics: kept.ics}\n",
    ];
    random.one::<&'static str>(&all)
}

/// Returns a note of any kind.
fn made(random: &mut Random) -> (PathBuf, Vec<u8>) {
    let (who, number) = (*random.one(&PEOPLE), random.below(99));
    let (path, text) = match random.below(8) {
        0..=3 => (format!("people/{who}.md"), contact(random, who)),
        4..=5 => (format!("meetings/2026-11-{:02} {who}.md", 1 + random.below(28)), meeting(random, who)),
        6 => (format!("questions/Bank {number}.md"), bank(random)),
        _ => (format!("notes/plain {number}.md"), body(random)),
    };
    (PathBuf::from(path), text.into_bytes())
}

fn contact(random: &mut Random, who: &str) -> String {
    let mut text = String::from("---\ntype: contact\n");
    for _ in 0..random.below(5) {
        let key = *random.one(&CONTACT_KEYS);
        property(random, key, &mut text);
    }
    write!(text, "---\n# {who}\n\n").unwrap();
    text + &body(random)
}

fn meeting(random: &mut Random, who: &str) -> String {
    let with = match random.below(4) {
        0 => format!("\"[[{who}]]\""),
        1 => format!("[\"[[{who}]]\", {}]", random.one(&PEOPLE)),
        2 => format!("\n  - \"[[{who}]]\"\n  - \"[[{}]]\"", random.one(&PEOPLE)),
        _ => who.to_owned(),
    };
    let mut text = format!("---\ntype: meeting\nwith: {with}\ndate: {}\n", random.one(&DAYS));
    for _ in 0..random.below(4) {
        let key = *random.one(&MEETING_KEYS);
        property(random, key, &mut text);
    }
    text + "---\n" + &body(random)
}

/// Writes a key once in one of the ways in which YAML lets people write it.
fn property(random: &mut Random, key: &str, text: &mut String) {
    if text.contains(&format!("\n{key}:")) {
        return;
    }
    let value = match key {
        "status" => (*random.one(&["paused", "closed", "held", "planned", "cancelled", "no-show", "done"])).to_owned(),
        "cadence" => (*random.one(&["90d", "12w", "3 months", "never", "often"])).to_owned(),
        "tags" | "goals" => (*random.one(&["[grid, data]", "grid", "\n  - grid\n  - gain-insight", "[]"])).to_owned(),
        "next-action" | "company" | "role" | "source" | "email" => (*random.one(&WORDS)).to_owned(),
        "aliases" | "name" | "Referred By" | "referred_by" => format!("\"[[{}]]\"", random.one(&PEOPLE)),
        "follow-up" | "follow-ups" if random.below(2) == 0 => {
            format!(
                "\n  - {}\n  - {{due: {}, what: {}}}",
                random.one(&DAYS),
                random.one(&DAYS),
                random.one(&["Ring", "\"a: b\""])
            )
        }
        _ => (*random.one(&DAYS)).to_owned(),
    };
    let value = match random.below(8) {
        0 => format!("{value} # why"),
        1 if !value.contains(['\n', '"', '{', '[']) => format!("'{}'", value.replace('\'', "''")),
        2 if value.starts_with("20") => format!("[{value}, {}]", random.one(&DAYS[..8])),
        3 if value.starts_with("20") => format!("\n  - {value}\n  - {}", random.one(&DAYS[..8])),
        4 => format!("  {value}  "),
        _ => value,
    };
    writeln!(text, "{key}:{}{value}", if value.starts_with('\n') { "" } else { " " }).unwrap();
}

fn bank(random: &mut Random) -> String {
    let mut text = String::from("---\ntype: questions\n---\n# Bank\n");
    for _ in 0..=random.below(6) {
        match random.below(4) {
            0 => writeln!(text, "\n## {}\n", random.one(&["Work", "Life #company", "*Odd*"])).unwrap(),
            1 => writeln!(text, "- {}\n  - {}", random.one(&QUESTIONS), random.one(&QUESTIONS)).unwrap(),
            2 => writeln!(text, "- {} #grid ^q{}", random.one(&QUESTIONS), random.below(9)).unwrap(),
            _ => writeln!(text, "- {}", random.one(&QUESTIONS)).unwrap(),
        }
    }
    text
}

fn body(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..random.below(9) {
        let (word, day, who) = (*random.one(&WORDS), *random.one(&DAYS), *random.one(&PEOPLE));
        let mark = random.one(&[" ", " ", " ", "x", "-", ">", "/"]);
        let line = match random.below(15) {
            0 => format!("\n## {}\n", random.one(&HEADINGS)),
            1 => format!("- [{mark}] {word} 📅 {day}"),
            2 => format!("* [{mark}] {word} [[{who}]] [due:: {day}]"),
            3 => format!("+ [{mark}] {word} due:{day}"),
            4 => format!("1. [{mark}] {word} @due({day})"),
            5 => format!("- [{mark}] {word} 🔁 every week 📅 {day} ^t{}", random.below(9)),
            6 => format!("- [{mark}] {word} ⏳ {day} 🛫 {day} #task"),
            7 => format!("  - [{mark}] {word}"),
            8 => format!("- {day} {}: {word}", random.one(&["replied", "requested", "nudged", "met", "talked"])),
            9 => format!("\n## Log\n\n- {day} {word}"),
            10 => format!("\n## Questions\n\n- [{mark}] {}\n  - well", random.one(&QUESTIONS)),
            11 => format!("\n## Takeaways\n\n{word}"),
            12 => format!("> - [ ] {word}\n\n```\n- [ ] {word} 📅 {day}\n```"),
            13 => String::from("\n## Reflection\n"),
            _ => format!("{word} with [{who}](../people/{}.md)", who.replace(' ', "%20")),
        };
        text += &line;
        text.push('\n');
    }
    if random.below(4) == 0 {
        text.pop();
    }
    text
}

/// Returns a page with blocks of several kinds, in one of several surroundings.
pub(crate) fn page(random: &mut Random) -> String {
    if random.below(3) == 0 {
        return include_str!("../../templates/dashboard.md").to_owned();
    }
    let mut text = String::from("# Page\n\nMine.\n");
    for at in 0..=random.below(5) {
        let block = random.one(&BLOCKS);
        let (before, indent) =
            *random.one(&[("\n", ""), ("\n## Part\n\n", ""), ("", ""), ("\n- item\n\n", "  "), ("\n> quote\n\n", "")]);
        write!(text, "{before}{indent}<!-- coffeechat {block} -->\n{indent}<!-- /coffeechat -->\n").unwrap();
        if random.below(3) == 0 {
            write!(text, "\nmine {at}\n").unwrap();
        }
        if random.below(6) == 0 {
            let (open, close) = *random.one(&NO_BLOCKS);
            let example = format!("<!-- coffeechat {block} -->\n{TYPED}9{at}\n<!-- /coffeechat -->\n");
            let indented = |line: &str| format!("    {line}");
            let example = if open == "    " {
                example.split_inclusive('\n').map(indented).collect()
            } else {
                format!("{open}\n{example}{close}\n")
            };
            write!(text, "\n{example}\n").unwrap();
        }
    }
    if random.below(8) == 0 {
        text.insert(0, '\u{feff}');
    }
    if random.below(5) == 0 { text.replace('\n', "\r\n") } else { text }
}
