//! Where front matter is, and that the short way to read it gives the same as the YAML parser.

use proptest::prelude::*;

use crate::core::syntax::front_matter::{Entry, FrontMatter, Problem, Split, Value, split};
use crate::core::syntax::yaml;

fn read(text: &str) -> (Vec<Entry<'_>>, Vec<Problem>) {
    let front_matter = FrontMatter::read(text, split(text));
    assert!(front_matter.is_there(), "{text:?}");
    (front_matter.entries, front_matter.problems)
}

fn value(yaml: &str) -> String {
    let text = format!("---\n{yaml}\n---\n");
    let (entries, problems) = read(&text);
    let shown = match entries.first().map(|entry| &entry.value) {
        None => "nothing".into(),
        Some(Value::Empty) => "empty".into(),
        Some(Value::Flag(flag)) => flag.to_string(),
        Some(Value::Text(scalar)) => scalar.text.to_string(),
        Some(Value::List(items)) => items.iter().map(|item| item.text.as_ref()).collect::<Vec<_>>().join("|"),
        Some(Value::Nested(_)) => "nested".into(),
    };
    if problems.is_empty() { shown } else { format!("{shown} ({} problems)", problems.len()) }
}

#[test]
fn the_lines_of_hyphens_are_found() {
    let rows: [(&str, Option<(&str, usize)>); 14] = [
        ("---\na: 1\n---\nbody", Some(("a: 1\n", 13))),
        ("\u{feff}---\na: 1\n---\n", Some(("a: 1\n", 16))),
        ("---\r\na: 1\r\n---\r\nx", Some(("a: 1\r\n", 16))),
        ("---  \na: 1\n---\t\n", Some(("a: 1\n", 16))),
        ("---\n---\nx", Some(("", 8))),
        ("---\na: |\n  x\n  ---\n---", Some(("a: |\n  x\n  ---\n", 22))),
        (" ---\na: 1\n---\n", None),
        ("\n---\na: 1\n---\n", None),
        ("----\na: 1\n----\n", None),
        ("+++\na = 1\n+++\n", None),
        ("---yaml\na: 1\n---\n", None),
        ("---", None),
        ("", None),
        ("\u{feff}", None),
    ];
    for (text, expected) in rows {
        let found = match split(text) {
            Split::Found { yaml, body, .. } => Some((text.get(yaml).unwrap(), body)),
            Split::None(_) => None,
            Split::Unclosed(_) => panic!("unclosed: {text:?}"),
        };
        assert_eq!(found, expected, "{text:?}");
    }
    assert!(matches!(split("---\na: 1\nbody"), Split::Unclosed(0)));
    assert!(matches!(split("---\na: 1\n...\nbody"), Split::Unclosed(0)));
    assert!(matches!(split("---\nA rule above a paragraph.\n"), Split::None(0)));
}

#[test]
fn values_are_read() {
    let rows = [
        ("a:", "empty"),
        ("a: ~", "empty"),
        ("a: # comment", "empty"),
        ("a: x # comment", "x"),
        ("a: x#y", "x#y"),
        ("a: x[\" # comment", "x[\""),
        ("a: \"x # y\"", "x # y"),
        ("a: 'it''s'", "it's"),
        ("a: \"tab\\tx\"", "tab\tx"),
        ("a: no", "no"),
        ("a: false", "false"),
        ("a: 0x1DA9430", "0x1DA9430"),
        ("a: 10:00", "10:00"),
        ("a: 99999999999999999999999", "99999999999999999999999"),
        ("a: [x, \"y, z\", 'w']", "x|y, z|w"),
        ("a: [x,]", "x"),
        ("a: []", ""),
        ("a:\n- x\n- # nothing\n-\n- y # comment", "x|y"),
        ("a:\n  - x\n\n  - \"y\"", "x|y"),
        ("a: [[Jane Smith]]", "[[Jane Smith]] (1 problems)"),
        ("a: [[A]], [[B]]", "[[A]]|[[B]] (1 problems)"),
        ("a:\n  - [[A]]\n  - \"[[B]]\"", "[[A]]|[[B]] (1 problems)"),
        ("a: {b: c}", "nested"),
        ("a:\n  b: c", "nested"),
        ("a: >\n  one\n  two", "one two"),
        ("a: &x y", "y"),
        ("'a': x", "x"),
        ("a: Use when: late", "empty (1 problems)"),
        ("a:\n- @handle", "empty (1 problems)"),
        ("a:\n\tb: c", "empty (1 problems)"),
        ("a: 1\na: 2", "1 (1 problems)"),
    ];
    for (yaml, expected) in rows {
        assert_eq!(value(yaml), expected, "{yaml:?}");
    }
}

