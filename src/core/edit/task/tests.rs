use proptest::prelude::*;

use crate::core::base::NotePath;
use crate::core::config::Config;
use crate::core::model::{Note, Task};
use crate::core::parse::NoteParser;

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn today() -> Day {
    day("2026-11-22")
}

/// Returns the text after an edit, or `! ` and the reason of the refusal.
fn made(text: &str, edit: Result<TextEdit, Refusal>) -> String {
    match edit {
        Ok(edit) => edit.apply(text).unwrap(),
        Err(refusal) => format!("! {refusal}"),
    }
}

#[test]
fn each_line_is_settled_in_its_own_dialect() {
    // A line, and the text after it when it is done and when it is cancelled.
    let rows = [
        ("- [ ] Call", " ✅ 2026-11-22", " ❌ 2026-11-22", ""),
        ("- [ ] Call 📅 2026-11-25", " ✅ 2026-11-22", " ❌ 2026-11-22", ""),
        ("- [ ] Call 📅 2026-11-25", " ✅ 2026-11-22", " ❌ 2026-11-22", " #tag"),
        ("- [ ] Call 📅 2026-11-25", " ✅ 2026-11-22", " ❌ 2026-11-22", " ^block-1"),
        ("- [ ] Call", " ✅ 2026-11-22", " ❌ 2026-11-22", "  ^block-1  "),
        ("- [ ] Call", " ✅ 2026-11-22", " ❌ 2026-11-22", "  "),
        ("- [ ] Call 🗓\u{fe0f}\u{a0}2026-11-25 ⏫", " ✅ 2026-11-22", " ❌ 2026-11-22", "\u{a0}"),
        ("- [ ] Call [[2026-11-25]]", " ✅ 2026-11-22", " ❌ 2026-11-22", "\t"),
        ("* [ ] Call [due:: 2026-11-25]", " [completion:: 2026-11-22]", " [cancelled:: 2026-11-22]", " now"),
        ("+ [ ] Call (due:: 2026-11-25)", " (completion:: 2026-11-22)", " (cancelled:: 2026-11-22)", " ^a"),
        ("1. [ ] Call due:2026-11-25 t:2026-11-20", " completed:2026-11-22", " cancelled:2026-11-22", " @home"),
        ("2) [ ] Call @due(2026-11-25)", " @done(2026-11-22)", " @cancelled(2026-11-22)", ""),
        ("- [ ] Call ⏫ [due:: 2026-11-25]", " [completion:: 2026-11-22]", " [cancelled:: 2026-11-22]", ""),
        ("- [ ] Call [due:: 2026-11-25]", " [completion:: 2026-11-22]", " [cancelled:: 2026-11-22]", " ⏫"),
        ("- [ ] Call 📅 2026-11-25", " ✅ 2026-11-22", " ❌ 2026-11-22", "(soon)"),
        ("- [ ] ⏫Call", " ✅ 2026-11-22", " ❌ 2026-11-22", ""),
        (" -  [ ]\tCall", " ✅ 2026-11-22", " ❌ 2026-11-22", ""),
        ("> - [ ] Call", " ✅ 2026-11-22", " ❌ 2026-11-22", ""),
        ("> [!todo] Soon\n> > 1. [ ] Call", " ✅ 2026-11-22", " ❌ 2026-11-22", "\n> > text"),
        ("- one\n\t- [ ] Call", " ✅ 2026-11-22", " ❌ 2026-11-22", ""),
        ("- - [ ] Call", " ✅ 2026-11-22", " ❌ 2026-11-22", ""),
        ("---\nfoo: 1\n---\n- [ ] Call", " ✅ 2026-11-22", " ❌ 2026-11-22", ""),
        ("\u{feff}- [ ] Call", " ✅ 2026-11-22", " ❌ 2026-11-22", "\r\n- [ ] Other\r\n"),
    ];
    for (line, ticked, cancelled, tail) in rows {
        let before = format!("{line}{tail}");
        let number = u32::try_from(before.lines().position(|line| line.contains("[ ]")).unwrap() + 1).unwrap();
        for (mark, settled, edit) in [("[x]", ticked, done as Edit), ("[-]", cancelled, cancel)] {
            let expected = format!("{line}{settled}{tail}").replacen("[ ]", mark, 1);
            assert_eq!(made(&before, edit(&before, number, today())), expected);
            assert_eq!(made(&expected, reopen(&expected, number, today())), before);
        }
    }
}

type Edit = fn(&str, u32, Day) -> Result<TextEdit, Refusal>;

