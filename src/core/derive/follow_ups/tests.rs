//! Every rule: when it arises, when it is due, what settles and what waives it. Today is 2026-11-21, a Saturday.

use std::collections::BTreeSet;

use crate::core::base::NotePath;
use crate::core::config::Config;
use crate::core::derive::questions::Questions;
use crate::core::derive::statuses::Statuses;
use crate::core::index::Index;
use crate::core::model::{Day, Rule};
use crate::core::parse::NoteParser;

use super::{Agenda, FollowUp};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(super) struct Vault {
    index: Index,
    config: Config,
}

impl Vault {
    pub(super) fn with(config: &str, notes: &[(&str, &str)]) -> Self {
        let config = Config::parse(config).unwrap();
        let parser = NoteParser::new(&config);
        let notes = notes.iter().map(|(path, text)| parser.parse(&NotePath::new(*path), text.as_bytes())).collect();
        Self { index: Index::of_user(notes, config.words().user().clone()), config }
    }

    pub(super) fn derive(&self, today: &str) -> Agenda {
        let standing = Statuses::new(&self.index, &self.config, day(today));
        let questions = Questions::new(&self.index, &standing);
        Agenda::new(&self.index, &standing, &questions, &self.config)
    }

    pub(super) fn rows(&self, of: impl Fn(&Agenda) -> Vec<FollowUp>) -> Vec<String> {
        of(&self.derive("2026-11-21"))
            .iter()
            // Every talk is to be reflected on. Where a table is not about that, its talks have no section for it.
            .filter(|one| one.rule != Rule::Reflect || self.has_reflection(one))
            .map(|follow_up| {
                let due = follow_up.due.map_or_else(|| "-".to_owned(), |due| due.format("%m-%d").to_string());
                let who: Vec<&str> = follow_up.who.iter().map(|person| self.index.name(person)).collect();
                format!("{} {} {due}", follow_up.rule, who.join("+"))
            })
            .collect()
    }

    fn has_reflection(&self, follow_up: &FollowUp) -> bool {
        self.index.note(follow_up.note).as_meeting().is_some_and(|meeting| meeting.reflection.is_some())
    }

    /// The codes of what is at odds with the day.
    fn codes(&self) -> Vec<&'static str> {
        let agenda = self.derive("2026-11-21");
        let found = self.index.notes().flat_map(|(id, _)| agenda.diagnostics_of(id));
        found.map(|diagnostic| diagnostic.code.as_str()).collect()
    }

    pub(super) fn open(&self) -> Vec<String> {
        self.rows(|agenda| agenda.follow_ups().cloned().collect())
    }

    fn done(&self) -> Vec<String> {
        self.rows(|agenda| agenda.done().cloned().collect())
    }
}

pub(super) fn vault(notes: &[(&str, &str)]) -> Vault {
    Vault::with("", notes)
}

/// The open follow-ups of a contact with that front matter.
pub(super) fn contact(yaml: &str) -> Vec<String> {
    vault(&[("people/Ann.md", &format!("---\n{yaml}\n---\n"))]).open()
}

/// The open follow-ups of a meeting with that front matter and body, and a contact whose cadence is `never`.
fn meeting(yaml: &str, body: &str) -> Vec<String> {
    let note = format!("---\nwith: \"[[Ann]]\"\n{yaml}\n---\n{body}");
    vault(&[("people/Ann.md", "---\ncadence: never\n---\n"), ("meetings/m.md", &note)]).open()
}

