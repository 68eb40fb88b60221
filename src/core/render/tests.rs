//! Golden blocks of a small vault, and what holds for every line of every block.

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::core::base::Location;
use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::config::Config;
use crate::core::derive::activity::Activity;
use crate::core::derive::follow_ups::{
    Agenda, Answer, Cause, FollowUp, FollowUpId, NudgeRule, PrepareRule, ScheduleRule, TaskRule, ThankRule,
};
use crate::core::derive::questions::Questions;
use crate::core::derive::statuses::Statuses;
use crate::core::index::{Index, NoteId, Person};
use crate::core::model::{Day, Rule};
use crate::core::parse::NoteParser;
use crate::core::syntax::block::region;
use crate::core::syntax::block::row::PageRow;
use crate::core::workspace::{ContactOrder, Problems};

use super::*;

const VAULT: [(&str, &str); 8] = [
    (
        "people/fi-tran.md",
        "---\ntype: contact\nname: Fi Tran\ncompany: Orb\ntags: [energy/grid]\nrequested: 2026-11-03\nreplied: 2026-11-05\n---\n",
    ),
    ("people/ed-moss.md", "---\ntype: contact\nname: Ed Moss\ncompany: Orb | Co\nreferred-by: \"[[Fi Tran]]\"\n---\n"),
    (
        "people/ana-ruiz.md",
        "---\ntype: contact\nname: Ana Ruiz\nrequested: 2026-11-10\nrole: Engineer\nreferred-by: [\"[[Fi Tran]]\", \"[[Jo]]\"]\n---\n",
    ),
    (
        "people/ka.md",
        "---\ntype: contact\nname: Ka Weiss\nstatus: paused\nheat pump: yes\n---\n- [ ] Send *the* article\n",
    ),
    (
        "meetings/2026-11-19-fi.md",
        "---\ntype: meeting\nwith: \"[[Fi Tran]]\"\ndate: 2026-11-19\n---\n## Questions\n- [x] Why?\n  - Because.\n- [ ] Which tools?\n- [x] What about heat?\n",
    ),
    (
        "meetings/2026-11-24-ed.md",
        "---\ntype: meeting\nwith: \"[[Ed Moss]]\"\ndate: 2026-11-24T10:00\nchannel: in person, Café Blau\ngoals: [learn]\n---\n",
    ),
    ("meetings/2026-11-18-lost.md", "---\ntype: meeting\nwith: Jo\ndate: 2026-11-18\nstatus: planned\n---\n"),
    (
        "Questions.md",
        "---\ntype: questions\n---\n- How are decisions made?\n## Work\n- Why?\n- Which tools?\n### Days\n- What surprised you?\n## Work\n- Which \\*books\\*?\n",
    ),
];

struct Sample {
    config: Config,
    index: Index,
    standing: Statuses,
    agenda: Agenda,
    questions: Questions,
    findings: Vec<Diagnostic>,
}

fn day(day: u32) -> Day {
    Day::from_ymd_opt(2026, 11, day).unwrap()
}

impl Sample {
    fn new(notes: &[(&str, &str)]) -> Self {
        let config = Config::default();
        let parser = NoteParser::new(&config);
        let notes = notes.iter().map(|(path, text)| parser.parse(&NotePath::new(*path), text.as_bytes())).collect();
        let index = Index::new(notes);
        let standing = Statuses::new(&index, &Config::default(), day(21));
        let (agenda, questions) = (Agenda::default(), Questions::new(&index, &standing));
        Self { config, index, standing, agenda, questions, findings: Vec::new() }
    }

