//! Notes made to hang, overflow or exhaust a parser. Each stands alone in a vault beside one good contact, whose
//! follow-up must be on the dashboard whatever the attack does.
//!
//! Nothing here is timed finely, for machines differ; a run that works for [`harness::vault::WORK`] counts as hanging.
//! `cargo test --release --test suite -- --ignored --nocapture measure_attacks` prints what each of them costs; the aim
//! is at most 200 ms and 100 MiB.

use std::fmt::Write as _;
use std::fs::File;
use std::panic::catch_unwind;

use crate::rendered::Rendered;
use harness::vault::{TestVault, assert_nothing_acts};

/// The length of the repeated patterns, in bytes.
const LENGTH: usize = 100_000;

/// A dashboard that a thousand tasks do not make a thousand lines long.
const DASHBOARD: &str = "<!-- coffeechat follow-ups limit:100 -->\n<!-- /coffeechat -->\n\
    <!-- coffeechat problems limit:50 -->\n<!-- /coffeechat -->\n";

/// What is found in an attacking note.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Due {
    /// A diagnostic of that code.
    Code(&'static str),
    /// Nothing needs to be: the note is odd, but means something.
    Nothing,
}

/// A note that attacks.
struct Attack {
    name: String,
    path: &'static str,
    bytes: Vec<u8>,
    due: Due,
}

impl Attack {
    fn new(name: impl Into<String>, path: &'static str, text: String, due: Due) -> Self {
        Self { name: name.into(), path, bytes: text.into_bytes(), due }
    }

    /// Runs it; returns how long the build took and how much memory it held, in KiB.
    fn run(&self) -> (u128, u64) {
        let vault = TestVault::with_good_contact().note("Dashboard.md", DASHBOARD);
        vault.write(self.path, &self.bytes);
        self.survived(&vault)
    }

    fn survived(&self, vault: &TestVault) -> (u128, u64) {
        let before = vault.snapshot();
        let output = vault.run(["build"]);
        assert_eq!(output.code, Some(0), "{}: {output:#?}", self.name);
        let after = vault.snapshot();
        let changed: Vec<_> = after.iter().filter(|(path, entry)| before.get(*path) != Some(entry)).collect();
        assert_eq!(changed.len(), 1, "{}: only the dashboard is written", self.name);
        assert!(changed[0].0.ends_with("Dashboard.md"), "{}", self.name);
        let dashboard = vault.text("Dashboard.md");
        assert!(TestVault::good_row(&dashboard), "{}: the good contact is missing", self.name);
        assert_nothing_acts(&self.name, &dashboard);
        assert!(dashboard.len() < 64 * 1024, "{}: the dashboard has {} bytes", self.name, dashboard.len());
        if let Due::Code(code) = self.due {
            let codes = vault.codes(self.path);
            assert!(codes.iter().any(|found| found == code), "{}: found {codes:?}, not {code}", self.name);
        }
        (output.took.as_millis(), output.memory)
    }
}

