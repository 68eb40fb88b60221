//! The goals of a talk: thirteen common ones with their names, and the check for goals that such a talk does not have.
//!
//! A goal in a note may be any text. The program knows which questions serve the goals in this module.

#[cfg(test)]
mod tests;

use crate::core::base::suggest::misspelt;
use crate::core::base::text::question_words;

/// The talk with a person that a goal fits best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The first talk.
    First,
    /// A later talk.
    Later,
    /// Any talk.
    Any,
}

/// How well a question serves a goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// It does not serve the goal.
    None,
    /// Its category fits the goal.
    Category,
    /// Its words fit the goal.
    Words,
}

/// A goal of a talk.
#[derive(Debug, PartialEq, Eq)]
pub struct Goal {
    /// Its name under `goals:`, such as `more-contacts`.
    pub slug: &'static str,
    /// Its meaning on one line.
    pub means: &'static str,
    /// The talk that it fits best.
    pub stage: Stage,
    /// Its other names, in words.
    names: &'static [&'static str],
    /// Words of the categories of questions that serve it.
    categories: &'static [&'static str],
    /// Words of questions that serve it, whatever their category.
    words: &'static [&'static str],
}

/// The known goals.
pub(crate) const GOALS: [Goal; 13] = [
    Goal {
        slug: "gain-insight",
        means: "learn what they know: insight and expertise that is in no book",
        stage: Stage::Any,
        names: &["insight", "insights", "expertise", "insight and expertise", "advice", "learn", "knowledge"],
        categories: &["industry", "trends", "challenges", "insight", "expertise"],
        words: &["your field", "the field", "learn first", "change your mind"],
    },
    Goal {
        slug: "industry-and-company",
        means: "find out how an industry or a company is doing",
        stage: Stage::First,
        names: &[
            "industry",
            "company",
            "state of the industry",
            "state of the company",
            "state of an industry or company",
            "trends",
            "company culture",
        ],
        categories: &["industry", "trends", "company", "culture", "market", "money"],
        words: &["the industry", "this industry", "the company", "changing"],
    },
    Goal {
        slug: "job-title",
        means: "see what a job title means day by day, and how a skill is used there",
        stage: Stage::First,
        names: &[
            "role",
            "job role",
            "daily work",
            "day to day",
            "skill in use",
            "skills in use",
            "how a skill is used",
        ],
        categories: &["job", "daily", "role", "work", "skills"],
        words: &["ordinary day", "which tools", "your week", "which skill"],
    },
    Goal {
        slug: "getting-in",
        means: "learn what it takes to enter the field",
        stage: Stage::First,
        names: &[
            "entry",
            "way in",
            "what it takes",
            "what it takes to enter",
            "enter the field",
            "requirements",
            "career change",
        ],
        categories: &["getting in", "way in", "entry", "training", "career"],
        words: &["get into", "routes in", "hiring process", "get ready", "coming in", "starting today"],
    },
    Goal {
        slug: "key-players",
        means: "hear who the key players are: people, firms, places to read",
        stage: Stage::Later,
        names: &["players", "who is who", "main players"],
        categories: &["players", "competitors", "referrals", "market"],
        words: &["who decides", "who else", "who are", "read watch", "follow"],
    },
    Goal {
        slug: "challenges",
        means: "understand the issues and challenges they face",
        stage: Stage::Later,
        names: &["issues", "problems", "issues and challenges", "pain points"],
        categories: &["challenges", "problems", "issues"],
        words: &["hardest", "problem", "held you up", "stuck", "goes wrong", "worst"],
    },
    Goal {
        slug: "use-of-my-skills",
        means: "see where your own skills would help",
        stage: Stage::Later,
        names: &["my skills", "how my skills help", "how your skills help", "transferable skills", "fit"],
        categories: &["skills", "background"],
        words: &["my background", "carried over", "someone who can", "which skill", "biggest gap"],
    },
    Goal {
        slug: "help-them",
        means: "find a way to help them",
        stage: Stage::Later,
        names: &["help the contact", "ways to help the contact", "give back", "giving back", "be useful"],
        categories: &["giving back", "help"],
        words: &["help you", "do for you", "useful to you", "stuck on"],
    },
    Goal {
        slug: "get-help",
        means: "find a way they can help you",
        stage: Stage::Later,
        names: &[
            "ask for help",
            "help me",
            "ways the contact can help",
            "their help",
            "support",
            "mentoring",
            "mentor",
        ],
        categories: &["advice", "help"],
        words: &["in my place", "would you do", "help me"],
    },
    Goal {
        slug: "show-who-i-am",
        means: "show who you are and what you have done",
        stage: Stage::First,
        names: &[
            "introduce myself",
            "showing who you are",
            "show myself",
            "make an impression",
            "present myself",
            "visibility",
        ],
        categories: &["background", "project", "projects"],
        words: &["my background", "project", "someone can do"],
    },
    Goal {
        slug: "feedback",
        means: "get feedback on your search or your résumé",
        stage: Stage::Later,
        names: &["feedback on my search", "feedback on my resume", "resume review", "cv review", "review"],
        categories: &["feedback", "resume", "cv", "advice"],
        words: &["my background", "biggest gap", "in my place", "resume", "my cv", "my search"],
    },
    Goal {
        slug: "more-contacts",
        means: "meet more people: who else to talk to",
        stage: Stage::Any,
        names: &["contacts", "referrals", "introductions", "new contacts", "network", "grow my network"],
        categories: &["referrals", "contacts", "network"],
        words: &["who else", "talk to", "people should i", "should i meet", "introduce me"],
    },
    Goal {
        slug: "be-remembered",
        means: "be remembered, so that they think of you later",
        stage: Stage::Later,
        names: &["being remembered", "stay in touch", "keep in touch", "staying in touch", "relationship"],
        categories: &["keeping in touch", "staying in touch"],
        words: &["in touch", "let you know", "hear how"],
    },
];

