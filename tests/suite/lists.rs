//! Notes that are one long list, of everything that a note can have many of. Nothing is compared with everything else.
//!
//! Nothing here is timed finely, as in `attacks`: a debug build gets short lists, and a run that takes
//! [`harness::vault::PATIENCE`] counts as hanging. `cargo test --release --test suite -- --ignored --nocapture
//! measure_lists` takes notes as long as they may be, and prints what each mebibyte costs; the aim is at most a second.

use std::panic::catch_unwind;

use harness::vault::TestVault;

/// A dashboard that a thousand tasks do not make a thousand lines long.
const DASHBOARD: &str = "<!-- coffeechat follow-ups limit:100 -->\n<!-- /coffeechat -->\n\
    <!-- coffeechat questions limit:50 -->\n<!-- /coffeechat -->\n\
    <!-- coffeechat problems limit:50 -->\n<!-- /coffeechat -->\n";

/// A note that is one long list.
struct List {
    name: &'static str,
    path: &'static str,
    text: String,
}

/// Returns notes that are one long list: each as long as a note may be, in a release build.
fn lists() -> Vec<List> {
    let lines = |line: &dyn Fn(usize) -> String| {
        let most = if cfg!(debug_assertions) { 64 * 1024 } else { 4 * 1024 * 1024 - 4096 };
        let mut text = String::new();
        for at in 0.. {
            let line = line(at);
            if text.len() + line.len() > most {
                break;
            }
            text += &line;
        }
        text
    };
    let person = |keys: &str, body: String| format!("---\ntype: contact\nname: Attack\n{keys}---\n{body}");
    let talk = |keys: &str, body: String| {
        format!("---\ntype: meeting\nwith: \"[[Priya Nair]]\"\ndate: 2026-11-01\nthanked: yes\n{keys}---\n{body}")
    };
    let day = |at: usize| format!("2026-{:02}-{:02}", 1 + at / 28 % 10, 1 + at % 28);
    let words = ["requested", "replied", "nudged", "met", "called"];
    let names = |at: usize| format!("  - Nobody N{at}\n");
    // So many names have room in the front matter.
    let hall: String = (0..3_000).map(names).collect::<Vec<_>>().concat();
    let page = |kind: &str, rows: String| format!("<!-- coffeechat {kind} -->\n{rows}<!-- /coffeechat -->\n");
    let id = |at: usize| format!("{at:08}");
    let row = |mark: char, id: &str| format!("- [{mark}] **Nudge** [P](people/p.md) <!--{id}-->\n");
    [
        (
            "log lines, all replied",
            "people/attack.md",
            person("", format!("## Log\n{}", lines(&|_| "- 2026-11-20 replied\n".into()))),
        ),
        (
            "log lines of all kinds",
            "people/attack.md",
            person("", format!("## Log\n{}", lines(&|at| format!("- {} {}\n", day(at), words[at % 5])))),
        ),
        ("headings of logs", "people/attack.md", person("", lines(&|_| "## Log\n- 2026-11-20 replied\n".into()))),
        ("tasks all alike", "people/attack.md", person("", lines(&|_| "- [ ] call\n".into()))),
        ("tasks with days", "people/attack.md", person("", lines(&|at| format!("- [ ] call {at} 📅 {}\n", day(at))))),
        (
            "tasks that are done",
            "people/attack.md",
            person("", lines(&|at| format!("- [x] call {at} ✅ 2026-11-21\n"))),
        ),
        ("callouts", "people/attack.md", person("", lines(&|_| "> [!todo] x\n> - [ ] call\n\n".into()))),
        ("inline fields", "people/attack.md", person("", lines(&|_| "requested:: 2026-11-01\n".into()))),
        (
            "tasks of a talk of many",
            "meetings/attack.md",
            format!(
                "---\ntype: meeting\ndate: 2026-11-01\nwith:\n{}---\n{}",
                hall.clone(),
                lines(&|at| format!("- [ ] call {at}\n"))
            ),
        ),
        (
            "questions of a bank",
            "questions/attack.md",
            format!("---\ntype: questions\n---\n{}", lines(&|at| format!("- How is it {at}?\n  - How was it {at}?\n"))),
        ),
        (
            "questions all alike",
            "questions/attack.md",
            format!("---\ntype: questions\n---\n{}", lines(&|_| "- How is it?\n".into())),
        ),
        (
            "questions of a talk",
            "meetings/attack.md",
            talk("", format!("## Questions\n{}", lines(&|at| format!("- [ ] How is it {at}?\n")))),
        ),
        (
            "questions asked",
            "meetings/attack.md",
            talk("", format!("## Questions\n{}", lines(&|at| format!("- [x] How is it {at}?\n")))),
        ),
        (
            "questions of a talk of many",
            "meetings/attack.md",
            format!(
                "---\ntype: meeting\ndate: 2026-11-01\nwith:\n{}---\n## Questions\n{}",
                hall.clone(),
                lines(&|at| format!("- [ ] How is it {at}?\n"))
            ),
        ),
        (
            "aliases on lines",
            "people/attack.md",
            person(&format!("aliases:\n{}", lines(&|at| format!("  - A{at} B\n"))), String::new()),
        ),
        (
            "days on lines",
            "people/attack.md",
            person(&format!("requested:\n{}", lines(&|at| format!("  - {}\n", day(at)))), String::new()),
        ),
        (
            "names of a talk",
            "meetings/attack.md",
            format!("---\ntype: meeting\ndate: 2026-11-24\nwith:\n{}---\n", hall.clone()),
        ),
        ("links", "attack.md", lines(&|at| format!("[[Note {at}]]\n"))),
        (
            "conflict markers",
            "people/attack.md",
            person("", lines(&|_| "<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n".into())),
        ),
        ("blocks that never close", "attack.md", lines(&|_| "<!-- coffeechat done -->\n".into())),
        ("blocks that never opened", "attack.md", lines(&|_| "<!-- /coffeechat -->\n".into())),
        ("blocks that are misspelt", "attack.md", lines(&|_| "<!-- coffeechat x -->\n<!-- /coffeechat -->\n".into())),
        (
            "filters of one block",
            "attack.md",
            format!("<!-- coffeechat contacts {}-->\n<!-- /coffeechat -->\n", lines(&|at| format!("k{at}:v "))),
        ),
        ("rows of a page", "attack.md", page("follow-ups limit:9", lines(&|at| row(' ', &id(at))))),
        ("ticked rows of a page", "attack.md", page("follow-ups limit:9", lines(&|at| row('x', &id(at))))),
        (
            "a ticked row of a page, many times",
            "attack.md",
            page("follow-ups limit:9", lines(&|_| row('x', "00000000"))),
        ),
        ("words on a page", "attack.md", page("follow-ups limit:9", lines(&|at| format!("typed {at}\n")))),
    ]
    .map(|(name, path, text)| List { name, path, text })
    .into()
}