/// Returns the front matters that attack a YAML parser, with what is due for each.
fn yaml() -> Vec<(&'static str, String, Due)> {
    let mut laughs = String::from("a: &a [\"l\",\"l\",\"l\",\"l\",\"l\",\"l\",\"l\",\"l\",\"l\"]\n");
    for (from, to) in ('a'..='i').zip('b'..='j') {
        let _ = writeln!(laughs, "{to}: &{to} [{}]", vec![format!("*{from}"); 9].join(","));
    }
    let mut steps = String::new();
    for depth in 0..450 {
        let _ = writeln!(steps, "{}k:", " ".repeat(depth % 250));
    }
    let deep: String = (0..300).fold(String::new(), |mut text, depth| {
        let _ = writeln!(text, "{}k:", " ".repeat(depth));
        text
    });
    let anchors: String = (0..100_000).fold(String::new(), |mut text, at| {
        let _ = writeln!(text, "a{at}: &x{at} 1");
        text
    });
    let few_anchors: String = (0..4000).fold(String::new(), |mut text, at| {
        let _ = writeln!(text, "a{at}: &x{at} 1");
        text
    });
    let many = |count: usize| {
        (0..count).fold(String::new(), |mut text, at| {
            let _ = writeln!(text, "k{at}: v");
            text
        })
    };
    let broken = Due::Code("yaml");
    vec![
        ("alias bomb", laughs, broken),
        ("self reference", "a: &a [*a]\n".into(), broken),
        ("deep flow lists", format!("a: {}{}\n", "[".repeat(20_000), "]".repeat(20_000)), broken),
        ("unclosed flow lists", format!("a: {}\n", "[".repeat(60_000)), broken),
        ("deep flow maps", format!("a: {}1{}\n", "{a: ".repeat(12_000), "}".repeat(12_000)), broken),
        ("deep blocks", deep, broken),
        ("staircases of blocks", steps, broken),
        ("deep sequences", format!("a:\n  {}x\n", "- ".repeat(20_000)), broken),
        ("a sequence in front", format!("{}x\n", "- ".repeat(20_000)), broken),
        ("question marks", format!("{}\n", "? ".repeat(20_000)), broken),
        ("question marks in a value", format!("a:\n  {}\n", "? ".repeat(20_000)), broken),
        ("scalar of 3 MB", format!("a: \"{}\"\n", "x".repeat(3_000_000)), broken),
        ("scalar of 60 KB", format!("name: \"{}\"\n", "x".repeat(60_000)), Due::Nothing),
        ("escapes of 60 KB", format!("a: \"{}\"\n", "\\u0041".repeat(10_000)), Due::Nothing),
        ("folded of 60 KB", format!("a: >\n{}", "  x\n".repeat(15_000)), Due::Nothing),
        ("quoted, never closed", format!("a: \"{}\n", "x\\\"".repeat(20_000)), broken),
        ("comments", format!("{}a: 1\n", "#\n".repeat(30_000)), Due::Nothing),
        ("300,000 keys", many(300_000), broken),
        ("7,000 keys", many(7_000), Due::Nothing),
        ("one key 10,000 times", "a: 1\n".repeat(10_000), Due::Code("duplicate-key")),
        ("duplicate keys", "a: 1\na: 2\n".into(), Due::Code("duplicate-key")),
        ("many anchors", format!("{anchors}z: [*x1]\n"), broken),
        ("4,000 anchors", few_anchors, Due::Nothing),
        ("tags", "a: !!python/object/apply:os.system [\"id\"]\n".into(), Due::Nothing),
        ("deep tags", format!("a: {}x\n", "!t ".repeat(20_000)), broken),
        ("types", "c: no\nd: 2024-02-30\ne: 0o17\nf: 017\ng: 1_000\nh: .inf\nj: 1e400\n".into(), Due::Nothing),
        ("a date of that many digits", format!("requested: {}\n", "9".repeat(50_000)), Due::Code("not-a-date")),
        ("dates", format!("requested: [{}]\n", vec!["2026-11-01"; 5000].join(", ")), Due::Nothing),
        (
            "people",
            format!("referred-by: [{}]\n", vec!["\"[[Nobody]]\""; 4000].join(", ")),
            Due::Code("unknown-person"),
        ),
        ("aliases", format!("aliases: [{}]\n", vec!["\"Priya Nair\""; 4000].join(", ")), Due::Nothing),
        ("links without quotes", format!("with: {}\n", "[[a]], ".repeat(8000)), Due::Nothing),
        ("several documents", "a: 1\n--- x\nb: 2\n".into(), broken),
        ("tab", "a:\n\tb: 1\n".into(), broken),
        ("NUL", "a: \"x\0y\"\n".into(), broken),
        ("lone returns", "a: 1\rb: 2\r\n".into(), Due::Nothing),
        ("merge keys", "a: &a {b: 1}\n<<: *a\n".into(), Due::Nothing),
        ("merge keys by the thousand", format!("a: &a {{b: 1}}\n<<: [{}]\n", vec!["*a"; 10_000].join(", ")), broken),
        ("conflict markers", "<<<<<<< a\nname: x\n=======\nname: y\n>>>>>>> b\n".into(), Due::Code("merge-conflict")),
    ]
}