/// The remedy for a goal that asks for a job.
pub(crate) const INSTEAD_OF_A_JOB: &str = "a talk like this is for advice; ask for insight, contacts or feedback instead: `gain-insight`, `more-contacts`, `feedback`";

impl Goal {
    /// Returns the goal that a text names by its slug, by another name or by its meaning.
    #[must_use]
    pub fn find(text: &str) -> Option<&'static Self> {
        let words = question_words(text);
        GOALS.iter().find(|goal| goal.all_names().any(|name| question_words(name) == words))
    }

    /// Returns all its names.
    fn all_names(&'static self) -> impl Iterator<Item = &'static str> {
        let first_words = self.means.split([':', ',']).next();
        [self.slug, self.means].into_iter().chain(first_words).chain(self.names.iter().copied())
    }

    /// Says whether it fits the first talk with a person, or a later one if `is_first` is false.
    #[must_use]
    pub fn suits(&self, is_first: bool) -> bool {
        match self.stage {
            Stage::First => is_first,
            Stage::Later => !is_first,
            Stage::Any => true,
        }
    }

    /// Returns how well a question in a category serves the goal.
    #[must_use]
    pub fn served_by(&self, category: &str, question: &str) -> Service {
        let is_in = |text: &str, all: &[&str]| {
            let text = question_words(text);
            all.iter().any(|words| holds(&text, words))
        };
        if is_in(question, self.words) {
            Service::Words
        } else if is_in(category, self.categories) {
            Service::Category
        } else {
            Service::None
        }
    }
}

/// Returns a goal in the form for a note: the slug of a known goal, or any other text as it is.
///
/// # Errors
///
/// If the goal is a job, or a known goal with a typing error. The message says what to write instead.
pub(crate) fn named(text: &str) -> Result<String, String> {
    if is_a_job(text) {
        return Err(format!("`{text}` is not a goal for a talk: {INSTEAD_OF_A_JOB}"));
    }
    if let Some(goal) = Goal::find(text) {
        return Ok(goal.slug.to_owned());
    }
    let slip = GOALS.iter().find(|goal| misspelt(text, goal.all_names()).is_some());
    match slip {
        Some(goal) => Err(format!("`{text}` is not a known goal; did you mean `{}`?", goal.slug)),
        None => Ok(text.trim().to_owned()),
    }
}

/// Words that may come before a job, as in `get a new job`.
const BEFORE_A_JOB: &[&str] = &[
    "a", "an", "the", "my", "new", "first", "next", "any", "some", "to", "i", "we", "want", "need", "would", "like",
    "hope", "get", "getting", "got", "find", "finding", "land", "landing", "secure", "obtain", "receive", "score",
    "win", "be", "being", "become", "ask", "asking", "for", "about", "of", "apply", "applying", "me",
];
/// Words for a job.
const JOBS: &[&str] = &[
    "job",
    "jobs",
    "job offer",
    "job offers",
    "job opening",
    "job openings",
    "job interview",
    "job referral",
    "offer",
    "opening",
    "openings",
    "vacancy",
    "vacancies",
    "position",
    "employment",
    "employed",
    "hired",
    "hire",
    "hire me",
    "interview",
    "internship",
    "referral job",
    "referral to job",
    "paid work",
];

/// Says whether a goal is to get a job. `get a job` and `a job at Northwind` are; `job-title` is not.
#[must_use]
pub(crate) fn is_a_job(goal: &str) -> bool {
    let words = question_words(goal);
    let words: Vec<&str> = words.split(' ').collect();
    // In `a job at Northwind`, the words from `at` on do not matter.
    let end = words.iter().position(|word| matches!(*word, "at" | "in" | "with" | "from" | "as" | "there" | "here"));
    let words = words.get(..end.unwrap_or(words.len())).unwrap_or_default();
    let bare: Vec<&str> = words.iter().copied().filter(|word| !BEFORE_A_JOB.contains(word)).collect();
    let is_job = |words: &[&str]| JOBS.contains(&words.join(" ").as_str());
    match bare.as_slice() {
        ["referral" | "referred" | "recommendation", rest @ ..] if !rest.is_empty() => is_job(rest) || rest == ["role"],
        ["work"] => words.len() > 1,
        bare => is_job(bare),
    }
}

/// Says whether a text has these words as whole words.
fn holds(text: &str, words: &str) -> bool {
    let behind = |at: usize| text.get(at + words.len()..).unwrap_or_default();
    let before = |at: usize| text.get(..at).unwrap_or_default();
    let is_whole = |at: usize| {
        (before(at).is_empty() || before(at).ends_with(' ')) && (behind(at).is_empty() || behind(at).starts_with(' '))
    };
    text.match_indices(words).any(|(at, _)| is_whole(at))
}
