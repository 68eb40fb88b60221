//! Tests of imports of any file: no text of it becomes active, nobody gets two notes, and nothing is lost.

use proptest::prelude::*;

use crate::core::actions::new_note::{self, NewNoteFacts, Template};
use crate::core::base::NotePath;
use crate::core::config::Config;
use crate::core::index::NoteId;
use crate::core::model::{Day, Moment, Note, NoteType, Rule};
use crate::core::parse::NoteParser;
use crate::core::parse::body::passages::passages;
use crate::core::workspace::Workspace;

use super::{ImportEntry, ImportOutcome, NoteSource, Options, Pace, Plan, Sheet, plan, read};

const TODAY: &str = "2026-11-21";

/// A vault in memory.
#[derive(Debug, Clone)]
struct Vault {
    config: Config,
    notes: Vec<(NotePath, String)>,
}

struct Notes<'v> {
    vault: &'v Vault,
    parser: NoteParser<'v>,
    given: Vec<NotePath>,
}

impl NoteSource for Notes<'_> {
    fn path(&mut self, name: &str) -> Result<NotePath, String> {
        let is_taken =
            |path: &NotePath| self.given.contains(path) || self.vault.notes.iter().any(|(other, _)| other == path);
        let path = new_note::path(&is_taken, "people", name).map_err(|refusal| refusal.reason)?;
        self.given.push(path.clone());
        Ok(path)
    }

    fn text(&self, path: &NotePath, name: &str, keys: Vec<(&str, Vec<String>)>) -> Result<String, String> {
        let facts = NewNoteFacts { kind: NoteType::Contact, name, today: today(), at: Moment::on(today()), keys };
        let template = Template::built_in(NoteType::Contact, false);
        new_note::text(&self.parser, &template, path, &facts).map_err(|refusal| refusal.reason)
    }

    fn text_of(&self, id: NoteId) -> Result<String, String> {
        let path = self.vault.workspace().index.note(id).path.clone();
        let found = self.vault.notes.iter().find(|(other, _)| *other == path);
        Ok(found.unwrap().1.clone())
    }
}

fn today() -> Day {
    TODAY.parse().unwrap()
}

fn options() -> Options {
    let pace = Some(Pace { per_week: 5, from: today().succ_opt().unwrap() });
    Options { merges: false, another: false, asks: true, source: None, tags: Vec::new(), pace }
}

impl Vault {
    fn of(notes: &[(&str, &str)]) -> Self {
        let note = |(name, keys): &(&str, &str)| {
            (NotePath::new(format!("people/{name}.md")), format!("---\ntype: contact\n{keys}---\n# {name}\n\nMine.\n"))
        };
        Self { config: Config::default(), notes: notes.iter().map(note).collect() }
    }

    fn parsed(&self) -> Vec<Note> {
        let parser = NoteParser::new(&self.config);
        self.notes.iter().map(|(path, text)| parser.parse(path, text.as_bytes())).collect()
    }

    fn workspace(&self) -> Workspace {
        Workspace::new(self.config.clone(), self.parsed(), Vec::new(), today())
    }

    fn read(&self, text: &str) -> Result<Sheet, String> {
        read(text.as_bytes(), None, None, &[], &NoteParser::new(&self.config))
    }

    fn plan(&self, entries: Vec<ImportEntry>, options: &Options) -> Plan {
        let mut desk = Notes { vault: self, parser: NoteParser::new(&self.config), given: Vec::new() };
        plan(&self.workspace(), &[entries], options, &mut desk)
    }

    /// Imports a text, and returns how many notes were made and how many were added to.
    fn import(&mut self, text: &str, options: &Options) -> (usize, usize) {
        let plan = self.plan(self.read(text).unwrap().entries, options);
        let (mut made, mut added) = (0, 0);
        for row in plan.rows {
            match row.fate {
                ImportOutcome::Created { path, text, .. } => {
                    assert!(self.notes.iter().all(|(other, _)| *other != path));
                    self.notes.push((path, text));
                    made += 1;
                }
                ImportOutcome::Merged { path, old, new, .. } => {
                    let (_, text) = self.notes.iter_mut().find(|(other, _)| *other == path).unwrap();
                    assert_eq!(*text, old);
                    *text = new;
                    added += 1;
                }
                _ => {}
            }
        }
        (made, added)
    }
}

