//! The manual page and the help of every command.

use std::process::Command;

use clap::CommandFactory;
use coffeechat::program::cli::Cli;

use harness::is_blessing;
use harness::vault::has_program;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/coffeechat.1");

#[test]
fn the_manual_page_is_current() {
    let page = coffeechat::program::manual::page().unwrap();
    if is_blessing() {
        std::fs::write(PAGE, &page).unwrap();
    }
    let committed = std::fs::read_to_string(PAGE).unwrap();
    assert!(committed == page, "`coffeechat man > docs/coffeechat.1` brings it up to date");
}

#[test]
fn programs_that_show_manual_pages_find_nothing_wrong_with_it() {
    let readers: [(&str, &[&str]); 2] =
        [("mandoc", &["-T", "lint", "-W", "error"]), ("groff", &["-Kutf8", "-man", "-Tutf8", "-ww", "-z"])];
    for (program, args) in readers {
        if has_program(program) {
            let output = Command::new(program).args(args).arg(PAGE).output().unwrap();
            let said = [output.stdout, output.stderr].concat();
            assert!(said.is_empty(), "{program}: {}", String::from_utf8_lossy(&said));
        }
    }
}

#[test]
fn the_help_of_every_command_has_examples_and_fits_a_terminal() {
    fn check(command: &mut clap::Command) {
        let is_leaf = command.get_subcommands().filter(|below| below.get_name() != "help").count() == 0;
        let help = command.clone().term_width(80).render_long_help().to_string();
        let name = command.get_bin_name().unwrap_or_default().to_owned();
        assert!(!is_leaf || help.contains("Examples:\n  coffeechat "), "{name} has no examples: {help}");
        for line in help.lines() {
            assert!(line.chars().count() <= 80, "{name}: {line}");
        }
        // What is below the options has its own lines: none is wrapped again.
        for line in command.get_after_help().map(ToString::to_string).unwrap_or_default().lines() {
            assert!(help.lines().any(|shown| shown.trim_end() == line.trim_end()), "{name}: {line}");
        }
        for below in command.get_subcommands_mut().filter(|below| !below.is_hide_set() && below.get_name() != "help") {
            check(below);
        }
    }
    let mut root = Cli::command();
    root.build();
    check(&mut root);
}

#[test]
fn the_help_names_every_command_once() {
    let help = Cli::command().render_long_help().to_string();
    for command in Cli::command().get_subcommands().filter(|command| !command.is_hide_set()) {
        let start = format!("  {} ", command.get_name());
        assert_eq!(help.lines().filter(|line| line.starts_with(&start)).count(), 1, "{start}: {help}");
    }
}
