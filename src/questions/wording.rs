//! Wordings that get less than they could: questions that yes or no answers, and questions that ask for a job.
//!
//! English only: a question in another language is never flagged, except by a word that looks English. When in doubt,
//! nothing is said.

use crate::text::question_words;

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
/// Words that open a question to which yes is no answer.
const OPEN: &[&str] = &["what", "how", "why", "which", "who", "whom", "whose", "where", "when"];
/// Those that behind a comma are no relative pronoun.
const OPEN_BEHIND_COMMA: &[&str] = &["what", "how", "why"];
/// Words between sentences and clauses.
const CONNECTORS: &[&str] =
    &["and", "or", "but", "so", "then", "if", "not", "yes", "also", "well", "ok", "okay", "now", "oh"];
const PREPOSITIONS: &[&str] = &["in", "to", "at", "for", "from", "by", "on", "with", "of"];
/// Words that can only be the subject of a question.
const SUBJECTS: &[&str] = &[
    "i", "you", "we", "they", "he", "she", "it", "there", "this", "that", "these", "those", "the", "your", "my", "our",
    "their", "any", "anyone", "anybody", "someone", "somebody", "everyone", "people", "most", "many",
];
const DETERMINERS: &[&str] = &["the", "your", "my", "our", "their", "this", "that", "these", "those", "any", "most"];
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
/// Words that ask for a job, wherever they stand in a question.
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

/// Says whether a question asks for a job rather than for what somebody knows.
#[must_use]
pub fn asks_for_a_job(question: &str) -> bool {
    let words = format!(" {} ", question_words(question));
    JOB_PHRASES.iter().any(|phrase| words.match_indices(phrase).any(|(at, _)| is_whole(&words, at, phrase.len())))
}

fn is_whole(words: &str, at: usize, length: usize) -> bool {
    let bytes = words.as_bytes();
    at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b' ') && bytes.get(at + length) == Some(&b' ')
}

/// A word of a sentence.
struct Word {
    /// As compared.
    form: String,
    /// As written.
    written: String,
    /// Whether a comma, a dash or the like stands before it.
    is_behind_break: bool,
}

struct Sentence {
    words: Vec<Word>,
    is_question: bool,
}

/// Returns how to open a question that yes or no would answer; `None` for one that asks for more.
#[must_use]
pub fn yes_no_opening(question: &str) -> Option<String> {
    let sentences = sentences(question);
    if sentences.iter().any(|sentence| sentence.is_question && sentence.is_open()) {
        return None;
    }
    let opening = sentences.iter().find_map(Sentence::closed_opening)?;
    Some(format!("start it with what, how or why: `{opening}`"))
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
    /// The words from the first that is no connector on.
    fn core(&self) -> &[Word] {
        let start = self.words.iter().position(|word| !CONNECTORS.contains(&&*word.form)).unwrap_or(self.words.len());
        self.words.get(start..).unwrap_or_default()
    }

    fn is_open(&self) -> bool {
        let first = self.core().iter().find(|word| !PREPOSITIONS.contains(&&*word.form));
        first.is_some_and(|word| OPEN.contains(&&*word.form))
    }

    /// Returns another opening, if this one asks for yes or no.
    fn closed_opening(&self) -> Option<String> {
        let words = self.core();
        let [first, second, ..] = words else { return None };
        let negated = NEGATIONS.iter().find(|(negation, _)| *negation == first.form).map(|(_, verb)| *verb);
        let verb = negated.or_else(|| AUXILIARIES.iter().copied().find(|verb| *verb == first.form))?;
        // `May 2026`, `Have a look` and `Will Smith` are no questions.
        let needs_subject = !self.is_question || matches!(verb, "may" | "might" | "will" | "have");
        let is_closed = !(needs_subject && !SUBJECTS.contains(&&*second.form))
            && !is_invitation(verb, words)
            && !has_open_part(words)
            && !is_choice(words);
        is_closed.then(|| open_opening(verb, words))
    }
}

/// Returns the beginning of the question as one that asks for more.
fn open_opening(verb: &str, words: &[Word]) -> String {
    let subject = words.get(1).map_or("you", |word| if word.form == "i" { "I" } else { &word.written });
    let noun = words
        .get(1)
        .filter(|word| DETERMINERS.contains(&&*word.form))
        .and(words.get(2))
        .map_or(String::new(), |noun| format!(" {}", noun.written));
    let opener = match (verb, subject) {
        (_, "there") | ("do" | "does" | "did" | "have" | "has" | "had", _) | ("would", "you") => "What",
        _ => "How",
    };
    format!("{opener} {verb} {subject}{noun} …?")
}

/// Says whether the words only politely ask somebody to speak: `Could you tell me …?`
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

