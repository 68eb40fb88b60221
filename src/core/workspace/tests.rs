//! Checks that after changes in any order, a workspace shows the same as a new one of the same notes.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::RngAlgorithm;

use crate::core::base::NotePath;
use crate::core::config::Config;
use crate::core::derive::follow_ups::FollowUpId;
use crate::core::lists::View;
use crate::core::model::{Day, Note};
use crate::core::parse::NoteParser;
use crate::core::render;
use crate::core::syntax::block::Directive;

use super::{Change, Workspace};

const PEOPLE: [&str; 5] = ["Ann Lee", "Bo Diaz", "Cy", "Ann", "Dee Dee"];
const DAYS: [&str; 7] =
    ["2026-09-01", "2026-11-02", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22", "2026-12-03"];
const QUESTIONS: [&str; 5] =
    ["How did you start?", "What would you read?", "Who else should I meet?", "Is it fun?", "What broke last?"];
const BOXES: [&str; 5] = ["- [x] ", "- [x] ", "- ", "- [ ] ", "- [\u{2713}] "];
const ANSWERS: [&str; 6] = [
    "",
    "\n  - well",
    " well",
    ": Ann Lee, Dee Dee and Fay Roe",
    "\n  - Fay Roe\n  - [[Ann Lee]]",
    "\n\n## To ask\n- Why?",
];
const EVENTS: [&str; 10] = [
    "requested",
    "nudged",
    "replied",
    "thanked",
    "confirmed",
    "reported-back",
    "closed",
    "added",
    "scheduled",
    "next-meeting",
];
const WORDS: [&str; 9] = [
    "Send the article",
    "Ring",
    "Send *the* article!",
    "Send the map by Friday",
    "Ring bis 3. Dezember",
    "Thank Bo",
    "ask Ann Lee and Cy",
    "Dee Dee anrufen",
    "thank-you card",
];
const LOGGED: [&str; 16] = [
    "rang",
    "followed up (due 2026-11-20)",
    "asked her on Tuesday",
    "wrote back: no time, sorry",
    "she said yes, any Friday",
    "met her at the fair",
    "no answer yet",
    "read her article",
    "sent her my CV",
    "she said yes: Thursday 3.12. kl 10",
    "yes, Sunday 22.11. kl 10",
    "asked her for a coffee",
    "moved to 3.12. kl 14",
    "told her how it went",
    "told her about Cy",
    "thanked her",
];

/// Blocks of every kind, plain and narrowed.
const BLOCKS: [&str; 26] = [
    "summary",
    "summary tag:grid",
    "follow-ups",
    "follow-ups due:today limit:2",
    "follow-ups within:7d",
    "follow-ups undated",
    "follow-ups rule:task,thank limit:1",
    "follow-ups contact:Ann",
    "done",
    "done limit:1",
    "meetings",
    "meetings status:held,cancelled",
    "meetings status:planned",
    "questions",
    "questions limit:1",
    "questions asked unused prepared next",
    "contacts",
    "contacts limit:2",
    "contacts state:met,requested",
    "pipeline",
    "pipeline tag:grid",
    "referrals",
    "referrals limit:1",
    "activity",
    "activity tag:grid",
    "problems",
];

/// A link as people write it.
fn link(at: usize, style: usize) -> String {
    let name = PEOPLE.get(at % PEOPLE.len()).unwrap();
    match style % 6 {
        0 => format!("\"[[{name}]]\""),
        1 => (*name).to_owned(),
        2 => format!("\"[{name}](../people/{})\"", name.replace(' ', "%20") + ".md"),
        3 => format!("{name}, Nobody Known"),
        4 => format!("\"[[people/{name}]]\""),
        _ => String::from("Somebody Else"),
    }
}

/// Returns the path and text of a note that these numbers choose.
pub(crate) fn note(seed: &[usize; 12]) -> (String, String) {
    let pick = |at: usize, from: &[&'static str]| *from.get(seed[at] % from.len()).unwrap();
    let optional = |at: usize, line: String| if seed[at].is_multiple_of(3) { String::new() } else { line };
    let task = match seed[9] % 9 {
        0 => String::new(),
        1 => format!("- [ ] {} 📅 {}\n", pick(10, &WORDS), pick(11, &DAYS)),
        2 => format!("- [ ] {} [[{}]] due:{}\n", pick(10, &WORDS), pick(7, &PEOPLE), pick(11, &DAYS)),
        3 => format!("- [x] {} ✅ {}\n", pick(10, &WORDS), pick(11, &DAYS)),
        4 => format!("- [ ] {}\n- [ ] {}\n", pick(10, &WORDS), pick(10, &WORDS)),
        5 => format!("- [ ] Ring [[{0}]]\n- [ ] Ring [[{0}]]\n", pick(7, &PEOPLE)),
        6 => format!("- [x] Ring [[{0}]] ✅ 2026-11-21\n- [ ] Ring [[{0}]]\n", pick(7, &PEOPLE)),
        7 => format!("- [ ] Ring [[{}]] [[{}]]\n", pick(7, &PEOPLE), pick(8, &PEOPLE)),
        _ => format!("- [ ] [[{}]] {} \n", pick(7, &PEOPLE), pick(10, &WORDS)),
    };
    match seed[0] % 8 {
        0..3 => (
            format!("people/{}.md", pick(1, &PEOPLE)),
            format!(
                "---\ntype: {}\n{}{}{}{}{}{}{}---\n{task}## Log\n{}\n## Questions\n{}",
                if seed[2].is_multiple_of(11) { "note" } else { "contact" },
                if seed[9].is_multiple_of(4) { "ask: no\n" } else { "" },
                optional(3, format!("name: {}\n", pick(2, &PEOPLE))),
                optional(
                    4,
                    format!(
                        "{}: {}\n",
                        pick(5, &EVENTS),
                        if seed[6].is_multiple_of(13) { "no" } else { pick(6, &DAYS) }
                    )
                ),
                optional(6, format!("referred-by: {}\n", link(seed[7], seed[8]))),
                if seed[8].is_multiple_of(4) { "snooze: 2026-12-01\n" } else { "" },
                match seed[7] % 6 {
                    0 | 3 => "tags: [grid/solar]\n",
                    1 => "tags: [friend]\n",
                    _ => "",
                },
                optional(11, format!("follow-up: [{}, {}]\n", pick(11, &DAYS), pick(4, &DAYS))),
                optional(5, format!("- {} {}\n", pick(4, &DAYS), pick(9, &LOGGED))),
                optional(10, format!("{}{}{}\n", pick(8, &BOXES), pick(3, &QUESTIONS), pick(5, &ANSWERS))),
            ),
        ),
        3..6 => (
            if seed[2].is_multiple_of(4) {
                format!("meetings/{}.md", pick(2, &PEOPLE))
            } else {
                format!("meetings/{} {}.md", pick(1, &DAYS), pick(2, &PEOPLE))
            },
            format!(
                "---\ntype: meeting\n{}{}{}{}---\n## {}\n{}{}## Takeaways\n{}{task}## Reflection\n",
                optional(3, format!("with: {}\n", link(seed[4], seed[5]))),
                if seed[2].is_multiple_of(4) { String::new() } else { format!("date: {}\n", pick(6, &DAYS)) },
                match seed[7] % 5 {
                    0 => "status: cancelled\n",
                    1 => "status: held\n",
                    _ => "",
                },
                optional(
                    8,
                    format!("{}: {}\n", pick(8, &EVENTS), pick(9, &["no", "yes", "TBD", "2026-11-20", "2026-11-21"]))
                ),
                pick(7, &["Questions", "Questions", "Questions", "Notes"]),
                optional(10, format!("- [ ] {}\n", pick(10, &QUESTIONS))),
                optional(11, format!("{}{}{}\n", pick(4, &BOXES), pick(11, &QUESTIONS), pick(9, &ANSWERS))),
                optional(5, String::from(pick(3, &["- much\n", "- much\n", "- No follow-up needed.\n"]))),
            ),
        ),
        6 => (
            format!("questions/{}.md", seed[1] % 2),
            format!("---\ntype: questions\n---\n# Work\n- {} #grid\n- {}\n", pick(2, &QUESTIONS), pick(3, &QUESTIONS)),
        ),
        _ => (
            format!("{}.md", seed[1] % 3),
            match seed[2] % 3 {
                0 => task,
                1 => format!("<!-- coffeechat done -->\n<!-- /coffeechat -->\n{task}"),
                _ => format!("---\ntype: contact\nname: {}\n---\n{task}", pick(3, &PEOPLE)),
            },
        ),
    }
}

/// Renders all that a workspace shows.
fn shown(workspace: &Workspace) -> String {
    let findings = render::diagnostics::of(workspace, Vec::new());
    let view = View::new(workspace, &findings);
    let home = NotePath::new("Dashboard.md");
    let mut all = String::new();
    for block in BLOCKS {
        let directive = Directive::parse(block).unwrap();
        all.extend(["== ", block, "\n", &render::render(&view, &directive, &home)]);
    }
    for diagnostic in workspace.diagnostics(crate::core::render::diagnostics::of(workspace, Vec::new())) {
        all.extend([&format!("{diagnostic:?}"), "\n"]);
    }
    let live = workspace.index.live().map(|(_, note)| note.path.as_str());
    all + &live.collect::<Vec<_>>().join(" ")
}

/// Returns what is due, and when.
fn due(workspace: &Workspace) -> BTreeSet<(FollowUpId, Option<Day>)> {
    workspace.agenda.follow_ups().map(|follow_up| (follow_up.id, follow_up.due)).collect()
}

/// One step: a note written or deleted, several at once, or another day.
type Step = (u8, Vec<[usize; 12]>);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec((0_u8..20, proptest::collection::vec(any::<[usize; 12]>(), 1..4)), 1..12)
}

fn changes(parser: &NoteParser<'_>, kind: u8, seeds: &[[usize; 12]]) -> Vec<Change> {
    let change = |seed: &[usize; 12]| {
        let (path, text) = note(seed);
        let path = NotePath::new(path);
        if kind < 6 { Change::Gone(path) } else { Change::Put(parser.parse(&path, text.as_bytes())) }
    };
    seeds.iter().map(change).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { rng_algorithm: RngAlgorithm::ChaCha, ..ProptestConfig::default() })]

    #[test]
    fn updates_in_any_order_show_what_a_new_workspace_shows(
        start in proptest::collection::vec(any::<[usize; 12]>(), 0..16),
        steps in steps(),
    ) {
        let config = Config::default();
        let parser = NoteParser::new(&config);
        let day = |at: usize| DAYS.get(at % DAYS.len()).unwrap().parse::<Day>().unwrap();
        let mut workspace = Workspace::new(config.clone(), Vec::new(), Vec::new(), day(4));
        workspace.update(changes(&parser, 9, &start));
        for (at, (kind, seeds)) in steps.iter().enumerate() {
            if *kind == 0 {
                workspace.turn_to(day(seeds[0][0]));
            } else {
                let before = due(&workspace);
                let told = workspace.update(changes(&parser, *kind, seeds));
                prop_assert_eq!(told, before.symmetric_difference(&due(&workspace)).map(|(id, _)| id).collect::<BTreeSet<_>>().len());
            }
            // Comparing takes the most time; what went wrong in a step mostly shows in later ones too.
            if at + 1 < steps.len() && !seeds[0][0].is_multiple_of(4) {
                continue;
            }
            let notes: Vec<Note> = workspace.index.notes().map(|(_, note)| note.clone()).collect();
            let anew = Workspace::new(config.clone(), notes, Vec::new(), workspace.today());
            prop_assert_eq!(shown(&workspace), shown(&anew));
        }
    }
}