#[test]
fn a_line_without_a_dialect_takes_that_of_the_first_task_that_has_one() {
    let rows = [
        ("- [ ] Call\n- [ ] Other\n- [ ] Else due:2026-11-25", "- [x] Call completed:2026-11-22"),
        ("- [ ] Call\n- [x] Else [completion:: 2026-11-20]\n- [ ] Mail ⏫", "- [x] Call [completion:: 2026-11-22]"),
        ("- [ ] Call\n- no task [due:: 2026-11-25]", "- [x] Call ✅ 2026-11-22"),
        ("- [ ] Call\n```\n- [ ] Else due:2026-11-25\n```", "- [x] Call ✅ 2026-11-22"),
    ];
    for (before, expected) in rows {
        let edited = made(before, done(before, 1, today()));
        assert_eq!(edited.lines().next(), Some(expected));
        assert_eq!(made(&edited, reopen(&edited, 1, today())), before);
    }
}

#[test]
fn a_day_on_which_it_was_settled_before_is_replaced() {
    let rows = [
        ("- [ ] Call ✅ 2026-11-01", "- [x] Call ✅ 2026-11-22", "- [-] Call ❌ 2026-11-22", "- [ ] Call"),
        ("- [ ] ✅ 2026-11-01 Call", "- [x] ✅ 2026-11-22 Call", "- [-] ❌ 2026-11-22 Call", "- [ ] Call"),
        (
            "- [ ] Call [cancelled::2026-11-01] 📅 2026-11-25",
            "- [x] Call [completion:: 2026-11-22] 📅 2026-11-25",
            "- [-] Call [cancelled::2026-11-22] 📅 2026-11-25",
            "- [ ] Call 📅 2026-11-25",
        ),
        (
            "- [ ] Call @done(2026-02-30)",
            "- [x] Call @done(2026-11-22)",
            "- [-] Call @cancelled(2026-11-22)",
            "- [ ] Call",
        ),
        (
            "- [ ] Call ✅ 2026-11-01 ❌ 2026-11-02",
            "- [x] Call ✅ 2026-11-01 ✅ 2026-11-22",
            "- [-] Call ✅ 2026-11-01 ❌ 2026-11-22",
            "- [ ] Call",
        ),
    ];
    for (before, ticked, cancelled, reopened) in rows {
        assert_eq!(made(before, done(before, 1, today())), ticked);
        assert_eq!(made(before, cancel(before, 1, today())), cancelled);
        assert_eq!(made(ticked, reopen(ticked, 1, today())), reopened);
        assert_eq!(made(cancelled, reopen(cancelled, 1, today())), reopened);
    }
}

#[test]
fn any_mark_of_a_done_task_counts_and_goes_whole_when_it_is_opened_again() {
    for mark in ["x", "X", "\u{2713}", "\u{2714}", "\u{2714}\u{fe0f}", "\u{2705}", "\u{2611}\u{fe0f}"] {
        let text = format!("- [{mark}] Call \u{2705} 2026-11-20\n");
        assert_eq!(made(&text, done(&text, 1, today())), "! the task is already settled", "{mark}");
        assert_eq!(made(&text, reopen(&text, 1, today())), "- [ ] Call\n", "{mark}");
    }
}

#[test]
fn the_space_after_an_empty_box_was_doubled() {
    for text in ["- [ ] \u{a0}", "- [ ] \u{2003}\n", "> - [ ] \u{a0}\n> - [ ] Call\n"] {
        let edited = made(text, done(text, 1, today()));

        assert_eq!(made(&edited, reopen(&edited, 1, today())), text);
    }
}

#[test]
fn a_deferred_task_gets_its_new_day_in_place_of_the_old_one() {
    let rows = [
        ("- [ ] Call", "- [ ] Call 📅 2026-11-29"),
        ("- [/] Call 📅 2026-11-20 🔁 every week ^a", "- [/] Call 📅 2026-11-29 🔁 every week ^a"),
        ("- [ ] Call ⏳ 2026-11-19 🛫 2026-12-01", "- [ ] Call ⏳ 2026-11-29 🛫 2026-12-01"),
        ("- [ ] Call ⏳ 2026-11-19 📅 2026-11-20", "- [ ] Call ⏳ 2026-11-19 📅 2026-11-29"),
        ("- [ ] Call 🛫 2026-11-19 #tag", "- [ ] Call 🛫 2026-11-19 📅 2026-11-29 #tag"),
        ("- [ ] Call ⏫ ^a", "- [ ] Call ⏫ 📅 2026-11-29 ^a"),
        ("- [ ] Call [due::2026-11-20]", "- [ ] Call [due::2026-11-29]"),
        ("- [ ] Call (due:: [[2026-11-20]]) now", "- [ ] Call (due:: [[2026-11-29]]) now"),
        ("- [ ] Call [due:: 2026-11-20T10:00]", "- [ ] Call [due:: 2026-11-29T10:00]"),
        ("- [ ] Call [start:: 2026-11-20]", "- [ ] Call [start:: 2026-11-20] [due:: 2026-11-29]"),
        ("- [ ] Call (start:: 2026-11-20)", "- [ ] Call (start:: 2026-11-20) (due:: 2026-11-29)"),
        ("- [ ] Call due:2026-11-20", "- [ ] Call due:2026-11-29"),
        ("- [ ] Call t:2026-11-20", "- [ ] Call t:2026-11-20 due:2026-11-29"),
        ("- [ ] Call @due(2026-11-20)", "- [ ] Call @due(2026-11-29)"),
        ("- [ ] Call @start(2026-11-20)", "- [ ] Call @start(2026-11-20) @due(2026-11-29)"),
        ("- [ ] Call 📅 [[2026-11-20]]", "- [ ] Call 📅 [[2026-11-29]]"),
        ("- [ ] Call (before 📅 2026-11-20).", "- [ ] Call (before 📅 2026-11-29)."),
        ("- [ ] Call (@2026-11-20 09:37)", "- [ ] Call (@2026-11-29 09:37)"),
        ("- [ ] Call @{2026-11-20}", "- [ ] Call @{2026-11-29}"),
        ("- [ ] Call 📅 20.11.2026", "- [ ] Call 📅 2026-11-29"),
        ("- [ ] Call 📅 2026-11-29", "- [ ] Call 📅 2026-11-29"),
        ("- [ ] Call 📅 2026-02-30", "! `2026-02-30` is not a date"),
        ("- [ ] Call [due:: soon]", "! `soon` is not a date"),
        ("- [x] Call 📅 2026-11-20", "! the task is already settled"),
        ("- Call 📅 2026-11-20", "! there is no task on that line"),
    ];
    for (before, expected) in rows {
        assert_eq!(made(before, defer(before, 1, day("2026-11-29"))), expected);
    }
}

