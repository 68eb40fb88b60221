//! Where a log tells that the user told somebody of a talk with another: `told her how it went`, `von Jens erzählt`.

use crate::core::model::Report;
use crate::core::model::vocabulary::{LogWord, Saying, Vocabulary, plain_words};

use super::body::LogLine;
use super::told::{LONGEST_PHRASE, clauses, is_unspaced};

/// Words for somebody else who acts, where they are not among those of the log.
const THEY: [&str; 17] = [
    "sie", "er", "elle", "il", "ella", "el", "ela", "ele", "lei", "lui", "zij", "hij", "ona", "on", "она", "он", "він",
];

/// Returns the lines of somebody's log that tell of a report to them; `name` is theirs.
pub(super) fn read(lines: &[LogLine], name: &str, vocabulary: &Vocabulary) -> Vec<Report> {
    let name = plain_words(name);
    let report = |line: &LogLine| {
        let all = line.all_words();
        let mut told = clauses(&all).filter_map(|clause| saying(clause, &name, vocabulary));
        let first = told.next()?;
        let how = [Saying::ReportedBack, Saying::HowItWent];
        let says_how = first == Saying::ReportedBack
            || clauses(&all).any(|clause| says(&plain_words(clause), vocabulary).any(|found| how.contains(&found)));
        let words = plain_words(&all).into();
        Some(Report { day: line.day, line: line.location.line, says_how, words })
    };
    lines.iter().filter_map(report).collect()
}

/// Returns the words by which a clause says that the user told something.
fn saying(clause: &str, name: &str, vocabulary: &Vocabulary) -> Option<Saying> {
    let words = plain_words(clause);
    let told = says(&words, vocabulary).find(|saying| matches!(saying, Saying::Told | Saying::ReportedBack))?;
    let is = |meanings: &[LogWord], word: &str| vocabulary.log_word(word).is_some_and(|word| meanings.contains(&word));
    let mut all = words.split(' ');
    let first = all.clone().next().unwrap_or_default();
    let is_theirs = is(&[LogWord::Theirs], first) || THEY.contains(&first) || name.split(' ').any(|own| own == first);
    let is_turned = all.any(|word| is(&[LogWord::Me, LogWord::Not, LogWord::Alone], word));
    (!is_theirs && !is_turned).then_some(told)
}

/// Returns what words in their plain form say, the longest phrase at each place.
pub(super) fn says(words: &str, vocabulary: &Vocabulary) -> impl Iterator<Item = Saying> {
    let parts: Vec<&str> = words.split(' ').collect();
    let mut found = Vec::new();
    for at in 0..parts.len() {
        let rest = parts.get(at..).unwrap_or_default();
        let Some(head) = rest.first() else { break };
        if head.contains(is_unspaced) {
            found.extend(unspaced(head, vocabulary));
        } else if vocabulary.begins_saying(head) {
            let mut longest = (1..=LONGEST_PHRASE.min(rest.len())).rev();
            found.extend(longest.find_map(|length| vocabulary.saying(&rest.get(..length)?.join(" "))));
        }
    }
    found.into_iter()
}

/// Returns what the signs of a word without spaces say.
fn unspaced(word: &str, vocabulary: &Vocabulary) -> impl Iterator<Item = Saying> {
    let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
    (0..ends.len()).filter_map(move |at| {
        let mut longest = (at + 1..ends.len()).rev();
        longest.find_map(|end| vocabulary.saying(word.get(*ends.get(at)?..*ends.get(end)?)?))
    })
}