#[test]
fn a_broken_key_does_not_take_the_others_with_it() {
    let text = "---\nname: Ann\ndescription: Use when: late\naliases:\n- @ann\ncompany: Orb\nrole: {x: y}\n---\n";
    let (entries, problems) = read(text);
    let keys: Vec<_> = entries.iter().map(|entry| (entry.key, entry.value != Value::Empty)).collect();
    assert_eq!(keys, [("name", true), ("description", false), ("aliases", false), ("company", true), ("role", true)]);
    let places: Vec<_> = problems
        .iter()
        .map(|problem| match problem {
            Problem::Broken { span, hint, .. } => {
                (text.get(span.clone()).unwrap(), hint.as_deref().unwrap_or_default())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        places,
        [
            ("description: Use when: late", "put the value in quotes: `\"Use when: late\"`"),
            ("- @ann", "put the value in quotes: `\"@ann\"`"),
        ]
    );
}

#[test]
fn a_line_that_belongs_to_no_key_is_reported() {
    let (entries, problems) = read("---\nname: Ann\njust words\nrole: x\n---\n");
    assert_eq!(entries.len(), 2);
    assert!(matches!(problems.as_slice(), [Problem::Broken { .. }]), "{problems:?}");
}

#[test]
fn an_alias_to_another_key_is_followed() {
    let (entries, problems) = read("---\na: &x hello\nb: *x\n---\n");
    assert!(problems.is_empty(), "{problems:?}");
    assert!(entries.iter().all(|entry| matches!(&entry.value, Value::Text(scalar) if scalar.text == "hello")));
}

/// A line of front matter as people and fuzzers write it.
fn yaml_line() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        "[a-zA-Z0-9 .,:#'\"\\[\\]{}&*!|>%@`~?-]{0,16}",
        "[a-z]{1,5}( [a-z#]{1,5}){0,2}",
        "\\[\"?[a-z ]{0,6}\"?(, ?'?[a-z:#]{0,5}'?){0,3}\\]",
        Just("\"[[Ann Lee]]\"".to_owned()),
        Just("2026-11-20T10:00".to_owned()),
    ];
    prop_oneof![
        ("[a-c]{1,2}", scalar.clone()).prop_map(|(key, value)| format!("{key}: {value}")),
        ("[a-c]{1,2}", proptest::collection::vec(scalar, 0..3))
            .prop_map(|(key, items)| items.iter().fold(format!("{key}:"), |text, item| format!("{text}\n  - {item}"))),
    ]
}

/// A value with numbers as text and lists of links as their text: the form in which both ways are compared.
fn flattened(value: &Value<'_>) -> Option<Vec<String>> {
    match value {
        Value::Empty => Some(Vec::new()),
        Value::Flag(flag) => Some(vec![flag.to_string()]),
        Value::Text(scalar) => Some(vec![scalar.text.to_string()]),
        Value::List(items) => Some(items.iter().map(|item| item.text.to_string()).collect()),
        Value::Nested(_) => None,
    }
}

fn flattened_yaml(value: &yaml::Value) -> Option<Vec<String>> {
    match value {
        yaml::Value::Null => Some(Vec::new()),
        yaml::Value::Bool(flag) => Some(vec![flag.to_string()]),
        yaml::Value::Text(text) => Some(vec![text.clone()]),
        yaml::Value::List(items) => {
            let mut texts = Vec::new();
            for item in items {
                match item {
                    yaml::Value::Null => {}
                    yaml::Value::Bool(flag) => texts.push(flag.to_string()),
                    yaml::Value::Text(text) => texts.push(text.clone()),
                    _ => return None,
                }
            }
            Some(texts)
        }
        yaml::Value::Map(_) => None,
    }
}

fn is_number(text: &str) -> bool {
    text.trim_start_matches(['+', '-']).starts_with(|char: char| char.is_ascii_digit() || char == '.')
}

proptest! {
    #![proptest_config(ProptestConfig::default())]

    /// Reading without the YAML parser gives the same as the parser.
    #[test]
    fn both_ways_to_read_a_value_agree(lines in proptest::collection::vec(yaml_line(), 1..5)) {
        let text = format!("---\n{}\n---\n", lines.join("\n"));
        let Ok(map) = yaml::decode_front_matter(&text) else { return Ok(()) };
        let (entries, problems) = read(&text);
        if !problems.is_empty() {
            // A link without quotes is YAML, and means something else there.
            return Ok(());
        }
        prop_assert_eq!(entries.len(), map.len(), "{}", text);
        for entry in &entries {
            let (ours, theirs) = (flattened(&entry.value), map.get(entry.key).and_then(flattened_yaml));
            if theirs.iter().flatten().any(|text| is_number(text)) {
                continue;
            }
            prop_assert_eq!(ours, theirs, "{} in {}", entry.key, text);
        }
    }

    /// Front matter and body, put together again, are the note; and gray_matter finds the same front matter.
    #[test]
    fn splitting_loses_no_byte(head in "(\u{feff})?(---[ \t]*\r?\n)?", yaml in "([a-c]: [a-z-]{0,4}\r?\n|---x\n|\n){0,4}", close in "(---[ ]?\r?\n)?", body in "[a-z\n#-]{0,20}") {
        let text = format!("{head}{yaml}{close}{body}");
        match split(&text) {
            Split::Found { open, yaml, body } => {
                prop_assert!(open <= yaml.start && yaml.start <= yaml.end && yaml.end <= body && body <= text.len());
                let parts = [text.get(..open), text.get(open..yaml.start), text.get(yaml.clone()), text.get(yaml.end..body), text.get(body..)];
                prop_assert_eq!(parts.into_iter().map(Option::unwrap).collect::<String>(), text.clone());
                let plain = text.trim_start_matches('\u{feff}');
                let ours = text.get(yaml).unwrap().trim().replace("\r\n", "\n");
                prop_assert_eq!(yaml::front_matter_text(plain), Some(ours));
            }
            Split::None(at) | Split::Unclosed(at) => prop_assert!(text.get(..at).is_some()),
        }
    }
}
