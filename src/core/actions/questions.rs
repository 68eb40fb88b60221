//! What is done to the question banks: a question is adopted into one, or becomes a wording of another.

use crate::core::base::text::{question_key, question_words};
use crate::core::derive::questions::{NotInBank, asks_for_a_job, question_id};
use crate::core::edit::bank::{self, Taken};
use crate::core::edit::{CommandEdit, Refusal, TextEdit};
use crate::core::index::NoteId;
use crate::core::lookup::{MOST_NAMED, holds, id};
use crate::core::model::NoteKind;
use crate::core::workspace::Workspace;

/// Which questions go into which bank.
pub(crate) struct AdoptRequest<'a> {
    /// Whether all questions outside the banks are meant.
    pub(crate) all: bool,
    /// The words of one question, or the ids of some.
    pub(crate) what: &'a [String],
    /// The name of the bank, if one is named.
    pub(crate) bank: Option<&'a str>,
    /// The category, if one is named.
    pub(crate) category: Option<&'a str>,
}

/// Returns the edit that takes questions of the notes into a bank. `read` returns the text of a note as it is now.
///
/// # Errors
///
/// If it is not clear which question or which bank is meant, a question asks for a job, or the bank cannot be edited;
/// and as `read`.
pub(crate) fn adopt<E: From<Refusal>>(
    workspace: &Workspace,
    request: &AdoptRequest<'_>,
    read: impl Fn(NoteId) -> Result<String, E>,
) -> Result<Vec<CommandEdit>, E> {
    let meant = if request.all {
        workspace.questions.offered(&workspace.index).collect()
    } else {
        adoptable(workspace, request.what)?
    };
    if meant.is_empty() {
        return Err(Refusal::new("every question of your talks is in a bank").into());
    }
    let id = bank_of(workspace, request)?;
    let path = &workspace.index.note(id).path;
    let old = read(id)?;
    let refused = |refusal| Refusal::new(format!("{path}: not written: {refusal}"));
    let texts: Vec<&str> = meant.iter().map(|question| question.text).collect();
    let added = bank::add(&old, &workspace.config.words(), request.category, &texts).map_err(refused)?;
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

/// Returns the edits that make a question, in a bank or not, a wording of one in a bank. `read` returns the text of a
/// note as it is now.
///
/// # Errors
///
/// If it is not clear which question is meant, or a note cannot be edited; and as `read`.
pub(crate) fn merge<E: From<Refusal>>(
    workspace: &Workspace,
    what: &str,
    into: &str,
    read: impl Fn(NoteId) -> Result<String, E>,
) -> Result<Vec<CommandEdit>, E> {
    let Workspace { index, questions, .. } = workspace;
    let words = &workspace.config.words();
    let bank: Vec<&str> = questions.bank().iter().map(|question| &*question.text).collect();
    let loose = questions.not_in_bank(index);
    let all: Vec<&str> = bank.iter().copied().chain(loose.iter().map(|question| question.text)).collect();
    let unknown =
        |words: &str| Refusal::new(format!("no question{words}; `coffeechat list questions` names those of the banks"));
    let into = pick(&bank, into)?.ok_or_else(|| unknown(&format!(" of a bank matches `{into}`")))?;
    let from = pick(&all, what)?.ok_or_else(|| unknown(&format!(" matches `{what}`")))?;
    let target = questions.bank().get(into).ok_or_else(|| unknown(""))?;
    if from == into {
        return Err(Refusal::new(format!("`{}` is that question itself", target.text)).into());
    }
    let refused = |note: NoteId| {
        let path = &index.note(note).path;
        move |refusal| Refusal::new(format!("{path}: not written: {refusal}"))
    };
    let amend =
        |note: NoteId, edit: &dyn Fn(&str) -> Result<TextEdit, Refusal>, what: &str, says: String| -> Result<_, E> {
            let old = read(note)?;
            let new = edit(&old).and_then(|edit| edit.apply(&old)).map_err(refused(note))?;
            let path = index.note(note).path.clone();
            Ok(CommandEdit { path, old: Some(old), new, verb: "merge", what: what.to_owned(), says })
        };
    let says = format!("another wording of `{}`", target.text);
    let Some(source) = questions.bank().get(from) else {
        let text = all.get(from).copied().unwrap_or_default();
        let put = |old: &str| bank::put_under(old, words, target.line, &Taken::new(text));
        return Ok(vec![amend(target.note, &put, text, says)?]);
    };
    if source.note == target.note {
        let edit = |old: &str| bank::merge(old, words, source.line, target.line);
        return Ok(vec![amend(target.note, &edit, &source.text, says)?]);
    }
    let (_, taken) = bank::take_out(&read(source.note)?, words, source.line).map_err(refused(source.note))?;
    if let Some(id) = taken.block_ids.first() {
        return Err(Refusal::new(format!(
            "`{}` has the block id ^{id}, and links to it lead to {}: merge the other one into it, or take the id away first",
            source.text,
            index.note(source.note).path
        ))
        .into());
    }
    // The new place is written first: if the second write fails, the question is there twice, but never lost.
    let put = |old: &str| bank::put_under(old, words, target.line, &taken);
    let take = |old: &str| bank::take_out(old, words, source.line).map(|(edit, _)| edit);
    Ok(vec![
        amend(target.note, &put, &source.text, says)?,
        amend(source.note, &take, &source.text, String::from("no longer"))?,
    ])
}

/// Returns the questions in no bank that are meant: one by its words, or some by their ids.
fn adoptable<'p>(workspace: &'p Workspace, what: &[String]) -> Result<Vec<NotInBank<'p>>, Refusal> {
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
        vec![found.ok_or_else(|| Refusal::new(format!("no question outside the banks matches `{words}`; {hint}")))?]
    };
    let meant: Vec<NotInBank<'p>> = places.into_iter().filter_map(|at| all.get(at).copied()).collect();
    match meant.iter().find(|question| asks_for_a_job(question.text)) {
        Some(job) => Err(Refusal::new(format!("`{}` asks for a job, so it does not belong in a bank", job.text))),
        None => Ok(meant),
    }
}

/// Returns the bank that is meant: the named one, the only one, or the only one that has the category.
fn bank_of(workspace: &Workspace, request: &AdoptRequest<'_>) -> Result<NoteId, Refusal> {
    let index = &workspace.index;
    let is_bank = |id: &NoteId| matches!(index.note(*id).kind, NoteKind::Questions(_));
    let mut banks: Vec<NoteId> = match request.bank {
        Some(name) => index.search(name).into_iter().filter(is_bank).collect(),
        None => index.notes().map(|(id, _)| id).filter(is_bank).collect(),
    };
    if let (Some(category), 2..) = (&request.category, banks.len()) {
        let with: Vec<NoteId> = banks.iter().copied().filter(|id| has_category(workspace, *id, category)).collect();
        if with.len() == 1 {
            banks = with;
        }
    }
    match (banks.as_slice(), request.bank) {
        ([one], _) => Ok(*one),
        ([], Some(name)) => Err(Refusal::new(format!("no question bank has the name `{name}`"))),
        ([], None) => Err(Refusal::new("there is no question bank yet; `coffeechat new questions` makes one")),
        (many, _) => {
            let line = |id: &NoteId| format!("\n  {}", index.note(*id).path);
            let lines: String = many.iter().take(MOST_NAMED).map(line).collect();
            Err(Refusal::new(format!("into which bank? name one with --bank:{lines}")))
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
fn pick(texts: &[&str], what: &str) -> Result<Option<usize>, Refusal> {
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
            Err(Refusal::new(format!("several questions match `{what}`; name one by its id:{lines}")))
        }
    }
}