#[test]
fn a_recurring_task_gets_its_next_occurrence() {
    // A text, the line to tick, and the text after that.
    let rows = [
        (
            "- [ ] Call 🔁 every week 📅 2026-11-20\r\n- [ ] Mail\r\n",
            1,
            "- [ ] Call 🔁 every week 📅 2026-11-27\r\n- [x] Call 🔁 every week 📅 2026-11-20 ✅ 2026-11-22\r\n- [ ] Mail\r\n",
        ),
        (
            "\u{feff}- [ ] Mow 🔁 every 2 weeks ⏳ 2021-10-28 📅 2021-10-30  ",
            1,
            "\u{feff}- [ ] Mow 🔁 every 2 weeks ⏳ 2021-11-11 📅 2021-11-13  \n\
             - [x] Mow 🔁 every 2 weeks ⏳ 2021-10-28 📅 2021-10-30 ✅ 2026-11-22  ",
        ),
        (
            "> 1. [/] Call 🛫 2026-11-10 ⏳ 2026-11-12 🔁 every month when done #tag ^one\n>    more",
            1,
            "> 1. [ ] Call 🛫 2026-12-20 ⏳ 2026-12-22 🔁 every month when done #tag\n\
             > 1. [x] Call 🛫 2026-11-10 ⏳ 2026-11-12 🔁 every month when done ✅ 2026-11-22 #tag ^one\n>    more",
        ),
        (
            "- one\n\t- [ ] Call 🔁 every day ➕ 2026-11-01 📅 2026-11-20 🆔 a ⛔ b, c ⏫\n\t\t- [ ] sub",
            2,
            "- one\n\t- [ ] Call 🔁 every day ➕ 2026-11-22 📅 2026-11-21 ⏫\n\
             \t- [x] Call 🔁 every day ➕ 2026-11-01 📅 2026-11-20 🆔 a ⛔ b, c ⏫ ✅ 2026-11-22\n\t\t- [ ] sub",
        ),
        (
            "- [ ] Call [repeat:: every week] [due:: 2026-11-20]\n",
            1,
            "- [ ] Call [repeat:: every week] [due:: 2026-11-27]\n\
             - [x] Call [repeat:: every week] [due:: 2026-11-20] [completion:: 2026-11-22]\n",
        ),
        (
            "- [ ] Call due:2026-11-20 t:2026-11-18 rec:+1w\n",
            1,
            "- [ ] Call due:2026-11-27 t:2026-11-25 rec:+1w\n\
             - [x] Call due:2026-11-20 t:2026-11-18 rec:+1w completed:2026-11-22\n",
        ),
        (
            "- [ ] Call rec:1w due:2026-11-20\n",
            1,
            "- [ ] Call rec:1w due:2026-11-29\n- [x] Call rec:1w due:2026-11-20 completed:2026-11-22\n",
        ),
        (
            "- [ ] Call 🔁 every week\n  - [ ] sub\n\n- [ ] Mail",
            1,
            "- [x] Call 🔁 every week ✅ 2026-11-22\n  - [ ] sub\n- [ ] Call 🔁 every week\n\n- [ ] Mail",
        ),
        ("- [ ] Call 🔁 every week", 1, "- [x] Call 🔁 every week ✅ 2026-11-22\n- [ ] Call 🔁 every week"),
        (
            "> - [ ] Call 🔁 every week\n>\n>   more\n>\n> text",
            1,
            "> - [x] Call 🔁 every week ✅ 2026-11-22\n>\n>   more\n> - [ ] Call 🔁 every week\n>\n> text",
        ),
    ];
    for (before, line, after) in rows {
        assert_eq!(made(before, done(before, line, today())), after);
        let ticked = u32::try_from(after.lines().position(|line| line.contains("[x]")).unwrap() + 1).unwrap();
        let later = day("2026-11-30");
        assert_eq!(made(after, reopen(after, ticked, later)), before.replace("[/]", "[ ]"));
        // A cancelled task does not recur.
        let cancelled = made(before, cancel(before, line, today()));
        assert_eq!(cancelled.lines().count(), before.lines().count());
    }
}

