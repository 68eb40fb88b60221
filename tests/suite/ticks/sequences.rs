//! What must stand in a note after ticks, `done`, `snooze`, `waive` and `undo` on one line, in any order and over several
//! days, on one machine or two.

use super::*;

/// The first day, of November 2026.
const FIRST: &str = "21";

/// A line of the page: its rule, the note in which it is settled, and that note with a gap for what is written.
struct Line {
    rule: &'static str,
    path: &'static str,
    text: &'static str,
}

const NUDGE: Line = Line {
    rule: "nudge",
    path: "people/sam.md",
    text: "---\ntype: contact\nname: Sam Okafor\nrequested: 2026-11-10\n{}---\n# Sam Okafor\n",
};
const THANK: Line = Line {
    rule: "thank",
    path: "meetings/sam.md",
    text: "---\ntype: meeting\nwith: \"[[sam]]\"\ndate: 2026-11-19\n{}---\n## Takeaways\n\nMuch.\n\n## Reflection\n\nMore.\n",
};
const REQUEST: Line = Line {
    rule: "request",
    path: "people/sam.md",
    text: "---\ntype: contact\nname: Sam Okafor\nadded: 2026-11-10\n{}---\n# Sam Okafor\n",
};
const TASK: Line = Line {
    rule: "task",
    path: "people/sam.md",
    text: "---\ntype: contact\nname: Sam Okafor\nrequested: no\n---\n- {}\n",
};
const TOUCH: Line = Line {
    rule: "keep-in-touch",
    path: "people/sam.md",
    text: "---\ntype: contact\nname: Sam Okafor\nlast-contact: 2026-10-01\ncadence: 30d\n{}",
};
/// How a note of [`TOUCH`] ends.
const END: &str = "---\n## Log\n";