#[test]
fn asking_goes_from_request_to_nudge_to_close() {
    let rows: [(&str, &[&str]); 46] = [
        ("company: Orb", &["request Ann -"]),
        // Only `requested: no` waives the request.
        ("nudged: no", &["request Ann -"]),
        ("replied: no", &["request Ann -"]),
        ("scheduled: no", &["request Ann -"]),
        ("declined: no", &["request Ann -"]),
        ("closed: no", &["request Ann -"]),
        ("closed: [no, 2026-11-01]", &[]),
        ("replied: yes", &[]),
        // A future day triggers nothing, but it settles a follow-up.
        ("requested: 2026-12-01", &[]),
        ("requested: 2026-11-10\nnudged: 2026-11-22", &[]),
        ("requested: 2026-11-10\nreplied: 2026-11-22", &[]),
        ("requested: 2026-10-01\nnudged: [2026-10-08, 2026-10-15]\nclosed: 2026-11-22", &[]),
        ("requested: [2026-11-10, 2027-03-01]", &["nudge Ann 11-17"]),
        ("requested: 2026-11-10\nadded: 2026-12-01", &["nudge Ann 11-17"]),
        ("replied: [2026-11-18, 2026-11-22]", &["schedule Ann 11-20"]),
        ("replied: 2026-11-18\nrequested: 2027-03-01", &["schedule Ann 11-20"]),
        ("replied: 2026-11-18\ndeclined: 2026-11-22", &[]),
        ("added: 2026-11-10\nlast-contact: 2026-12-01", &["request Ann 11-11"]),
        ("company: Orb\nsnooze: 2026-11-20", &["request Ann -"]),
        ("added: 2026-11-18\nsnooze: 2026-11-21", &["request Ann 11-21"]),
        ("added: 2026-11-20\nsnooze: 2026-11-01", &["request Ann 11-21"]),
        ("added: 2026-11-18\nsnooze: 2026-11-24", &[]),
        ("added: 2026-11-18", &["request Ann 11-19"]),
        ("requested: no", &[]),
        ("requested: yes", &[]),
        ("requested: false", &["request Ann -"]),
        ("requested: 31.11.2026", &[]),
        ("requested: 2026-11-10", &["nudge Ann 11-17"]),
        ("requested: 2026-11-10\nnudged: 2026-11-17", &["nudge Ann 11-24"]),
        ("requested: 2026-11-01\nnudged: [2026-11-08, 2026-11-15]", &["close Ann 11-29"]),
        ("requested: 2026-11-10\nnudged: no", &[]),
        ("requested: 2026-11-01\nnudged: [2026-11-08, no]", &[]),
        ("requested: 2026-11-01\nnudged: [2026-11-08, 2026-11-15]\nclosed: no", &[]),
        ("requested: 2026-11-01\nnudged: [2026-11-08, 2026-11-15]\nclosed: 2026-11-20", &[]),
        ("requested: [2026-01-01, 2026-11-10]\nnudged: [2026-01-08, 2026-01-15]", &["nudge Ann 11-17"]),
        ("requested: 2026-11-10\nreplied: 2026-11-10", &["schedule Ann 11-12"]),
        ("requested: 2026-11-10\nreplied: 2026-11-18", &["schedule Ann 11-20"]),
        ("requested: 2026-11-10\nreplied: 2026-11-12\nnudged: 2026-11-18", &["nudge Ann 11-25"]),
        ("requested: 2026-11-10\ndeclined: 2026-11-12", &[]),
        ("replied: 2026-11-18\nscheduled: 2026-11-19", &[]),
        ("replied: 2026-11-18\nscheduled: no", &[]),
        ("replied: 2026-11-18\nscheduled: 2026-11-01", &["schedule Ann 11-20"]),
        ("requested: 2026-11-10\nsnooze: 2026-12-01", &[]),
        ("requested: 2026-11-10\nsnooze: 2026-11-21", &["nudge Ann 11-21"]),
        ("requested: 2026-11-10\nstatus: paused", &[]),
        ("requested: 2026-11-10\nclosed: 2026-11-01", &["nudge Ann 11-17"]),
    ];
    for (yaml, expected) in rows {
        assert_eq!(contact(yaml), expected, "{yaml}");
    }
}

#[test]
fn a_talk_is_an_answer_and_one_that_fell_through_asks_for_another() {
    let rows: [(&str, &str, &[&str]); 19] = [
        // An event that is still ahead has not happened today.
        ("replied: 2026-11-10", "date: 2026-11-28\nstatus: cancelled", &["schedule Ann 11-21"]),
        ("replied: 2026-11-10", "date: 2026-11-21\nstatus: cancelled", &["schedule Ann 11-23"]),
        ("scheduled: 2026-11-15", "date: 2026-11-28\nstatus: cancelled", &["schedule Ann 11-21"]),
        ("scheduled: 2026-11-21", "date: 2026-11-28\nstatus: cancelled", &["schedule Ann 11-21"]),
        ("scheduled: [yes, 2026-11-20]", "date: 2026-11-28\nstatus: cancelled", &[]),
        ("scheduled: [2026-11-12, 2026-11-20]", "date: 2026-11-28\nstatus: cancelled", &[]),
        ("scheduled: 2026-12-03", "date: 2026-11-28\nstatus: cancelled", &[]),
        ("scheduled: no", "date: 2026-11-28\nstatus: cancelled", &[]),
        // That it was agreed on, whenever that was, finds no other day.
        ("scheduled: yes", "date: 2026-11-12\nstatus: no-show", &["schedule Ann 11-14"]),
        ("scheduled: 2026-11-11", "date: 2026-11-12\nstatus: no-show", &["schedule Ann 11-14"]),
        ("scheduled: no", "date: 2026-11-12\nstatus: no-show", &[]),
        ("scheduled: yes\ndeclined: 2026-11-13", "date: 2026-11-12\nstatus: no-show", &[]),
        ("requested: 2026-11-10", "date: 2026-11-24\nprepared: no\nconfirmed: no", &[]),
        ("replied: 2026-11-10", "date: 2026-11-24\nprepared: no\nconfirmed: no", &[]),
        ("replied: 2026-11-10", "date: 2026-11-12\nthanked: no", &[]),
        ("replied: 2026-11-10", "date: 2026-11-09\nthanked: no", &[]), // an answer to thanks
        ("requested: 2026-11-10", "date: 2026-11-12\nstatus: cancelled", &["schedule Ann 11-14"]),
        ("requested: 2026-11-10\nscheduled: 2026-11-13", "date: 2026-11-12\nstatus: no-show", &[]),
        ("requested: [2026-11-10, 2026-11-16]", "date: 2026-11-12\nstatus: cancelled", &["nudge Ann 11-23"]),
    ];
    for (yaml, talk, expected) in rows {
        let found = vault(&[
            ("people/Ann.md", &format!("---\ncadence: never\n{yaml}\n---\n")),
            ("meetings/m.md", &format!("---\nwith: \"[[Ann]]\"\n{talk}\n---\n")),
        ])
        .open();
        assert_eq!(found, expected, "{yaml} / {talk}");
    }
}

