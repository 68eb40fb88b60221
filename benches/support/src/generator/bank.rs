//! Questions: their wordings, the banks and what meetings take from them.

use super::day::Day;
use super::page::{FrontMatter, Note, Page};
use super::plan::Plan;
use super::random::{Rng, Stream};
use super::scribe::Scribe;
use super::words::{CATEGORIES, OBJECTS, OPENERS, OWN_QUESTIONS, SUBCATEGORIES, SUBJECTS, TOPICS};

/// Returns a wording of the question with this number; wording 0 is the first, 1 and 2 are the
/// others.
///
/// All wordings of all questions differ: the parts are the digits of a mixed-radix number.
pub(super) fn question(number: usize, wording: usize) -> String {
    let all = OPENERS.len() * SUBJECTS.len() * TOPICS.len();
    let place = ((number % all) * 7919) % all;
    let opener = OPENERS[place % OPENERS.len()].split('|').nth(wording).unwrap_or_default();
    let subject = SUBJECTS[place / OPENERS.len() % SUBJECTS.len()];
    let topic = TOPICS[place / (OPENERS.len() * SUBJECTS.len())];
    match number / all {
        0 => format!("{opener} {subject} in {topic}?"),
        round => format!("{opener} {subject} in {topic}, as of year {round}?"),
    }
}

/// Returns the block id of a bank question, which one in eight has.
pub(super) fn block_id(seed: u64, number: usize) -> Option<String> {
    (Rng::new(seed, Stream::Question, number).below(8) == 0).then(|| format!("q{number}"))
}

impl Scribe<'_> {
    pub(super) fn bank(&mut self, bank: usize) -> Note {
        let (folder, stem) = Plan::bank_place(bank);
        let topic = TOPICS[bank % TOPICS.len()];
        let mut page = Page::default();
        let mut matter = FrontMatter::default();
        matter.add(self.rng.mostly("type|kind"), "questions");
        matter.add("title", format!("Questions on {topic}"));
        matter.add("aliases", format!("[\"{topic} bank {}\"]", bank + 1));
        matter.add("created", Day(self.rng.below(600)));
        matter.add("tags", format!("[{topic}]"));
        matter.add("reviewed", Day::TODAY.minus(self.rng.below(90)));
        matter.render(&mut self.rng, &mut page);
        page.line(format!("# Questions on {topic}"));
        if Self::is_huge(self.number) {
            page.line("");
            while page.0.len() < self.target {
                page.line(self.paragraph());
                page.line("");
            }
        }
        let marker = self.rng.mostly("-|*|+|1.");
        let indent = " ".repeat(marker.len() + 1);
        for place in 0..Plan::BANK {
            if place % 10 == 0 {
                let aim = self.rng.any("|| #company| #role/engineer");
                page.heading(format!("## {}{aim}", CATEGORIES[place / 10 % CATEGORIES.len()]));
            } else if place % 10 == 5 && self.rng.percent(50) {
                page.heading(format!("### {}", self.rng.any(SUBCATEGORIES)));
            }
            let number = bank * Plan::BANK + place;
            let aim = self.rng.any("|||||| #company| #role/analyst");
            let id = block_id(self.plan.seed, number).map(|id| format!(" ^{id}")).unwrap_or_default();
            page.line(format!("{marker} {}{aim}{id}", question(number, 0)));
            self.census.questions += 1;
            for wording in 1..=self.rng.pick(&[0, 0, 0, 1, 1, 2]) {
                page.line(format!("{indent}{marker} {}", question(number, wording)));
                self.census.wordings += 1;
            }
        }
        Note { folder, stem, text: page.0 }
    }

    /// Writes a section of bank questions, and some of the meeting's own.
    pub(super) fn questions(&mut self, page: &mut Page, is_held: bool) {
        page.heading(self.rng.mostly("## Questions|## Questions to ask|## My questions|## Questions for them"));
        // The first banks are used most.
        let bank = self.rng.below(self.plan.banks).min(self.rng.below(self.plan.banks));
        let most = if self.target < 1100 { 3 } else { 7 };
        let mut places: Vec<usize> = (0..Plan::BANK).collect();
        self.rng.shuffle(&mut places);
        places.truncate(self.rng.between(2, most));
        let style = self.rng.below(20);
        for (place, count) in places.into_iter().zip(1..) {
            let text = self.question_text(bank, place);
            if is_held && style == 0 {
                self.census.asked += 1;
                page.line(format!("### {text}"));
                page.line("");
                page.line(self.sentence());
                page.line("");
                continue;
            }
            let (tick, is_asked) = match self.rng.below(10) {
                0..=6 if is_held => ("[x] ", true),
                7 if is_held => ("", true),
                _ => ("[ ] ", false),
            };
            let start = match style {
                1 => format!("{count}. "),
                2 => "* ".to_owned(),
                3 => "> - ".to_owned(),
                _ => "- ".to_owned(),
            };
            page.line(format!("{start}{tick}{text}"));
            if is_asked && style > 3 && self.rng.percent(35) {
                page.line(format!("  - {}", self.sentence()));
            }
            self.census.asked += usize::from(is_asked);
            self.census.prepared += usize::from(!is_asked);
        }
    }

    /// Returns a question of a bank as someone copied it into a meeting, or a question in no bank.
    pub(super) fn question_text(&mut self, bank: usize, place: usize) -> String {
        let number = bank * Plan::BANK + place;
        let text = question(number, 0);
        match self.rng.below(100) {
            0..=3 => text.to_uppercase(),
            4..=7 => text.trim_end_matches('?').to_owned(),
            8..=9 => format!("“{text}”"),
            10..=13 => text.replace(" in ", "  in "),
            14..=21 => question(number, 1),
            22..=26 => match block_id(self.plan.seed, number) {
                Some(id) => format!("[[{}#^{id}|{text}]]", Plan::bank_place(bank).1),
                None => text,
            },
            27..=38 => {
                let (verb, object) = (self.rng.any(OWN_QUESTIONS), self.rng.pick(OBJECTS));
                format!("{verb} {object}?")
            }
            _ => text,
        }
    }
}
