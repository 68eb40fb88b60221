//! `questions`: maintains the question banks.

use crate::core::base::text::{question_key, question_words};
use crate::core::derive::questions::{NotInBank, asks_for_a_job, question_id};
use crate::core::edit::bank::{self, Taken};
use crate::core::edit::{CommandEdit, Refusal, TextEdit};
use crate::core::index::NoteId;
use crate::core::model::NoteKind;
use crate::core::workspace::Workspace;
use crate::program::cli::{AdoptArgs, MergeArgs, QuestionsArgs, QuestionsCommand};
use crate::program::error::{Error, Result};
use crate::program::report::table::Table;

use super::Outcome;
use super::apply::{apply, text_of};
use super::scan::{self, Scan};
use crate::core::lookup::{MOST_NAMED, holds, id};
use crate::program::commands::terminal::Output;

pub(super) fn run(args: &QuestionsArgs, output: &mut Output) -> Result<Outcome> {
    match &args.command {
        QuestionsCommand::Adopt(args) if args.what.is_empty() && !args.all => list_adoptable(args, output),
        QuestionsCommand::Adopt(args) => {
            apply(&args.place, args.dry_run, output, |scan| Ok((adopt(args, scan)?, Outcome::Done)))
        }
        QuestionsCommand::Merge(args) => match &args.into {
            None => list_twins(args, output),
            Some(into) => apply(&args.place, args.dry_run, output, |scan| {
                Ok((merge(&args.what.join(" "), into, scan)?, Outcome::Done))
            }),
        },
    }
}

/// Lists what could be taken into a bank.
fn list_adoptable(args: &AdoptArgs, output: &mut Output) -> Result<Outcome> {
    let scan = scan::scan(None, &args.place)?;
    let Workspace { index, questions, .. } = &scan.workspace;
    let mut table = Table::new(&["id", "question", "from"]);
    for row in questions.offered(index) {
        let from = format!("{}:{}", index.note(row.note).path, row.location.line);
        table.row([question_id(row.text).as_str(), row.text, &from]);
    }
    if questions.offered_count() == 0 {
        output.message("every question of your talks is in a bank")?;
        return Ok(Outcome::Done);
    }
    let width = output.width();
    output.data(|out| write!(out, "{}", table.render(width)))?;
    output.message("`coffeechat questions adopt ID` takes one into a bank, `--all` all of them")?;
    Ok(Outcome::Done)
}

fn adopt(args: &AdoptArgs, scan: &Scan) -> Result<Vec<CommandEdit>> {
    let workspace = &scan.workspace;
    let meant = if args.all {
        workspace.questions.offered(&workspace.index).collect()
    } else {
        adoptable(workspace, &args.what)?
    };
    if meant.is_empty() {
        return Err(Error::Usage(String::from("every question of your talks is in a bank")));
    }
    let id = bank_of(workspace, args)?;
    let path = &workspace.index.note(id).path;
    let old = text_of(scan, id)?;
    let refused = |refusal| Error::Refused(format!("{path}: not written: {refusal}"));
    let texts: Vec<&str> = meant.iter().map(|question| question.text).collect();
    let added = bank::add(&old, args.category.as_deref(), &texts).map_err(refused)?;
    let what = match texts.as_slice() {
        [one] => (*one).to_owned(),
        many => format!("{} questions", many.len()),
    };
    Ok(vec![CommandEdit {
        path: path.clone(),
        new: added.edit.apply(&old).map_err(refused)?,
        old: Some(old),
        verb: "adopt",
        what,
        says: added.heading.map_or_else(|| String::from("at the end"), |heading| format!("under `{heading}`")),
    }])
}