#[test]
fn a_planned_meeting_is_prepared_and_confirmed() {
    let question = "## Questions\n- [ ] Why?\n";
    let rows: [(&str, &str, &[&str]); 9] = [
        ("date: 2026-11-24T10:00", "", &["confirm Ann 11-23", "prepare Ann 11-23"]),
        ("date: 2026-11-24\ngoals: [insight]", question, &["confirm Ann 11-23"]),
        ("date: 2026-11-24\nprepared: 2026-11-20\nconfirmed: 2026-11-20", "", &[]),
        ("date: 2026-11-24\nprepared: no\nconfirmed: yes", "", &[]),
        // On its own day it is not late.
        ("date: 2026-11-21", "", &["confirm Ann 11-21", "prepare Ann 11-21"]),
        ("date: 2026-11-24\nstatus: cancelled", "", &["schedule Ann 11-21"]),
        ("date: 2026-11-01\nstatus: planned", "", &[]),
        ("date: 2026-11-24\nsnooze: 2026-11-23", "", &[]),
        ("date: 2026-11-21\nthanked: 2026-11-21", "", &[]),
    ];
    for (yaml, body, expected) in rows {
        assert_eq!(meeting(yaml, body), expected, "{yaml}");
    }
    let past = vault(&[("meetings/m.md", "---\nwith: Ann\ndate: 2026-11-01\nstatus: planned\n---\n")]);
    assert_eq!(past.codes(), ["planned-in-the-past"]);
}

#[test]
fn a_talk_without_a_section_for_reflection_was_not_reflected_on() {
    let rows = [
        ("", "", 1),
        ("", "## Takeaways\n- much\n", 0),
        ("", "## Takeaways\n", 1),
        ("", "## Reflection\n", 1),
        ("", "## Reflection\nIt went well.\n", 0),
        ("reflected: 2026-11-20", "", 0),
        ("reflected: no", "", 0),
        ("status: cancelled", "", 0),
    ];
    for (keys, body, expected) in rows {
        let talk = format!("---\nwith: \"[[Ann]]\"\ndate: 2026-11-18\n{keys}\n---\n{body}");
        let vault = vault(&[("people/Ann.md", "---\ncadence: never\n---\n"), ("meetings/m.md", &talk)]);
        let agenda = vault.derive("2026-11-21");
        let found = agenda.follow_ups().filter(|one| one.rule == Rule::Reflect).count();
        assert_eq!(found, expected, "{keys} / {body}");
    }
}

#[test]
fn a_held_meeting_is_thanked_for_and_reflected_on() {
    let rows: [(&str, &str, &[&str]); 11] = [
        ("date: 2026-11-19", "", &["thank Ann 11-20"]),
        ("date: 2026-11-20T14:00\nduration: 45m", "", &["thank Ann 11-21"]),
        ("date: 2026-11-19T23:40\nduration: 30m", "", &["thank Ann 11-21"]),
        ("date: 2026-11-21\nstatus: held", "", &["thank Ann 11-22"]),
        ("date: 2026-11-21", "## Takeaways\n- much\n", &["thank Ann 11-22"]),
        ("date: 2026-11-21", "## Questions\n- [x] Why?\n", &["thank Ann 11-22"]),
        ("date: 2026-11-19\nthanked: 2026-11-20", "", &[]),
        ("date: 2026-11-19\nthanked: no", "## Reflection\n", &["reflect Ann 11-21"]),
        ("date: 2026-11-19\nthanked: no\nreflected: 2026-11-20", "## Reflection\n", &[]),
        ("date: 2026-11-19\nthanked: no", "## Reflection\ntext\n", &[]),
        ("date: 2026-11-19\nstatus: no-show", "## Reflection\n", &["schedule Ann 11-21"]),
    ];
    for (yaml, body, expected) in rows {
        assert_eq!(meeting(yaml, body), expected, "{yaml} {body:?}");
    }
}

#[test]
fn one_person_is_thanked_once() {
    let found = vault(&[
        ("people/Ann.md", "---\ncadence: never\n---\n"),
        ("people/Bo.md", "---\ncadence: never\n---\n## Log\n- 2026-11-19 thanked: by mail\n"),
        ("people/Cy.md", "---\nstatus: closed\n---\n"),
        ("meetings/1.md", "---\nwith: [Ann, Bo, Cy, Dee]\ndate: 2026-11-18\n---\n"),
        ("meetings/2.md", "---\nwith: Ann\ndate: 2026-11-20\n---\n"),
    ]);
    assert_eq!(found.open(), ["thank Dee 11-19", "thank Ann 11-21"]);
    // Somebody who needs no thanks for the last talk is thanked for the one before it; each waives only its own.
    let rows: [(&str, &str, &[&str]); 6] = [
        ("", "", &["thank Ann 11-21"]),
        ("", "thanked: no", &["thank Ann 11-19"]),
        ("", "thanked: 2026-11-20", &[]),
        ("thanked: no", "", &["thank Ann 11-21"]),
        ("thanked: no", "thanked: no", &[]),
        ("thanked: 2026-11-19", "thanked: no", &[]),
    ];
    for (first, second, expected) in rows {
        let talk = |day: &str, yaml: &str| format!("---\nwith: Ann\ndate: {day}\n{yaml}\n---\n");
        let notes = [("meetings/1.md", talk("2026-11-18", first)), ("meetings/2.md", talk("2026-11-20", second))];
        let mut all = vec![("people/Ann.md", "---\ncadence: never\n---\n")];
        all.extend(notes.iter().map(|(path, text)| (*path, text.as_str())));
        assert_eq!(vault(&all).open(), expected, "{first} / {second}");
    }
}

