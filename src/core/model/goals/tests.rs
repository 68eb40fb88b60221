//! Tests of goals: their names, and goals that ask for a job.

use super::*;

#[test]
fn every_name_means_one_goal_and_not_a_job() {
    let mut seen = std::collections::BTreeSet::new();
    for goal in &GOALS {
        for name in goal.all_names() {
            assert!(seen.insert(question_words(name)) || !goal.names.contains(&name), "{name} means two goals");
            assert_eq!(Goal::find(name), Some(goal), "{name}");
            assert!(!is_a_job(name), "{name}");
        }
        for words in goal.names.iter().chain(goal.categories).chain(goal.words) {
            assert_eq!(question_words(words), *words);
        }
    }
}

#[test]
fn names_are_found_however_they_are_written() {
    let rows = [
        ("gain-insight", Some("gain-insight")),
        ("Gain Insight", Some("gain-insight")),
        ("gain_insight", Some("gain-insight")),
        ("advice", Some("gain-insight")),
        ("Keep in touch!", Some("be-remembered")),
        ("hear who the key players are", Some("key-players")),
        ("Hear who the key players are: people, firms, places to read", Some("key-players")),
        ("Be remembered", Some("be-remembered")),
        ("insight and expertise", Some("gain-insight")),
        ("learn about tariffs", None),
        ("", None),
    ];
    for (text, slug) in rows {
        assert_eq!(Goal::find(text).map(|goal| goal.slug), slug, "{text}");
    }
}

#[test]
fn a_typing_error_is_reported_and_other_words_are_kept() {
    let rows = [
        ("Referrals", Ok("more-contacts")),
        ("hear about night shifts", Ok("hear about night shifts")),
        (" nosuch ", Ok("nosuch")),
        ("more-contact", Err("`more-contact` is not a known goal; did you mean `more-contacts`?")),
        ("insihgt", Err("`insihgt` is not a known goal; did you mean `gain-insight`?")),
    ];
    for (text, expected) in rows {
        assert_eq!(named(text), expected.map(str::to_owned).map_err(str::to_owned), "{text}");
    }
    assert!(named("a job").is_err());
}

#[test]
fn getting_a_job_is_not_a_goal() {
    let jobs = [
        "get a job",
        "job",
        "Get-A-Job!",
        "job-offer",
        "get hired",
        "employment",
        "a job at Northwind Labs",
        "referral for the job",
        "find work",
        "land an internship",
        "ask for a job interview",
        "job openings",
        "being employed there",
        "I want a job",
        "Hire me",
        "getting a new position",
    ];
    for goal in jobs {
        assert!(is_a_job(goal), "{goal}");
    }
    let others = [
        "job-title",
        "job market",
        "feedback on my job search",
        "work",
        "how the work is",
        "job satisfaction",
        "how they got their job",
        "referrals",
        "more-contacts",
        "offer help",
        "",
        "in",
        "what the role is like",
        "company culture",
        "positioning",
        "job hunting tips",
    ];
    for goal in others {
        assert!(!is_a_job(goal), "{goal}");
    }
}

#[test]
fn goals_choose_questions_by_category_and_words() {
    use Service::{Category, None, Words};

    let goal = |slug: &str| Goal::find(slug).unwrap();
    let rows = [
        ("more-contacts", "Advice and referrals", "What should I read?", Category),
        ("more-contacts", "", "Who else would you suggest I talk to?", Words),
        ("more-contacts", "Skills", "Which skill do you lean on?", None),
        ("getting-in", "Getting in", "Why?", Category),
        ("getting-in", "Forgetting in time", "Why?", None),
        ("challenges", "Rewards and challenges", "", Category),
    ];
    for (slug, category, question, expected) in rows {
        assert_eq!(goal(slug).served_by(category, question), expected, "{slug}: {category}: {question}");
    }
}