/// Every command that reads a long list ends: what each costs is printed by the test below.
fn run_list(list: &List) -> Vec<(&'static str, u128)> {
    let vault = TestVault::with_good_contact().note("Dashboard.md", DASHBOARD).patient();
    vault.write(list.path, list.text.as_bytes());
    let commands: [&[&str]; 5] = [
        &["build"],
        &["check"],
        &["why", "Attack"],
        &["prep", "Priya Nair", "--dry-run"],
        &["done", "nudge", "Priya Nair"],
    ];
    let run = |args: &&'static [&'static str]| {
        let output = vault.run(args.iter().copied());
        assert!(output.code.is_some_and(|code| code <= 2), "{}: {args:?} {:?}", list.name, output.code);
        (args[0], output.took.as_millis())
    };
    commands.iter().map(run).collect()
}

fn run_part(part: usize, parts: usize) {
    let mine = lists().into_iter().skip(part).step_by(parts);
    let slow: Vec<&str> = mine.filter(|list| catch_unwind(|| run_list(list)).is_err()).map(|list| list.name).collect();
    assert!(slow.is_empty(), "not survived: {slow:#?}");
}

#[test]
fn a_long_list_in_a_note_took_minutes_first_part() {
    run_part(0, 2);
}

#[test]
fn a_long_list_in_a_note_took_minutes_second_part() {
    run_part(1, 2);
}

#[test]
#[ignore = "it measures; run it in release mode and read what it prints"]
fn measure_lists() {
    for list in lists() {
        let (command, worst) = run_list(&list).into_iter().max_by_key(|(_, took)| *took).unwrap();
        let each = worst * (1 << 20) / list.text.len() as u128;
        eprintln!("{each:>6} ms/MiB by {command:<6} {}", list.name);
    }
}