#[test]
fn what_is_waived_for_one_talk_is_not_waived_for_another() {
    let talk =
        |day: &str, yaml: &str| format!("---\nwith: Ann\ndate: {day}\nthanked: no\n{yaml}\n---\n## Reflection\n");
    let found = vault(&[
        ("people/Ann.md", "---\ncadence: never\n---\n"),
        ("meetings/1.md", &talk("2026-11-18", "")),
        ("meetings/2.md", &talk("2026-11-20", "reflected: no")),
    ]);
    assert_eq!(found.open(), ["reflect Ann 11-20"]);
}

#[test]
fn an_answer_after_a_talk_that_fell_through_asks_for_another() {
    let rows: [(&str, &str, &[&str]); 6] = [
        // Held, another one called off, and then an answer; or the answer is between the two.
        ("replied: 2026-11-18", "date: 2026-11-16\nstatus: cancelled", &["schedule Ann 11-20"]),
        ("replied: 2026-11-14", "date: 2026-11-16\nstatus: cancelled", &["schedule Ann 11-18"]),
        ("replied: 2026-11-16", "date: 2026-11-16\nstatus: no-show", &["schedule Ann 11-18"]),
        // An answer to thanks.
        ("replied: 2026-11-18", "date: 2026-11-16\nthanked: no", &[]),
        ("replied: 2026-11-18", "date: 2026-11-02\nstatus: cancelled", &[]),
        // One held today, and one called off for a later day.
        ("replied: 2026-11-18", "date: 2026-11-27\nstatus: cancelled", &["schedule Ann 11-21"]),
    ];
    for (yaml, second, expected) in rows {
        let found = vault(&[
            ("people/Ann.md", &format!("---\ncadence: never\n{yaml}\n---\n")),
            ("meetings/1.md", "---\nwith: Ann\ndate: 2026-11-10\nthanked: no\n---\n"),
            ("meetings/2.md", &format!("---\nwith: Ann\n{second}\n---\n")),
        ])
        .open();
        assert_eq!(found, expected, "{yaml} / {second}");
    }
}

#[test]
fn a_talk_of_today_is_no_new_day_for_one_that_was_called_off() {
    let rows: [(&str, &str, &[&str]); 4] = [
        ("date: 2026-11-21\nstatus: held", "date: 2026-11-27\nstatus: cancelled", &["schedule Ann 11-21"]),
        ("date: 2026-11-21\nstatus: held", "date: 2026-11-21\nstatus: no-show", &[]),
        ("date: 2026-11-21\nstatus: held", "date: 2026-11-20\nstatus: no-show", &[]),
        ("date: 2026-11-21\nconfirmed: no\nprepared: no", "date: 2026-11-27\nstatus: cancelled", &[]),
    ];
    for (first, second, expected) in rows {
        let found = vault(&[
            ("people/Ann.md", "---\ncadence: never\n---\n"),
            ("meetings/1.md", &format!("---\nwith: Ann\nthanked: no\n{first}\n---\n")),
            ("meetings/2.md", &format!("---\nwith: Ann\n{second}\n---\n")),
        ])
        .open();
        assert_eq!(found, expected, "{first} / {second}");
    }
}

#[test]
fn a_new_day_that_was_ticked_was_to_be_found_again_the_day_after() {
    let off = |day: &str| format!("date: {day}\nstatus: cancelled");
    let held = |day: &str| format!("date: {day}\nstatus: held");
    // The value of `scheduled` after the line was ticked on the 21st, and the talks as they are after that.
    let rows: [(&str, &[String]); 7] = [
        ("[2026-10-23, 2026-11-21]", &[off("2026-11-30")]),
        ("[yes, 2026-11-21]", &[off("2026-11-30")]),
        // The talk was moved forward.
        ("[2026-10-23, 2026-11-21]", &[off("2026-11-30"), held("2026-11-24")]),
        ("[yes, 2026-11-21]", &[off("2026-11-30"), held("2026-11-24")]),
        // Another was held on the day of the tick.
        ("[yes, 2026-11-21]", &[off("2026-11-30"), held("2026-11-21")]),
        // Two were called off.
        ("[2026-10-23, yes, 2026-11-21]", &[off("2026-11-25"), off("2026-11-30")]),
        ("[2026-10-23, 2026-11-01, 2026-11-21]", &[off("2026-11-25"), off("2026-11-30"), held("2026-11-28")]),
    ];
    for (scheduled, talks) in rows {
        let mut notes =
            vec![("people/Ann.md".to_owned(), format!("---\ncadence: never\nscheduled: {scheduled}\n---\n"))];
        let talk = |(at, talk): (usize, &String)| {
            (format!("meetings/{at}.md"), format!("---\nwith: Ann\nthanked: no\nreflected: no\n{talk}\n---\n"))
        };
        notes.extend(talks.iter().enumerate().map(talk));
        let all: Vec<(&str, &str)> = notes.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let vault = vault(&all);
        for day in ["2026-11-21", "2026-11-22", "2026-11-26", "2026-11-29", "2026-12-04"] {
            let agenda = vault.derive(day);
            let open: Vec<&FollowUp> = agenda.follow_ups().filter(|one| one.rule == Rule::Schedule).collect();
            assert!(open.is_empty(), "{scheduled} {talks:?} on {day}: {open:?}");
        }
    }
}