#[test]
fn lines_without_an_open_task_and_unreadable_recurrences_are_refused() {
    let none = "! there is no task on that line";
    let rows = [
        ("", 1, none),
        ("- [ ] Call", 0, none),
        ("- [ ] Call", 2, none),
        ("- Call [ ] x", 1, none),
        ("```\n- [ ] Call\n```", 2, none),
        ("<!--\n- [ ] Call\n-->", 2, none),
        ("%%\n- [ ] Call\n%%", 2, none),
        ("---\nx: |\n  - [ ] Call\n---\n", 3, none),
        ("- [ ]Call", 1, none),
        ("- [ ] Call\r- [ ] Mail\n", 1, none),
        ("- [x] Call", 1, "! the task is already settled"),
        ("- [-] Call", 1, "! the task is already settled"),
        ("- [ ] Call 🔁 now and then", 1, "! its recurrence `now and then` cannot be read"),
        ("- [ ] Call 🔁 📅 2026-11-20", 1, "! its recurrence `` cannot be read"),
        ("- [ ] Call rec:often due:2026-11-20", 1, "! its recurrence `often` cannot be read"),
        ("- [ ] Call 🔁 every day [repeat:: every week]", 1, "! it has more than one recurrence"),
        ("- [ ] Call 🔁 every day 📅 2026-02-30", 1, "! `2026-02-30` is not a date"),
        (
            "- [ ] Call 🔁 every February on the 30th 📅 2026-02-28",
            1,
            "! its recurrence `every February on the 30th` gives no other day",
        ),
    ];
    for (text, line, expected) in rows {
        assert_eq!(made(text, done(text, line, today())), expected, "{text}");
    }
    assert_eq!(made("- [ ] Call", reopen("- [ ] Call", 1, today())), "! the task is not settled");
    let unread = "- [ ] Call 🔁 now and then";
    assert_eq!(made(unread, cancel(unread, 1, today())), "- [-] Call 🔁 now and then ❌ 2026-11-22");
    let ticked = "- [x] Call 🔁 now and then ✅ 2026-11-22";
    assert_eq!(made(ticked, reopen(ticked, 1, today())), unread);
}

#[test]
fn a_task_with_a_delete_mark_is_removed_when_it_is_done() {
    let rows = [
        ("- [ ] One\n- [ ] Call 🏁 delete 📅 2026-11-20\n- [ ] Two", 2, "- [ ] One\n- [ ] Two"),
        ("- [ ] One\n- [ ] Call [onCompletion:: Delete]", 2, "- [ ] One\n"),
        ("- [ ] Call 🏁 keep", 1, "- [x] Call 🏁 keep ✅ 2026-11-22"),
        (
            "- [ ] Call 🏁 delete 🔁 every week 📅 2026-11-20\n  - [ ] sub",
            1,
            "- [ ] Call 🏁 delete 🔁 every week 📅 2026-11-27\n  - [ ] sub",
        ),
        ("- [ ] Call 🏁 delete\n  - [ ] sub", 1, "! it would be deleted when done, but other lines belong to it"),
        ("- [ ] Call 🏁 delete 🔁 every week", 1, "! it recurs at once, since it has no date"),
    ];
    for (before, line, after) in rows {
        assert_eq!(made(before, done(before, line, today())), after);
    }
    let before = "- [ ] Call 🏁 delete";
    assert_eq!(made(before, cancel(before, 1, today())), "- [-] Call 🏁 delete ❌ 2026-11-22");
}

#[test]
fn reopening_removes_only_a_next_occurrence_that_done_wrote() {
    let rows = [
        // The next occurrence has changed.
        (
            "- [ ] Call them 🔁 every week 📅 2026-11-27\n- [x] Call 🔁 every week 📅 2026-11-20 ✅ 2026-11-22",
            2,
            "- [ ] Call them 🔁 every week 📅 2026-11-27\n- [ ] Call 🔁 every week 📅 2026-11-20",
        ),
        // It was done on another day than the next occurrence counts from.
        (
            "- [ ] Call 🔁 every week when done 📅 2026-11-29\n- [x] Call 🔁 every week when done 📅 2026-11-20 ✅ 2026-11-21",
            2,
            "- [ ] Call 🔁 every week when done 📅 2026-11-29\n- [ ] Call 🔁 every week when done 📅 2026-11-20",
        ),
        // It was cancelled, so there is no next occurrence.
        (
            "- [ ] Call 🔁 every week 📅 2026-11-27\n- [-] Call 🔁 every week 📅 2026-11-20 ❌ 2026-11-22",
            2,
            "- [ ] Call 🔁 every week 📅 2026-11-27\n- [ ] Call 🔁 every week 📅 2026-11-20",
        ),
        // It was ticked by hand.
        ("- [X] Call", 1, "- [ ] Call"),
    ];
    for (before, line, after) in rows {
        assert_eq!(made(before, reopen(before, line, today())), after);
    }
}

