//! Command lines, with names, ids, filters and days drawn from the vault and from anywhere.

use crate::pages::rows;
use crate::world::World;
use harness::random::Random;

/// A command line, and what may come of it.
pub(crate) struct Drawn {
    pub(crate) words: Vec<String>,
    /// Whether it may write.
    pub(crate) writes: bool,
    /// Whether one `undo` takes it back.
    pub(crate) is_undone: bool,
}

/// Command lines that write; `{…}` stands for what is drawn.
const WRITING: [&str; 30] = [
    "done {id}",
    "done {words}",
    "done {name} --rule {rule}",
    "waive {id}",
    "waive {words} {name}",
    "snooze {id}",
    "snooze {id} --until {date}",
    "snooze {name} --for {span}",
    "snooze {words}",
    "log {name} {said}",
    "log {name} {said} --date {date}",
    "new contact {new} --requested {date} --tag {any}",
    "new contact {new} --referred-by {name} --follow-up {date} --next-action {any}",
    "new contact {any} --company {any} --cadence {span} --another",
    "new meeting --with {name} --date {date}",
    "new meeting --with {name} --date {date} --channel {any} --goal {goal} --another",
    "new questions {any}",
    "prep {name}",
    "prep {name} --date {date} --goal {goal} --count {count}",
    "prep {path} --goal {goal}",
    "draft request {name} --log",
    "draft nudge {name} --about {any} --log",
    "draft confirm {name} --log",
    "draft thank {name} --log",
    "draft update {name} --about {any} --log",
    "draft introduction {name} --to {name} --log",
    "questions adopt {words}",
    "questions adopt --all --bank {any}",
    "questions merge {words} --into {words}",
    "import people.csv",
];

/// Command lines that only look.
const LOOKING: [&str; 16] = [
    "check",
    "list follow-ups {filter} {filter}",
    "list contacts {filter} --format csv",
    "list meetings {filter} --format json",
    "list questions {filter}",
    "why {id}",
    "why {name}",
    "export {format} {filter}",
    "build --dry-run",
    "build --check",
    "undo --list",
    "undo --dry-run",
    "questions adopt",
    "questions merge",
    "draft thank {name} --format {mail}",
    "completions {any}",
];

const DATES: [&str; 18] = [
    "2026-11-20",
    "2026-11-21",
    "2026-12-01",
    "2027-01-11",
    "tomorrow",
    "friday",
    "next friday",
    "25 nov",
    "+2w",
    "3 days ago",
    "end of month",
    "today",
    "yesterday",
    "2026-02-30",
    "0000-00-00",
    "99999-01-01",
    "no",
    "",
];
const SPANS: [&str; 9] = ["1d", "2 weeks", "3b", "1 month", "3 months", "never", "0d", "99999999999999 weeks", "-1d"];
const SAID: [&str; 9] = [
    "replied: yes",
    "requested: by mail",
    "declined",
    "nudged: again",
    "scheduled: friday",
    "met her at the fair",
    "replied: 2026-11-30 📅 2026-12-01",
    "- [ ] not a task",
    "{any}",
];
const ANY: [&str; 26] = [
    "x",
    "grid",
    "Ann",
    "ann lee",
    "a \"quoted\" word",
    "'",
    "\"",
    "#tag",
    "[[Ann Lee]]",
    "[x](y)",
    "---",
    "-",
    "*",
    "|",
    "a: b",
    "{{ name }}",
    "<!-- x -->",
    "<!-- /coffeechat -->",
    "\u{feff}",
    "\u{202e}abc",
    "a\nb",
    "a\tb",
    "💥",
    "../../etc",
    "con",
    "a very long word of which nobody thought before, or did they?",
];
const FILTERS: [&str; 22] = [
    "overdue",
    "today",
    "upcoming",
    "undated",
    "due:today",
    "within:7d",
    "rule:thank",
    "rule:task,nudge",
    "state:met",
    "state:closed,requested",
    "tag:grid",
    "company:\"x y\"",
    "contact:ann",
    "limit:1",
    "limit:0",
    "status:held",
    "category:work",
    "prepared",
    "unused",
    "asked",
    "key:value",
    "{any}",
];
const RULES: [&str; 8] = ["thank", "nudge", "request", "task", "reflect", "confirm", "keep-in-touch", "{any}"];
const GOALS: [&str; 4] = ["gain-insight", "more-contacts", "job-leads", "{any}"];