/// Says whether `whole` has all characters of `part` in the same order.
fn is_within(part: &str, whole: &str) -> bool {
    let mut chars = whole.chars();
    part.chars().all(|char| chars.any(|other| other == char))
}

fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

const SAMPLES: [&str; 4] = [
    "Name,Company,Email,Notes\nAnn Lee,Acme,ann@example.com,\"a\nb\"\nBo Park,,,\n",
    "Notes:\n\"x, y\"\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\nAnn,Lee,,,,,21 Nov 2026\n",
    "Name;E-mail 1 - Value;Labels\nAnn;a@example.com ::: b@example.com;* myContacts ::: x\n",
    "BEGIN:VCARD\nVERSION:3.0\nN:Lee;Ann;;;\nPHOTO;ENCODING=b:AAAA\n BBBB\nEMAIL:a@example.com\nNOTE:x\\ny\nEND:VCARD\n",
];

fn rows() -> impl Strategy<Value = String> {
    let names = [
        "Ann Lee",
        "\"Lee, Ann\"",
        "Dr. Ann Lee",
        "ANN LEE",
        "Zoë Quinn",
        "Zoe Quinn",
        "Bo Park",
        "Bo T. Park",
        "Robert Park",
        "",
        "Con",
        "../x",
        "Cy Wood",
    ];
    let mails =
        ["", "", "ann@example.com", "ANN@Example.com", "bo@example.com", "ann@example.com; a.lee@example.com", "?"];
    let profiles = ["", "", "https://www.linkedin.com/in/ann", "linkedin.com/in/bo/"];
    let companies = ["", "Acme", "AC: DC #1"];
    let row = (
        prop::sample::select(names.to_vec()),
        prop::sample::select(mails.to_vec()),
        prop::sample::select(profiles.to_vec()),
        prop::sample::select(companies.to_vec()),
    );
    prop::collection::vec(row, 0..9).prop_map(|rows| {
        let rows =
            rows.into_iter().map(|(name, mail, profile, company)| format!("{name},{mail},{profile},{company}\n"));
        format!("Name,Email,LinkedIn,Company\n{}", rows.collect::<String>())
    })
}

