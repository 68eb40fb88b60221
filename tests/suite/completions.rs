//! Completions in real shells: each reads the script that the program prints, and is asked as by its user.

use std::process::Command;

use harness::vault::{TestVault, has_program};

/// Types a line into a shell at a terminal of its own, and prints what came of it.
const TYPE: &str = r#"
import os, pty, select, sys, time
typed, shell = sys.argv[1], sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(shell[0], shell)
seen = b''
def wait(mark):
    global seen
    end = time.time() + 60
    while mark not in seen and time.time() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                seen += os.read(terminal, 4096)
            except OSError:
                break
for line in typed.split('\n'):
    seen = b''
    os.write(terminal, line.encode() + b"; printf '%s%s\\n' o k\r")
    wait(b'ok\r')
os.close(terminal)
sys.stdout.buffer.write(seen.replace(b'\r', b''))
"#;

fn vault() -> TestVault {
    let talk = "---\ndate: 2026-11-19\nwith: Zoë Quinn\n---\n## Reflection\nfine\n";
    TestVault::new()
        .note("people/priya.md", "---\ntype: contact\nname: Priya Nair\nrole: Engineer\n---\n")
        .note("people/zoë.md", "---\ntype: contact\nname: Zoë Quinn\naliases: [Captain]\ntags: [grid]\n---\n")
        .note("people/sam-1.md", "---\ntype: contact\nname: Sam\n---\n")
        .note("people/sam-2.md", "---\ntype: contact\nname: Sam\n---\n")
        .note("people/odd.md", "---\ntype: contact\nname: \"O'Neil $HOME `x` \\\"q\\\" (&; *)\"\n---\n")
        .note("people/hidden.md", "---\ntype: contact\nname: \"Hid\\e[2Jden\"\n---\n")
        .note("meetings/2026-11-19 Zoë.md", talk)
}

/// Runs a command with the program's folder first among those that are searched.
fn run(vault: &TestVault, program: &str, args: &[&str]) -> String {
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_coffeechat")).parent().unwrap();
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", folder.display());
    let output = Command::new(program)
        .args(args)
        .current_dir(vault.path())
        .env_clear()
        .envs([("PATH", path.as_str()), ("LANG", "C.UTF-8"), ("TERM", "dumb")])
        .env("HOME", vault.outside("home"))
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What is typed, a tab included, and what the program is then told: its name and the words for the log.
const TYPED: [(&str, &str); 4] = [
    ("coffeechat log pri\thello --dry-run", "people/priya.md"),
    ("coffeechat log capt\thello --dry-run", "people/zoë.md"),
    ("coffeechat log \"Zoë Q\thello --dry-run", "people/zoë.md"),
    ("coffeechat log O\thello --dry-run", "people/odd.md"),
];

fn types_names_in(shell: &[&str], setup: &str) {
    let vault = vault();
    for (typed, note) in TYPED {
        let lines = format!("{setup}\n{typed}");
        let seen = run(&vault, "/usr/bin/python3", &[&["-c", TYPE, &lines], shell].concat());
        assert!(seen.contains(&format!("+++ b/{note}")), "{shell:?} {typed:?}: {seen}");
        // Had the name become two words, the second one would stand in the log.
        let is_entry = |line: &str| line.starts_with("+- ") && line.len() == "+- 2026-11-21 hello".len();
        assert!(seen.lines().any(|line| is_entry(line) && line.ends_with(" hello")), "{shell:?} {typed:?}: {seen}");
    }
}

#[test]
fn bash_puts_in_names_as_one_word() {
    if has_program("bash") && has_program("/usr/bin/python3") {
        types_names_in(&["bash", "--norc", "--noprofile", "-i"], "source <(coffeechat completions bash)");
    }
}

#[test]
fn zsh_puts_in_names_as_one_word() {
    if has_program("zsh") && has_program("/usr/bin/python3") {
        let setup = "autoload -U compinit; compinit -D -u; source <(coffeechat completions zsh)";
        types_names_in(&["zsh", "-f", "-i"], setup);
    }
}

#[test]
fn fish_offers_names_with_what_they_are() {
    if !has_program("fish") {
        return;
    }
    let vault = vault();
    let rows = [
        ("coffeechat dra", "draft\tWrite a mail"),
        ("coffeechat draft thank pri", "Priya Nair\tEngineer"),
        ("coffeechat draft thank 'Priya N", "Priya Nair\tEngineer"),
        ("coffeechat why sam", "people/sam-1.md\tSam"),
        ("coffeechat draft thank zoë --meeting ", "meetings/2026-11-19 Zoë.md\tThu 19 Nov: 2026-11-19 Zoë"),
        ("coffeechat list contacts tag:", "tag:grid"),
        ("coffeechat draft thank zoë --form", "--format"),
    ];
    for (typed, expected) in rows {
        let script = format!("coffeechat completions fish | source; complete -C {}", quoted(typed));
        let seen = run(&vault, "fish", &["--no-config", "-c", &script]);
        assert!(seen.lines().any(|line| line.starts_with(expected)), "{typed}: {seen}");
    }
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

#[test]
fn completing_is_quiet_in_a_vault_that_is_none_and_offers_nothing_that_acts() {
    let vault = vault();
    let broken = TestVault::new().note("coffeechat.yaml", "week-start: [\n");
    for line in ["coffeechat why p", "coffeechat draft thank ", "coffeechat nothing of the kind ", "coffeechat \"", ""]
    {
        let run = |vault: &TestVault| {
            let output = vault.command(&["complete", "bash", line]).output().unwrap();
            assert!(output.status.success() && output.stderr.is_empty(), "{line}");
            String::from_utf8(output.stdout).unwrap()
        };
        assert!(!run(&vault).contains('\u{1b}'), "{line}");
        assert!(!run(&broken).contains("Priya"), "{line}");
    }
    let output =
        vault.command(&["complete", "fish", "=", "coffeechat", "why", "--vault", "/nowhere"]).output().unwrap();
    assert!(output.status.success() && output.stdout.is_empty() && output.stderr.is_empty());
}

#[test]
fn the_script_for_powershell_passes_on_words_and_quotes_what_comes_back() {
    // PowerShell is not among the packages that the tests may use, so only the text is looked at.
    let output = TestVault::new().command(&["completions", "powershell"]).output().unwrap();
    let script = String::from_utf8(output.stdout).unwrap();
    for part in [
        "Register-ArgumentCompleter -Native -CommandName coffeechat",
        "complete powershell \"=$wordToComplete\" @words",
        "-replace \"'\", \"''\"",
    ] {
        assert!(script.contains(part), "{part}");
    }
}
