//! The questions of small vaults: what became of each, and what is still to ask.

mod report;
mod update;

use crate::core::base::NotePath;
use crate::core::config::Config;
use crate::core::model::Day;
use crate::core::parse::NoteParser;

use super::next::Suggestion;
use super::*;

struct Vault {
    index: Index,
    standing: Statuses,
    questions: Questions,
}

const PRIYA: (&str, &str) =
    ("people/Priya Nair.md", "---\ncompany: Northwind Labs\nrole: Data Engineer\ntags: [climate/physical]\n---\n");
const SAM: (&str, &str) = ("people/Sam Okafor.md", "---\nrole: Designer\n---\n");

fn vault(notes: &[(&str, &str)]) -> Vault {
    let config = Config::default();
    let parser = NoteParser::new(&config);
    let notes = [&[PRIYA, SAM], notes]
        .concat()
        .iter()
        .map(|(path, text)| parser.parse(&NotePath::new(*path), text.as_bytes()))
        .collect();
    let index = Index::new(notes);
    let standing = Statuses::new(&index, &Config::default(), Day::from_ymd_opt(2026, 11, 21).unwrap());
    let questions = Questions::new(&index, &standing);
    Vault { index, standing, questions }
}

/// A meeting's path and text: `file` starts with the day, `keys` are further lines of front matter.
fn meeting(file: &str, with: &str, keys: &str, body: &str) -> (String, String) {
    let date = &file.get(..10).unwrap();
    let text = format!("---\nwith: [{with}]\ndate: {date}\n{keys}---\n## Questions\n{body}\n");
    (format!("meetings/{file}.md"), text)
}

impl Vault {
    fn id(&self, path: &str) -> NoteId {
        self.index.find(&NotePath::new(path)).unwrap()
    }

    fn names(&self, people: &[Person]) -> String {
        people.iter().map(|person| self.index.name(person)).collect::<Vec<_>>().join(", ")
    }

    fn path(&self, id: NoteId) -> &str {
        self.index.note(id).path.as_str()
    }

    fn history(&self, place: usize) -> History {
        self.questions.histories(&self.index, &self.standing).into_iter().nth(place).unwrap()
    }

    fn unasked(&self) -> Vec<String> {
        let rows = self.questions.prepared_not_asked(&self.index);
        rows.map(|row| format!("{} | {} | {}:{}", row.text, self.names(&row.people), self.path(row.note), row.line))
            .collect()
    }

    fn diagnostics(&self) -> Vec<String> {
        let mut all = self.questions.warnings(&self.index);
        all.extend(self.questions.hints(&self.index));
        all.sort_by(|a, b| (&a.note, a.line(), a.code).cmp(&(&b.note, b.line(), b.code)));
        all.iter().map(|one| format!("{}:{} {} {}", one.note, one.line().unwrap(), one.code, one.message)).collect()
    }
}

const BANK: (&str, &str) = (
    "questions/a.md",
    "# Bank\n## Work\n- What is hard?\n  - What don\u{2019}t you like\n- Who decides? #company ^culture\n### Tools\n- Which tools? #role/engineer\n",
);

