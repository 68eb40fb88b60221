//! Which tasks are to get in touch with somebody, or to thank them: `write to Ann on Tuesday`, `Ann anrufen`, `thank Bo`.
//!
//! A verb of the table `sayings` stands at the start of a clause, with the person behind it, or at its end, with the person
//! before it. Who that is, the index finds out.

use crate::core::base::Location;
use crate::core::model::vocabulary::{self, Answer, LogWord, Saying, Vocabulary, plain_words};
use crate::core::model::{Aim, Link, LinkStyle, Purpose};
use crate::core::syntax::date;

use super::told::is_unspaced;

/// The longest task that is looked at, in bytes.
const LONGEST: usize = 300;
/// The most words of a phrase, and of a name with what stands before it.
const LONGEST_PHRASE: usize = 5;
const LONGEST_NAME: usize = 4;
/// The most characters of a phrase in a script without spaces.
const LONGEST_RUN: usize = 8;

/// Words before a verb that change nothing.
const LEADS: [&str; 26] = [
    "please",
    "to",
    "also",
    "again",
    "first",
    "maybe",
    "bitte",
    "noch",
    "nochmal",
    "nochmals",
    "mal",
    "erneut",
    "wieder",
    "erst",
    "zuerst",
    "sich",
    "svp",
    "encore",
    "otra",
    "vez",
    "ancora",
    "nog",
    "opnieuw",
    "jeszcze",
    "снова",
    "ще",
];
/// Words between a verb and a name.
const SMALL: [&str; 34] = [
    "to", "an", "bei", "mit", "with", "a", "al", "alla", "ad", "ao", "aos", "au", "aux", "aan", "met", "naar", "con",
    "com", "avec", "do", "z", "ze", "dla", "per", "para", "с", "со", "к", "до", "з", "зі", "my", "dear", "für",
];
/// Words behind a verb that leave it to the note who is meant.
const LEAVES_OPEN: [&str; 50] = [
    "about", "again", "for", "re", "back", "once", "by", "on", "at", "in", "if", "when", "after", "and", "her", "him",
    "them", "wegen", "noch", "nochmal", "erneut", "um", "zu", "zum", "zur", "über", "uber", "nach", "ob", "ihr", "ihm",
    "ihnen", "sie", "ihn", "pour", "sur", "de", "encore", "sobre", "por", "di", "su", "over", "voor", "om", "opnieuw",
    "weer", "w", "в", "по",
];
/// Verbs before thanks, which are no names.
const SENDS: [&str; 20] = [
    "send",
    "write",
    "mail",
    "email",
    "post",
    "buy",
    "get",
    "say",
    "schicken",
    "envoyer",
    "ecrire",
    "mandar",
    "enviar",
    "mandare",
    "inviare",
    "scrivere",
    "sturen",
    "stuur",
    "wyslac",
    "отправить",
];
/// Words before somebody from whom something comes.
const FROM: [&str; 9] = ["from", "von", "vom", "van", "od", "от", "від", "da", "dal"];

/// A clause of a task.
#[derive(Default)]
struct Clause<'t> {
    words: Vec<Word<'t>>,
    /// Whether it stands behind a colon or a dash.
    is_labelled: bool,
    /// Whether it stands behind a word such as *and*.
    is_joined: bool,
}

struct Word<'t> {
    /// As it is written, without the punctuation around it.
    raw: &'t str,
    plain: String,
}

/// Whom words name.
enum Named {
    Somebody(Link),
    /// The note says who is meant.
    Open,
}

/// Returns whom a task with these words and links is to get in touch with, or to thank.
pub(super) fn read(text: &str, links: &[Link], vocabulary: &Vocabulary) -> Option<Aim> {
    if text.len() > LONGEST {
        return None;
    }
    let text: String = text.chars().flat_map(|char| spaced(char).chars().chain(plain_char(char))).collect();
    let reader = Reader { links, vocabulary };
    let mut aim: Option<Aim> = None;
    let mut before: Option<&Clause<'_>> = None;
    let clauses = reader.clauses(&text);
    for clause in &clauses {
        if clause.words.first().is_some_and(|word| vocabulary::answer(word.raw) == Some(Answer::No)) {
            return None;
        }
        // What stands behind somebody's name is theirs to do.
        if clause.is_labelled && before.is_some_and(Clause::is_actor) {
            break;
        }
        match (reader.aim_of(clause), &mut aim) {
            (Some((purpose, named)), None) => {
                let whom = if let Named::Somebody(link) = named { vec![link] } else { Vec::new() };
                aim = Some(Aim { purpose, whom });
            }
            (Some((purpose, Named::Somebody(link))), Some(aim)) if aim.purpose == purpose && !aim.whom.is_empty() => {
                aim.whom.push(link);
            }
            (None, Some(aim))
                if clause.is_joined && !aim.whom.is_empty() && before.is_some_and(Clause::ends_in_name) =>
            {
                if let Named::Somebody(link) = reader.named(&clause.words) {
                    aim.whom.push(link);
                }
            }
            _ => {}
        }
        before = Some(clause);
    }
    aim
}

