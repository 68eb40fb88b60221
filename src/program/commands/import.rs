//! `import`: turns people in other programs' files into notes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

use crate::core::actions::import::{
    self, ColumnMapping, Format, ImportEntry, ImportOutcome, ImportRow, NoteSource, Options, Pace, Plan, Sheet,
};
use crate::core::base::NotePath;
use crate::core::base::escape::visible;
use crate::core::base::text::slice;
use crate::core::edit::CommandEdit;
use crate::core::index::NoteId;
use crate::core::lists::Column;
use crate::core::model::{ContactState, NoteType};
use crate::core::parse::NoteParser;
use crate::core::syntax::when;
use crate::program::cli::{ImportArgs, ImportFormat};
use crate::program::error::{Error, Result};
use crate::program::report::table::Table;
use crate::vault::{VaultError, read_outside};

use super::Outcome;
use super::apply::{apply, text_of};
use super::scan::{self, Scan};
use crate::program::commands::note_builder::NoteBuilder;
use crate::program::commands::terminal::Output;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;
/// The most rows of one kind that are shown.
const MOST_SHOWN: usize = 50;
/// The most characters of a name in the table.
const LONGEST_NAME: usize = 40;
/// The most states and names that a message gives.
const MOST_NAMED: usize = 10;

pub(super) fn run(args: &ImportArgs, output: &mut Output) -> Result<Outcome> {
    let files = args.files.iter().map(|file| Ok((file.as_str(), bytes_of(file)?))).collect::<Result<Vec<_>>>()?;
    let wishes = args.maps.iter().map(|map| wish(map)).collect::<Result<Vec<_>>>()?;
    let import = Import { args, files, wishes };
    if args.dry_run {
        let scan = scan::scan(None, &args.place)?;
        let planned = import.plan(&scan)?;
        let text = import.shown(&planned, output.width());
        output.data(|out| write!(out, "{text}"))?;
        return Ok(planned.outcome());
    }
    let planned = apply(&args.place, false, output, |scan| {
        let planned = import.plan(scan)?;
        Ok((edits(&planned.plan), planned))
    })?;
    output.message(import.shown(&planned, None).trim_end())?;
    Ok(planned.outcome())
}

impl NoteSource for NoteBuilder<'_> {
    fn path(&mut self, name: &str) -> Result<NotePath, String> {
        Self::path(self, name).map_err(|error| error.to_string())
    }

    fn text_of(&self, id: NoteId) -> Result<String, String> {
        text_of(self.scan(), id).map_err(|error| error.to_string())
    }

    fn text(&self, path: &NotePath, name: &str, keys: Vec<(&str, Vec<String>)>) -> Result<String, String> {
        let made = Self::text(self, path, name, None, keys);
        made.map_err(|error| error.to_string().trim_start_matches("no note was made: ").to_owned())
    }
}

/// What is imported.
struct Import<'a> {
    args: &'a ImportArgs,
    files: Vec<(&'a str, Vec<u8>)>,
    wishes: Vec<ColumnMapping>,
}

/// What was read, and what becomes of it.
struct Planned {
    sheets: Vec<Sheet>,
    plan: Plan,
}

impl Planned {
    /// Returns whether every row could be read.
    fn outcome(&self) -> Outcome {
        let is_broken = |row: &ImportRow| matches!(row.fate, ImportOutcome::Broken(_));
        if self.plan.rows.iter().any(is_broken) { Outcome::Found } else { Outcome::Done }
    }
}