fn vaults() -> impl Strategy<Value = Vault> {
    let notes = [
        ("Ann Lee", "email: ann@example.com\nemployer: Orb\n"),
        ("ann-2", "name: Ann Lee\nlinkedin: https://www.linkedin.com/in/ann\n"),
        ("Bo Park", "aliases: [Robert Park]\ncompany:   # where\n"),
        ("Zoë Quinn", ""),
        ("eve", "name: Eve Stone\nemail: [eve@example.com, bo@example.com]\n"),
    ];
    prop::sample::subsequence(notes.to_vec(), 0..=notes.len()).prop_map(|notes| Vault::of(&notes))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_second_import_makes_nothing(vault in vaults(), text in rows(), another: bool, merges: bool) {
        let mut vault = vault;
        let options = Options { merges, another, ..options() };
        let before = vault.notes.clone();
        vault.import(&text, &options);
        let once = vault.notes.clone();
        for ((path, old), (_, new)) in before.iter().zip(&once) {
            prop_assert!(if merges { is_within(old, new) } else { old == new }, "{path}\n{old}\n{new}");
        }
        // A later row may have made a note that shows who an earlier row means. The second import adds keys to that
        // note.
        let (made, added) = vault.import(&text, &options);
        prop_assert!(made == 0 && (merges || added == 0), "{made} {added}");
        let (made, _) = vault.import(&text, &options);
        prop_assert_eq!((made, vault.import(&text, &options)), (0, (0, 0)));
        if !merges {
            prop_assert_eq!(&vault.notes, &once);
        }
        let bad = vault.parsed().into_iter().flat_map(|note| note.diagnostics).next();
        prop_assert!(bad.is_none(), "{bad:?}");
    }

    #[test]
    fn no_text_of_a_file_becomes_active_in_a_note(
        company in "\\PC{0,30}",
        notes in prop::collection::vec(
            prop_oneof![
                "\\PC{0,40}",
                prop::sample::select(vec![
                    "- [ ] call 📅 2026-11-20", "## Questions", "- Why?", "---", "===", "<!-- coffeechat summary -->",
                    "requested:: 2026-11-02", "**replied:** 2026-11-03", "- 2026-11-02 replied: yes", "%% x", "```", "[[Bo]]",
                    "| a | b |", "|---|---|", "> [!todo]", "<% x %>", "{{name}}", "1. x", "    code", "#tag", "=",
                ]).prop_map(str::to_owned),
            ],
            0..6,
        ),
    ) {
        let vault = Vault::of(&[]);
        let text = format!("Name,Company,Notes\nAnn Lee,{},{}\n", cell(&company), cell(&notes.join("\n")));
        let entries = vault.read(&text).unwrap().entries;
        let plan = vault.plan(entries, &options());
        let Some(ImportOutcome::Created { path, text, .. }) = plan.rows.first().map(|row| &row.fate) else {
            // A value that no key can hold breaks the row, and is not written.
            prop_assert!(matches!(plan.rows.first().map(|row| &row.fate), Some(ImportOutcome::Broken(_))));
            return Ok(());
        };
        let note = NoteParser::new(&vault.config).parse(path, text.as_bytes());
        prop_assert_eq!(&*note.title, "Ann Lee");
        prop_assert!(note.tasks.is_empty() && note.carried.is_empty() && note.page.is_none(), "{text}");
        prop_assert!(note.diagnostics.is_empty() && note.aliases.is_empty(), "{text}");
        let contact = note.as_contact().unwrap();
        prop_assert!(contact.events.len() == 1 && contact.log.is_empty(), "{text}");
        let headings: Vec<String> = passages(text, crate::core::model::vocabulary::Vocabulary::plain()).into_iter().map(|passage| passage.heading).collect();
        prop_assert_eq!(headings, ["", "Notes", "Log"], "{}", text);
    }

    #[test]
    fn no_bytes_make_it_panic(
        sample in prop::sample::select(SAMPLES.to_vec()),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..6, "[,;\"\n\r\t\0:= \\x{80}-\\x{ff}a-zA-Z]{0,5}"), 0..5),
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let vault = Vault::of(&[]);
        let parser = NoteParser::new(&vault.config);
        drop(read(&bytes, None, None, &[], &parser));
        drop(read(&bytes, None, Some(encoding_rs::SHIFT_JIS), &[], &parser));
        let mut text = sample.as_bytes().to_vec();
        for (at, length, new) in cuts {
            let at = at.index(text.len() + 1);
            let end = (at + length).min(text.len());
            text.splice(at..end, new.bytes());
        }
        if let Ok(sheet) = read(&text, None, None, &[], &parser) {
            prop_assert!(sheet.entries.windows(2).all(|pair| pair[0].line < pair[1].line));
            let rows = vault.plan(sheet.entries, &options()).rows;
            let is_empty = |fate: &ImportOutcome| matches!(fate, ImportOutcome::Created { text, .. } if text.is_empty());
            prop_assert!(!rows.iter().any(|row| is_empty(&row.fate)));
        }
    }
}

