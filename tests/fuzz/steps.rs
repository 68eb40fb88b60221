//! What is done in a vault, a step at a time.

use std::fs;
use std::path::{Path, PathBuf};

use crate::case::{Finding, Kind, Step};
use crate::commands;
use crate::lines;
use crate::pages::{blocks, inner_lines, is_page, marked, outside, rows};
use crate::world::{TYPED, World, changed, without_blocks, words_of};
use harness::random::Random;
use harness::repository::{self, git_code};

/// The most runs of `undo` until everything is taken back.
const MOST_UNDOS: u32 = 300;

impl World {
    pub(crate) fn take(&mut self, step: Step) -> Result<(), Finding> {
        let mut random = Random::new(step.seed, 0);
        match step.kind {
            Kind::Build => _ = self.build()?,
            Kind::Days => self.pass(1 + random.below(9)),
            Kind::Tick => self.tick(&mut random, false),
            Kind::Untick => self.tick(&mut random, true),
            Kind::TypeLines | Kind::TypeWords if self.has_other_version() => {}
            Kind::TypeLines => self.type_lines(&mut random),
            Kind::TypeWords => self.type_word(&mut random),
            Kind::Erase => self.erase(),
            Kind::Force => return self.force(),
            Kind::LineEnds => self.other_line_ends(&mut random),
            Kind::Remember => {
                self.remembered = self.pages().into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
            }
            Kind::Restore => self.restore(),
            Kind::Switch => self.switch(),
            Kind::Merge => self.merge(),
            Kind::Command => return self.command(&mut random),
            Kind::UndoAll => return self.undo_all(),
            Kind::Fresh => {
                let code = self.build()?;
                // A tick that means nothing stays on its page.
                let waits = self
                    .pages()
                    .iter()
                    .any(|(_, text)| rows(text).iter().any(|(_, row)| row.is_changed() || row.is_refused));
                if code == 0 && self.insertions.is_empty() && !waits {
                    return self.pages_are_fresh();
                }
            }
        }
        Ok(())
    }

    fn write(&self, path: &Path, text: &str) {
        // A page may have become something that cannot be written.
        drop(fs::write(self.vault.path().join(path), text));
    }

    fn page(&self, random: &mut Random) -> Option<(PathBuf, String)> {
        let pages: Vec<_> = self.pages().into_iter().filter(|(_, text)| !blocks(text).is_empty()).collect();
        (!pages.is_empty()).then(|| random.one(&pages).clone())
    }

    fn tick(&mut self, random: &mut Random, back: bool) {
        let pages: Vec<_> = self.pages();
        let all = pages
            .iter()
            .flat_map(|(path, text)| rows(text).into_iter().map(move |(line, row)| (path, text, line, row)));
        let fit: Vec<_> = all.filter(|(_, _, _, row)| (row.written != ' ') == back).collect();
        if fit.is_empty() {
            return;
        }
        let (path, text, line, _) = random.one(&fit);
        let mark = if back { ' ' } else { *random.one(&['x', 'x', 'x', '-', '>', 'X', ' ', '/', '?', 'é']) };
        if let Some(new) = marked(text, line.clone(), mark) {
            let words = format!("[{mark}] in {}: {}", path.display(), &text[line.clone()]);
            self.write(path, &new);
            self.say(words);
        }
    }

    fn word(&mut self) -> String {
        self.typed += 1;
        format!("{TYPED}{}", self.typed)
    }