#[test]
fn what_a_note_shows_decides_what_became_of_a_question() {
    use QuestionState::{Asked, Prepared, Unused};
    let held = "2026-11-02 a";
    let ahead = "2026-12-02 a";
    // File, further keys, body, state, answers, (prepared, asked).
    let rows = [
        (held, "", "- [x] What is hard?", Asked, 0, (1, 1)),
        (held, "", "- [x] What is hard?\n  - Mondays", Asked, 1, (1, 1)),
        (held, "", "- What is hard?", Asked, 0, (1, 1)),
        (held, "", "### What is hard?\n\nMondays", Asked, 1, (1, 1)),
        (held, "", "### What is hard?\n", Unused, 0, (0, 0)),
        (held, "", "- [ ] What is hard?", Prepared, 0, (1, 0)),
        (held, "", "- [/] What is hard?", Prepared, 0, (1, 0)),
        (held, "", "- [-] What is hard?", Unused, 0, (0, 0)),
        (held, "", "- [ ] What is hard?\n\n### What is hard?\n\nMondays", Asked, 1, (1, 1)),
        (held, "status: cancelled\n", "- [x] What is hard?", Prepared, 0, (1, 0)),
        (held, "status: no-show\n", "- What is hard?", Prepared, 0, (1, 0)),
        (held, "status: cancelled\n", "- [-] What is hard?", Unused, 0, (0, 0)),
        (ahead, "", "- [ ] What is hard?", Prepared, 0, (1, 0)),
        (ahead, "", "- What is hard?", Prepared, 0, (1, 0)),
        (ahead, "", "- [x] What is hard?", Prepared, 0, (1, 0)),
        (ahead, "", "- [-] What is hard?", Unused, 0, (0, 0)),
        (held, "", "- [x] Something else?\n- [ ] More?", Unused, 0, (2, 1)),
        (held, "", "## Notes\n- [x] What is hard?\n- [x] Send the book", Asked, 0, (1, 1)),
        // An answer means that it was asked, whatever the box says; an open box or a question below is none.
        (held, "", "- [ ] What is hard? Mondays", Asked, 1, (1, 1)),
        (held, "", "- [ ] What is hard?\n  - Mondays", Asked, 1, (1, 1)),
        (held, "", "- [ ] What is hard?\n  - [ ] Mondays", Prepared, 0, (1, 0)),
        (held, "", "- [ ] What is hard?\n  - And why?", Prepared, 0, (1, 0)),
        (ahead, "", "- [ ] What is hard? Mondays, they say", Prepared, 0, (1, 0)),
        (held, "status: cancelled\n", "- What is hard? Mondays", Prepared, 0, (1, 0)),
        (held, "", "- [\u{2713}] What is hard?", Asked, 0, (1, 1)),
        (held, "", "- [\u{2714}\u{fe0f}] What is hard? Mondays", Asked, 1, (1, 1)),
        (held, "", "- [\u{2705}] What is hard?", Asked, 0, (1, 1)),
        // Headings say what is still to be asked, in any language.
        (held, "", "### To ask\n- What is hard?", Prepared, 0, (1, 0)),
        (held, "", "## Next time\n- What is hard?", Prepared, 0, (1, 0)),
        (held, "", "## Zu fragen\n- What is hard?", Prepared, 0, (1, 0)),
        (held, "", "## To ask\n- [x] What is hard?", Asked, 0, (1, 1)),
        (held, "", "## To ask\n- What is hard? Mondays", Asked, 1, (1, 1)),
        (held, "", "## Questions asked\n- What is hard?", Asked, 0, (1, 1)),
        (ahead, "", "## Questions asked\n- What is hard?", Prepared, 0, (1, 0)),
    ];
    for (file, keys, body, state, answers, (prepared, asked)) in rows {
        let (path, text) = meeting(file, "Priya Nair", keys, body);
        let vault = vault(&[BANK, (&path, &text)]);
        let question = vault.questions.bank().first().unwrap();
        assert_eq!((question.state(), question.answers), (state, answers), "{keys}{body}");
        let counts = vault.questions.meeting_counts(vault.id(&path));
        assert_eq!(counts, MeetingCounts { prepared, asked, unasked: prepared - asked }, "{keys}{body}");
        let history = vault.history(0);
        assert_eq!(vault.names(&history.asked_of), if state == Asked { "Priya Nair" } else { "" }, "{keys}{body}");
        assert_eq!(history.prepared_for.len(), usize::from(state == Prepared), "{keys}{body}");
    }
}

