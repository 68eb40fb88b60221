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
fn a_talk_that_was_called_off_was_to_be_thanked_for() {
    let asked = "requested: 2026-11-02";
    let agreed = "- 2026-11-05 yes! Tuesday 10.11. 12:30\n";
    let log = |line: &str| format!("{agreed}{line}");
    let rows: [(&str, &[&str]); 8] = [
        ("- 2026-11-09 she cancels, ill child", &["schedule Ann 11-12"]),
        ("- 2026-11-09 cancelled by mail, will come back to me", &["schedule Ann 11-12"]),
        ("- 2026-11-09 I had to cancel", &["schedule Ann 11-12"]),
        ("- 2026-11-09 she cancelled. New day: 26.11. 12:30", &["schedule Ann 11-25"]),
        ("- 2026-11-09 cancelled, I am ill. New day after 28 Nov", &["schedule Ann 11-29"]),
        ("- 2026-11-10 waited 20 min, nobody came. no show", &["schedule Ann 11-12"]),
        ("- 2026-11-10 sat there for 40 minutes, she did not come", &["schedule Ann 11-12"]),
        ("- 2026-11-09 she did not cancel", &["thank Ann 11-11"]),
    ];
    for (line, expected) in rows {
        check(&[(asked, &log(line), expected)]);
    }
}