    fn type_lines(&mut self, random: &mut Random) {
        let Some((path, text)) = self.page(random) else { return };
        let word = self.word();
        let export = Path::new("kept.csv");
        if self.vault.path().join(export).exists() && random.below(3) == 0 {
            let text = fs::read_to_string(self.vault.path().join(export)).unwrap_or_default();
            let typed = format!("{word},,,,,,,\r\n");
            self.write(export, &format!("{text}{typed}"));
            self.say(format!("typed {typed:?} in {}", export.display()));
            self.insertions.push((export.to_owned(), typed));
            return;
        }
        let blocks = blocks(&text);
        let block = random.one(&blocks);
        let inside = &text[block.inside.clone()];
        let starts: Vec<usize> = std::iter::once(0).chain(inside.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let at = block.inside.start + *random.one(&starts);
        let mut typed = lines::typed(random, &word);
        if text.contains("\r\n") {
            typed = typed.replace('\n', "\r\n");
        }
        self.write(&path, &format!("{}{typed}{}", &text[..at], &text[at..]));
        self.say(format!("typed {typed:?} in {} before {:?}", path.display(), text[at..].lines().next().unwrap_or("")));
        self.insertions.push((path, typed));
    }

    fn type_word(&mut self, random: &mut Random) {
        let Some((path, text)) = self.page(random) else { return };
        let lines: Vec<_> =
            inner_lines(&text).into_iter().filter(|line| !text[line.clone()].trim().is_empty()).collect();
        if lines.is_empty() {
            return self.type_lines(random);
        }
        let word = self.word();
        let line = random.one(&lines);
        let old = &text[line.clone()];
        let places: Vec<usize> = old.char_indices().map(|(at, _)| at).chain([old.len()]).collect();
        let at = match random.below(4) {
            0 => old.len(),
            1 => old.rfind(" <!--").unwrap_or(old.len()),
            _ => *random.one(&places),
        };
        let typed = random.one(&[" {} ", "{}", " {}", "*{}*", " — {}", ", {}"]).replace("{}", &word);
        let at = line.start + at;
        self.write(&path, &format!("{}{typed}{}", &text[..at], &text[at..]));
        self.say(format!("typed {typed:?} in {} into {old:?} at {}", path.display(), at - line.start));
        self.insertions.push((path, typed));
    }

    /// Takes out what was typed; where git moved it apart, it stays.
    fn erase(&mut self) {
        let mut kept = Vec::new();
        for (path, typed) in std::mem::take(&mut self.insertions) {
            let Ok(text) = fs::read_to_string(self.vault.path().join(&path)) else { continue };
            let ways = [typed.clone(), typed.replace("\r\n", "\n"), typed.replace("\r\n", "\n").replace('\n', "\r\n")];
            match ways.iter().find(|way| text.matches(way.as_str()).count() == 1) {
                Some(way) => self.write(&path, &text.replacen(way.as_str(), "", 1)),
                None => kept.push((path, typed)),
            }
        }
        self.say("took out what was typed");
        self.insertions = kept;
    }

    /// Builds with `--force`: what was typed may go, but not the mark of a tick that waits.
    fn force(&mut self) -> Result<(), Finding> {
        let waiting = |world: &Self| -> Vec<String> {
            let pages = world.pages();
            let rows = pages.iter().flat_map(|(_, text)| rows(text));
            let rows = rows.filter(|(_, row)| row.is_changed() && !matches!(row.mark, 'x' | 'X' | '-' | '>' | ' '));
            rows.map(|(_, row)| format!("[{}] {}", row.mark, row.id)).collect()
        };
        let before = waiting(self);
        let run = self.run(&words_of("build --force"))?;
        // In what is no block, or is one no more, it stays.
        let texts = self.files();
        let is_there = |(path, typed): &(PathBuf, String)| {
            let word = typed
                .find(TYPED)
                .map_or("", |at| typed[at..].split(|c: char| !c.is_alphanumeric()).next().unwrap_or(""));
            texts.get(path).is_some_and(|bytes| String::from_utf8_lossy(bytes).contains(word))
        };
        self.insertions.retain(is_there);
        let after = waiting(self);
        match before.into_iter().find(|row| !after.contains(row)) {
            Some(row) => Err(self.finding("`--force` drops a tick", format!("{row}\n{}{}", run.stdout, run.stderr))),
            None => Ok(()),
        }
    }

    fn other_line_ends(&mut self, random: &mut Random) {
        let Some((path, text)) = self.page(random) else { return };
        let plain = text.replace("\r\n", "\n");
        let new = if plain == text { plain.replace('\n', "\r\n") } else { plain };
        self.write(&path, &new);
        self.say(format!("other line ends in {}", path.display()));
    }

    fn restore(&mut self) {
        for (path, bytes) in std::mem::take(&mut self.remembered) {
            drop(fs::write(self.vault.path().join(path), bytes));
        }
        self.say("saved the pages as they were remembered");
    }

    // What git does.

    fn commit(&self) {
        if !self.vault.path().join(".git").exists() {
            let pages = self.pages();
            let lines = pages.iter().map(|(path, _)| format!("\"{}\" merge=union\n", path.display()));
            fs::write(self.vault.path().join(".gitattributes"), lines.collect::<String>()).unwrap();
            git_code(&self.vault, &["init", "-q", "-b", "main"]);
            git_code(&self.vault, &["add", "-A"]);
            git_code(&self.vault, &["commit", "-q", "--allow-empty", "-m", "first"]);
            git_code(&self.vault, &["branch", "other"]);
        }
        git_code(&self.vault, &["add", "-A"]);
        git_code(&self.vault, &["commit", "-q", "--allow-empty", "-m", "step"]);
    }

    fn branch(&self) -> &'static str {
        let (_, name) = git_code(&self.vault, &["branch", "--show-current"]);
        if name.trim() == "main" { "other" } else { "main" }
    }

