//! Which questions earn answers, and which look like another one.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::core::index::{Index, NoteId};

use super::history::History;
use super::{NotInBank, Question, Questions, asks_for_a_job};
use crate::core::derive::questions::near_duplicates::NearMisses;

/// A question that may be another one in other words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Twin<'q> {
    /// The question that could become a wording.
    pub text: &'q str,
    /// Its place: a bank, a meeting or a contact.
    pub note: NoteId,
    /// Its line there, counted from 1.
    pub line: u32,
    /// The question of a bank that it resembles.
    pub of: &'q Question,
}

/// Orders questions by what they earn, the best first.
///
/// The share of answers comes first, with one answer and one silence added, so that a few asks do not decide: 5 of 6
/// (6/8) comes before 1 of 1 (2/3), and that before 1 of 2 (2/4). Then referrals, takeaways, how often it was asked,
/// and the order of the banks.
pub(crate) fn sort_by_earnings<T>(rows: &mut [T], question: impl Fn(&T) -> (&Question, &History)) {
    let share = |row: &T| {
        let (question, history) = question(row);
        (u64::from(question.answers) + 1, history.asked.len() as u64 + 2)
    };
    let rest = |row: &T| {
        let (_, history) = question(row);
        Reverse((history.referrals, history.takeaways, history.asked.len()))
    };
    rows.sort_by(|one, other| {
        let ((answers, asked), (others, of)) = (share(one), share(other));
        (others * asked).cmp(&(answers * of)).then_with(|| rest(one).cmp(&rest(other)))
    });
}

impl Questions {
    /// Returns questions that are almost the same as one of the banks. Pairs within the banks come first, each once
    /// with the question that was asked less in front, in the order of the banks; then come questions in no bank. It
    /// compares texts and is slow.
    #[must_use]
    pub fn twins<'q>(&'q self, index: &'q Index) -> Vec<Twin<'q>> {
        let near = NearMisses::new(self.bank());
        let mut pairs = BTreeSet::new();
        for (at, question) in self.bank().iter().enumerate() {
            if let Some(other) = near.closest(&question.text, Some(at)) {
                pairs.insert((at.min(other), at.max(other)));
            }
        }
        let in_bank = pairs.into_iter().filter_map(|(one, other)| {
            let (one, other) = (self.bank().get(one)?, self.bank().get(other)?);
            let (less, more) = if one.asked < other.asked { (one, other) } else { (other, one) };
            Some(Twin { text: &less.text, note: less.note, line: less.line, of: more })
        });
        let loose = self.not_in_bank(index).into_iter().filter(|row| !asks_for_a_job(row.text));
        let loose = loose.filter_map(|NotInBank { text, note, location, .. }| {
            let of = self.bank().get(near.closest(text, None)?)?;
            Some(Twin { text, note, line: location.line, of })
        });
        in_bank.chain(loose).collect()
    }
}
