//! What the words of a log mean for asking and for keeping in touch. Today is 2026-11-21, a Saturday.

use super::tests::{Vault, vault};

/// The open follow-ups of a contact with that front matter and log.
fn logged(yaml: &str, log: &str) -> Vec<String> {
    of(yaml, log).open()
}

fn of(yaml: &str, log: &str) -> Vault {
    vault(&[("people/Ann.md", &format!("---\n{yaml}\n---\n## Log\n\n{log}\n"))])
}

fn check(rows: &[(&str, &str, &[&str])]) {
    for (yaml, log, expected) in rows {
        assert_eq!(logged(yaml, log), *expected, "{yaml} / {log}");
    }
}

#[test]
fn there_was_no_answer_where_the_log_had_one() {
    check(&[
        ("requested: 2026-11-02", "- 2026-11-10 wrote back: no time, sorry", &[]),
        ("requested: 2026-11-02", "- 2026-11-10 she said yes, any Friday", &["schedule Ann 11-12"]),
        ("requested: 2026-11-02", "- 2026-11-10 heard back, she has no time until May", &["schedule Ann 05-01"]),
        ("requested: 2026-11-02", "- 2026-11-10 booked a call for Friday", &[]),
        ("requested: 2026-11-02", "- 2026-11-10 no answer yet", &["nudge Ann 11-09"]),
        ("requested: 2026-11-02", "- 2026-11-10 noch keine Antwort", &["nudge Ann 11-09"]),
        ("requested: 2026-11-02", "- 2026-11-10 read her article", &["nudge Ann 11-09"]),
        ("requested: 2026-11-02", "| Date | What |\n|---|---|\n| 2026-11-10 | she said yes |", &["schedule Ann 11-12"]),
        ("requested: 2026-11-02", "### 2026-11-10 she said yes", &["schedule Ann 11-12"]),
        // The first word wins.
        ("requested: 2026-11-02", "- 2026-11-10 replied: she said no", &["schedule Ann 11-12"]),
        // A line from before the request is no answer to it, and one to come none yet.
        ("requested: 2026-11-02", "- 2026-10-30 she said yes", &["nudge Ann 11-09"]),
        ("requested: 2026-11-02", "- 2026-12-01 met at the fair", &["nudge Ann 11-09"]),
        // Politeness after a no wakes nobody, a yes does.
        ("declined: 2026-11-02", "- 2026-11-10 wrote back: thanks for asking", &[]),
        ("declined: 2026-11-02", "- 2026-11-10 said yes after all", &["schedule Ann 11-12"]),
    ]);
}

#[test]
fn somebody_who_was_asked_was_to_be_asked() {
    check(&[
        ("added: 2026-11-01", "- 2026-11-12 asked her on Tuesday", &["nudge Ann 11-17"]),
        ("added: 2026-11-01", "- 2026-11-12 asked her for a talk", &["nudge Ann 11-19"]),
        ("added: 2026-11-01", "- 2026-11-12 sent her a card", &[]),
        ("requested: 2026-11-02", "- 2026-11-12 wrote to her again", &["nudge Ann 11-19"]),
        ("requested: 2026-11-02", "- 2026-11-12 sent her my CV", &["nudge Ann 11-19"]),
        ("requested: 2026-11-02", "- 2026-11-02 wrote to her", &["nudge Ann 11-09"]),
        ("requested: 2026-11-02", "- 2026-11-03 wrote to her yesterday", &["nudge Ann 11-09"]),
        (
            "requested: 2026-11-01",
            "- 2026-11-05 emailed her\n- 2026-11-06 emailed her again\n- 2026-11-07 no answer yet",
            &["close Ann 11-20"],
        ),
        ("requested: no", "- 2026-11-12 asked her", &["nudge Ann 11-19"]),
        // A question of a talk is no request.
        ("added: 2026-11-01", "- 2026-11-12 asked: How did you start?", &[]),
        // After an answer, writing is contact.
        ("requested: 2026-11-02\nreplied: 2026-11-10", "- 2026-11-12 sent her the dates", &["schedule Ann 11-12"]),
        ("declined: 2026-11-02", "- 2026-11-12 wrote her a kind note", &[]),
    ]);
    let met = "---\nwith: \"[[Ann]]\"\ndate: 2026-11-10\nthanked: 2026-11-11\n---\n";
    let after = |log: &str| {
        let ann = format!("---\ntype: contact\ncadence: never\n---\n## Log\n- {log}\n");
        vault(&[("people/Ann.md", &ann), ("meetings/m.md", met)]).open()
    };
    assert_eq!(after("2026-11-12 wrote to her about the book"), Vec::<String>::new());
    assert_eq!(after("2026-11-01 asked her"), Vec::<String>::new());
}