fn read(text: &str) -> Note {
    let config = Config::default();
    NoteParser::new(&config).parse(&NotePath::new("notes/a.md"), text.as_bytes())
}

/// Tasks with different numbers, and with everything that lines of notes can hold.
fn line() -> impl Strategy<Value = String> {
    let part = |parts: &'static [&'static str]| proptest::sample::select(parts);
    let fields = part(&[
        "",
        " 📅 2026-11-25",
        " 📅2026-11-25 ⏫",
        " 🗓\u{fe0f}\u{a0}2026-11-25",
        " ⏳ 2026-11-24 🛫 2026-11-20",
        " [due:: 2026-11-25]",
        " (due::2026-11-25)",
        " [due:: [[2026-11-25]]] [start:: 2026-11-20]",
        " due:2026-11-25 t:2026-11-20",
        " @due(2026-11-25)",
        " ➕ 2026-11-01",
        " 📅 2026-02-30",
        " 📅 [[2026-11-25]]",
        " [[a]] (b) [c](d.md) `due:: x",
        " due: soon [x:: (",
        " 🆔 a ⛔ b, c",
    ]);
    let repeat = part(&[
        "",
        "",
        "",
        " 🔁 every week",
        " 🔁 every month on the last Friday when done",
        " [repeat:: every 2 days]",
        " rec:+1m",
        " rec:1b",
        " 🔁 never",
        " 🏁 delete",
        " 🔁 every day 🏁 delete",
    ]);
    let settled =
        part(&["", "", "", "", " ✅ 2026-11-22", " ❌ 2026-11-01", " [completion:: 2026-11-22]", " @done(2026-11-01)"]);
    (
        (part(&["", "", "", "> ", "> > ", "  ", "\t", "> \t"]), part(&["-", "-", "*", "+", "1.", "2)", "- -"])),
        part(&["[ ]", "[ ]", "[ ]", "[/]", "[x]", "[-]", "[é]", ""]),
        part(&[" Call", " Ask **Ann** ", "\tMail `x`", " "]),
        (fields, repeat, settled),
        part(&["", "", " #tag", " now", "(", "\u{a0}"]),
        part(&["", "", " ^one", "  ^two "]),
        part(&["", "", "  ", "\t", "\\"]),
    )
        .prop_map(|((quote, marker), mark, words, (fields, repeat, settled), tail, id, end)| {
            format!("{quote}{marker} {mark}{words}{fields}{repeat}{settled}{tail}{id}{end}")
        })
}

fn note() -> impl Strategy<Value = String> {
    let other = proptest::sample::select(&[
        "",
        "",
        "text",
        "> text",
        ">",
        "# Heading",
        "```",
        "%%",
        "---",
        "<!--",
        "-->",
        "| a | b |",
        "|---|---|",
        "    code",
        "  more",
    ]);
    let any_line = prop_oneof![3 => line(), 1 => other.prop_map(str::to_owned)];
    let head = proptest::sample::select(&["", "", "---\nname: A\n---\n"]);
    (head, proptest::collection::vec(any_line, 1..8), any::<bool>())
        .prop_map(|(head, lines, is_ended)| head.to_owned() + &lines.join("\n") + if is_ended { "\n" } else { "" })
}

const EDITS: [Edit; 4] =
    [done, cancel, reopen, |text, line, today| defer(text, line, today + chrono::TimeDelta::days(7))];

/// Returns every edit of every line with a box, and of missing lines, even if it is refused.
fn all_edits(text: &str) -> impl Iterator<Item = (usize, u32, Result<TextEdit, Refusal>)> {
    let lines = boxes(text).into_iter().map(|item| item.line).chain([0, u32::MAX]);
    lines.flat_map(move |line| (0..EDITS.len()).map(move |edit| (edit, line, EDITS[edit](text, line, today()))))
}

/// Returns a task without its place. The other tasks must be the same in this form.
fn without_place(task: &Task) -> Task {
    Task { line: 0, twin: 0, twins: 1, links: Vec::new(), ..task.clone() }
}