/// Returns the names of those who are contacts after an import of a text, with the day to ask them.
fn contacts(text: &str, asks: bool) -> Vec<String> {
    let vault = Vault::of(&[]);
    let rows = vault.plan(vault.read(text).unwrap().entries, &Options { asks, ..options() }).rows;
    let mut found = Vec::new();
    for row in rows {
        let ImportOutcome::Created { path, text, is_known, ask } = row.fate else { panic!("{:?}", row.fate) };
        let note = NoteParser::new(&vault.config).parse(&path, text.as_bytes());
        assert_eq!(note.as_contact().unwrap().is_known, is_known, "{text}");
        assert_eq!(text.contains("\nask: no"), is_known, "{text}");
        assert_eq!(text.contains(&format!("\nadded: {TODAY}")), !is_known, "{text}");
        assert!(!text.contains(" import"), "{text}");
        if !is_known {
            found.push(ask.map_or_else(|| row.name.clone(), |day| format!("{} {}", row.name, day.format("%m-%d"))));
        }
    }
    found
}

#[test]
fn the_people_of_an_address_book_became_chores() {
    let linkedin = "First Name,Last Name,Connected On\n";
    let cards: String = ["Ann Lee", "Bo Park"].map(|name| format!("BEGIN:VCARD\nFN:{name}\nEND:VCARD\n")).concat();
    let rows = [
        (format!("{linkedin}Ann,Lee,21 Nov 2026\n"), ""),
        (String::from("Name,E-mail 1 - Value\nAnn Lee,ann@example.com\n"), ""),
        (cards, ""),
        (String::from("Name,Company,Follow-up\nAnn Lee,Acme,2026-12-01\n"), ""),
        (String::from("Name,How we met\nAnn Lee,at school\n"), ""),
        (String::from("Name,State\nAnn Lee,Texas\n"), ""),
        // A row that says so itself.
        (String::from("Name,Ask\nAnn Lee,yes\nBo Park,\nCy Wood,no\n"), "Ann Lee"),
        (String::from("First Name,Connected On,Requested\nAnn,,2026-11-02\nBo,,\n"), "Ann"),
        (String::from("First Name,Connected On,Referred by\nAnn,,\nBo,,Cy Wood\n"), "Bo"),
        // A list of people to talk to.
        (String::from("Name,Requested\nAnn Lee,\nBo Park,2026-11-02\n"), "Ann Lee, Bo Park"),
        (String::from("Name,Referred by\nAnn Lee,\nBo Park,Cy Wood\n"), "Ann Lee, Bo Park"),
        (String::from("Name,Source\nAnn Lee,a fair\n"), "Ann Lee"),
        (String::from("Name,Added,Ask\nAnn Lee,2026-11-21,\nBo Park,,no\n"), "Ann Lee"),
        (String::from("Name,State\nAnn Lee,met\nBo Park,\n"), "Ann Lee, Bo Park"),
    ];
    for (text, expected) in rows {
        assert_eq!(contacts(&text, false).join(", "), expected, "{text}");
    }
    let many = ["P1,X,", "P2,X,", "P3,X,", "P4,X,", "P5,X,", "P6,X,"].join("\n");
    assert_eq!(contacts(&format!("{linkedin}{many}"), false), [""; 0]);
    let asked = contacts(&format!("{linkedin}{many}"), true);
    assert_eq!((asked.len(), asked[5].as_str()), (6, "P6 X 11-30"));
}

#[test]
fn an_import_makes_nobody_a_known_person_who_is_a_contact() {
    let text = "Name,Company,Ask\nAnn Lee,Acme,no\n";
    let mut vault = Vault::of(&[("Ann Lee", "")]);
    vault.import(text, &Options { merges: true, asks: false, ..options() });
    assert!(vault.notes[0].1.contains("company: Acme") && !vault.notes[0].1.contains("ask:"), "{}", vault.notes[0].1);
    let mut vault = Vault::of(&[("Ann Lee", "ask: no\n")]);
    vault.import("Name,Requested\nAnn Lee,2026-11-02\n", &Options { merges: true, ..options() });
    assert!(!vault.parsed()[0].as_contact().unwrap().is_known, "a row with a key of asking makes a contact");
}

