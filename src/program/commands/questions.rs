//! `questions`: maintains the question banks.

use crate::core::actions::questions::{self, AdoptRequest};
use crate::core::derive::questions::question_id;
use crate::core::lists::Column;
use crate::core::workspace::Workspace;
use crate::program::cli::{AdoptArgs, MergeArgs, QuestionsArgs, QuestionsCommand};
use crate::program::error::Result;
use crate::program::report::table::Table;

use super::Outcome;
use super::apply::{apply, text_of};
use super::scan;
use crate::program::commands::terminal::Output;

pub(super) fn run(args: &QuestionsArgs, output: &mut Output) -> Result<Outcome> {
    match &args.command {
        QuestionsCommand::Adopt(args) if args.what.is_empty() && !args.all => list_adoptable(args, output),
        QuestionsCommand::Adopt(args) => apply(&args.place, args.dry_run, output, |scan| {
            let request = AdoptRequest {
                all: args.all,
                what: &args.what,
                bank: args.bank.as_deref(),
                category: args.category.as_deref(),
            };
            Ok((questions::adopt(&scan.workspace, &request, |id| text_of(scan, id))?, Outcome::Done))
        }),
        QuestionsCommand::Merge(args) => match &args.into {
            None => list_twins(args, output),
            Some(into) => apply(&args.place, args.dry_run, output, |scan| {
                let edits = questions::merge(&scan.workspace, &args.what.join(" "), into, |id| text_of(scan, id))?;
                Ok((edits, Outcome::Done))
            }),
        },
    }
}

/// Lists what could be taken into a bank.
fn list_adoptable(args: &AdoptArgs, output: &mut Output) -> Result<Outcome> {
    let scan = scan::scan(None, &args.place)?;
    let Workspace { index, questions, .. } = &scan.workspace;
    let mut table = Table::new(&[Column::whole("id"), Column::text("question", 40), Column::whole("from").rank(1)]);
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

/// Lists questions that are almost the same.
fn list_twins(args: &MergeArgs, output: &mut Output) -> Result<Outcome> {
    let scan = scan::scan(None, &args.place)?;
    let Workspace { index, questions, .. } = &scan.workspace;
    let twins = questions.twins(index);
    if twins.is_empty() {
        output.message("no two questions are almost the same")?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&[
        Column::whole("id"),
        Column::text("question", 20),
        Column::whole("into"),
        Column::text("its words", 20),
    ]);
    for twin in &twins {
        table.row([question_id(twin.text).as_str(), twin.text, question_id(&twin.of.text).as_str(), &twin.of.text]);
    }
    let width = output.width();
    output.data(|out| write!(out, "{}", table.render(width)))?;
    output.message("`coffeechat questions merge ID --into ID` makes the first another wording of the second")?;
    Ok(Outcome::Done)
}
