//! Near misses: questions that are almost one of the bank's. Suggested by `check`, never counted as matches.
//!
//! Words are compared as they are written, without stems or synonyms.

use std::cmp::Reverse;

use crate::core::base::text::{question_words, stable_hash};

use super::Question;
use super::keys::KeyMap;

/// A word in more questions than this does not show which of them is meant, and would make the search slow.
const MOST_QUESTIONS_PER_WORD: usize = 50;
/// How many candidates, those with the most words in common, are compared letter by letter.
const MOST_CANDIDATES: usize = 8;
/// Shorter questions resemble each other by chance.
const FEWEST_WORDS: usize = 3;
/// Longer texts are not compared letter by letter.
const LONGEST_TEXT: usize = 300;
/// How many of the words of both must be in both.
const SAME_WORDS: f64 = 0.6;
/// How alike the letters must be.
const SAME_LETTERS: f64 = 0.85;

/// A question reduced to what is compared.
struct Form {
    text: String,
    /// The hashes of its words, sorted, each once.
    words: Vec<u64>,
}

impl Form {
    fn new(question: &str) -> Self {
        let text = question_words(question);
        let mut words: Vec<u64> = text.split(' ').map(|word| stable_hash(word.as_bytes())).collect();
        words.sort_unstable();
        words.dedup();
        Self { text, words }
    }

    /// Returns how close two questions are; 1 is just close enough. Letters count if the words are nearly alike: a
    /// typing mistake leaves most words intact.
    fn closeness(&self, other: &Self) -> f64 {
        let shared = self.words.iter().filter(|word| other.words.binary_search(word).is_ok()).count();
        let all = self.words.len() + other.words.len() - shared;
        let by_words = ratio(shared, all) / SAME_WORDS;
        let (short, long) = (self.text.len().min(other.text.len()), self.text.len().max(other.text.len()));
        let is_hopeless = by_words < 0.5 || long > LONGEST_TEXT || ratio(short, long) < SAME_LETTERS;
        if by_words >= 1.0 || is_hopeless {
            return by_words;
        }
        by_words.max(strsim::normalized_levenshtein(&self.text, &other.text) / SAME_LETTERS)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of words and letters are small")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The bank's questions by their words.
pub(super) struct NearMisses {
    forms: Vec<Form>,
    by_word: KeyMap<Vec<u32>>,
}

impl NearMisses {
    /// Prepares the search among `questions`.
    pub(super) fn new(questions: &[Question]) -> Self {
        let forms: Vec<Form> = questions.iter().map(|question| Form::new(&question.text)).collect();
        let mut by_word: KeyMap<Vec<u32>> = KeyMap::default();
        for (at, form) in (0_u32..).zip(&forms) {
            for word in &form.words {
                by_word.entry(*word).or_default().push(at);
            }
        }
        by_word.retain(|_, questions| questions.len() <= MOST_QUESTIONS_PER_WORD);
        Self { forms, by_word }
    }

    /// Returns the place of the question that `question` is closest to, if any is close; itself, of the place `own`, it is
    /// not compared with.
    pub(super) fn closest(&self, question: &str, own: Option<usize>) -> Option<usize> {
        let form = Form::new(question);
        if form.words.len() < FEWEST_WORDS {
            return None;
        }
        let mut tally: KeyMap<u32> = KeyMap::default();
        for at in form.words.iter().filter_map(|word| self.by_word.get(word)).flatten() {
            *tally.entry(u64::from(*at)).or_default() += 1;
        }
        let mut candidates: Vec<(Reverse<u32>, u64)> =
            tally.into_iter().map(|(at, count)| (Reverse(count), at)).collect();
        candidates.sort_unstable();
        let mut best: Option<(f64, usize)> = None;
        let others =
            candidates.into_iter().filter_map(|(_, at)| usize::try_from(at).ok()).filter(|at| Some(*at) != own);
        for at in others.take(MOST_CANDIDATES) {
            let Some(other) = self.forms.get(at).filter(|other| other.words.len() >= FEWEST_WORDS) else { continue };
            let closeness = form.closeness(other);
            if closeness >= 1.0 && best.is_none_or(|(known, _)| closeness > known) {
                best = Some((closeness, at));
            }
        }
        best.map(|(_, at)| at)
    }
}
