//! Checks that every rule is in every table of rules. Today is 2026-11-21.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::base::NotePath;
use crate::core::config::{Config, TEMPLATE};
use crate::core::derive::questions::Questions;
use crate::core::derive::statuses::Statuses;
use crate::core::index::Index;
use crate::core::model::{Day, Rule};
use crate::core::parse::NoteParser;

use super::phrase::Wording;
use super::{FollowUp, FollowUpId, RuleContext, RuleInputs, past_instances, rules_of};

/// Notes in which each rule finds something.
const NOTES: [(&str, &str); 12] = [
    ("people/Ann.md", "---\nadded: 2026-11-18\n---\n"),
    ("people/Ben.md", "---\nrequested: 2026-11-10\n---\n"),
    ("people/Cai.md", "---\nrequested: 2026-10-01\nnudged: [2026-10-08, 2026-10-15]\n---\n"),
    ("people/Dee.md", "---\nreplied: 2026-11-18\n---\n"),
    ("people/Ida.md", "---\nrequested: 2026-11-10\n---\n## Log\n- 2026-11-12 met her at the fair\n"),
    ("people/Eva.md", "---\nlast-contact: 2026-06-01\ncadence: 3 months\n---\n"),
    ("people/Fi.md", "---\nreferred-by: \"[[Gil]]\"\n---\n- [ ] Send the report\n"),
    ("people/Gil.md", "---\nrequested: no\n---\n"),
    ("people/Hal.md", "---\nrequested: no\n---\n"),
    ("meetings/met.md", "---\nwith: \"[[Fi]]\"\ndate: 2026-11-19\nstatus: held\n---\n## Reflection\n"),
    ("meetings/next.md", "---\nwith: \"[[Hal]]\"\ndate: 2026-11-23\n---\n"),
    ("notes/plain.md", "Nothing to do.\n"),
];

struct RuleVault {
    index: Index,
    standing: Statuses,
    questions: Questions,
    config: Config,
}

impl RuleVault {
    fn new() -> Self {
        let config = Config::default();
        let parser = NoteParser::new(&config);
        let notes = NOTES.iter().map(|(path, text)| parser.parse(&NotePath::new(*path), text.as_bytes()));
        let index = Index::new(notes.collect());
        let standing = Statuses::new(&index, &Config::default(), Day::from_ymd_opt(2026, 11, 21).unwrap());
        let questions = Questions::new(&index, &standing);
        Self { index, standing, questions, config }
    }

    fn inputs(&self) -> RuleInputs<'_> {
        let Self { index, standing, questions, config } = self;
        RuleInputs { index, standing, questions, config, shows_stopped: false }
    }

    fn open(&self) -> Vec<FollowUp> {
        self.index.notes().flat_map(|(id, _)| self.inputs().find(id).open).collect()
    }
}

#[test]
fn every_rule_finds_a_follow_up_with_words_facts_and_remedies() {
    let vault = RuleVault::new();
    let wording = Wording { index: &vault.index, config: &vault.config, today: vault.standing.today() };
    let open = vault.open();
    let found: BTreeSet<Rule> = open.iter().map(|follow_up| follow_up.rule).collect();
    assert_eq!(found, BTreeSet::from(Rule::ALL));
    for follow_up in &open {
        let rule = follow_up.rule;
        let texts = [
            wording.plain(&wording.what(follow_up)),
            wording.plain(&wording.done(follow_up)),
            wording.plain(&[wording.short(follow_up)]),
            wording.reason(follow_up),
            wording.settlement(follow_up).says,
        ];
        assert!(texts.iter().all(|text| !text.trim().is_empty()), "{rule}: {texts:?}");
        assert!(!wording.facts(follow_up).is_empty(), "{rule}");
        assert!(wording.remedies(follow_up).len() > 1, "{rule}");
    }
}

#[test]
fn what_a_rule_finds_is_among_the_instances_of_its_note() {
    let vault = RuleVault::new();
    for follow_up in vault.open() {
        let context = RuleContext::new(follow_up.note, vault.inputs());
        let instances: BTreeMap<FollowUpId, Rule> =
            past_instances::instances(&context).map(|(id, rule, _)| (id, rule)).collect();
        assert_eq!(instances.get(&follow_up.id), Some(&follow_up.rule), "{follow_up:?}");
    }
}

#[test]
fn a_rule_looks_where_its_follow_ups_stand() {
    let vault = RuleVault::new();
    let mut looked = BTreeSet::new();
    for (_, note) in vault.index.notes() {
        for rule in rules_of(&note.kind) {
            let is_right =
                rule.is_of_meetings().is_none_or(|is_of_meetings| is_of_meetings == note.as_meeting().is_some());
            assert!(is_right, "{rule} in {}", note.path);
            looked.insert(*rule);
        }
    }
    assert_eq!(looked, BTreeSet::from(Rule::ALL));
}

#[test]
fn every_rule_has_a_name_a_setting_and_a_row_in_the_documents() {
    const RULES: &str = include_str!("../../../../docs/rules.md");
    const FORMAT: &str = include_str!("../../../../docs/format.md");
    const JSON: &str = include_str!("../../../../docs/json.md");
    for rule in Rule::ALL {
        let name = rule.as_str();
        assert_eq!(Rule::from_name(name), Some(rule));
        let config = Config::parse(&format!("rules:\n  {name}: off\n")).unwrap();
        assert_eq!((config.interval(rule), config.rules.len()), (None, Rule::ALL.len() - 1), "{name}");
        let is_row = |line: &str| line.split('|').nth(1).is_some_and(|cell| cell.contains(&format!("`{name}`")));
        let has_row = |text: &str| text.lines().any(is_row);
        assert!(has_row(RULES), "{name} has no row in docs/rules.md");
        assert!(has_row(FORMAT), "{name} has no row in docs/format.md");
        assert!(TEMPLATE.contains(&format!("#   {name}: ")), "{name} is not in templates/coffeechat.yaml");
        let row = JSON.lines().find(|line| line.starts_with("| `rule` |")).unwrap();
        assert!(row.contains(&format!("`{name}`")), "{name} is not in docs/json.md");
    }
}