/// Returns the patterns that attack a Markdown parser.
fn markdown() -> Vec<(&'static str, String)> {
    let repeated = [
        ("footnotes", "[^"),
        ("footnotes on lines", "[^\n"),
        ("brackets", "["),
        ("closing brackets", "]"),
        ("links", "[a](<b"),
        ("images", "!["),
        ("quotes", "> "),
        ("lists", "- "),
        ("numbered lists", "1. "),
        ("emphasis", "*a_ "),
        ("stars", "*a**a "),
        ("strikes", "~~a~ "),
        ("comments", "<!--"),
        ("other comments", "!-- <"),
        ("cdata", "a <![CDATA["),
        ("instructions", "a <?"),
        ("declarations", "a <!A "),
        ("tags", "<a x='"),
        ("ticks", "`"),
        ("pipes", "|"),
        ("ampersands", "&"),
        ("entities", "&#1;"),
        ("dollars", "$"),
        ("percents", "%% "),
        ("tables", "|a\n|-\n"),
        ("wikilinks", "[["),
        ("wikilinks that close", "[[a|b]] "),
        ("wikilinks with pipes", "[[a|"),
        ("embeds", "![[a]]"),
        ("block ids", "^a "),
        ("tags of notes", "#a/"),
        ("fields", "[due:: "),
        ("fields that close", "(due:: 2026-11-20) "),
        ("calendars", "📅 2026-11-20 "),
        ("calendars alone", "📅"),
        ("recurrences", "🔁 every day "),
        ("dates", "due:2026-11-20 "),
        ("mentions", "@due("),
        ("headings", "# a\n"),
        ("setext headings", "a\n=\n"),
        ("fences", "```\n"),
        ("tildes", "~~~"),
        ("tasks", "- [ ] a\n"),
        ("boxes", "[ ] "),
        ("markers", "<!-- coffeechat x\n"),
        ("closing markers", "<!-- /coffeechat"),
        ("backslashes", "\\"),
        ("returns", "\r"),
        ("joiners", "\u{200d}"),
        ("combining marks", "\u{301}"),
        ("right to left", "\u{202e}a"),
    ];
    let mut all: Vec<(&str, String)> = repeated.map(|(name, part)| (name, part.repeat(LENGTH / part.len()))).into();
    let mut ticks = String::new();
    for length in 1..450 {
        let _ = write!(ticks, "{} ", "`".repeat(length));
    }
    let mut references = String::new();
    for at in 0..8000 {
        let _ = writeln!(references, "[{at}]: x");
    }
    for at in 0..8000 {
        let _ = write!(references, "[{at}] ");
    }
    let nested = |depth: usize, item: &str| {
        (0..depth).fold(String::new(), |mut text, at| {
            let _ = writeln!(text, "{}{item}", "  ".repeat(at));
            text
        })
    };
    let wide = |cells: &str| vec![cells; 20_000].join("|");
    all.extend([
        ("ticks of every length", ticks),
        ("references", references),
        ("nested lists", nested(440, "* a")),
        ("nested tasks", nested(440, "- [ ] a 📅 2026-11-20")),
        ("lists 4,000 deep", format!("{}a", "- ".repeat(4000))),
        ("tasks 4,000 deep", format!("{}[ ] a 📅 2026-11-20", "- ".repeat(4000))),
        ("quotes 4,000 deep", format!("{}- [ ] a", "> ".repeat(4000))),
        ("lazy quotes", format!("{}{}", ">".repeat(300), "a\n".repeat(30_000))),
        ("a wide table", format!("{}\n{}\n{}", wide("a"), wide("-"), "x|\n".repeat(2000))),
        ("one word", "a".repeat(LENGTH)),
        ("a name nobody has", format!("[[{}]]", "Priya ".repeat(LENGTH / 6))),
    ]);
    all
}

