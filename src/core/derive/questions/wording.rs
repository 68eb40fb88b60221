//! Finds wordings that get short answers: questions that yes or no answers, and questions that ask for a job.
//!
//! English only: a question in another language is never flagged, except by a word that looks English. When in doubt,
//! it reports nothing.

use crate::core::base::text::question_words;

/// Verbs that open a yes/no question.
const AUXILIARIES: &[&str] = &[
    "do", "does", "did", "is", "are", "was", "were", "can", "could", "will", "would", "should", "have", "has", "had",
    "am", "may", "might",
];
/// Their negations, without apostrophe.
const NEGATIONS: &[(&str, &str)] = &[
    ("dont", "do"),
    ("doesnt", "does"),
    ("didnt", "did"),
    ("isnt", "is"),
    ("arent", "are"),
    ("wasnt", "was"),
    ("werent", "were"),
    ("cant", "can"),
    ("couldnt", "could"),
    ("wont", "will"),
    ("wouldnt", "would"),
    ("shouldnt", "should"),
    ("havent", "have"),
    ("hasnt", "has"),
    ("hadnt", "had"),
];
/// Words that open a question that yes does not answer.
const OPEN: &[&str] = &["what", "how", "why", "which", "who", "whom", "whose", "where", "when"];
/// Those of them that are not relative pronouns after a comma.
const OPEN_BEHIND_COMMA: &[&str] = &["what", "how", "why"];
/// Words that open a yes/no question without a verb: `Any advice?`
const ANY: &[&str] = &["any", "anything", "anyone", "anybody"];
/// Words that open one before such a word: `Got any books?`
const HAVING: &[&str] = &["got", "know", "heard", "seen", "read", "need"];
/// Words between `is there` and what it asks for.
const QUANTITIES: &[&str] = &["be", "been", "ever", "still", "any", "some", "a", "an", "the", "other", "more"];
/// Words after the thing asked for.
const BEHIND: &[&str] = &["about", "as", "else", "here", "into", "like", "left", "out", "within", "worth", "available"];
/// Things that exist or not, about which nobody asks what they are.
const BARE: &[&str] = &["chance", "hope", "need", "point", "room", "time", "truth"];
/// Words after `the` and `your` that leave the subject open.
const ADJECTIVES: &[&str] = &[
    "average", "best", "big", "current", "first", "former", "good", "hardest", "last", "long", "main", "most", "new",
    "next", "old", "other", "own", "real", "same", "small", "typical", "usual", "whole", "young",
];
/// Words between sentences and clauses.
const CONNECTORS: &[&str] =
    &["and", "or", "but", "so", "then", "if", "not", "yes", "also", "well", "ok", "okay", "now", "oh"];
const PREPOSITIONS: &[&str] = &["in", "to", "at", "for", "from", "by", "on", "with", "of"];
/// Words that can only be the subject of a question.
const SUBJECTS: &[&str] = &[
    "i", "you", "we", "they", "he", "she", "it", "there", "this", "that", "these", "those", "the", "your", "my", "our",
    "their", "any", "anyone", "anybody", "someone", "somebody", "everyone", "people", "most", "many",
];
/// Verbs with which `could you …` invites somebody to speak.
const INVITATIONS: &[&str] = &[
    "tell",
    "describe",
    "walk",
    "explain",
    "share",
    "say",
    "give",
    "show",
    "talk",
    "elaborate",
    "expand",
    "take",
    "run",
    "outline",
    "sketch",
    "recommend",
    "suggest",
    "name",
    "list",
    "compare",
    "help",
    "speak",
    "telling",
    "describing",
    "walking",
    "explaining",
    "sharing",
    "saying",
    "giving",
    "showing",
    "talking",
    "taking",
    "running",
    "outlining",
];
/// Words between `could you` and such a verb.
const POLITE: &[&str] = &[
    "please", "maybe", "perhaps", "possibly", "also", "just", "briefly", "quickly", "kindly", "mind", "be", "able",
    "willing", "happy", "open", "to",
];
/// Words that ask for a job anywhere in a question.
const JOB_PHRASES: &[&str] = &[
    "hire me",
    "hiring me",
    "employ me",
    "take me on",
    "a job for me",
    "job for me",
    "a role for me",
    "a position for me",
    "a place for me",
    "an opening for me",
    "an internship for me",
    "openings for me",
    "vacancies for me",
    "roles for me",
    "any openings",
    "any opening",
    "any vacancies",
    "any vacancy",
    "any open positions",
    "any open roles",
    "any positions open",
    "job openings",
    "are you hiring",
    "you hiring",
    "company hiring",
    "team hiring",
    "looking to hire",
    "get me a job",
    "find me a job",
    "give me a job",
    "offer me a job",
    "get me an interview",
    "get me in",
    "put in a word",
    "put in a good word",
    "put a word in",
    "put a good word in",
    "a good word for me",
    "refer me for",
    "recommend me for",
    "consider me for",
    "pass on my cv",
    "pass my cv",
    "forward my cv",
    "pass on my resume",
    "pass my resume",
    "forward my resume",
    "pass on my résumé",
    "forward my résumé",
];