    fn full() -> Self {
        let mut sample = Self::new(&VAULT);
        let (fi, ed) = (sample.id("people/fi-tran.md"), sample.id("people/ed-moss.md"));
        let (ana, ka) = (sample.id("people/ana-ruiz.md"), sample.id("people/ka.md"));
        let (held, next) = (sample.id("meetings/2026-11-19-fi.md"), sample.id("meetings/2026-11-24-ed.md"));
        let person = |id| vec![Person::Known(id)];
        let mut hash = 0;
        let mut follow_up = |rule, who: NoteId, note, due: Option<u32>, cause| {
            hash += 1;
            FollowUp {
                id: FollowUpId::new(hash),
                rule,
                who: person(who),
                note,
                line: 1,
                due: due.map(day),
                cause,
                hold: None,
            }
        };
        let answer = Cause::Schedule(ScheduleRule { day: day(5), answer: Answer::Replied, is_agreement_noted: false });
        let lacks = Cause::Prepare(PrepareRule { lacks_questions: true, lacks_goals: false });
        let open = vec![
            follow_up(Rule::Nudge, ana, ana, Some(17), Cause::Nudge(NudgeRule { last: day(10), nudges: 0 })),
            follow_up(Rule::Thank, fi, held, Some(20), Cause::Thank(ThankRule { told: None })),
            follow_up(Rule::Reflect, fi, held, Some(21), Cause::Reflect),
            follow_up(Rule::Confirm, ed, next, Some(22), Cause::Confirm),
            follow_up(Rule::Prepare, ed, next, Some(23), lacks),
            follow_up(
                Rule::Task,
                ka,
                ka,
                None,
                Cause::Task(TaskRule { index: 0, is_unclear: false, instead_of: None }),
            ),
        ];
        let done = vec![follow_up(Rule::Schedule, fi, fi, Some(21), answer)];
        sample.agenda = Agenda::with(&sample.index, &open, &done);
        let note = NotePath::new("people/jo park.md");
        sample.findings = vec![
            Diagnostic::new(Code::UnknownPerson, &note, "no contact has the name `Jo|<b>`"),
            Diagnostic::new(Code::NotADate, &note, "`31.11.2026` is not a date")
                .hint("write 2026-11-30")
                .located(Location { line: 5, column: 1, width: 0 }),
        ];
        sample
    }

    fn id(&self, path: &str) -> NoteId {
        self.index.find(&NotePath::new(path)).unwrap()
    }

    fn render_in(&self, home: &str, directive: &str) -> String {
        let activity = Activity::new(&self.index, &self.standing);
        let contact_order = ContactOrder::new(&self.index, &self.standing, &self.agenda);
        let view = View {
            index: &self.index,
            standing: &self.standing,
            activity: &activity,
            config: &self.config,
            questions: &self.questions,
            agenda: &self.agenda,
            contact_order: &contact_order,
            problems: &Problems::default(),
            findings: &self.findings,
            today: day(21),
        };
        let block = render(&view, &Directive::parse(directive).unwrap(), &NotePath::new(home));
        check(directive, &block);
        block
    }

    fn render(&self, directive: &str) -> String {
        self.render_in("Dashboard.md", directive)
    }
}

