//! Values of the front matter, and links.

use super::day::Day;
use super::plan::Person;
use super::scribe::Scribe;
use super::words::TOPICS;

impl Scribe<'_> {
    pub(super) fn topic_tags(&mut self) -> Vec<String> {
        let count = self.rng.below(4);
        (0..count).map(|_| self.rng.pick(TOPICS).to_owned()).collect()
    }

    pub(super) fn quoted(&mut self, text: &str) -> String {
        match self.rng.below(10) {
            0 => format!("\"{text}\""),
            1 => format!("'{text}'"),
            _ => text.to_owned(),
        }
    }

    /// Returns a day as a value of the front matter.
    pub(super) fn date(&mut self, day: Day) -> String {
        match self.rng.below(40) {
            0..=3 => format!("\"{day}\""),
            4 => format!("'{day}'"),
            5..=6 => format!("\"[[{day}]]\""),
            7 => format!("{day}T09:30"),
            _ => day.to_string(),
        }
    }

    /// Returns a day, or a waiver in so many cases of a hundred.
    pub(super) fn date_or_no(&mut self, day: Day, waived: usize) -> String {
        if self.rng.percent(waived) { "no".to_owned() } else { self.date(day) }
    }

    /// Returns a list property in flow or block style, or a tag list as plain text.
    pub(super) fn list(&mut self, key: &str, items: &[String]) -> String {
        match self.rng.below(10) {
            0..=4 => format!("{key}: [{}]", items.join(", ")),
            5..=7 => format!("{key}:\n  - {}", items.join("\n  - ")),
            8 if matches!(key, "tags" | "Tags") => format!("{key}: {}", items.join(", ")),
            _ => format!("{key}:\n- {}", items.join("\n- ")),
        }
    }

    /// Returns a link to a contact as a value of the front matter.
    pub(super) fn link_property(&mut self, contact: usize) -> String {
        let Person { name, given, family, folder, stem } = self.plan.person(contact);
        match self.rng.below(100) {
            0..=54 => format!("\"[[{name}]]\""),
            55..=62 => format!("'[[{name}]]'"),
            63..=71 => format!("\"[[{stem}|{given}]]\""),
            72..=77 => format!("\"[[{folder}/{stem}]]\""),
            78..=80 => format!("\"[[{stem}#Notes]]\""),
            81..=87 => format!("\"[{name}]({})\"", self.relative(&folder, &stem)),
            88..=89 => format!("\"{family}, {given}\""),
            _ => name,
        }
    }

    /// Returns a link to a contact as it stands in prose.
    pub(super) fn link(&mut self, contact: usize) -> String {
        let Person { name, given, folder, stem, .. } = self.plan.person(contact);
        match self.rng.below(20) {
            0..=11 => format!("[[{name}]]"),
            12..=14 => format!("[[{stem}|{given}]]"),
            15..=18 => format!("[{name}]({})", self.relative(&folder, &stem)),
            _ => name,
        }
    }

    pub(super) fn relative(&self, folder: &str, stem: &str) -> String {
        format!("{}{folder}/{}.md", "../".repeat(self.depth), stem.replace(' ', "%20"))
    }
}