#[test]
fn a_contact_carries_questions_too() {
    use QuestionState::{Asked, Prepared, Unused};
    let rows = [
        ("## Questions\n- [ ] What is hard?", Prepared),
        ("## Questions\n- [x] What is hard?", Asked),
        ("## Questions\n- What is hard?", Prepared),
        ("## Questions\n- What is hard? Mondays", Asked),
        ("## Questions\n- What is hard?\n  - Mondays", Asked),
        ("## Questions\n\nWhat is hard?", Prepared),
        ("## Questions\n\nWhat is hard? Mondays", Asked),
        ("## Questions\n### What is hard?\nMondays", Asked),
        ("## To ask\n- What is hard?", Prepared),
        ("## N\u{e4}chstes Mal\n- What is hard?", Prepared),
        ("## Questions asked\n- What is hard?", Asked),
        ("## Gefragt\n- What is hard?", Asked),
        ("## Questions asked\n- [ ] What is hard?", Prepared),
        ("## Log\n### Questions\n- What is hard?", Asked),
        ("## 2026-11-02 call\n### Questions\n- What is hard?", Asked),
        ("## 2026-11-02 call\n### Next time\n- What is hard?", Prepared),
        ("## Log\n- 2026-11-02 call\n  - [ ] What is hard?", Unused),
        ("## Log\n- 2026-11-02 call\n  - What is hard?", Asked),
        ("## Log\n- 2026-11-02 asked: what is hard", Asked),
        ("## Log\n- 2026-11-02 What is hard?", Asked),
        ("## Log\n- 2026-11-02 replied: nothing is hard", Unused),
        ("Some text.\n\n- [-] What is hard?", Unused),
    ];
    for (body, state) in rows {
        let vault = vault(&[BANK, ("people/Kim Lee.md", body)]);
        let question = vault.questions.bank().first().unwrap();
        assert_eq!(question.state(), state, "{body}");
        let history = vault.history(0);
        let people = history.prepared_for.first().map_or(&history.asked_of, |place| &place.people);
        assert_eq!(vault.names(people), if state == Unused { "" } else { "Kim Lee" }, "{body}");
    }
}

#[test]
fn a_question_is_found_by_wording_or_block() {
    let rows = [
        ("- [x] what is HARD", Some(0)),
        ("- [x] \u{201c}What  is hard?\u{201d}", Some(0)),
        ("- [x] **What** is `hard`?", Some(0)),
        ("- [x] What is hard? #later ^q1", Some(0)),
        ("- [x] What don't you like?", Some(0)),
        ("- [x] What don\u{2019}t you like?", Some(0)),
        ("- [x] Which tools?", Some(2)),
        ("- [x] [[a#^culture]]", Some(1)),
        ("- [x] [[a#^Culture|about deciding]]", Some(1)),
        ("- [x] Deciding [see](../questions/a.md#^culture)", Some(1)),
        ("- [x] ![[a#^culture]]", Some(1)),
        ("- [x] Who decides? [[a#^gone]]", None),
        ("- [x] What is so hard?", None),
    ];
    for (body, expected) in rows {
        let (path, text) = meeting("2026-11-02 a", "Priya Nair", "", body);
        let vault = vault(&[BANK, (&path, &text)]);
        let found = vault.questions.bank().iter().position(|question| question.state() == QuestionState::Asked);
        assert_eq!(found, expected, "{body}");
        assert!(vault.questions.is_question_line(vault.id(&path), 6), "{body}");
    }
    let nfd = ("questions/b.md", "- Qu\u{e9} caf\u{e9}?\n");
    let (path, text) = meeting("2026-11-02 a", "Priya Nair", "", "- [x] Que\u{301} cafe\u{301}");
    assert_eq!(vault(&[nfd, (&path, &text)]).questions.bank().first().unwrap().state(), QuestionState::Asked);
}

