//! What questions earned, and which are almost the same.

use super::*;

const BANK: (&str, &str) =
    ("questions/a.md", "- How did you get in?\n- What is hard?\n- Who else should I meet?\n- What is really hard?\n");

fn contact(name: &str, keys: &str) -> (String, String) {
    (format!("people/{name}.md"), format!("---\ntype: contact\n{keys}---\n"))
}

fn with_bank(notes: &[(String, String)]) -> Vault {
    let mut all = vec![BANK];
    all.extend(notes.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    vault(&all)
}

#[test]
fn takeaways_count_once_a_talk() {
    let takeaways = "\n## Takeaways\n- Small teams.";
    // The body of a meeting; how often asked and answered, and takeaways.
    let rows = [
        (format!("- [x] What is hard?{takeaways}"), (1, 0, 1)),
        (format!("- [x] What is hard?\n  - Mondays\n- [x] what is hard{takeaways}"), (2, 1, 1)),
        (String::from("- [x] What is hard?\n## Takeaways\n"), (1, 0, 0)),
        (format!("- [ ] What is hard?{takeaways}"), (0, 0, 0)),
    ];
    for (body, expected) in rows {
        let vault = with_bank(&[meeting("2026-11-02 a", "Priya Nair", "", &body)]);
        let (history, answers) = (vault.history(1), vault.questions.bank().get(1).unwrap().answers);
        assert_eq!((history.asked.len(), answers, history.takeaways), expected, "{body}");
    }
}

#[test]
fn a_referral_counts_for_the_latest_talk_before_it() {
    let notes = [
        meeting("2026-09-01 a", "Priya Nair", "", "- [x] Who else should I meet?"),
        meeting(
            "2026-10-01 a",
            "Priya Nair, Sam Okafor",
            "",
            "- [x] Who else should I meet?\n- [x] How did you get in?",
        ),
        meeting("2026-10-05 a", "Priya Nair", "status: cancelled\n", "- [x] What is hard?"),
        meeting("2026-12-01 a", "Priya Nair", "", "- [ ] What is hard?"),
    ];
    // Keys of somebody referred, and how many each question led to.
    let rows = [
        ("referred-by: Priya Nair\nadded: 2026-09-01\n", [0, 0, 1]),
        ("referred-by: Priya Nair\nadded: 2026-09-30\n", [0, 0, 1]),
        ("referred-by: Priya Nair\nadded: 2026-10-01\n", [1, 0, 1]),
        ("referred-by: Priya Nair\nrequested: 2026-11-10\nadded: 2026-11-20\n", [1, 0, 1]),
        ("referred-by: [Priya Nair, Sam Okafor]\nadded: 2026-10-02\n", [1, 0, 1]),
        ("referred-by: Sam Okafor\nadded: 2026-09-02\n", [0, 0, 0]),
        ("referred-by: Priya Nair\nadded: 2026-08-31\n", [0, 0, 0]),
        ("referred-by: Priya Nair\n", [0, 0, 0]),
        ("referred-by: Priya Nair\nadded: no\n", [0, 0, 0]),
        ("added: 2026-10-02\n", [0, 0, 0]),
    ];
    for (keys, expected) in rows {
        let mut all = notes.to_vec();
        all.push(contact("Kim Lee", keys));
        let vault = with_bank(&all);
        assert_eq!([0, 1, 2].map(|place| vault.history(place).referrals), expected, "{keys}");
    }
}

#[test]
fn what_earns_more_comes_first() {
    // Answers, asked, referrals, takeaways.
    let rows = [(5, 6, 0, 0), (1, 1, 1, 0), (1, 1, 0, 1), (1, 1, 0, 0), (2, 4, 0, 0), (1, 2, 0, 0), (1, 3, 9, 9)];
    let question = with_bank(&[]).questions.bank().first().unwrap().clone();
    let asking = Asking { people: vec![], day: None, answered: true, note: question.note, line: 1 };
    let mut shuffled: Vec<(Question, History)> = rows
        .iter()
        .map(|(answers, asked, referrals, takeaways)| {
            let asked = vec![asking.clone(); *asked];
            let history = History { asked, referrals: *referrals, takeaways: *takeaways, ..History::default() };
            (Question { answers: *answers, ..question.clone() }, history)
        })
        .rev()
        .collect();
    sort_by_earnings(&mut shuffled, |(question, history)| (question, history));
    let sorted: Vec<_> = shuffled
        .iter()
        .map(|(question, history)| (question.answers, history.asked.len(), history.referrals, history.takeaways))
        .collect();
    assert_eq!(sorted, rows);
}

#[test]
fn almost_the_same_questions_are_named_once() {
    let vault = with_bank(&[meeting(
        "2026-11-02 a",
        "Priya Nair",
        "",
        "- [x] What is really hard?\n- [x] How did you get in then?\n- [x] Will you hire me?\n- [x] Something else?",
    )]);
    let twins: Vec<String> =
        vault.questions.twins(&vault.index).iter().map(|twin| format!("{} → {}", twin.text, twin.of.text)).collect();
    assert_eq!(twins, ["What is hard? → What is really hard?", "How did you get in then? → How did you get in?"]);
}