/// Steps on a line, each with its day: a mark for the box of the page; the same on the page of the first day; or a command.
/// One that begins with `!` is refused. Then what stands in the gap of the note.
type Row = (&'static Line, &'static [&'static str], &'static str);

const ROWS: [Row; 48] = [
    (&NUDGE, &["21 [>]"], "snooze-nudge: 2026-11-28\n"),
    (&NUDGE, &["21 snooze"], "snooze-nudge: 2026-11-28\n"),
    (&NUDGE, &["21 snooze --for 3d"], "snooze-nudge: 2026-11-24\n"),
    (&NUDGE, &["21 [>]", "21 undo"], ""),
    (&NUDGE, &["21 [>]", "25 undo"], ""),
    // A second snooze moves the first, back and forth.
    (&NUDGE, &["21 [>]", "23 snooze --until 2026-12-05"], "snooze-nudge: 2026-12-05\n"),
    (&NUDGE, &["21 [>]", "23 snooze --until 2026-11-24"], "snooze-nudge: 2026-11-24\n"),
    (&NUDGE, &["21 [>]", "23 snooze"], "snooze-nudge: 2026-11-30\n"),
    (&NUDGE, &["21 [>]", "28 [>]"], "snooze-nudge: 2026-12-05\n"),
    (&NUDGE, &["21 [>]", "23 snooze --until 2026-12-05", "24 undo"], "snooze-nudge: 2026-11-28\n"),
    (&NUDGE, &["21 [>]", "23 snooze --until 2026-12-05", "24 undo 2"], ""),
    (&NUDGE, &["21 [>]", "!21 snooze"], "snooze-nudge: 2026-11-28\n"),
    (&NUDGE, &["21 snooze --until 2026-12-20", "!22 snooze"], "snooze-nudge: 2026-12-20\n"),
    // What is settled is not put off any more.
    (&NUDGE, &["21 [>]", "22 done"], "nudged: 2026-11-22\n"),
    (&NUDGE, &["21 [>]", "22 waive"], "nudged: no\n"),
    (&NUDGE, &["21 [>]", "28 [x]"], "nudged: 2026-11-28\n"),
    (&NUDGE, &["21 [>]", "29 [-]"], "nudged: no\n"),
    (&NUDGE, &["21 [>]", "22 done", "22 [ ]"], "snooze-nudge: 2026-11-28\n"),
    (&NUDGE, &["21 [>]", "22 done", "23 undo"], "snooze-nudge: 2026-11-28\n"),
    (&NUDGE, &["21 [>]", "22 done", "23 undo 2"], ""),
    (&NUDGE, &["21 [>]", "22 waive", "22 undo"], "snooze-nudge: 2026-11-28\n"),
    (&NUDGE, &["21 [>]", "22 waive", "22 undo", "23 done"], "nudged: 2026-11-23\n"),
    (&NUDGE, &["21 [x]", "21 [ ]"], ""),
    (&NUDGE, &["21 [x]", "21 [ ]", "21 [>]"], "snooze-nudge: 2026-11-28\n"),
    (&NUDGE, &["21 [x]", "21 [ ]", "22 [x]", "22 undo"], ""),
    (&NUDGE, &["21 [x]", "!21 snooze"], "nudged: 2026-11-21\n"),
    (&NUDGE, &["21 [x]", "!21 waive"], "nudged: 2026-11-21\n"),
    (&NUDGE, &["21 [-]", "21 undo", "21 [x]"], "nudged: 2026-11-21\n"),
    // The second nudge is another line.
    (&NUDGE, &["21 [x]", "28 [>]"], "nudged: 2026-11-21\nsnooze-nudge: 2026-12-05\n"),
    (&NUDGE, &["21 [>]", "22 done", "29 [x]"], "nudged: [2026-11-22, 2026-11-29]\n"),
    // The page of the first day, saved again.
    (&NUDGE, &["21 [>]", "22 old [>]"], "snooze-nudge: 2026-11-28\n"),
    (&NUDGE, &["21 [>]", "22 old [x]"], "nudged: 2026-11-22\n"),
    (&NUDGE, &["21 [>]", "22 old [-]"], "nudged: no\n"),
    (&NUDGE, &["21 [x]", "22 old [x]"], "nudged: 2026-11-21\n"),
    (&NUDGE, &["21 [x]", "22 old [>]"], "nudged: 2026-11-21\n"),
    (&NUDGE, &["21 [-]", "22 old [x]"], "nudged: no\n"),
    (&THANK, &["21 [>]", "22 snooze --until 2026-12-01", "23 [ ] on no page", "23 done"], "thanked: 2026-11-23\n"),
    (&THANK, &["21 [>]", "22 waive", "22 undo 2"], ""),
    // A first request stays on the page, so that its box can be used again.
    (&REQUEST, &["21 [>]", "23 [>]"], "snooze-request: 2026-11-30\n"),
    (&REQUEST, &["21 [>]", "22 old [>]"], "snooze-request: 2026-11-28\n"),
    (&REQUEST, &["21 [>]", "27 [>]", "28 old [>]"], "snooze-request: 2026-12-04\n"),
    (&REQUEST, &["21 [>]", "23 [x]"], "requested: 2026-11-23\n"),
    (&REQUEST, &["21 [>]", "23 [x]", "23 [ ]", "24 undo"], ""),
    (&TASK, &["21 [>]", "23 snooze --until 2026-12-05"], "[ ] Send the map 📅 2026-12-05"),
    (&TASK, &["21 [>]", "23 done", "23 [ ]", "24 undo"], "[ ] Send the map 📅 2026-11-20"),
    (&TASK, &["21 [x]", "21 [ ]", "22 waive", "22 undo"], "[ ] Send the map 📅 2026-11-20"),
    (&TOUCH, &["21 [>]", "28 [x]"], "---\n## Log\n\n- 2026-11-28 kept in touch\n"),
    (&TOUCH, &["21 [>]", "22 done", "22 [ ]", "23 undo"], "---\n## Log\n"),
];

/// Returns what a note begins with.
fn start(line: &Line) -> String {
    let gap = match line.rule {
        "task" => "[ ] Send the map 📅 2026-11-20",
        "keep-in-touch" => END,
        _ => "",
    };
    line.text.replace("{}", gap)
}

fn vault_of(line: &Line) -> TestVault {
    let page =
        "<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n";
    let person = "---\ntype: contact\nname: Sam Okafor\nrequested: no\ncadence: never\n---\n";
    TestVault::new().note("Dashboard.md", page).note("people/sam.md", person).note(line.path, &start(line))
}

/// Takes one step; `first` is the page of the first day.
#[track_caller]
fn step(vault: &TestVault, line: &Line, first: &str, step: &str) {
    let (is_refused, step) = step.strip_prefix('!').map_or((false, step), |step| (true, step));
    let (day, what) = step.split_once(' ').unwrap();
    let day = format!("2026-11-{day}");
    let words = if line.rule == "task" { "Send the map" } else { "Sam Okafor" };
    let mark = |what: &str| what.chars().nth(1).unwrap();
    let before = vault.text(line.path);
    if what.ends_with("on no page") {
        assert!(!vault.text("Dashboard.md").contains(words));
    } else if let Some(what) = what.strip_prefix("old ") {
        vault.write("Dashboard.md", ticked(first, (words, mark(what))).as_bytes());
    } else if what.starts_with('[') {
        build(vault, &day);
        let mark = mark(what);
        tick(vault, (if mark == ' ' { "- [x] " } else { words }, mark));
    } else {
        let mut args: Vec<&str> = what.split(' ').collect();
        if args[0] != "undo" {
            args.extend(["--rule", line.rule, "sam"]);
        }
        args.extend(["--today", &day]);
        vault.run(args).code(if is_refused { 2 } else { 0 });
        assert_eq!(before == vault.text(line.path), is_refused);
    }
    build(vault, &day);
}

#[test]
fn one_line_ticked_put_off_waived_and_taken_back_in_any_order_left_something_behind() {
    let mut wrong = Vec::new();
    for (line, steps, expected) in ROWS {
        let vault = vault_of(line);
        build(&vault, &format!("2026-11-{FIRST}"));
        let first = vault.text("Dashboard.md");
        for one in steps {
            step(&vault, line, &first, one);
        }
        let (left, right) = (vault.text(line.path), line.text.replace("{}", expected));
        wrong.extend((left != right).then(|| format!("{} {steps:?}\n{left}---- and not\n{right}", line.rule)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What two clones do, what git makes of it, and what stands in the end: where it stops, both sides' lines are kept.
type Clones = (&'static Line, [&'static [&'static str]; 2], bool, &'static str);

#[test]
fn two_clones_that_settle_one_line_each_in_its_way_agree_in_the_end() {
    let rows: [Clones; 6] = [
        (&NUDGE, [&["21 [x]"], &["21 done"]], true, "nudged: 2026-11-21\n"),
        (&NUDGE, [&["21 [>]"], &["21 snooze"]], true, "snooze-nudge: 2026-11-28\n"),
        (&NUDGE, [&["21 [>]"], &["21 [>]", "22 undo"]], true, "snooze-nudge: 2026-11-28\n"),
        (&NUDGE, [&["21 [>]", "22 done"], &["21 done", "22 undo"]], true, "nudged: 2026-11-22\n"),
        (&NUDGE, [&["21 [x]"], &["21 [>]"]], false, "nudged: 2026-11-21\nsnooze-nudge: 2026-11-28\n"),
        (&THANK, [&["21 [-]"], &["21 [>]"]], false, "thanked: no\nsnooze-thank: 2026-11-28\n"),
    ];
    for (line, sides, is_clean, expected) in rows {
        let origin = vault_of(line);
        origin.write(".gitattributes", b"Dashboard.md merge=union\n");
        build(&origin, "2026-11-21");
        harness::repository::init(&origin, false);
        let first = origin.text("Dashboard.md");
        let clones = sides.map(|steps| {
            let clone = clone_of(&origin);
            for one in steps {
                step(&clone, line, &first, one);
            }
            clone.write("notes/own.md", b"");
            commit_all(&clone);
            clone
        });
        let [here, there] = &clones;
        let (code, said) = merge(here, there, &[]);
        assert_eq!(code == 0, is_clean, "{sides:?}: {said}");
        if !is_clean {
            let text = vault_without_markers(&here.text(line.path));
            here.write(line.path, text.as_bytes());
            commit_all(here);
        }
        build(here, "2026-11-23");
        assert_eq!(here.text(line.path), line.text.replace("{}", expected), "{sides:?}");
        here.run(["build", "--check", "--today", "2026-11-23"]).ok();
        let ticks = codes(here, "2026-11-23").into_iter().filter(|code| code.starts_with("tick-")).count();
        assert_eq!(ticks, 0, "{sides:?}");
    }
}

/// Returns what somebody leaves of a conflict who keeps both sides.
fn vault_without_markers(text: &str) -> String {
    let is_marker = |line: &&str| ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark));
    text.split_inclusive('\n').filter(|line| !is_marker(line)).collect()
}