/// Lists questions that are almost the same.
fn list_twins(args: &MergeArgs, output: &mut Output) -> Result<Outcome> {
    let scan = scan::scan(None, &args.place)?;
    let Workspace { index, questions, .. } = &scan.workspace;
    let twins = questions.twins(index);
    if twins.is_empty() {
        output.message("no two questions are almost the same")?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["id", "question", "into", "its words"]);
    for twin in &twins {
        table.row([question_id(twin.text).as_str(), twin.text, question_id(&twin.of.text).as_str(), &twin.of.text]);
    }
    let width = output.width();
    output.data(|out| write!(out, "{}", table.render(width)))?;
    output.message("`coffeechat questions merge ID --into ID` makes the first another wording of the second")?;
    Ok(Outcome::Done)
}

/// Makes a question, in a bank or not, a wording of one in a bank.
fn merge(what: &str, into: &str, scan: &Scan) -> Result<Vec<CommandEdit>> {
    let Workspace { index, questions, .. } = &scan.workspace;
    let bank: Vec<&str> = questions.bank().iter().map(|question| &*question.text).collect();
    let loose = questions.not_in_bank(index);
    let all: Vec<&str> = bank.iter().copied().chain(loose.iter().map(|question| question.text)).collect();
    let unknown =
        |words: &str| Error::Usage(format!("no question{words}; `coffeechat list questions` names those of the banks"));
    let into = pick(&bank, into)?.ok_or_else(|| unknown(&format!(" of a bank matches `{into}`")))?;
    let from = pick(&all, what)?.ok_or_else(|| unknown(&format!(" matches `{what}`")))?;
    let target = questions.bank().get(into).ok_or_else(|| unknown(""))?;
    if from == into {
        return Err(Error::Usage(format!("`{}` is that question itself", target.text)));
    }
    let refused = |note: NoteId| {
        let path = &index.note(note).path;
        move |refusal| Error::Refused(format!("{path}: not written: {refusal}"))
    };
    let amend =
        |note: NoteId, edit: &dyn Fn(&str) -> Result<TextEdit, Refusal>, what: &str, says: String| -> Result<_> {
            let old = text_of(scan, note)?;
            let new = edit(&old).and_then(|edit| edit.apply(&old)).map_err(refused(note))?;
            let path = index.note(note).path.clone();
            Ok(CommandEdit { path, old: Some(old), new, verb: "merge", what: what.to_owned(), says })
        };
    let says = format!("another wording of `{}`", target.text);
    let Some(source) = questions.bank().get(from) else {
        let text = all.get(from).copied().unwrap_or_default();
        let put = |old: &str| bank::put_under(old, target.line, &Taken::new(text));
        return Ok(vec![amend(target.note, &put, text, says)?]);
    };
    if source.note == target.note {
        let edit = |old: &str| bank::merge(old, source.line, target.line);
        return Ok(vec![amend(target.note, &edit, &source.text, says)?]);
    }
    let (_, taken) = bank::take_out(&text_of(scan, source.note)?, source.line).map_err(refused(source.note))?;
    if let Some(id) = taken.block_ids.first() {
        return Err(Error::Refused(format!(
            "`{}` has the block id ^{id}, and links to it lead to {}: merge the other one into it, or take the id away first",
            source.text,
            index.note(source.note).path
        )));
    }
    // The new place is written first: if the second write fails, the question is there twice, but never lost.
    let put = |old: &str| bank::put_under(old, target.line, &taken);
    let take = |old: &str| bank::take_out(old, source.line).map(|(edit, _)| edit);
    Ok(vec![
        amend(target.note, &put, &source.text, says)?,
        amend(source.note, &take, &source.text, String::from("no longer"))?,
    ])
}

