//! The manual page: the help of every command, in one page that can be searched.

use std::io;

use clap::{Arg, Command, CommandFactory};
use clap_mangen::Man;

use crate::program::cli::Cli;

/// What every part begins with, and a page needs once.
const PREAMBLE: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";

/// Returns the page, as `man` reads it.
///
/// # Errors
///
/// No error is known: writing to memory does not fail.
pub fn page() -> io::Result<String> {
    let mut root = Cli::command().disable_help_subcommand(true);
    root.build();
    let man = Man::new(root.clone());
    let mut page = String::from(PREAMBLE);
    page.push_str(&part(|out| man.render_title(out))?);
    page.push_str(&part(|out| man.render_name_section(out))?);
    page.push_str(".SH SYNOPSIS\n\\fBcoffeechat\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n.SH DESCRIPTION\n");
    page.push_str(&examples(&root));
    page.push_str(
        ".SH OPTIONS\nEvery command takes\n.TP\n\\fB\\-\\-vault\\fR \\fIDIR\\fR\nThe vault\\(aqs folder\n.TP\n\
         \\fB\\-\\-help\\fR\nPrint its help\n.PP\nand those that read notes\n.TP\n\
         \\fB\\-\\-today\\fR \\fIYYYY\\-MM\\-DD\\fR\nUse this day as today\n.SH COMMANDS\n",
    );
    for command in root.get_subcommands().filter(|command| !command.is_hide_set()) {
        describe(command, &mut page)?;
    }
    page.push_str(
        ".SH \"EXIT STATUS\"\n.TP\n0\nSuccess.\n.TP\n1\nA problem was found: an error in a note, or a block that is out of date.\n\
         .TP\n2\nThe command failed; the message says why, and no note is half written.\n",
    );
    Ok(page)
}

/// Adds a command, and those below it.
fn describe(command: &Command, page: &mut String) -> io::Result<()> {
    let below: Vec<&Command> = command.get_subcommands().filter(|below| !below.is_hide_set()).collect();
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    page.extend([".SS \"", &escaped(name), "\"\n"]);
    let about = command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string);
    page.extend([&*escaped(&about.unwrap_or_default()), "\n"]);
    if below.is_empty() {
        let is_common = |arg: &Arg| ["help", "vault", "today"].iter().any(|common| arg.get_long() == Some(*common));
        let man = Man::new(command.clone().mut_args(|arg| if is_common(&arg) { arg.hide(true) } else { arg }));
        let synopsis = part(|out| man.render_synopsis_section(out))?;
        page.push_str(&synopsis.replacen(".SH SYNOPSIS", ".PP", 1));
        page.push_str(&part(|out| man.render_options_section(out))?.replacen(".SH OPTIONS", ".PP", 1));
    }
    page.push_str(&examples(command));
    below.into_iter().try_for_each(|command| describe(command, page))
}

/// Returns the text below the options of a command's help, with its lines unchanged.
fn examples(command: &Command) -> String {
    let help = command.get_after_long_help().or_else(|| command.get_after_help()).map(ToString::to_string);
    let lines = |help: String| help.lines().map(|line| format!("{}\n", escaped(line))).collect::<Vec<_>>().concat();
    help.map_or_else(String::new, |help| format!(".PP\n.nf\n{}.fi\n", lines(help)))
}

/// Returns what a part of a page is.
fn part(render: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<String> {
    let mut out = Vec::new();
    render(&mut out)?;
    let text = String::from_utf8(out).map_err(io::Error::other)?;
    let lines = text.strip_prefix(PREAMBLE).unwrap_or(&text).lines();
    Ok(lines.map(|line| format!("{}\n", line.trim_end())).collect::<Vec<_>>().concat())
}

/// Returns text that `man` shows as it is.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('`', "\\(ga").replace('"', "\\(dq");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}