#[test]
fn an_answer_stands_behind_its_question_or_below_it() {
    // Each of them is the bank's first question, asked and answered, and none is a question in no bank.
    let bodies = [
        "- [x] What is hard? by accident",
        "- [x] What is hard? -> Mondays",
        "- [x] What is hard? \u{2192} Mondays",
        "- [x] What is hard: Mondays",
        "- [x] What is hard - Mondays",
        "- [x] What is hard \u{2013} Mondays",
        "- [x] What is hard\u{2014}Mondays",
        "- [x] What is hard -> Mondays",
        "- [x] **What is hard?** Mondays",
        "- [x] What is hard? Mondays #grid ^q1",
        "- [x] What don't you like: Mondays - all of them",
        "- [x] What is hard?\n  Mondays",
        "- [x] What is hard\n  Mondays",
        "- [x] What is hard\n  Mondays and\n  Tuesdays",
        "- [x] What is hard?\n\n  Mondays",
        "- [x] What is hard?\n\n    Mondays",
        "- [x] What is hard?\n\n Mondays",
        "- [x] What is hard?\n - Mondays",
        "1. What is hard?\n  - Mondays",
        "1. What is hard?\n\n  Mondays",
        "- What is hard? Mondays",
        "- [ ] What is hard? Mondays",
        "What is hard? Mondays",
        "**What is hard?** Mondays",
        "> What is hard? Mondays",
        "What is hard?\nMondays",
        "What is hard?\n  - Mondays",
        "Words.\n4. What is hard?\n   - Mondays",
        "Q: What is hard? Mondays",
        "### What is hard?\nMondays",
        "## Notes\n- What is hard? Mondays",
        "## Notes\n- [x] What is hard? Mondays",
    ];
    for body in bodies {
        let (path, text) = meeting("2026-11-02 a", "Priya Nair", "", body);
        let vault = vault(&[BANK, (&path, &text)]);
        let question = vault.questions.bank().first().unwrap();
        assert_eq!((question.state(), question.answers), (QuestionState::Asked, 1), "{body}");
        assert!(vault.questions.not_in_bank(&vault.index).is_empty(), "{body}");
    }
}

#[test]
fn the_longest_wording_with_which_a_line_begins_wins() {
    let bank = ("questions/a.md", "- Why this?\n- Why this: the field?\n- What helps? And what not?\n- Why\n");
    let rows = [
        ("- [x] Why this? Luck.", Some(0), 1),
        ("- [x] Why this: the field? Luck.", Some(1), 1),
        ("- [x] Why this: the pay", Some(0), 1),
        ("- [x] What helps? And what not? Sleep.", Some(2), 1),
        ("- [x] What helps? And what not?", Some(2), 0),
        ("- [x] Why, then", None, 0),
        ("- [x] Why-not", None, 0),
    ];
    for (body, expected, answers) in rows {
        let (path, text) = meeting("2026-11-02 a", "Priya Nair", "", body);
        let vault = vault(&[bank, (&path, &text)]);
        let found = vault.questions.bank().iter().position(|question| question.state() == QuestionState::Asked);
        assert_eq!(found, expected, "{body}");
        let count: u32 = vault.questions.bank().iter().map(|question| question.answers).sum();
        assert_eq!(count, answers, "{body}");
    }
}

#[test]
fn lines_of_a_paragraph_are_questions_of_the_bank_alone() {
    let body = "Some words.\nWhat is hard?\nWho decides?\nThe board.\nIs it so?\n";
    let (path, text) = meeting("2026-11-02 a", "Priya Nair", "", body);
    let vault = vault(&[BANK, (&path, &text)]);
    let of = |at: usize| vault.questions.bank().get(at).map(|question| (question.state(), question.answers));
    assert_eq!(of(0), Some((QuestionState::Asked, 0)));
    assert_eq!(of(1), Some((QuestionState::Asked, 1)));
    assert!(vault.questions.not_in_bank(&vault.index).is_empty());
}

#[test]
fn a_question_in_no_bank_ends_at_its_first_question_mark() {
    let rows = [
        ("- [x] How so? By luck.", "How so?"),
        ("- [x] How so? And why?", "How so? And why?"),
        ("- [x] How so: by luck", "How so: by luck"),
        ("- [x] \u{600e}\u{4e48}\u{5165}\u{884c}\u{ff1f}\u{5076}\u{7136}", "\u{600e}\u{4e48}\u{5165}\u{884c}\u{ff1f}"),
    ];
    for (body, expected) in rows {
        let (path, text) = meeting("2026-11-02 a", "Priya Nair", "", body);
        let vault = vault(&[BANK, (&path, &text)]);
        let loose: Vec<&str> = vault.questions.not_in_bank(&vault.index).iter().map(|row| row.text).collect();
        assert_eq!(loose, [expected], "{body}");
    }
    // The words behind it do not make it another question.
    let (one, one_text) = meeting("2026-11-02 a", "Priya Nair", "", "- [x] How so? By luck.");
    let (two, two_text) = meeting("2026-11-03 a", "Sam Okafor", "", "- [ ] How so?");
    let vault = vault(&[BANK, (&one, &one_text), (&two, &two_text)]);
    assert_eq!(vault.questions.not_in_bank(&vault.index).len(), 1);
}