/// Draws a command line.
pub(crate) fn draw(random: &mut Random, world: &World) -> Drawn {
    let writes = random.below(5) != 0;
    let line = if writes { *random.one(&WRITING) } else { *random.one(&LOOKING) };
    let mut words: Vec<String> = line.split(' ').map(|word| filled(word, random, world)).collect();
    let is_dry = writes && random.below(8) == 0;
    if is_dry {
        words.push("--dry-run".to_owned());
    }
    if line.starts_with("import") && random.below(2) == 0 {
        words.push((*random.one(&["--merge", "--ask", "--no-follow-up", "--another"])).to_owned());
    }
    Drawn { words, writes: writes && !is_dry, is_undone: true }
}

fn filled(hole: &str, random: &mut Random, world: &World) -> String {
    let any = |random: &mut Random| (*random.one(&ANY)).to_owned();
    let one = |random: &mut Random, of: &[&str]| {
        let drawn = *random.one(of);
        if drawn == "{any}" { any(random) } else { drawn.to_owned() }
    };
    match hole {
        "{any}" => any(random),
        "{date}" => one(random, &DATES),
        "{span}" => one(random, &SPANS),
        "{said}" => one(random, &SAID),
        "{filter}" => one(random, &FILTERS),
        "{rule}" => one(random, &RULES),
        "{goal}" => one(random, &GOALS),
        "{format}" => one(random, &["csv", "ics", "vcard", "json", "{any}"]),
        "{mail}" => one(random, &["text", "eml", "mailto"]),
        "{count}" => one(random, &["0", "1", "5", "4000000000", "{any}"]),
        "{new}" => one(random, &["Ann Lee", "Bo Sandoval", "Zoë", "名前", "a/b", "CON", "{any}"]),
        "{id}" => ids(random, world),
        "{name}" | "{path}" => names(random, world, hole == "{path}"),
        "{words}" => said_words(random, world),
        _ => hole.to_owned(),
    }
}

fn ids(random: &mut Random, world: &World) -> String {
    let pages = world.pages();
    let ids: Vec<&str> = pages.iter().flat_map(|(_, text)| rows(text)).map(|(_, row)| row.id).collect();
    if ids.is_empty() || random.below(8) == 0 {
        return (*random.one(&["k3f9a2bc", "zzzz", "1"])).to_owned();
    }
    (*random.one(&ids)).to_owned()
}

/// Returns the name of a note, a part of it, or its path.
fn names(random: &mut Random, world: &World, is_path: bool) -> String {
    let files: Vec<_> =
        world.files().into_keys().filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    let Some(path) = (!files.is_empty() && random.below(8) != 0).then(|| random.one(&files)) else {
        return (*random.one(&ANY)).to_owned();
    };
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    match random.below(4) {
        _ if is_path => path.to_string_lossy().into_owned(),
        0 => path.to_string_lossy().into_owned(),
        1 => stem.split([' ', '-']).next().unwrap_or_default().to_owned(),
        _ => stem,
    }
}

/// Returns a word of a row, or of a question.
fn said_words(random: &mut Random, world: &World) -> String {
    let pages = world.pages();
    let lines: Vec<&str> =
        pages.iter().flat_map(|(_, text)| text.lines()).filter(|line| line.starts_with("- ")).collect();
    if lines.is_empty() || random.below(8) == 0 {
        return (*random.one(&ANY)).to_owned();
    }
    let words: Vec<&str> =
        random.one(&lines).split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)).collect();
    let count = usize::try_from(1 + random.below(3)).unwrap();
    let from = if words.is_empty() { 0 } else { usize::try_from(random.below(words.len() as u64)).unwrap() };
    words.iter().skip(from).take(count).copied().collect::<Vec<_>>().join(" ")
}
