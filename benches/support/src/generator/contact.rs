//! Contact notes.

use super::day::Day;
use super::page::{FrontMatter, Note, Page};
use super::plan::{Person, slug};
use super::scribe::Scribe;
use super::story::Story;
use super::words::{COMPANIES, COMPANY_ENDS, ERRANDS, PLACES, REPLIES, ROLES, SOURCES, TOPICS, TOUCHES};

impl Scribe<'_> {
    pub(super) fn contact(&mut self, number: usize) -> Note {
        let person = self.plan.person(number);
        self.depth = person.folder.split('/').count();
        let mut story = self.story(number);
        let mut matter = FrontMatter::default();
        let mut tags = self.topic_tags();
        let body_tag = self.contact_type(&mut matter, &mut tags);
        let has_name = self.contact_name(&mut matter, &person);
        let fixed = matter.properties.len();
        let log = self.contact_facts(&mut matter, &mut story, number);
        if !tags.is_empty() {
            let key = self.rng.mostly("tags|Tags|tag|keywords");
            matter.push(self.list(key, &tags));
        }
        self.contact_extras(&mut matter, &person);
        self.rng.shuffle(&mut matter.properties[fixed..]);

        let mut head = Page::default();
        matter.render(&mut self.rng, &mut head);
        if !has_name || self.rng.percent(70) {
            head.line("");
            head.line(format!("# {}", person.name));
        }
        if let Some(tag) = body_tag {
            head.line("");
            head.line(tag);
        }
        if self.rng.percent(6) {
            head.line("");
            head.line(format!("**City:** {}  ", self.rng.any(PLACES)));
            head.line(format!("Languages:: {}", self.rng.any("English|English, Spanish|German|日本語")));
        }
        let mut tail = Page::default();
        self.log(&mut tail, &log);
        if story.has_late_task {
            let due = Day::TODAY.minus(self.rng.below(40));
            tail.heading("## Follow-ups");
            let line = self.open_task(Some(due));
            tail.line(format!("- {line}"));
        }
        if self.rng.percent(26) {
            self.tasks(&mut tail);
        }
        let heading = self.rng.any("## Background|## Notes|## About|## Context");
        Note { text: self.assemble(head, heading, &tail), folder: person.folder, stem: person.stem }
    }

    /// Writes how the note says that it is a contact; returns a tag for its body where that is the
    /// way.
    pub(super) fn contact_type(&mut self, matter: &mut FrontMatter, tags: &mut Vec<String>) -> Option<&'static str> {
        match self.rng.below(100) {
            0..=44 => matter.add(self.rng.mostly("type|Type|kind"), "contact"),
            45..=59 => matter.add(self.rng.mostly("type|kind|note-type|noteType"), "person"),
            60..=64 => matter.push("categories:\n  - \"[[People]]\""),
            65..=84 => tags.insert(0, self.rng.any("person|contact|people|type/person").to_owned()),
            85..=88 => return Some("#person"),
            // The folder alone says it.
            _ => {}
        }
        None
    }

    /// Writes the name; tells whether the front matter or the file's name holds it.
    pub(super) fn contact_name(&mut self, matter: &mut FrontMatter, person: &Person) -> bool {
        match self.rng.below(100) {
            0..=59 => {
                let key = self.rng.mostly("name|Name|fullName|full_name|display-name");
                matter.add(key, self.quoted(&person.name));
            }
            60..=65 => {
                matter.add("first-name", &person.given);
                matter.add("last-name", &person.family);
            }
            _ => return person.stem.ends_with(&person.name),
        }
        true
    }

    /// Writes what the story says and who referred the contact; returns the log.
    pub(super) fn contact_facts(
        &mut self,
        matter: &mut FrontMatter,
        story: &mut Story,
        number: usize,
    ) -> Vec<(Day, String)> {
        let mut log = Vec::new();
        for (key, days) in std::mem::take(&mut story.events) {
            let may_be_logged = matches!(key, "requested" | "nudged" | "replied");
            if may_be_logged && self.rng.percent(20) {
                log.extend(days.iter().map(|day| (*day, format!("{key}: {}", self.rng.any(REPLIES)))));
                continue;
            }
            let days: Vec<String> = days.iter().map(|day| self.date(*day)).collect();
            let property = if let [day] = days.as_slice() { format!("{key}: {day}") } else { self.list(key, &days) };
            matter.push(property);
        }
        for (key, value) in &story.properties {
            matter.add(key, value);
        }
        if let Some(day) = story.last_touch {
            log.push((day, self.touch()));
        }
        if let Some((first, last)) = story.log.filter(|_| self.rng.percent(45)) {
            for _ in 0..self.rng.between(1, 4) {
                log.push((Day(self.rng.between(first.0, last.0)), self.touch()));
            }
        }
        if let Some(referrer) = self.plan.referrer(number) {
            // One in fifty names someone who has no note.
            let beyond = self.plan.contacts.len() + self.rng.below(500);
            let who = if self.rng.percent(2) { beyond } else { referrer };
            let value = self.link_property(who);
            let key = self.rng.mostly("referred-by|referred_by|referredBy|Introduced by|met-via");
            matter.add(key, value);
        }
        if self.rng.percent(5) {
            self.census.property_tasks += 1;
            let due = Day::TODAY.plus(self.rng.between(1, 39));
            match self.rng.below(3) {
                0 => matter.add("follow-ups", format!("[{{due: {due}, what: {}}}]", self.rng.any(ERRANDS))),
                _ => matter.add(self.rng.any("follow-up|next_followup|followUp|reminder"), due),
            }
        }
        log
    }

    /// Fills the front matter up with what else is known of a person.
    pub(super) fn contact_extras(&mut self, matter: &mut FrontMatter, person: &Person) {
        let wanted = self.rng.between(6, 14);
        let mut extras: Vec<usize> = (0..14).collect();
        self.rng.shuffle(&mut extras[2..]);
        for extra in extras {
            if matter.properties.len() >= wanted {
                break;
            }
            self.contact_extra(matter, person, extra);
        }
    }

    pub(super) fn contact_extra(&mut self, matter: &mut FrontMatter, person: &Person, extra: usize) {
        let slug = slug(&person.name);
        match extra {
            0 => {
                let company = format!("{} {}", self.rng.any(COMPANIES), self.rng.any(COMPANY_ENDS));
                let key = self.rng.mostly("company|Company|org|organization|employer|affiliation");
                let company = match self.rng.below(8) {
                    0 => format!("\"[[{company}]]\""),
                    _ => self.quoted(&company),
                };
                matter.add(key, company);
            }
            1 => matter.add(self.rng.mostly("role|position|job_title|Job Title"), self.rng.any(ROLES)),
            2 => match self.rng.below(6) {
                0 => matter.add("emails", format!("[{slug}@example.com, {slug}@example.org]")),
                _ => matter.add(self.rng.mostly("email|Email|work-email|crm_email"), format!("{slug}@example.com")),
            },
            3 => {
                let digits = self.rng.between(1_000_000, 9_999_999);
                let phone = self.rng.any("+44 20 |\"+1 555 |0");
                let close = if phone.starts_with('"') { "\"" } else { "" };
                matter.add(self.rng.mostly("phone|mobile|phone-number"), format!("{phone}{digits}{close}"));
            }
            4 => {
                let prefix = self.rng.any("https://www.linkedin.com/in/|linkedin.com/in/|");
                matter.add(self.rng.mostly("linkedin|LinkedIn|linkedin_url"), format!("{prefix}{slug}"));
            }
            5 => matter.add(self.rng.mostly("source|how-we-met|met at"), self.rng.any(SOURCES)),
            6 => self.aliases(matter, person),
            7 => matter.add(self.rng.any("location|city|based-in"), self.rng.any(PLACES)),
            8 => matter.add(self.rng.any("created|date created"), Day(self.rng.below(600))),
            9 => matter.add("website", format!("https://{}.example.org", slug.replace('-', ""))),
            10 => matter.add("timezone", self.rng.any("Europe/Berlin|America/New_York|Asia/Tokyo")),
            11 => matter.add("priority", self.rng.between(1, 3)),
            12 => {
                matter.push(self.list("languages", &["en".to_owned(), "fr".to_owned()]));
            }
            _ => matter.add("cssclasses", self.rng.any("person-card|[wide, card]|\"\"")),
        }
    }

    pub(super) fn aliases(&mut self, matter: &mut FrontMatter, person: &Person) {
        let Person { given, family, .. } = person;
        match self.rng.below(60) {
            0 => {
                // A reserved character that may not begin a value: seen in the wild.
                self.census.broken += 1;
                matter.push(format!("aliases:\n  - @{}", slug(&person.name)));
            }
            1..=2 => matter.add("aliases", format!("[{given}]")),
            _ => {
                let aliases = [format!("{family} {given}"), format!("\"Dr. {given} {family}\"")];
                let count = self.rng.between(1, 2);
                let key = self.rng.mostly("aliases|alias|nickname|aka");
                matter.push(self.list(key, &aliases[..count]));
            }
        }
    }

    pub(super) fn log(&mut self, page: &mut Page, log: &[(Day, String)]) {
        if log.is_empty() {
            return;
        }
        let mut log = log.to_vec();
        log.sort();
        if self.rng.percent(50) {
            log.reverse();
        }
        page.heading(self.rng.mostly("## Log|## History|## Interactions"));
        let style = self.rng.below(10);
        for (day, text) in &log {
            self.census.log_lines += 1;
            let is_event = text.contains(": ");
            page.line(match style {
                0..=1 if !is_event => format!("- **{day}**: {text}"),
                2 => format!("* {day} {text}"),
                3 if !is_event => format!("- {day}: {text}"),
                _ => format!("- {day} {text}"),
            });
            if self.rng.percent(12) {
                page.line(format!("  - {}", self.sentence()));
            }
        }
    }

    pub(super) fn touch(&mut self) -> String {
        format!("{} {}", self.rng.any(TOUCHES), self.rng.pick(TOPICS))
    }
}
