//! What to write instead, for a command line that clap does not understand.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory, Error};

use super::Cli;

/// Words that people try as a command, and what they probably mean.
const MEANT: [(&[&str], &str); 22] = [
    (&["add", "contact", "person", "create"], "new contact NAME"),
    (&["contacts", "people", "everybody"], "list contacts"),
    (&["meeting", "talk", "schedule"], "new meeting --with NAME --date DAY"),
    (&["meetings", "talks", "agenda"], "list meetings upcoming"),
    (&["bank"], "new questions"),
    (&["ls", "todo", "todos", "tasks", "due", "next", "follow-ups", "followups"], "list follow-ups"),
    (&["today"], "list follow-ups due:today"),
    (&["overdue", "late"], "list follow-ups overdue"),
    (&["open", "show", "view", "find", "search", "explain", "info", "get"], "why NAME"),
    (&["edit", "note"], "log NAME WORDS"),
    (&["mail", "email", "write", "letter", "ask", "thank", "nudge", "confirm"], "draft KIND NAME"),
    (&["tick", "finish", "close", "check-off"], "done ID"),
    (&["skip", "dismiss", "drop", "ignore"], "waive ID"),
    (&["remind", "later", "postpone", "defer", "delay"], "snooze ID"),
    (&["update", "refresh", "render", "generate", "dashboard", "sync"], "build"),
    (&["serve", "daemon", "start"], "watch"),
    (&["lint", "validate", "verify", "doctor", "errors", "problems"], "check"),
    (&["setup", "vault"], "init"),
    (&["revert", "back", "restore"], "undo"),
    (&["calendar", "ics"], "export ics"),
    (&["spreadsheet", "csv"], "export csv"),
    (&["vcard", "cards"], "export vcard"),
];

/// Returns the error with what can be written instead: the values of an argument that is missing, and the command that an
/// unknown word probably means.
#[must_use]
pub fn with_hints(mut error: Error) -> Error {
    match error.kind() {
        ErrorKind::MissingRequiredArgument => name_values(&mut error),
        ErrorKind::InvalidSubcommand => name_command(&mut error),
        _ => {}
    }
    error
}

/// Adds the values that missing arguments take.
fn name_values(error: &mut Error) {
    let Some(ContextValue::Strings(missing)) = error.get(ContextKind::InvalidArg) else { return };
    let Some(command) = command_of(error) else { return };
    let values = |arg: &Arg| -> Vec<String> {
        arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect()
    };
    let missing = missing.iter().map(|shown| {
        let arg = command.get_arguments().find(|arg| arg.to_string() == *shown);
        match arg.map(values).filter(|values| !values.is_empty()) {
            Some(values) => format!("{shown} [possible values: {}]", values.join(", ")),
            None => shown.clone(),
        }
    });
    let missing = ContextValue::Strings(missing.collect());
    error.insert(ContextKind::InvalidArg, missing);
}

/// Adds the command that an unknown one probably means.
fn name_command(error: &mut Error) {
    let Some(ContextValue::String(written)) = error.get(ContextKind::InvalidSubcommand) else { return };
    // Below a command, such as `new`, the words mean something else.
    if command_of(error).is_some_and(|command| command.get_name() != "coffeechat") {
        return;
    }
    let written = written.to_lowercase().replace('_', "-");
    let Some((_, meant)) = MEANT.iter().find(|(words, _)| words.contains(&written.as_str())) else { return };
    error.remove(ContextKind::SuggestedSubcommand);
    let tip = format!("did you mean `coffeechat {meant}`?");
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
}

/// Returns the command that an error is about: the one that its usage begins with.
fn command_of(error: &Error) -> Option<Command> {
    let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) else { return None };
    let usage = usage.to_string();
    let mut words = usage.trim_start_matches("Usage:").split_whitespace().skip(1);
    let mut command = Cli::command();
    command.build();
    while let Some(below) = words.next().and_then(|word| command.find_subcommand(word)) {
        command = below.clone();
    }
    Some(command)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    fn shown(args: &[&str]) -> String {
        with_hints(Cli::try_parse_from(std::iter::once(&"coffeechat").chain(args)).unwrap_err()).render().to_string()
    }

    #[test]
    fn a_missing_argument_shows_its_values() {
        let rows: [(&[&str], &str); 5] = [
            (&["list"], "  <KIND> [possible values: follow-ups, contacts, meetings, questions]\n"),
            (&["export"], "  <FORMAT> [possible values: csv, ics, vcard, json, html]\n"),
            (&["completions"], "  <SHELL> [possible values: bash, zsh, fish, powershell]\n"),
            (
                &["draft"],
                "  <KIND> [possible values: request, nudge, confirm, thank, update, introduction]\n  <NAME>...\n",
            ),
            (&["why"], "  <ID|NAME>...\n"),
        ];
        for (args, expected) in rows {
            assert!(shown(args).contains(expected), "{args:?}: {}", shown(args));
        }
    }

    #[test]
    fn a_word_that_is_no_command_leads_to_one() {
        for (words, meant) in MEANT {
            for word in words {
                let said = shown(&[word]);
                assert!(said.contains(&format!("tip: did you mean `coffeechat {meant}`?")), "{word}: {said}");
            }
            let mut command = Cli::command();
            command.build();
            let first = meant.split(' ').next().unwrap();
            assert!(command.find_subcommand(first).is_some(), "{meant}");
        }
        assert!(shown(&["Follow_Ups"]).contains("`coffeechat list follow-ups`"));
        assert!(shown(&["lst"]).contains("'list'"), "{}", shown(&["lst"]));
        assert!(!shown(&["frobnicate"]).contains("tip:") && !shown(&["new", "add"]).contains("did you mean"));
    }
}