/// Checks what holds for every block: whole lines, and nothing active in them.
fn check(directive: &str, block: &str) {
    assert!(block.ends_with('\n') && !block.trim().is_empty(), "{directive}: {block:?}");
    assert_eq!(region::find(block), (vec![], vec![]));
    for event in Parser::new_ext(block, Options::all()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                assert!(html.starts_with("<!--") && html.trim_end().ends_with("-->"), "{directive}: {html}");
            }
            Event::Start(Tag::Image { .. } | Tag::FootnoteDefinition(_)) | Event::InlineMath(_) => {
                panic!("{directive}: {block}")
            }
            _ => {}
        }
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table, one row a case")]
fn every_kind_reads_as_it_should() {
    let sample = Sample::full();
    let rows = [
        (
            "summary",
            "**Saturday 21 November 2026.** To do: 1 today, 2 late, 1 without a day. Next talk: \
             [Ed Moss](people/ed-moss.md), [Tue 24 Nov 10:00](meetings/2026-11-24-ed.md), in person, Café Blau, be there 9:45, no questions prepared yet. 1 error in the notes: `coffeechat check`.\n",
        ),
        (
            "follow-ups due:today",
            "- [ ] **Reflect** on [the talk on Thu 19 Nov](meetings/2026-11-19-fi.md) with [Fi Tran](people/fi-tran.md) — today <!--00000003-->\n\
             - [ ] **Thank** [Fi Tran](people/fi-tran.md) for [the talk on Thu 19 Nov](meetings/2026-11-19-fi.md) — was due Fri 20 Nov <!--00000002-->\n\
             - [ ] **Nudge** [Ana Ruiz](people/ana-ruiz.md), no answer since Tue 10 Nov — was due Tue 17 Nov <!--00000001-->\n",
        ),
        (
            // What is about a talk ahead stands in the table of talks.
            "follow-ups within:7d",
            "*Nothing more in the days ahead.*\n",
        ),
        ("follow-ups undated", "- [ ] **Send the article** ([Ka Weiss](people/ka.md)) <!--00000006-->\n"),
        (
            "follow-ups tag:energy limit:1",
            "- [ ] **Thank** [Fi Tran](people/fi-tran.md) for [the talk on Thu 19 Nov](meetings/2026-11-19-fi.md) — was due Fri 20 Nov <!--00000002-->\n\
             \n*… 1 more: `coffeechat list follow-ups tag:energy`*\n",
        ),
        ("done", "- [x] **Found a day** with [Fi Tran](people/fi-tran.md) <!--00000007 x-->\n"),
        (
            "meetings",
            "\n| When | With | Where | Ready? |\n|---|---|---|---|\n\
             | [Wed 18 Nov](meetings/2026-11-18-lost.md) | Jo |  | its day has passed: held, or cancelled? |\n\
             | [Tue 24 Nov 10:00](meetings/2026-11-24-ed.md) | [Ed Moss](people/ed-moss.md), Orb \\| Co | in person, Café Blau, be there 9:45 | no questions, not confirmed |\n\n",
        ),
        (
            "meetings status:held",
            "\n| When | With | Status |\n|---|---|---|\n\
             | [Thu 19 Nov](meetings/2026-11-19-fi.md) | [Fi Tran](people/fi-tran.md), Orb | held, not thanked yet |\n\n",
        ),
        (
            "contacts",
            "\n| Name | Next step | Where it stands | Last contact | Company |\n|---|---|---|---|---|\n\
             | [Ana Ruiz](people/ana-ruiz.md) | **Nudge**, was due Tue 17 Nov | requested | 10 Nov |  |\n\
             | [Fi Tran](people/fi-tran.md) | **Thank**, was due Fri 20 Nov | met | 19 Nov | Orb |\n\
             | [Ed Moss](people/ed-moss.md) | **Confirm**, tomorrow | scheduled |  | Orb \\| Co |\n\
             | [Ka Weiss](people/ka.md) | **Send the article** | paused |  |  |\n\n",
        ),
        (
            "pipeline",
            "\n| Where they stand | People | Bar |\n|---|---|---|\n| to ask | 0 |  |\n| requested | 1 | `█` |\n| replied | 0 |  |\n\
             | scheduled | 1 | `█` |\n| met | 1 | `█` |\n| in touch | 0 |  |\n| paused | 1 | `█` |\n\n\
             | Asked | People | Answered | Met |\n|---|---|---|---|\n\
             | with a referral | 1 | 0 (0 %) `░░░░░░░░░░` | 0 |\n| without one | 1 | 1 (100 %) `██████████` | 1 |\n\n",
        ),
        (
            "pipeline chart:mermaid",
            "\n```mermaid\nflowchart LR\n  n1[\"to ask 0\"] --> n2[\"requested 1\"] --> n3[\"replied 0\"] --> \
             n4[\"scheduled 1\"] --> n5[\"met 1\"] --> n6[\"in touch 0\"]\n```\n\n*Beside them: paused 1.*\n",
        ),
        (
            "referrals",
            "- [Fi Tran](people/fi-tran.md) opened 2 doors\n  - [Ana Ruiz](people/ana-ruiz.md), requested\n\
             \x20 - [Ed Moss](people/ed-moss.md), scheduled\n\
             - Jo opened 1 door\n  - [Ana Ruiz](people/ana-ruiz.md), requested\n",
        ),
        (
            "referrals chart:mermaid",
            "\n```mermaid\nflowchart LR\n  n1[\"Fi Tran\"] --> n2[\"Ana Ruiz\"]\n  n3[\"Jo\"] --> n2\n  n1 --> n4[\"Ed Moss\"]\n```\n\n",
        ),
        (
            "activity",
            "\n| Done | In all | Week by week, this one last |\n|---|---|---|\n| Requests | 2 | `██▁` |\n\
             | Replies | 1 | `█▁▁` |\n| Talks | 1 | `▁▁█` |\n| Thanks | 0 | `▁▁▁` |\n\n\
             | Week of | Requests | Replies | Talks | Thanks |\n|---|---|---|---|---|\n\
             | 16 Nov | · | · | 1 | · |\n| 9 Nov | 1 | · | · | · |\n| 2 Nov | 1 | 1 | · | · |\n\n",
        ),
        (
            "problems",
            "- **Error** in [people/jo park.md](people/jo%20park.md) line 5: `31.11.2026` is not a date; write 2026-11-30\n\
             - **Warning** in [people/jo park.md](people/jo%20park.md): no contact has the name `Jo|<b>`\n",
        ),
        (
            "questions",
            "**To ask** [Ed Moss](people/ed-moss.md), [Tue 24 Nov](meetings/2026-11-24-ed.md): \
             `coffeechat prep \"Ed Moss\"` notes them down\n\n\
             - *Work:* Which tools?\n- *General:* How are decisions made?\n- *Work / Days:* What surprised you?\n\
             - *Work:* Which \\*books\\*?\n- *Work:* Why?\n",
        ),
        (
            "questions next",
            "**Not yet asked of** [Ed Moss](people/ed-moss.md) (5), [Tue 24 Nov](meetings/2026-11-24-ed.md)\n\n\
             - *General:* How are decisions made?\n- *Work:* Which tools?\n- *Work / Days:* What surprised you?\n\
             - *Work:* Which \\*books\\*?\n- *Work:* Why?\n",
        ),
        (
            "questions prepared",
            "**Ask next time:** prepared, not asked (1)\n\n\
             - [Fi Tran](people/fi-tran.md), [Thu 19 Nov](meetings/2026-11-19-fi.md): Which tools?\n",
        ),
        (
            "questions unused category:work limit:1",
            "**Never asked anyone** (1 of 2: `coffeechat list questions unused category:work`)\n\n\
             - *Work / Days:* What surprised you?\n",
        ),
        ("questions asked", "**Asked** (1)\n\n- *Work:* Why? — [Fi Tran](people/fi-tran.md), 1 answer\n"),
        ("follow-ups contact:nobody", "*Nothing to do here. Enjoy the quiet.*\n"),
    ];
    for (directive, expected) in rows {
        assert_eq!(sample.render(directive), expected, "{directive}");
    }
}