/// Returns every attack.
fn attacks() -> Vec<Attack> {
    let mut all = Vec::new();
    for (name, yaml, due) in yaml() {
        let text = format!("---\ntype: contact\n{yaml}---\n# Attack\n- [ ] attacked 📅 2026-11-20\n");
        all.push(Attack::new(format!("YAML, {name}"), "people/attack.md", text, due));
    }
    for (name, text) in markdown() {
        let due = Due::Nothing;
        let person = format!("---\ntype: contact\nname: Attack\n---\n{text}\n");
        all.push(Attack::new(format!("body, {name}"), "people/attack.md", person, due));
        let line = text.replace('\n', " ");
        let task = format!("---\ntype: contact\nname: Attack\n---\n- [ ] {line} 📅 2026-11-20\n");
        all.push(Attack::new(format!("task, {name}"), "people/attack.md", task, due));
        let meeting = format!(
            "---\ntype: meeting\nwith: \"[[Priya Nair]]\"\ndate: 2026-11-24\n---\n## Questions\n- [ ] {line}\n\n{text}\n"
        );
        all.push(Attack::new(format!("meeting, {name}"), "meetings/attack.md", meeting, due));
        let bank = format!("---\ntype: questions\n---\n# {line}\n- {line}\n\n{text}\n");
        all.push(Attack::new(format!("bank, {name}"), "questions/attack.md", bank, due));
        let plain = format!("{text}\n- [ ] [[Priya Nair]] {line}\n");
        all.push(Attack::new(format!("plain, {name}"), "attack.md", plain, due));
    }
    all.push(Attack::new(
        "a note of 100 MB",
        "people/attack.md",
        "- [ ] t\n".repeat(12_500_000),
        Due::Code("too-large"),
    ));
    all.push(Attack::new("a line of 100 MB", "people/attack.md", "x".repeat(100_000_000), Due::Code("too-large")));
    let scalar = format!("---\na: \"{}\"\n---\n", "x".repeat(50_000_000));
    all.push(Attack::new("a scalar of 50 MB", "people/attack.md", scalar, Due::Code("too-large")));
    // Without optimisation this would take as long as a hang.
    let tasks = if cfg!(debug_assertions) { 40_000 } else { 160_000 };
    let full = "- [ ] t 📅 2026-11-20\n".repeat(tasks);
    all.push(Attack::new("a note of 4 MB of text", "people/attack.md", "word ".repeat(800_000), Due::Nothing));
    all.push(Attack::new("a plain note full of tasks", "attack.md", full, Due::Nothing));
    let wrong = "- [ ] t 📅 2026-13-20\n".repeat(tasks);
    all.push(Attack::new("a plain note full of wrong dates", "attack.md", wrong, Due::Code("not-a-date")));
    all
}

fn run_part(part: usize, parts: usize) {
    let mine = attacks().into_iter().skip(part).step_by(parts);
    let won: Vec<String> =
        mine.filter(|attack| catch_unwind(|| attack.run()).is_err()).map(|attack| attack.name).collect();
    assert!(won.is_empty(), "not survived: {won:#?}");
}

#[test]
fn attacks_are_survived_first_part() {
    run_part(0, 2);
}

#[test]
fn attacks_are_survived_second_part() {
    run_part(1, 2);
}

#[test]
fn a_sparse_file_of_200_gb_is_not_read() {
    let vault = TestVault::with_good_contact().note("Dashboard.md", DASHBOARD);
    let file = File::create(vault.path().join("people/attack.md")).unwrap();
    if let Err(error) = file.set_len(200_000_000_000) {
        eprintln!("skipped: no file of that size can be made here: {error}");
        return;
    }
    let due = Due::Code("too-large");
    Attack { name: "a sparse file of 200 GB".into(), path: "people/attack.md", bytes: Vec::new(), due }
        .survived(&vault);
}

#[test]
fn all_attacks_at_once_leave_the_good_contact_alone() {
    let mut vault = TestVault::with_good_contact().note("Dashboard.md", DASHBOARD).patient();
    for (at, attack) in attacks().into_iter().filter(|attack| attack.bytes.len() < 1_000_000).enumerate() {
        vault = vault.file(attack.path.replace("attack", &format!("attack-{at}")), &attack.bytes);
    }
    let dashboard = vault.built();
    assert!(TestVault::good_row(&dashboard));
    assert_nothing_acts("Dashboard.md", &dashboard);
    if let Some(rendered) = Rendered::new(&dashboard) {
        rendered.assert_harmless();
    }
    vault.run(["build", "--check"]).ok();
}

#[test]
#[ignore = "it measures; run it in release mode and read what it prints"]
fn measure_attacks() {
    let mut costs: Vec<(u128, u64, String)> = Vec::new();
    for attack in attacks() {
        // What is not survived counts as the longest of all.
        let (time, memory) = catch_unwind(|| attack.run()).unwrap_or((u128::MAX, 0));
        if time > 200 {
            eprintln!("{time} ms, {} MiB: {}", memory / 1024, attack.name);
        }
        costs.push((time, memory, attack.name));
    }
    costs.sort();
    for (time, memory, name) in costs.iter().rev() {
        eprintln!("{time:>6} ms {:>6} MiB  {name}", memory / 1024);
    }
    let slow = costs.iter().filter(|(time, ..)| *time > 200).count();
    let large = costs.iter().filter(|(_, memory, _)| *memory > 100 * 1024).count();
    eprintln!("{} attacks, {slow} above 200 ms, {large} above 100 MiB", costs.len());
}