#[test]
fn each_talk_that_was_called_off_asks_for_a_new_day() {
    let rows: [(&str, &[(&str, &str)]); 6] = [
        ("2026-11-01", &[("2026-11-20", "cancelled")]),
        ("2026-11-21", &[("2026-11-30", "cancelled")]),
        // The new day was called off too.
        ("[2026-10-23, 2026-11-01]", &[("2026-11-12", "cancelled"), ("2026-11-20", "no-show")]),
        // Each was agreed on, at or after the talk before.
        ("[2026-10-23, 2026-11-12]", &[("2026-11-12", "held"), ("2026-11-30", "cancelled")]),
        ("[2026-10-23, 2026-11-13]", &[("2026-11-12", "held"), ("2026-11-30", "cancelled")]),
        ("[]", &[("2026-11-12", "held"), ("2026-11-30", "cancelled")]),
    ];
    for (scheduled, talks) in rows {
        let mut notes =
            vec![("people/Ann.md".to_owned(), format!("---\ncadence: never\nscheduled: {scheduled}\n---\n"))];
        let talk = |(at, (day, status)): (usize, &(&str, &str))| {
            let text = format!("---\nwith: Ann\nthanked: no\nreflected: no\ndate: {day}\nstatus: {status}\n---\n");
            (format!("meetings/{at}.md"), text)
        };
        notes.extend(talks.iter().enumerate().map(talk));
        let all: Vec<(&str, &str)> = notes.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        for day in ["2026-11-21", "2026-11-22"] {
            let agenda = vault(&all).derive(day);
            assert_eq!(
                agenda.follow_ups().filter(|one| one.rule == Rule::Schedule).count(),
                1,
                "{scheduled} {talks:?}"
            );
        }
    }
}

#[test]
fn a_day_to_come_wakes_nobody() {
    let rows: [(&str, &[&str]); 6] = [
        ("closed: 2026-10-01\nrequested: 2027-03-01", &[]),
        ("declined: 2026-10-01\nnudged: 2027-03-01", &[]),
        ("closed: 2026-10-01\nreplied: 2027-03-01", &[]),
        ("closed: 2026-10-01\nscheduled: 2027-03-01", &[]),
        ("closed: 2026-10-01\nrequested: 2026-10-01", &[]),
        ("closed: 2026-10-01\nrequested: 2026-11-12", &["nudge Ann 11-19"]),
    ];
    for (yaml, expected) in rows {
        assert_eq!(contact(yaml), expected, "{yaml}");
    }
}

#[test]
fn what_is_done_on_the_day_it_arose_is_one_line_and_what_follows_another() {
    let rows = [
        ("requested: 2026-11-21", ["nudge"].as_slice(), ["request"].as_slice()),
        ("requested: 2026-11-21\nnudged: 2026-11-21", &["nudge"], &["nudge"]),
        ("requested: 2026-10-14\nnudged: [2026-10-21, 2026-11-21]", &["close"], &["nudge"]),
    ];
    for (yaml, open, done) in rows {
        let vault = vault(&[("people/Ann.md", &format!("---\n{yaml}\n---\n"))]);
        let agenda = vault.derive("2026-11-21");
        let rules = |all: Vec<&FollowUp>| all.iter().map(|one| one.rule.as_str()).collect::<Vec<_>>();
        let is_step = |one: &&FollowUp| one.rule != Rule::Request || !yaml.contains("nudged");
        assert_eq!(rules(agenda.follow_ups().collect()), open, "{yaml}");
        assert_eq!(rules(agenda.done().filter(is_step).collect()), done, "{yaml}");
        let ids: BTreeSet<_> = agenda.follow_ups().chain(agenda.done()).map(|one| one.id).collect();
        assert_eq!(ids.len(), agenda.follow_ups().chain(agenda.done()).count(), "{yaml}");
    }
}

#[test]
fn keeping_in_touch_on_the_day_of_contact_is_done() {
    let held = "---\nwith: Ann\ndate: 2026-11-21\nstatus: held\nthanked: 2026-11-21\n---\n";
    let keeping = |log: &str, event: &str, talk: &str| {
        let note = format!("---\ncadence: 1 week\nrequested: no\n{event}---\n## Log\n{log}");
        let vault = vault(&[("people/Ann.md", &note), ("meetings/m.md", talk)]);
        let agenda = vault.derive("2026-11-21");
        let ids = |all: Vec<&FollowUp>| -> Vec<String> {
            let own = all.into_iter().filter(|one| one.rule == Rule::KeepInTouch);
            own.map(|one| one.id.to_string()).collect()
        };
        (ids(agenda.follow_ups().collect()), ids(agenda.done().collect()))
    };
    for (event, talk) in [
        ("", held),
        ("last-contact: 2026-11-21\n", ""),
        ("last-contact: 2026-11-10\n", ""),
        ("", &held.replace("11-21", "11-10")),
    ] {
        let (open, done) = keeping("", event, talk);
        assert_eq!((open.len(), done.len()), (1, 0), "{event} {talk}");
        let (still, done) = keeping("- 2026-11-21 kept in touch\n", event, talk);
        assert_eq!((still.len(), done), (0, open), "{event} {talk}");
    }
    // A clone in another zone may be a day ahead.
    for log in ["- 2026-11-22 kept in touch\n", "- 2026-12-01 ring\n"] {
        let (open, _) = keeping(log, "last-contact: 2026-11-10\n", "");
        assert_eq!(open.len(), usize::from(log.contains("12-01")), "{log}");
    }
}