#[test]
fn the_report_on_questions_says_what_to_do_for_the_banks() {
    let meeting = |day: u32, questions: &str| {
        let path = format!("meetings/2026-11-{day}-fi.md");
        (path, format!("---\ntype: meeting\nwith: Fi\ndate: 2026-11-{day}\n---\n## Questions\n{questions}"))
    };
    let meetings = [
        meeting(12, "- [x] Why?\n  - So.\n- [x] What is hard?\n  - All.\n- [x] Alone?\n## Takeaways\n- x\n"),
        meeting(19, "- [x] What is hard?\n  - Still.\n- [x] What | is `really` hard?\n- [x] How come?\n"),
    ];
    let bank = "---\ntype: questions\n---\n## Work\n- Why?\n- What is hard?\n- Alone?\n- What is very hard?\n";
    let mut notes: Vec<(&str, &str)> = meetings.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    notes.push(("Questions.md", bank));
    let sample = Sample::new(&notes);
    let rows = [
        (
            "question-report",
            "**What earns answers** (2)\n\n\
             | Question | Asked of | Asked | Answered | Takeaways | Referrals | Last asked |\n\
             |---|---|---|---|---|---|---|\n\
             | What is hard? | Fi | 2 | 2 | 1 |  | 19 Nov |\n\
             | Why? | Fi | 1 | 1 | 1 |  | 12 Nov |\n\n\
             **Asked, no answer noted** (1)\n\n- *Work:* Alone? — Fi\n\n\
             **Almost the same** (2), make one a wording of the other\n\n\
             - *Merge:* What is very hard? — into: What is hard? (`coffeechat questions merge 00xqms3h --into y73bzkkt`)\n\
             - *Merge:* What | is really hard? — into: What is hard? (`coffeechat questions merge 33mtg124 --into y73bzkkt`)\n\n\
             **Not in your list yet** (1), add what is worth asking again\n\n\
             - How come? — from [Thu 19 Nov](meetings/2026-11-19-fi.md) (`coffeechat questions adopt 1y98qdbw`)\n",
        ),
        (
            "question-report limit:1 category:work",
            "**What earns answers** (2)\n\n\
             | Question | Asked of | Asked | Answered | Takeaways | Referrals | Last asked |\n\
             |---|---|---|---|---|---|---|\n\
             | What is hard? | Fi | 2 | 2 | 1 |  | 19 Nov |\n\n\
             *… 1 more: `coffeechat list questions asked category:work`*\n\n\
             **Asked, no answer noted** (1)\n\n- *Work:* Alone? — Fi\n\n\
             **Almost the same** (2), make one a wording of the other\n\n\
             - *Merge:* What is very hard? — into: What is hard? (`coffeechat questions merge 00xqms3h --into y73bzkkt`)\n\n\
             *… 1 more: `coffeechat questions merge`*\n",
        ),
        ("question-report contact:nobody", "*No such questions.*\n"),
    ];
    for (directive, expected) in rows {
        assert_eq!(sample.render(directive), expected, "{directive}");
    }
}

