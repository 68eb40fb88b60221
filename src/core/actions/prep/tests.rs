//! Tests of preparations: small vaults, and properties of any vault.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::core::config::Config;
use crate::core::model::{Day, MeetingStatus, NoteKind};
use crate::core::workspace::tests::note as any_note;

use super::*;

/// A vault with the texts of its notes.
struct Vault {
    workspace: Workspace,
    texts: BTreeMap<String, String>,
}

impl Vault {
    fn new(notes: impl IntoIterator<Item = (String, String)>) -> Self {
        let config = Config::default();
        let parser = NoteParser::new(&config);
        let texts: BTreeMap<String, String> = notes.into_iter().collect();
        let parse = |(path, text): (&String, &String)| parser.parse(&NotePath::new(path.as_str()), text.as_bytes());
        let notes = texts.iter().map(parse).collect();
        let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
        Self { workspace: Workspace::new(config.clone(), notes, Vec::new(), today), texts }
    }

    fn of(notes: &[(&str, &str)]) -> Self {
        Self::new(notes.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
    }

    fn prepare(&self, path: &str, wishes: PrepOptions<'_>) -> Result<Preparation<'_>, Refusal> {
        let note_path = NotePath::new(path);
        let people = self.workspace.index.people(self.workspace.index.find(&note_path).unwrap());
        let talk = Talk { path: &note_path, text: &self.texts[path], people, is_new: false };
        let read = |id| self.texts.get(self.workspace.index.note(id).path.as_str()).cloned();
        prepare(&self.workspace, &talk, &wishes, &read)
    }

    /// Returns the vault with another text of a note.
    fn with(&self, path: &str, text: &str) -> Self {
        Self::new(self.texts.clone().into_iter().chain([(path.to_owned(), text.to_owned())]))
    }

    /// Returns the questions that a note gets, each with the reason.
    fn questions(&self, path: &str, wishes: PrepOptions<'_>) -> Vec<(String, String)> {
        let people = self.workspace.index.people(self.workspace.index.find(&NotePath::new(path)).unwrap());
        let wording = Wording { workspace: &self.workspace, people };
        let prepared = self.prepare(path, wishes).unwrap();
        prepared.questions.iter().map(|choice| (choice.text.to_owned(), wording.why(choice))).collect()
    }
}

const ZOE: (&str, &str) = (
    "people/Zoë.md",
    "---\ntype: contact\nname: Zoë Lind\ncompany: Northwind\nrole: Demand forecaster\ntags: [data]\n\
     referred-by: \"[[Imani]]\"\nsource: the meet-up\nreplied: 2026-11-02\n---\n- [ ] @Zoë: send her notebook\n- [ ] Lend her the *book* \
     📅 2026-11-30\n\n## Log\n- 2026-11-09 sent her my plot\n\n## Questions\n- What did you do before? Retail.\n",
);
const IMANI: (&str, &str) =
    ("people/Imani.md", "---\ntype: contact\nname: Imani\ntags: [data]\ncompany: Tarn\nrole: Head of heat\n---\n");
const FIRST: (&str, &str) = (
    "meetings/2026-10-01 Zoë.md",
    "---\ntype: meeting\nwith: \"[[Zoë]]\"\ndate: 2026-10-01\n---\n## Questions\n- [x] How did it begin?\n- [ ] What do you read?\n\
     - [ ] Is it fun?\n- [ ] Will you hire me?\n- [ ] Which plot do you draw most?\n## Takeaways\n- Beat last week [1] first.\n",
);
const HERS: (&str, &str) = (
    "meetings/2026-10-02 Imani.md",
    "---\ntype: meeting\nwith: \"[[Imani]]\"\ndate: 2026-10-02\n---\n## Questions\n- [x] Who else should I talk to?\n  - Zoë\n\
     - [x] What changed last?\n",
);
const NEXT: (&str, &str) = (
    "meetings/2026-12-03 Zoë.md",
    "---\ntype: meeting\nwith: \"[[Zoë]]\"\ndate: 2026-12-03T13:00\nchannel: in person\nduration: 20m\n---\n# Her desk\n\nBring cake.\n\n\
     ## Questions\n\n- [-] What is the hardest part?\n- [ ] \n\n## Takeaways\n",
);
const BANK: (&str, &str) = (
    "questions/Bank.md",
    "---\ntype: questions\n---\n# Bank\n## Beginnings\n- How did you start?\n  - How did it begin?\n- What did you do before?\n- What do you read?\n\
     ## Work\n- What is the hardest part?\n- How do you forecast demand?\n- Which tools are on your desk?\n- What is a week like?\n\
     - Why this team? #company/tarn\n- Which model is yours? #role/forecaster\n- Do you like it?\n## People\n- Who else should I talk to?\n\
     - What changed last?\n",
);

fn vault() -> Vault {
    Vault::of(&[ZOE, IMANI, FIRST, HERS, NEXT, BANK])
}

#[test]
fn questions_are_chosen_in_the_order_of_their_reasons() {
    let rows = vault().questions(NEXT.0, PrepOptions { count: Some(9), ..PrepOptions::default() });
    let rows: Vec<(&str, &str)> = rows.iter().map(|(question, why)| (question.as_str(), why.as_str())).collect();
    let expected = [
        // A prepared question that is in no bank. The question that asks for a job and the yes-or-no question are left
        // out.
        ("What do you read?", "prepared for Thu 1 Oct, not asked"),
        ("Which plot do you draw most?", "prepared for Thu 1 Oct, not asked"),
        ("Which model is yours?", "never asked; for their role, #role/forecaster"),
        ("How do you forecast demand?", "never asked; about demand"),
        ("Which tools are on your desk?", "never asked"),
        ("What is a week like?", "never asked"),
        ("What changed last?", "asked of 1 other, no answer noted"),
        // The questions that end a talk.
        ("Who else should I talk to?", "asked of 1 other, answered once"),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn questions_prepared_for_others_come_after_those_prepared_for_them() {
    let (ana, bo) = (("people/Ana.md", "---\ntype: contact\n---\n"), ("people/Bo.md", "---\ntype: contact\n---\n"));
    let talk = |name: &str, day: &str, questions: &str| {
        let text = format!("---\ntype: meeting\nwith: \"[[{name}]]\"\ndate: {day}\n---\n## Questions\n{questions}");
        (format!("meetings/{day} {name}.md"), text)
    };
    let talks = [
        talk("Ana", "2026-10-03", "- [ ] Which tools are on your desk?\n- [ ] What of your own?\n"),
        talk("Imani", "2026-10-04", "- [ ] Which tools are on your desk?\n"),
        talk("Bo", "2026-10-05", "- [ ] What is a week like?\n"),
        talk("Bo", "2026-12-01", ""),
        talk("Ana", "2026-12-02", "- [ ] How did you start?\n- [ ] What do you read?\n"),
    ];
    let notes = [ana, bo, IMANI, BANK].map(|(path, text)| (path.to_owned(), text.to_owned()));
    let vault = Vault::new(notes.into_iter().chain(talks));
    let rows = vault.questions("meetings/2026-12-01 Bo.md", PrepOptions { count: Some(3), ..PrepOptions::default() });
    let rows: Vec<(&str, &str)> = rows.iter().map(|(question, why)| (question.as_str(), why.as_str())).collect();
    let expected = [
        ("What is a week like?", "prepared for Mon 5 Oct, not asked"),
        ("Which tools are on your desk?", "prepared for Ana and Imani, not asked"),
        // Her talk is still ahead, so these questions wait for it.
        ("How did you start?", "prepared for Ana, not asked"),
    ];
    assert_eq!(rows, expected);
    // A question for a goal does not wait for the prepared ones.
    let goals = [String::from("more-contacts")];
    let rows = vault.questions(
        "meetings/2026-12-01 Bo.md",
        PrepOptions { goals: &goals, count: Some(2), ..PrepOptions::default() },
    );
    assert_eq!(
        rows[1],
        (String::from("Who else should I talk to?"), String::from("never asked; for the goal more-contacts"))
    );
}

#[test]
fn a_new_note_keeps_no_empty_box_of_its_template() {
    let vault = vault();
    let path = NotePath::new("meetings/2026-12-09 Zoë.md");
    let people = [Person::Known(vault.workspace.index.find(&NotePath::new(ZOE.0)).unwrap())];
    let text = NEXT.1.replace("- [-] What is the hardest part?\n", "");
    let wishes = PrepOptions { count: Some(1), ..PrepOptions::default() };
    for (is_new, rest) in [(true, ""), (false, "- [ ] \n")] {
        let talk = Talk { path: &path, text: &text, people: &people, is_new };
        let prepared = prepare(&vault.workspace, &talk, &wishes, &|_| None).unwrap();
        let end = format!("## Questions\n\n- [ ] What do you read?\n{rest}\n## Takeaways\n");
        assert!(prepared.text.ends_with(&end), "{}", prepared.text);
    }
}

#[test]
fn with_several_people_each_line_names_its_person() {
    let together = NEXT.1.replace("with: \"[[Zoë]]\"", "with: [\"[[Zoë]]\", \"[[Farid]]\"]");
    let farid = "---\ntype: contact\nname: Farid\nreferred-by: Imani\nsource: a talk\nlast-contact: 2026-10-29\n---\n- [ ] Farid: call\n";
    let vault = Vault::of(&[ZOE, IMANI, FIRST, HERS, (NEXT.0, &together), BANK, ("people/Farid.md", farid)]);
    let brief = vault.prepare(NEXT.0, PrepOptions::default()).map(|prepared| prepared.brief).unwrap();
    let expected = [
        "Thu 3 Dec 13:00, in person, 20 min: be there by 12:45",
        "[Zoë Lind](../people/Zoë.md): Demand forecaster at Northwind, data",
        "Zoë Lind was referred by [Imani](../people/Imani.md)",
        "How you met Zoë Lind: the meet-up",
        "Last contact with Zoë Lind, Mon 9 Nov: sent her my plot",
        "From [Thu 1 Oct](2026-10-01%20Zoë.md) with Zoë Lind: Beat last week \\[1\\] first.",
        "Zoë Lind promised: send her notebook ([Zoë Lind](../people/Zoë.md))",
        "You promised Zoë Lind: Lend her the book, by Mon 30 Nov ([Zoë Lind](../people/Zoë.md))",
        "[Farid](../people/Farid.md)",
        "Farid was referred by [Imani](../people/Imani.md)",
        "How you met Farid: a talk",
        "Last contact with Farid, Thu 29 Oct",
        "Farid promised: call ([Farid](../people/Farid.md))",
    ];
    assert_eq!(brief.get(..expected.len()), Some(expected.map(str::to_owned).as_slice()));
}

#[test]
fn goals_and_categories_choose_among_the_questions() {
    let (goals, people) = ([String::from("referrals")], [String::from("people")]);
    let vault = vault();
    let first = vault.questions(NEXT.0, PrepOptions { goals: &goals, count: Some(4), ..PrepOptions::default() });
    let why = "asked of 1 other, answered once; for the goal more-contacts";
    assert_eq!(first.last(), Some(&(String::from("Who else should I talk to?"), String::from(why))));
    let of_category = vault.questions(NEXT.0, PrepOptions { categories: &people, ..PrepOptions::default() });
    let texts: Vec<&str> = of_category.iter().map(|(question, _)| question.as_str()).collect();
    assert_eq!(texts, ["What changed last?", "Who else should I talk to?"]);
    let tagged = Vault::of(&[IMANI, BANK, ("m.md", "---\ntype: meeting\nwith: Imani\ndate: 2026-12-01\n---\n")]);
    let rows = tagged.questions("m.md", PrepOptions::default());
    assert_eq!(rows[0], (String::from("Why this team?"), String::from("never asked; about the company")));
}

#[test]
fn the_brief_says_who_they_are_and_what_is_open() {
    let prepared = vault().prepare(NEXT.0, PrepOptions::default()).map(|prepared| prepared.brief).unwrap();
    let expected = [
        "Thu 3 Dec 13:00, in person, 20 min: be there by 12:45",
        "[Zoë Lind](../people/Zoë.md): Demand forecaster at Northwind, data",
        "Referred by [Imani](../people/Imani.md)",
        "How you met: the meet-up",
        "Last contact Mon 9 Nov: sent her my plot",
        "From [Thu 1 Oct](2026-10-01%20Zoë.md): Beat last week \\[1\\] first.",
        "They promised: send her notebook ([Zoë Lind](../people/Zoë.md))",
        "You promised: Lend her the book, by Mon 30 Nov ([Zoë Lind](../people/Zoë.md))",
        "From [Imani, 2 Oct](2026-10-02%20Imani.md) (also data): Who else should I talk to? Zoë",
    ];
    assert_eq!(prepared, expected);
}

#[test]
fn a_note_is_only_added_to() {
    let goals = [String::from("Insight"), String::from("hear about tariffs")];
    let vault = vault();
    let prepared =
        vault.prepare(NEXT.0, PrepOptions { goals: &goals, count: Some(2), ..PrepOptions::default() }).unwrap();
    let lines: Vec<String> = prepared.brief.iter().map(|line| format!("- {line}\n")).collect();
    let lines = lines.concat();
    let expected = format!(
        "---\ntype: meeting\nwith: \"[[Zoë]]\"\ndate: 2026-12-03T13:00\nchannel: in person\nduration: 20m\n\
         goals: [gain-insight, hear about tariffs]\n---\n# Her desk\n\nBring cake.\n\n## Preparation\n\n{lines}\n## Questions\n\n\
         - [-] What is the hardest part?\n- [ ] What do you read?\n- [ ] Which plot do you draw most?\n- [ ] \n\n## Takeaways\n"
    );
    assert_eq!(prepared.text, expected);
    let windows = vault.with(NEXT.0, &NEXT.1.replace('\n', "\r\n"));
    let same =
        windows.prepare(NEXT.0, PrepOptions { goals: &goals, count: Some(2), ..PrepOptions::default() }).unwrap();
    assert_eq!(same.text, expected.replace('\n', "\r\n"));
    // A line that is crossed out is not added again.
    let crossed = prepared.text.replace("- Referred by [Imani](../people/Imani.md)", "- ~~Referred by Imani~~");
    let again = vault.with(NEXT.0, &crossed);
    assert_eq!(again.prepare(NEXT.0, PrepOptions { count: Some(2), ..PrepOptions::default() }).unwrap().text, crossed);
}

#[test]
fn there_is_time_for_one_question_in_four_minutes() {
    let rows = [(20, 5), (30, 7), (5, 3), (60, 15), (600, 15), (0, 3)];
    for (minutes, expected) in rows {
        assert_eq!(questions_for(minutes), expected, "{minutes}");
    }
}

#[test]
fn a_note_that_cannot_be_read_back_is_left_alone() {
    let rows =
        [("What ---is--- that?", true), ("What about `code`?", true), ("Why 📅 2026-11-25 and not later?", false)];
    let config = Config::default();
    let parser = NoteParser::new(&config);
    for (question, expected) in rows {
        assert_eq!(reads_back(&parser, question), expected, "{question}");
    }
    assert!(!reads_back(&parser, "What \u{202e}now?"));
    let unclosed = vault().with(NEXT.0, &NEXT.1.replacen("---\n# Her", "# Her", 1));
    assert!(unclosed.prepare(NEXT.0, PrepOptions::default()).is_err());
}

/// Returns the keys of all wordings of the questions that a person was asked, without the index of questions. A note of
/// a talk is a question only if a bank has it or it stands under a heading for questions.
fn asked_of(vault: &Vault, person: &Person) -> BTreeSet<u64> {
    let workspace = &vault.workspace;
    let mut asked = BTreeSet::new();
    let banks = workspace.index.notes().filter_map(|(_, note)| match &note.kind {
        NoteKind::Questions(bank) => Some(bank),
        _ => None,
    });
    let questions: Vec<&[u64]> = banks.flat_map(|bank| &bank.questions).map(|question| &*question.keys).collect();
    let is_question =
        |item: &&NoteQuestion| item.is_declared() || questions.iter().any(|keys| keys.contains(&item.key));
    for (id, note) in workspace.index.notes() {
        let is_theirs = match &note.kind {
            NoteKind::Contact(_) => Person::Known(id) == *person,
            NoteKind::Meeting(_) => {
                workspace.index.people(id).contains(person)
                    && workspace.standing.meeting(id) == Some(MeetingStatus::Held)
            }
            _ => false,
        };
        let was_asked =
            |item: &&NoteQuestion| matches!(item.state, NoteQuestionState::Ticked | NoteQuestionState::Plain);
        let theirs = note.carried.iter().filter(|_| is_theirs);
        asked.extend(theirs.filter(is_question).filter(was_asked).map(|item| item.key));
    }
    loop {
        let before = asked.len();
        for keys in &questions {
            if keys.iter().any(|key| asked.contains(key)) {
                asked.extend(*keys);
            }
        }
        if asked.len() == before {
            return asked;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_talk_gets_new_questions_once_and_keeps_its_lines(
        seeds in proptest::collection::vec(any::<[usize; 12]>(), 4..24),
        count in 0_usize..8,
        has_wordings: bool,
    ) {
        let wordings = "---\ntype: questions\n---\n- How did you start?\n  - What would you read?\n- What broke last?\n- Why?\n";
        let bank = has_wordings.then(|| (String::from("questions/w.md"), wordings.to_owned()));
        let vault = Vault::new(seeds.iter().map(any_note).chain(bank));
        let standing = &vault.workspace.standing;
        let planned: Vec<NoteId> = standing.planned().filter(|id| standing.meeting(*id).is_some()).collect();
        for id in planned {
            let path = vault.workspace.index.note(id).path.as_str();
            let wishes = PrepOptions { count: Some(count), ..PrepOptions::default() };
            let prepared = vault.prepare(path, wishes).unwrap();
            prop_assert_eq!(&prepared, &vault.prepare(path, wishes).unwrap());
            let keys: Vec<u64> = prepared.questions.iter().map(|choice| question_key(choice.text)).collect();
            prop_assert!(prepared.questions.is_empty() || keys.len() + prepared.carried <= count);
            prop_assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
            for person in vault.workspace.index.people(id) {
                let asked = asked_of(&vault, person);
                prop_assert!(keys.iter().all(|key| !asked.contains(key)), "{}", prepared.text);
            }
            // Without the new lines, it is the old note.
            let mut old = vault.texts[path].split_inclusive('\n').peekable();
            for line in prepared.text.split_inclusive('\n') {
                old.next_if(|next| *next == line);
            }
            prop_assert_eq!(old.next(), None);
            let after = vault.with(path, &prepared.text);
            let again = after.prepare(path, wishes).unwrap();
            prop_assert_eq!((again.text, again.questions.len()), (prepared.text, 0));
        }
    }
}