fn today() -> Day {
    Day::from_ymd_opt(2026, 11, 21).unwrap()
}

/// Returns the severity and code of all that is wrong in a note.
fn found_in(workspace: &Workspace, path: &str) -> Vec<String> {
    let all = workspace.problems().filter(|found| found.note.as_str() == path);
    all.map(|found| format!("{} {}", found.severity().as_str(), found.code)).collect()
}

#[test]
fn what_follows_from_an_error_is_not_told_beside_it() {
    let rows: [(&str, &[&str]); 11] = [
        ("with: \"[[Ann]]\"\ndate: soon\n", &["error not-a-date"]),
        ("with: \"[[Ann]]\"\ndate: {day: 3\n", &["error yaml"]),
        ("with: {Ann\ndate: 2026-11-02\n", &["error yaml"]),
        ("with: \"[[Ann]]\"\nscheduled: [\n", &["error yaml"]),
        ("mood: {\n", &["error yaml", "warning meeting-without-date", "warning meeting-without-people"]),
        ("with: {\n", &["error yaml", "warning meeting-without-date"]),
        ("type: meeting\n", &["warning meeting-without-date", "warning meeting-without-people"]),
        // Without a day and without people, a note among meetings is not read as one.
        ("mood: good\n", &[]),
        ("<<<<<<< HEAD\nmood: a\n=======\nmood: b\n>>>>>>> x\n", &["error merge-conflict"]),
        ("mood: a\nmood: b\n<<<<<<< HEAD\n", &["error duplicate-key", "error merge-conflict"]),
        ("mood: good\n# Unclosed", &["error front-matter-unclosed"]),
    ];
    for (keys, expected) in rows {
        let end = if keys.contains('#') { "" } else { "---\n" };
        let text = format!("---\n{keys}{end}");
        let notes = [("meetings/x.md", text.as_str()), ("people/Ann.md", "")];
        let workspace = Workspace::from_texts("", notes, today()).unwrap();
        assert_eq!(found_in(&workspace, "meetings/x.md"), expected, "{keys}");
    }
}