#[test]
fn filters_find_people_by_what_their_notes_say() {
    let sample = Sample::full();
    let rows = [
        ("contacts state:paused", vec!["Ka Weiss"]),
        ("contacts company:orb", vec!["Fi Tran", "Ed Moss"]),
        ("contacts company:\"Orb\" contact:ed", vec!["Ed Moss"]),
        ("contacts contact:people/ka.md,fi-tran", vec!["Fi Tran", "Ka Weiss"]),
        ("contacts role:engineer", vec!["Ana Ruiz"]),
        ("contacts heat-pump:yes", vec!["Ka Weiss"]),
        ("contacts tag:#Energy/Grid", vec!["Fi Tran"]),
        ("contacts tag:ener", vec![]),
        ("contacts overdue", vec!["Ana Ruiz", "Fi Tran"]),
        ("contacts undated", vec!["Ka Weiss"]),
    ];
    for (directive, expected) in rows {
        let block = sample.render(directive);
        let names: Vec<&str> = block
            .lines()
            .filter_map(|line| line.strip_prefix("| [").and_then(|rest| rest.split_once(']')))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, expected, "{directive}");
    }
    assert_eq!(sample.render("follow-ups rule:thank,nudge overdue").lines().count(), 2);
    assert_eq!(sample.render("meetings within:7d").lines().count(), 5);
}

#[test]
fn links_lead_out_of_the_folder_of_the_block() {
    let row = Sample::full().render_in("weekly/2026/W47.md", "follow-ups rule:nudge");
    assert!(row.contains("(../../people/ana-ruiz.md)"), "{row}");
}

#[test]
fn an_empty_block_says_so() {
    let empty = Sample::new(&[("Questions.md", "---\ntype: questions\n---\n")]);
    for kind in BlockKind::ALL {
        let block = empty.render(kind.as_str());
        let is_remark = block.starts_with('*') && block.ends_with("*\n") && block.lines().count() == 1;
        assert!(is_remark || kind == BlockKind::Summary, "{block}");
    }
    let summary = empty.render("summary");
    assert_eq!(summary.lines().filter(|line| line.contains(". **")).count(), 3, "{summary}");
    assert!(!empty.render("follow-ups due:today").contains("Nobody"), "it is said once");
    assert_eq!(empty.render("follow-ups within:7d"), "*Nothing more in the days ahead.*\n");
}