/// Returns the questions in no bank that are meant: one by its words, or some by their ids.
fn adoptable<'p>(workspace: &'p Workspace, what: &[String]) -> Result<Vec<NotInBank<'p>>> {
    let all = workspace.questions.not_in_bank(&workspace.index);
    let texts: Vec<&str> = all.iter().map(|question| question.text).collect();
    let hint = "`coffeechat questions adopt` names those that could be";
    let places: Vec<usize> = if what.len() > 1 && what.iter().all(|what| by_id(&texts, what).is_some()) {
        let mut places: Vec<usize> = what.iter().filter_map(|what| by_id(&texts, what)).collect();
        places.sort_unstable();
        places.dedup();
        places
    } else {
        let words = what.join(" ");
        let found = pick(&texts, &words)?;
        vec![found.ok_or_else(|| Error::Usage(format!("no question outside the banks matches `{words}`; {hint}")))?]
    };
    let meant: Vec<NotInBank<'p>> = places.into_iter().filter_map(|at| all.get(at).copied()).collect();
    match meant.iter().find(|question| asks_for_a_job(question.text)) {
        Some(job) => Err(Error::Usage(format!("`{}` asks for a job, so it does not belong in a bank", job.text))),
        None => Ok(meant),
    }
}

/// Returns the bank that is meant: the named one, the only one, or the only one that has the category.
fn bank_of(workspace: &Workspace, args: &AdoptArgs) -> Result<NoteId> {
    let index = &workspace.index;
    let is_bank = |id: &NoteId| matches!(index.note(*id).kind, NoteKind::Questions(_));
    let mut banks: Vec<NoteId> = match &args.bank {
        Some(name) => index.search(name).into_iter().filter(is_bank).collect(),
        None => index.notes().map(|(id, _)| id).filter(is_bank).collect(),
    };
    if let (Some(category), 2..) = (&args.category, banks.len()) {
        let with: Vec<NoteId> = banks.iter().copied().filter(|id| has_category(workspace, *id, category)).collect();
        if with.len() == 1 {
            banks = with;
        }
    }
    match (banks.as_slice(), &args.bank) {
        ([one], _) => Ok(*one),
        ([], Some(name)) => Err(Error::Usage(format!("no question bank has the name `{name}`"))),
        ([], None) => {
            Err(Error::Usage(String::from("there is no question bank yet; `coffeechat new questions` makes one")))
        }
        (many, _) => {
            let line = |id: &NoteId| format!("\n  {}", index.note(*id).path);
            let lines: String = many.iter().take(MOST_NAMED).map(line).collect();
            Err(Error::Usage(format!("into which bank? name one with --bank:{lines}")))
        }
    }
}

fn has_category(workspace: &Workspace, bank: NoteId, category: &str) -> bool {
    let NoteKind::Questions(bank) = &workspace.index.note(bank).kind else { return false };
    let words = question_words(category);
    let is_it = |own: &str| {
        question_words(own) == words || own.rsplit(" / ").next().is_some_and(|last| question_words(last) == words)
    };
    bank.questions.iter().any(|question| is_it(&question.category))
}

/// Returns the place of the text with that id, or with an id that starts so.
fn by_id(texts: &[&str], what: &str) -> Option<usize> {
    let id = id(what)?;
    let mut found = texts.iter().enumerate().filter(|(_, text)| question_id(text).starts_with(id));
    let (first, _) = found.next()?;
    found.next().is_none().then_some(first)
}

/// Returns the place of the text that is meant: by its id, by all its words, or by words that only it has.
fn pick(texts: &[&str], what: &str) -> Result<Option<usize>> {
    let key = question_key(what);
    let whole = || texts.iter().position(|text| key != 0 && question_key(text) == key);
    if let Some(found) = by_id(texts, what).or_else(whole) {
        return Ok(Some(found));
    }
    let words = question_words(what);
    let found: Vec<usize> =
        texts.iter().enumerate().filter(|(_, text)| holds(&question_words(text), &words)).map(|(at, _)| at).collect();
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        many => {
            let line = |text: &&str| format!("\n  {}  {text}", question_id(text));
            let lines: String = many.iter().filter_map(|at| texts.get(*at)).take(MOST_NAMED).map(line).collect();
            Err(Error::Usage(format!("several questions match `{what}`; name one by its id:{lines}")))
        }
    }
}
