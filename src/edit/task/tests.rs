use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn today() -> Day {
    day("2026-11-22")
}

/// Returns what an edit makes of a text, or why it is refused, having taken it back again.
fn made(text: &str, edit: Result<TextEdit, Refusal>) -> String {
    match edit {
        Ok(edit) => {
            let edited = edit.apply(text).unwrap();
            assert_eq!(edit.inverse().apply(&edited).unwrap(), text);
            edited
        }
        Err(refusal) => format!("! {refusal}"),
    }
}

#[test]
fn each_line_is_settled_in_its_own_dialect() {
    let rows = [
        ("- [ ] Call", "- [x] Call ✅ 2026-11-22", "- [-] Call ❌ 2026-11-22"),
        (
            "- [ ] Call 📅 2026-11-25",
            "- [x] Call 📅 2026-11-25 ✅ 2026-11-22",
            "- [-] Call 📅 2026-11-25 ❌ 2026-11-22",
        ),
        (
            "  * [/] Call [due:: 2026-11-25] now  ",
            "  * [x] Call [due:: 2026-11-25] [completion:: 2026-11-22] now  ",
            "  * [-] Call [due:: 2026-11-25] [cancelled:: 2026-11-22] now  ",
        ),
    ];
    for (before, ticked, cancelled) in rows {
        assert_eq!(made(before, done(before, 1, today())), ticked);
        assert_eq!(made(before, cancel(before, 1, today())), cancelled);
        assert_eq!(made(ticked, reopen(ticked, 1, today())), before.replace("[/]", "[ ]"));
        assert_eq!(made(cancelled, reopen(cancelled, 1, today())), before.replace("[/]", "[ ]"));
    }
}

#[test]
fn a_recurring_task_gets_its_next_occurrence() {
    let before = "- [ ] Call 🔁 every week 📅 2026-11-20\r\n";
    let after = "- [ ] Call 🔁 every week 📅 2026-11-27\r\n- [x] Call 🔁 every week 📅 2026-11-20 ✅ 2026-11-22\r\n";
    assert_eq!(made(before, done(before, 1, today())), after);
    assert_eq!(made(after, reopen(after, 2, today())), before);
    let before = "- [ ] Call 🔁 every week\n  - [ ] sub";
    let after = "- [x] Call 🔁 every week ✅ 2026-11-22\n  - [ ] sub\n- [ ] Call 🔁 every week";
    assert_eq!(made(before, done(before, 1, today())), after);
    assert_eq!(made(after, reopen(after, 1, today())), before);
}