#[test]
fn a_colleague_one_wrote_to_became_somebody_to_nudge() {
    let log = "---\ntype: person\n---\n## Log\n- 2026-11-02 asked her about the budget\n- 2026-11-03 she wrote back\n";
    assert_eq!(vault(&[("staff/Ann.md", log)]).open(), Vec::<String>::new());
}

#[test]
fn what_one_did_alone_was_contact() {
    check(&[
        ("added: 2026-11-10", "- 2026-11-12 read her article", &["request Ann 11-11"]),
        ("added: 2026-11-10", "- 2026-11-12 ihren Artikel gelesen", &["request Ann 11-11"]),
        ("added: 2026-11-10", "- 2026-11-12 noted", &["request Ann 11-11"]),
        ("added: 2026-11-10", "- 2026-11-12 met at the fair", &[]),
        ("last-contact: 2026-10-01\ncadence: 30d", "- 2026-11-12 read her article", &["keep-in-touch Ann 10-31"]),
        ("last-contact: 2026-10-01\ncadence: 30d", "- 2026-11-21 read her article", &["keep-in-touch Ann 10-31"]),
        ("last-contact: 2026-10-01\ncadence: 30d", "- 2026-11-12 met at the fair", &["keep-in-touch Ann 12-12"]),
    ]);
}

#[test]
fn a_line_that_may_be_an_answer_is_asked_about() {
    let met = "- 2026-11-10 met her at the fair";
    let asked = "requested: 2026-11-02";
    check(&[
        (asked, met, &["answered Ann 11-09"]),
        (asked, "- 2026-11-02 met her at the fair", &["nudge Ann 11-09"]),
        (asked, "- 2026-11-10 met her at the fair\n- 2026-11-12 she said yes", &["schedule Ann 11-14"]),
        // In the place of `close` it is due as that.
        ("requested: 2026-10-20\nnudged: [2026-10-27, 2026-11-03]", met, &["answered Ann 11-17"]),
        ("requested: 2026-10-20\nnudged: [2026-10-27, 2026-11-03]\nclosed: no", met, &[]),
        // An answer, a talk or a no settles it; a later nudge makes it void.
        ("requested: 2026-11-02\nreplied: 2026-11-10", met, &["schedule Ann 11-12"]),
        ("requested: 2026-11-02\ndeclined: 2026-11-10", met, &[]),
        ("requested: 2026-11-02\nnudged: 2026-11-12", met, &["nudge Ann 11-19"]),
        ("requested: 2026-11-02\nnudged: no", met, &[]),
        // It is no answer: the nudge returns, and only a new request or nudge lets it ask again.
        ("requested: 2026-11-02\nreplied: no", met, &["nudge Ann 11-09"]),
        ("requested: 2026-11-02\nreplied: no", "- 2026-11-10 met her\n- 2026-11-12 coffee", &["nudge Ann 11-09"]),
        (
            "requested: 2026-11-02\nnudged: 2026-11-12\nreplied: no",
            "- 2026-11-10 met her\n- 2026-11-14 coffee",
            &["answered Ann 11-19"],
        ),
        (
            "requested: 2026-11-02\nnudged: 2026-11-12\nreplied: [no, no]",
            "- 2026-11-10 met her\n- 2026-11-14 coffee",
            &["nudge Ann 11-19"],
        ),
        // It is put off by a key of its own, and by that of the nudge.
        ("requested: 2026-11-02\nsnooze-answered: 2026-11-28", met, &[]),
        ("requested: 2026-11-02\nsnooze-answered: 2026-11-21", met, &["answered Ann 11-21"]),
        ("requested: 2026-11-02\nsnooze-nudge: 2026-11-28", met, &["answered Ann 11-28"]),
        ("requested: 2026-11-02\nfollow-up: 2026-11-25", met, &["task Ann 11-25"]),
        // It lapses as the nudge.
        ("requested: 2026-08-02", "- 2026-08-10 met her at the fair", &[]),
    ]);
    let off =
        Vault::with("rules: {answered: off}", &[("people/Ann.md", &format!("---\n{asked}\n---\n## Log\n{met}\n"))]);
    assert_eq!(off.open(), ["nudge Ann 11-09"]);
    let no_nudges =
        Vault::with("rules: {nudge: off}", &[("people/Ann.md", &format!("---\n{asked}\n---\n## Log\n{met}\n"))]);
    assert_eq!(no_nudges.open(), Vec::<String>::new());
}