/// Says whether a part of the question asks for more: `…, and if so how?`
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

/// Says whether the question offers a choice: `Do you prefer teams or working alone?`
fn is_choice(words: &[Word]) -> bool {
    let is_vague = |word: &Word| word.form == "there" || word.form.starts_with("any");
    let is_real_or = |pair: &[Word]| {
        matches!(pair, [or, next] if or.form == "or"
            && !matches!(&*next.form, "not" | "so" | "no" | "something" | "two" | "more"))
    };
    words.windows(2).any(is_real_or) && !words.iter().any(is_vague)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_no_questions_are_told_from_open_ones() {
        let closed = [
            ("Is the work mostly remote?", "How is the work …?"),
            ("Do you like your job?", "What do you …?"),
            ("Does Northwind hire graduates?", "What does Northwind …?"),
            ("Did you plan to end up here?", "What did you …?"),
            ("do you enjoy it", "What do you …?"),
            ("Are there many meetings?", "What are there …?"),
            ("Was it hard to get in?", "How was it …?"),
            ("Were you nervous at first?", "How were you …?"),
            ("Can I work part time there?", "How can I …?"),
            ("Could you do this job without a degree?", "How could you …?"),
            ("Will the field keep growing?", "How will the field …?"),
            ("Would you recommend this career?", "What would you …?"),
            ("Would you say that the culture is good?", "What would you …?"),
            ("Would you describe it as stressful?", "What would you …?"),
            ("Should I learn Python first?", "How should I …?"),
            ("Have you ever thought of leaving?", "What have you …?"),
            ("Has the team grown?", "What has the team …?"),
            ("Had you worked with data before?", "What had you …?"),
            ("Am I too old for this?", "How am I …?"),
            ("Might you move on one day?", "How might you …?"),
            ("Don\u{2019}t you miss teaching?", "What do you …?"),
            ("And so, do you travel a lot?", "What do you …?"),
            ("I read your paper. Is it still true?", "How is it …?"),
            ("Do you know what you will do next?", "What do you …?"),
            ("Is there a reason why you left?", "What is there …?"),
            ("Do you have any tips or advice?", "What do you …?"),
            ("Is it worth it or not?", "How is it …?"),
            ("\u{201c}Is it fun?\u{201d}", "How is it …?"),
            ("May I ask if you earn well?", "How may I …?"),
            ("Do you work with the data team, which is new?", "What do you …?"),
        ];
        for (question, opening) in closed {
            let expected = format!("start it with what, how or why: `{opening}`");
            assert_eq!(yes_no_opening(question), Some(expected), "{question}");
        }
    }

    #[test]
    fn open_questions_and_invitations_are_left_alone() {
        let open = [
            "How did you get into this field?",
            "What did you work on yesterday, from morning to evening?",
            "Looking at my background, where do you see the biggest gap?",
            "If you had three months, how would you spend them?",
            "Could you tell me about your first year?",
            "Can you please describe an ordinary day?",
            "Could you walk me through a project?",
            "Would you say more about that?",
            "Would you say a bit more about that?",
            "Would you mind sharing how you prepared?",
            "Would you be willing to talk about pay?",
            "Can you help me understand the hiring process?",
            "Could you recommend a book to start with?",
            "May I ask how you found your first client?",
            "Could I ask you about pay?",
            "Do tell me about the move.",
            "Do you use models, and if so how?",
            "Do you like it? Why?",
            "Do you like it - why or why not?",
            "Did you plan it, or how did it come about?",
            "Is it different here, and in what way?",
            "Are you happy there (what would you change)?",
            "Do you prefer big teams or small ones?",
            "Have a look at the roadmap together",
            "May 2026 reorganisation",
            "Will Smith's team: structure",
            "Would",
            "Wie sind Sie in dieses Feld gekommen?",
            "¿Le gusta su trabajo?",
            "",
            "?!",
        ];
        for question in open {
            assert_eq!(yes_no_opening(question), None, "{question}");
        }
    }

    #[test]
    fn asking_for_a_job_is_noticed() {
        let rows = [
            ("What would it take for you to hire me?", true),
            ("Do you have any openings?", true),
            ("Are you hiring right now?", true),
            ("Could you put in a good word?", true),
            ("Is there perhaps a job for me?", true),
            ("Can you pass on my r\u{e9}sum\u{e9}?", true),
            ("What does the hiring process in your field really test?", false),
            ("How do you hire mechanics?", false),
            ("What would you want to know before you hire mentors?", false),
            ("Which routes in have you seen work?", false),
            ("How do you make many openings in chess?", false),
        ];
        for (question, expected) in rows {
            assert_eq!(asks_for_a_job(question), expected, "{question}");
        }
    }
}