#[test]
fn a_box_outside_of_headings_for_questions_asks_in_a_talk_alone() {
    let talk = "with: Priya Nair\n";
    let rows = [
        (talk, "- [ ] How come?", true),
        (talk, "- [x] How come?", true),
        (talk, "- [x] How come? By luck.", true),
        (talk, "- [ ] How come? \u{1f4c5} 2026-11-20", false),
        (talk, "- [ ] How come? \u{23eb}", false),
        (talk, "- [ ] What is hard? \u{1f4c5} 2026-11-20", false),
        (talk, "- [ ] How come? Ask Kim", false),
        (talk, "- [ ] Send the book", false),
        (talk, "## Next steps\n- [ ] Could Kim come?", false),
        (talk, "- [ ] What is hard?", true),
        (talk, "- [ ] What is hard: ask Kim", false),
        ("with: Kim\n", "- [ ] How come?", false),
        ("with: Kim\n", "- [ ] What is hard?", true),
        ("with: Kim\ngoals: [insight]\n", "- [ ] How come?", true),
    ];
    let kim = ("people/Kim.md", "---\ntype: person\nask: no\n---\n");
    for (keys, body, expected) in rows {
        let text = format!("---\ntype: meeting\ndate: 2026-12-01\n{keys}---\n{body}\n");
        let vault = vault(&[BANK, kim, ("meetings/a.md", &text)]);
        let line = u32::try_from(text.lines().count()).unwrap();
        let is_question = vault.questions.is_question_line(vault.id("meetings/a.md"), line);
        assert_eq!(is_question, expected, "{keys}{body}");
    }
}

#[test]
fn a_meeting_with_a_question_of_a_bank_is_a_talk() {
    let rows = [
        ("- [ ] What is hard?", true),
        ("- What is hard? Mondays", true),
        ("- [[a#^culture]]", true),
        ("- What is next?", false),
        ("- [[a#^gone]]", false),
    ];
    let kim = ("people/Kim.md", "---\ntype: person\nask: no\n---\n");
    for (body, expected) in rows {
        let text = format!("---\ntype: meeting\ndate: 2026-12-01\nwith: Kim\n---\n{body}\n");
        let vault = vault(&[BANK, kim, ("meetings/a.md", &text)]);
        assert_eq!(vault.standing.is_talk(vault.id("meetings/a.md")), expected, "{body}");
    }
}