proptest! {
    // Each of these notes has several lines, and each line has four edits, so there are thousands of edits.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_edit_touches_its_line_and_is_taken_back_byte_for_byte(text in note()) {
        let before: Vec<&str> = text.split('\n').collect();
        for (kind, line, edit) in all_edits(&text) {
            let Ok(edit) = edit else { continue };
            let edited = edit.apply(&text).unwrap();
            prop_assert_eq!(edit.inverse().apply(&edited).unwrap(), text.clone());
            let after: Vec<&str> = edited.split('\n').collect();
            let at = line as usize - 1;
            // The line itself, and at most one more that came or went.
            let without = |lines: &[&str], gone: &[usize]| -> Vec<String> {
                lines.iter().enumerate().filter(|(at, _)| !gone.contains(at)).map(|(_, line)| (*line).to_owned()).collect()
            };
            let is_small = match after.len().cmp(&before.len()) {
                std::cmp::Ordering::Equal => without(&before, &[at]) == without(&after, &[at]),
                std::cmp::Ordering::Greater => (0..after.len()).any(|new| {
                    let moved = at + usize::from(new <= at);
                    new != moved && without(&before, &[at]) == without(&after, &[new, moved])
                }),
                std::cmp::Ordering::Less => (0..before.len()).any(|old| {
                    let moved = at - usize::from(old < at);
                    (old == at && without(&before, &[at]) == without(&after, &[]))
                        || without(&before, &[old, at]) == without(&after, &[moved])
                }),
            };
            prop_assert!(is_small, "edit {kind} of line {line}:\n{text}\nbecame\n{edited}");
        }
    }

    #[test]
    fn a_task_keeps_its_id_and_no_other_task_changes(text in note()) {
        let before = read(&text).tasks;
        for (kind, line, edit) in all_edits(&text) {
            let (Ok(edit), Some(task)) = (edit, before.iter().find(|task| task.line == line)) else { continue };
            let source = text.lines().nth(line as usize - 1).unwrap();
            let edited = edit.apply(&text).unwrap();
            let after = read(&edited).tasks;
            if kind < 2 && !source.contains("🏁 delete") {
                let kept = after.iter().filter(|other| (other.fingerprint, other.twin) == (task.fingerprint, task.twin));
                let kept: Vec<&Task> = kept.collect();
                prop_assert_eq!(kept.len(), 1, "edit {} of line {}:\n{}\nbecame\n{}", kind, line, text, edited);
                prop_assert_eq!(kept[0].settled, Some(today()));
                prop_assert_eq!((&kept[0].text, kept[0].due), (&task.text, task.due));
            }
            let mut others: Vec<Task> = before.iter().filter(|other| other.line != line).map(without_place).collect();
            for other in after.iter().map(without_place) {
                if let Some(at) = others.iter().position(|old| *old == other) {
                    others.remove(at);
                }
            }
            // Reopening a task may remove its next occurrence.
            prop_assert!(others.len() <= usize::from(kind == 2 && edited.split('\n').count() < text.split('\n').count()), "{text}\nbecame\n{edited}");
        }
    }

    #[test]
    fn a_task_that_is_done_and_reopened_is_as_before(text in note()) {
        for line in 1..=u32::try_from(text.lines().count()).unwrap() {
            let source = text.lines().nth(line as usize - 1).unwrap();
            let is_open = boxes(&text).iter().any(|item| item.line == line && item.mark == ' ');
            let never = ["🏁 delete", "✅", "❌", "completion", "@done"];
            if !is_open || never.iter().any(|mark| source.contains(mark)) {
                continue;
            }
            for edit in [done, cancel] {
                let Ok(edit) = edit(&text, line, today()) else { continue };
                let edited = edit.apply(&text).unwrap();
                // The next occurrence is above or below.
                let grew = edited.lines().count() > text.lines().count();
                let is_above = grew && edited.lines().nth(line as usize) != text.lines().nth(line as usize)
                    && boxes(&edited).iter().any(|item| item.line == line + 1 && item.mark == 'x');
                let moved = line + u32::from(is_above);
                let reopened = made(&edited, reopen(&edited, moved, today()));
                prop_assert_eq!(&reopened, &text, "line {}:\n{}", line, edited);
            }
        }
    }

    #[test]
    fn line_ends_and_a_byte_order_mark_make_no_difference(text in note()) {
        let crlf = text.replace('\n', "\r\n");
        let marked = format!("\u{feff}{text}");
        let edits = all_edits(&text).zip(all_edits(&crlf)).zip(all_edits(&marked));
        for (((_, _, edit), (.., of_crlf)), (.., of_marked)) in edits {
            let edited = made(&text, edit);
            if !edited.starts_with('!') {
                // A text of one line does not show its line end.
                if text.contains('\n') {
                    prop_assert_eq!(edited.replace('\n', "\r\n"), made(&crlf, of_crlf));
                }
                prop_assert_eq!(format!("\u{feff}{edited}"), made(&marked, of_marked));
            } else if text.contains('\n') {
                prop_assert_eq!(edited.clone(), made(&crlf, of_crlf));
                prop_assert_eq!(edited, made(&marked, of_marked));
            }
        }
    }

    #[test]
    fn no_text_makes_an_edit_panic(
        text in "(- \\[ \\] |[ \\t\\r\\n>*`%|^#-]|[xé]|\\[\\[?|\\]|📅|✅|🔁 ?every |🆔|⛔|,|\u{fe0f}|\u{a0}|due:|@done\\(|\\)|::|2026-11-2[0-9]|week| \\^a){0,40}",
        line in 0_u32..12,
    ) {
        for edit in EDITS {
            if let Ok(edit) = edit(&text, line, today()) {
                let edited = edit.apply(&text).unwrap();
                prop_assert_eq!(edit.inverse().apply(&edited).unwrap(), text.clone());
            }
        }
        let _ = done(&text, u32::MAX, Day::MAX);
    }

    #[test]
    fn ticks_in_any_order_give_the_same_text(lines in proptest::collection::vec(line(), 2..5), order in any::<u64>()) {
        // A removed line may be the one that gives the others their dialect.
        let lines = lines.iter().enumerate().map(|(at, line)| format!("{line}\n").replace(" 🏁 delete", &format!(" #{at}")));
        let text: String = lines.collect();
        let all: Vec<Task> = read(&text).tasks;
        prop_assume!(all.iter().all(|task| all.iter().filter(|other| other.fingerprint == task.fingerprint).count() == 1));
        let ticked = |tasks: &[Task]| {
            tasks.iter().fold(text.clone(), |text, task| {
                let now = read(&text).tasks.into_iter().find(|other| other.fingerprint == task.fingerprint);
                let edit = now.and_then(|now| done(&text, now.line, today()).ok());
                edit.map_or(text.clone(), |edit| edit.apply(&text).unwrap())
            })
        };
        let mut shuffled = all.clone();
        shuffled.sort_by_key(|task| task.fingerprint ^ order);
        prop_assert_eq!(ticked(&all), ticked(&shuffled));
    }
}