#[test]
fn whoever_referred_is_told() {
    let notes = |yaml: &str| {
        vault(&[
            ("people/Ann.md", "---\ncadence: never\nrequested: no\n---\n"),
            ("people/Bo.md", &format!("---\ncadence: never\n{yaml}\n---\n")),
            ("meetings/m.md", "---\nwith: Bo\ndate: 2026-11-10\nthanked: no\n---\n"),
        ])
        .open()
    };
    let rows: [(&str, &[&str]); 7] = [
        ("referred-by: \"[[Ann]]\"", &["report-back Ann 11-17"]),
        ("introduced by: Ann", &["report-back Ann 11-17"]),
        ("referred-by: \"[[Nobody]]\"", &["report-back Nobody 11-17"]),
        ("referred-by: a friend of a friend", &[]),
        ("referred-by: \"[[Ann]]\"\nreported-back: 2026-11-12", &[]),
        ("referred-by: \"[[Ann]]\"\nreported-back: no", &[]),
        ("referred-by: \"[[Ann]]\"\nsnooze: 2026-12-01", &[]),
    ];
    for (yaml, expected) in rows {
        assert_eq!(notes(yaml), expected, "{yaml}");
    }
}

#[test]
fn keeping_in_touch_runs_from_the_last_touch() {
    let met = |yaml: &str, config: &str| {
        let note = format!("---\n{yaml}\n---\n## Log\n- 2026-10-01 rang\n- [ ] 2026-11-01 buy a card\n");
        Vault::with(
            config,
            &[("people/Ann.md", &note), ("meetings/m.md", "---\nwith: Ann\ndate: 2026-09-01\nthanked: no\n---\n")],
        )
        .rows(|agenda| agenda.follow_ups().filter(|follow_up| follow_up.rule == Rule::KeepInTouch).cloned().collect())
    };
    let rows: [(&str, &str, &[&str]); 11] = [
        ("company: Orb", "", &["keep-in-touch Ann 01-01"]),
        ("cadence: 6w", "", &["keep-in-touch Ann 11-12"]),
        ("cadence: never", "", &[]),
        ("last-contact: 2026-10-10\ncadence: 6w", "", &["keep-in-touch Ann 11-21"]),
        ("updated: 2026-11-10\ncadence: 6w", "", &["keep-in-touch Ann 11-12"]),
        ("tags: [mentor]", "cadences: {mentor: 1 month}", &["keep-in-touch Ann 11-01"]),
        ("tags: [mentor/old]", "cadences: {mentor: never}", &[]),
        ("company: Orb", "rules: {keep-in-touch: 20b}", &["keep-in-touch Ann 10-29"]),
        ("company: Orb", "rules: {keep-in-touch: off}", &[]),
        ("status: paused", "", &[]),
        ("requested: 2026-11-10", "", &[]),
    ];
    for (yaml, config, expected) in rows {
        assert_eq!(met(yaml, config), expected, "{yaml} {config}");
    }
    // Without a talk, only a contact with a cadence of their own has one.
    assert_eq!(contact("last-contact: 2026-10-01"), [""; 0]);
    assert_eq!(contact("last-contact: 2026-10-01\ncadence: 1 month"), ["keep-in-touch Ann 11-01"]);
    assert_eq!(contact("last-contact: 2026-10-01\nrequested: no\ncadence: 1 month"), ["keep-in-touch Ann 11-01"]);
}

#[test]
fn tasks_belong_to_people() {
    let vault = vault(&[
        (
            "people/Ann.md",
            "---\nrequested: no\nfollow-up: 2026-12-01\nfollow-ups: [{due: 2026-12-02, what: Ask}]\n---\n- [ ] Call 📅 2026-11-25\n- [ ] Wait 🛫 2026-12-01\n- [/] Read ⏳ 2026-11-24\n- [x] Old\n",
        ),
        (
            "meetings/m.md",
            "---\nwith: [Ann, Zed]\ndate: 2026-11-10\nthanked: no\n---\n- [ ] Send\n## Questions\n- [ ] A question?\n",
        ),
        ("weekly/w.md", "- [ ] Mail [[Ann]] due:2026-12-01\n- [ ] Shop\n- [ ] Mail [[Nobody]]\n"),
    ]);
    let tasks: Vec<String> = vault.open().into_iter().filter(|row| row.starts_with("task")).collect();
    assert_eq!(tasks, ["task Ann 11-24", "task Ann 11-25", "task Ann 12-01", "task Ann 12-02", "task Ann+Zed -"]);
    let all = Vault::with("tasks: all", &[("weekly/w.md", "- [ ] Shop\n- [ ] Shop\n")]);
    assert_eq!(all.open(), ["task  -", "task  -"]);
}

#[test]
fn what_is_said_twice_stands_once() {
    let vault = vault(&[
        (
            "people/Ann.md",
            "---\nrequested: no\nnext_followup: 2026-12-01\nnext action: ring\n---\n- [ ] Send the **report** 📅 2026-12-05\n",
        ),
        ("weekly/1.md", "- [ ] Ring [[Ann]] 📅 2026-12-01\n"),
        ("people/notes/Ann two.md", "---\ntype: plain\n---\n- [ ] Send the report due:2026-12-05 [[Ann]]\n"),
    ]);
    let agenda = vault.derive("2026-11-21");
    let places: Vec<String> = agenda
        .follow_ups()
        .map(|follow_up| format!("{}:{}", vault.index.note(follow_up.note).path, follow_up.line))
        .collect();
    assert_eq!(places, ["weekly/1.md:1", "people/Ann.md:6", "people/notes/Ann two.md:4"]);
}