#[test]
fn names_in_an_answer_are_offered_until_they_have_a_note() {
    let bank = (
        "questions/a.md",
        "## Last\n- Who else should I meet? ^who\n  - Any leads?\n- What is hard?\n- Which people should I ask first?\n",
    );
    let both: &[&str] = &["Hanna Weiss", "Sofia Lindqvist"];
    let rows: [(&str, &[&str]); 23] = [
        ("- [x] Who else should I meet? Hanna Weiss, Sofia Lindqvist", both),
        ("- [x] Who else should I meet? Hanna Weiss (Fjord) and Sofia Lindqvist.", both),
        ("- [x] Who else should I meet: Hanna Weiss & Sofia Lindqvist", both),
        ("- [x] Who else should I meet? -> Hanna Weiss; Sofia Lindqvist", both),
        ("- [x] Who else should I meet?\n  - Hanna Weiss\n  - Sofia Lindqvist - runs the desk", both),
        ("- [x] Who else should I meet?\n  Hanna Weiss and Sofia Lindqvist", both),
        ("- [x] Who else should I meet?\n\n  Hanna Weiss and Sofia Lindqvist", both),
        ("1. Who else should I meet?\n  - Hanna Weiss\n  - Sofia Lindqvist", both),
        ("- [x] Who else should I meet?\n  - [[Hanna Weiss]]\n  - [[people/Sofia Lindqvist|Sofia]]", both),
        ("- [x] Any leads? Hanna Weiss, Sofia Lindqvist", both),
        ("- [x] Which people should I ask first? Hanna Weiss, Sofia Lindqvist", both),
        ("- [x] [[a#^who]]\n  - Hanna Weiss\n  - Sofia Lindqvist", both),
        ("- [x] Wen sonst sollte ich sprechen? Hanna Weiss und Sofia Lindqvist", both),
        ("- [x] Qui d'autre ? Hanna Weiss et Sofia Lindqvist", both),
        ("- [x] \u{bf}A qui\u{e9}n m\u{e1}s? Hanna Weiss y Sofia Lindqvist", both),
        ("Who else should I meet? Hanna Weiss, Sofia Lindqvist", both),
        ("**Who else should I meet?**\nHanna Weiss, [[Sofia Lindqvist]]", both),
        ("Who else should I meet?\n  - Hanna Weiss\n  - Sofia Lindqvist", both),
        ("- [x] \u{8fd8}\u{6709}\u{8c01}\u{ff1f}\u{738b}\u{5c0f}\u{660e}", &["\u{738b}\u{5c0f}\u{660e}"]),
        ("- [x] Who else should I meet? Sam Okafor and Priya Nair", &[]),
        ("- [x] Who else should I meet? nobody yet", &[]),
        ("- [x] What is hard? Hanna Weiss", &[]),
        ("- [ ] Who else should I meet?", &[]),
    ];
    for (body, expected) in rows {
        let (path, text) = meeting("2026-11-02 a", "Priya Nair", "", body);
        let found = vault(&[bank, (&path, &text)]);
        let names: Vec<&str> = found.questions.named(&found.index).flat_map(|row| row.names).collect();
        assert_eq!(names, expected, "{body}");
        let hanna = ("people/Hanna.md", "---\ntype: contact\nname: Hanna Weiss\n---\n");
        let later = vault(&[bank, (&path, &text), hanna]);
        let names: Vec<&str> = later.questions.named(&later.index).flat_map(|row| row.names).collect();
        let expected: Vec<&str> = expected.iter().copied().filter(|name| *name != "Hanna Weiss").collect();
        assert_eq!(names, expected, "{body}");
    }
    let (path, text) = meeting("2026-11-02 a", "Priya Nair", "", "- [x] Who else? Hanna Weiss, Ann `x` B.");
    let found = vault(&[bank, (&path, &text)]);
    let row = found.questions.named(&found.index).next().unwrap();
    let command = "coffeechat new contact \"Hanna Weiss\" --referred-by \"Priya Nair\"";
    assert_eq!(row.commands(&found.index), [command]);
    let message = "meetings/2026-11-02 a.md:6 named-people Priya Nair named Hanna Weiss, of whom there is no note";
    assert!(found.diagnostics().contains(&String::from(message)), "{:?}", found.diagnostics());
}

#[test]
fn a_block_id_of_two_banks_needs_the_bank() {
    let other = ("questions/more/b.md", "- Who pays? ^culture\n");
    let rows =
        [("[[a#^culture]]", Some("Who decides?")), ("[[more/b#^culture]]", Some("Who pays?")), ("[[#^culture]]", None)];
    for (link, expected) in rows {
        let (path, text) = meeting("2026-11-02 a", "Priya Nair", "", &format!("- [x] {link}"));
        let vault = vault(&[BANK, other, (&path, &text)]);
        let asked = vault.questions.bank().iter().find(|question| question.state() == QuestionState::Asked);
        assert_eq!(asked.map(|question| &*question.text), expected, "{link}");
        let is_reported = vault.diagnostics().iter().any(|line| line.contains("ambiguous-question"));
        assert_eq!(is_reported, expected.is_none(), "{link}");
        assert!(vault.questions.not_in_bank(&vault.index).is_empty(), "{link}");
    }
}

