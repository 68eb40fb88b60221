//! Lines of tasks in every dialect, and what is read from them.

use crate::core::base::text::slice;
use crate::core::model::Day;
use crate::core::syntax::task_line::{Dialect, Field, is_placeholder, read, unsettled};

fn day(text: &str) -> Option<Day> {
    text.parse().ok()
}

#[test]
fn every_dialect_is_read() {
    let rows = [
        ("Call 📅 2026-11-25", "Call", "2026-11-25"),
        ("Call 📅2026-11-25", "Call", "2026-11-25"),
        ("Call 🗓\u{fe0f}\u{a0}2026-11-25 ⏫", "Call", "2026-11-25"),
        ("📆 2026-11-25 Call", "Call", "2026-11-25"),
        ("Call [due:: 2026-11-25]", "Call", "2026-11-25"),
        ("Call (due:: 2026-11-25) soon", "Call soon", "2026-11-25"),
        ("Call due:2026-11-25 t:2026-11-20 rec:+1w", "Call", "2026-11-25"),
        ("Call @due(2026-11-25)", "Call", "2026-11-25"),
        ("Call 🔁 every week 📅 2026-11-25 ^id", "Call", "2026-11-25"),
        ("Call ➕ 2026-11-01 📅 2026-11-25 🆔 abc", "Call", "2026-11-25"),
        ("Mail ann@due(2026-11-25)", "Mail ann@due(2026-11-25)", "-"),
        ("Call 📅 [[2026-11-25]]", "Call", "2026-11-25"),
        ("Call 📅 2026-11-25.", "Call.", "2026-11-25"),
        ("Call (before 📅 2026-11-25)", "Call (before)", "2026-11-25"),
        ("Call 📅 2026/11/25", "Call", "2026-11-25"),
        ("Call due:25.11.2026", "Call", "2026-11-25"),
        ("Call (@2026-11-25 09:37)", "Call", "2026-11-25"),
        ("Call @{2026-11-25} @@{09:00}", "Call @@{09:00}", "2026-11-25"),
        ("Call @[[2026-11-25]]", "Call", "2026-11-25"),
        ("Call @2026-11-25", "Call", "2026-11-25"),
        ("Call @ann and @{somebody} (@home)", "Call @ann and @{somebody} (@home)", "-"),
        ("Read [[2026-11-25]] notes", "Read [[2026-11-25]] notes", "-"),
        ("Rent is due: soon", "Rent is due: soon", "-"),
        ("Ask (again) [x](y.md)", "Ask (again) [x](y.md)", "-"),
    ];
    for (line, rest, due) in rows {
        let fields = read(line);
        assert_eq!((fields.rest.as_str(), fields.due), (rest, day(due)), "{line}");
        assert!(fields.bad_dates.is_empty(), "{line}");
    }
}

#[test]
fn the_other_dates_are_told_apart() {
    let fields = read("Call ⏳ 2026-11-24 🛫 2026-11-23 ✅ 2026-11-22");
    assert_eq!(
        (fields.scheduled, fields.start, fields.settled),
        (day("2026-11-24"), day("2026-11-23"), day("2026-11-22"))
    );
    assert_eq!(read("x ❌ 2026-11-22").settled, day("2026-11-22"));
    for line in [
        "x [completion:: 2026-11-22]",
        "x (cancelled:: 2026-11-22)",
        "x completed:2026-11-22",
        "cancelled:2026-11-22 x",
        "x @done(2026-11-22)",
        "@cancelled(2026-11-22) x",
    ] {
        assert_eq!((read(line).settled, read(line).rest.as_str()), (day("2026-11-22"), "x"), "{line}");
    }
}

#[test]
fn a_recurrence_ends_where_something_else_begins() {
    let rows = [
        ("Call 🔁 every week", "every week", "Call"),
        ("Call 🔁every week on Mon, Fri when done 📅 2026-11-25", "every week on Mon, Fri when done", "Call"),
        ("Call 🔁 every week #tag", "every week", "Call #tag"),
        ("Call 🔁 every week [due:: 2026-11-25] now", "every week", "Call now"),
        ("Call 🔁 every week (due:: 2026-11-25)", "every week", "Call"),
        ("Call 🔁 every week due:2026-11-25", "every week", "Call"),
        ("Call 🔁 every week @due(2026-11-25)", "every week", "Call"),
        ("Call 🔁 every week 🏁 delete", "every week", "Call"),
        ("Call 🔁 📅 2026-11-25", "", "Call"),
        ("Call [repeat::  every week ]", "every week", "Call"),
        ("Call rec:+1w", "+1w", "Call"),
    ];
    for (line, rule, rest) in rows {
        let fields = read(line);
        let piece = fields.pieces.iter().find(|piece| piece.field == Field::Repeat).unwrap();
        assert_eq!((slice(line, piece.value.clone()), fields.rest.as_str()), (rule, rest), "{line}");
    }
}

#[test]
fn a_line_is_the_same_without_the_day_it_was_settled() {
    let rows = [
        ("Call", "Call"),
        (" Call 📅 2026-11-25  ^id ", "Call 📅 2026-11-25  ^id"),
        ("Call ✅ 2026-11-22", "Call"),
        ("Call  ✅ 2026-11-22 #tag", "Call  #tag"),
        ("Call ✅ 2026-11-22 ❌ 2026-02-30 ^id", "Call ^id"),
        ("✅ 2026-11-22 @done(2026-11-22) Call", "Call"),
        ("Call completed:2026-11-22 [cancelled:: x]", "Call"),
        ("Call ✅", "Call ✅"),
    ];
    for (line, expected) in rows {
        assert_eq!(unsettled(line, &read(line).pieces), expected, "{line}");
    }
}

#[test]
fn what_is_written_is_read_back() {
    for dialect in [Dialect::Emoji, Dialect::Square, Dialect::Round, Dialect::Word, Dialect::Call] {
        for field in [Field::Due, Field::Done, Field::Cancelled] {
            let written = dialect.write(field, day("2026-11-22").unwrap());
            let fields = read(&written);
            let piece = fields.pieces.first().unwrap();
            assert_eq!((piece.field, piece.dialect, &piece.span), (field, dialect, &(0..written.len())), "{written}");
            assert_eq!(piece.day(&written).map(|(day, _)| day), day("2026-11-22"), "{written}");
        }
    }
}

#[test]
fn a_date_that_is_none_is_reported() {
    for line in ["Call 📅 2026-02-30", "Call due:3/4/2026", "Call [due:: 31.11.2026]", "Call @due(2026-11-99)"] {
        let fields = read(line);
        assert_eq!((fields.bad_dates.len(), fields.due), (1, None), "{line}");
        assert_eq!(fields.rest, "Call", "{line}");
    }
}

#[test]
fn placeholders_are_no_tasks() {
    for text in ["", "…", "_Any follow-ups?_", "Action @Owner 📅 YYYY-MM-DD", "{{task}}", "<what>", "[Action]"] {
        assert!(is_placeholder(text), "{text}");
    }
    for text in ["Call", "**Call** them", "*Call* and *write*", "[[Jane]]", "a_b_"] {
        assert!(!is_placeholder(text), "{text}");
    }
}