/// What is shown, the notes, and the places of the tasks that are listed.
type EqualTasks<'a> = (&'a str, Vec<(&'a str, String)>, &'a [&'a str]);

#[test]
fn equal_tasks_are_one_only_about_the_same_people() {
    let talk = |with: &str, body: &str| format!("---\nwith: {with}\ndate: 2026-11-10\nthanked: no\n---\n{body}");
    let rows: Vec<EqualTasks<'_>> = vec![
        (
            "of one person",
            vec![
                ("people/Ann.md", "---\ncadence: never\n---\n- [ ] Ring\n".into()),
                ("meetings/1.md", talk("Ann", "- [ ] *ring*!\n")),
            ],
            &["meetings/1.md:6"],
        ),
        (
            "the nth with the nth",
            vec![
                ("meetings/1.md", talk("Ann", "- [ ] Ring\n- [ ] Ring\n")),
                ("meetings/2.md", talk("Ann", "- [ ] Ring\n")),
                ("meetings/3.md", talk("Ann", "- [ ] Ring\n- [ ] Ring\n- [ ] Ring\n")),
            ],
            &["meetings/1.md:6", "meetings/1.md:7", "meetings/3.md:8"],
        ),
        (
            "of different people",
            vec![
                ("meetings/1.md", talk("Ann", "- [ ] Ring\n")),
                ("meetings/2.md", talk("Bo", "- [ ] Ring\n")),
                ("meetings/3.md", talk("[Ann, Bo]", "- [ ] Ring\n")),
                ("meetings/4.md", talk("[Bo, Ann]", "- [ ] Ring\n")),
            ],
            &["meetings/1.md:6", "meetings/2.md:6", "meetings/3.md:6"],
        ),
        (
            "of different days",
            vec![
                ("meetings/1.md", talk("Ann", "- [ ] Ring 📅 2026-12-01\n")),
                ("meetings/2.md", talk("Ann", "- [ ] Ring\n")),
            ],
            &["meetings/1.md:6", "meetings/2.md:6"],
        ),
        (
            "of nobody",
            vec![("v.md", "- [ ] Ring\n".into()), ("w.md", "- [ ] Ring\n- [ ] Ring\n".into())],
            &["v.md:1", "w.md:1", "w.md:2"],
        ),
    ];
    for (what, notes, expected) in rows {
        let notes: Vec<(&str, &str)> = notes.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let vault = Vault::with("tasks: all\nrules: {reflect: off}", &notes);
        let agenda = vault.derive("2026-11-21");
        let place = |one: &FollowUp| format!("{}:{}", vault.index.note(one.note).path, one.line);
        let mut places: Vec<String> = agenda.follow_ups().map(place).collect();
        places.sort();
        assert_eq!(places, expected, "{what}");
        let ids: BTreeSet<_> = agenda.follow_ups().map(|one| one.id).collect();
        assert_eq!(ids.len(), places.len(), "{what}");
        // A hidden task is the same obligation as the shown one.
        let shown = agenda.follow_ups().flat_map(|one| agenda.duplicates_of(&vault.index, one)).count();
        let tasks = vault.index.notes().map(|(_, note)| note.tasks.len()).sum::<usize>();
        assert_eq!(shown + places.len(), tasks, "{what}");
    }
}

#[test]
fn a_day_to_come_back_stands_beside_a_task_of_somebody_else() {
    let rows: [(&str, &[&str]); 4] = [
        ("- [ ] Send [[Eva]] 📅 2026-12-16\n", &["task Cleo+Eva 12-16", "task Eva 12-16"]),
        ("- [ ] Send [[Eva]] [[Cleo]] 📅 2026-12-16\n", &["task Eva+Cleo 12-16"]),
        ("- [ ] Send [[Eva]] [[Cleo]] 📅 2026-12-17\n", &["task Cleo+Eva 12-16", "task Eva+Cleo 12-17"]),
        ("- [x] Send [[Eva]] [[Cleo]] 📅 2026-12-16\n", &["task Cleo+Eva 12-16"]),
    ];
    for (task, expected) in rows {
        let found = vault(&[
            ("people/Cleo.md", "---\ncadence: never\n---\n"),
            ("people/Eva.md", "---\ncadence: never\n---\n"),
            ("meetings/m.md", "---\nwith: [Cleo, Eva]\ndate: 2026-11-10\nthanked: no\nfollow-up: 2026-12-16\n---\n"),
            ("w.md", task),
        ])
        .open();
        assert_eq!(found, expected, "{task}");
    }
}

#[test]
fn rules_and_intervals_are_configured() {
    let open = |config: &str| {
        Vault::with(
            config,
            &[
                ("people/Ann.md", "---\nrequested: 2026-11-10\n---\n"),
                ("meetings/m.md", "---\nwith: Bo\ndate: 2026-11-20\n---\n"),
            ],
        )
        .open()
    };
    assert_eq!(open(""), ["nudge Ann 11-17", "thank Bo 11-21"]);
    assert_eq!(open("rules: {nudge: 3b, thank: off}"), ["nudge Ann 11-13"]);
    assert_eq!(open("max-nudges: 0\nrules: {close: 1w, thank: 2d}"), ["close Ann 11-17", "thank Bo 11-22"]);
}

#[test]
fn what_was_settled_today_is_done() {
    let vault = vault(&[
        ("people/Ann.md", "---\nrequested: 2026-11-21\n---\n- [x] Call ✅ 2026-11-21\n"),
        ("people/Bo.md", "---\nrequested: 2026-11-10\nnudged: 2026-11-21\n---\n"),
        ("people/Cy.md", "---\nreplied: 2026-11-10\nscheduled: 2026-11-21\n---\n"),
        ("people/Di.md", "---\nrequested: 2026-10-10\nnudged: [2026-10-20, 2026-10-30]\nclosed: 2026-11-21\n---\n"),
        ("people/Ed.md", "---\ncadence: 1w\nrequested: no\n---\n## Log\n- 2026-11-21 rang\n- 2026-11-10 rang\n"),
        (
            "meetings/m.md",
            "---\nwith: Ed\ndate: 2026-11-01\nthanked: 2026-11-21\nreflected: 2026-11-21\n---\n## Reflection\n",
        ),
        ("meetings/n.md", "---\nwith: Ed\ndate: 2026-11-30\nprepared: 2026-11-21\nconfirmed: 2026-11-21\n---\n"),
    ]);
    assert_eq!(
        vault.done(),
        [
            "thank Ed 11-02",
            "reflect Ed 11-03",
            "schedule Cy 11-12",
            "close Di 11-13",
            "nudge Bo 11-17",
            "keep-in-touch Ed 11-17",
            "confirm Ed 11-29",
            "prepare Ed 11-29",
            "task Ann -",
            "request Ann -",
        ]
    );
}

#[test]
fn the_same_obligation_keeps_its_id_and_another_has_another() {
    let ids = |yaml: &str, today: &str| -> Vec<String> {
        let vault = vault(&[("people/Ann.md", &format!("---\n{yaml}\n---\n"))]);
        let agenda = vault.derive(today);
        agenda.follow_ups().chain(agenda.done()).map(|follow_up| follow_up.id.to_string()).collect()
    };
    let first = ids("requested: 2026-11-10", "2026-11-21");
    assert_eq!(first, ids("requested: 2026-11-10\ncompany: Orb", "2026-11-30"));
    assert_eq!(first.first().map(String::len), Some(8));
    let second = ids("requested: 2026-11-10\nnudged: 2026-11-21", "2026-11-21");
    assert!(second.contains(&first[0]), "the first nudge is done today");
    assert_eq!(second.len(), 2);
}

#[test]
fn a_follow_up_with_words_of_its_own_is_not_taken_for_another() {
    let vault = vault(&[(
        "people/Ann.md",
        "---\nrequested: no\nfollow-up: 2026-12-01\nnext-action: Send my CV\n---\n- [ ] Buy a present 📅 2026-12-01\n",
    )]);
    assert_eq!(vault.open(), ["task Ann 12-01", "task Ann 12-01"]);
}

#[test]
fn a_rule_that_is_off_holds_nothing_back() {
    let open =
        |config: &str, yaml: &str| Vault::with(config, &[("people/Ann.md", &format!("---\n{yaml}\n---\n"))]).open();
    assert_eq!(open("rules: {nudge: off}", "requested: 2026-11-01\ncadence: 2w"), ["keep-in-touch Ann 11-15"]);
    assert_eq!(open("rules: {keep-in-touch: off}", "last-contact: 2026-11-01\ncadence: 2w"), [""; 0]);
}

#[test]
fn a_day_to_come_back_is_the_day_to_be_in_touch() {
    let yaml = "last-contact: 2026-10-01\ncadence: 1 month\nnext_followup: 2026-12-01";
    assert_eq!(contact(yaml), ["task Ann 12-01"]);
}

#[test]
fn whoever_was_talked_to_today_is_no_stranger() {
    let note = "---\ncadence: 2 weeks\n---\n## Log\n- 2026-11-21 chatted\n";
    assert_eq!(vault(&[("people/Ann.md", note)]).open(), [""; 0]);
}

#[test]
fn what_is_still_to_come_has_not_been_done() {
    let vault = vault(&[("people/Ann.md", "---\nrequested: 2026-11-10\nnudged: 2026-11-30\n---\n")]);
    assert_eq!(vault.done(), [""; 0]);
    assert_eq!(vault.codes(), ["in-the-future"]);
}

#[test]
fn nothing_follows_from_a_meeting_whose_date_cannot_be_read() {
    assert_eq!(meeting("date: next Tuesday", ""), [""; 0]);
}

#[test]
fn whoever_is_owed_thanks_is_not_chased() {
    let found = vault(&[
        ("people/Ann.md", "---\nrequested: 2026-11-12\n---\n"),
        ("meetings/m.md", "---\nwith: Ann\ndate: 2026-11-10\n---\n"),
    ]);
    assert_eq!(found.open(), ["thank Ann 11-11"]);
}

#[test]
fn referrers_who_are_closed_are_not_told() {
    let found = vault(&[
        ("people/Ann.md", "---\nstatus: closed\n---\n"),
        ("people/Bo.md", "---\ncadence: never\nreferred-by: Ann\n---\n"),
        ("meetings/m.md", "---\nwith: Bo\ndate: 2026-11-10\nthanked: no\n---\n"),
    ]);
    assert_eq!(found.open(), [""; 0]);
}

#[test]
fn attendees_may_be_listed_in_one_text() {
    let found = vault(&[
        ("people/Ann.md", "---\ncadence: never\nrequested: no\n---\n"),
        ("people/Rivera.md", "---\nname: Sam Rivera\ncadence: never\nrequested: no\n---\n"),
        ("meetings/1.md", "---\nattendees: me, Ann\ndate: 2026-11-10\n---\n"),
        ("meetings/2.md", "---\nattendees: Rivera, Sam\ndate: 2026-11-11\n---\n"),
    ]);
    assert_eq!(found.open(), ["thank Ann 11-11", "thank Sam Rivera 11-12"]);
}