#[test]
fn what_is_typed_on_a_phone_was_not_read() {
    let asked = "requested: 2026-11-02";
    check(&[
        ("", "- 2026-11-02 msg on LinkedIn", &["nudge Ann 11-09"]),
        ("", "- 2026-11-02 mail, 15 min?", &["nudge Ann 11-09"]),
        ("", "- 2026-11-02 asked her\n- 2026-11-16 nudge msg, no answer yet", &["nudge Ann 11-23"]),
        (asked, "- 2026-11-10 mail from her, happy to talk", &["schedule Ann 11-12"]),
        (asked, "- 2026-11-09 wrote once more, I will leave it at that", &[]),
        // The box was ticked a day later.
        ("requested: 2026-11-03", "- 2026-11-02 msg on LinkedIn", &["nudge Ann 11-10"]),
        (asked, "- 2026-11-09 2nd mail, autoreply: away till 30 Nov", &["nudge Ann 11-30"]),
        (
            "requested: 2026-11-02\nnudged: 2026-11-10",
            "- 2026-11-09 2nd mail, autoreply: away till 30 Nov",
            &["nudge Ann 11-30"],
        ),
        // A day that she offers is none that was agreed on.
        (asked, "- 2026-11-10 she mails me: gladly, how about Thursday 26 Nov 16:00", &["schedule Ann 11-12"]),
        (asked, "- 2026-11-10 she offers Thursday 26 Nov 16:00; I said yes", &["schedule Ann 11-25"]),
        (asked, "- 2026-11-10 yes, but after 28 Nov", &["schedule Ann 11-29"]),
        (asked, "- 2026-11-10 coffee at hers\n- 2026-11-11 thx msg sent the same evening", &[]),
        (asked, "- 2026-11-10 coffee at hers\n- 2026-11-11 danke mail raus", &[]),
        // One `no` waives the thanks for one talk.
        ("thanked: no", "- 2026-11-10 coffee at hers", &[]),
        ("thanked: no", "- 2026-11-10 coffee at hers\n- 2026-11-17 lunch at hers", &["thank Ann 11-18"]),
        ("thanked: [no, no]", "- 2026-11-10 coffee at hers\n- 2026-11-17 lunch at hers", &[]),
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
        (asked, "- 2026-11-10 coffee at hers", &["thank Ann 11-11"]),
        (asked, "- 2026-11-10 met for lunch", &["thank Ann 11-11"]),
        (asked, "- 2026-11-10 met for lunch\n- 2026-11-12 thanked her", &[]),
        (asked, "- 2026-11-05 yes! Tuesday 10.11. 12:30\n- 2026-11-10 she didn't come", &["schedule Ann 11-12"]),
        (asked, "- 2026-11-05 yes! Tuesday 10.11. 12:30\n- 2026-11-08 she writes: bring your CV", &["thank Ann 11-11"]),
        (asked, "- 2026-11-10 call, no answer", &["nudge Ann 11-09"]),
        // It is no answer: the nudge returns, and only a new request or nudge lets it ask again.
        ("requested: 2026-11-02\nreplied: no", met, &["nudge Ann 11-09"]),
        ("requested: 2026-11-02\nreplied: no", "- 2026-11-10 met her\n- 2026-11-12 saw her", &["nudge Ann 11-09"]),
        (
            "requested: 2026-11-02\nnudged: 2026-11-12\nreplied: no",
            "- 2026-11-10 met her\n- 2026-11-14 saw her",
            &["answered Ann 11-19"],
        ),
        (
            "requested: 2026-11-02\nnudged: 2026-11-12\nreplied: [no, no]",
            "- 2026-11-10 met her\n- 2026-11-14 saw her",
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

#[test]
fn a_talk_that_was_moved_counted_as_confirmed() {
    let open = |keys: &str, body: &str, log: &str| {
        let ann = format!("---\ntype: contact\n---\n## Log\n{log}\n");
        let talk = format!("---\nwith: Ann\nprepared: no\n{keys}\n---\n{body}\n");
        vault(&[("people/Ann.md", &ann), ("meetings/m.md", &talk)]).open()
    };
    let confirm: &[&str] = &["confirm Ann 11-25"];
    let agreed = "- 2026-11-12 she said yes: Thursday 19.11. 14:00";
    let moved = "- 2026-11-18 she is ill, moved to 26.11. kl 14";
    let rows: [(&str, &str, &str, &[&str]); 12] = [
        // The note has the old day and says that it was moved.
        ("date: 2026-11-19\nconfirmed: 2026-11-18", "Cancelled! New day: 26.11.2026", "", confirm),
        ("date: 2026-11-19\nconfirmed: 2026-11-19", "verschoben auf 26.11.2026", "", confirm),
        ("date: 2026-11-19\nconfirmed: 2026-11-20", "Moved to 26.11.2026", "", &[]),
        ("date: 2026-11-19\nconfirmed: [2026-11-18, 2026-11-20]", "Moved to 26.11.2026", "", &[]),
        ("date: 2026-11-19\nconfirmed: no", "Moved to 26.11.2026", "", &[]),
        ("date: 2026-11-19\nconfirmed: yes", "Moved to 26.11.2026", "", &[]),
        // The note has the new day, and the log tells of the old one.
        ("date: 2026-11-26\nconfirmed: 2026-11-17", "", moved, confirm),
        ("date: 2026-11-26\nconfirmed: 2026-11-18", "", moved, &[]),
        ("date: 2026-11-26\nconfirmed: 2026-11-18", "", agreed, confirm),
        ("date: 2026-11-26\nconfirmed: 2026-11-20", "", agreed, &[]),
        // The log tells of this day.
        ("date: 2026-11-26\nconfirmed: 2026-11-18", "", "- 2026-11-12 she said yes: Thursday 26.11. 14:00", &[]),
        ("date: 2026-11-26\nconfirmed: 2026-11-18", "", "", &[]),
    ];
    for (keys, body, log, expected) in rows {
        assert_eq!(open(keys, body, log), expected, "{keys} / {body} / {log}");
    }
    // Two talks were agreed on.
    let ann = format!("---\ntype: contact\n---\n## Log\n{agreed}\n");
    let talk = |day: &str| {
        format!("---\nwith: Ann\ndate: {day}\nthanked: no\nreflected: no\nprepared: no\nconfirmed: 2026-11-18\n---\n")
    };
    let (first, second) = (talk("2026-11-19"), talk("2026-11-26"));
    let both = vault(&[("people/Ann.md", &ann), ("meetings/1.md", &first), ("meetings/2.md", &second)]);
    assert_eq!(both.open(), [""; 0]);
}

#[test]
fn a_note_without_a_day_was_not_the_talk_that_the_log_agreed_on() {
    let open = |log: &str, talks: &[(&str, &str)]| {
        let ann = format!("---\ntype: contact\nrequested: 2026-11-02\ncadence: never\n---\n## Log\n{log}\n");
        vault(&[&[("people/Ann.md", ann.as_str()), ("people/Bo.md", "---\nrequested: no\n---\n")], talks].concat())
            .open()
    };
    let ahead = "- 2026-11-18 yes! Thursday 26.11. 10:00";
    let past = "- 2026-11-10 yes! Wednesday 18.11. 10:00";
    let bare = "---\nwith: Ann\n---\n";
    let note: &[&str] = &["schedule Ann 11-25"];
    let planned: &[&str] = &["confirm Ann 11-25", "prepare Ann 11-25"];
    assert_eq!(open(ahead, &[]), note);
    assert_eq!(open(ahead, &[("meetings/m.md", bare)]), planned);
    assert_eq!(open(ahead, &[("meetings/m.md", "---\nwith: Ann\ndate: 26. November um 10\n---\n")]), planned);
    assert_eq!(open(past, &[("meetings/m.md", bare)]), ["thank Ann 11-19"]);
    assert_eq!(open(past, &[("meetings/m.md", "---\nwith: Ann\n---\n## Takeaways\n- much\n")]), ["thank Ann 11-19"]);
    let thanked = "---\nwith: Ann\nthanked: 2026-11-19\n---\n";
    assert_eq!(open(past, &[("meetings/m.md", thanked)]), [""; 0]);
    // A talk that was held is not the one to come; a talk with several people may be another; and so may one of two.
    assert_eq!(open(ahead, &[("meetings/m.md", thanked)]), note);
    assert_eq!(open(ahead, &[("meetings/m.md", "---\nwith: Ann\nstatus: held\nthanked: no\n---\n")]), note);
    assert_eq!(
        open(ahead, &[("meetings/m.md", "---\nwith: [Ann, Bo]\n---\n")]),
        ["schedule Ann 11-25", "confirm Ann+Bo -", "prepare Ann+Bo -"]
    );
    assert_eq!(open(ahead, &[("meetings/m.md", "---\nwith: Ann\nstatus: cancelled\n---\n")]), note);
    // The note of that day is the talk.
    let dated = ("meetings/2026-11-26 Ann.md", "---\nwith: Ann\nprepared: no\nconfirmed: yes\n---\n");
    assert_eq!(open(ahead, &[dated]), [""; 0]);
    // A later no ends it.
    assert_eq!(open(&format!("{ahead}\n- 2026-11-20 she said no"), &[]), [""; 0]);
}

#[test]
fn a_talk_with_one_of_two_namesakes_was_to_be_noted_down() {
    let log = "---\nname: Anne Hansen\nrequested: 2026-11-02\n---\n- 2026-11-18 answered, Friday 27.11. 9:00\n";
    let with = |talk: (&str, &str)| {
        let all = [("people/1.md", log), ("people/2.md", "---\nname: Anne Hansen\nrequested: no\n---\n"), talk];
        vault(&all).open().iter().any(|line| line.starts_with("schedule"))
    };
    let keys = |keys: &str| with(("meetings/m.md", &format!("---\n{keys}\n---\n")));
    assert!(!keys("date: 2026-11-27\nattendees: Anne Hansen"));
    assert!(!keys("date: 2026-11-27\nattendees: [\"[[Anne Hansen]]\", Bo Ek]"));
    assert!(!keys("date: 2026-11-27\nattendees: Anne"));
    assert!(!keys("date: 2026-11-27\nattendees: anne hansen"));
    assert!(!with(("meetings/2026-11-27 Anne Hansen.md", "---\ntype: meeting\n---\n")));
    // Another day, another person, a talk that is off.
    assert!(keys("date: 2026-11-26\nattendees: Anne Hansen"));
    assert!(keys("date: 2026-11-27\nattendees: Anne Lund"));
    assert!(keys("date: 2026-11-27\nattendees: Anne Hansen\nstatus: cancelled"));
}