    fn switch(&mut self) {
        self.commit();
        let other = self.branch();
        git_code(&self.vault, &["checkout", "-q", other]);
        self.is_on(other == "other");
        self.say(format!("git checkout {other}"));
    }

    fn merge(&mut self) {
        self.commit();
        let other = self.branch();
        let (code, said) = git_code(&self.vault, &["merge", "-q", "--no-edit", other]);
        self.say(format!("git merge {other}: {code} {}", said.lines().next().unwrap_or("")));
        if code != 0 && repository::is_in_the_middle(&self.vault) {
            git_code(&self.vault, &["checkout", "-q", "--ours", "."]);
            git_code(&self.vault, &["add", "-A"]);
            git_code(&self.vault, &["commit", "-q", "--no-edit"]);
        }
        self.is_merged = true;
    }

    // What commands do.

    fn command(&mut self, random: &mut Random) -> Result<(), Finding> {
        let drawn = commands::draw(random, self);
        let old = self.files();
        let run = self.run(&drawn.words)?;
        let new = self.files();
        let seen = |what: &str, path: &Path| format!("{what}\n{}\n{}{}", path.display(), run.stdout, run.stderr);
        let is_changed = changed(&without_blocks(&old), &without_blocks(&new));
        if let Some(path) = &is_changed
            && (run.code == 2 || !drawn.writes)
        {
            let what = if drawn.writes { "a command that fails writes" } else { "a command that looks writes" };
            return Err(self.finding(what, seen(&drawn.words.join(" "), path)));
        }
        if is_changed.is_none() || random.below(2) == 0 || !drawn.is_undone {
            return Ok(());
        }
        let undone = self.run(&words_of("undo"))?;
        match changed(&without_blocks(&old), &without_blocks(&self.files())) {
            Some(path) => {
                let seen = format!("{}\n{}{}", seen(&drawn.words.join(" "), &path), undone.stdout, undone.stderr);
                Err(self.finding("`undo` does not bring back what was", seen))
            }
            None => Ok(()),
        }
    }

    fn undo_all(&mut self) -> Result<(), Finding> {
        let origin = self.origin.clone();
        for _ in 0..MOST_UNDOS {
            let undone = self.run(&words_of("undo"))?;
            if undone.stderr.contains("nothing to undo") {
                break;
            }
            if undone.code != 0 && !undone.stderr.contains("typed inside") {
                return Err(self.finding("`undo` cannot take back the last edit", undone.stderr));
            }
        }
        let is_same = |path: &PathBuf, bytes: &Vec<u8>| match std::str::from_utf8(bytes) {
            Ok(text) if is_page(text) => {
                // A page may have got other line ends meanwhile.
                let now = fs::read_to_string(self.vault.path().join(path)).unwrap_or_default();
                outside(text).replace("\r\n", "\n") == outside(&now).replace("\r\n", "\n")
            }
            _ => fs::read(self.vault.path().join(path)).is_ok_and(|now| now == *bytes),
        };
        match origin.iter().find(|(path, bytes)| !is_same(path, bytes)) {
            Some((path, _)) => {
                let now = self.files();
                let seen = crate::world::difference(&origin, &now, path);
                Err(self.finding("after every `undo`, a note is not what it was", seen))
            }
            None => Ok(()),
        }
    }
}
