//! `draft`: a letter from the notes, and `--log`, which records in them that it is sent.

use crate::core::actions::ticks;
use crate::core::base::NotePath;
use crate::core::base::escape::visible;
use crate::core::edit::{CommandEdit, log};
use crate::core::letters::{self, Kind, Letter, LetterRequest, Occasion, Record};
use crate::core::parse::NoteParser;
use crate::program::cli::{DraftArgs, DraftFormat};
use crate::program::error::{Error, Result};
use crate::vault::Read;
use std::borrow::Cow;

use super::Outcome;
use super::apply::{apply, text_of};
use super::scan::{self, Scan};
use crate::core::lookup::Finder;
use crate::program::commands::terminal::Output;

pub(super) fn run(args: &DraftArgs, output: &mut Output) -> Result<Outcome> {
    if !args.log {
        let scan = scan::scan(None, &args.place)?;
        let (occasion, letter) = draft(&scan, args)?;
        print(args, &occasion, &letter, output)?;
        output.message("note: once it is sent, the same command with `--log` writes that into the notes")?;
        return Ok(Outcome::Done);
    }
    output.set_aside(true);
    let (occasion, letter) = apply(&args.place, args.dry_run, output, |scan| {
        let (occasion, letter) = draft(scan, args)?;
        let edits = occasion.records.iter().map(|record| edit(scan, args.kind, record)).collect::<Result<_>>()?;
        Ok((edits, (occasion, letter)))
    })?;
    output.set_aside(false);
    print(args, &occasion, &letter, output)?;
    Ok(Outcome::Done)
}

/// Finds what a letter can be made from, and makes it.
fn draft(scan: &Scan, args: &DraftArgs) -> Result<(Occasion, Letter)> {
    let finder = Finder::new(&scan.workspace);
    let who = finder.contact(&args.name.join(" "))?;
    let wish = LetterRequest {
        kind: args.kind,
        who,
        other: args.to.as_deref().map(|name| finder.contact(name)).transpose()?,
        meeting: args.meeting.as_deref().map(|name| finder.meeting_with(who, name)).transpose()?,
        about: args.about.as_deref(),
    };
    let occasion = letters::occasion(&scan.workspace, &wish, &|id| text_of(scan, id))?;
    let path = NotePath::new(format!("{}/{}", scan.workspace.config.templates, args.kind.template_path()));
    let template = match scan.vault.read(&path, scan.workspace.config.max_note_size) {
        Read::Bytes(bytes) => Cow::Owned(
            String::from_utf8(bytes)
                .map_err(|_| Error::Usage(format!("{path} is not UTF-8 text; save it as UTF-8")))?,
        ),
        Read::Vanished => Cow::Borrowed(args.kind.template()),
        _ => return Err(Error::Usage(format!("{path} cannot be read as a template"))),
    };
    let letter =
        letters::letter(&occasion, path.as_str(), &template).map_err(|refusal| Error::Usage(refusal.reason))?;
    Ok((occasion, letter))
}

fn print(args: &DraftArgs, occasion: &Occasion, letter: &Letter, output: &mut Output) -> Result<()> {
    match args.format {
        DraftFormat::Text => {
            let lines: Vec<_> = letter.text().lines().map(|line| visible(line).into_owned()).collect();
            output.data(|out| writeln!(out, "{}", lines.join("\n")))?;
        }
        DraftFormat::Eml => output.exact(|out| out.write_all(&letter.message()))?,
        DraftFormat::Mailto => output.exact(|out| writeln!(out, "{}", letter.link()))?,
    }
    let mut remarks = occasion.remarks.clone();
    remarks.extend(
        letter
            .to
            .iter()
            .filter(|to| to.address.is_none())
            .map(|to| format!("the mail address of {} is unknown; write it as `email:` into their note", to.name)),
    );
    let gaps = letter.gaps();
    if !gaps.is_empty() {
        let hint =
            |name: &str, hint: &'static str| occasion.facts.gap(name).filter(|gap| gaps.contains(gap)).map(|_| hint);
        let hints = [
            hint("about", "`--about` gives the specific part"),
            hint("outcome", "`--about` gives the outcome"),
            hint("me", "`name:` in coffeechat.yaml signs letters"),
        ];
        let hints: String = hints.into_iter().flatten().flat_map(|hint| ["; ", hint]).collect();
        remarks.push(format!("{} left to fill in: [{}]{hints}", gaps.len(), gaps.join("], [")));
    }
    if let Some(about) = args.about.as_deref().filter(|about| !letter.says(about)) {
        remarks.push(format!("this letter has no place for `--about {about}`"));
    }
    remarks.iter().try_for_each(|remark| output.message(&format!("note: {}", visible(remark))))
}

/// Returns the edit that records in a note that the letter is sent.
fn edit(scan: &Scan, kind: Kind, record: &Record) -> Result<CommandEdit> {
    let today = scan.workspace.today();
    let (Record::Event(id, _) | Record::InTouch(id) | Record::Log(id, _)) = record;
    let note = scan.workspace.index.note(*id);
    let people = scan.workspace.index.people(*id).iter().map(|person| scan.workspace.index.name(person));
    let what = match note.as_meeting() {
        Some(_) => people.collect::<Vec<_>>().join(", "),
        None => note.title.to_string(),
    };
    let old = text_of(scan, *id)?;
    let parser = NoteParser::new(&scan.workspace.config);
    let recorded = match record {
        Record::Event(_, key) => ticks::record(&parser, &old, &note.path, Some(*key), today),
        Record::InTouch(_) => ticks::record(&parser, &old, &note.path, None, today),
        Record::Log(_, words) => log::append(&old, parser.vocabulary(), today, words)
            .and_then(|edit| edit.apply(&old))
            .map(|new| (new, format!("`- {today} {words}` in the log"))),
    };
    let (new, says) = recorded.map_err(|refusal| Error::Refused(format!("{}: not written: {refusal}", note.path)))?;
    Ok(CommandEdit { path: note.path.clone(), old: Some(old), new, verb: kind.as_str(), what, says })
}