impl Import<'_> {
    fn plan(&self, scan: &Scan) -> Result<Planned> {
        let workspace = &scan.workspace;
        let parser = NoteParser::new(&workspace.config);
        let format = self.args.format.map(|format| match format {
            ImportFormat::Csv => Format::Csv,
            ImportFormat::Linkedin => Format::LinkedIn,
            ImportFormat::Google => Format::Google,
            ImportFormat::Vcard => Format::VCard,
        });
        let encoding = self.args.encoding.as_deref().map(import::encoding_named).transpose();
        let encoding = encoding.map_err(Error::option("encoding"))?;
        let mut sheets = Vec::new();
        let mut people = Vec::new();
        for (name, bytes) in &self.files {
            let read = import::read(bytes, format, encoding, &self.wishes, &parser);
            let mut sheet = read.map_err(|why| Error::Usage(format!("{name}: {why}")))?;
            people.push(std::mem::take::<Vec<ImportEntry>>(&mut sheet.entries));
            sheets.push(sheet);
        }
        let from =
            self.args.from.as_ref().map(|from| {
                when::day(from, workspace.today(), workspace.config.date_order).map_err(Error::option("from"))
            });
        let from = from.transpose()?.or_else(|| workspace.today().succ_opt()).unwrap_or(workspace.today());
        let options = Options {
            merges: self.args.merge,
            another: self.args.another,
            asks: self.args.ask,
            source: self.args.source.clone(),
            tags: self.args.tags.clone(),
            pace: (!self.args.no_follow_up).then_some(Pace { per_week: self.args.per_week, from }),
        };
        let mut maker = NoteBuilder::new(scan, NoteType::Contact, self.args.folder.as_deref())?;
        Ok(Planned { plan: import::plan(workspace, &people, &options, &mut maker), sheets })
    }

    /// Returns the place of a row.
    fn place(&self, row: &ImportRow) -> String {
        let (file, line) = row.at;
        match self.files.as_slice() {
            [_] => format!("line {line}"),
            files => format!("{}: line {line}", files.get(file).map_or("", |(name, _)| name)),
        }
    }

    /// Returns the report as text: the meaning of the columns, the outcome of each row, and the totals.
    fn shown(&self, planned: &Planned, width: Option<usize>) -> String {
        let mut text = String::new();
        for ((name, _), sheet) in self.files.iter().zip(&planned.sheets) {
            let _ = writeln!(text, "{}: {}", visible(name), sheet.format);
            text.push_str(&columns(sheet));
        }
        let mut table = Table::new(&[Column::whole(""), Column::text("Who", 16), Column::text("What", 30)]);
        let mut counts = [0; KINDS.len()];
        for row in &planned.plan.rows {
            let (kind, what) = Self::fate(row);
            let Some(count) = counts.get_mut(kind) else { continue };
            *count += 1;
            if *count <= MOST_SHOWN && self.is_shown(kind) {
                let name = if row.name.is_empty() { self.place(row) } else { short(&row.name) };
                table.row([KINDS.get(kind).map_or("", |(kind, _)| *kind), &name, &what]);
            }
        }
        let lines = table.render(width);
        if lines.lines().count() > 1 {
            let _ = write!(text, "\n{lines}");
        }
        for (kind, count) in counts.into_iter().enumerate().filter(|(kind, _)| self.is_shown(*kind)) {
            if let Some((name, more)) = KINDS.get(kind).zip(count.checked_sub(MOST_SHOWN)).filter(|(_, more)| *more > 0)
            {
                let _ = writeln!(text, "… {more} more {}", name.0);
            }
        }
        let sums = KINDS.iter().zip(counts).take(KNOWN).filter(|(_, count)| *count > 0);
        let mut sums: Vec<String> = sums.map(|((_, words), count)| format!("{count} {words}")).collect();
        if let Some(known) = counts.get(KNOWN).filter(|known| **known > 0) {
            let who = if *known == 1 { "known person" } else { "known people" };
            let again = if self.args.dry_run { "`--ask` makes" } else { "`coffeechat undo` and `--ask` make" };
            let contacts = if *known == 1 { "a contact of them" } else { "contacts of them" };
            sums.push(format!("{known} {who}; {again} {contacts}"));
        }
        let sums = if sums.is_empty() { String::from("it names nobody") } else { sums.join(", ") };
        let _ = writeln!(text, "\n{}{sums}", if self.args.dry_run { "would be: " } else { "" });
        if counts.get(PERHAPS).is_some_and(|count| *count > 0) {
            text.push_str("--another also makes notes of people who may be there already\n");
        }
        text
    }

    /// Says whether the table shows the outcomes of a kind. The paths of new notes are printed one by one.
    const fn is_shown(&self, kind: usize) -> bool {
        self.args.dry_run || !matches!(kind, NEW | KNOWN)
    }

    /// Returns the kind of a row's outcome, and the words for it.
    fn fate(row: &ImportRow) -> (usize, String) {
        match &row.fate {
            ImportOutcome::Created { path, is_known: true, .. } => (KNOWN, path.to_string()),
            ImportOutcome::Created { path, ask, .. } => {
                let ask =
                    ask.map_or_else(String::new, |day| format!(", to be asked on {}", day.format("%a %-d %b %Y")));
                (NEW, format!("{path}{ask}"))
            }
            ImportOutcome::Merged { path, keys, by, .. } => (1, format!("{path}: {} (same {by})", keys.join(", "))),
            ImportOutcome::Exists { whose, by } => (2, format!("{whose} (same {by})")),
            ImportOutcome::MaybeExists { whose, why } => (PERHAPS, format!("{whose} ({why})")),
            ImportOutcome::Ambiguous { whose, by } => (4, format!("{} (same {by})", whose.join(" or "))),
            ImportOutcome::Nameless => (5, String::from("it names no person")),
            ImportOutcome::Broken(why) => (6, why.clone()),
        }
    }
}

/// The outcomes of a row: their names in the table and in the totals.
const KINDS: [(&str, &str); 8] = [
    ("new", "new"),
    ("add", "with keys to add"),
    ("there", "there already"),
    ("perhaps", "perhaps there"),
    ("unclear", "that cannot be told apart"),
    ("no name", "without a name"),
    ("broken", "broken and left out"),
    ("known", "known"),
];