/// Makes an edit of the task on a line and returns the result, or `! ` and the reason of the refusal.
fn after(text: &str, edit: impl Fn(&str) -> Result<TextEdit, Refusal>) -> String {
    let result = made(text, edit(text));
    if !result.starts_with('!') && text.contains('\n') {
        assert_eq!(made(&text.replace('\n', "\r\n"), edit(&text.replace('\n', "\r\n"))), result.replace('\n', "\r\n"));
    }
    result
}

#[test]
fn tasks_with_a_word_are_ticked_with_a_word() {
    let rows = [
        ("- TODO call\n", "- DONE call\n  CLOSED: [2026-11-22 Sun]\n"),
        ("  - NOW call", "  - DONE call\n    CLOSED: [2026-11-22 Sun]"),
        ("- LATER [#A] call ^id\n\t- under\n", "- DONE [#A] call ^id\n  CLOSED: [2026-11-22 Sun]\n\t- under\n"),
        ("1. TODO call\n", "1. DONE call\n   CLOSED: [2026-11-22 Sun]\n"),
        ("- TODO call 📅 2026-11-20\n", "- DONE call 📅 2026-11-20 ✅ 2026-11-22\n"),
        (
            "- TODO call\n  SCHEDULED: <2026-11-20 Fri>\n  id:: 6\n- b\n",
            "- DONE call\n  SCHEDULED: <2026-11-20 Fri>\n  CLOSED: [2026-11-22 Sun]\n  id:: 6\n- b\n",
        ),
        ("- TODO call\n  :LOGBOOK:\n  :END:", "- DONE call\n  CLOSED: [2026-11-22 Sun]\n  :LOGBOOK:\n  :END:"),
        (
            "- [ ] call\n  SCHEDULED: <2026-11-20 Fri>",
            "- [x] call\n  SCHEDULED: <2026-11-20 Fri>\n  CLOSED: [2026-11-22 Sun]",
        ),
        ("- TODO: call\n", "! there is no task on that line"),
    ];
    for (before, expected) in rows {
        let done = after(before, |text| done(text, 1, today()));
        assert_eq!(done, expected, "{before:?}");
        if !done.starts_with('!') {
            let again = after(&done, |text| reopen(text, 1, today()));
            assert_eq!(
                again.replace("TODO", "LATER").replace("LATER", "NOW").replace("WAITING", "NOW"),
                before.replace("TODO", "NOW").replace("LATER", "NOW").replace("WAITING", "NOW")
            );
        }
    }
    let waived = after("- TODO call\n", |text| cancel(text, 1, today()));
    assert_eq!(waived, "- CANCELED call\n  CLOSED: [2026-11-22 Sun]\n");
    let other = after("- LATER a\n- DONE call\n", |text| reopen(text, 2, today()));
    assert_eq!(other, "- LATER a\n- LATER call\n");
}