#[test]
fn the_text_of_notes_cannot_act_in_any_block() {
    let nasty =
        "a|b]] `x` <!--aaaaaaaa--> <!-- /coffeechat --> ![](http://x) <script> %%x%% <% x %> due:: 2026 $x$ [^1]";
    // In front matter a template's placeholder makes the whole note a template.
    let yaml = nasty.replace("<% x %>", "");
    let contact =
        format!("---\ntype: contact\nname: '{yaml}'\ncompany: '{yaml}'\nrequested: 2026-11-10\n---\n- [ ] {nasty}\n");
    let meeting = format!("---\ntype: meeting\nwith: '{yaml}'\ndate: 2026-11-24\nchannel: '{yaml}'\n---\n");
    // A text with a placeholder is not a question.
    let spoken = nasty.replace("<%", "%>");
    let past = format!(
        "---\ntype: meeting\nwith: '{yaml}'\ndate: 2026-11-10\n---\n## Questions\n- [ ] Why {spoken}?\n- [x] How {spoken}?\n"
    );
    let bank = format!("---\ntype: questions\n---\n## {nasty}\n- {spoken}\n");
    let mut sample = Sample::new(&[
        ("people/a|b]] (c).md", &contact),
        ("meetings/<b>.md", &meeting),
        ("meetings/<c>.md", &past),
        ("Questions.md", &bank),
    ]);
    let (who, talk) = (sample.id("people/a|b]] (c).md"), sample.id("meetings/<b>.md"));
    let people = vec![Person::Known(who), Person::Named(nasty.into())];
    let follow_up = |hash, rule, note, cause| FollowUp {
        id: FollowUpId::new(hash),
        rule,
        who: people.clone(),
        note,
        line: 1,
        due: None,
        cause,
        hold: None,
    };
    let open = vec![
        follow_up(1, Rule::Confirm, talk, Cause::Confirm),
        follow_up(2, Rule::Task, who, Cause::Task(TaskRule { index: 0, is_unclear: false, instead_of: None })),
    ];
    sample.agenda = Agenda::with(&sample.index, &open, &open);
    sample.findings = vec![Diagnostic::new(Code::NearMiss, &NotePath::new("a\n- [x] b.md"), nasty).hint(nasty)];
    let narrower = ["questions prepared", "questions next", "questions unused", "questions asked"];
    let drawn = ["referrals chart:mermaid", "pipeline chart:mermaid"];
    for directive in BlockKind::ALL.map(BlockKind::as_str).into_iter().chain(narrower).chain(drawn) {
        let block = sample.render(directive);
        // Plugins search the raw text, where a backslash before a mark does not count.
        for active in ["<%", "%%", "://", "due:: ", "<!-- /"] {
            assert!(!block.contains(active), "{directive}: {active} in {block}");
        }
        let unescaped = block.replace("\\\\", "").replace("\\<", "").replace("\\]", "");
        for active in ["<script", "](http"] {
            assert!(!unescaped.contains(active), "{directive}: {active} in {block}");
        }
        let heads = block.lines().filter(|line| line.starts_with("**")).count();
        assert!(
            !directive.starts_with("questions") || directive.ends_with("asked") || heads == 1,
            "{directive}: {block}"
        );
        let ids: Vec<&str> = block.lines().filter_map(PageRow::parse).map(|row| row.id).collect();
        let is_list = matches!(directive, "follow-ups" | "done");
        assert_eq!(ids, if is_list { vec!["00000002", "00000001"] } else { vec![] }, "{block}");
    }
}

#[test]
fn the_default_pages_hold_every_block_once() {
    let sample = Sample::full();
    let mut kinds = Vec::new();
    let (today, search) = (NotePath::new("Dashboard.md"), NotePath::new("Overview.md"));
    for page in [default_pages::dashboard(&today, Some(&search)), default_pages::overview(&search, &today)] {
        let page = page.as_str();
        let (regions, faults) = region::find(page);
        assert!(faults.is_empty());
        let fresh = splice::refresh(page, &regions, false, &[], |directive| {
            kinds.push(directive.kind);
            sample.render(directive.kind.as_str())
        });
        let again = splice::refresh(&fresh.text, &region::find(&fresh.text).0, false, &[], |directive| {
            sample.render(directive.kind.as_str())
        });
        assert_eq!((again.text, again.typed), (fresh.text, fresh.typed.clone()));
        assert!(fresh.typed.is_empty());
    }
    assert_eq!(kinds.iter().filter(|kind| **kind == BlockKind::FollowUps).count(), 2, "today, and what comes");
    kinds.sort();
    kinds.dedup();
    assert_eq!(kinds, BlockKind::ALL);
}

#[test]
fn a_name_that_nobody_has_was_a_line_for_every_note_that_has_it() {
    let mut sample = Sample::new(&[]);
    let of = |code: Code, note: &str| Diagnostic::new(code, &NotePath::new(note), "no contact has the name `Jo`");
    sample.findings = ["a.md", "b.md", "c.md"].map(|note| of(Code::UnknownPerson, note)).into();
    let block = sample.render("problems");
    assert_eq!(block.lines().count(), 1, "{block}");
    assert!(block.contains("in [a.md](a.md) and 2 other places: no contact"), "{block}");
    sample.findings = ["a.md", "b.md"].map(|note| of(Code::ConflictCopy, note)).into();
    assert_eq!(sample.render("problems").lines().count(), 2, "each is to be dealt with");
}