/// The place of new contacts.
const NEW: usize = 0;
/// The place of people who may be there already.
const PERHAPS: usize = 3;
/// The place of new people whom nobody asks; the last.
const KNOWN: usize = 7;

/// Returns how the columns of a file were understood.
fn columns(sheet: &Sheet) -> String {
    let mut targets: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut unused: Vec<&str> = sheet.unused.iter().map(String::as_str).collect();
    for column in sheet.columns.iter().filter(|column| !column.header.is_empty()) {
        match column.target() {
            None if column.is_left_out => {}
            None => unused.push(&column.header),
            Some(target) => match targets.iter_mut().find(|(other, _)| *other == target) {
                Some((_, headers)) => headers.push(&column.header),
                None => targets.push((target, vec![&column.header])),
            },
        }
    }
    let quoted = |headers: &[&str]| {
        headers.iter().map(|header| format!("\"{}\"", visible(header))).collect::<Vec<_>>().join(", ")
    };
    let widest = targets.iter().map(|(target, _)| target.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for (target, headers) in &targets {
        let _ = writeln!(text, "  {target:widest$}  ← {}", quoted(headers));
    }
    if !sheet.odd_states.is_empty() {
        let odd: Vec<&str> = sheet.odd_states.iter().map(String::as_str).collect();
        let more = odd.len().saturating_sub(MOST_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let known: Vec<&str> = ContactState::ALL.iter().map(|state| state.as_str()).collect();
        let (named, known) = (quoted(odd.get(..MOST_NAMED).unwrap_or(&odd)), known.join(", "));
        let _ = writeln!(text, "  unknown states of contacts, not used: {named}{more}  (known states: {known})");
    }
    if !sheet.left_out.is_empty() {
        let names: Vec<&str> = sheet.left_out.iter().map(String::as_str).take(MOST_NAMED).collect();
        let (count, more) = (sheet.left_out.len(), sheet.left_out.len().saturating_sub(MOST_NAMED));
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let cards = if count == 1 { "card" } else { "cards" };
        let _ = writeln!(text, "  left out, {count} {cards} of groups and companies: {}{more}", quoted(&names));
    }
    if !unused.is_empty() {
        let _ = writeln!(text, "  not used: {}", quoted(&unused));
        if let Some(first) = unused.first().filter(|_| sheet.format == Format::Csv) {
            let _ = writeln!(text, "  (say what a column means with --map \"{}=KEY\")", visible(first));
        }
    }
    text
}

/// Returns the edits to write.
fn edits(plan: &Plan) -> Vec<CommandEdit> {
    let mut edits: Vec<CommandEdit> = Vec::new();
    let mut edited = BTreeMap::new();
    for row in &plan.rows {
        match &row.fate {
            ImportOutcome::Created { path, text, .. } => edits.push(CommandEdit {
                path: path.clone(),
                old: None,
                new: text.clone(),
                verb: "import",
                what: row.name.clone(),
                says: String::new(),
            }),
            ImportOutcome::Merged { path, old, new, keys, .. } => {
                let says = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
                // Several rows may be about one person.
                if let Some(edit) = edited.get(path).and_then(|at: &usize| edits.get_mut(*at)) {
                    edit.new.clone_from(new);
                    edit.says = format!("{}, {says}", edit.says);
                    continue;
                }
                edited.insert(path, edits.len());
                edits.push(CommandEdit {
                    path: path.clone(),
                    old: Some(old.clone()),
                    new: new.clone(),
                    verb: "import",
                    what: row.name.clone(),
                    says,
                });
            }
            _ => {}
        }
    }
    edits
}

fn bytes_of(file: &str) -> Result<Vec<u8>> {
    if file != "-" {
        return Ok(read_outside(Path::new(file), LARGEST)?);
    }
    let mut bytes = Vec::new();
    std::io::stdin().take(LARGEST + 1).read_to_end(&mut bytes).map_err(VaultError::io("read", "standard input"))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Error::Usage(format!("there is more on standard input than {LARGEST} bytes")));
    }
    Ok(bytes)
}

/// Returns a name at a length that leaves room for its outcome.
fn short(name: &str) -> String {
    match name.char_indices().nth(LONGEST_NAME) {
        Some((at, _)) => format!("{}…", slice(name, 0..at)),
        None => name.to_owned(),
    }
}

fn wish(map: &str) -> Result<ColumnMapping> {
    match map.rsplit_once('=') {
        Some((header, target)) => Ok(ColumnMapping { header: header.to_owned(), target: target.to_owned() }),
        None => {
            Err(Error::Usage(format!("`--map {map}` does not say what the column means: `--map \"Firma=company\"`")))
        }
    }
}