/// Returns what sets a sign that ends a clause, in scripts without spaces, off from the next word.
const fn spaced(char: char) -> &'static str {
    if matches!(char, '、' | '。' | '，' | '；' | '！' | '？' | '（' | '）' | '：') { ", " } else { "" }
}

fn plain_char(char: char) -> Option<char> {
    spaced(char).is_empty().then_some(char)
}

impl Clause<'_> {
    /// Returns whether the label that it is names who is to act: `Nadia:`, `me:`.
    fn is_actor(&self) -> bool {
        let is_name =
            |word: &Word<'_>| word.raw.starts_with(char::is_uppercase) && word.raw.contains(char::is_lowercase);
        let is_me =
            matches!(self.words.as_slice(), [word] if vocabulary::answer(word.raw).is_none() && word.plain == "me");
        let is_short = (1..=3).contains(&self.words.len());
        is_me || is_short && self.words.iter().all(|word| is_name(word) && !is_day(word))
    }

    /// Returns whether its last word is part of a name.
    fn ends_in_name(&self) -> bool {
        self.words.last().is_some_and(|word| is_capitalised(word) && !is_day(word))
            && self.words.len() <= LONGEST_PHRASE
    }
}

struct Reader<'r> {
    links: &'r [Link],
    vocabulary: &'r Vocabulary,
}