#[test]
fn equal_questions_of_banks_are_one() {
    // The last one makes the first two one question.
    let other = (
        "questions/b.md",
        "## X\n- Which apps? #it\n- Alone?\n- Which apps, then?\n  - Which apps?\n  - Which tools\n",
    );
    let vault = vault(&[BANK, other]);
    let texts: Vec<&str> = vault.questions.bank().iter().map(|question| &*question.text).collect();
    assert_eq!(texts, ["What is hard?", "Who decides?", "Which tools?", "Alone?"]);
    let tools = vault.questions.bank().get(2).unwrap();
    assert_eq!((&*tools.category, tools.tags.len(), tools.line), ("Work / Tools", 2, 7));
    assert_eq!(
        vault.diagnostics(),
        ["questions/b.md:4 duplicate-question `Which apps, then?` is also in questions/a.md:7"]
    );
    let never: Vec<&str> = vault.questions.never_asked().map(|question| &*question.text).collect();
    assert_eq!(never, texts);
}

#[test]
fn people_are_told_apart() {
    let (first, first_text) = meeting("2026-10-02 b", "Sam Okafor", "", "- [x] What is hard?");
    let (second, second_text) =
        meeting("2026-11-02 a", "Priya Nair, Ann Gone", "", "- [x] What is hard?\n- [x] Which tools?");
    let (third, third_text) =
        meeting("2026-11-03 a", "Sam Okafor, Priya Nair", "", "- [x] What is hard?\n- [ ] Which tools?");
    let vault = vault(&[BANK, (&third, &third_text), (&second, &second_text), (&first, &first_text)]);
    assert_eq!(vault.names(&vault.history(0).asked_of), "Sam Okafor, Priya Nair, Ann Gone");
    let tools = vault.history(2);
    assert_eq!(tools.prepared_for.iter().map(|place| vault.names(&place.people)).collect::<Vec<_>>(), ["Sam Okafor"]);
    assert_eq!(vault.unasked(), ["Which tools? | Sam Okafor | meetings/2026-11-03 a.md:7"]);
}