#[test]
fn each_of_many_people_has_one_line_with_their_day() {
    let mut vault = Vault::of(&[]);
    let rows: Vec<String> = (0..12).map(|number| format!("Person{number} Example")).collect();
    let text = format!("Name\n{}\n", rows.join("\n"));
    let plan = vault.plan(vault.read(&text).unwrap().entries, &options());
    let days: Vec<Day> = plan
        .rows
        .iter()
        .map(|row| match &row.fate {
            ImportOutcome::Created { ask, .. } => ask.unwrap(),
            fate => panic!("{fate:?}"),
        })
        .collect();
    assert_eq!(vault.import(&text, &options()), (12, 0));
    let mut seen = 0;
    for day in today().iter_days().take(30) {
        let workspace = Workspace::new(vault.config.clone(), vault.parsed(), Vec::new(), day);
        let found: Vec<_> = workspace.agenda.follow_ups().collect();
        assert_eq!(found.len(), days.len(), "{day}: a person to be asked later is shown with that day");
        let new = found.iter().filter(|follow_up| follow_up.due == Some(day));
        assert_eq!(new.clone().count(), days.iter().filter(|ask| **ask == day).count(), "{day}");
        assert!(new.clone().all(|follow_up| follow_up.rule == Rule::Request));
        seen += new.count();
    }
    assert_eq!(seen, 12);
}

#[test]
fn the_rerun_of_an_interrupted_import_began_to_spread_again() {
    let names: Vec<String> = (0..20).map(|number| format!("Person{number} Example")).collect();
    let text = format!("Name\n{}\n", names.join("\n"));
    let days = |vault: &Vault| -> Vec<(String, Day)> {
        let plan = vault.plan(vault.read(&text).unwrap().entries, &options());
        let new = plan.rows.into_iter().filter_map(|row| match row.fate {
            ImportOutcome::Created { ask, .. } => Some((row.name, ask.unwrap())),
            _ => None,
        });
        new.collect()
    };
    let whole = days(&Vault::of(&[]));
    for made in [1, 7, 17] {
        let mut vault = Vault::of(&[]);
        vault.import(&text, &options());
        vault.notes.truncate(made);
        assert_eq!(days(&vault), whole[made..], "after {made}");
    }
}

#[test]
fn a_person_with_a_day_of_their_own_is_asked_on_it() {
    let vault = Vault::of(&[]);
    let text =
        "Name,Follow-up\nAnn Lee,\nBo Park,2026-12-04\nCy Wood,2026-10-01\nDi Hill,\nEd Moor,\nFay Moss,\nGus Hart,\n";
    let plan = vault.plan(vault.read(text).unwrap().entries, &options());
    let days = plan.rows.iter().map(|row| match &row.fate {
        ImportOutcome::Created { ask, .. } => {
            ask.map_or_else(|| String::from("-"), |day| day.format("%m-%d").to_string())
        }
        fate => panic!("{fate:?}"),
    });
    assert_eq!(days.collect::<Vec<_>>(), ["11-23", "12-04", "-", "11-24", "11-25", "11-26", "11-27"]);
}

#[test]
fn a_few_people_are_asked_tomorrow_and_nobody_without_a_pace() {
    let open = |options: &Options| {
        let mut vault = Vault::of(&[]);
        vault.import("Name,Requested\nAnn Lee,\nBo Park,\nCy Wood,2026-11-02\n", options);
        let workspace = vault.workspace();
        let found: Vec<String> = workspace
            .agenda
            .follow_ups()
            .map(|found| format!("{} {} {}", found.rule, workspace.index.name(&found.who[0]), found.due.unwrap()))
            .collect();
        found
    };
    let nudge = "nudge Cy Wood 2026-11-09";
    let mut usual = open(&options());
    usual.sort();
    assert_eq!(usual, [nudge, "request Ann Lee 2026-11-22", "request Bo Park 2026-11-22"]);
    assert_eq!(open(&Options { pace: None, ..options() }), [nudge]);
}