#[test]
fn a_person_whose_note_is_broken_is_not_called_unknown() {
    let talk = ("meetings/x.md", "---\ntype: meeting\nwith: \"[[Ann]]\"\ndate: 2026-11-02\n---\n");
    let broken = ("Ann.md", "---\ntype: contact\n# Ann\n");
    let mut workspace = Workspace::from_texts("", [talk, broken], today()).unwrap();
    assert_eq!(found_in(&workspace, talk.0), [""; 0]);
    // However it comes, an update shows what a new workspace shows.
    let ann = NotePath::new(broken.0);
    for (text, expected) in [
        (Some("---\ntype: note\n---\n"), &["warning unknown-person"][..]),
        (Some(broken.1), &[]),
        (None, &["warning unknown-person"]),
        (Some(broken.1), &[]),
        (Some("---\ntype: contact\n---\n"), &[]),
    ] {
        match text {
            Some(text) => workspace.set_text(&ann, text),
            None => workspace.remove(&ann),
        }
        assert_eq!(found_in(&workspace, talk.0), expected, "{text:?}");
    }
}

#[test]
fn of_a_note_of_which_nothing_is_read_there_are_only_hints() {
    let rows = [
        ("Articles/x.md", "---\nauthor: @x\nurl: a\nurl: b\n---\n", ["hint yaml", "hint duplicate-key"].as_slice()),
        ("Articles/x.md", "---\nby: [[Ann]]\n---\n- [ ] buy 📅 1/2/2026\n", &["hint unquoted-link", "hint not-a-date"]),
        (
            "Articles/x.md",
            "---\nby: [[Ann]]\n---\n- [ ] ring [[Ann]] 📅 1/2/2026\n",
            &["error not-a-date", "warning unquoted-link"],
        ),
        (
            "Articles/x.md",
            "---\nby: [[Ann]]\n---\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n",
            &["warning unquoted-link"],
        ),
        ("people/x.md", "---\nby: [[Ann]]\n---\n", &["warning unquoted-link"]),
        ("people/x.md", "---\ntype: company\nby: [[Ann]]\n---\n", &["hint unquoted-link"]),
        // The type, the front matter or the block may be what is wrong.
        ("Articles/x.md", "---\ntype: [meeting\n---\n", &["error yaml"]),
        ("Articles/x.md", "---\ntype: contact\n# Ann", &["error front-matter-unclosed"]),
        ("Articles/x.md", "<!--coffeechat done-->\n", &["error block-misspelt"]),
    ];
    for (path, text, expected) in rows {
        let notes = [(path, text), ("people/Ann.md", "")];
        let workspace = Workspace::from_texts("", notes, today()).unwrap();
        assert_eq!(found_in(&workspace, path), expected, "{path}: {text}");
    }
    let notes = [("x.md", "---\nby: [[Ann]]\n---\n- [ ] ring [[Ann]]\n"), ("people/Ann.md", "")];
    let mut workspace = Workspace::from_texts("", notes, today()).unwrap();
    assert_eq!(found_in(&workspace, "x.md"), ["warning unquoted-link"]);
    workspace.remove(&NotePath::new("people/Ann.md"));
    assert_eq!(found_in(&workspace, "x.md"), ["hint unquoted-link"], "the task is nobody's now");
    workspace.set_text(&NotePath::new("people/Ann.md"), "");
    assert_eq!(found_in(&workspace, "x.md"), ["warning unquoted-link"]);
    let all = Workspace::from_texts("tasks: all", [notes[0]], today()).unwrap();
    assert_eq!(found_in(&all, "x.md"), ["warning unquoted-link"]);
}