impl Reader<'_> {
    fn clauses<'t>(&self, text: &'t str) -> Vec<Clause<'t>> {
        let mut clauses = vec![Clause::default()];
        let end = |is_labelled: bool, is_joined: bool, clauses: &mut Vec<Clause<'t>>| {
            if clauses.last().is_some_and(|clause| !clause.words.is_empty()) {
                clauses.push(Clause { words: Vec::new(), is_labelled, is_joined });
            }
        };
        for token in text.split_whitespace() {
            let raw = token.trim_matches(|char: char| !char.is_alphanumeric());
            let plain = plain_words(raw);
            let is_and = matches!(token, "&" | "+") || self.vocabulary.log_word(&plain) == Some(LogWord::And);
            if raw.is_empty() || is_and || token.starts_with('(') {
                end(matches!(token, "-" | "–" | "—" | "→" | "->"), is_and, &mut clauses);
            }
            if raw.is_empty() || is_and || token.starts_with('#') {
                continue;
            }
            let is_abbreviated = raw.chars().count() < 4 || is_title(&plain);
            let has_mark = token.ends_with([',', ';', '!', '?', '…', ')']) || token.ends_with("..");
            let stops = has_mark || (token.ends_with('.') && !is_abbreviated);
            if let Some(clause) = clauses.last_mut() {
                clause.words.push(Word { raw, plain });
            }
            if stops || token.ends_with(':') {
                end(token.ends_with(':'), false, &mut clauses);
            }
        }
        clauses
    }

    /// Returns what a clause is to do, and with whom.
    fn aim_of(&self, clause: &Clause<'_>) -> Option<(Purpose, Named)> {
        let words = &clause.words;
        if words.iter().any(|word| word.raw.contains(is_unspaced)) {
            return self.aim_unspaced(words);
        }
        let thanks = || self.phrase(words, Purpose::Thanks).map(|place| (Purpose::Thanks, place));
        let contact = || self.phrase(words, Purpose::Contact).map(|place| (Purpose::Contact, place));
        let (purpose, (from, to)) = thanks().or_else(contact)?;
        let (before, behind) = (words.get(..from)?, words.get(to..)?);
        if behind.first().is_some_and(|word| FROM.contains(&&*word.plain)) {
            return None;
        }
        let leads = before.iter().all(|word| LEADS.contains(&&*word.plain) || self.is_about_day(word));
        let found = match (purpose, leads) {
            (_, true) => self.named(behind),
            (Purpose::Contact, false) => {
                let closes = behind.first().is_none_or(|word| {
                    LEAVES_OPEN.contains(&&*word.plain) || LEADS.contains(&&*word.plain) || self.is_about_day(word)
                });
                match self.named(before) {
                    Named::Somebody(link) if closes => Named::Somebody(link),
                    _ => return None,
                }
            }
            (Purpose::Thanks, false) => self.thanked(before, behind),
        };
        Some((purpose, found))
    }

    /// Returns who is thanked by words around those for thanks: `send Marek a thank you`, `thank you card to Jule`.
    fn thanked(&self, before: &[Word<'_>], behind: &[Word<'_>]) -> Named {
        if let Named::Somebody(link) = self.named(behind)
            && behind.iter().any(is_capitalised)
        {
            return Named::Somebody(link);
        }
        let is_name = |word: &Word<'_>| is_capitalised(word) && !is_day(word) && !SENDS.contains(&&*word.plain);
        let at = before.iter().position(is_name);
        at.and_then(|at| before.get(at..)).map_or(Named::Open, |words| self.named(words))
    }

    /// Returns where the first words with a purpose stand.
    fn phrase(&self, words: &[Word<'_>], purpose: Purpose) -> Option<(usize, usize)> {
        (0..words.len()).find_map(|at| {
            let head = words.get(at)?.plain.split(' ').next()?;
            let may_begin =
                self.vocabulary.begins_saying(head) || self.vocabulary.begins_log_word(head) || is_weekday(head);
            let longest = if may_begin { LONGEST_PHRASE.min(words.len() - at) } else { 0 };
            let to = (1..=longest).rev().find(|length| {
                let phrase = words.get(at..at + length).unwrap_or_default();
                let phrase: Vec<&str> =
                    phrase.iter().map(|word| if is_weekday(word.raw) { "day" } else { &*word.plain }).collect();
                self.purpose(&phrase.join(" ")) == Some(purpose)
            })?;
            Some((at, at + to))
        })
    }

    fn purpose(&self, phrase: &str) -> Option<Purpose> {
        match self.vocabulary.saying(phrase) {
            Some(Saying::ToContact) => Some(Purpose::Contact),
            Some(Saying::ToSayThanks) => Some(Purpose::Thanks),
            _ => matches!(self.vocabulary.log_word(phrase), Some(LogWord::Thanked | LogWord::ToThank))
                .then_some(Purpose::Thanks),
        }
    }

    /// Returns whom words begin with.
    fn named(&self, words: &[Word<'_>]) -> Named {
        let start = words.iter().position(|word| !SMALL.contains(&&*word.plain)).unwrap_or(words.len());
        let words: Vec<&Word<'_>> = words.iter().skip(start).take(LONGEST_NAME).collect();
        let text = words.iter().map(|word| word.raw).collect::<Vec<_>>().join(" ");
        let is_here = |link: &&Link| !link.text.is_empty() && text.starts_with(link.text.trim());
        if let Some(link) = self.links.iter().find(is_here) {
            return Named::Somebody(link.clone());
        }
        match words.first() {
            None => Named::Open,
            Some(word) if is_capitalised(word) && !is_day(word) => Named::Somebody(words_of(&text)),
            Some(word) if LEAVES_OPEN.contains(&&*word.plain) || self.is_about_day(word) => Named::Open,
            Some(_) => Named::Somebody(words_of(&text)),
        }
    }

    /// Reads a clause of a script without spaces: `联系王芳`, `田中さんにメール`.
    fn aim_unspaced(&self, words: &[Word<'_>]) -> Option<(Purpose, Named)> {
        let text = words.iter().map(|word| word.raw).collect::<Vec<_>>().join(" ");
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (purpose, from, to) = (0..ends.len()).find_map(|at| {
            (at + 1..ends.len().min(at + 1 + LONGEST_RUN)).rev().find_map(|end| {
                let (from, to) = (*ends.get(at)?, *ends.get(end)?);
                let phrase = text.get(from..to).filter(|phrase| phrase.contains(is_unspaced))?;
                Some((self.purpose(&plain_words(phrase))?, from, to))
            })
        })?;
        let (before, behind) = (text.get(..from)?.trim(), text.get(to..)?.trim());
        let before = before.trim_start_matches(['给', '給', '向', '跟', '和', '与', '与']);
        let before = before.trim_end_matches(['に', 'へ', 'と', 'を', '给']);
        let before = before.trim_end_matches("さん").trim_end_matches(['様', '君']);
        let mut links = self.links.iter().filter(|link| !link.text.is_empty());
        if let Some(link) = links.find(|link| before.ends_with(&*link.text) || behind.starts_with(&*link.text)) {
            return Some((purpose, Named::Somebody(link.clone())));
        }
        let name = if before.is_empty() { behind } else { before };
        Some((purpose, if name.is_empty() { Named::Open } else { Named::Somebody(words_of(name)) }))
    }

    /// Returns whether a word is about a day.
    fn is_about_day(&self, word: &Word<'_>) -> bool {
        is_day(word)
            || self.vocabulary.day_word(&word.plain).is_some()
            || word.raw.starts_with(|char: char| char.is_ascii_digit())
    }
}

/// Returns words that may begin with a name as a link.
fn words_of(text: &str) -> Link {
    Link { target: text.into(), text: text.into(), style: LinkStyle::Words, location: Location::default() }
}

fn is_capitalised(word: &Word<'_>) -> bool {
    word.raw.starts_with(char::is_uppercase)
}

fn is_day(word: &Word<'_>) -> bool {
    is_weekday(word.raw) || date::month(word.raw).is_some()
}

/// Returns whether a word is the whole name of a weekday.
fn is_weekday(word: &str) -> bool {
    word.chars().count() > 4 && date::weekday(word).is_some()
}

/// Says whether a word is the title of somebody: *Frau*, *Dr*.
fn is_title(plain: &str) -> bool {
    crate::core::syntax::people::TITLES.contains(&plain)
}
