//! What `check` says about questions: wordings that get short answers, near misses, repetitions, links that lead nowhere.
//!
//! It gives only warnings and hints: a question is never an error. It judges English wordings; others are left alone.

use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::base::text::and;
use crate::core::index::{Index, NoteId};
use crate::core::model::{Note, NoteQuestion};

use super::bank::BlockTarget;
use super::uses::{AskedPlace, QuestionUse, TalkOutcome};
use super::wording::{asks_for_a_job, yes_no_opening};
use super::{Named, Questions, question_id};
use crate::core::derive::questions::near_duplicates::NearMisses;

impl Questions {
    /// Returns what is doubtful about the questions of meetings and contacts, by paths and lines.
    ///
    /// Codes: `yes-no-question`, `asks-for-a-job`, `unknown-question`, `ambiguous-question`.
    #[must_use]
    pub fn warnings(&self, index: &Index) -> Vec<Diagnostic> {
        index.notes().flat_map(|(id, _)| self.warnings_of(index, id)).collect()
    }

    /// Returns what is doubtful about the questions of a note, by lines. It depends on that note and the banks alone.
    #[must_use]
    pub fn warnings_of(&self, index: &Index, note: NoteId) -> Vec<Diagnostic> {
        let Some(carrier) = self.uses.of(note) else { return Vec::new() };
        let note = index.note(note);
        let lines = carrier.lines.iter().filter(|line| line.outcome != TalkOutcome::Dropped);
        let lines = lines.filter_map(|line| Some((line, note.carried.get(line.at as usize)?)));
        lines
            .flat_map(|(line, carried)| {
                let link = self.link(index, note, line, carried);
                link.into_iter().chain(self.wording(index, carrier.place, note, line, carried))
            })
            .collect()
    }

    /// Returns hints for the upkeep of the banks, by paths and lines; this compares texts and is slow.
    ///
    /// Codes: `near-miss`, `not-in-bank`, `duplicate-question`, `named-people`.
    #[must_use]
    pub fn hints(&self, index: &Index) -> Vec<Diagnostic> {
        let mut all = self.repeats(index);
        all.extend(self.strangers(index));
        all.extend(self.named(index).filter_map(|named| Self::to_note_down(index, &named)));
        all
    }

    /// People whom an answer names and who have no note.
    fn to_note_down(index: &Index, named: &Named<'_>) -> Option<Diagnostic> {
        let note = index.note(named.note);
        let location = note.carried.iter().find(|carried| carried.location.line == named.line)?.location;
        let people: Vec<&str> = named.people.iter().map(|person| index.name(person)).collect();
        let who = if people.is_empty() { String::from("somebody") } else { and(&people) };
        let message = format!("{who} named {}, of whom there is no note", and(&named.names));
        let commands: Vec<String> = named.commands(index).iter().map(|command| format!("`{command}`")).collect();
        let hint = format!("to note them down: {}", commands.join(", "));
        Some(Diagnostic::new(Code::NamedPeople, &note.path, message).located(location).hint(hint))
    }

    /// Questions that are in the banks more than once.
    fn repeats(&self, index: &Index) -> Vec<Diagnostic> {
        let repeat = |repeat: &super::bank::Repeat| {
            let (note, first) = (index.note(repeat.note), index.note(repeat.first.0));
            let message = format!("`{}` is also in {}:{}", repeat.text, first.path, repeat.first.1);
            Diagnostic::new(Code::DuplicateQuestion, &note.path, message)
                .located(repeat.location)
                .hint("they count as one question; keep it in one place")
        };
        self.bank.repeats.iter().map(repeat).collect()
    }

    /// A link to a question that leads to none, or to several.
    fn link(&self, index: &Index, note: &Note, entry: &QuestionUse, carried: &NoteQuestion) -> Option<Diagnostic> {
        let target = carried.block_link().filter(|_| entry.subject.is_loose())?;
        let (code, message, hint) = match self.bank.follow(index, target) {
            BlockTarget::Found(_) => return None,
            BlockTarget::Missing => (
                Code::UnknownQuestion,
                format!("no question of a bank has the block id of `{target}`"),
                "add the id to the end of the question's line in the bank, or correct the link",
            ),
            BlockTarget::Ambiguous => (
                Code::AmbiguousQuestion,
                format!("several questions have the block id of `{target}`"),
                "name the bank in the link, or give the questions different ids",
            ),
        };
        Some(Diagnostic::new(code, &note.path, message).located(carried.location).hint(hint))
    }

    /// A planned question that asks for a job, or that yes or no would answer.
    fn wording(
        &self,
        index: &Index,
        place: AskedPlace,
        note: &Note,
        entry: &QuestionUse,
        carried: &NoteQuestion,
    ) -> Option<Diagnostic> {
        if place != AskedPlace::Ahead {
            return None;
        }
        // The note's own words, unless it only links to the question.
        let is_own = carried.is_declared() && carried.block_link().is_none();
        let text = if is_own { carried.text() } else { self.text(index, entry.subject) };
        let diagnostic = if asks_for_a_job(text) {
            let message = format!("`{text}` asks for a job");
            Diagnostic::new(Code::AsksForAJob, &note.path, message)
                .hint("ask for what they know instead: how people get in, what they would do next in your place")
        } else {
            let message = format!("`{text}` can be answered with yes or no");
            Diagnostic::new(Code::YesNoQuestion, &note.path, message).hint(yes_no_opening(text)?)
        };
        Some(diagnostic.located(carried.location))
    }

    /// Questions in no bank: those close to one of a bank, and the others. None where there is no bank.
    fn strangers(&self, index: &Index) -> Vec<Diagnostic> {
        if self.bank().is_empty() {
            return Vec::new();
        }
        let near = NearMisses::new(self.bank());
        let stranger = |row: &super::NotInBank<'_>| {
            let path = &index.note(row.note).path;
            let closest = near.closest(row.text, None).and_then(|at| self.bank().get(at));
            let diagnostic = match closest {
                Some(question) => {
                    let bank = &index.note(question.note).path;
                    let message = format!("`{}` is close to `{}` in {bank}:{}", row.text, question.text, question.line);
                    Diagnostic::new(Code::NearMiss, path, message)
                        .hint(format!(
                            "if it is the same question, `coffeechat questions merge {} --into {}` makes this another wording of it",
                            question_id(row.text),
                            question_id(&question.text)
                        ))
                }
                None => {
                    Diagnostic::new(Code::NotInBank, path, format!("`{}` is not in your list of questions", row.text))
                        .hint(format!(
                            "to ask it again, `coffeechat questions adopt {}` adds it",
                            question_id(row.text)
                        ))
                }
            };
            diagnostic.located(row.location)
        };
        // A question for a job belongs in no bank.
        self.not_in_bank(index).iter().filter(|row| !asks_for_a_job(row.text)).map(stranger).collect()
    }
}