#[test]
fn tasks_with_days_on_lines_below_are_put_off_there() {
    let rows = [
        ("- TODO call\n", "- TODO call\n  SCHEDULED: <2026-12-01 Tue>\n"),
        (
            "- TODO call\n  SCHEDULED: <2026-11-20 Fri 10:00 .+1w>\n",
            "- TODO call\n  SCHEDULED: <2026-12-01 Tue 10:00 .+1w>\n",
        ),
        (
            "- TODO call\n  DEADLINE: <2026-11-20>\n  SCHEDULED: <2026-11-19 Thu>\n",
            "- TODO call\n  DEADLINE: <2026-12-01>\n  SCHEDULED: <2026-11-19 Thu>\n",
        ),
        ("- [ ] call\n  and ask 📅 2026-11-20\n", "- [ ] call\n  and ask 📅 2026-12-01\n"),
        ("- [ ] call\nand ask\n", "- [ ] call 📅 2026-12-01\nand ask\n"),
    ];
    for (before, expected) in rows {
        assert_eq!(after(before, |text| defer(text, 1, day("2026-12-01"))), expected, "{before:?}");
    }
}

#[test]
fn repeaters_move_their_day_and_stay_open() {
    let rows = [
        ("NOW", "<2026-11-10 Tue 10:00 .+1w>", "LATER", "<2026-11-29 Sun 10:00 .+1w>"),
        ("TODO", "<2026-11-10 Tue ++1w>", "TODO", "<2026-11-24 Tue ++1w>"),
        ("DOING", "<2026-11-10 Tue +1d>", "TODO", "<2026-11-11 Wed +1d>"),
        ("TODO", "<2026-10-31 ++1m>", "TODO", "<2026-11-30 ++1m>"),
    ];
    for (word, stamp, expected_word, expected) in rows {
        let before = format!("- {word} call\n  SCHEDULED: {stamp}\n");
        let expected = format!("- {expected_word} call\n  SCHEDULED: {expected}\n");
        assert_eq!(after(&before, |text| done(text, 1, today())), expected, "{before:?}");
    }
    let refused = after("- TODO call\n  DEADLINE: <2026-11-10 .+5h>\n", |text| done(text, 1, today()));
    assert_eq!(refused, "! its recurrence `.+5h` cannot be read");
}

#[test]
fn an_edit_keeps_the_lines_of_a_task_on_several_lines() {
    let rows = [
        ("- [ ] call\n  and ask 📅 2026-11-20\n- b\n", "- [x] call\n  and ask 📅 2026-11-20 ✅ 2026-11-22\n- b\n"),
        ("- [ ] call\nand ask\n", "- [x] call ✅ 2026-11-22\nand ask\n"),
        (
            "- [ ] call 🔁 every week 📅 2026-11-20\n  and ask\n",
            "- [ ] call 🔁 every week 📅 2026-11-27\n- [x] call 🔁 every week 📅 2026-11-20 ✅ 2026-11-22\n  and ask\n",
        ),
        (
            "- [ ] call 🔁 every week\n  and ask 📅 2026-11-20\n",
            "- [ ] call 🔁 every week\n  and ask 📅 2026-11-27\n- [x] call 🔁 every week\n  and ask 📅 2026-11-20 ✅ 2026-11-22\n",
        ),
    ];
    for (before, expected) in rows {
        let done = after(before, |text| done(text, 1, today()));
        assert_eq!(done, expected, "{before:?}");
        let line = done.lines().position(|line| line.contains("[x]")).unwrap() + 1;
        assert_eq!(after(&done, |text| reopen(text, u32::try_from(line).unwrap(), today())), before);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_task_with_a_word_that_is_done_and_reopened_is_as_before(
        word in prop_oneof![Just("TODO"), Just("LATER")],
        indent in prop_oneof![Just(""), Just("\t"), Just("  ")],
        below in proptest::collection::vec(
            prop_oneof![Just("SCHEDULED: <2026-11-20 Fri>"), Just("DEADLINE: <2026-11-25 Wed 10:00>"), Just("id:: 6"), Just("goes on")],
            0..4,
        ),
        end in prop_oneof![Just(""), Just("\n"), Just("\n- b\n"), Just("\n\n## Log\n")],
    ) {
        let lines: Vec<String> = below.iter().map(|line| format!("\n{indent}  {line}")).collect();
        let lines = lines.concat();
        let above = if indent.is_empty() { "" } else { "- above\n" };
        let text = format!("{above}{indent}- {word} call [[Per Ek]]{lines}{end}");
        let line = if above.is_empty() { 1 } else { 2 };
        for edit in [done, cancel] {
            let edited = made(&text, edit(&text, line, today()));
            prop_assert!(!edited.starts_with('!'), "{} for {}", edited, text);
            let again = made(&edited, reopen(&edited, line, today()));
            prop_assert_eq!(again.replace("LATER", "TODO"), text.replace("LATER", "TODO"));
        }
        let put_off = made(&text, defer(&text, line, day("2026-12-24")));
        prop_assert!(put_off.contains("2026-12-24 Thu"), "{}", put_off);
    }
}
