//! The wording of every rule.

use crate::core::base::NotePath;
use crate::core::derive::follow_ups::{
    Answer, CadenceSource, Cause, CloseRule, FollowUpId, KeepInTouchRule, NudgeRule, PrepareRule, ReportBackRule,
    RequestRule, ScheduleRule, TaskRule, ThankRule,
};
use crate::core::derive::statuses::{Touch, TouchKind};
use crate::core::index::Index;
use crate::core::model::{Interval, Rule};
use crate::core::parse::NoteParser;

use super::*;

fn day(day: u32) -> Day {
    Day::from_ymd_opt(2026, 11, day).unwrap()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table, one row a case")]
fn every_rule_says_whom_what_and_why() {
    let config = Config::default();
    let parser = NoteParser::new(&config);
    let notes = [
        (
            "people/fi.md",
            "---\ntype: contact\nname: Fi Tran\nfollow-up: 2026-12-01\n---\n- [ ] Send the report\n- [ ] Call Fi Tran\n",
        ),
        ("people/sam.md", "---\ntype: contact\nname: Sam Okafor\n---\n"),
        ("people/uma.md", "---\ntype: contact\nname: Uma Rao\nreferred-by: \"[[Sam Okafor]]\"\n---\n"),
        ("talks/x.md", "---\ntype: meeting\nwith: [\"[[Fi Tran]]\", Jo]\ndate: 2026-11-19\n---\n- [ ] Send it\n"),
    ];
    let index =
        Index::new(notes.iter().map(|(path, text)| parser.parse(&NotePath::new(*path), text.as_bytes())).collect());
    let id = |path: &str| index.find(&NotePath::new(path)).unwrap();
    let (fi, sam, uma, talk) = (id("people/fi.md"), id("people/sam.md"), id("people/uma.md"), id("talks/x.md"));
    let touch = Touch { day: day(2), note: fi, line: 3, kind: TouchKind::Log };
    let both = vec![Person::Known(fi), Person::Named("Jo".into())];
    let one = |id| vec![Person::Known(id)];
    let rows = [
        (
            Rule::Request,
            fi,
            one(fi),
            Cause::Request(RequestRule { added: None }),
            "Ask Fi Tran for a talk",
            "Asked Fi Tran for a talk",
        ),
        (
            Rule::Request,
            fi,
            one(fi),
            Cause::Request(RequestRule { added: Some(day(3)) }),
            "Ask Fi Tran for a talk, noted down on Tue 3 Nov",
            "Asked Fi Tran for a talk",
        ),
        (
            Rule::Request,
            uma,
            one(uma),
            Cause::Request(RequestRule { added: Some(day(3)) }),
            "Ask Uma Rao for a talk, referred by Sam Okafor",
            "Asked Uma Rao for a talk",
        ),
        (
            Rule::Nudge,
            fi,
            one(fi),
            Cause::Nudge(NudgeRule { last: day(10), nudges: 0 }),
            "Nudge Fi Tran, no answer since Tue 10 Nov",
            "Nudged Fi Tran",
        ),
        (
            Rule::Nudge,
            fi,
            one(fi),
            Cause::Nudge(NudgeRule { last: day(10), nudges: 1 }),
            "Nudge Fi Tran a last time, no answer since Tue 10 Nov",
            "Nudged Fi Tran a last time",
        ),
        (
            Rule::Close,
            fi,
            one(fi),
            Cause::Close(CloseRule { last: day(3), nudges: 2 }),
            "Stop asking Fi Tran, the last nudge on Tue 3 Nov stayed unanswered",
            "Stopped asking Fi Tran",
        ),
        (
            Rule::Schedule,
            fi,
            one(fi),
            Cause::Schedule(ScheduleRule { day: day(18), answer: Answer::Replied, is_agreement_noted: false }),
            "Find a day with Fi Tran, who answered on Wed 18 Nov",
            "Found a day with Fi Tran",
        ),
        (
            Rule::Schedule,
            fi,
            one(fi),
            Cause::Schedule(ScheduleRule {
                day: day(19),
                answer: Answer::FellThrough(talk),
                is_agreement_noted: false,
            }),
            "Find a new day with Fi Tran, the talk on Thu 19 Nov fell through",
            "Found a day with Fi Tran",
        ),
        (
            Rule::Prepare,
            talk,
            both.clone(),
            Cause::Prepare(PrepareRule { lacks_questions: true, lacks_goals: true }),
            "Prepare the talk on Thu 19 Nov with Fi Tran and Jo: no questions yet, no goal",
            "Prepared the talk on Thu 19 Nov with Fi Tran and Jo",
        ),
        (
            Rule::Confirm,
            talk,
            both.clone(),
            Cause::Confirm,
            "Confirm the talk on Thu 19 Nov with Fi Tran and Jo",
            "Confirmed the talk on Thu 19 Nov with Fi Tran and Jo",
        ),
        (
            Rule::Thank,
            talk,
            both.clone(),
            Cause::Thank(ThankRule { told: None }),
            "Thank Fi Tran and Jo for the talk on Thu 19 Nov",
            "Thanked Fi Tran and Jo for the talk on Thu 19 Nov",
        ),
        (
            Rule::Reflect,
            talk,
            vec![],
            Cause::Reflect,
            "Reflect on the talk on Thu 19 Nov",
            "Reflected on the talk on Thu 19 Nov",
        ),
        (
            Rule::ReportBack,
            fi,
            one(sam),
            Cause::ReportBack(ReportBackRule { about: fi, meeting: talk, day: "2026-11-19".parse().unwrap() }),
            "Tell Sam Okafor how the talk on Thu 19 Nov with Fi Tran went",
            "Told Sam Okafor how the talk on Thu 19 Nov with Fi Tran went",
        ),
        (
            Rule::KeepInTouch,
            fi,
            one(fi),
            Cause::KeepInTouch(KeepInTouchRule { touch, cadence: Interval::Months(3), source: CadenceSource::Default }),
            "Keep in touch with Fi Tran, last contact Mon 2 Nov",
            "Kept in touch with Fi Tran",
        ),
        (
            Rule::Task,
            fi,
            one(fi),
            Cause::Task(TaskRule { index: 0, is_unclear: false, instead_of: None }),
            "Follow up with Fi Tran",
            "Followed up with Fi Tran",
        ),
        (
            Rule::Task,
            fi,
            one(fi),
            Cause::Task(TaskRule { index: 1, is_unclear: false, instead_of: None }),
            "Send the report (Fi Tran)",
            "Send the report (Fi Tran)",
        ),
        (
            Rule::Task,
            fi,
            one(fi),
            Cause::Task(TaskRule { index: 2, is_unclear: false, instead_of: None }),
            "Call Fi Tran (Fi Tran)",
            "Call Fi Tran (Fi Tran)",
        ),
        (
            Rule::Task,
            talk,
            one(fi),
            Cause::Task(TaskRule { index: 0, is_unclear: false, instead_of: None }),
            "Send it (Fi Tran), from the talk on Thu 19 Nov",
            "Send it (Fi Tran), from the talk on Thu 19 Nov",
        ),
    ];
    let wording = Wording { index: &index, config: &config, today: day(21) };
    for (rule, note, who, cause, what, done) in rows {
        let follow_up = FollowUp { id: FollowUpId::new(0), rule, who, note, line: 1, due: None, cause, hold: None };
        assert_eq!(wording.plain(&wording.what(&follow_up)), what);
        assert_eq!(wording.plain(&wording.done(&follow_up)), done);
        assert!(!wording.reason(&follow_up).is_empty());
    }
}

#[test]
fn an_id_is_eight_letters_and_digits() {
    assert_eq!(FollowUpId::new(0).to_string(), "00000000");
    assert_eq!(FollowUpId::new(u64::MAX).to_string(), "zzzzzzzz");
    assert_eq!(FollowUpId::new(0b1_00001).to_string(), "00000011");
}
