//! Tasks in every dialect of `docs/format.md#task-fields`, and lines that only look like one.

use super::day::Day;
use super::page::Page;
use super::scribe::Scribe;
use super::words::{ERRANDS, TOPICS};

impl Scribe<'_> {
    /// Writes a section of tasks, of which half are done, in a list, a quote or a callout.
    pub(super) fn tasks(&mut self, page: &mut Page) {
        page.heading(self.rng.mostly("## Follow-ups|## Tasks|## Next steps|## To do"));
        let prefix = match self.rng.below(20) {
            0..=1 => "> ",
            2..=3 => {
                page.line(self.rng.any("> [!todo] Open ends|> [!todo]-|> [!note] Later"));
                "> "
            }
            4 => {
                page.line("- For this person");
                self.rng.any("  |\t")
            }
            _ => "",
        };
        let marker = self.rng.mostly("-|*|+|1.");
        for _ in 0..self.rng.pick(&[1, 1, 2, 2, 3, 4]) {
            let task = self.task();
            page.line(format!("{prefix}{marker} {task}"));
        }
        if self.rng.percent(5) {
            page.line(format!("{prefix}{marker} {}", self.rng.any("[ ] |[ ] _Any follow-ups?_")));
            self.census.look_alikes += 1;
        }
    }

    pub(super) fn task(&mut self) -> String {
        match self.rng.below(100) {
            0..=47 => {
                let due = self.rng.percent(50).then(|| Day::TODAY.plus(self.rng.between(1, 40)));
                self.open_task(due)
            }
            48..=94 => {
                let done = Day(self.rng.between(20, Day::TODAY.0));
                self.done_task(done)
            }
            95..=97 => {
                self.task_lines += 1;
                self.census.closed_tasks += 1;
                format!("[-] {} ❌ {}", self.errand(), Day(self.rng.between(20, Day::TODAY.0)))
            }
            _ => {
                self.task_lines += 1;
                self.census.open_tasks += 1;
                let due = Day::TODAY.plus(self.rng.between(2, 40));
                format!("{} {} 📅 {due}", self.rng.any("[/]|[>]|[!]"), self.errand())
            }
        }
    }

    /// Returns an open task in any of these dialects.
    pub(super) fn open_task(&mut self, due: Option<Day>) -> String {
        self.task_lines += 1;
        self.census.open_tasks += 1;
        let errand = self.errand();
        let Some(due) = due else {
            let priority = self.rng.any("||| ⏫| 🔼| #task| ➕ 2026-11-02");
            return format!("[ ] {errand}{priority}");
        };
        let repeats = self.rng.percent(8);
        match self.rng.below(20) {
            0..=9 => {
                let sign = self.rng.mostly("📅|📅\u{fe0f}|🗓|🗓️|📆");
                let space = self.rng.mostly(" ||\u{a0}");
                let repeat = if repeats { "🔁 every month " } else { "" };
                let start = if self.rng.percent(10) { format!("🛫 {} ", due.minus(5)) } else { String::new() };
                let plan = if self.rng.percent(10) { format!(" ⏳ {due}") } else { String::new() };
                format!("[ ] {errand} {repeat}{start}{sign}{space}{due}{plan}")
            }
            10..=12 => format!("[ ] {errand} [due:: {due}]"),
            13..=14 => format!("[ ] {errand} (due:: {due}) [priority:: high]"),
            15..=17 => format!("[ ] {errand} due:{due} t:{}{}", due.minus(3), if repeats { " rec:1m" } else { "" }),
            18 => format!("[ ] @due({due}) {errand}"),
            _ => format!("[ ] {errand} @due({due})"),
        }
    }

    pub(super) fn done_task(&mut self, done: Day) -> String {
        self.task_lines += 1;
        self.census.closed_tasks += 1;
        let errand = self.errand();
        let due = done.plus(self.rng.below(10));
        match self.rng.below(20) {
            0..=9 => format!("[x] {errand} 📅 {due} ✅ {done}"),
            10..=13 => format!("[x] {errand} [due:: {due}] [completion:: {done}]"),
            14..=15 => format!("[x] {errand} due:{due}"),
            16 => format!("[x] {errand} @due({due}) @done({done})"),
            17 => format!("[X] {errand}"),
            _ => format!("[x] {errand}"),
        }
    }

    pub(super) fn errand(&mut self) -> String {
        let (errand, topic) = (self.rng.any(ERRANDS), self.rng.pick(TOPICS));
        if self.plan.contacts.is_empty() || self.rng.percent(65) {
            return format!("{errand} on {topic}");
        }
        let contact = self.rng.below(self.plan.contacts.len());
        format!("{errand} on {topic} with {}", self.link(contact))
    }

    /// Returns a line that looks like a task and stands where it is none.
    pub(super) fn look_alike(&mut self) -> String {
        self.census.look_alikes += 1;
        let due = Day::TODAY.minus(self.rng.below(60));
        format!("- [ ] {} 📅 {due}", self.rng.any(ERRANDS))
    }
}
