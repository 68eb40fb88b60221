//! Plain notes, and prose with the Markdown that surrounds the facts.

use super::day::Day;
use super::page::{FrontMatter, Note, Page};
use super::plan::shelf;
use super::scribe::Scribe;
use super::words::{ACTORS, COMPANIES, OBJECTS, PLACES, REMARKS, TITLES, TOPICS, VERBS};

impl Scribe<'_> {
    pub(super) fn plain(&mut self, number: usize) -> Note {
        let topic = TOPICS[number / 90 % TOPICS.len()];
        let folder = shelf(&format!("notes/{topic}"), number / (90 * TOPICS.len()), 1);
        self.depth = folder.split('/').count();
        let title = format!("{} {}", self.rng.any(TITLES), self.rng.pick(TOPICS));
        let mut head = Page::default();
        if self.rng.percent(60) {
            let mut matter = FrontMatter::default();
            matter.add("title", format!("\"{title}\""));
            matter.add("created", Day(self.rng.below(Day::TODAY.0)));
            matter.add("updated", Day(self.rng.between(600, Day::TODAY.0)));
            matter.push(self.list("tags", &["reading".to_owned(), "idea".to_owned()]));
            matter.add("author", self.rng.any(COMPANIES));
            matter.add("rating", self.rng.between(1, 5));
            matter.render(&mut self.rng, &mut head);
        }
        head.line(format!("# {title}"));
        let mut tail = Page::default();
        if self.rng.percent(30) {
            self.tasks(&mut tail);
        }
        // The number keeps the names of files apart.
        let stem = format!("{} {:04}", title.replace(':', ""), number + 1);
        Note { text: self.assemble(head, "## Summary", &tail), folder, stem }
    }

    /// Writes Markdown of many kinds until the page has grown to `end` bytes.
    pub(super) fn prose(&mut self, page: &mut Page, end: usize) {
        while page.0.len() < end {
            let room = end - page.0.len();
            match self.rng.below(100) {
                _ if room < 250 => page.line(self.sentence()),
                0..=5 => self.code(page),
                6..=13 => {
                    page.line("| What | Where | Weight |");
                    page.line("|---|:--|--:|");
                    for _ in 0..self.rng.between(2, 5) {
                        let (what, place) = (self.rng.pick(TOPICS), self.rng.any(PLACES));
                        page.line(format!("| {what} \\| other | *{place}* | {} |", self.rng.below(100)));
                    }
                }
                14..=27 => {
                    for _ in 0..self.rng.between(2, 5) {
                        page.line(format!("- {}", self.sentence()));
                    }
                }
                28..=34 => page.line(format!("> {}", self.sentence())),
                35..=41 => {
                    page.line(format!("### {} {}", self.rng.any(TITLES), self.rng.pick(TOPICS)));
                    page.line("");
                    page.line(self.paragraph());
                }
                42 => {
                    let look_alike = self.look_alike();
                    page.line(format!("<!-- {}\n{look_alike}\n-->", self.rng.any(REMARKS)));
                }
                _ => page.line(self.paragraph()),
            }
            page.line("");
        }
        page.0.truncate(page.0.trim_end().len() + 1);
    }

    /// Writes a code block, often with what would be a task, a heading or a log elsewhere.
    pub(super) fn code(&mut self, page: &mut Page) {
        let day = Day::TODAY.minus(self.rng.below(90));
        match self.rng.below(10) {
            0..=1 => {
                let fence = self.rng.mostly("```|~~~|````");
                page.line(format!("{fence}markdown"));
                page.line(self.rng.any("## Follow-ups|## Log|---\ntype: contact\n---"));
                for _ in 0..self.rng.between(1, 3) {
                    let look_alike = self.look_alike();
                    page.line(look_alike);
                }
                page.line(fence);
            }
            2 => {
                let look_alike = self.look_alike();
                // The paragraph keeps the code apart from a list, which would take it for a nested
                // one.
                page.line(format!("In the old form:\n\n    {look_alike}\n    - {day} replied: in an example"));
            }
            3 => {
                let look_alike = self.look_alike();
                page.line(format!("Written as `{look_alike}` in the template."));
            }
            4..=6 => page.line(format!("```python\nrows = load(\"{day}.csv\")\nprint(rows[0]['[[x]]'])\n```")),
            _ => page.line(format!("```yaml\ndate: {day}\nwith: [a, b]\n```")),
        }
    }

    pub(super) fn paragraph(&mut self) -> String {
        let between = self.rng.mostly(" |\n");
        let sentences: Vec<String> = (0..self.rng.between(2, 6)).map(|_| self.sentence()).collect();
        sentences.join(between)
    }

    pub(super) fn sentence(&mut self) -> String {
        let (actor, verb, object) = (self.rng.pick(ACTORS), self.rng.pick(VERBS), self.rng.pick(OBJECTS));
        let object = match self.rng.below(40) {
            0..=1 => format!("*{object}*"),
            2..=3 => format!("**{object}**"),
            4 => format!("`{object}`"),
            5..=6 => format!("[{object}](https://example.org/{}/{})", self.rng.pick(TOPICS), self.rng.below(1000)),
            7..=8 if !self.plan.contacts.is_empty() => {
                let contact = self.rng.below(self.plan.contacts.len());
                format!("{object}, says {}", self.link(contact))
            }
            9 => format!("{object} ({})", Day(self.rng.below(Day::TODAY.0))),
            10 => format!("{object} – “not obvious”, 100 % true ☕"),
            _ => object.to_owned(),
        };
        format!("{actor} {verb} {object}.")
    }
}