/// Returns whether a question asks for a job rather than for what somebody knows.
#[must_use]
pub(crate) fn asks_for_a_job(question: &str) -> bool {
    let words = question_words(question);
    let mut rest = words.as_str();
    loop {
        let is_phrase =
            |phrase: &str| rest.strip_prefix(phrase).is_some_and(|end| matches!(end.bytes().next(), None | Some(b' ')));
        if JOB_PHRASES.iter().any(|phrase| is_phrase(phrase)) {
            return true;
        }
        match rest.split_once(' ') {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
}

/// A word of a sentence.
struct Word {
    /// As compared.
    form: String,
    /// As written.
    written: String,
    /// Whether a comma, a dash or the like is before it.
    is_behind_break: bool,
}

struct Sentence {
    words: Vec<Word>,
    is_question: bool,
}

/// Returns how to open a question that yes or no would answer; `None` for a question that asks for more.
#[must_use]
pub(crate) fn yes_no_opening(question: &str) -> Option<String> {
    if !may_be_closed(question) {
        return None;
    }
    let sentences = sentences(question);
    if sentences.iter().any(|sentence| sentence.is_question && sentence.is_open()) {
        return None;
    }
    let hint = "start it with what, how or why";
    Some(match sentences.iter().find_map(Sentence::closed_opening)? {
        Some(opening) => format!("{hint}: `{opening}`"),
        None => hint.to_owned(),
    })
}

/// Checks quickly whether a sentence may open with an auxiliary verb: most questions do not.
fn may_be_closed(text: &str) -> bool {
    text.split(['.', '!', '?', '？']).any(|sentence| {
        let first = sentence.split_whitespace().map(question_words).find(|word| !word.is_empty()).unwrap_or_default();
        let first = first.split(' ').next().unwrap_or_default();
        AUXILIARIES.contains(&first)
            || ANY.contains(&first)
            || HAVING.contains(&first)
            || first == "ever"
            || CONNECTORS.contains(&first)
            || NEGATIONS.iter().any(|(negation, _)| *negation == first)
    })
}

fn sentences(text: &str) -> Vec<Sentence> {
    let mut all = Vec::new();
    let mut words = Vec::new();
    let mut is_behind_break = false;
    for piece in text.split_whitespace() {
        let bare = piece.trim_end_matches(['"', '\'', '\u{201d}', '\u{2019}', ')', '*', '_']);
        let forms = question_words(piece);
        let is_single = !forms.contains(' ');
        for form in forms.split(' ').filter(|form| !form.is_empty()) {
            let written = if is_single { piece.trim_matches(|char: char| !char.is_alphanumeric()) } else { form };
            is_behind_break |= piece.starts_with('(');
            words.push(Word { form: form.to_owned(), written: written.to_owned(), is_behind_break });
            is_behind_break = false;
        }
        is_behind_break = bare.ends_with([',', ';', ':', '-', '–', '—', '…']);
        if bare.ends_with(['.', '!', '?', '？']) {
            all.push(Sentence { words: std::mem::take(&mut words), is_question: bare.contains(['?', '？']) });
        }
    }
    if !words.is_empty() {
        all.push(Sentence { words, is_question: false });
    }
    all
}

impl Sentence {
    /// The words from the first one that is not a connector.
    fn core(&self) -> &[Word] {
        let start = self.words.iter().position(|word| !CONNECTORS.contains(&&*word.form)).unwrap_or(self.words.len());
        self.words.get(start..).unwrap_or_default()
    }

    fn is_open(&self) -> bool {
        let first = self.core().iter().find(|word| !PREPOSITIONS.contains(&&*word.form));
        first.is_some_and(|word| OPEN.contains(&&*word.form))
    }

    /// Returns another opening, if this one asks for yes or no; the inner `None` where none is known that reads well.
    #[expect(clippy::option_option, reason = "not to be opened otherwise, in words of one's own, or so")]
    fn closed_opening(&self) -> Option<Option<String>> {
        let words = self.core();
        let [first, second, ..] = words else { return None };
        let is_asked = || self.is_question && !has_open_part(words);
        if ANY.contains(&&*first.form) {
            return is_asked().then(|| asking_for(words));
        }
        if HAVING.contains(&&*first.form) && ANY.contains(&&*second.form) {
            return is_asked().then(|| asking_for(words.get(1..).unwrap_or_default()));
        }
        if first.form == "ever" {
            return is_asked().then_some(None);
        }
        let negated = NEGATIONS.iter().find(|(negation, _)| *negation == first.form).map(|(_, verb)| *verb);
        let verb = negated.or_else(|| AUXILIARIES.iter().copied().find(|verb| *verb == first.form))?;
        // In German, `was` is *what*.
        let is_past = SUBJECTS.contains(&&*second.form)
            || second.form.ends_with("ing")
            || second.written.starts_with(char::is_uppercase);
        if verb == "was" && negated.is_none() && !is_past {
            return None;
        }
        // `May 2026`, `Have a look` and `Will Smith` are no questions.
        let needs_subject = !self.is_question || matches!(verb, "may" | "might" | "will" | "have");
        let is_phrase = needs_subject && !SUBJECTS.contains(&&*second.form);
        let asks_for_more = is_invitation(verb, words) || has_open_part(words) || is_choice(words);
        (!is_phrase && !asks_for_more).then(|| open_opening(verb, words))
    }
}

/// Returns the beginning of a rewording that asks for more, if it reads well.
fn open_opening(verb: &str, words: &[Word]) -> Option<String> {
    let second = words.get(1)?;
    if second.form == "there" {
        return asking_for(words.get(2..).unwrap_or_default());
    }
    let subject = if second.form == "i" { "I" } else { &second.written };
    let noun = if matches!(&*second.form, "the" | "your" | "my" | "our" | "their") {
        let noun = words.get(2).filter(|noun| !ADJECTIVES.contains(&&*noun.form))?;
        format!(" {}", noun.written)
    } else {
        String::new()
    };
    let is_name = second.written.starts_with(char::is_uppercase);
    let is_known = SUBJECTS.contains(&&*second.form) && !matches!(&*second.form, "any" | "most" | "many");
    let is_somebody = matches!(&*second.form, "anyone" | "anybody" | "someone" | "somebody" | "everyone");
    if verb == "may" || is_somebody || !(is_known || is_name) {
        return None;
    }
    let opener = match (verb, subject) {
        ("do" | "does" | "did" | "have" | "has" | "had", _) | ("would", "you") => "What",
        _ => "How",
    };
    Some(format!("{opener} {verb} {subject}{noun} …?"))
}

/// Returns the beginning of a question that asks for the things whose existence these words ask about: `any other
/// books`.
fn asking_for(words: &[Word]) -> Option<String> {
    let is_passed = |word: &&Word| QUANTITIES.contains(&&*word.form);
    let start = words.iter().position(|word| !is_passed(&word)).unwrap_or(words.len());
    let Some((thing, rest)) = words.get(start..).and_then(<[Word]>::split_first) else {
        return Some(String::from("What …?"));
    };
    let is_over = |rest: &[Word]| rest.first().is_none_or(ends_noun);
    match &*thing.form {
        "anything" | "something" => Some(String::from("What …?")),
        "anyone" | "anybody" | "someone" | "somebody" => Some(String::from("Who …?")),
        many @ ("many" | "much") => {
            let (noun, rest) = rest.split_first()?;
            is_over(rest).then(|| format!("How {many} {} …?", noun.written))
        }
        form if is_over(rest) && !ends_noun(thing) && !BARE.contains(&form) => {
            Some(format!("What {} …?", thing.written))
        }
        // Of several words, it cannot be told which is the noun.
        _ => None,
    }
}

/// Returns whether a word follows the thing asked for and is not a part of it.
fn ends_noun(word: &Word) -> bool {
    let lists = [PREPOSITIONS, OPEN, SUBJECTS, CONNECTORS, BEHIND];
    word.is_behind_break || lists.iter().any(|list| list.contains(&&*word.form))
}

/// Returns whether the words only politely ask somebody to speak: `Could you tell me …?`
fn is_invitation(verb: &str, words: &[Word]) -> bool {
    let form = |at: usize| words.get(at).map_or("", |word| &*word.form);
    if verb == "do" && INVITATIONS.contains(&form(1)) {
        return true;
    }
    if !matches!(verb, "can" | "could" | "will" | "would" | "may" | "might") {
        return false;
    }
    if form(1) == "i" {
        return (2..5).any(|at| form(at) == "ask" && !matches!(form(at + 1), "if" | "whether"));
    }
    if form(1) != "you" {
        return false;
    }
    let Some(at) = (2..words.len()).find(|at| !POLITE.contains(&form(*at))) else { return false };
    let is_bare_would = verb == "would" && at == 2;
    INVITATIONS.contains(&form(at))
        && match form(at) {
            "say" | "saying" => {
                matches!(form(at + 1), "more" | "something")
                    || (form(at + 1) == "a" && matches!(form(at + 2), "bit" | "little" | "few" | "word"))
            }
            "help" | "take" | "taking" | "run" | "running" => form(at + 1) == "me",
            "describe" => !(is_bare_would && words.iter().any(|word| word.form == "as")),
            "recommend" | "suggest" | "name" | "list" | "compare" => !is_bare_would,
            _ => true,
        }
}

/// Returns whether a part of the question asks for more: `…, and if so how?`
fn has_open_part(words: &[Word]) -> bool {
    (1..words.len()).any(|at| {
        let Some(word) = words.get(at).filter(|word| OPEN.contains(&&*word.form)) else { return false };
        // Back over `and if so`, `or in`, to where the clause starts.
        let (mut start, mut is_joined) = (at, false);
        while let Some([before, here]) = start.checked_sub(1).and_then(|from| words.get(from..=start)) {
            let is_connector = CONNECTORS.contains(&&*before.form);
            if here.is_behind_break || !(is_connector || PREPOSITIONS.contains(&&*before.form)) {
                break;
            }
            is_joined |= is_connector;
            start -= 1;
        }
        let is_behind_break = words.get(start).is_some_and(|first| first.is_behind_break);
        is_joined || (is_behind_break && OPEN_BEHIND_COMMA.contains(&&*word.form))
    })
}

/// Returns whether the question offers a choice: `Do you prefer teams or working alone?`
fn is_choice(words: &[Word]) -> bool {
    let is_vague = |word: &Word| word.form == "there" || word.form.starts_with("any");
    let is_real_or = |pair: &[Word]| {
        matches!(pair, [or, next] if or.form == "or"
            && !matches!(&*next.form, "not" | "so" | "no" | "something" | "two" | "more"))
    };
    words.windows(2).any(is_real_or) && !words.iter().any(is_vague)
}

#[cfg(test)]
mod tests;