#[test]
fn prepared_questions_are_taken_back_once() {
    let notes = [
        meeting(
            "2026-09-01 a",
            "Priya Nair",
            "",
            "- [ ] What is hard?\n- [ ] Own one?\n- [ ] Own two?\n- [-] Which tools?",
        ),
        meeting("2026-10-01 a", "Priya Nair, Sam Okafor", "status: no-show\n", "- [x] What is hard?\n- Own one?"),
        meeting("2026-11-01 a", "Priya Nair", "", "- [x] Own two?"),
        meeting("2026-11-02 a", "", "", "- [ ] Nobody?\n- [ ] Nobody?"),
        meeting("2026-12-01 a", "Sam Okafor", "", "- [ ] What is hard?\n- [ ] Not yet?"),
    ];
    let mut all = vec![BANK, ("people/Kim Lee.md", "## Questions\n- [ ] Later?\n")];
    all.extend(notes.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let vault = vault(&all);
    assert_eq!(
        vault.unasked(),
        [
            "Nobody? |  | meetings/2026-11-02 a.md:6",
            "What is hard? | Priya Nair, Sam Okafor | meetings/2026-10-01 a.md:7",
            "Own one? | Priya Nair, Sam Okafor | meetings/2026-10-01 a.md:8",
            "Later? | Kim Lee | people/Kim Lee.md:2",
        ]
    );
    let again = vault.questions.prepared_not_asked(&vault.index).map(|row| row.planned_again.map(|id| vault.path(id)));
    assert_eq!(again.collect::<Vec<_>>(), [None, Some("meetings/2026-12-01 a.md"), None, None]);
    let strangers = vault.questions.not_in_bank(&vault.index).into_iter();
    let strangers: Vec<String> =
        strangers.map(|row| format!("{} {}", row.text, vault.names(&vault.questions.people_of(&row)))).collect();
    assert_eq!(
        strangers,
        ["Own one? Priya Nair, Sam Okafor", "Own two? Priya Nair", "Nobody? ", "Not yet? Sam Okafor", "Later? Kim Lee"]
    );
}

#[test]
fn fitting_questions_come_first() {
    let bank = (
        "questions/a.md",
        "- Old?\n- New?\n- Mine? #role/data-engineer\n- Theirs? #role/designer\n- House? #company\n- Other house? #company/acme\n- Heat? #Climate\n- Asked?\n- Carried?\n",
    );
    let (past, past_text) = meeting("2026-11-01 a", "Sam Okafor", "", "- [x] Old?\n- [x] House?");
    let (asked, asked_text) = meeting("2026-11-02 a", "Priya Nair", "", "- [x] Asked?");
    let (late, late_text) = meeting("2026-12-09 a", "Sam Okafor", "", "");
    let (next, next_text) = meeting("2026-11-21 a", "Priya Nair", "", "- [-] Carried?");
    let vault = vault(&[bank, (&past, &past_text), (&asked, &asked_text), (&late, &late_text), (&next, &next_text)]);
    let found = vault.questions.for_next(&vault.index, &vault.standing).unwrap();
    assert_eq!((vault.path(found.meeting), vault.names(&found.people)), (next.as_str(), String::from("Priya Nair")));
    let show = |all: &[Suggestion<'_>]| {
        all.iter().map(|one| format!("{} {}", one.question.text, one.aim.map_or("", Aim::tag))).collect::<Vec<_>>()
    };
    let expected =
        ["Mine? role/data-engineer", "Heat? Climate", "House? company", "New? ", "Old? ", "Theirs? ", "Other house? "];
    assert_eq!(show(&found.suggestions), expected);
    let of_priya = vault.questions.not_yet_asked_of(&vault.index, vault.id(PRIYA.0));
    assert_eq!(show(&of_priya).get(4).map(String::as_str), Some("Carried? "));
    let empty = self::vault(&[bank]);
    assert_eq!(empty.questions.for_next(&empty.index, &empty.standing), None);
}

#[test]
fn questions_of_a_group_stay_until_everybody_was_asked() {
    let (past, past_text) = meeting("2026-11-01 a", "Sam Okafor", "", "- [x] What is hard?\n- [x] Who decides?");
    let (other, other_text) = meeting("2026-11-02 a", "Priya Nair", "", "- [x] Who decides?");
    let (next, next_text) = meeting("2026-11-25 a", "Sam Okafor, Priya Nair", "", "");
    let vault = vault(&[BANK, (&past, &past_text), (&other, &other_text), (&next, &next_text)]);
    let found = vault.questions.for_next(&vault.index, &vault.standing).unwrap();
    let texts: Vec<&str> = found.suggestions.iter().map(|one| &*one.question.text).collect();
    assert_eq!(texts, ["Which tools?", "What is hard?"]);
}

#[test]
fn check_speaks_of_planned_and_unknown_questions() {
    let bank = ("questions/a.md", "- How did you get into this field?\n- Is it fun?\n");
    let body = "- [ ] Is it fun?\n- [ ] Will you hire me?\n- [-] Is it cold?\n- [ ] How did you get in to this field?\n- [ ] Where to eat near here?\n- [ ] [[a#^gone]]\n- [ ] What brought you here?";
    let (ahead, ahead_text) = meeting("2026-12-01 a", "Priya Nair", "", body);
    let (held, held_text) = meeting("2026-11-01 a", "Priya Nair", "", "- [x] Is it warm there now?");
    let vault = vault(&[bank, (&ahead, &ahead_text), (&held, &held_text)]);
    assert_eq!(
        vault.diagnostics(),
        [
            "meetings/2026-11-01 a.md:6 not-in-bank `Is it warm there now?` is not in your list of questions",
            "meetings/2026-12-01 a.md:6 yes-no-question `Is it fun?` can be answered with yes or no",
            "meetings/2026-12-01 a.md:7 asks-for-a-job `Will you hire me?` asks for a job",
            "meetings/2026-12-01 a.md:9 near-miss `How did you get in to this field?` is close to `How did you get into this field?` in questions/a.md:1",
            "meetings/2026-12-01 a.md:10 not-in-bank `Where to eat near here?` is not in your list of questions",
            "meetings/2026-12-01 a.md:11 unknown-question no question of a bank has the block id of `a#^gone`",
            "meetings/2026-12-01 a.md:12 not-in-bank `What brought you here?` is not in your list of questions",
        ]
    );
    let (path, text) = meeting("2026-11-01 a", "Priya Nair", "", "- [x] Anything?");
    assert!(self::vault(&[(&path, &text)]).diagnostics().is_empty(), "without a bank nothing is missing from one");
}
