//! Lines that are headings in all but their mark: `Questions:` or `**Verlauf**` alone above a list.

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::model::Section;
use crate::core::model::vocabulary::Topic;

use super::Scanner;

/// The longest such line, in bytes.
const LONGEST: usize = 60;
/// The most words of one.
const MOST_WORDS: usize = 7;
/// What such lines are read as; a line without a colon also as takeaways. Other labels for attendees and takeaways are read
/// where their values are.
const TOPICS: [Topic; 6] = [Topic::Questions, Topic::ToAsk, Topic::Asked, Topic::Reflection, Topic::Log, Topic::Tasks];

impl Scanner<'_> {
    /// A paragraph ends: if it was nothing but a label, its own words fill no section.
    pub(super) fn end_label(&mut self) {
        if std::mem::take(&mut self.is_bare_label)
            && let Some(section) = match self.label {
                Some(Topic::Takeaways) => self.body.takeaways.as_mut(),
                Some(Topic::Reflection) => self.body.reflection.as_mut(),
                _ => None,
            }
        {
            section.is_empty = true;
        }
    }

    /// Takes a line that is a whole heading, without its mark, as that heading, until the next one.
    pub(super) fn label(&mut self, range: &Span) {
        if !self.is_of_somebody() || !self.items.is_empty() || self.quotes > 0 {
            return;
        }
        // Words behind the list of questions are no questions.
        if self.label.is_some_and(|topic| topic.is_questions() || topic == Topic::Tasks) {
            self.label = None;
        }
        let paragraph = slice(self.text, range.clone());
        let (first, below) = paragraph.split_once('\n').unwrap_or((paragraph, ""));
        let line = first.trim().trim_matches(['*', '_']);
        let (label, value) = line.split_once([':', '：']).unwrap_or((line, ""));
        let (label, value) = (label.trim_matches(['*', '_', ' ']), value.trim_matches(['*', '_', ' ']));
        let is_short = label.len() <= LONGEST && label.bytes().filter(|byte| *byte == b' ').count() < MOST_WORDS;
        if !is_short || !label.starts_with(char::is_alphabetic) {
            return;
        }
        let is_label = |topic: &Topic| TOPICS.contains(topic) || (*topic == Topic::Takeaways && label == line);
        let Some(topic) = self.words.label_topic(label).filter(is_label) else { return };
        let is_empty = value.is_empty() && below.trim().is_empty();
        let section = match topic {
            Topic::Takeaways => Some(&mut self.body.takeaways),
            Topic::Reflection => Some(&mut self.body.reflection),
            _ => None,
        };
        if let Some(section) = section.filter(|section| section.is_none_or(|section| section.is_empty)) {
            *section = Some(Section { line: self.lines.line(range.start), is_empty });
        }
        if value.is_empty() {
            self.label = Some(topic);
            self.is_bare_label = below.trim().is_empty();
            if topic == Topic::Log {
                self.log_heading.get_or_insert(self.lines.line(range.start));
            }
        }
    }
}
